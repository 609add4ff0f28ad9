"""The columns of a layered layout: which box is in which, and the bends of links that pass others by.

Takes: links without a cycle. Returns: columns of items, where those behind the boxes are bends, and the joints between
items of neighbouring columns.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

# A column's items in their order from top to bottom.
Column = list[int]


class Link(NamedTuple):
    """From a box to another one; `into` is how far from its line it arrives, `out` how far from the other's it leaves.

    The `free` links into a box may change places, where that saves crossings.
    """

    source: int
    target: int
    into: float = 0.0
    free: bool = False
    out: float = 0.0


class Joint(NamedTuple):
    """A part of a link, from an item to one in the next column, where it arrives there and where it leaves."""

    source: int
    target: int
    into: float
    free: bool
    out: float = 0.0


def columns_of(
    early: Sequence[bool], links: Sequence[Link], ends: Mapping[int, int] | None = None
) -> tuple[list[Column], list[Joint], list[list[int]]]:
    """The columns in a first order, the joints, and for each link its bends.

    The first order is that in which a walk from the result meets the boxes, operands from top to bottom; a tree has no
    crossing in it. By `ends` boxes are in the first column (-1) or the last one (1), whatever they are linked with.
    """
    ranks = _ranks(early, links)
    if ends:
        inner = [rank for box, rank in enumerate(ranks) if box not in ends]
        bounds = {-1: min(inner, default=0) - 1, 1: max(inner, default=0) + 1}
        ranks = [bounds[ends[box]] if box in ends else rank for box, rank in enumerate(ranks)]
        first = min(ranks)
        ranks = [rank - first for rank in ranks]
    count = len(early)
    joints: list[Joint] = []
    chains: list[list[int]] = []
    of_bends: list[int] = []
    for link in links:
        chain = list(range(count + len(of_bends), count + len(of_bends) + ranks[link.target] - ranks[link.source] - 1))
        of_bends += range(ranks[link.source] + 1, ranks[link.target])
        chains.append(chain)
        passed = [link.source, *chain, link.target]
        for one, other in pairwise(passed):
            last = other == link.target
            out = link.out if one == link.source else 0.0
            joints.append(Joint(one, other, link.into if last else 0.0, last and link.free, out))
    everywhere = [*ranks, *of_bends]
    before: list[list[int]] = [[] for _ in everywhere]
    for joint in joints:
        before[joint.target].append(joint.source)
    columns: list[Column] = [[] for _ in range(max(everywhere, default=-1) + 1)]
    sources = {joint.source for joint in joints}
    for item in _walk(before, [item for item in range(count) if item not in sources]):
        columns[everywhere[item]].append(item)
    return columns, joints, chains


def _ranks(early: Sequence[bool], links: Sequence[Link]) -> list[int]:
    """The column of each box: as far right as the boxes behind it let it, an early one as far left."""
    behind: list[list[int]] = [[] for _ in early]
    before: list[list[int]] = [[] for _ in early]
    for link in links:
        behind[link.source].append(link.target)
        before[link.target].append(link.source)
    open_ends = [len(targets) for targets in behind]
    ready = [box for box, ends in enumerate(open_ends) if not ends]
    ranks = [0] * len(early)
    sequence = []
    while ready:
        box = ready.pop()
        sequence.append(box)
        ranks[box] = min((ranks[target] for target in behind[box]), default=1) - 1
        for source in before[box]:
            open_ends[source] -= 1
            if not open_ends[source]:
                ready.append(source)
    for box in reversed(sequence):
        if len(behind[box]) > 1 and before[box]:
            _pull(box, ranks, before, behind)
    for box in reversed(sequence):
        if early[box] and before[box]:
            ranks[box] = max(ranks[source] for source in before[box]) + 1
    first = min(ranks, default=0)
    return [rank - first for rank in ranks]


def _pull(fork: int, ranks: list[int], before: Sequence[Sequence[int]], behind: Sequence[Sequence[int]]) -> None:
    """Moves a box that is used several times to the left, where links do not become longer by that in all.

    What is there for it alone is moved with it. So the neurons of a layer are in one column.
    """
    own = {fork}
    entering = []
    uses: dict[int, int] = {}
    waiting = [fork]
    while waiting:
        box = waiting.pop()
        for source in before[box]:
            uses[source] = uses.get(source, 0) + 1
            entering.append((source, box))
            if uses[source] == len(behind[source]):
                own.add(source)
                waiting.append(source)
    links = [(source, target) for source, target in entering if source not in own]
    if len(links) >= len(behind[fork]):
        shift = min(ranks[target] - ranks[source] for source, target in links) - 1
        for box in own if shift > 0 else ():
            ranks[box] -= shift


def _walk(before: Sequence[Sequence[int]], ends: Sequence[int]) -> list[int]:
    """All items from the ends backwards, each behind those that it is reached through first."""
    seen = [False] * len(before)
    found = []
    stack = list(reversed(ends))
    while stack:
        item = stack.pop()
        if not seen[item]:
            seen[item] = True
            found.append(item)
            stack += reversed(before[item])
    return found
