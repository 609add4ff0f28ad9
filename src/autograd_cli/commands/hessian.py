"""`autograd hessian`: the second partial derivatives, their product with a vector, or where they need not be zero."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.matrices import hessian_report, product_report, sparsity_report
from autograd_cli.sweeps.higher import HESSIAN_MODES

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "json", "csv", "markdown", "value")
DRAWN = ("table", "json", "markdown")


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def hessian(
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
            autocompletion=shared.one_of(HESSIAN_MODES),
            help="Which sweep goes over which, `forward-over-reverse` and so on; `forward`, `reverse` for both.",
        ),
    ] = None,
    times: Annotated[
        str | None,
        typer.Option(
            "--times", metavar="VECTOR", help="The Hessian times this vector, as in `x=1,y=2`, without the Hessian."
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
    """The second partial derivatives of a formula, or their product with a vector.

    Example: autograd hessian "2*x*y + y + 3" --x 40 --y 4

    Exit status: as of `eval`.
    """
    if times is not None and (mode is not None or sparsity):
        shared.refuse_together("--times", "--mode" if mode is not None else "--sparsity")
    notation = shared.notation(format, json, ndjson, DRAWN if sparsity else NOTATIONS)
    problem = shared.read_problem(words, file, at, context.obj, expand, complete=not sparsity)
    chosen = shared.names(wrt)
    if times is not None:
        vector = shared.components(times, "times")
        shared.show(
            product_report(problem, vector, wrt=chosen, kinks=kinks),
            problem.source,
            notation,
            output=output,
            quiet=quiet,
            strict=strict,
            color=color,
        )
        return
    report = (
        sparsity_report(problem, "hessian", wrt=chosen, mode=mode, kinks=kinks)
        if sparsity
        else hessian_report(problem, wrt=chosen, mode=mode, kinks=kinks)
    )
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)
