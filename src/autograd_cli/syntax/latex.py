"""Abstract syntax tree to LaTeX, by the table's own column, with right parentheses.

In: the tree of an expression. Out: what stands in math mode; it needs no package but `amsmath`. An explicit stack takes
the place of recursion.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

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
from autograd_cli.syntax.latex_levels import (
    BARE,
    BIG,
    begins_with_sign,
    compares_equal,
    ends_bare,
    entry_of,
    has_norm,
    is_bare,
    is_plain,
    is_short,
    is_sum,
    is_whole,
    pieces_of,
    tightness,
    without_sign,
)
from autograd_cli.syntax.ranks import Ranks
from autograd_cli.syntax.symbols import INDEX, number_latex, symbol
from autograd_cli.syntax.unparse import (
    ATOM,
    COMPARISON,
    OR,
    POSITIVE,
    POSTFIX,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    binding,
    level,
    listed,
    unparse,
)

# An operand between such texts needs no parentheses.
ENCLOSED = re.compile(r"([{(|,&\\]|\\lfloor|\\lceil|\{cases\}) ?$")
CLOSED = re.compile(r" ?([})|,&\\])")
LEFT, RIGHT = r"\left(", r"\right)"
# Around a condition that counts as a number: Iverson's brackets.
IVERSON = r"\left[", r"\right]"

NO_RANKS: Mapping[str, int] = {}

# A text, or a tree with the least level that needs no parentheses, which is negative where a factor follows.
Item = str | tuple[Tree, int]
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
    stack: list[tuple[Item, frozenset[str]]] = [((tree, 0 if compares_equal(tree) else OR), NO_INDICES)]
    while stack:
        item, indices = stack.pop()
        if isinstance(item, str):
            written.append(item)
            continue
        node, least = item
        if indices and isinstance(node, Index):
            node = _counted_from_one(node, indices)
        if isinstance(node, Call) and (index := node.index) is not None:
            from_zero = isinstance(index.start, Number) and index.start.text == "0"
            indices = indices - {index.name} if from_zero else indices | {index.name}
        items = list(_items(node, arrays))
        if isinstance(node, Comparison | Operation) and level(node) <= COMPARISON and not 0 < least <= level(node):
            items = [IVERSON[0], *items, IVERSON[1]]
        elif tightness(node, arrays) < abs(least) or (least < 0 and is_sum(node)):
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
                positive = without_sign(operands[0])
                sign: list[Item] = [] if positive is None else ["-"]
                return [*sign, *_filled(row, (positive or operands[0], operands[1]), (0, 0))]
            if primitive == "power" and arrays is not None and any(map(arrays.of, operands)):
                raised: list[Item] = [LEFT, (operands[0], 0), RIGHT] if is_bare(operands[0]) else [(operands[0], ATOM)]
                return [*raised, r"^{\odot ", (operands[1], ATOM), "}"]
            if primitive == "power":
                return _power(row, *operands)
            least = binding(primitive).least
            if len(operands) == 2 and binding(primitive).level == PRODUCT:
                # A factor after a sum would belong to it; a sum that comes last needs no parentheses.
                least = (-PRODUCT, PRODUCT if is_sum(operands[1]) else least[1])
            if primitive == "multiply":
                between = r" \odot " if by_elements else _times(operands)
                if begins_with_sign(operands[1]):
                    return [(operands[0], least[0]), between, LEFT, (operands[1], 0), RIGHT]
                return [(operands[0], least[0]), between, (operands[1], least[1])]
            if row.operator == "@" and arrays is not None and _is_dot(operands, arrays):
                return [(operands[0], least[0]), r" \cdot ", (operands[1], least[1])]
            if binding(primitive).level == POSTFIX:
                return _filled(row, operands, (_below_sign(operands[0]),))
            if len(operands) == 1 and is_sum(operands[0]):
                least = (min(least[0], PRODUCT),)
            return _filled(row, operands, least)
        case Call(arguments=(body, Range(name=name, start=start, stop=stop))):
            sign_of = pieces_of(entry_of(tree))[0][0].strip()
            return [f"{sign_of}_{{{symbol(name)}=", (start, 0), "}^{", (stop, 0), "} ", (body, PRODUCT)]
        case Call(function=name, arguments=arguments) if not is_whole(tree) or _has_bars(tree, arrays):
            return _by_name(name, arguments)
        case Call(arguments=arguments):
            row = entry_of(tree)
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
        case Vector(items=(only,)):
            return [r"\begin{pmatrix} ", (only, 0), r" \end{pmatrix}"]  # `[x]` is a number in brackets
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


def _has_bars(call: Call, arrays: Ranks | None) -> bool:
    """Whether a call would be bars around a vector or matrix, which may be a length or a determinant."""
    return entry_of(call).form.startswith(r"\left|") and arrays is not None and arrays.of(call.arguments[0]) > 0


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
    if has_norm(base):
        return _filled(row, (base, exponent), (ATOM + 1, 0))  # without parentheses it is the sum of squares
    if not is_bare(base):
        return _filled(row, (base, exponent), (_below_sign(base), 0))
    if not (isinstance(exponent, Number) and exponent.text.isdigit()):
        return [LEFT, (base, 0), RIGHT, "^{", (exponent, 0), "}"]
    function, *argument = _items(base)
    assert isinstance(function, str)
    return [f"{function.rstrip()}^{{{exponent.text}}}", *([] if argument[0] == LEFT else [" "]), *argument]


def _below_sign(tree: Tree) -> int:
    """The least level that needs no parentheses below a power or a sign that follows; `x_{0}` needs none."""
    return 0 if isinstance(tree, Index) and isinstance(tree.base, Name) else ATOM + is_bare(tree)


def _times(operands: tuple[Tree, ...]) -> str:
    """What stands between two factors: nothing but where it is needed to tell them apart."""
    first, second = operands
    while isinstance(first, Operation) and first.primitive == "multiply":
        first = first.operands[1]
    start = second.operands[0] if isinstance(second, Operation) and second.primitive == "power" else second
    apart = (
        isinstance(start, Number)
        or begins_with_sign(second)
        or (isinstance(start, Call) and is_whole(start) and "begin" in entry_of(start).latex)
    )
    fraction = isinstance(start, Operation) and start.primitive == "divide"
    if apart or fraction or (ends_bare(first) and not is_bare(start)):
        return r" \cdot "
    if any(isinstance(one, Name) and _is_word(one.name) for one in (first, start)):
        return r" \, "
    return "" if is_plain(first) and isinstance(start, Name) and len(start.name) == 1 else " "


def _is_word(name: str) -> bool:
    """Whether a name is written as an upright word."""
    return name not in CONSTANTS and symbol(name).startswith((r"\mathrm", r"\text"))


def _is_dot(operands: tuple[Tree, ...], arrays: Ranks) -> bool:
    """Whether factors are two vectors, neither of them transposed."""
    if any(isinstance(one, Operation) and one.primitive == "transpose" for one in operands):
        return False
    return all(arrays.of(one) == 1 for one in operands)


def _cases(tree: Tree) -> Iterable[Item]:
    """A choice, and those in what is otherwise taken, as one list of cases."""
    items: list[Item] = [r"\begin{cases} "]
    while (
        isinstance(tree, Call) and tree.index is None and is_whole(tree) and r"\begin{{cases}}" in entry_of(tree).latex
    ):
        condition, value, tree = tree.arguments
        items += [(value, 0), " & ", (condition, OR), r" \\ "]
    return [*items, (tree, 0), r" & \text{otherwise} \end{cases}"]


def _filled(row: Entry, operands: Iterable[Tree], least: Iterable[int]) -> Iterable[Item]:
    """The row's form, each operand in its place with the least level that needs no parentheses."""
    places = dict(zip(row.names, zip(operands, least, strict=True), strict=True))
    for text, name in pieces_of(row):
        yield text
        if name is not None:
            yield places[name]


def _by_name(name: str, arguments: tuple[Tree, ...]) -> list[Item]:
    if name not in FUNCTIONS:
        return [symbol(name), LEFT, *listed(arguments), RIGHT]
    return [rf"\operatorname{{{name}}}".replace("_", r"\_"), LEFT, *listed(arguments), RIGHT]


def _called(row: Entry, arguments: tuple[Tree, ...]) -> Iterable[Item]:
    """A function's form; an operand that stands bare, as in `\\sin {x}`, gets parentheses.

    With an axis, and with lengths that the form does not show, it is a call by its name.
    """
    if not row.names and row.latex:
        texts = [latex(one) for one in arguments]
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
    pieces = pieces_of(row)
    for i, (text, name) in enumerate(pieces):
        after = pieces[i + 1][0] if i + 1 < len(pieces) else ""
        if name is None:
            yield text
        elif not after.strip() and BIG.search(text):
            (operand,) = places[name]
            yield text
            yield operand, ATOM if begins_with_sign(operand) else PRODUCT
        elif not after.strip() and BARE.search(text):
            if is_short(places[name][0]):
                yield from (text, (places[name][0], 0))
            else:
                yield from (text.rstrip(), LEFT, (places[name][0], 0), RIGHT)
        else:
            yield text
            for place, operand in enumerate(places[name]):
                yield from ([", "] if place else [])
                yield operand, _least(operand, text, after)


def _least(operand: Tree, before: str, after: str) -> int:
    """The least level that needs no parentheses between two texts of a form."""
    if after.startswith("!") and isinstance(operand, Call):
        return ATOM + 1  # `\sin(x)!` may be the sine of a factorial
    if after.startswith(("^", "!")) or after == " ":
        return ATOM + 1 if is_bare(operand) else ATOM
    if ENCLOSED.search(before) and CLOSED.match(after):
        return 0
    return POWER if before.endswith(("} ", "+ ")) else SIGN
