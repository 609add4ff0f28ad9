"""Error functions, Gaussians and gamma functions."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("erf",        "x",     "gaussian(2/sqrt(pi), 1, x)",
          summary="error function", examples=("erf(1)",),
          rounding=2.0, slow=60,
          latex=r"\operatorname{{erf}} {x}", reference="DLMF 7.2"),
    Entry("erfc",       "x",     "gaussian(-2/sqrt(pi), 1, x)",
          summary="1 - erf(x), accurate far out", examples=("erfc(1)",),
          rounding=2.0, slow=60,
          definition="1 - erf(x)", latex=r"\operatorname{{erfc}} {x}", reference="DLMF 7.2"),
    Entry("normal_cdf", "x",     "gaussian(1/sqrt(2*pi), 1/2, x)",
          summary="the standard normal distribution's share below x", examples=("normal_cdf(1)",),
          definition="(1 + erf(x/sqrt(2)))/2", latex=r"\Phi({x})", reference="DLMF 7.18"),
    Entry("gauss",      "x",     "gaussian(-2*x, 1, x)",
          summary="exp(-x^2)", examples=("gauss(1)",),
          definition="exp(-x^2)", latex="e^{{-{x}^2}}"),
    Entry("gaussian",   "c k x", ("gaussian(1, k, x)", "gaussian(-c*x^2, k, x)", "gaussian(-2*c*k*x, k, x)"),
          summary="c*exp(-k*x^2)", examples=("gaussian(2, 1, 1)",),
          internal=True, domain="k > 0", boundary="k == 0",
          definition="c*exp(-k*x^2)", latex="{c} e^{{-{k} {x}^2}}"),
    Entry("gamma",      "x",     "out*digamma(x)",
          summary="gamma function; gamma(n + 1) is n!", examples=("gamma(5)",),
          whole=True, rounding=20.0, bound=10.0, slow=30, pole="x <= 0 and x == floor(x)",
          latex=r"\Gamma({x})", reference="DLMF 5.2"),
    Entry("lgamma",     "x",     "digamma(x)",
          aliases=("gammaln",), summary="logarithm of abs(gamma(x))", examples=("lgamma(100)",),
          rounding=20.0, bound=10.0, slow=30, pole="x <= 0 and x == floor(x)",
          latex=r"\ln \left|\Gamma({x})\right|", reference="DLMF 5.2", never_tiny=True),
    Entry("digamma",    "x",     "polygamma(1, x)",
          aliases=("psi",), summary="derivative of lgamma", examples=("digamma(1)",),
          rounding=20.0, bound=10.0, slow=20, pole="x <= 0 and x == floor(x)",
          latex=r"\psi({x})", reference="DLMF 5.2"),
    Entry("polygamma",  "n x",   ("0", "polygamma(n + 1, x)"),
          summary="n-th derivative of digamma", examples=("polygamma(1, 1)",),
          rounding=20.0,
          bound=10.0, slow=12, integers=("n",), domain="n >= 0 and n == floor(n)", pole="x <= 0 and x == floor(x)",
          latex=r"\psi^{{({n})}}({x})", reference="DLMF 5.15"),
)
