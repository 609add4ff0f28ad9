"""`autograd solve`: a root of equations, and its derivatives with respect to parameters."""

import math
from collections.abc import Sequence
from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.commands.searches import (
    Checked,
    Digits,
    DrawnBy,
    Fixed,
    Progress,
    Starts,
    Unknowns,
    pairs,
    ranges_meant,
    read_bounds,
    show_solution,
)
from autograd_cli.commands.unknowns import choose_unknowns, names_typed, read_equations, task_of
from autograd_cli.errors import AutogradError, Source
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.notes import with_notes
from autograd_cli.report.root import Root, Roots, solve_over
from autograd_cli.report.root import solve as report_on
from autograd_cli.syntax.names import canonical_name, written_name

WRT_HELP = "Differentiate the root with respect to these parameters, which are not searched for."


@command(
    Root, instead={"over": Roots}, reads=None, reworded={"at": "Take starting values from a file.", "wrt": WRT_HELP}
)
def solve(
    call: Call,
    expr: Annotated[
        list[str] | None,
        typer.Option("--expr", "-e", metavar="EQUATION", help="An equation, as `x = cos(x)`; one of several."),
    ] = None,
    unknowns: Unknowns = None,
    fix: Fixed = None,
    over: Annotated[
        list[str] | None,
        typer.Option("--over", metavar="RANGES", help="All roots in these ranges with proofs, as `x=0..5,y=-1..1`."),
    ] = None,
    starts: Starts = None,
    seed: DrawnBy = None,
    digits: Digits = None,
    check: Checked = False,
) -> None:
    """A root of equations, by exact derivatives; with the extra `rigorous`, proved to be the only one in a box.

    The last statement is an equation, or what is to be 0, a number or a vector. The values given are starts.

    Examples:
    autograd solve "[x^2 + y^2 - 1, x - y]" --x 1 --y 0.5
    autograd solve "x = cos(a*x)" --x 1 --a 1 --wrt a
    autograd solve "sin(x) = x/4" --over x=-5..5

    Exit status:
    0 converged;
    1 not converged, with where the residuals are least, or not all settled;
    2 not understood;
    3 a file could not be read or written.
    """
    if over is not None:
        kinks = None if call.kinks == OURS else call.kinks  # a proof takes every side of a kink
        options = {
            "--for": unknowns,
            "--starts": starts,
            "--seed": seed,
            "--digits": digits,
            "--wrt": call.wrt,
            "--kinks": kinks,
            "--check": check or None,
        }
        for option, given in options.items():
            if given is not None:
                shared.refuse_together("--over", option)
        show_solution(call, *_over(call, expr, fix, over))
        return
    with ranges_meant():
        search = read_equations(call, expr, fix)
    chosen = choose_unknowns(search, unknowns, fix, call.wrt)
    task = task_of(call, search, chosen, starts, seed, digits, check)
    with Progress(call.quiet, "largest residual") as progress:
        report = report_on([search.problem, *search.others], task._replace(tell=progress.tell))
    show_solution(call, with_notes(report, (*search.notes, *chosen.notes)), search.problem.source)


def _over(
    call: Call, expr: Sequence[str] | None, fix: Sequence[str] | None, over: Sequence[str]
) -> tuple[Roots, Source]:
    """All roots in ranges. Raises: `AutogradError`."""
    known = names_typed(call, expr)
    ranged = [name for name, _ in pairs(over, "over", known)]
    with ranges_meant():
        try:
            search = read_equations(call, expr, fix, dict.fromkeys(ranged, 0.5))
        except AutogradError as error:
            raise _without_range(error, over, ranged, known, len(expr or ())) from None
        ranges = read_bounds(over, [*search.values], "over")
    endless = next((name for name, ends in ranges.items() if not all(map(math.isfinite, ends))), None)
    if endless is not None:
        raise AutogradError("option", "over", name=endless)
    fixed = {name: float(value) for name, value in search.values.items() if name not in ranges}
    given = next((name for name, _ in call.words.bindings if canonical_name(name) in ranges), None)
    if given is not None:
        raise AutogradError("option", "over-and-value", name=given)
    with Progress(call.quiet, "left to look at", "boxes") as progress:
        report = solve_over([search.problem, *search.others], ranges, fixed, progress.tell)
    return with_notes(report, search.notes), search.problem.source


def _without_range(
    error: AutogradError, over: Sequence[str], ranged: Sequence[str], known: Sequence[str], count: int
) -> AutogradError:
    """The error of variables without a value: of equations as many as them, they lack ranges, like the first one's."""
    stray = next((name for name in ranged if name not in known), None)
    if error.code != "missing-binding" or not ranged:
        return error
    if stray is not None:
        return AutogradError("unknown-name", "variable", option="over", name=stray, known=known)
    if count < len(ranged) + len(error.names):
        return error
    (_, first), *_ = pairs(over, "over")
    option = ",".join([*over, *(f"{written_name(name)}={first}" for name in error.names)])
    return error.replace(advice="range-missing", option=option)
