"""The columns of tables as arrays: all rows at once, for what cannot be done row by row.

Takes what opens tables, and the names that are read as numbers. Returns float64 arrays without the rows that failed,
and what is wrong with the first of these. `batch` reads the same files in the same way, a block at a time.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy

from autograd_cli.data.batch import columns_by_name, where
from autograd_cli.data.rows import of_variable
from autograd_cli.data.streams import shown
from autograd_cli.data.summary import FIRST, Failure
from autograd_cli.data.tables import Table, numeric
from autograd_cli.data.uncertain import OF_CELLS, split_cells
from autograd_cli.errors import AutogradError, Complaint, visible
from autograd_cli.rows.stream import cores, ordered
from autograd_cli.wording.rows import row_words


class Columns(NamedTuple):
    """The numbers by canonical name, the places of their rows as a person finds them, the rows that failed, and the
    first of those with a number that is read as another."""

    values: Mapping[str, Any]
    place: Callable[[int], str]
    rows: int
    failed: int
    first: Sequence[Failure]
    inexact: Sequence[Failure]


class Part(NamedTuple):
    """A block's numbers, one row a name, its rows that failed, and those with a number that is read as another."""

    values: Any
    places: Sequence[int]
    rows: int
    failed: int
    first: Sequence[Failure]
    inexact: Sequence[Failure]
    name: str


class Tables:
    """Tables whose columns are known, before any row is read."""

    def __init__(self, opening: Sequence[Callable[[Callable[[int], None]], Table]], let: Mapping[str, str]) -> None:
        self.let = let
        self._open = opening
        self.first: Table = self._open[0](lambda count: None)

    @property
    def names(self) -> tuple[str, ...]:
        return self.first.names

    def known(self) -> list[str]:
        """The names that mean a column. Raises: `AutogradError` where there is no such column."""
        return [*columns_by_name(self.first, self.let)]

    def read(self, wanted: Sequence[str], responses: Collection[str] = ()) -> Columns:
        """The columns of these canonical names, or of the uncertainties in the cells of one, `y ±`.

        The cells of `responses` are said to be readable with their uncertainties. Raises: `AutogradError` as `batch`
        does.
        """
        parts = []
        for place, opening in enumerate(self._open):
            table = self.first if place == 0 else opening(lambda count: None)
            spelled = columns_by_name(table, self.let)
            # A column may itself have the name of the uncertainties in another's cells.
            own = {name: name if name in spelled else name.removesuffix(OF_CELLS) for name in wanted}
            missing = next((name for name in own.values() if name not in spelled), None)
            if missing is not None:
                called = shown(table.file)
                raise AutogradError(
                    "usage", "column-missing", other=called, name=visible(missing), table=shown(self.first.file)
                )
            cells = [spelled[one] for name, one in own.items() if name != one]
            names = [spelled[one] + name.removeprefix(one) for name, one in own.items()]
            plain = [name for name, one in zip(names, own.values(), strict=True) if spelled[one] not in cells]
            numeric(plain, table.types, shown(table.file))
            table.expect(frozenset(plain), False, False)
            variables = {spelled[name]: name for name in responses}
            parts += [*ordered(_Reader(table, names, cells, variables), table.blocks(), cores())]
        values = numpy.concatenate([part.values for part in parts], axis=1) if parts else numpy.empty((len(wanted), 0))
        starts = numpy.cumsum([0, *(part.values.shape[1] for part in parts)])

        def place_of(row: int) -> str:
            which = int(numpy.searchsorted(starts, row, "right")) - 1
            return f"{parts[which].name}{parts[which].places[row - int(starts[which])]}"

        return Columns(
            dict(zip(wanted, values, strict=True)),
            place_of,
            sum(part.rows for part in parts),
            sum(part.failed for part in parts),
            [one for part in parts for one in part.first][:FIRST],
            [one for part in parts for one in part.inexact][:FIRST],
        )


class _Reader:
    """What reads a block of a table, in whichever thread."""

    def __init__(self, table: Table, names: Sequence[str], cells: Sequence[str], variables: Mapping[str, str]) -> None:
        self._table = table
        self._names = names
        self._cells = cells
        self._variables = variables

    def __call__(self, block: Any) -> Part:
        rows = self._table.rows(block)
        complaints = dict(rows.complaints())
        if self._cells:
            rows = split_cells(rows, self._cells)
        columns = []
        rounded: dict[int, Complaint] = {}
        for name in self._names:
            column, of_cells, inexact = rows.column(name)
            rounded = {**inexact, **rounded}
            columns.append(column)
            variable, case = self._variables.get(name), "uncertain-response"
            unread = {row: of_variable(one, variable, case) for row, one in of_cells.items() if row not in complaints}
            complaints.update(unread)
        values = numpy.array(columns, dtype=numpy.float64).reshape(len(columns), rows.height)
        infinite = ~numpy.isfinite(values)
        for row in numpy.flatnonzero(infinite.any(axis=0)).tolist():
            name = self._names[int(numpy.argmax(infinite[:, row]))]
            complaints.setdefault(row, AutogradError("row", "not-finite", names=[name], text=f"`{visible(name)}`"))
        failed = sorted(complaints)
        first, others = (
            [Failure(where(self._table, rows, row), text) for row, text in row_words(told).items()]
            for told in (dict(sorted(one.items())[:FIRST]) for one in (complaints, rounded))
        )
        kept = [row for row in range(rows.height) if row not in complaints] if failed else range(rows.height)
        if failed:
            values = values[:, kept]
        places = [rows.place(row) for row in kept] if failed else _Places(rows)
        name = where(self._table, rows, 0).rpartition(" ")[0] + " " if rows.height else ""
        return Part(values, places, rows.height, len(failed), first, others, name)


class _Places(Sequence[int]):
    """The places of all rows of a block, found when they are asked for."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return int(self._rows.height)

    def __getitem__(self, row: Any) -> Any:
        return self._rows.place(row)
