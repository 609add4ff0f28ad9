"""A tree with names replaced by trees: the table's conditions, told in the words of the formula at hand.

In: a small tree of our own and trees for some of its names. Out: a new tree. It is meant for texts of the table, which
are shallow, and so it recurses.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from autograd_cli.syntax.ast import Call, Comparison, Index, Name, Operation, Tree, Vector


def substitute(tree: Tree, trees: Mapping[str, Tree]) -> Tree:
    """The tree in which every name that has an entry is replaced by it."""
    if isinstance(tree, Name):
        return trees.get(tree.name, tree)
    return with_parts(tree, lambda part: substitute(part, trees))


def with_parts(tree: Tree, changed: Callable[[Tree], Tree]) -> Tree:
    """The tree with its parts changed."""
    match tree:
        case Operation(operands=operands) | Comparison(operands=operands):
            return replace(tree, operands=tuple(map(changed, operands)))
        case Call(arguments=arguments):
            return replace(tree, arguments=tuple(map(changed, arguments)))
        case Vector(items=items):
            return replace(tree, items=tuple(map(changed, items)))
        case Index(base=base):
            return replace(tree, base=changed(base))
        case _:
            return tree
