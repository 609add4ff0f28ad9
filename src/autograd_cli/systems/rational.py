"""Kernels in exact fractions: what is rational is computed, what is not is marked.

In: nothing. Out: a number system on `fractions.Fraction`. A result that is no fraction is the mark `IRRATIONAL`, one
that would be longer than a stated limit is `TOO_LONG`, before it is computed; so is what comes of a mark. Infinities
and nan are the floats', with IEEE's answers.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import factorial, inf, isinf, isnan, isqrt, nan
from typing import Any, Final

from autograd_cli.numerals import number_text, to_double, whole_text
from autograd_cli.special.density_terms import beta_limit, gamma_end
from autograd_cli.systems.definitions import definition_kernel, is_defined
from autograd_cli.systems.systems import FLOAT, NumberSystem

# Numerators and denominators may have so many digits; below 2^(10/3 digits) they cannot have more.
MOST_DIGITS = 100_000
MOST_BITS = MOST_DIGITS * 10 // 3


class Mark:
    """Stands for a number that the system does not hold. It counts as true, as a nan does, and compares as one.

    Sums and products with it are the mark itself.
    """

    def _itself(self, other: object) -> "Mark":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _itself

    def __lt__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return False


IRRATIONAL: Final = Mark()
TOO_LONG: Final = Mark()
ZERO, ONE = Fraction(0), Fraction(1)
# A number of the system: a fraction, one of the floats inf, -inf and nan, or a mark.
Value = Any


def rational(bits: int = 0) -> NumberSystem:
    """The system; it has no precision."""
    return NumberSystem(
        kernel=kernel,
        constant=constant,
        number=lambda value: value if isinstance(value, Fraction | Mark) else _exactly(float(value)),
        is_nan=lambda value: isinstance(value, float) and isnan(value),
        is_finite=lambda value: not isinstance(value, float),
        text=text,
        of_matrices=lambda primitive: lambda *operands: IRRATIONAL,
    )


def constant(text: str) -> Value:
    """The fraction that a decimal number's text is."""
    _, digits, exponent = Decimal(text).as_tuple()
    assert isinstance(exponent, int)
    if abs(exponent) + len(digits) > MOST_DIGITS:
        return TOO_LONG
    return Fraction(text)


def text(value: Value) -> str:
    """The fraction as it is written in a formula, or the float's text."""
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, Mark):
        return "no fraction" if value is IRRATIONAL else "too long"
    numerator = whole_text(value.numerator)
    return numerator if value.denominator == 1 else f"{numerator}/{whole_text(value.denominator)}"


def kernel(primitive: str) -> Callable[..., Value]:
    """The function that computes a primitive, its result not longer than the limit."""
    function = KERNELS.get(primitive)
    if function is None and is_defined(primitive):
        return _by_definition(primitive)
    ieee = FLOAT.kernel(primitive)
    # A choice may pass over an operand that is no fraction, and takes infinities as they are.
    chooses, orders = primitive in CHOOSING, primitive in ORDERING

    def call(*operands: Value) -> Value:
        if not chooses:
            mark = _marked(*operands)
            if mark is not None:
                return mark
            if any(isinstance(operand, float) and not (orders and operand == operand) for operand in operands):
                return _exactly(ieee(*map(_float, operands)), whole=True)
        if function is None:
            return IRRATIONAL
        try:
            return _bounded(function(*operands))
        except ZeroDivisionError:
            return _exactly(ieee(*map(_float, operands)), whole=True)

    return call


def _by_definition(primitive: str) -> Callable[..., Value]:
    """The function that an entry's definition is, with IEEE's answer at infinities, where a definition has no limit."""
    function = definition_kernel(primitive, kernel, Fraction)
    ieee = FLOAT.kernel(primitive)

    def call(*operands: Value) -> Value:
        # A definition may pass over an operand that is no fraction.
        if _marked(*operands) is None and any(isinstance(operand, float) for operand in operands):
            return _exactly(ieee(*map(_float, operands)), whole=True)
        return function(*operands)

    return call


def _exactly(value: float, whole: bool = False) -> Value:
    """A float as a fraction; of a float that was rounded only a whole one says for certain what it is."""
    if isnan(value) or isinf(value):
        return value
    return Fraction(value) if not whole or value in (-1.0, 0.0, 1.0) else IRRATIONAL


def _float(value: Value) -> float:
    """A double of the same sign and size, also where the fraction is beyond the doubles."""
    if isinstance(value, float):
        return value
    double = to_double(value)
    return double if value == 0 or double != 0 else 5e-324 if value > 0 else -5e-324


def _bounded(value: Value) -> Value:
    if isinstance(value, Fraction) and max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        return TOO_LONG
    return value


# Powers and roots


def power(x: Fraction, y: Fraction) -> Value:
    """x^y: a fraction for whole y, and for a y with a denominator where the roots come out even."""
    if y == 0 or x == 1:
        return ONE
    if x == 0:
        return ZERO if y > 0 else FLOAT.kernel("power")(0.0, _float(y))
    if y.denominator > 1:
        if x < 0:
            return nan
        root = _root(x, y.denominator)
        return IRRATIONAL if root is None else power(root, Fraction(y.numerator))
    size = max(x.numerator.bit_length(), x.denominator.bit_length())
    # A number of n bits is at least 2^(n - 1).
    if x != -1 and (size - 1 or 1) * abs(y.numerator) > MOST_BITS:
        return TOO_LONG
    return x**y.numerator if x != -1 else ONE if y.numerator % 2 == 0 else -ONE


def _root(x: Fraction, degree: int) -> Fraction | None:
    """The root of a positive fraction, None where it is none."""
    numerator, denominator = _whole_root(x.numerator, degree), _whole_root(x.denominator, degree)
    return None if numerator is None or denominator is None else Fraction(numerator, denominator)


def _whole_root(number: int, degree: int) -> int | None:
    """The root of a positive whole number, by bisection of what it may be; None where it is no whole number."""
    if degree == 2:
        root = isqrt(number)
        return root if root * root == number else None
    if number == 1:
        return 1
    if degree >= number.bit_length():
        return None
    low, high = 1, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None


def sqrt(x: Fraction) -> Value:
    """The square root of a square."""
    return nan if x < 0 else ZERO if x == 0 else _known(_root(x, 2))


def cbrt(x: Fraction) -> Value:
    """The cube root of a cube."""
    if x == 0:
        return ZERO
    root = _root(abs(x), 3)
    return IRRATIONAL if root is None else root if x > 0 else -root


def _known(value: Fraction | None) -> Value:
    return IRRATIONAL if value is None else value


def hypot(x: Fraction, y: Fraction) -> Value:
    """sqrt(x^2 + y^2)."""
    return sqrt(x * x + y * y)


def direction(x: Fraction, y: Fraction) -> Value:
    """x/hypot(x, y), and 0 at the origin."""
    length = hypot(x, y)
    return ZERO if length == 0 else IRRATIONAL if length is IRRATIONAL else x / length


def xlogy(x: Fraction, y: Fraction) -> Value:
    """x*log(y), and 0 where x is 0."""
    if y < 0:
        return nan
    if y == 0:
        return ZERO if x == 0 else -inf if x > 0 else inf
    return ZERO if x == 0 or y == 1 else IRRATIONAL


def log_base(x: Fraction, b: Fraction) -> Value:
    """The logarithm to a base, where one is a whole power of the other."""
    if x <= 0 or b <= 0 or b == 1:
        return _exactly(FLOAT.kernel("log_base")(_float(x), _float(b)), whole=True)
    if x == 1:
        return ZERO
    # log(x)/log(b) is a fraction only where both are powers of one number; a whole exponent is what people write.
    exponent, power_of_base = 0, ONE
    grows = (x > 1) == (b > 1)
    target = x if grows else 1 / x
    while (power_of_base < target) if b > 1 else (power_of_base > target):
        power_of_base *= b
        exponent += 1
        if exponent > MOST_BITS or power_of_base.numerator.bit_length() > 2 * target.numerator.bit_length() + 64:
            return IRRATIONAL
    return Fraction(exponent if grows else -exponent) if power_of_base == target else IRRATIONAL


def _at(*values: tuple[int, int]) -> Callable[[Fraction], Value]:
    """A function that is rational at a few points, as exp is at 0; what it is elsewhere is not known to be."""
    known = {Fraction(x): Fraction(y) for x, y in values}
    return lambda x: known.get(x, IRRATIONAL)


def _within(function: Callable[[Fraction], Value], low: float, high: float, name: str) -> Callable[[Fraction], Value]:
    """The function between its limits; at and beyond them IEEE's answer."""

    def limited(x: Fraction) -> Value:
        if low < x < high:
            return function(x)
        return _exactly(FLOAT.kernel(name)(_float(x)), whole=True)

    return limited


# Pieces


def mod(x: Fraction, y: Fraction) -> Value:
    """The remainder with the sign of y."""
    return nan if y == 0 else x - y * (x // y)


def clamp(x: Value, lower: Value, upper: Value) -> Value:
    """x, at least lower and at most upper."""
    return min(max(x, lower), upper)


def elu(x: Fraction, alpha: Fraction) -> Value:
    """x where positive; below, only alpha 0 leaves a fraction."""
    return x if x >= 0 else ZERO if alpha == 0 else IRRATIONAL


def gamma(x: Fraction) -> Value:
    """The factorial of whole numbers."""
    if x.denominator > 1:
        return IRRATIONAL
    if x <= 0:
        return FLOAT.kernel("gamma")(_float(x))
    # 30000! has 121,288 digits.
    return TOO_LONG if x > 30_000 else Fraction(factorial(int(x) - 1))


def beta(a: Fraction, b: Fraction) -> Value:
    """gamma(a)*gamma(b)/gamma(a + b) where a or b is a whole number, by a + b - 1 over a."""
    if a.denominator > 1:
        a, b = b, a
    if a <= 0 or b <= 0:
        return _exactly(FLOAT.kernel("beta")(_float(a), _float(b)), whole=True)
    chosen = binomial(a + b - 1, a)
    return 1 / (a * chosen) if isinstance(chosen, Fraction) else chosen


def binomial(n: Fraction, k: Fraction) -> Value:
    """The product of (n - i)/(i + 1) for i < k, where k or n - k is a whole number."""
    if k.denominator > 1 or (n.denominator == 1 and n < 2 * k):
        k = n - k
    if k < 0 or n - k < 0:
        return _exactly(FLOAT.kernel("binomial")(_float(n), _float(k)), whole=True)
    if k.denominator > 1:
        return IRRATIONAL
    if k > 30_000:
        return TOO_LONG
    value = ONE
    for i in range(int(k)):
        value = value * (n - i) / (i + 1)
    return value


def polygamma_difference(n: Fraction, x: Fraction, y: Fraction) -> Value:
    """(-1)^n n! times the sum of (x + j)^-(n + 1) over j from 0 to y - 1, where y is a whole number; DLMF 5.15.5."""
    if x <= 0 or x + y <= 0 or n < 0 or n.denominator > 1:
        return _exactly(FLOAT.kernel("polygamma_difference")(_float(n), _float(x), _float(y)), whole=True)
    if y.denominator > 1:
        return IRRATIONAL
    if max(n, abs(y)) > 1000:
        return TOO_LONG
    first, sign = (x, 1) if y > 0 else (x + y, -1)
    total = sum((1 / (first + j) ** int(n + 1) for j in range(abs(int(y)))), ZERO)
    return sign * (-1) ** int(n) * factorial(int(n)) * total


def density_of_gamma(m: Fraction, n: Fraction, a: Fraction, x: Fraction) -> Value:
    """What it tends to at the end of x."""
    if x > 0 or isnan(FLOAT.kernel("gamma_density_ax")(*map(_float, (m, n, a, x)))):
        return IRRATIONAL if x > 0 else nan
    return _infinite_or_exact(gamma_end(int(m), int(n), a))


def density_of_beta(k: Fraction, m: Fraction, n: Fraction, *operands: Fraction) -> Value:
    """What it tends to at an end of x."""
    if 0 < operands[-1] < 1 or isnan(FLOAT.kernel("beta_density_abx")(*map(_float, (k, m, n, *operands)))):
        return IRRATIONAL if 0 < operands[-1] < 1 else nan
    return _infinite_or_exact(beta_limit((int(k), int(m)), int(n), *operands))


def _infinite_or_exact(value: Any) -> Value:
    return value if isinstance(value, float) else Fraction(value)


def _flag(condition: bool) -> Fraction:
    return ONE if condition else ZERO


def _marked(*values: Value) -> Mark | None:
    """The first mark among values."""
    return next((value for value in values if isinstance(value, Mark)), None)


def _compare(comparison: Callable[[Any, Any], bool]) -> Callable[[Value, Value], Value]:
    def compared(x: Value, y: Value) -> Value:
        return _marked(x, y) or _flag(comparison(x, y))

    return compared


def _and(x: Value, y: Value) -> Value:
    return _marked(x) or (_marked(y) or _flag(y != 0) if x != 0 else ZERO)


def _or(x: Value, y: Value) -> Value:
    return _marked(x) or (ONE if x != 0 else _marked(y) or _flag(y != 0))


def _where(c: Value, x: Value, y: Value) -> Value:
    return _marked(c) or (x if c != 0 else y)


def _count_equal(y: Value, *x: Value) -> Value:
    return _marked(y, *x) or Fraction(sum(y == one for one in x))


CHOOSING = frozenset(
    "where logical_and logical_or logical_not less less_equal greater greater_equal equal not_equal count_equal".split()  # noqa: SIM905
)
ORDERING = frozenset({"min", "max", "clamp", "relu6"})
# Entries whose definition gives the same fractions have none. Those that have both are here because the definition
# would pass through a number that is no fraction (`log2`, `elu`, `normal_cdf`), or an infinity (`clamp`).
KERNELS: dict[str, Callable[..., Value]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "negative": lambda x: -x,
    "power": power,
    "power_constant": power,
    "sqrt": sqrt,
    "cbrt": cbrt,
    "direction": direction,
    "log_base": log_base,
    "log2": lambda x: log_base(x, Fraction(2)),
    "log10": lambda x: log_base(x, Fraction(10)),
    "xlogy": xlogy,
    "log": _within(_at((1, 0)), 0, inf, "log"),
    "acosh": lambda x: nan if x < 1 else ZERO if x == 1 else IRRATIONAL,
    "asin": lambda x: nan if abs(x) > 1 else ZERO if x == 0 else IRRATIONAL,
    "acos": lambda x: nan if abs(x) > 1 else ZERO if x == 1 else IRRATIONAL,
    "exp": _at((0, 1)),
    "sin": _at((0, 0)),
    "cos": _at((0, 1)),
    "atan": _at((0, 0)),
    "asinh": _at((0, 0)),
    "erf": _at((0, 0)),
    "gelu_derivative": lambda x: Fraction(1, 2) if x == 0 else IRRATIONAL,
    "normal_cdf": lambda x: Fraction(1, 2) if x == 0 else IRRATIONAL,
    "gaussian": lambda c, k, x: nan if k < 0 else c if c == 0 or k * x == 0 else IRRATIONAL,
    "atan2": lambda y, x: ZERO if y == 0 and x >= 0 else IRRATIONAL,
    "gamma": gamma,
    "beta": beta,
    "exprel_derivative": lambda x, n: 1 / (n + 1) if x == 0 and n >= 0 and n.denominator == 1 else IRRATIONAL,
    "polygamma_difference": polygamma_difference,
    "binomial": binomial,
    "gamma_density": partial(density_of_gamma, ZERO, ZERO),
    "beta_density": partial(density_of_beta, ZERO, ZERO, ZERO),
    "gamma_density_ax": density_of_gamma,
    "beta_density_abx": density_of_beta,
    "lgamma": _within(_at((1, 0), (2, 0)), 0, inf, "lgamma"),
    "abs": abs,
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "step": lambda x: _flag(x > 0),
    "floor": lambda x: Fraction(x.numerator // x.denominator),
    "ceil": lambda x: Fraction(-(-x.numerator // x.denominator)),
    "round": lambda x: Fraction(round(x)),
    "mod": mod,
    "min": lambda *x: min(x),
    "max": lambda *x: max(x),
    "clamp": clamp,
    "relu6": lambda x: clamp(x, ZERO, Fraction(6)),
    "elu": elu,
    "inf": lambda: inf,
    "count_equal": _count_equal,
    "where": _where,
    "less": _compare(lambda x, y: x < y),
    "less_equal": _compare(lambda x, y: x <= y),
    "greater": _compare(lambda x, y: x > y),
    "greater_equal": _compare(lambda x, y: x >= y),
    "equal": _compare(lambda x, y: x == y),
    "not_equal": _compare(lambda x, y: x != y),
    "logical_and": _and,
    "logical_or": _or,
    "logical_not": lambda x: _marked(x) or _flag(x == 0),
}
