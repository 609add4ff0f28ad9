"""`autograd check`: no false alarm, every fault found, kinks and jumps told, files with a line each, the study."""

import json
import math
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.amounts import amount
from support.formulas_at_random import formula

from autograd_cli import cli, primitives
from autograd_cli.ask.problem import pose
from autograd_cli.ask.values import read_value
from autograd_cli.errors import AutogradError, Source
from autograd_cli.formats import Page, render
from autograd_cli.graphs import analysis, templates
from autograd_cli.report.check import Check, check
from autograd_cli.report.study import study
from autograd_cli.report.symbolic import derivative_text
from autograd_cli.sweeps import rules as rules_of_sweeps
from autograd_cli.systems import systems
from autograd_cli.systems.wide import wide

SAMPLES = Path(__file__).parents[2] / "samples"
# Samples of more weights than most, which take seconds.
LONG = {"mlp5", "softmax_classifier", "linear_regression", "logistic_regression"}
CHUNKS, EACH = 10, amount("FALSE_ALARMS", 400, 10_000) // 10
BY_RULES = {"reverse", "forward", "symbolic", "enclosure"}


def checked(text: str, **values: float) -> Check:
    return check(pose(Source(text), values))


def ways(report: Check) -> dict[str, bool]:
    return {way.name: way.agrees for way in report.ways if way.partials}


@pytest.mark.parametrize("chunk", [0, *(pytest.param(chunk, marks=pytest.mark.slow) for chunk in range(1, CHUNKS))])
def test_no_false_alarm_on_formulas_at_random(chunk: int) -> None:
    agreed = 0
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        case = formula(seed)
        if not case.values:
            continue
        report = check(pose(Source(case.text), case.values))
        finite = [math.isfinite(partial.value) for partial in report.ways[0].partials.values()]
        if math.isfinite(report.value) and all(finite):
            assert report.agrees, (seed, case, report.verdict)
            agreed += 1
    assert agreed > 0.8 * EACH


def test_other_precisions_in_between_change_nothing() -> None:
    before = checked("digamma(x)*y", x=7.98, y=2)
    for bits in range(200, 300):
        wide(bits)
    assert checked("digamma(x)*y", x=7.98, y=2) == before


# Row, rules that are wrong, a formula with the row in it: a sign, a factor, a term that is missing, a wrong argument.
FAULTS = [
    ("sin", ("-cos(x)",), "sin(x)*y"),
    ("cos", ("sin(x)",), "cos(x)*y"),
    ("negative", ("1",), "-x*y"),
    ("subtract", ("1", "1"), "x - y"),
    ("divide", ("1/y", "out/y"), "x/y"),
    ("acos", ("1/sqrt((1 - x)*(1 + x))",), "acos(x)*y"),
    ("erfc", ("gaussian(2/sqrt(pi), 1, x)",), "erfc(x)*y"),
    ("sech", ("out*tanh(x)",), "sech(x)*y"),
    ("exp", ("2*out",), "exp(x)*y"),
    ("exp2", ("out",), "exp2(x)*y"),
    ("log2", ("1/x",), "log2(x)*y"),
    ("log10", ("1/log(2)/x",), "log10(x)*y"),
    ("square", ("x",), "square(x)*y"),
    ("sqrt", ("1/out",), "sqrt(x)*y"),
    ("cbrt", ("1/square(out)",), "cbrt(x)*y"),
    ("erf", ("gaussian(1/sqrt(pi), 1, x)",), "erf(x)*y"),
    ("sigmoid", ("out",), "sigmoid(x)*y"),
    ("logit", ("1/x",), "logit(x)*y"),
    ("tanh", ("1 + out^2",), "tanh(x)*y"),
    ("tan", ("1/cos(x)",), "tan(x)*y"),
    ("silu", ("sigmoid(x)",), "silu(x)*y"),
    ("gelu", ("normal_cdf(x)",), "gelu(x)*y"),
    ("atanh", ("1/(1 + x)",), "atanh(x)*y"),
    ("atan", ("1/hypot(1, x)",), "atan(x)*y"),
    ("multiply", ("y", "y"), "x*y"),
    ("hypot", ("direction(y, x)", "direction(x, y)"), "hypot(x, y)"),
    ("atan2", ("inversion(y, x)", "-inversion(x, y)"), "atan2(x, y)"),
    ("logaddexp", ("sigmoid_difference(y, x)", "sigmoid_difference(x, y)"), "logaddexp(x, y)"),
    ("power_constant", ("y*reduced_power(x, y, 2)", "0"), "x^3*y"),
    ("xlogy", ("log(y)", "x/x"), "xlogy(x, y)"),
    ("gamma", ("out*lgamma(x)",), "gamma(x)*y"),
    ("leaky_relu", ("where(x > 0, 1, 0.02)", "min(x, 0)"), "leaky_relu(-x)*y"),
    ("max", ("x != out",), "max(x, y)"),
]


@pytest.fixture
def tables() -> Iterator[list[Any]]:
    """What is made of the table's texts is made again."""
    caches: list[Any] = [
        templates.template,
        templates.partial_template,
        templates.condition_template,
        analysis.edges,
        rules_of_sweeps.partial_rule,
    ]
    for one in caches:
        one.cache_clear()
    yield caches
    for one in caches:
        one.cache_clear()


@pytest.mark.parametrize("library", ["with python-flint", "without it"])
@pytest.mark.parametrize(("name", "rules", "text"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_fault_in_a_rule_is_found(
    name: str, rules: tuple[str, ...], text: str, library: str, tables: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if library == "without it":
        monkeypatch.setitem(systems.SYSTEMS, "balls", "autograd_cli.no_such_module:balls")
        monkeypatch.setitem(systems.EXTRAS, "autograd_cli.no_such_module", "rigorous")
    assert checked(text, x=0.7, y=1.9).agrees
    for one in tables:
        one.cache_clear()
    monkeypatch.setitem(primitives.PRIMITIVES, name, primitives.PRIMITIVES[name]._replace(rules=rules))
    report = checked(text, x=0.7, y=1.9)
    assert not report.agrees
    wrong = {way for way, agrees in ways(report).items() if not agrees}
    assert wrong <= BY_RULES
    assert {"reverse", "forward"} <= wrong


@pytest.mark.parametrize(
    ("text", "values", "agrees", "sides"),
    [
        ("abs(x)", {"x": 0}, True, {"x": (-1, 1)}),
        ("relu(x)*y", {"x": 0, "y": 3}, True, {"x": (0, 3)}),
        ("max(x, y)", {"x": 1, "y": 1}, True, {"x": (0, 1), "y": (0, 1)}),
        ("relu(x) - relu(-x)", {"x": 0}, False, {}),
        ("floor(x) + x", {"x": 2}, True, {"x": (math.inf, 1)}),
        ("where(x > 0, x^2, -x)", {"x": 0}, True, {"x": (-1, 0)}),
        ("where(x > 1, (x - 1)^2, 1 - x)", {"x": 1}, True, {"x": (-1, 0)}),
        ("abs(x - 1)^2", {"x": 1}, True, {}),
        ("1e-50*abs(x)", {"x": 0}, True, {"x": (-1e-50, 1e-50)}),
        ("1e-50*where(x > 0, x^2, -x)", {"x": 0}, True, {"x": (-1e-50, 0)}),
        ("floor(x) + 1e-50*x", {"x": 0}, True, {"x": (math.inf, 1e-50)}),
        ("1e-50*x^2 + 1e-60*sin(x)^4", {"x": 0}, True, {}),
        ("1e60*where(x > 0, x^2, -x)", {"x": 0}, True, {"x": (-1e60, 0)}),
        ("1e-60*where(x >= 0, x^2, 1)", {"x": 0}, True, {"x": (-math.inf, 0)}),
        ("sign(x) + abs(y) + z^2", {"x": 0, "y": 0, "z": 1}, True, {"x": (math.inf, math.inf), "y": (-1, 1)}),
        ("(x - 1)^3", {"x": 1}, True, {}),
        ("1e80*x^5", {"x": 0}, True, {}),
    ],
)
def test_at_a_kink_the_sides_are_shown_and_the_subgradient_lies_between(
    text: str, values: dict[str, float], agrees: bool, sides: dict[str, tuple[float, float]]
) -> None:
    report = check(pose(Source(text), values))
    assert report.agrees is agrees
    assert {name: (one.left, one.right) for name, one in report.sides.items()} == sides


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("x^1.5", 0.0),
        ("gammainc(2, x)", 0.0),
        ("betainc(0.5, 3, x)", 1.0),
        ("erfinv(x)", 1.0),
        ("normal_quantile(x)", 0.0),
        ("erfcinv(x)", 2.0),
        ("gammainc(1e5, x)", 1e5),
    ],
)
def test_at_the_end_of_a_domain_or_far_out_the_ways_agree_and_end(text: str, x: float) -> None:
    assert checked(text, x=x).agrees


def test_subgradient_beyond_the_sides_is_found(tables: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(primitives.PRIMITIVES, "abs", primitives.PRIMITIVES["abs"]._replace(rules=("2",)))
    assert not checked("abs(x)", x=0).agrees


@pytest.mark.parametrize(
    ("text", "values", "way", "reason"),
    [
        ("floor(x) + x", {"x": 2.5}, "complex step", "`floor` is not analytic"),
        ("max(x, y)", {"x": 2, "y": 3}, "complex step", "`max` is not analytic"),
        ("sqrt(x)", {"x": 0}, "differences", "the value is not finite around the point"),
        ("sqrt(x)", {"x": 0}, "enclosure", "d/dx has no finite bounds"),
        ("tan(x)", {"x": 1.5707963267948966}, "differences", "the value changes too much within the smallest step"),
        ("gamma(x)", {"x": -3.0000000001}, "differences", "the value changes too much within the smallest step"),
    ],
)
def test_way_that_does_not_exist_has_a_reason(text: str, values: dict[str, float], way: str, reason: str) -> None:
    report = check(pose(Source(text), values))
    (found,) = [one for one in report.ways if one.name == way]
    assert not found.partials
    assert found.reason == reason


def test_where_the_derivative_is_0_differences_are_relative_to_the_value() -> None:
    report = checked("cosh(x)*1e128", x=0)
    assert not report.sides
    assert report.agrees
    assert report.largest < 1e-12


def test_complex_step_does_not_look_at_what_is_not_taken() -> None:
    report = checked("where(x > 0, sin(x), abs(x))", x=1.0)
    assert ways(report)["complex step"]


def test_text_that_would_swell_is_written_with_names() -> None:
    text = "; ".join(
        ["a = x*sin(x)", *(f"{c} = {b}*sin({b})" for b, c in zip("abcdfghijk", "bcdfghijkl", strict=True))]
    )
    report = checked(text, x=0.9)
    assert report.agrees
    assert ways(report)["symbolic"]


def test_text_of_a_huge_formula_is_not_written() -> None:
    lines = [f"x{i + 1} = sin(x{i}) + {i}/8" for i in range(4000)]
    problem = pose(Source("\n".join(["x0 = x", *lines])), {"x": 0.9})
    assert "parts" in str(derivative_text(problem, ["x"]))


@pytest.mark.parametrize(
    ("text", "values", "names"),
    [
        ("sum(x^2)*y", {"x": "[1/3, 0.1]", "y": "2"}, ["x[0]", "x[1]", "y"]),
        (
            "norm(A@x)",
            {"A": "[[1, 2], [3, 4]]", "x": "[1/3, 0.1]"},
            ["A[0, 0]", "A[0, 1]", "A[1, 0]", "A[1, 1]", "x[0]"],
        ),
        ("sum(softmax(u)*[1, 2, 4])", {"u": "[0.1, 0.2, 0.3]"}, ["u[0]", "u[1]", "u[2]"]),
        ("logdet(A)", {"A": "[[2, 1], [1, 3]]"}, ["A[0, 0]", "A[1, 1]"]),
        ("max(abs(x))", {"x": "[3, -4]"}, ["x[0]", "x[1]"]),
    ],
)
def test_vectors_are_checked_element_by_element(text: str, values: dict[str, str], names: list[str]) -> None:
    report = check(pose(Source(text), {name: read_value(value, name) for name, value in values.items()}))
    assert report.agrees
    assert {way.name for way in report.ways if way.partials} >= {"reverse", "forward", "symbolic", "quotient"}
    for way in report.ways:
        assert not way.partials or way.partials.keys() >= set(names)


def test_fault_in_a_rule_is_found_through_a_vector(tables: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(primitives.PRIMITIVES, "tanh", primitives.PRIMITIVES["tanh"]._replace(rules=("1 + out^2",)))
    assert not check(pose(Source("sum(tanh(x))"), {"x": read_value("[0.5, 1]", "x")})).agrees


def test_vector_as_a_result_is_no_gradient() -> None:
    with pytest.raises(AutogradError, match="this needs one number"):
        check(pose(Source("[x, 2*x]"), {"x": 1.0}))


def test_chaos_on_complex_numbers_ends() -> None:
    lines = [f"x{i + 1} = sin(x{i})*x + {i}*x{i}/(1 + {i}*x)" for i in range(100)]
    report = checked("\n".join(["x0 = x", *lines]), x=3.0)
    (way,) = [one for one in report.ways if one.name == "complex step"]
    assert way.reason is not None


def test_enclosure_contains_the_other_ways_as_far_as_rounding_allows() -> None:
    report = checked("x*exp(-x^2)*y^3", x=0.5, y=2.0)
    found = {way.name: way.partials for way in report.ways}
    for name in "xy":
        bounds = found["enclosure"][name]
        assert bounds.lower is not None
        assert bounds.upper is not None
        for partials in found.values():
            slack = 10 * partials[name].error + 1e-15 * abs(partials[name].value)
            assert bounds.lower - slack <= partials[name].value <= bounds.upper + slack


def test_little_that_rounding_leaves_is_told() -> None:
    report = checked("(x + 1e16 - 1e16)^2", x=1.0)
    assert report.agrees
    # Floats lose the digits, `eval` has them back.
    assert [finding.kind for finding in report.findings] == ["recomputed"]


def test_sweeps_are_those_of_eval_where_there_is_no_derivative() -> None:
    report = checked("x^y", x=0.0, y=0.0)
    for way in report.ways[:2]:
        assert [math.isnan(partial.value) for partial in way.partials.values()] == [True, True], way.name


@pytest.mark.parametrize("text", ["log(x)", "log(x)*0", "log(x) + x^2", "1/x - 1/x"])
def test_outside_a_domain_no_way_has_a_number(text: str) -> None:
    report = checked(text, x=0.0 if "/" in text else -1.0)
    assert not report.agrees
    for way in report.ways:
        assert all(math.isnan(partial.value) for partial in way.partials.values()), way.name


@pytest.mark.parametrize("tolerance", [0.0, -1.0, 1.0, math.nan])
def test_tolerance_is_a_small_positive_number(tolerance: float) -> None:
    with pytest.raises(AutogradError, match="not between 0 and 1"):
        check(pose(Source("x"), {"x": 1}), tolerance=tolerance)


# The command


def test_exit_status_is_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "x^2", "--x", "3"]) == 0
    assert cli.main(["check", "relu(x)-relu(-x)", "--x", "0"]) == 1
    assert cli.main(["check", "sqrt(x)", "--x", "0"]) == 0
    assert cli.main(["check", "log(x)", "--x=-1"]) == 1
    capsys.readouterr()


def test_quiet_prints_nothing_of_what_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "x^2", "--x", "3", "--quiet"]) == 0
    assert cli.main(["check", str(SAMPLES / "neuron.ag"), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert cli.main(["check", "relu(x)-relu(-x)", "--x", "0", "--quiet"]) == 1
    assert "disagree" in capsys.readouterr().out


def test_programs_have_a_line_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.ag"
    broken.write_text("sigmiod(x)\n")
    status = cli.main(["check", str(SAMPLES / "n*.ag"), str(broken)])
    printed = capsys.readouterr().out
    assert status == 2
    assert [len([line for line in printed.splitlines() if name in line]) for name in ("neuron.ag", "broken.ag")] == [
        1,
        1,
    ]
    assert "error: unknown function `sigmiod`" in printed


def test_json_of_programs_is_one_object_or_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", str(SAMPLES / "neuron.ag"), str(SAMPLES / "lens.ag")]
    assert cli.main([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "autograd.checks/1"
    assert [Path(one["file"]).name for one in document["files"]] == ["neuron.ag", "lens.ag"]
    assert cli.main([*words, "--ndjson"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == document["files"]


def test_file_with_the_signs_of_a_pattern_is_that_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lens[1].ag").write_text("given x = 3; x^2", encoding="utf-8")
    assert cli.main(["check", str(tmp_path / "lens[1].ag")]) == 0


def test_pattern_without_a_match_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "nowhere/*.ag"]) == 3
    assert "matches no file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.slow if path.stem in LONG else (), id=path.stem)
        for path in sorted(SAMPLES.glob("*.ag"))
    ],
)
def test_samples_agree(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES.parent)
    command = re.search(r"autograd eval (.*)", path.read_text(encoding="utf-8"))  # at the point that the sample names
    words = shlex.split(command[1]) if command else ["--file", str(path)]
    assert cli.main(["check", *words]) == 0
    capsys.readouterr()


# The study


def test_study_has_the_lectures_picture() -> None:
    report = study(pose(Source("sin(x)*exp(y)"), {"x": 1, "y": 2}))
    errors = report.errors["x"]
    assert errors.errors[0].step == 1
    assert errors.errors[-1].step == pytest.approx(1e-16)
    assert 1e-9 <= (errors.best_forward or 0) <= 1e-7
    assert 1e-6 <= (errors.best_central or 0) <= 1e-4
    by_step = {round(math.log10(error.step), 1): error for error in errors.errors}
    # The error of forward differences falls with h, that of central ones with its square.
    assert (by_step[-2].forward or 0) / (by_step[-4].forward or 1) == pytest.approx(100, rel=0.1)
    assert (by_step[-1].central or 0) / (by_step[-3].central or 1) == pytest.approx(1e4, rel=0.1)


KINKS = [
    ("7 relu", "relu(x)", 0.0, (0.0, 1.0), (1.0, 0.5)),
    ("7 abs", "abs(x)", 0.0, (-1.0, 1.0), (1.0, 0.0)),
]


@pytest.mark.parametrize(
    ("formula", "used", "slopes", "errors"), [row[1:] for row in KINKS], ids=[row[0] for row in KINKS]
)
def test_study_at_a_kink_has_its_convention_and_both_slopes(
    formula: str, used: float, slopes: tuple[float, float], errors: tuple[float, float]
) -> None:
    report = study(pose(Source(formula), {"x": 0.0}))
    one = report.errors["x"]
    assert (one.derivative, one.left, one.right) == (used, *slopes)
    assert {(row.forward, row.central) for row in one.errors} == {errors}
    assert [finding.kind for finding in report.findings] == ["kink"]
    assert [(way.way, way.value, way.error) for way in one.ways][::2] == [("symbolic", used, 0), ("automatic", used, 0)]
    assert (one.best_forward, one.best_central) == (None, None)
    table = render(report, "table", Page())
    assert "from the left   from the right" in table
    assert "convention" in table
    assert "*" not in table.partition("is the least")[2].partition("cost")[0]


def test_study_compares_all_three_ways_and_says_what_is_extrapolated() -> None:
    report = study(pose(Source("sin(x)*exp(y)"), {"x": 1, "y": 2}))
    for one in report.errors.values():
        errors = {way.way: way.error for way in one.ways}
        assert list(errors) == ["symbolic", "numerical", "automatic"]
        assert all(error is not None and error < 1e-10 for error in errors.values())
    assert [row.variables for row in report.cost if not row.extrapolated] == [2]
    columns = zip(report.overall.errors, report.errors["x"].errors, report.errors["y"].errors, strict=True)
    assert all(whole.central == max(x.central, y.central) for whole, x, y in columns if whole.central is not None)
    table = render(report, "table", Page())
    assert len(re.findall("^1e.{3} [┤◄]", table, re.MULTILINE)) == 9, "there is one figure, of nine rows"
    assert "◄ symbolic, automatic: 1e-16\n" in table
    assert "extrapolated to the step 0" in table
    assert "~ 1000" in table


def test_study_explains_steps_that_vanish() -> None:
    assert "vanishes: beside x the step is lost" in render(study(pose(Source("x^2"), {"x": 5})), "table", Page())


def test_study_counts_evaluations_and_parts() -> None:
    report = study(pose(Source("x*y*z"), {"x": 1, "y": 2, "z": 3}))
    costs = {row.variables: row for row in report.cost}
    assert (costs[1000].forward_differences, costs[1000].central_differences) == (1001, 2000)
    assert costs[1].reverse_mode == costs[1000].reverse_mode
    assert costs[1000].forward_mode > 100
    assert report.size.formula == 5
    assert report.size.parts >= report.size.graph


def test_study_needs_a_derivative() -> None:
    with pytest.raises(AutogradError, match="no derivative"):
        study(pose(Source("log(x)"), {"x": -1}))


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("(1 - cos(x))/x^2", 1e-8, -8.333333333333334e-10),
        ("(x + 1e16 - 1e16)^2", 1.0, 2.0),
        ("(x^3)^-1", 1e60, -3e-240),
    ],
)
def test_ways_by_sweeps_show_the_digits_that_eval_has_back(text: str, x: float, slope: float) -> None:
    report = check(pose(Source(text), {"x": x}))
    own = [way.partials["x"].value for way in report.ways if way.name in ("reverse", "forward", "symbolic")]
    assert own == pytest.approx([slope] * 3, rel=1e-12, abs=0)
    assert "recomputed" in [finding.kind for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "x", "way", "reason"),
    [
        ("sinh_integral(x)*x", math.inf, "complex step", "the value is not finite around the point"),
        ("airyaiprime(x)*x", 1e-310, "quotient", "the value is not finite around the point"),
    ],
)
def test_a_way_without_a_number_at_a_point_says_so(text: str, x: float, way: str, reason: str) -> None:
    ways = {one.name: one for one in check(pose(Source(text), {"x": x})).ways}
    assert (ways[way].partials, ways[way].reason) == ({}, reason)
