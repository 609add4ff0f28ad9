"""Incomplete gamma and beta functions, with their derivatives in the parameters."""

from autograd_cli.primitives.entry import Entry, group

# Where the derivatives of densities cancel.
CANCELS_IN_A = "abs(log(x) - digamma(a)) < 1/2"
CANCELS_IN_X = "abs(a - 1 - x) < x/2"
CANCELS_IN_FIRST = "abs(log(x) + polygamma_difference(0, a, b)) < 1/2"
CANCELS_IN_SECOND = "abs(log1p(-x) + polygamma_difference(0, b, a)) < 1/2"
CANCELS_BETWEEN = "abs((a - 1)*(1 - x) - (b - 1)*x) < (abs(a - 1) + abs(b - 1))*min(x, 1 - x)/2"
SUBNORMAL = "out < 2.2250738585072014e-308"
IN_ROWS_OF_GAMMA = f"{CANCELS_IN_A} or {CANCELS_IN_X} or {SUBNORMAL}"
IN_ROWS_OF_BETA = f"{CANCELS_IN_FIRST} or {CANCELS_IN_SECOND} or {CANCELS_BETWEEN} or {SUBNORMAL}"
ORDERS_OF_GAMMA = "m >= 0 and m <= 4 and m == floor(m) and n >= 0 and n <= 200 and n == floor(n)"
ORDERS_OF_BETA = f"k >= 0 and k <= 4 and k == floor(k) and {ORDERS_OF_GAMMA}"

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("gammainc",   "a x",   ("gammainc_a(1, a, x)", "gamma_density(a, x)"),
          summary="regularised lower incomplete gamma function, P(a, x)", examples=("gammainc(2.5, 3)",),
          rounding=70.0, bound=10.0, bound_of_rows=32.0, slow=8, most_bits=400,
          domain="a >= 1e-9 and a <= 100000 and x > 0", boundary="a >= 1e-9 and a <= 100000 and x == 0",
          reference="DLMF 8.2"),
    Entry("gammaincc",  "a x",   ("-gammainc_a(1, a, x)", "-gamma_density(a, x)"),
          summary="regularised upper incomplete gamma function, Q(a, x) = 1 - P(a, x)", examples=("gammaincc(2.5, 3)",),
          rounding=260.0, bound=10.0, bound_of_rows=128.0, slow=8, most_bits=400,
          domain="a >= 1e-9 and a <= 100000 and x > 0", boundary="a >= 1e-9 and a <= 100000 and x == 0",
          reference="DLMF 8.2"),
    Entry("gamma_density", "a x", ("gamma_density_ax(1, 0, a, x)", "gamma_density_ax(0, 1, a, x)"),
          summary="x^(a - 1)*exp(-x)/gamma(a)", examples=("gamma_density(2.5, 3)",),
          internal=True, rounding=70.0, bound=10.0, bound_of_rows=32.0, slow=8, most_bits=4096,
          domain="a >= 1e-9 and a <= 100000 and x > 0", boundary="a >= 1e-9 and a <= 100000 and x == 0",
          exempt_in_rows=IN_ROWS_OF_GAMMA,
          definition="exp((a - 1)*log(x) - x - lgamma(a))",
          latex=r"\frac{{{x}^{{{a} - 1}} e^{{-{x}}}}}{{\Gamma({a})}}", reference="DLMF 8.8"),
    Entry("gammainc_a", "n a x", ("0", "gammainc_a(n + 1, a, x)", "gamma_density_ax(n, 0, a, x)"),
          summary="n-th derivative of gammainc in a", examples=("gammainc_a(1, 2.5, 3)",),
          internal=True, rounding=70.0, bound=10.0, slow=4, most_bits=400, integers=("n",),
          domain="n >= 0 and n <= 4 and n == floor(n) and a >= 1e-9 and a <= 100000 and x > 0",
          boundary="n >= 0 and n <= 4 and n == floor(n) and a >= 1e-9 and a <= 100000 and x == 0",
          reference="DLMF 8.2"),
    Entry("gamma_density_ax", "m n a x", ("0", "0", "gamma_density_ax(m + 1, n, a, x)",
                                          "gamma_density_ax(m, n + 1, a, x)"),
          summary="m-th derivative in a and n-th in x of gamma_density", examples=("gamma_density_ax(0, 1, 2.5, 3)",),
          internal=True, rounding=4.0, bound=4.0, bound_of_rows=32.0, slow=8, most_bits=400, integers=("m", "n"),
          sharp=True, exempt_in_rows=f"m + n > 1 or m == 0 and ({CANCELS_IN_X}) or m == 1 and ({CANCELS_IN_A})",
          domain=f"{ORDERS_OF_GAMMA} and a >= 1e-9 and a <= 100000 and x > 0",
          boundary=f"{ORDERS_OF_GAMMA} and a >= 1e-9 and a <= 100000 and x == 0",
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
          reference="DLMF 8.17"),
    Entry("beta_density", "a b x", ("beta_density_abx(1, 0, 0, a, b, x)", "beta_density_abx(0, 1, 0, a, b, x)",
                                    "beta_density_abx(0, 0, 1, a, b, x)"),
          summary="x^(a - 1)*(1 - x)^(b - 1)/beta(a, b)", examples=("beta_density(2, 3, 0.4)",),
          internal=True, rounding=70.0, bound=10.0, bound_of_rows=64.0, slow=8, most_bits=4096,
          domain="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          boundary="a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and (x == 0 or x == 1)",
          exempt_in_rows=IN_ROWS_OF_BETA,
          definition="exp((a - 1)*log(x) + (b - 1)*log1p(-x) - lbeta(a, b))",
          latex=r"\frac{{{x}^{{{a} - 1}} (1 - {x})^{{{b} - 1}}}}{{\mathrm{{B}}({a}, {b})}}", reference="DLMF 8.17"),
    Entry("betainc_ab", "m n a b x", ("0", "0", "betainc_ab(m + 1, n, a, b, x)", "betainc_ab(m, n + 1, a, b, x)",
                                      "beta_density_abx(m, n, 0, a, b, x)"),
          summary="m-th derivative in a and n-th in b of betainc", examples=("betainc_ab(1, 0, 2, 3, 0.5)",),
          internal=True, rounding=70.0, bound=10.0, slow=4, most_bits=400, integers=("m", "n"),
          domain="m >= 0 and m <= 4 and m == floor(m) and n >= 0 and n <= 4 and n == floor(n)"
                 " and a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          boundary="m >= 0 and m <= 4 and m == floor(m) and n >= 0 and n <= 4 and n == floor(n)"
                   " and a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and (x == 0 or x == 1)",
          reference="DLMF 8.17"),
    Entry("beta_density_abx", "k m n a b x", ("0", "0", "0", "beta_density_abx(k + 1, m, n, a, b, x)",
                                              "beta_density_abx(k, m + 1, n, a, b, x)",
                                              "beta_density_abx(k, m, n + 1, a, b, x)"),
          summary="k-th derivative in a, m-th in b and n-th in x of beta_density",
          examples=("beta_density_abx(0, 0, 1, 2, 3, 0.4)",),
          internal=True, rounding=4.0, bound=4.0, bound_of_rows=64.0, slow=8, most_bits=400, integers=("k", "m", "n"),
          sharp=True, exempt_in_rows=f"k + m + n > 1 or n == 1 and ({CANCELS_BETWEEN})"
                                     f" or k == 1 and ({CANCELS_IN_FIRST}) or m == 1 and ({CANCELS_IN_SECOND})",
          domain=f"{ORDERS_OF_BETA} and a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000 and x > 0 and x < 1",
          boundary=f"{ORDERS_OF_BETA} and a >= 1e-9 and a <= 100000 and b >= 1e-9 and b <= 100000"
                   " and (x == 0 or x == 1)",
          reference="DLMF 8.17"),
)
