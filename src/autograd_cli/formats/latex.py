"""LaTeX: the trace as two tables that a lecture can paste, derivatives as formulas for math mode.

In: a `Trace`, or a `Differentiation`. Out: `tabular` environments or formulas that need no package but `amsmath`.
Operations are written by the table's own LaTeX column.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from autograd_cli.errors import AutogradError
from autograd_cli.formats import Page
from autograd_cli.formats.chains import chains_latex
from autograd_cli.formats.notation import Notation
from autograd_cli.graphs.graph import INPUT, NodeId
from autograd_cli.numerals import Values, elements, shape_of
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES
from autograd_cli.report.differentiation import Derivative, Differentiation, Shared, differential_latex
from autograd_cli.report.gates import ADJOINT
from autograd_cli.report.steps import Section
from autograd_cli.report.traced import BACKWARD, FORWARD, ForwardStep, Share, TangentStep, Trace
from autograd_cli.syntax.ast import Call, Comparison, Index, Name, Number, Operation, Tree
from autograd_cli.syntax.latex import number_latex, symbol
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.unparse import level, unparse

# The most elements of a matrix that a table shows.
LARGEST_SHOWN = 16


class Written(Protocol):
    """A report that is one formula, of which `latex` is the notation; a function writes its numbers."""

    def latex(self, number: Callable[[float], str]) -> str: ...


@runtime_checkable
class WrittenMatrix(Protocol):
    """A report that is a matrix, of which `matrix_latex` is the notation; a function writes its numbers."""

    def matrix_latex(self, number: Callable[[float], str]) -> str: ...


def render(report: Trace | Differentiation | Written | WrittenMatrix, page: Page) -> str:
    """The trace's passes as tables, the derivatives' formulas; of any other report its matrix or formula."""
    notation = Notation(page.significant)
    if isinstance(report, Trace):
        return passes(report, notation)
    if isinstance(report, Differentiation):
        return formulas(report)
    if isinstance(report, WrittenMatrix):
        return report.matrix_latex(lambda number: number_latex(notation.given(number)))
    return report.latex(notation.given)


def formulas(report: Differentiation) -> str:
    """One formula as it is; several as lines of an `aligned` environment, the names they share first.

    With steps, an `align*` for each derivation, which ends in the derivative.
    """
    if report.steps is not None:
        return "\n\n".join(derivation(section, "align*") for section in report.steps)
    if len(report.derivatives) == 1 and not report.shared:
        return report.derivatives[0].latex
    return equations(report.shared, report.derivatives, report.sign, report.output)


def derivation(section: Section, environment: str, held: bool = True) -> str:
    """The lines of a derivation, each with the names of its rules beside it."""
    lines = []
    for part in section.parts:
        if part.name is not None:
            lines.append(f"{symbol(part.name)} &= {part.meaning}")
        left = part.latex
        for line in part.lines:
            rules = ", ".join(line.rules).replace("_", r"\_")
            lines.append(rf"{left} &= {line.latex} && \text{{{rules}}}")
            left = ""
    if held and section.held:
        constant = ", ".join(f"${symbol(name)}$" for name in section.held)
        lines[-1] += rf" \\ &&& \text{{{constant} held constant}}"
    body = " \\\\\n".join(map(str.strip, lines))
    return f"\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}"


def equations(
    shared: Sequence[Shared], derivatives: Sequence[Derivative], sign: str = r"\partial", of: str | None = None
) -> str:
    """An `aligned` environment: the names that derivatives share, then the derivatives, `of` a name if it has one."""
    lines = [f"{symbol(one.name)} &= {one.latex}" for one in shared]
    lines += [f"{differential_latex(one.wrt, sign, of)} &= {one.latex}" for one in derivatives]
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def passes(report: Trace, notation: Notation) -> str:
    """The forward pass, then the backward pass or the tangents."""
    labels = {step.node: symbol(step.label) for step in report.forward}
    steps = [step for step in report.forward if step.selected or step.operation == INPUT]
    forward = [(labels[step.node], operation(step, labels), *_value(step.value, notation)) for step in steps]
    tables = [table(("node", "operation", "value"), forward)] if report.shows(FORWARD) else []
    if report.backward is not None and report.shows(BACKWARD):
        rows = []
        for step in report.backward:
            total = _sum([contribution(share, labels, notation) for share in step.shares])
            rows.append((rf"\bar{{{labels[step.node]}}}", total or step.formula, *_value(step.adjoint, notation)))
        tables.append(table(("adjoint", r"upstream \(\cdot\) local partial", "value"), rows))
    if report.tangents and report.shows(BACKWARD):
        names = list(report.tangents[0].tangents)
        headings = (
            "tangent",
            r"local partial \(\cdot\) tangent",
            *(rf"\(\partial/\partial {symbol(name)}\)" for name in names),
        )
        lines = [
            (
                rf"\dot{{{labels[step.node]}}}",
                tangent(step, labels, notation),
                *(number(step.tangents[name], notation) for name in names),
            )
            for step in report.tangents
        ]
        tables.append(table(headings, lines))
    if report.chains is not None:
        tables.append(chains_latex(report.chains))
    if report.derivatives is not None and report.shows(BACKWARD):
        tables.append(equations(report.shared or (), report.derivatives))
    return "\n\n".join(tables)


def _value(value: Values | None, notation: Notation) -> tuple[str, ...]:
    """The cell of a number, where there is one."""
    return () if value is None else (number(value, notation),)


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A tabular whose cells are formulas, of as many columns as the rows have."""
    headings = headings[: max(map(len, rows), default=0)]
    columns = "l" * len(headings)
    lines = [" & ".join(rf"\({cell}\)" if cell else "" for cell in row) + r" \\" for row in rows]
    body = "\n".join(lines)
    return f"\\begin{{tabular}}{{{columns}}}\n{' & '.join(headings)} \\\\ \\hline\n{body}\n\\end{{tabular}}"


def operation(step: ForwardStep, labels: dict[NodeId, str]) -> str:
    """The operation in LaTeX, empty for a leaf."""
    if not step.operands:
        return ""
    row = PRIMITIVES[step.primitive]
    operands = [labels[operand] for operand in step.operands]
    if row.variadic:
        *fixed, _ = row.names
        operands = [*operands[: len(fixed)], ", ".join(operands[len(fixed) :])]
    place = step.operation.rpartition("[")[2].removesuffix("]")
    statics = dict.fromkeys(row.statics, place)
    return row.latex.format(**statics, **dict(zip(row.names, operands, strict=True)))


def contribution(share: Share, labels: dict[NodeId, str], notation: Notation) -> str:
    """Upstream times local partial; as a formula of the user's adjoint where these are vectors, matrices or unknown."""
    if isinstance(share.upstream, float) and isinstance(share.partial, float):
        return f"{number(share.upstream, notation)} \\cdot {_factor(number(share.partial, notation))}"
    adjoint = rf"\bar{{{labels[share.user]}}}"
    try:
        if share.upstream is None and share.formula is not None:
            product = parse_expression(f"{ADJOINT}*({share.formula})")
            return formula(product, adjoint, notation)
        return formula(parse_expression(share.pullback), adjoint, notation)
    except AutogradError:  # the label of a number written need not be a number: `x²` has the literal `²`
        return rf"\mathrm{{{share.pullback}}}"


def tangent(step: TangentStep, labels: dict[NodeId, str], notation: Notation) -> str:
    """The sum of the operands' tangents times the local partials; empty where the node has none."""
    terms = []
    for share in step.shares:
        if share.formula is None:
            return ""
        try:
            product = parse_expression(f"({share.formula})*{ADJOINT}")
        except AutogradError:
            return ""
        terms.append(formula(product, rf"\dot{{{labels[share.operand]}}}", notation))
    return _sum(terms)


def _sum(terms: Sequence[str]) -> str:
    return " + ".join(terms).replace("+ -", "- ")


def _factor(text: str) -> str:
    """What follows a sign of an operation, in parentheses where it begins with one of its own."""
    return f"({text})" if text.startswith("-") else text


def formula(tree: Tree, adjoint: str, notation: Notation) -> str:
    """A pullback in LaTeX; `adjoint` stands for its `g`. It is shallow, and so this recurses."""
    match tree:
        case Number(text=text):
            return number(float(text), notation)
        case Name(name=name):
            return adjoint if name == ADJOINT else symbol(name)
        case Operation(primitive=primitive, operands=operands):
            tight = level(tree)
            parts = [
                formula(operand, adjoint, notation)
                if level(operand) > tight or (level(operand) == tight and i == 0)
                else f"({formula(operand, adjoint, notation)})"
                for i, operand in enumerate(operands)
            ]
            row = PRIMITIVES[primitive]
            if len(parts) == 2 and row.latex.endswith(f" {{{row.names[1]}}}"):  # else braces keep the signs apart
                parts[1] = _factor(parts[1])
            return row.latex.format(**dict(zip(row.names, parts, strict=True)))
        case Comparison(comparators=(comparator,), operands=operands):
            x, y = (formula(operand, adjoint, notation) for operand in operands)
            return PRIMITIVES[comparator].latex.format(x=x, y=y)
        case Index(base=base):
            return f"{formula(base, adjoint, notation)}[{unparse(tree).rpartition('[')[2]}"
        case Call(function=function, arguments=arguments):
            row = next(iter(FUNCTIONS.get(function, ())), PRIMITIVES["length"])
            if row.latex and len(row.names) == len(row.signature) == len(arguments):
                parts = [formula(argument, adjoint, notation) for argument in arguments]
                return row.latex.format(**dict(zip(row.names, parts, strict=True)))
            inner = ", ".join(formula(argument, adjoint, notation) for argument in arguments)
            upright = function.replace("_", r"\_")
            return rf"\operatorname{{{upright}}}({inner})"
        case _:
            return rf"\mathrm{{{unparse(tree)}}}"


def number(value: Values, notation: Notation) -> str:
    """A number, its power of ten as one; a small vector or matrix as such, of a large one the shape."""
    if not isinstance(value, int | float):
        shape = shape_of(value)
        if len(list(elements(value))) > LARGEST_SHOWN or 0 in shape:
            return r" \times ".join(map(str, shape))
        rows = value if len(shape) == 2 else [[one] for one in value]
        cells = r" \\ ".join(" & ".join(number_latex(notation.element(one)) for one in elements(row)) for row in rows)
        return rf"\begin{{pmatrix}} {cells} \end{{pmatrix}}"
    return number_latex(notation.short(value))
