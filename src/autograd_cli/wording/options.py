"""The words of errors in the names and the values of options.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from autograd_cli.wording.language import Words

NO_OPTION = "`{command}` has no option `{option}`"

NO_RANGE = "`--{option}` has `{text}`, which is not a name and a range"

ERRORS: Words = {
    "option": {
        "local-address": ("the engine `local` has no address", "write `--engine dask:{address}` for a cluster"),
        "near": (NO_OPTION, "did you mean {near:or}?"),
        "called": (NO_OPTION, "write `{called}`"),
        "no-format": (NO_OPTION, "`--format` takes {choices}"),
        "elsewhere": (NO_OPTION, "{near:and} {near:has|have} that option"),
        "listed": (NO_OPTION, "`autograd {command} --help` lists the options"),
        "weights": (
            NO_OPTION,
            "`--y-error` takes standard errors: weights are 1/error^2, so that errors are 1/sqrt(weight)",
        ),
        "start-as-option": (NO_OPTION, "values are given by the variables' names, as in `--x 1` or `x=1`"),
        "not-an-integer": ("`--{option}` takes a whole number, and `{value}` is not one", "as in `--{option} 3`"),
        "not-a-number": ("`--{option}` takes a number, and `{value}` is not one", "as in `--{option} 1e-6`"),
        "elsewhere-no-name": (
            "`{command}` has no option `{option}`, and the formula no variable `{name}`",
            "{near:and} {near:has|have} that option",
        ),
        "neither": (
            "`--{name}` is neither an option nor a variable of the formula",
            "`autograd {command} --help` lists the options; a value is given as `x=40`",
        ),
        "twice": ("`--{name}` is given twice", "it takes one value: leave one of them out"),
        "argument": ("`{option}` takes {needed}, and `{value}` is not", None),
        "no-names": ("`--{option}` names nothing", "as in `--{option} x,y`, or leave it out"),
        "no-file": ("`--{option}` names no file", "as in `--{option} {example}`"),
        "blanks": (
            "`--count {count}` is more blanks than there are",
            "write `--count {most}`, or leave it out",
        ),
        "full-folder": ("the folder `{folder}` of `--{option}` is not empty", "name a new one"),
        "misspelt-suffix": (
            "`{suffix}` is not the suffix of a format",
            "did you mean `{near}`? `--format {format}` writes a file of any name",
        ),
        "suffix": (
            "this result cannot be written as `{suffix}`",
            "choose {choices} by `--format`, or give another name",
        ),
        "no-gates": (
            "`{name}` has no gates here to be drawn together",
            "`--{option}` takes a function that is written out, or a name that the formula assigns: {choices:or}",
        ),
        "no-groups": (
            "`{name}` has no gates here to be drawn together",
            "`--{option}` takes a function of the formula that has a definition, or a name that the formula assigns",
        ),
        "significant": (
            "`--significant {digits}` is more digits than a double has",
            "write `--significant {most}`, or have more computed by `autograd eval` with `--digits {digits}`",
        ),
        "one-name": ("`functions` takes one name, and here are {count}", "as in `autograd functions {first}`"),
        "misspelt": ("`--{name}` is neither an option nor a variable of the formula", "did you mean `--{near}`?"),
        "misspelt-alone": ("`{option}` is not an option", "did you mean `{near}`?"),
        "needs-value": ("`{option}` needs a value", "as in `{option} {example}`"),
        "needs-this-value": (
            "`{option}` needs a value",
            "as in `{option} {example}`; if `{value}` is the value, write `--{name}={value}`",
        ),
        "needs-this-value-of-kind": (
            "`{option}` needs a value",
            "`{option} {example}`: {help}; if `{value}` is the value, write `--{name}={value}`",
        ),
        "needs-value-of-kind": ("`{option}` needs a value", "`{option} {example}`: {help}"),
        "takes-no-value": ("`--{name}` takes no value", "write `--{name}` alone"),
        "refused": ("{reason}", "`--help` lists the options"),
        "choice": ("`--{option}` has no choice `{value}`", "choose {choices}"),
        "whole-number": ("`--{option}` takes a whole number from {least} on", "as in `--{option} {example}`"),
        "order-of-rows": (
            "`batch` has derivatives of order 1 and 2, and `--order` asks for {order}",
            "`autograd diff --order {order}` has formulas of higher ones",
        ),
        "let": (
            "`--let` has `{text}`, which is not a name and what the data call it",
            "as in `--let q='Flow rate (L/min)'`",
        ),
        "types": ("`--types` has `{text}`, which is not a column and one of {choices:list}", "as in `--types id=int`"),
        "rename": ("`--rename` has `{text}`, which is not two names", "as in `--rename value=price,d_S=delta`"),
        "uncertainty": (
            "`--uncertainty` has `{text}`, and no variable of the formula is `{name}`",
            "{known:and} {known:is|are}, as in `--uncertainty {first}={first}_err`",
        ),
        "uncertainty-comma": (
            "`--uncertainty` has `{text}`, and no variable of the formula is `{name}`",
            "a comma separates variables, and decimals have a point: `{meant}`",
        ),
        "uncertainty-negative": (
            "the uncertainty of `{name}`, {text}, must be finite and not negative",
            "as in `--uncertainty {name}=0.1`, or `{name}=1%` of its value",
        ),
        "uncertainty-rule": (
            "`--uncertainty` has `{text}`, and no variable has such a column",
            "with it that of `{name}` would be `{example}`",
        ),
        "level": ("`--level {level}` is not between 0 and 1", "as in `--level 0.99`"),
        "scale": ("`--scale {text}` is not finite and positive", "as in `--scale 0.1`"),
        "starts-without-range": (
            "`--starts` draws from ranges, and no {noun} has one",
            "give a range in place of a value, as in `{name}={range}`",
        ),
        "standard-error": (
            "`--y-error` has {text}, and standard errors are finite and positive",
            "as in `--y-error 0.1`, or without the option",
        ),
        "share-of-formula": (
            "`--y-error` has {text}, and the left side is not a column of which that is a part",
            "write a number, or name a column of standard errors",
        ),
        "errors-of-responses": (
            "`--y-error` has {count} columns, and the equation {responses} {responses:response|responses}",
            "name one column for all, or one for each",
        ),
        "component-twice": ("`--{option}` has `{name}` twice", "leave one of them out"),
        "component": (
            "`--{option}` has `{text}`, which is not a name and a value",
            "as in `--{option} x=1,y=0`",
        ),
        "claim-twice": ("`--against` has `{name}` twice", "leave one of them out"),
        "claim": (
            "`--against` has `{text}`, which is not a variable and a formula",
            'as in `--against x="2*x*y"`: what d/dx is said to be',
        ),
        "no-range": ("`--random` draws from ranges, and `{name}` has none", "as in `--over {name}=0..5`"),
        "range-twice": ("`--over` has `{name}` twice", "leave one of them out"),
        "constraints-together": ("`{text}` is several constraints", "write each as one: `{options}`"),
        "range": (NO_RANGE, "as in `--{option} {example}`"),
        "range-meant": (NO_RANGE, "write `--{option} {meant}`"),
        "range-of-one-value": (
            "the range of `{name}` from {start} to {stop} has no width",
            "`--fix {written}={start}` gives it this value",
        ),
        "range-infinite": ("the range of `{name}` ends at {text}", "give it finite ends, as in `--over x=0..1e6`"),
        "fix-without-value": ("`--fix` has no value for `{name}`", "as in `--fix {name}=1`"),
        "start-infinite": ("no search starts where `{name}` is {text}", "give it a finite value, as in `{name}=1`"),
        "over-and-value": (
            "`{name}` has a value and a range in `--over`, over all of which roots are searched for",
            "leave one of them out",
        ),
        "over": ("the range of `{name}` has no end", "as in `--over {name}=0..5`"),
        "bounds": (
            "`--{option}` has `{text}` for `{name}`, which is not a range",
            "as in `--{option} {name}=0..1`, or `{name}=0..` without an upper end",
        ),
        "range-outside-bounds": (
            "the starts of `{name}` are in {text}, all outside of its bounds {bounds}",
            "give a start within the bounds, as in `{name}={start}`, or other bounds",
        ),
        "lacks-number": ("`--{option}` lacks a number", "as in `--{option} 1,0`"),
        "no-cores": ("`--jobs {jobs}` is less than one core", "as in `--jobs 2`"),
        "decimal": ("`--decimal` is `,` or `.`, and `{decimal}` is neither", None),
        "delimiter": (
            "`--delimiter {delimiter}` is not one sign that may separate cells",
            "as in `--delimiter ';'`, or by name: `tab`, `space`, `pipe`, `semicolon`",
        ),
        "encoding": ("there is no encoding `{encoding}`", "as in `--encoding latin-1`, `cp1252` or `utf-16`"),
        "comment": ("`--comment {comment}` is not how a comment begins", "as in `--comment '#'`"),
        "no-such-format": ("there is no format `{format}`", "choose {choices}"),
        "weights-file": ("`--weights` takes an .npz file, and `{path}` is not one", "as in net.npz"),
        "tolerance": ("`--tolerance {tolerance:g}` is not between 0 and 1", "as in `--tolerance 1e-9`"),
        "digits": ("`--digits {digits}` is not between 1 and {most:,}", "as in `--digits 50`"),
        "conventions": ("there are no conventions `{kinks}`", "choose {choices}"),
        "mode": ("there is no mode `{mode}`", "the modes are {choices}"),
        "order": ("`--order {order}` is not an order", "an order is a whole number from 1 to {most}"),
        "order-bounds": ("`--order {order}` is out of bounds", "the order is from {least} to {most}"),
        "wrt-without-names": ("`--wrt` names no variable", "as in `--wrt {name}`"),
    },
    "usage": {
        "value-and-points": ("`{name}` has a value, and points in {table} as well", "give one of them"),
        "value-and-range": ("`{name}` has a value, and a range in `--over` as well", "give one of them"),
        "no-equations": ("there is no equation", 'as in `solve("x^2 = 2", {{"x": 1}})`'),
        "value-twice": (
            "`{name}` has a value, and another in `{option}`",
            "leave one of them out",
        ),
        "no-point": ("there is no point in {table}", None),
        "nothing-to-draw": ("`--random` draws points, and every variable has a value", "leave `--random` out"),
    },
}
