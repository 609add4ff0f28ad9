"""The manifest of a folder of results: a line for each file, kept so that a killed run can be resumed.

Takes: entries as files are done. Returns: those of earlier runs. A line is appended when its file is there, and at the
end the lines are sorted, one a file; where fsspec writes, all lines are written anew now and then.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from autograd_cli.data.folders import MANIFEST, LocalFolder, RemoteFolder
from autograd_cli.data.streams import Target
from autograd_cli.errors import AutogradError, FileError, unwritable
from autograd_cli.report.manifest import Entry

# Seconds after which the lines are brought to the disk, or the manifest is written anew where nothing can be appended.
SYNC, ANEW = 1.0, 30.0
BEGINNING = b'{"schema": "autograd.manifest/1"'


def earlier(folder: LocalFolder | RemoteFolder) -> dict[str, Entry]:
    """The entries of earlier runs, the last one of each file; a line that is cut off, or damaged, counts for nothing.

    Raises: `AutogradError` with code `usage` where there is a file of this name that is none of ours.
    """
    try:
        with folder.reading(MANIFEST) as path, open(path, "rb") as file:
            lines = file.read().splitlines()
    except (FileError, OSError):  # there is none, or nothing that helps
        return {}
    if lines and not BEGINNING.startswith(lines[0][: len(BEGINNING)]):
        raise AutogradError("usage", "other-manifest", path=folder.shown(MANIFEST))
    return {entry.path: entry for line in lines if (entry := _entry(line)) is not None}


def left_over(folder: LocalFolder | RemoteFolder, entries: Iterable[Entry], outputs: Mapping[str, str]) -> list[str]:
    """The results of earlier runs whose tables are gone; `outputs` has what the tables of this run become."""
    found = []
    for entry in entries:
        if entry.path not in outputs and entry.output is not None and entry.output not in outputs.values():
            with suppress(FileError):
                folder.stamp(entry.output)
                found.append(entry.output)
    return found


def _entry(line: bytes) -> Entry | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return Entry.read(data) if isinstance(data, dict) else None


class Manifest:
    """The manifest while files are done. To be used in a `with`; `complete` sorts the lines at the end."""

    def __init__(self, folder: LocalFolder | RemoteFolder) -> None:
        self._folder = folder
        self._path = folder.shown(MANIFEST)
        self._entries: dict[str, Entry] = {}
        self._file: Any = None
        self._synced = time.monotonic()
        self._changed = False

    def __enter__(self) -> Self:
        return self

    def keep(self, entry: Entry) -> None:
        """Takes the entry of an earlier run, which has its line."""
        self._entries[entry.path] = entry

    def add(self, entry: Entry) -> None:
        """Writes the line of a file that is done. Raises: `FileError`."""
        self._entries[entry.path] = entry
        self._changed = True
        if isinstance(self._folder, RemoteFolder):
            if time.monotonic() - self._synced > ANEW:
                self._write()
            return
        try:
            if self._file is None:
                with self._folder.writing(MANIFEST) as path:  # which makes the folder, if no output has
                    self._file = open(path, "ab+")  # noqa: SIM115
                if self._file.tell():
                    self._file.seek(-1, os.SEEK_END)
                    if self._file.read(1) != b"\n":  # a run was killed while it wrote its last line
                        self._file.write(b"\n")
            self._file.write(_line(entry))
            self._file.flush()
            if time.monotonic() - self._synced > SYNC:
                os.fsync(self._file.fileno())
                self._synced = time.monotonic()
        except OSError as problem:
            raise unwritable(self._path, problem) from None

    def complete(self) -> None:
        """Leaves one line a file, sorted by their names. A manifest to which nothing was added is not touched."""
        if self._changed:
            self._close()
            self._write()
            self._changed = False

    def _write(self) -> None:
        with self._folder.writing(MANIFEST) as path, Target(path) as target:
            target.write(b"".join(_line(self._entries[name]) for name in sorted(self._entries)))
        self._synced = time.monotonic()

    def _close(self) -> None:
        if self._file is not None:
            try:
                os.fsync(self._file.fileno())
            finally:
                self._file.close()
                self._file = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self._changed and isinstance(self._folder, RemoteFolder):
            self._write()


def _line(entry: Entry) -> bytes:
    """The entry as a line of JSON; what of a name is not UTF-8 is escaped."""
    return json.dumps(entry.written(), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
