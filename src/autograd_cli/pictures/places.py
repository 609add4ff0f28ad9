"""The height of every item's line, so that boxes keep apart and links are as straight as they can be.

Takes: columns in their order, joints, and how far each box reaches from its line. Returns: a height for each item.

Each column in turn is moved as near as possible to what it is linked with. In one column that is a least-squares
problem with an order, which pooling neighbours that are too near solves exactly (Barlow et al. 1972).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from autograd_cli.pictures.columns import Column, Joint

# Between two boxes, between bends.
APART, NARROW = 12.0, 7.0
ROUNDS = 4
# So many joints are followed at most, over all rounds.
MOST_JOINTS = 300_000
# A link that goes straight on counts so much more than another one; one that is to be straight at last, this much.
STRAIGHT, RIGID = 4.0, 1000.0


def heights(
    columns: Sequence[Column], joints: Sequence[Joint], above: Sequence[float], below: Sequence[float], boxes: int
) -> list[float]:
    """The heights of boxes, which come first, and of bends."""
    return _Lines(columns, joints, above, below, boxes).settled()


class _Lines:
    def __init__(
        self,
        columns: Sequence[Column],
        joints: Sequence[Joint],
        above: Sequence[float],
        below: Sequence[float],
        boxes: int,
    ) -> None:
        count = sum(map(len, columns))
        self.columns = columns
        # By item, each neighbour with the difference of the two lines that makes the joint straight, and its weight.
        self.before: list[list[tuple[int, float, float]]] = [[] for _ in range(count)]
        self.behind: list[list[tuple[int, float, float]]] = [[] for _ in range(count)]
        uses = [0] * count
        inputs = [0] * count
        for joint in joints:
            uses[joint.source] += 1
            inputs[joint.target] += 1
        for joint in joints:
            weight = STRAIGHT if uses[joint.source] == 1 and inputs[joint.target] == 1 else 1.0
            difference = joint.into - joint.out
            self.before[joint.target].append((joint.source, -difference, weight))
            self.behind[joint.source].append((joint.target, difference, weight))
        # The lowest line of each item below the first of its column.
        self.offsets: list[list[float]] = []
        for column in columns:
            offsets = [0.0]
            for upper, lower in pairwise(column):
                gap = NARROW if upper >= boxes or lower >= boxes else APART
                reach = (below[upper] if upper < boxes else 0.0) + (above[lower] if lower < boxes else 0.0)
                offsets.append(offsets[-1] + reach + gap)
            self.offsets.append(offsets)
        self.line = [0.0] * count
        for column, offsets in zip(columns, self.offsets, strict=True):
            for item, offset in zip(column, offsets, strict=False):
                self.line[item] = offset - offsets[-1] / 2
        self.rounds = max(2, min(ROUNDS, MOST_JOINTS // (6 * len(joints) + 1)))

    def settled(self) -> list[float]:
        forward, backward = range(len(self.columns)), range(len(self.columns) - 1, -1, -1)
        for _ in range(self.rounds):
            self.sweep(forward, self.by(self.before))
            self.sweep(backward, self.by(self.behind))
        for _ in range(self.rounds):
            self.sweep(forward, self.by(self.before, self.behind))
            self.sweep(backward, self.by(self.before, self.behind))
        self.sweep(forward, self.straightened)
        return self.line

    def sweep(self, sequence: Sequence[int], wish: Callable[[int], tuple[float, float]]) -> None:
        """Each column as near as its order lets it to what its items wish, a line and its weight."""
        for i in sequence:
            column = self.columns[i]
            wishes = [wish(item) for item in column]
            for item, line in zip(column, _pooled(wishes, self.offsets[i]), strict=True):
                self.line[item] = line

    def by(self, *sides: Sequence[Sequence[tuple[int, float, float]]]) -> Callable[[int], tuple[float, float]]:
        """The wish to be where the neighbours on these sides are."""
        line = self.line

        def wish(item: int) -> tuple[float, float]:
            total = weights = 0.0
            for side in sides:
                for other, difference, weight in side[item]:
                    total += weight * (line[other] + difference)
                    weights += weight
            return (total / weights, weights) if weights else (line[item], 0.1)

        return wish

    def straightened(self, item: int) -> tuple[float, float]:
        """The wish to go straight on from the one neighbour before; else to stay."""
        near = self.before[item]
        if len(near) == 1 and near[0][2] == STRAIGHT:
            other, difference, _ = near[0]
            return self.line[other] + difference, RIGID
        if near:
            return self.by(self.before)(item)[0] * 0.5 + self.line[item] * 0.5, 1.0
        return self.line[item], 1.0


def _pooled(wishes: Sequence[tuple[float, float]], offsets: Sequence[float]) -> list[float]:
    """The lines nearest to the wishes that are at least as far apart as the offsets."""
    pools: list[tuple[float, float, int]] = []
    for (wish, weight), offset in zip(wishes, offsets, strict=True):
        mean, total, count = wish - offset, weight, 1
        while pools and pools[-1][0] > mean:
            other, others, more = pools.pop()
            mean = (mean * total + other * others) / (total + others)
            total += others
            count += more
        pools.append((mean, total, count))
    levels = [mean for mean, _, count in pools for _ in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]
