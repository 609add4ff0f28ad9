"""The words of errors in a command line, and in what is asked of a formula.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from autograd_cli.wording.language import Words

ONE_OF_THEM = "give one of them"
IN_A_FILE = "put one of them in a file"
SIZES = "as in `autograd network 784-256-64-10`"
BATCH = 'as in `autograd batch points.csv -e "x*y"`, `-` for standard input, or `autograd batch -e "x^2" --x 0:1:0.1`'
NOT_A_BINDING = "`{word}` is neither an option nor a binding"
NO_DERIVATIVE = "no derivative of `{function}` with respect to {names:and} is known here"
ONE_FORMULA = "`{command}` takes one formula, and here are {count}"
AS_IT_IS = "`autograd eval` differentiates it as it is"

FIT = 'as in `autograd fit data.csv -e "y = a + b*x"`; `-` reads standard input'

ERRORS: Words = {
    "usage": {
        "needs-folder": ("`{option}` needs a folder of tables", "give the folder instead of files, as in `tables/`"),
        "file-at-address": (
            "`{path}` is the address of a file, and only folders are read from addresses",
            "download it, and name the file",
        ),
        "right-without-column": (
            "the right side of the equation has no column: {names:and} {names:is a parameter|are parameters}",
            "the table has {columns:list}",
        ),
        "folder-and-others": ("`{path}` is a folder, and is given alone", "run the command once for each folder"),
        "errors-of-folder": (
            "`--errors` is not written for a folder",
            "each output has its rows' errors, and the manifest those of files",
        ),
        "no-target-folder": ("`{path}` is a folder, and so are its results", "name theirs, as in `-o results/`"),
        "output-in-input": (
            "`{path}` is in `{other}`: its results would be read as tables",
            "name a folder elsewhere with `-o`",
        ),
        "one-output": ("`{path}` and {other} would both be written as `{name}`", "rename one, or leave out `--to`"),
        "no-tables-in-folder": (
            "there is no table in `{path}`",
            "tables end in .csv, .tsv, .jsonl, .parquet or .arrow; for others `--from` says what they are",
        ),
        "other-manifest": ("`{path}` is not a manifest of this command", "name another folder with `-o`"),
        "formula-among-files": ("`{word}` is neither a table nor a value", "the formula is an option: `{line}`"),
        "no-equation-to-fit": ("there is no equation to fit", FIT),
        "band-of-several": ("`--band` is of one response, and the equation has several", "fit one of them"),
        "no-table-to-fit": ("there is no table to fit to", FIT),
        "no-parameters": (
            "the equation has no parameter: {names:and} {names:is|are} {names:a column|columns}",
            "a name that is not a column is a parameter, as `a` and `b` in `y = a + b*x`",
        ),
        "all-fixed": ("all parameters are fixed", "leave one of them out of `--fix`"),
        "no-columns-used": (
            "the equation names no column: {names:and} {names:is a parameter|are parameters}",
            "the table has {columns:list}",
        ),
        "not-square": (
            "all roots are found of as many equations as unknowns, and there {count:is|are} {count} for {names:and}",
            "give other variables their values, as in `a=2`",
        ),
        "nothing-to-search": ("there is nothing to search for: the formula has no variables", "as in `{example}`"),
        "no-unknowns": (
            "there is nothing to search for: {names:and} {names:is|are} fixed",
            "leave one out of `--fix` and `--wrt`, or name one with `--for`",
        ),
        "unknown-and-fixed": ("`{name}` is in `--{option}` and in `--{other}`", "leave it out of one of them"),
        "start-undefined": (
            "the function is not defined at the start",
            "start at other values, or draw them from a range, as in `x=0.1..10 --starts 20`",
        ),
        "no-rows-to-fit": ("the table has no row to fit to", None),
        "needs-other": ("`--{option}` is of use with `--{other}` only", "add `--{other}`, or leave it out"),
        "no-delimiter": ("`--delimiter` is for csv, and here is only {formats:and}", "leave it out"),
        "no-types": (
            "`--types` says what columns of text are in Parquet, Arrow and JSON, and {format} has no types",
            "leave it out, or write `--to parquet`",
        ),
        "own-types": ("`--types` is for columns of text, and rows of JSON keep the types they have", "leave it out"),
        "no-lines": ("`--{option}` is for csv and tsv files, and none is read here", "leave it out"),
        "never-rounded": (
            "`--significant` rounds what people read, and `{format}` is never rounded",
            "leave it out, or write `--format {rounded}`",
        ),
        "only-pictures": (
            "`--{option}` is for pictures: svg, tikz, png, pdf",
            "leave it out, or write `--output graph.svg`",
        ),
        "not-in-text": (
            "`--{option}` is for pictures, and `{format}` is none",
            "write `--output graph.svg`, or leave it out",
        ),
        "nothing-to-fold": (
            "there is nothing to fold: the formula has no layers `f1`, `f2`, and no group was asked for",
            "`--group NAME` makes one of the gates of a function or a named value",
        ),
        "binary": (
            "`{format}` is not text, and standard output is a terminal",
            "write it to a file, as in `--output NAME.{format}`, or to a pipe",
        ),
        "unseen": (
            "the result is a file of `{format}`, and standard output is a terminal",
            "write it to a file, as in `--output NAME.{format}`, or to a pipe; `--format {format}` prints it here",
        ),
        "near-command": ("there is no command `{command}`", "did you mean `{near}`?"),
        "command-meant": ("there is no command `{command}`", "write `{line}`"),
        "no-such-command": (
            "there is no command `{command}`",
            "for the formula write `autograd eval {command}`; the commands are {commands}",
        ),
        "reserved-command": ("there is no command `{command}` yet", "the commands are {commands}"),
        "program-or-binding": ("`{word}` is neither a file `*{suffix}` nor a binding", "a formula takes no files"),
        "comparison": (NOT_A_BINDING, "`==` compares; a value is given as `{binding}`"),
        "one-dash-option": (NOT_A_BINDING, "an option has two dashes: `--{name}`"),
        "short-flag-joined": (NOT_A_BINDING, "write `{short}` as a word of its own"),
        "short-option-joined": (NOT_A_BINDING, "`{short}` and its value are separate words"),
        "reserved": (NOT_A_BINDING, "`{name}` is a word of the language, and cannot be a variable"),
        "short-or-binding": (
            NOT_A_BINDING,
            "`{short}` and its value are separate words; a variable is bound as `--{binding}`",
        ),
        "one-dash-binding": (NOT_A_BINDING, "a variable takes its value with two dashes: `{binding}`"),
        "second-equation": (NOT_A_BINDING, "of several equations each is an option of its own: `{line}`"),
        "formula-as-option": ("`{command}` has no option `-e`", "the formula is a word of its own: `{line}`"),
        "several-formulas": (ONE_FORMULA, "ask for one after the other"),
        "formulas-as-options": (ONE_FORMULA, "several are a vector: `{line}`"),
        "terms-as-options": (ONE_FORMULA, "the sum of several is one: `{line}`"),
        "constraints-as-options": (ONE_FORMULA, "the others are constraints: `{line}`"),
        "colon": (NOT_A_BINDING, "a value is given as `{binding}`"),
        "blanks-around-equals": (NOT_A_BINDING, "a value is one word: `{binding}`"),
        "differential": (NOT_A_BINDING, "`--wrt {name}` differentiates with respect to `{name}`"),
        "variable-alone": (NOT_A_BINDING, "`--wrt {word}` differentiates with respect to it"),
        "numbers-alone": (NOT_A_BINDING, "values are given by name: `{binding}`"),
        "name-alone": (NOT_A_BINDING, "a variable takes its value with two dashes: `{binding}`"),
        "unquoted-formula": (
            NOT_A_BINDING,
            "a formula with blanks is quoted as one word: '{formula} {word} ...'; a value is given as `--x 40`",
        ),
        "word": (NOT_A_BINDING, "a value is given as `--x 40` or `x=40`"),
        "two-formulas": (
            "`same` takes two formulas, and here {count:is|are} {count}",
            'as in `autograd same "x*(x + 1)" "x^2 + x"`',
        ),
        "stdin-formulas": ("standard input cannot be both formulas", IN_A_FILE),
        "no-formula": ("there is no formula", "as in `{example}`"),
        "no-formula-in-rows": (
            "there is no formula",
            'give one for all rows with `--expr "x*y"`, or name the column that has one in each row with '
            "`--expr-column NAME`; the columns are {columns:list}",
        ),
        "exclude": ("`{one}` and `{other}` exclude each other", ONE_OF_THEM),
        "exclude-kinds": ("{one} and {other} exclude each other", ONE_OF_THEM),
        "one-sheet": ("`--check` marks one sheet", "mark each by itself: `autograd quiz --check {path:word}`"),
        "stdin-twice": ("standard input cannot be both the formula and the point", IN_A_FILE),
        "stdin-table": ("standard input cannot be both the formula and a table", IN_A_FILE),
        "at-value": (
            "`--at` takes a file, and `{path}` is not one",
            "a value is given as `{path}` alone, without `--at`",
        ),
        "value-for-formula": (
            "`{name}` is given a value, but the derivative as a formula takes none",
            "leave `{name}={value}` out, or ask `autograd eval` for numbers",
        ),
        "variable-or-option": (
            "the formula has a variable `{name}`, and `--{name}` is an option",
            "bind the variable as `{name}={value}`",
        ),
        "claims-of-files": ("`{option}` is about one formula", "give one with `--file`"),
        "needs-claim": (
            "`{option}` is for claimed partials, and there are none",
            'as in `--against x="2*x*y"`: what d/dx is said to be',
        ),
        "study-of-files": ("`--study` takes one formula", "give one with `--file`"),
        "grid-and-file": (
            "`{name}` has several values, and the rows come from a file",
            "a grid takes no file; one value is the same for all rows",
        ),
        "drawn-and-file": ("`--{option}` draws points, and the rows come from a file", "leave the file out"),
        "draws-nothing": ("`--{option}` draws from intervals, and there is none", "as in `x=0..1`"),
        "interval-not-drawn": (
            "`{name}` is an interval, {text}",
            "`--random N` draws N points from intervals, `--latin N` spreads them evenly",
        ),
        "no-table-no-grid": ("there is no table and no grid", BATCH),
        "no-table-no-formula": ("there is no table and no formula", BATCH),
        "programs-and-others": (
            "programs cannot be mixed with a table or a formula: each is a row of its own",
            "the program's result for each row of a table: `autograd batch {table} --file {program}`",
        ),
        "errors-format": (
            "`--errors` writes text, and `{path}` is {format}",
            "give it a name that ends in .csv, .tsv or .jsonl",
        ),
        "one-file": ("the {what} and `{option}` would go to one file, {path:output}", "name another for one of them"),
        "over-table": (
            "`{option}` would overwrite the table {path:output} that is read",
            "name another file, and move it afterwards",
        ),
        "left-without-column": (
            "the left side of the equation has no column: {names:and} {names:is a parameter|are parameters}",
            "the table has {columns:list}",
        ),
        "column-bound": ("`{name}` is a column of {table}, and bound to a value as well", "leave one of them out"),
        "variable-is-column": (
            "a program has the variable `{name}`, which is the name of the column of the programs' files",
            "rename the variable",
        ),
        "column-missing": (
            "{other} has no column `{name}`, unlike {table}",
            "the files of one call have the same columns",
        ),
        "column-further": (
            "{other} has a column `{name}`, unlike {table}",
            "the files of one call have the same columns",
        ),
        "table-suffix": (
            "the name of {path:output} does not say what kind of table it is",
            "did you mean `{near}`? `--{option}` says it too: {choices}",
        ),
        "table-format": (
            "the name of {path:output} does not say what kind of table it is",
            "say it with `--{option}`: {choices}",
        ),
        "two-columns": ("{path:file} has two columns named `{name}`", "rename one of them"),
        "columns-of-one-name": (
            "{path:file} has the columns {names:and}, which are the same name in a formula",
            "rename one of them",
        ),
        "column-of-bytes": (
            "the column `{name}` of {table} holds bytes, and {format} has text alone",
            "`--columns` names those to carry through, and `--to parquet` keeps bytes",
        ),
        "result-is-column": (
            "the result `{name}` would have the name of a column of {table}",
            "`--rename {own}={prefix}{name}` names it `{prefix}{name}`, and `--prefix {prefix}` all results alike",
        ),
        "renamed-is-column": (
            "the result `{name}` would have the name of a column of {table}",
            "`--rename {own}={prefix}{name}` names it `{prefix}{name}`",
        ),
        "not-a-table": (
            "a value of the type `{type}` is not a table",
            "a table is a `DataFrame`, a `LazyFrame`, a table of pyarrow, or a dictionary of arrays",
        ),
        "columns-alike": ("two columns of the table have the name `{name}`", "give one of them another name"),
        "columns-uneven": ("the columns of the table differ in length", "each has one number for each row"),
        "results-alike": ("two results would have the name `{name}`", "`name = formula` gives a result another name"),
        "no-results": ("the formulas have no element, so that there is nothing to compute", None),
        "needs-formula": ("`{option}` goes with a formula for all rows", "`-e FORMULA` is one"),
        "no-variables": (
            "the formula has no variables to differentiate with respect to",
            "its derivative is 0; `autograd eval` gives its value",
        ),
        "two-orders": (
            "`--wrt {wrt}` is of order {count}, and `--order` is {order}",
            "a mixed derivative has a name for each time: `--wrt {example}`",
        ),
        "checkpoint-without-derivative": (
            "`--checkpoint` is for a backward pass, and no derivative is wanted",
            "leave out one of the options",
        ),
        "checkpoint-forward": (
            "`--checkpoint` is for a backward pass, and forward mode keeps nothing for one",
            "leave out one of the options",
        ),
        "seeds": (
            "there {outputs:is|are} {outputs} {outputs:output|outputs}, and `--seed` has {seeds}",
            "as in `--seed {example}`",
        ),
        "one-variable": (
            "a Taylor series is in one variable, and there are {count}",
            "choose one, as in `--wrt {name}`; the others are held at their values",
        ),
        "no-variable": ("there is no variable", None),
        "uncertainty-twice": (
            "`{name}` has an uncertainty, and the covariances give it one as well",
            "leave `{name}` out of `--uncertainty`, or out of the covariances",
        ),
        "shares-of-none": ("`--shares` needs uncertainties", "as in `--uncertainty m=m_err`"),
        "two-uncertainties": (
            "`{name}` has an uncertainty, and the covariances give it one as well",
            "write `--{name} {value}` without an uncertainty",
        ),
    },
    "unsupported": {
        "uncertain-search": (
            "`{name}` is given with an uncertainty, {text}, which a search does not take into account",
            "write `{name}={value}`",
        ),
        "range-of-fixed": (
            "`{name}` has a range, {text}, and is no unknown: only what is searched for starts in one",
            "write `{name}={value}`",
        ),
        "intervals-of-matrices": (
            "there are no bounds of `{name}` over intervals",
            "give each variable one number; `--digits 20` encloses the result there",
        ),
        "search-of-matrices": (
            "no search computes `{name}`",
            "`autograd eval` has its value and derivatives at a point, `autograd batch` those on a grid",
        ),
        "comparison-of-matrices": (
            "formulas with `{name}` are not compared",
            "`autograd check --against NAME=FORMULA` compares a derivative with a formula at points",
        ),
        "series-of-matrices": (
            "there is no Taylor series of `{name}`",
            "`autograd eval` has the value and the first derivatives, `autograd hessian` the second ones",
        ),
        "fixed-parameter": (
            NO_DERIVATIVE,
            "name the other variables, `--wrt {others}`, or write a number in the formula",
        ),
        "fixed-alone": (NO_DERIVATIVE, "`autograd eval --no-grad` gives the value alone"),
        "fixed-unknown": (NO_DERIVATIVE, "give it a value that is kept, as in `--fix {first}=1`"),
        "nothing-blank": (
            "there is nothing to be left blank: no {kind} is computed",
            "give a formula with an operation",
        ),
        "nothing-finite": (
            "there is nothing to be left blank: no {kind} is a finite number, alone or in a short vector",
            "give other values, at which the formula is defined",
        ),
        "vector-result": (
            "the result is a vector of {count}, but this needs one number",
            "`autograd jacobian` differentiates a vector",
        ),
        "array-result": (
            "the result is {kind} {shape}, but this needs one number",
            "`autograd jacobian` differentiates a vector; `sum(...)` makes one number of it",
        ),
        "python-arrays": (
            "a function in Python is of numbers, and these formulas are of vectors or matrices",
            "`--wrt 'x[0]'` is the derivative towards one element",
        ),
        "python-function": (
            "there is no short function in Python for `{name}`",
            "`autograd_cli.gradient` has its values; `--format text` has the formula",
        ),
        "arrays-in-graph": (
            "the graph has vectors or matrices, and this works on numbers only",
            "give the formula itself",
        ),
        "literals-of-graph": (
            "a graph's JSON has no literals, only constants",
            "give the formula itself with `--literals`",
        ),
        "interval": (
            "the value of `{name}`, {text}, is an interval",
            "`autograd eval` takes it; here a value is one number",
        ),
        "uncertain": (
            "the value of `{name}`, {text}, is a value with an uncertainty",
            "`autograd eval` takes it; here a value is one number",
        ),
        "grid": (
            "the value of `{name}`, {text}, is a grid of values",
            "`autograd batch` takes it; here a value is one number",
        ),
        "grid-of-search": (
            "the value of `{name}`, {text}, is a grid of values",
            "a range is written `{name}={meant}`",
        ),
        "literals-of-interval": ("`--literals` and an interval exclude each other", "leave out `--literals`"),
        "adjoint-of-array": (
            "the adjoint of `{name}` is not one number",
            'give all of its elements, as in `--adjoints "{name}=[1, 2]"`, or some, as in `--adjoints "{element}=1"`',
        ),
        "study-at-kink": (
            "there is no derivative with respect to `{name}` here to measure errors against",
            "`autograd check` without `--study` explains why",
        ),
        "study-without-variable": ("there is no variable to study", 'as in "x^2" --x 3'),
    },
    "network": {
        "no-sizes": ("there are no sizes", SIZES),
        "several-words": ("the sizes are one word, but there are {count}", SIZES),
        "words-to-join": ("the sizes are one word, but there are {count}", "write them as one word: {joined}"),
        "size": ("`{part}` in `{word}` is not a size", SIZES),
        "size-missing": ("a size is missing in `{word}`", SIZES),
        "sizes-otherwise": ("`{part}` in `{word}` is not a size", "write `{joined}`"),
        "too-few": ("a network has at least two sizes: of its input and of its output", SIZES),
        "size-0": ("a layer cannot have size 0", SIZES),
        "near-loss": ("there is no loss `{loss}`", "did you mean `{near}`?"),
        "loss": ("there is no loss `{loss}`", "choose {choices}"),
    },
    "too-large": {
        "whole-number": ("a length, an axis or a place of {digits:,} digits has more than {most:,}", None),
        "terms": ("a sum has {count:,} terms; the limit is {most:,}", None),
        "written-out-terms": (
            "written out term by term the sums have {count:,} terms; the limit is {most:,}",
            "a sum of numbers, each of which `k` or an element such as `x[k]` decides, may have a million",
        ),
        "nested-sums": ("more than {most} sums are inside each other", None),
        "array": ("an array of {lengths} numbers has more than {most:,}", None),
        "literal": ("`{text}` has more than {most:,} digits", "`eval` takes it as a double"),
        "matrix": (
            "the matrix has {entries} entries that can be non-zero, more than {most}",
            "name fewer variables with `--wrt`",
        ),
        "forward-sweeps": (
            "forward mode takes one sweep per element, and there are {count} of them; the limit is {most}",
            "reverse mode takes one sweep for all: leave `--mode` out",
        ),
        "written-out": ("written out in numbers the program has {count} elements; the limit is {most}", AS_IT_IS),
        "determinant": ("a determinant of {n} x {n} is not written out in numbers; the limit is {most}", AS_IT_IS),
        "exponent": ("the exponent of `{text}` is beyond {most:,}", "`eval` without options takes it as 0 or infinity"),
        "python-depth": (
            "the formula is nested deeper than {most} times, too deep for Python",
            "`--format text` has no such limit",
        ),
        "derivatives": (
            "the formula has more than {most} partial derivatives of order {order}",
            "name those you want, as in `--wrt x`",
        ),
        "series": ("this many terms of the series take more than {most:,} products", "give a smaller `--order`"),
        "calls": (
            "functions are called with more than {most:,} different arguments",
            "a function is written out once for each of them: let a function call another only once",
        ),
        "steps": ("the derivation has {count} steps", "without `--steps` the result is printed"),
        "network": ("the network has {count} numbers, and the limit is {most}", "choose smaller layers"),
        "results-per-row": (
            "each row would have {count} results, more than {most}",
            "name the variables to differentiate with respect to with `--wrt`, or leave derivatives out with "
            "`--no-grad`",
        ),
        "compared": ("results of {count} elements are compared one by one; the limit is {most}", None),
        "grid": ("the grid has {points} points", "take larger steps"),
        "latin": ("a Latin hypercube of {points:,} points is not made; the limit is {most:,}", "`--random` has none"),
    },
    "missing-extra": {
        "batch": ("`autograd batch` needs {library}, which is not installed", "install it with `{extra:install}`"),
        "engine": ("engines and addresses need {library}, which is not installed", "install it with `{extra:install}`"),
        "backend": (
            "the backend `{backend}` needs {library}, which is not installed",
            "install it with `{extra:install}`",
        ),
        "pictures": (
            "`{format}` needs {library}, which is not installed",
            "install it with `{extra:install}`, or write `--output graph.svg`, which needs nothing",
        ),
        "solve": ("fits, minima and roots need {library}, which is not installed", "install it with `{extra:install}`"),
        "rigorous": (
            "rigorous numbers need the library python-flint, which is not installed",
            "install it with `{extra:install}`",
        ),
    },
}
