"""A second evaluation with more digits and unlimited exponents, where floats lost digits or left their range.

Takes: a function, its float values, the inputs. Returns: the values in the wider system, or that no time was left for
them. It decides whether floats can be trusted, not what is said of it.

*Source*: the precision is doubled until two agree, as in Ziv's strategy (ACM TOMS 17, 1991).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from math import inf, isfinite
from sys import float_info
from typing import Any, NamedTuple, TypeVar

from autograd_cli.graphs.analysis import LEAVES, selected
from autograd_cli.graphs.graph import INPUT, Function, Node, NodeId
from autograd_cli.numerals import to_double
from autograd_cli.primitives import CONSTANTS, PRIMITIVES
from autograd_cli.run.doubt import SMALLEST_NORMAL, doubtful, errors, passing
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.systems import FLOAT, NumberSystem, load, resolve

# Loaded only where there is a wider evaluation, since it imports threads.
TIME_LIMIT = "autograd_cli.run.time_limit:time_limit"
BITS = (106, 212, 424, 848, 1696)
# At the most bits a result is 0 where it has shrunk to this share of what half as many bits gave, since rounding does,
# or where it has so many bits less than the largest number on the way, which only rounding leaves.
SHRUNK, NOTHING = 2.0**-700, 1500

# How a wider evaluation ends that has no time left, or no number in the wider system.
OUT_OF_REACH = (TimeoutError, ArithmeticError, ValueError)
T = TypeVar("T")
# A factor beyond this brings back what an underflow took: all digits of a double, or, of a number that is not 0, its
# last ones.
LARGE_FACTOR, SMALL_FACTOR = 2.0**52, 2.0


class Doubt(NamedTuple):
    """Why floats are not trusted: bounds of their errors by node, and whether a range or a domain was left.

    `first` is the first node that was lost to the range of exponents; None where none was.
    """

    first: NodeId | None
    error: Sequence[float]
    ranged: bool

    def bounds(self, function: Function) -> list[float]:
        """Those of the outputs; one that is not known counts as large where no range was left.

        So large a bound is left behind by the most bits alone: fewer may all have lost the same digits.
        """
        most = inf if self.ranged else float_info.max
        return [min(self.error[output], most) for output in function.outputs]


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
def carries_on(primitive: str) -> bool:
    """Whether a tiny result is lost where an operand was: that of a product, a sum, a choice, a sine; no comparison."""
    entry = None if primitive in LEAVES else PRIMITIVES[primitive]
    return entry is not None and (entry.factors or (entry.kind == "elementwise" and not passing(primitive).stepwise))


@cache
def sensitive(primitive: str) -> bool:
    """Whether a lost small operand spoils a node: it is a quotient, a logarithm, a power, a root."""
    return PRIMITIVES[primitive].sensitive


def suspect(function: Function, values: Sequence[float]) -> NodeId | None:
    """The first node on the taken path whose float was lost to the range of exponents; None where none was."""
    nodes = function.graph.nodes
    # Until a value is lost, none is by its operands: of most functions no more has to be asked.
    odd = [node for node in function.live if not SMALLEST_NORMAL <= abs(values[node]) < inf]
    if not any(leaves_range(nodes[node], values[node], values) for node in odd):
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
            if primitive == INPUT or not all(isfinite(values[operand]) for operand in operands):
                continue  # it is as infinite as what it is made of
            return node
        if abs(value) < SMALLEST_NORMAL:
            again = carries_on(primitive) and not lost.isdisjoint(operands)
            if again or leaves_range(nodes[node], value, values):
                lost.add(node)
    return None


def leaves_range(node: Node, value: float, values: Sequence[float]) -> bool:
    """Whether a value is not finite, or underflowed though none of its operands is 0 or infinite."""
    if SMALLEST_NORMAL <= abs(value) < inf:
        return False
    if not isfinite(value):
        return True
    return not exact_zero(node.primitive) and all(values[one] and isfinite(values[one]) for one in node.operands)


def _brought_back(primitive: str, operands: Sequence[NodeId], lost: NodeId, values: Sequence[float]) -> bool:
    """Whether a product with a lost operand is large enough to be seen again."""
    enough = SMALL_FACTOR if values[lost] else LARGE_FACTOR
    others = [abs(values[other]) for other in operands if other != lost]
    return PRIMITIVES[primitive].factors and any(size > enough for size in others)


def suspicious(function: Function, node: NodeId, held: Mapping[NodeId, float]) -> bool:
    """Whether a value, just computed, needs a word: it is not finite, or may have underflowed."""
    value = held[node]
    return not isfinite(value) or (
        abs(value) < SMALLEST_NORMAL and not exact_zero(function.graph.nodes[node].primitive)
    )


def doubt(function: Function, values: Sequence[float], ranged: bool = False, infinite: bool = False) -> Doubt | None:
    """Why the outputs in floats are not trusted; None where they are.

    `ranged` says that a domain was left, and `infinite` that an input is: what follows from that is no reason.
    """
    first = suspect(function, values)
    error = errors(function, values, infinite)
    ranged = ranged or first is not None
    lossy = any(doubtful(values[output], error[output]) for output in function.outputs)
    return Doubt(first, error, ranged) if ranged or lossy else None


def widening(compute: Callable[[NumberSystem], T]) -> Iterator[tuple[NumberSystem, T | None, T]]:
    """Each wider system with what is computed in it and, but in the first, what was with half as many bits."""
    before: T | None = None
    for bits in BITS:
        system = wide_system(bits)
        with resolve(TIME_LIMIT)():
            values = compute(system)
        yield system, before, values
        before = values


def widen(function: Function, inputs: Mapping[str, Any], bounds: Sequence[float]) -> Wider:
    """The values with unlimited exponents, at the first precision that agrees with twice as much.

    `bounds` are those of the outputs' errors in floats. Where a bound is not 0, two results may agree since both have
    lost all their digits: they count only where so many bits leave little of the bound beside them, 0 and infinite ones
    only at the most bits.
    """
    wider = Wider(None, None, settled=False)
    before: Sequence[Any] | None = None
    tried = 0
    with suppress(*OUT_OF_REACH):
        for system, before, values in widening(lambda system: evaluate(function, inputs, system)):
            tried += 1
            if before is None:
                continue
            agree = True
            known = True
            for output, bound in zip(function.outputs, bounds, strict=True):
                numbers = elements(values[output])
                agree = agree and all(map(_agree, elements(before[output]), numbers))
                known = known and (bound == 0.0 or _has_digits(system, numbers, bound, BITS[tried - 1]))
            wider = Wider(system, values, settled=agree)
            if agree and known:
                return wider
    if tried == len(BITS) and not wider.settled and before is not None:
        return _at_most_bits(function, wider, before)
    return wider


def _at_most_bits(function: Function, wider: Wider, before: Sequence[Any]) -> Wider:
    """The values at the most bits, those of outputs that are but rounding made 0; `before` are with half as many."""
    assert wider.system is not None
    assert wider.values is not None
    system = wider.system
    zero = system.number(0.0)
    finite = (one for node in function.live for one in elements(wider.values[node]) if system.is_finite(one))
    whole = max(map(abs, finite), default=zero)
    nothing = whole / system.number(2.0) ** NOTHING
    values = list(wider.values)
    settled = True
    for output in function.outputs:
        numbers = elements(values[output])
        for i, (earlier, value) in enumerate(zip(elements(before[output]), numbers, strict=True)):
            if _agree(earlier, value):
                continue
            if system.is_finite(value) and abs(value) <= max(abs(earlier) * SHRUNK, nothing):
                numbers[i] = zero
            else:
                settled &= system.is_finite(value) and bool(abs(value - earlier) <= whole * SHRUNK)
        values[output] = _with_elements(values[output], numbers)
    return Wider(system, values, settled)


def elements(value: Any) -> list[Any]:
    """The elements of an array, row by row, or the number alone."""
    return value.ravel().tolist() if hasattr(value, "ravel") else [value]


def _with_elements(value: Any, numbers: list[Any]) -> Any:
    """A number, or an array of a value's shape, of these elements."""
    if not hasattr(value, "ravel"):
        return numbers[0]
    fresh = value.copy()
    fresh.flat = numbers
    return fresh


def mended(function: Function, inputs: Mapping[str, float], values: Sequence[Any]) -> Sequence[Any]:
    """The float values by node; where those of outputs may have lost their digits, the wider ones as doubles.

    Of vectors and matrices nothing is mended.
    """
    if function.has_arrays or not all(map(isfinite, inputs.values())):
        return values
    doubted = doubt(function, values)
    if doubted is None:
        return values
    wider = widen(function, inputs, doubted.bounds(function))
    if wider.values is None or not wider.settled:
        return values
    doubles = list(values)
    for node in function.live:
        doubles[node] = to_double(wider.values[node])
    return doubles


def wide_system(bits: int) -> NumberSystem:
    """The wider system for a formula in which constants are doubles, like literals; in the table they are exact."""
    system = load("unlimited", bits)

    def kernel(primitive: str) -> Any:
        if primitive in CONSTANTS:
            double = system.number(FLOAT.kernel(primitive)())
            return lambda: double
        return system.kernel(primitive)

    return system._replace(kernel=kernel, rule_constant=system.kernel)


def _has_digits(system: NumberSystem, numbers: Sequence[Any], bound: float, bits: int) -> bool:
    """Whether the largest of some numbers is none that may come of losing all digits.

    `bound` is that of its error in floats, which shrinks with the bits of a wider system. 0 may be such a number, and
    what is infinite for being near 0.
    """
    if all(map(system.is_nan, numbers)):
        return True
    if any(not system.is_nan(one) and not system.is_finite(one) for one in numbers):
        return False
    most = max(abs(one) for one in numbers if system.is_finite(one))
    return bool(most != 0 and (bound == inf or most >= bound * 2.0 ** (106 - bits)))


def _agree(a: Any, b: Any) -> bool:
    """Whether two numbers are the same to double precision, whatever their exponents, or the same double."""
    return bool(a == b or (a != a and b != b) or abs(a - b) <= abs(b) * 2.0**-53 or _one_double(a, b))


def _one_double(a: Any, b: Any) -> bool:
    double = to_double(a)
    return isfinite(double) and double == to_double(b)
