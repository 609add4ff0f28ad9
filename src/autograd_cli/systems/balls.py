"""Kernels in rigorous balls: for every row of the table an enclosure of what it is on the operands' enclosures.

In: a precision in bits. Out: a number system. Where a function only rises or falls, its bounds are those at the bounds
of the operand; elsewhere the ball of python-flint stands, or the row's definition. Rounding is outward, and the
constants are enclosures too: `0.1` is one tenth and `pi` is pi, up to the precision.

python-flint has one precision for all, so each kernel and constant of a system sets its own before it computes. What is
done with enclosures outside of kernels has the precision of whatever was computed last; it is outward all the same.

*Source*: Johansson 2017, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic"; DLMF as in the
table.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import Any

from flint import arb, ctx, fmpz

from autograd_cli.errors import AutogradError
from autograd_cli.numerals import number_text
from autograd_cli.systems.decimals import bound_text, digits_text, has_digits
from autograd_cli.systems.definitions import definition_kernel
from autograd_cli.systems.enclosure import (
    INFINITE,
    NEGATIVE,
    NOUGHT,
    ONE,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    add,
    alike,
    at_most,
    below,
    clip,
    decimal,
    defined,
    divide,
    enclosing,
    flag,
    floor,
    floor_of,
    fraction,
    hull,
    integer,
    largest,
    magnitude,
    meet,
    middle_of,
    monotone,
    multiply,
    negative,
    point,
    round_of,
    select,
    smallest,
    square,
    subtract,
    truth,
    valley,
    whole_number,
)
from autograd_cli.systems.systems import FLOAT, NumberSystem

# Limits that a double holds without rounding.
EXACT_LIMITS = frozenset({-inf, -1.0, 0.0, 1.0, inf})
# How many digits of a number stand in a message.
SHORT = 7
# Precisions double from one trial to the next, so that few are in use at a time.
MOST_SYSTEMS = 32
# Beyond such a decimal exponent even reading a number takes too long.
LARGEST_EXPONENT = 10**9
# How high an order of a derivative is, and of sinc's where it comes by recurrence from all lower ones.
HIGHEST_ORDER, MOST_STEPS, HIGHEST_BESSEL_ORDER = 1_000_000, 10_000, 1_100
# From here on every double is even.
ALL_EVEN = 2**54
# How often the bits for a Bessel function are doubled.
MOST_DOUBLINGS = 6
# Where gamma, silu and gelu have their least value, from below and from above.
GAMMA_TURN = (arb(1.4616321449683622), arb(1.4616321449683624))
SILU_TURN = (arb(-1.2784645427610739), arb(-1.2784645427610737))
GELU_TURN = (arb(-0.7517915251252263), arb(-0.7517915251252261))
# A little before the first place where Y_0 has its greatest value; those of higher orders are further on.
BESSEL_TURN = arb(2.197)
# All values of sinc lie between these.
SINC_LEAST = arb(-0.2172336282112217)


def balls(bits: int) -> NumberSystem:
    """The system of enclosures with so many bits, whose precision is in force from here on."""
    ctx.prec = bits
    return _system(bits)


@lru_cache(maxsize=MOST_SYSTEMS)
def _system(bits: int) -> NumberSystem:
    """The same for each precision: to make its kernels takes as long as to evaluate a formula of a dozen operations."""
    kernels = _kernels()

    def precisely(function: Callable[..., Enclosure]) -> Callable[..., Enclosure]:
        def call(*operands: Any) -> Enclosure:
            if ctx.prec != bits:  # a comparison takes a fifth of the time
                ctx.prec = bits
            return function(*operands)

        return call

    def kernel(primitive: str) -> Kernel:
        own = kernels.get(primitive)
        if own is not None:
            return precisely(own)
        return _with_limits(definition_kernel(primitive, kernel, precisely(constant)), FLOAT.kernel(primitive))

    return NumberSystem(
        kernel=kernel,
        constant=precisely(constant),
        number=lambda value: value if isinstance(value, Enclosure) else point(float(value)),
        is_nan=lambda value: value is UNDEFINED,
        is_finite=lambda value: value is not UNDEFINED and value.is_bounded,
        text=text,
        composed=lambda primitive: primitive not in kernels,
    )


def _with_limits(function: Callable[..., Enclosure], ieee: Callable[..., float]) -> Callable[..., Enclosure]:
    """What a definition gives, and IEEE's answer at infinities where it has none although the whole has a limit."""

    def call(*operands: Enclosure) -> Enclosure:
        value = function(*operands)
        if value is UNDEFINED and all(one.is_point for one in operands) and not all(one.is_bounded for one in operands):
            limit = ieee(*map(float, operands))
            return point(limit) if limit in EXACT_LIMITS else UNDEFINED
        return value

    return call


def constant(text: str) -> Enclosure:
    """The enclosure of a decimal number's text, which is read as it stands.

    Raises: `AutogradError` with code `too-large`.
    """
    sign, digits, exponent = Decimal(text).as_tuple()
    assert isinstance(exponent, int)
    if abs(exponent) > LARGEST_EXPONENT:
        raise AutogradError("too-large", "exponent", text=text, most=LARGEST_EXPONENT)
    mantissa = int(Decimal((sign, digits, 0)))
    return decimal(mantissa, exponent)


def text(value: Enclosure) -> str:
    """A few digits of a number, or both bounds, rounded outward, where those are not enough."""
    if has_digits(value, SHORT):
        return number_text(digits_text(value, SHORT))
    lower, upper = (bound_text(bound, SHORT, up) for bound, up in ((value.lower, False), (value.upper, True)))
    return f"{number_text(lower)}..{number_text(upper)}"


# Exponential functions and logarithms


def _power_at(x: arb, y: arb) -> arb:
    """x^y for bounds x >= 0 and y, infinite ones included."""
    if y == 0 or x == 1:
        return UNIT
    if x == 0:
        return NOUGHT if y > 0 else POSITIVE
    if not x.is_finite() or not y.is_finite():
        grows = (x > 1) == (y > 0)
        return POSITIVE if grows else NOUGHT
    return x ** fmpz(whole_number(y)) if y.is_integer() and abs(y) < 2**62 else x**y


def power(x: Enclosure, y: Enclosure) -> Enclosure:
    """x^y over the x and y for which it is real."""
    whole = integer(y)
    if whole is not None:
        return _integer_power(x, whole)
    parts = []
    if x.upper >= 0:
        above = clip(x, 0, POSITIVE)
        corners = [enclosing(_power_at(a, b)) for a in (above.lower, above.upper) for b in (y.lower, y.upper)]
        parts.append(hull(*corners))
        if above.lower == 0 and y.lower <= 0 <= y.upper:
            parts += [ZERO, ONE] if y.upper > 0 else [ONE]
    if x.lower < 0:
        first, last = _ceiling_of(y.lower), floor_of(y.upper)
        if first <= last:  # for the whole exponents among them
            size = power(magnitude(clip(x, NEGATIVE, 0)), Enclosure(first, last))
            parts += [size, negative(size)] if size is not UNDEFINED else []
    return hull(*parts) if parts else UNDEFINED


def _lenient_power(x: Enclosure, y: Enclosure) -> Enclosure:
    """x^0 and 1^y are 1 whatever x and y are, as in IEEE 754."""
    if (y.is_point and y.lower == 0) or (x.is_point and x.lower == 1):
        return ONE
    return UNDEFINED if x is UNDEFINED or y is UNDEFINED else power(x, y)


def _integer_power(x: Enclosure, n: int) -> Enclosure:
    if n == 0:
        return ONE
    even = n % 2 == 0
    if n > 0:
        rising = monotone(lambda v: v ** fmpz(n), NOUGHT if even else NEGATIVE)
        return rising(magnitude(x) if even else x)
    if x.is_point and x.lower == 0:
        return INFINITE
    return divide(ONE, _integer_power(x, -n))


def xlogy(x: Enclosure, y: Enclosure) -> Enclosure:
    """x*log(y), and 0 where x is 0."""
    logarithm = LOG(y)
    if logarithm is UNDEFINED:
        return UNDEFINED
    if x.lower == 0 and x.upper == 0:
        return ZERO
    # 0 times an infinite bound is 0, as it is with every bound that is not reached.
    values = [_times(a, b) for a in (x.lower, x.upper) for b in (logarithm.lower, logarithm.upper)]
    return hull(*map(enclosing, values))


def _times(a: arb, b: arb) -> arb:
    return NOUGHT if a == 0 or b == 0 else a * b


def _log_add_exp(a: arb, b: arb) -> arb:
    greater, less = (a, b) if a > b else (b, a)
    if not greater.is_finite() or less == NEGATIVE:
        return greater
    return greater + (less - greater).exp().log1p()


def log_add_exp(x: Enclosure, y: Enclosure) -> Enclosure:
    """log(exp(x) + exp(y))."""
    return Enclosure(enclosing(_log_add_exp(x.lower, y.lower)).lower, enclosing(_log_add_exp(x.upper, y.upper)).upper)


def _sigmoid(x: arb) -> arb:
    return 1 / (1 + (-x).exp())


def _softplus(x: arb) -> arb:
    return (x if x > 0 else NOUGHT) + (-abs(x)).exp().log1p()


def _logit(x: arb) -> arb:
    return x.log() - (-x).log1p()


LOG = monotone(lambda x: x.log(), NOUGHT, at_start=NEGATIVE)
EXP = monotone(lambda x: x.exp(), at_start=NOUGHT)
EXPM1 = monotone(lambda x: x.expm1(), at_start=-UNIT)
SQRT = monotone(lambda x: x.sqrt(), NOUGHT)
SIGMOID = monotone(_sigmoid, at_start=NOUGHT, at_stop=UNIT)
SOFTPLUS = monotone(_softplus, at_start=NOUGHT)
SINH = monotone(lambda x: x.sinh())
TANH = monotone(lambda x: x.tanh(), at_start=-UNIT, at_stop=UNIT)
COSH = monotone(lambda x: x.cosh(), NOUGHT)
SECH = monotone(lambda x: x.sech(), NOUGHT, at_stop=NOUGHT, sign=-1)
ERFC = monotone(lambda x: x.erfc(), at_start=arb(2), at_stop=NOUGHT, sign=-1)
LOG_BASE_2 = monotone(lambda x: x.log_base(2), NOUGHT, at_start=NEGATIVE)
LOG_BASE_10 = monotone(lambda x: x.log_base(10), NOUGHT, at_start=NEGATIVE)


# Roots and lengths


def _cbrt(x: arb) -> arb:
    if x == 0:  # Arb has no enclosure of the root of an exact 0
        return NOUGHT
    return x.root(3) if x >= 0 else -(-x).root(3)


def direction(x: Enclosure, y: Enclosure) -> Enclosure:
    """x/hypot(x, y), and 0 at the origin; it rises with x, and comes nearer to 0 as y goes away from it."""
    across = magnitude(y)
    if x.is_point and y.is_point and not x.is_bounded and not y.is_bounded:
        return UNDEFINED

    def bound(a: arb, near: arb, far: arb) -> Enclosure:
        b = near if a > 0 else far
        if a == 0:
            return ZERO
        if not a.is_finite() or not b.is_finite():
            return fraction(Fraction(1 if a > 0 else -1)) if b.is_finite() else ZERO
        return enclosing(a / (a * a + b * b).sqrt())

    low = bound(x.lower, across.upper, across.lower)
    high = low if x.is_point and across.is_point else bound(x.upper, across.lower, across.upper)
    return Enclosure(low.lower, high.upper)


# Angles


def wave(function: Callable[[Any], Any], peak: Fraction) -> Kernel:
    """The kernel of sine or cosine: 1 at `peak` half turns and at every turn from there, -1 between."""

    def kernel(x: Enclosure) -> Enclosure:
        if not x.is_bounded:
            return UNDEFINED if x.is_point else Enclosure(-UNIT, UNIT)
        if x.is_point:
            return enclosing(function(x.lower))
        both = enclosing(function(x.ball))
        ends = hull(enclosing(function(x.lower)), enclosing(function(x.upper)))
        if _reaches(x, peak, 2):
            ends = hull(ends, ONE)
        if _reaches(x, peak + 1, 2):
            ends = hull(ends, negative(ONE))
        return clip(meet(both, ends), -1, 1)

    return kernel


def _reaches(x: Enclosure, place: Fraction, period: int) -> bool:
    """Whether an angle may be `place` half turns, up to a period in half turns."""
    half, start = arb.pi(), arb(place.numerator) / place.denominator
    first, last = ((bound / half - start) / period for bound in (x.lower, x.upper))
    return bool(_ceiling_of(first.lower()) <= floor_of(last.upper()))


def tan(x: Enclosure) -> Enclosure:
    """The tangent, which rises between its poles."""
    if not x.is_bounded:
        return UNDEFINED if x.is_point else Enclosure(NEGATIVE, POSITIVE)
    if not x.is_point and _reaches(x, Fraction(1, 2), 1):
        return Enclosure(NEGATIVE, POSITIVE)
    return monotone(lambda v: v.tan())(x)


def atan2(y: Enclosure, x: Enclosure) -> Enclosure:
    """The angle of the points (x, y)."""
    if x.is_bounded and y.is_bounded:
        return enclosing(arb.atan2(y.ball, x.ball))
    half = enclosing(arb.pi()).upper
    return Enclosure(NOUGHT if y.lower >= 0 else -half, NOUGHT if y.upper < 0 else half)


def sinc(x: Enclosure) -> Enclosure:
    """sin(x)/x, and 1 at 0."""
    if not x.is_bounded:
        return ZERO if x.is_point else Enclosure(SINC_LEAST, UNIT)
    return clip(enclosing(x.ball.sinc()), SINC_LEAST, 1)


def sinc_derivative(x: Enclosure, n: Enclosure) -> Enclosure:
    """The n-th derivative of sinc, which is never beyond 1/(n + 1)."""
    order = _order(n)
    if order is None:
        return UNDEFINED
    if order == 0:
        return sinc(x)
    if not x.is_bounded and x.is_point:
        return ZERO
    most = fraction(Fraction(1, order + 1))
    limits = Enclosure(-most.upper, most.upper)
    small = magnitude(x).upper <= order + 2
    if not x.is_bounded or order > HIGHEST_ORDER or (order > MOST_STEPS and not small):
        return limits
    ball = x.ball
    return meet(enclosing(_sinc_series(ball, order) if small else _sinc_recurrence(ball, order)), limits)


def _sinc_series(x: arb, n: int) -> arb:
    """The Taylor series: sum of (-1)^k x^(2k - n)/((2k + 1) (2k - n)!) over 2k >= n."""
    total = arb(0)
    size = abs(x).upper()
    power = n % 2  # of x
    term = x if power else arb(1)  # x^power/power!
    while True:
        k = (n + power) // 2
        total += (-term if k % 2 else term) / (2 * k + 1)
        term = term * x * x / ((power + 1) * (power + 2))
        power += 2
        # What is left out is less than twice its first term, once each is less than half of the one before.
        if power > 2 * size and 2 * abs(term).upper() < arb(2) ** -ctx.prec:
            return total + arb(0, 2 * abs(term).upper())


def _sinc_recurrence(x: arb, n: int) -> arb:
    """x times the n-th derivative is the n-th derivative of sine less n times the derivative before."""
    sine, cosine = x.sin(), x.cos()
    value = sine / x
    for order in range(1, n + 1):
        turned = (sine, cosine, -sine, -cosine)[order % 4]
        value = (turned - order * value) / x
    return value


# Gamma and its relatives


def _strip(x: Enclosure) -> arb | None:
    """The whole number below negative numbers that lie between two poles; None where there is a pole among them."""
    low = floor_of(x.lower)
    return low if x.upper < 0 and low < x.lower and low == floor_of(x.upper) else None


def gamma(x: Enclosure) -> Enclosure:
    """The gamma function."""
    if x.lower >= 0 and not (x.is_point and x.lower == 0):
        return GAMMA_RIGHT(x)
    if x.is_point and x.lower == floor_of(x.lower):
        return INFINITE if x.lower == 0 else UNDEFINED
    return enclosing(x.ball.gamma()) if _strip(x) is not None else Enclosure(NEGATIVE, POSITIVE)


def lgamma(x: Enclosure) -> Enclosure:
    """log(abs(gamma(x)))."""
    if x.lower >= 0:
        return LGAMMA_RIGHT(x)
    if x.is_point and x.lower == floor_of(x.lower):
        return INFINITE
    if _strip(x) is None:
        return Enclosure(NEGATIVE, POSITIVE)
    ball = x.ball
    return enclosing((arb.pi() / abs(ball.sin_pi())).log() - (1 - ball).lgamma())


def _order(n: Enclosure) -> int | None:
    """The order of a derivative, None where it is no whole number; of what may be a very large one only that it is."""
    if not n.lower >= 0 or not n.upper.is_finite() or floor_of(n.upper) < n.lower:
        return None
    return whole_number(n.lower) if n.is_point and n.lower < ALL_EVEN else ALL_EVEN


def polygamma(n: Enclosure, x: Enclosure) -> Enclosure:
    """The n-th derivative of digamma; between two poles, and right of them all, of one sign and monotone for even n."""
    order = _order(n)
    if order is None:
        return UNDEFINED
    if x.is_point and x.lower <= 0 and x.lower == floor_of(x.lower):
        if order % 2:
            return INFINITE
        return negative(INFINITE) if x.lower == 0 else UNDEFINED  # a zero without a sign counts as +0, as in 1/x
    if order > HIGHEST_ORDER:
        return Enclosure(NEGATIVE, POSITIVE)
    sign = -1 if order % 2 else 1
    if x.lower >= 0:
        far = POSITIVE if order == 0 else NOUGHT
        return monotone(_polygamma(order), NOUGHT, at_start=-sign * POSITIVE, at_stop=far, sign=sign)(x)
    strip = _strip(x)
    if strip is None:
        return Enclosure(NEGATIVE, POSITIVE)
    function = _polygamma(order, strip)
    return monotone(function)(x) if sign > 0 else enclosing(function(x.ball))


def _polygamma(order: int, strip: arb | None = None) -> Callable[[Any], Any]:
    """digamma, or (-1)^(n + 1) n! zeta(n + 1, x); `strip` is the whole number below an x that is negative.

    The sum over x + k for k >= 0 is then the one over all whole k, less that over the negative ones.
    """

    def function(x: arb) -> arb:
        if order == 0:
            return x.digamma()
        s = arb(order + 1)
        if strip is None:
            total = s.zeta(x)
        else:
            mirrored = s.zeta(strip + 1 - x) - s.zeta(1 - x)
            total = s.zeta(x - strip) + (mirrored if order % 2 else -mirrored)
        size = arb(fmpz(order)).fac() * total
        return size if order % 2 else -size

    return function


def besselj(n: Enclosure, x: Enclosure) -> Enclosure:
    """The Bessel function J_n, by the mean value theorem: all its values lie between -1 and 1, and so do its slopes."""
    order = integer(n)
    if order is None or abs(order) > HIGHEST_BESSEL_ORDER:
        return UNDEFINED
    if not x.is_bounded:
        return ZERO if x.is_point else Enclosure(-UNIT, UNIT)
    # Each time another object, since one object is one number.
    return _near(arb.bessel_j, order, x, lambda one: Enclosure(-UNIT, UNIT))


def bessely(n: Enclosure, x: Enclosure) -> Enclosure:
    """The Bessel function Y_n of positive numbers: it rises until beyond n; from there on, the mean value theorem.

    The sum of the squares of J_n and Y_n falls; DLMF 10.18, 10.21.
    """
    order = integer(n)
    if order is None or abs(order) > HIGHEST_BESSEL_ORDER or x.upper < 0:
        return UNDEFINED
    if order < 0:
        opposite = bessely(negative(n), x)
        return negative(opposite) if order % 2 else opposite
    x = clip(x, 0, POSITIVE)
    turn = arb(order) if order > 2 else BESSEL_TURN
    rising = monotone(lambda v: _sharp(arb.bessel_y, order, v), NOUGHT, turn, NEGATIVE)(x)
    beyond = clip(x, turn, POSITIVE)
    if beyond is UNDEFINED:
        return rising
    if x.is_point and not x.is_bounded:
        return ZERO

    def limits(one: int) -> Enclosure:
        j, y = (enclosing(_sharp(function, one, beyond.lower)) for function in (arb.bessel_j, arb.bessel_y))
        most = SQRT(add(square(j), square(y))).upper
        return Enclosure(-most, most)

    return hull(rising, _near(arb.bessel_y, order, beyond, limits) if beyond.is_bounded else limits(order))


def _near(
    function: Callable[[Any, int], Any], order: int, x: Enclosure, limits: Callable[[int], Enclosure]
) -> Enclosure:
    """A Bessel function, by its value at the middle and bounds of its slope, itself found so from all it can be."""
    if x.is_point:
        return enclosing(_sharp(function, order, x.lower))
    middle = point(middle_of(x))
    away, half = subtract(x, middle), fraction(Fraction(1, 2))

    def there(one: int, slope: Enclosure) -> Enclosure:
        return meet(add(enclosing(_sharp(function, one, middle.lower)), multiply(slope, away)), limits(one))

    def slope(one: int, part: Callable[[int], Enclosure]) -> Enclosure:
        return multiply(subtract(part(one - 1), part(one + 1)), half)

    return there(order, slope(order, lambda one: there(one, slope(one, limits))))


def _sharp(function: Callable[[Any, int], Any], order: int, x: Any) -> Any:
    """The ball of a Bessel function at a point, with more bits where its terms cancel, as they do near the order."""
    wanted = ctx.prec
    for more in range(MOST_DOUBLINGS):
        with ctx.workprec(wanted << more):
            ball = function(x, order)
        if ball.rel_accuracy_bits() > wanted - 20:
            break
    return ball


GAMMA_RIGHT = valley(lambda x: x.gamma(), GAMMA_TURN, NOUGHT, POSITIVE, POSITIVE, POSITIVE)
LGAMMA_RIGHT = valley(lambda x: x.lgamma(), GAMMA_TURN, NOUGHT, POSITIVE, POSITIVE, POSITIVE)


# Bells and their integrals


def _normal_cdf(x: arb) -> arb:
    return (-x / arb(2).sqrt()).erfc() / 2


NORMAL_CDF = monotone(_normal_cdf, at_start=NOUGHT, at_stop=UNIT)


SILU = valley(lambda x: x * _sigmoid(x), SILU_TURN, NEGATIVE, POSITIVE, NOUGHT, POSITIVE)
GELU = valley(lambda x: x * _normal_cdf(x), GELU_TURN, NEGATIVE, POSITIVE, NOUGHT, POSITIVE)


# Pieces


def elu(x: Enclosure, alpha: Enclosure) -> Enclosure:
    """x where positive, else alpha*(exp(x) - 1)."""
    negatives = clip(x, NEGATIVE, 0)
    curve = UNDEFINED if negatives is UNDEFINED else multiply(alpha, EXPM1(negatives))
    return select(flag(below(ZERO, x)), clip(x, 0, POSITIVE), curve)


def leaky_relu(x: Enclosure, slope: Enclosure) -> Enclosure:
    """x where positive, else slope*x."""
    negatives = clip(x, NEGATIVE, 0)
    line = UNDEFINED if negatives is UNDEFINED else multiply(slope, negatives)
    return select(flag(below(ZERO, x)), x if x.lower > 0 else clip(x, 0, POSITIVE), line)


def mod(x: Enclosure, y: Enclosure) -> Enclosure:
    """x - y*floor(x/y), with the sign of y."""
    if y.lower <= 0 <= y.upper:
        return UNDEFINED if y.is_point else Enclosure(y.lower, y.upper)
    if not x.is_bounded or not y.is_bounded:
        return UNDEFINED if x.is_point else hull(y, ZERO)
    turns = floor(divide(x, y))
    limits = hull(ZERO, y)
    return meet(subtract(x, multiply(y, turns)), limits) if turns.is_point else limits


def sign(x: Enclosure) -> Enclosure:
    """-1, 0 or 1."""
    return Enclosure(x.lower.sgn(), x.upper.sgn())


def count_equal(y: Enclosure, *x: Enclosure) -> Enclosure:
    """How many of the further operands equal the first."""
    known = [alike(y, one) for one in x]
    return Enclosure(arb(known.count(True)), arb(len(known) - known.count(False)), whole=True)


def _both(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _not(a: bool | None) -> bool | None:
    return None if a is None else not a


def _ceiling_of(value: arb) -> arb:
    return -floor_of(-value)


def _log_sigmoid(x: Enclosure) -> Enclosure:
    return negative(SOFTPLUS(negative(x)))


def _kernels() -> dict[str, Kernel]:
    """The kernels by primitive. Constants are made here, at the precision in force.

    An entry whose definition encloses as tightly has none. Those that have a definition and a kernel are here because
    the definition would meet one operand twice (`tan`, `softsign`, `xlogy`), lose digits near a zero (`log1p`,
    `erfc`), be infinite far out (`sech`, `sigmoid`), or be undefined where the whole has a value (`elu`).
    """
    pi, euler = enclosing(arb.pi()), enclosing(arb.const_e())
    strict: dict[str, Kernel] = {
        "pi": lambda: pi,
        "e": lambda: euler,
        "inf": lambda: INFINITE,
        "add": add,
        "subtract": subtract,
        "multiply": multiply,
        "divide": divide,
        "negative": negative,
        "exp": EXP,
        "expm1": EXPM1,
        "log": LOG,
        "log1p": monotone(lambda x: x.log1p(), -UNIT, at_start=NEGATIVE),
        "log2": LOG_BASE_2,
        "log10": LOG_BASE_10,
        "sqrt": SQRT,
        "cbrt": monotone(_cbrt, at_start=NEGATIVE, at_stop=POSITIVE),
        "direction": direction,
        "xlogy": xlogy,
        "logaddexp": log_add_exp,
        "sin": wave(lambda x: x.sin(), Fraction(1, 2)),
        "cos": wave(lambda x: x.cos(), Fraction(0)),
        "tan": tan,
        "asin": monotone(lambda x: x.asin(), -UNIT, UNIT),
        "acos": monotone(lambda x: x.acos(), -UNIT, UNIT, sign=-1),
        "atan": monotone(lambda x: x.atan()),
        "atan2": atan2,
        "sinc": sinc,
        "sinc_derivative": sinc_derivative,
        "sinh": SINH,
        "cosh": lambda x: COSH(magnitude(x)),
        "tanh": TANH,
        "sech": lambda x: SECH(magnitude(x)),
        "asinh": monotone(lambda x: x.asinh(), at_start=NEGATIVE, at_stop=POSITIVE),
        "acosh": monotone(lambda x: x.acosh(), UNIT),
        "atanh": monotone(lambda x: x.atanh(), -UNIT, UNIT, NEGATIVE, POSITIVE),
        "sigmoid": SIGMOID,
        "logit": monotone(_logit, NOUGHT, UNIT, NEGATIVE, POSITIVE),
        "log_sigmoid": _log_sigmoid,
        "softplus": SOFTPLUS,
        "leaky_relu": leaky_relu,
        "elu": elu,
        "gelu": GELU,
        "silu": SILU,
        "softsign": monotone(lambda x: x / (1 + abs(x)), at_start=-UNIT, at_stop=UNIT),
        "erf": monotone(lambda x: x.erf(), at_start=-UNIT, at_stop=UNIT),
        "erfc": ERFC,
        "normal_cdf": NORMAL_CDF,
        "gamma": gamma,
        "lgamma": lgamma,
        "digamma": lambda x: polygamma(ZERO, x),
        "polygamma": polygamma,
        "besselj": besselj,
        "bessely": bessely,
        "abs": magnitude,
        "sign": sign,
        "step": lambda x: flag(below(ZERO, x)),
        "floor": floor,
        "ceil": lambda x: negative(floor(negative(x))),
        "round": lambda x: Enclosure(round_of(x.lower), round_of(x.upper)),
        "mod": mod,
        "min": smallest,
        "max": largest,
    }
    # These have an answer also where an operand is undefined.
    lenient: dict[str, Kernel] = {
        "power": _lenient_power,
        "power_constant": _lenient_power,
        "count_equal": count_equal,
        "where": select,
        "less": lambda x, y: flag(below(x, y)),
        "less_equal": lambda x, y: flag(at_most(x, y)),
        "greater": lambda x, y: flag(below(y, x)),
        "greater_equal": lambda x, y: flag(at_most(y, x)),
        "equal": lambda x, y: flag(alike(x, y)),
        "not_equal": lambda x, y: flag(_not(alike(x, y))),
        "logical_and": lambda x, y: flag(_both(truth(x), truth(y))),
        "logical_or": lambda x, y: flag(_not(_both(_not(truth(x)), _not(truth(y))))),
        "logical_not": lambda x: flag(_not(truth(x))),
    }
    return {name: defined(kernel) for name, kernel in strict.items()} | lenient
