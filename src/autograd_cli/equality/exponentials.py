"""Exponentials, logarithms, powers and roots in a ring of quotients.

Takes: a ring and quotients in it. Returns: quotients. `exp(t/n)` is a generator for each part `t` of an exponent, with
the least common denominator `n` met so far; so are `log(abs(f))` and `abs(f)^(1/n)` of each factor `f`. So the laws of
exponents and logarithms are those of polynomials, and hold for real numbers only where they do: `log(x^2)` is
`2*log(abs(x))`, and `sqrt(x^2)` is `abs(x)`.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, lcm

from flint import fmpz

from autograd_cli.equality.ring import Generator, Polynomial, Quotient, Ring, TooHardError, fraction
from autograd_cli.equality.signs import (
    is_nonnegative,
    is_nonzero,
    is_positive,
    learn_nonzero,
    learn_sign,
    parts,
    sign,
    sign_of,
)

# A number of more digits is not taken apart into its prime factors.
LARGEST_FACTORED = 10**18
# An exponent of more than this is part of what it belongs to.
MOST_MULTIPLE = 200
# A power that has more terms, multiplied out, is left as it is.
MOST_POWER_TERMS = 1000
# A system of more equations is not solved.
MOST_EQUATIONS = 300


def exponential(ring: Ring, u: Quotient) -> Quotient:
    """exp(u): a product with a factor for each term, or for each exponent that is there and that u is made of."""
    result = ring.one
    for piece, times in ring.terms(u) if u.bottom.is_constant() else [(u, Fraction(1))]:
        for term, coefficient in _known_exponents(ring, piece):
            place = ring.single(term)
            if place is not None and ring.generators[place].kind == "log":
                factor = absolute_power(ring, ring.generators[place].of[0], times * coefficient)
            else:
                factor = _of_exponent(ring, "exp", (), term, times * coefficient)
            result = ring.multiply(result, factor)
    return result


def _known_exponents(ring: Ring, piece: Quotient) -> list[tuple[Quotient, Fraction]]:
    """What a part of an exponent is made of: exponents that are there, so that these stay independent, or itself."""
    known = [kind.of[1] for _, kind in _live(ring, "exp")]
    # Monomials are independent of each other.
    if piece.bottom.is_constant() and all(one.bottom.is_constant() for one in known):
        return [(piece, Fraction(1))]
    known += [ring.quotient(ring.variables[place]) for place, _ in _live(ring, "log")]
    return combination(ring, known, piece) or [(piece, Fraction(1))]


def combination(ring: Ring, known: Sequence[Quotient], u: Quotient) -> list[tuple[Quotient, Fraction]] | None:
    """Rational multiples of known quotients that add up to another one, None where there are none."""
    bottom = u.bottom
    for one in known:
        rest = one.bottom / one.bottom.gcd(bottom)
        bottom = ring.times(bottom, rest)
    tops = [ring.normal(ring.times(one.top, bottom / one.bottom)).to_dict() for one in (*known, u)]
    rows = [[fraction(top.get(place, 0)) for top in tops] for place in {place for top in tops for place in top}]
    if len(rows) > MOST_EQUATIONS:
        raise TooHardError
    pivots: list[int] = []
    for column in range(len(known)):
        row = next((row for row in rows[len(pivots) :] if row[column]), None)
        if row is None:
            continue
        rows.remove(row)
        row = [value / row[column] for value in row]
        rows = [_without(other, row, column) for other in rows]
        rows.insert(len(pivots), row)
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    return [(known[column], row[-1]) for column, row in zip(pivots, rows, strict=False) if row[-1]]


def _without(row: list[Fraction], other: list[Fraction], column: int) -> list[Fraction]:
    """A row from which another one, whose entry in a column is 1, is taken as often as the column is 0 then."""
    times = row[column]
    return [a - times * b for a, b in zip(row, other, strict=True)] if times else row


def logarithm(ring: Ring, v: Quotient) -> Quotient:
    """log(v), which is defined where v > 0."""
    learn_sign(ring, v, strict=True)
    return log_of_size(ring, v)


def log_of_size(ring: Ring, v: Quotient) -> Quotient:
    """log(abs(v)): a sum with a term for each factor."""
    number, found = parts(ring, v)
    total = ring.zero
    for factor, exponent in [*_primes(ring, abs(number)), *found]:
        term = ring.multiply(ring.constant(Fraction(exponent)), _log_of_factor(ring, factor))
        total = ring.add(total, term)
    return total


def power(ring: Ring, x: Quotient, y: Quotient) -> Quotient:
    """x^y."""
    exponent = ring.value(y)
    if exponent is not None:
        return _constant_power(ring, x, exponent)
    base = ring.value(x)
    if _is_above_0(ring, x) or (base is not None and base > 0):
        return exponential(ring, ring.multiply(y, log_of_size(ring, x)))
    # Of a base below 0 whole powers are defined: those of x^t are as those of exp(t*log(x)) for the complex logarithm.
    whole = ring.zero
    rest = ring.zero
    result = ring.one
    for term, coefficient in ring.terms(y):
        if ring.value(term) is not None and coefficient.denominator == 1:
            whole = ring.constant(coefficient)
        else:
            rest = ring.add(rest, ring.multiply(term, ring.constant(coefficient)))
    if any(ring.value(term) is not None for term, _ in ring.terms(rest)):
        return _opaque_power(ring, x, y)
    for term, coefficient in ring.terms(rest):
        result = ring.multiply(result, _of_exponent(ring, "power", (x,), term, coefficient))
    return ring.multiply(result, ring.power(x, int(ring.value(whole) or 0)))


def root(ring: Ring, v: Quotient, degree: int) -> Quotient:
    """The real root, which is defined where v >= 0."""
    return _constant_power(ring, v, Fraction(1, degree))


def odd_root(ring: Ring, v: Quotient, degree: int) -> Quotient:
    """The real root of an odd degree, which has the sign of v."""
    if v.top.is_zero():
        return v
    number, found = parts(ring, v)
    result = ring.quotient(sign_of(ring, v))
    for factor, exponent in [*_primes(ring, abs(number)), *found]:
        result = ring.multiply(result, absolute_power(ring, factor, Fraction(exponent, degree)))
    return result


def absolute_power(ring: Ring, factor: Polynomial, exponent: Fraction) -> Quotient:
    """abs(f)^exponent of a factor, or of a number."""
    place = ring.variable(factor)
    if place is not None:
        kind = ring.generators[place]
        if kind.kind == "exp":
            _, term, least = kind.of
            return _of_exponent(ring, "exp", (), term, exponent / least)
        if kind.kind == "root":
            return absolute_power(ring, kind.of[0], exponent / kind.of[1])
        if kind.kind == "sign":
            return ring.one
    if exponent.denominator == 1:
        whole = int(exponent)
        size = ring.power(ring.quotient(factor), whole)
        return ring.multiply(size, ring.quotient(sign(ring, factor))) if whole % 2 else size
    return _root_of_factor(ring, factor, exponent)


def _constant_power(ring: Ring, v: Quotient, exponent: Fraction) -> Quotient:
    """v^exponent; where the exponent is not whole it is defined where v >= 0."""
    if exponent.denominator == 1:
        if exponent < 0:
            learn_nonzero(ring, v)
        size, count = abs(int(exponent)), max(len(v.top), len(v.bottom))
        if count > 1 and comb(size + count - 1, count - 1) > MOST_POWER_TERMS:
            return _opaque_power(ring, v, ring.constant(exponent))
        return ring.power(v, int(exponent))
    if v.top.is_zero():
        return v
    learn_sign(ring, v, strict=exponent < 0)
    number, found = parts(ring, v)
    result = ring.one
    if sign_of(ring, v) == ring.one.top:
        for factor, power in [*_primes(ring, abs(number)), *found]:
            result = ring.multiply(result, absolute_power(ring, factor, exponent * power))
        return result
    # Not the sign of any one factor is known, but that of all together.
    for factor, power in _primes(ring, abs(number)):
        result = ring.multiply(result, absolute_power(ring, factor, exponent * power))
    whole = ring.quotient(ring.times(v.top, v.bottom)).top / ring.number(abs(number))
    if not is_nonnegative(ring, whole):
        ring.nonnegative.append(whole)
    result = ring.multiply(result, _root_of_factor(ring, whole, exponent))
    divisor = ring.one
    for factor, power in parts(ring, Quotient(v.bottom, ring.one.bottom))[1]:
        divisor = ring.multiply(divisor, absolute_power(ring, factor, 2 * exponent * power))
    return ring.divide(result, divisor)


def _root_of_factor(ring: Ring, factor: Polynomial, exponent: Fraction) -> Quotient:
    """abs(f)^exponent by the generator abs(f)^(1/n)."""
    place = _entry(ring, "root", factor)
    if place is None:
        place = ring.generator("root", factor, exponent.denominator)
        ring.powers[place] = (exponent.denominator, ring.normal(ring.times(sign(ring, factor), factor)))
    least = ring.generators[place].of[1]
    if (exponent * least).denominator > 1:
        finer = lcm(least, exponent.denominator)
        fine = ring.generator("root", factor, finer)
        ring.powers[fine] = (finer, ring.normal(ring.times(sign(ring, factor), factor)))
        ring.replaced[place] = ring.raised(ring.variables[fine], finer // least)
        place, least = fine, finer
    return ring.power(ring.quotient(ring.variables[place]), int(exponent * least))


def _of_exponent(ring: Ring, kind: str, base: tuple[Quotient, ...], term: Quotient, coefficient: Fraction) -> Quotient:
    """exp(coefficient*term), or a power of that exponent, by a generator for a part of the term."""
    place = next((i for i, one in _live(ring, kind) if _is_multiple(ring, one, (*base, term), coefficient, kind)), None)
    if place is None:
        long = coefficient.denominator > MOST_MULTIPLE or abs(coefficient) > MOST_MULTIPLE
        least = 1 / coefficient if long else Fraction(coefficient.denominator)
        place = ring.generator(kind, *(base or (None,)), term, least)
    times = coefficient * ring.generators[place].of[-1]
    if times.denominator > 1:
        finer = times.denominator * ring.generators[place].of[-1]
        fine = ring.generator(kind, *(base or (None,)), term, finer)
        ring.replaced[place] = ring.raised(ring.variables[fine], times.denominator)
        place, times = fine, coefficient * finer
    return ring.power(ring.quotient(ring.variables[place]), int(times))


def _live(ring: Ring, kind: str) -> list[tuple[int, Generator]]:
    """The generators of a kind that are not replaced by others."""
    return [(i, one) for i, one in enumerate(ring.generators) if one.kind == kind and i not in ring.replaced]


def _is_multiple(ring: Ring, known: Generator, given: tuple[Quotient, ...], coefficient: Fraction, kind: str) -> bool:
    """Whether a power of a known generator, or of a root of it, is that of a term and a coefficient."""
    *terms, least = known.of
    times = coefficient * least
    if times.denominator > MOST_MULTIPLE or abs(times) > MOST_MULTIPLE**2:
        return False
    return all(ring.same(a, b) for a, b in zip(terms[1:] if kind == "exp" else terms, given, strict=True))


def _opaque_power(ring: Ring, x: Quotient, y: Quotient) -> Quotient:
    return _of_exponent(ring, "power", (x,), y, Fraction(1))


def _entry(ring: Ring, kind: str, factor: Polynomial) -> int | None:
    """The generator of a kind for a factor."""
    for place, known in enumerate(ring.generators):
        if known.kind == kind and place not in ring.replaced and ring.normal(known.of[0] - factor).is_zero():
            return place
    return None


def _log_of_factor(ring: Ring, factor: Polynomial) -> Quotient:
    """log(abs(f))."""
    place = ring.variable(factor)
    if place is not None:
        kind = ring.generators[place]
        if kind.kind == "exp":
            return ring.multiply(kind.of[1], ring.constant(1 / kind.of[2]))
        if kind.kind == "root":
            return ring.multiply(log_of_size(ring, ring.quotient(kind.of[0])), ring.constant(Fraction(1, kind.of[1])))
        if kind.kind == "sign":
            return ring.zero
    place = _entry(ring, "log", factor)
    return ring.quotient(ring.variables[ring.generator("log", factor) if place is None else place])


def _primes(ring: Ring, number: Fraction) -> list[tuple[Polynomial, int]]:
    """A number above 0 as powers of primes; of a long one its numerator and denominator alone."""
    found = []
    for part, direction in ((number.numerator, 1), (number.denominator, -1)):
        if part > LARGEST_FACTORED:
            found.append((ring.number(Fraction(part)), direction))
        elif part > 1:
            found += [(ring.number(Fraction(int(p))), direction * int(e)) for p, e in fmpz(part).factor()]
    return found


def _is_above_0(ring: Ring, x: Quotient) -> bool:
    """Whether a quotient is known to be above 0, and not only not below."""
    if x.top.is_zero():
        return False
    if is_positive(ring, x.top) and is_positive(ring, x.bottom):
        return True
    return all(is_nonzero(ring, factor) for factor, _ in parts(ring, x)[1]) and sign_of(ring, x) == ring.one.top
