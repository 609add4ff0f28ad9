"""A rule's formula as a person writes it, by the laws that write derivatives.

Takes: the tree of a local partial, in the labels of a program. Returns: a tree in the same labels, to be read and not
to be computed with: `square(1/cos(x))` becomes `1/cos(x)^2`.
"""

from collections.abc import Mapping
from functools import cache

from autograd_cli.errors import AutogradError, Source
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import lower
from autograd_cli.primitives import CONSTANTS, FUNCTIONS
from autograd_cli.symbolic.rewrite import rewrite
from autograd_cli.symbolic.write import write
from autograd_cli.syntax.ast import NOWHERE, Call, Name, Number, Tree
from autograd_cli.syntax.parser import parse
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse

# What names are called while a formula is rewritten, so that formulas that differ in names alone are rewritten once.
PLACE = "x"


def plain(tree: Tree, meanings: Mapping[str, Tree]) -> Tree:
    """The tree as a person writes it.

    A name in `meanings` is replaced by the operation it stands for where the tree would else need a helper of rules.
    """
    if isinstance(tree, Name | Number):
        return tree
    written = _renamed(tree)
    if _has_helper(written):
        whole = _renamed(substitute(tree, meanings))
        return written if _has_helper(whole) else whole
    return written


def gathered(tree: Tree, typed: Tree) -> Tree:
    """The tree with like terms and factors gathered; what it has of the formula `typed` stays as it is there."""
    return tree if isinstance(tree, Name | Number) else _renamed(tree, typed)


def _renamed(tree: Tree, typed: Tree | None = None) -> Tree:
    """The tree rewritten, under names that stand for its own."""
    trees = [tree] if typed is None else [typed, tree]
    names = dict.fromkeys(
        part.name for one in trees for part in one.walk() if isinstance(part, Name) and part.name not in CONSTANTS
    )
    places = {name: f"{PLACE}{i}" for i, name in enumerate(names, 1)}
    renamed = {name: Name(NOWHERE, place) for name, place in places.items()}
    written = _written("\n".join(unparse(substitute(one, renamed)) for one in trees))
    if written is None:
        return tree
    return substitute(written, {place: Name(NOWHERE, name) for name, place in places.items()})


@cache
def _written(text: str) -> Tree | None:
    """A formula of numbers rewritten, after the line of one that is typed, if any; None where it is none."""
    lines = text.split("\n")
    try:
        function = lower(parse(Source(f"[{', '.join(lines)}]" if len(lines) > 1 else text))).function
    except AutogradError:
        return None
    graph, (*typed, output) = function.graph, function.outputs
    own = max(Function(graph, (), tuple(typed)).live, default=-1) + 1
    rewriting = rewrite(Function(graph, function.inputs, (output,)), own, repeats=True, typed=typed)
    written = write(
        rewriting.forms,
        rewriting.outputs,
        rewriting.conditions,
        frozenset(),
        {},
        decimals="." in text,
        names=False,
    )
    return written.outputs[0]


def _has_helper(tree: Tree) -> bool:
    """Whether a tree calls what only rules need."""
    calls = (part.function for part in tree.walk() if isinstance(part, Call))
    return any(row.internal for function in calls for row in FUNCTIONS.get(function, ()))
