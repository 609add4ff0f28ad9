"""The formula that a report has found, alone: text that reads back."""

from typing import Protocol

from autograd_cli.formats import Page


class Written(Protocol):
    """A report of which `text` is a formula."""

    def text(self) -> str: ...


def render(report: Written, page: Page) -> str:
    """The formula on one line."""
    return report.text()
