"""A second evaluation of vectors and matrices with unlimited exponents, where floats overflowed on the way.

In: a function, its float outputs, the inputs. Out: the outputs that stand, and whether any of them changed.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.graph.graph import Function
from autograd_cli.graph.shapes import size
from autograd_cli.numerals import to_double
from autograd_cli.run.recompute import BITS
from autograd_cli.systems.arrays import evaluate_arrays
from autograd_cli.systems.systems import load

# More elements than these in all nodes are not evaluated again: mpmath takes some microseconds for each.
MOST_ELEMENTS = 200_000
# Two results that differ by less, relative to their size, differ by rounding and not by overflow.
ROUNDING = 1e-9
SMALLEST, LARGEST = 5e-324, sys.float_info.max


class Settled(NamedTuple):
    """The outputs that stand; whether a wider range of exponents changed one; whether it could be asked.

    `values` are those of the wider range by node, as the nearest doubles that are 0 or infinite only where these are.
    """

    outputs: Sequence[Any]
    changed: bool
    asked: bool
    values: Sequence[Any] = ()


def settle(function: Function, inputs: Mapping[str, Any], outputs: Sequence[Any]) -> Settled:
    """The float outputs, with what a wider range of exponents corrects."""
    nodes = function.graph.nodes
    if sum(size(nodes[node].shape) for node in function.live) > MOST_ELEMENTS:
        return Settled(outputs, changed=False, asked=False)
    before: list[Any] | None = None
    for bits in BITS:
        try:
            values = evaluate_arrays(function, inputs, load("unlimited", bits))
        except (TimeoutError, ArithmeticError, ValueError):
            return Settled(outputs, changed=False, asked=False)
        with np.errstate(all="ignore"):
            wide = [np.asarray(_doubles(values[output]), dtype=np.float64) for output in function.outputs]
        if before is not None and all(map(_same, before, wide)):
            break
        before = wide
    chosen = []
    changed = False
    for single, other in zip(outputs, wide, strict=True):
        single = np.asarray(single)
        stands = _near(single, other)
        changed |= bool(np.any(~stands & np.isfinite(other)))
        result = np.where(stands, single, other)
        chosen.append(float(result) if result.ndim == 0 else result)
    return Settled(chosen, changed, True, [_within_doubles(value) for value in values] if changed else ())


_doubles = np.frompyfunc(to_double, 1, 1)


def _within_doubles(value: Any) -> Any:
    """Wide values as doubles; what is too small or too large for one is the smallest or the largest of its sign."""
    if value is None:
        return None
    whole = np.asarray(value, dtype=object)
    with np.errstate(all="ignore"):
        result = np.asarray(_doubles(whole), dtype=np.float64)
        negative = np.asarray(whole < 0, dtype=bool)
        finite = np.asarray(abs(whole) < np.inf, dtype=bool)
        zero = np.asarray(whole == 0, dtype=bool)
    result = np.where(finite & ~zero & (result == 0), np.where(negative, -SMALLEST, SMALLEST), result)
    result = np.where(finite & np.isinf(result), np.where(negative, -LARGEST, LARGEST), result)
    return float(result) if result.ndim == 0 else result


def _same(a: Any, b: Any) -> bool:
    with np.errstate(invalid="ignore"):  # inf - inf
        return bool(np.all((a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= np.abs(b) * 2.0**-52)))


def _near(single: Any, wide: Any) -> Any:
    """Where a float needs no correction: equal but for rounding, or as undefined or infinite as the wide one."""
    both_odd = (np.isnan(single) == np.isnan(wide)) & ~np.isfinite(single) & ~np.isfinite(wide)
    with np.errstate(all="ignore"):
        near = np.isfinite(single) & np.isfinite(wide) & (np.abs(single - wide) <= ROUNDING * np.abs(wide) + 2e-323)
    return both_odd | near
