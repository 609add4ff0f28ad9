"""`autograd functions`: the table of functions, a group of it, what a search finds, or one function whole."""

from typing import Annotated

import typer

from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import Takes, command, other_words
from autograd_cli.errors import AutogradError
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.report.catalogue import Catalogue, catalogue
from autograd_cli.report.catalogue import search as search_entries

NAME = Takes(
    "[NAME]", "A function or a group, to see all of it.", other_words, shared.one_of([*FUNCTIONS]), binds=False
)


@command(Catalogue, takes=NAME, reads=None, without="file at wrt notation expand kinks strict quiet")
def functions(
    call: Call,
    search: Annotated[
        str | None,
        typer.Option("--search", metavar="TEXT", help="Functions whose name, meaning or definition has this text."),
    ] = None,
    textbook: Annotated[
        bool, typer.Option("--textbook", help="Write derivatives as a textbook does, `y*(1 - y)` for `sigmoid`.")
    ] = False,
) -> Catalogue:
    """The functions of the language: what each is, its derivative, its domain and its kinks.

    On a terminal a long table goes through the program that PAGER names, or `less`.

    Example: autograd functions sigmoid

    Exit status: 0 done; 2 no such function; 3 a file could not be written.
    """
    names = call.words.others
    if len(names) > 1:
        raise AutogradError("option", "one-name", count=len(names), first=names[0])
    if search is not None:
        if names:
            shared.refuse_together("--search", names[0])
        return search_entries(search, textbook)
    return catalogue(names[0] if names else None, textbook)
