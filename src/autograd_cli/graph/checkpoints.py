"""The order in which a function and its gradient are computed where the forward pass keeps every Nth layer alone.

In: a function with its gradient, which of its nodes are the function's own, its layers. Out: a `Schedule`: what is
computed, the others of a layer once more where the backward pass comes to them, and what may be forgotten when.

*Source*: Griewank & Walther 2008, chapter 12; Chen et al. 2016, Training deep nets with sublinear memory cost.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from autograd_cli.graph.graph import Function, Node
from autograd_cli.graph.shapes import BYTES, size
from autograd_cli.primitives import PRIMITIVES


class Schedule(NamedTuple):
    """Nodes in the order in which they are computed, and for each the nodes that are forgotten after it.

    A node that stands twice is computed twice. `forward` is how many entries the forward pass has, `recomputed` how
    many operations are done again.
    """

    order: tuple[int, ...]
    forgotten: tuple[tuple[int, ...], ...]
    forward: int
    recomputed: int


def layer_ends(function: Function, named: Collection[int]) -> list[int]:
    """The nodes with which a layer ends: those that the program names, the result aside.

    Where it names none, those through which everything goes.
    """
    graph = function.graph
    own = [number for number in function.live if graph.nodes[number].operands]
    ends = sorted({*named}.intersection(own) - {*function.outputs})
    if ends:
        return ends
    last = {operand: number for number in own for operand in graph.nodes[number].operands}
    reach = 0
    for number in own:
        if reach <= number and number not in function.outputs:
            ends.append(number)
        reach = max(reach, last.get(number, 0))
    return ends


def schedule(whole: Function, primal: Function, kept: Sequence[int]) -> Schedule:
    """The schedule of a function with its gradient, `whole`, of which `primal` is the function alone.

    `kept` are the ends of layers after which the forward pass forgets what no later
    layer reads. With none kept, nothing is computed twice.
    """
    nodes = whole.graph.nodes
    own = {*primal.live}
    # What has no operands is there from the beginning.
    forward = [number for number in whole.live if number in own and nodes[number].operands]
    backward = [number for number in whole.live if number not in own and nodes[number].operands]
    segment = {number: bisect_left(kept, number) for number in forward}
    # The last segment is the first that the backward pass comes to.
    held = {number for number in forward if segment[number] == len(kept)} | {*whole.outputs}
    for number in forward:
        held |= {one for one in nodes[number].operands if segment.get(one, len(kept)) < segment[number]}
    # What the backward pass reads of each segment, with what that is computed from within it.
    wanted: dict[int, set[int]] = {}
    for number in backward:
        for one in nodes[number].operands:
            if one in segment and one not in held:
                wanted.setdefault(segment[one], set()).add(one)
    again: dict[int, list[int]] = {}
    for number in reversed(forward):
        needed = wanted.get(segment[number], set())
        if number in needed:
            needed.update(one for one in nodes[number].operands if one in segment and one not in held)
            again.setdefault(segment[number], []).append(number)
    order = list(forward)
    recomputed = 0
    for number in backward:
        for one in nodes[number].operands:
            if one in segment and one not in held and segment[one] in again:
                rest = again.pop(segment[one])[::-1]
                recomputed += len(rest)
                order += rest
        order.append(number)
    return Schedule(tuple(order), _forgotten(whole, order), len(forward), recomputed)


def _forgotten(function: Function, order: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """By entry, the nodes whose value is not read again, or not before it is computed anew."""
    nodes = function.graph.nodes
    last: dict[int, int] = {}
    ends: list[tuple[int, int]] = []
    for place, number in enumerate(order):
        if number in last:
            ends.append((last[number], number))
        last[number] = place
        for operand in nodes[number].operands:
            if nodes[operand].operands:
                last[operand] = place
    ends += [(place, number) for number, place in last.items() if number not in function.outputs]
    found: list[list[int]] = [[] for _ in order]
    for place, number in ends:
        found[place].append(number)
    return tuple(map(tuple, found))


def most_held(function: Function, plan: Schedule) -> int:
    """The most bytes of intermediate values that a schedule holds at once; inputs, constants and results aside."""
    nodes = function.graph.nodes
    # What has no numbers of its own, or is asked for anyway, counts as owned by -1.
    owner = dict.fromkeys(function.outputs, -1)
    users: Counter[int] = Counter()
    held = most = 0
    for number, forgotten in zip(plan.order, plan.forgotten, strict=True):
        own = owner.get(number, number)
        if own >= 0 and nodes[number].shape and nodes[number].operands and PRIMITIVES[nodes[number].primitive].view:
            own = owner.get(nodes[number].operands[0], -1)
        owner[number] = own
        held += _bytes(nodes, own) if not users[own] else 0
        users[own] += 1
        most = max(most, held)
        for gone in forgotten:
            users[owner[gone]] -= 1
            held -= _bytes(nodes, owner[gone]) if not users[owner[gone]] else 0
    return most


def _bytes(nodes: Sequence[Node], number: int) -> int:
    """The bytes of a node's own numbers; a look at an input has none."""
    return 0 if number < 0 else BYTES * size(nodes[number].shape)
