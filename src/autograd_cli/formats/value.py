"""The bare numbers, one a line: the value, then the partials in the order of the variables."""

from collections.abc import Iterator
from typing import Protocol

from autograd_cli.formats import Page
from autograd_cli.numerals import number_text


class Numbered(Protocol):
    """A report of which `numbers` gives those to print."""

    def numbers(self) -> Iterator[float]: ...


def render(report: Numbered, page: Page) -> str:
    """A number a line, as floats are written in most languages."""
    return "\n".join(map(number_text, report.numbers()))
