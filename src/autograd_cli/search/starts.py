"""Starting values: numbers, and ranges that several starts are drawn from.

Takes starts by name, a number of draws and a seed. Returns arrays in the order of the names.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_cli.search.task import Start

# From so many times its lower end on, a range of positive numbers is drawn from by its logarithm.
WIDE_RANGE = 100.0


def starts_drawn(starts: Mapping[str, Start], draws: int) -> int:
    """How many starts there are: one, or as many as are drawn where some are ranges."""
    return draws if any(isinstance(one, tuple) for one in starts.values()) else 1


def drawn_starts(starts: Mapping[str, Start], names: Sequence[str], draws: int, seed: int) -> Iterator[Any]:
    """The starts, each drawn when it is asked for; nan for a name that has none."""
    random = np.random.default_rng(seed)
    for _ in range(starts_drawn(starts, draws)):
        yield np.array([_drawn(starts.get(name, np.nan), random) for name in names])


def _drawn(start: Start, random: Any) -> float:
    if not isinstance(start, tuple):
        return start
    low, high = start
    if low > 0 and high / low >= WIDE_RANGE:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))
    return float(random.uniform(low, high))
