"""Searches for a minimum from one start: with or without constraints, from saddles on, along valleys, to kinks.

Takes a function of one output and a `Task`. Returns where a search ended, as `Found`, and what the point is.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.linalg import null_space

from autograd_cli.graphs.analysis import described
from autograd_cli.graphs.graph import Function
from autograd_cli.search.constraints import NEAR, VIOLATED, Bounded, Constraint, Held
from autograd_cli.search.descent import (
    MOST_OF_SIMPLEX,
    Iteration,
    Polished,
    Search,
    UnboundedError,
    descend,
    polish,
)
from autograd_cli.search.elsewhere import beyond_jump
from autograd_cli.search.jumps import side_of_jump
from autograd_cli.search.kinds import Around, Shape, shape_of
from autograd_cli.search.kinks import descend_kinks
from autograd_cli.search.objective import Objective
from autograd_cli.search.plateaus import plateau_of
from autograd_cli.search.system import input_nodes
from autograd_cli.search.task import Task

# So many scales away a point is far: where its value still falls the minimum is at infinity.
FAR = 1e2
# Two values that differ by less are of one minimum.
SAME = 1e-9
# A far point has no greater gradient than such a share of the largest that was met.
STILL = 1e-4
# How often a search leaves a saddle.
MOST_ESCAPES = 8
# So often the way from the start is gone on with, tenfold each time, to see whether the value has a bound.
MOST_PROBED = 40
# Where a search ended at one of these, a jump may be next to the point.
BESIDE_JUMPS = ("minimum", "valley", "saddle", "unknown")
# Only these may be on a plateau: a search that stopped elsewhere is no valley.
ON_PLATEAUS = ("minimum", "valley")
# Of so many unknowns the Hessian is decomposed.
MOST_DENSE = 1500


METHODS_OF_CONSTRAINTS = {"SLSQP": "sequential quadratic programs", "trust-constr": "interior points"}


class Found(NamedTuple):
    """Where the search from one start ended; on a `plateau` the value stays until it jumps.

    The search left `jumped` points for lower ones beyond a jump next to them. Where the value falls towards a jump,
    `after` is the point next to this one beyond it.
    """

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
    plateau: bool = False
    jumped: bool = False
    after: Any | None = None


class Problem:
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
        self.objective = objective_of(function, names, task.fixed, task.kinks)
        self.state = Search(self.objective, lambda count, value: task.tell(count, self.sign * value))
        self.constraints = [
            Constraint(objective_of(one.function, names, task.fixed, task.kinks), one.equal) for one in task.constraints
        ]
        ends = [task.bounds.get(name, (-np.inf, np.inf)) for name in names]
        self.lower, self.upper = (np.array([one[i] for one in ends]) for i in (0, 1))
        # The pieces of `where` may meet at a kink, though what tells them apart jumps.
        self.has_pieces = breaks(self.function, "kink") or breaks(self.function, "jump")
        self.free = not task.constraints and not np.isfinite([self.lower, self.upper]).any()

    @property
    def bounded(self) -> Bounded:
        """The search within bounds and constraints."""
        return Bounded(self.state, self.constraints, self.lower, self.upper)

    def search(self, start: Any) -> Found:
        try:
            found = self.sought(start)
            if not breaks(self.function, "jump"):
                return found
            for _ in range(MOST_ESCAPES):
                if found.kind not in BESIDE_JUMPS:
                    break
                lower = beyond_jump(self.state, found.point, self.is_allowed)
                if lower is not None:
                    found = min(found, self.beyond(lower), key=rank)
                    continue
                found, lower = self.on_plateau(found)
                if lower is None:
                    break
                found = min(found, self.sought(lower), key=rank)
            return self.at_jump(found)
        except UnboundedError:
            value, point = self.state.best
            return self.ended(Polished(point, 0, np.inf, np.inf), "unbounded", "")._replace(value=value)

    def sought(self, start: Any) -> Found:
        return self.unconstrained(start) if self.free else self.constrained(start)

    def on_plateau(self, found: Found) -> tuple[Found, Any | None]:
        """A minimum, as a valley where it is on a plateau; with a lower point beyond a jump, if one was met."""
        if found.kind not in ON_PLATEAUS or found.shape is None or found.shape.direction is None:
            return found, None
        flat = found.shape.flat
        if flat is None:
            flat = (found.shape.direction / np.maximum(self.state.scale, np.abs(found.point)))[:, None]
        plateau = plateau_of(self.state, found.point, flat, self.is_allowed)
        kind = "valley" if plateau.jumps else found.kind
        return found._replace(kind=kind, plateau=plateau.jumps), plateau.lower

    def beyond(self, lower: Any) -> Found:
        """Where the search goes from a point beyond a jump: not back to greater values."""
        found = self.sought(lower)._replace(jumped=True)
        if not found.value > self.objective(lower):
            return found
        return self.moved(found, lower)._replace(kind="unknown", converged=False, shape=None)

    def moved(self, found: Found, point: Any) -> Found:
        """The end of a search, at a point next to it."""
        held = found.held and found.held._replace(point=point)
        return found._replace(value=self.objective(point), point=point, held=held)

    def at_jump(self, found: Found) -> Found:
        """The end of the piece that a search ended in, where the value falls towards a jump there."""
        if found.kind not in BESIDE_JUMPS:
            return found
        side = side_of_jump(self.state, found.point, self.is_allowed)
        if side is None:
            return found
        there = self.moved(found, side.point)._replace(after=side.after, jumped=False)
        if not there.value <= found.value + self.state.rounding(found.value):
            return found
        if side.end and found.converged and found.kind != "saddle":
            return there
        kind = "limit" if side.end is False else "jump"
        return there._replace(kind=kind, converged=kind == "jump", shape=None)

    def is_allowed(self, point: Any) -> bool:
        """Whether a point is within the bounds and fulfils the constraints."""
        if not ((self.lower <= point) & (point <= self.upper)).all():
            return False
        bounded = self.bounded
        return not self.constraints or bounded.violation(point) <= VIOLATED

    def unconstrained(self, start: Any) -> Found:
        """The search without constraints: one method after the other until one converges."""
        state = self.state
        small = self.objective.matrix is not None and not self.objective.is_sparse and len(start) <= MOST_DENSE
        methods = ["trust-exact", "trust-ncg"] if small else ["trust-ncg"]
        ends: list[Found] = []
        for method in [*methods, "kinks", "Nelder-Mead"]:
            begin = start if not ends else ends[-1].point
            if method == "kinks":
                if not self.has_pieces:
                    continue
                ends.append(self.at_kink(begin))
            elif method != "Nelder-Mead" or len(start) <= MOST_OF_SIMPLEX:
                end = descend(state, begin, method)
                end = end if state.value(end) <= state.best[0] else state.best[1]
                again = partial(self.polished, method=method)
                ends.append(self.nearest(self.escaped(again(end, descended=True), again), method))
            if ends[-1].converged or ends[-1].kind == "infinity":
                break
        last = ends[-1]
        stuck = not last.converged and last.kind == "unknown" and len(ends) > 1
        if self.has_pieces and (stuck or (last.converged and last.kind in ("minimum", "valley"))):
            kink = self.at_kink(last.point)
            if kink.converged:
                return kink
        return min(ends, key=rank)

    def polished(self, start: Any, method: str, descended: bool = False) -> Found:
        """Where a search without constraints ends, or Newton's steps from where one has ended."""
        return self.ended(polish(self.state, start if descended else descend(self.state, start, method)), "", method)

    def escaped(self, found: Found, again: Callable[[Any], Found]) -> Found:
        """Where searching `again` leads that leaves every saddle it meets."""
        for _ in range(MOST_ESCAPES):
            if found.shape is None or found.shape.lower is None or found.kind in ("infinity", "edge", "unbounded"):
                break
            self.state.scale = np.maximum(self.state.scale, np.abs(found.shape.lower - found.point))
            other = again(found.shape.lower)
            if not other.value < found.value:
                break
            found = other
        return found

    def nearest(self, found: Found, method: str) -> Found:
        """In a flat valley the point next to the start, where that is as low."""
        if found.kind != "valley" or found.shape is None or found.shape.flat is None:
            return found
        there = polish(self.state, self.next_to_start(found.point, found.shape.flat))
        other = self.ended(there._replace(steps=found.steps + there.steps), "", method)
        return other if other.converged and self.is_as_low(other.value, found.value) else found

    def at_kink(self, start: Any) -> Found:
        """Where the search for a kink ends. Raises: `UnboundedError`."""
        kink = descend_kinks(self.state, start, self.lower, self.upper)
        end = Polished(kink.point, 0, 0.0, kink.combined)
        found = self.ended(end, "kink", "gradients sampled around points")
        return found._replace(converged=kink.is_least, kind="kink" if kink.is_least else "unknown", shape=None)

    def ended(self, end: Polished, kind: str, method: str) -> Found:
        """The end of a search without constraints, with its shape."""
        state = self.state
        value = self.objective(end.point)
        curvature = self.curvature(end.point)
        shape = None
        if curvature is not None and kind not in ("unbounded", "kink"):
            around = Around(state, end.point, min(end.size, 1.0), off=partial(self.objective.off, end.point))
            shape = shape_of(around, curvature, None)
        far = (np.abs(end.point) > FAR * state.first_scale).any()
        flat = shape is not None and shape.kind in ("valley", "saddle")
        leads_on = shape is not None and (shape.lower is not None or self.is_flat_backward(end.point, shape))
        if not kind and far and (flat or not end.converged) and end.relative < STILL and not leads_on:
            kind = "infinity" if self.has_no_end(end.point) else ""
        if not kind and not np.isfinite(self.objective.slope(end.point)[1]).all():
            kind = "edge"
        converged = end.converged and kind in ("", "kink")
        kind = kind or ("unknown" if not end.converged else "stationary" if shape is None else shape.kind)
        trail = tuple(state.trail)
        return Found(value, end.point, kind, converged, method, None, shape, end.relative, end.steps, trail)

    def is_flat_backward(self, point: Any, shape: Shape) -> bool:
        """Whether a flat valley leads back to the start at one value."""
        if shape.flat is None:
            return False
        back = self.objective(self.next_to_start(point, shape.flat))
        return self.is_as_low(back, self.objective(point))

    def is_as_low(self, one: float, other: float) -> bool:
        return one <= other + max(SAME * abs(other), self.state.rounding(other))

    def next_to_start(self, point: Any, flat: Any) -> Any:
        """The point of a valley that is next to the start."""
        scale = self.state.scale
        within, _ = np.linalg.qr(flat * (np.maximum(scale, np.abs(point)) / scale)[:, None])
        return point - scale * (within @ (within.T @ ((point - self.state.trail[0].point) / scale)))

    def has_no_end(self, point: Any) -> bool:
        """Whether the value never rises on going on with the way from the start, or with that of one unknown.

        Raises: `UnboundedError`.
        """
        away = point - self.state.trail[0].point
        highest = self.objective(point) + SAME * abs(self.objective(point))
        ways = [
            [self.state.value(point + way * 10.0**power) for power in range(1, MOST_PROBED)]
            for way in (away, *np.diag(away))
            if way.any()
        ]
        return any(max(values) <= highest for values in ways)

    def curvature(self, point: Any) -> Any | None:
        """The Hessian in scales; None where it has none, or is beyond all doubles."""
        if self.objective.matrix is None:
            return None
        scale = np.maximum(self.state.scale, np.abs(point))
        found = self.objective.hessian(point)
        if self.objective.is_sparse:
            diagonal = sparse.diags_array(scale)
            scaled = (diagonal @ found @ diagonal).tocsc()
            return scaled if np.isfinite(scaled.data).all() else None
        # One factor after the other: the product of two scales may be infinite where that of all three is not.
        scaled = scale[:, None] * found * scale
        return scaled if np.isfinite(scaled).all() else None

    def constrained(self, start: Any) -> Found:
        """The search among points that fulfil constraints."""
        bounded = self.bounded
        ends: list[Found] = []
        feasible = bounded.feasible(start) if self.constraints else start
        begins = [start] if np.array_equal(feasible, start) else [start, feasible]
        for method in METHODS_OF_CONSTRAINTS:
            for begin in begins:
                if not np.isfinite(self.objective(begin)):
                    continue
                again = partial(self.among, bounded=bounded, method=method)
                ends.append(self.escaped(again(begin), again))
                if ends[-1].converged:
                    return self.within(ends[-1])
        best = min(ends, key=lambda one: (_violates(one.held), one.value), default=None)
        if best is None or _violates(best.held):
            violation = bounded.violation(feasible)
            held = Held(feasible, (), (), np.zeros(0), 0, np.inf, np.inf, violation)
            kind = "infeasible" if _violates(held) else "unknown"
            trail = tuple(self.state.trail)
            return Found(self.objective(feasible), feasible, kind, False, "least violation", held, trail=trail)
        return self.within(best)

    def within(self, found: Found) -> Found:
        """The end of a search with constraints, or next to it a kink that no constraint has a part in."""
        if not self.has_pieces or found.held is None or found.held.active:
            return found
        try:
            kink = self.at_kink(found.point)
        except UnboundedError:  # where constraints, of which a search for kinks knows nothing, do not hold
            if not self.constraints:
                raise
            return found
        bounded = self.bounded
        held = found.held._replace(point=kink.point, relative=kink.relative)
        allowed = kink.converged and bounded.violation(kink.point) <= VIOLATED
        return kink._replace(held=held) if allowed else found

    def among(self, start: Any, bounded: Bounded, method: str) -> Found:
        """Where a search with constraints ends, polished."""
        end = bounded.descend(start, method)
        held = bounded.polish(end)
        rough = bounded.violation(end)
        if not held.converged and (held.violation > rough or not np.isfinite(held.point).all()):
            held = held._replace(point=end, violation=rough, multipliers=np.zeros(len(held.active)))
        return self.at_constraints(bounded, held, METHODS_OF_CONSTRAINTS[method])

    def at_constraints(self, bounded: Bounded, held: Held, method: str) -> Found:
        """The end of a search with constraints, with its shape."""
        point = held.point
        scale = np.maximum(self.state.scale, np.abs(point))
        curvature, slope, rows = bounded.system(point, held.active, held.multipliers)
        value = self.objective(point)
        best = self.state.best[1]
        if not np.isfinite(value) and bounded.violation(best) <= VIOLATED:
            held = held._replace(point=best, at_bound=(), violation=bounded.violation(best))
            edge = Found(self.state.best[0], best, "edge", False, method, held, None, np.inf, held.steps)
            return edge._replace(trail=tuple(self.state.trail))
        found = Found(value, point, "unknown", False, method, held, None, held.relative, held.steps)
        if not (np.isfinite(value) and np.isfinite(slope).all() and np.isfinite(rows).all()):
            return found._replace(kind="edge", trail=tuple(self.state.trail))
        curvature = scale[:, None] * curvature * scale
        if held.converged and np.isfinite(curvature).all():
            shape = None
            for active, at_bound in ((held.active, held.at_bound), bounded.strong(held)):
                if shape is not None and shape.kind == "saddle":
                    break
                moving = [j for j in range(len(point)) if j not in at_bound]
                basis = np.eye(len(point))[:, moving]
                if active and moving:
                    across = rows[[held.active.index(i) for i in active]] * scale
                    basis = basis @ null_space(across[:, moving], rcond=1e-10)
                feasible = partial(bounded.restored, active=active, at_bound=at_bound)
                off = partial(bounded.off, point, held.active, held.multipliers)
                around = Around(self.state, point, held.size, feasible, off)
                looser = shape_of(around, curvature, basis)
                shape = looser if shape is None or looser.lower is not None else shape
            found = found._replace(kind=shape.kind if shape else "unknown", converged=True, shape=shape)
        return found._replace(trail=tuple(self.state.trail))


def _violates(held: Held | None) -> bool:
    """Whether a point does not fulfil the constraints."""
    return held is None or held.violation > NEAR


def rank(found: Found) -> tuple[bool, float, bool]:
    """The order of ends: those that fulfil constraints first, then by value, then those that converged."""
    infeasible = found.kind == "infeasible"
    return (infeasible, found.value, not found.converged)


def objective_of(function: Function, names: Sequence[str], fixed: Mapping[str, float], kinks: str) -> Objective:
    """A function of the unknowns, also of those that it does not have."""
    return Objective(function, input_nodes(function, names), fixed, kinks)


def breaks(function: Function, kind: str) -> bool:
    """Whether some operation has points of a kind, `kink` or `jump`."""
    records = [function.graph.nodes[node] for node in function.live]
    return any(getattr(described(one.primitive), kind) for one in records if one.operands)
