"""Functions of whole matrices in an mpmath context: the exponential, and eigenvalues and eigenvectors.

Takes: a context, and matrices as lists of rows of its numbers. Returns: a list of its numbers, or of rows of them.
Raises `ValueError` where a number is not finite, and what mpmath does where an iteration does not end.

*Source*: mpmath's documentation, "Matrix functions" and "Eigenvalues"; for the derivative of the exponential, Higham
2008, "Functions of Matrices", section 3.2.
"""

from collections.abc import Callable, Sequence
from typing import Any

Rows = Sequence[Sequence[Any]]
# The sign of an eigenvector is that of its first element of at least this share of the largest one.
LEADING = 0.37
# Eigenvalues are equal to rounding where they differ by so much of the norm of all.
TIED = 4e-15
# The most bits that are spent on numbers of different sizes.
MOST_SPARE_BITS = 8192


def expm(m: Any, x: Rows) -> list[list[Any]]:
    """The exponential; the numbers may be complex."""
    _check(m, x)
    return m.expm(m.matrix(x)).tolist() if len(x) else []


def expm_frechet(m: Any, x: Rows, y: Rows) -> list[list[Any]]:
    """The derivative of the exponential along y, from the exponential of a matrix with x twice on its diagonal.

    The derivative is linear in y, which is made as small as x is, lest it cost the exponential its digits.
    """
    _check(m, y)
    n = len(x)
    largest = max((abs(one) for row in y for one in row), default=m.zero)
    if largest == 0:
        return [[m.zero] * n for _ in range(n)]
    whole = [[*row, *(one / largest for one in other)] for row, other in zip(x, y, strict=True)]
    whole += [[m.zero] * n + [*row] for row in x]
    return [[one * largest for one in row[n:]] for row in expm(m, whole)[:n]]


def eigvalsh(m: Any, x: Rows) -> list[Any]:
    """The eigenvalues of the symmetric part, ascending."""
    return _eigen(m, x)[0]


def eigvecsh(m: Any, x: Rows) -> list[list[Any]]:
    """The eigenvectors of the symmetric part, one a column, in the order of the eigenvalues."""
    columns = _eigen(m, x)[1]
    return [list(row) for row in zip(*map(directed, columns), strict=True)]


def tied(m: Any, x: Rows, y: Sequence[Any]) -> list[Any]:
    """The place of the first of the eigenvalues y that are equal to each to rounding."""
    norm = m.sqrt(sum((one * one for one in y), m.zero))
    places: list[int] = []
    for i, one in enumerate(y):
        places.append(places[-1] if i and not one - y[i - 1] > TIED * norm else i)
    return [m.mpf(place) for place in places]


def directed(column: Sequence[Any]) -> list[Any]:
    """An eigenvector with the sign that is given to all of them."""
    largest = max(map(abs, column))
    leading = next(one for one in column if abs(one) >= LEADING * largest)
    return [-one for one in column] if leading < 0 else list(column)


def _eigen(m: Any, x: Rows) -> tuple[list[Any], list[list[Any]]]:
    _check(m, x)
    n = len(x)
    if n == 0:
        return [], []
    # A rotation rounds small numbers as large ones are: of numbers far apart twice the bits between them are spent.
    sizes = [m.mag(one) for row in x for one in row if one]
    with m.workprec(m.prec + min(2 * (max(sizes, default=0) - min(sizes, default=0)), MOST_SPARE_BITS)):
        values, vectors = m.eigsy(m.matrix([[(x[i][j] + x[j][i]) / 2 for j in range(n)] for i in range(n)]))
    order = sorted(range(n), key=lambda i: values[i])
    return [values[i] for i in order], [[vectors[row, i] for row in range(n)] for i in order]


def _check(m: Any, x: Rows) -> None:
    if not all(m.isfinite(one) for row in x for one in row):
        raise ValueError("a number of the matrix is not finite")


REAL: dict[str, Callable[..., Any]] = {
    "expm": expm,
    "expm_frechet": expm_frechet,
    "eigvalsh": eigvalsh,
    "eigvecsh": eigvecsh,
    "tied": tied,
}
# What is analytic in every element.
COMPLEX = {name: REAL[name] for name in ("expm", "expm_frechet")}
