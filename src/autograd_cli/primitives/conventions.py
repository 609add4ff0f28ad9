"""What other systems give where there is no derivative: the rules that stand for an entry's own under `--kinks`.

Takes: nothing. Returns: `KINKS`, `UNGUARDED`, `LACKING`. Measured in float64 with JAX 0.10, PyTorch 1.13 and 2,
TensorFlow 2.21.
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

# The functions that a system does not have, so that it gives nothing for them.
_OF_ALL = """
erfcx_derivative dawsn_derivative erfi erfi_slope erfinv_slope erfcinv_slope normal_quantile_slope inverse_mills
inverse_mills_slope binomial polygamma_difference bessely besselk ive kve besselj_slope bessely_slope besseli_slope
besselk_slope ive_slope kve_slope airybi airyaiprime airybiprime ellipk ellipe ellipk_derivative ellipe_derivative
ellipkinc ellipeinc ellipkinc_derivative ellipeinc_derivative elliprf elliprd elliprj elliprc carlson_integral owens_t
owens_t_density fresnels_slope fresnelc_slope gamma_density gammainc_a gamma_density_ax betaincc beta_density betainc_ab
beta_density_abx lambertw lambertw_slope lambertw_lower lambertw_lower_slope lambertw_branch cosh_integral
sinh_integral polylog polylog_derivative
"""
LACKING: dict[str, frozenset[str]] = {
    preset: frozenset(f"{_OF_ALL} {own}".split())
    for preset, own in {
        "torch": "gamma factorial beta lbeta besselj besseli erfcinv dawsn fresnels fresnelc betainc expi exp1 expn "
        "sine_integral cosine_integral dilogarithm",
        "jax": "besseli airyai erfcinv dawsn",
        "tf": "gamma factorial beta besselj besseli airyai exp1 expn sine_integral cosine_integral erfcx",
    }.items()
}
