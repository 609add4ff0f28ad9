"""The program of a network, as it is."""

from autograd_cli.formats import Page
from autograd_cli.report.network import Network


def render(report: Network, page: Page) -> str:
    """The program's text."""
    return report.program
