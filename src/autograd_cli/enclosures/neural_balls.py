"""Kernels in rigorous balls of the logistic function, its relatives, and activations.

In: enclosures. Out: an enclosure of what the entry is on them, at the precision in force. `balls.py` makes the system.
"""

from flint import arb

from autograd_cli.enclosures.enclosure import (
    NEGATIVE,
    NOUGHT,
    POSITIVE,
    UNDEFINED,
    UNIT,
    ZERO,
    Enclosure,
    Kernel,
    below,
    clip,
    flag,
    monotone,
    multiply,
    negative,
    select,
    valley,
)
from autograd_cli.enclosures.special_balls import normal_cdf

# Where silu and gelu have their least value, from below and from above.
SILU_TURN = (arb(-1.2784645427610739), arb(-1.2784645427610737))
GELU_TURN = (arb(-0.7517915251252263), arb(-0.7517915251252261))


def _sigmoid(x: arb) -> arb:
    return 1 / (1 + (-x).exp())


def _softplus(x: arb) -> arb:
    return (x if x > 0 else NOUGHT) + (-abs(x)).exp().log1p()


def _logit(x: arb) -> arb:
    return x.log() - (-x).log1p()


EXPM1 = monotone(lambda x: x.expm1(), at_start=-UNIT)
SIGMOID = monotone(_sigmoid, at_start=NOUGHT, at_stop=UNIT)
SOFTPLUS = monotone(_softplus, at_start=NOUGHT)
SILU = valley(lambda x: x * _sigmoid(x), SILU_TURN, NEGATIVE, POSITIVE, NOUGHT, POSITIVE)
GELU = valley(lambda x: x * normal_cdf(x), GELU_TURN, NEGATIVE, POSITIVE, NOUGHT, POSITIVE)


def elu(x: Enclosure, alpha: Enclosure) -> Enclosure:
    """x where positive, else alpha*(exp(x) - 1)."""
    negatives = clip(x, NEGATIVE, 0)
    curve = UNDEFINED if negatives is UNDEFINED else multiply(alpha, EXPM1(negatives))
    return select(flag(below(ZERO, x)), clip(x, 0, POSITIVE), curve)


def leaky_relu(x: Enclosure, slope: Enclosure) -> Enclosure:
    """x where positive, else slope*x."""
    negatives = clip(x, NEGATIVE, 0)
    line = UNDEFINED if negatives is UNDEFINED else multiply(slope, negatives)
    return select(flag(below(ZERO, x)), x if x.lower > 0 else clip(x, 0, POSITIVE), line)


def _log_sigmoid(x: Enclosure) -> Enclosure:
    return negative(SOFTPLUS(negative(x)))


KERNELS: dict[str, Kernel] = {
    "sigmoid": SIGMOID,
    "logit": monotone(_logit, NOUGHT, UNIT, NEGATIVE, POSITIVE),
    "log_sigmoid": _log_sigmoid,
    "softplus": SOFTPLUS,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "gelu": GELU,
    "silu": SILU,
    "softsign": monotone(lambda x: x / (1 + abs(x)), at_start=-UNIT, at_stop=UNIT),
}
