"""Hyperbolic functions and their inverses."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "hyperbolic",
    Entry("sinh",  "x", "cosh(x)",
          summary="hyperbolic sine", examples=("sinh(1)",),
          rounding=2.0, definition="(exp(x) - exp(-x))/2", latex=r"\sinh {x}", reference="DLMF 4.28"),
    Entry("cosh",  "x", "sinh(x)",
          summary="hyperbolic cosine", examples=("cosh(1)",),
          rounding=2.0, definition="(exp(x) + exp(-x))/2", latex=r"\cosh {x}", reference="DLMF 4.28", never_tiny=True),
    Entry("tanh",  "x", "square(sech(x))",
          summary="hyperbolic tangent", examples=("tanh(1)",),
          rounding=2.0, definition="(exp(x) - exp(-x))/(exp(x) + exp(-x))", latex=r"\tanh {x}", reference="DLMF 4.28",
          remark="the textbook's 1 - out^2 is the same, but loses every digit where out is 1"),
    Entry("sech",  "x", "-out*tanh(x)",
          summary="hyperbolic secant, 1/cosh(x)", examples=("sech(1)",),
          definition="1/cosh(x)", latex=r"\operatorname{{sech}} {x}", reference="DLMF 4.28"),
    Entry("asinh", "x", "1/hypot(1, x)",
          aliases=("arcsinh",), summary="inverse hyperbolic sine", examples=("asinh(1)",),
          rounding=2.0, latex=r"\operatorname{{arsinh}} {x}", reference="DLMF 4.37"),
    Entry("acosh", "x", "1/sqrt(x - 1)/sqrt(x + 1)",
          aliases=("arccosh",), summary="inverse hyperbolic cosine", examples=("acosh(2)",),
          rounding=2.0, domain="x > 1", boundary="x == 1",
          latex=r"\operatorname{{arcosh}} {x}", reference="DLMF 4.37"),
    Entry("atanh", "x", "1/((1 - x)*(1 + x))",
          aliases=("arctanh",), summary="inverse hyperbolic tangent", examples=("atanh(1/2)",),
          rounding=2.0, domain="abs(x) < 1", boundary="abs(x) == 1",
          definition="log((1 + x)/(1 - x))/2", latex=r"\operatorname{{artanh}} {x}", reference="DLMF 4.37"),
)
