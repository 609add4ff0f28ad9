"""Whether two functions are proved equal wherever both are defined.

Takes: a function with two outputs. Returns: whether that is proved, and whether they are proved to be defined at the
same points. What depends on a condition is proved in each case: `a > b`, `a < b` and `a == b`. It says nothing of
functions that it does not prove equal; they may be.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from time import thread_time
from typing import Any, NamedTuple

from autograd_cli.equality.candidates import Ranges
from autograd_cli.equality.functions import apply, has_rule
from autograd_cli.equality.ring import ImpossibleError, NowhereError, Polynomial, Quotient, Ring, TooHardError
from autograd_cli.equality.signs import is_nonzero, learn_sign
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, NodeId
from autograd_cli.systems.definitions import written_out
from autograd_cli.systems.rational import constant

# Generators beside the inputs, conditions that are taken apart one within the other, and numbers of so many digits.
MOST_GENERATORS, MOST_CASES, MOST_DIGITS = 60, 5, 400
# What one function learns of signs serves the other, and itself once more.
ROUNDS = 3
CASES = (1, -1, 0)
# By the sign of the difference of what is compared.
TRUTHS = {
    "less": (-1,),
    "less_equal": (-1, 0),
    "greater": (1,),
    "greater_equal": (1, 0),
    "equal": (0,),
    "not_equal": (1, -1),
}


class Proof(NamedTuple):
    """Whether two functions are proved equal where both are defined, and whether these are the same points."""

    equal: bool
    everywhere: bool


class UnknownTruthError(Exception):
    """A condition that is neither true nor false as far as is known, by its node."""

    def __init__(self, node: NodeId) -> None:
        self.node = node


def prove(function: Function, ranges: Ranges, seconds: float) -> Proof:
    """What is proved of the two outputs of a function, where inputs are in their ranges."""
    first, second = function.outputs
    if first == second:
        return Proof(equal=True, everywhere=True)
    open_function = written_out(function, has_rule)
    end = thread_time() + seconds
    try:
        return _in_case(open_function, ranges, {}, end)
    except (TooHardError, RecursionError, ArithmeticError, ValueError):
        return Proof(equal=False, everywhere=False)


def _in_case(function: Function, ranges: Ranges, cases: Mapping[NodeId, int], end: float) -> Proof:
    """What is proved where conditions have these signs. Raises: `TooHardError`."""
    ring = Ring(len(function.inputs) + MOST_GENERATORS, end - thread_time())
    for place, name in enumerate(function.input_names):
        ring.generator("input")
        if name in ranges:
            ring.ranges[place] = ranges[name]
    try:
        return _compared(ring, function, cases)
    except ImpossibleError:
        return Proof(equal=True, everywhere=True)
    except NowhereError:
        return Proof(equal=True, everywhere=False)  # one of them is not defined in this case
    except UnknownTruthError as unknown:
        if len(cases) >= MOST_CASES:
            raise TooHardError from None
        node = unknown.node
    found = [_in_case(function, ranges, {**cases, node: sign}, end) for sign in CASES]
    return Proof(all(one.equal for one in found), all(one.everywhere for one in found))


def _compared(ring: Ring, function: Function, cases: Mapping[NodeId, int]) -> Proof:
    known = -1
    for _ in range(ROUNDS):
        if known == (known := len(ring.generators) + len(ring.replaced) + len(ring.nonzero)):
            break
        results, conditions = [], []
        for output in function.outputs:
            ring.conditions = []
            results.append(_value(ring, function, output, cases))
            conditions.append(ring.conditions)
    first, second = results
    top = ring.times(first.top, second.bottom) - ring.times(second.top, first.bottom)
    everywhere = all(
        any(_is_same(ring, one, other) for other in others)
        for here, others in (conditions, conditions[::-1])
        for one in here
    )
    return Proof(_vanishes(ring, top, 0), everywhere)


Condition = tuple[str, tuple[Quotient, ...]]


def _is_same(ring: Ring, one: Condition, other: Condition) -> bool:
    """Whether two conditions on a point are one."""
    if one[0] != other[0] or len(one[1]) != len(other[1]):
        return False
    return all(ring.same(a, b) for a, b in zip(one[1], other[1], strict=True))


def _value(ring: Ring, function: Function, output: NodeId, cases: Mapping[NodeId, int]) -> Quotient:
    """The output as a quotient; of a conditional only the side that is taken is looked at."""
    nodes = function.graph.nodes
    values: dict[NodeId, Quotient] = {}
    inputs = {node: place for place, node in enumerate(function.inputs)}
    stack = [output]
    while stack:
        node = stack[-1]
        if node in values:
            stack.pop()
            continue
        primitive, operands, payload, _ = nodes[node]
        needed = _needed(ring, function, node, values, cases)
        missing = [operand for operand in needed if operand not in values]
        if missing:
            stack += missing
            continue
        if primitive == CONSTANT:
            values[node] = ring.constant(_number(payload or ""))
        elif primitive == INPUT:
            values[node] = ring.quotient(ring.variables[inputs[node]])
            if node in cases:
                _assume(ring, values[node], cases[node])
        elif primitive == "where":
            values[node] = values[needed[-1]]
        elif primitive in ("logical_and", "logical_or"):
            last = _truth(ring, function, needed[-1], values, cases)
            values[node] = ring.one if last else ring.zero
        elif node in cases and primitive in TRUTHS:
            _assume(ring, ring.subtract(*(values[operand] for operand in operands)), cases[node])
            values[node] = ring.one if cases[node] in TRUTHS[primitive] else ring.zero
        else:
            values[node] = apply(ring, primitive, tuple(values[operand] for operand in operands))
            if node in cases:
                _assume(ring, values[node], cases[node])
    return values[output]


def _number(text: str) -> Fraction:
    """The number that a literal is, as it is written. Raises: `TooHardError` for a long one."""
    if len(text) > MOST_DIGITS:
        raise TooHardError
    value: Any = constant(text)
    if (
        not isinstance(value, Fraction)
        or max(value.numerator.bit_length(), value.denominator.bit_length()) > 4 * MOST_DIGITS
    ):
        raise TooHardError
    return value


def _needed(
    ring: Ring, function: Function, node: NodeId, values: Mapping[NodeId, Quotient], cases: Mapping[NodeId, int]
) -> Sequence[NodeId]:
    """The operands that a node reads, as far as that is known yet: a condition first, then what it selects."""
    primitive, operands, _, _ = function.graph.nodes[node]
    if primitive not in ("where", "logical_and", "logical_or") or operands[0] not in values:
        return operands[:1] if primitive in ("where", "logical_and", "logical_or") else operands
    holds = _truth(ring, function, operands[0], values, cases)
    if primitive == "where":
        return (operands[0], operands[1] if holds else operands[2])
    return operands[:1] if holds == (primitive == "logical_or") else operands


def _truth(
    ring: Ring, function: Function, node: NodeId, values: Mapping[NodeId, Quotient], cases: Mapping[NodeId, int]
) -> bool:
    """Whether a condition holds. Raises: `UnknownTruthError`."""
    value = ring.value(values[node])
    if value is not None:
        return value != 0
    primitive, operands, _, _ = function.graph.nodes[node]
    if primitive == "logical_not":
        return not _truth(ring, function, operands[0], values, cases)
    if node in cases and primitive not in TRUTHS:
        return cases[node] != 0
    raise UnknownTruthError(node)


def _assume(ring: Ring, difference: Quotient, sign: int) -> None:
    """Takes note of the sign of a quotient. Raises: `ImpossibleError` where it cannot have it."""
    value = ring.value(difference)
    if value is not None:
        if (value > 0) - (value < 0) != sign:
            raise ImpossibleError
    elif sign:
        learn_sign(ring, difference if sign > 0 else ring.negative(difference), strict=True)
    else:
        _assume_zero(ring, difference.top)


def _assume_zero(ring: Ring, polynomial: Polynomial) -> None:
    """Takes note that a polynomial is 0, where an input can be told by it."""
    for place, generator in enumerate(ring.generators):
        if generator.kind != "input" or place in ring.replaced or polynomial.degrees()[place] != 1:
            continue
        slope = polynomial.derivative(place)
        if slope.is_constant():
            rest = ring.variables[place] - polynomial / slope.leading_coefficient()
            ring.replaced[place] = rest
            return


def _vanishes(ring: Ring, top: Polynomial, depth: int) -> bool:
    """Whether a polynomial is 0, whatever signs are."""
    top = ring.normal(top)
    if top.is_zero():
        return True
    degrees = top.degrees()
    places = [i for i, one in enumerate(ring.generators) if one.kind in ("sign", "above", "below") and degrees[i]]
    if not places or depth >= MOST_CASES:
        return False
    factor = ring.normal(ring.generators[places[-1]].of[0])
    for sign in CASES:
        known = dict(ring.replaced), list(ring.nonzero)
        if sign or not is_nonzero(ring, factor):
            _settle(ring, factor, sign)
            rest = ring.normal(top)
            zero = sign == 0 and not rest.is_zero() and divmod(rest, factor)[1].is_zero()
            if not zero and not _vanishes(ring, rest, depth + 1):
                return False
        ring.replaced, ring.nonzero = known
    return True


def _settle(ring: Ring, factor: Polynomial, sign: int) -> None:
    """Takes note of the sign of a factor, for all generators that depend on it."""
    for place, one in enumerate(ring.generators):
        if one.kind in ("above", "below") and place not in ring.replaced and ring.normal(one.of[0] - factor).is_zero():
            holds = sign > 0 if one.kind == "above" else sign < 0
            ring.replaced[place] = ring.one.top if holds else ring.zero.top
        if one.kind == "sign" and place not in ring.replaced and ring.normal(one.of[0] - factor).is_zero():
            ring.replaced[place] = -ring.one.top if sign < 0 else ring.one.top
    if sign:
        learn_sign(ring, ring.quotient(factor if sign > 0 else -factor), strict=True)
    else:
        _assume_zero(ring, factor)
