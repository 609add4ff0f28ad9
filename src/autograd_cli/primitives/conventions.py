"""What other systems give where there is no derivative: the rules that stand for an entry's own under `--kinks`.

Takes: nothing. Returns: `KINKS`, `UNGUARDED`. Measured in float64 with JAX 0.10, PyTorch 1.13 and 2, TensorFlow 2.21.
"""

# Preset -> entry -> its partials. Of an entry that takes any number of arguments, the last rule is for all further
# ones; `x0` is the first.
_BOTH_SIDES = ("lower <= x and x <= upper", "x < lower", "x > upper")
_FIRST_OF_EQUALS = ("x == out", "x == out and x0 != out")
_POWER_OF_ZERO = ("y*x^(y - 1)", "out*log(where(x == 0, 1, x))")
KINKS: dict[str, dict[str, tuple[str, ...]]] = {
    "torch": {
        "clamp": _BOTH_SIDES,
        "hypot": ("x/out", "y/out"),
        "power": ("where(y == 0, 0, y*x^(y - 1))", "where(x == 0 and y >= 0, 0, out*log(x))"),
    },
    "jax": {
        "abs": ("where(x >= 0, 1, -1)",),
        "leaky_relu": ("where(x >= 0, 1, slope)", "min(x, 0)"),
        "hypot": ("where(out == 0, 1/2, x/out)", "where(out == 0, 1/2, y/out)"),
        "power": _POWER_OF_ZERO,
    },
    "tf": {
        "max": _FIRST_OF_EQUALS,
        "min": _FIRST_OF_EQUALS,
        "clamp": _BOTH_SIDES,
        "power": _POWER_OF_ZERO,
        "power_constant": ("y*x^(y - 1)", "0"),
    },
}

# The presets that multiply what a branch not taken contributes by 0, so that an infinite partial there gives nan.
UNGUARDED: frozenset[str] = frozenset({"torch", "jax"})
