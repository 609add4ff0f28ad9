"""Kernels on complex numbers, for the complex step: f'(x) is the imaginary part of f(x + ih), over h.

In: a precision in bits. Out: a number system on mpmath's complex numbers. It has the rows that are analytic where they
are defined; a condition looks at real parts, and so chooses the piece that is analytic nearby. What it has not, has no
complex derivative: `abs`, `floor`, `max` and their like.

*Source*: Squire & Trapp 1998, SIAM Review 40; Martins, Sturdza & Alonso 2003, ACM TOMS 29.
"""

import time
from collections.abc import Callable
from typing import Any

from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli.execute.systems import NumberSystem, load
from autograd_cli.numerals import number_text

SECONDS = 2.0
# Numbers of more bits before the point take too long in functions that reduce them.
LARGEST = 2**16
# Rows whose choice depends on real parts alone.
LOGIC = frozenset(
    "less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not count_equal".split()  # noqa: SIM905
)


def complexes(bits: int) -> NumberSystem:
    """The system with so many bits; the clock of its evaluation starts now."""
    context = mp.clone()
    context.prec = bits
    functions = _functions(context)
    real = load("unlimited", bits)
    deadline = time.monotonic() + SECONDS

    def bounded(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*operands: Any) -> Any:
            if time.monotonic() > deadline:
                raise TimeoutError
            if any(operand and context.isfinite(operand) and context.mag(operand) > LARGEST for operand in operands):
                raise OverflowError
            return function(*operands)

        return call

    def kernel(primitive: str) -> Callable[..., Any]:
        function: Callable[..., Any] | None = functions.get(primitive)
        if function is not None:
            return bounded(function)
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
    )


def is_analytic(primitive: str) -> bool:
    """Whether a row has a complex kernel."""
    return primitive in LOGIC or primitive in _NAMES


def _functions(m: Any) -> dict[str, Callable[..., Any]]:
    def power(x: Any, y: Any) -> Any:
        if y.imag == 0 and y.real == m.floor(y.real) and abs(y.real) < 2**30:
            return x ** int(y.real)
        return m.exp(y * m.log(x))

    def cbrt(x: Any) -> Any:
        return m.cbrt(x) if x.real >= 0 else -m.cbrt(-x)

    def root(x: Any, y: Any) -> Any:
        return m.sqrt(x * x + y * y)

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + m.exp(-x))

    def softplus(x: Any) -> Any:
        return x + m.log(1 + m.exp(-x)) if x.real > 0 else m.log(1 + m.exp(x))

    def logaddexp(x: Any, y: Any) -> Any:
        return y + softplus(x - y)

    def normal_cdf(x: Any) -> Any:
        return m.erfc(-x / m.sqrt(2)) / 2

    def gaussian(c: Any, k: Any, x: Any) -> Any:
        return c * m.exp(-k * x * x)

    def lgamma(x: Any) -> Any:
        if x.real > 0:
            return m.loggamma(x)
        whole = m.gamma(x)
        return m.log(whole if whole.real > 0 else -whole)

    def sinc(x: Any) -> Any:
        return m.sin(x) / x if x != 0 else m.mpc(1)

    def sinc_derivative(x: Any, n: Any) -> Any:
        order = int(n.real)
        if abs(x) < 1:
            terms = range((order + 1) // 2, (order + 1) // 2 + m.prec // 2)
            return m.fsum((-1) ** k * x ** (2 * k - order) / ((2 * k + 1) * m.factorial(2 * k - order)) for k in terms)
        value = m.sin(x) / x
        for i in range(1, order + 1):
            value = ((m.sin, m.cos)[i % 2](x) * (1, 1, -1, -1)[i % 4] - i * value) / x
        return value

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
        "reduced_power": lambda x, y, n: power(x, y - n),
        "exp": m.exp,
        "expm1": m.expm1,
        "exp2": lambda x: m.exp(x * m.ln2),
        "log": m.log,
        "log1p": lambda x: m.log(1 + x),
        "log2": lambda x: m.log(x) / m.ln2,
        "log10": lambda x: m.log(x) / m.ln10,
        "log_base": lambda x, b: m.log(x) / m.log(b),
        "sqrt": m.sqrt,
        "cbrt": cbrt,
        "square": lambda x: x * x,
        "hypot": root,
        "direction": lambda x, y: x / root(x, y),
        "inversion": lambda x, y: x / (x * x + y * y),
        "xlogy": xlogy,
        "logaddexp": logaddexp,
        "sigmoid_difference": lambda x, y: sigmoid(x - y),
        "sin": m.sin,
        "cos": m.cos,
        "tan": m.tan,
        "asin": m.asin,
        "acos": m.acos,
        "atan": m.atan,
        "atan2": lambda y, x: m.log((x + 1j * y) / root(x, y)) / 1j,
        "sinc": sinc,
        "sinc_derivative": sinc_derivative,
        "sinh": m.sinh,
        "cosh": m.cosh,
        "tanh": m.tanh,
        "sech": m.sech,
        "asinh": m.asinh,
        "acosh": m.acosh,
        "atanh": m.atanh,
        "sigmoid": sigmoid,
        "logit": lambda x: m.log(x / (1 - x)),
        "log_sigmoid": lambda x: -softplus(-x),
        "softplus": softplus,
        "gelu": lambda x: x * normal_cdf(x),
        "gelu_derivative": lambda x: normal_cdf(x) + x * m.exp(-x * x / 2) / m.sqrt(2 * m.pi),
        "silu": lambda x: x * sigmoid(x),
        "silu_derivative": lambda x: sigmoid(x) * (1 + x * sigmoid(-x)),
        "erf": m.erf,
        "erfc": m.erfc,
        "normal_cdf": normal_cdf,
        "gauss": lambda x: m.exp(-x * x),
        "gaussian": gaussian,
        "gamma": m.gamma,
        "lgamma": lgamma,
        "digamma": lambda x: m.psi(0, x),
        "polygamma": lambda n, x: m.psi(int(n.real), x),
        "where": lambda c, x, y: x if c.real != 0 else y,
    }


_NAMES = frozenset(_functions(mp))
