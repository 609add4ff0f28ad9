"""What a fit is given, and which wishes exclude each other.

Takes what options of the command, or arguments in Python, say. Returns a `Given`.
"""

from collections.abc import Callable, Mapping, Sequence
from math import inf
from numbers import Integral
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError
from autograd_cli.numerals import short_text
from autograd_cli.search.task import Intervals, Start

LOSSES = ("linear", "huber", "soft_l1", "cauchy")
MOST_DIGITS = 100
NOTHING: Mapping[str, Any] = {}


class Given(NamedTuple):
    """What a fit is given beside the formula: the table's names, columns that are read, starts, fixed values, bounds.

    A start is a number, or a range that several starts are drawn from. `weights` are the columns of standard errors. A
    `band` receives the columns, the fitted values and the ends of bands. What is None was not asked for.
    """

    table: Sequence[str] = ()
    columns: Mapping[str, Any] = NOTHING
    starts: Mapping[str, Start] = NOTHING
    fixed: Mapping[str, float] = NOTHING
    bounds: Intervals = NOTHING
    weights: tuple[str, ...] = ()
    absolute: bool = False
    place: Callable[[int], str] = str
    loss: str = "linear"
    scale: float | None = None
    draws: int | None = None
    seed: int = 0
    level: float = 0.95
    left_out: int = 0
    max_errors: int | None = None
    leave: Callable[[str], object] = str
    correlation: bool = False
    trace: bool = False
    digits: int | None = None
    profile: bool = False
    band: Callable[[Mapping[str, Any]], None] | None = None


def check_given(given: Given, errors: str | None) -> None:
    """Refuses what decides nothing or cannot be had together; the `errors` are those of the left side.

    Raises: `AutogradError` with codes `usage` and `option`.
    """
    robust = given.loss != LOSSES[0]
    if given.loss not in LOSSES:
        raise AutogradError("option", "choice", option="robust", value=given.loss, choices=", ".join(LOSSES[1:]))
    if given.scale is not None and not robust:
        raise AutogradError("usage", "needs-other", option="scale", other="robust")
    if given.scale is not None and not 0 < given.scale < inf:
        raise AutogradError("option", "scale", text=short_text(given.scale))
    wholes = (("starts", given.draws, 1), ("seed", given.seed, 0), ("max-errors", given.max_errors, 0))
    for option, number, least in wholes:
        if number is not None and not (isinstance(number, Integral) and number >= least):
            raise AutogradError("option", "whole-number", option=option, least=least, example=least + 1)
    if given.absolute and errors is None:
        raise AutogradError("usage", "needs-other", option="absolute", other="y-error")
    if given.digits is not None and not 1 <= given.digits <= MOST_DIGITS:
        raise AutogradError("option", "digits", digits=given.digits, most=MOST_DIGITS)
    for option, one in (("digits", given.digits is not None), ("profile", given.profile)):
        if one and robust:
            raise AutogradError("usage", "exclude", one=f"--{option}", other="--robust")
    if not 0 < given.level < 1:
        raise AutogradError("option", "level", level=short_text(given.level))
