"""What the table and the markdown of a report have in common: its words and rows, those of an evaluation first.

Takes a report. Returns a `Document` of plain text; its notation is decided elsewhere. Layouts of other reports are in
modules of their own, imported by name when there is such a report.
"""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.notation import Notation
from autograd_cli.records import record
from autograd_cli.report.evaluation import (
    Checkpoint,
    Cost,
    Evaluation,
    Proof,
    Spread,
    flattened,
)
from autograd_cli.report.memory import Memory
from autograd_cli.wording.languages import ENGLISH, Word, translated

PARTIAL, SENSITIVITY = "partial derivative", "relative sensitivity"
THE_FORMULA = "the formula"
# How many of the layers kept are named.
MOST_NAMED = 8
# A formula of more cells than this does not stand before its value.
LONGEST_NAME = 60


@record
class Section:
    """A table: headings and rows of equal length. `kinds` says what each column has: `code`, which formulas and names
    are, `number` or `text`. The last is the kind of all further ones. Headings that are the user's own `names` are the
    same in every language.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    kinds: str = "code number"
    title: str = ""
    names: Sequence[str] = ()

    @property
    def columns(self) -> list[str]:
        """The kind of each column."""
        kinds = self.kinds.split()
        return [*kinds, *kinds[-1:] * len(self.headings)][: len(self.headings)]


@record
class Document:
    """A headline (a name and what it is), tables, a figure drawn in signs, a footnote; any of them may be empty."""

    headline: tuple[str, str] | None
    sections: Sequence[Section]
    footnote: str = ""
    sign: str = " = "
    figure: str = ""


def document(report: Any, page: Page) -> Document:
    """The document of a report whose `LAYOUT` names the function that makes it, in the page's digits and language."""
    module, _, function = report.LAYOUT.partition(":")
    made: Document = getattr(importlib.import_module(f"{__package__}.{module}"), function)(
        report, Notation(page.significant)
    )
    return made if page.language == ENGLISH else _in_language(made, page.language)


def _in_language(content: Document, language: str) -> Document:
    """A document with its words in a language; formulas and numbers have none, but for a `Word` among them."""
    headline = content.headline
    if headline is not None:
        headline = _cell(headline[0], language, True), translated(headline[1], language)
    footnote = "\n".join(translated(line, language) for line in content.footnote.split("\n"))
    sections = [_section(section, language) for section in content.sections]
    return replace(content, headline=headline, sections=sections, footnote=footnote)


def _section(section: Section, language: str) -> Section:
    headings = [one if one in section.names else translated(one, language) for one in section.headings]
    fixed = [kind != "text" for kind in section.columns]
    rows = [[_cell(one, language, own) for one, own in zip(row, fixed, strict=True)] for row in section.rows]
    return replace(section, headings=headings, rows=rows, title=translated(section.title, language))


def _cell(text: str, language: str, fixed: bool) -> str:
    return text if fixed and not isinstance(text, Word) else translated(text, language)


def evaluation(report: Evaluation, notation: Notation) -> Document:
    """The variables with their partials, and the literals where asked for."""
    return evaluated(report, report.inputs, report.gradient, notation)


def evaluated(
    report: Any, inputs: Mapping[str, Any], gradient: Mapping[str, Any] | None, notation: Notation
) -> Document:
    """The layout of an evaluation in any number system; inputs and partials have a line each."""
    name = headline_name(report.output, report.expression)
    spread = {} if report.uncertainty is None else report.uncertainty.inputs
    values = {name: notation.bound(value, spread.get(name)) for name, value in inputs.items()}
    columns = {} if gradient is None else {PARTIAL: gradient}
    if columns and getattr(report, "sensitivity", None) is not None:
        columns[SENSITIVITY] = report.sensitivity
    given = [{name: notation.value(one) for name, one in found.items()} for found in columns.values()]
    rows = [(visible(name), text, *(found.get(name, "") for found in given)) for name, text in values.items()]
    sections = [Section(("variable", "value", *columns), rows)]
    if report.literals is not None:
        cells = [(visible(one.text), f"{one.line}:{one.column}", notation.full(one.partial)) for one in report.literals]
        sections.append(Section(("literal", "at", PARTIAL), cells))
    if report.verified is not None:
        sections.append(_proofs(report.verified, notation))
    value = notation.value(report.value)
    if report.uncertainty is not None:
        value = notation.uncertain(report.value, report.uncertainty.standard)
        sections.append(_spread(report.uncertainty, notation))
    notes = [] if report.cost is None else [cost_text(report.mode, report.cost)]
    if report.memory is not None:
        shaped = any(not isinstance(value, int | float | str) for value in report.inputs.values())
        stored = memory_text(report.memory, stored=report.mode is not None)
        notes.append(stored + (f", {report.memory.bytes} bytes" if shaped else ""))
    kept = getattr(report, "checkpoint", None)
    if kept is not None:
        notes.append(checkpoint_text(kept))
    return Document((name, value), [one for one in sections if one.rows], "\n".join(notes))


def _spread(spread: Spread, notation: Notation) -> Section:
    """The uncertainties of the inputs, and what each contributes."""
    inputs = dict(flattened(spread.inputs))
    rows = [
        (
            visible(name),
            notation.short(inputs[name]),
            f"{100 * share:.3g} %" if isfinite(share) else notation.full(share),
        )
        for name, share in flattened(spread.shares)
    ]
    title = "first-order standard uncertainty" + (", inputs correlated" if spread.correlated else "")
    headings = ("variable", "uncertainty", "share of the square")
    return Section(headings, rows, title=title)


def _proofs(proofs: Mapping[str, Proof], notation: Notation) -> Section:
    """How many digits of each number hold, and the true number."""
    rows = [
        (
            "value" if name == "value" else f"d/d{visible(name[2:])}",
            "?" if proof.digits is None else str(proof.digits),
            "unknown" if proof.true is None else notation.full(proof.true),
        )
        for name, proof in proofs.items()
    ]
    headings = ("number", "correct digits", "true value")
    return Section(headings, rows, title="verified by enclosures")


def memory_text(memory: Memory, stored: bool = True) -> str:
    """What an evaluation holds, and what the backward pass keeps, or would keep where nothing is stored for it."""
    freed = f"memory: {memory.freed} value{'s' * (memory.freed != 1)}, each freed after its last use"
    return (
        f"{freed}; the backward pass keeps {memory.kept}"
        if stored
        else f"{freed}; a backward pass would keep {memory.kept}"
    )


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """What was kept, what was done twice for it, and what that saved."""
    names = ", ".join(checkpoint.names[:MOST_NAMED]) + (", ..." if len(checkpoint.names) > MOST_NAMED else "")
    kept = f"checkpoints: {checkpoint.kept} of {checkpoint.layers} layers kept" + (f" ({names})" if names else "")
    again = f"{checkpoint.recomputed} operation{'' if checkpoint.recomputed == 1 else 's'} computed twice"
    return f"{kept}, {again}; at most {checkpoint.held} bytes held, without them {checkpoint.without}"


def cost_text(mode: str | None, cost: Cost) -> str:
    sweeps = f"{cost.sweeps} sweep" + ("" if cost.sweeps == 1 else "s")
    operations = f"{cost.operations} operation" + ("" if cost.operations == 1 else "s")
    return operations if mode is None else f"{mode} mode: {sweeps}, {operations}"


def headline_name(output: str | None, expression: str, otherwise: str = "value") -> str:
    """What a value is called: the result's name, a short formula, else as it is said; several lines are a program."""
    lines = visible_lines(expression)
    if output or (len(lines) == 1 and len(lines[0]) <= LONGEST_NAME):
        return visible(output or lines[0])
    return Word("the program" if otherwise == THE_FORMULA and len(lines) > 1 else otherwise)


def visible_lines(text: str) -> list[str]:
    return [visible(line) for line in text.strip().splitlines()]
