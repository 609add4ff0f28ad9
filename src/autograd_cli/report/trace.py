"""The sweeps as a lecture draws them: every node's value, what it keeps, and how its derivative came about.

In: a `Problem`. Out: a `Trace`, whose numbers are read off the very graph that gives the result.

*Source*: the gates' names are those of CS231n, "Backpropagation, Intuitions"; the tables those of Baydin et al. 2018.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding
from autograd_cli.graph.analysis import Edge, active, edges, selected
from autograd_cli.graph.graph import CONSTANT, INPUT, Function, Node, NodeId
from autograd_cli.graph.lift import lift, lift_pullback, structured
from autograd_cli.graph.lower import Lowered
from autograd_cli.graph.shapes import place_text
from autograd_cli.graph.templates import OURS
from autograd_cli.numerals import Values, elements, short_text
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.report.composed import Gates, gates_of, passed_back
from autograd_cli.report.cost import compare
from autograd_cli.report.evaluation import DEFAULT_MODE, evaluation, listed
from autograd_cli.report.gates import ADJOINT, gate
from autograd_cli.report.jacobians import jacobians as jacobians_of
from autograd_cli.report.memory import bytes_of, kept_of, memory
from autograd_cli.report.nested import filled, masked, total
from autograd_cli.report.traced import BackwardStep, ForwardStep, Share, TangentStep, Trace, is_shaped
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.sweeps.forward import basis, tangents
from autograd_cli.sweeps.reverse import Contribution, adjoints
from autograd_cli.symbolic.trees import times
from autograd_cli.syntax.ast import NOWHERE, Call, Name, Number, Tree
from autograd_cli.syntax.unparse import between, unparse
from autograd_cli.systems.systems import resolve

# Loaded only where some value is a vector or a matrix.
SELECTED_ELEMENTS = "autograd_cli.run.array_findings:selected_elements"
# A product whose one input is so large hands the other an exploding gradient.
LARGE = 100.0


def trace(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
    jacobians: bool = False,
    cost: bool = False,
    checkpoint: int | None = None,
) -> Trace:
    """The trace of a problem.

    With `literals` every number written has an adjoint as well; with `jacobians` each node has its local derivatives;
    `cost` compares what ways to the gradient take.
    Raises: `AutogradError` as `evaluation` does.
    """
    if literals:
        problem.single()
    result = evaluation(problem, wrt=wrt, mode=mode, differentiate=differentiate, kinks=kinks, checkpoint=checkpoint)
    mode = mode or DEFAULT_MODE
    lowered = problem.with_literals() if literals else problem.lowered
    tracer = _Tracer(problem, lowered, mode, wrt, differentiate, kinks, jacobians)
    told = tracer.trace(result.value, result.gradient, result.findings)
    if cost and tracer.wanted:
        told = replace(told, cost=compare(tracer.function, tracer.wanted, kinks))
    return replace(told, mode=result.mode, checkpoint=result.checkpoint)


class _Tracer:
    def __init__(
        self,
        problem: Problem,
        lowered: Lowered,
        mode: str,
        wrt: Sequence[str] | None,
        differentiate: bool,
        kinks: str,
        jacobians: bool,
    ) -> None:
        self.problem = problem
        self.jacobians = jacobians
        self.kinks = kinks
        self.gradient: dict[str, Values] = {}
        self.lowered = lowered
        self.mode = mode
        self.function = lowered.function
        self.graph = self.function.graph
        self.named = {name: lowered.inputs[name] for name in problem.wanted(wrt)} if differentiate else {}
        self.wanted = (*self.named.values(), *(lowered.literals.values() if differentiate else ()))
        self.moves = active(self.function, self.wanted)
        self.inputs = {
            **problem.values,
            **problem.literal_values(lowered),
        }
        # Each node has a local derivative of its own where these are asked for.
        self.gates = Gates({}, {}) if jacobians else gates_of(lowered)
        self.labels = self.label_nodes()
        self.adjoint = ADJOINT
        while self.adjoint in self.labels.values():
            self.adjoint += "_"
        self.notes: list[str] = []
        # By node whose elements are selected one by one, which are; elsewhere an adjoint means nothing.
        self.masks: dict[NodeId, Values] = {}
        # How often each node is used on a way that moves: more than once makes it a fork.
        self.uses = Counter(
            operand
            for node in self.function.live
            if self.moves[node] and not self.gates.hides(node)
            for operand in self.operands(node)
        )

    def trace(self, value: Values, gradient: Mapping[str, Values] | None, findings: tuple[Finding, ...]) -> Trace:
        self.gradient = dict(gradient or {})
        record: list[Contribution] = []
        adjoint: dict[NodeId, NodeId] = {}
        columns: dict[str, dict[NodeId, NodeId]] = {}
        one = self.graph.constant("1")
        if self.wanted and self.mode == "reverse":
            adjoint = adjoints(self.function, self.wanted, (one,), self.kinks, record)
        elif self.wanted:
            columns = {
                name: tangents(self.function, (node,), (seed,), self.kinks)
                for node in self.wanted
                for name, seed in self.seeds(node)
            }
        results = {
            *self.function.outputs,
            *adjoint.values(),
            *(node for step in record for node in step if node is not None),
            *(node for column in columns.values() for node in column.values()),
        }
        function = Function(self.graph, self.function.inputs, tuple(sorted(results)))
        values: Sequence[Any] = evaluate(function, self.inputs)
        # Another system's conventions show what it gives in floats.
        if self.kinks == OURS:
            values = mended(function, self.inputs, values)
        taken = self.taken(values)
        evaluated = [node for node in self.function.live if taken[node]]
        shown = [node for node in evaluated if not self.gates.hides(node)]
        formed = None
        if self.jacobians and self.wanted:
            formed = jacobians_of(self.function, shown, self.moves, values, self.labels, self.kinks)
        values = list(map(listed, values))
        by_operand: dict[NodeId, list[Contribution]] = {}
        for step in record:
            by_operand.setdefault(step.operand, []).append(step)
        forward = tuple(
            self.forward_step(node, values[node], bool(taken[node]))
            for node in self.function.live
            if not self.gates.hides(node)
        )
        backward = (
            tuple(
                self.backward_step(
                    node, adjoint, [step for step in by_operand.get(node, ()) if taken[step.user]], values
                )
                for node in reversed(shown)
                if node in adjoint and (self.moves[node] or node in self.wanted)
            )
            if self.mode == "reverse" and self.wanted
            else None
        )
        steps = (
            tuple(
                TangentStep(
                    node,
                    self.labels[node],
                    {
                        name: values[column[node]] if node in column else filled(self.graph.nodes[node].shape)
                        for name, column in columns.items()
                    },
                )
                for node in shown
                if self.moves[node]
            )
            if columns
            else None
        )
        remarks = {
            step.primitive: PRIMITIVES[step.primitive].remark
            for step in forward
            if step.gate and step.operands and step.selected
        }
        if backward and is_shaped(forward, backward):
            self.notes.insert(0, f"{self.adjoint} is the adjoint of the node under `from`")
        self.notes += [f"{name}: {remark}" for name, remark in remarks.items() if remark]
        return Trace(
            expression=self.problem.source.text,
            mode=self.mode,
            inputs={name: listed(value) for name, value in self.problem.values.items()},
            output=self.lowered.output,
            value=value,
            gradient=gradient,
            forward=forward,
            backward=backward,
            tangents=steps,
            memory=memory(self.function, self.moves, evaluated),
            notes=tuple(self.notes),
            findings=findings,
            jacobians=formed,
        )

    def label_nodes(self) -> dict[NodeId, str]:
        """A name for each node: the program's own, an input's, a constant's text, else v1, v2 ... in order."""
        names = {node: name for name, node in self.lowered.names.items()}
        labels: dict[NodeId, str] = {}
        taken = {*self.lowered.names, *self.lowered.inputs}
        count = 0
        texts = self.problem.literal_texts(self.lowered)
        literals = {node: texts[span] for span, node in self.lowered.literals.items()}
        for node in self.function.live:
            record = self.graph.nodes[node]
            if record.primitive == INPUT:
                labels[node] = literals.get(node, record.payload or "")
            elif record.primitive == CONSTANT or not record.operands:
                written = record.payload or record.primitive
                shaped = record.shape and record.primitive in PRIMITIVES
                labels[node] = unparse(structured(record, ())) if shaped else written
            elif node in names:
                labels[node] = names[node]
            elif not self.gates.hides(node):
                count += 1
                while f"v{count}" in taken:
                    count += 1
                labels[node] = f"v{count}"
        return labels

    def label(self, node: NodeId) -> str:
        """A wanted node's label, also of an input that the result does not depend on."""
        return self.labels.get(node) or self.graph.nodes[node].payload or ""

    def seeds(self, node: NodeId) -> Iterator[tuple[str, NodeId]]:
        """The name and the seed of each of a node's sweeps: one for a number, one for each element otherwise."""
        shape = self.graph.nodes[node].shape
        label = self.label(node)
        places = product(*map(range, shape))
        for place, seed in zip(places, basis(self.graph, shape), strict=True):
            yield f"{label}[{place_text(place)}]" if shape else label, seed

    def taken(self, values: Sequence[Any]) -> Sequence[bool]:
        """By node, whether some of it is on the taken path; what has no elements counts as taken."""
        if not self.function.has_arrays:
            return list(map(bool, selected(self.function, values)))
        masks = resolve(SELECTED_ELEMENTS)(self.function, values)
        self.masks = {node: listed(mask) for node, mask in masks.items() if hasattr(mask, "shape")}
        flags = [False] * len(self.graph.nodes)
        for node, mask in masks.items():
            flags[node] = not getattr(mask, "size", 1) or bool(getattr(mask, "any", lambda mask=mask: mask)())
        return flags

    def forward_step(self, node: NodeId, value: Values, is_selected: bool) -> ForwardStep:
        record = self.graph.nodes[node]
        gate = self.gates.calls.get(node)
        return ForwardStep(
            node=node,
            label=self.labels[node],
            primitive=gate.entry if gate else record.primitive,
            operands=self.operands(node),
            operation=self.operation(node),
            shape=record.shape,
            value=value,
            keeps=self.keeps(node),
            bytes=bytes_of(self.function, self.kept(node)),
            selected=is_selected,
            gate=self.gate(node),
            spans=tuple(dict.fromkeys(self.graph.origins[node])),
        )

    def backward_step(
        self, node: NodeId, adjoint: Mapping[NodeId, NodeId], steps: Sequence[Contribution], values: Sequence[float]
    ) -> BackwardStep:
        used: Counter[NodeId] = Counter()
        shares = []
        grouped: dict[NodeId, list[Contribution]] = {}
        for step in steps:
            if step.user in self.gates.owner:
                grouped.setdefault(self.gates.of(step.user), []).append(step)
                continue
            partial = None if step.partial is None else lift(self.graph, step.partial, self.labels)
            number: Values | None = None if step.partial is None else values[step.partial]
            pullback = unparse(self.pullback(step, partial, used[step.user]))
            if partial is not None and number is not None:
                partial, number = self.selected(step, used[step.user], partial, number, values)
            share = Share(
                user=step.user,
                label=self.labels[step.user],
                upstream=self.read(step.user, values[step.upstream]),
                formula=None if partial is None else unparse(partial),
                partial=number,
                pullback=pullback,
                contribution=self.read(node, values[step.product]),
            )
            used[step.user] += 1
            shares.append(share)
            if PRIMITIVES[self.graph.nodes[share.user].primitive].factors:
                self.note_large(node, share)
        shares += [self.share_of_gate(node, user, adjoint[user], own, values) for user, own in grouped.items()]
        return BackwardStep(
            node, self.labels[node], self.settled(node, self.read(node, values[adjoint[node]])), tuple(shares)
        )

    def share_of_gate(
        self, node: NodeId, user: NodeId, upstream: NodeId, steps: Sequence[Contribution], values: Sequence[Any]
    ) -> Share:
        """What an entry that is written out passes back to an operand, by all ways inside of it."""
        gate = self.gates.calls[user]
        return Share(
            user=user,
            label=self.labels[user],
            upstream=self.read(user, values[upstream]),
            formula=None,
            partial=None,
            pullback=unparse(passed_back(self.function, user, gate, node, self.labels, self.adjoint)),
            contribution=self.read(node, total([values[step.product] for step in steps])),
        )

    def operands(self, node: NodeId) -> tuple[NodeId, ...]:
        """What a node is computed of, the operands of the call where its entry is written out."""
        gate = self.gates.calls.get(node)
        return gate.operands if gate else self.graph.nodes[node].operands

    def kept(self, node: NodeId) -> tuple[NodeId, ...]:
        """The nodes whose values the backward pass needs for a node, and for those that it hides."""
        hidden = [one for one, owner in self.gates.owner.items() if owner == node]
        return tuple(
            dict.fromkeys(read for one in sorted({node, *hidden}) for read in kept_of(self.function, one, self.moves))
        )

    def read(self, node: NodeId, adjoint: Any) -> Any:
        """An adjoint, 0 for elements that are not selected."""
        return masked(adjoint, self.masks[node], True) if node in self.masks else adjoint

    def pullback(self, step: Contribution, partial: Tree | None, use: int) -> Tree:
        """A contribution as a formula of the upstream; `use` counts the uses of one operand by one user."""
        user, position, way = self.way(step, use)
        if partial is None:
            return lift_pullback(self.graph, step.user, position, self.labels, self.adjoint)
        term = times(Name(NOWHERE, self.adjoint), partial)
        term = self.where(way, user, term)
        if user.shape != self.graph.nodes[step.operand].shape:
            term = Call(NOWHERE, "sum_to", (term, Name(NOWHERE, self.labels[step.operand])), NOWHERE)
        return term

    def way(self, step: Contribution, use: int) -> tuple[Node, int, Edge]:
        """The user of a contribution, and the operand's place and way in it; `use` as above."""
        user = self.graph.nodes[step.user]
        ways = edges(user.primitive, len(user.operands))
        positions = [i for i, operand in enumerate(user.operands) if operand == step.operand and ways[i].flows]
        position = positions[min(use, len(positions) - 1)]
        return user, position, ways[position]

    def where(self, way: Edge, user: Node, term: Tree) -> Tree:
        """A term under the condition of a way."""
        if way.condition is None:
            return term
        condition = Name(NOWHERE, self.labels[user.operands[way.condition]])
        sides = (term, Number(NOWHERE, "0"))
        return Call(NOWHERE, "where", (condition, *(sides if way.when else sides[::-1])), NOWHERE)

    def selected(
        self, step: Contribution, use: int, partial: Tree, number: Values, values: Sequence[Any]
    ) -> tuple[Tree, Values]:
        """A local partial and its number, 0 where the operand is a branch that is not taken."""
        user, _, way = self.way(step, use)
        if way.condition is None:
            return partial, number
        condition = values[user.operands[way.condition]]
        taken = {bool(one) == way.when for one in elements(condition)}
        if taken == {False}:
            partial = Number(NOWHERE, "0")
        elif False in taken:
            partial = self.where(way, user, partial)
        return partial, masked(number, condition, way.when)

    def note_large(self, node: NodeId, share: Share) -> None:
        """Notes a product whose other input is so large that the gradient explodes."""
        assert share.partial is not None
        if max(map(abs, elements(share.partial)), default=0.0) < LARGE:
            return
        note = f"{share.label} multiplies, so the gradient of {self.labels[node]} grows with the other input"
        if isinstance(share.partial, float) and isinstance(share.upstream, float):
            number_text = short_text(share.partial)
            note += f": {share.formula} = {number_text} times the upstream {short_text(share.upstream)}"
        self.notes.append(note)

    def settled(self, node: NodeId, adjoint: Any) -> Any:
        """An input's adjoint as `eval` gives it: undefined outside a domain, and recomputed where floats overflow."""
        name = self.graph.nodes[node].payload or ""
        return self.gradient.get(name, adjoint) if self.graph.nodes[node].primitive == INPUT else adjoint

    def operation(self, node: NodeId) -> str:
        record = self.graph.nodes[node]
        if record.primitive == INPUT:
            return "number written" if node in self.lowered.literals.values() else "input"
        if record.primitive == CONSTANT or not record.operands:
            return "constant"
        gate = self.gates.calls.get(node)
        row = PRIMITIVES[gate.entry if gate else record.primitive]
        labels = [self.labels[operand] for operand in self.operands(node)]
        if gate:
            return _written(row, labels)
        if row.shape:
            return unparse(structured(record, tuple(Name(NOWHERE, label) for label in labels)))
        return _written(row, labels)

    def gate(self, node: NodeId) -> str:
        """The node's pattern in the backward pass; a node that is used several times is a fork as well."""
        record = self.graph.nodes[node]
        if not self.moves[node]:
            return ""
        call = self.gates.calls.get(node)
        primitive = call.entry if call else record.primitive
        patterns = [gate(primitive, len(self.operands(node)))] if record.operands else []
        return ", ".join([*patterns, *(["sums over its uses"] if self.uses[node] > 1 else [])])

    def keeps(self, node: NodeId) -> tuple[str, ...]:
        """The labels of what this node's rules read, towards the operands that a derivative is wanted of."""
        return tuple(self.labels.get(read) or unparse(lift(self.graph, read, self.labels)) for read in self.kept(node))


def _written(row: Entry, labels: Sequence[str]) -> str:
    """An operation as it is written, with labels for operands."""
    if not row.operator:
        return f"{row.call}({', '.join(labels)})"
    if len(labels) == 1:
        return f"{row.operator}{' ' if row.operator.isalpha() else ''}{labels[0]}"
    return between(row.operator).join(labels)
