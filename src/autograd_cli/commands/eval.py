"""`autograd eval`: the value of a formula and its partial derivatives at a point."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.errors import AutogradError
from autograd_cli.execute.systems import imported
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Written
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
    expand: shared.Expand = None,
    literals: Annotated[
        bool, typer.Option("--literals", help="Also the partials with respect to every number written.")
    ] = False,
    kinks: shared.Kinks = OURS,
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
    uncertain = covariance is not None or any(
        isinstance(value, Written) and value.uncertainty is not None for value in problem.values.values()
    )
    given = {
        "digits": ("`--digits`", digits is not None),
        "exact": ("`--exact`", exact),
        "verify": ("`--verify`", verify),
        "bounds": ("an interval", any(isinstance(value, Written) and value.until for value in problem.values.values())),
        "uncertainty": ("`--covariance`" if covariance else "an uncertainty", uncertain),
    }
    kinds = [kind for kind, (_, chosen) in given.items() if chosen]
    if len(kinds) > 1:
        message = f"{given[kinds[0]][0]} and {given[kinds[1]][0]} exclude each other"
        raise AutogradError(message, code="usage", hint="give one of them")
    kind = kinds[0] if kinds else "floats"
    covariances = imported(COVARIANCES)(covariance) if covariance is not None else None
    asked = {"digits": {"digits": digits}, "uncertainty": {"covariance": covariances}}.get(kind, {})
    report = imported(REPORTS[kind])(
        problem,
        wrt=shared.names(wrt),
        mode=mode,
        differentiate=not no_grad,
        literals=literals,
        kinks=kinks,
        **asked,
    )
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)
