"""Which options a command declares, and what to answer to a word that looks like one and is not.

Takes a command of the option parser, or its name. Returns its options by each spelling, and errors with the nearest
option or the commands that have the one meant. Other commands are imported only for such an error.
"""

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import islice
from typing import Any, NamedTuple

import typer
from typer.main import get_command

from autograd_cli.commands import COMMANDS
from autograd_cli.errors import AutogradError, near_names
from autograd_cli.formats import FORMATS, format_of_file
from autograd_cli.shell import shell_word

CONTEXT = {"help_option_names": ["--help", "-h"], "max_content_width": 100}

# So many commands are named that have an option.
MOST_COMMANDS = 5
# What a command calls otherwise that others have as an option, with the value that was typed, or the default.
CALLED = {
    ("batch", "format"): "--to {value}",
    ("batch", "json"): "--to json",
    ("batch", "ndjson"): "--to jsonl",
}
DEFAULT = "csv"


class Option(NamedTuple):
    """An option: its long name without dashes, whether it takes a value, whether it may be given several times.

    The `metavar` and the `help` are what help says of its value; `offered` are the values that a shell completes.
    """

    name: str
    valued: bool = True
    repeatable: bool = False
    metavar: str = ""
    help: str = ""
    offered: Callable[[], Sequence[str]] = tuple

    @property
    def example(self) -> str:
        """A value that the help has as an example, or a number where it is one; empty where there is none."""
        found = re.search(EXAMPLE, self.help)
        return found[1] if found else "3" if self.metavar in COUNTS else ""


class Declared(NamedTuple):
    """A command's name, and its options by each spelling, as `--file` and `-f`."""

    command: str
    options: Mapping[str, Option]

    def long(self, name: str) -> Option | None:
        """The option `--name`."""
        return self.options.get(f"--{name}")

    def names(self) -> list[str]:
        """The long names, without dashes."""
        return list(dict.fromkeys(option.name for option in self.options.values()))


# How the help of an option gives an example of its value; and the names of values that are whole numbers.
EXAMPLE, COUNTS = r"\bas (?:in )?`([^`]*)`", ("N", "S")
HELP = Option("help", valued=False)
# What other programs call an option, and those that it may be here.
SYNONYMS = {
    **dict.fromkeys(("constraint", "constraints", "such-that", "st"), ("subject-to",)),
    **dict.fromkeys(("degree", "terms"), ("order",)),
    **dict.fromkeys(("precision", "prec", "dps"), ("digits", "significant")),
    **dict.fromkeys(("respect-to", "with-respect-to", "variable", "variables"), ("wrt",)),
    **dict.fromkeys(("range", "ranges", "interval", "domain"), ("over", "bounds")),
    **dict.fromkeys(("formula", "expression", "equation"), ("expr",)),
    **dict.fromkeys(("save", "save-as", "to"), ("output",)),
    **dict.fromkeys(("sep", "separator", "fs", "ifs"), ("delimiter",)),
    **dict.fromkeys(("sigma", "yerr", "y-err", "error", "errors"), ("y-error",)),
    "verbose": ("steps", "explain"),
}
# What other programs weigh residuals by, which is not their errors.
WEIGHTS = frozenset(["weights", "weight"])
# Words for the point at which, or from which on, something is computed: that is given by values.
STARTS = frozenset(["start", "init", "initial", "guess", "initial-guess", "around", "about", "near", "point", "center"])


def declared(command: Any, name: str) -> Declared:
    """The options of a command of the parser."""
    options = {"--help": HELP, "-h": HELP}
    for parameter in command.params:
        if parameter.param_type_name == "option":
            long = next(spelling for spelling in parameter.opts if spelling.startswith("--"))
            own = parameter.metavar or "", parameter.help or ""
            offered = partial(_offered, command, parameter)
            option = Option(long[2:], not parameter.is_flag, parameter.multiple, *own, offered)
            options |= dict.fromkeys(parameter.opts, option)
    return Declared(name, options)


def _offered(command: Any, parameter: Any) -> list[str]:
    """The values that an option is declared to have."""
    return [one.value for one in parameter.shell_complete(typer.Context(command), "")]


@cache
def load(name: str) -> Any:
    """The command of that name, as the option parser has it; it is made once in a process."""
    module, _, attribute = COMMANDS[name].home.partition(":")
    command = get_command(getattr(importlib.import_module(module), attribute))
    command.name = name
    return command


def example_of(name: str) -> str:
    """The first example in the help of a command."""
    text: str = load(name).help
    return next(line for line in text.splitlines() if "autograd" in line).strip().removeprefix("Example: ")


def commands_with(name: str) -> list[str]:
    """The commands that have an option `--name`, as they are called; the first few of them."""
    having = (command for command in COMMANDS if f"--{name}" in declared(load(command), command).options)
    return [f"autograd {command}" for command in islice(having, MOST_COMMANDS)]


def nearest(name: str, ours: Declared) -> str | None:
    """The option that a name is a slip for, as `mdoe` for `mode`, its beginning, or another word for it; or None."""
    name, names = name.replace("_", "-"), ours.names()
    near = near_names(name, names, 0.7) or [one for one in names if len(name) > 2 and one.startswith(name)]
    near = synonyms(name, ours) or near
    return near[0] if near else None


def synonyms(name: str, ours: Declared) -> list[str]:
    """The options of a command that other programs call by a name."""
    return [one for one in SYNONYMS.get(name, ()) if ours.long(one)]


def _called(name: str, ours: Declared, value: str = DEFAULT) -> AutogradError | None:
    """The error for an option that this command calls otherwise."""
    if name in WEIGHTS and ours.long("y-error"):
        return AutogradError("option", "weights", command=ours.command, option=f"--{name}")
    called = CALLED.get((ours.command, name))
    written = called.format(value=value) if called is not None else _as_format(name, ours)
    if written:
        return AutogradError("option", "called", command=ours.command, option=f"--{name}", called=written)
    taken = ours.long("format")
    if taken is not None and name in FORMATS:
        choices = ", ".join(taken.offered())
        return AutogradError("option", "no-format", command=ours.command, option=f"--{name}", choices=choices)
    return None


def _as_format(name: str, ours: Declared) -> str | None:
    """The option that has a format as its value, of which the name was taken for an option: `--format latex`."""
    for taken, option in (("format", "format"), ("from", "to")):
        if declaration := ours.long(taken) if ours.long(option) else None:
            choices = declaration.offered()
            chosen = name if name in choices or taken != option else format_of_file(f"a.{name}", choices)
            if chosen in choices:
                return f"--{option} {chosen}"
    return None


def not_an_option(word: str, ours: Declared) -> AutogradError:
    """The error for a word that looks like an option, where only options can."""
    spelling = word.partition("=")[0]
    name = spelling.lstrip("-")
    if (called := _called(name, ours)) is not None:
        return called
    elsewhere = [] if synonyms(name, ours) else commands_with(name)
    if elsewhere:
        case, near = "elsewhere", elsewhere
    elif len(name) == 1:
        near = [f"--{option}" for option in ours.names() if option.startswith(name)]
        case = "near" if near else "listed"
    else:
        found = nearest(name, ours)
        case, near = ("near", [f"--{found}"]) if found else ("listed", [])
    return AutogradError("option", case, command=ours.command, option=spelling, near=near)


def not_a_name(name: str, ours: Declared, value: str = DEFAULT) -> AutogradError | None:
    """The error for `--name` where the formula has no such variable; None where nothing says it was an option.

    The `value` is one that the option has which the command calls otherwise.
    """
    option = name.replace("_", "-")
    if ours.long(option):
        return AutogradError("option", "misspelt", name=name, near=option)
    if option in STARTS:
        return AutogradError("option", "start-as-option", command=ours.command, option=f"--{option}")
    if (called := _called(option, ours, value)) is not None:
        return called
    elsewhere = [] if synonyms(option, ours) else commands_with(option)
    if elsewhere:
        return AutogradError(
            "option", "elsewhere-no-name", command=ours.command, option=f"--{option}", name=name, near=elsewhere
        )
    near = nearest(name, ours) if len(name) > 2 or synonyms(option, ours) else None
    return None if near is None else AutogradError("option", "misspelt", name=name, near=near)


def without_value(word: str, option: Option, value: str | None = None) -> AutogradError:
    """The error for an option that is the last word, or before a word that is an option, the `value`."""
    if option.example:
        case, shown = ("needs-value" if value is None else "needs-this-value"), shell_word(option.example)
    else:
        case, shown = ("needs-value-of-kind" if value is None else "needs-this-value-of-kind"), option.metavar
    text = f"{option.help[:1].lower()}{option.help[1:].rstrip('.')}"
    return AutogradError("option", case, option=word, name=option.name, example=shown, value=value, help=text)


def neither(name: str, ours: Declared) -> AutogradError:
    """The error for `--name` without a value where the formula has no such variable."""
    return not_a_name(name, ours) or AutogradError("option", "neither", name=name, command=ours.command)
