"""A second evaluation with more digits and unlimited exponents, where floats lost digits or left their range.

Takes: a function, its float values, the inputs. Returns: the values in the wider system, or that no time was left for
them. It decides whether floats can be trusted, not what is said of it.

*Source*: the precision is doubled until two agree, as in Ziv's strategy (ACM TOMS 17, 1991).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import inf, isfinite
from typing import Any, NamedTuple

from autograd_cli.graph.analysis import LEAVES, selected
from autograd_cli.graph.graph import Function, Node, NodeId
from autograd_cli.numerals import to_double
from autograd_cli.primitives import CONSTANTS, PRIMITIVES
from autograd_cli.run.doubt import SMALLEST_NORMAL, doubtful, errors
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.systems import FLOAT, NumberSystem, load, resolve

# Loaded only where there is a wider evaluation, since it imports threads.
TIME_LIMIT = "autograd_cli.run.time_limit:time_limit"
BITS = (106, 212, 424, 848, 1696)
# At the most bits a result is 0 where it has shrunk to this share of what half as many bits gave, since rounding does,
# or where it is below a share of the largest number on the way that only rounding leaves.
SHRUNK, NOTHING = 2.0**-700, 2.0**-1500

# A factor beyond this brings back what an underflow took: all digits of a double, or, of a number that is not 0, its
# last ones.
LARGE_FACTOR, SMALL_FACTOR = 2.0**52, 2.0
# The levels of entries that pass on what was lost.
SUMS = ("sum", "sign")


class Wider(NamedTuple):
    """Values by node in the system of unlimited exponents; None for both where there was no time."""

    system: NumberSystem | None
    values: Sequence[Any] | None
    settled: bool


@cache
def exact_zero(primitive: str) -> bool:
    """Whether a zero that a node has is meant, not lost."""
    return primitive in LEAVES or PRIMITIVES[primitive].exact_zero


@cache
def passes_on(primitive: str) -> bool:
    """Whether a node is exact where it is tiny, and no better than its operands there: it is a sum or a negation."""
    return primitive not in LEAVES and PRIMITIVES[primitive].exact_zero and PRIMITIVES[primitive].level in SUMS


@cache
def sensitive(primitive: str) -> bool:
    """Whether a lost small operand spoils a node: it is a quotient, a logarithm, a power, a root."""
    return PRIMITIVES[primitive].sensitive


def suspect(function: Function, values: Sequence[float]) -> NodeId | None:
    """The first node on the taken path whose float was lost to the range of exponents; None where none was."""
    nodes = function.graph.nodes
    # Until a value is lost, none is by its operands: of most functions no more has to be asked.
    if not any(_leaves_range(nodes[node], values[node], values) for node in function.live):
        return None
    taken = selected(function, values)
    lost: set[NodeId] = set()
    for node in function.live:
        if not taken[node]:
            continue
        primitive, operands, _, _ = nodes[node]
        value = values[node]
        for operand in operands:
            if operand in lost and (sensitive(primitive) or _brought_back(primitive, operands, operand, values)):
                return operand
        if not isfinite(value):
            return node
        if abs(value) < SMALLEST_NORMAL:
            again = not lost.isdisjoint(operands) and (PRIMITIVES[primitive].factors or passes_on(primitive))
            if again or _leaves_range(nodes[node], value, values):
                lost.add(node)
    return None


def _leaves_range(node: Node, value: float, values: Sequence[float]) -> bool:
    """Whether a value is not finite, or underflowed though none of its operands is 0."""
    if SMALLEST_NORMAL <= abs(value) < inf:
        return False
    return not isfinite(value) or (not exact_zero(node.primitive) and all(values[operand] for operand in node.operands))


def _brought_back(primitive: str, operands: Sequence[NodeId], lost: NodeId, values: Sequence[float]) -> bool:
    """Whether a product with a lost operand is large enough to be seen again."""
    enough = SMALL_FACTOR if values[lost] else LARGE_FACTOR
    others = [abs(values[other]) for other in operands if other != lost]
    return PRIMITIVES[primitive].factors and any(size > enough for size in others)


def odd(function: Function, node: NodeId, held: Mapping[NodeId, float]) -> bool:
    """Whether a value, just computed, needs a word: it is not finite, or may have underflowed."""
    value = held[node]
    return not isfinite(value) or (
        abs(value) < SMALLEST_NORMAL and not exact_zero(function.graph.nodes[node].primitive)
    )


def widen(function: Function, inputs: Mapping[str, float], bounds: Sequence[float], size: float) -> Wider:
    """The values with unlimited exponents, at the first precision that agrees with twice as much.

    `bounds` are those of the outputs' errors in floats, and `size` is the `largest` number on the way. Where a bound
    is not 0, a result of 0 may be one that lost all its digits, and an infinite one may be near a pole: these count
    only at the most bits.
    """
    before: list[Any] = []
    wider = Wider(None, None, settled=False)
    for bits in BITS:
        system = wide_system(bits)
        try:
            with resolve(TIME_LIMIT)():
                values = evaluate(function, inputs, system)
        except TimeoutError:
            break
        outputs = [values[output] for output in function.outputs]
        if before:
            agree = all(map(_agree, before, outputs))
            if not agree and bits == BITS[-1]:
                return _at_most_bits(function, system, before, values, size)
            wider = Wider(system, values, settled=agree)
            if agree and all(
                bound == 0.0 or _has_digits(system, one) for one, bound in zip(outputs, bounds, strict=True)
            ):
                break
        before = outputs
    return wider


def _at_most_bits(
    function: Function, system: NumberSystem, before: Sequence[Any], values: list[Any], size: float
) -> Wider:
    """The values at the most bits, those of outputs that are but rounding made 0; `before` are with half as many."""
    whole = system.number(size)
    settled = True
    for output, earlier in zip(function.outputs, before, strict=True):
        value = values[output]
        if _agree(earlier, value):
            continue
        if system.is_finite(value) and abs(value) <= max(abs(earlier) * SHRUNK, whole * NOTHING):
            values[output] = system.number(0.0)
        else:
            settled &= system.is_finite(value) and bool(abs(value - earlier) <= whole * SHRUNK)
    return Wider(system, values, settled)


def mended(function: Function, inputs: Mapping[str, float], values: Sequence[Any]) -> Sequence[Any]:
    """The float values by node; where those of outputs may have lost their digits, the wider ones as doubles.

    Of vectors and matrices nothing is mended.
    """
    if function.has_arrays or not all(map(isfinite, inputs.values())):
        return values
    error = errors(function, values)
    bounds = [error[output] for output in function.outputs]
    if not any(doubtful(values[output], error[output]) for output in function.outputs):
        return values
    wider = widen(function, inputs, bounds, largest(function, values))
    if wider.values is None or not wider.settled:
        return values
    doubles = list(values)
    for node in function.live:
        doubles[node] = to_double(wider.values[node])
    return doubles


def largest(function: Function, values: Sequence[float]) -> float:
    """The largest finite number on the way."""
    return max((abs(values[node]) for node in function.live if isfinite(values[node])), default=0.0)


def wide_system(bits: int) -> NumberSystem:
    """The wider system for a graph in which constants are doubles, like literals; within definitions they are exact."""
    system = load("unlimited", bits)

    def kernel(primitive: str) -> Any:
        if primitive in CONSTANTS:
            double = system.number(FLOAT.kernel(primitive)())
            return lambda: double
        return system.kernel(primitive)

    return system._replace(kernel=kernel)


def _has_digits(system: NumberSystem, value: Any) -> bool:
    """Whether a number is none that may come of losing all digits: 0, or what is infinite for being near 0."""
    return system.is_nan(value) or (bool(value != 0) and system.is_finite(value))


def _agree(a: Any, b: Any) -> bool:
    """Whether two numbers are the same to double precision, whatever their exponents, or the same double."""
    return bool(a == b or (a != a and b != b) or abs(a - b) <= abs(b) * 2.0**-53 or _one_double(a, b))


def _one_double(a: Any, b: Any) -> bool:
    double = to_double(a)
    return isfinite(double) and double == to_double(b)
