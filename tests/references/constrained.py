"""Problems with constraints of Hock & Schittkowski (1981), as formulas, with starts and the published optima.

Nothing of the product is used.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Constrained(NamedTuple):
    """A problem by its number in the collection; `bounds` are as `--bounds` takes them."""

    number: int
    formula: str
    start: Mapping[str, float]
    optimum: float
    constraints: tuple[str, ...] = ()
    bounds: str = ""


HOCK_SCHITTKOWSKI = [
    Constrained(1, "100*(b - a^2)^2 + (1 - a)^2", {"a": -2, "b": 1}, 0, bounds="b=-1.5.."),
    Constrained(4, "(a + 1)^3/3 + b", {"a": 1.125, "b": 0.125}, 8 / 3, bounds="a=1..,b=0.."),
    Constrained(6, "(1 - a)^2", {"a": -1.2, "b": 1}, 0, ("10*(b - a^2) = 0",)),
    Constrained(7, "log(1 + a^2) - b", {"a": 2, "b": 2}, -(3**0.5), ("(1 + a^2)^2 + b^2 = 4",)),
    Constrained(10, "a - b", {"a": -10, "b": 10}, -1, ("3*a^2 - 2*a*b + b^2 <= 1",)),
    Constrained(11, "(a - 5)^2 + b^2 - 25", {"a": 4.9, "b": 0.1}, -8.498464223, ("a^2 <= b",)),
    Constrained(12, "a^2/2 + b^2 - a*b - 7*a - 7*b", {"a": 0, "b": 0}, -30, ("4*a^2 + b^2 <= 25",)),
    Constrained(
        14, "(a - 2)^2 + (b - 1)^2", {"a": 2, "b": 2}, 9 - 2.875 * 7**0.5, ("a^2/4 + b^2 <= 1", "a - 2*b = -1")
    ),
    Constrained(15, "100*(b - a^2)^2 + (1 - a)^2", {"a": -2, "b": 1}, 306.5, ("1 <= a*b", "0 <= a + b^2"), "a=..0.5"),
    Constrained(
        24,
        "((a - 3)^2 - 9)*b^3/(27*sqrt(3))",
        {"a": 1, "b": 0.5},
        -1,
        ("b <= a/sqrt(3)", "0 <= a + sqrt(3)*b <= 6"),
        "a=0..,b=0..",
    ),
    Constrained(28, "(a + b)^2 + (b + c)^2", {"a": -4, "b": 1, "c": 1}, 0, ("a + 2*b + 3*c = 1",)),
    Constrained(
        35,
        "9 - 8*a - 6*b - 4*c + 2*a^2 + 2*b^2 + c^2 + 2*a*b + 2*a*c",
        {"a": 0.5, "b": 0.5, "c": 0.5},
        1 / 9,
        ("a + b + 2*c <= 3",),
        "a=0..,b=0..,c=0..",
    ),
    Constrained(39, "-a", {"a": 2, "b": 2, "c": 2, "d": 2}, -1, ("b = a^3 + c^2", "a^2 = b + d^2")),
    Constrained(
        40, "-a*b*c*d", {"a": 0.8, "b": 0.8, "c": 0.8, "d": 0.8}, -0.25, ("a^3 + b^2 = 1", "a^2*d = c", "d^2 = b")
    ),
    Constrained(
        43,
        "a^2 + b^2 + 2*c^2 + d^2 - 5*a - 5*b - 21*c + 7*d",
        {"a": 0, "b": 0, "c": 0, "d": 0},
        -44,
        (
            "a^2 + b^2 + c^2 + d^2 + a - b + c - d <= 8",
            "a^2 + 2*b^2 + c^2 + 2*d^2 - a - d <= 10",
            "2*a^2 + b^2 + c^2 + 2*a - b - d <= 5",
        ),
    ),
    Constrained(
        71,
        "a*d*(a + b + c) + c",
        {"a": 1, "b": 5, "c": 5, "d": 1},
        17.0140173,
        ("25 <= a*b*c*d", "a^2 + b^2 + c^2 + d^2 = 40"),
        "a=1..5,b=1..5,c=1..5,d=1..5",
    ),
]
