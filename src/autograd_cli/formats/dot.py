"""DOT, for Graphviz: values above the edges, gradients below them, as CS231n draws its circuits.

In: a `Drawing`. Out: a digraph. An edge leaves a node with the node's value and its gradient; the output has its own.
"""

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.numerals import brief_text, shape_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.drawing import Arrow, Drawing, Vertex

FONT = 'fontname="Helvetica"'


def render(report: Drawing, page: Page) -> str:
    """The digraph, from left to right."""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    lines = ["digraph autograd {", "  rankdir=LR;", f"  node [shape=circle, {FONT}];", f"  edge [{FONT}];"]
    for vertex in report.nodes:
        shape = ("" if vertex.operands else ", shape=plaintext") + (
            "" if vertex.selected else ", color=gray, fontcolor=gray"
        )
        label = quoted("\n".join(filter(None, (symbol(vertex), shape_text(vertex.shape)))))
        lines.append(f"  n{vertex.node} [label={label}{shape}];")
    for arrow in report.edges:
        partial = local(arrow) if page.partials else None
        lines.append(f"  n{arrow.operand} -> n{arrow.user} [label={numbers(vertices[arrow.operand], partial)}];")
    name = quoted(visible(report.output or "result"))
    lines.append(f"  result [label={name}, shape=plaintext];")
    lines.append(f"  n{report.output_node} -> result [label={numbers(vertices[report.output_node])}];")
    return "\n".join([*lines, "}"])


def symbol(vertex: Vertex) -> str:
    """What stands in a node: an operator's sign, a function's name, a leaf's own name."""
    if not vertex.operands:
        return visible(vertex.label)
    row = PRIMITIVES[vertex.primitive]
    return row.operator or row.call


def local(arrow: Arrow) -> str | None:
    """What an edge does to a gradient: `× 4`, or the pullback; None where no derivative flows."""
    if arrow.partial is not None:
        return f"× {brief_text(arrow.partial)}"
    return arrow.pullback


def numbers(vertex: Vertex, partial: str | None = None) -> str:
    """The value above in green, the gradient below in red, under it what the edge does to a gradient."""
    value = colored("darkgreen", brief_text(vertex.value))
    gradient = "" if vertex.gradient is None else f"<br/>{colored('red', brief_text(vertex.gradient))}"
    below = "" if partial is None else f"<br/>{colored('blue', partial)}"
    return f"<{value}{gradient}{below}>"


def colored(color: str, text: str) -> str:
    escaped = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<font color="{color}">{escaped}</font>'


def quoted(text: str) -> str:
    """Text in quotes; a newline is written as DOT has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
