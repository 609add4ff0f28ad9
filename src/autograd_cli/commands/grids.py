"""The grids that the words of `batch` describe: several values of a variable, and points drawn from intervals.

Takes: bindings, and what `--random`, `--latin` and `--seed` say. Returns: the points as a table, and values that are no
axis of it.
"""

import importlib
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd_cli.ask.values import RANGE, Value, split_range
from autograd_cli.commands import options as shared
from autograd_cli.commands.problems import read_binding, refuse_several_values
from autograd_cli.errors import AutogradError, Source

GRID = "autograd_cli.data.grid"
# How the text of a value begins that a file has.
FILE = "@"
# A seed that is chosen for the user is below this, so that it can be typed.
MOST_SEEDS = 10**9


class Drawing(NamedTuple):
    """How points are drawn: the option, how many, and from which seed."""

    option: str
    points: int
    seed: int


def read_drawing(random: str | None, latin: str | None, seed: str | None) -> Drawing | None:
    """What `--random`, `--latin` and `--seed` ask for; without a seed one is chosen."""
    if random is not None and latin is not None:
        shared.refuse_together("--random", "--latin")
    option = "random" if latin is None else "latin"
    points = shared.whole_number(random if latin is None else latin, option, 1)
    chosen = shared.whole_number(seed, "seed", 0)
    if points is None:
        if seed is not None:
            raise AutogradError("usage", "needs-other", option="seed", other="random N")
        return None
    return Drawing(option, points, int.from_bytes(os.urandom(8)) % MOST_SEEDS if chosen is None else chosen)


def read_constant(name: str, text: str) -> Value:
    """A value that is the same in all rows; an uncertainty was taken from it, and an interval is none."""
    return read_binding(name, text, ranges=split_range(text)[0] != RANGE)


def read_grid(
    bindings: Sequence[tuple[str, str]], sources: Sequence[Source], drawing: Drawing | None
) -> tuple[Any, dict[str, Value]]:
    """The points of a grid, and what is the same in all of it."""
    grid = importlib.import_module(GRID)
    if not sources or not bindings:
        raise AutogradError("usage", "no-table-no-grid" if sources else "no-table-no-formula")
    axes, constants, intervals = [], {}, {}
    for name, text in bindings:
        refuse_several_values(name, text)
        if not text.startswith(FILE) and split_range(text)[0] == RANGE:
            if drawing is None:
                raise AutogradError("usage", "interval-not-drawn", name=name, text=text)
            intervals[name] = grid.read_interval(name, text)
            continue
        if text.startswith(FILE) or not grid.is_axis(text):
            constants[name] = read_constant(name, text)
        else:
            axes.append(grid.read_axis(name, text))
    if drawing is not None and not intervals:
        raise AutogradError("usage", "draws-nothing", option=drawing.option)
    names = [name for name, _ in bindings]
    draws = drawing and grid.Draws(intervals, drawing.points, drawing.seed, drawing.option == "latin")
    return grid.Grid(names, axes, draws), constants
