"""What a notebook shows of a report: text, and HTML, LaTeX or a picture where the report has them.

In: a report. Out: a text for each media type; the notebook takes the richest one that it knows.
"""

from typing import Any

from autograd_cli.errors import visible
from autograd_cli.formats import Page, formats_of, render, spoken
from autograd_cli.formats.html import fragment

# What LaTeX formulas of a notebook begin with where they are no formula within a line.
ENVIRONMENT = "\\begin{align"


def bundle(report: Any) -> dict[str, str]:
    """The report by media type, as IPython's `_repr_mimebundle_` wants it."""
    page = spoken(report, Page())
    formats = formats_of(report)
    notes = [f"{finding.kind}: {visible(finding.message)}" for finding in report.findings]
    shown = {"text/plain": "\n".join([render(report, formats[0], page), *notes])}
    if "html" in formats and "document" in report.FORMS:
        shown["text/html"] = fragment(report, page, notes)
    if "svg" in formats:
        shown["image/svg+xml"] = render(report, "svg", page)
    if "latex" in formats and "document" not in report.FORMS:
        formula = render(report, "latex", page)
        shown["text/latex"] = formula if formula.startswith(ENVIRONMENT) else f"$$\n{formula}\n$$"
    return shown
