"""Incomplete gamma and beta functions, with their derivatives in the parameters."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("gammainc",   "a x",   ("gammainc_a(1, a, x)", "gamma_density(a, x)"),
          summary="regularised lower incomplete gamma function, P(a, x)", examples=("gammainc(2.5, 3)",),
          rounding=70.0, bound=10.0, bound_of_rows=32.0, slow=8, most_bits=400,
          domain="a >= 1e-9 and a <= 100000 and x > 0", boundary="a >= 1e-9 and a <= 100000 and x == 0",
          latex=r"\operatorname{{gammainc}}({a}, {x})", reference="DLMF 8.2"),
    Entry("gammaincc",  "a x",   ("-gammainc_a(1, a, x)", "-gamma_density(a, x)"),
          summary="regularised upper incomplete gamma function, Q(a, x) = 1 - P(a, x)", examples=("gammaincc(2.5, 3)",),
          rounding=260.0, bound=10.0, bound_of_rows=128.0, slow=8, most_bits=400,
          domain="a >= 1e-9 and a <= 100000 and x > 0", boundary="a >= 1e-9 and a <= 100000 and x == 0",
          latex=r"\operatorname{{gammaincc}}({a}, {x})", reference="DLMF 8.2"),
    Entry("gamma_density", "a x", ("out*(log(x) - digamma(a))", "out*((a - 1)/x - 1)"),
          summary="x^(a - 1)*exp(-x)/gamma(a)", examples=("gamma_density(2.5, 3)",),
          internal=True, rounding=70.0, bound=10.0, bound_of_rows=32.0, slow=8, most_bits=4096,
          domain="a >= 1e-9 and a <= 100000 and x > 0", boundary="a >= 1e-9 and a <= 100000 and x == 0",
          sharpened=("a", "x"),
          exempt_in_rows="abs(log(x) - digamma(a)) < 1/2 or abs(a - 1 - x) < x/2 or out < 2.2250738585072014e-308",
          definition="exp((a - 1)*log(x) - x - lgamma(a))",
          latex=r"\frac{{{x}^{{{a} - 1}} e^{{-{x}}}}}{{\Gamma({a})}}", reference="DLMF 8.8"),
    Entry("gammainc_a", "n a x", ("0", "gammainc_a(n + 1, a, x)", "gamma_density_a(n, a, x)"),
          summary="n-th derivative of gammainc in a", examples=("gammainc_a(1, 2.5, 3)",),
          internal=True, rounding=70.0, bound=10.0, slow=4, most_bits=400, integers=("n",),
          domain="n >= 0 and n <= 4 and n == floor(n) and a >= 1e-9 and a <= 100000 and x > 0",
          boundary="n >= 0 and n <= 4 and n == floor(n) and a >= 1e-9 and a <= 100000 and x == 0",
          latex=r"\frac{{\partial^{{{n}}} P}}{{\partial a^{{{n}}}}}({a}, {x})", reference="DLMF 8.2"),
    Entry("gamma_density_a", "n a x", ("0", "gamma_density_a(n + 1, a, x)",
                                       "gamma_density_a(n, a, x)*((a - 1)/x - 1)"
                                       " + where(n > 0, n*gamma_density_a(n - 1, a, x)/x, 0)"),
          summary="n-th derivative of gamma_density in a", examples=("gamma_density_a(1, 2.5, 3)",),
          internal=True, rounding=70.0, bound=40.0, slow=4, most_bits=400, integers=("n",),
          domain="n >= 0 and n <= 4 and n == floor(n) and a >= 1e-9 and a <= 100000 and x > 0",
          exempt="abs(out) < 1 or n > 0",
          latex=r"\frac{{\partial^{{{n}}}}}{{\partial a^{{{n}}}}} \frac{{{x}^{{{a} - 1}} e^{{-{x}}}}}{{\Gamma({a})}}",
          reference="DLMF 8.8"),
    Entry("betainc",    "a b x", ("betainc_ab(1, 0, a, b, x)", "betainc_ab(0, 1, a, b, x)", "beta_density(a, b, x)"),
          summary="regularised incomplete beta function, I_x(a, b)", examples=("betainc(2, 3, 0.5)",),
          rounding=260.0, bound=10.0, bound_of_rows=128.0, slow=8, most_bits=400,
          domain="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          boundary="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and (x == 0 or x == 1)",
          latex=r"\operatorname{{I}}_{{{x}}}({a}, {b})", reference="DLMF 8.17"),
    Entry("betaincc",   "a b x", ("-betainc_ab(1, 0, a, b, x)", "-betainc_ab(0, 1, a, b, x)", "-beta_density(a, b, x)"),
          summary="1 - betainc(a, b, x), accurate far out", examples=("betaincc(2, 3, 0.5)",),
          rounding=260.0, bound=10.0, bound_of_rows=128.0, slow=8, most_bits=400,
          domain="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          boundary="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and (x == 0 or x == 1)",
          latex=r"\operatorname{{betaincc}}({a}, {b}, {x})", reference="DLMF 8.17"),
    Entry("beta_density", "a b x", ("out*(log(x) + polygamma_difference(0, a, b))",
                                    "out*(log1p(-x) + polygamma_difference(0, b, a))",
                                    "out*((a - 1)/x - (b - 1)/(1 - x))"),
          summary="x^(a - 1)*(1 - x)^(b - 1)/beta(a, b)", examples=("beta_density(2, 3, 0.4)",),
          internal=True, rounding=70.0, bound=10.0, bound_of_rows=64.0, slow=8, most_bits=4096,
          domain="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          boundary="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and (x == 0 or x == 1)",
          sharpened=("a", "b", "x"),
          exempt_in_rows="abs(log(x) + polygamma_difference(0, a, b)) < 1/2"
                         " or abs(log1p(-x) + polygamma_difference(0, b, a)) < 1/2"
                         " or abs((a - 1)*(1 - x) - (b - 1)*x) < (abs(a - 1) + abs(b - 1))*min(x, 1 - x)/2"
                         " or out < 2.2250738585072014e-308",
          definition="exp((a - 1)*log(x) + (b - 1)*log1p(-x) - lbeta(a, b))",
          latex=r"\frac{{{x}^{{{a} - 1}} (1 - {x})^{{{b} - 1}}}}{{\mathrm{{B}}({a}, {b})}}", reference="DLMF 8.17"),
    Entry("betainc_ab", "m n a b x", ("0", "0", "betainc_ab(m + 1, n, a, b, x)", "betainc_ab(m, n + 1, a, b, x)",
                                      "beta_density_ab(m, n, a, b, x)"),
          summary="m-th derivative in a and n-th in b of betainc", examples=("betainc_ab(1, 0, 2, 3, 0.5)",),
          internal=True, rounding=70.0, bound=10.0, slow=4, most_bits=400, integers=("m", "n"),
          domain="m >= 0 and m <= 4 and m == floor(m) and n >= 0 and n <= 4 and n == floor(n)"
                 " and a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          boundary="m >= 0 and m <= 4 and m == floor(m) and n >= 0 and n <= 4 and n == floor(n)"
                   " and a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and (x == 0 or x == 1)",
          latex=r"\frac{{\partial^{{{m} + {n}}} I_{{{x}}}}}{{\partial a^{{{m}}} \partial b^{{{n}}}}}({a}, {b})",
          reference="DLMF 8.17"),
    Entry("beta_density_ab", "m n a b x", ("0", "0", "beta_density_ab(m + 1, n, a, b, x)",
                                           "beta_density_ab(m, n + 1, a, b, x)",
                                           "beta_density_ab(m, n, a, b, x)*((a - 1)/x - (b - 1)/(1 - x))"
                                           " + where(m > 0, m*beta_density_ab(m - 1, n, a, b, x)/x, 0)"
                                           " - where(n > 0, n*beta_density_ab(m, n - 1, a, b, x)/(1 - x), 0)"),
          summary="m-th derivative in a and n-th in b of beta_density", examples=("beta_density_ab(1, 0, 2, 3, 0.4)",),
          internal=True, rounding=70.0, bound=40.0, slow=4, most_bits=400, integers=("m", "n"),
          domain="m >= 0 and m <= 4 and m == floor(m) and n >= 0 and n <= 4 and n == floor(n)"
                 " and a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          exempt="abs(out) < 1 or m + n > 0",
          latex=r"\frac{{\partial^{{{m} + {n}}}}}{{\partial a^{{{m}}} \partial b^{{{n}}}}}"
                r" \frac{{{x}^{{{a} - 1}} (1 - {x})^{{{b} - 1}}}}{{\mathrm{{B}}({a}, {b})}}", reference="DLMF 8.17"),
)
