"""`autograd taylor`: the Taylor coefficients of a formula in one variable."""

from typing import Annotated

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands import precision
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.report.exact_series import exact_series
from autograd_cli.report.series import DEFAULT_ORDER, PowerSeries, Series, series

# Loaded where digits are asked for.
PRECISE = "autograd_cli.report.precise_series:precise_series"


@command(Series, reworded={"wrt": "The variable of the series; the others keep their values."})
def taylor(
    problem: Problem,
    call: Call,
    order: Annotated[int, typer.Option("--order", metavar="N", help="The highest power.")] = DEFAULT_ORDER,
    digits: precision.Digits = None,
    exact: shared.ExactConstants = False,
) -> PowerSeries:
    """The Taylor series of a formula around a point, as coefficients and as a polynomial.

    Example: autograd taylor "exp(sin(x))" --x 0 --order 8

    Exit status: as for `eval`.
    """
    precision.refuse_others(call, digits, exact, {})
    if digits is not None:
        long: PowerSeries = precision.heard(problem, digits, PRECISE, wrt=call.wrt, order=order, kinks=call.kinks)
        return long
    if exact:
        return exact_series(problem, wrt=call.wrt, order=order, kinks=call.kinks)
    return series(problem, wrt=call.wrt, order=order, kinks=call.kinks)
