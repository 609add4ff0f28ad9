"""Values for the nodes of a graph: one loop, the kernel set by the number system.

In: a function and a value an input. Out: values by node. Kernels never raise; they give inf and nan as IEEE 754
does, and `findings.py` says afterwards what they mean.
"""

from collections.abc import Mapping
from typing import Any

from autograd_cli.graph.graph import CONSTANT, INPUT, Function
from autograd_cli.systems.systems import FLOAT, NumberSystem, resolve

# Loaded only where some value is a vector or a matrix, since it imports NumPy.
ARRAYS = "autograd_cli.systems.arrays:evaluate_arrays"


def evaluate(function: Function, values: Mapping[str, Any], system: NumberSystem = FLOAT) -> list[Any]:
    """The values by node; those of nodes that no output depends on are None.

    `values` are doubles by input, or numbers of the system.
    """
    if function.graph.shaped:
        arrays: list[Any] = resolve(ARRAYS)(function, values, system)
        return arrays
    nodes = function.graph.nodes
    result: list[Any] = [None] * len(nodes)
    value_of = result.__getitem__
    kernels: dict[str, Any] = {}
    for node in function.live:
        primitive, operands, payload, _ = nodes[node]
        if primitive == CONSTANT:
            result[node] = system.constant(payload or "")
        elif primitive == INPUT:
            result[node] = system.number(values[payload or ""])
        else:
            kernel = kernels.get(primitive)
            if kernel is None:
                kernel = kernels[primitive] = system.kernel(primitive)
            result[node] = kernel(*map(value_of, operands))
    return result
