"""The value and all partial derivatives as fractions.

In: a `Problem`. Out: a `LongEvaluation`, its numbers fractions, or the error that names what is not a fraction. Inputs
and literals are what was written: `0.1` is a tenth, `1/3` a third.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_values
from autograd_cli.errors import AutogradError, Span
from autograd_cli.graphs.analysis import LEAVES, active, selected
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import json_number
from autograd_cli.report.evaluation import literal_partials, sweep
from autograd_cli.report.long import LongEvaluation, answer
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose, node_text
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
    system = rational()
    given, problem = problem, problem.scalarised()
    swept = sweep(problem, wrt, mode, differentiate, kinks)
    inputs = exact_values(problem.values, system)
    for name, value in inputs.items():
        if isinstance(value, Mark):
            _refuse(value, "value", name=name)
    values = evaluate(swept.whole, inputs, system)
    outputs = [values[output] for output in swept.whole.outputs]
    if any(isinstance(output, Mark) for output in outputs):
        _explain(problem, swept.whole, values, swept.nodes, kinks)
    diagnosis = diagnose(problem.function, values, problem.source, swept.nodes, system, kinks)

    def literal_outputs(function: Function, at: Mapping[str, float]) -> list[str]:
        found = evaluate(function, exact_values(at, system), system=system)
        return [_text(found[output]) for output in function.outputs]

    texts = {name: _text(value) for name, value in inputs.items()}
    numbers = [_text(output) for output in outputs]
    of_literals = literal_partials(problem, swept.mode, kinks, literal_outputs) if literals and swept.mode else None
    return answer(given, problem, swept, texts, numbers, diagnosis, literals=of_literals)


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
