"""A derivative that the taught rules gave, simplified as at the end of an exercise.

Takes: a tree. Returns: a tree of the same value wherever both have one: like terms and factors gathered, and sums of
products multiplied out, alone and in a numerator, where that makes them shorter. A quotient stays one.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from fractions import Fraction
from functools import partial, reduce

from autograd_cli.symbolic.plain import gathered
from autograd_cli.symbolic.textbook import ZERO, minus, number, operation, plus, product, quotient, rational
from autograd_cli.symbolic.write import operation_count
from autograd_cli.syntax.ast import NOWHERE, Call, Name, Number, Operation, Tree
from autograd_cli.syntax.substitute import substitute, with_parts
from autograd_cli.syntax.unparse import unparse

# A polynomial of more terms, or of a higher degree, is not multiplied out.
MOST_TERMS, POWERS = 8, frozenset(map(str, range(2, 13)))
SUMS = frozenset(["add", "subtract"])
POLYNOMIAL = SUMS | {"negative", "multiply", "divide", "power"}
# A monomial: the names, each with its exponent, in the order in which they came.
Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]


def simplest(tree: Tree, typed: Tree) -> Tree:
    """The shortest form of those that an examiner expects; names are in the order of the formula `typed`."""
    whole = gathered(tree, typed)
    forms = [whole]
    for one in (tree, whole):
        expanded = multiplied_out(one)
        if expanded is not None:
            forms.insert(0 if isinstance(whole, Operation) and whole.primitive in SUMS else len(forms), expanded)
        if isinstance(one, Operation) and one.primitive == "divide":
            above, below = one.operands
            inner = multiplied_out(above) or gathered(above, typed)
            forms += [gathered(quotient(inner, below), typed), quotient(inner, gathered(below, typed))]
    return min(forms, key=operation_count)


def shorter_quotient(tree: Tree, other: Callable[[], Tree]) -> Tree:
    """Of a quotient and another form that is asked for, the shorter one if that is a quotient too; else the tree."""
    if not _is_quotient(tree):
        return tree
    found = other()
    return min(tree, found, key=operation_count) if _is_quotient(found) else tree


def simplest_of_arrays(tree: Tree, called: Set[str]) -> Tree:
    """A derivative made of vectors and matrices as a textbook has it, `p - t` for `p*(1 - t) - t*sigmoid(-z)`.

    What is elementwise is multiplied out where that makes it shorter, whatever it is made of. Functions that the user
    `called` stay as they are.
    """
    inside = partial(simplest_of_arrays, called=called)
    match tree:
        case Call(function="sigmoid", arguments=(Operation(primitive="negative", operands=(inner,)),)):
            return plus(number(Fraction(1)), minus(replace(tree, arguments=(inside(inner),))))
        case Operation(
            primitive="power", operands=(Call(function="sech", arguments=(inner,)) as base, Number(text="2"))
        ) if "sech" not in called:
            tangent = replace(base, function="tanh", arguments=(inside(inner),))
            return plus(number(Fraction(1)), minus(operation("power", (tangent, number(Fraction(2))))))
    whole = with_parts(tree, inside)
    if not isinstance(whole, Operation) or whole.primitive not in POLYNOMIAL:
        return whole
    parts: dict[str, Tree] = {}
    found = _polynomial(_with_atoms(whole, parts))
    if found is None:
        return whole
    terms = [(one, size) for one, size in found.items() if size]
    terms.sort(key=lambda term: term[1] < 0)
    apart = reduce(plus, [_term(one, size, [*parts]) for one, size in terms] or [ZERO])
    return min(whole, substitute(apart, parts), key=operation_count)


def _with_atoms(tree: Tree, parts: dict[str, Tree]) -> Tree:
    """The tree with a name for each part that is no sum, product or power; `parts` receives these by their texts."""
    if isinstance(tree, Number):
        return tree
    if isinstance(tree, Operation) and tree.primitive in POLYNOMIAL:
        return replace(tree, operands=tuple(_with_atoms(one, parts) for one in tree.operands))
    name = unparse(tree)
    parts.setdefault(name, tree)
    return Name(NOWHERE, name)


def _is_quotient(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.primitive == "divide"


def multiplied_out(tree: Tree) -> Tree | None:
    """A polynomial, its terms in falling degree; None where the tree is none, or one that takes too long."""
    names = list(dict.fromkeys(part.name for part in tree.walk() if isinstance(part, Name)))
    found = _polynomial(tree)
    if found is None or not names:
        return None

    def degree(monomial: Monomial) -> tuple[int, ...]:
        powers = dict(monomial)
        return (sum(powers.values()), *(powers.get(name, 0) for name in names))

    terms = sorted(((one, size) for one, size in found.items() if size), key=lambda term: degree(term[0]), reverse=True)
    return reduce(plus, [_term(one, size, names) for one, size in terms] or [ZERO])


def _term(monomial: Monomial, size: Fraction, names: Sequence[str]) -> Tree:
    factors = [
        operation("power", (Name(NOWHERE, name), number(Fraction(power))))
        for name, power in sorted(monomial, key=lambda factor: names.index(factor[0]))
    ]
    whole = product([number(Fraction(size.numerator)), *factors])
    return quotient(whole, number(Fraction(size.denominator)))


def _polynomial(tree: Tree) -> Polynomial | None:
    """The monomials with their coefficients; None where a part is no polynomial, or a decimal."""
    match tree:
        case Number(text=text):
            return {(): Fraction(text)} if text.isdigit() else None
        case Name(name=name):
            return {((name, 1),): Fraction(1)}
        case Operation(primitive="negative", operands=(inner,)):
            return _scaled(_polynomial(inner), Fraction(-1))
        case Operation(primitive="divide", operands=(above, below)):
            size = rational(below)
            return _scaled(_polynomial(above), 1 / size) if size else None
        case Operation(primitive="power", operands=(base, Number(text=text))) if text in POWERS:
            return _joined([_polynomial(base)] * int(text), _times, {(): Fraction(1)})
        case Operation(primitive="multiply", operands=operands):
            return _joined([_polynomial(one) for one in operands], _times, {(): Fraction(1)})
        case Operation(primitive="add" | "subtract" as primitive, operands=(a, b)):
            second = _scaled(_polynomial(b), Fraction(1 if primitive == "add" else -1))
            return _joined([_polynomial(a), second], _plus, {})
        case _:
            return None


def _joined(
    parts: Sequence[Polynomial | None], join: Callable[[Polynomial, Polynomial], Polynomial], start: Polynomial
) -> Polynomial | None:
    result = start
    for part in parts:
        if part is None:
            return None
        result = join(result, part)
        if len(result) > MOST_TERMS:
            return None
    return result


def _scaled(polynomial: Polynomial | None, size: Fraction) -> Polynomial | None:
    return None if polynomial is None else {one: own * size for one, own in polynomial.items()}


def _plus(a: Polynomial, b: Polynomial) -> Polynomial:
    return {one: a.get(one, Fraction(0)) + b.get(one, Fraction(0)) for one in {**a, **b}}


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    result: Polynomial = {}
    for one, size in a.items():
        for other, own in b.items():
            powers = dict(one)
            for name, power in other:
                powers[name] = powers.get(name, 0) + power
            monomial = tuple(sorted(powers.items()))
            result[monomial] = result.get(monomial, Fraction(0)) + size * own
    return result
