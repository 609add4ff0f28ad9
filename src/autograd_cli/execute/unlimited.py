"""Kernels of unlimited exponent range: what floats lose to overflow and underflow on the way is kept here.

In: a precision in bits. Out: a number system on mpmath's numbers, with IEEE's answers where mathematics has none. A
number whose exponent exceeds 2^64 counts as infinite or zero. Doubles and literals mean exactly what they do in floats.

*Source*: mpmath's documentation, "Contexts"; definitions as in the table.
"""

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli.execute.systems import FLOAT, NumberSystem
from autograd_cli.numerals import number_text, to_double

SECONDS = 1.0
CHOICES = frozenset({"where", "min", "max", "clamp"})
LARGEST_EXPONENT = 2**64
# Beyond this many bits before the point, reducing an angle takes longer than any answer is worth.
LARGEST_ANGLE_BITS = 2**17


def unlimited(bits: int) -> NumberSystem:
    """The system with so many bits; the clock of its evaluation starts now."""
    context, functions = _context(threading.get_ident(), bits)
    context.prec = bits  # whatever an evaluation that was cut short has left
    deadline = time.monotonic() + SECONDS

    def kernel(primitive: str) -> Callable[..., Any]:
        function = functions.get(primitive)
        ieee = FLOAT.kernel(primitive)

        def call(*operands: Any) -> Any:
            if time.monotonic() > deadline:
                raise TimeoutError
            # A choice passes a number on as it is, though another be infinite.
            odd = context.isnan if primitive in CHOICES else lambda operand: not context.isfinite(operand)
            special = function is None or (primitive != "where" and any(map(odd, operands)))
            if not special and function is not None:
                try:
                    return _bounded(context, function(*operands))
                except (ZeroDivisionError, ValueError, OverflowError, context.NoConvergence):
                    pass  # a pole, or a place outside the domain: IEEE has an answer
            return context.mpf(ieee(*map(to_double, operands)))

        return call

    return NumberSystem(
        kernel=kernel,
        constant=lambda text: context.mpf(float(text)),
        number=context.mpf,
        is_nan=context.isnan,
        is_finite=context.isfinite,
        text=lambda value: number_text(to_double(value)) if _fits(value) else f"{context.nstr(value, 2)}",
    )


@lru_cache(64)
def _context(thread: int, bits: int) -> tuple[Any, dict[str, Callable[..., Any]]]:
    """A thread's own context of a precision, which changes for a while within mpmath's functions; and the functions."""
    context = mp.clone()
    context.prec = bits
    return context, _functions(context)


def exceeds_doubles(value: Any) -> bool:
    """Whether a finite number is beyond the largest double."""
    return bool(mp.isfinite(value)) and abs(to_double(value)) == float("inf")


def _fits(value: Any) -> bool:
    return not mp.isfinite(value) or value == 0 or (not exceeds_doubles(value) and to_double(value) != 0)


def _bounded(context: Any, value: Any) -> Any:
    """A real result, infinite or zero where its exponent is out of all measure."""
    if isinstance(value, context.mpc):
        return context.nan
    if not context.isfinite(value) or value == 0 or abs(context.mag(value)) <= LARGEST_EXPONENT:
        return value
    return context.sign(value) * context.inf if context.mag(value) > 0 else context.zero


def _functions(m: Any) -> dict[str, Callable[..., Any]]:
    """The functions by primitive, on finite numbers; what is not here has only IEEE's answer."""
    limit = m.ldexp(1, 64)

    def exp(x: Any) -> Any:
        return m.exp(x) if abs(x) < limit else m.inf if x > 0 else m.zero

    def expm1(x: Any) -> Any:
        return m.expm1(x) if abs(x) < limit else m.inf if x > 0 else -m.one

    def angle(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def reduced(x: Any) -> Any:
            if m.mag(x) > LARGEST_ANGLE_BITS:
                raise TimeoutError
            return function(x)

        return reduced

    def power(x: Any, y: Any) -> Any:
        if y == 0 or x == 1:
            return m.one
        if x == 0:
            raise ZeroDivisionError
        if x < 0 and y != m.floor(y):
            return m.nan
        sign = -1 if x < 0 and m.fmod(y, 2) != 0 else 1
        return sign * exp(y * m.log(abs(x))) if abs(y) > 2**20 else m.power(x, y)

    def polygamma(n: Any, x: Any) -> Any:
        if (x <= 0 and x == m.floor(x)) or x < -limit or n > 1000:
            raise ZeroDivisionError
        if x > m.ldexp(1, 1000):  # the first two terms of the asymptotic series; DLMF 5.11, 5.15
            order = int(n)
            if order == 0:
                return m.log(x) - 1 / (2 * x)
            size = m.factorial(order - 1) / x**order * (1 + order / (2 * x))
            return size if order % 2 else -size
        return m.polygamma(int(n), x)

    def sinc_derivative(x: Any, n: Any) -> Any:
        if n > 1000 or abs(x) > limit or x == 0:
            raise ZeroDivisionError
        return m.diff(lambda t: m.sin(t) / t, x, int(n)) if n else m.sin(x) / x

    def sigmoid_difference(x: Any, y: Any) -> Any:
        return 1 / (1 + exp(y - x))

    def positive(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def checked(x: Any) -> Any:
            if x == 0:
                raise ZeroDivisionError
            return m.nan if x < 0 else function(x)

        return checked

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + exp(-x))

    def softplus(x: Any) -> Any:
        return max(x, m.zero) + m.log1p(exp(-abs(x)))

    def cosh(x: Any) -> Any:
        return (exp(x) + exp(-x)) / 2

    def sinh(x: Any) -> Any:
        return m.sinh(x) if abs(x) < limit else m.sign(x) * m.inf

    def tanh(x: Any) -> Any:
        return m.tanh(x) if abs(x) < 2**20 else m.sign(x) * (1 - 2 * exp(-2 * abs(x)))

    def gaussian(c: Any, k: Any, x: Any) -> Any:
        return c * exp(-k * x * x)

    def normal_cdf(x: Any) -> Any:
        return erfc(-x / m.sqrt(2)) / 2

    def erfc(x: Any) -> Any:
        return m.erfc(x) if x < 2**20 else m.zero

    def erf(x: Any) -> Any:
        return m.erf(x) if abs(x) < 2**20 else m.sign(x) * m.one

    def gamma(x: Any) -> Any:
        return m.gamma(x) if abs(x) < 2**40 else FLOAT.kernel("gamma")(to_double(x))

    def lgamma(x: Any) -> Any:
        if x <= 0 and x == m.floor(x):
            raise ZeroDivisionError
        if abs(x) >= 2**200:
            return x * (m.log(x) - 1) if x > 0 else -m.inf
        return m.loggamma(x) if x > 0 else m.log(abs(m.pi / m.sinpi(x))) - m.loggamma(1 - x)

    def sinc(x: Any) -> Any:
        return m.one if x == 0 else sin(x) / x

    def elu(x: Any, alpha: Any) -> Any:
        return x if x > 0 else alpha * expm1(x)

    def divide(x: Any, y: Any) -> Any:
        return x / y

    def log_base(x: Any, b: Any) -> Any:
        return log(x) / log(b)

    def mod(x: Any, y: Any) -> Any:
        return x - y * m.floor(x / y)

    def round_half_to_even(x: Any) -> Any:
        return m.nint(x)

    def flag(condition: bool) -> Any:
        return m.one if condition else m.zero

    sin, cos, tan = angle(m.sin), angle(m.cos), angle(m.tan)
    log = positive(m.log)
    selu_scale, selu_alpha = m.mpf("1.0507009873554804934193349852946"), m.mpf("1.6732632423543772848170429916717")
    return {
        "pi": lambda: +m.pi,
        "e": lambda: +m.e,
        "tau": lambda: 2 * m.pi,
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": divide,
        "negative": lambda x: -x,
        "power": power,
        "power_constant": power,
        "reduced_power": lambda x, y, n: power(x, y - n),
        "exp": exp,
        "expm1": expm1,
        "exp2": lambda x: exp(x * m.ln2),
        "log": log,
        "log1p": lambda x: positive(m.log)(1 + x) if x <= -1 else m.log1p(x),
        "log2": lambda x: log(x) / m.ln2,
        "log10": lambda x: log(x) / m.ln10,
        "log_base": log_base,
        "sqrt": lambda x: m.nan if x < 0 else m.sqrt(x),
        "cbrt": lambda x: m.sign(x) * m.cbrt(abs(x)),
        "square": lambda x: x * x,
        "hypot": m.hypot,
        "direction": lambda x, y: x / m.hypot(x, y),
        "inversion": lambda x, y: x / (x * x + y * y),
        "xlogy": lambda x, y: m.zero if x == 0 and y >= 0 else x * log(y),
        "logaddexp": lambda x, y: max(x, y) + m.log1p(exp(-abs(x - y))),
        "sin": sin,
        "cos": cos,
        "tan": tan,
        "asin": m.asin,
        "acos": m.acos,
        "atan": m.atan,
        "atan2": m.atan2,
        "sinh": sinh,
        "cosh": cosh,
        "sech": lambda x: 1 / cosh(x),
        "tanh": tanh,
        "asinh": m.asinh,
        "acosh": m.acosh,
        "atanh": m.atanh,
        "sinc": sinc,
        "sinc_derivative": sinc_derivative,
        "abs": abs,
        "sign": m.sign,
        "step": lambda x: flag(x > 0),
        "floor": m.floor,
        "ceil": m.ceil,
        "round": round_half_to_even,
        "mod": mod,
        "min": lambda *x: min(x),
        "max": lambda *x: max(x),
        "count_equal": lambda y, *x: m.mpf(sum(y == one for one in x)),
        "clamp": lambda x, lower, upper: min(max(x, lower), upper),
        "where": lambda c, x, y: x if c != 0 else y,
        "sigmoid": sigmoid,
        "sigmoid_difference": sigmoid_difference,
        "logit": lambda p: log(p) - m.log1p(-p) if 0 < p < 1 else FLOAT.kernel("logit")(to_double(p)),
        "log_sigmoid": lambda x: -softplus(-x),
        "softplus": softplus,
        "relu": lambda x: max(x, m.zero),
        "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
        "relu6": lambda x: min(max(x, m.zero), m.mpf(6)),
        "elu": elu,
        "selu": lambda x: selu_scale * elu(x, selu_alpha),
        "silu": lambda x: x * sigmoid(x),
        "gelu": lambda x: x * normal_cdf(x),
        "silu_derivative": lambda x: sigmoid(x) * (1 + x * sigmoid(-x)),
        "gelu_derivative": lambda x: normal_cdf(x) + gaussian(x / m.sqrt(2 * m.pi), m.mpf(0.5), x),
        "hardtanh": lambda x: min(max(x, -m.one), m.one),
        "softsign": lambda x: x / (1 + abs(x)),
        "erf": erf,
        "erfc": erfc,
        "gauss": lambda x: exp(-x * x),
        "gaussian": gaussian,
        "normal_cdf": normal_cdf,
        "gamma": gamma,
        "lgamma": lgamma,
        "digamma": lambda x: polygamma(m.zero, x),
        "polygamma": polygamma,
        "less": lambda x, y: flag(x < y),
        "less_equal": lambda x, y: flag(x <= y),
        "greater": lambda x, y: flag(x > y),
        "greater_equal": lambda x, y: flag(x >= y),
        "equal": lambda x, y: flag(x == y),
        "not_equal": lambda x, y: flag(x != y),
        "logical_and": lambda x, y: flag(x != 0 and y != 0),
        "logical_or": lambda x, y: flag(x != 0 or y != 0),
        "logical_not": lambda x: flag(x == 0),
    }
