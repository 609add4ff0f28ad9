"""Derivatives by differences, with nothing of calculus but the definition.

In: a function of one number. Out: an estimate of its derivative and a bar for its error. Nothing here knows a rule of
the table, so that it can find one wrong.

*Source*: Ridders 1982, Advances in Engineering Software 4; Press et al. 2007, section 5.7.
"""

from collections.abc import Callable
from math import inf, isfinite, nan
from typing import NamedTuple

EPSILON = 2.0**-52
# The first steps tried, relative to the point; from each the step shrinks by `SHRINK` a row of the tableau.
FIRST_STEPS = (0.25, 2.0**-6, 2.0**-10, 2.0**-16)
SHRINK, ROWS = 2.0, 8
# A gap of so many times the rounding of the values is none.
MOST_NOISE = 2.0**20


class Estimate(NamedTuple):
    """A derivative, how far it may be off, and the step at which it was found."""

    value: float
    error: float
    step: float


def central(function: Callable[[float], float], x: float, noise: float = 0.0) -> Estimate:
    """The derivative by central differences with Richardson extrapolation, its step chosen by its own error.

    `noise` is how far the function's values may be off beyond their last digit.
    """
    best = Estimate(nan, inf, nan)
    finest = FIRST_STEPS[-1] * (abs(x) or 1.0)
    if not _resolved(function, x, finest, noise):
        return Estimate(nan, inf, finest)
    # From the smallest steps up: what is far from the point may converge too, to something else.
    smaller: list[Estimate] = []
    for first in reversed(FIRST_STEPS):
        found = _tableau(function, x, first * (abs(x) or 1.0), noise)
        consistent = all(abs(found.value - other.value) <= found.error + other.error for other in smaller)
        if found.error < best.error and consistent:
            best = found
        if isfinite(found.value):
            smaller.append(found)
    return best


def _resolved(function: Callable[[float], float], x: float, step: float, noise: float) -> bool:
    """Whether the values on both sides come nearer to the one between them as the step shrinks.

    They do not where a pole lies nearer than the steps; then differences converge too, to something else.
    """
    between = function(x)

    def gap(h: float) -> float:
        return abs((function(x + h) + function(x - h)) / 2 - between)

    return not gap(step / SHRINK**ROWS) > max(gap(step) / SHRINK, MOST_NOISE * (EPSILON * abs(between) + noise))


def _tableau(function: Callable[[float], float], x: float, step: float, noise: float) -> Estimate:
    """The best estimate of Richardson's tableau whose first step is this one."""
    best = Estimate(nan, inf, nan)
    row: list[float] = []
    for i in range(ROWS):
        h = step / SHRINK**i
        up, down = x + h, x - h
        if up == x or down == x:
            break
        high, low = function(up), function(down)
        if not (isfinite(high) and isfinite(low)):
            row = []
            continue
        rounding = (EPSILON * max(abs(high), abs(low)) + noise) / h
        before, row = row, [(high - low) / (up - down)]
        factor = 1.0
        for j, earlier in enumerate(before):
            factor *= SHRINK * SHRINK
            row.append(row[j] + (row[j] - earlier) / (factor - 1))
            error = max(abs(row[j + 1] - row[j]), abs(row[j + 1] - earlier)) + 2 * rounding
            if error < best.error:
                best = Estimate(row[j + 1], error, h)
    return best


def forward_quotient(function: Callable[[float], float], x: float, step: float) -> float:
    """(f(x + h) - f(x))/h, for the step that x + h really is."""
    after = x + step
    return (function(after) - function(x)) / (after - x) if after != x else nan


def central_quotient(function: Callable[[float], float], x: float, step: float) -> float:
    """(f(x + h) - f(x - h))/2h, for the steps that x + h and x - h really are."""
    after, before = x + step, x - step
    return (function(after) - function(before)) / (after - before) if after != before else nan
