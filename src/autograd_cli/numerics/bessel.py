"""The float kernels of derivatives of Bessel functions, which their definitions would compute with rounded orders.

In and out as the package has it. They are computed by the package `special`, loaded for that alone.
"""

from autograd_cli.numerics.elementary import special_kernel


def besselj_slope(n: float, x: float) -> float:
    """The derivative of J_n at x."""
    return special_kernel("besselj_slope")(n, x)


def bessely_slope(n: float, x: float) -> float:
    """The derivative of Y_n at x."""
    return special_kernel("bessely_slope")(n, x)


def besseli_slope(n: float, x: float) -> float:
    """The derivative of I_n at x."""
    return special_kernel("besseli_slope")(n, x)


def besselk_slope(n: float, x: float) -> float:
    """The derivative of K_n at x."""
    return special_kernel("besselk_slope")(n, x)


def ive_slope(n: float, x: float) -> float:
    """The derivative of exp(-|x|)*I_n at x."""
    return special_kernel("ive_slope")(n, x)


def kve_slope(n: float, x: float) -> float:
    """The derivative of exp(x)*K_n at x."""
    return special_kernel("kve_slope")(n, x)
