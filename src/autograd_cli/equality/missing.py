"""What one function lacks beside another: a factor, a term, or a sign.

Takes: a function with two outputs that are proved to differ, and points where both are defined. Returns: what brings
the one to the other at all of these points, to many digits. It is looked for among the numbers, variables and
sub-expressions of both, and the derivatives of these, which is what a chain rule multiplies by. That it does so at
every point is not proved.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal, NamedTuple

from flint import arb, ctx

from autograd_cli.equality.candidates import Point, values_at
from autograd_cli.equality.verdict import Missing
from autograd_cli.graphs.analysis import LEAVES
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, NodeId
from autograd_cli.graphs.simplify import simplified
from autograd_cli.primitives import CONSTANTS
from autograd_cli.sweeps.forward import gradient_by_columns
from autograd_cli.symbolic.rationals import decimal_text, significant_digits
from autograd_cli.symbolic.rewrite import rewrite
from autograd_cli.symbolic.write import write
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.rational import constant
from autograd_cli.systems.systems import load

BITS = 320
# Two numbers are one where they differ by no more of their size.
NEAR = arb(2) ** -200
# Multiples of a candidate have so small numerators and denominators.
LARGEST = 1000
# A fraction that is missing by itself has no larger ones.
SHORT = 10
# Formulas of more nodes are not looked through, nor are derivatives towards more inputs; what is said is no longer.
MOST_NODES, MOST_INPUTS, MOST_OPERATIONS, LONGEST = 120, 6, 12, 40
# At so many points at least it has to hold.
FEWEST = 4


class _Found(NamedTuple):
    kind: Literal["factor", "term", "sign"]
    times: Fraction
    node: NodeId | None
    side: Literal["left", "right"]


def missing(function: Function, points: Sequence[Point]) -> Missing | None:
    """What brings one output to the other, None where nothing so simple does."""
    if len(function.live) > MOST_NODES or len(points) < FEWEST:
        return None
    candidates = _candidates(function)
    whole = Function(function.graph, function.inputs, (*function.outputs, *candidates))
    rows = [row for row in (_values(whole, point) for point in points) if row is not None]
    if len(rows) < FEWEST:
        return None
    first, second, *others = zip(*rows, strict=True)
    columns = dict(zip(candidates, others, strict=True))
    sizes = _sizes(whole)
    found = list(_found(function, first, second, columns))
    if not found:
        return None
    best = min(found, key=lambda one: (sizes.get(one.node, 0) if one.node is not None else -1, one.kind != "factor"))
    return _written(function, best)


def _found(
    function: Function, first: Sequence[Any], second: Sequence[Any], columns: Mapping[NodeId, Sequence[Any]]
) -> Iterator[_Found]:
    """All that brings one output to the other."""
    ratio = _multiple(first, second)
    if ratio == -1:
        yield _Found("sign", ratio, None, "left")
    elif ratio is not None and ratio != 0 and _is_usual(max(ratio, 1 / ratio, key=abs)):
        large = abs(ratio) > 1
        yield _Found("factor", ratio if large else 1 / ratio, None, "right" if large else "left")
    given = [_numbers(function, output) for output in function.outputs]
    apart = [a - b for a, b in zip(first, second, strict=True)]
    constant = _multiple(apart, [arb(1)] * len(apart))
    if constant is not None and given != [None, None]:
        yield _Found("term", abs(constant), None, "right" if constant > 0 else "left")
    terms = _terms(function)
    for node, column in columns.items():
        times = _multiple(first, [a * b for a, b in zip(second, column, strict=True)])
        if times is not None and times != 0 and not _cancels(times, given[1]):
            yield _Found("factor", times, node, "right")
        times = _multiple(second, [a * b for a, b in zip(first, column, strict=True)])
        if times is not None and times != 0 and not _cancels(times, given[0]):
            yield _Found("factor", times, node, "left")
        times = _multiple(apart, column)
        if times is not None and times != 0:
            if abs(times) == 2 and node in terms:
                yield _Found("sign", Fraction(1), node, "left")
            yield _Found("term", abs(times), node, "right" if times > 0 else "left")


def _numbers(function: Function, output: NodeId) -> set[Fraction] | None:
    """The numbers in the formula of an output; None where it is itself one other than 1."""
    part = Function(function.graph, function.inputs, (output,))
    records = [function.graph.nodes[node] for node in part.live]
    if not any(record.primitive == INPUT for record in records):
        return set() if [record.payload for record in records] == ["1"] else None
    numbers = [constant(record.payload or "0") for record in records if record.primitive == CONSTANT]
    return {abs(number) for number in numbers if isinstance(number, Fraction)}


def _is_usual(times: Fraction) -> bool:
    """Whether a number is one that people forget: whole, or a short fraction."""
    return times.denominator == 1 or max(abs(times.numerator), times.denominator) <= SHORT


def _cancels(times: Fraction, numbers: set[Fraction] | None) -> bool:
    """Whether a multiple only cancels a number of the formula that it would be missing in, as `w/3` does beside 3."""
    if numbers is None:
        return abs(times) != 1
    return any(
        (times.denominator > 1 and times.denominator == number.numerator)
        or (abs(times.numerator) > 1 and abs(times.numerator) == number.denominator)
        for number in numbers
    )


def _multiple(values: Sequence[Any], others: Sequence[Any]) -> Fraction | None:
    """The short number that all values are the multiple of others by, None where there is none."""
    pairs = [(a, b) for a, b in zip(values, others, strict=True) if not (a.contains(0) and b.contains(0))]
    if len(pairs) < FEWEST or any(other.contains(0) for _, other in pairs):
        return None
    first = float(pairs[0][0] / pairs[0][1])
    if not abs(first) < LARGEST**2:
        return None
    guess = Fraction(first).limit_denominator(LARGEST)
    exact = arb(guess.numerator) / guess.denominator
    if all(abs(value / other - exact) < NEAR * (abs(exact) + arb(2) ** -20) for value, other in pairs):
        return guess
    return None


def _candidates(function: Function) -> list[NodeId]:
    """The nodes that may be missing: those of both functions, products of two inputs, and derivatives."""
    graph = function.graph
    own = [node for node in function.live if graph.nodes[node].primitive == INPUT or graph.nodes[node].operands]
    found = dict.fromkeys([*function.inputs, *own])
    for node in function.inputs:
        found[graph.add("multiply", (node, node))] = None
    if len(function.inputs) <= MOST_INPUTS:
        for pair in combinations(function.inputs, 2):
            found[graph.add("multiply", pair)] = None
    constants = [node for node in function.live if not graph.nodes[node].operands and graph.nodes[node].payload is None]
    found |= dict.fromkeys(constants)
    if len(function.inputs) <= MOST_INPUTS:
        for node in own:
            if graph.nodes[node].primitive not in LEAVES:
                columns = gradient_by_columns(Function(graph, function.inputs, (node,)), function.inputs).outputs
                found |= dict.fromkeys(columns)
    return [node for node in found if graph.nodes[node].primitive != "constant"]


def _terms(function: Function) -> set[NodeId]:
    """The nodes that are added or subtracted in a result, not in what it is a power or a product of."""
    nodes = function.graph.nodes
    sums = {*function.outputs}
    terms: set[NodeId] = set()
    for node in reversed(function.live):
        if node in sums and nodes[node].primitive in ("add", "subtract", "negative"):
            terms.update(nodes[node].operands)
            sums.update(nodes[node].operands)
    return terms


def _values(function: Function, point: Point) -> list[Any] | None:
    """The balls of a function's outputs; None where one is not finite."""
    system = load("balls", BITS)
    values = values_at(function, point, system)
    found = [values[output] for output in function.outputs]
    if not all(system.is_finite(one) for one in found[:2]):
        return None
    ctx.prec = BITS
    return [one.ball if system.is_finite(one) else arb(0, 1) for one in found]


def _sizes(function: Function) -> dict[NodeId, int]:
    """How many operations each node takes, written out."""
    nodes = function.graph.nodes
    sizes: dict[NodeId, int] = {}
    for node in function.live:
        operands = nodes[node].operands
        sizes[node] = min(sum(sizes[operand] for operand in operands) + bool(operands), 10 * MOST_NODES)
    return sizes


def _written(function: Function, found: _Found) -> Missing | None:
    """What was found, in words of the language; None where that is long."""
    times = found.times
    if found.node is None:
        text = "" if found.kind == "sign" else _number(times)
        return Missing(found.kind, text, found.side)
    graph = function.graph
    node = found.node
    if times != 1:
        number = graph.constant(str(abs(times.numerator)))
        node = simplified(graph, "multiply", (number, node))
        if times.denominator > 1:
            node = simplified(graph, "divide", (node, graph.constant(str(times.denominator))))
        if times < 0:
            node = simplified(graph, "negative", (node,))
    rewriting = rewrite(Function(graph, function.inputs, (node,)), 0, True)
    taken = {*function.input_names, *CONSTANTS}
    written = write(rewriting.forms, rewriting.outputs, rewriting.conditions, taken, {}, decimals=False)
    text = unparse(written.outputs[0])
    if written.shared or written.operations > MOST_OPERATIONS or len(text) > LONGEST:
        return None
    return Missing(found.kind, text, found.side)


def _number(value: Fraction) -> str:
    """A number as a decimal where that is short, else as a fraction."""
    return decimal_text(value) if (significant_digits(value) or 9) < 5 else str(value)
