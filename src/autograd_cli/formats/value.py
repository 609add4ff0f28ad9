"""The bare numbers, one a line: the value, then the partials in the order of the variables."""

from autograd_cli.formats import Page
from autograd_cli.numerals import elements, number_text
from autograd_cli.report.evaluation import Evaluation


def render(report: Evaluation, page: Page) -> str:
    """A number a line, as floats are written in most languages."""
    values = (report.value, *(report.gradient or {}).values())
    return "\n".join(number_text(number) for value in values for number in elements(value))
