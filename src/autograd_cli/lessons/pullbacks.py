"""What a node passes back to an operand, as a tree.

Takes: the text that a trace has of it, `scatter(g, x, 0:3)`. Returns: a tree. A slice may be an argument of it, which
it is in no formula that is typed.
"""

import re

from autograd_cli.syntax.ast import Index, Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute

SLICE = re.compile(r"(?<=, )-?\d*:-?\d*(?::-?\d+)?(?=[,)])")


def pullback_tree(text: str) -> Tree:
    """The tree of what is passed back.

    Example:
        >>> from autograd_cli.syntax.unparse import unparse
        >>> unparse(pullback_tree("scatter(g*2, x, 0:3, 1)"))
        'scatter(g*2, x, 0:3, 1)'
    """
    slices: dict[str, Tree] = {}

    def kept(found: re.Match[str]) -> str:
        name = f"slice_{len(slices)}"
        index = parse_expression(f"x[{found[0]}]")
        assert isinstance(index, Index)
        (slices[name],) = index.subscripts
        return name

    tree = parse_expression(SLICE.sub(kept, text))
    return substitute(tree, slices) if slices else tree
