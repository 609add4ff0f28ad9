"""Constants: entries without parameters."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "constants",
    Entry("pi",  "", (),
          summary="circle constant", examples=("pi",),
          latex=r"\pi", reference="DLMF 3.12"),
    Entry("e",   "", (),
          summary="base of the natural logarithm", examples=("e",),
          mistakable="but as a base",
          latex="e", reference="DLMF 4.2"),
    Entry("tau", "", (),
          summary="two pi", examples=("tau",),
          mistakable="always",
          definition="2*pi", latex=r"\tau"),
    Entry("inf", "", (),
          summary="infinity", examples=("inf",),
          latex=r"\infty"),
)
