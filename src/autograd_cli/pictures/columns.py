"""The columns of a layered layout: which box is in which, and the bends of links that pass others by.

Takes: links without a cycle. Returns: columns of items, where those behind the boxes are bends, and the joints between
items of neighbouring columns.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# A column's items in their order from top to bottom.
Column = list[int]


class Link(NamedTuple):
    """From a box to another one; `into` is how far from its line it arrives.

    The `free` links into a box may change places, where that saves crossings.
    """

    source: int
    target: int
    into: float = 0.0
    free: bool = False


class Joint(NamedTuple):
    """A part of a link, from an item to one in the next column, and where it arrives there."""

    source: int
    target: int
    into: float
    free: bool


def columns_of(early: Sequence[bool], links: Sequence[Link]) -> tuple[list[Column], list[Joint], list[list[int]]]:
    """The columns in a first order, the joints, and for each link its bends.

    The first order is that in which a walk from the result meets the boxes, operands from top to bottom; a tree has no
    crossing in it.
    """
    ranks = _ranks(early, links)
    count = len(early)
    joints: list[Joint] = []
    chains: list[list[int]] = []
    of_bends: list[int] = []
    for link in links:
        chain = list(range(count + len(of_bends), count + len(of_bends) + ranks[link.target] - ranks[link.source] - 1))
        of_bends += range(ranks[link.source] + 1, ranks[link.target])
        chains.append(chain)
        ends = [link.source, *chain, link.target]
        joints += (Joint(one, other, 0.0, False) for one, other in pairwise(ends[:-1]))
        joints.append(Joint(ends[-2], link.target, link.into, link.free))
    everywhere = [*ranks, *of_bends]
    before: list[list[int]] = [[] for _ in everywhere]
    for joint in joints:
        before[joint.target].append(joint.source)
    columns: list[Column] = [[] for _ in range(max(everywhere, default=-1) + 1)]
    last = {joint.source for joint in joints}
    for item in _walk(before, [item for item in range(count) if item not in last]):
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
        if early[box] and before[box]:
            ranks[box] = max(ranks[source] for source in before[box]) + 1
    first = min(ranks, default=0)
    return [rank - first for rank in ranks]


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
