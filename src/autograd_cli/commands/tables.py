"""What the commands over tables share: their options, and where the formula and the files are in their words.

Takes what was typed. Returns sources, files and bindings.
"""

import importlib
import re
from collections.abc import Sequence
from typing import Annotated

import typer

from autograd_cli.ask.equations import equation_options
from autograd_cli.ask.values import UNCERTAIN, split_range
from autograd_cli.commands import options as shared
from autograd_cli.commands.arguments import Arguments, files_and_bindings
from autograd_cli.commands.call import Call, Words
from autograd_cli.commands.problems import file_source, in_language, read_binding
from autograd_cli.commands.retyped import retyped
from autograd_cli.data import STANDARD
from autograd_cli.data.dialects import FORMATS
from autograd_cli.data.streams import is_same_file
from autograd_cli.errors import AutogradError, Source, visible
from autograd_cli.numerals import split_outside
from autograd_cli.shell import shell_word
from autograd_cli.syntax.names import is_name, name_in, written_name

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FORMAT",
        help=f"What the tables are: {', '.join(FORMATS)}.",
        autocompletion=shared.one_of(FORMATS),
    ),
]
Delimiter = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="C", help="What separates the cells of csv: `;`, `|`, `tab`."),
]
MaxErrors = Annotated[
    str | None,
    typer.Option("--max-errors", metavar="N", help="End with status 0 if no more than N rows fail.", show_default="0"),
]
Comment = Annotated[
    str | None,
    typer.Option("--comment", metavar="C", help="Skip the lines of csv and tsv files that begin with this sign."),
]
Skip = Annotated[
    str | None,
    typer.Option("--skip", metavar="N", help="Skip N lines of csv and tsv files, before the line of names."),
]
Decimal = Annotated[
    str | None,
    typer.Option("--decimal", metavar="C", help="Read numbers of csv and tsv files with this sign: `,`."),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Read csv and tsv files in this encoding, as in `latin-1`."),
]

Types = Annotated[
    list[str] | None,
    typer.Option(
        "--types",
        metavar="NAME=TYPE",
        help="For results with types: what columns of text are, `int`, `float`, `bool` or `text`, as in `id=int`.",
    ),
]
Second = Annotated[
    list[str] | None,
    typer.Option(
        "--second", metavar="NAMES", help="Second partial derivatives among these variables, as in `S,sigma`."
    ),
]
Uncertainty = Annotated[
    list[str] | None,
    typer.Option(
        "--uncertainty",
        metavar="WHICH",
        help="Standard uncertainties: `m=m_err,v=1%`, columns or numbers; `*_err`, a rule; `m`, in its cells.",
    ),
]
Shares = Annotated[bool, typer.Option("--shares", help="Also each input's share of the squared uncertainty.")]
GRID = "autograd_cli.data.grid"


def sorted_words(arguments: Arguments) -> Words:
    """Files and bindings."""
    return Words(None, *files_and_bindings(arguments))


def refuse_overwriting(paths: Sequence[str], targets: Sequence[tuple[str, str | None]]) -> None:
    """Refuses an option's file that is one of the tables, or that another option has."""
    taken: list[tuple[str | None, str]] = [(None, path) for path in paths if path != STANDARD]
    for option, target in targets:
        if target is None or target == STANDARD:
            continue
        for other, path in taken:
            if is_same_file(target, path):
                case = "over-table" if other is None else "one-file"
                what = None if other is None else f"file of `{other}`"
                raise AutogradError("usage", case, option=option, what=what, path=target)
        taken.append((option, target))


def formulas(call: Call, expr: Sequence[str] | None, paths: Sequence[str]) -> tuple[Source, ...]:
    """The formulas for all rows, of `--expr` or of `--file`, if there are some, in the language itself.

    Raises: `AutogradError` with code `usage` where both are given, or a table and a formula are to be standard input.
    """
    file = call.file
    if expr and file is not None:
        shared.refuse_together("--expr", "--file")
    if file == STANDARD and STANDARD in paths:
        raise AutogradError("usage", "stdin-table")
    if file is not None:
        sources = [file_source(file, call.notation)]
    else:
        sources = [Source(text, notation=call.notation) for text in expr or ()]
    return tuple(in_language(source, quiet=call.quiet) for source in sources)


def without_uncertainties(bindings: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[str]]:
    """The bindings, those with an uncertainty without it; and the uncertainties as `--uncertainty` has them."""
    values, uncertainties = [], []
    for name, text in bindings:
        sign, value, uncertainty = split_range(text)
        if sign in UNCERTAIN and not importlib.import_module(GRID).is_axis(text):
            read_binding(name, text, ranges=True)
            uncertainties.append(f"{written_name(name)}={uncertainty}")
            text = value.strip()
        values.append((name, text))
    return values, uncertainties


def renamed(rename: Sequence[str] | None) -> dict[str, str]:
    """The pairs of `--rename value=price,d_S=delta`."""
    pairs = [pair.partition("=") for text in rename or () for pair in split_outside(text, ",")[::2]]
    for old, _, new in pairs:
        if not (old.strip() and new.strip()):
            raise AutogradError("option", "rename", text=",".join(rename or ()))
    names = [name_in(old.strip()) or old.strip() for old, _, _ in pairs]
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise AutogradError("option", "component-twice", option="rename", name=visible(twice))
    return {name: name_in(new.strip()) or new.strip() for name, (_, _, new) in zip(names, pairs, strict=True)}


def with_column_named(error: AutogradError, arguments: Arguments, whole: Source | None = None) -> AutogradError:
    """The error of a formula, with `--let` where it lies in a column as it is called, such as `Flow rate`.

    The `whole` is the text that the error's own is a part of.
    """
    source, columns, span = whole or error.source, error.fields.get("columns"), error.span
    if (
        error.source is None
        or source is None
        or span is None
        or not isinstance(columns, Sequence)
        or source.text not in arguments.typed
        or (part := error.source.text.strip()) not in source.text
    ):
        return error
    start = source.text.index(part) - error.source.text.index(part) + span.start
    known = {one.lower() for one in columns}
    found: list[tuple[re.Match[str], str, str]] = []
    for column in sorted((one for one in columns if not is_name(one)), key=len, reverse=True):
        short = re.sub(r"\W+", "_", column).strip("_").lower()
        if not is_name(short) or short in known or re.search(rf"(?<!\w){short}(?!\w)", source.text, re.IGNORECASE):
            continue
        pattern = rf"`[^`]*`|(?<!\w)(?P<column>{re.escape(column)})(?!\w)"
        for place in re.finditer(pattern, source.text, re.IGNORECASE):
            if place["column"] and all(place.end() <= one.start() or one.end() <= place.start() for one, _, _ in found):
                found.append((place, short, column))
    if not any(one.start() <= start and start + span.stop - span.start <= one.end() for one, _, _ in found):
        return error
    text = source.text
    for place, short, _ in sorted(found, key=lambda one: one[0].start(), reverse=True):
        text = text[: place.start()] + short + text[place.end() :]
    names = {short: column for _, short, column in found}
    more = " ".join(f"--let {shell_word(f'{short}={column}')}" for short, column in names.items())
    line = retyped(arguments, {source.text: equation_options([text])}, more=more)
    return error.replace(advice="column-with-blanks", line=line)
