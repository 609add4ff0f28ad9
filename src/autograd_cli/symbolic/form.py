"""One normal form: its kind, its value, and the forms that it is made of.

Takes nothing; returns the types that `forms.py` makes and its neighbours read, with the numbers that they ask for most.
"""

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from autograd_cli.graphs.graph import SCALAR, Shape

ONE = Fraction(1)
ZERO = Fraction(0)
HALF = Fraction(1, 2)


class Kind(StrEnum):
    NUMBER = "number"
    NAME = "name"
    CONSTANT = "constant"
    CALL = "call"
    PRODUCT = "product"
    SUM = "sum"
    SHARED = "shared"


class Form(NamedTuple):
    """One form. `value` is a number, a name, a row's name or a product's coefficient.

    `parts` are numbers of forms: a call's operands; a product's bases and exponents by turns; a sum's terms, of which
    `factors` are the coefficients. A name, and a call of what is not elementwise, have a `shape`; such a call may have
    an axis or a place, the `payload` of its node.
    """

    kind: Kind
    value: Fraction | str = ZERO
    parts: tuple[int, ...] = ()
    factors: tuple[Fraction, ...] = ()
    payload: str | None = None
    shape: Shape = SCALAR
