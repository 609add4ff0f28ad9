"""The command: a group whose members are imported when they are called, and the one place where errors end.

In: the words of the command line. Out: an exit status. Nothing else in the project prints an error or exits.
"""

import importlib
import os
import re
import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.completion import completion_init  # type: ignore[attr-defined]
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from autograd_cli.commands import COMMANDS, RESERVED
from autograd_cli.commands.declared import CONTEXT, load
from autograd_cli.commands.help import write_help
from autograd_cli.commands.output import color_chosen
from autograd_cli.errors import INTERRUPTED, PIPE_CLOSED, AutogradError, FileError, near_names, reason, render_error
from autograd_cli.formats import terminal_width
from autograd_cli.formats.colors import RED, message, wants_color
from autograd_cli.shell import shell_word
from autograd_cli.version import __version__

# First words that the group itself reads.
GROUP_OPTIONS = ("--help", "-h", "--version", "-V")
# The error for a value that is not of the option parser's type.
OF_NUMBERS = {"int": "not-an-integer", "integer": "not-an-integer", "float": "not-a-number"}
# Commands by other names; of a gradient the values decide which one it is.
MEANT = {
    **dict.fromkeys(("gradient", "grad", "value_and_grad"), "eval"),
    **dict.fromkeys(("derivative", "differentiate", "derive"), "diff"),
    **dict.fromkeys(("optimize", "optimise", "minimise", "min", "argmin"), "minimize"),
    **dict.fromkeys(("root", "roots", "fsolve", "nsolve"), "solve"),
    **dict.fromkeys(("regress", "regression", "curve_fit", "curvefit"), "fit"),
    **dict.fromkeys(("series", "expand"), "taylor"),
    **dict.fromkeys(("equal", "equals", "compare"), "same"),
}
# What a shell sets when it asks for completions; `source_bash` and the like print the script to load.
COMPLETION = "_AUTOGRAD_COMPLETE"


class Interrupted(BaseException):
    """Ctrl-C came while a command ran."""


class LazyGroup(TyperGroup):
    """A group that knows its commands by name, and imports the one that is called; its help imports none."""

    def list_commands(self, context: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: Any, name: str) -> Any:
        return load(name) if name in COMMANDS else None

    def invoke(self, context: Any) -> Any:
        """The command's result. Raises: `Interrupted` for Ctrl-C, which Typer would make an exit without a word."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            raise Interrupted from None

    def format_help(self, context: Any, formatter: Any) -> None:
        write_help(self, context, formatter, [(name, one.summary) for name, one in COMMANDS.items()])


app = typer.Typer(cls=LazyGroup, add_completion=False, no_args_is_help=True, context_settings=CONTEXT)


def print_version(asked: bool) -> None:
    if asked:
        print(f"autograd {__version__}")
        raise typer.Exit()


@app.callback()
def autograd(
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=print_version, help="Print the version.")
    ] = False,
) -> None:
    """The gradient calculator of the command line: values and all partial derivatives, exactly differentiated.

    Example: autograd "2*x*y + y + 3" --x 40 --y 4

    A formula where the command should stand is one for `eval`; `autograd help COMMAND` has the options of a command.

    Exit status:
    0 done;
    1 done, but a wanted number is nan, or a row, a file or a check failed;
    2 not understood;
    3 a file could not be read or written.
    """


def main(words: Sequence[str] | None = None) -> int:
    """The exit status of a command line; results and errors are printed."""
    words = sys.argv[1:] if words is None else words
    sys.set_int_max_str_digits(0)  # a number may have as many digits as a line has room for
    try:
        status = _run(words)
        if status != PIPE_CLOSED and sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        status = PIPE_CLOSED
    except OSError as problem:  # of standard output: whatever opens a file has an error of its own
        if problem.filename is not None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to be written at exit
        error = FileError("file", "unwritable", path="-", reason=reason(problem))
        print(render_error(error), file=sys.stderr)
        return error.status
    except (KeyboardInterrupt, Interrupted):
        print("\ninterrupted", file=sys.stderr)
        return INTERRUPTED
    if status == PIPE_CLOSED:
        # Whoever read the pipe has gone; nothing more can be said to them, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _with_command(words: Sequence[str]) -> list[str]:
    """The words with a command: `help` and `version` as options, `eval` before a formula, which is no plain name.

    Raises: `AutogradError` for a single word that is spelled almost like an option of the whole.
    """
    if not words:
        return []
    first, *rest = words
    if first == "help":
        return [*rest[:1], "--help"]
    if first == "version":
        return ["--version"]
    unknown = not rest and first.startswith("--") and first not in GROUP_OPTIONS
    if unknown and (near := near_names(first, [*GROUP_OPTIONS])):
        raise AutogradError("option", "misspelt-alone", option=first, near=near[0])
    return [*words] if first in GROUP_OPTIONS or first.isidentifier() else ["eval", *words]


def _run(words: Sequence[str]) -> int:
    try:
        words = _with_command(words)
        if COMPLETION in os.environ:
            completion_init()
        if sys.stdout is None and not {*words[:1], *_options(words)}.isdisjoint(GROUP_OPTIONS):
            raise FileError("file", "output-closed")
        result = _group().main(list(words), prog_name="autograd", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except AutogradError as error:
        _tell(error, words)
        return error.status
    except TyperException as problem:
        return _usage(problem, words)


@cache
def _group() -> Any:
    """The command as the option parser has it, made once in a process."""
    return get_command(app)


def _usage(problem: TyperException, words: Sequence[str]) -> int:
    """Tells what the option parser refused, in our own words where we have them."""
    context = getattr(problem, "ctx", None)
    message = problem.format_message().rstrip(".")
    if not words:  # what the option parser refuses so is the help
        print(problem.format_message())
        return 2
    first = next((word for word in words if not word.startswith("-")), "")
    if context is not None and context.parent is None and first and first not in COMMANDS:
        near = near_names(first, COMMANDS)
        meant = MEANT.get(first)
        if meant is not None and len(words) > 1:
            rest = [word for word in words if word != first]
            if meant in ("eval", "diff"):  # at a point, or as a formula
                meant = "eval" if any(re.search("[0-9]", word) for word in rest[1:]) else "diff"
            line = " ".join(["autograd", meant, shell_word(rest[0], formula=True), *map(shell_word, rest[1:])])
            error = AutogradError("usage", "command-meant", command=first, line=line)
        elif first in RESERVED:
            error = AutogradError("usage", "reserved-command", command=first, commands=", ".join(COMMANDS))
        elif near:
            error = AutogradError("usage", "near-command", command=first, near=near[0])
        else:
            error = AutogradError("usage", "no-such-command", command=first, commands=", ".join(COMMANDS))
    else:
        # `no such option: --jsno (Possible options: --json, --ndjson)`, `got unexpected extra argument(s) (cos)`
        message = message[:1].lower() + message[1:].replace("(Possible", "(possible").replace(
            "argument(s) (", "words ("
        )
        error = _of_number(problem) or AutogradError("option", "refused", reason=message)
    _tell(error, words)
    return error.status


def _of_number(problem: TyperException) -> AutogradError | None:
    """The error for an option whose value is not a number, by the option that the parser refused; None for another."""
    parameter, context = getattr(problem, "param", None), getattr(problem, "ctx", None)
    case = OF_NUMBERS.get(getattr(getattr(parameter, "type", None), "name", ""))
    if parameter is None or case is None or context is None or context.obj is None:
        return None
    long = next(spelling for spelling in parameter.opts if spelling.startswith("--"))
    given = [text.partition("=")[2] for text in context.obj.options if text.startswith(f"{long}=")]
    return AutogradError("option", case, option=long[2:], value=given[-1]) if given else None


def _tell(error: AutogradError, words: Sequence[str]) -> None:
    """Prints an error: on standard error, or as the result where JSON was asked for."""
    if _wants_json(words):
        print(importlib.import_module("autograd_cli.formats.json").error(error))
    else:
        text = render_error(error, terminal_width(sys.stderr))
        print(message(text, RED, wants_color(color_chosen(_options(words)), sys.stderr)), file=sys.stderr)


def _wants_json(words: Sequence[str]) -> bool:
    options = _options(words)
    formats = [after for word, after in pairwise(options) if word == "--format"]
    return "--json" in options or "--ndjson" in options or "--format=json" in options or "json" in formats


def _options(words: Sequence[str]) -> Sequence[str]:
    """The words among which options are."""
    return words[: words.index("--")] if "--" in words else words
