"""The order of the items in each column, with few crossings.

Takes: columns in a first order and the joints between neighbouring columns. Returns: the columns in the best order that
was met, and how many crossings it has.

*Source*: the sweeps are those of Gansner et al. 1993, with means for medians; crossings are counted as by Barth, Jünger
& Mutzel 2002. Nothing is random: equal means keep their order.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence

from autograd_cli.pictures.columns import Column, Joint

# Sweeps to and fro, and how many in a row may fail to improve; fewer for a large graph.
SWEEPS, PATIENCE = 24, 4
# So many joints are swept at most, over all sweeps.
MOST_JOINTS = 400_000
# A joint of a node's line is so much as a place in the column; what arrives beside the line is that much off.
PORT = 1.0 / 4096


def ordered(columns: Sequence[Column], joints: Sequence[Joint]) -> tuple[list[Column], int]:
    """The columns in an order with few crossings, and their number."""
    gaps = _Gaps(columns, joints)
    best = [list(column) for column in columns]
    fewest = gaps.crossings(best)
    first = fewest
    current = [list(column) for column in best]
    failed = 0
    for sweep in range(min(SWEEPS, MOST_JOINTS // (len(joints) + 1))):
        if not fewest or failed >= PATIENCE:
            break
        gaps.sort_by_means(current, to_right=sweep % 2 == 1)
        if len(joints) < MOST_JOINTS // 40:
            gaps.transpose(current)
        crossings = gaps.crossings(current)
        failed = 0 if crossings < fewest else failed + 1
        if crossings < fewest:
            best, fewest = [list(column) for column in current], crossings
    return best, fewest if first else 0


class _Gaps:
    """The joints by their ends, and where those are."""

    def __init__(self, columns: Sequence[Column], joints: Sequence[Joint]) -> None:
        count = sum(map(len, columns))
        self.before: list[list[tuple[int, float, float]]] = [[] for _ in range(count)]
        self.behind: list[list[tuple[int, float, float]]] = [[] for _ in range(count)]
        for joint in joints:
            self.before[joint.target].append((joint.source, joint.out * PORT, joint.into * PORT))
            self.behind[joint.source].append((joint.target, joint.into * PORT, joint.out * PORT))
        self.place = [0.0] * count
        for column in columns:
            self.renumber(column)

    def renumber(self, column: Column) -> None:
        for i, item in enumerate(column):
            self.place[item] = float(i)

    def crossings(self, columns: Sequence[Column]) -> int:
        """How many pairs of joints cross."""
        for column in columns:
            self.renumber(column)
        place = self.place
        total = 0
        for column in columns[:-1]:
            met: list[float] = []
            for item in column:
                ends = sorted((own, place[target] + into) for target, into, own in self.behind[item])
                for _, end in ends:
                    total += len(met) - bisect_right(met, end)
                    insort(met, end)
        return total

    def sort_by_means(self, columns: list[Column], to_right: bool) -> None:
        """Each column by the means of the places of its neighbours, from one side to the other."""
        sides = self.before if to_right else self.behind
        place = self.place
        sequence = range(1, len(columns)) if to_right else range(len(columns) - 2, -1, -1)
        for i in sequence:
            means = {}
            for item in columns[i]:
                near = sides[item]
                means[item] = sum([place[other] + port for other, port, _ in near]) / len(near) if near else place[item]
            columns[i].sort(key=means.__getitem__)
            self.renumber(columns[i])

    def transpose(self, columns: list[Column]) -> None:
        """Swaps neighbours as long as that removes crossings, some times over."""
        place = self.place
        for _ in range(4):
            swapped = False
            for column in columns:
                near = {
                    item: (
                        sorted([place[other] + port for other, port, _ in self.before[item]]),
                        sorted([place[other] + port for other, port, _ in self.behind[item]]),
                    )
                    for item in column
                }
                for i in range(len(column) - 1):
                    upper, lower = column[i], column[i + 1]
                    now = then = 0
                    for high, low in zip(near[upper], near[lower], strict=True):
                        if high and low and (high[-1] > low[0] or low[-1] > high[0]):
                            now += _inversions(high, low)
                            then += _inversions(low, high)
                    if then < now:
                        column[i], column[i + 1] = lower, upper
                        swapped = True
                self.renumber(column)
            if not swapped:
                break


def _inversions(upper: Sequence[float], lower: Sequence[float]) -> int:
    """How often an end of the upper item is behind one of the lower item, both in order."""
    return sum([len(upper) - bisect_right(upper, end) for end in lower])
