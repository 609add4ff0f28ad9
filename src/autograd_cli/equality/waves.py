"""Sine and cosine in a ring of quotients.

Takes: a ring and an angle. Returns: its sine and cosine. For each part of a sum of angles there is a cosine and a sine,
with `sin^2 = 1 - cos^2`; sums and multiples are taken apart by the addition theorems, and multiples of pi/6 and pi/4
are known.

*Source*: DLMF 4.21.
"""

from fractions import Fraction
from math import lcm

from autograd_cli.equality.exponentials import root
from autograd_cli.equality.ring import Polynomial, Quotient, Ring

# Beyond so many times a part of an angle, the multiple is a part of its own.
MOST_MULTIPLE = 12
# A sum of more angles is one angle.
MOST_ANGLES = 4
Pair = tuple[Quotient, Quotient]


def sine_and_cosine(ring: Ring, angle: Quotient) -> Pair:
    """The sine and the cosine of an angle."""
    total = ring.zero, ring.one
    terms = ring.terms(angle)
    if len(terms) > MOST_ANGLES:
        coefficient = terms[0][1]
        terms = [(ring.multiply(angle, ring.constant(1 / coefficient)), coefficient)]
    for term, coefficient in terms:
        total = _sum(ring, total, _of_term(ring, term, coefficient))
    return total


def _of_term(ring: Ring, term: Quotient, coefficient: Fraction) -> Pair:
    place = ring.single(term)
    kind = None if place is None else ring.generators[place]
    if kind is not None and kind.kind == "pi":
        known = _of_pi(ring, coefficient % 2)
        if known is not None:
            return known
    if (
        kind is not None
        and kind.kind in INVERSES
        and coefficient.denominator == 1
        and abs(coefficient) <= MOST_MULTIPLE
    ):
        return _multiple(ring, INVERSES[kind.kind](ring, kind.of[0]), int(coefficient))
    least, sine, cosine = _generators(ring, term, coefficient)
    times = int(coefficient * least)
    if abs(times) > MOST_MULTIPLE:
        _, sine, cosine = _generators(ring, ring.multiply(term, ring.constant(coefficient)), Fraction(1))
        times = 1
    return _multiple(ring, (ring.quotient(sine), ring.quotient(cosine)), times)


def _generators(ring: Ring, term: Quotient, coefficient: Fraction) -> tuple[int, Polynomial, Polynomial]:
    """The sine and the cosine of a part of an angle, and which part it is."""
    place = None
    for i, known in enumerate(ring.generators):
        if known.kind == "sin" and i not in ring.replaced and ring.same(known.of[1], term):
            place = i
    least = 1 if place is None else ring.generators[place].of[2]
    finer = lcm(least, coefficient.denominator)
    if finer > MOST_MULTIPLE and finer > least:
        finer = least
        if (coefficient * least).denominator > 1:
            return _generators(ring, ring.multiply(term, ring.constant(coefficient)), Fraction(1))
    if place is None or finer > least:
        cosine = ring.generator("cos", term, finer)
        sine = ring.generator("sin", cosine, term, finer)
        pair = ring.variables[sine], ring.variables[cosine]
        ring.powers[sine] = (2, 1 - pair[1] * pair[1])
        if place is not None:
            old = _multiple(ring, (ring.quotient(pair[0]), ring.quotient(pair[1])), finer // least)
            ring.replaced[place], ring.replaced[ring.generators[place].of[0]] = old[0].top, old[1].top
        place, least = sine, finer
    return least, ring.variables[place], ring.variables[ring.generators[place].of[0]]


def _multiple(ring: Ring, pair: Pair, times: int) -> Pair:
    result = ring.zero, ring.one
    for _ in range(abs(times)):
        result = _sum(ring, result, pair)
    return (ring.negative(result[0]), result[1]) if times < 0 else result


def _sum(ring: Ring, a: Pair, b: Pair) -> Pair:
    """The sine and cosine of the sum of two angles."""
    sine = ring.add(ring.multiply(a[0], b[1]), ring.multiply(a[1], b[0]))
    return sine, ring.subtract(ring.multiply(a[1], b[1]), ring.multiply(a[0], b[0]))


def _of_pi(ring: Ring, times: Fraction) -> Pair | None:
    """Those of a multiple of pi, None where they are no square roots of fractions."""
    quarter, rest = divmod(times, Fraction(1, 2))
    first = {
        Fraction(0): (Fraction(0), Fraction(1)),
        Fraction(1, 6): (Fraction(1, 4), Fraction(3, 4)),
        Fraction(1, 4): (Fraction(1, 2), Fraction(1, 2)),
        Fraction(1, 3): (Fraction(3, 4), Fraction(1, 4)),
    }.get(rest)
    if first is None:
        return None
    sine, cosine = (root(ring, ring.constant(square), 2) for square in first)
    turned = [
        (sine, cosine),
        (cosine, ring.negative(sine)),
        (ring.negative(sine), ring.negative(cosine)),
        (ring.negative(cosine), sine),
    ]
    return turned[int(quarter)]


def _of_inverse_sine(ring: Ring, x: Quotient) -> Pair:
    return x, root(ring, ring.subtract(ring.one, ring.multiply(x, x)), 2)


def _of_inverse_tangent(ring: Ring, x: Quotient) -> Pair:
    cosine = ring.divide(ring.one, root(ring, ring.add(ring.one, ring.multiply(x, x)), 2))
    return ring.multiply(x, cosine), cosine


# Functions whose values are angles with a known sine and cosine.
INVERSES = {"asin": _of_inverse_sine, "atan": _of_inverse_tangent}
