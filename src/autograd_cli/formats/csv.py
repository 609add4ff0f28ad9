"""CSV: a header and one row, the columns that `batch` writes: inputs, `value`, then `d_x` for each partial.

In: a report. Out: two lines, quoted where a name or number needs it.
"""

import csv
import io
from collections.abc import Iterator

from autograd_cli.formats import Page
from autograd_cli.numerals import Values, elements, json_number
from autograd_cli.report.evaluation import Evaluation


def render(report: Evaluation, page: Page) -> str:
    """Header and row."""
    partials = {f"d_{name}": value for name, value in (report.gradient or {}).items()}
    values = {**report.inputs, "value": report.value, **partials}
    columns = {column: number for name, value in values.items() for column, number in _columns(name, value)}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerow([json_number(value) for value in columns.values()])
    return text.getvalue().rstrip("\n")


def _columns(name: str, value: Values) -> Iterator[tuple[str, float]]:
    """A column for each element of a vector or matrix, `A[0, 1]` for example."""
    if isinstance(value, int | float):
        yield name, value
        return
    for i, part in enumerate(value):
        if isinstance(part, int | float):
            yield f"{name}[{i}]", part
        else:
            yield from ((f"{name}[{i}, {j}]", element) for j, element in enumerate(elements(part)))
