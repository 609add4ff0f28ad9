"""Conditions as findings write them: without the parts that numbers written decide.

Takes: a condition as a tree, with the operands' own text. Returns: the tree, or its truth where it has no names.
"""

from dataclasses import replace
from itertools import pairwise
from typing import TypeGuard

from autograd_cli.graphs.templates import OUT, fresh_template
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.evaluate import evaluate
from autograd_cli.syntax.ast import Comparison, Name, Operation, Tree
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT

# What a part of a condition is that changes nothing where it holds of numbers alone, or does not, by the operator.
NEUTRAL = {"and": True, "or": False}
# A comparison that says the others of the same operands.
EQUAL, WEAK = "==", ("<=", ">=")


def without_settled(condition: Tree) -> Tree:
    """A condition without the parts that numbers written decide, as `0 == 0` in `0 == 0 and x <= 0`."""
    if isinstance(condition, Comparison):
        return _chain(condition)
    operator = PRIMITIVES[condition.primitive].operator if isinstance(condition, Operation) else None
    if not isinstance(condition, Operation) or operator not in NEUTRAL:
        return condition
    parts = tuple(map(without_settled, condition.operands))
    for part in parts:
        if settled(part) is (not NEUTRAL[operator]):
            return part
    left = [part for part in parts if settled(part) is not NEUTRAL[operator]]
    if operator == "and":
        left = _without_implied(left)
    if not left:
        return condition
    return left[0] if len(left) == 1 else replace(condition, operands=parts)


def _without_implied(parts: list[Tree]) -> list[Tree]:
    """Conditions that all hold, without those that another one says: `x == 0` says `x <= 0`, and `x == 0` again."""
    once = {unparse(part): part for part in parts}
    equal = {tuple(map(unparse, part.operands)) for part in once.values() if _is_single(part, EQUAL)}
    return [
        part for part in once.values() if not _is_single(part, *WEAK) or tuple(map(unparse, part.operands)) not in equal
    ]


def _is_single(part: Tree, *signs: str) -> TypeGuard[Comparison]:
    signed = isinstance(part, Comparison) and [PRIMITIVES[one].operator for one in part.comparators]
    return signed in [[sign] for sign in signs]


def _chain(chain: Comparison) -> Comparison:
    """A chain of comparisons without the true ones of numbers at its ends, as `1 == 1` in `x < 1 == 1`; a false one."""
    links = [
        replace(chain, comparators=(sign,), operands=pair)
        for sign, pair in zip(chain.comparators, pairwise(chain.operands), strict=True)
    ]
    if len(links) == 1:
        return chain
    truths = [settled(link) for link in links]
    if False in truths:
        return links[truths.index(False)]
    kept = [i for i, known in enumerate(truths) if known is None] or [0]
    first, last = kept[0], kept[-1]
    return replace(chain, comparators=chain.comparators[first : last + 1], operands=chain.operands[first : last + 2])


def settled(condition: Tree) -> bool | None:
    """Whether a condition of numbers alone is true; None where it has names."""
    if any(isinstance(part, Name) for part in condition.walk()):
        return None
    function = fresh_template(unparse(condition), ()).function
    return bool(evaluate(function, {OUT: 0.0}, FLOAT)[function.outputs[0]])
