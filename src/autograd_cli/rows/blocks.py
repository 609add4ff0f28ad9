"""The block kernel: a function over rows by NumPy, in blocks whose temporaries stay in the cache.

In: a function. Out: a kernel, for platforms without a compiler. An operation is one call
into NumPy a block; arithmetic goes into buffers that the plan's slots use again.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from autograd_cli.arrays.numpy_math import MATHEMATICS, UFUNCS
from autograd_cli.graphs.analysis import ALWAYS
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.simplify import with_reciprocals
from autograd_cli.lanes.vectormath import has_kernel, vector_kernel
from autograd_cli.rows.checks import Checks, checks
from autograd_cli.rows.kernel import NOT_FINITE, POLE, UNDERFLOW
from autograd_cli.rows.plan import Plan, plan
from autograd_cli.run.doubt import SMALLEST_NORMAL
from autograd_cli.run.recompute import SMALL_FACTOR
from autograd_cli.systems.definitions import written_out

ROWS = 8192


class BlockKernel:
    """A plan run block by block."""

    backend = "numpy"

    def __init__(self, function: Function) -> None:
        function = with_reciprocals(written_out(function, has_kernel))
        self.plan = plan(function)
        self.checks = checks(function)
        self.inputs = self.plan.inputs
        self.outputs = len(self.plan.outputs)
        # The nodes whose values tell in one look whether a block needs a second one: for being infinite, or tiny.
        self._finite = {node for node, _ in self.checks.finite}
        self._tiny = {entry.node for entry in self.checks.lost if entry.itself}

    def run(self, columns: Sequence[Any], outputs: Sequence[Any], flags: Any) -> None:
        rows = len(flags)
        buffers = [np.empty(min(ROWS, rows)) for _ in range(self.plan.slots)]
        single = [np.float64(column) if np.ndim(column) == 0 else None for column in columns]
        with np.errstate(all="ignore"):
            for start in range(0, rows, ROWS):
                stop = min(start + ROWS, rows)
                block = [
                    column[start:stop] if one is None else one for column, one in zip(columns, single, strict=True)
                ]
                self._block(block, [output[start:stop] for output in outputs], flags[start:stop], buffers)

    def _block(self, block: Sequence[Any], outputs: Sequence[Any], flags: Any, buffers: Sequence[Any]) -> None:
        rows = len(flags)
        values = _leaves(self.plan, block)
        odd = np.zeros(rows, dtype=bool)
        for node, primitive, operands, slot in self.plan.steps:
            result = buffers[slot][:rows]
            _compute(primitive, [values[operand] for operand in operands], result)
            values[node] = result
            tiny = node in self._tiny
            if tiny or node in self._finite:
                size = np.abs(result)
                # There are mostly none. An undefined number is neither small nor large.
                if tiny and not size.min() >= SMALLEST_NORMAL:
                    odd |= ~(size >= SMALLEST_NORMAL)
                if node in self._finite and not size.max() < np.inf:
                    odd |= ~(size < np.inf)
        for output, node in zip(outputs, self.plan.outputs, strict=True):
            output[:] = values[node]
        for node in (self._finite | self._tiny) & self.plan.constants.keys():
            odd |= not abs(values[node]) < np.inf
        for operands, _ in self.checks.poles:
            # An operand may be one number for all rows.
            odd |= reduce(np.logical_and, [values[operand] == 0.0 for operand in operands])
        flags[:] = 0
        (rows_again,) = np.nonzero(odd)
        if len(rows_again):
            flags[rows_again] = reasons(
                self.plan,
                self.checks,
                [one if np.ndim(one) == 0 else one[rows_again] for one in block],
                len(rows_again),
            )


def compile_rows(function: Function) -> BlockKernel:
    """The block kernel of a function."""
    return BlockKernel(function)


def reasons(whole: Plan, looked_at: Checks, columns: Sequence[Any], rows: int) -> Any:
    """The flags of rows, from all their values: looked at more closely, since something was odd about them."""
    values = _leaves(whole, columns)
    for node, primitive, operands, _ in whole.steps:
        values[node] = np.empty(rows)
        _compute(primitive, [values[operand] for operand in operands], values[node])
    masks: dict[int, Any] = {ALWAYS: np.ones(rows, dtype=bool)}

    def mask(guard: int) -> Any:
        for node in _needed(looked_at, guard, masks):
            kind, first, second, when = looked_at.guards.entry(node)
            if kind == "and":
                masks[node] = masks[first] & ((values[second] != 0.0) == when)
            else:
                masks[node] = masks[first] | masks[second]
        return masks[guard]

    flags = np.zeros(rows, dtype=np.uint8)
    for node, guard in looked_at.finite:
        flags[mask(guard) & ~np.isfinite(values[node])] |= NOT_FINITE
    for operands, guard in looked_at.poles:
        at_pole = mask(guard)
        for operand in operands:
            at_pole = at_pole & (values[operand] == 0.0)
        flags[at_pole] |= POLE
    lost: dict[NodeId, Any] = {}
    for entry in looked_at.lost:
        meant = np.full(rows, not entry.itself)
        for operand in entry.operands if entry.itself else ():
            meant = meant | (values[operand] == 0.0)
        for operand in entry.carried:
            meant = meant & ~lost[operand]
        lost[entry.node] = (np.abs(values[entry.node]) < SMALLEST_NORMAL) & ~meant
        if lost[entry.node].any():
            for guard, other, tiny in entry.uses:
                spoilt = lost[entry.node] & mask(guard)
                if other is not None:
                    size = np.abs(values[other])
                    spoilt = spoilt & (size < SMALLEST_NORMAL if tiny else size > SMALL_FACTOR)
                flags[spoilt] |= UNDERFLOW
    return flags


def _needed(looked_at: Checks, guard: int, masks: Mapping[int, Any]) -> list[int]:
    """The guards without a mask that a guard is made of, itself last."""
    order: list[int] = []
    stack = [guard]
    while stack:
        current = stack.pop()
        if current not in masks:
            order.append(current)
            kind, first, second, _ = looked_at.guards.entry(current)
            stack += [first] if kind == "and" else [first, second]
    return sorted(set(order))  # a guard's parts are older than itself


def _leaves(whole: Plan, columns: Sequence[Any]) -> dict[NodeId, Any]:
    values = {node: np.float64(value) for node, value in whole.constants.items()}
    return values | {node: columns[position] for node, position in whole.columns.items()}


def _compute(primitive: str, operands: Sequence[Any], result: Any) -> None:
    ufunc = UFUNCS.get(primitive)
    if ufunc is not None:
        ufunc(*operands, out=result)
    else:
        result[...] = vector_kernel(primitive)(MATHEMATICS, *operands)
