"""The operators of arithmetic."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "elementary",
    Entry("add",            "x y", ("1", "1"),
          operator="+", commutative=True, summary="sum", examples=("2 + 3",),
          rounding=1.0, level="sum", titles=("sum rule", "constant term", "constant term"), exact_zero=True,
          latex="{x} + {y}"),
    Entry("subtract",       "x y", ("1", "-1"),
          operator="-", summary="difference", examples=("2 - 3",),
          rounding=1.0, level="sum", titles=("difference rule", "constant term", "constant term"), exact_zero=True,
          latex="{x} - {y}"),
    Entry("multiply",       "x y", ("y", "x"),
          operator="*", commutative=True, summary="product", examples=("2 * 3",),
          rounding=1.0, level="product", titles=("product rule", "constant factor", "constant factor"),
          factors=True,
          latex=r"{x} \cdot {y}"),
    Entry("divide",         "x y", ("1/y", "-out/y"),
          operator="/", summary="quotient", examples=("2 / 3",),
          rounding=1.0,
          level="product", titles=("quotient rule", "constant factor", "quotient rule"), sensitive=True, pole="y == 0",
          latex=r"\frac{{{x}}}{{{y}}}"),
    Entry("negative",       "x",   "-1",
          operator="-", summary="negation", examples=("-2",),
          rounding=0.0, level="sign", titles=("constant factor",), exact_zero=True,
          latex="-{x}"),
    Entry("power",          "x y", ("y*reduced_power(x, y, 1)", "xlogy(out, x)"),
          operator="^", aliases=("pow",), summary="real power; `0^0` is 1", examples=("2 ^ 3",),
          rounding=2.0, exempt="abs(out) < 2.2250738585072014e-308",
          level="power", titles=("general power", "exponential rule", "exponential rule"), sensitive=True,
          domain="x > 0 or y == floor(y)", boundary="x == 0 and y > 0 and y != floor(y)", pole="x == 0 and y <= 0",
          partial_domains=("", "x >= 0"), constant=("y", "power_constant"),
          latex="{x}^{{{y}}}", reference="DLMF 4.2"),
    Entry("power_constant", "x y", ("where(y == 0, where(x == 0, 0, y*reduced_power(x, y, 1)), "
                                    "y*reduced_power(x, y, 1))",
                                    "0"),
          operator="^", summary="power whose exponent is not differentiated",
          rounding=2.0, variant_of="power", titles=("power rule",), internal=True,
          sensitive=True, domain="x > 0 or y == floor(y)", boundary="x == 0 and y != floor(y)",
          pole="x == 0 and y < 0 and y == floor(y)",
          latex="{x}^{{{y}}}", reference="DLMF 4.2"),
)
