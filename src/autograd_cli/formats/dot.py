"""DOT, for Graphviz: values above the edges, gradients below them, as CS231n draws its circuits.

In: a `Drawing`. Out: a digraph. An edge leaves a node with the node's value and what flows back through the edge; where
several add up, the sum stands beside the node. The output has its own gradient. What a stage lacks is not there.
"""

from collections import Counter

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.notation import Notation
from autograd_cli.graph.graph import NodeId
from autograd_cli.numerals import shape_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.drawing import RULES, Arrow, Drawing, Vertex

FONT = 'fontname="Helvetica"'
UNSELECTED = "color=gray, fontcolor=gray"
# Of a sum at a fork so many terms are written.
MOST_TERMS = 6


def render(report: Drawing, page: Page) -> str:
    """The digraph, from left to right."""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    notation = Notation(page.significant)
    sums = sums_at_forks(report, notation)
    lines = ["digraph autograd {", "  rankdir=LR;", f"  node [shape=circle, {FONT}];", f"  edge [{FONT}];"]
    for vertex in report.nodes:
        shape = ("" if vertex.operands else ", shape=plaintext") + ("" if vertex.selected else f", {UNSELECTED}")
        label = quoted("\n".join(filter(None, (symbol(vertex), shape_text(vertex.shape)))))
        beside = f", xlabel=<{colored('red', sums[vertex.node])}>" if vertex.node in sums else ""
        lines.append(f"  n{vertex.node} [label={label}{shape}{beside}];")
    for arrow in report.edges:
        operand = vertices[arrow.operand]
        label = numbers(operand, notation, arrow, page.partials or report.stage == RULES)
        lines.append(f"  n{arrow.operand} -> n{arrow.user}{_attributes(label, operand.selected)};")
    name = quoted(visible(report.output or "result"))
    lines.append(f"  result [label={name}, shape=plaintext];")
    label = numbers(vertices[report.output_node], notation)
    lines.append(f"  n{report.output_node} -> result{_attributes(label)};")
    return "\n".join([*lines, "}"])


def _attributes(label: str, selected: bool = True) -> str:
    """The attributes of an edge, none where it has no label."""
    if not selected:
        return f" [{UNSELECTED}]"
    return f" [label=<{label}>]" if label else ""


def sums_at_forks(report: Drawing, notation: Notation) -> dict[NodeId, str]:
    """Of the nodes from which several edges carry a gradient back, their sum, as `81 = 80 + 1`; in symbols too."""
    if report.stage == RULES:
        uses = Counter(arrow.operand for arrow in report.edges if arrow.term is not None)
        forks = [vertex for vertex in report.nodes if uses[vertex.node] > 1]
        return {vertex.node: f"{vertex.adjoint} = {vertex.formula}" for vertex in forks}
    shares: dict[NodeId, list[str]] = {}
    for arrow in report.edges:
        if arrow.contribution is not None:
            shares.setdefault(arrow.operand, []).append(notation.brief(arrow.contribution))
    totals = {vertex.node: vertex.gradient for vertex in report.nodes}
    return {
        node: f"{notation.brief(total)} = {' + '.join(parts[:MOST_TERMS]).replace('+ -', '- ')}"
        + (" + ..." if len(parts) > MOST_TERMS else "")
        for node, parts in shares.items()
        if len(parts) > 1 and (total := totals[node]) is not None
    }


def gradient_text(vertex: Vertex, arrow: Arrow | None, notation: Notation) -> str:
    """The gradient that an edge out of a node carries back, `80 of 81` where it is a part; without an edge, all of it.

    Empty where none flows.
    """
    carried = vertex.gradient if arrow is None else arrow.contribution
    if vertex.gradient is None or carried is None:
        return ""
    own, total = notation.brief(carried), notation.brief(vertex.gradient)
    return own if own == total else f"{own} of {total}"


def symbol(vertex: Vertex) -> str:
    """What stands in a node: an operator's sign, a function's name, a leaf's own name."""
    if not vertex.operands:
        return visible(vertex.label)
    row = PRIMITIVES[vertex.primitive]
    return row.operator or row.call


def local(arrow: Arrow, notation: Notation) -> str | None:
    """What an edge does to a gradient: `× 4`, in symbols `× y`, or the pullback; None where no derivative flows."""
    if arrow.partial is not None:
        return f"× {notation.brief(arrow.partial)}"
    return arrow.pullback if arrow.formula is None else f"× {arrow.formula}"


def numbers(vertex: Vertex, notation: Notation, arrow: Arrow | None = None, partials: bool = False) -> str:
    """The value above in green, the gradient below in red, under it what the edge does to a gradient."""
    carried = vertex.gradient if arrow is None else arrow.contribution
    effect = local(arrow, notation) if partials and arrow is not None else None
    lines = (
        ("darkgreen", None if vertex.value is None else notation.brief(vertex.value)),
        ("red", None if carried is None else notation.brief(carried)),
        ("blue", effect),
    )
    return "<br/>".join(colored(color, text) for color, text in lines if text is not None)


def colored(color: str, text: str) -> str:
    escaped = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<font color="{color}">{escaped}</font>'


def quoted(text: str) -> str:
    """Text in quotes; a newline is written as DOT has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
