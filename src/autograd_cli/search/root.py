"""A root from starts to what is said of it: SciPy's methods on our Jacobian, then Newton's steps.

Takes functions whose outputs are to be 0, and a `Task`. Returns a `Solution` of Python's numbers, from which a report
is made.

*Source*: Moré, Garbow & Hillstrom 1980 (MINPACK's `hybrj`); Nocedal & Wright 2006, chapter 11.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import least_squares, root

from autograd_cli.graphs.graph import Function
from autograd_cli.search.descent import EPSILON, FAILURES, max_norm, scale_of
from autograd_cli.search.implicit import differences, implicit, lengths
from autograd_cli.search.starts import drawn_starts, starts_drawn
from autograd_cli.search.system import System
from autograd_cli.search.task import Task, UndefinedError

MOST_STEPS = 80
# A step of such a share of the scale is none.
SHORT = 1e-7
# A residual is 0 that is not more than so many bounds of its own rounding, and than moves of the unknowns by so many
# units of rounding make of it; these moves make no more of it than such a share of its size at the start.
ROUNDINGS, UNITS, MOST_MADE = 4.0, 16.0, 1e-8
# A singular value of such a share of the largest is 0, and a row that makes of so much rounding a greater move.
SINGULAR, UNCERTAIN = 1e-11, 1e-9
# Steps that become shorter by a factor between these end at a multiple root, and are made longer.
LINEAR = 0.4, 0.99
# The way from the start is gone on with so often, twice as far each time, and leads to a root at infinity where the
# residual becomes such a share of that at the start.
MOST_PROBED, VANISHED = 60, 1e-10
# How far beside a root its multiplicity is read off, in scales, and how near to a whole number.
DISTANCES, NEARLY_WHOLE = np.array([1e-4, 1e-3]), 0.02
FORBIDDEN = 1e100
METHODS = {"hybr": "Powell's hybrid method", "lm": "Levenberg-Marquardt", "trf": "trust region"}


class Solution(NamedTuple):
    """The point and all that is known of it, in the order of the unknowns and of the equations.

    `relative` is the largest residual as a share of what the unknowns' size makes of it. The `condition` is that of the
    Jacobian with scaled rows and columns, None where it is singular; `free` is a direction along which the residuals
    stay. `partials` has for each parameter those of the unknowns. A root of one unknown may have a `multiplicity`.
    """

    point: list[float]
    start: list[float]
    residuals: list[float]
    converged: bool
    relative: float
    condition: float | None
    free: Sequence[float] | None
    method: str
    evaluations: int
    steps: int
    starts: int = 1
    partials: Sequence[Sequence[float]] | None = None
    differences: Sequence[Sequence[float]] | None = None
    interrupted: bool = False
    at_infinity: bool = False
    scale: Sequence[float] = ()
    multiplicity: int | None = None


class _End(NamedTuple):
    """Where a search ended: the step that would be next by its size in scales, the residual as a share of what the
    unknowns' size makes of it and of what rounding makes of it, and whether it would go on to infinity."""

    point: Any
    method: str
    steps: int
    size: float
    relative: float
    excess: float
    at_infinity: bool = False

    @property
    def converged(self) -> bool:
        return self.excess <= 1.0 and self.size <= SHORT and not self.at_infinity


class _Search:
    """The equations seen from a start: the scale of the unknowns, the sizes of residuals, the best point so far."""

    def __init__(self, system: System, start: Any, tell: Callable[[int, float], None]) -> None:
        self.system, self.start, self.tell = system, start, tell
        self.scale = scale_of(start)
        residuals, matrix = system.at(start)
        made = np.nan_to_num(np.abs(matrix) @ self.scale, nan=0.0, posinf=0.0)
        self.sizes = np.maximum(np.abs(residuals), made)
        self.best: tuple[float, Any] = (np.inf, start)

    def residuals(self, point: Any) -> Any:
        found = self.system(point)
        largest = max_norm(found)
        if largest < self.best[0]:
            self.best = largest, np.array(point)
        self.tell(self.system.evaluations, largest)
        return found

    def ends(self) -> list[_End]:
        """Where the methods end, until one converges."""
        start, scale, system = self.start, self.scale, self.system

        def residuals(z: Any) -> Any:
            found = self.residuals(z * scale)
            return np.nan_to_num(found, nan=FORBIDDEN, posinf=FORBIDDEN, neginf=-FORBIDDEN)

        def rows(z: Any) -> Any:
            return np.nan_to_num(system.jacobian(z * scale) * scale, posinf=FORBIDDEN, neginf=-FORBIDDEN)

        ends = [self.polished(start, "Newton's method")]
        square = system.size == len(start)
        for method in METHODS:
            if ends[-1].converged:
                break
            if (method == "hybr" and not square) or (method == "lm" and system.size < len(start)):
                continue
            try:
                if method == "hybr":
                    found = root(residuals, start / scale, jac=rows, method="hybr").x
                else:
                    options: Any = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15, "max_nfev": 1000}
                    found = least_squares(residuals, start / scale, rows, method=method, x_scale="jac", **options).x
            except FAILURES:
                continue
            ends.append(self.polished(found * scale, METHODS[method]))
        return ends

    def polished(self, start: Any, method: str) -> _End:
        """Newton's steps, halved where the residuals grow, until they move nothing."""
        point = np.array(start, dtype=float)
        steps, size, last = 0, np.inf, np.inf
        while True:
            residuals, matrix = self.system.at(point)
            around = np.maximum(self.scale, np.abs(point))
            move = _step(matrix, residuals, around)
            size = max_norm(move / around)
            if not np.isfinite(size) or size < EPSILON / 4 or steps >= MOST_STEPS:
                break
            sizes = np.maximum(np.abs(matrix * around).max(axis=1, initial=0.0), 1e-300)
            here = float(np.linalg.norm(residuals / sizes))
            shares = [0.5**halvings for halvings in range(25)]
            if LINEAR[0] < size / last < LINEAR[1]:
                shares.insert(0, 1.0 / (1.0 - size / last))
            trials = (point + share * move for share in shares)
            better = next((one for one in trials if np.linalg.norm(self.residuals(one) / sizes) < here), None)
            if better is None or np.array_equal(better, point):
                break
            point, last = better, size
            steps += 1
        return self.ended(point, method, steps, size)

    def ended(self, point: Any, method: str, steps: int, size: float) -> _End:
        """The end of a search at a point."""
        residuals, matrix = self.system.at(point)
        if not (np.isfinite(residuals).all() and np.isfinite(matrix).all()):
            return _End(point, method, steps, np.inf, np.inf, np.inf)
        around = np.maximum(self.scale, np.abs(point))
        made = np.minimum(np.abs(matrix) @ around * UNITS * EPSILON, MOST_MADE * self.sizes)
        bounds = ROUNDINGS * self.system.roundings(point) + made
        with_bounds = np.divide(np.abs(residuals), bounds, out=np.zeros(len(bounds)), where=residuals != 0.0)
        rows = np.abs(matrix * around).max(axis=1, initial=0.0)
        largest = float(np.max(rows, initial=0.0)) or 1.0
        relative = float(np.max(np.abs(residuals) / np.maximum(rows, 1e-8 * largest), initial=0.0))
        excess = float(np.max(with_bounds, initial=0.0))
        return _End(point, method, steps, size, relative, excess, self.goes_on(point, residuals))

    def goes_on(self, point: Any, residuals: Any) -> bool:
        """Whether the residuals, which are not exactly 0, vanish and never grow on the way from the start past a point.

        They do in each direction of an unknown too, where it is this one that goes on.
        """
        away = point - self.start
        if not (residuals.any() or self.system.roundings(point).any()):
            return False
        here, start = float(np.linalg.norm(residuals)), float(np.linalg.norm(self.system(self.start)))
        for way in (away, *np.diag(away)) if len(away) > 1 else (away,):
            if not way.any():
                continue
            norm = here
            for power in range(MOST_PROBED):
                norm = float(np.linalg.norm(self.system(point + way * 2.0**power)))
                if not norm <= here:
                    break
            if norm <= min(here, VANISHED * start):
                return True
        return False


def solve(functions: Sequence[Function], task: Task) -> Solution:
    """A root that a search finds from any start, or where the residuals are least.

    Raises: `UndefinedError` where the equations are not finite at any start; `KeyboardInterrupt` before they are.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        system = System(functions, task.unknowns, task.fixed, task.kinks)
        ends: list[tuple[_Search, _End]] = []
        interrupted = False
        for start in drawn_starts(task.starts, task.unknowns, task.draws, task.seed):
            if not np.isfinite(system(start)).all():
                continue
            search = _Search(system, start, task.tell)
            try:
                ends += [(search, end) for end in search.ends()]
            except KeyboardInterrupt:
                interrupted = True
                ends.append((search, search.ended(search.best[1], "interrupted", 0, np.inf)))
                break
            if ends[-1][1].converged:
                break
        if not ends:
            raise UndefinedError
        search, best = min(ends, key=lambda one: (not one[1].converged, not one[1].at_infinity, one[1].excess))
        count = starts_drawn(task.starts, task.draws)
        return _described(functions, task, search, best)._replace(starts=count, interrupted=interrupted)


def _step(matrix: Any, residuals: Any, scale: Any) -> Any:
    """Newton's step in scales; the shortest where the Jacobian leaves some directions free."""
    scaled = matrix * scale
    if not (np.isfinite(scaled).all() and np.isfinite(residuals).all()):
        return np.full(len(scale), np.nan)
    sizes = lengths(scaled, 1)
    return scale * np.linalg.lstsq(scaled / sizes[:, None], -residuals / sizes, rcond=EPSILON)[0]


def _described(functions: Sequence[Function], task: Task, search: _Search, end: _End) -> Solution:
    """What is said of where a search ended."""
    point, system = end.point, search.system
    residuals, matrix = system.at(point)
    condition, free = _condition(matrix, np.maximum(np.abs(point), search.scale), system.roundings(point))
    partials = checked = None
    if task.wrt and end.converged and condition is not None and system.size == len(point):
        whole = System(functions, [*task.unknowns, *task.wrt], task.fixed, task.kinks)
        values = np.concatenate([point, [task.fixed[name] for name in task.wrt]])
        by_parameters = whole.jacobian(values)[:, len(point) :]
        found = implicit(matrix, by_parameters)
        partials = None if found is None else found.T.tolist()
    if partials is not None and task.check:

        def again(fixed: Mapping[str, float]) -> list[float]:
            other = _Search(System(functions, task.unknowns, fixed, task.kinks), point, task.tell)
            return [float(one) for one in other.polished(point, "").point]

        checked = differences(again, task.fixed, task.wrt)
    return Solution(
        point=[float(one) for one in point],
        start=[float(one) for one in search.start],
        residuals=[float(one) for one in residuals],
        converged=end.converged,
        at_infinity=end.at_infinity,
        multiplicity=_multiplicity(system, point, search.scale) if end.converged and free is not None else None,
        scale=[float(one) for one in search.scale],
        relative=end.relative,
        condition=condition,
        free=free,
        method=end.method,
        evaluations=system.evaluations,
        steps=end.steps,
        partials=partials,
        differences=checked,
    )


def _multiplicity(system: System, point: Any, scale: Any) -> int | None:
    """How many roots meet in one of a single unknown, by how fast the residual grows beside it; None where that is
    not the same on both sides."""
    if system.size != 1 or len(point) != 1:
        return None
    steps = DISTANCES[:, None] * np.maximum(np.abs(point), scale)
    sides = [[abs(float(system(point + sign * step)[0])) for step in steps] for sign in (1.0, -1.0)]
    if not all(0.0 < value < np.inf for side in sides for value in side):
        return None
    powers = [float(np.log(side[1] / side[0]) / np.log(DISTANCES[1] / DISTANCES[0])) for side in sides]
    order = round(powers[0])
    return order if order > 1 and all(abs(power - order) < NEARLY_WHOLE for power in powers) else None


def _condition(matrix: Any, scale: Any, roundings: Any) -> tuple[float | None, Sequence[float] | None]:
    """The condition of the Jacobian with scaled rows and columns, or a direction along which it is 0 to rounding."""
    if not np.isfinite(matrix).all():
        return None, None
    scaled = matrix * scale
    sizes = lengths(scaled, 1)
    uncertain = (UNCERTAIN * np.abs(scaled).max(axis=1) <= roundings).any()
    _, singular, right = np.linalg.svd(scaled / sizes[:, None])
    if uncertain or len(singular) < len(scale) or singular[-1] <= SINGULAR * singular[0]:
        return None, (right[-1] * scale).tolist()
    return float(singular[0] / singular[-1]), None
