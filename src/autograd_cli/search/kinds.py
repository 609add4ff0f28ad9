"""What a point is where a search ended: by the signs of the Hessian's eigenvalues, and where they are 0 by values.

Takes a point with what is `Around` it, and directions in which unknowns may move. Returns a `Shape`.

*Source*: Nocedal & Wright 2006, theorems 2.4 and 12.6.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import orth
from scipy.sparse import diags_array
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh, splu

from autograd_cli.search.descent import EPSILON, Search, balance

# An eigenvalue of such a share of the largest one is 0: a direction is flat to second order. One of such a share of the
# largest on the way may be 0 at the point that the search ended next to.
FLAT, NEARLY_FLAT = 1e-9, 1e-4
# How far along a flat direction values are compared, in scales.
DISTANCES = (1e-3, 1e-2, 1e-1)
# How far a saddle is left: near it, else so far that the value changes by more than rounding.
ESCAPES = (1e-2, 1e-1, 1e-3, 1.0, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12)
# How far from the point, in last steps of Newton's, an inflection is looked beyond; and the most in scales.
BEYOND_STEPS, BEYOND_SCALES = 16.0, 0.1
# A second derivative that is so many times larger so few last steps away may be 0 at the minimum itself.
STEEPER = 4.0
# Moves become so many times longer, so often, as long as the value falls.
FARTHER, MOST_LONGER = 4.0, 100


class Shape(NamedTuple):
    """What a point is: `minimum`, `valley` or `saddle`; the eigenvalues that are known, ascending.

    Signs are judged in scales; the eigenvalues and their `condition` are those of the matrix itself. A `direction` is
    that in which the value falls, or stays. Along a minimum's the Hessian is 0, or may be so at the minimum that the
    search ended next to, and values rise. The columns of `flat`,
    in scales, are the directions along which the value stays. Next to a saddle there is a point that is `lower`, unless
    none was found.
    """

    kind: str
    eigenvalues: list[float]
    condition: float | None
    direction: Any | None
    flat: Any | None = None
    lower: Any | None = None


class Around(NamedTuple):
    """A point and what is near it: its scale, the last step of Newton's in scales, and how a point is made feasible,
    which gives None where it cannot be; and how far entries of the Hessian may be off."""

    state: Search
    point: Any
    step: float = 0.0
    feasible: Callable[[Any], Any | None] = lambda point: point
    off: Callable[[], Any] = lambda: 0.0

    @property
    def scale(self) -> Any:
        return np.maximum(self.state.scale, np.abs(self.point))

    def rise(self, move: Any) -> tuple[float, Any]:
        """By how much the value is greater after a move, and where; infinite where no point is feasible."""
        there = self.feasible(self.point + move)
        return (np.inf, None) if there is None else (self.state.value(there) - self.state.value(self.point), there)

    @property
    def rounding(self) -> float:
        return self.state.rounding(self.state.value(self.point))

    def lower(self, direction: Any, shares: Sequence[float]) -> Any | None:
        """A point along a direction with a value that is less beyond rounding."""
        moves = (sign * share * direction for share in shares for sign in (1.0, -1.0))
        rises = (self.rise(move) for move in moves)
        return next((there for rise, there in rises if rise < -self.rounding), None)

    def beyond(self, direction: Any) -> Any | None:
        """A lower point where the value first differs by more than rounding along a direction: past an inflection."""
        distance = BEYOND_STEPS * max(self.step, EPSILON)
        while distance <= BEYOND_SCALES:
            found = [(*self.rise(sign * distance * direction), sign * distance * direction) for sign in (1.0, -1.0)]
            if max((abs(rise) for rise, there, _ in found if there is not None), default=0.0) > self.rounding:
                return next((self.onward(move) for rise, _, move in found if rise < -self.rounding), None)
            distance *= FARTHER
        return None

    def may_be_flat(self, direction: Any) -> bool:
        """Whether the second derivative along a direction is much larger some last steps away."""
        move = BEYOND_STEPS * max(self.step, EPSILON) * direction
        here, *aside = (
            float(direction @ self.state.objective.hessian(point) @ direction)
            for point in (self.point, self.point + move, self.point - move)
        )
        return max(aside) > STEEPER * here

    def onward(self, move: Any) -> Any:
        """Where the longest of ever longer moves leads at which the value still falls."""
        rise, there = self.rise(move)
        for _ in range(MOST_LONGER):
            move = FARTHER * move
            next_rise, further = self.rise(move)
            if further is None or not next_rise < rise:
                break
            rise, there = next_rise, further
        return there


def shape_of(around: Around, curvature: Any, basis: Any | None) -> Shape:
    """The shape at a point by the Hessian of the function, or of the Lagrangian, in scales.

    The columns of the `basis` are directions that constraints leave free.
    """
    if not isinstance(curvature, np.ndarray):
        return _sparse_shape(curvature, around.scale)
    if (basis is not None and not basis.size) or not curvature.size:
        return Shape("minimum", [], None, None)
    values, directions = first, along = _judged(curvature, basis)
    if not _all_positive(values):
        # What the scales make small may be no 0: signs are those of the matrix with rows of one size.
        sure = np.where(np.abs(curvature) > around.off() * around.scale * around.scale[:, None], curvature, 0.0)
        values, directions = _judged(sure, basis, balance(sure))
    scale = around.scale
    own = curvature / scale[:, None] / scale
    free = None if basis is None else orth(basis * scale[:, None])
    numbers = [float(one) for one in np.linalg.eigvalsh(own if free is None else free.T @ own @ free)]
    largest = float(np.max(np.abs(values)))
    turned = directions * scale[:, None]
    if values[0] < -FLAT * largest:
        return Shape("saddle", numbers, None, turned[:, 0], lower=around.lower(turned[:, 0], ESCAPES))
    if first[0] < NEARLY_FLAT * around.state.curved:
        past = around.beyond(along[:, 0] * scale)
        if past is not None:
            return Shape("saddle", numbers, None, along[:, 0] * scale, lower=past)
    if _all_positive(values):
        condition = numbers[-1] / numbers[0] if numbers[0] > 0 else None
        flat = first[0] < NEARLY_FLAT * around.state.curved and around.may_be_flat(along[:, 0] * scale)
        return Shape("minimum", numbers, condition, along[:, 0] * scale if flat else None)
    return _flat_shape(around, numbers, turned[:, np.abs(values) <= FLAT * largest])


def _judged(curvature: Any, basis: Any | None, factors: Any = 1.0) -> tuple[Any, Any]:
    """The eigenvalues of a Hessian whose rows and columns have these factors, and the directions, in scales."""
    factors = factors * np.ones(len(curvature))
    inner = curvature * factors * factors[:, None]
    within = np.eye(len(curvature))
    if basis is not None:
        columns = basis / factors[:, None]
        within, _ = np.linalg.qr(columns / np.linalg.norm(columns, axis=0))
        inner = within.T @ inner @ within
    values, vectors = np.linalg.eigh(inner)
    directions = within @ vectors * factors[:, None]
    return values, directions / np.linalg.norm(directions, axis=0)


def _all_positive(values: Any) -> bool:
    return bool(values[0] > FLAT * np.max(np.abs(values)))


def _flat_shape(around: Around, numbers: list[float], directions: Any) -> Shape:
    """The shape where the Hessian is 0 along directions, by values."""
    size = around.rounding
    flat: list[Any] = []
    for direction in directions.T:
        moves = [sign * share * direction for share in DISTANCES for sign in (1.0, -1.0)]
        rises = [around.rise(move) for move in moves]
        down = next((move for move, (rise, _) in zip(moves, rises, strict=True) if rise < -size), None)
        if down is not None:
            return Shape("saddle", numbers, None, direction, lower=around.onward(down))
        if max((abs(rise) for rise, there in rises if there is not None), default=np.inf) <= size:
            flat.append(direction)
    if flat:
        return Shape("valley", numbers, None, flat[0], np.array(flat).T / around.scale[:, None])
    return Shape("minimum", numbers, None, directions[:, 0])


def _sparse_shape(curvature: Any, scale: Any) -> Shape:
    """The shape by the least and the largest eigenvalue."""
    inverse = diags_array(1.0 / scale)
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
    inverse = _inverse(matrix)
    least = {"which": "SA"} if inverse is None else {"sigma": 0.0, "OPinv": inverse}
    return [float(eigsh(matrix, **ends, **given)[0]) for ends in (least, {"which": "LA"})]


def _inverse(matrix: Any) -> LinearOperator | None:
    """The inverse of a positive definite matrix, which its factors `L*D*L'` show it to be; None for another one."""
    try:
        factors = splu(matrix, "MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    except RuntimeError:  # it is singular
        return None
    symmetric = np.array_equal(factors.perm_r, factors.perm_c)
    if not symmetric or not (factors.U.diagonal() > 0.0).all():
        return None
    return LinearOperator(matrix.shape, matvec=factors.solve, dtype=float)
