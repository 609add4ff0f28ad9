"""Bessel functions."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "special",
    Entry("besselj",    "n x",   ("0", "(besselj(n - 1, x) - besselj(n + 1, x))/2"),
          aliases=("jv", "jn"), summary="Bessel function of the first kind, of a whole order",
          examples=("besselj(0, 1)",),
          rounding=20.0, bound=10.0, slow=60, integers=("n",), domain="abs(n) <= 1000 and n == floor(n)",
          exempt="abs(besselj(n - 1, x) - besselj(n + 1, x)) < abs(besselj(n + 1, x))/2",
          latex="J_{{{n}}}({x})", reference="DLMF 10.2"),
    Entry("bessely",    "n x",   ("0", "(bessely(n - 1, x) - bessely(n + 1, x))/2"),
          aliases=("yv", "yn"), summary="Bessel function of the second kind, of a whole order",
          examples=("bessely(0, 1)",),
          rounding=20.0, bound=10.0, slow=40, integers=("n",),
          domain="x > 0 and abs(n) <= 1000 and n == floor(n)", pole="x == 0",
          exempt="abs(bessely(n - 1, x) - bessely(n + 1, x)) < abs(bessely(n + 1, x))/2",
          latex="Y_{{{n}}}({x})", reference="DLMF 10.2"),
)
