"""What is around a drawing: the margin, a title above it, and below it what the colours mean.

Takes: groups of marks at `(0, 0)` and their size. Returns: a `Scene`.
"""

from collections.abc import Sequence

from autograd_cli.pictures.parts import Parts
from autograd_cli.pictures.scene import ADVANCE, Group, Mark, Path, Scene, Text, curve, text_width
from autograd_cli.pictures.wires import NUMBERS, WORDS

MARGIN = 18.0
# A title has room for so many characters also above a narrow drawing.
SHORTEST_TITLE = 44
SAMPLE = 64.0


def framed(title: str, size: tuple[float, float], groups: Sequence[Group], key: Sequence[Mark]) -> Scene:
    """The scene of a drawing, with its title and its key."""
    width, height = size
    fits = max(SHORTEST_TITLE, int(width / (ADVANCE * NUMBERS)))
    shown = title if len(title) <= fits else title[: fits - 1] + "…"
    whole = max(width, text_width(shown, NUMBERS)) + 2 * MARGIN
    top = MARGIN + 2 * NUMBERS
    heading = Group("title", (), (Text(MARGIN, MARGIN + NUMBERS * 0.8, shown, "ink", NUMBERS, "start", True),))
    found = [heading, *(moved(group, (whole - width) / 2, top) for group in groups)]
    bottom = top + height + MARGIN
    if key:
        found.append(moved(Group("legend", (), tuple(key)), MARGIN, bottom + WORDS))
        bottom += 2 * WORDS + MARGIN
    return Scene(round(whole, 2), round(bottom, 2), title, tuple(found))


def legend(parts: Parts) -> list[Mark]:
    """What the colours of numbers mean, around a piece of wire at `(0, 0)`; nothing where there are no numbers."""
    shown = [wire for wire in parts.wires if not wire.still]
    texts: list[Mark] = []
    if any(wire.value for wire in shown):
        texts.append(Text(SAMPLE / 2, -4, "value", "value", WORDS))
    if any(wire.gradient for wire in shown):
        texts.append(Text(SAMPLE / 2, 12, "gradient", "gradient", WORDS))
    if any(wire.local for wire in shown):
        texts.append(Text(SAMPLE + 8, 4, "× local derivative", "local", WORDS, "start"))
    return [Path(curve([(0.0, 0.0), (SAMPLE, 0.0)]), "ink"), *texts] if texts else []


def moved(group: Group, x: float, y: float) -> Group:
    """The group, so far to the right and down."""
    marks: list[Mark] = []
    for mark in group.marks:
        if isinstance(mark, Path):
            marks.append(mark._replace(points=tuple((px + x, py + y) for px, py in mark.points)))
        else:
            marks.append(mark._replace(x=mark.x + x, y=mark.y + y))
    return group._replace(marks=tuple(marks))
