"""What a table is by its first bytes, where neither its name nor an option says it."""

import gzip
from pathlib import Path

import polars
import pytest
from support.batches import run

from autograd_cli.data.contents import recognised
from autograd_cli.data.dialects import Dialect

STARTS: list[tuple[bytes, Dialect, tuple[str, str | None]]] = [
    (b"PAR1\x15", Dialect(), ("parquet", None)),
    (b"ARROW1\0\0", Dialect(), ("arrow", None)),
    (b'{"x": 1}\n', Dialect(), ("jsonl", None)),
    (b'\xef\xbb\xbf [\n  {"x": 1}', Dialect(), ("jsonl", None)),
    (b"{}", Dialect(), ("jsonl", None)),
    (b"{\n", Dialect(), ("jsonl", None)),
    (b"[]", Dialect(), ("jsonl", None)),
    (b"x,y\n1,2\n", Dialect(), ("csv", None)),
    (b"x\n1\n", Dialect(), ("csv", None)),
    (b"[x],{y}\n1,2\n", Dialect(), ("csv", None)),
    (b"", Dialect(), ("csv", None)),
    (b"x;y\n1;2\n", Dialect(), ("csv", ";")),
    (b"x\ty\n1\t2\n", Dialect(), ("tsv", None)),
    # What is within quotes separates nothing, and a comma in the line of names does.
    (b'"x;y"\n1\n', Dialect(), ("csv", None)),
    (b'"x,y";z\n1;2\n', Dialect(), ("csv", ";")),
    (b"x;y,z\n1,2\n", Dialect(), ("csv", None)),
    # The line of names is the one after those that are skipped; and a separator that is given is no guess.
    (b"a;b\n\n#c;d\nx,y\n", Dialect(comment=b"#", skip=1), ("csv", None)),
    (b"x;y\n1;2\n", Dialect({"csv": "|", "tsv": "\t"}), ("csv", None)),
]


@pytest.mark.parametrize(("start", "dialect", "wanted"), STARTS)
def test_a_table_is_recognised_by_its_beginning(start: bytes, dialect: Dialect, wanted: tuple[str, str | None]) -> None:
    assert recognised(start, dialect) == wanted


FRAME = polars.DataFrame({"x": [1.5], "n": ["a"]})
COMMAS, LINE = "x,n,value,error\n1.5,a,3.0,\n", '{"x":1.5,"n":"a","value":3.0,"error":null}\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table in each format, in files whose names say nothing."""
    monkeypatch.chdir(tmp_path)
    FRAME.write_parquet(tmp_path / "parquet")
    FRAME.write_ipc(tmp_path / "arrow.dat")
    (tmp_path / "semicolons.txt").write_text("x;n\n1.5;a\n")
    (tmp_path / "tabs").write_text("x\tn\n1.5\ta\n")
    (tmp_path / "json.log").write_text('[{"x":1.5,"n":"a"}]')
    for name in ("parquet", "arrow.dat", "tabs", "json.log"):
        (tmp_path / f"packed-{name}").write_bytes(gzip.compress((tmp_path / name).read_bytes()))
    return tmp_path


WRITTEN = {"parquet": COMMAS, "arrow.dat": COMMAS, "json.log": LINE}
WRITTEN |= {"tabs": COMMAS.replace(",", "\t"), "semicolons.txt": COMMAS.replace(",", ";")}


@pytest.mark.parametrize("packed", ["", "packed-"])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_table_without_a_suffix_is_read_and_written_as_what_it_is(name: str, packed: str, here: Path) -> None:
    if not (here / (packed + name)).exists():
        packed = ""
    for words, stdin in (([packed + name], b""), (["-"], (here / (packed + name)).read_bytes())):
        answer = run([*words, "-e", "2x", "--no-grad"], here, stdin)
        assert (answer.status, answer.errors, answer.output) == (0, "", WRITTEN[name])
    assert run([packed + name, "-e", "2x", "--no-grad", "--to", "csv"], here).output == COMMAS


WRONG = [
    ("t.csv", "parquet", [], 2, "it looks like parquet\nhint: `--from parquet` reads it"),
    ("t", "arrow.dat", ["--from", "tsv"], 2, "it looks like arrow\nhint: `--from arrow` reads it"),
    ("t.xlsx", None, [], 2, "it looks like a spreadsheet or a zip archive"),
    ("t.csv", "semicolons.txt", [], 2, "separated by `;`; write `--delimiter ';'`"),
    ("t.csv", "tabs", [], 2, "separated by tabs; `--from tsv` reads it"),
    ("t", "semicolons.txt", ["--delimiter", "|"], 2, "separated by `;`; write `--delimiter ';'`"),
    ("t.csv", "json.log", [], 2, "JSON is read with `--from json`"),
]


@pytest.mark.parametrize(("name", "of", "options", "status", "told"), WRONG)
def test_a_table_that_is_called_what_it_is_not_is_named(
    name: str, of: str | None, options: list[str], status: int, told: str, here: Path
) -> None:
    (here / name).write_bytes((here / of).read_bytes() if of else b"PK\x03\x04")
    answer = run([name, "-e", "2x", *options], here)
    assert answer.status == status
    assert told in answer.errors
