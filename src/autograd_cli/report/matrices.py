"""Jacobians, Hessians, products with a Hessian, and the structure of either: what these commands print.

In: a `Problem`. Out: a report. The sweeps, the evaluation and the findings are put together here.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import operation_count
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Values, element_names, elements, named_elements, nested, shape_of
from autograd_cli.records import Shown
from autograd_cli.report.evaluation import Cost, check_choices, fails, flattened, refuse_undifferentiated, undefined
from autograd_cli.report.layouts import (
    DENSE,
    SPARSE,
    DenseHessian,
    DenseJacobian,
    SparseMatrix,
    Triplet,
    by_input,
    by_two_inputs,
    full_rows,
    hessian_entries,
    is_sparse,
    jacobian_entries,
    pmatrix,
    sparse_matrix,
)
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
from autograd_cli.syntax.unparse import POSTFIX, level

# An output's own text stands for it where it is no longer than this.
LONGEST_LABEL = 24


@dataclass(frozen=True, slots=True)
class MatrixCost:
    """The cost of a matrix: the sweeps, the number of them without sharing, the operations evaluated for the values and
    all entries. Those that several sweeps have in common count once, where `eval` counts each sweep's own.
    """

    sweeps: int
    sweeps_without_colors: int
    operations: int


@dataclass(frozen=True, slots=True)
class Jacobian(Shown):
    """The partial derivatives of every output.

    `layout` is `dense` or `sparse`. A dense `jacobian` has, by input, the partial derivatives with respect to it as
    nested lists: of the output's shape, then of the input's. `outputs` names each element of the output.
    """

    SCHEMA: ClassVar[str] = "autograd.jacobian/1"
    FORMS: ClassVar[tuple[str, ...]] = ("document", "records", "numbers", "matrix")
    LAYOUT: ClassVar[str] = "matrices:matrix"
    expression: str
    mode: str
    reason: str | None
    inputs: Mapping[str, Values]
    output: str | None
    outputs: tuple[str, ...]
    value: Values
    layout: str
    jacobian: DenseJacobian | SparseMatrix
    cost: MatrixCost
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        return undefined(self.inputs, [*elements(self.value), *self.numbers()])

    @property
    def labels(self) -> tuple[str, ...]:
        return self.outputs

    @property
    def columns(self) -> tuple[str, ...]:
        if isinstance(self.jacobian, SparseMatrix):
            return self.jacobian.columns
        depth = len(shape_of(self.value))
        return tuple(
            one for name, block in self.jacobian.items() for one in element_names(name, shape_of(block)[depth:])
        )

    def entries(self) -> Iterator[Triplet]:
        """The entries one by one, row for row."""
        return jacobian_entries(self.jacobian, len(self.outputs))

    def records(self) -> Iterator[Sequence[str | float]]:
        return _records(self)

    def matrix_latex(self, number: Callable[[float], str]) -> str:
        """All its cells in a `pmatrix`."""
        return pmatrix(self.labels, self.columns, self.entries(), number)

    def numbers(self) -> Iterator[float]:
        """The entries, row for row."""
        return (entry.value for entry in self.entries())


@dataclass(frozen=True, slots=True)
class Hessian(Shown):
    """The second partial derivatives, symmetric by construction.

    `layout` is `dense` or `sparse`. A dense `hessian` has, by pairs of inputs, the second partial derivatives as nested
    lists: of the first input's shape, then of the second's.
    """

    SCHEMA: ClassVar[str] = "autograd.hessian/1"
    FORMS: ClassVar[tuple[str, ...]] = ("document", "records", "numbers", "matrix")
    LAYOUT: ClassVar[str] = "matrices:matrix"
    expression: str
    mode: str
    reason: str | None
    inputs: Mapping[str, Values]
    output: str | None
    value: float
    gradient: Mapping[str, Values]
    layout: str
    hessian: DenseHessian | SparseMatrix
    cost: MatrixCost
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        slopes = (number for _, number in flattened(self.gradient))
        return undefined(self.inputs, [self.value, *slopes, *self.numbers()])

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in flattened(self.gradient))

    @property
    def labels(self) -> tuple[str, ...]:
        return self.columns

    def entries(self) -> Iterator[Triplet]:
        """The entries one by one, row for row."""
        return hessian_entries(self.hessian)

    def records(self) -> Iterator[Sequence[str | float]]:
        return _records(self)

    def matrix_latex(self, number: Callable[[float], str]) -> str:
        """All its cells in a `pmatrix`."""
        return pmatrix(self.labels, self.columns, self.entries(), number)

    def numbers(self) -> Iterator[float]:
        """The entries, row for row."""
        return (entry.value for entry in self.entries())


@dataclass(frozen=True, slots=True)
class HessianProduct(Shown):
    """The Hessian times a vector, `product`, by a forward sweep over a reverse one, without forming the matrix."""

    SCHEMA: ClassVar[str] = "autograd.hessian/1"
    FORMS: ClassVar[tuple[str, ...]] = ("document", "records", "numbers")
    LAYOUT: ClassVar[str] = "matrices:product"
    expression: str
    mode: str
    inputs: Mapping[str, Values]
    output: str | None
    value: float
    gradient: Mapping[str, Values]
    times: Mapping[str, Values]
    product: Mapping[str, Values]
    cost: Cost
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        return fails(self, *self.product.values())

    def rows(self) -> Iterator[tuple[str, float, float, float]]:
        """Each variable's name, value, component of the vector, component of the product."""
        values, times = dict(flattened(self.inputs)), dict(flattened(self.times))
        for name, number in flattened(self.product):
            yield name, values[name], times[name], number

    def records(self) -> Iterator[Sequence[str | float]]:
        yield ["", "value", "times", "product"]
        yield from self.rows()

    def numbers(self) -> Iterator[float]:
        """The product's components."""
        return (number for _, number in flattened(self.product))


@dataclass(frozen=True, slots=True)
class Sparsity(Shown):
    """The structure of a matrix, and the colours by which its columns (or `rows`) share sweeps.

    `pattern` lists the columns of each row, counted from 0, and `colors` the colour of each column, or of each row
    where `colored` says so.
    """

    SCHEMA: ClassVar[str] = "autograd.sparsity/1"
    FORMS: ClassVar[tuple[str, ...]] = ("document",)
    LAYOUT: ClassVar[str] = "matrices:sparsity"
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
    given, problem = problem, problem.scattered()
    wanted, matrix = jacobian_matrix(problem, wrt, mode, kinks)
    function = problem.function
    nodes = tuple(wanted.values())
    whole = Function(function.graph, function.inputs, function.outputs + matrix.function.outputs)
    entries = [Entry((i,), (nodes[j],)) for i, row in enumerate(matrix.pattern.rows) for j in row]
    outcome = judge(problem, whole, nodes, kinks, entries)
    count = len(function.outputs)
    sparse = is_sparse(matrix)
    partials = outcome.outputs[count:]
    outputs = labels(problem)
    shape = given.output_shape
    dense = {} if sparse else by_input(full_rows(matrix, partials), given, wanted, shape)
    return Jacobian(
        expression=problem.source.text,
        mode=matrix.mode,
        reason=_jacobian_reason(matrix, mode is not None),
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        outputs=outputs,
        value=nested(iter(outcome.outputs[:count]), shape),
        layout=SPARSE if sparse else DENSE,
        jacobian=sparse_matrix(matrix, partials, outputs, tuple(wanted)) if sparse else dense,
        cost=MatrixCost(matrix.sweeps, matrix.full, operation_count(whole)),
        findings=outcome.findings,
    )


def hessian_report(
    problem: Problem, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Hessian:
    """The Hessian of a problem with one output.

    Raises: as `jacobian_report`, and with code `unsupported` for a vector.
    """
    problem.single()
    given, problem = problem, problem.scattered()
    wanted, matrix = hessian_matrix(problem, wrt, mode, kinks)
    function = problem.function
    names, nodes = tuple(wanted), tuple(wanted.values())
    first = gradient(function, nodes, kinks)
    whole = Function(function.graph, function.inputs, function.outputs + first.outputs + matrix.function.outputs)
    entries = [Entry((0,), (node,)) for node in nodes]
    entries += [Entry((0,), (nodes[i], nodes[j])) for i, row in enumerate(matrix.pattern.rows) for j in row]
    outcome = judge(problem, whole, nodes, kinks, entries)
    value, *derivatives = outcome.outputs
    sparse = is_sparse(matrix)
    second = derivatives[len(nodes) :]
    return Hessian(
        expression=problem.source.text,
        mode=matrix.mode,
        reason=_hessian_reason(matrix, mode is not None),
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        value=value,
        gradient=given.gathered(dict(zip(names, derivatives[: len(nodes)], strict=True))),
        layout=SPARSE if sparse else DENSE,
        hessian=sparse_matrix(matrix, second, names, names)
        if sparse
        else by_two_inputs(full_rows(matrix, second), given, wanted),
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
    given, problem = problem, problem.scattered()
    function = problem.function
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
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
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        value=value,
        gradient=given.gathered(dict(zip(wanted, derivatives[: len(nodes)], strict=True))),
        times=given.gathered(vector),
        product=given.gathered(dict(zip(wanted, derivatives[len(nodes) :], strict=True))),
        cost=Cost(1, operation_count(whole)),
        findings=outcome.findings,
    )


def sparsity_report(
    problem: Problem, what: str, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Sparsity:
    """The structure of the `jacobian` or the `hessian` of a problem, which needs no values."""
    if what == "hessian":
        problem.single()
    problem = problem.scattered()
    wanted, matrix = (jacobian_matrix if what == "jacobian" else hessian_matrix)(problem, wrt, mode, kinks)
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


def _records(report: Jacobian | Hessian) -> Iterator[Sequence[str | float]]:
    """The matrix with its names; row, column and value an entry where it is sparse."""
    columns = report.columns
    if report.layout == SPARSE:
        yield ["row", "column", "value"]
        for entry in report.entries():
            yield [report.labels[entry.row], columns[entry.column], entry.value]
        return
    yield ["", *columns]
    entries = report.numbers()
    for label in report.labels:
        yield [label, *islice(entries, len(columns))]


def labels(problem: Problem) -> tuple[str, ...]:
    """A name for each output: its own text where that is short, the result's with a place, else `output` with one."""
    lowered = problem.lowered
    last = None if problem.program is None else problem.program.statements[-1]
    text = _short(problem.source.text if last is None else problem.source.slice(last.span))
    if not problem.function.outputs:
        return ()
    if not lowered.parts:
        return (lowered.output or text or "value",)
    if lowered.output:
        return (*element_names(lowered.output, lowered.shape),)
    if text and last is not None and level(last) < POSTFIX:
        text = f"({text})"
    uses = Counter(lowered.parts)
    texts = [_short(problem.source.slice(span)) if uses[span] == 1 else "" for span in lowered.parts]
    return tuple(one or place for one, place in zip(texts, element_names(text or "output", lowered.shape), strict=True))


def direction(problem: Problem, given: Mapping[str, float], wanted: Mapping[str, NodeId]) -> dict[str, float]:
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


def jacobian_matrix(
    problem: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str
) -> tuple[dict[str, NodeId], Matrix]:
    check_choices(mode, JACOBIAN_MODES, kinks)
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    return wanted, jacobian(problem.function, nodes, mode, kinks)


def hessian_matrix(
    problem: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str
) -> tuple[dict[str, NodeId], Matrix]:
    mode = SHORT_MODES.get(mode or "", mode)
    check_choices(mode, HESSIAN_MODES, kinks)
    function = problem.single()
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    return wanted, hessian(function, nodes, mode, kinks)


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
    if not most:
        return "the entries take no operations in any mode"
    if own == most:
        return f"no mode takes fewer operations for the entries than {own}"
    return f"it takes {own} operation{'s' * (own != 1)} for the entries, and other modes up to {most}"
