"""Types of columns carried through from text: inferred where every cell reads back the same, or asked for."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars
import pytest
from support.calls import AUTOGRAD, call

from autograd_cli.data import batch, inference, streams

# Cells of a column, and the type that it gets in Parquet and in JSON; None is text.
CELLS: list[tuple[str, list[str], type | None, type | None]] = [
    ("whole", ["7", "-3", "0"], int, int),
    ("zeros", ["007", "12"], None, None),
    ("signs", ["+7", "12"], None, None),
    ("largest", ["9223372036854775807", "1"], int, None),
    ("least", ["-9223372036854775808", "1"], int, None),
    ("exact", ["9007199254740992", "-1"], int, int),
    ("beyond", ["9223372036854775808", "1"], None, None),
    ("floats", ["1.5", "-0.25", "1e-08"], float, float),
    ("padded", ["1.50", "2.5"], None, None),
    ("mixed", ["1.0", "1"], None, None),
    ("points", ["1.0", "2.0"], float, float),
    ("nan", ["1.5", "NaN"], float, float),
    ("infinite", ["1.5", "inf"], None, None),
    ("overflowing", ["1e400", "1.5"], None, None),
    ("gaps", ["4", "", "5"], int, int),
    ("float_gaps", ["", "0.5"], float, float),
    ("nothing", ["", ""], None, None),
    ("flags", ["true", "false"], bool, bool),
    ("yes", ["true", "yes"], None, None),
    ("upper", ["True", "False"], None, None),
    ("dates", ["2024-01-02", "2024-01-03"], None, None),
    ("blanks", [" 7", "8"], None, None),
    ("words", ["a", "8"], None, None),
]
DTYPES = {int: polars.Int64, float: polars.Float64, bool: polars.Boolean, None: polars.String}
ROWS, FEW = 400_000, 12_000  # more than one piece has, as files are read, and in the pieces of `small_pieces`


def late(rows: int) -> str:
    return "x,id\n" + "".join(f"{i},{i}\n" for i in range(rows)) + "5,A7\n"


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read, and types inferred, in pieces of 64 KiB."""
    for module in (streams, inference):
        monkeypatch.setattr(module, "PIECE", 1 << 16)


def written(path: Path, *cells: str) -> Path:
    path.write_text("x,c\n" + "".join(f"1,{cell}\n" for cell in cells))
    return path


@pytest.mark.parametrize(("cells", "kind"), [(cells, kind) for _, cells, kind, _ in CELLS], ids=[c[0] for c in CELLS])
def test_a_column_gets_the_type_in_which_every_cell_reads_back_the_same(
    cells: list[str], kind: type | None, tmp_path: Path
) -> None:
    target = tmp_path / "t.parquet"
    assert call("batch", str(written(tmp_path / "t.csv", *cells)), "-e", "x^2", "-o", str(target))[0] == 0
    column = polars.read_parquet(target)["c"]
    assert column.dtype == DTYPES[kind]
    assert column.null_count() == cells.count("")


@pytest.mark.parametrize(("cells", "kind"), [(cells, kind) for _, cells, _, kind in CELLS], ids=[c[0] for c in CELLS])
def test_in_json_a_number_is_one_that_every_reader_has(cells: list[str], kind: type | None, tmp_path: Path) -> None:
    target = tmp_path / "t.jsonl"
    assert call("batch", str(written(tmp_path / "t.csv", *cells)), "-e", "x^2", "-o", str(target))[0] == 0
    column = polars.read_ndjson(target.read_bytes().replace(b'"NaN"', b"0.0"))["c"]
    assert column.dtype == (polars.Null if not any(cells) else DTYPES[kind])


ASKED: list[tuple[str, list[str], list[object]]] = [
    # --types, cells, values in Parquet
    ("c=int", ["007", " 8", ""], [7, 8, None]),
    ("c=float", ["1.50", "1", ""], [1.5, 1.0, None]),
    ("c=bool", ["True", "FALSE", ""], [True, False, None]),
    ("c=text", ["1", "2"], ["1", "2"]),
    ("`c` = text , x=int", ["1", "2"], ["1", "2"]),
]


@pytest.mark.parametrize(("types", "cells", "values"), ASKED)
def test_types_that_are_asked_for_take_cells_however_they_are_written(
    types: str, cells: list[str], values: list[object], tmp_path: Path
) -> None:
    target = tmp_path / "t.arrow"
    words = ["batch", str(written(tmp_path / "t.csv", *cells)), "-e", "x^2", "-o", str(target), "--types", types]
    assert call(*words)[0] == 0
    assert polars.read_ipc(target)["c"].to_list() == values


def test_a_column_that_the_formula_reads_has_the_type_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("x,y\n1,2.50\n3,4\n")
    words = ["batch", str(tmp_path / "t.csv"), "-e", "x*y", "-o", str(tmp_path / "t.parquet")]
    assert call(*words, "--types", "x=int,y=text")[0] == 0
    frame = polars.read_parquet(tmp_path / "t.parquet")
    assert (frame["x"].to_list(), frame["y"].to_list()) == ([1, 3], ["2.50", "4"])
    assert frame["value"].to_list() == [2.5, 12.0]


REFUSED: list[tuple[list[str], str]] = [
    (["--types", "c=int"], "line 3: `c` is `A7`, which is not of the type `int`"),
    (["--types", "d=int"], "has no column `d`"),
    (["--types", "c"], "`--types` has `c`, which is not a column and one of `int`, `float`, `bool`, `text`"),
    (["--types", "c=date"], "`--types` has `c=date`"),
    (["--types", "c=int,c=text"], "`--types` has `c` twice"),
]


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_what_types_cannot_mean_is_refused(options: list[str], message: str, tmp_path: Path) -> None:
    table = written(tmp_path / "t.csv", "1", "A7")
    status, _, said = call("batch", str(table), "-e", "x^2", "-o", str(tmp_path / "t.parquet"), *options)
    assert status == 2
    assert message in said
    assert not (tmp_path / "t.parquet").exists()


def test_text_has_no_types_and_json_has_its_own(tmp_path: Path) -> None:
    table, lines = str(written(tmp_path / "t.csv", "1")), str(tmp_path / "t.jsonl")
    Path(lines).write_text('{"x": 1, "c": 2}\n')
    assert "csv has no types" in call("batch", table, "-e", "x", "--types", "c=int")[2]
    assert "keep the types they have" in call("batch", lines, "-e", "x", "--types", "c=int")[2]


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_a_later_cell_of_another_type_makes_the_whole_column_text(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(late(FEW))
    target = tmp_path / f"t.{suffix}"
    assert call("batch", str(tmp_path / "t.csv"), "-e", "x^2", "--no-grad", "-o", str(target))[0] == 0
    frame = polars.read_parquet(target) if suffix == "parquet" else polars.read_ndjson(target)
    assert (frame.height, frame["id"][0], frame["id"][-1]) == (FEW + 1, "0", "A7")


def test_what_cannot_be_begun_again_is_refused_with_the_option_that_mends_it(tmp_path: Path) -> None:
    text = late(ROWS)
    more = text.replace("5,A7", "5,7") + text.replace("x,id\n", "")
    target = str(tmp_path / "t.parquet")
    words = [*AUTOGRAD, "batch", "-", "-e", "x^2", "--no-grad", "-o", target]
    done = subprocess.run(words, input=more, capture_output=True, text=True)
    assert done.returncode == 2
    assert "all rows before are of the type `int`" in done.stderr
    assert "hint: `--types id=text` keeps the column as text" in done.stderr
    done = subprocess.run([*words, "--types", "id=text"], input=more, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("small_pieces")
def test_two_columns_of_late_cells_take_two_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []
    run = batch._pass
    monkeypatch.setattr(batch, "_pass", lambda *given: passes.append(given) or run(*given))
    path, target = tmp_path / "t.csv", tmp_path / "t.parquet"
    path.write_text("x,id,code\n" + "".join(f"{i},{i},{i}\n" for i in range(FEW)) + "5,A7,1\n5,7,B8\n")
    assert call("batch", str(path), "-e", "x^2", "-o", str(target))[0] == 0
    assert polars.read_parquet(target)["id", "code"].dtypes == [polars.String, polars.String]
    assert len(passes) == 2


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_rejects_on_a_pipe_are_written_once(tmp_path: Path) -> None:
    path, pipe, target = tmp_path / "t.csv", tmp_path / "rejects", tmp_path / "t.parquet"
    path.write_text(late(FEW).replace("\n", "\nno number,1\n", 1))
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        rejects = pool.submit(pipe.read_text)
        assert call("batch", str(path), "-e", "x^2", "-o", str(target), "--errors", str(pipe))[0] == 1
        lines = rejects.result(timeout=60).splitlines()
    assert [line.partition(",")[0] for line in lines] == ["x", "no number"]
    assert polars.read_parquet(target)["id"].dtype == polars.String


@pytest.mark.parametrize(
    ("types", "column", "text"),
    [("c=int", [1.0, 1.7], "1.7"), ("c=bool", [1, 2], "2"), ("c=float", [1, 2**53 + 1], str(2**53 + 1))],
)
def test_a_number_that_would_be_another_is_refused(types: str, column: list[float], text: str, tmp_path: Path) -> None:
    source = tmp_path / "s.parquet"
    polars.DataFrame({"x": [1.0, 2.0], "c": column}).write_parquet(source)
    status, _, err = call("batch", str(source), "-e", "x^2", "--types", types, "-o", str(tmp_path / "t.parquet"))
    assert status == 2
    assert text in err


def test_objects_of_json_keep_their_types_in_parquet(tmp_path: Path) -> None:
    lines = '{"x": 1, "id": 7, "s": "7", "f": 1.5, "b": true}\n{"x": 2, "id": 8, "s": "8", "f": 2, "b": false}\n'
    (tmp_path / "t.jsonl").write_text(lines)
    assert call("batch", str(tmp_path / "t.jsonl"), "-e", "x^2", "-o", str(tmp_path / "t.parquet"))[0] == 0
    frame = polars.read_parquet(tmp_path / "t.parquet")
    assert frame.select("id", "s", "f", "b").rows() == [(7, "7", 1.5, True), (8, "8", 2.0, False)]


def test_cells_left_over_are_in_the_error_whole_and_empty_ones_are_no_error(tmp_path: Path) -> None:
    surplus = "a" * 60
    (tmp_path / "t.csv").write_text(f"x,c\n1,2,{surplus},b\n2,3,,\n")
    target = tmp_path / "t.jsonl"
    status = call("batch", str(tmp_path / "t.csv"), "-e", "x^2", "--no-grad", "-o", str(target))[0]
    first, second = target.read_text().splitlines()
    assert (status, f"`{surplus},b` is left over" in first) == (1, True)
    assert second == '{"x": 2.0, "c": 3, "value": 4.0, "error": null}'
