"""Polynomials around a point as text: what `taylor` and `tangent` have in common.

In: terms, each a coefficient and powers of the distances from the point. Out: a formula that reads back, or LaTeX.
Numbers keep all their digits unless another function writes them; terms whose coefficient is 0 are left out.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

from autograd_cli.numerals import is_finite, number_text
from autograd_cli.syntax.names import written_element
from autograd_cli.syntax.symbols import number_latex, symbol

# What writes a coefficient: of a float or of a fraction, whichever the terms have.
Write = Callable[[Any], str]


class Exact(Protocol):
    """An exact number other than a fraction; as text it begins with a minus sign where it `leads_negative`."""

    @property
    def leads_negative(self) -> bool: ...
    def __neg__(self) -> "Exact": ...


class Digits(str):
    """A decimal number other than 0, of more digits than a double has."""

    @property
    def leads_negative(self) -> bool:
        return self.startswith("-")

    def __neg__(self) -> "Digits":
        return Digits(self[1:] if self.leads_negative else f"-{self}")


Number = float | Fraction | Exact | Digits


def number_of(value: float | str) -> float | Digits:
    """A number of a report, a double or the text of more digits, as polynomials have it."""
    if isinstance(value, str):
        return 0.0 if value == "0" else Digits(value)
    return value


class Factor(NamedTuple):
    """`(name - center)^power`, the power 1 or more."""

    name: str
    center: Number
    power: int = 1


class Term(NamedTuple):
    """A coefficient times factors; without any it is a constant."""

    coefficient: Number
    factors: tuple[Factor, ...] = ()


def finite_polynomial(terms: Sequence[Term]) -> str | None:
    """The sum as a formula of the language; None where a coefficient is not finite."""
    numbers = [term.coefficient for term in terms]
    finite = all(is_finite(one) if isinstance(one, float | str) else isinstance(one, Fraction) for one in numbers)
    return polynomial_text(terms) if finite else None


def polynomial_text(terms: Sequence[Term], number: Write = number_text) -> str:
    """The sum as a formula of the language.

    Example:
        >>> x, y = Factor("x", 40.0), Factor("y", -4.0)
        >>> polynomial_text([Term(327.0), Term(8.0, (x,)), Term(-1.0, (y,)), Term(0.5, (x, y)), Term(0.0, (x,))])
        '327 + 8*(x - 40) - (y + 4) + 0.5*(x - 40)*(y + 4)'
        >>> polynomial_text([Term(0.0), Term(-1.5, (Factor("x", 0.0, 3),))])
        '-1.5*x^3'
    """
    return _sum(terms, lambda factor: _text_of_factor(factor, number), "*", number)


def polynomial_latex(terms: Sequence[Term], number: Write = number_text) -> str:
    r"""The sum in LaTeX.

    Example:
        >>> polynomial_latex([Term(327.0), Term(-8e-20, (Factor("x_1", 40.0, 2), Factor("rate", 0.0)))])
        '327 - 8 \\cdot 10^{-20} \\, (x_{1} - 40)^{2} \\, \\mathrm{rate}'
    """

    def written(value: Number) -> str:
        return number_latex(number(value)) if isinstance(value, float | int | str) else number(value)

    return _sum(terms, lambda factor: _latex_of_factor(factor, written), r" \, ", written)


def _sum(terms: Sequence[Term], factor: Callable[[Factor], str], times: str, number: Write) -> str:
    written = ""
    for coefficient, factors in terms:
        if is_zero(coefficient):
            continue
        negative = is_negative(coefficient)
        size = number(-coefficient if negative else coefficient)
        parts = [factor(one) for one in factors]
        if not (parts or written or negative):
            size = _bare(size)
        text = times.join(parts if size == "1" and parts else [size, *parts])
        sign = ("-" if negative else "") if not written else " - " if negative else " + "
        written += sign + text
    return written or "0"


def _bare(text: str) -> str:
    """A sum without the parentheses around it, at the beginning of a formula."""
    for opening, closing in (("(", ")"), (r"\left(", r"\right)")):
        inner = text.removeprefix(opening).removesuffix(closing)
        depths = accumulate(
            inner.replace(closing, "\n"), lambda depth, sign: depth + (sign == "(") - (sign == "\n"), initial=0
        )
        if len(inner) == len(text) - len(opening) - len(closing) and min(depths) >= 0:
            return inner
    return text


def _text_of_factor(factor: Factor, number: Write) -> str:
    distance = _distance(factor, number, written_element(factor.name))
    return distance if factor.power == 1 else f"{distance}^{factor.power}"


def _latex_of_factor(factor: Factor, number: Write) -> str:
    distance = _distance(factor, number, symbol(factor.name))
    return distance if factor.power == 1 else f"{distance}^{{{factor.power}}}"


def _distance(factor: Factor, number: Write, name: str) -> str:
    center = factor.center
    if is_zero(center):
        return name
    negative = is_negative(center)
    return f"({name} {'+' if negative else '-'} {number(-center if negative else center)})"


def is_zero(number: Number) -> bool:
    """Whether a number is 0; of an exact one other than a fraction nobody asks."""
    return isinstance(number, float | int | Fraction) and number == 0


def is_negative(number: Number) -> bool:
    """Whether a number is written with a minus sign."""
    return number < 0 if isinstance(number, float | int | Fraction) else number.leads_negative
