"""The tree of a formula in LaTeX, built while the parser runs: one method a grammar alias.

Takes: tokens and finished nodes. Returns: nodes of the language's tree and of `latex_nodes`, of which it is known
what they are once the whole is read.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from autograd_cli.errors import Span, refuse
from autograd_cli.primitives.index import OPERATORS
from autograd_cli.syntax.ast import Call, Comparison, Keyword, Name, Number, Operation, Quoted, Tree, Vector
from autograd_cli.syntax.builder import Child, Children, Enclosed
from autograd_cli.syntax.notations.latex_forms import is_complement
from autograd_cli.syntax.notations.latex_names import ORDERED, SUBSCRIPTED
from autograd_cli.syntax.notations.latex_nodes import (
    Application,
    Bare,
    ByElements,
    Chain,
    DividedError,
    Element,
    Grouped,
    Head,
    Inverse,
    Limits,
    Product,
    Subscripted,
    Total,
    Upright,
    Whole,
)

# Functions with a backslash whose name is another one here.
FUNCTIONS = {
    "ln": "log",
    "lg": "log10",
    "tr": "trace",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "arsech": "asech",
    "arcsch": "acsch",
    "arcoth": "acoth",
    "sinc": "sin_over_x",
}
BASES = {"2": "log2", "10": "log10"}
WORD = re.compile(r"\\[a-z]+(?:\*?\s*\{\s*(.*?)\s*\}('?)|\s+([A-Za-z]))", re.DOTALL)
ACCENTS = {"widehat": "hat", "overline": "bar", "widetilde": "tilde"}


class Builder:
    """The grammar's aliases as methods; those of plain operators are added below."""

    def start(self, children: Children) -> list[Tree]:
        return [child for child in children if isinstance(child, Tree)]

    def assignment(self, children: Children) -> Chain:
        return Chain(_span(children), _trees(children))

    chain = assignment

    def comparison(self, children: Children) -> Comparison:
        signs = tuple(one.type.lower().replace("equals", "equal") for one in children if not isinstance(one, Tree))
        return Comparison(_span(children), signs, _trees(children))

    def modulo(self, children: Children) -> Call:
        return Call(Enclosed(*_span(children)), "mod", _trees(children), _outside(children[1]), r"\bmod")

    def multiply(self, children: Children) -> Product:
        left, sign, right = children
        assert isinstance(left, Tree)
        assert isinstance(right, Tree)
        return Product(_span(children), str(sign), (left, right))

    def juxtaposition(self, children: Children) -> Product:
        left, right = _trees(children)
        return Product(_span(children), "", (left, right))

    def refuse_divided_juxtaposition(self, children: Children) -> Tree:
        left, _, right = children
        assert isinstance(left, Tree)
        assert isinstance(right, Tree)
        first = right
        while isinstance(first, Product) and not isinstance(first.span, Enclosed):
            first = first.operands[0]
        raise DividedError(_span(children), left.span, right.span, first.span.stop)

    def big(self, children: Children) -> Tree:
        sign, limits, body = children
        assert isinstance(limits, Limits)
        assert isinstance(body, Tree)
        function = "prod" if "prod" in str(sign) else "sum"
        for index in reversed(limits.indices):
            body = Total(_span(children), function, index, body, limits.start, limits.stop)
        return body

    def whole(self, children: Children) -> Whole:
        sign, body = children
        assert isinstance(body, Tree)
        return Whole(_span(children), "prod" if "prod" in str(sign) else "sum", body)

    def limits(self, children: Children) -> Limits:
        *indices, start, stop = _trees(children)
        return Limits(_span(children), tuple(map(_index_name, indices)), start, stop)

    def limits_reversed(self, children: Children) -> Limits:
        stop, *indices, start = _trees(children)
        return Limits(_span(children), tuple(map(_index_name, indices)), start, stop)

    def over(self, children: Children) -> Limits:
        letter = children[-1]
        indices = _trees(children) if isinstance(children[-2], Tree) else (self.letter([letter]),)
        return Limits(_span(children), tuple(map(_index_name, indices)))

    def power(self, children: Children) -> Operation:
        base, exponent = _trees(children)
        return Operation(_span(children), "power", (base, exponent))

    def transpose(self, children: Children) -> Operation:
        return Operation(_span(children), "transpose", _trees(children))

    def power_by_elements(self, children: Children) -> Operation:
        sign = next(child for child in children if not isinstance(child, Tree) and child.type == "TIMES")
        if str(sign) != r"\odot":
            refuse("syntax", "latex-token", Span(sign.start_pos, sign.end_pos), sign=str(sign))
        base, exponent = _trees(children)
        return Operation(_span(children), "power", (base, ByElements(exponent.span, exponent)))

    def coefficient_power(self, children: Children) -> Product:
        number, base, exponent = _trees(children)
        power = Operation(Span(base.span.start, exponent.span.stop), "power", (base, exponent))
        return Product(_span(children), "", (number, power))

    def parenthesis(self, children: Children) -> Tree:
        (inner,) = _trees(children)
        return _placed(inner, Enclosed(*_span(children)))

    def group(self, children: Children) -> Tree:
        (inner,) = _trees(children)
        return _placed(inner, Grouped(inner.span, _span(children)))

    def below_indexed(self, children: Children) -> Subscripted:
        """An element of a vector whose name has something below it: `{p_1}_{0}`."""
        base, below = _trees(children)
        assert isinstance(below, Subscripted)
        match base:
            case Name(name=name):
                return Subscripted(_span(children), name, below.parts)
            case Subscripted(base=name, parts=(part,)):
                return Subscripted(_span(children), f"{name}_{part}", below.parts)
        return refuse("syntax", "latex-token", below.span, sign="_")

    def element(self, children: Children) -> Element:
        *_, base, below = _trees(children)
        assert isinstance(below, Subscripted)
        return Element(_span(children), base, below)

    def vector(self, children: Children) -> Vector:
        return Vector(_span(children), _trees(children))

    def absolute(self, children: Children) -> Call:
        return _call(children, "abs", "|")

    def norm(self, children: Children) -> Call:
        return _call(children, "norm", "‖")

    def norm_of(self, children: Children) -> Call:
        *_, inner, below = _trees(children)
        assert isinstance(below, Subscripted)
        function = {"1": "norm1", "2": "norm", "F": "norm"}.get("".join(below.parts))
        if function is None:
            refuse("syntax", "latex-norm", below.span)
        return Call(_span(children), function, (inner,), _span(children), f"‖{below.parts[0]}")

    def floor(self, children: Children) -> Call:
        return _call(children, "floor", "⌊")

    def ceil(self, children: Children) -> Call:
        return _call(children, "ceil", "⌈")

    def frac(self, children: Children) -> Operation:
        return Operation(Enclosed(*_span(children)), "divide", _trees(children))

    def frac_digits(self, children: Children) -> Operation:
        (token,) = children
        assert not isinstance(token, Tree)
        start = token.start_pos
        digits = [(start + i, one) for i, one in enumerate(str(token)) if one.isdigit()]
        numbers = tuple(Number(Span(place, place + 1), digit) for place, digit in digits)
        return Operation(Enclosed(*_span(children)), "divide", numbers)

    def sqrt(self, children: Children) -> Call:
        return _call(children, "sqrt", "√")

    def root(self, children: Children) -> Tree:
        degree, inner = _trees(children)
        if isinstance(degree, Number) and degree.text == "3":
            return Call(_span(children), "cbrt", (inner,), _span(children), "∛")
        one = Operation(degree.span, "divide", (Number(degree.span, "1"), degree))
        return Operation(Enclosed(*_span(children)), "power", (inner, one))

    def binomial(self, children: Children) -> Call:
        return _call(children, "binomial", "binom")

    def factorial(self, children: Children) -> Call:
        (inner,) = _trees(children)
        if isinstance(inner, Call) and inner.sign == "!" and not isinstance(inner.span, Enclosed):
            refuse("ambiguous", "double-factorial", _span(children))
        return Call(_span(children), "factorial", (inner,), _span(children), "!")

    def case(self, children: Children) -> Vector:
        return Vector(_span(children), _trees(children))

    def otherwise(self, children: Children) -> Vector:
        return Vector(_span(children), _trees(children))

    def cases(self, children: Children) -> Tree:
        rows = [row.children for row in _trees(children)]
        span = Enclosed(*_span(children))
        last = rows[-1]
        # What is left is the last case only where its condition is what the others leave.
        if len(last) == 2 and (len(rows) != 2 or not is_complement(rows[0][1], last[1])):
            refuse("syntax", "latex-cases", _trees(children)[-1].span)
        made = last[0]
        assert made is not None
        for row in reversed(rows[:-1]):
            if len(row) != 2:
                refuse("syntax", "latex-cases", span)
            value, condition = row
            assert value is not None
            assert condition is not None
            made = Call(span, "where", (condition, value, made), span, "cases")
        return made

    def mrow(self, children: Children) -> Vector:
        return Vector(_span(children), _trees(children))

    def matrix(self, children: Children) -> Vector:
        rows = _trees(children)
        if all(len(row.children) == 1 for row in rows):
            return Vector(_span(children), tuple(_first(row) for row in rows))  # a column, which is a vector
        return Vector(_span(children), rows)

    def inf(self, children: Children) -> Name:
        return Name(_span(children), "inf")

    def number(self, children: Children) -> Number:
        return Number(_span(children), str(children[0]))

    def digit(self, children: Children) -> Number:
        """What TeX takes after `^`: one digit."""
        if len(str(children[0])) > 1:
            text = str(children[0])
            span = _span(children)
            refuse(
                "ambiguous",
                "two-readings",
                span,
                text=f"^{text}",
                first=f"^{{{text}}}",
                second=f"^{text[0]} {text[1:]}",
            )
        return self.number(children)

    def letter(self, children: Children) -> Name:
        return Name(_span(children), str(children[0]))

    def greek(self, children: Children) -> Name:
        return Name(_span(children), str(children[0])[1:])

    def word(self, children: Children) -> Name:
        return Name(_span(children), _word(children[0]))

    def phrase(self, children: Children) -> Name:
        text = str(children[0]).partition("{")[2][:-1]
        return Name(_span(children), Quoted(re.sub(r"\\(.)", r"\1", text.strip())))

    def accented(self, children: Children) -> Name:
        accent, *_ = children
        kind = str(accent)[1:]
        (base,) = _trees(children)
        assert isinstance(base, Name)
        return Name(_span(children), f"{base.name}_{ACCENTS.get(kind, kind)}")

    def plain(self, children: Children) -> Tree:
        return _placed(_trees(children)[0], _span(children))

    def symbol(self, children: Children) -> Tree:
        (base,) = _trees(children)
        return base

    def indexed(self, children: Children) -> Subscripted:
        base, below = _trees(children)
        assert isinstance(base, Name)
        assert isinstance(below, Subscripted)
        return Subscripted(_span(children), base.name, below.parts)

    def subscript(self, children: Children) -> Subscripted:
        marks = [child for child in children if not isinstance(child, Tree) and child.type != "FONT"]
        parts = tuple(_below(child) for child in marks if str(child) not in "{}")
        return Subscripted(_span(children), "", parts)

    def keyword(self, children: Children) -> Keyword:
        name, sign, value = children
        assert isinstance(value, Tree)
        return Keyword(_span(children), _word(name), _outside(sign), value)

    def application(self, children: Children) -> Application:
        head, *arguments = _trees(children)
        return Application(_span(children), head, tuple(arguments))

    def function(self, children: Children) -> Head:
        name = _below(children[0])
        power = next((child for child in children if isinstance(child, Tree)), None)
        return Head(_span(children), name, power)

    def function_to_base(self, children: Children) -> Head:
        name = _below(children[0])
        base, *power = _trees(children)
        if name != "log":
            refuse("syntax", "latex-below", base.span, name=rf"\{name}")
        return Head(_span(children), name, power[0] if power else None, base)

    def called(self, children: Children) -> Tree:
        head, *arguments = (child for child in children if isinstance(child, Tree))
        assert isinstance(head, Head)
        return _applied(head, tuple(arguments), Enclosed(*_span(children)))

    def ordered_power(self, children: Children) -> Tree:
        r"""A power of the value of such a function, `\operatorname{J}_{1}^2(x)`, as `\sin^2(x)` is."""
        _, power, *_ = _trees(children)
        return Operation(_span(children), "power", (self.ordered([one for one in children if one is not power]), power))

    def ordered(self, children: Children) -> Call:
        r"""A function with its first argument below, `\operatorname{J}_{n}(x)`; some orders have a name of theirs."""
        order, *arguments = _trees(children)
        name = _word(children[0])
        function, given = ORDERED[name], (order, *arguments)
        if isinstance(order, Number) and (label := f"{name}_{order.text}") in SUBSCRIPTED:
            function, given = SUBSCRIPTED[label], tuple(arguments)
        elif name == "I" and len(arguments) == 2:
            function, given = "betainc", (*arguments, order)
        return Call(Enclosed(*_span(children)), function, given, _outside(children[0]), str(children[0]))

    def bare(self, children: Children) -> Tree:
        head, argument = (child for child in children if isinstance(child, Tree))
        assert isinstance(head, Head)
        return _applied(head, (_bare(argument, head.span),), _span(children))


def _applied(head: Head, arguments: tuple[Tree, ...], span: Span) -> Tree:
    r"""A function with a backslash applied, its power taken of the value: `\sin^2 x`."""
    name, sign = FUNCTIONS.get(head.name, head.name), f"\\{head.name}"
    if head.name == "log":
        if head.base is None:
            text = "\\log"
            refuse("ambiguous", "latex-log", head.span, text=text, first="\\ln", second="\\log_{10}")
        if isinstance(head.base, Number) and head.base.text in BASES:
            name = BASES[head.base.text]
        else:
            arguments = (*arguments, head.base)
    call = Call(span, name, arguments, Span(head.span.start, head.span.start + len(sign)), sign)
    if head.power is None:
        return call
    negative = isinstance(head.power, Operation) and head.power.primitive == "negative"
    if negative or (isinstance(head.power, Operation) and not isinstance(head.power.span, Enclosed)):
        return Inverse(span, head.name, head.span, arguments)
    return Operation(span, "power", (call, head.power))


def _bare(argument: Tree, before: Span) -> Tree:
    r"""What a function without parentheses takes; a name before a parenthesis may end it: `\sin 2x(1)`."""
    match argument:
        case Application(span=span, head=head, arguments=arguments):
            return Bare(span, head, arguments, before)
        case Operation(operands=(Application() as base, exponent)) if not isinstance(argument.span, Enclosed):
            return replace(argument, operands=(_bare(base, before), exponent))
        case Product(operands=(number, factor)) if not isinstance(argument.span, Enclosed):
            return replace(argument, operands=(number, _bare(factor, before)))
        case _:
            return argument


def _first(row: Tree) -> Tree:
    (only,) = row.children
    assert only is not None
    return only


def _call(children: Children, function: str, sign: str) -> Call:
    return Call(Enclosed(*_span(children)), function, _trees(children), _span(children), sign)


def _placed(tree: Tree, span: Span) -> Tree:
    kind = type(tree)
    if isinstance(tree, Head | Limits):
        return tree
    return kind(span, *[getattr(tree, field) for field in _slots(kind)])


def _slots(kind: type[Tree]) -> Iterator[str]:
    return (field for field in kind.__slots__ if field != "span")


def _word(token: Child) -> str:
    found = WORD.fullmatch(str(token))
    assert found is not None
    return found[3] or found[1].replace("\\_", "_") + found[2]


def _below(child: Child) -> str:
    text = str(child)
    if isinstance(child, Tree) or not text.startswith("\\"):
        return text
    return Upright(_word(child)) if WORD.fullmatch(text) else text[1:]


def _index_name(tree: Tree) -> str:
    if not isinstance(tree, Name):
        refuse("syntax", "latex-index", tree.span)
    return tree.name


def _operation(primitive: str) -> Callable[[Builder, Children], Operation]:
    def build(self: Builder, children: Children) -> Operation:
        return Operation(_span(children), primitive, _trees(children))

    return build


for _primitive in ("positive", *OPERATORS):
    if not hasattr(Builder, _primitive):
        setattr(Builder, _primitive, _operation(_primitive))


def _span(children: Children) -> Span:
    return Span(_outside(children[0]).start, _outside(children[-1]).stop)


def _outside(child: Child) -> Span:
    """The place of a child with its braces."""
    if not isinstance(child, Tree):
        return Span(child.start_pos, child.end_pos)
    return child.span.braces if isinstance(child.span, Grouped) else child.span


def _trees(children: Children) -> tuple[Tree, ...]:
    return tuple(child for child in children if isinstance(child, Tree))
