"""The abstract syntax tree, built while the parser runs: one method a grammar alias, called with the rule's children.

In: tokens and finished nodes. Out: nodes with spans. What the grammar lets through but the language does not is refused
here, with a hint. Nothing is known yet of names and their meaning; that is `graph/lower.py`'s.
"""

import sys
import unicodedata
from collections.abc import Callable
from typing import Any, NoReturn

from autograd_cli.errors import Span, refuse
from autograd_cli.primitives.index import OPERATORS
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
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.machine import Token

Child = Tree | Token
Children = list[Child]

RESERVED = ("given", "and", "or", "not")
# The names that an argument may be given by.
KEYWORDS = ("axis", "ddof")
SUPERSCRIPTS = {"²": "2", "³": "3"}


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
        if isinstance(target, Call):
            return _definition(_span(children), target, value)
        return refuse("assignment", "left-side", target.span)

    def comparison(self, children: Children) -> Comparison:
        comparators = tuple(child.type.lower() for child in children if not isinstance(child, Tree))
        return Comparison(_span(children), comparators, _trees(children))

    def juxtaposition(self, children: Children) -> Operation:
        number, factor = children
        if isinstance(number, Number) and isinstance(factor, Number) and "." in number.text and factor.text.isdigit():
            # `1.10(2)` is 1.10 ± 0.02 in tables of measurements.
            span = Span(number.span.start, factor.span.stop)
            refuse("ambiguous", "uncertain-number", span, number=number.text, digits=factor.text)
        return Operation(_span(children), "multiply", _trees(children))

    def superscript(self, children: Children) -> Operation:
        base, mark = children
        assert isinstance(base, Tree)
        assert not isinstance(mark, Tree)
        exponent = Number(Span(mark.start_pos, mark.end_pos), SUPERSCRIPTS[str(mark)])
        return Operation(_span(children), "power", (base, exponent))

    def parenthesis(self, children: Children) -> Tree:
        inner = children[1]
        assert isinstance(inner, Tree)
        # What `dataclasses.replace` would do, in a third of its time.
        kind = type(inner)
        return kind(_span(children), *[getattr(inner, field) for field in kind.__slots__])

    def number(self, children: Children) -> Number:
        return Number(_span(children), str(children[0]))

    def name(self, children: Children) -> Name:
        return Name(_span(children), identifier(children[0]))

    def inf(self, children: Children) -> Name:
        return Name(_span(children), "inf")

    def call(self, children: Children) -> Call:
        function = children[0]
        assert not isinstance(function, Tree)
        name_span = Span(function.start_pos, function.end_pos)
        arguments = _trees(children)
        for argument in arguments:
            if isinstance(argument, Keyword) and argument.name not in KEYWORDS:
                _refuse_keyword(argument)
        return Call(_span(children), identifier(function), arguments, name_span)

    def sqrt(self, children: Children) -> Call:
        root = children[0]
        assert not isinstance(root, Tree)
        return Call(_span(children), "sqrt", _trees(children), Span(root.start_pos, root.end_pos))

    def keyword(self, children: Children) -> Keyword:
        name, sign, value = children
        assert not isinstance(sign, Tree)
        assert isinstance(value, Tree)
        return Keyword(_span(children), identifier(name), Span(sign.start_pos, sign.end_pos), value)

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
        colon = next(i for i, child in enumerate(children) if not isinstance(child, Tree))
        start, stop = children[:colon], children[colon + 1 :]
        return Slice(
            _span(children), *(side[0] if side and isinstance(side[0], Tree) else None for side in (start, stop))
        )

    def refuse_number(self, children: Children) -> Tree:
        text = str(children[0])
        plain = text.replace("_", "")
        if text[1] in "xXbBoO":
            plain = str(int(plain, 0)) if len(plain) < 20 else ""
        if plain:
            return refuse("number", "decimal", _span(children), text=text, decimal=plain)
        return refuse("number", "notation", _span(children), text=text)

    def refuse_divided_juxtaposition(self, children: Children) -> Tree:
        return _refuse_two_readings(children, "/", "{a}/({b}*{c})", "{a}/{b}*{c}")

    def refuse_juxtaposed_exponent(self, children: Children) -> Tree:
        return _refuse_two_readings(children, "^", "{a}^({b}*{c})", "{a}^{b}*{c}")


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
    """A form with two readings; the parser, which has the text, completes the message."""

    def __init__(self, span: Span, parts: tuple[Span, Span, Span], sign: str, readings: tuple[str, str]) -> None:
        super().__init__(sign)
        self.span, self.parts, self.sign, self.readings = span, parts, sign, readings


def _refuse_two_readings(children: Children, sign: str, *readings: str) -> Tree:
    left, right = _trees(children)
    product = right
    while isinstance(product, Operation) and len(product.operands) == 1:
        product = product.operands[0]
    assert isinstance(product, Operation)
    number, factor = product.operands
    signed = Span(right.span.start, number.span.stop)
    raise AmbiguousFormError(_span(children), (left.span, signed, factor.span), sign, (readings[0], readings[1]))


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


def stranger(character: str) -> tuple[str, dict[str, Any]]:
    """Case and fields of the error for a character that is no part of the language."""
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return _character_case(character), {"sign": character, "name": name}


def canonical_name(name: str) -> str:
    """The name as it is compared: in NFC, and with one letter for the micro sign and mu."""
    return sys.intern(name if name.isascii() else unicodedata.normalize("NFC", name).replace("µ", "μ"))


def is_name(text: str) -> bool:
    """Whether a text can be a variable's name."""
    return (
        _is_letter(text[:1] or "-") and all(_is_letter(c) or _continues_name(c) for c in text) and text not in RESERVED
    )


def identifier(token: Child) -> str:
    """The canonical name. The lexer lets any sign through that is not the language's own; here it must be a letter."""
    assert not isinstance(token, Tree)
    text = str(token)
    if not text.isascii():
        for i, character in enumerate(text):
            if not (_is_letter(character) or (i > 0 and _continues_name(character))):
                case, fields = stranger(character)
                place = token.start_pos + i
                refuse("character", case, Span(place, place + 1), **fields)
    return canonical_name(text)


def _character_case(character: str) -> str:
    if unicodedata.decomposition(character).startswith("<super>"):
        return "superscript"
    if unicodedata.decomposition(character).startswith("<fraction>"):
        return "fraction"
    return "digit" if character.isnumeric() else "letter"


def _is_letter(character: str) -> bool:
    return character == "_" or unicodedata.category(character).startswith("L")


def _continues_name(character: str) -> bool:
    return character in "0123456789₀₁₂₃₄₅₆₇₈₉" or unicodedata.category(character).startswith("M")
