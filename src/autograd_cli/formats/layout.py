"""What the table and the markdown of a report have in common: its words and rows.

In: a report. Out: a `Document` of plain text. Which notation it becomes is decided elsewhere.
"""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_cli.errors import visible
from autograd_cli.numerals import (
    Values,
    brief_text,
    elements,
    number_text,
    shape_text,
    short_text,
    table_text,
    value_text,
)
from autograd_cli.report.catalogue import Catalogue, Description
from autograd_cli.report.cost import Comparison
from autograd_cli.report.evaluation import (
    Bounds,
    Checkpoint,
    Cost,
    Evaluation,
    LongEvaluation,
    Proof,
    Spread,
    flattened,
    intervals,
)
from autograd_cli.report.jacobians import LocalJacobian, element_labels
from autograd_cli.report.memory import Memory
from autograd_cli.report.trace import Trace

PARTIAL = "partial derivative"
# How many of the layers kept are named.
MOST_NAMED = 8
# A formula of more cells than this does not stand before its value.
LONGEST_NAME = 60
# What a leaf of the graph is called; it has no operation to show.
LEAF_WORDS = ("input", "constant", "number written")


@dataclass(frozen=True, slots=True)
class Section:
    """A table: headings and rows of equal length. `numeric` says which columns are numbers, `code` which formulas."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    code: Sequence[bool]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A headline (a name and what it is), tables, a figure drawn in signs, a footnote; any of them may be empty."""

    headline: tuple[str, str] | None
    sections: Sequence[Section]
    footnote: str = ""
    sign: str = " = "
    figure: str = ""


def document(report: Any) -> Document:
    """The document of a report whose `LAYOUT` names the function that makes it."""
    module, _, function = report.LAYOUT.partition(":")
    made: Document = getattr(importlib.import_module(f"{__package__}.{module}"), function)(report)
    return made


def evaluation(report: Evaluation | LongEvaluation) -> Document:
    """The variables with their partials, and the literals where asked for."""
    name = headline_name(report.output, report.expression)
    sections = []
    inputs: Mapping[str, Any] = report.inputs
    gradient: Mapping[str, Any] | None = report.gradient
    if isinstance(report, LongEvaluation):  # long numbers stand one below the other
        inputs, gradient = dict(flattened(inputs)), None if gradient is None else dict(flattened(gradient))
    if gradient is None:
        rows = [(visible(name), value_text(value, number_text)) for name, value in inputs.items()]
        sections.append(Section(("variable", "value"), rows, (False, True), (True, False)))
    else:
        partials = {name: value_text(value) for name, value in gradient.items()}
        cells = [
            (visible(name), value_text(value, number_text), partials.get(name, "")) for name, value in inputs.items()
        ]
        sections.append(Section(("variable", "value", PARTIAL), cells, (False, True, True), (True, False, False)))
    if report.literals is not None:
        cells = [(visible(one.text), f"{one.line}:{one.column}", table_text(one.partial)) for one in report.literals]
        sections.append(Section(("literal", "at", PARTIAL), cells, (False, True, True), (True, False, False)))
    if report.verified is not None:
        sections.append(_proofs(report.verified))
    value = value_text(report.value)
    if report.uncertainty is not None:
        value += f" ± {short_text(report.uncertainty.standard)}"
        sections.append(_spread(report.uncertainty))
    notes = [] if report.cost is None else [cost_text(report.mode, report.cost)]
    if report.memory is not None:
        shaped = any(not isinstance(value, int | float | str) for value in report.inputs.values())
        notes.append(memory_text(report.memory) + (f", {report.memory.bytes} bytes" if shaped else ""))
    kept = getattr(report, "checkpoint", None)
    if kept is not None:
        notes.append(checkpoint_text(kept))
    return Document((name, value), [one for one in sections if one.rows], "\n".join(notes))


def _spread(spread: Spread) -> Section:
    """The uncertainties of the inputs, and what each contributes."""
    inputs = dict(flattened(spread.inputs))
    rows = [
        (visible(name), short_text(inputs[name]), f"{100 * share:.3g} %") for name, share in flattened(spread.shares)
    ]
    title = "first-order standard uncertainty" + (", inputs correlated" if spread.correlated else "")
    headings = ("variable", "uncertainty", "share of the square")
    return Section(headings, rows, (False, True, True), (True, False, False), title)


def bounded(report: Bounds) -> Document:
    """The variables with their intervals and the bounds of their partials."""
    name = headline_name(report.output, report.expression)
    gradient = dict(intervals(report.gradient or {}))
    rows = [
        (visible(name), interval_text(one), interval_text(gradient[name]) if name in gradient else "")
        for name, one in intervals(report.inputs)
    ]
    section = Section(("variable", "values", PARTIAL), rows, (False, True, True), (True, False, False))
    return Document((name, interval_text(report.value)), [section] if rows else [], sign=" in ")


def interval_text(interval: tuple[float, float]) -> str:
    """An interval, or the one number that it is."""
    low, high = map(table_text, interval)
    return low if low == high else f"[{low}, {high}]"


def _proofs(proofs: Mapping[str, Proof]) -> Section:
    """How many digits of each number hold, and the true number."""
    rows = [
        (
            "value" if name == "value" else f"d/d{visible(name[2:])}",
            "?" if proof.digits is None else str(proof.digits),
            "unknown" if proof.true is None else table_text(proof.true),
        )
        for name, proof in proofs.items()
    ]
    headings = ("number", "digits that hold", "true value")
    return Section(headings, rows, (False, True, True), (True, False, False), "proved of the floats")


def catalogue(report: Catalogue) -> Document:
    """The table by group; a single row, whole."""
    if len(report.functions) == 1:
        return entry(report.functions[0])
    groups: dict[str, list[Description]] = {}
    for one in report.functions:
        groups.setdefault(one.group, []).append(one)
    headings = ("function", "derivative", "what it is")
    sections = [
        Section(
            headings,
            [(one.call, derivatives(one), one.summary) for one in members],
            (False, False, False),
            (True, True, False),
            title,
        )
        for title, members in groups.items()
    ]
    return Document(None, sections, "Angles are in radians. `out` is the function's own value.")


def derivatives(one: Description) -> str:
    """The rules, named by their parameters where there are several."""
    if len(one.derivatives) == 1:
        return next(iter(one.derivatives.values()))
    return ", ".join(f"d/d{name}: {rule}" for name, rule in one.derivatives.items())


def entry(one: Description) -> Document:
    """All that the table says of one function."""
    facts = [
        ("also called", ", ".join(one.aliases)),
        *((f"d/d{name}", rule) for name, rule in one.derivatives.items()),
        ("defined where", one.domain),
        ("edge of the domain", one.boundary),
        ("pole", one.pole),
        ("kink", one.kink),
        ("jump", one.jump),
        ("integer", ", ".join(one.integers)),
        ("definition", one.definition),
        ("kept for the backward pass", ", ".join(one.keeps) or "nothing"),
        *((f"example {example.text}", value_text(example.value)) for example in one.examples),
        *((f"at a kink, {preset}", rule) for preset, rule in one.conventions.items()),
        ("LaTeX", one.latex),
        ("reference", one.reference),
        ("remark", one.remark),
    ]
    rows = [(name, text) for name, text in facts if text]
    section = Section(("", ""), rows, (False, False), (False, True))
    return Document((one.call, one.summary), [section], sign=": ")


def traced(report: Trace) -> Document:
    """The forward pass, then the backward pass or the tangents, then what was noticed."""
    sections = [_forward_pass(report)]
    if report.backward is not None:
        sections += [_gates(report), _backward_pass(report)]
    if report.tangents:
        sections.append(_tangents(report))
    notes = list(report.notes)
    if report.jacobians:
        sections += _jacobians(report, report.jacobians)
        notes.append(_formed(report.jacobians))
    if report.cost is not None:
        sections.append(_comparison(report.cost))
    if report.checkpoint is not None:
        notes.insert(0, checkpoint_text(report.checkpoint))
    held = memory_text(report.memory) if report.mode != "forward" else ""
    held += f", {report.memory.bytes} bytes" if report.shaped and held else ""
    name = report.output or "result"
    sections = [section for section in sections if section.rows]
    return Document((visible(name), value_text(report.value)), sections, "\n".join(filter(None, [held, *notes])))


def _forward_pass(report: Trace) -> Section:
    if report.shaped:
        shown = [
            (
                step.label,
                "" if step.operation in LEAF_WORDS else step.operation,
                shape_text(step.shape),
                brief_text(step.value),
            )
            for step in report.forward
            if step.selected
        ]
        headings = ("node", "operation", "shape", "value")
        return Section(headings, shown, (False,) * 4, (True, True, False, False), "forward pass")
    rows = [
        (step.label, "" if step.operation in LEAF_WORDS else step.operation, brief_text(step.value))
        for step in report.forward
        if step.selected
    ]
    return Section(("node", "operation", "value"), rows, (False, False, True), (True, True, False), "forward pass")


def _gates(report: Trace) -> Section:
    rows = [
        (step.label, "" if step.operation in LEAF_WORDS else step.operation, step.gate, ", ".join(step.keeps))
        for step in report.forward
        if step.gate and step.selected
    ]
    headings = ("node", "operation", "in the backward pass", "keeps for it")
    if report.shaped:
        stored = [f"{step.bytes}" if step.bytes else "" for step in report.forward if step.gate and step.selected]
        wide = [(*row, text) for row, text in zip(rows, stored, strict=True)]
        numeric, code = (False, False, False, False, True), (True, True, False, True, False)
        return Section((*headings, "bytes"), wide, numeric, code, "gates")
    return Section(headings, rows, (False, False, False, False), (True, True, False, True), "gates")


def _backward_pass(report: Trace) -> Section:
    if report.shaped:
        words = ("node", "from", "contribution", "adjoint")
        return Section(words, _shaped_rows(report), (False,) * 4, (True, True, True, False), "backward pass")
    headings = ("node", "from", "upstream", "local partial", "adjoint")
    numeric, code = (False, False, True, False, True), (True, True, False, True, False)
    return Section(headings, _backward_rows(report), numeric, code, "backward pass")


def _shaped_rows(report: Trace) -> list[tuple[str, ...]]:
    """A line for each use of a node, its contribution as a formula; the last has the adjoint."""
    rows: list[tuple[str, ...]] = []
    for step in report.backward or ():
        adjoint = brief_text(step.adjoint)
        if not step.shares:
            rows.append((step.label, "", "seed", adjoint))
        for i, share in enumerate(step.shares):
            last = i == len(step.shares) - 1
            rows.append((step.label if i == 0 else "", share.label, share.pullback, adjoint if last else ""))
    return rows


def _tangents(report: Trace) -> Section:
    assert report.tangents
    if report.shaped:
        lines = [
            (step.label if i == 0 else "", name, brief_text(tangent))
            for step in report.tangents
            for i, (name, tangent) in enumerate(_moving(step.tangents))
        ]
        title = "tangents, a sweep for each element of an input"
        return Section(("node", "towards", "tangent"), lines, (False,) * 3, (True, True, False), title)
    names = list(report.tangents[0].tangents)
    rows = [(step.label, *(brief_text(step.tangents[name]) for name in names)) for step in report.tangents]
    headings = ("node", *(f"d/d{name}" for name in names))
    numeric = (False, *(True for _ in names))
    return Section(headings, rows, numeric, (True, *(False for _ in names)), "tangents, a sweep for each input")


def _jacobians(report: Trace, jacobians: Sequence[LocalJacobian]) -> list[Section]:
    """All Jacobians with their shares, and the small ones whole, blank where they are 0 whatever the point."""
    shapes = {step.node: step.shape for step in report.forward}
    rows = [
        (one.label, one.towards, f"{one.rows} x {one.columns}", f"{one.possible}", _share([one])) for one in jacobians
    ]
    if all(one.rows == one.columns == 1 for one in jacobians):
        numbers = [(one.label, one.towards, brief_text((one.values or ((0.0,),))[0][0] or 0.0)) for one in jacobians]
        words = ("node", "towards", "local partial")
        return [Section(words, numbers, (False, False, True), (True, True, False), "local Jacobians, 1 x 1 each")]
    headings = ("node", "towards", "Jacobian", "can be non-zero", "share")
    sections = [
        Section(headings, rows, (False, False, True, True, True), (True, True) + (False,) * 3, "local Jacobians")
    ]
    for one in jacobians:
        if one.values and one.rows * one.columns > 1:
            columns = element_labels(one.towards, shapes[one.operand])
            labels = element_labels(one.label, shapes[one.node])
            lines = [
                (label, *("" if value is None else brief_text([value])[1:-1] for value in values))
                for label, values in zip(labels, one.values, strict=True)
            ]
            title = f"d {one.label} / d {one.towards}"
            count = len(columns)
            sections.append(Section(("", *columns), lines, (False, *(True,) * count), (True, *(False,) * count), title))
    return sections


def _share(jacobians: Sequence[LocalJacobian]) -> str:
    """The share of the numbers that can be other than 0."""
    numbers = sum(one.rows * one.columns for one in jacobians)
    return f"{100 * sum(one.possible for one in jacobians) / numbers:.3g} %" if numbers else ""


def _formed(jacobians: Sequence[LocalJacobian]) -> str:
    numbers = sum(one.rows * one.columns for one in jacobians)
    possible = sum(one.possible for one in jacobians)
    share = f"of the Jacobians' {numbers} numbers {possible} can be non-zero, {_share(jacobians)}"
    return f"{share}; the sweep forms none of them"


def _comparison(cost: Comparison) -> Section:
    """The ways to all partials, cheapest first in the field's experience, against the value alone."""
    ways = (
        ("reverse mode, one sweep for all", cost.reverse),
        ("each partial anew", cost.separate),
        ("forward mode, a sweep an element", cost.forward),
    )
    rows = [("the value alone", "", str(cost.value), "1")]
    for name, way in ways:
        ratio = way.operations / cost.value if cost.value else 0
        rows.append((name, str(way.sweeps), str(way.operations), f"{ratio:.3g}" if ratio < 100 else f"{ratio:.0f}"))
    headings = ("the value and all partials", "sweeps", "operations", "values")
    return Section(headings, rows, (False, True, True, True), (False,) * 4, "cost")


def _moving(tangents: Mapping[str, Values]) -> Sequence[tuple[str, Values]]:
    """The tangents that are not zero; the first where all are."""
    moving = [(name, tangent) for name, tangent in tangents.items() if any(elements(tangent))]
    return moving or list(tangents.items())[:1]


def _backward_rows(report: Trace) -> list[tuple[str, ...]]:
    """A line for each use of a node; the last has the adjoint, as a sum where there are several."""
    rows: list[tuple[str, ...]] = []
    for step in report.backward or ():
        if not step.shares:
            rows.append((step.label, "", "", "seed", brief_text(step.adjoint)))
        for i, share in enumerate(step.shares):
            number = "" if share.partial is None else brief_text(share.partial)
            formula = number if share.formula == number else f"{share.formula} = {number}"
            total = ""
            if i == len(step.shares) - 1:
                parts = " + ".join(brief_text(one.contribution) for one in step.shares).replace("+ -", "- ")
                total = brief_text(step.adjoint) + (f" = {parts}" if len(step.shares) > 1 else "")
            rows.append((step.label if i == 0 else "", share.label, brief_text(share.upstream), formula, total))
    return rows


def memory_text(memory: Memory) -> str:
    held = f"values held at most: {memory.freed}, each freed after its last use"
    return f"{held}; the backward pass keeps {memory.kept}"


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
    """What a value is called: the result's name, the formula where that is short, else as it is said."""
    lines = visible_lines(expression)
    return visible(output or (lines[0] if len(lines) == 1 and len(lines[0]) <= LONGEST_NAME else otherwise))


def visible_lines(text: str) -> list[str]:
    return [visible(line) for line in text.strip().splitlines()]
