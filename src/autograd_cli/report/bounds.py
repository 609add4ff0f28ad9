"""Bounds of the value and of each partial over a whole box of inputs.

In: a `Problem` some of whose inputs are intervals. Out: `Bounds`, rounded outward. The box is cut into pieces, on each
of which the formula and its derivative are evaluated in enclosures; the bounds are those of all pieces. Of the value
they are sharpened where it has no jump: by the mean value form, and at the corners where a partial keeps its sign.

*Source*: Moore, Kearfott & Cloud 2009, chapters 5 and 6.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from math import inf, isinf, nextafter
from typing import Any

from autograd_cli.ask.problem import Problem
from autograd_cli.ask.values import exact_text, exact_values
from autograd_cli.enclosures.enclosure import (
    UNDEFINED,
    ZERO,
    Enclosure,
    add,
    fraction,
    hull,
    meet,
    middle_of,
    multiply,
    point,
    subtract,
    truth,
)
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.analysis import LEAVES, Edge, active, described, edges, refuse_matrices, takes
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS, condition_template, effective_primitive
from autograd_cli.numerals import Written
from autograd_cli.report.evaluation import sweep
from autograd_cli.report.intervals import Bounds, Interval
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import node_text
from autograd_cli.run.truths import flowing
from autograd_cli.systems.systems import NumberSystem, load

BITS = 128
# Into how many pieces the box is cut at the most.
PIECES = 64


def bounds(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    mode: str | None = None,
    differentiate: bool = True,
    literals: bool = False,
    kinks: str = OURS,
) -> Bounds:
    """The report on a problem.

    Raises: `AutogradError` as `evaluation` and `resolve` do, with code `unsupported` for literals.
    """
    if literals:
        raise AutogradError("unsupported", "literals-of-interval")
    given, problem = problem, problem.scalarised()
    refuse_matrices(problem.function, "intervals-of-matrices", given.source)
    swept = sweep(problem, wrt, mode, differentiate, kinks)
    system = load("balls", BITS)
    box = _box(problem, system)
    whole = swept.whole
    total: list[Enclosure] = [UNDEFINED] * len(whole.outputs)
    for piece in _pieces(box):
        values = evaluate(whole, piece, system)
        lost = _undefined(problem.function, values, swept.nodes)
        first, *others = (values[output] for output in whole.outputs)
        others = [UNDEFINED if node in lost else one for node, one in zip(swept.nodes, others, strict=True)]
        total = list(map(hull, total, (first, *others)))
    findings = list(_findings(problem, box, system, swept.nodes))
    value, *partials = total
    gradient = dict(zip(swept.wanted, partials, strict=True))
    if value is not UNDEFINED and not any(finding.kind in ("jump", "domain") for finding in findings):
        value = _sharpened(problem.function, box, value, gradient, system)
    return Bounds(
        expression=problem.source.text,
        inputs=given.gathered({name: outward(enclosure) for name, enclosure in box.items()}),
        output=problem.lowered.output,
        value=outward(value),
        gradient=given.gathered({name: outward(one) for name, one in gradient.items()}) if differentiate else None,
        findings=tuple(findings),
    )


def _undefined(function: Function, values: Sequence[Enclosure], wanted: Sequence[NodeId]) -> list[NodeId]:
    """The wanted nodes whose partial is defined nowhere in a piece, whatever its enclosure says."""
    if values[function.outputs[0]] is not UNDEFINED:
        return []
    nodes = function.graph.nodes
    broken = {
        node
        for node in function.live
        if values[node] is UNDEFINED and not any(values[operand] is UNDEFINED for operand in nodes[node].operands)
    }
    return flowing(function, broken, wanted, values, _may_take)


def outward(enclosure: Enclosure) -> Interval:
    """The bounds as doubles that, also as they are printed, leave nothing out."""
    if enclosure is UNDEFINED:
        return float("nan"), float("nan")
    return _outward(enclosure.lower, -inf), _outward(enclosure.upper, inf)


def _outward(bound: Any, direction: float) -> float:
    double = float(bound)
    if isinf(double):
        # A finite bound beyond the doubles is the largest of them on its inner side.
        return nextafter(double, 0.0) if bound.is_finite() and double != direction else double
    # What is printed is the shortest decimal that reads as the double, and may itself be further in.
    while _inside(bound, Fraction(double), direction) or _inside(bound, Fraction(repr(double)), direction):
        double = nextafter(double, direction)
    return double


def _inside(bound: Any, number: Fraction, direction: float) -> bool:
    """Whether a number is on the inner side of a bound, or too near to be told from it."""
    beyond = subtract(fraction(number), point(bound))
    return not (beyond.lower >= 0 if direction > 0 else beyond.upper <= 0)


def _box(problem: Problem, system: NumberSystem) -> dict[str, Enclosure]:
    """The inputs as enclosures: intervals, or single numbers as they were written."""
    exact = exact_values(problem.values, system)
    for name, value in problem.values.items():
        if isinstance(value, Written) and value.until is not None:
            exact[name] = hull(exact[name], exact_text(value.until, system))
    return exact


def _pieces(box: Mapping[str, Enclosure]) -> Iterator[dict[str, Enclosure]]:
    """Boxes that together are the whole box."""
    wide = [name for name, one in box.items() if one is not UNDEFINED and one.is_bounded and not one.is_point]
    each = max(1, int(PIECES ** (1 / max(1, len(wide))) + 1e-9))
    cuts = {name: cut(one, each) if name in wide else [one] for name, one in box.items()}
    for choice in product(*cuts.values()):
        yield dict(zip(cuts, choice, strict=True))


def _sharpened(
    function: Function,
    box: Mapping[str, Enclosure],
    value: Enclosure,
    gradient: Mapping[str, Enclosure],
    system: NumberSystem,
) -> Enclosure:
    """Bounds of the value that its partials allow; they hold where it is continuous, kinks included."""
    moving = {name for name, one in box.items() if not one.is_point}
    if not moving <= set(gradient) or not all(box[name].is_bounded for name in moving):
        return value
    if any(gradient[name] is UNDEFINED or not gradient[name].is_bounded for name in moving):
        return value
    output = function.outputs[0]
    middle = {name: point(middle_of(one)) if name in moving else one for name, one in box.items()}
    around = evaluate(function, middle, system)[output]
    for name in moving:
        around = add(around, multiply(gradient[name], subtract(box[name], middle[name])))
    value = meet(value, around)
    ends: list[dict[str, Enclosure]] = [dict(box), dict(box)]
    for name in moving:
        slope, one = gradient[name], box[name]
        low, high = Enclosure(one.lower, one.lower), Enclosure(one.upper, one.upper)
        if slope.lower >= 0:
            ends[0][name], ends[1][name] = low, high
        elif slope.upper <= 0:
            ends[0][name], ends[1][name] = high, low
    least, greatest = (evaluate(function, end, system)[output] for end in ends)
    if least is UNDEFINED or greatest is UNDEFINED:
        return value
    return meet(value, Enclosure(least.lower, greatest.upper))


def _findings(
    problem: Problem, box: Mapping[str, Enclosure], system: NumberSystem, wanted: Sequence[NodeId]
) -> Iterator[Finding]:
    """What may happen somewhere in the box: a domain is left, a kink or jump is met."""
    function = problem.function
    graph = function.graph
    values = evaluate(function, box, system)
    moves = active(function, wanted)
    read = _maybe_read(function, values)
    for node in function.live:
        record = graph.nodes[node]
        if record.primitive in LEAVES or not read[node]:
            continue
        row = described(effective_primitive(record, moves))
        operands = [values[operand] for operand in record.operands]
        spans = tuple(dict.fromkeys(graph.origins[node]))

        def holds(text: str, given: Sequence[Enclosure], result: Enclosure, name: str = row.name) -> bool | None:
            rule = condition_template(name, text, len(given))
            inputs = dict(zip(rule.names, (*given, result), strict=True))
            return truth(evaluate(rule.function, inputs, system)[rule.function.outputs[0]])

        if any(operand is UNDEFINED for operand in operands):
            continue
        ranges = {
            node_text(function, operand, problem.source): system.text(values[operand])
            for operand in record.operands
            if not values[operand].is_point
        }
        finding = partial(
            Finding, spans=spans, node=node, text=node_text(function, node, problem.source), values=ranges
        )
        # An input without bounds explains a result without any.
        unbounded = not system.is_finite(values[node]) and all(map(system.is_finite, operands))
        if row.pole and holds(row.pole, operands, values[node]) is not False:
            yield finding("domain", case="pole-within")
        elif row.domain:
            texts = [row.domain, *([row.boundary] if row.boundary else [])]
            corners = product(*(_three(operand) for operand in operands))
            inside = [any(holds(text, corner, values[node]) for text in texts) for corner in corners]
            if not any(inside):
                yield finding("domain", case="nowhere")
            elif not all(inside):
                yield finding("domain", case="not-everywhere")
            elif row.boundary and unbounded:
                yield finding("boundary", case="bound")
        elif unbounded:
            yield finding("domain", case="without-bounds")
        for text, operand in zip(row.partial_domains, record.operands, strict=False):
            if text and moves[operand] and holds(text, operands, values[node]) is not True:
                yield finding("domain", case="partial-within", by=node_text(function, operand, problem.source))
        if row.kink and moves[node] and holds(row.kink, operands, values[node]) is not False:
            yield finding("kink", case="within")
        if row.jump and holds(row.jump, operands, values[node]) is not False:
            yield finding("jump", case="within")


def _three(operand: Enclosure) -> list[Enclosure]:
    """The ends and the middle of an enclosure."""
    if operand.is_point:
        return [operand]
    ends = [Enclosure(bound, bound) for bound in (operand.lower, operand.upper)]
    return [*ends, point(middle_of(operand))] if operand.is_bounded else [*ends, ZERO]


def _maybe_read(function: Function, values: Sequence[Any]) -> bytearray:
    """Flags by node: 1 where a node is on the taken path for some numbers of the box."""
    nodes = function.graph.nodes
    flags = bytearray(len(nodes))
    for output in function.outputs:
        flags[output] = 1
    for node in reversed(function.live):
        if flags[node]:
            operands = nodes[node].operands
            for operand, edge in zip(operands, edges(nodes[node].primitive, len(operands)), strict=True):
                if _may_take(edge, operands, node, values):
                    flags[operand] = 1
    return flags


def _may_take(edge: Edge, operands: Sequence[NodeId], node: NodeId, values: Sequence[Any]) -> bool:
    """Whether a node takes the operand at the end of an edge for some numbers of the box."""
    read = edge.condition is None or truth(values[operands[edge.condition]]) is not (not edge.when)
    return read and takes(edge._replace(condition=None), operands, node, values)


def cut(x: Enclosure, pieces: int) -> list[Enclosure]:
    """Enclosures side by side that together are a bounded one."""
    ends = [x.lower, *((x.lower + (x.upper - x.lower) * i / pieces).mid() for i in range(1, pieces)), x.upper]
    return [Enclosure(low, high) for low, high in pairwise(ends)]
