"""A kernel of an entry that has a definition is there for a reason: the definition is less accurate, or slower.

Each is compared with the definition over the points of the entry's reference, at special values, and on intervals.
"""

import itertools
import math
import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.bessel_rows import ROWS as BESSEL
from support.float_rows import DIGITS, MANY, ROWS, error_in_ulps, same

from autograd_cli.arrays.kernels import Kernels
from autograd_cli.enclosures.enclosure import INFINITE, NEGATIVE, POSITIVE, UNDEFINED, Enclosure
from autograd_cli.lanes.vectormath import VECTOR_KERNELS
from autograd_cli.numerics import FLOAT_KERNELS
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems import balls, rational
from autograd_cli.systems.definitions import definition_kernel, is_defined
from autograd_cli.systems.systems import FLOAT

DEFINED = [name for name in PRIMITIVES if is_defined(name)]
REFERENCES = {row.name: row for row in [*ROWS, *BESSEL]}
# Kernels whose definition gives the same, and why they are there all the same: `python -O` and NumPy take so many times
# longer by the definition; or powers of the base have exact logarithms.
FLOATS = {
    "exp2": "3 times",
    "square": "products of rules",
    "tan": "5 times",
    "relu": "4 times, in networks",
    "relu6": "5 times, in networks",
    "tau": "a constant",
    "factorial_slope": "near its zero x + 1 loses digits",
    "log2": "exact at powers",
    "log10": "exact at powers",
    "log_base": "exact at powers",
    **dict.fromkeys(
        ("normal_quantile_slope", "erfinv_slope", "erfcinv_slope", "erfi_slope"),
        "far out their exponentials lose digits",
    ),
}
ARRAYS = {
    "exp2": "12 times",
    "square": "2 times",
    "tan": "6 times",
    "relu": "5 times",
    "relu6": "2 times",
    "erfi_slope": "far out its exponential loses digits",
    "gauss_slope_by_x": "beside its zeros the square loses digits",
    "log2": "2 times",
    "log10": "2 times",
    "log_base": "exact at powers",
}


def count_of(name: str) -> int:
    entry = PRIMITIVES[name]
    return 3 if entry.variadic else len(entry.names)


def special_points(name: str) -> list[tuple[float, ...]]:
    values = [*MANY, -1e300, -745.2, -30.0, -0.3, 0.3, 0.25, 0.75, 30.0, 710.5, 1e160, 1e300]
    points = list(itertools.product(values if count_of(name) < 3 else [*MANY[::2], 0.3], repeat=count_of(name)))
    return points if len(points) <= 500 else random.Random(6).sample(points, 500)


def reference_points(name: str) -> list[tuple[float, ...]]:
    points = list(REFERENCES[name].points) if name in REFERENCES else []
    return points if len(points) <= 300 else random.Random(5).sample(points, 300)


def is_equal(name: str, own: Sequence[float], by_definition: Sequence[float], exact: Sequence[Any]) -> bool:
    """Whether the definition keeps what the entry promises, at points with a reference and then at special ones."""
    bound = REFERENCES[name].bound if name in REFERENCES else 4.0
    with mp.workdps(DIGITS):
        if any(error_in_ulps(value, wanted) > bound for value, wanted in zip(by_definition, exact, strict=False)):
            return False
    rest = zip(own[len(exact) :], by_definition[len(exact) :], strict=True)
    return all(same(a, b) or (b != 0 and math.isfinite(a) and abs(a - b) <= 2 * bound * math.ulp(a)) for a, b in rest)


def exact_values(name: str) -> list[Any]:
    with mp.workdps(DIGITS):
        return [REFERENCES[name].exact(*map(mp.mpf, point)) for point in reference_points(name)]


def test_kernels_for_floats_are_more_accurate_or_faster_than_definitions() -> None:
    equal = set()
    for name in filter(FLOAT_KERNELS.__contains__, DEFINED):
        kernel = definition_kernel(name, FLOAT.kernel, float)
        points = [*reference_points(name), *special_points(name)]
        own, other = ([function(*point) for point in points] for function in (FLOAT_KERNELS[name], kernel))
        if is_equal(name, own, other, exact_values(name)):
            equal.add(name)
    assert equal == set(FLOATS)


def test_kernels_for_arrays_are_more_accurate_or_faster_than_definitions() -> None:
    equal = set()
    kernels = Kernels(FLOAT)
    for name in filter(VECTOR_KERNELS.__contains__, DEFINED):
        points = [*reference_points(name), *special_points(name)]
        columns = [np.array(column) for column in zip(*points, strict=True)]
        by_definition = definition_kernel(name, kernels.elementwise, float)
        with np.errstate(all="ignore"):
            own, other = (function(*columns) for function in (kernels.elementwise(name), by_definition))
        if is_equal(name, own.tolist(), other.tolist(), exact_values(name)):
            equal.add(name)
    assert equal == set(ARRAYS)


FRACTIONS = [*map(Fraction, (-3, -2, -1, 0, 1, 2, 3, 4, 8, 100)), Fraction(1, 2), Fraction(-1, 2), Fraction(9, 4)]
NUMBERS = [*FRACTIONS, Fraction(8, 27), Fraction(10**40), math.inf, -math.inf, math.nan]


def test_kernels_for_fractions_give_what_definitions_do_not() -> None:
    kernel = rational.rational().kernel
    assert unlike(rational.KERNELS, kernel, rational._by_definition, NUMBERS, differ_as_fractions) == set()


def differ_as_fractions(own: Any, other: Any) -> bool:
    return not (own is other or own == other or (own != own and other != other))


BOUNDS = [-1e300, -800.0, -40.0, -1.5, -1.0, -0.5, -1e-30, 0.0, 1e-30, 0.25, 1.0, 1.7, 10.0, 1e5, 1e300]
INTERVALS = [Enclosure(arb(low), arb(low) + width) for low in BOUNDS for width in (0, 1e-6, 0.1, 2)]
INTERVALS += [UNDEFINED, INFINITE, Enclosure(NEGATIVE, NEGATIVE), Enclosure(NEGATIVE, POSITIVE)]
INTERVALS += [Enclosure(arb(one), POSITIVE) for one in (0, 1, 1e300)] + [
    Enclosure(NEGATIVE, arb(one)) for one in (0, -1, -1e300)
]


def test_kernels_for_intervals_are_tighter_than_definitions() -> None:
    system = balls.balls(120)

    def by_definition(name: str) -> Callable[..., Enclosure]:
        return definition_kernel(name, system.kernel, balls.constant)

    assert unlike(balls._kernels(), system.kernel, by_definition, INTERVALS, is_wider) == set()


def is_wider(own: Enclosure, other: Enclosure) -> bool:
    """Whether an enclosure is more than a thirtieth wider, or 8 bits coarser at a point."""
    if own is UNDEFINED or other is UNDEFINED:
        return own is not other
    if other.lower >= own.lower and other.upper <= own.upper:
        return False
    if not (own.is_bounded and other.is_bounded):
        return True
    widths = [one.upper - one.lower for one in (own, other)]
    return not widths[1] <= widths[0] * 1.03 + (abs(own.lower) + abs(own.upper)) * arb(2) ** -112


def unlike(
    kernels: dict[str, Any],
    kernel: Callable[[str], Callable[..., Any]],
    by_definition: Callable[[str], Callable[..., Any]],
    values: Sequence[Any],
    differ: Callable[[Any, Any], bool],
) -> set[str]:
    """The entries whose kernel gives what the definition gives, everywhere."""
    equal = set()
    for name in filter(kernels.__contains__, DEFINED):
        points = list(itertools.product(values, repeat=count_of(name)))
        points = points if len(points) <= 800 else random.Random(1).sample(points, 800)
        own, other = kernel(name), by_definition(name)
        if not any(differ(own(*point), other(*point)) for point in points):
            equal.add(name)
    return equal
