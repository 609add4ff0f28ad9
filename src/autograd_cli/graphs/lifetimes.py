"""How long values are needed while a function is evaluated.

Takes: a function, which values are kept, the order of evaluation. Returns: what can be given up after each node.
"""

from collections.abc import Collection, Sequence

from autograd_cli.graphs.graph import Function, NodeId


def last_uses(
    function: Function, keep: Collection[NodeId], order: Sequence[NodeId] | None = None
) -> list[Sequence[NodeId]]:
    """For each node in its order, the operands that are used there for the last time; neither outputs nor kept ones.

    `order` are the nodes that are evaluated, where not all are.
    """
    nodes = function.graph.nodes
    order = function.live if order is None else order
    last = {operand: node for node in order for operand in nodes[node].operands}
    kept = {*keep, *function.outputs}
    dying: dict[NodeId, list[NodeId]] = {}
    for operand, node in last.items():
        if operand not in kept:
            dying.setdefault(node, []).append(operand)
    return [dying.get(node, ()) for node in order]
