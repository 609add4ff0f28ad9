"""What a fit says of its parameters and of itself: covariance, intervals, measures of how good it is.

Takes where a search ended. Returns `Statistics` of Python's numbers.

*Source*: Bates & Watts 1988, sections 1.2 and 2.2; log-likelihood, AIC and BIC as R's `logLik`, `AIC` and `BIC` have
them for `nls`: the variance counts as a parameter.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from autograd_cli.fitting.algebra import EPSILON, Linear

# Residuals of so many units of rounding of what they are the difference of are rounding alone.
EXACT = 8.0
# A parameter moves along a direction that is left free where its share of it is more than this.
SHARE = 1e-7


class Direction(NamedTuple):
    """A direction in the parameters along which the model does not move: shares by place, the largest 1 in size."""

    shares: dict[int, float]


class Statistics(NamedTuple):
    """Numbers of a fit; None where there is none, and `exact` where the residuals are rounding alone.

    `quantile` is how many standard errors an interval has to each side, nan where the data do not say: by the normal
    distribution where the errors of the rows are known, else by Student's t. `rounding` is about the share of the
    residuals that rounding of the left side is.
    """

    errors: list[float | None]
    intervals: list[tuple[float, float] | None]
    covariance: list[list[float | None]]
    freedom: int
    squares: float
    deviation: float | None
    r_squared: float | None
    adjusted: float | None
    likelihood: float | None
    aic: float | None
    bic: float | None
    exact: bool
    free: list[Direction]
    factor: float
    quantile: float
    rounding: float


def statistics(
    values: Sequence[float],
    one: Linear,
    moving: Sequence[int],
    squares: float,
    left: Any,
    weights: Any,
    absolute: bool,
    level: float = 0.95,
    losses: float | None = None,
) -> Statistics:
    """The statistics of parameters, of which `moving` are free.

    `squares` is the sum of those of weighted residuals, the `left` side has no weights yet. Where the weights are
    `absolute` they are 1/standard errors, and the covariance is not scaled by the residuals. With a loss that is not
    their square, `losses` is the sum of those, which scales the covariance; there is no likelihood then.
    """
    count, size = len(moving), len(left)
    free = _directions(one, moving)
    rank = count - len(one.free)
    freedom = size - rank
    scaled = left if weights is None else left * weights
    rounding = EPSILON * math.sqrt(max(float(np.sum(np.square(scaled))), 1e-300) / max(squares, 1e-300))
    exact = squares == 0 or EXACT * rounding >= 1
    variance = squares / freedom if freedom > 0 else None
    factor = 1.0 if absolute else variance if losses is None or freedom <= 0 else losses / freedom
    unknown = {place for direction in free for place in direction.shares}
    errors: list[float | None] = [None] * len(values)
    covariance: list[list[float | None]] = [[None] * len(values) for _ in values]
    if factor is not None:
        for a, i in enumerate(moving):
            if i in unknown:
                continue
            errors[i] = math.sqrt(factor * one.inverse[a, a])
            for b, j in enumerate(moving):
                if j not in unknown:
                    covariance[i][j] = float(factor * one.inverse[a, b])
    within = (1 + level) / 2
    quantile = float(ndtri(within) if absolute else stdtrit(freedom, within) if freedom > 0 else math.nan)
    intervals = [
        None if error is None or math.isnan(quantile) else (value - quantile * error, value + quantile * error)
        for value, error in zip(values, errors, strict=True)
    ]
    total = _about_mean(left, weights)
    r_squared = 1 - squares / total if total > 0 else None
    adjusted = None
    if r_squared is not None and freedom > 0 and size > 1:
        adjusted = 1 - (1 - r_squared) * (size - 1) / freedom
    likelihood = _likelihood(squares, size, weights, absolute) if losses is None and (absolute or not exact) else None
    estimated = rank + (0 if absolute else 1)
    return Statistics(
        errors,
        intervals,
        covariance,
        freedom,
        squares,
        None if variance is None else math.sqrt(variance),
        r_squared,
        adjusted,
        likelihood,
        None if likelihood is None else 2 * estimated - 2 * likelihood,
        None if likelihood is None else estimated * math.log(size) - 2 * likelihood,
        exact,
        free,
        math.nan if factor is None else factor,
        quantile,
        rounding,
    )


def _about_mean(left: Any, weights: Any) -> float:
    """The sum of squares of the left side about its mean."""
    if not np.isfinite(left).all() or not len(left):
        return 0.0
    root = np.ones_like(left) if weights is None else weights
    centred = (left - np.average(left, weights=root**2)) * root
    return float(np.sum(np.square(centred)))


def _likelihood(squares: float, size: int, weights: Any, absolute: bool) -> float | None:
    """The logarithm of the likelihood of normal errors, of which the variance is estimated unless it is `absolute`."""
    if size == 0 or (squares <= 0 and not absolute):
        return None
    of_weights = 0.0 if weights is None else float(np.sum(np.log(weights)))
    if absolute:
        return of_weights - 0.5 * (squares + size * math.log(2 * math.pi))
    return of_weights - 0.5 * size * (math.log(2 * math.pi) + 1 + math.log(squares / size))


def _directions(one: Linear, moving: Sequence[int]) -> list[Direction]:
    """The directions that the data leave free, each in as few parameters as elimination makes it."""
    if not len(one.free):
        return []
    rows = one.free / one.scale
    rows = rows / np.max(np.abs(rows), axis=1, keepdims=True)
    # Reduced to echelon form, from the last parameter on, so that each direction names few.
    taken: list[int] = []
    for i in range(len(rows)):
        j = max((j for j in range(rows.shape[1]) if j not in taken), key=lambda j: abs(rows[i, j]))
        taken.append(j)
        rows[i] /= rows[i, j]
        for other in range(len(rows)):
            if other != i:
                rows[other] -= rows[other, j] * rows[i]
    found = []
    for row in rows:
        row = row / np.max(np.abs(row))
        found.append(Direction({moving[j]: float(share) for j, share in enumerate(row) if abs(share) > SHARE}))
    return found
