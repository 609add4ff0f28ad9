"""Comparisons and truth."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "logic",
    Entry("less",          "x y", ("0", "0"),
          operator="<", summary="1 where x < y, else 0", examples=("1 < 2",),
          jump="x == y",
          latex="{x} < {y}"),
    Entry("less_equal",    "x y", ("0", "0"),
          operator="<=", summary="1 where x <= y, else 0", examples=("1 <= 2",),
          jump="x == y",
          latex=r"{x} \leq {y}"),
    Entry("greater",       "x y", ("0", "0"),
          operator=">", summary="1 where x > y, else 0", examples=("1 > 2",),
          jump="x == y",
          latex="{x} > {y}"),
    Entry("greater_equal", "x y", ("0", "0"),
          operator=">=", summary="1 where x >= y, else 0", examples=("1 >= 2",),
          jump="x == y",
          latex=r"{x} \geq {y}"),
    Entry("equal",         "x y", ("0", "0"),
          operator="==", summary="1 where x equals y, else 0", examples=("1 == 2",),
          jump="x == y",
          latex="{x} = {y}"),
    Entry("not_equal",     "x y", ("0", "0"),
          operator="!=", summary="1 where x differs from y, else 0", examples=("1 != 2",),
          jump="x == y",
          latex=r"{x} \ne {y}"),
    Entry("logical_and",   "x y", ("0", "0"),
          operator="and", summary="1 where both are not 0; y is not read where x is 0", examples=("1 < 2 and 2 < 1",),
          guards=("", "x"),
          latex=r"{x} \wedge {y}"),
    Entry("logical_or",    "x y", ("0", "0"),
          operator="or", summary="1 where one is not 0; y is not read where x is not 0", examples=("1 < 2 or 2 < 1",),
          guards=("", "not x"),
          latex=r"{x} \vee {y}"),
    Entry("logical_not",   "x",   "0",
          operator="not", summary="1 where x is 0, else 0", examples=("not 0",),
          latex=r"\neg {x}"),
)
