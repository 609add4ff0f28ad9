"""Hints that take the place of a case's own, by the name of the advice; what fills the places is in `forms`."""

ADVICE = {
    "file-option": "a file is read with `--file {path}`",
    "open-shape": "without a value a variable is a number; `given {variable} = vector(3);` before the formula makes it "
    "a vector, `matrix(2, 3)` a matrix",
    "open-shape-in-latex": "without a value a variable is a number; a value makes it a vector, as in "
    "`{variable}=[1, 2, 3]`, or a matrix",
    "axis-in-latex": "choose one as a further argument: `\\mathrm{{axis}}=0` along columns, "
    "`\\mathrm{{axis}}=1` along rows",
    "transpose-in-latex": "with the transpose they fit: `{symbol}^\\top`",
    "bound-in-latex": "write it as a number, as in `\\sum_{{k=1}}^{{10}}`; `autograd eval` takes `{name}=10`",
    "last-in-latex": "the last element is `{length}` where a sum begins at 1, and one less where it begins at 0",
    "seed": "`--seed {example}` gives its elements weights; `autograd jacobian` differentiates a vector",
    "start-vector": "add starts of its elements, as in `{first}=[1,1,1]`, or begin with `given {first} = [1,1,1];`",
    "half-start": "a range has both ends, as in `{name}=0.1..10`; `--bounds {name}={text}` is a bound",
    "columns-meant": "the table has {columns:list}; with its names: `{line}`",
    "columns-as-in": "the table has {columns:list}, as in `{line}`",
    "range-missing": "a range is missing: write `--over {option}`",
    "definition-and-result": "the last line is the result: `{whole}`",
    "vector-of-results": "several results are a vector: `{vector}`",
    "column-with-blanks": "a name with blanks is given a short one: `{line}`",
    "equations": "each is an option of its own: `{line}`",
    "names-apart": "names have commas between them, and no brackets or blanks: `{meant}`",
    "near-name": "did you mean `{near}`?",
    "uncertain-elements": "`autograd batch` has the uncertainty of each element",
    "matrix-in-row": "a row gives numbers and vectors, and `{matrix}` is a matrix",
}
