"""Derivatives of incomplete gamma and beta functions in their parameters, in boxes: how many terms are computed."""

from collections.abc import Callable
from typing import Any

import pytest
from flint import arb, ctx

from autograd_cli.enclosures import gamma_balls
from autograd_cli.enclosures.enclosure import Enclosure, Kernel, point

BITS = 212
# A kernel, its operands, and whether the bounds are finite.
BOXES: dict[str, tuple[Kernel, tuple[Any, ...], bool]] = {
    "gammainc in a": (gamma_balls.gammainc_a, (1, (2, 2.125), (3, 3.125)), True),
    "betainc in a": (gamma_balls.betainc_ab, (1, 0, (2, 2.125), (3, 3.125), (0.3, 0.31)), True),
    "betainc in b": (gamma_balls.betainc_ab, (0, 1, (200, 200.125), 300, 0.4), True),
    "of all parameters": (gamma_balls.betainc_ab, (1, 0, (2, 3), (3, 4), (0.3, 0.31)), False),
}


@pytest.mark.parametrize("box", BOXES)
def test_a_series_of_a_wide_box_is_summed_once_and_as_far_as_its_balls_know(
    box: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel, operands, bounded = BOXES[box]
    sums: list[int] = []
    terms: list[int] = []
    own = gamma_balls._total

    def total(first: Any, ratio: Callable[[int, int], Any], order: int) -> Any:
        def counted(k: int, sign: int) -> Any:
            terms.append(k)
            return ratio(k, sign)

        sums.append(order)
        return own(first, counted, order)

    monkeypatch.setattr(gamma_balls, "_total", total)
    with ctx.workprec(BITS):
        found = kernel(*(Enclosure(*map(arb, one)) if isinstance(one, tuple) else point(one) for one in operands))
    assert len(sums) == 1
    assert max(terms) < 200
    assert found.is_bounded == bounded
