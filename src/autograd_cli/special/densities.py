"""Derivatives of the densities of the gamma and beta distributions, of any order in the parameters and in x.

Takes: whole orders, then the operands, as balls of python-flint or numbers of a context of mpmath, x not at an end.
Returns: one of these. The n-th derivative in x is a sum of n + 1 terms, by the rule of Leibniz; one in a parameter is a
coefficient of its series in balls, and a difference in mpmath's numbers.
"""

from collections.abc import Callable
from math import comb
from typing import Any

from autograd_cli.special.density_terms import terms_between, terms_in_x
from autograd_cli.special.sharp import arb, arb_mat, arb_series

# Bits for a derivative in a parameter.
DERIVATIVE_BITS = 60


# In balls


def gamma_density_of_balls(m: int, n: int, a: Any, x: Any) -> Any:
    """The m-th derivative in a and n-th in x of x^(a - 1)*exp(-x)/gamma(a), for x > 0."""
    length = m + 1
    terms = _falling(a, 1, x, n, length)
    total = sum((comb(n, k) * (-1) ** (n - k) * term for k, term in enumerate(terms)), arb_series([0], length))
    return (gamma_series(a, x, m) * total)[m] / x * arb(m).fac()


def gamma_series(a: Any, x: Any, order: int) -> Any:
    """x^a*exp(-x)/gamma(a) at a + e, as a series in e."""
    exponent = arb_series([a * x.log() - x, x.log()], order + 1)
    return exponent.exp() * arb_series([a, 1], order + 1).rgamma()


def beta_density_of_balls(orders: tuple[int, int], n: int, a: Any, b: Any, x: Any) -> Any:
    """The derivative of such orders in a and b, and the n-th in x, of the density for 0 < x < 1."""
    order = sum(orders)

    def along(p: int, q: int) -> Any:
        near, far = _falling(a, p, x, n, order + 1), _falling(b, q, x - 1, n, order + 1)
        total = sum((comb(n, k) * near[k] * far[n - k] for k in range(n + 1)), arb_series([0], order + 1))
        return (beta_series(a, b, x, p, q, order) * total)[order]

    return in_two(orders, along)


def beta_series(a: Any, b: Any, x: Any, p: int, q: int, order: int) -> Any:
    """x^(a - 1)*(1 - x)^(b - 1)/beta(a, b) at a + p*e, b + q*e, as a series in e."""
    length = order + 1
    at_x, beside = x.log(), (-x).log1p()
    exponent = arb_series([(a - 1) * at_x + (b - 1) * beside, p * at_x + q * beside], length)
    below = arb_series([a, p], length).rgamma() * arb_series([b, q], length).rgamma()
    return exponent.exp() * below * arb_series([a + b, p + q], length).gamma()


def in_two(orders: tuple[int, int], along: Callable[[int, int], Any]) -> Any:
    """A derivative in two parameters, from coefficients of series along lines a + p*e, b + q*e."""
    m, n = orders
    lines = [(1, 0), (0, 1), *((1, q) for q in range(1, m + n))]
    powers = arb_mat([[p ** (m + n - k) * q**k for p, q in lines] for k in range(m + n + 1)])
    weights = powers.inv() if m + n > 1 else arb_mat([[1, 0], [0, 1]])
    weighted = [(weights[place, n], line) for place, line in enumerate(lines) if weights[place, n] != 0]
    return sum(weight * along(*line) for weight, line in weighted) * arb(m).fac() * arb(n).fac()


def _falling(a: Any, slope: int, x: Any, n: int, length: int) -> list[Any]:
    """(a - 1)*...*(a - k)/x^k at a + slope*e for k up to n, as series in e."""
    found = [arb_series([1], length)]
    for k in range(1, n + 1):
        found.append(found[-1] * arb_series([(a - k) / x, slope / x], length))
    return found


# In any context of mpmath


def wide_gamma_density(m: Any, order: int, n: int, a: Any, x: Any, density: Callable[..., Any]) -> Any:
    """`gamma_density_of_balls` in the numbers of a context; `density` is the one of orders 0."""

    def at(one: Any) -> Any:
        return density(m, one, x) * m.fsum(terms_in_x(n, one, x))

    with m.extraprec(DERIVATIVE_BITS):
        value = m.diff(at, a, order, relative=True) if order else at(a)
    return +value


def wide_beta_density(
    m: Any, orders: tuple[int, int], n: int, a: Any, b: Any, x: Any, density: Callable[..., Any]
) -> Any:
    """`beta_density_of_balls` in the numbers of a context."""

    def at(one: Any, other: Any) -> Any:
        return density(m, one, other, x) * m.fsum(terms_between(n, one, other, x))

    with m.extraprec(DERIVATIVE_BITS):
        value = m.diff(at, (a, b), orders, relative=True) if any(orders) else at(a, b)
    return +value
