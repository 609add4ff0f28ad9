"""Values for the nodes of a graph: the one loop over nodes, whatever the numbers are.

Takes: a function, a value an input, the kernels of a number system. Returns: values by node. Kernels never raise; they
give inf and nan as IEEE 754 does, and `findings.py` says afterwards what they mean. Whoever wants another order, or
less memory, or to look at every value as soon as it is there, says so here; no other module of this room goes from
node to node, but for the jets, which have an order within an order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Node, NodeId, Shape
from autograd_cli.systems.systems import FLOAT, NumberSystem, resolve

# Loaded only where some value is a vector or a matrix, since it imports NumPy.
ARRAYS = "autograd_cli.arrays.kernels:Kernels"
Kernel = Callable[..., Any]


class Kernels(Protocol):
    """What the loop asks of a number system; `direct` has kernels by primitive that need to know no more of a node."""

    system: NumberSystem
    direct: dict[str, Kernel]

    def input(self, value: Any, shape: Shape) -> Any: ...
    def value(self, node: Node, nodes: Sequence[Node], operands: Sequence[Any]) -> Any: ...
    def quiet(self) -> AbstractContextManager[Any]: ...


class NumberKernels:
    """The kernels of a system for numbers."""

    def __init__(self, system: NumberSystem) -> None:
        self.system = system
        self.direct: dict[str, Kernel] = {}

    def input(self, value: Any, shape: Shape) -> Any:
        return self.system.number(value)

    def value(self, node: Node, nodes: Sequence[Node], operands: Sequence[Any]) -> Any:
        if not operands:
            return self.system.named(node.primitive, node.payload)
        kernel = self.direct[node.primitive] = self.system.kernel(node.primitive)
        return kernel(*operands)

    def quiet(self) -> AbstractContextManager[Any]:
        return nullcontext()


def evaluate(
    function: Function,
    values: Mapping[str, Any],
    system: NumberSystem = FLOAT,
    *,
    kernels: Kernels | None = None,
    order: Sequence[NodeId] | None = None,
    known: list[Any] | None = None,
    forget: Iterable[Sequence[NodeId]] | None = None,
    watch: Callable[[NodeId, Sequence[Any]], None] | None = None,
) -> list[Any]:
    """The values by node; those of nodes that no output depends on are None.

    `values` are doubles by input, or numbers of the system. `kernels` are those of the system, unless others are given.
    Nodes are evaluated in `order`, that of the graph unless another is given, beside those whose values are `known`.
    `watch` is called with each node when its value is there, and then the values of the nodes that the next of `forget`
    lists are given up.
    """
    nodes = function.graph.nodes
    if kernels is None:
        kernels = resolve(ARRAYS)(system) if function.has_arrays else NumberKernels(system)
    system = kernels.system
    result: list[Any] = [None] * len(nodes) if known is None else known
    value_of = result.__getitem__
    direct = kernels.direct
    kernel_of = direct.get
    forgotten = iter(forget or ())
    observed = watch is not None or forget is not None
    with kernels.quiet():
        for node in function.live if order is None else order:
            primitive, operands, payload, shape = nodes[node]
            kernel = kernel_of(primitive)
            if kernel is not None:
                result[node] = kernel(*map(value_of, operands))
            elif primitive == CONSTANT:
                result[node] = system.constant(payload or "")
            elif primitive == INPUT:
                result[node] = kernels.input(values[payload or ""], shape)
            else:
                result[node] = kernels.value(nodes[node], nodes, [*map(value_of, operands)])
            if observed:
                if watch is not None:
                    watch(node, result)
                for operand in next(forgotten, ()):
                    result[operand] = None
    return result
