"""Starting values: numbers, and ranges that several starts are drawn from.

Takes starts by name, a number of draws and a seed. Returns arrays in the order of the names.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

# From so many times its lower end on, a range of positive numbers is drawn from by its logarithm.
WIDE_RANGE = 100.0
Start = float | tuple[float, float]


class UndefinedError(Exception):
    """What is searched is not finite at any start."""


def drawn_starts(starts: Mapping[str, Start], names: Sequence[str], draws: int, seed: int) -> list[Any]:
    """The starts: one, or as many as are drawn where some are ranges; nan for a name that has none."""
    random = np.random.default_rng(seed)
    ranged = any(isinstance(one, tuple) for one in starts.values())
    return [
        np.array([_drawn(starts.get(name, np.nan), random) for name in names]) for _ in range(draws if ranged else 1)
    ]


def _drawn(start: Start, random: Any) -> float:
    if not isinstance(start, tuple):
        return start
    low, high = start
    if low > 0 and high / low >= WIDE_RANGE:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))
    return float(random.uniform(low, high))
