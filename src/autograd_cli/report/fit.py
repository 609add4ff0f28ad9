"""A fit of a formula to the rows of a table: the parameters with their errors, and how good the fit is.

Takes a `Problem` whose result is `left - right`, and columns. Returns a `Fit`. The search and the statistics are in
`fitting`, which needs SciPy.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograd_cli.ask.missing import near_name
from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding, RowError, visible
from autograd_cli.graphs.analysis import described
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Number, short_text
from autograd_cli.records import Shown, record
from autograd_cli.report.columns import column_meant
from autograd_cli.report.evaluation import check_choices, refuse_undifferentiated
from autograd_cli.report.fit_given import LOSSES, Given
from autograd_cli.report.unknowns import more_starts, outside_ranges, starts_within
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.search.task import silent
from autograd_cli.syntax.symbols import symbol
from autograd_cli.systems.systems import resolve

# Loaded where they are needed, with NumPy: the help works without.
ROW_FORMULA, JUDGE_ROW = "autograd_cli.report.rows:RowFormula", "autograd_cli.report.rows:judge_row"
WITHOUT_COLUMN, ROW_WORDS = "autograd_cli.report.rows:without_column", "autograd_cli.wording.rows:row_words"
SOLVE, TASK = "autograd_cli.fitting.solve:solve", "autograd_cli.fitting.solve:Task"
# What rounding may take of an estimate without a word.
LOST = 1e-6
# In so many rows a kink is looked for.
MOST_LOOKED_AT = 1000
# So many rows are named that are left out.
MOST_NAMED = 3
# An interval that a parameter does not have, in a table.
NO_ENDS = ("", "")


@record
class Parameter:
    """A parameter: its estimate, and its standard error and interval where the data give them.

    `state` is `free`, `fixed`, `bound` where it is at one, or `undetermined` where the data leave it free. `start` is
    null where a linear parameter needed none. The `digits` are those of the estimate and of its standard error that are
    right, `profile` is the interval by the profile likelihood, where they were asked for.
    """

    OPTIONAL = ("digits", "profile")
    estimate: float
    standard_error: float | None
    interval: tuple[float, float] | None
    state: str
    start: float | None
    digits: tuple[str, str] | None = None
    profile: tuple[float, float] | None = None

    @property
    def shown(self) -> tuple[Number, Number]:
        """The estimate and its standard error with the digits that were asked for; no error is an empty text."""
        return self.digits or (self.estimate, "" if self.standard_error is None else self.standard_error)


@record
class Convergence:
    """How the search ended. `gradient` is the largest cosine of the residuals with a direction of the model."""

    method: str
    evaluations: int
    steps: int
    gradient: float
    condition: float


@record
class Iteration:
    """A point that the search went to.

    The `phase` is `search` by one of its methods, `polish` by Gauss-Newton steps, `wide` by such in wide arithmetic.
    """

    phase: str
    residual_sum_of_squares: float
    parameters: Mapping[str, float]


@record
class Fit(Shown):
    """A formula fitted to rows by least squares, or by a `loss` with its `scale`.

    `residual_sum_of_squares` is that of weighted residuals where rows have weights, whatever the loss. `covariance` is
    by name and name, as `--covariance` reads it. Intervals have the confidence `level`. As many rows as `max_errors`
    may be left out without a failure, also such at which the model is not finite at the start. `log_likelihood`, `aic`
    and `bic` are of normal errors whose variance is estimated too; with a `loss` there are none. `remarks` say why the
    first of the rows that are left out are, and which have a number that doubles lack.
    """

    SCHEMA = "autograd.fit/1"
    OPTIONAL = ("loss", "scale", "weights", "max_errors", "correlation", "trace", "remarks")
    FORMS = ("document", "records", "numbers", "matrix")
    LAYOUT = "fits:fitted"
    expression: str
    parameters: Mapping[str, Parameter]
    columns: tuple[str, ...]
    rows: int
    left_out: int
    degrees_of_freedom: int
    residual_sum_of_squares: float
    residual_standard_deviation: float | None
    r_squared: float | None
    adjusted_r_squared: float | None
    log_likelihood: float | None
    aic: float | None
    bic: float | None
    covariance: Mapping[str, Mapping[str, float]]
    correlation: Mapping[str, Mapping[str, float]] | None
    converged: bool
    convergence: Convergence
    loss: str | None
    scale: float | None
    weights: str | None
    absolute: bool
    level: float
    max_errors: int | None
    trace: tuple[Iteration, ...] | None
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...] | None = None

    @property
    def failed(self) -> bool:
        return not self.converged or self.left_out > (self.max_errors or 0)

    def numbers(self) -> Iterator[Number]:
        """The estimates."""
        for one in self.parameters.values():
            yield one.shown[0]

    def records(self) -> Iterator[Sequence[Number]]:
        """A line for each parameter, with its interval by profile and its correlations where they were asked for."""
        profiled = any(one.profile for one in self.parameters.values())
        correlation = self.correlation or {}
        beside = ("profile_lower", "profile_upper") if profiled else ()
        yield (
            "parameter",
            "estimate",
            "standard_error",
            "lower",
            "upper",
            *beside,
            *map("correlation_{}".format, correlation),
        )
        for name, one in self.parameters.items():
            ends = (*(one.interval or NO_ENDS), *((one.profile or NO_ENDS) if profiled else ()))
            yield (name, *one.shown, *ends, *(correlation.get(name, {}).get(other, "") for other in correlation))

    def table_latex(self, number: Callable[[Number], str]) -> str:
        """The parameters as a `tabular`."""
        lines = [
            r"\begin{tabular}{lrrl}",
            rf"parameter & estimate & standard error & {100 * self.level:.10g}\,\% interval \\ \hline",
        ]
        for name, one in self.parameters.items():
            estimate, size = one.shown
            error = one.state if one.standard_error is None else f"${number(size)}$"
            ends = "" if one.interval is None else f"$[{', '.join(map(number, one.interval))}]$"
            lines.append(rf"${symbol(name)}$ & ${number(estimate)}$ & {error} & {ends} \\")
        return "\n".join([*lines, r"\end{tabular}"])


def fit(problem: Problem, given: Given, kinks: str = OURS, tell: Callable[[int, float], None] = silent) -> Fit:
    """The fit. Raises: `AutogradError` with codes `missing-binding`, `usage`, `integer`, `row`, `missing-extra`.

    `problem` is in numbers alone, and its inputs are columns and parameters.
    """
    check_choices(None, (), kinks)
    inputs = problem.lowered.inputs
    used = tuple(name for name in inputs if name in given.columns)
    names = tuple(name for name in inputs if name not in given.columns and name not in given.fixed)
    if not names:
        case = "all-fixed" if given.fixed else "no-parameters"
        raise AutogradError("usage", case, names=[*inputs], columns=[*map(visible, given.table)])
    refuse_undifferentiated(problem, tuple(inputs[name] for name in names), "fix")
    if not used:
        seen = resolve(WITHOUT_COLUMN)(
            AutogradError("missing-binding", "values", names=[*names], given=""), given.table
        )
        if seen.case in ("separated", "comment"):
            raise seen
        raise AutogradError("usage", "no-columns-used", names=[*names], columns=[*map(visible, given.table)])
    count = len(next(iter(given.columns.values())))
    if count == 0:
        raise AutogradError("usage", "no-rows-to-fit", left_out=given.left_out)
    made: Any = resolve(TASK)
    solution = resolve(SOLVE)(
        problem.function,
        made(
            parameters={name: inputs[name] for name in names},
            columns={name: given.columns[name] for name in used},
            constants=given.fixed,
            starts=starts_within({name: one for name, one in given.starts.items() if name in names}, given.bounds),
            bounds=given.bounds,
            errors=[given.columns[name] for name in given.weights],
            absolute=given.absolute,
            level=given.level,
            loss=given.loss,
            scale=given.scale,
            draws=given.draws or 1,
            seed=given.seed,
            kinks=kinks,
            band=given.band is not None,
            tell=tell,
            digits=given.digits or 0,
            profile=given.profile,
        ),
    )
    if solution.bare:
        columns = [*map(visible, given.table)]
        raise AutogradError("usage", "left-without-column", names=[*solution.bare], columns=columns)
    if solution.unsolved:
        raise _without_start(problem, solution.unsolved, given.table)
    if len(solution.bad_rows):
        if len(solution.bad_rows) + given.left_out > (given.max_errors or 0):
            raise _not_finite(problem, given, used, names, solution.bad_rows[0])
        return fit(problem, _without(problem, given, used, names, solution.bad_rows), kinks, tell)
    if given.band is not None:
        given.band({**{name: given.columns[name] for name in used}, **solution.band})
    return _report(problem, given, names, used, count, solution)


def _report(problem: Problem, given: Given, names: Sequence[str], used: Sequence[str], rows: int, solution: Any) -> Fit:
    """The report of a solution."""
    said = solution.statistics
    unknown = {names[place] for direction in said.free for place in direction.shares}
    parameters = {}
    for j, name in enumerate(names):
        bound = j in solution.at_bound
        state = "bound" if bound else "undetermined" if name in unknown else "free"
        parameters[name] = Parameter(solution.values[j], said.errors[j], said.intervals[j], state, solution.starts[j])
    if given.digits and solution.long is not None and (given.absolute or said.freedom > 0):
        sides = solution.long.estimates(given.digits), solution.long.errors(said.freedom, given.absolute, given.digits)
        for name, *digits in zip(names, *sides, strict=True):
            parameters[name] = replace(parameters[name], digits=(digits[0], digits[1]))
    for name, ends in zip(names, solution.profile or (), strict=False):
        parameters[name] = replace(parameters[name], profile=ends)
    for name in problem.lowered.inputs:
        if name in given.fixed:
            parameters[name] = Parameter(given.fixed[name], None, None, "fixed", None)
    known = [j for j in range(len(names)) if said.errors[j] is not None]
    covariance = {names[i]: {names[j]: said.covariance[i][j] for j in known} for i in known}
    return Fit(
        expression=problem.source.text,
        parameters={name: parameters[name] for name in problem.lowered.inputs if name in parameters},
        columns=tuple(used),
        rows=rows,
        left_out=given.left_out,
        degrees_of_freedom=said.freedom,
        residual_sum_of_squares=said.squares,
        residual_standard_deviation=said.deviation,
        r_squared=said.r_squared,
        adjusted_r_squared=said.adjusted,
        log_likelihood=said.likelihood,
        aic=said.aic,
        bic=said.bic,
        covariance=covariance,
        correlation=_correlation(covariance) if given.correlation else None,
        converged=solution.converged,
        convergence=Convergence(
            solution.method, solution.evaluations, solution.steps, solution.gradient, solution.condition
        ),
        loss=None if given.loss == LOSSES[0] else given.loss,
        scale=solution.scale,
        weights=",".join(given.weights) or None,
        absolute=given.absolute,
        level=given.level,
        max_errors=given.max_errors,
        trace=_trace(names, solution.trail) if given.trace else None,
        findings=(*_findings(names, given, solution), *_kinks(problem, given, parameters)),
    )


def _trace(names: Sequence[str], trail: Sequence[Any]) -> tuple[Iteration, ...]:
    """The points of the search that ended best."""
    return tuple(Iteration(one.phase, one.squares, dict(zip(names, one.values.tolist(), strict=True))) for one in trail)


def _findings(names: Sequence[str], given: Given, solution: Any) -> Iterator[Finding]:
    """Why errors are missing, what is at a bound, that the residuals are rounding, that the search did not end."""
    said = solution.statistics
    if solution.interrupted:
        yield Finding("convergence", case="interrupted")
    elif not solution.converged and not solution.plateau:
        text = more_starts(given.starts) if given.draws in (None, 1) else None
        yield Finding("convergence", case="stopped", value=f"{solution.gradient:.1e}", text=text)
    for direction in said.free:
        shares = {names[place]: share for place, share in direction.shares.items()}
        if len(shares) == 1:
            (place,) = direction.shares
            if place in solution.plateau:
                value = short_text(solution.values[place])
                yield Finding("undetermined", case="plateau", name=names[place], value=value)
            else:
                yield Finding("undetermined", case="no-influence", name=names[place])
        else:
            yield Finding("undetermined", case="together", names=tuple(shares), text=free_text(shares))
    if not given.absolute and (said.freedom <= 0 or solution.residuals < len(names) - len(solution.at_bound)):
        yield Finding("undetermined", case="no-freedom")
    for place in solution.at_bound:
        yield Finding("bound", case="held", name=names[place], value=short_text(solution.values[place]))
    yield from outside_ranges(given.starts, dict(zip(names, solution.values, strict=True)), given.bounds)
    for name, ends in zip(names, solution.profile or (), strict=False):
        if ends is not None and any(map(math.isnan, ends)):
            yield Finding("undetermined", case="profile", name=name)
    if given.digits and solution.long is None:
        yield Finding("precision", case="not-wide")
    elif given.digits and solution.long.digits < given.digits:
        yield Finding("precision", case="estimates", digits=solution.long.digits)
    if solution.moved:
        yield Finding("undetermined", case="left-side", names=tuple(solution.moved))
    if said.exact:
        yield Finding("rounding", case="exact-fit" if given.absolute else "residuals")
    for case, lost in (("estimates", solution.lost), ("errors", said.rounding)):
        if lost > LOST and not said.exact:
            yield Finding("rounding", case=case, digits=max(0, int(-math.log10(lost))))


def _correlation(covariance: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Covariances divided by both standard errors."""
    sizes = {name: math.sqrt(row[name]) for name, row in covariance.items()}
    return {
        name: {
            other: 1.0 if other == name else value / (sizes[name] * sizes[other]) if sizes[name] * sizes[other] else 0.0
            for other, value in row.items()
        }
        for name, row in covariance.items()
    }


def _kinks(problem: Problem, given: Given, parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    """The first row at which the model has no derivative at the estimate, where few have to be looked at."""
    function = problem.function
    records = [function.graph.nodes[node] for node in function.live]
    if not any(described(one.primitive).kink for one in records if one.operands):
        return
    wanted = tuple(problem.lowered.inputs[name] for name in parameters)
    estimates = {name: one.estimate for name, one in parameters.items()}
    for row in range(min(MOST_LOOKED_AT, len(next(iter(given.columns.values()))))):
        values = {name: float(column[row]) for name, column in given.columns.items()} | estimates
        found = diagnose(function, evaluate(function, values), problem.source, wanted).findings
        kink = next((one for one in found if one.kind == "kink"), None)
        if kink is not None:
            yield Finding("kink", case="estimate", text=kink.text, where=given.place(row))
            return


def _without_start(problem: Problem, names: Sequence[str], columns: Sequence[str]) -> AutogradError:
    """The error for parameters in which the model is not linear, and that have no start."""
    span = problem.lowered.uses.get(names[0])
    near = column_meant(names[0], columns) or near_name(names[0], columns)
    case = "start-or-column" if near else "start"
    return AutogradError(
        "missing-binding",
        case,
        span=span,
        source=problem.source,
        names=[*names],
        first=names[0],
        near=near,
        columns=[*map(visible, columns)],
        starts=f"`{' '.join(f'{name}=1' for name in names)}`",
    )


def _without(problem: Problem, given: Given, used: Sequence[str], names: Sequence[str], bad: Sequence[int]) -> Given:
    """What is given without rows at which the model is not finite at the start, the first of which are named."""
    for row in bad[:MOST_NAMED]:
        one = _not_finite(problem, given, used, names, row)
        given.leave(f"{one.fields['place']}: at the start of the search {one.fields['what']}")
    left_out = {*map(int, bad)}
    kept = [row for row in range(len(given.columns[used[0]])) if row not in left_out]
    columns = {name: column[kept] for name, column in given.columns.items()}
    place = given.place
    return given._replace(columns=columns, place=lambda row: place(kept[row]), left_out=given.left_out + len(left_out))


def _not_finite(problem: Problem, given: Given, used: Sequence[str], names: Sequence[str], row: int) -> AutogradError:
    """The error for a model that is not finite at the start in some row, with the cause that `batch` would give."""
    starts = {name: start for name, start in given.starts.items() if isinstance(start, float)}
    values = {**dict.fromkeys(names, 0.0), **starts, **given.fixed}
    formula = resolve(ROW_FORMULA)(problem._replace(values=values), {}, problem.function, tuple(used), False)
    complaint = resolve(JUDGE_ROW)(formula, [float(given.columns[name][row]) for name in used]).complaint
    what = (
        resolve(ROW_WORDS)({0: complaint})[0] if complaint is not None else "the model or its derivative is not finite"
    )
    return RowError("row", "at-start", place=given.place(row), what=what)


def free_text(shares: Mapping[str, float]) -> str:
    """A direction as a sum of parameters, the first with the factor 1.

    Example:
        >>> free_text({"b3": 0.5, "b4": -1.0}), free_text({"a": 1.0, "b": 1.0})
        ('b3 - 2*b4', 'a + b')
    """
    first = next(iter(shares.values()))
    text = ""
    for name, share in shares.items():
        factor = share / first
        size = short_text(float(f"{abs(factor):.6g}"))
        sign = ("-" if factor < 0 else "") if not text else (" - " if factor < 0 else " + ")
        text += f"{sign}{'' if size == '1' else f'{size}*'}{name}"
    return text
