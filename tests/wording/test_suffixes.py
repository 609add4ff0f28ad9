"""Suffixes of files: misspelt ones, and those that are of other programs."""

from pathlib import Path

import pytest
from support.calls import call


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.csv").write_text("x,y\n1,2\n2,4.1\n")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("suffix", ["", ".txt", ".log", ".out", ".dat", ".cfg", ".bat"])
def test_another_suffix_takes_the_default(suffix: str) -> None:
    assert call("graph", "x*y", "-o", f"g{suffix}") == (0, "", "")


@pytest.mark.parametrize("suffix", [".json5", ".svgz", ".cs", ".pyi", ".pyw", ".xhtml"])
def test_a_suffix_of_another_program_is_no_slip(suffix: str) -> None:
    assert call("graph", "x*y", "-o", f"g{suffix}") == (0, "", "")


@pytest.mark.parametrize("suffix", [".sgv", ".jsno", ".jsn", ".cvs", ".pgn"])
def test_a_misspelt_suffix_is_refused(suffix: str) -> None:
    status, _, errors = call("graph", "x*y", "-o", f"g{suffix}")
    assert status == 2
    assert "`.csv`" in errors if suffix == ".cvs" else f"`{suffix}`" in errors


def test_a_misspelt_suffix_has_the_format_that_was_meant() -> None:
    assert "`--format html` writes" in call("page", "x", "x=1", "-o", "x.hmtl")[2]
    assert "`--format svg` writes" in call("graph", "x", "-o", "x.sgv")[2]


def test_a_network_without_values_has_the_file_of_these() -> None:
    assert "`--at values.npz`" in call("page", "--file", str(Path(__file__).parents[2] / "samples" / "mlp.ag"))[2]


@pytest.mark.parametrize(("suffix", "meant"), [(".parqet", ".parquet"), (".cvs", ".csv"), (".fether", ".feather")])
def test_a_misspelt_suffix_of_a_table_has_the_nearest(suffix: str, meant: str) -> None:
    status, _, errors = call("batch", "data.csv", "-e", "x*y", "-o", f"a{suffix}")
    assert (status, f"`a{meant}`" in errors) == (2, True)
