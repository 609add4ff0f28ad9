"""Tables for a terminal; the one importer of Rich.

In: a report and the page. Out: text, with colours where the page has them. User text is never read as markup; without a
terminal nothing is cut or wrapped.
"""

import io

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograd_cli.formats import Page
from autograd_cli.formats.layout import Section, footnote, headline, sections
from autograd_cli.report.evaluation import Evaluation


def table(report: Evaluation, page: Page) -> str:
    """The value as a headline, the variables with their partials below."""
    name, value = headline(report)
    parts: list[RenderableType] = [Text.assemble((name, "bold"), " = ", (value, "bold green"))]
    for section in sections(report):
        parts += ["", _table(section)]
    if note := footnote(report):
        parts += ["", Text(note, "dim")]
    return draw(Group(*parts), page)


def draw(what: RenderableType, page: Page) -> str:
    """The text of something Rich can draw."""
    text = io.StringIO()
    console = Console(
        file=text,
        width=page.width or 1_000_000,
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
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
    for heading, numeric in zip(section.headings, section.numeric, strict=True):
        drawn.add_column(Text(heading), justify="right" if numeric else "left", overflow="fold", no_wrap=False)
    for row in section.rows:
        first, *rest = row
        drawn.add_row(Text(first, "cyan"), *map(Text, rest))
    return drawn
