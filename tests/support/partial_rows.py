"""What entries that are partials of others should be: derivatives of the references of those, as in `float_rows`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli.primitives import PRIMITIVES
from support.float_rows import Row

# An entry, the one of which it is a partial, and the parameters in which that is differentiated.
PARTIALS = {
    "factorial_slope": ("factorial", "x"),
    "beta_by_a": ("beta", "a"),
    "beta_by_b": ("beta", "b"),
    "binomial_by_n": ("binomial", "n"),
    "binomial_by_k": ("binomial", "k"),
    "airyai_curvature": ("airyai", "x x"),
    "airybi_curvature": ("airybi", "x x"),
    "zeta_slope": ("zeta", "q"),
    "zeta_curvature": ("zeta", "q q"),
    "dilogarithm_slope": ("dilogarithm", "x"),
    "exp_over_x": ("expi", "x"),
    "cos_over_x": ("cosine_integral", "x"),
    "sinh_over_x": ("sinh_integral", "x"),
    "cosh_over_x": ("cosh_integral", "x"),
    "owens_t_slope": ("owens_t", "h"),
    "ellipkinc_slope": ("ellipkinc", "phi"),
    "ellipeinc_slope": ("ellipeinc", "phi"),
}
# How large arguments are, lest a reference lose all digits, and how many points are asked of one.
LEAST, MOST, MOST_POINTS = 1e-8, 700.0, 60


def derivative(exact: Callable[..., Any], places: Sequence[int], *point: Any) -> Any:
    """A partial of up to the third order of a function of mpmath's numbers, by differences of three times the digits.

    The third order takes four times. What is nothing beside the function itself is 0.
    """
    step = mp.mpf(10) ** -mp.dps
    with mp.workdps(max(3, len(places) + 1) * mp.dps + 60):
        value = difference(exact, places, [mp.mpf(x) for x in point], step)
        return value if abs(value) > abs(exact(*point)) * mp.sqrt(step) else mp.zero


def difference(exact: Callable[..., Any], places: Sequence[int], point: list[Any], step: Any) -> Any:
    """The partial in these places, of no place the value, by differences of such a part of a number, or of 1."""
    if not places:
        return mp.re(exact(*point))
    place, *others = places
    width = step * min(abs(point[place]), 1)
    if others == [place]:
        below, here, above = _around(exact, (), point, place, width, step)
        return (below - 2 * here + above) / width**2
    below, _, above = _around(exact, others, point, place, width, step)
    return (above - below) / (2 * width)


def _around(
    exact: Callable[..., Any], places: Sequence[int], point: list[Any], place: int, width: Any, step: Any
) -> list[Any]:
    """The values, or partials, below, at and above a point."""
    moved = [[*point[:place], point[place] + side * width, *point[place + 1 :]] for side in (-1, 0, 1)]
    return [difference(exact, places, one, step) for one in moved]


def partial_rows(references: Mapping[str, Row]) -> dict[str, Row]:
    """The rows of the entries above, and of the partials that are `sharpened`."""
    chains = dict(PARTIALS)
    for entry in PRIMITIVES.values():
        base, taken = PARTIALS.get(entry.name, (entry.name, ""))
        chains |= {f"{entry.name}_by_{name}": (base, f"{taken} {name}".strip()) for name in entry.sharpened}
    rows = {}
    for name, (base, taken) in chains.items():
        places = [PRIMITIVES[base].names.index(one) for one in taken.split()]
        chosen = [one for one in references[base].points if all(x == 0.0 or LEAST < abs(x) < MOST for x in one)]
        chosen = [one for one in chosen if all(one[place] for place in places)]
        exact = partial(derivative, references[base].exact, places)
        rows[name] = Row(name, exact, chosen[:: len(chosen) // MOST_POINTS + 1], bound=PRIMITIVES[name].bound)
    return rows
