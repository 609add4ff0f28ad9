"""The numbers that stand where values are vectors or matrices, and what is to be said of them.

In: a problem and its differentiated function. Out: outputs and findings. The counterpart of `outcome.py`, whose policy
it follows; a magnitude beyond doubles is not told here.
"""

from collections.abc import Sequence
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding
from autograd_cli.graph.graph import Function, NodeId
from autograd_cli.graph.templates import OURS
from autograd_cli.run.array_findings import diagnose_arrays
from autograd_cli.run.array_recompute import settle
from autograd_cli.systems.arrays import evaluate_arrays
from autograd_cli.systems.undefined import all_finite, without


def judge_arrays(
    problem: Problem, whole: Function, wanted: Sequence[NodeId], kinks: str, columns: Sequence[Sequence[NodeId]]
) -> tuple[Sequence[Any], Sequence[Finding]]:
    """The outputs, the problem's first and then the derivatives towards `columns`, and the findings."""
    primal = problem.function
    values = evaluate_arrays(whole, problem.values, keep=set(primal.live))
    outputs = [values[output] for output in whole.outputs]
    diagnosis = diagnose_arrays(primal, values, problem.values, problem.source, wanted, kinks)
    findings = list(diagnosis.findings)
    if kinks != OURS:
        return outputs, findings
    finite = all(map(all_finite, outputs)) and all(all_finite(values[node]) for node in primal.live)
    if not finite and all(map(all_finite, problem.values.values())):
        settled = settle(whole, problem.values, outputs)
        outputs = list(settled.outputs)
        if settled.changed:
            # What is to be said is said of the wider values, whose zeros are none that floats made.
            diagnosis = diagnose_arrays(primal, settled.values, problem.values, problem.source, wanted, kinks)
            findings = [finding for finding in diagnosis.findings if finding.kind != "overflow"]
            findings.append(Finding("recomputed", case="arrays"))
        elif settled.asked and all(map(all_finite, outputs)):
            findings = [finding for finding in findings if finding.kind != "overflow"]
    count = len(primal.outputs)
    for i, numbers_of in enumerate(columns):
        for node in numbers_of:
            outputs[count + i] = without(outputs[count + i], diagnosis.undefined.get(node))
    return outputs, findings
