"""An error as a report: what JSON has for it.

Takes: an `AutogradError`. Returns: a `MistakeReport`, with the text that the span counts in and the place in it.
"""

import re
from typing import Literal

from autograd_cli.errors import AutogradError, Span
from autograd_cli.records import record

NOT_UTF_8 = re.compile("[\ud800-\udfff]")


@record
class Text:
    """A text and where it comes from: `name` is the variable whose value it is, or the file; null for an argument."""

    kind: Literal["formula", "value", "file", "input"]
    name: str | None
    text: str


@record
class Mistake:
    """An error. `span` counts code points of the source from 0, its end excluded; line and column count from 1."""

    code: str
    message: str
    source: Text | None
    span: Span | None
    line: int | None
    column: int | None
    hint: str | None


@record
class MistakeReport:
    """The output where JSON was asked for and the command could not be understood."""

    SCHEMA = "autograd.error/1"
    error: Mistake


def mistake(error: AutogradError) -> Mistake:
    """What there is to know of an error."""
    source, span = error.source, error.span
    # JSON is UTF-8, and cannot hold what stands for a byte that is not.
    text = None if source is None else Text(source.kind, source.name, NOT_UTF_8.sub("\ufffd", source.text))
    line, column = (None, None) if source is None or span is None else source.position(span.start)
    return Mistake(error.code, error.message, text, span, line, column, error.hint)
