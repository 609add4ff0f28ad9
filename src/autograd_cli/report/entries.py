"""Which derivatives the outputs of a differentiated function are, what they are called, and which are undefined.

Takes: a problem, its wanted inputs, an `Entry` for each derivative. Returns: names, truths, findings with the names of
the derivatives that are lost. Nothing is evaluated here.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding, Result
from autograd_cli.graphs.graph import NodeId
from autograd_cli.numerals import number_text
from autograd_cli.run.doubt import EXEMPT, PROMISED
from autograd_cli.run.findings import Diagnosis, node_text
from autograd_cli.sweeps.sparsity import dependencies

# How many numbers that are not finite a finding names.
MOST_NAMED = 4
# The findings that say why a derivative is undefined.
EXPLAINING = ("domain", "boundary", "input", "overflow", "precision")
# A way over more nodes is not named.
LONGEST_WAY = 3


class Towards(Sequence[NodeId]):
    """Nodes that many entries have in common, and the last, which is an entry's own: none has a list of them all."""

    __slots__ = ("common", "own")

    def __init__(self, common: Sequence[NodeId], own: NodeId) -> None:
        self.common, self.own = common, own

    def __len__(self) -> int:
        return len(self.common) + 1

    def __getitem__(self, place: Any) -> Any:
        return self.own if place in (-1, len(self.common)) else self.common[place]


class Entry(NamedTuple):
    """Which derivative an output of a differentiated function is: of which results, towards which nodes.

    One result and one node are a partial derivative, two nodes a second one; what has a `name` sums over several.
    """

    rows: tuple[int, ...]
    columns: Sequence[NodeId]
    name: str = ""


class Asked(NamedTuple):
    """The derivatives asked of a problem, by its `wanted` inputs, and what they are called in findings."""

    problem: Problem
    wanted: Sequence[NodeId]
    entries: Sequence[Entry]

    def name(self, entry: Entry) -> str:
        nodes = self.problem.function.graph.nodes
        if entry.name and len(entry.columns) != 2:
            return entry.name
        names = [nodes[node].payload or "" for node in entry.columns]
        if len(names) == 2:
            return f"d2/d{names[0]}2" if names[0] == names[1] else f"d2/d{names[0]}d{names[1]}"
        of = f" of output {entry.rows[0]}" if self.has_several_outputs else ""
        return entry.name or f"d/d{''.join(names)}{of}"

    def value_name(self, row: int) -> str:
        return f"output {row}" if self.has_several_outputs else "the value"

    @property
    def names(self) -> list[str]:
        """The names of all outputs."""
        return [*map(self.value_name, range(len(self.problem.function.outputs))), *map(self.name, self.entries)]

    @property
    def repeated(self) -> set[int]:
        """The places of entries that are the derivative of an earlier one, as mirror images are."""
        first: dict[tuple[Any, ...], int] = {}
        for place, entry in enumerate(self.entries):
            first.setdefault((entry.rows, entry.name, *sorted(entry.columns)), place)
        return {*range(len(self.entries))}.difference(first.values())

    @property
    def has_several_outputs(self) -> bool:
        return len(self.problem.function.outputs) > 1


def undefined(asked: Asked, diagnosis: Diagnosis, values: Sequence[Any]) -> list[bool]:
    """Of each derivative whether it is taken through a node outside its domain."""
    if not diagnosis.undefined:
        return [False] * len(asked.entries)
    through = dependencies(asked.problem.function, asked.wanted, values, frozenset(diagnosis.broken))
    columns: dict[int, int] = {number: 1 << j for j, number in enumerate(asked.wanted)}
    return [
        any(through[row] & columns[number] for row in entry.rows for number in entry.columns) for entry in asked.entries
    ]


def naming(asked: Asked, findings: Sequence[Finding], lost: Sequence[tuple[Entry, float]]) -> list[Finding]:
    """The findings, of which one names the derivatives that are not finite, where they come by way of its node.

    A kink has a finite derivative by convention: another place is what derivatives are lost to, if there is one.
    """
    named = list(findings)
    for kinds in (("domain", "boundary"), ("kink",)):
        places = [i for i, one in enumerate(findings) if one.node is not None and one.kind in kinds]
        if places and lost:
            finding = findings[places[0]]
            # Where an input is infinite, derivatives may be too for reasons of their own.
            own = [one for one in lost if math.isnan(one[1])] if finding.case == "infinite" else lost
            reached = _reached(asked, NodeId(finding.node or 0), own)
            named[places[0]] = replace(finding, lost=shown(reached), more=further(reached))
            break
    return named


def unexplained(names: tuple[str, ...], findings: Sequence[Finding]) -> list[Finding]:
    """What is said of undefined derivatives where no finding says why they are."""
    explained = any(one.kind in EXPLAINING or one.lost for one in findings)
    if explained or not names:
        return []
    return [Finding("domain", case="infinite-parts", text=" and ".join(names), names=names)]


def shown(results: Sequence[Result]) -> tuple[Result, ...]:
    """The results that a finding names."""
    return tuple(results if len(results) <= MOST_NAMED else results[: MOST_NAMED - 1])


def further(results: Sequence[Result]) -> int | None:
    """How many results there are beside them."""
    return len(results) - len(shown(results)) or None


def smooth(asked: Asked, printed: Sequence[float], limits: Sequence[float]) -> list[int]:
    """The places of the second derivatives that are their limits from all sides, where the first ones are theirs.

    Of all derivatives `printed` are those by conventions at a kink, and `limits` are nan where there is none.
    """
    first = {
        entry.columns[0]
        for entry, limit, number in zip(asked.entries, limits, printed, strict=True)
        if len(entry.columns) == 1 and same(number, limit)
    }
    return [
        place
        for place, (entry, limit) in enumerate(zip(asked.entries, limits, strict=True))
        if len(entry.columns) > 1 and math.isfinite(limit) and first.issuperset(entry.columns)
    ]


def without_lost(findings: Iterable[Finding], names: set[str]) -> list[Finding]:
    """The findings, which say no longer that derivatives of these names are lost."""
    return [
        replace(finding, lost=tuple(one for one in finding.lost or () if one.name not in names), more=None)
        if names.intersection(one.name for one in finding.lost or ())
        else finding
        for finding in findings
    ]


def same(single: float, wide: float) -> bool:
    """Whether a float needs no correction: right to what is promised, or as undefined or infinite as the wide one."""
    if not math.isfinite(wide):
        return math.isnan(single) == math.isnan(wide) and not math.isfinite(single)
    return math.isfinite(single) and abs(single - wide) <= PROMISED * abs(wide) + EXEMPT


def _reached(asked: Asked, node: NodeId, lost: Sequence[tuple[Entry, float]]) -> list[Result]:
    """Which derivatives are not finite because of a node, and by way of which nodes."""
    problem = asked.problem
    nodes = problem.function.graph.nodes
    own = node_text(problem.function, node, problem.source)
    ways: dict[NodeId, tuple[NodeId, ...]] = {node: ()}
    queue = [node]
    while queue:
        current = queue.pop(0)
        for operand in nodes[current].operands:
            if operand not in ways:
                ways[operand] = ways[current] if current == node else (*ways[current], current)
                queue.append(operand)
    ends = []
    for entry, value in lost:
        if len(entry.columns) == 2 and entry.columns[0] > entry.columns[1]:
            continue  # the mirror image has been named
        if entry.columns and all(column in ways for column in entry.columns):
            texts = [node_text(problem.function, one, problem.source) for one in ways[entry.columns[-1]]]
            way = [text for text in texts if text != own]  # the rearrangements of an operand may have no text of theirs
            by = tuple(way) if len(way) <= LONGEST_WAY else ()
            ends.append(Result(asked.name(entry), number_text(value), by))
    return ends
