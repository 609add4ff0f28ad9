"""Tables at their edges: line ends, late keys, damaged and hostile files. No row is lost, nothing is overwritten, and
what cannot be read is refused in words."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import numpy
import polars
import pytest
import zstandard
from support.batches import answer

from autograd_cli.data import delimited, jsonlines, streams

AUTOGRAD = [sys.executable, "-m", "autograd_cli"]
# Enough rows, long ones, that the last one is not in the first block.
MANY = 20_000
PADDING = b" " * 270


def run(*words: str, stdin: bytes = b"", folder: Path) -> tuple[int, str, str]:
    """Status, output and messages of a command line in a folder, in this process."""
    with chdir(folder):
        found = answer(words, folder, stdin)
    return found.status, found.output, found.errors


ROWS = [
    ("1 a return before newlines", "csv", b"x,y\n1,2\r3,4\n", "1,2,2.0\n3,4,12.0\n"),
    ("1 returns and newlines", "csv", b"x,y\r\n1,2\r\n", "1,2,2.0\n"),
    ("1 no end at the last line", "csv", b"x,y\r1,2", "1,2,2.0\n"),
    ("1 tabs", "tsv", b"x\ty\r1\t2\r", "1,2,2.0\n"),
    ("1 a quoted return is part of its cell", "csv", b'x,y,n\r1,2,"a\rb"\r', '1,2,"a\rb",2.0\n'),
]


@pytest.mark.parametrize(("kind", "data", "rows"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_no_row_is_lost_for_its_line_end(kind: str, data: bytes, rows: str, tmp_path: Path) -> None:
    words = ["batch", "-", "--from", kind, "--to", "csv", "-e", "x*y", "--no-grad", "--on-error", "skip"]
    status, output, _ = run(*words, stdin=data, folder=tmp_path)
    assert (status, output.partition("\n")[2]) == (0, rows)


def test_lines_of_json_that_end_with_returns_are_lines(tmp_path: Path) -> None:
    data = b'{"x":1,"y":2}\r{"x":3,"y":4}\r'
    status, output, _ = run("batch", "-", "--from", "jsonl", "-e", "x*y", "--no-grad", stdin=data, folder=tmp_path)
    assert (status, [json.loads(line)["value"] for line in output.splitlines()]) == (0, [2, 12])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_pieces_of_any_size_have_the_same_line_ends(size: int) -> None:
    data = b'a,b\r\n1,"x\ry\r\nz"\r2,"q"\n\r3,\r\r\n'
    pieces = (data[i : i + size] for i in range(0, len(data), size))
    assert b"".join(delimited.with_newlines(pieces)) == b'a,b\r\n1,"x\ry\r\nz"\n2,"q"\n\n3,\n\r\n'


def late(last: str) -> bytes:
    return ((b'{"x":1,"y":2' + PADDING + b"}\n") * MANY) + last.encode() + b"\n"


@pytest.mark.slow
def test_a_key_that_comes_late_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "late.jsonl").write_bytes(late('{"x":5,"y":2,"note":"precious"}'))
    complaint = "`note` is not a column; the columns are the keys of the first objects"
    status, output, told = run("batch", "late.jsonl", "-e", "x*y", "--to", "csv", folder=tmp_path)
    assert (status, output.splitlines()[-1]) == (1, f"5,2,10.0,2.0,5.0,{complaint}")
    assert f"line {MANY + 1}: {complaint}" in told
    status, _, _ = run("batch", "late.jsonl", "-e", "x*y", "-o", "out.parquet", folder=tmp_path)
    assert status == 1
    assert polars.read_parquet(tmp_path / "out.parquet")["error"][-1] == complaint
    wanted = ["--to", "csv", "--columns", "x,y"]  # which leaves other keys out
    assert run("batch", "late.jsonl", "-e", "x*y", *wanted, folder=tmp_path)[0] == 0


@pytest.mark.slow
def test_a_late_key_named_as_a_result_is_kept(tmp_path: Path) -> None:
    row = '{"x":5,"y":2,"value":"mine","d_x":"mine","error":"mine"}'
    status, output, told = run("batch", "-", "--from", "jsonl", "-e", "x*y", stdin=late(row), folder=tmp_path)
    assert (status, output.splitlines()[-1]) == (1, row)
    assert f"line {MANY + 1}: `value` is a key of this line and the name of a result" in told


def test_half_a_character_fails_its_row_alone(tmp_path: Path) -> None:
    data = b'{"x":1,"n":"\\ud800"}\n{"x":2,"n":"\\ud83d\\ude00"}\n'
    status, output, _ = run("batch", "-", "--from", "jsonl", "--to", "csv", "-e", "x", stdin=data, folder=tmp_path)
    rows = output.splitlines()[1:]
    assert (status, rows) == (1, [',,,,"the line holds `\\ud800`, half of a character"', "2,😀,2.0,1.0,"])


def test_an_own_stream_named_as_a_file_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("keep\n")
    with (tmp_path / "log").open("ab") as log:
        words = ["batch", "-", "-e", "x", "--no-grad", "-o", "/dev/stdout"]
        done = subprocess.run([*AUTOGRAD, *words], input=b"x\n1\n", stdout=log, cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "log").read_text() == "keep\nx,value,error\n1,1.0,\n"
    done = subprocess.run([*AUTOGRAD, *words], input=b"x\n1\n", stdout=subprocess.PIPE, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"x,value,error\n1,1.0,\n")


def npz(change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    numpy.savez(file, x=numpy.arange(1000.0))
    return change(file.getvalue())


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


ARCHIVES = [
    ("cut short", "p.npz", npz(lambda data: data[:500])),
    ("a member that is no array", "p.npz", zipped("x", b"hello")),
    ("a damaged member", "p.npz", npz(lambda data: data[:3000] + b"\0" * 40 + data[3040:])),
    ("no archive", "p.npz", b"PK\x03\x04 and nothing else"),
    ("empty", "p.npz", b""),
]


@pytest.mark.parametrize(("name", "data"), [row[1:] for row in ARCHIVES], ids=[row[0] for row in ARCHIVES])
def test_a_damaged_archive_is_refused(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    status, _, told = run("eval", "sum(x)", "--at", name, folder=tmp_path)
    assert (status, told.splitlines()[0]) == (2, f"error: `{name}` is not an .npz archive of numbers")


HEADER = b"\x93NUMPY\x01\x00"
ARRAYS = [
    ("brackets that never close", HEADER + b"\x10\x00" + b"{'descr': ((((((("),
    ("a shape beyond memory", HEADER + b"\x76\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (10"
     + b"0" * 40 + b",), }".ljust(25) + b"\n"),
    ("cut short", HEADER + b"\x76"),
]  # fmt: skip


@pytest.mark.parametrize("data", [row[1] for row in ARRAYS], ids=[row[0] for row in ARRAYS])
def test_a_damaged_array_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.npy").write_bytes(data)
    status, _, told = run("eval", "sum(x)", "--x", "@x.npy", folder=tmp_path)
    assert (status, told.splitlines()[0]) == (2, "error: `x.npy` is not an .npy array of numbers")


@pytest.mark.parametrize("damage", [b"garbage", b"\x28\xb5\x2f\xfd"])
def test_what_follows_compressed_data_is_not_passed_over(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.csv.zst").write_bytes(zstandard.compress(b"x\n1\n") + damage)
    status, _, told = run("batch", "t.csv.zst", "-e", "x", folder=tmp_path)
    assert status == 3
    assert "is damaged" in told or "is truncated" in told


def test_members_of_compressed_data_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "t.csv.zst").write_bytes(zstandard.compress(b"x\n1\n") + zstandard.compress(b"2\n"))
    assert run("batch", "t.csv.zst", "-e", "x", "--no-grad", folder=tmp_path)[1] == "x,value,error\n1,1.0,\n2,2.0,\n"


def test_a_small_compressed_file_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.zst"
    path.write_bytes(zstandard.compress(b"1,2\n" * 40_000_000))
    sizes = [len(piece) for piece in streams.pieces(streams.open_input(str(path)))]
    assert sum(sizes) == 160_000_000
    assert max(sizes) <= streams.PIECE + 128 * streams.ZSTANDARD_PART * 256


@pytest.mark.parametrize("read", [lambda p: delimited.records(p, "t", ","), lambda p: jsonlines.whole_lines(p, "t")])
def test_a_line_without_end_is_refused(read: Callable[[object], object]) -> None:
    with pytest.raises(Exception, match="line 1 is longer than 64 MiB"):
        list(read(b"1" * (1 << 22) for _ in range(20)))  # type: ignore[call-overload]


FORMS = [
    ("11 commas", "p.tsv", "x,y\n1,2\n", "neither columns", "by `,`; `--from csv` without `--delimiter` reads it"),
    ("11 semicolons", "p.csv", "x;y\n1;2\n", "neither columns", "separated by `;`; write `--delimiter ';'`"),
    ("D34 tabs", "p.csv", "x\ty\n1\t2\n", "neither columns", "separated by tabs; `--from tsv` reads it"),
    ("11 comment", "p.csv", "# of today\nx,y\n1,2\n", "neither columns", "the first line is a comment"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "told", "hint"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_a_table_of_another_form_is_named_as_what_it_is(
    name: str, text: str, told: str, hint: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    status, _, error = run("batch", name, "-e", "x*y", folder=tmp_path)
    assert status == 2
    assert told in error
    assert hint in error


COLUMNS = [
    ("D7 a column", "sum(t*y)", ["t=@d.csv:t", "y=@d.csv:y"], 0, "14"),
    ("D7 the columns", "sum(t*y)", ["--at", "d.csv"], 0, "14"),
    ("D7 without a column", "sum(t)", ["t=@d.csv"], 2, "has the columns `t`, `y`, and a value is one of them"),
    ("D7 another column", "sum(t)", ["t=@d.csv:z"], 2, "it has `t`, `y`"),
]


@pytest.mark.parametrize(
    ("formula", "words", "status", "told"), [row[1:] for row in COLUMNS], ids=[row[0] for row in COLUMNS]
)
def test_the_columns_of_a_file_are_vectors(
    formula: str, words: list[str], status: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "d.csv").write_text("t,y\n1,2\n3,4\n")
    done = run("eval", formula, *words, "--no-grad", "--format", "value", folder=tmp_path)
    assert done[0] == status
    assert told in done[1] + done[2]


ALLOWED = [("1", "skip", 0), ("1", "keep", 0), ("0", "skip", 1), (None, "skip", 1), ("5", "stop", 1)]


@pytest.mark.parametrize(("most", "what", "status"), ALLOWED)
def test_rows_may_fail_where_that_is_allowed(most: str | None, what: str, status: int, tmp_path: Path) -> None:  # D25
    (tmp_path / "p.csv").write_text("x\n1\nq\n3\n")
    words = [] if most is None else ["--max-errors", most]
    done = run("batch", "p.csv", "-e", "x", "--on-error", what, *words, "-o", "out.csv", folder=tmp_path)
    assert done[0] == status
    assert "`q`, not a number" in done[2]


def test_surplus_cells_are_not_lost(tmp_path: Path) -> None:  # D38
    (tmp_path / "p.csv").write_text("x,y\n1,2\n3,4,5,6\n")
    status, out, _ = run("batch", "p.csv", "-e", "x*y", folder=tmp_path)
    assert status == 1
    assert "the row has 4 cells, and the table 2 columns: `5,6` is left over" in out


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out.parquet"])
def test_a_fixed_vector_alone_is_one_row(target: str, tmp_path: Path) -> None:  # D6
    assert run("batch", "-e", "sum_of_squares(v)", "v=[1,2]", "-o", target, folder=tmp_path) == (0, "", "")
    read = {"out.csv": polars.read_csv, "out.jsonl": polars.read_ndjson, "out.parquet": polars.read_parquet}[target]
    rows = read(tmp_path / target)
    assert rows["value"].to_list() == [5.0]
    assert rows["d_v[1]"].to_list() == [4.0]


def test_a_column_of_bytes_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    polars.DataFrame({"x": [1.0], "b": [b"a"], "n": [[b"c"]]}).write_parquet(tmp_path / "t.parquet")
    status, output, told = run("batch", "t.parquet", "-e", "x", "--to", "csv", folder=tmp_path)
    assert (status, output) == (2, "")
    assert "the column `b` of `t.parquet` holds bytes" in told
    assert run("batch", "t.parquet", "-e", "x", "--to", "csv", "--columns", "x", folder=tmp_path)[0] == 0
    assert run("batch", "t.parquet", "-e", "x", "--to", "csv", "--columns", "n", folder=tmp_path)[0] == 2
    assert run("batch", "t.parquet", "-e", "x", "-o", "o.parquet", folder=tmp_path)[0] == 0


def test_a_file_without_an_object_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_bytes(b'{"x":1\n[2]\n')
    status, output, told = run("batch", "broken.jsonl", "-e", "x^2", folder=tmp_path)
    assert (status, output) == (2, "")
    assert "none of the first lines of `broken.jsonl` is an object of JSON; line 1: the line is not JSON" in told
