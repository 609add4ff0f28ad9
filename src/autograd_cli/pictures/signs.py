"""What a gate shows: its sign, the constants that are part of it, and the words at its inputs where their order counts.

Takes: vertices of a `Drawing`. Returns: texts. The signs with a constant in them are those of CS231n, `*-1` and
`+1`, but with a dot for the operand where it writes `1/x`: an input may have that name.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from autograd_cli.errors import visible
from autograd_cli.formats.drawings import symbol
from autograd_cli.graphs.graph import CONSTANT, INPUT
from autograd_cli.lessons.drawing import Vertex
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.wording.languages import ENGLISH, translated

# The words at the inputs of an operator, where their order counts; a function has the names of its parameters.
MARKS: Mapping[str, tuple[str, ...]] = {
    "-": ("+", "−"),
    "/": ("num.", "den."),
    "^": ("base", "exponent"),
    "where": ("if", "then", "else"),
    "@": ("left", "right"),
    "<": ("left", "right"),
    "<=": ("left", "right"),
    ">": ("left", "right"),
    ">=": ("left", "right"),
}
# The order of their inputs does not count.
SYMMETRIC = frozenset(["+", "*", "==", "!=", "and", "or", "hypot", "logaddexp", "dot", "mse"])
LONGEST_EXPONENT = 5
# The kind of a node that is a group of gates.
FOLDED = "folded"


class Sign(NamedTuple):
    """A gate's sign, and the places of the operands that are part of it."""

    text: str
    folded: tuple[int, ...] = ()


def is_constant(vertex: Vertex) -> bool:
    """Whether a node is a constant that has no gradient: each of its uses may be drawn on its own."""
    return not vertex.operands and vertex.primitive != INPUT and vertex.gradient is None and vertex.adjoint is None


def sign(vertex: Vertex, operands: Sequence[Vertex], language: str = ENGLISH) -> Sign:
    """The sign of a gate. A constant 1, and the exponent of a power, are part of it."""
    if vertex.primitive == FOLDED:
        return Sign(visible(vertex.operation))
    text = symbol(vertex)
    ones = [place for place, one in enumerate(operands) if _is_number(one) and one.label == "1"]
    match text, len(operands), ones:
        case "-", 1, _:
            return Sign("*-1")
        case "+", 2, [place]:
            return Sign("+1", (place,))
        case "-", 2, [1]:
            return Sign("-1", (1,))
        case "-", 2, [0]:
            return Sign("1-·", (0,))
        case "/", 2, [0]:
            return Sign("1/·", (0,))
        case "^", 2, _ if _is_number(operands[1]) and len(operands[1].label) <= LONGEST_EXPONENT:
            return Sign(f"^{operands[1].label}", (1,))
    notation = PRIMITIVES[vertex.primitive].notation
    if notation == "subscript" and vertex.payload:
        return Sign(f"[{visible(vertex.payload)}]")
    return Sign(translated("transpose", language) if notation == "postfix" else text)


def marks(vertex: Vertex, count: int, language: str = ENGLISH) -> tuple[str, ...]:
    """The word at each input of a gate; none where the order does not count."""
    if count < 2 or vertex.primitive == FOLDED:
        return ("",) * count
    row = PRIMITIVES[vertex.primitive]
    text = symbol(vertex)
    if text in SYMMETRIC or (row.variadic and row.tie):
        return ("",) * count
    words = tuple(_mark(word, language) for word in MARKS.get(text, ())) or (() if row.variadic else row.names)
    return words if len(words) == count else tuple(map(str, range(1, count + 1)))


def _mark(word: str, language: str) -> str:
    """A word at an input, which elsewhere may mean something else; a sign stays as it is."""
    return word if language == ENGLISH or not word[0].isalpha() else translated(f"input: {word}", language)


def _is_number(vertex: Vertex) -> bool:
    return vertex.primitive == CONSTANT and is_constant(vertex) and not vertex.shape
