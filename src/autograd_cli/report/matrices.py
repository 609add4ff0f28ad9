"""How Jacobians, Hessians, products with a Hessian, and the structure of either come about.

In: a `Problem`. Out: a report. The sweeps, the evaluation and the findings are put together here.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.analysis import operation_count
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Number, element_names, named_elements, nested
from autograd_cli.report.derivative_matrices import (
    Hessian,
    HessianProduct,
    Jacobian,
    MatrixCost,
    Sparsity,
)
from autograd_cli.report.entries import Asked, Entry, Towards
from autograd_cli.report.evaluation import Cost, check_choices, refuse_undifferentiated
from autograd_cli.report.layouts import (
    DENSE,
    SPARSE,
    DenseHessian,
    SparseMatrix,
    by_input,
    by_two_inputs,
    full_rows,
    is_sparse,
    sparse_matrix,
)
from autograd_cli.report.outcome import judge
from autograd_cli.sweeps.higher import (
    HESSIAN_MODES,
    JACOBIAN_MODES,
    SHORT_MODES,
    Matrix,
    hessian,
    hessian_times,
    jacobian,
)
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.sweeps.sparsity import dependencies, members
from autograd_cli.syntax.unparse import POSTFIX, level

# An output's own text stands for it where it is no longer than this.
LONGEST_LABEL = 24


class Posed(NamedTuple):
    """A matrix to compute: the problem, the same in numbers alone, the function of the results and all derivatives."""

    given: Problem
    problem: Problem
    wanted: Mapping[str, NodeId]
    matrix: Matrix
    whole: Function
    entries: Sequence[Entry]

    @property
    def asked(self) -> Asked:
        return Asked(self.problem, tuple(self.wanted.values()), self.entries)


def jacobian_report(
    problem: Problem, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Jacobian:
    """The Jacobian of a problem.

    Raises: `AutogradError` with code `unknown-name`, `option`, `integer` or `too-large`.
    """
    posed = posed_jacobian(problem, wrt, mode, kinks)
    outcome = judge(posed.problem, posed.whole, posed.asked.wanted, kinks, posed.entries)
    return Jacobian(
        inputs=problem.gathered(posed.problem.values),
        findings=outcome.findings,
        **jacobian_parts(posed, outcome.outputs, mode is not None),
    )


def hessian_report(
    problem: Problem, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Hessian:
    """The Hessian of a problem with one output.

    Raises: as `jacobian_report`, and with code `unsupported` for a vector.
    """
    posed = posed_hessian(problem, wrt, mode, kinks)
    outcome = judge(posed.problem, posed.whole, posed.asked.wanted, kinks, posed.entries)
    return Hessian(
        inputs=problem.gathered(posed.problem.values),
        findings=outcome.findings,
        **hessian_parts(posed, outcome.outputs, mode is not None),
    )


def posed_jacobian(given: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str) -> Posed:
    """The Jacobian to compute. Raises: as `jacobian_report`."""
    problem = given.scattered()
    wanted, matrix = jacobian_matrix(problem, wrt, mode, kinks)
    function, nodes = problem.function, tuple(wanted.values())
    whole = Function(function.graph, function.inputs, function.outputs + matrix.function.outputs)
    entries = [Entry((i,), (nodes[j],)) for i, row in enumerate(matrix.pattern.rows) for j in row]
    return Posed(given, problem, wanted, matrix, whole, entries)


def posed_hessian(given: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str) -> Posed:
    """The gradient and the Hessian to compute. Raises: as `hessian_report`."""
    given.single()
    problem = given.scattered()
    wanted, matrix = hessian_matrix(problem, wrt, mode, kinks)
    function, nodes = problem.function, tuple(wanted.values())
    first = gradient(function, nodes, kinks)
    whole = Function(function.graph, function.inputs, function.outputs + first.outputs + matrix.function.outputs)
    entries = [Entry((0,), (node,)) for node in nodes]
    entries += [Entry((0,), (nodes[i], nodes[j])) for i, row in enumerate(matrix.pattern.rows) for j in row]
    return Posed(given, problem, wanted, matrix, whole, entries)


def jacobian_parts(posed: Posed, numbers: Sequence[Any], asked: bool) -> dict[str, Any]:
    """What a Jacobian of these numbers has, whatever they are; `asked` says that its mode was chosen."""
    given, problem, wanted, matrix, whole, _ = posed
    count = len(problem.function.outputs)
    sparse = is_sparse(matrix)
    outputs = labels(problem)
    shape = given.output_shape
    dense = {} if sparse else by_input(full_rows(matrix, numbers[count:], _zero(numbers)), given, wanted, shape)
    return {
        "expression": problem.source.text,
        "mode": matrix.mode,
        "reason": _jacobian_reason(matrix, asked),
        "output": problem.lowered.output,
        "outputs": outputs,
        "value": nested(iter(numbers[:count]), shape),
        "layout": SPARSE if sparse else DENSE,
        "jacobian": sparse_matrix(matrix, numbers[count:], outputs, tuple(wanted)) if sparse else dense,
        "cost": MatrixCost(matrix.sweeps, matrix.full, operation_count(whole)),
    }


def hessian_parts(posed: Posed, numbers: Sequence[Any], asked: bool) -> dict[str, Any]:
    """What a Hessian of these numbers has, whatever they are; `asked` says that its mode was chosen."""
    given, problem, wanted, matrix, whole, _ = posed
    value, *derivatives = numbers
    return {
        "expression": problem.source.text,
        "mode": matrix.mode,
        "reason": _hessian_reason(matrix, asked),
        "output": problem.lowered.output,
        "value": value,
        "gradient": given.gathered(dict(zip(wanted, derivatives[: len(wanted)], strict=True))),
        "layout": SPARSE if is_sparse(matrix) else DENSE,
        "hessian": hessian_blocks(given, wanted, matrix, derivatives[len(wanted) :], _zero(numbers)),
        "cost": MatrixCost(matrix.sweeps, matrix.full, operation_count(whole)),
    }


def hessian_blocks(
    given: Problem, wanted: Mapping[str, NodeId], matrix: Matrix, entries: Sequence[Number], zero: Number = 0.0
) -> DenseHessian | SparseMatrix:
    """The Hessian with these entries, row for row, as a report has it."""
    if is_sparse(matrix):
        return sparse_matrix(matrix, entries, tuple(wanted), tuple(wanted))
    return by_two_inputs(full_rows(matrix, entries, zero), given, wanted)


def _zero(numbers: Sequence[Any]) -> Number:
    """The 0 of an entry that is one at every point, a text where the numbers are."""
    return "0" if numbers and isinstance(numbers[0], str) else 0.0


def product_report(
    problem: Problem, times: Mapping[str, float], *, wrt: Sequence[str] | None = None, kinks: str = OURS
) -> HessianProduct:
    """The Hessian of a problem times a vector, whose missing components are 0.

    Raises: as `hessian_report`.
    """
    check_choices(HESSIAN_MODES[0], HESSIAN_MODES, kinks)
    problem.single()
    given, problem = problem, problem.scattered()
    function = problem.function
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    vector = direction(problem, times, wanted)
    seeds = tuple(function.graph.constant(repr(number)) for number in vector.values())
    first = gradient(function, nodes, kinks)
    product = hessian_times(function, nodes, seeds, kinks)
    whole = Function(function.graph, function.inputs, function.outputs + first.outputs + product.outputs)
    # A component sums over the second partials towards what the vector moves.
    moved = [number for number, seed in zip(nodes, vector.values(), strict=True) if seed]
    entries = [Entry((0,), (number,)) for number in nodes]
    reached = dependencies(first, moved)
    common = {columns: tuple([moved[j] for j in members(columns)]) for columns in {*reached}}
    for name, node, columns in zip(wanted, nodes, reached, strict=True):
        entries.append(Entry((0,), Towards(common[columns], node), f"the product's {name}"))
    value, *derivatives = (outcome := judge(problem, whole, nodes, kinks, entries)).outputs
    return HessianProduct(
        expression=problem.source.text,
        mode=HESSIAN_MODES[0],
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        value=value,
        gradient=given.gathered(dict(zip(wanted, derivatives[: len(nodes)], strict=True))),
        times=given.gathered(vector),
        product=given.gathered(dict(zip(wanted, derivatives[len(nodes) :], strict=True))),
        cost=Cost(1, operation_count(whole)),
        findings=outcome.findings,
    )


def sparsity_report(
    problem: Problem, what: str, *, wrt: Sequence[str] | None = None, mode: str | None = None, kinks: str = OURS
) -> Sparsity:
    """The structure of the `jacobian` or the `hessian` of a problem, which needs no values."""
    if what == "hessian":
        problem.single()
    problem = problem.scattered()
    wanted, matrix = (jacobian_matrix if what == "jacobian" else hessian_matrix)(problem, wrt, mode, kinks)
    names = tuple(wanted)
    return Sparsity(
        expression=problem.source.text,
        matrix=what,
        mode=matrix.mode,
        rows=labels(problem) if what == "jacobian" else names,
        columns=names,
        pattern=matrix.pattern.rows,
        entries=matrix.pattern.size,
        colored="columns" if matrix.by_columns else "rows",
        colors=matrix.colors,
        sweeps=matrix.sweeps,
        sweeps_without_colors=matrix.full,
    )


def labels(problem: Problem) -> tuple[str, ...]:
    """A name for each output: its own text where that is short, the result's with a place, else `output` with one."""
    lowered = problem.lowered
    last = None if problem.program is None else problem.program.statements[-1]
    text = _short(problem.source.text if last is None else problem.source.slice(last.span))
    if not problem.function.outputs:
        return ()
    if not lowered.parts:
        return (lowered.output or text or "value",)
    if lowered.output:
        return (*element_names(lowered.output, lowered.shape),)
    if text and last is not None and level(last) < POSTFIX:
        text = f"({text})"
    uses = Counter(lowered.parts)
    texts = [_short(problem.source.slice(span)) if uses[span] == 1 else "" for span in lowered.parts]
    return tuple(one or place for one, place in zip(texts, element_names(text or "output", lowered.shape), strict=True))


def direction(problem: Problem, given: Mapping[str, float], wanted: Mapping[str, NodeId]) -> dict[str, float]:
    """A component for every wanted variable, 0 where none is given.

    Raises: `AutogradError` with code `unknown-name` for one that is not wanted, `binding` for one that is not finite.
    """
    given = {
        one: number
        for name, value in given.items()
        for one, number in named_elements(name, value.tolist() if hasattr(value, "tolist") else value)
    }
    for name, number in given.items():
        if name not in wanted:
            case = "direction" if wanted else "direction-of-none"
            raise AutogradError("unknown-name", case, name=name, known=[*wanted])
        if not math.isfinite(number):
            raise AutogradError("binding", "direction-not-finite", name=name)
    return {name: given.get(name, 0.0) for name in wanted}


def jacobian_matrix(
    problem: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str
) -> tuple[dict[str, NodeId], Matrix]:
    check_choices(mode, JACOBIAN_MODES, kinks)
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    return wanted, jacobian(problem.function, nodes, mode, kinks)


def hessian_matrix(
    problem: Problem, wrt: Sequence[str] | None, mode: str | None, kinks: str
) -> tuple[dict[str, NodeId], Matrix]:
    mode = SHORT_MODES.get(mode or "", mode)
    check_choices(mode, HESSIAN_MODES, kinks)
    function = problem.single()
    wanted = problem.wanted(wrt)
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    return wanted, hessian(function, nodes, mode, kinks)


def _short(text: str) -> str:
    """The text on one line, if it is short."""
    return " ".join(text.split()) if len(text) <= LONGEST_LABEL else ""


def _jacobian_reason(matrix: Matrix, asked: bool) -> str | None:
    """Why this mode, in words."""
    if asked or not matrix.sweeps:
        return None
    other = next(mode for mode in JACOBIAN_MODES if mode != matrix.mode)
    own, others = matrix.work[matrix.mode], matrix.work[other]
    if own == others:
        return f"it takes as many products of partials as {other} mode, {own}, and keeps no values"
    return f"it takes {own} product{'s' * (own != 1)} of partials, and {other} mode {others}"


def _hessian_reason(matrix: Matrix, asked: bool) -> str | None:
    if asked or not matrix.sweeps:
        return None
    own = matrix.work[matrix.mode]
    most = max(matrix.work.values())
    if matrix.estimated:
        outer, _, inner = matrix.mode.partition("-over-")
        other = next(mode for mode in matrix.work if mode != matrix.mode)
        return (
            f"the gradient is cheaper by {inner} mode, and over it {outer} sweeps take {own} products of partials, "
            f"{other} {matrix.work[other]}"
        )
    if not most:
        return "the entries take no operations in any mode"
    if own == most:
        return f"no mode takes fewer operations for the entries than {own}"
    return f"it takes {own} operation{'s' * (own != 1)} for the entries, and other modes up to {most}"
