"""The value and all partial derivatives of a problem: what `eval` prints and `gradient` returns.

In: a `Problem`. Out: an `Evaluation`. The sweep, the evaluation and the findings are put together here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from autograd_cli.errors import AutogradError, Finding, Span
from autograd_cli.execute.evaluate import evaluate
from autograd_cli.graph.analysis import active, live, operation_count
from autograd_cli.graph.graph import Function
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Number, is_finite
from autograd_cli.primitives import KINKS, PRIMITIVES
from autograd_cli.problem import Problem
from autograd_cli.report.memory import Memory, memory
from autograd_cli.report.outcome import judge, judge_value
from autograd_cli.sweeps.forward import gradient_by_columns
from autograd_cli.sweeps.reverse import gradient

MODES = {"reverse": gradient, "forward": gradient_by_columns}

DEFAULT_MODE = "reverse"
# A lower and an upper bound.
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number written in the formula, and the partial derivative with respect to it."""

    text: str
    span: Span
    line: int
    column: int
    partial: Number


@dataclass(frozen=True, slots=True)
class Cost:
    """What a mode took: sweeps, and the operations evaluated for the value and the partials together."""

    sweeps: int
    operations: int


@dataclass(frozen=True, slots=True)
class Proof:
    """How many digits of a float hold, and the true value with more than those; None where neither is known."""

    digits: int | None
    true: str | None


@dataclass(frozen=True, slots=True)
class Spread:
    """A first-order standard uncertainty of the value, those of the inputs, and the share each has in its square.

    The shares add up to 1; of inputs that go together one may be negative.
    """

    standard: float
    inputs: Mapping[str, float]
    shares: Mapping[str, float]
    correlated: bool


class Swept(NamedTuple):
    """A problem's function with the value and then the partials as outputs; `nodes` are the wanted ones."""

    mode: str
    wanted: Mapping[str, int]
    nodes: tuple[int, ...]
    whole: Function
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A value and its partial derivatives.

    `gradient` is None where none was wanted, `literals` likewise; `cost` is None where no mode was chosen,
    `memory` where a gradient was wanted. `verified` has, where it was asked for, what is proved of `value` and of
    each partial, by `d_x`; `uncertainty` what comes of uncertain inputs.
    """

    SCHEMA: ClassVar[str] = "autograd.eval/1"
    OPTIONAL: ClassVar[tuple[str, ...]] = ("cost", "literals", "memory", "verified", "uncertainty")
    expression: str
    mode: str
    inputs: Mapping[str, float]
    output: str | None
    value: float
    gradient: Mapping[str, float] | None
    findings: tuple[Finding, ...]
    cost: Cost | None = None
    literals: tuple[Literal, ...] | None = None
    memory: Memory | None = None
    verified: Mapping[str, Proof] | None = None
    uncertainty: Spread | None = None

    @property
    def failed(self) -> bool:
        return fails(self.inputs, self.value, self.gradient)


@dataclass(frozen=True, slots=True)
class LongEvaluation:
    """An evaluation whose numbers are text, since doubles cannot hold them: digits or fractions.

    `digits` is how many were asked for, None where fractions were.
    """

    SCHEMA: ClassVar[str] = Evaluation.SCHEMA
    OPTIONAL: ClassVar[tuple[str, ...]] = ("cost", "literals", "digits")
    memory: ClassVar[None] = None
    verified: ClassVar[None] = None
    uncertainty: ClassVar[None] = None
    expression: str
    mode: str
    inputs: Mapping[str, str]
    output: str | None
    value: str
    gradient: Mapping[str, str] | None
    findings: tuple[Finding, ...]
    cost: Cost | None = None
    literals: tuple[Literal, ...] | None = None
    digits: int | None = None

    @property
    def failed(self) -> bool:
        return fails(self.inputs, self.value, self.gradient)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lower and upper bound of the value and of each partial, for all inputs in the box."""

    SCHEMA: ClassVar[str] = "autograd.bounds/1"
    expression: str
    inputs: Mapping[str, Interval]
    output: str | None
    value: Interval
    gradient: Mapping[str, Interval] | None
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        bounds = [self.value, *(self.gradient or {}).values()]
        given = [end for interval in self.inputs.values() for end in interval]
        ends = [end for interval in bounds for end in interval]
        return all(map(is_finite, given)) and not all(map(is_finite, ends))


def fails(inputs: Mapping[str, Any], value: Number, gradient: Mapping[str, Any] | None) -> bool:
    """Whether a wanted number is not finite although every input is."""
    wanted = [value, *(gradient or {}).values()]
    return all(map(is_finite, inputs.values())) and not all(map(is_finite, wanted))


def evaluation(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
) -> Evaluation:
    """The report on a problem.

    Raises: `AutogradError` with code `unknown-name` for a `wrt` that is no variable, `option` for an unknown mode.
    """
    swept = sweep(problem, wrt, mode, differentiate, kinks)
    outcome = judge(problem, swept.whole, swept.nodes, kinks) if differentiate else judge_value(problem)
    value, *partials = outcome.outputs
    return Evaluation(
        expression=problem.source.text,
        mode=swept.mode,
        inputs=problem.values,
        output=problem.lowered.output,
        value=value,
        gradient=dict(zip(swept.wanted, partials, strict=True)) if differentiate else None,
        findings=outcome.findings,
        cost=swept.cost,
        literals=literal_partials(problem, swept.mode, kinks, _outputs) if literals and differentiate else None,
        memory=None if differentiate else _memory(problem, wrt),
    )


def sweep(
    problem: Problem, wrt: Sequence[str] | None, mode: str | None, differentiate: bool, kinks: str = OURS
) -> Swept:
    """The problem's function with its partials as further outputs, whatever the number system.

    Raises: `AutogradError` as `evaluation` does.
    """
    chosen = mode or DEFAULT_MODE
    if chosen not in MODES:
        raise AutogradError(f"there is no mode `{chosen}`", code="option", hint=f"the modes are {', '.join(MODES)}")
    if kinks not in (OURS, *KINKS):
        choices = ", ".join((OURS, *KINKS))
        raise AutogradError(f"there are no conventions `{kinks}`", code="option", hint=f"choose {choices}")
    function = problem.function
    wanted = problem.wanted(wrt) if differentiate else {}
    nodes = tuple(wanted.values())
    _refuse_integers(problem, nodes)
    partials = MODES[chosen](function, nodes, kinks).outputs if wanted else ()
    whole = Function(function.graph, function.inputs, function.outputs + partials)
    sweeps = 0 if not wanted else 1 if chosen == "reverse" else len(wanted)
    cost = Cost(sweeps, operation_count(whole)) if mode is not None and differentiate else None
    return Swept(chosen, wanted, nodes, whole, cost)


def _memory(problem: Problem, wrt: Sequence[str] | None) -> Memory:
    """What the value alone holds, against what the backward pass would keep."""
    numbers = live(problem.function)
    moves = active(problem.function.graph, numbers, tuple(problem.wanted(wrt).values()))
    return memory(problem.function, numbers, moves)


def _refuse_integers(problem: Problem, wanted: Sequence[int]) -> None:
    """Refuses a wanted input on which a parameter depends that takes whole numbers only."""
    graph = problem.function.graph
    numbers = live(problem.function)
    depends = set(wanted)
    for number in numbers:
        node = graph.nodes[number]
        if node.operands and not depends.isdisjoint(node.operands):
            depends.add(number)
            row = PRIMITIVES[node.primitive]
            for name in row.integers:
                operand = node.operands[row.names.index(name)]
                if operand in depends:
                    span = graph.origins[number][0] if graph.origins[number] else None
                    raise AutogradError(
                        f"`{name}` of `{row.call}` takes whole numbers, and has no derivative",
                        code="integer",
                        span=span,
                        source=problem.source,
                        hint="name the other variables with `--wrt`",
                    )


def literal_partials(
    problem: Problem, mode: str, kinks: str, numbers: Callable[[Function, Mapping[str, float]], Sequence[Number]]
) -> tuple[Literal, ...]:
    """The partials with respect to every number written, from a graph in which each is an input.

    `numbers` gives a function's outputs at the inputs' values.
    """
    lowered = problem.with_literals()
    function = lowered.function
    nodes = tuple(lowered.literals.values())
    swept = MODES[mode](function, nodes, kinks) if nodes else Function(function.graph, function.inputs, ())
    spans = sorted(lowered.literals)
    texts = {span: problem.source.slice(span) for span in spans}
    values = {**problem.values, **problem.literal_values(lowered)}
    partials = dict(zip(lowered.literals, numbers(swept, values), strict=True))
    return tuple(Literal(texts[span], span, *problem.source.position(span.start), partials[span]) for span in spans)


def _outputs(function: Function, values: Mapping[str, float]) -> list[float]:
    evaluated = evaluate(function, values)
    return [evaluated[output] for output in function.outputs]
