"""Inputs that once had a wrong number, no answer, or more than was asked: what each has to give.

A row has a name and a number of its own: its point, what is asked there, and the answer or the refusal. Numbers are
compared with mpmath's, in both modes and as a row of a table; where the meaning of a derivative is a policy, the row
has the policy's number and the kinds of its findings. `ELSEWHERE` names the tests of what needs a process of its own,
a signal, a full disk or a large file.
"""

import json
import math
import re
import runpy
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import mpmath
import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.errors import AutogradError

INF, NAN = math.inf, math.nan
# What is lost below the smallest normal double.
ABSOLUTE = 2e-323
WAYS = ("reverse", "forward", "rows")


def numbers(way: str, text: str, point: Mapping[str, float]) -> list[float]:
    """The value and the partials, in the order of the point, by one of the ways."""
    if way == "rows":
        values = (f"--{name}={value!r}" for name, value in point.items())
        call("batch", "-e", text, *values, "-o", "out.jsonl", "--quiet")
        row = json.loads(Path("out.jsonl").read_text())
        found = [row["value"], *(row[f"d_{name}"] for name in point)]
        return [NAN if one is None else float(one) for one in found]
    report = gradient(text, dict(point), mode=way)
    return [report.value, *((report.gradient or {})[name] for name in point)]  # type: ignore[list-item]


SELU = "1.0507009873554804934193349852946"
# A name, a formula, a point, and the function in mpmath's numbers at 800 digits, whose slopes are taken there.
EXACT: list[tuple[str, str, dict[str, float], Callable[..., Any]]] = [
    ("small-literal-2a", "where(1e-400, 3*y, 5*y)", {"y": 6}, lambda y: 5 * y),
    ("small-literal-2b", "f(a) = where(1e-400, 3*a, 5*a); f(y)", {"y": 6}, lambda y: 5 * y),
    ("lost-adjoint-3a", "(x^3)^-1", {"x": 1e60}, lambda x: x**-3),
    ("lost-adjoint-3b", "((y^100)^3)^-1", {"y": 3.677734375}, lambda y: y**-300),
    ("lost-adjoint-3c", "1/x^3", {"x": 1e60}, lambda x: x**-3),
    ("literal-power-4a", "x^1.1", {"x": 1e-300}, lambda x: x ** mpmath.mpf(1.1)),
    ("literal-power-4b", "x^0.1", {"x": 1e-300}, lambda x: x ** mpmath.mpf(0.1)),
    ("literal-power-4c", "x^(1/3)", {"x": 3e-301}, lambda x: x ** mpmath.mpf(1 / 3)),
    ("literal-power-4d", "x^0.7", {"x": 7e-305}, lambda x: x ** mpmath.mpf(0.7)),
    ("subnormal-norm-5a", "norm([z, z])", {"z": 5e-324}, lambda z: z * mpmath.sqrt(2)),
    ("subnormal-norm-5b", "norm([x, y])", {"x": 5e-324, "y": 5e-324}, mpmath.hypot),
    ("subnormal-norm-5c", "hypot(x, y)", {"x": 5e-324, "y": 5e-324}, mpmath.hypot),
    ("subnormal-result-6a", "x/y", {"x": -7.4e-323, "y": 1.5277231270909227e-09}, lambda x, y: x / y),
    ("subnormal-result-6b", "direction(x, y)", {"x": 3e-323, "y": 1.7e-9}, lambda x, y: x / mpmath.hypot(x, y)),
    ("subnormal-result-6c", "inversion(x, y)", {"x": 3e-323, "y": 1.7e-9}, lambda x, y: x / (x**2 + y**2)),
    ("subnormal-result-6d", "x^y", {"x": 3.7e-200, "y": 1.6}, lambda x, y: x**y),
    # Constants of the table's rules are exact, else the partial would lose as many digits as its terms cancel.
    ("constant-of-a-rule-36", "exp(-x^2)/erfc(x)", {"x": 3000.0}, lambda x: mpmath.exp(-x * x) / mpmath.erfc(x)),
    ("constant-of-a-rule-36b", "x/selu(x)", {"x": 1.6}, lambda x: 0 * x + 1 / mpmath.mpf(SELU)),
    ("ratio-37", "gamma(x)/gamma(x + 1)", {"x": 1e15}, lambda x: 1 / x),
    ("lost-condition-38", "where(exp(-x), 3*y, 5*y)", {"x": 1000, "y": 6}, lambda x, y: 3 * y + 0 * x),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("text", "point", "exact"), [row[1:] for row in EXACT], ids=[row[0] for row in EXACT])
def test_a_number_is_that_of_800_digits(
    text: str, point: dict[str, float], exact: Callable[..., Any], way: str, folder: Path
) -> None:
    with mpmath.workdps(800):
        at = tuple(map(mpmath.mpf, point.values()))
        orders = [tuple(int(i == j) for j in range(len(at))) for i in range(len(at))]
        slopes = [mpmath.diff(exact, at, order, relative=True) for order in orders]
        right = [*map(float, (exact(*at), *slopes))]
    assert numbers(way, text, point) == [pytest.approx(one, rel=1e-12, abs=ABSOLUTE) for one in right]


# A name, a formula, a point, the value and the partials, and the kinds of the findings.
POLICY: list[tuple[str, str, dict[str, float], list[float], list[str]]] = [
    # What is not selected contributes nothing.
    ("both-modes-10a", "1/where(x > 5, x, z)", {"x": 3, "z": 0}, [INF, 0.0, NAN], ["domain"]),
    ("both-modes-10b", "sum([4, z]^[y, z])", {"y": 0, "z": -1.33}, [NAN, math.log(4), NAN], ["domain"]),
    # An infinite input is a value, and a limit that exists is given.
    ("both-modes-10c", "norm([x, y])", {"x": -INF, "y": 2}, [INF, -1.0, 0.0], []),
    ("both-modes-10d", "sum_of_squares([x, y])", {"x": -INF, "y": 2}, [INF, -INF, 4.0], []),
    ("huge-exponent-18a", "1e99999999999999999999*x", {"x": 1}, [INF, INF], ["literal"]),
    ("huge-exponent-18b", "1e-99999999999999999999*x", {"x": 1}, [0.0, 0.0], ["literal"]),
    ("silent-nan-36a", "polygamma(1e300, x)", {"x": 2}, [NAN, NAN], ["precision"]),
    ("silent-nan-36b", "sinc_derivative(x, 1000000)", {"x": 2}, [NAN, NAN], ["precision"]),
    ("row-of-a-pole-42a", "x/y", {"x": 1, "y": 0}, [INF, NAN, NAN], ["domain"]),
    # An exponent beyond 2^64 counts as infinite.
    ("row-of-an-overflow-42b", "1/(1 + exp(-x))", {"x": -1e308}, [0.0, NAN], ["overflow"]),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("text", "point", "right", "kinds"), [row[1:] for row in POLICY], ids=[row[0] for row in POLICY]
)
def test_a_number_is_that_of_the_policy_and_a_finding_says_why(
    text: str, point: dict[str, float], right: list[float], kinds: list[str], way: str, folder: Path
) -> None:
    assert numbers(way, text, point) == pytest.approx(right, rel=1e-15, nan_ok=True)
    assert way == "rows" or [finding.kind for finding in gradient(text, point, mode=way).findings] == kinds


# A name, a command line, its status, and what is printed there.
COMMANDS: list[tuple[str, list[str], int, str]] = [
    ("small-literal-2c", ["diff", "where(1e-400,3*y,5*y)"], 0, r"5\n"),
    ("small-literal-2d", ["check", "where(1e-400,3*y,5*y)", "y=6"], 0, "7 ways agree"),
    # `--digits` reads literals as they are written.
    ("small-literal-2e", ["eval", "where(1e-400,3*y,5*y)", "y=6", "--digits=20", "--format=value"], 0, r"18\n3\n"),
    ("no-variable-12a", ["check", "2*3"], 0, r"differences\s+complex"),
    ("no-variable-12b", ["check", "2*3", "--json"], 0, "autograd.check/1"),
    ("no-variable-12c", ["check", "sum(x)", "--x", "[]"], 0, "there is nothing to compare"),
    ("no-variable-12d", ["check", "sum(x)", "--x", "[]", "--json"], 0, "autograd.check/1"),
    ("huge-exponent-18c", ["eval", "1e99999999999999999999*x", "--x", "1"], 0, "is beyond the largest double"),
    ("huge-exponent-18d", ["diff", "1e99999999999999999999*x"], 2, "has more than 10,000 digits"),
    ("huge-exponent-18e", ["eval", "1e99999999999999999999*x", "--x=1", "--digits=20"], 2, "is beyond 1,000,000,000"),
    ("huge-exponent-18f", ["eval", "1e99999999999999999999*x", "--x=1", "--exact"], 2, "more than 100,000 digits"),
    ("huge-exponent-18g", ["eval", "x", "--x", "1e99999999999999999999"], 2, "is beyond the largest double"),
    ("huge-exponent-18h", ["batch", "-e", "x", "--x", "0:1:1e-399"], 2, "the grid has 1.0e399 points"),
    ("huge-exponent-18i", ["batch", "-e", "x", "--x", "0:1e99999999999999999999:1"], 2, "beyond the largest double"),
    ("huge-exponent-18j", ["batch", "-e", "x", "--x", "0:1:1e-99999999999999999999"], 2, "step"),
    ("silent-nan-36c", ["eval", "polygamma(1e300, x)", "x=2", "--digits", "30"], 1, "precision: the value"),
    (
        "silent-nan-36d", ["eval", "polygamma(100000, x)", "x=2", "--digits", "30", "--format", "value"], 0,
        r"-1\.41352527072217162177748975696e\+426470\n7\.06769702987439421746853765931e\+426474\n",
    ),
    (
        "far-digits-39",
        ["eval", "digamma(((x-y)*y^y)-y^4)", "x=0.615234375", "y=5", "--digits=20", "--format=value"],
        0,
        r"10\.672346182207691942\n34639\.944696790017721\n-436524\.74262966869625\n",
    ),
    ("no-file-40a", ["batch", "-o", "", "-e", "x", "x=1"], 2, "`--output` names no file"),
    ("no-file-40d", ["eval", "x", "x=1", "--at", ""], 2, "`--at` names no file"),
    ("no-file-40e", ["eval", "--file", "", "x=1"], 2, "`--file` names no file"),
    ("no-formula-40f", ["", "x=1"], 2, "there is no formula"),
    ("model-of-nan-44", ["tangent", "x", "x=nan"], 0, "there is no such model here"),
    ("cost-of-nothing-45", ["hessian", "x^2", "x=1"], 0, "the entries take no operations in any mode"),
    ("no-file-40b", ["eval", "-o", "", "x", "x=1"], 2, "`--output` names no file"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "printed"), [row[1:] for row in COMMANDS], ids=[row[0] for row in COMMANDS]
)
def test_a_command_answers_or_refuses_with_its_status(words: list[str], status: int, printed: str) -> None:
    done = call(*words)
    assert done[0] == status
    assert re.search(printed, done[1] + done[2])


VECTORS = ["graph", "sum(A@x)", "A=[[1,2],[3,4]]", "x=[1,2]", "--json", "-o", "g.json"]
NUMBERS_ONLY = "the graph has vectors or matrices, and this works on numbers only"
# A name, the command that reads back a graph of vectors, its status, and what is printed there.
GRAPHS: list[tuple[str, str, int, str]] = [
    ("graph-of-vectors-13a", "jacobian", 2, NUMBERS_ONLY),
    ("graph-of-vectors-13b", "hessian", 2, NUMBERS_ONLY),
    ("graph-of-vectors-13c", "tangent", 0, r"16 \+ \(A\[0, 0\] - 1\)"),
    ("graph-of-vectors-13d", "taylor", 2, NUMBERS_ONLY),
    ("graph-of-vectors-13e", "check", 2, NUMBERS_ONLY),
    ("graph-of-vectors-13f", "eval", 0, r'"x": \[4\.0, 6\.0\]'),
]


@pytest.mark.parametrize(("command", "status", "printed"), [row[1:] for row in GRAPHS], ids=[row[0] for row in GRAPHS])
def test_a_graph_of_vectors_is_read_back_or_refused(command: str, status: int, printed: str, folder: Path) -> None:
    call(*VECTORS)
    done = call(command, "--file", "g.json", "--json")
    assert done[0] == status
    assert re.search(printed, done[1])


# A name, a file and what it holds, an expression of its rows, the status, the lines that are written, and what is said.
TABLES: list[tuple[str, str, bytes, str, int, list[str], str]] = [
    ("lost-rows-1a", "t.csv", b"x,y\r1,2\r3,4\r", "x*y", 0, ["1,2,2.0,", "3,4,12.0,"], ""),
    ("lost-rows-1b", "t.csv", b"x,y\r1,2\n3,4\n5,6\n", "x*y", 0, ["1,2,2.0,", "3,4,12.0,", "5,6,30.0,"], ""),
    ("no-json-32a", "t.jsonl", b'{"x":NaN,"y":2}', "x*y", 0, ['{"x":"NaN","y":2,"value":"NaN","error":null}'], ""),
    (
        "no-json-32b", "t.jsonl", b'{"x":Infinity,"y":2}', "x*y", 0,
        ['{"x":"Infinity","y":2,"value":"Infinity","error":null}'], "",
    ),
    ("one-name-33a", "t.csv", "\u00b5,\u03bc\n1,2\n".encode(), "1", 2, [], "which are the same name in a formula"),
    ("one-name-33b", "t.csv", "\u00e9,e\u0301\n1,2\n".encode(), "1", 2, [], "which are the same name in a formula"),
    ("half-a-character-16b", "t.jsonl", b'{"x":1,"y":2}\n{"\\ud800":1,"x":3,"y":4}\n', "x*y", 1, [], "half of"),
    (
        "list-of-rows-34", "points.json", b'[{"x":1,"y":2}]', "x*y", 0,
        ['{"x":1,"y":2,"value":2.0,"error":null}', "]"], "",
    ),
    (
        "column-of-a-mistake-35", "t.jsonl", b'{"x":1,"y":2}\n{"x":1,"y":2,"z":"a\tb"}\n', "x*y", 1, [],
        r"line 2: the line is not JSON: invalid control character at column 20\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "formula", "status", "rows", "printed"),
    [row[1:] for row in TABLES],
    ids=[row[0] for row in TABLES],
)
def test_no_row_of_a_table_is_lost_or_changed(
    name: str, data: bytes, formula: str, status: int, rows: list[str], printed: str, folder: Path
) -> None:
    Path(name).write_bytes(data)
    target = Path(f"out{Path(name).suffix}")
    call("batch", name, "-e", formula, "--no-grad", "-o", "other.csv")  # no traceback in a table of columns either
    done = call("batch", name, "-e", formula, "--no-grad", "-o", str(target))
    assert done[0] == status
    assert re.search(printed, done[2])
    written = target.read_text().splitlines() if target.exists() else []
    assert not rows or written[-len(rows) :] == rows
    assert "Traceback" not in done[2]


ROWS_OF_A = "autograd batch a.csv -e x -o b.csv"
# A name, a line for a shell with little room for files, its status, what is printed, and what is left in the folder.
LITTLE_ROOM: list[tuple[str, str, int, str, list[str]]] = [
    (
        "old-weights-9a", "ulimit -f 8; autograd network 200-200-10 --weights w.npz > /dev/null", 3,
        "error: `w.npz` cannot be written: file too large", ["w.npz"],
    ),
    ("few-files-31a", f"ulimit -n 8; {ROWS_OF_A}", 3, "this process may open 8 files, and tables need 16", ["a.csv"]),
    ("little-memory-31b", f"ulimit -v 1500000; {ROWS_OF_A}", 3, "bytes of address space, and tables need 2", ["a.csv"]),
    ("few-files-31c", "ulimit -n 8; autograd eval x x=1", 0, "", ["old"]),
    (
        "old-result-9b", "ulimit -f 0; autograd eval x x=1 -o new.json", 3,
        "error: `new.json` cannot be written: file too large", ["new.json"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "status", "printed", "left"), [row[1:] for row in LITTLE_ROOM], ids=[row[0] for row in LITTLE_ROOM]
)
def test_what_was_there_is_kept_where_there_is_no_room(
    line: str, status: int, printed: str, left: list[str], folder: Path
) -> None:
    (folder / left[0]).write_text("old\n")
    shell = f"autograd() {{ '{sys.executable}' -m autograd_cli \"$@\"; }}; {line}"
    done = subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert printed in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == left
    assert (folder / left[0]).read_text() == "old\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


LARGE = [
    ("large-array-19a", 'sum(zeros(100000, 100000))*x', "an array of 100,000 x 100,000 numbers"),
    ("large-array-19b", "sum(eye(1000000))*x", "an array of 1,000,000 x 1,000,000 numbers"),
    ("large-array-19c", "outer(ones(100000),ones(100000))", "an array of 100,000 x 100,000 numbers"),
    ("large-array-19d", "sum(diag(ones(200000)*x))", "an array of 200,000 x 200,000 numbers"),
    ("large-array-19e", "sum(zeros(100000000000000000000))*x", "an array of 100,000,000,000,000,000,000 numbers"),
    ("large-array-19f", "sum(reshape(ones(100000), 100000, 1)*ones(100000))", "an array of 100,000 x 100,000 numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "message"), [row[1:] for row in LARGE], ids=[row[0] for row in LARGE])
def test_an_array_beyond_the_limit_is_refused_before_it_is_made(formula: str, message: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient(formula, {"x": 1})
    assert (caught.value.code, caught.value.message) == ("too-large", f"{message} has more than 100,000,000")


DIGITS = "1" * 5000
TOO_LONG = "a length, an axis or a place of 5,000 digits has more than 1,000"
LONG = [
    (["eval", f"zeros({DIGITS})"], 2, TOO_LONG),
    (["eval", f"x[{DIGITS}]", "--x", "[1, 2]"], 2, TOO_LONG),
    (["eval", f"sum(x, axis={DIGITS})", "--x", "[1, 2]"], 2, TOO_LONG),
    (["eval", f"given x = vector({DIGITS}); sum(x)"], 2, TOO_LONG),
    (["diff", f"x[{DIGITS}]"], 2, TOO_LONG),
    (["diff", f"x^{DIGITS}"], 0, ""),
    (["eval", "x*3", "--exact", "--x", f"0.{DIGITS}"], 0, ""),
    (["check", f"x*3.{DIGITS}", "--x", "1"], 0, ""),
]


@pytest.mark.parametrize(("words", "status", "told"), LONG, ids=lambda one: one[0] if isinstance(one, list) else "")
def test_a_number_has_as_many_digits_as_one_writes(words: list[str], status: int, told: str) -> None:
    done = call(*words)
    assert done[0] == status
    assert told in done[2]


EMPTY = [
    ("empty-vector-15a", ["eval", "softmax(zeros(0))"], 0),
    ("empty-vector-15b", ["eval", "inv(zeros(0, 0))"], 0),
    ("empty-vector-15c", ["eval", "x[5:2]", "--x", "[1, 2]"], 0),
    ("empty-vector-15d", ["eval", "x[5:2]", "--x", "[1, 2]", "--direction", "x=[1, 0]"], 0),
    ("empty-vector-15e", ["jacobian", "x", "--x", "[]"], 0),
    ("empty-vector-15f", ["jacobian", "x[5:2]", "--x", "[1, 2]"], 0),
    ("empty-vector-15g", ["hessian", "sum(x)", "--x", "[]"], 0),
    ("empty-vector-15h", ["tangent", "x[5:2]", "--x", "[1, 2]"], 2),
    ("empty-vector-15i", ["trace", "sum(x)", "--x", "[]"], 0),
]


@pytest.mark.parametrize(
    "formula", [f"zeros({DIGITS})", f"x[{DIGITS}]", f"x[{DIGITS}:]", f"sum(x, axis={DIGITS})", f"reshape(x, {DIGITS})"]
)
def test_a_number_of_any_length_is_refused_in_python_too(formula: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient(formula, {"x": [1, 2]} if "x" in formula else {})
    assert (caught.value.code, caught.value.message) == ("too-large", TOO_LONG)


@pytest.mark.parametrize(("words", "status"), [row[1:] for row in EMPTY], ids=[row[0] for row in EMPTY])
@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_an_empty_vector_is_a_vector(words: list[str], status: int, format: str) -> None:
    if format == "csv" and words[0] in ("trace", "tangent"):
        return
    assert call(*words, "--format", format)[0] == status


def doubling(body: str, length: int) -> str:
    """A chain of functions, each of which calls the one before it twice."""
    return (
        "f0(x) = x + 1\n"
        + "".join(f"f{i}(x) = {body.format(f=f'f{i - 1}')}\n" for i in range(1, length))
        + f"f{length - 1}(x)"
    )


@pytest.mark.parametrize("length", [20, 60])
def test_functions_that_double_are_refused_at_a_stated_size(length: int) -> None:  # 28
    with pytest.raises(AutogradError) as caught:
        gradient(doubling("{f}({f}(x))", length), {"x": 1})
    assert caught.value.code == "too-large"
    assert caught.value.message.startswith("functions are called with more than 2")


@pytest.mark.slow
def test_functions_that_share_their_arguments_are_linear() -> None:  # 28
    assert gradient(doubling("{f}(x) + {f}(x + 1) - {f}(x)", 60), {"x": 1}).gradient == {"x": 1}
    many = "f(x) = x + 1\n" + " + ".join(f"f({i}*x)" for i in range(25_000))
    assert gradient(many, {"x": 0}).value == 25_000


@pytest.mark.slow
def test_a_series_of_ever_new_functions_is_refused_at_a_stated_size() -> None:  # 30
    done = call("taylor", "gamma(x)*tan(x)/x^x", "x=1", "--order", "200")
    assert done[0] == 2
    assert "this many terms of the series take more than 10,000,000 products" in done[2]
    assert call("taylor", "sin(exp(x))*tan(x)", "x=1", "--order", "200")[0] == 0


@pytest.mark.slow
def test_a_long_table_shows_both_ends_and_json_has_all() -> None:  # 30
    done = call("jacobian", "x*ones(30000)", "x=2")
    assert done[0] == 0
    assert 100 < done[1].count("\n") < 300
    assert len(json.loads(call("jacobian", "x*ones(30000)", "x=2", "--json")[1])["value"]) == 30_000


@pytest.mark.parametrize(
    ("text", "x", "right"),
    [
        ("lgamma(x)", -1e17, NAN),
        ("lgamma(x)", -1e15 - 0.25, None),
        ("lgamma(x)", -30.3, None),
        ("digamma(x)", -1e17, NAN),
        ("digamma(x)", -1e14 - 0.25, None),
        ("polygamma(2, x)", -40.7, None),
        ("polygamma(3, x)", -1e9 - 0.375, None),
    ],
)
def test_exported_python_ends_far_out(text: str, x: float, right: float | None, folder: Path) -> None:
    call("diff", text, "-o", "out.py")
    found = runpy.run_path("out.py")["derivative"](x)
    expected = numbers("reverse", text, {"x": x})[1] if right is None else right
    assert found == pytest.approx(expected, rel=1e-11, nan_ok=True)


def test_wide_tables_take_a_time_that_grows_with_their_columns(folder: Path) -> None:
    """many-columns-26"""
    times = []
    for count in (2_500, 20_000):
        rows = [",".join(f"c{i}" for i in range(count)), *[",".join(["1"] * count)] * 5]
        Path("wide.csv").write_text("\n".join(rows))
        begun = time.process_time()
        assert call("batch", "wide.csv", "-e", "c1*c2", "-o", "out.csv")[0] == 0
        times.append(time.process_time() - begun)
    # The square would be 64 times.
    assert times[1] < 24 * times[0]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["graph", "trace"])
def test_deep_formulas_are_drawn_in_a_size_that_grows_with_them(command: str, folder: Path) -> None:
    """deep-formula-29"""
    sizes = []
    for depth in (1_000, 5_000):
        Path("deep.ag").write_text("sin(" * depth + "x" + ")" * depth)
        done = call(command, "--file", "deep.ag", "--x", "1")
        assert done[0] == 0
        sizes.append(len(done[1]))
    assert sizes[1] < 6 * sizes[0]


# What needs a process of its own, a signal, a full disk, a terminal or a large file, and the test that holds it.
ELSEWHERE = {
    "late-keys-7a": "data/test_damaged_tables.py::test_a_late_key_named_as_a_result_is_kept",
    "late-keys-7b": "data/test_damaged_tables.py::test_a_key_that_comes_late_is_not_lost",
    "own-stream-8": "data/test_damaged_tables.py::test_an_own_stream_named_as_a_file_is_written_through",
    "damaged-archive-11a": "data/test_damaged_tables.py::test_a_damaged_archive_is_refused",
    "damaged-archive-11b": "data/test_damaged_tables.py::test_a_damaged_array_is_refused",
    "damaged-archive-11c": "whole/test_mutations.py::test_damaged_input_is_answered_or_refused",
    "damaged-graph-13g": "whole/test_mutations.py::test_json_with_another_value_in_some_place_is_answered_or_refused",
    "damaged-zstandard-14": "data/test_damaged_tables.py::test_what_follows_compressed_data_is_not_passed_over",
    "half-a-character-16": "data/test_damaged_tables.py::test_half_a_character_fails_its_row_alone",
    "column-of-bytes-17": "data/test_damaged_tables.py::test_a_column_of_bytes_is_refused_before_anything_is_written",
    "far-gamma-20": "run/test_time_limit.py::test_gamma_and_its_relatives_far_out",
    "late-signal-21": "commands/test_signals.py::test_a_signal_is_heard_while_a_library_computes",
    "early-signal-22": "commands/test_signals.py::test_an_interrupt_while_the_command_starts_is_no_traceback",
    "left-behind-23": "commands/test_signals.py::test_a_signal_leaves_the_old_target_and_nothing_else",
    "full-stream-24": "commands/test_signals.py::test_a_stream_that_takes_nothing_has_its_status",
    "constant-memory-25": "data/test_damaged_tables.py::test_a_small_compressed_file_does_not_fill_the_memory",
    "endless-cell-27": "data/test_damaged_tables.py::test_a_line_without_end_is_refused",
    "hostile-name-41": "lessons/test_explain.py::test_no_format_prints_what_a_terminal_obeys",
    "row-as-a-point-42c": "data/test_batch.py::test_a_row_keeps_the_numbers_that_eval_has",
    "literal-powers-4": "primitives/test_accuracy.py::test_partial_at_one_point_is_within_four_units",
    "subnormal-results-6": "primitives/test_accuracy.py::test_partial_through_a_subnormal_result_is_within_four_units",
    "units-43": "primitives/test_accuracy.py::test_partial_in_many_rows_is_within_four_units",
}


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_test_that_holds_it_is_there(place: str) -> None:
    path, _, name = place.partition("::")
    assert f"def {name}(" in (Path(__file__).parent.parent / path).read_text(encoding="utf-8")
