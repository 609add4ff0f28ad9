"""Tables in record batches: which file has which format, how it is opened, how results are written.

In: paths, `-` for the standard streams, names of formats. Out: tables that give blocks of rows; sinks that take rows
with their results. What is computed is not known here.
"""

import glob
import os
import stat
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple, Protocol

import polars

from autograd_cli.data import STANDARD, jsonlines
from autograd_cli.data.columnar import Columnar, FrameSink
from autograd_cli.data.compute import Computed
from autograd_cli.data.contents import recognised
from autograd_cli.data.delimited import Delimited, header, lines, quoted_texts
from autograd_cli.data.dialects import FORMATS, OBJECTS, SEPARATORS, USUAL, Dialect
from autograd_cli.data.jsonlines import JsonLines
from autograd_cli.data.rows import FrameRows, ObjectRows, Rows, element
from autograd_cli.data.streams import COMPRESSED, Target, open_input, peek, pieces
from autograd_cli.data.text import in_utf_8
from autograd_cli.data.types import KINDS, typed
from autograd_cli.errors import AutogradError, Complaint, FileError, near_suffix, visible
from autograd_cli.syntax.names import canonical_name
from autograd_cli.wording.rows import row_words

# Suffix -> format.
SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".parquet": "parquet", ".arrow": "arrow", ".ipc": "arrow", ".feather": "arrow",
}  # fmt: skip
# What a hint proposes to begin the names of results with.
PREFIXES = ("new_", "result_", "autograd_")
TYPED = ("parquet", "arrow")
NO_TYPES: Mapping[str, str] = {}
NO_NAMES: Mapping[str, str] = {}


class Table(Protocol):
    """A file with rows. `names` and `types` are those of its columns; a block is what `rows` takes, in any thread.

    `place` is what is counted to say where a row stands: lines, or rows.
    """

    file: str
    place: str
    names: tuple[str, ...]

    @property
    def types(self) -> Mapping[str, Any]: ...

    def expect(self, numbers: Collection[str], text: bool, whole: bool) -> None: ...

    def blocks(self) -> Iterator[Any]: ...

    def rows(self, block: Any) -> Rows: ...


def expanded(paths: Sequence[str]) -> list[str]:
    """The files that paths and patterns name. Raises: `FileError` where a pattern fits none."""
    found = []
    for path in paths:
        if path != STANDARD and not os.path.exists(path) and glob.has_magic(path):
            fitting = sorted(glob.glob(path, recursive=True))
            if not fitting:
                raise FileError("file", "pattern" if PurePath(path).suffix else "pattern-or-formula", path=path)
            found += fitting
        else:
            found.append(path)
    return found


def format_of(path: str, option: str | None, otherwise: str = "csv", role: str = "to") -> str:
    """The format that an option or a name's suffix says; `otherwise` for the standard streams and a name without one.

    The option that says it is `--from` or `--to`, by the file's `role`.

    Raises: `AutogradError` with code `usage`, or `option` for a format that is not known.
    """
    if option is not None:
        known = SUFFIXES.get(f".{option}", option)
        if known not in FORMATS:
            raise AutogradError("option", "no-such-format", format=option, choices=", ".join(FORMATS))
        return known
    known = SUFFIXES.get(suffix_of(path), "")
    if known:
        return known
    if path == STANDARD or not PurePath(path).suffix:  # a pipe or a device, mostly
        return otherwise
    near = near_suffix(suffix_of(path), [*SUFFIXES]) if role == "to" else None
    meant = str(PurePath(path).with_suffix(near)) if near else ""
    case = "table-suffix" if meant else "table-format"
    raise AutogradError("usage", case, option=role, path=path, near=meant, choices=", ".join(FORMATS))


def is_named(path: str, option: str | None) -> bool:
    """Whether an option or the suffix of a table's name gives its format, so that its bytes need not."""
    return option is not None or suffix_of(path) in SUFFIXES


def read_format(path: str, option: str | None) -> str:
    """The format of a table to be read, as far as its name says it: CSV for any other file."""
    other = not is_named(path, option) and "://" not in path  # where there is none, the file is what is missing
    return "csv" if other else format_of(path, option, role="from")


def suffix_of(path: str) -> str:
    """The suffix of a table's name, under that of its compression."""
    name = PurePath(path)
    return (PurePath(name.stem) if name.suffix in COMPRESSED else name).suffix.lower()


def open_table(
    path: str,
    option: str | None,
    read: Callable[[int], None] = lambda count: None,
    dialect: Dialect = USUAL,
) -> Table:
    """A table, its columns known. `read` is told of every byte taken from a file of text.

    Raises: `FileError`; `AutogradError` with the codes `usage`, `option`, `encoding`.
    """
    kind, source, packed = read_format(path, option), open_input(path), PurePath(path).suffix in COMPRESSED
    separators = dialect.separators
    if not is_named(path, option):
        source, start = peek(source)
        kind, sign = recognised(next(in_utf_8(iter((start,)), dialect.encoding, path)), dialect)
        separators = {**separators, "csv": sign} if sign else separators
        packed = not source.lead.startswith(start[:4])
    if kind in TYPED:
        plain = path != STANDARD and not packed and not source.slow
        if plain:
            source.close()
        table: Table = Columnar(path, None if plain else pieces(source, read), kind, read)
    elif kind in OBJECTS:
        table = JsonLines(path, pieces(source, read))
    else:
        table = Delimited(path, pieces(source, read), separators[kind], dialect)
    weakref.finalize(table, source.close)
    _distinct(table.names, path)
    return table


def _distinct(names: Sequence[str], table: str) -> None:
    """Refuses two columns of one name, or of names that the language takes for one, as `µ` and `μ`.

    `table` is the file's name.
    """
    seen: dict[str, str] = {}
    for name in names:
        key = canonical_name(name)
        if key not in seen:
            seen[key] = name
            continue
        if seen[key] != name:
            names = visible(seen[key]), visible(name)
            raise AutogradError("usage", "columns-of-one-name", path=table, names=names)
        raise AutogradError("usage", "two-columns", path=table, name=name)


def is_regular(path: str) -> bool:
    """Whether a path is a file, which can be read again, and not a pipe."""
    return os.path.isfile(path)


def size_of(paths: Sequence[str]) -> int | None:
    """The bytes of all files together; None where one is a pipe."""
    try:
        statuses = [os.stat(path) for path in paths]
    except OSError:
        return None
    return sum(one.st_size for one in statuses) if all(stat.S_ISREG(one.st_mode) for one in statuses) else None


def numeric(names: Sequence[str], types: Mapping[str, Any], table: str) -> None:
    """Refuses a column of something that is no number at all, dates for example."""
    for name in names:
        base, place = element(name)
        if place is not None and name not in types:
            inner = getattr(types[base], "inner", None)
            kind = polars.String if inner is None else inner
        else:
            kind = types[name]
        if not (kind.is_numeric() or kind in (polars.String, polars.Null, polars.Boolean)):
            raise AutogradError("binding", "column-type", name=name, table=table, type=str(kind).lower())


def without_bytes(names: Sequence[str], types: Mapping[str, Any], format: str, table: str) -> None:
    """Refuses a column of bytes where the target is text, which has no form for them."""
    if format in TYPED:
        return
    for name in names:
        kinds = [types[name]]
        while kinds:
            kind = kinds.pop()
            if kind == polars.Binary:
                raise AutogradError("usage", "column-of-bytes", name=visible(name), table=table, format=format)
            kinds += [inner] if (inner := getattr(kind, "inner", None)) is not None else []
            kinds += [field.dtype for field in getattr(kind, "fields", ())]


def clash(
    results: Sequence[str], columns: Sequence[str], table: str, renamed: Mapping[str, str] = NO_NAMES, prefix: str = ""
) -> None:
    """Refuses a result that would have the name of another, or of a column.

    The results were `renamed`, from old names to new ones, or begin with the `prefix`.
    """
    several = [name for name, count in Counter(results).items() if count > 1]
    if several:
        raise AutogradError("usage", "results-alike", name=several[0])
    taken = frozenset(columns)
    for name in results:
        if name in taken:
            free = (text for text in PREFIXES if taken.isdisjoint(text + one for one in results))
            new = next(free, "my_")
            old = next((one for one, other in renamed.items() if other == name), None)
            case = "result-is-column" if old is None else "renamed-is-column"
            own = name.removeprefix(prefix) if old is None else old
            raise AutogradError("usage", case, name=name, own=own, table=table, prefix=new)


class Layout(NamedTuple):
    """What a line of output has: columns carried through, results, and `error`, where failing rows are kept.

    `numbers` are the columns that are read as numbers. `whole` rows of JSON stand as they were. With `omit` an object
    has no partial that its row has not. `texts` are the results that are no numbers.
    """

    carried: tuple[str, ...]
    numbers: frozenset[str]
    results: tuple[str, ...]
    error: str | None
    whole: bool
    omit: bool
    texts: frozenset[str] = frozenset()
    types: Mapping[str, str] = NO_TYPES
    asked: frozenset[str] = frozenset()

    def type_of(self, name: str, own: Any) -> Any:
        """The type of a column carried through, where the target has types; its `own` is the table's."""
        if name in self.types:
            return KINDS[self.types[name]]
        return polars.Float64 if name in self.numbers and own == polars.String else own

    def frame(self, rows: Rows, format: str) -> polars.DataFrame:
        """The columns carried through; what is read as numbers is numbers where the target has types.

        Raises: `MisfitError` at a cell that has no value of its column's type.
        """
        frame = rows.frame(self.carried)
        if format in SEPARATORS:
            return frame
        columns = [
            typed(rows, name, self.types[name], name in self.asked, format)
            if name in self.types
            else _numbers(rows, name)
            for name in self.carried
            if name in self.types or (name in self.numbers and frame.schema[name] == polars.String)
        ]
        return frame.with_columns(columns) if columns else frame


def _numbers(rows: Rows, name: str) -> polars.Series:
    values, complaints, _ = rows.column(name)
    column = polars.Series(name, values)
    return column.scatter(list(complaints), None) if complaints else column


class Sink(Protocol):
    """Where results go. `encode` may run in any thread, `write` is called in the order of the rows."""

    def encode(self, rows: Rows, computed: Computed) -> Any: ...

    def write(self, encoded: Any) -> None: ...

    def close(self) -> None: ...

    def abandon(self) -> None: ...


class TextSink:
    """Lines of text to a target."""

    def __init__(self, target: Target, format: str, layout: Layout, dialect: Dialect) -> None:
        self._target = target
        self._layout = layout
        self._format = format
        self._separator = dialect.separators.get(format)
        # What is written before a line that is an element of a list.
        self._before = b"[\n" if format == "json" else b""
        if self._separator:
            names = [*layout.carried, *layout.results, *([layout.error] if layout.error else [])]
            target.write(header([name if name.strip() else "" for name in names], self._separator))

    def encode(self, rows: Rows, computed: Computed) -> list[bytes]:
        layout = self._layout
        if self._separator is None:
            carried = None if layout.whole and isinstance(rows, ObjectRows) else layout.frame(rows, self._format)
            if carried is not None and isinstance(rows, ObjectRows):
                rows, carried = rows.only(layout.carried), None
            found = computed.results, computed.complaints
            return [jsonlines.lines(rows, carried, *found, layout.error, layout.omit)]
        results = _selected(computed.results, layout.results)
        if layout.error:
            results = results.with_columns(errors(computed.complaints, rows.height, layout.error))
        plain = isinstance(rows, FrameRows) and rows.plain == self._separator
        if plain:
            texts = [results[name] for name in results.columns if results.schema[name] == polars.String]
            results = results.with_columns([quoted_texts(column, self._separator) for column in texts])
        if plain and layout.whole and isinstance(rows, FrameRows) and rows.whole is not None:
            # Under a name that no result has.
            whole = rows.whole.alias("".join(("_", *results.columns)))
            return lines(whole.to_frame().hstack(results), self._separator, plain)
        return lines(beside(layout.frame(rows, self._format), results), self._separator, plain)

    def write(self, encoded: list[bytes]) -> None:
        for part in encoded:
            if self._before and part:
                part = self._before + part[:-1].replace(b"\n", b",\n")
                self._before = b",\n"
            self._target.write(part)

    def close(self) -> None:
        if self._before:
            self._target.write(b"\n]\n" if self._before == b",\n" else b"[]\n")

    def abandon(self) -> None:
        pass


class TypedSink:
    """Frames to a file that has types."""

    def __init__(self, target: Target, format: str, layout: Layout, schema: Mapping[str, Any]) -> None:
        self._layout = layout
        self._format = format
        whole = {name: layout.type_of(name, schema[name]) for name in layout.carried}
        whole |= {name: polars.String if name in layout.texts else polars.Float64 for name in layout.results}
        whole |= {layout.error: polars.String} if layout.error else {}
        self._file = FrameSink(target, format, polars.Schema(whole))

    def encode(self, rows: Rows, computed: Computed) -> polars.DataFrame:
        frame = beside(self._layout.frame(rows, self._format), _selected(computed.results, self._layout.results))
        if self._layout.error:
            frame = frame.with_columns(errors(computed.complaints, rows.height, self._layout.error))
        return frame

    def write(self, encoded: polars.DataFrame) -> None:
        if encoded.height:
            self._file.write(encoded)

    def close(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        self._file.abandon()


def beside(carried: polars.DataFrame, results: polars.DataFrame) -> polars.DataFrame:
    """The results after the columns carried through; a frame without columns has no rows, and theirs count."""
    return carried.hstack(results) if carried.columns else results


def _selected(results: polars.DataFrame, names: Sequence[str]) -> polars.DataFrame:
    """The results that a table has a column for, in their order; null where a block has none of that name."""
    if tuple(results.columns) == tuple(names):
        return results
    empty = polars.lit(None, polars.Float64)
    # A selection by expressions would take the name `^F$` for a pattern.
    missing = [empty.alias(name) for name in names if name not in results.columns]
    return (results.with_columns(missing) if missing else results)[[*names]]


def errors(complaints: Mapping[int, Complaint], rows: int, name: str, in_call: bool = False) -> polars.Series:
    """The complaints as a column; those `in_call` are in the words of Python."""
    column = (
        polars.Series(name, [None], polars.String).new_from_index(0, rows)
        if rows
        else polars.Series(name, [], polars.String)
    )
    if not complaints:
        return column
    places = sorted(complaints)
    words = row_words(complaints, in_call)
    return column.scatter(places, [words[row] for row in places])


def open_sink(target: Target, format: str, layout: Layout, schema: Mapping[str, Any], dialect: Dialect) -> Sink:
    """The sink for a format. `schema` has the types of the columns carried through."""
    return TypedSink(target, format, layout, schema) if format in TYPED else TextSink(target, format, layout, dialect)
