"""`autograd fit`: the parameters of a formula, fitted to the rows of a table by least squares."""

import importlib
import importlib.util
import re
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

import typer

from autograd_cli.ask.equations import equation, equation_options
from autograd_cli.ask.model import Model, model_of
from autograd_cli.ask.values import Value, read_value
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import Takes, command
from autograd_cli.commands.output import choose, write
from autograd_cli.commands.problems import as_option, meant_as_option, read_binding, read_points
from autograd_cli.commands.retyped import formula_among_files, retyped
from autograd_cli.commands.searches import DrawnBy, Progress, Starts, pairs, read_bounds, show_solution
from autograd_cli.commands.tables import (
    Comment,
    Decimal,
    Delimiter,
    Encoding,
    From,
    MaxErrors,
    Skip,
    formulas,
    refuse_overwriting,
    sorted_words,
    with_column_named,
)
from autograd_cli.data.dialects import read_dialect
from autograd_cli.data.streams import need_room
from autograd_cli.errors import AutogradError, Source, near_names, visible
from autograd_cli.numerals import number_text
from autograd_cli.primitives import CONSTANTS
from autograd_cli.report.columns import column_meant
from autograd_cli.report.fit import Fit
from autograd_cli.report.fit_given import LOSSES, Given, check_given
from autograd_cli.shell import shell_word
from autograd_cli.syntax.names import canonical_name, is_name, written_name

# What needs the extra, loaded when the command runs: `--help` works without.
LIBRARIES = ("polars", "scipy")
COLUMNS, BATCH, TABLES = "autograd_cli.data.columns", "autograd_cli.data.batch", "autograd_cli.data.tables"
FITTED = "autograd_cli.data.fitted"
TAKES = Takes(
    "[FILE]... [NAME=VALUE]...",
    "Tables, `-` for standard input. Starting values of parameters.",
    sorted_words,
)
# A name in a text, also in backticks.
ANY_NAME = re.compile(r"`[^`]*`|[^\W\d]\w*")


@command(Fit, takes=TAKES, reads=None, without="expand wrt", reworded={"at": "Take starting values from a file."})
def fit(
    call: Call,
    expr: Annotated[
        str | None,
        typer.Option("--expr", "-e", metavar="EQUATION", help="The equation, as in `y = a + b*x`."),
    ] = None,
    start: Annotated[
        list[str] | None,
        typer.Option("--start", metavar="NAME=VALUE", help="Start the search here: a value, or a range `1..10`."),
    ] = None,
    starts: Starts = None,
    seed: DrawnBy = None,
    bounds: Annotated[
        list[str] | None,
        typer.Option("--bounds", metavar="RANGES", help="Keep parameters in ranges, as in `a=0..,b=1..2`."),
    ] = None,
    fix: Annotated[
        list[str] | None,
        typer.Option("--fix", metavar="NAME=VALUE", help="Do not fit this parameter: it has this value."),
    ] = None,
    y_error: Annotated[
        str | None,
        typer.Option(
            "--y-error",
            metavar="COLUMNS",
            help="Divide residuals by their standard errors: columns, numbers, 5%; one a response.",
        ),
    ] = None,
    absolute: Annotated[
        bool,
        typer.Option("--absolute", help="Take the errors of `--y-error` as they are, not as relative weights."),
    ] = False,
    robust: Annotated[
        str | None,
        typer.Option(
            "--robust",
            metavar="LOSS",
            help=f"Let outliers count less: {', '.join(LOSSES[1:])}.",
            autocompletion=shared.one_of(LOSSES[1:]),
        ),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option("--scale", metavar="SIZE", help="From which residual on `--robust` counts it less."),
    ] = None,
    correlation: Annotated[bool, typer.Option("--correlation", help="Also show how the estimates correlate.")] = False,
    level: Annotated[
        str | None,
        typer.Option(
            "--level", metavar="P", help="The confidence of intervals and bands, as in 0.99.", show_default="0.95"
        ),
    ] = None,
    digits: Annotated[
        int | None, typer.Option("--digits", metavar="N", help="Print N digits of the estimates, all of them right.")
    ] = None,
    profile: Annotated[
        bool, typer.Option("--profile", help="Also show intervals by the profile likelihood, which need no symmetry.")
    ] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Also show the points that the search went to.")] = False,
    band: Annotated[
        str | None,
        typer.Option(
            "--band", metavar="FILE", help="Also write fitted values, residuals, and bands, a line for each row."
        ),
    ] = None,
    from_: From = None,
    delimiter: Delimiter = None,
    comment: Comment = None,
    skip: Skip = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    max_errors: MaxErrors = None,
) -> None:
    """The parameters of a formula, fitted to the rows of a table by least squares, with their standard errors.

    Names that are columns are data; the others are parameters, which start at the values given. A parameter in which
    the model is linear needs none.

    Examples:
    autograd fit data.csv -e "y = b1*(1 - exp(-b2*x))" --b1 250 --b2 0.0005
    autograd fit data.csv -e "y = a + b*x" --json -o fit.json

    Exit status:
    0 converged;
    1 not converged, or a row failed and is left out;
    2 not understood;
    3 a file could not be read or written.
    """
    for library in LIBRARIES:
        if importlib.util.find_spec(library) is None:
            raise AutogradError("missing-extra", "solve", extra="solve", library=library)
    loss = LOSSES[0] if robust is None else choose(robust, LOSSES[1:], "robust")
    if band == "":
        raise AutogradError("option", "no-file", option="band", example="band.csv")
    asked = Given(
        absolute=absolute,
        loss=loss,
        scale=None if scale is None else float(read_value(scale, "scale")),
        draws=shared.whole_number(starts, "starts", 1),
        seed=shared.whole_number(seed, "seed", 0) or 0,
        level=0.95 if level is None else float(read_value(level, "level")),
        max_errors=shared.whole_number(max_errors, "max-errors", 0),
        leave=partial(_leave, call.quiet),
        correlation=correlation,
        trace=trace,
        profile=profile,
        digits=digits,
        band=None if band is None else lambda columns: _write_band(columns, band),
    )
    check_given(asked, y_error)
    sources = formulas(call, [] if expr is None else [expr], call.words.others)
    if not sources:
        raise formula_among_files(call.arguments) or AutogradError("usage", "no-equation-to-fit")
    (source,) = sources
    paths = call.words.others
    if not paths:
        raise AutogradError("usage", "no-table-to-fit")
    refuse_overwriting(importlib.import_module(TABLES).expanded(paths), [("--output", call.output), ("--band", band)])
    need_room()
    skipped = shared.whole_number(skip, "skip", 0)
    formats = {importlib.import_module(TABLES).read_format(path, from_) for path in paths}
    dialect = read_dialect(delimiter, comment, skipped, decimal, formats, (), encoding)
    opening = importlib.import_module(BATCH).file_tables(paths, from_, dialect)
    tables = importlib.import_module(COLUMNS).Tables(opening, call.let)
    columns = tables.known()
    try:
        named = [part.name for part in equation(source).free_names()]
        given = [*call.words.bindings, *pairs(start, "start", named)]
        model = _model(source, columns, given, pairs(fix, "fix", named), call)
    except AutogradError as error:
        raise as_option(with_column_named(error.replace(columns=columns), call.arguments, source), call) from None
    fitted = importlib.import_module(FITTED).fitted
    try:
        with Progress(call.quiet) as progress:
            asked = asked._replace(bounds=read_bounds(bounds, model.parameters, noun="parameter"))
            report: Fit = fitted(tables, model, asked, y_error, call.kinks, progress.tell)
    except AutogradError as error:
        raise _of_columns(error, source, columns, model.columns, call) from None
    show_solution(call, report, source)


def _of_columns(
    error: AutogradError, source: Source, columns: Sequence[str], used: Sequence[str], call: Call
) -> AutogradError:
    """The error of names that the table does not have, with the command line that has columns in their places.

    Which column is meant is clear where one is a name but for its unit, or is spelled like it, or where one alone is
    left for the left side.
    """
    if error.case in ("start", "start-or-column") and not _on_the_right(source, columns):
        names = [part.name for part in equation(source).free_names()]
        names = [name for name in names if name not in columns and name not in CONSTANTS]
        shown = [*map(visible, columns)]
        error = AutogradError("usage", "right-without-column", names=[*dict.fromkeys(names)], columns=shown)
    cases = ("no-columns-used", "left-without-column", "right-without-column")
    if error.case not in cases or source.text not in call.arguments.typed:
        return error
    free = [name for name in columns if name not in used]
    meant = {name: near[0] for name in error.names if (near := _near(name, free))}
    if not meant and error.case == "left-without-column" and len(error.names) == len(free) == 1:
        meant = {error.names[0]: free[0]}
    lets = {name: column for name, column in meant.items() if is_name(name) and not is_name(column)}
    in_place = {name: written_name(column) for name, column in meant.items() if name not in lets}
    text = ANY_NAME.sub(lambda name: in_place.get(canonical_name(name[0].strip("`")), name[0]), source.text)
    if not meant and error.case == "no-columns-used" and len(columns) > 1:
        first, *_, last = map(written_name, columns)
        text = f"{last} = a + b*{first}"
    if text == source.text and not lets:
        return error
    more = " ".join(f"--let {shell_word(f'{name}={column}')}" for name, column in lets.items())
    line = retyped(call.arguments, {source.text: equation_options([text])}, more=more)
    return error.replace(advice="columns-meant" if meant else "columns-as-in", line=line)


def _on_the_right(source: Source, columns: Sequence[str]) -> bool:
    """Whether an equation, or what stands before it, names a column elsewhere than on its left side."""
    *before, difference = equation(source).statements
    parts = (*before, difference.children[1])
    return any(name.name in columns for part in parts if part is not None for name in part.free_names())


def _near(name: str, columns: Sequence[str]) -> list[str]:
    """The column that a name is but for its unit, or is spelled like, or the one that begins with it, in a list."""
    of_unit = column_meant(name, columns)
    near = [of_unit] if of_unit is not None else near_names(name, columns)
    if near:
        return near
    found = [column for column in columns if column.lower().startswith(name.lower())]
    return found if len(found) == 1 else []


def _leave(quiet: bool, text: str) -> None:
    """Prints on standard error what is wrong with a row that is left out."""
    if not quiet:
        print(visible(text), file=sys.stderr)


def _write_band(columns: Mapping[str, Any], path: str) -> None:
    """Writes the columns as lines of CSV. Raises: `FileError`; `AutogradError` where there are several responses."""
    lists = [column.tolist() for column in columns.values()]
    if len({*map(len, lists)}) > 1:
        raise AutogradError("usage", "band-of-several")
    lines = [",".join(visible(name) for name in columns)]
    lines += (",".join(map(number_text, row)) for row in zip(*lists, strict=True))
    write("\n".join(lines), path)


def _model(
    source: Source,
    columns: Sequence[str],
    given: Sequence[tuple[str, str]],
    fixed: Sequence[tuple[str, str]],
    call: Call,
) -> Model:
    """The model of an equation, with the values that were written."""
    names = {part.name for part in equation(source).free_names()}
    bound: dict[str, Value] = {}
    every = [*given, *(pair for pair in fixed if pair[1] and pair not in given)]
    for name, text in every:
        if name in bound:
            raise AutogradError("binding", "twice", name=name, values=[one for other, one in every if other == name])
        if name not in names and name not in columns and (meant := meant_as_option(call, name)):
            raise meant
        try:
            bound[name] = read_binding(name, text, ranges=True)
        except AutogradError as error:
            raise error.replace(advice="half-start") if error.case == "half-interval" else error from None
    background = read_points(call.at, source.text, let=call.let)
    return model_of(source, columns, bound, [name for name, _ in fixed], background)
