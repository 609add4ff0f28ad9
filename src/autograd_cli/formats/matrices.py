"""Matrices as tables, and their structure as a drawing: what the layouts of `jacobian` and `hessian` have in common.

In: a report. Out: a `Document` of plain text. A matrix that no page could hold is written entry by entry.
"""

from collections.abc import Callable, Sequence
from typing import Any

from autograd_cli.errors import visible
from autograd_cli.formats.layout import Document, Section, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.numerals import elements
from autograd_cli.report.derivative_matrices import (
    HessianMatrix,
    HessianProduct,
    JacobianMatrix,
    LongHessian,
    LongJacobian,
    Sparsity,
)
from autograd_cli.report.layouts import Triplet

# A matrix of more columns or rows than this is written entry by entry.
MOST_COLUMNS = 16
MOST_ROWS = 40
# Of more entries the first and the last are shown, so many together.
MOST_ENTRIES = 200
# So many numbers side by side are shown with all digits.
MOST_WHOLE = 3
# A drawing has a sign a cell up to this size, and above it a dot in a cell of Braille for a block of the matrix.
MOST_DRAWN = 64
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
# The dots of a Braille cell by row and column.
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
BRAILLE = 0x2800


def matrix(report: JacobianMatrix | HessianMatrix, notation: Notation) -> Document:
    """The matrix with names on rows and columns; row, column and value where it is large."""
    left_out = 0
    labels, names = list(map(visible, report.labels)), list(map(visible, report.columns))
    if len(names) <= MOST_COLUMNS and len(labels) <= MOST_ROWS:
        section = _table(report, labels, names, notation)
    else:
        shown, left_out = _ends(list(report.entries()))
        entries = [(labels[i], names[j], notation.full(value)) for i, j, value in shown]
        if left_out:
            entries.insert(len(entries) // 2, ("...", "...", "..."))
        section = Section(("row", "column", "value"), entries, "code code number")
    headline = None
    if isinstance(report, HessianMatrix):
        headline = (headline_name(report.output, report.expression), notation.full(report.value))
    took = f"{_instead(report.cost.sweeps, report.cost.sweeps_without_colors)}, {_operations(report.cost.operations)}"
    if report.cost.sweeps > 1:
        took += ", those that sweeps share counted once"
    reason = f"\nchosen because {report.reason}" if report.reason else ""
    if left_out:
        reason += f"\nentries left out: {left_out:,}; `--json` and `--format csv` have all"
    return Document(headline, [section] if section.rows else [], f"{_mode(report.mode)}: {took}{reason}")


def _ends(entries: Sequence[Triplet]) -> tuple[Sequence[Triplet], int]:
    """The entries, or the first and the last of many, and how many are left out."""
    if len(entries) <= MOST_ENTRIES:
        return entries, 0
    half = MOST_ENTRIES // 2
    return [*entries[:half], *entries[-half:]], len(entries) - MOST_ENTRIES


def _table(
    report: JacobianMatrix | HessianMatrix, labels: Sequence[str], names: Sequence[str], notation: Notation
) -> Section:
    """The outputs with their values and partials; of a Hessian the names alone."""
    count = len(names) + isinstance(report, JacobianMatrix)
    whole = count <= MOST_WHOLE or isinstance(report, LongJacobian | LongHessian)
    text: Callable[[Any], str] = notation.full if whole else notation.short
    rows = [[text(0.0)] * len(names) for _ in labels]
    for i, j, number in report.entries():
        rows[i][j] = text(number)
    headings = [*names]
    if isinstance(report, JacobianMatrix):
        rows = [[text(value), *row] for value, row in zip(elements(report.value), rows, strict=True)]
        headings = ["value", *(f"d/d{name}" for name in names)]
    named = [(label, *row) for label, row in zip(labels, rows, strict=True)]
    first = "output" if isinstance(report, JacobianMatrix) else ""
    return Section((first, *headings), named)


def product(report: HessianProduct, notation: Notation) -> Document:
    """The vector and its product, a line for each variable."""
    rows = [(visible(name), *map(notation.full, numbers)) for name, *numbers in report.rows()]
    headings = ("variable", "value", "vector", "Hessian times vector")
    section = Section(headings, rows)
    footnote = f"{_mode(report.mode)}: 1 sweep, no matrix, {_operations(report.cost.operations)}"
    return Document((headline_name(report.output, report.expression), notation.full(report.value)), [section], footnote)


def sparsity(report: Sparsity, notation: Notation) -> Document:
    """The pattern, each entry with the letter of its colour."""
    size = f"{len(report.rows)} × {len(report.columns)}"
    cells = len(report.rows) * len(report.columns)
    share = f"{100 * report.entries / cells:.3g} %" if cells else "none"
    text = f"{size}, {_count(report.entries, 'entry', 'entries')} that can be non-zero ({share})"
    small = max(len(report.rows), len(report.columns)) <= MOST_DRAWN
    rows = _letters(report) if small else [("", line) for line in _dots(report)]
    section = Section(("", ""), rows, "code text")
    key = f"; {'columns' if report.colored == 'columns' else 'rows'} of one letter share a sweep" if small else ""
    sweeps = _instead(report.sweeps, report.sweeps_without_colors)
    footnote = f"{_mode(report.mode)}: {sweeps}{key}"
    return Document((report.matrix, text), [section] if cells else [], footnote, sign=": ")


def _letters(report: Sparsity) -> list[tuple[str, str]]:
    """A line for each row: the letter of the column's or row's colour where an entry may be, a dot elsewhere."""
    lines = []
    for i, (label, row) in enumerate(zip(report.rows, report.pattern, strict=True)):
        own = set(row)
        cells = (
            _letter(report.colors[j if report.colored == "columns" else i]) if j in own else "·"
            for j in range(len(report.columns))
        )
        lines.append((visible(label), " ".join(cells)))
    return lines


def _letter(color: int) -> str:
    return LETTERS[color] if color < len(LETTERS) else "+"


def _dots(report: Sparsity) -> list[str]:
    """The matrix at a smaller scale: a dot is raised where a block of it has an entry."""
    scale = max(-(-len(report.rows) // MOST_DRAWN), -(-len(report.columns) // MOST_DRAWN), 1)
    height, width = (-(-size // scale) for size in (len(report.rows), len(report.columns)))
    cells = [[0] * -(-width // 2) for _ in range(-(-height // 4))]
    for i, row in enumerate(report.pattern):
        for j in row:
            y, x = i // scale, j // scale
            cells[y // 4][x // 2] |= DOTS[y % 4][x % 2]
    return ["".join(chr(BRAILLE + dots) for dots in line) for line in cells]


def _mode(mode: str) -> str:
    return f"{mode} mode" if "-" not in mode else mode.replace("-", " ")


def _operations(number: int) -> str:
    return _count(number, "operation")


def _instead(sweeps: int, full: int) -> str:
    return _count(sweeps, "sweep") + (f" instead of {full}" if sweeps < full else "")


def _count(number: int, what: str, several: str = "") -> str:
    return f"{number} {what if number == 1 else several or what + 's'}"
