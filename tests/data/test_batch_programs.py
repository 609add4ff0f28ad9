"""Programs over tables: vectors, files of formulas, and rows with formulas of their own."""

# ruff: noqa: E501, whole messages stand on one line

import json
import math
import pickle
from pathlib import Path

import numpy
import polars
import pytest
from support.batches import run

from autograd_cli import AutogradWarning, batch, gradient


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
    transform = pickle.loads(pickle.dumps(batch(NETWORK, {**weights, "s": 2}, wrt="t")))
    with pytest.warns(AutogradWarning, match="1 of 200 rows has an infinite result; row 10"):
        table = transform(frame)
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
