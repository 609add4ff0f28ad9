"""`autograd check`: the gradient in every way there is, and whether they agree; for a formula, or for program files."""

from collections.abc import Sequence
from glob import glob
from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.commands.arguments import Arguments, programs_and_bindings
from autograd_cli.errors import AutogradError, FileError
from autograd_cli.formats import render
from autograd_cli.graph.templates import OURS
from autograd_cli.report.check import TOLERANCE, Check, Checks, Failure, check
from autograd_cli.report.mistake import mistake
from autograd_cli.report.study import study

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "json", "markdown")
PROGRAM, FILE = ".ag", "file:"


class CheckCommand(shared.FormulaCommand):
    """A command that takes a formula, or program files."""

    def sorted_words(self, arguments: Arguments) -> list[str]:
        """The formula or the files, marked as what they are, and the bindings after them."""
        found = programs_and_bindings(arguments, PROGRAM)
        if found is None:
            return super().sorted_words(arguments)
        files, bindings = found
        return [*(FILE + file for file in files), *(f"{name}={text}" for name, text in bindings)]


@app.command("check", cls=CheckCommand, context_settings={"help_option_names": ["--help"]})
def check_ways(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FORMULA|FILE.ag... [NAME=VALUE]...",
            help="The formula, `-` for standard input, or program files, and values.",
            show_default=False,
            autocompletion=shared.complete_function,
        ),
    ] = None,
    file: shared.File = None,
    at: shared.At = None,
    wrt: shared.Wrt = None,
    expand: shared.Expand = None,
    kinks: shared.Kinks = OURS,
    tolerance: Annotated[
        float, typer.Option("--tolerance", metavar="T", help="How far, relative to its size, a partial may be off.")
    ] = TOLERANCE,
    studied: Annotated[
        bool, typer.Option("--study", help="Compare the ways: errors against steps, costs, sizes.")
    ] = False,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    strict: shared.Strict = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing of what agrees.")] = False,
    color: shared.Color = "auto",
) -> None:
    """The gradient in every way there is, side by side, and whether they agree.

    Example: autograd check "x*exp(-x^2)" --x 0.5

    Example: autograd check samples/neuron.ag "samples/p*.ag"

    Exit status:
    0 all agree;
    1 some do not, or a number is not finite;
    2 not understood;
    3 a file could not be read or written.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    files = [word.removeprefix(FILE) for word in words or () if word.startswith(FILE)]
    if files:
        if studied:
            raise AutogradError("usage", "study-of-files")
        bindings = [word for word in words or () if not word.startswith(FILE)]
        rows, status = [], 0
        for path in _paths(files):
            row, own = _checked(path, bindings, at, context.obj, shared.names(wrt), tolerance, kinks)
            failed = own or int(strict and isinstance(row, Check) and bool(row.findings))
            status = max(status, failed)
            if failed or not quiet:
                rows.append(row)
        page = shared.page(color, output)
        if ndjson:
            texts = [render(row, notation, page) for row in rows]
        else:
            texts = [render(Checks(status == 0, tuple(rows)), notation, page)] if rows or notation == "json" else []
        if texts:
            shared.write("\n".join(texts), output)
        raise typer.Exit(status)
    problem = shared.read_problem(words, file, at, context.obj, expand)
    if studied:
        compared = study(problem, wrt=shared.names(wrt), kinks=kinks)
        shared.show(compared, problem.source, notation, output=output, color=color)
        return
    report = check(problem, wrt=shared.names(wrt), tolerance=tolerance, kinks=kinks)
    if quiet and report.agrees and not (strict and report.findings):
        return
    shared.show(report, problem.source, notation, output=output, quiet=quiet, strict=strict, color=color)


def _paths(files: Sequence[str]) -> list[str]:
    """The files, patterns replaced by what they match. Raises: `FileError` where that is nothing."""
    paths: list[str] = []
    for file in files:
        found = sorted(glob(file, recursive=True)) if any(sign in file for sign in "*?[") else [file]
        if not found:
            raise FileError("file", "no-match", path=file)
        paths += found
    return paths


def _checked(
    path: str,
    bindings: Sequence[str],
    at: Sequence[str] | None,
    options: frozenset[str],
    wrt: Sequence[str] | None,
    tolerance: float,
    kinks: str,
) -> tuple[Check | Failure, int]:
    """The check of a program and its exit status, or the error that it has."""
    try:
        problem = shared.read_problem([shared.NO_FORMULA, *bindings], path, at, options)
        report = check(problem, wrt=wrt, tolerance=tolerance, kinks=kinks, file=path)
    except AutogradError as error:
        return Failure(path, mistake(error)), error.status
    return report, int(report.failed)
