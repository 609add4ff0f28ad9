"""Normal forms to a program: quotients, roots, signs and the order of factors as people write them.

In: forms. Out: abstract syntax trees; what is used several times and is large has a name of its own.

*Order*. In a product: the number, constants, names as they came first in the formula, sums of names, functions, other
sums. Of a sum, `forms.py` keeps the order.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction
from functools import cmp_to_key, reduce
from itertools import count
from typing import NamedTuple

from autograd_cli.graphs.graph import Node
from autograd_cli.graphs.lift import structured
from autograd_cli.numerals import whole_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.symbolic.form import HALF, ONE, Kind
from autograd_cli.symbolic.forms import UNCOUNTED, Forms
from autograd_cli.symbolic.rationals import decimal_text, significant_digits
from autograd_cli.syntax.ast import NOWHERE, Assignment, Call, Comparison, Name, Number, Operation, Tree

# In a result of no more operations a name must be worth it: so many operations, and so many that need not be repeated.
SMALL = 36
LEAST, LEAST_SAVED = 3, 12
# In a larger one, what is used twice has a name from so many operations on.
LEAST_IN_LARGE = 2
SHORT_NAMES = ("u", "v", "w")
# The trees that are one operation.
COUNTED = (Operation, Call)


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
    arrays: bool = False,
) -> Written:
    """The outputs and what must hold for them, written out.

    `called` has the names that a program gives to forms, `taken` those that no other sub-expression may get. With
    `decimals` 1/2 is 0.5. Without `names` all is written out. Of `arrays` an operation is many, and the program's own
    names are always kept.
    """
    return _Writer(forms, decimals, names, arrays).write(outputs, conditions, taken, called)


class _Writer:
    def __init__(self, forms: Forms, decimals: bool, names: bool, arrays: bool) -> None:
        self.forms = forms
        self.decimals = decimals
        self.names = names
        self.arrays = arrays
        self.trees: dict[int, Tree] = {}

    def write(
        self, outputs: Sequence[int], conditions: Sequence[int], taken: Set[str], called: Mapping[int, str]
    ) -> Written:
        outputs = self.dissolved(outputs, called)
        largest = max((self.forms.operations[output] for output in outputs), default=0)
        needed = self.forms.needed(outputs)
        named = [form for form in self.named(outputs, needed, largest, called) if self.names]
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
        for form in self.forms.needed(conditions):
            if form not in self.trees:
                self.trees[form] = self.tree(form)
        trees = tuple(self.trees[output] for output in outputs)
        operations = sum(map(operation_count, (*(one.value for one in shared), *trees)))
        return Written(tuple(shared), trees, tuple(self.trees[condition] for condition in conditions), operations)

    def named(
        self, outputs: Sequence[int], needed: Sequence[int], largest: int, called: Mapping[int, str]
    ) -> list[int]:
        """The forms worth a name where the largest output has so many operations, ascending, of those it is made of."""
        uses = Counter(part for form in needed for part in self.forms.forms[form].parts)
        uses.update(outputs)
        for form in reversed(needed):  # what only stands for another passes its uses on
            if self.forms.forms[form].kind is Kind.SHARED:
                uses[self.bare(form)] += uses[form] - 1
        named = []
        sizes: dict[int, int] = {}
        for form in needed:
            own = self.forms.own_operations[form] + sum(sizes[part] for part in self.forms.forms[form].parts)
            saved = own * (uses[form] - 1)
            large = self.arrays or largest > SMALL
            worth = own >= LEAST_IN_LARGE if large else own >= LEAST and saved >= LEAST_SAVED
            worth = worth or (self.arrays and form in called)
            if uses[form] > 1 and worth and self.forms.forms[form].kind in (Kind.SUM, Kind.PRODUCT, Kind.CALL):
                named.append(form)
                own = 0
            sizes[form] = min(own, UNCOUNTED)
        return named

    def dissolved(self, outputs: Sequence[int], called: Mapping[int, str]) -> tuple[int, ...]:
        """The outputs, in which no form stands for itself that gets no name."""
        needed = self.forms.needed(outputs)
        if not any(self.forms.forms[form].kind is Kind.SHARED for form in needed):
            return tuple(outputs)
        largest = max((self.forms.operations[output] for output in outputs), default=0)
        kept = {*self.named(outputs, needed, largest, called), *map(self.bare, called)} if self.names else set()
        made: dict[int, int] = {}
        for form in needed:
            found = self.forms.forms[form]
            if found.kind is Kind.SHARED:
                bare = made[found.parts[0]]
                made[form] = self.forms.shared(bare) if found.parts[0] in kept else bare
            elif found.kind is Kind.CALL:
                parts = [made[part] for part in found.parts]
                made[form] = self.forms.call(str(found.value), parts, found.payload, found.shape)
            elif found.kind is Kind.SUM:
                made[form] = self.forms.add([(made[term], own) for term, own in self.forms.terms(form)], own=True)
            elif found.kind is Kind.PRODUCT:
                assert isinstance(found.value, Fraction)
                kept_order = self.forms.kept_order(form)
                factors = [(made[a], made[b]) for a, b in kept_order or self.forms.factors(form)]
                made[form] = self.forms.multiply(found.value, factors, own=kept_order is not None)
            else:
                made[form] = form
        return tuple(made[output] for output in outputs)

    def bare(self, form: int) -> int:
        """The form that one stands for."""
        found = self.forms.forms[form]
        return found.parts[0] if found.kind is Kind.SHARED else form

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
                return self.sum(self.forms.terms(form))
            case Kind.PRODUCT:
                assert isinstance(found.value, Fraction)
                return self.product(found.value, self.factors(form), turns=self.forms.kept_order(form) is None)
        assert isinstance(found.value, str)
        row = PRIMITIVES[found.value]
        operands = tuple(self.trees[part] for part in found.parts)
        if row.is_comparison:
            return Comparison(NOWHERE, (row.name,), operands)
        if row.shape:
            return structured(Node(row.name, (), found.payload, found.shape), operands)
        if row.operator:
            return Operation(NOWHERE, row.name, operands)
        return Call(NOWHERE, row.call, operands, NOWHERE)

    def sum(self, terms: Sequence[tuple[int, Fraction]]) -> Tree:
        (first, factor), *others = terms
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
        if not named and self.forms.value(term) is None:  # a coefficient that was too long to be gathered
            own, term = self.forms.split(term)
            coefficient *= own
        factors = [(term, self.forms.one)] if named else self.factors(term)
        return self.product(coefficient, factors, turns=self.forms.kept_order(term) is None)

    def product(self, coefficient: Fraction, factors: Sequence[tuple[int, int]], turns: bool) -> Tree:
        """A product as a quotient: number and powers above, what has a negative exponent below.

        One that `turns` may have a sum take up its sign.
        """
        above: list[Tree] = []
        below: list[Tree] = []
        turned = self.turned(coefficient, factors) if turns else None
        for base, exponent in self.joined(factors):
            number = self.forms.value(exponent)
            if number is not None and number < 0:
                below.append(self.power(base, -number, exponent))
            elif base == turned:
                above.append(self.sum(self.opposite(base)))
                coefficient = -coefficient
            else:
                above.append(self.power(base, number, exponent))
        size = abs(coefficient)
        if self.is_decimal(size):
            above = [*([self.number(size)] if size != 1 or not above else []), *above]
        else:
            upper, lower = self.quotient(size)
            above = [*([self.number(upper)] if upper != 1 or not above else []), *above]
            below = [*([self.number(lower)] if lower != 1 else []), *below]
        if coefficient < 0:
            above[0] = Operation(NOWHERE, "negative", (above[0],))
        tree = reduce(_times, above)
        return Operation(NOWHERE, "divide", (tree, reduce(_times, below))) if below else tree

    def turned(self, coefficient: Fraction, factors: Sequence[tuple[int, int]]) -> int | None:
        """The sum that takes up a negative sign: -2*(1 - x) -> 2*(x - 1). It has both signs, and no name."""
        if coefficient < 0:
            for base, exponent in factors:
                is_sum = self.forms.forms[base].kind is Kind.SUM and not isinstance(self.trees[base], Name)
                if is_sum and exponent == self.forms.one:
                    signs = [own > 0 for _, own in self.forms.terms(base)]
                    if signs[0] and not all(signs):
                        return base
        return None

    def opposite(self, form: int) -> list[tuple[int, Fraction]]:
        """The terms of a sum, negated, a positive one first."""
        terms = [(term, -own) for term, own in self.forms.terms(form)]
        first = next(one for one in terms if one[1] > 0)
        return [first, *(one for one in terms if one is not first)]

    def joined(self, factors: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """sqrt(2)*sqrt(pi) -> sqrt(2*pi)"""
        constant = (Kind.NUMBER, Kind.CONSTANT)
        roots = [
            factor for factor in factors if self.forms.forms[factor[0]].kind in constant and self.is_root(factor[1])
        ]
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
        return self.forms.kept_order(form) or sorted(self.forms.factors(form), key=cmp_to_key(self.compare))

    def compare(self, a: tuple[int, int], b: tuple[int, int]) -> int:
        """Which of two factors stands first: by rank, among names as in a product that the user wrote."""
        ours, theirs = self.rank(a), self.rank(b)
        if ours[0] == theirs[0] and (a[0], b[0]) in self.forms.before:
            return -1
        if ours[0] == theirs[0] and (b[0], a[0]) in self.forms.before:
            return 1
        return -1 if ours < theirs else 1

    def rank(self, factor: tuple[int, int]) -> tuple[int, int]:
        base, exponent = factor
        if str(self.forms.forms[base].value).endswith("'"):
            return 6, base  # u', in a rule
        if self.forms.value(exponent) is None:
            return 4, base
        kind = self.forms.forms[base].kind
        if isinstance(self.trees[base], Name) and kind is not Kind.CONSTANT:
            return 2, base
        if kind is Kind.SUM and self.forms.operations[base] <= 5 and self._is_polynomial(base):
            return 3, base
        order = {Kind.NUMBER: 0, Kind.CONSTANT: 1, Kind.NAME: 2, Kind.CALL: 4}
        return order.get(kind, 5), base

    def _is_polynomial(self, form: int) -> bool:
        kinds = {
            self.forms.forms[base].kind for term, _ in self.forms.terms(form) for base, _ in self.forms.factors(term)
        }
        return kinds <= {Kind.NAME, Kind.CONSTANT}

    def quotient(self, size: Fraction) -> tuple[Fraction, Fraction]:
        """Numerator and denominator, both whole; among decimals 4157/1500 is 8.314/3."""
        lower = size.denominator
        if self.decimals:
            while lower % 2 == 0 or lower % 5 == 0:
                lower //= 2 if lower % 2 == 0 else 5
        return size * lower, Fraction(lower)

    def is_decimal(self, value: Fraction) -> bool:
        """Whether a number is written as a decimal and not as a fraction."""
        if value.denominator == 1:
            return True
        digits = significant_digits(value)
        return digits is not None and (self.decimals or digits > 9)

    def number(self, value: Fraction) -> Tree:
        size = abs(value)
        if self.is_decimal(size):
            tree: Tree = Number(NOWHERE, decimal_text(size))
            return Operation(NOWHERE, "negative", (tree,)) if value < 0 else tree
        above: Tree = Number(NOWHERE, whole_text(size.numerator))
        above = Operation(NOWHERE, "negative", (above,)) if value < 0 else above
        return Operation(NOWHERE, "divide", (above, Number(NOWHERE, whole_text(size.denominator))))


def operation_count(tree: Tree) -> int:
    """How many operators and calls a tree has."""
    total = 0
    for part in tree.walk():
        if isinstance(part, COUNTED):
            total += 1
        elif isinstance(part, Comparison):
            total += len(part.comparators)
    return total


def _times(a: Tree, b: Tree) -> Tree:
    return Operation(NOWHERE, "multiply", (a, b))


def _fresh_names(most: int, taken: Set[str]) -> Iterator[str]:
    """Names that are free: `u`, `v`, `w` for a few, `u1`, `u2` ... for many."""
    short = [name for name in SHORT_NAMES if name not in taken]
    if most <= len(short):
        return iter(short[:most])
    return (name for i in count(1) if (name := f"{SHORT_NAMES[0]}{i}") not in taken)
