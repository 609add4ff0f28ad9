"""Graphs as trees on a terminal, by Rich.

In: a drawing and the page. Out: text, with colours where the page has them. It stands apart from tables, which are
printed without what a drawing needs.
"""

from rich.cells import cell_len
from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from autograd_cli.formats import Page
from autograd_cli.formats.branches import GUIDE, Branch, branches
from autograd_cli.formats.terminal import draw
from autograd_cli.lessons.drawing import Drawing


def tree(report: Drawing, page: Page) -> str:
    """The graph as trees, the first from the result down."""
    roots: list[Tree] = []
    # By depth, the line that the next one below it belongs to.
    above: list[Tree] = []
    for branch in branches(report, page):
        line = Text.assemble(*_fitted(branch, page.width))
        del above[branch.depth :]
        if above:
            above.append(above[-1].add(line))
        else:
            above.append(Tree(line, guide_style="dim"))
            roots += above
    return draw(Group(*roots), page)


def _fitted(branch: Branch, width: int | None) -> list[tuple[str, str]]:
    """The words of a line; what begins with blanks is on a line of its own where all together have no room."""
    parts = [*branch.parts]
    if width is None or GUIDE * branch.depth + sum(cell_len(text) for text, _ in parts) <= width:
        return parts
    return [(f"\n{text.lstrip()}" if text.startswith("  ") else text, style) for text, style in parts]
