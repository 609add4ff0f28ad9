"""Hints as Python writes them: what a shell takes as `--x 1` is `{"x": 1}` in a call, and an option is an argument.

Takes: a message or a hint of the command. Returns: the same for who calls a function. A command of which there is no
function stays as it is.
"""

import json
import re
import shlex
from copy import copy

from autograd_cli.errors import Finding
from autograd_cli.numerals import split_outside
from autograd_cli.wording.findings import words

# Commands that are functions, where all that they take on the command line are formulas and values.
FUNCTIONS = {
    **{name: name for name in ("jacobian", "hessian", "taylor", "tangent", "trace", "graph", "page", "diff", "check")},
    **{name: name for name in ("same", "minimize", "solve")},
    "eval": "gradient",
}
# Options that are parameters, by what they take; and those that have another name.
NAMES = ("wrt", "keep", "for", "unknowns", "second", "columns", "group", "expand")
BY_NAME = ("fix", "times", "adjoints", "rename", "uncertainty", "bounds", "over", "ranges", "against")
TEXTS = ("mode", "kinks", "format", "robust", "prefix", "y-error", "subject-to", "stage", "lang")
NUMBERS = (
    *("starts", "seed", "order", "digits", "random", "level", "scale", "tolerance", "max-errors"),
    *("points", "sparsity", "study", "absolute", "profile", "correlation", "check", "exact", "literals", "steps"),
    *(
        "shares",
        "sensitivity",
        "trace",
        "maximize",
        "chains",
        "jacobians",
        "textbook",
        "blank",
        "careful",
        "no-grad",
        "values",
    ),
)
CALLED = {"for": "unknowns", "y-error": "errors", "no-grad": "differentiate=False"}
# Hints, by code and case, that a call has in other words.
HINTS = {
    ("usage", "result-is-column"): '`rename={{"{own}": "{prefix}{name}"}}` names it `{prefix}{name}`, and '
    '`prefix="{prefix}"` begins the names of all results with `{prefix}`',
    ("usage", "renamed-is-column"): '`rename={{"{own}": "{prefix}{name}"}}` names it `{prefix}{name}`',
    ("option", "bounds"): 'as in `{option}={{"{name}": (0, 1)}}`',
    ("option", "uncertainty-negative"): 'as in `uncertainty={{"{name}": 0.1}}`, or `"1%"` of its value',
    ("option", "order-of-rows"): "`diff` with `order={order}` has formulas of higher ones",
    ("option", "no-groups"): "`group` takes a function of the formula that has a definition, or a name that it assigns",
    ("ambiguous", "uncertain-number"): "write `{number}*{digits}` for the product",
    ("ambiguous", "latex-imaginary"): 'give it a value, as in `{{"i": 2}}`, or write `\\mathrm{{i}}`; '
    "there are no complex numbers",
    ("syntax", "latex-at"): 'leave it out, and give the point by values, as `{{"x": 0}}`',
    ("row", "decimal-comma"): "decimals have a point",
    ("too-large", "steps"): "without `steps` there is the result",
    ("unsupported", "fixed-alone"): "there are values alone: `batch` gives them with `differentiate=False`",
    ("unsupported", "fixed-unknown"): "name what is to be searched for with `unknowns`, or in a fit give it a value in "
    "`fix`",
    ("unsupported", "study-without-variable"): 'as in `check("x^2", {{"x": 3}}, study=True)`',
    ("result", "equations"): "give each as a text of its own, in a list",
    ("result", "equation-searched"): '`solve` solves it; what is least where it holds has `subject_to="{text}"`',
    ("option", "constraints-together"): "give each as a text of its own, in a list",
    ("unsupported", "adjoint-of-array"): 'give all of its elements, as in `adjoints={{"{name}": [1, 2]}}`, or some, '
    'as in `adjoints={{"{element}": 1}}`',
    ("too-large", "results-per-row"): "name the variables to differentiate with respect to with `wrt`, or leave "
    "derivatives out with `differentiate=False`",
}
# What messages have where they speak of a command or an option.
OF_A_SHELL = ("`--", "`autograd ")
# What findings have in other words.
FINDINGS = {
    "`--digits` has more": "`autograd eval --digits 20` has more",
    ", `--fix` those that keep their values": ", and others keep their values",
}
# Kinds of mistakes whose hints have values, as `x=2`; in those of formulas that is an index or an axis.
OF_VALUES = ("binding", "option", "missing-binding", "integer", "usage", "unsupported")
COMMAND = re.compile(r"(`autograd [^`]*`)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?|[A-Z]")
ARRAY = re.compile(r"\[.*\]")
# A word as a shell takes it; what ends a clause is no part of it.
WORD = r"(?:'[^']*'|\"[^\"]*\"|[^\s`'\";])*(?:'[^']*'|\"[^\"]*\"|[^\s`'\";,])"
OPTIONS = "|".join((*NAMES, *BY_NAME, *TEXTS, *NUMBERS))
BINDINGS = re.compile(
    rf"--(?!(?:{OPTIONS}|at|file)\b)[^\W\d]\w* (?:{WORD})(?: --(?!(?:{OPTIONS})\b)[^\W\d]\w* (?:{WORD}))*"
)
BINDING = re.compile(rf"--(\w+) ({WORD})")
QUOTED = re.compile(r"'`([^`]+)`=([^']+)'")
FILE = re.compile(r"--at ([^\s`]+)")
OPTION = re.compile(rf"--({OPTIONS})\b(?: ({WORD}))?")
NAME = r"(?:[^\W\d]\w*)"
RANGE = re.compile(rf"`({NAME}=[^\s`]*\.\.[^\s`]*)(?= --|`)")
VALUES = re.compile(rf"`({NAME}=(?:-?[\d.]+(?:e-?\d+)?|\[[^\]`]*\])(?:,{NAME}=-?[\d.]+)*)`")


def findings_in_python(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with messages for who calls a function; the same ones where no message is another."""
    texts = [*map(words, findings)]
    if not any(sign in text for text in texts for sign in OF_A_SHELL):
        return findings
    made = tuple(map(copy, findings))
    for finding, text in zip(made, texts, strict=True):
        object.__setattr__(finding, "message", _of_finding(text))
    return made


def _of_finding(text: str) -> str:
    """A finding's message for who calls a function.

    Example:
        >>> print(_of_finding("rounding leaves about 3 digits of f(x) in floats; `--digits` has more"))
        rounding leaves about 3 digits of f(x) in floats; `autograd eval --digits 20` has more
    """
    for said, meant in FINDINGS.items():
        text = text.replace(said, meant)
    return in_python(text)


def in_python(text: str, code: str = "option") -> str:
    """A message or a hint with calls and their arguments instead of commands and options; `code` is the error's.

    Example:
        >>> print(in_python("give values: --x 1 --A '[[1, 2]]'"))
        give values: {"x": 1, "A": [[1, 2]]}
        >>> print(in_python("draw them from a range, as in `x=0.1..10 --starts 20`"))
        draw them from a range, as in `ranges={"x": (0.1, 10)}, starts=20`
        >>> print(in_python('`autograd diff "x^2*y" --wrt x` or `autograd functions`, as in `--fix c=2,d=3`'))
        `diff("x^2*y", wrt="x")` or `autograd functions`, as in `fix={"c": 2, "d": 3}`
    """
    parts = COMMAND.split(text)
    parts[1::2] = map(_call, parts[1::2])
    parts[::2] = (_arguments(part, code in OF_VALUES) for part in parts[::2])
    return "".join(parts)


def _arguments(text: str, values: bool) -> str:
    """A text without commands, with arguments instead of options, and of `values` such as `x=2`."""
    text = QUOTED.sub(r'{"\1": \2}', BINDINGS.sub(_mapping, text)).replace("} {", ", ")
    if values:
        text = RANGE.sub(lambda found: f"`ranges={_by_name('ranges', found[1])}", text)
        text = VALUES.sub(lambda found: f"`{_by_name('values', found[1])}`", text)
    text = FILE.sub(r'numpy.load("\1")', text)
    return re.sub(r"(?<=[)\]}\"\d]) (?=[a-z_]+=)", ", ", OPTION.sub(_parameter, text))


def _call(found: str) -> str:
    """A command in backticks as a call, where it is that of a function; else as it is."""
    try:
        command, *words = shlex.split(found.strip("`"))[1:]
    except ValueError:
        return found
    if command not in FUNCTIONS or "..." in words or (command == "eval" and "--digits" in words):
        return found
    given, values, options = list[str](), list[str](), list[str]()
    rest = iter(words)
    for word in rest:
        name = word.removeprefix("--")
        if name == word:
            (values if re.fullmatch(rf"{NAME}=[^=].*", word) and given else given).append(word)
        elif name in NUMBERS and name not in ("seed", "order", "digits", "random", "tolerance", "starts"):
            options.append(f"{name}=True")
        elif (value := next(rest, None)) is None:
            return found
        elif re.fullmatch(OPTIONS, name):
            options.append(_argument(name, value))
        else:
            values.append(f"{name}={value}")
    formulas = [json.dumps(one, ensure_ascii=False) for one in given]
    if not formulas:
        return f"`{FUNCTIONS[command]}`" if not options else f"`{FUNCTIONS[command]}` with `{', '.join(options)}`"
    mapping = [_by_name("values", ",".join(values))] if values else []
    return f"`{FUNCTIONS[command]}({', '.join([*formulas, *mapping, *options])})`"


def _mapping(found: re.Match[str]) -> str:
    pairs = (f'"{name}": {value.strip(chr(39))}' for name, value in BINDING.findall(found[0]))
    return f"{{{', '.join(pairs)}}}"


def _parameter(found: re.Match[str]) -> str:
    name, value = found[1], found[2]
    if value is None or (name in NUMBERS and not re.match(r"[-\d.\[A-Z]", value)):
        return CALLED.get(name, name.replace("-", "_")) + (f" {value}" if value is not None else "")
    return _argument(name, value)


def _argument(option: str, value: str) -> str:
    """An option with its value as an argument of a call."""
    name = CALLED.get(option, option.replace("-", "_"))
    text = value[1:-1] if value[:1] == value[-1:] and value[:1] in ("'", '"') else value
    if option in BY_NAME and "=" in text:
        return f"{name}={_by_name(option, text)}"
    if option in NUMBERS and "," in text:
        return f"{name}=[{text.replace(',', ', ')}]"
    if option in NUMBERS or (option == "y-error" and NUMBER.fullmatch(text)):
        return f"{name}={text}"
    return f"{name}={json.dumps(text, ensure_ascii=False)}"


def _by_name(option: str, text: str) -> str:
    """The dictionary of `x=1,y=2`, or of `x=0..1`.

    Example:
        >>> _by_name("bounds", "x=0..,y=1..2"), _by_name("against", 'x="2*x*y"'), _by_name("values", "v=[1, 2]")
        ('{"x": (0, None), "y": (1, 2)}', '{"x": "2*x*y"}', '{"v": [1, 2]}')
    """
    pairs = []
    for part in split_outside(text, ",")[::2]:
        name, _, value = part.partition("=")
        value = value.strip("'\"")
        if ".." in value:
            ends = [end or "None" for end in value.split("..", 1)]
            value = f"({', '.join(ends)})"
        elif not (NUMBER.fullmatch(value) or ARRAY.fullmatch(value)) or option in ("against", "rename"):
            value = json.dumps(value, ensure_ascii=False)
        pairs.append(f"{json.dumps(name.strip().strip('`'), ensure_ascii=False)}: {value}")
    return f"{{{', '.join(pairs)}}}"
