"""`autograd trace`: the forward and the backward pass, node by node."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.evaluation import MODES
from autograd_cli.report.trace import trace

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "json", "markdown", "latex")


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def trace_command(
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
            help="`reverse` shows adjoints, `forward` tangents.",
        ),
    ] = None,
    expand: shared.Expand = None,
    kinks: shared.Kinks = OURS,
    literals: Annotated[bool, typer.Option("--literals", help="Also the adjoint of every number written.")] = False,
    checkpoint: shared.CheckpointOption = None,
    no_grad: Annotated[bool, typer.Option("--no-grad", help="The forward pass alone.")] = False,
    jacobians: Annotated[
        bool,
        typer.Option("--jacobians", help="Also each node's local derivative as a matrix, and how much of it is 0."),
    ] = False,
    cost: Annotated[
        bool, typer.Option("--cost", help="Count the operations of one sweep for all, of each anew, of forward mode.")
    ] = False,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    strict: shared.Strict = False,
    quiet: shared.Quiet = False,
    color: shared.Color = "auto",
) -> None:
    """The forward pass with its values, and the backward pass with upstream times local partial, node by node.

    Example: autograd trace "2*x*y + y + 3" --x 40 --y 4

    Exit status: as of `eval`.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand)
    report = trace(
        problem,
        wrt=shared.names(wrt),
        mode=mode,
        differentiate=not no_grad,
        literals=literals,
        kinks=kinks,
        jacobians=jacobians,
        cost=cost,
        checkpoint=shared.whole_number(checkpoint, "checkpoint", 1),
    )
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)
