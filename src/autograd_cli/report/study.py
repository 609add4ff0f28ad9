"""Symbolic, numerical and automatic differentiation compared for one formula at one point.

Takes: a `Problem`. Returns: a `Study`: the error of each way, that of differences against their step, what each way
costs, and how large the derivative is as text and as graph.

*Source*: Griewank & Walther 2008, chapter 1; Press et al. 2007, section 5.7.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isclose, isfinite
from typing import Literal

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import operation_count
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Values
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import evaluation, flattened, sweep
from autograd_cli.report.symbolic import DerivativeText, derivative_text, tree_sizes
from autograd_cli.report.ways import Partial, Point, Way, along, differences, quotients, symbolic
from autograd_cli.run.differences import central_quotient, forward_quotient

# Steps are 10^0, 10^-0.5 and so on, to 10^-16.
STEPS = tuple(10.0 ** (-half / 2) for half in range(33))
# Slopes on the two sides that differ by less are those of a smooth function.
SAME_SLOPE = 1e-6
# For how many inputs the costs are told, beside the formula's own.
NUMBERS_OF_INPUTS = (1, 10, 100, 1000)


@record
class Error:
    """The relative errors of differences at a step; None where the step vanishes beside x."""

    step: float
    forward: float | None
    central: float | None


@record
class WayError:
    """What one way gives, and its relative error; both are null where it gives nothing, for the `reason`.

    `symbolic` is the text of `diff`, parsed again; `numerical` central differences, extrapolated to the step 0;
    `automatic` the reverse sweep.
    """

    way: Literal["symbolic", "numerical", "automatic"]
    value: float | None
    error: float | None
    reason: str | None


@record
class Steps:
    """The errors of differences, and the powers of ten at which they are least; null where all are the same."""

    errors: tuple[Error, ...]
    best_forward: float | None
    best_central: float | None


@record
class Errors:
    """The errors for one input, against its derivative, and the powers of ten at which they are least.

    At a kink the derivative is that of the convention, and `left` and `right` are the slopes on its sides.
    """

    OPTIONAL = ("left", "right")
    derivative: float
    errors: tuple[Error, ...]
    best_forward: float | None
    best_central: float | None
    ways: tuple[WayError, ...]
    left: float | None = None
    right: float | None = None


@record
class EvaluationCost:
    """The cost of all partial derivatives for this many variables, in evaluations of the formula.

    It is `extrapolated` where the formula has another number of variables.
    """

    variables: int
    extrapolated: bool
    forward_differences: float
    central_differences: float
    forward_mode: float
    reverse_mode: float


@record
class Size:
    """The size of a derivative: the characters and the nodes of its text, where nothing is shared, and the operations
    of the graph. `characters` is None where the text is too long to be written.
    """

    formula: int
    characters: int | None
    parts: int
    graph: int


@record
class Study(Shown):
    """The comparison for a formula at a point. At each step `overall` has the largest error of all partials."""

    SCHEMA = "autograd.study/1"
    LAYOUT = "checks:studied"
    expression: str
    inputs: Mapping[str, Values]
    output: str | None
    errors: Mapping[str, Errors]
    overall: Steps
    cost: tuple[EvaluationCost, ...]
    size: Size
    findings: tuple[Finding, ...] = ()


def study(problem: Problem, *, wrt: Sequence[str] | None = None, kinks: str = OURS) -> Study:
    """The report on a problem.

    Raises: `AutogradError` as `evaluation` does, with code `unsupported` where there is no derivative to compare with.
    """
    given, problem = problem, problem.scalarised()
    swept = sweep(problem, wrt, None, differentiate=True, kinks=kinks)
    values = {name: float(value) for name, value in problem.values.items()}
    point = Point(problem, values, swept.wanted, kinks)
    way, sides = quotients(point)
    for name in swept.wanted:
        if name not in way.partials or any(not isfinite(side) for side in sides[name]):
            raise AutogradError("unsupported", "study-at-kink", name=name)
    if not swept.wanted:
        raise AutogradError("unsupported", "study-without-variable")
    told = evaluation(problem, wrt=wrt, kinks=kinks)
    used = dict(flattened(told.gradient or {}))
    ways = {"symbolic": symbolic(point), "numerical": differences(point), "automatic": _automatic(used)}
    errors = {}
    for name, partial in way.partials.items():
        left, right = sides[name]
        smooth = isclose(left, right, rel_tol=SAME_SLOPE, abs_tol=SAME_SLOPE)
        one = _errors(point, name, partial.value if smooth else used[name], ways)
        errors[name] = one if smooth else replace(one, left=left, right=right)
    return Study(
        expression=problem.source.text,
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        errors=errors,
        overall=_overall([one.errors for one in errors.values()]),
        cost=_costs(problem, point, swept.whole),
        size=_size(problem, point, swept.whole),
        findings=told.findings,
    )


def _automatic(partials: Mapping[str, float]) -> Way:
    """The partials of the reverse sweep, as `eval` prints them."""
    return Way("automatic", {name: Partial(value, 0.0) for name, value in partials.items()})


def _errors(point: Point, name: str, derivative: float, ways: Mapping[str, Way]) -> Errors:
    function, x = along(point, name), point.values[name]
    rows = [
        Error(step, *(_relative(way(function, x, step), derivative) for way in (forward_quotient, central_quotient)))
        for step in STEPS
    ]
    told = tuple(_way_error(kind, way, name, derivative) for kind, way in ways.items())
    return Errors(derivative, tuple(rows), *_best(rows), told)


def _way_error(kind: str, way: Way, name: str, derivative: float) -> WayError:
    """What a way gives for one input, and how far that is from the derivative."""
    partial = way.partials.get(name)
    if partial is None or not isfinite(partial.value):
        return WayError(kind, None, None, way.reason or "it gives no finite number here")  # type: ignore[arg-type]
    return WayError(kind, partial.value, _relative(partial.value, derivative), None)  # type: ignore[arg-type]


def _best(rows: Sequence[Error]) -> tuple[float | None, float | None]:
    """The steps shown at which both kinds of differences are nearest: of several the largest; None if all are alike."""
    found = []
    for column in ([(row.forward, -row.step) for row in rows[::2]], [(row.central, -row.step) for row in rows[::2]]):
        known = [(error, step) for error, step in column if error is not None]
        alike = len({error for error, _ in known}) < 2
        found.append(None if alike else -min(known)[1])
    return found[0], found[1]


def _overall(columns: Sequence[Sequence[Error]]) -> Steps:
    """At each step the largest error of all partials; None where some step vanishes."""
    rows = [
        Error(row[0].step, _largest(one.forward for one in row), _largest(one.central for one in row))
        for row in zip(*columns, strict=True)
    ]
    return Steps(tuple(rows), *_best(rows))


def _largest(errors: Iterable[float | None]) -> float | None:
    known = [*errors]
    return None if None in known else max(error for error in known if error is not None)


def _relative(value: float, derivative: float) -> float | None:
    error = abs(value - derivative) / (abs(derivative) or 1.0)
    return error if isfinite(error) else None


def _costs(problem: Problem, point: Point, whole: Function) -> tuple[EvaluationCost, ...]:
    """Sweeps in units of evaluations, as their operations are to those of the value."""
    own = operation_count(problem.function) or 1
    reverse = operation_count(whole) / own
    pushed = sweep(problem, list(point.wanted), "forward", differentiate=True, kinks=point.kinks)
    each = max(0.0, operation_count(pushed.whole) / own - 1) / len(point.wanted)
    numbers = sorted({*NUMBERS_OF_INPUTS, len(point.wanted)})
    return tuple(EvaluationCost(n, n != len(point.wanted), n + 1, 2 * n, 1 + n * each, reverse) for n in numbers)


def _size(problem: Problem, point: Point, whole: Function) -> Size:
    written = derivative_text(problem, list(point.wanted), point.kinks)
    sizes, _ = tree_sizes(whole.graph.nodes)
    return Size(
        formula=sizes[point.function.outputs[0]],
        characters=len(written.text) if isinstance(written, DerivativeText) else None,
        parts=sum(sizes[output] for output in whole.outputs[1:]),
        graph=operation_count(whole),
    )
