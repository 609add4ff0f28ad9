"""The report of `eval` and of `gradient`: values, partials, findings, literals; its JSON against the schemas."""

import json
import math

import pytest
from support.calls import call
from support.schemas import validate

from autograd_cli import AutogradError, gradient
from autograd_cli.formats.json import error as error_json
from autograd_cli.formats.json import plain


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_first_example(mode: str) -> None:
    report = gradient("2*x*y+y+3", {"x": 40, "y": 4}, mode=mode)
    assert (report.value, report.gradient, report.findings) == (327.0, {"x": 8.0, "y": 81.0}, ())


def test_literals_of_the_first_example_have_the_lecture_s_partials() -> None:
    report = gradient("2*x*y+y+3", {"x": 40, "y": 4}, literals=True)
    assert report.literals is not None
    assert [(one.text, one.line, one.column, one.partial) for one in report.literals] == [
        ("2", 1, 1, 160),
        ("3", 1, 9, 1),
    ]


def test_literal_in_parentheses_is_the_number_alone() -> None:
    report = gradient("(2)*x^((3)) - (-4)", {"x": 1}, literals=True)
    assert [(one.text, one.span, one.column, one.partial) for one in report.literals or ()] == [
        ("2", (1, 2), 2, 1),
        ("3", (8, 9), 9, 0),
        ("4", (16, 17), 17, 1),
    ]


@pytest.mark.parametrize(
    ("text", "values", "value", "partials", "kinds"),
    [
        ("x^2", {"x": 0}, 0, {"x": 0}, []),
        ("x^3", {"x": -2}, -8, {"x": 12}, []),
        ("x^0", {"x": 0}, 1, {"x": 0}, []),
        ("x^y", {"x": 0, "y": 2}, 0, {"x": 0, "y": 0}, []),
        ("x^y", {"x": 0, "y": 0}, 1, {"x": math.nan, "y": math.nan}, ["domain"]),
        ("x^y", {"x": -2, "y": 3}, -8, {"x": 12, "y": math.nan}, ["domain"]),
        ("(-8)^(1/3) + x", {"x": 0}, math.nan, {"x": 1}, ["domain"]),
        ("relu(x)", {"x": 0}, 0, {"x": 0}, ["kink"]),
        ("abs(x)", {"x": 0}, 0, {"x": 0}, ["kink"]),
        ("max(x, 0)", {"x": 0}, 0, {"x": 0.5}, ["kink"]),
        ("max(x, y, z)", {"x": 1, "y": 1, "z": 1}, 1, dict.fromkeys("xyz", 1 / 3), ["kink"]),
        ("max(x, x)", {"x": 1}, 1, {"x": 1}, []),
        ("sqrt(x)", {"x": 0}, 0, {"x": math.inf}, ["boundary"]),
        ("log(x)", {"x": 0}, -math.inf, {"x": math.inf}, ["boundary"]),
        ("log(x)", {"x": -1}, math.nan, {"x": math.nan}, ["domain"]),
        ("1/x", {"x": 0}, math.inf, {"x": math.nan}, ["domain"]),
        ("sign(x)", {"x": 0}, 0, {"x": 0}, ["jump"]),
        ("(x > 0)*x", {"x": 0}, 0, {"x": 0}, ["jump"]),
        ("where(x > 0, sqrt(x), x)", {"x": -1}, -1, {"x": 1}, []),
        ("where(x > 0, sqrt(x), 0)", {"x": 0}, 0, {"x": 0}, ["jump"]),
        ("x > 1 and log(x - 2) > 0", {"x": 0}, 0, {"x": 0}, []),
        ("exp(x)", {"x": 1000}, math.inf, {"x": math.inf}, ["overflow"]),
        ("x + 1", {"x": math.nan}, math.nan, {"x": 1}, ["input"]),
        ("x + 1e400", {"x": 1}, math.inf, {"x": 1}, ["literal"]),
        ("x + 1e-400", {"x": 1}, 1, {"x": 1}, ["literal"]),
        ("relu(x) - relu(-x)", {"x": 0}, 0, {"x": 0}, ["kink", "kink"]),
    ],
)
def test_value_partials_and_findings(
    text: str, values: dict[str, float], value: float, partials: dict[str, float], kinds: list[str]
) -> None:
    for mode in ("reverse", "forward"):
        report = gradient(text, values, mode=mode)
        assert report.gradient is not None
        assert [report.value, *report.gradient.values()] == pytest.approx([value, *partials.values()], nan_ok=True)
        assert [finding.kind for finding in report.findings] == kinds


@pytest.mark.parametrize("command", ["eval", "trace", "graph"])
def test_literals_of_several_results_are_refused(command: str) -> None:
    status, _, told = call(command, "[1, 2]", "--literals")
    assert (status, told.splitlines()[0]) == (2, "error: the result is a vector of 2, but this needs one number")


def test_partials_of_named_inputs_are_the_same_with_literals() -> None:
    for text, values in [("max(x, 0)", {"x": 0}), ("x^2", {"x": -3}), ("2*x*y+y+3", {"x": 40, "y": 4})]:
        assert gradient(text, values, literals=True).gradient == gradient(text, values).gradient


def test_literal_exponent_varies_only_for_its_own_partial() -> None:
    report = gradient("x^2", {"x": 3}, literals=True)
    assert report.literals is not None
    assert report.gradient == {"x": 6}
    assert report.literals[0].partial == pytest.approx(9 * math.log(3))


def test_wanted_inputs_are_chosen_by_wrt() -> None:
    assert gradient("x^y", {"x": -2, "y": 3}, wrt="x").gradient == {"x": 12}
    with pytest.raises(AutogradError, match="no variable `z`"):
        gradient("x^y", {"x": -2, "y": 3}, wrt=["z"])


@pytest.mark.parametrize(
    ("text", "values", "options"),
    [
        ("2*x*y+y+3", {"x": 40, "y": 4}, {}),
        ("2*x*y+y+3", {"x": 40, "y": 4}, {"literals": True, "mode": "forward"}),
        ("log(x)/y", {"x": -1, "y": math.inf}, {}),
        ("r = relu(x)", {"x": 0}, {"wrt": ["x"]}),
    ],
)
def test_json_follows_the_shipped_schema(text: str, values: dict[str, float], options: dict[str, object]) -> None:
    fields = json.loads(json.dumps(plain(gradient(text, values, **options)), allow_nan=False))  # type: ignore[arg-type]
    validate(fields, "eval")


def test_error_json_follows_the_shipped_schema() -> None:
    with pytest.raises(AutogradError) as caught:
        gradient("sigmiod(x) + 1", {"x": 1})
    error = json.loads(error_json(caught.value))
    validate(error, "error")
    assert error["error"]["code"] == "unknown-function"
    assert error["error"]["span"] == [0, 7]


@pytest.mark.parametrize("text", ["abs(x) + sqrt(x)", "sqrt(x) + abs(x)", "relu(x)*y + log(y) + sqrt(x)"])
def test_what_is_infinite_is_put_down_to_an_edge_and_not_to_a_kink_before_it(text: str) -> None:
    findings = gradient(text, {"x": 0.0, **({"y": 1.0} if "y" in text else {})}).findings
    assert {finding.kind: bool(finding.lost) for finding in findings} == {"kink": False, "boundary": True}
