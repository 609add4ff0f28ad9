"""Many flagged rows at once: those whose outcome is plain are settled by arrays, the others are left to `judge`.

In: a function, and the inputs of rows in which a float was lost or a domain left. Out: outputs and complaints. Plain is
a domain left whatever the precision, so that there is no value; and a result that extended floats, of the same range
as the numbers on the way, hold without any loss. It does in microseconds what costs a row alone some milliseconds.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.arrays.extended import EXTENDED, EXTENDED_FLOATS, has_extended
from autograd_cli.errors import Cause, Finding, Source
from autograd_cli.graphs.analysis import ALWAYS, LEAVES, active, described
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import condition_template, effective_primitive
from autograd_cli.rows.checks import uses
from autograd_cli.rows.conditions import ROWS_OF_FLOATS, Alike, choices, condition_rows, grouped, taken_rows
from autograd_cli.run.doubt import EXEMPT, PROMISED
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import domain_finding
from autograd_cli.run.recompute import exact_zero
from autograd_cli.syntax.ast import Name
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.systems.systems import FLOAT, NumberSystem

# A factor beyond this makes a double of what an extended float cannot hold.
BROUGHT_BACK = EXTENDED(2) ** 10_000 if np.finfo(EXTENDED).maxexp > 10_000 else EXTENDED(1)


class Settled(NamedTuple):
    """Outputs by row, complaints by row, and the rows that are left.

    Rows that are `alike` are at the same poles and edges of domains, and their floats are right as far as they go: what
    is to be said of one is to be said of all, and what is undefined in one is so in all. `floats` has their outputs. Of
    rows with a complaint of their own, those in `failed` are alike in the same way.
    """

    outputs: Sequence[Any]
    complaints: Mapping[int, Cause]
    left: Sequence[int]
    alike: Sequence[Alike]
    floats: Sequence[Any]
    failed: Sequence[Alike] = ()


class DomainEdge(NamedTuple):
    """A place where a node takes the whole policy: its `boundary` or `pole`, or what a `partial` asks for.

    `read` are the operands of which the values are told.
    """

    node: NodeId
    kind: str
    rule: Any
    read: tuple[NodeId, ...]


class Settler:
    """What settles rows of one function. Its first output is the value of `primal`, the others are partials."""

    def __init__(self, whole: Function, primal: Function, source: Source, wanted: Sequence[NodeId]) -> None:
        self._whole = whole
        self._source = source
        self._primal = primal
        nodes = whole.graph.nodes
        own = primal.live
        moves = active(primal, wanted)
        # What has to be said of a node, by the table: conditions with the node they are about, in the graph's order.
        self._domains: list[tuple[NodeId, Any]] = []
        self._edges: list[DomainEdge] = []
        for node in own:
            record = nodes[node]
            if record.primitive in LEAVES:
                continue
            row = described(effective_primitive(record, moves))
            count = len(record.operands)
            if row.domain:
                self._domains.append((node, condition_template(row.name, row.domain, count)))
            of_partials = [text for i, text in enumerate(row.partial_domains) if moves[record.operands[i]]]
            for kind, text in (
                ("boundary", row.boundary),
                ("pole", row.pole),
                *(("partial", one) for one in of_partials),
            ):
                if text:
                    names = {part.name for part in parse_expression(text).walk() if isinstance(part, Name)}
                    told = kind == "partial" and not row.variadic
                    pairs = zip(row.names, record.operands, strict=True) if told else ()
                    read = tuple(operand for name, operand in pairs if name in names)
                    self._edges.append(DomainEdge(node, kind, condition_template(row.name, text, count), read))
        used = {nodes[node].primitive for node in self._whole.live} - LEAVES
        extended = np.finfo(EXTENDED).maxexp > np.finfo(np.float64).maxexp
        self._wide = EXTENDED_FLOATS if extended and all(map(has_extended, used)) else None
        self._findings: dict[int, tuple[Finding, tuple[tuple[int, str], ...]]] = {}

    def settle(self, inputs: Mapping[str, Any], rows: int) -> Settled:
        """The outcomes of rows. `inputs` are arrays, or doubles that are the same for all rows."""
        with np.errstate(all="ignore"):
            return self._settle(inputs, rows)

    def _settle(self, inputs: Mapping[str, Any], rows: int) -> Settled:
        values = self._evaluated(inputs, rows, ROWS_OF_FLOATS)
        wide = values if self._wide is None else self._evaluated(inputs, rows, self._wide)
        taken = taken_rows(self._whole, values, rows)
        finite = np.ones(rows, dtype=bool)
        for value in inputs.values():
            finite &= np.isfinite(value)
        at_edges = [taken[edge.node] & self._broken(edge, values) for edge in self._edges]
        first = np.zeros(rows, dtype=np.int64)
        domains = [taken[node] & self._outside(node, rule, values) for node, rule in self._domains]
        # The first that leaves a domain is told of, unless something else is undefined before it.
        sound = finite.copy()
        telling = sorted(
            [(node, None, broken) for (node, _), broken in zip(self._domains, domains, strict=True)]
            + [
                (edge.node, edge, broken)
                for edge, broken in zip(self._edges, at_edges, strict=True)
                if edge.kind != "boundary"
            ],
            key=lambda one: (one[0], one[1] is not None),
        )
        rules = dict(self._domains)
        for node, edge, broken in telling:
            if edge is None:
                sure = broken & self._outside(node, rules[node], wide)
                for operand in self._whole.graph.nodes[node].operands:
                    sure &= self._same(values[operand], wide[operand])
                first[sure & sound & (first == 0)] = node + 1
            sound &= ~broken
        output = self._whole.outputs[0]
        failed = finite & (first > 0) & np.isnan(values[output]) & np.isnan(wide[output])
        failed &= ~self._overflowing(values, taken)
        complaints = {
            row: self._complaint(NodeId(int(first[row]) - 1), row, values) for row in np.flatnonzero(failed).tolist()
        }
        settled = failed
        outputs = [np.full(rows, np.nan) for _ in self._whole.outputs]
        floats = [values[node] for node in self._whole.outputs]
        # Of what has a number all the same, floats must be right.
        plain = failed.copy()
        for node in self._whole.outputs:
            plain &= np.isnan(values[node]) | self._same(values[node], wide[node])
        groups_failed = self._groups(np.flatnonzero(plain), values, taken, at_edges, domains)
        unsure = np.flatnonzero(failed & ~plain).tolist()
        complaints = {row: text for row, text in complaints.items() if plain[row]}
        if self._wide is None:
            left = np.flatnonzero(~settled).tolist() + unsure
            return Settled(outputs, complaints, left, (), floats, groups_failed)
        held = finite & self._fine(wide, rows)
        for node, result in zip(self._whole.outputs, outputs, strict=True):
            double = wide[node].astype(np.float64)
            held &= np.isfinite(double)
            result[:] = double
        for result in outputs:
            result[~held] = np.nan
        settled = failed | held
        alike = finite & ~settled
        for broken in domains:
            alike &= ~broken
        alike &= ~self._beyond(wide)
        for value in inputs.values():  # at an edge, -0.0 is taken for 0.0
            alike &= (np.asarray(value) != 0) | ~np.signbit(value)
        for node in self._whole.outputs:
            odd = (np.isnan(values[node]) & np.isnan(wide[node])) | (values[node] == wide[node])
            alike &= self._same(values[node], wide[node]) | odd
        groups = self._groups(np.flatnonzero(alike), values, taken, at_edges)
        left = np.flatnonzero(~settled & ~alike).tolist() + unsure
        return Settled(outputs, complaints, left, groups, floats, groups_failed)

    def _groups(
        self,
        chosen: Any,
        values: Sequence[Any],
        taken: Mapping[NodeId, Any],
        at_edges: Sequence[Any],
        domains: Sequence[Any] = (),
    ) -> list[Alike]:
        """Rows put together whose nodes are infinite, undefined, taken, at edges and told of alike."""
        if not len(chosen):
            return []
        signs = [broken[chosen] for broken in (*at_edges, *domains)]
        for node in self._whole.live:
            value = values[node][chosen]
            signs += [np.isnan(value), value == np.inf, value == -np.inf, taken[node][chosen]]
        signs += [
            np.broadcast_to(own, len(values[self._whole.outputs[0]]))[chosen] for own in choices(self._whole, values)
        ]
        # Of rows that fail each tells its own numbers.
        told = [
            np.where(broken[chosen], values[operand][chosen], 0.0).view(np.uint8).reshape(len(chosen), -1).T
            for edge, broken in zip(self._edges, () if domains else at_edges, strict=not domains)
            for operand in edge.read
        ]
        keys = np.concatenate([np.packbits(np.array(signs), axis=0), *told])
        # No key of rows that leave no domain is one of rows that do.
        return grouped(keys, chosen, b"outside" if domains else b"")

    def _beyond(self, wide: Sequence[Any]) -> Any:
        """In which rows something is too large even for extended floats, and not because of a 0: it has a magnitude."""
        found: Any = False
        for node in self._whole.live:
            operands = self._whole.graph.nodes[node].operands
            if operands:
                ordinary = np.isinf(wide[node])
                for operand in operands:
                    ordinary = ordinary & np.isfinite(wide[operand]) & (wide[operand] != 0)
                found = found | ordinary
        return found

    def _fine(self, wide: Sequence[Any], rows: int) -> Any:
        """In which rows extended floats lose nothing, leave no domain and are at no edge."""
        taken = taken_rows(self._whole, wide, rows)
        fine = self._held(wide, taken)
        for node, rule in self._domains:
            fine = fine & ~(taken[node] & self._outside(node, rule, wide))
        for edge in self._edges:
            fine = fine & ~(taken[edge.node] & self._broken(edge, wide))
        return fine

    def _outside(self, node: NodeId, rule: Any, values: Sequence[Any]) -> Any:
        """In which rows a node is outside its domain, and not at its edge."""
        outside = ~condition_rows(self._whole, rule, node, values)
        for edge in self._edges:
            if edge.node == node and edge.kind != "partial":
                outside = outside & ~self._broken(edge, values)
        return outside

    def _broken(self, edge: DomainEdge, values: Sequence[Any]) -> Any:
        """In which rows a node is at its edge; or a partial outside of what it asks for."""
        return condition_rows(self._whole, edge.rule, edge.node, values) == (edge.kind != "partial")

    def _evaluated(self, inputs: Mapping[str, Any], rows: int, system: NumberSystem) -> list[Any]:
        """The values by node, each as an array."""
        values = evaluate(self._whole, inputs, system)
        return [None if one is None else np.broadcast_to(one, rows) for one in values]

    def _overflowing(self, values: Sequence[Any], taken: Mapping[NodeId, Any]) -> Any:
        """In which rows a value overflows before a domain is left: which of them is told of is for `judge` to say."""
        nodes = self._whole.graph.nodes
        found: Any = False
        for node in self._primal.live:
            if nodes[node].primitive not in LEAVES:
                found = found | (taken[node] & np.isinf(values[node]))
        return found

    def _held(self, wide: Sequence[Any], taken: Mapping[NodeId, Any]) -> Any:
        """In which rows every extended float on the taken path is finite, and none that was lost is seen again."""
        nodes = self._whole.graph.nodes
        smallest = np.finfo(EXTENDED).smallest_normal
        held: Any = True
        lost: dict[NodeId, Any] = {}
        for node in self._whole.live:
            primitive, operands, _, _ = nodes[node]
            if primitive in LEAVES:
                continue
            tiny = np.abs(wide[node]) < smallest
            gone: Any = False
            if not exact_zero(primitive):
                gone = tiny
                for operand in operands:
                    gone = gone & (wide[operand] != 0)
            spoilt: Any = False
            for operand in operands:
                if operand in lost:
                    gone = gone | (tiny & lost[operand])
                    spoilt = spoilt | (lost[operand] & self._seen(node, operand, wide))
            if np.any(gone):
                lost[node] = gone
            held = held & ((np.isfinite(wide[node]) & np.logical_not(spoilt)) | ~taken[node])
        return held

    def _seen(self, node: NodeId, lost: NodeId, wide: Sequence[Any]) -> Any:
        """In which rows a lost operand spoils what is made of it."""
        seen: Any = False
        for use in uses(self._whole.graph.nodes, node, lost, ALWAYS):
            if use.other is None:
                return True
            size = np.abs(wide[use.other])
            seen = seen | (size < np.finfo(EXTENDED).smallest_normal if use.tiny else size > BROUGHT_BACK)
        return seen

    def _same(self, single: Any, wide: Any) -> Any:
        close = np.abs(single - wide) <= PROMISED * np.abs(wide) + EXEMPT
        return np.isfinite(single) & np.isfinite(wide) & close

    def _complaint(self, node: NodeId, row: int, values: Sequence[Any]) -> Cause:
        if node not in self._findings:
            self._findings[node] = domain_finding(self._primal, self._source, node)
        finding, shown = self._findings[node]
        operands = self._whole.graph.nodes[node].operands
        return Cause(finding, {text: FLOAT.text(float(values[operands[position]][row])) for position, text in shown})
