"""Normal forms: sums of like terms gathered, products of like factors gathered, numbers exact.

In: parts and the ways they are put together. Out: numbers of forms; equal ones are one number. A form is only made of
forms made before it, so that whoever walks them by number needs no recursion.

Every law keeps the value wherever the parts' own value is finite. None makes a pole: exponents of a common base are
added, so that a negative sum needs a negative part. A root is never drawn out of an even power, for `sqrt(x^2)` is not
`x`; a product of sums is never multiplied out, for `(1 - x)*(1 + x)` keeps digits that `1 - x^2` loses.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import combinations

from autograd_cli.graphs.graph import SCALAR, Shape, broadcast, is_structural
from autograd_cli.symbolic.form import ONE, ZERO, Form, Kind
from autograd_cli.symbolic.quotients import MOST_TERMS, cancel_complements, join_complements, without_quotients
from autograd_cli.symbolic.rationals import MOST_DIGITS, exact_power, is_foldable, is_short, significant_digits
from autograd_cli.symbolic.shares import join_shares, without_square

# Factors that take no operation. Whether a fraction is among them is seen from whole numbers.
SIGNS = (1, -1)
# The order of a user's own product with more factors than this is of no use to others.
MOST_ORDERED = 8
# Counts of operations end here: a shared form may stand for more than there are atoms in the universe.
UNCOUNTED = 10**9


class Forms:
    """All forms made so far, with how many operations each takes, and the order of terms and factors where one is kept.

    That order is no part of a form: sums and products that differ in it alone are equal.
    """

    def __init__(self) -> None:
        self.forms: list[Form] = []
        # What each broadcasts to: `x/x` is the number 1, also of a vector.
        self.shapes: list[Shape] = []
        self.operations: list[int] = []
        # Those that a form adds to its parts'.
        self.own_operations: list[int] = []
        self._order: dict[int, tuple[int, ...]] = {}
        self._products: dict[tuple[int, ...], tuple[tuple[int, int], ...]] = {}
        # Pairs of bases of which the user wrote the first before the second, in a product.
        self.before: set[tuple[int, int]] = set()
        self._numbers: dict[Form, int] = {}
        self._ratios: dict[tuple[int, int], int] = {}
        self._values: dict[int, Fraction] = {}
        # How many elements each vector has that is there by its elements alone.
        self.lengths: dict[str, int] = {}
        self.zero = self.number(ZERO)
        self.one = self.number(ONE)

    def number(self, value: Fraction) -> int:
        # A fraction's own hash and comparison are written in Python, and take ten times as long.
        ratio = value.as_integer_ratio()
        if ratio not in self._ratios:
            form = self._ratios[ratio] = self._make(Form(Kind.NUMBER, value))
            self._values[form] = value
        return self._ratios[ratio]

    def name(self, name: str, shape: Shape = SCALAR) -> int:
        return self._make(Form(Kind.NAME, name, shape=shape))

    def constant(self, name: str) -> int:
        return self._make(Form(Kind.CONSTANT, name))

    def call(self, row: str, operands: Sequence[int], payload: str | None = None, shape: Shape = SCALAR) -> int:
        return self._make(Form(Kind.CALL, row, tuple(operands), (), payload, shape))

    def shared(self, form: int) -> int:
        """A form that is to stand for itself: nothing is gathered out of it or into it."""
        kind = self.forms[form].kind
        if kind not in (Kind.SUM, Kind.PRODUCT):
            return form
        coefficient, bare = self.split(form)
        return self.multiply(coefficient, [(self._make(Form(Kind.SHARED, "", (bare,))), self.one)])

    def value(self, form: int) -> Fraction | None:
        """The number that a form is, None where it is none."""
        return self._values.get(form)

    def split(self, form: int) -> tuple[Fraction, int]:
        """The numeric coefficient of a form, and the form without it."""
        found = self.forms[form]
        if found.kind is Kind.NUMBER:
            assert isinstance(found.value, Fraction)
            return found.value, self.one
        if found.kind is Kind.PRODUCT and found.value != 1:
            assert isinstance(found.value, Fraction)
            alone = len(found.parts) == 2 and found.parts[1] == self.one
            # Not multiplied again: numbers kept apart from the coefficient would become one.
            return found.value, found.parts[0] if alone else self._make(Form(Kind.PRODUCT, ONE, found.parts))
        return ONE, form

    def factors(self, form: int) -> list[tuple[int, int]]:
        """Bases and exponents of a form, its coefficient apart."""
        found = self.forms[form]
        if found.kind is Kind.PRODUCT:
            return list(zip(found.parts[::2], found.parts[1::2], strict=True))
        return [] if found.kind is Kind.NUMBER else [(form, self.one)]

    def terms(self, form: int) -> list[tuple[int, Fraction]]:
        """The terms of a form with their coefficients, in the order they are shown; a constant is a multiple of 1."""
        found = self.forms[form]
        if found.kind is not Kind.SUM:
            return [(form, ONE)]
        return [(found.parts[place], found.factors[place]) for place in self._order[form]]

    def needed(self, outputs: Sequence[int]) -> list[int]:
        """The forms that some are made of, themselves included, ascending."""
        seen = set(outputs)
        stack = list(outputs)
        while stack:
            for part in self.forms[stack.pop()].parts:
                if part not in seen:
                    seen.add(part)
                    stack.append(part)
        return sorted(seen)

    def kept_order(self, form: int) -> list[tuple[int, int]] | None:
        """Bases and exponents of a product that the user wrote, in the user's order; None for any other."""
        found = self.forms[form]  # a call such as mod(y, 2) has parts as the product y^2 has them
        kept = self._products.get(found.parts) if found.kind is Kind.PRODUCT else None
        return None if kept is None else list(kept)

    def negative(self, form: int) -> int:
        return self.multiply(-ONE, [(form, self.one)])

    def divide(self, numerator: int, denominator: int) -> int:
        return self.multiply(ONE, [(numerator, self.one), (denominator, self.number(-ONE))])

    def power(self, base: int, exponent: int) -> int:
        return self.multiply(ONE, [(base, exponent)])

    def multiply(self, coefficient: Fraction, factors: Iterable[tuple[int, int]], own: bool = False) -> int:
        """The product of a number and powers, given as bases and exponents; the user's own keeps their order."""
        exponents: dict[int, int] = {}
        stack = list(factors)[::-1]
        while stack:
            base, exponent = stack.pop()
            exponents_own = self.value(exponent)
            found = self.forms[base]
            if found.kind is Kind.NUMBER and exponents_own is not None:
                assert isinstance(found.value, Fraction)
                if base == self.one:
                    continue
                if (
                    found.value.numerator < 0 and exponents_own.denominator == 1
                ):  # the sign is never part of a number kept apart
                    coefficient = -coefficient if exponents_own.numerator % 2 else coefficient
                    stack.append((self.number(-found.value), exponent))
                    continue
                folded = exact_power(found.value, exponents_own)
                if folded is not None and is_foldable(coefficient, folded, exponents_own):
                    coefficient *= folded
                    continue
            elif found.kind is Kind.PRODUCT and exponents_own is not None and self._distributes(base, exponents_own):
                assert isinstance(found.value, Fraction)
                stack += [(self.number(found.value), exponent)] * (found.value != 1)
                inside = self.kept_order(base) or self.factors(base)
                stack += [(inner, self.multiply(exponents_own, [(power, self.one)])) for inner, power in inside[::-1]]
                continue
            elif found.kind is Kind.SUM and exponent == self.one and (content := self._content(base)) is not None:
                coefficient *= content
                stack.append((self.add([(term, own / content) for term, own in self.terms(base)], own=True), exponent))
                continue
            if base not in exponents:
                exponents[base] = exponent
                continue
            total = self.add([(exponents.pop(base), ONE), (exponent, ONE)])
            if self.forms[base].kind in (Kind.PRODUCT, Kind.NUMBER):  # it may be whole now, and so be distributed
                stack.append((base, total))
            else:
                exponents[base] = total
        if coefficient == 0:
            return self.zero
        if not own:
            self._join_exponentials(exponents)
            cancel_complements(self, exponents)
            join_shares(self, exponents)
        coefficient = self._cancel_numbers(coefficient, exponents)
        kept = [(base, exponent) for base, exponent in exponents.items() if exponent != self.zero]
        if not kept:
            return self.number(coefficient)
        if coefficient == 1 and len(kept) == 1 and kept[0][1] == self.one:
            return kept[0][0]
        parts = tuple(part for pair in sorted(kept) for part in pair)
        if own and parts not in self._products:
            self._products[parts] = tuple(kept)
            if len(kept) <= MOST_ORDERED:
                bases = [base for base, _ in kept]
                self.before |= {pair for pair in combinations(bases, 2) if pair[::-1] not in self.before}
        made = self._make(Form(Kind.PRODUCT, coefficient, parts))
        return made if own else without_quotients(self, made, coefficient, kept)

    def _join_exponentials(self, exponents: dict[int, int]) -> None:
        """exp(a*t)*exp(b*t) -> exp((a + b)*t), and 1/exp(-t) -> exp(t)"""
        by_term: dict[int, list[tuple[int, Fraction]]] = {}
        for base, exponent in exponents.items():
            found, times = self.forms[base], self.value(exponent)
            if found.kind is Kind.CALL and found.value == "exp" and times is not None:
                by_term.setdefault(self.split(found.parts[0])[1], []).append((base, times))
        for several in by_term.values():
            below = all(times < 0 and self.split(self.forms[base].parts[0])[0] < 0 for base, times in several)
            if len(several) > 1 or below:
                total = self.add([(self.forms[base].parts[0], times) for base, times in several])
                for base, _ in several:
                    del exponents[base]
                if total != self.zero:
                    exponents[self.call("exp", (total,))] = self.one

    def add(self, terms: Iterable[tuple[int, Fraction]], own: bool = False, draws_out: bool = False) -> int:
        """The sum of terms with coefficients.

        One of the user's own keeps the order of its terms, and a sum within it stays one where taking it apart gathers
        nothing. With `draws_out` a factor common to all terms is drawn out where that saves operations.
        """
        given = list(terms)
        coefficients = self._gather(given)
        if own and len(coefficients) == sum(len(self.terms(term)) for term, _ in given):
            coefficients = self._gather(given, only_first=True)
        elif not own:
            join_complements(self, coefficients)
            coefficients = self._positive_first(coefficients)
        if not coefficients:
            return self.zero
        if len(coefficients) == 1:
            ((term, coefficient),) = coefficients.items()
            return self.multiply(coefficient, [(term, self.one)])
        if not own and (product := without_square(self, coefficients)) is not None:
            return product
        plain = self._sum(coefficients)
        if not draws_out or len(coefficients) > MOST_TERMS:
            return plain
        best = self._drawn_out(plain)
        apart = self._multiplied_out(coefficients)
        if apart is not None and self._cost(apart) < self.operations[plain]:
            gathered = self.add(apart.items(), draws_out=True)
            best = gathered if self.operations[gathered] < self.operations[best] else best
        return best

    def _multiplied_out(self, coefficients: dict[int, Fraction]) -> dict[int, Fraction] | None:
        """The terms that are a sum times something, x*(sin(x) + y) + x*sin(x), taken apart; None where none is.

        A product of several sums stays.
        """
        apart: dict[int, Fraction] = {}
        for term, coefficient in coefficients.items():
            factors = self.factors(term)
            sums = [(base, exponent) for base, exponent in factors if self.forms[base].kind is Kind.SUM]
            inner = self.terms(sums[0][0]) if sums and sums[0][1] == self.one else []
            if len(sums) != 1 or not inner or len(inner) > MOST_TERMS:
                apart[term] = apart.get(term, ZERO) + coefficient
                continue
            rest = [factor for factor in factors if factor not in sums]
            for one, own in inner:
                size, bare = self.split(self.multiply(ONE, [(one, self.one), *rest]))
                if not is_short(size * own * coefficient, own, coefficient):
                    return None
                apart[bare] = apart.get(bare, ZERO) + size * own * coefficient
        kept = {term: coefficient for term, coefficient in apart.items() if coefficient}
        return None if kept == coefficients else kept

    def _sum(self, coefficients: dict[int, Fraction]) -> int:
        parts = sorted(coefficients)
        form = self._make(Form(Kind.SUM, ZERO, tuple(parts), tuple(coefficients[part] for part in parts)))
        if form not in self._order:
            place = {part: i for i, part in enumerate(parts)}
            self._order[form] = tuple(place[part] for part in coefficients)
        return form

    def _gather(self, given: Sequence[tuple[int, Fraction]], only_first: bool = False) -> dict[int, Fraction]:
        """Coefficients by term. Sums within are taken apart; with `only_first`, one that comes first."""
        coefficients: dict[int, Fraction] = {}
        scaled: dict[int, None] = {}
        stack = list(given)[::-1]
        first = True
        while stack:
            term, coefficient = stack.pop()
            is_sum = self.forms[term].kind is Kind.SUM
            if is_sum and (first and coefficient == 1 if only_first else coefficient in SIGNS):
                stack += [(inner, coefficient * own) for inner, own in reversed(self.terms(term))]
                continue
            first = False
            own, bare = self.split(term)
            times = own * coefficient
            if self.forms[bare].kind is Kind.SUM and own != 1 and times in SIGNS and not only_first:
                stack.append((bare, times))
                continue
            if not is_short(times, coefficient, own):
                times, bare = coefficient, term
            coefficients[bare] = coefficients[bare] + times if bare in coefficients else times
            if self.forms[bare].kind is Kind.SUM and not only_first:
                scaled[bare] = None
        for term in [one for one in coefficients if self.kept_order(one)]:  # exp(2*x)*exp(x) + exp(3*x) -> 2*exp(3*x)
            own, bare = self.split(self.multiply(ONE, self.factors(term)))
            if bare != term and bare in coefficients:
                coefficients[bare] += own * coefficients.pop(term)
        if scaled:
            coefficients = self._distributed(coefficients, scaled)
        return {term: coefficient for term, coefficient in coefficients.items() if coefficient}

    def _distributed(self, coefficients: dict[int, Fraction], scaled: Iterable[int]) -> dict[int, Fraction]:
        """Multiples of sums taken apart, 2*(x + 1) + x -> 3*x + 2, where that saves operations."""
        sizes = {abs(coefficient) for coefficient in coefficients.values()}
        if len(sizes) == 1 and len(coefficients) > 1:  # (x - 1)/3 - (x + 1)/3 -> (x - 1 - (x + 1))/3 -> -2/3
            (size,) = sizes
            whole = self.add((term, coefficient / size) for term, coefficient in coefficients.items())
            if self.operations[whole] < self._cost(coefficients) - 1:
                own, bare = self.split(whole)
                return {bare: own * size}
        apart: dict[int, Fraction] = {}
        for term, coefficient in coefficients.items():
            inner = self.terms(term) if term in scaled else [(term, ONE)]
            for one, own in inner:
                if not is_short(own * coefficient, own, coefficient):
                    return coefficients
                apart[one] = apart.get(one, ZERO) + own * coefficient
        return apart if self._cost(apart) < self._cost(coefficients) else coefficients

    def _cost(self, coefficients: dict[int, Fraction]) -> int:
        """The operations of a sum of these terms."""
        kept = {term: coefficient for term, coefficient in coefficients.items() if coefficient}
        factors = sum(coefficient not in SIGNS and term != self.one for term, coefficient in kept.items())
        return sum(self.operations[term] for term in kept) + factors + max(len(kept) - 1, 0)

    def _positive_first(self, coefficients: dict[int, Fraction]) -> dict[int, Fraction]:
        """The terms as they came about, a positive one first: 1 - x, and not -x + 1."""
        first = next((term for term, coefficient in coefficients.items() if coefficient.numerator > 0), None)
        return coefficients if first is None else {first: coefficients[first], **coefficients}

    def _drawn_out(self, plain: int) -> int:
        """The sum as a product with what all terms have in common, where that saves operations."""
        terms = self.terms(plain)
        factors = [dict(self.factors(term)) for term, _ in terms]
        same: dict[int, int] = {}
        least: dict[int, int] = {}
        for base in dict.fromkeys(base for own in factors for base in own):
            exponents = [own.get(base, self.zero) for own in factors]
            known = [value for exponent in exponents if (value := self.value(exponent)) is not None]
            lowest = min(known, default=ZERO)
            if len(set(exponents)) == 1:
                same[base] = least[base] = exponents[0]
            elif len(known) == len(exponents) and lowest != 0:
                least[base] = self.number(lowest)
        if all(self._is_plain_power(*factor) for factor in least.items()):
            return plain  # 3*x^2 + 2*x stays as it is
        best = plain
        for chosen in (same, least):
            if chosen and (chosen is same or chosen != same):
                inside = [(base, self.negative(exponent)) for base, exponent in chosen.items()]
                outside = list(chosen.items())
                rest = self.add((self.multiply(ONE, [(term, self.one), *inside]), own) for term, own in terms)
                candidate = self.multiply(ONE, [(rest, self.one), *outside])
                if self.operations[candidate] < self.operations[best]:
                    best = candidate
        return best

    def _is_plain_power(self, base: int, exponent: int) -> bool:
        """Whether a factor is a name, or a positive power of one."""
        return self.forms[base].kind in (Kind.NAME, Kind.CONSTANT) and (self.value(exponent) or ZERO) > 0

    def _content(self, form: int) -> Fraction | None:
        """What is drawn out of a factor that is a sum: the sign of all its terms, or the fraction they all have."""
        factors = self.forms[form].factors
        if len(set(map(abs, factors))) == 1 and factors[0].denominator != 1:
            return -abs(factors[0]) if all(factor < 0 for factor in factors) else abs(factors[0])
        return -ONE if all(factor < 0 for factor in factors) else None

    def _cancel_numbers(self, coefficient: Fraction, exponents: dict[int, int]) -> Fraction:
        """The coefficient, less what numbers kept apart take of it: 8.314/8.314^2 -> 1/8.314. Their powers change."""
        for base, exponent in list(exponents.items()):
            number, power = self.value(base), self.value(exponent)
            if number and power is not None and power <= -1:
                quotient = coefficient / number
                if (significant_digits(quotient) or MOST_DIGITS) < (significant_digits(coefficient) or 0):
                    coefficient = quotient
                    exponents[base] = self.number(power + 1)
        return coefficient

    def _distributes(self, product: int, exponent: Fraction) -> bool:
        """Whether a power of a product is the product of the powers, for all values of the parts."""
        if exponent.denominator == 1:
            return True
        if self._is_positive(product):
            return True
        if self.forms[product].value != 1 or len(self.forms[product].parts) != 2:
            return False
        inner = self.value(self.forms[product].parts[1])
        # (x^3)^(1/2) -> x^(3/2), and never (x^2)^(1/2) -> x
        return inner is not None and not (inner.denominator == 1 and inner.numerator % 2 == 0)

    def _is_positive(self, product: int) -> bool:
        """Whether a product is one of positive numbers and constants."""
        value = self.forms[product].value
        assert isinstance(value, Fraction)
        return value > 0 and all(
            self.forms[base].kind is Kind.CONSTANT or (self.value(base) or ZERO) > 0
            for base, _ in self.factors(product)
        )

    def _make(self, form: Form) -> int:
        fresh = len(self.forms)
        number = self._numbers.setdefault(form, fresh)
        if number == fresh:
            own = self._count(form)
            self.forms.append(form)
            self.shapes.append(form.shape)
            shapes = {*map(self.shapes.__getitem__, form.parts)}
            if any(shapes) and not is_structural(str(form.value)):
                self.shapes[-1] = reduce(broadcast, shapes)
            self.own_operations.append(own)
            self.operations.append(min(own + sum(map(self.operations.__getitem__, form.parts)), UNCOUNTED))
        return number

    def _count(self, form: Form) -> int:
        """About how many operations the form takes, once its parts are there."""
        match form.kind:
            case Kind.NUMBER:
                assert isinstance(form.value, Fraction)
                return int(significant_digits(form.value) is None)
            case Kind.CALL:
                return 1
            case Kind.PRODUCT:
                assert isinstance(form.value, Fraction)
                powers = sum(one != self.one and self.value(one) not in SIGNS for one in form.parts[1::2])
                numerator, denominator = form.value.as_integer_ratio()
                numeric = (numerator not in SIGNS) + (denominator != 1) + (numerator < 0)
                above = any((self.value(exponent) or ONE).numerator > 0 for exponent in form.parts[1::2])
                alone = not above and numerator in SIGNS  # a quotient that needs a 1 above
                return powers + numeric + len(form.parts) // 2 - 1 + alone
            case Kind.SUM:
                pairs = zip(form.parts, form.factors, strict=True)
                own = sum(factor not in SIGNS and part != self.one for part, factor in pairs)
                return own + len(form.parts) - 1
            case _:
                return 0
