"""HTML: the tables of a report as a page of its own, or as a part of a page such as a notebook.

In: a report with a `document`, and the page. Out: text without a script and without a request to anywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import escape
from typing import Any

from autograd_cli.formats import Page
from autograd_cli.formats.latex import in_language
from autograd_cli.formats.layout import Section, document
from autograd_cli.formats.mathml import mathml
from autograd_cli.report.differentiation import Differentiation, differential_latex
from autograd_cli.report.steps import Section as Derivation
from autograd_cli.syntax.symbols import symbol
from autograd_cli.wording.languages import translated

# So many rows of a table stand open; the whole of a longer one is unfolded.
MOST_ROWS = 20
STYLE = """
.autograd { font-family: system-ui, sans-serif; line-height: 1.45; color-scheme: light dark; }
.autograd table { border-collapse: collapse; margin: .6em 0; }
.autograd caption { text-align: left; font-weight: 600; padding: .2em 0; }
.autograd th, .autograd td { text-align: left; padding: .15em .9em .15em 0; }
.autograd th, .autograd td { border-bottom: 1px solid rgb(128 128 128 / 30%); }
.autograd .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.autograd code, .autograd pre { font-family: ui-monospace, monospace; background: none; }
.autograd math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math; }
.autograd summary { cursor: pointer; }
"""


def render(report: Any, page: Page) -> str:
    """A page with the tables of a report."""
    title = escape(getattr(report, "expression", None) or "autograd")
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{page.language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            "</head>",
            '<body style="max-width: 60em; margin: 2em auto; padding: 0 1em; color-scheme: light dark">',
            fragment(report, page),
            "</body>",
            "</html>",
        ]
    )


def fragment(report: Any, page: Page, notes: Iterable[str] = ()) -> str:
    """Headline, tables, notes and footnote as one element, with the style that it needs."""
    if isinstance(report, Differentiation):
        return "\n".join(
            [f'<div class="autograd"><style>{STYLE}</style>', *_derivatives(report, page.language), "</div>"]
        )
    content = document(report, page)
    parts = [f"<style>{STYLE}</style>"]
    if content.headline is not None:
        name, text = content.headline
        parts.append(f"<p><code>{escape(name)}</code>{escape(content.sign)}<strong>{escape(text)}</strong></p>")
    parts += map(_table, content.sections)
    if content.figure:
        parts.append(f"<pre>{escape(content.figure)}</pre>")
    parts += [f"<p>{escape(text)}</p>" for text in (*notes, content.footnote) if text]
    return "\n".join(['<div class="autograd">', *parts, "</div>"])


def _derivatives(report: Differentiation, language: str) -> list[str]:
    """The derivations, then the formulas."""
    named = [(symbol(one.name), one.latex, f"{one.name} = {one.text}") for one in report.shared]
    for one in report.derivatives:
        named.append((differential_latex(one.wrt, report.sign, report.output), one.latex, f"{one.symbol} = {one.text}"))
    formulas = (f"<p>{_math(f'{left} = {right}', text, language)}</p>" for left, right, text in named)
    return [*derivations(report.steps or (), language), *formulas]


def derivations(
    sections: Iterable[Derivation], language: str, titled: Callable[[Derivation], str] | None = None
) -> list[str]:
    """A table for each derivation: equal formulas below each other, the rules beside them, a caption by `titled`."""
    math = partial(_math, language=language)
    tables = []
    for section in sections:
        rows = []
        for part in section.parts:
            if part.name is not None:
                rows.append((math(symbol(part.name), part.name), math(part.meaning, part.formula), ""))
            left = math(part.latex, part.left)
            for line in part.lines:
                rules = ", ".join(translated(rule, language) for rule in line.rules)
                rows.append((left, math(line.latex, line.text), escape(rules)))
                left = ""
        caption = escape(titled(section) if titled else translated(section.title(), language))
        cells = [f"<tr><td>{a}</td><td>{'=' if b else ''} {b}</td><td>{c}</td></tr>" for a, b, c in rows]
        tables.append("\n".join([f"<table><caption>{caption}</caption>", *cells, "</table>"]))
    return tables


def _math(latex: str, text: str, language: str) -> str:
    """A formula as MathML, or the text where that has no words for it."""
    return mathml(in_language(latex, language)) or f"<code>{escape(text)}</code>"


def _table(section: Section) -> str:
    """The table; of a long one the first rows, and all rows where they are unfolded."""
    whole = _rows(section, section.rows)
    if len(section.rows) <= MOST_ROWS:
        return whole
    summary = f"<summary>all {len(section.rows):,} rows</summary>"
    return f"{_rows(section, section.rows[:MOST_ROWS])}\n<details>{summary}\n{whole}\n</details>"


def _rows(section: Section, rows: Sequence[Sequence[str]]) -> str:
    kinds = [' class="number"' if kind == "number" else "" for kind in section.columns]
    head = "".join(f"<th{kind}>{escape(text)}</th>" for text, kind in zip(section.headings, kinds, strict=True))
    lines = [f"<caption>{escape(section.title)}</caption>"] if section.title else []
    lines.append(f"<thead><tr>{head}</tr></thead>")
    for row in rows:
        cells = zip(row, kinds, section.columns, strict=True)
        lines.append(f"<tr>{''.join(f'<td{kind}>{_cell(text, column)}</td>' for text, kind, column in cells)}</tr>")
    return "\n".join(["<table>", *lines, "</table>"])


def _cell(text: str, kind: str) -> str:
    return f"<code>{escape(text)}</code>" if kind == "code" and text else escape(text)
