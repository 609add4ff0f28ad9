"""`autograd functions`: the table of functions, or one of them whole."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.errors import Source
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.report.catalogue import catalogue

app = typer.Typer(add_completion=False)
NOTATIONS = ("table", "json", "markdown")


@app.command(context_settings={"help_option_names": ["--help"]})
def functions(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="A function, to see all of it.", autocompletion=shared.one_of([*FUNCTIONS])
        ),
    ] = None,
    format: Annotated[str | None, shared.format_option(NOTATIONS)] = None,
    json: shared.Json = False,
    ndjson: shared.NdJson = False,
    output: shared.Output = None,
    color: shared.Color = "auto",
) -> None:
    """The functions there are: what each is, its derivative, where it is defined, what happens at kinks.

    Example: autograd functions sigmoid

    Exit status: 0 done; 2 no such function; 3 a file could not be written.
    """
    notation = shared.notation(format, json, ndjson, NOTATIONS)
    report = catalogue(name)
    shared.show(report, Source(""), notation, output=output, quiet=False, strict=False, color=color)
