"""The layout of a trace: the forward pass, then the backward pass or the tangents, then what was noticed.

Takes a `Trace`. Returns a `Document`.
"""

from collections.abc import Iterable, Sequence

from autograd_cli.errors import visible
from autograd_cli.formats.chains import KNOWN, chain_sections
from autograd_cli.formats.functions_used import meanings
from autograd_cli.formats.layout import Document, Section, checkpoint_text, memory_text
from autograd_cli.formats.notation import CUT, Notation
from autograd_cli.formats.tangents import partial_text, tangent_sections
from autograd_cli.graphs.graph import CONSTANT, INPUT
from autograd_cli.lessons.jacobians import LocalJacobian
from autograd_cli.lessons.traced import BACKWARD, FORWARD, GATES, BackwardStep, ForwardStep, Trace
from autograd_cli.numerals import Values, element_names, elements, shape_text
from autograd_cli.report.cost import Comparison
from autograd_cli.report.differentiation import Derivative, Shared
from autograd_cli.syntax.unparse import written_name
from autograd_cli.wording.languages import Word, translated

# What stands for the value of a node on a path that is not taken.
NOT_SELECTED = "(not selected)"
# What a leaf of the graph is called; it has no operation to show.
LEAF_WORDS = ("input", "constant", "number written")


class Formulas(str):
    """A cell of several formulas, the `parts`, whose text has commas between them."""

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> "Formulas":
        parts = tuple(parts)
        made = super().__new__(cls, ", ".join(parts))
        made.parts = parts
        return made


def traced(report: Trace, notation: Notation) -> Document:
    """The forward pass, then the backward pass or the tangents, then what was noticed."""
    sections = [_forward_pass(report, notation)] if report.shows(FORWARD) else []
    if report.backward is not None:
        sections += [gates(report)] if report.shows(GATES) else []
        sections += [_backward_pass(report, notation)] if report.shows(BACKWARD) else []
    if report.tangents and report.shows(BACKWARD):
        sections += tangent_sections(report, notation)
    notes = list(report.notes)
    if report.shaped and report.shows(BACKWARD):
        pullbacks = [share.pullback for step in report.backward or () for share in step.shares]
        notes += [f"{name}: {translated(meaning, report.language)}" for name, meaning in meanings(pullbacks)]
    if report.jacobians:
        sections += jacobians(report, report.jacobians, notation)
        notes.append(_formed(report.jacobians))
    if report.chains is not None:
        sections += chain_sections(report, notation)
        notes += [KNOWN] if any(product.known for chain in report.chains for product in chain.products) else []
    if report.cost is not None:
        sections.append(comparison(report.cost))
    if report.checkpoint is not None:
        notes.insert(0, checkpoint_text(report.checkpoint))
    held = ""
    if report.mode != "forward" and report.shows(GATES):
        held = memory_text(report.memory, stored=report.mode is not None)
    held += f", {report.memory.bytes} bytes" if report.shaped and held else ""
    if report.derivatives is not None and report.shows(BACKWARD):
        sections.append(_derivatives(report.shared or (), report.derivatives))
    sections = [section for section in sections if section.rows]
    return Document(_headline(report, notation), sections, "\n".join(filter(None, [held, *notes])))


def _headline(report: Trace, notation: Notation) -> tuple[str, str] | None:
    """The result's name, or what it is called in the tables, and its value; nothing where it has none."""
    if report.value is None:
        return None
    last = report.forward[-1]
    # A number written is its own label; `pi` is not.
    is_number = last.operation in LEAF_WORDS and not last.label.isidentifier()
    name = Word("result" if is_number else f"result = {visible(last.label)}")
    return visible(report.output) if report.output else name, notation.value(report.value)


def _derivatives(shared: Sequence[Shared], derivatives: Sequence[Derivative]) -> Section:
    """The partials as formulas, after the names that they share."""
    rows = [(one.name, one.text) for one in shared] + [(one.symbol, one.text) for one in derivatives]
    return Section(("derivative", "formula"), rows, "code", "derivatives")


def rows_of_forward(report: Trace) -> list[ForwardStep]:
    """The steps that have a row: all that a row may name; a number that is not selected is its own name."""
    return [step for step in report.forward if step.selected or step.operation != CONSTANT]


def _forward_pass(report: Trace, notation: Notation) -> Section:
    steps = rows_of_forward(report)
    columns = [
        ("node", "code", [step.label for step in steps]),
        ("operation", "code", ["" if step.operation in LEAF_WORDS else step.operation for step in steps]),
    ]
    if report.shaped:
        columns.append(("shape", "text", [shape_text(step.shape) for step in steps]))
    if report.value is not None:
        columns.append(("value", "text" if report.shaped else "number", [_computed(step, notation) for step in steps]))
    headings, kinds, cells = zip(*columns, strict=True)
    return Section(headings, [*zip(*cells, strict=True)], " ".join(kinds), "forward pass")


def _computed(step: ForwardStep, notation: Notation) -> str:
    """The cell of a step's value; of one that is not selected, the word for that."""
    return _number(step.value, notation) if step.selected or step.operation == INPUT else Word(NOT_SELECTED)


def _number(value: Values | None, notation: Notation) -> str:
    """A number's cell, empty where there is none."""
    return "" if value is None else notation.brief(value)


def gates(report: Trace) -> Section:
    """What each node does in the backward pass, and the values that are kept until then."""
    rows: list[tuple[str, ...]] = [
        (
            step.label,
            "" if step.operation in LEAF_WORDS else step.operation,
            step.gate,
            Formulas(map(written_name, step.keeps)),
        )
        for step in report.forward
        if step.gate and step.selected
    ]
    headings: tuple[str, ...] = ("node", "operation", "in the backward pass", "values kept")
    if report.shaped:
        stored = [f"{step.bytes}" if step.bytes else "" for step in report.forward if step.gate and step.selected]
        rows = [(*row, text) for row, text in zip(rows, stored, strict=True)]
        headings = (*headings, "bytes")
    return Section(headings, rows, "code code text code number", "gates")


def _backward_pass(report: Trace, notation: Notation) -> Section:
    if report.value is None:
        return _backward_formulas(report)
    if report.shaped:
        words = ("node", "from", "contribution", "adjoint")
        return Section(words, _shaped_rows(report, notation), "code code code text", "backward pass")
    headings = ("node", "from", "upstream", "local partial", "adjoint")
    return Section(headings, _backward_rows(report, notation), "code code number code number", "backward pass")


def _seed(report: Trace, step: BackwardStep) -> str:
    """The word for the result's adjoint; an input that nothing flows back to has none."""
    return Word("seed") if step.node == report.forward[-1].node else ""


def _backward_formulas(report: Trace) -> Section:
    """A line for each use of a node, the last with the adjoint as a formula of adjoints.

    It has the local partial, or with vectors and matrices the contribution.
    """
    rows: list[tuple[str, ...]] = []
    for step in report.backward or ():
        adjoint = f"{step.name} = {step.formula}"
        if not step.shares:
            rows.append((step.label, "", _seed(report, step), adjoint))
        for i, share in enumerate(step.shares):
            last = i == len(step.shares) - 1
            effect = share.pullback if report.shaped else share.formula or ""
            rows.append((step.label if i == 0 else "", share.label, effect, adjoint if last else ""))
    headings = ("node", "from", "contribution" if report.shaped else "local partial", "adjoint")
    return Section(headings, rows, "code", "backward pass")


def _shaped_rows(report: Trace, notation: Notation) -> list[tuple[str, ...]]:
    """A line for each use of a node, its contribution as a formula; the last has the adjoint, as a sum of several."""
    rows: list[tuple[str, ...]] = []
    for step in report.backward or ():
        adjoint = _total(step, notation)
        if not step.shares:
            rows.append((step.label, "", _seed(report, step), adjoint))
        for i, share in enumerate(step.shares):
            last = i == len(step.shares) - 1
            rows.append((step.label if i == 0 else "", share.label, share.pullback, adjoint if last else ""))
    return rows


def jacobians(report: Trace, found: Sequence[LocalJacobian], notation: Notation) -> list[Section]:
    """All Jacobians with their shares, and the small ones whole, blank where they are 0 whatever the point."""
    shapes = {step.node: step.shape for step in report.forward}
    rows = [(one.label, one.towards, f"{one.rows} x {one.columns}", f"{one.possible}", _share([one])) for one in found]
    if all(one.rows == one.columns == 1 for one in found):
        numbers = [(one.label, one.towards, notation.brief((one.values or ((0.0,),))[0][0] or 0.0)) for one in found]
        words = ("node", "towards", "local partial")
        return [Section(words, numbers, "code code number", "local Jacobians, 1 x 1 each")]
    headings = ("node", "towards", "Jacobian", "can be non-zero", "share")
    sections = [Section(headings, rows, "code code number", "local Jacobians")]
    for one in found:
        if one.values and one.rows * one.columns > 1:
            columns = element_names(one.towards, shapes[one.operand])
            labels = element_names(one.label, shapes[one.node])
            cells = [["" if value is None else notation.element(value) for value in values] for values in one.values]
            if report.seed is not None and report.backward is not None:
                sections.append(_transposed(report.backward, one, columns, labels, cells, notation))
                continue
            lines = [(label, *line) for label, line in zip(labels, cells, strict=True)]
            title = f"d {one.label} / d {one.towards}"
            sections.append(Section(("", *columns), lines, title=title, names=columns))
    return sections


def _transposed(
    backward: Sequence[BackwardStep],
    one: LocalJacobian,
    columns: Sequence[str],
    labels: Sequence[str],
    cells: Sequence[Sequence[str]],
    notation: Notation,
) -> Section:
    """The transposed Jacobian, the upstream vector beside it, and what the product adds to the operand's adjoint."""
    steps = {step.node: step for step in backward}
    upstream = [*elements(steps[one.node].adjoint or 0.0)]
    parts = [[*elements(share.contribution or 0.0)] for share in steps[one.operand].shares if share.user == one.node]
    product = [sum(numbers) for numbers in zip(*parts, strict=True)]
    transposed: list[Sequence[str]] = [*zip(*cells, strict=True)]
    lines = []
    for i in range(max(len(columns), len(labels))):
        own = i < len(columns)
        lines.append(
            (
                columns[i] if own else "",
                *(transposed[i] if own else [""] * len(labels)),
                notation.element(upstream[i]) if i < len(upstream) else "",
                notation.element(product[i]) if own else "",
            )
        )
    names = steps[one.node].name, steps[one.operand].name
    title = f"d {one.label} / d {one.towards}, transposed, times {names[0]}"
    alone = len(steps[one.operand].shares) == len(parts)
    headings = ("", *labels, names[0], names[1] if alone else f"part of {names[1]}")
    return Section(headings, lines, title=title, names=labels)


def _share(jacobians: Sequence[LocalJacobian]) -> str:
    """The share of the numbers that can be other than 0."""
    numbers = sum(one.rows * one.columns for one in jacobians)
    return f"{100 * sum(one.possible for one in jacobians) / numbers:.3g} %" if numbers else ""


def _formed(jacobians: Sequence[LocalJacobian]) -> str:
    numbers = sum(one.rows * one.columns for one in jacobians)
    possible = sum(one.possible for one in jacobians)
    share = f"of the Jacobians' {numbers} numbers {possible} can be non-zero, {_share(jacobians)}"
    return f"{share}; the sweep forms none of them"


def comparison(cost: Comparison) -> Section:
    """The ways to all partials, cheapest first in the field's experience, against the value alone."""
    ways = (
        ("reverse mode, one sweep for all", cost.reverse),
        ("each partial by itself", cost.separate),
        ("forward mode, one sweep per element", cost.forward),
    )
    rows = [("the value alone", "", str(cost.value), "1")]
    for name, way in ways:
        ratio = way.operations / cost.value if cost.value else 0
        rows.append((name, str(way.sweeps), str(way.operations), f"{ratio:.3g}" if ratio < 100 else f"{ratio:.0f}"))
    headings = ("the value and all partials", "sweeps", "operations", "values")
    return Section(headings, rows, "text number", "cost")


def _total(step: BackwardStep, notation: Notation) -> str:
    """An adjoint, where several uses add up as a sum, unless vectors in it are too long."""
    total = _number(step.adjoint, notation)
    parts = [_number(share.contribution, notation) for share in step.shares]
    if len(parts) < 2 or any(CUT in part for part in parts):
        return total
    return f"{total} = {' + '.join(parts).replace('+ -', '- ')}"


def _backward_rows(report: Trace, notation: Notation) -> list[tuple[str, ...]]:
    """A line for each use of a node; the last has the adjoint, as a sum where there are several."""
    rows: list[tuple[str, ...]] = []
    for step in report.backward or ():
        if not step.shares:
            rows.append((step.label, "", "", _seed(report, step), _number(step.adjoint, notation)))
        for i, share in enumerate(step.shares):
            number = "" if share.partial is None else notation.brief(share.partial)
            formula = partial_text(share, number)
            total = _total(step, notation) if i == len(step.shares) - 1 else ""
            rows.append((step.label if i == 0 else "", share.label, _number(share.upstream, notation), formula, total))
    return rows
