"""The bare numbers, one a line: the value, then the partials in the order of the variables."""

from collections.abc import Iterator
from typing import Protocol

from autograd_cli.formats import Page
from autograd_cli.numerals import number_text


class Numbered(Protocol):
    """A report of which `numbers` gives those to print."""

    def numbers(self) -> Iterator[float | str]: ...


def render(report: Numbered, page: Page) -> str:
    """A number a line, as floats are written in most languages; where there are no values, a formula."""
    return "\n".join(one if isinstance(one, str) else number_text(one) for one in report.numbers())
