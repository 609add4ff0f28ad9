"""A function whose operations are each moved by a few units in the last place, to be compiled and compared with it.

Takes: a function in numbers alone, and which run it is. Returns: a function of the same inputs and outputs. Where its
outputs differ from the function's own by more than is promised, floats have lost digits; `run/array_doubt.py` does the
same without a compiler, of fewer rows.

*Source*: Vignes 1993, Mathematics and Computers in Simulation 35 (stochastic arithmetic).
"""

import random

from autograd_cli.graph.analysis import LEAVES
from autograd_cli.graph.graph import Function, Graph, NodeId
from autograd_cli.primitives import PRIMITIVES

# The moves, in units of the last place; the same in every call.
UNITS = [units for units in range(-8, 9) if units]


def moved(function: Function, run: int) -> Function:
    """The function with a factor near 1 behind each operation that rounds."""
    draw = random.Random(run)
    graph = Graph()
    node_of: dict[NodeId, NodeId] = {}
    for node in function.live:
        primitive, operands, payload, _ = function.graph.nodes[node]
        result = graph.add(primitive, tuple([node_of[operand] for operand in operands]), payload)
        if primitive not in LEAVES and operands and PRIMITIVES[primitive].rounding:
            factor = graph.constant(repr(1.0 + draw.choice(UNITS) * 2.0**-52))
            result = graph.add("multiply", (result, factor))
        node_of[node] = result
    for node in function.inputs:  # also those that nothing depends on
        if node not in node_of:
            node_of[node] = graph.add(*function.graph.nodes[node][:3])
    return Function(
        graph, tuple([node_of[node] for node in function.inputs]), tuple([node_of[node] for node in function.outputs])
    )
