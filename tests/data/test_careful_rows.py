"""Digits that cancel in rows, and what is said once for all of them."""

import json
import math
import random
import re
from pathlib import Path
from unittest import mock

import polars
import pytest
from support.calls import call, on_terminal

from autograd_cli import batch, gradient
from autograd_cli.data import streams
from autograd_cli.report.rows import judge_row


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
