"""DOT, for Graphviz: values above the edges, gradients below them, as CS231n draws its circuits.

In: a `Drawing`. Out: a digraph. An edge leaves a node with the node's value and its gradient; the output has its own.
"""

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.numerals import number_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.drawing import Drawing, Vertex


def render(report: Drawing, page: Page) -> str:
    """The digraph, from left to right."""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    lines = ["digraph autograd {", "  rankdir=LR;", '  node [shape=circle, fontname="Helvetica"];', '  edge [fontname="Helvetica"];']
    for vertex in report.nodes:
        shape = "" if vertex.operands else ", shape=plaintext"
        lines.append(f"  n{vertex.node} [label={quoted(symbol(vertex))}{shape}];")
    for arrow in report.edges:
        partial = f", headlabel={quoted(number_text(arrow.partial))}" if page.partials and arrow.partial is not None else ""
        lines.append(f"  n{arrow.operand} -> n{arrow.user} [label={numbers(vertices[arrow.operand])}{partial}];")
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


def numbers(vertex: Vertex) -> str:
    """The value above, the gradient in red below."""
    value = f'<font color="darkgreen">{number_text(vertex.value)}</font>'
    gradient = "" if vertex.gradient is None else f'<br/><font color="red">{number_text(vertex.gradient)}</font>'
    return f"<{value}{gradient}>"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
