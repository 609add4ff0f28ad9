"""A matrix of derivatives as JSON has it: dense, by the names of the inputs, or sparse, entry by entry.

Takes: the structural non-zeros row for row, and the inputs of a `Problem`. Returns: blocks of nested lists, or a
`SparseMatrix`; and the entries of either.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.graphs.graph import NodeId
from autograd_cli.numerals import Number, Texts, Values, elements, nested, shape_of
from autograd_cli.records import record
from autograd_cli.sweeps.higher import Matrix

# The entries as lists by name, or one by one.
DENSE, SPARSE = "dense", "sparse"
# A matrix of more cells than this is given by its structural non-zeros alone.
MOST_CELLS = 10_000


class Triplet(NamedTuple):
    """One entry of a matrix; row and column are counted from 0."""

    row: int
    column: int
    value: Number

    @property
    def is_list(self) -> bool:
        """JSON has it as a list, where other named tuples are objects."""
        return True


@record
class SparseMatrix:
    """The structural non-zeros of a matrix, row by row; every other entry is 0.

    `rows` and `columns` name the outputs and the elements of the inputs.
    """

    shape: tuple[int, int]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    entries: tuple[Triplet, ...]


# The entries by the names of inputs, and such whose numbers are text.
DenseJacobian = Mapping[str, Values]
DenseHessian = Mapping[str, Mapping[str, Values]]
TextJacobian = Mapping[str, Texts]
TextHessian = Mapping[str, Mapping[str, Texts]]


def is_sparse(matrix: Matrix) -> bool:
    """Whether the matrix is given entry by entry."""
    cells = len(matrix.pattern.rows) * matrix.pattern.width
    return cells > MOST_CELLS and matrix.pattern.size < cells


def sparse_matrix(
    matrix: Matrix, numbers: Sequence[Number], rows: tuple[str, ...], columns: tuple[str, ...]
) -> SparseMatrix:
    """The matrix entry by entry; `numbers` are the entries row for row."""
    places = ((i, j) for i, row in enumerate(matrix.pattern.rows) for j in row)
    entries = tuple(Triplet(i, j, number) for (i, j), number in zip(places, numbers, strict=True))
    return SparseMatrix((len(rows), len(columns)), rows, columns, entries)


def full_rows(matrix: Matrix, numbers: Sequence[Number], zero: Number = 0.0) -> list[list[Any]]:
    """The rows with all their cells, `zero` in those that no entry has."""
    entries = iter(numbers)
    rows: list[list[Any]] = []
    for columns in matrix.pattern.rows:
        row: list[Any] = [zero] * matrix.pattern.width
        for j in columns:
            row[j] = next(entries)
        rows.append(row)
    return rows


def by_input(
    rows: Sequence[Sequence[Any]], given: Problem, wanted: Iterable[str], shape: Sequence[int]
) -> dict[str, Any]:
    """A block for each input, of the given shape for the rows and then the input's."""
    places = given.gathered({name: j for j, name in enumerate(wanted)})
    return {name: nested((_at(place, row) for row in rows), shape) for name, place in places.items()}


def by_two_inputs(
    rows: Sequence[Sequence[Any]], given: Problem, wanted: Sequence[str] | Mapping[str, NodeId]
) -> dict[str, dict[str, Any]]:
    """For each input the blocks of its rows, by input."""
    places = given.gathered({name: i for i, name in enumerate(wanted)})
    return {
        name: by_input([rows[i] for i in elements(place)], given, wanted, shape_of(place))
        for name, place in places.items()
    }


def _at(places: Any, row: Sequence[Any]) -> Any:
    """The numbers of a row at places, in the lists in which the places are."""
    return [_at(place, row) for place in places] if isinstance(places, list) else row[places]


def hessian_entries(matrix: DenseHessian | TextHessian | SparseMatrix) -> Iterator[Triplet]:
    """The entries of a Hessian one by one, row for row."""
    if isinstance(matrix, SparseMatrix):
        yield from matrix.entries
        return
    above = 0
    for name, blocks in matrix.items():
        height = math.isqrt(len(list(elements(blocks[name]))))  # the block of an input with itself is square
        for row, column, value in jacobian_entries(blocks, height):
            yield Triplet(above + row, column, value)
        above += height


def jacobian_entries(blocks: DenseJacobian | TextJacobian | SparseMatrix, height: int) -> Iterator[Triplet]:
    """The entries of a Jacobian of so many rows one by one, row for row."""
    if isinstance(blocks, SparseMatrix):
        yield from blocks.entries
        return
    numbers = [list(elements(block)) for block in blocks.values()]
    widths = [len(block) // height if height else 0 for block in numbers]
    for i in range(height):
        cells = (block[i * width : (i + 1) * width] for block, width in zip(numbers, widths, strict=True))
        for j, number in enumerate(chain.from_iterable(cells)):
            yield Triplet(i, j, number)


def pmatrix(
    rows: Sequence[str], columns: Sequence[str], entries: Iterable[Triplet], number: Callable[[Number], str]
) -> str:
    """A matrix of numbers in LaTeX, every cell of it."""
    cells = [[number(0.0)] * len(columns) for _ in rows]
    for i, j, value in entries:
        cells[i][j] = number(value)
    return parenthesised(cells)


def parenthesised(rows: Sequence[Sequence[str]]) -> str:
    """The LaTeX of a matrix in parentheses, a line for each row."""
    body = " \\\\\n".join(" & ".join(row) for row in rows)
    return f"\\begin{{pmatrix}}\n{body}\n\\end{{pmatrix}}"
