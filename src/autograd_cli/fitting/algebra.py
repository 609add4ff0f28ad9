"""The linear least-squares problem at a point: the step, the covariance, and what the data leave free.

Takes the Jacobian and the residuals of rows, block by block, as NumPy arrays. Returns their `triangle`, which is all
that a step needs of them, and from it a `Linear`: columns are scaled to length 1 before it is decomposed further, so
that units of parameters do not matter.

*Source*: Golub & Van Loan 2013, sections 5.2, 5.3 and 5.5; Björck 1996, section 2.4; for blocks Demmel, Grigori,
Hoemmen & Langou 2012, section 3.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

EPSILON = float(np.finfo(float).eps)
# A direction whose singular value is this share of the largest is left free by the data: only rounding moves along it.
FREE = 64 * EPSILON
# So many rows are reduced at once: they stay in the cache, and are too few for BLAS to start threads for.
BLOCK = 512


class Linear(NamedTuple):
    """The decomposition of a Jacobian whose columns have lengths `scale`.

    `step` is the Gauss-Newton step; `inverse` is the inverse of `J'J`, on the directions that the data determine;
    `free` are the others, as rows of unit vectors in scaled parameters. `condition` is that of the scaled columns.
    """

    step: Any
    inverse: Any
    scale: Any
    free: Any
    condition: float
    # The largest cosine of the residuals with a column: 0 at a minimum.
    cosine: float


def triangle(columns: Any) -> Any:
    """The triangle of the QR decomposition of a matrix whose columns are the lines of `columns`, `(width, n)`.

    *Shapes*: `(width, width)`, also of fewer rows.
    """
    width, count = columns.shape
    rows = max(BLOCK, 4 * width)
    whole = count - count % rows
    blocks = columns[:, :whole].reshape(width, whole // rows, rows).transpose(1, 2, 0)
    rest = np.vstack([columns[:, whole:].T, np.zeros((width, width))])
    return joined([*np.linalg.qr(blocks, mode="r"), np.linalg.qr(rest, mode="r")])


def joined(triangles: Sequence[Any]) -> Any:
    """The triangle of a matrix, from those of its parts."""
    several = max(BLOCK // len(triangles[0]), 4)
    while len(triangles) > 1:
        firsts = range(0, len(triangles), several)
        triangles = [np.linalg.qr(np.vstack(triangles[first : first + several]), mode="r") for first in firsts]
    return triangles[0]


def linear(whole: Any, places: Sequence[int] | None = None) -> Linear:
    """The linear problem `J step = -r`, from the `triangle` of `J` beside `r`; only of the columns at `places`."""
    if places is not None:
        whole = np.linalg.qr(whole[:, [*places, -1]], mode="r")
    scale = _lengths(whole[:, :-1])
    scale[scale == 0.0] = 1.0
    inner, along = whole[: len(scale), :-1] / scale, whole[: len(scale), -1]
    left, singular, right = np.linalg.svd(inner)
    least = max(FREE, EPSILON * len(scale)) * (singular[0] if len(singular) else 0.0)
    kept = singular > least
    inverse = np.where(kept, 1.0 / np.where(kept, singular, 1.0), 0.0)
    step = -(right.T @ (inverse * (left.T @ along))) / scale
    if kept.all():  # a triangular solution keeps more digits than the singular vectors
        step = -np.linalg.solve(inner, along) / scale
    length = float(np.linalg.norm(whole[:, -1]))
    cosine = float(np.linalg.norm((left.T @ along)[kept])) / length if length else 0.0
    condition = float(singular[0] / singular[-1]) if len(singular) and singular[-1] else np.inf
    return Linear(step, (right.T * inverse**2) @ right / np.outer(scale, scale), scale, right[~kept], condition, cosine)


def _lengths(jacobian: Any) -> Any:
    """The lengths of the columns, where squares overflow or underflow too."""
    with np.errstate(over="ignore", under="ignore"):
        lengths = np.sqrt(np.einsum("ij,ij->j", jacobian, jacobian))
    odd = ~((lengths > 0.0) & (lengths < np.inf))
    if odd.any() and len(jacobian):
        columns = jacobian[:, odd]
        largest = np.max(np.abs(columns), axis=0)
        largest[largest == 0.0] = 1.0
        lengths[odd] = largest * np.linalg.norm(columns / largest, axis=0)
    return lengths
