"""Functions of a whole axis whose result has the same shape."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "vectors and matrices",
    Entry("softmax",     "x #axis=one", "out*(g - spread(sum(g*out, axis), x, axis))",
          summary="exp(x)/sum(exp(x)), no overflow", examples=("softmax([1, 2])",),
          kind="scan", shape="same",
          definition="exp(x)/spread(sum(exp(x), axis), x, axis)",
          reference="Goodfellow 2016, 6.2"),
    Entry("log_softmax", "x #axis=one", "g - softmax(x, axis)*spread(sum(g, axis), x, axis)",
          summary="log(softmax(x)), no underflow", examples=("log_softmax([1000, 0])",),
          kind="scan", shape="same",
          definition="x - spread(logsumexp(x, axis), x, axis)", latex=r"\ln \operatorname{{softmax}}({x})"),
    Entry("cumsum",      "x #axis=one", "flip(cumsum(flip(g, axis), axis), axis)",
          summary="running sum", examples=("cumsum([1, 2, 3])",),
          kind="scan", reach="earlier", shape="same"),
    Entry("flip",        "x #axis=one", "flip(g, axis)",
          summary="the elements in reverse order", examples=("flip([1, 2, 3])",),
          kind="rearrangement", view=True, shape="same"),
    Entry("roll",        "x #shift",    "roll(g, -shift)",
          aliases=("circshift",), summary="the elements moved on by so many places, the last ones to the front",
          examples=("roll([1, 2, 3], 1)",),
          kind="rearrangement", shape="n -> n",
          latex=r"\operatorname{{roll}}({x}, {shift})"),
    Entry("sort_by",     "x key",       ("unsort_by(g, key)", "0"),
          summary="x in the order of key, ascending; where elements of key are equal, the mean of x",
          examples=("sort_by([1, 2, 3], [5, 0, 1])",),
          internal=True, kind="scan", tie="elements are equal",
          kink="sum(sort_by(key, key)[1:] == sort_by(key, key)[:-1]) > 0", shape="n, n -> n",
          latex=r"\operatorname{{sort}}_{{{key}}}({x})"),
    Entry("unsort_by",   "x key",       ("sort_by(g, key)", "0"),
          summary="x back from the order of key; where elements of key are equal, the mean of x",
          examples=("unsort_by([1, 2, 3], [5, 0, 1])",),
          internal=True, kind="scan", shape="n, n -> n",
          latex=r"\operatorname{{sort}}_{{{key}}}^{{-1}}({x})"),
)
