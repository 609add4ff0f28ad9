"""What a notebook shows of a report: text, and HTML, LaTeX or a picture where the report has them.

In: a report. Out: a text for each media type; the notebook takes the richest one that it knows.
"""

from html import escape
from typing import Any

from autograd_cli.errors import visible
from autograd_cli.formats import Page, formats_of, render, spoken
from autograd_cli.formats.html import fragment
from autograd_cli.formats.latex import point
from autograd_cli.formats.notation import Notation
from autograd_cli.report.evaluation import Evaluation

# What LaTeX begins with where it is no formula within a line: lines of formulas, and tables, which are for a notebook
# that is printed by way of LaTeX.
ENVIRONMENTS = ("\\begin{align*", "\\begin{tabular")
# A page has a frame of its own: nothing in it can reach the notebook.
FRAME = (
    '<iframe title="{title}" srcdoc="{document}" sandbox="allow-scripts"'
    ' style="width: 100%; height: 46rem; border: 0"></iframe>'
)


def bundle(report: Any) -> dict[str, str]:
    """The report by media type, as IPython's `_repr_mimebundle_` wants it."""
    page = spoken(report, Page())
    formats = formats_of(report)
    if "page" in report.FORMS:
        title, document = (escape(one) for one in (report.expression.strip(), render(report, "html", page)))
        return {
            "text/plain": f"a page of {report.expression.strip()}",
            "text/html": FRAME.format(title=title, document=document),
        }
    notes = [f"{finding.kind}: {visible(finding.message)}" for finding in report.findings]
    shown = {"text/plain": "\n".join([render(report, formats[0], page), *notes])}
    # Of derivatives alone the formulas are enough; a derivation is a table of formulas and rules.
    if "html" in formats and ("document" in report.FORMS or getattr(report, "steps", None) is not None):
        shown["text/html"] = fragment(report, page, notes)
    if "svg" in formats:
        shown["image/svg+xml"] = render(report, "svg", page)
    formula = ""
    if "latex" in formats:
        formula = render(report, "latex", page)
    elif isinstance(report, Evaluation):
        formula = point(report, Notation(page.significant))
    if formula:
        shown["text/latex"] = formula if formula.startswith(ENVIRONMENTS) else f"$$\n{formula}\n$$"
    return shown
