"""The ways to a derivative: each takes a problem and gives the partials, with how far rounding may have moved them.

In: a `Point`. Out: a `Way`. The first three, the enclosure and the products stand on the table's rules; the
differences, the complex step and the quotients only on what the functions are, so that they can find a rule wrong.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from math import copysign, inf, isfinite, isnan, nan
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.analysis import LEAVES, selected
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import to_double
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.records import record
from autograd_cli.report.evaluation import sweep
from autograd_cli.report.outcome import judge
from autograd_cli.report.symbolic import derivative_text, read_back
from autograd_cli.run.differences import EPSILON, central
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.run.time_limit import time_limit
from autograd_cli.sweeps.forward import push_forward
from autograd_cli.sweeps.reverse import gradient, pull_back
from autograd_cli.systems.systems import FLOAT, NumberSystem, load
from autograd_cli.systems.wide import is_analytic

# The precision of what rounding is measured by, of the complex step, and of the quotients; their steps, relative to x.
WIDE_BITS, COMPLEX_BITS, QUOTIENT_BITS = 200, 300, 1200
COMPLEX_STEP = 2.0**-90
# What rounding leaves of numbers of that precision after a formula full of operations.
COMPLEX_ROUNDING = 2.0**-240
# How long a value may take on complex numbers.
COMPLEX_SECONDS = 2.4
QUOTIENT_STEP, QUOTIENT_STEP_AT_0 = 2.0**-200, 2.0**-400
# Where there is one side alone, a step so many times shorter tells how far a quotient is from the slope.
SHORTER = 64.0
# A quotient that grows by such a factor is that of a jump by the step.
ACROSS_A_JUMP = 0.999 * SHORTER
# Ways that stand on the table's rules, and so have a subgradient at a kink; the others have nothing there.
BY_RULES = frozenset({"reverse", "forward", "symbolic", "enclosure"})
# How many times the rounding found is allowed, and times the error bar of differences.
ROUNDINGS, BARS = 16.0, 10.0
# How much is allowed where rounding could not be measured.
UNMEASURED = 1e-7
NOT_FINITE = "the value is not finite around the point"
UNRESOLVED = "the value changes too much within the smallest step"
# Texts of so many characters are told apart by doubles.
DIGITS_OF_DOUBLE = 18


class Point(NamedTuple):
    """A problem in numbers alone, its inputs' values, the wanted ones by name, and what holds at kinks."""

    problem: Problem
    values: Mapping[str, float]
    wanted: Mapping[str, NodeId]
    kinks: str = OURS

    @property
    def function(self) -> Function:
        return self.problem.function

    @property
    def nodes(self) -> tuple[NodeId, ...]:
        return tuple(self.wanted.values())


@record
class Partial:
    """A derivative in one way; `error` is how far it may be off, `lower` and `upper` are bounds where there are any."""

    value: float
    error: float
    lower: float | None = None
    upper: float | None = None


class Way(NamedTuple):
    """A way's partials by input, or the reason why there are none."""

    name: str
    partials: Mapping[str, Partial]
    reason: str | None = None


def forward(point: Point) -> Way:
    """By forward sweeps, as `eval --mode forward` has it."""
    swept = sweep(point.problem, list(point.wanted), "forward", differentiate=True, kinks=point.kinks)
    outcome = judge(point.problem, swept.whole, swept.nodes, point.kinks, forward=True)
    return of_sweep("forward", point, swept.whole, outcome.outputs[1:])


def symbolic(point: Point) -> Way:
    """By the text that `diff` writes, parsed again, in floats."""
    name = "symbolic"
    if not point.wanted:
        return Way(name, {})
    written = derivative_text(point.problem, list(point.wanted), point.kinks)
    if isinstance(written, str):
        return Way(name, {}, written)
    try:
        function = read_back(point.problem, written.text)
    except AutogradError as error:
        return Way(name, {}, f"the derivative's text does not read back: {error.message}")
    floats, errors = _mended(function, point.values)
    count = len(point.wanted)
    fails = [text for text, holds in zip(written.conditions, floats[count:], strict=True) if holds != 1]
    if fails and not all(map(isfinite, floats[:count])):
        return Way(name, {}, f"its text is written for `{fails[0]}`")
    # The text has decimals that the sweeps compute with as doubles: it is as near to these as they are to it.
    _, others = _rounded(gradient(point.function, point.nodes, point.kinks), point.values)
    rows = zip(point.wanted, floats, errors, others, strict=False)
    return Way(name, {wanted: Partial(value, max(error, other)) for wanted, value, error, other in rows})


def differences(point: Point) -> Way:
    """By central differences of the value in floats, Richardson's extrapolation and its own error bar."""
    noise = _noise(point)
    found = {name: central(along(point, name), point.values[name], noise) for name in point.wanted}
    if found and all(isnan(one.value) for one in found.values()):
        finite = any(isfinite(one.step) for one in found.values())
        return Way("differences", {}, UNRESOLVED if finite else NOT_FINITE)
    return Way("differences", {name: Partial(one.value, one.error) for name, one in found.items()})


def complex_step(point: Point) -> Way:
    """By the imaginary part of the value a tiny imaginary step away."""
    name = "complex step"
    rough = _rough(point)
    if rough is not None:
        return Way(name, {}, f"`{rough}` is not analytic")
    system = load("complex", COMPLEX_BITS)
    imaginary: Any = 1j
    output = point.function.outputs[0]
    partials = {}
    try:
        for wanted in point.wanted:
            x = point.values[wanted]
            step = COMPLEX_STEP * (abs(x) or COMPLEX_STEP)
            inputs = {other: system.number(value) for other, value in point.values.items()}
            inputs[wanted] += imaginary * step
            with time_limit(COMPLEX_SECONDS):
                value = evaluate(point.function, inputs, system=system)[output]
            derivative = to_double(value.imag / step)
            # Beside a branch cut, or outside the domain, the value itself is not real.
            if abs(value.imag) > 2.0**-40 * abs(value) * (1 + abs(derivative)) and abs(derivative) > 2.0**60:
                return Way(name, {}, "the value is not real here")
            lost = (1 + abs(to_double(value.real))) * COMPLEX_ROUNDING / step
            partials[wanted] = Partial(derivative, abs(derivative) * 2 * EPSILON + lost)
    except TimeoutError:
        return Way(name, {}, "the value takes too long on complex numbers")
    except (ArithmeticError, ValueError):
        return Way(name, {}, NOT_FINITE)
    return Way(name, partials)


def enclosure(point: Point) -> Way:
    """By rigorous bounds of the reverse sweep's result."""
    name = "enclosure"
    system = _rigorous("identified", QUOTIENT_BITS)
    if isinstance(system, AutogradError):
        return Way(name, {}, f"{system.message}: {system.hint}")
    swept = gradient(point.function, point.nodes, point.kinks)
    values = evaluate(swept, point.values, system=system)
    partials = {}
    for wanted, output in zip(point.wanted, swept.outputs, strict=True):
        value = values[output]
        if system.is_nan(value) or not system.is_finite(value):
            return Way(name, {}, f"d/d{wanted} has no finite bounds")
        lower, upper = float(value.lower), float(value.upper)
        partials[wanted] = Partial(float(value), abs(upper - lower), lower, upper)
    return Way(name, partials)


def quotients(point: Point) -> tuple[Way, Mapping[str, tuple[float, float]]]:
    """By the difference quotient on both sides, with hundreds of digits; and the two sides of each partial.

    A side is nan where the formula is not defined there, 0 where it falls to 0 with the step, infinite across a jump.
    """
    name = "quotient"
    system = _rigorous("balls", QUOTIENT_BITS)
    if isinstance(system, AutogradError):
        system = load("unlimited", QUOTIENT_BITS)
    system = _with_doubles(system)
    sides: dict[str, tuple[float, float]] = {}
    partials = {}
    output = point.function.outputs[0]

    def at(moved: str, step: float) -> Any:
        """The value with one input moved."""
        inputs = {other: system.number(value) for other, value in point.values.items()}
        if step:
            inputs[moved] = system.kernel("add")(inputs[moved], system.number(step))
        return evaluate(point.function, inputs, system)[output]

    def slope(moved: str, step: float, here: Any) -> tuple[float, float]:
        """The quotient of a step to one side of the point, where the value is `here`, and its rounding."""
        return _quotient(system, at(moved, step), here, step)

    try:
        for wanted in point.wanted:
            x = point.values[wanted]
            if not isfinite(x):
                return Way(name, {}, f"`{wanted}` is not finite"), sides
            size = QUOTIENT_STEP * abs(x) if x else QUOTIENT_STEP_AT_0
            here = at(wanted, 0.0)
            steps = (-size, size)
            found = [slope(wanted, step, here) for step in steps]
            shorter = [slope(wanted, step / SHORTER, here)[0] for step in steps]
            left, right = sides[wanted] = _limit(found[0], shorter[0]), _limit(found[1], shorter[1])
            known = [side for side in (left, right) if isfinite(side)]
            roundings = [width for quotient, width in found if isfinite(quotient)]
            if not known or not roundings:
                continue
            middle = sum(known) / len(known)
            apart = (known[-1] - known[0]) / 2
            if len(known) == 1:  # how much a shorter step changes says how far a curve such as x^1.5 is from its slope
                place = 0 if isfinite(left) else 1
                apart = SHORTER * (shorter[place] - found[place][0])
            partials[wanted] = Partial(middle, max(roundings) + abs(apart) + 4 * EPSILON * abs(middle))
    except TimeoutError:
        return Way(name, {}, "the value takes too long to so many digits"), sides
    return Way(name, partials, None if partials or not point.wanted else NOT_FINITE), sides


class Products(NamedTuple):
    """The dot-product identity at random directions: u (J v) and (u J) v, and how far rounding may have moved them."""

    pushed: float
    pulled: float
    error: float


def products(point: Point) -> Products:
    """What the forward sweep pushes along a random direction, against what the reverse sweep pulls back along it."""
    draw = random.Random(len(point.wanted))
    graph = point.function.graph
    directions = [str(draw.choice((-1, 1)) * draw.randint(1000, 9999) / 4096) for _ in point.wanted]
    seed = str(draw.randint(1000, 9999) / 4096)
    pushed = push_forward(point.function, point.nodes, tuple(map(graph.constant, directions)), point.kinks)
    pulled = pull_back(point.function, point.nodes, (graph.constant(seed),), point.kinks)
    function = Function(graph, point.function.inputs, (*pushed.outputs, *pulled.outputs))
    (along, *adjoints), error = _mended(function, point.values)
    terms = [adjoint * float(v) for adjoint, v in zip(adjoints, directions, strict=True)]
    slack = sum(abs(float(v)) for v in directions) * max(error[1:], default=0.0) + error[0] * float(seed)
    return Products(along * float(seed), sum(terms), slack + 4 * EPSILON * sum(map(abs, terms)))


def by_definition(way: str, written: Function) -> tuple[str, ...]:
    """The entries of the formula as it is written for which a way has no kernel, and on whose definitions it rests.

    A rule that an entry leaves to its definition is the definition's too.
    """
    system = _system_of(way)
    primitives = dict.fromkeys(written.graph.nodes[node].primitive for node in written.live)
    return tuple(
        primitive
        for primitive in primitives
        if primitive not in LEAVES
        and not PRIMITIVES[primitive].shape
        and (system.composed(primitive) or (way in BY_RULES and not PRIMITIVES[primitive].rules))
    )


def _system_of(way: str) -> NumberSystem:
    """The number system that a way computes in."""
    if way == "complex step":
        return load("complex", COMPLEX_BITS)
    if way in ("enclosure", "quotient"):
        system = _rigorous("balls", QUOTIENT_BITS)
        return load("unlimited", QUOTIENT_BITS) if isinstance(system, AutogradError) else system
    return FLOAT


# Besides the reverse sweep, whose answer is there already.
WAYS: Sequence[Callable[[Point], Way]] = (forward, symbolic, differences, complex_step, enclosure)


def of_sweep(mode: str, point: Point, whole: Function, partials: Sequence[float]) -> Way:
    """The partials that `eval` prints of a sweep, and what rounding has done to them in floats.

    `whole` has the value and then the partials as outputs.
    """
    _, errors = _rounded(Function(whole.graph, whole.inputs, whole.outputs[1:]), point.values)
    triples = zip(point.wanted, partials, errors, strict=True)
    return Way(mode, {wanted: Partial(value, error) for wanted, value, error in triples})


def _rounded(function: Function, values: Mapping[str, float]) -> tuple[list[float], list[float]]:
    """A function's outputs in floats, and how far rounding may have moved them: so many times what it has."""
    evaluated = evaluate(function, values)
    floats = [evaluated[output] for output in function.outputs]
    try:
        system = load("unlimited", WIDE_BITS)
        with time_limit():
            wide = evaluate(function, values, system=system)
        true = [to_double(wide[output]) for output in function.outputs]
    except TimeoutError:
        return floats, [abs(value) * UNMEASURED for value in floats]
    # What overflowed on the way is recomputed, as `eval` does.
    floats = [one if isfinite(one) or not isfinite(other) else other for one, other in zip(floats, true, strict=True)]
    moved = [abs(one - other) if isfinite(one - other) else inf for one, other in zip(floats, true, strict=True)]
    return floats, [ROUNDINGS * (error + EPSILON * abs(value)) for error, value in zip(moved, true, strict=True)]


def _mended(function: Function, values: Mapping[str, float]) -> tuple[list[float], list[float]]:
    """A function's outputs as `eval` prints them, digits that cancel had back, and what rounding does to floats."""
    single = evaluate(function, values)
    doubles = mended(function, values, single)
    floats, errors = _rounded(function, values)
    return floats if doubles is single else [doubles[output] for output in function.outputs], errors


def along(point: Point, name: str) -> Callable[[float], float]:
    """The value as a function of one input."""
    output = point.function.outputs[0]
    values = dict(point.values)

    def function(x: float) -> float:
        values[name] = x
        found: float = evaluate(point.function, values)[output]
        return found

    return function


def _noise(point: Point) -> float:
    """How far floats are off the true value here."""
    _, (error,) = _rounded(point.function, point.values)
    return error / 2 if isfinite(error) else 0.0


def _rough(point: Point) -> str | None:
    """The first operation on the taken path that has no complex derivative and depends on a wanted input.

    One with slope 0, as `floor`, counts too: it has no value at complex numbers.
    """
    values = evaluate(point.function, point.values)
    taken = selected(point.function, values)
    moves = set(point.nodes)
    for node in point.function.live:
        record = point.function.graph.nodes[node]
        if moves.isdisjoint(record.operands):
            continue
        moves.add(node)
        if record.primitive not in LEAVES and not is_analytic(record.primitive) and taken[node]:
            return record.primitive
    return None


def _rigorous(name: str, bits: int) -> NumberSystem | AutogradError:
    """A system of enclosures, in which a literal is a double as it is in floats; or why there is none."""
    try:
        return _with_doubles(load(name, bits))
    except AutogradError as error:
        return error


def _with_doubles(system: NumberSystem) -> NumberSystem:
    """The system, in which a number written is the double that floats take for it.

    One of more digits than a double has is a rule's own, as that of selu is, and stands as it is written.
    """

    def constant(text: str) -> Any:
        return system.number(float(text)) if len(text) <= DIGITS_OF_DOUBLE else system.constant(text)

    return system._replace(constant=constant)


def _limit(side: tuple[float, float], shorter: float) -> float:
    """The slope of a side, by its quotient with its rounding and the quotient of a shorter step."""
    quotient, rounding = side
    if abs(shorter) < abs(quotient) / 2 or abs(quotient) <= rounding:
        return 0.0
    return copysign(inf, quotient) if abs(shorter) > ACROSS_A_JUMP * abs(quotient) else quotient


def _quotient(system: NumberSystem, after: Any, before: Any, step: float) -> tuple[float, float]:
    """A difference quotient, and how far it may be off by rounding."""
    if not (system.is_finite(after) and system.is_finite(before)):
        return nan, inf
    rise = system.kernel("subtract")(after, before)
    quotient = system.kernel("divide")(rise, system.number(step))
    width = abs(float(quotient.upper) - float(quotient.lower)) if hasattr(quotient, "upper") else 0.0
    return to_double(quotient), width
