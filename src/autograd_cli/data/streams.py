"""Bytes in and out: files, pipes, compressed or not.

In: a path, `-` for the standard streams. Out: pieces of bytes as they arrive; a target that appears under its name only
when it is complete. What the bytes mean is not known here.
"""

import atexit
import importlib
import os
import re
import select
import stat
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self

from autograd_cli.data import STANDARD
from autograd_cli.data.unreadable import unreadable
from autograd_cli.errors import AutogradError, FileError, reason, unwritable

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

# So many bytes are read at once, and a piece is given on after so many seconds although it is smaller.
PIECE = 1 << 22
PATIENCE = 0.05
# Compressed bytes are decompressed in parts of these sizes, so that memory stays bounded: a part of gzip gives at most
# 1,032 times its bytes (64 MiB), and one of Zstandard, whose 4 bytes may stand for a block of 128 kB, at most 16 MiB.
GZIP_PART, ZSTANDARD_PART = 1 << 16, 1 << 9
# The first bytes of a compressed file, and how each is undone and made.
GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
COMPRESSED = {".gz": GZIP, ".zst": ZSTANDARD}
# With fewer open files, or less address space, the libraries for tables abort, or cannot be loaded.
LEAST_FILES, LEAST_MEMORY = 16, 1 << 31
# What a file is called while it is written, after the first letters of its name.
PART = re.compile(r"\.(.*)\.[0-9a-f]{8}\.part")
# Links to follow at most, as the kernel does.
LONGEST_CHAIN = 40


def need_room() -> None:
    """Returns where the process has room for the libraries that read tables, which abort where they have none.

    Raises: `FileError`.
    """
    if resource is None:
        return
    for limit, least, case in (
        (resource.RLIMIT_NOFILE, LEAST_FILES, "few-files"),
        (resource.RLIMIT_AS, LEAST_MEMORY, "little-memory"),
    ):
        allowed, _ = resource.getrlimit(limit)
        if allowed != resource.RLIM_INFINITY and allowed < least:
            raise FileError("file", case, allowed=allowed, least=least)


def need(library: str, extra: str = "batch") -> Any:
    """A library of an extra. Raises: `AutogradError` with code `missing-extra` where it is not there."""
    try:
        return importlib.import_module(library)
    except ModuleNotFoundError:
        name = library.partition(".")[0]
        raise AutogradError("missing-extra", extra, extra=extra, library=name) from None


def shown(path: str, standard: str = "standard input") -> str:
    """How a message names a file."""
    return standard if path == STANDARD else f"`{path}`"


class Input(NamedTuple):
    """An open file: where it is, how many bytes it has, if that is known, and whether it may keep one waiting.

    `lead` are bytes that are read already.
    """

    path: str
    file: BinaryIO
    size: int | None
    slow: bool
    lead: bytes = b""

    def close(self) -> None:
        if self.path != STANDARD:
            self.file.close()


def open_input(path: str) -> Input:
    """A file, or standard input. Raises: `FileError`."""
    try:
        if path == STANDARD:
            if sys.stdin is None:
                raise FileError("file", "input-closed")
            file: BinaryIO = sys.stdin.buffer
        else:
            file = open(path, "rb", buffering=0)  # noqa: SIM115
        status = os.fstat(file.fileno())
    except (OSError, ValueError) as problem:
        formula = not os.path.exists(path) and any(sign in path for sign in "*+^=( ")
        case = "unreadable-formula" if formula else "unreadable"
        raise unreadable(path, problem, case) from None
    regular = stat.S_ISREG(status.st_mode)
    return Input(path, file, status.st_size if regular else None, not regular)


def peek(source: Input) -> tuple[Input, bytes]:
    """The file, to be read from its beginning still, and what is there, decompressed. Raises: `FileError`."""
    try:
        lead = next(_arriving(source), b"")
        undo = _decompressor(lead)
        return source._replace(lead=lead), next(undo.feed(lead), b"") if undo else lead
    except ValueError as problem:
        raise FileError("file", "damaged", path=source.path) from problem
    except OSError as problem:
        raise FileError("file", "unreadable", path=source.path, reason=reason(problem)) from None


def pieces(source: Input, read: Callable[[int], None] = lambda count: None) -> Iterator[bytes]:
    """The bytes of a file, decompressed; those of a pipe as they arrive. `read` is told of every byte taken in.

    Raises: `FileError` where the file cannot be read or ends too early.
    """
    undo = None
    first = True
    held = bytearray()
    try:
        for piece in _arriving(source):
            read(len(piece))
            if first:
                undo, first = _decompressor(piece), False
            if undo is None:
                yield piece
                continue
            for text in undo.feed(piece):
                held += text
                if len(held) >= PIECE:
                    yield bytes(held)
                    held.clear()
            if source.slow and held:
                yield bytes(held)
                held.clear()
        if held:
            yield bytes(held)
        if undo is not None and not undo.whole:
            raise FileError("file", "cut-short", path=source.path)
    except OSError as problem:
        raise FileError("file", "unreadable", path=source.path, reason=reason(problem)) from None
    except ValueError as problem:
        raise FileError("file", "damaged", path=source.path) from problem
    finally:
        source.close()


def _arriving(source: Input) -> Iterator[bytes]:
    """What there is: whole pieces of a file; of a pipe what has come within the patience after the first byte."""
    if source.lead:
        yield source.lead
    descriptor = source.file.fileno()
    while piece := os.read(descriptor, PIECE):
        if source.slow:
            held, size, since = [piece], len(piece), time.monotonic()
            while size < PIECE and (left := since + PATIENCE - time.monotonic()) > 0:
                ready, _, _ = select.select([descriptor], [], [], left)
                more = os.read(descriptor, PIECE) if ready else b""
                if not more:
                    break
                held.append(more)
                size += len(more)
            piece = b"".join(held)
        yield piece


class _Undo:
    """Decompression of one format, of as many members as a file has."""

    def __init__(self, make: Callable[[], Any], part: int, damaged: type[Exception]) -> None:
        self.make = make
        self.part = part
        self.damaged = damaged
        self.current = make()
        self.fed = True

    @property
    def whole(self) -> bool:
        """Whether the last member has ended."""
        return self.current.eof or not self.fed

    def feed(self, piece: bytes) -> Iterator[bytes]:
        start = 0
        while start < len(piece):
            if self.current.eof:
                self.current = self.make()
            self.fed = True
            part = piece[start : start + self.part]
            try:
                text = self.current.decompress(part)
            except self.damaged as problem:
                raise ValueError("damaged") from problem
            start += len(part) - (len(self.current.unused_data) if self.current.eof else 0)
            if text:
                yield text


def _decompressor(start: bytes) -> _Undo | None:
    if start.startswith(GZIP):
        return _Undo(lambda: zlib.decompressobj(wbits=31), GZIP_PART, zlib.error)
    if start.startswith(ZSTANDARD):
        zstandard = need("zstandard")
        make = zstandard.ZstdDecompressor
        return _Undo(lambda: make().decompressobj(), ZSTANDARD_PART, zstandard.ZstdError)
    return None


def _own_descriptor(path: str) -> int | None:
    """The descriptor of this process that a path such as `/dev/stdout` means; None for any other path."""
    for _ in range(LONGEST_CHAIN):
        folder, name = os.path.split(os.path.abspath(path))
        if folder in ("/dev/fd", "/proc/self/fd", f"/proc/{os.getpid()}/fd") and name.isdecimal():
            return int(name)
        if not os.path.islink(path):
            break
        path = os.path.join(folder, os.readlink(path))
    return None


def is_same_file(path: str, other: str) -> bool:
    """Whether what is written to two paths would replace one another, or be mixed; devices take everything."""
    own, another = (
        STANDARD if one == STANDARD or _own_descriptor(one) == 1 else os.path.realpath(one) for one in (path, other)
    )
    return own == another and (own == STANDARD or os.path.isfile(own) or not os.path.exists(own))


class Target:
    """A file that is written beside its name and moved there when it is complete; or standard output.

    To be used in a `with`: an exception within leaves nothing behind.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.beside: str | None = None
        self.file: Any = None
        self.compress: Any = None
        self.problem: BaseException | None = None

    def __enter__(self) -> Self:
        try:
            self.file = self._open()
        except OSError as problem:
            self.beside = None
            raise unwritable(self.path, problem) from None
        suffix = Path(self.path).suffix
        if suffix == ".gz":
            self.compress = zlib.compressobj(level=1, wbits=31)
        elif suffix == ".zst":
            self.compress = need("zstandard").ZstdCompressor().compressobj()
        return self

    def _open(self) -> Any:
        if self.path == STANDARD:
            if sys.stdout is None:
                raise FileError("file", "output-closed")
            return os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
        descriptor = _own_descriptor(self.path)
        if descriptor is not None:  # resolved, it would be the file behind it, which must not be replaced
            return os.fdopen(os.dup(descriptor), "wb", buffering=0)
        path = os.path.realpath(self.path)
        if os.path.isdir(path):
            raise IsADirectoryError("it is a folder")
        if os.path.exists(path) and not os.path.isfile(path):  # a device or a pipe: nothing can be moved there
            return open(path, "wb", buffering=0)
        folder, name = os.path.split(path)
        # Known, and to be removed at the process's end, before it is there: a signal may come at any moment.
        self.beside = os.path.join(folder, f".{name[:100]}.{os.urandom(4).hex()}.part")
        atexit.register(self.discard)
        handle = os.open(self.beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(self.beside, os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~mask)
        return os.fdopen(handle, "wb", buffering=0)

    def discard(self) -> None:
        """Removes what is not complete; it may be called again."""
        atexit.unregister(self.discard)
        if self.beside is not None:
            with suppress(OSError):
                os.unlink(self.beside)

    def write(self, data: bytes) -> int:
        """Writes, compressed where the name says so. Raises: `FileError`, `BrokenPipeError`."""
        self._put(self.compress.compress(data) if self.compress else data)
        return len(data)

    def _put(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self.file.write(view) :]
        except BrokenPipeError as problem:
            self.problem = problem
            raise
        except OSError as problem:
            self.problem = self.refused(problem)
            raise self.problem from None

    def refused(self, problem: BaseException) -> FileError:
        """The error for a target that takes no more."""
        return FileError("file", "unwritable", path=self.path, reason=reason(problem))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                if self.compress:
                    self._put(self.compress.flush())
                self.file.close()
                if self.beside is not None:
                    os.replace(self.beside, os.path.realpath(self.path))
                    self.beside = None
        except OSError as problem:
            raise self.refused(problem) from None
        finally:
            with suppress(OSError):
                self.file.close()
            self.discard()
