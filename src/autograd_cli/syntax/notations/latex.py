r"""Formulas as LaTeX has them, read by a grammar of their own into the tree of the language.

Takes: a `Source` in LaTeX, and the names that have values, with their numbers of axes. Returns: a `Program` with places
in that text, or the one error. What LaTeX leaves open is decided by the names that have values or stand alone in the
formula, and else refused with both readings: `f(x)`, `mgh`, `x^T`, `\log x`, `a/2b`, `w_i` beside `i`.
"""

import re
from collections.abc import Generator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from autograd_cli.errors import Source, Span, refuse
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Comparison,
    Definition,
    Index,
    Name,
    Number,
    Operation,
    Program,
    Quoted,
    Range,
    Tree,
    Vector,
)
from autograd_cli.syntax.builder import Enclosed
from autograd_cli.syntax.names import is_name
from autograd_cli.syntax.notations.latex_builder import Builder
from autograd_cli.syntax.notations.latex_forms import check_run, element, is_differential, negated, product
from autograd_cli.syntax.notations.latex_nodes import Application, Chain, DividedError, Product, Subscripted, Total
from autograd_cli.syntax.notations.latex_refusals import refuse_character, refuse_divided, refuse_token
from autograd_cli.syntax.notations.latex_tokens import Reading, runs
from autograd_cli.syntax.notations.ranks import Ranks
from autograd_cli.syntax.notations.steps import stepped
from autograd_cli.syntax.parser import GRAMMAR as LANGUAGE
from autograd_cli.syntax.parser import Parser, parser_of

Item = tuple[Tree, Mapping[str, int]]
Step = Generator[Item, Tree, Tree]

# Letters that are functions before a parenthesis, where nothing says that they are variables.
LETTERS = {"Gamma": "gamma", "Phi": "normal_cdf", "sigma": "sigmoid", "psi": "digamma"}
# A number or letter in parentheses above a name, which is a label or the order of a derivative.
LABEL = re.compile(r"\{?\s*\(\s*\w+\s*\)\s*\}?")
UPRIGHT = re.compile(r"\\(?:mathrm|mathit|mathsf|mathtt|text|textrm|textit|operatorname)\*?\s*\{")
OPERATOR = re.compile(r"\\operatorname\{(\w+)\}")


# The grammar, and the module that installing makes of it.
GRAMMAR = LANGUAGE.with_name("latex.lark")
GENERATED = "autograd_cli.syntax.notations._generated"


def read(source: Source) -> Program:
    """The program in a text. Raises: `AutogradError` with codes `syntax`, `ambiguous`, `character`, `empty`."""
    parser = _parser()
    names = source.names or {}
    try:
        statements: list[Tree] = parser.lark.parse(source.text)
        letters = [*runs([*parser.lark.lex(source.text)])]
    except parser.module.UnexpectedCharacters as problem:
        refuse_character(source.text, problem.pos_in_stream)
    except parser.module.UnexpectedToken as problem:
        refuse_token(source.text, problem.token)
    except DividedError as form:
        refuse_divided(source, form)
    reading = Reader(source, names, statements, letters)
    made = reading.program()
    return Program(Span(made[0].span.start, made[-1].span.stop), tuple(made), "latex")


class Reader:
    """What the whole text says of names, and the steps that decide by it."""

    def __init__(
        self, source: Source, names: Mapping[str, int], statements: list[Tree], letters: list[tuple[str, Span]]
    ) -> None:
        self.source, self.names, self.statements = source, names, statements
        vectors = any(isinstance(part, Vector) for one in statements for part in _parts(one))
        self.ranks = Ranks(names, not (vectors or any(names.values())))
        self.functions: set[str] = set()
        self.alone: set[str] = set()
        for statement in statements:
            self._look(statement)
        for text, span in letters:
            check_run(text, span, letters, names)

    def program(self) -> list[Tree]:
        """The statements. Raises: `AutogradError`."""
        made = [self._statement(one, one is self.statements[-1]) for one in self.statements]
        for one in made[:-1]:
            if not isinstance(one, Assignment | Definition):
                refuse("result", "unnamed-statement", one.span)
        return made

    def _look(self, statement: Tree) -> None:
        """Takes down the names that stand alone, and the functions that are defined."""
        stack: list[Tree | None] = [statement]
        if isinstance(statement, Chain) and isinstance(statement.sides[0], Application):
            head, *parameters = statement.sides[0].children
            stack = [*statement.sides[1:], *parameters]
            if isinstance(head, Name) and statement is not self.statements[-1]:
                self.functions.add(head.name)
        while stack:
            part = stack.pop()
            match part:
                case None:
                    continue
                case Name(name=name):
                    self.alone.add(name)
                case Application(arguments=arguments):
                    stack.extend(arguments)
                case _:
                    stack.extend(part.children)

    def _statement(self, statement: Tree, last: bool) -> Tree:
        if not isinstance(statement, Chain):
            return self.tree(statement)
        left, *_, right = statement.sides
        if len(statement.sides) > 2 and not isinstance(left, Name | Subscripted | Application):
            refuse("assignment", "left-side", left.span)
        match left:
            case Name(name=name):
                return Assignment(statement.span, name, left.span, self.tree(right))
            case Subscripted(parts=parts):
                value = self.tree(right)
                if last and not all(part.isalnum() for part in parts):
                    return value
                return Assignment(statement.span, self._label(left), left.span, value)
            case Application(head=head, arguments=arguments) if not all(map(_is_symbol, arguments)):
                refuse("assignment", "left-side", left.span)
            case Application(head=head, arguments=arguments):
                value = self.tree(right)
                name = head.name if isinstance(head, Name) else ""
                if last:
                    return Assignment(statement.span, name, head.span, value) if is_name(name) else value
                parameters = tuple(one.name for one in arguments if isinstance(one, Name))
                if not name or len(parameters) < len(arguments):
                    refuse("assignment", "left-side", left.span)
                return Definition(statement.span, name, head.span, parameters, value)
            case Call(arguments=arguments) if last and all(map(_is_symbol, arguments)):
                return self.tree(right)
        return refuse("assignment", "left-side", left.span)

    def tree(self, node: Tree) -> Tree:
        """What a node is in the language."""
        whole: Item = (node, {})
        return stepped(whole, self.step)

    def step(self, item: Item) -> Step:
        """The step of a node, with the indices of the sums around it, and what the first of each is."""
        node, indices = item
        match node:
            case Name(name=name, span=span):
                self._check_name(name, span, indices)
                return _done(node)
            case Application():
                return self._applied(node, indices)
            case Subscripted():
                return _done(self._subscripted(node, indices))
            case Product():
                return self._multiplied(node, indices)
            case Total():
                return self._total(node, indices)
            case Operation(primitive="power"):
                return self._power(node, indices)
            case Operation(primitive="divide") if "d" not in self.names and is_differential(node):
                refuse("syntax", "latex-differential", node.span, text=self.source.slice(node.span))
        return self._same(node, indices)

    def _same(self, node: Tree, indices: Mapping[str, int]) -> Step:
        parts = []
        for child in node.children:
            assert child is not None
            parts.append((yield child, indices))
        match node:
            case Operation(primitive="divide"):
                if self.ranks.of(parts[1]):
                    refuse("ambiguous", "latex-divided", node.span)
                return replace(node, operands=tuple(parts))
            case Operation(primitive="negative"):
                return negated(self.source, node, parts[0])
            case Operation() | Comparison():
                return replace(node, operands=tuple(parts))
            case Call(sign=sign):
                if sign == "‖2" and self.ranks.of(parts[0]) > 1:
                    refuse("syntax", "latex-norm", node.span)
                return replace(node, arguments=tuple(parts))
            case Vector():
                return replace(node, items=tuple(parts))
            case _:
                assert isinstance(node, Number)
                return node

    def _check_name(self, name: str, span: Span, indices: Mapping[str, int]) -> None:
        if name in self.names or name in indices:
            return
        text = self.source.slice(span)
        if name == "i" and text.strip("{} ") == "i":
            refuse("ambiguous", "latex-imaginary", span)
        if UPRIGHT.match(text) and name in FUNCTIONS and name not in CONSTANTS:
            refuse("syntax", "latex-function", span, name=text)

    def _applied(self, node: Application, indices: Mapping[str, int]) -> Step:
        """A name before a parenthesis."""
        head = node.head
        arguments = []
        for argument in node.arguments:
            arguments.append((yield argument, indices))
        span = node.span
        if isinstance(head, Name) and head.name not in self.names:
            function = self._function(head, len(arguments))
            if function is not None:
                sign = "" if head.name in self.functions else self.source.slice(head.span)
                return Call(Enclosed(*span), function, tuple(arguments), head.span, sign)
        if len(arguments) == 1:
            own = yield head, indices
            known = isinstance(own, Index) or (isinstance(own, Name) and self._is_variable(own.name))
            if known:
                return product(self.source, self.ranks, "", own, arguments[0], span)
            inner = self.source.text[head.span.stop : span.stop].strip()
            shown = self.source.slice(head.span)
            called = head.name if isinstance(head, Name) else shown
            first, second = rf"{shown} \cdot {inner}", rf"\operatorname{{{called}}}{inner}"
            refuse("ambiguous", "two-readings", span, text=self.source.slice(span), first=first, second=second)
        name = head.name if isinstance(head, Name) else self._label(head)
        return Call(Enclosed(*span), name, tuple(arguments), head.span)

    def _is_variable(self, name: str) -> bool:
        return name in self.names or name in self.alone or name in CONSTANTS

    def _function(self, head: Name, count: int) -> str | None:
        """The function that a name before a parenthesis is; None where it may be a variable."""
        written = self.source.slice(head.span)
        name, upright = head.name, UPRIGHT.match(written)
        if name in self.functions:
            return name
        if upright:
            if name == "B" and count == 2:
                return "beta"
            return _operators().get(name, name) if len(name) > 1 or OPERATOR.match(written) else None
        if name in self.alone:
            return None
        if name == "B" and count == 2:
            return "beta"
        return LETTERS.get(name) if count == 1 else None

    def _label(self, node: Tree) -> str:
        """The name that a name with something below it is, as it is known."""
        assert isinstance(node, Subscripted)
        below = "".join(node.parts)
        name = f"{node.base}_{below}"
        if not below.isalnum():
            return Quoted(f"{node.base}_{{{below}}}")
        if name not in self.names and f"{node.base}{below}" in self.names and below.isdigit():
            return f"{node.base}{below}"
        return name

    def _subscripted(self, node: Subscripted, indices: Mapping[str, int]) -> Tree:
        """A name with something below it: an element where an index of a sum is there, else a name."""
        if indices.keys() & {*node.parts}:
            return element(self.source, node, indices)
        name = self._label(node)
        if name not in self.names:
            variable = [part for part in node.parts if not part.isdigit() and self._is_variable(part)]
            if variable or self.names.get(node.base):
                text = self.source.slice(node.span)
                refuse("ambiguous", "latex-subscript", node.span, text=text, name=name, base=node.base)
        return Name(node.span, name)

    def _total(self, node: Total, indices: Mapping[str, int]) -> Step:
        if node.stop is None or node.start is None:
            base = next(
                (
                    part.base
                    for part in _parts(node.body)
                    if isinstance(part, Subscripted) and part.parts == (node.index,)
                ),
                None,
            )
            if base is None or self.names.get(base, 1) != 1:
                refuse("ambiguous", "latex-range", node.span, index=node.index)
            length = Call(node.span, "length", (Name(node.span, base),), node.span, "length")
            start: Tree = Number(node.span, "0")
            stop: Tree = Operation(node.span, "subtract", (length, Number(node.span, "1")))
        else:
            start = yield node.start, indices
            stop = yield node.stop, indices
            if isinstance(stop, Name) and stop.name == "inf":
                refuse("syntax", "latex-infinite", node.stop.span)
        first = 0 if isinstance(start, Number) and start.text == "0" else 1
        body = yield node.body, {**indices, node.index: first}
        place = Span(node.span.start, node.body.span.start)
        return Call(node.span, node.function, (body, Range(place, node.index, start, stop)), place, "sum")

    def _power(self, node: Operation, indices: Mapping[str, int]) -> Step:
        base, exponent = node.operands
        if LABEL.fullmatch(self.source.slice(exponent.span)):
            refuse("ambiguous", "latex-label", node.span, text=self.source.slice(node.span))
        if isinstance(base, Name) and base.name == "e" and "e" not in self.names:
            power = yield exponent, indices
            return Call(Enclosed(*node.span), "exp", (power,), base.span, "e^")
        own = yield base, indices
        rank = self.ranks.of(own)
        if isinstance(exponent, Name) and exponent.name == "T" and "T" not in self.names:
            if rank:
                return Operation(node.span, "transpose", (own,))
            text, shown = self.source.slice(node.span), self.source.slice(base.span)
            refuse("ambiguous", "latex-power-t", node.span, text=text, transposed=rf"{shown}^\top")
        power = yield exponent, indices
        match power:
            case Operation(primitive="negative", operands=(Number(text="1"),)) if rank == 2:
                return Call(Enclosed(*node.span), "inv", (own,), node.span, "^{-1}")
        if rank:
            refuse("ambiguous", "latex-power", node.span, text=self.source.slice(node.span))
        if isinstance(base, Application) and isinstance(own, Operation) and own.primitive == "multiply":
            # As a product the power belongs to the parenthesis: `x(1-x)^2`.
            left, right = own.operands
            span = Span(right.span.start, node.span.stop)
            return replace(own, span=node.span, operands=(left, Operation(span, "power", (right, power))))
        return Operation(node.span, "power", (own, power))

    def _multiplied(self, node: Product, indices: Mapping[str, int]) -> Step:
        left, right = node.operands
        self._check_power(left, right)
        first = yield left, indices
        second = yield right, indices
        base = right.operands[0] if isinstance(right, Operation) and right.primitive == "power" else right
        if isinstance(base, Application) and isinstance(second, Operation) and second.primitive == "multiply":
            # `r N(1 - x)` is a product of three, from the left.
            head, rest = second.operands
            first = product(self.source, self.ranks, node.sign, first, head, Span(node.span.start, head.span.stop))
            return product(self.source, self.ranks, "", first, rest, node.span)
        return product(self.source, self.ranks, node.sign, first, second, node.span)

    def _check_power(self, left: Tree, right: Tree) -> None:
        r"""Refuses `f^2(x)`, where nothing says that `f` is a variable."""
        last = left
        while isinstance(last, Product) and not last.sign and not isinstance(last.span, Enclosed):
            last = last.operands[1]
        match last:
            case Operation(primitive="power", operands=(Name(name=name) as base, _)) if isinstance(
                right.span, Enclosed
            ):
                if self.source.text[right.span.start] == "(" and not self._is_variable_elsewhere(name, base):
                    text = self.source.text[last.span.start : right.span.stop]
                    shown, inner = self.source.slice(last.span), self.source.slice(right.span)
                    call = rf"(\operatorname{{{name}}}{inner})^..."
                    refuse(
                        "ambiguous", "two-readings", last.span, text=text, first=rf"{shown} \cdot {inner}", second=call
                    )

    def _is_variable_elsewhere(self, name: str, base: Tree) -> bool:
        """Whether a name has a value, or stands alone at another place."""
        if name in self.names or name in CONSTANTS:
            return True
        places = [
            part for one in self.statements for part in _parts(one) if isinstance(part, Name) and part.name == name
        ]
        return len(places) > 1


def _done(tree: Tree) -> Step:
    return tree
    yield tree, {}


def _is_symbol(tree: Tree) -> bool:
    return isinstance(tree, Name | Subscripted)


def _parts(tree: Tree) -> list[Tree]:
    """A tree and all below it."""
    found: list[Tree] = []
    stack: list[Tree | None] = [tree]
    while stack:
        part = stack.pop()
        if part is not None:
            found.append(part)
            stack.extend(reversed(part.children))
    return found


@cache
def _parser() -> Parser:
    return parser_of(GRAMMAR, GENERATED, Builder(), Reading())


@cache
def _operators() -> Mapping[str, str]:
    r"""The functions by what their LaTeX calls them: `\operatorname{artanh}` is `atanh`."""
    named: dict[str, Any] = {name: name for name in FUNCTIONS}
    for row in PRIMITIVES.values():
        found = OPERATOR.match(row.form.replace("{{", "{").replace("}}", "}"))
        if found is not None and row.call and found[1] not in named:
            named[found[1]] = row.call
    return named
