"""The words of a command line, told apart: options, the formula, bindings.

In: the words after the command's name. Out: `Arguments`. Nothing is guessed, and no formula is looked into: what is an
option is in `OPTIONS`, any other `--name` binds a variable, the first other word is the formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from autograd_cli.errors import AutogradError
from autograd_cli.syntax.builder import is_name

# All options of all commands, and whether each takes a value. A command declares those it knows; the others it refuses.
VALUED = (
    "file at wrt mode format output digits expand kinks order direction seed times tolerance covariance checkpoint "
    "activation loss weights expr from to prefix columns on-error errors jobs color"
).split()
FLAGS = (
    "json ndjson exact literals no-grad sparsity steps study verify jacobians cost progress no-progress quiet strict "
    "help version"
).split()
OPTIONS = {**dict.fromkeys(VALUED, True), **dict.fromkeys(FLAGS, False)}
SHORT = {"-f": "file", "-o": "output", "-e": "expr", "-q": "quiet"}


@dataclass(frozen=True, slots=True)
class Arguments:
    """The words, sorted. `options` are as the option parser takes them; `bindings` are names with their texts."""

    options: tuple[str, ...]
    words: tuple[str, ...]
    bindings: tuple[tuple[str, str], ...]
    named: frozenset[str]


def split(words: Sequence[str]) -> Arguments:
    """The words sorted into options, bindings by `--name`, and the rest.

    Raises: `AutogradError` with code `option` where an option or a binding lacks its value.
    """
    options: list[str] = []
    rest: list[str] = []
    bindings: list[tuple[str, str]] = []
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
                    raise AutogradError(f"`{word}` needs a value", code="option")
                value = queue.pop()
            elif equals and not OPTIONS[option]:
                raise AutogradError(f"`--{option}` takes no value", code="option", hint=f"write `--{option}` alone")
            options.append(f"--{option}={value}" if OPTIONS[option] else f"--{option}")
        elif name is not None and is_name(name):
            if not equals:
                if not queue or _is_option(queue[-1]):
                    raise AutogradError(f"`{word}` needs a value", code="binding", hint=_value_hint(word, name, queue))
                value = queue.pop()
            bindings.append((name, value))
        else:
            rest.append(word)
    return Arguments(tuple(options), tuple(rest), tuple(bindings), frozenset(named))


def formula_and_bindings(arguments: Arguments) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The formula, unless a file gives it, and all bindings: those by `--name` and those that are words `name=VALUE`.

    Raises: `AutogradError` with code `usage`.
    """
    rest = list(arguments.words)
    formula = None if "file" in arguments.named or not rest else rest.pop(0)
    bindings = list(arguments.bindings)
    for word in rest:
        name, equals, value = word.partition("=")
        if not equals or not is_name(name):
            raise AutogradError(
                f"`{word}` is neither an option nor a binding", code="usage", hint=_word_hint(word, formula)
            )
        bindings.append((name, value))
    return formula, tuple(bindings)


def option_like(name: str) -> str | None:
    """The option that a name is a misspelling of, as `mdoe` is of `mode`; None where it is not."""
    near = get_close_matches(name.replace("_", "-"), OPTIONS, 1, cutoff=0.7)
    return near[0] if near else None


def _long(word: str) -> tuple[str | None, str, str]:
    """Name, `=` and value of `--name` or `--name=VALUE`; no name for any other word."""
    if not word.startswith("--"):
        return None, "", ""
    return word[2:].partition("=")


def _is_option(word: str) -> bool:
    return word in SHORT or word == "--" or _long(word)[0] in OPTIONS


def _value_hint(word: str, name: str, queue: Sequence[str]) -> str:
    near = option_like(name)
    if near and len(name) > 1:
        return f"did you mean `--{near}`? A variable takes its value like this: `{word} 4`"
    return f"write `{word} 4`" + (f", or `{word}={queue[-1]}` for that very value" if queue else "")


def _word_hint(word: str, formula: str | None) -> str:
    if word.startswith("-") and is_name(word.lstrip("-").partition("=")[0]):
        return f"a variable takes its value with two dashes: `--{word.lstrip('-')} 40`"
    if formula is not None and len(formula) < 40:
        return f"a formula with blanks is quoted as one word: '{formula} {word} ...'; a value is given as `--x 40`"
    return "a value is given as `--x 40` or `x=40`"
