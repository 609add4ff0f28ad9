"""Many numbers made one: of all elements, or along an axis."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "vectors and matrices",
    Entry("sum",           "x #axis=all",   "spread(g, x, axis)",
          summary="sum of all elements, or along an axis",
          examples=("sum([1, 2, 3])", "sum([[1, 2], [3, 4]], axis=0)"),
          kind="reduction", shape="reduce", indexed=("0", "add", "multiply"),
          latex=r"\sum {x}"),
    Entry("mean",          "x #axis=all",   "spread(g/length(x, axis), x, axis)",
          summary="mean", examples=("mean([1, 2, 6])",),
          kind="reduction", shape="reduce_some"),
    Entry("prod",          "x #axis=all",   (),
          summary="product of all elements, or along an axis", examples=("prod([2, 3, 4])",),
          kind="reduction", shape="reduce", expansion="halves",
          indexed=("1", "multiply", "power"),
          latex=r"\prod {x}",
          remark="differentiated as a tree of products of halves, which needs no division by what may be 0"),
    Entry("min_over",      "x #axis=all",   "spread(g/sum(x == spread(out, x, axis), axis), x, axis)"
                                            "*(x == spread(out, x, axis))",
          function="min", summary="smallest element, or along an axis", examples=("min([3, 1, 2])",),
          kind="reduction", tie="several elements are the smallest", not_taken=("out < x",),
          kink="sum(x == spread(out, x, axis), axis) > 1", shape="reduce_some",
          latex=r"\min {x}"),
    Entry("max_over",      "x #axis=all",   "spread(g/sum(x == spread(out, x, axis), axis), x, axis)"
                                            "*(x == spread(out, x, axis))",
          function="max", summary="largest element, or along an axis", examples=("max([3, 1, 2])",),
          kind="reduction", tie="several elements are the largest", not_taken=("x < out",),
          kink="sum(x == spread(out, x, axis), axis) > 1", shape="reduce_some",
          latex=r"\max {x}"),
    Entry("norm",          "x",             "where(out == 0, 0, g*x/out)",
          summary="2-norm, no overflow", examples=("norm([3, 4])",),
          kind="reduction", kink="out == 0", shape="scalar",
          latex=r"\left\|{x}\right\|"),
    Entry("sum_of_squares",         "x",             "2*g*x",
          summary="sum of the squares; norm is its root", examples=("sum_of_squares([3, 4])",),
          loss=("sum_of_squares(y - {f})", "sum_of_squares(y - {f})/{columns}"), kind="reduction", shape="scalar",
          definition="sum(x*x)", latex=r"\left\|{x}\right\|^2"),
    Entry("mse",           "x y",           ("2*g/length(x)*(x - y)", "2*g/length(x)*(y - x)"),
          summary="mean squared error", examples=("mse([1, 2], [3, 5])",),
          loss=("mse({f}, y)", "mse({f}, y)"), kind="reduction", shape="pair",
          definition="mean((x - y)^2)"),
    Entry("logsumexp",     "x #axis=one",   "spread(g, x, axis)*softmax(x, axis)",
          summary="log(sum(exp(x))), no overflow", examples=("logsumexp([1000, 1000])",),
          kind="reduction", shape="reduce",
          definition="log(sum(exp(x), axis))", latex=r"\ln \sum e^{{{x}}}"),
    Entry("cross_entropy", "x y #axis=one", ("spread(g, x, axis)*(softmax(x, axis)"
                                             "*spread(sum(y, axis), x, axis) - y)",
                                             "-spread(g, x, axis)*log_softmax(x, axis)"),
          summary="-sum(y*log_softmax(x)), the logits first", examples=("cross_entropy([2, 1, 0], [1, 0, 0])",),
          loss=("cross_entropy({f}, y)", "mean(cross_entropy({f}, y, axis=0))"), of_logits=True,
          kind="reduction", shape="reduce_pair",
          definition="-sum(y*log_softmax(x, axis), axis)",
          reference="Goodfellow 2016, 6.2"),
)
