"""Functions of whole matrices in enclosures.

Takes: matrices as lists of rows of enclosures, at the precision in force. Returns: enclosures of the results for every
choice of the numbers in them, the eigenvalues for every symmetric choice. Raises: `ValueError` where an element is
undefined. Where python-flint does not separate what it has to, the bounds are infinite.

*Source*: Johansson 2017 (Arb); Rump 2010, Acta Numerica 19, for the eigenvectors; Weyl's inequality (Horn & Johnson
2013, corollary 4.3.15) for eigenvalues of a matrix that is not known exactly.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from flint import acb_mat, arb, arb_mat, ctx, fmpq, fmpq_mat, fmpz

from autograd_cli.enclosures.enclosure import NEGATIVE, POSITIVE, UNDEFINED, Enclosure, enclosing
from autograd_cli.special.wide_matrices import LEADING
from autograd_cli.systems.systems import load

# A fraction whose numerator or denominator has more bits is not compared exactly: that takes longer than enclosures do.
MOST_BITS = 20_000
Rows = Sequence[Sequence[Enclosure]]
# The fraction that an enclosure stands for, where that is known.
Exactly = Callable[[Enclosure], Fraction | None]


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
    """The eigenvalues, unbounded where they are not enclosed."""
    matrix = _symmetric(x)
    try:
        found = _eigenvalues(matrix)
    except ValueError:
        return [Enclosure(NEGATIVE, POSITIVE)] * len(x)
    # The k-th smallest number lies between the k-th smallest bounds, whichever of them it is.
    lower, upper = _ascending([one.lower() for one in found]), _ascending([one.upper() for one in found])
    return [Enclosure(a, b) for a, b in zip(lower, upper, strict=True)]


def dyadic(x: Enclosure) -> Fraction | None:
    """A point as a fraction, None for what is none, or a long one."""
    if not x.is_point or not x.is_bounded:
        return None
    mantissa, exponent = (int(part) for part in x.lower.man_exp())
    if abs(exponent) > MOST_BITS:
        return None
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def eigvecsh(x: Rows, exactly: Exactly = dyadic) -> list[list[Enclosure]]:
    """The eigenvectors, one a column, in the order of the eigenvalues; unbounded where two of these may be equal.

    Of eigenvalues that are equal exactly they are some orthonormal vectors of their space.
    """
    n = len(x)
    matrix = _symmetric(x)
    if n == 0:
        return []
    try:
        values = _groups(matrix)
        if len(values) < n and len(values) != _count_of_distinct(x, exactly):
            raise ValueError
        if len(values) == n:
            columns = _simple(matrix)
        else:
            columns = [column for i in range(len(values)) for column in _basis(matrix, values, i)]
    except ValueError:
        return [[Enclosure(NEGATIVE, POSITIVE)] * n for _ in range(n)]
    return [[enclosing(one) for one in row] for row in zip(*columns, strict=True)]


def tied(x: Rows, y: Sequence[Enclosure], exactly: Exactly = dyadic) -> list[Enclosure]:
    """The place of the first of the eigenvalues that equals each; where that is not known, all places that it may be.

    It is known of eigenvalues whose enclosures are apart, and of a matrix that is known exactly.
    """
    matrix, n = _symmetric(x), len(y)
    try:
        groups = _groups(matrix)
    except ValueError:
        groups = [(arb.nan(), n)] if n else []
    exact = len(groups) == n or len(groups) == _count_of_distinct(x, exactly)
    places: list[Enclosure] = []
    for _, count in groups:
        start = len(places)
        places += [Enclosure(arb(start), arb(start if exact else start + i), whole=True) for i in range(count)]
    return places


def _eigenvalues(matrix: arb_mat) -> list[arb]:
    """The eigenvalues, in any order: those of the matrix of the middles, as far off as the distance to others can be.

    Raises: `ValueError` where they are not enclosed.
    """
    if matrix.nrows() == 0:
        return []
    middle = arb_mat(matrix.nrows(), matrix.ncols(), [one.mid() for one in matrix.entries()])
    away = _norm([one.rad() for one in matrix.entries()])
    try:
        found = [one.real for one in acb_mat(middle).eig(multiple=True)]
    except ValueError:  # as of [[2, 0, 0], [0, 2, 0], [0, 0, 3]]
        found = _rotated(middle)
    return [one + arb(0, away) for one in found]


def _rotated(matrix: arb_mat) -> list[arb]:
    """The eigenvalues, as the diagonal of the matrix turned by eigenvectors that need not be exact.

    What is beside the diagonal moves them by no more than its norm (Weyl), and vectors that are not orthonormal
    multiply them (Ostrowski; Horn & Johnson 2013, theorem 4.5.9). Raises: as `_eigenvalues` does.
    """
    n = matrix.nrows()
    wide = load("unlimited", ctx.prec + 32)
    number: Callable[[Any], Any] = wide.number
    rows = [[number(tuple(map(int, one.man_exp()))) for one in row] for row in matrix.tolist()]
    try:
        turned = wide.of_matrices("eigvecsh")(rows)
    except (ArithmeticError, RuntimeError, TimeoutError):
        raise ValueError from None
    vectors = arb_mat(n, n, [_exact(one) for row in turned for one in row])
    found, products = vectors.transpose() * matrix * vectors, vectors.transpose() * vectors
    beside = _norm([found[i, j] for i in range(n) for j in range(n) if i != j])
    oblique = _norm([products[i, j] - int(i == j) for i in range(n) for j in range(n)])
    if not oblique < 1:
        raise ValueError
    return [(found[i, i] + arb(0, beside)) / (1 + arb(0, oblique)) for i in range(n)]


def _exact(number: Any) -> arb:
    """A number of mpmath's as one of python-flint's."""
    size = arb(fmpz(number.man)) * arb(2) ** fmpz(number.exp)
    return -size if number < 0 else size


def _norm(numbers: Sequence[arb]) -> arb:
    """The most that the root of the sum of squares may be."""
    return sum((abs(one).upper() ** 2 for one in numbers), arb(0)).sqrt().upper()


def _groups(matrix: arb_mat) -> list[tuple[arb, int]]:
    """The eigenvalues ascending, those whose enclosures are not apart as one that holds them all, and their number.

    Raises: as `_eigenvalues` does.
    """
    groups: list[tuple[arb, int]] = []
    for one in sorted(_eigenvalues(matrix), key=lambda one: one.mid()):
        joined = one, 1
        # Enclosures of different widths may overlap others than the one before.
        while groups and groups[-1][0].overlaps(joined[0]):
            before, count = groups.pop()
            joined = before.union(joined[0]), count + joined[1]
        groups.append(joined)
    return groups


def _count_of_distinct(x: Rows, exactly: Exactly) -> int:
    """How many different eigenvalues a matrix has, -1 for one that is not known exactly.

    The characteristic polynomial without its common factors with the derivative has each of them once.
    """
    known = [[exactly(one) for one in row] for row in x]
    numbers = [fmpq(one.numerator, one.denominator) for row in known for one in row if one is not None]
    n = len(x)
    if len(numbers) < n * n:
        return -1
    matrix = fmpq_mat(n, n, numbers)
    polynomial = (matrix + matrix.transpose()).charpoly()
    return int(polynomial.degree() - polynomial.gcd(polynomial.derivative()).degree())


def _simple(matrix: arb_mat) -> list[list[arb]]:
    """The eigenvectors where no two eigenvalues are equal."""
    n = matrix.nrows()
    values, vectors = acb_mat(matrix).eig(right=True)
    order = sorted(range(n), key=lambda i: values[i].real.mid())
    return [_directed([vectors[row, i] for row in range(n)]) for i in order]


def _basis(matrix: arb_mat, values: Sequence[tuple[arb, int]], i: int) -> list[list[arb]]:
    """Orthonormal eigenvectors of one of the different eigenvalues, from the projection onto their space."""
    n = matrix.nrows()
    one = arb_mat(n, n, [arb(row == column) for row in range(n) for column in range(n)])
    own, count = values[i]
    projection = one
    for other, _ in [*values[:i], *values[i + 1 :]]:
        projection = projection * ((matrix - one * other) * (1 / (own - other)))
    columns = []
    for _ in range(count):
        place = max(range(n), key=lambda row: projection[row, row].mid())
        size = projection[place, place]
        if not size > 0:
            raise ValueError
        columns.append([projection[row, place] / size.sqrt() for row in range(n)])
        taken = arb_mat(n, 1, columns[-1])
        projection = projection - taken * taken.transpose()
    return columns


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
    "tied": tied,
}
# Those that compare numbers exactly, where they are given what is known of them.
COMPARING = frozenset({"eigvecsh", "tied"})
