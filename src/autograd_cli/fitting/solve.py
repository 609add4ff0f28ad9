"""A fit from columns and starts to what is said of it: model, search, statistics.

Takes a function whose outputs are `left - right`, and a `Task`. Returns a `Solution` of Python's numbers, from which a
report is made.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.fitting.algebra import linear
from autograd_cli.fitting.model import Model
from autograd_cli.fitting.precise import DOUBTFUL, Long, doubt, precise
from autograd_cli.fitting.profile import profiled
from autograd_cli.fitting.search import Found, Interrupted, Iteration, Loss, Search, reduced, search
from autograd_cli.fitting.statistics import Statistics, statistics
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.search.starts import drawn_starts
from autograd_cli.search.task import Intervals, Start, silent

# The scale of a loss, in standard deviations that the median of absolute residuals gives: for normal errors the fit
# keeps 95 % of the precision of least squares. *Source*: Holland & Welsch 1977.
TUNED = {"huber": 1.345, "soft_l1": 1.345, "cauchy": 2.385}
MEDIAN_TO_DEVIATION = 1.4826
# It is taken again from what each fit leaves, so often at most, until it changes by less; all residuals but outliers'
# may be rounding, and then it is no less than such a share of the first. *Source*: Huber 1981, section 7.8.
MOST_SCALES, SAME_SCALE, LEAST_SCALE = 30, 1e-3, 1e-6
NOTHING: Mapping[str, float] = {}


class Task(NamedTuple):
    """What a function is fitted to. A start may be a range, of which `draws` are made.

    The `errors` are standard errors of rows: none, a column for all responses, or one for each.
    """

    parameters: Mapping[str, NodeId]
    columns: Mapping[str, Any]
    constants: Mapping[str, float]
    starts: Mapping[str, Start]
    bounds: Intervals
    errors: Sequence[Any] = ()
    absolute: bool = False
    level: float = 0.95
    loss: str = "linear"
    scale: float | None = None
    draws: int = 1
    seed: int = 0
    kinks: str = OURS
    band: bool = False
    tell: Callable[[int, float], None] = silent
    digits: int = 0
    profile: bool = False


class Solution(NamedTuple):
    """The estimates and all that is known of them; `unsolved` are parameters that need a start and have none.

    `bad_rows` are those at which the model is not finite at the start, and `bare` are the names on a left side
    without a column; nothing else is there then. Parameters on a `plateau` have no influence on a model that is not
    linear in them. Those that `moved` are in a left side.
    """

    values: list[float]
    starts: list[float | None]
    statistics: Statistics | None = None
    at_bound: Sequence[int] = ()
    method: str = ""
    evaluations: int = 0
    steps: int = 0
    gradient: float = 0.0
    condition: float = 1.0
    converged: bool = False
    interrupted: bool = False
    lost: float = 0.0
    band: Mapping[str, Any] | None = None
    scale: float | None = None
    unsolved: Sequence[str] = ()
    bad_rows: Sequence[int] = ()
    residuals: int = 0
    plateau: Sequence[int] = ()
    bare: Sequence[str] = ()
    trail: Sequence[Iteration] = ()
    long: Long | None = None
    profile: Sequence[tuple[float, float] | None] | None = None
    moved: Sequence[str] = ()


def solve(function: Function, task: Task) -> Solution:
    """The fit of a function."""
    names = tuple(task.parameters)
    left_sides = _left_sides(function)
    given = [name for name, node in zip(function.input_names, function.inputs, strict=True) if node in left_sides.live]
    if given and task.columns.keys().isdisjoint(given):
        return Solution([], [], bare=given)
    weights = 1.0 / np.array(task.errors) if task.errors else None
    unstarted = [name for name in names if name not in task.starts]
    model = Model(function, task.parameters, task.columns, weights, task.constants, unstarted, task.kinks)
    lacking = [name for j, name in enumerate(names) if name in unstarted and j not in model.linear]
    if lacking:
        return Solution([], [], unsolved=lacking)
    lower, upper = (np.array([task.bounds.get(name, (-np.inf, np.inf))[i] for name in names]) for i in (0, 1))
    starts = [np.clip(start, lower, upper) for start in drawn_starts(task.starts, names, task.draws, task.seed)]
    loss = Loss()
    scales: list[float] = []
    interrupted = False
    try:
        with np.errstate(all="ignore"):
            found = search(model, starts, lower, upper, loss, task.tell)
            while (scale := _next_scale(task, scales, model, found.values)) is not None:
                scales.append(scale)
                loss = Loss(task.loss, scale)
                found = search(model, [found.values, *starts], lower, upper, loss, task.tell)
    except ValueError:
        return Solution([], [], bad_rows=_bad_rows(model, starts[0]))
    except Interrupted as stop:
        if stop.values is None:
            raise KeyboardInterrupt from None
        interrupted = True
        point = reduced(model, loss, stop.values)
        whole = np.nan_to_num(point.triangle)
        found = Found(stop.values, linear(whole), point.squares, "interrupted", 0, 0, False, point.finite)
    if not found.finite:
        bad = {*_bad_rows(model, starts[0])}.intersection(_bad_rows(model, found.values))
        if bad:
            return Solution([], [], bad_rows=sorted(bad))
    moving = [j for j in range(len(names)) if j not in found.at_bound]
    left = _left(left_sides, task, model, found.values)
    flat = None if weights is None else np.broadcast_to(weights, (model.responses, model.rows)).reshape(-1)
    lost = 0.0
    long = None
    if found.converged and not found.at_bound and not len(found.linear.free) and task.loss == "linear":
        lost = doubt(found.values, found.linear, left, found.squares)
        better = None
        if lost > DOUBTFUL or task.digits:
            try:
                better = precise(model, found.values, task.errors, task.digits)
            except KeyboardInterrupt:
                interrupted = True
        if better is not None:
            one = found.linear._replace(inverse=better.inverse)
            steps = found.steps + better.steps
            found = found._replace(values=better.values, linear=one, squares=better.squares, steps=steps)
            found = found._replace(trail=(*found.trail, Iteration("wide", better.squares, better.values)))
            lost, long = 0.0, better.long
    squares, losses = found.squares, None
    if loss.name != "linear":
        squares, losses = float(np.sum(np.square(model(found.values).residuals))), found.squares
    values = found.values.tolist()
    # The variance of a left side that parameters move is nothing that is given.
    moved = [name for name, node in task.parameters.items() if node in left_sides.live]
    said = statistics(values, found.linear, moving, squares, left, flat, task.absolute, task.level, losses)
    said = said._replace(r_squared=None, adjusted=None) if moved else said
    single = {place for one in said.free if len(one.shares) == 1 for place in one.shares}
    plateau = sorted(single - {*model.linear})
    ends = None
    if task.profile and found.converged and (task.absolute or not said.exact) and not interrupted:
        try:
            with np.errstate(all="ignore"):
                ends = profiled(Search(model, lower, upper, loss, task.tell), found, said, moving)
        except KeyboardInterrupt:
            interrupted = True
    return Solution(
        [float(value) for value in found.values],
        [None if name in unstarted else float(start) for name, start in zip(names, starts[0], strict=True)],
        said,
        found.at_bound,
        found.method,
        found.evaluations,
        found.steps,
        found.linear.cosine,
        found.linear.condition,
        (found.converged or said.exact) and not plateau,
        interrupted,
        lost,
        _band(model, model(found.values), said, moving, left, flat) if task.band else None,
        None if task.loss == "linear" else loss.scale,
        residuals=model.size,
        plateau=plateau,
        trail=found.trail,
        long=long,
        profile=ends,
        moved=moved,
    )


def _band(model: Model, point: Any, said: Statistics, moving: Sequence[int], left: Any, weights: Any) -> Any:
    """By row: the fitted value, the residual, and the ends of both bands; nan where a standard error is missing.

    *Source*: Bates & Watts 1988, section 2.3.
    """
    root = np.ones(model.size) if weights is None else weights
    residuals = point.residuals / root
    fitted = left - residuals
    jacobian = point.jacobian[:, moving] / root[:, None]
    covariance = np.array([[said.covariance[i][j] for j in moving] for i in moving], dtype=float)
    of_mean = np.einsum("ij,jk,ik->i", jacobian, covariance, jacobian, optimize=True)
    of_row = said.factor / root**2
    sizes = [said.quantile * np.sqrt(square) for square in (of_mean, of_mean + of_row)]
    ends = {
        f"{kind}_{end}": fitted + sign * size
        for kind, size in zip(("confidence", "prediction"), sizes, strict=True)
        for end, sign in (("low", -1), ("high", 1))
    }
    return {"fitted": fitted, "residual": residuals, **ends}


def _next_scale(task: Task, before: Sequence[float], model: Model, values: Any) -> float | None:
    """The size from which on a residual is large, where the ones `before` are not yet it; none for least squares.

    It is the one that is given, or by the median of the residuals that are left. Those of least squares are larger for
    the outliers; each further fit leaves smaller ones.
    """
    if task.loss == "linear" or len(before) == (MOST_SCALES if task.scale is None else 1):
        return None
    if task.scale is not None:
        return task.scale
    sizes = np.sort(np.abs(model(values).residuals))
    median = float(np.median(sizes[min(len(task.parameters), len(sizes) - 1) :]))
    scale = TUNED[task.loss] * MEDIAN_TO_DEVIATION * median
    if not before:
        return scale or 1.0
    scale = max(scale, LEAST_SCALE * before[0])
    return None if abs(scale - before[-1]) <= SAME_SCALE * scale else scale


def _bad_rows(model: Model, start: Any) -> list[int]:
    """The rows at which the model or a derivative of it is not finite."""
    point = model(np.nan_to_num(start))
    finite = np.isfinite(np.column_stack(point)).all(axis=1).reshape(model.responses, -1).all(axis=0)
    return [int(row) for row in np.flatnonzero(~finite)]


def _left_sides(function: Function) -> Function:
    """The left sides of the equations, whose differences to the right sides a function has."""
    graph = function.graph
    sides = []
    for output in function.outputs:
        primitive, operands, _, _ = graph.nodes[output]
        sides.append(operands[0] if primitive == "subtract" else output)
    return Function(graph, function.inputs, tuple(sides))


def _left(sides: Function, task: Task, model: Model, values: Any) -> Any:
    """The values of the left sides, one response after the other."""
    return Model(sides, {}, model.columns, None, {**task.constants, **_named(task, values)})(()).residuals


def _named(task: Task, values: Any) -> dict[str, float]:
    return {name: float(value) for name, value in zip(task.parameters, values, strict=True)}
