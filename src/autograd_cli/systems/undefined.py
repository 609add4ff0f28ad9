"""Whether values are finite, and values with what is undefined taken out; of numbers and arrays alike.

In: a number or an array. Out: a truth, or a value of the same shape.
"""

import math
from typing import Any

import numpy as np


def all_finite(value: Any) -> bool:
    """Whether every element is finite."""
    return math.isfinite(value) if isinstance(value, float) else bool(np.isfinite(value).all())


def any_nan(value: Any) -> bool:
    """Whether some element is nan."""
    return math.isnan(value) if isinstance(value, float) else bool(np.isnan(value).any())


def without(value: Any, undefined: Any) -> Any:
    """The value, nan where it is undefined."""
    if undefined is None or not np.any(undefined):
        return value
    result = np.where(undefined, np.nan, value)
    return float(result) if result.ndim == 0 else result
