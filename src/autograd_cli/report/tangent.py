"""The linear or quadratic model of a formula at a point, as a formula.

In: a `Problem`. Out: a `Tangent`, whose `formula` has the formula's value and derivatives at the point.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from functools import partial
from math import nan
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Texts, Values, elements, is_finite, number_text, to_double
from autograd_cli.records import Shown, record
from autograd_cli.report.derivative_matrices import Hessian
from autograd_cli.report.evaluation import evaluation, flattened, sweep, undefined
from autograd_cli.report.layouts import DenseHessian, SparseMatrix, TextHessian, hessian_entries
from autograd_cli.report.matrices import hessian_blocks, hessian_matrix, hessian_report
from autograd_cli.report.polynomial import Factor, Term, finite_polynomial, polynomial_latex
from autograd_cli.report.series import (
    check_order,
    exact_latex,
    exact_read,
    has_sides,
    is_alone,
    is_same,
    lost_beside,
    without_alone,
)
from autograd_cli.run.limits import limits_beside, points_around
from autograd_cli.run.recompute import wide_system
from autograd_cli.sweeps.higher import Matrix
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


class Model(Shown):
    """A linear or quadratic model in any numbers."""

    __slots__ = ()
    SCHEMA = "autograd.tangent/1"
    FORMS = ("formula",)
    inputs: Mapping[str, Any]
    value: Any
    gradient: Mapping[str, Any]
    hessian: Any
    formula: str | None
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        return undefined(self.inputs, [nan] if self.formula is None else self.numbers())

    def numbers(self) -> list[Any]:
        """The value, the gradient, the entries of the Hessian."""
        return _numbers(self.value, self.gradient, self.hessian)

    @property
    def reason(self) -> str:
        """Why there is no formula."""
        if not all(map(is_finite, self.numbers())):
            return WITHOUT_MODEL
        return ALONE if is_alone(self.findings) else TWO_MODELS

    def text(self) -> str:
        return self.formula or self.reason

    def latex(self, number: Callable[[float], str] = number_text) -> str:
        return f"\\text{{{self.reason}}}" if self.formula is None else self.formula_latex(number)

    @abstractmethod
    def formula_latex(self, number: Callable[[float], str]) -> str:
        """The formula in LaTeX, its numbers as a function writes them."""


@record
class Tangent(Model):
    """The value and the derivatives at a point, and their model; `exact` has them as they are, where asked for.

    `formula` is None where the value or a derivative is not finite, or another one on each side; then the model is
    missing, which is a failure. `layout` and `hessian` are present for order 2, as
    in `autograd hessian`.
    """

    OPTIONAL = ("layout", "hessian", "exact")
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

    def formula_latex(self, number: Callable[[float], str]) -> str:
        if self.exact is not None:
            return polynomial_latex(self.exact.terms, exact_latex)
        return polynomial_latex(_terms(self.inputs, self.value, self.gradient, self.hessian), number)


@record
class LongTangent(Model):
    """A model whose numbers are text, since doubles cannot hold them; `digits` is how many were asked for.

    `formula` is None where it is missing, as in a model of doubles. `layout` and `hessian` are present for order 2.
    """

    OPTIONAL = ("layout", "hessian")
    expression: str
    order: int
    inputs: Mapping[str, Texts]
    output: str | None
    value: str
    gradient: Mapping[str, Texts]
    layout: str | None
    hessian: TextHessian | SparseMatrix | None
    formula: str | None
    findings: tuple[Finding, ...]
    digits: int
    terms: tuple[Term, ...] = field(repr=False)

    def formula_latex(self, number: Callable[[float], str]) -> str:
        return polynomial_latex(self.terms, number)


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
    findings = first.findings
    if formula is not None and kinks == OURS and has_sides(findings):
        own = _numbers(value, gradient, hessian)
        gradient, hessian, is_smooth = _smooth(problem, own, gradient, hessian, findings)
        formula = finite_polynomial(_terms(first.inputs, value, gradient, hessian)) if is_smooth else None
        findings = tuple(without_alone(findings)) if is_smooth else findings
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
        findings=findings,
    )


def _smooth(
    problem: Problem,
    own: Sequence[float],
    gradient: Mapping[str, Values],
    hessian: DenseHessian | SparseMatrix | None,
    findings: Sequence[Finding],
) -> tuple[Mapping[str, Values], DenseHessian | SparseMatrix | None, bool]:
    """The gradient and the Hessian beside the point, and True, where a model has these; else those at it, and False."""
    flat = problem.scattered()
    names = [name for name, _ in flattened(gradient)]
    wanted, second = (None, None) if hessian is None else hessian_matrix(flat, names, None, OURS)
    lost = lost_beside(1 if second is None else HIGHEST_ORDER, findings)
    points = partial(points_around, flat.values, names, lambda bits: wide_system(bits + lost))
    numbers = beside(flat, names, second, points)
    if not numbers:
        return gradient, hessian, False
    slopes = problem.gathered(dict(zip(names, numbers[1:], strict=False)))
    entries = numbers[1 + len(names) :]
    curved = hessian_blocks(problem, wanted, second, entries) if wanted and second else hessian
    if not holds_beside(own, _numbers(numbers[0], slopes, curved), findings, len(names)):
        return gradient, hessian, False
    return slopes, curved, True


def beside(
    flat: Problem,
    names: Sequence[str],
    second: Matrix | None,
    points: Callable[[], Iterable[tuple[NumberSystem, Mapping[str, Any]]]],
) -> list[float]:
    """The value, the first derivatives and the entries of `second` that all `points` beside the point agree on.

    It is empty where they do not agree on one of them.
    """
    functions = [sweep(flat, names, None, True).whole, *([second.function] if second else [])]
    limits = [limit for function in functions for limit in limits_beside(function, points(), function.outputs)]
    return [] if None in limits else [to_double(limit) + 0.0 for limit in limits]  # a zero has no sign here


def holds_beside(own: Sequence[float], smooth: Sequence[float], findings: Sequence[Finding], variables: int) -> bool:
    """Whether the numbers beside a point are of a model of the function, which has its `own` at the point.

    Of several variables, a branch may be taken on a line through the point, where its own numbers are to be the same.
    """
    compared = len(own) if variables > 1 and any(finding.kind == "jump" for finding in findings) else 1
    return all(map(is_same, own[:compared], smooth[:compared]))


def _numbers(value: Any, gradient: Mapping[str, Any], hessian: Any) -> list[Any]:
    """The value, the gradient, the entries of the Hessian."""
    first = [value, *(number for _, number in flattened(gradient))]
    return [*first, *(entry.value for entry in hessian_entries(hessian or {}))]


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
        a, b, number = names[i], names[j], float(number)
        if i == j:
            terms.append(Term(number / 2, (Factor(a, point[a], 2),)))
        elif i < j:
            terms.append(Term(number, (Factor(a, point[a]), Factor(b, point[b]))))
    return terms
