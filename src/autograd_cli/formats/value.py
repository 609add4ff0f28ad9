"""The bare numbers, one a line: the value, then the partials in the order of the variables."""

from autograd_cli.formats import Page
from autograd_cli.numerals import number_text
from autograd_cli.report.evaluation import Evaluation, LongEvaluation


def render(report: Evaluation | LongEvaluation, page: Page) -> str:
    """A number a line, as floats are written in most languages."""
    return "\n".join(number_text(value) for value in (report.value, *(report.gradient or {}).values()))
