"""The option `--over`: ranges of variables, as in `x=0..5,y=1..2`; and what another text was meant to be.

Takes: the option's values as texts. Returns: the ends by name, exactly as they are written; errors with the range that
was meant.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

import typer

from autograd_cli.ask.values import PLAIN_NUMBER, read_value
from autograd_cli.commands.range_errors import not_ranges, range_down
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import Written, place_in, split_outside
from autograd_cli.report.same import Ranges
from autograd_cli.syntax.names import element_in, name_in

Over = Annotated[
    list[str] | None,
    typer.Option(
        "--over", metavar="RANGES", help="Compare in these ranges only, as in `x=0..5,y=1..2`; ends included."
    ),
]


def read_ranges(texts: list[str] | None, known: Sequence[str] = ()) -> Ranges:
    """The ranges in `--over x=0..5,y=1..2`; errors have an example of the `known` names.

    Raises: `AutogradError` with codes `option` and `binding`.
    """
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for whole, part in ((text, part) for text in texts or () for part in split_outside(text, ",")[::2]):
        written, *rest = split_outside(part, "=")
        text, name = "".join(rest[1:]), element_in(written)
        if name_in(place_in(written.strip())[0].strip()) is None or ".." not in text:
            raise not_ranges("over", whole, part, known)
        if name in found:
            raise AutogradError("option", "range-twice", name=name)
        try:
            value = read_value(text.strip(), name, ranges=True)
        except AutogradError as error:
            if error.case != "interval-down":
                raise
            raise range_down("over", name, *(str(error.fields[end]) for end in ("start", "stop"))) from None
        assert isinstance(value, Written)
        assert value.until is not None
        found[name] = _end(value.text, name), _end(value.until, name)
    return found


def _end(text: str, name: str) -> Fraction:
    """An end of a range, as it is written where that is a decimal number."""
    value = float(read_value(text, name))
    if not abs(value) < float("inf"):
        raise AutogradError("option", "range-infinite", name=name, text=text)
    return Fraction(text) if PLAIN_NUMBER.fullmatch(text) else Fraction(value)
