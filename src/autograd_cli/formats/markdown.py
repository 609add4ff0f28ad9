"""Markdown: the tables of a report, and derivatives as formulas, as GitHub and most notebooks render them."""

from typing import Any

from autograd_cli.formats import Page
from autograd_cli.formats.latex import derivation, equations, in_language
from autograd_cli.formats.layout import Section, document
from autograd_cli.report.differentiation import Differentiation
from autograd_cli.wording.languages import translated


def render(report: Any, page: Page) -> str:
    """Headline, tables, footnote, a blank line between them; of derivatives the formulas, under their steps."""
    if isinstance(report, Differentiation):
        return in_language(derivatives(report, page.language), page.language)
    content = document(report, page)
    parts = []
    if content.headline is not None:
        name, text = content.headline
        parts.append(f"**{_code(name)}{content.sign}{text}**")
    for section in content.sections:
        parts += [f"**{section.title}**"] if section.title else []
        parts.append(_table(section))
    if content.figure:
        parts.append(f"```\n{content.figure}\n```")
    return "\n\n".join([*parts, *([content.footnote] if content.footnote else [])])


def derivatives(report: Differentiation, language: str) -> str:
    """The formulas as mathematics; with steps the derivations, and the rules that they use."""
    if report.steps is None:
        return f"$$\n{equations(report.shared, report.derivatives, report.sign, report.output)}\n$$"
    parts = []
    for section in report.steps:
        parts += [
            f"**{translated(section.title(_code), language)}**",
            f"$$\n{derivation(section, 'aligned', language, held=False)}\n$$",
        ]
        if section.rules:
            rows = [(translated(rule.name, language), rule.general) for rule in section.rules]
            headings = [translated(one, language) for one in ("rule", "in letters")]
            parts.append(_table(Section(headings, rows, "text code")))
    return "\n\n".join(parts)


def _table(section: Section) -> str:
    rule = ["---:" if kind == "number" else "---" for kind in section.columns]
    rows = [
        [
            _code(cell) if kind == "code" and cell else _escaped(cell)
            for cell, kind in zip(row, section.columns, strict=True)
        ]
        for row in section.rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (section.headings, rule, *rows))


def _code(text: str) -> str:
    return f"`{_escaped(text)}`"


def _escaped(text: str) -> str:
    """A `|` would end the cell, also within code."""
    return text.replace("|", "\\|")
