"""The results of a block of rows: by one formula for all, or by each row's own.

In: rows. Out: columns of results, null where there is no number, and by row the complaint where it failed. One formula
runs as a compiled kernel; what that flags is judged like a single point, and each distinct point once.
"""

import math
import sys
import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, Protocol

import numpy
import polars

from autograd_cli.data.rows import NO_LIST, Column, ObjectRows, Rows, element
from autograd_cli.errors import AutogradError, Complaint, Source
from autograd_cli.report.rows import NO_VECTORS, RowFormula, RowOutcome, judge_row, row_formula
from autograd_cli.rows.kernel import Kernel, compile_kernel
from autograd_cli.rows.settle import Alike, Settler
from autograd_cli.run.array_doubt import spoilt_rows
from autograd_cli.run.doubt import PROMISED
from autograd_cli.syntax.builder import canonical_name

# Distinct points of flagged rows, and distinct formulas, that are remembered.
MOST_POINTS = 1 << 16
MOST_FORMULAS = 1 << 14
# A formula is compiled for so many rows of a block; fewer are evaluated one by one.
WORTH_COMPILING = 256
# So many flagged rows of a block are looked at together; of fewer each is judged alone.
WORTH_SETTLING = 8
# Of how many rows the digits are looked after: of all, of those in the first lines of a file, of none.
EVERY_ROW, FIRST_ROWS, NO_ROW = sys.maxsize, 100, 0
# In how many rows more of a block it is looked whether digits cancel.
SAMPLE = 64
EXPRESSION = "expression"


NONE: Mapping[int, Complaint] = {}


class Looked(NamedTuple):
    """In how many rows it was looked whether digits cancel, and in how many of these they do."""

    rows: int = 0
    doubtful: int = 0


class Computed(NamedTuple):
    """The results by name; by row the complaint where it failed, and why results are infinite where it did not."""

    results: polars.DataFrame
    complaints: Mapping[int, Complaint]
    infinite: Mapping[int, Complaint] = NONE
    looked: Looked = Looked()


class Computation(Protocol):
    """What gives rows their results. `names` are the columns it reads as numbers."""

    @property
    def names(self) -> Sequence[str]: ...

    def __call__(self, rows: Rows) -> Computed: ...


class OneFormula:
    """The same formula for every row.

    With `reuse` the results of a call are overwritten by the next in the same thread; they are written out by then.
    Rows whose digits cancel are computed again in the first `careful` lines.
    """

    def __init__(
        self,
        formula: RowFormula,
        names: Sequence[str],
        outputs: Sequence[str],
        reuse: bool = False,
        lengths: Mapping[str, int] = NO_VECTORS,
        careful: int = NO_ROW,
    ) -> None:
        self.names = names
        self.outputs = outputs
        self._careful = careful
        read = {element(name)[0] for name in names}
        self._lengths = {name: length for name, length in lengths.items() if name in read}
        self._block = BlockFormula(formula, reuse)

    def __call__(self, rows: Rows) -> Computed:
        complaints = dict(rows.complaints())
        columns = []
        for name, length in self._lengths.items():
            for row, own in enumerate(rows.lengths(name)):
                if own is None:
                    complaints.setdefault(row, AutogradError("row", "missing", name=name))
                elif own == NO_LIST:
                    complaints.setdefault(row, AutogradError("row", "not-list", name=name, length=length))
                elif own != length:
                    complaints.setdefault(row, AutogradError("row", "length", name=name, count=own, length=length))
        for name in self.names:
            values, of_cells = rows.column(name)
            columns.append(values)
            complaints.update({row: one for row, one in of_cells.items() if row not in complaints})
        careful = bisect_right(range(rows.height), self._careful, key=rows.place)
        outputs, looked = self._block.run(columns, rows.height, complaints, careful, sampled=self._careful != NO_ROW)
        whole = {row for row in complaints if not any(math.isnan(output[row]) for output in outputs)}
        infinite = {row: complaints.pop(row) for row in sorted(whole)}
        return Computed(_frame(self.outputs, outputs, complaints), complaints, infinite, looked)


def column_names(names: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """The columns' own spelling of canonical names, of elements such as `x[0]` too."""
    bases = [element(name)[0] for name in names]
    return [columns[base] + name[len(base) :] for base, name in zip(bases, names, strict=True)]


class Kind(NamedTuple):
    """Which results are undefined in rows of one kind, and what is to be said of each; the others are the floats."""

    lost: tuple[bool, ...]
    complaint: Complaint | None


class BlockFormula:
    """A formula, its kernel, and the outcomes of points that were judged."""

    def __init__(self, formula: RowFormula, reuse: bool) -> None:
        self.formula = formula
        self._reuse = reuse
        # Compiled while the first rows are read.
        with_compiler = ThreadPoolExecutor(1, "compiler")
        of_rows = (*formula.names, *formula.vectors)
        self._kernel = with_compiler.submit(compile_kernel, formula.whole, of_rows=of_rows)
        with_compiler.shutdown(wait=False)
        self._settler: Settler | None = None
        self._judged: dict[str, RowOutcome] = {}
        self._kinds: dict[bytes, Kind | None] = {}
        self._held = threading.local()

    @property
    def kernel(self) -> Kernel:
        """The kernel, once it is there."""
        return self._kernel.result()

    def run(
        self,
        columns: Sequence[Any],
        rows: int,
        complaints: dict[int, Complaint],
        careful: int = NO_ROW,
        sampled: bool = False,
    ) -> tuple[Any, Looked]:
        """The outputs of rows; complaints are added for those that fail, beside those whose cells are no numbers.

        The first `careful` rows are judged where digits may cancel; of the others some are looked at, if `sampled`.
        """
        outputs, flags = self._buffers(rows)
        gathered = self.formula.gathered(columns)
        self.kernel.run(gathered, outputs, flags)
        for output in outputs if complaints else ():
            output[list(complaints)] = numpy.nan
        flagged = numpy.flatnonzero(flags).tolist()
        if flagged:
            self._judge([row for row in flagged if row not in complaints], columns, outputs, complaints)
        looked = Looked()
        if self.formula.whole.has_arrays and careful < rows:  # there every row would be judged
            careful, sampled = 0, False
        if careful:
            doubtful = self._doubtful(slice(careful), gathered, outputs)
            self._one_by_one([row for row in doubtful if row not in complaints], columns, outputs, complaints)
            looked = Looked(min(careful, rows), len(doubtful))
        if sampled and careful < rows:
            some = slice(careful, None, max(1, (rows - careful) // SAMPLE))
            found = self._doubtful(some, gathered, outputs)
            looked = Looked(looked.rows + len(range(rows)[some]), looked.doubtful + len(found))
        return outputs, looked

    def _doubtful(self, chosen: slice, gathered: Sequence[Any], outputs: Sequence[Any]) -> list[int]:
        """Which of the chosen rows may have lost digits; all of them where a value is a vector or a matrix."""
        whole = self.formula.whole
        given = [one[chosen] if isinstance(one, numpy.ndarray) and one.ndim else one for one in gathered]
        results = [output[chosen] for output in outputs]
        doubts = spoilt_rows(whole, dict(zip(whole.input_names, given, strict=True)), results)
        rows = range(len(outputs[0]))[chosen]
        return [rows[row] for row in numpy.flatnonzero(numpy.broadcast_to(doubts, len(rows))).tolist()]

    def _judge(
        self, rows: list[int], columns: Sequence[Any], outputs: Sequence[Any], complaints: dict[int, Complaint]
    ) -> None:
        """The outcomes of flagged rows: many at once where they are plain, the others one by one."""
        points = [column[rows] for column in columns]
        if len(rows) >= WORTH_SETTLING and not self.formula.whole.has_arrays:
            inputs = {**self.formula.problem.values, **dict(zip(self.formula.names, points, strict=True))}
            if self._settler is None:
                problem, wanted = self.formula.problem, tuple(self.formula.wanted.values())
                self._settler = Settler(self.formula.whole, problem.function, problem.source, wanted)
            settled = self._settler.settle(inputs, len(rows))
            for output, found in zip(outputs, settled.outputs, strict=True):
                output[rows] = found
            complaints.update({rows[place]: one for place, one in settled.complaints.items()})
            left = [*settled.left]
            for group in (*settled.alike, *settled.failed):
                kind = self._kind(group, settled.floats, points)
                if kind is None:
                    left += group.rows
                    continue
                places = [rows[place] for place in group.rows]
                for output, found, lost in zip(outputs, settled.floats, kind.lost, strict=True):
                    output[places] = numpy.nan if lost else found[group.rows]
                if kind.complaint is not None:
                    for place in places:  # of those that failed each has a complaint of its own
                        complaints.setdefault(place, kind.complaint)
            rows = [rows[place] for place in left]
        self._one_by_one(rows, columns, outputs, complaints)

    def _one_by_one(
        self, rows: Sequence[int], columns: Sequence[Any], outputs: Sequence[Any], complaints: dict[int, Complaint]
    ) -> None:
        """The outcomes of rows as those of single points."""
        points = [column[rows] for column in columns]
        values = zip(*(column.tolist() for column in points), strict=True) if points else iter([()] * len(rows))
        for row, point in zip(rows, values, strict=True):
            outcome = self.judge(point)
            for output, value in zip(outputs, outcome.outputs, strict=True):
                output[row] = value
            if outcome.complaint is not None:
                complaints[row] = outcome.complaint

    def _kind(self, group: Alike, floats: Sequence[Any], points: Sequence[Any]) -> Kind | None:
        """What is true of all rows of a kind, by the first that was met; None where it tells nothing of the others."""
        kinds = self._kinds
        if group.key not in kinds:
            if len(kinds) >= MOST_POINTS:
                kinds.clear()
            first = group.rows[0]
            outcome = self.judge(tuple(float(column[first]) for column in points))
            lost = tuple(map(math.isnan, outcome.outputs))
            known = zip(outcome.outputs, floats, lost, strict=True)
            tells = all(gone or math.isclose(value, found[first], rel_tol=PROMISED) for value, found, gone in known)
            kinds[group.key] = Kind(lost, outcome.complaint) if tells else None
        return kinds[group.key]

    def judge(self, point: tuple[float, ...]) -> RowOutcome:
        """The outcome of one point."""
        # By their texts: 0.0 and -0.0 are equal numbers and different points, and nan equals nothing.
        key = repr(point)
        outcome = self._judged.get(key)
        if outcome is None:
            outcome = judge_row(self.formula, point)
            if len(self._judged) >= MOST_POINTS:
                self._judged.clear()
            self._judged[key] = outcome
        return outcome

    def _buffers(self, rows: int) -> tuple[list[Any], Any]:
        """Arrays for outputs and flags, the same ones for every block of a thread where they are reused."""
        # New memory costs more than what is computed: its pages are zeroed one by one.
        held = self._held if self._reuse else threading.local()
        if getattr(held, "size", -1) < rows:
            held.size = rows
            held.outputs = [numpy.empty(rows) for _ in range(self.kernel.outputs)]
            held.flags = numpy.empty(rows, dtype=numpy.uint8)
        return [output[:rows] for output in held.outputs], held.flags[:rows]


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
    ) -> None:
        self._careful = careful
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
            without = [] if self._columns is None else [one for one in formula.outputs[1:] if one not in self._columns]
            if without:
                error = AutogradError("row", "partial-without-column", name=without[0])
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
                results.setdefault(self.prefix + name, [None] * rows.height)
            for row, outputs in self._outcomes(
                key, formula, [columns[name].values for name in formula.names], sound, complaints
            ):
                if row in complaints and not any(map(math.isnan, outputs)):
                    infinite[row] = complaints.pop(row)
                for name, value in zip(formula.outputs, outputs, strict=True):
                    results[self.prefix + name][row] = None if row in complaints and value != value else value
        return Computed(polars.DataFrame(results, dict.fromkeys(results, polars.Float64)), complaints, infinite)

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
    ) -> Iterator[tuple[int, Sequence[float]]]:
        """The results of rows by one formula: compiled for many, one by one for few."""
        if len(rows) >= WORTH_COMPILING:
            if key not in self._kernels:
                self._kernels[key] = BlockFormula(formula, True)
            of_block: dict[int, Complaint] = {}
            own = [numpy.ascontiguousarray(column[rows]) for column in columns]
            every = len(rows) if self._careful == EVERY_ROW else 0
            outputs, _ = self._kernels[key].run(own, len(rows), of_block, every)
            complaints.update({rows[place]: one for place, one in of_block.items()})
            yield from zip(rows, zip(*(output.tolist() for output in outputs), strict=True), strict=True)
            return
        for row in rows:
            outcome = judge_row(formula, [float(column[row]) for column in columns])
            if outcome.complaint is not None:
                complaints[row] = outcome.complaint
            yield row, outcome.outputs


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
