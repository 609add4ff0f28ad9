"""The results of a block of rows: by one formula for all, or by each row's own.

In: rows. Out: columns of results, null where there is no number, and by row the complaint where it failed. One formula
runs as a compiled kernel; what that flags is judged like a single point, and each distinct point once.
"""

import math
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple, Protocol, Self

import numpy
import polars

from autograd_cli.data.block import NO_ROW, BlockFormula, Kinds, Looked, Sample
from autograd_cli.data.rows import NO_LIST, NONE, Column, ObjectRows, Rows, element, of_variable
from autograd_cli.data.uncertain import NO_UNCERTAINTY, Uncertainty, of_cells, split_cells
from autograd_cli.errors import AutogradError, Complaint, Finding, Source
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import owner
from autograd_cli.report.rows import NO_VECTORS, RowFormula, judge_row, row_formula, row_notes
from autograd_cli.syntax.names import canonical_name

# Distinct formulas that are remembered.
MOST_FORMULAS = 1 << 14
# A formula is compiled for so many rows of a block; fewer are evaluated one by one.
WORTH_COMPILING = 256
# Of how many rows the digits are looked after: of all, of those in the first lines of a file.
EVERY_ROW, FIRST_ROWS = sys.maxsize, 100
EXPRESSION = "expression"


NO_KINDS: Kinds = {}


class Computed(NamedTuple):
    """The results by name; by row the complaint where it failed, and why results are infinite where it did not.

    `kinds` are those of the findings of rows that have some, where they are asked for; `inexact` has what is said of
    numbers that are read as others, `still` of results without an uncertainty to first order; `sample` is for
    `OneFormula.look`.
    """

    results: polars.DataFrame
    complaints: Mapping[int, Complaint]
    infinite: Mapping[int, Complaint] = NONE
    looked: Looked = Looked()
    kinds: Kinds = NO_KINDS
    inexact: Mapping[int, Complaint] = NONE
    still: Mapping[int, Complaint] = NONE
    sample: Sample | None = None


class Computation(Protocol):
    """What gives rows their results. `names` are the columns it reads as numbers."""

    @property
    def names(self) -> Sequence[str]: ...

    def __call__(self, rows: Rows) -> Computed: ...

    def look(self, samples: Sequence[Sample]) -> Looked: ...


class OneFormula:
    """The same formula for every row.

    With `reuse` the results of a call are overwritten by the next in the same thread; they are written out by then.
    Rows whose digits cancel are computed again in the first `careful` lines; if `sampled`, some of the others are
    looked at. With `findings` it says of which kinds each row has some.
    """

    def __init__(
        self,
        formula: RowFormula,
        names: Sequence[str],
        outputs: Sequence[str],
        reuse: bool = False,
        lengths: Mapping[str, int] = NO_VECTORS,
        careful: int = NO_ROW,
        sampled: bool = False,
        findings: bool = False,
        uncertain: Mapping[str, Uncertainty] = NO_UNCERTAINTY,
    ) -> None:
        """`outputs` are the names of what the formula shows; `uncertain` are the inputs that have uncertainties."""
        self._cells = of_cells(uncertain)
        own = [one.column for one in uncertain.values() if one.column is not None and one.cells_of is None]
        self.names = [name for name in (*names, *own) if name not in self._cells]
        self._read, self._uncertain = names, uncertain
        self.outputs = outputs
        self.values = formula.problem.values  # what is the same in all rows
        made = () if formula.further is None else (*formula.further.uncertainties, *formula.further.others)
        self._shown = [(*formula.outputs, *made).index(name) for name in formula.shown]
        self._careful, self._sampled = careful, sampled
        read = {element(name)[0] for name in names}
        self._lengths = {name: length for name, length in lengths.items() if name in read}
        self._block = BlockFormula(formula, reuse)
        self._findings = findings

    @property
    def notes(self) -> Sequence[Finding]:
        """What is said once for all rows."""
        return row_notes(self._block.formula)

    def look(self, samples: Sequence[Sample]) -> Looked:
        """In how many rows of the samples of blocks digits may cancel."""
        return self._block.look(samples)

    def fresh(self) -> Self:
        """The same for another table: what it gives there does not depend on the rows of this one."""
        other = copy(self)
        other._block = self._block.fresh()
        return other

    def __call__(self, rows: Rows) -> Computed:
        complaints = dict(rows.complaints())
        if self._cells:
            rows = split_cells(rows, self._cells)
        columns = []
        for name, length in self._lengths.items():
            for row, own in enumerate(rows.lengths(name)):
                if own is None:
                    complaints.setdefault(row, AutogradError("row", "missing", name=name))
                elif own == NO_LIST:
                    complaints.setdefault(row, AutogradError("row", "not-list", name=name, length=length))
                elif own != length:
                    complaints.setdefault(row, AutogradError("row", "length", name=name, count=own, length=length))
        inexact: dict[int, Complaint] = {}
        formula, unsure = self._block.formula, dict[int, Complaint]()
        for name, variable in zip(self._read, formula.names, strict=True):
            values, unread, tiny = rows.column(name)
            inexact = {**tiny, **inexact}
            columns.append(values)
            complaints.update({row: of_variable(one, variable) for row, one in unread.items() if row not in complaints})
        given = dict(zip(formula.names, columns, strict=True))
        uncertainties = {
            name: own.of(rows, given.get(name, formula.problem.values.get(name)), unsure)
            for name, own in self._uncertain.items()
        }
        careful = bisect_right(range(rows.height), self._careful, key=rows.place)
        kinds: dict[int, tuple[str, ...]] | None = {} if self._findings else None
        still: dict[int, Complaint] = {}
        outputs, looked, sample = self._block.run(
            columns,
            rows.height,
            complaints,
            careful,
            sampled=self._sampled,
            kinds=kinds,
            uncertainties=uncertainties,
            still=still,
        )
        # Values and partials that are infinite are results, and what their uncertainties lack is why a row failed.
        own = outputs[: len(formula.outputs)]
        complaints |= {row: one for row, one in unsure.items() if not any(math.isnan(output[row]) for output in own)}
        complaints = {**unsure, **complaints}
        outputs = [outputs[place] for place in self._shown]
        whole = {row for row in complaints if not any(math.isnan(output[row]) for output in outputs)}
        infinite = {row: complaints.pop(row) for row in sorted(whole)}
        if formula.hidden:
            infinite = {row: one for row, one in infinite.items() if any(math.isinf(own[row]) for own in outputs)}
        frame = _frame(self.outputs, outputs, complaints)
        computed = Computed(frame, complaints, infinite, looked, kinds or NO_KINDS, inexact, still, sample)
        return _with_kinds(computed, kinds is not None)


def column_names(names: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """The columns' own spelling of canonical names, of elements such as `x[0]` too."""
    bases = [name if name in columns else element(name)[0] for name in names]
    return [columns[base] + name[len(base) :] for base, name in zip(bases, names, strict=True)]


class _Own(NamedTuple):
    """A row's formula, the names that have values in the row, and how long those are that are vectors.

    What the row has as a matrix is of no use to it, unless the formula itself gives it.
    """

    text: str
    names: tuple[str, ...]
    vectors: tuple[tuple[str, int], ...] = ()
    matrices: tuple[str, ...] = ()


class OwnFormulas:
    """A formula for each row, in a column of its own; each distinct one is parsed and differentiated once.

    `expressions` is the column that has them. `columns` are the partials that a table has; without, a row has those of
    its own formula, as one of JSON has.
    """

    def __init__(
        self,
        constants: Mapping[str, Any],
        wrt: Sequence[str] | None,
        differentiate: bool,
        prefix: str,
        columns: frozenset[str] | None = None,
        expressions: str = EXPRESSION,
        careful: int = NO_ROW,
        findings: bool = False,
        kinks: str = OURS,
    ) -> None:
        self._careful = careful
        self._findings = findings
        self._kinks = kinks
        self._columns = columns
        self._expressions = expressions
        self.constants = constants
        self.wrt = wrt
        self.differentiate = differentiate
        self.prefix = prefix
        self.names: tuple[str, ...] = ()
        self._formulas: dict[_Own, RowFormula | AutogradError] = {}
        self._kernels: dict[_Own, BlockFormula] = {}

    def __call__(self, rows: Rows) -> Computed:
        complaints = dict(rows.complaints())
        infinite: dict[int, Complaint] = {}
        columns: dict[str, Column] = {}
        named = {canonical_name(name): name for name in rows.names}
        results: dict[str, list[float | None]] = {f"{self.prefix}value": [None] * rows.height}
        kinds: dict[int, tuple[str, ...]] = {}
        groups: dict[_Own, list[int]] = {}
        for row, own in enumerate(self._own(rows)):
            if row in complaints:
                continue
            if not own.text.strip():
                complaints[row] = AutogradError("row", "missing", name=self._expressions)
                continue
            groups.setdefault(own, []).append(row)
        for key, members in groups.items():
            formula = self._formula(key)
            if isinstance(formula, AutogradError):
                complaints.update(dict.fromkeys(members, formula))
                continue
            without = {} if self._columns is None else self._without_column(formula)
            foreign = [one for one, name in without.items() if name not in formula.problem.lowered.defaults]
            if foreign:
                error = AutogradError("row", "partial-without-column", name=foreign[0])
                complaints.update(dict.fromkeys(members, error))
                continue
            sound = []
            for name, written in zip(formula.names, column_names(formula.names, named), strict=True):
                if name not in columns:
                    columns[name] = rows.column(written)
            for row in members:
                complaint = next((c[row] for name in formula.names if row in (c := columns[name].complaints)), None)
                if complaint is None:
                    sound.append(row)
                else:
                    complaints[row] = complaint
            for name in formula.outputs:
                if name not in without:
                    results.setdefault(self.prefix + name, [None] * rows.height)
            for row, outputs in self._outcomes(
                key, formula, [columns[name].values for name in formula.names], sound, complaints, kinds
            ):
                if row in complaints and not any(map(math.isnan, outputs)):
                    infinite[row] = complaints.pop(row)
                for name, value in zip(formula.outputs, outputs, strict=True):
                    if name not in without:
                        results[self.prefix + name][row] = None if row in complaints and value != value else value
        frame = polars.DataFrame(results, dict.fromkeys(results, polars.Float64))
        inexact = {row: one for column in reversed(columns.values()) for row, one in column.inexact.items()}
        return _with_kinds(Computed(frame, complaints, infinite, kinds=kinds, inexact=inexact), self._findings)

    def look(self, samples: Sequence[Sample]) -> Looked:
        """Nothing: of formulas that differ by rows there are no samples."""
        return Looked()

    def _without_column(self, formula: RowFormula) -> dict[str, str]:
        """By partial that the table has no column for, its variable. A formula may have given values of its own."""
        assert self._columns is not None
        partials = zip(formula.outputs[1:], formula.elements, strict=True)
        return {partial: owner(name) for partial, name in partials if partial not in self._columns}

    def _own(self, rows: Rows) -> Iterator[_Own]:
        """By row, its formula."""
        texts = [text or "" for text in rows.texts(self._expressions)]
        if isinstance(rows, ObjectRows):
            for text, found in zip(texts, rows.objects, strict=True):
                cells = {name: cell for name, cell in (found or {}).items() if name != self._expressions}
                vectors = {name: cell for name, cell in cells.items() if isinstance(cell, list) and _is_flat(cell)}
                matrices = tuple(name for name, cell in cells.items() if isinstance(cell, list) and name not in vectors)
                names = tuple(name for name in cells if name not in matrices)
                yield _Own(text, names, tuple((name, len(cell)) for name, cell in vectors.items()), matrices)
        else:
            names = tuple(name for name in rows.names if name != self._expressions)
            yield from (_Own(text, names) for text in texts)

    def _formula(self, own: _Own) -> RowFormula | AutogradError:
        found = self._formulas.get(own)
        if found is None:
            vectors = {canonical_name(name): length for name, length in own.vectors}
            try:
                found = row_formula(
                    Source(own.text),
                    own.names,
                    self.constants,
                    self.wrt,
                    self.differentiate,
                    lenient=True,
                    vectors=vectors,
                    kinks=self._kinks,
                )
            except AutogradError as error:
                matrix = own.matrices and error.code == "missing-binding"
                found = error.replace(advice="matrix-in-row", matrix=own.matrices[0]) if matrix else error
            if len(self._formulas) >= MOST_FORMULAS:
                self._formulas.clear()
                self._kernels.clear()
            self._formulas[own] = found
        return found

    def _outcomes(
        self,
        key: _Own,
        formula: RowFormula,
        columns: Sequence[Any],
        rows: list[int],
        complaints: dict[int, Complaint],
        kinds: dict[int, tuple[str, ...]],
    ) -> Iterator[tuple[int, Sequence[float]]]:
        """The results of rows by one formula: compiled for many, one by one for few."""
        if len(rows) >= WORTH_COMPILING:
            if key not in self._kernels:
                self._kernels[key] = BlockFormula(formula, True)
            of_block: dict[int, Complaint] = {}
            own = [numpy.ascontiguousarray(column[rows]) for column in columns]
            every = len(rows) if self._careful == EVERY_ROW else 0
            told: dict[int, tuple[str, ...]] | None = {} if self._findings else None
            outputs, *_ = self._kernels[key].run(own, len(rows), of_block, every, kinds=told)
            kinds.update({rows[place]: found for place, found in (told or {}).items()})
            complaints.update({rows[place]: one for place, one in of_block.items()})
            yield from zip(rows, zip(*(output.tolist() for output in outputs), strict=True), strict=True)
            return
        for row in rows:
            outcome = judge_row(formula, [float(column[row]) for column in columns])
            if outcome.complaint is not None:
                complaints[row] = outcome.complaint
            if self._findings:
                kinds[row] = outcome.kinds
            yield row, outcome.outputs


def _with_kinds(computed: Computed, findings: bool) -> Computed:
    """The same; with `findings`, rows with a number that is read as 0 have one of that kind."""
    kinds = dict(computed.kinds)
    for row in computed.inexact if findings else ():
        kinds[row] = tuple(sorted({*kinds.get(row, ()), "literal"}))
    return computed._replace(kinds=kinds)


def _is_flat(cell: list[Any]) -> bool:
    return not any(isinstance(one, list) for one in cell)


def _frame(names: Sequence[str], outputs: Sequence[Any], complaints: Mapping[int, Complaint]) -> polars.DataFrame:
    """The results as columns; in a row that failed, null for what is no number."""
    columns = []
    failed = numpy.fromiter(complaints, dtype=numpy.int64, count=len(complaints))
    for name, output in zip(names, outputs, strict=True):
        column = polars.Series(name, output)
        if len(failed):
            lost = failed[numpy.isnan(output[failed])]
            column = column.scatter(lost, None)
        columns.append(column)
    return polars.DataFrame(columns)
