"""Forms of LaTeX that are settled by what they are made of: products by their axes, signs, elements below a sum.

Takes: the text, a form, and trees of the language. Returns: the tree that the form is, or the error with its readings.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from autograd_cli.errors import Source, Span, refuse
from autograd_cli.primitives import CONSTANTS, FUNCTIONS
from autograd_cli.syntax.ast import Call, Index, Name, Number, Operation, Tree
from autograd_cli.syntax.builder import Enclosed
from autograd_cli.syntax.notations.latex_nodes import Product, Subscripted
from autograd_cli.syntax.notations.ranks import Ranks, is_row


def product(source: Source, axes: Ranks, sign: str, left: Tree, right: Tree, span: Span) -> Tree:
    """The product of two factors, by the numbers of their axes."""
    ranks = (axes.of(left), axes.of(right))
    text = source.slice(span)
    if 0 in ranks or sign in (r"\odot", "*"):
        return Operation(span, "multiply", (left, right))
    if sign == r"\times":
        if ranks != (1, 1):
            refuse("ambiguous", "latex-vectors", span, text=text)
        return Call(span, "cross", (left, right), span, sign)
    if ranks == (1, 1) and not is_row(left):
        if is_row(right):
            return Call(span, "outer", (left, right), span, sign or " ")
        if sign != r"\cdot":
            refuse("ambiguous", "latex-vectors", span, text=text)
        return Call(span, "dot", (left, right), span, sign)
    return Operation(span, "matmul", (left, right))


def negated(source: Source, node: Operation, inner: Tree) -> Tree:
    r"""A sign, which belongs to the first factor, as in the language: `-2x` is `-2*x`, `-\frac{a}{b}` is `-a/b`."""
    spine: list[Operation] = []
    first = inner
    while isinstance(first, Operation) and first.primitive in ("multiply", "divide", "matmul"):
        if isinstance(first.span, Enclosed) and not source.text.startswith("\\", first.span.start):
            break
        spine.append(first)
        first = first.operands[0]
    made: Tree = replace(node, operands=(first,))
    for one in reversed(spine):
        made = replace(one, span=Span(node.span.start, one.span.stop), operands=(made, one.operands[1]))
    return made


def element(source: Source, node: Subscripted, indices: Mapping[str, int]) -> Tree:
    """`x_i` below a sum over i: counted from 0 where the sum begins there, else from 1."""
    groups: list[list[str]] = [[]]
    for part in node.parts:
        if part == ",":
            groups.append([])
        else:
            groups[-1].append(part)
    subscripts: list[Tree] = []
    for group in groups:
        first = group[0] if group else ""
        if first not in indices or (len(group) > 1 and (indices[first] or len(group) != 3)):
            refuse("ambiguous", "latex-element", node.span, text=source.slice(node.span))
        place: Tree = Name(node.span, first)
        if len(group) == 3:
            sign = {"+": "add", "-": "subtract"}.get(group[1])
            if sign is None or not group[2].isdigit():
                refuse("ambiguous", "latex-element", node.span, text=source.slice(node.span))
            place = Operation(node.span, sign, (place, Number(node.span, group[2])))
        elif indices[first]:
            place = Operation(node.span, "subtract", (place, Number(node.span, "1")))
        subscripts.append(place)
    return Index(node.span, Name(node.span, node.base), tuple(subscripts))


def check_run(text: str, span: Span, letters: Sequence[tuple[str, Span]], names: Collection[str]) -> None:
    """Refuses letters side by side that may be one name, or a differential."""
    if len(text) < 2:
        return
    others = [other for other, place in letters if place != span]
    elsewhere = {letter for other in others for letter in (other if _is_no_differential(other) else other[1:])}
    unknown = [letter for letter in text if letter not in names and letter not in elsewhere]
    if not unknown:
        return
    if text[0] == "d" and len(text) == 2 and "d" in unknown:
        refuse("syntax", "latex-differential", span, text=text)
    if len(text) > 2 or text in FUNCTIONS or text in CONSTANTS:
        upright = rf"\operatorname{{{text}}}" if text in FUNCTIONS else rf"\mathrm{{{text}}}"
        refuse("ambiguous", "two-readings", span, text=text, first=upright, second=" ".join(text))


def _is_no_differential(run: str) -> bool:
    return len(run) != 2 or run[0] != "d"


def is_differential(fraction: Operation) -> bool:
    """Whether a fraction has a `d` in front, above and below, as a derivative has."""
    return all(_leads_with_d(side) for side in fraction.operands)


def _leads_with_d(tree: Tree) -> bool:
    while isinstance(tree, Product) or (isinstance(tree, Operation) and tree.primitive == "power"):
        tree = tree.operands[0]
    return isinstance(tree, Name) and tree.name == "d"
