"""Bounds and constraints: SciPy's sequential quadratic programs, then Newton's steps on the conditions of optimality.

Takes a `Search`, constraints as objectives of their own, bounds, a start. Returns the point, the multipliers and which
constraints are active; or the point at which the constraints are least violated, where none fulfils them.

*Conventions*: a constraint is `c(x) = 0`, or `c(x) <= 0` with a multiplier of 0 or more; the Lagrangian is `f + sum of
multiplier * c`. A bound's multiplier is the gradient of the Lagrangian there.
*Source*: Nocedal & Wright 2006, chapters 12, 16 and 18; Kraft 1988 (`SLSQP`).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, NonlinearConstraint, least_squares, minimize

from autograd_cli.search.descent import BEYOND, EPSILON, FAILURES, FLAT, SHORT, TO_ROUNDING, Search, balance, max_norm
from autograd_cli.search.objective import Objective

# A constraint is violated beyond, and active within, such a share of its size at the start and at the end.
VIOLATED, NEAR = 1e-8, 1e-6
MOST_STEPS, MOST_PROGRAMS, MOST_RESTORED = 60, 300, 8


class Constraint(NamedTuple):
    """A constraint: its left side minus its right side, and whether that must be 0 rather than at most 0."""

    objective: Objective
    equal: bool


class Held(NamedTuple):
    """Where a search ended: places of unknowns at bounds and of active constraints, and these ones' multipliers.

    `violation` is the largest of a constraint, as a share of its size; `size` and `relative` are as `Polished` has
    them, of the Lagrangian.
    """

    point: Any
    at_bound: tuple[int, ...]
    active: tuple[int, ...]
    multipliers: Any
    steps: int
    size: float
    relative: float
    violation: float

    @property
    def converged(self) -> bool:
        return self.relative <= FLAT and self.size <= SHORT and self.violation <= VIOLATED


class Bounded:
    """A search among points that fulfil constraints."""

    def __init__(self, state: Search, constraints: Sequence[Constraint], lower: Any, upper: Any) -> None:
        self.state, self.constraints = state, constraints
        self.lower, self.upper = lower, upper

    def values(self, point: Any) -> Any:
        """The constraints' values."""
        return np.array([one.objective(point) for one in self.constraints])

    def jacobian(self, point: Any) -> Any:
        """The constraints' gradients, a row each."""
        rows = [one.objective.slope(point)[1] for one in self.constraints]
        return np.array(rows).reshape(len(rows), len(point))

    def sizes(self, point: Any) -> Any:
        """What a constraint's value is compared with: how far it changes by moves of the unknowns' size."""
        scale = np.maximum(self.state.scale, np.abs(point))
        rows = np.nan_to_num(self.jacobian(point))
        return np.maximum(np.abs(rows * scale).max(axis=1, initial=0.0), 1e-300)

    def violations(self, point: Any) -> Any:
        """By how much constraints are violated, as shares of their sizes."""
        values = np.nan_to_num(self.values(point), nan=BEYOND)
        equal = np.array([one.equal for one in self.constraints], dtype=bool)
        return np.where(equal, np.abs(values), np.maximum(values, 0.0)) / self.sizes(point)

    def violation(self, point: Any) -> float:
        return float(np.max(self.violations(point), initial=0.0))

    def feasible(self, start: Any) -> Any:
        """A point near a start at which constraints are least violated."""

        def residuals(z: Any) -> Any:
            return np.nan_to_num(self._lost(z * scale) / sizes, nan=BEYOND, posinf=BEYOND)

        def jacobian(z: Any) -> Any:
            lost = self._lost(z * scale)
            kept = np.array([one.equal for one in self.constraints]) | (lost > 0)
            return np.nan_to_num(self.jacobian(z * scale) * scale * kept[:, None] / sizes[:, None])

        scale = self.state.scale
        sizes = self.sizes(start)
        ends = self.lower / scale, self.upper / scale
        begin = np.clip(start / scale, *ends)
        try:
            found = least_squares(residuals, begin, jacobian, bounds=ends, xtol=1e-15, gtol=1e-15)
        except FAILURES:
            return np.clip(start, self.lower, self.upper)
        return np.clip(found.x * scale, self.lower, self.upper)

    def restored(self, point: Any, active: Sequence[int], at_bound: Sequence[int]) -> Any | None:
        """A point next to one, within the bounds and with active constraints at 0; None where others are violated."""
        point = np.clip(point, self.lower, self.upper)
        moving = [j for j in range(len(point)) if j not in at_bound]
        for _ in range(MOST_RESTORED if active and moving else 0):
            scale = np.maximum(self.state.scale, np.abs(point))[moving]
            values, rows = self.values(point)[list(active)], self.jacobian(point)[list(active)][:, moving] * scale
            if not (np.isfinite(values).all() and np.isfinite(rows).all()):
                return None
            point[moving] -= np.linalg.lstsq(rows, values, rcond=64 * EPSILON)[0] * scale
            point = np.clip(point, self.lower, self.upper)
        return point if self.violation(point) <= VIOLATED else None

    def strong(self, held: Held) -> tuple[list[int], list[int]]:
        """The active constraints and the unknowns at bounds that the function presses against: others may be left."""
        point = held.point
        least = FLAT * max(self.state.steepest, self.state.curved)
        sizes, rows = self.sizes(point), self.jacobian(point)
        total = self.state.objective.slope(point)[1] + rows[list(held.active)].T @ held.multipliers
        pressed = np.abs(total) * np.maximum(self.state.scale, np.abs(point)) > least
        fixed = self.lower == self.upper
        active = [
            i
            for i, multiplier in zip(held.active, held.multipliers, strict=True)
            if self.constraints[i].equal or abs(multiplier * sizes[i]) > least
        ]
        return active, [j for j in held.at_bound if pressed[j] or fixed[j]]

    def _lost(self, point: Any) -> Any:
        values = self.values(point)
        return np.where([one.equal for one in self.constraints], values, np.maximum(values, 0.0))

    def descend(self, start: Any, method: str) -> Any:
        """Where `SLSQP` or `trust-constr` ends. Raises: `UnboundedError`."""
        state, scale = self.state, self.state.scale
        ends = Bounds(self.lower / scale, self.upper / scale)
        size = max(max_norm(state.gradient(start)), 1e-300)
        given: list[Any] = []
        for one in self.constraints:
            width = float(max(np.max(np.abs(np.nan_to_num(one.objective.slope(start)[1]) * scale), initial=0.0), 1e-8))

            def value(z: Any, one: Constraint = one, width: float = width) -> Any:
                return one.objective(z * scale) / width

            def row(z: Any, one: Constraint = one, width: float = width) -> Any:
                return one.objective.slope(z * scale)[1] * scale / width

            if method == "trust-constr":
                given.append(NonlinearConstraint(value, 0.0 if one.equal else -np.inf, 0.0, row))
            elif one.equal:
                given.append({"type": "eq", "fun": value, "jac": row})
            else:
                given.append({"type": "ineq", "fun": lambda z, f=value: -f(z), "jac": lambda z, f=row: -f(z)})
        options: dict[str, Any] = {"maxiter": MOST_PROGRAMS}
        options |= {"ftol": 1e-15} if method == "SLSQP" else {"gtol": 1e-12, "xtol": 1e-12}
        try:
            found = minimize(
                lambda z: min(state.value(z * scale) / size, BEYOND),
                np.clip(start / scale, ends.lb, ends.ub),
                jac=lambda z: state.gradient(z * scale) / size,
                method=method,
                bounds=ends,
                constraints=given,
                options=options,
            )
        except FAILURES:
            return start
        return np.clip(found.x * scale, self.lower, self.upper)

    def polish(self, start: Any, known: Sequence[int] = ()) -> Held:
        """Newton's steps on the conditions of optimality, for the active constraints that their signs confirm.

        Those that are `known` to be active are tried, though the start be far from them.
        """
        point = np.array(start, dtype=float)
        state = self.state
        count = len(self.constraints)
        scale = np.maximum(state.scale, np.abs(point))
        near = np.abs(self.values(point)) <= NEAR * self.sizes(point)
        active = {i for i in range(count) if near[i] or self.constraints[i].equal or i in known}
        held = {j for j in range(len(point)) if self._bound_near(point, j, scale[j]) is not None}
        steps, size, last = 0, np.inf, np.inf
        changes = 0
        multipliers = np.zeros(0)
        relative = np.inf
        while steps < MOST_STEPS:
            for j in held:
                bound = self._bound_near(point, j, scale[j])
                point[j] = point[j] if bound is None else bound
            order = sorted(active)
            move, multipliers, relative = self._step(point, order, held)
            wrong = self._wrong(point, order, held, multipliers)
            if wrong is not None and changes < 4 * (count + len(point)):
                changes += 1
                (active if wrong[0] == "constraint" else held).discard(wrong[1])
                continue
            size = max_norm(move / scale)
            if not np.isfinite(size) or size < EPSILON / 4 or (size < SHORT and size >= last / 2):
                break
            fraction, blocking = self._until_blocked(point, move, order, held)
            point = np.clip(point + fraction * move, self.lower, self.upper)
            state.gradient(point, "Newton")
            steps += 1
            last = size
            if blocking is not None and changes < 4 * (count + len(point)):
                changes += 1
                last = np.inf
                (active if blocking[0] == "constraint" else held).add(blocking[1])
        order = sorted(active)
        return Held(point, tuple(sorted(held)), tuple(order), multipliers, steps, size, relative, self.violation(point))

    def _bound_near(self, point: Any, j: int, scale: float) -> float | None:
        """The bound that an unknown is at."""
        for bound in (self.lower[j], self.upper[j]):
            if abs(point[j] - bound) <= NEAR * scale:
                return float(bound)
        return None

    def system(self, point: Any, order: Sequence[int], multipliers: Any) -> tuple[Any, Any, Any]:
        """The Hessian of the Lagrangian, the gradient of the function, the active constraints' gradients."""
        curvature = full(self.state.objective, point)
        for place, i in enumerate(order):
            if i < len(self.constraints) and len(multipliers) > place:
                curvature = curvature + multipliers[place] * full(self.constraints[i].objective, point)
        return curvature, self.state.objective.slope(point)[1], self.jacobian(point)[list(order)]

    def off(self, point: Any, order: Sequence[int], multipliers: Any) -> Any:
        """How far the entries of the Hessian of the Lagrangian may be off by rounding."""
        parts = [(1.0, self.state.objective)]
        parts += [(abs(one), self.constraints[i].objective) for i, one in zip(order, multipliers, strict=False)]
        return sum(one * (of.off(point) + TO_ROUNDING * np.abs(full(of, point))) for one, of in parts)

    def _step(self, point: Any, order: list[int], held: set[int]) -> tuple[Any, Any, float]:
        """Newton's step of the unknowns that move, the multipliers, and the Lagrangian's gradient as a share."""
        moving = [j for j in range(len(point)) if j not in held]
        scale = np.maximum(self.state.scale, np.abs(point))[moving]
        _, slope, rows = self.system(point, order, ())
        scaled = slope[moving] * scale
        across = rows[:, moving] * scale
        if not (np.isfinite(scaled).all() and np.isfinite(across).all()):
            return np.full(len(point), np.nan), np.zeros(len(order)), np.inf
        estimate = np.linalg.lstsq(across.T, -scaled, rcond=None)[0] if order else np.zeros(0)
        curvature, _, _ = self.system(point, order, estimate)
        inner = curvature[np.ix_(moving, moving)] * np.outer(scale, scale)
        count = len(order)
        left = scaled + across.T @ estimate
        remaining = max_norm(left)
        factors = np.ones(len(moving))
        sizes = np.abs(inner.diagonal())
        if np.min(sizes, initial=np.inf) < FLAT * np.max(sizes, initial=0.0):
            off = self.off(point, order, estimate)[np.ix_(moving, moving)] * np.outer(scale, scale)
            factors = balance(np.where(np.abs(inner) > off, inner, 0.0))
        across = across * factors
        widths = np.abs(across).max(axis=1, initial=0.0)
        widths[widths == 0.0] = 1.0
        across = across / widths[:, None]
        whole = np.block([[inner * np.outer(factors, factors), across.T], [across, np.zeros((count, count))]])
        right = -np.concatenate([left * factors, self.values(point)[order] / widths])
        if not np.isfinite(whole).all() or not np.isfinite(right).all():
            return np.full(len(point), np.nan), estimate, np.inf
        self.state.curved = max(self.state.curved, max_norm(inner))
        relative = self.state.share(remaining)
        found = np.linalg.lstsq(whole, right, rcond=64 * EPSILON)[0]
        move = np.zeros(len(point))
        move[moving] = found[: len(moving)] * factors * scale
        return move, estimate, relative

    def _wrong(self, point: Any, order: list[int], held: set[int], multipliers: Any) -> tuple[str, int] | None:
        """A constraint or bound whose multiplier says that the value falls on leaving it."""
        worst: tuple[float, tuple[str, int] | None] = (-FLAT * self.state.steepest, None)
        rows = self.jacobian(point)
        sizes = self.sizes(point)
        for place, i in enumerate(order):
            if not self.constraints[i].equal:
                worst = min(worst, (float(multipliers[place] * sizes[i]), ("constraint", i)), key=lambda one: one[0])
        total = self.state.objective.slope(point)[1] + (rows[order].T @ multipliers if order else 0.0)
        scaled = total * np.maximum(self.state.scale, np.abs(point))
        for j in held:
            if self.lower[j] == self.upper[j]:
                continue
            sign = 1.0 if self._bound_near(point, j, self.state.scale[j]) == self.lower[j] else -1.0
            worst = min(worst, (float(sign * scaled[j]), ("bound", j)), key=lambda one: one[0])
        return worst[1]

    def _until_blocked(
        self, point: Any, move: Any, order: list[int], held: set[int]
    ) -> tuple[float, tuple[str, int] | None]:
        """How much of a step keeps to the bounds and the constraints that are not active, and which one ends it."""
        fraction, blocking = 1.0, None
        for j in range(len(point)):
            if j in held or move[j] == 0.0:
                continue
            room = ((self.upper if move[j] > 0 else self.lower)[j] - point[j]) / move[j]
            if room < fraction:
                fraction, blocking = max(float(room), 0.0), ("bound", j)
        sizes = self.sizes(point)
        before, after = self.values(point), self.values(point + fraction * move)
        for i, one in enumerate(self.constraints):
            if not one.equal and i not in order and after[i] > EPSILON * sizes[i]:
                part = max(0.0, -before[i]) / max(after[i] - before[i], 1e-300)
                if part * fraction < fraction:
                    fraction, blocking = part * fraction, ("constraint", i)
        return fraction, blocking


def full(objective: Objective, point: Any) -> Any:
    """The Hessian as a dense array."""
    found = objective.hessian(point)
    return found.toarray() if objective.is_sparse else found
