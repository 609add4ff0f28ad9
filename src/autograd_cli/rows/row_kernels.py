"""NumPy's kernels for values that have the rows of a block as their first axis.

Takes: a node, its operands' values, and which of them differ from row to row. Returns: the value for all rows. The loop
over nodes and blocks is `tensors.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_cli.arrays.kernels import STRUCTURAL, Kernels
from autograd_cli.graphs.graph import Node, NodeId, Shape
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems.systems import FLOAT


class RowKernels(Kernels):
    """The float kernels of values that have the rows of a block as their first axis."""

    lead = 1

    def __init__(self, start: int, stop: int, differs: Mapping[NodeId, bool]) -> None:
        super().__init__(FLOAT)
        self.start, self.stop, self.differs = start, stop, differs

    def input(self, value: Any, shape: Shape) -> Any:
        """The values of a column in the block; those of a vector, a list of columns, with the rows as first axis."""
        if not isinstance(value, list):
            return value[self.start : self.stop]
        result = np.empty((self.stop - self.start, len(value)))
        for place, one in enumerate(value):
            result[:, place] = one[self.start : self.stop]
        return result

    def value(self, node: Node, nodes: Sequence[Node], operands: Sequence[Any]) -> Any:
        """The value of an operation of which some operands differ from row to row, and others are one for all."""
        if not PRIMITIVES[node.primitive].shape:
            return self.elementwise(node.primitive)(*self.alike(node, operands))
        differ = [self.differs[operand] for operand in node.operands]
        if not all(differ) and node.primitive in PRODUCTS:
            return PRODUCTS[node.primitive](*operands, *differ)
        shapes = [nodes[operand].shape for operand in node.operands]
        kernel = EACH.get(node.primitive) or STRUCTURAL[node.primitive]
        return kernel(self, node, *map(self._for_each, operands, shapes, differ))

    def alike(self, node: Node, operands: Sequence[Any]) -> list[Any]:
        """The operands with their axes aligned, so that they broadcast to the node's shape."""
        rank = len(node.shape)
        return [
            self.aligned(x, rank) if self.differs[operand] else x
            for x, operand in zip(operands, node.operands, strict=True)
        ]

    def _for_each(self, x: Any, shape: Shape, differs: bool) -> Any:
        return x if differs else np.broadcast_to(x, (self.stop - self.start, *shape))


# Products of which one operand is the same in all rows, as one product of matrices.


def _matrix_product(x: Any, y: Any, x_differs: bool, y_differs: bool) -> Any:
    if not x_differs:
        return np.matmul(x, y)
    rows, m, k = x.shape
    return (x.reshape(rows * m, k) @ y).reshape(rows, m, y.shape[-1])


def _matrix_vector(x: Any, y: Any, x_differs: bool, y_differs: bool) -> Any:
    return x @ y if x_differs else y @ x.T


def _vector_matrix(x: Any, y: Any, x_differs: bool, y_differs: bool) -> Any:
    return x @ y if x_differs else np.matmul(x, y)


def _inner(x: Any, y: Any, x_differs: bool, y_differs: bool) -> Any:
    return x @ y if x_differs else y @ x


PRODUCTS: dict[str, Callable[..., Any]] = {
    "matmul": _matrix_product,
    "matrix_vector": _matrix_vector,
    "vector_matrix": _vector_matrix,
    "dot": _inner,
}


def _each_matrix_vector(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    return np.matmul(x, y[..., None])[..., 0]


def _each_vector_matrix(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    return np.matmul(x[:, None, :], y)[:, 0, :]


def _each_inner(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    return np.einsum("ri,ri->r", x, y)


# Products of which both operands differ from row to row.
EACH: dict[str, Callable[..., Any]] = {
    "matrix_vector": _each_matrix_vector,
    "vector_matrix": _each_vector_matrix,
    "dot": _each_inner,
}
