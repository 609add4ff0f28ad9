"""Graph to abstract syntax tree: a derivative's nodes as the formula they are, in the labels of the nodes it stands on.

In: a node, and labels at which to stop. Out: a tree to print. It is meant for local partials, which are shallow between
labelled nodes, and so it recurses.
"""

from collections.abc import Mapping
from dataclasses import replace

from autograd_cli.graphs.graph import CONSTANT, Graph, Node, NodeId, Shape
from autograd_cli.graphs.shapes import ALL, FIRST, RANGE, Static, parse_place, part_of
from autograd_cli.graphs.simplify import with_differences
from autograd_cli.graphs.templates import ADJOINT, OUT, statics_of
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES
from autograd_cli.syntax.ast import (
    NOWHERE,
    Call,
    Comparison,
    Index,
    Keyword,
    Name,
    Number,
    Operation,
    Slice,
    Tree,
    Vector,
)
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute


def lift(graph: Graph, node: NodeId, labels: Mapping[NodeId, str]) -> Tree:
    """The tree of a node; a node that has a label is its name."""
    if node in labels:
        return _leaf(labels[node])
    record = graph.nodes[node]
    if record.primitive == CONSTANT:
        return _leaf(record.payload or "")
    row = PRIMITIVES[record.primitive]
    operands = tuple(lift(graph, operand, labels) for operand in record.operands)
    if row.shown == "operand":
        return operands[0]
    if row.shown == "definition":
        written = substitute(parse_expression(row.definition), dict(zip(row.names, operands, strict=True)))
        return with_differences(written)
    if row.is_comparison:
        return Comparison(NOWHERE, (record.primitive,), operands)
    if row.operator:
        return Operation(NOWHERE, row.variant_of or row.name, operands)
    if row.shape:
        if row.like is not None:
            operands = (*operands[: row.like], _of_shape(graph, record.shape, labels), *operands[row.like :])
        return structured(record, operands)
    if not operands:
        return Name(NOWHERE, record.primitive)
    return Call(NOWHERE, row.call, operands, NOWHERE)


def _of_shape(graph: Graph, shape: Shape, labels: Mapping[NodeId, str]) -> Tree:
    """What has a shape, for an operand of which only the shape is read: something with a label, or zeros."""
    for node, label in labels.items():
        if graph.nodes[node].shape == shape:
            return _leaf(label)
    return Call(NOWHERE, "zeros", tuple(Number(NOWHERE, str(length)) for length in shape), NOWHERE)


def lift_pullback(graph: Graph, node: NodeId, position: int, labels: Mapping[NodeId, str], adjoint: str) -> Tree:
    """What a node that is not elementwise passes back to one operand, as its row's rule in labels.

    `adjoint` is the word for the adjoint of the node itself.
    """
    record = graph.nodes[node]
    row = PRIMITIVES[record.primitive]
    own = Name(NOWHERE, adjoint)
    if row.expansion:
        return Operation(NOWHERE, "multiply", (own, Call(NOWHERE, row.call, (Name(NOWHERE, "others"),), NOWHERE)))
    rule = parse_expression(row.rules[min(position, len(row.rules) - 1)])
    statics = statics_of(row, record.payload)
    if row.variadic:
        shapes = [graph.nodes[operand].shape for operand in record.operands]
        statics["part"] = part_of(row, shapes, tuple(statics.values()), position)
    trees = {name: _leaf(labels[operand]) for name, operand in zip(row.names, record.operands, strict=False)}
    return substitute(_with_statics(rule, statics), {**trees, OUT: _leaf(labels[node]), ADJOINT: own})


def structured(node: Node, operands: tuple[Tree, ...]) -> Tree:
    """A node that is not elementwise, as it is written, of its operands' trees."""
    row = PRIMITIVES[node.primitive]
    if row.notation == "postfix" and isinstance(operands[0], Operation) and operands[0].primitive == row.name:
        return operands[0].operands[0]  # x'' -> x
    if row.operator or row.notation == "postfix":
        return Operation(NOWHERE, row.variant_of or row.name, operands)
    if row.notation == "vector":
        return Vector(NOWHERE, operands)
    places = static_trees(node.payload) if node.payload else ()
    if row.shape == RANGE:
        ((start, stop, step),) = (part for part in parse_place(node.payload or "") if isinstance(part, tuple))
        written = (start, stop, step) if step != 1 else (start, stop) if start else (stop,)
        return Call(NOWHERE, row.call, tuple(map(_whole, written)), NOWHERE)
    if row.notation == "subscript":
        return Index(NOWHERE, operands[0], places)
    if row.statics == ("axis",):
        places = () if row.signature[-1].default == FIRST and node.payload == "0" else places
        places = tuple(Keyword(NOWHERE, "axis", NOWHERE, place) for place in places)
    elif not places:
        # As many lengths as there are parameters for them: one of a square matrix.
        given = node.shape if any(one.many for one in row.signature) else node.shape[: len(row.statics)]
        places = tuple(Number(NOWHERE, str(length)) for length in given if row.statics)
    return Call(NOWHERE, row.call, (*operands, *places), NOWHERE)


def static_trees(static: Static) -> tuple[Tree, ...]:
    """An axis or a place as the arguments or subscripts that it is; none for all elements."""
    if static == ALL:
        return ()
    parts = parse_place(str(static))
    return tuple(
        Slice(NOWHERE, *(_whole(end) if end >= 0 or i == 2 else None for i, end in enumerate(part)))
        if isinstance(part, tuple)
        else Number(NOWHERE, str(part))
        for part in parts
    )


def _whole(end: int) -> Tree:
    return _leaf(str(end))


def _with_statics(tree: Tree, statics: Mapping[str, Static], within: bool = False) -> Tree:
    """A rule with its axes and places as numbers; an axis that is all of them is left out.

    `within` says that the tree is part of an elementwise operation.
    """

    def spread(parts: tuple[Tree, ...]) -> tuple[Tree, ...]:
        filled: list[Tree] = []
        for part in parts:
            named = isinstance(part, Name) and part.name in statics
            filled += static_trees(statics[part.name]) if named else (_with_statics(part, statics),)  # type: ignore[attr-defined]
        return tuple(filled)

    match tree:
        case Call(arguments=(value, _, axis)) if within and _repeats(tree) and spread((axis,)) == ():
            return _with_statics(value, statics, within)  # a number is broadcast anyway
        case Call(arguments=arguments):
            return replace(tree, arguments=spread(arguments))
        case Index(base=base, subscripts=subscripts):
            return replace(tree, base=_with_statics(base, statics), subscripts=spread(subscripts))
        case Operation(operands=operands) | Comparison(operands=operands):
            elementwise = within or isinstance(tree, Comparison) or not PRIMITIVES[tree.primitive].shape
            return replace(tree, operands=tuple(_with_statics(operand, statics, elementwise) for operand in operands))
        case _:
            return tree


def _repeats(call: Call) -> bool:
    return any(row.reach == "repeated" for row in FUNCTIONS.get(call.function, ()))


def _leaf(text: str) -> Tree:
    """A name, or a number with its sign."""
    if text.startswith("-"):
        return Operation(NOWHERE, "negative", (Number(NOWHERE, text[1:]),))
    return Number(NOWHERE, text) if text[:1].isdigit() or text.startswith(".") else Name(NOWHERE, text)
