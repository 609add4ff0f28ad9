"""Taylor series in exact numbers: coefficients that are fractions, or made of constants such as `sqrt(2)` and `pi`.

Takes: a `Problem`. Returns: a `Series` with its `exact` numbers. Inputs and literals are what was written: `0.1` is a
tenth, `1/3` a third. Kinks, jumps, poles and domains are those at these numbers, whatever floats find.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import inf
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.polynomial import polynomial_text
from autograd_cli.report.series import (
    DEFAULT_ORDER,
    ExactSeries,
    Series,
    exact_number,
    has_sides,
    lost_beside,
    posed,
    refuse_shadowed,
    shared,
    varying,
    without_alone,
)
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.run.jets import Jets, holding
from autograd_cli.run.limits import as_written, points_around
from autograd_cli.run.one_side import one_side
from autograd_cli.systems.closed import closed
from autograd_cli.systems.closed_numbers import text, to_double_of
from autograd_cli.systems.rational import IRRATIONAL, MOST_DIGITS, Mark
from autograd_cli.systems.systems import NumberSystem


def exact_series(
    problem: Problem, *, wrt: Sequence[str] | None = None, order: int = DEFAULT_ORDER, kinks: str = OURS
) -> Series:
    """The Taylor series in exact numbers; None for its polynomial where there is no series.

    Raises: `AutogradError` as `series` does, and with code `irrational` or `too-large` where a coefficient is not
    such a number, or a very long one.
    """
    given, problem, name, node = posed(problem, wrt, order, kinks)
    system = closed()
    values = exact_values(problem.values, system)
    held = holding_decimals(problem, node, values)
    coefficients = Jets(held, varying(held, name), values, system, kinks).series(held.outputs[0], order)
    reached = evaluate(problem.function, values, system)
    diagnosis = diagnose(problem.function, reached, problem.source, (node,) if order else (), system, kinks)
    if not diagnosis.undefined:
        _refuse_marks(coefficients[:1])
    else:
        coefficients = [coefficients[0], *[math.nan] * order]
    infinite = any(isinstance(one, float) for one in coefficients)
    one_sided = False
    told: Sequence[Finding] = diagnosis.findings
    if order and not infinite and kinks == OURS and has_sides(diagnosis.findings):
        lost = lost_beside(order, diagnosis.findings)
        points = partial(points_around, problem.values, [name], lambda bits: as_written(bits + lost), exact_values)
        sides = shared(held, varying(held, name), points(), order, to_double_of(coefficients[0]))
        one_sided = len(sides) <= order
        if not one_sided:
            smooth = _of_one_side(held, name, values, system, next(points()), order)
            told = without_alone(told)
            coefficients[1:] = [IRRATIONAL if isinstance(one, float) else one for one in smooth[1:]]
    if infinite or one_sided:
        doubles = [math.nan if isinstance(one, Mark) else to_double_of(one) for one in coefficients]
        exact = None
    else:
        _refuse_marks(coefficients)
        doubles = list(map(to_double_of, coefficients))
        exact = ExactSeries(text(values[name]), tuple(map(text, coefficients)))
        refuse_shadowed(problem.values, exact.coefficients)
    found = Series(
        expression=problem.source.text,
        variable=name,
        order=order,
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        value=doubles[0],
        coefficients=tuple(doubles),
        polynomial=None,
        findings=tuple(told),
        exact=exact,
    )
    return found if exact is None else replace(found, polynomial=polynomial_text(found.terms, exact_number))


def holding_decimals(problem: Problem, node: NodeId, values: Mapping[str, Any]) -> Function:
    """The function in which the other inputs are constants where their exact `values` are decimal numbers.

    What is no decimal, 1/3 for one, is held as the input that it is. Raises: `AutogradError` as `holding` does.
    """
    decimals = {
        one: number if isinstance(values[one], Fraction) and Fraction(repr(number)) == values[one] else inf
        for one, number in problem.values.items()
    }
    return holding(problem.function, node, decimals, problem.source)


def _of_one_side(
    held: Function,
    name: str,
    values: Mapping[str, Any],
    system: NumberSystem,
    beside: tuple[NumberSystem, Mapping[str, Any]],
    order: int,
) -> list[Any]:
    """The coefficients where those of both sides are the same: of the formula that holds on one of them."""
    smooth = one_side(held, evaluate(held, values, system), system, evaluate(held, beside[1], beside[0]))
    if smooth is None:
        return [IRRATIONAL] * (order + 1)
    return Jets(smooth, varying(smooth, name), values, system).series(smooth.outputs[0], order)


def _refuse_marks(coefficients: Sequence[Any]) -> None:
    for place, one in enumerate(coefficients):
        if isinstance(one, Mark):
            code = "irrational" if one is IRRATIONAL else "too-large"
            raise AutogradError(code, "coefficient", order=place, most=MOST_DIGITS)
