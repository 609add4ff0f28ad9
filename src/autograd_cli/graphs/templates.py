"""A row's rules and conditions, parsed and lowered when first met, and put to use on any graph's nodes.

In: a row of the table. Out: templates, which are functions of the row's parameters, `out` and `g`; and the nodes they
become when their inputs are nodes of a graph. The rules know nothing of the node they serve.
"""

import importlib
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cache
from typing import Any, NamedTuple

from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, Node, NodeId, Shape
from autograd_cli.graphs.lower import lower_expression
from autograd_cli.graphs.shapes import Static, part_of
from autograd_cli.graphs.simplify import simplified
from autograd_cli.primitives import FUNCTIONS, KINKS, PRIMITIVES, Entry
from autograd_cli.syntax.ast import Call, Index, Name, Tree
from autograd_cli.syntax.parser import parse_expression

OUT = "out"
# The adjoint of the result, in a pullback.
ADJOINT = "g"
# The conventions of the table itself.
OURS = "autograd-1"


def late(dotted: str) -> Any:
    """What `module:name` stands for, imported when it is first needed."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)


class Template(NamedTuple):
    """A text of the table as a function of a row's parameters and `out`, in this order.

    `names` are its inputs' names, `uses` those that the text reads.
    """

    function: Function
    names: tuple[str, ...]
    uses: frozenset[str]


@cache
def template(text: str, parameters: tuple[str, ...], lists: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Template:
    """The template of a text, on a graph that nothing is appended to."""
    return fresh_template(text, parameters, lists)


def fresh_template(
    text: str,
    parameters: tuple[str, ...],
    lists: tuple[tuple[str, tuple[str, ...]], ...] = (),
    expand: Set[str] = frozenset(),
) -> Template:
    """The template of a text, on a graph of its own, with the rows in `expand` written out.

    `lists` names what stands for several parameters: `xs` for `x0, x1, ...`.
    """
    graph = Graph()
    inputs = {name: graph.add(INPUT, (), name) for name in (*parameters, OUT)}
    expression = parse_expression(text)
    spread = {name: [inputs[member] for member in members] for name, members in lists}
    output = lower_expression(graph, expression, inputs, spread, expand=expand)
    return _template_of(graph, inputs, output)


def _template_of(graph: Graph, inputs: Mapping[str, NodeId], output: NodeId) -> Template:
    function = Function(graph, tuple(inputs.values()), (output,))
    used = frozenset(graph.nodes[i].payload or "" for i in function.live if graph.nodes[i].primitive == INPUT)
    return Template(function, tuple(inputs), used)


@cache
def partial_template(primitive: str, position: int, count: int, kinks: str = OURS) -> Template | None:
    """The rule for the partial towards operand `position` of `count`; None where nothing flows.

    `kinks` names the conventions that hold where there is no derivative. An entry that leaves its rules to its
    definition has none here: `sweeps/rules.py` has the rules of all.
    """
    row = PRIMITIVES[primitive]
    parameter = row_position(row, position)
    texts = rules(row, kinks)
    text = texts[min(position, len(texts) - 1)] if row.variadic else texts[parameter]
    if text == "0":
        return None
    if not row.variadic:
        return template(text, row.names)
    return template(text, *_variadic_parameters(row, position, count))


def kept(primitive: str, partial_rule: Callable[[str, int, int], Template | None]) -> tuple[str, ...]:
    """What the backward pass needs of a node: names of parameters, `out`, or nothing; read off the row's rules."""
    row = PRIMITIVES[primitive]
    if row.shape:
        used = set().union(*(values_read(text) for text in row.rules))
    else:
        rules = [partial_rule(primitive, position, len(row.names)) for position in range(len(row.names))]
        used = {name for rule in rules if rule is not None for name in rule.uses}
    return tuple(name for name in (*row.names, OUT) if name in used)


def values_read(text: str) -> frozenset[str]:
    """The names whose values a rule reads; of some it reads the shape alone."""
    read = set()
    stack: list[Tree | None] = [parse_expression(text)]
    while stack:
        tree = stack.pop()
        if isinstance(tree, Name):
            read.add(tree.name)
        elif isinstance(tree, Call):
            (row, *_) = FUNCTIONS[tree.function]
            values = [argument for i, argument in enumerate(tree.arguments) if i != row.like]
            stack += values[: len(values) if row.variadic else len(row.names)]
        elif isinstance(tree, Index):
            stack.append(tree.base)
        elif tree is not None:
            stack += tree.children
    return frozenset(read)


@cache
def pullback_template(
    primitive: str, position: int, shapes: tuple[Shape, ...], out: Shape, payload: str | None, kinks: str = OURS
) -> Template | None:
    """The rule for the adjoint of operand `position`, for operands of these shapes; None where nothing flows.

    Its inputs are the operands, `out` and `g`.
    """
    row = PRIMITIVES[primitive]
    text = row.rules[min(position, len(row.rules) - 1)]
    if text == "0":
        return None
    names = tuple(f"{row.names[0]}{i}" for i in range(len(shapes))) if row.variadic else row.names
    graph = Graph()
    inputs = {
        name: graph.add(INPUT, (), name, None, shape)
        for name, shape in zip((*names, OUT, ADJOINT), (*shapes, out, out), strict=True)
    }
    statics = statics_of(row, payload)
    if row.variadic:
        statics["part"] = part_of(row, shapes, tuple(statics.values()), position)
    output = lower_expression(graph, parse_expression(text), inputs, {}, statics)
    return _template_of(graph, inputs, output)


def statics_of(row: Entry, payload: str | None) -> dict[str, Static]:
    """The whole numbers of a node by name, from its payload."""
    if payload is None or not row.statics:
        return {}
    (name,) = row.statics
    return {name: int(payload) if name != "place" and payload.removeprefix("-").isdigit() else payload}


@cache
def condition_template(primitive: str, text: str, count: int) -> Template:
    """A condition of an elementwise row (domain, kink ...) for `count` operands."""
    row = PRIMITIVES[primitive]
    if not row.variadic:
        return template(text, row.names)
    return template(text, *_variadic_parameters(row, None, count))


@cache
def shaped_condition(primitive: str, text: str, shapes: tuple[Shape, ...], out: Shape, payload: str | None) -> Template:
    """A condition of a row for operands of these shapes."""
    row = PRIMITIVES[primitive]
    graph = Graph()
    names = zip((*row.names, OUT), (*shapes, out), strict=True)
    inputs = {name: graph.add(INPUT, (), name, None, shape) for name, shape in names}
    output = lower_expression(graph, parse_expression(text), inputs, {}, statics_of(row, payload))
    function = Function(graph, tuple(inputs.values()), (output,))
    return Template(function, tuple(inputs), frozenset(inputs))


def rules(row: Entry, kinks: str) -> tuple[str, ...]:
    """The row's partials under the conventions of a preset."""
    return KINKS[kinks].get(row.name, row.rules) if kinks != OURS else row.rules


def taught_rules(row: Entry, kinks: str) -> tuple[str, ...]:
    """The partials as textbooks write them; none where they have no others, or the conventions have their own."""
    return () if row.name in KINKS.get(kinks, ()) else row.textbook


def row_position(row: Entry, position: int) -> int:
    """Which parameter of the row an operand belongs to: all those at the end, to a starred one."""
    return min(position, len(row.names) - 1)


def apply(graph: Graph, rule: Template, operands: Sequence[NodeId], out: NodeId) -> NodeId:
    """The node on `graph` that a template becomes with these operands, simplified as it is built."""
    # A template's first nodes are its inputs, in this order.
    placed = [*operands, out]
    for primitive, places, payload, _ in rule.function.graph.nodes[len(placed) :]:
        if primitive == CONSTANT:
            placed.append(graph.add(CONSTANT, (), payload))
        elif not places:
            placed.append(graph.add(primitive, (), primitive))
        else:
            placed.append(simplified(graph, primitive, tuple([placed[place] for place in places])))
    return placed[rule.function.outputs[0]]


def apply_shaped(graph: Graph, rule: Template, operands: Sequence[NodeId]) -> NodeId:
    """The node on `graph` that a template for given shapes becomes; `operands` are all its inputs."""
    placed = list(operands)
    for primitive, places, payload, shape in rule.function.graph.nodes[len(placed) :]:
        inner = tuple([placed[place] for place in places])
        if primitive == CONSTANT:
            placed.append(graph.add(CONSTANT, (), payload))
        elif PRIMITIVES[primitive].shape:
            placed.append(graph.add(primitive, inner, payload, None, shape))
        elif not places:
            placed.append(graph.add(primitive, (), primitive))
        else:
            placed.append(simplified(graph, primitive, inner))
    return placed[rule.function.outputs[0]]


def effective_primitive(node: Node, active: Sequence[int]) -> str:
    """The row by which a node is differentiated: its own, or the one for a parameter that no wanted input moves."""
    constant = PRIMITIVES[node.primitive].constant
    if constant is not None:
        parameter, substitute = constant
        if not active[node.operands[PRIMITIVES[node.primitive].names.index(parameter)]]:
            return substitute
    return node.primitive


def _variadic_parameters(
    row: Entry, position: int | None, count: int
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Names for the operands of a row that takes any number; the one at hand has the parameter's own name."""
    *fixed, starred = row.names
    members = tuple(starred if i == position else f"{starred}{i}" for i in range(len(fixed), count))
    return (*fixed, *members), ((f"{starred}s", members),)
