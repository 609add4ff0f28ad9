"""What a notebook shows of a report: text, and HTML, LaTeX or a picture where the report has them.

In: a report. Out: a text for each media type; the notebook takes the richest one that it knows.
"""

from typing import Any

from autograd_cli.errors import visible
from autograd_cli.formats import Page, formats_of, render, spoken
from autograd_cli.formats.html import fragment

# What LaTeX begins with where it is no formula within a line: lines of formulas, and tables, which are for a notebook
# that is printed by way of LaTeX.
ENVIRONMENTS = ("\\begin{align*", "\\begin{tabular")


def bundle(report: Any) -> dict[str, str]:
    """The report by media type, as IPython's `_repr_mimebundle_` wants it."""
    page = spoken(report, Page())
    formats = formats_of(report)
    notes = [f"{finding.kind}: {visible(finding.message)}" for finding in report.findings]
    shown = {"text/plain": "\n".join([render(report, formats[0], page), *notes])}
    # Of derivatives alone the formulas are enough; a derivation is a table of formulas and rules.
    if "html" in formats and ("document" in report.FORMS or getattr(report, "steps", None) is not None):
        shown["text/html"] = fragment(report, page, notes)
    if "svg" in formats:
        shown["image/svg+xml"] = render(report, "svg", page)
    if "latex" in formats:
        formula = render(report, "latex", page)
        shown["text/latex"] = formula if formula.startswith(ENVIRONMENTS) else f"$$\n{formula}\n$$"
    return shown
