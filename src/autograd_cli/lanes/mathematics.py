"""What kernels for many lanes are written in, by NumPy or by a writer of LLVM IR. It computes nothing itself."""

import math
from collections.abc import Callable
from typing import Any, Protocol

# Arrays or floats, or values of LLVM IR; comparisons of them give masks, with `&`, `|` and `~`.
Vector = Any
Mask = Any


class Mathematics(Protocol):
    """What the formulas are made of, besides `+ - * /` and comparisons.

    Its elementary functions take what IEEE 754 has, and are good to 2.5 ulp.
    """

    def elementary(self, name: str, *operands: Vector) -> Vector: ...
    def where(self, mask: Mask, chosen: Vector, other: Vector) -> Vector: ...
    def truth(self, mask: Mask) -> Vector:
        """1 where the mask holds, else 0."""
        ...

    def absolute(self, x: Vector) -> Vector: ...
    def copysign(self, size: Vector, sign: Vector) -> Vector: ...
    def product_error(self, x: Vector, y: Vector, product: Vector) -> Vector:
        """x*y - product exactly, where nothing overflows or underflows."""
        ...

    def lanes(self, name: str, mask: Mask, value: Vector, *operands: Vector) -> Vector:
        """The value, but the scalar kernel's where the mask holds."""
        ...

    def rarely(self, mask: Mask, chosen: Callable[[], Vector], other: Vector) -> Vector:
        """What `chosen` gives, in all lanes, where the mask holds in one of them, else the other."""
        ...

    def known(self, x: Vector) -> float | None:
        """The value of a constant, None for what differs from lane to lane."""
        ...


def finite(m: Mathematics, x: Vector) -> Mask:
    return m.absolute(x) < math.inf
