"""`autograd taylor`: the Taylor coefficients of a formula in one variable."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.series import DEFAULT_ORDER, series

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "text", "json", "csv", "markdown", "latex", "value")


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def taylor(
    context: typer.Context,
    words: shared.Words = None,
    file: shared.File = None,
    at: shared.At = None,
    wrt: Annotated[
        list[str] | None,
        typer.Option("--wrt", metavar="NAME", help="The variable of the series; the others are held at their values."),
    ] = None,
    order: Annotated[int, typer.Option("--order", metavar="N", help="The highest power.")] = DEFAULT_ORDER,
    expand: shared.Expand = None,
    kinks: shared.Kinks = OURS,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    strict: shared.Strict = False,
    quiet: shared.Quiet = False,
    color: shared.Color = "auto",
) -> None:
    """The Taylor series of a formula around a point, as coefficients and as a polynomial.

    Example: autograd taylor "exp(sin(x))" --x 0 --order 8

    Exit status: as of `eval`.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand)
    report = series(problem, wrt=shared.names(wrt), order=order, kinks=kinks)
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)
