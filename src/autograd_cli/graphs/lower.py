"""Abstract syntax tree to graph: the statements of a program, in order.

In: a `Program`. Out: a `Lowered`, whose function has the program's free names as inputs. What an expression becomes is
`expressions`' matter.
"""

from collections.abc import Mapping, Sequence, Set
from itertools import product
from typing import Any, NamedTuple

from autograd_cli.errors import Span, refuse
from autograd_cli.graphs.expressions import NO_STATICS, Body, Gate, Lowering
from autograd_cli.graphs.graph import SCALAR, Function, Graph, NodeId, Shape
from autograd_cli.graphs.shapes import (
    Static,
    place_text,
    shape_words,
)
from autograd_cli.graphs.statics import declared_shape
from autograd_cli.primitives import CONSTANTS, PRIMITIVES
from autograd_cli.syntax.ast import (
    Assignment,
    Call,
    Definition,
    Given,
    Name,
    Program,
    Tree,
    Vector,
)

NO_GATES: Mapping[NodeId, Gate] = {}
NO_VALUES: Mapping[str, Any] = {}
NO_COUNTS: Mapping[str, Span] = {}
NO_NUMBERS: Mapping[str, int] = {}


class Lowered(NamedTuple):
    """A program as a function. `inputs` has the numbers of the named inputs, in the order of the text.

    `parts` are the spans of the outputs of a vector or matrix, whose `shape` it is; both are empty where the result is
    one output. `gates` has the calls of entries that are written out though nobody asked, by the nodes of their values,
    `bodies` the other calls that are written out, `counted` the inputs whose values say how many terms there are.
    """

    function: Function
    output: str | None
    inputs: Mapping[str, NodeId]
    defaults: Mapping[str, Tree]
    uses: Mapping[str, Span]
    literals: Mapping[Span, NodeId]
    names: Mapping[str, NodeId]
    parts: tuple[Span, ...] = ()
    gates: Mapping[NodeId, Gate] = NO_GATES
    shape: Shape = ()
    bodies: Sequence[Body] = ()
    counted: Mapping[str, Span] = NO_COUNTS


def lower(
    program: Program,
    bound: Mapping[str, Shape] | Set[str] = frozenset(),
    literals: bool = False,
    expand: Set[str] = frozenset(),
    scattered: bool = False,
    values: Mapping[str, Any] = NO_VALUES,
    counts: Mapping[str, int] = NO_NUMBERS,
) -> Lowered:
    """The program as a graph.

    `bound` are names to which a value is given from outside, with its shape where that is no scalar's; they are inputs
    even where a constant has the name. With `literals` every number written becomes an input of its own, named by its
    span. The rows in `expand` are replaced by their definitions. Where it is to be `scattered`, every element of a
    vector or matrix is an input, and every element of the result an output, `x[0]` for example. Of `values` those are
    read that say how many terms a sum has. Names in `counts` are no inputs, but these numbers.
    Raises: `AutogradError` with codes `unknown-function`, `argument-count`, `assignment`, `order`, `shape`.
    """
    shapes = bound if isinstance(bound, Mapping) else dict.fromkeys(bound, SCALAR)
    return _run(Lowering(program, shapes, literals, expand, scattered=scattered, values=values, statics=counts))


def lower_expression(
    graph: Graph,
    expression: Tree,
    names: Mapping[str, NodeId],
    lists: Mapping[str, Sequence[NodeId]],
    statics: Mapping[str, Static] = NO_STATICS,
    expand: Set[str] = frozenset(),
) -> NodeId:
    """The node of a rule's or condition's text, its parameters being nodes.

    `lists` has what `xs` stands for, `statics` the whole numbers that are known: axes and places. The rows in `expand`
    are replaced by their definitions.
    """
    program = Program(expression.span, (expression,))
    lowering = Lowering(program, {}, literals=False, expand=expand, graph=graph, lists=lists, statics=statics)
    return lowering.expression(expression, names)


def shape_of(expression: Tree) -> Shape:
    """The shape of an expression without variables."""
    graph = Graph()
    return graph.nodes[lower_expression(graph, expression, {}, {})].shape


def _run(lowering: Lowering) -> Lowered:
    for statement in lowering.program.statements:
        if isinstance(statement, Assignment | Definition):
            if statement.name in lowering.later:
                refuse("assignment", "twice", statement.name_span, name=statement.name)
            lowering.later[statement.name] = statement.name_span
    *before, last = lowering.program.statements
    for statement in before:
        _statement(lowering, statement)
    value = last.value if isinstance(last, Assignment) else last
    parts = value.items if isinstance(value, Vector) else ()
    if isinstance(last, Assignment) and parts:
        _check_assignment(lowering, last)
    outputs = tuple(lowering.expression(part, {}) for part in parts)
    if not outputs:
        result = _statement(lowering, last)
        assert result is not None, "a program ends with a value"
        outputs = (result,)
    elif any(lowering.graph.nodes[node].shape for node in outputs):
        outputs, parts = (lowering.add(PRIMITIVES["stack"], outputs, value),), ()
    shape = lowering.graph.nodes[outputs[0]].shape
    if shape and lowering.scattered:
        places = [place_text(place) for place in product(*map(range, shape))]
        parts = (value,) * len(places)
        outputs = tuple(lowering.graph.add("index", outputs[:1], place, value.span, SCALAR) for place in places)
    output = last.name if isinstance(last, Assignment) else None
    inputs = (*lowering.inputs.values(), *lowering.literal_inputs.values())
    return Lowered(
        Function(lowering.graph, inputs, outputs),
        output,
        lowering.inputs,
        lowering.defaults,
        lowering.uses,
        lowering.literal_inputs,
        lowering.assigned,
        tuple(part.span for part in parts),
        lowering.gates,
        (shape or (len(parts),)) if parts else (),
        lowering.bodies,
        lowering.counted,
    )


def _statement(lowering: Lowering, statement: Tree) -> NodeId | None:
    """Takes a statement in; returns the node of its value, None where it has none."""
    match statement:
        case Given(bindings=bindings):
            for binding in bindings:
                _given(lowering, binding)
            return None
        case Definition(name=name):
            if name in lowering.definitions:
                refuse("assignment", "defined-twice", statement.name_span, name=name)
            _check_body(lowering, statement)
            lowering.definitions[name] = statement
            lowering.later.pop(name, None)
            return None
        case Assignment(name=name, value=value):
            _check_assignment(lowering, statement)
            node = lowering.expression(value, {})
            lowering.later.pop(name, None)
            lowering.assigned[name] = node
            return node
        case _:
            return lowering.expression(statement, {})


def _check_assignment(lowering: Lowering, statement: Assignment) -> None:
    name = statement.name
    if name in lowering.inputs:
        refuse("assignment", "input", statement.name_span, name=name)
    if name in lowering.bound:
        refuse("assignment", "bound", statement.name_span, name=name)


def _given(lowering: Lowering, binding: Assignment) -> None:
    name = binding.name
    if name in lowering.defaults or name in lowering.later or name in lowering.assigned:
        refuse("assignment", "given-twice", binding.name_span, name=name)
    if name in lowering.inputs:
        refuse("order", "used-before-given", binding.name_span, name=name)
    declared = declared_shape(binding.value)
    if declared is not None:
        bound = lowering.bound.get(name, declared)
        if bound != declared:
            refuse(
                "shape",
                "declared",
                binding.span,
                name=name,
                declared=shape_words(declared),
                given=shape_words(bound),
            )
        lowering.input(name, binding.name_span, declared)
        return
    for part in binding.value.walk():
        if isinstance(part, Name) and part.name not in CONSTANTS:
            refuse("unknown-name", "given", part.span)
    lowering.defaults[name] = binding.value
    if name in lowering.statics:
        return
    plain = name in lowering.bound or not any(isinstance(part, Vector | Call) for part in binding.value.walk())
    lowering.input(name, binding.name_span, lowering.bound.get(name, SCALAR) if plain else shape_of(binding.value))


def _check_body(lowering: Lowering, definition: Definition) -> None:
    """Meets the names of a function's body, so that an error shows also where it is never called."""
    parameters = dict.fromkeys(definition.parameters, NodeId(0))
    for name in definition.body.free_names():
        lowering.name(name, parameters)
    for part in definition.body.walk():
        if isinstance(part, Call):
            if part.function == definition.name:
                refuse("order", "recursion", part.name_span, name=part.function)
            lowering.callee(part)
