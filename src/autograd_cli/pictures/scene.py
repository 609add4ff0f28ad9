"""One scene: texts, outlines and wires with their roles, in a view of a size.

Takes: nothing; the styles make scenes, and the writers of files take them. Returns: the data, and how large a text is.
A role says what a mark is for; which colour that has is the writer's business. Texts are monospaced, so that their
sizes are known without any font.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple
from unicodedata import normalize

from autograd_cli.errors import cell_width

# A character's width, and how far it reaches above and below its baseline, by the size of the letters. The widths of
# common monospaced fonts are between 0.55 and 0.61.
ADVANCE, ASCENT, DESCENT = 0.61, 0.76, 0.24
# A text with bars is set with this advance, that of our font, so that each bar is above its name in every font; how
# high bars are, and what of a character they leave free at both ends.
BAR_ADVANCE, BAR_HEIGHT, BAR_GAP = 0.602, 0.82, 0.08
BAR = "\N{COMBINING MACRON}"
BARRED = re.compile(rf"([^\W\d]\w*(?:\.\w+)*(?:\[[\d, ]*\])?{BAR})")

# What is drawn: names and gates, values going forward, what flows back, local partials, words beside all that, what
# takes no part, and frames around gates that belong together.
Role = Literal["ink", "value", "gradient", "local", "label", "still", "frame"]
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


class Text(NamedTuple):
    """A line of text; `y` is its baseline. `step` is the first picture of several that shows it."""

    x: float
    y: float
    text: str
    role: Role
    size: float
    anchor: Anchor = "middle"
    bold: bool = False
    step: int = 0


class Outline(NamedTuple):
    """A rectangle with rounded corners, from its left upper corner; a circle where `radius` is half of both sides."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    role: Role
    dashed: bool = False
    step: int = 0


class Path(NamedTuple):
    """A line of curves: the start, then for each curve two control points and its end."""

    points: tuple[Point, ...]
    role: Role
    arrow: bool = False
    dashed: bool = False
    step: int = 0


class Group(NamedTuple):
    """Marks that belong together, with what they are of, by names that programs may read."""

    name: str
    facts: tuple[tuple[str, str], ...]
    marks: tuple["Text | Outline | Path", ...]


Mark = Text | Outline | Path


class Scene(NamedTuple):
    """All marks, those behind first; `title` says what the picture is of, for those who do not see it."""

    width: float
    height: float
    title: str
    groups: tuple[Group, ...]

    @property
    def marks(self) -> Iterator[Mark]:
        for group in self.groups:
            yield from group.marks


def unbarred(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text without the bars of adjoints, and the spans of the names that have one.

    Example:
        >>> unbarred("v3\N{COMBINING MACRON}*v1")
        ('v3*v1', ((0, 2),))
    """
    pieces, spans, length = [], [], 0
    for piece in BARRED.split(normalize("NFD", text)):
        plain = normalize("NFC", piece.removesuffix(BAR))
        if piece.endswith(BAR):
            spans.append((length, length + len(plain)))
        pieces.append(plain)
        length += len(pieces[-1])
    return "".join(pieces), tuple(spans)


def written_text(text: Text) -> tuple[str, tuple[Path, ...]]:
    """A text as it is set, and the bars of its adjoints as lines above names; its width is that of `BAR_ADVANCE`."""
    plain, spans = unbarred(text.text)
    places = character_places(text)
    y = text.y - BAR_HEIGHT * text.size
    gap = BAR_GAP * BAR_ADVANCE * text.size
    ends = [(places[start] + gap, places[stop] - gap) for start, stop in spans]
    return plain, tuple(Path(((a, y), (a, y), (b, y), (b, y)), text.role) for a, b in ends)


def character_places(text: Text) -> list[float]:
    """Where each character of a text without its bars begins, a wide one over two cells, and where the last ends."""
    plain, _ = unbarred(text.text)
    step = BAR_ADVANCE * text.size
    ends = [step * end for end in accumulate(map(cell_width, plain), initial=0)]
    left = text.x - {"start": 0.0, "middle": ends[-1] / 2, "end": ends[-1]}[text.anchor]
    return [left + end for end in ends]


def text_width(text: str, size: float) -> float:
    """How wide a line of text is at most."""
    return cell_width(text) * ADVANCE * size


def text_box(text: Text) -> tuple[float, float, float, float]:
    """The left, upper, right and lower edge of a text."""
    width = text_width(text.text, text.size)
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return left, text.y - ASCENT * text.size, left + width, text.y + DESCENT * text.size


def curve(points: Sequence[Point]) -> tuple[Point, ...]:
    """A path through points that is level at each of them.

    Example:
        >>> curve([(0.0, 5.0), (10.0, 5.0), (20.0, 5.0)])
        ((0.0, 5.0), (0.0, 5.0), (20.0, 5.0), (20.0, 5.0))
    """
    corners = [
        point
        for i, point in enumerate(points)
        if not 0 < i < len(points) - 1 or not points[i - 1][1] == point[1] == points[i + 1][1]
    ]
    found = corners[:1]
    for (x, y), (next_x, next_y) in pairwise(corners):
        half = (next_x - x) / 2 if next_y != y else 0.0
        found += [(x + half, y), (next_x - half, next_y), (next_x, next_y)]
    return tuple(found)


def pieces(path: Path) -> Iterator[tuple[Point, Point, Point, bool]]:
    """The curves of a path, each with its control points and its end, and whether it is a straight line."""
    for i in range(1, len(path.points), 3):
        start, one, two, end = path.points[i - 1 : i + 3]
        yield one, two, end, start == one and two == end
