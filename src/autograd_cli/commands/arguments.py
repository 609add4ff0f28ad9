"""The words of a command line, told apart: options, the formula, bindings.

Takes the words after the command's name and the options that this command declares. Returns `Arguments`. Nothing is
guessed, and no formula is looked into: any other `--name` binds a variable, the first other word is the formula.
"""

import importlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from autograd_cli.commands.declared import Declared, nearest, neither, not_a_name, not_an_option, without_value
from autograd_cli.errors import AutogradError
from autograd_cli.syntax.names import RESERVED, canonical_name, is_name, name_in

# Loaded for an error alone.
RETYPED = "autograd_cli.commands.retyped"
# The name of a file, which no variable is in.
A_FILE = r"[\w./~-]*\.[A-Za-z]\w*"
# A value as other programs write it, `x:1`.
COLON = r"([^\W\d]\w*):([^:=]+)"


class Binding(NamedTuple):
    """A value for a variable, as text; `name` is canonical."""

    name: str
    text: str


class Arguments(NamedTuple):
    """The words, sorted. `options` are as the option parser takes them, `rest` is in order.

    `named` are the options' names, `dashed` the variables bound as `--name`; the first `before` of `rest` are from
    before a `--`. `typed` are all words as they were written.
    """

    declared: Declared
    options: tuple[str, ...]
    rest: tuple[str | Binding, ...]
    named: frozenset[str]
    dashed: frozenset[str]
    before: int
    typed: tuple[str, ...] = ()


def split(words: Sequence[str], ours: Declared, binds: bool = True) -> Arguments:
    """The words sorted into options, bindings by `--name` where the command `binds` variables, and the rest.

    Raises: `AutogradError` with code `option` or `binding` where one lacks its value, or has two.
    """
    options: list[str] = []
    rest: list[str | Binding] = []
    named: set[str] = set()
    dashed: set[str] = set()
    before = None
    queue = list(reversed(words))
    while queue:
        word = queue.pop()
        if word == "--":
            before = len(rest)
            rest += reversed(queue)
            break
        name, equals, value = _long(word)
        if option := ours.options.get(word) or (ours.long(name) if name is not None else None):
            if option.valued and option.name in named and not option.repeatable:
                raise AutogradError("option", "twice", name=option.name)
            named.add(option.name)
            if option.valued and not equals:
                if not queue or _is_option(queue[-1], ours):
                    raise without_value(word, option, queue[-1] if queue else None)
                value = queue.pop()
            elif equals and not option.valued:
                raise AutogradError("option", "takes-no-value", name=option.name)
            options.append(f"--{option.name}={value}" if option.valued else f"--{option.name}")
        elif name is not None and is_name(name):
            if not binds:
                raise not_an_option(word, ours)
            if not equals:
                if not queue or _is_option(queue[-1], ours):
                    formulas = [text for text in options if text.startswith("--expr=")]
                    raise _without_value(word, name, queue, [*rest, *formulas], "file" in named, ours)
                value = queue.pop()
            rest.append(_binding(name, value))
            dashed.add(canonical_name(name))
        else:
            rest.append(word)
    before = len(rest) if before is None else before
    return Arguments(ours, tuple(options), tuple(rest), frozenset(named), frozenset(dashed), before, tuple(words))


def formula_and_bindings(arguments: Arguments) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The formula, unless a file gives it, and all bindings in order, by `--name` or as words `name=VALUE`.

    Raises: `AutogradError` with code `usage`, `binding` where a value is empty.
    """
    formula = None
    bindings = []
    for word in arguments.rest:
        if isinstance(word, Binding):
            bindings.append((word.name, word.text))
        elif formula is None and arguments.named.isdisjoint(("file", "expr")):
            formula = word
        else:
            written, equals, value = word.partition("=")
            name = name_in(written)
            if not equals or value.startswith("=") or name is None:
                raise _stray(word, formula, arguments)
            binding = _binding(name, value)
            bindings.append((binding.name, binding.text))
    return formula, _once(bindings, arguments)


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
    """The words that are files, and all bindings in order, for a command that takes no formula as a word.

    Raises: `AutogradError` with code `option` for a word that begins with a dash, unless it is after `--`.
    """
    files = []
    bindings = []
    for place, word in enumerate(arguments.rest):
        written, equals, value = word.partition("=") if isinstance(word, str) else (word.name, "=", word.text)
        name = name_in(written)
        if equals and name is not None:
            binding = _binding(name, value)
            bindings.append((binding.name, binding.text))
        else:
            assert isinstance(word, str)
            if word.startswith("-") and word != "-" and place < arguments.before:
                raise not_an_option(word, arguments.declared)
            files.append(word)
    return tuple(files), _once(bindings, arguments)


def plain_words(arguments: Arguments) -> tuple[str, ...]:
    """The words of a command that binds no variables.

    Raises: `AutogradError` with code `option` for a word that begins with a dash, unless it is after `--`.
    """
    words = []
    for place, word in enumerate(arguments.rest):
        if isinstance(word, Binding) or (word.startswith("-") and word != "-" and place < arguments.before):
            raise not_an_option(word if isinstance(word, str) else f"--{word.name}", arguments.declared)
        words.append(word)
    return tuple(words)


def _once(bindings: Sequence[tuple[str, str]], arguments: Arguments) -> tuple[tuple[str, str], ...]:
    """The bindings, each of another name.

    Raises: `AutogradError` with code `binding`, or `usage` where one is a formula that lacks its option.
    """
    name, count = next(iter(Counter(name for name, _ in bindings).most_common(1)), ("", 0))
    if count > 1:
        misplaced: AutogradError | None = importlib.import_module(RETYPED).equation_as_value(name, arguments)
        if misplaced is not None:
            raise misplaced
        raise AutogradError("binding", "twice", name=name, values=[text for each, text in bindings if each == name])
    return tuple(bindings)


def _binding(name: str, text: str) -> Binding:
    if not text.strip():
        raise AutogradError("binding", "no-value", name=name)
    return Binding(canonical_name(name), text)


def _long(word: str) -> tuple[str | None, str, str]:
    """Name, `=` and value of `--name` or `--name=VALUE`; no name for any other word."""
    if not word.startswith("--"):
        return None, "", ""
    return word[2:].partition("=")


def _is_option(word: str, ours: Declared) -> bool:
    name, _, _ = _long(word)
    return word in ours.options or word == "--" or (name is not None and ours.long(name) is not None)


def _without_value(
    word: str, name: str, queue: Sequence[str], rest: Sequence[str | Binding], file: bool, ours: Declared
) -> AutogradError:
    """The error for `--name` without a value: what it lacks, or that there is nothing of that name."""
    texts = [one for one in (*rest, *queue) if isinstance(one, str) and not re.fullmatch(A_FILE, one)]
    mentioned = any(_has_name(text, name) for text in texts)
    if texts and not mentioned and not file:
        return neither(name, ours)
    elsewhere = not_a_name(name, ours) if not texts and not file and len(name) > 1 else None
    if elsewhere is not None and elsewhere.case == "elsewhere-no-name":
        return not_an_option(f"--{name}", ours)
    following = queue[-1] if queue else None
    near = None if mentioned or len(name) == 1 else nearest(name, ours)
    if not queue and not texts:
        case = "needs-value-option-or-formula" if near else "needs-value-or-formula"
    elif near:
        case = "needs-value-or-option"
    else:
        case = "needs-value" if following is None else "needs-this-value"
    return AutogradError("binding", case, name=name, near=near, value=following)


def _stray(word: str, formula: str | None, arguments: Arguments) -> AutogradError:
    """The error for a word that is neither formula nor binding: a flag that is not an option may have taken a value."""
    ours = arguments.declared
    if re.match(r"--[A-Za-z]+(-[A-Za-z]+)+(=|$)", word):
        return not_an_option(word, ours)
    retype = importlib.import_module(RETYPED)
    misplaced: AutogradError | None = retype.misplaced_formula(word, formula, arguments)
    if misplaced is not None and formula in retype.FORMULA_OPTIONS:
        return misplaced
    for name in sorted(arguments.dashed):
        meant = not_a_name(name, ours) if formula is not None and name not in formula else None
        if meant is not None:
            return meant
    return misplaced or _neither(word, formula, arguments)


def _neither(word: str, formula: str | None, arguments: Arguments) -> AutogradError:
    """The error for a word that is neither an option nor a binding."""
    ours = arguments.declared
    bare = word.lstrip("-")
    name, equals, value = bare.partition("=")
    short = word[:2]
    place = arguments.typed.index(word) + 1
    following, after, *_ = (*arguments.typed[place:], "", "")
    with_colon = re.fullmatch(COLON, word)
    binding = ""
    if value.startswith("="):
        case, binding = "comparison", f"{name}{value}"
    elif name[:1] == "\\" and is_name(name[1:]) and equals:
        case, binding = "colon", f"{name[1:]}={value}"
    elif with_colon and _has_name(formula, with_colon[1]):
        case, binding = "colon", f"{with_colon[1]}={with_colon[2]}"
    elif is_name(word) and following == "=" and after:
        case, binding = "blanks-around-equals", f"{word}={after}"
    elif is_name(word) and _has_name(formula, word) and following[:1].isdigit():
        case, binding = "name-alone", f"--{word} {following}"
    elif word.startswith("-") and ours.long(name):
        case, name = "one-dash-option", bare
    elif short in ours.options and not is_name(name):
        case = "short-option-joined" if ours.options[short].valued else "short-flag-joined"
    elif name in RESERVED:
        case = "reserved"
    elif word.startswith("-") and is_name(name) and equals and f"-{name}" in ours.options:
        case, short, binding = "short-or-binding", f"-{name}", bare
    elif word.startswith("-") and is_name(name):
        case, binding = (
            "one-dash-binding",
            f"--{bare}{'' if equals else f' {following if following[:1].isdigit() else 40}'}",
        )
    elif formula is not None and formula[:1] == "-" and is_name(formula[1:]):
        case, binding = "one-dash-binding", f"-{formula} {word}"
    elif is_name(word) and _has_name(formula, word) and ours.long("wrt") and not ours.long("for"):
        case = "variable-alone"
    elif word[:1] == "d" and _has_name(formula, word[1:]) and is_name(word[1:]) and ours.long("wrt"):
        case, name = "differential", word[1:]
    elif given := importlib.import_module(RETYPED).value_of_latex(word):
        case, binding = "colon", given
    elif given := importlib.import_module(RETYPED).values_without_names(word, formula, arguments):
        case, binding = "numbers-alone", given
    else:
        case = "unquoted-formula" if formula is not None and len(formula) < 40 else "word"
    return AutogradError("usage", case, word=word, name=name, short=short, binding=binding, formula=formula)


def _has_name(formula: str | None, name: str) -> bool:
    """Whether a formula's text has a name."""
    return formula is not None and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", formula) is not None
