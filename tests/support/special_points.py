"""Where special functions are measured at random: for each its operands' draws, in the order of its parameters."""

import random
from collections.abc import Callable, Sequence

Draw = Callable[[random.Random], float]


def uniform(low: float, high: float) -> Draw:
    return lambda draw: draw.uniform(low, high)


def sized(low: float, high: float) -> Draw:
    """Positive numbers between two powers of ten."""
    return lambda draw: 10.0 ** draw.uniform(low, high)


def signed(one: Draw) -> Draw:
    return lambda draw: draw.choice((-1.0, 1.0)) * one(draw)


def among(*numbers: float) -> Draw:
    return lambda draw: draw.choice(numbers)


def mixed(*draws: Draw) -> Draw:
    return lambda draw: draw.choice(draws)(draw)


POSITIVE = mixed(uniform(0, 3), uniform(0, 40), sized(-8, 1))
REAL = signed(POSITIVE)
MODERATE = mixed(uniform(-10, 10), signed(sized(-8, 1)))
TWENTY = mixed(uniform(-20, 20), signed(sized(-8, 1)))
ORDER = among(0.0, 1.0, 2.0, 5.0, 10.0, 1 / 3, 0.7, 2.5)
SHAPE = mixed(uniform(0.1, 5), uniform(0.5, 60), sized(-3, 2))
SHARE = mixed(uniform(0.02, 0.98), sized(-6, -1))
BELOW_ONE = mixed(uniform(-5, 1), signed(sized(-8, -1)))
PARAMETER = mixed(uniform(0, 1), uniform(-20, 1), sized(-8, -1))
ANGLE = mixed(uniform(-1.5, 1.5), uniform(-5, 5))
GAMMA = mixed(uniform(0, 20), uniform(-8, 0), sized(-8, 1))
DIGAMMA = mixed(uniform(0, 20), uniform(-8, 0), sized(-8, 6))

DRAWS: dict[str, Sequence[Draw]] = {
    **{key: [REAL] for key in ("erf", "erfc", "normal_cdf", "gauss")},
    "gamma": [GAMMA],
    "factorial": [mixed(uniform(-1, 20), sized(-8, 1))],
    "lgamma": [DIGAMMA],
    "digamma": [DIGAMMA],
    "trigamma": [mixed(uniform(0, 20), sized(-8, 6))],
    "polygamma": [among(0.0, 1.0, 2.0, 5.0), mixed(uniform(0, 20), uniform(-5, 0), sized(-8, 4))],
    "lbeta": [SHAPE, SHAPE],
    "beta": [SHAPE, SHAPE],
    "binomial": [uniform(3, 30), uniform(0, 3)],
    **{key: [ORDER, POSITIVE] for key in ("besselj", "bessely", "besseli", "besselk", "ive", "kve")},
    **{key: [MODERATE] for key in ("airyai", "airybi", "airyaiprime", "airybiprime")},
    **{key: [PARAMETER] for key in ("ellipk", "ellipe")},
    **{key: [ANGLE, mixed(uniform(-3, 1), uniform(0, 1))] for key in ("ellipkinc", "ellipeinc")},
    "elliprf": [POSITIVE] * 3,
    "elliprd": [POSITIVE] * 3,
    "elliprj": [POSITIVE] * 4,
    "elliprc": [POSITIVE] * 2,
    "normal_quantile": [SHARE],
    "erfinv": [mixed(uniform(-1, 1), signed(sized(-8, -1)))],
    "erfcinv": [mixed(uniform(0, 2), sized(-8, -1))],
    **{key: [mixed(uniform(-20, 20), signed(sized(-8, 2)))] for key in ("erfcx", "dawsn")},
    "erfi": [TWENTY],
    "log_normal_cdf": [mixed(uniform(-35, 8), uniform(-3, 3), signed(sized(-8, 1)))],
    **{key: [mixed(uniform(-8, 8), signed(sized(-8, 1)))] for key in ("fresnels", "fresnelc")},
    "owens_t": [mixed(uniform(-5, 5), signed(sized(-5, 1)))] * 2,
    **{key: [SHAPE, POSITIVE] for key in ("gammainc", "gammaincc")},
    **{key: [SHAPE, SHAPE, SHARE] for key in ("betainc", "betaincc")},
    "lambertw_lower": [mixed(uniform(-0.36, 0), uniform(-0.3, -0.2))],
    "lambertw_branch": [mixed(uniform(-0.36, 0), uniform(-0.3, -0.2)), among(-1.0, 0.0)],
    "lambertw": [mixed(uniform(-0.36, 0), uniform(0, 10), sized(-8, 6))],
    "expi": [TWENTY],
    "exp1": [POSITIVE],
    "expn": [among(-2.0, 0.0, 1.0, 2.0, 5.0), mixed(uniform(0.01, 3), uniform(0, 40))],
    "sine_integral": [mixed(uniform(-40, 40), signed(sized(-8, 2)))],
    "cosine_integral": [mixed(uniform(0, 40), sized(-8, 2))],
    "sinh_integral": [TWENTY],
    "cosh_integral": [mixed(uniform(0, 20), sized(-8, 1))],
    "polylog": [among(2.0, 3.0, 0.5, -1.0, 1.0, 2.5), BELOW_ONE],
    "zeta": [mixed(uniform(1.05, 12), among(2.0, 3.0)), mixed(uniform(0.01, 5), sized(-6, 3))],
    "dilogarithm": [BELOW_ONE],
}
