"""Functions of formulas and of single entries, and their kernels for many rows run on columns."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from autograd_cli.errors import Source
from autograd_cli.graphs.graph import INPUT, Function, Graph
from autograd_cli.graphs.lower import lower
from autograd_cli.rows.kernel import KERNELS, Kernel
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.syntax.parser import parse

BACKENDS = [
    pytest.param(
        name, marks=pytest.mark.skipif(name == "llvm" and not find_spec("llvmlite"), reason="llvmlite is not installed")
    )
    for name in KERNELS
]
# Those that are here, for a test that asks all of them.
HERE = [name for name in KERNELS if name != "llvm" or find_spec("llvmlite")]


def of_text(text: str, differentiated: bool = True) -> Function:
    """The function of a formula: its value and, if wanted, all partials."""
    lowered = lower(parse(Source(text)))
    function = lowered.function
    partials = gradient(function, tuple(lowered.inputs.values())).outputs if differentiated else ()
    return Function(function.graph, function.inputs, function.outputs + partials)


def of_row(name: str, count: int) -> Function:
    """The function that is one node."""
    graph = Graph()
    inputs = tuple(graph.add(INPUT, (), f"x{i}") for i in range(count))
    return Function(graph, inputs, (graph.add(name, inputs),))


def run(kernel: Kernel, columns: Sequence[Any], rows: int) -> tuple[list[Any], Any]:
    outputs = [np.full(rows, 7.0) for _ in range(kernel.outputs)]
    flags = np.full(rows, 7, dtype=np.uint8)
    kernel.run(columns, outputs, flags)
    return outputs, flags
