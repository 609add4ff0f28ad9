"""The option `--over`: ranges of variables, as in `x=0..5,y=1..2`.

Takes: the option's values as texts. Returns: the ends by name, exactly as they are written.
"""

from fractions import Fraction
from typing import Annotated

import typer

from autograd_cli.ask.values import PLAIN_NUMBER, read_value
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import Written, split_outside
from autograd_cli.report.same import Ranges
from autograd_cli.syntax.names import canonical_name, is_name

Over = Annotated[
    list[str] | None,
    typer.Option(
        "--over", metavar="RANGES", help="Compare in these ranges only, as in `x=0..5,y=1..2`; ends included."
    ),
]


def read_ranges(texts: list[str] | None) -> Ranges:
    """The ranges in `--over x=0..5,y=1..2`. Raises: `AutogradError` with code `option`."""
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for part in (part for text in texts or () for part in split_outside(text, ",")[::2]):
        name, _, text = part.partition("=")
        name = canonical_name(name.strip())
        if not is_name(name) or ".." not in text or name in found:
            raise AutogradError("option", "range-twice" if name in found else "range", name=name, text=part)
        try:
            value = read_value(text.strip(), name, ranges=True)
        except AutogradError as error:
            if error.case != "interval-down":
                raise
            start, stop = (str(error.fields[end]) for end in ("start", "stop"))
            raise AutogradError("binding", "range-down", name=name, start=start, stop=stop) from None
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
