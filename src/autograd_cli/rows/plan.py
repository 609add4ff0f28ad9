"""What a kernel computes for rows: in which order, and with which temporaries used again.

In: a function. Out: a `Plan`, which knows nothing of arrays or machine code. Constants are folded here by the float
kernels; a value's slot is free again after its last use, so that a block's temporaries stay in the cache.

*Source*: linear scan over live intervals, as for registers (Poletto & Sarkar 1999), of which a straight line of
operations needs only a list of free slots.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from autograd_cli.graphs.graph import INPUT, Function, NodeId
from autograd_cli.run.evaluate import evaluate


class Step(NamedTuple):
    """One operation: its node, its row, its operands' nodes, and the slot that receives the result."""

    node: NodeId
    primitive: str
    operands: tuple[NodeId, ...]
    slot: int


class Plan(NamedTuple):
    """The steps in order; `columns` has an input's position by node, `constants` a value by node.

    `slots` is how many temporaries are needed at once. `outputs` are nodes, which may be inputs or constants as well.
    """

    inputs: tuple[str, ...]
    columns: Mapping[NodeId, int]
    constants: Mapping[NodeId, float]
    steps: tuple[Step, ...]
    outputs: tuple[NodeId, ...]
    slots: int


def in_order_of(steps: Sequence[Step], roots: Sequence[NodeId]) -> list[Step]:
    """The steps that the roots' nodes need, in the order in which these, one after the other, need them."""
    by_node = {step.node: step for step in steps}
    done: set[NodeId] = set()
    order = []
    for root in roots:
        stack = [root]
        while stack:
            node = stack[-1]
            if node in done or node not in by_node:
                stack.pop()
                continue
            operands = by_node[node].operands
            missing = [operand for operand in operands if operand in by_node and operand not in done]
            if missing:
                stack += reversed(missing)
            else:
                stack.pop()
                done.add(node)
                order.append(by_node[node])
    return order


def plan(function: Function, kept: Sequence[NodeId] = ()) -> Plan:
    """The plan of a function. The nodes in `kept` have a slot of their own to the end."""
    nodes = function.graph.nodes
    columns = {node: position for position, node in enumerate(function.inputs)}
    fixed: dict[NodeId, None] = {}
    computed: list[NodeId] = []
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        if primitive == INPUT:
            assert node in columns, "an input that a function reads is one of its inputs"
        elif all(operand in fixed for operand in operands):
            fixed[node] = None
        else:
            computed.append(node)
    values = evaluate(function, {}, order=[*fixed])
    constants = {node: values[node] for node in fixed}
    last = {operand: node for node in computed for operand in nodes[node].operands}
    for node in (*function.outputs, *kept):
        last.pop(node, None)
    slot: dict[NodeId, int] = {}
    free: list[int] = []
    count = 0
    steps = []
    for node in computed:
        operands = nodes[node].operands
        if not free:
            free.append(count)
            count += 1
        # The result must not take an operand's slot: some rows are computed in several operations.
        slot[node] = free.pop()
        steps.append(Step(node, nodes[node].primitive, operands, slot[node]))
        free += [slot[operand] for operand in set(operands) if operand in slot and last.get(operand) == node]
    names = tuple(function.input_names)
    return Plan(names, columns, constants, tuple(steps), function.outputs, count)
