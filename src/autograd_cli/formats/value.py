"""The bare numbers, one a line: the value, then the partials in the order of the variables."""

from autograd_cli.formats import Page
from autograd_cli.numerals import number_text
from autograd_cli.report.evaluation import Bounds, Evaluation, LongEvaluation


def render(report: Evaluation | LongEvaluation | Bounds, page: Page) -> str:
    """A number a line, as floats are written in most languages; of an interval both ends, a blank between."""
    numbers = [report.value, *(report.gradient or {}).values()]
    return "\n".join(
        " ".join(map(number_text, number)) if isinstance(number, tuple) else number_text(number) for number in numbers
    )
