"""A graph with vectors and matrices as one of numbers alone: every element a node, every product and sum written out.

In: a function whose inputs are numbers, its vectors being made of these. Out: a function of the same value whose graph
has no vector in it, but for those of functions of whole matrices, of which no element is computed alone. It is the one
loop with the kernels of `arrays.py`, in a number system whose numbers are nodes.

What this is for: exact sparsity, compiled loops, and all else that looks at single numbers.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.arrays.kernels import STRUCTURAL, Kernels
from autograd_cli.arrays.whole_matrices import FUNCTIONS
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import INPUT, Function, Graph, Node, NodeId, Shape
from autograd_cli.graphs.shapes import ALL, place_text, size
from autograd_cli.numerals import element_names, number_text
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.forward import assembled
from autograd_cli.systems.systems import NumberSystem

# The most elements of all nodes that are written out.
MOST_ELEMENTS = 2_000_000
# Determinants are written out by their minors, n! products, up to this n.
LARGEST_DETERMINANT = 5


class Symbol:
    """A number that is a node of a graph."""

    __slots__ = ("graph", "node")

    def __init__(self, graph: Graph, node: NodeId) -> None:
        self.graph, self.node = graph, node

    def _with(self, primitive: str, other: Any) -> "Symbol":
        return Symbol(self.graph, self.graph.add(primitive, (self.node, symbol(self.graph, other).node)))

    def __add__(self, other: Any) -> "Symbol":
        return self._with("add", other)

    def __radd__(self, other: Any) -> "Symbol":
        # What NumPy begins a sum of objects with.
        return self if isinstance(other, int) and other == 0 else symbol(self.graph, other)._with("add", self)

    def __sub__(self, other: Any) -> "Symbol":
        return self._with("subtract", other)

    def __mul__(self, other: Any) -> "Symbol":
        return self._with("multiply", other)

    def __truediv__(self, other: Any) -> "Symbol":
        return self._with("divide", other)

    def __neg__(self) -> "Symbol":
        return Symbol(self.graph, self.graph.add("negative", (self.node,)))


def symbol(graph: Graph, value: Any) -> Symbol:
    """A number as a node: itself, or a constant."""
    return value if isinstance(value, Symbol) else Symbol(graph, graph.constant(number_text(float(value or 0))))


def in_scalars(function: Function) -> Function:
    """The function in numbers alone, itself where it has no vector.

    Raises: `AutogradError` with code `too-large`.
    """
    source = function.graph
    if not function.has_arrays:
        return function
    count = sum(size(source.nodes[node].shape) for node in function.live)
    if count > MOST_ELEMENTS:
        raise AutogradError("too-large", "written-out", count=count, most=MOST_ELEMENTS)
    graph = Graph()
    start = 0

    def place(node: NodeId, values: Sequence[Any]) -> None:
        nonlocal start
        for fresh in range(start, len(graph.nodes)):
            graph.origins[fresh] = list(source.origins[node])
        start = len(graph.nodes)

    names = {name: name for name in function.input_names}
    values = evaluate(function, names, kernels=_WrittenOut(graph), watch=place)
    for node in function.inputs:  # also those that nothing depends on
        values[node] = values[node] or Symbol(graph, graph.add(INPUT, (), source.nodes[node].payload))
    inputs = tuple(values[node].node for node in function.inputs)
    return Function(graph, inputs, tuple(values[node].node for node in function.outputs))


class Elements(NamedTuple):
    """A function of numbers alone, the names of its inputs, and the shapes of what its outputs are the elements of."""

    function: Function
    names: tuple[str, ...]
    shapes: tuple[Shape, ...]


def by_elements(function: Function) -> Elements:
    """The function of the elements of the inputs that gives the elements of the outputs, in their order.

    Raises: `AutogradError` with code `too-large`.
    """
    source = function.graph
    graph = Graph()
    elements = _WrittenOut(graph)
    values = evaluate(function, {name: name for name in function.input_names}, kernels=elements)
    names, inputs = [], []
    for node in function.inputs:
        record = source.nodes[node]
        if values[node] is None:  # nothing depends on it
            values[node] = elements.input(record.payload or "", record.shape)
        names += element_names(record.payload or "", record.shape)
        inputs += [one.node for one in np.ravel(values[node])]
    outputs = [one.node for node in function.outputs for one in np.ravel(values[node])]
    shapes = tuple(source.nodes[node].shape for node in function.outputs)
    return Elements(Function(graph, tuple(inputs), tuple(outputs)), tuple(names), shapes)


class _WrittenOut(Kernels):
    """The kernels of a system whose numbers are nodes of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        super().__init__(
            NumberSystem(
                kernel=lambda name: lambda *operands: _call(graph, name, operands),
                constant=lambda text: Symbol(graph, graph.constant(text)),
                number=lambda value: symbol(graph, value),
                is_nan=lambda value: False,
                is_finite=lambda value: True,
                text=str,
            )
        )

    def input(self, value: str, shape: Shape) -> Any:
        """The nodes of an input, or of its elements, of which the value is the name."""
        found = [Symbol(self.graph, self.graph.add(INPUT, (), name)) for name in element_names(value, shape)]
        return np.array(found, dtype=object).reshape(shape) if shape else found[0]

    def value(self, node: Node, nodes: Sequence[Node], operands: Sequence[Any]) -> Any:
        if node.primitive in FUNCTIONS:
            return _whole(self.graph, node, operands)
        own = WRITTEN_OUT.get(node.primitive)
        found = own(self.graph, node, *operands) if own else super().value(node, nodes, operands)
        return np.frompyfunc(lambda one: symbol(self.graph, one), 1, 1)(found)


def _call(graph: Graph, name: str, operands: Sequence[Any]) -> Symbol:
    return Symbol(graph, graph.add(name, tuple([symbol(graph, one).node for one in operands])))


def _whole(graph: Graph, node: Node, operands: Sequence[Any]) -> Any:
    """The elements of what a function of whole matrices gives, which alone stays a node of matrices."""
    gathered = [assembled(graph, [one.node for one in np.ravel(x)], np.shape(x)) for x in operands]
    own = graph.add(node.primitive, tuple(gathered), node.payload, None, node.shape)
    result = np.empty(node.shape, dtype=object)
    for place in np.ndindex(*node.shape):
        result[place] = Symbol(graph, graph.add("index", (own,), place_text(place), None, ()))
    return result


# Rows whose kernels look at the numbers, as elements written out. Of the graph, the node, its operands' elements.


def _along(node: Node, x: Any, combine: Callable[[Sequence[Any]], Any]) -> Any:
    """What a function gives of all elements, or of those along the node's axis."""
    if node.payload in (None, ALL):
        return combine(list(np.ravel(x)))
    rows = np.moveaxis(x, int(node.payload or 0), -1)
    result = np.empty(rows.shape[:-1], dtype=object)
    for place in np.ndindex(*result.shape):
        result[place] = combine(list(rows[place]))
    return result


def _extreme(name: str) -> Callable[..., Any]:
    def run(graph: Graph, node: Node, x: Any) -> Any:
        return _along(node, x, lambda parts: _call(graph, name, parts))

    return run


def _logsumexp(graph: Graph, node: Node, x: Any) -> Any:
    return _along(node, x, lambda parts: _log_of_sum(graph, parts))


def _log_of_sum(graph: Graph, parts: Sequence[Any]) -> Any:
    if not parts:
        return -_call(graph, "inf", ())
    return reduce(lambda a, b: _call(graph, "logaddexp", (a, b)), parts)


def _log_softmax(graph: Graph, node: Node, x: Any) -> Any:
    if not np.size(x):
        return x
    total = x if np.ndim(x) == 0 else _logsumexp(graph, node, x)
    if np.size(total) == np.size(x):
        # Of an element alone it is 0, where the element is infinite too.
        return np.frompyfunc(lambda one: symbol(graph, 0.0) / (one * one + symbol(graph, 1.0)), 1, 1)(x)
    return x - (total if node.payload in (None, ALL) else np.expand_dims(total, int(node.payload or 0)))


def _softmax(graph: Graph, node: Node, x: Any) -> Any:
    return np.frompyfunc(lambda one: _call(graph, "exp", (one,)), 1, 1)(_log_softmax(graph, node, x))


def _cross_entropy(graph: Graph, node: Node, x: Any, y: Any) -> Any:
    costs = y * _log_softmax(graph, node, x)
    return _along(node, costs, lambda parts: -sum(parts[1:], start=parts[0]) if parts else symbol(graph, 0))


def _norm(graph: Graph, node: Node, x: Any) -> Any:
    parts = list(np.ravel(x))
    if len(parts) < 2:
        return _call(graph, "abs", parts) if parts else symbol(graph, 0)
    return reduce(lambda a, b: _call(graph, "hypot", (a, b)), parts)


def _determinant(graph: Graph, node: Node, x: Any) -> Any:
    return _minors(graph, x)


def _minors(graph: Graph, x: Any) -> Any:
    """The determinant by its first row's minors."""
    n = len(x)
    if n > LARGEST_DETERMINANT:
        raise AutogradError("too-large", "determinant", n=n, most=LARGEST_DETERMINANT)
    if n == 0:
        return symbol(graph, 1)
    if n == 1:
        return x[0, 0]
    terms = [x[0, j] * _minors(graph, np.delete(x[1:], j, 1)) for j in range(n)]
    total = terms[0]
    for j, term in enumerate(terms[1:], 1):
        total = total - term if j % 2 else total + term
    return total


def _cofactors(graph: Graph, node: Node, x: Any) -> Any:
    result = np.empty(x.shape, dtype=object)
    for i, j in np.ndindex(*x.shape):
        minor = _minors(graph, np.delete(np.delete(x, i, 0), j, 1))
        result[i, j] = -minor if (i + j) % 2 else minor
    return result


def _inverse(graph: Graph, node: Node, x: Any) -> Any:
    determinant = _minors(graph, x)
    divide = np.frompyfunc(lambda one: one / determinant, 1, 1)
    return divide(_cofactors(graph, node, x).T)


def _solve(graph: Graph, node: Node, x: Any, y: Any) -> Any:
    return _inverse(graph, node, x) @ y


def _sort_by(graph: Graph, node: Node, x: Any, key: Any) -> Any:
    if [one.node for one in x] != [one.node for one in key]:
        return _shares(graph, x, key).sum(axis=1)
    parts = list(x)  # in order by exchanges of neighbours, which need no condition
    for last in range(len(parts) - 1, 0, -1):
        for i in range(last):
            pair = parts[i : i + 2]
            parts[i : i + 2] = [_call(graph, "min", pair), _call(graph, "max", pair)]
    return np.array(parts, dtype=object)


def _unsort_by(graph: Graph, node: Node, x: Any, key: Any) -> Any:
    return _shares(graph, x[:, None], key).sum(axis=0)


def _shares(graph: Graph, x: Any, key: Any) -> Any:
    """Element [k, i] is x/c where element i of the key is in place k of the order, or one of c equal ones, else 0."""
    terms = np.empty((len(key), len(key)), dtype=object)
    for i, own in enumerate(key):
        others = [one for j, one in enumerate(key) if j != i]
        below = sum((_call(graph, "less", (one, own)) for one in others), symbol(graph, 0))
        count = sum((_call(graph, "equal", (one, own)) for one in others), symbol(graph, 1))
        for k in range(len(key)):
            within = (_call(graph, "less_equal", (below, k)), _call(graph, "less", (k, below + count)))
            share = np.broadcast_to(x, terms.shape)[k, i] / count
            terms[k, i] = _call(graph, "where", (_call(graph, "logical_and", within), share, 0))
    return terms


def _of_determinant(name: str) -> Callable[..., Any]:
    return lambda graph, node, x: _call(graph, name, (_minors(graph, x),))


WRITTEN_OUT: dict[str, Callable[..., Any]] = {
    "min_over": _extreme("min"),
    "max_over": _extreme("max"),
    "logsumexp": _logsumexp,
    "log_softmax": _log_softmax,
    "softmax": _softmax,
    "cross_entropy": _cross_entropy,
    "norm": _norm,
    "sort_by": _sort_by,
    "unsort_by": _unsort_by,
    "det": _determinant,
    "det_sign": _of_determinant("sign"),
    "logdet": _of_determinant("log"),
    "cofactor": _cofactors,
    "inv": _inverse,
    "solve": _solve,
    "solve_matrix": _solve,
}
assert WRITTEN_OUT.keys() <= STRUCTURAL.keys()
