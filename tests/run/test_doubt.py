"""Digits that floats lose: that they are noticed, had back, and named, and that nothing is done where none are lost."""

import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from unittest import mock

import mpmath
import pytest
from support.amounts import amount
from support.calls import call
from support.formulas_at_random import formula

from autograd_cli import gradient, hessian
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.numerals import to_double
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report import outcome
from autograd_cli.report.evaluation import Evaluation, evaluation, sweep
from autograd_cli.run import recompute
from autograd_cli.run.doubt import UNIT, errors, passing
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.systems import FLOAT, load

RUMP = "333.75*b^6 + a^2*(11*a^2*b^2 - b^6 - 121*b^4 - 2) + 5.5*b^8 + a/(2*b)"
# d/dx of (1 - cos(x))/x^2 at 1e-8.
SLOPE = -8.333333333333334e-10
# So many points are made at random, in so many tests of which the first is quick.
POINTS = amount("POINTS", 2000, 10_000)
CHUNKS = POINTS // 200
# What is promised of a number, and what is lost below the smallest normal double.
RELATIVE, ABSOLUTE = 1e-12, 2e-323


@pytest.mark.parametrize(
    ("text", "values", "value", "partials", "culprit"),
    [
        ("(1 - cos(x))/x^2", {"x": 1e-8}, 0.5, {"x": -8.333333333333334e-10}, "(1 - cos(x))"),
        ("sqrt(x^2 + 1) - x", {"x": 1e9}, 5e-10, {"x": -5e-19}, "sqrt(x^2 + 1) - x"),
        ("0.1 + 0.2 - 0.3 + x", {"x": 0.0}, 2.7755575615628914e-17, {"x": 1}, "0.1 + 0.2 - 0.3"),
        ("(x + 1e16 - 1e16)^2", {"x": 1.0}, 1, {"x": 2}, "(x + 1e16 - 1e16)"),
        (RUMP, {"a": 77617, "b": 33096}, -0.8273960599468214, None, RUMP.rpartition(" + ")[0]),
        # Nothing is left of it in fewer than a thousand bits.
        ("1 - erf(x)", {"x": 26.5}, 2.2109076642637343e-307, {"x": -1.172614183000784e-305}, "1 - erf(x)"),
        # The error reaches beyond the domain, and -z is a zero that wider numbers do not have.
        (
            "-z - rsqrt(x + 1e16 - 1e16 + y)",
            {"x": 0.9, "y": 1e-4, "z": 0.0},
            -1.0540339975716555,
            {"x": 0.5855093864968646, "y": 0.5855093864968646, "z": -1},
            "x + 1e16 - 1e16",
        ),
        # A condition that an underflow decides.
        ("where(x*y > 0, 1, 2)*x", {"x": 1e-200, "y": 1e-200}, 1e-200, {"x": 1, "y": 0}, "x*y > 0"),
    ],
)
def test_digits_that_cancel_are_had_back_and_the_operation_named(
    text: str, values: dict[str, float], value: float, partials: dict[str, float] | None, culprit: str
) -> None:
    report = gradient(text, values)
    assert report.value == pytest.approx(value, rel=4e-16, abs=0)
    if partials is not None:
        assert report.gradient == pytest.approx(partials, rel=4e-16, abs=0)
    (finding,) = [finding for finding in report.findings if finding.kind == "recomputed"]
    assert [text[span.start : span.stop] for span in finding.spans] == [culprit]


@pytest.mark.parametrize(
    ("text", "values", "partials"),
    [
        # d/dx is 0 by two terms that floats do not make equal.
        ("log2(exp(x*(3/x)) + 0.1)", {"x": -1.393}, {"x": 0}),
        # An adjoint that underflows, where the power does not.
        ("(x^3)^-1", {"x": 1e60}, {"x": -3.0000000000000004e-240}),
        ("log(exp(x))", {"x": -730.0}, {"x": 1}),
        # Two evaluations that have lost all digits agree: 3/x - 3/x*2^x is 0 in fewer bits than the exponent has.
        ("x^2 - ((3*x)/x)*exp2(x)", {"x": 2.0**-300}, {"x": -2.0794415416798357}),
        # It is near a pole, and in fewer than 300 bits on it.
        ("atanh(tanh(x))", {"x": 76.0}, {"x": 1}),
        ("x*y*1e300", {"x": 1e-200, "y": 1e-120}, {"x": 1e180, "y": 1e100}),
    ],
)
def test_partials_are_had_back(text: str, values: dict[str, float], partials: dict[str, float]) -> None:
    report = gradient(text, values)
    assert report.gradient == pytest.approx(partials, rel=4e-16, abs=0)
    assert [finding.kind for finding in report.findings] == ["recomputed"]


@pytest.mark.parametrize(
    ("text", "x", "exact"),
    [
        ("log(exp(x))", -730.0, lambda x: x),
        ("log(erfc(x))", 27.0, lambda x: mpmath.log(mpmath.erfc(x))),
        ("log(normal_cdf(x))", -38.0, lambda x: mpmath.log(mpmath.erfc(-x / mpmath.sqrt(2)) / 2)),
        ("log(sigmoid(x))", -730.0, lambda x: -mpmath.log(1 + mpmath.exp(-x))),
        ("log(softplus(x))", -730.0, lambda x: mpmath.log(mpmath.log1p(mpmath.exp(x)))),
        ("log(-gelu(x))", -38.2, lambda x: mpmath.log(-x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2)),
        ("exp(-x^2)/erfc(x)", 26.8, lambda x: mpmath.exp(-x * x) / mpmath.erfc(x)),
        ("1e-160*x*1e300", 1.234567890123e-155, lambda x: mpmath.mpf(1e-160) * x * mpmath.mpf(1e300)),
        ("exp(x)*1e300", -720.5, lambda x: mpmath.exp(x) * mpmath.mpf(1e300)),
        # A condition that an underflow decides.
        ("where(exp(-x), 3, 5)", 1000.0, lambda x: mpmath.mpf(3)),
    ],
)
def test_numbers_that_pass_through_subnormal_ones_are_right_to_the_last_ulp(text: str, x: float, exact: Any) -> None:
    with mpmath.workdps(60):
        right = exact(mpmath.mpf(x))
        slope = mpmath.diff(exact, mpmath.mpf(x), h=mpmath.mpf(10) ** -20)
    report = gradient(text, {"x": x})
    assert report.value == pytest.approx(float(right), rel=2.0**-52, abs=0)
    assert report.gradient == {"x": pytest.approx(float(slope), rel=RELATIVE, abs=0)}
    assert {finding.kind for finding in report.findings} <= {"recomputed"}


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        ("x - 0.3", {"x": 0.3}, 0.0),
        ("abs(x - 0.1)", {"x": 0.1}, 0.0),
        ("sin(x)^2 + cos(x)^2 - 1", {"x": 0.0}, 0.0),
        # True zeros, which no precision settles.
        ("sin(x)^2 + cos(x)^2 - 1", {"x": 0.5}, 0.0),
        ("max(x/3, y/3)", {"x": 1.0, "y": 1.0}, 1 / 3),
        ("gamma(x) - 24", {"x": 5.0}, 0.0),
        ("sin(pi)", {}, 1.2246467991473532e-16),
        # Equal in floats and in exact numbers: what is chosen stays.
        ("where(x/3*3 == x, x, 2*x)", {"x": 5.0}, 5.0),
        ("floor(x*0.1*10)", {"x": 3.0}, 3.0),
    ],
)
def test_nothing_is_said_where_floats_are_right(text: str, values: dict[str, float], value: float) -> None:
    report = gradient(text, values)
    assert report.value == value
    assert {finding.kind for finding in report.findings} <= {"kink", "jump"}


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("eval --x 1e-8", [0.5, SLOPE]),
        ("eval --x 1e-8 --mode forward", [0.5, SLOPE]),
        ("eval --x 1e-5 --no-grad", [0.49999999999583333]),
        ("eval --x 1e-8 --literals", [0.5, SLOPE, 1e16, 9.210340371976182]),
        ("eval --x 1e-8 --direction x=1", [0.5, SLOPE]),
        ("jacobian --x 1e-8", [0.5, SLOPE]),
        ("hessian --x 1e-6", [0.49999999999995831, -0.08333333333331667]),
        ("tangent --x 1e-8", [0.5, SLOPE]),
        ("check --x 1e-8", [0.5]),
        ("trace --x 1e-8", [5e-17, 0.5, -1e16]),
    ],
)
def test_every_way_to_a_number_has_its_digits_back(command: str, found: list[float]) -> None:
    name, *options = command.split()
    report = json.loads(call(name, "(1 - cos(x))/x^2", *options, "--json")[1])
    numbers = [*in_all(report)]
    for number in found:
        assert any(one == pytest.approx(number, rel=1e-14, abs=0) for one in numbers), (number, numbers)
    assert [one["case"] for one in report["findings"] if one["kind"] == "recomputed"] == ["cancellation"]


def in_all(report: Any) -> Iterator[float]:
    """Every number of a document."""
    if isinstance(report, float):
        yield report
    elif isinstance(report, dict | list):
        for part in report.values() if isinstance(report, dict) else report:
            yield from in_all(part)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        # 1 - cos(t) is 0 in 212 bits, and so is all that depends on it: the slopes at the ends of its error, for one.
        ("sech((1 - cos(t))/t^2)", mpmath.sech(0.5)),
        ("gauss((1 - cos(t))/t^2)", mpmath.exp(-0.25)),
        ("1/(1 + (1 - cos(t))/t^2)", mpmath.mpf(2) / 3),
    ],
)
def test_values_that_wider_numbers_agree_on_with_no_digit_left_are_computed_with_more(text: str, right: Any) -> None:
    assert call("eval", text, "t=1e-35", "--no-grad", "--format", "value")[1] == f"{float(right)!r}\n"


def test_second_partials_that_are_zero_are_no_rounding_of_terms_beyond_doubles() -> None:
    assert hessian("log(x/y)", {"x": 1.1e-310, "y": 1e-160}).hessian["x"]["y"] == 0
    assert hessian("sqrt(x*x + y) - x", {"x": 1.1e-310, "y": 0}).hessian["x"]["x"] == 0  # y/(x^2 + y)^(3/2)


def test_constants_are_doubles_in_wider_numbers_too() -> None:
    # What overflows asks for the wider evaluation.
    assert gradient("sin(pi) + 0*exp(x)/exp(x)", {"x": 1000}).value == math.sin(math.pi)


def test_nothing_is_imported_for_a_formula_that_loses_nothing() -> None:
    script = "from autograd_cli import gradient; gradient('x*sin(x) + exp(y/x) - 3', {'x': 1.5, 'y': 2.0})"
    loaded = "import sys; assert not {'mpmath', 'numpy', 'fractions'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", f"{script}; {loaded}"], check=True)


@pytest.mark.parametrize("late", ["the clock", "a long formula"])
def test_where_no_time_is_left_the_finding_says_how_far_off_a_result_may_be(
    late: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if late == "the clock":
        monkeypatch.setattr("autograd_cli.systems.wide.SECONDS", 0.0)
    else:
        monkeypatch.setattr(outcome, "MOST_NODES", 5)
    report = gradient("(1 - cos(x))/x^2", {"x": 1e-5})
    (finding,) = report.findings
    assert finding.kind == "rounding"
    assert "the value is off by up to" in finding.message
    (value, partial) = finding.results or ()
    bound = float(value.value.rpartition(" ")[2])
    assert abs(report.value - 0.5) <= bound < 1e-4
    assert partial.name == "d/dx"


def test_pessimism_is_no_reason_for_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_cli.systems.wide.SECONDS", 0.0)
    # A bound takes the errors of both terms of a difference for independent ones; they are the same.
    lines = [f"x{i + 1} = x{i} - x{i}*0.3" for i in range(60)]
    assert gradient("\n".join(["x0 = x", *lines]), {"x": 1 / 3}).findings == ()


# Of what takes a second a number in 300 bits few are drawn.
DRAWN = {"betainc_ab": 5, "beta_density_abx": 5, "gammainc_a": 15, "owens_t": 10}


@pytest.mark.parametrize("name", [name for name in PRIMITIVES if not PRIMITIVES[name].shape and PRIMITIVES[name].names])
def test_kernels_round_no_more_than_the_table_says(name: str) -> None:
    entry = PRIMITIVES[name]
    draw = random.Random(name)
    kernel = FLOAT.kernel(name)
    number = load("unlimited", 300).number
    for _ in range(DRAWN.get(name, 60)):
        count = len(entry.names) + entry.variadic
        given = [draw.choice((draw.uniform(-3, 3), draw.uniform(0, 1), draw.uniform(0, 40))) for _ in range(count)]
        for place, one in enumerate(entry.names):
            if one in entry.integers:
                given[place] = float(draw.randint(0, 3))
        exact = load("unlimited", 300).kernel(name)  # the clock of a system starts when it is made
        value = kernel(*given)
        try:
            wide = exact(*map(number, given))
        except TimeoutError:  # on a busy machine, which says nothing of rounding
            continue
        if not math.isfinite(value) or not mpmath.isfinite(wide) or abs(value) < 1e-300:
            continue
        assert abs(number(value) - wide) <= max(entry.rounding, 1e-3) * UNIT * abs(wide), (given, value)


# Points at random


class Point(NamedTuple):
    """A problem and its report; `exact` are its numbers, `widened` says whether wider ones were computed."""

    problem: Problem
    report: Evaluation
    exact: Mapping[str, float]
    floats: Mapping[str, float]
    widened: bool

    def wrong(self) -> list[tuple[str, float, float]]:
        """The numbers that are not what is promised, with what they should be."""
        return [
            (name, number, self.exact[name]) for name, number in self.printed() if not near(number, self.exact[name])
        ]

    def printed(self) -> Iterator[tuple[str, Any]]:
        yield "value", self.report.value
        yield from (self.report.gradient or {}).items()

    def told(self) -> list[Finding]:
        return [finding for finding in self.report.findings if finding.kind in ("recomputed", "rounding")]


def within(number: float, exact: float) -> bool:
    return math.isfinite(number) and abs(number - exact) <= RELATIVE * abs(exact) + ABSOLUTE


def near(number: float, exact: float) -> bool:
    if math.isnan(number) or not math.isfinite(exact):
        return True  # outside a domain, or beyond doubles, which other tests are about
    # The exact numbers are of 1,400 bits: of a true 0 they have what rounding leaves.
    return within(number, exact) or (number == 0 and abs(exact) < 2.0**-600)


def point(text: str, values: Mapping[str, float]) -> Point | None:
    """The report at a point; None where the exact numbers are not had in time."""
    if any(value == 0 and math.copysign(1, value) < 0 for value in values.values()):
        return None  # exact numbers have no negative zero
    problem = pose(Source(text), values)
    whole = sweep(problem, None, None, differentiate=True).whole
    names = ["value", *problem.wanted(None)]
    with mock.patch.object(outcome, "widen", mock.Mock(wraps=outcome.widen)) as widened:
        report = evaluation(problem)
    try:
        wide = evaluate(whole, problem.values, recompute.wide_system(1400))
    except TimeoutError:
        return None
    floats = evaluate(whole, problem.values)
    exact = {name: to_double(wide[node]) for name, node in zip(names, whole.outputs, strict=True)}
    single = {name: floats[node] for name, node in zip(names, whole.outputs, strict=True)}
    return Point(problem, report, exact, single, widened.called)


def planted(seed: int) -> tuple[str, dict[str, float]] | None:
    """A formula that is near 0 since a number of some digits of its value is taken away."""
    text, values = formula(seed)
    draw = random.Random(seed)
    value = gradient(text, values).value
    assert isinstance(value, float)
    if not math.isfinite(value) or value == 0:
        return None
    rounded = float(f"{value:.{draw.randint(5, 14)}g}")
    shapes = ("{0}", "({0})^2", "({0})*t", "exp({0})", "({0})/(1 + t^2)", "sin(3*({0}))", "({0})/({0} + t/1e6)")
    shape = draw.choice(shapes)
    return shape.format(f"({text}) - ({rounded!r})"), {**values, **({"t": 1.7} if "t" in shape.split("sin")[0] else {})}


CHUNK = [0, *(pytest.param(chunk, marks=pytest.mark.slow) for chunk in range(1, CHUNKS))]


@pytest.mark.parametrize("chunk", CHUNK)
def test_every_number_is_right_or_a_finding_says_otherwise_where_digits_cancel(chunk: int) -> None:
    found = 0
    for seed in range(chunk * POINTS // CHUNKS, (chunk + 1) * POINTS // CHUNKS):
        made = planted(seed)
        at = point(*made) if made is not None else None
        if at is None:
            continue
        found += bool(at.told())
        # Where there was time, numbers are mended; where there was none, it is said.
        assert not at.wrong() or any(one.case == "late" or one.settled is False for one in at.told()), (
            made,
            at.wrong(),
        )
    assert found > POINTS // CHUNKS // 3


@pytest.mark.parametrize("chunk", CHUNK)
def test_ordinary_formulas_cause_no_finding_and_few_wider_evaluations(chunk: int) -> None:
    count = widened = 0
    for seed in range(chunk * POINTS // CHUNKS, (chunk + 1) * POINTS // CHUNKS):
        try:
            at = point(*formula(seed))
        except AutogradError:
            continue
        if at is None:
            continue
        count += 1
        widened += at.widened and not at.told()
        assert not at.wrong() or at.told(), (formula(seed), at.wrong())
        right = all(within(at.floats[name], exact) for name, exact in at.exact.items())
        assert not right or not at.told(), (formula(seed), at.told())
    # At most a twentieth, and three standard deviations of so small a sample.
    assert widened <= 0.05 * count + 3 * math.sqrt(0.05 * count)


def test_bound_of_a_float_is_no_less_than_its_error() -> None:
    checked = 0
    for seed in range(300):
        at = point(*formula(seed))
        if at is None:
            continue
        whole = sweep(at.problem, None, None, differentiate=True).whole
        values = evaluate(whole, at.problem.values)
        wide = evaluate(whole, at.problem.values, recompute.wide_system(1400))
        bounds = errors(whole, values)
        for node in whole.live:
            error = bounds[node]
            if math.isfinite(values[node]) and mpmath.isfinite(wide[node]) and math.isfinite(error):
                checked += 1
                assert abs(wide[node] - values[node]) <= error * (1 + 1e-9) + ABSOLUTE, (formula(seed), node)
    assert checked > 1000


def test_chosen_operands_are_exact() -> None:
    assert [name for name in ("max", "min", "abs", "floor", "where", "relu") if passing(name).roundings] == []


# Vectors and matrices


HILBERT = [[1 / (i + j + 1) for j in range(8)] for i in range(8)]


@pytest.mark.parametrize(
    ("text", "values", "value", "case"),
    [
        ("dot(x, [1, 1, 1])", {"x": [1e16, 1.0, -1e16]}, 1.0, "cancellation"),
        ("mean(x*x) - mean(x)^2", {"x": [1e8, 1e8 + 1, 1e8 + 2]}, 2 / 3, "cancellation"),
        ("det(x)", {"x": HILBERT}, None, "digits"),
        ("sum(solve(x, [1, 1, 1, 1, 1, 1, 1, 1]))", {"x": HILBERT}, None, "digits"),
    ],
)
def test_digits_that_cancel_in_arrays_are_had_back(text: str, values: Any, value: float | None, case: str) -> None:
    with mock.patch.object(time, "monotonic", time.process_time):  # which other processes do not make go faster
        report = gradient(text, values)
    with mpmath.workprec(400):
        matrix = mpmath.matrix(values["x"])
        exact = {"det(x)": mpmath.det}.get(text, lambda one: mpmath.fsum(one**-1 * mpmath.ones(8, 1)))
        value = float(exact(matrix)) if value is None else value
    assert report.value == pytest.approx(value, rel=1e-14)
    assert [(finding.kind, finding.case) for finding in report.findings] == [("recomputed", case)]


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"mod({'+'.join(['x'] * 10)}, 1.1)", {"x": 1.1}),
        *((f"mod(sum(v), {size})", {"v": [size] * count}) for size, count in ((1.1, 10), (0.1, 10), (2.3, 7))),
    ],
)
def test_a_sum_next_to_a_jump_is_on_its_right_side(text: str, values: Any, mode: str) -> None:
    report = gradient(text, values, mode=mode)
    assert report.value == 0  # a multiple of the divisor, which floats miss by rounding
    assert "recomputed" in {finding.kind for finding in report.findings}


def test_digits_are_had_back_where_a_matrix_is_singular_once_it_is_moved() -> None:
    text = "sum(solve(tril(outer(w, w) + 0.5*eye(3)), [1, 1, y]))"
    report = gradient(text, {"w": [800, 0.0011, 1e8], "y": 0.5}, wrt="y", mode="forward")
    assert report.gradient["y"] == pytest.approx(1 / (1e16 + 0.5), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "length"), [("sum(softmax(x)*x)", 500), ("logsumexp(x)", 500), ("norm(x)", 500), ("mean(tanh(x)^2)", 100)]
)
def test_arrays_that_lose_nothing_are_not_computed_again(text: str, length: int) -> None:
    draw = random.Random(1)
    with mock.patch("autograd_cli.report.array_outcome.settle", side_effect=AssertionError):
        assert gradient(text, {"x": [draw.random() for _ in range(length)]}).findings == ()


def test_large_arrays_that_lose_digits_say_how_far_off_they_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_cli.report.array_outcome.MOST_OPERATIONS", 2)
    (finding,) = gradient("mean(x*x) - mean(x)^2", {"x": [1e8, 1e8 + 1, 1e8 + 2]}).findings
    assert (finding.kind, finding.case) == ("rounding", "late")
    assert "the value is off by up to" in finding.message
