"""A root of equations: the point, the residuals, the derivatives with respect to parameters, what is proved of it.

Takes problems whose results are to be 0, and starts. Returns a `Root`. The search is in `solve`, which needs SciPy; a
proof needs python-flint.
"""

import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import refuse_matrices
from autograd_cli.numerals import Number, Shaped, short_text
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import check_choices, flattened, one_row
from autograd_cli.report.minimum import direction_text
from autograd_cli.report.unknowns import Places, more_starts, outside_ranges, places_in, refuse_unknowns
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.search.task import Intervals, Task, UndefinedError, silent
from autograd_cli.syntax.symbols import symbol
from autograd_cli.systems.systems import resolve

# Loaded where they are needed, with NumPy or python-flint: the help works without.
SOLVE = "autograd_cli.search.root:solve"
PROVE = "autograd_cli.search.proof:proved_box"
PROVER = "flint"
SETTLED = "autograd_cli.search.digits:settled"
ALL_ROOTS = "autograd_cli.search.roots:all_roots"
# A proof for more unknowns takes long.
MOST_PROVED = 60
DOUBLE_DIGITS = 16
# So many points that may be roots are named in a finding.
MOST_NAMED = 4


@record
class Search:
    """How the search ended. `residual` is the largest one as a share of what the unknowns' size makes of it."""

    method: str
    evaluations: int
    steps: int
    residual: float
    starts: int


@record
class Root(Shown):
    """A root, or where the residuals are least.

    `residual` is by equation, its left side minus its right side; `condition` is that of the Jacobian with scaled rows
    and columns, null where it is singular. `proved` says whether exactly one root is proved to be in the `box`, whose
    bounds are by unknown; null where no proof was tried. Derivatives are by parameter, then by unknown; `differences`
    are what the equations solved again give for them. The `digits` are those of the root as text, where more are asked
    for than doubles have, and `derivative_digits` those of its derivatives; `residual` is then that of the root so
    written.
    """

    SCHEMA = "autograd.solve/1"
    OPTIONAL = ("derivatives", "differences", "box", "digits", "derivative_digits")
    FORMS = ("document", "records", "numbers", "matrix")
    LAYOUT = "solutions:solved"
    equations: tuple[str, ...]
    point: Mapping[str, Shaped]
    fixed: Mapping[str, Shaped]
    start: Mapping[str, Shaped]
    residual: Mapping[str, float]
    condition: float | None
    proved: bool | None
    box: Intervals | None
    converged: bool
    derivatives: Mapping[str, Mapping[str, Shaped]] | None
    differences: Mapping[str, Mapping[str, Shaped]] | None
    convergence: Search
    findings: tuple[Finding, ...]
    digits: Mapping[str, Any] | None = None
    derivative_digits: Mapping[str, Mapping[str, Any]] | None = None

    def numbers(self) -> Iterator[Number]:
        """The point."""
        return (number for _, number in flattened(self.digits or self.point))

    def records(self) -> Iterator[Sequence[str | float]]:
        """The point, and its derivatives by parameters."""
        partials = {
            f"d_{name}_{parameter}": number
            for parameter, found in (self.derivative_digits or self.derivatives or {}).items()
            for name, number in flattened(found)
        }
        yield from one_row(flattened(self.digits or self.point), partials.items())

    def matrix_latex(self, number: Callable[[float], str]) -> str:
        """The point as equations."""
        lines = [rf"{symbol(name)} &= {number(at)} \\" for name, at in flattened(self.digits or self.point)]
        return "\n".join([r"\begin{aligned}", *lines, r"\end{aligned}"])


@record
class Place:
    """A root, and the bounds of a box that is proved to have exactly one."""

    point: Mapping[str, Shaped]
    box: Intervals


@record
class Candidate:
    """What may be a root in a box that is not settled: the point of it with the least residual, which is the largest of
    the equations' there; at a multiple root the Jacobian is `singular`."""

    point: Mapping[str, Shaped]
    residual: float
    singular: bool


@record
class Roots(Shown):
    """All roots in a box.

    Each of the `roots` is proved; outside of them and of the `unsettled` boxes it is proved that there is none. It has
    `converged`, and all is `proved`, where no box is unsettled; `candidates` are what may be roots in those that are
    small, null for others. As many `boxes` were looked at.
    """

    SCHEMA = "autograd.solve/1"
    FORMS = ("document", "records", "numbers")
    LAYOUT = "solutions:all_solved"
    equations: tuple[str, ...]
    over: Intervals
    fixed: Mapping[str, Shaped]
    roots: tuple[Place, ...]
    unsettled: tuple[Intervals, ...]
    candidates: tuple[Candidate | None, ...]
    boxes: int
    proved: bool
    converged: bool
    findings: tuple[Finding, ...]

    def numbers(self) -> Iterator[float]:
        """The roots, one after the other."""
        return (number for one in self.roots for _, number in flattened(one.point))

    def records(self) -> Iterator[Sequence[str | float]]:
        """A line for each root."""
        yield [*self.over]
        for one in self.roots:
            yield [number for _, number in flattened(one.point)]


def solve(problems: Sequence[Problem], asked: Task) -> Root:
    """The root. Raises: `AutogradError` with codes `usage`, `integer`, `missing-extra`.

    The results of `problems` are to be 0; values of unknowns are not read.
    """
    check_choices(None, (), asked.kinks)
    problems = _in_numbers(problems)
    names = asked.unknowns
    places = places_in(problems, names)
    refuse_unknowns(problems, names)
    functions = [problem.function for problem in problems]
    try:
        solution = resolve(SOLVE)(functions, asked)
    except UndefinedError:
        raise AutogradError("usage", "start-undefined", source=problems[0].source) from None
    labels = equation_labels(problems)
    point = dict(zip(names, solution.point, strict=True))
    proved, box = _proof(functions, point, asked.fixed, solution)
    kinked = partial(_kinked, problems, point, asked.fixed)
    long = None
    if asked.digits and solution.converged:
        written = partial(exact_values, asked.written)
        if square(solution):
            long = resolve(SETTLED)(functions, point, asked.fixed, written, asked.digits, parameters=asked.wrt)
    return Root(
        equations=tuple(problem.source.text.strip() for problem in problems),
        point=places.gathered(point),
        fixed=places.gathered(asked.fixed),
        start=places.point(solution.start),
        residual=dict(zip(labels, (long and long.residuals) or solution.residuals, strict=True)),
        condition=solution.condition,
        proved=proved,
        box=box,
        converged=solution.converged,
        derivatives=_by_parameter(asked.wrt, solution.partials, places),
        differences=_by_parameter(asked.wrt, solution.differences, places),
        convergence=Search(solution.method, solution.evaluations, solution.steps, solution.relative, solution.starts),
        findings=tuple(_findings(names, asked, solution, len(labels), proved, long, kinked)),
        digits=None if long is None else places.gathered(long.unknowns),
        derivative_digits=_by_parameter(asked.wrt, (long and long.partials) or None, places),
    )


def _in_numbers(problems: Sequence[Problem]) -> list[Problem]:
    """The problems with elements for their vectors. Raises: `AutogradError` for functions of matrices."""
    single = [problem.scattered() for problem in problems]
    for problem in single:
        refuse_matrices(problem.function, "search-of-matrices", problem.source)
    return single


def solve_over(
    problems: Sequence[Problem],
    over: Intervals,
    fixed: Mapping[str, float],
    tell: Callable[[int, float], None] = silent,
) -> Roots:
    """All roots in a bounded box. Raises: `AutogradError` with codes `usage`, `integer`, `missing-extra`."""
    problems = _in_numbers(problems)
    names = tuple(over)
    places = places_in(problems, names)
    functions = [problem.function for problem in problems]
    equations = sum(len(function.outputs) for function in functions)
    if equations != len(names):
        raise AutogradError("usage", "not-square", count=equations, names=[*names])
    refuse_unknowns(problems, names)
    found = resolve(ALL_ROOTS)(functions, over, fixed, tell)
    unsettled = tuple(dict(zip(names, box, strict=True)) for box in found.unsettled)
    findings = [Finding("convergence", case="interrupted")] if found.interrupted else []
    if found.stopped:
        findings.append(Finding("convergence", case="boxes", text=f"{found.boxes:,}"))
    candidates = tuple(
        one and Candidate(places.point(one.point), one.residual, one.singular) for one in found.candidates
    )
    if unsettled:
        findings.append(_unsettled(candidates))
    return Roots(
        equations=tuple(problem.source.text.strip() for problem in problems),
        over=dict(over),
        fixed=places.gathered(fixed),
        roots=tuple(Place(places.point(one.point), dict(zip(names, one.near, strict=True))) for one in found.found),
        unsettled=unsettled,
        candidates=candidates,
        boxes=found.boxes,
        proved=not unsettled,
        converged=not unsettled,
        findings=tuple(findings),
    )


def _unsettled(candidates: Sequence[Candidate | None]) -> Finding:
    """The finding of boxes that are not settled: where all may have multiple roots, where these are."""
    count = len(candidates)
    multiple = [one for one in candidates if one is not None and one.singular]
    if len(multiple) < count:
        return Finding("convergence", case="unsettled", digits=count)
    points = tuple(
        ", ".join(f"{name} = {short_text(at)}" for name, at in flattened(one.point)) for one in multiple[:MOST_NAMED]
    )
    return Finding("convergence", case="unsettled-multiple", digits=count, names=points)


def equation_labels(problems: Sequence[Problem]) -> list[str]:
    """A name for each equation: its text, or its place among several of one text."""
    labels: list[str] = []
    for problem in problems:
        text = problem.source.text.strip()
        outputs, parts = problem.function.outputs, problem.lowered.parts
        if len(outputs) == 1:
            labels.append(text)
        elif len(parts) == len(outputs):
            labels += [problem.source.slice(part) for part in parts]
        else:
            labels += [f"({text})[{i}]" for i in range(len(outputs))]
    twice = {label for label in labels if labels.count(label) > 1}
    return [f"{label} ({i + 1})" if label in twice else label for i, label in enumerate(labels)]


def _by_parameter(
    wrt: Sequence[str], rows: Sequence[Sequence[Any]] | None, places: Places
) -> dict[str, Mapping[str, Shaped]] | None:
    if rows is None:
        return None
    return {name: places.point(row) for name, row in zip(wrt, rows, strict=True)}


def square(solution: Any) -> bool:
    """Whether there are as many equations as unknowns."""
    return len(solution.residuals) == len(solution.point)


def _proof(
    functions: Sequence[Any], point: Mapping[str, float], fixed: Mapping[str, float], solution: Any
) -> tuple[bool | None, dict[str, tuple[float, float]] | None]:
    """Whether exactly one root is in a box around the point, and the box; None where that was not tried."""
    if (
        not solution.converged
        or not square(solution)
        or len(point) > MOST_PROVED
        or not importlib.util.find_spec(PROVER)
    ):
        return None, None
    box = resolve(PROVE)(functions, point, solution.scale, fixed)
    return box is not None, box


def _kinked(problems: Sequence[Problem], point: Mapping[str, float], fixed: Mapping[str, float]) -> str | None:
    """The text of an operation that has a kink at a point, by the unknowns; None where none has."""
    for problem in problems:
        inputs = problem.lowered.inputs
        wanted = tuple(inputs[name] for name in point if name in inputs)
        values = evaluate(problem.function, {**fixed, **point})
        found = diagnose(problem.function, values, problem.source, wanted).findings
        kink = next((one for one in found if one.kind == "kink"), None)
        if kink is not None:
            return kink.text
    return None


def _findings(
    names: Sequence[str],
    asked: Task,
    solution: Any,
    equations: int,
    proved: bool | None,
    long: Any,
    kinked: Callable[[], str | None],
) -> Iterator[Finding]:
    """Why the search did not end at a root, and what is free at it; `kinked` is asked for a kink there."""
    if solution.interrupted:
        yield Finding("convergence", case="interrupted")
    elif solution.at_infinity:
        yield Finding("convergence", case="root-at-infinity")
    elif not solution.converged:
        largest = max(map(abs, solution.residuals), default=0.0)
        case = "no-root-of-starts" if solution.starts > 1 else "no-root"
        text = more_starts(asked.starts)
        yield Finding("convergence", case=case, value=f"{largest:.6g}", digits=solution.starts, text=text)
    elif solution.free is not None:
        text = direction_text(names, solution.free)
        if equations < len(names):
            yield Finding("undetermined", case="roots", text=text, digits=len(names) - equations)
        elif solution.multiplicity is not None:
            known = str(DOUBLE_DIGITS // solution.multiplicity)
            yield Finding("undetermined", case="multiple-root", digits=solution.multiplicity, value=known)
        elif (kink := kinked()) is not None:
            yield Finding("kink", case="root", text=kink)
        else:
            yield Finding("undetermined", case="singular", text=text)
    if solution.converged:
        option = "over" if all(isinstance(start, tuple) for start in asked.starts.values()) else ""
        yield from outside_ranges(asked.starts, dict(zip(names, solution.point, strict=True)), {}, option)
    if proved is False and solution.free is None:
        yield Finding("precision", case="not-proved")
    if asked.digits and solution.converged and long is None:
        yield Finding("precision", case="root-digits", digits=asked.digits)
    elif long is not None and asked.wrt and long.partials is None:
        yield Finding("precision", case="derivative-digits", digits=asked.digits)
    if asked.wrt and solution.partials is None and solution.converged:
        yield Finding("undetermined", case="derivatives-of-root")
