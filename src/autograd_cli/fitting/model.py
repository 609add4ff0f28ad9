"""A model over rows: its residuals, and their exact Jacobian, as compiled loops.

Takes a function whose outputs are `left - right`, the inputs that are parameters, columns of data for the others.
Returns NumPy arrays at a point. What is searched for, and how, is not known here.

*Shapes*: `n` rows of `m` responses are `m*n` residuals, those of the first response first; the Jacobian is `(m*n, p)`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

import numpy as np

from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.rows.kernel import compile_kernel
from autograd_cli.rows.stream import cores
from autograd_cli.sweeps.reverse import gradient

# Rows of a block, and the number of rows from which on machine code is worth its compilation.
BLOCK, WORTH_COMPILING = 1 << 14, 20_000
NOTHING: Mapping[str, float] = {}
Result = TypeVar("Result")


class Point(NamedTuple):
    """The residuals at a point, and the Jacobian; not finite where the model is not."""

    residuals: Any
    jacobian: Any


class Model:
    """The residuals of `names`, the parameters, over columns; `weights` multiply the residuals, a line for each
    response or one for all.

    `constants` are inputs that are the same in all rows; parameters that are `unstarted` are the first to be taken for
    linear where not all that are linear are so together.
    """

    def __init__(
        self,
        function: Function,
        parameters: Mapping[str, NodeId],
        columns: Mapping[str, Any],
        weights: Any = None,
        constants: Mapping[str, float] = NOTHING,
        unstarted: Collection[str] = (),
        kinks: str = OURS,
    ) -> None:
        self.names = tuple(parameters)
        self.columns = columns
        self.constants = constants
        self.weights = weights
        self.responses = len(function.outputs)
        self.rows = len(next(iter(columns.values())))
        nodes = tuple(parameters.values())
        graph, inputs = function.graph, function.inputs
        single = [Function(graph, inputs, (one,)) for one in function.outputs]
        partials = [gradient(one, nodes, kinks).outputs if nodes else () for one in single]
        self.whole = Function(graph, inputs, function.outputs + tuple(one for row in partials for one in row))
        self.linear = _linear(graph, inputs, partials, nodes, [name not in unstarted for name in parameters])
        self._kernel = compile_kernel(self.whole, "auto" if nodes and self.rows >= WORTH_COMPILING else "numpy")

    @property
    def size(self) -> int:
        """How many residuals there are."""
        return self.rows * self.responses

    def thinned(self, step: int) -> "Model":
        """The same model over every so many rows."""
        other = object.__new__(Model)
        other.__dict__.update(self.__dict__)
        other.columns = {name: np.ascontiguousarray(column[::step]) for name, column in self.columns.items()}
        other.weights = None if self.weights is None else self.weights[:, ::step]
        other.rows = len(next(iter(other.columns.values())))
        return other

    def __call__(self, values: Sequence[float]) -> Point:
        """The point at values of the parameters, in the order of `names`."""
        found = np.empty((len(self.names) + 1, self.responses, self.rows))

        def keep(start: int, block: Any) -> None:
            found[..., start : start + BLOCK] = block

        self.blocks(values, keep)
        return Point(found[-1].reshape(-1), found[:-1].reshape(len(self.names), self.size).T)

    def blocks(self, values: Sequence[float], use: Callable[[int, Any], Result]) -> list[Result]:
        """What `use` makes of each block of rows: of its first row, and of the Jacobian's lines above the residuals.

        *Shapes*: `(p + 1, m, k)` for `k` rows. The array is overwritten when `use` has returned; blocks are evaluated
        by as many threads as there are cores.
        """
        m, p = self.responses, len(self.names)
        given = {**self.columns, **self.constants, **dict(zip(self.names, map(float, values), strict=True))}
        inputs = [given[name] for name in self.whole.input_names]
        starts = range(0, self.rows, BLOCK)
        jobs = min(len(starts), cores())
        spare: SimpleQueue[tuple[Any, Any]] = SimpleQueue()
        for _ in range(jobs):
            spare.put((np.empty((p + 1, m, min(BLOCK, self.rows))), np.empty(BLOCK, dtype=np.uint8)))

        def one(start: int) -> Result:
            part = slice(start, start + BLOCK)
            room, flags = spare.get()
            block = room[..., : self.rows - start]
            outputs = [*block[-1], *(block[j, i] for i in range(m) for j in range(p))]
            columns = [one if isinstance(one, float) else one[part] for one in inputs]
            try:
                with np.errstate(all="ignore"):  # each thread has its own
                    self._kernel.run(columns, outputs, flags[: block.shape[-1]])
                    if self.weights is not None:
                        block *= self.weights[:, part]
                    return use(start, block)
            finally:  # else the threads that are left would wait for it without end
                spare.put((room, flags))

        if jobs == 1:
            return [*map(one, starts)]
        with ThreadPoolExecutor(jobs) as pool:
            return [*pool.map(one, starts)]


def _linear(
    graph: Any,
    inputs: tuple[NodeId, ...],
    partials: Sequence[Sequence[NodeId]],
    nodes: Sequence[NodeId],
    later: Sequence[bool],
) -> tuple[int, ...]:
    """Places of parameters in which the residuals are jointly linear: no partial of one depends on another."""
    depends = [0] * len(nodes)
    for row in partials:
        # All that a partial reads counts, not only what derivatives flow from: a sign makes a model one of pieces.
        function = Function(graph, inputs, tuple(row))
        read = {node: 1 << j for j, node in enumerate(nodes)}
        for node in function.live:
            for operand in graph.nodes[node].operands:
                read[node] = read.get(node, 0) | read.get(operand, 0)
        for j, output in enumerate(function.outputs):
            depends[j] |= read.get(output, 0)
    chosen: list[int] = []
    taken = 0
    for j in sorted(range(len(nodes)), key=lambda j: (later[j], depends[j].bit_count())):
        if not depends[j] & (taken | 1 << j):
            chosen.append(j)
            taken |= 1 << j
    return tuple(sorted(chosen))
