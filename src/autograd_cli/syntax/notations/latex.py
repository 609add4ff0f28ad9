r"""Formulas as LaTeX has them, read by a grammar of their own into the tree of the language.

Takes: a `Source` in LaTeX, and the names that have values, with their numbers of axes. Returns: a `Program` with places
in that text, or the one error. What LaTeX leaves open is decided by the names that have values or stand alone in the
formula, and else refused with both readings: `f(x)`, `mgh`, `x^T`, `\log x`, `a/2b`, `w_i` beside `i`.
"""

import re
from collections.abc import Generator, Mapping
from dataclasses import replace
from functools import cache

from autograd_cli.errors import Source, Span, refuse
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Comparison,
    Definition,
    Index,
    Keyword,
    Name,
    Number,
    Operation,
    Program,
    Range,
    Tree,
    Vector,
)
from autograd_cli.syntax.builder import Enclosed
from autograd_cli.syntax.names import is_name
from autograd_cli.syntax.notations.latex_builder import Builder
from autograd_cli.syntax.notations.latex_forms import (
    applied,
    check_runs,
    factors,
    is_differential,
    joined,
    negated,
    parenthesis,
    product,
    unsigned,
)
from autograd_cli.syntax.notations.latex_names import ORDERED, SUBSCRIPTED, UPRIGHT, Names, subscripted
from autograd_cli.syntax.notations.latex_nodes import (
    Application,
    Bare,
    ByElements,
    Chain,
    DividedError,
    Element,
    Inverse,
    Product,
    Subscripted,
    Total,
    Whole,
)
from autograd_cli.syntax.notations.latex_refusals import (
    check_comment,
    check_fonts,
    check_groups,
    refuse_brackets,
    refuse_called,
    refuse_character,
    refuse_divided,
    refuse_inverse,
    refuse_label,
    refuse_power_of_function,
    refuse_power_of_ordered,
    refuse_token,
    written,
)
from autograd_cli.syntax.notations.latex_sums import check_whole, element, first_of, reach
from autograd_cli.syntax.notations.latex_tokens import Reading, runs
from autograd_cli.syntax.notations.steps import stepped
from autograd_cli.syntax.parser import GRAMMAR as LANGUAGE
from autograd_cli.syntax.parser import Parser, parser_of
from autograd_cli.syntax.ranks import Ranks

Item = tuple[Tree, Mapping[str, int]]
Step = Generator[Item, Tree, Tree]

# A number or letter in parentheses, or what is in brackets: above a name it is a label or the order of a derivative.
LABEL = re.compile(r"\{?\s*(?:\(\s*\w+\s*\)|\[[^][]*\])\s*\}?")
# The number of a step in parentheses above a name.
STEP = re.compile(r"\{?\s*\(\s*\w+\s*[-+]\s*\d+\s*\)\s*\}?")
# What is in brackets, as places of elements are.
BRACKETED = re.compile(r"\[\s*(.*?)\s*(?:\\right\s*)?\]", re.DOTALL)
# What braces alone hold together.
SUMS = ("negative", "positive", "add", "subtract")
# The grammar, and the module that installing makes of it.
GRAMMAR = LANGUAGE.with_name("latex.lark")
GENERATED = "autograd_cli.syntax.notations._generated"


def read(source: Source) -> Program:
    """The program in a text. Raises: `AutogradError` with codes `syntax`, `ambiguous`, `character`, `empty`."""
    parser = _parser()
    try:
        statements: list[Tree] = parser.lark.parse(source.text)
        tokens = [*parser.lark.lex(source.text)]
    except parser.module.UnexpectedCharacters as problem:
        refuse_character(source.text, problem.pos_in_stream, [*_terminals(parser).values()])
    except parser.module.UnexpectedToken as problem:
        refuse_token(source.text, problem.token, _terminals(parser)["FUNCTION"])
    except DividedError as form:
        refuse_divided(source, form)
    check_comment(source.text, tokens[-1].end_pos)
    check_groups(source.text, tokens[-1].end_pos)
    check_fonts(source.text, tokens)
    names = Names(source, statements)
    check_runs(source, [*runs(tokens)], names)
    made = Reader(source, names, statements).program()
    return Program(Span(made[0].span.start, made[-1].span.stop), tuple(made), "latex")


class Reader:
    """The steps that make trees of the language, with the axes that the names of the text have."""

    def __init__(self, source: Source, names: Names, statements: list[Tree]) -> None:
        self.source, self.names, self.statements = source, names, statements
        self.axes = dict(source.names or {})
        self.ranks = Ranks(self.axes)

    def program(self) -> list[Tree]:
        """The statements. Raises: `AutogradError`."""
        made = []
        for statement in self.statements:
            made.append(self._statement(statement, statement is self.statements[-1]))
            if isinstance(made[-1], Assignment):
                self.axes[made[-1].name] = self.ranks.of(made[-1].value)
        for one in made[:-1]:
            if not isinstance(one, Assignment | Definition):
                refuse("result", "unnamed-statement", one.span)
        return made

    def _statement(self, statement: Tree, last: bool) -> Tree:
        if not isinstance(statement, Chain):
            return self.tree(statement)
        left, *_, right = statement.sides
        if len(statement.sides) > 2 and not isinstance(left, Name | Subscripted | Application):
            refuse("assignment", "latex-left-side", left.span)
        match left:
            case Name(name=name):
                value = self.tree(right)
                # `L = \sum_i L_i` is no value of the vector `L`.
                of_elements = any(isinstance(part, Subscripted) and part.base == name for part in right.walk())
                if last and self.names.axes.get(name) and of_elements:
                    return value
                return Assignment(statement.span, name, left.span, value)
            case Product(sign="", operands=(Name(name="Delta"), Name() | Subscripted())) if last:
                return self.tree(right)
            case Subscripted(parts=parts):
                value = self.tree(right)
                if last and not all(part.isalnum() for part in parts):
                    return value
                return Assignment(statement.span, self.names.label(left), left.span, value)
            case Application(head=head, arguments=arguments) if not all(map(_is_symbol, arguments)):
                refuse("assignment", "latex-left-side", left.span)
            case Application(head=head, arguments=arguments):
                value = self.tree(right)
                name = head.name if isinstance(head, Name) else ""
                if last:
                    return Assignment(statement.span, name, head.span, value) if is_name(name) else value
                parameters = tuple(one.name for one in arguments if isinstance(one, Name))
                if not name or len(parameters) < len(arguments):
                    refuse("assignment", "latex-left-side", left.span)
                return Definition(statement.span, name, head.span, parameters, value)
            case Call(arguments=arguments) | Inverse(arguments=arguments) if last and all(map(_is_symbol, arguments)):
                return self.tree(right)
        return refuse("assignment", "latex-left-side", left.span)

    def tree(self, node: Tree) -> Tree:
        """What a node is in the language."""
        whole: Item = (node, {})
        return stepped(whole, self.step)

    def step(self, item: Item) -> Step:
        """The step of a node, with the indices of the sums around it, and what the first of each is."""
        node, indices = item
        factors = self._factors(node, indices)
        if factors is not None:
            return self._multiplied(Product(node.span, "", factors), indices)
        match node:
            case Name():
                return _done(self.names.read(node, indices))
            case Application():
                return self._called(node, indices)
            case Subscripted():
                below = indices.keys() & {*node.places}
                return _done(element(self.source, node, indices, self.names) if below else self.names.subscripted(node))
            case Element():
                return self._element(node, indices)
            case Product():
                return self._multiplied(node, indices)
            case Total():
                return self._total(node, indices)
            case Whole():
                return self._whole(node, indices)
            case Inverse():
                refuse_inverse(self.source, node)
            case Operation(primitive="power"):
                return self._power(node, indices)
            case Operation(primitive="divide", operands=(left, right)) if self._divides(right, indices):
                head, _ = self._factors(unsigned(right), indices) or (right, right)
                refuse_divided(self.source, DividedError(node.span, left.span, right.span, head.span.stop))
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
                if sign == "|" and self.ranks.of(parts[0]):
                    refuse("ambiguous", "latex-bars-of", node.span, text=self.source.slice(node.span))
                if sign == "‖2" and self.ranks.of(parts[0]) > 1:
                    refuse("syntax", "latex-norm", node.span)
                return joined(self.source, replace(node, arguments=tuple(parts)), self.ranks)
            case Keyword():
                return replace(node, value=parts[0])
            case Vector():
                return replace(node, items=tuple(parts))
            case _:
                assert isinstance(node, Number)
                return node

    def _element(self, node: Element, indices: Mapping[str, int]) -> Step:
        """An element of what is no name, where its elements are counted from 0 for certain."""
        base = yield node.base, indices
        groups = node.below.groups
        numbers = all(len(group) == 1 and group[0].isdigit() for group in groups)
        if not numbers or self.ranks.of(base) != len(groups) or self._factors(node.base, indices) is not None:
            refuse("syntax", "latex-token", node.below.span, sign=self.source.slice(node.below.span))
        if self.source.slice(node.base.span) not in self.names.bases_from_zero:
            refuse("ambiguous", "latex-element-of", node.span, text=self.source.slice(node.span))
        return Index(node.span, base, tuple(Number(node.below.span, place) for (place,) in groups))

    def _called(self, node: Application, indices: Mapping[str, int]) -> Step:
        """A name before a parenthesis that is a function."""
        head = node.head
        arguments = []
        function = self.names.function_of(node)
        for argument in node.arguments:
            arguments.append((yield argument, indices))
        if function is not None:
            sign = "" if function in self.names.functions else self.source.slice(head.span)
            return Call(Enclosed(*node.span), function, tuple(arguments), head.span, sign)
        name = head.name if isinstance(head, Name) else self.names.label(head)
        return Call(Enclosed(*node.span), name, tuple(arguments), head.span)

    def _factors(self, tree: Tree, indices: Mapping[str, int]) -> tuple[Tree, Tree] | None:
        """The factors that a name before a parenthesis is; None for a call, and for what is no such form.

        Raises: `AutogradError` with code `ambiguous` where it may be either.
        """
        node = applied(tree)
        if node is None or len(node.arguments) > 1 or self.names.function_of(node) is not None:
            return None
        head, text = node.head, self.source.text
        place = parenthesis(self.source, node)
        if not self.names.is_factor(head, indices):
            refuse_called(self.source, head, place)
        if isinstance(node, Bare):
            span = Span(node.before.start, place.stop)
            function, argument = self.source.slice(node.before), text[node.before.stop : head.span.stop].strip()
            inner = written(self.source, place)
            readings = {"first": f"{function}({argument}) {inner}", "second": f"{function}({argument}{inner})"}
            refuse("ambiguous", "two-readings", span, text=text[span.start : span.stop], **readings)
        return factors(self.source, tree, node)

    def _divides(self, right: Tree, indices: Mapping[str, int]) -> bool:
        """Whether a quotient is by a product without a sign, as `1/x(1 + y)`."""
        right = unsigned(right)
        return not isinstance(right.span, Enclosed) and self._factors(right, indices) is not None

    def _total(self, node: Total, indices: Mapping[str, int]) -> Step:
        if node.stop is None or node.start is None:
            start, stop = reach(node, indices, self.names)
        else:
            start = yield node.start, indices
            stop = yield node.stop, indices
            if isinstance(stop, Name) and stop.name == "inf":
                refuse("syntax", "latex-infinite", node.stop.span)
        body = yield node.body, {**indices, node.index: first_of(start)}
        place = Span(node.span.start, node.body.span.start)
        return Call(node.span, node.function, (body, Range(place, node.index, start, stop)), place, "sum")

    def _whole(self, node: Whole, indices: Mapping[str, int]) -> Step:
        check_whole(node, indices, self.names)
        body = yield node.body, indices
        if not self.ranks.of(body):
            refuse("ambiguous", "latex-sum", node.span)
        return Call(node.span, node.function, (body,), Span(node.span.start, node.body.span.start), "sum")

    def _power(self, node: Operation, indices: Mapping[str, int]) -> Step:
        base, exponent = node.operands
        above = self.source.slice(exponent.span)
        is_step = isinstance(base, Name | Subscripted) and self.source.slice(base.span) != "e" and STEP.fullmatch(above)
        is_label = LABEL.fullmatch(above) and not isinstance(base, Number) and not isinstance(exponent, Comparison)
        if is_label or is_step:
            refuse_label(self.source, node.span, base, above)
        if isinstance(base, Operation) and base.primitive in SUMS and self.source.slice(base.span).startswith("{"):
            # Braces are not printed, so that what is seen is the power of the last term.
            text, inner = self.source.slice(node.span), self.source.slice(base.span)[1:-1].strip()
            raised = text[base.span.stop - node.span.start :]
            refuse(
                "ambiguous", "two-readings", node.span, text=text, first=f"({inner}){raised}", second=f"{inner}{raised}"
            )
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
        by_elements = isinstance(exponent, ByElements)
        power = yield (exponent.exponent if isinstance(exponent, ByElements) else exponent), indices
        match own, power:
            case _, Operation(primitive="negative", operands=(Number(text="1"),)) if rank == 2 and not by_elements:
                return Call(Enclosed(*node.span), "inv", (own,), node.span, "^{-1}")
            case Number(text="10"), Operation(primitive="negative", operands=(Number(text=text),)) if text.isdigit():
                return Number(node.span, f"1e-{text}")
            case Call(sign="‖" | "‖2" | "‖F", arguments=arguments), Number(text="2") if not self._in_parentheses(base):
                return Call(node.span, "sum_of_squares", arguments, node.span, "‖²")
        if rank and not by_elements:
            refuse("ambiguous", "latex-power", node.span, text=self.source.slice(node.span))
        return Operation(node.span, "power", (own, power))

    def _in_parentheses(self, tree: Tree) -> bool:
        return self.source.text.startswith("(", tree.span.start)

    def _multiplied(self, node: Product, indices: Mapping[str, int]) -> Step:
        left, right = node.operands
        numbers = not any(self.axes.values())
        further = None
        if not isinstance(right.span, Enclosed) and (not node.sign or numbers):
            further = self._factors(right, indices)
        if further is not None:
            # `r N(1 - x)` is a product of three, from the left.
            head, right = further
            left = Product(Span(left.span.start, head.span.stop), node.sign, (left, head))
            node = Product(node.span, "", (left, right))
        self._check_factors(node.sign, left, right)
        if not node.sign:
            self._check_brackets(left, right, indices)
        first = yield left, indices
        second = yield right, indices
        return product(self.source, self.ranks, node.sign, first, second, node.span)

    def _check_brackets(self, left: Tree, right: Tree, indices: Mapping[str, int]) -> None:
        """Refuses `z[0]`, an element or a product: of a vector, or with a place in the brackets."""
        last, place = left, right
        while isinstance(last, Product) and not isinstance(last.span, Enclosed):
            last = last.operands[1]
        while isinstance(place, Operation) and place.primitive == "power" and not isinstance(place.span, Enclosed):
            place = place.operands[0]
        found = BRACKETED.fullmatch(self.source.slice(place.span))
        if found is None or not isinstance(last, Name | Subscripted):
            return
        vector = self.axes.get(last.name if isinstance(last, Name) else self.names.label(last))
        if isinstance(place, Comparison):
            return  # a condition that counts as a number
        inside = {one.name for one in place.walk() if isinstance(one, Name)}
        if inside <= indices.keys() or (vector and not any(map(self.axes.get, inside))):
            refuse_brackets(self.source, Span(last.span.start, place.span.stop), last, found)

    def _check_factors(self, sign: str, left: Tree, right: Tree) -> None:
        r"""Refuses `f^2(x)`, where nothing says that `f` is a variable, and a difference such as `\Delta x`."""
        last = left
        while isinstance(last, Product) and not last.sign and not isinstance(last.span, Enclosed):
            last = last.operands[1]
        place = right
        while isinstance(place, Operation) and place.primitive == "power" and not isinstance(place.span, Enclosed):
            place = place.operands[0]  # of `f^2(x)^3` too
        match last:
            case Name(name="Delta") if not sign and "Delta" not in self.names:
                span = Span(last.span.start, right.span.stop)
                text, shown = self.source.slice(span), self.source.slice(right.span)
                refuse("ambiguous", "latex-difference", span, text=text, product=rf"\Delta \cdot {shown}")
            case Name(name="d") if not sign and "d" not in self.names and UPRIGHT.match(self.source.slice(last.span)):
                span = Span(last.span.start, right.span.stop)
                refuse("syntax", "latex-differential", span, text=self.source.slice(span))
            case Operation(primitive="power", operands=(Name(name=name) as base, power)) if isinstance(
                place.span, Enclosed
            ):
                if (
                    not sign
                    and self.source.text[place.span.start] == "("
                    and not self.names.is_variable_elsewhere(name)
                ):
                    refuse_power_of_function(self.source, last.span, base, power, place.span)
            case Operation(primitive="power", operands=(Subscripted() as head, power)) if (
                not sign and isinstance(place.span, Enclosed) and self.source.text[place.span.start] == "("
            ):
                label = self.names.label(head)
                if (head.base in ORDERED or subscripted(head) in SUBSCRIPTED) and not self.names.is_variable(label):
                    refuse_power_of_ordered(self.source, last.span, head, power, place.span)


def _terminals(parser: Parser) -> Mapping[str, str]:
    """The patterns of the grammar's terminals by name."""
    return {one.name: one.pattern.to_regexp() for one in parser.lark.terminals}


def _done(tree: Tree) -> Step:
    return tree
    yield tree, {}


def _is_symbol(tree: Tree) -> bool:
    r"""Whether an argument on a left side is a name, or the power of one, as in `f(x \mid \sigma^2)`."""
    power = isinstance(tree, Operation) and tree.primitive == "power"
    return isinstance(tree.children[0] if power else tree, Name | Subscripted)


@cache
def _parser() -> Parser:
    return parser_of(GRAMMAR, GENERATED, Builder(), Reading())
