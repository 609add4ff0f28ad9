"""What each entry of the table is in a ring of quotients, in real numbers wherever it is defined.

Takes: an entry's name, a ring, the operands. Returns: a quotient. What is not known of an entry is left open: it is a
generator, equal to itself at equal operands. Entries with a definition are not here; they are written out before.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from autograd_cli.equality.exponentials import exponential, log_of_size, logarithm, odd_root, power, root
from autograd_cli.equality.ring import Quotient, Ring, TooHardError
from autograd_cli.equality.signs import absolute, hold_positive, is_nonzero, learn_nonzero, learn_sign, parts, sign_of
from autograd_cli.equality.waves import sine_and_cosine

# By how much two arguments of a gamma function may differ for one to be reduced to the other.
MOST_STEPS = 40
HALF = Fraction(1, 2)
Function = Callable[..., Quotient]


def has_rule(primitive: str) -> bool:
    """Whether an entry is one of those here, and so need not be written out."""
    return primitive in FUNCTIONS


def apply(ring: Ring, primitive: str, operands: tuple[Quotient, ...]) -> Quotient:
    """The result of an entry. Raises: `NowhereError`; `TooHardError`."""
    function = FUNCTIONS.get(primitive)
    return unknown(ring, primitive, *operands) if function is None else function(ring, *operands)


def unknown(ring: Ring, name: str, *operands: Quotient) -> Quotient:
    """A function of which nothing is known but that equal operands give equal results."""
    if operands:
        ring.conditions.append((name, operands))
    for place, kind in enumerate(ring.generators):
        alike = kind.kind == name and len(kind.of) == len(operands) and place not in ring.replaced
        if alike and all(ring.same(a, b) for a, b in zip(kind.of, operands, strict=True)):
            return ring.quotient(ring.variables[place])
    return ring.quotient(ring.variables[ring.generator(name, *operands)])


def above_0(ring: Ring, v: Quotient) -> Quotient:
    """1 where v > 0, else 0."""
    if v.top.is_zero():
        return ring.zero
    number, found = parts(ring, v)
    known = sign_of(ring, v)
    if known == -ring.one.top:
        return ring.zero
    if known == ring.one.top and all(is_nonzero(ring, factor) for factor, _ in found):
        return ring.one
    # The sign of a quotient is that of the product.
    product = ring.quotient(ring.times(v.top, v.bottom)).top / ring.number(abs(number))
    positive = product.leading_coefficient() > 0
    name, of = ("above", product) if positive else ("below", -product)
    places = {}
    for place, kind in enumerate(ring.generators):
        if kind.kind in ("above", "below") and ring.normal(kind.of[0] - of).is_zero():
            places[kind.kind] = place
    for kind_name in ("above", "below"):
        if kind_name not in places:
            places[kind_name] = ring.generator(kind_name, of)
            ring.powers[places[kind_name]] = (2, ring.variables[places[kind_name]])
    return ring.quotient(ring.variables[places[name]])


def _divide(ring: Ring, x: Quotient, y: Quotient) -> Quotient:
    result = ring.divide(x, y)
    learn_nonzero(ring, y)
    return result


def _not(ring: Ring, x: Quotient) -> Quotient:
    return ring.subtract(ring.one, x)


def _equal(ring: Ring, x: Quotient, y: Quotient) -> Quotient:
    return _not(ring, _not_equal(ring, x, y))


def _not_equal(ring: Ring, x: Quotient, y: Quotient) -> Quotient:
    return ring.add(above_0(ring, ring.subtract(x, y)), above_0(ring, ring.subtract(y, x)))


def truth(ring: Ring, x: Quotient) -> Quotient:
    """1 where x differs from 0, else 0."""
    return _not_equal(ring, x, ring.zero)


def _largest(ring: Ring, *operands: Quotient) -> Quotient:
    # In one order, whatever the order of the arguments is.
    return reduce(lambda x, y: _half_sum(ring, x, y, 1), sorted(operands, key=str))


def _smallest(ring: Ring, *operands: Quotient) -> Quotient:
    return reduce(lambda x, y: _half_sum(ring, x, y, -1), sorted(operands, key=str))


def _half_sum(ring: Ring, x: Quotient, y: Quotient, sign: int) -> Quotient:
    """max(x, y) = (x + y + abs(x - y))/2, and min with the other sign."""
    apart = ring.multiply(absolute(ring, ring.subtract(x, y)), ring.constant(Fraction(sign)))
    return ring.multiply(ring.add(ring.add(x, y), apart), ring.constant(HALF))


def _floor(ring: Ring, x: Quotient) -> Quotient:
    """floor(x + n) = floor(x) + n for whole n."""
    value = ring.value(x)
    if value is not None:
        return ring.constant(Fraction(value.numerator // value.denominator))
    for place, kind in enumerate(ring.generators):
        if kind.kind == "floor":
            steps = ring.value(ring.subtract(x, kind.of[0]))
            if steps is not None and steps.denominator == 1:
                return ring.add(ring.quotient(ring.variables[place]), ring.constant(steps))
    return unknown(ring, "floor", x)


def _mod(ring: Ring, x: Quotient, y: Quotient) -> Quotient:
    return ring.subtract(x, ring.multiply(y, _floor(ring, _divide(ring, x, y))))


def _gamma(ring: Ring, x: Quotient) -> Quotient:
    """gamma(x + 1) = x*gamma(x), by the least argument met so far, at which one of both functions takes it."""
    value = ring.value(x)
    if value is not None and value.denominator == 1 and 0 < value <= MOST_STEPS:
        return _rising(ring, ring.one, int(value) - 1)
    for place, kind in enumerate(ring.generators):
        if kind.kind != "gamma" or place in ring.replaced:
            continue
        steps = ring.value(ring.subtract(x, kind.of[0]))
        if steps is None or steps.denominator > 1 or abs(steps) > MOST_STEPS:
            continue
        if steps >= 0:
            return ring.multiply(ring.quotient(ring.variables[place]), _rising(ring, kind.of[0], int(steps)))
        fresh = ring.variables[ring.generator("gamma", x)]
        between = _rising(ring, x, int(-steps))
        if not between.bottom.is_one():
            raise TooHardError
        ring.replaced[place] = ring.times(fresh, between.top)
        return ring.quotient(fresh)
    return unknown(ring, "gamma", x)


def _rising(ring: Ring, x: Quotient, count: int) -> Quotient:
    """x*(x + 1)*...*(x + count - 1)."""
    factors = (ring.add(x, ring.constant(Fraction(i))) for i in range(count))
    return reduce(ring.multiply, factors, ring.one)


def _odd(name: str) -> Function:
    """A function of which it is known that f(-x) = -f(x)."""

    def function(ring: Ring, x: Quotient) -> Quotient:
        if x.top.is_zero():
            return x
        if x.top.leading_coefficient() < 0:
            return ring.negative(unknown(ring, name, ring.negative(x)))
        return unknown(ring, name, x)

    return function


def _asinh(ring: Ring, x: Quotient) -> Quotient:
    if x.top.is_zero():
        return x
    negative = x.top.leading_coefficient() < 0
    size = ring.negative(x) if negative else x
    other = root(ring, ring.add(ring.multiply(x, x), ring.one), 2)
    argument = ring.add(size, other)
    hold_positive(ring, argument)
    result = log_of_size(ring, argument)
    return ring.negative(result) if negative else result


def _acosh(ring: Ring, x: Quotient) -> Quotient:
    learn_sign(ring, ring.subtract(x, ring.one), strict=False)
    other = root(ring, ring.subtract(ring.multiply(x, x), ring.one), 2)
    argument = ring.add(x, other)
    hold_positive(ring, argument)
    return log_of_size(ring, argument)


def _atanh(ring: Ring, x: Quotient) -> Quotient:
    """Half the logarithm of a ratio that is above 0 only where both of its sides are."""
    sides = ring.add(ring.one, x), ring.subtract(ring.one, x)
    result = logarithm(ring, ring.divide(*sides))
    for side in sides:
        hold_positive(ring, side)
    return ring.multiply(result, ring.constant(HALF))


def _acos(ring: Ring, x: Quotient) -> Quotient:
    quarter = ring.multiply(pi(ring), ring.constant(HALF))
    return ring.subtract(quarter, _odd("asin")(ring, x))


def pi(ring: Ring) -> Quotient:
    """The constant pi."""
    return unknown(ring, "pi")


def _infinite(ring: Ring) -> Quotient:
    raise TooHardError


FUNCTIONS: Mapping[str, Any] = {
    "add": lambda ring, x, y: ring.add(x, y),
    "subtract": lambda ring, x, y: ring.subtract(x, y),
    "multiply": lambda ring, x, y: ring.multiply(x, y),
    "divide": _divide,
    "negative": lambda ring, x: ring.negative(x),
    "power": power,
    "power_constant": power,
    "exp": exponential,
    "log": logarithm,
    "sqrt": lambda ring, x: root(ring, x, 2),
    "cbrt": lambda ring, x: odd_root(ring, x, 3),
    "sin": lambda ring, x: sine_and_cosine(ring, x)[0],
    "cos": lambda ring, x: sine_and_cosine(ring, x)[1],
    "asin": _odd("asin"),
    "acos": _acos,
    "atan": _odd("atan"),
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
    "erf": _odd("erf"),
    "gamma": _gamma,
    "abs": absolute,
    "sign": lambda ring, x: ring.subtract(above_0(ring, x), above_0(ring, ring.negative(x))),
    "step": above_0,
    "floor": _floor,
    "ceil": lambda ring, x: ring.negative(_floor(ring, ring.negative(x))),
    "mod": _mod,
    "min": _smallest,
    "max": _largest,
    "less": lambda ring, x, y: above_0(ring, ring.subtract(y, x)),
    "greater": lambda ring, x, y: above_0(ring, ring.subtract(x, y)),
    "less_equal": lambda ring, x, y: _not(ring, above_0(ring, ring.subtract(x, y))),
    "greater_equal": lambda ring, x, y: _not(ring, above_0(ring, ring.subtract(y, x))),
    "equal": _equal,
    "not_equal": _not_equal,
    "logical_not": lambda ring, x: _not(ring, truth(ring, x)),
    "pi": pi,
    "e": lambda ring: exponential(ring, ring.one),
    "inf": _infinite,
}
