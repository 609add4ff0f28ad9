"""Plateaus: flat directions along which a value stays until it jumps, as that of `floor(x)^2`.

Takes a `Search`, a point and its flat directions. Returns whether the value jumps along one of them, and the lowest
point that is met on them. What is beyond other jumps is not known.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.search.descent import Search

# How far along a direction values are compared, in scales.
DISTANCES = tuple(2.0**power for power in range(-8, 11))
# A change that is left where a part of the way is halved so often, and is such a share of the whole one, is a jump.
HALVINGS, JUMP = 48, 1e-6


class Plateau(NamedTuple):
    """Whether the value jumps at an end of the plateau, and a lower point beyond it, if one was met."""

    jumps: bool
    lower: Any | None


def plateau_of(state: Search, point: Any, flat: Any, allowed: Callable[[Any], bool]) -> Plateau:
    """The plateau around a point along the columns of `flat`, in scales, among points that are allowed.

    Raises: `UnboundedError`.
    """
    value = state.value(point)
    size = state.rounding(value)
    scale = np.maximum(state.scale, np.abs(point))
    jumps, lowest, lower = False, value - size, None
    for direction in (sign * column * scale for column in flat.T for sign in (1.0, -1.0)):
        there = [(share, point + share * direction) for share in DISTANCES]
        values = [(share, state.value(one), one) for share, one in there if allowed(one)]
        first = next((one for one in values if abs(one[1] - value) > size), None)
        jumps = jumps or (first is not None and _jumps(state, point, direction, first[0], value, first[1] - value))
        best = min(values, key=lambda one: one[1], default=None)
        if best is not None and best[1] < lowest:
            _, lowest, lower = best
    return Plateau(jumps, lower if jumps else None)


def _jumps(state: Search, point: Any, direction: Any, until: float, value: float, change: float) -> bool:
    """Whether the first change of the value on the way along a direction happens at once."""
    start, size, whole = 0.0, state.rounding(value), abs(change)
    for _ in range(HALVINGS):
        middle = (start + until) / 2
        found = state.value(point + middle * direction) - value
        if abs(found) > size:
            until, change = middle, found
        else:
            start = middle
    return bool(abs(change) > max(JUMP * whole, 2 * size))
