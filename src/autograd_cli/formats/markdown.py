"""Markdown: the table of a report, as GitHub and most notebooks render it."""

from autograd_cli.formats import Page
from autograd_cli.formats.layout import Section, footnote, headline, sections
from autograd_cli.report.evaluation import Evaluation


def render(report: Evaluation, page: Page) -> str:
    """Headline, tables, footnote, a blank line between them."""
    name, value = headline(report)
    parts = [f"**{_code(name)} = {value}**", *(_table(section) for section in sections(report)), footnote(report)]
    return "\n\n".join(part for part in parts if part)


def _table(section: Section) -> str:
    rule = ["---:" if numeric else "---" for numeric in section.numeric]
    rows = [
        [_code(cell) if not numeric else cell for cell, numeric in zip(row, section.numeric, strict=True)]
        for row in section.rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (section.headings, rule, *rows))


def _code(text: str) -> str:
    """The text as code; a `|` would end the cell."""
    return f"`{text.replace('|', chr(92) + '|')}`"
