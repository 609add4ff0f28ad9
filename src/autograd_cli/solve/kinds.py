"""What a point is where a search ended: by the signs of the Hessian's eigenvalues, and where they are 0 by values.

Takes a `Search`, a point, and directions in which unknowns may move. Returns a `Shape`.

*Source*: Nocedal & Wright 2006, theorems 2.4 and 12.6.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import orth
from scipy.sparse import diags_array
from scipy.sparse.linalg import ArpackError, eigsh

from autograd_cli.solve.descent import EPSILON, TO_ROUNDING, Search

# An eigenvalue of such a share of the largest one is 0: a direction is flat to second order.
FLAT = 1e-9
# How far along a flat direction values are compared, in scales.
DISTANCES = (1e-3, 1e-2, 1e-1)


class Shape(NamedTuple):
    """What a point is: `minimum`, `valley` or `saddle`; the eigenvalues that are known, ascending.

    Signs are judged in scales; the eigenvalues and their `condition` are those of the matrix itself. A `direction` is
    that in which the value falls, or stays. Along a minimum's the Hessian is 0, and values rise. The columns of `flat`,
    in scales, are the directions along which the value stays.
    """

    kind: str
    eigenvalues: list[float]
    condition: float | None
    direction: Any | None
    flat: Any | None = None


def shape_of(
    state: Search, point: Any, curvature: Any, basis: Any | None, along: Callable[[Any], float] | None = None
) -> Shape:
    """The shape at a point by the Hessian of the function, or of the Lagrangian, in scales.

    The columns of the `basis` are directions that constraints leave free; `along` is the value at a point, where that
    is another than the search's.
    """
    value = along or state.value
    if not isinstance(curvature, np.ndarray):
        return _sparse_shape(curvature, state, point)
    inner = curvature if basis is None else basis.T @ curvature @ basis
    if not inner.size:
        return Shape("minimum", [], None, None)
    values, vectors = np.linalg.eigh(inner)
    largest = float(np.max(np.abs(values)))
    least = float(values[0])
    scale = np.maximum(state.scale, np.abs(point))
    own = curvature / np.outer(scale, scale)
    free = None if basis is None else orth(basis * scale[:, None])
    numbers = [float(one) for one in np.linalg.eigvalsh(own if free is None else free.T @ own @ free)]
    if least > FLAT * largest:
        return Shape("minimum", numbers, numbers[-1] / numbers[0] if numbers[0] > 0 else None, None)
    turned = vectors if basis is None else basis @ vectors
    if least < -FLAT * largest:
        return Shape("saddle", numbers, None, turned[:, 0] * scale)
    here = value(point)
    flat: list[Any] = []
    for place in np.flatnonzero(np.abs(values) <= FLAT * largest):
        direction = turned[:, place] * scale
        rises = [value(point + sign * step * direction) - here for step in DISTANCES for sign in (1.0, -1.0)]
        size = TO_ROUNDING * max(abs(here), largest * EPSILON)
        if min(rises) < -size and basis is None:
            return Shape("saddle", numbers, None, direction)
        if max(map(abs, rises)) <= size:
            flat.append(turned[:, place])
    if flat:
        return Shape("valley", numbers, None, flat[0] * scale, np.array(flat).T)
    return Shape("minimum", numbers, None, turned[:, 0] * scale)


def _sparse_shape(curvature: Any, state: Search, point: Any) -> Shape:
    """The shape by the least and the largest eigenvalue."""
    inverse = diags_array(1.0 / np.maximum(state.scale, np.abs(point)))
    try:
        least, largest = _ends(curvature)
        numbers = _ends((inverse @ curvature @ inverse).tocsc())
    except ArpackError:
        return Shape("unknown", [], None, None)
    if least > FLAT * abs(largest):
        return Shape("minimum", numbers, numbers[1] / numbers[0] if numbers[0] > 0 else None, None)
    return Shape("saddle" if least < -FLAT * abs(largest) else "valley", numbers, None, None)


def _ends(matrix: Any) -> list[float]:
    """The least and the largest eigenvalue. Raises: `ArpackError` where they are not found."""
    given = {"k": 1, "return_eigenvectors": False, "maxiter": 5000, "tol": 1e-6}
    return [float(eigsh(matrix, which=which, **given)[0]) for which in ("SA", "LA")]
