"""Numbers beyond doubles: balls for every row, digits, fractions, proofs, intervals, uncertainties."""

import json
import math
import random
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import uncertainties
import uncertainties.umath
from flint import arb, ctx
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.calls import call
from support.schemas import validate
from support.table_rows import DIFFERENTIABLE, REFERENCES, formula, identify, points

from autograd_cli import cli
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import read_value
from autograd_cli.enclosures.decimals import bound_text, digits_text
from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure, decimal, hull, point, round_of, sharp, truth
from autograd_cli.errors import AutogradError, Source
from autograd_cli.extras import install_command
from autograd_cli.formats import Page, render
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.report.bounds import bounds, cut
from autograd_cli.report.check import Checks, check
from autograd_cli.report.evaluation import evaluation, flattened
from autograd_cli.report.exact import exact
from autograd_cli.report.intervals import intervals
from autograd_cli.report.precise import precise
from autograd_cli.report.study import study
from autograd_cli.report.uncertainty import uncertainty
from autograd_cli.report.verified import verified
from autograd_cli.systems import systems
from autograd_cli.systems.rational import IRRATIONAL, rational
from autograd_cli.systems.rational import KERNELS as RATIONAL
from autograd_cli.systems.systems import load

BITS = 200
RUMP = "333.75*b^6 + a^2*(11*a^2*b^2 - b^6 - 121*b^4 - 2) + 5.5*b^8 + a/(2*b)"


def posed(text: str, **values: str) -> Problem:
    """The problem with values as they are written on the command line."""
    return pose(Source(text), {name: read_value(value, name, ranges=True) for name, value in values.items()})


# Balls


def test_every_row_has_a_kernel_in_balls() -> None:
    system = load("balls", BITS)
    for row in PRIMITIVES.values():
        # Rows of vectors and matrices are written out in numbers before.
        assert row.shape or callable(system.kernel(row.name))


# References that take seconds.
SLOW = ("owens_t_slope", "owens_t_slope_by_h", "besseli_slope")


def marked(rows: Iterable[Entry]) -> list[Any]:
    """Entries as parameters of a test."""
    return [pytest.param(row, marks=pytest.mark.slow if row.name in SLOW else ()) for row in rows]


@pytest.mark.parametrize("row", marked(row for row in PRIMITIVES.values() if row.name in REFERENCES), ids=identify)
def test_row_in_balls_contains_the_reference_on_points_and_intervals(row: Entry) -> None:
    draw = random.Random(5)
    chosen = points(row)
    for given in draw.sample(chosen, min(len(chosen), 10 if row.slow else 25)):
        system = load("balls", BITS)
        numbers = [system.number(value) for value in given]
        mp.prec = 4 * BITS
        try:
            true = REFERENCES[row.name].exact(*map(mp.mpf, given))
        except (ValueError, ZeroDivisionError):
            continue
        if not isinstance(true, mp.mpf) or not mp.isfinite(true):
            continue
        wide = [
            hull(number, point(value + (draw.random() - 0.5) * abs(value) / 4))
            for number, value in zip(numbers, given, strict=True)
        ]
        if row.integers:
            wide = [
                number if name in row.integers else other
                for name, number, other in zip(row.names, numbers, wide, strict=True)
            ]
        kernel = system.kernel(row.name)
        for enclosure in (kernel(*numbers), kernel(*wide)):
            assert enclosure is not UNDEFINED, given
            low, high = (
                mp.mpf(bound._mpf_) if bound.is_finite() else mp.mpf(float(bound))
                for bound in (enclosure.lower, enclosure.upper)
            )
            slack = abs(true) * mp.mpf(2) ** -(2 * BITS)
            assert low - slack <= true <= high + slack, (given, true, enclosure)


@pytest.mark.parametrize(
    ("operand", "bits"),
    [
        (arb(3), [200, 400, 800]),
        (arb(3, 1e-30), [164, 328, 656]),
        (arb(3, 1), [64]),
    ],
)
def test_a_ball_is_computed_with_the_bits_that_it_has_and_some_to_spare(operand: arb, bits: list[int]) -> None:
    """Some functions of wide balls take a thousand times as long with the bits of exact ones."""
    taken = []

    def unknown(one: arb) -> arb:
        taken.append(ctx.prec)
        return arb(0, 1)

    with ctx.workprec(BITS):
        sharp(3, unknown, operand)
    assert taken == bits


@pytest.mark.parametrize("row", marked(DIFFERENTIABLE), ids=identify)
def test_row_to_forty_digits_is_right_in_the_last(row: Entry) -> None:
    chosen = points(row)
    for given in random.Random(9).sample(chosen, min(len(chosen), 4)):
        mp.prec = 1000
        true = REFERENCES[row.name].exact(*map(mp.mpf, given))
        if not isinstance(true, mp.mpf) or not mp.isfinite(true) or true == 0:
            continue
        values = dict(zip(row.names, given, strict=True))
        report = precise(pose(Source(formula(row)), values), 40, differentiate=False)
        text = report.value
        unit = mp.mpf(10) ** (mp.floor(mp.log10(abs(true))) - 39)
        mantissa = mp.mpf(text)
        assert abs(mantissa - true) <= unit * (1 + mp.mpf(10) ** -30), (given, text)


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("sqrt(x)", {"x": "2"}, "1.4142135623730950488"),
        ("0.1 + 0.2", {}, "0.30000000000000000000"),
        ("x", {"x": "1/3"}, "0.33333333333333333333"),
        ("x/4", {"x": "1"}, "0.25"),
        ("exp(-x)", {"x": "1e5"}, "3.5629495653093731211e-43430"),
        ("-x", {"x": "1e-300"}, "-1.0000000000000000000e-300"),
        ("(x + 1e30) - 1e30", {"x": "0.1"}, "0.10000000000000000000"),
        (RUMP, {"a": "77617", "b": "33096"}, "-0.82739605994682136814"),
        ("selu(x)", {"x": "1"}, "1.0507009873554804934"),
        ("log(x)", {"x": "0"}, "-Infinity"),
        ("log(x)", {"x": "-1"}, "NaN"),
        ("gamma(x)", {"x": "0.5"}, "1.7724538509055160273"),
        ("x^(1/3)", {"x": "8"}, "2.0000000000000000000"),
        ("digamma(((x - y)*y^y) - y^4)", {"x": "0.615234375", "y": "5"}, "10.672346182207691942"),
        ("polygamma(2, x)", {"x": "-123456.7"}, "-68.837543714600717686"),
        ("polygamma(3, x)", {"x": "-12.7"}, "769.02004723907872735"),
        ("polygamma(100000, x)", {"x": "2"}, "-1.4135252707221716218e+426470"),
        ("betainc_ab(1, 0, 2, 3, x)", {"x": "0.3"}, "-0.24609372774672350623"),
        ("betainc_ab(1, 1, 2, 3, x)", {"x": "0"}, "0"),
    ],
)
def test_digits_are_those_of_the_true_number(text: str, values: dict[str, str], shown: str) -> None:
    assert precise(posed(text, **values), 20).value == shown


@pytest.mark.parametrize(
    ("text", "values", "value", "gradient"),
    [
        ("floor(x*0.1*10)", {"x": "1"}, "1", {"x": "0"}),
        ("atan2(x/3 - 1/3, -1)", {"x": "1"}, "3.141592654", {"x": "-0.3333333333"}),
        ("max(x/3, y/3)", {"x": "1", "y": "1"}, "0.3333333333", {"x": "0.1666666667", "y": "0.1666666667"}),
        ("max(x)", {"x": "[0.1, 0.1, 0.05]"}, "0.1000000000", {"x": ["0.5", "0.5", "0"]}),
        (
            "min(r1*a, r2*a)",
            {"r1": "1.1", "r2": "1.1", "a": "0.5"},
            "0.5500000000",
            {"r1": "0.25", "a": "1.100000000", "r2": "0.25"},
        ),
        ("clamp(x, 0, 0.1)", {"x": "0.1"}, "0.1000000000", {"x": "0.5"}),
        ("where(x/3 >= 1/3, x^2, 9)", {"x": "1"}, "1", {"x": "2"}),
        ("max(sqrt(x), sqrt(y))", {"x": "2", "y": "2"}, "1.414213562", {"x": "0.1767766953", "y": "0.1767766953"}),
        ("max(sqrt(x)*exp(y), exp(y)*sqrt(x))", {"x": "2", "y": "0.1"}, "1.562947701", None),
        ("0.1 + 0.2 - x", {"x": "0.3"}, "0", {"x": "-1"}),
        ("round(x/3*1.5)", {"x": "1"}, "0", {"x": "0"}),
        ("sign(x - 1/3)", {"x": "1/3"}, "0", {"x": "0"}),
        ("leaky_relu(x - 0.1, 0.2)", {"x": "0.1"}, "0", {"x": "0.2000000000"}),
    ],
)
def test_equal_parts_that_are_no_dyadic_fractions_are_settled(
    text: str, values: dict[str, str], value: str, gradient: dict[str, Any] | None
) -> None:
    report = precise(posed(text, **values), 10)
    assert report.value.startswith(value)
    assert gradient is None or report.gradient == gradient
    assert not report.failed
    assert "precision" not in {finding.kind for finding in report.findings}


@pytest.mark.parametrize(
    ("text", "value"), [("floor(sin(x))", "NaN"), ("sign(sin(x))*x", "NaN"), ("max(sin(x), 0)", "0")]
)
def test_zero_is_printed_only_where_the_bound_is_below_the_digits(text: str, value: str) -> None:
    report = precise(posed(text, x="pi"), 10, differentiate=False)
    assert report.value == value
    assert report.failed == (value == "NaN")
    assert [finding.kind for finding in report.findings] == ["precision"]


def test_enclosure_of_equal_parts_is_half_for_each() -> None:
    problem = posed("max(x/3, y/3)", x="1", y="1")
    ways = {way.name: way for way in check(problem).ways}
    assert [partial.value for partial in ways["enclosure"].partials.values()] == [1 / 6, 1 / 6]
    assert {name: proof.digits for name, proof in (verified(problem).verified or {}).items()} == {
        "value": 17,
        "d_x": 17,
        "d_y": 17,
    }


def test_what_cannot_be_told_from_zero_is_said() -> None:
    report = precise(posed("sin(x)", x="pi"), 20)
    assert report.value == "0"
    assert [finding.kind for finding in report.findings] == ["precision"]
    assert "at most" in report.findings[0].message


def test_condition_that_is_never_decided_is_said() -> None:
    report = precise(posed("where(sin(x) > 0, 1, 2)*x", x="pi"), 20)
    assert report.failed
    assert "precision" in {finding.kind for finding in report.findings}


@pytest.mark.parametrize(
    "text", ["polygamma(1e300, x)", "polygamma(2000000, x)", "sinc_derivative(x, 1e300)", "polygamma(2.5, x)"]
)
def test_number_that_is_not_computed_is_said(text: str) -> None:
    report = precise(posed(text, x="2"), 20)
    assert report.value == "NaN"
    assert {finding.kind for finding in report.findings} & {"precision", "domain"}


@pytest.mark.parametrize(
    ("text", "bits"), [("x*sin(pi)", 50_688), ("gamma(x)*sin(pi)", 3168), ("where(sin(pi) > 0, digamma(x), x)", 3168)]
)
def test_highest_precision_is_one_at_which_all_entries_take_little_time(text: str, bits: int) -> None:
    report = precise(posed(text, x="2.3"), 20)
    assert {finding.bits for finding in report.findings} == {bits}


@pytest.mark.parametrize("digits", [0, -3, 10_001])
def test_number_of_digits_has_limits(digits: int) -> None:
    with pytest.raises(AutogradError, match="not between 1 and 10,000"):
        precise(posed("x", x="1"), digits)


@pytest.mark.slow
def test_ten_thousand_digits_of_pi() -> None:
    mp.dps = 10_010
    assert precise(posed("pi*x", x="1"), 10_000).value[:9_999] == mp.nstr(mp.pi, 10_005)[:9_999]


@pytest.mark.parametrize(
    ("bound", "down", "up"),
    [
        ("1/3", "0.333", "0.334"),
        ("-1/3", "-0.334", "-0.333"),
        ("999.96", "999", "1e+03"),
        ("0.001", "0.001", "0.00101"),
    ],
)
def test_bounds_are_rounded_outward(bound: str, down: str, up: str) -> None:
    load("balls", BITS)
    value = read_value(bound, "x")
    exactly = point(float(value)).lower
    assert (
        Fraction(bound_text(exactly, 3, up=False))
        <= Fraction(float(value))
        <= Fraction(bound_text(exactly, 3, up=True))
    )
    assert (float(bound_text(exactly, 3, up=False)), float(bound_text(exactly, 3, up=True))) == (float(down), float(up))


def test_halves_are_rounded_to_even_and_pieces_cover() -> None:
    load("balls", BITS)
    assert [float(round_of(point(value).lower)) for value in (0.5, 1.5, 2.5, -0.5, -1.5, 2.6)] == [0, 2, 2, 0, -2, 3]
    pieces = cut(hull(point(0.0), point(1.0)), 7)
    assert pieces[0].lower == 0
    assert pieces[-1].upper == 1
    assert all(left.upper == right.lower for left, right in pairwise(pieces))


def test_truths_that_are_not_known_are_not_one() -> None:
    system = load("balls", BITS)
    less, equal = system.kernel("less"), system.kernel("equal")
    x = hull(point(0.0), point(2.0))
    a, b = less(x, point(1.0)), less(point(1.0), x)
    assert truth(equal(a, b)) is None
    assert truth(equal(x, x)) is True


def test_missing_library_is_an_error_that_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(systems.SYSTEMS, "balls", "no_such_flint:balls")
    monkeypatch.setitem(systems.EXTRAS, "no_such_flint", "rigorous")
    with pytest.raises(AutogradError, match="not installed") as caught:
        load("balls", BITS)
    assert (caught.value.code, caught.value.hint) == (
        "missing-extra",
        f"install it with `{install_command('rigorous')}`",
    )


def test_points_of_a_file_mean_what_is_written(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "point.json").write_text('{"x": 0.1, "y": 12345678901234567890}')
    assert cli.main(["eval", "x + y", "--at", str(tmp_path / "point.json"), "--exact", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == "123456789012345678901/10"


# Fractions


@pytest.mark.parametrize(
    ("text", "values", "value", "gradient"),
    [
        ("x/(x + 1/3)^2", {"x": "1/3"}, "3/4", {"x": "0"}),
        ("0.1*x", {"x": "0.2"}, "1/50", {"x": "1/10"}),
        ("sqrt(x)*cbrt(y)", {"x": "4/9", "y": "-27"}, "-2", {"x": "-9/4", "y": "2/81"}),
        ("max(x, y)", {"x": "1", "y": "1"}, "1", {"x": "1/2", "y": "1/2"}),
        ("x^-3", {"x": "2"}, "1/8", {"x": "-3/16"}),
        ("x^(3/2)", {"x": "4"}, "8", {"x": "3"}),
        ("where(x > 0, x/3, sin(x))", {"x": "1"}, "1/3", {"x": "1/3"}),
        ("mod(x, 1)", {"x": "-1/3"}, "2/3", {"x": "1"}),
        ("abs(x)", {"x": "0"}, "0", {"x": "0"}),
        ("1/x", {"x": "0"}, "Infinity", {"x": "NaN"}),
        ("relu6(x)*hypot(3, 4)", {"x": "1/7"}, "5/7", {"x": "5"}),
        ("exp(x)*cos(x)", {"x": "0"}, "1", {"x": "1"}),
        ("log(x, 2)", {"x": "1/8"}, "-3", None),
        ("min(x, inf)", {"x": "1/2"}, "1/2", None),
    ],
)
def test_fractions_are_exact(text: str, values: dict[str, str], value: str, gradient: dict[str, str] | None) -> None:
    report = exact(posed(text, **values), differentiate=gradient is not None)
    assert (report.value, report.gradient) == (value, gradient)


@pytest.mark.parametrize(
    ("text", "values", "code", "marked"),
    [
        ("y*sin(x) + exp(x)", {"x": "1", "y": "1"}, "irrational", "sin(x)"),
        ("x^y", {"x": "2", "y": "3"}, "irrational", "x^y"),
        ("x*pi", {"x": "1"}, "irrational", "pi"),
        ("log(x)/log(2)", {"x": "-3"}, "irrational", "log(2)"),  # beside a nan
        ("9^9^9^9*x", {"x": "1"}, "too-large", "9^9^9"),
        ("x + 1e1000000000", {"x": "1"}, "too-large", "1e1000000000"),
        ("gamma(x)", {"x": "1e9"}, "too-large", "gamma(x)"),
    ],
)
def test_first_number_that_is_no_fraction_is_named(text: str, values: dict[str, str], code: str, marked: str) -> None:
    with pytest.raises(AutogradError) as caught:
        exact(posed(text, **values))
    assert caught.value.code == code
    assert caught.value.span is not None
    assert text[caught.value.span.start : caught.value.span.stop] == marked


def test_rational_kernels_agree_with_floats() -> None:
    system = rational()
    draw = random.Random(3)
    floats = systems.FLOAT
    compared = 0
    for name in RATIONAL:
        row = PRIMITIVES[name]
        for _ in range(40):
            count = len(row.names) + 2 * row.variadic
            given = [Fraction(draw.randint(-12, 12), draw.choice((1, 1, 2, 4))) for _ in range(count)]
            value = system.kernel(name)(*given)
            if value is IRRATIONAL:
                continue
            double = floats.kernel(name)(*map(float, given))
            compared += 1
            assert float(value) == pytest.approx(double, rel=1e-12, abs=1e-15, nan_ok=True), (name, given)
    assert compared > 1000


# Proofs


def test_all_digits_of_rumps_polynomial_hold_since_it_is_recomputed() -> None:
    report = verified(posed(RUMP, a="77617", b="33096"))
    assert report.verified is not None
    assert report.verified["value"].digits == 17
    assert str(report.verified["value"].true).startswith("-0.827396059946821")
    assert report.value == -0.8273960599468214
    assert [finding.kind for finding in report.findings] == ["recomputed"]


@pytest.mark.parametrize(
    ("text", "values", "least"),
    [("sin(x)*y", {"x": "1", "y": "3"}, 15), ("x/3", {"x": "1"}, 17), ("(x + 1e8) - 1e8", {"x": "0.1"}, 7)],
)
def test_digits_that_hold_do_hold(text: str, values: dict[str, str], least: int) -> None:
    report = verified(posed(text, **values))
    assert report.verified is not None
    proof = report.verified["value"]
    assert proof.digits is not None
    assert least <= proof.digits <= 17
    assert proof.true is not None
    assert abs(Fraction(report.value) - Fraction(proof.true)) <= abs(Fraction(proof.true)) / 10 ** min(16, proof.digits)


# Intervals


@pytest.mark.parametrize(
    ("text", "values", "value", "gradient"),
    [
        ("2*x*y + y + 3", {"x": "39.5..40.5", "y": "4"}, (323, 331), {"x": (8, 8), "y": (80, 82)}),
        ("abs(x)", {"x": "-1..2"}, (0, 2), {"x": (-1, 1)}),
        ("max(x, y)", {"x": "0..2", "y": "1..3"}, (1, 3), {"x": (0, 1), "y": (0, 1)}),
        ("clamp(x, 0, 1)", {"x": "-1..2"}, (0, 1), {"x": (0, 1)}),
        ("x^2", {"x": "-1..2"}, (0, 4), {"x": (-2, 4)}),
        ("x*x*x - x*x*x", {"x": "1..2"}, (0, 0), {"x": (0, 0)}),
        ("floor(x)", {"x": "0.5..1.5"}, (0, 1), {"x": (0, 0)}),
        ("sqrt(x)", {"x": "0..4"}, (0, 2), {"x": (0.25, math.inf)}),
        ("1/x", {"x": "-1..1"}, (-math.inf, math.inf), {"x": (-math.inf, -1)}),
        ("sin_over_x(x)", {"x": "0..0"}, (1, 1), {"x": (0, 0)}),
        ("log(x)", {"x": "0..inf"}, (-math.inf, math.inf), {"x": (0, math.inf)}),
    ],
)
def test_bounds_over_a_box(
    text: str, values: dict[str, str], value: tuple[float, float], gradient: dict[str, tuple[float, float]]
) -> None:
    report = bounds(posed(text, **values))
    assert (report.value, report.gradient) == (value, gradient)


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("log(x)", []),
        ("log(x) + y", ["y"]),
        ("log(x)*0 + x^2", []),
        ("sqrt(x)*y", []),
        ("log(log(x) - 9) + x*y", ["y"]),
        ("where(y > 0, log(x), log(x) + z)", ["y", "z"]),
    ],
)
def test_over_a_box_outside_a_domain_no_partial_through_it_is_finite(text: str, defined: list[str]) -> None:
    given = {"x": "-2..-1", "y": "-1..1", "z": "1"}
    report = bounds(posed(text, **{name: given[name] for name in given if name in text}))
    assert all(map(math.isnan, report.value))
    assert report.gradient is not None
    ends = dict(intervals(report.gradient))
    assert [name for name, pair in ends.items() if not any(map(math.isnan, pair))] == defined


@pytest.mark.parametrize(
    ("text", "values", "kinds"),
    [
        ("log(x)", {"x": "-1..1"}, ["domain"]),
        ("log(x)", {"x": "-2..-1"}, ["domain"]),
        ("log(x)", {"x": "0..1"}, ["boundary"]),
        ("1/x", {"x": "-1..1"}, ["domain"]),
        ("relu(x)", {"x": "-1..1"}, ["kink"]),
        ("relu(x)", {"x": "1..2"}, []),
        ("where(x > 0, log(x), 0)", {"x": "-2..-1"}, []),
        ("floor(x)", {"x": "0.5..1.5"}, ["jump"]),
        ("sqrt(x)", {"x": "0..1"}, []),
    ],
)
def test_findings_over_a_box(text: str, values: dict[str, str], kinds: list[str]) -> None:
    assert [finding.kind for finding in bounds(posed(text, **values)).findings] == kinds


def test_decimal_end_of_an_interval_is_inside_of_what_is_printed() -> None:
    low, high = bounds(posed("x", x="0.1..0.3")).inputs["x"]
    assert Fraction(repr(low)) <= Fraction("0.1")
    assert Fraction(repr(high)) >= Fraction("0.3")


@pytest.mark.parametrize(
    ("text", "code"),
    [("3..1", "binding"), ("..1", "binding"), ("1..", "binding"), ("1±-2", "binding"), ("nan..1", "binding")],
)
def test_range_that_is_none_is_refused(text: str, code: str) -> None:
    with pytest.raises(AutogradError) as caught:
        read_value(text, "x", ranges=True)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["1..2", "1±2", "1+/-2"])
def test_commands_that_know_no_ranges_say_who_does(text: str) -> None:
    with pytest.raises(AutogradError, match=r"is an interval|with an uncertainty"):
        read_value(text, "x")


# Uncertainties

FORMULAS = [
    ("2*x*y + y + 3", {"x": (40.0, 0.5), "y": (4.0, 0.1)}),
    ("x/y", {"x": (5.0, 0.05), "y": (0.2, 0.01)}),
    ("x^2*sin(y)", {"x": (3.0, 0.2), "y": (1.0, 0.3)}),
    ("x - x", {"x": (3.0, 0.2)}),
]


@pytest.mark.parametrize(("text", "values"), FORMULAS)
def test_uncertainty_is_that_of_the_package_uncertainties(text: str, values: dict[str, tuple[float, float]]) -> None:
    report = uncertainty(posed(text, **{name: f"{value!r}±{u!r}" for name, (value, u) in values.items()}))
    names = {name: uncertainties.ufloat(*pair) for name, pair in values.items()}
    names |= {"sin": uncertainties.umath.sin} if "sin" in text else {}
    theirs = eval(text.replace("^", "**"), {}, names)
    assert report.uncertainty is not None
    assert report.uncertainty.standard == pytest.approx(theirs.std_dev, rel=1e-12, abs=1e-300)
    if theirs.std_dev:
        assert sum(report.uncertainty.shares.values()) == pytest.approx(1)


def test_correlated_uncertainty_is_that_of_the_package_uncertainties() -> None:
    matrix = [[0.0025, 0.0004], [0.0004, 0.0001]]
    u, i = uncertainties.correlated_values([5.0, 0.2], matrix)
    table = {"u": {"u": 0.0025, "i": 0.0004}, "i": {"u": 0.0004, "i": 0.0001}}
    report = uncertainty(posed("u/i", u="5", i="0.2"), covariance=table)
    assert report.uncertainty is not None
    assert report.uncertainty.standard == pytest.approx((u / i).std_dev, rel=1e-10)
    assert report.uncertainty.correlated


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"x": {"x": 1, "y": 0.5}, "y": {"y": 1}}, "not symmetric"),
        ({"x": {"x": 1, "y": 2}, "y": {"x": 2, "y": 1}}, "not positive semidefinite"),
        ({"x": {"x": -1}}, "negative"),
        ({"x": {"x": 1, "z": 2}}, "has no variance"),
        ({"u": {"u": 1}}, "name no variable"),
    ],
)
def test_covariances_that_cannot_be_are_refused(table: dict[str, dict[str, float]], message: str) -> None:
    with pytest.raises(AutogradError, match=message):
        uncertainty(posed("x*y", x="1", y="2"), covariance=table)


def test_full_correlation_is_allowed() -> None:
    table = {"x": {"x": 1.0, "y": 2.0}, "y": {"x": 2.0, "y": 4.0}}
    report = uncertainty(posed("2*x - y", x="1", y="2"), covariance=table)
    assert report.uncertainty is not None
    assert report.uncertainty.standard == 0


# Vectors and matrices

VECTOR = {"x": "[1/3, 0.1]", "A": "[[1, 2], [2, 0.5]]"}


@pytest.mark.parametrize(
    ("text", "gradient"),
    [
        ("sum(x^2)", {"x": ["2/3", "1/5"]}),
        ("x @ A @ x", {"x": ["16/15", "43/30"], "A": [["1/9", "1/30"], ["1/30", "1/100"]]}),
        ("det(A)*x[1]", {"A": [["1/20", "-1/5"], ["-1/5", "1/10"]], "x": ["0", "-7/2"]}),
        ("given k = [0.1, 0.2]; sum(k*x)", {"k": ["1/3", "1/10"], "x": ["1/10", "1/5"]}),
        ("max(x)", {"x": ["1", "0"]}),
    ],
)
def test_elements_of_vectors_are_what_is_written(text: str, gradient: dict[str, Any]) -> None:
    values = {name: value for name, value in VECTOR.items() if name in gradient}
    assert exact(posed(text, **values)).gradient == gradient
    # Digits stand in the same shapes, and mean the same.
    found = dict(flattened(precise(posed(text, **values), 30).gradient or {}))
    assert all(
        abs(Fraction(digits) - Fraction(true)) <= abs(Fraction(true)) * Fraction(1, 10**29)
        for digits, true in zip(found.values(), dict(flattened(gradient)).values(), strict=True)
    )


def test_digits_of_vectors_are_those_of_the_true_numbers() -> None:
    report = precise(posed("norm(softmax(A @ x))", **VECTOR), 40)
    with mp.workdps(60):
        a, b = mp.mpf(1) / 3 + mp.mpf(1) / 5, mp.mpf(2) / 3 + mp.mpf(1) / 20
        assert report.value == mp.nstr(mp.hypot(mp.exp(a), mp.exp(b)) / (mp.exp(a) + mp.exp(b)), 40)
    gradient = report.gradient or {}
    assert [len(row) for row in gradient["A"]] == [2, 2]
    assert len(gradient["x"]) == 2


def test_numbers_of_files_and_elements_wanted(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text('{"x": [0.1, 0.20], "A": [[0.1, 1], [1, 3]]}', encoding="utf-8")
    words = ["eval", "x @ A @ x", "--at", str(tmp_path / "x.json"), "--exact", "--json", "--wrt", "x[1],A"]
    assert cli.main(words) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["value"] == "161/1000"
    assert document["gradient"] == {"A": [["1/100", "1/50"], ["1/50", "1/25"]], "x[1]": "7/5"}
    (tmp_path / "x.csv").write_text("0.1\n0.2\n", encoding="utf-8")
    assert cli.main(["eval", "sum(x)", "--x", f"@{tmp_path / 'x.csv'}", "--exact", "--format", "value"]) == 0
    assert capsys.readouterr().out.split() == ["3/10", "1", "1"]


def test_digits_that_hold_of_a_vector() -> None:
    report = verified(posed("sum(x) - 1e16", x="[1e16, 1, 1/3]"))
    assert report.verified is not None
    assert report.verified.keys() == {"value", "d_x[0]", "d_x[1]", "d_x[2]"}
    # Floats have 0 or 2; the digits are had back before they are verified.
    assert report.verified["value"].digits == 17
    assert report.verified["d_x[2]"].digits == 17


def test_bounds_over_a_box_of_vectors() -> None:
    report = bounds(posed("sum(x^2)*y", x="[1, 2]..[2, 3]", y="2"))
    assert report.inputs == {"x": [(1, 2), (2, 3)], "y": (2, 2)}
    assert report.value == (10, 26)
    assert report.gradient == {"x": [(4, 8), (8, 12)], "y": (5, 13)}


def test_uncertainty_of_vectors_is_that_of_the_package_uncertainties() -> None:
    report = uncertainty(posed("prod(x)", x="[2, 3]±[0.1, 0.2]"))
    a, b = uncertainties.ufloat(2, 0.1), uncertainties.ufloat(3, 0.2)
    assert report.uncertainty is not None
    assert report.uncertainty.standard == pytest.approx((a * b).std_dev, rel=1e-14)
    assert report.uncertainty.inputs == {"x": [pytest.approx(0.1), pytest.approx(0.2)]}
    parts = [(a * b).error_components()[one] ** 2 / (a * b).std_dev ** 2 for one in (a, b)]
    assert report.uncertainty.shares == {"x": pytest.approx(parts, rel=1e-14)}
    assert report.gradient == {"x": [3, 2]}


@pytest.mark.parametrize("make", [exact, lambda problem: precise(problem, 5), verified, bounds, check, study])
def test_result_of_several_numbers_is_refused(make: Any) -> None:
    with pytest.raises(AutogradError, match="this needs one number") as caught:
        make(posed("2*x", x="[1, 2]"))
    assert caught.value.code == "unsupported"


@pytest.mark.parametrize(
    ("text", "code"), [("[1, 2]..[1, 2, 3]", "shape"), ("[1, 2]±[1, -1]", "binding"), ("[2, 1]..1", "binding")]
)
def test_range_of_vectors_that_is_none_is_refused(text: str, code: str) -> None:
    with pytest.raises(AutogradError) as caught:
        read_value(text, "x", ranges=True)
    assert caught.value.code == code


# What is printed

REPORTS = [
    ("eval", lambda: precise(posed("sin(x)/y", x="0.1", y="0"), 30, literals=True)),
    ("eval", lambda: exact(posed("x/3", x="0.1"))),
    ("eval", lambda: verified(posed(RUMP, a="77617", b="33096"))),
    ("eval", lambda: uncertainty(posed("x*y", x="1±0.5", y="2"))),
    ("eval", lambda: evaluation(posed("x*y", x="1", y="2"))),
    ("eval", lambda: precise(posed("sum(x)*0.1", x="[0.1, 2]"), 30, literals=True)),
    ("eval", lambda: verified(posed("norm(A @ x)", **VECTOR))),
    ("check", lambda: check(posed("norm(A @ x)", **VECTOR))),
    ("bounds", lambda: bounds(posed("log(x)*y", x="0..1", y="2"))),
    ("check", lambda: check(posed("relu(x)*y", x="0", y="2"))),
    ("check", lambda: check(posed("sqrt(x)*y", x="0", y="2"))),
    ("checks", lambda: Checks(True, (check(posed("x*y", x="0", y="2"), file="a.ag"),))),
    ("study", lambda: study(posed("sin(x)", x="1"))),
]


@pytest.mark.parametrize(("name", "make"), REPORTS)
def test_json_follows_the_shipped_schema(name: str, make: Any) -> None:
    validate(json.loads(render(make(), "json", Page())), name)


@pytest.mark.parametrize(("name", "make"), REPORTS)
@pytest.mark.parametrize("notation", ["table", "markdown"])
def test_reports_are_shown_in_every_notation_and_fit_a_narrow_terminal(name: str, make: Any, notation: str) -> None:
    shown = render(make(), notation, Page(60))
    assert shown
    assert notation == "markdown" or max(map(len, shown.splitlines())) <= 60


@pytest.mark.parametrize(
    "words",
    [
        ["--x", "1..2", "--digits", "3"],
        ["--x", "1±2", "--exact"],
        ["--x", "1", "--exact", "--verify"],
        ["--x", "1±2", "--verify"],
    ],
)
def test_kinds_of_numbers_exclude_each_other(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["eval", "x", *words]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_text_of_an_exact_decimal_has_no_further_zeros() -> None:
    load("balls", BITS)
    assert digits_text(decimal(25, -2), 10) == "0.25"
    assert digits_text(Enclosure(decimal(1, -1).lower, decimal(1, -1).upper), 10) == "0.1000000000"


def test_a_system_of_enclosures_keeps_its_precision_beside_another() -> None:
    """python-flint has one precision for the whole process, whichever system was made last."""
    narrow, _ = load("balls", 400), load("balls", 64)
    third = narrow.kernel("divide")(narrow.constant("1"), narrow.constant("3"))
    assert 0 < float(third.upper - third.lower) < 2.0**-390


@pytest.mark.parametrize(("n", "k"), [(3, 5), (3, 4), (3, -1), (3, -2), (0, 7), (12, 1000)])
@pytest.mark.parametrize("option", [(), ("--exact",), ("--digits", "20"), ("--verify",)])
def test_there_are_no_choices_of_more_than_there_are(n: int, k: int, option: tuple[str, ...]) -> None:
    status, out, told = call("eval", "p*binomial(n, k)", f"n={n}", f"k={k}", "p=2", "--wrt", "p", "--json", *option)
    report = json.loads(out)
    assert (status, float(report["value"]), float(report["gradient"]["p"])) == (0, 0.0, 0.0), told


@pytest.mark.parametrize(
    ("formula", "value", "lossy"),
    [
        ("sum(softmax(x))", "[1e16,1e16,1e16]", "`softmax(x)` loses digits in floats (1 for 0.3333333333333333)"),
        ("sum(softmax(x))", "[1e16,1e16,1]", "`softmax(x)` loses digits in floats (1 for 0.5)"),
        ("1/softplus(-x)", "1e3", "`softplus(-x)` underflows in floats (0.0 for 5.1e-435)"),
    ],
)
def test_numbers_that_floats_lose_are_those_of_what_is_named(formula: str, value: str, lossy: str) -> None:
    """And not of a sum or a logarithm in the function's own definition."""
    assert f"recomputed: {lossy}" in call("eval", formula, f"x={value}")[2]
