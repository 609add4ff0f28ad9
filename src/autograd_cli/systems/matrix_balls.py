"""Functions of whole matrices in enclosures.

Takes: matrices as lists of rows of enclosures, at the precision in force. Returns: enclosures of the results for every
choice of the numbers in them, the eigenvalues for every symmetric choice. Raises: `ValueError` where an element is
undefined. Where python-flint does not separate what it has to, the bounds are infinite.

*Source*: Johansson 2017 (Arb); Rump 2010, Acta Numerica 19, for the eigenvectors; Weyl's inequality (Horn & Johnson
2013, corollary 4.3.15) for eigenvalues of a matrix that is not known exactly.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flint import acb_mat, arb, arb_mat

from autograd_cli.special.wide_matrices import LEADING
from autograd_cli.systems.enclosure import NEGATIVE, POSITIVE, UNDEFINED, Enclosure, enclosing

Rows = Sequence[Sequence[Enclosure]]


def expm(x: Rows) -> list[list[Enclosure]]:
    """The exponential."""
    return _rows(_balls(x).exp())


def expm_frechet(x: Rows, y: Rows) -> list[list[Enclosure]]:
    """The derivative of the exponential along y, from the exponential of a matrix with x twice on its diagonal."""
    n = len(x)
    own, along = _balls(x), _balls(y)
    largest = max((abs(one).upper() for one in along.entries()), default=arb(0))
    if largest == 0 or not largest.is_finite():
        return [[enclosing(arb(0) if largest == 0 else arb.nan())] * n for _ in range(n)]
    whole = arb_mat(2 * n, 2 * n)
    for i in range(n):
        for j in range(n):
            whole[i, j] = whole[n + i, n + j] = own[i, j]
            whole[i, n + j] = along[i, j] / largest
    found = whole.exp()
    return [[enclosing(found[i, n + j] * largest) for j in range(n)] for i in range(n)]


def eigvalsh(x: Rows) -> list[Enclosure]:
    """The eigenvalues: those of the matrix of the middles, each as far off as the distance to the others can be."""
    n = len(x)
    matrix = _symmetric(x)
    if n == 0:
        return []
    middle = arb_mat(n, n, [one.mid() for one in matrix.entries()])
    away = sum((one.rad() ** 2 for one in matrix.entries()), arb(0)).sqrt()
    try:
        found = [one.real for one in acb_mat(middle).eig(multiple=True)]
    except ValueError:
        return [Enclosure(NEGATIVE, POSITIVE)] * n
    # The k-th smallest number lies between the k-th smallest bounds, whichever of them it is.
    lower, upper = _ascending([one.lower() for one in found]), _ascending([one.upper() for one in found])
    return [Enclosure((a - away).lower(), (b + away).upper()) for a, b in zip(lower, upper, strict=True)]


def eigvecsh(x: Rows) -> list[list[Enclosure]]:
    """The eigenvectors, one a column, in the order of the eigenvalues; unbounded where two of these may be equal."""
    n = len(x)
    matrix = _symmetric(x)
    if n == 0:
        return []
    try:
        values, vectors = acb_mat(matrix).eig(right=True)
        order = sorted(range(n), key=lambda i: float(values[i].real.mid()))
        columns = [_directed([vectors[row, i] for row in range(n)]) for i in order]
    except ValueError:
        return [[Enclosure(NEGATIVE, POSITIVE)] * n for _ in range(n)]
    return [[enclosing(one) for one in row] for row in zip(*columns, strict=True)]


def _directed(column: Sequence[Any]) -> list[arb]:
    """A complex multiple of a real vector as that of length 1, with the sign that is given to all of them."""
    sizes = [abs(one) for one in column]
    largest = max(sizes, key=lambda one: float(one.mid()))
    place = next(i for i, one in enumerate(sizes) if float(one.mid()) >= LEADING * float(largest.mid()))
    if sizes[place].contains(0):
        raise ValueError
    real = [(one / column[place]).real for one in column]
    length = sum((one * one for one in real), arb(0)).sqrt()
    return [one / length for one in real]


def _ascending(bounds: list[arb]) -> list[arb]:
    """Exact numbers in their order."""
    ordered: list[arb] = []
    for bound in bounds:
        place = sum(1 for one in ordered if one <= bound)
        ordered.insert(place, bound)
    return ordered


def _symmetric(x: Rows) -> arb_mat:
    n = len(x)
    whole = _balls(x)
    halves = [(whole[i, j] + whole[j, i]) / 2 for i in range(n) for j in range(n)]
    if not all(one.is_finite() for one in halves):
        raise ValueError
    return arb_mat(n, n, halves)


def _balls(x: Rows) -> arb_mat:
    if any(one is UNDEFINED for row in x for one in row):
        raise ValueError
    return arb_mat(len(x), len(x), [one.ball for row in x for one in row])


def _rows(matrix: arb_mat) -> list[list[Enclosure]]:
    return [[enclosing(one) for one in row] for row in matrix.tolist()]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "expm": expm,
    "expm_frechet": expm_frechet,
    "eigvalsh": eigvalsh,
    "eigvecsh": eigvecsh,
}
