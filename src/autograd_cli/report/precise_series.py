"""Taylor series to as many digits as are asked for.

Takes: a `Problem`. Returns: a `LongSeries`. Inputs and literals are what was written: `0.1` is a tenth. The
coefficients are enclosed, with rising precision; that one is 0, which no enclosure proves, exact numbers do.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.enclosures.decimals import has_digits
from autograd_cli.enclosures.enclosure import UNDEFINED, ZERO, UndecidedError
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import is_finite
from autograd_cli.report.exact_series import holding_decimals
from autograd_cli.report.long import double_of
from autograd_cli.report.polynomial import finite_polynomial
from autograd_cli.report.precise import beside, doubt, input_texts, limit_digits, number_digits
from autograd_cli.report.series import (
    DEFAULT_ORDER,
    LongSeries,
    has_sides,
    is_alone,
    lost_beside,
    posed,
    shared,
    varying,
    without_alone,
)
from autograd_cli.run.digits import enclosed
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import Diagnosis, diagnose
from autograd_cli.run.jets import Jets
from autograd_cli.systems.closed import closed
from autograd_cli.systems.rational import rational
from autograd_cli.systems.systems import NumberSystem


def precise_series(
    problem: Problem, digits: int, *, wrt: Sequence[str] | None = None, order: int = DEFAULT_ORDER, kinks: str = OURS
) -> LongSeries:
    """The Taylor series to so many digits, the last of each coefficient off by at most one.

    Raises: `AutogradError` as `series` and `resolve` do.
    """
    given, problem, name, node = posed(problem, wrt, order, kinks)
    held = holding_decimals(problem, node, exact_values(problem.values, rational()))
    diagnosis = Diagnosis((), {}, {})
    zeros: frozenset[int] | None = None

    def tried(system: NumberSystem) -> tuple[Sequence[Any], bool]:
        nonlocal diagnosis, zeros
        values = exact_values(problem.values, system)
        with suppress(UndecidedError):
            found = Jets(held, varying(held, name), values, system, kinks).series(held.outputs[0], order)
            reached = evaluate(problem.function, values, system)
            diagnosis = diagnose(problem.function, reached, problem.source, (node,) if order else (), system, kinks)
            if zeros is None and not all(has_digits(one, digits) for one in found):
                zeros = _zeros(problem, held, name, order, kinks)
            found = [ZERO if place in (zeros or ()) else one for place, one in enumerate(found)]
            if found[0] is UNDEFINED:  # without a value, no bits make known what is not
                found = [one if has_digits(one, digits) else UNDEFINED for one in found]
            return found, all(has_digits(one, digits) for one in found)
        return [UNDEFINED] * (order + 1), False

    _, coefficients, bits, settled = (last := enclosed(held, digits, tried))
    texts = [number_digits(one, digits) for one in coefficients]
    if diagnosis.undefined:
        texts[1:] = ["NaN"] * order
    told: Sequence[Finding] = diagnosis.findings
    both = order > 0 and kinks == OURS and has_sides(told)
    sides = _sides(problem, held, name, order, digits, texts, told) if both else []
    texts[: len(sides)] = sides
    doubts = [
        doubt(f"the coefficient of order {k}", one, digits, bits, last.system.text)
        for k, one in enumerate(coefficients)
        if k >= len(sides) and one is not UNDEFINED and not has_digits(one, digits)
    ]
    if not settled and not doubts and len(sides) <= order:
        doubts = [Finding("precision", case="condition", bits=bits)]
    found = LongSeries(
        expression=problem.source.text,
        variable=name,
        order=order,
        inputs=given.gathered(input_texts(problem.values, digits)),
        output=problem.lowered.output,
        value=texts[0],
        coefficients=tuple(texts),
        polynomial=None,
        findings=(*(without_alone(told) if sides else told), *doubts),
        digits=digits,
    )
    missing = both and len(sides) <= order
    return found if missing else replace(found, polynomial=finite_polynomial(found.terms))


def _zeros(problem: Problem, held: Function, name: str, order: int, kinks: str) -> frozenset[int]:
    """The orders whose coefficients are 0, as far as exact numbers prove it."""
    system = closed()
    values: Mapping[str, Any] = exact_values(problem.values, system)
    with suppress(AutogradError):
        exact = Jets(held, varying(held, name), values, system, kinks).series(held.outputs[0], order)
        return frozenset(place for place, one in enumerate(exact) if isinstance(one, Fraction) and one == 0)
    return frozenset()


def _sides(
    problem: Problem,
    held: Function,
    name: str,
    order: int,
    digits: int,
    texts: Sequence[str],
    findings: Sequence[Finding],
) -> list[str]:
    """The digits of the coefficients that both sides of the point have, from order 0 on as far as they are the same."""
    if not is_finite(texts[0]):
        return []
    agreed, points = beside(problem, [name], digits, lost_beside(order, findings))
    sides = shared(held, varying(held, name), points, order, double_of(texts[0]), agreed)
    if is_alone(findings) and len(sides) <= order:
        return []
    return [limit_digits(one, digits, own) for one, own in zip(sides, texts, strict=False)]
