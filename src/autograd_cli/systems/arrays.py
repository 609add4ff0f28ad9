"""The kernels for vectors and matrices: NumPy's where a value is an array, those of the number system where it is none.

Takes: a node, its operands' values. Returns: its value: a float (or a number of the system) for a scalar, else an
array. In a system other than floats an array holds its numbers as objects, so that every number system serves vectors
as well. Kernels never raise.

*Source*: for what overflows when written out, Goodfellow 2016, section 4.1 (softmax), and Blue 1978 (the 2-norm).
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Literal

import numpy as np

from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import Node, Shape
from autograd_cli.graphs.shapes import ALL, parse_place, size
from autograd_cli.lanes.vectormath import has_kernel, vector_kernel
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems import whole_matrices
from autograd_cli.systems.definitions import definition_kernel, is_defined
from autograd_cli.systems.memory import keep_freed
from autograd_cli.systems.numpy_math import MATHEMATICS, UFUNCS
from autograd_cli.systems.systems import FLOAT, NumberSystem

# A norm whose square is below this has lost digits to underflow.
SMALL_SQUARE = 1e-290
# NumPy takes longer to make a view that repeats an element than to write these many elements.
MOST_WRITTEN_OUT = 1 << 14
# The cofactors of exact matrices of up to so many rows are determinants of minors; of larger ones that takes long.
MOST_MINORS = 5


def _ignored(kind: str, flags: int) -> None:
    """What an underflow calls where nobody asks for it."""


def as_array(name: str, value: Any) -> Any:
    """A vector or matrix of doubles, from whatever NumPy makes an array of.

    Raises: `AutogradError` with code `shape`.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind == "c":
            raise TypeError("its numbers are complex")
        array = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        uneven = "inhomogeneous" in str(problem)
        if uneven:
            raise AutogradError("shape", "uneven", what=f"the value of `{name}`") from None
        raise AutogradError("shape", "not-array", name=name, reason=str(problem)) from None
    if array.ndim > 2:
        raise AutogradError("shape", "dimensions-of-value", name=name, dimensions=array.ndim)
    return array


class WrittenArray(np.ndarray[Any, np.dtype[np.float64]]):
    """An array of doubles that knows the numbers written for it, until something is computed of it.

    `range` is the sign of an interval or an uncertainty, where its elements are such.
    """

    written: Callable[[], Sequence[float]] | None
    range: str

    def __array_finalize__(self, other: Any) -> None:
        self.written, self.range = None, ""


def as_written(numbers: Any, shape: Shape, written: Callable[[], Sequence[float]], range: str = "") -> WrittenArray:
    """An array of doubles with what was written for each, row by row, made when it is asked for."""
    array = np.array(numbers, dtype=np.float64).reshape(shape).view(WrittenArray)
    array.written, array.range = written, range
    return array


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
            return _objects(self.system.kernel(primitive))
        direct = DIRECT.get(primitive) or UFUNCS.get(primitive)
        if direct is not None and primitive not in TRUTHS:
            return direct
        if primitive in TRUTHS:
            return partial(_truth, UFUNCS[primitive])
        if primitive in NARY:
            return NARY[primitive]
        if not has_kernel(primitive) and is_defined(primitive):
            return definition_kernel(primitive, self.elementwise, float)
        return partial(vector_kernel(primitive), MATHEMATICS)

    def of(self, primitive: str, *operands: Any) -> Any:
        """An elementwise row within the kernel of another."""
        return self.elementwise(primitive)(*operands)

    def axes(self, node: Node, x: Any) -> int | tuple[int, ...] | None:
        """The axes of an operand's value that the node's axis means."""
        axis = _axis(node)
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


def _objects(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel for numbers, elementwise over arrays of objects."""

    def run(*operands: Any) -> Any:
        return np.frompyfunc(kernel, len(operands), 1)(*operands)

    return run


def _truth(ufunc: Any, *operands: Any) -> Any:
    return ufunc(*operands).astype(np.float64)


TRUTHS = frozenset(
    "less less_equal greater greater_equal equal not_equal logical_not logical_and logical_or".split()  # noqa: SIM905
)


def _where(condition: Any, chosen: Any, other: Any) -> Any:
    return np.where(np.asarray(condition) != 0, chosen, other)


def _relu(x: Any) -> Any:
    return np.maximum(x, 0.0)


def _step(x: Any) -> Any:
    result = (x > 0).astype(np.float64)
    if np.size(x) and np.isnan(np.min(x)):
        result[np.isnan(x)] = np.nan
    return result


def _sigmoid(x: Any) -> Any:
    result = np.negative(x)
    np.exp(result, out=result)
    result += 1.0
    np.divide(1.0, result, out=result)
    # Below, exp(-x) overflows, or its inverse is subnormal.
    low = x < -700.0
    if np.any(low):
        result[low] = np.exp(x[low])
    return result


def _sech(x: Any) -> Any:
    growth = np.abs(x)
    np.negative(growth, out=growth)
    np.exp(growth, out=growth)
    result = growth * growth
    result += 1.0
    np.divide(growth, result, out=result)
    result *= 2.0
    return result


# What takes fewer passes and temporaries here than in `vectormath`.
DIRECT: dict[str, Callable[..., Any]] = {
    "where": _where,
    "relu": _relu,
    "step": _step,
    "sigmoid": _sigmoid,
    "sech": _sech,
}


def _count_equal(y: Any, *xs: Any) -> Any:
    total: Any = 0.0
    for x in xs:
        total = total + (np.asarray(x) == y)
    return total


def _extreme(ufunc: Any, *xs: Any) -> Any:
    result = xs[0]
    for x in xs[1:]:
        zeros = (np.asarray(result) == 0) & (np.asarray(x) == 0)
        if np.any(zeros):  # of two zeros the negative one is the smaller; NumPy takes either
            either = result + x if ufunc is np.maximum else -(-result - x)
            result = np.where(zeros, either, ufunc(result, x))
        else:
            result = ufunc(result, x)
    return result


NARY: dict[str, Callable[..., Any]] = {
    "max": partial(_extreme, np.maximum),
    "min": partial(_extreme, np.minimum),
    "count_equal": _count_equal,
}


# Kernels that are not elementwise: of the kernels, the node, its operands' values.


def _axis(node: Node) -> int | None:
    return None if node.payload in (None, ALL) else int(node.payload or 0)


def _matmul(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    return x @ y


def _outer(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    return x[..., :, None] * y[..., None, :]


def _transpose(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.swapaxes(x, -1, -2)


def _sum(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.sum(x, axis=kernels.axes(node, x))


def _mean(kernels: Kernels, node: Node, x: Any) -> Any:
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


def _product(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.prod(x, axis=kernels.axes(node, x))


def _least(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.min(x, axis=kernels.axes(node, x), initial=np.inf)


def _largest(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.max(x, axis=kernels.axes(node, x), initial=-np.inf)


def _norm(kernels: Kernels, node: Node, x: Any) -> Any:
    if kernels.lead:
        square = _squared_norm(kernels, node, x)
        fine = (square > SMALL_SQUARE) & (square < np.inf)
        return np.sqrt(square) if np.all(fine) or not np.size(x) else _one_by_one(_norm, node, x)
    square = np.sum(x * x)
    if kernels.exact:
        return kernels.system.kernel("sqrt")(square)
    if SMALL_SQUARE < square < np.inf or not np.size(x):
        return np.sqrt(square)
    scale = np.max(np.abs(x))
    if scale == 0 or not scale < np.inf:
        return scale
    return scale * np.sqrt(np.sum((x / scale) ** 2))


def _squared_norm(kernels: Kernels, node: Node, x: Any) -> Any:
    if kernels.lead:
        flat = np.reshape(x, (len(x), size(np.shape(x)[1:])))
        return np.einsum("ri,ri->r", flat, flat)
    if kernels.exact or np.ndim(x) == 0:
        return np.sum(x * x)
    flat = x.ravel()
    return flat @ flat


def _one_by_one(kernel: Callable[..., Any], node: Node, *operands: Any) -> Any:
    """What a kernel gives of many values, one after the other."""
    return np.array([kernel(ONE_VALUE, node, *values) for values in zip(*operands, strict=True)], dtype=np.float64)


def _mean_squared(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    axes = tuple(range(kernels.lead, np.ndim(x)))
    count = _count(x, axes)
    if count == 0:
        return np.full(kernels.full((), x), np.nan)
    return np.sum((x - y) * (x - y), axis=axes) / count


def _shifted(kernels: Kernels, x: Any, axis: int | tuple[int, ...] | None) -> tuple[Any, Any]:
    """The elements less the largest, and the largest; exponentials of the former do not overflow."""
    largest = np.max(x, axis=axis, keepdims=True) if np.size(x) else np.zeros((1,) * np.ndim(x))
    if not kernels.exact:
        if np.size(largest) == np.size(x):  # each is its own largest, an infinite one too
            return np.where(np.isinf(x), 0.0, x - largest), largest
        largest = np.where(np.isfinite(largest), largest, 0.0)
    return x - largest, largest


def _softmax(kernels: Kernels, node: Node, x: Any) -> Any:
    axis = kernels.axes(node, x)
    powers = kernels.of("exp", _shifted(kernels, x, axis)[0])
    return powers / np.sum(powers, axis=axis, keepdims=True)


def _log_softmax(kernels: Kernels, node: Node, x: Any) -> Any:
    axis = kernels.axes(node, x)
    shifted, _ = _shifted(kernels, x, axis)
    return shifted - kernels.of("log", np.sum(kernels.of("exp", shifted), axis=axis, keepdims=True))


def _logsumexp(kernels: Kernels, node: Node, x: Any) -> Any:
    axis = kernels.axes(node, x)
    shifted, largest = _shifted(kernels, x, axis)
    total = kernels.of("log", np.sum(kernels.of("exp", shifted), axis=axis, keepdims=True)) + largest
    return np.reshape(total, kernels.full(node.shape, x))[()]


def _cross_entropy(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    # A class of probability 0 costs nothing, however improbable the logits make it.
    costs = y * _log_softmax(kernels, node, x)
    if kernels.exact or not np.all(np.isfinite(costs)):
        costs = np.where(y == 0, 0 * y, costs)
    return -np.sum(costs, axis=kernels.axes(node, x))


def _running_sum(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.cumsum(x, axis=_running(kernels, node)) if np.ndim(x) > kernels.lead else x


def _flip(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.flip(x, axis=_running(kernels, node)) if np.ndim(x) > kernels.lead else x


def _roll(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.roll(x, int(node.payload or 0), axis=-1)


def _sort_by(kernels: Kernels, node: Node, x: Any, key: Any) -> Any:
    order, tied = _order(key)
    moved = np.take_along_axis(x, order, -1)
    return _evened(kernels, node, moved, tied) if tied.any() and x is not key else _of_numbers(moved, key)


def _unsort_by(kernels: Kernels, node: Node, x: Any, key: Any) -> Any:
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


def _evened(kernels: Kernels, node: Node, x: Any, tied: Any) -> Any:
    """The elements in their order, and for those that are tied the mean of theirs."""
    if kernels.lead:
        return _one_by_one(_evened, node, x, tied)
    result, start = x.copy(), 0
    for stop in [*np.flatnonzero(~tied) + 1, len(x)]:
        if stop - start > 1:
            result[start:stop] = kernels.of("divide", np.sum(x[start:stop]), kernels.system.number(float(stop - start)))
        start = stop
    return result


def _running(kernels: Kernels, node: Node) -> int:
    """The axis along which elements follow one another; that of a vector needs no name."""
    return (_axis(node) or 0) + kernels.lead


def _trace(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.trace(x, axis1=-2, axis2=-1)


def _determinant(kernels: Kernels, node: Node, x: Any) -> Any:
    return _eliminated(kernels, x)[0] if kernels.exact else np.linalg.det(x)


def _determinant_sign(kernels: Kernels, node: Node, x: Any) -> Any:
    return kernels.of("sign", _eliminated(kernels, x)[0]) if kernels.exact else np.linalg.slogdet(x)[0]


def _log_determinant(kernels: Kernels, node: Node, x: Any) -> Any:
    if kernels.exact:
        return kernels.of("log", _eliminated(kernels, x)[0])
    sign, magnitude = np.linalg.slogdet(x)
    return np.where(sign >= 0, magnitude, np.nan)


def _cofactor(kernels: Kernels, node: Node, x: Any) -> Any:
    if 1 <= x.shape[-1] <= 3 and not kernels.exact:
        return _few_cofactors(x)
    if kernels.lead:
        return _one_by_one(_cofactor, node, x)
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


def _inverse(kernels: Kernels, node: Node, x: Any) -> Any:
    return _solution(kernels, node, x, np.broadcast_to(np.eye(node.shape[0]), kernels.full(node.shape, x)))


def _solve(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
    return _solution(kernels, node, x, y)


def _solution(kernels: Kernels, node: Node, x: Any, y: Any) -> Any:
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
        return _one_by_one(_solve, node, x, y) if kernels.lead else np.full(y.shape, np.nan)


def _eliminated(kernels: Kernels, x: Any, y: Any = None) -> tuple[Any, Any]:
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


def _cholesky(kernels: Kernels, node: Node, x: Any) -> Any:
    if not kernels.exact:
        try:
            return np.linalg.cholesky((x + np.swapaxes(x, -1, -2)) / 2)
        except np.linalg.LinAlgError:
            return _one_by_one(_cholesky, node, x) if kernels.lead else np.full(node.shape, np.nan)
    result = _full(kernels, "0", node.shape)
    for i, j in np.ndindex(*node.shape):
        if j <= i:
            rest = kernels.of("divide", x[i, j] + x[j, i], kernels.system.constant("2")) - result[i, :j] @ result[j, :j]
            result[i, j] = kernels.of("divide", rest, result[j, j]) if j < i else kernels.of("sqrt", rest)
    if not result.size:
        return result
    # The last pivot is positive only where all are: 1/1 there, 0/0 elsewhere, and of no derivative.
    inside = kernels.of("less", kernels.system.constant("0"), result[-1, -1])
    return result * kernels.of("divide", inside, inside)


def _of_matrices(kernels: Kernels, node: Node, *operands: Any) -> Any:
    if kernels.exact:
        return whole_matrices.of_matrices(kernels.system, node.primitive, node.shape, *operands)
    return whole_matrices.FUNCTIONS[node.primitive](*operands)


def _diagonal(kernels: Kernels, node: Node, x: Any) -> Any:
    if kernels.lead == 0:
        return np.diag(x)
    if len(node.shape) == 1:
        return np.diagonal(x, axis1=-2, axis2=-1)
    result = np.zeros(kernels.full(node.shape, x))
    places = np.arange(node.shape[0])
    result[:, places, places] = x
    return result


def _stack(kernels: Kernels, node: Node, *xs: Any) -> Any:
    if kernels.exact:
        result = np.empty(node.shape, dtype=object)
        for i, x in enumerate(xs):
            result[i] = x
        return result
    if kernels.lead:
        return np.stack(xs, axis=kernels.lead).reshape(kernels.full(node.shape, xs[0]))
    return np.array(xs, dtype=np.float64).reshape(node.shape)


def _concat(kernels: Kernels, node: Node, *xs: Any) -> Any:
    return np.concatenate(xs, axis=(_axis(node) or 0) + kernels.lead)


def _index(kernels: Kernels, node: Node, x: Any) -> Any:
    return x[_place(kernels, node)]


def _scatter(kernels: Kernels, node: Node, x: Any) -> Any:
    result = _full(kernels, "0", kernels.full(node.shape, x))
    result[_place(kernels, node)] = x
    return result


def _place(kernels: Kernels, node: Node) -> tuple[Any, ...]:
    own = (
        slice(*(end if end >= 0 or i == 2 else None for i, end in enumerate(part))) if isinstance(part, tuple) else part
        for part in parse_place(node.payload or "")
    )
    return (*(slice(None),) * kernels.lead, *own)


def _reshape(kernels: Kernels, node: Node, x: Any) -> Any:
    return np.reshape(x, kernels.full(node.shape, x))


def _spread(kernels: Kernels, node: Node, x: Any) -> Any:
    axis = _axis(node)
    return _repeated(kernels, x if axis is None else np.expand_dims(x, axis + kernels.lead), node.shape)


def _expand(kernels: Kernels, node: Node, x: Any) -> Any:
    return _repeated(kernels, x, node.shape)


def _repeated(kernels: Kernels, x: Any, shape: Shape) -> Any:
    """The value broadcast: written out where that is quick, a view where it would take much memory."""
    x, shape = kernels.aligned(x, len(shape)), kernels.full(shape, x)
    if kernels.exact or size(shape) > MOST_WRITTEN_OUT:
        return np.broadcast_to(x, shape)
    result = np.empty(shape)
    result[...] = x
    return result


def _sum_to(kernels: Kernels, node: Node, x: Any) -> Any:
    shape = np.shape(x)[kernels.lead :]
    extra = len(shape) - len(node.shape)
    axes = tuple(
        axis + kernels.lead
        for axis, length in enumerate(shape)
        if axis < extra or (node.shape[axis - extra] == 1 and length != 1)
    )
    # A sum of objects may be no array.
    return np.reshape(np.sum(x, axis=axes) if axes else x, kernels.full(node.shape, x))[()]


def _filled(value: str) -> Callable[[Kernels, Node], Any]:
    def fill(kernels: Kernels, node: Node) -> Any:
        return _full(kernels, value, node.shape)

    return fill


def _full(kernels: Kernels, value: str, shape: Shape) -> Any:
    return np.full(shape, kernels.system.constant(value), dtype=object if kernels.exact else np.float64)


def _whole_numbers(kernels: Kernels, node: Node) -> Any:
    ((start, stop, step),) = (part for part in parse_place(node.payload or "") if isinstance(part, tuple))
    if not kernels.exact:
        return np.arange(start, stop, step, dtype=np.float64)
    result = np.empty(node.shape, dtype=object)
    result[:] = [kernels.system.constant(str(number)) for number in range(start, stop, step)]
    return result


def _identity(kernels: Kernels, node: Node) -> Any:
    if not kernels.exact:
        return np.eye(node.shape[0])
    result = _full(kernels, "0", node.shape)
    np.fill_diagonal(result, kernels.system.constant("1"))
    return result


STRUCTURAL: dict[str, Callable[..., Any]] = {
    "matmul": _matmul,
    "matrix_vector": _matmul,
    "vector_matrix": _matmul,
    "dot": _matmul,
    "outer": _outer,
    "transpose": _transpose,
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
    "cumsum": _running_sum,
    "flip": _flip,
    "roll": _roll,
    "sort_by": _sort_by,
    "unsort_by": _unsort_by,
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


ONE_VALUE = Kernels(FLOAT)
