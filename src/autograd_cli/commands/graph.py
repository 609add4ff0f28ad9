"""`autograd graph`: the computation graph with values and gradients, as a tree, for Graphviz, for Mermaid."""

from typing import Annotated

import typer

from autograd_cli.ask.problem import Problem
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.report.drawing import Drawing, drawing


@command(Drawing)
def graph(
    problem: Problem,
    call: Call,
    literals: Annotated[
        bool, typer.Option("--literals", help="Also the gradient of every number in the formula.")
    ] = False,
    jacobians: Annotated[
        bool, typer.Option("--jacobians", help="Also show the local partial derivatives, on the edges.")
    ] = False,
) -> None:
    """The computation graph, with the value and the gradient of every node; a shared node is drawn once.

    Example: autograd graph "2*x*y + y + 3" --x 40 --y 4 --format dot | dot -Tsvg > graph.svg

    Exit status: as for `eval`.
    """
    report = drawing(problem, wrt=call.wrt, literals=literals, kinks=call.kinks)
    call.show(report, problem.source, partials=jacobians)
