"""Minima at kinks, where a gradient does not become 0: smooth pieces are sampled around a point, and the least of their
largest is stepped to.

Takes a `Search` and a point. Returns a point, and how near to 0 the gradients around it can be combined.

*Source*: Burke, Lewis & Overton 2005 (gradient sampling); Mäkelä 2002 (bundles of pieces); Clarke 1983, section 2.3: 0
is in the convex hull of the gradients around a minimum.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize, nnls

from autograd_cli.search.descent import EPSILON, FLAT, TO_ROUNDING, Search, max_norm

# Radii of sampling, as shares of the scale, from the first to the last; and how many points there are for an unknown.
FIRST_RADIUS, LAST_RADIUS = 1e-2, 1e-12
SAMPLES, LEAST_SAMPLES, MOST_STEPS = 4, 16, 1000
# Gradients that differ by less are of one piece; such a share of the largest that was met is a small gradient.
SAME, SMALL, LEAST_WEIGHT = 1e-3, 1e-6, 1e-9


# How near to a point the pieces are compared, in scales; and by how much more than gradients say values may differ.
NEXT_TO, MOST_STEEPER = 1e-10, 1e3


class Kink(NamedTuple):
    """A point and the least convex combination of the gradients around it, as a share of the largest gradient.

    It is `continuous` where the pieces have one value.
    """

    point: Any
    combined: float
    pieces: int
    continuous: bool

    @property
    def is_least(self) -> bool:
        """Whether the point is a minimum of its pieces: a kink, where several meet."""
        return self.pieces > 1 and self.combined <= 1e3 * FLAT and self.continuous


def descend_kinks(state: Search, start: Any, lower: Any = -np.inf, upper: Any = np.inf) -> Kink:
    """The point that steps to the least of the largest piece lead to, among those within bounds.

    Unknowns that start at a bound stay there. Raises: `UnboundedError`.
    """
    random = np.random.default_rng(0)
    moving = np.broadcast_to((lower < start) & (start < upper), np.shape(start))

    def there(step: Any) -> Any:
        return np.clip(point + scale * step, lower, upper)

    point, value = np.array(start, dtype=float), state.value(start)
    radius = FIRST_RADIUS
    combined, pieces = np.inf, 1
    steps = 0
    while radius >= LAST_RADIUS and steps < MOST_STEPS:
        steps += 1
        scale = np.maximum(state.scale, np.abs(point))
        bases, values, slopes = _sampled(state, point, scale * moving, radius, random)
        weights = _weights(slopes)
        direction = slopes.T @ weights
        combined = float(np.linalg.norm(direction))
        size = max(float(np.max(np.linalg.norm(slopes, axis=1))), SMALL * state.steepest)
        combined = combined / size if size else 0.0
        pieces = _different(slopes[1:], size)
        curved = _curvature(state, point, scale, bases, weights)
        trials = [_least_of_pieces(bases, values, slopes, curved * radius, radius)]
        norm = float(np.linalg.norm(direction))
        if norm:
            trials += [-direction / norm * radius * 4.0**i for i in range(3, -3, -1)]
        trials = [step * moving for step in trials]
        best = min(((state.value(there(step)), i) for i, step in enumerate(trials)), default=(np.inf, 0))
        if best[0] < value - TO_ROUNDING * abs(value):
            fall = value - best[0]
            point, value = there(trials[best[1]]), best[0]
            state.gradient(point, "kink")
            if fall < radius * size * 0.1:
                radius /= 4
            elif fall > radius * size:
                radius = min(2 * radius, FIRST_RADIUS)
        else:
            if best[0] <= value and best[1] == 0:
                point = there(trials[0])
            radius /= 8
    point = _rounded(state, point)
    return Kink(point, combined, pieces, _is_continuous(state, point, moving, random))


def _rounded(state: Search, point: Any) -> Any:
    """The point with 0 for unknowns that differ from it by rounding, where the value is no greater."""
    tiny = np.abs(point) <= EPSILON * np.maximum(state.scale, np.abs(state.trail[0].point))
    exact = np.where(tiny, 0.0, point)
    return exact if tiny.any() and state.value(exact) <= state.value(point) else point


def _is_continuous(state: Search, point: Any, moving: Any, random: Any) -> bool:
    """Whether pieces meet at a point: values next to it differ from its own by no more than gradients allow."""
    scale = np.maximum(state.scale, np.abs(point)) * moving
    _, values, slopes = _sampled(state, point, scale, NEXT_TO, random)
    steepest = float(np.max(np.abs(slopes).sum(axis=1)))
    own = state.value(point)
    return bool(np.max(np.abs(values - own)) <= MOST_STEEPER * NEXT_TO * steepest + TO_ROUNDING * abs(own))


def _sampled(state: Search, point: Any, scale: Any, radius: float, random: Any) -> tuple[Any, Any, Any]:
    """Points around one, in scales from it, with the values and the gradients, in scales too, that are finite."""
    count = len(point)
    moves = random.uniform(-radius, radius, (max(LEAST_SAMPLES, SAMPLES * count), count))
    moves[0] = 0.0
    found = [(move, *state.objective.slope(point + scale * move)) for move in moves]
    finite = [one for one in found if np.isfinite(one[1]) and np.isfinite(one[2]).all()]
    if not finite:
        return np.zeros((1, count)), np.zeros(1), np.zeros((1, count))
    bases, values, slopes = zip(*finite, strict=True)
    return np.array(bases), np.array(values), np.array(slopes) * scale


def _weights(slopes: Any) -> Any:
    """The weights of the shortest convex combination of gradients."""
    size = max_norm(slopes) or 1.0
    rows = np.vstack([slopes.T / size, np.full(len(slopes), 1e3)])
    right = np.zeros(len(rows))
    right[-1] = 1e3
    weights, _ = nnls(rows, right)
    return weights / weights.sum()


def _curvature(state: Search, point: Any, scale: Any, bases: Any, weights: Any) -> Any:
    """The same combination of the Hessians, in scales, without its negative eigenvalues."""
    count = len(point)
    total = np.zeros((count, count))
    if state.objective.matrix is None or state.objective.is_sparse:
        return total
    for base, weight in zip(bases, weights, strict=True):
        if weight > LEAST_WEIGHT:
            total += weight * np.nan_to_num(state.objective.hessian(point + scale * base))
    values, vectors = np.linalg.eigh(total * np.outer(scale, scale))
    return (vectors * np.maximum(values, 0.0)) @ vectors.T


def _different(slopes: Any, size: float) -> int:
    """How many gradients are different."""
    found: list[Any] = []
    for row in slopes:
        if all(np.max(np.abs(row - other)) > SAME * size for other in found):
            found.append(row)
    return len(found)


def _least_of_pieces(bases: Any, values: Any, slopes: Any, curved: Any, radius: float) -> Any:
    """The move to the least of the largest of the pieces that gradients say, with a curvature, within some radii."""
    count = bases.shape[1]
    size = max_norm(slopes) or 1.0
    offsets = (values - values[0] - np.einsum("ij,ij->i", slopes, bases)) / (size * radius)
    rows = slopes / size
    # In units of the radius; a small square keeps the step where the pieces leave it free.
    curved = curved / size + 1e-6 * np.eye(count)
    found = minimize(
        lambda z: z[-1] + z[:-1] @ curved @ z[:-1] / 2,
        np.concatenate([np.zeros(count), [float(np.max(offsets))]]),
        jac=lambda z: np.concatenate([curved @ z[:-1], [1.0]]),
        method="SLSQP",
        bounds=[(-100.0, 100.0)] * count + [(None, None)],
        constraints={
            "type": "ineq",
            "fun": lambda z: z[-1] - offsets - rows @ z[:-1],
            "jac": lambda z: np.column_stack([-rows, np.ones(len(rows))]),
        },
        options={"ftol": EPSILON, "maxiter": 100},
    )
    return found.x[:-1] * radius
