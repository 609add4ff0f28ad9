"""`autograd tangent`: the linear or quadratic model of a formula at a point, as a formula."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.tangent import tangent

app = typer.Typer(add_completion=False)
NOTATIONS = ("text", "latex", "json")


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def tangent_command(
    context: typer.Context,
    words: shared.Words = None,
    file: shared.File = None,
    at: shared.At = None,
    wrt: shared.Wrt = None,
    order: Annotated[
        int, typer.Option("--order", metavar="N", help="1 for the linear model, 2 for the quadratic.")
    ] = 1,
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
    """The linear model of a formula at a point, or the quadratic one, as a formula.

    Example: autograd tangent "2*x*y + y + 3" --x 40 --y 4

    Exit status: as of `eval`.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand)
    report = tangent(problem, wrt=shared.names(wrt), order=order, kinks=kinks)
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)
