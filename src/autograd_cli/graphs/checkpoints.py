"""The order in which a function and its gradient are computed where the forward pass keeps every Nth layer alone.

In: a function with its gradient, which of its nodes are the function's own, its layers. Out: a `Schedule`: what is
computed, the others of a layer once more where the backward pass comes to them, and what may be forgotten when.

*Source*: Griewank & Walther 2008, chapter 12; Chen et al. 2016, Training deep nets with sublinear memory cost.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from autograd_cli.graphs.graph import Function, Node, NodeId
from autograd_cli.graphs.shapes import BYTES, size
from autograd_cli.primitives import PRIMITIVES


class Schedule(NamedTuple):
    """Nodes in the order in which they are computed, and for each the nodes that are forgotten after it.

    A node that stands twice is computed twice. `forward` is how many entries the forward pass has, `recomputed` how
    many operations are done again.
    """

    order: tuple[NodeId, ...]
    forgotten: tuple[tuple[NodeId, ...], ...]
    forward: int
    recomputed: int


def layer_ends(function: Function, named: Collection[NodeId]) -> list[NodeId]:
    """The nodes with which a layer ends: those that the program names, the result aside.

    Where it names none, those through which everything goes.
    """
    graph = function.graph
    own = [node for node in function.live if graph.nodes[node].operands]
    ends = sorted({*named}.intersection(own) - {*function.outputs})
    if ends:
        return ends
    last = {operand: node for node in own for operand in graph.nodes[node].operands}
    reach = 0
    for node in own:
        if reach <= node and node not in function.outputs:
            ends.append(node)
        reach = max(reach, last.get(node, 0))
    return ends


def schedule(whole: Function, primal: Function, kept: Sequence[NodeId]) -> Schedule:
    """The schedule of a function with its gradient, `whole`, of which `primal` is the function alone.

    `kept` are the ends of layers after which the forward pass forgets what no later layer reads. With none kept,
    nothing is computed twice.
    """
    nodes = whole.graph.nodes
    own = {*primal.live}
    # What has no operands is there from the beginning.
    forward = [node for node in whole.live if node in own and nodes[node].operands]
    backward = [node for node in whole.live if node not in own and nodes[node].operands]
    segment = {node: bisect_left(kept, node) for node in forward}
    # The last segment is the first that the backward pass comes to.
    held = {node for node in forward if segment[node] == len(kept)} | {*whole.outputs}
    for node in forward:
        held |= {one for one in nodes[node].operands if segment.get(one, len(kept)) < segment[node]}
    # What the backward pass reads of each segment, with what that is computed from within it.
    wanted: dict[int, set[NodeId]] = {}
    for node in backward:
        for one in nodes[node].operands:
            if one in segment and one not in held:
                wanted.setdefault(segment[one], set()).add(one)
    again: dict[int, list[NodeId]] = {}
    for node in reversed(forward):
        needed = wanted.get(segment[node], set())
        if node in needed:
            needed.update(one for one in nodes[node].operands if one in segment and one not in held)
            again.setdefault(segment[node], []).append(node)
    order = list(forward)
    recomputed = 0
    for node in backward:
        for one in nodes[node].operands:
            if one in segment and one not in held and segment[one] in again:
                rest = again.pop(segment[one])[::-1]
                recomputed += len(rest)
                order += rest
        order.append(node)
    return Schedule(tuple(order), _forgotten(whole, order), len(forward), recomputed)


def _forgotten(function: Function, order: Sequence[NodeId]) -> tuple[tuple[NodeId, ...], ...]:
    """By entry, the nodes whose value is not read again, or not before it is computed again."""
    nodes = function.graph.nodes
    last: dict[NodeId, int] = {}
    ends: list[tuple[int, NodeId]] = []
    for place, node in enumerate(order):
        if node in last:
            ends.append((last[node], node))
        last[node] = place
        for operand in nodes[node].operands:
            if nodes[operand].operands:
                last[operand] = place
    ends += [(place, node) for node, place in last.items() if node not in function.outputs]
    found: list[list[NodeId]] = [[] for _ in order]
    for place, node in ends:
        found[place].append(node)
    return tuple(map(tuple, found))


def most_held(function: Function, plan: Schedule) -> int:
    """The most bytes of intermediate values that a schedule holds at once; inputs, constants and results aside."""
    nodes = function.graph.nodes
    # What has no numbers of its own, or is asked for anyway, counts as owned by -1.
    owner: dict[NodeId, int] = dict.fromkeys(function.outputs, -1)
    users: Counter[int] = Counter()
    held = most = 0
    for node, forgotten in zip(plan.order, plan.forgotten, strict=True):
        own = owner.get(node, node)
        if own >= 0 and nodes[node].shape and nodes[node].operands and PRIMITIVES[nodes[node].primitive].view:
            own = owner.get(nodes[node].operands[0], -1)
        owner[node] = own
        held += _bytes(nodes, own) if not users[own] else 0
        users[own] += 1
        most = max(most, held)
        for gone in forgotten:
            users[owner[gone]] -= 1
            held -= _bytes(nodes, owner[gone]) if not users[owner[gone]] else 0
    return most


def _bytes(nodes: Sequence[Node], owner: int) -> int:
    """The bytes of a node's own numbers; a look at an input has none."""
    return 0 if owner < 0 else BYTES * size(nodes[owner].shape)
