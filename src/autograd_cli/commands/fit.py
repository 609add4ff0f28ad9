"""`autograd fit`: the parameters of a formula, fitted to the rows of a table by least squares."""

import importlib
import importlib.util
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from autograd_cli.ask.equations import equation, equation_options
from autograd_cli.ask.missing import refuse_unused
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import Value, read_value
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import Takes, command
from autograd_cli.commands.output import choose, write
from autograd_cli.commands.problems import as_option, meant_as_option, read_binding, read_points
from autograd_cli.commands.retyped import formula_among_files, retyped
from autograd_cli.commands.searches import DrawnBy, Progress, Starts, pairs, read_bounds, refuse_uncertain, start_of
from autograd_cli.commands.standard_errors import left_columns, read_errors
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
from autograd_cli.errors import INTERRUPTED, AutogradError, Finding, RowError, Source, near_names, visible
from autograd_cli.numerals import Written, number_text
from autograd_cli.primitives import CONSTANTS, PRIMITIVES
from autograd_cli.report.columns import column_meant
from autograd_cli.report.fit import LOSSES, Fit, Given
from autograd_cli.report.fit import fit as report_on
from autograd_cli.shell import shell_word
from autograd_cli.syntax.ast import Range
from autograd_cli.syntax.names import canonical_name, is_name, written_name

# What needs the extra, loaded when the command runs: `--help` works without.
LIBRARIES = ("polars", "scipy")
COLUMNS, BATCH, TABLES = "autograd_cli.data.columns", "autograd_cli.data.batch", "autograd_cli.data.tables"
TAKES = Takes(
    "[FILE]... [NAME=VALUE]...",
    "Tables, `-` for standard input. Starting values of parameters.",
    sorted_words,
)
MOST_DIGITS = 100
# A name in a text, also in backticks.
ANY_NAME = re.compile(r"`[^`]*`|[^\W\d]\w*")
# A unit in a column's name; without a blank `a/b` is a ratio, `f(x)` a function, `a[1]` an element.
UNIT = re.compile(r"\s+[(\[/].*|\[\D.*\]")


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
    if scale is not None and robust is None:
        raise AutogradError("usage", "needs-other", option="scale", other="robust")
    if absolute and y_error is None:
        raise AutogradError("usage", "needs-other", option="absolute", other="y-error")
    if band == "":
        raise AutogradError("option", "no-file", option="band", example="band.csv")
    if digits is not None and not 1 <= digits <= MOST_DIGITS:
        raise AutogradError("option", "digits", digits=digits, most=MOST_DIGITS)
    if digits is not None and robust is not None:
        shared.refuse_together("--digits", "--robust")
    if profile and robust is not None:
        shared.refuse_together("--profile", "--robust")
    draws = shared.whole_number(starts, "starts", 1)
    most_left_out = shared.whole_number(max_errors, "max-errors", 0)
    confidence = 0.95 if level is None else float(read_value(level, "level"))
    if not 0 < confidence < 1:
        raise AutogradError("option", "level", level=level)
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
    tables = importlib.import_module(COLUMNS).Tables(
        paths, from_, read_dialect(delimiter, comment, skipped, decimal, formats, (), encoding), call.let
    )
    columns = tables.known()
    try:
        named = [part.name for part in equation(source).free_names()]
        given = [*call.words.bindings, *pairs(start, "start", named)]
        problem, values, fixed, notes = _problem(source, columns, given, pairs(fix, "fix", named), call)
    except AutogradError as error:
        raise as_option(with_column_named(error.replace(columns=columns), call.arguments, source), call) from None
    used = [name for name in problem.lowered.inputs if name in columns]
    left = left_columns(equation(source), columns)
    responses = left if len(left) == len(problem.function.outputs) else [None] * len(problem.function.outputs)
    errors = read_errors(y_error, columns, responses)
    asked = [one.column for one in errors if one.column is not None]
    refuse_unused((name for name in call.let if name not in asked), problem.lowered)
    if draws is not None and not any(isinstance(one, tuple) for one in values.values()):
        name = next(iter(values), "b")
        raise AutogradError("option", "starts-without-range", noun="parameter", name=name, range="0.1..10")
    read = tables.read([*dict.fromkeys([*used, *asked])], [one for one in responses if one is not None])
    if len(next(iter(read.values.values()), ())):
        read = read._replace(values={**read.values, **{one.called: one.of(read.values) for one in errors}})

    def leave(text: str) -> None:
        if not call.quiet:
            print(visible(text), file=sys.stderr)

    for one in (*read.first, *read.inexact):
        leave(f"{one.place}: {one.message}")
    for name in (one.called for one in errors if one.called in read.values):
        bad = next((row for row, one in enumerate((read.values[name] <= 0).tolist()) if one), None)
        if bad is not None:
            raise RowError("row", "error-not-positive", place=read.place(bad), name=name)
    request = Given(
        table=tables.names,
        columns=read.values,
        starts=values,
        fixed=fixed,
        bounds=read_bounds(bounds, [name for name in problem.lowered.inputs if name not in columns], noun="parameter"),
        weights=tuple(one.called for one in errors),
        absolute=absolute,
        place=read.place,
        loss=loss,
        scale=None if scale is None else float(read_value(scale, "scale")),
        draws=draws or 1,
        seed=shared.whole_number(seed, "seed", 0) or 0,
        level=confidence,
        left_out=read.failed,
        max_errors=most_left_out,
        leave=leave,
        correlation=correlation,
        trace=trace,
        profile=profile,
        digits=digits or 0,
        band=None if band is None else lambda columns: _write_band(columns, band),
    )
    progress = Progress(call.quiet)
    try:
        report = report_on(problem, request, call.kinks, progress.tell)
    except AutogradError as error:
        raise _of_columns(error, source, columns, used, call) from None
    finally:
        progress.close()
    known = {*columns, *(canonical_name(name) for name, _ in given)}
    beside = {name: _with_unit(name, columns) for name in problem.lowered.inputs if name not in known}
    notes += tuple(
        Finding("name", case="parameter", name=name, text=written_name(column))
        for name, column in beside.items()
        if column is not None
    )
    report = replace(report, findings=(*notes, *report.findings))
    interrupted = any(finding.case == "interrupted" for finding in report.findings)
    try:
        call.show(report, source)
    finally:
        if interrupted:
            raise typer.Exit(INTERRUPTED)


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


def _with_unit(name: str, columns: Sequence[str]) -> str | None:
    """The column whose name is a name with a unit, as `x [m]` is `x`."""
    return next((one for one in columns if one.startswith(name) and UNIT.fullmatch(one.removeprefix(name))), None)


def _near(name: str, columns: Sequence[str]) -> list[str]:
    """The column that a name is but for its unit, or is spelled like, or the one that begins with it, in a list."""
    of_unit = column_meant(name, columns)
    near = [of_unit] if of_unit is not None else near_names(name, columns)
    if near:
        return near
    found = [column for column in columns if column.lower().startswith(name.lower())]
    return found if len(found) == 1 else []


def _write_band(columns: Mapping[str, Any], path: str) -> None:
    """Writes the columns as lines of CSV. Raises: `FileError`; `AutogradError` where there are several responses."""
    lists = [column.tolist() for column in columns.values()]
    if len({*map(len, lists)}) > 1:
        raise AutogradError("usage", "band-of-several")
    lines = [",".join(visible(name) for name in columns)]
    lines += (",".join(map(number_text, row)) for row in zip(*lists, strict=True))
    write("\n".join(lines), path)


def _refuse_constants(problem: Problem) -> None:
    """Refuses a constant without a start that is mostly a parameter, as `tau` is. Raises: `AutogradError`."""
    for note in problem.notes:
        row = PRIMITIVES[CONSTANTS[note.name]] if note.case == "constant" and note.name else None
        if row is not None and row.mistakable == "always":
            raise AutogradError(
                "missing-binding",
                "start-or-constant",
                span=note.spans[0],
                source=problem.source,
                names=[row.name],
                first=note.name,
                text=row.summary,
                written=row.definition,
            )


def _problem(
    source: Source,
    columns: Sequence[str],
    given: Sequence[tuple[str, str]],
    fixed: Sequence[tuple[str, str]],
    call: Call,
) -> tuple[Problem, dict[str, Any], dict[str, float], tuple[Finding, ...]]:
    """The problem in numbers alone, the starts, the fixed values, and what is said of names."""
    program = equation(source)
    names = {part.name for part in program.free_names()}
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
    refuse_uncertain(bound)
    own = {name: value for name, value in bound.items() if name not in columns}
    background = {**read_points(call.at, source.text, let=call.let), **dict.fromkeys(columns, 1.0)}
    try:
        problem = pose(source, own, background, complete=False, program=program)
    except AutogradError as error:
        ends = {name.name for part in program.walk() if isinstance(part, Range) for name in part.free_names()}
        if error.code != "missing-binding" or not ends.isdisjoint(error.names):
            raise
        raise error.replace(advice="start-vector", first=error.names[0]) from None
    _refuse_constants(problem)
    counts = problem.lowered.counted
    clashing = [name for name in columns if name in names and (name in CONSTANTS or name in bound)]
    notes = tuple(Finding("name", case="column", name=name) for name in clashing)
    problem = problem.scattered()
    values: dict[str, Any] = {name: start_of(name, one) for name, one in problem.values.items() if name not in columns}
    values |= {
        name: start_of(name, one) for name, one in own.items() if isinstance(one, Written) and one.until is not None
    }
    held = {name: values[name] for name in (*dict(fixed), *counts) if name in values}
    lacking = next((name for name, _ in fixed if name not in values), None)
    if lacking is not None:
        raise AutogradError("option", "fix-without-value", name=lacking)
    return problem, {name: one for name, one in values.items() if name not in held}, held, (*problem.notes, *notes)
