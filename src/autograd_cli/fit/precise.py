"""Gauss-Newton steps with more digits than doubles have, for problems in which doubles lose the digits of parameters.

Takes a `Model` and where a search in doubles ended. Returns estimates, the inverse of `J'J` and the sum of squares, as
doubles that are right to all digits that the data give; None where that would take too long. The normal equations are
solved with so many digits that squaring the condition does no harm.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.fit.algebra import EPSILON, Linear
from autograd_cli.fit.model import Model
from autograd_cli.run.evaluate import NumberKernels, evaluate
from autograd_cli.systems.systems import load

SYSTEM, BITS = "unlimited", 256
# So many operations of one evaluation take about a second; more are not begun.
MOST_OPERATIONS = 100_000
MOST_STEPS = 20
# Rows between two looks at the clock that a number system has.
ROWS = 8
# A parameter of which doubles lose more than this is computed again.
DOUBTFUL = 1e-11
# Steps end where they move a parameter by less than this.
SETTLED = 2.0**-60


class Precise(NamedTuple):
    """The estimates, the inverse of `J'J`, the sum of squares, and how many steps were taken."""

    values: Any
    inverse: Any
    squares: float
    steps: int


def doubt(values: Any, one: Linear, left: Any, residuals: Any) -> float:
    """About how much rounding may change an estimate or its standard error in doubles, relative to it.

    *Source*: Higham 2002, theorem 20.1, with the residuals' own rounding.
    """
    size = 2 * float(np.linalg.norm(left)) + one.condition * float(np.linalg.norm(residuals))
    moved = EPSILON * np.sqrt(np.diag(one.inverse)) * size
    known = np.abs(values)
    relative = moved / np.where(known > 0.0, known, 1.0)
    return max(float(np.max(relative, initial=0.0)), EPSILON * one.condition)


def precise(model: Model, start: Any) -> Precise | None:
    """The least sum of squares near a start, in wide numbers."""
    if model.rows * len(model.whole.live) > MOST_OPERATIONS:
        return None
    values: list[Any] = [float(value) for value in start]
    last = np.inf
    for steps in range(1, MOST_STEPS + 1):  # noqa: B007
        context, normal, slope, squares = _normal(model, values)
        try:
            move = context.lu_solve(normal, -slope)
        except ZeroDivisionError:
            return None
        values = [value + move[j] for j, value in enumerate(values)]
        size = max(float(abs(move[j]) / (abs(value) or 1)) for j, value in enumerate(values))
        if size < SETTLED or size >= last:
            break
        last = size
    inverse = context.inverse(normal)
    count = len(values)
    return Precise(
        np.array([float(value) for value in values]),
        np.array([[float(inverse[i, j]) for j in range(count)] for i in range(count)]),
        float(squares),
        steps,
    )


def _normal(model: Model, values: list[Any]) -> tuple[Any, Any, Any, Any]:
    """The context of the numbers, `J'J`, `J'r` and the sum of squares."""
    count, responses = len(values), model.responses
    normal: Any = None
    slope: Any = None
    context: Any = None
    squares: Any = 0
    for kernels, row in _rows(model):
        if context is None:
            context = kernels.system.number(0.0).context
            normal, slope = context.zeros(count), context.zeros(count, 1)
        given = {name: float(column[row]) for name, column in model.columns.items()}
        given |= {**model.constants, **dict(zip(model.names, values, strict=True))}
        found = evaluate(model.whole, given, kernels=kernels)
        outputs = [found[node] for node in model.whole.outputs]
        weight = 1.0 if model.weights is None else float(model.weights[row])
        for i in range(responses):
            residual = outputs[i] * weight
            first = responses + i * count
            partials = [one * weight for one in outputs[first : first + count]]
            squares += residual * residual
            for j, a in enumerate(partials):
                slope[j] += a * residual
                for k in range(j + 1):
                    normal[j, k] += a * partials[k]
    for j in range(count):
        for k in range(j):
            normal[k, j] = normal[j, k]
    return context, normal, slope, squares


def _rows(model: Model) -> Iterator[tuple[NumberKernels, int]]:
    for start in range(0, model.rows, ROWS):
        kernels = NumberKernels(load(SYSTEM, BITS))  # a new one for its clock
        for row in range(start, min(start + ROWS, model.rows)):
            yield kernels, row
