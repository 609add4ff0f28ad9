"""Where and how a result is printed: the format, the stream or file, colours, and the exit status it asks for.

Takes a report and the common options for output. Returns nothing; it writes, and raises `typer.Exit` with the status.
"""

import importlib
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

import typer

from autograd_cli.data import STANDARD
from autograd_cli.errors import PIPE_CLOSED, AutogradError, FileError, Finding, Source, reason, render_finding
from autograd_cli.formats import (
    FORMATS,
    Page,
    encoded,
    format_of_file,
    formats_of,
    render,
    spoken,
    suffix_meant,
    terminal_width,
)
from autograd_cli.formats.colors import YELLOW, message, wants_color

CHOICES_OF_COLOR = ("auto", "always", "never")
STREAMS = "autograd_cli.data.streams"
FRAMES = "autograd_cli.pictures.frames"
# What shows a long text page by page; imported when there is one.
PAGER = "pydoc"


class Report(Protocol):
    """What a command returns: something `Shown` with findings."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    @property
    def failed(self) -> bool: ...


class Destination(NamedTuple):
    """Where the result goes: a file or standard output, in a format; `lines` asks for one line of JSON a report.

    Numbers are rounded to so many `significant` digits, or not at all.
    """

    output: str | None = None
    format: str = "json"
    lines: bool = False
    color: str = "auto"
    significant: int | None = None


def destination(
    report: Any,
    *,
    format: str | None,
    json: bool,
    ndjson: bool,
    output: str | None,
    color: str,
    significant: int | None = None,
) -> Destination:
    """Where a report of a class goes, by the options: `--format` before the file's suffix, before the default.

    Raises: `AutogradError` with code `option` for a format that such a report cannot be printed in, and with code
    `usage` for one that is to be rounded and is not for people.
    """
    choose(color, CHOICES_OF_COLOR, "color")
    if output == "":
        raise AutogradError("option", "no-file", option="output", example="result.json")
    if report is None:  # the command writes by itself
        return Destination(output, color=color)
    choices = formats_of(report)
    chosen = {*([format] if format is not None else []), *(["json"] if json or ndjson else [])}
    if len(chosen) > 1:
        raise AutogradError("usage", "exclude", one=f"--format {format}", other="--json")
    named = None if output is None or output == STANDARD or is_device(output) else format_of_file(output, choices)
    if not chosen and output is not None and output != STANDARD and not is_device(output):
        _refuse_suffix(output, named, choices)
    form = choose(chosen.pop(), choices, "format") if chosen else named or choices[0]
    if significant is not None and not FORMATS[form].rounds:
        rounded = next(one for one in choices if FORMATS[one].rounds)
        raise AutogradError("usage", "never-rounded", format=form, rounded=rounded)
    unseen = hasattr(report, "DEFAULT") and not (format or json or ndjson)  # what a person does not read on a terminal
    refuse_binary(output, form, FORMATS[form].binary, unseen)
    lines = ndjson or (not json and format is None and Path(output or "").suffix == ".ndjson")
    return Destination(output, form, lines, color, significant)


def _refuse_suffix(output: str, named: str | None, choices: Sequence[str]) -> None:
    """Refuses a file whose suffix is that of another kind of result, or a misspelt one. Raises: `AutogradError`."""
    path = Path(output)
    meant = suffix_meant(output, choices) if named is None else None
    near = None if meant is None else str(path.with_suffix(meant))
    form = None if near is None else format_of_file(near, choices)
    if form in choices:
        raise AutogradError("option", "misspelt-suffix", suffix=path.suffix, near=near, format=form)
    if near is not None or (named is not None and named not in choices):
        raise AutogradError("option", "suffix", suffix=meant or path.suffix, choices=", ".join(choices))


def refuse_binary(output: str | None, format: str, binary: bool, unseen: bool = False) -> None:
    """Refuses to write binary data to a terminal, or a file that nobody asked for there. Raises: `AutogradError`."""
    if (binary or unseen) and on_terminal(output):
        raise AutogradError("usage", "binary" if binary else "unseen", format=format)


def is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()


def on_terminal(output: str | None) -> bool:
    """Whether results go to a terminal, as standard output."""
    return output in (None, STANDARD) and is_terminal(sys.stdout)


def choose(value: str, choices: Sequence[str], option: str) -> str:
    """The value, if it is one of the choices. Raises: `AutogradError` with code `option`."""
    if value not in choices:
        raise AutogradError("option", "choice", option=option, value=value, choices=", ".join(choices))
    return value


def show(
    report: Report,
    source: Source,
    where: Destination,
    *,
    quiet: bool = False,
    strict: bool = False,
    **drawn: Any,
) -> None:
    """Prints a report, its findings on standard error, and ends with the exit status they ask for.

    What else is given is of the page that a drawing is on.
    Raises: `typer.Exit` where that is not 0; `FileError`.
    """
    shown = replace(report, findings=()) if quiet and is_dataclass(report) and not isinstance(report, type) else report
    paper = page(where)._replace(**drawn)
    if FORMATS[where.format].binary:
        write(encoded(shown, where.format, paper), where.output)
    else:
        show_text(render(shown, where.format, paper), where, getattr(report, "PAGED", False) and paper.width)
    conclude(report, source, where, quiet=quiet, strict=strict)


def conclude(report: Report, source: Source, where: Destination, *, quiet: bool = False, strict: bool = False) -> None:
    """Prints the findings of a report that is written. Raises: `typer.Exit` with the status they ask for."""
    if not quiet and where.format != "json":
        # What is true of several gates of one place is said once.
        width = terminal_width(sys.stderr)
        for text in dict.fromkeys(render_finding(finding, source, width) for finding in report.findings):
            print(message(text, YELLOW, wants_color(where.color, sys.stderr)), file=sys.stderr)
    if report.failed or (strict and any(finding.weighty for finding in report.findings)):
        raise typer.Exit(1)


def show_frames(report: Report, where: Destination, format: str, folder: str, **drawn: Any) -> None:
    """Writes a picture in steps, a file for each in a folder that is new or empty. Raises: `AutogradError`."""
    try:
        os.makedirs(folder, exist_ok=True)
        full = bool(os.listdir(folder))
    except OSError as problem:
        raise FileError("file", "unwritable", path=folder, reason=reason(problem)) from None
    if full:
        raise AutogradError("option", "full-folder", option="frames", folder=folder)
    paper = spoken(report, page(where)._replace(**drawn))
    contents = list(importlib.import_module(FRAMES).frames(report, format, paper))
    for i, content in enumerate(contents):
        name = f"{i:0{len(str(len(contents)))}}{FORMATS[format].suffixes[0]}"
        write(content, os.path.join(folder, name))


def show_text(text: str, where: Destination, paged: Any) -> None:
    """Writes a text, page by page where that was asked for and it is longer than the terminal. Raises: `FileError`."""
    if paged and where.format != "json" and text.count("\n") >= lines_shown():
        os.environ.setdefault("LESS", "FRX")  # colours are kept, and nothing is cleared at the end
        importlib.import_module(PAGER).pager(f"{text}\n")
    else:
        write(text, where.output)


def write(content: str | bytes, output: str | None) -> None:
    """A text and a newline, or bytes, to standard output or a file, which is there whole or not at all.

    Raises: `FileError`.
    """
    if output is not None and output != STANDARD:
        with importlib.import_module(STREAMS).Target(output) as target:
            target.write(content if isinstance(content, bytes) else f"{content}\n".encode("utf-8", "escape"))
        return
    if sys.stdout is None:
        raise FileError("file", "output-closed")
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(f"{content}\n")
        sys.stdout.flush()
    except BrokenPipeError:  # handled here, since the option parser would make a status of its own of it
        raise typer.Exit(PIPE_CLOSED) from None
    except OSError as problem:
        silence_output()
        raise FileError("file", "unwritable", path=STANDARD, reason=reason(problem)) from None


def silence_output() -> None:
    """Sends what is still to be written nowhere, so that the interpreter does not try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def lines_shown() -> int:
    """How many lines of a result a terminal shows at once."""
    return os.get_terminal_size(sys.stdout.fileno()).lines or 24


def is_device(path: str) -> bool:
    """Whether something is there that is neither a file nor a folder, as `/dev/stdout` or a named pipe."""
    with suppress(OSError):
        mode = os.stat(path).st_mode
        return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
    return False


def page(where: Destination) -> Page:
    """What the result is written on: a terminal of a width, or a pipe or file without one."""
    stream = sys.stdout if where.output in (None, STANDARD) else None
    width = None if where.lines else terminal_width(stream)
    return Page(width, wants_color(where.color, stream), significant=where.significant)


def color_chosen(options: Sequence[str]) -> str:
    """What words of a command line say of colours: `auto`, `always` or `never`; `auto` where they are a mistake."""
    chosen = "auto"
    for option, value in pairwise([*options, ""]):
        name, equals, own = option.partition("=")
        if name == "--no-color":
            chosen = "never"
        elif name == "--color":
            chosen = own if equals else value
    return chosen if chosen in CHOICES_OF_COLOR else "auto"
