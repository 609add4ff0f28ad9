"""Values by a schedule: computed, forgotten, computed again; the bytes that are held are counted as they are.

In: a function, its inputs, a schedule. Out: the outputs, the most bytes held, and whether something is to be said of a
value, for which the whole of them would have to be there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count, repeat
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.arrays.kernels import Kernels
from autograd_cli.errors import Finding, Source
from autograd_cli.graphs.analysis import LEAVES, is_guarded
from autograd_cli.graphs.checkpoints import Schedule
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.run.array_findings import ArrayTruths
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import FIRST_ONLY, Pass
from autograd_cli.run.recompute import suspicious
from autograd_cli.systems.systems import FLOAT


class Run(NamedTuple):
    """The outputs as floats and arrays; the most bytes of intermediate values held at once, the outputs' aside.

    `findings` are those that a node by itself asks for; `remarkable` says that some need a look at the whole.
    """

    outputs: tuple[Any, ...]
    held: int
    findings: tuple[Finding, ...]
    remarkable: bool


def run(
    function: Function,
    primal: Function,
    source: Source,
    inputs: Mapping[str, Any],
    plan: Schedule,
    wanted: Sequence[NodeId],
    kinks: str,
) -> Run:
    """Evaluates a function with its gradient by a schedule."""
    nodes = function.graph.nodes
    leaves = {one for node in plan.order for one in nodes[node].operands if not nodes[one].operands}
    first = sorted(leaves | {one for one in function.outputs if not nodes[one].operands})
    values: list[Any] = [None] * len(nodes)
    truths = ArrayTruths(primal, values, dict.fromkeys(primal.live, True))
    watch = _Watch(primal, values, function.has_arrays, Pass(primal, values, source, wanted, kinks, truths))
    results = {*function.outputs}
    given: set[int] = set()
    buffers: Counter[int] = Counter()
    places = count(-len(first))
    held = most = 0
    remarkable = False

    def look(node: NodeId, values: Sequence[Any]) -> None:
        nonlocal held, most, remarkable
        place = next(places)
        key, size = _buffer(values[node], node)
        if place < 0:
            remarkable |= node in watch.own and watch.remarkable(node)
            given.update((key,) if node in leaves else ())
            return
        given.update((key,) if node in results else ())
        held += size if not buffers[key] and key not in given else 0
        buffers[key] += 1
        most = max(most, held)
        if place < plan.forward or not function.has_arrays:
            remarkable = remarkable or watch.remarkable(node)
        for gone in plan.forgotten[place]:
            key, size = _buffer(values[gone], gone)
            buffers[key] -= 1
            held -= size if not buffers[key] and key not in given else 0

    forget = [*repeat((), len(first)), *plan.forgotten]
    evaluate(
        function, inputs, kernels=Kernels(FLOAT), order=[*first, *plan.order], known=values, forget=forget, watch=look
    )
    outputs = tuple(values[output] for output in function.outputs)
    finite = all(np.all(np.isfinite(output)) for output in outputs)
    return Run(outputs, most, tuple(watch.found), remarkable or not finite)


class _Watch:
    """A look at one node at a time, as if no branch were left out: what it passes over needs no second look."""

    def __init__(self, primal: Function, values: Sequence[Any], arrays: bool, looked_at: Pass) -> None:
        self.function, self.graph, self.values, self.looked_at = primal, primal.graph, values, looked_at
        self.own = {*primal.live}
        self.found: list[Finding] = []
        self.arrays = arrays
        self.alone = arrays and not any(map(is_guarded, primal.entries))

    def remarkable(self, node: NodeId) -> bool:
        """Whether a finding may be due to a node whose operands are there, and that has to be put together.

        Where there are no branches, what a vector's elements ask for can be said at once.
        """
        record = self.graph.nodes[node]
        value = self.values[node]
        if not np.all(np.isfinite(value)):
            return True
        if not self.arrays and record.operands and suspicious(self.function, node, {node: value}):
            return True
        if node not in self.own:
            return False
        if record.primitive in LEAVES:
            return any(True for _ in self.looked_at.leaf(node, record))
        told = [*self.looked_at.node(node, record)]
        if self.alone and not any(finding.kind in FIRST_ONLY for finding in told):
            self.found += told
            return False
        return bool(told) or (not self.arrays and any(True for _ in self.looked_at.partial_domains(node, record)))


def _buffer(value: Any, node: NodeId) -> tuple[int, int]:
    """What a value's numbers are kept in, and how many bytes that is; views have it in common."""
    if not isinstance(value, np.ndarray):
        return -1 - node, 8
    while isinstance(value.base, np.ndarray):
        value = value.base
    return id(value), value.nbytes
