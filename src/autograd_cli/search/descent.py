"""The search for a minimum without constraints: SciPy's methods on our derivatives, then Newton's.

Takes an `Objective` and a start. Returns where the search ended. Unknowns are scaled by their starts, those that start
at 0 by their curvature, so that units do not matter.

*Source*: Conn, Gould & Toint 2000, chapters 7 and 17 (trust regions); Nocedal & Wright 2006, section 3.4 (Newton steps
in the absolute values of the Hessian's eigenvalues).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, minres, spsolve

from autograd_cli.search.objective import FEW, Objective

EPSILON = float(np.finfo(float).eps)
# Of many unknowns a search has so many iterations for each.
MOST_STEPS, MOST_ITERATIONS, PER_UNKNOWN = 60, 600, 20
# A value beyond this one, and a distance in scales, is taken for a search that never ends.
BEYOND = 1e30
# Radii of trust are in scales of the unknowns.
RADIUS, LARGEST_RADIUS = 1.0, 1e20
# A gradient of such a share of the largest that was met, and a step of such a share of the scale, are none.
FLAT, SHORT = 1e-10, 1e-7
NOUGHT = 1e-100
# A Newton step from 0 that is shorter or longer than this many says what the size of an unknown is.
ORDINARY = 1e3
# Values that differ by less are equal to rounding.
TO_ROUNDING = 64 * EPSILON
# The names of SciPy's methods, and in which words they are reported.
METHODS = {
    "trust-exact": "trust region, exact Hessian",
    "trust-ncg": "trust region, Hessian products",
    "Nelder-Mead": "Nelder-Mead",
}
# What SciPy's methods raise where they cannot go on, as trust-exact does at a gradient that is 0 to rounding.
FAILURES = (ArithmeticError, ValueError, LookupError, UnboundLocalError)
# A simplex of more unknowns is not tried.
MOST_OF_SIMPLEX = 12


def max_norm(numbers: Any) -> float:
    """The largest of numbers in size, 0 of none."""
    return float(np.max(np.abs(numbers), initial=0.0))


def scale_of(point: Any) -> Any:
    """The sizes of the unknowns by a start: 1 for one that is 0, or so small that no unit makes it so."""
    return np.where(np.abs(point) < NOUGHT, 1.0, np.abs(point))


def start_scale(objective: Objective, point: Any) -> Any:
    """The sizes of the unknowns at a start. That of one at 0 is by the length of its own Newton step, where this is
    far from 1 and leads down."""
    scale = scale_of(point)
    unknown = np.flatnonzero(np.abs(point) < NOUGHT)
    if not unknown.size or objective.matrix is None:
        return scale
    value, slope = objective.slope(point)
    curved = objective.hessian(point).diagonal()
    for j in unknown:
        step = -slope[j] / abs(curved[j]) if curved[j] else np.inf
        if not np.isfinite(step) or 1.0 / ORDINARY < abs(step) < ORDINARY or not step:
            continue
        there = np.array(point)
        there[j] = step
        if objective(there) < value:
            scale[j] = abs(step)
    return scale


def balance(matrix: Any) -> Any:
    """The factors of rows and columns that make the diagonal of a symmetric matrix 1, but where it is 0."""
    sizes = np.sqrt(np.abs(matrix.diagonal()))
    return 1.0 / np.where(sizes > 0.0, sizes, 1.0)


class Iteration(NamedTuple):
    """A point that a `phase` of the search went to; the gradient by its largest component."""

    phase: str
    value: float
    gradient: float
    point: Any


class UnboundedError(Exception):
    """The value falls below every bound."""


class Search:
    """The best point so far, how the search went there, and the scale of the unknowns."""

    def __init__(self, objective: Objective, tell: Callable[[int, float], None]) -> None:
        self.objective = objective
        self.tell = tell
        self.best: tuple[float, Any] = (np.inf, None)
        self.steepest = self.curved = 0.0
        self.trail: list[Iteration] = []
        self.scale: Any = None
        self.first_scale: Any = None

    def start(self, point: Any) -> None:
        """Begins again at a point."""
        self.best, self.trail = (np.inf, np.array(point)), []
        self.steepest = self.curved = 0.0
        self.scale = self.first_scale = start_scale(self.objective, point)

    def value(self, point: Any) -> float:
        """The value, infinite where there is none. Raises: `UnboundedError`."""
        value, _ = self.objective.slope(point)
        if value < self.best[0]:
            self.best = value, np.array(point)
        self.tell(self.objective.evaluations, self.best[0])
        if value < -BEYOND * max(1.0, abs(self.trail[0].value) if self.trail else 1.0):
            raise UnboundedError
        return np.inf if np.isnan(value) else value

    def gradient(self, point: Any, phase: str = "search") -> Any:
        """The gradient in scales; 0 stands for what is not finite. An accepted point asks for it."""
        value, slope = self.objective.slope(point)
        scaled = np.nan_to_num(slope * self.scale, nan=0.0, posinf=BEYOND, neginf=-BEYOND)
        size = max_norm(scaled)
        self.steepest = max(self.steepest, size)
        if np.isfinite(value) and (not self.trail or not np.array_equal(self.trail[-1].point, point)):
            self.trail.append(Iteration(phase, value, max_norm(slope), np.array(point)))
        return scaled

    def curvature(self, point: Any) -> Any:
        """The dense Hessian in scales."""
        found = _dense(self.objective.hessian(point)) * np.outer(self.scale, self.scale)
        if np.isfinite(found).all():
            self.curved = max(self.curved, max_norm(found))
        return found

    def share(self, size: float) -> float:
        """A gradient's size in scales as a share of the largest that was met, or that the largest curvature makes."""
        largest = max(self.steepest, self.curved)
        return size / largest if largest else 0.0

    def rounding(self, value: float) -> float:
        """What values near one differ by to rounding, that of the unknowns too."""
        return TO_ROUNDING * max(abs(value), self.curved * EPSILON)

    def relative(self, point: Any) -> float:
        """The gradient as a share of the largest that was met."""
        _, slope = self.objective.slope(point)
        if not np.isfinite(slope).all():
            return np.inf
        return self.share(max_norm(slope * self.scale))


def descend(state: Search, start: Any, method: str) -> Any:
    """Where one of SciPy's methods ends. Raises: `UnboundedError`."""
    scale = state.scale
    objective = state.objective
    if method != "Nelder-Mead" and not state.gradient(start).any():
        return start
    curved: dict[str, Any] = {}
    if method == "trust-exact":
        curved["hess"] = lambda z: _finite(state.curvature(z * scale))
    elif method == "trust-ncg":
        curved["hessp"] = lambda z, p: np.nan_to_num(scale * times(objective, z * scale, scale * p))
    if method == "Nelder-Mead":
        options = {"xatol": 1e-9, "fatol": 0.0, "maxfev": 400 * len(start), "adaptive": True}
    else:
        options = {
            "gtol": 0.0,
            "maxiter": max(MOST_ITERATIONS, PER_UNKNOWN * len(start)),
            "initial_trust_radius": RADIUS,
        }
        options["max_trust_radius"] = LARGEST_RADIUS
        curved["jac"] = lambda z: state.gradient(z * scale)
        curved["callback"] = _until(state, scale)
    try:
        found = minimize(lambda z: state.value(z * scale), start / scale, method=method, options=options, **curved)
    except FAILURES:
        return state.best[1]
    return found.x * scale


def _until(state: Search, scale: Any) -> Callable[[Any], None]:
    """What ends a search of SciPy's: a gradient that is 0 to rounding, or a value that does not fall any more."""
    last = [np.inf, 0]

    def seen(z: Any) -> None:
        value, _ = state.objective.slope(z * scale)
        last[1] = last[1] + 1 if value >= last[0] - TO_ROUNDING * abs(value) else 0
        last[0] = value
        if state.relative(z * scale) < EPSILON or last[1] >= 20:
            raise StopIteration

    return seen


def times(objective: Objective, point: Any, vector: Any) -> Any:
    """The Hessian times a vector."""
    if objective.matrix is None or not (objective.is_sparse or len(vector) < FEW):
        return objective.times(point, vector)
    return objective.hessian(point) @ vector


def newton_step(state: Search, point: Any) -> Any:
    """Newton's step, downhill where the Hessian has negative eigenvalues too, and none along flat directions."""
    objective, scale = state.objective, state.scale
    slope = state.gradient(point, "Newton")
    if objective.matrix is None or objective.is_sparse:
        if objective.matrix is not None:
            diagonal = sparse.diags_array(scale)
            step = spsolve((diagonal @ objective.hessian(point) @ diagonal).tocsc(), -slope)
        else:
            operator = LinearOperator(
                (len(point),) * 2, matvec=lambda p: scale * objective.times(point, scale * p), dtype=float
            )
            step, _ = minres(operator, -slope, rtol=1e-10)
        return scale * step if np.isfinite(step).all() and step @ slope < 0 else -scale * slope
    curvature = state.curvature(point)
    if not np.isfinite(curvature).all():
        return np.zeros(len(point))
    values = np.linalg.eigvalsh(curvature)
    if values[0] > 64 * EPSILON * max(values[-1], 0.0):
        return -scale * np.linalg.solve(curvature, slope)
    # What the scales make small may be no 0.
    curvature = np.where(np.abs(curvature) > objective.off(point) * scale * scale[:, None], curvature, 0.0)
    factors = balance(curvature)
    slope, scale = slope * factors, scale * factors
    values, vectors = np.linalg.eigh(curvature * factors * factors[:, None])
    sizes = np.abs(values)
    kept = sizes > 64 * EPSILON * sizes.max(initial=0.0)
    along = np.where(kept, (vectors.T @ slope) / np.where(kept, sizes, 1.0), 0.0)
    return -scale * (vectors @ along)


class Polished(NamedTuple):
    """Where Newton's steps ended, how many there were, the last one's size in scales, and the gradient's share."""

    point: Any
    steps: int
    size: float
    relative: float

    @property
    def converged(self) -> bool:
        return self.relative <= FLAT and self.size <= SHORT


def polish(state: Search, point: Any) -> Polished:
    """Newton's steps, halved where they lead up, until they move nothing or only by rounding."""
    point = np.array(point, dtype=float)
    value = state.value(point)
    last = np.inf
    steps = 0
    while True:
        move = newton_step(state, point)
        scale = np.maximum(state.scale, np.abs(point))
        size = max_norm(move / scale)
        relative = state.relative(point)
        if size < EPSILON / 4 or steps >= MOST_STEPS or (relative <= FLAT and size < SHORT and size >= last / 2):
            break
        better = None
        for halvings in range(30):
            trial = point + move / 2**halvings
            there = state.value(trial)
            close = there <= value + TO_ROUNDING * abs(value) and state.relative(trial) < relative
            if there < value or close:
                better = trial, there
                break
        if better is None or np.array_equal(better[0], point):
            break
        last = size
        steps += 1
        point, value = better
    return Polished(point, steps, size, relative)


def _dense(matrix: Any) -> Any:
    return matrix.toarray() if sparse.issparse(matrix) else matrix


def _finite(matrix: Any) -> Any:
    return np.nan_to_num(matrix, nan=0.0, posinf=BEYOND, neginf=-BEYOND)
