"""Objective functions of optimisation written with ranges: gradient and Hessian against 30 digits.

The reference is a difference quotient of a function written in Python, at 80 digits.
"""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from mpmath import mp, mpf
from references.objectives import GLOBAL, MORE_GARBOW_HILLSTROM, Objective
from support.calls import call

STEP = mpf("1e-20")
# One of so many is tried in the build, and the others where slow tests are.
OBJECTIVES = [
    pytest.param(one, id=one.name, marks=[pytest.mark.slow] if i % 4 else [])
    for i, one in enumerate([*MORE_GARBOW_HILLSTROM, *GLOBAL])
]


def derivatives(one: Objective) -> tuple[list[Any], list[list[Any]]]:
    """Gradient and Hessian by central differences."""
    point, n = list(map(mpf, one.point)), range(len(one.point))

    def at(*moves: tuple[int, int]) -> Any:
        moved = [*point]
        for place, times in moves:
            moved[place] += times * STEP
        return one.function(moved)

    here = at()
    ahead, behind = [at((i, 1)) for i in n], [at((i, -1)) for i in n]
    gradient = [(ahead[i] - behind[i]) / (2 * STEP) for i in n]
    hessian = [[mpf(0) for _ in n] for _ in n]
    for i in n:
        hessian[i][i] = (ahead[i] - 2 * here + behind[i]) / STEP**2
        for j in range(i):
            both = at((i, 1), (j, 1)) + at((i, -1), (j, -1))
            cross = both - ahead[i] - behind[i] - ahead[j] - behind[j] + 2 * here
            hessian[i][j] = hessian[j][i] = cross / (2 * STEP**2)
    return gradient, hessian


def close(found: Sequence[float], exact: Sequence[Any]) -> bool:
    largest = max(map(abs, exact))
    return all(abs(a - b) <= 1e-12 * abs(b) + 1e-14 * largest for a, b in zip(found, exact, strict=True))


@pytest.mark.parametrize("one", OBJECTIVES)
def test_gradient_and_hessian_of_an_objective_are_exact(one: Objective) -> None:
    with mp.workdps(80):
        gradient, hessian = derivatives(one)
    values = f"x={json.dumps(one.point)}"
    status, out, err = call("eval", one.formula, values, "--json")
    assert status == 0, err or out
    assert close(json.loads(out)["gradient"]["x"], gradient)
    status, out, err = call("hessian", one.formula, values, "--json")
    assert status == 0, err or out
    found = json.loads(out)["hessian"]["x"]["x"]
    assert close([number for row in found for number in row], [number for row in hessian for number in row])
