"""The derivative of a solution with respect to parameters, by the implicit function theorem.

Takes the conditions that hold at a solution: their matrix by what they determine, and their partials by the parameters.
Returns the partials of the solution.

*Source*: Krantz & Parks 2002, section 3.2; Fiacco 1983, section 2.2 (minima with constraints).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve


def implicit(by_unknowns: Any, by_parameters: Any) -> Any | None:
    """The partials of unknowns by parameters, where `F(unknowns, parameters) = 0`; None where they have none.

    *Shapes*: `(n, n)` and `(n, p)` give `(n, p)`.
    """
    if sparse.issparse(by_unknowns):
        found = np.array(spsolve(by_unknowns.tocsc(), -by_parameters)).reshape(by_parameters.shape)
        return found if np.isfinite(found).all() else None
    # Rows and columns are scaled, so that units do not matter to what counts as singular.
    rows = lengths(by_unknowns, 1)
    columns = lengths(by_unknowns / rows[:, None], 0)
    scaled = by_unknowns / rows[:, None] / columns
    if not np.isfinite(scaled).all() or np.linalg.matrix_rank(scaled) < len(scaled):
        return None
    return np.linalg.solve(scaled, -by_parameters / rows[:, None]) / columns[:, None]


def lengths(matrix: Any, axis: int) -> Any:
    """The lengths of rows or columns, 1 for those of zeros; squares are of shares of the largest, lest they vanish."""
    largest = np.abs(matrix).max(axis=axis, initial=0.0)
    largest = np.where(largest == 0.0, 1.0, largest)
    shares = np.linalg.norm(matrix / np.expand_dims(largest, axis), axis=axis)
    return np.where(shares == 0.0, 1.0, shares) * largest


def of_minimum(
    slopes: Any, curvature: Any, rows: Any, by_rows: Any, moving: Sequence[int], parameters: Sequence[int]
) -> Any | None:
    """The partials of the unknowns, of which those not `moving` are at bounds, and last of the value.

    `curvature` is the Hessian of the Lagrangian by unknowns and parameters, `slopes` its gradient; `rows` are the
    active constraints' gradients by unknowns, `by_rows` those by parameters.

    *Shapes*: `(p, n + 1)` for `p` parameters and `n` unknowns.
    """
    count, active = len(moving), len(rows)
    whole = np.block(
        [
            [curvature[np.ix_(moving, moving)], rows[:, moving].T],
            [rows[:, moving], np.zeros((active, active))],
        ]
    )
    mixed = np.vstack([curvature[np.ix_(moving, parameters)], by_rows])
    found = implicit(whole, mixed)
    if found is None:
        return None
    partials = np.zeros((len(parameters), rows.shape[1] + 1))
    partials[:, list(moving)] = found[:count].T
    partials[:, -1] = slopes[list(parameters)]
    return partials


def differences(solve: Any, at: Mapping[str, float], names: Sequence[str]) -> list[list[float]]:
    """Central differences of a solution that `solve` gives for values of parameters, a list for each parameter.

    Their error is that of the third derivative, extrapolated once from two steps.
    """
    found = []
    for name in names:
        step = 1e-3 * (abs(at[name]) or 1.0)
        coarse, fine = (
            (np.array(solve({**at, name: at[name] + h})) - np.array(solve({**at, name: at[name] - h}))) / (2 * h)
            for h in (step, step / 2)
        )
        found.append([float(one) for one in (4 * fine - coarse) / 3])
    return found
