"""What `check` is given to compare with: claimed partials and adjoints, and the points to compare at.

Takes: options of the command as texts, and the call. Returns: the report on them.
"""

from collections.abc import Sequence

from autograd_cli.ask.problem import Problem
from autograd_cli.commands.call import Call
from autograd_cli.commands.options import components, written_components
from autograd_cli.commands.problems import read_points, read_problem
from autograd_cli.commands.ranges import read_ranges
from autograd_cli.lessons.adjoints import Adjoints, adjoints
from autograd_cli.report.against import Against, claims_of
from autograd_cli.report.claims import check_claims


def read_claims(
    call: Call, claimed: Sequence[str], file: str | None, count: int | None, over: list[str] | None, tolerance: float
) -> tuple[Against, Problem]:
    """The report on claimed partials: at the point, at those of a file, at drawn ones, or as formulas.

    Raises: `AutogradError`.
    """
    ranges = read_ranges(over)
    problem = read_problem(call, complete=False)
    report = check_claims(
        problem,
        claims_of(claimed),
        columns=None if file is None else read_points((file,), problem.source.text),
        table=f"`{file}`",
        count=count,
        ranges=ranges,
        tolerance=tolerance,
        kinks=call.kinks,
    )
    return report, problem


def read_adjoints(call: Call, text: str, tolerance: float) -> tuple[Adjoints, Problem]:
    """The report on claimed adjoints. Raises: `AutogradError`."""
    written = written_components(text, "adjoints")
    read = components(text, "adjoints")
    claimed = {name: value.tolist() if hasattr(value, "shape") else value for name, value in read.items()}
    problem = read_problem(call)
    return adjoints(problem, claimed, written, tolerance=tolerance, kinks=call.kinks), problem
