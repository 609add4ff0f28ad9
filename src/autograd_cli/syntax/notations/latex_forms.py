"""Forms of LaTeX that are settled by what they are made of: products by their axes, signs, elements below a sum.

Takes: the text, a form, and trees of the language. Returns: the tree that the form is, or the error with its readings.
"""

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace

from autograd_cli.errors import Source, Span, refuse
from autograd_cli.primitives import CONSTANTS, FUNCTIONS
from autograd_cli.syntax.ast import Call, Comparison, Name, Number, Operation, Tree
from autograd_cli.syntax.builder import Enclosed
from autograd_cli.syntax.notations.latex_nodes import Application, Grouped, Product
from autograd_cli.syntax.ranks import Ranks

# Functions whose logarithm is a function of its own, which has more digits and does not overflow.
LOGARITHMS = {
    "det": "logdet",
    "beta": "lbeta",
    "normal_cdf": "log_normal_cdf",
    "sigmoid": "log_sigmoid",
    "softmax": "log_softmax",
}
# What the tensor product of two vectors is, and that of two matrices.
TENSOR_PRODUCTS = {(1, 1): "outer", (2, 2): "kron"}


def product(source: Source, axes: Ranks, sign: str, left: Tree, right: Tree, span: Span) -> Tree:
    """The product of two factors, by the numbers of their axes."""
    ranks = (axes.of(left), axes.of(right))
    text = source.slice(span)
    if sign == r"\oslash":
        return Operation(span, "divide", (left, right))
    if sign == r"\otimes":
        if ranks not in TENSOR_PRODUCTS:
            refuse("ambiguous", "latex-tensor-product", span, text=text)
        return Call(span, TENSOR_PRODUCTS[ranks], (left, right), span, sign)
    if sign in (r"\cdot", r"\times") and isinstance(left, Number) and not isinstance(left.span, Enclosed):
        number = _with_power_of_ten(left, right)
        if number is not None:
            return number
    if 0 in ranks or sign in (r"\odot", "*"):
        return Operation(span, "multiply", (left, right))
    if sign == r"\times":
        if ranks != (1, 1):
            refuse("ambiguous", "latex-vectors", span, text=text)
        return Call(span, "cross", (left, right), span, sign)
    if ranks == (1, 1):
        rows = is_row(axes, left), is_row(axes, right)
        if rows == (False, True):
            column = right.operands[0] if isinstance(right, Operation) and right.primitive == "transpose" else right
            return Call(span, "outer", (left, column), span, sign or " ")
        if rows[0] == rows[1] and sign != r"\cdot":
            refuse("ambiguous", "latex-vectors", span, text=text)
        if rows[0] == rows[1]:
            return Call(span, "dot", (left, right), span, sign)
    match left:
        case Call(function="inv", sign="^{-1}", arguments=(matrix,)):
            return Call(span, "solve", (matrix, right), left.span, "^{-1}")
    return Operation(span, "matmul", (left, right))


def joined(source: Source, tree: Call, axes: Ranks) -> Call:
    r"""The function that a logarithm of another is by itself: `\ln \det A`, `\ln \Phi(x)`, `\ln \sum e^x`.

    With parentheses, `\ln(\Phi(x))`, it is the logarithm of a value.
    """
    if any(sign in source.text[tree.name_span.stop : tree.arguments[0].span.start] for sign in "(["):
        return tree
    match tree.function, tree.arguments:
        case "log", (Call(function="abs", arguments=(Call(function="gamma", arguments=inner),)),):
            return replace(tree, function="lgamma", arguments=inner)
        case "log", (Call(function=function, arguments=inner),) if function in LOGARITHMS:
            return replace(tree, function=LOGARITHMS[function], arguments=inner)
        case "log", (Call(function="sum", arguments=(Call(function="exp", arguments=inner),)),) if (
            axes.of(inner[0]) == 1
        ):
            return replace(tree, function="logsumexp", arguments=inner)
        case _:
            return tree


def _with_power_of_ten(left: Number, right: Tree) -> Tree | None:
    r"""A number and the power of ten after it as one number, times what follows: `6.02 \cdot 10^{23} x`."""
    spine: list[Operation] = []
    first = right
    if "e" in left.text:
        return None
    while isinstance(first, Operation) and first.primitive == "multiply" and not isinstance(first.span, Enclosed):
        spine.append(first)
        first = first.operands[0]
    match first:
        case Number(text=text) if text.startswith("1e-"):
            exponent = text[2:]
        case Operation(primitive="power", operands=(Number(text="10"), Number(text=exponent))) if exponent.isdigit():
            pass
        case _:
            return None
    made: Tree = Number(Span(left.span.start, first.span.stop), f"{left.text}e{exponent}")
    return _rebuilt(spine, made, left.span.start)


def _rebuilt(spine: Sequence[Operation], first: Tree, start: int) -> Tree:
    """A chain of operations with another first operand, which begins at `start`."""
    made = first
    for one in reversed(spine):
        made = replace(one, span=Span(start, one.span.stop), operands=(made, one.operands[1]))
    return made


def is_row(axes: Ranks, tree: Tree) -> bool:
    """Whether a vector is a transposed one, as `w^T` and `2 w^T A` are, and `A^T x` is not."""
    row = False
    while isinstance(tree, Operation) and axes.of(tree) == 1:
        if tree.primitive == "transpose":
            row = not row
        if tree.primitive == "matmul":
            tree = tree.operands[0]
        else:
            tree = next(one for one in tree.operands if axes.of(one) == 1)
    return row


def applied(tree: Tree) -> Application | None:
    """The name before a parenthesis that a power, transpose or factorial is written behind, or that a tree is."""
    outermost = True
    while not isinstance(tree, Application):
        if isinstance(tree.span, Enclosed) and not outermost:
            return None
        match tree:
            case Operation(primitive="power" | "transpose", operands=(inner, *_)):
                tree = inner
            case Call(sign="!", arguments=(inner,)):
                tree = inner
            case _:
                return None
        outermost = False
    return tree if outermost or not isinstance(tree.span, Enclosed) else None


def factors(source: Source, tree: Tree, inner: Application) -> tuple[Tree, Tree]:
    """The factors of a name before a parenthesis; what stands behind that is of the second: `A(B + C)^{-1}`."""
    spine = []
    while isinstance(tree, Operation | Call):
        spine.append(tree)
        tree = tree.children[0]
    (argument,) = inner.arguments
    rest = replace(argument, span=parenthesis(source, inner))
    for one in reversed(spine):
        span = Span(rest.span.start, one.span.stop)
        if isinstance(one, Operation):
            rest = replace(one, span=span, operands=(rest, *one.operands[1:]))
        else:
            rest = replace(one, span=span, arguments=(rest,))
    return inner.head, rest


def parenthesis(source: Source, node: Application) -> Enclosed:
    """The place of the parenthesis behind a name, with it."""
    text, last = source.text, node.arguments[-1].span
    start = text.index("(", node.head.span.stop)
    return Enclosed(start, text.index(")", last.braces.stop if isinstance(last, Grouped) else last.stop) + 1)


def unsigned(tree: Tree) -> Tree:
    """What a sign is before, as in `1/-x`."""
    while isinstance(tree, Operation) and tree.primitive == "negative" and not isinstance(tree.span, Enclosed):
        (tree,) = tree.operands
    return tree


def negated(source: Source, node: Operation, inner: Tree) -> Tree:
    r"""A sign, which belongs to the first factor, as in the language: `-2x` is `-2*x`, `-\frac{a}{b}` is `-a/b`."""
    spine: list[Operation] = []
    first = inner
    while isinstance(first, Operation) and first.primitive in ("multiply", "divide", "matmul"):
        # Of a fraction the numerator, which is in braces, comes first.
        if type(first.span) is Enclosed and not source.text.startswith("\\", first.span.start):
            break
        spine.append(first)
        first = first.operands[0]
    return _rebuilt(spine, replace(node, operands=(first,)), node.span.start)


def check_runs(source: Source, letters: Sequence[tuple[str, Span]], names: Container[str]) -> None:
    """Refuses letters side by side that may be one name, or a differential."""
    counts = Counter(letter for text, _ in letters for letter in _of_names(text))
    for text, span in letters:
        below = re.search(r"_\s*\{\s*$", source.text[: span.start]) is not None
        _check_run(text, span, counts, names, below)


def _check_run(text: str, span: Span, counts: Counter[str], names: Container[str], below: bool) -> None:
    if len(text) < 2:
        return
    own = _of_names(text)
    unknown = [letter for letter in text if letter not in names and counts[letter] == (letter in own)]
    if not unknown:
        return
    if text[0] == "d" and len(text) == 2 and "d" in unknown:
        refuse("syntax", "latex-differential", span, text=text)
    if len(text) > 2 or text in FUNCTIONS or text in CONSTANTS:
        upright = rf"\operatorname{{{text}}}" if text in FUNCTIONS and not below else rf"\mathrm{{{text}}}"
        refuse("ambiguous", "two-readings", span, text=text, first=upright, second=" ".join(text))


def _of_names(run: str) -> set[str]:
    """The letters of a run, without the `d` of a differential."""
    return {*(run[1:] if len(run) == 2 and run[0] == "d" else run)}


def is_complement(one: Tree | None, other: Tree | None) -> bool:
    """Whether two conditions are such as `x >= 2` and `x < 2`."""
    opposite = {"less": "greater_equal", "less_equal": "greater", "equal": "not_equal"}
    opposite |= {second: first for first, second in opposite.items()}
    return (
        isinstance(one, Comparison)
        and isinstance(other, Comparison)
        and len(one.comparators) == len(other.comparators) == 1
        and opposite.get(one.comparators[0]) == other.comparators[0]
        and one.operands[0] == other.operands[0]
        and one.operands[1] == other.operands[1]
    )


def is_differential(fraction: Operation) -> bool:
    """Whether a fraction has a `d` in front, above and below, as a derivative has."""
    return all(_leads_with_d(side) for side in fraction.operands)


def _leads_with_d(tree: Tree) -> bool:
    while isinstance(tree, Product) or (isinstance(tree, Operation) and tree.primitive == "power"):
        tree = tree.operands[0]
    return isinstance(tree, Name) and tree.name == "d"
