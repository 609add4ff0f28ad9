"""Numbers of more digits than a double has, and fractions, as options of several commands.

Takes: a problem, the call and both options. Returns: the report in such numbers, None where neither is asked for.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.records import Shown
from autograd_cli.systems.systems import resolve

# What computes in each, imported when asked for: numbers of other systems take libraries of their own.
HEARD = "autograd_cli.report.precise:heard"
MATRICES = "autograd_cli.report.precise:precise_matrix", "autograd_cli.report.exact:exact_matrix"

Digits = Annotated[int | None, typer.Option("--digits", metavar="N", help="Print N digits, all of them right.")]
Exact = Annotated[bool, typer.Option("--exact", help="Compute in fractions, and print them.")]


def heard(problem: Problem, digits: int, make: str, **asked: Any) -> Any:
    """The report on so many digits that a function, `module:name`, makes; Ctrl-C ends it however long it takes.

    Raises: `AutogradError` as the function does.
    """
    return resolve(HEARD)(problem, digits, resolve(make), **asked)


def long_matrix(problem: Problem, digits: int | None, exact: bool, **asked: Any) -> Shown | None:
    """The matrix in digits or in fractions; None where neither is asked for. Raises: `AutogradError`."""
    in_digits, in_fractions = MATRICES
    report: Shown | None = None
    if exact:
        report = resolve(in_fractions)(problem, **asked)
    elif digits is not None:
        report = heard(problem, digits, in_digits, **asked)
    return report


def refuse_others(call: Call, digits: int | None, exact: bool, others: Mapping[str, object]) -> None:
    """Refuses both options together, and either beside one of `others` that is given. Raises: `AutogradError`."""
    if exact:
        shared.refuse_rounding(call.destination.significant)
    options = {"--digits": digits, "--exact": exact, **others}
    given = [option for option, value in options.items() if value is not None and value is not False]
    if len(given) > 1 and (exact or digits is not None):
        shared.refuse_together(given[0], given[1])
