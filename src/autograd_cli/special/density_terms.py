"""Derivatives of the densities of the gamma and beta distributions in x: their terms, and their limits at its ends.

Takes: whole orders, then the operands, as numbers of any kind. Returns: such numbers, or infinite floats.

*Source*: the rule of Leibniz.
"""

import math
from math import comb, inf, nan
from typing import Any

# Of so many of the first orders, those in the parameters, code of other languages knows 0 alone.
IN_PARAMETERS = {"gamma_density_ax": 1, "beta_density_abx": 2}


def terms_in_x(n: int, a: Any, x: Any) -> list[Any]:
    """The terms of the n-th derivative of x^(a - 1)*exp(-x), in units of this."""
    return [comb(n, k) * (-1) ** (n - k) * factor for k, factor in enumerate(_factors(a, x, n))]


def terms_between(n: int, a: Any, b: Any, x: Any) -> list[Any]:
    """The terms of the n-th derivative of x^(a - 1)*(1 - x)^(b - 1), in units of this."""
    near, far = _factors(a, x, n), _factors(b, x - 1, n)
    return [comb(n, k) * near[k] * far[n - k] for k in range(n + 1)]


def _factors(a: Any, x: Any, n: int) -> list[Any]:
    found = [x / x]
    for k in range(1, n + 1):
        found.append(found[-1] * (a - k) / x)
    return found


def gamma_end(m: int, n: int, a: Any) -> Any:
    """The m-th derivative in a and n-th in x of the density of the gamma distribution, at x = 0; whole or infinite."""
    if m == 0 and a == math.floor(a) <= n + 1:
        return (-1) ** int(n + 1 - a) * comb(n, int(a) - 1)
    return _leading(m, n, a)


def beta_end(orders: tuple[int, int], n: int, a: Any, b: Any) -> Any:
    """The derivative of such orders in a and b, and the n-th in x, of the density of the beta distribution, at x = 0.

    It is nan where it is infinite and two or more derivatives in b are asked for; of fractions it is exact.
    """
    if orders[0] == 0 and a == math.floor(a) <= n + 1:
        rest = int(n + 1 - a)
        coefficients = [1]  # of (b - rest)*...*(b + a - 1) at b + e
        for k in range(-rest, int(a)):
            pairs = zip([*coefficients, 0], [0, *coefficients], strict=True)
            coefficients = [(b + k) * one + before for one, before in pairs]
        known = dict(enumerate(coefficients))
        return (-1) ** rest * comb(n, rest) * math.factorial(orders[1]) * known.get(orders[1], 0)
    found = _leading(orders[0], n, a)
    return nan if found and orders[1] > 1 else found


def beta_limit(orders: tuple[int, int], n: int, a: Any, b: Any, x: Any) -> Any:
    """`beta_end` at x = 0 or x = 1."""
    return beta_end(orders, n, a, b) if x == 0 else (-1) ** n * beta_end(orders[::-1], n, b, a)


def _leading(m: int, n: int, a: Any) -> Any:
    """What the m-th derivative in a of (a - 1)*...*(a - n)*x^(a - 1 - n) tends to, where it is no other number."""
    return 0 if a > n + 1 else inf * (-1) ** (m + n + 1 - math.ceil(a))
