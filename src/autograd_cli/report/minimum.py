"""A minimum of a formula, or a maximum: the point, what it is there, the multipliers of constraints.

Takes a `Problem`, whose values are starts, and constraints. Returns a `Minimum`. The search is in `solve`, which needs
SciPy.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import refuse_matrices
from autograd_cli.numerals import Number, Shaped, number_text, short_text
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import check_choices, evaluation, flattened, one_row
from autograd_cli.report.fit import free_text
from autograd_cli.report.unknowns import more_starts, outside_ranges, places_in, refuse_unknowns, starts_within
from autograd_cli.search.task import Limit, Task, UndefinedError
from autograd_cli.syntax.symbols import symbol
from autograd_cli.systems.systems import resolve

# Loaded where they are needed, with NumPy: the help works without.
MINIMUM = "autograd_cli.search.minimum:minimum"
LONG = "autograd_cli.search.digits:long_minimum"
# A direction is written with the unknowns of which it has such a share, and with so many at the most.
SHARE, MOST_NAMED = 1e-3, 6
# Findings of the value at the point that say nothing new of a minimum.
REPEATED = ("name", "literal", "recomputed", "rounding")
# Where all variables were moved, which may not be meant.
OF_ALL = {"unbounded-below": "unbounded-below-of-all", "unbounded-above": "unbounded-above-of-all"}
# Pieces that meet at a kink are told apart by what jumps, and have one value there.
IN_PIECES = {"kink": ("jump",)}
# The cases of a value that can get better still, by kind.
ENDLESS_BELOW = {"unbounded": "unbounded-below", "infinity": "infinity-below", "saddle": "saddle-below"}
ENDLESS_ABOVE = {"unbounded": "unbounded-above", "infinity": "infinity-above", "saddle": "saddle-above"}


@record
class Bound:
    """A constraint: `value` is its left side minus its right side, which `active` says to be 0.

    The `multiplier` is by how much the value at the solution gets better for each unit that the constraint is loosened;
    of an equation, for each unit that its right side grows.
    """

    text: str
    value: float
    active: bool
    multiplier: float | None
    violated: bool


@record
class Ended:
    """How the search ended, of which `gradient` is the last one as a share of the largest; with constraints it is that
    of the Lagrangian. `reached` is how many of the `starts` led to the same value."""

    method: str
    evaluations: int
    hessians: int
    steps: int
    gradient: float
    starts: int
    reached: int


@record
class Visited:
    """A point that the search went to; the gradient by its largest component."""

    phase: str
    value: float
    gradient: float
    point: Mapping[str, Shaped]


@record
class Minimum(Shown):
    """A minimum, or under `maximum` as the `goal` a maximum.

    `gradient_norm` is the largest component of the gradient, with constraints of the Lagrangian's; that of an unknown
    at a bound does not count. The `kind` is `minimum` or `maximum`, `saddle`, `valley` where the value does not change
    along a direction, `jump` where it is best beside a jump, `limit` where it tends to that and has another value
    there, `stationary` where there are too many variables to know the curvature, `kink`, `infinity` where
    the value still falls far away, `edge` where the gradient is not finite, `unbounded`, `infeasible`, or `unknown`.
    The `eigenvalues` are those of the Hessian, with constraints of the Lagrangian's along the directions that the
    active ones leave free. Derivatives of the solution are by parameter, those of the point by unknown; `differences`
    are what the problem solved again gives for them. The `digits` of the point and of the value are text, where more
    are asked for than doubles have.
    """

    SCHEMA = "autograd.minimize/1"
    OPTIONAL = (
        "constraints",
        "derivatives",
        "value_derivatives",
        "differences",
        "value_differences",
        "trace",
        "digits",
        "value_digits",
    )
    FORMS = ("document", "records", "numbers", "matrix")
    LAYOUT = "solutions:minimised"
    expression: str
    goal: str
    point: Mapping[str, Shaped]
    fixed: Mapping[str, Shaped]
    start: Mapping[str, Shaped]
    value: float
    gradient: Mapping[str, Shaped]
    gradient_norm: float
    kind: str
    converged: bool
    eigenvalues: tuple[float, ...]
    condition: float | None
    at_bound: tuple[str, ...]
    constraints: tuple[Bound, ...] | None
    derivatives: Mapping[str, Mapping[str, Shaped]] | None
    value_derivatives: Mapping[str, float] | None
    differences: Mapping[str, Mapping[str, Shaped]] | None
    value_differences: Mapping[str, float] | None
    convergence: Ended
    trace: tuple[Visited, ...] | None
    findings: tuple[Finding, ...]
    digits: Mapping[str, Any] | None = None
    value_digits: str | None = None

    def numbers(self) -> Iterator[Number]:
        """The point."""
        return (number for _, number in flattened(self.digits or self.point))

    def records(self) -> Iterator[Sequence[str | float]]:
        """The point, the value, and the derivatives of the point by parameters."""
        partials = {
            f"d_{name}_{parameter}": number
            for parameter, found in (self.derivatives or {}).items()
            for name, number in flattened(found)
        }
        value = self.value if self.value_digits is None else self.value_digits
        yield from one_row(flattened(self.digits or self.point), [("value", value)], partials.items())

    def table_latex(self, number: Callable[[Number], str]) -> str:
        """The point as a `tabular`."""
        lines = [r"\begin{tabular}{lrr}", r"variable & " + self.goal + r" at & gradient \\ \hline"]
        slopes = dict(flattened(self.gradient))
        lines += [
            rf"${symbol(name)}$ & ${number(at)}$ & ${number(slopes[name])}$ \\"
            for name, at in flattened(self.digits or self.point)
        ]
        return "\n".join([*lines, r"\end{tabular}"])


class Subject(NamedTuple):
    """A constraint: its problem, whose result is 0, or where not `equal` at most 0.

    Where its sides are `turned` the result is the right side minus the left.
    """

    text: str
    problem: Problem
    equal: bool
    turned: bool = False


def minimize(problem: Problem, sought: Task, subject: Sequence[Subject] = ()) -> Minimum:
    """The minimum. Raises: `AutogradError` with codes `usage`, `integer`, `unsupported`, `missing-extra`.

    The result of `problem` is one number, and its values are all there; those of unknowns are not read.
    """
    check_choices(None, (), sought.kinks)
    given = problem
    problem = problem.scalarised()
    refuse_matrices(problem.function, "search-of-matrices", given.source)
    names = sought.unknowns
    refuse_unknowns([problem], names)
    limits: list[Limit] = []
    written: list[tuple[str, float]] = []
    for one in subject:
        outputs = one.problem.function.outputs
        for place, output in enumerate(outputs):
            text = one.text if len(outputs) == 1 else f"({one.text})[{place}]"
            limits.append(Limit(text, replace(one.problem.function, outputs=(output,)), one.equal))
            written.append((text, -1.0 if one.turned else 1.0))
    task = sought._replace(starts=starts_within(sought.starts, sought.bounds), constraints=limits)
    try:
        solution = resolve(MINIMUM)(problem.function, task)
    except UndefinedError:
        raise AutogradError("usage", "start-undefined", source=given.source, ranges=sought.draws > 1) from None
    report = _report(given, problem, sought, subject, written, solution)
    if not sought.digits or not solution.converged:
        return report
    long = None
    if solution.kind == report.goal and not solution.active:
        held = {names[place]: solution.point[place] for place in solution.at_bound}
        at = {name: value for name, value in zip(names, solution.point, strict=True) if name not in held}
        inputs = partial(exact_values, {**sought.written, **held})
        long = resolve(LONG)(problem.function, at, {**sought.fixed, **held}, inputs, sought.digits)
    if long is None:
        finding = Finding("precision", case="minimum-digits", name=report.goal, digits=sought.digits)
        return replace(report, findings=(*report.findings, finding))
    texts = {**{name: number_text(value) for name, value in held.items()}, **long.unknowns}
    if sought.wrt:
        finding = Finding("precision", case="derivative-digits", digits=sought.digits)
        report = replace(report, findings=(*report.findings, finding))
    return replace(report, digits=given.gathered({name: texts[name] for name in names}), value_digits=long.outputs[0])


def _report(
    given: Problem,
    problem: Problem,
    sought: Task,
    subject: Sequence[Subject],
    limits: Sequence[tuple[str, float]],
    solution: Any,
) -> Minimum:
    """The report of a solution; `limits` are the constraints, and the sign of their left sides in the results."""
    names = sought.unknowns
    places = places_in([given, *(one.problem for one in subject)], names)
    point = dict(zip(names, solution.point, strict=True))
    values = {name: {**sought.fixed, **point}[name] for name in problem.lowered.inputs}
    wanted = [name for name in names if name in problem.lowered.inputs]
    there = evaluation(problem._replace(values=values), wrt=wanted, kinks=sought.kinks)
    slopes = {**dict.fromkeys(names, 0.0), **dict(flattened(there.gradient or {}))}
    bounds = tuple(
        Bound(
            text,
            0.0 + sign * solution.constraints[i],  # 0.0 + -0.0 -> 0.0
            i in solution.active,
            solution.multipliers[i] if solution.converged else None,
            i in solution.violated,
        )
        for i, (text, sign) in enumerate(limits)
    )
    partials = _by_parameter(sought.wrt, solution.partials, places.point)
    checked = _by_parameter(sought.wrt, solution.differences, places.point)
    return Minimum(
        expression=given.source.text,
        goal="maximum" if sought.greatest else "minimum",
        point=places.point(solution.point),
        fixed=places.gathered(sought.fixed),
        start=places.point(solution.start),
        value=float(there.value),  # type: ignore[arg-type]
        gradient=places.gathered(slopes),
        gradient_norm=solution.residual if limits else _largest(slopes, names, solution.at_bound),
        kind=solution.kind,
        converged=solution.converged,
        eigenvalues=tuple(solution.eigenvalues),
        condition=solution.condition,
        at_bound=tuple(names[place] for place in solution.at_bound),
        constraints=bounds or None,
        derivatives=partials[0],
        value_derivatives=partials[1],
        differences=checked[0],
        value_differences=checked[1],
        convergence=Ended(
            solution.method,
            solution.evaluations,
            solution.hessians,
            solution.steps,
            solution.relative,
            solution.starts,
            solution.reached,
        ),
        trace=tuple(
            Visited(one.phase, one.value, one.gradient, places.point(one.point.tolist())) for one in solution.trail
        )
        if sought.trace
        else None,
        findings=(
            *_findings(names, sought, [text for text, _ in limits], solution),
            *(one for one in there.findings if one.kind not in (*REPEATED, *IN_PIECES.get(solution.kind, ()))),
        ),
    )


def _largest(slopes: Mapping[str, float], names: Sequence[str], at_bound: Sequence[int]) -> float:
    """The largest partial in size, without those by unknowns at bounds."""
    held = {names[place] for place in at_bound}
    return max((abs(slope) for name, slope in slopes.items() if name not in held), default=0.0)


def _by_parameter(
    wrt: Sequence[str], rows: Sequence[Sequence[float]] | None, gathered: Callable[[Sequence[float]], dict[str, Shaped]]
) -> tuple[dict[str, Mapping[str, Shaped]] | None, dict[str, float] | None]:
    """By parameter the partials of the point, and those of the value, which stand last in a row."""
    if rows is None:
        return None, None
    pairs = list(zip(wrt, rows, strict=True))
    return {name: gathered(row[:-1]) for name, row in pairs}, {name: row[-1] for name, row in pairs}


def _findings(names: Sequence[str], sought: Task, texts: Sequence[str], solution: Any) -> Iterator[Finding]:
    """Why the search did not end at a minimum, what is free at it, and what is at a bound."""
    direction = ""
    if solution.direction is not None:
        direction = direction_text(names, solution.direction)
    goal = "maximum" if sought.greatest else "minimum"
    if solution.interrupted:
        yield Finding("convergence", case="interrupted")
    elif solution.kind in (ENDLESS_ABOVE if sought.greatest else ENDLESS_BELOW):
        case = (ENDLESS_ABOVE if sought.greatest else ENDLESS_BELOW)[solution.kind]
        moved: tuple[str, ...] = ()
        if solution.kind == "unbounded" and 1 < len(names) <= MOST_NAMED and not sought.fixed:
            case, moved = OF_ALL[case], tuple(names)
        value = short_text(solution.value)
        yield Finding("convergence", case=case, value=value, name=goal, text=direction, names=moved)
    elif solution.kind == "infeasible":
        yield Finding("convergence", case="infeasible", names=tuple(texts[i] for i in solution.violated))
    elif solution.kind == "edge":
        yield Finding("convergence", case="edge", name=goal)
    elif solution.kind in ("limit", "jump"):
        where = _changed(names, solution.point, solution.after)
        yield Finding("jump", case=solution.kind, name=goal, value=short_text(solution.value), text=where)
    elif not solution.converged:
        text = more_starts(sought.starts) if sought.draws == 1 else None
        yield Finding("convergence", case="search", name=goal, value=f"{solution.relative:.1e}", text=text)
    elif solution.plateau:
        yield Finding("jump", case="plateau", text=direction, name=goal)
    elif solution.kind == "valley":
        yield Finding("undetermined", case="valley", text=direction, name=goal)
    elif solution.kind == "kink":
        yield Finding("kink", case="solution", name=goal)
    elif direction:
        yield Finding("undetermined", case="flat", text=direction)
    for place in solution.at_bound if solution.converged else ():
        value = short_text(solution.point[place])
        yield Finding("bound", case="solution", name=names[place], value=value)
    yield from outside_ranges(sought.starts, dict(zip(names, solution.point, strict=True)), sought.bounds)
    if solution.jumped:
        yield Finding("jump", case="next-to", name=goal)
    ranged = any(isinstance(start, tuple) for start in sought.starts.values())
    if solution.below is not None:
        where = _changed(names, solution.point, solution.below)
        yield Finding("convergence", case="local", name=goal, text=where, value=short_text(solution.below_value))
    elif solution.converged and sought.draws == 1 and ranged and not solution.convex:
        yield Finding("convergence", case="one-start", name=goal)
    if sought.wrt and solution.partials is None and solution.converged:
        yield Finding("undetermined", case="derivatives", name=goal)


def _changed(names: Sequence[str], point: Sequence[float], other: Sequence[float]) -> str:
    """The unknowns that have other values at another point, with these."""
    there = zip(names, point, other, strict=True)
    return ", ".join(f"{name} = {short_text(value)}" for name, own, value in there if value != own)


def direction_text(names: Sequence[str], direction: Sequence[float]) -> str:
    """A direction as a sum of unknowns: those of which it has a share."""
    largest = max(map(abs, direction), default=0.0)
    shares = {
        name: float(f"{share:.3g}")
        for name, share in zip(names, direction, strict=True)
        if abs(share) > SHARE * largest
    }
    shown = dict([*shares.items()][:MOST_NAMED])
    return free_text(shown) + (" + ..." if len(shares) > MOST_NAMED else "")
