"""How the LaTeX of a tree begins, ends and binds: what decides where parentheses and signs stand.

Takes: trees, and the entries of their functions. Returns: levels, as `unparse` has them, and answers about forms.
"""

import re
from functools import cache, lru_cache
from string import Formatter

from autograd_cli.primitives import FUNCTIONS, Entry
from autograd_cli.syntax.ast import Call, Comparison, Name, Number, Operation, Tree
from autograd_cli.syntax.ranks import Ranks
from autograd_cli.syntax.unparse import ATOM, COMPARISON, POSTFIX, POWER, PRODUCT, SIGN, SUM, level

# An operand after such a text stands bare: `\\sin `, `\\log_2 `, `\\operatorname{sech} `.
BARE = re.compile(r"\\(?!mathrm|lfloor|lceil|begin|otimes|cdot|bmod)[a-z]+\S* $")
# How the form of a logarithm begins whose argument is a function.
LOGARITHM = "\\ln \\"
# Signs at the end of a form after which another would be misread: `!!`, `''`.
POSTFIX_SIGNS = ("!", "'")
# What ends in the sign of a sum or product; its operand reaches as far as a product does.
BIG = re.compile(r"\\(?:sum|prod) ?$")


def tightness(tree: Tree, arrays: Ranks | None) -> int:
    """How tightly the LaTeX of a tree binds, as a level of `unparse`."""
    if isinstance(tree, Operation) and tree.primitive == "divide":
        if arrays is not None and arrays.of(tree.operands[1]):
            return PRODUCT
        # A fraction stands for itself, but not under a power; a sign stands before it.
        return ATOM - 1 if without_sign(tree.operands[0]) is None else SIGN
    if isinstance(tree, Call):
        return PRODUCT if is_sum(tree) else call_level(entry_of(tree)) if is_whole(tree) else ATOM
    if isinstance(tree, Number) and "e" in tree.text:
        return POWER if tree.text.startswith("1e") else PRODUCT
    return level(tree)


@cache
def call_level(row: Entry) -> int:
    """How tightly a function's form binds, by the signs in it that no bracket encloses."""
    text = row.form.format(**dict.fromkeys((*row.names, *row.statics), "u"))
    while text != (shorter := re.sub(r"\\left\|.*?\\right\||\([^()]*\)|\{[^{}]*\}|\[[^]]*\]", "", text)):
        text = shorter
    if r"\bmod" in text:
        return COMPARISON  # beside any other sign it has parentheses
    if re.search(r" [+-] |\^ u|u u|\\cdot|\\o?times", text):
        return SUM  # a factor beside a product of two would belong to one of them
    if row.form.startswith(LOGARITHM):
        return PRODUCT
    if text.startswith("\\frac"):
        return ATOM - 1
    if re.search(r"u e|u \\", text):
        return PRODUCT
    if row.form.endswith(POSTFIX_SIGNS):
        return POSTFIX
    return POWER if "^" in text and row.form[-1] != ")" else ATOM


def compares_equal(tree: Tree) -> bool:
    """Whether a condition has an `=`, which would begin an equation were the condition the whole formula."""
    parts = [tree]
    while parts:
        part = parts.pop()
        if isinstance(part, Comparison) and "equal" in part.comparators:
            return True
        if isinstance(part, Operation) and level(part) < COMPARISON:
            parts.extend(part.operands)
    return False


def has_norm(tree: Tree) -> bool:
    """Whether a tree ends with the bars of a norm, below which a power would be a sum of squares."""
    return isinstance(tree, Call) and is_whole(tree) and entry_of(tree).form.endswith(r"\right\|")


def is_plain(tree: Tree) -> bool:
    """Whether a tree is a number without a power of ten."""
    return isinstance(tree, Number) and "e" not in tree.text


def is_short(tree: Tree | None) -> bool:
    """Whether a function that stands before its argument needs no parentheses for this one."""
    return isinstance(tree, Name) or (tree is not None and is_plain(tree))


def ends_bare(tree: Tree) -> bool:
    """Whether what a factor ends with would take the next one: `\\sin x`, `\\sin^{2} x`, `\\ln \\Phi(x)`."""
    match tree:
        case Operation(primitive="power", operands=(base, Number(text=text))) if text.isdigit():
            tree = base
    if is_bare(tree):
        return is_short(tree.children[0])
    return isinstance(tree, Call) and is_whole(tree) and entry_of(tree).form.startswith(LOGARITHM)


def is_bare(tree: Tree | None) -> bool:
    """Whether a tree is a function that stands before its argument without parentheses: `\\sin x`."""
    if not isinstance(tree, Call) or tree.index is not None or len(tree.arguments) != 1 or not is_whole(tree):
        return False
    pieces = pieces_of(entry_of(tree))
    return (
        not BIG.search(pieces[0][0])
        and not pieces[0][0].startswith(LOGARITHM)
        and len(pieces) == 2
        and not pieces[1][0].strip()
        and bool(BARE.search(pieces[0][0]))
    )


def is_sum(tree: Tree) -> bool:
    """Whether a tree is a sum or product, over an index or of all elements."""
    if not isinstance(tree, Call) or not is_whole(tree):
        return False
    return tree.index is not None or (len(tree.arguments) == 1 and has_big_sign(entry_of(tree)))


@cache
def has_big_sign(row: Entry) -> bool:
    return any(BIG.search(text.partition("e^")[0]) for text, _ in pieces_of(row))


def begins_with_sign(tree: Tree) -> bool:
    """Whether a factor begins with a sign, which would stand beside that of the product."""
    if isinstance(tree, Operation) and tree.primitive == "divide":
        return without_sign(tree) is not None
    return isinstance(tree, Operation) and tree.primitive == "negative"


def without_sign(tree: Tree) -> Tree | None:
    """A product or quotient without the sign of its first factor, None where that has none."""
    if isinstance(tree, Operation) and tree.primitive == "divide":
        above = without_sign(tree.operands[0])
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


def is_whole(call: Call) -> bool:
    """Whether a call has all arguments of a function that is known.

    A step of a trace shows a node's operands and nothing else; a program defines functions.
    """
    return _entry(call.function, len(call.arguments)) is not None


def entry_of(call: Call) -> Entry:
    """The function of a whole call."""
    entry = _entry(call.function, len(call.arguments))
    assert entry is not None
    return entry


@lru_cache(1024)
def _entry(function: str, count: int) -> Entry | None:
    """The function of a name that takes so many arguments; None where none does."""
    return next((row for row in FUNCTIONS.get(function, ()) if row.takes(count)), None)


@cache
def pieces_of(row: Entry) -> list[tuple[str, str | None]]:
    """The row's form as texts, each with the parameter after it; the last has none."""
    pieces: list[tuple[str, str | None]] = []
    before = ""
    for text, name, _, _ in Formatter().parse(row.form):  # which ends a piece at each doubled brace, too
        before += text
        if name is not None:
            pieces.append((before, name))
            before = ""
    return [*pieces, (before, None)]
