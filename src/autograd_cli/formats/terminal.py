"""Tables for a terminal; the one importer of Rich.

In: a report and the page. Out: text, with colours where the page has them. User text is never read as markup; without a
width nothing is cut or wrapped. What a page without a width and colours shows, `plain` writes too.
"""

import io
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from autograd_cli.formats import Page
from autograd_cli.formats.branches import branches
from autograd_cli.formats.layout import Section, document
from autograd_cli.report.drawing import Drawing

# Wider than any text; what a page without a width is laid out for.
UNLIMITED = 1_000_000


def table(report: Any, page: Page) -> str:
    """A headline, the tables below it, a footnote."""
    content = document(report)
    parts: list[RenderableType] = []
    if content.headline is not None:
        name, text = content.headline
        parts.append(Text.assemble((name, "bold"), content.sign, (text, "bold green")))
    for section in content.sections:
        parts += [""] if parts else []
        parts += [Text(section.title, "bold")] if section.title else []
        parts.append(_table(section))
    if content.figure:
        parts += ["", Text(content.figure)]
    if content.footnote:
        parts += ["", Text(content.footnote, "dim")]
    return draw(Group(*parts), page)


def tree(report: Drawing, page: Page) -> str:
    """The graph as trees, the first from the result down."""
    roots: list[Tree] = []
    # By depth, the line that the next one below it belongs to.
    above: list[Tree] = []
    for branch in branches(report, page.partials):
        line = Text.assemble(*branch.parts)
        del above[branch.depth :]
        if above:
            above.append(above[-1].add(line))
        else:
            above.append(Tree(line, guide_style="dim"))
            roots += above
    return draw(Group(*roots), page)


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


def _table(section: Section) -> Table:
    headed = any(section.headings)
    drawn = Table(
        box=box.SIMPLE_HEAD if headed else None,
        show_header=headed,
        show_edge=False,
        pad_edge=False,
        header_style="dim",
        padding=(0, 1) if headed else (0, 2, 0, 0),
    )
    for heading, numeric in zip(section.headings, section.numeric, strict=True):
        drawn.add_column(Text(heading), justify="right" if numeric else "left", overflow="fold")
    for row in section.rows:
        drawn.add_row(*[Text(cell, "cyan" if code else "") for cell, code in zip(row, section.code, strict=True)])
    return drawn
