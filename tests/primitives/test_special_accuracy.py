"""Special functions at one point: value, first and second partials within 4 units in the last place, at random points.

What is above 4 units is named in `ABOVE` with its bound. The reference is the function itself, by Arb or mpmath, and
its differences at hundreds of digits; no rule of the table is in it. `AUTOGRAD_SPECIAL` is how many points a function
has.
"""

import math
import random
from collections.abc import Iterator
from itertools import combinations_with_replacement

import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.amounts import amount
from support.float_rows import error_in_ulps
from support.partial_rows import difference
from support.special_points import DRAWS
from support.table_rows import REFERENCES, formula, holds

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.report.matrices import hessian_report

BOUND = 4.0
# Gamma functions and what is made of them: logarithms and quotients of large numbers; in the standard library the
# functions themselves are off by some units.
GAMMAS = 10.0
ABOVE = dict.fromkeys(
    ("gamma", "factorial", "lgamma", "digamma", "trigamma", "polygamma", "lbeta", "beta", "binomial"), GAMMAS
)
POINTS = amount("SPECIAL", 8, 300)
# Digits of a difference, and how small its step is, until the result is settled.
DIGITS = ((150, 30), (400, 60), (900, 90), (1800, 120), (3600, 150))
# References that take long.
SLOW = {"owens_t": 3, "betainc": 3, "betaincc": 3, "elliprj": 3, "elliprd": 4, "elliprf": 4}
SPECIAL = [row for row in PRIMITIVES.values() if row.group == "special" and row.names and not row.internal]


def test_every_special_function_is_measured() -> None:
    assert {row.name for row in SPECIAL} == set(DRAWS)


@pytest.mark.parametrize("row", SPECIAL, ids=lambda row: row.name)
def test_value_and_partials_of_both_orders_are_within_their_bound(row: Entry) -> None:
    draw = random.Random(row.name)
    wanted = [name for name in row.names if name not in row.undifferentiated]
    bound = ABOVE.get(row.name, BOUND)
    misses = []
    for _ in range(max(POINTS // SLOW.get(row.name, 1), 3)):
        point = tuple(one(draw) for one in DRAWS[row.name])
        if row.domain and not holds(row, row.domain, point):
            continue
        report = hessian_report(pose(Source(formula(row)), dict(zip(row.names, point, strict=True))), wrt=wanted)
        found = {(): report.value}
        found |= {(name,): report.gradient[name] for name in wanted}
        pairs = combinations_with_replacement(wanted, 2)
        found |= {pair: report.hessian[pair[0]][pair[1]] for pair in pairs}
        for taken, value in found.items():
            places = [row.names.index(name) for name in taken]
            error = min(errors(row.name, point, places, value, bound))
            if not error <= bound:
                misses.append((error, taken, point, value))
    assert not misses, sorted(misses)[-3:]


def errors(name: str, point: tuple[float, ...], places: list[int], value: float, bound: float) -> Iterator[float]:
    """How far a value is off in units of its last place; with more digits as long as these may not suffice."""
    before = None
    for digits, step in DIGITS:
        with mp.workdps(digits):
            exact = difference(REFERENCES[name].exact, places, [mp.mpf(x) for x in point], mp.mpf(10) ** -step)
            error = error_in_ulps(value, exact)
            yield math.inf if math.isnan(error) else error
            # A difference that is 0 has lost all digits.
            settled = before is not None and exact != 0 and abs(exact - before) <= abs(exact) * mp.mpf(10) ** -18
        if error <= bound or settled:
            return
        before = exact
