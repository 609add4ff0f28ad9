"""Quotients of polynomials whose variables stand for numbers that are not rational, and the relations between these.

Takes: generators, each with what it stands for, and relations such as `r^2 = x`. Returns: quotients in a normal form;
of two that have the same one it is proved that they are equal wherever both are defined. The converse does not hold:
two normal forms may differ and yet be equal. It knows no function; `functions.py` says what becomes a generator.

*Source*: Geddes, Czapor & Labahn 1992, chapters 3 and 9.
"""

from fractions import Fraction
from time import thread_time
from typing import Any, NamedTuple

from flint import Ordering, fmpq, fmpq_mpoly_ctx

# A polynomial of python-flint; typed loosely, since its stubs do not say what the operators give.
Polynomial = Any
# Products of so many terms, exponents so large and polynomials so long are not worth the time they take.
MOST_PRODUCTS, MOST_EXPONENT, MOST_TERMS = 60_000, 400, 2_000
# Greatest common divisors and factors are looked for in polynomials of so many terms, variables, and of such a degree.
MOST_GCD_TERMS, MOST_FACTOR_TERMS, MOST_VARIABLES, MOST_DEGREE = 400, 80, 9, 30
# How many times relations are applied one after the other before it is given up.
MOST_ROUNDS = 60


class TooHardError(Exception):
    """The normal form would take too long, or there is none."""


class NowhereError(Exception):
    """A divisor is 0 at every point."""


class ImpossibleError(Exception):
    """There is no such point."""


class Quotient(NamedTuple):
    """A polynomial over another one that is not 0."""

    top: Polynomial
    bottom: Polynomial


class Generator(NamedTuple):
    """What a variable of the polynomials stands for: a kind of number, and what it is made of."""

    kind: str
    of: tuple[Any, ...] = ()


class Ring:
    """The generators made so far, and their relations. All that is computed with it belongs to it alone."""

    def __init__(self, size: int, seconds: float) -> None:
        self.context = fmpq_mpoly_ctx.get([f"g{i}" for i in range(size)], Ordering.lex)
        self.variables = self.context.gens()
        self.generators: list[Generator] = []
        # A generator that is another polynomial, and powers that are: `g^k` is the polynomial beside it.
        self.replaced: dict[int, Polynomial] = {}
        self.powers: dict[int, tuple[int, Polynomial]] = {}
        # What is known wherever both functions are defined: factors other than 0, polynomials not below 0.
        self.nonzero: list[Polynomial] = []
        self.nonnegative: list[Polynomial] = []
        # The ranges of inputs, where they have one.
        self.ranges: dict[int, tuple[Fraction, Fraction]] = {}
        # What a function asks of a point, by the kind of the condition and what it is about.
        self.conditions: list[tuple[str, tuple[Quotient, ...]]] = []
        self.zero, self.one = self.constant(Fraction(0)), self.constant(Fraction(1))
        self.end = thread_time() + seconds

    def constant(self, value: Fraction) -> Quotient:
        """A rational number."""
        return Quotient(self.number(value), self.number(Fraction(1)))

    def number(self, value: Fraction) -> Polynomial:
        """A rational number as a polynomial."""
        return self.context.constant(fmpq(value.numerator, value.denominator))

    def generator(self, kind: str, *of: Any) -> int:
        """A new generator."""
        if len(self.generators) == len(self.variables):
            raise TooHardError
        self.generators.append(Generator(kind, of))
        return len(self.generators) - 1

    def quotient(self, top: Polynomial, bottom: Polynomial | None = None) -> Quotient:
        """The normal form of a quotient. Raises: `NowhereError` where the divisor is 0."""
        top = self.normal(top)
        if bottom is None:
            return Quotient(top, self.one.bottom)
        bottom = self.normal(bottom)
        if bottom.is_zero():
            raise NowhereError
        if top.is_zero():
            return self.zero
        if not bottom.is_constant() and max(len(top), len(bottom)) <= MOST_GCD_TERMS:
            common = top.gcd(bottom)
            if not common.is_constant():
                top, bottom = top / common, bottom / common
        leading = bottom.leading_coefficient()
        return Quotient(top / leading, bottom / leading) if leading != 1 else Quotient(top, bottom)

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        if a.bottom == b.bottom:
            return self.quotient(a.top + b.top, a.bottom)
        return self.quotient(self.times(a.top, b.bottom) + self.times(b.top, a.bottom), self.times(a.bottom, b.bottom))

    def subtract(self, a: Quotient, b: Quotient) -> Quotient:
        return self.add(a, self.negative(b))

    def negative(self, a: Quotient) -> Quotient:
        return Quotient(-a.top, a.bottom)

    def multiply(self, a: Quotient, b: Quotient) -> Quotient:
        return self.quotient(self.times(a.top, b.top), self.times(a.bottom, b.bottom))

    def divide(self, a: Quotient, b: Quotient) -> Quotient:
        """Raises: `NowhereError`."""
        return self.quotient(self.times(a.top, b.bottom), self.times(a.bottom, b.top))

    def power(self, a: Quotient, exponent: int) -> Quotient:
        """A whole power. Raises: `NowhereError`."""
        if exponent < 0:
            a, exponent = self.divide(self.one, a), -exponent
        return self.quotient(self.raised(a.top, exponent), self.raised(a.bottom, exponent))

    def times(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """A product, within the limits."""
        if thread_time() > self.end or len(a) * len(b) > MOST_PRODUCTS:
            raise TooHardError
        return a * b

    def raised(self, a: Polynomial, exponent: int) -> Polynomial:
        """A power, within the limits."""
        if exponent > (MOST_EXPONENT if len(a) > 1 else MOST_EXPONENT**2):
            raise TooHardError
        result = self.one.top
        for bit in bin(exponent)[2:] if exponent else "":
            result = self.times(result, result)
            if bit == "1":
                result = self.times(result, a)
            if len(result) > MOST_TERMS:
                raise TooHardError
        return result

    def normal(self, a: Polynomial) -> Polynomial:
        """The polynomial with all relations applied."""
        for _ in range(MOST_ROUNDS):
            if thread_time() > self.end or len(a) > MOST_TERMS:
                raise TooHardError
            changed = False
            for place, other in list(self.replaced.items()):
                if a.degrees()[place] > 0:
                    a, changed = self._applied(a, place, 1, other), True
            for place in sorted(self.powers, reverse=True):
                power, other = self.powers[place]
                if a.degrees()[place] >= power:
                    a, changed = self._applied(a, place, power, other), True
            if not changed:
                return a
        raise TooHardError

    def _applied(self, a: Polynomial, place: int, power: int, other: Polynomial) -> Polynomial:
        """The polynomial with a power of a generator replaced as often as it is there."""
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in a.to_dict().items():
            times, rest = divmod(exponents[place], power)
            left = (*exponents[:place], rest, *exponents[place + 1 :])
            parts.setdefault(times, {})[left] = coefficient
        total = self.zero.top
        for times, terms in parts.items():
            total += self.times(self.context.from_dict(terms), self.raised(other, times))
        return total

    def same(self, a: Quotient, b: Quotient) -> bool:
        """Whether two quotients are proved equal."""
        if a == b:
            return True
        return bool(self.normal(self.times(a.top, b.bottom) - self.times(b.top, a.bottom)).is_zero())

    def value(self, a: Quotient) -> Fraction | None:
        """The rational number that a quotient is, None where it is another one."""
        if not (a.top.is_constant() and a.bottom.is_constant()):
            return None
        if a.top.is_zero():
            return Fraction(0)
        return fraction(a.top.leading_coefficient() / a.bottom.leading_coefficient())

    def terms(self, a: Quotient) -> list[tuple[Quotient, Fraction]]:
        """The quotient as a sum of parts with rational coefficients."""
        return [
            (self.quotient(self.context.from_dict({exponents: 1}), a.bottom), fraction(coefficient))
            for exponents, coefficient in a.top.to_dict().items()
        ]

    def single(self, a: Quotient) -> int | None:
        """The generator that a quotient is, None where it is another number."""
        return self.variable(a.top) if a.bottom.is_one() else None

    def variable(self, a: Polynomial) -> int | None:
        """The generator that a polynomial is."""
        if len(a) != 1 or a.leading_coefficient() != 1 or a.total_degree() != 1:
            return None
        return list(a.degrees()).index(1)

    def factors(self, a: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        """A polynomial that is not 0 as a number and powers of factors; a long one is a factor of its own."""
        if a.is_constant():
            return fraction(a.leading_coefficient()), []
        if len(a) == 1:
            coefficient = a.leading_coefficient()
            powers = [(self.variables[i], int(e)) for i, e in enumerate(a.degrees()) if e]
            return fraction(coefficient), powers
        degrees = a.degrees()
        short = len(a) <= MOST_FACTOR_TERMS and a.total_degree() <= MOST_DEGREE
        if not short or sum(map(bool, degrees)) > MOST_VARIABLES:
            leading = a.leading_coefficient()
            return fraction(leading), [(a / leading, 1)]
        content, found = a.factor()
        number = fraction(content)
        parts = []
        for factor, exponent in found:
            # Which constant a factor has is a matter of convention: the leading coefficient is made 1.
            leading = factor.leading_coefficient()
            number *= fraction(leading) ** int(exponent)
            parts.append((factor / leading, int(exponent)))
        return number, parts


def fraction(number: Any) -> Fraction:
    """A rational number of python-flint."""
    number = fmpq(number)
    return Fraction(int(number.p), int(number.q))
