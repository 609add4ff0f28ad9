"""The verdict on two functions where there is no library for enclosures: by exact arithmetic, by long numbers, by form.

Takes and returns: as `compare.py`. Two functions are different where fractions are, or where numbers of two lengths
differ alike; they are equal where both have one form, or where they are quotients of polynomials that agree exactly at
more points than their degrees allow. Less is proved than with enclosures, and never what is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import prod
from time import thread_time
from typing import Any, NamedTuple

from autograd_cli.equality.candidates import Point, Ranges, points, values_at
from autograd_cli.equality.verdict import DIGITS, ENOUGH, Comparison, Difference, Domain
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import CONSTANT, INPUT, Function, Graph, Node, NodeId
from autograd_cli.symbolic.rewrite import rewrite
from autograd_cli.systems.rational import rational
from autograd_cli.systems.systems import NumberSystem, load

# Numbers of so many bits must tell the same.
BITS = (200, 700)
# Of the longer ones the difference of two different numbers has so many digits.
SHARE = 1e-6
MOST_POINTS, SECONDS = 300, 1.0
# Polynomials that would be asked for at more points, or of a higher degree, are not compared.
MOST_GRID, MOST_DEGREE, MOST_NODES = 3000, 60, 300
ONE = Fraction(1)
POWERS = ("power", "power_constant", "square")
NEGATIVE = "negative"

Values = tuple[Any, Any]


def compare(function: Function, ranges: Ranges) -> Comparison:
    """The verdict on the two outputs of a function."""
    outside: dict[int, Point] = {}
    agreed = 0
    end = thread_time() + SECONDS
    for point in islice(points(function, ranges), MOST_POINTS):
        if thread_time() > end or agreed >= ENOUGH:
            break
        values = _values(function, point)
        if values is None:
            continue
        defined = [value is not None for value in values]
        if not all(defined):
            if any(defined):
                outside.setdefault(defined.index(True), point)
        elif values[0] == values[1]:
            agreed += 1
        else:
            first, second = values
            difference = Difference(_doubles(point), float(first), float(second), float(first - second), None)
            left, right = _outside(outside)
            return Comparison(False, _domain(outside), agreed, difference, left, right, enclosed=False)
    equal, everywhere = _proved(function) if agreed else (False, False)
    domain = _domain(outside) or ("equal" if everywhere else None)
    left, right = _outside(outside)
    return Comparison(True if equal else None, domain, agreed, None, left, right, enclosed=False)


def _domain(outside: Mapping[int, Point]) -> Domain | None:
    return "neither" if len(outside) == 2 else "left" if 0 in outside else "right" if outside else None


def _outside(outside: Mapping[int, Point]) -> Sequence[dict[str, float] | None]:
    return [_doubles(outside[side]) if side in outside else None for side in (0, 1)]


def _doubles(point: Point) -> dict[str, float]:
    return {name: float(value) for name, value in point.items()}


def _values(function: Function, point: Point) -> Values | None:
    """The two values, equal ones as one object's worth, None for what is undefined; None where they are not told."""
    exact = _evaluated(function, point, rational())
    if exact is not None and all(isinstance(value, Fraction) for value in exact):
        return exact
    found: Values | None = None
    for bits in BITS:
        try:
            system = load("unlimited", bits)
            as_written: Callable[[Any], Any] = system.number
            values = _evaluated(function, point, system._replace(constant=as_written))
        except TimeoutError:
            return None
        if values is None:
            return None
        finite = [value if system.is_finite(value) else None for value in values]
        now = _settled(finite[0], finite[1], found)
        if now is None:
            return None
        found = now
    return found


def _settled(first: Any, second: Any, before: Values | None) -> Values | None:
    """Two values, as one where they agree to 30 digits; None where shorter numbers told otherwise."""
    if first is None or second is None:
        same_sides = before is None or [value is None for value in before] == [first is None, second is None]
        return (first, second) if same_sides else None
    near = abs(first - second) <= max(abs(first), abs(second), 1) * 10.0**-DIGITS
    if before is not None and (None in before or near != (before[0] == before[1])):
        return None
    if before is not None and not near:
        apart = before[0] - before[1]
        if abs((first - second) - apart) > abs(apart) * SHARE:
            return None
    return (first, first) if near else (first, second)


def _evaluated(function: Function, point: Point, system: NumberSystem) -> Values | None:
    """The two values in a number system; None where it has none."""
    try:
        numbers = values_at(function, point, system)
    except (ArithmeticError, ValueError, AutogradError):
        return None
    first, second = (numbers[output] for output in function.outputs)
    return first, second


def _proved(function: Function) -> tuple[bool, bool]:
    """Whether the outputs are proved equal where both are defined, and whether they are so at the same points."""
    first, second = function.outputs
    if first == second:
        return True, True
    if len(function.live) > MOST_NODES:
        return False, False
    one, other = rewrite(function, 0, repeats=True).outputs
    if one == other:
        return True, False
    function, open_ones = _with_variables(function)
    degrees = _degrees(function)
    if degrees is None:
        return False, False
    (top, bottom), (other_top, other_bottom) = (degrees[output] for output in function.outputs)
    counts = [max(a + d, c + b) + 1 for a, b, c, d in zip(top, bottom, other_top, other_bottom, strict=True)]
    if prod(counts) > MOST_GRID:
        return False, False
    for place in product(*map(range, counts)):
        at = [Fraction(7 * number + axis + 2) for axis, number in enumerate(place)]
        values = _quotients(function, Fraction, at, _AT_POINTS)
        left, right = (values[output] for output in function.outputs)
        if left.top * right.bottom != right.top * left.bottom:
            return False, False
    return True, not (open_ones or any(bottom) or any(other_bottom))


def _with_variables(function: Function) -> tuple[Function, bool]:
    """The function with a variable for each node that is no quotient of polynomials, and whether there is one.

    What holds whatever the values of these are holds for the values that they have.
    """
    source, graph = function.graph, Graph()
    places: dict[NodeId, NodeId] = {}
    needed, stack = set(function.outputs), [*function.outputs]
    while stack:
        record = source.nodes[stack.pop()]
        if _is_rational(source, record):
            stack += set(record.operands) - needed
            needed |= {*record.operands}
    variables = []
    for node in sorted(needed):
        record = source.nodes[node]
        if record.primitive == CONSTANT or _is_rational(source, record):
            places[node] = graph.add(record.primitive, tuple(places[one] for one in record.operands), record.payload)
        else:
            places[node] = graph.add(INPUT, (), f"v{node}")
            variables.append((places[node], record.primitive != INPUT))
    outputs = tuple(places[output] for output in function.outputs)
    return Function(graph, tuple(node for node, _ in variables), outputs), any(opaque for _, opaque in variables)


def _is_rational(graph: Graph, record: Node) -> bool:
    """Whether a node is a quotient of polynomials in its operands."""
    return record.primitive in OPERATIONS or (record.primitive in POWERS and _exponent(graph, record) is not None)


def _exponent(graph: Graph, record: Node) -> int | None:
    """The exponent of a power, None where it is no whole number that is written."""
    if len(record.operands) == 1:
        return 2
    exponent, sign = graph.nodes[record.operands[1]], 1
    if exponent.primitive == NEGATIVE:
        exponent, sign = graph.nodes[exponent.operands[0]], -1
    text = exponent.payload or ""
    return (
        sign * int(text) if exponent.primitive == CONSTANT and text.isdecimal() and int(text) <= MOST_DEGREE else None
    )


class _Quotient(NamedTuple):
    """A quotient of polynomials at a point, or, as degrees by input, of what it is a quotient."""

    top: Any
    bottom: Any


def _degrees(function: Function) -> Mapping[NodeId, _Quotient] | None:
    """By node the degrees of its two polynomials in each input; None where they are too high."""
    count = len(function.inputs)
    none = (0,) * count
    units = [tuple(int(i == place) for i in range(count)) for place in range(count)]
    degrees = _quotients(function, lambda text: none, units, _DEGREES, none)
    most = max((max((*one.top, *one.bottom), default=0) for one in degrees.values()), default=0)
    return degrees if most <= MOST_DEGREE else None


class _Ring(NamedTuple):
    """How numerators and denominators are added, and multiplied; of degrees: the larger one, and the sum."""

    add: Callable[[Any, Any], Any]
    times: Callable[[Any, Any], Any]
    negative: Callable[[Any], Any]


_AT_POINTS = _Ring(lambda a, b: a + b, lambda a, b: a * b, lambda a: -a)
_DEGREES = _Ring(
    lambda a, b: tuple(map(max, a, b)), lambda a, b: tuple(x + y for x, y in zip(a, b, strict=True)), lambda a: a
)


def _quotients(
    function: Function, constant: Callable[[str], Any], inputs: Sequence[Any], ring: _Ring, one: Any = ONE
) -> dict[NodeId, _Quotient]:
    """The quotient that each node is."""
    nodes = function.graph.nodes
    found: dict[NodeId, _Quotient] = {}
    given = dict(zip(function.inputs, inputs, strict=True))
    for node in function.live:
        primitive, operands, payload, _ = nodes[node]
        if primitive == INPUT:
            found[node] = _Quotient(given[node], one)
        elif primitive == CONSTANT:
            found[node] = _Quotient(constant(payload or ""), one)
        elif primitive in POWERS:
            exponent = _exponent(function.graph, nodes[node])
            assert exponent is not None
            found[node] = _power(ring, found[operands[0]], exponent, one)
        else:
            found[node] = OPERATIONS[primitive](ring, *(found[operand] for operand in operands))
    return found


def _power(ring: _Ring, base: _Quotient, exponent: int, one: Any) -> _Quotient:
    """A base to a whole power."""
    base = base if exponent >= 0 else _Quotient(base.bottom, base.top)
    power = _Quotient(one, one)
    for _ in range(abs(exponent)):
        power = _multiply(ring, power, base)
    return power


def _add(ring: _Ring, a: _Quotient, b: _Quotient) -> _Quotient:
    return _Quotient(ring.add(ring.times(a.top, b.bottom), ring.times(b.top, a.bottom)), ring.times(a.bottom, b.bottom))


def _multiply(ring: _Ring, a: _Quotient, b: _Quotient) -> _Quotient:
    return _Quotient(ring.times(a.top, b.top), ring.times(a.bottom, b.bottom))


def _negative(ring: _Ring, a: _Quotient) -> _Quotient:
    return _Quotient(ring.negative(a.top), a.bottom)


OPERATIONS: Mapping[str, Callable[..., _Quotient]] = {
    "add": _add,
    "subtract": lambda ring, a, b: _add(ring, a, _negative(ring, b)),
    "multiply": _multiply,
    "divide": lambda ring, a, b: _multiply(ring, a, _Quotient(b.bottom, b.top)),
    NEGATIVE: _negative,
}
