"""The exponential of a matrix, and the eigenvalues of a symmetric one."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "vectors and matrices",
    Entry("expm",          "x",   "expm_frechet(x', g)",
          summary="matrix exponential, the sum of x^k/k! over all k", examples=("expm([[0, 0], [0, 1]])",),
          kind="elimination", shape="n n -> n n", most_bits=4096,
          reference="Higham 2008, 10.1",
          remark="`exp` is that of each element alone"),
    Entry("expm_frechet",  "x y",
          ("expm_frechet(beside(x', y', x'), beside(g, zeros(length(x, 0), length(x, 0)), g))"
           "[:length(x, 0), length(x, 0):]",
           "expm_frechet(x', g)"),
          summary="derivative of expm at x along y", examples=("expm_frechet([[0, 0], [0, 0]], [[1, 2], [3, 4]])",),
          internal=True, kind="elimination", reach="whole", shape="n n, n n -> n n", most_bits=4096,
          reference="Higham 2008, 3.2"),
    Entry("beside",        "x y z", (),
          summary="the matrix [[x, y], [0, z]] made of square ones", examples=("beside([[1]], [[2]], [[3]])",),
          internal=True, kind="rearrangement", shape="definition", lengths_needed="n n, n n, n n",
          definition="concat(concat(x, y, axis=1), concat(zeros(length(x, 0), length(x, 0)), z, axis=1), axis=0)"),
    Entry("eigvalsh",      "x",   "(eigvecsh(x)*evened(g, tied(x, out))) @ eigvecsh(x)'",
          summary="eigenvalues of (x + x')/2, ascending", examples=("eigvalsh([[2, 1], [1, 2]])",),
          kind="elimination", shape="n n -> n", most_bits=4096, tie="eigenvalues are equal to rounding",
          kink="sum(outer(tied(x, out), ones(length(x, 0))) == tied(x, out), axis=0) > 1",
          reference="Magnus 1985, theorem 1",
          remark="of a matrix that is not symmetric both triangles count alike, where NumPy reads the lower one alone;"
                 " of eigenvalues that are equal to rounding none has a derivative of its own, and each is given the"
                 " mean of theirs, so that the derivative of their sum is right; second derivatives there are nan;"
                 " equal to rounding are those within 4e-15 of the norm of all, and under `--digits` those that are"
                 " equal exactly, which is decided of a matrix of fractions"),
    Entry("eigvecsh",      "x",
          "out @ ((out' @ g - g' @ out)*(1 - eye(length(x, 0)))/(outer(ones(length(x, 0)), eigvalsh(x))"
          " - outer(eigvalsh(x), ones(length(x, 0))) + eye(length(x, 0)))) @ out'/2",
          summary="matrix of orthonormal eigenvectors of (x + x')/2, one a column, in the order of eigvalsh",
          examples=("eigvecsh([[2, 0], [0, 3]])",),
          internal=True, kind="elimination", shape="n n -> n n", most_bits=4096,
          reference="Magnus 1985, theorem 1"),
    Entry("evened",        "x key", (),
          summary="x, and where elements of key are equal the mean of x", examples=("evened([1, 3, 8], [0, 0, 2])",),
          internal=True, kind="scan", shape="definition", lengths_needed="n, n",
          definition="((outer(key, ones(length(key))) == key) @ x)/sum(outer(key, ones(length(key))) == key, axis=0)"),
    Entry("tied",          "x y", ("0*x", "0*y"),
          summary="of eigenvalues y of x, which ascend, the place of the first that equals each to rounding",
          examples=("tied([[2, 0], [0, 2]], [2, 2])",),
          internal=True, kind="elimination", reach="whole", shape="n n, n -> n", most_bits=4096),
)
