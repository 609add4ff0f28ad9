"""The words of errors in files, pipes and the rows of tables.

A case has a message and a hint, None where the message alone helps; what fills the places is in `forms`.
"""

from autograd_cli.wording.language import Words

UNREADABLE, UNWRITABLE = "{path:file} cannot be read: {reason}", "{path:output} cannot be written: {reason}"

ERRORS: Words = {
    "file": {
        "unreadable": (UNREADABLE, None),
        "address": (UNREADABLE, "it is an address: download it, and name the file"),
        "misspelt": (UNREADABLE, "did you mean {near:file}?"),
        "unreadable-formula": (UNREADABLE, "a formula for all rows is given with `--expr`"),
        "unwritable": (UNWRITABLE, None),
        "no-folder": (UNWRITABLE, "there is no folder `{folder}`: make it first"),
        "input-closed": ("standard input is closed", None),
        "output-closed": ("standard output is closed", None),
        "few-files": (
            "this process may open {allowed} files, and tables need {least}",
            "`ulimit -n 256` allows more",
        ),
        "little-memory": (
            "this process may have {allowed} bytes of address space, and tables need {least}",
            "`ulimit -v unlimited` allows more",
        ),
        "other-version": ("a process of the engine has version {other} of autograd, and the command {name}", None),
        "unforeseen": ("`{path}` failed in a way that nobody has foreseen: {reason}", None),
        "workers-killed": ("`{path}`: the process that worked on it was killed {count} times", None),
        "no-worker": ("the processes of the engine end before they begin: {reason}", None),
        "no-cluster": ("the cluster `{address}` cannot be reached: {reason}", None),
        "no-match": ("`{path}` matches no file", None),
        "pattern": ("no file fits `{path}`", None),
        "pattern-or-formula": ("no file fits `{path}`", "a formula for all rows is given with `--expr`"),
        "cut-short": ("{path:file} is truncated: its compressed data has no end", None),
        "damaged": ("{path:file} is damaged: its compressed data cannot be read", None),
        "not-of-format": ("{path:file} cannot be read as {format}: it is another format, damaged or truncated", None),
        "empty": ("{path:file} is empty", "the first line names the columns, as in `x,y`"),
        "skipped": (
            "`--skip {skipped}` leaves no line of {path:file}",
            "skip fewer lines, those before the one with the names of the columns",
        ),
        "no-objects": (
            "none of the first lines of {path:file} is an object of JSON; {place}: {reason}",
            'each line is an object, such as `{{"x": 1, "y": 2}}`',
        ),
        "not-json": ("{path:file} is not JSON: {reason} in line {line}", None),
        "json-cut-short": ("{path:file} is truncated: its list has no end after object {number}", None),
        "not-text-in": ("{path:file} is not UTF-8 text after line {line}", "save it as UTF-8"),
        "looks-typed": ("{path:file} is not text: it looks like {format}", "`--from {format}` reads it"),
        "looks-packed": (
            "{path:file} is not text: it looks like a spreadsheet or a zip archive",
            "save the sheet as CSV, or unpack the archive",
        ),
        "json-lines": (
            "{path:file} is not a table: its first line is {line}",
            "JSON is read with `--from json`",
        ),
        "line-ends": ("{path:file} mixes line ends in its first lines", "save it with one kind of line ends"),
        "long-line": ("{path:file}: line {line} is longer than {most} MiB", None),
        "open-quote": (
            "{path:file}: a quotation mark after line {line} is never closed",
            "add the closing one; inside a cell a quotation mark is written twice",
        ),
    },
    "row": {
        "failed": ("{place}: {what}", "`--on-error keep` goes on"),
        "at-start": (
            "{place}: at the start of the search {what}",
            "start at other values; `--max-errors N` leaves out up to N such rows",
        ),
        "error-not-positive": ("{place}: the standard error `{name}` is not positive", "leave the row out"),
        "missing": ("`{name}` is missing", None),
        "not-number": ("`{name}` is {text:cell}, not a number", None),
        "decimal-comma": ("`{name}` is {text:cell}, not a number", "`--decimal ,` reads decimal commas"),
        "decimal-point": (
            "`{name}` is {text:cell}, and decimals have a comma here",
            "write `{meant}`, or leave out `--decimal` where all have a point",
        ),
        "thousands": ("`{name}` is {text:cell}, with `{sign}` between thousands", "write `{plain}`"),
        "uncertain": ("`{name}` is {text:cell}, not a number", "`--uncertainty {by:word}` reads such cells"),
        "uncertain-response": ("`{name}` is {text:cell}, not a number", "`--y-error {by:word}` reads such cells"),
        "text": ("`{name}` is the text {text:cell}, not a number", None),
        "list": ("`{name}` is a list, not a number", None),
        "object": ("`{name}` is an object, not a number", None),
        "too-large": ("`{name}` is {text:cell}, beyond the largest double", None),
        "too-large-in-line": ("`{name}` is beyond the largest double", None),
        "first-order": ("`{name}` is 0 to first order, since the derivatives are 0", None),
        "rounded": ("`{name}` is {text:cell}, which has more digits than a double, and is read as {value}", None),
        "below": ("`{name}` is {text:cell}, below the smallest double, and is read as 0", None),
        "not-list": ("`{name}` is not a list; in the first row it is a list of {length}", None),
        "length": ("`{name}` has {count} {count:element|elements}, and in the first row {length}", None),
        "surplus-cells": (
            "the row has {count} cells, and the table {columns} {columns:column|columns}: `{text}` is left over",
            None,
        ),
        "not-json": ("the line is not JSON: {reason}", None),
        "not-json-at": ("the line is not JSON: {reason} at column {column}", None),
        "not-object": ("the line is not an object", None),
        "half-character": ("the line holds `{text}`, half of a character", None),
        "key-of-result": ("{text:cell} is a key of this line and the name of a result", None),
        "key-without-column": ("{text:cell} is not a column; the columns are the keys of the first objects", None),
        "partial-without-column": (
            "there is no column for `{name}`: the columns are those of the first row's vectors",
            None,
        ),
        "uncertainty": ("the uncertainty `{name}` is {text}, and must be finite and not negative", None),
        "undefined": ("{text} {names:is|are} not defined where the value is 0 or infinite", None),
        "not-finite": ("{text} {names:is|are} not finite", None),
    },
}
