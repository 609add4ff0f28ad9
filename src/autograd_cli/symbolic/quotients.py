"""Products that a quotient within one of their factors makes shorter.

Takes: the forms made so far, and the factors of a product. Returns: a form of the same value wherever the product has a
finite one.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from autograd_cli.symbolic.form import ONE, ZERO, Kind

if TYPE_CHECKING:
    from autograd_cli.symbolic.forms import Forms

# A sum of more terms than this is not looked through.
MOST_TERMS = 16


def without_quotients(forms: "Forms", product: int, coefficient: Fraction, factors: Sequence[tuple[int, int]]) -> int:
    """x*(y - z/x) -> x*y - z: a product with a sum that it is a numerator of, taken apart where that is shorter."""
    if len(factors) == 1 or all(forms.forms[base].kind is not Kind.SUM for base, _ in factors):
        return product
    spelled = [(complement(forms, base), exponent) for base, exponent in factors]
    sums = [base for base, exponent in spelled if forms.forms[base].kind is Kind.SUM and exponent == forms.one]
    if len(sums) != 1 or len(forms.forms[sums[0]].parts) > MOST_TERMS:
        return product
    rest = [factor for factor in spelled if factor[0] != sums[0]]
    above = {base for base, exponent in rest if (forms.value(exponent) or ZERO) > 0}
    terms = forms.terms(sums[0])
    below = (one for term, _ in terms for one in forms.factors(term) if (forms.value(one[1]) or ZERO) < 0)
    if not any(complement(forms, base) in above for base, _ in below):
        return product
    total = forms.add((forms.multiply(ONE, [(term, forms.one), *rest]), own) for term, own in terms)
    apart = forms.multiply(coefficient, [(total, forms.one)])
    return apart if forms.operations[apart] < forms.operations[product] else product


def complement(forms: "Forms", form: int) -> int:
    """sigmoid(-x) for 1 - sigmoid(x); any other form itself."""
    found = forms.forms[form]
    if found.kind is Kind.SUM and len(found.parts) == 2:
        coefficients = dict(zip(found.parts, found.factors, strict=True))
        if coefficients.pop(forms.one, ZERO) == 1:
            ((other, size),) = coefficients.items()
            logistic = forms.forms[other]
            if size == -1 and logistic.kind is Kind.CALL and logistic.value == "sigmoid":
                return forms.call("sigmoid", (forms.negative(logistic.parts[0]),))
    return form


def cancel_complements(forms: "Forms", exponents: dict[int, int]) -> None:
    """sigmoid(-x)/(1 - sigmoid(x)) -> 1"""
    for base in list(exponents):
        other = complement(forms, base)
        if other != base and other in exponents:
            exponents[other] = forms.add([(exponents[other], ONE), (exponents.pop(base), ONE)])


def join_complements(forms: "Forms", coefficients: dict[int, Fraction]) -> None:
    """a*sigmoid(x) + a*sigmoid(-x) -> a"""
    for term, size in list(coefficients.items()):
        found = forms.forms[term]
        if found.kind is Kind.CALL and found.value == "sigmoid" and term in coefficients:
            other = forms.call("sigmoid", (forms.negative(found.parts[0]),))
            if other != term and coefficients.get(other) == size:
                del coefficients[term], coefficients[other]
                coefficients[forms.one] = coefficients.get(forms.one, ZERO) + size
