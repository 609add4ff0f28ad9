"""The numbers of a network: drawn, and written to an `.npz` file.

In: how each array is drawn, a seed. Out: the file. The same seed gives the same numbers with the same NumPy.
"""

import importlib
import io
from collections.abc import Mapping
from typing import Any

from autograd_cli.data.streams import Target
from autograd_cli.report.network import Draw


def write_weights(path: str, arrays: Mapping[str, Draw], seed: int) -> None:
    """Draws the arrays and writes them. Raises: `FileError`."""
    numpy = importlib.import_module("numpy")
    file = io.BytesIO()
    numpy.savez(file, **drawn(arrays, seed))
    with Target(path) as target:  # whole or not at all: there may be trained ones under that name
        target.write(file.getvalue())


def drawn(arrays: Mapping[str, Draw], seed: int) -> dict[str, Any]:
    """The arrays by name, drawn in their order."""
    numpy = importlib.import_module("numpy")
    random = numpy.random.default_rng(seed)
    made = {}
    for name, draw in arrays.items():
        if draw.kind == "normal":
            made[name] = random.standard_normal(draw.shape) * draw.deviation
        elif draw.kind == "uniform":
            made[name] = random.random(draw.shape)
        else:
            made[name] = numpy.zeros(draw.shape)
            if draw.kind == "one_hot":
                columns = made[name].reshape(draw.shape[0], -1)
                columns[random.integers(draw.shape[0], size=columns.shape[1]), range(columns.shape[1])] = 1
    return made
