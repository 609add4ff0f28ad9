"""Lower points beside a minimum: beyond a jump next to it, and far away.

Takes a `Search`, a point and which points are allowed. Returns a point with a lower value, None where none was met.
That there is none in other places is not known.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_cli.search.descent import Search
from autograd_cli.search.kinks import MOST_STEEPER, NEXT_TO

# How far away values are compared along each unknown, in scales.
DISTANCES = (1e1, 1e2, 1e4, 1e8)
# Of more unknowns there are too many directions.
MOST_DIRECTIONS = 12


def beyond_jump(state: Search, point: Any, allowed: Callable[[Any], bool]) -> Any | None:
    """The lowest point next to one whose value is lower by more than gradients account for."""
    scale = np.maximum(state.scale, np.abs(point))
    value, slope = state.objective.slope(point)
    near = [one for one in _along_each(point, NEXT_TO * scale) if allowed(one)]
    lower = [(there, one) for one in near if (there := state.value(one)) < value - state.rounding(value)]
    least, found = min(lower, key=lambda one: one[0], default=(value, None))
    if found is None:
        return None
    steepest = float(np.max(np.abs([slope, state.objective.slope(found)[1]]) * scale, initial=0.0))
    return found if value - least > MOST_STEEPER * NEXT_TO * steepest else None


def far_below(state: Search, value: Callable[[Any], float], point: Any, allowed: Callable[[Any], bool]) -> Any | None:
    """The nearest of the far points along each unknown whose `value` is lower by more than rounding."""
    own = value(point)
    limit = own - state.rounding(own)
    scale = np.maximum(state.scale, np.abs(point))
    points = (one for distance in DISTANCES for one in _along_each(point, distance * scale))
    return next((one for one in points if allowed(one) and value(one) < limit), None)


def _along_each(point: Any, moves: Any) -> list[Any]:
    """The points that a move of one unknown leads to, in both directions."""
    if len(point) > MOST_DIRECTIONS:
        return []
    return [point + sign * row for row in np.diag(moves) for sign in (-1.0, 1.0)]
