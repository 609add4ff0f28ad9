"""The standard errors of rows that `--y-error` says: columns, numbers, shares of the left side, those in its cells.

Takes the option's text, and the columns on the left sides of an equation. Returns what is to be read from a table, and
the columns made of it.
"""

import importlib
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from autograd_cli.ask.values import PLAIN_NUMBER
from autograd_cli.errors import AutogradError, visible
from autograd_cli.numerals import split_outside
from autograd_cli.syntax.ast import Name, Program, Vector
from autograd_cli.syntax.names import canonical_name, name_in

UNCERTAIN = "autograd_cli.data.uncertain"


class StandardError(NamedTuple):
    """The standard error of a response: a column, or where there is none, a number that is a share of one if `share_of`
    names it. `called` is what reports call it."""

    called: str
    column: str | None = None
    number: float = 0.0
    share_of: str | None = None

    def of(self, columns: Mapping[str, Any]) -> Any:
        """The standard errors of all rows."""
        if self.column is not None:
            return columns[self.column]
        if self.share_of is not None:
            return self.number * abs(columns[self.share_of])
        return 0.0 * next(iter(columns.values())) + self.number


def read_errors(text: str | None, columns: Sequence[str], responses: Sequence[str | None]) -> tuple[StandardError, ...]:
    """The standard errors in `su,0.1,5%`: one, or one for each response, whose columns these are, None for a formula.

    A response's own column is that of the uncertainties in its cells. Raises: `AutogradError`.
    """
    if text is None:
        return ()
    parts = [part.strip() for part in split_outside(text, ",")[::2]] if text not in columns else [text]
    if len(parts) not in (1, len(responses)):
        raise AutogradError("option", "errors-of-responses", count=len(parts), responses=len(responses))
    each = parts * len(responses) if len(parts) == 1 else parts
    found = [_read(part, columns, response) for part, response in zip(each, responses, strict=True)]
    return tuple(found[:1] if len({*found}) == 1 else found)


def left_columns(program: Program, columns: Sequence[str]) -> list[str | None]:
    """The column that each left side of an equation is, in the program with the difference of its sides; None where it
    is none."""
    left = program.statements[-1].children[0]
    sides = left.items if isinstance(left, Vector) else (left,)
    return [side.name if isinstance(side, Name) and side.name in columns else None for side in sides]


def _read(text: str, columns: Sequence[str], response: str | None) -> StandardError:
    """The standard error of a response that a text says. Raises: `AutogradError`."""
    name = canonical_name(name_in(text) or text)
    if name == response:
        own = name + str(importlib.import_module(UNCERTAIN).OF_CELLS)
        return StandardError(own, own)
    if name in columns:
        return StandardError(name, name)
    digits = text.removesuffix("%").strip()
    if not PLAIN_NUMBER.fullmatch(digits):
        raise AutogradError(
            "unknown-name", "column", table="the table", name=visible(name), known=[*map(visible, columns)]
        )
    number = float(digits)
    if not 0 < number < math.inf:
        raise AutogradError("option", "standard-error", text=text)
    if digits == text:
        return StandardError(text, number=number)
    if response is None:
        raise AutogradError("option", "share-of-formula", text=text)
    return StandardError(f"{text} of {response}", number=number / 100, share_of=response)
