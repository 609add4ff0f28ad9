"""The words of errors in the text of a formula or program: its signs, its grammar, its names.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, tuple[str, str | None]]]

EQUALS = (
    "`=` names the value of a whole line, and a line has only one",
    "`==` compares; `a = ...` goes on a line of its own, or before a `;`",
)
GIVEN = "as in `given x = 40, y = 4`"
LISTED = "`autograd functions` lists all functions"
ACTIVATIONS = "as in relu, sigmoid, tanh; `autograd functions` lists more"
OF_SEVERAL = "`{name}` is not an activation: it is not a function of one number"
OPERAND = "expected a number, a name, `(` or `-`, but found {found}"
OPERATOR = "expected {wanted}, but found {found}"

ERRORS: Words = {
    "character": {
        "bar": ("`|` is not an operator", "the absolute value is `abs(x)`, a disjunction is `a or b`"),
        "bars": ("`||` is not an operator", "the absolute value is `abs(x)`, a disjunction is `a or b`"),
        "ampersand": ("`&` is not an operator", "write `and`, as in `x > 0 and x < 1`"),
        "ampersands": ("`&&` is not an operator", "write `and`, as in `x > 0 and x < 1`"),
        "exclamation": (
            "`!` is not an operator",
            "`not a` negates, `!=` compares; the factorial of x is `x!`",
        ),
        "percent": ("`%` is not an operator", "{percent}% is `{percent}/100`; the remainder is `mod(x, y)`"),
        "remainder": ("`%` is not an operator", "write `{formula}`"),
        "python": ("`.` belongs only in a number", "write `{formula}`"),
        "module": ("`.` belongs only in a number", "leave out `{module}.`: write `{rest}`"),
        "method": ("`.` belongs only in a number", "write `{call}`"),
        "dotted-call": ("`.` belongs only in a number", "`{name}` is not a function here; " + LISTED),
        "dotted-near": ("`.` belongs only in a number", "`{name}` is not a function here; did you mean `{near}`?"),
        "transposed": ("`.` belongs only in a number", "the transpose is `{name}'`"),
        "elementwise": ("`.` belongs only in a number", "operators work on each element: write `{operator}`"),
        "point": ("`.` belongs only in a number", "a number is `0.5` or `.5`; a product is `x*y`"),
        "braces": ("`{sign}` does not group", "write `{formula}`"),
        "brace": ("`{sign}` does not group", "group with `(` and `)`"),
        "backslash": ("`\\` has no meaning here", "write LaTeX's `\\sin x` as `sin(x)`, `\\frac{{a}}{{b}}` as `a/b`"),
        "left-division": ("`\\` is not an operator", "write `solve({left}, {right})`"),
        "dollar": (
            "`$` has no meaning here",
            "write the formula without dollar signs; in a shell, quote it with '...'",
        ),
        "question": ("`?` is not an operator", "a choice is `where(condition, a, b)`"),
        "tilde": ("`~` is not an operator", "`not a` negates a condition"),
        "quote": ("quotes have no meaning in a formula", "delete them"),
        "prime": ("only a straight `'` transposes", "`A'` is the transpose of a matrix"),
        "dash": ("a dash is not a minus sign", "write `-`"),
        "invisible": ("there is an invisible character here, {escape}", "delete it, or retype the formula"),
        "root": ("`{sign}` is no function here", "write `x^(1/{degree})`"),
        "transpose": (
            "`{sign}` ({name}) is not allowed here",
            "the transpose of a matrix is `A'`, a product of matrices `A @ B`",
        ),
        "superscript": ("`{sign}` ({name}) is not allowed here", "a power is written with `^`, as in `x^4` or `x^-1`"),
        "fraction": ("`{sign}` ({name}) is not allowed here", "a fraction is written with `/`, as in `1/2`"),
        "digit": ("`{sign}` ({name}) is not allowed here", "digits are written 0 to 9"),
        "partial": (
            "`{sign}` ({name}) is not allowed here",
            'a derivative is printed by `autograd diff`, as in `autograd diff "x^2*y" --wrt x`',
        ),
        "sum": ("`{sign}` ({name}) is not allowed here", "a sum is written `sum(k^2, k = 1:10)`"),
        "product": ("`{sign}` ({name}) is not allowed here", "a product is written `prod(k^2, k = 1:10)`"),
        "integral": ("`{sign}` ({name}) is not allowed here", "there are no integrals"),
        "maps-to": ("`{sign}` ({name}) is not allowed here", "write the formula alone, what stands behind `{sign}`"),
        "letter": ("`{sign}` ({name}) is not allowed here", "names are made of letters, digits and `_`"),
    },
    "syntax": {
        "equals": EQUALS,
        "equals-in-given": (EQUALS[0], GIVEN),
        "no-value": ("this has no value of its own", None),
        "index-keyword": ("`{name}` is the name of an argument, and cannot be an index", "call it `k`, for example"),
        "index-step": (
            "the index of a sum has no step",
            "it runs from `a` to `b`, both included: write `k = a:b`, and `2*k` in the sum for every other number",
        ),
        "index-alone": ("an index comes after what is summed", "as in `sum(k^2, k = 1:10)`"),
        "several-indices": (
            "a sum has one index",
            "put a sum inside the other, as in `sum(sum(j*k, j = 1:3), k = 1:2)`",
        ),
        "root": ("`√` needs parentheses", "write `√({operand})`"),
        "given-without-value": ("a `given` has a value for every name", GIVEN),
        "never-closed": ("this `{sign}` is never closed", "add `{closing}`"),
        "semicolon-in-call": ("this `{sign}` is never closed", "arguments are separated by `,`, as in `max(x, y)`"),
        "semicolon-in-vector": (
            "this `{sign}` is never closed",
            "elements are separated by `,`; a matrix is a list of rows, `[[1, 2], [3, 4]]`",
        ),
        "closes-nothing": ("this `{sign}` closes nothing", "delete it, or open it with `{opening}`"),
        "closed-otherwise": ("`{opening}` is closed by `{sign}`", "close it with `{closing}`"),
        "not": ("`not` needs parentheses here", "as in `2*(not x)`"),
        "reserved": ("`{word}` is a word of the language, and cannot be a name", "call it `{word}_`, for example"),
        "operand": (OPERAND, None),
        "operand-at-end": (OPERAND, "add what is to follow it, or delete `{sign}`"),
        "leading-equals": (OPERAND, "leave out the first `=`, and write functions in small letters: `sqrt(x)`"),
        "operand-on-next-line": (OPERAND, "a formula continues on the next line only inside parentheses"),
        "whole-division-of-formula": (OPERAND, "write `{formula}`; comments begin with `#`"),
        "named-argument": (
            "`{function}` has its arguments without names",
            "write the value alone, in its place; `autograd functions {function}` has the order",
        ),
        "whole-division": (OPERAND, "whole-number division is `floor(x/y)`; comments begin with `#`"),
        "two-operators": (OPERAND, "two operators are next to each other; a power is `x^2` or `x**2`"),
        "augmented": (OPERAND, "a name has one value: write the sum or the product itself, as in `y = x + 1`"),
        "last-comma": (OPERAND, "delete the last `,`"),
        "comparison-meant": ("`{text}` is not a comparison", "it is written `{meant}`"),
        "comparison": (OPERAND, "comparisons are `<`, `<=`, `>`, `>=`, `==` and `!=`"),
        "operator": (OPERATOR, None),
        "decimal-comma": (OPERATOR, "a number is written with a point: `{pointed}`"),
        "thousands-or-decimals": (OPERATOR, "write `{plain}` or `{pointed}`"),
        "thousands": (OPERATOR, "a number is written without commas: `{plain}`"),
        "numbers": (OPERATOR, "a vector is written in brackets: `{vector}`"),
        "range-without-index": (OPERATOR, "what is counted has a name, as in `{function}(k^2, k = 1:10)`"),
        "colon-equals": (OPERATOR, "a name is given its value with `=`"),
        "comma-in-vector": (OPERATOR, "several results are a vector, `{vector}`"),
        "comma-at-end": (OPERATOR, "delete the last `,`"),
        "comma": (OPERATOR, "a formula has one result; a `,` separates the arguments of a function"),
        "bars-unpaired": ("these bars do not pair", "write `abs(...)`"),
        "many-bars": ("more than {most} bars could open or close here", "write `abs(...)`"),
        "long-superscript": (OPERATOR, "a longer power is written with `^`, as in `x^{power}`"),
        "number-indexed": ("a number cannot be indexed", "a product is written with `*`"),
        "number-transposed": ("a number cannot be transposed", "`'` transposes a matrix"),
        "power-transposed": ("a power without parentheses cannot be transposed", "`'` transposes a matrix"),
        "argument-without-parentheses": (
            "the argument of `{function}` needs parentheses",
            "write `{function}({argument})`",
        ),
        "argument-missing": ("the argument of `{function}` is missing", "write `{function}{power}({argument})`"),
        "primed-function": (
            "`{primed}(...)` is not a derivative here",
            "write the formula itself: `autograd diff` prints its derivative",
        ),
        "primed-derivative": ("`{primed}(...)` is not a derivative here", "`{line}` differentiates"),
        "leibniz": (
            "`d/d{variable}` is not an operator",
            '`autograd diff "{formula}" --wrt {variable}` differentiates',
        ),
        "with-respect-to": (
            "`wrt` is not part of a formula",
            '`autograd diff "{formula}" --wrt {variable}` differentiates',
        ),
        "of-python": ("`{word}` is not part of the language", "write `{formula}`"),
        "is": ("`is` is not an operator", "`==` compares, as in `x == 1`"),
        "import": ("`{word}` is not part of the language", "delete the statement: functions are called as `sin(x)`"),
        "limit": ("there are no limits here", "`autograd taylor` has the series around a point"),
        "if-else": ("`if` and `else` are not part of the language", "a choice is `where(condition, a, b)`"),
        "loop": ("`{word}` is not part of the language", "`sum(x^2)` adds the elements of a vector `x`"),
        "loop-of-formula": ("`{word}` is not part of the language", "write `{formula}`"),
        "defines-formula": ("`{word}` is not part of the language", "write `{formula}`"),
        "arrow-of-formula": ("`->` is not part of the language", "write the formula alone, `{formula}`"),
        "arrow": ("`->` is not part of the language", "a function is defined as `f(x) = x^2`"),
        "defines": (
            "`{word}` is not part of the language",
            "a function is defined as `f(x) = x^2`, on a line of its own",
        ),
        "begins": ("`{word}` is not part of the language", "delete it: the last line is the result"),
        "mod": ("`{word}` is not an operator", "write `mod({left}, {right})`"),
        "word-operator": (
            "`{word}` is not an operator",
            "the remainder is `mod(x, y)`, the whole quotient `floor(x/y)`; conditions are joined by `and` and `or`; "
            "exactly one holds where `(x > 0) != (y > 0)`",
        ),
        "capital-operator": (
            "`{word}` is not an operator",
            "write `{small}`",
        ),
        "two-points": ("`{text}` is not a number", "a number has one decimal point"),
        "range-with-points": (
            "`{text}` is not a number",
            "a number has one decimal point; a sum over whole numbers is `sum(k^2, k = {range})`",
        ),
        "index-in": ("`in` is not part of the language", "write `{sum}`"),
        "spaced-thousands": ("there is a blank in a number", "write `{number}`, or `{product}` for the product"),
        "two-elements": (
            "two numbers are next to each other",
            "elements are separated by commas, as in `{elements}`; for the product write `{product}`",
        ),
        "two-numbers": ("two numbers are next to each other", "write `{product}` for the product"),
        "operator-missing": ("an operator is missing before `{word}`", "for a product write `{product}`"),
        "matrix-product-missing": (
            "an operator is missing before `{word}`",
            "for products of matrices write `{product}`",
        ),
    },
    "number": {
        "notation": ("`{text}` is not a number here", "write it in plain decimal digits"),
        "decimal": ("`{text}` is not a number here", "write it in plain decimal digits: `{decimal}`"),
    },
    "ambiguous": {
        "two-readings": ("`{text}` can be read in two ways", "write `{first}` or `{second}`"),
        "double-factorial": (
            "`!!` can be read in two ways",
            "the factorial of a factorial is `(x!)!`; the double factorial is no function here",
        ),
        "bars-of-array": (
            "`|{text}|` of {kind} can be read in two ways",
            "write `abs({text})` for each element, `{other}` for {what}",
        ),
        "uncertain-number": (
            "`{number}({digits})` can be read in two ways",
            "write `{number}*{digits}` for the product; an uncertainty belongs to a value, `x={written}`",
        ),
        "product-name": (
            "`{name}` can be read in two ways",
            "write `{product}`, or begin with `given {name} = 1;` for one name",
        ),
        "product-or-value": (
            "`{name}` can be read in two ways",
            "write `{product}`; as one name it takes a value, `--{name} 1`",
        ),
        "power-of-function": (
            "`{text}` can be read in two ways",
            "the power of a function's value is `{value}^{exponent}`",
        ),
        "inverse-function": (
            "`{text}` can be read in two ways",
            "the power of a function's value is `{value}^{exponent}`; the inverse function is `{inverse}`",
        ),
    },
    "empty": {"formula": ("there is no formula", 'a formula is, for example, "2*x*y + y + 3"')},
    "result": {
        "unnamed-statement": (
            "this statement has no name and is not the last one",
            "give it a name, as in `a = ...`, or put the lines of one formula in parentheses",
        ),
        "ends-with-definition": (
            "the program ends with the definition of `{name}`",
            "the last line is the result: add one, for example `{call}`",
        ),
        "no-constraint": (
            "`{text}` is not a constraint",
            "a constraint compares two sides, as in `x + y <= 1` or `x*y = 2`",
        ),
        "equation-searched": (
            "`{text}` is an equation, and a formula is needed that has a least value",
            "`{line}` solves it; what is least where it holds has `--subject-to {quoted}`",
        ),
        "comparison-searched": (
            "`{text}` is a comparison, and a formula is needed that has a least value",
            "what is least where it holds has `--subject-to {quoted}`",
        ),
        "comparison": (
            "`{text}` is a comparison, and an equation or what is to be 0 is needed",
            "an equation is written `x^2 = 2`; `autograd minimize` takes `--subject-to`",
        ),
        "equations": ("there are several equations where one is needed", "each is an option of its own: {options}"),
        "no-equation": ("`{text}` is not an equation", "a fit needs two sides, as in `y = a + b*x`"),
        "other-sign": ("`{text}` is not an equation", "write `{meant}`"),
        "several-equations": ("`{text}` has several equals signs", "a comparison is written `==`"),
        "missing": ("the program has no result", "add the formula as the last line"),
    },
    "assignment": {
        "given-function": ("`given` names inputs, not functions", GIVEN),
        "left-side": (
            "the left side of `=` must be a name or a function of names",
            "as in `a = ...` or `f(x) = ...`; to compare, write `==`; `autograd solve` solves an equation",
        ),
        "derivative-named": (
            "the left side of `=` is a derivative and not a name",
            "write the right side alone, as `autograd diff` prints it with `--wrt {name}`",
        ),
        "latex-left-side": (
            "the left side of `=` must be a name or a function of names",
            "leave it out, or name it, as in `\\mathrm{{rate}} = ...`; `autograd solve` solves an equation",
        ),
        "parameter-not-a-name": ("a function's parameters are names", "as in `f(x, y) = ...`"),
        "parameter-twice": ("the parameter `{name}` is given twice", None),
        "no-parameters": ("`{name}` has no parameters", "write `{name} = ...`"),
        "twice": ("`{name}` is assigned twice", "give it another name"),
        "given-twice": ("`{name}` is assigned twice", "give it one value"),
        "defined-twice": ("`{name}` is defined twice", "give it another name"),
        "input": ("`{name}` is assigned, but was an input before", "give one of them another name"),
        "bound": (
            "`{name}` is bound, but the program assigns it",
            "leave out the value for `{name}`, or the line that assigns it",
        ),
        "column": (
            "`{name}` has a value in every row, but the program assigns it",
            "assign another name, as in `new_{name} = ...`",
        ),
    },
    "order": {
        "used-before-given": ("`{name}` is used before it is given", "put the `given` line first"),
        "recursion": ("`{name}` calls itself", "recursion is not part of the language"),
        "used-before-assigned": ("`{name}` is used before it is assigned", "move the line that assigns it up"),
        "called-before-defined": ("`{name}` is called before it is defined", "move its definition up"),
    },
    "argument-count": {
        "no-names": ("`{function}` has no argument `{name}`", "the arguments of this function have no names"),
        "no-index": ("`{function}` has no index", "an index belongs to {known:or}, as in `sum(k^2, k = 1:10)`"),
        "no-such": ("`{function}` has no such argument", "it is called as `{signature}`"),
        "elementwise": ("`{function}` has no argument `{name}`", "it works on each element separately"),
        "none": ("`{function}` got no argument, and takes {wanted}", "it is called as {signatures:or}"),
        "count": (
            "`{function}` got {count} {count:argument|arguments}, and takes {wanted}",
            "it is called as {signatures:or}",
        ),
    },
    "unknown-function": {
        "variable": ("`{name}` is a variable, and is called like a function", "for a product write `{product}`"),
        "elsewhere": ("unknown function `{name}`", "write `{here}`"),
        "elsewhere-in-general": ("unknown function `{name}`", "`{call}` is written `{here}`"),
        "elsewhere-with-remark": ("unknown function `{name}`", "write `{here}`; {remark}"),
        "elsewhere-in-general-with-remark": ("unknown function `{name}`", "`{call}` is written `{here}`; {remark}"),
        "absent": ("unknown function `{name}`", "{what} cannot be computed here; " + LISTED),
        "command": ("unknown function `{name}`", "a formula is differentiated with `autograd {command}`"),
        "command-of-formula": (
            "unknown function `{name}`",
            'a formula is differentiated with `autograd {command} "{formula}"{further}`',
        ),
        "near": ("unknown function `{name}`", "did you mean `{near}`?"),
        "begun": ("unknown function `{name}`", "similar names are {known:list}"),
        "not-found": ("no function has `{text}` in its name, meaning or definition", LISTED),
        "leibniz": (
            "unknown function `{name}`",
            '`autograd diff "{formula}" --wrt {variable}` differentiates; for a product write `{product}`',
        ),
        "product": ("unknown function `{name}`", "for a product write `{product}`; " + LISTED),
        "product-or-transpose": (
            "unknown function `{name}`",
            "for a product write `{product}`; the transpose of a matrix is `A'`, a product of matrices `A @ B`",
        ),
        "listed": ("unknown function `{name}`", LISTED),
        "without-definition": (
            "unknown function `{name}`",
            "`sigmoid` has one, for example; `autograd functions NAME` shows it",
        ),
        "activation": ("there is no activation `{name}`", ACTIVATIONS),
        "near-activation": ("there is no activation `{name}`", "did you mean `{near}`?"),
        "activation-of-several": (OF_SEVERAL, ACTIVATIONS),
        "near-activation-of-several": (OF_SEVERAL, "did you mean `{near}`?"),
    },
    "unknown-name": {
        "no-blank": ("`{name}` asks for the {kind} of `{node}`, which the formula does not have", None),
        "given": ("the value of a `given` has no variables", "as in `given x = 40, y = pi/2`"),
        "wrt": (
            "the formula has no variable `{name}` to differentiate with respect to",
            "it has {known:list}",
        ),
        "wrt-of-none": ("the formula has no variable `{name}` to differentiate with respect to", "it has no variables"),
        "wrt-of-intermediate": (
            "`{name}` is an intermediate value of the program, not a variable",
            "`autograd trace` shows its adjoint, and `autograd check --adjoints {name}=VALUE` compares yours with it; "
            "{known:the variable is|the variables are} {known:list}",
        ),
        "wrt-of-result": (
            "`{name}` is the result of the program, not a variable",
            "{known:the variable is|the variables are} {known:list}",
        ),
        "claimed": (
            "`{claim}` has `{name}`, which is not a variable of the formula",
            "{known:the variable is|the variables are} {known:list}",
        ),
        "claimed-product": (
            "`{claim}` has `{name}`, which is not a variable of the formula",
            "for the product write `{product}`",
        ),
        "no-node": ("the trace has no node `{name}`", "it has {known:list}"),
        "no-adjoint": ("`{name}` is a constant, and has no adjoint", "those are of {known:list}"),
        "range": ("neither formula has a variable `{name}`", "they have {known:list}"),
        "range-of-none": ("neither formula has a variable `{name}`", "they have no variables"),
        "direction": (
            "the direction has `{name}`, which is not a variable to differentiate with respect to",
            "{known:the variable is|the variables are} {known:list}",
        ),
        "direction-of-none": (
            "the direction has `{name}`, which is not a variable to differentiate with respect to",
            "the formula has no variables",
        ),
        "parameter": ("`--{option}` has `{name}`, which is not a parameter", "the parameters are {known:list}"),
        "variable": ("`--{option}` has `{name}`, which is not a variable", "the variables are {known:list}"),
        "column": ("{table} has no column `{name}`", "it has {known:list}"),
        "column-near": ("{table} has no column `{name}`", "did you mean `{near}`?"),
        "column-separated": (
            "{table} has no column `{name}`",
            "the one column is `{header}`: the table seems to be separated by {separator}; {remedy}",
        ),
        "keep": ("`--keep` has `{name}`, to which the formula assigns nothing", "it assigns to {known:list}"),
        "keep-of-none": (
            "`--keep` has `{name}`, to which the formula assigns nothing",
            "an intermediate is assigned before the formula, as in `u = x*y; sin(u)`",
        ),
        "rename": ("`--rename` has `{name}`, and there is no such result", "the results are {known:list}"),
    },
    "encoding": {
        "formula": ("the formula is not UTF-8 text", "save it as UTF-8"),
        "byte": (
            "{path:file} is not UTF-8 text: byte {byte}, in line {line}, belongs to no character",
            "save it as UTF-8",
        ),
        "no-mark": ("{path:file} is not UTF-8 text, but UTF-16 without a mark", "`--encoding {encoding}` reads it"),
        "other": ("{path:file} is not text in {encoding}", "leave out `--encoding`, or name the one that it is in"),
        "line": (
            "{path:file} is not UTF-8 text: a byte in line {line} belongs to no character",
            "`--encoding latin-1` or `--encoding cp1252` reads what Windows programs write",
        ),
    },
}
