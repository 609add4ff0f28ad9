"""How many operations nodes take, by their shapes: the model behind every comparison of costs.

In: nodes. Out: counts. One operation is one multiply-add, or one element of any elementwise function; a product of
matrices (m, k) and (k, n) is m*k*n, a reduction is an operation an element, elimination n^3/3, and moving numbers
about is free. How fast a machine is at each is not known here.

*Source*: Griewank & Walther 2008, section 3; for elimination, Golub & Van Loan 2013, section 3.2.
"""

from autograd_cli.graph.analysis import LEAVES
from autograd_cli.graph.graph import Graph, Shape
from autograd_cli.graph.shapes import size
from autograd_cli.primitives import PRIMITIVES

# What copies numbers, or does nothing but look at them in another way.
MOVES = frozenset(
    "transpose index scatter reshape reshaped flatten spread expand stack concat flip diag diagonal eye zeros "  # noqa: SIM905
    "ones".split()
)
PRODUCTS = frozenset(("matmul", "matrix_vector", "vector_matrix", "dot", "outer"))
ELIMINATIONS = frozenset(("det", "det_sign", "logdet"))
SOLUTIONS = frozenset(("solve", "solve_matrix"))
INVERSES = frozenset(("inv", "cofactor"))


def operations(graph: Graph, number: int) -> int:
    """How many operations a node takes, its operands being there."""
    node = graph.nodes[number]
    if node.primitive in LEAVES or node.primitive in MOVES or not node.operands:
        return 0
    shapes = [graph.nodes[operand].shape for operand in node.operands]
    row = PRIMITIVES[node.primitive]
    if not row.shape:
        return size(node.shape) * (max(1, len(shapes) - len(row.names) + 1) if row.variadic else 1)
    if node.primitive in PRODUCTS:
        # Every element of the result is a sum over the length that both operands share.
        return size(node.shape) * (1 if node.primitive == "outer" else shapes[0][-1])
    if node.primitive in ELIMINATIONS:
        return _eliminated(shapes[0])
    if node.primitive in SOLUTIONS:
        return _eliminated(shapes[0]) + shapes[0][0] * size(shapes[1])
    return shapes[0][0] ** 3 if node.primitive in INVERSES else size(shapes[0])


def _eliminated(shape: Shape) -> int:
    n = shape[0]
    return (n**3 + 2) // 3
