"""The circuit, as CS231n draws it: gates in circles, on each wire its value above and what flows back below.

Takes: `Parts`. Returns: a `Scene`. Every wire is a box of the layout, as large as its texts, so that no two of them can
overlap. In a picture that goes down values are left of wires, and names and sums right of gates.
"""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from autograd_cli.pictures.flow import Flow
from autograd_cli.pictures.frame import framed, legend
from autograd_cli.pictures.layout import Box, Place
from autograd_cli.pictures.nested import Placed, frames_of, placed
from autograd_cli.pictures.parts import Part, Parts, Wire
from autograd_cli.pictures.scene import Anchor, Group, Mark, Outline, Point, Role, Scene, Text, text_width
from autograd_cli.pictures.wires import BEFORE, LINE, SIGNS, WORDS, drawn, ports, words_length

# A gate's least height and width, what its sign leaves free at both sides, and the distance of its inputs.
GATE, PADDING, PORTS = 36.0, 20.0, 14.0
# What a gate leaves free beside its first and its last input.
CORNERS = 22.0
# What a name leaves free beside a wire.
GAP = 6.0
# A sum at a fork that is no longer is written in one line.
LONGEST_SUM = 26
SUMS = 12.0


class Shape(NamedTuple):
    """A gate's outline about its centre, along the flow and across it, the room for words before it, and how far from
    its line each input is, and how far its last word reaches."""

    length: float
    breadth: float
    words: float
    ports: tuple[float, ...]
    reach: float = 0.0

    def center(self, place: Place) -> float:
        """The middle of the outline in its column."""
        return (place.left + place.right + self.words) / 2

    def inset(self, offset: float) -> float:
        """How far the outline is from its middle, so far from its line."""
        radius = min(self.length, self.breadth) / 2
        corner = min(radius, max(0.0, abs(offset) - (self.breadth / 2 - radius)))
        return float(self.length / 2 - radius + (radius**2 - corner**2) ** 0.5)


def circuit(parts: Parts) -> Scene:
    """The scene of a circuit."""
    shapes, layout = laid_out(parts)
    flow = Flow(parts.down)
    groups = frames_of(parts, layout)
    for i, wire in enumerate(parts.wires):
        ends = layout.parts[wire.source], layout.parts[wire.target]
        start = _start(parts.parts[wire.source], shapes[wire.source], ends[0])
        end, gate = _end(parts.parts[wire.target], shapes[wire.target], ends[1], layout.intos[i])
        groups.append(drawn(wire, flow, start, end, ends, layout.numbers[i], layout.before[i], layout.after[i], gate))
    groups += [
        _drawn(part, shape, layout.parts[i], flow)
        for i, (part, shape) in enumerate(zip(parts.parts, shapes, strict=True))
    ]
    return framed(parts.title, flow.point(layout.width, layout.height), groups, legend(parts))


def laid_out(parts: Parts) -> tuple[list[Shape], Placed]:
    """The shapes of the parts, and where they and the numbers on the wires are."""
    flow = Flow(parts.down)
    shapes = [gate_shape(part, wires, flow) for part, wires in zip(parts.parts, parts.entering, strict=True)]
    boxes = [(_box_down if flow.down else _box)(part, shape) for part, shape in zip(parts.parts, shapes, strict=True)]
    return shapes, placed(parts, boxes, [shape.ports for shape in shapes])


def gate_shape(part: Part, wires: Sequence[Wire], flow: Flow) -> Shape:
    """The shape of a gate with these inputs; of a leaf or the result the size of its text."""
    width = text_width(part.sign, SIGNS)
    if part.kind != "gate":
        return Shape(*flow.point(width, 0.0), 0.0, (0.0,) * max(1, len(wires)))
    entered = ports(wires, PORTS, flow)
    beside = entered[-1] - entered[0] + CORNERS
    sign = max(GATE, width + PADDING)
    length, breadth = (GATE, max(sign, beside)) if flow.down else (sign, max(GATE, beside))
    reach = entered[-1] + BEFORE + text_width(wires[-1].mark, WORDS) if flow.down else 0.0
    return Shape(length, breadth, words_length(wires, flow), entered, reach)


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
        half = shape.breadth / 2
        # The words are left of the outline, and the middle of the column is that of both.
        width = max([shape.length, text_width(part.name, WORDS), *texts]) + shape.words
        return Box(width, half + (WORDS * LINE if part.name else 0.0), half + depth + 2 * bool(depth))
    half = SIGNS * LINE / 2
    return Box(max([shape.length, *texts]) + GAP, half, half + depth, 1 if part.kind == "leaf" else -1)


def _beside(part: Part) -> list[tuple[str, Role, float]]:
    """The lines right of a part, where wires go down: its name, and those that else are below it."""
    name: list[tuple[str, Role, float]] = [(part.name, "still" if part.still else "label", WORDS)]
    return name * bool(part.name and part.kind == "gate") + below(part)


def _box_down(part: Part, shape: Shape) -> Box:
    width = max((text_width(text, size) + GAP for text, _, size in _beside(part)), default=0.0)
    depth = fsum(size * LINE for _, _, size in _beside(part))
    half = shape.breadth / 2
    if part.kind == "gate":
        return Box(max(shape.length, depth) + shape.words, half, max(half + width, shape.reach))
    return Box(max(SIGNS * LINE, depth) + GAP, half, half + width, 1 if part.kind == "leaf" else -1)


def _start(part: Part, shape: Shape, place: Place) -> Point:
    return (shape.center(place) + shape.length / 2 if part.kind == "gate" else place.right - 2, place.y)


def _end(part: Part, shape: Shape, place: Place, offset: float) -> tuple[Point, float]:
    """Where a wire ends, and the left edge of what it ends at."""
    if part.kind != "gate":
        return (place.left, place.y), place.left
    x = shape.center(place)
    return (x - shape.inset(offset), place.y + offset), x - shape.length / 2


def _drawn(part: Part, shape: Shape, place: Place, flow: Flow) -> Group:
    role: Role = "still" if part.still else "ink"
    marks: list[Mark] = []
    if part.kind == "gate":
        x, y = flow.point(shape.center(place), place.y)
        width, height = flow.point(shape.length, shape.breadth)
        radius = min(width, height) / 2
        marks.append(Outline(x - width / 2, y - height / 2, width, height, radius, role, dashed=part.still))
        # An asterisk is above the middle of a line.
        drop = 0.45 if part.sign == "*" else 0.35
        marks.append(Text(x, y + drop * SIGNS, part.sign, role, SIGNS))
    marks += (_texts_down if flow.down else _texts)(part, shape, place, role)
    return Group(part.kind, (("node", str(part.node)), ("key", part.key)), tuple(marks))


def _texts(part: Part, shape: Shape, place: Place, role: Role) -> list[Mark]:
    """A gate's name above it, or the sign of a leaf or the result, and the lines below."""
    anchor: Anchor = "middle"
    marks: list[Mark] = []
    if part.kind == "gate":
        x = shape.center(place)
        top = place.y - shape.breadth / 2
        if part.name:
            marks.append(Text(x, top - 4, part.name, "still" if part.still else "label", WORDS))
        baseline = place.y + shape.breadth / 2 + 2
    else:
        anchor = "end" if part.kind == "leaf" else "start"
        x = place.right - GAP if part.kind == "leaf" else place.left + GAP
        marks.append(Text(x, place.y + 0.35 * SIGNS, part.sign, role, SIGNS, anchor))
        baseline = place.y + SIGNS * LINE / 2
    for text, role, size in below(part):
        step = part.steps[1] if role == "gradient" else 0
        marks.append(Text(x, baseline + 0.9 * size, text, role, size, anchor, step=step))
        baseline += size * LINE
    return marks


def _texts_down(part: Part, shape: Shape, place: Place, role: Role) -> list[Mark]:
    """The sign of a leaf or the result, and the lines right of it or of a gate."""
    lines = _beside(part)
    depth = fsum(size * LINE for _, _, size in lines)
    x = place.y + shape.breadth / 2 + GAP
    marks: list[Mark] = []
    top = shape.center(place) - depth / 2
    if part.kind != "gate":
        middle = place.right - GAP - SIGNS * LINE / 2 if part.kind == "leaf" else place.left + GAP + SIGNS * LINE / 2
        marks.append(Text(place.y, middle + 0.35 * SIGNS, part.sign, role, SIGNS))
        top = min(middle - depth / 2, place.right - GAP - depth)
    for text, own, size in lines:
        step = part.steps[1] if own == "gradient" else 0
        marks.append(Text(x, top + 0.9 * size, text, own, size, "start", step=step))
        top += size * LINE
    return marks
