"""Abstract syntax tree to text, with the fewest parentheses that read back as the same tree.

In: a tree. Out: text for which `parse(unparse(tree)) == tree`. An explicit stack takes the place of recursion.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from autograd_cli.primitives import FUNCTIONS, PRIMITIVES
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
    Prime,
    Program,
    Quoted,
    Range,
    Slice,
    Tree,
    Vector,
)

# How tightly forms bind, as the grammar has it; an entry's `level` is one of the words.
LEVELS = ("", "or", "and", "not", "comparison", "sum", "product", "sign", "power", "postfix")
_, OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, POSTFIX = range(10)
ATOM = 10
# The sign that changes nothing; it is no entry, and is kept for printing.
POSITIVE = "positive"
# Signs that have no blanks around them.
TIGHT = "*/^"


class Binding(NamedTuple):
    """An operator's sign, how tightly it binds, and the least level of each operand."""

    sign: str
    level: int
    least: tuple[int, ...]


@cache
def binding(primitive: str) -> Binding:
    """How an operation is written. To the left all group but powers, whose exponent may have a sign."""
    if primitive == POSITIVE:
        return Binding("+", SIGN, (SIGN,))
    entry = PRIMITIVES[primitive]
    own = LEVELS.index(entry.level)
    if len(entry.names) == 1:
        return Binding(entry.operator, own, (own,))
    return Binding(entry.operator, own, (POSTFIX, SIGN) if own == POWER else (own, own + 1))


def sign(primitive: str) -> str:
    """An operation's sign."""
    return binding(primitive).sign


def sign_of(tree: Tree) -> str:
    """The sign of an operation, empty for any other tree."""
    return sign(tree.primitive) if isinstance(tree, Operation) else ""


def between(operator: str) -> str:
    """A sign as it stands between its operands."""
    return operator if operator in TIGHT else f" {operator} "


NO_WORDS: Mapping[str, str] = {}

# What is still to be written: text, or a tree with the least level that needs no parentheses.
Item = str | tuple[Tree, int]


def unparse(tree: Tree, words: Mapping[str, str] = NO_WORDS) -> str:
    """The text of a tree; `words` has other names for functions, `ln` for `log`, where these take as many arguments.

    Example:
        >>> from autograd_cli.syntax.parser import parse_expression
        >>> unparse(parse_expression("2x^2 + (y*3)*-(z)"))
        '2*x^2 + y*3*-z'
    """
    written: list[str] = []
    stack: list[Item] = [(tree, 0)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            written.append(item)
            continue
        node, least = item
        items = list(_items(node))
        if words and isinstance(node, Call) and node.function in words:
            called = words[node.function]
            items[0] = called if any(row.takes(len(node.arguments)) for row in FUNCTIONS[called]) else node.function
        if level(node) < least:
            items = ["(", *items, ")"]
        stack.extend(reversed(items))
    return "".join(written)


def level(tree: Tree) -> int:
    """How tightly a tree's outermost form binds."""
    match tree:
        case Operation(primitive=primitive):
            return binding(primitive).level
        case Comparison():
            return COMPARISON
        case Index():
            return POSTFIX
        case _:
            return ATOM


def _items(tree: Tree) -> Iterable[Item]:
    match tree:
        case Number(text=text):
            return [text]
        case Name(name=name):
            return [written_name(name)]
        case Operation(primitive=primitive, operands=operands):
            own, tightness, least = binding(primitive)
            if tightness == POSTFIX:
                return [(operands[0], _postfix_base(operands[0])), "'"]
            if len(operands) == 1:
                return [f"{own} " if own.isalpha() else own, (operands[0], least[0])]
            first, second = operands
            if tightness == POWER and _is_tower(second):
                least = (least[0], ATOM)  # right without parentheses, too, but misread
            if own in TIGHT and sign_of(first) == "@" and not isinstance(second, Number):
                least = (PRODUCT + 1, least[1])  # `A @ x*y` would be taken for `A @ (x*y)`
            return [(first, least[0]), between(own), (second, least[1])]
        case Comparison(comparators=comparators, operands=operands):
            items: list[Item] = [(operands[0], SUM)]
            for comparator, operand in zip(comparators, operands[1:], strict=True):
                items += [f" {PRIMITIVES[comparator].operator} ", (operand, SUM)]
            return items
        case Call(function=function, arguments=arguments):
            return [function, "(", *listed(arguments), ")"]
        case Keyword(name=name, value=value):
            return [f"{name}=", (value, 0)]
        case Range(name=name, start=start, stop=stop):
            return [f"{written_name(name)} = ", (start, 0), ":", (stop, 0)]
        case Vector(items=members):
            return ["[", *listed(members), "]"]
        case Slice(start=start, stop=stop, step=step):
            last: list[Item] = [":", (step, 0)] if step else []
            return [*([(start, 0)] if start else []), ":", *([(stop, 0)] if stop else []), *last]
        case Index(base=base, subscripts=subscripts):
            return [(base, _postfix_base(base)), "[", *listed(subscripts), "]"]
        case Prime(operand=Name(name=name), variable=variable, several=True):
            return [f"∂{written_name(name)}/∂{written_name(variable)}"]
        case Prime(operand=operand, variable=variable, several=True):
            return [f"∂/∂{written_name(variable)}(", (operand, 0), ")"]
        case Prime(operand=operand):
            return [(operand, 0), "'"] if isinstance(operand, Name) else ["(", (operand, 0), ")'"]
        case Assignment(name=name, value=value):
            return [f"{written_name(name)} = ", (value, 0)]
        case Definition(name=name, parameters=parameters, body=body):
            return [f"{name}({', '.join(map(written_name, parameters))}) = ", (body, 0)]
        case Given(bindings=bindings):
            return ["given ", *listed(bindings)]
        case Program(statements=statements):
            return listed(statements, "\n")
        case _:
            raise AssertionError(tree)


def written_name(name: str) -> str:
    """A name as the language has it: in backticks where it is no identifier."""
    return f"`{name}`" if isinstance(name, Quoted) else name


def listed(trees: Iterable[Tree], separator: str = ", ") -> list[Item]:
    """Trees with a text between them."""
    items: list[Item] = []
    for tree in trees:
        items += [separator, (tree, 0)] if items else [(tree, 0)]
    return items


def _is_tower(exponent: Tree) -> bool:
    """Whether an exponent is a power or the negative of more than a number or name: `e^(x^2)`, `e^(-x^2)`."""
    if not isinstance(exponent, Operation):
        return False
    inner = exponent.operands[0]
    return binding(exponent.primitive).level == POWER or (
        binding(exponent.primitive).level == SIGN and level(inner) < ATOM
    )


def _postfix_base(tree: Tree) -> int:
    """A number is never indexed or transposed bare."""
    return ATOM + 1 if isinstance(tree, Number) else POSTFIX
