"""Claimed partial derivatives checked where they are: at a point, at points of a table, at drawn ones, as formulas.

Takes: a `Problem` of which variables may have no value, claims, and points or ranges. Returns: an `Against`.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from autograd_cli.ask.missing import missing_values
from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.shapes import shape_words
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import element_names, owner
from autograd_cli.report.against import Against, against, claimed_partials
from autograd_cli.report.evaluation import check_choices
from autograd_cli.report.same import Ranges

# Points are drawn the same on every machine, each time.
SEED = 1
Point = Mapping[str, Any]


def check_claims(
    problem: Problem,
    claims: Iterable[tuple[str, str]],
    *,
    columns: Mapping[str, Any] | None = None,
    table: str = "",
    count: int | None = None,
    ranges: Ranges,
    tolerance: float,
    kinks: str = OURS,
) -> Against:
    """The report on claims at the problem's point, at the points in `columns`, at so many drawn ones, or as formulas.

    Columns and ranges go before the text's own `given`. A message calls the columns the points in `table`.
    Raises: `AutogradError` as `claimed_partials` and `against` do; for a variable without a value, a column or a range,
    or with two of these; for columns of several lengths, or without a point.
    """
    check_choices(None, (), kinks)
    if count is not None and count < 1:
        raise AutogradError("option", "whole-number", option="random", least=1, example=9)
    problem = _freed(problem, columns or {}, ranges, table)
    partials = claimed_partials(problem, claims)
    numbers = problem.scalarised()
    open_names = [name for name in numbers.lowered.inputs if name not in numbers.values]
    points: list[Point] = []
    if columns is not None:
        points = _rows(numbers, columns, table, open_names)
    elif count is not None:
        points = _drawn(numbers, ranges, open_names, count)
    elif not open_names:
        points = [numbers.values]
    elif not all(map(isfinite, numbers.values.values())):  # a formula has none of these
        raise _missing(numbers, open_names)
    return against(problem, partials, points, ranges=ranges, tolerance=tolerance, kinks=kinks)


def _freed(problem: Problem, columns: Mapping[str, Any], ranges: Ranges, table: str) -> Problem:
    """The problem without the values that the text gives what has columns or ranges.

    Raises: `AutogradError` with code `usage` for what has a value of its own, `unknown-name` for a range of nothing.
    """
    inputs = {name for one in problem.lowered.inputs for name in (one, owner(one))}
    for name in ranges:
        if owner(name) not in inputs and name not in inputs:
            raise AutogradError("unknown-name", "variable", option="over", name=name, known=[*problem.lowered.inputs])
    for name in (*columns, *ranges):
        if name in problem.values and name not in problem.lowered.defaults:
            if name in columns:
                raise AutogradError("usage", "value-and-points", name=name, table=table)
            raise AutogradError("usage", "value-and-range", name=name)
    kept = {name: value for name, value in problem.values.items() if name not in columns and owner(name) not in ranges}
    return problem if len(kept) == len(problem.values) else problem._replace(values=kept)


def _missing(problem: Problem, names: Sequence[str]) -> AutogradError:
    """The error for variables without a value, by their elements."""
    return missing_values([*dict.fromkeys(map(owner, names))], problem.source, problem.lowered.uses, names)


def refuse_meaningless(asked: Mapping[str, bool], given: Mapping[str, bool], options: Mapping[str, bool]) -> None:
    """Refuses options together of which one makes the other meaningless.

    What is `asked` for, `--against` among it, is by option, and so is where claims are to be checked: at `--points`, or
    at `--random` ones, `--over` ranges; and what goes without these: with `--wrt`, by a `--tolerance`.
    Raises: `AutogradError` with code `usage`.
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
    for option, needless in {"--wrt": ("--against", "--adjoints"), "--tolerance": ("--study",)}.items():
        other = next((one for one in needless if asked[one]), None)
        if options[option] and other is not None:
            raise AutogradError("usage", "exclude", one=option, other=other)


def _rows(problem: Problem, columns: Mapping[str, Any], table: str, open_names: Sequence[str]) -> list[Point]:
    """The points in a list for each variable, in the order of the lists."""
    if missing := [name for name in open_names if not {name, owner(name)} & columns.keys()]:
        raise _missing(problem, missing)
    lists: dict[str, Any] = {}
    for name in dict.fromkeys(name if name in columns else owner(name) for name in open_names):
        lists |= _elements(problem, name, columns[name], table)
    if len({len(one) for one in lists.values()}) > 1:
        counts = ", ".join(f"`{name}` {len(one)}" for name, one in lists.items())
        raise AutogradError("shape", "columns", path=table, counts=counts)
    rows = [*zip(*lists.values(), strict=True)]
    if not rows:
        raise AutogradError("usage", "no-point", table=table)
    return [{**problem.values, **{name: float(x) for name, x in zip(lists, row, strict=True)}} for row in rows]


def _elements(problem: Problem, name: str, column: Any, table: str) -> dict[str, Any]:
    """The numbers of a variable at each point, by element: a list, or for a vector a matrix with a row for each."""
    shape = problem.input_shapes.get(name, ())
    if not shape:
        return {name: getattr(column, "ravel", lambda: [column])()}
    own = getattr(column, "shape", ())
    if own[1:] != shape:
        given = shape_words(own[1:]) if own[1:] else "of one number"
        raise AutogradError("shape", "points-of-array", name=name, path=table, needed=shape_words(shape), given=given)
    return dict(zip(element_names(name, shape), column.reshape(len(column), -1).T, strict=True))


def _drawn(
    problem: Problem, ranges: Mapping[str, tuple[Fraction, Fraction]], open_names: Sequence[str], count: int
) -> list[Point]:
    """So many points at random, each input in its range."""
    ends: dict[str, list[float]] = {}
    for name in open_names:
        own = ranges.get(name, ranges.get(owner(name)))
        if own is None:
            raise AutogradError("option", "no-range", name=owner(name))
        ends[name] = [*map(float, own)]
    if not ends:
        raise AutogradError("usage", "nothing-to-draw")
    draw = random.Random(SEED)
    return [{**problem.values, **{name: draw.uniform(*own) for name, own in ends.items()}} for _ in range(count)]
