"""The derivation rule by rule: every rule in symbols, and what it gives for the sub-expression at hand.

In: a problem and the derivatives wanted of it. Out: a `Section` for each time a formula is differentiated. The rules
are those of the table: a rule in symbols is the forward sweep of one operation on letters, and each result is the node
that the sweep appends for its sub-expression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from autograd_cli.ask.problem import Problem, pose_open
from autograd_cli.errors import AutogradError, Source
from autograd_cli.graph.analysis import active
from autograd_cli.graph.graph import INPUT, Function, Graph, NodeId
from autograd_cli.graph.templates import OURS, effective_primitive
from autograd_cli.primitives import CONSTANTS, PRIMITIVES, Entry
from autograd_cli.sweeps.forward import tangents
from autograd_cli.symbolic.rewrite import rewrite
from autograd_cli.symbolic.write import operation_count, write
from autograd_cli.syntax.ast import Tree
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse

# Letters for what varies and for what does not, as textbooks have them.
VARYING, CONSTANT_LETTERS = ("u", "v", "w"), ("c", "k", "m")
# A sub-expression of more operations gets a name.
LARGEST_INLINE = 8
# More steps than this nobody reads.
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One rule applied.

    `name` stands for the sub-expression from here on, where it is not written out. `substituted` is the rule with the
    sub-expressions in place of its letters, `derivative` the simplified result.
    """

    rule: str
    general: str
    name: str | None
    formula: str
    substituted: str
    derivative: str


@dataclass(frozen=True, slots=True)
class Section:
    """A formula differentiated once with respect to a variable."""

    formula: str
    variable: str
    steps: tuple[Step, ...]
    derivative: str


def sections(problem: Problem, wanted: Sequence[tuple[str, ...]], own: int, kinks: str = OURS) -> tuple[Section, ...]:
    """A section for each differentiation; what several derivatives begin with is shown once.

    The first `own` nodes of the problem's graph are what the user typed.
    """
    shown: dict[tuple[str, ...], Section] = {}
    for names in wanted:
        current, typed = problem, own
        for done, name in enumerate(names, 1):
            if names[:done] not in shown:
                shown[names[:done]] = _Deriving(current, name, typed, kinks).section()
            if done < len(names):
                current = pose_open(Source(shown[names[:done]].derivative), names=tuple(problem.lowered.inputs))
                typed = len(current.function.graph.nodes)
                if names[done] not in current.lowered.inputs:
                    break  # what is left of it is a constant
    return tuple(shown.values())


class _Deriving:
    """One differentiation. `names` has what nodes are called in later steps, `f1'` for the derivative of `f1`."""

    def __init__(self, problem: Problem, variable: str, own: int, kinks: str) -> None:
        self.problem = problem
        self.variable = problem.lowered.inputs[variable]
        self.kinks = kinks
        self.function = problem.function
        self.graph = self.function.graph
        self.own = own
        self.moves = active(self.function, (self.variable,))
        self.one = self.graph.constant("1")
        self.tangent = tangents(self.function, (self.variable,), (self.one,), kinks)
        self.assigned = {node: name for name, node in problem.lowered.names.items()}
        self.taken = {*problem.lowered.names, *problem.lowered.inputs, *CONSTANTS}
        self.names: dict[NodeId, str] = {}

    def section(self) -> Section:
        moving = [node for node in self.function.live if self.moves[node] and self.graph.nodes[node].operands]
        if len(moving) > MOST_STEPS:
            raise AutogradError("too-large", "steps", count=len(moving))
        steps = tuple(map(self.step, moving))
        self.names.clear()
        slope = self.tangent.get(self.function.outputs[0])
        name = self.graph.nodes[self.variable].payload or ""
        formula = self.problem.source.text.strip()
        return Section(formula, name, steps, "0" if slope is None else unparse(self.tree(slope)))

    def step(self, node: NodeId) -> Step:
        record = self.graph.nodes[node]
        row = PRIMITIVES[effective_primitive(record, self.moves)]
        varying = [bool(self.moves[operand]) for operand in record.operands]
        letters = self.letters(row, record.operands, varying)
        variable = self.graph.nodes[self.variable].payload or ""
        general, left = _rule(row, letters, varying, variable, self.kinks)
        places: dict[str, Tree] = {}
        for letter, operand, varies in zip(letters, record.operands, varying, strict=True):
            places[letter] = self.tree(operand)
            if varies:
                places[f"{letter}'"] = self.tree(self.tangent.get(operand, self.graph.constant("0")))
        substituted = unparse(substitute(general, places))
        formula, slope = self.tree(node), self.tree(self.tangent[node])
        name = self.name(node, formula)
        return Step(
            _title(row, varying, self.variable in record.operands),
            f"{left} = {unparse(general)}",
            name,
            unparse(formula),
            substituted,
            unparse(slope),
        )

    def letters(self, row: Entry, operands: Sequence[NodeId], varying: Sequence[bool]) -> list[str]:
        """A letter for each operand: its own name for the variable, `u`, `v` for what varies, `c`, `k` for the rest."""
        free = iter(VARYING)
        fixed = iter(("n",) if row.variant_of else CONSTANT_LETTERS)
        known: dict[NodeId, str] = {self.variable: self.graph.nodes[self.variable].payload or ""}
        for operand, varies in zip(operands, varying, strict=True):
            if operand not in known:
                known[operand] = next(free if varies else fixed, None) or f"a{operand}"
        return [known[operand] for operand in operands]

    def name(self, node: NodeId, formula: Tree) -> str | None:
        """What a node is called from here on: as the program calls it, or `f1` and so on where it is long."""
        if node in self.function.outputs:
            return None
        name = self.assigned.get(node)
        if name is None and operation_count(formula) > LARGEST_INLINE:
            name = next(name for i in count(1) if (name := f"f{i}") not in self.taken)
            self.taken.add(name)
        if name is not None:
            self.names[node] = name
            if self.graph.nodes[self.tangent[node]].operands:
                self.names[self.tangent[node]] = f"{name}'"
        return name

    def tree(self, node: NodeId) -> Tree:
        """A node's formula, in the names that others have by now."""
        graph = Graph()
        placed: dict[NodeId, NodeId] = {}
        own = 0
        for current in Function(self.graph, (), (node,)).live:
            primitive, operands, payload, _ = self.graph.nodes[current]
            if current in self.names:
                placed[current] = graph.add(INPUT, (), self.names[current])
            else:  # what only a named node needs is copied as well, and not read
                placed[current] = graph.add(primitive, tuple(placed[operand] for operand in operands), payload)
            own = len(graph.nodes) if current < self.own else own
        return _written(Function(graph, (), (placed[node],)), own)


def _rule(row: Entry, letters: Sequence[str], varying: Sequence[bool], variable: str, kinks: str) -> tuple[Tree, str]:
    """The rule of a row in letters, by a sweep over the row alone, and what it is the derivative of."""
    graph = Graph()
    inputs = {letter: graph.add(INPUT, (), letter) for letter in letters}
    out = graph.add(row.variant_of or row.name, tuple(inputs[letter] for letter in letters))
    own = len(graph.nodes)
    seeds = {
        letter: graph.constant("1") if letter == variable else graph.add(INPUT, (), f"{letter}'")
        for letter, varies in zip(letters, varying, strict=True)
        if varies
    }
    function = Function(graph, tuple(inputs.values()), (out,))
    moving = tuple(inputs[letter] for letter in seeds)
    slope = tangents(function, moving, tuple(seeds.values()), kinks).get(out, graph.constant("0"))
    value = unparse(_written(function, own))
    left = f"({value})'" if row.operator else f"{value}'"
    return _written(Function(graph, (), (slope,)), own), left


def _written(function: Function, own: int) -> Tree:
    """The one output as a tree, nothing in it named."""
    rewriting = rewrite(function, own, repeats=True)
    written = write(rewriting.forms, rewriting.outputs, (), frozenset(), {}, decimals=False, names=False)
    return written.outputs[0]


def _title(row: Entry, varying: Sequence[bool], direct: bool) -> str:
    """What a person calls the rule."""
    if row.titles:
        alone = len(row.titles) > 1 and not all(varying)
        return row.titles[1 + varying.index(True) if alone else 0]
    return f"derivative of {row.call or row.operator}" if direct and sum(varying) == 1 else "chain rule"
