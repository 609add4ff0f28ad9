"""The standard uncertainty of a result, to first order, from the gradient and the uncertainties of the inputs.

In: a `Problem` with uncertain inputs, or their covariances. Out: an `Evaluation` with a `Spread`. What curvature adds
is left out, as it is by the law of propagation.

*Units and conventions*: u^2 = sum over i, j of g_i g_j C_ij; the share of input i is g_i (sum over j of g_j C_ij)/u^2.
*Source*: JCGM 100:2008 (GUM), 5.1.2 and 5.2.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum, nan, sqrt

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import read_value
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Written
from autograd_cli.report.evaluation import Evaluation, Spread, evaluation, flattened

# A pivot so small relative to its diagonal entry counts as 0: what rounding leaves of a matrix written with few digits.
SMALLEST_PIVOT = 1e-12

Covariances = Mapping[str, Mapping[str, float]]


def uncertainty(
    problem: Problem,
    *,
    covariance: Covariances | None = None,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
) -> Evaluation:
    """The report that `evaluation` gives, with the uncertainty of the value.

    Raises: `AutogradError` as `evaluation` does, with code `covariance` for covariances that cannot be.
    """
    single = problem.scalarised()
    own = {
        name: float(read_value(value.uncertainty, name))
        for name, value in single.values.items()
        if isinstance(value, Written) and value.uncertainty is not None
    }
    table: dict[str, dict[str, float]] = {name: {name: u * u} for name, u in own.items()}
    for name, row in _checked(covariance or {}).items():
        if name not in single.values:
            continue  # a file may serve several formulas
        if name in own:
            raise AutogradError("usage", "two-uncertainties", name=name, value=repr(single.values[name]))
        table[name] = {other: value for other, value in row.items() if other in single.values}
    if not table:
        raise AutogradError("covariance", "other-names", known=[*(covariance or {})])
    report = evaluation(problem, wrt=wrt, mode=mode, differentiate=differentiate, literals=literals, kinks=kinks)
    gradient = dict(flattened(report.gradient or {}))
    if not set(table) <= set(gradient):
        gradient = dict(flattened(evaluation(single, wrt=list(table), kinks=kinks).gradient or {}))
    spread = _spread(problem, gradient, table)
    moved = [name for name, row in table.items() if row[name]]
    findings = report.findings
    if spread.standard == 0 and moved:
        findings += (Finding("precision", case="first-order", names=tuple(moved)),)
    return replace(report, uncertainty=spread, findings=findings)


def _spread(problem: Problem, gradient: Mapping[str, float], table: Covariances) -> Spread:
    # An input without uncertainty adds nothing, whatever its derivative is.
    rows = {name: {other: value for other, value in row.items() if value} for name, row in table.items()}
    parts = {
        name: gradient[name] * fsum(gradient[other] * value for other, value in row.items()) if row else 0.0
        for name, row in rows.items()
    }
    # Rounding may leave a variance of 0 a little below it.
    square = max(0.0, fsum(parts.values())) if all(part == part for part in parts.values()) else nan
    return Spread(
        standard=sqrt(square),
        inputs=problem.gathered({name: sqrt(row[name]) for name, row in table.items()}),
        shares=problem.gathered({name: part / square if square else 0.0 for name, part in parts.items()}),
        correlated=any(value for name, row in table.items() for other, value in row.items() if other != name),
    )


def _checked(covariance: Covariances) -> dict[str, dict[str, float]]:
    """The covariances, every row with its variance. Raises: `AutogradError` where they cannot be ones."""
    full = {name: {name: 0.0, **row} for name, row in covariance.items()}
    for name, row in full.items():
        if row[name] < 0:
            raise AutogradError("covariance", "negative-variance", name=name, variance=row[name])
        for other, value in row.items():
            if other not in full:
                raise AutogradError("covariance", "no-variance", name=name, other=other)
            back = full[other].get(name, 0.0)
            if abs(value - back) > SMALLEST_PIVOT * max(abs(value), abs(back)):
                raise AutogradError("covariance", "not-symmetric", name=name, other=other, value=value, back=back)
    _refuse_indefinite(full)
    return full


def _refuse_indefinite(full: Covariances) -> None:
    """Refuses a matrix by which some combination of inputs would have a negative variance, by Cholesky's method."""
    names = list(full)
    rest = {a: {b: full[a].get(b, 0.0) for b in names} for a in names}
    for i, name in enumerate(names):
        pivot = rest[name][name]
        tiny = SMALLEST_PIVOT * full[name][name]
        below = names[i + 1 :]
        if pivot < -tiny or (pivot <= tiny and any(abs(rest[b][name]) > _scale(full, b, name) for b in below)):
            raise AutogradError("covariance", "indefinite")
        if pivot > tiny:
            for b in below:
                factor = rest[b][name] / pivot
                for c in below:
                    rest[b][c] -= factor * rest[name][c]


def _scale(full: Covariances, a: str, b: str) -> float:
    return 1e-6 * sqrt(full[a][a] * full[b][b])
