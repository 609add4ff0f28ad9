"""Whether vectors and matrices may have lost their digits: by evaluations that are moved at random.

Takes: a function of arrays, or of numbers in many rows, the inputs, the float outputs. Returns: how far the outputs
move, or the rows in which they do, where the operations are moved by some units in the last place. The counterpart of
`doubt.py`: no entry needs a rule for its errors, and the evaluation is made two to four times more.

Results of elementwise entries are moved. Those of sums, products and eliminations have their errors inside: there the
operands are moved. The moves are the same in every call.

*Source*: Vignes 1993, Mathematics and Computers in Simulation 35 (stochastic arithmetic).
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_cli.arrays.kernels import Kernels
from autograd_cli.graphs.analysis import LEAVES
from autograd_cli.graphs.graph import Function, Node, Shape
from autograd_cli.graphs.lifetimes import last_uses
from autograd_cli.graphs.shapes import size
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.doubt import EXEMPT, PROMISED, SMALLEST, SMALLEST_NORMAL, UNIT, passing
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.systems import FLOAT

# Of graphs with more elements the digits are not looked after: it would take as long as the gradient itself.
MOST_ELEMENTS = 100_000
RUNS = 2
# With no more elements a function that has jumps is evaluated with all moves upwards and all downwards too: a sum that
# is next to a jump passes it one way or the other.
MOST_ONE_WAY = 10_000
# The first of rows is not moved. Nothing else is looked at there: two equal errors that are moved alike cancel again,
# which three seldom are.
RUNS_OF_ROWS = 4
# Kinds of entries that add up what they are given.
SUMMING = frozenset({"product", "reduction", "scan", "elimination"})
# A prime, by which neighbours in an array are moved differently.
STRIDE = 2_654_435_761


def spoilt(function: Function, inputs: Mapping[str, Any], outputs: Sequence[Any]) -> list[float] | None:
    """How far each output moves, 0 where that is no more than is promised; None where it is so of all, or not known.

    What is promised of an array is relative to its largest element.
    """
    nodes = function.graph.nodes
    lengths = [size(nodes[node].shape) for node in function.live]
    if sum(lengths) > MOST_ELEMENTS:
        return None
    most = max(lengths, default=0)
    kernels = [_MovedKernels(most)] * RUNS
    if sum(lengths) <= MOST_ONE_WAY and any(_may_jump(nodes[node].primitive) for node in function.live):
        kernels += [_MovedKernels(most, side) for side in (1.0, -1.0)]
    moved = [0.0] * len(outputs)
    for one in kernels:
        values = evaluate(function, inputs, kernels=one)  # so few elements need not be freed on the way
        for i, output in enumerate(function.outputs):
            if np.size(outputs[i]):
                off = float(np.max(np.abs(np.subtract(values[output], outputs[i]))))
                moved[i] = math.inf if math.isnan(off) else max(moved[i], off)  # as where a moved matrix is singular
    sizes = [float(np.max(np.abs(output))) if np.size(output) else 0.0 for output in outputs]
    far = [one if one > PROMISED * whole + EXEMPT else 0.0 for one, whole in zip(moved, sizes, strict=True)]
    return far if any(far) else None


def _may_jump(primitive: str) -> bool:
    if primitive in LEAVES or PRIMITIVES[primitive].shape:
        return False
    way = passing(primitive)
    return way.jumps or way.compares


class MovedRows:
    """Rows of a function, as floats have them and moved. An input is a number for all, or an array of one for each."""

    def __init__(self, function: Function, inputs: Mapping[str, Any], rows: int) -> None:
        self._rows = rows
        self._runs: Sequence[Any] | None = None  # by output, of shape (runs, rows); none of vectors and matrices
        if rows and not function.has_arrays:
            # All runs are one, over rows that stand in it so many times: of few rows the calls cost more than numbers.
            repeated = {name: np.tile(one, RUNS_OF_ROWS) if np.ndim(one) else one for name, one in inputs.items()}
            values = evaluate(function, repeated, kernels=_KernelsOfRows(rows), forget=last_uses(function, ()))
            shape = RUNS_OF_ROWS, rows
            self._runs = [np.broadcast_to(values[node], math.prod(shape)).reshape(shape) for node in function.outputs]

    def doubtful(self, outputs: Sequence[Any] | None = None) -> list[int]:
        """The rows of which an output is further from a moved one than is promised; all of vectors and matrices.

        Where no outputs are given, they are those of floats.
        """
        if self._runs is None:
            return [*range(self._rows)]
        doubts = np.zeros(self._rows, dtype=bool)
        for output, runs in zip(outputs or [runs[0] for runs in self._runs], self._runs, strict=True):
            doubts |= away(output, runs).any(axis=0)
        found: list[int] = np.flatnonzero(doubts).tolist()
        return found


def away(outputs: Any, moved: Any) -> Any:
    """Where a finite output moves by more than is promised."""
    with np.errstate(all="ignore"):
        return np.isfinite(outputs) & ~(np.abs(np.subtract(moved, outputs)) <= PROMISED * np.abs(outputs) + EXEMPT)


class _MovedKernels(Kernels):
    """The kernels of floats, with results or operands moved by up to eight units in the last place, or to one side."""

    def __init__(self, most: int, side: float = 0.0) -> None:
        super().__init__(FLOAT)
        mixed = (np.arange(1, most + 64, dtype=np.uint64) * np.uint64(STRIDE)) >> np.uint64(20)
        units = (mixed % np.uint64(16)).astype(np.float64) - 8.0
        units = np.where(units < 0, units, units + 1.0)
        self._factors = 1.0 + (side * np.abs(units) if side else units) * 2.0 * UNIT
        self._start = 0

    def value(self, node: Node, nodes: Sequence[Node], operands: Sequence[Any]) -> Any:
        """The value of an operation, moved."""
        entry = PRIMITIVES[node.primitive]
        if not operands:
            return super().value(node, nodes, operands)
        if entry.shape:
            if entry.kind in SUMMING and not (entry.tie and entry.kind == "scan"):  # those of a scan stay equal
                operands = list(map(self._moved, operands))
            value = super().value(node, nodes, operands)
            if entry.tie and entry.kind == "elimination" and np.size(value):  # numbers as good as the largest is
                value = value + (self._moved(np.ones_like(value)) - 1.0) * np.max(np.abs(value))
            return value
        value = super().value(node, nodes, operands)
        return self._moved(value) if entry.rounding else value

    def _moved(self, value: Any) -> Any:
        self._start = (self._start + 7) % 61
        if not isinstance(value, np.ndarray):
            return value * float(self._factors[self._start])
        factors = self._factors[self._start : self._start + value.size]
        return value * (factors if value.ndim == 1 else factors.reshape(value.shape))


class _KernelsOfRows(_MovedKernels):
    """The same for numbers in every row, and all runs at once; what underflows in a moved one may have either sign."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows * RUNS_OF_ROWS)
        self._rows = rows

    def input(self, value: Any, shape: Shape) -> Any:
        return value

    def value(self, node: Node, nodes: Sequence[Node], operands: Sequence[Any]) -> Any:
        if not any(isinstance(operand, np.ndarray) for operand in operands):
            value = FLOAT.kernel(node.primitive)(*operands)
            if not operands or not PRIMITIVES[node.primitive].rounding:
                return value
            return self._moved(np.full(self._rows * RUNS_OF_ROWS, value))
        value = self.elementwise(node.primitive)(*operands)
        entry = PRIMITIVES[node.primitive]
        if not entry.rounding:
            return value
        moved = self._moved(value)
        if not entry.exact_zero and (tiny := np.abs(value) < SMALLEST_NORMAL).any():
            for operand in operands:
                tiny = tiny & (operand != 0.0)
            side = np.sign(self._factors[self._start : self._start + np.size(value)] - 1.0)
            side[: self._rows] = 0.0
            moved = np.where(tiny, moved + side * SMALLEST, moved)
        return moved

    def _moved(self, value: Any) -> Any:
        moved = super()._moved(value)
        moved[: self._rows] = value[: self._rows]
        return moved
