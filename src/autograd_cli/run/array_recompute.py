"""A second evaluation of vectors and matrices with unlimited exponents, where floats overflowed or lost digits.

Takes: a function, its float outputs, the inputs. Returns: the outputs that hold, and whether any of them changed.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.shapes import size
from autograd_cli.numerals import to_double
from autograd_cli.run.doubt import EXEMPT, PROMISED
from autograd_cli.run.recompute import widen

# More elements than these in all nodes are not evaluated again: mpmath takes some microseconds for each.
MOST_ELEMENTS = 200_000
SMALLEST, LARGEST = 5e-324, sys.float_info.max


class Settled(NamedTuple):
    """The outputs that stand; whether a wider range of exponents changed one; whether it could be asked.

    `values` are those of the wider range by node, as the nearest doubles that are 0 or infinite only where these are.
    """

    outputs: Sequence[Any]
    changed: bool
    asked: bool
    values: Sequence[Any] = ()


def settle(
    function: Function, inputs: Mapping[str, Any], outputs: Sequence[Any], bounds: Sequence[float] | None = None
) -> Settled:
    """The float outputs, with what a wider range of exponents corrects; `bounds` are those of their errors."""
    nodes = function.graph.nodes
    if sum(size(nodes[node].shape) for node in function.live) > MOST_ELEMENTS:
        return Settled(outputs, changed=False, asked=False)
    wider = widen(function, inputs, bounds or [0.0] * len(outputs))
    if wider.values is None or not wider.settled:
        return Settled(outputs, changed=False, asked=False)
    chosen = []
    changed = False
    for single, output in zip(outputs, function.outputs, strict=True):
        single = np.asarray(single)
        with np.errstate(all="ignore"):
            other = np.asarray(_doubles(wider.values[output]), dtype=np.float64)
        stands = _near(single, other)
        changed |= bool(np.any(~stands & np.isfinite(other)))
        result = np.where(stands & ~np.isfinite(other), single, other)
        chosen.append(float(result) if result.ndim == 0 else result)
    return Settled(chosen, changed, True, [_within_doubles(value) for value in wider.values] if changed else ())


def holds(output: Any, right: Any) -> bool:
    """Whether an output in floats needs no correction anywhere."""
    return bool(np.all(_near(np.asarray(output), np.asarray(right))))


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


def _near(single: Any, wide: Any) -> Any:
    """Where a float needs no correction: right to what is promised, or as undefined or infinite as the wide one.

    What is promised of an array is relative to its largest element.
    """
    both_odd = (np.isnan(single) == np.isnan(wide)) & ~np.isfinite(single) & ~np.isfinite(wide)
    with np.errstate(all="ignore"):
        size = np.max(np.abs(wide), where=np.isfinite(wide), initial=0.0)
        near = np.isfinite(single) & np.isfinite(wide) & (np.abs(single - wide) <= PROMISED * size + EXEMPT)
    return both_odd | near
