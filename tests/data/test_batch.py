"""`autograd batch`: what goes in comes out, row by row, with the value and the partials that one point would have."""

# ruff: noqa: E501, whole messages stand on one line

import gzip
import json
import math
import pickle
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from unittest import mock

import numpy
import polars
import pytest
import zstandard
from support.batches import run
from support.calls import call, on_terminal

from autograd_cli import AutogradError, batch, gradient
from autograd_cli.data import streams
from autograd_cli.data.block import BlockFormula
from autograd_cli.data.grid import read_axis
from autograd_cli.errors import Complaint, Source
from autograd_cli.extras import install_command
from autograd_cli.numerals import json_number
from autograd_cli.report.rows import judge_row, row_formula
from autograd_cli.rows.stream import ordered
from autograd_cli.wording.rows import row_words

FORMULA = "2*x*y + y + 3"
POINTS = "id,x,y\na,40,4\nb,1.5,-2\n"
COMMAND = [sys.executable, "-m", "autograd_cli", "batch"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, which is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text(POINTS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        # table, words, output
        (POINTS, ["-e", FORMULA], "id,x,y,value,d_x,d_y,error\na,40,4,327.0,8.0,81.0,\nb,1.5,-2,-5.0,-4.0,4.0,\n"),
        (POINTS, ["-e", FORMULA, "--wrt", "y"], "id,x,y,value,d_y,error\na,40,4,327.0,81.0,\nb,1.5,-2,-5.0,4.0,\n"),
        (POINTS, ["-e", FORMULA, "--no-grad"], "id,x,y,value,error\na,40,4,327.0,\nb,1.5,-2,-5.0,\n"),
        (
            POINTS,
            ["-e", "x*z", "--z", "3", "--columns", "x,x", "--columns", "x", "--wrt", "x"],
            "x,value,d_x,error\n40,120.0,3.0,\n1.5,4.5,3.0,\n",
        ),
        (POINTS, ["-e", "x", "--prefix", "f_"], "id,x,y,f_value,f_d_x,f_error\na,40,4,40.0,1.0,\nb,1.5,-2,1.5,1.0,\n"),
        (
            POINTS,
            ["-e", "x", "--to", "tsv"],
            "id\tx\ty\tvalue\td_x\terror\na\t40\t4\t40.0\t1.0\t\nb\t1.5\t-2\t1.5\t1.0\t\n",
        ),
        ("x,n\n1,007\n", ["-e", "x"], "x,n,value,d_x,error\n1,007,1.0,1.0,\n"),
        # What stands in a cell stays as it stands.
        ('x,t\n 1e0 ,"a, ""b"""\n', ["-e", "x"], 'x,t,value,d_x,error\n 1e0 ,"a, ""b""",1.0,1.0,\n'),
        ("\ufeffx, y\r\n1,2\r\n", ["-e", "x*y"], "x,y,value,d_x,d_y,error\n1,2,2.0,2.0,1.0,\n"),
        ("x\n\n1\n\n2\n\n", ["-e", "x"], "x,value,d_x,error\n1,1.0,1.0,\n2,2.0,1.0,\n"),
        ("x\n5", ["-e", "x"], "x,value,d_x,error\n5,5.0,1.0,\n"),
        ("x\n", ["-e", "x"], "x,value,d_x,error\n"),
        ("x,µ\n1,2\n", ["-e", "x*μ", "--quiet"], "x,µ,value,d_x,d_μ,error\n1,2,2.0,2.0,1.0,\n"),
        # A column is a variable, whatever the name means elsewhere.
        ("e\n2\n", ["-e", "2e"], "e,value,d_e,error\n2,4.0,2.0,\n"),
        ("x\n1\n", ["-e", "given k = 5; k*x"], "x,value,d_k,d_x,error\n1,5.0,1.0,5.0,\n"),
        # Not finite, as the contract spells it; nan is a number that somebody wrote.
        (
            "x\nnan\nInfinity\n-inf\n",
            ["-e", "x"],
            "x,value,d_x,error\nnan,NaN,1.0,\nInfinity,Infinity,1.0,\n-inf,-Infinity,1.0,\n",
        ),
        # The bytes with which compressed data begins.
        ("f,x\nx^2,3\n", ["-e", "x"], "f,x,value,d_x,error\nx^2,3,3.0,1.0,\n"),
    ],
)
def test_table_comes_out_with_its_results(text: str, words: list[str], wanted: str, here: Path) -> None:
    answer = run(["-", *words], here, text.encode())
    assert (answer.status, answer.errors, answer.output) == (0, "", wanted)


FAILING = [
    # cells of x and y, formula, complaint
    ("abc,1", "x*y", "`x` is `abc`, not a number"),
    (",1", "x*y", "`x` is missing"),
    (" ,1", "x*y", "`x` is missing"),
    ("1", "x*y", "`y` is missing"),
    ("1,2,3", "x*y", "the row has 3 cells, and the table 2 columns: `3` is left over"),
    ("1e999,1", "x*y", "`x` is `1e999`, beyond the largest double"),
    ("@secret.json,1", "x*y", "`x` is `@secret.json`, not a number"),
    ("2*3,1", "x*y", "`x` is `2*3`, not a number"),
    ("\x1b[31m,1", "x*y", "`x` is `\\x1b[31m`, not a number"),
    ("-1,1", "log(x)*y", "`log(x)` needs `x > 0`, but `x = -1`"),
    (
        "-8,1",
        "x^(y/3)",
        "`x^(y/3)` needs `x > 0 or y/3 == floor(y/3)`, but `x = -8` and `y/3 = 0.3333333333333333`; the real cube root is `cbrt(x)`",
    ),
]


@pytest.mark.parametrize(("row", "formula", "complaint"), FAILING)
def test_row_that_fails_is_kept_in_its_place(row: str, formula: str, complaint: str, here: Path) -> None:
    answer = run(["-", "-e", formula], here, f"x,y\n1,2\n{row}\n3,4\n".encode())
    assert answer.status == 1
    assert len(answer.lines) == 4
    assert answer.errors == f"standard input, line 3: {complaint}\n1 of 3 rows failed\n"
    assert (complaint.replace("\\x1b", "\x1b") if "1b" not in complaint else complaint) in answer.lines[2].replace(
        '""', '"'
    )
    kept = polars.read_csv(answer.output.encode())
    assert kept["error"].is_null().to_list() == [True, False, True]
    assert kept[1, "value"] is None
    assert kept[1, "d_x"] is None


# The point, and what eval gives there.
KEPT = [
    ("D13 pole", "y/x", [0.0, 1.0]),
    ("D13 value without a derivative", "atan2(x, y)", [0.0, 0.0]),
    ("D13 edge", "log(x)*y", [0.0, 1.0]),
    ("D13 infinite slope", "sqrt(x)*y", [0.0, 1.0]),
    ("D13 one partial", "x^y", [-2.0, 3.0]),
    ("42 pole of a negative", "x/y", [-1.0, 0.0]),
    ("42 outside", "log(x) + y", [-1.0, 1.0]),
]  # fmt: skip


@pytest.mark.parametrize("many", [1, 300])
@pytest.mark.parametrize(("formula", "point"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT])
def test_a_row_keeps_the_numbers_that_eval_has(formula: str, point: list[float], many: int, here: Path) -> None:
    alone = gradient(formula, dict(zip("xy", point, strict=True)))
    rows = "".join(f"{x},{y}\n" for x, y in [point] * many)
    answer = run(["-", "-e", formula, "--to", "jsonl"], here, f"x,y\n{rows}".encode())
    failed = any(value != value for value in (alone.value, *alone.gradient.values()))
    assert answer.status == int(failed)
    assert len(answer.lines) == many
    wanted = {"value": alone.value, **{f"d_{name}": one for name, one in alone.gradient.items()}}
    for line in {*answer.lines}:
        found = json.loads(line)
        assert {name: found[name] for name in wanted} == {
            name: None if value != value else json_number(value) for name, value in wanted.items()
        }
        assert bool(found["error"]) == failed


def test_a_formula_in_other_signs_than_ascii_is_told_as_it_was_read(here: Path) -> None:
    Path("table.csv").write_text("x,y\n4,2\n", encoding="utf-8")
    assert run(["table.csv", "-e", "√x × y²"], here).errors == "read as sqrt(x)*y^2\n"
    assert run(["table.csv", "-e", "√x × y²", "--quiet"], here).errors == ""


def test_infinite_derivative_is_told_and_kept(here: Path) -> None:
    answer = run(["-", "-e", "sqrt(x)"], here, b"x\n0\n")
    assert (answer.status, answer.output) == (0, "x,value,d_x,error\n0,0.0,Infinity,\n")
    assert answer.errors == (
        "standard input, line 2: `sqrt(x)` is at the edge of its domain, where `x == 0`; the limits from inside are used\n"
        "1 of 1 row has an infinite result\n"
    )


@pytest.mark.parametrize(
    ("words", "status", "lines"),
    [
        (["--on-error", "keep"], 1, 4),
        (["--on-error", "skip"], 1, 3),
        (["--on-error", "stop"], 1, 2),
    ],
)
def test_what_becomes_of_a_row_that_fails(words: list[str], status: int, lines: int, here: Path) -> None:
    answer = run(["-", "-e", "log(x)", *words], here, b"x\n1\n-1\n2\n")
    assert (answer.status, len(answer.lines)) == (status, lines)
    assert ("error" in answer.lines[0]) == (words[1] == "keep")


def test_stopping_leaves_no_file(here: Path) -> None:
    answer = run(["-", "-e", "log(x)", "--on-error", "stop", "-o", "out.csv"], here, b"x\n1\n-1\n")
    assert answer.errors == (
        "error: standard input, line 3: `log(x)` needs `x > 0`, but `x = -1`\nhint: `--on-error keep` goes on\n"
    )
    assert sorted(path.name for path in here.iterdir()) == ["points.csv", "standard-input", "standard-output"]


def test_rejects_go_to_a_file_with_their_lines(here: Path) -> None:
    text = 'x,t\n1,"two\nlines"\n-1,a\n\nabc,"b, c"\n'
    answer = run(["-", "-e", "log(x)", "--errors", "rejects.csv", "--on-error", "skip"], here, text.encode())
    assert answer.output == 'x,t,value,d_x\n1,"two\nlines",0.0,1.0\n'
    assert (here / "rejects.csv").read_text(encoding="utf-8") == (
        'x,t,line,error\n-1,a,4,"`log(x)` needs `x > 0`, but `x = -1`"\nabc,"b, c",6,"`x` is `abc`, not a number"\n'
    )


FORMATS = {
    "csv": lambda frame, path: frame.write_csv(path),
    "tsv": lambda frame, path: frame.write_csv(path, separator="\t"),
    "jsonl": lambda frame, path: frame.write_ndjson(path),
    "parquet": lambda frame, path: frame.write_parquet(path),
    "arrow": lambda frame, path: frame.write_ipc(path),
}
READERS = {
    "csv": lambda path: polars.read_csv(path),
    "tsv": lambda path: polars.read_csv(path, separator="\t"),
    "jsonl": lambda path: polars.read_ndjson(path),
    "parquet": lambda path: polars.read_parquet(path),
    "arrow": lambda path: polars.read_ipc(path),
}
EXACT = [0.1, -1e300, 5e-324, 1 / 3, 2.0**53 + 2, 1.7976931348623157e308, 123456.789]


@pytest.mark.parametrize("out", FORMATS)
@pytest.mark.parametrize("into", FORMATS)
def test_every_format_gives_every_format_to_the_last_bit(into: str, out: str, here: Path) -> None:
    frame = polars.DataFrame({"x": EXACT, "t": [f"t{i}, é" for i in range(len(EXACT))]})
    FORMATS[into](frame, here / f"in.{into}")
    answer = run([f"in.{into}", "-e", "-x", "-o", f"out.{out}"], here)
    assert (answer.status, answer.errors) == (0, "")
    found = READERS[out](here / f"out.{out}")
    assert found["x"].to_list() == EXACT
    assert found["value"].to_list() == [-x for x in EXACT]
    assert found["t"].to_list() == frame["t"].to_list()
    assert set(found["d_x"].to_list()) == {-1.0}


@pytest.mark.parametrize("out", ["csv", "jsonl", "parquet", "arrow"])
def test_failing_rows_have_empty_results_in_every_format(out: str, here: Path) -> None:
    (here / "in.csv").write_text("x\n1\n-1\nq\n", encoding="utf-8")
    assert run(["in.csv", "-e", "log(x)", "-o", f"out.{out}"], here).status == 1
    found = READERS[out](here / f"out.{out}")
    assert found["value"].to_list() == [0.0, None, None]
    assert found["error"].to_list() == [None, "`log(x)` needs `x > 0`, but `x = -1`", "`x` is `q`, not a number"]


def test_lines_of_json_stay_as_they_were(here: Path) -> None:
    text = (
        '{"x": 1.50, "k": {"a": [1, 2]}, "s": "\\u00e9"}\n\n{ "x":"Infinity" }\nnull\n{"x": true}\n{"x": {}}\n{"y": 1\n'
    )
    answer = run(["-", "--from", "jsonl", "-e", "2x"], here, text.encode())
    assert answer.lines == [
        '{"x": 1.50, "k": {"a": [1, 2]}, "s": "\\u00e9", "value": 3.0, "d_x": 2.0, "error": null}',
        '{ "x":"Infinity", "value": "Infinity", "d_x": 2.0, "error": null}',
        '{"text": "null", "value": null, "d_x": null, "error": "the line is not an object"}',
        '{"x": true, "value": 2.0, "d_x": 2.0, "error": null}',
        '{"x": {}, "value": null, "d_x": null, "error": "`x` is an object, not a number"}',
        '{"text": "{\\"y\\": 1", "value": null, "d_x": null, "error": '
        "\"the line is not JSON: expecting ',' delimiter at column 8\"}",
    ]
    assert "standard input, line 4: the line is not an object" in answer.errors


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ('{"x":1,"y":[2]}', '{"x":1,"y":[2],"value":2.0,"d_x":2.0,"error":null}'),
        ('{"x": 1, "y":[2]}', '{"x": 1, "y":[2], "value": 2.0, "d_x": 2.0, "error": null}'),
        ('{"x":NaN,"y":[-Infinity,"NaN"]}', '{"x":"NaN","y":["-Infinity","NaN"],"value":"NaN","d_x":2.0,"error":null}'),
        ('{"x":null}', '{"x":null,"value":null,"d_x":null,"error":"`x` is missing"}'),
        ('{"x":1,"expression":"2x"}', '{"x":1,"expression":"2x","value":2.0,"d_x":2.0,"error":null}'),
        ('{"x":-1,"expression":"log(x)"}',
         '{"x":-1,"expression":"log(x)","value":null,"error":"`log(x)` needs `x > 0`, but `x = -1`"}'),
        ('{"x":1,"expression":"2(x"}',
         '{"x":1,"expression":"2(x","value":null,"error":"this `(` is never closed; add `)`"}'),
    ],
)  # fmt: skip
def test_a_row_of_json_keeps_its_style_and_is_json(here: Path, line: str, written: str) -> None:
    """The same keys in a row that failed, with and without a formula of its own; strings for what JSON has no numbers."""
    formula = [] if "expression" in line else ["-e", "2x"]
    answer = run(["-", "--from", "jsonl", *formula], here, line.encode())
    assert answer.lines == [written]


def test_columns_of_lists_are_vectors(here: Path) -> None:
    lines = ['{"x": [1, 2], "k": 3}', '{"x": [4, 5], "k": 1}', '{"x": [4], "k": 1}', '{"x": null, "k": 1}', '{"x": 5}']
    (here / "lists.jsonl").write_text("\n".join(lines))
    answer = run(["lists.jsonl", "-e", "k*sum_of_squares(x)"], here)
    rows = [json.loads(line) for line in answer.lines]
    assert answer.status == 1
    for row, point in zip(rows[:2], ({"x": [1, 2], "k": 3}, {"x": [4, 5], "k": 1}), strict=True):
        alone = gradient("k*sum_of_squares(x)", point)
        assert [row["value"], row["d_k"]] == [alone.value, alone.gradient["k"]]
        assert [row["d_x[0]"], row["d_x[1]"]] == alone.gradient["x"]
    assert rows[2]["error"] == "`x` has 1 element, and in the first row 2"
    assert rows[3]["error"] == "`x` is missing"
    assert rows[4]["error"] == "`x` is not a list; in the first row it is a list of 2"


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_the_numbers_of_rows_that_pandas_writes_are_no_column(here: Path, kind: str) -> None:
    frame = polars.DataFrame({"x": [1.0, 2.0], "__index_level_0__": [3, 4], "index": [5, 6]})
    frame.write_parquet(here / "v.parquet") if kind == "parquet" else frame.write_ipc(here / "v.arrow")
    answer = run([f"v.{kind}", "-e", "x", "--to", "csv"], here)
    assert answer.lines[0] == "x,index,value,d_x,error"


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
@pytest.mark.parametrize("dtype", [polars.List(polars.Float64), polars.Array(polars.Float64, 2)])
def test_typed_columns_of_lists_are_vectors(kind: str, dtype: Any, here: Path) -> None:
    frame = polars.DataFrame({"x": [[1.0, 2.0], [3.0, 4.0]], "a": [1.0, 2.0]}, schema_overrides={"x": dtype})
    frame.write_parquet(here / "v.parquet") if kind == "parquet" else frame.write_ipc(here / "v.arrow")
    answer = run([f"v.{kind}", "-e", "a*sum(x^2)", "--wrt", "x", "-o", "out.parquet"], here)
    assert answer.status == 0, answer.errors
    found = polars.read_parquet(here / "out.parquet")
    assert found.select("value", "d_x[0]", "d_x[1]").rows() == [(5.0, 2.0, 4.0), (50.0, 12.0, 16.0)]
    assert batch("a*sum(x^2)", wrt="x")(frame)["d_x[1]"].to_list() == [4.0, 16.0]


def test_programs_with_vectors_run_over_rows(here: Path) -> None:
    (here / "points.csv").write_text("x,y\n1,2\n3,4\n")
    text = "A = [[1, 2], [3, 4]]; w = sigmoid(A @ [x, y]/10); sum_of_squares(w) + max(w)"
    answer = run(["points.csv", "-e", text], here)
    for line, point in zip(answer.lines[1:], ({"x": 1, "y": 2}, {"x": 3, "y": 4}), strict=True):
        alone = gradient(text, point)
        numbers = [float(cell) for cell in line.split(",")[2:5]]
        assert numbers == pytest.approx([alone.value, *alone.gradient.values()], rel=1e-14)
    fixed = run(["points.csv", "-e", "sum_of_squares(A @ [x, y])", "--A", "[[1, 2], [3, 4]]", "--wrt", "x"], here)
    assert [float(line.split(",")[2]) for line in fixed.lines[1:]] == [146.0, 746.0]


NETWORK = "f = tanh(A @ x + b); L = (dot(c, f) - t)^2 + s*log(x[0])"


def test_large_programs_of_vectors_run_over_rows(here: Path) -> None:
    random = numpy.random.default_rng(4)
    weights = {"A": random.normal(size=(40, 30)), "b": random.normal(size=40), "c": random.normal(size=40)}
    numpy.savez(here / "weights.npz", **weights, unused=numpy.zeros(3))
    points = [{"x": random.uniform(0.5, 1, size=30).tolist(), "t": float(i)} for i in range(200)]
    points[7]["x"][0] = -1.0
    points[9]["x"][0] = 0.0
    lines = [*map(json.dumps, points), json.dumps({"x": [1.0] * 29, "t": 1}), json.dumps({"x": [None] * 30, "t": 1})]
    (here / "points.jsonl").write_text("\n".join(lines))
    answer = run(["points.jsonl", "-e", NETWORK, "--at", "weights.npz", "--s", "2", "--wrt", "x,t"], here)
    rows = [json.loads(line) for line in answer.lines]
    assert answer.status == 1
    for i, (row, point) in enumerate(zip(rows, points, strict=False)):
        if i % 5 and i not in (7, 9):
            continue
        alone = gradient(NETWORK, {**weights, **point, "s": 2.0}, wrt=["x", "t"])
        if i in (7, 9):
            assert row["L"] == (None if i == 7 else "-Infinity")
            assert (row["error"] or "").startswith("`log(x[0])` needs" if i == 7 else "")
            continue
        assert row["error"] is None
        assert row["L"] == pytest.approx(alone.value, rel=1e-13)
        found = [row[f"d_L_x[{k}]"] for k in range(30)]
        assert found == pytest.approx(alone.gradient["x"], rel=1e-11, abs=1e-12)
        assert row["d_L_t"] == pytest.approx(alone.gradient["t"], rel=1e-13)
    assert "points.jsonl, line 10: `log(x[0])` is at the edge" in answer.errors
    assert rows[200]["error"] == "`x` has 29 elements, and in the first row 30"
    assert rows[201]["error"] == "`x[0]` is missing"
    frame = polars.DataFrame(points)
    table = pickle.loads(pickle.dumps(batch(NETWORK, {**weights, "s": 2}, wrt="t")))(frame)
    assert table["d_L_t"].to_list()[:7] == [row["d_L_t"] for row in rows[:7]]


def test_weights_as_results_are_as_many_columns_or_refused(here: Path) -> None:
    (here / "points.csv").write_text("x,y\n1,2\n3,4\n")
    few = run(["points.csv", "-e", "sum_of_squares(A @ [x, y])", "--A", "[[1, 2], [3, 4]]", "--wrt", "A"], here)
    assert few.lines[0] == "x,y,value,d_A[0, 0],d_A[0, 1],d_A[1, 0],d_A[1, 1],error".replace("d_A", '"d_A').replace(
        "],", ']",'
    )
    many = run(["points.csv", "-e", "x*sum(A) + y", "--A", json.dumps([[0.5] * 142] * 142)], here)
    assert (many.status, many.output) == (2, "")
    assert "each row would have 20167 results, more than 20000" in many.errors
    assert "`--wrt`" in many.errors


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstandard"])
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_compressed_files_are_read(pack: Any, kind: str, here: Path) -> None:
    FORMATS[kind](polars.DataFrame({"x": [1.0, 2.0]}), here / f"in.{kind}")
    packed = pack((here / f"in.{kind}").read_bytes())
    suffix = "gz" if pack is gzip.compress else "zst"
    (here / f"in.{kind}.{suffix}").write_bytes(packed)
    answer = run([f"in.{kind}.{suffix}", "-e", "x", "--to", "csv"], here)
    assert answer.output == "x,value,d_x,error\n1.0,1.0,1.0,\n2.0,2.0,1.0,\n"
    assert run(["-", "--from", kind, "-e", "x", "--to", "csv"], here, packed).output == answer.output


@pytest.mark.parametrize(
    ("suffix", "undo"), [("gz", gzip.decompress), ("zst", lambda data: zstandard.decompress(data, 1 << 20))]
)
def test_compressed_files_are_written(suffix: str, undo: Any, here: Path) -> None:
    assert run(["points.csv", "-e", "x", "-o", f"out.csv.{suffix}"], here).status == 0
    assert undo((here / f"out.csv.{suffix}").read_bytes()).decode().startswith("id,x,y,value,d_x,error\na,40,4,40.0")


def truncated(name: str, here: Path) -> None:
    """Writes a file of this name without its end."""
    frame = polars.DataFrame({"x": [float(i) * 1.1 for i in range(5000)]})
    if name.endswith("parquet"):
        frame.write_parquet(here / name)
    elif name.endswith("arrow"):
        frame.write_ipc(here / name)
    else:
        pack = gzip.compress if name.endswith("gz") else zstandard.compress
        (here / name).write_bytes(pack(frame.write_csv().encode()))
    data = (here / name).read_bytes()
    (here / name).write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cut.csv.gz", "error: `cut.csv.gz` is truncated: its compressed data has no end\n"),
        ("cut.csv.zst", "error: `cut.csv.zst` is truncated: its compressed data has no end\n"),
        ("cut.parquet", "error: `cut.parquet` cannot be read as Parquet: it is another format, damaged or truncated\n"),
        ("cut.arrow", "error: `cut.arrow` cannot be read as Arrow IPC: it is another format, damaged or truncated\n"),
    ],
)
def test_truncated_file_is_an_error_and_leaves_nothing(name: str, message: str, here: Path) -> None:
    truncated(name, here)
    answer = run([name, "-e", "x", "-o", "out.csv"], here)
    assert (answer.status, answer.errors) == (3, message)
    assert not (here / "out.csv").exists()
    assert not list(here.glob(".*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "words", [["-o", "/dev/full"], ["-o", "/dev/full", "--to", "parquet"], ["--errors", "/dev/full"]]
)
def test_full_disk_is_one_message(words: list[str], here: Path) -> None:
    (here / "in.csv").write_text("x\nabc\n", encoding="utf-8")
    answer = run(["in.csv", "-e", "x", *words], here)
    assert (answer.status, answer.errors) == (3, "error: `/dev/full` cannot be written: no space left on device\n")


# fmt: off
REFUSED = [
    # words, message
    (["points.csv", "-e", "x*zz"], "error: `zz` is neither a column nor bound to a value\n  x*zz\n    ^^\nhint: a value for all rows is given as `--zz 1`; the columns are `id`, `x`, `y`\n"),
    (["points.csv", "-e", "X*y"], "error: `X` is neither a column nor bound to a value\n  X*y\n  ^\nhint: did you mean `x`?\n"),
    (["points.csv", "-e", "x*y", "--x", "3"], "error: `x` is a column of `points.csv`, and bound to a value as well\nhint: leave one of them out\n"),
    (["points.csv", "-e", "x", "--q", "3"], "error: the formula has no variable `q`\nhint: it has `x`\n"),
    (["points.csv", "-e", "x", "--x", "1,2"], "error: `x` has several values, and the rows come from a file\nhint: a grid takes no file; one value is the same for all rows\n"),
    (["points.csv", "-e", "x", "--columns", "q"], "error: `points.csv` has no column `q`\nhint: it has `id`, `x`, `y`\n"),
    (["points.csv", "--expr-column", "q"], "error: `points.csv` has no column `q`\nhint: it has `id`, `x`, `y`\n"),
    (["points.csv", "--expr-column", "x", "-e", "x"], "error: `--expr-column` and `--expr` exclude each other\nhint: give one of them\n"),
    (["-e", "x*y", "x=0:1:1", "y=3", "q=3"], "error: the formula has no variable `q`\nhint: it has `x`, `y`\n"),
    (["-e", "x*y", "x=0:1:1", "y=3", "--w=[1,2]"], "error: the formula has no variable `w`\nhint: it has `x`, `y`\n"),
    (["points.csv", "-e", "x", "-o", "o.csv", "--errors", "./o.csv"], "error: the results and `--errors` would go to one file, `./o.csv`\nhint: name another for one of them\n"),
    (["points.csv", "-e", "x", "--errors", "-"], "error: the results and `--errors` would go to one file, standard output\nhint: name another for one of them\n"),
    (["points.csv", "-e", "x", "--errors", ""], "error: `--errors` names no file\nhint: as in `--errors failed.csv`\n"),
    (["points.csv", "-e", "x", "--jobs", "0"], "error: `--jobs 0` is less than one core\nhint: as in `--jobs 2`\n"),
    (["points.csv", "-e", "x", "--wrt", "x", "--no-grad"], "error: `--no-grad` and `--wrt` exclude each other\nhint: give one of them\n"),
    (["points.csv"], 'error: there is no formula\nhint: give one for all rows with `--expr "x*y"`, or name the column that has one in each row with `--expr-column NAME`; the columns are `id`, `x`, `y`\n'),
    (
        ["points.csv", "points.tsv", "-e", "x"],
        "error: `points.tsv` cannot be read: no such file or directory\nhint: did you mean `points.csv`?\n",
    ),
    (["2*x*y"], "error: no file fits `2*x*y`\nhint: a formula for all rows is given with `--expr`\n"),
    (["x + y"], "error: `x + y` cannot be read: no such file or directory\nhint: a formula for all rows is given with `--expr`\n"),
    (["q*.csv", "-e", "x"], "error: no file fits `q*.csv`\n"),
    (["points.txt", "-e", "x"], "error: `points.txt` cannot be read: no such file or directory\n"),
    (["points.csv", "-e", "x", "--to", "xlsx"], "error: there is no format `xlsx`\nhint: choose csv, tsv, jsonl, json, parquet, arrow\n"),
    (["points.csv", "-e", "x", "--on-error", "cry"], "error: `--on-error` has no choice `cry`\nhint: choose keep, skip, stop\n"),
    (["points.csv", "-e", "x", "--errors", "e.parquet"], "error: `--errors` writes text, and `e.parquet` is parquet\nhint: give it a name that ends in .csv, .tsv or .jsonl\n"),
    (["points.csv", "-e", "x(", "-o", "o.csv"], "error: expected a number, a name, `(` or `-`, but found the end\n  x(\n    ^\n"),
    (["-e", "x"], 'error: there is no table and no grid\nhint: as in `autograd batch points.csv -e "x*y"` or `autograd batch -e "x*y" --x 0:1:0.1 --y 1,2`\n'),
    (["-e", "value*x", "value=1,2", "x=1"], "error: the result `value` would have the name of a column of the table\nhint: `--rename value=new_value` names it `new_value`, and `--prefix new_` all results alike\n"),
    (["-e", "x", "--x", "0:1:0"], "error: `x` never gets from 0 to 1 in steps of 0\nhint: as in `0:10:0.1`\n"),
    (["-e", "x", "--x", "0:1:-0.5"], "error: `x` never gets from 0 to 1 in steps of -0.5\nhint: the step goes the other way: `0:1:0.5`\n"),
    (["-e", "x", "--x", "1,,2"], "error: the values of `x` cannot be read: ``\nhint: as in `0:10:0.1` (start, end, step), `0:24#7` (7 points), `1e-3:1e3#13log` or `1,2,3`\n"),
    (["-e", "x", "--x", "0:[1, 2]"], "error: the values of `x` cannot be read: `0:[1, 2]`\nhint: as in `0:10:0.1` (start, end, step), `0:24#7` (7 points), `1e-3:1e3#13log` or `1,2,3`\n"),
    (["points.csv", "a.ag"], "error: programs cannot be mixed with a table or a formula: each is a row of its own\nhint: the program's result for each row of a table: `autograd batch points.csv --file a.ag`\n"),
    (["points.csv", "-e", "x", "--progress", "--no-progress"], "error: `--progress` and `--no-progress` exclude each other\nhint: give one of them\n"),
    (["points.csv", "-e", "x", "--jobs", "-1"], "error: `--jobs -1` is less than one core\nhint: as in `--jobs 2`\n"),
    (["points.csv", "-e", "x", "--format", "csv"], "error: `batch` has no option `--format`\nhint: write `--to csv`\n"),
    (["points.csv", "-e", "x", "--digits", "3"], "error: `batch` has no option `--digits`, and the formula no variable `digits`\nhint: `autograd eval`, `autograd fit`, `autograd minimize` and `autograd solve` have that option\n"),
]
# fmt: on


@pytest.mark.parametrize(("option", "called"), [("--json", "--to json"), ("--ndjson", "--to jsonl")])
def test_an_option_of_other_commands_has_its_own_name_in_the_hint(option: str, called: str, here: Path) -> None:
    answer = run(["points.csv", "-e", "x", option], here)
    assert json.loads(answer.output)["error"]["hint"] == f"write `{called}`"


def test_program_with_a_variable_of_the_column_s_name_is_refused(here: Path) -> None:
    (here / "a.ag").write_text("given file = 3; file^2", encoding="utf-8")
    answer = run(["a.ag"], here)
    message = "error: a program has the variable `file`, which is the name of the column of the programs' files\n"
    assert (answer.status, answer.errors) == (2, f"{message}hint: rename the variable\n")


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_request_that_makes_no_sense_is_refused_before_any_work(words: list[str], message: str, here: Path) -> None:
    answer = run(words, here)
    assert (answer.errors, answer.output) == (message, "")
    assert answer.status in (2, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "error: standard input is empty\nhint: the first line names the columns, as in `x,y`\n"),
        ("x,x\n1,2\n", "error: standard input has two columns named `x`\nhint: rename one of them\n"),
        ("x,value\n1,2\n", "error: the result `value` would have the name of a column of standard input\nhint: `--rename value=new_value` names it `new_value`, and `--prefix new_` all results alike\n"),
        ("x,error\n1,2\n", "error: the result `error` would have the name of a column of standard input\nhint: `--rename error=new_error` names it `new_error`, and `--prefix new_` all results alike\n"),
        ('x,y\n1,"2\n3,4\n', "error: standard input: a quotation mark after line 1 is never closed\nhint: add the closing one; inside a cell a quotation mark is written twice\n"),
    ],
)  # fmt: skip
def test_table_that_makes_no_sense_is_refused(text: str, message: str, here: Path) -> None:
    answer = run(["-", "-e", "x"], here, text.encode())
    assert (answer.errors, answer.output.replace("x,y,value,d_x,error\n", "")) == (message, "")


def test_text_in_another_encoding_is_refused_with_its_line(here: Path) -> None:
    answer = run(["-", "-e", "x"], here, "x,t\n1,a\n2,\u00e9\n".encode("latin-1"))
    assert answer.status == 2
    assert answer.errors == (
        "error: standard input is not UTF-8 text: a byte in line 3 belongs to no character\n"
        "hint: `--encoding latin-1` or `--encoding cp1252` reads what Windows programs write\n"
    )


def test_several_files_become_one_table(here: Path) -> None:
    (here / "b1.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (here / "b2.csv").write_text("y,x\n4,3\n", encoding="utf-8")
    (here / "b3.jsonl").write_text('{"x": 5, "y": "q"}\n', encoding="utf-8")
    answer = run(["b[12].csv", "b3.jsonl", "-e", "x"], here)
    assert answer.output == "x,y,value,d_x,error\n1,2,1.0,1.0,\n3,4,3.0,1.0,\n5,q,5.0,1.0,\n"
    (here / "b4.csv").write_text("x\n1\n", encoding="utf-8")
    answer = run(["b1.csv", "b4.csv", "-e", "x", "-o", "out.csv"], here)
    assert answer.errors == (
        "error: `b4.csv` has no column `y`, unlike `b1.csv`\nhint: the files of one call have the same columns\n"
    )
    assert not (here / "out.csv").exists()


def test_dates_are_no_numbers(here: Path) -> None:
    frame = polars.DataFrame({"x": ["2024-01-01"], "y": [True]}).with_columns(polars.col("x").str.to_date())
    frame.write_parquet(here / "in.parquet")
    answer = run(["in.parquet", "-e", "x"], here)
    assert answer.errors == (
        "error: the column `x` of `in.parquet` holds date, not numbers\nhint: a variable takes a column of numbers\n"
    )
    assert run(["in.parquet", "-e", "1", "--to", "csv"], here).output == "x,y,value,error\n2024-01-01,true,1.0,\n"


def test_program_file_gives_the_formula_of_a_table(here: Path) -> None:
    (here / "f.ag").write_text("given k = 2\nk*x", encoding="utf-8")
    answer = run(["points.csv", "--file", "f.ag", "--columns", "x", "--wrt", "x"], here)
    assert answer.output == "x,value,d_x,error\n40,80.0,2.0,\n1.5,3.0,2.0,\n"


def test_programs_are_a_row_each(here: Path) -> None:
    (here / "a.ag").write_text("given x = 3\nx^2", encoding="utf-8")
    (here / "b.ag").write_text("given y = 2\n\nlog(-y)", encoding="utf-8")
    (here / "c.ag").write_text("given z = 2\n(z", encoding="utf-8")
    answer = run(["*.ag"], here)
    assert answer.lines == [
        '{"file": "a.ag", "x": 3.0, "value": 9.0, "d_x": 6.0, "error": null}',
        '{"file": "b.ag", "y": 2.0, "value": null, "error": "`log(-y)` needs `-y > 0`, but `-y = -2`"}',
        '{"file": "c.ag", "value": null, "error": "line 2, column 1: this `(` is never closed; add `)`"}',
    ]
    assert answer.status == 1
    answer = run(["a.ag", "b.ag", "--to", "csv", "--no-grad", "--on-error", "skip"], here)
    assert answer.output == "file,x,y,value\na.ag,3.0,,9.0\n"


def test_program_of_vectors_has_a_column_for_each_element(here: Path) -> None:
    (here / "a.ag").write_text("given x = [1, 2], y = 3\nsum(x)*y", encoding="utf-8")
    (here / "b.ag").write_text("given A = [[1, 2]]\nsum(A @ z)", encoding="utf-8")
    (here / "b.json").write_text('{"z": [3, 4], "y": 7}', encoding="utf-8")
    answer = run(["a.ag", "--to", "csv", "--columns", "file"], here)
    assert answer.output == "file,value,d_x[0],d_x[1],d_y,error\na.ag,9.0,3.0,3.0,3.0,\n"
    assert answer.status == 0
    answer = run(["b.ag", "--at", "b.json"], here)
    assert json.loads(answer.output) == {
        "file": "b.ag", "A": [[1.0, 2.0]], "value": 11.0,
        "d_A[0, 0]": 3.0, "d_A[0, 1]": 4.0, "d_z[0]": 1.0, "d_z[1]": 2.0, "error": None,
    }  # fmt: skip


def test_rejects_of_a_plain_table_are_its_lines(here: Path) -> None:
    (here / "plain.csv").write_text("x,y\n1,2\n-1,3\n")
    answer = run(["plain.csv", "-e", "sqrt(x)", "--errors", "bad.csv"], here)
    assert answer.status == 1
    wanted = 'x,y,line,error\n-1,3,3,"`sqrt(x)` needs `x >= 0`, but `x = -1`"\n'
    assert (here / "bad.csv").read_text(encoding="utf-8") == wanted


def test_columns_of_objects_keep_their_kinds(here: Path) -> None:
    row = {"id": 7, "ok": True, "o": {"a": 1}, "l": [1, 2], "x": 1.5}
    (here / "kinds.jsonl").write_text(json.dumps(row))
    answer = run(["kinds.jsonl", "-e", "x^2", "--columns", "id,ok,o,l"], here)
    assert json.loads(answer.output) == {name: row[name] for name in ("id", "ok", "o", "l")} | {
        "value": 2.25,
        "d_x": 3.0,
        "error": None,
    }


def test_vectors_of_a_row_need_their_columns_in_a_table(here: Path) -> None:
    rows = [{"expression": "sum(v)*k", "v": [1, 2], "k": 2}, {"expression": "v[0]*v[1]", "v": [3, 4, 5]}]
    (here / "own.jsonl").write_text("\n".join(map(json.dumps, rows)))
    answer = run(["own.jsonl", "--to", "csv"], here)
    assert answer.status == 1
    assert answer.lines[0] == "expression,v,k,value,d_v[0],d_v[1],d_k,error"
    assert answer.lines[1] == 'sum(v)*k,"[1, 2]",2,6.0,2.0,2.0,3.0,'
    assert answer.lines[2].endswith("there is no column for `d_v[2]`: the columns are those of the first row's vectors")


def test_formulas_of_their_own_have_vectors(here: Path) -> None:
    rows = [
        {"expression": "k*sum_of_squares(x)", "x": [1, 2], "k": 3},
        {"expression": "k*sum_of_squares(x)", "x": [1, 2, 4], "k": 3},
        {"expression": "k*sum_of_squares(x)", "x": [[1, 2], [3, 4]], "k": 3},
        {"expression": "k*sum_of_squares(x)", "x": [1, None], "k": 3},
    ]
    (here / "own.jsonl").write_text("\n".join(map(json.dumps, rows)))
    answer = run(["own.jsonl"], here)
    two, three, matrix, missing = (json.loads(line) for line in answer.lines)
    assert [two["value"], two["d_x[0]"], two["d_x[1]"], two["d_k"]] == [15.0, 6.0, 12.0, 5.0]
    assert [three["value"], three["d_x[2]"]] == [63.0, 24.0]
    assert matrix["error"].endswith("a row gives numbers and vectors, and `x` is a matrix")
    assert missing["error"] == "`x[1]` is missing"


def test_values_that_a_formula_gives_itself_have_partials_where_they_are_asked_for(here: Path) -> None:
    text = b'expression,x\n"given k=2; k*x",3\nx^2,3\n'
    assert run(["-"], here, text).lines == [
        "expression,x,value,d_x,error",
        "given k=2; k*x,3,6.0,2.0,",
        "x^2,3,9.0,6.0,",
    ]
    wanted = ["expression,x,value,d_x,d_k,error", "given k=2; k*x,3,6.0,2.0,3.0,", "x^2,3,9.0,6.0,,"]
    assert run(["-", "--wrt", "x,k"], here, text).lines == wanted
    assert json.loads(run(["-", "--to", "jsonl"], here, text).lines[0])["d_k"] == 3


def test_rows_may_have_their_own_formulas(here: Path) -> None:
    text = "expression,x,y\nx*y,2,3\nsin(y),,0\n,1,2\nx*q,1,1\nfoo(x),1,1\nlog(x),-1,1\nx+y,1,\n"
    answer = run(["-"], here, text.encode())
    assert answer.lines == [
        "expression,x,y,value,d_x,d_y,error",
        "x*y,2,3,6.0,3.0,2.0,",
        "sin(y),,0,0.0,,1.0,",
        ",1,2,,,,`expression` is missing",
        'x*q,1,1,,,,"`q` is neither a column nor bound to a value; a value for all rows is given as `--q 1`; the columns are `x`, `y`"',
        "foo(x),1,1,,,,unknown function `foo`; did you mean `floor`?",
        'log(x),-1,1,,,,"`log(x)` needs `x > 0`, but `x = -1`"',
        "x+y,1,,,,,`y` is missing",
    ]
    lines = [{"expression": "2*x*y", "x": 40, "y": 4}, {"expression": "a^2", "a": 3}, {"expression": "k*a", "a": 3}]
    answer = run(["-", "--from", "jsonl", "--k", "2"], here, "\n".join(map(json.dumps, lines)).encode())
    assert answer.lines == [
        '{"expression": "2*x*y", "x": 40, "y": 4, "value": 320.0, "d_x": 8.0, "d_y": 80.0, "error": null}',
        '{"expression": "a^2", "a": 3, "value": 9.0, "d_a": 6.0, "error": null}',
        '{"expression": "k*a", "a": 3, "value": 6.0, "d_k": 3.0, "d_a": 2.0, "error": null}',
    ]


def test_formula_of_many_rows_is_compiled_and_gives_the_same(here: Path) -> None:
    rows = "".join(f"{'x^2' if i % 3 else 'log(x)'},{i - 5}\n" for i in range(2000))
    found = polars.read_csv(run(["-"], here, f"expression,x\n{rows}".encode()).output.encode())
    for text, x, value, d_x, error in found.rows():
        wanted = gradient(text, {"x": x})
        assert wanted.gradient
        if error is None or math.isinf(d_x or 0):
            assert (value, d_x) == pytest.approx((wanted.value, wanted.gradient["x"]), rel=1e-15)
        else:
            assert wanted.failed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0:10:0.1", [i / 10 for i in range(101)]),
        ("0:1", [0.0, 1.0]),
        ("0:1:0.3", [0.0, 0.3, 0.6, 0.9]),
        ("1:0:-0.25", [1.0, 0.75, 0.5, 0.25, 0.0]),
        ("-1e-3:1e-3:1e-3", [-1e-3, 0.0, 1e-3]),
        ("1,2,3", [1.0, 2.0, 3.0]),
        ("0,pi/2,inf", [0.0, math.pi / 2, math.inf]),
        ("0:1,5,7:9", [0.0, 1.0, 5.0, 7.0, 8.0, 9.0]),
        ("max(1,2),3", [2.0, 3.0]),
        ("0.1:0.1", [0.1]),
        ("1e30:3e30:1e30", [1e30, 2e30, 3e30]),
        ("1e-30:3e-30:1e-30", [1e-30, 2e-30, 3e-30]),
        ("0:24#7", [0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 24.0]),
        ("1:0#3, 7", [1.0, 0.5, 0.0, 7.0]),
        ("0:1#4", [0.0, 1 / 3, 2 / 3, 1.0]),
        ("0:pi#3", [0.0, math.pi / 2, math.pi]),
        ("1e-3:1e3#7log", [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]),
        ("-100:-1#3log", [-100.0, -10.0, -1.0]),
        ("1:2#2log,5", [1.0, 2.0, 5.0]),
        ("1e-300:1e300#3log", [1e-300, 1.0, 1e300]),
    ],
)
def test_axis_has_both_ends_and_decimal_steps(text: str, wanted: list[float]) -> None:
    axis = read_axis("x", text)
    assert axis.values(polars.Series(range(axis.points), dtype=polars.Int64).to_numpy()).tolist() == wanted


def test_grid_has_its_last_variable_fastest(here: Path) -> None:
    answer = run(["-e", "sin(x)*y", "--x", "0:1:0.5", "--y", "1,2", "--no-grad"], here)
    assert [line.split(",")[:2] for line in answer.lines[1:]] == [
        [x, y] for x in ("0.0", "0.5", "1.0") for y in ("1.0", "2.0")
    ]


@pytest.mark.parametrize("words", [["points.csv", "--wrt", "x"], ["x=40,1.5", "--wrt", "x"]])
@pytest.mark.parametrize("value", ["@a.npz:w", "ones(2)", "[1, 1]"])
def test_vector_is_the_same_for_all_rows_of_a_table_and_of_a_grid(words: list[str], value: str, here: Path) -> None:
    numpy.savez(here / "a.npz", w=numpy.ones(2))
    answer = run([*words, "-e", "x*(w[0] + w[1])", f"w={value}", "--columns", "x"], here)
    assert (answer.status, [line.split(",")[1] for line in answer.lines]) == (0, ["value", "80.0", "3.0"])


def test_grid_larger_than_a_block_is_whole(here: Path) -> None:
    answer = run(["-e", "x + y", "--x", "0:299", "--y", "0:499", "-o", "out.parquet"], here)
    assert answer.status == 0
    found = polars.read_parquet(here / "out.parquet")
    assert found["value"].to_list() == [float(x + y) for x in range(300) for y in range(500)]


def test_order_and_line_numbers_are_kept_over_many_blocks(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PIECE", 1 << 10)
    rows = [f'{i},"two\nlines"' if i % 100 == 7 else f"{i},plain" if i % 50 else "oops,plain" for i in range(3000)]
    answer = run(
        ["-", "-e", "2x", "--jobs", "3", "--errors", "rejects.jsonl"], here, ("x,t\n" + "\n".join(rows)).encode()
    )
    found = polars.read_csv(answer.output.encode(), infer_schema=False)
    assert found["x"].to_list() == [row.partition(",")[0] for row in rows]
    assert found["value"].to_list() == [f"{2.0 * i}" if i % 50 else None for i in range(3000)]
    rejects = [json.loads(line)["line"] for line in (here / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    lines, line = [], 2
    for i, row in enumerate(rows):
        lines += [line] if i % 50 == 0 else []
        line += 1 + row.count("\n")
    assert rejects == lines
    assert answer.errors.endswith("..., 60 of 3,000 rows failed\n")


def test_blocks_are_done_at_once_and_given_in_order() -> None:
    together = threading.Barrier(2, timeout=10)

    def slow(number: int) -> int:
        together.wait()
        time.sleep(0.02 if number % 2 == 0 else 0)
        return number

    assert list(ordered(slow, range(10), 2)) == list(range(10))


def test_error_of_a_block_comes_in_its_place() -> None:
    results = ordered(lambda number: 12 // (3 - number), range(100), 2)
    assert [next(results) for _ in range(3)] == [4, 6, 12]
    with pytest.raises(ZeroDivisionError):
        next(results)


SPREAD = [0.0, -0.0, 1.0, -1.0, 2.5, -700.0, 710.0, 1e-200, -1e200, 3.0, 1e300, math.nan, 0.3, -0.3, 20.0]


@pytest.mark.parametrize(
    "text",
    [
        "sin(x*y) + log(x)*sqrt(y) + tanh(x/y) + x^y",
        "1/(1 + exp(-x))*y",
        "log(1 + exp(x)) - y",
        "where(x > 0, sqrt(x), y)",
        "asin(x/y) + pi",
        "log(exp(x)) + y^2.5",
        "max(log(x), y)",
        "erf(x)*log(y)",
        "hypot(x, y)/x",
        "log(x, y)",
        "y/x + x",
        "sin(x)/sqrt(x^2) + y",
        "x^y + y^x",
        "1/(x - 1) + sqrt(y)*log(y)",
        "where(y > 0, log(x), 1/x) - acosh(x)",
        "floor(x/y) + x^0.5*y^-1",
        "atan2(x, y) + abs(x)/y",
        "log(sqrt(x) - y)/x",
        "exp(-x)*y/(exp(-x) + 1)",
    ],
)
def test_many_rows_are_judged_as_one_is(text: str) -> None:
    formula = row_formula(Source(text), ["x", "y"], {})
    points = [(x, y) for x in SPREAD for y in SPREAD]
    columns = [polars.Series([point[i] for point in points]).to_numpy() for i in range(2)]
    complaints: dict[int, Complaint] = {}
    outputs, *_ = BlockFormula(formula, False).run(columns, len(points), complaints, careful=len(points))
    words = row_words(complaints)
    for row, point in enumerate(points):
        alone = judge_row(formula, point)
        assert words.get(row) == row_words({row: alone.complaint} if alone.complaint else {}).get(row), point
        assert [float(output[row]) for output in outputs] == pytest.approx(alone.outputs, rel=1e-12, nan_ok=True), point


@pytest.mark.parametrize("text", ["log(exp(x))", "exp(x)*1e300", "log(exp(x))*2 + 1", "exp(x)*1e308*exp(x/1e9)"])
def test_many_rows_by_way_of_subnormal_numbers_are_right_to_the_last_places(text: str) -> None:
    x = numpy.concatenate([numpy.linspace(-744, -709.5, 400), numpy.linspace(-745, -730, 100)])
    (value, slope), *_ = BlockFormula(row_formula(Source(text), ["x"], {}), False).run([x], len(x), {})
    for row, one in enumerate(x):
        alone = gradient(text, {"x": float(one)})
        assert (value[row], slope[row]) == pytest.approx((alone.value, alone.gradient["x"]), rel=1e-15, abs=5e-324)


@pytest.mark.parametrize("bad", [-2.0, 0.0, -800.0], ids=["outside", "edge", "overflow"])
def test_thousands_of_flagged_rows_are_judged_by_a_few(bad: float) -> None:
    formula = row_formula(
        Source("log(x)*sqrt(y) + 1/(1 + exp(-y)) + x^y" if bad > -9 else "log(1 + exp(-x*y))"), "xy", {}
    )
    count = 100_000
    y = 1.0 + numpy.arange(count) / count
    x = numpy.where(numpy.arange(count) % 10 == 0, bad, y)
    block = BlockFormula(formula, True)
    complaints: dict[int, Complaint] = {}
    with mock.patch("autograd_cli.data.block.judge_row", wraps=judge_row) as judged:
        block.run([x, y], count, complaints)
    assert judged.call_count <= 10
    assert len(complaints) == (0 if bad < -9 else count // 10)


def test_results_appear_as_rows_arrive() -> None:
    with subprocess.Popen([*COMMAND, "-", "-e", "2x"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"x\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"x,value,d_x,error\n"
        for i in range(3):
            start = time.monotonic()
            process.stdin.write(b"%d\n" % i)
            process.stdin.flush()
            assert process.stdout.readline() == b"%d,%.1f,2.0,\n" % (i, 2 * i)
            assert time.monotonic() - start < 2  # 0.1 s where the machine is free; the benchmark measures it
        process.stdin.close()


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_interruption_leaves_no_file(name: str, here: Path) -> None:
    words = [*COMMAND, "-", "-e", "x", "-o", name]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=here) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b"x\n1\n")
        process.stdin.flush()
        until = time.monotonic() + 30
        while not list(here.glob(f".{name}*")) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == f"interrupted: `{name}` is not written\n".encode()
    assert [path.name for path in here.iterdir()] == ["points.csv"]


def test_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m autograd_cli batch -e x --x 0:300000 | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("x,value,d_x,error\n141\n", "")


def test_progress_is_silent_unless_asked_for(here: Path) -> None:
    assert run(["points.csv", "-e", "x"], here).errors == ""
    assert run(["points.csv", "-e", "x", "--progress"], here).errors == "2 rows\n"
    (here / "one.csv").write_text("x\n1\n", "utf-8")
    assert run(["one.csv", "-e", "x", "--progress"], here).errors == "1 row\n"


@pytest.mark.parametrize(
    ("words", "shown"),
    [((), False), (("-o", "out.csv"), True), (("-o", "out.csv", "--no-progress"), False), (("--progress",), True)],
)
def test_progress_and_results_are_not_mixed_on_a_terminal(here: Path, words: tuple[str, ...], shown: bool) -> None:
    words = tuple(str(here / word) if word.endswith(".csv") else word for word in words)
    printed = on_terminal(["batch", str(here / "points.csv"), "-e", "x", *words], 120, {"NO_COLOR": "1"})
    assert ("%" in printed) is shown
    assert (re.search(r"2 rows, .*00:00 left", printed) is not None) is shown


def test_target_keeps_its_permissions_and_links(here: Path) -> None:
    (here / "real.csv").write_text("old", encoding="utf-8")
    (here / "real.csv").chmod(0o640)
    (here / "link.csv").symlink_to("real.csv")
    assert run(["points.csv", "-e", "x", "-o", "link.csv"], here).status == 0
    assert (here / "link.csv").is_symlink()
    assert (here / "real.csv").stat().st_mode & 0o777 == 0o640
    assert (here / "real.csv").read_text(encoding="utf-8").startswith("id,x,y,value")


def test_missing_extra_is_named_with_its_command(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    answer = run(["points.csv", "-e", "x"], here)
    assert (answer.status, answer.errors) == (
        2,
        "error: `autograd batch` needs polars, which is not installed\n"
        f"hint: install it with `{install_command('batch')}`\n",
    )


class TestTransform:
    def test_it_can_be_pickled_and_gives_what_gradient_gives(self) -> None:
        transform = pickle.loads(pickle.dumps(batch("x^k*y", {"k": 2}, wrt=["x", "y"])))
        frame = polars.DataFrame({"x": [1.0, 3.0, None], "y": [2, 5, 1]})
        found = transform(frame)
        assert found.columns == ["x", "y", "value", "d_x", "d_y", "error"]
        assert found.rows() == [
            (1.0, 2, 2.0, 4.0, 1.0, None),
            (3.0, 5, 45.0, 30.0, 9.0, None),
            (None, 1, None, None, None, "`x` is missing"),
        ]

    def test_what_it_gave_does_not_change_afterwards(self) -> None:
        transform = batch("2x")
        first = transform(polars.DataFrame({"x": [1.0]}))
        transform(polars.DataFrame({"x": [5.0]}))
        assert first.rows() == [(1.0, 2.0, 2.0, None)]

    def test_values_that_are_equal_and_not_the_same_give_different_tables(self) -> None:
        frame = polars.DataFrame({"x": [-1.0]})
        found = [batch("atan2(a, x)", {"a": zero})(frame)["value"].item() for zero in (0.0, -0.0)]
        assert found == [math.pi, -math.pi]

    def test_it_takes_tables_longer_than_a_block_and_empty_ones(self) -> None:
        frame = polars.DataFrame({"x": [float(i) for i in range(150_000)]})
        assert batch("x + 1")(frame)["value"].to_list() == [i + 1.0 for i in range(150_000)]
        assert batch("x + 1")(frame.head(0)).height == 0

    def test_arrow_tables_stay_arrow_tables(self) -> None:
        arrow = pytest.importorskip("pyarrow")
        table = arrow.table({"x": [1.0, -1.0]})
        found = batch("log(x)")(table)
        assert isinstance(found, arrow.Table)
        assert found["value"].to_pylist() == [0.0, None]
        (part,) = table.to_batches()
        assert isinstance(batch("log(x)")(part), arrow.RecordBatch)
        assert batch("log(x)")(part.slice(0, 0)).num_rows == 0

    @pytest.mark.parametrize(
        ("expression", "columns", "code"),
        [("x*q", ["x"], "missing-binding"), ("x", ["x", "value"], "usage"), ("x", ["x", "d_x"], "usage")],
    )
    def test_what_makes_no_sense_is_an_error(self, expression: str, columns: list[str], code: str) -> None:
        with pytest.raises(AutogradError) as caught:
            batch(expression)(polars.DataFrame({name: [1.0] for name in columns}))
        assert caught.value.code == code

    def test_value_for_a_column_is_an_error(self) -> None:
        with pytest.raises(AutogradError, match="`x` is a column of the table, and bound to a value as well"):
            batch("x*y", {"x": 2.0})(polars.DataFrame({"x": [1.0], "y": [1.0]}))

    def test_formula_is_read_at_once(self) -> None:
        with pytest.raises(AutogradError):
            batch("x +")


def test_a_name_that_the_formula_has_not_is_refused_before_any_table_in_python_too() -> None:
    with pytest.raises(AutogradError) as caught:
        batch("x*y", wrt="z")
    assert (caught.value.code, caught.value.hint) == ("unknown-name", "it has `x`, `y`")
    assert gradient("x*y", {"x": 2, "y": 3}, wrt="x, y").gradient == {"x": 3.0, "y": 2.0}
    both = batch("x*y", wrt="x, y")(polars.DataFrame({"x": [2.0], "y": [3.0]}))
    assert both.row(0, named=True) == {"x": 2.0, "y": 3.0, "value": 6.0, "d_x": 3.0, "d_y": 2.0, "error": None}


def test_rows_that_fail_alike_are_not_judged_one_by_one() -> None:
    rows = 1000
    frame = polars.DataFrame({"x": [-1 - i / 7 for i in range(rows)], "y": [1 / 3] * rows, "z": [0.5] * rows})
    with mock.patch("autograd_cli.data.block.judge_row", wraps=judge_row) as judged:
        table = batch("log(x)*y + x^y + z^2")(frame)
    assert {told.split(",")[0] for told in table["error"]} == {"`log(x)` needs `x > 0`"}
    assert len(set(table["error"])) == rows
    assert table["d_z"].to_list() == [1.0] * rows
    assert judged.call_count < 10


@pytest.mark.parametrize("rows", [3, 3000])
def test_digits_that_cancel_are_had_back_in_the_first_rows_and_in_all_of_a_careful_batch(
    tmp_path: Path, rows: int
) -> None:
    points = [10.0 ** -(i % 9) for i in range(rows)]
    (tmp_path / "points.csv").write_text("x\n" + "".join(f"{x!r}\n" for x in points))
    results = {}
    for options in ((), ("--careful",)):
        out = tmp_path / "out.jsonl"
        words = ("batch", str(tmp_path / "points.csv"), "-e", "(1 - cos(x))/x^2", "-o", str(out), *options)
        status, _, told = call(*words)
        assert status == 0
        assert ("digits cancel" in told) == (rows > 100 and not options)
        results[options] = [json.loads(line) for line in out.read_text().splitlines()]
    single = {x: gradient("(1 - cos(x))/x^2", {"x": x}) for x in dict.fromkeys(points)}
    for i, (x, row, careful) in enumerate(zip(points, results[()], results[("--careful",)], strict=True)):
        alone = single[x]
        assert (careful["value"], careful["d_x"]) == pytest.approx((alone.value, alone.gradient["x"]), rel=1e-12, abs=0)
        assert i + 2 > 100 or row == careful  # the header is the first line
        assert i + 2 <= 100 or x > 1e-7 or row["value"] != pytest.approx(0.5, rel=1e-3)


def test_a_sample_of_rows_tells_that_digits_cancel_further_on(tmp_path: Path) -> None:
    ordinary, cancelling = ["1.5"] * 1000, ["1e-8"] * 1000
    words = ("batch", str(tmp_path / "points.csv"), "-e", "(1 - cos(x))/x^2", "-o", str(tmp_path / "out.csv"))
    for rows, told in ((ordinary, ""), (ordinary + cancelling, "digits cancel in ")):
        (tmp_path / "points.csv").write_text("\n".join(["x", *rows, ""]))
        status, _, error = call(*words)
        assert status == 0
        assert error.startswith(told)
        assert bool(error) == bool(told)
    found, looked_at = (int(word) for word in error.split(";")[0].split() if word.isdigit())
    first = 99  # rows after the header, in none of which they do
    assert found == pytest.approx((looked_at - first) * 1000 / (2000 - first), rel=0.05)
    assert looked_at < 250
    assert call(*words, "--quiet")[2] == ""


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_samples_of_all_blocks_are_counted(jobs: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = map(str, random.Random(1).choices([1e-8, 1.0], k=60_000))
    (here / "t.csv").write_text("\n".join(["x", *lines, ""]), encoding="utf-8")
    monkeypatch.setattr(streams, "PIECE", 1 << 14)
    told = []
    for together in (1, 2, 64):
        monkeypatch.setattr("autograd_cli.data.batch.TOGETHER", together)
        told.append(call("batch", "t.csv", "-e", "(1 - cos(x))/x^2", "--jobs", jobs, "-o", "out.csv")[2])
    blocks = -(-(here / "t.csv").stat().st_size // streams.PIECE)
    found = {re.search(r"digits cancel in ([\d,]+) of the ([\d,]+) rows", text) for text in told}
    doubtful, rows = {tuple(int(one.replace(",", "")) for one in match.groups()) for match in found if match}.pop()
    assert len({*told}) == 1
    assert blocks * 64 < rows < blocks * 66 + 100
    assert 0.3 < doubtful / rows < 0.7


def test_careful_transform_has_the_digits_that_cancel_back() -> None:
    frame = polars.DataFrame({"x": [1e-8, 1.0]})
    assert batch("(1 - cos(x))/x^2", careful=True)(frame)["value"].to_list() == pytest.approx([0.5, 1 - math.cos(1)])


def test_names_that_are_constants_are_noted_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x\n1\n2\n")
    words = ("batch", str(path), "-o", str(tmp_path / "out.csv"))
    assert call(*words, "-e", "e*x + pi")[2].count("name: `e` is a constant here") == 1
    assert call(*words, "-e", "e^x")[2] == ""
    assert call(*words, "-e", "e*x", "--quiet")[2] == ""


def test_bytes_are_not_written_to_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x\n1\n2\n")
    shown = on_terminal(["batch", str(path), "-e", "2*x", "--to", "parquet"], 80, {}, status=2)
    assert "`parquet` is not text" in shown
