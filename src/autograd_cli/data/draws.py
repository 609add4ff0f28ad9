"""Points drawn at random within intervals, the same ones on every machine, and each without those before it.

Takes: intervals by name, how many points, a seed. Returns: coordinates of any run of the points. A number in [0, 1) is
the upper 53 bits of a word of Philox 4x64-10 with the seed as its key: for N points of d intervals the word of interval
j of point i is the one at i*d + j. Of a Latin hypercube the interval is cut into N strata, which the points take in the
order in which the words with the key seed + 2^64*(j + 1) are sorted.
"""

from functools import cached_property
from typing import Any

import numpy

from autograd_cli.errors import AutogradError

# More strata than this have no use: points are as even without them, and an order of them is held in memory.
MOST_STRATA = 10**7


class Draws:
    """Points in a box. `intervals` are a name and its two ends."""

    def __init__(self, intervals: dict[str, tuple[float, float]], points: int, seed: int, latin: bool) -> None:
        if latin and points > MOST_STRATA:
            raise AutogradError("too-large", "latin", points=points, most=MOST_STRATA)
        self.intervals = intervals
        self.points = points
        self.seed = seed
        self.latin = latin

    @cached_property
    def _strata(self) -> list[Any]:
        """By interval, the stratum of each point."""
        keys = (self.seed + ((j + 1) << 64) for j in range(len(self.intervals)))
        words = (numpy.random.Philox(key=key).random_raw(self.points) for key in keys)
        return [numpy.argsort(one, kind="stable").astype(numpy.uint32) for one in words]

    def values(self, first: int, stop: int) -> dict[str, Any]:
        """The coordinates of the points from `first` to before `stop`."""
        width = len(self.intervals)
        skipped, count = first * width, (stop - first) * width
        source = numpy.random.Philox(key=self.seed)
        source.advance(skipped // 4)  # a step of the generator gives four words
        words = source.random_raw(skipped % 4 + count)[skipped % 4 :]
        shares: list[Any] = list(((words >> numpy.uint64(11)) * 2.0**-53).reshape(-1, width).T)
        if self.latin:
            shares = [(one[first:stop] + share) / self.points for one, share in zip(self._strata, shares, strict=True)]
        ends = zip(self.intervals.items(), shares, strict=True)
        return {
            name: numpy.clip(lower * (1 - share) + upper * share, lower, upper)
            for (name, (lower, upper)), share in ends
        }
