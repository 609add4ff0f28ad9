"""Where a function's digits may cancel, or rounding decide a choice, from the graph alone.

Takes: a function. Returns: the numbers to look at in every row, which are small there beside another. A sum of exact
numbers, which inputs and literals are, loses nothing; one of terms that always have the same sign cancels nowhere.
That a row's digits are lost is for others to find out: its outputs may not feel it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from math import isnan
from typing import NamedTuple

from autograd_cli.graph.analysis import LEAVES
from autograd_cli.graph.graph import CONSTANT, Function, Node, NodeId
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems.systems import FLOAT

# A sum that is so much smaller than an operand loses digits; several such ones lose more than is promised.
LOST = 2.0**7
# Of numbers that are so near to each other rounding may decide how they compare.
NEAR = 2.0**40
# At which sizes an entry is asked for its sign, and at fewer where there are two operands.
SIZES = (0.0, 1e-300, 1e-9, 0.1, 0.5, 0.9, 1.0, 1.1, 1.5, 2.0, 2.5, 3.0, 3.3, 4.5, 6.0, 7.9, 12.0, 40.0, 1e9, 1.7e308)
FEWER = (0.0, 1e-9, 0.5, 1.0, 1.5, 3.0, 4.5, 40.0, 1e9)
MOST_OPERANDS = 2
# Of more numbers the largest is looked for than pairs are looked at.
MOST_RIVALS = 4


class Small(NamedTuple):
    """What is to be much smaller than a node nowhere: `of` by `factor`, once `node` is computed.

    It is a node, its difference from another one, or from the nearest whole number and `half` beside.
    """

    node: NodeId
    one: NodeId
    other: NodeId | None
    half: float | None
    of: NodeId
    factor: float


def cancelling(function: Function) -> tuple[Small, ...]:
    """What to look at for cancelled digits and for choices that rounding decides."""
    nodes = function.graph.nodes
    signs: dict[NodeId, int] = {}
    exact: set[NodeId] = set()
    found: list[Small] = []
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        signs[node] = _sign(nodes, node, signs)
        known = exact.issuperset(operands)
        if not operands or (PRIMITIVES[primitive].rounding == 0.0 and known):
            exact.add(node)
        elif not known:
            found += _choices(nodes, node)
        if not known and PRIMITIVES[primitive].is_sum:
            first, second = operands
            if not signs[node] and first != second:
                of = second if nodes[second].primitive == CONSTANT else first
                found.append(Small(node, node, None, None, of, LOST))
    return tuple(found)


def _choices(nodes: Sequence[Node], node: NodeId) -> Iterator[Small]:
    """What decides an operation whose operands are not all exact."""
    primitive, operands, _, _ = nodes[node]
    entry = PRIMITIVES[primitive]
    if entry.is_comparison or (entry.tie and len(operands) <= MOST_RIVALS):
        for first, second in combinations(dict.fromkeys(operands), 2):
            # Nothing is near to 0 but what has cancelled itself.
            if not any(
                nodes[one].primitive == CONSTANT and not float(nodes[one].payload or "") for one in (first, second)
            ):
                yield Small(node, first, second, None, first, NEAR)
    elif entry.jumps_beside is not None:
        yield Small(node, operands[0], None, entry.jumps_beside, operands[0], NEAR)
    elif entry.jump == "out == 0" and len(operands) == 2 and not entry.shape:  # a remainder
        yield Small(node, node, None, None, operands[0], NEAR)
        yield Small(node, operands[1], node, None, operands[0], NEAR)


def _sign(nodes: Sequence[Node], node: NodeId, signs: Mapping[NodeId, int]) -> int:
    """1 where a node is nowhere negative, -1 where it is nowhere positive, else 0."""
    primitive, operands, payload, _ = nodes[node]
    if primitive == CONSTANT:
        return 1 if float(payload or "") >= 0.0 else -1
    if primitive in LEAVES:
        return 0
    chosen = {
        signs[one] for one, guard in zip(operands, PRIMITIVES[primitive].conditions, strict=False) if guard is not None
    }
    if chosen:  # one of several, whichever it is
        return chosen.pop() if len(chosen) == 1 else 0
    records = [nodes[operand] for operand in operands]
    constants = tuple(float(one.payload or "") if one.primitive == CONSTANT else None for one in records)
    same = len(operands) > 1 and len({*operands}) == 1
    return _sign_of(primitive, constants, tuple(signs[operand] for operand in operands), same)


@cache
def _sign_of(primitive: str, constants: tuple[float | None, ...], signs: tuple[int, ...], same: bool) -> int:
    """The sign of an entry whose operands are constants, have signs, or are the `same`, as far as samples show it."""
    entry = PRIMITIVES[primitive]
    if len(signs) > MOST_OPERANDS or entry.shape or entry.integers or entry.slow:
        return 0
    sizes = SIZES if sum(one is None for one in constants) < MOST_OPERANDS else FEWER
    given = [
        (constant,) if constant is not None else [s * size for s in ((sign,) if sign else (1, -1)) for size in sizes]
        for constant, sign in zip(constants, signs, strict=True)
    ]
    kernel = FLOAT.kernel(primitive)
    points = zip(*given, strict=True) if same else product(*given)
    values = [value for point in points if not isnan(value := kernel(*point))]
    if all(value >= 0.0 for value in values):
        return 1
    return -1 if all(value <= 0.0 for value in values) else 0
