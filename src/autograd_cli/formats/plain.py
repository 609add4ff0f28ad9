"""Tables for a pipe or a file, in plain text: nothing is coloured, cut or wrapped.

In: a report and a page without a width. Out: the text that a terminal of unlimited width shows (`terminal`), without
Rich: that takes a third of a short call, and for ten thousand rows ten times as long.
"""

from typing import Any

from autograd_cli.errors import cell_width
from autograd_cli.formats import Page
from autograd_cli.formats.layout import Section, document


def table(report: Any, page: Page) -> str:
    """A headline, the tables below it, a footnote."""
    content = document(report, page)
    parts: list[str] = []
    if content.headline is not None:
        name, text = content.headline
        parts.append(f"{name}{content.sign}{text}")
    for section in content.sections:
        parts += [""] if parts else []
        parts += [section.title] if section.title else []
        parts += _lines(section)
    for text in (content.figure, content.footnote):
        parts += ["", text] if text else []
    return "\n".join(line.rstrip() for part in parts for line in part.split("\n"))


def _lines(section: Section) -> list[str]:
    """The rows in columns, numbers at the right; below the headings, where there are any, a line."""
    headed = any(section.headings)
    rows = [section.headings, *section.rows] if headed else section.rows
    between = "   " if headed else "  "
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for cell, width, kind in zip(row, widths, section.columns, strict=True):
            blank = " " * (width - cell_width(cell))
            cells.append(blank + cell if kind == "number" else cell + blank)
        lines.append(between.join(cells))
    if headed:
        lines.insert(1, "─" * (sum(widths) + len(between) * (len(widths) - 1)))
    return lines
