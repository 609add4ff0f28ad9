"""Overflow and underflow on the way: when floats are not trusted, how far the wider evaluation goes, what it says."""

import math

import mpmath
import numpy
import pytest

from autograd_cli import gradient
from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.lower import lower
from autograd_cli.run import recompute
from autograd_cli.run.array_recompute import settle
from autograd_cli.run.evaluate import evaluate
from autograd_cli.syntax.parser import parse
from autograd_cli.systems import wide


@pytest.mark.parametrize(
    ("text", "values", "value", "partials", "culprit"),
    [
        ("1/(1+exp(-x))", {"x": -800}, 3.6e-348, {"x": 3.6e-348}, "exp(-x)"),
        ("1/(1+exp(-x))", {"x": -1000}, 0, {"x": 0}, "exp(-x)"),
        ("log(1+exp(x))", {"x": 710}, 710, {"x": 1}, "exp(x)"),
        ("x/sqrt(x^2+1)", {"x": 1e200}, 1, {"x": 0}, "x^2"),
        ("log(exp(x))", {"x": -800}, -800, {"x": 1}, "exp(x)"),
        ("max(x) + log(exp(x))", {"x": 800}, 1600, {"x": 2}, "exp(x)"),
        ("sqrt(x*y)", {"x": 1e-200, "y": 1e-200}, 1e-200, {"x": 0.5, "y": 0.5}, "x*y"),
        ("exp(x)/exp(y)", {"x": 1000, "y": 999}, math.e, {"x": math.e, "y": -math.e}, "exp(x)"),
        ("log(exp(x) - exp(y))", {"x": 1000, "y": 999}, 1000 + math.log(1 - 1 / math.e), None, "exp(x)"),
        ("digamma(exp(x))", {"x": 800}, 800, {"x": 1}, "exp(x)"),
        ("max(exp(x))/exp(799)", {"x": 800}, math.e, {"x": math.e}, "exp(x)"),
        ("(x*y)/(x*z)", {"x": 1e300, "y": 1e10, "z": 2e10}, 0.5, {"x": 0, "y": 5e-11, "z": -2.5e-11}, "(x*y)"),
    ],
)
def test_result_is_recomputed_and_the_node_named(
    text: str, values: dict[str, float], value: float, partials: dict[str, float] | None, culprit: str
) -> None:
    report = gradient(text, values)
    assert report.value == pytest.approx(value, rel=1e-15, abs=5e-324)
    if partials is not None:
        assert report.gradient == pytest.approx(partials, rel=1e-14, abs=5e-324)
    (finding,) = report.findings
    assert finding.kind == "recomputed"
    assert [text[span.start : span.stop] for span in finding.spans] == [culprit]
    assert not report.failed


@pytest.mark.parametrize(
    ("text", "values", "kinds"),
    [
        ("1/x", {"x": 0.0}, ["domain"]),
        ("1/x", {"x": -0.0}, ["domain"]),
        ("log(x)", {"x": 0.0}, ["boundary"]),
        ("log(x)", {"x": -2.0}, ["domain"]),
        ("sqrt(x)", {"x": 0.0}, ["boundary"]),
        ("exp(x)", {"x": 1000.0}, ["overflow"]),
        ("exp(x)", {"x": math.inf}, []),
        ("exp(-x)/y", {"x": math.inf, "y": math.inf}, []),
        ("exp(-x)*y", {"x": 800.0, "y": 2.0}, []),
        ("x*log(x)", {"x": 0.0}, ["boundary"]),
        ("x^2/y", {"x": 0.0, "y": 2.0}, []),
        ("sin(x)/y", {"x": 0.0, "y": 2.0}, []),
    ],
)
def test_recomputation_stays_silent_where_floats_are_right(
    text: str, values: dict[str, float], kinds: list[str]
) -> None:
    assert [finding.kind for finding in gradient(text, values).findings] == kinds


def test_result_beyond_doubles_is_infinite_with_its_magnitude() -> None:
    report = gradient("x^2", {"x": 1e200})
    assert (report.value, report.gradient) == (math.inf, {"x": 2e200})
    assert [finding.message for finding in report.findings] == [
        "beyond the largest double, 1.8e308: the value is 1.0e+400"
    ]
    assert not report.failed


def test_trigger_looks_at_the_taken_path_only() -> None:
    assert gradient("where(x > 0, x, log(exp(x)))", {"x": 800}).findings == ()


def test_precision_is_doubled_until_two_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    plain = recompute.load
    monkeypatch.setattr(recompute, "load", lambda name, bits: (seen.append(bits), plain(name, bits))[1])
    gradient("log(1+exp(x))", {"x": 710})
    assert seen == [106, 212]
    seen.clear()
    # 1 + exp(-300) needs 433 bits to differ from 1; the overflow elsewhere is what asks for the wider range.
    gradient("(1 + exp(-x)) - 1 + exp(y)/exp(y)", {"x": 300, "y": 1000})
    assert seen[:2] == [106, 212]


def test_precision_ends_at_1696_bits_and_says_so() -> None:
    # 1e-1000 = 2^-3322 beside 1 is lost at every precision but would be all of the result.
    report = gradient("log((1 + x*y*z) - 1)", {"x": 1e-300, "y": 1e-300, "z": 1e-300})
    assert [(finding.kind, finding.case) for finding in report.findings] == [
        ("boundary", "edge"),
        ("recomputed", "backward"),
    ]
    assert report.gradient == {"x": math.inf, "y": math.inf, "z": math.inf}
    assert recompute.BITS[-1] == 1696


def test_exponents_beyond_two_to_the_64_count_as_infinite() -> None:
    report = gradient("1/(1 + exp(exp(x)))", {"x": 100})
    assert report.value == 0
    assert wide.LARGEST_EXPONENT == 2**64


def test_after_a_second_floats_stand_with_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "SECONDS", 0.0)
    report = gradient("1/(1+exp(-x))", {"x": -800})
    assert math.isnan(report.gradient["x"])  # type: ignore[index]
    assert report.findings[-1].kind == "recomputed"
    assert "took too long" in report.findings[-1].message


def test_angle_of_a_million_digits_does_not_hang() -> None:
    report = gradient("sin(exp(x))", {"x": 1e6})
    assert math.isnan(report.value)
    assert "took too long" in report.findings[-1].message


def test_wide_kernels_agree_with_floats_where_both_are_right() -> None:
    for text, x in [("tanh(x)*exp(y)/exp(y)", 0.5), ("sigmoid(x)*exp(y)/exp(y)", -3.0), ("x^3*exp(y)/exp(y)", -2.0)]:
        wide = gradient(text, {"x": x, "y": 1000})
        plain = gradient(text, {"x": x, "y": 1})
        assert wide.value == pytest.approx(plain.value, rel=1e-14)
        assert wide.gradient["x"] == pytest.approx(plain.gradient["x"], rel=1e-13)  # type: ignore[index]


def test_reference_of_the_first_row() -> None:
    with mpmath.workdps(50):
        exact = 1 / (1 + mpmath.exp(800))
    assert gradient("1/(1+exp(-x))", {"x": -800}).value == float(exact) == 0


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        (
            "x*log(x) + 1",
            {"x": 0},
            "`log(x)` is at the edge of its domain, where `x == 0`; the limits from inside are used; "
            "it makes `x*log(x)` nan, `x*log(x) + 1` nan; so d/dx is nan",
        ),
        (
            "1 + sqrt(x*y)",
            {"x": 0, "y": 2},
            "`sqrt(x*y)` is at the edge of its domain, where `x*y == 0`; the limits from inside are used; "
            "so d/dx is inf via `x*y`, d/dy is nan via `x*y`",
        ),
        ("log(a - b)", {"a": 1, "b": 3}, "`log(a - b)` needs `a - b > 0`, but `a - b = -2`"),
    ],
)
def test_first_nan_or_infinity_is_named_with_the_way_it_took(text: str, values: dict[str, float], message: str) -> None:
    (finding,) = gradient(text, values).findings
    assert finding.message.startswith(message)


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize(
    ("text", "values", "value", "partials"),
    [
        (
            "exp(-x)*a*a",
            {"x": 1000, "a": 1e300},
            5.075958897549458e165,
            {"x": -5.075958897549458e165, "a": 1.0151917795e-134},
        ),
        ("exp(-x)*1e300*1e300", {"x": 1000}, 5.075958897549458e165, {"x": -5.075958897549458e165}),
        ("x*x*x*1e200*1e200", {"x": 1e-130}, 1e10, {"x": 3e140}),
        ("x^2*k", {"x": 1e-170, "k": 1e300}, 1e-40, {"x": 2e130, "k": 0}),
    ],
)
def test_underflow_that_a_large_factor_brings_back_is_recomputed(
    text: str, values: dict[str, float], value: float, partials: dict[str, float], mode: str
) -> None:
    report = gradient(text, values, mode=mode)
    assert report.value == pytest.approx(value, rel=1e-13)
    assert report.gradient == pytest.approx(partials, rel=1e-9, abs=5e-324)
    assert [finding.kind for finding in report.findings] == ["recomputed"]


@pytest.mark.parametrize(
    "text", ["where(x > 0, 1/3, 1/0)", "max(1/3, -1/0)", "min(1/3, 1/0)", "clamp(1/3, 0, 1/0)", "max(1/3)"]
)
def test_choice_among_infinities_keeps_its_digits(text: str) -> None:
    system = wide.wide(200)
    function = lower(parse(Source(text))).function
    value = evaluate(function, dict.fromkeys(function.input_names, 1.0), system)[function.outputs[0]]
    assert abs(3 * value - 1) < mpmath.mpf(2) ** -190


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        # A negative zero has no wider number: what floats have of it stays, though a partial is recomputed.
        ("atan2((x - x)/y, x)", {"x": -0.3125, "y": -0.9375}, -math.pi),
        # Of what is undefined nothing is made by way of infinity, as IEEE's hypot and power do.
        ("hypot(x/x, 1/x)", {"x": 0.0}, math.nan),
        ("log1p(x)^1.5", {"x": -1.0}, math.nan),
        ("asin(x)^exp(-1000*y)", {"x": 2.0, "y": 1.0}, math.nan),
        # Infinity times what no double holds is no 0*inf.
        ("exp(x)*(y*y)/z", {"x": 0.0, "y": 1e-200, "z": 0.0}, math.inf),
    ],
)
def test_wider_numbers_are_of_the_kind_of_the_exact_ones(text: str, values: dict[str, float], value: float) -> None:
    assert gradient(text, values).value == pytest.approx(value, nan_ok=True)


def test_angles_beyond_doubles_have_a_sine() -> None:
    report = gradient("sin_over_x((x*1024)^256)", {"x": 16.0})
    with mpmath.workprec(6000):
        u = mpmath.mpf(2) ** 3584
        slope = (mpmath.cos(u) - mpmath.sin(u) / u) * 16
    assert (report.value, report.gradient) == (0.0, {"x": pytest.approx(float(slope), rel=1e-12)})


def test_arrays_stay_as_they_are_where_no_precision_settles_them(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = pose(Source("sum(exp(x))/3"), {"x": numpy.array([0.3, 0.7])})
    outputs = [2.5]
    assert settle(problem.function, problem.values, outputs).changed
    monkeypatch.setattr(recompute, "BITS", (20, 30))
    settled = settle(problem.function, problem.values, outputs)
    assert (settled.outputs, settled.asked) == (outputs, False)


@pytest.mark.parametrize(("text", "value"), [("gamma(x)", math.inf), ("x!", math.inf), ("y/gamma(x)", 0.0)])
def test_factorials_of_numbers_beyond_all_measure_are_infinite(text: str, value: float) -> None:
    assert gradient(text, {"x": 1e160, **({"y": 2.0} if "y" in text else {})}).value == value
