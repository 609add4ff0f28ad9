"""An infinite number is a value: status 0, and a finding where no input is infinite; nan is status 1, and explained.

A polynomial that an infinite number keeps from being one is missing: status 1.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.calls import call

# A formula, a point, the status, the kinds of findings; what has a derivative that is nan has 0 for its value alone.
POINTS: list[tuple[str, str, int, list[str]]] = [
    # On an edge, value and derivative are the limits from inside.
    ("log(x)", "x=0", 0, ["boundary"]),
    ("sqrt(x)", "x=0", 0, ["boundary"]),
    ("x^0.5", "x=0", 0, ["boundary"]),
    ("asin(x)", "x=1", 0, ["boundary"]),
    ("atanh(x)", "x=1", 0, ["boundary"]),
    ("1 + 2*log(x)", "x=0", 0, ["boundary"]),
    # Beyond doubles.
    ("exp(x)", "x=1000", 0, ["overflow"]),
    ("x^3", "x=1e200", 0, ["overflow"]),
    # An infinite slope where the value is finite.
    ("cbrt(x)", "x=0", 0, ["kink"]),
    # An infinite input is a value, and what comes of it.
    ("x", "x=inf", 0, []),
    ("x^2", "x=inf", 0, []),
    ("exp(x)", "x=inf", 0, []),
    ("exp(x)", "x=-inf", 0, []),
    ("log(x)", "x=inf", 0, []),
    ("atan(x)", "x=inf", 0, []),
    ("logaddexp(x, 0)", "x=-inf", 0, []),
    # A pole has a value, and no derivative.
    ("1/x", "x=0", 1, ["domain"]),
    ("1/x^2", "x=0", 1, ["domain"]),
    ("gamma(x)", "x=0", 1, ["domain"]),
    ("log(abs(x))", "x=0", 1, ["kink", "boundary"]),
    # No value at all.
    ("log(x)", "x=-1", 1, ["domain"]),
    ("x*log(x)", "x=0", 1, ["boundary"]),
    ("x - x", "x=inf", 1, ["domain"]),
    ("0*x", "x=inf", 1, ["domain"]),
    ("sin(x)", "x=inf", 1, ["domain"]),
    # A nan that is given flows through.
    ("2*x", "x=nan", 0, ["input"]),
]
COMMANDS = {
    "eval": (),
    "trace": (),
    "graph": (),
    "jacobian": (),
    "tangent": (),
    "taylor": ("--order", "1"),
}
# What stands in the report of a command that makes a polynomial, which there is of finite numbers alone.
POLYNOMIALS = {"tangent": "formula", "taylor": "polynomial"}
NAMES = [f"{formula} {point}" for formula, point, _, _ in POINTS]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("formula", "point", "status", "kinds"), POINTS, ids=NAMES)
def test_an_infinite_number_is_a_value_in_every_command(
    formula: str, point: str, status: int, kinds: list[str], command: str
) -> None:
    found, out, _ = call(command, formula, point, *COMMANDS[command], "--json")
    report = json.loads(out)
    if command in POLYNOMIALS and "nan" not in point:
        made = {name: one for name, one in report.items() if name != "inputs"}
        finite = {"Infinity", "-Infinity", "NaN"}.isdisjoint(_numbers(made))
        assert finite == (report[POLYNOMIALS[command]] is not None)
        status = int(not finite)
    assert (found, [finding["kind"] for finding in report["findings"]]) == (status, kinds)


def _numbers(part: object) -> Iterator[str]:
    """The numbers of a report, as they are written."""
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _numbers(one) if isinstance(one, dict | list) else [str(one)]


@pytest.mark.parametrize(("formula", "point", "status", "kinds"), POINTS, ids=NAMES)
def test_a_row_means_what_eval_means(formula: str, point: str, status: int, kinds: list[str], tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"x\n0.5\n{point[2:]}\n")
    found, _, err = call("batch", str(table), "-e", formula, "-o", str(tmp_path / "out.jsonl"))
    row = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[1])
    _, out, _ = call("eval", formula, point, "--json")
    report = json.loads(out)
    assert found == status
    assert (row["error"] is None) == (status == 0)
    told = {"value": report["value"], "d_x": report["gradient"]["x"]}
    assert {name: row[name] for name in told} == {
        name: None if one == "NaN" and status else one for name, one in told.items()
    }
    infinite = status == 0 and bool(kinds) and kinds != ["input"]
    assert ("1 of 2 rows has an infinite result" in err) == infinite
    assert ("1 of 2 rows failed" in err) == (status == 1)


@pytest.mark.parametrize(
    ("formula", "point", "status"),
    [
        ("log(x)", "x=0", 0),
        ("exp(x)", "x=1000", 0),
        ("x^2", "x=inf", 0),
        ("1/x", "x=0", 1),
        ("log(x)", "x=-1", 1),
        ("x^3/3", "x=1e120", 0),
    ],
)
def test_check_and_hessian_keep_it(formula: str, point: str, status: int) -> None:
    assert call("check", formula, point)[0] == status
    assert call("hessian", formula, point)[0] == status


def test_a_derivative_that_an_infinite_input_leaves_undefined_is_explained() -> None:
    status, out, err = call("eval", "hypot(x, y)", "x=inf", "y=inf", "--format", "value")
    assert (status, out) == (1, "inf\nnan\nnan\n")
    assert err == "domain: d/dx and d/dy are undefined, since an input is infinite\n"


def test_the_value_of_a_pole_alone_is_a_value() -> None:
    status, out, err = call("eval", "1/x", "x=0", "--no-grad")
    assert (status, out.splitlines()[0]) == (0, "1/x = inf")
    assert "has a pole" in err


def test_an_infinite_number_is_a_finding_that_strict_counts() -> None:
    assert call("eval", "log(x)", "x=0", "--strict")[0] == 1


def test_bounds_that_are_infinite_are_bounds() -> None:
    assert call("eval", "log(x)", "x=0..1")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("hessian",),
        ("hessian", "--digits", "12"),
        ("hessian", "--exact"),
        ("tangent", "--order", "2"),
        ("tangent", "--order", "2", "--digits", "12"),
    ],
    ids=" ".join,
)
def test_a_derivative_that_is_undefined_at_a_finite_point_is_named(words: tuple[str, ...]) -> None:
    command, *options = words
    status, out, err = call(command, "x^y", "x=0", "y=3", *options, "--json")
    assert (status, json.loads(out)["hessian"]["y"]["y"]) == (1, "NaN")
    assert [one["message"] for one in json.loads(out)["findings"]] == [
        "d2/dy2 is undefined here: its formula has infinite parts"
    ]
    assert err == ""
