"""Functions of a whole axis whose result has the same shape."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "vectors and matrices",
    Entry("softmax",     "x #axis=one", "out*(g - spread(sum(g*out, axis), x, axis))",
          summary="exp(x)/sum(exp(x)), no overflow", examples=("softmax([1, 2])",),
          kind="scan", shape="same",
          definition="exp(x)/spread(sum(exp(x), axis), x, axis)", latex=r"\operatorname{{softmax}}({x})",
          reference="Goodfellow 2016, 6.2"),
    Entry("log_softmax", "x #axis=one", "g - softmax(x, axis)*spread(sum(g, axis), x, axis)",
          summary="log(softmax(x)), no underflow", examples=("log_softmax([1000, 0])",),
          kind="scan", shape="same",
          definition="x - spread(logsumexp(x, axis), x, axis)", latex=r"\ln \operatorname{{softmax}}({x})"),
    Entry("cumsum",      "x #axis=one", "flip(cumsum(flip(g, axis), axis), axis)",
          summary="running sum", examples=("cumsum([1, 2, 3])",),
          kind="scan", reach="earlier", shape="same",
          latex=r"\operatorname{{cumsum}}({x})"),
    Entry("flip",        "x #axis=one", "flip(g, axis)",
          summary="the elements in reverse order", examples=("flip([1, 2, 3])",),
          kind="rearrangement", view=True, shape="same",
          latex=r"\operatorname{{flip}}({x})"),
)
