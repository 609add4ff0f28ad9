"""Gates that belong together: those of an entry's definition, of a function's call, or of a value that has a name.

Takes: a `Problem`, its lowering, the gates that are shown, and names. Returns: groups, an outer one before those within
it. Of two groups either one is within the other, or they have no gate in common.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from graphlib import CycleError, TopologicalSorter
from itertools import count, takewhile

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import AutogradError
from autograd_cli.graphs.graph import CONSTANT, INPUT, Graph, NodeId, canonical_decimal
from autograd_cli.graphs.lower import Lowered
from autograd_cli.graphs.templates import fresh_template
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES
from autograd_cli.records import record

# A layer of fewer gates has no group of its own, unless it is asked for.
FEWEST = 2
# So many names are offered instead of one that is not there.
MOST_OFFERED = 6


@record
class GateGroup:
    """The gates of one name, and the last of them, whose value it is."""

    name: str
    node: NodeId
    nodes: tuple[NodeId, ...]


def groups(problem: Problem, lowered: Lowered, shown: Set[NodeId], names: Sequence[str]) -> tuple[GateGroup, ...]:
    """The groups of these names, and the layers `f1`, `f2`, ... of a network.

    Raises: `AutogradError` with code `option` where a name has no gates.
    """
    found: list[GateGroup] = []
    layers = [*takewhile(lowered.names.__contains__, (f"f{i}" for i in count(1)))]
    for name in dict.fromkeys([*(layers if len(layers) > 1 else ()), *names]):
        met = False
        for node, inside in _candidates(problem, lowered, name):
            own = inside & shown
            for other in found:
                # What two groups have in common is drawn in the first of them.
                if not (own <= {*other.nodes} or own >= {*other.nodes}):
                    own -= {*other.nodes}
            group = GateGroup(name, node, tuple(sorted(own)))
            if node in own and (own == inside & shown or _is_acyclic(lowered, [*found, group])):
                met = True
                if name in names or len(own) >= FEWEST:
                    found.append(group)
        if name in names and not met:
            raise _refused(problem, lowered, name)
    return tuple(sorted(found, key=lambda group: (group.nodes[0], -len(group.nodes))))


def written_out(names: Sequence[str]) -> list[str]:
    """Those of the names that have a definition: the gates of a group are drawn one by one."""
    return [name for name in names if any(entry.definition for entry in FUNCTIONS.get(name, ()))]


def _is_acyclic(lowered: Lowered, found: Sequence[GateGroup]) -> bool:
    """Whether no group depends on what depends on it."""
    ways: dict[NodeId, list[NodeId | tuple[int]]] = {}
    for i, group in enumerate(sorted(found, key=lambda group: -len(group.nodes))):
        for node in group.nodes:
            ways.setdefault(node, []).append((i,))
    above: dict[object, set[object]] = {}
    nodes = lowered.function.graph.nodes
    for user in lowered.function.live:
        for operand in nodes[user].operands:
            ends = zip([*ways.get(user, ()), user], [*ways.get(operand, ()), operand], strict=False)
            one, other = next((pair for pair in ends if pair[0] != pair[1]), (user, operand))
            above.setdefault(one, set()).add(other)
    try:
        TopologicalSorter(above).prepare()
    except CycleError:
        return False
    return True


def _candidates(problem: Problem, lowered: Lowered, name: str) -> Iterator[tuple[NodeId, set[NodeId]]]:
    """The values of a name with the gates that they are made of."""
    taken = set()
    for node, inside in _calls_written_out(problem, lowered, name):
        taken.add(node)
        yield node, inside
    for body in lowered.bodies:
        if _called(body.name) == name and body.node not in taken and body.inside:
            taken.add(body.node)
            yield body.node, {*body.inside}
    if name in lowered.names:
        yield lowered.names[name], _assigned(lowered, name)


def _called(name: str) -> str:
    return PRIMITIVES[name].call if name in PRIMITIVES else name


def _calls_written_out(problem: Problem, lowered: Lowered, name: str) -> Iterator[tuple[NodeId, set[NodeId]]]:
    """The places where an entry of one parameter is written out, by a call or by the user."""
    entry = next(iter(FUNCTIONS.get(name, ())), None)
    if entry is None or not entry.definition or entry.shape or len(entry.names) != 1:
        return
    rule = fresh_template(entry.definition, entry.names, expand=problem.expanded - {entry.name})
    literals = {node: canonical_decimal(problem.source.slice(span)) for span, node in lowered.literals.items()}
    for node in lowered.function.live:
        inside = _matched(rule.function.graph, rule.function.outputs[0], lowered.function.graph, node, literals)
        if inside:
            yield node, inside


def _matched(
    pattern: Graph, root: NodeId, graph: Graph, node: NodeId, literals: Mapping[NodeId, str]
) -> set[NodeId] | None:
    """The nodes that are a pattern whose value is a node; None where they are not, a variable being any one node."""
    bound: dict[NodeId, NodeId] = {}
    inside = set()
    waiting = [(root, node)]
    while waiting:
        own, other = waiting.pop()
        record, twin = pattern.nodes[own], graph.nodes[other]
        if record.primitive == INPUT:
            if bound.setdefault(own, other) != other:
                return None
        elif record.primitive == CONSTANT:
            if record.payload != literals.get(other, graph.constant_text(other)):
                return None
        elif record.primitive != twin.primitive or record.payload != twin.payload:
            return None
        else:
            inside.add(other)
            operands = twin.operands
            first = pattern.nodes[record.operands[0]].primitive if operands else ""
            if PRIMITIVES[twin.primitive].commutative and first not in (INPUT, _kind(graph, operands[0], literals)):
                operands = operands[::-1]
            waiting += zip(record.operands, operands, strict=True)
    return inside


def _kind(graph: Graph, node: NodeId, literals: Mapping[NodeId, str]) -> str:
    return CONSTANT if node in literals else graph.nodes[node].primitive


def _assigned(lowered: Lowered, name: str) -> set[NodeId]:
    """The gates of a value that has a name, without those of the values that had one before."""
    nodes = lowered.function.graph.nodes
    found: set[NodeId] = set()
    before = set(takewhile(lambda other: other != lowered.names[name], lowered.names.values()))
    met: set[NodeId] = set()
    for value in (*before, lowered.names[name]):
        found = set()
        waiting = [value]
        while waiting:
            node = waiting.pop()
            if node not in met and nodes[node].operands:
                met.add(node)
                found.add(node)
                waiting += nodes[node].operands
    return found


def _refused(problem: Problem, lowered: Lowered, name: str) -> AutogradError:
    """The error for a name without gates, with those that have some."""
    nodes = lowered.function.graph.nodes
    entries = [PRIMITIVES[one] for one in sorted(lowered.function.entries) if one in PRIMITIVES]
    defined = [entry.call for entry in entries if entry.definition and entry.names and re.match(r"\w", entry.call)]
    named = [one for one, node in lowered.names.items() if nodes[node].operands]
    offered = dict.fromkeys([*defined, *(_called(body.name) for body in lowered.bodies), *named])
    choices = [*offered][:MOST_OFFERED]
    case = "no-gates" if choices else "no-groups"
    return AutogradError("option", case, option="group", name=name, choices=choices)
