"""A formula over a block of rows: compiled, and where floats may not be right, judged like a single point.

Takes: a formula, and columns of numbers. Returns: the outputs, with a complaint for each row that failed, and the kinds
of each row's findings where they are asked for. Rows of one kind are judged once, and so is each distinct point.
"""

import math
import threading
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from typing import Any, NamedTuple, Self

import numpy

from autograd_cli.ask.values import named_values
from autograd_cli.errors import AutogradError, Complaint
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.propagation import RESULT, SHARE, UNCERTAINTY, VALUE
from autograd_cli.report.rows import RowFormula, RowOutcome, judge_row
from autograd_cli.rows.conditions import Alike, Meeting, meeting_rows, meetings
from autograd_cli.rows.kernel import Kernel, compile_kernel
from autograd_cli.rows.settle import Settled, Settler
from autograd_cli.run.array_doubt import MovedRows
from autograd_cli.run.doubt import PROMISED

# Distinct points of flagged rows that are remembered.
MOST_POINTS = 1 << 16
# So many flagged rows of a block are looked at together; of fewer each is judged alone.
WORTH_SETTLING = 8
# In how many rows more of a block it is looked whether digits cancel; and of how many, where it is of none.
SAMPLE, NO_ROW = 64, 0
# So many samples are looked at together, which takes little longer than one.
TOGETHER = 64
# By row, the kinds of its findings.
Kinds = Mapping[int, tuple[str, ...]]
NO_NUMBERS: Mapping[str, Any] = {}


class Looked(NamedTuple):
    """In how many rows it was looked whether digits cancel, in how many they do, and how many were computed again."""

    rows: int = 0
    doubtful: int = 0
    mended: int = 0


class Sample(NamedTuple):
    """Some rows of a block in which it is still to be looked whether digits cancel; an input may be one number."""

    inputs: Sequence[Any]
    outputs: Sequence[Any]


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
        further = formula.further
        self._further = None if further is None else with_compiler.submit(compile_kernel, further.function())
        with_compiler.shutdown(wait=False)
        self._forget()

    def fresh(self) -> Self:
        """The same formula with its kernel, and nothing of what was judged."""
        other = copy(self)
        other._forget()
        return other

    def _forget(self) -> None:
        self._settler: Settler | None = None
        self._judged: dict[str, RowOutcome] = {}
        self._kinds: dict[bytes, Kind | None] = {}
        self._held = threading.local()
        self._meetings: Sequence[Meeting] | None = None
        self._kinds_met: dict[bytes, tuple[str, ...]] = {}

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
        kinds: dict[int, tuple[str, ...]] | None = None,
        uncertainties: Mapping[str, Any] = NO_NUMBERS,
        still: dict[int, Complaint] | None = None,
    ) -> tuple[Any, Looked, Sample | None]:
        """The outputs of rows; complaints are added for those that fail, beside those whose cells are no numbers.

        The first `careful` rows are judged where digits may cancel; some of the others are the sample, if `sampled`.
        `kinds` receives those of the findings of each row that has some. Where the formula has `further` results, these
        follow the others; `uncertainties` are those of inputs, by name, and `still` receives rows with results that
        have none, since their derivatives are 0.
        """
        unread = frozenset(complaints)
        gathered = self.formula.gathered(columns)
        if self.formula.whole.has_arrays and careful < rows:  # there every row would be judged
            careful, sampled = 0, False
        moved = self._moved(gathered, min(careful, rows))
        # While the formula is still compiled. The kernel's floats may be doubtful in other rows as well.
        outcomes = self._outcomes([row for row in moved.doubtful() if row not in unread], columns)
        buffers, flags = self._buffers(rows)
        outputs = buffers[: self.kernel.outputs]
        self.kernel.run(gathered, outputs, flags)
        for output in outputs if complaints else ():
            output[list(complaints)] = numpy.nan
        flagged = numpy.flatnonzero(flags).tolist()
        if flagged:
            self._judge([row for row in flagged if row not in complaints], columns, outputs, complaints, kinds)
        others = [row for row in moved.doubtful([output[:careful] for output in outputs]) if row not in outcomes]
        outcomes |= self._outcomes([row for row in others if row not in complaints], columns)
        _fill(outcomes, outputs, complaints, kinds)
        looked, sample = Looked(min(careful, rows), len(outcomes), len(outcomes)), None
        if sampled and careful < rows:
            some = slice(careful, None, max(1, (rows - careful) // SAMPLE))
            # Copies, since outputs are written over, and the rest of the block need not stay.
            taken = [one[some].copy() if numpy.ndim(one) else one for one in gathered]
            sample = Sample(taken, [output[some].copy() for output in outputs])
        if kinds is not None:
            self._meet(columns, rows, unread, kinds)
        if self._further is not None:
            given = dict(zip(self.formula.names, columns, strict=True))
            self._propagate(given, uncertainties, buffers, flags, complaints, kinds, {} if still is None else still)
        return buffers, looked, sample

    def look(self, samples: Sequence[Sample]) -> Looked:
        """In how many rows of samples digits may cancel."""
        given = [
            numpy.concatenate(parts) if numpy.ndim(parts[0]) else parts[0]
            for parts in zip(*(sample.inputs for sample in samples), strict=True)
        ]
        outputs = [numpy.concatenate(parts) for parts in zip(*(sample.outputs for sample in samples), strict=True)]
        rows = len(outputs[0]) if outputs else 0
        return Looked(rows, len(self._moved(given, rows).doubtful(outputs)))

    def _propagate(
        self,
        given: Mapping[str, Any],
        uncertainties: Mapping[str, Any],
        buffers: Sequence[Any],
        flags: Any,
        complaints: dict[int, Complaint],
        kinds: dict[int, tuple[str, ...]] | None,
        still: dict[int, Complaint],
    ) -> None:
        """Fills in what is made of the other results: by a kernel of its own, and one by one where floats are lost."""
        formula, further = self.formula, self.formula.further
        assert further is not None
        assert self._further is not None
        kernel = self._further.result()
        outputs, results = buffers[: -kernel.outputs], buffers[-kernel.outputs :]
        constants = (one for name, value in formula.problem.values.items() for one in named_values(name, value))
        numbers = {VALUE + name: value for name, value in (*constants, *given.items())}
        numbers |= {UNCERTAINTY + name: value for name, value in uncertainties.items()}
        numbers |= {RESULT + name: output for name, output in zip(formula.outputs, outputs, strict=True)}
        taken = {name: numbers[name] for name in kernel.inputs}
        kernel.run([*taken.values()], results, flags)
        flagged = numpy.flatnonzero(flags)
        without = numpy.all([numpy.isnan(output[flagged]) for output in outputs], axis=0)
        for result in results:
            result[flagged[without]] = numpy.nan
        names = (*further.uncertainties, *further.others)
        asked = {name for name in names if not name.startswith(SHARE)}
        rows = flagged[~without]
        known: dict[tuple[str, ...], Complaint] = {}
        columns = [one[rows].tolist() if numpy.ndim(one) else [float(one)] * len(rows) for one in taken.values()]
        for row, *point in zip(rows.tolist(), *columns, strict=True):
            found = further.single(dict(zip(taken, point, strict=True)))
            for result, value in zip(results, found, strict=True):
                result[row] = value
            lost = tuple(name for name, value in zip(names, found, strict=True) if name in asked and value != value)
            if lost and not any(map(math.isnan, point)):
                error = AutogradError("row", "undefined", names=lost, text=" and ".join(lost))
                complaints.setdefault(row, known.setdefault(lost, error))
        failed = numpy.fromiter(complaints, dtype=numpy.int64, count=len(complaints))
        for result, own in zip(results, further.of(outputs, formula.outputs), strict=True):
            result[failed[numpy.isnan(own[failed])]] = numpy.nan  # also where nothing is uncertain
        spreads = {**uncertainties, **{name: row.get(name, 0.0) for name, row in further.covariances.items()}}
        for group, name, result in zip(further.groups, further.uncertainties, results, strict=False):
            none = numpy.flatnonzero(result == 0)
            if not none.size:
                continue
            slopes = numpy.array([numbers[RESULT + group.partials[name]][none] for name in spreads])
            moved = numpy.array([numpy.broadcast_to(one, result.shape)[none] > 0 for one in spreads.values()])
            flat = numpy.any(moved, axis=0) & numpy.all(~moved | (slopes == 0), axis=0)
            for row in none[flat].tolist():
                still.setdefault(row, AutogradError("row", "first-order", name=name))
                if kinds is not None:
                    kinds[row] = tuple(sorted({*kinds.get(row, ()), "precision"}))

    def _meet(self, columns: Sequence[Any], rows: int, unread: Collection[int], kinds: dict[int, Any]) -> None:
        """Adds the kinds of findings of rows that were not judged, unread ones left out.

        Of rows that meet the same kinks, jumps and edges one is judged; of a formula of vectors, every one.
        """
        problem, wanted = self.formula.problem, tuple(self.formula.wanted.values())
        if self.formula.whole.has_arrays:
            groups = [Alike(b"", [row]) for row in range(rows)]
        else:
            if self._meetings is None:
                self._meetings = meetings(problem.function, wanted)
            inputs = {**problem.values, **dict(zip(self.formula.names, columns, strict=True))}
            groups = [*meeting_rows(problem.function, self._meetings, inputs, rows)]
        for group in groups:
            members = [row for row in group.rows if row not in kinds and row not in unread]
            if not members:
                continue
            found = self._kinds_met.get(group.key) if group.key else None
            if found is None:
                found = self.judge(tuple(float(column[members[0]]) for column in columns)).kinds
                self._kinds_met[group.key] = found
            kinds |= dict.fromkeys(members, found)

    def _moved(self, gathered: Sequence[Any], rows: int) -> MovedRows:
        """So many of the first rows, moved."""
        whole = self.formula.whole
        given = [one[:rows] if isinstance(one, numpy.ndarray) and one.ndim else one for one in gathered]
        return MovedRows(whole, dict(zip(whole.input_names, given, strict=True)), rows)

    def _judge(
        self,
        rows: list[int],
        columns: Sequence[Any],
        outputs: Sequence[Any],
        complaints: dict[int, Complaint],
        kinds: dict[int, tuple[str, ...]] | None,
    ) -> None:
        """The outcomes of flagged rows: many at once where they are plain, the others one by one."""
        points = [column[rows] for column in columns]
        ours = self.formula.kinks == OURS
        if len(rows) >= WORTH_SETTLING and not self.formula.whole.has_arrays and ours:
            inputs = {**self.formula.problem.values, **dict(zip(self.formula.names, points, strict=True))}
            if self._settler is None:
                problem, wanted = self.formula.problem, tuple(self.formula.wanted.values())
                self._settler = Settler(self.formula.whole, problem.function, problem.source, wanted)
            settled = self._settler.settle(inputs, len(rows))
            for output, found in zip(outputs, settled.outputs, strict=True):
                output[rows] = found
            complaints.update({rows[place]: one for place, one in settled.complaints.items()})
            # Of rows that extended floats have settled it is not known whether floats alone would have been right.
            left = [*settled.left] if kinds is None else [*({*range(len(rows))} - _placed(settled))]
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
        _fill(self._outcomes(rows, columns), outputs, complaints, kinds)

    def _outcomes(self, rows: Sequence[int], columns: Sequence[Any]) -> dict[int, RowOutcome]:
        """The outcomes of rows as those of single points."""
        points = [column[rows].tolist() for column in columns]
        values = zip(*points, strict=True) if points else [()] * len(rows)
        return {row: self.judge(point) for row, point in zip(rows, values, strict=True)}

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
            count = self.kernel.outputs + (0 if self._further is None else self._further.result().outputs)
            held.outputs = [numpy.empty(rows) for _ in range(count)]
            held.flags = numpy.empty(rows, dtype=numpy.uint8)
        return [output[:rows] for output in held.outputs], held.flags[:rows]


def _fill(
    outcomes: Mapping[int, RowOutcome],
    outputs: Sequence[Any],
    complaints: dict[int, Complaint],
    kinds: dict[int, tuple[str, ...]] | None,
) -> None:
    """Puts the outcomes of rows in their places."""
    for row, outcome in outcomes.items():
        for output, value in zip(outputs, outcome.outputs, strict=True):
            output[row] = value
        if outcome.complaint is not None:
            complaints[row] = outcome.complaint
        if kinds is not None:
            kinds[row] = outcome.kinds


def _placed(settled: Settled) -> set[int]:
    """The rows that stand in a group."""
    return {row for group in (*settled.alike, *settled.failed) for row in group.rows}
