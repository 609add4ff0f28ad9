"""The linear or quadratic model of a formula in exact numbers: fractions, and what is made of constants such as pi.

Takes: a `Problem`. Returns: a `Tangent` with its `exact` numbers. Inputs and literals are what was written: `0.1` is a
tenth, `pi/4` a quarter of pi. Kinks, jumps, poles and domains are those at these numbers, whatever floats find.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import nan
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import owner, to_double
from autograd_cli.report.evaluation import sweep
from autograd_cli.report.exact_series import as_written
from autograd_cli.report.matrices import hessian_matrix
from autograd_cli.report.polynomial import polynomial_text
from autograd_cli.report.series import exact_number, has_sides, refuse_shadowed
from autograd_cli.report.tangent import HIGHEST_ORDER, ExactTangent, Tangent, is_smooth, tangent
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.run.limits import limits_beside, points_around
from autograd_cli.systems.closed import closed
from autograd_cli.systems.closed_numbers import text, to_double_of
from autograd_cli.systems.rational import IRRATIONAL, MOST_DIGITS, Mark


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
    values = evaluate(swept.whole, inputs, system)
    value, *slopes = (values[output] for output in swept.whole.outputs)
    diagnosis = diagnose(flat.function, values, flat.source, swept.nodes, system, kinks)
    if not diagnosis.undefined:
        _text(value, "model-value")
    slopes = [
        nan if swept.wanted[name] in diagnosis.undefined else one for name, one in zip(names, slopes, strict=True)
    ]
    entries = {}
    if order == HIGHEST_ORDER:
        _, matrix = hessian_matrix(flat, chosen, None, kinks)
        seconds = evaluate(matrix.function, inputs, system)
        places = [(i, j) for i, row in enumerate(matrix.pattern.rows) for j in row]
        found_entries = (seconds[output] for output in matrix.function.outputs)
        entries = {place: entry for place, entry in zip(places, found_entries, strict=True) if place[0] <= place[1]}
        if kinks == OURS and has_sides(diagnosis.findings):
            _refuse_smooth(flat, names, matrix.function, seconds)
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
    if any(isinstance(one, float) for one in (value, *slopes, *entries.values())):
        return found
    points = partial(points_around, flat.values, names, as_written, exact_values)
    sided = kinks == OURS and has_sides(diagnosis.findings)
    if sided and not is_smooth(flat, names, order, points, [found.value, *gradient.values()]):
        return found
    exact = ExactTangent(
        {name: _text(one, "value", name=name) for name, one in inputs.items()},
        _text(value, "model-value"),
        {name: _text(one, "model-partial", name=name) for name, one in zip(names, slopes, strict=True)},
        tuple((names[i], names[j], _text(entry, "model-partial", name=names[i])) for (i, j), entry in entries.items()),
    )
    refuse_shadowed(flat.values, (exact.value, *exact.gradient.values(), *(text for _, _, text in exact.hessian)))
    return replace(found, exact=exact, formula=polynomial_text(exact.terms, exact_number))


def _refuse_smooth(flat: Problem, names: Sequence[str], second: Function, values: Sequence[Any]) -> None:
    """Refuses second derivatives that the function has at a kink though a part of it has none: they are not settled."""
    points = points_around(flat.values, names, as_written, exact_values)
    limits = limits_beside(second, points, second.outputs)
    for output, limit in zip(second.outputs, limits, strict=True):
        if limit is not None and to_double(limit) != to_double_of(values[output]):
            raise AutogradError("irrational", "model-partial", name=" ".join(names))


def _text(number: Any, case: str, name: str = "") -> str:
    if isinstance(number, Mark):
        raise AutogradError("irrational" if number is IRRATIONAL else "too-large", case, most=MOST_DIGITS, name=name)
    return text(number)
