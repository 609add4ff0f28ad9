"""What is said of two formulas: the layout of `same`.

Takes: a report. Returns: a `Document` of plain text.
"""

from collections.abc import Mapping

from autograd_cli.errors import visible
from autograd_cli.formats.layout import Document, Section, headline_name
from autograd_cli.formats.notation import Notation
from autograd_cli.report.same import Same, lacking


def compared(report: Same, notation: Notation) -> Document:
    """The verdict, the points it is about, and what is missing."""
    left, right = (headline_name(None, text, name) for text, name in ((report.left, "left"), (report.right, "right")))
    element = "" if report.element is None or not (report.difference or report.floats) else f"[{report.element}]"
    names = f"left{element}", f"right{element}"
    rows, notes = [], []
    if report.difference is not None:
        one = report.difference
        rows.append((point_text(one.point, notation), *notation.apart(one.left, one.right)))
        if one.left == one.right:
            notes.append(f"left - right = {notation.short(one.apart)}")
        notes.append(visible(lacking(one, "the left formula", "the right formula")))
    for which, point in (("left", report.outside.left), ("right", report.outside.right)):
        if point is not None:
            values = ("defined", "undefined") if which == "left" else ("undefined", "defined")
            rows.append((point_text(point, notation), *values))
    if report.floats is not None:
        two = report.floats
        rows.append((point_text(two.point, notation), *notation.apart(two.left, two.right)))
        notes.append("equal in mathematics, not in floats: the last row is what floats give")
    sections = [Section(("at", *names), rows)] if rows else []
    return Document((f"{left} and {right}", report.message), sections, "\n".join(filter(None, notes)), sign=": ")


def point_text(point: Mapping[str, float], notation: Notation) -> str:
    """A point as bindings."""
    return ", ".join(f"{visible(name)} = {notation.short(value)}" for name, value in point.items()) or "every point"
