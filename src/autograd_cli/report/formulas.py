"""Jacobians and Hessians as formulas: what `jacobian` and `hessian` print where no values are given.

Takes: a `Problem`, of which no values are read. Returns: a `Formulas`, all of it text. The entries are those of the
matrix of numbers, written as `diff` writes a derivative; what several entries share has a name.
"""

from collections.abc import Callable, Iterator, Sequence

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.templates import OURS
from autograd_cli.records import Shown, record
from autograd_cli.report.derivative_matrices import Hessian, Jacobian, Sparsity
from autograd_cli.report.differentiation import MOST_DERIVATIVES, Shared, shortest
from autograd_cli.report.layouts import parenthesised
from autograd_cli.report.matrices import (
    hessian_matrix,
    hessian_report,
    jacobian_matrix,
    jacobian_report,
    labels,
    sparsity_report,
)
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.symbols import symbol
from autograd_cli.syntax.unparse import unparse

ZERO = "0"


@record
class Formulas(Shown):
    """The `matrix`, `jacobian` or `hessian`, as formulas in the names of the inputs and those in `shared`.

    `rows` names the outputs, or of a Hessian the variables, `columns` the variables. `formulas` and `latex` have a list
    for each row. Where a condition in `conditions` does not hold, an entry may have no value.
    """

    SCHEMA = "autograd.formulas/1"
    FORMS = ("document", "records", "numbers", "matrix")
    LAYOUT = "formulas:formulas"
    expression: str
    matrix: str
    mode: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    shared: tuple[Shared, ...]
    formulas: tuple[tuple[str, ...], ...]
    latex: tuple[tuple[str, ...], ...]
    conditions: tuple[str, ...]
    findings: tuple[Finding, ...]

    def records(self) -> Iterator[Sequence[str | float]]:
        for one in self.shared:
            yield [one.name, one.text]
        yield ["", *self.columns]
        for label, row in zip(self.rows, self.formulas, strict=True):
            yield [label, *row]

    def numbers(self) -> Iterator[str]:
        """The formulas, row for row, after the names they share."""
        yield from (f"{one.name} = {one.text}" for one in self.shared)
        yield from (text for row in self.formulas for text in row)

    def matrix_latex(self, number: Callable[[float], str]) -> str:
        """A `pmatrix`, after the names that its entries share."""
        matrix = parenthesised(self.latex)
        if not self.shared:
            return matrix
        lines = [f"{symbol(one.name)} &= {one.latex}" for one in self.shared]
        body = " \\\\\n".join([*lines, f"{'J' if self.matrix == 'jacobian' else 'H'} &= {matrix}"])
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def matrix_report(
    problem: Problem,
    what: str,
    *,
    structure: bool = False,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    kinks: str = OURS,
) -> Jacobian | Hessian | Formulas | Sparsity:
    """The `jacobian` or the `hessian` of a problem at its point, as formulas where there is none; or its `structure`.

    Raises: `AutogradError` as `jacobian_report` and `hessian_report` do.
    """
    if structure:
        return sparsity_report(problem, what, wrt=wrt, mode=mode, kinks=kinks)
    if not problem.is_complete:
        return formulas_report(problem, what, wrt=wrt, mode=mode, kinks=kinks)
    report = jacobian_report if what == "jacobian" else hessian_report
    return report(problem, wrt=wrt, mode=mode, kinks=kinks)


def formulas_report(
    problem: Problem, what: str, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Formulas:
    """The `jacobian` or the `hessian` of a problem as formulas.

    Raises: `AutogradError` as `jacobian_report` and `hessian_report` do.
    """
    if what == "hessian":
        problem.single()
    problem = problem.scattered()
    own = len(problem.function.graph.nodes)
    wanted, matrix = (jacobian_matrix if what == "jacobian" else hessian_matrix)(problem, wrt, mode, kinks)
    columns = tuple(wanted)
    rows = labels(problem) if what == "jacobian" else columns
    if len(rows) * len(columns) > MOST_DERIVATIVES:
        raise AutogradError("too-large", "derivatives", most=MOST_DERIVATIVES, order=1 if what == "jacobian" else 2)
    written = shortest(problem, matrix.function, own)
    entries = iter(written.outputs)
    texts = [[ZERO] * len(columns) for _ in rows]
    signs = [[ZERO] * len(columns) for _ in rows]
    for i, row in enumerate(matrix.pattern.rows):
        for j in row:
            tree = next(entries)
            texts[i][j], signs[i][j] = unparse(tree), latex(tree)
    conditions = tuple(map(unparse, written.conditions))
    return Formulas(
        expression=problem.source.text,
        matrix=what,
        mode=matrix.mode,
        rows=rows,
        columns=columns,
        shared=tuple(Shared(one.name, unparse(one.value), latex(one.value)) for one in written.shared),
        formulas=tuple(map(tuple, texts)),
        latex=tuple(map(tuple, signs)),
        conditions=conditions,
        findings=tuple(Finding("domain", case="entry", where=text) for text in conditions),
    )
