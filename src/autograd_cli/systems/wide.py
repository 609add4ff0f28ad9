"""Kernels of many bits and unlimited exponent range, on real numbers and on complex ones, over mpmath.

Takes: a precision in bits. Returns: a number system. `wide` has what floats lose to overflow and underflow on the way,
with IEEE's answers where mathematics has none; a number whose exponent exceeds 2^64 counts as infinite or zero.
Doubles and literals mean exactly what they do in floats. `analytic` is for the complex step, in which f'(x) is the
imaginary part of f(x + ih), over h. It has the entries that are analytic where they are defined; a condition looks at
real parts, and so chooses the piece that is analytic nearby. What it has not, has no complex derivative: `abs`,
`floor`, `max` and their like.

There is one mpmath context for each thread and precision, and both systems compute in it, so that no precision is ever
another system's. An entry without a kernel here is computed by its definition.

*Source*: mpmath's documentation, "Contexts"; definitions as in the table; Squire & Trapp 1998, SIAM Review 40; Martins,
Sturdza & Alonso 2003, ACM TOMS 29.
"""

import math
import sys
import threading
import time
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli.numerals import number_text, to_double
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.special import wide_function, wide_matrices
from autograd_cli.special.contexts import LARGEST_ANGLE_BITS, is_finite
from autograd_cli.systems.definitions import definition_kernel, is_defined, made_of
from autograd_cli.systems.systems import FLOAT, NumberSystem

# How long an evaluation may take, on real and on complex numbers.
SECONDS, COMPLEX_SECONDS = 1.0, 2.0
LARGEST_EXPONENT = 2**64
# Below it, factorials have smaller exponents than that.
LARGEST_FACTORIAL = 2**57
# Complex numbers of more bits before the point take too long in functions that reduce them.
LARGEST_COMPLEX_BITS = 2**16

Functions = dict[str, Callable[..., Any]]


def wide(bits: int) -> NumberSystem:
    """The system of real numbers with so many bits; the clock of its evaluation starts now."""
    context = _context(bits)
    functions, lenient = _functions(context)
    deadline = time.monotonic() + SECONDS

    def kernel(primitive: str) -> Callable[..., Any]:
        ieee = FLOAT.kernel(primitive)
        function = functions.get(primitive) or lenient.get(primitive) or _special_function(context, primitive)
        if function is None and is_defined(primitive):
            function = definition_kernel(primitive, kernel, context.mpf)
            composed = True
        else:
            composed = False
        any_operands = composed or primitive in lenient

        def call(*operands: Any) -> Any:
            if time.monotonic() > deadline:
                raise TimeoutError
            # What is `lenient` has an answer of its own, though an operand be infinite or undefined.
            if function is not None and (any_operands or all(map(is_finite, operands))):
                try:
                    value = _bounded(context, function(*operands))
                    # What is composed may have formed inf - inf where the whole has a limit.
                    if not composed or not context.isnan(value):
                        return value
                except (ZeroDivisionError, ValueError, OverflowError, context.NoConvergence):
                    pass  # a pole, or a place outside the domain: IEEE has an answer
            return context.mpf(ieee(*map(_double_of_its_kind, operands)))

        return call

    return NumberSystem(
        kernel=kernel,
        constant=lambda text: context.mpf(float(text)),
        number=context.mpf,
        is_nan=context.isnan,
        is_finite=is_finite,
        text=lambda value: number_text(to_double(value)) if _fits(value) else f"{context.nstr(value, 2)}",
        composed=lambda primitive: primitive not in functions and primitive not in lenient and is_defined(primitive),
        of_matrices=lambda primitive: _of_matrices(context, wide_matrices.REAL[primitive], deadline),
    )


def analytic(bits: int) -> NumberSystem:
    """The system of complex numbers with so many bits; the clock of its evaluation starts now."""
    context = _context(bits)
    real = wide(bits)
    deadline = time.monotonic() + COMPLEX_SECONDS

    def bounded(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*operands: Any) -> Any:
            if time.monotonic() > deadline:
                raise TimeoutError
            for operand in operands:
                if operand and context.isfinite(operand) and context.mag(operand) > LARGEST_COMPLEX_BITS:
                    raise OverflowError
            try:
                return function(*operands)
            except (context.NoConvergence, TypeError) as problem:  # next to a pole, for example, or at infinity
                raise ArithmeticError from problem

        return call

    def kernel(primitive: str) -> Callable[..., Any]:
        if (function := _complex_function(context, primitive)) is not None:
            return bounded(function)
        if is_defined(primitive) and is_analytic(primitive):
            return definition_kernel(primitive, kernel, lambda text: context.mpc(context.mpf(text)))
        by_real_parts = real.kernel(primitive)

        def call(*operands: Any) -> Any:
            if primitive not in LOGIC and any(operand.imag != 0 for operand in operands):
                return context.mpc(context.nan)  # on a branch that is not taken
            return context.mpc(by_real_parts(*(operand.real for operand in operands)))

        return call

    return NumberSystem(
        kernel=kernel,
        constant=lambda text: context.mpc(float(text)),
        number=context.mpc,
        is_nan=context.isnan,
        is_finite=context.isfinite,
        text=lambda value: number_text(float(value.real)),
        composed=lambda primitive: (
            _complex_function(context, primitive) is None and is_defined(primitive) and is_analytic(primitive)
        ),
        of_matrices=lambda primitive: _of_matrices(context, wide_matrices.COMPLEX[primitive], deadline),
    )


def _of_matrices(context: Any, function: Callable[..., Any], deadline: float) -> Callable[..., Any]:
    """A function of matrices of a context's numbers, for as long as there is time."""

    def call(*operands: Any) -> Any:
        if time.monotonic() > deadline:
            raise TimeoutError
        return function(context, *operands)

    return call


@cache
def is_analytic(primitive: str) -> bool:
    """Whether an entry has a complex kernel, or a definition made of such entries."""
    if primitive in LOGIC or _complex_function(_context(53), primitive) is not None:
        return True
    if primitive in wide_matrices.COMPLEX or PRIMITIVES[primitive].kind == "rearrangement":
        return True
    return is_defined(primitive) and all(map(is_analytic, made_of(primitive)))


def _context(bits: int) -> Any:
    """This thread's context of a precision; an evaluation that was cut short within mpmath may have left another."""
    context = _made(threading.get_ident(), bits)
    context.prec = bits
    return context


@lru_cache(64)
def _made(thread: int, bits: int) -> Any:
    context = mp.clone()
    context.prec = bits
    return context


def _double_of_its_kind(value: Any) -> float:
    """The nearest double that is 0, or infinite, only where the number is."""
    double = to_double(value)
    if double == 0.0 and value != 0:
        return math.copysign(math.ulp(0.0), value)
    if math.isinf(double) and is_finite(value):
        return math.copysign(sys.float_info.max, double)
    return double


def _fits(value: Any) -> bool:
    return not is_finite(value) or value == 0 or 0 < abs(to_double(value)) < math.inf


def _bounded(context: Any, value: Any) -> Any:
    """A real result, infinite or zero where its exponent is out of all measure."""
    if isinstance(value, context.mpc):
        return context.nan
    _, mantissa, exponent, size = value._mpf_
    if not mantissa or abs(exponent + size) <= LARGEST_EXPONENT:  # 0 and what is not finite have no mantissa
        return value
    return context.sign(value) * context.inf if context.mag(value) > 0 else context.zero


@lru_cache(64)
def _functions(m: Any) -> tuple[Functions, Functions]:
    """The functions of a context by entry, on finite numbers, and those that are lenient, on any numbers.

    Of what is undefined they have none, though IEEE has for hypot(nan, inf). What is not here has only its definition
    and IEEE's answer.
    """
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

    def lenient_power(x: Any, y: Any) -> Any:
        if m.isfinite(x) and m.isfinite(y):
            return power(x, y)
        if y == 0 or x == 1:
            return m.one
        if m.isnan(x) or m.isnan(y) or (x < 0 and m.isfinite(y) and y != m.floor(y)):
            return m.nan
        raise ValueError

    def hypot(x: Any, y: Any) -> Any:
        return m.nan if m.isnan(x) or m.isnan(y) else m.sqrt(x * x + y * y)

    def positive(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def checked(x: Any) -> Any:
            if x == 0:
                raise ZeroDivisionError
            return m.nan if x < 0 else function(x)

        return checked

    def softplus(x: Any) -> Any:
        return max(x, m.zero) + m.log1p(exp(-abs(x)))

    def sinh(x: Any) -> Any:
        return m.sinh(x) if abs(x) < limit else m.sign(x) * m.inf

    def tanh(x: Any) -> Any:
        return m.tanh(x) if abs(x) < 2**20 else m.sign(x) * (1 - 2 * exp(-2 * abs(x)))

    def normal_cdf(x: Any) -> Any:
        return erfc(-x / m.sqrt(2)) / 2

    def erfc(x: Any) -> Any:
        return m.erfc(x) if x < 2**20 else m.zero

    def erf(x: Any) -> Any:
        return m.erf(x) if abs(x) < 2**20 else m.sign(x) * m.one

    def gamma(x: Any) -> Any:
        return m.gamma(x) if abs(x) < LARGEST_FACTORIAL else m.mpf(FLOAT.kernel("gamma")(to_double(x)))

    def lgamma(x: Any) -> Any:
        if x <= 0 and x == m.floor(x):
            raise ZeroDivisionError
        if abs(x) >= 2**200:
            return x * (m.log(x) - 1) if x > 0 else -m.inf
        return m.loggamma(x) if x > 0 else m.log(abs(m.pi / m.sinpi(x))) - m.loggamma(1 - x)

    def elu(x: Any, alpha: Any) -> Any:
        return x if x > 0 else alpha * expm1(x)

    def mod(x: Any, y: Any) -> Any:
        return x - y * m.floor(x / y)

    def flag(condition: bool) -> Any:
        return m.one if condition else m.zero

    sin, cos, log = angle(m.sin), angle(m.cos), positive(m.log)
    lenient: Functions = {
        "min": lambda *x: m.nan if any(map(m.isnan, x)) else min(x),
        "max": lambda *x: m.nan if any(map(m.isnan, x)) else max(x),
        "where": lambda c, x, y: x if c != 0 else y,
        "hypot": hypot,
        "power": lenient_power,
        "power_constant": lenient_power,
    }
    functions = {
        "pi": lambda: +m.pi,
        "e": lambda: +m.e,
        "tau": lambda: 2 * m.pi,
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": lambda x, y: x / y,
        "negative": lambda x: -x,
        "exp": exp,
        "expm1": expm1,
        "log": log,
        "log1p": lambda x: positive(m.log)(1 + x) if x <= -1 else m.log1p(x),
        "sqrt": lambda x: m.nan if x < 0 else m.sqrt(x),
        "cbrt": lambda x: m.sign(x) * m.cbrt(abs(x)),
        "xlogy": lambda x, y: m.zero if x == 0 and y >= 0 else x * log(y),
        "logaddexp": lambda x, y: max(x, y) + m.log1p(exp(-abs(x - y))),
        "sin": sin,
        "cos": cos,
        "asin": m.asin,
        "acos": m.acos,
        "atan": m.atan,
        "atan2": m.atan2,
        "sinh": sinh,
        "tanh": tanh,
        "asinh": m.asinh,
        "acosh": m.acosh,
        "atanh": m.atanh,
        "abs": abs,
        "sign": m.sign,
        "step": lambda x: flag(x > 0),
        "floor": m.floor,
        "ceil": m.ceil,
        "round": m.nint,
        "mod": mod,
        "count_equal": lambda y, *x: m.mpf(sum(y == one for one in x)),
        "log_sigmoid": lambda x: -softplus(-x),
        "softplus": softplus,
        "elu": elu,
        "erf": erf,
        "erfc": erfc,
        "normal_cdf": normal_cdf,
        "gamma": gamma,
        "lgamma": lgamma,
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
    return functions, lenient


def _special_function(m: Any, primitive: str) -> Callable[..., Any] | None:
    """The function of the package `special` for an entry, in a context."""
    found = wide_function(primitive)
    return None if found is None else partial(found, m)


# On complex numbers

# Entries whose choice depends on real parts alone.
LOGIC = frozenset(
    "less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not count_equal".split()  # noqa: SIM905
)


def _complex_function(m: Any, primitive: str) -> Callable[..., Any] | None:
    """An entry's complex function in a context; it raises at poles. None for an entry without."""
    return _complex_functions(m).get(primitive) or _special_function(m, primitive)


@lru_cache(64)
def _complex_functions(m: Any) -> Functions:
    """The complex functions of a context by entry, without those of `special`."""

    def power(x: Any, y: Any) -> Any:
        if y.imag == 0 and y.real == m.floor(y.real) and abs(y.real) < 2**30:
            return x ** int(y.real)
        return m.exp(y * m.log(x))

    def cbrt(x: Any) -> Any:
        return m.cbrt(x) if x.real >= 0 else -m.cbrt(-x)

    def normal_cdf(x: Any) -> Any:
        return m.erfc(-x / m.sqrt(2)) / 2

    def lgamma(x: Any) -> Any:
        if x.real > 0:
            return m.loggamma(x)
        whole = m.gamma(x)
        return m.log(whole if whole.real > 0 else -whole)

    def sin_over_x(x: Any) -> Any:
        return m.sin(x) / x if x != 0 else m.mpc(1)

    def softplus(x: Any) -> Any:
        return x + m.log1p(m.exp(-x)) if x.real > 0 else m.log1p(m.exp(x))

    def asinh(x: Any) -> Any:
        return m.log1p(x + x * x / (1 + m.sqrt(1 + x * x))) if abs(x) < 0.5 else m.asinh(x)

    def atanh(x: Any) -> Any:
        return (m.log1p(x) - m.log1p(-x)) / 2 if abs(x) < 0.5 else m.atanh(x)

    def xlogy(x: Any, y: Any) -> Any:
        return m.mpc(0) if x == 0 else x * m.log(y)

    return {
        "pi": lambda: m.mpc(m.pi),
        "e": lambda: m.mpc(m.e),
        "tau": lambda: m.mpc(2 * m.pi),
        "inf": lambda: m.mpc(m.inf),
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": lambda x, y: x / y,
        "negative": lambda x: -x,
        "power": power,
        "power_constant": power,
        "exp": m.exp,
        "expm1": m.expm1,
        "log": m.log,
        "log1p": m.log1p,
        "softplus": softplus,
        "log_sigmoid": lambda x: -softplus(-x),
        "sqrt": m.sqrt,
        "cbrt": cbrt,
        "xlogy": xlogy,
        "sin": m.sin,
        "cos": m.cos,
        "asin": m.asin,
        "acos": m.acos,
        "atan": m.atan,
        "atan2": lambda y, x: m.log((x + 1j * y) / m.sqrt(x * x + y * y)) / 1j,
        "sin_over_x": sin_over_x,
        "sinh": m.sinh,
        "tanh": m.tanh,
        "asinh": asinh,
        "acosh": m.acosh,
        "atanh": atanh,
        "erf": m.erf,
        "erfc": m.erfc,
        "normal_cdf": normal_cdf,
        "gamma": m.gamma,
        "lgamma": lgamma,
        "where": lambda c, x, y: x if c.real != 0 else y,
    }
