"""The zeta function of Hurwitz and Riemann, and the dilogarithm."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("zeta",         "s q=1", ("0", "-s*zeta(s + 1, q)"),
          aliases=("hurwitz_zeta",), summary="zeta function, the sum of 1/(q + k)^s over k = 0, 1, 2, ...",
          examples=("zeta(2)", "zeta(2, 1/2)"),
          rounding=20.0, bound=10.0, slow=30, fixed=("s",), domain="q > 0 and s > 1 and s <= 1000",
          boundary="q == 0 and s > 1 and s <= 1000",
          latex=r"\zeta({s}, {q})", reference="DLMF 25.11"),
    Entry("dilogarithm",  "x",     "where(x < -1, 0 - log1p(-x)/x, 1/exprel(log1p(-x)))",
          aliases=("Li2", "li2"), summary="dilogarithm, the sum of x^k/k^2 over k = 1, 2, ...",
          examples=("dilogarithm(1)", "dilogarithm(1/2)"),
          rounding=8.0, bound=8.0, bound_of_rows=20.0, slow=30, domain="x < 1", boundary="x == 1",
          latex=r"\operatorname{{Li}}_2({x})", reference="DLMF 25.12",
          remark="SciPy's `spence(z)` is `dilogarithm(1 - z)`."),
)
