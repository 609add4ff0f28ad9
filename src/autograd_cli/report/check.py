"""The gradient in as many ways as there are, side by side, and whether they agree.

In: a `Problem`. Out: a `Check`. What the others are held against is the quotient of differences to hundreds of digits,
which stands on no rule of the table; at a kink, where its two sides differ, a partial must lie between them.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import field
from math import isfinite, isinf, isnan, log10, nan

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError, Finding
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Values
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import DEFAULT_MODE, sweep
from autograd_cli.report.mistake import Mistake
from autograd_cli.report.outcome import judge, judged_alone
from autograd_cli.report.ways import (
    BARS,
    BY_RULES,
    NOT_FINITE,
    ROUNDINGS,
    WAYS,
    Partial,
    Point,
    Way,
    by_definition,
    of_sweep,
    products,
    quotients,
)

TOLERANCE = 1e-9
# Below this no relative difference counts: a few of the smallest doubles.
NOTHING = 2.0**-1070
# A digit in so many that rounding has taken is worth a finding.
FEW_DIGITS = 1e-6


@record
class Compared:
    """A partial derivative computed in one way.

    `difference` is relative to the quotient, or to the value where that is 0; None where there is nothing to compare
    with. `error` is the way's own estimate of its error; `lower` and `upper` are the bounds of an enclosure.
    """

    OPTIONAL = ("lower", "upper")
    value: float
    error: float
    difference: float | None
    agrees: bool
    lower: float | None = None
    upper: float | None = None


@record
class CheckedWay:
    """A way and its partial derivatives by input; `reason` says why there are none.

    `definitions` lists the entries that this way computes by their definitions, because it has no kernel for them.
    """

    name: str
    partials: Mapping[str, Compared]
    reason: str | None
    definitions: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return all(partial.agrees for partial in self.partials.values())


@record
class Sides:
    """The derivatives from the left and from the right, where they differ."""

    left: float
    right: float


@record
class Identity:
    """The dot-product identity: the tangent of a forward sweep along a direction, and the same number from the adjoints
    of a reverse sweep.
    """

    pushed: float
    pulled: float
    agrees: bool


@record
class Check(Shown):
    """The ways and the verdict. `sides` lists the inputs with a kink or jump; `file` is where a program came from."""

    SCHEMA = "autograd.check/1"
    LAYOUT = "checks:checked"
    OPTIONAL = ("file",)
    expression: str
    inputs: Mapping[str, Values]
    output: str | None
    value: float
    agrees: bool
    tolerance: float
    ways: tuple[CheckedWay, ...]
    sides: Mapping[str, Sides]
    identity: Identity | None
    findings: tuple[Finding, ...]
    file: str | None = field(default=None)

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        told = [way for way in self.ways if way.partials]
        if not told:
            return "there is nothing to compare"
        if self.agrees:
            return f"{len(told)} ways agree"
        *others, last = [way.name for way in told if not way.agrees] or [""]
        if last:
            return f"{', '.join(others)} and {last} disagree" if others else f"{last} disagrees"
        if self.identity is not None and not self.identity.agrees:
            return "the dot-product identity does not hold"
        return "not compared: a number is nan"

    @property
    def largest(self) -> float:
        """The largest relative difference."""
        differences = [partial.difference for way in self.ways for partial in way.partials.values()]
        return max((one for one in differences if one is not None), default=0.0)


@record
class Failure:
    """A program that could not be checked, and the error."""

    file: str
    error: Mistake


@record
class Checks(Shown):
    """The checks of several programs, in order, each with its own findings."""

    SCHEMA = "autograd.checks/1"
    LAYOUT = "checks:checks"
    agrees: bool
    files: tuple[Check | Failure, ...]
    findings: tuple[Finding, ...] = ()


def check(
    problem: Problem,
    *,
    wrt: Sequence[str] | None = None,
    tolerance: float = TOLERANCE,
    kinks: str = OURS,
    file: str | None = None,
) -> Check:
    """The report on a problem.

    Raises: `AutogradError` as `evaluation` does, with code `option` for a tolerance that is no positive number.
    """
    if not 0 < tolerance < 1:
        raise AutogradError("option", "tolerance", tolerance=tolerance)
    given, problem = problem, problem.scalarised()
    swept = sweep(problem, wrt, None, differentiate=True, kinks=kinks)
    outcome = judge(problem, swept.whole, swept.nodes, kinks)
    broken = judged_alone(problem, swept.whole, swept.nodes, kinks).diagnosis.undefined
    outside = {name for name, node in swept.wanted.items() if node in broken}
    point = Point(problem, {name: float(value) for name, value in problem.values.items()}, swept.wanted, kinks)
    quotient, sides = quotients(point)
    first = of_sweep(DEFAULT_MODE, point, swept.whole, outcome.outputs[1:])
    rows = [_within(way, outside, outcome.outputs[0]) for way in (first, *(way(point) for way in WAYS), quotient)]
    kinds = {finding.kind for finding in outcome.findings}
    scale = max(1.0, abs(outcome.outputs[0])) if isfinite(outcome.outputs[0]) else 1.0
    defined = dict(zip(swept.wanted, outcome.outputs[1:], strict=True))
    apart = {
        name: Sides(*pair)
        for name, pair in sides.items()
        if isfinite(defined[name]) and (not _alike(pair, tolerance) or _both_jump(pair, kinds))
    }
    ways = tuple(
        _compared(row, rows, defined, apart, kinds, tolerance, by_definition(row.name, given.function), scale)
        for row in rows
    )
    identity = None
    if swept.wanted and all(map(isfinite, defined.values())):
        pair = products(point)
        # At an infinite input the terms may have no sum although the derivatives have limits.
        if isfinite(pair.pushed - pair.pulled) or all(map(isfinite, problem.values.values())):
            identity = Identity(pair.pushed, pair.pulled, _near(pair.pushed, pair.pulled, pair.error, tolerance))
    known = not any(map(isnan, (outcome.outputs[0], *defined.values())))
    agrees = known and all(way.agrees for way in ways) and (identity is None or identity.agrees)
    return Check(
        expression=problem.source.text,
        inputs=given.gathered(problem.values),
        output=problem.lowered.output,
        value=outcome.outputs[0],
        agrees=agrees,
        tolerance=tolerance,
        ways=ways,
        sides=apart,
        identity=identity,
        # What was recomputed has its digits.
        findings=outcome.findings if "recomputed" in kinds else (*outcome.findings, *_rounding(first)),
        file=file,
    )


def _within(way: Way, outside: Container[str], value: float) -> Way:
    """A way without numbers that are of no derivative.

    Outside a domain the function ends, though the formulas of rules do not: there they are nan. Where the value is nan,
    the other ways have nothing.
    """
    if way.name in BY_RULES:
        lost = Partial(nan, 0.0)
        return way._replace(partials={name: lost if name in outside else one for name, one in way.partials.items()})
    return Way(way.name, {}, way.reason or NOT_FINITE) if isnan(value) else way


def _compared(
    way: Way,
    ways: Sequence[Way],
    defined: Mapping[str, float],
    apart: Mapping[str, Sides],
    kinds: set[str],
    tolerance: float,
    definitions: tuple[str, ...],
    scale: float,
) -> CheckedWay:
    """A way's partials, each held against the one that is known best."""
    partials = {}
    for name, partial in way.partials.items():
        if not isfinite(defined[name]):
            if way.name in BY_RULES:
                partials[name] = _told(partial, None, agrees=isnan(defined[name]) or partial.value == defined[name])
            continue
        if name in apart:
            if way.name in BY_RULES:
                agrees = _between(partial, apart[name], kinds, tolerance)
                partials[name] = _told(partial, None, agrees)
            continue
        best = _best(name, ways)
        if not isfinite(partial.value) and way.name not in BY_RULES:
            continue  # it has nothing to say
        if best is None or not isfinite(partial.value):
            partials[name] = _told(partial, None, agrees=True)
            continue
        size = abs(partial.value - best.value)
        difference = size / (abs(best.value) or scale) if size > NOTHING or best.value else 0.0
        slack = partial.error * (BARS if way.name == "differences" else 1.0) + best.error
        partials[name] = _told(partial, difference, _near(partial.value, best.value, slack, tolerance))
    reason = way.reason
    if way.partials and not partials:
        reason = "only the sides have derivatives here" if apart else "not finite here"
    return CheckedWay(way.name, partials, reason, definitions)


def _best(name: str, ways: Sequence[Way]) -> Partial | None:
    """The partial that the others are held against: of the ways that stand on no rule, the one with most digits."""
    by_name = {way.name: way for way in ways}
    for way in ("quotient", "complex step", "differences", "enclosure"):
        partial = by_name[way].partials.get(name)
        if partial is not None and isfinite(partial.value):
            return partial
    return None


def _told(partial: Partial, difference: float | None, agrees: bool) -> Compared:
    return Compared(partial.value, partial.error, difference, agrees, partial.lower, partial.upper)


def _near(a: float, b: float, slack: float, tolerance: float) -> bool:
    """Whether two numbers are the same as far as rounding and the tolerance allow."""
    if isinf(a) or isinf(b):
        return a == b
    return abs(a - b) <= slack + tolerance * max(abs(a), abs(b)) + NOTHING


def _alike(sides: tuple[float, float], tolerance: float) -> bool:
    """Whether there is one derivative: both sides have the same, or one side is out of the domain."""
    left, right = sides
    return isnan(left) or isnan(right) or _near(left, right, 0.0, tolerance)


def _both_jump(sides: tuple[float, float], kinds: set[str]) -> bool:
    """Whether a value stands alone between two jumps, as `sign` at 0 does."""
    return "jump" in kinds and all(map(isinf, sides))


def _between(partial: Partial, sides: Sides, kinds: set[str], tolerance: float) -> bool:
    """Whether a partial is what the sides allow: one of them at a jump, anything between at a kink."""
    if isnan(partial.value):
        return True
    low, high = sorted((sides.left, sides.right))
    if isinf(low) and isinf(high):  # the derivative of the pieces is on neither side of the point
        return True
    if "jump" not in kinds or ("kink" in kinds and isfinite(low) and isfinite(high)):
        slack = partial.error + tolerance * max(abs(low), abs(high))
        return low - slack <= partial.value <= high + slack
    return any(_near(partial.value, side, partial.error, tolerance) for side in (low, high))


def _rounding(way: Way) -> list[Finding]:
    """What rounding leaves of the floats, where that is little."""
    found = []
    for name, partial in way.partials.items():
        moved = partial.error / ROUNDINGS
        if isfinite(moved) and moved > FEW_DIGITS * abs(partial.value) and moved > NOTHING:
            digits = max(0, int(-log10(moved / abs(partial.value)))) if partial.value else 0
            case = "digits-left" if digits else "no-digit-left"
            found.append(Finding("rounding", case=case, name=f"d/d{name}", digits=digits))
    return found
