"""Abstract syntax tree to LaTeX, by the table's own column, with right parentheses.

In: the tree of an expression. Out: what stands in math mode; it needs no package but `amsmath`. An explicit stack takes
the place of recursion.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from string import Formatter

from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.syntax.ast import (
    Call,
    Comparison,
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
from autograd_cli.syntax.unparse import ATOM, COMPARISON, POWER, PRODUCT, SIGN, SUM, binding, level, listed, unparse

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)
# The letters themselves; Unicode spells lambda without its b.
GREEK_SIGNS = {
    unicodedata.lookup(f"GREEK {'SMALL' if one.islower() else 'CAPITAL'} LETTER {one.replace('mbd', 'md')}"): one
    for one in GREEK
}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# An operand after such a text stands bare: `\\sin `, `\\log_2 `, `\\operatorname{sech} `.
BARE = re.compile(r"\\(?!mathrm|lfloor|lceil|begin|otimes|cdot)[a-z]+\S* $")
# An operand between such texts needs no parentheses.
ENCLOSED = re.compile(r"([{(|,&\\]|\\lfloor|\\lceil|\{cases\}) ?$")
CLOSED = re.compile(r" ?([})|,&\\])")
LEFT, RIGHT = r"\left(", r"\right)"
INDEX = "_{"

# The marks above the letters of adjoints and tangents.
ACCENTS = {unicodedata.lookup("COMBINING MACRON"): "bar", unicodedata.lookup("COMBINING DOT ABOVE"): "dot"}
NO_RANKS: Mapping[str, int] = {}

Item = str | tuple[Tree, int]


def latex(tree: Tree, ranks: Mapping[str, int] = NO_RANKS) -> str:
    """The LaTeX of an expression; `ranks` has the axes of names, for the sign of products by elements.

    Example:
        >>> from autograd_cli.syntax.parser import parse_expression
        >>> print(latex(parse_expression("-x^2*sin(2*y)/(1 + alpha1)")))
        -\\frac{x^{2} \\sin\\left(2y\\right)}{1 + \\alpha_{1}}
    """
    arrays = Ranks(ranks) if ranks else None
    written: list[str] = []
    stack: list[Item] = [(tree, 0)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            written.append(item)
            continue
        node, least = item
        items = list(_items(node, arrays))
        if _level(node) < least:
            items = [LEFT, *items, RIGHT]
        stack.extend(reversed(items))
    return "".join(written)


def symbol(name: str) -> str:
    r"""A name as a symbol: `v12`, `v₁₂`, an element `v[12]` with an index, a Greek letter, a longer name upright.

    Example:
        >>> symbol("x₁"), symbol("alpha_2"), symbol("α"), symbol("rate")
        ('x_{1}', '\\alpha_{2}', '\\alpha', '\\mathrm{rate}')
        >>> symbol("p[0]"), symbol("p_1[0, 2]")
        ('p_{0}', '{p_{1}}_{0, 2}')
    """
    if match := re.fullmatch(r"(.+)\[([0-9, ]+)\]", name):
        base = symbol(match[1])
        return f"{f'{{{base}}}' if INDEX in base else base}{INDEX}{match[2]}}}"
    if not name.isascii():
        letters = unicodedata.normalize("NFD", name)
        if letters[-1] in ACCENTS and len(letters) > 1:
            return rf"\{ACCENTS[letters[-1]]}{{{symbol(unicodedata.normalize('NFC', letters[:-1]))}}}"
        name = name.translate(SUBSCRIPTS)
        name = GREEK_SIGNS.get(name, name)
    if match := re.fullmatch(r"([^\W\d_]+)_?([0-9]+)", name):
        return f"{symbol(match[1])}_{{{match[2]}}}"
    if name in GREEK:
        return rf"\{name}"
    if len(name) == 1 or not (name[0].isalpha() or name[0] == "_"):
        return name
    return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"


def _level(tree: Tree) -> int:
    if isinstance(tree, Operation) and tree.primitive == "divide":
        # A fraction stands for itself, but not under a power; a sign stands before it.
        return ATOM - 1 if _without_sign(tree.operands[0]) is None else SIGN
    if isinstance(tree, Call):
        return PRODUCT if tree.index is not None else _call_level(_row(tree)) if _is_whole(tree) else ATOM
    if isinstance(tree, Number) and "e" in tree.text:
        return PRODUCT
    return level(tree)


@cache
def _call_level(row: Entry) -> int:
    """How tightly a function's form binds, by the signs in it that no bracket encloses."""
    text = row.form.format(**dict.fromkeys((*row.names, *row.statics), "u"))
    while text != (shorter := re.sub(r"\\left\|.*?\\right\||\([^()]*\)|\{[^{}]*\}|\[[^]]*\]", "", text)):
        text = shorter
    if " + " in text or " - " in text:
        return SUM
    if text.startswith("\\frac"):
        return ATOM - 1
    if re.search(r"u e|u \\|\\ln \\", text):
        return PRODUCT
    return POWER if "^" in text and row.form[-1] != ")" else ATOM


def number_latex(text: str) -> str:
    r"""The text of a number in LaTeX, its power of ten as one.

    Example:
        >>> number_latex("-8e-20"), number_latex("1e+300"), number_latex("-inf"), number_latex("0.5")
        ('-8 \\cdot 10^{-20}', '10^{300}', '-\\infty', '0.5')
    """
    mantissa, exponential, exponent = text.partition("e")
    if not exponential:
        return text.replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")
    power = f"10^{{{int(exponent)}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa} \cdot {power}")


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
        case Operation(primitive=primitive, operands=operands):
            row = PRIMITIVES[primitive]
            if primitive == "divide":
                positive = _without_sign(operands[0])
                sign: list[Item] = [] if positive is None else ["-"]
                return [*sign, *_filled(row, (positive or operands[0], operands[1]), (0, 0))]
            if primitive == "power":
                return _power(row, *operands)
            least = binding(primitive).least
            if len(operands) == 2 and binding(primitive).level == PRODUCT and _is_open(operands[0]):
                least = (ATOM, least[1])  # what follows would belong to the sum
            if primitive == "multiply":
                by_elements = arrays is not None and all(map(arrays.of, operands))
                between = r" \odot " if by_elements else _times(operands)
                if _begins_with_sign(operands[1]):
                    return [(operands[0], least[0]), between, LEFT, (operands[1], 0), RIGHT]
                return [(operands[0], least[0]), between, (operands[1], least[1])]
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
            return [*(["{", (base, ATOM), "}"] if indexed else [(base, ATOM)]), INDEX, *listed(subscripts), "}"]
        case _:
            raise AssertionError(tree)


def _power(row: Entry, base: Tree, exponent: Tree) -> Iterable[Item]:
    """A power; of a function that stands before its argument, `\\sin^{2} x`."""
    if not _is_bare(base):
        return _filled(row, (base, exponent), (ATOM, 0))
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
    if apart or fraction or (_is_bare(first) and _is_short(first.children[0]) and not _is_bare(start)):
        return r" \cdot "
    if any(isinstance(one, Name) and symbol(one.name).startswith(r"\mathrm") for one in (first, start)):
        return r" \, "
    return "" if _is_plain(first) and isinstance(start, Name) and len(start.name) == 1 else " "


def _is_plain(tree: Tree) -> bool:
    """Whether a tree is a number without a power of ten."""
    return isinstance(tree, Number) and "e" not in tree.text


def _is_short(tree: Tree | None) -> bool:
    """Whether a function that stands before its argument needs no parentheses for this one."""
    return isinstance(tree, Name) or (tree is not None and _is_plain(tree))


def _is_bare(tree: Tree | None) -> bool:
    """Whether a tree is a function that stands before its argument without parentheses: `\\sin x`."""
    if not isinstance(tree, Call) or tree.index is not None or len(tree.arguments) != 1:
        return False
    pieces = _pieces(_row(tree))
    return len(pieces) == 2 and not pieces[1][0].strip() and bool(BARE.search(pieces[0][0]))


def _cases(tree: Tree) -> Iterable[Item]:
    """A choice, and those in what is otherwise taken, as one list of cases."""
    items: list[Item] = [r"\begin{cases} "]
    while isinstance(tree, Call) and tree.index is None and r"\begin{{cases}}" in _row(tree).latex:
        condition, value, tree = tree.arguments
        items += [(value, 0), " & ", (condition, 0), r" \\ "]
    return [*items, (tree, 0), r" & \text{otherwise} \end{cases}"]


def _is_open(tree: Tree) -> bool:
    """Whether a tree is a sum over an index, which a factor after it would be part of."""
    return isinstance(tree, Call) and tree.index is not None


def _begins_with_sign(tree: Tree) -> bool:
    """Whether a factor begins with a sign, which would stand beside that of the product."""
    if isinstance(tree, Operation) and tree.primitive == "divide":
        return _without_sign(tree.operands[0]) is not None
    return isinstance(tree, Operation) and tree.primitive == "negative"


def _without_sign(tree: Tree) -> Tree | None:
    """A product without the sign of its first factor, None where that has none."""
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
    """Whether a call has all arguments; a step of a trace shows a node's operands and nothing else."""
    return any(row.takes(len(call.arguments)) for row in FUNCTIONS[call.function])


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
    return [rf"\operatorname{{{name}}}".replace("_", r"\_"), LEFT, *listed(arguments), RIGHT]


def _called(row: Entry, arguments: tuple[Tree, ...]) -> Iterable[Item]:
    """A function's form; an operand that stands bare, as in `\\sin {x}`, gets parentheses.

    With an axis, and with lengths that the form does not show, it is a call by its name.
    """
    if not row.names and row.latex:
        yield row.form.format(**{name: unparse(one) for name, one in zip(row.statics, arguments, strict=False)})
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
        elif not after.strip() and BARE.search(text):
            if _is_short(places[name][0]):
                yield from (text, (places[name][0], 0))
            else:
                yield from (text.rstrip(), LEFT, (places[name][0], 0), RIGHT)
        else:
            yield text
            least = ATOM if after.startswith("^") else 0 if ENCLOSED.search(text) and CLOSED.match(after) else SIGN
            for place, operand in enumerate(places[name]):
                yield from ([", "] if place else [])
                yield operand, least
