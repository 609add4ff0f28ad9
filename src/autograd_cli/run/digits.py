"""As many decimal digits as are asked for: the precision is raised until the enclosures leave no doubt about them.

In: a function and its inputs' values in any precision. Out: enclosures of its outputs. It is not decided here what is
said of the point.

*Source*: Ziv's strategy (ACM TOMS 17, 1991).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any, NamedTuple

from autograd_cli.enclosures.decimals import BITS_A_DIGIT, has_digits
from autograd_cli.enclosures.enclosure import UndecidedError
from autograd_cli.graphs.analysis import LEAVES
from autograd_cli.graphs.graph import Function
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.definitions import is_defined, made_of
from autograd_cli.systems.systems import NumberSystem, load

# Precisions are tried up to this many bits, or to those of the entry with the fewest `most_bits`; but in any case up to
# four times what the digits themselves take.
MOST_BITS = 2**16


class Enclosed(NamedTuple):
    """Values by node in the last system tried, its bits, and whether they were enough."""

    system: NumberSystem
    values: Sequence[Any]
    bits: int
    settled: bool


def enclose(
    function: Function,
    inputs: Callable[[NumberSystem], Mapping[str, Any]],
    digits: int,
    decided: Callable[[NumberSystem, Sequence[Any]], bool],
) -> Enclosed:
    """The enclosures of a function's nodes, at the first precision at which its outputs have so many digits.

    `inputs` gives the inputs' values in a system; `decided` says whether all that depends on the values is clear.
    It may raise `UndecidedError` instead of saying no.
    """

    def tried(system: NumberSystem) -> tuple[Sequence[Any], bool]:
        values = evaluate(function, inputs(system), system)
        settled = all(has_digits(values[output], digits) for output in function.outputs)
        try:
            return values, settled and decided(system, values)
        except UndecidedError:
            return values, False

    return enclosed(function, digits, tried)


def enclosed(function: Function, digits: int, tried: Callable[[NumberSystem], tuple[Sequence[Any], bool]]) -> Enclosed:
    """What `tried` gives, values and whether they are enough, in the first system in which they are, or in the last."""
    needed = ceil(digits * BITS_A_DIGIT) + 32
    limit = max(most_bits(function), 4 * needed)
    bits = needed
    while True:
        # Most formulas are settled at once; where one is not, equal numbers may be why.
        system = load("balls" if bits == needed else "identified", bits)
        values, settled = tried(system)
        if settled or 2 * bits > limit:
            return Enclosed(system, values, bits, settled)
        bits *= 2


def most_bits(function: Function) -> int:
    """Up to how many bits a function is enclosed in little time."""
    used = {function.graph.nodes[node].primitive for node in function.live} - LEAVES
    return min((_most_bits_of(primitive) for primitive in used), default=MOST_BITS)


@cache
def _most_bits_of(primitive: str) -> int:
    within = made_of(primitive) if is_defined(primitive) else ()
    return min([PRIMITIVES[primitive].most_bits or MOST_BITS, *map(_most_bits_of, within)])
