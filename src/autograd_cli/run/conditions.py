"""Conditions as findings write them: without the parts that numbers written decide.

Takes: a condition as a tree, with the operands' own text. Returns: the tree, or its truth where it has no names.
"""

from dataclasses import replace

from autograd_cli.graph.templates import OUT, fresh_template
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.evaluate import evaluate
from autograd_cli.syntax.ast import Name, Operation, Tree
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT

# What a part of a condition is that changes nothing where it holds of numbers alone, or does not, by the operator.
NEUTRAL = {"and": True, "or": False}


def without_settled(condition: Tree) -> Tree:
    """A condition without the parts that numbers written decide, as `0 == 0` in `0 == 0 and x <= 0`."""
    operator = PRIMITIVES[condition.primitive].operator if isinstance(condition, Operation) else None
    if not isinstance(condition, Operation) or operator not in NEUTRAL:
        return condition
    parts = tuple(map(without_settled, condition.operands))
    left = [part for part in parts if settled(part) is not NEUTRAL[operator]]
    return left[0] if len(left) == 1 else replace(condition, operands=parts) if left else condition


def settled(condition: Tree) -> bool | None:
    """Whether a condition of numbers alone is true; None where it has names."""
    if any(isinstance(part, Name) for part in condition.walk()):
        return None
    function = fresh_template(unparse(condition), ()).function
    return bool(evaluate(function, {OUT: 0.0}, FLOAT)[function.outputs[0]])
