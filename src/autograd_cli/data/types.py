"""The types of columns of text that are carried through, where the results have types: Parquet, Arrow, JSON.

Takes: what `--types` says, and rows. Returns: a type by column, and columns of such types. Where nothing is said, a
column gets the first type in which each of its cells would be written as it is, and is text where there is none.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import polars

from autograd_cli.data.dialects import OBJECTS
from autograd_cli.data.rows import ObjectRows, Rows, unnamed
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import split_outside
from autograd_cli.syntax.names import canonical_name, is_name, name_in

TEXT = "text"
KINDS: Mapping[str, Any] = {"int": polars.Int64, "float": polars.Float64, "bool": polars.Boolean, TEXT: polars.String}
# What JSON has for the values of each.
OF_JSON: Mapping[str, tuple[type, ...]] = {"int": (int,), "float": (float, int), "bool": (bool,)}
# Programs that read JSON take its numbers for doubles, which have no larger whole numbers one by one.
MOST_EXACT, MOST = 1 << 53, (1 << 63) - 1


class MisfitError(Exception):
    """A cell that has no value of its column's type. `row` is its place in the block, `place` as a person finds it."""

    def __init__(self, name: str, kind: str, row: int, text: str) -> None:
        super().__init__(name, kind, row, text)
        self.name, self.kind, self.row, self.text = name, kind, row, text
        self.place = ""

    def refusal(self, asked: bool) -> AutogradError:
        """The error for it, where the type was asked for, or where a run cannot begin again."""
        case = "cell-of-type" if asked else "cell-of-inferred-type"
        option = self.name if is_name(self.name) else f"'`{self.name}`'"  # as a shell takes it
        return AutogradError(
            "binding", case, place=self.place, name=self.name, text=self.text, type=self.kind, option=option
        )


def read_types(texts: Sequence[str] | None) -> dict[str, str]:
    """The types by column in `--types id=int,code=text`. Raises: `AutogradError` with code `option`."""
    found: dict[str, str] = {}
    for part in (part.strip() for text in texts or () for part in split_outside(text, ",")[::2]):
        left, equals, kind = (side.strip() for side in part.rpartition("="))
        if not (left and equals and kind in KINDS):
            raise AutogradError("option", "types", text=part, choices=[*KINDS])
        name = name_in(left) or left
        if name in found:
            raise AutogradError("option", "component-twice", option="types", name=name)
        found[name] = kind
    return found


def of_columns(types: Mapping[str, str], columns: Collection[str], table: str) -> dict[str, str]:
    """The types by the columns' own spelling. Raises: `AutogradError` with code `unknown-name`."""
    spelled = {canonical_name(name): name for name in columns}
    for name in types:
        if canonical_name(name) not in spelled:
            raise AutogradError("unknown-name", "column", table=table, name=name, known=[*columns])
    return {spelled[canonical_name(name)]: kind for name, kind in types.items()}


def inferred(parts: Iterable[Rows], names: Sequence[str], format: str) -> dict[str, str]:
    """The types of columns whose rows come in parts, for a format; all parts are taken unless all columns are text."""
    left = {name: [kind for kind in KINDS if kind != TEXT] for name in names}
    met = set()
    for rows in parts:
        if not any(left.values()):
            break
        for name, kinds in left.items():
            left[name] = [kind for kind in kinds if written_alike(rows, name, kind, format) is not None]
            if left[name] and name not in met and rows.frame([name])[name].null_count() < rows.height:
                met.add(name)
    return {name: kinds[0] if kinds and name in met else TEXT for name, kinds in left.items()}


def written_alike(rows: Rows, name: str, kind: str, format: str) -> polars.Series | None:
    """The column in a type, where all cells would be written as they are now, and else None."""
    if kind == TEXT:
        return rows.frame([name])[name]
    if isinstance(rows, ObjectRows):
        largest = MOST_EXACT if format in OBJECTS else MOST
        cells = [cell for cell in rows.cells(name) if cell is not None]
        if not all(type(cell) in OF_JSON[kind] for cell in cells):
            return None
        exact = largest if kind == "int" else MOST_EXACT
        if any(type(cell) is int and abs(cell) > exact for cell in cells):
            return None
        return polars.Series(name, rows.cells(name), KINDS[kind], strict=False)
    text = unnamed(rows.frame([name])[name])
    column = _read(text, kind, getattr(rows, "comma", False))
    if column is None:
        return None
    if kind == "float" and not (column.is_finite() | column.is_nan()).all():
        return None
    if kind == "int" and format in OBJECTS and not column.is_between(-MOST_EXACT, MOST_EXACT).all():
        return None
    written = text.str.replace(",", ".", literal=True) if getattr(rows, "comma", False) else text
    return column.alias(name) if (_plain(column.cast(polars.String)) == _plain(written)).all() else None


def typed(rows: Rows, name: str, kind: str, asked: bool, format: str) -> polars.Series:
    """The column in a type that is `asked` for, or was inferred. Raises: `MisfitError` at the first cell that fails."""
    column = _as_asked(rows, name, kind) if asked else written_alike(rows, name, kind, format)
    if column is not None:
        return column
    low, high = 0, rows.height
    while high - low > 1:  # the first such cell is between them
        middle = (low + high) // 2
        part = rows.keep(range(low, middle))
        fits = (_as_asked(part, name, kind) if asked else written_alike(part, name, kind, format)) is not None
        low, high = (middle, high) if fits else (low, middle)
    raise MisfitError(name, kind, low, str(rows.frame([name])[name][low]))


def _as_asked(rows: Rows, name: str, kind: str) -> polars.Series | None:
    """The column in a type, however its cells are written; None where one of them has no such value."""
    column = unnamed(rows.frame([name])[name])
    if column.dtype == polars.String:
        read = column if kind == TEXT else _read(column.str.strip_chars(), kind, getattr(rows, "comma", False))
        return read if read is None else read.alias(name)
    found = column.cast(KINDS[kind], strict=False)
    # A number that would be another: 1.7 as a whole one, 2 as a truth, 2^53 + 1 as a double.
    same = kind == TEXT or found.cast(column.dtype, strict=False).eq_missing(column).all()
    return found.alias(name) if same else None


def _plain(numbers: polars.Series) -> polars.Series:
    """Numbers as texts, `1e+16` and `1e-08` with no sign and no zeros that they need not have."""
    return numbers.str.replace(r"e\+?(-?)0*(\d+)$", "e${1}${2}")


def _read(text: polars.Series, kind: str, comma: bool) -> polars.Series | None:
    """Texts as values of a type; None where one of them is none."""
    if kind == "bool":
        lowered = text.str.to_lowercase()
        if not lowered.is_in(["true", "false"]).all():
            return None
        return lowered == "true"
    if comma and kind == "float":
        if text.str.contains(".", literal=True).any():
            return None
        text = text.str.replace(",", ".", literal=True)
    column = text.cast(KINDS[kind], strict=False)
    return column if column.null_count() == text.null_count() else None
