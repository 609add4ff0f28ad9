"""Tables for a terminal; the one importer of Rich.

In: a report and the page. Out: text, with colours where the page has them. User text is never read as markup; without a
terminal nothing is cut or wrapped.
"""

import io
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from autograd_cli.errors import visible
from autograd_cli.formats import Page
from autograd_cli.formats.dot import local, symbol
from autograd_cli.formats.layout import Section, document
from autograd_cli.numerals import brief_text, shape_text
from autograd_cli.report.drawing import Arrow, Drawing, Vertex

# Wider than any text; what a page without a width is laid out for.
UNLIMITED = 1_000_000


def table(report: Any, page: Page) -> str:
    """A headline, the tables below it, a footnote."""
    content = document(report)
    parts: list[RenderableType] = []
    if content.headline is not None:
        name, text = content.headline
        parts.append(Text.assemble((name, "bold"), content.sign, (text, "bold green")))
    for section in content.sections:
        parts += [""] if parts else []
        parts += [Text(section.title, "bold")] if section.title else []
        parts.append(_table(section))
    if content.figure:
        parts += ["", Text(content.figure)]
    if content.footnote:
        parts += ["", Text(content.footnote, "dim")]
    return draw(Group(*parts), page)


def tree(report: Drawing, page: Page) -> str:
    """The graph as a tree from the result down; a shared node is drawn once, and then referred to by its label."""
    vertices = {vertex.node: vertex for vertex in report.nodes}
    partials = {(arrow.user, arrow.operand): arrow for arrow in report.edges}
    root = Tree(_vertex(vertices[report.output_node], None), guide_style="dim")
    drawn = {report.output_node}
    # In the order of the lines, so that what is `above` is above.
    stack = [(root, report.output_node, operand) for operand in reversed(vertices[report.output_node].operands)]
    while stack:
        branch, user, operand = stack.pop()
        child = vertices[operand]
        if not child.selected:
            branch.add(Text(f"{visible(child.label)} (not selected)", "dim"))
            continue
        arrow = partials.get((user, operand)) if page.partials else None
        if operand in drawn and child.operands:
            branch.add(Text.assemble((visible(child.label), "cyan"), (" (above)", "dim")))
            continue
        drawn.add(operand)
        below = branch.add(_vertex(child, arrow))
        stack += [(below, operand, own) for own in reversed(child.operands)]
    return draw(root, page)


def _vertex(vertex: Vertex, arrow: Arrow | None) -> Text:
    """A node's line: what it is, its value, its gradient, the local partial of the edge above it."""
    parts: list[str | tuple[str, str]] = [(visible(vertex.label), "cyan")]
    if vertex.operands:
        parts += [" ", (symbol(vertex), "bold")]
    if vertex.shape:
        parts += [" ", (shape_text(vertex.shape), "dim")]
    parts += [" = ", (brief_text(vertex.value), "green")]
    if vertex.gradient is not None:
        parts += ["  gradient ", (brief_text(vertex.gradient), "red")]
    if arrow is not None and (effect := local(arrow)) is not None:
        parts += ["  local ", (effect.removeprefix("× "), "magenta")]
    return Text.assemble(*parts)


def draw(what: RenderableType, page: Page) -> str:
    """The text of something Rich can draw."""
    text = io.StringIO()
    console = Console(
        file=text,
        width=page.width or UNLIMITED,
        force_terminal=page.color,
        no_color=not page.color,
        color_system="standard" if page.color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(what, soft_wrap=page.width is None)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def _table(section: Section) -> Table:
    headed = any(section.headings)
    drawn = Table(
        box=box.SIMPLE_HEAD if headed else None,
        show_header=headed,
        show_edge=False,
        pad_edge=False,
        header_style="dim",
        padding=(0, 1) if headed else (0, 2, 0, 0),
    )
    for heading, numeric in zip(section.headings, section.numeric, strict=True):
        drawn.add_column(Text(heading), justify="right" if numeric else "left", overflow="fold")
    for row in section.rows:
        drawn.add_row(*[Text(cell, "cyan" if code else "") for cell, code in zip(row, section.code, strict=True)])
    return drawn
