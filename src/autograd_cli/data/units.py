"""One file of a folder: the unit of work of every engine.

Takes: what is done with all files, and a file. Returns: what became of it. Tasks, units and outcomes can be pickled;
what is written depends on nothing but them, whichever process does it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from autograd_cli.data.batch import Compiled, file_tables, run
from autograd_cli.data.folders import LocalFolder, RemoteFolder, digest
from autograd_cli.data.request import Request
from autograd_cli.data.summary import Failure, Summary
from autograd_cli.data.tables import format_of
from autograd_cli.engines import ATTEMPTS
from autograd_cli.errors import AutogradError, FileError, RowError
from autograd_cli.report.evaluation import check_choices
from autograd_cli.report.manifest import Entry
from autograd_cli.report.mistake import mistake
from autograd_cli.report.rows import row_formula
from autograd_cli.version import __version__

# What can be wrong with a formula for some columns alone.
OF_COLUMNS = frozenset({"binding", "integer", "shape", "too-large", "unknown-binding"})
# The fields of a request that are those of a file, or decide nothing of what is written.
OF_FILES = frozenset({"tables", "output", "format", "errors", "jobs"})


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with each file: a request without tables and output; `read` and `written` are `--from` and `--to`.

    `command` is the digest of all that decides what is written.
    """

    request: Request
    source: LocalFolder | RemoteFolder
    target: LocalFolder | RemoteFolder
    read: str | None
    written: str | None
    command: str
    version: str = __version__


class Unit(NamedTuple):
    """A file, what it becomes, and what the manifest has of it, where a run is resumed."""

    name: str
    output: str
    before: Entry | None = None


class Outcome(NamedTuple):
    """The line of the manifest, whether the file had been complete before, and the summary of its rows.

    `stop` has the row that failed where the first one is to stop everything.
    """

    entry: Entry
    complete: bool = False
    summary: Summary | None = None
    stop: RowError | None = None


def command_digest(request: Request, read: str | None, written: str | None) -> str:
    """The SHA-256 of what decides the results: version, formulas, values, options."""
    decides = {field.name: getattr(request, field.name) for field in fields(request) if field.name not in OF_FILES}
    text = json.dumps([__version__, read, written, decides], default=_plain, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """What JSON has for an array, a record, a mapping, bytes or another value; every float by its shortest text."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return dict(value) if isinstance(value, Mapping) else repr(value)


def check(request: Request) -> None:
    """Refuses what no file can mend: a formula that is wrong whatever the columns are.

    Raises: `AutogradError`.
    """
    check_choices(None, (), request.kinks)
    names: Sequence[str] = ()
    for _ in range(2 if request.sources else 0):
        try:
            row_formula(
                request.sources,
                names,
                request.constants,
                request.wrt,
                request.differentiate,
                background=request.background,
                keep=request.keep,
                order=request.order,
                second=request.second,
            )
        except AutogradError as error:
            if error.code == "missing-binding":
                names = error.names
            elif error.code not in OF_COLUMNS:
                raise


def convert(task: Task, unit: Unit) -> Outcome:
    """Computes the rows of a file, and writes its output; an output that is complete is not touched."""
    entry = Entry(unit.name, None, None, None, task.command, 0, 0, None, None)
    try:
        if task.version != __version__:
            raise FileError("file", "other-version", name=task.version, other=__version__)
        stamp = task.source.stamp(unit.name)
        entry = replace(entry, size=stamp.size, mtime=stamp.mtime)
        with task.source.reading(unit.name) as path:
            try:
                entry = replace(entry, digest=digest(path))
                if unit.before is not None and _is_complete(task, unit, entry):
                    return Outcome(unit.before, complete=True)
                return _converted(task, unit, entry, path)
            except AutogradError as error:
                raise error.replace(**_renamed(error, path, task.source.shown(unit.name))) from None
    except RowError as error:
        return Outcome(replace(entry, error=mistake(error)), stop=error)
    except AutogradError as error:
        return Outcome(replace(entry, error=mistake(error)))
    except Exception as problem:  # a file of which nobody has thought fails alone, too
        unforeseen = FileError("file", "unforeseen", path=task.source.shown(unit.name), reason=repr(problem))
        return Outcome(replace(entry, error=mistake(unforeseen)))


def counted(entry: Entry) -> Summary:
    """What the line of an earlier run counts in the summary of all rows."""
    return Summary(entry.rows, entry.failed, kinds=Counter(entry.findings or {}))


def lost(task: Task, unit: Unit) -> Outcome:
    """The outcome of a file whose processes were killed again and again."""
    error = FileError("file", "workers-killed", path=task.source.shown(unit.name), count=ATTEMPTS)
    return Outcome(Entry(unit.name, None, None, None, task.command, 0, 0, None, None, error=mistake(error)))


def _converted(task: Task, unit: Unit, entry: Entry, path: str) -> Outcome:
    request = replace(
        task.request,
        tables=file_tables([path], task.read, task.request.dialect),
        format=format_of(unit.output, task.written or task.read),
    )
    with task.target.writing(unit.output) as output:
        summary = run(replace(request, output=output), compiled=_compiled(task.command))
        written = digest(output)
    shown = task.source.shown(unit.name)
    summary.first = [_placed(one, path, shown) for one in summary.first]
    summary.first_infinite = [_placed(one, path, shown) for one in summary.first_infinite]
    summary.first_inexact = [_placed(one, path, shown) for one in summary.first_inexact]
    summary.first_still = [_placed(one, path, shown) for one in summary.first_still]
    found = dict(sorted(summary.kinds.items())) if request.notices else None
    done = replace(
        entry,
        rows=summary.rows,
        failed=summary.failed,
        output=unit.output,
        output_digest=written,
        findings=found,
    )
    return Outcome(done, summary=summary)


def _placed(failure: Failure, path: str, shown: str) -> Failure:
    return failure._replace(place=failure.place.replace(path, shown, 1))


def _renamed(error: AutogradError, path: str, shown: str) -> Mapping[str, Any]:
    """The fields of an error that name the file on this machine, with the name that the user knows."""
    named = {name: text for name, text in error.fields.items() if isinstance(text, str) and path in text}
    return {name: text.replace(path, shown) for name, text in named.items()}


def _is_complete(task: Task, unit: Unit, entry: Entry) -> bool:
    """Whether file, command and output are those of the earlier run."""
    before = unit.before
    assert before is not None
    same = all(getattr(before, name) == getattr(entry, name) for name in ("size", "mtime", "digest", "command"))
    if not same or before.error is not None or before.output != unit.output:
        return False
    with suppress(FileError), task.target.reading(unit.output) as path:
        return digest(path) == before.output_digest
    return False


@lru_cache(maxsize=4)
def _compiled(command: str) -> Compiled:
    """What this process has compiled for a command."""
    return {}
