"""Mermaid, which GitHub and many notebooks draw: the graph with values and gradients on its edges."""

from collections.abc import Sequence

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.dot import local, sums_at_forks, symbol
from autograd_cli.formats.notation import Notation
from autograd_cli.numerals import Values, shape_text
from autograd_cli.report.drawing import RULES, Drawing

ENTITIES = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"})


def render(report: Drawing, page: Page) -> str:
    """The flowchart, from left to right."""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    notation = Notation(page.significant)
    sums = sums_at_forks(report, notation)
    lines = ["flowchart LR"]
    for vertex in report.nodes:
        left, right = ("((", "))") if vertex.operands else ("[", "]")
        words = (symbol(vertex), shape_text(vertex.shape), sums.get(vertex.node))
        label = "<br/>".join(map(escaped, filter(None, words)))
        lines.append(f"  n{vertex.node}{left}{quoted(label)}{right}")
    for arrow in report.edges:
        operand = vertices[arrow.operand]
        if not operand.selected:
            lines.append(f"  n{arrow.operand} -.-> n{arrow.user}")
            continue
        effect = local(arrow, notation) if page.partials or report.stage == RULES else None
        label = numbers((operand.value, arrow.contribution), notation, effect)
        lines.append(f"  n{arrow.operand} -->{label} n{arrow.user}")
    result = vertices[report.output_node]
    lines.append(f"  result[{quoted(escaped(report.output or 'result'))}]")
    lines.append(f"  n{result.node} -->{numbers((result.value, result.gradient), notation)} result")
    return "\n".join(lines)


def numbers(pair: Sequence[Values | None], notation: Notation, effect: str | None = None) -> str:
    """The label of an edge: value above, gradient below, under it what the edge does to a gradient; none without."""
    lines = [notation.brief(one) for one in pair if one is not None] + ([escaped(effect)] if effect else [])
    return f"|{quoted('<br/>'.join(lines))}|" if lines else ""


def escaped(text: str) -> str:
    """Text in which Mermaid, and the browser after it, read nothing but entities."""
    return visible(text).translate(ENTITIES)


def quoted(text: str) -> str:
    return f'"{text}"'
