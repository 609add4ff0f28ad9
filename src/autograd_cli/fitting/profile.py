"""Intervals by the profile likelihood: how far a parameter can go, all others fitted anew, until the squares say no.

Takes a search's model and bounds, where it ended, and its statistics. Returns both ends for each parameter: infinite
where the sum of squares does not rise so far, nan where the others could not be fitted.

*Source*: Bates & Watts 1988, section 6.1; the same as `confint` of R's `nls`.
"""

import math
from collections.abc import Sequence

import numpy as np

from autograd_cli.fitting.algebra import EPSILON
from autograd_cli.fitting.search import Found, Search, polished
from autograd_cli.fitting.statistics import Statistics
from autograd_cli.systems.systems import resolve

ROOT = "scipy.optimize:brentq"
# How often the distance to an end is doubled, beginning with a quarter of that of the symmetric interval.
DOUBLINGS = 14
# The others are fitted where the residuals' cosine with the columns is less: squares are then right to its square.
LEVEL = 1e-4
# To which share of the standard error an end is found.
CLOSE = 1e-9


class UnknownError(Exception):
    """The other parameters could not be fitted."""


def profiled(state: Search, found: Found, said: Statistics, moving: Sequence[int]) -> list[tuple[float, float] | None]:
    """The ends for each parameter that has a standard error."""
    ends: list[tuple[float, float] | None] = [None] * len(found.values)
    for place in moving:
        if said.errors[place] and not math.isnan(said.quantile):
            ends[place] = _end(state, found, said, place, -1.0), _end(state, found, said, place, 1.0)
    state.fixed = ()
    return ends


def _end(state: Search, found: Found, said: Statistics, place: int, sign: float) -> float:
    state.fixed = (place,)
    error = said.errors[place] or 0.0
    along = np.array([(row[place] or 0.0) / error for row in said.covariance])
    last = found.values

    def beyond(distance: float) -> float:
        """By how much the root of the rise of squares is beyond the quantile, so many standard errors away."""
        nonlocal last
        start = last + (distance - (last[place] - found.values[place]) / error * sign) * sign * along
        start[place] = found.values[place] + sign * distance * error
        there = polished(state, start, "profile", ())
        if there.linear.cosine > LEVEL:
            raise UnknownError
        last = there.values
        return math.sqrt(max(there.squares - found.squares, 0.0) / said.factor) - said.quantile

    limit = (state.upper if sign > 0 else state.lower)[place]
    most = abs(limit - found.values[place]) / error
    inner, outer = 0.0, min(said.quantile / 4, most)
    try:
        for _ in range(DOUBLINGS):
            if beyond(outer) >= 0:
                distance = resolve(ROOT)(beyond, inner, outer, xtol=CLOSE, rtol=4 * EPSILON)
                return float(found.values[place] + sign * distance * error)
            if outer == most:
                return float(limit)
            inner, outer = outer, min(2 * outer, most)
    except UnknownError:
        return math.nan
    return sign * math.inf
