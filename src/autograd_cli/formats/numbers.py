"""The layouts of evaluations in other number systems: long numbers, and bounds.

Takes a `LongEvaluation` or `Bounds`. Returns a `Document`.
"""

from autograd_cli.errors import visible
from autograd_cli.formats.layout import PARTIAL, Document, Section, evaluated, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.report.evaluation import flattened
from autograd_cli.report.intervals import Bounds, intervals
from autograd_cli.report.long import LongEvaluation


def long_evaluation(report: LongEvaluation, notation: Notation) -> Document:
    """As an evaluation, but the elements of a vector or matrix have a line each."""
    gradient = None if report.gradient is None else dict(flattened(report.gradient))
    return evaluated(report, dict(flattened(report.inputs)), gradient, notation)


def bounded(report: Bounds, notation: Notation) -> Document:
    """The variables with their intervals and the bounds of their partials."""
    name = headline_name(report.output, report.expression)
    gradient = dict(intervals(report.gradient or {}))
    rows = [
        (visible(name), notation.interval(*one), notation.interval(*gradient[name]) if name in gradient else "")
        for name, one in intervals(report.inputs)
    ]
    section = Section(("variable", "values", PARTIAL), rows)
    return Document((name, notation.interval(*report.value)), [section] if rows else [], sign=" in ")
