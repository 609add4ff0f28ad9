"""`autograd minimize`: the point at which a formula is least, or greatest."""

from typing import Annotated

import typer

from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.commands.retyped import asked_elsewhere
from autograd_cli.commands.searches import (
    Checked,
    Digits,
    DrawnBy,
    Fixed,
    Progress,
    Starts,
    Unknowns,
    ranges_meant,
    read_bounds,
    show_solution,
)
from autograd_cli.commands.unknowns import choose_unknowns, read_search, task_of
from autograd_cli.errors import AutogradError
from autograd_cli.report.minimum import Minimum
from autograd_cli.report.minimum import minimize as report_on
from autograd_cli.report.notes import with_notes
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Comparison

EQUAL = "equal"  # the comparison that an equation is
# The refusals of an equation where a formula is expected.
EQUATIONS = frozenset({("assignment", "left-side"), ("assignment", "latex-left-side")})
WRT_HELP = "Differentiate the solution with respect to these parameters, which are not searched for."


@command(
    Minimum,
    reads=None,
    reworded={"at": "Take starting values from a file.", "wrt": WRT_HELP},
)
def minimize(
    call: Call,
    unknowns: Unknowns = None,
    fix: Fixed = None,
    subject: Annotated[
        list[str] | None,
        typer.Option("--subject-to", metavar="CONSTRAINT", help="Only where this holds, as `x + y <= 1` or `x*y = 2`."),
    ] = None,
    bounds: Annotated[
        list[str] | None,
        typer.Option("--bounds", metavar="RANGES", help="Keep variables in ranges, as in `x=0..,y=1..2`."),
    ] = None,
    maximize: Annotated[bool, typer.Option("--maximize", help="Search for the greatest value.")] = False,
    starts: Starts = None,
    seed: DrawnBy = None,
    digits: Digits = None,
    check: Checked = False,
    trace: Annotated[bool, typer.Option("--trace", help="Also show the points that the search went to.")] = False,
) -> None:
    """The point at which a formula is least, by exact derivatives, and what it is: a minimum, a valley, a kink.

    The values given are starts, and the minimum is one near them. From a range, as in `x=-1..1`, a start is drawn, with
    `--starts 20` the best of 20 is kept; what keeps a variable in a range is `--bounds`.

    Examples:
    autograd minimize "(1 - x)^2 + 100*(y - x^2)^2" --x -1.2 --y 1
    autograd minimize "x*y" --x 1 --y 1 --subject-to "x^2 + y^2 <= 2" --maximize

    Exit status:
    0 converged;
    1 not converged: unbounded, infeasible, or stopped on the way;
    2 not understood;
    3 a file could not be read or written.
    """
    try:
        with ranges_meant():
            search = read_search(call, fix, subject)
    except AutogradError as error:
        text = error.source.text if error.source else ""
        if (error.code, error.case) in EQUATIONS and text == call.words.formula:
            raise _without_least_value(call, text, EQUAL) from None
        raise
    last = search.problem.program.statements[-1] if search.problem.program else None
    if isinstance(last, Comparison):
        raise _without_least_value(call, search.problem.source.slice(last.span), *last.comparators)
    chosen = choose_unknowns(search, unknowns, fix, call.wrt)
    with ranges_meant():
        kept = read_bounds(bounds, chosen.unknowns)
    task = task_of(call, search, chosen, starts, seed, digits, check)
    with Progress(call.quiet, "value") as progress:
        sought = task._replace(bounds=kept, greatest=maximize, trace=trace, tell=progress.tell)
        report = report_on(search.problem, sought, search.subject)
    show_solution(call, with_notes(report, search.notes), search.problem.source)


def _without_least_value(call: Call, text: str, *signs: str) -> AutogradError:
    """The error for an equation or a comparison, with the commands that take it."""
    quoted = shell_word(text, formula=True)
    if signs != (EQUAL,):
        return AutogradError("result", "comparison-searched", text=text, quoted=quoted)
    line = asked_elsewhere(call.arguments, "solve", text.replace("==", "="), str(call.words.formula))
    return AutogradError("result", "equation-searched", text=text, quoted=quoted, line=line)
