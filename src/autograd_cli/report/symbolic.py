"""The derivative as text, for a check that reads it back.

In: a function and the nodes wanted. Out: a text for each partial, or the reason why there is none.
"""

from collections.abc import Sequence

from autograd_cli.graph.graph import INPUT, Function, Node
from autograd_cli.graph.lift import lift
from autograd_cli.graph.templates import OURS
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.syntax.unparse import unparse

# How many nodes the tree of a partial may have, in which nothing is shared, and how deep it may be.
MOST_NODES, DEEPEST = 20_000, 200


def derivative_texts(function: Function, wanted: Sequence[int], kinks: str = OURS) -> tuple[list[str], str | None]:
    """A text for each partial of the one output; none, and the reason, where they are too long."""
    swept = gradient(function, wanted, kinks)
    sizes, depths = tree_sizes(function.graph.nodes)
    nodes = function.graph.nodes
    labels = {i: node.payload or "" for i, node in enumerate(nodes) if node.primitive == INPUT}
    texts = []
    for output in swept.outputs:
        if sizes[output] > MOST_NODES:
            return [], f"the text would have {sizes[output]:,} parts, where the graph shares them"
        if depths[output] > DEEPEST:
            return [], f"the text would be nested {depths[output]:,} deep"
        texts.append(unparse(lift(function.graph, output, labels)))
    return texts, None


def tree_sizes(nodes: Sequence[Node]) -> tuple[list[int], list[int]]:
    """For each node how many nodes its tree has, in which nothing is shared, and how deep it is."""
    sizes: list[int] = []
    depths: list[int] = []
    for node in nodes:
        sizes.append(1 + sum(sizes[operand] for operand in node.operands))
        depths.append(1 + max((depths[operand] for operand in node.operands), default=0))
    return sizes, depths
