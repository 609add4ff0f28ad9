"""Elements of the softmax of a variable, `softmax(v)[0]`, in place of what they are in numbers alone.

Takes: the forms made so far, in which a softmax is written out by `logaddexp`. Returns: forms of the same value. So the
derivative of an element is `p*(1 - p)` towards its own variable and `-p*q` towards another, as textbooks have it.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from autograd_cli.graphs.shapes import ALL
from autograd_cli.symbolic.form import ONE, Kind
from autograd_cli.symbolic.quotients import complement
from autograd_cli.syntax.ast import Call, Index, Name, Number, Tree
from autograd_cli.syntax.names import written_element
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import with_parts

if TYPE_CHECKING:
    from autograd_cli.symbolic.forms import Forms

ELEMENT = re.compile(r"(.+)\[(\d+)\]")
NONE: frozenset[int] = frozenset()


class Share(NamedTuple):
    """What part of the exponentials of `among` names those of `some` are: the product of `bases`."""

    bases: tuple[int, ...]
    some: frozenset[int]
    among: frozenset[int]


def lengths_of(names: Iterable[str]) -> dict[str, int]:
    """How many elements each vector has, whose elements are the names.

    Example:
        >>> lengths_of(["v[0]", "v[1]", "x", "A[0, 0]"])
        {'v': 2}
    """
    lengths: dict[str, int] = {}
    for name in names:
        if found := ELEMENT.fullmatch(name):
            lengths[found[1]] = lengths.get(found[1], 0) + 1
    return lengths


def element_of(forms: "Forms", row: str, form: int) -> int | None:
    """The element of a softmax that a call is, exp(v[i] - logaddexp(...)) or sigmoid(v[i] - logaddexp(...))."""
    if not forms.lengths or row not in ("exp", "sigmoid"):
        return None
    some, others = _difference(forms, form)
    if row == "exp":
        return _element(forms, Share((), some, others)) if some <= others else None
    return _element(forms, Share((), some, some | others)) if some.isdisjoint(others) and len(others) > 1 else None


def join_shares(forms: "Forms", exponents: dict[int, int]) -> None:
    """sigmoid(v[0] - v[1])*sigmoid(logaddexp(v[0], v[1]) - v[2]) -> softmax(v)[0]"""
    if not forms.lengths:
        return
    found = [one for base, exponent in exponents.items() if exponent == forms.one and (one := _share(forms, base))]
    by_some = {one.some: one for one in found if len(one.some) > 1}
    shares = []
    for one in found:
        if by_some.get(one.some) is one:
            continue
        while (whole := by_some.pop(one.among, None)) is not None:
            one = Share((*one.bases, *whole.bases), one.some, whole.among)
        shares.append(one)
    for one in shares:
        made = _element(forms, one)
        beside = any(other is not one and other.among == one.among for other in shares)
        if made is not None and made not in one.bases and (len(one.bases) > 1 or beside):
            for base in one.bases:
                del exponents[base]
            exponents[made] = forms.add([(exponents.get(made, forms.zero), ONE), (forms.one, ONE)])


def without_square(forms: "Forms", coefficients: dict[int, Fraction]) -> int | None:
    """softmax(v)[0] - softmax(v)[0]^2 -> softmax(v)[0]*(1 - softmax(v)[0])"""
    if not forms.lengths or len(coefficients) != 2 or sum(coefficients.values()) != 0:
        return None
    for one, size in coefficients.items():
        (other,) = coefficients.keys() - {one}
        square = forms.power(one, forms.number(Fraction(2)))
        if other == square and _share(forms, one) is not None and forms.forms[one].value == "index":
            rest = forms.add([(forms.one, ONE), (one, -ONE)])
            return forms.multiply(size, [(one, forms.one), (rest, forms.one)])
    return None


def written_out(tree: Tree, names: Iterable[str]) -> Tree:
    """A formula in which elements of a softmax are written out in those of its vector, which are among the names."""
    match tree:
        case Index(base=Call(arguments=(Name(name=name),)), subscripts=(Number(text=place),)):
            elements = [written_element(one) for one in names if (found := ELEMENT.fullmatch(one)) and found[1] == name]
            total = reduce("logaddexp({}, {})".format, elements)
            return parse_expression(f"exp({elements[int(place)]} - {total})")
    return with_parts(tree, lambda part: written_out(part, names))


def _share(forms: "Forms", base: int) -> Share | None:
    """The share that a factor is: an element of a softmax, or a sigmoid of a difference of logarithms of sums."""
    found = forms.forms[complement(forms, base)]
    if found.kind is not Kind.CALL or found.value not in ("index", "sigmoid"):
        return None
    if found.value == "sigmoid":
        some, others = _difference(forms, found.parts[0])
        return Share((base,), some, some | others) if some and some.isdisjoint(others) else None
    (whole,) = found.parts
    inner = forms.forms[whole]
    if inner.value != "softmax":
        return None
    name = str(forms.forms[inner.parts[0]].value)
    among = [forms.name(f"{name}[{place}]") for place in range(forms.lengths.get(name, 0))]
    return Share((base,), frozenset([among[int(found.payload or 0)]]), frozenset(among)) if among else None


def _difference(forms: "Forms", form: int) -> tuple[frozenset[int], frozenset[int]]:
    """The names whose exponentials are summed in a minuend and in a subtrahend; none where it is no such difference."""
    sign, bare = forms.split(form)
    found = forms.forms[bare]
    if found.kind is not Kind.SUM or sorted(found.factors) != [-1, 1] or abs(sign) != 1:
        return NONE, NONE
    first, second = found.parts if found.factors[0] == sign else found.parts[::-1]
    some, others = _leaves(forms, first), _leaves(forms, second)
    return (some, others) if some and others else (NONE, NONE)


def _leaves(forms: "Forms", form: int) -> frozenset[int]:
    """The names of which a form is the logarithm of the sum of exponentials; none where it is something else."""
    leaves, stack = set(), [form]
    while stack:
        current = stack.pop()
        found = forms.forms[current]
        if found.kind is Kind.CALL and found.value == "logaddexp":
            stack.extend(found.parts)
        elif found.kind is Kind.NAME:
            leaves.add(current)
        else:
            return NONE
    return frozenset(leaves)


def _element(forms: "Forms", share: Share) -> int | None:
    """The element of a softmax that a share is; None where it is one of other names than a vector's elements."""
    if len(share.some) != 1:
        return None
    (one,) = share.some
    places = [ELEMENT.fullmatch(str(forms.forms[leaf].value)) for leaf in share.among]
    names = {place[1] if place else "" for place in places}
    found = ELEMENT.fullmatch(str(forms.forms[one].value))
    if found is None or len(names) != 1 or forms.lengths.get(found[1]) != len(share.among):
        return None
    shape = (len(share.among),)
    softmax = forms.call("softmax", (forms.name(found[1], shape),), ALL, shape)
    return forms.call("index", (softmax,), found[2])
