"""Claimed partial derivatives checked where they are: at a point, at points of a table, at drawn ones, as formulas.

Takes: a `Problem` of which variables may have no value, claims, and points or ranges. Returns: an `Against`.
"""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from autograd_cli.ask.missing import missing_values
from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.against import Against, against
from autograd_cli.report.same import Ranges

# Points are drawn the same on every machine, each time.
SEED = 1
Point = Mapping[str, Any]


def check_claims(
    problem: Problem,
    claims: Mapping[str, str],
    *,
    columns: Mapping[str, Any] | None = None,
    table: str = "",
    count: int | None = None,
    ranges: Ranges,
    tolerance: float,
    kinks: str = OURS,
) -> Against:
    """The report on claims at the problem's point, at the points in `columns`, at so many drawn ones, or as formulas.

    A message calls the columns the points in `table`. Raises: `AutogradError` as `against` does, for a variable without
    a value, a column or a range, and for columns of several lengths.
    """
    open_names = [name for name in problem.lowered.inputs if name not in problem.values]
    points: list[Point] = []
    if columns is not None:
        points = _rows(problem, columns, table, open_names)
    elif count is not None:
        points = _drawn(problem, ranges, open_names, count)
    elif not open_names:
        points = [problem.scalarised().values]
    elif not all(map(isfinite, problem.scalarised().values.values())):  # a formula has none of these
        raise missing_values(open_names, problem.source, problem.lowered.uses, problem.lowered.inputs)
    return against(problem, claims, points, ranges=ranges, tolerance=tolerance, kinks=kinks)


def refuse_meaningless(asked: Mapping[str, bool], given: Mapping[str, bool]) -> None:
    """Refuses options together of which one makes the other meaningless.

    What is `asked` for, `--against` among it, is by option, and so is where claims are to be checked: at `--points`, or
    at `--random` ones, `--over` ranges. Raises: `AutogradError` with code `usage`.
    """
    points, *others = given
    together = [name for name, one in asked.items() if one]
    if len(together) < 2 and given[points]:
        together = [points, *(name for name in others if given[name])]
    if len(together) > 1:
        raise AutogradError("usage", "exclude", one=together[0], other=together[1])
    alone = next((name for name, one in given.items() if one and not asked["--against"]), None)
    if alone is not None:
        raise AutogradError("usage", "needs-claim", option=alone)


def _rows(problem: Problem, columns: Mapping[str, Any], table: str, open_names: Sequence[str]) -> list[Point]:
    """The points in a list for each variable, in the order of the lists."""
    missing = [name for name in open_names if name not in columns]
    if missing:
        raise missing_values(missing, problem.source, problem.lowered.uses, problem.lowered.inputs)
    lists = {name: getattr(columns[name], "ravel", lambda one=columns[name]: [one])() for name in open_names}
    if len({len(one) for one in lists.values()}) > 1:
        counts = ", ".join(f"`{name}` {len(one)}" for name, one in lists.items())
        raise AutogradError("shape", "columns", path=table, counts=counts)
    rows = zip(*lists.values(), strict=True)
    return [{**problem.values, **{name: float(x) for name, x in zip(lists, row, strict=True)}} for row in rows]


def _drawn(
    problem: Problem, ranges: Mapping[str, tuple[Fraction, Fraction]], open_names: Sequence[str], count: int
) -> list[Point]:
    """So many points at random, each input in its range."""
    for name in open_names:
        if name not in ranges:
            raise AutogradError("option", "no-range", name=name)
    draw = random.Random(SEED)
    return [
        {**problem.values, **{name: draw.uniform(*map(float, ranges[name])) for name in open_names}}
        for _ in range(count)
    ]
