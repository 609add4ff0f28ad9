"""`autograd diff`: the derivative as a formula."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.report.differentiation import differentiation

app = typer.Typer(add_completion=False)
NOTATIONS = ("text", "latex", "python", "json")


@app.command(cls=shared.FormulaCommand, context_settings={"help_option_names": ["--help"]})
def diff(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FORMULA",
            help="The formula, `-` for standard input.",
            show_default=False,
            autocompletion=shared.complete_function,
        ),
    ] = None,
    file: shared.File = None,
    wrt: Annotated[
        list[str] | None,
        typer.Option(
            "--wrt",
            metavar="NAMES",
            help="Differentiate with respect to this variable; `x,y` is the mixed derivative. May stand several times.",
        ),
    ] = None,
    order: Annotated[
        int | None, typer.Option("--order", metavar="N", help="The N-th derivative, or all partial ones of order N.")
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="Show the derivation, rule by rule.")] = False,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Write it so that it has a value at every point where eval has one.")
    ] = False,
    expand: shared.Expand = None,
    kinks: shared.Kinks = OURS,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    strict: shared.Strict = False,
    quiet: shared.Quiet = False,
) -> None:
    """The derivative of a formula as a formula; no values are needed.

    Example: autograd diff "x^2*sin(y)" --wrt x

    Exit status:
    0 done;
    2 not understood;
    3 a file could not be read or written.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    problem = shared.read_formula(words, file, context.obj, expand)
    report = differentiation(problem, wrt=wrt, order=order, steps=steps, kinks=kinks, everywhere=everywhere)
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict)
