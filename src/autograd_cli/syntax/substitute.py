"""A tree with names replaced by trees: the table's conditions, told in the words of the formula at hand.

In: a small tree of our own and trees for some of its names. Out: a new tree. It is meant for texts of the table, which
are shallow, and so it recurses.
"""

from collections.abc import Mapping
from dataclasses import replace

from autograd_cli.syntax.ast import Call, Comparison, Index, Name, Operation, Tree, Vector


def substitute(tree: Tree, trees: Mapping[str, Tree]) -> Tree:
    """The tree in which every name that has an entry is replaced by it."""
    match tree:
        case Name(name=name):
            return trees.get(name, tree)
        case Operation(operands=operands) | Comparison(operands=operands):
            return replace(tree, operands=tuple(substitute(operand, trees) for operand in operands))
        case Call(arguments=arguments):
            return replace(tree, arguments=tuple(substitute(argument, trees) for argument in arguments))
        case Vector(items=items):
            return replace(tree, items=tuple(substitute(item, trees) for item in items))
        case Index(base=base):
            return replace(tree, base=substitute(base, trees))
        case _:
            return tree
