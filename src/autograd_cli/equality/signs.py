"""Signs: the sign of a factor is a generator `s` with `s^2 = 1` and `abs(f) = s*f`, until it is known.

Takes: a ring and quotients in it. Returns: factors, signs and absolute values; and what is learnt of signs where a
function is defined. At a zero of a factor its sign may be taken as either, so that a statement `v >= 0` says the sign
of a factor only where no other factor of `v` can be 0.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import arb, ctx

from autograd_cli.equality.ring import Polynomial, Quotient, Ring, fraction

# Generators that are never below 0, and those that are never 0 either.
NONNEGATIVE = frozenset({"root", "above", "below"})
POSITIVE = frozenset({"exp", "pi"})
# Numbers that no input is in are enclosed with so many bits.
BITS = 192
FUNCTIONS: Mapping[str, Callable[[arb], arb]] = {
    "exp": arb.exp,
    "cos": arb.cos,
    "sin": arb.sin,
    "asin": arb.asin,
    "atan": arb.atan,
    "erf": arb.erf,
    "gamma": arb.gamma,
}


def factors(ring: Ring, a: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
    """The factors of a polynomial that is not 0; `1 - cos(t)^2` is the square of the sine beside it."""
    number, found = ring.factors(a)
    for sine, kind in enumerate(ring.generators):
        if kind.kind != "sin" or len(found) < 2:
            continue
        cosine = ring.variables[kind.of[0]]
        powers = {i: e for i, (f, e) in enumerate(found) if f in (cosine - 1, cosine + 1)}
        if len(powers) == 2 and len(set(powers.values())) == 1:
            (exponent, _) = powers.values()
            number *= (-1) ** exponent
            found = [one for i, one in enumerate(found) if i not in powers]
            found.append((ring.variables[sine], 2 * exponent))
    return number, found


def parts(ring: Ring, v: Quotient) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
    """The factors of a quotient other than 0, those of its divisor with exponents below 0."""
    number, above = factors(ring, v.top)
    divisor, below = factors(ring, v.bottom)
    return number / divisor, [*above, *((factor, -exponent) for factor, exponent in below)]


def sign(ring: Ring, factor: Polynomial) -> Polynomial:
    """The sign of a factor: a number where it is known, else a generator."""
    if is_nonnegative(ring, factor):
        return ring.one.top
    if is_nonnegative(ring, -factor):
        return -ring.one.top
    for place, kind in enumerate(ring.generators):
        if kind.kind == "sign" and ring.normal(kind.of[0] - factor).is_zero():
            return ring.normal(ring.variables[place])
    place = ring.generator("sign", factor)
    ring.powers[place] = (2, ring.one.top)
    return ring.variables[place]


def sign_of(ring: Ring, v: Quotient) -> Polynomial:
    """The sign of a quotient other than 0: the product of those of its factors."""
    number, found = parts(ring, v)
    product = ring.number(Fraction(1 if number > 0 else -1))
    for factor, exponent in found:
        if exponent % 2:
            product = ring.times(product, sign(ring, factor))
    return ring.normal(product)


def absolute(ring: Ring, v: Quotient) -> Quotient:
    """abs(v)."""
    if v.top.is_zero():
        return v
    return ring.quotient(ring.times(sign_of(ring, v), v.top), v.bottom)


def is_nonnegative(ring: Ring, a: Polynomial) -> bool:
    """Whether a polynomial is known not to be below 0."""
    if all(coefficient > 0 and _is_nonnegative_term(ring, exponents) for exponents, coefficient in a.terms()):
        return True
    lowest = _lowest(ring, a)
    if lowest is not None and lowest >= 0:
        return True
    return any(ring.normal(known - a).is_zero() for known in ring.nonnegative)


def is_positive(ring: Ring, a: Polynomial) -> bool:
    """Whether a polynomial is certainly above 0."""
    lowest = _lowest(ring, a)
    if lowest is not None and lowest > 0:
        return True
    terms = list(a.terms())
    if not all(coefficient > 0 and _is_nonnegative_term(ring, exponents) for exponents, coefficient in terms):
        return False
    return any(all(_is_above_0(ring, i) for i, e in enumerate(exponents) if e) for exponents, _ in terms)


def is_nonzero(ring: Ring, factor: Polynomial) -> bool:
    """Whether a factor is known not to be 0."""
    return (
        is_positive(ring, factor)
        or is_positive(ring, -factor)
        or any(ring.normal(known - factor).is_zero() for known in ring.nonzero)
    )


def learn_nonzero(ring: Ring, v: Quotient) -> None:
    """Takes note that a quotient is not 0 wherever both functions are defined, and that it is finite."""
    if v.top.is_zero():
        return
    for factor, _ in parts(ring, v)[1]:
        if not is_positive(ring, factor):
            ring.conditions.append(("nonzero", (ring.quotient(factor),)))
        if not is_nonzero(ring, factor):
            ring.nonzero.append(factor)


def learn_sign(ring: Ring, v: Quotient, strict: bool) -> None:
    """Takes note that a quotient is not below 0; where it is `strict`, that it is above."""
    if v.top.is_zero():
        return
    number, found = parts(ring, v)
    trivial = all(is_positive(ring, factor) or (exponent % 2 == 0 and not strict) for factor, exponent in found)
    if number < 0 or not trivial:
        ring.conditions.append(("above" if strict else "not below", (v,)))
    if strict:
        learn_nonzero(ring, v)
    if sum(not is_nonzero(ring, factor) for factor, _ in found) > 1:
        return
    odd = [factor for factor, exponent in found if exponent % 2]
    product = ring.number(Fraction(1 if number > 0 else -1))
    for factor in odd:
        product = ring.times(product, sign(ring, factor))
    product = ring.normal(product)
    if product.is_constant():  # known already, or true nowhere
        return
    place = max(i for i, e in enumerate(product.degrees()) if e)
    # s*rest = 1, and s is its own reciprocal
    ring.replaced[place] = ring.normal(ring.times(product, ring.variables[place]))


def hold_positive(ring: Ring, v: Quotient) -> None:
    """Takes note that a quotient is above 0, which is no condition on a point."""
    count = len(ring.conditions)
    learn_sign(ring, v, strict=True)
    del ring.conditions[count:]


def _is_nonnegative_term(ring: Ring, exponents: tuple[int, ...]) -> bool:
    return all(e % 2 == 0 or _kind(ring, i) in NONNEGATIVE | POSITIVE for i, e in enumerate(exponents) if e)


def _is_above_0(ring: Ring, place: int) -> bool:
    """Whether a generator is never 0 nor below."""
    kind = ring.generators[place]
    return kind.kind in POSITIVE or (kind.kind == "root" and is_positive(ring, kind.of[0]))


def _kind(ring: Ring, place: int) -> str:
    return ring.generators[place].kind


def _lowest(ring: Ring, a: Polynomial) -> Fraction | None:
    """A lower bound of a number, or of a polynomial in inputs that have ranges; None for any other one."""
    if all(_kind(ring, i) not in ("input", "sign", "above", "below") for i, e in enumerate(a.degrees()) if e):
        ctx.prec = BITS
        value = _enclosed(ring, a)
        return None if value is None or not value.is_finite() else _rational(value.lower())
    if not ring.ranges or any(e and i not in ring.ranges for i, e in enumerate(a.degrees())):
        return None
    total = Fraction(0)
    for exponents, coefficient in a.terms():
        number = fraction(coefficient)
        low = high = number
        for place, exponent in enumerate(exponents):
            if exponent:
                ends = [end ** int(exponent) for end in ring.ranges[place]]
                if exponent % 2 == 0 and ring.ranges[place][0] < 0 < ring.ranges[place][1]:
                    ends.append(Fraction(0))
                products = [x * y for x in (low, high) for y in ends]
                low, high = min(products), max(products)
        total += low
    return total


def _enclosed(ring: Ring, a: Polynomial) -> arb | None:
    """The number that a polynomial without inputs is, None where it is not known how to compute it."""
    total = arb(0)
    known: dict[int, arb] = {}
    for exponents, coefficient in a.terms():
        number = fraction(coefficient)
        term = arb(number.numerator) / number.denominator
        for place, exponent in enumerate(exponents):
            if not exponent:
                continue
            if place not in known:
                value = _enclosed_generator(ring, place)
                if value is None:
                    return None
                known[place] = value
            term *= known[place] ** int(exponent)
        total += term
    return total


def _enclosed_generator(ring: Ring, place: int) -> arb | None:
    """The number that a generator is, None where it depends on an input or is not known."""
    kind, of = ring.generators[place]
    if kind == "pi":
        return arb.pi()
    if kind in ("root", "log"):
        size = _enclosed(ring, of[0])
        if size is None:
            return None
        logarithm: arb = abs(size).log()
        return logarithm if kind == "log" else (logarithm / of[1]).exp()
    if kind in ("exp", "cos", "sin"):
        angle = _enclosed_quotient(ring, of[0] if kind == "cos" else of[1])
        if angle is None:
            return None
        least = Fraction(of[-1])
        return FUNCTIONS[kind](angle * least.denominator / least.numerator)
    if kind in FUNCTIONS:
        value = _enclosed_quotient(ring, of[0])
        return None if value is None else FUNCTIONS[kind](value)
    return None


def _enclosed_quotient(ring: Ring, a: Quotient) -> arb | None:
    top, bottom = _enclosed(ring, a.top), _enclosed(ring, a.bottom)
    return None if top is None or bottom is None else top / bottom


def _rational(exact: arb) -> Fraction:
    """An exact ball as a fraction."""
    mantissa, exponent = (int(part) for part in exact.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent
