"""Mermaid, which GitHub and many notebooks draw: the graph with values and gradients on its edges."""

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.dot import local, symbol
from autograd_cli.numerals import brief_text, shape_text
from autograd_cli.report.drawing import Drawing, Vertex


def render(report: Drawing, page: Page) -> str:
    """The flowchart, from left to right."""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    lines = ["flowchart LR"]
    for vertex in report.nodes:
        left, right = ("((", "))") if vertex.operands else ("[", "]")
        label = "<br/>".join(filter(None, (symbol(vertex), shape_text(vertex.shape))))
        lines.append(f"  n{vertex.node}{left}{quoted(label)}{right}")
    for arrow in report.edges:
        effect = local(arrow) if page.partials else None
        partial = "" if effect is None else f"<br/>{effect}"
        lines.append(f"  n{arrow.operand} -->|{quoted(numbers(vertices[arrow.operand]) + partial)}| n{arrow.user}")
    lines.append(f"  result[{quoted(visible(report.output or 'result'))}]")
    lines.append(f"  n{report.output_node} -->|{quoted(numbers(vertices[report.output_node]))}| result")
    return "\n".join(lines)


def numbers(vertex: Vertex) -> str:
    """Value above, gradient below."""
    gradient = "" if vertex.gradient is None else f"<br/>{brief_text(vertex.gradient)}"
    return brief_text(vertex.value) + gradient


def quoted(text: str) -> str:
    """Text in quotes, where Mermaid reads nothing but entities."""
    escaped = text.replace("#", "#35;").replace('"', "#quot;")
    return f'"{escaped}"'
