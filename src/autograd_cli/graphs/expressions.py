"""Expressions to nodes: names resolved, calls expanded, equal sub-expressions one node.

Takes: a tree, and a `Lowering` with what the statements before it have said. Returns: the node of its value. An
explicit stack takes the place of recursion, so depth costs memory and nothing else. Nothing typed is simplified.
"""

import importlib
from collections.abc import Mapping, Sequence, Set
from functools import partial
from typing import Any, NamedTuple, NoReturn

from autograd_cli.errors import AutogradError, Span, refuse
from autograd_cli.graphs.calls import (
    definition_called,
    entry_called,
    operand_count,
    operator_entry,
    refuse_names,
    structured,
    with_defaults,
)
from autograd_cli.graphs.graph import INPUT, SCALAR, Graph, NodeId, Shape, node_ids
from autograd_cli.graphs.shapes import (
    ALL,
    AS_DEFINED,
    FIRST,
    RANGE,
    Mismatch,
    Static,
    axis_of,
    place_text,
    result_shape,
    size,
)
from autograd_cli.graphs.statics import Known, place_in, static_arguments
from autograd_cli.numerals import element_names
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.syntax.ast import (
    Call,
    Comparison,
    Definition,
    Index,
    Keyword,
    Name,
    Number,
    Operation,
    Program,
    Range,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.parser import parse_expression

# How many calls of a program's own functions are written out, beside ten for each that stands in its text: where there
# are more, a chain of functions has doubled at every step.
MOST_CALLS = 20_000
# What refuses calls of names that are no functions, and shapes that do not fit; loaded for an error alone.
REFUSALS = "autograd_cli.graphs.refusals"
# What lowers sums over an index, and what reads whole numbers from nodes; loaded where one is met.
RANGES, BOUNDS = "autograd_cli.graphs.ranges", "autograd_cli.graphs.bounds"


# What an argument may be that has to be a number before anything is computed.
NO_STATICS: Mapping[str, Static] = {}
NO_LISTS: Mapping[str, Sequence[NodeId]] = {}
NO_VALUES: Mapping[str, Any] = {}


class Gate(NamedTuple):
    """A call of an entry that is written out: the entry, its operands, and the nodes between these and its value."""

    entry: str
    operands: tuple[NodeId, ...]
    inside: Sequence[NodeId]


class Body(NamedTuple):
    """What a call is written out as: the name called, the node of its value, and the nodes that were new."""

    name: str
    node: NodeId
    inside: Sequence[NodeId]


class Lowering:
    """A lowering under way: what the program has said so far, and the graph of it.

    It is no dataclass, whose making took a millisecond of each call.
    """

    def __init__(
        self,
        program: Program,
        bound: Mapping[str, Shape],
        literals: bool,
        expand: Set[str] = frozenset(),
        *,
        origin: Span | None = None,
        caller: Tree | None = None,
        scattered: bool = False,
        graph: Graph | None = None,
        lists: Mapping[str, Sequence[NodeId]] = NO_LISTS,
        statics: Mapping[str, Static] = NO_STATICS,
        bodies: list[Body] | None = None,
        values: Mapping[str, Any] = NO_VALUES,
    ) -> None:
        self.program, self.bound, self.literals, self.expand = program, bound, literals, expand
        # The place that all nodes have, where the text is the table's and not the user's, and the call that is there.
        self.origin, self.caller = origin, caller
        self.scattered = scattered
        # The vectors and matrices made of inputs that are their elements.
        self.gathered: dict[str, NodeId] = {}
        self.graph = Graph() if graph is None else graph
        self.lists, self.statics = lists, statics
        self.assigned: dict[str, NodeId] = {}
        self.definitions: dict[str, Definition] = {}
        self.inputs: dict[str, NodeId] = {}
        self.defaults: dict[str, Tree] = {}
        self.uses: dict[str, Span] = {}
        self.literal_inputs: dict[Span, NodeId] = {}
        self.calls: dict[tuple[str, tuple[NodeId, ...]], NodeId] = {}
        self.most_calls = MOST_CALLS
        # By the node of their values, the calls of entries that are written out unasked.
        self.gates: dict[NodeId, Gate] = {}
        # The calls that are written out, of the program's own functions and of entries in `expand`.
        self.bodies: list[Body] = [] if bodies is None else bodies
        # The values of inputs, from which those that count something are read; and where each of these does so.
        self.values = values
        self.counted: dict[str, Span] = {}
        # How deep in sums over an index this is, and how many terms are written out.
        self.nested = self.terms = 0
        # Names that a later statement assigns or defines: using one is an error of order, not a free variable.
        self.later: dict[str, Span] = {}

    def expression(self, root: Tree, scope: Mapping[str, NodeId]) -> NodeId:
        """The node of an expression; `scope` has the parameters."""
        values: list[NodeId] = []
        # An entry is a tree to enter, or one whose children's values are those from a place on, or a call whose body's
        # value is the last, with the place where its nodes begin.
        stack: list[tuple[Tree | tuple[str, tuple[NodeId, ...]], Mapping[str, NodeId], int | None]] = [
            (root, scope, None)
        ]
        while stack:
            tree, names, place = stack.pop()
            if isinstance(tree, Number):
                values.append(self.number(tree))
            elif isinstance(tree, Name):
                if tree.name in self.lists:
                    values.extend(self.lists[tree.name])
                else:
                    values.append(self.name(tree, names))
            elif isinstance(tree, tuple):
                self.calls[tree] = values[-1]
                self.record(tree[0], place or 0, values[-1])
            elif place is None:
                if isinstance(tree, Slice | Keyword | Range):
                    refuse("syntax", "index-alone" if isinstance(tree, Range) else "no-value", tree.span)
                if isinstance(tree, Call) and tree.index is not None:
                    values.append(importlib.import_module(RANGES).total(self, tree, names))
                    continue
                stack.append((tree, names, len(values)))
                children = tree.children if isinstance(tree, Operation) else self.dynamic(tree)
                stack.extend([(child, names, None) for child in reversed(children) if child is not None])
            else:
                operands = tuple(values[place:])
                del values[place:]
                if isinstance(tree, Operation):
                    values.append(operation(self, tree, operands))
                elif isinstance(tree, Comparison):
                    values.append(comparison(self, tree, operands))
                elif isinstance(tree, Vector):
                    values.append(self.add(PRIMITIVES["stack"], operands, tree))
                elif isinstance(tree, Index):
                    values.append(self.index(tree, operands[0], names))
                else:
                    assert isinstance(tree, Call)
                    if tree.sign == "|" and (shape := self.graph.nodes[operands[0]].shape):
                        importlib.import_module(REFUSALS).refuse_bars(tree, shape)
                    callee = self.callee(tree, operands)
                    if isinstance(callee, Entry):
                        values.append(self.primitive(callee, operands, tree, names))
                        continue
                    call = (callee.name, operands)
                    if call in self.calls:
                        values.append(self.calls[call])
                    else:
                        if len(self.calls) >= self.most_calls:
                            self.allow_calls(tree)
                        stack.append((call, names, len(self.graph.nodes)))
                        stack.append((callee.body, dict(zip(callee.parameters, operands, strict=True)), None))
        (result,) = values
        return result

    def record(self, name: str, start: int, node: NodeId) -> None:
        """Keeps what a call is written out as."""
        self.bodies.append(Body(name, node, node_ids(len(self.graph.nodes), start)))

    def allow_calls(self, tree: Call) -> None:
        """Allows for as many calls as the text gives reason for. Raises: `AutogradError` with code `too-large`."""
        self.most_calls = MOST_CALLS + 10 * sum(isinstance(part, Call) for part in self.program.walk())
        if len(self.calls) >= self.most_calls:
            refuse("too-large", "calls", tree.span, name=tree.function, most=self.most_calls)

    def primitive(self, row: Entry, operands: tuple[NodeId, ...], tree: Call, scope: Mapping[str, NodeId]) -> NodeId:
        """The node of a row's call, or of its definition where that is to stand in its place."""
        like = SCALAR
        statics: dict[str, Static] = {}
        if row.statics or row.like is not None:
            try:
                statics = static_arguments(row, tree, self.known(scope))
            except Mismatch as mismatch:
                self.refuse_shapes(tree, operands, mismatch)
            if row.like is not None:
                like = self.graph.nodes[operands[row.like]].shape
                operands = operands[: row.like] + operands[row.like + 1 :]
                if not row.names:  # a length, which the shape tells
                    self.shape(row, (), tree, tuple(statics.values()), like)
                    axis = axis_of(like, statics["axis"])
                    return self.graph.constant(str(size(like) if axis is None else like[axis]))
        operands = with_defaults(self.graph, row, operands)
        written_out = row.shape == AS_DEFINED
        if not written_out and row.name not in self.expand:
            return self.add(row, operands, tree, statics, like)
        if row.lengths_needed:
            self.shape(row, operands, tree)
        text = parse_expression(row.definition)
        start = len(self.graph.nodes)
        inner = Lowering(
            Program(text.span, (text,)),
            {},
            literals=False,
            expand=self.expand - {row.name},
            origin=self.origin or tree.span,
            caller=self.caller or tree,
            graph=self.graph,
            statics=statics,
            bodies=self.bodies,
        )
        node = inner.expression(text, dict(zip(row.names, operands, strict=True)))
        if row.name in self.expand:
            self.record(row.name, start, node)
        elif written_out and self.origin is None and node >= start:
            self.gates[node] = Gate(
                row.name, operands, [one for one in node_ids(len(self.graph.nodes), start) if one != node]
            )
        return node

    def add(
        self,
        row: Entry,
        operands: tuple[NodeId, ...],
        tree: Tree,
        statics: Mapping[str, Static] = NO_STATICS,
        like: Shape = SCALAR,
    ) -> NodeId:
        """The node of a row, its shape inferred, its axis counted from 0."""
        origin = self.origin or tree.span
        if not row.shape:
            if self.graph.scalar or not any(self.graph.nodes[operand].shape for operand in operands):
                return self.graph.add(row.name, operands, None, origin)
            return self.graph.add(row.name, operands, None, origin, self.shape(row, operands, tree))
        shape = self.shape(row, operands, tree, tuple(statics.values()), like)
        payload = None
        if "axis" in statics:
            of = self.graph.nodes[operands[0]].shape if row.like is None else like
            axis = axis_of(of, 0 if statics["axis"] == FIRST else statics["axis"])
            payload = ALL if axis is None else str(axis)
        elif "place" in statics or "shift" in statics or row.shape == RANGE:
            payload = str(next(iter(statics.values())))
        return self.graph.add(row.name, operands, payload, origin, shape)

    def shape(
        self,
        row: Entry,
        operands: tuple[NodeId, ...],
        tree: Tree,
        statics: Sequence[Static] = (),
        like: Shape = SCALAR,
    ) -> Shape:
        """The shape of a row's result. Raises: `AutogradError` with code `shape`."""
        shapes = [self.graph.nodes[operand].shape for operand in operands]
        try:
            return result_shape(row, shapes, statics, like)
        except Mismatch as mismatch:
            self.refuse_shapes(tree, operands, mismatch)

    def refuse_shapes(self, tree: Tree, operands: Sequence[NodeId], mismatch: Mismatch) -> NoReturn:
        """Refuses operands whose shapes do not fit, in the words of the user's call. Raises: `AutogradError`."""
        shapes = [self.graph.nodes[operand].shape for operand in operands]
        places = [child.span for child in self.dynamic(tree) if child is not None and self.origin is None]
        shown = self.caller or tree
        refused: AutogradError = importlib.import_module(REFUSALS).shapes_refused(shown, shapes, mismatch, places)
        raise refused from None

    def dynamic(self, tree: Tree) -> Sequence[Tree | None]:
        """The children of a tree that are values."""
        if isinstance(tree, Call) and (tree.function in self.definitions or not structured(tree.function)):
            for argument in tree.arguments:
                if isinstance(argument, Keyword):
                    refuse("argument-count", "no-names", argument.span, function=tree.function, name=argument.name)
            return tree.children
        return _dynamic(tree)

    def known(self, scope: Mapping[str, NodeId]) -> Known:
        """What whole numbers can be read from."""
        return Known(self.statics, partial(self.shape_of_name, scope), partial(_whole, self, scope))

    def index(self, tree: Index, base: NodeId, scope: Mapping[str, NodeId]) -> NodeId:
        """The node of `base[subscripts]`: the place in numbers from 0."""
        row = PRIMITIVES["index"]
        first = tree.subscripts[0]
        if isinstance(first, Name) and isinstance(self.statics.get(first.name), str):
            return self.add(row, (base,), tree, {"place": self.statics[first.name]})
        place = place_in(tree, self.graph.nodes[base].shape, self.known(scope))
        return self.add(row, (base,), tree, {"place": place_text(place)})

    def shape_of_name(self, scope: Mapping[str, NodeId], name: str, span: Span) -> Shape:
        """The shape of what a name stands for."""
        return self.graph.nodes[scope[name] if name in scope else self.name(Name(span, name), scope)].shape

    def input(self, name: str, use: Span, shape: Shape) -> NodeId:
        if shape and self.scattered:
            if name not in self.gathered:
                elements = [self.input(element, use, SCALAR) for element in element_names(name, shape)]
                rows = [elements[i : i + shape[-1]] for i in range(0, len(elements), shape[-1] or 1)]
                gathered = [self.graph.add("stack", tuple(row), None, use, shape[-1:]) for row in rows]
                whole = len(shape) == 2 or not gathered
                self.gathered[name] = (
                    self.graph.add("stack", tuple(gathered), None, use, shape) if whole else gathered[0]
                )
            return self.gathered[name]
        if name not in self.inputs:
            self.inputs[name] = self.graph.add(INPUT, (), name, None, shape)
            self.uses[name] = use
        return self.inputs[name]

    def number(self, tree: Number) -> NodeId:
        if not self.literals:
            return self.graph.constant(tree.text, self.origin or tree.span)
        if tree.span not in self.literal_inputs:
            self.literal_inputs[tree.span] = self.graph.add(INPUT, (), literal_name(tree.span), tree.span)
        return self.literal_inputs[tree.span]

    def name(self, tree: Name, scope: Mapping[str, NodeId]) -> NodeId:
        """The node a name stands for: a parameter, an assigned name, a constant or an input."""
        name = tree.name
        if name in scope:
            return scope[name]
        if name in self.assigned:
            return self.assigned[name]
        if name in self.inputs or name in self.gathered:
            return self.inputs[name] if name in self.inputs else self.gathered[name]
        if isinstance(self.statics.get(name), int):
            return self.graph.constant(str(self.statics[name]))
        if name in self.later:
            refuse("order", "used-before-assigned", tree.span, name=name)
        if name in CONSTANTS and name not in self.bound:
            return self.graph.add(CONSTANTS[name], (), None, self.origin or tree.span)
        return self.input(name, tree.span, self.bound.get(name, SCALAR))

    def callee(self, tree: Call, operands: tuple[NodeId, ...] | None = None) -> Definition | Entry:
        """The definition or row a call means, its number of arguments checked. A definition hides a row.

        Where the operands are known, their shapes choose among the rows of one name.
        """
        name = tree.function
        definition = None if tree.sign else self.definitions.get(name)
        if definition is not None:
            return definition_called(tree, definition)
        refuse_names(tree, name in FUNCTIONS and not structured(name))
        if name in self.later:
            refuse("order", "called-before-defined", tree.name_span, name=name)
        if name not in FUNCTIONS:
            variable = name in self.inputs or name in self.assigned or name in self.bound
            importlib.import_module(REFUSALS).refuse_unknown(tree, variable, self.definitions)
        shapes = None if operands is None else [self.graph.nodes[operand].shape for operand in operands]
        return entry_called(tree, shapes)


def operation(lowering: Lowering, tree: Operation, operands: tuple[NodeId, ...]) -> NodeId:
    """The node of an operator's value."""
    if tree.primitive == "positive":
        return operands[0]
    row = PRIMITIVES[tree.primitive]
    if row.shape:
        operator = operator_entry(row, tree, [lowering.graph.nodes[operand].shape for operand in operands])
        if operator is None:
            return operands[0]
        row = operator
    return lowering.add(row, operands, tree)


def comparison(lowering: Lowering, tree: Comparison, operands: tuple[NodeId, ...]) -> NodeId:
    """`a < b < c` is `a < b and b < c`."""
    result: NodeId | None = None
    for i, comparator in enumerate(tree.comparators):
        chain = lowering.origin or tree.span
        # The only link is the comparison; the operands of one that stands for a call may be anywhere within the call.
        alone = lowering.origin is not None or len(tree.comparators) == 1
        span = chain if alone else Span(tree.operands[i].span.start, tree.operands[i + 1].span.stop)
        link = lowering.add(PRIMITIVES[comparator], operands[i : i + 2], _link(tree, i, span))
        result = link if result is None else lowering.graph.add("logical_and", (result, link), None, chain)
    assert result is not None, "a comparison has at least one link"
    return result


def _whole(lowering: Lowering, scope: Mapping[str, NodeId], tree: Tree) -> int | None:
    """The whole number that a tree is before anything is computed; None where it is none."""
    number: int | None = importlib.import_module(BOUNDS).whole(lowering, tree, scope)
    return number


def literal_name(span: Span) -> str:
    """The name of a literal's own input; no variable can have it."""
    return f"{span.start}:{span.stop}"


def _link(tree: Comparison, i: int, span: Span) -> Comparison:
    """A link of a chain of comparisons, as a tree of its own."""
    return Comparison(span, tree.comparators[i : i + 1], tree.operands[i : i + 2])


def _dynamic(tree: Tree) -> Sequence[Tree | None]:
    """The children of a tree that are values: not the subscripts, nor the axes and lengths of a call."""
    if isinstance(tree, Index):
        return (tree.base,)
    if isinstance(tree, Call):
        rows = FUNCTIONS[tree.function]
        arguments = [argument for argument in tree.arguments if not isinstance(argument, Keyword)]
        return arguments if any(row.variadic for row in rows) else arguments[: operand_count(rows[0])]
    return tree.children
