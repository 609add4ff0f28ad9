"""What entries by definition should be: the function in mpmath numbers, and where to compare, as in `float_rows`."""

from typing import Any

from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from support.float_rows import (
    EVERYWHERE,
    EXPONENTS,
    POSITIVE,
    Row,
    above,
    alone,
    below,
    both,
    near,
    spread,
    uniform,
)

PI = 3.141592653589793
ABOVE_ONE = both([*above(1.0), *(x for x in POSITIVE if x > 1.0), *uniform(1.0, 9.0, 80)])


def inverse(function: Any) -> Any:
    """The inverse of 1/f from the inverse of f, with digits to lose where 1/x is near 1."""

    def exact(x: Any) -> Any:
        with mp.workdps(2 * mp.dps + 40):
            return mp.re(function(1 / x))

    return exact


ROWS = [
    Row("sec", mp.sec, alone(EVERYWHERE, near(PI / 2, 11.0), [1e300], uniform(-50, 50))),
    Row("csc", mp.csc, alone(EVERYWHERE, near(PI, 22.0), [1e300], uniform(-50, 50))),
    Row("cot", mp.cot, alone(EVERYWHERE, near(PI / 2, PI, 11.0, 22.0), uniform(-50, 50))),
    Row("csch", mp.csch, alone(EXPONENTS, near(0.0, 710.47), both(uniform(700, 745, 40)))),
    Row("coth", mp.coth, alone(EXPONENTS, near(0.0, 19.0, 22.0))),
    Row("asec", inverse(mp.acos), alone(ABOVE_ONE)),
    Row("acsc", inverse(mp.asin), alone(ABOVE_ONE)),
    Row("acot", lambda x: mp.atan(1 / x), alone(EVERYWHERE, uniform(-5, 5))),
    Row("asech", inverse(mp.acosh), alone([*spread(-323, 0), *spread(-5, 0), *uniform(0.0, 1.0, 80), *below(1.0)])),
    Row("acsch", lambda x: mp.asinh(1 / x), alone(EVERYWHERE, near(1.0), uniform(-3, 3))),
    Row("acoth", inverse(mp.atanh), alone(ABOVE_ONE)),
]
