"""The words of what is wrong with rows.

Takes: complaints by row, which many rows may share. Returns: their texts, on one line each.
"""

from collections.abc import Mapping

from autograd_cli.errors import AutogradError, Complaint
from autograd_cli.wording.errors import words
from autograd_cli.wording.findings import around_values, but


def row_words(complaints: Mapping[int, Complaint], in_call: bool = False) -> dict[int, str]:
    """By row, what is wrong with it. What rows share is put into words once; those `in_call` are Python's."""
    known: dict[int, str] = {}
    around: dict[int, tuple[str, str]] = {}
    texts = {}
    for row, complaint in complaints.items():
        text = known.get(id(complaint))
        if text is None:
            if isinstance(complaint, AutogradError):
                text = error_line(complaint, in_call)
            elif complaint.values is None:
                text = complaint.finding.cause
            else:
                key = id(complaint.finding)
                if key not in around:
                    around[key] = around_values(complaint.finding)
                before, after = around[key]
                text = before + but(complaint.values) + after
            known[id(complaint)] = text
        texts[row] = text
    return texts


def error_line(error: AutogradError, in_call: bool = False) -> str:
    """Place, message and hint of an error on one line; the place only where its source has several lines."""
    place = ""
    if error.source is not None and error.span is not None and "\n" in error.source.text.strip():
        place = "line {}, column {}: ".format(*error.source.position(error.span.start))
    message, hint = words(error.code, error.case, error.advice, error.fields, in_call)
    return f"{place}{message}{f'; {hint}' if hint else ''}"
