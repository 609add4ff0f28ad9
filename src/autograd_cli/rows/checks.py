"""Which rows a kernel sends to the scalar evaluator: where a float was lost, or a domain left with a finite value.

In: a function. Out: `Checks`, what a kernel has to look at for its flags, without saying how. It is a superset of what
`recompute.py` suspects and of the domain findings that change a number, and as near to these as a few comparisons get:
an unselected branch is not looked at, and a product with an exact 0 has not underflowed.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from math import inf, isfinite, nan
from typing import NamedTuple

from autograd_cli.graphs.analysis import ALWAYS, Guards, edges, reading_guards
from autograd_cli.graphs.graph import CONSTANT, Function, Node, NodeId
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.doubt import passing
from autograd_cli.run.recompute import SMALL_FACTOR, carries_on, exact_zero, sensitive
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


class Use(NamedTuple):
    """A use that a lost operand spoils: always, or where the `other` operand is large, or tiny itself."""

    guard: int
    other: NodeId | None = None
    tiny: bool = False


class Lost(NamedTuple):
    """A node that may have underflowed: it is tiny although no operand is 0, or what it was made of was lost.

    `itself` says whether it can underflow, and does not only pass on what did; `carried` are the operands that may.
    """

    node: NodeId
    operands: tuple[NodeId, ...]
    carried: tuple[NodeId, ...]
    itself: bool
    uses: tuple[Use, ...]


class Checks(NamedTuple):
    """`finite` are nodes to be finite where their guard holds; `poles` are operands that must not all be 0.

    `lost` is in the order of the graph, so that an operand's entry stands before that of what is made of it. `guards`
    has what the guards' numbers mean; number 0 is always.
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
    return Checks(tuple(finite), _lost(function, users, read), tuple(poles), guards)


def _lost(function: Function, users: Mapping[NodeId, Sequence[NodeId]], read: Mapping[NodeId, int]) -> tuple[Lost, ...]:
    """The nodes that may be lost by an underflow, and matter."""
    nodes = function.graph.nodes
    spoilt: dict[NodeId, list[Use]] = {}
    for node in reversed(function.live):
        primitive, operands, _, _ = nodes[node]
        if not operands or PRIMITIVES[primitive].never_tiny:
            continue
        own = users.get(node, ())
        spoiling = [user for user in own if may_be_spoilt(nodes[user].primitive, len(nodes[user].operands))]
        found = [use for user in spoiling for use in uses(nodes, user, node, read.get(user, ALWAYS))]
        if found or any(user in spoilt and carries_on(nodes[user].primitive) for user in own):
            spoilt[node] = found
    lost: list[Lost] = []
    candidates: set[NodeId] = set()
    for node in function.live:
        if node not in spoilt:
            continue
        primitive, operands, _, _ = nodes[node]
        itself = not exact_zero(primitive)
        carried = tuple(operand for operand in operands if operand in candidates) if carries_on(primitive) else ()
        if itself or carried:
            lost.append(Lost(node, operands, carried, itself, tuple(spoilt[node])))
            candidates.add(node)
    return tuple(lost)


@cache
def may_be_spoilt(primitive: str, count: int) -> bool:
    """Whether a lost operand may spoil an entry of so many."""
    entry = PRIMITIVES[primitive]
    known = sensitive(primitive) or entry.factors or entry.level == "comparison"
    return known or decides(primitive) or bool(conditions(primitive, count))


def uses(nodes: Sequence[Node], of: NodeId, node: NodeId, guard: int) -> Iterator[Use]:
    """In what the operation `of` is spoilt by an operand that was lost."""
    user = nodes[of]
    entry = PRIMITIVES[user.primitive]
    others = [other for other in user.operands if other != node]  # of a square there are none
    if sensitive(user.primitive):
        yield Use(guard)
    elif entry.factors:
        yield from (Use(guard, other) for other in others if not _is_small(nodes[other]))
    elif entry.level == "comparison":
        yield from (Use(guard, other, tiny=True) for other in others)
    elif decides(user.primitive) or user.operands.index(node) in conditions(user.primitive, len(user.operands)):
        yield Use(guard)


def _is_small(node: Node) -> bool:
    """Whether a factor is a number written that makes little more of the other one."""
    return node.primitive == CONSTANT and abs(float(node.payload or "")) <= SMALL_FACTOR


@cache
def decides(primitive: str) -> bool:
    """Whether an elementwise entry of one operand has a value of its own at 0, or on one side of it."""
    entry = PRIMITIVES[primitive]
    return len(entry.names) == 1 and not entry.shape and bool(entry.jump) and passing(primitive).stepwise


@cache
def conditions(primitive: str, count: int) -> frozenset[int]:
    """The positions of operands that decide which others are taken."""
    return frozenset({edge.condition for edge in edges(primitive, count) if edge.condition is not None})
