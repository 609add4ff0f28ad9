"""Abstract syntax tree to graph: names resolved, calls expanded, equal sub-expressions one node.

In: a `Program`. Out: a `Lowered`, whose function has the program's free names as inputs. Nothing the user typed is
simplified here. An explicit stack takes the place of recursion, so depth costs memory and nothing else.
"""

import importlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple, NoReturn

from autograd_cli.errors import AutogradError, Span, refuse
from autograd_cli.graph.calls import (
    entry_called,
    operand_count,
    reads_shapes_alone,
    refuse_count,
    signature,
    structured,
    with_defaults,
)
from autograd_cli.graph.graph import INPUT, SCALAR, Function, Graph, NodeId, Shape
from autograd_cli.graph.shapes import (
    ALL,
    FIRST,
    Mismatch,
    Static,
    axis_of,
    fits,
    place_text,
    result_shape,
    shape_text,
    size,
)
from autograd_cli.numerals import element_names
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Comparison,
    Definition,
    Given,
    Index,
    Keyword,
    Name,
    Number,
    Operation,
    Program,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.diagnosis import LONGEST_SHOWN
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.unparse import sign, unparse

# What declares the shape of an input without a value, and how many lengths it takes.
SHAPES = {"vector": 1, "matrix": 2}
# How many calls of a program's own functions are written out, beside ten for each that stands in its text: where there
# are more, a chain of functions has doubled at every step.
MOST_CALLS = 20_000
# What refuses a call of a name that is no function; loaded for the error alone.
REFUSALS = "autograd_cli.graph.refusals"

# What an argument may be that has to be a number before anything is computed.
NO_STATICS: Mapping[str, Static] = {}


class Lowered(NamedTuple):
    """A program as a function. `inputs` has the numbers of the named inputs, in the order of the text.

    `parts` are the spans of the outputs of a vector, empty where the result is one number.
    """

    function: Function
    output: str | None
    inputs: Mapping[str, NodeId]
    defaults: Mapping[str, Tree]
    uses: Mapping[str, Span]
    literals: Mapping[Span, NodeId]
    names: Mapping[str, NodeId]
    parts: tuple[Span, ...] = ()


def lower(
    program: Program,
    bound: Mapping[str, Shape] | Set[str] = frozenset(),
    literals: bool = False,
    expand: Set[str] = frozenset(),
    scattered: bool = False,
) -> Lowered:
    """The program as a graph.

    `bound` are names to which a value is given from outside, with its shape where that is no scalar's; they are inputs
    even where a constant has the name. With `literals` every number written becomes an input of its own, named by its
    span. The rows in `expand` are replaced by their definitions. Where it is to be `scattered`, every element of a
    vector or matrix is an input, and every element of the result an output, `x[0]` for example.
    Raises: `AutogradError` with codes `unknown-function`, `argument-count`, `assignment`, `order`, `shape`.
    """
    shapes = bound if isinstance(bound, Mapping) else dict.fromkeys(bound, SCALAR)
    return _Lowering(program, shapes, literals, expand, scattered=scattered).run()


def lower_expression(
    graph: Graph,
    expression: Tree,
    names: Mapping[str, NodeId],
    lists: Mapping[str, Sequence[NodeId]],
    statics: Mapping[str, Static] = NO_STATICS,
) -> NodeId:
    """The node of a rule's or condition's text, its parameters being nodes.

    `lists` has what `xs` stands for, `statics` the whole numbers that are known: axes and places.
    """
    program = Program(expression.span, (expression,))
    lowering = _Lowering(program, {}, literals=False, graph=graph, lists=lists, statics=statics)
    return lowering.expression(expression, names)


def declared_shape(expression: Tree) -> Shape | None:
    """The shape that `vector(3)` or `matrix(3, 2)` declares after `given`; None for a value.

    Raises: `AutogradError` with code `shape`.
    """
    if not isinstance(expression, Call) or expression.function not in SHAPES:
        return None
    lengths = [part.text for part in expression.arguments if isinstance(part, Number) and part.text.isdigit()]
    if not len(lengths) == len(expression.arguments) == SHAPES[expression.function]:
        refuse("shape", "declaration", expression.span)
    return tuple(map(int, lengths))


def shape_of(expression: Tree) -> Shape:
    """The shape of an expression without variables."""
    graph = Graph()
    return graph.nodes[lower_expression(graph, expression, {}, {})].shape


@dataclass(slots=True, eq=False, repr=False)
class _Lowering:
    program: Program
    bound: Mapping[str, Shape]
    literals: bool
    expand: Set[str] = frozenset()
    # The place that all nodes have, where the text is the table's and not the user's.
    origin: Span | None = None
    scattered: bool = False
    # The vectors and matrices made of inputs that are their elements.
    gathered: dict[str, NodeId] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    lists: Mapping[str, Sequence[NodeId]] = field(default_factory=dict)
    statics: Mapping[str, Static] = field(default_factory=dict)
    assigned: dict[str, NodeId] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    inputs: dict[str, NodeId] = field(default_factory=dict)
    defaults: dict[str, Tree] = field(default_factory=dict)
    uses: dict[str, Span] = field(default_factory=dict)
    literal_inputs: dict[Span, NodeId] = field(default_factory=dict)
    calls: dict[tuple[str, tuple[NodeId, ...]], NodeId] = field(default_factory=dict)
    most_calls: int = MOST_CALLS
    # Names that a later statement assigns or defines: using one is an error of order, not a free variable.
    later: dict[str, Span] = field(default_factory=dict)

    def run(self) -> Lowered:
        for statement in self.program.statements:
            if isinstance(statement, Assignment | Definition):
                if statement.name in self.later:
                    refuse("assignment", "twice", statement.name_span, name=statement.name)
                self.later[statement.name] = statement.name_span
        *before, last = self.program.statements
        for statement in before:
            self.statement(statement)
        value = last.value if isinstance(last, Assignment) else last
        parts = value.items if isinstance(value, Vector) else ()
        if isinstance(last, Assignment) and parts:
            self.check_assignment(last)
        outputs = tuple(self.expression(part, {}) for part in parts)
        if not outputs:
            result = self.statement(last)
            assert result is not None, "a program ends with a value"
            outputs = (result,)
        elif any(self.graph.nodes[node].shape for node in outputs):
            outputs, parts = (self.add(PRIMITIVES["stack"], outputs, value),), ()
        shape = self.graph.nodes[outputs[0]].shape
        if shape and self.scattered:
            places = [place_text(place) for place in product(*map(range, shape))]
            parts = (value,) * len(places)
            outputs = tuple(self.graph.add("index", outputs[:1], place, value.span, SCALAR) for place in places)
        output = last.name if isinstance(last, Assignment) else None
        inputs = (*self.inputs.values(), *self.literal_inputs.values())
        return Lowered(
            Function(self.graph, inputs, outputs),
            output,
            self.inputs,
            self.defaults,
            self.uses,
            self.literal_inputs,
            self.assigned,
            tuple(part.span for part in parts),
        )

    def statement(self, statement: Tree) -> NodeId | None:
        """Takes a statement in; returns the node of its value, None where it has none."""
        match statement:
            case Given(bindings=bindings):
                for binding in bindings:
                    self.given(binding)
                return None
            case Definition(name=name):
                if name in self.definitions:
                    refuse("assignment", "defined-twice", statement.name_span, name=name)
                self.check_body(statement)
                self.definitions[name] = statement
                self.later.pop(name, None)
                return None
            case Assignment(name=name, value=value):
                self.check_assignment(statement)
                node = self.expression(value, {})
                self.later.pop(name, None)
                self.assigned[name] = node
                return node
            case _:
                return self.expression(statement, {})

    def check_assignment(self, statement: Assignment) -> None:
        name = statement.name
        if name in self.inputs:
            refuse("assignment", "input", statement.name_span, name=name)
        if name in self.bound:
            refuse("assignment", "bound", statement.name_span, name=name)

    def given(self, binding: Assignment) -> None:
        name = binding.name
        if name in self.defaults or name in self.later or name in self.assigned:
            refuse("assignment", "given-twice", binding.name_span, name=name)
        if name in self.inputs:
            refuse("order", "used-before-given", binding.name_span, name=name)
        declared = declared_shape(binding.value)
        if declared is not None:
            bound = self.bound.get(name, declared)
            if bound != declared:
                refuse(
                    "shape",
                    "declared",
                    binding.span,
                    name=name,
                    declared=shape_text(declared),
                    given=shape_text(bound),
                )
            self.input(name, binding.name_span, declared)
            return
        for part in binding.value.walk():
            if isinstance(part, Name) and part.name not in CONSTANTS:
                refuse("unknown-name", "given", part.span)
        self.defaults[name] = binding.value
        plain = name in self.bound or not any(isinstance(part, Vector | Call) for part in binding.value.walk())
        self.input(name, binding.name_span, self.bound.get(name, SCALAR) if plain else shape_of(binding.value))

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

    def check_body(self, definition: Definition) -> None:
        """Meets the names of a function's body, so that an error shows also where it is never called."""
        parameters = dict.fromkeys(definition.parameters, NodeId(0))
        for part in definition.body.walk():
            if isinstance(part, Name):
                self.name(part, parameters)
            elif isinstance(part, Call):
                if part.function == definition.name:
                    refuse("order", "recursion", part.name_span, name=part.function)
                self.callee(part)

    def expression(self, root: Tree, scope: Mapping[str, NodeId]) -> NodeId:
        """The node of an expression; `scope` has the parameters."""
        values: list[NodeId] = []
        # An entry is a tree to enter, or one whose children's values are those from a place on, or a call whose body's
        # value is the last.
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
            elif place is None:
                if isinstance(tree, Slice | Keyword):
                    refuse("syntax", "no-value", tree.span)
                stack.append((tree, names, len(values)))
                stack.extend([(child, names, None) for child in reversed(self.dynamic(tree)) if child is not None])
            else:
                operands = tuple(values[place:])
                del values[place:]
                if isinstance(tree, Operation):
                    values.append(self.operation(tree, operands))
                elif isinstance(tree, Comparison):
                    values.append(self.comparison(tree, operands))
                elif isinstance(tree, Vector):
                    values.append(self.add(PRIMITIVES["stack"], operands, tree))
                elif isinstance(tree, Index):
                    values.append(self.index(tree, operands[0]))
                else:
                    assert isinstance(tree, Call)
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
                        stack.append((call, names, 0))
                        stack.append((callee.body, dict(zip(callee.parameters, operands, strict=True)), None))
        (result,) = values
        return result

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
            statics = self.static_arguments(row, tree, scope)
            if row.like is not None:
                like = self.graph.nodes[operands[row.like]].shape
                operands = operands[: row.like] + operands[row.like + 1 :]
                if not row.names:  # a length, which the shape tells
                    self.shape(row, (), tree, tuple(statics.values()), like)
                    axis = axis_of(like, statics["axis"])
                    return self.graph.constant(str(size(like) if axis is None else like[axis]))
        operands = with_defaults(self.graph, row, operands)
        if row.name not in self.expand:
            return self.add(row, operands, tree, statics, like)
        text = parse_expression(row.definition)
        inner = _Lowering(
            Program(text.span, (text,)),
            {},
            literals=False,
            expand=self.expand - {row.name},
            origin=self.origin or tree.span,
            graph=self.graph,
            statics=statics,
        )
        return inner.expression(text, dict(zip(row.names, operands, strict=True)))

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
            if not self.graph.shaped:
                return self.graph.add(row.name, operands, None, origin)
            return self.graph.add(row.name, operands, None, origin, self.shape(row, operands, tree))
        shape = self.shape(row, operands, tree, tuple(statics.values()), like)
        # Also of numbers alone: only the kernels for arrays have these rows.
        self.graph.shaped = True
        payload = None
        if "axis" in statics:
            of = self.graph.nodes[operands[0]].shape if row.like is None else like
            axis = axis_of(of, 0 if statics["axis"] == FIRST else statics["axis"])
            payload = ALL if axis is None else str(axis)
        elif "place" in statics:
            payload = str(statics["place"])
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
            self.refuse_shapes(tree, shapes, mismatch)

    def refuse_shapes(self, tree: Tree, shapes: Sequence[Shape], mismatch: Mismatch) -> NoReturn:
        """The error for shapes that do not go together: both shapes, what disagrees, and both places."""
        text = unparse(tree)
        fields: dict[str, Any] = {**mismatch.fields}
        sign = f" {PRIMITIVES[tree.primitive].operator} " if isinstance(tree, Operation) and len(shapes) == 2 else ", "
        children = [child for child in self.dynamic(tree) if child is not None]
        marks = tuple(children[position].span for position in mismatch.positions if position < len(children))
        if mismatch.case == "lengths" and len(shapes) <= 3:
            fields["operands"] = sign.join(map(shape_text, shapes))
        raise AutogradError(
            "shape",
            mismatch.case,
            span=tree.span,
            marks=() if self.origin else marks,
            text=text if len(text) <= LONGEST_SHOWN else None,
            **fields,
        )

    def dynamic(self, tree: Tree) -> Sequence[Tree | None]:
        """The children of a tree that are values."""
        if isinstance(tree, Call) and (tree.function in self.definitions or not structured(tree.function)):
            for argument in tree.arguments:
                if isinstance(argument, Keyword):
                    refuse("argument-count", "no-names", argument.span, function=tree.function, name=argument.name)
            return tree.children
        return _dynamic(tree)

    def static_arguments(self, row: Entry, tree: Call, scope: Mapping[str, NodeId]) -> dict[str, Static]:
        """The whole numbers of a call by name, defaults filled in."""
        given = [argument for argument in tree.arguments if not isinstance(argument, Keyword)][operand_count(row) :]
        named = {argument.name: argument.value for argument in tree.arguments if isinstance(argument, Keyword)}
        found: dict[str, Static] = {}
        for parameter in row.signature:
            name = parameter.name
            if not parameter.static:
                continue
            if parameter.many:
                return {f"length{i}": self.static(value, scope, row) for i, value in enumerate(given)}
            if row.variadic or not given:
                value = named.pop(name, None)
                found[name] = (parameter.default or ALL) if value is None else self.static(value, scope, row)
            else:
                found[name] = self.static(given.pop(0), scope, row)
        for keyword in named.values():
            refuse("argument-count", "no-such", keyword.span, function=row.call, signature=signature(row))
        return found

    def static(self, tree: Tree, scope: Mapping[str, NodeId], row: Entry | None = None) -> Static:
        """The whole number that an axis, a length or a place is. Raises: `AutogradError` with code `shape`."""
        match tree:
            case Number(text=text) if text.isdigit():
                return int(text)
            case Name(name=name) if name in self.statics:
                return self.statics[name]
            case Operation(primitive=primitive, operands=(operand,)) if sign(primitive) == "-":
                value = self.static(operand, scope, row)
                if isinstance(value, int):
                    return -value
            case Call(function=function, arguments=(Name(name=name), *axes)) if reads_shapes_alone(function):
                shape = self.graph.nodes[
                    scope[name] if name in scope else self.name(Name(tree.span, name), scope)
                ].shape
                axis = axis_of(shape, self.static(axes[0], scope, row) if axes else ALL)
                return size(shape) if axis is None else shape[axis]
        if row is None:
            return refuse("shape", "static-index", tree.span)
        return refuse("shape", "static-argument", tree.span, argument=row.statics[-1], function=row.call)

    def index(self, tree: Index, base: NodeId) -> NodeId:
        """The node of `base[subscripts]`: the place in numbers from 0."""
        shape = self.graph.nodes[base].shape
        row = PRIMITIVES["index"]
        first = tree.subscripts[0]
        if isinstance(first, Name) and isinstance(self.statics.get(first.name), str):
            return self.add(row, (base,), tree, {"place": self.statics[first.name]})
        if len(tree.subscripts) > len(shape):
            if not shape:
                refuse("shape", "number-indexed", tree.span, text=unparse(tree))
            refuse("shape", "too-many-indices", tree.span, text=unparse(tree), shape=shape_text(shape), axes=len(shape))
        place = tuple(self.subscript(part, length) for part, length in zip(tree.subscripts, shape, strict=False))
        return self.add(row, (base,), tree, {"place": place_text(place)})

    def subscript(self, tree: Tree, length: int) -> int | tuple[int, int]:
        """A subscript within an axis of a length: a number, or the start and the stop of a slice, as in Python."""
        if isinstance(tree, Slice):
            ends = [None if end is None else self.static(end, {}) for end in (tree.start, tree.stop)]
            start, stop, _ = slice(*ends).indices(length)
            return start, max(start, stop)
        number = self.static(tree, {})
        assert isinstance(number, int)
        if not -length <= number < length:
            if not length:
                refuse("shape", "no-element-of-none", tree.span, index=number, length=length)
            refuse("shape", "no-element", tree.span, index=number, length=length, last=length - 1)
        return number % length

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
        if name in self.later:
            refuse("order", "used-before-assigned", tree.span, name=name)
        if name in CONSTANTS and name not in self.bound:
            return self.graph.add(name, (), None, self.origin or tree.span)
        return self.input(name, tree.span, self.bound.get(name, SCALAR))

    def operation(self, tree: Operation, operands: tuple[NodeId, ...]) -> NodeId:
        if tree.primitive == "positive":
            return operands[0]
        row = PRIMITIVES[tree.primitive]
        if row.shape:
            shapes = [self.graph.nodes[operand].shape for operand in operands]
            if row.notation == "postfix":
                return self.add(row, operands, tree) if fits(row, shapes) else operands[0]  # x' -> x for a vector
            if SCALAR in shapes:
                refuse("shape", "matrix-product-of-numbers", tree.span, text=unparse(tree))
            row = next(one for one in (row, *(PRIMITIVES[name] for name in row.variants)) if fits(one, shapes))
        return self.add(row, operands, tree)

    def comparison(self, tree: Comparison, operands: tuple[NodeId, ...]) -> NodeId:
        """`a < b < c` is `a < b and b < c`."""
        result: NodeId | None = None
        for i, comparator in enumerate(tree.comparators):
            span = self.origin or Span(tree.operands[i].span.start, tree.operands[i + 1].span.stop)
            link = self.add(PRIMITIVES[comparator], operands[i : i + 2], _link(tree, i, span))
            chain = self.origin or tree.span
            result = link if result is None else self.graph.add("logical_and", (result, link), None, chain)
        assert result is not None, "a comparison has at least one link"
        return result

    def callee(self, tree: Call, operands: tuple[NodeId, ...] | None = None) -> Definition | Entry:
        """The definition or row a call means, its number of arguments checked. A definition hides a row.

        Where the operands are known, their shapes choose among the rows of one name.
        """
        name = tree.function
        count = len(tree.arguments)
        definition = self.definitions.get(name)
        for argument in tree.arguments:
            if isinstance(argument, Keyword) and (definition is not None or not structured(name)) and name in FUNCTIONS:
                refuse("argument-count", "elementwise", argument.span, function=name, name=argument.name)
        if definition is not None:
            wanted = len(definition.parameters)
            if count != wanted:
                refuse_count(tree, count, [f"{name}({', '.join(definition.parameters)})"], wanted)
            return definition
        if name in self.later:
            refuse("order", "called-before-defined", tree.name_span, name=name)
        if name not in FUNCTIONS:
            variable = name in self.inputs or name in self.assigned or name in self.bound
            importlib.import_module(REFUSALS).refuse_unknown(tree, variable, self.definitions)
        shapes = None if operands is None else [self.graph.nodes[operand].shape for operand in operands]
        return entry_called(tree, shapes)


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
