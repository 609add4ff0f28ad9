"""Reports as text, one module a notation.

A renderer takes a report and a `Page` and returns the text. They are named here and imported when asked for, so that
JSON costs nothing of what a table needs.
"""

import importlib
import os
from collections.abc import Callable
from typing import Any, NamedTuple, TextIO

RENDERERS = {
    "table": "autograd_cli.formats.terminal:table",
    "json": "autograd_cli.formats.json:render",
    "csv": "autograd_cli.formats.csv:render",
    "markdown": "autograd_cli.formats.markdown:render",
    "value": "autograd_cli.formats.value:render",
    "text": "autograd_cli.formats.text:render",
    "latex": "autograd_cli.formats.latex:render",
    "tree": "autograd_cli.formats.terminal:tree",
    "dot": "autograd_cli.formats.dot:render",
    "python": "autograd_cli.formats.python:render",
    "mermaid": "autograd_cli.formats.mermaid:render",
}


class Page(NamedTuple):
    """What a text is written for: a terminal of so many cells, or anything else, which has no width.

    With `partials` a drawing has the local partials on its edges.
    """

    width: int | None = None
    color: bool = False
    partials: bool = False


def terminal_width(stream: TextIO | None) -> int | None:
    """The cells of a line of a terminal; None for anything else, a closed stream included."""
    if stream is None or not stream.isatty():
        return None
    return os.get_terminal_size(stream.fileno()).columns or None


def render(report: Any, notation: str, page: Page) -> str:
    """The report in a notation, without a final newline."""
    module, _, function = RENDERERS[notation].partition(":")
    renderer: Callable[[Any, Page], str] = getattr(importlib.import_module(module), function)
    return renderer(report, page)
