"""What commands that search have in common: starts and bounds as options, and how far a search is.

Takes texts of options. Returns what they mean.
"""

import math
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Self

import typer

from autograd_cli.ask.values import read_value, refuse_three_points
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.output import Report
from autograd_cli.commands.range_errors import not_ranges, range_down, range_of_one_value
from autograd_cli.errors import INTERRUPTED, AutogradError, Source
from autograd_cli.numerals import split_outside
from autograd_cli.syntax.names import canonical_name, element_in, is_name, name_in

# Seconds until the progress is shown, and between two lines of it.
SHOWN_AFTER, PAUSE = 2.0, 0.5

# An element of a vector or matrix.
ELEMENT = r"[^\W\d]\w*\s*\[[^\[\]]*\]"
# Options whose values are ranges by name.
RANGES = ("bounds", "over")

Starts = Annotated[
    str | None,
    typer.Option("--starts", metavar="N", help="Start N times, from values drawn from the ranges.", show_default="1"),
]
DrawnBy = Annotated[
    str | None,
    typer.Option("--seed", metavar="N", help="Draw the starts with this seed.", show_default="0"),
]

Unknowns = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="NAMES",
        help="Search for these variables only; the others have their values.",
        autocompletion=shared.complete_names,
    ),
]
Fixed = Annotated[
    list[str] | None,
    typer.Option("--fix", metavar="NAMES", help="Do not search for these: they have their values, as in `a,b=2`."),
]
Checked = Annotated[
    bool, typer.Option("--check", help="Also solve again for other parameters, and compare the differences.")
]
Digits = Annotated[
    int | None, typer.Option("--digits", metavar="N", help="Print N digits of the solution, all of them right.")
]


@contextmanager
def ranges_meant() -> Iterator[None]:
    """Says of a grid, as `0:1`, how a range is written. Raises: `AutogradError` with code `unsupported`."""
    try:
        yield
    except AutogradError as error:
        if (error.code, error.case) != ("unsupported", "grid"):
            raise
        first, *_, last = str(error.fields["text"]).split(":")[:2]
        name, text, meant = error.fields["name"], error.fields["text"], f"{first}..{last}"
        raise AutogradError("unsupported", "grid-of-search", name=name, text=text, meant=meant) from None


class Progress:
    """How far a long search is, on a terminal's standard error; `what` is the number that gets less, and `unit` is what
    is counted."""

    def __init__(self, quiet: bool, what: str = "sum of squares", unit: str = "evaluations") -> None:
        self._shown = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._what, self._unit = what, unit
        self._next = time.monotonic() + SHOWN_AFTER
        self._dirty = False

    def tell(self, count: int, least: float) -> None:
        if self._shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + PAUSE
            self._dirty = True
            text = f"\r{count} {self._unit}, {self._what} {least:.6g}\x1b[K"
            print(text, end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._dirty:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def show_solution(call: Call, report: Report, source: Source) -> None:
    """Prints the report of a search; one that Ctrl-C ended has the status of that. Raises: `typer.Exit`."""
    try:
        call.show(report, source)
    finally:
        if any(finding.case == "interrupted" for finding in report.findings):
            raise typer.Exit(INTERRUPTED)


def pairs(texts: Sequence[str] | None, option: str, known: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The names and texts in `--start b1=1,b2=2`. Raises: `AutogradError` with code `option`.

    Of the `known` names, elements such as `x[0]` may be named too. They are examples in errors of options of ranges.
    """
    found: dict[str, str] = {}
    for whole, part in ((text, part) for text in texts or () for part in split_outside(text, ",")[::2]):
        written, equals, value = part.partition("=")
        name = name_in(written.strip()) or _known_as(written, known)
        if name is None and (option in RANGES or not equals) and re.fullmatch(ELEMENT, written.strip()):
            name = element_in(written)  # there may be no such element, which is known where names are
        if name is None or (not value.strip() and (equals or option != "fix")):
            if option in RANGES:
                raise not_ranges(option, whole, part, known)
            apart = re.split(r"[\s;,]+", part.strip("[](){} "))
            advice = "names-apart" if len(apart) > 1 and all(map(is_name, apart)) else None
            raise AutogradError("option", "component", option=option, text=part, advice=advice, meant=",".join(apart))
        name = canonical_name(name)
        if name in found:
            raise AutogradError("option", "component-twice", option=option, name=name)
        found[name] = value.strip()
    return [*found.items()]


def _known_as(written: str, known: Sequence[str]) -> str | None:
    """The known name, such as `A[0, 1]` or `a 0`, that a text is but for blanks; None where there is none."""
    return next((name for name in known if "".join(name.split()) == "".join(written.split())), None)


def read_bounds(
    texts: Sequence[str] | None, known: Sequence[str], option: str = "bounds", noun: str = "variable"
) -> Mapping[str, tuple[float, float]]:
    """The ranges in `--bounds a=0..,b=1..2`; an end that is not there is infinite, a vector's are of its elements.

    The `noun` is what the names are. Raises: `AutogradError` with codes `option`, `binding` and `unknown-name`.
    """
    found: dict[str, tuple[float, float]] = {}
    # An element's own range stands, whether it comes before that of the whole or after it.
    for name, text in sorted(pairs(texts, option, known), key=lambda pair: pair[0] in known):
        elements = [one for one in known if one.startswith(f"{name}[")]
        if name not in known and not elements:
            raise AutogradError("unknown-name", noun, option=option, name=name, known=known)
        low, dots, high = text.partition("..")
        if not dots and len(split_outside(text, ":")) == 1:
            raise not_ranges(option, ",".join(texts or ()), f"{name}={text}", known)
        refuse_three_points(low, high)
        start, stop = (
            read_value(end, name) if end.strip() else default for end, default in ((low, -math.inf), (high, math.inf))
        )
        if hasattr(start, "shape") or hasattr(stop, "shape") or math.isnan(start) or math.isnan(stop):
            raise AutogradError("option", "bounds", option=option, name=name, text=text)
        if start > stop:
            raise range_down(option, name, low.strip(), high.strip())
        if start == stop:
            raise range_of_one_value(name, low.strip(), high.strip())
        found |= dict.fromkeys(elements or [name], (float(start), float(stop)))
    return found
