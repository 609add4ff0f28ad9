"""`autograd jacobian`: the partial derivatives of several outputs, or where they need not be zero."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.matrices import jacobian_report, sparsity_report
from autograd_cli.sweeps.higher import JACOBIAN_MODES

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "json", "csv", "markdown", "value")
DRAWN = ("table", "json", "markdown")


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def jacobian(
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
            autocompletion=shared.one_of(JACOBIAN_MODES),
            help="Sweep in `forward` mode, by columns, or `reverse`, by rows; by default in whichever takes less work.",
        ),
    ] = None,
    sparsity: shared.Structure = False,
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
    """The partial derivatives of several outputs: a row for each output, a column for each variable.

    Example: autograd jacobian "[x*y, sin(x)]" --x 1 --y 2

    Exit status: as of `eval`.
    """
    notation = shared.notation(format, json, ndjson, DRAWN if sparsity else NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand, complete=not sparsity)
    chosen = shared.names(wrt)
    report = (
        sparsity_report(problem, "jacobian", wrt=chosen, mode=mode, kinks=kinks)
        if sparsity
        else jacobian_report(problem, wrt=chosen, mode=mode, kinks=kinks)
    )
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)
