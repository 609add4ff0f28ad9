"""Polynomials around a point as text: what `taylor` and `tangent` have in common.

In: terms, each a coefficient and powers of the distances from the point. Out: a formula that reads back, or LaTeX.
Numbers keep all their digits unless another function writes them; terms whose coefficient is 0 are left out.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple

from autograd_cli.numerals import number_text
from autograd_cli.syntax.symbols import number_latex, symbol

# What writes a coefficient: of a float or of a fraction, whichever the terms have.
Write = Callable[[Any], str]


class Factor(NamedTuple):
    """`(name - center)^power`, the power 1 or more."""

    name: str
    center: float | Fraction
    power: int = 1


class Term(NamedTuple):
    """A coefficient times factors; without any it is a constant."""

    coefficient: float | Fraction
    factors: tuple[Factor, ...] = ()


def finite_polynomial(terms: Sequence[Term]) -> str | None:
    """The sum as a formula of the language; None where a coefficient is not finite."""
    return polynomial_text(terms) if all(isfinite(term.coefficient) for term in terms) else None


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

    def written(value: float | Fraction) -> str:
        return number_latex(number(value))

    return _sum(terms, lambda factor: _latex_of_factor(factor, written), r" \, ", written)


def _sum(terms: Sequence[Term], factor: Callable[[Factor], str], times: str, number: Write) -> str:
    written = ""
    for coefficient, factors in terms:
        if coefficient == 0:
            continue
        negative = coefficient < 0
        size = number(abs(coefficient))
        parts = [factor(one) for one in factors]
        text = times.join(parts if size == "1" and parts else [size, *parts])
        sign = ("-" if negative else "") if not written else " - " if negative else " + "
        written += sign + text
    return written or "0"


def _text_of_factor(factor: Factor, number: Write) -> str:
    distance = _distance(factor, number, factor.name)
    return distance if factor.power == 1 else f"{distance}^{factor.power}"


def _latex_of_factor(factor: Factor, number: Write) -> str:
    distance = _distance(factor, number, symbol(factor.name))
    return distance if factor.power == 1 else f"{distance}^{{{factor.power}}}"


def _distance(factor: Factor, number: Write, name: str) -> str:
    if factor.center == 0:
        return name
    return f"({name} {'+' if factor.center < 0 else '-'} {number(abs(factor.center))})"
