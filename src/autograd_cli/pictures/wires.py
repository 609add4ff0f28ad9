"""Wires with their numbers: the box of the layout that holds them, and how they are drawn through it.

Takes: a `Wire` of a picture, and where the layout put its ends and its numbers. Returns: boxes and marks.
"""

from collections.abc import Sequence

from autograd_cli.pictures.layout import Box, Place
from autograd_cli.pictures.parts import Parts, Wire
from autograd_cli.pictures.scene import Group, Mark, Path, Point, Role, Text, curve, text_width

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


def wire_box(wire: Wire) -> Box:
    """The box of a wire's numbers."""
    texts = (*wire.value, *wire.gradient, *wire.local)
    width = max((text_width(text, NUMBERS) for text in texts), default=0.0) + BESIDE
    lower = len(wire.gradient) + len(wire.local)
    return Box(width, LIFT + len(wire.value) * NUMBERS * LINE, LIFT + lower * NUMBERS * LINE, early=True)


def words_width(wires: Sequence[Wire]) -> float:
    """The room that the words at a gate's inputs need."""
    widest = max((text_width(wire.mark, WORDS) for wire in wires), default=0.0)
    return widest + 2 * BEFORE if widest else 0.0


def drawn(
    wire: Wire,
    start: Point,
    end: Point,
    ends: tuple[Place, Place],
    numbers: Place,
    before: Sequence[Point],
    after: Sequence[Point],
    gate: float,
) -> Group:
    """A wire from the start to the end, level beside both, at its numbers and at the points before and after these.

    `ends` are the places of both parts; the word at the input is left of `gate`.
    """
    source, target = ends
    middle = (numbers.left + numbers.right) / 2
    points = [start, (source.right, start[1]), *before, (numbers.left, numbers.y), (numbers.right, numbers.y)]
    points += [*after, (target.left, end[1]), end]
    marks: list[Mark] = [Path(curve(points), "still" if wire.still else "ink", dashed=wire.still)]
    baseline = numbers.y - LIFT - 1 - (len(wire.value) - 1) * NUMBERS * LINE
    lines: list[tuple[str, Role]] = [(text, "value") for text in wire.value]
    for text, role in lines:
        marks.append(Text(middle, baseline, text, role, NUMBERS, step=wire.steps[0]))
        baseline += NUMBERS * LINE
    baseline = numbers.y + LIFT + NUMBERS * 0.76
    lines = [(text, "gradient") for text in wire.gradient]
    lines += [(text, "local") for text in wire.local]
    for text, role in lines:
        marks.append(Text(middle, baseline, text, role, NUMBERS, step=wire.steps[1]))
        baseline += NUMBERS * LINE
    if wire.mark:
        role = "still" if wire.still else "label"
        marks.append(Text(gate - BEFORE, end[1] - RAISE, wire.mark, role, WORDS, "end"))
    facts = [("operand", str(wire.operand)), ("user", "" if wire.user is None else str(wire.user))]
    return Group("wire", (*facts, ("place", str(wire.place))), tuple(marks))
