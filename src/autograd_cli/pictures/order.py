"""The order of the items in each column, with few crossings.

Takes: columns in a first order and the joints between neighbouring columns. Returns: the columns in the best order that
was met, how many crossings it has, and where the joints arrive that are free to choose.

*Source*: the sweeps are those of Gansner et al. 1993, with means for medians; crossings are counted as by Barth, Jünger
& Mutzel 2002. What is there for one gate alone, as a weight, follows it and does not count in its mean: else its weight
holds a gate where it is. Nothing is random: equal means keep their order, and shuffles are the same every time.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from math import fsum
from random import Random

from autograd_cli.pictures.columns import Column, Joint

# Sweeps to and fro, and how many in a row may fail to improve.
SWEEPS, PATIENCE = 24, 2
# Of a small graph so many other first orders are tried.
STARTS = 12
# So many joints are swept at most, over all sweeps, and over all starts; transposed in a graph of so many.
MOST_JOINTS, MOST_TRIED, MOST_TRANSPOSED = 240_000, 1_500, 10_000
# A place in a column is 1, and what arrives beside the line of an item is that much off.
PORT = 1.0 / 65536


def ordered(columns: Sequence[Column], joints: Sequence[Joint]) -> tuple[list[Column], int]:
    """The columns in an order with few crossings, and their number."""
    gaps = _Gaps(columns, joints)
    best, fewest = gaps.improved([list(column) for column in columns])
    shuffles = Random(0)
    for _ in range(min(STARTS, MOST_TRIED // (len(joints) + 1))):
        if not fewest:
            break
        start = [list(column) for column in columns]
        for column in start:
            shuffles.shuffle(column)
        found, crossings = gaps.improved(start)
        if crossings < fewest:
            best, fewest = found, crossings
    return best, fewest


def arrivals(columns: Sequence[Column], joints: Sequence[Joint]) -> list[Joint]:
    """The joints, where those into an item that are free arrive in the order in which they come."""
    place = {item: i for column in columns for i, item in enumerate(column)}
    waiting: dict[int, list[int]] = {}
    for i, joint in enumerate(joints):
        if joint.free:
            waiting.setdefault(joint.target, []).append(i)
    settled = list(joints)
    for several in waiting.values():
        intos = sorted(joints[i].into for i in several)
        for i, into in zip(sorted(several, key=lambda i: place[joints[i].source]), intos, strict=True):
            settled[i] = joints[i]._replace(into=into)
    return settled


class _Gaps:
    """The joints by their ends, and where those are."""

    def __init__(self, columns: Sequence[Column], joints: Sequence[Joint]) -> None:
        count = sum(map(len, columns))
        self.count = len(joints)
        # From the right a joint has its source, from the left its target, and how far from the line it arrives there.
        self.before: list[list[tuple[int, float]]] = [[] for _ in range(count)]
        self.behind: list[list[tuple[int, float]]] = [[] for _ in range(count)]
        for joint in joints:
            self.before[joint.target].append((joint.source, joint.out * PORT))
            self.behind[joint.source].append((joint.target, 0.0 if joint.free else joint.into * PORT))
        self.place = [0.0] * count
        # Items that are there for one other alone, and the neighbours before an item that are not, if there are any.
        self.loose = [False] * count
        for item in (item for column in columns for item in column):
            alone = len(self.behind[item]) == 1
            self.loose[item] = alone and all(self.loose[other] for other, _ in self.before[item])
        self.firm = [[end for end in near if not self.loose[end[0]]] or near for near in self.before]

    def renumber(self, column: Column) -> None:
        for i, item in enumerate(column):
            self.place[item] = float(i)

    def improved(self, start: list[Column]) -> tuple[list[Column], int]:
        """The best order that sweeps from a first one meet."""
        current = start
        fewest = self.crossings(current)
        best = [list(column) for column in current]
        failed = 0
        for sweep in range(min(SWEEPS, MOST_JOINTS // (self.count + 1))):
            if not fewest or failed >= PATIENCE:
                break
            self.sort_by_means(current, to_right=sweep % 2 == 1)
            if sweep % 2:
                self.follow(current)
            if self.count < MOST_TRANSPOSED:
                self.transpose(current)
            crossings = self.crossings(current)
            failed = 0 if crossings < fewest else failed + 1
            if crossings < fewest:
                best, fewest = [list(column) for column in current], crossings
        return best, fewest

    def crossings(self, columns: Sequence[Column]) -> int:
        """How many pairs of joints cross."""
        for column in columns:
            self.renumber(column)
        place = self.place
        total = 0
        for column in columns[:-1]:
            met: list[float] = []
            for item in column:
                ends = [place[target] + into for target, into in self.behind[item]]
                if len(ends) > 1:
                    ends.sort()
                for end in ends:
                    total += len(met) - bisect_right(met, end)
                    insort(met, end)
        return total

    def sort_by_means(self, columns: list[Column], to_right: bool) -> None:
        """Each column by the means of the places of its neighbours, from one side to the other.

        `sum` adds floats otherwise from Python 3.12 on, and a picture is the same on every version.
        """
        sides = self.firm if to_right else self.behind
        place = self.place
        sequence = range(1, len(columns)) if to_right else range(len(columns) - 2, -1, -1)
        for i in sequence:
            means = {}
            for item in columns[i]:
                near = sides[item]
                means[item] = fsum([place[other] + port for other, port in near]) / len(near) if near else place[item]
            columns[i].sort(key=means.__getitem__)
            self.renumber(columns[i])

    def follow(self, columns: list[Column]) -> None:
        """Moves the loose items of each column to what they are there for; the others keep their order."""
        for column in reversed(columns[:-1]):
            if not any(self.loose[item] for item in column):
                continue
            lines: dict[int, float] = {}
            lowest = -1.0
            for item in column:
                near = self.behind[item]
                mean = fsum([self.place[other] + port for other, port in near]) / len(near) if near else lowest
                if not self.loose[item]:
                    mean = lowest = max(lowest, mean)
                lines[item] = mean
            column.sort(key=lines.__getitem__)
            self.renumber(column)

    def transpose(self, columns: list[Column]) -> None:
        """Swaps neighbours as long as that removes crossings, some times over."""
        place = self.place
        changed = [True] * (len(columns) + 2)
        for _ in range(4):
            again = [False] * (len(columns) + 2)
            for number, column in enumerate(columns, 1):
                if not (changed[number - 1] or changed[number] or changed[number + 1]):
                    continue
                near = {
                    item: (
                        sorted([place[other] + port for other, port in self.before[item]]),
                        sorted([place[other] + port for other, port in self.behind[item]]),
                    )
                    for item in column
                }
                for i in range(len(column) - 1):
                    upper, lower = column[i], column[i + 1]
                    gain = 0
                    for high, low in zip(near[upper], near[lower], strict=True):
                        if high and low and (high[-1] > low[0] or low[-1] > high[0]):
                            gain += _inversions(high, low) - _inversions(low, high)
                    if gain > 0:
                        column[i], column[i + 1] = lower, upper
                        again[number] = True
                self.renumber(column)
            changed = again
            if not any(changed):
                break


def _inversions(upper: Sequence[float], lower: Sequence[float]) -> int:
    """How often an end of the upper item is behind one of the lower item, both in order."""
    if len(upper) == len(lower) == 1:
        return int(upper[0] > lower[0])
    return sum([len(upper) - bisect_right(upper, end) for end in lower])
