"""What a kernel computes for rows: in which order, and with which temporaries used again.

In: a function. Out: a `Plan`, which knows nothing of arrays or machine code. Constants are folded here by the float
kernels; a value's slot is free again after its last use, so that a block's temporaries stay in the cache.

*Source*: linear scan over live intervals, as for registers (Poletto & Sarkar 1999), of which a straight line of
operations needs only a list of free slots.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from autograd_cli.execute.systems import FLOAT
from autograd_cli.graph.graph import CONSTANT, INPUT, Function


class Step(NamedTuple):
    """One operation: its node, its row, its operands' nodes, and the slot that receives the result."""

    number: int
    primitive: str
    operands: tuple[int, ...]
    slot: int


class Plan(NamedTuple):
    """The steps in order; `columns` has an input's position by node, `constants` a value by node.

    `slots` is how many temporaries are needed at once. `outputs` are nodes, which may be inputs or constants as well.
    """

    inputs: tuple[str, ...]
    columns: Mapping[int, int]
    constants: Mapping[int, float]
    steps: tuple[Step, ...]
    outputs: tuple[int, ...]
    slots: int


def in_order_of(steps: Sequence[Step], roots: Sequence[int]) -> list[Step]:
    """The steps that the roots' nodes need, in the order in which these, one after the other, need them."""
    by_number = {step.number: step for step in steps}
    done: set[int] = set()
    order = []
    for root in roots:
        stack = [root]
        while stack:
            number = stack[-1]
            if number in done or number not in by_number:
                stack.pop()
                continue
            operands = by_number[number].operands
            missing = [operand for operand in operands if operand in by_number and operand not in done]
            if missing:
                stack += reversed(missing)
            else:
                stack.pop()
                done.add(number)
                order.append(by_number[number])
    return order


def plan(function: Function, kept: Sequence[int] = ()) -> Plan:
    """The plan of a function. The nodes in `kept` have a slot of their own to the end."""
    nodes = function.graph.nodes
    columns = {number: position for position, number in enumerate(function.inputs)}
    constants: dict[int, float] = {}
    computed: list[int] = []
    for number in function.live:
        primitive, operands, payload, _ = nodes[number]
        if primitive == CONSTANT:
            constants[number] = float(payload or "")
        elif primitive == INPUT:
            assert number in columns, "an input that a function reads is one of its inputs"
        elif all(operand in constants for operand in operands):
            constants[number] = FLOAT.kernel(primitive)(*(constants[operand] for operand in operands))
        else:
            computed.append(number)
    last = {operand: number for number in computed for operand in nodes[number].operands}
    for number in (*function.outputs, *kept):
        last.pop(number, None)
    slot: dict[int, int] = {}
    free: list[int] = []
    count = 0
    steps = []
    for number in computed:
        operands = nodes[number].operands
        if not free:
            free.append(count)
            count += 1
        # The result must not take an operand's slot: some rows are computed in several operations.
        slot[number] = free.pop()
        steps.append(Step(number, nodes[number].primitive, operands, slot[number]))
        free += [slot[operand] for operand in set(operands) if operand in slot and last.get(operand) == number]
    names = tuple(function.input_names)
    return Plan(names, columns, constants, tuple(steps), function.outputs, count)
