"""Partial derivatives that somebody claims, against those that are.

Takes: a `Problem`, a formula for each partial that is claimed, and points, or none. Returns: an `Against`. At points
the numbers are compared, within the tolerance of `check`; without points the formulas are, as `same` compares them.
What is missing in a wrong one is looked for either way.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isclose, isnan
from typing import NamedTuple

from autograd_cli.ask.missing import as_product
from autograd_cli.ask.problem import Problem
from autograd_cli.equality.verdict import Comparison, Difference
from autograd_cli.errors import AutogradError, Finding, Source
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import Lowered
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import Values, split_outside
from autograd_cli.records import Shown, record
from autograd_cli.report.digits import digits_right, numbers_written
from autograd_cli.report.evaluation import evaluation, flattened
from autograd_cli.report.same import NO_FLOATS, Ranges, compared, lacking, merged, message
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.syntax.names import canonical_name, element_in
from autograd_cli.syntax.parser import looks_like_latex, parses

# Below this no difference counts.
NOTHING = 2.0**-1000
# A partial derivative as it is written on paper.
DERIVATIVE = re.compile(r"[d∂]\w*\s*/\s*[d∂](.+)")


@record
class Claim:
    """A partial that is claimed. `agrees` is null where it is not settled; `message` says why.

    `element` is the partial that this is about where a vector or a matrix is claimed and one is wrong, as `x[1]`.
    Where it is wrong, `difference` has a point, the claimed value at the left, the right one at the right, and what is
    missing where that can be told; at a point where one of them has no value it is a nan. `compared` is at how many
    points there was a number to compare, up to the first where it is wrong; of formulas it is 0.
    """

    formula: str
    agrees: bool | None
    message: str
    element: str | None
    difference: Difference | None
    compared: int = 0


@record
class Against(Shown):
    """The verdict on the claimed partials. `points` is how many points were given or drawn; of formulas it is 0."""

    SCHEMA = "autograd.against/1"
    LAYOUT = "checks:claimed"
    expression: str
    inputs: Mapping[str, Values]
    agrees: bool
    points: int
    tolerance: float
    claims: Mapping[str, Claim]
    findings: tuple[Finding, ...] = ()


class _Claimed(NamedTuple):
    """A claimed formula as a function of the problem's inputs, and the partials that it claims."""

    formula: str
    function: Function
    partials: tuple[str, ...]

    def element(self, place: int) -> str | None:
        """What the partial at a place is called beside others."""
        return self.partials[place] if len(self.partials) > 1 else None


def against(
    problem: Problem,
    claims: Mapping[str, str],
    points: Sequence[Mapping[str, float]],
    *,
    ranges: Ranges,
    tolerance: float,
    kinks: str = OURS,
) -> Against:
    """The report on claimed partials; without `points` the formulas themselves are compared, in the ranges.

    There, variables that have values are these numbers.

    Raises: `AutogradError` as `evaluation` does, with code `unknown-name` for the partial of what is no variable
    and `shape` where a claim has another shape than the variable.
    """
    given, problem = problem, problem.scalarised()
    claimed = {name: _claimed(given, problem, name, text) for name, text in claims.items()}
    if points:
        verdicts = _at_points(given, problem, claimed, points, tolerance, kinks)
    else:
        verdicts = {name: _as_formulas(problem, one, ranges, kinks) for name, one in claimed.items()}
    return Against(
        expression=problem.source.text,
        inputs=given.gathered(problem.values) if len(points) <= 1 else {},
        agrees=all(one.agrees for one in verdicts.values()),
        points=len(points),
        tolerance=tolerance,
        claims=verdicts,
    )


def _claimed(given: Problem, problem: Problem, name: str, text: str) -> _Claimed:
    own = given.program.notation if given.program is not None else ""
    notation = own or ("latex" if looks_like_latex(text) else "")
    source = Source(text, f"the claimed d/d{name}", "value", notation)
    names = tuple(problem.wanted([name]))
    lowered = _lowered(problem, source)
    for other in lowered.inputs:
        if other not in problem.lowered.inputs:
            known = [*problem.lowered.inputs]
            factors = as_product(other, known)
            case = "claimed-product" if factors else "claimed"
            raise AutogradError(
                "unknown-name", case, name=other, claim=text, known=known, product="*".join(factors or ())
            )
    if len(lowered.function.outputs) != len(names):
        counts = [f"{count} number{'s' * (count != 1)}" for count in (len(names), len(lowered.function.outputs))]
        raise AutogradError("shape", "claimed", name=name, needed=counts[0], given=counts[1])
    return _Claimed(text, lowered.function, names)


def _lowered(problem: Problem, source: Source) -> Lowered:
    """A claim in the names of the problem's program; what is not of its notation may be of the language."""
    try:
        return problem.lowered_text(source, within=True)
    except AutogradError:
        if not source.notation or not parses(source.text):
            raise
        return problem.lowered_text(source._replace(notation=""), within=True)


def _as_formulas(problem: Problem, claimed: _Claimed, ranges: Ranges, kinks: str) -> Claim:
    """The verdict of `same` on a claim and the derivative."""
    found, place = compared(_pairs(problem, claimed, kinks, problem.values), ranges)
    element = None if found.same or place is None else claimed.element(place)
    return Claim(claimed.formula, found.same, _message(found), element, found.difference)


def _message(found: Comparison) -> str:
    if found.difference is not None:
        return _lacking(found.difference)
    return message(found)


def _lacking(difference: Difference) -> str:
    """What is wrong with a claim, in words."""
    found = difference.missing
    if found is not None and found.kind in ("factor", "term") and found.side == "right":
        return f"the claim has the {found.kind} `{found.text}` too many"
    return lacking(difference, "the claim", "the derivative") or "different"


def _pairs(
    problem: Problem, claimed: _Claimed, kinks: str, values: Mapping[str, float] = NO_FLOATS
) -> tuple[Function, ...]:
    """A function of two outputs for each partial that a claim is about: the claim, and the derivative, at `values`."""
    wanted = tuple(problem.lowered.inputs[name] for name in claimed.partials)
    return merged(claimed.function, gradient(problem.function, wanted, kinks), values)


def _at_points(
    given: Problem,
    problem: Problem,
    claimed: Mapping[str, _Claimed],
    points: Sequence[Mapping[str, float]],
    tolerance: float,
    kinks: str,
) -> dict[str, Claim]:
    """The verdicts on numbers: each claim's first point at which it is wrong."""
    wanted = [*dict.fromkeys(name for one in claimed.values() for name in one.partials)]
    wrong: dict[str, tuple[Difference, int]] = {}
    digits: dict[str, set[int]] = {name: set() for name in claimed}
    counts = dict.fromkeys(claimed, 0)
    for point in points:
        told = evaluation(problem._replace(values=point), wrt=wanted, kinks=kinks)
        partials = dict(flattened(told.gradient or {}))
        for name, one in claimed.items():
            if name in wrong:
                continue
            inputs = {other: float(point[other]) for other in one.function.input_names}
            values = mended(one.function, inputs, evaluate(one.function, inputs))
            written = numbers_written(one.formula, len(one.partials))
            pairs = [
                (float(values[output]), float(partials[partial]))
                for output, partial in zip(one.function.outputs, one.partials, strict=True)
            ]
            counts[name] += not any(isnan(mine) and isnan(right) for mine, right in pairs)
            for place, (mine, right) in enumerate(pairs):
                if _near(mine, right, tolerance) or (isnan(mine) and isnan(right)):
                    continue
                rounded = digits_right(written[place], right)
                if rounded is None:
                    at = {key: float(value) for key, value in point.items()}
                    wrong[name] = Difference(at, mine, right, mine - right, None), place
                    break
                digits[name].add(rounded)
    return {
        name: replace(_wrong(problem, one, *wrong[name], tolerance, kinks), compared=counts[name])
        if name in wrong
        else _unrefuted(one.formula, len(points), counts[name], digits[name])
        for name, one in claimed.items()
    }


def _unrefuted(formula: str, points: int, compared: int, digits: set[int]) -> Claim:
    """The verdict on a claim that is wrong at no point: right where there is a number, of numbers to so many digits."""
    if not compared:
        where = "the point" if points == 1 else f"all {points} points"
        return Claim(formula, None, f"not settled: both are nan at {where}", None, None)
    given = f"to the {min(digits)} digits given" if len(digits) == 1 else "to the digits given" if digits else ""
    message = f"right {given or 'at 1 point'}"
    if points > 1:
        where = f"{points} points" if compared == points else f"{compared} of {points} points"
        rest = "" if compared == points else "; both are nan at the others"
        message = f"right at {where}" + f", {given}" * bool(given) + rest
    return Claim(formula, True, message, None, None, compared)


def _wrong(problem: Problem, claimed: _Claimed, wrong: Difference, place: int, tolerance: float, kinks: str) -> Claim:
    """The verdict on a claim whose partial at a place is wrong at a point, with what is missing in that partial."""
    if not any(claimed.function.input_names):  # a number alone lacks no part of a formula
        written = numbers_written(claimed.formula, len(claimed.partials))[place]
        sign = digits_right(written, -wrong.right) or _near(-wrong.left, wrong.right, tolerance)
        message = "the sign is the other one" if sign else "different"
        return Claim(claimed.formula, False, message, claimed.element(place), wrong)
    found, _ = compared(_pairs(problem, claimed, kinks)[place : place + 1], {})
    if found.difference is not None:
        wrong = replace(wrong, missing=found.difference.missing)
    return Claim(claimed.formula, False, _lacking(wrong), claimed.element(place), wrong)


def _near(a: float, b: float, tolerance: float) -> bool:
    """Whether two numbers agree."""
    return isclose(a, b, rel_tol=tolerance, abs_tol=NOTHING)


def claims_of(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The names and formulas in `x=2*x*y`, or in `d/dx=2*x*y`. Raises: `AutogradError` with code `option`."""
    found = []
    for text in texts:
        name, *rest = split_outside(text, "=")
        formula = "".join(rest[1:]).strip()
        if not name.strip() or not formula or formula.startswith("="):
            raise AutogradError("option", "claim", text=text)
        found.append((name.strip(), formula))
    return found


def claimed_partials(problem: Problem, claims: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The formulas by the variable, or the element, whose partial each is. Raises: `AutogradError` with code `option`.

    It may be written in backticks or without, and as in `d/dx`.
    """
    found: dict[str, str] = {}
    for written, formula in claims:
        name, derivative = canonical_name(written), DERIVATIVE.fullmatch(written)
        if name not in problem.lowered.inputs:
            name = element_in(derivative[1] if derivative else written)
        if name in found:
            raise AutogradError("option", "claim-twice", name=name)
        found[name] = formula
    return found
