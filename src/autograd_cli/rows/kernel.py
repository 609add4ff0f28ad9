"""Kernels: a function compiled for many rows, by whichever backend there is.

In: a function, as a sweep leaves it. Out: a `Kernel`. What is computed by which
instructions is the backends' business; they are loaded by name, since each needs a library.
"""

import importlib
from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol

from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import Function
from autograd_cli.systems.systems import resolve

# Backend -> "module:function" that compiles; the first that can be loaded is `auto`.
KERNELS = {
    "llvm": "autograd_cli.rows.compiled:compile_rows",
    "numpy": "autograd_cli.rows.blocks:compile_rows",
}
LIBRARY = "llvmlite"
TENSORS = "autograd_cli.rows.tensors:TensorKernel"

# Why a row is flagged; a flag is the sum of its reasons.
NOT_FINITE, UNDERFLOW, POLE = 1, 2, 4


class Kernel(Protocol):
    """A compiled function. It may be run by several threads at once, each with columns and outputs of its own."""

    backend: str
    inputs: tuple[str, ...]
    outputs: int

    def run(self, columns: Sequence[Any], outputs: Sequence[Any], flags: Any) -> None:
        """Fills `outputs` and `flags`, arrays of one length, from the inputs' columns in the order of `inputs`.

        Columns and outputs are contiguous float64 arrays; a column that is a float is the same for all rows. A vector
        comes as a list of its elements' columns, or as one array for all rows, and leaves as its elements. Flags are
        uint8: 0 where the outputs are what the evaluator of single points gives, else the reasons to ask it.
        """


def compile_kernel(function: Function, backend: str = "auto", of_rows: Collection[str] = ()) -> Kernel:
    """The kernel of a function, by the backend `llvm`, `numpy`, or `auto`, which is the faster one that is there.

    A function of vectors or matrices has one backend; `of_rows` are the inputs of which every row has its own.
    Raises: `AutogradError` with code `missing-extra` where a backend is asked for that is not installed.
    """
    if function.has_arrays:
        tensors: Kernel = resolve(TENSORS)(function, of_rows)
        return tensors
    kernel: Kernel = _load(backend)(function)
    return kernel


def _load(backend: str) -> Callable[[Function], Any]:
    """A backend's function; the ones after it in the table take its place under `auto`."""
    names = list(KERNELS) if backend == "auto" else [backend]
    for name in names:
        module, _, attribute = KERNELS[name].partition(":")
        try:
            found: Callable[[Function], Any] = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] != LIBRARY:
                raise
            continue
        return found
    raise AutogradError("missing-extra", "backend", extra="batch", backend=backend, library=LIBRARY)
