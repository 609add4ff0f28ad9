"""Sine and its relatives, and their inverses. Angles are radians."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "trigonometric",
    Entry("sin",             "x",   "cos(x)",
          summary="sine", examples=("sin(1)",),
          rounding=2.0, latex=r"\sin {x}", reference="DLMF 4.14"),
    Entry("cos",             "x",   "-sin(x)",
          summary="cosine", examples=("cos(1)",),
          rounding=2.0, latex=r"\cos {x}", reference="DLMF 4.14", never_tiny=True),
    Entry("tan",             "x",   "square(1/cos(x))",
          summary="tangent", examples=("tan(1)",),
          rounding=2.0, definition="sin(x)/cos(x)", latex=r"\tan {x}", reference="DLMF 4.14"),
    Entry("asin",            "x",   "1/sqrt((1 - x)*(1 + x))",
          aliases=("arcsin",), summary="inverse sine", examples=("asin(1/2)",),
          rounding=2.0, domain="abs(x) < 1", boundary="abs(x) == 1",
          latex=r"\arcsin {x}", reference="DLMF 4.23"),
    Entry("acos",            "x",   "-1/sqrt((1 - x)*(1 + x))",
          aliases=("arccos",), summary="inverse cosine", examples=("acos(1/2)",),
          rounding=2.0, domain="abs(x) < 1", boundary="abs(x) == 1",
          latex=r"\arccos {x}", reference="DLMF 4.23", never_tiny=True),
    Entry("atan",            "x",   "inversion(1, x)",
          aliases=("arctan",), summary="inverse tangent", examples=("atan(1)",),
          rounding=2.0, latex=r"\arctan {x}", reference="DLMF 4.23"),
    Entry("atan2",           "y x", ("inversion(x, y)", "-inversion(y, x)"),
          aliases=("arctan2",), summary="angle of the point (x, y)", examples=("atan2(1, -1)",),
          rounding=2.0, sensitive=True, pole="x == 0 and y == 0", jump="y == 0 and x < 0",
          latex=r"\operatorname{{atan2}}({y}, {x})", reference="DLMF 4.23"),
    Entry("sinc",            "x",   "sinc_derivative(x, 1)",
          summary="sin(x)/x, and 1 at 0; that of NumPy is sinc(pi*x)", examples=("sinc(1)",),
          definition="where(x == 0, 1, sin(x)/x)", latex=r"\operatorname{{sinc}} {x}", reference="DLMF 10.49"),
    Entry("sinc_derivative", "x n", ("sinc_derivative(x, n + 1)", "0"),
          summary="n-th derivative of sinc", examples=("sinc_derivative(1, 2)",),
          slow=20, internal=True, integers=("n",), domain="n >= 0 and n == floor(n)",
          latex=r"\operatorname{{sinc}}^{{({n})}}({x})", reference="DLMF 10.49"),
)
