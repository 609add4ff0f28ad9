"""Folders of tables, here or where fsspec reads: what is in them, and which file each table becomes.

Takes: a path, or an address such as `s3://bucket/name`. Returns: the names of files, relative to the folder and with
`/`, and each as a file of this machine while it is read or written. What the tables hold is not known here.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple, Protocol

from autograd_cli.data.streams import COMPRESSED, PART, need
from autograd_cli.data.tables import SUFFIXES, format_of, is_named, suffix_of
from autograd_cli.errors import AutogradError, FileError, reason, unwritable

MANIFEST = "manifest.jsonl"
# What an address has after its first word.
SCHEME = "://"
# What fsspec, or the library of a kind of address, ends in.
REFUSALS = (OSError, ImportError, ValueError)


class Stamp(NamedTuple):
    """What tells of a change of a file without reading it; an address may have no time."""

    size: int | None
    mtime: float | None


class Folder(Protocol):
    """A folder. `reading` and `writing` give the path of a file on this machine, while it is worked on."""

    path: str

    def names(self) -> Sequence[str]: ...

    def shown(self, name: str) -> str: ...

    def stamp(self, name: str) -> Stamp: ...

    def reading(self, name: str) -> Any: ...

    def writing(self, name: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of a file system."""

    path: str

    def names(self) -> list[str]:
        """All files below, hidden ones and those that are being written left out. Raises: `FileError`."""

        def refuse(problem: OSError) -> None:
            raise FileError("file", "unreadable", path=problem.filename, reason=reason(problem))

        found = []
        for folder, folders, files in os.walk(self.path, onerror=refuse, followlinks=True):
            here = os.path.realpath(folder)
            # A link to a folder above would be walked for ever.
            folders[:] = [one for one in folders if not (f"{here}/").startswith(_real(folder, one)) and one[0] != "."]
            own = [os.path.join(folder, one) for one in files if one[0] != "."]
            # Nobody knows when a pipe would end; a link to nothing is a file that cannot be read.
            found += [os.path.relpath(one, self.path) for one in own if os.path.isfile(one) or not os.path.exists(one)]
        return sorted(name.replace(os.sep, "/") for name in found)

    def shown(self, name: str) -> str:
        return os.path.join(self.path, name)

    def stamp(self, name: str) -> Stamp:
        try:
            status = os.stat(self.shown(name))
        except OSError as problem:
            raise FileError("file", "unreadable", path=self.shown(name), reason=reason(problem)) from None
        return Stamp(status.st_size, status.st_mtime)

    @contextmanager
    def reading(self, name: str) -> Iterator[str]:
        yield self.shown(name)

    @contextmanager
    def writing(self, name: str) -> Iterator[str]:
        """The file's own path: who writes it does so beside, and renames it. Raises: `FileError`."""
        path = self.shown(name)
        try:
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        except OSError as problem:
            raise unwritable(path, problem) from None
        yield path

    def sweep(self, names: Sequence[str]) -> None:
        """Removes what was being written beside these files by processes that were killed."""
        own = {os.path.split(self.shown(name)) for name in names}
        beginnings = {(folder, name[:100]) for folder, name in own}
        for folder in {folder for folder, _ in own}:
            with suppress(OSError):
                for one in os.listdir(folder):
                    if (part := PART.fullmatch(one)) and (folder, part[1]) in beginnings:
                        os.unlink(os.path.join(folder, one))


def _real(folder: str, name: str) -> str:
    return f"{os.path.realpath(os.path.join(folder, name))}/"


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder where fsspec reads and writes; files are copied to this machine and from it."""

    path: str

    def _system(self) -> tuple[Any, str]:
        """The file system, and the path in it."""
        core = need("fsspec.core", "engine")
        system, path = core.url_to_fs(self.path)
        return system, path.rstrip("/")

    def names(self) -> list[str]:
        try:
            system, root = self._system()
            if not system.isdir(root):
                raise FileNotFoundError("no such folder")
            found = [PurePosixPath(path).relative_to(root) for path in system.find(root)]
        except REFUSALS as problem:
            raise FileError("file", "unreadable", path=self.path, reason=reason(problem)) from None
        return sorted(str(name) for name in found if not any(part[0] == "." for part in name.parts))

    def shown(self, name: str) -> str:
        return f"{self.path.rstrip('/')}/{name}"

    def stamp(self, name: str) -> Stamp:
        try:
            system, root = self._system()
            path = f"{root}/{name}"
            size = system.size(path)
        except REFUSALS as problem:
            raise FileError("file", "unreadable", path=self.shown(name), reason=reason(problem)) from None
        modified = None
        with suppress(NotImplementedError, OSError):
            modified = system.modified(path).timestamp()
        return Stamp(size, modified)

    @contextmanager
    def reading(self, name: str) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            local = os.path.join(folder, PurePosixPath(name).name)
            try:
                system, root = self._system()
                system.get_file(f"{root}/{name}", local)
            except REFUSALS as problem:
                raise FileError("file", "unreadable", path=self.shown(name), reason=reason(problem)) from None
            yield local

    @contextmanager
    def writing(self, name: str) -> Iterator[str]:
        """A path here; what is written to it is put beside its place there, and renamed. Raises: `FileError`."""
        with tempfile.TemporaryDirectory() as folder:
            local = os.path.join(folder, PurePosixPath(name).name)
            yield local
            try:
                system, root = self._system()
                place = PurePosixPath(root, name)
                part = str(place.with_name(f".{place.name[:100]}.{os.urandom(4).hex()}.part"))
                system.makedirs(str(place.parent), exist_ok=True)
                system.put_file(local, part)
                system.mv(part, str(place))
            except REFUSALS as problem:
                raise FileError("file", "unwritable", path=self.shown(name), reason=reason(problem)) from None


def folder_at(path: str) -> LocalFolder | RemoteFolder:
    """The folder of a path or an address; `file://` is this machine."""
    if SCHEME not in path:
        return LocalFolder(path)
    if path.startswith("file:"):
        return LocalFolder(need("fsspec.core", "engine").url_to_fs(path)[1])
    return RemoteFolder(path)


def is_folder(path: str) -> bool:
    return SCHEME in path or os.path.isdir(path)


def is_file_at_address(path: str) -> bool:
    """Whether an address is that of a table, by its suffix, which is no folder."""
    return SCHEME in path and suffix_of(path) in SUFFIXES


class Plan(NamedTuple):
    """The files of a folder with the outputs they become, and the files that are no tables by their suffix."""

    outputs: dict[str, str]
    others: tuple[str, ...]


def plan(source: Folder, target: Folder, read: str | None, written: str | None) -> Plan:
    """What becomes of each file of the source, where `--from` and `--to` are these.

    Raises: `FileError` where the source cannot be read; `AutogradError` with code `usage` where it has no table, where
    two files would become one, or where an output would be read as an input.
    """
    _refuse_inside(source, target, "")
    names = [name for name in source.names() if name != MANIFEST]
    others = () if read else tuple(name for name in names if not is_named(name, None))
    outputs: dict[str, str] = {}
    origin = {MANIFEST: "the manifest"}
    for name in names:
        if name in others:
            continue
        output = _output(name, read, written)
        if output in origin:
            raise AutogradError("usage", "one-output", path=source.shown(name), other=origin[output], name=output)
        origin[output] = f"`{source.shown(name)}`"
        outputs[name] = output
        _refuse_inside(source, target, output)
    if not outputs:
        raise AutogradError("usage", "no-tables-in-folder", path=source.path)
    return Plan(outputs, others)


def _output(name: str, read: str | None, written: str | None) -> str:
    """The name of the output: that of the file, with the suffix of the format where another one is asked for."""
    if written is None or format_of(f"x.{written}", None) == (SUFFIXES.get(suffix_of(name)) or read):
        return name
    path = PurePosixPath(name)
    if path.suffix in COMPRESSED:
        path = path.with_suffix("")
    return str(path.with_suffix(f".{written}"))


def _refuse_inside(source: Folder, target: Folder, name: str) -> None:
    """Refuses an output, or the whole target, that is in the source."""
    if isinstance(source, LocalFolder) and isinstance(target, LocalFolder):
        own, other = os.path.realpath(source.path), os.path.realpath(target.shown(name))
    else:
        own, other = source.path.rstrip("/"), target.shown(name).rstrip("/")
    if f"{other}/".startswith(f"{own.rstrip('/')}/"):
        raise AutogradError("usage", "output-in-input", path=target.path, other=source.path)


def digest(path: str) -> str:
    """The SHA-256 of a file. Raises: `FileError`."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise FileError("file", "unreadable", path=path, reason=reason(problem)) from None
