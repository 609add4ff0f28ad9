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
from autograd_cli.graphs.templates import OURS
from autograd_cli.solve.implicit import differences, implicit
from autograd_cli.solve.starts import Start, UndefinedError, drawn_starts
from autograd_cli.solve.system import System

EPSILON = float(np.finfo(float).eps)
MOST_STEPS = 80
# A residual of such a share of what the unknowns' size makes of it is 0, and a step of such a share of the scale none.
ZERO, SHORT = 1e-10, 1e-7
# A singular value of such a share of the largest is 0.
SINGULAR = 1e-11
FORBIDDEN = 1e100
METHODS = {"hybr": "Powell's hybrid method", "lm": "Levenberg-Marquardt", "trf": "trust region"}


class Task(NamedTuple):
    """What is searched for. A start may be a range, of which `draws` are made; `wrt` are the parameters that the root
    is differentiated by, and `check` also solves for other values of them."""

    unknowns: Sequence[str]
    fixed: Mapping[str, float]
    starts: Mapping[str, Start]
    draws: int = 1
    seed: int = 0
    wrt: Sequence[str] = ()
    check: bool = False
    kinks: str = OURS
    tell: Callable[[int, float], None] = lambda count, value: None


class Solution(NamedTuple):
    """The point and all that is known of it, in the order of the unknowns and of the equations.

    `relative` is the largest residual as a share of what the unknowns' size makes of it. The `condition` is that of the
    Jacobian with scaled rows and columns, None where it is singular; `free` is a direction along which the residuals
    stay. `partials` has for each parameter those of the unknowns.
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


class _End(NamedTuple):
    """Where a search ended: the step that would be next by its size in scales, the residual as a share."""

    point: Any
    method: str
    steps: int
    size: float
    relative: float

    @property
    def converged(self) -> bool:
        return self.relative <= ZERO and self.size <= SHORT


def solve(functions: Sequence[Function], task: Task) -> Solution:
    """A root that a search finds from any start, or where the residuals are least.

    Raises: `UndefinedError` where the equations are not finite at any start; `KeyboardInterrupt` before they are.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        system = System(functions, task.unknowns, task.fixed, task.kinks)
        starts = drawn_starts(task.starts, task.unknowns, task.draws, task.seed)
        ends: list[tuple[Any, _End]] = []
        interrupted = False
        for start in starts:
            if not np.isfinite(system(start)).all():
                continue
            try:
                ends += [(start, end) for end in _search(system, start, task.tell)]
            except KeyboardInterrupt:
                interrupted = True
                ends.append((start, _End(start, "interrupted", 0, np.inf, _relative(system, start, start))))
                break
            if ends[-1][1].converged:
                break
        if not ends:
            raise UndefinedError
        start, best = min(ends, key=lambda one: (not one[1].converged, one[1].relative))
        return _described(functions, task, system, start, best)._replace(starts=len(starts), interrupted=interrupted)


def _search(system: System, start: Any, tell: Callable[[int, float], None]) -> list[_End]:
    """Where the methods end, until one converges."""
    scale = np.where(start == 0.0, 1.0, np.abs(start))

    def residuals(z: Any) -> Any:
        found = system(z * scale)
        tell(system.evaluations, float(np.max(np.abs(found), initial=0.0)))
        return np.nan_to_num(found, nan=FORBIDDEN, posinf=FORBIDDEN, neginf=-FORBIDDEN)

    def rows(z: Any) -> Any:
        return np.nan_to_num(system.jacobian(z * scale) * scale, posinf=FORBIDDEN, neginf=-FORBIDDEN)

    ends = [_polished(system, start, scale, "Newton's method")]
    square = system.size == len(start)
    for method in METHODS:
        if ends[-1].converged:
            break
        if method == "hybr":
            found = root(residuals, start / scale, jac=rows, method="hybr").x if square else None
        elif method == "lm" and system.size < len(start):
            found = None
        else:
            options: Any = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15, "max_nfev": 1000}
            found = least_squares(residuals, start / scale, rows, method=method, x_scale="jac", **options).x
        if found is not None:
            ends.append(_polished(system, found * scale, scale, METHODS[method]))
    return ends


def _polished(system: System, start: Any, scale: Any, method: str) -> _End:
    """Newton's steps, halved where the residuals grow, until they move nothing."""
    point = np.array(start, dtype=float)
    steps, last = 0, np.inf
    while True:
        residuals, matrix = system.at(point)
        around = np.maximum(scale, np.abs(point))
        relative = _relative(system, point, scale)
        move = _step(matrix, residuals, around)
        size = float(np.max(np.abs(move) / around, initial=0.0))
        if not np.isfinite(size):
            return _End(point, method, steps, np.inf, relative)
        if size < EPSILON / 4 or steps >= MOST_STEPS or (size < 1e-14 and size >= last / 2):
            break
        sizes = np.maximum(np.abs(matrix * around).max(axis=1, initial=0.0), 1e-300)
        here = float(np.linalg.norm(residuals / sizes))
        better = None
        for halvings in range(25):
            trial = point + move / 2**halvings
            there = system(trial)
            if np.isfinite(there).all() and np.linalg.norm(there / sizes) < here:
                better = trial
                break
        if better is None or np.array_equal(better, point):
            break
        point, last = better, size
        steps += 1
    return _End(point, method, steps, size, relative)


def _relative(system: System, point: Any, scale: Any) -> float:
    """The largest residual, as a share of what moves by the unknowns' size make of it."""
    residuals, matrix = system.at(point)
    if not np.isfinite(residuals).all() or not np.isfinite(matrix).all():
        return np.inf
    sizes = np.abs(matrix * np.maximum(scale, np.abs(point))).max(axis=1, initial=0.0)
    largest = float(np.max(sizes, initial=0.0)) or 1.0
    return float(np.max(np.abs(residuals) / np.maximum(sizes, 1e-8 * largest), initial=0.0))


def _step(matrix: Any, residuals: Any, scale: Any) -> Any:
    """Newton's step in scales; the shortest where the Jacobian leaves some directions free."""
    if not np.isfinite(matrix).all():
        return np.full(len(scale), np.nan)
    scaled = matrix * scale
    sizes = np.linalg.norm(scaled, axis=1)
    sizes[sizes == 0.0] = 1.0
    return scale * np.linalg.lstsq(scaled / sizes[:, None], -residuals / sizes, rcond=EPSILON)[0]


def _described(functions: Sequence[Function], task: Task, system: System, start: Any, end: _End) -> Solution:
    """What is said of where a search ended."""
    point = end.point
    residuals, matrix = system.at(point)
    condition, free = _condition(matrix, np.maximum(np.abs(point), np.where(start == 0.0, 1.0, np.abs(start))))
    partials = checked = None
    if task.wrt and end.converged and condition is not None and system.size == len(point):
        whole = System(functions, [*task.unknowns, *task.wrt], task.fixed, task.kinks)
        values = np.concatenate([point, [task.fixed[name] for name in task.wrt]])
        by_parameters = whole.jacobian(values)[:, len(point) :]
        found = implicit(matrix, by_parameters)
        partials = None if found is None else found.T.tolist()
    if partials is not None and task.check:

        def again(fixed: Mapping[str, float]) -> list[float]:
            other = System(functions, task.unknowns, fixed, task.kinks)
            scale = np.where(point == 0.0, 1.0, np.abs(point))
            return [float(one) for one in _polished(other, point, scale, "").point]

        checked = differences(again, task.fixed, task.wrt)
    return Solution(
        point=[float(one) for one in point],
        start=[float(one) for one in start],
        residuals=[float(one) for one in residuals],
        converged=end.converged,
        relative=end.relative,
        condition=condition,
        free=free,
        method=end.method,
        evaluations=system.evaluations,
        steps=end.steps,
        partials=partials,
        differences=checked,
    )


def _condition(matrix: Any, scale: Any) -> tuple[float | None, Sequence[float] | None]:
    """The condition of the Jacobian with scaled rows and columns, or a direction along which it is 0."""
    if not np.isfinite(matrix).all():
        return None, None
    scaled = matrix * scale
    sizes = np.linalg.norm(scaled, axis=1)
    sizes[sizes == 0.0] = 1.0
    _, singular, right = np.linalg.svd(scaled / sizes[:, None])
    if len(singular) < len(scale) or singular[-1] <= SINGULAR * singular[0]:
        return None, (right[-1] * scale).tolist()
    return float(singular[0] / singular[-1]), None
