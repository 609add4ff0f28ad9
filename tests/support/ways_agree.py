"""Every way to a program's value and partials, and in what they differ beyond rounding.

Takes a program and points. Returns by point the numbers that are outside of what the way's own graph can round to: the
enclosure of the same graph in balls of a few bits less than a double, which contains the result of every evaluation
whose operations are right to 16 units in the last place. A point at which such an evaluation may take either side of
a condition, or leave a domain, is `undecided`, and nothing is compared there but that each way ends.
"""

import math
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, NamedTuple, TypeVar
from unittest import mock

import numpy as np

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import exact_values, named_values, read_array
from autograd_cli.data import block
from autograd_cli.enclosures.enclosure import UNDEFINED, UndecidedError
from autograd_cli.errors import AutogradError, Source
from autograd_cli.report import array_outcome, precise
from autograd_cli.report.evaluation import Swept, flattened, listed, sweep
from autograd_cli.report.outcome import judge
from autograd_cli.report.rows import row_formula
from autograd_cli.rows.kernel import compile_kernel
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.systems.systems import FLOAT, load

MODES = ("reverse", "forward")
# A double's operations are right to 16 units of it: the worst row of the table may be off by ten.
BITS = 53 - 4
DIGITS = 20
SECONDS = 5.0
# What is promised of every number, and what is lost below the smallest normal double.
RELATIVE, ABSOLUTE = 1e-12, 4 * math.ulp(0.0)
LARGEST = sys.float_info.max
LATE = "took too long"
# What wider numbers take for infinite or for 0, by their exponents.
LARGEST_EXPONENT = 2**64

Numbers = Mapping[str, float]
# What a way comes to: numbers, or the word for how it ended without any.
Found = Numbers | str
Result = TypeVar("Result")


class Bound(NamedTuple):
    """Where a number may be: both nan where it must be nan, all doubles where nothing is known of it."""

    low: float
    high: float

    def has(self, value: float) -> bool:
        if self == UNKNOWN:
            return True
        if math.isnan(self.low):
            return math.isnan(value)
        if math.isinf(value) and math.isinf(self.low) and self.low == self.high:
            return True  # at a pole: the zero of balls has no sign
        slack = RELATIVE * min(max(abs(self.low), abs(self.high)), LARGEST) + ABSOLUTE
        return self.low - slack <= value <= self.high + slack

    def __str__(self) -> str:
        if math.isnan(self.low):
            return "nan"
        return f"in [{self.low!r}, {self.high!r}]"

    def kind(self, value: float) -> str:
        """In what a number differs."""
        if math.isnan(value) or math.isnan(self.low):
            return "nan for a number" if math.isnan(value) else "a number for nan"
        return "another number"


UNKNOWN = Bound(-math.inf, math.inf)
NAN = Bound(math.nan, math.nan)


class Difference(NamedTuple):
    """A way's number that is not what it may be; `name` is `its end` where the way ends otherwise than reverse mode."""

    way: str
    name: str
    found: str
    expected: str
    kind: str

    def __str__(self) -> str:
        return f"{self.way}: {self.name} is {self.found}, and should be {self.expected}"


class Compared(NamedTuple):
    """What differs at a point; how many numbers all ways have there, and of how many it is known where they may be."""

    differences: tuple[Difference, ...]
    numbers: int
    known: int


class HangError(BaseException):
    """A way takes too long. No handler of the product catches it."""


@contextmanager
def ended_in_time() -> Iterator[None]:
    """Ends what takes more of the process's own time than a way has."""

    def hang(*_: Any) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, hang)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Posed(NamedTuple):
    """A program, its sweep in each mode, and the same in numbers alone, which enclosures are of."""

    problem: Problem
    swept: Mapping[str, Swept]
    in_numbers: Problem
    swept_numbers: Mapping[str, Swept]

    def scattered(self, problem: Problem) -> Problem:
        """The problem in numbers alone at a point, of which only the values are its own."""
        if problem.lowered is not self.problem.lowered:
            return problem
        values: dict[str, float] = {}
        for name, value in problem.values.items():
            values.update(named_values(name, value))
        return self.in_numbers._replace(values={name: values[name] for name in self.in_numbers.lowered.inputs})


@contextmanager
def made_once(posed: Posed) -> Iterator[None]:
    """Numbers alone and their sweeps, which are the same at all points of a program, are made at the first of them."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(Problem, "scattered", lambda problem: posed.scattered(problem)))
        for module, name in ((precise, "sweep"), (array_outcome, "gradient"), (array_outcome, "gradient_by_columns")):
            stack.enter_context(mock.patch.object(module, name, _remembering(getattr(module, name))))
        yield


def _remembering(sweep: Callable[..., Result]) -> Callable[..., Result]:
    """A sweep that is made once of the same program, towards the same inputs."""
    known: dict[tuple[Any, ...], Result] = {}

    def run(first: Any, *further: Any) -> Result:
        function = getattr(first, "function", first)
        key = (id(function), *(tuple(one) if isinstance(one, list) else one for one in further))
        if key not in known:
            known[key] = sweep(first, *further)
        return known[key]

    return run


def compare(text: str, points: Sequence[Mapping[str, Any]], compiled: bool = False) -> list[Compared]:
    """What differs at each point; `compiled` adds the rows of the compiler to those of NumPy."""
    bound = [{name: read_array(name, value) for name, value in point.items()} for point in points]
    ways = ("numpy", "llvm") if compiled else ("numpy",)
    batches = {way: _ended(partial(_rows, text, bound, way)) for way in ways}
    posed = _ended(partial(_posed, text, bound[0]))
    if isinstance(posed, str):
        differences = tuple(_other_end(way, rows, posed) for way, rows in batches.items() if rows != posed)
        return [Compared(differences, len(ways), len(ways))] * len(points)
    with made_once(posed):
        return [
            _at(posed, point, {way: rows if isinstance(rows, str) else rows[place] for way, rows in batches.items()})
            for place, point in enumerate(bound)
        ]


def _posed(text: str, point: Mapping[str, Any]) -> Posed:
    problem = pose(Source(text), point)
    numbers = problem.scalarised()
    swept, swept_numbers = ({mode: sweep(one, None, mode, True) for mode in MODES} for one in (problem, numbers))
    return Posed(problem, swept, numbers, swept_numbers)


def _at(posed: Posed, point: Mapping[str, Any], batches: Mapping[str, Found]) -> Compared:
    """What differs at one point, given what batches have there."""
    problem = posed.problem._replace(values={**posed.problem.values, **point})
    ways: dict[str, Found] = {mode: _ended(partial(_judged, problem, posed.swept[mode])) for mode in MODES}
    ways["digits"] = _ended(partial(_precise, problem))
    ways |= batches
    numbers_of = {way: found for way, found in ways.items() if not isinstance(found, str)}
    if len(numbers_of) < len(ways):
        ends = {way: found if isinstance(found, str) else "numbers" for way, found in ways.items()}
        first = ends["reverse"]
        differences = tuple(_other_end(way, end, first) for way, end in ends.items() if end != first)
        return Compared(differences, len(ways), len(ways))
    bounds = _bounds(posed, problem)
    if bounds is None:
        return Compared((), sum(map(len, numbers_of.values())), 0)
    given = problem.values.values()
    finite = all(np.isfinite(value).all() for value in given)
    # A nan that is given flows through, as far as IEEE's operations let it: `hypot(inf, nan)` is infinite. What it
    # reaches is nan, or infinite, in the order of a way's operations.
    nan_given = any(np.isnan(value).any() for value in given)
    signed = _signed_zero_decides(posed, problem)
    found: list[Difference] = []
    known = 0
    for way, numbers in numbers_of.items():
        expected = bounds["forward" if way == "forward" else "reverse"]
        first = numbers_of["reverse"]
        if signed and way != "digits":
            # Enclosures have no negative zero: all ways have what reverse mode has.
            expected = {name: Bound(first[name], first[name]) for name in expected}
        elif not finite:
            # Where enclosures have no number, at infinity or of nan, the ways that have one, a limit, have the same.
            lost = [name for name, bound in expected.items() if math.isnan(bound.low)]
            expected = {**expected, **{name: _limit(numbers_of, name, numbers.get(name, math.nan)) for name in lost}}
        known += sum(expected[name] != UNKNOWN for name in numbers)
        found += [
            Difference(way, name, repr(value), str(expected[name]), f"{way}: {expected[name].kind(value)}")
            for name, value in numbers.items()
            if not expected[name].has(value) and not (nan_given and not math.isfinite(value))
        ]
    return Compared(tuple(found), len(ways) * len(bounds["reverse"]), known)


def _limit(numbers_of: Mapping[str, Numbers], name: str, own: float) -> Bound:
    """What a way is to have where enclosures have nothing: nan, if it has that, else the first number of a way."""
    found = [numbers.get(name, math.nan) for numbers in numbers_of.values()]  # digits have none of what is undefined
    known = [number for number in found if not math.isnan(number)]
    return NAN if math.isnan(own) else Bound(known[0], known[0])


def _other_end(way: str, found: Any, expected: str) -> Difference:
    end = found if isinstance(found, str) else "numbers"
    return Difference(way, "its end", end, expected, f"{way}: {end}")


def _ended(compute: Callable[[], Result]) -> Result | str:
    """What comes of a computation; its error where it has one, or that it did not end."""
    try:
        with ended_in_time():
            return compute()
    except AutogradError as error:
        return f"error {error.code}"
    except HangError:
        return "no answer"
    except Exception as error:  # a defect of the product, to be reported with its case
        return f"raises {type(error).__name__}"


def _judged(problem: Problem, swept: Swept) -> Numbers:
    """The numbers that `eval` prints; none where it says that there was no time for wider ones."""
    outcome = judge(problem, swept.whole, swept.nodes, forward=swept.mode == "forward")
    if any(LATE in finding.message for finding in outcome.findings):
        return {}
    value, *partials = map(listed, outcome.outputs)
    return dict(_named(value, dict(zip(swept.wanted, partials, strict=True))))


def _precise(problem: Problem) -> Numbers:
    """The numbers to some digits, without those that are said to be known to fewer."""
    report = precise.precise(problem, DIGITS)
    doubts = [finding.message for finding in report.findings if finding.kind == "precision"]
    return {
        name: float(text)
        for name, text in _named(report.value, report.gradient or {})
        if not any(doubt.startswith((f"{name} ", "a condition")) for doubt in doubts)
    }


def _named(value: Any, gradient: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The value and the partials by the names that findings have for them."""
    yield "the value", value
    yield from ((f"d/d{name}", number) for name, number in flattened(gradient))


def _rows(text: str, points: Sequence[Mapping[str, Any]], backend: str) -> list[Numbers]:
    """The numbers of all points as rows of a table, in which matrices are the same in all rows."""
    first = points[0]
    constants = {name: value for name, value in first.items() if np.ndim(value) == 2}
    columns = [name for name in first if name not in constants]
    vectors = {name: len(first[name]) for name in columns if np.ndim(first[name]) == 1}
    formula = row_formula(Source(text), columns, constants, vectors=vectors)
    with mock.patch.object(block, "compile_kernel", partial(compile_kernel, backend=backend)):
        compiled = block.BlockFormula(formula, reuse=False)
        _ = compiled.kernel
    cells = [dict(flattened({name: listed(value) for name, value in point.items()})) for point in points]
    table = [np.array([row[name] for row in cells]) for name in formula.names]
    outputs, *_ = compiled.run(table, len(points), {})
    names = ["the value", *(f"d/d{name.removeprefix('d_')}" for name in formula.outputs[1:])]
    return [dict(zip(names, map(float, row), strict=True)) for row in zip(*outputs, strict=True)]


def _bounds(posed: Posed, problem: Problem) -> Mapping[str, Mapping[str, Bound]] | None:
    """By mode, where the value and the partials may be; None where a condition is undecided, a number too large."""
    numbers = posed.in_numbers
    values = dict(flattened({name: listed(value) for name, value in problem.values.items()}))
    system = load("balls", BITS)
    exact = exact_values({name: values[name] for name in numbers.values}, system)
    bounds = {}
    undefined = None
    for mode, swept in posed.swept_numbers.items():
        found = evaluate(swept.whole, exact, system)
        if any(_beyond(found[node]) for node in swept.whole.live):
            return None
        if undefined is None:
            try:
                undefined = diagnose(numbers.function, found, numbers.source, swept.nodes, system).undefined
            except UndecidedError:
                return None
        value, *partials = (_bound(found[output]) for output in swept.whole.outputs)
        nodes = zip(swept.wanted.items(), partials, strict=True)
        lost = {f"d/d{name}": NAN if node in undefined else bound for (name, node), bound in nodes}
        bounds[mode] = {"the value": value, **lost}
    return bounds


def _signed_zero_decides(posed: Posed, problem: Problem) -> bool:
    """Whether an operation of the function has another finite value at a zero of the other sign.

    The sign of a zero is IEEE's: `atan2(-0, -1)` is -pi, as in C and NumPy. Exact numbers have one zero.
    """
    numbers = posed.in_numbers
    values = dict(flattened({name: listed(value) for name, value in problem.values.items()}))
    function = numbers.function
    found = evaluate(function, {name: values[name] for name in numbers.values})
    for node in function.live:
        primitive, operands, _, _ = function.graph.nodes[node]
        given = [found[operand] for operand in operands]
        if any(one == 0.0 and math.copysign(1.0, one) < 0 for one in given):
            other = FLOAT.kernel(primitive)(*(one + 0.0 for one in given))
            if other != found[node] and math.isfinite(other) and math.isfinite(found[node]):
                return True
    return False


def _beyond(enclosure: Any) -> bool:
    """Whether a number is finite, and its exponent out of all measure: enclosures have no bound for the largest."""
    if enclosure is UNDEFINED or (enclosure.is_point and (not enclosure.is_bounded or enclosure.lower == 0)):
        return False
    if not enclosure.is_bounded:
        return True
    size = abs(enclosure.upper).abs_upper()
    return bool(size != 0 and abs(size.log()) > LARGEST_EXPONENT * 0.69)


def _bound(enclosure: Any) -> Bound:
    if enclosure is UNDEFINED:
        return NAN
    if not (enclosure.is_bounded or enclosure.is_point):
        return UNKNOWN
    low, high = enclosure.lower, enclosure.upper
    # What a double cannot hold is the largest on one side, and infinite on the other.
    return Bound(
        min(float(low), LARGEST) if low.is_finite() else float(low),
        max(float(high), -LARGEST) if high.is_finite() else float(high),
    )
