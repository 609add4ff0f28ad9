"""`autograd jacobian`: the partial derivatives of several outputs, or where they can be non-zero."""

from typing import Annotated, Any

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands import precision
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.commands.problems import read_point_or_structure
from autograd_cli.records import Shown
from autograd_cli.report.derivative_matrices import Jacobian, Sparsity
from autograd_cli.report.formulas import matrix_report
from autograd_cli.sweeps.higher import JACOBIAN_MODES

MODE_HELP = "Sweep in `forward` mode, by columns, or `reverse`, by rows; by default in whichever takes less work."


@command(Jacobian, instead={"sparsity": Sparsity}, reads=read_point_or_structure)
def jacobian(
    problem: Problem,
    call: Call,
    mode: Annotated[str | None, shared.mode_option(JACOBIAN_MODES, MODE_HELP)] = None,
    sparsity: shared.Structure = False,
    digits: precision.Digits = None,
    exact: precision.Exact = False,
) -> Shown:
    """The partial derivatives of several outputs: a row for each output, a column for each variable.

    Example: autograd jacobian "[x*y, sin(x)]" --x 1 --y 2

    Without values, a matrix of formulas.

    Exit status: as for `eval`.
    """
    precision.refuse_others(call, digits, exact, {"--sparsity": sparsity})
    asked: dict[str, Any] = {"what": "jacobian", "wrt": call.wrt, "mode": mode, "kinks": call.kinks}
    long = precision.long_matrix(problem, digits, exact, **asked)
    return long or matrix_report(problem, structure=sparsity, **asked)
