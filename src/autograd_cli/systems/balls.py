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
from math import inf, isfinite
from typing import Any

from flint import arb, ctx, fmpz

from autograd_cli.enclosures import (
    bessel_balls,
    carlson_balls,
    elliptic_balls,
    error_balls,
    gamma_balls,
    integral_balls,
    neural_balls,
    series_balls,
    special_balls,
)
from autograd_cli.enclosures.decimals import bound_text, digits_text, has_digits
from autograd_cli.enclosures.enclosure import (
    INFINITE,
    NEGATIVE,
    NOUGHT,
    ONE,
    POSITIVE,
    SQRT,
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
    monotone,
    multiply,
    negative,
    point,
    round_of,
    select,
    smallest,
    subtract,
    truth,
    whole_number,
)
from autograd_cli.errors import AutogradError
from autograd_cli.numerals import number_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems import matrix_balls
from autograd_cli.systems.definitions import definition_kernel
from autograd_cli.systems.systems import FLOAT, NumberSystem

# Limits that a double holds without rounding.
EXACT_LIMITS = frozenset({-inf, -1.0, 0.0, 1.0, inf})
# How many digits of a number stand in a message.
SHORT = 7
# Precisions double from one trial to the next, so that few are in use at a time.
MOST_SYSTEMS = 32
# Beyond such a decimal exponent even reading a number takes too long.
LARGEST_EXPONENT = 10**9


def balls(bits: int) -> NumberSystem:
    """The system of enclosures with so many bits, whose precision is in force from here on."""
    ctx.prec = bits
    return _system(bits)


@lru_cache(maxsize=MOST_SYSTEMS)
def _system(bits: int) -> NumberSystem:
    """The same for each precision: to make its kernels takes as long as to evaluate a formula of a dozen operations."""
    kernels = _kernels()

    def precisely(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*operands: Any) -> Any:
            if ctx.prec != bits:  # a comparison takes a fifth of the time
                ctx.prec = bits
            return function(*operands)

        return call

    def kernel(primitive: str) -> Kernel:
        own = kernels.get(primitive)
        if own is not None:
            return precisely(own)
        composed = definition_kernel(primitive, kernel, precisely(constant))
        return _with_limits(composed, FLOAT.kernel(primitive), PRIMITIVES[primitive].whole)

    return NumberSystem(
        kernel=kernel,
        constant=precisely(constant),
        number=lambda value: value if isinstance(value, Enclosure) else point(float(value)),
        is_nan=lambda value: value is UNDEFINED,
        is_finite=lambda value: value is not UNDEFINED and value.is_bounded,
        text=text,
        composed=lambda primitive: primitive not in kernels,
        of_matrices=lambda primitive: precisely(matrix_balls.FUNCTIONS[primitive]),
    )


def _with_limits(
    function: Callable[..., Enclosure], ieee: Callable[..., float], whole: bool
) -> Callable[..., Enclosure]:
    """What a definition gives, and IEEE's answer where it has none although the whole has one.

    That is so at infinities, where there is a limit, and of what is `whole` at whole numbers, where it is exact.
    """

    def call(*operands: Enclosure) -> Enclosure:
        value = function(*operands)
        if value is UNDEFINED and all(one.is_point for one in operands):
            doubles = [float(one) for one in operands]
            if not all(map(isfinite, doubles)) or (whole and all(map(float.is_integer, doubles))):
                limit = ieee(*doubles)
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


LOG = monotone(lambda x: x.log(), NOUGHT, at_start=NEGATIVE)
EXP = monotone(lambda x: x.exp(), at_start=NOUGHT)
SINH = monotone(lambda x: x.sinh())
TANH = monotone(lambda x: x.tanh(), at_start=-UNIT, at_stop=UNIT)
COSH = monotone(lambda x: x.cosh(), NOUGHT)
SECH = monotone(lambda x: x.sech(), NOUGHT, at_stop=NOUGHT, sign=-1)
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
    if x.is_point and y.is_point:
        # IEEE's limits: of two infinite operands, one is as large as the other.
        infinite = (y.lower.sgn() if not y.is_bounded else NOUGHT, x.lower.sgn() if not x.is_bounded else NOUGHT)
        angle = enclosing(arb.atan2(*infinite))
        return negative(angle) if y.lower < 0 and y.is_bounded else angle
    half = enclosing(arb.pi()).upper
    return Enclosure(NOUGHT if y.lower >= 0 else -half, NOUGHT if y.upper < 0 else half)


# Pieces


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


def _kernels() -> dict[str, Kernel]:
    """The kernels by primitive. Constants are made here, at the precision in force.

    An entry whose definition encloses as tightly has none. Those that have a definition and a kernel are here because
    the definition would meet one operand twice (`tan`, `softsign`, `xlogy`), lose digits near a zero (`log1p`,
    `erfc`), be infinite far out (`sech`, `sigmoid`), or be undefined where the whole has a value (`elu`).
    """
    pi, euler = enclosing(arb.pi()), enclosing(arb.const_e())
    strict: dict[str, Kernel] = {
        **special_balls.KERNELS,
        **bessel_balls.KERNELS,
        **elliptic_balls.KERNELS,
        **series_balls.KERNELS,
        **neural_balls.KERNELS,
        **error_balls.KERNELS,
        **gamma_balls.KERNELS,
        **carlson_balls.KERNELS,
        **integral_balls.KERNELS,
        "pi": lambda: pi,
        "e": lambda: euler,
        "inf": lambda: INFINITE,
        "add": add,
        "subtract": subtract,
        "multiply": multiply,
        "divide": divide,
        "negative": negative,
        "exp": EXP,
        "expm1": neural_balls.EXPM1,
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
        "sinh": SINH,
        "cosh": lambda x: COSH(magnitude(x)),
        "tanh": TANH,
        "sech": lambda x: SECH(magnitude(x)),
        "asinh": monotone(lambda x: x.asinh(), at_start=NEGATIVE, at_stop=POSITIVE),
        "acosh": monotone(lambda x: x.acosh(), UNIT),
        "atanh": monotone(lambda x: x.atanh(), -UNIT, UNIT, NEGATIVE, POSITIVE),
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
