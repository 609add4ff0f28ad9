"""Small laws on trees, for formulas that are shown as they come.

Takes: trees. Returns: a tree of the same value. What the whole of a derivative looks like is `rewrite.py`'s.
"""

from autograd_cli.syntax.ast import NOWHERE, Number, Operation, Tree


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
