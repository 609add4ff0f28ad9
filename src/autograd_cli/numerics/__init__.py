"""The float kernels: every primitive's value at one point.

In: floats. Out: one float, within 4 ulp of the exact result (10 for gamma, lgamma, digamma, polygamma, erfc).
A kernel never raises: outside a domain it gives nan, at a pole or beyond the largest double an infinity, as
NumPy and IEEE 754 do. What tends to a limit at an infinite argument has that limit (`silu(-inf)` is -0.0).

It reports nothing (findings are another pass), differentiates nothing, and imports no library: functions for
which the standard library is no help are in the package `special`, found there by name when first wanted.
"""

import math
from collections.abc import Callable
from functools import partial
from importlib import import_module

from autograd_cli.primitives import PRIMITIVES, LazyTable

# Where the kernels are that need mpmath.
SPECIAL = "autograd_cli.special"
# Where the kernel of an entry is, in a module here or in that package. Entries whose definition is as accurate have
# none, but where it takes several times as long (`exp2`, `tan`, `relu`) or a logarithm is exact at powers of its base.
HOMES = {
    "add": "arithmetic:add",
    "subtract": "arithmetic:subtract",
    "multiply": "arithmetic:multiply",
    "divide": "arithmetic:divide",
    "negative": "arithmetic:negative",
    "power": "arithmetic:power",
    "power_constant": "arithmetic:power",
    "reduced_power": "arithmetic:reduced_power",
    "square": "arithmetic:square",
    "sqrt": "arithmetic:sqrt",
    "cbrt": "arithmetic:cbrt",
    "hypot": "arithmetic:hypot",
    "direction": "arithmetic:direction",
    "inversion": "arithmetic:inversion",
    "mod": "arithmetic:mod",
    "exp": "elementary:exp",
    "expm1": "elementary:expm1",
    "exp2": "elementary:exp2",
    "log": "elementary:log",
    "log1p": "elementary:log1p",
    "log2": "elementary:log2",
    "log10": "elementary:log10",
    "log_base": "elementary:log_base",
    "xlogy": "elementary:xlogy",
    "logaddexp": "elementary:logaddexp",
    "logsubexp": "elementary:logsubexp",
    "logsubexp_derivative": "elementary:logsubexp_derivative",
    "exprel": "elementary:exprel",
    "exprel_derivative": "elementary:exprel_derivative",
    "exp_of_quotient": "elementary:exp_of_quotient",
    "sin": "elementary:sin",
    "cos": "elementary:cos",
    "tan": "elementary:tan",
    "asin": "elementary:asin",
    "acos": "elementary:acos",
    "atan": "elementary:atan",
    "atan2": "elementary:atan2",
    "sinh": "elementary:sinh",
    "cosh": "elementary:cosh",
    "sech": "elementary:sech",
    "tanh": "elementary:tanh",
    "asinh": "elementary:asinh",
    "acosh": "elementary:acosh",
    "atanh": "elementary:atanh",
    "sin_over_x": "elementary:sin_over_x",
    "abs": "arithmetic:absolute",
    "sign": "arithmetic:sign",
    "step": "arithmetic:step",
    "floor": "arithmetic:floor",
    "ceil": "arithmetic:ceil",
    "round": "arithmetic:round_half_to_even",
    "min": "arithmetic:minimum",
    "max": "arithmetic:maximum",
    "count_equal": "arithmetic:count_equal",
    "sigmoid": "neural:sigmoid",
    "sigmoid_difference": "neural:sigmoid_difference",
    "logit": "neural:logit",
    "log_sigmoid": "neural:log_sigmoid",
    "softplus": "neural:softplus",
    "relu": "neural:relu",
    "leaky_relu": "neural:leaky_relu",
    "relu6": "neural:relu6",
    "elu": "neural:elu",
    "silu": "neural:silu",
    "gelu": "neural:gelu",
    "silu_derivative": "neural:silu_derivative",
    "gelu_derivative": "neural:gelu_derivative",
    "softsign": "neural:softsign",
    "mish_derivative": "neural:mish_derivative",
    "sigmoid_residual": "neural:sigmoid_residual",
    "erf": "bells:erf",
    "erfc": "bells:erfc",
    "gauss": "bells:gauss",
    "gaussian": "bells:gaussian",
    "normal_cdf": "bells:normal_cdf",
    "log_normal_cdf": "tails:log_normal_cdf",
    "inverse_mills": "tails:inverse_mills",
    "inverse_mills_slope": "special:inverse_mills_slope",
    "normal_quantile_slope": "special:normal_quantile_slope",
    "erfinv_slope": "special:erfinv_slope",
    "erfcinv_slope": "special:erfcinv_slope",
    "erfi_slope": "special:erfi_slope",
    "fresnels_slope": "special:fresnels_slope",
    "fresnelc_slope": "special:fresnelc_slope",
    "owens_t_density": "special:owens_t_density",
    "gamma_density": "special:gamma_density",
    "beta_density": "special:beta_density",
    "gamma": "elementary:gamma",
    "lgamma": "elementary:lgamma",
    "lbeta": "elementary:lbeta",
    "beta": "elementary:beta",
    "binomial": "elementary:binomial",
    "polygamma_difference": "elementary:polygamma_difference",
    "factorial_slope": "special:factorial_slope",
    "zeta_slope": "special:zeta_slope",
    "zeta_curvature": "special:zeta_curvature",
    "besselj_slope": "special:besselj_slope",
    "bessely_slope": "special:bessely_slope",
    "besseli_slope": "special:besseli_slope",
    "besselk_slope": "special:besselk_slope",
    "ive_slope": "special:ive_slope",
    "kve_slope": "special:kve_slope",
    "less": "arithmetic:less",
    "less_equal": "arithmetic:less_equal",
    "greater": "arithmetic:greater",
    "greater_equal": "arithmetic:greater_equal",
    "equal": "arithmetic:equal",
    "not_equal": "arithmetic:not_equal",
    "logical_not": "arithmetic:logical_not",
    "logical_and": "arithmetic:logical_and",
    "logical_or": "arithmetic:logical_or",
    "where": "arithmetic:where",
}


def float_kernel(name: str) -> Callable[..., float]:
    """The function that computes the primitive `name` with floats.

    It is the one in `FLOAT_KERNELS`, or the function of that name in the package `special`.

    Raises: `KeyError` for any other name.
    """
    if name in FLOAT_KERNELS:
        return FLOAT_KERNELS[name]
    if not _is_special(name):
        raise KeyError(name)
    return _loaded(SPECIAL, name)


def has_kernel(name: str) -> bool:
    """Whether there is a float kernel of that name, which is known without loading it."""
    return name in FLOAT_KERNELS or _is_special(name)


def _is_special(name: str) -> bool:
    """Whether an entry is an elementwise one with neither a kernel here nor a definition."""
    if name in FLOAT_KERNELS or name not in PRIMITIVES:
        return False
    entry = PRIMITIVES[name]
    return not entry.definition and not entry.shape


def _loaded(module: str, name: str) -> Callable[..., float]:
    kernel: Callable[..., float] = getattr(import_module(module), name)
    return kernel


def _kernel(name: str) -> Callable[..., float]:
    module, _, function = HOMES[name].partition(":")
    return _loaded(SPECIAL if SPECIAL.endswith(f".{module}") else f"{__name__}.{module}", function)


# The kernels by entry; a module of them is imported when one of its kernels is wanted.
FLOAT_KERNELS: LazyTable[Callable[..., float]] = LazyTable(HOMES, _kernel)
FLOAT_KERNELS |= {name: partial(getattr, math, name) for name in ("pi", "e", "tau", "inf")}
