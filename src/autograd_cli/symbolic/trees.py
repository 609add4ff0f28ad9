"""Small laws on trees, for formulas that are shown as they come.

Takes: trees. Returns: a tree of the same value. What the whole of a derivative looks like is `rewrite.py`'s.
"""

from collections.abc import Mapping
from dataclasses import replace

from autograd_cli.syntax.ast import NOWHERE, Call, Name, Number, Operation, Tree


def times(adjoint: Tree, partial: Tree) -> Tree:
    """The product of an adjoint and a partial, written without needless factors and parentheses."""
    match partial:
        case Number(text="1"):
            return adjoint
        case Operation(primitive="negative", operands=(operand,)):
            return times(Operation(NOWHERE, "negative", (adjoint,)), operand)
        case Operation(primitive="multiply" | "divide" as primitive, operands=(first, second)):
            return Operation(NOWHERE, primitive, (times(adjoint, first), second))
        case _:
            return Operation(NOWHERE, "multiply", (adjoint, partial))


def scaled(adjoint: Tree, partial: Tree) -> Tree:
    """The same product with the number that the partial begins with before the adjoint: `3*g*y^2` for `g*3*y^2`."""
    match partial:
        case Number(text=text) if text != "1":
            return Operation(NOWHERE, "multiply", (partial, adjoint))
        case Operation(primitive="multiply" | "divide" as primitive, operands=(first, second)):
            return Operation(NOWHERE, primitive, (scaled(adjoint, first), second))
        case _:
            return times(adjoint, partial)


def spelled(tree: Tree, ranks: Mapping[str, int]) -> Tree:
    """A contribution without helpers of rules: a sum for what is summed to a number, and a vector of ones for what is
    spread; `ranks` has the axes of names."""
    match tree:
        case Call(function="sum_to", arguments=(term, Name(name=like))) if not ranks.get(like):
            return Call(NOWHERE, "sum", (spelled(term, ranks),), NOWHERE)
        case Call(function="spread", arguments=(value, _)):
            ones = Call(NOWHERE, "ones", (Number(NOWHERE, "1"),), NOWHERE)
            return Operation(NOWHERE, "multiply", (spelled(value, ranks), ones))
        case Call(arguments=arguments):
            return replace(tree, arguments=tuple(spelled(one, ranks) for one in arguments))
        case Operation(primitive="multiply", operands=(first, second)):
            return scaled(spelled(first, ranks), spelled(second, ranks))
        case Operation(operands=operands):
            return replace(tree, operands=tuple(spelled(one, ranks) for one in operands))
        case _:
            return tree
