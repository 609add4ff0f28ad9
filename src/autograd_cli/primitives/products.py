"""Products of vectors and matrices."""

from autograd_cli.primitives.entry import Entry, group

# Aligned by hand, to be reviewed as a table: name, parameters, rules; further columns below.
# fmt: off
ENTRIES = group(
    "vectors and matrices",
    Entry("matmul",        "x y", ("g @ y'", "x' @ g"),
          operator="@", summary="matrix product", examples=("[[1, 2], [3, 4]] @ [[1, 0], [0, 2]]",),
          level="product", variants=("matrix_vector", "vector_matrix", "dot"), kind="product", shape="m k, k n -> m n",
          latex="{x} {y}"),
    Entry("matrix_vector", "x y", ("outer(g, y)", "x' @ g"),
          operator="@", summary="matrix times vector", examples=("[[1, 2], [3, 4]] @ [5, 6]",),
          variant_of="matmul", kind="product", shape="m k, k -> m",
          latex="{x} {y}"),
    Entry("vector_matrix", "x y", ("y @ g", "outer(x, g)"),
          operator="@", summary="vector times matrix", examples=("[5, 6] @ [[1, 2], [3, 4]]",),
          variant_of="matmul", kind="product", shape="k, k n -> n",
          latex=r"{x}^\top {y}"),
    Entry("dot",           "x y", ("g*y", "g*x"),
          summary="inner product, also `x @ y`", examples=("dot([1, 2], [3, 4])",),
          kind="product", shape="n, n -> ",
          latex=r"{x} \cdot {y}"),
    Entry("outer",         "x y", ("g @ y", "x @ g"),
          summary="matrix of all products", examples=("outer([1, 2], [3, 4])",),
          kind="product", shape="m, n -> m n",
          latex=r"{x} \otimes {y}"),
    Entry("transpose",     "x",   "g'",
          summary="transpose, also `x'`", examples=("transpose([[1, 2], [3, 4]])",),
          level="postfix", notation="postfix", kind="rearrangement", view=True, shape="m n -> n m",
          latex=r"{x}^\top"),
)
