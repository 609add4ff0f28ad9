"""Hints as Python writes them: what a shell takes as `--x 1` is `{"x": 1}` in a call, and an option is a parameter.

Takes: a message or a hint of the command. Returns: the same for who calls a function. Commands keep their names.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from autograd_cli.errors import AutogradError

P = ParamSpec("P")
R = TypeVar("R")

# Options that are parameters, where a parameter has another name; others have the option's, as `subject_to` has.
PARAMETERS = {"for": "unknowns", "y-error": "errors"}
OPTIONS = (
    "for|bounds|keep|wrt|starts|over|seed|prefix|order|second|digits|mode|kinks|format|subject-to|fix|everywhere|"
    "times|sparsity|rename|uncertainty|study|tolerance|against|adjoints|points|random|y-error|absolute|robust|scale|level|profile|max-errors"
)
# Values of variables as a shell takes them, one after the other.
WORD = r"'[^']*'|[^\s`'\",;]+"
# Hints, by code and case, of which a call has no counterpart.
HINTS = {
    ("usage", "result-is-column"): '`rename={{"{own}": "{prefix}{name}"}}` names it `{prefix}{name}`, and '
    "`--prefix {prefix}` begins the names of all results with `{prefix}`",
    ("usage", "renamed-is-column"): '`rename={{"{own}": "{prefix}{name}"}}` names it `{prefix}{name}`',
}
BINDINGS = re.compile(rf"--(?!(?:{OPTIONS}|at|file|rename)\b)[^\W\d]\w* (?:{WORD})(?: --[^\W\d]\w* (?:{WORD}))*")
BINDING = re.compile(rf"--(\w+) ({WORD})")
RANGE = re.compile(r"\b([^\W\d]\w*)=([^\s`.]+(?:\.[^\s`.]+)?)\.\.([^\s`]+)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?|[A-Z]")
BOUND = re.compile(rf"--(bounds|over) {RANGE.pattern}")
CLAIM = re.compile(r"--(against) ([^\W\d]\w*)=\"([^\"]+)\"")
FILE = re.compile(r"--at ([^\s`]+)")
OPTION = re.compile(rf"--({OPTIONS})\b(?: ({WORD}))?")


def in_python(text: str) -> str:
    """A message or a hint with calls' arguments instead of options.

    Example:
        >>> print(in_python("give values: --x 1 --A '[[1, 2]]'"))
        give values: {"x": 1, "A": [[1, 2]]}
        >>> print(in_python("draw them from a range, as in `x=0.1..10 --starts 20`"))
        draw them from a range, as in `ranges={"x": (0.1, 10)}, starts=20`
    """
    text = BINDINGS.sub(_mapping, text)
    text = BOUND.sub(r'\1={"\2": (\3, \4)}', text)
    text = CLAIM.sub(r'\1={"\2": "\3"}', text)
    text = RANGE.sub(r'ranges={"\1": (\2, \3)}', text)
    text = FILE.sub(r'numpy.load("\1")', text)
    return re.sub(r"(?<=\)\}) (?=[a-z_]+=)", ", ", OPTION.sub(_parameter, text))


def _mapping(found: re.Match[str]) -> str:
    pairs = (f'"{name}": {value.strip(chr(39))}' for name, value in BINDING.findall(found[0]))
    return f"{{{', '.join(pairs)}}}"


def _parameter(found: re.Match[str]) -> str:
    name = PARAMETERS.get(found[1], found[1].replace("-", "_"))
    if found[2] is None:
        return name
    return f"{name}={found[2]}" if NUMBER.fullmatch(found[2]) else f'{name}="{found[2]}"'


def for_python(function: Callable[P, R]) -> Callable[P, R]:
    """The function, whose errors have messages and hints for who calls it."""

    @wraps(function)
    def called(*arguments: P.args, **options: P.kwargs) -> R:
        try:
            return function(*arguments, **options)
        except AutogradError as error:
            error.in_call = True
            raise

    return called
