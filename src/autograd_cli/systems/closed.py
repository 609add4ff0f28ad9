"""Exact numbers beyond fractions: the kernels of sums of fractions times powers of constants, such as `sqrt(2)/2`.

Takes: nothing. Returns: a number system whose numbers are those of `rational`, and `Closed` where it has none. What is
known to be a number of this kind is computed with: roots of whole numbers, powers of `e`, logarithms, the sines of
fractions of pi. Any other function of a constant stands for itself, `sin(1)`. What cannot be told from 0 is
`IRRATIONAL`, as in `rational`.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import floor, isfinite
from typing import Any

from autograd_cli.graphs.templates import template
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.special.density_terms import terms_between, terms_in_x
from autograd_cli.systems import rational
from autograd_cli.systems.closed_numbers import (
    HALF,
    Closed,
    E,
    Monomial,
    UndecidedError,
    UnknownError,
    inverse,
    is_finite,
    is_zero,
    multiplied,
    normal,
    sign,
    simplest,
    summed,
    terms_of,
    text,
    to_double_of,
)
from autograd_cli.systems.definitions import definition_kernel, is_defined, steps_kernel, steps_of
from autograd_cli.systems.systems import FLOAT, NumberSystem

# A number of the system.
Value = Any
PI = "pi"
# A whole number with a larger prime factor is not worked out, nor is a higher power of a sum.
LARGEST_FACTOR, HIGHEST_POWER = 100_000, 32
# Up to here no function is so small that its double, or the wide number, is 0 for that.
LARGEST_PLACE = 100


def closed() -> NumberSystem:
    """The system."""
    plain = rational.rational()
    return plain._replace(
        kernel=kernel, number=lambda value: value if isinstance(value, Closed) else plain.number(value), text=text
    )


def read(written: str) -> Value:
    """The number that a formula of constants is.

    Example:
        >>> str(read("sin(pi/4)")), str(read("atan(1) + log(8)")), str(read("1/(1 + sqrt(2))")), read("sqrt(4)")
        ('sqrt(2)/2', '3*log(2) + pi/4', 'sqrt(2) - 1', Fraction(2, 1))
    """
    return steps_kernel(steps_of(template(written, ())), kernel, rational.constant)()


@cache
def kernel(primitive: str) -> Callable[..., Value]:
    """The function that computes a primitive."""
    plain, own = rational.kernel(primitive), KERNELS.get(primitive)
    shared = rational.KERNELS.get(primitive) if primitive in COMPARING else None

    def call(*operands: Value) -> Value:
        wider = any(isinstance(one, Closed) for one in operands)
        if not wider:
            result = plain(*operands)
            if result is not rational.IRRATIONAL or any(isinstance(one, rational.Mark) for one in operands):
                return result
        try:
            if shared is not None:
                return shared(*operands)
            mark = next((one for one in operands if isinstance(one, rational.Mark)), None)
            if mark is not None:
                return mark
            if any(isinstance(one, float) for one in operands):
                return _of_floats(primitive, operands)
            if own is not None:
                return own(*operands)
            return _by_definition_or_itself(primitive, operands)
        except ZeroDivisionError:
            return _of_floats(primitive, operands)
        except (UndecidedError, UnknownError):
            return rational.IRRATIONAL

    return call


def _of_floats(primitive: str, operands: tuple[Value, ...]) -> Value:
    """What IEEE's rules give where an operand is infinite, or where one divides by 0; a finite number is not known."""
    found = FLOAT.kernel(primitive)(*map(to_double_of, operands))
    return rational.IRRATIONAL if isfinite(found) and found != 0 else Fraction(0) if found == 0 else found


def _by_definition_or_itself(primitive: str, operands: tuple[Value, ...]) -> Value:
    """A function by its definition where that gives one product; else it stands for itself, if formulas have it."""
    found: Value = rational.IRRATIONAL
    if is_defined(primitive):
        found = definition_kernel(primitive, kernel, rational.constant)(*operands)
    if isinstance(found, rational.Mark) or (isinstance(found, Closed) and _has_sum(found)):
        try:
            return _itself(primitive, operands)
        except UnknownError:
            return found
    return found


def _has_sum(value: Closed) -> bool:
    """Whether a number is a sum, or has one in it."""
    return len(value.terms) > 1 or any(name[0] == "(" for monomial in value.terms for name, _ in monomial)


def _itself(primitive: str, operands: tuple[Value, ...]) -> Value:
    row = PRIMITIVES[primitive]
    if row.internal or row.operator or row.shape or not (row.call and operands):
        raise UnknownError
    found = FLOAT.kernel(primitive)(*map(to_double_of, operands))
    written = f"{row.call}({', '.join(map(text, operands))})"
    if found == 0:  # it may be 0 or not
        if _has_zero(operands) and is_zero(written):
            return Fraction(0)
        raise UnknownError
    if not (isfinite(found) or is_finite(written)):
        return found
    return Closed({((written, Fraction(1)),): Fraction(1)})


def _has_zero(operands: tuple[Value, ...]) -> bool:
    """Whether an operand is 0 and none so large that a function of it is 0 for its smallness, as `expn(0, 1e9)` is."""
    doubles = map(to_double_of, operands)
    return any(not isinstance(one, Closed) and one == 0 for one in operands) and max(map(abs, doubles)) <= LARGEST_PLACE


def power(x: Value, y: Value) -> Value:
    """x^y of a fraction y; of another one where x is e."""
    if isinstance(y, Closed):
        if isinstance(x, Closed) and x.terms == {((E, Fraction(1)),): Fraction(1)}:
            return exp(y)
        raise UnknownError
    if y == 0:
        return Fraction(1)
    terms = terms_of(x)
    if len(terms) == 1:
        ((monomial, number),) = terms.items()
        if y.denominator > 1 and sign(x) < 0:
            return float("nan")
        if y.denominator > 1 and not _all_positive(monomial, number):
            raise UnknownError
        exponents = {name: exponent * y for name, exponent in monomial}
        own, scale = (number**y.numerator, {}) if y.denominator == 1 else (Fraction(1), _factors(number))
        for prime, count in scale.items():
            exponents[str(prime)] = exponents.get(str(prime), Fraction(0)) + count * y
        made, number = normal(exponents, own)
        return simplest({made: number})
    if y.denominator > 1 or abs(y) > HIGHEST_POWER:
        raise UnknownError
    result: Value = Fraction(1)
    for _ in range(abs(int(y))):
        result = multiplied(result, x)
    return result if y > 0 else inverse(result)


def _all_positive(monomial: Monomial, number: Fraction) -> bool:
    """Whether every factor of a product is positive."""
    return number > 0 and all(sign(read(name)) > 0 for name, _ in monomial)


def _factors(number: Fraction) -> dict[int, int]:
    """The primes of a positive fraction, with how often each is a factor."""
    found: dict[int, int] = {}
    for whole, step in ((number.numerator, 1), (number.denominator, -1)):
        rest, prime = whole, 2
        while prime * prime <= rest and prime <= LARGEST_FACTOR:
            while rest % prime == 0:
                rest //= prime
                found[prime] = found.get(prime, 0) + step
            prime += 1
        if rest > LARGEST_FACTOR**2:
            raise UnknownError
        if rest > 1:
            found[rest] = found.get(rest, 0) + step
    return found


# Functions


def exp(x: Value) -> Value:
    """The powers of e, and of the numbers of which there are logarithms."""
    result: Value = Fraction(1)
    others = {}
    for monomial, number in terms_of(x).items():
        ((name, exponent),) = monomial if len(monomial) == 1 else (("", Fraction(0)),)
        if not monomial:
            result = multiplied(result, Closed({((E, number),): Fraction(1)}))
        elif name.startswith("log(") and name[4:-1].isdecimal() and exponent == 1:
            result = multiplied(result, power(Fraction(int(name[4:-1])), number))
        else:
            others[monomial] = number
    if others:
        result = multiplied(result, Closed({((f"exp({text(Closed(others))})", Fraction(1)),): Fraction(1)}))
    return result


def log(x: Value) -> Value:
    """The logarithm of a product as the sum of those of its primes and constants."""
    if sign(x) <= 0:
        return FLOAT.kernel("log")(to_double_of(x))
    terms = terms_of(x)
    ((monomial, number), *others) = terms.items()
    if others or not _all_positive(monomial, number):
        return _itself("log", (x,))
    result: Value = Fraction(0)
    parts = [(str(prime), Fraction(count)) for prime, count in _factors(abs(number)).items()]
    for name, exponent in (*parts, *monomial):
        inner = name[1:-1] if name[0] == "(" else name
        own = Fraction(1) if name == E else Closed({((f"log({inner})", Fraction(1)),): Fraction(1)})
        result = summed(result, multiplied(own, exponent))
    return result


def _turns(x: Value) -> Fraction | None:
    """How often x is pi; None where it is no fraction times pi."""
    terms = terms_of(x)
    if terms.keys() == {((PI, Fraction(1)),)}:
        return terms[((PI, Fraction(1)),)]
    return None


# sin(k*pi/12) for k up to 6.
SINES = ("0", "sqrt(6)/4 - sqrt(2)/4", "1/2", "sqrt(2)/2", "sqrt(3)/2", "sqrt(6)/4 + sqrt(2)/4", "1")
# tan(k*pi/12) for k up to 5.
TANGENTS = ("0", "2 - sqrt(3)", "sqrt(3)/3", "1", "sqrt(3)", "2 + sqrt(3)")


def sin(x: Value) -> Value:
    """The sines of multiples of pi/12; others of the first quarter, or of a positive number, stand for themselves."""
    if not isinstance(x, Closed) and x == 0:
        return Fraction(0)
    turns = _turns(x)
    if turns is None:
        negative = not isinstance(x, Closed) and x < 0
        return -_itself("sin", (-x,)) if negative else _itself("sin", (x,))
    rest = turns % 2
    if rest >= 1:
        return -sin(multiplied(_PI, rest - 1)) if rest > 1 else Fraction(0)
    rest = min(rest, 1 - rest)
    place = rest * 12
    if place.denominator == 1:
        return read(SINES[int(place)])
    return _itself("sin", (multiplied(_PI, rest),))


def cos(x: Value) -> Value:
    """The sine of pi/2 - x for a fraction of pi; others of a positive number stand for themselves."""
    turns = _turns(x)
    if turns is None:
        return _itself("cos", (-x,)) if not isinstance(x, Closed) and x < 0 else _itself("cos", (x,))
    return sin(multiplied(_PI, HALF - turns))


def tan(x: Value) -> Value:
    """The quotient of both; of what is no fraction of pi the function itself."""
    return kernel("divide")(sin(x), cos(x)) if _turns(x) is not None else _itself("tan", (x,))


def _inverse_of(name: str, known: tuple[str, ...]) -> Callable[[Value], Value]:
    """An odd function that gives k*pi/12 at the k-th of some numbers, and elsewhere stands for itself."""

    def backward(x: Value) -> Value:
        if sign(x) < 0:
            return -backward(-x)
        for k, written in enumerate(known):
            if _same(x, read(written)):
                return multiplied(_PI, Fraction(k, 12))
        return _itself(name, (x,))

    return backward


def _same(one: Value, other: Value) -> bool:
    """Whether two numbers are the same sum."""
    return dict(terms_of(one)) == dict(terms_of(other))


def acos(x: Value) -> Value:
    """pi/2 less the arc sine, where that is known."""
    found = KERNELS["asin"](x)
    if isinstance(found, Closed) and _turns(found) is None:
        return _itself("acos", (x,))
    return found if isinstance(found, float) else summed(multiplied(_PI, HALF), -found)


def atan2(y: Value, x: Value) -> Value:
    """The angle of a point: the arc tangent of y/x, on the left half turned by pi."""
    if sign(x) == 0:
        return multiplied(_PI, HALF * sign(y))
    angle = KERNELS["atan"](multiplied(y, inverse(x)))
    return angle if sign(x) > 0 else summed(angle, _PI if sign(y) >= 0 else -_PI)


def whole_below(x: Value) -> Value:
    """The largest whole number that is not larger."""
    near = floor(to_double_of(x))
    return next(Fraction(n) for n in (near + 1, near, near - 1) if sign(summed(x, Fraction(-n))) >= 0)


def gamma(x: Value) -> Value:
    """Of halves a fraction times sqrt(pi), by gamma(x + 1) = x*gamma(x); of others the function itself."""
    if isinstance(x, Closed) or x.denominator != 2 or abs(x) > HIGHEST_POWER:
        return _itself("gamma", (x,))
    factor, place = Fraction(1), HALF
    while place < x:
        factor, place = factor * place, place + 1
    while place > x:
        place -= 1
        factor /= place
    return multiplied(factor, power(_PI, HALF))


_PI = Closed({((PI, Fraction(1)),): Fraction(1)})
COMPARING = frozenset(
    "add subtract multiply divide negative abs sign step min max clamp relu6 where less less_equal greater "  # noqa: SIM905
    "greater_equal equal not_equal logical_and logical_or logical_not count_equal".split()
)


def density_of_gamma(m: Value, n: Value, a: Value, x: Value) -> Value:
    """The density times a sum of fractions, where no derivative in its parameter is asked for."""
    return _multiple("gamma_density", (a, x), m == 0, lambda: sum(terms_in_x(int(n), a, x)))


def density_of_beta(k: Value, m: Value, n: Value, a: Value, b: Value, x: Value) -> Value:
    """The density times a sum of fractions, where no derivative in its parameters is asked for."""
    return _multiple("beta_density", (a, b, x), k == m == 0, lambda: sum(terms_between(int(n), a, b, x)))


def _multiple(density: str, operands: tuple[Value, ...], known: bool, factor: Callable[[], Any]) -> Value:
    if not known or not all(isinstance(one, Fraction) for one in operands):
        return rational.IRRATIONAL
    return kernel("multiply")(kernel(density)(*operands), factor())


KERNELS: dict[str, Callable[..., Value]] = {
    "pi": lambda: _PI,
    "e": lambda: Closed({((E, Fraction(1)),): Fraction(1)}),
    "power": power,
    "power_constant": power,
    "sqrt": lambda x: power(x, HALF),
    "cbrt": lambda x: power(x, Fraction(1, 3)) if sign(x) >= 0 else -power(-x, Fraction(1, 3)),
    "exp": exp,
    "log": log,
    "log2": lambda x: kernel("divide")(log(x), log(Fraction(2))),
    "log10": lambda x: kernel("divide")(log(x), log(Fraction(10))),
    "xlogy": lambda x, y: multiplied(x, log(y)) if sign(y) > 0 else rational.IRRATIONAL,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "asin": _inverse_of("asin", SINES),
    "acos": acos,
    "atan": _inverse_of("atan", TANGENTS),
    "gamma": gamma,
    "gamma_density_ax": density_of_gamma,
    "beta_density_abx": density_of_beta,
    "atan2": atan2,
    "floor": whole_below,
    "ceil": lambda x: -whole_below(-x),
}
