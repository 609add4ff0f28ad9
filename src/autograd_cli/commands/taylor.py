"""`autograd taylor`: the Taylor coefficients of a formula in one variable."""

from typing import Annotated

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.report.exact_series import exact_series
from autograd_cli.report.series import DEFAULT_ORDER, Series, series


@command(Series, reworded={"wrt": "The variable of the series; the others keep their values."})
def taylor(
    problem: Problem,
    call: Call,
    order: Annotated[int, typer.Option("--order", metavar="N", help="The highest power.")] = DEFAULT_ORDER,
    exact: shared.ExactConstants = False,
) -> Series:
    """The Taylor series of a formula around a point, as coefficients and as a polynomial.

    Example: autograd taylor "exp(sin(x))" --x 0 --order 8

    Exit status: as for `eval`.
    """
    if exact:
        shared.refuse_rounding(call.destination.significant)
        return exact_series(problem, wrt=call.wrt, order=order, kinks=call.kinks)
    return series(problem, wrt=call.wrt, order=order, kinks=call.kinks)
