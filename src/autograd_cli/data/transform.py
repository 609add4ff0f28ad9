"""The interface of `batch` for Python: a table in, a table out, of whatever library has Arrow data.

In: a formula. Out: a callable that can be pickled, so that an engine may run it on its workers, each of which compiles
for itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import polars

from autograd_cli.ask.problem import listed
from autograd_cli.ask.values import read_array
from autograd_cli.data.block import NO_ROW
from autograd_cli.data.columnar import BATCH, lengths
from autograd_cli.data.compute import EVERY_ROW, OneFormula, column_names
from autograd_cli.data.rows import FrameRows, element
from autograd_cli.data.tables import clash, errors, numeric
from autograd_cli.errors import AutogradError, Source
from autograd_cli.report.rows import row_formula
from autograd_cli.syntax.names import canonical_name
from autograd_cli.syntax.parser import parse

Frame = TypeVar("Frame")


@dataclass(frozen=True)
class Transform:
    """A formula for the rows of tables. `transform(table)` is the table with the results as further columns.

    A table is a polars `DataFrame`, a pyarrow `Table` or `RecordBatch`, or another object with the Arrow PyCapsule
    interface. What is pyarrow's comes back as pyarrow's, anything else as a polars `DataFrame`.
    """

    expressions: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    wrt: tuple[str, ...] | None = None
    differentiate: bool = True
    prefix: str = ""
    careful: bool = False
    keep: tuple[str, ...] = ()
    order: int = 1

    @cached_property
    def _written(self) -> str:
        """The values as text, which tells 0.0 and -0.0 apart."""
        return repr(self.values)

    def __call__(self, table: Frame) -> Frame:
        """The table with `value`, `d_x` for each partial, and `error`, which is null where the row did not fail.

        Raises: `AutogradError` where a variable is neither a column nor bound, where a column is not of numbers, or
        where a result would have the name of a column.
        """
        given: Any = table
        frame = given if isinstance(given, polars.DataFrame) else polars.DataFrame(given)
        columns = {canonical_name(name) for name in frame.columns}
        for name in self.values:
            if canonical_name(name) in columns:
                raise AutogradError("usage", "column-bound", name=name, table="the table")
        computation = _computation(
            self.expressions,
            self._written,
            tuple(self.values.items()),
            self.wrt,
            self.differentiate,
            self.prefix,
            tuple(frame.columns),
            tuple(lengths(frame).items()),
            self.careful,
            self.keep,
            self.order,
        )
        error = f"{self.prefix}error"
        clash((*computation.outputs, error), frame.columns, "the table")
        numeric(computation.names, frame.schema, "the table")
        parts = []
        for part in frame.iter_slices(BATCH) if frame.height else [frame]:
            computed = computation(FrameRows(part, range(part.height), {}))
            parts.append(computed.results.with_columns(errors(computed.complaints, part.height, error)))
        return _like(table, frame.hstack(polars.concat(parts)))


def batch(
    expression: str | Sequence[str],
    values: Mapping[str, Any] | None = None,
    *,
    wrt: Sequence[str] | str | None = None,
    differentiate: bool = True,
    prefix: str = "",
    careful: bool = False,
    keep: Sequence[str] | str = (),
    order: int = 1,
) -> Transform:
    """A formula, or several, for the rows of tables, as a function from table to table.

    Columns are variables by their names, those of lists vectors; `values` are numbers, vectors and matrices that are
    the same for all rows. `wrt` chooses the variables to differentiate with respect to, and `prefix` begins the names
    of the results. A `careful` transform computes again each row whose digits cancel. `keep` names intermediates whose
    values are results too, and with `order` 2 there are second partial derivatives.

    Raises: `AutogradError` where the formula cannot be read, or has no variable of a name in `wrt`.

    Example:
        >>> transform = batch("2*x*y + y + 3", wrt="x")
        >>> transform(polars.DataFrame({"x": [40.0], "y": [4.0]})).row(0, named=True)
        {'x': 40.0, 'y': 4.0, 'value': 327.0, 'd_x': 8.0, 'error': None}
    """
    expressions = (expression,) if isinstance(expression, str) else tuple(expression)
    names = [part.name for one in expressions for part in parse(Source(one)).free_names()]
    chosen = listed(wrt)
    for name in chosen or ():
        if element(canonical_name(name))[0] not in names:
            raise AutogradError("unknown-name", "wrt", name=name, known=list(dict.fromkeys(names)))
    fixed = {name: _frozen(read_array(name, value)) for name, value in (values or {}).items()}
    return Transform(expressions, fixed, chosen, differentiate, prefix, careful, listed(keep) or (), order)


@lru_cache(maxsize=16)
def _computation(
    expressions: tuple[str, ...],
    written: str,
    values: tuple[tuple[str, Any], ...],
    wrt: tuple[str, ...] | None,
    differentiate: bool,
    prefix: str,
    columns: tuple[str, ...],
    vectors: tuple[tuple[str, int], ...],
    careful: bool,
    keep: tuple[str, ...],
    order: int,
) -> OneFormula:
    """The compiled formula, for tables with these columns; kept for the next ones, by the values as `written` too."""
    constants = {name: read_array(name, value) for name, value in values}
    of_lists = {canonical_name(name): length for name, length in vectors}
    sources = [*map(Source, expressions)]
    formula = row_formula(sources, columns, constants, wrt, differentiate, vectors=of_lists, keep=keep, order=order)
    named = {canonical_name(name): name for name in columns}
    names = column_names(formula.names, named)
    return OneFormula(
        formula,
        names,
        [prefix + name for name in formula.shown],
        lengths=dict(vectors),
        careful=EVERY_ROW if careful else NO_ROW,
    )


def _frozen(value: Any) -> Any:
    """A value that can be a key: a vector or matrix as tuples."""
    listed = value.tolist() if hasattr(value, "tolist") else value
    return tuple(map(_frozen, listed)) if isinstance(listed, list) else listed


def _like(table: Frame, frame: polars.DataFrame) -> Frame:
    """The frame as what the table is."""
    library = type(table).__module__.partition(".")[0]
    result: object = frame
    if library == "pyarrow":
        arrow = frame.to_arrow(compat_level=polars.CompatLevel.oldest())
        result = arrow
        if type(table).__name__ == "RecordBatch":  # of a table without rows there are no batches
            kind: Any = type(table)
            batches = arrow.combine_chunks().to_batches()
            result = batches[0] if batches else kind.from_pylist([], schema=arrow.schema)
    return result  # type: ignore[return-value]
