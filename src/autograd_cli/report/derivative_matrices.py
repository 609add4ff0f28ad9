"""Jacobians, Hessians, products with a Hessian, and the structure of either, as data: what these commands print."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from autograd_cli.errors import Finding
from autograd_cli.numerals import Number, Texts, Values, element_names, elements, shape_of
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import Cost, fails, flattened, undefined
from autograd_cli.report.layouts import (
    SPARSE,
    DenseHessian,
    DenseJacobian,
    SparseMatrix,
    TextHessian,
    TextJacobian,
    Triplet,
    hessian_entries,
    jacobian_entries,
    pmatrix,
)


@record
class MatrixCost:
    """The cost of a matrix: the sweeps, the number of them without sharing, the operations evaluated for the values and
    all entries. Those that several sweeps have in common count once, where `eval` counts each sweep's own.
    """

    sweeps: int
    sweeps_without_colors: int
    operations: int


class PartialMatrix(Shown):
    """A matrix of partial derivatives, dense or sparse as its `layout` says."""

    __slots__ = ()
    FORMS = ("document", "records", "numbers", "matrix")
    LAYOUT = "matrices:matrix"
    expression: str
    mode: str
    reason: str | None
    output: str | None
    layout: str
    cost: MatrixCost

    @property
    @abstractmethod
    def labels(self) -> tuple[str, ...]:
        """The names of its rows."""

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""

    @abstractmethod
    def entries(self) -> Iterator[Triplet]:
        """The entries one by one, row for row."""

    def numbers(self) -> Iterator[Number]:
        """The entries, row for row."""
        return (entry.value for entry in self.entries())

    def records(self) -> Iterator[Sequence[Number]]:
        """The matrix with its names; row, column and value an entry where it is sparse."""
        columns = self.columns
        if self.layout == SPARSE:
            yield ["row", "column", "value"]
            for entry in self.entries():
                yield [self.labels[entry.row], columns[entry.column], entry.value]
            return
        yield ["", *columns]
        entries = self.numbers()
        for label in self.labels:
            yield [label, *islice(entries, len(columns))]

    def matrix_latex(self, number: Callable[[Number], str]) -> str:
        """All its cells in a `pmatrix`."""
        return pmatrix(self.labels, self.columns, self.entries(), number)


def whole_rows(matrix: PartialMatrix) -> list[list[float]]:
    """The whole matrix, whatever its layout: a list for each of its `labels`, with a number for each column."""
    columns = len(matrix.columns)
    rows = [[0.0] * columns for _ in matrix.labels]
    for row, column, value in matrix.entries():
        rows[row][column] = float(value)
    return rows


class JacobianMatrix(PartialMatrix):
    """The partial derivatives of every output, in any numbers."""

    __slots__ = ()
    inputs: Mapping[str, Any]
    outputs: tuple[str, ...]
    value: Any
    jacobian: Any

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


class HessianMatrix(PartialMatrix):
    """The second partial derivatives, in any numbers."""

    __slots__ = ()
    inputs: Mapping[str, Any]
    value: Any
    gradient: Mapping[str, Any]
    hessian: Any

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


@record
class Jacobian(JacobianMatrix):
    """The partial derivatives of every output.

    `layout` is `dense` or `sparse`. A dense `jacobian` has, by input, the partial derivatives with respect to it as
    nested lists: of the output's shape, then of the input's. `outputs` names each element of the output.
    """

    SCHEMA = "autograd.jacobian/1"
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

    dense = property(whole_rows)


@record
class Hessian(HessianMatrix):
    """The second partial derivatives, symmetric by construction.

    `layout` is `dense` or `sparse`. A dense `hessian` has, by pairs of inputs, the second partial derivatives as nested
    lists: of the first input's shape, then of the second's.
    """

    SCHEMA = "autograd.hessian/1"
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

    dense = property(whole_rows)


@record
class LongJacobian(JacobianMatrix):
    """A Jacobian whose numbers are text, since doubles cannot hold them: digits or fractions.

    `digits` is how many were asked for, None where fractions were.
    """

    SCHEMA = Jacobian.SCHEMA
    OPTIONAL = ("digits",)
    expression: str
    mode: str
    reason: str | None
    inputs: Mapping[str, Texts]
    output: str | None
    outputs: tuple[str, ...]
    value: Texts
    layout: str
    jacobian: TextJacobian | SparseMatrix
    cost: MatrixCost
    findings: tuple[Finding, ...]
    digits: int | None = None


@record
class LongHessian(HessianMatrix):
    """A Hessian whose numbers are text, since doubles cannot hold them: digits or fractions.

    `digits` is how many were asked for, None where fractions were.
    """

    SCHEMA = Hessian.SCHEMA
    OPTIONAL = ("digits",)
    expression: str
    mode: str
    reason: str | None
    inputs: Mapping[str, Texts]
    output: str | None
    value: str
    gradient: Mapping[str, Texts]
    layout: str
    hessian: TextHessian | SparseMatrix
    cost: MatrixCost
    findings: tuple[Finding, ...]
    digits: int | None = None


@record
class HessianProduct(Shown):
    """The Hessian times a vector, `product`, by a forward sweep over a reverse one, without forming the matrix."""

    SCHEMA = "autograd.hessian/1"
    FORMS = ("document", "records", "numbers")
    LAYOUT = "matrices:product"
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


@record
class Sparsity(Shown):
    """The structure of a matrix, and the colours by which its columns (or `rows`) share sweeps.

    `pattern` lists the columns of each row, counted from 0, and `colors` the colour of each column, or of each row
    where `colored` says so.
    """

    SCHEMA = "autograd.sparsity/1"
    LAYOUT = "matrices:sparsity"
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
