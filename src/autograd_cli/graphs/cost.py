"""How many operations nodes take, by their shapes: the model behind every comparison of costs.

In: nodes. Out: counts. One operation is one multiply-add, or one element of any elementwise function; a product of
matrices (m, k) and (k, n) is m*k*n, a reduction is an operation an element, elimination n^3/3, and moving numbers
about is free. How fast a machine is at each is not known here.

*Source*: Griewank & Walther 2008, section 3; for elimination, Golub & Van Loan 2013, section 3.2.
"""

from collections.abc import Sequence
from math import prod

from autograd_cli.graphs.analysis import LEAVES
from autograd_cli.graphs.graph import Graph, NodeId, Shape
from autograd_cli.graphs.shapes import size
from autograd_cli.primitives import PRIMITIVES, Entry


def operations(graph: Graph, node: NodeId) -> int:
    """How many operations a node takes, its operands being there."""
    record = graph.nodes[node]
    if record.primitive in LEAVES or not record.operands:
        return 0
    shapes = [graph.nodes[operand].shape for operand in record.operands]
    entry = PRIMITIVES[record.primitive]
    match entry.kind:
        case "elementwise":
            return size(record.shape) * (max(1, len(shapes) - len(entry.names) + 1) if entry.variadic else 1)
        case "product":
            return multiplications(entry, shapes)
        case "elimination" if record.shape and len(shapes) == 1:
            return shapes[0][0] ** 3  # an inverse
        case "elimination":
            n = shapes[0][0]
            return (n**3 + 2) // 3 + sum(n * size(shape) for shape in shapes[1:])
        case "rearrangement" | "construction":
            return 0
        case _:
            return size(shapes[0])


def multiplications(entry: Entry, shapes: Sequence[Shape]) -> int:
    """How many products of two elements a product is made of: one for each choice of a place along every length."""
    assert entry.lengths is not None
    operands, _ = entry.lengths
    lengths: dict[str, int] = {}
    for names, shape in zip(operands, shapes, strict=True):
        lengths.update(zip(names, shape, strict=True))
    return prod(lengths.values())
