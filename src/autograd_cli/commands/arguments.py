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
                if not queue or _is_option(queue[-1]):
                    raise AutogradError(
                        f"`{word}` needs a value", code="option", hint=_option_hint(word, option, queue)
                    )
                value = queue.pop()
            elif equals and not OPTIONS[option]:
                raise AutogradError(f"`--{option}` takes no value", code="option", hint=f"write `--{option}` alone")
            options.append(f"--{option}={value}" if OPTIONS[option] else f"--{option}")
        elif name is not None and is_name(name):
            if not equals:
                if not queue or _is_option(queue[-1]):
                    formula = queue == [] and not any(isinstance(earlier, str) for earlier in rest)
                    hint = _value_hint(word, name, queue) + f"; a formula goes after `--`: `-- {word}`" * formula
                    raise AutogradError(f"`{word}` needs a value", code="binding", hint=hint)
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
                message = f"`{word}` is neither an option nor a binding"
                raise AutogradError(message, code="usage", hint=_word_hint(word, formula))
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
        message = f"`{first}` is neither a file `*{suffix}` nor a binding"
        raise AutogradError(message, code="usage", hint="a formula stands alone, without files")
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
        raise AutogradError(f"`{name}` has no value", code="binding", hint=f"as in `--{name} 40` or `{name}=40`")
    return Binding(canonical_name(name), text)


def _long(word: str) -> tuple[str | None, str, str]:
    """Name, `=` and value of `--name` or `--name=VALUE`; no name for any other word."""
    if not word.startswith("--"):
        return None, "", ""
    return word[2:].partition("=")


def _is_option(word: str) -> bool:
    return word in SHORT or word == "--" or _long(word)[0] in OPTIONS


def _option_hint(word: str, option: str, queue: Sequence[str]) -> str | None:
    return f"for that very value, write `--{option}={queue[-1]}`" if queue else None


def _value_hint(word: str, name: str, queue: Sequence[str]) -> str:
    near = option_like(name)
    if near and len(name) > 1:
        return f"did you mean `--{near}`? A variable takes its value like this: `{word} 4`"
    return f"write `{word} 4`" + (f", or `{word}={queue[-1]}` for that very value" if queue else "")


def _word_hint(word: str, formula: str | None) -> str:
    bare = word.lstrip("-")
    name, equals, value = bare.partition("=")
    if word == "-h":
        return "`--help` lists the options"
    if value.startswith("="):
        return f"`==` compares; a value is given as `{name}{value}`"
    if word.startswith("-") and name in OPTIONS:
        return f"an option has two dashes: `--{bare}`"
    if word[:2] in SHORT and not is_name(name):
        return f"`{word[:2]}` stands alone" + (", its value after it" if OPTIONS[SHORT[word[:2]]] else "")
    if name in RESERVED:
        return f"`{name}` is a word of the language, and cannot be a variable"
    if word.startswith("-") and is_name(name):
        if equals and f"-{name}" in SHORT:
            return f"`-{name}` stands alone, its value after it; a variable is bound as `--{bare}`"
        return f"a variable takes its value with two dashes: `--{bare}{'' if equals else ' 40'}`"
    if formula is not None and formula[:1] == "-" and is_name(formula[1:]):
        return f"a variable takes its value with two dashes: `-{formula} {word}`"
    if formula is not None and len(formula) < 40:
        return f"a formula with blanks is quoted as one word: '{formula} {word} ...'; a value is given as `--x 40`"
    return "a value is given as `--x 40` or `x=40`"
