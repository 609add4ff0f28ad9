"""A model fitted to the columns of tables: what is read of them, and what their rows and names say.

Takes a `Model` and `Tables`. Returns a `Fit`, whose search knows no tables.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from autograd_cli.ask.missing import refuse_unused
from autograd_cli.ask.model import Model
from autograd_cli.data.columns import Tables
from autograd_cli.data.standard_errors import left_columns, read_errors
from autograd_cli.errors import AutogradError, Finding, RowError
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.fit import Fit, fit
from autograd_cli.report.fit_given import Given
from autograd_cli.search.task import silent
from autograd_cli.syntax.names import written_name

# A unit in a column's name; without a blank `a/b` is a ratio, `f(x)` a function, `a[1]` an element.
UNIT = re.compile(r"\s+[(\[/].*|\[\D.*\]")


def fitted(
    tables: Tables,
    model: Model,
    given: Given,
    errors: str | None = None,
    kinks: str = OURS,
    tell: Callable[[int, float], None] = silent,
) -> Fit:
    """The fit of a model to tables; `errors` are the standard errors of the left side, as `--y-error` has them.

    Rows in which a number is missing or not finite are left out, the first of which are named.

    Raises: `AutogradError` as `fit` does, where a column is not there or not of numbers, or a standard error is not
    positive.
    """
    remarks: list[str] = []

    def leave(text: str) -> None:
        remarks.append(text)
        told(text)

    told, given = given.leave, given._replace(leave=leave)
    problem, columns = model.problem, tables.known()
    assert problem.program is not None
    left = left_columns(problem.program, columns)
    responses = left if len(left) == len(problem.function.outputs) else [None] * len(problem.function.outputs)
    sizes = read_errors(errors, columns, responses)
    asked = [one.column for one in sizes if one.column is not None]
    refuse_unused((name for name in tables.let if name not in asked), problem.lowered)
    if given.draws is not None and not any(isinstance(one, tuple) for one in model.starts.values()):
        name = next(iter(model.starts), "b")
        raise AutogradError("option", "starts-without-range", noun="parameter", name=name, range="0.1..10")
    read = tables.read([*dict.fromkeys([*model.columns, *asked])], [one for one in responses if one is not None])
    if len(next(iter(read.values.values()), ())):
        read = read._replace(values={**read.values, **{one.called: one.of(read.values) for one in sizes}})
    for one in (*read.first, *read.inexact):
        given.leave(f"{one.place}: {one.message}")
    for name in (one.called for one in sizes if one.called in read.values):
        bad = next((row for row, one in enumerate((read.values[name] <= 0).tolist()) if one), None)
        if bad is not None:
            raise RowError("row", "error-not-positive", place=read.place(bad), name=name)
    given = given._replace(
        table=tables.names,
        columns=read.values,
        starts=model.starts,
        fixed=model.fixed,
        weights=tuple(one.called for one in sizes),
        place=read.place,
        left_out=read.failed,
    )
    report = fit(model.problem, given, kinks, tell)
    beside = {name: _with_unit(name, columns) for name in model.parameters if name not in model.given}
    notes = tuple(
        Finding("name", case="parameter", name=name, text=written_name(column))
        for name, column in beside.items()
        if column is not None
    )
    return replace(report, findings=(*model.notes, *notes, *report.findings), remarks=tuple(remarks) or None)


def _with_unit(name: str, columns: Sequence[str]) -> str | None:
    """The column whose name is a name with a unit, as `x [m]` is `x`."""
    return next((one for one in columns if one.startswith(name) and UNIT.fullmatch(one.removeprefix(name))), None)
