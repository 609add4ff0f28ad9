"""What `check` is given to compare with: claimed partials and adjoints, and the points to compare at.

Takes: options of the command as texts, and the call. Returns: the report on them.
"""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from autograd_cli.ask.missing import missing_values
from autograd_cli.ask.problem import Problem
from autograd_cli.commands.call import Call
from autograd_cli.commands.options import components, written_components
from autograd_cli.commands.problems import read_points, read_problem
from autograd_cli.commands.ranges import read_ranges
from autograd_cli.errors import AutogradError
from autograd_cli.lessons.adjoints import Adjoints, adjoints
from autograd_cli.report.against import Against, against, claims_of

# Points are drawn the same on every machine, each time.
SEED = 1
Point = Mapping[str, Any]


def check_claims(
    call: Call, claimed: Sequence[str], file: str | None, count: int | None, over: list[str] | None, tolerance: float
) -> tuple[Against, Problem]:
    """The report on claimed partials: at the point, at those of a file, at drawn ones, or as formulas.

    Raises: `AutogradError`.
    """
    claims, ranges = claims_of(claimed), read_ranges(over)
    problem = read_problem(call, complete=False)
    open_names = [name for name in problem.lowered.inputs if name not in problem.values]
    points: list[Point] = []
    if file is not None:
        points = _columns(problem, file, open_names)
    elif count is not None:
        points = _drawn(problem, ranges, open_names, count)
    elif not open_names:
        points = [problem.scalarised().values]
    elif not all(map(isfinite, problem.scalarised().values.values())):  # a formula has none of these
        raise missing_values(open_names, problem.source, problem.lowered.uses, problem.lowered.inputs)
    return against(problem, claims, points, ranges=ranges, tolerance=tolerance, kinks=call.kinks), problem


def check_adjoints(call: Call, text: str, tolerance: float) -> tuple[Adjoints, Problem]:
    """The report on claimed adjoints. Raises: `AutogradError`."""
    written = written_components(text, "adjoints")
    read = components(text, "adjoints")
    claimed = {name: value.tolist() if hasattr(value, "shape") else value for name, value in read.items()}
    problem = read_problem(call)
    return adjoints(problem, claimed, written, tolerance=tolerance, kinks=call.kinks), problem


def _columns(problem: Problem, file: str, open_names: Sequence[str]) -> list[Point]:
    """The points in a file that has a list for each variable, in the order of the lists."""
    table = read_points((file,), problem.source.text)
    missing = [name for name in open_names if name not in table]
    if missing:
        raise missing_values(missing, problem.source, problem.lowered.uses, problem.lowered.inputs)
    columns = {name: getattr(table[name], "ravel", lambda one=table[name]: [one])() for name in open_names}
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        counts = ", ".join(f"`{name}` {len(column)}" for name, column in columns.items())
        raise AutogradError("shape", "columns", path=file, counts=counts)
    rows = zip(*columns.values(), strict=True)
    return [{**problem.values, **{name: float(x) for name, x in zip(columns, row, strict=True)}} for row in rows]


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
