"""The table of primitives as a person reads it: what each function means, and an example with its value.

In: the table. Out: a `Catalogue`. Nothing is known here that the table does not say.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeVar, overload

from autograd_cli.ask.problem import pose
from autograd_cli.errors import AutogradError, Finding, Source, near_names
from autograd_cli.graphs.analysis import described
from autograd_cli.graphs.calls import signature
from autograd_cli.graphs.templates import OUT, kept, values_read
from autograd_cli.numerals import Values
from autograd_cli.primitives import FUNCTIONS, KINKS, PRIMITIVES, Entry
from autograd_cli.records import Shown, record
from autograd_cli.report.evaluation import evaluation
from autograd_cli.sweeps.definitions import rule_texts
from autograd_cli.sweeps.rules import partial_rule
from autograd_cli.symbolic.plain import plain
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import resolve

# Loaded where an entry is described, since it needs NumPy.
REFUSALS = "autograd_cli.report.refusals:refusals"
# The group of those entries that rules are made of, and that few users call.
HELPERS = "helpers of derivatives"
# A word of a group that stands for it is longer than this.
SHORT_WORD = 3
Kind = TypeVar("Kind")


@record
class Example:
    """A call, and its value."""

    text: str
    value: Values


@record
class Description:
    """An entry of the function table.

    `derivatives` has a formula for each parameter, as `diff` writes it, of two arguments where there are any number;
    `rules` has what is computed. `keeps` is what the backward pass needs. `bound` is how far a
    derivative may be from the exact one at the given doubles, in units of its last place, and `accuracy` all that is
    promised. `limits` are sentences: which number systems refuse the entry, where and why.
    """

    name: str
    call: str
    group: str
    summary: str
    aliases: tuple[str, ...]
    derivatives: Mapping[str, str]
    rules: Mapping[str, str]
    keeps: tuple[str, ...]
    domain: str
    boundary: str
    pole: str
    kink: str
    jump: str
    integers: tuple[str, ...]
    # Parameters with respect to which no derivative is known here.
    fixed: tuple[str, ...]
    bound: float
    accuracy: str
    limits: tuple[str, ...]
    conventions: Mapping[str, str]
    definition: str
    latex: str
    reference: str
    remark: str
    examples: tuple[Example, ...]


class Line(NamedTuple):
    """What a list of entries has of one."""

    group: str
    call: str
    derivatives: Mapping[str, str]
    summary: str


class Made(Sequence[Kind]):
    """What is made of rows, each when it is read: a list of entries shows neither limits nor examples.

    In a `textbook` derivatives are those that are taught, and an entry keeps what these read.
    """

    def __init__(self, rows: Sequence[Entry], make: Callable[[str, bool], Kind], textbook: bool) -> None:
        self.rows = rows
        self.make = make
        self.textbook = textbook

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Kind: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Kind]: ...
    def __getitem__(self, place: int | slice) -> Kind | Sequence[Kind]:
        if isinstance(place, slice):
            return Made(self.rows[place], self.make, self.textbook)
        return self.make(self.rows[place].name, self.textbook)


@record
class Catalogue(Shown):
    """The entries, in the order of the table; a single one where it was asked for by name."""

    SCHEMA = "autograd.functions/1"
    LAYOUT = "functions:catalogue"
    PAGED = True
    functions: Made[Description]
    findings: tuple[Finding, ...] = ()

    @property
    def lines(self) -> Sequence[Line]:
        """The entries as a list has them."""
        made = self.functions
        return [Line(_group(row), written(row), _derivatives(row, made.textbook), row.summary) for row in made.rows]


def catalogue(name: str | None = None, textbook: bool = False) -> Catalogue:
    """The whole table, or the rows that a name means: a function's, or a group's; a word of the group's is enough.

    In a `textbook` derivatives are those that are taught.

    Raises: `AutogradError` with code `unknown-function`.
    """
    if name is None:
        # What users call comes first.
        return Catalogue(Made(sorted(PRIMITIVES.values(), key=lambda row: row.internal), _entry, textbook))
    rows = FUNCTIONS.get(name) or tuple(
        row for row in PRIMITIVES.values() if name and name in (row.name, row.operator, _group(row))
    )
    if not rows:
        of_group = [row for row in PRIMITIVES.values() if len(name) > SHORT_WORD and name in _group(row).split()]
        if of_group:
            return Catalogue(Made(of_group, _entry, textbook))
        begun = [one for one in FUNCTIONS if name and one.startswith(name)]
        if begun:
            raise AutogradError("unknown-function", "begun", name=name, known=begun)
        words = {word for row in PRIMITIVES.values() for word in _group(row).split() if len(word) > SHORT_WORD}
        near = near_names(name, [*FUNCTIONS, *PRIMITIVES, *sorted(words)])
        if near:
            raise AutogradError("unknown-function", "near", name=name, near=near[0])
        raise AutogradError("unknown-function", "listed", name=name)
    return Catalogue(Made(rows, _entry, textbook))


def search(text: str, textbook: bool = False) -> Catalogue:
    """The rows in whose names, meaning, definition or group a word begins with a text, in capitals or not.

    Raises: `AutogradError` with code `unknown-function` where there are none.
    """
    wanted = text.strip()
    begins = re.compile(rf"(?<![^\W_]){re.escape(wanted)}", re.IGNORECASE)

    def has(row: Entry) -> bool:
        texts = (row.name, row.operator, *row.aliases, row.summary, row.definition, row.remark, _group(row))
        return any(map(begins.search, texts))

    rows = [row for row in PRIMITIVES.values() if wanted and has(row)]
    if not rows:
        raise AutogradError("unknown-function", "not-found", text=text)
    return Catalogue(Made(sorted(rows, key=lambda row: row.internal), _entry, textbook))


def _group(row: Entry) -> str:
    return HELPERS if row.internal else row.group


def written(row: Entry) -> str:
    """How a row is written in a formula: `sin(x)`, `x + y`, `not x`, `pi`."""
    if not row.operator:
        return signature(row) if row.parameters else row.name
    if len(row.names) == 1:
        return f"{row.operator}{' ' if row.operator.isalpha() else ''}{row.names[0]}"
    return f"{row.names[0]} {row.operator} {row.names[1]}"


def _plain(row: Entry, rule: str) -> str:
    """A rule as a person writes it; that of vectors and matrices, a contribution, is so already."""
    if row.kind != "elementwise":
        return rule
    names = ("x", "y") if row.variadic else row.names
    tree = parse_expression(rule.replace("xs", ", ".join(names)))
    own = written(row) if row.operator else f"{row.call or row.aliases[0]}({', '.join(names)})"
    return unparse(plain(tree, {OUT: parse_expression(own)}))


def accuracy(row: Entry) -> str:
    """What is promised of value and derivatives at the given doubles."""
    if row.shape:
        return "12 digits of value and derivatives, or a finding says how many"
    if not row.names:
        return "the nearest double"
    texts = [f"value and derivatives within {row.bound:g} units in the last place"]
    if row.bound_of_rows:
        texts.append(f"within {row.bound_of_rows:g} in compiled rows")
    if row.zeros is not None:
        zero, around, size = row.zeros
        texts.append(f"within {around:g} of {zero:.6g} and {-zero:.6g} in those of {size:g}")
    if row.exempt:
        texts.append(f"of derivatives nothing where `{row.exempt}`")
    if row.exempt_in_rows:
        what = "of value and derivatives" if row.sharp else "of derivatives"
        texts.append(f"{what} nothing in compiled rows where `{row.exempt_in_rows}`")
    return "; ".join(texts)


def _rules(row: Entry) -> Mapping[str, str]:
    return dict(zip(row.names, row.rules or rule_texts(row.name), strict=False))


def _derivatives(row: Entry, textbook: bool) -> Mapping[str, str]:
    rules = dict(zip(row.names, row.textbook, strict=True)) if textbook and row.textbook else _rules(row)
    return {name: _plain(row, rule) for name, rule in rules.items() if name not in row.fixed}


def _keeps(row: Entry, textbook: bool) -> tuple[str, ...]:
    if not (textbook and row.textbook):
        return kept(row.name, partial_rule)
    read = frozenset().union(*map(values_read, row.textbook))
    return tuple(name for name in (*row.names, OUT) if name in read)


@cache
def _entry(name: str, textbook: bool) -> Description:
    row = described(name)
    rules = _rules(row)
    conventions = {preset: ", ".join(rules[row.name]) for preset, rules in KINKS.items() if row.name in rules}
    return Description(
        name=row.name,
        call=written(row),
        group=_group(row),
        summary=row.summary,
        aliases=row.aliases,
        derivatives=_derivatives(row, textbook),
        rules=rules,
        keeps=_keeps(row, textbook),
        domain=row.domain,
        boundary=row.boundary,
        pole=row.pole,
        kink=row.kink,
        jump=row.jump,
        integers=row.integers,
        fixed=row.fixed,
        bound=row.bound,
        accuracy=accuracy(row),
        limits=resolve(REFUSALS)(row),
        conventions=conventions,
        definition=row.definition,
        latex=row.form.format(**{name: name for name in (*row.names, *row.statics)}),
        reference=row.reference,
        remark=row.remark,
        examples=tuple(Example(text, evaluation(pose(Source(text), {})).value) for text in row.examples),
    )
