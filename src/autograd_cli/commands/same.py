"""`autograd same`: whether two formulas are one function."""

from fractions import Fraction
from typing import Annotated

import typer

from autograd_cli.ask.values import PLAIN_NUMBER, read_value
from autograd_cli.commands import options as shared
from autograd_cli.commands.arguments import Arguments
from autograd_cli.commands.call import Call, Words
from autograd_cli.commands.command import Takes, command
from autograd_cli.commands.problems import file_source
from autograd_cli.data.points import STANDARD
from autograd_cli.errors import AutogradError, Source
from autograd_cli.numerals import Written, split_outside
from autograd_cli.report.same import Ranges, Same
from autograd_cli.report.same import same as report_on
from autograd_cli.syntax.builder import canonical_name, is_name

PROGRAM = ".ag"


def two_formulas(arguments: Arguments) -> Words:
    """The formulas; neither is a binding, whatever it looks like."""
    return Words(others=tuple(str(word) for word in arguments.rest))


TAKES = Takes(
    "LEFT RIGHT",
    "Two formulas; `-` is standard input, a word that ends in `.ag` a program file.",
    two_formulas,
    shared.complete_function,
    binds=False,
)


@command(Same, takes=TAKES, reads=None, without="file at wrt kinks significant")
def same(
    call: Call,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over", metavar="RANGES", help="Compare in these ranges only, as in `x=0..5,y=1..2`; ends included."
        ),
    ] = None,
) -> Same:
    """Whether two formulas are one function where both are defined, and where they first differ.

    Example: autograd same "x*cos(x^2)" "2*x*cos(x^2)"

    Exit status:
    0 the same, which is proved;
    1 different, or not settled;
    2 not understood;
    3 a file could not be read or written.
    """
    words = call.words.others
    if len(words) != 2:
        raise AutogradError("usage", "two-formulas", count=len(words))
    if words == (STANDARD, STANDARD):
        raise AutogradError("usage", "stdin-formulas")
    left, right = map(_source, words)
    ranges = read_ranges(over)
    return report_on(left, right, ranges, expand=call.expand)


def read_ranges(texts: list[str] | None) -> Ranges:
    """The ranges in `--over x=0..5,y=1..2`. Raises: `AutogradError` with code `option`."""
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for part in (part for text in texts or () for part in split_outside(text, ",")[::2]):
        name, _, text = part.partition("=")
        name = canonical_name(name.strip())
        if not is_name(name) or ".." not in text or name in found:
            raise AutogradError("option", "range-twice" if name in found else "range", name=name, text=part)
        value = read_value(text.strip(), name, ranges=True)
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


def _source(word: str) -> Source:
    return file_source(word) if word == STANDARD or word.endswith(PROGRAM) else Source(word)
