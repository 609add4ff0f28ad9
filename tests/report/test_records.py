"""Records: what reports are made of, equal and shown by their fields, and made without compiling methods for each."""

from dataclasses import field
from pathlib import Path

import pytest

import autograd_cli
from autograd_cli.records import record

ROOMS = ("report", "lessons", "equality")
FILES = [path for room in ROOMS for path in sorted((Path(autograd_cli.__file__).parent / room).glob("*.py"))]


@record
class Place:
    """A place in a plane, with a note that is not shown."""

    x: int
    y: int = 2
    note: str = field(default="", repr=False)


def test_a_record_is_equal_to_another_with_the_same_fields() -> None:
    assert Place(1) == Place(1, 2)
    assert hash(Place(1)) == hash(Place(1, 2))
    assert Place(1) != Place(1, 3)
    assert Place(1) != Place(1, note="far")


def test_a_record_shows_the_fields_that_are_to_be_shown() -> None:
    assert repr(Place(1, note="far")) == "Place(x=1, y=2)"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_class_of_a_report_compiles_its_own_methods(path: Path) -> None:
    assert "@dataclass(frozen" not in path.read_text(encoding="utf-8")
