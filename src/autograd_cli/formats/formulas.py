"""A matrix of formulas as tables: the names that entries share, then the matrix, or its entries a line each.

Takes: a `Formulas`. Returns: a `Document` of plain text.
"""

from autograd_cli.errors import visible
from autograd_cli.formats.layout import Document, Section
from autograd_cli.formats.matrices import MOST_COLUMNS
from autograd_cli.formats.notation import Notation
from autograd_cli.report.formulas import ZERO, Formulas

# A matrix that takes more cells side by side is written entry by entry, and a formula is seldom folded.
WIDEST = 76
BETWEEN = 3


def formulas(report: Formulas, notation: Notation) -> Document:
    """The matrix; where it is wide, row, column and formula of the entries that are not 0."""
    sections = []
    if report.shared:
        shared = [(visible(one.name), visible(one.text)) for one in report.shared]
        sections.append(Section(("name", "formula"), shared, "code"))
    labels, columns = [*map(visible, report.rows)], [*map(visible, report.columns)]
    first, names = ("output", [f"d/d{name}" for name in columns]) if report.matrix == "jacobian" else ("", columns)
    rows = [(label, *map(visible, row)) for label, row in zip(labels, report.formulas, strict=True)]
    widths = [max(map(len, cells)) for cells in zip((first, *names), *rows, strict=True)]
    if len(names) <= MOST_COLUMNS and sum(widths) + BETWEEN * len(names) <= WIDEST:
        sections.append(Section((first, *names), rows, "code"))
    else:
        entries = [(row[0], name, text) for row in rows for name, text in zip(columns, row[1:], strict=True)]
        left = [one for one in entries if one[2] != ZERO]
        sections.append(Section(("row", "column", "formula"), left, "code"))
        if len(left) < len(entries):
            return Document(None, sections, "every other entry is 0")
    return Document(None, [one for one in sections if one.rows])
