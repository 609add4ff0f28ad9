"""The value and all partial derivatives of a problem: what `eval` prints and `gradient` returns.

In: a `Problem`. Out: an `Evaluation`. The sweep, the evaluation and the findings are put together here.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding, Span
from autograd_cli.graphs.analysis import LEAVES, active
from autograd_cli.graphs.graph import Function, Graph, NodeId
from autograd_cli.graphs.shapes import size
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Number, Texts, Values, elements, is_nan, named_elements
from autograd_cli.primitives import KINKS, PRIMITIVES
from autograd_cli.records import Shown, record
from autograd_cli.report.memory import Memory, memory
from autograd_cli.report.outcome import judge, judge_value
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.systems.systems import resolve

# The sweep of each, loaded when it is chosen.
MODES = {
    "reverse": "autograd_cli.sweeps.reverse:gradient",
    "forward": "autograd_cli.sweeps.forward:gradient_by_columns",
}

DEFAULT_MODE = "reverse"
# Loaded only where the cost is asked for, and where checkpoints are.
OPERATIONS = "autograd_cli.report.cost:operations_of"
CHECKPOINTED = "autograd_cli.report.checkpoint:checkpointed"


class Literal(NamedTuple):
    """A number written in the formula, and the partial derivative with respect to it."""

    text: str
    span: Span
    line: int
    column: int
    partial: Number


class Cost(NamedTuple):
    """The cost of a mode: the sweeps, and the operations for the value and the partials together.

    An operation is one on numbers: a node of a program of numbers, an element of a vector. It is counted in every sweep
    that does it.
    """

    sweeps: int
    operations: int


class Checkpoint(NamedTuple):
    """`every` how many layers one is kept, of how many `layers`; how many are `kept`, and the `names` of those that
    have one. `held` is the largest number of bytes of intermediate values at once, without inputs and results, and
    `without` is that number without checkpoints; `recomputed` counts the operations done twice.
    """

    every: int
    layers: int
    kept: int
    names: tuple[str, ...]
    held: int
    without: int
    recomputed: int


class Proof(NamedTuple):
    """How many digits of a float are right, and the true value with more digits; None where neither is known."""

    digits: int | None
    true: str | None


class Spread(NamedTuple):
    """The first-order standard uncertainty of the value, those of the inputs, and each input's share of its square.

    The shares add up to 1; that of a correlated input may be negative.
    """

    standard: float
    inputs: Mapping[str, Values]
    shares: Mapping[str, Values]
    correlated: bool


class Swept(NamedTuple):
    """A problem's function with the value and then the partials as outputs; `nodes` are the wanted ones."""

    mode: str | None
    wanted: Mapping[str, NodeId]
    nodes: tuple[NodeId, ...]
    whole: Function
    cost: Cost | None


def flattened(values: Mapping[str, Values | Texts]) -> Iterator[tuple[str, Any]]:
    """Every number with its name: an input's, or an element's as `x[0]`."""
    for name, value in values.items():
        yield from named_elements(name, value)


def records(report: Any) -> Iterator[Sequence[Number]]:
    """Headings, and the one row, of an evaluation in any number system: the columns that `batch` writes.

    An uncertainty is `u`, `u_value` beside a variable `u`, a relative sensitivity `s_x`; the partial of the 2 at line
    1, column 3 is `d_2@1:3`.
    """
    spread = getattr(report, "uncertainty", None)
    uncertain = "u_value" if "u" in report.inputs else "u"
    value = {"value": report.value} | ({} if spread is None else {uncertain: spread.standard})
    partials = {f"d_{name}": value for name, value in (report.gradient or {}).items()}
    literals = {f"d_{one.text}@{one.line}:{one.column}": one.partial for one in getattr(report, "literals", None) or ()}
    relative = {f"s_{name}": value for name, value in (getattr(report, "sensitivity", None) or {}).items()}
    yield from one_row(*map(flattened, (report.inputs, value, partials, relative, literals)))


def one_row(*groups: Iterable[tuple[str, Number]]) -> Iterator[Sequence[Number]]:
    """Headings and one row of named numbers; a name that several have, an input `value` for one, heads several."""
    columns = [*chain(*groups)]
    yield [name for name, _ in columns]
    yield [number for _, number in columns]


def numbers(report: Any) -> Iterator[Number]:
    """The value, its uncertainty where it has one, then the partials, relative sensitivities where they are asked for,
    and the partials of literals; in any number system."""
    spread = getattr(report, "uncertainty", None)
    literals = getattr(report, "literals", None) or ()
    value = (report.value,) if spread is None else (report.value, spread.standard)
    relative = (getattr(report, "sensitivity", None) or {}).values()
    for one in (*value, *(report.gradient or {}).values(), *relative, *(literal.partial for literal in literals)):
        yield from elements(one)


def fails(report: Any, *further: Values) -> bool:
    """Whether a wanted number is nan although no input is; `further` are wanted too."""
    relative = (getattr(report, "sensitivity", None) or {}).values()
    wanted = [report.value, *(report.gradient or {}).values(), *relative, *further]
    return any(undefined(report.inputs, one) for one in wanted)


def undefined(inputs: Mapping[str, Values | Texts], wanted: Values | Texts) -> bool:
    """Whether some of the wanted numbers is nan although no input is; an infinite number is a value."""
    return _has_nan(wanted) and not any(map(_has_nan, inputs.values()))


def _has_nan(value: Values | Texts) -> bool:
    if isinstance(value, list) and value and isinstance(value[0], float):
        return any(map(math.isnan, value))  # a row in one go: a network has a million numbers
    return is_nan(value) if isinstance(value, int | float | str) else any(map(_has_nan, value))


@record
class Evaluation(Shown):
    """A value and its partial derivatives.

    `gradient` and `mode` are None where nothing is differentiated. The other fields are there where they were asked
    for: `cost` with a mode or `--cost`, then also `memory`; `literals`; `checkpoint`; `verified`, the verified digits
    of `value` and of each partial, `d_x`; `uncertainty`, that of the result of uncertain inputs; `sensitivity`, the
    relative ones.
    """

    SCHEMA = "autograd.eval/1"
    FORMS = ("document", "records", "numbers")
    LAYOUT = "layout:evaluation"
    OPTIONAL = (
        "cost",
        "literals",
        "memory",
        "checkpoint",
        "verified",
        "uncertainty",
        "sensitivity",
    )
    expression: str
    mode: str | None
    inputs: Mapping[str, Values]
    output: str | None
    value: Values
    gradient: Mapping[str, Values] | None
    findings: tuple[Finding, ...]
    cost: Cost | None = None
    literals: tuple[Literal, ...] | None = None
    memory: Memory | None = None
    checkpoint: Checkpoint | None = None
    verified: Mapping[str, Proof] | None = None
    uncertainty: Spread | None = None
    sensitivity: Mapping[str, Values] | None = None

    failed = property(fails)
    records = records
    numbers = numbers


def listed(value: Any) -> Values:
    """A value as a report has it: an array as lists."""
    values: Values = value.tolist() if hasattr(value, "tolist") else value
    return values


def evaluation(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
    checkpoint: int | None = None,
    cost: bool = False,
) -> Evaluation:
    """The report on a problem; with `checkpoint` only every so many layers are kept for the backward pass.

    With `cost` it says what it took, and how many values are held.

    Raises: `AutogradError` with code `unknown-name` for a `wrt` that is no variable, `option` for an unknown mode.
    """
    swept = sweep(problem, wrt, mode, differentiate, kinks, cost)
    kept = None
    if checkpoint is not None:
        refuse_checkpoint(swept.mode, swept.wanted)
        outcome, kept = resolve(CHECKPOINTED)(problem, swept.whole, swept.nodes, checkpoint, kinks)
    else:
        alone = not differentiate and not problem.lowered.parts
        outcome = (
            judge_value(problem)
            if alone
            else judge(problem, swept.whole, swept.nodes, kinks, forward=swept.mode == "forward")
        )
    count = len(problem.function.outputs)
    values, partials = list(map(listed, outcome.outputs[:count])), map(listed, outcome.outputs[count:])
    return Evaluation(
        expression=problem.source.text,
        mode=swept.mode,
        inputs={name: listed(value) for name, value in problem.values.items()},
        output=problem.lowered.output,
        value=values if problem.lowered.parts else values[0],
        gradient=dict(zip(swept.wanted, partials, strict=True)) if differentiate else None,
        findings=outcome.findings,
        cost=swept.cost,
        literals=literal_partials(problem, swept.mode, kinks, _outputs) if literals and swept.mode else None,
        memory=_memory(problem, wrt) if cost else None,
        checkpoint=kept,
    )


def sweep(
    problem: Problem,
    wrt: Sequence[str] | None,
    mode: str | None,
    differentiate: bool,
    kinks: str = OURS,
    cost: bool = False,
) -> Swept:
    """The problem's function with its partials as further outputs, whatever the number system.

    Raises: `AutogradError` as `evaluation` does.
    """
    chosen = mode or DEFAULT_MODE
    check_choices(chosen, [*MODES], kinks)
    wanted = problem.wanted(wrt) if differentiate else {}
    function = problem.single() if wanted else problem.function
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    partials = resolve(MODES[chosen])(function, nodes, kinks).outputs if wanted else ()
    whole = Function(function.graph, function.inputs, function.outputs + partials)
    columns = sum(size(function.graph.nodes[node].shape) for node in nodes)
    sweeps = 0 if not wanted else 1 if chosen == "reverse" else columns
    took = None
    if (mode is not None and differentiate) or cost:
        took = Cost(sweeps, resolve(OPERATIONS)(function, nodes, chosen, kinks))
    return Swept(chosen if differentiate else None, wanted, nodes, whole, took)


def refuse_checkpoint(mode: str | None, wanted: Mapping[str, NodeId]) -> None:
    """Refuses checkpoints where there is no backward pass. Raises: `AutogradError` with code `usage`."""
    if mode != "reverse" or not wanted:
        raise AutogradError("usage", "checkpoint-forward" if wanted else "checkpoint-without-derivative")


def check_choices(mode: str | None, modes: Sequence[str], kinks: str) -> None:
    """Refuses a mode or conventions that are not there."""
    if mode is not None and mode not in modes:
        raise AutogradError("option", "mode", mode=mode, choices=", ".join(modes))
    if kinks not in (OURS, *KINKS):
        raise AutogradError("option", "conventions", kinks=kinks, choices=", ".join((OURS, *KINKS)))


def _memory(problem: Problem, wrt: Sequence[str] | None) -> Memory:
    """What the value alone holds, against what the backward pass would keep."""
    moves = active(problem.function, tuple(problem.wanted(wrt).values()))
    return memory(problem.function, moves)


def refuse_undifferentiated(problem: Problem, wanted: Sequence[NodeId], option: str = "wrt") -> None:
    """Refuses a wanted input on which a parameter depends that has no derivative.

    The `option` names the inputs that are wanted, or those that are not.
    """
    graph = problem.function.graph
    counts = [name for name in problem.lowered.counted if problem.lowered.inputs.get(name) in wanted]
    if counts:
        raise problem.of_count(counts[0])
    if not any(PRIMITIVES[entry].undifferentiated for entry in problem.function.entries - LEAVES):
        return
    depends = set(wanted)
    for node in problem.function.live:
        record = graph.nodes[node]
        if record.operands and not depends.isdisjoint(record.operands):
            depends.add(node)
            row = PRIMITIVES[record.primitive]
            for name in row.undifferentiated:
                operand = record.operands[row.names.index(name)]
                if operand in depends:
                    span = graph.origins[node][0] if graph.origins[node] else None
                    if name in row.integers:
                        raise AutogradError(
                            "integer", "parameter", span=span, source=problem.source, name=name, function=row.call
                        )
                    inputs = {one: at for one, at in problem.lowered.inputs.items() if at in wanted}
                    below = _below(graph, operand)
                    names = [one for one, at in inputs.items() if at in below]
                    others = [one for one, at in inputs.items() if at not in below]
                    case = "fixed-unknown" if option != "wrt" else "fixed-parameter" if others else "fixed-alone"
                    raise AutogradError(
                        "unsupported",
                        case,
                        span=span,
                        source=problem.source,
                        names=names,
                        first=names[0],
                        function=row.call,
                        others=",".join(others),
                    )


def _below(graph: Graph, node: NodeId) -> set[NodeId]:
    """A node, and all on which it depends."""
    found: set[NodeId] = set()
    left = [node]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += graph.nodes[one].operands
    return found


def literal_partials(
    problem: Problem, mode: str, kinks: str, numbers: Callable[[Function, Mapping[str, float]], Sequence[Number]]
) -> tuple[Literal, ...]:
    """The partials with respect to every number written, from a graph in which each is an input.

    `numbers` gives a function's outputs at the inputs' values.
    Raises: `AutogradError` with code `unsupported` where the result is no number.
    """
    problem.single()
    lowered = problem.with_literals()
    function = lowered.function
    nodes = tuple(lowered.literals.values())
    swept: Function = (
        resolve(MODES[mode])(function, nodes, kinks) if nodes else Function(function.graph, function.inputs, ())
    )
    texts = problem.literal_texts(lowered)
    values = {**problem.values, **problem.literal_values(lowered)}
    partials = dict(zip(lowered.literals, numbers(swept, values), strict=True))
    return tuple(_literal(problem, span, texts[span], partials[span]) for span in sorted(lowered.literals))


def _literal(problem: Problem, span: Span, text: str, partial: Number) -> Literal:
    """A number written at its own place, within any parentheses that its span has."""
    start = span.start + max(0, problem.source.slice(span).find(text))
    return Literal(text, Span(start, start + len(text)), *problem.source.position(start), partial)


def _outputs(function: Function, values: Mapping[str, float]) -> list[float]:
    evaluated = mended(function, values, evaluate(function, values))
    return [evaluated[output] for output in function.outputs]
