"""The block kernel: a function over rows by NumPy, in blocks whose temporaries stay in the cache.

In: a function. Out: a kernel, for platforms without a compiler, or a callable for one point. An operation is one call
into NumPy a block; arithmetic goes into buffers that the plan's slots use again.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from autograd_cli.execute.checks import Checks, checks
from autograd_cli.execute.definitions import written_out
from autograd_cli.execute.kernel import NOT_FINITE, POLE, UNDERFLOW
from autograd_cli.execute.plan import Plan, plan
from autograd_cli.execute.recompute import LARGE_FACTOR, SMALLEST_NORMAL
from autograd_cli.execute.systems import FLOAT
from autograd_cli.execute.vectormath import has_kernel, vector_kernel
from autograd_cli.graph.analysis import ALWAYS
from autograd_cli.graph.graph import Function
from autograd_cli.graph.simplify import with_reciprocals

ROWS = 8192

# Rows that are one ufunc, which can write into a buffer.
UFUNCS: dict[str, Any] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "negative": np.negative,
    "square": np.square, "sqrt": np.sqrt, "hypot": np.hypot, "exp": np.exp, "expm1": np.expm1, "exp2": np.exp2,
    "log": np.log, "log1p": np.log1p, "log2": np.log2, "log10": np.log10, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "abs": np.abs, "floor": np.floor,
    "ceil": np.ceil, "round": np.rint, "less": np.less, "less_equal": np.less_equal, "greater": np.greater,
    "greater_equal": np.greater_equal, "equal": np.equal, "not_equal": np.not_equal, "logical_not": np.logical_not,
    "logical_and": np.logical_and, "logical_or": np.logical_or,
}  # fmt: skip
ELEMENTARY = {**UFUNCS, "cbrt": np.cbrt, "fmod": np.fmod}
# Functions of the C library that NumPy lacks and that never raise.
IN_C: dict[str, Callable[[float], float]] = {"erf": math.erf, "erfc": math.erfc}
SPLITTER = 134217729.0  # 2^27 + 1


class Arrays:
    """The mathematics of `vectormath.py` in NumPy; operands are arrays or NumPy's floats."""

    def elementary(self, name: str, *operands: Any) -> Any:
        if name in ELEMENTARY:
            return ELEMENTARY[name](*operands)
        if name in IN_C:
            (x,) = np.broadcast_arrays(*operands)
            return np.fromiter(map(IN_C[name], x.ravel().tolist()), np.float64, x.size).reshape(x.shape)
        if name == "power":
            return self._power(*operands)
        if name in ("minimum", "maximum"):
            return self._extreme(name, *operands)
        return self._each(name, *operands)

    def where(self, mask: Any, chosen: Any, other: Any) -> Any:
        return np.where(mask, chosen, other)

    def truth(self, mask: Any) -> Any:
        return np.asarray(mask).astype(np.float64)

    def absolute(self, x: Any) -> Any:
        return np.abs(x)

    def copysign(self, size: Any, sign: Any) -> Any:
        return np.copysign(size, sign)

    def product_error(self, x: Any, y: Any, product: Any) -> Any:
        x_high, x_low = _split(x)
        y_high, y_low = _split(y)
        return ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low

    def lanes(self, name: str, mask: Any, value: Any, *operands: Any) -> Any:
        if not np.any(mask):
            return value
        chosen, plain, *columns = np.broadcast_arrays(mask, value, *operands)
        result = np.array(plain)
        result[chosen] = self._each(name, *(column[chosen] for column in columns))
        return result

    def rarely(self, mask: Any, chosen: Callable[[], Any], other: Any) -> Any:
        return chosen() if np.any(mask) else other

    def known(self, x: Any) -> float | None:
        return float(x) if np.ndim(x) == 0 else None

    def _each(self, name: str, *operands: Any) -> Any:
        """The scalar kernel, one lane after the other."""
        kernel = FLOAT.kernel(name)
        columns = np.broadcast_arrays(*operands)
        lanes = zip(*(column.ravel().tolist() for column in columns), strict=True)
        return np.array([kernel(*lane) for lane in lanes]).reshape(columns[0].shape)

    def _power(self, x: Any, y: Any) -> Any:
        # NumPy takes the square root of -0.0 and of -inf; IEEE 754 has 0 and inf.
        rooted = (y == 0.5) & ((x == 0.0) | (x == -np.inf))
        return np.where(rooted, np.abs(x), np.power(x, y))

    def _extreme(self, name: str, x: Any, y: Any) -> Any:
        # Of two zeros NumPy takes either; a negative one is the smaller.
        zeros = (x == 0.0) & (y == 0.0)
        if name == "minimum":
            return np.where(zeros, -((-x) + (-y)), np.minimum(x, y))
        return np.where(zeros, x + y, np.maximum(x, y))


MATHEMATICS = Arrays()


class BlockKernel:
    """A plan run block by block."""

    backend = "numpy"

    def __init__(self, function: Function) -> None:
        function = with_reciprocals(written_out(function, has_kernel))
        self.plan = plan(function)
        self.checks = checks(function)
        self.inputs = self.plan.inputs
        self.outputs = len(self.plan.outputs)
        # The nodes whose values tell in one look whether a block needs a second one.
        self._looked_at = {node for node, _ in self.checks.finite} | {entry.node for entry in self.checks.lost}

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
            if node in self._looked_at:
                _mark_odd(result, odd)
        for output, node in zip(outputs, self.plan.outputs, strict=True):
            output[:] = values[node]
        for node in self._looked_at & self.plan.constants.keys():
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


def compile_point(function: Function) -> Callable[[Any], Any]:
    """The function of one point, by the scalar kernels."""
    whole = plan(written_out(function, has_kernel))
    kernels = {step.primitive: FLOAT.kernel(step.primitive) for step in whole.steps}
    steps = [(kernels[step.primitive], step.node, step.operands) for step in whole.steps]

    def run(inputs: Any) -> Any:
        values: dict[int, float] = dict(whole.constants)
        values.update((node, float(inputs[position])) for node, position in whole.columns.items())
        for kernel, node, operands in steps:
            values[node] = kernel(*[values[operand] for operand in operands])
        return np.array([values[node] for node in whole.outputs])

    return run


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
    lost: dict[int, Any] = {}
    for entry in looked_at.lost:
        meant = np.zeros(rows, dtype=bool)
        for operand in entry.operands:
            meant = meant | (values[operand] == 0.0)
        for factor in entry.factors:
            meant = meant & ~lost[factor]
        lost[entry.node] = (np.abs(values[entry.node]) < SMALLEST_NORMAL) & ~meant
        if lost[entry.node].any():
            for guard, other in entry.uses:
                spoilt = lost[entry.node] & mask(guard)
                if other is not None:
                    spoilt = spoilt & (np.abs(values[other]) > LARGE_FACTOR)
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


def _leaves(whole: Plan, columns: Sequence[Any]) -> dict[int, Any]:
    values = {node: np.float64(value) for node, value in whole.constants.items()}
    return values | {node: columns[position] for node, position in whole.columns.items()}


def _compute(primitive: str, operands: Sequence[Any], result: Any) -> None:
    ufunc = UFUNCS.get(primitive)
    if ufunc is not None:
        ufunc(*operands, out=result)
    else:
        result[...] = vector_kernel(primitive)(MATHEMATICS, *operands)


def _mark_odd(value: Any, odd: Any) -> None:
    """Marks the lanes that are not finite or tiny, if there are any; mostly there are none."""
    size = np.abs(value)
    low, high = size.min(), size.max()
    if not (low >= SMALLEST_NORMAL and high < np.inf):
        odd |= ~((size >= SMALLEST_NORMAL) & (size < np.inf))


def _split(x: Any) -> tuple[Any, Any]:
    """Two numbers of at most 26 bits whose sum is x (Dekker 1971)."""
    scaled = SPLITTER * x
    high = scaled - (scaled - x)
    return high, x - high
