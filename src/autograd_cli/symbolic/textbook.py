"""The rules of differentiation as they are taught, on trees.

Takes: an entry, the trees of its operands and of their derivatives. Returns: the tree that the rule gives, tidied as
one writes it: no factor 1, no term 0, no two signs in a row. It is shown, and never computed with.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from autograd_cli.graphs.lift import lift
from autograd_cli.graphs.templates import OUT, Template
from autograd_cli.numerals import whole_text
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.symbolic.plain import gathered, plain
from autograd_cli.symbolic.rationals import decimal_text
from autograd_cli.syntax.ast import NOWHERE, Call, Comparison, Index, Name, Number, Operation, Tree
from autograd_cli.syntax.parser import parse_expression

ZERO, ONE = Number(NOWHERE, "0"), Number(NOWHERE, "1")
PRODUCTS = ("multiply", "divide")


def applied(
    row: Entry, partials: Sequence[Tree | None], operands: Sequence[Tree], out: Tree, slopes: Sequence[Tree]
) -> Tree:
    """The derivative of `out` by the entry's rule; a slope is 0 where an operand does not vary."""
    places = {**dict(zip(parameters(row, len(operands)), operands, strict=True)), OUT: out}
    if row.taught and (slopes[-1] != ZERO or not row.textbook):
        return filled(parse_expression(row.taught), places, dict(zip(row.names, slopes, strict=True)))
    terms = [
        times(slope, gathered(inner, out) if row.variadic else inner)
        for partial, slope in zip(partials, slopes, strict=True)
        if partial is not None and slope != ZERO
        for inner in (filled(partial, places),)
    ]
    return reduce(plus, terms or [ZERO])


def taught_partial(row: Entry, position: int, rule: Template | None, ours: bool) -> Tree | None:
    """The partial towards an operand as a textbook writes it, in the entry's parameters and `out`; None where it is 0.

    `rule` is the one that computes. It is shown where no textbook has another one, or conventions are not `ours`.
    """
    if rule is None:
        return None
    if row.textbook and ours:
        return parse_expression(row.textbook[position])
    names = (*parameters(row, len(rule.names) - 1), OUT)
    labels = dict(zip(rule.function.inputs, names, strict=True))
    written = lift(rule.function.graph, rule.function.outputs[0], labels)
    own = Call(NOWHERE, row.call, tuple(Name(NOWHERE, name) for name in row.names), NOWHERE)
    return plain(written, {OUT: own} if row.call and not row.variadic else {})


def parameters(row: Entry, count: int) -> tuple[str, ...]:
    """A name for each operand; where there may be any number of them, with an index."""
    return tuple(f"{row.names[-1]}{i}" for i in range(count)) if row.variadic else row.names


def filled(tree: Tree, places: Mapping[str, Tree], slopes: Mapping[str, Tree] | None = None) -> Tree:
    """A rule with trees in place of its parameters, and of their derivatives, which are written `x'`."""
    known = slopes or {}

    def leaf(part: Tree) -> Tree | None:
        match part:
            case Name(name=name):
                return places.get(name, part)
            case Operation(primitive=primitive, operands=(Name(name=name),)) if PRIMITIVES[primitive].notation:
                return known[name]
            case _:
                return None

    return rebuilt(tree, leaf)


def rebuilt(tree: Tree, leaf: Callable[[Tree], Tree | None]) -> Tree:
    """The tree with some parts replaced, and what is around these tidied; `leaf` gives None where nothing is."""
    found = leaf(tree)
    if found is not None:
        return found
    match tree:
        case Operation(primitive=primitive, operands=operands):
            return operation(primitive, [rebuilt(operand, leaf) for operand in operands])
        case Comparison(operands=operands):
            return replace(tree, operands=tuple(rebuilt(operand, leaf) for operand in operands))
        case Call(function=function, arguments=arguments):
            changed = tuple(rebuilt(argument, leaf) for argument in arguments)
            is_one = function in _LOGARITHMS and changed == (Name(NOWHERE, "e"),)
            return ONE if is_one else replace(tree, arguments=changed)
        case Index(base=base):
            return replace(tree, base=rebuilt(base, leaf))
        case _:
            return tree


_LOGARITHMS = frozenset(["log", "ln"])


def operation(primitive: str, operands: Sequence[Tree]) -> Tree:
    """An operation, tidied."""
    match primitive, operands:
        case "add", (a, b):
            return plus(a, b)
        case "subtract", (a, b):
            return plus(a, minus(b))
        case "negative", (a,):
            return minus(a)
        case "multiply", (a, b):
            return product([a, b])
        case "divide", (a, b):
            return quotient(a, b)
        case "power", (a, b):
            return a if b == ONE else ONE if b == ZERO else Operation(NOWHERE, "power", (a, b))
    return Operation(NOWHERE, primitive, tuple(operands))


def plus(a: Tree, b: Tree) -> Tree:
    """`a + b`; of numbers the sum, and a negative `b` is subtracted."""
    if a == ZERO:
        return b
    if b == ZERO:
        return a
    first, second = rational(a), rational(b)
    if first is not None and second is not None:
        literals = (part.text for one in (a, b) for part in one.walk() if isinstance(part, Number))
        return number(first + second, any("." in text for text in literals))
    if isinstance(b, Operation) and b.primitive in ("add", "subtract"):
        left, right = b.operands
        return plus(plus(a, left), right if b.primitive == "add" else minus(right))
    negative, size = _signed(b)
    return Operation(NOWHERE, "subtract" if negative else "add", (a, size))


def minus(tree: Tree) -> Tree:
    """`-tree`, the sign at the first factor."""
    negative, size = _signed(tree)
    return size if negative or tree == ZERO else _negated(size)


def times(slope: Tree, factor: Tree) -> Tree:
    """A derivative times a partial, in the numerator of one that is a quotient."""
    negative, size = _signed(factor)
    if isinstance(size, Operation) and size.primitive == "divide":
        above = product([size.operands[0], slope])
        result = quotient(above, size.operands[1])
    else:
        result = product([size, slope])
    return minus(result) if negative else result


def product(given: Sequence[Tree]) -> Tree:
    """The product of factors, its sign in front."""
    factors: list[Tree] = []
    sign = False
    stack = list(given)[::-1]
    while stack:
        negative, size = _signed(stack.pop())
        sign ^= negative
        if size == ZERO:
            return ZERO
        if isinstance(size, Operation) and size.primitive == "multiply":
            stack += reversed(size.operands)
        elif size != ONE:
            factors.append(size)
    result = reduce(lambda a, b: Operation(NOWHERE, "multiply", (a, b)), factors) if factors else ONE
    return _negated(result) if sign else result


def quotient(a: Tree, b: Tree) -> Tree:
    """`a/b`, its sign in front."""
    negative, size = _signed(a)
    if size == ZERO:
        return ZERO
    result = size if b == ONE else Operation(NOWHERE, "divide", (size, b))
    return _negated(result) if negative else result


def rational(tree: Tree) -> Fraction | None:
    """The number that a literal, its negative or a fraction of literals is."""
    match tree:
        case Number(text=text):
            return Fraction(text)
        case Operation(primitive="negative", operands=(inner,)):
            value = rational(inner)
            return None if value is None else -value
        case Operation(primitive="divide", operands=(Number(text=above), Number(text=below))) if Fraction(below):
            return Fraction(above) / Fraction(below)
        case _:
            return None


def number(value: Fraction, decimal: bool = False) -> Tree:
    """A number as one writes it."""
    size = abs(value)
    tree: Tree = Number(NOWHERE, decimal_text(size) if decimal or size.denominator == 1 else whole_text(size.numerator))
    if size.denominator != 1 and not decimal:
        tree = Operation(NOWHERE, "divide", (tree, Number(NOWHERE, whole_text(size.denominator))))
    return _negated(tree) if value < 0 else tree


def _signed(tree: Tree) -> tuple[bool, Tree]:
    """Whether a term begins with a sign, and the term without it."""
    match tree:
        case Operation(primitive="negative", operands=(inner,)):
            negative, size = _signed(inner)
            return not negative, size
        case Operation(primitive="multiply" | "divide" as primitive, operands=(first, second)):
            negative, size = _signed(first)
            if negative and primitive == "multiply" and size == ONE:
                return True, second
            return negative, replace(tree, operands=(size, second)) if negative else tree
        case _:
            return False, tree


def _negated(tree: Tree) -> Tree:
    """A term with a sign at its first factor."""
    if isinstance(tree, Operation) and tree.primitive in PRODUCTS:
        return replace(tree, operands=(_negated(tree.operands[0]), tree.operands[1]))
    return Operation(NOWHERE, "negative", (tree,))
