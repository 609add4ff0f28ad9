"""What incomplete elliptic integrals and Carlson's should be, and where to compare, as in `float_rows`."""

from collections.abc import Callable
from typing import Any

from flint import acb, arb

from support.float_rows import Points, Row, sharp

inf, nan = float("inf"), float("nan")
FIRST, SECOND = 1, -1


def integral(kind: int) -> Callable[..., Any]:
    """The derivative of the integrand of F or E in m, integrated."""

    def exact(phi: Any, m: Any, n: Any) -> Any:
        order = int(n)

        def value() -> Any:
            angle, parameter, factor = arb(phi), arb(m), arb(1)
            for k in range(order):
                factor *= arb(kind) / 2 + k

            def integrand(t: Any, analytic: bool) -> Any:
                squared = (t * angle).sin() ** 2
                root = (1 - parameter * squared).rsqrt(analytic=analytic)
                return (squared / angle**2) ** order * root ** (kind + 2 * order)

            return factor * angle ** (1 + 2 * order) * acb.integral(integrand, 0, 1).real

        return sharp(value)

    return exact


def of_library(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *numbers: sharp(lambda: function(*map(acb, map(arb, numbers))).real)


def powers(a: Any, b: Any, c: Any, d: Any, *numbers: Any) -> Any:
    """The integral by t = s/(1 - s) with s = u^2*(2 - u^2), whose ends are no branch points."""
    halves = [int(one) for one in (a, b, c, d)]

    def value() -> Any:
        def integrand(u: Any, analytic: bool) -> Any:
            left, right = u * u * (2 - u * u), (1 - u * u) ** 2
            result = 4 * u * (1 - u * u) * right ** ((sum(halves) - 4) // 2) * (1 - u * u) ** ((sum(halves) - 4) % 2)
            for number, half in zip(numbers, halves, strict=True):
                result = result * (left + arb(number) * right).rsqrt(analytic=analytic) ** half
            return result

        return acb.integral(integrand, 0, 1).real

    return sharp(value)


ANGLES = [1e-9, 0.02, -0.4, 1.1, 1.57, -2.5, 4.4, 11.0]
PARAMETERS = [-40.0, -1.3, -1e-9, 0.0, 0.3, 0.75, 0.98]
TURNED = [(phi, m) for phi in ANGLES for m in PARAMETERS]
ORDERED = [(*one, n) for n in (0.0, 1.0, 3.0) for one in TURNED[:: 4 + int(n)]]
TRIPLES = [(1.0, 2.0, 3.0), (0.3, 0.3, 7.0), (5.5, 0.01, 2.0), (1.0, 1.0, 1.0), (120.0, 3.0, 0.7), (1e-3, 2e-3, 4e-3)]
ROWS = [
    Row("ellipkinc", of_library(acb.elliptic_f), TURNED),
    Row("ellipeinc", of_library(acb.elliptic_e_inc), TURNED),
    Row("ellipkinc_derivative", integral(FIRST), ORDERED),
    Row("ellipeinc_derivative", integral(SECOND), ORDERED),
    Row("elliprf", of_library(acb.elliptic_rf), [*TRIPLES, (1e-200, 3.0, 1e200)]),
    Row("elliprd", of_library(acb.elliptic_rd), TRIPLES),
    Row("elliprj", of_library(acb.elliptic_rj), [(*one, p) for one in TRIPLES for p in (0.02, 1.5)]),
    Row("elliprc", of_library(acb.elliptic_rc), [one[:2] for one in TRIPLES]),
    Row(
        "carlson_integral",
        powers,
        [(*one, *numbers, 1.5) for one in ((1.0, 1.0, 3.0, 0.0), (3.0, 1.0, 1.0, 2.0)) for numbers in TRIPLES],
    ),
]
EXACT: list[tuple[str, Points]] = [
    ("ellipkinc", [(0.0, 0.5, 0.0), (-0.0, 0.5, -0.0), (inf, 0.5, inf), (1.0, -inf, 0.0), (1.0, 1.5, nan)]),
    ("ellipkinc", [(nan, 0.5, nan), (1.0, nan, nan)]),
    ("ellipeinc", [(0.0, 0.5, 0.0), (-inf, 0.5, -inf), (1.0, -inf, inf), (1.0, 1.5, nan), (nan, 0.5, nan)]),
    ("elliprf", [(1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 1.0, inf), (1.0, 2.0, inf, 0.0), (-1.0, 1.0, 1.0, nan)]),
    ("elliprd", [(1.0, 1.0, 1.0, 1.0), (1.0, 2.0, 0.0, inf), (1.0, -2.0, 1.0, nan)]),
    ("elliprj", [(1.0, 1.0, 1.0, 1.0, 1.0), (1.0, 2.0, 3.0, 0.0, inf), (1.0, 2.0, 3.0, -1.0, nan)]),
    ("elliprc", [(1.0, 1.0, 1.0), (1.0, 0.0, inf), (inf, 1.0, 0.0), (1.0, -1.0, nan)]),
]
