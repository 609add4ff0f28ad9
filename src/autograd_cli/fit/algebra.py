"""The linear least-squares problem at a point: the step, the covariance, and what the data leave free.

Takes a Jacobian and residuals as NumPy arrays. Returns a `Linear`: columns are scaled to length 1 before anything is
decomposed, so that units of parameters do not matter.

*Source*: Golub & Van Loan 2013, sections 5.3 and 5.5; Björck 1996, section 2.4.
"""

from typing import Any, NamedTuple

import numpy as np

EPSILON = float(np.finfo(float).eps)
# A direction whose singular value is this share of the largest is left free by the data: only rounding moves along it.
FREE = 64 * EPSILON
# So many numbers are reduced at once: they stay in the cache, and are too few for BLAS to start threads for.
BLOCK = 8192


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


def linear(jacobian: Any, residuals: Any) -> Linear:
    """The linear problem `J step = -r`, solved by QR and the singular values of its triangle."""
    scale = _lengths(jacobian)
    scale[scale == 0.0] = 1.0
    triangle, along = _triangle(jacobian, scale, residuals)
    left, singular, right = np.linalg.svd(triangle)
    least = max(FREE, EPSILON * len(scale)) * (singular[0] if len(singular) else 0.0)
    kept = singular > least
    inner = np.where(kept, 1.0 / np.where(kept, singular, 1.0), 0.0)
    step = -(right.T @ (inner * (left.T @ along))) / scale
    if kept.all():  # a triangular solution keeps more digits than the singular vectors
        step = -np.linalg.solve(triangle, along) / scale
    inverse = (right.T * inner**2) @ right / np.outer(scale, scale)
    length = float(np.linalg.norm(residuals))
    within = (left.T @ along)[kept]
    cosine = float(np.linalg.norm(within)) / length if length else 0.0
    condition = float(singular[0] / singular[-1]) if len(singular) and singular[-1] else np.inf
    return Linear(step, inverse, scale, right[~kept], condition, cosine)


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


def _triangle(jacobian: Any, scale: Any, residuals: Any) -> tuple[Any, Any]:
    """The triangle of the scaled columns' QR decomposition, and the residuals along its orthogonal vectors.

    Many rows are reduced in blocks, then the triangles that these leave.

    *Source*: Demmel, Grigori, Hoemmen & Langou 2012, section 3.
    """
    width = len(scale) + 1
    step = max(BLOCK // width, 4 * width)
    parts = (slice(start, start + step) for start in range(0, len(residuals), step))
    triangles: list[Any] = [
        np.linalg.qr(np.column_stack([jacobian[part] / scale, residuals[part]]), mode="r") for part in parts
    ]
    if len(residuals) < width:  # there must be a whole triangle
        triangles.append(np.zeros((width, width)))
    several = step // width
    while len(triangles) > 1:
        firsts = range(0, len(triangles), several)
        triangles = [np.linalg.qr(np.vstack(triangles[first : first + several]), mode="r") for first in firsts]
    return triangles[0][:-1, :-1], triangles[0][:-1, -1]
