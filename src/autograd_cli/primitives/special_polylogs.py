"""The polylogarithms, as functions of their argument."""

from autograd_cli.primitives.entry import Entry, group

ORDERS = "n >= 0 and n <= 30 and n == floor(n)"

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("polylog",            "s x",   ("0", "polylog_derivative(s, x, 1)"),
          summary="polylogarithm, the sum of x^k/k^s over k = 1, 2, ...", examples=("polylog(3, 1/2)",),
          rounding=8.0, bound=8.0, slow=12, fixed=("s",), domain="x < 1 and abs(s) <= 20",
          boundary="x == 1 and s > 1", pole="x == 1 and s <= 1",
          latex=r"\operatorname{{Li}}_{{{s}}}({x})", reference="DLMF 25.12",
          textbook=("0", "polylog(s - 1, x)/x")),
    Entry("polylog_derivative", "s x n", ("0", "polylog_derivative(s, x, n + 1)", "0"),
          summary="n-th derivative of polylog in x", examples=("polylog_derivative(3, 1/2, 1)",),
          internal=True, rounding=8.0, bound=8.0, slow=10, fixed=("s",), integers=("n",),
          domain=f"x < 1 and abs(s) <= 20 and {ORDERS}", boundary="x == 1 and s - n > 1", pole="x == 1 and s - n <= 1",
          reference="DLMF 25.12"),
)
