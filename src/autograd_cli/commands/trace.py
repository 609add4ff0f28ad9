"""`autograd trace`: the forward and the backward pass, node by node."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.commands.problems import read_open_problem, read_problem
from autograd_cli.lessons import trace as passes
from autograd_cli.lessons.traced import BACKWARD, GATES, PARTS, Trace
from autograd_cli.report.evaluation import MODES

LATEX = "latex"


def read(call: Call, own: Mapping[str, Any]) -> Problem:
    """The problem; it needs no values where nothing says that there are any."""
    return read_problem(call) if own["jacobians"] or own["checkpoint"] else read_open_problem(call)


@command(Trace, reads=read)
def trace(
    problem: Problem,
    call: Call,
    mode: Annotated[str | None, shared.mode_option([*MODES], "`reverse` shows adjoints, `forward` tangents.")] = None,
    seed: shared.Seed = None,
    literals: Annotated[
        bool, typer.Option("--literals", help="Also the adjoint of every number in the formula.")
    ] = False,
    checkpoint: shared.CheckpointOption = None,
    no_grad: Annotated[bool, typer.Option("--no-grad", help="Show only the forward pass.")] = False,
    show: Annotated[
        list[str] | None,
        typer.Option(
            "--show",
            metavar="PARTS",
            help=f"Of the tables show only these: {', '.join(PARTS)}. May be given several times.",
            autocompletion=shared.one_of(PARTS),
        ),
    ] = None,
    jacobians: Annotated[
        bool,
        typer.Option(
            "--jacobians", help="Also show each node's local derivative as a matrix, and how much of it is 0."
        ),
    ] = False,
    cost: Annotated[
        bool,
        typer.Option(
            "--cost",
            help="Compare the operations of one sweep for all, of separate sweeps, and of forward mode.",
        ),
    ] = False,
    chains: Annotated[
        bool,
        typer.Option("--chains", help="Also write every partial derivative as the product of its local factors."),
    ] = False,
    textbook: shared.Textbook = False,
) -> Trace:
    """The forward pass with its values, and the backward pass with upstream times local partial, node by node.

    Without values both passes are in symbols.

    Example: autograd trace "2*x*y + y + 3" --x 40 --y 4

    Exit status: as for `eval`.
    """
    shared.refuse_wanted(no_grad, call.wrt)
    others = {"--no-grad": no_grad, "--checkpoint": checkpoint is not None, "--mode": mode not in (None, "reverse")}
    for option, given in others.items():
        if seed is not None and given:
            shared.refuse_together("--seed", option)
    parts = shared.chosen(show, "show", PARTS)
    if parts is not None:
        lacking = {GATES: mode == "forward" or no_grad, BACKWARD: no_grad}
        for part in parts:
            if lacking.get(part):
                shared.refuse_together(f"--show {part}", "--no-grad" if no_grad else "--mode forward")
    report = passes.trace(
        problem,
        wrt=call.wrt,
        mode=mode,
        differentiate=not no_grad,
        literals=literals,
        kinks=call.kinks,
        jacobians=jacobians,
        cost=cost,
        chains=chains,
        textbook=textbook,
        seed=None if seed is None else shared.numbers(seed, "seed"),
        checkpoint=shared.whole_number(checkpoint, "checkpoint", 1),
    )
    return replace(report, show=parts)
