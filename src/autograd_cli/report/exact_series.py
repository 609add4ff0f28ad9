"""Taylor series in exact numbers: coefficients that are fractions, or made of constants such as `sqrt(2)` and `pi`.

Takes: a `Problem`. Returns: a `Series` with its `exact` numbers. Inputs and literals are what was written: `0.1` is a
tenth, `1/3` a third.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import inf

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import INPUT
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.polynomial import polynomial_text
from autograd_cli.report.series import DEFAULT_ORDER, ExactSeries, Series, exact_number, refuse_shadowed, series
from autograd_cli.run.jets import Jets, holding
from autograd_cli.systems.closed import closed
from autograd_cli.systems.closed_numbers import text, to_double_of
from autograd_cli.systems.rational import IRRATIONAL, MOST_DIGITS, Mark


def exact_series(
    problem: Problem, *, wrt: Sequence[str] | None = None, order: int = DEFAULT_ORDER, kinks: str = OURS
) -> Series:
    """The Taylor series in exact numbers; where there is no series, what `series` says of it.

    Raises: `AutogradError` as `series` does, and with code `irrational` or `too-large` where a coefficient is not
    such a number, or a very long one.
    """
    found = series(problem, wrt=wrt, order=order, kinks=kinks)
    if found.polynomial is None:
        return found
    problem = problem.scattered()
    system = closed()
    values = exact_values(problem.values, system)
    variable = problem.wanted(wrt)[found.variable]
    # What is no decimal, 1/3 for one, is held as the input that it is.
    decimals = {
        name: one if isinstance(values[name], Fraction) and Fraction(repr(one)) == values[name] else inf
        for name, one in problem.values.items()
    }
    held = holding(problem.function, variable, decimals)
    start = next(node for node in held.inputs if held.graph.nodes[node] == (INPUT, (), found.variable, ()))
    coefficients = Jets(held, start, values, system, kinks).series(held.outputs[0], order)
    for place, one in enumerate(coefficients):
        if isinstance(one, Mark):
            code = "irrational" if one is IRRATIONAL else "too-large"
            raise AutogradError(code, "coefficient", order=place, most=MOST_DIGITS)
    if any(isinstance(one, float) for one in coefficients):  # a pole that doubles pass by
        return replace(found, coefficients=tuple(map(to_double_of, coefficients)), polynomial=None)
    exact = ExactSeries(text(values[found.variable]), tuple(map(text, coefficients)))
    refuse_shadowed(problem.values, exact.coefficients)
    made = replace(
        found, coefficients=tuple(map(to_double_of, coefficients)), value=to_double_of(coefficients[0]), exact=exact
    )
    return replace(made, polynomial=polynomial_text(made.terms, exact_number))
