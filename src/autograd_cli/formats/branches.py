"""The graph as trees: what the lines of a drawing in signs say, in order.

In: a `Drawing`. Out: a `Branch` a line, its depth and its words with their styles; and all of them as plain text. How
they are drawn on a terminal is decided elsewhere. A shared node is drawn once, and then referred to by its label; what
lies deeper than `DEEPEST`, or than a terminal has room for, has a tree of its own below, so that the text of a deep
graph does not grow with the square of its depth.
"""

from collections.abc import Iterator
from typing import NamedTuple

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.drawings import gradient_text, local
from autograd_cli.formats.functions_used import meanings
from autograd_cli.formats.notation import Notation
from autograd_cli.formats.traces import NOT_SELECTED
from autograd_cli.graphs.graph import NodeId
from autograd_cli.lessons.drawing import RULES, Arrow, Drawing, Vertex
from autograd_cli.lessons.gates import upstream_word
from autograd_cli.numerals import shape_text
from autograd_cli.wording.languages import translated

DEEPEST = 64
# The cells that a level takes, and those that are left for the words of a line on a terminal.
GUIDE, LEAST_ROOM = 4, 32
# What the formulas of contributions are made of.
UPSTREAM = "{name}: the gradient at the node one level up"


class Branch(NamedTuple):
    """A line: `last` among those of its node; `parts` are texts, each with its style."""

    depth: int
    last: bool
    parts: tuple[tuple[str, str], ...]


def branches(report: Drawing, page: Page) -> Iterator[Branch]:
    """The lines, a tree from the result down, then those of what lies too deep in it; the roots have depth 0."""
    notation = Notation(page.significant)
    effects = "contribution" if report.in_pullbacks else "local"
    effects = effects if page.partials or report.stage == RULES else ""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    arrows: dict[NodeId, list[Arrow]] = {}
    for edge in report.edges:
        arrows.setdefault(edge.user, []).append(edge)
    names = {node: one.name for one in report.groups if one.name in page.grouped for node in one.nodes}
    deepest = DEEPEST if page.width is None else max(1, min(DEEPEST, (page.width - LEAST_ROOM) // GUIDE))
    drawn: set[NodeId] = set()
    roots = [report.output_node]
    for root in roots:
        if root in drawn:
            continue
        # In the order of the lines, so that what is `above` is above.
        stack: list[tuple[int, bool, NodeId, Arrow | None]] = [(0, True, root, None)]
        while stack:
            depth, last, node, arrow = stack.pop()
            vertex = vertices[node]
            label = (visible(vertex.label), "cyan")
            if not vertex.selected:
                yield Branch(depth, last, ((f"{label[0]} {translated(NOT_SELECTED, page.language)}", "dim"),))
                continue
            if vertex.operands and (node in drawn or depth > deepest):
                place = translated("(above)" if node in drawn else "(below)", page.language)
                yield Branch(
                    depth, last, (label, (f" {place}", "dim"), *_gradient(vertex, arrow, effects, report, page))
                )
                roots += [node] if node not in drawn else []
                continue
            drawn.add(node)
            named = vertex.operands and vertex.operation != vertex.label
            operation = [(" = ", ""), (visible(vertex.operation), "bold")] if named else []
            shape = [(" ", ""), (shape_text(vertex.shape), "dim")] if vertex.shape else []
            value = [] if vertex.value is None else [(" = ", ""), (notation.brief(vertex.value), "green")]
            gradient = _gradient(vertex, arrow, effects, report, page)
            group = [(f"  {translated('group', page.language)} {names[node]}", "dim")] if node in names else []
            yield Branch(depth, last, (label, *operation, *shape, *value, *gradient, *group))
            below = arrows.get(node, [])
            stack += [(depth + 1, i == 0, one.operand, one) for i, one in enumerate(reversed(below))]
    if effects and report.in_pullbacks:
        pullbacks = [edge.pullback or "" for edge in report.edges]
        upstream = UPSTREAM.format(name=upstream_word(pullbacks))
        yield Branch(0, True, ((translated(upstream, page.language), "dim"),))
        for name, meaning in meanings(pullbacks):
            yield Branch(0, True, ((f"{name}: {translated(meaning, page.language)}", "dim"),))


def _gradient(vertex: Vertex, arrow: Arrow | None, effects: str, report: Drawing, page: Page) -> list[tuple[str, str]]:
    """What flows back through the edge above, and after the word `effects` how; of the result its adjoint."""
    notation = Notation(page.significant)
    gradient = translated(gradient_text(vertex, arrow, notation), page.language)
    parts = [(f"  {translated('gradient', page.language)} ", ""), (gradient, "red")] if gradient else []
    if effects and arrow is not None and (effect := local(arrow, notation, report.in_pullbacks)) is not None:
        parts += [(f"  {translated(effects, page.language)} ", ""), (effect.removeprefix("× "), "magenta")]
    return parts


def tree(report: Drawing, page: Page) -> str:
    """The graph as trees, the first from the result down."""
    lines: list[str] = []
    # By depth, whether a further branch follows there.
    open_guides: list[bool] = []
    for branch in branches(report, page):
        del open_guides[max(0, branch.depth - 1) :]
        guides = "".join("│   " if follows else "    " for follows in open_guides)
        if branch.depth:
            guides += "└── " if branch.last else "├── "
            open_guides.append(not branch.last)
        lines.append((guides + _text(branch)).rstrip())
    return "\n".join(lines)


def _text(branch: Branch) -> str:
    return "".join(text for text, _ in branch.parts)
