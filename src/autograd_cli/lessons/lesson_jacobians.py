"""The Jacobians of a lesson's vectors and matrices, as what a script can compute anew: number by number.

Takes: the sweep's function and the drawing of its nodes. Returns: the function of elements with the Jacobians' numbers
among its outputs, and where these are. A number that is 0 at every point is not among them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from autograd_cli.graphs.graph import INPUT, Function, NodeId
from autograd_cli.graphs.shapes import size
from autograd_cli.graphs.simplify import summed
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.lessons.jacobians import MOST_COLUMNS, MOST_ROWS
from autograd_cli.lessons.tracing import Tracing
from autograd_cli.numerals import named_elements
from autograd_cli.report.evaluation import listed
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.reverse import adjoints, transposed
from autograd_cli.sweeps.rules import pulled_back
from autograd_cli.systems.systems import resolve

# Loaded only where some value is a vector or a matrix, since it imports NumPy.
BY_ELEMENTS = "autograd_cli.run.scalars:by_elements"
# A page shows so many numbers of Jacobians at most, those nearest to the inputs.
MOST_NUMBERS = 400


class EdgeJacobian(NamedTuple):
    """The Jacobian of an edge: its place among the edges, its size, and which of its numbers can be other than 0.

    `places` counts them row by row; `numbers` is the place of their list among all numbers of the lesson.
    """

    edge: int
    rows: int
    columns: int
    places: tuple[int, ...]
    numbers: int


class Elements(NamedTuple):
    """A function of numbers alone and the names of its inputs; the shapes of what its outputs are, the last those of
    the Jacobians."""

    function: Function
    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    jacobians: tuple[EdgeJacobian, ...]


class _Row(NamedTuple):
    """An edge that has a Jacobian: what flows back along it for the seed, a node of any value."""

    edge: int
    seed: NodeId
    contribution: NodeId


def with_jacobians(function: Function, program: Tracing, picture: Drawing, kinks: str) -> Elements:
    """The function in elements, the Jacobians of the picture's edges behind its outputs.

    Raises: `AutogradError` with code `too-large`.
    """
    rows = list(_rows(program, picture, kinks))
    seeds = tuple(dict.fromkeys(row.seed for row in rows))
    graph = function.graph
    outputs = (*function.outputs, *(row.contribution for row in rows))
    single = resolve(BY_ELEMENTS)(Function(graph, (*function.inputs, *seeds), outputs))
    inner = single.function.graph
    own = sum(size(graph.nodes[node].shape) for node in function.inputs)
    inputs = single.function.inputs[:own]
    start, elements = own, {}
    for seed in seeds:
        stop = start + size(graph.nodes[seed].shape)
        elements[seed] = single.function.inputs[start:stop]
        start = stop
    stop = sum(size(graph.nodes[node].shape) for node in function.outputs)
    found, shapes = list(single.function.outputs[:stop]), list(single.shapes[: len(function.outputs)])
    jacobians: list[EdgeJacobian] = []
    for row in rows:
        seeded = elements[row.seed]
        columns = size(graph.nodes[row.contribution].shape)
        contributions = single.function.outputs[stop : stop + columns]
        stop += columns
        numbers: dict[int, NodeId] = {}
        for j, contribution in enumerate(contributions):
            # What flows back is linear in the seed: its derivative is a column of the Jacobian.
            one = (inner.constant("1"),)
            adjoint = adjoints(Function(inner, single.function.inputs, (contribution,)), seeded, one, kinks)
            numbers.update((i * columns + j, adjoint[seed]) for i, seed in enumerate(seeded) if seed in adjoint)
        if numbers and sum(len(one.places) for one in jacobians) + len(numbers) <= MOST_NUMBERS:
            places = tuple(sorted(numbers))
            jacobians.append(EdgeJacobian(row.edge, len(seeded), columns, places, len(shapes)))
            shapes.append((len(places),))
            found += [numbers[place] for place in places]
    return Elements(Function(inner, inputs, tuple(found)), single.names[:own], tuple(shapes), tuple(jacobians))


def jacobian_numbers(single: Elements, point: Mapping[str, Any]) -> Iterator[list[float]]:
    """The numbers of the Jacobians at a point, one after the other."""
    count = sum(len(one.places) for one in single.jacobians)
    if not count:
        return
    outputs = single.function.outputs[-count:]
    given = {one: number for name, value in point.items() for one, number in named_elements(name, listed(value))}
    values = evaluate(Function(single.function.graph, single.function.inputs, outputs), given)
    found = iter([float(values[node]) for node in outputs])
    for one in single.jacobians:
        yield [next(found) for _ in one.places]


def _rows(program: Tracing, picture: Drawing, kinks: str) -> Iterator[_Row]:
    """The edges between vectors and matrices that are small, of nodes that are one entry of the table each."""
    graph = program.graph
    place = 0
    for vertex in picture.nodes:
        first, place = place, place + len(vertex.operands)
        record = graph.nodes[vertex.node]
        height = size(record.shape)
        if not vertex.operands or record.operands != vertex.operands or height > MOST_ROWS:
            continue
        seed = graph.add(INPUT, (), f"∂{vertex.node}", None, record.shape)
        waiting: dict[NodeId, list[NodeId]] = {}
        for operand, _, _, product in pulled_back(graph, vertex.node, program.moves, seed, kinks, transposed(kinks)):
            waiting.setdefault(operand, []).append(summed(graph, product, graph.nodes[operand].shape))
        for edge, operand in enumerate(vertex.operands, first):
            width = size(graph.nodes[operand].shape)
            if waiting.get(operand):
                contribution = waiting[operand].pop(0)
                if height * width > 1 and width <= MOST_COLUMNS:
                    yield _Row(edge, seed, contribution)
