"""Minima beside jumps: the last point before a jump towards which the value falls, and whether it has the least value.

Takes a `Search`, a point and which points are allowed. Returns a `Side`. Jumps that lie across the unknowns, as that of
`x + y > 1`, are not looked for.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.search.descent import Search
from autograd_cli.search.elsewhere import MOST_DIRECTIONS
from autograd_cli.search.kinks import MOST_STEEPER, NEXT_TO, SMALL

# Of the rise at a jump such a share may be a change before it: at the jump itself a value may lie between.
OWN_SHARE = 1e-2


class Side(NamedTuple):
    """The last doubles before jumps, and the first ones after them, at which the value is worse.

    The point is an `end` of its piece where it belongs to the piece itself: the value there is attained. It is None
    where the jump lies between the two doubles.
    """

    point: Any
    after: Any
    end: bool | None


def side_of_jump(state: Search, point: Any, allowed: Callable[[Any], bool]) -> Side | None:
    """The side of the jumps next to a point towards which the value falls; None where there are none."""
    if len(point) > MOST_DIRECTIONS:
        return None
    before, after = np.array(point), np.array(point)
    ends = []
    for place, size in enumerate(np.maximum(state.scale, np.abs(point))):
        for sign in (1.0, -1.0):
            there = np.array(before)
            there[place] += sign * NEXT_TO * size
            if not allowed(there) or not _jumps_up(state, before, there):
                continue
            last, first = _nearest(state, before, there, place)
            if min(sign * state.objective.slope(one)[1][place] for one in (point, last)) < 0.0:
                left, reached = (state.objective.jumps(one) for one in (last, first))
                ends.append(False if reached - left else True if left - reached else None)
                before, after[place] = last, first[place]
    if not ends:
        return None
    slope = np.where(before == after, state.objective.slope(before)[1], 0.0)
    still = np.max(np.abs(slope) * state.scale, initial=0.0) <= SMALL * state.steepest
    return Side(before, after, False if False in ends else None if None in ends else True) if still else None


def _jumps_up(state: Search, point: Any, there: Any) -> bool:
    """Whether the value at a place next to a point is greater by more than gradients account for."""
    rise = state.value(there) - state.value(point)
    slopes = np.abs([state.objective.slope(one)[1] for one in (point, there)])
    allowance = MOST_STEEPER * float(np.max(slopes @ np.abs(there - point), initial=0.0))
    return bool(rise > allowance + state.rounding(state.value(point)))


def _nearest(state: Search, before: Any, after: Any, place: int) -> tuple[Any, Any]:
    """The two neighbouring doubles of an unknown between which the value jumps."""
    low, high = (_ordinal(one[place]) for one in (before, after))
    own = state.value(before)
    most = own + OWN_SHARE * min(state.value(after) - own, float(np.finfo(float).max))

    def at(ordinal: int) -> Any:
        moved = np.array(before)
        moved[place] = np.copysign(np.int64(abs(ordinal)).view(np.float64), ordinal) + 0.0  # -0.0 + 0.0 -> 0.0
        return moved

    while abs(high - low) > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if state.value(at(middle)) > most else (middle, high)
    return at(low), at(high)


def _ordinal(number: float) -> int:
    """The place of a double among all doubles, 0 for 0."""
    size = int(np.float64(abs(number)).view(np.int64))
    return size if number > 0 else -size
