"""`autograd tangent`: the linear or quadratic model of a formula at a point, as a formula."""

from typing import Annotated

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands import precision
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.report import tangent as models
from autograd_cli.report.exact_tangent import exact_tangent

# Loaded where digits are asked for.
PRECISE = "autograd_cli.report.precise_tangent:precise_tangent"


@command(models.Tangent)
def tangent(
    problem: Problem,
    call: Call,
    order: Annotated[
        int, typer.Option("--order", metavar="N", help="1 for the linear model, 2 for the quadratic.")
    ] = 1,
    digits: precision.Digits = None,
    exact: shared.ExactConstants = False,
) -> models.Model:
    """The linear model of a formula at a point, or the quadratic one, as a formula.

    Example: autograd tangent "2*x*y + y + 3" --x 40 --y 4

    Exit status: as for `eval`.
    """
    precision.refuse_others(call, digits, exact, {})
    if digits is not None:
        long: models.Model = precision.heard(problem, digits, PRECISE, wrt=call.wrt, order=order, kinks=call.kinks)
        return long
    if exact:
        return exact_tangent(problem, wrt=call.wrt, order=order, kinks=call.kinks)
    return models.tangent(problem, wrt=call.wrt, order=order, kinks=call.kinks)
