"""NumPy's kernels for values that have the rows of a block as their first axis.

Takes: a node, its operands' values, and which of them differ from row to row. Returns: the value for all rows. The loop
over nodes and blocks is `tensors.py`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_cli.graph.graph import Node, Shape
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems.arrays import STRUCTURAL, Kernels
from autograd_cli.systems.systems import FLOAT


class RowKernels(Kernels):
    """The float kernels of values that have the rows of a block as their first axis."""

    lead = 1

    def __init__(self, rows: int) -> None:
        super().__init__(FLOAT)
        self.rows = rows

    def of_rows(self, node: Node, shapes: Sequence[Shape], operands: Sequence[Any], differ: Sequence[bool]) -> Any:
        """The value of an operation of which some operands differ from row to row, and others are one for all."""
        if PRIMITIVES[node.primitive].shape:
            if not all(differ) and node.primitive in PRODUCTS:
                return PRODUCTS[node.primitive](*operands, *differ)
            kernel = EACH.get(node.primitive) or STRUCTURAL[node.primitive]
            return kernel(self, node, *map(self._for_each, operands, shapes, differ))
        rank = len(node.shape)
        return self.elementwise(node.primitive)(
            *(self.aligned(x, rank) if own else x for x, own in zip(operands, differ, strict=True))
        )

    def _for_each(self, x: Any, shape: Shape, differs: bool) -> Any:
        return x if differs else np.broadcast_to(x, (self.rows, *shape))


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
