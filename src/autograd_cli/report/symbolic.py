"""The derivatives as text, as `diff` writes them, for a check that reads them back.

In: a problem in numbers alone, and the inputs wanted. Out: a program whose results are the partials, or the reason why
there is none.
"""

from collections.abc import Sequence
from typing import NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Source
from autograd_cli.graphs.graph import Function, Node
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.differentiation import first_derivatives
from autograd_cli.syntax.unparse import unparse

# How many nodes a formula may have, and how many times its inputs, for its derivatives to be written in a moment.
MOST_NODES, MOST_STEPS = 10_000, 200_000


class DerivativeText(NamedTuple):
    """A program whose result is a vector: the partials, then the conditions under which they are what is written."""

    text: str
    conditions: tuple[str, ...]


def derivative_text(problem: Problem, wanted: Sequence[str], kinks: str = OURS) -> DerivativeText | str:
    """The program, or the reason why there is none."""
    nodes = len(problem.function.live)
    if nodes > MOST_NODES or nodes * len(wanted) > MOST_STEPS:
        return f"not written as text: the formula has {nodes:,} parts"
    try:
        written = first_derivatives(problem, wanted, kinks)
    except AutogradError as error:
        return error.message
    conditions = tuple(map(unparse, written.conditions))
    lines = [f"{one.name} = {unparse(one.value)}" for one in written.shared]
    results = ", ".join([*map(unparse, written.outputs), *conditions])
    return DerivativeText("\n".join([*lines, f"[{results}]"]), conditions)


def read_back(problem: Problem, text: str) -> Function:
    """The function that a program in the problem's inputs is. Raises: `AutogradError`."""
    return problem.lowered_text(Source(text)).function


def tree_sizes(nodes: Sequence[Node]) -> tuple[list[int], list[int]]:
    """For each node how many nodes its tree has, in which nothing is shared, and how deep it is."""
    sizes: list[int] = []
    depths: list[int] = []
    for node in nodes:
        sizes.append(1 + sum(sizes[operand] for operand in node.operands))
        depths.append(1 + max((depths[operand] for operand in node.operands), default=0))
    return sizes, depths
