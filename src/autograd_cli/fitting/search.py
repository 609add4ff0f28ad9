"""The search for the least sum of squares: SciPy's methods on our Jacobian, then Gauss-Newton steps by QR.

Takes a `Model`, starting values, bounds, a loss. Returns a `Found`. Several methods and scalings are tried, from the
start that was given and from the one in which linear parameters are solved for; the least sum of squares is kept.

*Source*: Moré 1978 (MINPACK's `lmder`); Branch, Coleman & Li 1999 (`trf`); Golub & Pereyra 1973 (linear parameters).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.fitting.algebra import EPSILON, Linear, joined, linear, triangle
from autograd_cli.fitting.model import Model, Point
from autograd_cli.systems.systems import resolve

LEAST_SQUARES = "scipy.optimize:least_squares"  # half a second to import, which linear models do without
# Of more residuals than these the search begins with one row of so many.
MANY, ONE_OF = 40_000, 16
# How often the model is evaluated by one method, and how many steps polish what it found.
MOST_EVALUATIONS, MOST_STEPS = 1000, 60
HALVINGS = 30
TOLERANCE = 1e-15
# What stands for a residual that is not finite: no method goes there.
FORBIDDEN = 1e100
MOST_POLISHED = 3
# Steps of many residuals end where they move less than this: it is far below what the data determine.
ENOUGH = 1e-12
# Two sums of squares that differ by less are one minimum.
SAME = 1e-10
# The residuals' cosine with the columns at what is a minimum.
FLAT = 1e-6
NEAR = 1e-8


class Loss(NamedTuple):
    """What is summed instead of squares: SciPy's name for it, and the size of a residual that is large."""

    name: str = "linear"
    scale: float = 1.0


SQUARES = Loss()


class Iteration(NamedTuple):
    """A point that a `phase` of the search went to, and what was made least there."""

    phase: str
    squares: float
    values: Any


class Reduced(NamedTuple):
    """What a step needs of a point: the `triangle` of the weighted Jacobian beside the residuals, and what is made
    least; either is not finite where the model is not.
    """

    triangle: Any
    squares: float

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.triangle).all())


class Found(NamedTuple):
    """Where a search ended. `squares` is what was made least."""

    values: Any
    linear: Linear
    squares: float
    method: str
    evaluations: int
    steps: int
    converged: bool
    finite: bool = True
    at_bound: tuple[int, ...] = ()
    trail: tuple[Iteration, ...] = ()


class Interrupted(Exception):  # noqa: N818
    """Ctrl-C, with the best values so far."""

    def __init__(self, values: Any) -> None:
        self.values = values


class Search:
    """The best so far, and what is told of it."""

    def __init__(self, model: Model, lower: Any, upper: Any, loss: Loss, tell: Callable[[int, float], None]) -> None:
        self.model = model
        self.lower, self.upper = lower, upper
        self.loss = loss
        self.tell = tell
        self.evaluations = 0
        self.best: tuple[float, Any, str] = (np.inf, None, "")
        # Places of parameters that the polish does not move.
        self.fixed: tuple[int, ...] = ()
        self.trail: list[Iteration] = []
        self._last: tuple[bytes, Point] | None = None

    @property
    def bounded(self) -> bool:
        return bool(np.isfinite(self.lower).any() or np.isfinite(self.upper).any())

    def at(self, values: Any) -> Point:
        """The point, computed once where it is asked for again."""
        key = np.asarray(values, dtype=float).tobytes()
        if self._last is None or self._last[0] != key:
            self.evaluations += 1
            self._last = key, self.model(values)
        return self._last[1]

    def reduced(self, values: Any) -> Reduced:
        """The point as a step needs it, which many rows are never kept for."""
        self.evaluations += 1
        return reduced(self.model, self.loss, values)

    def residuals(self, values: Any) -> Any:
        found = self.at(values).residuals
        finite = np.isfinite(found)
        squares = cost(self.loss, found)
        if squares < self.best[0]:
            self.best = squares, np.array(values), self.best[2]
        if not self.trail or squares < self.trail[-1].squares:
            self.trail.append(Iteration("search", squares, np.array(values)))
        self.tell(self.evaluations, self.best[0])
        return found if finite.all() else np.where(finite, found, FORBIDDEN)

    def jacobian(self, values: Any) -> Any:
        return np.nan_to_num(self.at(values).jacobian, nan=0.0, posinf=FORBIDDEN, neginf=-FORBIDDEN)


def reduced(model: Model, loss: Loss, values: Any) -> Reduced:
    """The point at values of the parameters, block by block."""

    def of_block(start: int, block: Any) -> Reduced:
        squares = cost(loss, block[-1])
        if loss.name != "linear":
            block *= np.sqrt(rho(loss, block[-1])[1])
        return Reduced(triangle(block.reshape(len(block), -1)), squares)

    parts = model.blocks(values, of_block)
    return Reduced(joined([part.triangle for part in parts]), sum(part.squares for part in parts))


def cost(loss: Loss, residuals: Any) -> float:
    """What is made least; infinite where a residual is not finite."""
    # A sum, not a product: BLAS would start threads for it, which wait for those of the blocks.
    squares = float(np.sum(np.square(residuals) if loss.name == "linear" else rho(loss, residuals)[0]))
    return squares if squares < np.inf else np.inf  # also in the place of nan


def rho(loss: Loss, residuals: Any) -> tuple[Any, Any]:
    """The loss of each residual, and its weight: the derivative by the square.

    *Source*: Triggs et al. 2000, section 4.3, with the names of SciPy.
    """
    squares = (residuals / loss.scale) ** 2
    values, weights = LOSSES[loss.name](squares)
    return values * loss.scale**2, weights


def _huber(squares: Any) -> tuple[Any, Any]:
    root = np.sqrt(np.maximum(squares, 1.0))
    return np.where(squares > 1.0, 2.0 * root - 1.0, squares), 1.0 / root


def _soft_l1(squares: Any) -> tuple[Any, Any]:
    root = np.sqrt(1.0 + squares)
    return 2.0 * (root - 1.0), 1.0 / root


LOSSES: Mapping[str, Callable[[Any], tuple[Any, Any]]] = {
    "linear": lambda squares: (squares, np.ones_like(squares)),
    "huber": _huber,
    "soft_l1": _soft_l1,
    "cauchy": lambda squares: (np.log1p(squares), 1.0 / (1.0 + squares)),
}


def search(
    model: Model,
    starts: Sequence[Any],
    lower: Any,
    upper: Any,
    loss: Loss = SQUARES,
    tell: Callable[[int, float], None] = lambda count, squares: None,
) -> Found:
    """The least sum of squares that any of the methods finds from any of the starts.

    Raises: `Interrupted`; `ValueError` where the model is not finite at any start.
    """
    state = Search(model, lower, upper, loss, tell)
    if model.size > MANY:
        few = search(model.thinned(ONE_OF), starts, lower, upper, loss, tell)
        try:
            found = polished(state, few.values, few.method, few.trail)
        except KeyboardInterrupt:
            raise Interrupted(few.values) from None
        if found.converged:
            return found._replace(evaluations=state.evaluations)
    try:
        ends = [end for start in starts for end in _ends(state, start)]
        if not ends:
            raise ValueError("not finite")
        best: Found | None = None
        least = min(end.squares for end in ends)
        # Of ends that are one minimum the first is taken; where none converges, the next is tried.
        for end in sorted(ends, key=lambda one: max(one.squares, least * (1 + SAME)))[:MOST_POLISHED]:
            found = polished(state, end.values, end.method, end.trail)
            if best is None or (found.squares, not found.converged) < (best.squares, not best.converged):
                best = found
            if best.converged:
                break
        assert best is not None
        return best._replace(evaluations=state.evaluations)
    except KeyboardInterrupt:
        raise Interrupted(state.best[1]) from None


class End(NamedTuple):
    """Where one method ended."""

    values: Any
    squares: float
    method: str
    trail: tuple[Iteration, ...] = ()


def _ends(state: Search, start: Any) -> Iterator[End]:
    """Where the methods end, from a start and from the one whose linear parameters are solved for."""
    solved = projected(state, start)
    if solved is not None and len(state.model.linear) == len(start) and not state.bounded and state.loss == SQUARES:
        yield End(solved, cost(state.loss, state.at(solved).residuals), "linear least squares")
        return
    for values in [start, *([] if solved is None else [solved])]:
        if not np.isfinite(state.at(values).residuals).all():
            continue
        yield End(values, cost(state.loss, state.at(values).residuals), "start")
        for method, scaling in _methods(state):
            state.trail = []
            found = resolve(LEAST_SQUARES)(
                state.residuals,
                values,
                state.jacobian,
                bounds=(state.lower, state.upper) if state.bounded else (-np.inf, np.inf),
                method=method,
                x_scale=_scaling(scaling, values),
                loss=state.loss.name,
                f_scale=state.loss.scale,
                ftol=TOLERANCE,
                xtol=TOLERANCE,
                gtol=TOLERANCE,
                max_nfev=MOST_EVALUATIONS,
            )
            squares = cost(state.loss, state.at(found.x).residuals)
            yield End(found.x, squares, f"{NAMES[method]}, {scaling} scaling", tuple(state.trail))


NAMES = {"lm": "Levenberg-Marquardt", "trf": "trust region", "dogbox": "dogleg"}


def _methods(state: Search) -> Sequence[tuple[str, str]]:
    if state.bounded or state.loss.name != "linear" or state.model.size < len(state.model.names):
        return ("trf", "Jacobian"), ("trf", "start")
    return ("lm", "Jacobian"), ("trf", "Jacobian"), ("lm", "start")


def _scaling(scaling: str, values: Any) -> Any:
    return "jac" if scaling == "Jacobian" else np.where(values == 0.0, 1.0, np.abs(values))


def projected(state: Search, start: Any) -> Any | None:
    """The start with its linear parameters solved for, within their bounds; None where there are none."""
    places = list(state.model.linear)
    if not places:
        return None
    values = np.array(start, dtype=float)
    values[places] = np.clip(np.nan_to_num(values[places]), state.lower[places], state.upper[places])
    point = state.at(values)
    whole = triangle(np.vstack([point.jacobian.T[places], point.residuals]))
    if not np.isfinite(whole).all():
        return None
    values[places] += linear(whole).step
    return np.clip(values, state.lower, state.upper)


def polished(state: Search, values: Any, method: str, trail: tuple[Iteration, ...]) -> Found:
    """Gauss-Newton steps from where a method ended, halved where they lead up, until they move nothing.

    A parameter at a bound that the steps would cross is held there.
    """
    values = np.clip(np.array(values, dtype=float), state.lower, state.upper)
    point = state.reduced(values)
    converged = False
    steps = 0
    last = np.inf
    settled = ENOUGH if state.model.size > MANY else EPSILON / 4
    while True:
        whole, squares = point
        trail += (Iteration("polish", squares, values),)
        if not point.finite:
            return Found(values, linear(np.zeros_like(whole)), squares, method, 0, steps, False, False)
        held = _held(state, values, -(whole[:, :-1].T @ whole[:, -1]))
        moving = [j for j in range(len(values)) if j not in held]
        one = linear(whole, moving if held else None)
        move = np.zeros(len(values))
        move[moving] = one.step
        length = max(float(np.linalg.norm(whole[:, -1])), 1e-300)
        whole = max(length, float(np.max(np.abs(values[moving]) * one.scale, initial=0.0)))
        size = float(np.max(np.abs(one.step) * one.scale, initial=0.0)) / whole
        # Residuals are rounded as what they are the difference of is.
        flat = max(FLAT, 4 * EPSILON * whole / length)
        converged = one.cosine < flat or size < max(16 * EPSILON, settled) or squares == 0.0
        if size < settled or steps >= MOST_STEPS or (converged and size >= last / 1.5 and size < 1e-12):
            break
        last = size
        better = None
        for trial in _trials(state, values, move):
            there = state.reduced(trial)
            # Near a minimum sums of squares differ by rounding alone, and the steps' lengths say what is better.
            if there.squares <= squares * (1 + (NEAR if one.cosine < flat else 0.0)):
                better = trial, there
                break
        if better is None or np.array_equal(better[0], values):
            break
        steps += 1
        values, point = better
    return Found(values, one, squares, method, 0, steps, bool(converged), True, tuple(held), trail)


def _trials(state: Search, values: Any, move: Any) -> Iterator[Any]:
    """Where a step may lead, within bounds: all of it, a half and so on; at last only the bounds that it crosses.

    The others go on from there: what is best for them depends on whether one stays at its bound.
    """
    for halvings in range(HALVINGS):
        yield np.clip(values + move / 2**halvings, state.lower, state.upper)
    ends = np.clip(values + move, state.lower, state.upper)
    yield np.where(ends == values + move, values, ends)


def _held(state: Search, values: Any, downhill: Any) -> list[int]:
    """The parameters that are fixed, or at a bound beyond which the sum of squares falls."""
    low = (values <= state.lower) & (downhill < 0)
    high = (values >= state.upper) & (downhill > 0)
    return sorted({*state.fixed, *np.flatnonzero(low | high).tolist()})
