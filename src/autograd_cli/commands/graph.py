"""`autograd graph`: the computation graph with values and gradients, as a tree, for Graphviz, for Mermaid."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.drawing import drawing

app = typer.Typer(add_completion=False)
NOTATIONS = ("tree", "json", "dot", "mermaid")


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def graph(
    context: typer.Context,
    words: shared.Words = None,
    file: shared.File = None,
    at: shared.At = None,
    wrt: shared.Wrt = None,
    expand: shared.Expand = None,
    kinks: shared.Kinks = OURS,
    literals: Annotated[bool, typer.Option("--literals", help="Also the gradient of every number written.")] = False,
    jacobians: Annotated[bool, typer.Option("--jacobians", help="Also the local partials, on the edges.")] = False,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    strict: shared.Strict = False,
    quiet: shared.Quiet = False,
    color: shared.Color = "auto",
) -> None:
    """The computation graph, with the value and the gradient of every node; a shared node is drawn once.

    Example: autograd graph "2*x*y + y + 3" --x 40 --y 4 --format dot | dot -Tsvg > graph.svg

    Exit status: as of `eval`.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand)
    report = drawing(problem, wrt=shared.names(wrt), literals=literals, kinks=kinks)
    shared.show(
        report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color, partials=jacobians
    )
