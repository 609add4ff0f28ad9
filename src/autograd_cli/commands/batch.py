"""`autograd batch`: a formula over the rows of tables, or over a grid of points."""

import importlib
import os
import re
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Annotated, Any

import typer

from autograd_cli.ask.values import Value
from autograd_cli.commands import options as shared
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import Takes, command
from autograd_cli.commands.declared import neither, not_a_name
from autograd_cli.commands.folders import ENGINES, LOCAL, Folders, of_folder, run_folder, was_begun
from autograd_cli.commands.grids import read_constant, read_drawing, read_grid
from autograd_cli.commands.output import choose, is_terminal, on_terminal, refuse_binary
from autograd_cli.commands.problems import as_option, read_binding, read_points
from autograd_cli.commands.retyped import formula_among_files
from autograd_cli.commands.tables import (
    Comment,
    Decimal,
    Delimiter,
    Encoding,
    From,
    MaxErrors,
    Second,
    Shares,
    Skip,
    Types,
    Uncertainty,
    formulas,
    refuse_overwriting,
    renamed,
    sorted_words,
    with_column_named,
    without_uncertainties,
)
from autograd_cli.data import STANDARD
from autograd_cli.data.dialects import FORMATS, OBJECTS, read_dialect
from autograd_cli.data.points import read_text
from autograd_cli.data.streams import need, need_room
from autograd_cli.errors import INTERRUPTED, PIPE_CLOSED, WEIGHTLESS, AutogradError, Source, visible
from autograd_cli.syntax.names import canonical_name
from autograd_cli.systems.systems import resolve
from autograd_cli.wording.counts import INEXACT, INFINITE, STILL, counted

# Words of a formula that may be names.
NAMES = re.compile(r"[^\W\d]\w*")
ON_ERROR = ("keep", "skip", "stop")
PROGRAM = ".ag"
# What needs the extra, loaded when a command runs: `--help` works without.
UNCERTAIN, TYPES = "autograd_cli.data.uncertain", "autograd_cli.data.types"
TABLES, PROGRESS = "autograd_cli.data.tables", "autograd_cli.formats.progress"
BATCH, GRID, PROGRAMS = "autograd_cli.data.batch", "autograd_cli.data.grid", "autograd_cli.data.programs"


TAKES = Takes(
    "[FILE]... [NAME=VALUE]...",
    "Tables, `-` for standard input; or programs, *.ag. Values for all rows.",
    sorted_words,
)


@command(takes=TAKES, reads=None, without="expand", reworded={"quiet": "Do not list rows that failed."})
def batch(
    call: Call,
    expr: Annotated[
        list[str] | None,
        typer.Option("--expr", "-e", metavar="FORMULA", help="The formula for all rows; several for several results."),
    ] = None,
    expr_column: Annotated[
        str | None,
        typer.Option(
            "--expr-column",
            metavar="NAME",
            help="Read the formula of each row from this column.",
            show_default="expression",
        ),
    ] = None,
    no_grad: shared.NoGrad = False,
    order: Annotated[
        str | None,
        typer.Option("--order", metavar="N", help="2 for second partial derivatives too.", show_default="1"),
    ] = None,
    second: Second = None,
    uncertainty: Uncertainty = None,
    covariance: shared.Covariance = None,
    shares: Shares = False,
    sensitivity: shared.Sensitivity = False,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="NAMES", help="Also write the values of these intermediates, as in `d1,d2`."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--columns", metavar="NAMES", help="Copy only these columns to the output, as in `id,x`."),
    ] = None,
    prefix: Annotated[
        str,
        typer.Option(
            "--prefix", metavar="TEXT", help="Begin the names of the results with this text.", show_default=False
        ),
    ] = "",
    rename: Annotated[
        list[str] | None,
        typer.Option("--rename", metavar="OLD=NEW", help="Another name for a result, as in `value=price,d_S=delta`."),
    ] = None,
    from_: From = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="The format of the results: the same choices.",
            autocompletion=shared.one_of(FORMATS),
        ),
    ] = None,
    types: Types = None,
    delimiter: Delimiter = None,
    comment: Comment = None,
    skip: Skip = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    random: Annotated[
        str | None,
        typer.Option("--random", metavar="N", help="Draw N points from the intervals, as in `x=0..1`."),
    ] = None,
    latin: Annotated[
        str | None,
        typer.Option("--latin", metavar="N", help="The same, spread evenly: a Latin hypercube."),
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option("--seed", metavar="S", help="Draw the points with this seed; else one is chosen and printed."),
    ] = None,
    on_error: Annotated[
        str,
        typer.Option(
            "--on-error",
            metavar="WHAT",
            help="A row that fails: keep it with its error, skip it, or stop.",
            autocompletion=shared.one_of(ON_ERROR),
        ),
    ] = "keep",
    errors: Annotated[
        str | None,
        typer.Option(
            "--errors", metavar="FILE", help="Also write failed rows to a file, with the numbers of their lines."
        ),
    ] = None,
    careful: Annotated[
        bool,
        typer.Option(
            "--careful",
            help="Compute again every row whose digits cancel, as `eval` does, not only among the first 100.",
        ),
    ] = False,
    findings: Annotated[
        bool,
        typer.Option(
            "--findings", help="Add a column with the kinds of each row's findings, and count them on standard error."
        ),
    ] = False,
    max_errors: MaxErrors = None,
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", help="Use N cores.", show_default="all")] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="NAME",
            help="What works through a folder: local processes, or dask, or dask:ADDRESS for a cluster.",
            show_default="local",
            autocompletion=shared.one_of(tuple(ENGINES)),
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Of a folder, redo only files that are not complete, or have changed.")
    ] = False,
    progress: Annotated[bool, typer.Option("--progress", help="Show the progress, even without a terminal.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="Do not show the progress.")] = False,
) -> None:
    """The value of a formula and its partial derivatives for every row of a table.

    A variable is the column of its name. All columns are copied to the output.

    Examples:
    autograd batch points.csv -e "2*x*y + y + 3" -o out.parquet
    autograd batch -e "sin(x)*y" --x 0:10:0.1 --y 1,2,3

    Exit status:
    0 done;
    1 done, but a row failed (with --strict: or has a finding);
    2 not understood;
    3 a file could not be read or written.
    """
    if progress and no_progress:
        shared.refuse_together("--progress", "--no-progress")
    choose(on_error, ON_ERROR, "on-error")
    shared.refuse_wanted(no_grad, call.wrt)
    if errors == "":
        raise AutogradError("option", "no-file", option="errors", example="failed.csv")
    if jobs is not None and jobs < 1:
        raise AutogradError("option", "no-cores", jobs=jobs)
    allowed = shared.whole_number(max_errors, "max-errors", 0) or 0
    need_room()
    # Blocks of rows are what the cores share; further threads, of products of matrices, would wait for work in a loop.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    need("polars")
    batches = importlib.import_module(BATCH)
    output = call.output
    paths = call.words.others
    programs = [path for path in paths if path.endswith(PROGRAM)]
    sources = formulas(call, expr, paths)
    if expr_column is not None and sources:
        shared.refuse_together("--expr-column", "--expr" if expr is not None else "--file")
    if not sources and expr_column is None and (misplaced := formula_among_files(call.arguments)):
        raise misplaced
    _refuse_names(call, sources)
    if programs:
        _only_programs(paths, sources)
    bindings, uncertainties = without_uncertainties(call.words.bindings)
    uncertainties = [*(uncertainty or ()), *uncertainties]
    if shares and not (uncertainties or covariance):
        raise AutogradError("usage", "shares-of-none")
    for option, given in (
        ("--keep", keep),
        ("--order", order),
        ("--second", second),
        ("--uncertainty", uncertainties or None),
        ("--covariance", covariance),
        ("--sensitivity", sensitivity or None),
        ("--rename", rename),
        ("--let", call.let or None),
        ("--notation", call.notation or None),
    ):
        if given is not None and not sources:
            raise AutogradError("usage", "needs-formula", option=option)
    times = shared.whole_number(order, "order", 1) or 1
    if times > 2:
        raise AutogradError("option", "order-of-rows", order=times)
    for option, one in (("--order", times > 1), ("--second", second), ("--sensitivity", sensitivity)):
        if one and no_grad:
            shared.refuse_together(option, "--no-grad")
    folder = of_folder(paths, {"--engine": engine is not None, "--resume": resume, "--errors": errors is not None})
    if folder is None:
        refuse_overwriting(importlib.import_module(TABLES).expanded(paths), [("--output", output)])
        written = batches.format_of(output or STANDARD, to, _like(paths, from_))
        refuse_binary(output, written, written in importlib.import_module(TABLES).TYPED)
        reads = {importlib.import_module(TABLES).read_format(path, from_) for path in paths if path not in programs}
    else:
        written, reads = batches.format_of(STANDARD, to), {batches.format_of(STANDARD, from_)}
    background = _background(call, sources, programs)
    skipped = shared.whole_number(skip, "skip", 0)
    dialect = read_dialect(delimiter, comment, skipped, decimal, reads, {written}, encoding)
    for option, given in (("random", random), ("latin", latin)):
        if given is not None and paths:
            raise AutogradError("usage", "drawn-and-file", option=option)
    if programs:
        constants = _constants(bindings, ())
        known = {**background, **constants}
        tables: list[Any] = [lambda read: importlib.import_module(PROGRAMS).Programs(paths, known)]
    elif folder is not None:
        tables, constants = [], _constants(bindings, paths)
    elif paths:
        tables, constants = batches.file_tables(paths, from_, dialect), _constants(bindings, paths)
    else:
        drawing = read_drawing(random, latin, seed)
        points, constants = read_grid(bindings, sources, drawing)
        if drawing is not None and seed is None and not call.quiet:
            print(f"the seed is {drawing.seed}: `--seed {drawing.seed}` draws the same points", file=sys.stderr)
        tables = [lambda read: points]
    request = batches.Request(
        tables=tables,
        sources=() if programs else sources,
        programs=bool(programs),
        constants=constants,
        background=background,
        wrt=call.wrt,
        differentiate=not no_grad,
        careful=careful,
        columns=shared.names(columns, "columns"),
        like=folder is None and _follows(paths, from_, output or STANDARD, to),
        prefix=prefix,
        output=output or STANDARD,
        format=written,
        on_error=on_error,
        errors=errors,
        jobs=jobs or 0,
        expr_column=batches.EXPRESSION if expr_column is None else expr_column,
        bound=() if paths else tuple(name for name, _ in bindings),
        dialect=dialect,
        findings=findings,
        strict=call.strict,
        kinks=call.kinks,
        keep=shared.names(keep, "keep") or (),
        order=times,
        second=shared.shortened(shared.names(second, "second"), call.let),
        asked=importlib.import_module(UNCERTAIN).Asked(
            uncertainties, resolve(shared.COVARIANCES)(covariance) if covariance else {}, shares, sensitivity
        ),
        rename=renamed(rename),
        let=call.let,
        types=importlib.import_module(TYPES).read_types(types),
    )
    mixed = folder is None and on_terminal(output)
    shown = progress or (is_terminal(sys.stderr) and not (no_progress or call.quiet or mixed))
    failed_files = 0
    if folder is not None:
        asked = Folders(folder, output, from_, to, engine or LOCAL, resume, call.quiet, shown)
    elif shown:
        total = tables[0](None).height if not paths else importlib.import_module(TABLES).size_of(paths)
        bar = importlib.import_module(PROGRESS).Bar(total, not paths)
    try:
        if folder is not None:
            summary, failed_files = run_folder(request, asked, jobs)
        else:
            with bar if shown else nullcontext():
                summary = batches.run(request, *([bar.tell] if shown else []))
    except AutogradError as error:
        raise as_option(with_column_named(error, call.arguments), call) from None
    except BrokenPipeError:
        raise typer.Exit(PIPE_CLOSED) from None
    except KeyboardInterrupt:
        print(f"interrupted{_left(output, folder is not None)}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    if not call.quiet:
        _tell_all(summary)
    if failed_files or summary.failed > allowed or (call.strict and not WEIGHTLESS.issuperset(summary.kinds)):
        raise typer.Exit(1)


def _refuse_names(call: Call, sources: Sequence[Source]) -> None:
    """Refuses `--name VALUE` that the formulas have no such name for, where it must have been meant as an option."""
    if not sources:
        return
    known = {name for source in sources for name in NAMES.findall(canonical_name(source.text))}
    for name, text in call.words.bindings:
        if name in call.arguments.dashed and name not in known:
            known_format = {"value": text} if text in FORMATS else {}
            error = not_a_name(name, call.arguments.declared, **known_format)
            if error is not None:
                raise error
            try:
                if not importlib.import_module(GRID).is_axis(text):
                    read_binding(name, text)
            except AutogradError:  # that there is no such name is the first thing to know, not what is wrong with `;`
                raise neither(name, call.arguments.declared) from None


def _constants(bindings: Sequence[tuple[str, str]], paths: Sequence[str]) -> dict[str, Value]:
    """The values that are the same in all rows."""
    grid = importlib.import_module(GRID)
    for name, text in bindings:
        if grid.is_axis(text):
            raise AutogradError("usage", "grid-and-file", name=name)
    return {name: read_constant(name, text) for name, text in bindings}


def _background(call: Call, sources: Sequence[Source], programs: Sequence[str]) -> dict[str, Value]:
    """The values in files that formulas name, or one of the programs."""
    if not call.at:
        return {}
    expanded = importlib.import_module(TABLES).expanded
    text = " ".join([source.text for source in sources] or map(read_text, expanded(programs)))
    return {canonical_name(name): value for name, value in read_points(call.at, text, let=call.let).items()}


def _only_programs(paths: Sequence[str], sources: Sequence[Source]) -> None:
    """Refuses programs beside a table, or beside a formula for all rows."""
    other = next((path for path in paths if not path.endswith(PROGRAM)), None)
    if other is not None or sources:
        program = next(path for path in paths if path.endswith(PROGRAM))
        raise AutogradError("usage", "programs-and-others", table=other or "points.csv", program=program)


def _follows(paths: Sequence[str], option: str | None, output: str, to: str | None) -> bool:
    """Whether the format of the results is that of the first table, which its bytes alone show."""
    named = importlib.import_module(TABLES).is_named
    return bool(paths) and not (paths[0].endswith(PROGRAM) or named(paths[0], option) or named(output, to))


def _like(paths: Sequence[str], option: str | None) -> str:
    """The format of standard output: that of the first file, if it is text, else CSV."""
    if paths and paths[0].endswith(PROGRAM):
        return "jsonl"
    read: str = importlib.import_module(TABLES).read_format(paths[0], option) if paths else "csv"
    return "jsonl" if read in OBJECTS else read if read == "tsv" else "csv"


def _left(output: str | None, whole_folder: bool) -> str:
    """What an interruption leaves of the output."""
    if not whole_folder:
        return f": `{output}` is not written" if output not in (None, STANDARD) else ""
    begun = f": `{output}` has what was done, and `--resume` goes on"
    return begun if was_begun(output) else ": no file was done yet"


def _tell_all(summary: Any) -> None:
    """Says on standard error what is to be known of the rows."""
    for note in summary.notes:
        print(visible(note), file=sys.stderr)
    _tell(summary.inexact, INEXACT, summary.first_inexact, summary.rows)
    _tell(summary.still, STILL, summary.first_still, summary.rows)
    _tell(summary.infinite, INFINITE, summary.first_infinite, summary.rows)
    _tell(summary.failed, "failed", summary.first, summary.rows)
    looked = summary.looked
    if looked.doubtful and (looked.mended < looked.doubtful or looked.rows < summary.rows):
        of = f"{looked.doubtful:,} of the {looked.rows:,} rows that were looked at"
        print(f"digits cancel in {of}; `--careful` looks at every row, and computes such again", file=sys.stderr)
    if summary.kinds:
        counts = ", ".join(f"{kind} in {count:,}" for kind, count in sorted(summary.kinds.items()))
        print(f"findings by rows: {counts} of {summary.rows:,}", file=sys.stderr)


def _tell(count: int, what: str, first: Sequence[Any], rows: int) -> None:
    """Says on standard error of how many rows something is true, and why of the first."""
    if not count:
        return
    for one in first:
        print(f"{one.place}: {visible(one.message)}", file=sys.stderr)
    more = "..., " if count > len(first) > 0 else ""
    print(f"{more}{counted(count, rows, what)}", file=sys.stderr)
