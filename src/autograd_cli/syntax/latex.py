"""Abstract syntax tree to LaTeX, by the table's own column, with right parentheses.

In: the tree of an expression. Out: what stands in math mode; it needs no package but `amsmath`. An explicit stack takes
the place of recursion.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from string import Formatter

from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Entry
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
    Prime,
    Range,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.ranks import Ranks
from autograd_cli.syntax.symbols import INDEX, number_latex, symbol
from autograd_cli.syntax.unparse import (
    ATOM,
    COMPARISON,
    POSITIVE,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    binding,
    level,
    listed,
    unparse,
)

# An operand after such a text stands bare: `\\sin `, `\\log_2 `, `\\operatorname{sech} `.
BARE = re.compile(r"\\(?!mathrm|lfloor|lceil|begin|otimes|cdot|bmod)[a-z]+\S* $")
# How the form of a logarithm begins whose argument is a function.
LOGARITHM = "\\ln \\"
# An operand between such texts needs no parentheses.
ENCLOSED = re.compile(r"([{(|,&\\]|\\lfloor|\\lceil|\{cases\}) ?$")
CLOSED = re.compile(r" ?([})|,&\\])")
LEFT, RIGHT = r"\left(", r"\right)"

NO_RANKS: Mapping[str, int] = {}

# A text, or a tree with the least level that needs no parentheses, which is negative where a factor follows.
Item = str | tuple[Tree, int]
# What ends in the sign of a sum or product; its operand reaches as far as a product does.
BIG = re.compile(r"\\(?:sum|prod) ?$")
# The indices around a node that are counted from 1.
NO_INDICES: frozenset[str] = frozenset()


def latex(tree: Tree, ranks: Mapping[str, int] = NO_RANKS) -> str:
    """The LaTeX of an expression; `ranks` has the axes of names, for the sign of products by elements.

    Example:
        >>> from autograd_cli.syntax.parser import parse_expression
        >>> print(latex(parse_expression("-x^2*sin(2*y)/(1 + alpha1)")))
        -\\frac{x^{2} \\sin\\left(2y\\right)}{1 + \\alpha_{1}}
    """
    arrays = Ranks(ranks) if ranks else None
    written: list[str] = []
    stack: list[tuple[Item, frozenset[str]]] = [((tree, 0), NO_INDICES)]
    while stack:
        item, indices = stack.pop()
        if isinstance(item, str):
            written.append(item)
            continue
        node, least = item
        if isinstance(node, Index) and indices:
            node = _counted_from_one(node, indices)
        if isinstance(node, Call) and (index := node.index) is not None:
            from_zero = isinstance(index.start, Number) and index.start.text == "0"
            indices = indices - {index.name} if from_zero else indices | {index.name}
        items = list(_items(node, arrays))
        if _level(node, arrays) < abs(least) or (least < 0 and _is_sum(node)):
            items = [LEFT, *items, RIGHT]
        elif least < 0 and isinstance(node, Operation) and isinstance(items[-1], tuple):
            items[-1] = items[-1][0], -items[-1][1]
        stack.extend([(one, indices) for one in reversed(items)])
    return "".join(written)


def statement_latex(statement: Tree) -> str:
    r"""The LaTeX of a statement, an equation where it has a name: `f\left(x\right) = x^{2}`."""
    match statement:
        case Assignment(name=name, value=value):
            return f"{symbol(name)} = {latex(value)}"
        case Definition(name=name, parameters=parameters, body=body):
            return f"{symbol(name)}{LEFT}{', '.join(map(symbol, parameters))}{RIGHT} = {latex(body)}"
        case _:
            return latex(statement)


def _counted_from_one(node: Index, indices: frozenset[str]) -> Index:
    """An element as a sum has it that does not begin at 0: counted from 1, `x[k - 1]` being `x_{k}`."""
    subscripts = [
        _one_more(place)
        if not isinstance(place, Slice) and any(one.name in indices for one in place.free_names())
        else place
        for place in node.subscripts
    ]
    return replace(node, subscripts=tuple(subscripts))


def _one_more(place: Tree) -> Tree:
    match place:
        case Operation(primitive="add" | "subtract" as sign, operands=(first, Number(text=text))) if text.isdigit():
            count = int(text) + (1 if sign == "add" else -1)
            return replace(place, operands=(first, Number(place.span, str(count)))) if count else first
        case _:
            return Operation(place.span, "add", (place, Number(place.span, "1")))


def _level(tree: Tree, arrays: Ranks | None) -> int:
    if isinstance(tree, Operation) and tree.primitive == "divide":
        if arrays is not None and arrays.of(tree.operands[1]):
            return PRODUCT
        # A fraction stands for itself, but not under a power; a sign stands before it.
        return ATOM - 1 if _without_sign(tree.operands[0]) is None else SIGN
    if isinstance(tree, Call):
        return PRODUCT if _is_sum(tree) else _call_level(_row(tree)) if _is_whole(tree) else ATOM
    if isinstance(tree, Number) and "e" in tree.text:
        return POWER if tree.text.startswith("1e") else PRODUCT
    return level(tree)


@cache
def _call_level(row: Entry) -> int:
    """How tightly a function's form binds, by the signs in it that no bracket encloses."""
    text = row.form.format(**dict.fromkeys((*row.names, *row.statics), "u"))
    while text != (shorter := re.sub(r"\\left\|.*?\\right\||\([^()]*\)|\{[^{}]*\}|\[[^]]*\]", "", text)):
        text = shorter
    if r"\bmod" in text:
        return COMPARISON  # beside any other sign it has parentheses
    if " + " in text or " - " in text:
        return SUM
    if text.startswith("\\frac"):
        return ATOM - 1
    if re.search(r"u e|u \\|\\ln \\", text):
        return PRODUCT
    return POWER if "^" in text and row.form[-1] != ")" else ATOM


def _items(tree: Tree, arrays: Ranks | None = None) -> Iterable[Item]:
    match tree:
        case Number(text=text):
            return [number_latex(text)]
        case Name(name=name):
            return [PRIMITIVES[CONSTANTS[name]].latex if name in CONSTANTS else symbol(name)]
        case Comparison(comparators=comparators, operands=operands):
            items: list[Item] = [(operands[0], COMPARISON + 1)]
            for comparator, operand in zip(comparators, operands[1:], strict=True):
                items += [PRIMITIVES[comparator].latex.format(x="", y=""), (operand, COMPARISON + 1)]
            return items
        case Operation(primitive=primitive, operands=(operand,)) if primitive == POSITIVE:
            return ["+", (operand, SIGN)]
        case Operation(primitive=primitive, operands=operands):
            row = PRIMITIVES[primitive]
            by_elements = arrays is not None and len(operands) == 2 and all(map(arrays.of, operands))
            if primitive == "divide" and arrays is not None and arrays.of(operands[1]):
                return [(operands[0], -PRODUCT), r" \oslash ", (operands[1], POWER)]
            if primitive == "divide":
                positive = _without_sign(operands[0])
                sign: list[Item] = [] if positive is None else ["-"]
                return [*sign, *_filled(row, (positive or operands[0], operands[1]), (0, 0))]
            if primitive == "power" and arrays is not None and any(map(arrays.of, operands)):
                return [(operands[0], ATOM), r"^{\odot ", (operands[1], ATOM), "}"]
            if primitive == "power":
                return _power(row, *operands)
            least = binding(primitive).least
            if len(operands) == 2 and binding(primitive).level == PRODUCT:
                # A factor after a sum would belong to it; a sum that comes last needs no parentheses.
                least = (-PRODUCT, PRODUCT if _is_sum(operands[1]) else least[1])
            if primitive == "multiply":
                between = r" \odot " if by_elements else _times(operands)
                if _begins_with_sign(operands[1]):
                    return [(operands[0], least[0]), between, LEFT, (operands[1], 0), RIGHT]
                return [(operands[0], least[0]), between, (operands[1], least[1])]
            if row.operator == "@" and arrays is not None and _is_dot(operands, arrays):
                return [(operands[0], least[0]), r" \cdot ", (operands[1], least[1])]
            if len(operands) == 1 and _is_sum(operands[0]):
                least = (min(least[0], PRODUCT),)
            return _filled(row, operands, least)
        case Call(arguments=(body, Range(name=name, start=start, stop=stop))):
            sign_of = _pieces(_row(tree))[0][0].strip()
            return [f"{sign_of}_{{{symbol(name)}=", (start, 0), "}^{", (stop, 0), "} ", (body, PRODUCT)]
        case Call(function=name, arguments=arguments) if not _is_whole(tree):
            return _by_name(name, arguments)
        case Call(arguments=arguments):
            row = _row(tree)
            if r"\begin{{cases}}" in row.latex:
                return _cases(tree)
            further = row.signature[len(arguments) :]
            defaults = [Number(tree.span, one.default) for one in further if one.default and not one.static]
            return _called(row, (*arguments, *defaults))
        case Prime(operand=Name(name=name), variable=variable, several=True):
            return [rf"\frac{{\partial {symbol(name)}}}{{\partial {symbol(variable)}}}"]
        case Prime(operand=operand, variable=variable, several=True):
            return [rf"\frac{{\partial}}{{\partial {symbol(variable)}}}", LEFT, (operand, 0), RIGHT]
        case Prime(operand=operand):
            return [(operand, 0), "'"] if isinstance(operand, Name) else [LEFT, (operand, 0), RIGHT, "'"]
        case Keyword(name=name, value=value):
            return [rf"\mathrm{{{name}}} = ", (value, 0)]
        case Vector(items=members):
            return [r"\left[", *listed(members), r"\right]"]
        case Slice():
            return [unparse(tree)]
        case Index(base=base, subscripts=subscripts):
            # TeX refuses a second index, unless the first is in braces.
            indexed = isinstance(base, Index) or (isinstance(base, Name) and INDEX in symbol(base.name))
            return [*(["{", (base, ATOM), "}"] if indexed else [(base, ATOM)]), INDEX, *_places(subscripts), "}"]
        case _:
            raise AssertionError(tree)


def _places(subscripts: tuple[Tree, ...]) -> Iterable[Item]:
    """Subscripts; a sum or difference in one has no blanks around its sign, `x_{k+1}`."""
    for i, place in enumerate(subscripts):
        if i:
            yield ", "
        match place:
            case Operation(primitive="add" | "subtract", operands=(first, Number() as number)):
                yield from ((first, SUM), binding(place.primitive).sign, (number, 0))
            case _:
                yield place, 0


def _power(row: Entry, base: Tree, exponent: Tree) -> Iterable[Item]:
    """A power; of a function that stands before its argument, `\\sin^{2} x`."""
    if not _is_bare(base):
        element = isinstance(base, Index) and isinstance(base.base, Name)
        return _filled(row, (base, exponent), (0 if element else ATOM, 0))
    if not (isinstance(exponent, Number) and exponent.text.isdigit()):
        return [LEFT, (base, 0), RIGHT, "^{", (exponent, 0), "}"]
    function, *argument = _items(base)
    assert isinstance(function, str)
    return [f"{function.rstrip()}^{{{exponent.text}}}", *([] if argument[0] == LEFT else [" "]), *argument]


def _times(operands: tuple[Tree, ...]) -> str:
    """What stands between two factors: nothing but where it is needed to tell them apart."""
    first, second = operands
    while isinstance(first, Operation) and first.primitive == "multiply":
        first = first.operands[1]
    start = second.operands[0] if isinstance(second, Operation) and second.primitive == "power" else second
    apart = (
        isinstance(start, Number)
        or _begins_with_sign(second)
        or (isinstance(start, Call) and _is_whole(start) and "begin" in _row(start).latex)
    )
    fraction = isinstance(start, Operation) and start.primitive == "divide"
    if apart or fraction or (_ends_bare(first) and not _is_bare(start)):
        return r" \cdot "
    if any(isinstance(one, Name) and _is_word(one.name) for one in (first, start)):
        return r" \, "
    return "" if _is_plain(first) and isinstance(start, Name) and len(start.name) == 1 else " "


def _is_word(name: str) -> bool:
    """Whether a name is written as an upright word."""
    return name not in CONSTANTS and symbol(name).startswith((r"\mathrm", r"\text"))


def _is_plain(tree: Tree) -> bool:
    """Whether a tree is a number without a power of ten."""
    return isinstance(tree, Number) and "e" not in tree.text


def _is_short(tree: Tree | None) -> bool:
    """Whether a function that stands before its argument needs no parentheses for this one."""
    return isinstance(tree, Name) or (tree is not None and _is_plain(tree))


def _ends_bare(tree: Tree) -> bool:
    """Whether what a factor ends with would take the next one: `\\sin x`, `\\sin^{2} x`, `\\ln \\Phi(x)`."""
    match tree:
        case Operation(primitive="power", operands=(base, Number(text=text))) if text.isdigit():
            tree = base
    if _is_bare(tree):
        return _is_short(tree.children[0])
    return isinstance(tree, Call) and _is_whole(tree) and _row(tree).form.startswith(LOGARITHM)


def _is_bare(tree: Tree | None) -> bool:
    """Whether a tree is a function that stands before its argument without parentheses: `\\sin x`."""
    if not isinstance(tree, Call) or tree.index is not None or len(tree.arguments) != 1 or not _is_whole(tree):
        return False
    pieces = _pieces(_row(tree))
    return (
        not BIG.search(pieces[0][0])
        and len(pieces) == 2
        and not pieces[1][0].strip()
        and bool(BARE.search(pieces[0][0]))
    )


def _is_dot(operands: tuple[Tree, ...], arrays: Ranks) -> bool:
    """Whether factors are two vectors, neither of them transposed."""
    if any(isinstance(one, Operation) and one.primitive == "transpose" for one in operands):
        return False
    return all(arrays.of(one) == 1 for one in operands)


def _cases(tree: Tree) -> Iterable[Item]:
    """A choice, and those in what is otherwise taken, as one list of cases."""
    items: list[Item] = [r"\begin{cases} "]
    while isinstance(tree, Call) and tree.index is None and _is_whole(tree) and r"\begin{{cases}}" in _row(tree).latex:
        condition, value, tree = tree.arguments
        items += [(value, 0), " & ", (condition, 0), r" \\ "]
    return [*items, (tree, 0), r" & \text{otherwise} \end{cases}"]


def _is_sum(tree: Tree) -> bool:
    """Whether a tree is a sum or product, over an index or of all elements."""
    if not isinstance(tree, Call) or not _is_whole(tree):
        return False
    return tree.index is not None or (len(tree.arguments) == 1 and _has_big_sign(_row(tree)))


@cache
def _has_big_sign(row: Entry) -> bool:
    return any(BIG.search(text.partition("e^")[0]) for text, _ in _pieces(row))


def _begins_with_sign(tree: Tree) -> bool:
    """Whether a factor begins with a sign, which would stand beside that of the product."""
    if isinstance(tree, Operation) and tree.primitive == "divide":
        return _without_sign(tree) is not None
    return isinstance(tree, Operation) and tree.primitive == "negative"


def _without_sign(tree: Tree) -> Tree | None:
    """A product or quotient without the sign of its first factor, None where that has none."""
    if isinstance(tree, Operation) and tree.primitive == "divide":
        above = _without_sign(tree.operands[0])
        return None if above is None else Operation(tree.span, "divide", (above, tree.operands[1]))
    factors = []
    while isinstance(tree, Operation) and tree.primitive == "multiply":
        tree, last = tree.operands
        factors.append(last)
    if not isinstance(tree, Operation) or tree.primitive != "negative":
        return None
    (result,) = tree.operands
    for factor in reversed(factors):
        result = Operation(tree.span, "multiply", (result, factor))
    return result


def _is_whole(call: Call) -> bool:
    """Whether a call has all arguments of a function that is known.

    A step of a trace shows a node's operands and nothing else; a program defines functions.
    """
    return any(row.takes(len(call.arguments)) for row in FUNCTIONS.get(call.function, ()))


def _row(call: Call) -> Entry:
    """The function of a whole call."""
    return next(row for row in FUNCTIONS[call.function] if row.takes(len(call.arguments)))


def _filled(row: Entry, operands: Iterable[Tree], least: Iterable[int]) -> Iterable[Item]:
    """The row's form, each operand in its place with the least level that needs no parentheses."""
    places = dict(zip(row.names, zip(operands, least, strict=True), strict=True))
    for text, name in _pieces(row):
        yield text
        if name is not None:
            yield places[name]


@cache
def _pieces(row: Entry) -> list[tuple[str, str | None]]:
    """The row's form as texts, each with the parameter after it; the last has none."""
    pieces: list[tuple[str, str | None]] = []
    before = ""
    for text, name, _, _ in Formatter().parse(row.form):  # which ends a piece at each doubled brace, too
        before += text
        if name is not None:
            pieces.append((before, name))
            before = ""
    return [*pieces, (before, None)]


def _by_name(name: str, arguments: tuple[Tree, ...]) -> list[Item]:
    if name not in FUNCTIONS:
        return [symbol(name), LEFT, *listed(arguments), RIGHT]
    return [rf"\operatorname{{{name}}}".replace("_", r"\_"), LEFT, *listed(arguments), RIGHT]


def _called(row: Entry, arguments: tuple[Tree, ...]) -> Iterable[Item]:
    """A function's form; an operand that stands bare, as in `\\sin {x}`, gets parentheses.

    With an axis, and with lengths that the form does not show, it is a call by its name.
    """
    if not row.names and row.latex:
        texts = [unparse(one) for one in arguments]
        *first, last = row.statics
        yield row.form.format(**dict(zip(first, texts, strict=False)), **{last: ", ".join(texts[len(first) :])})
        return
    further = len(arguments) > len(row.names) and not row.variadic
    if further or any(isinstance(one, Keyword) for one in arguments):
        yield from _by_name(row.call, arguments)
        return
    *fixed, last = row.names
    places: dict[str, tuple[Tree, ...]] = {name: (argument,) for name, argument in zip(fixed, arguments, strict=False)}
    places[last] = arguments[len(fixed) :]
    pieces = _pieces(row)
    for i, (text, name) in enumerate(pieces):
        after = pieces[i + 1][0] if i + 1 < len(pieces) else ""
        if name is None:
            yield text
        elif not after.strip() and BIG.search(text):
            (operand,) = places[name]
            yield text
            yield operand, ATOM if _begins_with_sign(operand) else PRODUCT
        elif not after.strip() and BARE.search(text):
            if _is_short(places[name][0]):
                yield from (text, (places[name][0], 0))
            else:
                yield from (text.rstrip(), LEFT, (places[name][0], 0), RIGHT)
        elif text.endswith("+ ") and (positive := _without_sign(places[name][0])) is not None:
            yield f"{text[:-2]}- "
            yield positive, PRODUCT
        else:
            yield text
            least = ATOM if after.startswith("^") else 0 if ENCLOSED.search(text) and CLOSED.match(after) else SIGN
            for place, operand in enumerate(places[name]):
                yield from ([", "] if place else [])
                yield operand, least
