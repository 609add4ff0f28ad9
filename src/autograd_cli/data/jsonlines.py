"""JSON: an object a line, and back; lists of objects are read as lines too.

Takes: pieces of bytes, or rows with their results. Returns: rows; bytes. A line is kept as it was written, and what is
computed is added at its end, with blanks where the first line has them. What JSON has no number for, such as a bare
NaN, is read, and becomes a string; a line that is no object becomes the `text` of one.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

import polars

from autograd_cli.data.delimited import BOM, LONGEST_LINE, Lines, counted, decoded, too_long
from autograd_cli.data.objects import Objects, are_spread, spread_objects
from autograd_cli.data.rows import SPACED, ObjectRows, Rows, Style, cell_of, unnamed
from autograd_cli.data.streams import PIECE
from autograd_cli.errors import AutogradError, Complaint
from autograd_cli.wording.rows import row_words

# A surrogate that is no half of a pair: no encoding has it.
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# What Python writes for a number that JSON has none for, and strings, in which it is text.
CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN')
FLOATS = (polars.Float64, polars.Float32)


class JsonLines:
    """A file of objects. Its columns are the keys in the first block.

    Rows are counted as lines where each object has one, else as objects. `nested` are the paths to what is in objects
    of the first block, as `a.x`; they are columns to a formula that names them.
    """

    def __init__(self, file: str, pieces: Iterator[bytes]) -> None:
        self.file = file
        start, pieces = _start(with_newlines_only(pieces))
        spread = are_spread(start)
        self.place = "object" if spread else "line"
        self._lines: Iterator[Lines | Objects] = spread_objects(pieces, file) if spread else whole_lines(pieces, file)
        self._first = next(self._lines, None)
        self._start: ObjectRows | None = None
        self.names: tuple[str, ...] = ()
        self.nested: tuple[str, ...] = ()
        if self._first is not None:
            self._start = rows = self.rows(self._first)
            if rows.height and len(rows.broken) == rows.height:
                place, first = f"{self.place} {rows.place(0)}", str(rows.broken[0])
                raise AutogradError("file", "no-objects", path=file, place=place, reason=first)
            self.names = tuple(rows.names)
            self.nested = tuple(dict.fromkeys(path for row in rows.objects if row for path in _paths(row)))

    def expect(self, numbers: Collection[str], text: bool, whole: bool) -> None:
        """Takes no notice: an object is parsed whole."""

    @property
    def types(self) -> Mapping[str, Any]:
        return dict.fromkeys((*self.names, *self.nested), polars.String)

    @property
    def vectors(self) -> Mapping[str, int]:
        """The keys whose values are lists in the first object, with their lengths."""
        objects = self._start.objects if self._start is not None else []
        first = next(filter(None, objects), {})
        cells = {name: cell_of(first, name) for name in (*first, *_paths(first))}
        return {name: len(value) for name, value in cells.items() if isinstance(value, list)}

    def blocks(self) -> Iterator[Lines | Objects]:
        if self._first is not None:
            yield self._first
        yield from self._lines

    def rows(self, block: Lines | Objects) -> ObjectRows:
        """The rows of a block; `names` are the keys that are in it."""
        if block is self._first and self._start is not None:
            return self._start
        objects: list[dict[str, Any] | None] = []
        written: list[str] = []
        numbers: list[int] = []
        broken: dict[int, Complaint] = {}
        names: dict[str, None] = {}
        escaped = b"\\u" in block.data
        values = block.values if isinstance(block, Objects) else None
        for number, line in enumerate(decoded(block.data, block.first, self.file).split("\n"), block.first):
            text = line.strip()
            if not text:
                continue
            found: Any = None
            try:
                found = json.loads(text) if values is None else values[len(objects)]
            except json.JSONDecodeError as problem:
                told = (problem.msg[:1].lower() + problem.msg[1:]).removesuffix(" at")
                broken[len(objects)] = AutogradError("row", "not-json-at", reason=told, column=problem.colno)
            except (ValueError, RecursionError) as problem:
                broken[len(objects)] = AutogradError("row", "not-json", reason=str(problem))
            else:
                if not isinstance(found, dict):
                    broken[len(objects)], found = AutogradError("row", "not-object"), None
                if (
                    found is not None
                    and escaped
                    and (half := HALF_CHARACTER.search(json.dumps(found, ensure_ascii=False)))
                ):
                    escape = f"\\u{ord(half[0]):04x}"
                    broken[len(objects)], found = AutogradError("row", "half-character", text=escape), None
                names.update(dict.fromkeys(found or ()))
            objects.append(found)
            written.append(_without_constants(text) if "NaN" in text or "Infinity" in text else text)
            numbers.append(number)
        return ObjectRows(objects, written, numbers, broken, tuple(names))


def _paths(row: Mapping[str, Any]) -> Iterator[str]:
    """The paths to what is in the objects within an object, as `a.x`."""
    held = [(name, value) for name, value in row.items() if isinstance(value, dict)]
    for path, value in held:  # which grows meanwhile
        for name, inner in value.items():
            yield f"{path}.{name}"
            if isinstance(inner, dict):
                held.append((f"{path}.{name}", inner))


def _start(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The beginning of a text, with a whole line unless that is too long; and all of it, without a mark before it."""
    start = next(pieces, b"").removeprefix(BOM)
    while b"\n" not in start.lstrip() and len(start) < PIECE and (piece := next(pieces, b"")):
        start += piece
    return start, chain((start,) if start else (), pieces)


def with_newlines_only(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes, with newlines for carriage returns where the first piece has no newline.

    Elsewhere a carriage return is a blank, which JSON allows within an object.
    """
    first = next(pieces, b"")
    returns = b"\r" in first and b"\n" not in first
    for piece in chain((first,), pieces):
        yield piece.replace(b"\r", b"\n") if returns else piece


def whole_lines(pieces: Iterator[bytes], file: str) -> Iterator[Lines]:
    """Blocks that end with a line. Raises: `FileError` where a line is longer than `LONGEST_LINE` bytes."""
    rest, line = b"", 1
    for piece in pieces:
        if len(rest) > LONGEST_LINE:
            raise too_long(file, line)
        data = rest + piece if rest else piece
        stop = data.rfind(b"\n") + 1
        if stop:
            yield Lines(data[:stop], line, count := counted(data[:stop], b"\n"))
            line += count
        rest = data[stop:]
    if rest:
        yield Lines(rest, line, counted(rest, b"\n"))


def lines(
    rows: Rows,
    carried: polars.DataFrame | None,
    results: polars.DataFrame,
    complaints: Mapping[int, Complaint],
    error: str | None,
    omit: bool,
) -> bytes:
    """A line a row: what it was, the results, and under the name `error` the complaint, null where there is none.

    `carried` is None where the rows are to stand as they were written; `error` is None where no row has a complaint.
    With `omit` a result but the first that a row has not is left out.
    """
    style = rows.style if isinstance(rows, ObjectRows) else SPACED
    comma, colon = style
    if carried is None:
        assert isinstance(rows, ObjectRows)
        starts = [
            text[:-1].rstrip() if found is not None else f'{{"text"{colon}{encoded(text)}'
            for found, text in zip(rows.objects, rows.written, strict=True)
        ]
    else:
        members = _members(carried, False, style) if carried.width else [""] * results.height
        starts = ["{" + text[len(comma) :] for text in members]
    ends = _members(results, omit, style)
    if error is not None:
        name = f"{comma}{encoded(error)}{colon}"
        errors = row_words(complaints)
        ends = [f"{end}{name}{encoded(errors[row]) if row in errors else 'null'}" for row, end in enumerate(ends)]
    if isinstance(rows, ObjectRows) and not {*results.columns, error}.isdisjoint(rows.names):
        for row, found in enumerate(rows.objects):
            if found and not {*results.columns, error}.isdisjoint(found):  # what the line has under these names stays
                ends[row] = ""
    whole = [
        f"{start}{end}}}\n" if start != "{" else f"{{{end[len(comma) :]}}}\n"
        for start, end in zip(starts, ends, strict=True)
    ]
    return "".join(whole).encode()


def _without_constants(text: str) -> str:
    """A line in which what JSON has no number for is a string."""
    return CONSTANT.sub(lambda found: found[0] if found[0][0] == '"' else f'"{found[0]}"', text)


def _members(frame: polars.DataFrame, omit: bool, style: Style) -> list[str]:
    """The members of each row's object, each with a comma before it."""
    if not frame.width:
        return [""] * frame.height
    parts = [_member(frame[name], omit and i > 0, style) for i, name in enumerate(frame.columns)]
    texts: list[str] = frame.select(polars.concat_str(parts)).to_series().to_list()
    return texts


def _member(column: polars.Series, omit: bool, style: Style) -> polars.Series:
    """`, "name": value` for every row."""
    name, column = column.name, unnamed(column)
    dtype = column.dtype
    if dtype in FLOATS:
        text = column.cast(polars.String)
        if not column.is_finite().all():
            text = text.replace(NON_FINITE)
    elif dtype.is_integer():
        text = column.cast(polars.String)
    else:
        plain = column if dtype in (polars.String, polars.Boolean) or dtype.is_nested() else column.cast(polars.String)
        # polars spells a value only as part of an object: {"":"..."}
        text = polars.DataFrame({"": plain}).select(polars.struct("").struct.json_encode()).to_series().str.slice(4)
        text = text.str.head(-1)
    prefix = f"{style.comma}{encoded(name)}{style.colon}"
    if omit:
        return (prefix + text).fill_null("").alias(name)
    return (prefix + text.fill_null("null")).alias(name)


def encoded(value: str) -> str:
    """A string of JSON."""
    return json.dumps(value, ensure_ascii=False)


# How floats that JSON has no numbers for are spelled, as strings.
NON_FINITE: dict[Any, Any] = {"NaN": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}
