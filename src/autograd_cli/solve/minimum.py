"""A minimum from starts to what is said of it: the search, what the point is, the derivatives of the solution.

Takes a function of one output and a `Task`. Returns a `Solution` of Python's numbers, from which a report is made.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.linalg import null_space

from autograd_cli.graphs.analysis import described
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import OURS
from autograd_cli.solve.constraints import Bounded, Constraint, Held, full
from autograd_cli.solve.descent import (
    METHODS,
    MOST_OF_SIMPLEX,
    Iteration,
    Polished,
    Search,
    UnboundedError,
    descend,
    polish,
)
from autograd_cli.solve.implicit import differences, of_minimum
from autograd_cli.solve.kinds import Shape, shape_of
from autograd_cli.solve.kinks import descend_kinks
from autograd_cli.solve.objective import Objective
from autograd_cli.solve.starts import Start, drawn_starts
from autograd_cli.solve.system import input_nodes

# So many scales away a point is far: where its value still falls the minimum is at infinity.
FAR = 1e2
# Two values that differ by less are of one minimum.
SAME = 1e-9
# How often a search leaves a saddle, and by which shares of the scale.
MOST_ESCAPES, ESCAPES = 8, (1e-2, 1e-1, 1e-3, 1.0)
# Of so many unknowns the Hessian is decomposed.
MOST_DENSE = 1500


class Limit(NamedTuple):
    """A constraint: a function of one output that is 0, or where not `equal` at most 0, as its text says."""

    text: str
    function: Function
    equal: bool


class Task(NamedTuple):
    """What is made least, or `greatest`. A start may be a range, of which `draws` are made. `wrt` names inputs with
    respect to which the solution is differentiated."""

    unknowns: Sequence[str]
    fixed: Mapping[str, float]
    starts: Mapping[str, Start]
    bounds: Mapping[str, tuple[float, float]]
    constraints: Sequence[Limit] = ()
    greatest: bool = False
    draws: int = 1
    seed: int = 0
    wrt: Sequence[str] = ()
    check: bool = False
    kinks: str = OURS
    tell: Callable[[int, float], None] = lambda count, value: None


class Found(NamedTuple):
    """Where the search from one start ended."""

    value: float
    point: Any
    kind: str
    converged: bool
    method: str
    held: Held | None = None
    shape: Shape | None = None
    relative: float = 0.0
    steps: int = 0
    trail: tuple[Iteration, ...] = ()


class Solution(NamedTuple):
    """The point and all that is known of it; lists are in the order of the unknowns, or of the constraints.

    The `residual` is the largest component of the gradient, with constraints of the Lagrangian's, without those of
    unknowns at bounds. `multipliers` are by how much the value gets better for each unit that a constraint is loosened.
    `partials` has for each parameter those of the unknowns, and last that of the value; `differences` are those of the
    problem solved again.
    """

    point: list[float]
    value: float
    gradient: list[float]
    residual: float
    kind: str
    converged: bool
    start: list[float]
    method: str = ""
    relative: float = 0.0
    steps: int = 0
    evaluations: int = 0
    hessians: int = 0
    eigenvalues: Sequence[float] = ()
    condition: float | None = None
    direction: Sequence[float] | None = None
    at_bound: Sequence[int] = ()
    active: Sequence[int] = ()
    constraints: Sequence[float] = ()
    multipliers: Sequence[float] = ()
    violated: Sequence[int] = ()
    partials: Sequence[Sequence[float]] | None = None
    differences: Sequence[Sequence[float]] | None = None
    starts: int = 1
    reached: int = 1
    trail: Sequence[Iteration] = ()
    interrupted: bool = False


def minimum(function: Function, task: Task) -> Solution:
    """The least value that a search finds from any start, or the greatest.

    Raises: `ValueError` where the function is not finite at any start; `KeyboardInterrupt` before it is at one.
    """
    problem = _Problem(function, task)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return problem.solution()


class _Problem:
    """The function, its constraints and its bounds, and the searches of them."""

    def __init__(self, function: Function, task: Task) -> None:
        self.task = task
        self.original = function
        self.sign = -1.0 if task.greatest else 1.0
        if task.greatest:
            turned = function.graph.add("negative", (function.outputs[0],))
            function = Function(function.graph, function.inputs, (turned,))
        self.function = function
        names = task.unknowns
        self.objective = _objective(function, names, task.fixed, task.kinks)
        self.state = Search(self.objective, lambda count, value: task.tell(count, self.sign * value))
        self.constraints = [
            Constraint(one.text, _objective(one.function, names, task.fixed, task.kinks), one.equal)
            for one in task.constraints
        ]
        ends = [task.bounds.get(name, (-np.inf, np.inf)) for name in names]
        self.lower, self.upper = (np.array([one[i] for one in ends]) for i in (0, 1))
        self.free = not task.constraints and not np.isfinite([self.lower, self.upper]).any()

    def solution(self) -> Solution:
        """The best of what the searches from all starts find."""
        starts = drawn_starts(self.task.starts, self.task.unknowns, self.task.draws, self.task.seed)
        starts = [np.clip(start, self.lower, self.upper) for start in starts]
        found: list[tuple[Any, Found]] = []
        interrupted = False
        for start in starts:
            if not np.isfinite(self.objective(start)):
                continue
            self.state.start(start)
            self.state.gradient(start, "start")
            try:
                found.append((start, self.search(start)))
            except KeyboardInterrupt:
                interrupted = True
                value, point = self.state.best
                found.append((start, Found(value, point, "unknown", False, "interrupted")))
                break
            if found[-1][1].kind == "unbounded":
                break
        if not found:
            raise ValueError("not finite")
        start, best = min(found, key=lambda one: (one[1].kind != "unbounded", *_rank(one[1])))
        reached = sum(abs(one.value - best.value) <= SAME * max(1.0, abs(best.value)) for _, one in found)
        solution = self.described(start, best)
        return solution._replace(starts=len(starts), reached=reached, interrupted=interrupted)

    def search(self, start: Any) -> Found:
        try:
            return self.unconstrained(start) if self.free else self.constrained(start)
        except UnboundedError:
            value, point = self.state.best
            return self.ended(Polished(point, 0, np.inf, np.inf), "unbounded", "")._replace(value=value)

    def unconstrained(self, start: Any) -> Found:
        """The search without constraints: one method after the other until one converges."""
        state = self.state
        small = self.objective.matrix is not None and not self.objective.is_sparse and len(start) <= MOST_DENSE
        methods = ["trust-exact", "trust-ncg"] if small else ["trust-ncg"]
        ends: list[Found] = []
        for method in [*methods, "kinks", "Nelder-Mead"]:
            begin = start if not ends else ends[-1].point
            if method == "kinks":
                if not has_kinks(self.function):
                    continue
                ends.append(self.at_kink(begin))
            elif method != "Nelder-Mead" or len(start) <= MOST_OF_SIMPLEX:
                end = descend(state, begin, method)
                end = end if state.value(end) <= state.best[0] else state.best[1]
                ends.append(self.escaped(polish(state, end), method))
            if ends[-1].converged or ends[-1].kind == "infinity":
                break
        last = ends[-1]
        if last.converged and last.kind in ("minimum", "valley") and has_kinks(self.function):
            kink = self.at_kink(last.point)
            if kink.converged:
                return kink
        return min(ends, key=_rank)

    def escaped(self, end: Polished, method: str) -> Found:
        """Where a search leads that leaves every saddle it meets."""
        state = self.state
        found = self.ended(end, "", method)
        for _ in range(MOST_ESCAPES):
            if found.kind != "saddle" or found.shape is None or found.shape.direction is None:
                break
            moves = [sign * share * found.shape.direction for share in ESCAPES for sign in (1.0, -1.0)]
            lower = next((move for move in moves if state.value(found.point + move) < found.value), None)
            if lower is None:
                break
            there = polish(state, descend(state, found.point + lower, method))
            if not state.value(there.point) < found.value:
                break
            found = self.ended(there, "", method)
        return self.nearest(found, method)

    def nearest(self, found: Found, method: str) -> Found:
        """In a flat valley the point next to the start, where that is as low."""
        if found.kind != "valley" or found.shape is None or found.shape.flat is None:
            return found
        state, flat = self.state, found.shape.flat
        scale = state.scale
        within, _ = np.linalg.qr(flat * (np.maximum(scale, np.abs(found.point)) / scale)[:, None])
        back = within @ (within.T @ ((found.point - state.trail[0].point) / scale))
        there = polish(state, found.point - scale * back)
        other = self.ended(there._replace(steps=found.steps + there.steps), "", method)
        return other if other.converged and other.value <= found.value + SAME * abs(found.value) else found

    def at_kink(self, start: Any) -> Found:
        """Where the search for a kink ends."""
        kink = descend_kinks(self.state, start)
        end = Polished(kink.point, 0, 0.0, kink.combined)
        found = self.ended(end, "kink", "gradients sampled around points")
        return found._replace(converged=kink.is_least, kind="kink" if kink.is_least else "unknown", shape=None)

    def ended(self, end: Polished, kind: str, method: str) -> Found:
        """The end of a search without constraints, with its shape."""
        state = self.state
        value = self.objective(end.point)
        curvature = self.curvature(end.point)
        shape = None
        if curvature is not None and kind != "unbounded":
            shape = shape_of(state, end.point, curvature, None)
        far = float(np.max(np.abs(end.point), initial=0.0)) > FAR * float(np.max(state.scale, initial=0.0))
        flat = shape is not None and (shape.kind == "valley" or shape.condition is None)
        if not kind and far and (flat or not end.converged) and end.relative < 1e-4:
            kind = "infinity"
        if not kind and not np.isfinite(self.objective.slope(end.point)[1]).all():
            kind = "edge"
        converged = end.converged and kind in ("", "kink")
        kind = kind or ("unknown" if not end.converged else "stationary" if shape is None else shape.kind)
        trail = tuple(state.trail)
        return Found(value, end.point, kind, converged, method, None, shape, end.relative, end.steps, trail)

    def curvature(self, point: Any) -> Any | None:
        """The Hessian in scales."""
        if self.objective.matrix is None:
            return None
        scale = np.maximum(self.state.scale, np.abs(point))
        found = self.objective.hessian(point)
        if self.objective.is_sparse:
            diagonal = sparse.diags_array(scale)
            return (diagonal @ found @ diagonal).tocsc() if np.isfinite(found.data).all() else None
        return found * np.outer(scale, scale) if np.isfinite(found).all() else None

    def constrained(self, start: Any) -> Found:
        """The search among points that fulfil constraints."""
        bounded = Bounded(self.state, self.constraints, self.lower, self.upper)
        ends: list[Found] = []
        feasible = bounded.feasible(start) if self.constraints else start
        for method in ("SLSQP", "trust-constr"):
            for begin in (start, feasible):
                if not np.isfinite(self.objective(begin)):
                    continue
                end = bounded.descend(begin, method)
                held = bounded.polish(end)
                rough = bounded.violation(end)
                if not held.converged and (held.violation > rough or not np.isfinite(held.point).all()):
                    held = held._replace(point=end, violation=rough, multipliers=np.zeros(len(held.active)))
                ends.append(self.at_constraints(bounded, held, METHODS_OF_CONSTRAINTS[method]))
                if ends[-1].converged:
                    return ends[-1]
        best = min(ends, key=lambda one: (one.held is None or one.held.violation > 1e-6, one.value), default=None)
        if best is None or best.held is None or best.held.violation > 1e-6:
            violation = bounded.violation(feasible)
            held = Held(feasible, (), (), np.zeros(0), 0, np.inf, np.inf, violation)
            kind = "infeasible" if violation > 1e-6 else "unknown"
            trail = tuple(self.state.trail)
            return Found(self.objective(feasible), feasible, kind, False, "least violation", held, trail=trail)
        return best

    def at_constraints(self, bounded: Bounded, held: Held, method: str) -> Found:
        """The end of a search with constraints, with its shape."""
        point = held.point
        moving = [j for j in range(len(point)) if j not in held.at_bound]
        scale = np.maximum(self.state.scale, np.abs(point))
        curvature, _, rows = bounded.system(point, held.active, held.multipliers)
        shape = None
        kind = "unknown"
        if held.converged and np.isfinite(curvature).all():
            basis = np.eye(len(point))[:, moving]
            across = rows * scale
            if held.active and moving:
                basis = basis @ null_space(across[:, moving], rcond=1e-10)
            shape = shape_of(self.state, point, curvature * np.outer(scale, scale), basis)
            kind = shape.kind
        trail = tuple(self.state.trail)
        value = self.objective(point)
        return Found(value, point, kind, held.converged, method, held, shape, held.relative, held.steps, trail)

    def partials(self, point: Any, held: Held | None) -> Any | None:
        """The partials of the solution by the parameters, and last that of the value."""
        task, count = self.task, len(point)
        names = [*task.unknowns, *task.wrt]
        values = np.concatenate([point, [task.fixed[name] for name in task.wrt]])
        own = _objective(self.function, names, task.fixed, task.kinks)
        if own.matrix is None:
            return None
        slopes, curvature = own.slope(values)[1], full(own, values)
        active = held.active if held is not None else ()
        rows = np.zeros((len(active), len(names)))
        for place, i in enumerate(active):
            one = _objective(task.constraints[i].function, names, task.fixed, task.kinks)
            rows[place] = one.slope(values)[1]
            multiplier = held.multipliers[place] if held is not None else 0.0
            slopes = slopes + multiplier * rows[place]
            curvature = curvature + multiplier * full(one, values)
        moving = [j for j in range(count) if held is None or j not in held.at_bound]
        parameters = [*range(count, len(names))]
        return of_minimum(slopes, curvature, rows[:, :count], rows[:, count:], moving, parameters)

    def again(self, point: Any, held: Held | None) -> Callable[[Mapping[str, float]], list[float]]:
        """What solves the problem again near a point, for other values of the parameters; the value comes last."""

        def solve(values: Mapping[str, float]) -> list[float]:
            other = _Problem(self.original, self.task._replace(fixed=values))
            other.state.start(point)
            other.state.scale, other.state.steepest = self.state.scale, self.state.steepest
            if held is None:
                end = polish(other.state, point).point
            else:
                end = Bounded(other.state, other.constraints, other.lower, other.upper).polish(point, held.active).point
            return [*end.tolist(), other.objective(end)]

        return solve

    def residual(self, point: Any, slope: Any, held: Held | None) -> float:
        """The largest component of the gradient that a solution has to make 0."""
        if held is not None:
            for multiplier, i in zip(held.multipliers, held.active, strict=True):
                slope = slope + multiplier * self.constraints[i].objective.slope(point)[1]
            slope = np.delete(slope, list(held.at_bound))
        return float(np.max(np.abs(slope), initial=0.0))

    def described(self, start: Any, found: Found) -> Solution:
        """What is said of where a search ended."""
        held, shape, sign = found.held, found.shape, self.sign
        _, slope = self.objective.slope(found.point)
        values = [float(one.objective(found.point)) for one in self.constraints]
        multipliers = np.zeros(len(values))
        violated: list[int] = []
        if held is not None:
            multipliers[list(held.active)] = held.multipliers
            bounded = Bounded(self.state, self.constraints, self.lower, self.upper)
            if self.constraints:
                violated = [int(i) for i in np.flatnonzero(bounded.violations(found.point) > 1e-6)]
        partials = checked = None
        if self.task.wrt and found.converged and found.kind == "minimum":
            partials = self.partials(found.point, held)
            if partials is not None and self.task.check:
                checked = differences(self.again(found.point, held), self.task.fixed, self.task.wrt)
        direction = None if shape is None or shape.direction is None else shape.direction.tolist()
        turned = [sign * one for one in (shape.eigenvalues if shape is not None else ())]
        kind = {"minimum": "maximum"}.get(found.kind, found.kind) if self.task.greatest else found.kind
        return Solution(
            point=[float(value) for value in found.point],
            value=sign * found.value,
            gradient=[sign * float(one) for one in slope],
            residual=self.residual(found.point, slope, held),
            kind=kind,
            converged=found.converged and found.kind != "saddle",
            start=[float(value) for value in start],
            method=METHODS.get(found.method, found.method),
            relative=found.relative,
            steps=found.steps,
            evaluations=self.objective.evaluations,
            hessians=self.objective.hessians,
            eigenvalues=sorted(turned),
            condition=None if shape is None else shape.condition,
            direction=direction,
            at_bound=held.at_bound if held is not None else (),
            active=held.active if held is not None else (),
            constraints=values,
            multipliers=[float(one) for one in multipliers],
            violated=violated,
            partials=None if partials is None else [sign_last(row.tolist(), sign) for row in partials],
            differences=None if checked is None else [sign_last(row, sign) for row in checked],
            trail=[one._replace(value=sign * one.value) for one in found.trail],
        )


METHODS_OF_CONSTRAINTS = {"SLSQP": "sequential quadratic programs", "trust-constr": "interior points"}


def sign_last(row: Sequence[float], sign: float) -> list[float]:
    """Partials, the last of which is that of the value, which has a sign of its own."""
    return [float(one) + 0.0 for one in (*row[:-1], sign * row[-1])]


def _rank(found: Found) -> tuple[bool, float, bool]:
    """The order of ends: those that fulfil constraints first, then by value, then those that converged."""
    infeasible = found.kind == "infeasible"
    return (infeasible, found.value, not found.converged)


def _objective(function: Function, names: Sequence[str], fixed: Mapping[str, float], kinks: str) -> Objective:
    """A function of the unknowns, also of those that it does not have."""
    return Objective(function, input_nodes(function, names), fixed, kinks)


def has_kinks(function: Function) -> bool:
    """Whether some operation has points without a derivative."""
    records = [function.graph.nodes[node] for node in function.live]
    return any(described(one.primitive).kink for one in records if one.operands)
