"""What a node and an edge of a drawing show in signs, whatever the format.

Takes: vertices and arrows. Returns: texts.
"""

from autograd_cli.errors import visible
from autograd_cli.formats.notation import Notation
from autograd_cli.lessons.drawing import Arrow, Vertex
from autograd_cli.primitives import PRIMITIVES


def symbol(vertex: Vertex) -> str:
    """What stands for a node: an operator's sign, a function's name, a leaf's own name."""
    if not vertex.operands:
        return visible(vertex.label)
    row = PRIMITIVES[vertex.primitive]
    return row.operator or row.call


def gradient_text(vertex: Vertex, arrow: Arrow | None, notation: Notation) -> str:
    """The gradient that an edge out of a node carries back, `80 of 81` where it is a part; without an edge, all of it.

    Empty where none flows.
    """
    carried = vertex.gradient if arrow is None else arrow.contribution
    if vertex.gradient is None or carried is None:
        return ""
    own, total = notation.brief(carried), notation.brief(vertex.gradient)
    return own if own == total else f"{own} of {total}"


def local(arrow: Arrow, notation: Notation, in_pullbacks: bool) -> str | None:
    """What an edge does to a gradient: `× 4`, in symbols `× y`, or the pullback; None where no derivative flows."""
    if in_pullbacks or arrow.formula is None:
        return arrow.pullback
    return f"× {arrow.formula if arrow.partial is None else notation.brief(arrow.partial)}"
