"""Arguments of calls from Python, as the functions take them, and errors in the words of who calls.

Takes: a function whose parameters are annotated. Returns: the function that reads what it is given by these: whole
numbers and others of any numeric type, names in a list of any kind, values by name of anything that has keys.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from decimal import Decimal
from functools import wraps
from numbers import Integral, Real
from types import UnionType
from typing import Any, NamedTuple, ParamSpec, TypeVar, get_args, get_origin

from autograd_cli.errors import AutogradError, Finding
from autograd_cli.systems.systems import resolve

P = ParamSpec("P")
R = TypeVar("R")
# A reader returns this of what it does not take.
REFUSED = object()
# The formula has an error of its own, and a report is no argument.
NOT_READ = ("expression", "equations", "left", "right", "return")
# Loaded where a report has findings.
IN_CALL = "autograd_cli.wording.python:findings_in_python"
# Lists of names, which may be one text.
NAMES = ("wrt", "unknowns", "keep", "second", "columns", "group", "expand")
NUMBER_TYPES = (Real, Decimal)


class Kind(NamedTuple):
    """What a parameter may take: a function that reads a value, or refuses it, and what messages call it."""

    read: Callable[[Any], Any]
    words: str


def _flag(value: Any) -> Any:
    return bool(value) if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_") else REFUSED


def _whole(value: Any) -> Any:
    return operator.index(value) if isinstance(value, Integral) and not isinstance(value, bool) else REFUSED


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, NUMBER_TYPES) and not isinstance(value, bool) else REFUSED


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else REFUSED


def _by_name(value: Any) -> Any:
    named = value if isinstance(value, Mapping) else dict(value) if hasattr(value, "keys") else None
    if named is None or not all(isinstance(name, str) for name in named):
        return REFUSED
    return named if all(type(name) is str for name in named) else {str(name): one for name, one in named.items()}


def _listed(one: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A reader of several values, in a list or what else can be gone through."""

    def read(value: Any) -> Any:
        if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
            return REFUSED
        found = tuple(map(one, value))
        return REFUSED if REFUSED in found else found

    return read


KINDS = {
    bool: Kind(_flag, "True or False"),
    int: Kind(_whole, "a whole number"),
    float: Kind(_number, "a number"),
    str: Kind(_text, "a text"),
    Mapping: Kind(_by_name, "a dictionary by name"),
    Sequence[str]: Kind(_listed(_text), "a list of texts"),
    Sequence[float]: Kind(_listed(_number), "a list of numbers"),
}


def _kinds(annotation: Any) -> tuple[Kind, ...]:
    """What a parameter of this annotation takes; nothing where it is not for this module to say."""
    parts = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    known = [KINDS.get(part, KINDS.get(get_origin(part))) for part in parts if part is not type(None)]
    return () if None in known else tuple(kind for kind in known if kind is not None)


def _read(name: str, value: Any, kinds: Sequence[Kind]) -> Any:
    """The value of an argument. Raises: `AutogradError` with code `option`, of values by name `binding`."""
    if name in NAMES and isinstance(value, str) and not value.strip():
        raise AutogradError("option", "no-names", option=name)
    for kind in kinds:
        if (read := kind.read(value)) is not REFUSED:
            return read
    if name in ("values", "times"):
        raise AutogradError("binding", "not-by-name")
    *others, last = [kind.words for kind in kinds]
    words = f"{', '.join(others)} or {last}" if others else last
    raise AutogradError("option", "argument", option=name, needed=words, value=repr(value))


def _in_words_of_call(report: R) -> R:
    """A report whose findings say what else a call can be given, and not a command."""
    findings: tuple[Finding, ...] = getattr(report, "findings", None) or ()
    made = resolve(IN_CALL)(findings) if findings else findings
    if made is findings:
        return report
    other = copy(report)
    object.__setattr__(other, "findings", made)
    return other


def for_python(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which reads its arguments by its annotations, and whose errors have hints for who calls it."""
    code = function.__code__
    named = code.co_varnames[: code.co_argcount]
    kinds = {name: _kinds(one) for name, one in function.__annotations__.items() if name not in NOT_READ}
    kinds = {name: own for name, own in kinds.items() if own}

    @wraps(function)
    def called(*arguments: Any, **options: Any) -> R:
        try:
            if any(name in kinds for name in named[: len(arguments)]):
                pairs = zip(named, arguments, strict=False)
                read = [
                    _read(name, one, kinds[name]) if name in kinds and one is not None else one for name, one in pairs
                ]
                arguments = (*read, *arguments[len(named) :])
            for name, one in options.items():
                if name in kinds and one is not None:
                    options[name] = _read(name, one, kinds[name])
            return _in_words_of_call(function(*arguments, **options))
        except AutogradError as error:
            error.in_call = True
            raise

    return called
