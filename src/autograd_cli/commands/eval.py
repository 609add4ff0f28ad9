"""`autograd eval`: the value of a formula and its partial derivatives at a point."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NoReturn

import typer

from autograd_cli.commands import options as shared
from autograd_cli.errors import AutogradError
from autograd_cli.execute.systems import resolve
from autograd_cli.graph.templates import OURS
from autograd_cli.problem import RANGE, UNCERTAIN, Problem, range_of
from autograd_cli.report.evaluation import MODES

app = typer.Typer(add_completion=False)
# What makes the report, imported when asked for: numbers of other systems take libraries of their own.
REPORTS = {
    "floats": "autograd_cli.report.evaluation:evaluation",
    "digits": "autograd_cli.report.precise:precise",
    "exact": "autograd_cli.report.exact:exact",
    "verify": "autograd_cli.report.verified:verified",
    "bounds": "autograd_cli.report.bounds:bounds",
    "uncertainty": "autograd_cli.report.uncertainty:uncertainty",
}
COVARIANCES = "autograd_cli.data.covariances:read_covariances"
NOTATIONS = ("table", "json", "csv", "markdown", "value")
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


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def evaluate(
    context: typer.Context,
    words: shared.Words = None,
    file: shared.File = None,
    at: shared.At = None,
    wrt: shared.Wrt = None,
    mode: Annotated[
        str | None,
        typer.Option(
            "--mode",
            metavar="MODE",
            autocompletion=shared.one_of([*MODES]),
            help="Sweep in `reverse` or `forward` mode, and say what it took.",
        ),
    ] = None,
    direction: Annotated[
        str | None,
        typer.Option("--direction", metavar="VECTOR", help="The derivative along this vector, as in `x=1,y=0`."),
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option("--seed", metavar="NUMBERS", help="The gradient of several outputs' sum with these weights."),
    ] = None,
    expand: shared.Expand = None,
    literals: Annotated[
        bool, typer.Option("--literals", help="Also the partials with respect to every number written.")
    ] = False,
    kinks: shared.Kinks = OURS,
    checkpoint: shared.CheckpointOption = None,
    digits: Annotated[
        int | None, typer.Option("--digits", metavar="N", help="Print N digits, each of them right.")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Compute in fractions, and print them.")] = False,
    covariance: Annotated[
        str | None,
        typer.Option("--covariance", metavar="FILE", help="Uncertainties and how they go together, .json or .csv."),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Say how many digits of the floats hold, by rigorous enclosures.")
    ] = False,
    no_grad: Annotated[bool, typer.Option("--no-grad", help="The value alone, without derivatives.")] = False,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    strict: shared.Strict = False,
    quiet: shared.Quiet = False,
    color: shared.Color = "auto",
) -> None:
    """The value of a formula and all its partial derivatives at a point.

    Example: autograd eval "2*x*y + y + 3" --x 40 --y 4

    Exit status:
    0 done;
    1 done, but a wanted number is not finite although every input is;
    2 not understood;
    3 a file could not be read or written.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand, ranges=True)
    kind, asked = _kind(problem, digits, exact, verify, covariance)
    others = {"--mode": mode, "--literals": literals, "--no-grad": no_grad, "--checkpoint": checkpoint}
    product = None
    if kind == "floats":
        asked = {"checkpoint": shared.whole_number(checkpoint, "checkpoint", 1)}
        product = _product(problem, direction, seed, wrt, kinks, others)
    elif direction is not None or seed is not None:
        _refuse_both("`--direction`" if seed is None else "`--seed`", KINDS[kind])
    elif checkpoint is not None:
        _refuse_both("`--checkpoint`", KINDS[kind])
    report = product or resolve(REPORTS[kind])(
        problem,
        wrt=shared.names(wrt),
        mode=mode,
        differentiate=not no_grad,
        literals=literals,
        kinks=kinks,
        **asked,
    )
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)


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
        return kind, {"covariance": resolve(COVARIANCES)(covariance)}
    return kind, {"digits": digits} if kind == "digits" else {}


def _refuse_both(one: str, other: str) -> NoReturn:
    raise AutogradError("usage", "exclude-kinds", one=one, other=other)


def _product(
    problem: Problem,
    direction: str | None,
    seed: str | None,
    wrt: Sequence[str] | None,
    kinks: str,
    others: Mapping[str, str | bool | None],
) -> shared.Report | None:
    """The report along a direction, from seeds, or on several outputs; None where it is not for one of these."""
    options = {"--direction": direction, "--seed": seed, **others}
    given = [option for option, value in options.items() if value not in (None, False)]
    if direction is None and seed is None:
        # Of several outputs the values alone; what asks for partials is told where to go.
        several = problem.several and wrt is None and given in ([], ["--no-grad"])
        alone: shared.Report | None = resolve(PRODUCTS["values"])(problem) if several else None
        return alone
    if len(given) > 1:
        shared.refuse_together(given[0], given[1])
    asked, vector = (
        ("seed", shared.numbers(seed or "", "seed"))
        if direction is None
        else ("direction", shared.components(direction, "direction"))
    )
    made: shared.Report = resolve(PRODUCTS[asked])(problem, vector, wrt=shared.names(wrt), kinks=kinks)
    return made
