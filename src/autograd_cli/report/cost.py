"""What the sharing in one reverse sweep saves: its operations against a sweep per partial and forward mode.

Takes: a function and its wanted nodes. Returns: a `Comparison`, or the operations of one mode, counted on the very
nodes that the sweeps append, by the model in `graphs/cost.py`. The value is computed once in each; every sweep does the
whole of its own derivative, before common parts of several sweeps are merged.
"""

from collections.abc import Iterable, Sequence

from autograd_cli.graphs.cost import operations
from autograd_cli.graphs.graph import INPUT, Function, Graph, NodeId, node_ids
from autograd_cli.graphs.shapes import size
from autograd_cli.graphs.templates import OURS
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.records import record
from autograd_cli.sweeps.forward import tangents
from autograd_cli.sweeps.reverse import gradient


@record
class Way:
    """The number of sweeps, and the operations of the value and all of them."""

    sweeps: int
    operations: int


@record
class Comparison:
    """`value` counts the operations of the value alone, `reverse` those of one sweep for all partial derivatives,
    `separate` those of one sweep for each input, and `forward` those of one sweep for each element of an input.
    """

    value: int
    reverse: Way
    separate: Way
    forward: Way


def operations_of(function: Function, wanted: Sequence[NodeId], mode: str | None, kinks: str = OURS) -> int:
    """The operations of the values and, in a mode, of the sweeps for all partials of the one output."""
    primal = set(function.live)
    value = sum(operations(function.graph, node) for node in primal)
    if mode is None or not wanted:
        return value
    if mode == "forward":
        return value + _forward(function, wanted, primal, kinks)
    swept = gradient(function, wanted, kinks)
    return value + sum(operations(function.graph, node) for node in {*swept.live} - primal)


def compare(function: Function, wanted: Sequence[NodeId], kinks: str = OURS) -> Comparison:
    """The comparison for the one output of a function."""
    graph = function.graph
    primal = set(function.live)
    value = sum(operations(graph, node) for node in primal)
    swept = gradient(function, wanted, kinks)
    # By node, the partials that it is needed for; a bit each.
    users = _needed_by(graph, primal, [(output, 1 << i) for i, output in enumerate(swept.outputs)])
    shared = sum(operations(graph, node) for node in users)
    separate = sum(operations(graph, node) * mask.bit_count() for node, mask in users.items())
    elements = sum(size(graph.nodes[node].shape) for node in wanted)
    return Comparison(
        value,
        Way(1, value + shared),
        Way(len(wanted), value + separate),
        Way(elements, value + _forward(function, wanted, primal, kinks)),
    )


def _forward(function: Function, wanted: Sequence[NodeId], primal: set[NodeId], kinks: str) -> int:
    """The operations of a sweep for each element of each wanted node, without the value's."""
    graph = function.graph
    shapes = [graph.nodes[node].shape for node in wanted]
    seeds = [graph.add(INPUT, (), f"seed {i}", None, shape) for i, shape in enumerate(shapes)]
    moving = tangents(function, wanted, seeds, kinks)
    outputs = [moving[output] for output in function.outputs if output in moving]
    added = [node for node in Function(graph, (), tuple(outputs)).live if node not in primal]
    # By node, the seeds that it depends on; a bit each.
    depends = {seed: 1 << i for i, seed in enumerate(seeds)}
    for node in added:
        mask = depends.get(node, 0)
        for operand in graph.nodes[node].operands:
            mask |= depends.get(operand, 0)
        depends[node] = mask
    # A local partial depends on no seed, and is computed in each sweep that multiplies by it.
    first = [(one, depends[node]) for node in added if depends[node] for one in graph.nodes[node].operands]
    users = _needed_by(graph, primal, [(node, mask) for node, mask in first if not depends.get(node)])
    # Bits of inputs with equally many elements, which a sweep each is taken for.
    of_size: dict[int, int] = {}
    for i, shape in enumerate(shapes):
        of_size[size(shape)] = of_size.get(size(shape), 0) | 1 << i
    total = 0
    for node in added:
        mask = depends[node] or users.get(node, 0)
        record = graph.nodes[node]
        rules = PRIMITIVES[record.primitive].rules if record.operands else ()
        if depends[node] and rules == ("1", "1"):
            # A sum of contributions is none in a sweep in which only one of them is there.
            mask = depends.get(record.operands[0], 0) & depends.get(record.operands[1], 0)
        elif depends[node] and rules == ("1", "-1"):
            mask = depends.get(record.operands[1], 0)
        sweeps = sum(count * (mask & bits).bit_count() for count, bits in of_size.items())
        total += operations(graph, node) * sweeps
    return total


def _needed_by(graph: Graph, primal: set[NodeId], outputs: Iterable[tuple[NodeId, int]]) -> dict[NodeId, int]:
    """By node that is not the value's own, the union of the masks of the outputs that it is needed for."""
    needed: dict[NodeId, int] = {}
    for output, mask in outputs:
        needed[output] = needed.get(output, 0) | mask
    for node in reversed(node_ids(max(needed, default=-1) + 1)):
        mask = needed.get(node, 0)
        if mask:
            for operand in graph.nodes[node].operands:
                needed[operand] = needed.get(operand, 0) | mask
    return {node: mask for node, mask in needed.items() if node not in primal}
