"""What is searched for: where searches start, what keeps its value, and what is asked of the solution.

Takes numbers by element. It loads no NumPy, so that commands and reports say what they want without.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import OURS

Start = float | tuple[float, float]
Intervals = Mapping[str, tuple[float, float]]


class UndefinedError(Exception):
    """What is searched is not finite at any start."""


class Limit(NamedTuple):
    """A constraint: a function of one output that is 0, or where not `equal` at most 0, as its text says."""

    text: str
    function: Function
    equal: bool


def silent(count: int, least: float) -> None:
    """Tells nobody how far a search is."""


class Task(NamedTuple):
    """The unknowns' starts and the other values, and of a minimum its bounds and constraints and which it is.

    A start may be a range, of which `draws` are made. `wrt` names inputs with respect to which the solution is
    differentiated, and `check` also searches for other values of them. More `digits` than doubles have may be asked
    for, for which the other values are those `written`.
    """

    starts: Mapping[str, Start]
    fixed: Mapping[str, float]
    bounds: Mapping[str, tuple[float, float]] = {}
    constraints: Sequence[Limit] = ()
    greatest: bool = False
    draws: int = 1
    seed: int = 0
    wrt: Sequence[str] = ()
    check: bool = False
    trace: bool = False
    digits: int = 0
    written: Mapping[str, Any] = {}
    kinks: str = OURS
    tell: Callable[[int, float], None] = silent

    @property
    def unknowns(self) -> tuple[str, ...]:
        return tuple(self.starts)
