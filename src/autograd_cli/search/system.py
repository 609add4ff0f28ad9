"""Equations in unknowns at points: their residuals and their exact Jacobian.

Takes functions whose outputs are to be 0, and the unknowns' names. Returns NumPy arrays.

*Shapes*: of `m` outputs and `n` unknowns the Jacobian is `(m, n)`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_cli.graphs.graph import INPUT, Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.run.doubt import errors
from autograd_cli.run.evaluate import evaluate
from autograd_cli.search.outputs import Outputs
from autograd_cli.sweeps.higher import jacobian


def input_nodes(function: Function, names: Sequence[str]) -> dict[str, NodeId]:
    """The nodes of inputs, added where a function does not depend on them."""
    own = dict(zip(function.input_names, function.inputs, strict=True))
    return {name: own[name] if name in own else function.graph.add(INPUT, (), name) for name in names}


class System:
    """The outputs of functions, of the unknowns `names`; `fixed` has the values of the other inputs."""

    def __init__(
        self, functions: Sequence[Function], names: Sequence[str], fixed: Mapping[str, float], kinks: str = OURS
    ) -> None:
        self.names, self.fixed = tuple(names), fixed
        self.parts: list[tuple[Function, Function, list[tuple[int, int]]]] = []
        for function in functions:
            matrix = jacobian(function, tuple(input_nodes(function, names).values()), None, kinks)
            whole = Function(function.graph, function.inputs, function.outputs + matrix.function.outputs)
            places = [(i, j) for i, row in enumerate(matrix.pattern.rows) for j in row]
            self.parts.append((function, whole, places))
        self._outputs = [Outputs(whole, self.names, fixed) for _, whole, _ in self.parts]
        self.size = sum(len(function.outputs) for function in functions)
        self.evaluations = 0
        self._last: tuple[bytes, Any, Any] | None = None

    def __call__(self, values: Any) -> Any:
        """The residuals."""
        return self.at(values)[0]

    def jacobian(self, values: Any) -> Any:
        return self.at(values)[1]

    def at(self, values: Any) -> tuple[Any, Any]:
        """The residuals and the Jacobian, computed once where a point is asked for again."""
        key = np.asarray(values, dtype=float).tobytes()
        if self._last is None or self._last[0] != key:
            self.evaluations += 1
            self._last = key, *self._computed(values)
        return self._last[1], self._last[2]

    def _given(self, values: Any) -> dict[str, float]:
        return {**self.fixed, **dict(zip(self.names, np.asarray(values, dtype=float).tolist(), strict=True))}

    def roundings(self, values: Any) -> Any:
        """Bounds for what rounding of the equations' own operations makes of the residuals."""
        given = self._given(values)
        found: list[float] = []
        for function, _, _ in self.parts:
            bounds = errors(function, evaluate(function, given))
            found += [bounds[node] for node in function.outputs]
        return np.array(found)

    def _computed(self, values: Any) -> tuple[Any, Any]:
        given = np.asarray(values, dtype=float).tolist()
        residuals: list[float] = []
        matrix = np.zeros((self.size, len(self.names)))
        for (function, _, places), outputs in zip(self.parts, self._outputs, strict=True):
            numbers = outputs(given)
            count = len(function.outputs)
            for (i, j), number in zip(places, numbers[count:], strict=True):
                matrix[len(residuals) + i, j] = number
            residuals += numbers[:count]
        return np.array(residuals), matrix
