"""LaTeX: the trace as two tables that a lecture can paste, derivatives as formulas for math mode.

In: a `Trace`, or a `Differentiation`. Out: `tabular` environments or formulas that need no package but `amsmath`.
Operations are written by the table's own LaTeX column.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from autograd_cli.errors import AutogradError
from autograd_cli.formats import Page
from autograd_cli.formats.chains import chains_latex
from autograd_cli.formats.layout import Section
from autograd_cli.formats.notation import Notation
from autograd_cli.formats.traces import NOT_SELECTED, Formulas, comparison, gates, jacobians, rows_of_forward
from autograd_cli.graphs.graph import INPUT
from autograd_cli.lessons.gaps import Gap
from autograd_cli.lessons.pullbacks import pullback_tree
from autograd_cli.lessons.traced import BACKWARD, FORWARD, GATES, Share, Trace
from autograd_cli.numerals import Number, Values, elements, shape_of
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.differentiation import Derivative, Differentiation, Shared, differential_latex
from autograd_cli.report.evaluation import Evaluation
from autograd_cli.report.steps import Section as Steps
from autograd_cli.symbolic.trees import spelled, times
from autograd_cli.syntax.ast import Operation
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.symbols import SPECIAL, number_latex, symbol
from autograd_cli.wording.languages import ENGLISH, translated

# What cases end with.
OTHERWISE = "otherwise"
# The most elements of a matrix that a table shows.
LARGEST_SHOWN = 16
# Between the lengths of a matrix.
BY = r" \times "


class Written(Protocol):
    """A report that is one formula, of which `latex` is the notation; a function writes its numbers."""

    def latex(self, number: Callable[[Number], str]) -> str: ...


@runtime_checkable
class WrittenMatrix(Protocol):
    """A report that is a matrix, of which `matrix_latex` is the notation; a function writes its numbers."""

    def matrix_latex(self, number: Callable[[Number], str]) -> str: ...


@runtime_checkable
class WrittenTable(Protocol):
    """A report that is a table of numbers found, of which `table_latex` is the notation."""

    def table_latex(self, number: Callable[[Number], str]) -> str: ...


def render(report: Trace | Differentiation | Written | WrittenMatrix | WrittenTable, page: Page) -> str:
    """The trace's passes as tables, the derivatives' formulas; of any other report its matrix or formula."""
    notation = Notation(page.significant)
    if isinstance(report, Trace):
        return in_language(passes(report, notation, page.language), page.language)
    if isinstance(report, Differentiation):
        return in_language(formulas(report, page.language), page.language)
    if isinstance(report, WrittenTable):
        return report.table_latex(
            lambda number: number_latex(number if isinstance(number, str) else notation.short(number))
        )
    if isinstance(report, WrittenMatrix):
        return report.matrix_latex(lambda number: number_latex(notation.given(number)))
    return report.latex(notation.given)


def in_language(formula: str, language: str) -> str:
    """LaTeX with the word that cases end with in a language."""
    return formula.replace(rf"\text{{{OTHERWISE}}}", rf"\text{{{translated(OTHERWISE, language)}}}")


def formulas(report: Differentiation, language: str = ENGLISH) -> str:
    """One formula, of a value that has a name as an equation; several as lines of an `aligned` environment, the names
    they share first.

    With steps, an `align*` for each derivation, which ends in the derivative.
    """
    if report.steps is not None:
        return "\n\n".join(derivation(section, "align*", language) for section in report.steps)
    if len(report.derivatives) == 1 and not report.shared:
        (only,) = report.derivatives
        if report.output is None:
            return only.latex
        return f"{differential_latex(only.wrt, report.sign, report.output)} = {only.latex}"
    return equations(report.shared, report.derivatives, report.sign, report.output)


def derivation(section: Steps, environment: str, language: str, held: bool = True) -> str:
    """The lines of a derivation, each with the names of its rules beside it."""
    lines = []
    for part in section.parts:
        if part.name is not None:
            lines.append(f"{symbol(part.name)} &= {part.meaning}")
        left = part.latex
        for line in part.lines:
            rules = ", ".join(translated(rule, language) for rule in line.rules).replace("_", r"\_")
            lines.append(rf"{left} &= {line.latex} && \text{{{rules}}}")
            left = ""
    if held and section.held:
        constant = ", ".join(f"${symbol(name)}$" for name in section.held)
        words = translated(f"{constant} held constant", language)
        lines[-1] += rf" \\ &&& \text{{{words}}}"
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


def point(report: Evaluation, notation: Notation) -> str:
    """A value and its partial derivatives, as an equation or lines of an `aligned` environment."""
    of = report.output or "f"
    sign = "d" if len(report.inputs) == 1 else r"\partial"
    lines = [f"{symbol(of)} &= {number(report.value, notation)}"]
    for name, value in (report.gradient or {}).items():
        lines.append(f"{differential_latex((name,), sign, of)} &= {number(value, notation)}")
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def passes(report: Trace, notation: Notation, language: str = ENGLISH) -> str:
    """The forward pass, then the backward pass or the tangents."""
    ranks = axes(report)
    absent = (rf"\text{{{translated(NOT_SELECTED, language)}}}",)
    forward = [
        (
            symbol(step.label),
            _formula(step.operation, ranks) if step.operands else "",
            *(_value(step.value, notation) if step.selected or step.operation == INPUT else absent),
        )
        for step in rows_of_forward(report)
    ]
    tables = [table(("node", "operation", "value"), forward, language)] if report.shows(FORWARD) else []
    if report.backward is not None and report.show is not None and report.shows(GATES):
        tables.append(section_table(gates(report), ranks, language))
    if report.backward is not None and report.shows(BACKWARD):
        rows = []
        for step in report.backward:
            total = _sum([contribution(share, ranks, None if report.shaped else notation) for share in step.shares])
            rows.append((symbol(step.name), total or step.formula, *_value(step.adjoint, notation)))
        heading = "contribution" if report.shaped else r"upstream \(\cdot\) local partial"
        tables.append(table(("adjoint", heading, "value"), rows, language))
    if report.tangents and report.shows(BACKWARD):
        names = list(report.tangents[0].tangents)
        headings = (
            "tangent",
            r"tangent \(\cdot\) local partial",
            *(rf"\(\partial/\partial {symbol(name)}\)" for name in names),
        )
        lines = [
            (
                symbol(step.name),
                "" if step.formula == step.name else _formula(step.formula, ranks),
                *(number(step.tangents[name], notation) for name in names),
            )
            for step in report.tangents
        ]
        tables.append(table(headings, lines, language))
    if report.jacobians:
        tables += [section_table(one, ranks, language) for one in jacobians(report, report.jacobians, notation)]
    if report.chains is not None:
        tables.append(chains_latex(report.chains))
    if report.cost is not None:
        tables.append(section_table(comparison(report.cost), ranks, language))
    if report.derivatives is not None and report.shows(BACKWARD):
        tables.append(equations(report.shared or (), report.derivatives))
    return "\n\n".join(tables)


def axes(report: Trace) -> dict[str, int]:
    """The number of axes of each vector and matrix, by its label and by the name of its adjoint."""
    ranks = {step.label: len(step.shape) for step in report.forward if step.shape}
    named = {step.label: step.name for step in report.backward or report.tangents or ()}
    return ranks | {named[label]: count for label, count in ranks.items() if label in named}


def _value(value: Values | None, notation: Notation) -> tuple[str, ...]:
    """The cell of a number, where there is one."""
    return () if value is None else (number(value, notation),)


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]], language: str) -> str:
    """A tabular whose cells are formulas, of as many columns as the rows have."""
    headings = tuple(translated(one, language) for one in headings[: max(map(len, rows), default=0)])
    columns = "l" * len(headings)
    lines = [" & ".join(rf"\({cell}\)" if cell else "" for cell in row) + r" \\" for row in rows]
    body = "\n".join(lines)
    return f"\\begin{{tabular}}{{{columns}}}\n{' & '.join(headings)} \\\\ \\hline\n{body}\n\\end{{tabular}}"


def section_table(section: Section, ranks: Mapping[str, int], language: str) -> str:
    """A table of a document as a tabular, formulas and numbers in math mode; its title stands in a free corner."""
    given = [section.title, *section.headings[1:]] if section.headings[0] == "" else section.headings
    headings = [rf"\({symbol(one)}\)" if one in section.names else _escaped(translated(one, language)) for one in given]

    def cell(text: str, kind: str) -> str:
        if not text:
            return ""
        if kind == "code":
            parts = text.parts if isinstance(text, Formulas) else (text,)
            return ", ".join(rf"\({_formula(part, ranks)}\)" for part in parts)
        if kind == "number":
            return rf"\({number_latex(_escaped(text)).replace(' x ', BY)}\)"
        return _escaped(translated(text, language))

    rows = [[*map(cell, row, section.columns)] for row in section.rows]
    columns = "".join("r" if kind == "number" else "l" for kind in section.columns)
    lines = [" & ".join(row) + r" \\" for row in [headings, *rows]]
    lines[0] += r" \hline"
    body = "\n".join(lines)
    return f"\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}"


def _escaped(text: str) -> str:
    """Words as LaTeX has them outside of math mode."""
    return SPECIAL.sub(r"\\\1", text)


def _formula(text: str, ranks: Mapping[str, int], contributed: bool = False) -> str:
    """A formula in labels as LaTeX, without helpers of rules where it is `contributed` to an adjoint.

    The label of a number written need not be a number: `x²` has the literal `²`.
    """
    try:
        tree = pullback_tree(text)
    except AutogradError:
        return rf"\mathrm{{{text}}}"
    if contributed:
        tree = spelled(tree, ranks)
    elif ranks and isinstance(tree, Operation) and PRIMITIVES[tree.primitive].factors:
        tree = times(*tree.operands)  # a*(b*c) -> a*b*c, a*1 -> a
    return latex(tree, ranks)


def contribution(share: Share, ranks: Mapping[str, int], notation: Notation | None) -> str:
    """Upstream times local partial; as a formula of the user's adjoint where these are unknown, or without a notation
    of numbers."""
    if notation is not None and isinstance(share.upstream, float) and isinstance(share.partial, float):
        return f"{number(share.upstream, notation)} \\cdot {_factor(number(share.partial, notation))}"
    return _formula(share.term, ranks, bool(ranks))


def _sum(terms: Sequence[str]) -> str:
    return " + ".join(terms).replace("+ -", "- ")


def _factor(text: str) -> str:
    """What follows a sign of an operation, in parentheses where it begins with one of its own."""
    return f"({text})" if text.startswith("-") else text


def number(value: Values, notation: Notation) -> str:
    """A number, its power of ten as one; a small vector or matrix as such, of a large one the shape."""
    if not isinstance(value, int | float):
        shape = shape_of(value)
        if len(list(elements(value))) > LARGEST_SHOWN or 0 in shape:
            return BY.join(map(str, shape))
        rows = value if len(shape) == 2 else [[one] for one in value]
        cells = r" \\ ".join(" & ".join(_cell(one, notation.element) for one in elements(row)) for row in rows)
        return rf"\begin{{pmatrix}} {cells} \end{{pmatrix}}"
    return _cell(value, notation.short)


def _cell(value: float, text: Callable[[float], str]) -> str:
    """A number as it is written, or the blank in its place."""
    if isinstance(value, Gap):
        return value.latex.replace("{}", number_latex(text(float(value))))
    return number_latex(text(value))
