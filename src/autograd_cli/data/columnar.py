"""Parquet and Arrow IPC: files of typed columns, read and written in batches.

In: a path. Out: frames in the file's order, at most a batch of rows each; a file of frames. Standard input and
compressed files are copied to a temporary file first, since such a file is read from its end.
"""

import atexit
import os
import queue
import re
import tempfile
import threading
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

import polars
from polars.io.plugins import register_io_source

from autograd_cli.data.rows import FrameRows, unnamed
from autograd_cli.data.streams import Target
from autograd_cli.errors import AutogradError, FileError, reason

# Rows of a batch: small enough to stay in a processor's cache while they are worked on.
BATCH = 1 << 16
SCANS: Mapping[str, Callable[..., polars.LazyFrame]] = {"parquet": polars.scan_parquet, "arrow": polars.scan_ipc}
# Of zstd, for Parquet: files as small as at level 3, which polars takes by itself, within 5 %, for a quarter less work.
LEVEL = 2
# What pandas calls the numbers of rows that it writes beside the columns.
INDEX = re.compile(r"__index_level_\d+__")
NAMES = {"parquet": "Parquet", "arrow": "Arrow IPC"}

# What reading a file ends in that is not as its format wants it; where polars has not foreseen it, it panics.
DAMAGED = (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError)


class Batch(NamedTuple):
    """A run of rows, and the number of the first, counted from 1."""

    frame: polars.DataFrame
    first: int


class Columnar:
    """A file of typed columns."""

    place = "row"

    def __init__(
        self, file: str, pieces: Iterator[bytes] | None, format: str, read: Callable[[int], None] = lambda count: None
    ) -> None:
        self.file = file
        self._read = read
        self.format = format
        self._copy: Any = None
        path = file
        if pieces is not None:
            self._copy = tempfile.NamedTemporaryFile(suffix=f".{format}")  # noqa: SIM115
            weakref.finalize(self, self._copy.close)
            for piece in pieces:
                self._copy.write(piece)
            self._copy.flush()
            path = self._copy.name
            self._read = lambda count: None  # told already, while it was copied
        try:
            self._frame = SCANS[format](path, glob=False) if format == "parquet" else SCANS[format](path)
            schema = self._frame.collect_schema()
            index = [name for name in schema if INDEX.fullmatch(name)]
            self.types: Mapping[str, Any] = {name: kind for name, kind in schema.items() if name not in index}
            self.names = tuple(self.types)
            self._frame = self._frame.drop(index)
            self._size = os.path.getsize(path)
        except DAMAGED as problem:
            raise self._unreadable(problem) from None

    def expect(self, numbers: Collection[str], text: bool, whole: bool) -> None:
        """Takes no notice: the columns have types of their own."""

    @property
    def vectors(self) -> Mapping[str, int]:
        """The columns of lists, with the length that the first row has."""
        try:
            lists = any(isinstance(kind, polars.List) for kind in self.types.values())
            return lengths(self._frame.head(1).collect() if lists else polars.DataFrame(schema=self.types))
        except DAMAGED as problem:
            raise self._unreadable(problem) from None

    def _unreadable(self, problem: BaseException) -> FileError:
        if isinstance(problem, OSError) and problem.strerror:
            return FileError("file", "unreadable", path=self.file, reason=reason(problem))
        return FileError("file", "not-of-format", path=self.file, format=NAMES[self.format])

    def blocks(self) -> Iterator[Batch]:
        first = 1
        try:
            height: int = self._frame.select(polars.len()).collect().item()
            for frame in self._frame.collect_batches(chunk_size=BATCH, maintain_order=True):
                for part in frame.iter_slices(BATCH):
                    yield Batch(part, first)
                    self._read(self._size * (first - 1 + part.height) // height - self._size * (first - 1) // height)
                    first += part.height
        except DAMAGED as problem:
            raise self._unreadable(problem) from None

    def rows(self, block: Batch) -> FrameRows:
        """The rows of a batch, in one piece: where one of the file's groups of rows ends, a group would end again."""
        return FrameRows(block.frame.rechunk(), range(block.first, block.first + block.frame.height), {})


def lengths(frame: polars.DataFrame) -> dict[str, int]:
    """The columns of lists of numbers, with the length that the first row has; 0 where there is no row."""
    found = {}
    for name, kind in frame.schema.items():
        if isinstance(kind, polars.Array) and kind.inner is not None and len(kind.shape) == 1:
            found[name] = kind.shape[0]
        elif isinstance(kind, polars.List):
            found[name] = (unnamed(frame[name]).list.len().to_list() or [0])[0] or 0
    return found


class FrameSink:
    """A file that polars writes in a thread of its own, from frames that it is handed. No more than a few wait."""

    def __init__(self, target: Target, format: str, schema: polars.Schema) -> None:
        self._target, self._format, self._schema = target, format, schema
        self._frames: queue.Queue[polars.DataFrame | BaseException | None] = queue.Queue(2)
        self._problem: BaseException | None = None
        self._lock, self._given_up = threading.Lock(), False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        # A signal may come at any moment, before the thread has begun too, or while polars has it make the file.
        atexit.register(self.abandon)
        self._thread.start()

    def _source(self, columns: Any, predicate: Any, count: Any, size: Any) -> Iterator[polars.DataFrame]:
        while (frame := self._frames.get()) is not None:
            if isinstance(frame, BaseException):
                raise frame
            yield frame

    def _run(self) -> None:
        with self._lock:
            if self._given_up:
                return
        try:
            # All calls of polars are in here: one that calls Python back would not stand a signal's exception.
            frame = register_io_source(self._source, schema=self._schema)
            target: Any = self._target
            # It writes a plain file by itself, by its descriptor: by its name it might make again what is removed. A
            # device, a pipe or what is compressed gets its bytes from here.
            write = (
                partial(frame.sink_parquet, compression_level=LEVEL) if self._format == "parquet" else frame.sink_ipc
            )
            write(target.file if target.beside and not target.compress else target)
        except BaseException as problem:
            self._problem = problem

    def write(self, frame: polars.DataFrame) -> None:
        """Hands a frame over. Raises: `FileError`."""
        while True:
            if not self._thread.is_alive():
                self._raise()
            try:
                return self._frames.put(frame, timeout=0.1)
            except queue.Full:
                continue

    def close(self) -> None:
        """Waits until all is written. Raises: `FileError`."""
        self._frames.put(None)
        self._thread.join()
        self._raise()
        atexit.unregister(self.abandon)

    def abandon(self) -> None:
        """Ends the thread; what is written is no whole file, and its target goes with it."""
        with self._lock:
            self._given_up = True
        while self._thread.is_alive():
            with suppress(queue.Full):
                self._frames.put(InterruptedError(), timeout=0.1)
            self._thread.join(0.1)
        self._target.discard()
        atexit.unregister(self.abandon)

    def _raise(self) -> None:
        """Raises what ended the thread, if anything did."""
        problem = self._target.problem or self._problem
        if problem is None:
            return
        if isinstance(problem, AutogradError | BrokenPipeError):
            raise problem
        text = str(problem)
        told = (
            os.strerror(int(code[1]))
            if (code := re.search(r"(?:Errno|os error) (\d+)", text))
            else text.partition("\n")[0]
        )
        raise self._target.refused(OSError(told))
