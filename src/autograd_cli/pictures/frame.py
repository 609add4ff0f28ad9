"""What is around a drawing: the margin, a title above it, and below it what the colours mean.

Takes: groups of marks at `(0, 0)` and their size. Returns: a `Scene`.
"""

from collections.abc import Sequence
from textwrap import wrap
from unicodedata import normalize

from autograd_cli.formats.functions_used import meanings
from autograd_cli.lessons.gates import upstream_word
from autograd_cli.pictures.parts import Parts
from autograd_cli.pictures.scene import (
    ADVANCE,
    BARRED,
    Group,
    Mark,
    Path,
    Scene,
    Text,
    text_box,
    text_width,
    unbarred,
)
from autograd_cli.pictures.wires import LIFT, LINE, NUMBERS, WORDS
from autograd_cli.wording.languages import translated

MARGIN = 18.0
# A title has room for so many characters also above a narrow drawing, and at most so many lines.
SHORTEST_TITLE, MOST_LINES = 44, 4
# Between the sample of a wire or of a box and the notes below it.
BELOW = 24.0
SAMPLE = 64.0
COMES_BACK = "{name}: the gradient at the gate that the wire goes into"
# What a local derivative begins with.
FACTOR = "×"


def framed(title: str, size: tuple[float, float], groups: Sequence[Group], key: Sequence[Mark]) -> Scene:
    """The scene of a drawing, with its title and its key."""
    width, height = size
    fits = max(SHORTEST_TITLE, int(width / (ADVANCE * NUMBERS)))
    lines = title_lines(title, fits)
    boxes = [text_box(mark) for mark in key if isinstance(mark, Text)]
    whole = max([width, *(text_width(line, NUMBERS) for line in lines), *(box[2] for box in boxes)]) + 2 * MARGIN
    step = NUMBERS * LINE
    top = MARGIN + 2 * NUMBERS + (len(lines) - 1) * step
    heading = [
        Text(MARGIN, MARGIN + NUMBERS * 0.8 + i * step, line, "ink", NUMBERS, "start", True)
        for i, line in enumerate(lines)
    ]
    found = [Group("title", (), tuple(heading)), *(moved(group, (whole - width) / 2, top) for group in groups)]
    bottom = top + height + MARGIN
    if key:
        found.append(moved(Group("legend", (), tuple(key)), MARGIN, bottom + WORDS))
        bottom += WORDS + max(box[3] for box in boxes) + MARGIN
    return Scene(round(whole, 2), round(bottom, 2), title, tuple(found))


def title_lines(title: str, fits: int) -> list[str]:
    """A title in lines of at most so many characters, by its statements where they have room; the rest is cut.

    Example:
        >>> title_lines("u = x*y; v = u^2; u + v", 18)
        ['u = x*y; v = u^2;', 'u + v']
        >>> title_lines("u = x*y; u + exp(x)*sin(y)*u + 1", 18)
        ['u = x*y;', 'u +', 'exp(x)*sin(y)*u +', '1']
    """
    lines: list[str] = []
    for statement in title.replace("; ", ";\n").split("\n"):
        if lines and len(lines[-1]) + 1 + len(statement) <= fits:
            lines[-1] += f" {statement}"
        else:
            lines += wrap(statement, fits, break_on_hyphens=False)
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1 :] = [f"{lines[MOST_LINES - 1][: fits - 2]} …"]
    return lines or [""]


def legend(parts: Parts) -> list[Mark]:
    """What the colours of numbers mean, around a piece of wire, and below it the signs in formulas.

    Nothing where there is neither.
    """
    shown = [wire for wire in parts.wires if not wire.still]
    value = translated("value", parts.language) if any(wire.value for wire in shown) else ""
    gradient = translated("gradient", parts.language) if any(wire.gradient for wire in shown) else ""
    x, width = text_width(value, WORDS) + LIFT, text_width(gradient, WORDS) + LIFT
    if parts.down:
        ends, local = ((x, -12.0), (x, 10.0)), local_key(parts, x + width + 8, 4)
        texts = [
            Text(x - LIFT, 4, value, "value", WORDS, "end"),
            Text(x + LIFT, 4, gradient, "gradient", WORDS, "start"),
        ]
    else:
        ends, local = ((0.0, 0.0), (SAMPLE, 0.0)), local_key(parts, SAMPLE + 8, 4)
        texts = [Text(SAMPLE / 2, -4, value, "value", WORDS), Text(SAMPLE / 2, 12, gradient, "gradient", WORDS)]
    texts = [text for text in texts if text.text]
    return [Path((ends[0], *ends, ends[1]), "ink"), *texts, *local] if texts or local else []


def local_key(parts: Parts, x: float, y: float) -> list[Mark]:
    """The key of local derivatives or contributions, and below it the signs and functions of arrays in them."""
    shown = [text for wire in parts.wires for text in wire.local]
    if not shown:
        return []
    heading = "× local derivative" if shown[0].startswith(FACTOR) else "contribution"
    notes = upstream_notes(parts)
    notes += [f"{name}: {translated(meaning, parts.language)}" for name, meaning in meanings(shown, every=True)]
    bars = [
        text.partition(" ")[0] for part in parts.parts for text in part.total if BARRED.search(normalize("NFD", text))
    ]
    notes += [translated(f"{bar}: the gradient at {unbarred(bar)[0]}", parts.language) for bar in bars[:1]]
    lines: list[Mark] = [Text(x, y, translated(heading, parts.language), "local", WORDS, "start")]
    return lines + [
        Text(0.0, y + BELOW + i * 1.4 * WORDS, note, "label", WORDS, "start") for i, note in enumerate(notes)
    ]


def upstream_notes(parts: Parts) -> list[str]:
    """What contributions call the gradient that comes back, where there are some."""
    word = upstream_word(text for wire in parts.wires for text in wire.local if not text.startswith(FACTOR))
    return [] if word is None else [translated(COMES_BACK.format(name=word), parts.language)]


def moved(group: Group, x: float, y: float) -> Group:
    """The group, so far to the right and down."""
    marks: list[Mark] = []
    for mark in group.marks:
        if isinstance(mark, Path):
            marks.append(mark._replace(points=tuple((px + x, py + y) for px, py in mark.points)))
        else:
            marks.append(mark._replace(x=mark.x + x, y=mark.y + y))
    return group._replace(marks=tuple(marks))
