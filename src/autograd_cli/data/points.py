"""Points from files: values by name, for `--at`, and a single value, for `--x @FILE`.

In: a file's name, `-` for standard input. Out: floats, or arrays of doubles, by name. A file is only data: numbers,
lists of them, and the strings that stand for numbers JSON has none for; no expression in it is evaluated.
"""

import importlib
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import isfinite
from pathlib import PurePath
from typing import Any, NamedTuple

from autograd_cli.data import STANDARD
from autograd_cli.data.reports import interval, is_report, values_in
from autograd_cli.data.unreadable import unreadable
from autograd_cli.errors import AutogradError, FileError, reason
from autograd_cli.numerals import NON_FINITE, Written
from autograd_cli.syntax.names import canonical_name
from autograd_cli.systems.systems import resolve

WRITTEN_ARRAY = "autograd_cli.arrays.written:as_written"
TABLES = (".tsv", ".parquet", ".xlsx")
# Files that hold values by name in forms of others.
OTHERS = (".yaml", ".yml", ".env", ".ini", ".cfg", ".npy", ".mat", ".pkl", ".xml", ".h5")


def read_bytes(path: str) -> bytes:
    """What a file holds. Raises: `FileError`."""
    try:
        if path == STANDARD:
            if sys.stdin is None:
                raise FileError("file", "input-closed")
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as problem:
        raise unreadable(path, problem) from None


def read_text(path: str) -> str:
    """A file's text. Raises: `FileError`; `AutogradError` with code `encoding`."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise AutogradError("encoding", "byte", path=path, byte=problem.start + 1, line=line) from None


def read_point(path: str, formula: str, ranges: bool = False) -> dict[str, Any]:
    """The values by name in a `.json`, `.toml` or `.npz` file, or in a `.csv` file, a vector a column.

    Standard input is JSON. Of a report these are the values that it has been made at, with `ranges` intervals too. What
    does not occur in the formula's text is passed over, whatever it holds.
    Raises: `FileError`; `AutogradError` with codes `binding` and `encoding`.
    """
    if PurePath(path).suffix in TABLES:
        raise AutogradError("binding", "point-is-table", path=path)
    if PurePath(path).suffix in OTHERS or PurePath(path).name in OTHERS:
        raise AutogradError("binding", "point-is-other", path=path)
    if path.endswith(".npz"):
        table = _load_npz(path)
    elif path.endswith(".csv"):
        table = _load_columns(path)
    else:
        table = _load_toml(path) if path.endswith(".toml") else _load_json(path)
    if not isinstance(table, Mapping):
        raise AutogradError("binding", "no-names", path=path)
    report = table if is_report(table) else None
    values = table if report is None else values_in(report, path)
    text = canonical_name(formula)
    found: dict[str, Any] = {}
    for name, value in values.items():
        if is_word(canonical_name(name), text) if isinstance(value, Cells) else canonical_name(name) in text:
            value = _numbers(value, path) if isinstance(value, Cells) else value
            own = None if report is None else interval(report, value, name, ranges)
            found[name] = _value(value, f"`{name}` in `{path}`") if own is None else own
    return found


def is_word(name: str, text: str) -> bool:
    """Whether a formula's text has a name, and not as a part of another one."""
    return re.search(rf"(?<![^\W\d]){re.escape(name)}(?!\w)", text) is not None


def read_single(path: str, name: str) -> Any:
    """The one value in a `.json`, `.csv` or `.npy` file, or under a name in an `.npz` or `.csv` one: `--x @path`."""
    archive, colon, member = path.rpartition(":")
    if colon and archive.endswith(".csv"):
        columns = _load_columns(archive)
        if member not in columns:
            raise AutogradError("binding", "not-in-archive", path=archive, name=member, known=[*columns])
        return _value(_numbers(columns[member], archive), f"`{member}` in `{archive}`")
    if colon and archive.endswith(".npz"):
        table = _load_npz(archive)
        if member not in table:
            raise AutogradError("binding", "not-in-archive", path=archive, name=member, known=[*table])
        return _value(table[member], f"`{member}` in `{archive}`")
    suffix = PurePath(path).suffix
    if suffix not in SINGLE:
        raise AutogradError("binding", "not-a-value-file", path=path)
    return _value(SINGLE[suffix](path), f"`{name}` in `{path}`")


def parse_json(text: str, path: str) -> Any:
    """What a JSON text holds; `path` names it in messages. Raises: `AutogradError` with code `binding`."""
    try:
        return json.loads(text, parse_float=_written)
    except json.JSONDecodeError as problem:
        raise AutogradError(
            "binding",
            "not-json-at",
            path=path,
            reason=(problem.msg[:1].lower() + problem.msg[1:]).removesuffix(" at"),
            line=problem.lineno,
            column=problem.colno,
        ) from None
    except (ValueError, RecursionError) as problem:
        raise AutogradError("binding", "not-json", path=path, reason=str(problem)) from None


def _load_json(path: str) -> Any:
    return parse_json(read_text(path), path)


def _load_toml(path: str) -> Any:
    tomllib = importlib.import_module("tomllib")
    try:
        return tomllib.loads(read_text(path), parse_float=_written)
    except tomllib.TOMLDecodeError as problem:
        raise AutogradError("binding", "not-toml", path=path, reason=reason(problem)) from None


def _load_npz(path: str) -> dict[str, Any]:
    numpy = importlib.import_module("numpy")
    io = importlib.import_module("io")
    try:
        with numpy.load(io.BytesIO(read_bytes(path)), allow_pickle=False) as archive:
            return {name: archive[name].item() if archive[name].ndim == 0 else archive[name] for name in archive}
    except FileError:
        raise
    except Exception as problem:  # damaged bytes end NumPy and zipfile in exceptions of a dozen classes
        # NumPy's own words advise to load what may be harmful.
        raise AutogradError("binding", "not-npz", path=path, file=PurePath(path).name) from problem


def _load_npy(path: str) -> Any:
    numpy = importlib.import_module("numpy")
    io = importlib.import_module("io")
    try:
        return numpy.load(io.BytesIO(read_bytes(path)), allow_pickle=False)
    except FileError:
        raise
    except Exception as problem:  # as above: a header is parsed as Python, and sizes are taken from it
        raise AutogradError("binding", "not-npy", path=path, file=PurePath(path).name) from problem


def _load_csv(path: str) -> Any:
    """The numbers of a CSV file: a matrix, a vector where there is one column or one row.

    A name above the numbers of one column is passed over. Raises: `AutogradError` where there are several names, since
    each is one of a vector.
    """
    header, rows = _csv_cells(path)
    if len(header) > 1:
        raise AutogradError("binding", "csv-columns", path=path, name=header[0], known=header)
    matrix = [_numbers(Cells(row, i), path) for i, row in enumerate(rows)]
    if len(matrix) == 1:
        return matrix[0]
    return [row[0] for row in matrix] if all(len(row) == 1 for row in matrix) else matrix


class Cells(NamedTuple):
    """A column of a CSV file as text, which need not be numbers; or a row, where its `row` is given."""

    cells: Sequence[str]
    row: int | None = None


def _load_columns(path: str) -> dict[str, Cells]:
    """The columns of a CSV file by their names. Raises: `AutogradError` where it has no names."""
    header, rows = _csv_cells(path)
    if not header:
        raise AutogradError("binding", "csv-without-names", path=path)
    for i, row in enumerate(rows):
        if len(row) != len(header):
            raise AutogradError("binding", "csv-row", path=path, row=i + 1, count=len(row), wanted=len(header))
    return {name: Cells([row[i] for row in rows]) for i, name in enumerate(header)}


def _csv_cells(path: str) -> tuple[list[str], list[list[str]]]:
    """The header of a CSV file, empty where its first line has numbers, and its rows."""
    lines = importlib.import_module("csv").reader(read_text(path).splitlines())  # loaded for such a file alone
    rows = [cells for line in lines if any(cells := [cell.strip() for cell in line])]
    header = rows.pop(0) if rows and not any(map(_is_number, rows[0])) else []
    return header, rows


def _numbers(column: Cells, path: str) -> list[float]:
    """The numbers of a column or a row. Raises: `AutogradError` where a cell is not a number."""
    for i, cell in enumerate(column.cells):
        if not _is_number(cell):
            row = i if column.row is None else column.row
            case = "csv-cell-of-column" if column.row is None else "csv-cell"
            raise AutogradError("binding", case, path=path, cell=cell, row=row + 1)
    return [_written(cell) for cell in column.cells]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


SINGLE: dict[str, Callable[[str], Any]] = {".json": _load_json, ".npy": _load_npy, ".csv": _load_csv}


def _value(value: object, what: str) -> Any:
    """A value of a file as a float or an array; `what` names it in messages."""
    shape = getattr(value, "shape", None)
    if not isinstance(value, list) and not shape:
        return _number(value.item() if shape == () else value, what)  # type: ignore[attr-defined]
    if isinstance(value, list):
        lengths = {len(row) if isinstance(row, list) else -1 for row in value}
        if len(lengths) > 1:
            raise AutogradError("shape", "uneven", what=what)
        rows = [[_number(cell, what) for cell in row] if isinstance(row, list) else _number(row, what) for row in value]
        return _as_written(rows)
    if value.dtype.kind not in "fiu" or len(shape) > 2:  # type: ignore[attr-defined, arg-type]
        raise AutogradError("shape", "array-type", what=what, shape=str(shape), type=str(value.dtype))  # type: ignore[attr-defined]
    numpy = importlib.import_module("numpy")
    return numpy.ascontiguousarray(value, dtype=numpy.float64)


def _as_written(rows: list[Any]) -> Any:
    """An array of a list of numbers or of rows, which knows how its numbers were written."""
    nested = bool(rows) and isinstance(rows[0], list)
    shape = (len(rows), len(rows[0])) if nested else (len(rows),)
    flat = [cell for row in rows for cell in row] if nested else rows
    return resolve(WRITTEN_ARRAY)(flat, shape, partial(list, flat))


def _written(text: str) -> float:
    """A number of a file, with its text where that is a decimal number."""
    value = float(text)
    digits = any(character.isdigit() for character in text)
    return Written(value, text.replace("_", "")) if digits and text.isascii() else value


def _number(value: object, what: str) -> float:
    """A value of a file as a float; `what` names it in messages."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise AutogradError("binding", "not-number", what=what)
    if isinstance(value, str):
        if value not in NON_FINITE:
            case = "quoted-number" if _is_number(value) else "text"
            raise AutogradError("binding", case, what=what, number=value.strip())
        return NON_FINITE[value]
    if isinstance(value, Written):
        if not isfinite(value):
            raise AutogradError("binding", "beyond-doubles-in", what=what, text=value.text)
        return value
    try:
        return Written(float(value), str(value)) if type(value) is int else float(value)
    except OverflowError:
        raise AutogradError("binding", "beyond-doubles-in", what=what, text=f"{str(value)[:12]}...") from None
