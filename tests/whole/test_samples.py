"""Every sample program prints what its golden file has. Whether that is right, `test_references.py` says."""

import json
from pathlib import Path
from typing import Any

import pytest
from references.formulas import FORMULAS
from references.golden import GOLDEN, SAMPLES, printed
from references.programs import PROGRAMS as WITH_DATA

PATHS = sorted(SAMPLES.glob("*.ag"))
PROGRAMS = FORMULAS["samples"]


@pytest.mark.parametrize("program", PATHS, ids=lambda path: path.stem)
def test_sample_prints_its_golden_file(program: Path) -> None:
    golden = json.loads((GOLDEN / f"{program.stem}.json").read_text(encoding="utf-8"))
    shown = json.loads(printed(program))
    assert list(shown) == list(golden)
    for field, wanted in golden.items():
        assert shown[field] == nearly(wanted), field


@pytest.mark.parametrize("program", PATHS, ids=lambda path: path.stem)
def test_sample_begins_by_saying_what_it_computes(program: Path) -> None:
    first, *_ = program.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ")
    assert len(first) > 20


def test_samples_golden_files_and_references_are_the_same_ones() -> None:
    names = [path.stem for path in PATHS]
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == names
    assert sorted([*(row.name for row in PROGRAMS), *WITH_DATA]) == names


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda row: row.name)
def test_reference_is_at_the_point_that_the_sample_gives(program: Any) -> None:
    golden = json.loads((GOLDEN / f"{program.name}.json").read_text(encoding="utf-8"))
    assert golden["inputs"] == {name: float(value) for name, value in program.at.items()}


def nearly(wanted: Any) -> Any:
    """What compares equal to a field of a report. The mathematical functions of systems differ in their last digits."""
    if isinstance(wanted, float):
        return pytest.approx(wanted, rel=1e-13)
    if isinstance(wanted, list) and wanted and all(isinstance(value, float) for value in wanted):
        # Sums of products depend on the order in which a processor adds.
        return pytest.approx(wanted, rel=1e-11, abs=1e-15)
    if isinstance(wanted, dict):
        return {name: nearly(value) for name, value in wanted.items()}
    return [nearly(value) for value in wanted] if isinstance(wanted, list) else wanted
