"""Damaged input: bytes changed at random in every format that is read. An answer or a refusal, never a traceback.

`AUTOGRAD_LONG=1` looks at 10,000 of each format.
"""

import gzip
import io
import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy
import polars
import pytest
import zstandard
from support.amounts import amount
from support.calls import call

from autograd_cli.cli import main

EACH = amount("MUTATIONS", 500, 10_000)
CHUNKS = 5
POINT = {"x": [1.5, -2], "y": 4}
ROWS = "x,y,note\n1,2,a\n3.5,-4,\"b, c\"\n-0,1e5,\n"  # fmt: skip
LINES = '{"x": 1, "y": 2, "v": [1, 2]}\n{"x": -0.5, "y": null, "v": [3, 4], "s": "a\\u00e9"}\n'


def saved(save: object, *arrays: object, **named: object) -> bytes:
    file = io.BytesIO()
    save(file, *arrays, **named)  # type: ignore[operator]
    return file.getvalue()


def frame() -> polars.DataFrame:
    return polars.DataFrame({"x": [1.0, 2.5], "y": [3, 4], "s": ["a", None], "v": [[1.0], [2.0]]})


def graph(*words: str) -> bytes:
    return call("graph", *words, "--format", "json")[1].encode()


# Format -> a file's name, what is in it, and the words of a command that reads it.
EVAL = ("eval", "sum(x)*y", "--json")
BATCH = ("batch", "-e", "x*y", "-o", "out.csv", "--errors", "bad.csv")
FORMATS = {
    "json": ("p.json", json.dumps(POINT).encode(), (*EVAL, "--at", "p.json")),
    "toml": ("p.toml", b"x = [1.5, -2]\ny = 4\n", (*EVAL, "--at", "p.toml")),
    "npz": ("p.npz", saved(numpy.savez, x=numpy.array([1.5, -2]), y=numpy.float64(4)), (*EVAL, "--at", "p.npz")),
    "npy": ("x.npy", saved(numpy.save, numpy.array([1.5, -2])), (*EVAL, "--x", "@x.npy", "--y", "4")),
    "csv value": ("x.csv", b"a,b\n1,2\n3,4\n", (*EVAL, "--x", "@x.csv", "--y", "4")),
    "program": ("f.ag", b"given x = 2, y = 4\nf(t) = t^2 + 1\nL = f(x)*y # so\n", ("eval", "--file", "f.ag", "--json")),
    "graph": ("g.json", graph("2*x*y + sin(x)", "--x", "3", "--y", "4"), ("eval", "--file", "g.json", "--json")),
    "vector graph": ("g.json", graph("sum(A @ x)", "--A", "[[1, 2]]", "--x", "[3, 4]"), ("trace", "--file", "g.json")),
    "jacobian of a graph": ("g.json", graph("x*y", "--x", "3", "--y", "4"), ("jacobian", "--file", "g.json")),
    "covariance": ("c.csv", b"x,y\n1,0.5\n0.5,2\n", ("eval", "x*y", "--x", "1", "--y", "2", "--covariance", "c.csv")),
    "covariances": ("c.json", b'{"x": {"x": 1, "y": 0.5}, "y": {"x": 0.5, "y": 2}}',
                    ("eval", "x*y", "--x", "1", "--y", "2", "--covariance", "c.json")),
    "csv": ("t.csv", ROWS.encode(), (*BATCH, "t.csv")),
    "tsv": ("t.tsv", ROWS.replace(",", "\t").encode(), (*BATCH, "t.tsv")),
    "json lines": ("t.jsonl", LINES.encode(), ("batch", "-e", "x*y + sum(v)", "-o", "out.jsonl", "t.jsonl")),
    "json lines as table": ("t.jsonl", LINES.encode(), (*BATCH, "t.jsonl")),
    "formulas": ("t.jsonl", b'{"expression": "x^2", "x": 3}\n{"expression": "a*b", "a": 1, "b": 2}\n',
                 ("batch", "-o", "out.jsonl", "t.jsonl")),
    "parquet": ("t.parquet", b"", (*BATCH, "t.parquet")),
    "arrow": ("t.arrow", b"", (*BATCH, "t.arrow")),
    "gzip": ("t.csv.gz", gzip.compress(ROWS.encode() * 20, mtime=0), (*BATCH, "t.csv.gz")),
    "zstandard": ("t.csv.zst", zstandard.compress(ROWS.encode() * 20), (*BATCH, "t.csv.zst")),
}  # fmt: skip
WRITERS = {"parquet": polars.DataFrame.write_parquet, "arrow": polars.DataFrame.write_ipc}


def content(format: str) -> bytes:
    if format in WRITERS:
        file = io.BytesIO()
        WRITERS[format](frame(), file)  # type: ignore[operator]
        return file.getvalue()
    return FORMATS[format][1]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with a few of its bytes changed, removed, repeated, or put elsewhere."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        place = chance.randrange(len(changed) + 1)
        match chance.randrange(6):
            case 0 if changed:
                changed[place % len(changed)] = chance.randrange(256)
            case 1:
                del changed[place : place + chance.randrange(1, 9)]
            case 2:
                changed[place:place] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 5)))
            case 3:
                changed[place:place] = changed[place : place + chance.randrange(1, 40)]
            case 4:
                changed[place:place] = chance.choice(WORDS)
            case 5 if chance.random() < 0.3:
                del changed[place:]
    return bytes(changed)


WORDS = (
    b"null", b"true", b"NaN", b"1e999", b"-", b"[]", b"{}", b"\"", b"\r", b"\n", b"\0", b"\xff\xfe",
    b"\xf0\x9f\x98\x80", b"99999999999999999999", b"[[[[", b"\\ud800", b",", b"'", b"inf", b"\xef\xbb\xbf",
)  # fmt: skip


def cases(format: str, chunk: int) -> Iterator[bytes]:
    chance = random.Random(f"{format} {chunk}")
    data = content(format)
    for _ in range(EACH // CHUNKS):
        yield mutated(data, chance)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("format", FORMATS)
def test_damaged_input_is_answered_or_refused(
    format: str, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name, _, words = FORMATS[format]
    for data in cases(format, chunk):
        Path(name).write_bytes(data)
        answered_or_refused(words, data)


def answered_or_refused(words: Sequence[str], data: object) -> None:
    """Runs a command on `data`, which is shown where it fails."""
    streams = sys.stdin
    with redirect_stdout(io.StringIO()) as output, redirect_stderr(io.StringIO()) as told:
        try:
            status = main(words)
        except BaseException as problem:
            raise AssertionError(f"{words}: {data!r}") from problem
        finally:
            sys.stdin = streams
    assert status in (0, 1, 2, 3), data
    assert "Traceback" not in told.getvalue() + output.getvalue()


REPORTS = {
    "report": (call("eval", "sum(x)*y", "--x", "[1.5, -2]", "--y", "4", "--json")[1], (*EVAL, "--at", "p.json")),
    "bounds": (call("eval", "x*y", "--x", "1..2", "--y", "4", "--json")[1], ("eval", "x*y", "--at", "p.json")),
    "estimates": (
        '{"schema": "autograd.fit/1", "parameters": {"x": {"estimate": 2}}}',
        ("eval", "x", "--at", "p.json"),
    ),
    "graph": (graph("x^2", "--x", "3").decode(), FORMATS["graph"][2]),
    **{name: (FORMATS[name][1].decode(), FORMATS[name][2]) for name in ("json", "vector graph", "covariances")},
}
WRONG = (None, True, [], {}, -1, "x", [[]], 10**30)


def replaced(value: Any, wrong: Any) -> Iterator[Any]:
    """The value with each of its parts, and then the whole, replaced by what is wrong there."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        for part in replaced(value[key], wrong):
            copy = value.copy()
            copy[key] = part
            yield copy
    yield wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_json_with_another_value_in_some_place_is_answered_or_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text, words = REPORTS[name]
    (path,) = (word for word in words if word.endswith(".json"))
    for wrong in WRONG:
        for document in replaced(json.loads(text), wrong):
            Path(path).write_text(json.dumps(document), encoding="utf-8")
            answered_or_refused(words, document)
