"""Kernels of products of matrices, determinants, and systems of equations.

A kernel takes the kernels of the number system, the node, and the values of its operands.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_cli.arrays import whole_matrices
from autograd_cli.graphs.graph import Node

if TYPE_CHECKING:
    from autograd_cli.arrays.kernels import Kernels

# The cofactors of exact matrices of up to so many rows are determinants of minors; of larger ones that takes long.
MOST_MINORS = 5


def _matmul(kernels: "Kernels", node: Node, x: Any, y: Any) -> Any:
    return x @ y


def _outer(kernels: "Kernels", node: Node, x: Any, y: Any) -> Any:
    return x[..., :, None] * y[..., None, :]


def _transpose(kernels: "Kernels", node: Node, x: Any) -> Any:
    return x.swapaxes(-1, -2)


def _trace(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.trace(x, axis1=-2, axis2=-1)


def _determinant(kernels: "Kernels", node: Node, x: Any) -> Any:
    return _eliminated(kernels, x)[0] if kernels.exact else np.linalg.det(x)


def _determinant_sign(kernels: "Kernels", node: Node, x: Any) -> Any:
    return kernels.of("sign", _eliminated(kernels, x)[0]) if kernels.exact else np.linalg.slogdet(x)[0]


def _log_determinant(kernels: "Kernels", node: Node, x: Any) -> Any:
    if kernels.exact:
        return kernels.of("log", _eliminated(kernels, x)[0])
    sign, magnitude = np.linalg.slogdet(x)
    return np.where(sign >= 0, magnitude, np.nan)


def _cofactor(kernels: "Kernels", node: Node, x: Any) -> Any:
    if 1 <= x.shape[-1] <= 3 and not kernels.exact:
        return _few_cofactors(x)
    if kernels.lead:
        return kernels.one_by_one(_cofactor, node, x)
    n = len(x)
    if not kernels.exact and np.all(np.isfinite(x)):
        left, singular, right = np.linalg.svd(x)
        others = np.array([np.prod(np.delete(singular, i)) for i in range(n)])
        return np.linalg.det(left) * np.linalg.det(right) * ((left * others) @ right)
    if kernels.exact and n > MOST_MINORS:
        one = np.frompyfunc(kernels.system.number, 1, 1)(np.eye(n).astype(object))
        determinant, inverse = _eliminated(kernels, x, one)
        if determinant != 0 and all(map(kernels.system.is_finite, inverse.ravel())):
            return determinant * inverse.T
    result = np.empty((n, n), dtype=object if kernels.exact else np.float64)
    for i, j in np.ndindex(n, n):
        minor = np.delete(np.delete(x, i, 0), j, 1)
        value = _eliminated(kernels, minor)[0] if kernels.exact else np.linalg.det(minor)
        result[i, j] = -value if (i + j) % 2 else value
    return result


def _few_cofactors(x: Any) -> Any:
    """Those of a matrix of up to three rows, written out: no other element rounds them."""
    n = x.shape[-1]
    if n == 1:
        return np.ones_like(x)
    if n == 2:
        return np.array([[1.0, -1.0], [-1.0, 1.0]]) * x[..., ::-1, ::-1]
    first, second, third = (x[..., i, :] for i in range(3))
    return np.stack([np.cross(second, third), np.cross(third, first), np.cross(first, second)], axis=-2)


def _inverse(kernels: "Kernels", node: Node, x: Any) -> Any:
    return _solution(kernels, node, x, np.broadcast_to(np.eye(node.shape[0]), kernels.full(node.shape, x)))


def _solve(kernels: "Kernels", node: Node, x: Any, y: Any) -> Any:
    return _solution(kernels, node, x, y)


def _solution(kernels: "Kernels", node: Node, x: Any, y: Any) -> Any:
    """The z for which x @ z is y; nan throughout where x is singular."""
    if kernels.exact:
        right = np.frompyfunc(kernels.system.number, 1, 1)(y.astype(object)) if y.dtype != object else y
        determinant, solution = _eliminated(kernels, x, right)
        return np.full(y.shape, kernels.system.number(np.nan), dtype=object) if determinant == 0 else solution
    try:
        if kernels.lead and len(node.shape) == 1:
            return np.linalg.solve(x, y[..., None])[..., 0]
        return np.linalg.solve(x, y)
    except np.linalg.LinAlgError:
        return kernels.one_by_one(_solve, node, x, y) if kernels.lead else np.full(y.shape, np.nan)


def _eliminated(kernels: "Kernels", x: Any, y: Any = None) -> tuple[Any, Any]:
    """The determinant of x, and the z for which x @ z is y, by elimination with pivots, in any number system."""
    n = len(x)
    rows = np.array(x, dtype=object)
    right = np.array(np.zeros((n, 0)) if y is None else y, dtype=object)
    determinant = kernels.system.constant("1")
    for i in range(n):
        pivot = max(range(i, n), key=lambda row: abs(rows[row, i]))
        if rows[pivot, i] == 0:
            return kernels.system.constant("0"), right
        if pivot != i:
            rows[[i, pivot]], right[[i, pivot]] = rows[[pivot, i]], right[[pivot, i]]
            determinant = -determinant
        determinant = determinant * rows[i, i]
        for other in range(i + 1 if y is None else 0, n):
            if other != i:
                factor = rows[other, i] / rows[i, i]
                rows[other, i + 1 :] = rows[other, i + 1 :] - factor * rows[i, i + 1 :]
                right[other] = right[other] - factor * right[i]
    for i in range(n if y is not None else 0):
        right[i] = right[i] / rows[i, i]
    return determinant, right


def _cholesky(kernels: "Kernels", node: Node, x: Any) -> Any:
    if not kernels.exact:
        try:
            return np.linalg.cholesky((x + np.swapaxes(x, -1, -2)) / 2)
        except np.linalg.LinAlgError:
            return kernels.one_by_one(_cholesky, node, x) if kernels.lead else np.full(node.shape, np.nan)
    result = kernels.filled("0", node.shape)
    for i, j in np.ndindex(*node.shape):
        if j <= i:
            rest = kernels.of("divide", x[i, j] + x[j, i], kernels.system.constant("2")) - result[i, :j] @ result[j, :j]
            result[i, j] = kernels.of("divide", rest, result[j, j]) if j < i else kernels.of("sqrt", rest)
    if not result.size:
        return result
    # The last pivot is positive only where all are: 1/1 there, 0/0 elsewhere, and of no derivative.
    inside = kernels.of("less", kernels.system.constant("0"), result[-1, -1])
    return result * kernels.of("divide", inside, inside)


def _of_matrices(kernels: "Kernels", node: Node, *operands: Any) -> Any:
    if kernels.exact:
        return whole_matrices.of_matrices(kernels.system, node.primitive, node.shape, *operands)
    return whole_matrices.FUNCTIONS[node.primitive](*operands)


ALGEBRA: dict[str, Callable[..., Any]] = {
    "matmul": _matmul,
    "matrix_vector": _matmul,
    "vector_matrix": _matmul,
    "dot": _matmul,
    "outer": _outer,
    "transpose": _transpose,
    "trace": _trace,
    "det": _determinant,
    "cofactor": _cofactor,
    "det_sign": _determinant_sign,
    "logdet": _log_determinant,
    "inv": _inverse,
    "solve": _solve,
    "solve_matrix": _solve,
    "cholesky": _cholesky,
    **dict.fromkeys(whole_matrices.FUNCTIONS, _of_matrices),
}
