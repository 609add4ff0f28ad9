"""One call of a command: its words and the values of the options that all commands share.

Takes nothing by itself; `command.py` makes it. Returns what a body needs beside its own options.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import typer

from autograd_cli.commands.arguments import Arguments
from autograd_cli.commands.output import Destination, Report, conclude, page, show, show_frames, write
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.wording.languages import ENGLISH


class Words(NamedTuple):
    """The words beside the options: a formula, or files, or whatever a command takes; and values for variables."""

    formula: str | None = None
    others: tuple[str, ...] = ()
    bindings: tuple[tuple[str, str], ...] = ()


class Call(NamedTuple):
    """The words and the common options; what a command does not declare has its default.

    `let` has what data call a name; `wrt` and `expand` are lists of names, `listed` the options `--wrt` as they were
    given, and `notation` is that of formulas. `arguments` has what was written, for errors.
    """

    arguments: Arguments
    words: Words
    file: str | None
    at: tuple[str, ...]
    let: Mapping[str, str]
    wrt: list[str] | None
    listed: list[str] | None
    notation: str
    expand: list[str]
    kinks: str
    lang: str
    explain: bool
    quiet: bool
    strict: bool
    destination: Destination

    @property
    def output(self) -> str | None:
        """The file that the result goes to."""
        return self.destination.output

    def show(self, report: Report, source: Source, **more: Any) -> None:
        """Prints a report, and its findings on standard error. Raises: `typer.Exit` with its status."""
        show(self.in_language(report), source, self.destination, quiet=self.quiet, strict=self.strict, **more)

    def show_frames(self, report: Report, source: Source, format: str, folder: str, **drawn: Any) -> None:
        """Writes a picture in steps into a folder, which may not have anything in it; then as `show`."""
        show_frames(self.in_language(report), self.destination, format, folder, **drawn)
        conclude(report, source, self.destination, quiet=self.quiet, strict=self.strict)

    def in_language(self, report: Any) -> Any:
        """A report in the language that was asked for, if it has words in several."""
        return report if self.lang == ENGLISH else replace(report, language=self.lang)

    def show_rows(self, report: Any, rows: Sequence[Any], status: int) -> None:
        """Prints a report of several: whole, or under `--ndjson` an object for each; nothing where there are none.

        Raises: `typer.Exit` with the status.
        """
        where = self.destination
        if where.lines:
            texts = [render(row, where.format, Page()) for row in rows]
        else:
            texts = [render(report, where.format, page(where))] if rows or where.format == "json" else []
        if texts:
            write("\n".join(texts), where.output)
        if status:
            raise typer.Exit(status)
