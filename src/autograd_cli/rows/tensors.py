"""The block kernel for rows of vectors and matrices: NumPy's kernels, with the rows as the first axis of every value.

In: a function, the names of the inputs that differ from row to row. Out: a kernel. What depends on no row is computed
once; a matrix that is the same in all rows meets all rows of a block in one product. Beyond a size this takes less time
than the program written out in numbers, and does not have to be compiled.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.arrays.kernels import Kernels
from autograd_cli.graphs.graph import INPUT, Function, Node, NodeId
from autograd_cli.graphs.lifetimes import last_uses
from autograd_cli.graphs.shapes import size
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.rows.checks import finite_at_pole
from autograd_cli.rows.kernel import NOT_FINITE, POLE, UNDERFLOW
from autograd_cli.rows.row_kernels import RowKernels
from autograd_cli.run.doubt import SMALLEST_NORMAL
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import exact_zero, sensitive
from autograd_cli.systems.systems import FLOAT

# Elements of all values of a block together, so that most are in the processor's cache when they are needed again.
BLOCK = 1 << 20
FEWEST_ROWS, MOST_ROWS = 64, 8192


class Once(NamedTuple):
    """The constants that came with the last block; what was computed of them, by node, and whether all is finite."""

    constants: Sequence[Any]
    values: Mapping[NodeId, Any]
    finite: bool


class TensorKernel:
    """A function of vectors and matrices over rows.

    The column of an input is a float64 array, a list of them for the elements of a vector; its one value where all
    rows have the same.
    """

    backend = "numpy"

    def __init__(self, function: Function, of_rows: Collection[str]) -> None:
        nodes = function.graph.nodes
        self.function = function
        self.inputs = tuple(function.input_names)
        self.outputs = sum(size(nodes[output].shape) for output in function.outputs)
        self._of_rows = frozenset(of_rows)
        self._differs: dict[NodeId, bool] = {}
        for node in function.live:
            record = nodes[node]
            own = record.primitive == INPUT and record.payload in self._of_rows
            self._differs[node] = own or any(self._differs[operand] for operand in record.operands)
        self._fixed = [node for node in function.live if not self._differs[node]]
        self._moving = [node for node in function.live if self._differs[node]]
        self._dying = last_uses(function, self._fixed, self._moving)
        # Nodes whose underflow spoils what is made of them.
        self._spoiling = {
            operand
            for node in self._moving
            if nodes[node].operands and sensitive(nodes[node].primitive)
            for operand in nodes[node].operands
        }
        elements = sum(size(nodes[node].shape) for node in self._moving)
        moving = {operand for node in self._moving for operand in nodes[node].operands}
        self._used = [node for node in self._fixed if node in moving or node in function.outputs]
        self._once: Once | None = None
        self._rows = min(max(BLOCK // max(elements, 1), FEWEST_ROWS), MOST_ROWS)

    def run(self, columns: Sequence[Any], outputs: Sequence[Any], flags: Any) -> None:
        """Fills `outputs`, an array for each element of each output in order, and `flags`."""
        given = dict(zip(self.inputs, columns, strict=True))
        with np.errstate(all="ignore"):
            once = self._computed_once(given)
            for start in range(0, len(flags), self._rows):
                stop = min(start + self._rows, len(flags))
                block = [output[start:stop] for output in outputs]
                self._block(given, once, start, stop, block, flags[start:stop])

    def _computed_once(self, given: Mapping[str, Any]) -> Once:
        """What is the same in all rows."""
        constants = [given[name] for name in self.inputs if name not in self._of_rows]
        if self._once is not None and all(a is b for a, b in zip(self._once.constants, constants, strict=True)):
            return self._once
        found = evaluate(self.function, given, kernels=Kernels(FLOAT), order=self._fixed)
        finite = all(bool(np.all(np.isfinite(found[node]))) for node in self._fixed)
        self._once = Once(constants, {node: found[node] for node in self._used}, finite)
        return self._once

    def _block(
        self,
        given: Mapping[str, Any],
        once: Once,
        start: int,
        stop: int,
        outputs: Sequence[Any],
        flags: Any,
    ) -> None:
        nodes = self.function.graph.nodes
        kernels = RowKernels(start, stop, self._differs)
        values: list[Any] = [None] * len(nodes)
        for node, value in once.values.items():
            values[node] = value
        flags[:] = 0 if once.finite else NOT_FINITE

        def look(node: NodeId, values: Sequence[Any]) -> None:
            record = nodes[node]
            if record.primitive == INPUT:
                _mark(flags, ~np.isfinite(values[node]), NOT_FINITE)
            else:
                operands = kernels.alike(record, [values[operand] for operand in record.operands])
                _look(record, values[node], operands, node in self._spoiling, flags)

        evaluate(
            self.function, given, kernels=kernels, order=self._moving, known=values, forget=self._dying, watch=look
        )
        place = 0
        for output in self.function.outputs:
            count = size(nodes[output].shape)
            found = values[output]
            flat = np.reshape(found, (stop - start if self._differs[output] else 1, count))
            for i in range(count):
                outputs[place + i][:] = flat[:, i]
            place += count


def _look(node: Node, value: Any, operands: Sequence[Any], spoils: bool, flags: Any) -> None:
    """Flags the rows of which the evaluation of a single point may have more to say."""
    # What is an operand's own, rearranged or repeated, is lost there.
    if PRIMITIVES[node.primitive].kind == "rearrangement" or not np.size(value):
        return
    magnitude = np.abs(value)
    if not magnitude.max() < np.inf:
        _mark(flags, ~(magnitude < np.inf), NOT_FINITE)
    if spoils and not exact_zero(node.primitive) and magnitude.min() < SMALLEST_NORMAL:
        lost = magnitude < SMALLEST_NORMAL
        # What rows that are not elementwise make of zeros is meant; elementwise ones make tiny numbers of others.
        for x in [value] if PRIMITIVES[node.primitive].shape else operands:
            lost = lost & (np.asarray(x) != 0)
        _mark(flags, lost, UNDERFLOW)
    if node.operands and finite_at_pole(node.primitive, len(node.operands)):
        at_pole = np.ones(np.shape(value), dtype=bool)
        for x in operands:
            at_pole = at_pole & (np.asarray(x) == 0)
        _mark(flags, at_pole, POLE)


def _mark(flags: Any, mask: Any, reason: int) -> None:
    flags[np.any(mask.reshape(len(flags), -1), axis=1)] |= reason
