"""CSV and TSV: blocks of whole lines into rows of text, and frames into lines.

In: pieces of bytes. Out: blocks that end where a record does, rows with the numbers of their lines; bytes. What is
regular is parsed by polars; what is not (blank lines, rows of other lengths, newlines within quotes) line by line, so
that no row is lost and every line number is right.
"""

import csv
import io
import math
import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy
import polars

from autograd_cli.data.contents import ARCHIVE, typed_format
from autograd_cli.data.dialects import ALIGNED, USUAL, Dialect
from autograd_cli.data.rows import TINY_IN_LINE, FrameRows, unnamed
from autograd_cli.data.text import in_utf_8, with_single_blanks
from autograd_cli.errors import AutogradError, Complaint, FileError
from autograd_cli.numerals import EXACT_INTEGERS, ROUNDED_DIGITS

BOM = b"\xef\xbb\xbf"
# What polars takes for the beginning of compressed data; `x^2` is one, as zlib has it.
LIKE_COMPRESSED = (b"\x1f\x8b", b"x\x01", b"x^", b"x\x9c", b"x\xda", b"\x28\xb5\x2f\xfd")
# A quoted cell of more bytes is taken for a quotation mark that is never closed.
LONGEST_CELL = 1 << 26
# A line of more bytes is refused: it is held whole, and its cells a second time.
LONGEST_LINE = 1 << 26
# Where a number may be below the smallest double, as its exponent or its zeros say.
TINY = re.compile(TINY_IN_LINE.pattern.encode())
ZEROS = b"0" * 300
# Where a whole number may have more digits than doubles have.
LONG = re.compile(rb"[0-9]{%d}" % ROUNDED_DIGITS)
LONE_RETURN = re.compile(rb"\r(?!\n)")
# So many bytes are counted at once: what is made of them stays in the processor's cache.
COUNTED = 1 << 17


class Lines(NamedTuple):
    """A block: whole lines, the number of the first, and how many newlines there are."""

    data: bytes
    first: int
    newlines: int


class Delimited:
    """A file of lines with separated cells, the first of them the header."""

    place = "line"

    def __init__(self, file: str, pieces: Iterator[bytes], separator: str, dialect: Dialect = USUAL) -> None:
        self.file = file
        self.separator = separator
        self._comma = dialect.comma
        self._skipped = dialect.skip
        pieces = in_utf_8(pieces, dialect.encoding, file)
        text = with_newlines(without_first(pieces, dialect.skip))
        text = with_single_blanks(text) if separator == ALIGNED else text
        self._lines = records(without_comments(text, dialect.comment), file, separator)
        self._first, self.names = self._header()
        self._schema: dict[str, Any] = dict.fromkeys(self.names, polars.String)
        self._typed = self._schema
        self._whole = False

    def expect(self, numbers: Collection[str], text: bool, whole: bool) -> None:
        """Says what the rows are for, so that no more is made of them than that.

        These columns are to be `numbers`, and no `text` of them is wanted, unless as part of `whole` lines.
        """
        if whole or not text:
            self._typed = {name: polars.Float64 if name in numbers else polars.String for name in self.names}
            self._whole = whole

    def _header(self) -> tuple[Lines, tuple[str, ...]]:
        """The first block without the header, and the header's names."""
        data, line, count = next(self._lines, Lines(b"", 1, 0))
        if typed := typed_format(data):
            raise AutogradError("file", "looks-typed", path=self.file, format=typed)
        if data.startswith(ARCHIVE):
            raise AutogradError("file", "looks-packed", path=self.file)
        data = data.removeprefix(BOM)
        while not data.strip() and (following := next(self._lines, None)):  # of a pipe, comments may come first
            data, line, count = following
        while data[:1] in (b"\n", b"\r"):
            line += data[:1] == b"\n"
            count -= data[:1] == b"\n"
            data = data[1:]
        if not data.strip():
            case = "skipped" if self._skipped and (line > 1 or data) else "empty"
            raise AutogradError("file", case, path=self.file, skipped=self._skipped)
        stop = data.find(b"\n") + 1
        while stop and data.count(b'"', 0, stop) % 2:
            stop = data.find(b"\n", stop) + 1
        stop = stop or len(data)
        text = decoded(data[:stop], line, self.file)
        first, *others = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        if others:  # a carriage return alone ends a line too, and here quotation marks hide where it does
            raise AutogradError("file", "line-ends", path=self.file)
        cells = [cell.strip() for cell in first]
        if cells[0].startswith(("{", "[{")):
            raise AutogradError("file", "json-lines", path=self.file, line=cells[0][:20])
        within = data.count(b"\n", 0, stop)
        return Lines(data[stop:], line + within, count - within), tuple(with_blank_names(cells))

    @property
    def types(self) -> Mapping[str, Any]:
        return self._schema

    def blocks(self) -> Iterator[Lines]:
        if self._first.data:
            yield self._first
        yield from self._lines

    def rows(self, block: Lines) -> FrameRows:
        """The rows of a block, all cells as text."""
        data = block.data
        count = block.newlines + (not data.endswith(b"\n"))
        lines = range(block.first, block.first + count)
        quoted = b'"' in data
        if not has_lone_return(data):
            # A point beside decimal commas is an error that is seen from the text.
            if self._typed is not self._schema and not quoted and not (self._comma and self._mixed(data)):
                frame = self._parsed(data, self._typed, quoted)
                separators = (len(self.names) - 1) * count
                # A blank line has too few separators, or no number.
                if (
                    frame is not None
                    and frame.height == count
                    and _sound(frame, data)
                    and separators == counted(data, self.separator.encode())
                ):
                    whole = _whole_lines(data) if self._whole else None
                    return FrameRows(frame, lines, {}, self.separator, whole, self._comma)
            blank = data[:1] in (b"\n", b"\r") or b"\n\n" in data or b"\n\r\n" in data
            frame = None if blank else self._parsed(data, self._schema, quoted)
            if frame is not None and frame.height == count:
                return FrameRows(frame, lines, {}, None if quoted else self.separator, comma=self._comma)
        return self._one_by_one(block)

    def _mixed(self, data: bytes) -> bool:
        """Whether commas and points of decimals cannot be told apart by polars."""
        return self.separator == "," or b"." in data

    def _parsed(self, data: bytes, schema: Mapping[str, Any], quoted: bool) -> polars.DataFrame | None:
        """The cells of regular lines; None where polars finds something irregular."""
        skipped = data.startswith(LIKE_COMPRESSED)
        try:
            return polars.read_csv(
                b"\n" + data if skipped else data,
                skip_lines=int(skipped),
                has_header=False,
                separator=self.separator,
                quote_char='"' if quoted else None,
                schema=schema,
                infer_schema=False,
                decimal_comma=self._comma and schema is not self._schema,
                ignore_errors=schema is not self._schema,
            )
        except polars.exceptions.PolarsError:
            return None

    def _one_by_one(self, block: Lines) -> FrameRows:
        text = decoded(block.data, block.first, self.file)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        width = len(self.names)
        kept: list[list[str | None]] = []
        lines: list[int] = []
        broken: dict[int, Complaint] = {}
        before = 0
        for cells in reader:
            if cells:
                if any(cells[width:]):  # separators alone at a line's end are left over without harm
                    surplus = self.separator.join(cells[width:])
                    broken[len(kept)] = AutogradError(
                        "row", "surplus-cells", count=len(cells), columns=width, text=surplus
                    )
                padded: list[str | None] = [cell or None for cell in cells[:width]]
                kept.append(padded + [None] * (width - len(padded)))
                lines.append(block.first + before)
            before = reader.line_num
        columns_of_text = dict(zip(self.names, zip(*kept, strict=True), strict=True)) if kept else {}
        return FrameRows(polars.DataFrame(columns_of_text, self._schema), lines, broken, comma=self._comma)


def with_blank_names(names: Sequence[str]) -> Iterator[str]:
    """The names, that of each further column without one as many blanks as there are such before it."""
    nameless = 0
    for name in names:
        yield name or " " * nameless
        nameless += not name


def _whole_lines(data: bytes) -> polars.Series:
    """The lines as they stand; with one before them where they would be taken for compressed data."""
    skipped = data.startswith(LIKE_COMPRESSED)
    return polars.read_lines(b"\n" + data if skipped else data).to_series()[int(skipped) :]


def _sound(frame: polars.DataFrame, data: bytes) -> bool:
    """Whether every cell that is to be a number is one, finite and no other than it is written, as its text shows."""
    numbers = [column for column in frame.iter_columns() if column.dtype == polars.Float64]
    if not all(not column.null_count() and _is_finite(column) for column in numbers):
        return False
    # What numbers are costs less to find than to look through the text.
    if any(_is_large(column) for column in numbers) and LONG.search(data):
        return False
    if not any((column == 0).any() for column in numbers):
        return True
    return not ((b"e-" in data or b"E-" in data or ZEROS in data) and TINY.search(data))


def _is_large(column: polars.Series) -> bool:
    """Whether doubles lack whole numbers of the size of some."""
    ends: list[Any] = [column.min(), column.max()]
    return any(end is not None and abs(end) >= EXACT_INTEGERS for end in ends)


def _is_finite(column: polars.Series) -> bool:
    """Whether all numbers are finite; where the sum is, which is had in less time, none of them is not."""
    return math.isfinite(column.sum()) or bool(unnamed(column).is_finite().all())


def with_newlines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes with a newline for each carriage return that ends a line alone, outside quotes, as old Macs wrote."""
    quoted = held = False
    for arrived in pieces:
        piece = b"\r" + arrived if held else arrived
        held = piece.endswith(b"\r")  # a newline may follow in the next piece
        if held:
            piece = piece[:-1]
        if not has_lone_return(piece):
            quoted ^= counted(piece, b'"') % 2 == 1
            yield piece
            continue
        parts = piece.split(b'"')
        for i, part in enumerate(parts):
            if not (quoted ^ (i % 2 == 1)):
                parts[i] = LONE_RETURN.sub(b"\n", part)
        quoted ^= len(parts) % 2 == 0
        yield b'"'.join(parts)
    if held:
        yield b"\r" if quoted else b"\n"


def without_first(pieces: Iterator[bytes], count: int) -> Iterator[bytes]:
    """The bytes, so many lines at their beginning made blank; lines keep their numbers."""
    for piece in pieces:
        if count:
            parts = piece.split(b"\n", count)
            blank = len(parts) - 1
            piece = b"\n" * blank + (parts[-1] if blank == count else b"")
            count -= blank
        yield piece


def without_comments(pieces: Iterator[bytes], sign: bytes) -> Iterator[bytes]:
    """The bytes, each line that begins with a sign made blank, but within quotes; lines keep their numbers."""
    if not sign:
        yield from pieces
        return
    quoted = comment = False
    begins, held = True, b""
    for place, arrived in enumerate(pieces):
        parts = (held + arrived.removeprefix(BOM if place == 0 else b"")).split(b"\n")
        held = b""
        for i, part in enumerate(parts):
            last = i == len(parts) - 1
            if begins and not quoted and last and len(part) < len(sign) and sign.startswith(part):
                parts[i], held = b"", part  # the rest of the sign may follow in the next piece
                break
            comment = not quoted and part.startswith(sign) if begins else comment
            if comment:
                parts[i] = b""
            else:
                quoted ^= part.count(b'"') % 2 == 1
            begins = not last
        yield b"\n".join(parts)
    if held:
        yield held


def records(pieces: Iterator[bytes], file: str, separator: str) -> Iterator[Lines]:
    """Blocks that end with a record: at a newline that is not within quotes, or at the end of the file.

    Raises: `FileError` where a line is longer than `LONGEST_LINE` bytes.
    """
    rest, line = b"", 1
    for piece in pieces:
        if len(rest) > LONGEST_LINE:
            raise too_long(file, line)
        if b'"' not in piece and b'"' not in rest:
            stop = piece.rfind(b"\n") + 1
            if stop:
                data = b"".join((rest, memoryview(piece)[:stop]))
                yield Lines(data, line, count := counted(data, b"\n"))
                line, rest = line + count, b""
            rest += piece[stop:]
            continue
        data = rest + piece
        stop = data.rfind(b"\n") + 1
        if b'"' in data:
            quotes = data.count(b'"', 0, stop)
            while stop and quotes % 2:  # back to the newline before the quotation mark that is still open
                opened = data.rfind(b'"', 0, stop)
                quotes -= 1
                before = data.rfind(b"\n", 0, opened) + 1
                quotes -= data.count(b'"', before, opened)
                stop = before
            if not stop and len(data) > LONGEST_CELL:
                raise _never_closed(file, line)
        if stop:
            yield Lines(data[:stop], line, count := counted(data[:stop], b"\n"))
            line += count
        rest = data[stop:]
    if rest:
        if rest.count(b'"') % 2 and _open_at_the_end(decoded(rest, line, file), separator):
            raise _never_closed(file, line)
        yield Lines(rest, line, counted(rest, b"\n"))


def too_long(file: str, line: int) -> FileError:
    """The error for a line that would not fit into memory."""
    return FileError("file", "long-line", path=file, line=line, most=LONGEST_LINE >> 20)


def _never_closed(file: str, line: int) -> FileError:
    return FileError("file", "open-quote", path=file, line=line - 1)


def _open_at_the_end(text: str, separator: str) -> bool:
    """Whether a text ends within quotes. But at a cell's beginning a quotation mark is a sign like others."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        deque(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), maxlen=0)
    except csv.Error as problem:
        return "end of data" in str(problem)
    return False


def counted(data: bytes, sign: bytes) -> int:
    """How often a byte is there; of many, NumPy counts them three times as fast as the bytes themselves."""
    if sign not in data:
        return 0
    values = numpy.frombuffer(data, dtype=numpy.uint8)
    parts = (values[start : start + COUNTED] for start in range(0, len(values), COUNTED))
    return sum(int(numpy.count_nonzero(part == ord(sign))) for part in parts)


def has_lone_return(data: bytes) -> bool:
    """Whether a carriage return ends a line without a newline."""
    return b"\r" in data and LONE_RETURN.search(data) is not None


def decoded(data: bytes, first: int, file: str) -> str:
    """The text of bytes. Raises: `AutogradError` with code `encoding` and the line."""
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        line = first + data.count(b"\n", 0, problem.start)
        raise AutogradError("encoding", "line", path=file, line=line) from None


def header(names: Sequence[str], separator: str) -> bytes:
    """The first line. Where blanks divide, a name that is empty is seen by its quotes."""
    text = io.StringIO()
    if separator == " " and "" in names:
        csv.writer(text, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(names)
    else:
        csv.writer(text, delimiter=separator, lineterminator="\n").writerow(names)
    return text.getvalue().encode()


class _Parts:
    """A file in memory, in the parts in which it was written: none is copied, as to make one of all would take."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Does nothing: all is there."""


def lines(frame: polars.DataFrame, separator: str, plain: bool) -> list[bytes]:
    """A line a row, in parts. With `plain` no text in it has to be quoted, or it is quoted already."""
    target: Any = _Parts()
    style: Literal["never", "necessary"] = "never" if plain else "necessary"
    nothing = '""' if separator == ALIGNED else ""
    written = spelled(frame)
    written.write_csv(target, include_header=False, separator=separator, quote_style=style, null_value=nothing)
    parts: list[bytes] = target.parts
    return parts


def quoted_texts(column: polars.Series, separator: str) -> polars.Series:
    """A column of texts, each as a cell of a line."""
    if column.null_count() == len(column):
        return column
    cells = [None if text is None else header([text, ""], separator)[:-2].decode() for text in column.to_list()]
    return polars.Series(column.name, cells, polars.String)


def spelled(frame: polars.DataFrame) -> polars.DataFrame:
    """The frame with infinities as JSON spells them, and nested values as JSON; what has none is left alone."""
    changed = []
    for name, dtype in frame.schema.items():
        column = unnamed(frame[name])
        if dtype in (polars.Float64, polars.Float32) and not _is_finite(column) and column.is_infinite().any():
            text = column.cast(polars.String)
            changed.append(text.replace(INFINITIES).alias(name))
        elif dtype.is_nested():
            changed.append(polars.Series(name, [None if cell is None else str(cell) for cell in column.to_list()]))
    return frame.with_columns(changed) if changed else frame


INFINITIES: Mapping[Any, Any] = {"inf": "Infinity", "-inf": "-Infinity"}
