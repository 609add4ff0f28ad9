"""The options that commands share, declared once, and the small languages of their values.

Takes an option's value as text. Returns what it means.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer

from autograd_cli.ask.values import read_value
from autograd_cli.commands.output import CHOICES_OF_COLOR, choose
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import split_outside
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, KINKS
from autograd_cli.syntax.names import RESERVED, canonical_name, name_in, names_in
from autograd_cli.syntax.parser import READERS
from autograd_cli.wording.languages import ENGLISH, LANGUAGES

# Where a context has the words typed so far, for what completes the next one.
TYPED = "autograd.typed"
# So many significant digits tell every double from all others.
MOST_SIGNIFICANT = 17
# The name of an element of a vector or a matrix.
ELEMENT = r"(.+)\[\s*([0-9]+(?:\s*,\s*[0-9]+)*)\s*\]"
# A whole number, as `1e9` too.
WHOLE = r"([0-9]+)(?:e([0-9]{1,2}))?"
POINTS = (".json", ".toml", ".npz", ".csv")


def one_of(choices: Sequence[str]) -> Callable[[str], list[str]]:
    """What completes an option's value."""

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return complete


def complete_function(incomplete: str) -> list[str]:
    """What completes the name at the end of an unfinished formula."""
    start = len(incomplete) - len(re.search(r"[A-Za-z_0-9]*$", incomplete)[0])  # type: ignore[index]
    return [f"{incomplete[:start]}{name}(" for name in sorted(FUNCTIONS) if name.startswith(incomplete[start:])]


def typed_names(words: Sequence[str]) -> list[str]:
    """The names in the formula of an unfinished command line, in their order; it need not be complete itself."""
    formula = next((word for word in words if not word.startswith("-")), "")
    names = re.findall(r"[^\W\d]\w*(?!\w*\s*\()", formula)
    return [name for name in dict.fromkeys(map(canonical_name, names)) if name not in {*RESERVED, *CONSTANTS}]


def complete_names(ctx: Any, incomplete: str) -> list[str]:
    """What completes the last name of a list, from the formula already typed."""
    before, comma, last = incomplete.rpartition(",")
    given = before.split(",")
    return [
        f"{before}{comma}{name}"
        for name in typed_names(ctx.meta.get(TYPED, ()))
        if name.startswith(last) and name not in given
    ]


def complete_point(incomplete: str) -> list[str]:
    """What completes the name of a file of values: such files, and folders."""
    folder, slash, start = incomplete.rpartition("/")
    place = Path(folder + slash or ".")
    found = sorted(place.iterdir()) if place.is_dir() else []
    return [
        f"{folder}{slash}{one.name}{'/' if one.is_dir() else ''}"
        for one in found
        if one.name.startswith(start) and (one.is_dir() or one.name.endswith(POINTS)) and one.name[:1] != "."
    ]


def complete_definition(incomplete: str) -> list[str]:
    """What completes the name of a function that has a definition."""
    return [name for name, rows in FUNCTIONS.items() if name.startswith(incomplete) and rows[0].definition]


def format_option(choices: Sequence[str]) -> Any:
    """The option that chooses a format, for a command that prints in these."""
    listed = f"Print as {', '.join(choices)}."
    return typer.Option("--format", metavar="FORMAT", help=listed, autocompletion=one_of(choices))


PRESETS = (OURS, *KINKS)

File = Annotated[
    str | None,
    typer.Option("--file", "-f", metavar="FILE", help="Read the formula from a file, `-` for standard input."),
]
At = Annotated[
    list[str] | None,
    typer.Option(
        "--at",
        metavar="FILE",
        help="Take values from a .json, .toml, .npz or .csv file; `-` is JSON on standard input.",
        autocompletion=complete_point,
    ),
]
Let = Annotated[
    list[str] | None,
    typer.Option("--let", metavar="NAME=TEXT", help="A name for what data call TEXT, as in `q=Flow rate (L/min)`."),
]
Wrt = Annotated[
    list[str] | None,
    typer.Option(
        "--wrt",
        metavar="NAMES",
        help="Differentiate with respect to these variables only, as in `x,y`.",
        autocompletion=complete_names,
    ),
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
    bool, typer.Option("--sparsity", help="Draw which entries can be non-zero, and which columns share a sweep.")
]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the result to a file.")]
Significant = Annotated[
    str | None,
    typer.Option(
        "--significant", metavar="N", help="Round the numbers of tables and pictures to N significant digits."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; the same as `--format json`.")]
NdJson = Annotated[bool, typer.Option("--ndjson", help="Print one JSON object on each line.")]
CheckpointOption = Annotated[
    str | None,
    typer.Option(
        "--checkpoint",
        metavar="N",
        help="Keep only every Nth layer for the backward pass, and compute the others again.",
    ),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with status 1 at any finding but `name`, `literal` and `recomputed`.")
]
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
NoColor = Annotated[bool, typer.Option("--no-color", help="The same as `--color never`.")]
Seed = Annotated[
    str | None,
    typer.Option("--seed", metavar="NUMBERS", help="The gradient of the sum of several outputs with these weights."),
]
NoGrad = Annotated[bool, typer.Option("--no-grad", help="The value alone, without derivatives.")]
Literals = Annotated[
    bool, typer.Option("--literals", help="Also the partial derivatives with respect to every number in the formula.")
]

Textbook = Annotated[
    bool, typer.Option("--textbook", help="Write local partials as a textbook does, `y*(1 - y)` for `sigmoid`.")
]

ExactConstants = Annotated[
    bool, typer.Option("--exact", help="Compute in fractions, and in constants such as pi and sqrt(2).")
]

COVARIANCES = "autograd_cli.data.covariances:read_covariances"
Covariance = Annotated[
    str | None,
    typer.Option("--covariance", metavar="FILE", help="The covariances of uncertain inputs, a .json or .csv file."),
]
Sensitivity = Annotated[
    bool, typer.Option("--sensitivity", help="Also relative sensitivities, x*f_x/f, the percents that one moves f by.")
]


def mode_option(modes: Sequence[str], help: str) -> Any:
    """The option that chooses a sweep, for a command that has these."""
    return typer.Option("--mode", metavar="MODE", autocompletion=one_of(modes), help=help)


class Declaration(NamedTuple):
    """An option's annotation, as the option parser reads it, and its default."""

    annotation: Any
    default: Any


# How a formula is written, and how it was read, on standard error.
Notation = Annotated[
    str | None,
    typer.Option(
        "--notation",
        metavar="NOTATION",
        help=f"Read the formula as {' or '.join(READERS)} writes it.",
        autocompletion=one_of([*READERS]),
    ),
]
Explain = Annotated[bool, typer.Option("--explain", help="Say how the formula was read, with all its signs.")]
Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="LANGUAGE",
        help=f"The language of words in tables, pictures and pages: {' or '.join(LANGUAGES)}.",
        autocompletion=one_of(LANGUAGES),
    ),
]
# The options that commands share, by the names of their parameters: before and after a command's own in help.
INPUT = {"file": Declaration(File, None), "at": Declaration(At, None), "let": Declaration(Let, None)}
INPUT["wrt"] = Declaration(Wrt, None)
INPUT["notation"] = Declaration(Notation, None)
INPUT["explain"] = Declaration(Explain, False)
OUTPUT = {
    "expand": Declaration(Expand, None),
    "kinks": Declaration(Kinks, OURS),
    "format": Declaration(None, None),  # with the formats of each command
    "json": Declaration(Json, False),
    "ndjson": Declaration(NdJson, False),
    "significant": Declaration(Significant, None),
    "lang": Declaration(Lang, ENGLISH),
    "output": Declaration(Output, None),
    "strict": Declaration(Strict, False),
    "quiet": Declaration(Quiet, False),
    "color": Declaration(Color, "auto"),
    "no_color": Declaration(NoColor, False),
}


def short_names(texts: Sequence[str] | None) -> dict[str, str]:
    """What data call each name of `--let q='Flow rate (L/min)'`. Raises: `AutogradError` with code `option`."""
    found: dict[str, str] = {}
    for text in texts or ():
        written, _, long = text.partition("=")
        name = name_in(written.strip())
        if name is None or not long.strip():
            raise AutogradError("option", "let", text=text)
        if name in found:
            raise AutogradError("option", "component-twice", option="let", name=name)
        found[name] = name_in(long) or canonical_name(long)
    return found


def names(listed: Sequence[str] | None, option: str) -> list[str] | None:
    """The names in `--wrt x,y`, each once; the option may be given several times.

    Raises: `AutogradError` with code `option` where there is none.
    """
    if listed is None:
        return None
    found = [*dict.fromkeys(name for part in listed for name in names_in(part) if name)]
    if not found:
        raise AutogradError("option", "no-names", option=option)
    return found


def shortened(names: Sequence[str] | None, let: Mapping[str, str]) -> list[str] | None:
    """Names of variables, with the short ones of `--let` for what the data call them."""
    short = {long: name for name, long in let.items()}
    return None if names is None else [*dict.fromkeys(short.get(name, name) for name in names)]


def chosen(listed: Sequence[str] | None, option: str, choices: Sequence[str]) -> tuple[str, ...] | None:
    """The choices in `--show forward,gates`, an option that may be given several times, in their own order.

    Raises: `AutogradError` with code `option`.
    """
    given = names(listed, option)
    for name in given or ():
        choose(name, choices, option)
    return None if given is None else tuple(one for one in choices if one in given)


def components(text: str, option: str) -> dict[str, Any]:
    """The numbers in `--direction x=1,y=pi/2`, by name. Raises: `AutogradError` with code `option`."""
    return {name: read_value(value, name) for name, value in written_components(text, option).items()}


def written_components(text: str, option: str) -> dict[str, str]:
    """The numbers in `--direction x=1,y=pi/2` as they are written, those of elements by names such as `A[0, 1]`.

    Raises: `AutogradError` with code `option`.
    """
    found: dict[str, str] = {}
    owners: dict[str, bool] = {}
    for part in split_outside(text, ",")[::2]:
        left, equals, value = part.partition("=")
        element = re.fullmatch(ELEMENT, left.strip())
        owner = name_in(element[1] if element else left.strip())
        if not equals or not owner or not value.strip():
            raise AutogradError("option", "component", option=option, text=part)
        name = f"{owner}[{', '.join(str(int(one)) for one in element[2].split(','))}]" if element else owner
        if name in found or owners.setdefault(owner, bool(element)) != bool(element):
            raise AutogradError("option", "component-twice", option=option, name=name)
        found[name] = value.strip()
    return found


def numbers(text: str, option: str) -> list[float]:
    """The numbers in `--seed 1,0,pi/2`, or in `[[1, 0], [0, 1]]` row by row.

    Raises: `AutogradError` with code `option`.
    """
    listed = text.strip()
    plain = listed.replace("[", "").replace("]", "") if listed[:1] + listed[-1:] == "[]" else text
    parts = split_outside(plain, ",")[::2]
    if not all(part.strip() for part in parts):
        raise AutogradError("option", "lacks-number", option=option)
    return [read_value(part.strip(), option) for part in parts]


def notation(chosen: str | None) -> str:
    """The notation of formulas, empty for the language itself. Raises: `AutogradError` with code `option`."""
    return "" if chosen is None else choose(chosen, [*READERS], "notation")


def language(chosen: str) -> str:
    """The language of words. Raises: `AutogradError` with code `option`."""
    return choose(chosen, LANGUAGES, "lang")


def refuse_together(option: str, other: str) -> NoReturn:
    """Refuses two options of which one makes the other meaningless."""
    raise AutogradError("usage", "exclude", one=option, other=other)


def refuse_rounding(digits: int | None) -> None:
    """Refuses significant digits of numbers that are exact."""
    if digits is not None:
        refuse_together("--exact", "--significant")


def whole_number(text: str | None, option: str, least: int) -> int | None:
    """The whole number that an option's value is; None where it is not given.

    Raises: `AutogradError` with code `option`.
    """
    if text is None:
        return None
    written = re.fullmatch(WHOLE, text)
    number = int(written[1]) * 10 ** int(written[2] or 0) if written else -1
    if not least <= number < 10**20:
        raise AutogradError("option", "whole-number", option=option, least=least, example=least + 1)
    return number


def significant_digits(text: str | None) -> int | None:
    """The N of `--significant N`. Raises: `AutogradError` with code `option` where a double has fewer digits."""
    digits = whole_number(text, "significant", 1)
    if digits is not None and digits > MOST_SIGNIFICANT:
        raise AutogradError("option", "significant", digits=digits, most=MOST_SIGNIFICANT)
    return digits


def refuse_wanted(no_grad: bool, wrt: Sequence[str] | None) -> None:
    """Refuses variables to differentiate for where nothing is differentiated."""
    if no_grad and wrt is not None:
        refuse_together("--no-grad", "--wrt")
