"""What an entry's definition gives where a number system, or a compiler, has no kernel of its own for the entry.

Takes: an entry's name, and how the system computes other entries and reads numbers. Returns: a kernel; or a function in
which such entries are written out. A definition is parsed and lowered once, and then evaluated node by node, so that a
definition made of other definitions nests no deeper than the table does. It decides nothing about accuracy: the tests
of the table refuse a definition that loses digits.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, NodeId, node_ids
from autograd_cli.graphs.templates import Template, template
from autograd_cli.primitives import PRIMITIVES


class Steps(NamedTuple):
    """A definition as places in a list that begins with the operands: constants by place, then operations in order.

    An operation is an entry's name, the places of its operands, and its own place.
    """

    constants: tuple[tuple[int, str], ...]
    operations: tuple[tuple[str, tuple[int, ...], int], ...]
    length: int
    output: int


@cache
def is_defined(primitive: str) -> bool:
    """Whether an entry is elementwise and has a definition to fall back on."""
    entry = PRIMITIVES.get(primitive)
    return entry is not None and bool(entry.definition) and not entry.shape


@cache
def definition(primitive: str) -> Template:
    """The definition of an entry as a function of its parameters. Raises: `KeyError` where there is none."""
    if not is_defined(primitive):
        raise KeyError(f"`{primitive}` has neither a kernel nor a definition")
    entry = PRIMITIVES[primitive]
    return template(entry.definition, entry.names)


@cache
def steps(primitive: str) -> Steps:
    """The definition of an entry, ready to be evaluated. Raises: as `definition` does."""
    return steps_of(definition(primitive))


def steps_of(rule: Template) -> Steps:
    """A template, ready to be evaluated: its inputs take the first places."""
    nodes = rule.function.graph.nodes
    constants = tuple(
        (node, nodes[node].payload or "") for node in rule.function.live if nodes[node].primitive == CONSTANT
    )
    operations = tuple(
        (nodes[node].primitive, nodes[node].operands, node)
        for node in rule.function.live
        if nodes[node].primitive not in (CONSTANT, INPUT)
    )
    return Steps(constants, operations, len(nodes), rule.function.outputs[0])


def definition_kernel(
    primitive: str, kernel: Callable[[str], Callable[..., Any]], constant: Callable[[str], Any]
) -> Callable[..., Any]:
    """The kernel of an entry by its definition; `kernel` has those of the entries it is made of.

    Raises: `KeyError` where there is no definition.
    """
    return steps_kernel(steps(primitive), kernel, constant)


def steps_kernel(
    taken: Steps, kernel: Callable[[str], Callable[..., Any]], constant: Callable[[str], Any]
) -> Callable[..., Any]:
    """The function that evaluates a definition or a rule."""
    constants, operations, length, output = taken
    initial: list[Any] = [None] * length
    for place, text in constants:
        initial[place] = constant(text)
    made = [(kernel(name), operands, place) for name, operands, place in operations]

    def run(*operands: Any) -> Any:
        values = initial.copy()
        values[: len(operands)] = operands
        value_of = values.__getitem__
        for function, places, place in made:
            values[place] = function(*map(value_of, places))
        return values[output]

    return run


def made_of(primitive: str) -> frozenset[str]:
    """The entries that the definition of an entry is made of."""
    return frozenset(name for name, _, _ in steps(primitive).operations)


def written_out(function: Function, has_kernel: Callable[[str], bool]) -> Function:
    """The function with the entries that have a definition and no kernel as the nodes of their definitions.

    It is the function itself where there are none. Nodes keep the origins of the entry they are part of.
    """
    source = function.graph
    defined = {one for one in function.entries if is_defined(one) and not has_kernel(one)}
    if not defined:
        return function
    graph = Graph()
    places: list[NodeId] = []
    for node, (primitive, operands, payload, shape) in enumerate(source.nodes):
        before = len(graph.nodes)
        inner = tuple([places[operand] for operand in operands])
        if primitive in defined:
            places.append(_appended(graph, primitive, inner, has_kernel))
        else:
            places.append(graph.add(primitive, inner, payload, None, shape))
        for fresh in range(before, len(graph.nodes)):
            graph.origins[fresh] = list(source.origins[node])
    return Function(graph, tuple(places[i] for i in function.inputs), tuple(places[i] for i in function.outputs))


def _appended(graph: Graph, primitive: str, operands: tuple[NodeId, ...], has_kernel: Callable[[str], bool]) -> NodeId:
    """The node that an entry's definition becomes on a graph, and the definitions of what it is made of."""
    constants, operations, length, output = steps(primitive)
    places: list[NodeId] = [*operands, *node_ids(length - len(operands))]
    for place, text in constants:
        places[place] = graph.constant(text)
    for name, parts, place in operations:
        inner = tuple([places[part] for part in parts])
        defined = is_defined(name) and not has_kernel(name)
        places[place] = _appended(graph, name, inner, has_kernel) if defined else graph.add(name, inner)
    return places[output]
