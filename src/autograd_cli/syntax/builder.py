"""The abstract syntax tree, built while the parser runs: one method a grammar alias, called with the rule's children.

In: tokens and finished nodes. Out: nodes with spans. What the grammar lets through but the language does not is refused
here, with a hint. Nothing is known yet of names and their meaning; that is `graphs/lower.py`'s.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NoReturn

from autograd_cli.errors import Span, refuse
from autograd_cli.primitives.index import CALLS, OPERATORS
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Comparison,
    Definition,
    Given,
    Index,
    Keyword,
    Name,
    Number,
    Operation,
    Program,
    Quoted,
    Range,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.names import canonical_name, identifier, is_name
from autograd_cli.syntax.tokens import Token
from autograd_cli.syntax.unparse import unparse

Child = Tree | Token
Children = list[Child]

# The names that an argument may be given by.
KEYWORDS = ("axis", "ddof")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
ROOTS = {"√": ("sqrt", 2), "∛": ("cbrt", 3), "∜": ("", 4)}
# The parts of a number whose exponent is cut short.
CUT_NUMBER = r"(.*)[eE](.)[ \t]*([0-9.]+)"


class Enclosed(Span):
    """The span of what is in parentheses, with them."""

    __slots__ = ()


class Touching(Span):
    """The span of one comparison by `!=` with no blank before it, which may be a factorial and an equation."""

    __slots__ = ()


class Builder:
    """The grammar's aliases as methods; the operators' are added below from `OPERATORS`."""

    def start(self, children: Children) -> Program:
        statements = tuple(child for child in children if isinstance(child, Tree))
        if not statements:
            refuse("empty", "formula")
        for statement in statements[:-1]:
            if not isinstance(statement, Assignment | Definition | Given):
                refuse("result", "unnamed-statement", statement.span)
        last = statements[-1]
        if isinstance(last, Definition):
            call = f"{last.name}({', '.join(last.parameters)})"
            refuse("result", "ends-with-definition", last.span, name=last.name, call=call)
        if isinstance(last, Given):
            refuse("result", "missing", last.span)
        if isinstance(last, Comparison) and isinstance(last.span, Touching):
            left, right = map(unparse, last.operands)
            readings = {"first": f"{left} != {right}", "second": f"{left}! == {right}"}
            refuse("ambiguous", "two-readings", last.span, text=f"{left}!={right}", **readings)
        return Program(Span(statements[0].span.start, last.span.stop), statements)

    def empty(self, children: Children) -> None:
        return None

    def given(self, children: Children) -> Given:
        return Given(_span(children), tuple(child for child in children if isinstance(child, Assignment)))

    def binding(self, children: Children) -> Assignment:
        statement = self.assignment(children)
        if isinstance(statement, Assignment):
            return statement
        return refuse("assignment", "given-function", statement.span)

    def assignment(self, children: Children) -> Assignment | Definition:
        target, _, value = children
        assert isinstance(target, Tree)
        assert isinstance(value, Tree)
        if isinstance(target, Name):
            return Assignment(_span(children), target.name, target.span, value)
        if isinstance(target, Call) and not target.sign:
            return _definition(_span(children), target, value)
        if isinstance(target, Operation) and target.primitive == "divide":
            match target.operands:
                case Name(name="d"), Name(name=name) if name[:1] == "d" and name[1:]:
                    refuse("assignment", "derivative-named", target.span, name=name[1:])
        return refuse("assignment", "left-side", target.span)

    def comparison(self, children: Children) -> Comparison:
        comparators = tuple(child.type.lower() for child in children if not isinstance(child, Tree))
        span = _span(children)
        first, sign = children[:2]
        assert isinstance(first, Tree)
        assert not isinstance(sign, Tree)
        if comparators == ("not_equal",) and str(sign) == "!=" and sign.start_pos == first.span.stop:
            span = Touching(span.start, span.stop)
        return Comparison(span, comparators, _trees(children))

    def juxtaposition(self, children: Children) -> Operation:
        number, factor = children
        if not (isinstance(number, Number) and isinstance(factor, Number)):
            return Operation(_span(children), "multiply", _trees(children))
        if "." in number.text and factor.text.replace(".", "", 1).isdigit():
            # `1.10(2)` is 1.10 ± 0.02 in tables of measurements, and so is `1.10(0.02)`.
            span = Span(number.span.start, factor.span.stop)
            digits, exponent, power = number.text.lower().partition("e")
            written = f"{digits}({factor.text}){exponent}{power}"
            refuse("ambiguous", "uncertain-number", span, number=number.text, digits=factor.text, written=written)
        return Operation(_span(children), "multiply", _trees(children))

    def superscript(self, children: Children) -> Operation:
        base, mark = children
        assert isinstance(base, Tree)
        return Operation(_span(children), "power", (base, _exponent(mark)))

    def parenthesis(self, children: Children) -> Tree:
        inner = children[1]
        assert isinstance(inner, Tree)
        # What `dataclasses.replace` would do, in a third of its time.
        kind = type(inner)
        return kind(Enclosed(*_span(children)), *[getattr(inner, field) for field in kind.__slots__])

    def number(self, children: Children) -> Number:
        return Number(_span(children), str(children[0]).replace("−", "-"))

    def fraction(self, children: Children) -> Operation:
        span = _span(children)
        parts = unicodedata.normalize("NFKC", str(children[0])).split("⁄")
        # Each number written has a place of its own, though one sign stands for both.
        numbers = zip((Span(span.start, span.start), span), parts, strict=True)
        return Operation(span, "divide", tuple(Number(place, digits) for place, digits in numbers))

    def degree(self, children: Children) -> Call:
        return self._signed("radians", children)

    def factorial(self, children: Children) -> Call:
        inner = children[0]
        if isinstance(inner, Call) and inner.sign == "!" and not isinstance(inner.span, Enclosed):
            refuse("ambiguous", "double-factorial", _span(children))
        return self._signed("factorial", children)

    def name(self, children: Children) -> Name:
        return Name(_span(children), identifier(children[0]))

    def quoted(self, children: Children) -> Name:
        name = canonical_name(str(children[0])[1:-1])
        return Name(_span(children), name if is_name(name) else Quoted(name))

    def inf(self, children: Children) -> Name:
        return Name(_span(children), "inf")

    def call(self, children: Children) -> Call:
        function = children[0]
        assert not isinstance(function, Tree)
        name_span = Span(function.start_pos, function.end_pos)
        arguments = _trees(children)
        for argument in arguments:
            if isinstance(argument, Keyword) and argument.name not in KEYWORDS:
                if identifier(function) in CALLS and argument is not arguments[0]:  # which may be a comparison
                    place = Span(argument.span.start, argument.sign.stop)
                    refuse("syntax", "named-argument", place, name=argument.name, function=identifier(function))
                _refuse_keyword(argument)
        return Call(_span(children), identifier(function), arguments, name_span)

    def call_power(self, children: Children) -> Operation:
        """`sin²(x)`, the power of the function's value."""
        name, mark, *rest = children
        assert isinstance(name, Name)
        exponent = _exponent(mark)
        call = Call(_span(children), name.name, _trees(rest), name.span)
        if name.name not in CALLS:
            power = f"^{_digits(mark)}"
            readings = (f"{{a}}{{b}}{power}", f"{{a}}{power}*{{b}}")
            raise AmbiguousFormError(_span(children), (name.span, _span(rest)), power, readings)
        if _digits(mark) == "-1":
            raise AmbiguousFormError(_span(children), (name.span, exponent.span, _span(rest)), "^")
        return Operation(_span(children), "power", (call, exponent))

    def root(self, children: Children) -> Tree:
        mark = str(children[0])
        function, degree = ROOTS[mark]
        if not function:
            refuse("character", "root", _span(children), sign=mark, degree=degree)
        return self._signed(function, children)

    def root_call(self, children: Children) -> Tree:
        return self.root([children[0], self.call(children[1:])])

    def absolute(self, children: Children) -> Call:
        inner = children[1]
        if isinstance(inner, Call) and inner.sign == "|" and not isinstance(inner.span, Enclosed):
            inside = inner.arguments[0].span
            raise AmbiguousFormError(_span(children), (inside,), "|", ("norm({a})", "abs(abs({a}))"))
        return self._signed("abs", children)

    def norm(self, children: Children) -> Call:
        return self._signed("norm", children)

    def floor(self, children: Children) -> Call:
        return self._signed("floor", children)

    def ceil(self, children: Children) -> Call:
        return self._signed("ceil", children)

    def _signed(self, function: str, children: Children) -> Call:
        """A call written with a sign."""
        mark = next(child for child in children if not isinstance(child, Tree))
        return Call(_span(children), function, _trees(children), Span(mark.start_pos, mark.end_pos), str(mark))

    def keyword(self, children: Children) -> Keyword:
        name, sign, value = children
        assert not isinstance(sign, Tree)
        assert isinstance(value, Tree)
        return Keyword(_span(children), identifier(name), Span(sign.start_pos, sign.end_pos), value)

    def index_range(self, children: Children) -> Range:
        name, _, start, _, stop = children
        assert isinstance(start, Tree)
        assert isinstance(stop, Tree)
        index = Range(_span(children), identifier(name), start, stop)
        if index.name in KEYWORDS:
            refuse("syntax", "index-keyword", index.span, name=index.name)
        return index

    def refuse_range(self, children: Children) -> Tree:
        return refuse("syntax", "index-step", _span(children))

    def vector(self, children: Children) -> Vector:
        items = _trees(children)
        for item in items:
            if isinstance(item, Keyword):
                _refuse_keyword(item)
        return Vector(_span(children), items)

    def index(self, children: Children) -> Index:
        base, *subscripts = _trees(children)
        return Index(_span(children), base, tuple(subscripts))

    def slice(self, children: Children) -> Slice:
        ends: list[Tree | None] = [None]
        for child in children:
            if isinstance(child, Tree):
                ends[-1] = child
            else:
                ends.append(None)
        return Slice(_span(children), *ends)

    def refuse_number(self, children: Children) -> Tree:
        text = str(children[0])
        plain = text.replace("_", "")
        if text[1] in "xXbBoO":
            plain = str(int(plain, 0)) if len(plain) < 20 else ""
        if plain:
            return refuse("number", "decimal", _span(children), text=text, decimal=plain)
        return refuse("number", "notation", _span(children), text=text)

    def refuse_cut_number(self, children: Children) -> Tree:
        text = str(children[0])
        parts = re.fullmatch(CUT_NUMBER, text)
        assert parts is not None
        number, sign, exponent = parts.groups()
        whole = f"{number}e{sign}{exponent}" if exponent.isdigit() else f"{number}*10^({sign}{exponent})"
        first = f"{number}*e {sign} {exponent}"
        return refuse("ambiguous", "two-readings", _span(children), text=text, first=first, second=whole)

    def refuse_mixed(self, children: Children) -> Tree:
        whole, fraction = map(str, children)
        part = unicodedata.normalize("NFKC", fraction).replace("⁄", "/")
        first, second = f"{whole} + {part}", f"{whole}*{part}"
        return refuse("ambiguous", "two-readings", _span(children), text=whole + fraction, first=first, second=second)

    def refuse_divided_juxtaposition(self, children: Children) -> Tree:
        return _refuse_two_readings(children, "/")

    def refuse_matmul_juxtaposition(self, children: Children) -> Tree:
        return _refuse_two_readings(children, " @ ")

    def refuse_juxtaposed_exponent(self, children: Children) -> Tree:
        base, _, right = children
        if isinstance(base, Name) and base.name in CALLS and isinstance(right, Operation):
            # `sin^2(x)`, the power of the function's value; the name before a `(` is no variable.
            exponent, argument = right.operands[0], right.operands[-1]
            if isinstance(exponent, Number) and isinstance(argument.span, Enclosed):
                call = Call(_span(children), base.name, (argument,), base.span)
                return Operation(_span(children), "power", (call, exponent))
        return _refuse_two_readings(children, "^")

    def refuse_root_power(self, children: Children) -> Tree:
        """`√x^2` and its like: what follows may belong to the root's operand or to the root."""
        root, *rest = children
        operand, roots = root, 0
        while isinstance(operand, Call) and operand.sign in ROOTS and not isinstance(operand.span, Enclosed):
            operand, roots = operand.arguments[0], roots + 1
        assert isinstance(root, Tree)
        assert isinstance(operand, Tree)
        signs = Span(root.span.start, operand.span.start)
        parts = (signs, operand.span, Span(operand.span.stop, _span(rest).stop))
        raise AmbiguousFormError(_span(children), parts, "√", ("√", "√"))

    def refuse_root_product(self, children: Children) -> Tree:
        root, factor = _trees(children)
        return self.refuse_root_power([root, factor])


def _refuse_keyword(keyword: Keyword) -> NoReturn:
    refuse("syntax", "equals", keyword.sign)


def _operation(primitive: str) -> Callable[[Builder, Children], Operation]:
    def build(self: Builder, children: Children) -> Operation:
        return Operation(_span(children), primitive, _trees(children))

    return build


# The aliases that are primitives' names. `positive` is a sign that changes nothing; it is kept for printing.
for _primitive in ("positive", *OPERATORS):
    setattr(Builder, _primitive, _operation(_primitive))


class AmbiguousFormError(Exception):
    """A form with two readings; `diagnosis`, which has the text, completes the message.

    `parts` are its operands; the readings have `{a}` for the first of them, `{b}` for the product of the others.
    """

    def __init__(
        self,
        span: Span,
        parts: tuple[Span, ...],
        sign: str,
        readings: tuple[str, str] = ("{a}{sign}({b})", "{a}{sign}{b}"),
    ) -> None:
        super().__init__(sign)
        self.span, self.parts, self.sign, self.readings = span, parts, sign, readings


def _refuse_two_readings(children: Children, sign: str) -> Tree:
    left, right = _trees(children)
    product = right
    while isinstance(product, Operation) and len(product.operands) == 1:
        product = product.operands[0]
    # `2(x)(y)` is `(2*(x))*(y)`.
    factors = []
    while isinstance(product, Operation) and product.primitive == "multiply" and not isinstance(product.span, Enclosed):
        product, last = product.operands
        factors.append(last.span)
    signed = Span(right.span.start, product.span.stop)
    raise AmbiguousFormError(_span(children), (left.span, signed, *reversed(factors)), sign)


def _digits(mark: Child) -> str:
    """The number that a superscript is."""
    return str(mark).translate(SUPERSCRIPTS)


def _exponent(mark: Child) -> Tree:
    """The tree of a superscript, the sign apart."""
    assert not isinstance(mark, Tree)
    digits, span = _digits(mark), Span(mark.start_pos, mark.end_pos)
    number = Number(Span(span.start + (digits[0] in "+-"), span.stop), digits.lstrip("+-"))
    return Operation(span, "negative", (number,)) if digits[0] == "-" else number


def _definition(span: Span, target: Call, body: Tree) -> Definition:
    names = []
    for argument in target.arguments:
        if not isinstance(argument, Name):
            refuse("assignment", "parameter-not-a-name", argument.span)
        if argument.name in names:
            refuse("assignment", "parameter-twice", argument.span, name=argument.name)
        names.append(argument.name)
    if not names:
        refuse("assignment", "no-parameters", target.span, name=target.function)
    return Definition(span, target.function, target.name_span, tuple(names), body)


def _span(children: Children) -> Span:
    first, last = children[0], children[-1]
    return Span(
        first.span.start if isinstance(first, Tree) else first.start_pos,
        last.span.stop if isinstance(last, Tree) else last.end_pos,
    )


def _trees(children: Children) -> tuple[Tree, ...]:
    return tuple([child for child in children if isinstance(child, Tree)])
