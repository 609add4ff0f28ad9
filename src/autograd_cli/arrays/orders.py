"""Kernels of elements that follow one another, and of elements in their order.

A kernel takes the kernels of the number system, the node, and the values of its operands.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_cli.graphs.graph import Node

if TYPE_CHECKING:
    from autograd_cli.arrays.kernels import Kernels


def _running_sum(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.cumsum(x, axis=_running(kernels, node)) if np.ndim(x) > kernels.lead else x


def _flip(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.flip(x, axis=_running(kernels, node)) if np.ndim(x) > kernels.lead else x


def _roll(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.roll(x, int(node.payload or 0), axis=-1)


def _sort_by(kernels: "Kernels", node: Node, x: Any, key: Any) -> Any:
    order, tied = _order(key)
    moved = np.take_along_axis(x, order, -1)
    return _evened(kernels, node, moved, tied) if tied.any() and x is not key else _of_numbers(moved, key)


def _unsort_by(kernels: "Kernels", node: Node, x: Any, key: Any) -> Any:
    order, tied = _order(key)
    moved = np.empty_like(x)
    np.put_along_axis(moved, order, _evened(kernels, node, x, tied) if tied.any() else x, -1)
    return _of_numbers(moved, key)


def _order(key: Any) -> tuple[Any, Any]:
    """The places of the elements in ascending order, and which of them are as great as the one before."""
    order = np.argsort(key, axis=-1, kind="stable")
    ordered = np.take_along_axis(key, order, -1)
    return order, (ordered[..., 1:] == ordered[..., :-1]).astype(bool)


def _of_numbers(moved: Any, key: Any) -> Any:
    """What is moved; all of it nan where an element of the key is nan, which has no place in an order."""
    undefined = np.any(key != key, axis=-1, keepdims=True)
    return np.where(undefined, np.nan, moved) if undefined.any() else moved


def _evened(kernels: "Kernels", node: Node, x: Any, tied: Any) -> Any:
    """The elements in their order, and for those that are tied the mean of theirs."""
    if kernels.lead:
        return kernels.one_by_one(_evened, node, x, tied)
    result, start = x.copy(), 0
    for stop in [*np.flatnonzero(~tied) + 1, len(x)]:
        if stop - start > 1:
            result[start:stop] = kernels.of("divide", np.sum(x[start:stop]), kernels.system.number(float(stop - start)))
        start = stop
    return result


def _running(kernels: "Kernels", node: Node) -> int:
    """The axis along which elements follow one another; that of a vector needs no name."""
    return (kernels.axis(node) or 0) + kernels.lead


ORDERS: dict[str, Callable[..., Any]] = {
    "cumsum": _running_sum,
    "flip": _flip,
    "roll": _roll,
    "sort_by": _sort_by,
    "unsort_by": _unsort_by,
}
