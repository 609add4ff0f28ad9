"""Reports as text, one module a format.

A renderer takes a report and a `Page` and returns the text. The formats are listed here with what each needs of a
report, and imported when asked for, so that JSON costs nothing of what a table needs.
"""

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple, TextIO

from autograd_cli.errors import AutogradError, near_suffix
from autograd_cli.wording.languages import ENGLISH


class Format(NamedTuple):
    """Where a format is defined, the forms of a report it can print, and the suffixes of files it is chosen for.

    `plain` renders it on a page without a width and colours, where that is not what `renderer` does; `own` are the
    renderers of single forms. `rounds` says that people read it, so that its numbers may be rounded; programs read the
    others. The renderer of a `binary` one returns bytes.
    """

    renderer: str
    forms: frozenset[str]
    suffixes: tuple[str, ...] = ()
    plain: str = ""
    rounds: bool = False
    binary: bool = False
    own: Mapping[str, str] = {}


def _format(
    renderer: str,
    forms: str,
    suffixes: str = "",
    plain: str = "",
    rounds: bool = False,
    binary: bool = False,
    own: Mapping[str, str] | None = None,
) -> Format:
    return Format(renderer, frozenset(forms.split()), tuple(suffixes.split()), plain, rounds, binary, own or {})


# The forms are what a report class lists in `FORMS`; a report prints in every format that takes one of them. The first
# such format is a command's default.
#
#   document   tables with a headline: `LAYOUT` names the function that makes the `Document`, as `module:function` here
#   records    `records()` gives a header and rows
#   numbers    `numbers()` gives the bare numbers
#   formula    `text()` and `latex()` give a formula that `eval` reads
#   program    `text()` gives a program
#   derivation a `Differentiation`: derivatives with the names they share, and the steps
#   passes     a `Trace`
#   matrix     `matrix_latex()` gives a matrix in LaTeX, `table_latex()` a table
#   drawing    a `Drawing`: nodes and edges
#   drawn      `drawing` is a `Drawing`
#   sheet      a `Quiz`: passes with gaps
#   page       a `Lesson`: a drawing with its steps and the code that computes it
#   fields     every report: the dataclass itself
FORMATS = {
    "table": _format(
        "autograd_cli.formats.terminal:table", "document", plain="autograd_cli.formats.plain:table", rounds=True
    ),
    "tree": _format(
        "autograd_cli.formats.terminal_tree:tree", "drawing", plain="autograd_cli.formats.branches:tree", rounds=True
    ),
    "text": _format("autograd_cli.formats.text:render", "formula program derivation"),
    "json": _format("autograd_cli.formats.json:render", "fields", ".json .ndjson"),
    "csv": _format("autograd_cli.formats.csv:render", "records", ".csv"),
    "markdown": _format("autograd_cli.formats.markdown:render", "document derivation", ".md", rounds=True),
    "html": _format(
        "autograd_cli.formats.html:render",
        "document page derivation",
        ".html .htm",
        rounds=True,
        own={"page": "autograd_cli.pages.writer:render"},
    ),
    "latex": _format(
        "autograd_cli.formats.latex:render",
        "formula derivation passes matrix sheet",
        ".tex",
        rounds=True,
        own={"sheet": "autograd_cli.formats.quizzes:latex"},
    ),
    "python": _format("autograd_cli.formats.python:render", "derivation", ".py"),
    "value": _format("autograd_cli.formats.value:render", "numbers"),
    "dot": _format("autograd_cli.pictures.dot:render", "drawing drawn", ".dot .gv", rounds=True),
    "mermaid": _format("autograd_cli.pictures.mermaid:render", "drawing drawn", ".mmd", rounds=True),
    "svg": _format("autograd_cli.pictures.svg:render", "drawing drawn", ".svg", rounds=True),
    "tikz": _format("autograd_cli.pictures.tikz:render", "drawing drawn", ".tex", rounds=True),
    "png": _format("autograd_cli.pictures.png:render", "drawing drawn", ".png", rounds=True, binary=True),
    "pdf": _format("autograd_cli.pictures.pdf:render", "drawing drawn", ".pdf", rounds=True, binary=True),
}
# Suffixes of formats that no report is printed in: tables of `batch`; and of pictures that are not written.
OTHER_SUFFIXES = frozenset([".tsv", ".jsonl", ".parquet", ".arrow"])
# Suffixes of texts of any format.
PLAIN_SUFFIXES = frozenset([".txt", ".text", ".log", ".out", ".dat"])
OTHER_PICTURES = frozenset([".gif", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".eps", ".ps"])


class Page(NamedTuple):
    """What a text is written for: a terminal of so many cells, or anything else, which has no width.

    With `partials` a drawing has the local partials on its edges; with `significant` numbers have so many digits. A
    picture has a `style`, a `theme`, which is the reader's own where it is `auto`, and a `direction`, `LR` or `TB`, by
    default that which suits it; with `fold` groups of gates are one node each, and where there are more gates than
    `most`, those nearest to the result are drawn. A tree says which gates are in the groups of the names in `grouped`.
    What is not a name or a formula is in a `language`, which is the report's own.
    """

    width: int | None = None
    color: bool = False
    partials: bool = False
    significant: int | None = None
    style: str = "circuit"
    theme: str = "auto"
    direction: str | None = None
    fold: bool = False
    most: int | None = None
    grouped: Sequence[str] = ()
    language: str = ENGLISH


def formats_of(report: Any) -> tuple[str, ...]:
    """The formats that a report, or a class of reports, can be printed in; the first is its default."""
    forms = {"fields", *report.FORMS}
    names = [name for name, one in FORMATS.items() if one.forms & forms]
    default = getattr(report, "DEFAULT", names[0])
    return (default, *(name for name in names if name != default))


def format_of_file(path: str, choices: Sequence[str]) -> str | None:
    """The format that a file's suffix names, one of the choices if any, or the suffix itself of another kind of file.

    None where the suffix says nothing.
    """
    suffix = PurePath(path).suffix.lower()
    named = [name for name in (*choices, *FORMATS) if suffix in FORMATS[name].suffixes]
    return named[0] if named else suffix if suffix in OTHER_SUFFIXES | OTHER_PICTURES else None


def suffix_meant(path: str, choices: Sequence[str]) -> str | None:
    """The suffix that a file's name was meant to end in, one of the choices' if any; None for any other name."""
    suffix = PurePath(path).suffix.lower()
    for formats in (choices, FORMATS):
        known = [one for name in formats for one in FORMATS[name].suffixes]
        if suffix in known or suffix in PLAIN_SUFFIXES or not suffix:
            return None
        if near := near_suffix(suffix, known):
            return near
    return None


def terminal_width(stream: TextIO | None) -> int | None:
    """The cells of a line of a terminal, `COLUMNS` where that is set; None for anything else."""
    if stream is None or not stream.isatty():
        return None
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isdecimal() and int(chosen):
        return int(chosen)
    return os.get_terminal_size(stream.fileno()).columns or 80


def render(report: Any, format: str, page: Page) -> str:
    """The report in a format that is text, without a final newline."""
    one = FORMATS[format]
    place = one.renderer if page.width or page.color else one.plain or one.renderer
    for form in one.own.keys() & {*report.FORMS}:
        place = one.own[form]
    written: str = _renderer(place)(_drawn(report, format), spoken(report, page))
    return written


def written(report: Any, format: str) -> str | bytes:
    """The report in a format, as text or bytes. Raises: `AutogradError` for one that it cannot be printed in."""
    choices = formats_of(report)
    if format not in choices:
        raise AutogradError("option", "choice", option="format", value=format, choices=", ".join(choices))
    return (encoded if FORMATS[format].binary else render)(report, format, Page())


def encoded(report: Any, format: str, page: Page) -> bytes:
    """The report in a binary format."""
    written: bytes = _renderer(FORMATS[format].renderer)(_drawn(report, format), spoken(report, page))
    return written


def spoken(report: Any, page: Page) -> Page:
    """The page in the language of a report."""
    return page._replace(language=getattr(report, "language", page.language))


def _drawn(report: Any, format: str) -> Any:
    """What a format draws of a report: its drawing, if it has one apart."""
    return report.drawing if "drawn" in FORMATS[format].forms & {*report.FORMS} else report


def _renderer(place: str) -> Callable[[Any, Page], Any]:
    module, _, function = place.partition(":")
    renderer: Callable[[Any, Page], Any] = getattr(importlib.import_module(module), function)
    return renderer
