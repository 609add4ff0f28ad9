"""The words of errors in what a formula is given: values, points, covariances, shapes of a graph; and in numbers.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from autograd_cli.wording.language import Words

POINT = 'as in {{"x": 40, "y": 4}}'
RANGE = "as in `{name}=39.5..40.5` or `{name}=40±0.5`"
STEPS = "as in `0:10:0.1` (start, end, step), `0:24#7` (7 points), `1e-3:1e3#13log` or `1,2,3`"
BY_NAMES = 'as in {{"x": {{"x": 0.25, "y": 0.1}}, "y": {{"x": 0.1, "y": 1}}}}'
SQUARE = "a header of names, and a row of numbers for each of them"
GRAPH = "print it again with `autograd graph ... --json`"

# What is computed in fractions, where it is none.
EXACT = {
    "value": "the value of `{name}`",
    "node": "`{text}`",
    "partial": "the derivative of `{text}` with respect to `{by}`",
    "derivative": "the derivative",
    "literal-partial": "the derivative with respect to a number written",
    "coefficient": "the coefficient of order {order}",
    "model-value": "the value of the formula",
    "model-partial": "the derivative with respect to `{name}`",
}
# What is not a fraction, and of some not made of known constants either.
NO_FRACTION, NO_CONSTANT = "is not a fraction", "is neither a fraction nor made of known constants"
CONSTANTS = frozenset(["coefficient", "model-value", "model-partial"])
DIGITS, LITERALS = "`--digits 50` computes as many digits as you need", "leave out `--literals`"
# Where the hint is not that of digits.
INSTEAD = {"literal-partial": LITERALS}

ERRORS: Words = {
    "missing-binding": {
        "transpose": (
            "{names:and} {names:has|have} no value",
            "for the transpose write `{transpose}`, for products of matrices `@`; as a variable it takes a value, "
            "--{first} 1",
        ),
        "start": (
            "{names:and} {names:needs a start|need starts}: the model is not linear in {names:it|them}",
            "add {starts}, or other values near the answer; the columns are {columns:list}",
        ),
        "start-or-column": (
            "{names:and} {names:needs a start|need starts}: the model is not linear in {names:it|them}",
            "add {starts}, or is the column `{near}` meant? The columns are {columns:list}",
        ),
        "start-or-constant": (
            "`{first}` is a constant, {text}, and has no start that makes it a parameter",
            "add `{first}=1`, or another value near the answer; for the constant write `{written}`",
        ),
        "values": ("{names:and} {names:has|have} no value", "give values: {given}"),
        "large": (
            "{names:and} {names:has|have} no value",
            "give a file with values of the declared shapes, as in `--at values.npz`",
        ),
        "arrays": (
            "{names:and} {names:has|have} no value",
            "`@` takes vectors and matrices: give a file, `--at values.npz`, or write `--{first} '[[1, 2], [3, 4]]'`",
        ),
        "function": (
            "{names:and} {names:has|have} no value",
            "`{function}` is a function: write `{call}`; as a variable it takes a value, --{first} 1",
        ),
        "constant": (
            "{names:and} {names:has|have} no value",
            "if `{first}` is the constant, write `{constant}`; "
            "{names:as a variable it takes a value|as variables they take values}: {given}",
        ),
        "no-number": (
            "{names:and} {names:has|have} no value",
            "`{first}` is not a number; {names:as a variable it takes a value|as variables they take values}: {given}",
        ),
        "product": (
            "{names:and} {names:has|have} no value",
            "for the product write `{product}`; as a variable it takes a value, --{first} 1",
        ),
        "column": (
            "{names:and} {names:is neither a column|are neither columns} nor bound to a value",
            "a value for all rows is given as `--{first} 1`; the columns are {columns:list}{more}",
        ),
        "separated": (
            "{names:and} {names:is neither a column|are neither columns} nor bound to a value",
            "the one column is `{header}`: the table seems to be separated by {separator}; {remedy}",
        ),
        "comment": (
            "{names:and} {names:is neither a column|are neither columns} nor bound to a value",
            "the first line is a comment, `{header}`, and the header must be first: `--comment '#'` skips comments",
        ),
        "no-columns": (
            "{names:and} {names:is neither a column|are neither columns} nor bound to a value",
            "a value for all rows is given as `--{first} 1`",
        ),
        "columns-let": (
            "{names:and} {names:is neither a column|are neither columns} nor bound to a value",
            "columns are given short names: `{lets}`",
        ),
        "near-column": (
            "{names:and} {names:is neither a column|are neither columns} nor bound to a value",
            "did you mean `{near}`?",
        ),
    },
    "unknown-binding": {
        "near": ("the formula has no variable `{name}`", "did you mean `{near}`?"),
        "known": ("the formula has no variable `{name}`", "it has {known:list}"),
        "none": ("the formula has no variable `{name}`", "it has no variables"),
    },
    "binding": {
        "not-a-sheet": (
            "{path:file} is not a sheet with blanks: {reason}",
            "`autograd quiz FORMULA -o sheet.json` writes one",
        ),
        "answer-of-array": ("the answer to `{name}` is a vector or a matrix, and it is one number", None),
        "twice": ("`{name}` is given twice, as {values:and}", "give each variable one value"),
        "no-value": ("`{name}` has no value", "as in `--{name} 40` or `{name}=40`"),
        "needs-value": ("`--{name}` needs a value", "write `--{name} 4`"),
        "needs-this-value": (
            "`--{name}` needs a value",
            "write `--{name} 4`, or `--{name}={value}` if that is the value",
        ),
        "needs-value-or-formula": (
            "`--{name}` needs a value",
            "write `--{name} 4`; a formula goes after `--`: `-- --{name}`",
        ),
        "needs-value-or-option": (
            "`--{name}` needs a value",
            "did you mean `--{near}`? A variable takes its value like this: `--{name} 4`",
        ),
        "needs-value-option-or-formula": (
            "`--{name}` needs a value",
            "did you mean `--{near}`? A variable takes its value like this: `--{name} 4`; "
            "a formula goes after `--`: `-- --{name}`",
        ),
        "expression": ("the expression is not text", 'as in gradient("x^2", {{"x": 3}})'),
        "nothing": ("`{name}` has no value: it is None", "nan stands for a number that is missing"),
        "not-by-name": ("the values are not given by name", 'as in gradient("x^2", {{"x": 3}})'),
        "several-values": (
            "the value of `{name}`, {text}, has those of other variables as well",
            "each is a word of its own: `{given}`",
        ),
        "several-statements": ("a value is one expression", "as in `pi/2`"),
        "variable": (
            "the value of `{name}` has the variable `{variable}`",
            "a value is a number or an expression of numbers, such as `pi/2`",
        ),
        "beyond-doubles": ("the value of `{name}`, {text}, is beyond the largest double", "infinity is written `inf`"),
        "infinite": ("the value of `{name}`, {text}, is infinite in doubles", "infinity is written `inf`"),
        "beyond-doubles-in": ("{what} is {text}, beyond the largest double", 'infinity is written "Infinity"'),
        "not-a-number": ("the value of `{name}` is not a number: {reason}", None),
        "half-interval": ("the value of `{name}`, {text}, is an interval with one end missing", RANGE),
        "half-uncertain": ("the value of `{name}`, {text}, lacks a number on one side of `{sign}`", RANGE),
        "nan-in-range": ("the value of `{name}`, {text}, contains nan", RANGE),
        "uncertainty": (
            "the uncertainty of `{name}`, {text}, must be finite and not negative",
            "as in `{name}={value}±{size}`",
        ),
        "interval-down": (
            "the interval of `{name}` goes down, from {start} to {stop}",
            "write `--{name} {stop}..{start}`",
        ),
        "three-ends": ("the range {text} has `..` more than once", "a range has two ends, as in {range}"),
        "both-signs": (
            "the value of `{name}`, {text}, is a range with an uncertainty",
            "write the range alone, `{range}`, or the uncertainty alone, `{uncertain}`",
        ),
        "two-uncertainties": (
            "the value of `{name}`, {text}, has two uncertainties",
            "write one, as in `{uncertain}`; of independent ones that is the root of the sum of their squares",
        ),
        "rows-differ": ("`{text}` is not a value of `{name}`", "the rows of a matrix are of one length"),
        "ranges-in-array": (
            "`{text}` has `{sign}` within its brackets",
            "both sides of `{sign}` have brackets of their own: `{name}={meant}`",
        ),
        "array-meant": ("`{text}` is not a value of `{name}`", "{kind} is written `{meant}`"),
        "last-comma": ("the value of `{name}` ends with a comma", "leave it out: `{value}`"),
        "range-down": (
            "the range of `{name}` goes down, from {start} to {stop}",
            "write `--{option} {written}={stop}..{start}`",
        ),
        "direction-not-finite": ("the direction's `{name}` is not finite", "as in `x=1,y=0`"),
        "seed-not-finite": ("a seed is not finite", "as in `--seed 1,0`"),
        "point-is-table": (
            "`{path}` is a table, and a point has one value for each name",
            "a point is a .json, .toml or .npz file, or a .csv file with a vector in each column",
        ),
        "point-is-other": (
            "`{path}` is not a file of values by name",
            "a point is a .json, .toml or .npz file, or a .csv file with a vector in each column",
        ),
        "no-names": ("{path:file} does not map names to values", POINT),
        "report-without-values": (
            "{path:file} is a report, `{schema}`, and has no values of variables",
            "give one that `autograd eval --json` prints",
        ),
        "not-in-archive": ("`{path}` has no `{name}`", "it has {known:list}"),
        "not-a-value-file": (
            "`@{path}` cannot be read as a value",
            "a value is in a .json, .csv or .npy file, or one of several, as `@a.npz:name` or `@a.csv:name`",
        ),
        "not-json": ("{path:file} is not JSON: {reason}", POINT),
        "not-json-at": ("{path:file} is not JSON: {reason} at line {line}, column {column}", POINT),
        "not-toml": ("`{path}` is not TOML: {reason}", "as in x = 40"),
        "not-npz": ("`{path}` is not an .npz archive of numbers", "as `numpy.savez('{file}', x=40)` writes it"),
        "not-npy": ("`{path}` is not an .npy array of numbers", "as `numpy.save('{file}', [1, 2])` writes it"),
        "csv-columns": (
            "`{path}` has the columns {known:list}, and a value is one of them",
            "as in `@{path}:{name}`; without the line of names it is a matrix",
        ),
        "csv-without-names": ("`{path}` has no names of variables", "its first line names the columns, as in `x,y`"),
        "csv-row": ("row {row} of `{path}` has {count} {count:cell|cells}, and there are {wanted} columns", None),
        "csv-cell-of-column": (
            "`{path}` has `{cell}` in row {row}, which is not a number",
            "below the names of its columns each cell is a number",
        ),
        "csv-cell": (
            "`{path}` has `{cell}` in row {row}, which is not a number",
            "a matrix has one row per line, with commas between its numbers",
        ),
        "not-number": ("{what} is not a number", 'a value is a number or a list of numbers, as in {{"x": [1, 2]}}'),
        "text": (
            "{what} is text, not a number",
            'a file has plain numbers, and the strings "NaN", "Infinity", "-Infinity"; `--x pi/2` takes an expression',
        ),
        "quoted-number": ("{what} is text, not a number", "write it without quotes: {number}"),
        "axis": ("the values of `{name}` cannot be read: `{text}`", STEPS),
        "axis-not-finite": ("the ends and the step of `{name}` must be finite", "`{text}` has one that is not"),
        "axis-count": (
            "`{text}` does not say how many points `{name}` has",
            "two or more, as in `0:24#7` or `1:100#9log`",
        ),
        "axis-log": ("a logarithmic grid is on one side of 0, and `{name}` is `{text}`", "as in `1e-3:1e3#13log`"),
        "axis-no-step": ("`{name}` never gets from {start} to {stop} in steps of 0", "as in `0:10:0.1`"),
        "axis-other-way": (
            "`{name}` never gets from {start} to {stop} in steps of {step}",
            "the step goes the other way: `{start}:{stop}:{opposite}`",
        ),
        "interval-to-draw": (
            "`{name}` is drawn from an interval with finite ends, and `{text}` is not one",
            "as in `{name}=0..1`",
        ),
        "cell-of-type": (
            "{place}: `{name}` is {text:cell}, which is not of the type `{type}`",
            "`--types {option}=text` keeps the column as text",
        ),
        "cell-of-inferred-type": (
            "{place}: `{name}` is {text:cell}, and all rows before are of the type `{type}`",
            "`--types {option}=text` keeps the column as text",
        ),
        "column-type": (
            "the column `{name}` of {table} holds {type}, not numbers",
            "a variable takes a column of numbers",
        ),
    },
    "covariance": {
        "no-rows": ("`{path}` does not hold rows of covariances by name", BY_NAMES),
        "empty": ("`{path}` is empty", SQUARE),
        "not-csv": ("`{path}` is not CSV", SQUARE),
        "not-square": ("`{path}` is not a square of {count} by {count} numbers", SQUARE),
        "not-finite": ("the covariance of `{name}` with `{other}` in `{path}` is not a finite number", BY_NAMES),
        "negative-variance": ("the variance of `{name}` is {variance:g}, which is negative", BY_NAMES),
        "no-variance": ("`{name}` has a covariance with `{other}`, which has no variance", BY_NAMES),
        "not-symmetric": (
            "the covariances are not symmetric: of `{name}` with `{other}` it is {value:g}, and in the other order "
            "{back:g}",
            BY_NAMES,
        ),
        "indefinite": (
            "the covariances are not positive semidefinite: some combination would have a negative variance",
            BY_NAMES,
        ),
        "other-names": ("the covariances name no variable of the formula", "they are for {known:list}"),
    },
    "integer": {
        "count": (
            "`{name}` is a bound, an index or an axis here, and has no derivative",
            "name the other variables with `--wrt`",
        ),
        "column": (
            "`{name}` is a bound, an index or an axis here, and cannot be a column",
            "in the formula write a name that no column has, as `{meant}`, and bind it: `{meant}=10`, for example",
        ),
        "two-counts": (
            "`{name}` is a bound, an index or an axis here: it is {one} in the first formula, {another} in the second",
            "give it the same value in both, or another name in one",
        ),
        "parameter": (
            "`{name}` of `{function}` takes whole numbers, and has no derivative",
            "name the other variables with `--wrt`",
        ),
    },
    "expand": {
        "none": (
            "`{name}` has no definition to expand",
            "`sigmoid` has one, for example; `autograd functions NAME` shows it",
        ),
    },
    "graph": {
        "schema": (
            "{file:+: }this is not a graph: `schema` is not `{schema}`",
            "`autograd graph ... --json` prints one",
        ),
        "result": ("{file:+: }the graph's output node, {result}, is not one of its nodes", GRAPH),
        "node": ("{file:+: }a node of the graph is not an object with a number", GRAPH),
        "operand": ("{file:+: }an operand of node {node} does not come before it", GRAPH),
        "two-inputs": ("{file:+: }node {node} is a second input `{name}`", GRAPH),
        "primitive": ("{file:+: }node {node} has no known primitive: {primitive}", GRAPH),
        "operands": ("{file:+: }node {node}, `{primitive}`, has {count} operands, and takes {wanted}", GRAPH),
        "shape": ("{file:+: }the shape of node {node}, `{primitive}`, is not {shape}", GRAPH),
        "lengths": ("{file:+: }the shape of node {node} is not a list of at most two lengths", GRAPH),
    },
    "irrational": {
        case: (f"{what} {NO_CONSTANT if case in CONSTANTS else NO_FRACTION}", INSTEAD.get(case, DIGITS))
        for case, what in EXACT.items()
    }
    | {
        "shadowed": (
            "`{name}` is a variable here, and the exact numbers name the constant `{name}`",
            "give the variable another name",
        )
    },
    "too-large": {
        case: (f"{what} has more than {{most:,}} digits", INSTEAD.get(case, DIGITS)) for case, what in EXACT.items()
    },
}
