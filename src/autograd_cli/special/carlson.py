"""Incomplete elliptic integrals, Carlson's symmetric ones, and the integrals of which their derivatives are made.

As the package has them: those of floats, by python-flint where it is installed, and those in any mpmath context. All
are cases of one integral of powers, that of (t + x)^(-a/2)*(t + y)^(-b/2)*(t + z)^(-c/2)*(t + p)^(-d/2).

*Source*: DLMF 19.16, 19.18, 19.25; Carlson 1995, "Numerical computation of real or complex elliptic integrals";
Trefethen & Weideman 2014, "The exponentially convergent trapezoidal rule".
"""

import math
from collections.abc import Callable, Sequence
from math import inf, nan
from typing import Any

from autograd_cli.special.contexts import ONE_AT_A_TIME
from autograd_cli.special.elliptic import FIRST, SECOND, derivative_of_balls
from autograd_cli.special.sharp import acb, arb, ctx, nearest

# A little more than the table promises, since derivatives ask for the next ones.
HIGHEST_DERIVATIVE = 40
HIGHEST_POWER = 200
# Turns beyond this many bits take too long.
FARTHEST_BITS = 1100
SPARE_BITS = 40
# Numbers whose quotient is at least so large are far apart.
FAR_APART = 10**4


def ellipkinc(phi: float, m: float) -> float:
    """F(phi | m), the integral of (1 - m*sin(t)^2)^(-1/2) from 0 to phi, for m < 1, else nan."""
    return ellipkinc_derivative(phi, m, 0.0)


def ellipeinc(phi: float, m: float) -> float:
    """E(phi | m), the integral of (1 - m*sin(t)^2)^(1/2) from 0 to phi, for m < 1, else nan."""
    return ellipeinc_derivative(phi, m, 0.0)


def ellipkinc_derivative(phi: float, m: float, n: float) -> float:
    """The n-th derivative of F in m, for a whole n from 0 to 40, else nan."""
    return _incomplete(FIRST, phi, m, n)


def ellipeinc_derivative(phi: float, m: float, n: float) -> float:
    """The n-th derivative of E in m, for a whole n from 0 to 40, else nan."""
    return _incomplete(SECOND, phi, m, n)


def _incomplete(kind: int, phi: float, m: float, n: float) -> float:
    if phi != phi or not m < 1.0 or not 0.0 <= n <= HIGHEST_DERIVATIVE or n != math.floor(n):
        return nan
    order = int(n)
    sign = -1.0 if kind == SECOND and order else 1.0
    if phi == 0.0 or (math.isinf(m) and kind == FIRST):
        return math.copysign(0.0, sign * phi)
    if math.isinf(phi) or math.isinf(m):
        return math.copysign(inf if math.isinf(phi) or order == 0 else 0.0, sign * phi)
    return nearest(
        lambda one, other: incomplete_of_balls(kind, one, other, order),
        lambda context, one, other: _wide_incomplete(context, kind, one, other, order),
        phi,
        m,
    )


def incomplete_of_balls(kind: int, phi: Any, m: Any, n: int) -> Any:
    """The n-th derivative in m of F or E, of balls of python-flint; m is below 1."""
    if n == 0:
        function = acb.elliptic_f if kind == FIRST else acb.elliptic_e_inc
        return function(acb(phi), acb(m)).real
    with ctx.workprec(ctx.prec + bits_before_the_point(phi)):
        turns = (phi / arb.pi() + arb(1) / 2).floor()
        within = phi - turns * arb.pi()
    if not turns.is_exact() or not (within > 0 or within < 0 or within == 0):
        return arb.nan()
    whole = arb(0) if turns == 0 else 2 * turns * derivative_of_balls(kind, m, n)
    sine = within.sin()

    if within != 0:
        inverse, cotangent = 1 / (sine * sine), (within.cos() / sine) ** 2
        halves = (1, kind + 2 * n, 1 if kind == FIRST else 3, 0)
        part = _rising(arb(kind) / 2, n) / 2 * carlson_of_balls(halves, (cotangent, cotangent + 1 - m, inverse, arb(1)))
        whole = whole + part if sine > 0 else whole - part
    return whole


def bits_before_the_point(number: Any) -> int:
    """How many bits the size of a ball of python-flint has, 0 where it is below 1 or infinite."""
    if not number.is_finite() or not abs(number) > 1:
        return 0
    mantissa, exponent = abs(number).upper().man_exp()
    return int(mantissa).bit_length() + int(exponent)


def _rising(start: Any, n: int) -> Any:
    product = start * 0 + 1
    for k in range(n):
        product = product * (start + k)
    return product


def elliprf(x: float, y: float, z: float) -> float:
    """Carlson's R_F, a half of the integral of ((t + x)*(t + y)*(t + z))^(-1/2), for numbers >= 0, else nan."""
    return _carlson(
        (1, 1, 1, 0),
        (x, y, z, 1.0),
        lambda *balls: acb.elliptic_rf(*map(acb, balls[:3])).real,
        lambda m, *numbers: m.elliprf(*numbers[:3]),
    )


def elliprd(x: float, y: float, z: float) -> float:
    """Carlson's R_D(x, y, z), which is R_J(x, y, z, z), for numbers >= 0, else nan."""
    return _carlson(
        (1, 1, 3, 0),
        (x, y, z, 1.0),
        lambda *balls: acb.elliptic_rd(*map(acb, balls[:3])).real,
        lambda m, *numbers: m.elliprd(*numbers[:3]),
    )


def elliprj(x: float, y: float, z: float, p: float) -> float:
    """Carlson's R_J, 3/2 times the integral of ((t + x)*(t + y)*(t + z))^(-1/2)/(t + p), for numbers >= 0, else nan."""
    return _carlson(
        (1, 1, 1, 2),
        (x, y, z, p),
        lambda *balls: acb.elliptic_rj(*map(acb, balls)).real,
        lambda m, *numbers: m.elliprj(*numbers),
    )


def elliprc(x: float, y: float) -> float:
    """Carlson's R_C(x, y), which is R_F(x, y, y), for x >= 0 and y > 0, else nan."""
    return _carlson(
        (1, 2, 0, 0),
        (x, y, 1.0, 1.0),
        lambda *balls: acb.elliptic_rc(*map(acb, balls[:2])).real,
        lambda m, *numbers: m.elliprc(*numbers[:2]),
    )


def carlson_integral(a: float, b: float, c: float, d: float, x: float, y: float, z: float, p: float) -> float:
    """The integral of (t + x)^(-a/2)*(t + y)^(-b/2)*(t + z)^(-c/2)*(t + p)^(-d/2) over positive t, for whole a to d."""
    halves = (a, b, c, d)
    if not all(0.0 <= one <= HIGHEST_POWER and one == math.floor(one) for one in halves):
        return nan
    if not sum(halves) > 2.0:
        return inf
    whole = [int(one) for one in halves]
    return _carlson(
        whole,
        (x, y, z, p),
        lambda *balls: carlson_of_balls(whole, balls),
        lambda m, *numbers: _wide_powers(m, whole, numbers),
    )


def _carlson(
    halves: Sequence[int], numbers: Sequence[float], balls: Callable[..., Any], wide: Callable[..., Any]
) -> float:
    """An integral of powers: infinite where those of zeros are 1 or more together, 0 where a number is infinite."""
    counted = [number for number, power in zip(numbers, halves, strict=True) if power]
    if not all(number >= 0.0 for number in counted):
        return nan
    if sum(power for number, power in zip(numbers, halves, strict=True) if number == 0.0) >= 2:
        return nan if inf in counted else inf
    return 0.0 if inf in counted else nearest(balls, wide, *numbers)


def carlson_of_balls(halves: Sequence[int], numbers: Sequence[Any]) -> Any:
    """The integral of powers, in halves, of balls: adaptively, or where these are far apart by a rule."""
    factors = [(number, power) for number, power in zip(numbers, halves, strict=True) if power]
    if not all(number.is_finite() for number, _ in factors):
        return arb.nan()
    sizes = [abs(number).mid() for number, _ in factors]
    size, total = max(sizes), sum(halves)
    if not min(sizes) * FAR_APART > size:
        return _by_trapezoids(halves, factors)

    def integrand(s: Any, analytic: bool) -> Any:
        value = 2 * s ** (total - 3)
        for number, power in factors:
            value = value * (1 + (number / size - 1) * s * s).rsqrt(analytic=analytic) ** power
        return value

    return size.rsqrt() ** (total - 2) * acb.integral(integrand, 0, 1).real  # by t = size*(1/s^2 - 1)


def _by_trapezoids(halves: Sequence[int], factors: Sequence[tuple[Any, int]]) -> Any:
    """The integral by the trapezoidal rule in the logarithm of t, with its error and that of both tails.

    On the lines a quarter of a turn off the real one the integrand is at most 2^(total/4) times as large.
    """
    total = sum(halves)
    at_zero = sum(power for number, power in factors if number == 0)
    bits = ctx.prec + total
    step = arb(10) / (bits + 4)  # below pi^2/(log(2)*bits)
    tail = arb(bits) * arb(2).log()
    sizes = [abs(number).mid().log() for number, _ in factors if number != 0]
    first, last = arb(2) / (2 - at_zero), arb(2) / (total - 2)
    start = (min(sizes) - tail * first).mid()
    count = int(float(((max(sizes) + tail * last - start) / step).mid())) + 1
    t, ratio, value = start.exp(), step.exp(), 0
    for _ in range(count):
        term = t
        for number, power in factors:
            term = term * (t + number).rsqrt() ** power
        value, t = value + term, t * ratio
    # Both tails are geometric, and less than their first terms, which are 2^-bits of the value, times 1/(step/first).
    error = abs(value) * arb(2) ** (6 - ctx.prec) * (1 + first + last)
    return step * (value + arb(0, error.upper()))


# In any context


def _wide_powers(m: Any, halves: Sequence[int], numbers: Sequence[Any]) -> Any:
    """The integral of powers by the trapezoidal rule in the logarithm of t, which ends where both tails are nothing."""
    factors = [(number, power) for number, power in zip(numbers, halves, strict=True) if power]
    if not all(number.real >= 0 for number, _ in factors):
        raise ZeroDivisionError
    at_zero = sum(power for number, power in factors if number == 0)
    total = sum(halves)
    if at_zero >= 2 or total <= 2:
        raise ZeroDivisionError
    if arb is not None and not any(isinstance(number, m.mpc) for number, _ in factors):
        with ONE_AT_A_TIME, ctx.workprec(m.prec + SPARE_BITS):
            return +m.make_mpf(carlson_of_balls(halves, [*map(arb, numbers)]).mid()._mpf_)
    sizes = [m.log(abs(number)) for number, _ in factors if number != 0]
    with m.extraprec(SPARE_BITS):
        tail = m.prec * m.log(2)
        step = 2 * m.pi**2 / (tail + 10) * m.mpf(0.9)
        start = min(sizes) - tail * 2 / (2 - at_zero)
        count = int((max(sizes) + tail * 2 / (total - 2) - start) / step) + 1
        ratio, t, terms = m.exp(step), m.exp(start), []
        for _ in range(count):
            term = t
            for number, power in factors:
                term /= m.sqrt(t + number) ** power
            terms.append(term)
            t *= ratio
        value = step * m.fsum(terms)
    return +value


def _wide_carlson_integral(m: Any, a: Any, b: Any, c: Any, d: Any, *numbers: Any) -> Any:
    halves = [int(one.real) for one in (a, b, c, d)]
    if halves != [a, b, c, d] or not all(0 <= one <= HIGHEST_POWER for one in halves):
        raise ZeroDivisionError
    return _wide_powers(m, halves, numbers)


def _wide_incomplete(m: Any, kind: int, phi: Any, parameter: Any, n: int) -> Any:
    """By the integral of powers over 1/sin(t)^2, and whole turns."""
    if not isinstance(parameter, m.mpc) and parameter >= 1:
        raise ZeroDivisionError
    if phi == 0:
        return phi
    if m.mag(phi) > FARTHEST_BITS or m.mag(parameter) > FARTHEST_BITS:
        raise ZeroDivisionError
    with m.extraprec(SPARE_BITS + max(m.mag(phi), 0)):
        turns = m.nint(phi.real / m.pi)
        within = phi - turns * m.pi
    with m.extraprec(SPARE_BITS):
        value = _local(m, kind, within, parameter, n) if within else m.zero
        if turns:
            value += 2 * turns * _local(m, kind, m.pi / 2, parameter, n)
    return +value


def _local(m: Any, kind: int, phi: Any, parameter: Any, n: int) -> Any:
    if n == 0:
        return m.ellipf(phi, parameter) if kind == FIRST else m.ellipe(phi, parameter)
    if phi.real < 0:
        return -_local(m, kind, -phi, parameter, n)
    inverse = 1 / m.sin(phi) ** 2
    cotangent = (m.cos(phi) / m.sin(phi)) ** 2
    numbers = (cotangent, cotangent + (1 - parameter), inverse, m.one)
    halves = (1, kind + 2 * n, 1 if kind == FIRST else 3, 0)
    return _rising(m.mpf(kind) / 2, n) / 2 * _wide_powers(m, halves, numbers)


def _wide_derivative(kind: int) -> Callable[..., Any]:
    def kernel(m: Any, phi: Any, parameter: Any, n: Any) -> Any:
        order = int(n.real)
        if order != n or not 0 <= order <= HIGHEST_DERIVATIVE:
            raise ZeroDivisionError
        return _wide_incomplete(m, kind, phi, parameter, order)

    return kernel


def _of_positive(name: str) -> Callable[..., Any]:
    """A function of mpmath's, of numbers >= 0."""

    def kernel(m: Any, *numbers: Any) -> Any:
        if not all(one.real >= 0 for one in numbers):
            raise ZeroDivisionError
        with m.extraprec(SPARE_BITS):
            value = getattr(m, name)(*numbers)
        return +value

    return kernel


WIDE: dict[str, Callable[..., Any]] = {
    "ellipkinc": lambda m, phi, parameter: _wide_incomplete(m, FIRST, phi, parameter, 0),
    "ellipeinc": lambda m, phi, parameter: _wide_incomplete(m, SECOND, phi, parameter, 0),
    "ellipkinc_derivative": _wide_derivative(FIRST),
    "ellipeinc_derivative": _wide_derivative(SECOND),
    **{name: _of_positive(name) for name in ("elliprf", "elliprd", "elliprj", "elliprc")},
    "carlson_integral": _wide_carlson_integral,
}
