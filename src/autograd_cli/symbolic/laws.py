"""Rows as forms: the elementary ones by arithmetic, those that only derivatives are made of by what a person writes.

In: a row's name and its operands' forms. Out: a form. What has no law is a call.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from autograd_cli.graphs.graph import CONSTANT
from autograd_cli.graphs.templates import template
from autograd_cli.primitives import CONSTANTS, PRIMITIVES
from autograd_cli.symbolic.form import HALF, ONE, ZERO, Kind
from autograd_cli.symbolic.forms import Forms
from autograd_cli.symbolic.shares import element_of

# Rows whose definition a person would write in a derivative, and which has the row's value wherever that is finite.
WRITTEN_OUT = frozenset(
    [
        "reduced_power",
        "square",
        "inversion",
        "gaussian",
        "sigmoid_difference",
        "logsubexp_derivative",
        "exp_of_quotient",
        "polygamma_difference",
        "gelu_derivative",
        "silu_derivative",
        "selu_derivative",
        "mish_derivative",
        "sigmoid_residual",
        "root_of_squares",
        "normal_quantile_slope",
        "erfinv_slope",
        "erfcinv_slope",
        "erfi_slope",
        "fresnels_slope",
        "fresnelc_slope",
        "owens_t_density",
    ]
)
# Choices within so many choices are simplified by what holds there.
DEEPEST = 4


class Restored(NamedTuple):
    """A form in place of a row's call; where `condition` is 0, the call has a value and the form has not.

    That is so because of `part`, a part of the form. `guarded` has the value there too, where it is not the call.
    """

    form: int
    condition: int | None = None
    part: int | None = None
    guarded: int | None = None


def elementary(forms: Forms, row: str, operands: Sequence[int]) -> int:
    """The form of a row's call, operands as they are."""
    law = ARITHMETIC.get(row)
    if law is not None:
        return law(forms, *operands)
    if row in CONSTANTS:
        return forms.constant(row)
    if PRIMITIVES[row].variadic:
        return _variadic(forms, row, operands)
    if row in REFLEXIVE and operands[0] == operands[1]:
        return forms.one if REFLEXIVE[row] else forms.zero
    fold = FOLDS.get(row)
    known = [forms.value(operand) for operand in operands]
    if fold is not None and operands and all(value is not None for value in known):
        return forms.number(Fraction(fold(*known)))
    if row in ("equal", "not_equal") and forms.zero in operands and any(never_zero(forms, form) for form in operands):
        return forms.zero if row == "equal" else forms.one
    if row in ("logical_and", "logical_or") and operands[0] == operands[1]:
        return operands[0]
    if row in ("logical_and", "logical_or") and any(value is not None for value in known):
        absorbing = row == "logical_or"
        if any(value is not None and (value != 0) == absorbing for value in known):
            return forms.one if absorbing else forms.zero
        (other,) = [one for one, value in zip(operands, known, strict=True) if value is None] or [operands[0]]
        found = forms.forms[other]
        if found.kind is Kind.CALL and PRIMITIVES[str(found.value)].group == PRIMITIVES[row].group:
            return other  # 1 and x < y -> x < y
    if row == "where":
        condition, chosen, other = operands
        chosen, other = (decided(forms, part, condition, part == chosen) for part in (chosen, other))
        operands = (condition, chosen, other)
        # b - a and -(a - b) are two forms.
        if chosen == other or forms.add([(chosen, ONE), (other, -ONE)]) == forms.zero:
            return chosen
        if known[0] is not None:
            return chosen if float(known[0]) else other  # as doubles have it
    if row == "log" and operands[0] == forms.constant("e"):
        return forms.one
    element = element_of(forms, row, operands[0]) if operands else None
    return forms.call(row, operands) if element is None else element


def decided(forms: Forms, form: int, condition: int, holds: bool, depth: int = DEEPEST) -> int:
    """A form without the choices in it that a condition decides which holds there, or does not."""
    kind, row, parts = forms.forms[form][:3]
    if depth == 0 or ((kind, row) != (Kind.CALL, "where") and kind is not Kind.PRODUCT):
        return form
    if kind is Kind.PRODUCT:
        factors = forms.factors(form)
        settled = [(decided(forms, base, condition, holds, depth - 1), exponent) for base, exponent in factors]
        return form if settled == factors else forms.multiply(forms.split(form)[0], settled)
    if parts[0] == condition or _turned(forms, parts[0]) == condition:
        return decided(forms, parts[1] if holds else parts[2], condition, holds, depth - 1)
    branches = [decided(forms, part, condition, holds, depth - 1) for part in parts[1:]]
    return forms.call("where", (parts[0], *branches)) if branches != [*parts[1:]] else form


def _turned(forms: Forms, condition: int) -> int | None:
    """a > b as b < a; None for what is no such comparison."""
    found = forms.forms[condition]
    return forms.call("less", found.parts[::-1]) if found.value == "greater" else None


def _variadic(forms: Forms, row: str, operands: Sequence[int]) -> int:
    """A call with any number of arguments. Of equal ones a call takes one, so that their number is told otherwise."""
    if row == "count_equal":
        y, *others = operands
        distinct = dict.fromkeys(others)
        if len(distinct) == len(others):
            return forms.call(row, operands)
        return forms.add((elementary(forms, "equal", (y, one)), Fraction(others.count(one))) for one in distinct)
    distinct = dict.fromkeys(operands)
    known = [value for one in distinct if (value := forms.value(one)) is not None]
    if len(distinct) == 1:
        return operands[0]
    if len(known) == len(distinct):
        return forms.number(Fraction(FOLDS[row](*known)))
    return forms.call(row, tuple(distinct))


def restored(forms: Forms, row: str, operands: Sequence[int]) -> Restored | None:
    """What a person writes for a row that only derivatives call, None where it is the call."""
    if row in WRITTEN_OUT or PRIMITIVES[row].shown == "definition":
        return Restored(_defined(forms, row, operands))
    law = RESTORED.get(row)
    return law(forms, operands) if law is not None else None


def _defined(forms: Forms, row: str, operands: Sequence[int]) -> int:
    """The row's definition, with operands for its parameters."""
    names = PRIMITIVES[row].names
    rule = template(PRIMITIVES[row].definition, names)
    made = [*operands, forms.zero]  # the rule's own inputs come first; the last of them is `out`
    for node in rule.function.graph.nodes[len(made) :]:
        if node.primitive == CONSTANT:
            made.append(forms.number(Fraction(node.payload or "")))
        else:
            inner = [made[operand] for operand in node.operands]
            better = restored(forms, node.primitive, inner)
            made.append(elementary(forms, node.primitive, inner) if better is None else better.form)
    return made[rule.function.outputs[0]]


def _polygamma(forms: Forms, operands: Sequence[int]) -> Restored | None:
    """polygamma(0, x) -> digamma(x)"""
    order, x = operands
    return Restored(forms.call("digamma", (x,))) if order == forms.zero else None


def _xlogy(forms: Forms, operands: Sequence[int]) -> Restored:
    """xlogy(x, y) -> x*log(y), which has no value where x and y are 0, as in the derivative of x^y towards y."""
    x, y = operands
    logarithm = elementary(forms, "log", [y])
    form = forms.multiply(ONE, [(x, forms.one), (logarithm, forms.one)])
    return Restored(form, None if never_zero(forms, x) else _without_power(forms, x), logarithm)


def _direction(forms: Forms, operands: Sequence[int]) -> Restored:
    """direction(x, y) -> x/hypot(x, y), which has no value at the origin."""
    x, y = operands
    operands = sorted(operands)  # as the hypot was called from which this comes, in all its partials
    length = _hypot(forms, operands)
    below = forms.call("hypot", operands) if length is None else length.form
    form = forms.divide(x, below)
    if never_zero(forms, x) or never_zero(forms, y):
        return Restored(form)
    apart = [forms.call("not_equal", (operand, forms.zero)) for operand in operands]
    return Restored(form, elementary(forms, "logical_or", apart), below)


def _hypot(forms: Forms, operands: Sequence[int]) -> Restored | None:
    """hypot(1, x) -> sqrt(1 + x^2)"""
    if all(forms.value(operand) is None for operand in operands):
        return None
    return Restored(_defined(forms, "hypot", operands))


def _where(forms: Forms, operands: Sequence[int]) -> Restored | None:
    """where(x == 0 and y == 0, 0, a) -> a, as rules have it for the place where a has no value."""
    condition, chosen, other = operands
    inner = forms.forms[chosen]
    if inner.value == "where" and inner.parts[1:] == (forms.zero, other):  # where(n == 0, where(x == 0, 0, a), a)
        condition, chosen = elementary(forms, "logical_and", [condition, inner.parts[0]]), forms.zero
    if forms.value(condition) is not None:
        return Restored(elementary(forms, "where", (condition, chosen, other)))
    found = forms.forms[condition]
    if found.value == "equal" and operands[0] == condition:
        return _without_norm(forms, operands)
    if found.value != "logical_and" and operands[0] == condition:
        return None
    zeros = [forms.forms[part] for part in (found.parts if found.value == "logical_and" else (condition,))]
    if chosen != forms.zero or any(one.value != "equal" or one.parts[1] != forms.zero for one in zeros):
        return None
    apart = [elementary(forms, "not_equal", one.parts) for one in zeros]
    holds = elementary(forms, "logical_or", apart) if len(apart) > 1 else apart[0]
    return Restored(other, holds, zeros[-1].parts[0], forms.call("where", (condition, chosen, other)))


def _without_norm(forms: Forms, operands: Sequence[int]) -> Restored | None:
    """where(norm(x) == 0, 0, a) -> a, if a is divided by norm(x), or is a multiple of x and so 0 there itself."""
    condition, chosen, other = operands
    part, zero = forms.forms[condition].parts
    if chosen != forms.zero or zero != forms.zero:
        return None
    exponents = dict(forms.factors(other))
    found = forms.forms[part]
    if found.value != "norm":
        return None
    if (forms.value(exponents.get(part, forms.zero)) or ZERO) < 0:
        return Restored(other, elementary(forms, "not_equal", (part, zero)), part, forms.call("where", operands))
    return Restored(other) if {found.parts[0], forms.negative(found.parts[0])} & exponents.keys() else None


def tie(forms: Forms, greater: bool, x: int, other: int) -> int:
    """The partial of max(x, other), or of min, towards x."""
    above, below = ("greater", "less") if greater else ("less", "greater")
    shared = forms.call("where", (elementary(forms, below, (x, other)), forms.zero, forms.number(HALF)))
    return forms.call("where", (elementary(forms, above, (x, other)), forms.one, shared))


def inside(forms: Forms, x: int, lower: int, upper: int) -> int:
    """The partial of clamp(x, lower, upper) towards x, for bounds of which the lower one is less."""
    on_edge = forms.call("logical_or", [forms.call("equal", (x, lower)), forms.call("equal", (x, upper))])
    within = forms.call("logical_and", [forms.call("less", (lower, x)), forms.call("less", (x, upper))])
    return forms.call("where", (within, forms.one, forms.call("where", (on_edge, forms.number(HALF), forms.zero))))


def never_zero(forms: Forms, form: int) -> bool:
    """Whether a form is certainly not 0."""
    found = forms.forms[form]
    if found.kind is Kind.NUMBER:
        return found.value != 0
    if found.kind is Kind.PRODUCT:
        return all(never_zero(forms, base) for base, _ in forms.factors(form))
    return found.kind is Kind.CONSTANT or (found.kind is Kind.CALL and found.value in ("exp", "exp2", "cosh"))


def _without_power(forms: Forms, form: int) -> int:
    """What must not be 0, told of the base where it is a power."""
    factors = forms.factors(form)
    return forms.call("not_equal", (factors[0][0] if len(factors) == 1 else form, forms.zero))


def _power(forms: Forms, base: int, exponent: int) -> int:
    return forms.power(base, exponent)


ARITHMETIC: dict[str, Callable[..., int]] = {
    "add": lambda forms, x, y: forms.add([(x, ONE), (y, ONE)]),
    "subtract": lambda forms, x, y: forms.add([(x, ONE), (y, -ONE)]),
    "multiply": lambda forms, x, y: forms.multiply(ONE, [(x, forms.one), (y, forms.one)]),
    "divide": lambda forms, x, y: forms.divide(x, y),
    "negative": lambda forms, x: forms.negative(x),
    "power": _power,
    "power_constant": _power,
    "square": lambda forms, x: forms.power(x, forms.number(Fraction(2))),
    "sqrt": lambda forms, x: forms.power(x, forms.number(HALF)),
}
# What a comparison of something with itself is.
REFLEXIVE = {"equal": 1, "less_equal": 1, "greater_equal": 1, "less": 0, "greater": 0, "not_equal": 0}
FOLDS: dict[str, Callable[..., Fraction | bool]] = {
    "less": lt,
    "less_equal": le,
    "greater": gt,
    "greater_equal": ge,
    "equal": eq,
    "not_equal": ne,
    "min": lambda *x: min(x),
    "max": lambda *x: max(x),
    "clamp": lambda x, lower, upper: min(max(x, lower), upper),
    "abs": abs,
    "logical_not": lambda x: x == ZERO,
    "logical_and": lambda x, y: x != ZERO and y != ZERO,
    "logical_or": lambda x, y: x != ZERO or y != ZERO,
}
RESTORED: dict[str, Callable[[Forms, Sequence[int]], Restored | None]] = {
    "xlogy": _xlogy,
    "polygamma": _polygamma,
    "direction": _direction,
    "hypot": _hypot,
    "where": _where,
}
