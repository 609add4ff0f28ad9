"""Blocks of rows: grids, order, and many rows that are judged as one is."""

import json
import math
import threading
import time
from pathlib import Path
from unittest import mock

import numpy
import polars
import pytest
from support.batches import run

from autograd_cli import gradient
from autograd_cli.data import streams
from autograd_cli.data.block import BlockFormula
from autograd_cli.data.grid import read_axis
from autograd_cli.errors import Complaint, Source
from autograd_cli.report.rows import judge_row, row_formula
from autograd_cli.rows.stream import ordered
from autograd_cli.wording.rows import row_words


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
