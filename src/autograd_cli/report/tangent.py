"""The linear or quadratic model of a formula at a point, as a formula.

In: a `Problem`. Out: a `Tangent`, whose `formula` has the formula's value and derivatives at the point.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isfinite, nan
from typing import Any, ClassVar, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Values, elements, number_text, to_double
from autograd_cli.records import Shown
from autograd_cli.report.derivative_matrices import Hessian
from autograd_cli.report.evaluation import evaluation, flattened, sweep, undefined
from autograd_cli.report.layouts import DenseHessian, SparseMatrix, hessian_entries
from autograd_cli.report.matrices import hessian_matrix, hessian_report
from autograd_cli.report.polynomial import Factor, Term, finite_polynomial, polynomial_latex
from autograd_cli.report.series import check_order, exact_latex, exact_read, has_sides, is_alone, is_same
from autograd_cli.run.limits import limits_beside, points_around
from autograd_cli.systems.systems import NumberSystem

HIGHEST_ORDER = 2
WITHOUT_MODEL = "there is no such model here: the value or a derivative is not finite"
TWO_MODELS = "there is no such model here: the function ends, jumps, or has other derivatives on each side"
ALONE = "there is no such model here: the branch is taken at this point alone, and beside it a number is another"


class ExactTangent(NamedTuple):
    """The point, the value and the derivatives as fractions, `1/6`, or as formulas of constants, `sqrt(2)/2`.

    Elements of vectors and matrices have names such as `x[0]`. `hessian` has row, column and entry of those on and
    above the diagonal that can be other than 0, for order 2.
    """

    inputs: Mapping[str, str]
    value: str
    gradient: Mapping[str, str]
    hessian: tuple[tuple[str, str, str], ...]

    @property
    def terms(self) -> list[Term]:
        """The constant, the linear terms, then the quadratic ones row for row."""
        point = {name: exact_read(text) for name, text in self.inputs.items()}
        terms = [Term(exact_read(self.value))]
        terms += [Term(exact_read(text), (Factor(name, point[name]),)) for name, text in self.gradient.items()]
        for a, b, text in self.hessian:
            entry: Any = exact_read(text)
            factors = (Factor(a, point[a], 2),) if a == b else (Factor(a, point[a]), Factor(b, point[b]))
            terms.append(Term(entry * Fraction(1, 2) if a == b else entry, factors))
        return terms


@dataclass(frozen=True, slots=True)
class Tangent(Shown):
    """The value and the derivatives at a point, and their model; `exact` has them as they are, where asked for.

    `formula` is None where the value or a derivative is not finite, or another one on each side; then the model is
    missing, which is a failure. `layout` and `hessian` are present for order 2, as
    in `autograd hessian`.
    """

    SCHEMA: ClassVar[str] = "autograd.tangent/1"
    OPTIONAL: ClassVar[tuple[str, ...]] = ("layout", "hessian", "exact")
    FORMS: ClassVar[tuple[str, ...]] = ("formula",)
    expression: str
    order: int
    inputs: Mapping[str, Values]
    output: str | None
    value: float
    gradient: Mapping[str, Values]
    layout: str | None
    hessian: DenseHessian | SparseMatrix | None
    formula: str | None
    findings: tuple[Finding, ...]
    exact: ExactTangent | None = None

    @property
    def failed(self) -> bool:
        return undefined(self.inputs, [nan] if self.formula is None else self.numbers())

    def numbers(self) -> list[float]:
        """The value, the gradient, the entries of the Hessian."""
        first = [self.value, *(number for _, number in flattened(self.gradient))]
        return [*first, *(entry.value for entry in hessian_entries(self.hessian or {}))]

    @property
    def reason(self) -> str:
        """Why there is no formula."""
        if not all(map(isfinite, self.numbers())):
            return WITHOUT_MODEL
        return ALONE if is_alone(self.findings) else TWO_MODELS

    def text(self) -> str:
        return self.formula or self.reason

    def latex(self, number: Callable[[float], str] = number_text) -> str:
        if self.formula is None:
            return f"\\text{{{self.reason}}}"
        if self.exact is not None:
            return polynomial_latex(self.exact.terms, exact_latex)
        return polynomial_latex(_terms(self.inputs, self.value, self.gradient, self.hessian), number)


def tangent(problem: Problem, *, wrt: Sequence[str] | None = None, order: int = 1, kinks: str = OURS) -> Tangent:
    """The model of a problem with one output; variables that are not wanted are held at their values.

    Raises: `AutogradError` as `evaluation` does, and with code `option` for an order other than 1 and 2.
    """
    check_order(order, 1, HIGHEST_ORDER)
    problem.single()
    first = evaluation(problem, wrt=wrt, kinks=kinks) if order == 1 else hessian_report(problem, wrt=wrt, kinks=kinks)
    (value,) = elements(first.value)
    gradient = first.gradient or {}
    layout, hessian = (first.layout, first.hessian) if isinstance(first, Hessian) else (None, None)
    terms = _terms(first.inputs, value, gradient, hessian)
    formula = finite_polynomial(terms)
    if formula is not None and kinks == OURS and has_sides(first.findings):
        flat = problem.scattered()
        names = [name for name, _ in flattened(gradient)]
        points = partial(points_around, flat.values, names)
        numbers = [value, *(one for _, one in flattened(gradient))]
        formula = formula if is_smooth(flat, names, order, points, numbers) else None
    return Tangent(
        expression=problem.source.text,
        order=order,
        inputs=first.inputs,
        output=problem.lowered.output,
        value=value,
        gradient=gradient,
        layout=layout,
        hessian=hessian,
        formula=formula,
        findings=first.findings,
    )


def is_smooth(
    flat: Problem,
    names: Sequence[str],
    order: int,
    points: Callable[[], Iterable[tuple[NumberSystem, Mapping[str, Any]]]],
    numbers: Sequence[float],
) -> bool:
    """Whether the value and the first derivatives come to these `numbers` on all sides, and second ones to limits.

    The `points` are beside the point, on all sides.
    """
    whole = sweep(flat, names, None, True).whole
    limits = limits_beside(whole, points(), whole.outputs)
    pairs = zip(limits, numbers, strict=True)
    if not all(limit is not None and is_same(to_double(limit), number) for limit, number in pairs):
        return False
    if order < HIGHEST_ORDER:
        return True
    second = hessian_matrix(flat, names, None, OURS)[1].function
    return None not in limits_beside(second, points(), second.outputs)


def _terms(
    inputs: Mapping[str, Values],
    value: float,
    gradient: Mapping[str, Values],
    hessian: DenseHessian | SparseMatrix | None,
) -> list[Term]:
    """The constant, the linear terms, then the quadratic ones row for row."""
    point = dict(flattened(inputs))
    slopes = dict(flattened(gradient))
    terms = [Term(value), *(Term(slope, (Factor(name, point[name]),)) for name, slope in slopes.items())]
    names = hessian.columns if isinstance(hessian, SparseMatrix) else list(slopes)
    for i, j, number in hessian_entries(hessian or {}):
        a, b = names[i], names[j]
        if i == j:
            terms.append(Term(number / 2, (Factor(a, point[a], 2),)))
        elif i < j:
            terms.append(Term(number, (Factor(a, point[a]), Factor(b, point[b]))))
    return terms
