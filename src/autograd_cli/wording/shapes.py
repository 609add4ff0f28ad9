"""The words of errors in the shapes of vectors and matrices.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from autograd_cli.wording.language import Words

ERRORS: Words = {
    "shape": {
        "lengths": ("{text:?the shapes}: {operands:+: }{one} here, {other} there", None),
        "lengths-transposed": (
            "{text:?the shapes}: {operands:+: }{one} here, {other} there",
            "with the transpose of `{name}` they fit: `{meant}`",
        ),
        "lengths-of-vectors": (
            "{text:?the shapes}: {operands:+: }{one} here, {other} there",
            "elements are paired, and a part of the longer vector is `{meant}`",
        ),
        "claimed": ("d/d{name} has {needed}, and the claim {given}", None),
        "claimed-adjoint": ("the adjoint of `{name}` has the shape {needed}, and the claim {given}", None),
        "claimed-element": ("`{name}` is one element of `{of}`, and the claim is not one number", None),
        "no-claimed-element": ("`{of}` has no element `{name}`: its shape is {needed}", None),
        "columns": ("the points in {path} have columns of different lengths: {counts}", None),
        "points-of-array": (
            "`{name}` has the shape {needed}, and its points in {path} are {given}",
            "a vector has a row for each point, as in `[[1, 2], [3, 4]]`",
        ),
        "two-results": (
            "the results have different shapes: {one} and {other}",
            "without a value a variable is a number; `given x = vector(3);` before a formula makes it a vector",
        ),
        "shapes": ("{text:?the shapes}: {one} here, {other} there", None),
        "elements": (
            "{text:?the shapes}: {one} here, {other} there",
            "the elements are all numbers, or all vectors of one length",
        ),
        "two-axes": (
            "{text:?the shapes}: a matrix {shape} has two axes",
            "choose one: `axis=0` along columns, `axis=1` along rows",
        ),
        "axis-of-number": (
            "{text:?the shapes}: a number has no axis",
            "in brackets several numbers are a vector, as in `[x, y]`",
        ),
        "no-axis": ("{text:?the shapes}: there is no axis {axis} in {shape}", "axes are counted from 0"),
        "dimensions": ("{text:?the shapes}: {needed} is needed, and this is {given}", None),
        "not-square": ("{text:?the shapes}: a square matrix is needed, and this is {shape}", None),
        "no-elements": ("{text:?the shapes}: there are no elements in {shape}", None),
        "three-dimensions": (
            "{text:?the shapes}: a vector of matrices would have three dimensions",
            "there are at most two; `concat` joins matrices",
        ),
        "number-joined": (
            "{text:?the shapes}: a number cannot be joined to others",
            "`[a, b]` makes a vector of numbers",
        ),
        "how-many-lengths": (
            "{text:?the shapes}: a vector has one length, a matrix two",
            "as in `zeros(3)` or `zeros(2, 3)`",
        ),
        "how-many-bounds": (
            "{text:?the shapes}: a range has at most a start, a stop and a step",
            "as in `arange(10)` or `arange(0, 10, 2)`",
        ),
        "no-range-step": ("{text:?the shapes}: a range has a step of 0", "as in `arange(0, 10, 2)`"),
        "bound": (
            "a bound of an index must be a whole number known before anything is computed",
            "as in `k = 1:10` or `k = 0:length(x)-1`",
        ),
        "bound-of-variable": (
            "a bound of an index must be a whole number known before anything is computed",
            "begin with `given {name} = 10;`, for example",
        ),
        "element-of-index": (
            "there is no element {index} of {length}",
            "elements are counted from 0: the index runs through `{known}`",
        ),
        "negative-length": ("{text:?the shapes}: a length cannot be negative", None),
        "sizes": ("{text:?the shapes}: {one} has {elements} elements, {other} {others}", None),
        "declared": (
            "`{name}` is declared as {declared}, and its value is {given}",
            "give a value of that shape, or declare the other one",
        ),
        "declaration": ("a shape is declared by whole numbers", "as in `given x = vector(3), A = matrix(3, 2);`"),
        "no-step": ("a slice has a step of 0", "a step is a whole number, as in `x[::2]`"),
        "static-index": ("an index must be a whole number known before anything is computed", "as in `0` or `-1`"),
        "static-bound": (
            "`{argument}` of `{function}` must be a whole number known before anything is computed",
            "as in `arange(10)`; other steps are those of `linspace(0, 1, 11)`, which has both ends",
        ),
        "static-argument": (
            "`{argument}` of `{function}` must be a whole number known before anything is computed",
            "as in `0` or `-1`",
        ),
        "number-indexed": ("`{text}`: a number has no parts", "a vector is indexed as `x[0]`, a matrix as `A[0, 1]`"),
        "too-many-indices": (
            "`{text}`: {shape} has {axes} axes",
            "a vector is indexed as `x[0]`, a matrix as `A[0, 1]`",
        ),
        "no-element": ("there is no element {index} of {length}", "elements are counted from 0; the last is {last}"),
        "no-element-of-none": (
            "there is no element {index} of {length}",
            "it has no elements",
        ),
        "matrix-product-of-numbers": ("`{text}`: `@` is for vectors and matrices", "numbers are multiplied with `*`"),
        "graph-input": (
            "`{name}` is {needed} in the graph, and its value is {given}",
            "a graph is made for shapes: give the formula itself for others",
        ),
        "sides": (
            "the value of `{name}`, {text}, has {one} and {other} on its sides",
            "as in `[1, 2]..[3, 4]` or `[40, 50]±0.5`",
        ),
        "not-array": (
            "the value of `{name}` is neither a vector nor a matrix: {reason}",
            "a vector is a list of numbers, a matrix a list of rows of equal length",
        ),
        "uneven": (
            "{what} is neither a vector nor a matrix: its rows differ in length",
            "a vector is a list of numbers, a matrix a list of rows of equal length",
        ),
        "dimensions-of-value": (
            "the value of `{name}` has {dimensions} dimensions",
            "a value is a number, a vector or a matrix",
        ),
        "array-type": (
            "{what} is an array {shape} of {type}",
            "a value is a number, a vector or a matrix of real numbers",
        ),
    },
}
