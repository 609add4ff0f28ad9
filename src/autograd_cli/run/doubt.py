"""How far floats may be off at a point: a bound for the error of each node, carried along beside the values.

Takes: a function and its float values, whose inputs and literals are exact. Returns: an absolute bound by node,
infinite where nothing is known. It corrects nothing; `recompute.py` does.

A bound has the errors of the operands, passed on by the entry's own rules, and the rounding of the operation itself:
known exactly for sums, products and quotients of exact operands, else by the table's column `rounding`. Where errors
are not small, the rules are evaluated at both ends of them too. A choice that errors may decide otherwise is off by
the difference of what is chosen from.

*Source*: Wilkinson 1963, Rounding Errors in Algebraic Processes, chapter 1; Langlois 2001, SIAM J. Sci. Comput. 22
(the bound is built from derivatives); Dekker 1971, Knuth 1969 (the rounding of a product and of a sum).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import product
from math import inf, isfinite, isinf, isnan, nextafter
from typing import Any, Literal, NamedTuple

from autograd_cli.graphs.analysis import LEAVES, described
from autograd_cli.graphs.graph import Function, Node, NodeId
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.rules import partial_rule
from autograd_cli.systems.definitions import steps_kernel, steps_of
from autograd_cli.systems.systems import FLOAT, NumberSystem

# Half a unit in the last place, relative to a number: what one rounding takes.
UNIT = 2.0**-53
SMALLEST, SMALLEST_NORMAL = 5e-324, 2.2250738585072014e-308
# What is promised of every number that is printed, and what is lost below the smallest normal double.
PROMISED, EXEMPT = 1e-12, 2e-323
# An error of less than this share of its operand is passed on by the derivative at the operand alone.
SMALL = 1e-6
# So many units a limit at infinity is off.
LIMIT_UNITS = 4
# Within these sizes the rounding of a product is computed without overflow and underflow.
LOW, HIGH = 1e-290, 1e290
# Below it whole numbers are held exactly, and those between them are not taken for one.
WHOLE = 2.0**53
# Of more operands than these, not every combination of the ends is looked at.
MOST_COMBINED = 2
# How often operations are moved at random, and what the moves begin with.
RUNS, SEED = 3, 1

Kernel = Callable[..., float]
# By node.
Numbers = Sequence[float] | Mapping[NodeId, float]
Loss = Literal["cancellation", "choice", "underflow", "digits"]
LOSSES: tuple[Loss, ...] = ("cancellation", "choice", "underflow")


class Passing(NamedTuple):
    """How an entry passes errors on.

    `roundings` are those of the operation itself, in half units of its last place. Of a `stepwise` entry every partial
    is 0; one that `compares` says what its first operand is to the others. `jumps` says whether the result may jump,
    `chooses` whether it is one of the operands, whichever there are.
    """

    kernel: Kernel
    roundings: float
    exact_zero: bool
    whole: bool
    stepwise: bool
    compares: bool
    truth: bool
    jumps: bool
    chooses: bool
    whole_powers: bool


def doubtful(value: float, error: float) -> bool:
    """Whether a finite output may be further from the exact result than is promised."""
    return error > PROMISED * abs(value) + EXEMPT and isfinite(value)


def errors(function: Function, values: Sequence[float], infinite: bool = False) -> list[float]:
    """A bound for the error of each live node's value; that of other nodes is 0.

    `infinite` says that some inputs are; what is made of these is exact, but for the rounding of a finite limit.
    """
    nodes = function.graph.nodes
    error = [0.0] * len(nodes)
    for node in function.live:
        primitive, operands, payload, _ = nodes[node]
        if infinite and primitive != "where" and any(map(isinf, (values[operand] for operand in operands))):
            error[node] = LIMIT_UNITS * UNIT * abs(values[node]) if isfinite(values[node]) else 0.0
        elif operands:
            error[node] = error_of(nodes, node, values, error)
        elif payload == primitive:  # a constant that a rule names is exact there, and rounded in floats
            error[node] = UNIT * abs(values[node])
    return error


def error_of(nodes: Sequence[Node], node: NodeId, values: Numbers, error: Numbers) -> float:
    """A bound for the error of an operation's value, from those of its operands.

    `values` and `error` are by node, and may have no more than those of the node and its operands.
    """
    primitive, operands, _, _ = nodes[node]
    value = values[node]
    # The commonest entries are written out: it is as fast as the evaluation itself.
    if primitive == "multiply":
        a, b = operands
        x, y, of_x, of_y = abs(values[a]), abs(values[b]), error[a], error[b]
        if not (of_x or of_y):
            off = product_rounding(x, y, abs(value))
        elif not (x or of_x) or not (y or of_y):
            off = 0.0
        else:
            off = x * of_y + y * of_x + of_x * of_y + UNIT * abs(value)
            if x * y < SMALLEST_NORMAL and x and y:
                off += SMALLEST
    elif primitive in ("add", "subtract"):
        a, b = operands
        x, y = values[a], values[b]
        if primitive == "subtract":
            if a == b and value == 0.0:
                return 0.0
            y = -y
        back = value - x
        off = error[a] + error[b] + abs((x - (value - back)) + (y - back))
    elif primitive == "divide":
        a, b = operands
        x, y, of_x, of_y = abs(values[a]), abs(values[b]), error[a], error[b]
        if y <= of_y:
            off = inf
        elif not (of_x or of_y):
            off = quotient_rounding(x, y, abs(value))
        elif a == b or not (x or of_x):
            off = 0.0
        else:
            off = (of_x + abs(value) * of_y) / (y - of_y) + UNIT * abs(value)
            if abs(value) < SMALLEST_NORMAL:
                off += SMALLEST
    elif primitive == "where":
        condition, a, b = operands
        if error[condition] and abs(values[condition]) <= error[condition]:
            off = abs(values[a] - values[b]) + max(error[a], error[b])
        else:
            off = error[a] if values[condition] != 0.0 else error[b]
    elif primitive == "negative":
        off = error[operands[0]]
    else:
        off = _passed_on(nodes, node, values, error)
    return off if off < inf else inf  # a nan is as bad


def product_rounding(x: float, y: float, value: float) -> float:
    """How far the product of two exact numbers that are not negative is from the exact one."""
    if not (LOW < value < HIGH and x < HIGH and y < HIGH):
        return 0.0 if x == 0.0 or y == 0.0 else UNIT * value + (SMALLEST if value < SMALLEST_NORMAL else 0.0)
    scaled = 134217729.0 * x  # 2^27 + 1
    x_high = scaled - (scaled - x)
    x_low = x - x_high
    scaled = 134217729.0 * y
    y_high = scaled - (scaled - y)
    y_low = y - y_high
    return abs(((x_high * y_high - value) + x_high * y_low + x_low * y_high) + x_low * y_low)


def quotient_rounding(x: float, y: float, value: float) -> float:
    """How far the quotient of two exact numbers that are not negative is from the exact one."""
    if x == 0.0:
        return 0.0
    rounding = UNIT * value + (SMALLEST if value < SMALLEST_NORMAL else 0.0)
    if value * y == x and LOW < x < HIGH and LOW < value < HIGH and y < HIGH:
        return min(rounding, product_rounding(value, y, x) / y)
    return rounding


@cache
def passing(primitive: str) -> Passing:
    """How an entry passes errors on, read off its columns."""
    entry = PRIMITIVES[primitive]
    stepwise = not any(partial_rule(primitive, i, len(entry.names)) for i in range(len(entry.names)))
    truth = entry.level in ("and", "or", "not")
    return Passing(
        kernel=FLOAT.kernel(primitive),
        roundings=entry.rounding,
        exact_zero=entry.exact_zero,
        whole=entry.whole,
        stepwise=stepwise,
        compares=stepwise and len(entry.names) > 1 and not truth,
        truth=truth,
        jumps=bool(described(primitive).jump),
        chooses=bool(entry.tie),
        whole_powers=entry.operator == "^",
    )


@cache
def rule_kernel(primitive: str, position: int, count: int) -> Kernel | None:
    """The partial of an entry towards an operand, as a function of the operands and the result."""
    rule = partial_rule(primitive, position, count)
    return None if rule is None else steps_kernel(steps_of(rule), FLOAT.kernel, float)


def _passed_on(nodes: Sequence[Node], node: NodeId, values: Numbers, error: Numbers) -> float:
    """The bound of a node by its entry's rules."""
    primitive, operands, _, _ = nodes[node]
    way = passing(primitive)
    if way.compares:
        undecided = 0.0
        for other in operands[1:]:
            undecided += _undecided(nodes, operands[0], other, values, error)
        return undecided
    value = values[node]
    given = [values[operand] for operand in operands]
    off = [error[operand] for operand in operands]
    if not any(off):
        return _own_rounding(way, given, value)
    if way.truth:
        return _truth_off(way, given, off, value)
    if way.chooses:
        widest = max(off)
        return max((one for x, one in zip(given, off, strict=True) if abs(x - value) <= one + widest), default=inf)
    large = way.jumps or any(one > SMALL * abs(x) for x, one in zip(given, off, strict=True))
    points = [given, *_ends(given, off)] if large else [given]
    worst = step = most = 0.0
    for point in points:
        out = value if point is given else way.kernel(*point)
        moved = abs(out - value)
        if way.jumps or way.stepwise:
            step = max(step, moved)
            moved = 0.0
        total = 0.0
        for position, one in enumerate(off):
            rule = rule_kernel(primitive, position, len(operands)) if one else None
            if rule is not None:
                total += one * abs(rule(*point, out))
        if isnan(total) or isnan(moved):  # an end outside the domain
            return inf
        worst, most = max(worst, total), max(most, moved)
    if most > worst + UNIT * abs(value):  # between the points the slope is greater
        return inf
    return worst + step + _least_rounding(way, value)


def _own_rounding(way: Passing, given: Sequence[float], value: float) -> float:
    """How far the result of exact operands may be off."""
    if way.roundings == 0.0 or (value == 0.0 and way.exact_zero):
        return 0.0
    if way.whole and all(x % 1.0 == 0.0 and abs(x) < WHOLE for x in (*given, value)):
        return 0.0
    if way.whole_powers and _exact_power(given[0], given[1], value):
        return 0.0
    # What an entry gives of 0, and of 1 and -1, is exact where it is a short number: exp(0), log(1), sigmoid(0).
    if value * 4.0 % 1.0 == 0.0 and abs(value) <= 4.0 and all(x in (0.0, 1.0, -1.0) for x in given):
        return 0.0
    return _least_rounding(way, value)


def _least_rounding(way: Passing, value: float) -> float:
    rounding = way.roundings * UNIT * abs(value)
    return rounding + SMALLEST if abs(value) < SMALLEST_NORMAL and way.roundings else rounding


def _exact_power(x: float, y: float, value: float) -> bool:
    """Whether a whole power of a number of few digits is one that a double holds."""
    if x == 0.0:
        return y >= 0.0
    if not (0.0 <= y <= 53.0 and y == y // 1 and isfinite(x) and LOW < abs(value) < HIGH):
        return False
    digits, _ = x.as_integer_ratio()
    return y == 1.0 or (digits // (digits & -digits)).bit_length() * y <= 53


def _ends(given: Sequence[float], off: Sequence[float]) -> list[list[float]]:
    """The operands at both ends of their errors, in all combinations where they are few."""
    # Rounded outward: an error below half a unit moves the operand too, which may lie on either side of a jump.
    pairs = [
        (nextafter(x - one, -inf), nextafter(x + one, inf)) if one else (x,) for x, one in zip(given, off, strict=True)
    ]
    if sum(len(pair) > 1 for pair in pairs) <= MOST_COMBINED:
        return [list(point) for point in product(*pairs)]
    return [[pair[0] for pair in pairs], [pair[-1] for pair in pairs]]


def _truth_off(way: Passing, given: Sequence[float], off: Sequence[float], value: float) -> float:
    """1 where errors may make a truth another one, else 0."""
    known = [(x != 0.0,) if abs(x) > one or not one else (True, False) for x, one in zip(given, off, strict=True)]
    return 0.0 if all(way.kernel(*map(float, one)) == value for one in product(*known)) else 1.0


def _undecided(nodes: Sequence[Node], first: NodeId, other: NodeId, values: Numbers, error: Numbers) -> bool:
    """Whether errors may decide how two numbers compare."""
    margin = (error[first] + error[other]) * (1.0 + PROMISED)  # the bounds are rounded themselves
    if margin == 0.0 or abs(values[first] - values[other]) > margin or first == other:
        return False
    for chosen, choice in ((first, other), (other, first)):
        # One of several is equal to the one that was chosen where it was itself, and no other is near.
        primitive, among, _, _ = nodes[choice]
        if chosen in among and primitive not in LEAVES and passing(primitive).roundings == 0.0:
            try:
                return any(
                    rival != chosen and abs(values[rival] - values[choice]) <= error[rival] + error[choice]
                    for rival in among
                )
            except TypeError:  # its value has been freed
                return True
    return True


def lost(function: Function, values: Sequence[float], error: Sequence[float]) -> tuple[NodeId | None, Loss]:
    """The node at which digits are lost, and how; None where it is no single one.

    It is the sum of numbers that have their digits which loses most of them, one that the user wrote where there is
    one; else a choice that rounding decides; else a number that is too small for a double.
    """
    nodes, origins = function.graph.nodes, function.graph.origins
    found: dict[Loss, NodeId] = {}
    most = (False, PROMISED)
    for node in function.live:
        primitive, operands, _, _ = nodes[node]
        if not operands or not error[node] or not isfinite(values[node]):
            continue
        if any(doubtful(values[operand], error[operand]) for operand in operands):
            continue
        entry = PRIMITIVES[primitive]
        if entry.level == "sum":
            share = error[node] / abs(values[node]) if values[node] else inf
            if share > PROMISED and (bool(origins[node]), share) > most:
                found["cancellation"], most = node, (bool(origins[node]), share)
        elif passing(primitive).stepwise:
            found.setdefault("choice", node)
        elif abs(values[node]) < SMALLEST_NORMAL:
            found.setdefault("underflow", node)
    for case in LOSSES:
        if case in found:
            return found[case], case
    return None, "digits"


def shaken(function: Function, inputs: Mapping[str, float]) -> list[float]:
    """How far the outputs move where the result of each operation is moved by a few units in the last place.

    It says less than a bound, and is seldom too wide. The moves are the same in every call.

    *Source*: Vignes 1993, Mathematics and Computers in Simulation 35 (stochastic arithmetic).
    """
    system = moved_floats()
    runs = [evaluate(function, inputs, system) for _ in range(RUNS)]
    return spread([[values[output] for output in function.outputs] for values in runs])


def spread(runs: Sequence[Sequence[float]]) -> list[float]:
    """How far apart the numbers are that runs have at the same place."""
    return [max(numbers) - min(numbers) for numbers in zip(*runs, strict=True)]


def remembering(system: NumberSystem) -> NumberSystem:
    """A system that computes no entry twice of the same operands; those with a 0, which has a sign, it does."""
    known: dict[str, dict[tuple[Any, ...], Any]] = {}

    def kernel(primitive: str) -> Callable[..., Any]:
        plain = system.kernel(primitive)
        results = known.setdefault(primitive, {})

        def call(*operands: Any) -> Any:
            if operands in results:
                return results[operands]
            value = plain(*operands)
            if all(operands):
                results[operands] = value
            return value

        return call

    return system._replace(kernel=kernel)


def moved_floats(system: NumberSystem = FLOAT) -> NumberSystem:
    """Floats whose operations are moved by a few units in the last place, otherwise in every evaluation."""
    state = SEED

    def kernel(primitive: str) -> Kernel:
        plain = system.kernel(primitive)
        if passing(primitive).roundings == 0.0:
            return plain

        def call(*operands: float) -> float:
            nonlocal state
            value: float = plain(*operands)
            state = (state * 1103515245 + 12345) % 2**31  # as in ISO C's example of `rand`
            units = (state >> 16) % 16 - 8
            return value + (units if units < 0 else units + 1) * UNIT * value

        return call

    return system._replace(kernel=kernel)
