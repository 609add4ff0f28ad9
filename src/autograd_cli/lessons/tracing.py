"""What a trace is read off: a program's function, the nodes that move in it, and what each node is called.

Takes: a `Problem`, or its lowering with an input for every number. Returns: a `Tracing`. No values are read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple
from unicodedata import normalize

from autograd_cli.ask.problem import Problem
from autograd_cli.graphs.analysis import active
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, NodeId
from autograd_cli.graphs.indices import indices
from autograd_cli.graphs.lift import structured
from autograd_cli.graphs.lower import Lowered
from autograd_cli.graphs.shapes import place_text
from autograd_cli.lessons.composed import Gates, gates_of
from autograd_cli.lessons.gates import ADJOINT
from autograd_cli.numerals import nested, short_text
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.steps import words_of
from autograd_cli.sweeps.forward import assembled, basis
from autograd_cli.sweeps.reverse import Contribution, adjoints
from autograd_cli.syntax.ast import Range
from autograd_cli.syntax.unparse import NO_WORDS, unparse

# The bar of an adjoint, and the dot of a tangent, above the last letter or digit of its name.
BAR, DOT = "\N{COMBINING MACRON}", "\N{COMBINING DOT ABOVE}"


class Tracing(NamedTuple):
    """A program as a trace shows it.

    `moves` flags the nodes that depend on a wanted one, `labels` has a name for each node that is shown, `written` the
    same for formulas of partials, in which a negative number is itself, `adjoint` is the word for an adjoint that comes
    back, and `uses` counts how often a node is used on a way that moves. `indices` are those of sums that keep their
    names. `textbook` has partials as taught; `words` are the program's own names of functions, other than the table's.
    """

    problem: Problem
    lowered: Lowered
    wanted: tuple[NodeId, ...]
    moves: Sequence[int]
    gates: Gates
    labels: Mapping[NodeId, str]
    written: Mapping[NodeId, str]
    adjoint: str
    uses: Mapping[NodeId, int]
    kinks: str
    indices: Mapping[NodeId, Range]
    seed: tuple[float, ...] | None = None
    textbook: bool = False
    words: Mapping[str, str] = NO_WORDS

    @property
    def function(self) -> Function:
        return self.lowered.function

    @property
    def graph(self) -> Graph:
        return self.lowered.function.graph

    @property
    def seed_text(self) -> str:
        """The seed of the result's adjoint as a formula."""
        if self.seed is None:
            return "1"
        shape = self.graph.nodes[self.function.outputs[0]].shape
        numbers = nested(map(short_text, self.seed), shape)
        return str(numbers).replace("'", "")

    def adjoints(self, record: list[Contribution]) -> dict[NodeId, NodeId]:
        """The adjoints by node, with what each use contributes in the `record`."""
        return adjoints(self.function, self.wanted, (self.seed_node(),), self.kinks, record)

    def seed_node(self) -> NodeId:
        """The node of the result's adjoint: 1, or the weights that were given."""
        if self.seed is None:
            return self.graph.constant("1")
        shape = self.graph.nodes[self.function.outputs[0]].shape
        weights = [self.graph.constant(repr(weight)) for weight in self.seed]
        return assembled(self.graph, weights, shape) if shape else weights[0]

    @property
    def taught(self) -> str | None:
        """The conventions under which rules are those of textbooks; None where they are those that compute."""
        return self.kinks if self.textbook else None

    @property
    def named(self) -> frozenset[NodeId]:
        """The nodes that the program gives a name."""
        return frozenset(self.lowered.names.values())

    def operands(self, node: NodeId) -> tuple[NodeId, ...]:
        """What a node is computed of, the operands of the call where its entry is written out."""
        return _operands(self.graph, self.gates, node)

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


def barred(label: str) -> str:
    """What a node's adjoint is called: its label with a bar, as in Griewank & Walther 2008.

    Example:
        >>> barred("v2") == "v2\N{COMBINING MACRON}", len(barred("y"))
        (True, 1)
    """
    return normalize("NFC", f"{label}{BAR}")


def dotted(label: str) -> str:
    """What a node's tangent is called: its label with a dot."""
    return normalize("NFC", f"{label}{DOT}")


def tracing(
    problem: Problem,
    *,
    wrt: Sequence[str] | None,
    differentiate: bool,
    literals: bool,
    kinks: str,
    jacobians: bool,
    seed: Sequence[float] | None = None,
    textbook: bool = False,
) -> Tracing:
    """A problem as a trace shows it; a `seed` has a weight for each element of the result.

    With `jacobians` an entry that is written out is no gate: each node has a local derivative of its own.
    Raises: `AutogradError` with code `unknown-name` for a `wrt` that is no variable.
    """
    lowered = _stacked(problem.with_literals() if literals else problem.lowered)
    function = lowered.function
    named = [lowered.inputs[name] for name in problem.wanted(wrt)] if differentiate else []
    wanted = (*named, *(lowered.literals.values() if differentiate else ()))
    moves = active(function, wanted)
    gates = Gates({}, {}) if jacobians else gates_of(lowered)
    named_indices = _indices(problem, lowered)
    labels = _labels(problem, lowered, gates, {node: index.name for node, index in named_indices.items()})
    written = {node: label for node, label in labels.items() if not _is_negative_number(function.graph, node)}
    adjoint = ADJOINT
    while adjoint in labels.values():
        adjoint += "_"
    uses = Counter(
        operand
        for node in function.live
        if moves[node] and not gates.hides(node)
        for operand in _operands(function.graph, gates, node)
    )
    return Tracing(
        problem,
        lowered,
        wanted,
        moves,
        gates,
        labels,
        written,
        adjoint,
        uses,
        kinks,
        named_indices,
        None if seed is None else tuple(seed),
        textbook,
        words_of(problem),
    )


def _is_negative_number(graph: Graph, node: NodeId) -> bool:
    record = graph.nodes[node]
    return (
        len(record.operands) == 1
        and PRIMITIVES[record.primitive].operator == "-"
        and graph.nodes[record.operands[0]].primitive == CONSTANT
    )


def _stacked(lowered: Lowered) -> Lowered:
    """A lowering whose result is one node, also where it is a vector of numbers."""
    function = lowered.function
    if not lowered.parts:
        return lowered
    whole = function.graph.add("stack", function.outputs, None, None, (len(function.outputs),))
    return lowered._replace(function=Function(function.graph, function.inputs, (whole,)), parts=())


def _operands(graph: Graph, gates: Gates, node: NodeId) -> tuple[NodeId, ...]:
    gate = gates.calls.get(node)
    return gate.operands if gate else graph.nodes[node].operands


def _indices(problem: Problem, lowered: Lowered) -> dict[NodeId, Range]:
    """The indices of sums whose names mean nothing else here; of several of one name the first."""
    taken = {*lowered.names, *lowered.inputs}
    found: dict[NodeId, Range] = {}
    for node, index in indices(problem.program, lowered.function).items():
        if index.name not in taken:
            found[node] = index
            taken.add(index.name)
    return found


def _labels(problem: Problem, lowered: Lowered, gates: Gates, named: Mapping[NodeId, str]) -> dict[NodeId, str]:
    """A name for each node: that in `named`, the program's own, an input's, a constant's text, else v1, v2 ..."""
    graph = lowered.function.graph
    names = {node: name for name, node in lowered.names.items()}
    labels = dict(named)
    taken = {*lowered.names, *lowered.inputs, *named.values()}
    count = 0
    texts = problem.literal_texts(lowered)
    literals = {node: texts[span] for span, node in lowered.literals.items()}
    for node in lowered.function.live:
        record = graph.nodes[node]
        if node in labels:
            continue
        if record.primitive == INPUT:
            labels[node] = literals.get(node, record.payload or "")
        elif record.primitive == CONSTANT or not record.operands:
            written = record.payload or record.primitive
            shaped = record.shape and record.primitive in PRIMITIVES
            labels[node] = unparse(structured(record, ())) if shaped else written
        elif node in names:
            labels[node] = names[node]
        elif not gates.hides(node):
            count += 1
            while f"v{count}" in taken:
                count += 1
            labels[node] = f"v{count}"
    return labels
