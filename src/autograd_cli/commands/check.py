"""`autograd check`: the gradient in every way there is, and whether they agree."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.check import TOLERANCE, check

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "json", "markdown")


@app.command("check", cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def check_ways(
    context: typer.Context,
    words: shared.Words = None,
    file: shared.File = None,
    at: shared.At = None,
    wrt: shared.Wrt = None,
    expand: shared.Expand = None,
    kinks: shared.Kinks = OURS,
    tolerance: Annotated[
        float, typer.Option("--tolerance", metavar="T", help="How far relative to its size a partial may be off.")
    ] = TOLERANCE,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    strict: shared.Strict = False,
    quiet: shared.Quiet = False,
    color: shared.Color = "auto",
) -> None:
    """The gradient in every way there is, side by side, and whether they agree.

    Example: autograd check "x*exp(-x^2)" --x 0.5
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand)
    report = check(problem, wrt=shared.names(wrt), tolerance=tolerance, kinks=kinks)
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)
