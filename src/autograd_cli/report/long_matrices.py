"""Jacobians and Hessians whose numbers are text: digits, as many as are asked for, or fractions.

Takes: a `Problem`, and the way in which numbers are computed. Returns: a report that prints as one of doubles does.
"""

from collections.abc import Sequence
from math import isnan

from autograd_cli.ask.problem import Problem
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import is_finite
from autograd_cli.report.derivative_matrices import LongHessian, LongJacobian
from autograd_cli.report.entries import naming, unexplained
from autograd_cli.report.long import Way, double_of
from autograd_cli.report.matrices import hessian_parts, jacobian_parts, posed_hessian, posed_jacobian


def long_matrix(
    problem: Problem,
    way: Way,
    *,
    what: str,
    digits: int | None = None,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    kinks: str = OURS,
) -> LongJacobian | LongHessian:
    """The `jacobian` or the `hessian`, `what` says which, of a problem in numbers that are text, which a way computes.

    Raises: as `jacobian_report` and `hessian_report`, and as the way does.
    """
    posed = (posed_jacobian if what == "jacobian" else posed_hessian)(problem, wrt, mode, kinks)
    inputs, outputs, diagnosis, doubts = way(posed.whole, posed.asked, kinks)
    derivatives = zip(posed.entries, outputs[len(posed.problem.function.outputs) :], strict=True)
    lost = [(entry, double_of(text)) for entry, text in derivatives if not is_finite(text)]
    findings = [*naming(posed.asked, diagnosis.findings, lost), *doubts]
    findings += unexplained(tuple(posed.asked.name(entry) for entry, number in lost if isnan(number)), findings)
    given = problem.gathered(inputs)
    if what == "jacobian":
        parts = jacobian_parts(posed, outputs, mode is not None)
        return LongJacobian(inputs=given, findings=tuple(findings), digits=digits, **parts)
    parts = hessian_parts(posed, outputs, mode is not None)
    return LongHessian(inputs=given, findings=tuple(findings), digits=digits, **parts)
