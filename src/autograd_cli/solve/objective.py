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

from autograd_cli.graphs.graph import INPUT, Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.coloring import color_symmetric
from autograd_cli.sweeps.higher import Matrix, hessian, hessian_times
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.sweeps.sparsity import pattern, symmetric

# Of fewer unknowns a Hessian is dense; of more it is sparse where so few of its entries can be other than 0.
FEW, SPARSE = 100, 0.25
# Sweeps over so many nodes are written out; a larger Hessian is known by its products with vectors alone.
MOST_SWEPT = 4_000_000
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
        self._with_gradient = Function(function.graph, function.inputs, function.outputs + self._first.outputs)
        # How often values and gradients were computed, and how often second derivatives were.
        self.evaluations = self.hessians = 0
        self._last: tuple[bytes, float, Any] | None = None
        self._curved: tuple[bytes, Any] | None = None

    def __call__(self, values: Any) -> float:
        """The value; nan where there is none."""
        return self.slope(values)[0]

    def slope(self, values: Any) -> tuple[float, Any]:
        """The value and the gradient, computed once where a point is asked for again."""
        key = np.asarray(values, dtype=float).tobytes()
        if self._last is None or self._last[0] != key:
            self.evaluations += 1
            number, *partials = self._outputs(self._with_gradient, values)
            self._last = key, number, np.array(partials)
        return self._last[1], self._last[2]

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
        numbers = self._outputs(self.matrix.function, values)
        rows = self.matrix.pattern.rows
        places = [i for i, row in enumerate(rows) for _ in row], [j for row in rows for j in row]
        count = len(self.names)
        if self.is_sparse:
            return sparse.csc_array((numbers, places), shape=(count, count))
        found = np.zeros((count, count))
        found[places] = numbers
        return found

    @cached_property
    def _product(self) -> Function:
        graph = self.function.graph
        seeds = tuple(graph.add(INPUT, (), SEED.format(i)) for i in range(len(self.names)))
        return hessian_times(self.function, self._nodes, seeds, self._kinks)

    def times(self, values: Any, vector: Any) -> Any:
        """The product of the Hessian with a vector, by a forward sweep over the reverse one."""
        self.hessians += 1
        seeds = {SEED.format(i): float(one) for i, one in enumerate(vector)}
        return np.array(self._outputs(self._product, values, seeds))

    def _outputs(self, function: Function, values: Any, more: Mapping[str, float] | None = None) -> list[float]:
        given = {**self.fixed, **dict(zip(self.names, np.asarray(values, dtype=float).tolist(), strict=True))}
        found = evaluate(function, {**given, **more} if more else given)
        return [found[node] for node in function.outputs]
