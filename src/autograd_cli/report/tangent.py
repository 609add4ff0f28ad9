"""The linear or quadratic model of a formula at a point, as a formula.

In: a `Problem`. Out: a `Tangent`, whose `formula` has the formula's value and derivatives at the point.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from autograd_cli.errors import Finding
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import elements
from autograd_cli.problem import Problem
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.matrices import hessian_report
from autograd_cli.report.polynomial import Factor, Term, polynomial_latex, polynomial_text
from autograd_cli.report.series import check_order

HIGHEST_ORDER = 2


@dataclass(frozen=True, slots=True)
class Tangent:
    """The value and the derivatives at a point, and the model that they make; a `hessian` is there for order 2."""

    SCHEMA: ClassVar[str] = "autograd.tangent/1"
    OPTIONAL: ClassVar[tuple[str, ...]] = ("hessian",)
    expression: str
    order: int
    inputs: Mapping[str, float]
    output: str | None
    value: float
    gradient: Mapping[str, float]
    hessian: Mapping[str, Mapping[str, float]] | None
    formula: str
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        wanted = [self.value, *self.gradient.values()]
        wanted += [number for row in (self.hessian or {}).values() for number in row.values()]
        return all(map(math.isfinite, self.inputs.values())) and not all(map(math.isfinite, wanted))

    def text(self) -> str:
        return self.formula

    def latex(self) -> str:
        return polynomial_latex(_terms(self.inputs, self.value, self.gradient, self.hessian))


def tangent(problem: Problem, *, wrt: Sequence[str] | None = None, order: int = 1, kinks: str = OURS) -> Tangent:
    """The model of a problem with one output; variables that are not wanted are held at their values.

    Raises: `AutogradError` as `evaluation` does, and with code `option` for an order other than 1 and 2.
    """
    check_order(order, 1, HIGHEST_ORDER)
    problem.single()
    problem = problem.scattered()
    hessian: Mapping[str, Mapping[str, float]] | None = None
    if order == 1:
        first = evaluation(problem, wrt=wrt, kinks=kinks)
        (value,) = elements(first.value)
        gradient = {name: number for name, one in (first.gradient or {}).items() for number in elements(one)}
        findings = first.findings
    else:
        second = hessian_report(problem, wrt=wrt, kinks=kinks)
        value, gradient, hessian, findings = second.value, {**second.gradient}, second.hessian, second.findings
    return Tangent(
        expression=problem.source.text,
        order=order,
        inputs=problem.values,
        output=problem.lowered.output,
        value=value,
        gradient=gradient,
        hessian=hessian,
        formula=polynomial_text(_terms(problem.values, value, gradient, hessian)),
        findings=findings,
    )


def _terms(
    point: Mapping[str, float],
    value: float,
    gradient: Mapping[str, float],
    hessian: Mapping[str, Mapping[str, float]] | None,
) -> list[Term]:
    """The constant, the linear terms, then the quadratic ones row for row."""
    terms = [Term(value), *(Term(slope, (Factor(name, point[name]),)) for name, slope in gradient.items())]
    places = {name: i for i, name in enumerate(gradient)}
    for a, row in (hessian or {}).items():
        for b, number in row.items():
            if a == b:
                terms.append(Term(number / 2, (Factor(a, point[a], 2),)))
            elif places[a] < places[b]:
                terms.append(Term(number, (Factor(a, point[a]), Factor(b, point[b]))))
    return terms
