"""A row's rules and conditions, parsed and lowered when first met, and put to use on any graph's nodes.

In: a row of the table. Out: templates, which are functions of the row's parameters, `out` and `g`; and the nodes they
become when their inputs are nodes of a graph. The rules know nothing of the node they serve.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from autograd_cli.graph.graph import CONSTANT, INPUT, Function, Graph, Node
from autograd_cli.graph.lower import lower_expression
from autograd_cli.graph.simplify import simplified
from autograd_cli.primitives import KINKS, PRIMITIVES, Primitive
from autograd_cli.syntax.parser import parse_expression

OUT = "out"
# The conventions of the table itself.
OURS = "autograd-1"


class Template(NamedTuple):
    """A text of the table as a function of a row's parameters and `out`, in this order.

    `names` are its inputs' names, `numbers` its live nodes, ascending; `uses` are the names the text reads.
    """

    function: Function
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    uses: frozenset[str]


@cache
def template(text: str, parameters: tuple[str, ...], lists: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Template:
    """The template of a text. `lists` names what stands for several parameters: `xs` for `x0, x1, ...`."""
    graph = Graph()
    inputs = {name: graph.add(INPUT, (), name) for name in (*parameters, OUT)}
    expression = parse_expression(text)
    spread = {name: [inputs[member] for member in members] for name, members in lists}
    output = lower_expression(graph, expression, inputs, spread)
    function = Function(graph, tuple(inputs.values()), (output,))
    numbers = tuple(sorted(_reachable(graph, output)))
    used = frozenset(graph.nodes[i].payload or "" for i in numbers if graph.nodes[i].primitive == INPUT)
    return Template(function, tuple(inputs), numbers, used)


@cache
def partial_template(primitive: str, position: int, count: int, kinks: str = OURS) -> Template | None:
    """The rule for the partial towards operand `position` of `count`; None where nothing flows.

    `kinks` names the conventions that hold where there is no derivative.
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


def kept(primitive: str) -> tuple[str, ...]:
    """What the backward pass needs of a node: names of parameters, `out`, or nothing; read off the row's rules."""
    row = PRIMITIVES[primitive]
    rules = [partial_template(primitive, position, len(row.names)) for position in range(len(row.names))]
    used = {name for rule in rules if rule is not None for name in rule.uses}
    return tuple(name for name in (*row.names, OUT) if name in used)


@cache
def condition_template(primitive: str, text: str, count: int) -> Template:
    """A condition of a row (domain, kink ...) for `count` operands."""
    row = PRIMITIVES[primitive]
    if not row.variadic:
        return template(text, row.names)
    return template(text, *_variadic_parameters(row, None, count))


def rules(row: Primitive, kinks: str) -> tuple[str, ...]:
    """The row's partials under the conventions of a preset."""
    return KINKS[kinks].get(row.name, row.partials) if kinks != OURS else row.partials


def row_position(row: Primitive, position: int) -> int:
    """Which parameter of the row an operand belongs to: all those at the end, to a starred one."""
    return min(position, len(row.partials) - 1)


def apply(graph: Graph, rule: Template, operands: Sequence[int], out: int) -> int:
    """The node on `graph` that a template becomes with these operands, simplified as it is built."""
    # A template's first nodes are its inputs, in this order.
    numbers = [*operands, out]
    for primitive, places, payload, _ in rule.function.graph.nodes[len(numbers) :]:
        if primitive == CONSTANT:
            numbers.append(graph.add(CONSTANT, (), payload))
        else:
            numbers.append(simplified(graph, primitive, tuple([numbers[place] for place in places])))
    return numbers[rule.function.outputs[0]]


def effective_primitive(node: Node, active: Sequence[int]) -> str:
    """The row by which a node is differentiated: its own, or the one for a parameter that no wanted input moves."""
    constant = PRIMITIVES[node.primitive].constant
    if constant is not None:
        parameter, substitute = constant
        if not active[node.operands[PRIMITIVES[node.primitive].names.index(parameter)]]:
            return substitute
    return node.primitive


def _variadic_parameters(
    row: Primitive, position: int | None, count: int
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Names for the operands of a row that takes any number; the one at hand has the parameter's own name."""
    *fixed, starred = row.names
    members = tuple(starred if i == position else f"{starred}{i}" for i in range(len(fixed), count))
    return (*fixed, *members), ((f"{starred}s", members),)


def _reachable(graph: Graph, output: int) -> set[int]:
    seen, stack = {output}, [output]
    while stack:
        for operand in graph.nodes[stack.pop()].operands:
            if operand not in seen:
                seen.add(operand)
                stack.append(operand)
    return seen
