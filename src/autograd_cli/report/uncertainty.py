"""The standard uncertainty of a result, to first order, and its relative sensitivities, from the gradient.

Takes a `Problem` with uncertain inputs, or their covariances. Returns an `Evaluation` with a `Spread`; how it is
computed is in `propagation.py`.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import inf, isinf, nextafter, sqrt

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import RANGE, read_value
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Values, Written, number_text
from autograd_cli.report.evaluation import Evaluation, Spread, evaluation, flattened
from autograd_cli.report.propagation import Covariances, chosen, propagated, sensitivity
from autograd_cli.shell import shell_word
from autograd_cli.syntax.names import written_element

# What is said of a result that is no single number.
SEVERAL = ("vector-result", "array-result")


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
    try:
        single = problem.scalarised()
    except AutogradError as error:
        raise error.replace(advice="uncertain-elements") if error.case in SEVERAL else error from None
    own = {
        name: float(read_value(value.uncertainty, name))
        for name, value in single.values.items()
        if isinstance(value, Written) and value.uncertainty is not None
    }
    table = chosen(covariance or {}, [*single.values], {name: repr(single.values[name]) for name in own})
    report = evaluation(problem, wrt=wrt, mode=mode, differentiate=differentiate, literals=literals, kinks=kinks)
    gradient = dict(flattened(report.gradient or {}))
    uncertain = [*own, *table]
    if not gradient.keys() >= {*uncertain}:
        gradient = dict(flattened(evaluation(single, wrt=uncertain, kinks=kinks).gradient or {}))
    standard, shares = propagated(gradient, own, table)
    inputs = own | {name: sqrt(row[name]) for name, row in table.items()}
    spread = Spread(
        standard=standard,
        inputs=problem.gathered(inputs),
        shares=problem.gathered(shares),
        correlated=any(value for name, row in table.items() for other, value in row.items() if other != name),
    )
    moved = tuple(name for name, own_uncertainty in inputs.items() if own_uncertainty)
    findings = report.findings
    if moved and not any(gradient[name] for name in moved):
        name = moved[0]
        value, own_uncertainty = float(single.values[name]), inputs[name]
        ends = min(value - own_uncertainty, nextafter(value, -inf)), max(value + own_uncertainty, nextafter(value, inf))
        interval = shell_word(f"{written_element(name)}={RANGE.join(map(number_text, ends))}")
        findings += (Finding("precision", case="first-order", names=moved, text=interval),)
    return replace(report, uncertainty=spread, findings=findings)


def with_sensitivity(report: Evaluation) -> Evaluation:
    """The report with the relative sensitivity to each input that is differentiated for."""
    value = report.value
    if not isinstance(value, int | float):  # several results have no gradient either
        return report
    relative = {name: _relative(report.inputs[name], one, value) for name, one in (report.gradient or {}).items()}
    findings = report.findings
    if value == 0 or isinf(value):
        findings += (Finding("domain", case="sensitivity", text=number_text(abs(value))),)
    return replace(report, sensitivity=relative, findings=findings)


def _relative(given: Values, partial: Values, value: float) -> Values:
    if isinstance(given, list) and isinstance(partial, list):
        return [_relative(one, other, value) for one, other in zip(given, partial, strict=True)]
    assert isinstance(given, int | float)
    assert isinstance(partial, int | float)
    return sensitivity(given, partial, value)
