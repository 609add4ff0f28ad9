"""The zeta function of Hurwitz and Riemann, and the dilogarithm."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("zeta",         "s q=1", ("0", "zeta_slope(s, q)"),
          aliases=("hurwitz_zeta",), summary="zeta function, the sum of 1/(q + k)^s over k = 0, 1, 2, ...",
          examples=("zeta(2)", "zeta(2, 1/2)"),
          rounding=20.0, bound=10.0, slow=30, fixed=("s",), exempt_in_rows="s + 1 - 1 != s",
          domain="q > 0 and s > 1 and s <= 1000", boundary="q == 0 and s > 1 and s <= 1000",
          latex=r"\zeta({s}, {q})", reference="DLMF 25.11"),
    Entry("zeta_slope",   "s q", ("0", "zeta_curvature(s, q)"),
          summary="derivative of zeta in q, as if s + 1 were exact", examples=("zeta_slope(2, 1)",),
          internal=True, sharp=True, shown="definition", rounding=20.0, bound=10.0, slow=5, fixed=("s",),
          exempt_in_rows="s + 2 - 2 != s",
          domain="q > 0 and s > 1 and s <= 1000", boundary="q == 0 and s > 1 and s <= 1000",
          definition="-s*zeta(s + 1, q)", latex=r"\frac{{\partial \zeta}}{{\partial q}}({s}, {q})",
          reference="DLMF 25.11"),
    Entry("zeta_curvature", "s q", ("0", "-s*zeta_curvature(s + 1, q)"),
          summary="second derivative of zeta in q, as if s + 2 were exact", examples=("zeta_curvature(2, 1)",),
          internal=True, sharp=True, shown="definition", rounding=20.0, bound=10.0, slow=5, fixed=("s",),
          exempt="s + 1 - 1 != s", exempt_in_rows="s + 2 - 2 != s",
          domain="q > 0 and s > 1 and s <= 1000", boundary="q == 0 and s > 1 and s <= 1000",
          definition="s*(s + 1)*zeta(s + 2, q)", latex=r"\frac{{\partial^2 \zeta}}{{\partial q^2}}({s}, {q})",
          reference="DLMF 25.11"),
    Entry("dilogarithm",  "x",     "dilogarithm_slope(x)",
          aliases=("Li2", "li2"), summary="dilogarithm, the sum of x^k/k^2 over k = 1, 2, ...",
          examples=("dilogarithm(1)", "dilogarithm(1/2)"),
          rounding=8.0, bound=8.0, bound_of_rows=20.0, slow=30, domain="x < 1", boundary="x == 1",
          latex=r"\operatorname{{Li}}_2({x})", reference="DLMF 25.12",
          remark="SciPy's `spence(z)` is `dilogarithm(1 - z)`."),
    Entry("dilogarithm_slope", "x",
          "where(x < -1, 1/(x*(1 - x)) + log1p(-x)/x^2, exprel_derivative(log1p(-x), 1)/(1 - x)*out^2)",
          summary="derivative of dilogarithm", examples=("dilogarithm_slope(1/2)",),
          internal=True, shown="definition", rounding=8.0, bound=8.0, bound_of_rows=20.0, slow=5,
          sharpened=("x",), exempt_in_rows="abs(x) < 4", domain="x < 1", boundary="x == 1",
          definition="where(x < -1, 0 - log1p(-x)/x, 1/exprel(log1p(-x)))",
          latex=r"\operatorname{{Li}}_2'({x})", reference="DLMF 25.12"),
)
