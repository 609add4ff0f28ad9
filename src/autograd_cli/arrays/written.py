"""Arrays of doubles as values: made of whatever NumPy takes, or of numbers whose text is still known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import Shape
from autograd_cli.numerals import EXACT_INTEGERS, Written

# NumPy's kinds of whole numbers.
WHOLE = "iu"
# Its kinds of points in time and of spans.
TIMES = "Mm"


def as_array(name: str, value: Any) -> Any:
    """A vector or matrix of doubles, from whatever NumPy makes an array of.

    Raises: `AutogradError` with code `shape`.
    """
    if isinstance(value, np.ma.MaskedArray):
        value = np.ma.filled(value.astype(np.float64), np.nan)
    try:
        array = np.asarray(value)
        if array.dtype.kind == "c":
            raise TypeError("its numbers are complex")
        if array.dtype.kind in TIMES:
            raise TypeError("its elements are times")
        doubles = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        uneven = "inhomogeneous" in str(problem)
        if uneven:
            raise AutogradError("shape", "uneven", what=f"the value of `{name}`") from None
        raise AutogradError("shape", "not-array", name=name, reason=str(problem)) from None
    if array.ndim > 2:
        raise AutogradError("shape", "dimensions-of-value", name=name, dimensions=array.ndim)
    if array.dtype.kind in WHOLE and np.any(np.abs(doubles) >= EXACT_INTEGERS):  # some of which no double is
        written = [Written(float(one), str(one)) for one in array.ravel().tolist()]
        return as_written(doubles, doubles.shape, lambda: written)
    return doubles


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
