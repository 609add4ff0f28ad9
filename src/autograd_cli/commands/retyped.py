"""A command line as a person should have typed it: what hints say to write.

Takes the words of a call, and what should stand for some of them. Returns one line for a shell; errors whose hint is
such a line.
"""

import os
import re
from collections.abc import Mapping, Sequence

from autograd_cli.ask.equations import equation_options
from autograd_cli.commands.arguments import Arguments, Binding
from autograd_cli.commands.declared import Declared, declared, load
from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import CONSTANTS
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Name
from autograd_cli.syntax.names import is_name
from autograd_cli.syntax.parser import parse

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# What a formula has, and the name of a file does not.
WRITTEN_OUT = re.compile(r"[+*^()]")
LABEL = re.compile(r"\^\{[(\[](\w+)[)\]]\}")
# How formulas are given where there are several, and what a search is subject to.
FORMULA_OPTIONS, SUBJECT = ("-e", "--expr"), "subject-to"
# Commands that take a vector, or would print what `jacobian` prints of one.
OF_VECTORS = frozenset(["eval", "diff", "jacobian"])
# Words that are no formulas of several parts; and signs between the sides of a constraint.
SIMPLE, COMPARED = re.compile(r"[\w.:]+(?:=[\w.]*)?"), re.compile("[=<>≤≥]")


def retyped(arguments: Arguments, changes: Mapping[str, str], command: str | None = None, more: str = "") -> str:
    """The command line with other texts for some of its formulas; one that is empty leaves a formula out.

    The option `-e` before such a formula goes with it, and values of other options stay as they are. A `command` is
    taken for that of the call, without the options that it lacks; `more` stands at the end. The texts are as a shell
    takes them.
    """
    ours = arguments.declared
    other = ours if command in (None, ours.command) else declared(load(str(command)), str(command))
    written = ["autograd", other.command]
    queue = list(reversed(arguments.typed))
    while queue:
        word = queue.pop()
        spelling, equals, value = word.partition("=")
        option = ours.options.get(spelling)
        with_value = bool(queue) and not equals and _takes_value(word, ours)
        if spelling in FORMULA_OPTIONS and (value if equals else queue[-1] if queue else "") in changes:
            written.append(changes[value if equals else queue.pop()])
        elif word in changes:
            written.append(changes[word])
        elif option is not None and other.long(option.name) is None:
            queue = queue[:-1] if with_value else queue
        else:
            written += map(shell_word, [word, queue.pop()] if with_value else [word])
    return " ".join(filter(None, [*written, more]))


def _takes_value(word: str, ours: Declared) -> bool:
    """Whether the word after this one is the value of an option, or of a variable `--name`."""
    option = ours.options.get(word)
    return option.valued if option is not None else word.startswith("--") and is_name(word[2:])


def formulas_typed(arguments: Arguments) -> list[str]:
    """The formulas given with `-e` or `--expr`, whether or not the command has these options."""
    words = arguments.typed
    after = [words[i + 1] for i, word in enumerate(words[:-1]) if word in FORMULA_OPTIONS]
    return after + [word.partition("=")[2] for word in words if word.startswith(f"{FORMULA_OPTIONS[1]}=")]


def asked_elsewhere(arguments: Arguments, command: str, formula: str, typed: str) -> str:
    """Another command asked of a formula, `typed` otherwise, with the values that were given and without options."""
    given = [f"--{word.name} {shell_word(word.text)}" for word in arguments.rest if isinstance(word, Binding)]
    given += [shell_word(word) for word in arguments.rest if isinstance(word, str) and word != typed]
    return " ".join(["autograd", command, shell_word(formula, formula=True), *given])


def misplaced_formula(word: str, formula: str | None, arguments: Arguments) -> AutogradError | None:
    """The error for a formula that is not where the command takes it; None where the word is none.

    Of several equations one may lack its `-e`; where a command has no such option, a formula may have it.
    """
    own = arguments.declared.options.get(FORMULA_OPTIONS[0])
    texts = formulas_typed(arguments)
    if own is None:
        if formula is not None and formula not in FORMULA_OPTIONS:
            texts.insert(0, formula)
            own_value = is_name(word.partition("=")[0].strip()) or SIMPLE.fullmatch(word)
            if word[:1] not in "-+*/^(" and not own_value and _is_formula(formula) and _is_formula(word):
                return _formulas_as_options([formula, word], arguments)
        return _formulas_as_options(texts, arguments) if formula in FORMULA_OPTIONS or word in FORMULA_OPTIONS else None
    binding = SIMPLE.fullmatch(word) and not _is_formula(word.partition("=")[2])
    if not own.repeatable or word[:1] in "-+*/^" or binding:
        return None
    known = [] if formula is None else [formula]
    if not texts and not (known and ("=" in word or _is_formula(word))):
        return None
    line = retyped(arguments, {text: equation_options([text]) for text in [*known, word]})
    return AutogradError("usage", "second-equation", word=word, line=line)


def values_without_names(word: str, formula: str | None, arguments: Arguments) -> str:
    """The numbers among the words as values of the variables that have none, in their order; empty where none is."""
    numbers = [one for one in arguments.rest if isinstance(one, str) and NUMBER.fullmatch(one)]
    if word not in numbers or formula is None:
        return ""
    try:
        names = dict.fromkeys(name.name for name in parse(Source(formula)).free_names() if name.name not in CONSTANTS)
    except AutogradError:
        return ""
    bound = {one.name for one in arguments.rest if isinstance(one, Binding)}
    free = [name for name in names if name not in bound]
    if len(free) < len(numbers):
        return ""
    return " ".join(f"--{name} {number}" for name, number in zip(free, numbers, strict=False))


def value_of_latex(word: str) -> str:
    r"""The value of a name in LaTeX, `\hat{y}=1`, as it is given: `y_hat=1`; empty where the word is none.

    A label above, as in `W^{[1]}`, stands below in formulas.
    """
    written, _, value = word.rpartition("=")
    if "{" not in written:
        return ""
    written = LABEL.sub(r"_{\1}", written)
    try:
        (name,) = parse(Source(written, notation="latex")).statements
    except AutogradError:
        return ""
    if not isinstance(name, Name):
        return ""
    return shell_word(f"{name.name if is_name(name.name) else f'`{name.name}`'}={value}")


def equation_as_value(name: str, arguments: Arguments) -> AutogradError | None:
    """The error for an equation `y = x^2` taken for a value, since it lacks its `-e`; None where there is none."""
    option = arguments.declared.options.get(FORMULA_OPTIONS[0])
    word = next((word for word in equations_typed(arguments) if word.partition("=")[0].strip() == name), None)
    if option is None or not option.repeatable or word is None:
        return None
    before = None if FORMULA_OPTIONS[1][2:] in arguments.named else arguments.rest[0]
    first = before if isinstance(before, str) and before != word and "=" in before else None
    return misplaced_formula(word, first, arguments)


def equations_typed(arguments: Arguments) -> list[str]:
    """The words that have variables on the right of an equals sign, and are no option."""
    words = (word for word in arguments.rest if isinstance(word, Binding) or "=" in word)
    texts = [f"{word.name}={word.text}" if isinstance(word, Binding) else word for word in words]
    return [text for text in texts if text in arguments.typed and _is_formula(text.partition("=")[2])]


def formula_among_files(arguments: Arguments) -> AutogradError | None:
    """The error for a formula among the tables, which is an option; None where there is none, or no table."""
    words = [str(word) for word in arguments.rest if isinstance(word, str)]
    others = [word for word in words if WRITTEN_OUT.search(word) and not os.path.exists(word) and _is_formula(word)]
    found = [*dict.fromkeys(equations_typed(arguments) + others)]
    if len(found) != 1 or not set(words) - {*found}:
        return None
    line = retyped(arguments, {found[0]: equation_options(found)})
    return AutogradError("usage", "formula-among-files", word=found[0], line=line)


def formula_as_option(arguments: Arguments) -> AutogradError | None:
    """The error for `--expr FORMULA` where the formula is a word of its own; None where there is none."""
    return _formulas_as_options(formulas_typed(arguments), arguments)


def _formulas_as_options(texts: Sequence[str], arguments: Arguments) -> AutogradError | None:
    """The error for `-e FORMULA` where the formula is a word of its own."""
    if not texts:
        return None
    first, *others = texts
    command = arguments.declared.command
    if not others:
        line = retyped(arguments, {first: shell_word(first, formula=True)})
        return AutogradError("usage", "formula-as-option", command=command, line=line)
    left_out = dict.fromkeys(others, "")
    if arguments.declared.long(SUBJECT) is None and command not in OF_VECTORS:
        return AutogradError("usage", "several-formulas", command=command, count=len(texts))
    if arguments.declared.long(SUBJECT) is None:
        vector = shell_word(f"[{', '.join(texts)}]", formula=True)
        line = retyped(arguments, {**left_out, first: vector}, "jacobian")
        return AutogradError("usage", "formulas-as-options", command=command, count=len(texts), line=line)
    sides = [text for text in others if COMPARED.search(text)]
    terms = [first, *(f"({text})" for text in others if text not in sides)]
    subject = " ".join(f"--{SUBJECT} {shell_word(text, formula=True)}" for text in sides)
    line = retyped(arguments, {**left_out, first: shell_word(" + ".join(terms), formula=True)}, more=subject)
    case = "constraints-as-options" if sides else "terms-as-options"
    return AutogradError("usage", case, command=command, count=len(texts), line=line)


def _is_formula(text: str) -> bool:
    """Whether a text is a formula of variables."""
    try:
        return any(parse(Source(text)).free_names())
    except AutogradError:
        return False
