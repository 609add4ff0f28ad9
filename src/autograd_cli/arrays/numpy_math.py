"""NumPy's spellings: entries that are one ufunc, and the mathematics that `vectormath.py` is written in.

Takes: arrays, or NumPy's floats. Returns: arrays, with IEEE 754's values also where NumPy's own are others. It knows
neither functions nor blocks.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_cli.lanes import scipy_special
from autograd_cli.systems.systems import FLOAT

# Entries that are one ufunc, which can write into a buffer.
UFUNCS: dict[str, Any] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "negative": np.negative,
    "square": np.square, "sqrt": np.sqrt, "hypot": np.hypot, "exp": np.exp, "expm1": np.expm1, "exp2": np.exp2,
    "log": np.log, "log1p": np.log1p, "log2": np.log2, "log10": np.log10, "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "abs": np.abs, "floor": np.floor,
    "ceil": np.ceil, "round": np.rint, "less": np.less, "less_equal": np.less_equal, "greater": np.greater,
    "greater_equal": np.greater_equal, "equal": np.equal, "not_equal": np.not_equal, "logical_not": np.logical_not,
    "logical_and": np.logical_and, "logical_or": np.logical_or,
}  # fmt: skip
ELEMENTARY = {**UFUNCS, "cbrt": np.cbrt, "fmod": np.fmod}
# Functions of the C library that NumPy lacks and that never raise.
IN_C: dict[str, Callable[[float], float]] = {"erf": math.erf, "erfc": math.erfc}
SPLITTER = 134217729.0  # 2^27 + 1


class Arrays:
    """The mathematics of `vectormath.py` in NumPy; operands are arrays or NumPy's floats."""

    def elementary(self, name: str, *operands: Any) -> Any:
        if name in ELEMENTARY:
            return ELEMENTARY[name](*operands)
        if name in IN_C:
            (x,) = np.broadcast_arrays(*operands)
            return np.fromiter(map(IN_C[name], x.ravel().tolist()), np.float64, x.size).reshape(x.shape)
        if name.startswith(scipy_special.PREFIX):
            return scipy_special.ufunc(name)(*operands)
        if name == "power":
            return self._power(*operands)
        if name in ("minimum", "maximum"):
            return self._extreme(name, *operands)
        return self._each(name, *operands)

    def where(self, mask: Any, chosen: Any, other: Any) -> Any:
        return np.where(mask, chosen, other)

    def truth(self, mask: Any) -> Any:
        return np.asarray(mask).astype(np.float64)

    def absolute(self, x: Any) -> Any:
        return np.abs(x)

    def copysign(self, size: Any, sign: Any) -> Any:
        return np.copysign(size, sign)

    def product_error(self, x: Any, y: Any, product: Any) -> Any:
        x_high, x_low = _split(x)
        y_high, y_low = _split(y)
        return ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low

    def lanes(self, name: str, mask: Any, value: Any, *operands: Any) -> Any:
        if not np.any(mask):
            return value
        chosen, plain, *columns = np.broadcast_arrays(mask, value, *operands)
        result = np.array(plain)
        result[chosen] = self._each(name, *(column[chosen] for column in columns))
        return result

    def rarely(self, mask: Any, chosen: Callable[[], Any], other: Any) -> Any:
        return chosen() if np.any(mask) else other

    def known(self, x: Any) -> float | None:
        return float(x) if np.ndim(x) == 0 else None

    def _each(self, name: str, *operands: Any) -> Any:
        """The scalar kernel, one lane after the other."""
        kernel = FLOAT.kernel(name)
        columns = np.broadcast_arrays(*operands)
        lanes = zip(*(column.ravel().tolist() for column in columns), strict=True)
        return np.array([kernel(*lane) for lane in lanes]).reshape(columns[0].shape)

    def _power(self, x: Any, y: Any) -> Any:
        # NumPy takes the square root of -0.0 and of -inf; IEEE 754 has 0 and inf.
        rooted = (y == 0.5) & ((x == 0.0) | (x == -np.inf))
        return np.where(rooted, np.abs(x), np.power(x, y))

    def _extreme(self, name: str, x: Any, y: Any) -> Any:
        # Of two zeros NumPy takes either; a negative one is the smaller.
        zeros = (x == 0.0) & (y == 0.0)
        if name == "minimum":
            return np.where(zeros, -((-x) + (-y)), np.minimum(x, y))
        return np.where(zeros, x + y, np.maximum(x, y))


MATHEMATICS = Arrays()


def _split(x: Any) -> tuple[Any, Any]:
    """Two numbers of at most 26 bits whose sum is x (Dekker 1971)."""
    scaled = SPLITTER * x
    high = scaled - (scaled - x)
    return high, x - high
