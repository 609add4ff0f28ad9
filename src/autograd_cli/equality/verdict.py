"""What can be said of two functions, as plain numbers and texts.

Takes: nothing. Returns: the records that `compare.py` fills and reports print.
"""

from collections.abc import Mapping
from math import isclose
from typing import Literal

from autograd_cli.records import record

# To so many digits values are compared, at so many points.
DIGITS, ENOUGH = 30, 64
# By what share of themselves values of a pair that is equal may differ in floats.
SHARE = 1e-6
Domain = Literal["equal", "left", "right", "neither"]


@record
class Missing:
    """What one side lacks: a factor or a term; or a term that has the other sign, all of it where `text` is empty."""

    kind: Literal["factor", "term", "sign"]
    text: str
    side: Literal["left", "right"]


@record
class Difference:
    """The first point at which the two values are proved to differ, and what is missing where that can be told.

    `apart` is the left value minus the right one, which two doubles that are one number do not show.
    """

    point: Mapping[str, float]
    left: float
    right: float
    apart: float
    missing: Missing | None


@record
class InFloats:
    """A point at which two functions that are equal have different values in floats."""

    point: Mapping[str, float]
    left: float
    right: float


def near_in_floats(left: float, right: float) -> bool:
    """Whether two floats are one value but for rounding."""
    return isclose(left, right, rel_tol=SHARE)


@record
class Comparison:
    """What is known of two functions. `same` is None where it is not settled.

    `domain` says at which points they are defined: `equal`, at the same ones, which is proved; `left` or `right`, where
    a point is known at which that one alone is; `neither`, where there are points of both kinds; None where it is not
    settled. `agreed` is at how many points the values agree to 30 digits. Without the library for enclosures it is not
    `enclosed`, and less is settled.
    """

    same: bool | None
    domain: Domain | None
    agreed: int
    difference: Difference | None = None
    only_left: Mapping[str, float] | None = None
    only_right: Mapping[str, float] | None = None
    floats: InFloats | None = None
    enclosed: bool = True
