"""Formats of tables: every one into every other, to the last bit, compressed and damaged."""

# ruff: noqa: E501, whole messages stand on one line

import gzip
import json
from pathlib import Path
from typing import Any

import polars
import pytest
import zstandard
from support.batches import run

from autograd_cli import batch, gradient

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
