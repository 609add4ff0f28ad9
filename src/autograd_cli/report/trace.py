"""The sweeps as a lecture draws them: every node's value, what it keeps, and how its derivative came about.

In: a `Problem`. Out: a `Trace`, whose numbers are read off the very graph that gives the result.

*Source*: the gates' names are those of CS231n, "Backpropagation, Intuitions"; the tables those of Baydin et al. 2018.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from autograd_cli.errors import Finding, Span
from autograd_cli.execute.evaluate import evaluate
from autograd_cli.graph.analysis import active, live, selected
from autograd_cli.graph.graph import CONSTANT, INPUT, Function
from autograd_cli.graph.lift import lift
from autograd_cli.graph.lower import Lowered
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Values, short_text
from autograd_cli.primitives import PRIMITIVES, Primitive
from autograd_cli.problem import Problem
from autograd_cli.report.evaluation import DEFAULT_MODE, evaluation, fails
from autograd_cli.report.memory import Memory, kept_of, memory
from autograd_cli.sweeps.forward import tangents
from autograd_cli.sweeps.reverse import Contribution, adjoints
from autograd_cli.syntax.unparse import unparse

# A product whose one input is so large hands the other an exploding gradient.
LARGE = 100.0


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """A node of the forward pass. `operation` is written with the labels of its operands.

    `keeps` are the labels of what the backward pass needs of it, `gate` its pattern in the backward pass. A node that
    is not `selected` belongs to a branch that is not taken.
    """

    node: int
    label: str
    primitive: str
    operands: tuple[int, ...]
    operation: str
    value: float
    keeps: tuple[str, ...]
    gate: str
    selected: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one use of a node adds to its adjoint: `upstream * partial`, the partial as formula and number."""

    user: int
    label: str
    upstream: float
    formula: str
    partial: float
    contribution: float


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """A node of the backward pass; the output has no shares, since its adjoint is the seed."""

    node: int
    label: str
    adjoint: float
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class TangentStep:
    """A node's tangents, one for each input's own sweep."""

    node: int
    label: str
    tangents: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Trace:
    """Both passes, node by node. `backward` is there in reverse mode, `tangents` in forward mode."""

    SCHEMA: ClassVar[str] = "autograd.trace/1"
    OPTIONAL: ClassVar[tuple[str, ...]] = ("backward", "tangents")
    expression: str
    mode: str
    inputs: Mapping[str, Values]
    output: str | None
    value: Values
    gradient: Mapping[str, Values] | None
    forward: tuple[ForwardStep, ...]
    backward: tuple[BackwardStep, ...] | None
    tangents: tuple[TangentStep, ...] | None
    memory: Memory
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        return fails(self.inputs, self.value, self.gradient)


def trace(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
) -> Trace:
    """The trace of a problem.

    With `literals` every number written has an adjoint as well.
    Raises: `AutogradError` as `evaluation` does.
    """
    result = evaluation(problem, wrt=wrt, mode=mode, differentiate=differentiate, kinks=kinks)
    mode = mode or DEFAULT_MODE
    lowered = problem.with_literals() if literals else problem.lowered
    tracer = _Tracer(problem, lowered, mode, wrt, differentiate, kinks)
    return tracer.trace(result.value, result.gradient, result.findings)


class _Tracer:
    def __init__(
        self,
        problem: Problem,
        lowered: Lowered,
        mode: str,
        wrt: Sequence[str] | None,
        differentiate: bool,
        kinks: str,
    ) -> None:
        self.problem = problem
        self.kinks = kinks
        self.gradient: dict[str, Values] = {}
        self.lowered = lowered
        self.mode = mode
        self.function = lowered.function
        self.graph = self.function.graph
        self.numbers = live(self.function)
        self.named = {name: lowered.inputs[name] for name in problem.wanted(wrt)} if differentiate else {}
        self.wanted = (*self.named.values(), *(lowered.literals.values() if differentiate else ()))
        self.moves = active(self.graph, self.numbers, self.wanted)
        self.inputs = {
            **problem.values,
            **problem.literal_values(lowered),
        }
        self.labels = self.label_nodes()
        self.notes: list[str] = []
        # How often each node is used on a way that moves: more than once makes it a fork.
        self.uses = Counter(
            operand for number in self.numbers if self.moves[number] for operand in self.graph.nodes[number].operands
        )

    def trace(self, value: Values, gradient: Mapping[str, Values] | None, findings: tuple[Finding, ...]) -> Trace:
        self.gradient = dict(gradient or {})
        record: list[Contribution] = []
        adjoint: dict[int, int] = {}
        columns: dict[str, dict[int, int]] = {}
        one = self.graph.constant("1")
        if self.wanted and self.mode == "reverse":
            adjoint = adjoints(self.function, self.wanted, (one,), self.kinks, record)
        elif self.wanted:
            columns = {
                self.labels[number]: tangents(self.function, (number,), (one,), self.kinks) for number in self.wanted
            }
        results = {
            *self.function.outputs,
            *adjoint.values(),
            *(number for step in record for number in step if number is not None),
            *(number for column in columns.values() for number in column.values()),
        }
        values = evaluate(Function(self.graph, self.function.inputs, tuple(sorted(results))), self.inputs)
        taken = selected(self.function, self.numbers, values)
        shown = [number for number in self.numbers if taken[number]]
        by_operand: dict[int, list[Contribution]] = {}
        for step in record:
            by_operand.setdefault(step.operand, []).append(step)
        forward = tuple(self.forward_step(number, values[number], bool(taken[number])) for number in self.numbers)
        backward = (
            tuple(
                self.backward_step(
                    number, adjoint, [step for step in by_operand.get(number, ()) if taken[step.user]], values
                )
                for number in reversed(shown)
                if number in adjoint and (self.moves[number] or number in self.wanted)
            )
            if self.mode == "reverse" and self.wanted
            else None
        )
        steps = (
            tuple(
                TangentStep(
                    number,
                    self.labels[number],
                    {name: values[column[number]] if number in column else 0.0 for name, column in columns.items()},
                )
                for number in shown
                if self.moves[number]
            )
            if columns
            else None
        )
        remarks = {
            step.primitive: PRIMITIVES[step.primitive].remark
            for step in forward
            if step.gate and step.operands and step.selected
        }
        self.notes += [f"{name}: {remark}" for name, remark in remarks.items() if remark]
        return Trace(
            expression=self.problem.source.text,
            mode=self.mode,
            inputs=self.problem.values,
            output=self.lowered.output,
            value=value,
            gradient=gradient,
            forward=forward,
            backward=backward,
            tangents=steps,
            memory=memory(self.function, shown, self.moves),
            notes=tuple(self.notes),
            findings=findings,
        )

    def label_nodes(self) -> dict[int, str]:
        """A name for each node: the program's own, an input's, a constant's text, else v1, v2 ... in order."""
        names = {number: name for name, number in self.lowered.names.items()}
        labels: dict[int, str] = {}
        taken = {*self.lowered.names, *self.lowered.inputs}
        count = 0
        for number in self.numbers:
            node = self.graph.nodes[number]
            if node.primitive == INPUT:
                literal = next((span for span, own in self.lowered.literals.items() if own == number), None)
                labels[number] = node.payload or "" if literal is None else self.problem.source.slice(literal)
            elif node.primitive == CONSTANT or not node.operands:
                labels[number] = node.payload or node.primitive
            elif number in names:
                labels[number] = names[number]
            else:
                count += 1
                while f"v{count}" in taken:
                    count += 1
                labels[number] = f"v{count}"
        return labels

    def forward_step(self, number: int, value: float, is_selected: bool) -> ForwardStep:
        node = self.graph.nodes[number]
        return ForwardStep(
            node=number,
            label=self.labels[number],
            primitive=node.primitive,
            operands=node.operands,
            operation=self.operation(number),
            value=value,
            keeps=self.keeps(number),
            selected=is_selected,
            gate=self.gate(number),
            spans=tuple(dict.fromkeys(self.graph.origins[number])),
        )

    def backward_step(
        self, number: int, adjoint: Mapping[int, int], steps: Sequence[Contribution], values: Sequence[float]
    ) -> BackwardStep:
        shares = tuple(
            Share(
                user=step.user,
                label=self.labels[step.user],
                upstream=values[step.upstream],
                formula="" if step.partial is None else unparse(lift(self.graph, step.partial, self.labels)),
                partial=math.nan if step.partial is None else values[step.partial],
                contribution=values[step.product],
            )
            for step in steps
        )
        for share in shares:
            if self.graph.nodes[share.user].primitive == "multiply" and abs(share.partial) >= LARGE:
                self.notes.append(
                    f"{share.label} multiplies, so the gradient of {self.labels[number]} grows with the other input: "
                    f"{share.formula} = {short_text(share.partial)} times the upstream {short_text(share.upstream)}"
                )
        return BackwardStep(number, self.labels[number], self.settled(number, values[adjoint[number]]), shares)

    def settled(self, number: int, adjoint: Any) -> Any:
        """An input's adjoint as `eval` gives it: undefined outside a domain, and recomputed where floats overflow."""
        name = self.graph.nodes[number].payload or ""
        return self.gradient.get(name, adjoint) if self.graph.nodes[number].primitive == INPUT else adjoint

    def operation(self, number: int) -> str:
        node = self.graph.nodes[number]
        if node.primitive == INPUT:
            return "number written" if number in self.lowered.literals.values() else "input"
        if node.primitive == CONSTANT or not node.operands:
            return "constant"
        row = PRIMITIVES[node.primitive]
        return _written(row, [self.labels[operand] for operand in node.operands])

    def gate(self, number: int) -> str:
        """The node's pattern in the backward pass; a node that is used several times is a fork as well."""
        node = self.graph.nodes[number]
        if not self.moves[number]:
            return ""
        patterns = [gate(node.primitive, len(node.operands))] if node.operands else []
        return ", ".join([*patterns, *(["a fork adds"] if self.uses[number] > 1 else [])])

    def keeps(self, number: int) -> tuple[str, ...]:
        """The labels of what this node's rules read, towards the operands that a derivative is wanted of."""
        return tuple(self.labels[read] for read in kept_of(self.function, number, self.moves))


def gate(primitive: str, count: int) -> str:
    """A node's pattern in the backward pass, in the field's words; read off its rules."""
    row = PRIMITIVES[primitive]
    rules = {rule for rule in row.partials if rule != "0"}
    if row.guards or row.variadic:
        return "routes"
    if rules == {"1"}:
        return "passes on"
    if rules == {"1", "-1"} or rules == {"-1"}:
        return "passes on, negated" if count == 1 else "passes on, second negated"
    if len(row.partials) == 2 and row.partials == tuple(reversed(row.names)):
        return "swaps its inputs"
    if not rules:
        return "stops"
    return "scales"


def _written(row: Primitive, labels: Sequence[str]) -> str:
    """An operation as it is written, with labels for operands."""
    if not row.operator:
        return f"{row.call}({', '.join(labels)})"
    if len(labels) == 1:
        return f"{row.operator}{' ' if row.operator.isalpha() else ''}{labels[0]}"
    blank = "" if row.operator in "*/^" else " "
    return f"{labels[0]}{blank}{row.operator}{blank}{labels[1]}"
