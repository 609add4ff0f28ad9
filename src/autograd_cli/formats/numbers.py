"""The layouts of evaluations in other number systems: long numbers, and bounds.

Takes a `LongEvaluation` or `Bounds`. Returns a `Document`.
"""

from autograd_cli.errors import visible
from autograd_cli.formats.layout import PARTIAL, Document, Section, evaluated, headline_name
from autograd_cli.numerals import table_text
from autograd_cli.report.evaluation import flattened
from autograd_cli.report.intervals import Bounds, intervals
from autograd_cli.report.long import LongEvaluation


def long_evaluation(report: LongEvaluation) -> Document:
    """As an evaluation, but the elements of a vector or matrix have a line each."""
    gradient = None if report.gradient is None else dict(flattened(report.gradient))
    return evaluated(report, dict(flattened(report.inputs)), gradient)


def bounded(report: Bounds) -> Document:
    """The variables with their intervals and the bounds of their partials."""
    name = headline_name(report.output, report.expression)
    gradient = dict(intervals(report.gradient or {}))
    rows = [
        (visible(name), interval_text(one), interval_text(gradient[name]) if name in gradient else "")
        for name, one in intervals(report.inputs)
    ]
    section = Section(("variable", "values", PARTIAL), rows, (False, True, True), (True, False, False))
    return Document((name, interval_text(report.value)), [section] if rows else [], sign=" in ")


def interval_text(interval: tuple[float, float]) -> str:
    """An interval, or the one number that it is."""
    low, high = map(table_text, interval)
    return low if low == high else f"[{low}, {high}]"
