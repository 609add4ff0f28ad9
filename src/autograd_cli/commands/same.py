"""`autograd same`: whether two formulas are one function."""

from contextlib import suppress

from autograd_cli.commands import options as shared
from autograd_cli.commands.arguments import Arguments
from autograd_cli.commands.call import Call, Words
from autograd_cli.commands.command import Takes, command
from autograd_cli.commands.problems import file_source, in_language
from autograd_cli.commands.ranges import Over, read_ranges
from autograd_cli.data import STANDARD
from autograd_cli.errors import AutogradError, Source
from autograd_cli.report.same import Same
from autograd_cli.report.same import same as report_on
from autograd_cli.syntax.parser import parse

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


@command(Same, takes=TAKES, reads=None, without="file at wrt kinks")
def same(
    call: Call,
    over: Over = None,
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
    left, right = (in_language(_source(word, call.notation), quiet=call.quiet) for word in words)
    ranges = read_ranges(over, _names(left, right) if over else ())
    return report_on(left, right, ranges, expand=call.expand)


def _names(*sources: Source) -> list[str]:
    """The variables of formulas, which may be ranged over; of one that cannot be read its error comes later."""
    found: dict[str, None] = {}
    for source in sources:
        with suppress(AutogradError):
            found |= dict.fromkeys(name.name for name in parse(source).free_names())
    return [*found]


def _source(word: str, notation: str) -> Source:
    if word.endswith(PROGRAM):
        return file_source(word)
    return file_source(word, notation) if word == STANDARD else Source(word, notation=notation)
