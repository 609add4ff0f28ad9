"""Tables for a terminal, by Rich.

In: a report and the page. Out: text, with colours where the page has them. User text is never read as markup; without a
width nothing is cut or wrapped, and with one nothing is split but between words. What a page without a width and
colours shows, `plain` writes too.
"""

import io
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograd_cli.formats import Page
from autograd_cli.formats.layout import Section, document

# Wider than any text; what a page without a width is laid out for.
UNLIMITED = 1_000_000
# Cells between two columns, without headings and with them.
SPACING = (2, 3)


def table(report: Any, page: Page) -> str:
    """A headline, the tables below it, a footnote."""
    content = document(report, page)
    parts: list[RenderableType] = []
    if content.headline is not None:
        name, text = content.headline
        parts.append(Text.assemble((name, "bold"), content.sign, (text, "bold green")))
    for section in content.sections:
        parts += [""] if parts else []
        parts += [Text(section.title, "bold")] if section.title else []
        parts.append(_table(section, page.width))
    if content.figure:
        parts += ["", Text(content.figure, no_wrap=True, overflow="ignore")]
    if content.footnote:
        parts += ["", Text(content.footnote, "dim")]
    return draw(Group(*parts), page)


def draw(what: RenderableType, page: Page) -> str:
    """The text of something Rich can draw."""
    text = io.StringIO()
    console = Console(
        file=text,
        width=page.width or UNLIMITED,
        force_terminal=page.color,
        no_color=not page.color,
        color_system="standard" if page.color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(what, soft_wrap=page.width is None)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def _table(section: Section, width: int | None) -> RenderableType:
    """The table of a section, its columns folded between words; where that is too wide, a block of lines a row."""
    columns = [*zip(section.headings, *section.rows, strict=True)]
    natural = [max(map(cell_len, column)) for column in columns]
    drawn = _drawn(section, natural)
    if width is None:
        return drawn
    room = width - SPACING[any(section.headings)] * (len(columns) - 1)
    if sum(natural) <= room:
        return drawn
    least = [max(map(_longest_word, column)) for column in columns]
    whole = [max([_longest_word(column[0]), *map(cell_len, column[1:])]) for column in columns]
    # Numbers stay on one line if there is room for them, and so do their headings.
    for kept in (natural, whole, least):
        floor = [
            one if kind == "number" else word for one, word, kind in zip(kept, least, section.columns, strict=True)
        ]
        if sum(floor) <= room:
            return _drawn(section, _widths(natural, floor, room))
    return _blocks(section, width)


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _widths(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The widths of columns, between their least and their natural one, that share the room most evenly."""
    widths = list(least)
    for most in range(max(natural) + 1):
        wider = [min(one, max(least_one, most)) for one, least_one in zip(natural, least, strict=True)]
        if sum(wider) > room:
            break
        widths = wider
    return widths


def _drawn(section: Section, widths: Sequence[int]) -> Table:
    headed = any(section.headings)
    drawn = Table(
        box=box.SIMPLE_HEAD if headed else None,
        show_header=headed,
        show_edge=False,
        pad_edge=False,
        header_style="dim",
        padding=(0, 1) if headed else (0, 2, 0, 0),
    )
    for heading, kind, width in zip(section.headings, section.columns, widths, strict=True):
        right = kind == "number"
        drawn.add_column(Text(heading), justify="right" if right else "left", overflow="fold", width=width or None)
    for row in section.rows:
        drawn.add_row(*map(_colored, row, section.columns))
    return drawn


def _colored(cell: str, kind: str) -> Text:
    return Text(cell, "cyan" if kind == "code" else "")


def _blocks(section: Section, width: int) -> RenderableType:
    """Every row as a block of lines: a heading and a cell, which is below it where both do not fit."""
    longest = max(_longest_word(cell) for row in section.rows for cell in row)
    left = width - SPACING[0] - longest
    beside = max(map(_longest_word, section.headings)) <= left
    drawn = Table(box=None, show_header=False, show_edge=False, pad_edge=False, padding=(0, SPACING[0], 0, 0))
    if beside:
        drawn.add_column(width=min(left, max(map(cell_len, section.headings))))
    drawn.add_column(overflow="fold")
    for i, row in enumerate(section.rows):
        if i:
            drawn.add_row("")
        for heading, cell, kind in zip(section.headings, row, section.columns, strict=True):
            parts = [Text(heading, "dim"), _colored(cell, kind)]
            if cell and beside:
                drawn.add_row(*parts)
            elif cell:
                for part in parts:
                    if part:
                        drawn.add_row(part)
    return drawn
