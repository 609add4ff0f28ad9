"""Jacobians, Hessians, products with a Hessian, and the structure of either: what these commands print.

In: a `Problem`. Out: a report. The sweeps, the evaluation and the findings are put together here.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graph.analysis import operation_count
from autograd_cli.graph.graph import Function
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import named_elements
from autograd_cli.problem import Problem
from autograd_cli.report.evaluation import check_choices, refuse_integers
from autograd_cli.report.outcome import Entry, judge
from autograd_cli.sweeps.higher import (
    HESSIAN_MODES,
    JACOBIAN_MODES,
    SHORT_MODES,
    Matrix,
    hessian,
    hessian_times,
    jacobian,
)
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.sweeps.sparsity import dependencies, members

# A matrix of more cells than this is given by its structural non-zeros alone.
MOST_CELLS = 10_000
# An output's own text stands for it where it is no longer than this.
LONGEST_LABEL = 24


class Triplet(NamedTuple):
    """One entry of a matrix; row and column are counted from 0."""

    row: int
    column: int
    value: float


@dataclass(frozen=True, slots=True)
class MatrixCost:
    """What a matrix took: sweeps, how many without sharing, the operations evaluated for the values and all entries."""

    sweeps: int
    sweeps_without_colors: int
    operations: int


@dataclass(frozen=True, slots=True)
class Jacobian:
    """The partials of every output. `jacobian` has a row an output; where it is `sparse`, what is left out is 0."""

    SCHEMA: ClassVar[str] = "autograd.jacobian/1"
    expression: str
    mode: str
    reason: str | None
    inputs: Mapping[str, float]
    output: str | None
    outputs: tuple[str, ...]
    columns: tuple[str, ...]
    value: tuple[float, ...]
    jacobian: tuple[Mapping[str, float], ...]
    sparse: bool
    cost: MatrixCost
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        wanted = [*self.value, *(number for row in self.jacobian for number in row.values())]
        return _failed(self.inputs, wanted)

    @property
    def labels(self) -> tuple[str, ...]:
        return self.outputs

    @property
    def rows(self) -> tuple[Mapping[str, float], ...]:
        return self.jacobian

    def records(self) -> Iterator[Sequence[str | float]]:
        return _records(self)

    def numbers(self) -> Iterator[float]:
        """The entries, row for row."""
        return (entry.value for entry in triplets(self))


@dataclass(frozen=True, slots=True)
class Hessian:
    """The second partials, symmetric by construction; where it is `sparse`, what is left out is 0."""

    SCHEMA: ClassVar[str] = "autograd.hessian/1"
    expression: str
    mode: str
    reason: str | None
    inputs: Mapping[str, float]
    output: str | None
    value: float
    gradient: Mapping[str, float]
    hessian: Mapping[str, Mapping[str, float]]
    sparse: bool
    cost: MatrixCost
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        wanted = [self.value, *self.gradient.values(), *(number for row in self.rows for number in row.values())]
        return _failed(self.inputs, wanted)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.gradient)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.gradient)

    @property
    def rows(self) -> tuple[Mapping[str, float], ...]:
        return tuple(self.hessian.values())

    def records(self) -> Iterator[Sequence[str | float]]:
        return _records(self)

    def numbers(self) -> Iterator[float]:
        """The entries, row for row."""
        return (entry.value for entry in triplets(self))


@dataclass(frozen=True, slots=True)
class HessianProduct:
    """The Hessian times a vector, `product`, by a forward sweep over a reverse one; there is no matrix."""

    SCHEMA: ClassVar[str] = "autograd.hessian/1"
    expression: str
    mode: str
    inputs: Mapping[str, float]
    output: str | None
    value: float
    gradient: Mapping[str, float]
    times: Mapping[str, float]
    product: Mapping[str, float]
    operations: int
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        return _failed(self.inputs, [self.value, *self.gradient.values(), *self.product.values()])

    def records(self) -> Iterator[Sequence[str | float]]:
        yield ["", "value", "times", "product"]
        for name, number in self.product.items():
            yield [name, self.inputs[name], self.times[name], number]

    def numbers(self) -> Iterator[float]:
        """The product's components."""
        yield from self.product.values()


@dataclass(frozen=True, slots=True)
class Sparsity:
    """The structure of a matrix, and the colours by which its columns (or `rows`) share sweeps.

    `pattern` has a row's columns, counted from 0, `colors` a number a column, or a row where `colored` says so.
    """

    SCHEMA: ClassVar[str] = "autograd.sparsity/1"
    expression: str
    matrix: str
    mode: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    pattern: tuple[tuple[int, ...], ...]
    entries: int
    colored: str
    colors: tuple[int, ...]
    sweeps: int
    sweeps_without_colors: int
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> bool:
        return False


def jacobian_report(
    problem: Problem, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Jacobian:
    """The Jacobian of a problem.

    Raises: `AutogradError` with code `unknown-name`, `option`, `integer` or `too-large`.
    """
    problem = problem.scattered()
    wanted, matrix = _jacobian(problem, wrt, mode, kinks)
    function = problem.function
    names, nodes = tuple(wanted), tuple(wanted.values())
    whole = Function(function.graph, function.inputs, function.outputs + matrix.function.outputs)
    entries = [Entry((i,), (nodes[j],)) for i, row in enumerate(matrix.pattern.rows) for j in row]
    outcome = judge(problem, whole, nodes, kinks, entries)
    count = len(function.outputs)
    sparse = _is_sparse(matrix)
    rows = _rows(matrix, outcome.outputs[count:], names, sparse)
    return Jacobian(
        expression=problem.source.text,
        mode=matrix.mode,
        reason=_jacobian_reason(matrix, mode is not None),
        inputs=problem.values,
        output=problem.lowered.output,
        outputs=labels(problem),
        value=outcome.outputs[:count],
        jacobian=rows,
        sparse=sparse,
        cost=MatrixCost(matrix.sweeps, matrix.full, operation_count(whole)),
        findings=outcome.findings,
        columns=names,
    )


def hessian_report(
    problem: Problem, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Hessian:
    """The Hessian of a problem with one output.

    Raises: as `jacobian_report`, and with code `unsupported` for a vector.
    """
    problem.single()
    problem = problem.scattered()
    wanted, matrix = _hessian(problem, wrt, mode, kinks)
    function = problem.function
    names, nodes = tuple(wanted), tuple(wanted.values())
    first = gradient(function, nodes, kinks)
    whole = Function(function.graph, function.inputs, function.outputs + first.outputs + matrix.function.outputs)
    entries = [Entry((0,), (number,)) for number in nodes]
    entries += [Entry((0,), (nodes[i], nodes[j])) for i, row in enumerate(matrix.pattern.rows) for j in row]
    outcome = judge(problem, whole, nodes, kinks, entries)
    value, *derivatives = outcome.outputs
    sparse = _is_sparse(matrix)
    rows = _rows(matrix, derivatives[len(nodes) :], names, sparse)
    return Hessian(
        expression=problem.source.text,
        mode=matrix.mode,
        reason=_hessian_reason(matrix, mode is not None),
        inputs=problem.values,
        output=problem.lowered.output,
        value=value,
        gradient=dict(zip(names, derivatives[: len(nodes)], strict=True)),
        hessian=dict(zip(names, rows, strict=True)),
        sparse=sparse,
        cost=MatrixCost(matrix.sweeps, matrix.full, operation_count(whole)),
        findings=outcome.findings,
    )


def product_report(
    problem: Problem, times: Mapping[str, float], *, wrt: Sequence[str] | None = None, kinks: str = OURS
) -> HessianProduct:
    """The Hessian of a problem times a vector, whose missing components are 0.

    Raises: as `hessian_report`.
    """
    check_choices(HESSIAN_MODES[0], HESSIAN_MODES, kinks)
    problem.single()
    problem = problem.scattered()
    function = problem.function
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_integers(problem, nodes)
    vector = direction(problem, times, wanted)
    seeds = tuple(function.graph.constant(repr(number)) for number in vector.values())
    first = gradient(function, nodes, kinks)
    product = hessian_times(function, nodes, seeds, kinks)
    whole = Function(function.graph, function.inputs, function.outputs + first.outputs + product.outputs)
    # A component sums over the second partials towards what the vector moves.
    moved = [number for number, seed in zip(nodes, vector.values(), strict=True) if seed]
    entries = [Entry((0,), (number,)) for number in nodes]
    for name, node, reached in zip(wanted, nodes, dependencies(first, moved), strict=True):
        entries.append(Entry((0,), (*(moved[j] for j in members(reached)), node), f"the product's {name}"))
    value, *derivatives = (outcome := judge(problem, whole, nodes, kinks, entries)).outputs
    return HessianProduct(
        expression=problem.source.text,
        mode=HESSIAN_MODES[0],
        inputs=problem.values,
        output=problem.lowered.output,
        value=value,
        gradient=dict(zip(wanted, derivatives[: len(nodes)], strict=True)),
        times=vector,
        product=dict(zip(wanted, derivatives[len(nodes) :], strict=True)),
        operations=operation_count(whole),
        findings=outcome.findings,
    )


def sparsity_report(
    problem: Problem, what: str, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Sparsity:
    """The structure of the `jacobian` or the `hessian` of a problem, which needs no values."""
    if what == "hessian":
        problem.single()
    problem = problem.scattered()
    wanted, matrix = (_jacobian if what == "jacobian" else _hessian)(problem, wrt, mode, kinks)
    names = tuple(wanted)
    return Sparsity(
        expression=problem.source.text,
        matrix=what,
        mode=matrix.mode,
        rows=labels(problem) if what == "jacobian" else names,
        columns=names,
        pattern=matrix.pattern.rows,
        entries=matrix.pattern.size,
        colored="columns" if matrix.by_columns else "rows",
        colors=matrix.colors,
        sweeps=matrix.sweeps,
        sweeps_without_colors=matrix.full,
    )


def triplets(report: Jacobian | Hessian) -> Iterator[Triplet]:
    """The entries one by one, row for row."""
    places = {name: j for j, name in enumerate(report.columns)}
    for i, row in enumerate(report.rows):
        for name, number in row.items():
            yield Triplet(i, places[name], number)


def _records(report: Jacobian | Hessian) -> Iterator[Sequence[str | float]]:
    """The matrix with its names; row, column and value an entry where it is sparse."""
    if report.sparse:
        yield ["row", "column", "value"]
        for entry in triplets(report):
            yield [report.labels[entry.row], report.columns[entry.column], entry.value]
        return
    yield ["", *report.columns]
    for label, row in zip(report.labels, report.rows, strict=True):
        yield [label, *row.values()]


def labels(problem: Problem) -> tuple[str, ...]:
    """A name for each output: its own text where that is short, else its place in the vector."""
    name = problem.lowered.output
    if not problem.lowered.parts:
        return (name or _short(problem.source.text) or "value",)
    parts = problem.lowered.parts
    texts = [_short(problem.source.slice(span)) if parts.count(span) == 1 else "" for span in parts]
    return tuple((not name and text) or f"{name or 'output'}[{i}]" for i, text in enumerate(texts))


def direction(problem: Problem, given: Mapping[str, float], wanted: Mapping[str, int]) -> dict[str, float]:
    """A component for every wanted variable, 0 where none is given.

    Raises: `AutogradError` with code `unknown-name` for one that is not wanted, `binding` for one that is not finite.
    """
    given = {
        one: number
        for name, value in given.items()
        for one, number in named_elements(name, value.tolist() if hasattr(value, "tolist") else value)
    }
    for name, number in given.items():
        if name not in wanted:
            case = "direction" if wanted else "direction-of-none"
            raise AutogradError("unknown-name", case, name=name, known=[*wanted])
        if not math.isfinite(number):
            raise AutogradError("binding", "direction-not-finite", name=name)
    return {name: given.get(name, 0.0) for name in wanted}


def _jacobian(
    problem: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str
) -> tuple[dict[str, int], Matrix]:
    check_choices(mode, JACOBIAN_MODES, kinks)
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_integers(problem, nodes)
    return wanted, jacobian(problem.function, nodes, mode, kinks)


def _hessian(
    problem: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str
) -> tuple[dict[str, int], Matrix]:
    mode = SHORT_MODES.get(mode or "", mode)
    check_choices(mode, HESSIAN_MODES, kinks)
    function = problem.single()
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_integers(problem, nodes)
    return wanted, hessian(function, nodes, mode, kinks)


def _rows(matrix: Matrix, numbers: Sequence[float], names: Sequence[str], sparse: bool) -> tuple[dict[str, float], ...]:
    """The rows by name; all cells of them unless the matrix is sparse."""
    entries = iter(numbers)
    rows = []
    for columns in matrix.pattern.rows:
        row = {} if sparse else dict.fromkeys(names, 0.0)
        for j in columns:
            row[names[j]] = next(entries)
        rows.append(row)
    return tuple(rows)


def _is_sparse(matrix: Matrix) -> bool:
    cells = len(matrix.pattern.rows) * matrix.pattern.width
    return cells > MOST_CELLS and matrix.pattern.size < cells


def _failed(inputs: Mapping[str, float], wanted: Sequence[float]) -> bool:
    return all(map(math.isfinite, inputs.values())) and not all(map(math.isfinite, wanted))


def _short(text: str) -> str:
    """The text on one line, if it is short."""
    return " ".join(text.split()) if len(text) <= LONGEST_LABEL else ""


def _jacobian_reason(matrix: Matrix, asked: bool) -> str | None:
    """Why this mode, in words."""
    if asked or not matrix.sweeps:
        return None
    other = next(mode for mode in JACOBIAN_MODES if mode != matrix.mode)
    own, others = matrix.work[matrix.mode], matrix.work[other]
    if own == others:
        return f"it takes as many products of partials as {other} mode, {own}, and keeps no values"
    return f"it takes {own} product{'s' * (own != 1)} of partials, and {other} mode {others}"


def _hessian_reason(matrix: Matrix, asked: bool) -> str | None:
    if asked or not matrix.sweeps:
        return None
    own = matrix.work[matrix.mode]
    most = max(matrix.work.values())
    if matrix.estimated:
        outer, _, inner = matrix.mode.partition("-over-")
        other = next(mode for mode in matrix.work if mode != matrix.mode)
        return (
            f"the gradient is cheaper by {inner} mode, and over it {outer} sweeps take {own} products of partials, "
            f"{other} {matrix.work[other]}"
        )
    if own == most:
        return f"no mode takes fewer operations for the entries than {own}"
    return f"it takes {own} operation{'s' * (own != 1)} for the entries, and other modes up to {most}"
