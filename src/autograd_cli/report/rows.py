"""A formula over many rows: what is computed for each, and what went wrong in it.

In: a formula, the names of a table's columns, values that are the same in all rows. Out: the value and the partials row
by row, with a complaint for each row that failed. What the kernel flags is judged like a single point, each distinct
one once; where rows come from and go to is not known here.
"""

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.graph.graph import Function
from autograd_cli.problem import Problem, Value, pose, read_array
from autograd_cli.report.evaluation import fails, refuse_integers
from autograd_cli.report.outcome import judge
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.syntax.builder import canonical_name

# What explains a number that is not finite, the likeliest first.
EXPLAINING = ("domain", "overflow", "boundary", "recomputed", "input")
NO_VECTORS: Mapping[str, int] = {}
# So many columns are named in a hint.
MOST_LISTED = 8
# Where a message goes on about other systems, or about what follows from what it said.
FURTHER = (" (torch: ", " (jax: ", " (tf: ", "; it makes ", "; so d/d")


class RowFormula(NamedTuple):
    """A formula that is ready for rows. `names` are the variables whose values come from the row.

    `whole` has the value as its first output, then the partials in the order of `wanted`.
    """

    problem: Problem
    wanted: Mapping[str, int]
    whole: Function
    names: tuple[str, ...]
    differentiated: bool

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the results: `value`, then `d_x` for each partial."""
        return ("value", *(f"d_{name}" for name in self.wanted))


class RowOutcome(NamedTuple):
    """The results of a row, in the order of a formula's outputs, and the complaint where the row failed."""

    outputs: tuple[float, ...]
    complaint: str | None


def row_formula(
    source: Source,
    columns: Sequence[str],
    constants: Mapping[str, Value],
    wrt: Sequence[str] | None = None,
    differentiate: bool = True,
    lenient: bool = False,
    vectors: Mapping[str, int] = NO_VECTORS,
) -> RowFormula:
    """The formula, parsed and differentiated once; vectors and matrices are written out in numbers.

    A variable is a constant where one is given, else a column of its name, else what the text itself gives. `vectors`
    has the lengths of columns of lists; what the row gives of one are its elements, `x[0]` and so on. With
    `lenient` a formula need have neither all the constants nor all the names in `wrt`.
    Raises: `AutogradError` with the codes of `pose`, `unknown-name` and `integer`.
    """
    try:
        background = {name: read_array(name, [1.0] * vectors[name] if name in vectors else 1.0) for name in columns}
        problem = pose(source, {}, {**background, **constants}) if lenient else pose(source, constants, background)
    except AutogradError as error:
        if error.code == "missing-binding":
            raise _without_column(error, columns) from None
        raise
    problem.single()
    problem = problem.scattered()
    if lenient and wrt is not None:
        wrt = [name for name in wrt if name in {one.partition("[")[0] for one in problem.lowered.inputs}]
    wanted = problem.wanted(wrt) if differentiate else {}
    nodes = tuple(wanted.values())
    refuse_integers(problem, nodes)
    function = problem.function
    swept = gradient(function, nodes).outputs if wanted else ()
    whole = Function(function.graph, function.inputs, function.outputs + swept)
    of_rows = {*map(canonical_name, columns)} - constants.keys()
    names = tuple(name for name in problem.lowered.inputs if name.partition("[")[0] in of_rows)
    return RowFormula(problem, wanted, whole, names, differentiate)


def judge_row(formula: RowFormula, values: Sequence[float]) -> RowOutcome:
    """The outcome of one row. `values` are those of the formula's names, in their order."""
    given = {**formula.problem.values, **dict(zip(formula.names, values, strict=True))}
    outcome = judge(formula.problem._replace(values=given), formula.whole, tuple(formula.wanted.values()))
    value, *partials = outcome.outputs
    if not fails(given, value, dict(zip(formula.wanted, partials, strict=True))):
        return RowOutcome(outcome.outputs, None)
    complaint = _complaint(outcome.findings, outcome.outputs, formula)
    # A result that is no number takes the others with it: half a row is easily taken for a whole one.
    lost = any(map(math.isnan, outcome.outputs))
    return RowOutcome((math.nan,) * len(outcome.outputs) if lost else outcome.outputs, complaint)


def _complaint(findings: Sequence[Finding], outputs: Sequence[float], formula: RowFormula) -> str:
    """What a row's error says: the first cause, without what follows from it."""
    causes = sorted((one for one in findings if one.kind in EXPLAINING), key=lambda one: EXPLAINING.index(one.kind))
    if causes:
        message = causes[0].message
        for further in FURTHER:
            message = message.partition(further)[0]
        return message
    lost = [name for name, value in zip(formula.outputs, outputs, strict=True) if not math.isfinite(value)]
    return f"{' and '.join(lost)} {'is' if len(lost) == 1 else 'are'} not finite"


def _without_column(error: AutogradError, columns: Sequence[str]) -> AutogradError:
    """The error for variables that are neither columns nor bound."""
    names = error.message.rpartition(" ha")[0]
    one = " and " not in names
    message = f"{names} {'is' if one else 'are'} neither {'a column' if one else 'columns'} nor bound to a value"
    first = names.partition("`")[2].partition("`")[0]
    near = get_close_matches(first, columns, 1) or [name for name in columns if name.lower() == first.lower()]
    listed = ", ".join(f"`{name}`" for name in columns[:MOST_LISTED]) + ", ..." * (len(columns) > MOST_LISTED)
    hint = f"did you mean `{near[0]}`?" if near else f"a value for all rows is given as `--{first} 1`"
    if listed and not near:
        hint += f"; the columns are {listed}"
    return AutogradError(message, code=error.code, span=error.span, source=error.source, hint=hint)
