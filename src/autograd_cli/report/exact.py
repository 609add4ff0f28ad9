"""The value and all partial derivatives as fractions.

In: a `Problem`. Out: a `LongEvaluation`, its numbers fractions, or the error that names what is not a fraction. Inputs
and literals are what was written: `0.1` is a tenth, `1/3` a third.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import nan
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError, Span
from autograd_cli.graphs.analysis import LEAVES, active, selected
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import json_number, to_double
from autograd_cli.report.derivative_matrices import LongHessian, LongJacobian
from autograd_cli.report.entries import Asked, Entry, same, smooth, undefined
from autograd_cli.report.evaluation import literal_partials, sweep
from autograd_cli.report.long import LongEvaluation, LongNumbers, answer
from autograd_cli.report.long_matrices import long_matrix
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose, node_text
from autograd_cli.run.limits import as_written, limits_beside, points_around
from autograd_cli.run.one_side import one_side
from autograd_cli.sweeps.rules import local_partials
from autograd_cli.systems.rational import IRRATIONAL, MOST_DIGITS, TOO_LONG, Mark, Value, rational, text


def exact(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
) -> LongEvaluation:
    """The report on a problem in fractions.

    Raises: `AutogradError` as `evaluation` does, with code `irrational` or `too-large` where a number is no
    fraction, or a very long one.
    """
    given, problem = problem, problem.scalarised()
    swept = sweep(problem, wrt, mode, differentiate, kinks)
    asked = Asked(problem, swept.nodes, [Entry((0,), (node,)) for node in swept.nodes])
    found = exact_numbers(swept.whole, asked, kinks)

    def literal_outputs(function: Function, at: Mapping[str, float]) -> list[str]:
        system = rational()
        found = evaluate(function, exact_values(at, system), system=system)
        return [_text(found[output]) for output in function.outputs]

    of_literals = literal_partials(problem, swept.mode, kinks, literal_outputs) if literals and swept.mode else None
    return answer(given, problem, swept, found, literals=of_literals)


def exact_matrix(problem: Problem, **asked: Any) -> LongJacobian | LongHessian:
    """A matrix in fractions, which is asked for as of `long_matrix`. Raises: `AutogradError` as `exact` does."""
    return long_matrix(problem, exact_numbers, **asked)


def exact_numbers(whole: Function, asked: Asked, kinks: str) -> LongNumbers:
    """The results and the derivatives asked as fractions, undefined ones as nan. Raises: `AutogradError` as `exact`."""
    problem = asked.problem
    system = rational()
    inputs = exact_values(problem.values, system)
    for name, value in inputs.items():
        if isinstance(value, Mark):
            _refuse(value, "value", name=name)
    values = evaluate(whole, inputs, system)
    outputs = [values[output] for output in whole.outputs]
    if any(isinstance(output, Mark) for output in outputs):
        _explain(problem, whole, values, asked.wanted, kinks)
    diagnosis = diagnose(problem.function, values, problem.source, asked.wanted, system, kinks)
    count = len(problem.function.outputs)
    broken = [*[False] * count, *undefined(asked, diagnosis, values)]
    outputs = [nan if lost else value for lost, value in zip(broken, outputs, strict=True)]
    second = any(len(entry.columns) > 1 for entry in asked.entries)
    if second and kinks == OURS and any(finding.kind == "kink" for finding in diagnosis.findings):
        outputs = _around(asked, whole, inputs, values, outputs)
    return LongNumbers({name: _text(value) for name, value in inputs.items()}, list(map(_text, outputs)), diagnosis)


def _around(
    asked: Asked, whole: Function, inputs: Mapping[str, Value], values: Sequence[Value], outputs: Sequence[Value]
) -> list[Value]:
    """The outputs, of which second derivatives at a kink are those of one side where all sides have them.

    Raises: `AutogradError` with code `irrational` where what holds on one side is not found.
    """
    problem, system = asked.problem, rational()
    count = len(problem.function.outputs)
    nodes = problem.function.graph.nodes
    moved = [nodes[node].payload or "" for node in asked.wanted]
    points = partial(points_around, problem.values, moved, as_written, exact_values)
    limits = [nan if one is None else to_double(one) for one in limits_beside(whole, points(), whole.outputs[count:])]
    doubles = [to_double(output) for output in outputs[count:]]
    found = list(outputs)
    places = smooth(asked, doubles, limits)
    if any(not same(doubles[place], limits[place]) for place in places):
        wide, point = next(points())
        side = one_side(whole, values, system, evaluate(whole, point, wide))
        beside = [] if side is None else evaluate(side, inputs, system)
        for place in places:
            value = IRRATIONAL if side is None else beside[side.outputs[count + place]]
            if isinstance(value, Mark):
                _refuse(value, "derivative")
            found[count + place] = value
    return found


def _text(value: Value) -> str:
    if isinstance(value, Mark):
        _refuse(value, "literal-partial")
    return str(json_number(value)) if isinstance(value, float) else text(value)


def _explain(
    problem: Problem,
    whole: Function,
    values: Sequence[Value],
    wanted: Sequence[NodeId],
    kinks: str,
) -> None:
    """Raises the error that names the first operation on the taken path that leaves the fractions."""
    graph = problem.function.graph
    taken = selected(whole, values)
    for node in problem.function.live:
        value = values[node]
        operands = graph.nodes[node].operands
        if taken[node] and isinstance(value, Mark) and not any(isinstance(values[i], Mark) for i in operands):
            _refuse(value, "node", problem, node, text=node_text(problem.function, node, problem.source))
    for node, operand, value in _partials(problem, values, wanted, kinks):
        if taken[node]:
            of = node_text(problem.function, node, problem.source)
            by = node_text(problem.function, operand, problem.source)
            _refuse(value, "partial", problem, node, text=of, by=by)
    for node in whole.live:
        if taken[node] and isinstance(values[node], Mark):
            _refuse(values[node], "derivative")


def _partials(
    problem: Problem, values: Sequence[Value], wanted: Sequence[NodeId], kinks: str
) -> Iterator[tuple[NodeId, NodeId, Mark]]:
    """Node, operand and mark of the local partials that are no fractions."""
    graph = problem.function.graph
    moves = active(problem.function, wanted)
    for node in problem.function.live:
        if moves[node] and graph.nodes[node].primitive not in LEAVES:
            # The sweep has made these nodes already.
            for operand, _, partial in local_partials(graph, node, moves, kinks):
                value = values[partial] if partial < len(values) else None
                if isinstance(value, Mark):
                    yield node, operand, value


def _refuse(mark: Mark, case: str, problem: Problem | None = None, node: NodeId | None = None, **fields: Any) -> None:
    span: Span | None = None
    if problem is not None and node is not None:
        span = next(iter(problem.function.graph.origins[node]), None)
    source = problem.source if problem is not None else None
    if mark is IRRATIONAL:
        raise AutogradError("irrational", case, span=span, source=source, **fields)
    assert mark is TOO_LONG
    raise AutogradError("too-large", case, span=span, source=source, most=MOST_DIGITS, **fields)
