"""Kernels of what is made of the elements along an axis: sums, norms, and what is kept from overflowing.

A kernel takes the kernels of the number system, the node, and the values of its operands.

*Source*: Goodfellow 2016, section 4.1 (softmax), and Blue 1978 (the 2-norm).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_cli.graphs.graph import Node
from autograd_cli.graphs.shapes import size

if TYPE_CHECKING:
    from autograd_cli.arrays.kernels import Kernels

# A norm whose square is below this has lost digits to underflow.
SMALL_SQUARE = 1e-290


def _sum(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.sum(x, axis=kernels.axes(node, x))


def _mean(kernels: "Kernels", node: Node, x: Any) -> Any:
    axes = kernels.axes(node, x)
    count = _count(x, axes)
    if count == 0:
        return np.full(kernels.full(node.shape, x), np.nan)
    return np.sum(x, axis=axes) / count


def _count(x: Any, axes: int | tuple[int, ...] | None) -> int:
    """How many elements there are along axes."""
    shape = np.shape(x)
    along = range(len(shape)) if axes is None else (axes,) if isinstance(axes, int) else axes
    return size(tuple(shape[axis] for axis in along))


def _product(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.prod(x, axis=kernels.axes(node, x))


def _least(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.min(x, axis=kernels.axes(node, x), initial=np.inf)


def _largest(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.max(x, axis=kernels.axes(node, x), initial=-np.inf)


def _norm(kernels: "Kernels", node: Node, x: Any) -> Any:
    if kernels.lead:
        square = _squared_norm(kernels, node, x)
        fine = (square > SMALL_SQUARE) & (square < np.inf)
        return np.sqrt(square) if np.all(fine) or not np.size(x) else kernels.one_by_one(_norm, node, x)
    square = np.sum(x * x)
    if kernels.exact:
        return kernels.system.kernel("sqrt")(square)
    if SMALL_SQUARE < square < np.inf or not np.size(x):
        return np.sqrt(square)
    scale = np.max(np.abs(x))
    if scale == 0 or not scale < np.inf:
        return scale
    return scale * np.sqrt(np.sum((x / scale) ** 2))


def _squared_norm(kernels: "Kernels", node: Node, x: Any) -> Any:
    if kernels.lead:
        flat = np.reshape(x, (len(x), size(np.shape(x)[1:])))
        return np.einsum("ri,ri->r", flat, flat)
    if kernels.exact or np.ndim(x) == 0:
        return np.sum(x * x)
    flat = x.ravel()
    return flat @ flat


def _mean_squared(kernels: "Kernels", node: Node, x: Any, y: Any) -> Any:
    axes = tuple(range(kernels.lead, np.ndim(x)))
    count = _count(x, axes)
    if count == 0:
        return np.full(kernels.full((), x), np.nan)
    return np.sum((x - y) * (x - y), axis=axes) / count


def _shifted(kernels: "Kernels", x: Any, axis: int | tuple[int, ...] | None) -> tuple[Any, Any]:
    """The elements less the largest, and the largest; exponentials of the former do not overflow."""
    largest = np.max(x, axis=axis, keepdims=True) if np.size(x) else np.zeros((1,) * np.ndim(x))
    if not kernels.exact:
        if np.size(largest) == np.size(x):  # each is its own largest, an infinite one too
            return np.where(np.isinf(x), 0.0, x - largest), largest
        largest = np.where(np.isfinite(largest), largest, 0.0)
    return x - largest, largest


def _softmax(kernels: "Kernels", node: Node, x: Any) -> Any:
    axis = kernels.axes(node, x)
    powers = kernels.of("exp", _shifted(kernels, x, axis)[0])
    return powers / np.sum(powers, axis=axis, keepdims=True)


def _log_softmax(kernels: "Kernels", node: Node, x: Any) -> Any:
    axis = kernels.axes(node, x)
    shifted, _ = _shifted(kernels, x, axis)
    return shifted - kernels.of("log", np.sum(kernels.of("exp", shifted), axis=axis, keepdims=True))


def _logsumexp(kernels: "Kernels", node: Node, x: Any) -> Any:
    axis = kernels.axes(node, x)
    shifted, largest = _shifted(kernels, x, axis)
    total = kernels.of("log", np.sum(kernels.of("exp", shifted), axis=axis, keepdims=True)) + largest
    return np.reshape(total, kernels.full(node.shape, x))[()]


def _cross_entropy(kernels: "Kernels", node: Node, x: Any, y: Any) -> Any:
    # A class of probability 0 costs nothing, however improbable the logits make it.
    costs = y * _log_softmax(kernels, node, x)
    if kernels.exact or not np.all(np.isfinite(costs)):
        costs = np.where(y == 0, 0 * y, costs)
    return -np.sum(costs, axis=kernels.axes(node, x))


REDUCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _sum,
    "mean": _mean,
    "prod": _product,
    "min_over": _least,
    "max_over": _largest,
    "norm": _norm,
    "sum_of_squares": _squared_norm,
    "mse": _mean_squared,
    "logsumexp": _logsumexp,
    "cross_entropy": _cross_entropy,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
}
