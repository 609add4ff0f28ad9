"""A folder in, a folder out: a file for a file, each by itself, resumed by the manifest."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from support import serial
from support.calls import call

from autograd_cli.commands.folders import ENGINES
from autograd_cli.data.units import Unit
from autograd_cli.engines import ATTEMPTS, Result

polars = pytest.importorskip("polars")
FORMULA = ("-e", "x*y^2")
SCHEMA = json.loads((Path(__file__).parents[2] / "src/autograd_cli/schemas/manifest-1.json").read_text())


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "local", "support.serial")


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with tables of several formats, and what is none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in/deep/er").mkdir(parents=True)
    frame = polars.DataFrame({"x": [1.0, 2.5, 1e200], "y": [3.0, 0.1, 1e200], "note": ["a", "é", None]})
    frame.write_csv("in/a.csv")
    frame.write_parquet("in/deep/b.parquet")
    frame.write_ipc("in/deep/c.arrow")
    with gzip.open("in/deep/er/d.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write('{"x": 1, "y": 2}\n{"x": "no", "y": 2}\n')
    for name in ("in/notes.md", "in/.hidden.csv", "in/manifest.jsonl"):
        (tmp_path / name).write_text("")
    return tmp_path


def manifest(folder: Path) -> dict[str, dict[str, object]]:
    """The lines of the manifest by their files."""
    lines = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    for line in lines:
        Draft202012Validator(SCHEMA).validate(line)
    assert [line["path"] for line in lines] == sorted({line["path"] for line in lines})
    return {line["path"]: line for line in lines}


def times(folder: Path) -> dict[str, int]:
    """When each file below was written."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_every_file_is_what_the_command_makes_of_it_alone(tables: Path) -> None:
    status, out, err = call("batch", "in", *FORMULA, "-o", "out/")
    assert (status, out) == (1, "")
    assert "left out: notes.md" in err
    assert "in/deep/er/d.jsonl.gz, line 2: `x` is the text `no`, not a number\n1 of 11 rows failed" in err
    names = ["a.csv", "deep/b.parquet", "deep/c.arrow", "deep/er/d.jsonl.gz"]
    assert sorted(times(tables / "out")) == [*names, "manifest.jsonl"]
    lines = manifest(tables / "out")
    for name in names:
        call(
            "batch", f"in/{name}", *FORMULA, "-o", f"alone{Path(name).suffix}" if "gz" not in name else "alone.jsonl.gz"
        )
        alone = tables / ("alone.jsonl.gz" if "gz" in name else f"alone{Path(name).suffix}")
        own, source = (tables / "out" / name).read_bytes(), tables / "in" / name
        assert own == alone.read_bytes()
        line = lines[name]
        assert (line["size"], line["mtime"]) == (source.stat().st_size, source.stat().st_mtime)
        assert line["digest"] == hashlib.sha256(source.read_bytes()).hexdigest()
        assert (line["output"], line["output_digest"]) == (name, hashlib.sha256(own).hexdigest())
    assert [(line["rows"], line["failed"]) for line in lines.values()] == [(3, 0), (3, 0), (3, 0), (2, 1)]


def test_digits_that_cancel_are_told_of_and_mended_where_that_is_asked_for(tables: Path) -> None:
    (tables / "small").mkdir()
    for name in ("a", "b"):
        (tables / "small" / f"{name}.csv").write_text("x\n1e-8\n1\n")
    words = ("batch", "small", "-e", "(1 - cos(x))/x^2", "--no-grad")
    _, _, err = call(*words, "-o", "out")
    assert "digits cancel in 2 of the 4 rows that were looked at; `--careful`" in err
    assert (tables / "out/b.csv").read_text().splitlines()[1] != "1e-8,0.5,"
    _, _, err = call(*words, "--careful", "-o", "out")
    assert "digits" not in err
    assert (tables / "out/b.csv").read_text().splitlines()[1] == "1e-8,0.5,"


def test_a_poisoned_file_fails_alone(tables: Path) -> None:
    (tables / "in/bad.parquet").write_bytes(b"PAR1 and no more")
    (tables / "in/deep/header.csv").write_text("u,v\n1,2\n")
    (tables / "in/gone.csv").symlink_to(tables / "nowhere")
    status, _, err = call("batch", "in", *FORMULA, "-o", "out")
    assert status == 1
    assert "`in/bad.parquet` cannot be read as Parquet" in err
    assert "in/deep/header.csv: `x` and `y` are neither columns nor bound to a value\n" in err
    assert "3 of 7 files failed; out/manifest.jsonl says why\n" in err
    lines = manifest(tables / "out")
    failed = {name: line["error"]["code"] for name, line in lines.items() if "error" in line}
    assert failed == {"bad.parquet": "file", "deep/header.csv": "missing-binding", "gone.csv": "file"}
    assert {name for name, line in lines.items() if line["output"] is None} == set(failed)
    assert set(times(tables / "out")) == {*(lines.keys() - failed), "manifest.jsonl"}


def test_the_results_of_one_folder_are_the_tables_of_another_run(tables: Path) -> None:
    call("batch", "in", "-e", "s = x + y", "-o", "out")
    status, _, _ = call("batch", "out", "-e", "t = s^2", "--to", "csv", "--prefix", "q_", "-o", "again")
    assert status == 1  # of the row that failed before
    assert set(times(tables / "again")) == {"a.csv", "deep/b.csv", "deep/c.csv", "deep/er/d.csv", "manifest.jsonl"}
    assert polars.read_csv("again/deep/b.csv").columns[-3:] == ["q_t", "q_d_t_s", "q_error"]


def test_a_run_is_resumed_and_touches_nothing_that_is_complete(tables: Path) -> None:
    call("batch", "in", *FORMULA, "-o", "out")
    before = times(tables / "out")
    status, _, err = call("batch", "in", *FORMULA, "-o", "out", "--resume")
    assert (status, times(tables / "out")) == (1, before)
    assert "4 of 4 files had been complete\n1 of 11 rows failed" in err


@pytest.mark.parametrize("words", [[], ["--resume"]])
def test_results_of_removed_tables_are_named(tables: Path, words: list[str]) -> None:
    call("batch", "in", *FORMULA, "-o", "out")
    (tables / "in" / "a.csv").unlink()
    next((tables / "in" / "deep").glob("b.*")).unlink()
    next((tables / "out" / "deep").glob("b.*")).unlink()
    _, _, err = call("batch", "in", *FORMULA, "-o", "out", *words)
    assert f"results of tables that are not there any more, which stay: {Path('out', 'a.csv')}\n" in err
    assert (tables / "out" / "a.csv").exists()


def rewrite(path: Path) -> None:
    """Another text of the same length and time."""
    time = path.stat().st_mtime
    path.write_text(path.read_text().replace("2.5", "2.6"))
    os.utime(path, (time, time))


CHANGES: list[tuple[str, Callable[[Path], object], list[str], set[str]]] = [
    # what is changed, how, further words, what is redone
    ("in/a.csv", lambda path: os.utime(path, (1, 1)), [], {"a.csv"}),
    ("in/a.csv", rewrite, [], {"a.csv"}),
    ("out/a.csv", lambda path: path.write_text("x\n"), [], {"a.csv"}),
    ("out/a.csv", Path.unlink, [], {"a.csv"}),
    ("out/manifest.jsonl", lambda path: path.write_bytes(path.read_bytes()[:-9]), [], {"deep/er/d.jsonl.gz"}),
    ("out/manifest.jsonl", Path.unlink, [], {"a.csv", "deep/b.parquet", "deep/c.arrow", "deep/er/d.jsonl.gz"}),
    ("in", lambda path: None, ["--wrt", "x"], {"a.csv", "deep/b.parquet", "deep/c.arrow", "deep/er/d.jsonl.gz"}),
    ("in", lambda path: None, ["--jobs", "1"], set()),
]


@pytest.mark.parametrize(("name", "change", "further", "redone"), CHANGES)
def test_what_differs_is_done_again(
    name: str, change: Callable[[Path], object], further: list[str], redone: set[str], tables: Path
) -> None:
    call("batch", "in", *FORMULA, "-o", "out")
    for path in (tables / "out").rglob("*"):
        os.utime(path, (1, 1))
    change(tables / name)
    call("batch", "in", *FORMULA, *further, "-o", "out", "--resume")
    written = {name for name, time in times(tables / "out").items() if time != 10**9} - {"manifest.jsonl"}
    assert written == redone
    assert len(manifest(tables / "out")) == 4


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["in", *FORMULA], "so are its results"),
        (["in", *FORMULA, "-o", "in"], "`in` is in `in`"),
        (["in", *FORMULA, "-o", "in/deep/out"], "`in/deep/out` is in `in`"),
        (["in/deep", *FORMULA, "-o", "in"], "`in` is in `in/deep`"),
        (["in", "in/a.csv", *FORMULA, "-o", "out"], "`in` is a folder, and is given alone"),
        (["in", *FORMULA, "-o", "out", "--errors", "e.csv"], "`--errors`"),
        (["in", "-e", "sinn(x)", "-o", "out"], "unknown function `sinn`"),
        (["in", "-e", "x", "--wrt", "z", "-o", "out"], "`z`"),
        (["in", *FORMULA, "-o", "out", "--engine", "spark"], "spark"),
        (["in", *FORMULA, "-o", "out", "--engine", "local:8786"], "`local` has no address"),
        (["in/a.csv", *FORMULA, "--engine", "local"], "`--engine` needs a folder"),
        (["in/deep/er", *FORMULA, "--to", "parquet", "-o", "notes"], "both be written as `d.parquet`"),
        (["notes", *FORMULA, "-o", "out"], "there is no table in `notes`"),
        (["in", *FORMULA, "-o", "theirs"], "`theirs/manifest.jsonl` is not a manifest"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_work(words: list[str], refusal: str, tables: Path) -> None:
    (tables / "in/deep/deep").mkdir()  # `-o in` would write into what is read
    (tables / "in/deep/deep/e.csv").write_text("x,y\n1,2\n")
    (tables / "in/deep/er/d.csv").write_text("x,y\n1,2\n")
    (tables / "notes").mkdir()
    (tables / "theirs").mkdir()
    (tables / "theirs/manifest.jsonl").write_text("what somebody else has shipped\n")
    before = times(tables)
    status, out, err = call("batch", *words)
    assert (status, out) == (2, "")
    assert refusal in err
    assert times(tables) == before


def test_addresses_are_read_and_written_as_fsspec_has_them(tables: Path) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    call("batch", "in", *FORMULA, "-o", "out")
    call("batch", f"file://{tables}/in", *FORMULA, "-o", f"file://{tables}/other")
    memory.put(f"{tables}/in", "/tables", recursive=True)
    status, _, err = call("batch", "memory://tables", *FORMULA, "-o", "memory://results/x")
    assert status == 1
    assert "memory://tables/deep/er/d.jsonl.gz, line 2: `x` is the text `no`" in err
    for name in ("a.csv", "deep/b.parquet", "deep/c.arrow", "deep/er/d.jsonl.gz"):
        own = (tables / "out" / name).read_bytes()
        assert (tables / "other" / name).read_bytes() == own
        assert memory.cat_file(f"/results/x/{name}") == own
    assert not [path for path in memory.find("/results") if path.endswith(".part")]
    before = {path: memory.modified(path) for path in memory.find("/results")}
    _, _, err = call("batch", "memory://tables", *FORMULA, "-o", "memory://results/x", "--resume")
    assert "4 of 4 files had been complete" in err
    assert {path: memory.modified(path) for path in memory.find("/results")} == before
    status, _, err = call("batch", "memory://nowhere", *FORMULA, "-o", "out")
    assert (status, "`memory://nowhere` cannot be read: no such folder" in err) == (3, True)
    status, _, err = call("batch", "memory://tables", *FORMULA, "-o", "memory://tables/in")
    assert (status, "`memory://tables/in` is in `memory://tables`" in err) == (2, True)


def test_a_program_with_names_of_its_own_is_taken_with_values_for_all_rows(tables: Path) -> None:
    (tables / "p.ag").write_text("given k = 2\nu = k*x\nu*y*z")
    (tables / "z.json").write_text('{"z": 3, "other": 1}')
    status, _, err = call("batch", "in", "--file", "p.ag", "--at", "z.json", "-o", "out", "--wrt", "x")
    assert (status, polars.read_csv("out/a.csv")["d_x"].to_list()) == (1, [18.0, 2 * 0.1 * 3, 6e200]), err


def test_a_row_stops_everything_where_it_should(tables: Path) -> None:
    (tables / "in/z.csv").write_text("x,y\n1,2\n")
    status, _, err = call("batch", "in", *FORMULA, "-o", "out", "--on-error", "stop")
    assert status == 1
    assert "in/deep/er/d.jsonl.gz, line 2" in err
    assert not (tables / "out/z.csv").exists()


def test_what_killed_runs_have_left_is_removed(tables: Path) -> None:
    call("batch", "in", *FORMULA, "-o", "out")
    left, other = tables / "out/.a.csv.0123abcd.part", tables / "out/.theirs.csv.0123abcd.part"
    for path in (left, other):
        path.write_text("")
    call("batch", "in", *FORMULA, "-o", "out", "--resume")
    assert (left.exists(), other.exists()) == (False, True)


def test_a_file_whose_processes_are_killed_again_and_again_fails_alone(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(function: Callable[[Unit], object], items: Sequence[Unit], *_: object) -> Iterator[Result]:
        for place, item in enumerate(items):
            yield Result(place, None if item.name == "a.csv" else function(item))

    monkeypatch.setattr(serial, "run", run)
    status, _, err = call("batch", "in", *FORMULA, "-o", "out/")
    assert status == 1
    assert f"`in/a.csv`: the process that worked on it was killed {ATTEMPTS} times\n1 of 4 files failed" in err
    assert manifest(tables / "out")["a.csv"]["output"] is None
    assert (tables / "out/deep/b.parquet").exists()
