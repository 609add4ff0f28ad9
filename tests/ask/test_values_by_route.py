"""Values by every route: the command line, files, tables. A number means the same by all of them."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.numerals import number_text

ROUTES = {
    "argument": (None, ["eval", "x", "x={}"]),
    "vector": (None, ["eval", "x[0]", "x=[{}, 1]"]),
    "matrix": (None, ["eval", "x[0, 0]", "x=[[{}, 1], [2, 3]]"]),
    "JSON": ("p.json", '{{"x": {}}}', ["eval", "x", "--at", "p.json"]),
    "vector in JSON": ("p.json", '{{"x": [{}, 1]}}', ["eval", "x[0]", "--at", "p.json"]),
    "TOML": ("p.toml", "x = {}", ["eval", "x", "--at", "p.toml"]),
    "a value's JSON": ("p.json", "[{}, 1]", ["eval", "x[0]", "x=@p.json"]),
    "a value's CSV": ("p.csv", "{}\n1\n", ["eval", "x[0]", "x=@p.csv"]),
    "table": ("p.csv", "x\n{}\n", ["batch", "p.csv", "-e", "x", "-o", "out.csv"]),
    "lines": ("p.jsonl", '{{"x": {}}}\n', ["batch", "p.jsonl", "-e", "x", "-o", "out.csv"]),
    "list in lines": ("p.jsonl", '{{"x": [{}, 1]}}\n', ["batch", "p.jsonl", "-e", "x[0]", "-o", "out.csv"]),
    "grid": (None, ["batch", "-e", "x", "x={}", "-o", "out.csv"]),
}
# By ways on which nothing is refused but the row.
ROWS = {
    "a row's own formula": ("p.csv", "expression,x\nx,{}\n", ["batch", "p.csv", "-o", "out.csv"]),
    "key of an object": (
        "p.jsonl",
        '{{"a": {{"x": {}}}}}\n',
        ["batch", "p.jsonl", "-e", "x", "--let", "x=a.x", "-o", "out.csv"],
    ),
    "columns of text": ("p.csv", "x,s\n{},a\n1,b\n", ["batch", "p.csv", "-e", "x", "-o", "out.csv"]),
    "tabs": ("p.tsv", "x\n{}\n", ["batch", "p.tsv", "-e", "x", "-o", "out.csv"]),
    "a cell with its uncertainty": (
        "p.csv",
        "x\n{} ± 0.1\n",
        ["batch", "p.csv", "-e", "x", "--uncertainty", "x", "-o", "out.csv"],
    ),
    "a value beside a table": ("p.csv", "y\n1\n", ["batch", "p.csv", "-e", "x*y", "x={}", "-o", "out.csv"]),
    "a table that is fitted": ("p.csv", "x,y\n{},1\n1,2\n2,4\n", ["fit", "p.csv", "-e", "y = a + 0*x"]),
    "an axis": (None, ["batch", "-e", "x", "x={},2,3", "-o", "out.csv"]),
    "a literal": (None, ["batch", "-e", "x*{}", "x=1:2", "-o", "out.csv"]),
}


def asked(route: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    monkeypatch.chdir(folder)
    name, *content, words = {**ROUTES, **ROWS}[route]
    if name is not None:
        (folder / name).write_text(content[0].format(text), encoding="utf-8")
    return call(*(word.replace("{}", text) for word in words))


@pytest.mark.parametrize("text", ["1e400", "-1e400", "1" + "0" * 400])
@pytest.mark.parametrize("route", ROUTES)
def test_a_number_beyond_doubles_is_refused(
    route: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if route == "TOML" and text.isdigit():
        pytest.skip("TOML's whole numbers have 64 bits")
    status, _, told = asked(route, text, tmp_path, monkeypatch)
    assert status == (1 if "batch" in ROUTES[route][-1] and ROUTES[route][0] else 2)
    assert "beyond the largest double" in told


@pytest.mark.parametrize("text", ["1e-400", "-1e-400", "0.0001e-400"])
@pytest.mark.parametrize("route", [*ROUTES, *ROWS])
def test_a_number_below_doubles_is_noted(
    route: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, told = asked(route, text, tmp_path, monkeypatch)
    assert status == 0
    assert "0" in out or "batch" in (ROUTES | ROWS)[route][-1]
    assert re.search("(is|,) below the smallest double, and is read as", told)


WHOLE = ["9007199254740993", "-123456789012345678"]


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("route", [*ROUTES, *ROWS])
def test_a_whole_number_that_doubles_lack_is_noted(
    route: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, _, told = asked(route, text, tmp_path, monkeypatch)
    assert status == 0
    sizes = map(re.escape, (text.lstrip("-"), number_text(abs(float(text)))))
    assert re.search("{}`?,? (which )?has more digits than a double, and is read as -?{}".format(*sizes), told)


@pytest.mark.parametrize("text", ["9007199254740992", "-9007199254740994", "1e23", "123456789012345678.5"])
@pytest.mark.parametrize("route", [*ROUTES, *ROWS])
def test_other_numbers_are_rounded_without_a_word(
    route: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, _, told = asked(route, text, tmp_path, monkeypatch)
    assert (status, "digits" in told) == (0, False)


@pytest.mark.parametrize("text", ["9007199254740993", "1e-400"])
@pytest.mark.parametrize("option", ["--exact", "--digits=20"])
def test_numbers_that_are_computed_as_they_are_written_have_no_note(text: str, option: str) -> None:
    assert call("eval", "x", f"x={text}", option)[2] == call("eval", text, option)[2] == ""


def test_whole_numbers_of_python_and_of_typed_files_are_noted(tmp_path: Path) -> None:
    (note,) = gradient("x - y", {"x": 2**53 + 1, "y": 2**53}).findings
    assert (note.kind, note.message) == (
        "literal",
        "the value of `x`, 9007199254740993, has more digits than a double, and is read as 9007199254740992",
    )
    polars.DataFrame({"x": [1, 2**53 + 1]}).write_parquet(tmp_path / "p.parquet")
    _, _, told = call("batch", str(tmp_path / "p.parquet"), "-e", "x", "-o", str(tmp_path / "out.csv"))
    assert "row 2: `x` is `9007199254740993`, which has more digits than a double" in told


@pytest.mark.parametrize(
    "value", [np.int64(2**53 + 1), [1, 2**53 + 1], np.array([2**53 + 1])], ids=["one", "list", "array"]
)
def test_whole_numbers_of_numpy_and_of_lists_are_noted(value: Any) -> None:
    assert [one.kind for one in gradient("sum(x)" if np.ndim(value) else "x", {"x": value}).findings] == ["literal"]
    assert gradient("sum(x)", {"x": [1, 2**53]}).findings == ()


def test_a_whole_number_in_a_formula_of_vectors_is_noted() -> None:
    assert "has more digits than a double" in call("eval", "sum(9007199254740993*x)", "x=[1, 2]")[2]
    assert "digits" not in call("eval", "sum(9007199254740992*x)", "x=[1, 2]")[2]


@pytest.mark.parametrize("text", ["0e-400", "0.0", "-0.000"])
@pytest.mark.parametrize("route", [*ROUTES, *ROWS])
def test_a_zero_is_read_without_a_word(route: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, told = asked(route, text, tmp_path, monkeypatch)
    assert "smallest" not in told


@pytest.mark.parametrize(
    ("text", "value", "noted"),
    [
        ("exp(800)/exp(799)", "2.718281828459045", False),
        ("0.1 + 0.2 - 0.3", "2.7755575615628914e-17", False),
        ("1e-200*1e-200", "0", True),
        ("[exp(-800), exp(800)/exp(799), 2]", "4.718281828459045", True),
        ("1 - 1", "0", False),
    ],
)
def test_an_expression_as_a_value_is_right_or_noted(text: str, value: str, noted: bool) -> None:
    status, out, told = call("eval", "sum(x)" if text[0] == "[" else "x", f"x={text}")
    assert (status, out.split()[2]) == (0, value)
    assert ("below the smallest double" in told) == noted


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("route", ["argument", "vector", "matrix", "TOML", "a value's CSV"])
def test_what_is_no_number_is_read(route: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = asked(route, text, tmp_path, monkeypatch)
    assert out.splitlines()[0].endswith(f" = {text}")


BEYOND_AS_EXPRESSION = ["10^400", "[10^400, inf]", "exp(1000)", "1/0"]


@pytest.mark.parametrize("text", BEYOND_AS_EXPRESSION)
def test_an_expression_beyond_doubles_is_no_value(text: str) -> None:
    status, _, told = call("eval", "sum(x)", f"x={text}")
    assert status == 2
    assert "is infinite in doubles" in told


UNCERTAIN = [
    ("9 undefined partial, no uncertainty", "x^y", ["x=-2±0.1", "y=3±0"], 1.2),
    ("9 infinite partial, no uncertainty", "sqrt(x)*y", ["x=0±0", "y=2±0.1"], 0),
    ("9 stationary", "x^2", ["x=0±10"], 0),
    ("9 kink", "abs(x)", ["x=0±0.1"], 0),
    ("ordinary", "x^2", ["x=3±0.1"], 0.6),
]


@pytest.mark.parametrize(
    ("formula", "values", "standard"), [row[1:] for row in UNCERTAIN], ids=[row[0] for row in UNCERTAIN]
)
def test_the_uncertainty_is_that_of_uncertain_inputs(formula: str, values: list[str], standard: float) -> None:
    report = json.loads(call("eval", formula, *values, "--json")[1])
    assert report["uncertainty"]["standard"] == pytest.approx(standard)
    silent = any(finding.get("case") == "first-order" for finding in report["findings"])
    assert silent == (standard == 0)


BOUNDS = [
    ("11 pole", "tan(x)", "x=1..2", "domain: `tan(x)` has no bounds for `x` in 1..2"),
    ("11 unbounded input", "x^2", "x=-inf..inf", ""),
    ("11 bounded", "tan(x)", "x=0.1..0.2", ""),
    ("around 0", "x^2", "x=-1..1", ""),
]


@pytest.mark.parametrize(("formula", "value", "told"), [row[1:] for row in BOUNDS], ids=[row[0] for row in BOUNDS])
def test_a_bound_that_is_infinite_is_explained(formula: str, value: str, told: str) -> None:
    status, _, error = call("eval", formula, value, "--format", "value")
    assert error.startswith(told) if told else error == ""
    assert status == 0, "an infinite number is a value"


FORMATS = [
    ("9 D4 csv", ["x^2*y", "x=3±0.5", "y=2", "--format", "csv"], "x,y,value,u,d_x,d_y\n3.0,2.0,18.0,6.0,12.0,9.0\n"),
    ("9 D4 value", ["x^2*y", "x=3±0.5", "y=2", "--format", "value"], "18\n6\n12\n9\n"),
    ("9 beside a variable u", ["u*2", "u=3±0.5", "--format", "csv"], "u,value,u_value,d_u\n3.0,6.0,1.0,2.0\n"),
    ("D27 csv", ["2*x", "x=3", "--literals", "--format", "csv"], "x,value,d_x,d_2@1:1\n3.0,6.0,2.0,3.0\n"),
    ("D27 value", ["2*x + 2", "x=3", "--literals", "--format", "value"], "8\n2\n3\n1\n"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "out"), [row[1:] for row in FORMATS], ids=[row[0] for row in FORMATS])
def test_formats_of_numbers_alone_have_all_that_is_asked_for(words: list[str], out: str) -> None:
    assert call("eval", *words)[:2] == (0, out)
