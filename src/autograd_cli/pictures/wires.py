"""Wires with their numbers: the box of the layout that holds them, and how they are drawn through it.

Takes: a `Wire` of a picture, and where the layout put its ends and its numbers. Returns: boxes and marks.
"""

from collections.abc import Sequence

from autograd_cli.pictures.flow import Flow
from autograd_cli.pictures.layout import Box, Place
from autograd_cli.pictures.parts import Parts, Wire
from autograd_cli.pictures.scene import Anchor, Group, Mark, Path, Point, Role, Text, curve, text_width

# Sizes of letters: numbers, signs and names, words beside them; and the height of a line, by the size.
NUMBERS, SIGNS, WORDS = 14.0, 16.0, 11.0
LINE = 1.2
# The distance of a wire from its numbers, and what is free beside them.
LIFT, BESIDE = 4.0, 12.0
# Above an input's line, and left of the gate: the word there.
RAISE, BEFORE = 2.5, 3.0


def inputs(parts: Parts) -> list[int]:
    """Of each wire, which of the drawn inputs of its target it goes to; what a sign holds is no input."""
    met: dict[int, int] = {}
    found = []
    for wire in parts.wires:
        found.append(met.get(wire.target, 0))
        met[wire.target] = found[-1] + 1
    return found


def wire_box(wire: Wire, flow: Flow) -> Box:
    """The box of a wire's numbers."""
    before, after = wire.value, (*wire.gradient, *wire.local)
    widths = [max((text_width(text, NUMBERS) for text in texts), default=0.0) for texts in (before, after)]
    heights = [len(texts) * NUMBERS * LINE for texts in (before, after)]
    if flow.down:
        left, right = (LIFT + width + (BESIDE / 2 if width else 0.0) for width in widths)
        return Box(max(heights) + BESIDE, left, right, early=True)
    return Box(max(widths) + BESIDE, LIFT + heights[0], LIFT + heights[1], early=True)


def widest_word(wires: Sequence[Wire]) -> float:
    """How wide the widest word at a gate's inputs is, with what is free beside it."""
    widest = max((text_width(wire.mark, WORDS) for wire in wires), default=0.0)
    return widest + 2 * BEFORE if widest else 0.0


def words_length(wires: Sequence[Wire], flow: Flow) -> float:
    """The room that the words at a gate's inputs need before it."""
    widest = widest_word(wires)
    return WORDS * LINE if widest and flow.down else widest


def ports(wires: Sequence[Wire], apart: float, flow: Flow) -> tuple[float, ...]:
    """How far from a gate's line each of its inputs is; side by side they leave room for their words."""
    step = max(apart, widest_word(wires)) if flow.down else apart
    middle = (len(wires) - 1) / 2
    return tuple((i - middle) * step for i in range(len(wires)))


def drawn(
    wire: Wire,
    flow: Flow,
    start: Point,
    end: Point,
    ends: tuple[Place, Place],
    numbers: Place,
    before: Sequence[Point],
    after: Sequence[Point],
    gate: float,
) -> Group:
    """A wire from the start to the end, straight beside both, at its numbers and at the points before and after these.

    Points are along the flow and across it. `ends` are the places of both parts; `gate` is where the word at the
    input ends.
    """
    source, target = ends
    middle = (numbers.left + numbers.right) / 2
    points = [start, (source.right, start[1]), *before, (numbers.left, numbers.y), (numbers.right, numbers.y)]
    points += [*after, (target.left, end[1]), end]
    path = tuple(flow.point(*point) for point in curve(points))
    marks: list[Mark] = [Path(path, "still" if wire.still else "ink", dashed=wire.still)]
    lines: list[tuple[str, Role]] = [(text, "value") for text in wire.value]
    back: list[tuple[str, Role]] = [(text, "gradient") for text in wire.gradient]
    back += [(text, "local") for text in wire.local]
    step, rest = NUMBERS * LINE, (len(lines) - 1) * NUMBERS * LINE
    if flow.down:
        level = middle + 0.35 * NUMBERS
        marks += _column(lines, numbers.y - LIFT, level - rest / 2, "end", wire.steps[0])
        marks += _column(back, numbers.y + LIFT, level - (len(back) - 1) * step / 2, "start", wire.steps[1])
    else:
        marks += _column(lines, middle, numbers.y - LIFT - 1 - rest, "middle", wire.steps[0])
        marks += _column(back, middle, numbers.y + LIFT + NUMBERS * 0.76, "middle", wire.steps[1])
    if wire.mark:
        role: Role = "still" if wire.still else "label"
        word = Text(gate - BEFORE, end[1] - RAISE, wire.mark, role, WORDS, "end")
        marks.append(word._replace(x=end[1] + BEFORE, y=gate - BEFORE, anchor="start") if flow.down else word)
    facts = [("operand", str(wire.operand)), ("user", "" if wire.user is None else str(wire.user))]
    return Group("wire", (*facts, ("place", str(wire.place))), tuple(marks))


def _column(lines: Sequence[tuple[str, Role]], x: float, baseline: float, anchor: Anchor, step: int) -> list[Mark]:
    """Numbers below each other; a step of a picture in steps is the same for all."""
    return [
        Text(x, baseline + i * NUMBERS * LINE, text, role, NUMBERS, anchor, step=step)
        for i, (text, role) in enumerate(lines)
    ]
