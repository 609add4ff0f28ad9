"""The linear or quadratic model of a formula in exact numbers: fractions, and what is made of constants such as pi.

Takes: a `Problem`. Returns: a `Tangent` with its `exact` numbers. Inputs and literals are what was written: `0.1` is a
tenth, `pi/4` a quarter of pi. Kinks, jumps, poles and domains are those at these numbers, whatever floats find.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import nan
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import owner
from autograd_cli.report.evaluation import sweep
from autograd_cli.report.matrices import hessian_matrix
from autograd_cli.report.polynomial import polynomial_text
from autograd_cli.report.series import (
    exact_number,
    has_sides,
    is_same,
    lost_beside,
    refuse_shadowed,
    without_alone,
)
from autograd_cli.report.tangent import HIGHEST_ORDER, ExactTangent, Tangent, beside, holds_beside, tangent
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.run.limits import as_written, points_around
from autograd_cli.run.one_side import one_side
from autograd_cli.systems.closed import closed
from autograd_cli.systems.closed_numbers import text, to_double_of
from autograd_cli.systems.rational import IRRATIONAL, MOST_DIGITS, Mark
from autograd_cli.systems.systems import NumberSystem


def exact_tangent(problem: Problem, *, wrt: Sequence[str] | None = None, order: int = 1, kinks: str = OURS) -> Tangent:
    """The model in exact numbers; None for its formula where there is none.

    Raises: `AutogradError` as `tangent` does, and with code `irrational` or `too-large` where a number is not such a
    one, or a very long one.
    """
    found = tangent(problem, wrt=wrt, order=order, kinks=kinks)
    flat = problem.scattered()
    system = closed()
    inputs = exact_values(flat.values, system)
    chosen = None if wrt is None else [name for name in flat.values if name in wrt or owner(name) in wrt]
    swept = sweep(flat, chosen, None, True, kinks)
    names = list(swept.wanted)
    second = hessian_matrix(flat, chosen, None, kinks)[1] if order == HIGHEST_ORDER else None
    whole = swept.whole
    if second is not None:
        whole = Function(whole.graph, whole.inputs, whole.outputs + second.function.outputs)
    values = evaluate(whole, inputs, system)
    value, *derivatives = (values[output] for output in whole.outputs)
    diagnosis = diagnose(flat.function, values, flat.source, swept.nodes, system, kinks)
    if not diagnosis.undefined:
        _text(value, "model-value")
    slopes, seconds = derivatives[: len(names)], derivatives[len(names) :]
    slopes = [
        nan if swept.wanted[name] in diagnosis.undefined else one for name, one in zip(names, slopes, strict=True)
    ]
    gradient = {
        name: nan if isinstance(one, Mark) else to_double_of(one) for name, one in zip(names, slopes, strict=True)
    }
    found = replace(
        found,
        value=nan if isinstance(value, Mark) else to_double_of(value),
        gradient=problem.gathered(gradient),
        findings=diagnosis.findings,
        formula=None,
    )
    if any(isinstance(one, float) for one in (value, *slopes)):
        return found
    if kinks == OURS and has_sides(diagnosis.findings):
        lost = lost_beside(order, diagnosis.findings)
        points = partial(points_around, flat.values, names, lambda bits: as_written(bits + lost), exact_values)
        own = [nan if isinstance(one, Mark) else to_double_of(one) for one in (value, *slopes, *seconds)]
        smooth = beside(flat, names, second, points)
        if not smooth or not holds_beside(own, smooth, diagnosis.findings, len(names)):
            return found
        found = replace(found, findings=tuple(without_alone(diagnosis.findings)))
        if not all(map(is_same, own, smooth)):
            slopes, seconds = _of_one_side(whole, values, inputs, system, next(points()), len(names))
    if any(isinstance(one, float) for one in seconds):
        return found
    rows = enumerate(second.pattern.rows if second else ())
    places = [(i, j) for i, row in rows for j in row]
    entries = {place: entry for place, entry in zip(places, seconds, strict=True) if place[0] <= place[1]}
    exact = ExactTangent(
        {name: _text(one, "value", name=name) for name, one in inputs.items()},
        _text(value, "model-value"),
        {name: _text(one, "model-partial", name=name) for name, one in zip(names, slopes, strict=True)},
        tuple((names[i], names[j], _text(entry, "model-partial", name=names[i])) for (i, j), entry in entries.items()),
    )
    refuse_shadowed(flat.values, (exact.value, *exact.gradient.values(), *(text for _, _, text in exact.hessian)))
    return replace(found, exact=exact, formula=polynomial_text(exact.terms, exact_number))


def _of_one_side(
    whole: Function,
    values: Sequence[Any],
    inputs: Mapping[str, Any],
    system: NumberSystem,
    beside: tuple[NumberSystem, Mapping[str, Any]],
    count: int,
) -> tuple[list[Any], list[Any]]:
    """So many first and then the second derivatives of the formula that holds on one side of the point."""
    smooth = one_side(whole, values, system, evaluate(whole, beside[1], beside[0]))
    if smooth is None:
        return [IRRATIONAL] * count, [IRRATIONAL] * (len(whole.outputs) - 1 - count)
    found = evaluate(smooth, inputs, system)
    derivatives = [found[output] for output in smooth.outputs[1:]]
    settled = [IRRATIONAL if isinstance(one, float) else one for one in derivatives]
    return settled[:count], settled[count:]


def _text(number: Any, case: str, name: str = "") -> str:
    if isinstance(number, Mark):
        raise AutogradError("irrational" if number is IRRATIONAL else "too-large", case, most=MOST_DIGITS, name=name)
    return text(number)
