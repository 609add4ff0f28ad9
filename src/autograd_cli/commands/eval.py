"""`autograd eval`: the value of a formula and its partial derivatives at a point."""

from collections.abc import Mapping
from typing import Annotated, Any, NoReturn

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import RANGE, UNCERTAIN, range_of
from autograd_cli.commands import options as shared
from autograd_cli.commands import precision
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.commands.output import Report
from autograd_cli.commands.problems import read_ranges
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.report.evaluation import MODES, Evaluation
from autograd_cli.report.notes import with_notes
from autograd_cli.systems.systems import resolve

# What makes the report, imported when asked for: numbers of other systems take libraries of their own.
REPORTS = {
    "floats": "autograd_cli.report.evaluation:evaluation",
    "digits": "autograd_cli.report.precise:evaluated",
    "exact": "autograd_cli.report.exact:exact",
    "verify": "autograd_cli.report.verified:verified",
    "bounds": "autograd_cli.report.bounds:bounds",
    "uncertainty": "autograd_cli.report.uncertainty:uncertainty",
}
SENSITIVITY = "autograd_cli.report.uncertainty:with_sensitivity"
WITH_SENSITIVITY = ("floats", "verify", "uncertainty")
# What asks for each of those reports.
KINDS = {
    "digits": "`--digits`",
    "exact": "`--exact`",
    "verify": "`--verify`",
    "bounds": "an interval",
    "uncertainty": "an uncertainty",
}
PRODUCTS = {
    "direction": "autograd_cli.report.products:directional",
    "seed": "autograd_cli.report.products:seeded",
    "values": "autograd_cli.report.products:values_alone",
}


@command(Evaluation, reads=read_ranges)
def evaluate(
    problem: Problem,
    call: Call,
    mode: Annotated[
        str | None,
        shared.mode_option(
            [*MODES], "Sweep in `reverse` or `forward` mode, and show the number of sweeps and operations."
        ),
    ] = None,
    direction: Annotated[
        str | None,
        typer.Option("--direction", metavar="VECTOR", help="The derivative along this vector, as in `x=1,y=0`."),
    ] = None,
    seed: shared.Seed = None,
    literals: shared.Literals = False,
    checkpoint: shared.CheckpointOption = None,
    digits: precision.Digits = None,
    exact: precision.Exact = False,
    covariance: shared.Covariance = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Say how many digits of the doubles are right, by rigorous enclosures.")
    ] = False,
    no_grad: shared.NoGrad = False,
    sensitivity: shared.Sensitivity = False,
    cost: Annotated[
        bool, typer.Option("--cost", help="Count the sweeps, the operations, and the values held at once.")
    ] = False,
) -> Report:
    """The value of a formula and all its partial derivatives at a point.

    Values are written `x=40`, or `--x 40` where no option has that name:
    a number or an expression, `x=pi/2`;
    a vector, `x=[1, 2]`, or a file, `x=@x.json`;
    an interval, `x=39.5..40.5`;
    a number with an uncertainty, `x=40±0.5`.

    Example: autograd eval "2*x*y + y + 3" --x 40 --y 4

    Exit status:
    0 done;
    1 done, but a wanted number is nan although no input is;
    2 not understood;
    3 a file could not be read or written.
    """
    shared.refuse_wanted(no_grad, call.wrt)
    if exact:
        shared.refuse_rounding(call.destination.significant)
    if sensitivity and no_grad:
        shared.refuse_together("--sensitivity", "--no-grad")
    kind, asked = _kind(problem, digits, exact, verify, covariance)
    others = {"--mode": mode, "--literals": literals, "--no-grad": no_grad, "--checkpoint": checkpoint}
    others["--sensitivity"] = sensitivity
    if sensitivity and kind not in WITH_SENSITIVITY:
        _refuse_both("`--sensitivity`", KINDS[kind])
    product = None
    if kind == "floats":
        asked = {"checkpoint": shared.whole_number(checkpoint, "checkpoint", 1), "cost": cost}
        product = _product(problem, direction, seed, call, others, cost)
    elif direction is not None or seed is not None:
        _refuse_both("`--direction`" if seed is None else "`--seed`", KINDS[kind])
    elif checkpoint is not None or cost:
        _refuse_both("`--checkpoint`" if checkpoint is not None else "`--cost`", KINDS[kind])
    report: Report = product or resolve(REPORTS[kind])(
        problem,
        wrt=call.wrt,
        mode=mode,
        differentiate=not no_grad,
        literals=literals,
        kinks=call.kinks,
        **asked,
    )
    if call.wrt is None and not no_grad:
        counts = [(name, place) for name, place in problem.lowered.counted.items() if name in problem.lowered.inputs]
        report = with_notes(report, tuple(Finding("name", (place,), case="count", name=name) for name, place in counts))
    return resolve(SENSITIVITY)(report) if sensitivity else report


def _kind(
    problem: Problem, digits: int | None, exact: bool, verify: bool, covariance: str | None
) -> tuple[str, dict[str, Any]]:
    """The kind of report that options and values ask for, and what it takes besides."""
    ranges = set(map(range_of, problem.values.values()))
    given = {
        "digits": digits is not None,
        "exact": exact,
        "verify": verify,
        "bounds": RANGE in ranges,
        "uncertainty": covariance is not None or UNCERTAIN[0] in ranges,
    }
    kinds = [kind for kind, chosen in given.items() if chosen]
    if len(kinds) > 1:
        _refuse_both(*("`--covariance`" if kind == "uncertainty" and covariance else KINDS[kind] for kind in kinds[:2]))
    kind = kinds[0] if kinds else "floats"
    if kind == "uncertainty" and covariance is not None:
        return kind, {"covariance": resolve(shared.COVARIANCES)(covariance)}
    return kind, {"digits": digits} if kind == "digits" else {}


def _refuse_both(one: str, other: str) -> NoReturn:
    raise AutogradError("usage", "exclude-kinds", one=one, other=other)


def _product(
    problem: Problem,
    direction: str | None,
    seed: str | None,
    call: Call,
    others: Mapping[str, str | bool | None],
    cost: bool,
) -> Report | None:
    """The report along a direction, from seeds, or on several outputs; None where it is not for one of these."""
    options = {"--direction": direction, "--seed": seed, **others}
    given = [option for option, value in options.items() if value not in (None, False)]
    if direction is None and seed is None:
        # Of several outputs the values alone; what asks for partials is told where to go.
        several = problem.has_several_outputs and call.wrt is None and given in ([], ["--no-grad"])
        alone: Report | None = resolve(PRODUCTS["values"])(problem, cost, call.kinks) if several else None
        return alone
    if len(given) > 1:
        shared.refuse_together(given[0], given[1])
    asked, vector = (
        ("seed", shared.numbers(seed or "", "seed"))
        if direction is None
        else ("direction", shared.components(direction, "direction"))
    )
    made: Report = resolve(PRODUCTS[asked])(problem, vector, wrt=call.wrt, kinks=call.kinks)
    return made
