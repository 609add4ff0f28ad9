"""A minimum from starts to what is said of it: the best end of the searches, the derivatives of the solution.

Takes a function of one output and a `Task`. Returns a `Solution` of Python's numbers, from which a report is made.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.graphs.graph import Function
from autograd_cli.search.constraints import NEAR, Held, full
from autograd_cli.search.descent import METHODS, Iteration, max_norm, polish
from autograd_cli.search.elsewhere import far_below
from autograd_cli.search.ends import SAME, Found, Problem, objective_of, rank
from autograd_cli.search.implicit import differences, of_minimum
from autograd_cli.search.starts import drawn_starts, starts_drawn
from autograd_cli.search.task import Task, UndefinedError
from autograd_cli.systems.systems import resolve

# Needs python-flint.
CONVEX = "autograd_cli.search.convexity:is_convex"


class Solution(NamedTuple):
    """The point and all that is known of it; lists are in the order of the unknowns, or of the constraints.

    The `residual` is the largest component of the gradient, with constraints of the Lagrangian's, without those of
    unknowns at bounds. `multipliers` are by how much the value gets better for each unit that a constraint is loosened.
    `partials` has for each parameter those of the unknowns, and last that of the value; `differences` are those of the
    problem solved again. On a `plateau` the value stays until it jumps; where a lower side was `jumped` to, the point
    may be next to one that has no such value. The value may fall towards a jump, of which `after` is the next
    point. Far away at `below` there is a better value. That the function is
    `convex`, so that any start leads to the best value, is asked where a search from more starts would be advised.
    """

    point: list[float]
    value: float
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
    plateau: bool = False
    jumped: bool = False
    after: Sequence[float] | None = None
    below: Sequence[float] | None = None
    below_value: float = 0.0
    convex: bool | None = None


def minimum(function: Function, task: Task) -> Solution:
    """The least value that a search finds from any start, or the greatest.

    Raises: `UndefinedError` where the function is not finite at any start; `KeyboardInterrupt` before it is at one.
    """
    problem = _Solved(function, task)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return problem.solution()


class _Solved(Problem):
    """The solution that the searches from all starts lead to, and its derivatives."""

    def solution(self) -> Solution:
        """The best of what the searches from all starts find."""
        found: list[tuple[Any, Found]] = []
        interrupted = False
        task = self.task
        for drawn in drawn_starts(task.starts, task.unknowns, task.draws, task.seed):
            start = np.clip(drawn, self.lower, self.upper)
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
            raise UndefinedError
        start, best = min(found, key=lambda one: (one[1].kind != "unbounded", *rank(one[1])))
        reached = sum(_falls_to(one, best.value) for _, one in found)
        solution = self.described(start, best)
        count = starts_drawn(task.starts, task.draws)
        solution = solution._replace(starts=count, reached=reached, interrupted=interrupted)
        return self.compared(solution, best) if solution.converged else solution

    def compared(self, solution: Solution, found: Found) -> Solution:
        """The solution with what is known of other places: a better value far away, or that none is better."""
        aside = objective_of(self.function, self.task.unknowns, self.task.fixed, self.task.kinks)
        below = far_below(self.state, aside, found.point, self.is_allowed)
        if below is not None:
            return solution._replace(below=below.tolist(), below_value=self.sign * aside(below))
        asked = self.task.draws == 1 and any(isinstance(one, tuple) for one in self.task.starts.values())
        if not asked or self.constraints or find_spec("flint") is None:
            return solution
        return solution._replace(convex=resolve(CONVEX)(self.objective, self.lower.tolist(), self.upper.tolist()))

    def partials(self, point: Any, held: Held | None) -> Any | None:
        """The partials of the solution by the parameters, and last that of the value."""
        task, count = self.task, len(point)
        names = [*task.unknowns, *task.wrt]
        values = np.concatenate([point, [task.fixed[name] for name in task.wrt]])
        own = objective_of(self.function, names, task.fixed, task.kinks)
        if own.matrix is None:
            return None
        slopes, curvature = own.slope(values)[1], full(own, values)
        active = held.active if held is not None else ()
        rows = np.zeros((len(active), len(names)))
        for place, i in enumerate(active):
            one = objective_of(task.constraints[i].function, names, task.fixed, task.kinks)
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
            other = _Solved(self.original, self.task._replace(fixed=values))
            other.state.start(point)
            other.state.scale = self.state.scale
            other.state.steepest, other.state.curved = self.state.steepest, self.state.curved
            end = polish(other.state, point) if held is None else other.bounded.polish(point, held.active)
            return [*end.point.tolist(), other.objective(end.point)]

        return solve

    def residual(self, point: Any, slope: Any, held: Held | None) -> float:
        """The largest component of the gradient that a solution has to make 0."""
        if held is not None:
            for multiplier, i in zip(held.multipliers, held.active, strict=True):
                slope = slope + multiplier * self.constraints[i].objective.slope(point)[1]
            slope = np.delete(slope, list(held.at_bound))
        return max_norm(slope)

    def described(self, start: Any, found: Found) -> Solution:
        """What is said of where a search ended."""
        held, shape, sign = found.held, found.shape, self.sign
        _, slope = self.objective.slope(found.point)
        values = [float(one.objective(found.point)) for one in self.constraints]
        multipliers = np.zeros(len(values))
        violated: list[int] = []
        if held is not None:
            multipliers[list(held.active)] = held.multipliers
            if self.constraints:
                violated = [int(i) for i in np.flatnonzero(self.bounded.violations(found.point) > NEAR)]
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
            plateau=found.plateau,
            jumped=found.jumped,
            after=None if found.after is None else found.after.tolist(),
            trail=[one._replace(value=sign * one.value) for one in found.trail],
        )


def sign_last(row: Sequence[float], sign: float) -> list[float]:
    """Partials, the last of which is that of the value, which has a sign of its own."""
    return [float(one) + 0.0 for one in (*row[:-1], sign * row[-1])]


def _falls_to(found: Found, value: float) -> bool:
    """Whether a search ended at a value, to a share of how far it fell."""
    fall = abs(found.trail[0].value - found.value) if found.trail else 0.0
    return abs(found.value - value) <= SAME * max(abs(value), fall)
