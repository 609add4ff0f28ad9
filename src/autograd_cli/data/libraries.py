"""Tables of the libraries that Python users have: as polars frames, and with results beside what they are.

Takes a table of pandas, polars or pyarrow, or what polars makes a frame of. Returns frames, and tables of the same
library: pandas keeps its index, pyarrow its types. A library is recognised by its types and is not imported.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import polars

from autograd_cli.data.rows import FrameRows
from autograd_cli.errors import AutogradError
from autograd_cli.syntax.names import canonical_name

Frame = TypeVar("Frame")
# The kinds of pandas' columns that are numbers, missing ones included, and as what they are read.
NUMBERS = {"i": "int64", "u": "uint64", "f": "float64"}


def library(table: object) -> str:
    """The library that a table's class, or one that it inherits from, comes from."""
    homes = [kind.__module__.partition(".")[0] for kind in type(table).__mro__]
    return next((home for home in homes if home in ("pandas", "pyarrow", "polars")), homes[0])


def column_names(table: Any) -> list[str]:
    """The names of a table's columns. pandas has columns without names too, of which no formula can speak.

    Raises: `AutogradError` for what is not a table.
    """
    if isinstance(table, polars.LazyFrame):
        return table.collect_schema().names()
    names = getattr(table, "column_names", None) or getattr(table, "columns", None)
    if names is None and not isinstance(table, Mapping):
        raise AutogradError("usage", "not-a-table", type=type(table).__name__)
    found = table.schema.names if library(table) == "pyarrow" else names if names is not None else [*table]
    return [name for name in found if isinstance(name, str)]


def frame_of(table: Any, needed: Sequence[str]) -> polars.DataFrame:
    """The columns that are needed, or all where they cost nothing, as a polars frame."""
    if isinstance(table, polars.DataFrame):
        return table
    if library(table) == "pandas":
        alike = next((name for name in needed if [*table.columns].count(name) > 1), None)
        if alike is not None:
            raise AutogradError("usage", "columns-alike", name=alike)
        return polars.DataFrame([_column(name, table[name]) for name in needed])
    try:
        return polars.DataFrame(table, strict=False)  # whole numbers and others may be in one list
    except polars.exceptions.ShapeError:
        raise AutogradError("usage", "columns-uneven") from None


def _column(name: str, column: Any) -> polars.Series:
    if (kind := getattr(column.dtype, "kind", "O")) in NUMBERS:
        missing = math.nan if kind == "f" else 0
        values = polars.Series(name, column.to_numpy(dtype=NUMBERS[kind], na_value=missing), nan_to_null=True)
        gone = column.isna().to_numpy()
        return values.set(polars.Series(gone), None) if gone.any() else values
    cells = zip(column.tolist(), column.notna().tolist(), strict=True)
    return polars.Series(name, [cell if there else None for cell, there in cells])


def beside(
    table: Frame, frame: polars.DataFrame, results: polars.DataFrame, carried: Sequence[str] | None = None
) -> Frame:
    """The table, or those of its columns that are `carried`, with the results as last ones; `frame` is what it was
    read as."""
    given: Any = table
    home = library(table)
    found: Any
    if home == "pandas":
        columns = {name: _values(results[name]) for name in results.columns}
        found = (given if carried is None else given[[*carried]]).assign(**columns)
    elif home == "pyarrow":
        found = given if carried is None else given.select([*carried])
        for name in results.columns:
            found = found.append_column(name, results[name].to_arrow(compat_level=polars.CompatLevel.oldest()))
    else:
        found = with_results(frame, results, frame.columns if carried is None else carried)
    return found  # type: ignore[no-any-return]


def with_results(frame: polars.DataFrame, results: polars.DataFrame, carried: Sequence[str]) -> polars.DataFrame:
    """The columns of a frame that are `carried`, of which there may be none, and the results."""
    return frame[[*carried]].hstack(results) if carried else results


def _values(column: polars.Series) -> Any:
    return column.to_list() if column.dtype == polars.String else column.to_numpy()


def lazily(
    table: polars.LazyFrame,
    carried: Sequence[str],
    results: Sequence[str],
    texts: Sequence[str],
    apply: Callable[[polars.DataFrame], Any],
) -> polars.LazyFrame:
    """The lazy frame whose blocks a function gives results beside what is carried; some are texts, others floats."""
    types = table.collect_schema()
    schema = {name: types[name] for name in carried}
    schema |= {name: polars.String() if name in texts else polars.Float64() for name in results}
    return table.map_batches(apply, schema=schema, slice_pushdown=True, streamable=True)


class FrameTable:
    """A table of a library as the tables of files are, with those of its columns that have canonical names in `needed`.

    Its rows are counted from 1.
    """

    def __init__(self, table: Any, needed: Sequence[str]) -> None:
        self.file, self.place = "", "row"
        self.names = tuple(column_names(table))
        chosen = [name for name in self.names if canonical_name(name) in needed]
        given = table.select(chosen).collect() if isinstance(table, polars.LazyFrame) else table
        self._frame = frame_of(given, chosen)
        self.types: Mapping[str, Any] = self._frame.schema

    def expect(self, numbers: Collection[str], text: bool, whole: bool) -> None:
        """All that is needed is there."""

    def blocks(self) -> Iterator[polars.DataFrame]:
        """The rows, all at once."""
        yield self._frame

    def rows(self, block: polars.DataFrame) -> FrameRows:
        """The rows of a block."""
        return FrameRows(block, range(1, block.height + 1), {})
