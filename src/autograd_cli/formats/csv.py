"""CSV: a header and one row, the columns that `batch` writes: inputs, `value`, then `d_x` for each partial.

In: a report. Out: two lines, quoted where a name or number needs it. Of an interval there are two columns: `x_lower`,
`x_upper`.
"""

import csv
import io

from autograd_cli.formats import Page
from autograd_cli.numerals import Number, json_number
from autograd_cli.report.evaluation import Bounds, Evaluation, LongEvaluation


def render(report: Evaluation | LongEvaluation | Bounds, page: Page) -> str:
    """Header and row."""
    partials = {f"d_{name}": value for name, value in (report.gradient or {}).items()}
    columns: dict[str, Number] = {}
    for name, number in {**report.inputs, "value": report.value, **partials}.items():
        if isinstance(number, tuple):
            columns[f"{name}_lower"], columns[f"{name}_upper"] = number
        else:
            columns[name] = number
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerow([json_number(value) for value in columns.values()])
    return text.getvalue().rstrip("\n")
