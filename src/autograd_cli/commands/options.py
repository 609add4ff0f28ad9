"""The options that several commands share, and what they come to: a source, a problem, a place to print.

In: the options' values. Out: a `Problem`, and text on the right stream.
"""

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn, Protocol

import typer
from typer.core import TyperCommand

from autograd_cli.commands.arguments import Arguments, formula_and_bindings, option_like, split
from autograd_cli.data.points import STANDARD, parse_json, read_point, read_single, read_text
from autograd_cli.errors import (
    PIPE_CLOSED,
    AutogradError,
    FileError,
    Finding,
    Source,
    reason,
    render_finding,
    unwritable,
)
from autograd_cli.formats import Page, render, terminal_width
from autograd_cli.graph.templates import OURS
from autograd_cli.primitives import FUNCTIONS, KINKS
from autograd_cli.problem import Problem, Value, pose, pose_graph, pose_open, read_value
from autograd_cli.syntax.builder import canonical_name, is_name


def one_of(choices: Sequence[str]) -> Callable[[str], list[str]]:
    """What completes an option's value."""

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return complete


def complete_function(incomplete: str) -> list[str]:
    """What completes the name at the end of an unfinished formula."""
    start = len(incomplete) - len(re.search(r"[A-Za-z_0-9]*$", incomplete)[0])  # type: ignore[index]
    return [f"{incomplete[:start]}{name}(" for name in sorted(FUNCTIONS) if name.startswith(incomplete[start:])]


def complete_definition(incomplete: str) -> list[str]:
    """What completes the name of a function that has a definition."""
    return [name for name, rows in FUNCTIONS.items() if name.startswith(incomplete) and rows[0].definition]


def format_option(notations: Sequence[str]) -> Any:
    """The option that chooses a notation, for a command that can print these."""
    return typer.Option(
        "--format", metavar="FORMAT", help=f"Print as {', '.join(notations)}.", autocompletion=one_of(notations)
    )


CHOICES_OF_COLOR = ("auto", "always", "never")
PRESETS = (OURS, *KINKS)

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FORMULA [NAME=VALUE]...",
        help="The formula, `-` for standard input, and values.",
        show_default=False,
        autocompletion=complete_function,
    ),
]
File = Annotated[
    str | None,
    typer.Option("--file", "-f", metavar="FILE", help="Read the formula from a file, `-` for standard input."),
]
At = Annotated[
    list[str] | None,
    typer.Option(
        "--at", metavar="FILE", help="Take values from a .json, .toml or .npz file; `-` is JSON on standard input."
    ),
]
Wrt = Annotated[
    list[str] | None,
    typer.Option("--wrt", metavar="NAMES", help="Differentiate with respect to these variables only, as in `x,y`."),
]
Expand = Annotated[
    list[str] | None,
    typer.Option(
        "--expand",
        metavar="NAMES",
        help="Replace these functions by their definitions, as in `sigmoid`.",
        autocompletion=complete_definition,
    ),
]
Kinks = Annotated[
    str,
    typer.Option(
        "--kinks",
        metavar="PRESET",
        help=f"Conventions where there is no derivative: {', '.join(PRESETS)}.",
        autocompletion=one_of(PRESETS),
    ),
]
Structure = Annotated[
    bool, typer.Option("--sparsity", help="Draw where the entries need not be 0, and which columns share a sweep.")
]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the result to a file.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; the same as `--format json`.")]
NdJson = Annotated[bool, typer.Option("--ndjson", help="Print one JSON object a line.")]
CheckpointOption = Annotated[
    str | None,
    typer.Option(
        "--checkpoint", metavar="N", help="Keep every Nth layer for the backward pass, and compute the others again."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with status 1 if there is any finding.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no findings.")]
Color = Annotated[
    str,
    typer.Option(
        "--color",
        metavar="WHEN",
        help="Use colours: auto, always or never.",
        autocompletion=one_of(CHOICES_OF_COLOR),
    ),
]

# Between the words and the option parser: the formula first, then bindings as `name=VALUE`.
FORMULA, NO_FORMULA = "formula:", "no formula"


class FormulaCommand(TyperCommand):
    """A command that takes a formula and bindings. Its words are sorted before the option parser sees them."""

    def parse_args(self, context: Any, args: list[str]) -> list[str]:
        if context.resilient_parsing:  # a shell asks for completions of a line that is not finished
            return super().parse_args(context, [word for word in args if word.startswith("--")])
        arguments = split(args)
        words = self.sorted_words(arguments)
        refuse_others(self, arguments)
        context.obj = arguments.named
        return super().parse_args(context, [*arguments.options, "--", *words])

    def sorted_words(self, arguments: Arguments) -> list[str]:
        """The formula, marked as one, and the bindings after it."""
        formula, bindings = formula_and_bindings(arguments)
        return [NO_FORMULA if formula is None else FORMULA + formula, *(f"{name}={text}" for name, text in bindings)]


def refuse_others(command: TyperCommand, arguments: Arguments) -> None:
    """Refuses an option that is one of ours, and none of this command's."""
    known = {option for parameter in command.params for option in parameter.opts}
    for option in arguments.options:
        name = option.partition("=")[0]
        if name not in known and name != "--help":
            raise AutogradError("option", "unknown", command=command.name, option=name, name=name[2:].replace("-", "_"))


class Report(Protocol):
    """What `show` needs to know of a report."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    @property
    def failed(self) -> bool: ...


def read_problem(
    words: Sequence[str] | None,
    file: str | None,
    at: Sequence[str] | None,
    options: frozenset[str],
    expand: Sequence[str] | None = None,
    *,
    ranges: bool = False,
    complete: bool = True,
) -> Problem:
    """The problem that the words, the file and the points pose, with the functions in `expand` written out.

    With `ranges` the command knows intervals and uncertainties. Where it need not be `complete`, a variable may have no
    value.

    Raises: `AutogradError`.
    """
    first, *bindings = words or [NO_FORMULA]
    source = _source(None if first == NO_FORMULA else first.removeprefix(FORMULA), file, at)
    background = read_points(at, source.text, ranges)
    bound: dict[str, Value] = {}
    for word in bindings:
        name, _, text = word.partition("=")
        try:
            bound[name] = read_binding(name, text, ranges)
        except AutogradError as error:
            raise (_misspelt(name) if name not in source.text else None) or error from None
    try:
        # No formula begins with a brace, so a file or pipe that does holds a graph.
        if source.name is not None and source.text.lstrip().startswith("{"):
            document = parse_json(source.text, source.name)
            expression = document.get("expression") if isinstance(document, dict) else None
            shown = Source(expression if isinstance(expression, str) else "")
            try:
                return pose_graph(shown, document, bound, background)
            except AutogradError as error:
                raise (error.replace(file=f"`{source.name}`") if error.code == "graph" else error) from None
        problem = pose(source, bound, background, names(expand) or (), complete=complete)
    except AutogradError as error:
        raise _as_option(_as_file(error, source), options) from None
    for name in options & (set(problem.lowered.inputs) - set(bound)):
        raise _option_clash(name)
    return problem


def read_points(at: Sequence[str] | None, formula: str, ranges: bool = False) -> dict[str, Value]:
    """The values in the files of `--at` that the formula's text may need, a later file before an earlier one.

    Raises: `AutogradError`.
    """
    values: dict[str, Value] = {}
    for path in at or ():
        if "=" in path and not Path(path).exists():
            raise AutogradError("usage", "at-value", path=path)
        values |= read_point(path, formula, ranges)
    return values


def read_binding(name: str, text: str, ranges: bool = False) -> Value:
    """The value of `--name TEXT`, from a file where the text is `@path`. Raises: `AutogradError`."""
    return read_single(text[1:], name) if text.startswith("@") else read_value(text, name, ranges)


def read_formula(
    words: Sequence[str] | None, file: str | None, options: frozenset[str], expand: Sequence[str] | None = None
) -> Problem:
    """The problem that the words or the file pose to a command that takes no values.

    Raises: `AutogradError`, with code `usage` where a value is given.
    """
    first, *bindings = words or [NO_FORMULA]
    source = _source(None if first == NO_FORMULA else first.removeprefix(FORMULA), file, None)
    if bindings:
        name, _, value = bindings[0].partition("=")
        known = name in source.text
        raise (None if known else _misspelt(name)) or AutogradError(
            "usage", "value-for-formula", name=name, value=value
        )
    try:
        problem = pose_open(source, names(expand) or ())
    except AutogradError as error:
        raise _as_file(error, source) from None
    for name in options & set(problem.lowered.inputs):
        raise _option_clash(name)
    return problem


def names(listed: Sequence[str] | None) -> list[str] | None:
    """The names in `--wrt x,y`, an option that may stand several times."""
    if listed is None:
        return None
    return [name.strip() for part in listed for name in part.split(",") if name.strip()]


def components(text: str, option: str) -> dict[str, float]:
    """The numbers in `--direction x=1,y=pi/2`, by name. Raises: `AutogradError` with code `option`."""
    found: dict[str, float] = {}
    for part in split_list(text):
        name, equals, value = part.partition("=")
        name = canonical_name(name.strip())
        if not equals or not is_name(name) or not value.strip() or name in found:
            case = "component-twice" if name in found else "component"
            raise AutogradError("option", case, option=option, name=name, text=part)
        found[name] = read_value(value.strip(), name)
    return found


def numbers(text: str, option: str) -> list[float]:
    """The numbers in `--seed 1,0,pi/2`. Raises: `AutogradError` with code `option`."""
    parts = split_list(text)
    if not all(part.strip() for part in parts):
        raise AutogradError("option", "lacks-number", option=option)
    return [read_value(part.strip(), option) for part in parts]


def split_list(text: str) -> list[str]:
    """The parts between the commas that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for i, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [*parts, text[start:]]


def refuse_together(option: str, other: str) -> NoReturn:
    """Refuses two options of which one makes the other meaningless."""
    raise AutogradError("usage", "exclude", one=option, other=other)


def whole_number(text: str | None, option: str, least: int) -> int | None:
    """The whole number that an option's value is; None where it is not given.

    Raises: `AutogradError` with code `option`.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) >= least):
        raise AutogradError("option", "whole-number", option=option, least=least, example=least + 1)
    return int(text)


def choose(value: str, choices: Sequence[str], option: str) -> str:
    """The value, if it is one of the choices. Raises: `AutogradError` with code `option`."""
    if value not in choices:
        raise AutogradError("option", "choice", option=option, value=value, choices=", ".join(choices))
    return value


def notation(format: str | None, json: bool, ndjson: bool, choices: Sequence[str]) -> str:
    """The notation that the options ask for; a table where they ask for none."""
    chosen = {*([format] if format else []), *(["json"] if json or ndjson else [])}
    if len(chosen) > 1:
        refuse_together(f"--format {format}", "--json")
    return choose(chosen.pop() if chosen else choices[0], choices, "format")


def show(
    report: Report,
    source: Source,
    notation: str,
    *,
    output: str | None,
    quiet: bool = False,
    strict: bool = False,
    color: str = "auto",
    partials: bool = False,
) -> None:
    """Prints a report, its findings on standard error, and ends with the exit status they ask for."""
    choose(color, CHOICES_OF_COLOR, "color")
    write(render(report, notation, page(color, output, partials)), output)
    if not quiet and notation != "json":
        for finding in report.findings:
            print(render_finding(finding, source, terminal_width(sys.stderr)), file=sys.stderr)
    if report.failed or (strict and report.findings):
        raise typer.Exit(1)


def write(text: str, output: str | None) -> None:
    """The text and a newline, to standard output or a file. Raises: `FileError`."""
    if output is None or output == STANDARD:
        if sys.stdout is None:
            raise FileError("file", "output-closed")
        try:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
        except BrokenPipeError:  # told here, since the option parser would make a status of its own of it
            raise typer.Exit(PIPE_CLOSED) from None
        except OSError as problem:
            silence_output()
            raise FileError("file", "unwritable", path=STANDARD, reason=reason(problem)) from None
        return
    try:
        Path(output).write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise unwritable(output, problem) from None


def silence_output() -> None:
    """Sends what is still to be written nowhere, so that the interpreter does not try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def page(color: str, output: str | None, partials: bool = False) -> Page:
    """What standard output is: a terminal of a width, or a pipe or file without one."""
    terminal = (output is None or output == STANDARD) and sys.stdout is not None and sys.stdout.isatty()
    colored = color == "always" or (
        color == "auto" and terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    return Page(os.get_terminal_size(sys.stdout.fileno()).columns or 80 if terminal else None, colored, partials)


def _source(formula: str | None, file: str | None, at: Sequence[str] | None) -> Source:
    """The formula's text, from the argument, a file or standard input."""
    path = file if file is not None else STANDARD if formula == STANDARD else None
    if path is None:
        if formula is None:
            raise AutogradError("usage", "no-formula")
        return Source(formula)
    if path == STANDARD and STANDARD in (at or ()):
        raise AutogradError("usage", "stdin-twice")
    return file_source(path)


def file_source(path: str) -> Source:
    """The formula or program in a file, or on standard input. Raises: `FileError`; `AutogradError`."""
    text = read_text(path)
    return Source(text, "standard input", "input") if path == STANDARD else Source(text, path, "file")


def _as_file(error: AutogradError, source: Source) -> AutogradError:
    """The error, with the option that reads a file where the formula is a program's name."""
    named = source.name is None and Path(source.text).suffix == ".ag"
    return error.replace(advice="file-option", path=source.text) if named else error


def _as_option(error: AutogradError, options: frozenset[str]) -> AutogradError:
    """The error of an option where that is what a binding must have been meant as, else the error itself."""
    if error.code == "unknown-binding" and error.case != "near":  # a variable so named is the likelier meaning
        (name,) = error.names
        return _misspelt(name) or error
    if error.code == "missing-binding" and error.names[0] in options:
        return _option_clash(error.names[0])
    return error


def _misspelt(name: str) -> AutogradError | None:
    """The error for a binding that must have been meant as an option, as `--mdoe`; None where it need not."""
    near = option_like(name) if len(name) > 2 else None
    if near is None:
        return None
    return AutogradError("option", "misspelt", name=name, near=near)


def _option_clash(name: str) -> AutogradError:
    return AutogradError("usage", "variable-or-option", name=name)
