"""DOT, for Graphviz: values above the edges, gradients below them, as CS231n draws its circuits.

In: a `Drawing`. Out: a digraph. An edge leaves a node with the node's value and its gradient; the output has its own.
"""

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.numerals import short_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.drawing import Drawing, Vertex

FONT = 'fontname="Helvetica"'


def render(report: Drawing, page: Page) -> str:
    """The digraph, from left to right."""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    lines = ["digraph autograd {", "  rankdir=LR;", f"  node [shape=circle, {FONT}];", f"  edge [{FONT}];"]
    for vertex in report.nodes:
        shape = ("" if vertex.operands else ", shape=plaintext") + (
            "" if vertex.selected else ", color=gray, fontcolor=gray"
        )
        lines.append(f"  n{vertex.node} [label={quoted(symbol(vertex))}{shape}];")
    for arrow in report.edges:
        partial = arrow.partial if page.partials else None
        lines.append(f"  n{arrow.operand} -> n{arrow.user} [label={numbers(vertices[arrow.operand], partial)}];")
    name = quoted(visible(report.output or "result"))
    lines.append(f"  result [label={name}, shape=plaintext];")
    lines.append(f"  n{report.result} -> result [label={numbers(vertices[report.result])}];")
    return "\n".join([*lines, "}"])


def symbol(vertex: Vertex) -> str:
    """What stands in a node: an operator's sign, a function's name, a leaf's own name."""
    if not vertex.operands:
        return visible(vertex.label)
    row = PRIMITIVES[vertex.primitive]
    return row.operator or row.call


def numbers(vertex: Vertex, partial: float | None = None) -> str:
    """The value above in green, the gradient below in red, under it the local partial of the edge."""
    value = f'<font color="darkgreen">{short_text(vertex.value)}</font>'
    gradient = "" if vertex.gradient is None else f'<br/><font color="red">{short_text(vertex.gradient)}</font>'
    local = "" if partial is None else f'<br/><font color="blue">× {short_text(partial)}</font>'
    return f"<{value}{gradient}{local}>"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
