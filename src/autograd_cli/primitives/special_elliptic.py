"""Complete elliptic integrals of the parameter m, which is the square of the modulus."""

from autograd_cli.primitives.entry import Entry, group

ORDERS = "n >= 0 and n <= 100 and n == floor(n)"

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("ellipk",            "m",   "ellipk_derivative(m, 1)",
          aliases=("elliptic_k",), summary="complete elliptic integral of the first kind, of the parameter m = k^2",
          examples=("ellipk(1/2)",),
          rounding=8.0, slow=30, domain="m < 1", boundary="m == 1",
          reference="DLMF 19.2"),
    Entry("ellipe",            "m",   "ellipe_derivative(m, 1)",
          aliases=("elliptic_e",), summary="complete elliptic integral of the second kind, of the parameter m = k^2",
          examples=("ellipe(1/2)",),
          rounding=8.0, slow=30, domain="m < 1", boundary="m == 1",
          reference="DLMF 19.2"),
    Entry("ellipk_derivative", "m n", ("ellipk_derivative(m, n + 1)", "0"),
          summary="n-th derivative of ellipk", examples=("ellipk_derivative(1/2, 1)",),
          internal=True, rounding=8.0, slow=20, integers=("n",), domain=f"m < 1 and {ORDERS}",
          boundary=f"m == 1 and {ORDERS}", reference="DLMF 19.5"),
    Entry("ellipe_derivative", "m n", ("ellipe_derivative(m, n + 1)", "0"),
          summary="n-th derivative of ellipe", examples=("ellipe_derivative(1/2, 1)",),
          internal=True, rounding=8.0, slow=20, integers=("n",), domain=f"m < 1 and {ORDERS}",
          boundary=f"m == 1 and {ORDERS}", reference="DLMF 19.5"),
)
