"""Normal forms to a program: quotients, roots, signs and the order of factors as people write them.

In: forms. Out: abstract syntax trees; what is used several times and is large has a name of its own.

*Order*. In a product: the number, constants, names as they came first in the formula, sums of names, functions, other
sums. Of a sum, `forms.py` keeps the order.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction
from functools import reduce
from itertools import count
from typing import NamedTuple

from autograd_cli.errors import Span
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.symbolic.forms import HALF, ONE, Forms, Kind
from autograd_cli.symbolic.rationals import decimal_text, significant_digits
from autograd_cli.syntax.ast import Assignment, Call, Comparison, Name, Number, Operation, Tree

NOWHERE = Span(0, 0)
COMPARATORS = frozenset({"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"})
# A result of fewer operations is written in one piece; in a larger one, what is used twice and has so many has a name.
SMALL = 36
WORTH_A_NAME = 2
# In a large result; in a small one only what is really long is named.
LONG = 12
SHORT_NAMES = ("u", "v", "w")


class Written(NamedTuple):
    """The outputs as trees, in the names that `shared` gives to sub-expressions, in the order they are to be computed.

    `operations` are those of all trees together.
    """

    shared: tuple[Assignment, ...]
    outputs: tuple[Tree, ...]
    conditions: tuple[Tree, ...]
    operations: int


def write(
    forms: Forms,
    outputs: Sequence[int],
    conditions: Sequence[int],
    taken: Set[str],
    called: Mapping[int, str],
    *,
    decimals: bool,
    names: bool = True,
) -> Written:
    """The outputs and what must hold for them, written out.

    `called` has the names that a program gives to forms, `taken` those that no other sub-expression may get. With
    `decimals` 1/2 is 0.5. Without `names` all is written out.
    """
    return _Writer(forms, decimals, names).write(outputs, conditions, taken, called)


class _Writer:
    def __init__(self, forms: Forms, decimals: bool, names: bool) -> None:
        self.forms = forms
        self.decimals = decimals
        self.names = names
        self.trees: dict[int, Tree] = {}

    def write(
        self, outputs: Sequence[int], conditions: Sequence[int], taken: Set[str], called: Mapping[int, str]
    ) -> Written:
        needed = self.needed(outputs)
        uses = Counter(part for form in needed for part in self.forms.forms[form].parts)
        uses.update(outputs)
        for form in needed:  # what only stands for another passes its uses on
            if self.forms.forms[form].kind is Kind.SHARED:
                (bare,) = self.forms.forms[form].parts
                uses[bare] += uses[form] - 1
        largest = max((self.forms.operations[output] for output in outputs), default=0)
        least = LONG if largest <= SMALL else WORTH_A_NAME
        sizes: dict[int, int] = {}
        named: list[int] = []
        for form in needed:
            own = _own_operations(self.forms, form) + sum(sizes[part] for part in self.forms.forms[form].parts)
            wanted = self.forms.forms[form].kind in (Kind.SUM, Kind.PRODUCT, Kind.CALL)
            if self.names and uses[form] > 1 and own >= least and wanted:
                named.append(form)
                own = 0
            sizes[form] = own
        called = {self.bare(form): name for form, name in called.items()}
        anonymous = [form for form in named if form not in called]
        names = called | dict(zip(anonymous, _fresh_names(len(anonymous), taken), strict=False))
        names = {form: names[form] for form in named}
        shared = []
        for form in needed:
            self.trees[form] = self.tree(form)
            if form in names:
                shared.append(Assignment(NOWHERE, names[form], NOWHERE, self.trees[form]))
                self.trees[form] = Name(NOWHERE, names[form])
        for form in self.needed(conditions):
            if form not in self.trees:
                self.trees[form] = self.tree(form)
        trees = tuple(self.trees[output] for output in outputs)
        operations = sum(map(operation_count, (*(one.value for one in shared), *trees)))
        return Written(tuple(shared), trees, tuple(self.trees[condition] for condition in conditions), operations)

    def bare(self, form: int) -> int:
        """The form that one stands for."""
        found = self.forms.forms[form]
        return found.parts[0] if found.kind is Kind.SHARED else form

    def needed(self, outputs: Sequence[int]) -> list[int]:
        """The forms that the outputs are made of, ascending."""
        seen = set(outputs)
        stack = list(outputs)
        while stack:
            for part in self.forms.forms[stack.pop()].parts:
                if part not in seen:
                    seen.add(part)
                    stack.append(part)
        return sorted(seen)

    def tree(self, form: int) -> Tree:
        found = self.forms.forms[form]
        match found.kind:
            case Kind.NUMBER:
                assert isinstance(found.value, Fraction)
                return self.number(found.value)
            case Kind.NAME | Kind.CONSTANT:
                assert isinstance(found.value, str)
                return Name(NOWHERE, found.value)
            case Kind.SHARED:
                return self.trees[found.parts[0]]
            case Kind.SUM:
                return self.sum(form)
            case Kind.PRODUCT:
                assert isinstance(found.value, Fraction)
                return self.product(found.value, self.factors(form))
        assert isinstance(found.value, str)
        row = PRIMITIVES[found.value]
        operands = tuple(self.trees[part] for part in found.parts)
        if row.name in COMPARATORS:
            return Comparison(NOWHERE, (row.name,), operands)
        if row.operator:
            return Operation(NOWHERE, row.name, operands)
        return Call(NOWHERE, row.call, operands, NOWHERE)

    def sum(self, form: int) -> Tree:
        (first, factor), *others = self.forms.terms(form)
        tree = self.term(first, factor)
        for term, coefficient in others:
            sign = "add" if coefficient > 0 else "subtract"
            tree = Operation(NOWHERE, sign, (tree, self.term(term, abs(coefficient))))
        return tree

    def term(self, term: int, coefficient: Fraction) -> Tree:
        if term == self.forms.one:
            return self.number(coefficient)
        if coefficient == 1:
            return self.trees[term]
        named = isinstance(self.trees[term], Name)
        factors = [(term, self.forms.one)] if named else self.factors(term)
        return self.product(coefficient, factors)

    def product(self, coefficient: Fraction, factors: Sequence[tuple[int, int]]) -> Tree:
        """A product as a quotient: number and powers above, what has a negative exponent below."""
        above: list[Tree] = []
        below: list[Tree] = []
        for base, exponent in self.joined(factors):
            number = self.forms.value(exponent)
            if number is not None and number < 0:
                below.append(self.power(base, -number, exponent))
            else:
                above.append(self.power(base, number, exponent))
        size = abs(coefficient)
        if self.is_decimal(size):
            above = [*([self.number(size)] if size != 1 or not above else []), *above]
        else:
            above = [*([self.number(Fraction(size.numerator))] if size.numerator != 1 or not above else []), *above]
            below = [*([self.number(Fraction(size.denominator))] if size.denominator != 1 else []), *below]
        if coefficient < 0:
            above[0] = Operation(NOWHERE, "negative", (above[0],))
        tree = reduce(_times, above)
        return Operation(NOWHERE, "divide", (tree, reduce(_times, below))) if below else tree

    def joined(self, factors: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """sqrt(2)*sqrt(pi) -> sqrt(2*pi)"""
        constant = (Kind.NUMBER, Kind.CONSTANT)
        roots = [factor for factor in factors if self.forms.forms[factor[0]].kind in constant and self.is_root(factor[1])]
        exponents = {exponent for _, exponent in roots}
        if len(roots) < 2 or len(exponents) > 1:
            return list(factors)
        base = self.forms.multiply(ONE, [(base, self.forms.one) for base, _ in roots])
        self.trees[base] = self.tree(base)
        first = factors.index(roots[0])
        rest = [factor for factor in factors if factor not in roots]
        return [*rest[:first], (base, roots[0][1]), *rest[first:]]

    def is_root(self, exponent: int) -> bool:
        value = self.forms.value(exponent)
        return value is not None and abs(value) == HALF

    def power(self, base: int, number: Fraction | None, exponent: int) -> Tree:
        tree = self.trees[base]
        if number is None:
            return Operation(NOWHERE, "power", (tree, self.trees[exponent]))
        if number == 1:
            return tree
        if number == HALF:
            return Call(NOWHERE, "sqrt", (tree,), NOWHERE)
        return Operation(NOWHERE, "power", (tree, self.number(number)))

    def factors(self, form: int) -> list[tuple[int, int]]:
        """The factors in the order they are written."""
        return self.forms.kept_order(form) or sorted(self.forms.factors(form), key=self.rank)

    def rank(self, factor: tuple[int, int]) -> tuple[int, int]:
        base, exponent = factor
        if str(self.forms.forms[base].value).endswith("'"):
            return 6, base  # u', in a rule
        if self.forms.value(exponent) is None:
            return 4, base
        kind = self.forms.forms[base].kind
        if isinstance(self.trees[base], Name) and kind is not Kind.CONSTANT:
            return 2, base
        if kind is Kind.SUM and self.forms.operations[base] <= 3 and self._is_polynomial(base):
            return 3, base
        order = {Kind.NUMBER: 0, Kind.CONSTANT: 1, Kind.NAME: 2, Kind.CALL: 4}
        return order.get(kind, 5), base

    def _is_polynomial(self, form: int) -> bool:
        kinds = {
            self.forms.forms[base].kind for term, _ in self.forms.terms(form) for base, _ in self.forms.factors(term)
        }
        return kinds <= {Kind.NAME, Kind.CONSTANT}

    def is_decimal(self, value: Fraction) -> bool:
        """Whether a number is written as a decimal and not as a fraction."""
        digits = significant_digits(value)
        return value.denominator == 1 or (digits is not None and (self.decimals or digits > 9))

    def number(self, value: Fraction) -> Tree:
        size = abs(value)
        if self.is_decimal(size):
            tree: Tree = Number(NOWHERE, decimal_text(size))
            return Operation(NOWHERE, "negative", (tree,)) if value < 0 else tree
        above: Tree = Number(NOWHERE, str(size.numerator))
        above = Operation(NOWHERE, "negative", (above,)) if value < 0 else above
        return Operation(NOWHERE, "divide", (above, Number(NOWHERE, str(size.denominator))))


def operation_count(tree: Tree) -> int:
    """How many operators and calls a tree has."""
    total = 0
    for part in tree.walk():
        if isinstance(part, Operation | Call):
            total += 1
        elif isinstance(part, Comparison):
            total += len(part.comparators)
    return total


def _own_operations(forms: Forms, form: int) -> int:
    return forms.operations[form] - sum(forms.operations[part] for part in forms.forms[form].parts)


def _times(a: Tree, b: Tree) -> Tree:
    return Operation(NOWHERE, "multiply", (a, b))


def _fresh_names(wanted: int, taken: Set[str]) -> Iterator[str]:
    """Names that are free: `u`, `v`, `w` for a few, `u1`, `u2` ... for many."""
    short = [name for name in SHORT_NAMES if name not in taken]
    if wanted <= len(short):
        return iter(short[:wanted])
    letter = next(letter for letter in "uvwqzkabcdfghijlmnoprstxy" if letter not in taken or True)
    return (name for i in count(1) if (name := f"{letter}{i}") not in taken)
