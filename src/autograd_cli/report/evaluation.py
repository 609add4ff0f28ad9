"""The value and all partial derivatives of a problem: what `eval` prints and `gradient` returns.

In: a `Problem`. Out: an `Evaluation`. The sweep, the evaluation and the findings are put together here.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from autograd_cli.errors import AutogradError, Finding, Span
from autograd_cli.execute.evaluate import evaluate
from autograd_cli.execute.systems import resolve
from autograd_cli.graph.analysis import active, live, operation_count
from autograd_cli.graph.graph import Function
from autograd_cli.graph.shapes import size
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Values, elements, named_elements
from autograd_cli.primitives import KINKS, PRIMITIVES
from autograd_cli.problem import Problem
from autograd_cli.report.memory import Memory, memory
from autograd_cli.report.outcome import judge, judge_value
from autograd_cli.sweeps.forward import gradient_by_columns
from autograd_cli.sweeps.reverse import gradient

MODES = {"reverse": gradient, "forward": gradient_by_columns}

DEFAULT_MODE = "reverse"
# Loaded only where checkpoints are asked for.
CHECKPOINTED = "autograd_cli.report.checkpoint:checkpointed"


@dataclass(frozen=True, slots=True)
class Literal:
    """A number written in the formula, and the partial derivative with respect to it."""

    text: str
    span: Span
    line: int
    column: int
    partial: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a mode took: sweeps, and the operations evaluated for the value and the partials together."""

    sweeps: int
    operations: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Every how many layers one is kept, of how many; how many that are, and the names of those that have one.

    `held` is the most bytes of intermediate values at once, inputs and results aside, as they were held, and `without`
    as it would have been without checkpoints; `recomputed` is how many operations were done twice.
    """

    every: int
    layers: int
    kept: int
    names: tuple[str, ...]
    held: int
    without: int
    recomputed: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A value and its partial derivatives.

    `gradient` is None where none was wanted, `literals` likewise; `cost` is None where no mode was chosen,
    `memory` where a gradient was wanted, `checkpoint` where all values were kept.
    """

    SCHEMA: ClassVar[str] = "autograd.eval/1"
    OPTIONAL: ClassVar[tuple[str, ...]] = ("cost", "literals", "memory", "checkpoint")
    expression: str
    mode: str
    inputs: Mapping[str, Values]
    output: str | None
    value: Values
    gradient: Mapping[str, Values] | None
    findings: tuple[Finding, ...]
    cost: Cost | None = None
    literals: tuple[Literal, ...] | None = None
    memory: Memory | None = None
    checkpoint: Checkpoint | None = None

    @property
    def failed(self) -> bool:
        return fails(self.inputs, self.value, self.gradient)

    def records(self) -> Iterator[Sequence[str | float]]:
        """Headings, and the one row: the columns that `batch` writes."""
        partials = {f"d_{name}": value for name, value in (self.gradient or {}).items()}
        values = {**self.inputs, "value": self.value, **partials}
        columns = {column: number for name, value in values.items() for column, number in named_elements(name, value)}
        yield [*columns]
        yield [*columns.values()]

    def numbers(self) -> Iterator[float]:
        """The value, then the partials."""
        for value in (self.value, *(self.gradient or {}).values()):
            yield from elements(value)


def fails(inputs: Mapping[str, Values], value: Values, gradient: Mapping[str, Values] | None) -> bool:
    """Whether a wanted number is not finite although every input is."""
    wanted = [value, *(gradient or {}).values()]
    return all(map(_finite, inputs.values())) and not all(map(_finite, wanted))


def _finite(value: Values) -> bool:
    if isinstance(value, int | float):
        return math.isfinite(value)
    # A row of numbers in one go: a network has a million of them.
    flat = not value or isinstance(value[0], int | float)
    return all(map(math.isfinite if flat else _finite, value))  # type: ignore[arg-type]


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
) -> Evaluation:
    """The report on a problem; with `checkpoint` only every so many layers are kept for the backward pass.

    Raises: `AutogradError` with code `unknown-name` for a `wrt` that is no variable, `option` for an unknown mode.
    """
    cost_wanted = mode is not None
    mode = mode or DEFAULT_MODE
    check_choices(mode, [*MODES], kinks)
    wanted = problem.wanted(wrt) if differentiate else {}
    function = problem.single() if wanted or problem.lowered.parts else problem.function
    nodes = tuple(wanted.values())
    refuse_integers(problem, nodes)
    swept = MODES[mode](function, nodes, kinks) if wanted else Function(function.graph, function.inputs, ())
    whole = Function(function.graph, function.inputs, function.outputs + swept.outputs)
    kept = None
    if checkpoint is not None:
        refuse_checkpoint(mode, wanted)
        outcome, kept = resolve(CHECKPOINTED)(problem, whole, nodes, checkpoint, kinks)
    else:
        outcome = judge(problem, whole, nodes, kinks) if differentiate else judge_value(problem)
    value, *partials = map(listed, outcome.outputs)
    columns = sum(size(function.graph.nodes[number].shape) for number in nodes)
    sweeps = 0 if not wanted else 1 if mode == "reverse" else columns
    return Evaluation(
        expression=problem.source.text,
        mode=mode,
        inputs={name: listed(value) for name, value in problem.values.items()},
        output=problem.lowered.output,
        value=value,
        gradient=dict(zip(wanted, partials, strict=True)) if differentiate else None,
        findings=outcome.findings,
        cost=Cost(sweeps, operation_count(whole)) if cost_wanted and differentiate else None,
        literals=_literals(problem, mode, kinks) if literals and differentiate else None,
        memory=None if differentiate else _memory(problem, wrt),
        checkpoint=kept,
    )


def refuse_checkpoint(mode: str, wanted: Mapping[str, int]) -> None:
    """Refuses checkpoints where there is no backward pass. Raises: `AutogradError` with code `usage`."""
    if mode != "reverse" or not wanted:
        what = "no derivative is wanted" if not wanted else "forward mode keeps nothing for one"
        raise AutogradError(
            f"`--checkpoint` is for a backward pass, and {what}", code="usage", hint="leave out one of the options"
        )


def check_choices(mode: str | None, modes: Sequence[str], kinks: str) -> None:
    """Refuses a mode or conventions that are not there."""
    if mode is not None and mode not in modes:
        raise AutogradError(f"there is no mode `{mode}`", code="option", hint=f"the modes are {', '.join(modes)}")
    if kinks not in (OURS, *KINKS):
        choices = ", ".join((OURS, *KINKS))
        raise AutogradError(f"there are no conventions `{kinks}`", code="option", hint=f"choose {choices}")


def _memory(problem: Problem, wrt: Sequence[str] | None) -> Memory:
    """What the value alone holds, against what the backward pass would keep."""
    numbers = live(problem.function)
    moves = active(problem.function.graph, numbers, tuple(problem.wanted(wrt).values()))
    return memory(problem.function, numbers, moves)


def refuse_integers(problem: Problem, wanted: Sequence[int]) -> None:
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


def _literals(problem: Problem, mode: str, kinks: str) -> tuple[Literal, ...]:
    """The partials with respect to every number written, from a graph in which each is an input."""
    lowered = problem.with_literals()
    function = lowered.function
    numbers = tuple(lowered.literals.values())
    swept = MODES[mode](function, numbers, kinks) if numbers else Function(function.graph, function.inputs, ())
    texts = problem.literal_texts(lowered)
    values = {**problem.values, **problem.literal_values(lowered)}
    evaluated = evaluate(swept, values)
    partials = dict(zip(lowered.literals, (evaluated[output] for output in swept.outputs), strict=True))
    return tuple(_literal(problem, span, texts[span], partials[span]) for span in sorted(lowered.literals))


def _literal(problem: Problem, span: Span, text: str, partial: float) -> Literal:
    """A number written at its own place, within any parentheses that its span has."""
    start = span.start + max(0, problem.source.slice(span).find(text))
    return Literal(text, Span(start, start + len(text)), *problem.source.position(start), partial)
