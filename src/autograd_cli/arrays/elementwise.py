"""Elementwise kernels of arrays that are no ufunc of NumPy's, and take fewer passes here than written for lanes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np


def on_objects(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel for numbers, elementwise over arrays of objects."""

    def run(*operands: Any) -> Any:
        return np.frompyfunc(kernel, len(operands), 1)(*operands)

    return run


def truth(ufunc: Any, *operands: Any) -> Any:
    return ufunc(*operands).astype(np.float64)


TRUTHS = frozenset(
    "less less_equal greater greater_equal equal not_equal logical_not logical_and logical_or".split()  # noqa: SIM905
)


def _where(condition: Any, chosen: Any, other: Any) -> Any:
    return np.where(np.asarray(condition) != 0, chosen, other)


def _relu(x: Any) -> Any:
    return np.maximum(x, 0.0)


def _step(x: Any) -> Any:
    result = (x > 0).astype(np.float64)
    if np.size(x) and np.isnan(np.min(x)):
        result[np.isnan(x)] = np.nan
    return result


def _sigmoid(x: Any) -> Any:
    result = np.negative(x)
    np.exp(result, out=result)
    result += 1.0
    np.divide(1.0, result, out=result)
    # Below, exp(-x) overflows, or its inverse is subnormal.
    low = x < -700.0
    if low.any():
        result[low] = np.exp(x[low])
    return result


def _sech(x: Any) -> Any:
    growth = np.abs(x)
    np.negative(growth, out=growth)
    np.exp(growth, out=growth)
    result = growth * growth
    result += 1.0
    np.divide(growth, result, out=result)
    result *= 2.0
    return result


# What takes fewer passes and temporaries here than in `vectormath`.
DIRECT: dict[str, Callable[..., Any]] = {
    "where": _where,
    "relu": _relu,
    "step": _step,
    "sigmoid": _sigmoid,
    "sech": _sech,
}


def _count_equal(y: Any, *xs: Any) -> Any:
    total: Any = 0.0
    for x in xs:
        total = total + (np.asarray(x) == y)
    return total


def _extreme(ufunc: Any, *xs: Any) -> Any:
    result = xs[0]
    for x in xs[1:]:
        zeros = (np.asarray(result) == 0) & (np.asarray(x) == 0)
        if np.any(zeros):  # of two zeros the negative one is the smaller; NumPy takes either
            either = result + x if ufunc is np.maximum else -(-result - x)
            result = np.where(zeros, either, ufunc(result, x))
        else:
            result = ufunc(result, x)
    return result


NARY: dict[str, Callable[..., Any]] = {
    "max": partial(_extreme, np.maximum),
    "min": partial(_extreme, np.minimum),
    "count_equal": _count_equal,
}
