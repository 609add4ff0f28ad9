"""A formula over tables: from files to files, a block at a time.

In: a `Request`. Out: the target's rows, a `Summary` of what went wrong. Memory is that of a few blocks, whatever the
files' size; the order of the rows is kept.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import polars

from autograd_cli.arrays.memory import keep_freed
from autograd_cli.ask.missing import superfluous_value
from autograd_cli.data.block import NO_ROW, TOGETHER, Sample
from autograd_cli.data.compute import (
    EVERY_ROW,
    EXPRESSION,
    Computation,
    Computed,
    OneFormula,
    OwnFormulas,
    column_names,
)
from autograd_cli.data.delimited import Delimited
from autograd_cli.data.dialects import OBJECTS, SEPARATORS, Dialect
from autograd_cli.data.grid import Grid
from autograd_cli.data.inference import Plan, with_types
from autograd_cli.data.jsonlines import JsonLines
from autograd_cli.data.programs import FILE
from autograd_cli.data.request import Request
from autograd_cli.data.rows import ObjectRows, Rows, element
from autograd_cli.data.streams import Target, is_same_file, shown
from autograd_cli.data.summary import FIRST, Done, Failure, Summary
from autograd_cli.data.tables import (
    TYPED,
    Layout,
    Sink,
    Table,
    clash,
    expanded,
    format_of,
    is_regular,
    numeric,
    open_sink,
    open_table,
    without_bytes,
)
from autograd_cli.data.types import MisfitError, of_columns
from autograd_cli.data.uncertain import uncertain_formula
from autograd_cli.errors import AutogradError, Complaint, RowError, visible
from autograd_cli.report.columns import column_meant, separation
from autograd_cli.report.evaluation import check_choices
from autograd_cli.report.rows import row_formula
from autograd_cli.rows.stream import cores, ordered
from autograd_cli.syntax.names import canonical_name, is_name
from autograd_cli.wording.rows import row_words

# The columns with what is wrong with a row, and with the kinds of its findings.
ERROR, FINDINGS = "error", "findings"


def file_tables(
    paths: Sequence[str], format: str | None, dialect: Dialect
) -> list[Callable[[Callable[[int], None]], Table]]:
    """What opens each of the files that the paths name."""

    def opening(path: str) -> Callable[[Callable[[int], None]], Table]:
        return lambda read: open_table(path, format, read, dialect)

    return [opening(path) for path in expanded(paths)]


# By the columns of a table, the formula compiled for them.
Compiled = dict[tuple[Any, ...], tuple[OneFormula, tuple[str, ...]]]


def run(
    request: Request,
    tell: Callable[[int, int], None] = lambda rows, count: None,
    compiled: Compiled | None = None,
) -> Summary:
    """Reads, computes, writes. `tell` is told of rows written and bytes read.

    `compiled` keeps what is compiled for further runs of the same request over other tables.

    Raises: `AutogradError`, before anything is written where the request itself is wrong; `RowError` at the first row
    that fails where `on_error` is `stop`.
    """
    keep_freed()
    if request.errors is not None:
        _rejects_format(request.errors)
        if is_same_file(request.errors, request.output):
            raise AutogradError("usage", "one-file", option="--errors", what="results", path=request.errors)
    known: Compiled = {} if compiled is None else compiled
    texts: frozenset[str] = frozenset()
    while True:
        done = [0, 0]

        def telling(rows: int, count: int, done: list[int] = done) -> None:
            done[:] = done[0] + rows, done[1] + count
            tell(rows, count)

        try:
            return _pass(request, telling, known, texts)
        except MisfitError as misfit:  # at a row after those from which the column's type was inferred
            texts |= {misfit.name}
            tell(-done[0], -done[1])


def _pass(request: Request, tell: Callable[[int, int], None], compiled: Compiled, texts: frozenset[str]) -> Summary:
    """One pass over the tables. Raises: `MisfitError` where another is needed, with that column as text."""
    read = lambda count: tell(0, count)  # noqa: E731
    table = request.tables[0](read)
    request = request.following(table) if request.like else request
    pipes: dict[int, Table] = {}  # which are opened once
    for place, opener in enumerate(request.tables[1:], 1):
        other = opener(lambda count: None)
        _same_columns(table, other)
        if not is_regular(other.file):
            pipes[place] = other
    try:
        computation, results = _computation(request, table, compiled)
    except AutogradError as error:
        raise (error if "columns" in error.fields else error.replace(columns=[*table.names])) from None
    numeric(computation.names, table.types, _called(table))
    if isinstance(table, Grid) and isinstance(computation, OneFormula):
        table.fix(computation.values)
    layout = _layout(request, table, computation, results)
    expect = (layout.numbers - layout.asked, request.format in SEPARATORS, _as_they_stand(request, table, layout))
    table.expect(*expect)
    schema = dict(table.types)
    summary = Summary()
    if isinstance(computation, OneFormula):
        of_values = table.notes if isinstance(table, Grid) else ()
        summary.notes = [f"{finding.kind}: {finding.message}" for finding in (*computation.notes, *of_values)]
    with ExitStack() as stack:
        target = stack.enter_context(Target(request.output))
        apart = stack.enter_context(Target(request.errors)) if request.errors else None
        whole = all(one.beside is not None for one in (target, apart) if one is not None)
        plan = Plan(not pipes and is_regular(table.file), whole)
        layout, beginning = with_types(layout, table, request.tables, request.format, plan, texts)
        sink = open_sink(target, request.format, layout, schema, request.dialect)
        stack.push(lambda kind, error, trace: sink.abandon() if kind else None)
        rejects = _reject_sink(request, table, apart) if apart is not None else None
        work = _Work(request, computation, sink, rejects, layout, table.names)
        samples: list[Sample] = []

        def blocks() -> Iterator[tuple[Table, Any]]:
            yield from ((table, block) for block in beginning)
            for place, open_next in enumerate(request.tables[1:], 1):
                following = pipes.get(place) or open_next(read)
                following.expect(*expect if following.names == table.names else ((), True, False))
                yield from ((following, block) for block in following.blocks())

        try:
            for done in ordered(work, blocks(), request.jobs or cores()):
                sink.write(done.encoded)
                if rejects is not None and done.rejects is not None:
                    rejects.write(done.rejects)
                summary.add(done)
                samples += [done.sample] if done.sample is not None else []
                if len(samples) >= TOGETHER:
                    summary.add_looked(computation.look(samples))
                    samples.clear()
                tell(done.rows, 0)
                if done.failed and request.on_error == "stop":
                    (first,) = done.first
                    raise RowError("row", "failed", place=first.place, what=first.message)
        except MisfitError as misfit:
            if plan.mends and misfit.name not in layout.asked:
                raise
            raise misfit.refusal(misfit.name in layout.asked) from None
        if samples:  # while the last blocks are written
            summary.add_looked(computation.look(samples))
        sink.close()
        if rejects is not None:
            rejects.close()
    return summary


def _as_they_stand(request: Request, table: Table, layout: Layout) -> bool:
    """Whether lines of text can be written as they were read, with the results after them."""
    return (
        layout.whole
        and isinstance(table, Delimited)
        and request.dialect.separators.get(request.format) == table.separator
    )


class _Work:
    """What is done with a block, in whichever thread."""

    def __init__(
        self,
        request: Request,
        computation: Computation,
        sink: Sink,
        rejects: Sink | None,
        layout: Layout,
        names: Sequence[str],
    ) -> None:
        self.request = request
        self.computation = computation
        self.sink = sink
        self.rejects = rejects
        self.layout = layout
        self.names = frozenset(names)
        self._added = frozenset((*layout.results, layout.error or "error"))

    def __call__(self, given: tuple[Table, Any]) -> Done:
        table, block = given
        rows = table.rows(block)
        computed = self.computation(rows)
        if isinstance(rows, ObjectRows) and self.layout.whole:
            computed = self._checked_keys(rows, computed)
        complaints = computed.complaints
        failing = sorted(complaints)
        rejects = None
        if failing and self.rejects is not None:
            rejects = self.rejects.encode(*_rejected(rows, failing, complaints))
        first = _first(table, rows, failing, complaints)
        infinite, inexact, still = (
            (len(one), _first(table, rows, sorted(one), one))
            for one in (computed.infinite, computed.inexact, computed.still)
        )
        height, looked, sample = rows.height, computed.looked, computed.sample
        kinds = Counter(kind for found in computed.kinds.values() for kind in found)
        if self.request.findings:
            texts = [" ".join(computed.kinds.get(row, ())) or None for row in range(height)]
            column = polars.Series(_findings(self.request), texts, polars.String)
            computed = computed._replace(results=computed.results.with_columns(column))
        if failing and self.request.on_error != "keep":
            stop = failing[0] if self.request.on_error == "stop" else height
            kept = [row for row in range(stop) if row not in complaints]
            rows, computed = rows.keep(kept), Computed(computed.results[kept], {})
            if self.request.on_error == "stop":
                first, failing = first[:1], failing[:1]
        try:
            encoded = self.sink.encode(rows, computed)
        except MisfitError as misfit:
            misfit.place = where(table, rows, misfit.row)
            raise
        return Done(encoded, rejects, height, len(failing), first, *infinite, looked, kinds, *inexact, *still, sample)

    def _checked_keys(self, rows: ObjectRows, computed: Computed) -> Computed:
        """The results, with a complaint for an object whose keys the target cannot hold beside the results.

        The columns are the keys at the beginning, and a target with columns has no place for any other; lines of JSON
        have, unless a key is named as a result is.
        """
        if self.request.format in OBJECTS:
            refused, case = self._added.intersection(rows.names), "key-of-result"
        else:
            refused, case = frozenset(rows.names) - self.names, "key-without-column"
        if not refused:
            return computed
        complaints = dict(computed.complaints)
        for row, found in enumerate(rows.objects):
            name = next((name for name in found or () if name in refused), None)
            if name is not None:
                complaints.setdefault(row, AutogradError("row", case, text=name))
        return computed._replace(complaints=complaints)


def _first(table: Table, rows: Rows, chosen: Sequence[int], complaints: Mapping[int, Complaint]) -> Sequence[Failure]:
    """What is to be said of the first of some rows."""
    words = row_words({row: complaints[row] for row in chosen[:FIRST]})
    return [Failure(where(table, rows, row), text) for row, text in words.items()]


def where(table: Table, rows: Rows, row: int) -> str:
    """Where a row stands, as a person finds it."""
    name = f"{visible(shown(table.file).strip('`'))}, " if table.file else ""
    return f"{name}{table.place} {rows.place(row)}"


def _rejected(rows: Rows, failing: Sequence[int], complaints: Mapping[int, Complaint]) -> tuple[Rows, Computed]:
    """The failing rows, with their places and complaints for results."""
    words = row_words(complaints)
    places = {"line": [rows.place(row) for row in failing], "error": [words[row] for row in failing]}
    return rows.keep(failing), Computed(polars.DataFrame(places), {})


def _reject_sink(request: Request, table: Table, target: Target) -> Sink:
    written = _rejects_format(target.path)
    layout = Layout(table.names, frozenset(), ("line", "error"), None, True, False)
    return open_sink(target, written, layout, table.types, request.dialect)


def _rejects_format(path: str) -> str:
    """The format of the file for rejects. Raises: `AutogradError` where it is none of text."""
    written = format_of(path, None)
    if written in TYPED:
        raise AutogradError("usage", "errors-format", path=path, format=written)
    return written


def _computation(request: Request, table: Table, compiled: Compiled) -> tuple[Computation, tuple[str, ...]]:
    """What gives rows their results, and the names of these."""
    check_choices(None, (), request.kinks)
    nested = _nested(request, table)
    columns = columns_by_name(table, request.let, nested)
    for name in request.constants:
        if name in columns:
            raise AutogradError("usage", "column-bound", name=name, table=_called(table))
    further = {name: value for name, value in request.background.items() if name not in columns}
    if request.sources:
        found = {name: one for name, one in getattr(table, "vectors", {}).items() if name in (*table.names, *nested)}
        arrays = {canonical_name(name): length for name, length in found.items()}
        vectors = arrays | {name: arrays[long] for name, long in request.let.items() if long in arrays}
        key = (table.names, *vectors.items(), request.format in SEPARATORS)
        if key in compiled:
            computation, results = compiled[key]
            return computation.fresh(), results
        lengths = {columns[name]: length for name, length in vectors.items()}
        made = lambda also: row_formula(  # noqa: E731
            request.sources,
            (*table.names, *nested, *request.let),
            request.constants,
            request.wrt,
            request.differentiate,
            vectors=vectors,
            background=further,
            kinks=request.kinks,
            keep=request.keep,
            order=request.order,
            second=request.second,
            also=also,
        )
        formula, uncertain = uncertain_formula(made, request.asked, request.sources, columns, lengths, _called(table))
        inputs = {part for name in formula.problem.lowered.inputs for part in (name, element(name)[0])}
        for name in (*request.bound, *request.let):
            if name not in inputs:
                raise superfluous_value(name, formula.problem.lowered, ())
        known = [*formula.shown, ERROR, FINDINGS]
        if unknown := [name for name in request.rename if name not in known]:
            raise AutogradError("unknown-name", "rename", name=unknown[0], known=known)
        results = request.called(formula.shown)
        names = column_names(formula.names, columns)
        careful = EVERY_ROW if request.careful else request.mended
        reuse = request.format in SEPARATORS
        compiled[key] = (
            OneFormula(formula, names, results, reuse, lengths, careful, True, request.notices, uncertain),
            results,
        )
        return compiled[key]
    column = request.expr_column
    if column not in table.names and not request.programs:
        if column != EXPRESSION:
            known = shown_names(table)
            raise AutogradError("unknown-name", "column", table=_called(table), name=visible(column), known=known)
        raise AutogradError("usage", "no-formula-in-rows", columns=shown_names(table))
    apart = FILE if request.programs else column
    constants = {**further, **request.constants}
    elements: Mapping[str, Sequence[str]] = getattr(table, "elements", {})
    everywhere = dict.fromkeys((*table.names, *constants, *elements))
    names = [name for name in everywhere if name != apart and is_name(name)]
    chosen = [] if not request.differentiate else names if request.wrt is None else [*request.wrt]
    lengths = {name: [f"{name}[{i}]" for i in range(size)] for name, size in getattr(table, "vectors", {}).items()}
    wanted = [one for name in chosen for one in {**lengths, **elements}.get(name, [name])]
    told = None if request.format in OBJECTS else frozenset(f"d_{name}" for name in wanted)
    careful = EVERY_ROW if request.careful else NO_ROW
    asked = (told, column, careful, request.notices, request.kinks)
    own = OwnFormulas(constants, request.wrt, request.differentiate, request.prefix, *asked)
    return own, tuple(request.prefix + name for name in ("value", *(f"d_{name}" for name in wanted)))


def shown_names(table: Table) -> list[str]:
    """The names of the columns that have one, for a message."""
    return [visible(name) for name in table.names if name.strip()]


def columns_by_name(table: Table, let: Mapping[str, str], nested: Sequence[str] = ()) -> dict[str, str]:
    """The columns by their canonical names, and by those of `let`. Raises: `AutogradError` where there is no such."""
    columns = {canonical_name(name): name for name in (*table.names, *nested)}
    for name, long in let.items():
        if long not in columns:
            raise _no_such_column(table, long)
        if name in columns and name != long:
            raise AutogradError("usage", "column-bound", name=name, table=_called(table))
    return columns | {name: columns[long] for name, long in let.items()}


def _no_such_column(table: Table, name: str) -> AutogradError:
    """The error for a column that a table does not have, with the one that is meant."""
    known, separated, near = shown_names(table), separation(table.names, name), column_meant(name, table.names)
    case = "column-separated" if separated else "column-near" if near else "column"
    error = AutogradError("unknown-name", case, table=_called(table), name=visible(name), known=known)
    if separated is not None:
        return error.replace(header=known[0], separator=separated.sign, remedy=separated.remedy)
    return error if near is None else error.replace(near=visible(near))


def _nested(request: Request, table: Table) -> list[str]:
    """The paths into objects of JSON, as `a.x`, that formulas or short names name."""
    asked = "\n".join([*(source.text for source in request.sources), *request.let.values()])
    return [name for name in getattr(table, "nested", ()) if name in asked]


def _findings(request: Request) -> str:
    """The name of the column of findings."""
    return request.called([FINDINGS])[0]


def _called(table: Table) -> str:
    """What a message calls a table: its file, if it has one; a grid and programs have none."""
    return shown(table.file) if table.file else "the table"


def _layout(request: Request, table: Table, computation: Computation, results: tuple[str, ...]) -> Layout:
    """What the output has. Raises: `AutogradError` where two columns would have one name."""
    results += (_findings(request),) if request.findings else ()
    carried = table.names
    if request.columns is not None:
        known = (*table.names, *getattr(table, "nested", ()))
        carried = tuple(
            dict.fromkeys(name if name in known else request.let.get(name, name) for name in request.columns)
        )
        unknown = next((name for name in carried if name not in known), None)
        if unknown is not None:
            raise _no_such_column(table, unknown)
    error = request.called([ERROR])[0] if request.on_error == "keep" else None
    clash((*results, *([error] if error else [])), carried, _called(table), request.rename, request.prefix)
    without_bytes(carried, table.types, request.format, _called(table))
    own = not request.sources
    numbers = frozenset(computation.names)
    texts = frozenset([_findings(request)] if request.findings else [])
    types = of_columns(request.types, carried, _called(table)) if request.types else {}
    if types and request.format in SEPARATORS:
        raise AutogradError("usage", "no-types", format=request.format)
    if types and isinstance(table, JsonLines) and request.format in OBJECTS:
        raise AutogradError("usage", "own-types")
    whole = request.columns is None
    return Layout(carried, numbers, results, error, whole, own, texts, types, frozenset(types))


def _same_columns(table: Table, other: Table) -> None:
    missing = [name for name in table.names if name not in other.names]
    further = [name for name in other.names if name not in table.names]
    if missing or further:
        case, name = ("column-missing", missing[0]) if missing else ("column-further", further[0])
        raise AutogradError("usage", case, other=_called(other), name=visible(name), table=_called(table))
