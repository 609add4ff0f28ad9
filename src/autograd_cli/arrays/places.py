"""Kernels that put elements in other places, repeat them, or make arrays of nothing.

A kernel takes the kernels of the number system, the node, and the values of its operands.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_cli.graphs.graph import Node, Shape
from autograd_cli.graphs.shapes import parse_place, size

if TYPE_CHECKING:
    from autograd_cli.arrays.kernels import Kernels

# NumPy takes longer to make a view that repeats an element than to write these many elements.
MOST_WRITTEN_OUT = 1 << 14


def _diagonal(kernels: "Kernels", node: Node, x: Any) -> Any:
    if kernels.lead == 0:
        return np.diag(x)
    if len(node.shape) == 1:
        return np.diagonal(x, axis1=-2, axis2=-1)
    result = np.zeros(kernels.full(node.shape, x))
    places = np.arange(node.shape[0])
    result[:, places, places] = x
    return result


def _stack(kernels: "Kernels", node: Node, *xs: Any) -> Any:
    if kernels.exact:
        result = np.empty(node.shape, dtype=object)
        for i, x in enumerate(xs):
            result[i] = x
        return result
    if kernels.lead:
        return np.stack(xs, axis=kernels.lead).reshape(kernels.full(node.shape, xs[0]))
    return np.array(xs, dtype=np.float64).reshape(node.shape)


def _concat(kernels: "Kernels", node: Node, *xs: Any) -> Any:
    return np.concatenate(xs, axis=(kernels.axis(node) or 0) + kernels.lead)


def _index(kernels: "Kernels", node: Node, x: Any) -> Any:
    return x[_place(kernels, node)]


def _scatter(kernels: "Kernels", node: Node, x: Any) -> Any:
    result = kernels.filled("0", kernels.full(node.shape, x))
    result[_place(kernels, node)] = x
    return result


def _place(kernels: "Kernels", node: Node) -> tuple[Any, ...]:
    own = (
        slice(*(end if end >= 0 or i == 2 else None for i, end in enumerate(part))) if isinstance(part, tuple) else part
        for part in parse_place(node.payload or "")
    )
    return (*(slice(None),) * kernels.lead, *own)


def _reshape(kernels: "Kernels", node: Node, x: Any) -> Any:
    return np.reshape(x, kernels.full(node.shape, x))


def _spread(kernels: "Kernels", node: Node, x: Any) -> Any:
    axis = kernels.axis(node)
    return _repeated(kernels, x if axis is None else np.expand_dims(x, axis + kernels.lead), node.shape)


def _expand(kernels: "Kernels", node: Node, x: Any) -> Any:
    return _repeated(kernels, x, node.shape)


def _repeated(kernels: "Kernels", x: Any, shape: Shape) -> Any:
    """The value broadcast: written out where that is quick, a view where it would take much memory."""
    x, shape = kernels.aligned(x, len(shape)), kernels.full(shape, x)
    if kernels.exact or size(shape) > MOST_WRITTEN_OUT:
        return np.broadcast_to(x, shape)
    result = np.empty(shape)
    result[...] = x
    return result


def _sum_to(kernels: "Kernels", node: Node, x: Any) -> Any:
    shape = np.shape(x)[kernels.lead :]
    extra = len(shape) - len(node.shape)
    axes = tuple(
        axis + kernels.lead
        for axis, length in enumerate(shape)
        if axis < extra or (node.shape[axis - extra] == 1 and length != 1)
    )
    # A sum of objects may be no array.
    return np.reshape(np.sum(x, axis=axes) if axes else x, kernels.full(node.shape, x))[()]


def _filled(value: str) -> Callable[["Kernels", Node], Any]:
    def fill(kernels: "Kernels", node: Node) -> Any:
        return kernels.filled(value, node.shape)

    return fill


def _whole_numbers(kernels: "Kernels", node: Node) -> Any:
    ((start, stop, step),) = (part for part in parse_place(node.payload or "") if isinstance(part, tuple))
    if not kernels.exact:
        return np.arange(start, stop, step, dtype=np.float64)
    result = np.empty(node.shape, dtype=object)
    result[:] = [kernels.system.constant(str(number)) for number in range(start, stop, step)]
    return result


def _identity(kernels: "Kernels", node: Node) -> Any:
    if not kernels.exact:
        return np.eye(node.shape[0])
    result = kernels.filled("0", node.shape)
    np.fill_diagonal(result, kernels.system.constant("1"))
    return result


PLACES: dict[str, Callable[..., Any]] = {
    "diag": _diagonal,
    "diagonal": _diagonal,
    "stack": _stack,
    "concat": _concat,
    "index": _index,
    "scatter": _scatter,
    "reshape": _reshape,
    "reshaped": _reshape,
    "flatten": _reshape,
    "spread": _spread,
    "expand": _expand,
    "sum_to": _sum_to,
    "eye": _identity,
    "arange": _whole_numbers,
    "zeros": _filled("0"),
    "ones": _filled("1"),
}
