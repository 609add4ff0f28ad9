"""Nothing true is ever outside of what is printed: formulas at random against mpmath, at 50 digits and more.

CI looks at 2,000 of them, `AUTOGRAD_LONG=1` at 10,000.
The reference is the same graph in mpmath's numbers, which share no code with python-flint's balls.
"""

import math
import random
from collections.abc import Mapping
from fractions import Fraction
from math import inf
from typing import Any

import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.amounts import LONG
from support.formulas_at_random import Formula, formula

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.enclosures.decimals import bound_text, digits_text, has_digits
from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure, fraction, hull
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.numerals import Written
from autograd_cli.report.bounds import bounds, outward
from autograd_cli.report.evaluation import sweep
from autograd_cli.report.precise import precise
from autograd_cli.run.evaluate import evaluate
from autograd_cli.systems.systems import NumberSystem, load

CHUNKS = 20
EACH = 500 if LONG else 100
BITS = 170  # 50 digits
SHOWN = 30
# Beyond such exponents nothing is compared: mpmath takes its time for them.
MOST_EXPONENT = 5000
# Seeds whose digits take more than a second.
SLOW = (991, 1651)


def posed(case: Formula) -> tuple[Problem, Function]:
    problem = pose(Source(case.text), {name: Written(value, repr(value)) for name, value in case.values.items()})
    return problem, sweep(problem, None, None, differentiate=True).whole


def reference(whole: Function, point: Mapping[str, Fraction], bits: int = BITS) -> list[Any] | None:
    """The outputs in mpmath's numbers, None where they take too long. Literals mean what they say."""
    made = load("unlimited", bits)
    mp.prec = bits
    system = made._replace(constant=lambda text: made.number(exactly(Fraction(text))))
    try:
        found = evaluate(whole, {name: exactly(value) for name, value in point.items()}, system=system)
    except TimeoutError:
        return None
    return [found[output] for output in whole.outputs]


def exactly(value: Fraction) -> Any:
    return mp.mpf(value.numerator) / value.denominator


def decimal(text: str) -> Fraction | float:
    return float(text.replace("Infinity", "inf")) if "Infinity" in text else Fraction(text)


def exponent(text: str) -> int:
    return abs(int(text.partition("e")[2] or 0))


def settled(whole: Function, point: Mapping[str, Fraction]) -> list[tuple[Any, Any]] | None:
    """Each output and how far it may be off: what doubling the precision changes."""
    rough, fine = reference(whole, point), reference(whole, point, 2 * BITS)
    if rough is None or fine is None:
        return None
    return [(one, abs(one - other) + abs(one) * _rounding(one)) for one, other in zip(fine, rough, strict=True)]


def _rounding(value: Any) -> Any:
    """How exact the reference is, relative to a value; beside an infinite operand it is a double's answer."""
    return mp.mpf(2) ** (-52 if value == mp.mpf(float(value)) else 20 - 2 * BITS)


def within(value: Any, slack: Any, low: Any, high: Any) -> bool:
    """Whether a number is between two bounds, as far as the reference knows it."""
    mp.prec = 2 * BITS
    bounds = [exactly(bound) if isinstance(bound, Fraction) else mp.mpf(bound) for bound in (low, high)]
    return bool(bounds[0] - slack <= value <= bounds[1] + slack)


@pytest.mark.parametrize("chunk", [0, *(pytest.param(chunk, marks=pytest.mark.slow) for chunk in range(1, CHUNKS))])
def test_reference_lies_in_every_ball_and_interval_printed(chunk: int) -> None:
    system = load("balls", BITS)
    compared = 0
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        case = formula(seed)
        _, whole = posed(case)
        draw = random.Random(seed)
        exact = {name: Fraction(repr(value)) for name, value in case.values.items()}
        true = settled(whole, exact)
        if true is None:
            continue
        system = load("balls", BITS)
        balls = evaluate(whole, {name: fraction(value) for name, value in exact.items()}, system=system)
        box = {name: _around(value, draw) for name, value in exact.items()}
        boxed = evaluate(whole, box, system=system)
        for (value, slack), output in zip(true, whole.outputs, strict=True):
            if mp.isnan(value) or mp.isnan(slack):
                continue
            if balls[output] is UNDEFINED:  # by way of a pole: infinity is no number that an enclosure has
                floats = evaluate(whole, case.values)
                assert any(math.isinf(floats[node]) for node in whole.live), (seed, case)
                continue
            compared += 1
            for enclosure in (balls[output], boxed[output]):
                texts = [bound_text(end, SHOWN, up) for up, end in _ends(enclosure)]
                if max(map(exponent, texts)) < MOST_EXPONENT:
                    assert within(value, slack, *map(decimal, texts)), (seed, case, value, enclosure)
                assert within(value, slack, *printed_bounds(outward(enclosure))), (seed, case, enclosure)
    assert compared > EACH, compared


def _around(value: Fraction, draw: random.Random) -> Enclosure:
    """An interval with the number in it, mostly not in the middle."""
    width = Fraction(draw.choice(("1/1000", "1/10", "1", "4")))
    return hull(fraction(value - width * Fraction(draw.random())), fraction(value + width * Fraction(draw.random())))


def _ends(enclosure: Enclosure) -> list[tuple[bool, Any]]:
    return [(False, enclosure.lower), (True, enclosure.upper)]


def printed_bounds(pair: tuple[float, float]) -> list[Fraction | float]:
    """Bounds as the decimal numbers that they are printed as."""
    return [end if end in (inf, -inf) else Fraction(repr(end)) for end in pair]


@pytest.mark.parametrize("seed", range(0, 3000, 30))
def test_bounds_of_a_box_have_the_values_at_its_points(seed: int) -> None:
    case = formula(seed)
    draw = random.Random(seed)
    ends = {name: sorted((value, value + draw.choice((-2.0, -0.1, 0.01, 3.0)))) for name, value in case.values.items()}
    values = {name: Written(low / 2 + high / 2, repr(low), until=repr(high)) for name, (low, high) in ends.items()}
    report = bounds(pose(Source(case.text), values))
    _, whole = posed(case)
    printed = [report.value, *(report.gradient or {}).values()]
    for _ in range(8):
        point = {
            name: Fraction(repr(draw.choice((low, high, draw.uniform(low, high)))))
            for name, (low, high) in ends.items()
        }
        for (value, slack), pair in zip(settled(whole, point) or [], printed, strict=False):
            if not mp.isnan(value) and not mp.isnan(slack) and mp.isfinite(value):
                assert within(value, slack, *printed_bounds(pair)), (case, point, value, pair)


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.slow if seed in SLOW else ()) for seed in range(1, 3000, 30)]
)
def test_digits_are_right_to_one_unit_of_the_last(seed: int) -> None:
    case = formula(seed)
    problem, whole = posed(case)
    digits = random.Random(seed).choice((1, 3, 17, 40))
    report = precise(problem, digits)
    texts = [report.value, *(report.gradient or {}).values()]
    true = settled(whole, {name: Fraction(repr(value)) for name, value in case.values.items()})
    for text, (value, slack) in zip(texts, true or [], strict=False):
        if text in ("NaN", "Infinity", "-Infinity", "0") or exponent(text) > MOST_EXPONENT:
            continue  # a number of so many places is not written out to be compared
        if mp.isfinite(value) and mp.isfinite(slack):
            mp.prec = 2 * BITS
            unit = mp.mpf(10) ** (mp.floor(mp.log10(abs(value))) - digits + 1)
            assert abs(exactly(Fraction(text)) - value) <= unit + slack, (case, text, value)


@pytest.mark.parametrize("system", ["balls"])
def test_texts_are_of_enclosures_that_are_tight_enough(system: str) -> None:
    made: NumberSystem = load(system, 200)
    third = made.kernel("divide")(made.number(1.0), made.number(3.0))
    assert has_digits(third, 50)
    assert digits_text(third, 20) == "0.33333333333333333333"
    assert not has_digits(third, 70)
