"""The chain rule written out: for every input the product of local factors from the result down.

Takes: the steps of both passes, with numbers or without. Returns: a `Chain` for each input, and for each node on the
way from which several ways lead up, from the result down. A factor leads from one named node to the next; where the
program names none, from each node to the next.

*Source*: Griewank & Walther 2008, section 3.2: what products begin with in common is computed once, and is the adjoint
of the node at its end.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from math import prod
from typing import NamedTuple

from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import INPUT, NodeId
from autograd_cli.graphs.shapes import size
from autograd_cli.lessons.traced import BackwardStep, Chain, Factor, ForwardStep, Product, Share
from autograd_cli.numerals import Values
from autograd_cli.symbolic.plain import plain
from autograd_cli.syntax.ast import Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse

# Of a longer beginning that is known already the derivative that it is stands alone, as one factor.
LONGEST_KNOWN = 8
# A node that is not shown is written out where its formula is no longer.
LONGEST_MEANING = 80


class _Passes(NamedTuple):
    """The steps by node, the result, the nodes between which factors lead, how factors lead up from a node, and what
    other nodes are by their labels, in the names of the former."""

    forward: Mapping[NodeId, ForwardStep]
    backward: Mapping[NodeId, BackwardStep]
    result: NodeId
    stations: Collection[NodeId]
    ways: dict[NodeId, dict[NodeId, Factor]]
    meanings: Mapping[str, Tree]


def chains(
    forward: Sequence[ForwardStep], backward: Sequence[BackwardStep], named: Collection[NodeId]
) -> tuple[Chain, ...]:
    """The chains of all inputs and forks that have an adjoint, in the order of the backward pass."""
    by_node = {step.node: step for step in forward}
    every = not any(step.node in named and step.shares for step in backward)
    stations = {
        step.node
        for step in backward
        if every or step.node in named or len(step.shares) != 1 or by_node[step.node].primitive == INPUT
    }
    meanings = {} if every else _meanings(forward, {*stations, *named})
    passes = _Passes(by_node, {step.node: step for step in backward}, forward[-1].node, stations, {}, meanings)
    known: set[NodeId] = set()
    found = []
    for step in backward:
        if step.node not in stations or not step.shares:
            continue
        passes.ways[step.node] = ways = _ways(passes, step)
        if len(ways) > 1 or by_node[step.node].primitive == INPUT:
            products = tuple(_product(passes, user, factor, known) for user, factor in ways.items())
            derivative = f"∂{passes.forward[passes.result].label}/∂{step.label}"
            found.append(Chain(step.node, step.label, derivative, products, step.adjoint))
            known.add(step.node)
    return tuple(found)


def _meanings(forward: Sequence[ForwardStep], shown: Collection[NodeId]) -> dict[str, Tree]:
    """The nodes of numbers that are not shown, as formulas of those that are, as far as these are short."""
    scalar = {step.node for step in forward if not step.shape}
    found: dict[str, Tree] = {}
    for step in forward:
        if step.node in shown or not step.operands or step.node not in scalar or not scalar.issuperset(step.operands):
            continue
        with suppress(AutogradError):  # a label that is a number written in another way
            tree = substitute(parse_expression(step.operation), found)
            if len(unparse(tree)) <= LONGEST_MEANING:
                found[step.label] = tree
    return found


def _ways(passes: _Passes, step: BackwardStep) -> dict[NodeId, Factor]:
    """The factors that lead up from a node, by the stations they lead to; ways to the same one are summed."""
    climbed: dict[NodeId, list[list[Share]]] = {}
    for share in step.shares:
        way = [share]
        while way[-1].user not in passes.stations:
            way += passes.backward[way[-1].user].shares
        climbed.setdefault(way[-1].user, []).append(way)
    return {user: _factor(passes, user, step.node, ways) for user, ways in climbed.items()}


def _factor(passes: _Passes, above: NodeId, below: NodeId, ways: Sequence[Sequence[Share]]) -> Factor:
    """The derivative of one station with respect to another, by the ways between them."""
    formulas: list[str] = []
    numbers: list[float] = []
    for way in ways:
        # From the result down, as the product of the whole chain is written.
        partials = [(share.formula, share.partial) for share in reversed(way)]
        formulas.append("*".join(_factor_text(text, len(way)) for text, _ in partials if text and text != "1") or "1")
        numbers += [prod(number for _, number in partials if isinstance(number, float))]
    shares = [share for way in ways for share in way]
    scalar = all(share.formula is not None and not passes.forward[share.user].shape for share in shares)
    valued = scalar and all(isinstance(share.partial, float) for share in shares)
    upper, lower = passes.forward[above], passes.forward[below]
    formula = " + ".join(formulas).replace("+ -", "- ") if scalar and not lower.shape else None
    if formula is not None and passes.meanings:
        formula = unparse(plain(substitute(parse_expression(formula), passes.meanings), {}))
    return Factor(
        of=upper.label,
        towards=lower.label,
        rows=size(upper.shape),
        columns=size(lower.shape),
        formula=formula,
        value=sum(numbers) if valued else None,
    )


def _factor_text(formula: str, count: int) -> str:
    return formula if count == 1 or is_closed(formula) else f"({formula})"


def is_closed(formula: str) -> bool:
    """Whether a formula is a factor without parentheses: a name, a number without a sign, or one call.

    Example:
        >>> is_closed("2.5"), is_closed("where(c, -x, 0)"), is_closed("-x"), is_closed("cos(x)*sin(y)")
        (True, True, False, False)
    """
    outside = formula
    while outside != (shorter := re.sub(r"\([^()]*\)", "", outside)):
        outside = shorter
    return not any(sign in outside for sign in "+-*/^ ") and outside != ""


def _product(passes: _Passes, user: NodeId, last: Factor, known: set[NodeId]) -> Product:
    """The product that ends with a factor, of which what leads to `user` may be known; then it is."""
    factors, path = [last], [user]
    while path[-1] != passes.result:
        ways = passes.ways[path[-1]]
        if len(ways) > 1:
            factors.append(_whole(passes, path[-1]))
            break
        ((above, factor),) = ways.items()
        factors.append(factor)
        path.append(above)
    factors.reverse()
    ends = list(reversed(path if path[-1] != passes.result else path[:-1]))
    count = max((i + 1 for i, node in enumerate(ends) if node in known), default=0)
    if count > LONGEST_KNOWN:
        factors[:count] = [_whole(passes, ends[count - 1])]
        count = 1
    known.update(ends)
    values = [factor.value for factor in factors]
    numbers = [value for value in values if value is not None]
    return Product(tuple(factors), count, prod(numbers) if len(numbers) == len(values) else None)


def _whole(passes: _Passes, node: NodeId) -> Factor:
    """The derivative of the result with respect to a node, as one factor: its adjoint."""
    result, own = passes.forward[passes.result], passes.forward[node]
    adjoint: Values | None = passes.backward[node].adjoint
    value = adjoint if isinstance(adjoint, float) else None
    return Factor(result.label, own.label, size(result.shape), size(own.shape), None, value)


def multiplications(factors: Sequence[Factor]) -> tuple[int, int]:
    """How many numbers are multiplied where a product of Jacobians is bracketed from the left, and from the right."""
    sizes = [factors[0].rows, *(factor.columns for factor in factors)]
    left = sum(sizes[0] * inner * after for inner, after in pairwise(sizes[1:]))
    right = sum(before * inner * sizes[-1] for before, inner in pairwise(sizes[:-1]))
    return left, right
