"""A formula over many rows: what is computed for each, and what went wrong in it.

In: a formula, the names of a table's columns, values that are the same in all rows. Out: the value and the partials row
by row, with a complaint for each row that failed. What the kernel flags is judged like a single point, each distinct
one once; where rows come from and go to is not known here.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from autograd_cli.ask.missing import near_name
from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import Value, read_array, single_values
from autograd_cli.errors import AutogradError, Cause, Complaint, Finding, Source, visible
from autograd_cli.graphs.cost import operations
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.numerals import element_names, number_text, owner
from autograd_cli.report.columns import column_meant, separation
from autograd_cli.report.entries import Entry
from autograd_cli.report.evaluation import refuse_undifferentiated
from autograd_cli.report.outcome import judge
from autograd_cli.report.propagation import Covariances, Further, Group
from autograd_cli.report.results import VALUE, results
from autograd_cli.run.findings import literal_finding, odd_literal
from autograd_cli.shell import shell_word
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.syntax.names import canonical_name, is_name
from autograd_cli.systems.undefined import all_finite, any_nan

# What explains a number that is not finite, the likeliest first.
EXPLAINING = ("domain", "overflow", "boundary", "recomputed", "input", "precision")
NO_VECTORS: Mapping[str, int] = {}
NO_VALUES: Mapping[str, Value] = {}
# A value of more operations is not written out in numbers, to be compiled, but computed by arrays.
MOST_WRITTEN_OUT = 300
# A table with more columns is of no use to anyone.
MOST_RESULTS = 20_000
# Names for how many terms there are.
COUNTS = ("n", "m", "count")
# So many columns are named in a hint.
MOST_LISTED = 8


class RowFormula(NamedTuple):
    """Formulas that are ready for rows. `names` are the numbers that come from the row: variables, and elements.

    `whole` has the `results` as its first outputs, then what `entries` says: their partials in the order of `wanted`,
    and second ones. Its graph is one of numbers alone, or has vectors, and then `vectors` are those of which rows give
    the elements. Of the partials, `hidden` are there for what else is made of them; `further` is that.
    """

    problem: Problem
    wanted: Mapping[str, NodeId]
    whole: Function
    names: tuple[str, ...]
    differentiated: bool
    vectors: Mapping[str, int] = NO_VECTORS
    kinks: str = OURS
    results: tuple[str, ...] = (VALUE,)
    entries: tuple[Entry, ...] | None = None
    hidden: frozenset[str] = frozenset()
    further: Further | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the results that a table has, in its order: values, uncertainties, partials, what is left."""
        partials = [name for name in self.outputs[len(self.results) :] if name not in self.hidden]
        if self.further is None:
            return (*self.results, *partials)
        return (*self.results, *self.further.uncertainties, *partials, *self.further.others)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the results: `value`, then `d_x` for each partial, or `price`, `d_price_x`, `d2_price_x_y`."""
        nodes = self.problem.function.graph.nodes
        if self.entries is None:
            return (*self.results, *(self._partial_name(0, [name]) for name in self.elements))
        named = ((entry.rows[0], [nodes[node].payload or "" for node in entry.columns]) for entry in self.entries)
        return (*self.results, *(self._partial_name(row, towards) for row, towards in named))

    @property
    def elements(self) -> tuple[str, ...]:
        """The names of the numbers that are differentiated for."""
        nodes = self.problem.function.graph.nodes
        return tuple(one for name, node in self.wanted.items() for one in element_names(name, nodes[node].shape))

    def groups(self) -> list[Group]:
        """The results that are differentiated, each with the names of its partials."""
        rows = [0] if self.entries is None else sorted({entry.rows[0] for entry in self.entries})
        plain = self.results == (VALUE,)
        return [
            Group(
                self.results[row],
                "" if plain else f"_{self.results[row]}",
                {name: self._partial_name(row, [name]) for name in self.elements},
            )
            for row in rows
        ]

    def _partial_name(self, row: int, towards: Sequence[str]) -> str:
        order = "" if len(towards) == 1 else str(len(towards))
        of = () if self.results == (VALUE,) else (self.results[row],)
        return "_".join((f"d{order}", *of, *towards))

    def gathered(self, numbers: Sequence[Any]) -> list[Any]:
        """The inputs' values, in order: what rows give, a list of it for a vector, or the constant."""
        own = dict(zip(self.names, numbers, strict=True))
        return [self._gathered(name, own) for name in self.whole.input_names]

    def _gathered(self, name: str, own: Mapping[str, Any]) -> Any:
        if name in self.vectors:
            return [own[one] for one in element_names(name, (self.vectors[name],))]
        return own[name] if name in own else self.problem.values[name]


def with_further(
    formula: RowFormula, uncertain: Sequence[str], covariances: Covariances, shares: bool, sensitivities: bool
) -> RowFormula:
    """The formula with what is made of its partials: uncertainties, shares of these, sensitivities to what is shown."""
    groups = formula.groups()
    unasked = {name for group in groups for name, partial in group.partials.items() if partial in formula.hidden}
    sensitive = [name for name in formula.elements if name not in unasked] if sensitivities else []
    further = Further(groups, uncertain, covariances, shares, sensitive)
    return formula._replace(further=further if uncertain or covariances or sensitive else None)


class RowOutcome(NamedTuple):
    """The results of a row, in the order of a formula's outputs, and why they are not finite.

    The row failed where one is nan although nothing in it is; an infinite one is a result like others. `kinds` are
    those of all findings.
    """

    outputs: tuple[float, ...]
    complaint: Complaint | None
    kinds: tuple[str, ...] = ()


def row_formula(
    sources: Source | Sequence[Source],
    columns: Sequence[str],
    constants: Mapping[str, Value],
    wrt: Sequence[str] | None = None,
    differentiate: bool = True,
    lenient: bool = False,
    vectors: Mapping[str, int] = NO_VECTORS,
    background: Mapping[str, Value] = NO_VALUES,
    kinks: str = OURS,
    keep: Sequence[str] = (),
    order: int = 1,
    second: Sequence[str] | None = None,
    also: Sequence[str] = (),
) -> RowFormula:
    """The formulas, parsed and differentiated once; small vectors and matrices are written out in numbers.

    Of one formula the result is `value`; of several, of a named one, a vector or names to `keep`, those of `results`.
    With `order` 2 there are second partials too, or with `second` those among these variables alone. The variables in
    `also` are differentiated for, but that is hidden where they are not wanted.

    A variable is a constant where one is given, else a column of its name, else a value of the background, of which
    not all need be used, else what the text itself gives. `vectors`
    has the lengths of columns of lists; what the row gives of one are its elements, `x[0]` and so on. With
    `lenient` a formula need have neither all the constants nor all the names in `wrt`.
    Raises: `AutogradError` with the codes of `pose`, `unknown-name` and `integer`.
    """
    try:
        first = {name: read_array(name, [1.0] * vectors[name] if name in vectors else 1.0) for name in columns}
        known = {**background, **first}
        found = None
        if isinstance(sources, Source):
            source = sources
            problem = pose(source, {}, {**known, **constants}) if lenient else pose(source, constants, known)
        else:
            found = results(lambda source: pose(source, constants, known), sources, keep)
            problem = found.problem
    except AutogradError as error:
        if error.code == "missing-binding":
            raise without_column(error, columns) from None
        name = error.fields.get("name")
        if (error.code, error.case) == ("assignment", "bound") and name in [*map(canonical_name, columns)]:
            refused = AutogradError("assignment", "column", span=error.span, source=error.source, name=name)
            raise refused from None
        raise
    plain = order == 1 and second is None and (found is None or problem.output_shape == ())
    whole = problem.single() if plain else problem.function
    of_rows = {*map(canonical_name, columns)} - constants.keys()
    if counts := [name for name in problem.lowered.counted if name in of_rows]:
        span = problem.lowered.counted[counts[0]]
        taken = {*of_rows, *problem.lowered.inputs}
        meant = next((name for name in COUNTS if name not in taken), f"{counts[0]}_")
        raise AutogradError("integer", "column", span=span, source=problem.source, name=counts[0], meant=meant)
    if not plain or sum(operations(whole.graph, node) for node in whole.live) <= MOST_WRITTEN_OUT:
        problem = problem.scattered()
    if lenient and wrt is not None:
        wrt = [name for name in wrt if name in {part for one in problem.lowered.inputs for part in (one, owner(one))}]
    wanted = problem.wanted(wrt) if differentiate else {}
    again = problem.wanted(second) if second is not None else wanted if order > 1 else {}
    shown = {*wanted}
    wanted |= {**problem.wanted(also), **again}
    nodes = tuple(wanted.values())
    refuse_undifferentiated(problem, nodes)
    function = problem.function
    swept: tuple[NodeId, ...] = ()
    entries = None
    if plain:
        swept = gradient(function, nodes, kinks).outputs if wanted else ()
    elif wanted:
        count = len(function.outputs) if found is None else found.differentiated
        partials = _partials(function, nodes, count, tuple(again.values()), kinks)
        entries, swept = tuple(partials), tuple(partials.values())
    else:
        entries = ()
    whole = Function(function.graph, function.inputs, function.outputs + swept)
    lengths = {name: vectors[name] for name in problem.lowered.inputs if name in of_rows & vectors.keys()}
    names = tuple(
        one
        for name in problem.lowered.inputs
        if name in of_rows or owner(name) in of_rows
        for one in element_names(name, (lengths[name],) if name in lengths else ())
    )
    labels = (VALUE,) if found is None else found.names
    formula = RowFormula(problem, wanted, whole, names, differentiate, lengths, kinks, labels, entries)
    if len(formula.outputs) > MOST_RESULTS:
        raise AutogradError("too-large", "results-per-row", count=len(formula.outputs), most=MOST_RESULTS)
    if shown == wanted.keys():
        return formula
    partials_of = [group.partials for group in formula.groups()]
    unasked = [one for one in formula.elements if not shown & {one, owner(one)}]
    return formula._replace(hidden=frozenset(partials[one] for partials in partials_of for one in unasked))


def _partials(
    function: Function, nodes: Sequence[NodeId], count: int, second: Sequence[NodeId], kinks: str
) -> dict[Entry, NodeId]:
    """The partials of the first outputs towards the nodes, and second ones towards pairs of some of these."""
    found: dict[Entry, NodeId] = {}
    for row in range(count):
        of = Function(function.graph, function.inputs, function.outputs[row : row + 1])
        first = gradient(of, nodes, kinks).outputs
        found.update((Entry((row,), (node,)), partial) for node, partial in zip(nodes, first, strict=True))
        for i, node in enumerate(second):
            partial = Function(function.graph, function.inputs, (found[Entry((row,), (node,))],))
            again = gradient(partial, second[i:], kinks).outputs
            pairs = (Entry((row,), (node, other)) for other in second[i:])
            found.update(zip(pairs, again, strict=True))
    return found


def judge_row(formula: RowFormula, values: Sequence[float]) -> RowOutcome:
    """The outcome of one row. `values` are those of the formula's names, in their order."""
    inputs = zip(formula.whole.input_names, formula.gathered(values), strict=True)
    given = {name: read_array(name, value) if isinstance(value, list) else value for name, value in inputs}
    problem, nodes = formula.problem._replace(values=given), tuple(formula.wanted.values())
    outcome = judge(problem, formula.whole, nodes, formula.kinks, formula.entries)
    kinds = tuple(sorted({finding.kind for finding in outcome.findings}))
    outputs = tuple(one for output in outcome.outputs for one in single_values(output))
    if all(map(math.isfinite, outputs)) or any(map(any_nan, given.values())):
        return RowOutcome(outputs, None, kinds)
    if not any(map(math.isnan, outputs)) and not all(map(all_finite, given.values())):  # infinite, as an input is
        return RowOutcome(outputs, None, kinds)
    return RowOutcome(outputs, _complaint(outcome.findings, outputs, formula), kinds)


def row_notes(formula: RowFormula) -> list[Finding]:
    """What is said once for all rows: of names that are constants, and of numbers that doubles cannot hold."""
    problem = formula.problem
    function = problem.function
    nodes = function.graph.nodes
    odd = [
        literal_finding(function, node, problem.source, number_text(float(nodes[node].payload or "")))
        for node in function.live
        if odd_literal(function, node)
    ]
    return [*odd, *(note for note in problem.notes if note.kind in ("name", "literal"))]


def _complaint(findings: Sequence[Finding], outputs: Sequence[float], formula: RowFormula) -> Complaint:
    """What a row's error says: the first cause, without what follows from it."""
    causes = sorted((one for one in findings if one.kind in EXPLAINING), key=lambda one: EXPLAINING.index(one.kind))
    if causes:
        return Cause(causes[0])
    lost = [name for name, value in zip(formula.outputs, outputs, strict=True) if not math.isfinite(value)]
    return AutogradError("row", "not-finite", names=lost, text=" and ".join(lost))


def without_column(error: AutogradError, columns: Sequence[str]) -> AutogradError:
    """The error for variables that are neither columns nor bound."""
    first = error.names[0]
    only = columns[0] if columns else ""
    separated = separation(columns, first)
    if separated is not None or only.startswith("#"):
        return AutogradError(
            error.code,
            "comment" if only.startswith("#") else "separated",
            span=error.span,
            source=error.source,
            names=error.names,
            header=visible(only),
            separator=separated and separated.sign,
            remedy=separated and separated.remedy,
        )
    near = near_name(first, columns)
    meant = {name: column for name in error.names if is_name(name) and (column := column_meant(name, columns))}
    if near and is_name(first):
        meant.setdefault(first, near)
    lets = [f"--let {shell_word(f'{name}={column}')}" for name, column in meant.items() if not is_name(column)]
    if lets:
        return AutogradError(
            error.code,
            "columns-let",
            span=error.span,
            source=error.source,
            names=error.names,
            lets=" ".join(lets),
            columns=columns,
        )
    return AutogradError(
        error.code,
        "near-column" if near else "column" if columns else "no-columns",
        span=error.span,
        source=error.source,
        names=error.names,
        first=first,
        near=near,
        columns=columns[:MOST_LISTED],
        more=", ..." if len(columns) > MOST_LISTED else "",
    )
