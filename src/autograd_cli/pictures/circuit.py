"""The circuit, as CS231n draws it: gates in circles, on each wire its value above and what flows back below.

Takes: `Parts`. Returns: a `Scene`. Every wire is a box of the layout, as large as its texts, so that no two of them can
overlap.
"""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from autograd_cli.pictures.frame import framed, legend
from autograd_cli.pictures.layout import Box, Place
from autograd_cli.pictures.nested import Placed, frames_of, placed
from autograd_cli.pictures.parts import Part, Parts, Wire
from autograd_cli.pictures.scene import Anchor, Group, Mark, Outline, Point, Role, Scene, Text, text_width
from autograd_cli.pictures.wires import LINE, SIGNS, WORDS, drawn, words_width

# A gate's least height and width, what its sign leaves free at both sides, and the distance of its inputs.
GATE, PADDING, PORTS = 36.0, 20.0, 14.0
# What a name leaves free beside a wire.
GAP = 6.0
# A sum at a fork that is no longer is written in one line.
LONGEST_SUM = 26
SUMS = 12.0


class Shape(NamedTuple):
    """A gate's outline about its centre, the room for words left of it, and how far from its line each input is."""

    width: float
    height: float
    words: float
    ports: tuple[float, ...]

    def center(self, place: Place) -> float:
        """The middle of the outline in its column."""
        return (place.left + place.right + self.words) / 2

    def inset(self, offset: float) -> float:
        """How far the outline is from its middle, so far from its line."""
        radius = min(self.width, self.height) / 2
        corner = min(radius, max(0.0, abs(offset) - (self.height / 2 - radius)))
        return float(self.width / 2 - radius + (radius**2 - corner**2) ** 0.5)


def circuit(parts: Parts) -> Scene:
    """The scene of a circuit."""
    shapes, layout = laid_out(parts)
    groups = frames_of(parts, layout)
    for i, wire in enumerate(parts.wires):
        ends = layout.parts[wire.source], layout.parts[wire.target]
        start = _start(parts.parts[wire.source], shapes[wire.source], ends[0])
        end, gate = _end(parts.parts[wire.target], shapes[wire.target], ends[1], layout.intos[i])
        groups.append(drawn(wire, start, end, ends, layout.numbers[i], layout.before[i], layout.after[i], gate))
    groups += [
        _drawn(part, shape, layout.parts[i]) for i, (part, shape) in enumerate(zip(parts.parts, shapes, strict=True))
    ]
    return framed(parts.title, (layout.width, layout.height), groups, legend(parts))


def laid_out(parts: Parts) -> tuple[list[Shape], Placed]:
    """The shapes of the parts, and where they and the numbers on the wires are."""
    entering: list[list[Wire]] = [[] for _ in parts.parts]
    for wire in parts.wires:
        entering[wire.target].append(wire)
    shapes = [gate_shape(part, wires) for part, wires in zip(parts.parts, entering, strict=True)]
    boxes = [_box(part, shape) for part, shape in zip(parts.parts, shapes, strict=True)]
    return shapes, placed(parts, boxes, [shape.ports for shape in shapes])


def gate_shape(part: Part, wires: Sequence[Wire]) -> Shape:
    """The shape of a gate with these inputs; of a leaf or the result its text's width."""
    if part.kind != "gate":
        return Shape(text_width(part.sign, SIGNS), 0.0, 0.0, (0.0,) * max(1, len(wires)))
    height = max(GATE, len(wires) * PORTS + 8)
    width = max(GATE, text_width(part.sign, SIGNS) + PADDING)
    middle = (len(wires) - 1) / 2
    return Shape(width, height, words_width(wires), tuple((i - middle) * PORTS for i in range(len(wires))))


def below(part: Part) -> list[tuple[str, Role, float]]:
    """The lines below a part, their roles and sizes: its shape, and the sum at a fork."""
    total = " ".join(part.total)
    lines = [total] if len(total) <= LONGEST_SUM else list(part.total)
    shape: list[tuple[str, Role, float]] = [(part.shape, "still" if part.still else "label", WORDS)]
    return shape * bool(part.shape) + [(text, "gradient", SUMS) for text in lines if text]


def _box(part: Part, shape: Shape) -> Box:
    texts = [text_width(text, size) for text, _, size in below(part)]
    depth = fsum(size * LINE for _, _, size in below(part))
    if part.kind == "gate":
        half = shape.height / 2
        # The words are left of the outline, and the middle of the column is that of both.
        width = max([shape.width, text_width(part.name, WORDS), *texts]) + shape.words
        return Box(width, half + (WORDS * LINE if part.name else 0.0), half + depth + 2 * bool(depth))
    half = SIGNS * LINE / 2
    return Box(max([shape.width, *texts]) + GAP, half, half + depth, 1 if part.kind == "leaf" else -1)


def _start(part: Part, shape: Shape, place: Place) -> Point:
    return (shape.center(place) + shape.width / 2 if part.kind == "gate" else place.right - 2, place.y)


def _end(part: Part, shape: Shape, place: Place, offset: float) -> tuple[Point, float]:
    """Where a wire ends, and the left edge of what it ends at."""
    if part.kind != "gate":
        return (place.left, place.y), place.left
    x = shape.center(place)
    return (x - shape.inset(offset), place.y + offset), x - shape.width / 2


def _drawn(part: Part, shape: Shape, place: Place) -> Group:
    role: Role = "still" if part.still else "ink"
    anchor: Anchor = "middle"
    marks: list[Mark] = []
    if part.kind == "gate":
        x = shape.center(place)
        left, top = x - shape.width / 2, place.y - shape.height / 2
        radius = min(shape.width, shape.height) / 2
        marks.append(Outline(left, top, shape.width, shape.height, radius, role, dashed=part.still))
        # An asterisk is above the middle of a line.
        drop = 0.45 if part.sign == "*" else 0.35
        marks.append(Text(x, place.y + drop * SIGNS, part.sign, role, SIGNS))
        if part.name:
            marks.append(Text(x, top - 4, part.name, "still" if part.still else "label", WORDS))
        baseline = place.y + shape.height / 2 + 2
    else:
        anchor = "end" if part.kind == "leaf" else "start"
        x = place.right - GAP if part.kind == "leaf" else place.left + GAP
        marks.append(Text(x, place.y + 0.35 * SIGNS, part.sign, role, SIGNS, anchor))
        baseline = place.y + SIGNS * LINE / 2
    for text, role, size in below(part):
        step = part.steps[1] if role == "gradient" else 0
        marks.append(Text(x, baseline + 0.9 * size, text, role, size, anchor, step=step))
        baseline += size * LINE
    return Group(part.kind, (("node", str(part.node)), ("key", part.key)), tuple(marks))
