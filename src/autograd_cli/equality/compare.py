"""The verdict on two functions: equal where both are defined, different, or not settled.

Takes: functions with two outputs each, which are compared, and ranges of the inputs. Returns: a `Comparison` of plain
numbers and texts. Points come first, since most pairs that differ do so at the first of them; then a proof is looked
for. Each takes no longer than a stated time.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from time import thread_time
from typing import NamedTuple, TypeVar

from autograd_cli.enclosures.enclosure import subtract
from autograd_cli.equality.candidates import Point, Ranges, points
from autograd_cli.equality.functions import has_rule
from autograd_cli.equality.missing import missing
from autograd_cli.equality.points import at
from autograd_cli.equality.proof import prove
from autograd_cli.equality.verdict import ENOUGH, Comparison, Difference, Domain, InFloats, near_in_floats
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import Function
from autograd_cli.run.apart import apart
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.definitions import written_out

# So many points are tried at most; each part takes at most so many seconds of the processor.
MOST_POINTS = 500
SECONDS, SECONDS_OF_PROOF = 0.6, 0.8
# After this a part is ended, even within a library.
AT_MOST = 2
# At which sizes a pair that is equal may differ in floats.
SIZES = (1e8, -1e8, 1e-8, -1e-8, 1e4, -1e4, 1e3, -1e3, 40.0, -40.0, 1e16)

T = TypeVar("T")


class _Tried(NamedTuple):
    """What the points say: the points where both are defined, at how many they agree, and the first of each kind."""

    both: tuple[Point, ...] = ()
    agreed: int = 0
    differing: tuple[Point, float, float, float] | None = None
    only_left: Point | None = None
    only_right: Point | None = None


def compare(function: Function, ranges: Ranges) -> Comparison:
    """The verdict on the two outputs of a function."""
    tried = _in_time(lambda: _tried(function, ranges), _Tried())
    left, right = (_doubles(one) for one in (tried.only_left, tried.only_right))
    domain: Domain | None = "neither" if left and right else "left" if left else "right" if right else None
    if tried.differing is not None:
        point, first, second, difference = tried.differing
        lacking = _in_time(lambda: missing(function, tried.both[:8]), None)
        found = Difference(_doubles(point) or {}, first, second, difference, lacking)
        return Comparison(False, domain, tried.agreed, found, left, right)
    proof = _in_time(lambda: prove(function, ranges, SECONDS_OF_PROOF), None)
    if proof is not None and proof.everywhere and domain is None:
        domain = "equal"
    if proof is None or not proof.equal or not tried.both:
        return Comparison(None, domain, tried.agreed, None, left, right)
    floats = _in_time(lambda: _in_floats(function, ranges), None)
    return Comparison(True, domain, tried.agreed, None, left, right, floats)


def _in_time(work: Callable[[], T], otherwise: T) -> T:
    """What a part gives, or something else where it takes too long."""
    try:
        return apart(work, AT_MOST)
    except (TimeoutError, MemoryError, AutogradError):
        return otherwise


def _tried(function: Function, ranges: Ranges) -> _Tried:
    """What points say, up to the first at which the values differ and a few more."""
    function = written_out(function, has_rule)
    both: list[Point] = []
    agreed = 0
    differing = only_left = only_right = None
    end = thread_time() + SECONDS
    for point in islice(points(function, ranges), MOST_POINTS):
        if thread_time() > end or len(both) >= (8 if differing else ENOUGH):
            break
        found = at(function, point)
        if found.differ and differing is None:
            first, second = found.values
            differing = point, float(first), float(second), float(subtract(first, second))
        agreed += found.agree
        if found.differ or found.agree:
            both.append(point)
        elif found.defined == (True, False) and only_left is None:
            only_left = point
        elif found.defined == (False, True) and only_right is None:
            only_right = point
    return _Tried(tuple(both), agreed, differing, only_left, only_right)


def _in_floats(function: Function, ranges: Ranges) -> InFloats | None:
    """The first point at which floats give the two functions different values."""
    exact = written_out(function, has_rule)
    names = list(function.input_names)
    for size in SIZES:
        for wide in dict.fromkeys((*names, None)):
            point = {name: Fraction(size if wide in (name, None) else 1) for name in names}
            if any(not low <= point[name] <= high for name, (low, high) in ranges.items() if name in point):
                continue
            numbers = evaluate(function, {name: float(value) for name, value in point.items()})
            left, right = (numbers[output] for output in function.outputs)
            if near_in_floats(left, right):
                continue
            if at(exact, point).defined == (True, True):
                return InFloats({name: float(value) for name, value in point.items()}, left, right)
    return None


def _doubles(point: Point | None) -> dict[str, float] | None:
    return None if point is None else {name: float(value) for name, value in point.items()}
