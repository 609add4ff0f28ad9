"""A function of unknowns at points: its value, its exact gradient and Hessian, products with the Hessian.

Takes a function of one output, or one for each constraint, and the unknowns' nodes. Returns NumPy arrays, or numbers of
another system. What is searched for, and how, is not known here.

*Shapes*: of `n` unknowns the gradient is `(n,)` and the Hessian `(n, n)`, a sparse one where most of it is 0.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from autograd_cli.errors import Source
from autograd_cli.graphs.graph import INPUT, Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.run.doubt import errors
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.findings import diagnose
from autograd_cli.search.outputs import Outputs
from autograd_cli.sweeps.coloring import color_symmetric
from autograd_cli.sweeps.higher import Matrix, hessian, hessian_times
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.sweeps.sparsity import pattern, symmetric

# Of fewer unknowns a Hessian is dense; of more it is sparse where so few of its entries can be other than 0.
FEW, SPARSE = 100, 0.25
# Sweeps over so many nodes are written out; a larger Hessian is known by its products with vectors alone.
MOST_SWEPT = 4_000_000
# Of so many points the value and the gradient are remembered: a search goes back to one where it rejects another.
REMEMBERED = 4
SEED = "seed {}"


class Objective:
    """A function of `names`, the unknowns, in the order of their nodes; `fixed` has the values of the other inputs."""

    def __init__(
        self, function: Function, unknowns: Mapping[str, NodeId], fixed: Mapping[str, Any], kinks: str = OURS
    ) -> None:
        self.function, self.fixed = function, fixed
        self.names = tuple(unknowns)
        self._nodes = tuple(unknowns.values())
        self._kinks = kinks
        self._first = gradient(function, self._nodes, kinks)
        whole = Function(function.graph, function.inputs, function.outputs + self._first.outputs)
        self._with_gradient = Outputs(whole, self.names, fixed)
        # How often values and gradients were computed, and how often second derivatives were.
        self.evaluations = self.hessians = 0
        self._slopes: dict[bytes, tuple[float, Any]] = {}
        self._curved: tuple[bytes, Any] | None = None

    def __call__(self, values: Any) -> float:
        """The value; nan where there is none."""
        return self.slope(values)[0]

    def slope(self, values: Any) -> tuple[float, Any]:
        """The value and the gradient, computed once where one of the last points is asked for again."""
        key = np.asarray(values, dtype=float).tobytes()
        if key not in self._slopes:
            self.evaluations += 1
            number, *partials = self._with_gradient(np.asarray(values, dtype=float).tolist())
            if len(self._slopes) == REMEMBERED:
                del self._slopes[next(iter(self._slopes))]
            self._slopes[key] = number, np.array(partials)
        return self._slopes[key]

    @cached_property
    def matrix(self) -> Matrix | None:
        """The Hessian as nodes; None where it has too many."""
        known = symmetric(pattern(self._first, self._nodes))
        sweeps = max(color_symmetric(known), default=-1) + 1
        if sweeps * len(self._first.live) > MOST_SWEPT:
            return None
        return hessian(
            self.function, self._nodes, None if len(self.names) < FEW else "forward-over-reverse", self._kinks
        )

    @cached_property
    def is_sparse(self) -> bool:
        """Whether the Hessian is a sparse matrix."""
        count = len(self.names)
        return self.matrix is not None and count >= FEW and self.matrix.pattern.size < SPARSE * count**2

    def hessian(self, values: Any) -> Any:
        """The Hessian, which must not have too many nodes, computed once where a point is asked for again."""
        assert self.matrix is not None
        key = np.asarray(values, dtype=float).tobytes()
        if self._curved is None or self._curved[0] != key:
            self._curved = key, self._hessian(values)
        return self._curved[1]

    def _hessian(self, values: Any) -> Any:
        assert self.matrix is not None
        self.hessians += 1
        numbers = self._entries(np.asarray(values, dtype=float).tolist())
        places, count = self._places, len(self.names)
        if self.is_sparse:
            order, rows, starts = self._columns
            return sparse.csc_array((np.array(numbers)[order], rows, starts), shape=(count, count))
        found = np.zeros((count, count))
        found[places] = numbers
        return found

    def off(self, values: Any) -> Any:
        """How far the entries of the dense Hessian may be off by rounding."""
        assert self.matrix is not None
        function = self.matrix.function
        given = dict(zip(self.names, np.asarray(values, dtype=float).tolist(), strict=True))
        bounds = errors(function, evaluate(function, {**self.fixed, **given}))
        found = np.zeros((len(self.names),) * 2)
        found[self._places] = [bounds[output] for output in function.outputs]
        return found

    def jumps(self, values: Any) -> frozenset[int]:
        """The operations that jump at a point itself."""
        given = dict(zip(self.names, np.asarray(values, dtype=float).tolist(), strict=True))
        there = evaluate(self.function, {**self.fixed, **given})
        found = diagnose(self.function, there, Source(""), self._nodes, kinks=self._kinks).findings
        return frozenset(one.node for one in found if one.kind == "jump" and one.node is not None)

    @cached_property
    def _entries(self) -> Outputs:
        """What computes the entries of the Hessian that can be other than 0."""
        assert self.matrix is not None
        return Outputs(self.matrix.function, self.names, self.fixed)

    @property
    def places(self) -> list[tuple[int, int]]:
        """The row and the column of each of these entries."""
        assert self.matrix is not None
        return [(i, j) for i, row in enumerate(self.matrix.pattern.rows) for j in row]

    @cached_property
    def _places(self) -> tuple[Any, Any]:
        """The rows and the columns of these entries."""
        rows, columns = np.array(self.places, dtype=np.int64).reshape(-1, 2).T
        return rows, columns

    @cached_property
    def _columns(self) -> tuple[Any, Any, Any]:
        """The entries in the order of a sparse matrix, their rows, and where each column begins."""
        rows, columns = self._places
        order = np.lexsort((rows, columns))
        starts = np.searchsorted(columns[order], np.arange(len(self.names) + 1))
        return order, rows[order].astype(np.int32), starts.astype(np.int32)

    @cached_property
    def _product(self) -> Outputs:
        graph = self.function.graph
        names = [SEED.format(i) for i in range(len(self.names))]
        seeds = tuple(graph.add(INPUT, (), name) for name in names)
        product = hessian_times(self.function, self._nodes, seeds, self._kinks)
        return Outputs(product, [*self.names, *names], self.fixed)

    def times(self, values: Any, vector: Any) -> Any:
        """The product of the Hessian with a vector, by a forward sweep over the reverse one."""
        self.hessians += 1
        given = [*np.asarray(values, dtype=float).tolist(), *np.asarray(vector, dtype=float).tolist()]
        return np.array(self._product(given))
