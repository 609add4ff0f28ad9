"""`autograd eval`: the value of a formula and its partial derivatives at a point."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.graph.templates import OURS
from autograd_cli.problem import Problem
from autograd_cli.report.evaluation import MODES, evaluation

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "json", "csv", "markdown", "value")
# Reports that are imported when they are asked for.
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
    problem = shared.read_problem(words, file, at, context.obj, expand)
    product = _product(
        problem,
        direction,
        seed,
        wrt,
        kinks,
        {"--mode": mode, "--literals": literals, "--no-grad": no_grad, "--checkpoint": checkpoint},
    )
    report = product or evaluation(
        problem,
        wrt=shared.names(wrt),
        mode=mode,
        differentiate=not no_grad,
        literals=literals,
        kinks=kinks,
        checkpoint=shared.whole_number(checkpoint, "checkpoint", 1),
    )
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)


def _product(
    problem: Problem,
    direction: str | None,
    seed: str | None,
    wrt: Sequence[str] | None,
    kinks: str,
    others: Mapping[str, str | bool | None],
) -> shared.Report | None:
    """The report along a direction, from seeds, or on several outputs; None where it is not for one of these."""
    asked = {"--direction": direction, "--seed": seed, **others}
    given = [option for option, value in asked.items() if value not in (None, False)]
    if direction is None and seed is None:
        # Of several outputs the values alone; what asks for partials is told where to go.
        several = problem.several and wrt is None and given in ([], ["--no-grad"])
        return _load("values")(problem) if several else None
    if len(given) > 1:
        shared.refuse_together(given[0], given[1])
    chosen = shared.names(wrt)
    if direction is not None:
        return _load("direction")(problem, shared.components(direction, "direction"), wrt=chosen, kinks=kinks)
    return _load("seed")(problem, shared.numbers(seed or "", "seed"), wrt=chosen, kinks=kinks)


def _load(name: str) -> Callable[..., shared.Report]:
    module, _, function = PRODUCTS[name].partition(":")
    built: Callable[..., shared.Report] = getattr(importlib.import_module(module), function)
    return built
