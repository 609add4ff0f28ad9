"""`autograd hessian`: the second partial derivatives, their product with a vector, or where they can be non-zero."""

from typing import Annotated, Any

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands import precision
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.commands.problems import read_point_or_structure
from autograd_cli.records import Shown
from autograd_cli.report.derivative_matrices import Hessian, HessianProduct, Sparsity
from autograd_cli.report.formulas import matrix_report
from autograd_cli.report.matrices import product_report
from autograd_cli.sweeps.higher import HESSIAN_MODES

MODE_HELP = "Which sweep goes over which, `forward-over-reverse` and so on; `forward`, `reverse` for both."


@command(Hessian, instead={"times": HessianProduct, "sparsity": Sparsity}, reads=read_point_or_structure)
def hessian(
    problem: Problem,
    call: Call,
    mode: Annotated[str | None, shared.mode_option(HESSIAN_MODES, MODE_HELP)] = None,
    times: Annotated[
        str | None,
        typer.Option(
            "--times",
            metavar="VECTOR",
            help="The product of the Hessian with this vector, as in `x=1,y=2`, without forming the Hessian.",
        ),
    ] = None,
    sparsity: shared.Structure = False,
    digits: precision.Digits = None,
    exact: precision.Exact = False,
) -> Shown:
    """The second partial derivatives of a formula, or their product with a vector.

    Example: autograd hessian "2*x*y + y + 3" --x 40 --y 4

    Without values, a matrix of formulas.

    Exit status: as for `eval`.
    """
    precision.refuse_others(call, digits, exact, {"--times": times, "--sparsity": sparsity})
    if times is not None:
        if mode is not None or sparsity:
            shared.refuse_together("--times", "--mode" if mode is not None else "--sparsity")
        return product_report(problem, shared.components(times, "times"), wrt=call.wrt, kinks=call.kinks)
    asked: dict[str, Any] = {"what": "hessian", "wrt": call.wrt, "mode": mode, "kinks": call.kinks}
    long = precision.long_matrix(problem, digits, exact, **asked)
    return long or matrix_report(problem, structure=sparsity, **asked)
