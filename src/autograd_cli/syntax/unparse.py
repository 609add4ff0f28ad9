"""Abstract syntax tree to text, with the fewest parentheses that read back as the same tree.

In: a tree. Out: text for which `parse(unparse(tree)) == tree`. An explicit stack takes the place of recursion.
"""

from collections.abc import Iterable

from autograd_cli.primitives import PRIMITIVES
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

# How tightly forms bind, as the grammar has it.
OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, POSTFIX = range(1, 10)
ATOM = 10

# An operator's sign, its own level, and the least level of each operand.
BINARY = {
    "logical_or": (" or ", OR, OR, AND),
    "logical_and": (" and ", AND, AND, NOT),
    "add": (" + ", SUM, SUM, PRODUCT),
    "subtract": (" - ", SUM, SUM, PRODUCT),
    "multiply": ("*", PRODUCT, PRODUCT, SIGN),
    "matmul": (" @ ", PRODUCT, PRODUCT, SIGN),
    "divide": ("/", PRODUCT, PRODUCT, SIGN),
    "power": ("^", POWER, POSTFIX, SIGN),
}
UNARY = {"negative": ("-", SIGN, SIGN), "positive": ("+", SIGN, SIGN), "logical_not": ("not ", NOT, NOT)}

# What is still to be written: text, or a tree with the least level that needs no parentheses.
Item = str | tuple[Tree, int]


def unparse(tree: Tree) -> str:
    """The text of a tree.

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
        if level(node) < least:
            items = ["(", *items, ")"]
        stack.extend(reversed(items))
    return "".join(written)


def level(tree: Tree) -> int:
    """How tightly a tree's outermost form binds."""
    match tree:
        case Operation(primitive=primitive):
            if primitive in BINARY:
                return BINARY[primitive][1]
            return UNARY[primitive][1] if primitive in UNARY else POSTFIX
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
            return [name]
        case Operation(primitive=primitive, operands=operands):
            if primitive in BINARY:
                sign, _, left, right = BINARY[primitive]
                return [(operands[0], left), sign, (operands[1], right)]
            if primitive in UNARY:
                sign, _, least = UNARY[primitive]
                return [sign, (operands[0], least)]
            return [(operands[0], _postfix_base(operands[0])), "'"]
        case Comparison(comparators=comparators, operands=operands):
            items: list[Item] = [(operands[0], SUM)]
            for comparator, operand in zip(comparators, operands[1:], strict=True):
                items += [f" {PRIMITIVES[comparator].operator} ", (operand, SUM)]
            return items
        case Call(function=function, arguments=arguments):
            return [function, "(", *_list(arguments), ")"]
        case Keyword(name=name, value=value):
            return [f"{name}=", (value, 0)]
        case Vector(items=members):
            return ["[", *_list(members), "]"]
        case Slice(start=start, stop=stop):
            return [*([(start, 0)] if start else []), ":", *([(stop, 0)] if stop else [])]
        case Index(base=base, subscripts=subscripts):
            return [(base, _postfix_base(base)), "[", *_list(subscripts), "]"]
        case Assignment(name=name, value=value):
            return [f"{name} = ", (value, 0)]
        case Definition(name=name, parameters=parameters, body=body):
            return [f"{name}({', '.join(parameters)}) = ", (body, 0)]
        case Given(bindings=bindings):
            return ["given ", *_list(bindings)]
        case Program(statements=statements):
            return _list(statements, "\n")
        case _:
            raise AssertionError(tree)


def _list(trees: Iterable[Tree], separator: str = ", ") -> list[Item]:
    items: list[Item] = []
    for tree in trees:
        items += [separator, (tree, 0)] if items else [(tree, 0)]
    return items


def _postfix_base(tree: Tree) -> int:
    """A number is never indexed or transposed bare."""
    return ATOM + 1 if isinstance(tree, Number) else POSTFIX
