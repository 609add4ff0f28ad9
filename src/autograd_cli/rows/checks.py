"""Which rows a kernel sends to the scalar evaluator: where a float was lost, or a domain left with a finite value.

In: a function. Out: `Checks`, what a kernel has to look at for its flags, without saying how. It is a superset of what
`recompute.py` suspects and of the domain findings that change a number, and as near to these as a few comparisons get:
an unselected branch is not looked at, and a product with an exact 0 has not underflowed.
"""

from functools import cache
from itertools import product
from math import inf, isfinite, nan
from typing import NamedTuple

from autograd_cli.graph.analysis import ALWAYS, Guards, reading_guards
from autograd_cli.graph.graph import CONSTANT, Function, NodeId
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.recompute import exact_zero, passes_on, sensitive
from autograd_cli.systems.systems import FLOAT

# What an operand may be that is not finite, and what the others are asked about with it.
NOT_FINITE = (inf, -inf, nan)
OTHERS = (0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 1e300, -1e300, 5e-324, inf, -inf)


@cache
def carries(primitive: str, count: int) -> tuple[int, ...]:
    """The positions at which an operand that is not finite makes the result so, whatever the others are.

    The float kernel is asked, of at most two operands; of others nothing is known.
    """
    kernel = FLOAT.kernel(primitive)
    if count > 2 or PRIMITIVES[primitive].integers:
        return ()
    found = []
    for position in range(count):
        points = (
            (*others[:position], odd, *others[position:])
            for odd in NOT_FINITE
            for others in product(OTHERS, repeat=count - 1)
        )
        if not any(isfinite(kernel(*point)) for point in points):
            found.append(position)
    return tuple(found)


@cache
def finite_at_pole(primitive: str, count: int) -> bool:
    """Whether an elementwise entry with a pole where all its operands are 0 is finite there."""
    entry = PRIMITIVES[primitive]
    if not entry.pole or entry.integers or entry.shape:
        return False
    return isfinite(FLOAT.kernel(primitive)(*[0.0] * count))


@cache
def may_be_lost(primitive: str) -> bool:
    """Whether an operation may underflow where a zero of it is not meant."""
    return not exact_zero(primitive) and not PRIMITIVES[primitive].never_tiny


class Use(NamedTuple):
    """A use that a lost operand spoils: always, or where the other factor of a product is large."""

    guard: int
    factor: NodeId | None


class Lost(NamedTuple):
    """A node that may have underflowed: it is tiny although no operand is 0, or one of `factors` was lost.

    `passes` says that it is exact where it is tiny, as a difference is, so that it only passes on what was lost.
    """

    node: NodeId
    operands: tuple[NodeId, ...]
    factors: tuple[NodeId, ...]
    uses: tuple[Use, ...]
    passes: bool


class Checks(NamedTuple):
    """`finite` are nodes to be finite where their guard holds; `poles` are operands that must not all be 0.

    `lost` is in the order of the graph, so that a factor's entry stands before that of the product. `guards` has what
    the guards' numbers mean; number 0 is always.
    """

    finite: tuple[tuple[NodeId, int], ...]
    lost: tuple[Lost, ...]
    poles: tuple[tuple[tuple[NodeId, ...], int], ...]
    guards: Guards


def checks(function: Function) -> Checks:
    """What to look at in a function's nodes."""
    nodes = function.graph.nodes
    guards = Guards(function.graph)
    read = reading_guards(guards, function, ())
    covered: set[NodeId] = set()
    finite: list[tuple[NodeId, int]] = []
    poles: list[tuple[tuple[NodeId, ...], int]] = []
    users: dict[NodeId, list[NodeId]] = {}
    for node in reversed(function.live):
        primitive, operands, payload, _ = nodes[node]
        guard = read.get(node, ALWAYS)
        if primitive == CONSTANT:
            # A number too large for a double; `inf` is meant.
            if not abs(float(payload or "")) < float("inf"):
                finite.append((node, guard))
            continue
        if not operands:
            continue
        if node not in covered:
            finite.append((node, guard))
        for position in carries(primitive, len(operands)):
            if read.get(operands[position], ALWAYS) == guard:
                covered.add(operands[position])
        if finite_at_pole(primitive, len(operands)):
            known = [nodes[operand].payload for operand in operands if nodes[operand].primitive == CONSTANT]
            if not any(float(text or "") for text in known):
                poles.append((operands, guard))
        for operand in set(operands):
            users.setdefault(operand, []).append(node)
    lost: list[Lost] = []
    candidates: set[NodeId] = set()
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        passes = bool(operands) and passes_on(primitive) and not candidates.isdisjoint(operands)
        if not operands or not (passes or may_be_lost(primitive)):
            continue
        uses = []
        passed_on = False
        for user in users.get(node, ()):
            guard = read.get(user, ALWAYS)
            if sensitive(nodes[user].primitive):
                uses.append(Use(guard, None))
            elif passes_on(nodes[user].primitive):
                passed_on = True
            elif PRIMITIVES[nodes[user].primitive].factors:
                passed_on = True
                uses += [Use(guard, other) for other in nodes[user].operands if other != node]
        if uses or passed_on:
            factors: tuple[NodeId, ...] = ()
            if passes or PRIMITIVES[primitive].factors:
                factors = tuple(operand for operand in operands if operand in candidates)
            lost.append(Lost(node, () if passes else operands, factors, tuple(uses), passes))
            candidates.add(node)
    return Checks(tuple(finite), tuple(lost), tuple(poles), guards)
