"""The words of a command line, told apart: options, the formula, bindings.

In: the words after the command's name. Out: `Arguments`. Nothing is guessed, and no formula is looked into: what is an
option is in `OPTIONS`, any other `--name` binds a variable, the first other word is the formula.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from autograd_cli.errors import AutogradError
from autograd_cli.syntax.builder import RESERVED, canonical_name, is_name

# All options of all commands, and whether each takes a value. A command declares those it knows; the others it refuses.
VALUED = (
    "file at wrt mode format output digits expand kinks order direction seed times tolerance covariance checkpoint "
    "activation loss weights expr from to prefix columns on-error errors jobs color"
)
FLAGS = (
    "json ndjson exact literals no-grad sparsity steps study verify jacobians cost progress no-progress quiet strict "
    "help version everywhere"
)
OPTIONS = {**dict.fromkeys(VALUED.split(), True), **dict.fromkeys(FLAGS.split(), False)}
SHORT = {"-f": "file", "-o": "output", "-e": "expr", "-q": "quiet"}


class Binding(NamedTuple):
    """A value for a variable, as text; `name` is canonical."""

    name: str
    text: str


class Arguments(NamedTuple):
    """The words, sorted. `options` are as the option parser takes them, `named` are their names; `rest` is in order."""

    options: tuple[str, ...]
    rest: tuple[str | Binding, ...]
    named: frozenset[str]


def split(words: Sequence[str]) -> Arguments:
    """The words sorted into options, bindings by `--name`, and the rest.

    Raises: `AutogradError` with code `option` or `binding` where one lacks its value.
    """
    options: list[str] = []
    rest: list[str | Binding] = []
    named: set[str] = set()
    queue = list(reversed(words))
    while queue:
        word = queue.pop()
        if word == "--":
            rest += reversed(queue)
            break
        name, equals, value = _long(word)
        if option := SHORT.get(word) or (name if name in OPTIONS else None):
            named.add(option)
            if OPTIONS[option] and not equals:
                if not queue:
                    raise AutogradError("option", "needs-value", option=word)
                if _is_option(queue[-1]):
                    raise AutogradError("option", "needs-this-value", option=word, name=option, value=queue[-1])
                value = queue.pop()
            elif equals and not OPTIONS[option]:
                raise AutogradError("option", "takes-no-value", name=option)
            options.append(f"--{option}={value}" if OPTIONS[option] else f"--{option}")
        elif name is not None and is_name(name):
            if not equals:
                if not queue or _is_option(queue[-1]):
                    formula = queue == [] and not any(isinstance(earlier, str) for earlier in rest)
                    raise _needs_value(name, queue[-1] if queue else None, formula)
                value = queue.pop()
            rest.append(_binding(name, value))
        else:
            rest.append(word)
    return Arguments(tuple(options), tuple(rest), frozenset(named))


def formula_and_bindings(arguments: Arguments) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The formula, unless a file gives it, and all bindings in order, by `--name` or as words `name=VALUE`.

    Raises: `AutogradError` with code `usage`, `binding` where a value is empty.
    """
    formula = None
    bindings = []
    for word in arguments.rest:
        if isinstance(word, Binding):
            bindings.append((word.name, word.text))
        elif formula is None and "file" not in arguments.named:
            formula = word
        else:
            name, equals, value = word.partition("=")
            if not equals or value.startswith("=") or not is_name(name):
                raise _neither(word, formula)
            binding = _binding(name, value)
            bindings.append((binding.name, binding.text))
    return formula, tuple(bindings)


def programs_and_bindings(
    arguments: Arguments, suffix: str
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]] | None:
    """The files, and all bindings, where the first word is a file by its suffix; None where it is a formula.

    Raises: `AutogradError` with code `usage` for a word that is neither.
    """
    words = [word for word in arguments.rest if isinstance(word, str)]
    if "file" in arguments.named or not words or not words[0].endswith(suffix):
        return None
    files = tuple(word for word in words if word.endswith(suffix))
    rest = tuple(word for word in arguments.rest if word not in files)
    first = next((word for word in rest if isinstance(word, str) and "=" not in word), None)
    if first is not None:
        raise AutogradError("usage", "program-or-binding", word=first, suffix=suffix)
    _, bindings = formula_and_bindings(arguments._replace(rest=rest, named=arguments.named | {"file"}))
    return files, bindings


def files_and_bindings(arguments: Arguments) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The words that are files, and all bindings in order, for a command that takes no formula as a word."""
    files = []
    bindings = []
    for word in arguments.rest:
        name, equals, value = word.partition("=") if isinstance(word, str) else (word.name, "=", word.text)
        if equals and is_name(name):
            binding = _binding(name, value)
            bindings.append((binding.name, binding.text))
        else:
            assert isinstance(word, str)
            files.append(word)
    return tuple(files), tuple(bindings)


def option_like(name: str) -> str | None:
    """The option that a name is a misspelling of, as `mdoe` is of `mode`; None where it is not."""
    near = get_close_matches(name.replace("_", "-"), OPTIONS, 1, cutoff=0.7)
    return near[0] if near else None


def _binding(name: str, text: str) -> Binding:
    if not text.strip():
        raise AutogradError("binding", "no-value", name=name)
    return Binding(canonical_name(name), text)


def _long(word: str) -> tuple[str | None, str, str]:
    """Name, `=` and value of `--name` or `--name=VALUE`; no name for any other word."""
    if not word.startswith("--"):
        return None, "", ""
    return word[2:].partition("=")


def _is_option(word: str) -> bool:
    return word in SHORT or word == "--" or _long(word)[0] in OPTIONS


def _needs_value(name: str, following: str | None, formula: bool) -> AutogradError:
    """The error for `--name` without a value, which an option follows, or nothing; it may be a formula as well."""
    near = option_like(name)
    if near and len(name) > 1:
        case = "needs-value-option-or-formula" if formula else "needs-value-or-option"
    elif formula:
        case = "needs-value-or-formula"
    else:
        case = "needs-value" if following is None else "needs-this-value"
    return AutogradError("binding", case, name=name, near=near, value=following)


def _neither(word: str, formula: str | None) -> AutogradError:
    """The error for a word that is neither an option nor a binding."""
    bare = word.lstrip("-")
    name, equals, value = bare.partition("=")
    short = word[:2]
    binding = ""
    if word == "-h":
        case = "short-help"
    elif value.startswith("="):
        case, binding = "comparison", f"{name}{value}"
    elif word.startswith("-") and name in OPTIONS:
        case, name = "one-dash-option", bare
    elif short in SHORT and not is_name(name):
        case = "short-option-joined" if OPTIONS[SHORT[short]] else "short-flag-joined"
    elif name in RESERVED:
        case = "reserved"
    elif word.startswith("-") and is_name(name) and equals and f"-{name}" in SHORT:
        case, short, binding = "short-or-binding", f"-{name}", bare
    elif word.startswith("-") and is_name(name):
        case, binding = "one-dash-binding", f"--{bare}{'' if equals else ' 40'}"
    elif formula is not None and formula[:1] == "-" and is_name(formula[1:]):
        case, binding = "one-dash-binding", f"-{formula} {word}"
    else:
        case = "unquoted-formula" if formula is not None and len(formula) < 40 else "word"
    return AutogradError("usage", case, word=word, name=name, short=short, binding=binding, formula=formula)
