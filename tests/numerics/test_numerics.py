"""Every float kernel against 50 digits over its whole domain, and against IEEE and NumPy; and none raises."""

import itertools
import math
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from math import inf
from typing import Any

import numpy as np
import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.defined_rows import ROWS as DEFINED
from support.float_rows import (
    DIGITS,
    EXACT,
    MANY,
    ROWS,
    Points,
    Row,
    error_in_ulps,
    same,
)
from support.special_rows import EXACT as OF_LIBRARIES
from support.special_rows import ROWS as OVER_LIBRARIES

from autograd_cli import special
from autograd_cli.numerics import FLOAT_KERNELS, float_kernel, has_kernel
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems.systems import FLOAT


@pytest.mark.parametrize("row", [*ROWS, *DEFINED, *OVER_LIBRARIES], ids=lambda row: row.name)
def test_float_kernels_stay_within_four_ulp_of_fifty_digits(row: Row) -> None:
    kernel = FLOAT.kernel(row.name)
    with mp.workdps(DIGITS):
        errors = [(error_in_ulps(kernel(*p), row.exact(*map(mp.mpf, p))), p) for p in row.points]
    worst, where = max(errors)
    assert worst <= row.bound, f"{row.name}{where} is off by {worst} ulp"


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("besselj", mp.besselj),
        ("bessely", mp.bessely),
        ("besseli", mp.besseli),
        ("besselk", mp.besselk),
        ("ive", lambda n, x: mp.exp(-x) * mp.besseli(n, x)),
        ("kve_slope", lambda n, x: mp.diff(lambda t: mp.exp(t) * mp.besselk(n, t), x)),
    ],
)
@pytest.mark.parametrize(("n", "x"), [(0, "0.3"), (1, "17.25"), (-4, "2.5"), (7, "250"), (100, "96.5"), (0.3, "2.25")])
def test_reference_by_arb_is_what_mpmath_has(name: str, function: Callable[..., Any], n: float, x: str) -> None:
    exact = next(row.exact for row in [*ROWS, *DEFINED] if row.name == name)
    with mp.workdps(DIGITS):
        assert mp.almosteq(exact(mp.mpf(n), mp.mpf(x)), function(n, mp.mpf(x)), rel_eps=mp.mpf(10) ** -50)


# Kernels without rounding, and special values

# Of the combinations for four operands or more so many are drawn.
MOST_DRAWN = 400
IN_NUMPY: dict[str, Any] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide,
    "negative": np.negative, "power": np.power, "square": np.square, "sqrt": np.sqrt, "cbrt": np.cbrt,
    "hypot": np.hypot, "mod": np.mod, "exp": np.exp, "expm1": np.expm1, "exp2": np.exp2, "log": np.log,
    "log1p": np.log1p, "log2": np.log2, "log10": np.log10, "logaddexp": np.logaddexp, "sin": np.sin,
    "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh,
    "acosh": np.arccosh, "atanh": np.arctanh, "abs": np.abs, "sign": np.sign, "floor": np.floor,
    "ceil": np.ceil, "round": np.rint, "less": np.less, "less_equal": np.less_equal, "greater": np.greater,
    "greater_equal": np.greater_equal, "equal": np.equal, "not_equal": np.not_equal,
    "logical_not": np.logical_not, "logical_and": np.logical_and, "logical_or": np.logical_or,
}  # fmt: skip


def arguments(name: str, values: list[float]) -> Iterator[tuple[float, ...]]:
    """Every point with coordinates among the values that the kernel takes."""
    count = 3 if name in ("min", "max") else len(PRIMITIVES[name].names)
    if count < 4:
        return itertools.product(values, repeat=count)
    draw = random.Random(3)
    return iter([tuple(draw.choice(values) for _ in range(count)) for _ in range(MOST_DRAWN)])


@pytest.mark.parametrize(("name", "cases"), [*EXACT, *OF_LIBRARIES])
def test_float_kernels_give_what_ieee_says_at_special_values(name: str, cases: Points) -> None:
    for *point, expected in cases:
        value = FLOAT.kernel(name)(*point)
        assert same(value, expected), f"{name}{tuple(point)} is {value}, not {expected}"


@pytest.mark.parametrize("name", IN_NUMPY)
def test_float_kernels_give_what_numpy_gives_at_special_values(name: str) -> None:
    with np.errstate(all="ignore"):
        for point in arguments(name, MANY):
            if name == "power" and point in ((-inf, 0.5), (-0.0, 0.5)):
                continue  # NumPy takes the square root here; C's pow and IEEE 754 say inf and 0.0
            value, expected = float_kernel(name)(*point), float(IN_NUMPY[name](*point))
            rounded_alike = math.isclose(value, expected, rel_tol=1e-15) and expected != 0.0
            assert rounded_alike or same(value, expected), f"{name}{point} is {value}, not {expected}"


# Those of the module `special`.
SPECIAL = [name for name in PRIMITIVES if has_kernel(name) and name not in FLOAT_KERNELS]


@pytest.mark.parametrize("name", [*FLOAT_KERNELS, *SPECIAL])
def test_float_kernels_never_raise_and_never_hang(name: str) -> None:
    extremes = [*MANY, -1e300, -745.2, -171.5, -1e-9, 1e-9, 710.5, 1e6, 2.0**53, 1e16 / 3, 1e160, 1e300]
    # Of three coordinates there are thousands of points.
    for point in itertools.islice(arguments(name, extremes), 0, None, 1 if len(PRIMITIVES[name].names) < 3 else 7):
        start = time.process_time()
        assert type(float_kernel(name)(*point)) is float
        assert time.process_time() - start < 1.0, f"{name}{point} takes too long"


# The registries


def test_every_float_kernel_is_tested() -> None:
    # A kernel of another row, one without rounding, and constants.
    helpers = {"power_constant", "count_equal", "pi", "e", "tau", "inf"}
    # Derivatives that are measured with those of all special functions.
    helpers |= {"factorial_slope", "zeta_slope", "zeta_curvature"}
    tested = {row.name for row in (*ROWS, *DEFINED, *OVER_LIBRARIES)} | {name for name, _ in EXACT} | set(IN_NUMPY)
    assert {name for name in tested if has_kernel(name)} == {*FLOAT_KERNELS, *SPECIAL} - helpers


def test_an_unknown_float_kernel_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        float_kernel("sigmiod")


def test_what_needs_mpmath_is_found_by_its_name() -> None:
    assert {"digamma", "polygamma", "sinc_derivative"} <= set(SPECIAL)
    for name in SPECIAL:
        assert float_kernel(name) is getattr(special, name)


def test_ordinary_values_need_no_library() -> None:
    program = (
        "import sys; from autograd_cli.numerics import FLOAT_KERNELS, HOMES, float_kernel\n"
        "from autograd_cli.numerics.elementary import lgamma, logaddexp\n"
        "logaddexp(2.0, 3.0); logaddexp(-5.0, -6.0); logaddexp(0.5, 0.2); lgamma(7.0); lgamma(1e300)\n"
        "for kernel in FLOAT_KERNELS:\n"
        "    if not HOMES.get(kernel, '').startswith('special:'): float_kernel(kernel)\n"
        "assert 'mpmath' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_arrays_need_no_wide_floats_and_wide_floats_only_what_they_compute() -> None:
    program = (
        "import sys; import autograd_cli.arrays.kernels\n"
        "assert 'mpmath' not in sys.modules\n"
        "from autograd_cli.systems.wide import analytic, wide\n"
        "for system in (wide(100), analytic(100)):\n"
        "    assert abs(system.kernel('erfc')(system.number(1)) - 0.15729920705028513) < 1e-15\n"
        "    assert 'autograd_cli.special.errors' not in sys.modules and 'flint' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_float_kernels_are_the_functions_of_their_names() -> None:
    renamed = {
        "abs": "absolute",
        "round": "round_half_to_even",
        "power_constant": "power",
        "min": "minimum",
        "max": "maximum",
    }
    for name, kernel in FLOAT_KERNELS.items():
        if name in ("pi", "e", "tau", "inf"):
            assert kernel() == getattr(math, name)
            continue
        assert kernel.__name__ == renamed.get(name, name)
