"""Kernels on arrays of extended floats, of wider exponents than doubles and eleven bits more.

Takes: nothing. Returns: the number system `EXTENDED_FLOATS`, and which entries it has. In this range the textbook's
definitions of its kernels are accurate enough. An entry without a kernel is computed by its definition, unless it has
one in floats: that it has because the definition loses digits, or may.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_cli.arrays.numpy_math import UFUNCS
from autograd_cli.lanes.vectormath import has_kernel
from autograd_cli.systems.definitions import definition_kernel, is_defined, made_of
from autograd_cli.systems.systems import NumberSystem

EXTENDED: Any = np.longdouble


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


KERNELS: dict[str, Callable[..., Any]] = {
    **UFUNCS,
    "cbrt": np.cbrt,
    "power": np.power,
    "power_constant": np.power,
    "reduced_power": lambda x, y, n: np.power(x, y - n),
    "xlogy": lambda x, y: np.where(x == 0, 0, x * np.log(y)),
    "log_base": lambda x, b: np.log(x) / np.log(b),
    "logaddexp": np.logaddexp,
    "sigmoid": _sigmoid,
    "sigmoid_difference": lambda x, y: _sigmoid(x - y),
    "log_sigmoid": lambda x: -np.logaddexp(0, -x),
    "softplus": lambda x: np.logaddexp(0, x),
    "silu": lambda x: x * _sigmoid(x),
    "sech": lambda x: 1 / np.cosh(x),
    "gauss": lambda x: np.exp(-x * x),
    "gaussian": lambda c, k, x: c * np.exp(-k * x * x),
    "relu": lambda x: np.maximum(x, 0),
    "step": lambda x: np.where(x > 0, 1, 0),
    "sign": np.sign,
    "direction": lambda x, y: x / np.hypot(x, y),
    "inversion": lambda x, y: x / (x * x + y * y),
    "where": lambda c, x, y: np.where(c != 0, x, y),
    "pi": lambda: EXTENDED("3.14159265358979323846264338327950288"),
    "tau": lambda: EXTENDED("6.28318530717958647692528676655900577"),
    "e": lambda: EXTENDED("2.71828182845904523536028747135266250"),
}  # fmt: skip


def has_extended(primitive: str) -> bool:
    """Whether an entry can be computed in extended floats."""
    if primitive in KERNELS:
        return True
    return is_defined(primitive) and not has_kernel(primitive) and all(map(has_extended, made_of(primitive)))


def _kernel(primitive: str) -> Callable[..., Any]:
    function = KERNELS.get(primitive) or definition_kernel(primitive, _kernel, EXTENDED)
    return lambda *operands: np.asarray(function(*operands)).astype(EXTENDED, copy=False)


def _number(value: Any) -> Any:
    return np.asarray(value, dtype=EXTENDED)


EXTENDED_FLOATS = NumberSystem(_kernel, lambda text: _number(float(text)), _number, np.isnan, np.isfinite, repr)
