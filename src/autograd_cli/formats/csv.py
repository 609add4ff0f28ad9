"""CSV: a header and rows, such as those that `batch` writes: inputs, `value`, then `d_x` for each partial.

In: a report that knows its records. Out: lines, quoted where a name or number needs it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Protocol

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.numerals import json_number


class Recorded(Protocol):
    """A report of which `records` gives the header, then the rows."""

    def records(self) -> Iterator[Sequence[str | float]]: ...


def render(report: Recorded, page: Page) -> str:
    """Header and rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for record in report.records():
        writer.writerow([json_number(cell) if isinstance(cell, float) else visible(cell) for cell in record])
    return text.getvalue().rstrip("\n")
