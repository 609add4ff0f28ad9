"""Reports with what is to be known of how their formula was read.

Takes a report and a problem's notes. Returns the report, the notes before its own findings.
"""

from collections.abc import Iterable
from dataclasses import is_dataclass, replace
from typing import Any, TypeVar

from autograd_cli.errors import Finding

R = TypeVar("R")


def placeless(notes: Iterable[Finding], known: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """What is said of several texts, once each and without a place, which the text that is shown may not have.

    What is `known` is not said again.
    """
    said = {_bare(note) for note in known}
    return tuple(note for note in dict.fromkeys(map(_bare, notes)) if note not in said)


def _bare(note: Finding) -> Finding:
    return replace(note, spans=())


def with_notes(report: R, notes: tuple[Finding, ...]) -> R:
    """The report with the notes before its findings; None, which a command returns that has printed, stays None.

    Numbers that are text are of values as they are written, and what doubles make of these is not said.
    """
    if not notes or not is_dataclass(report):
        return report
    whole: Any = report
    if isinstance(getattr(report, "value", None), str):
        notes = tuple(note for note in notes if note.kind != "literal")
    return replace(whole, findings=(*notes, *whole.findings))  # type: ignore[no-any-return]
