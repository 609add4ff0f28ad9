"""The kernels for vectors and matrices: NumPy's where a value is an array, those of the number system where it is none.

Takes: a node, its operands' values. Returns: its value: a float (or a number of the system) for a scalar, else an
array. In a system other than floats an array holds its numbers as objects, so that every number system serves vectors
as well. Kernels never raise.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Literal

import numpy as np

from autograd_cli.arrays.algebra import ALGEBRA
from autograd_cli.arrays.elementwise import DIRECT, NARY, TRUTHS, on_objects, truth
from autograd_cli.arrays.memory import keep_freed
from autograd_cli.arrays.numpy_math import MATHEMATICS, UFUNCS
from autograd_cli.arrays.orders import ORDERS
from autograd_cli.arrays.places import PLACES
from autograd_cli.arrays.reductions import REDUCTIONS
from autograd_cli.graphs.graph import Node, Shape
from autograd_cli.graphs.shapes import ALL
from autograd_cli.lanes.vectormath import has_kernel, vector_kernel
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems.definitions import definition_kernel, is_defined
from autograd_cli.systems.systems import FLOAT, NumberSystem


def _ignored(kind: str, flags: int) -> None:
    """What an underflow calls where nobody asks for it."""


class Kernels:
    """The kernels of one number system for numbers and arrays.

    An array has the node's shape, after `lead` axes of its own along which there are many values.
    """

    lead = 0

    def __init__(self, system: NumberSystem, underflow: Callable[[str, int], None] | None = None) -> None:
        self.system = system
        self.direct: dict[str, Callable[..., Any]] = {}
        self._underflow = underflow
        self.exact = system is not FLOAT
        self._elementwise: dict[str, Callable[..., Any]] = {}
        self._scalar: dict[str, Callable[..., Any]] = {}

    def quiet(self) -> AbstractContextManager[Any]:
        """Where NumPy does not warn; it says where an array underflows to whoever asked for that."""
        keep_freed()
        under: Literal["ignore", "call"] = "ignore" if self._underflow is None else "call"
        return np.errstate(all="ignore", under=under, call=self._underflow or _ignored)

    def input(self, value: Any, shape: Shape) -> Any:
        """A bound value as the system has it."""
        if shape == ():
            return self.system.number(value)
        array = np.asarray(value, dtype=None if self.exact else np.float64)
        return np.frompyfunc(self.system.number, 1, 1)(array.astype(object)) if self.exact else array

    def value(self, node: Node, nodes: Sequence[Node], operands: Sequence[Any]) -> Any:
        """The value of an operation."""
        primitive = node.primitive
        if PRIMITIVES[primitive].shape:
            found = STRUCTURAL[primitive](self, node, *operands)
            if node.shape == ():
                return np.asarray(found, dtype=object)[()] if self.exact else float(found)
            return found
        if not operands:
            return self.system.named(primitive, node.payload)
        if node.shape == () and all(nodes[operand].shape == () for operand in node.operands):
            kernel = self._scalar.get(primitive)
            if kernel is None:
                kernel = self._scalar[primitive] = self.system.kernel(primitive)
            return kernel(*operands)
        return self.elementwise(primitive)(*operands)

    def elementwise(self, primitive: str) -> Callable[..., Any]:
        """The kernel of an elementwise row, for arrays and numbers of shapes that broadcast."""
        kernel = self._elementwise.get(primitive)
        if kernel is None:
            kernel = self._elementwise[primitive] = self._made(primitive)
        return kernel

    def _made(self, primitive: str) -> Callable[..., Any]:
        if not PRIMITIVES[primitive].parameters:  # a constant within a definition
            return self.system.kernel(primitive)
        if self.exact:
            return on_objects(self.system.kernel(primitive))
        direct = DIRECT.get(primitive) or UFUNCS.get(primitive)
        if direct is not None and primitive not in TRUTHS:
            return direct
        if primitive in TRUTHS:
            return partial(truth, UFUNCS[primitive])
        if primitive in NARY:
            return NARY[primitive]
        if not has_kernel(primitive) and is_defined(primitive):
            return definition_kernel(primitive, self.elementwise, float)
        return partial(vector_kernel(primitive), MATHEMATICS)

    def of(self, primitive: str, *operands: Any) -> Any:
        """An elementwise row within the kernel of another."""
        return self.elementwise(primitive)(*operands)

    def axis(self, node: Node) -> int | None:
        """The axis that a node names; None for all."""
        return None if node.payload in (None, ALL) else int(node.payload or 0)

    def axes(self, node: Node, x: Any) -> int | tuple[int, ...] | None:
        """The axes of an operand's value that the node's axis means."""
        axis = self.axis(node)
        if self.lead == 0:
            return axis
        return tuple(range(self.lead, np.ndim(x))) if axis is None else axis + self.lead

    def full(self, shape: Shape, x: Any) -> Shape:
        """The shape that values of a shape have, as many of them as there are operands."""
        return (*np.shape(x)[: self.lead], *shape) if self.lead else shape

    def aligned(self, x: Any, rank: int) -> Any:
        """An operand with axes of length 1 before its own, so that it broadcasts with others of a rank."""
        missing = self.lead + rank - np.ndim(x)
        if self.lead == 0 or missing <= 0:
            return x
        return np.reshape(x, (*np.shape(x)[: self.lead], *(1,) * missing, *np.shape(x)[self.lead :]))

    def filled(self, value: str, shape: Shape) -> Any:
        """An array of one number."""
        return np.full(shape, self.system.constant(value), dtype=object if self.exact else np.float64)

    def one_by_one(self, kernel: Callable[..., Any], node: Node, *operands: Any) -> Any:
        """What a kernel of doubles gives of many values, one after the other."""
        return np.array([kernel(ONE_VALUE, node, *values) for values in zip(*operands, strict=True)], dtype=np.float64)


# By entry that is not elementwise, its kernel: of the kernels, the node, its operands' values.
STRUCTURAL: Mapping[str, Callable[..., Any]] = {**REDUCTIONS, **ORDERS, **ALGEBRA, **PLACES}
ONE_VALUE = Kernels(FLOAT)
