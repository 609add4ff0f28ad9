"""The outputs and the findings where values are vectors or matrices.

Takes: a problem and its differentiated function. Returns: outputs and findings. Where all numbers are finite, those of
the arrays are the result. Where one is not, the same problem in numbers alone decides: an element that is not selected
has no node there, so that nothing is multiplied by its zero.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograd_cli.arrays.kernels import Kernels
from autograd_cli.arrays.written import as_array
from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding, Result
from autograd_cli.graphs.analysis import refuse_matrices
from autograd_cli.graphs.cost import operations
from autograd_cli.graphs.graph import SCALAR, Function, Node, NodeId
from autograd_cli.graphs.lifetimes import last_uses
from autograd_cli.graphs.shapes import size
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import element_names, nested
from autograd_cli.report.outcome import Outcome, judge
from autograd_cli.run.array_doubt import spoilt
from autograd_cli.run.array_recompute import holds, settle
from autograd_cli.run.doubt import SMALLEST_NORMAL
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.run.recompute import leaves_range
from autograd_cli.sweeps.forward import gradient_by_columns
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.systems.systems import FLOAT
from autograd_cli.systems.undefined import all_finite, without

# What takes more operations in numbers alone stays as the arrays have it. Each takes some
# forty microseconds, most of them in the wider range of exponents.
MOST_OPERATIONS = 20_000
# So many, where a result is 0 and may be a single number that underflowed on the way, of which no array tells.
MOST_BY_ZEROS = 500
# Findings of digits that are lost; those that name derivatives which are not finite.
DIGITS = ("recomputed", "rounding")
OF_RANGE = ("overflow", "underflow", "backward")
# What names derivatives alone, of which arrays have no finding of their own.
INFINITE = ("infinite-input", "infinite-constant")
NAMING = ("domain", "boundary", "kink")


def judge_arrays(
    problem: Problem,
    whole: Function,
    wanted: Sequence[NodeId],
    kinks: str,
    columns: Sequence[Sequence[NodeId]],
    forward: bool = False,
) -> tuple[Sequence[Any], Sequence[Finding]]:
    """The outputs, the problem's first and then the derivatives towards `columns`, and the findings.

    The sweep in numbers alone is a reverse one, or `forward` where that of the arrays is.
    """
    primal = problem.function
    lost: list[str] = []
    kernels = Kernels(FLOAT, underflow=lambda kind, _: lost.append(kind))
    values = evaluate(whole, problem.values, kernels=kernels, forget=last_uses(whole, primal.live))
    outputs = [values[output] for output in whole.outputs]
    diagnosis = diagnose(primal, values, problem.source, wanted, kinks=kinks)
    findings = list(diagnosis.findings)
    if kinks != OURS:
        return outputs, findings
    if all(map(all_finite, outputs)) and all(all_finite(values[node]) for node in primal.live):
        underflows = bool(lost) or any(_underflows(primal.graph.nodes, node, values) for node in primal.live)
        most = MOST_OPERATIONS if underflows else MOST_BY_ZEROS if wanted and any(map(_vanishes, outputs)) else 0
        if most and all(map(all_finite, problem.values.values())):
            numbers = _in_numbers(problem, wanted, gradient_by_columns if forward else gradient, most)
            if numbers is not None:
                gathered = _gathered(problem, wanted, numbers.outputs)
                recomputed = any(finding.kind == "recomputed" for finding in numbers.findings)
                # Where elements underflow, entries of single numbers may keep what those of arrays lose.
                if recomputed or not all(map(holds, outputs, gathered)):
                    met = {one.kind for one in numbers.findings}
                    findings = [one for one in findings if one.kind not in NAMING or one.kind in met]
                    of_digits = [one for one in numbers.findings if one.kind in DIGITS and one.case not in OF_RANGE]
                    said = of_digits or [Finding("recomputed", case="arrays")]
                    return gathered, [*findings, *said]
        moved = spoilt(whole, problem.values, outputs) if all(map(all_finite, problem.values.values())) else None
        return (outputs, findings) if moved is None else _digits_back(problem, whole, wanted, outputs, findings, moved)
    numbers = _in_numbers(problem, wanted, gradient_by_columns if forward else gradient)
    changed = numbers is not None and any(finding.kind == "recomputed" for finding in numbers.findings)
    if changed and not all(map(all_finite, problem.values.values())):
        findings = [finding for finding in findings if finding.kind != "overflow"]
        findings.append(Finding("recomputed", case="arrays"))
    elif numbers is None or changed:
        settled = settle(whole, problem.values, outputs)
        outputs = list(settled.outputs)
        if settled.changed:
            # What is to be said is said of the wider values, whose zeros are none that floats made.
            diagnosis = diagnose(primal, settled.values, problem.source, wanted, kinks=kinks)
            findings = [finding for finding in diagnosis.findings if finding.kind != "overflow"]
            findings.append(Finding("recomputed", case="arrays"))
        elif settled.asked and all(map(all_finite, outputs)):
            findings = [finding for finding in findings if finding.kind != "overflow"]
    if numbers is not None:
        infinite = [one for one in numbers.findings if one.case in INFINITE]
        return _gathered(problem, wanted, numbers.outputs), [*_naming(findings, numbers.findings), *infinite]
    count = len(primal.outputs)
    for i, numbers_of in enumerate(columns):
        for node in numbers_of:
            outputs[count + i] = without(outputs[count + i], diagnosis.undefined.get(node))
    return outputs, findings


def _underflows(nodes: Sequence[Node], node: NodeId, values: Sequence[Any]) -> bool:
    """Whether a single number made of single numbers underflowed, of which NumPy does not tell."""
    operands = nodes[node].operands
    if not operands or any(nodes[one].shape != SCALAR for one in (node, *operands)):
        return False
    return leaves_range(nodes[node], values[node], values)


def _vanishes(value: Any) -> bool:
    """Whether a number, or an element, is 0 or below the smallest normal double."""
    return bool((abs(value) < SMALLEST_NORMAL).any()) if hasattr(value, "any") else abs(value) < SMALLEST_NORMAL


def _digits_back(
    problem: Problem,
    whole: Function,
    wanted: Sequence[NodeId],
    outputs: Sequence[Any],
    findings: Sequence[Finding],
    moved: Sequence[float],
) -> tuple[Sequence[Any], Sequence[Finding]]:
    """The outputs where floats may have lost digits of them, recomputed where that takes little enough."""
    nodes = whole.graph.nodes
    alone = len(outputs) == 1 + len(wanted)
    numbers = _in_numbers(problem, wanted, gradient) if alone else None
    if numbers is not None:
        said = [finding for finding in numbers.findings if finding.kind in DIGITS]
        gathered = _gathered(problem, wanted, numbers.outputs)
        # Single numbers may be right already in floats, which add them up in another order.
        if not said and not all(map(holds, outputs, gathered)):
            said = [Finding("recomputed", case="digits")]
        return gathered if said else outputs, [*findings, *said]
    if sum(operations(whole.graph, node) for node in whole.live) <= MOST_OPERATIONS:
        settled = settle(whole, problem.values, outputs, moved)
        if settled.asked:
            mended = [Finding("recomputed", case="digits")] if settled.changed else []
            return list(settled.outputs), [*findings, *mended]
    names = ["the value", *(f"d/d{nodes[node].payload}" for node in wanted)]
    if not alone:
        names = [f"output {i}" for i in range(len(outputs))]
    results = [Result(name, f"off by up to {far:.0e}") for name, far in zip(names, moved, strict=True) if far]
    return outputs, [*findings, Finding("rounding", case="late", results=tuple(results))]


def _in_numbers(
    problem: Problem,
    wanted: Sequence[NodeId],
    sweep: Callable[[Function, Sequence[NodeId]], Function],
    most: int | None = None,
) -> Outcome | None:
    """The outcome of the same problem in numbers alone; None where there is no text of it, or it takes too much."""
    function = problem.function
    graph = function.graph
    if problem.program is None:
        return None
    most = MOST_OPERATIONS if most is None else most
    if sum(operations(graph, node) + size(graph.nodes[node].shape) for node in function.live) > most:
        return None
    try:
        numbers = problem.scattered()
        refuse_matrices(numbers.function, "search-of-matrices")
    except AutogradError:  # a determinant, for one, is not written out for every size
        return None
    inputs = numbers.lowered.inputs
    elements = [
        inputs[name]
        for node in wanted
        for name in element_names(graph.nodes[node].payload or "", graph.nodes[node].shape)
    ]
    swept = sweep(numbers.function, elements).outputs if elements else ()
    inner = numbers.function
    return judge(numbers, Function(inner.graph, inner.inputs, inner.outputs + swept), elements)


def _gathered(problem: Problem, wanted: Sequence[NodeId], numbers: Sequence[Any]) -> list[Any]:
    """Single numbers as the arrays that they are the elements of: of the result, then of each partial."""
    nodes = problem.function.graph.nodes
    rest = iter(numbers)
    shapes = [problem.output_shape, *(nodes[node].shape for node in wanted)]
    return [next(rest) if shape == SCALAR else as_array("", nested(rest, shape)).reshape(shape) for shape in shapes]


def _naming(findings: Sequence[Finding], of_numbers: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, with the derivatives that those in numbers name."""
    named: Mapping[tuple[Any, ...], Finding] = {(one.kind, one.spans): one for one in of_numbers if one.lost}
    for finding in findings:
        same = named.get((finding.kind, finding.spans))
        yield replace(finding, lost=same.lost, more=same.more) if same and finding.kind in NAMING else finding
