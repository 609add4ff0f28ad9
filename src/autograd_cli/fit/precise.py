"""Gauss-Newton steps with more digits than doubles have, for problems in which doubles lose the digits of parameters.

Takes a `Model` and where a search in doubles ended. Returns estimates, the inverse of `J'J` and the sum of squares, as
doubles that are right to all digits that the data give, and as long numbers where more digits are asked for; None where
that would take too long. The normal equations are solved with so many digits that squaring the condition does no harm.
The data are the doubles that were read.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_cli.fit.algebra import EPSILON, Linear
from autograd_cli.fit.model import Model
from autograd_cli.run.evaluate import NumberKernels, evaluate
from autograd_cli.systems.systems import load

SYSTEM, BITS = "unlimited", 256
# So many operations of one evaluation take about a second; more are not begun, unless digits are asked for.
MOST_OPERATIONS, MOST_ASKED = 100_000, 1_000_000
MOST_STEPS = 200
# Bits of a decimal digit and of its share in squares; digits beyond those asked for; those that a check adds.
BITS_A_DIGIT, GUARD, MORE_BITS = 7, 3, 64
# A parameter of which doubles lose more than this is computed again.
DOUBTFUL = 1e-11
# Steps end where they move a parameter by less than this.
SETTLED = 2.0**-60


class Long(NamedTuple):
    """Long numbers: the estimates, the diagonal of the inverse of `J'J`, the sum of squares; all right to `digits`."""

    context: Any
    values: Sequence[Any]
    inverse: Sequence[Any]
    squares: Any
    digits: int

    def estimates(self, digits: int) -> list[str]:
        """The estimates to at most so many digits."""
        return [self._text(value, digits) for value in self.values]

    def errors(self, freedom: int, absolute: bool, digits: int) -> list[str]:
        """The standard errors, as `statistics` has them, to at most so many digits."""
        factor = 1 if absolute else self.squares / freedom
        return [self._text(self.context.sqrt(factor * one), digits) for one in self.inverse]

    def _text(self, value: Any, digits: int) -> str:
        return str(self.context.nstr(value, min(digits, self.digits), strip_zeros=False))


class Precise(NamedTuple):
    """The estimates, the inverse of `J'J`, the sum of squares, and how many steps were taken."""

    values: Any
    inverse: Any
    squares: float
    steps: int
    long: Long | None = None


def doubt(values: Any, one: Linear, left: Any, squares: float) -> float:
    """About how much rounding may change an estimate or its standard error in doubles, relative to it.

    *Source*: Higham 2002, theorem 20.1, with the residuals' own rounding.
    """
    size = 2 * float(np.linalg.norm(left)) + one.condition * math.sqrt(squares)
    moved = EPSILON * np.sqrt(np.diag(one.inverse)) * size
    known = np.abs(values)
    relative = moved / np.where(known > 0.0, known, 1.0)
    return max(float(np.max(relative, initial=0.0)), EPSILON * one.condition)


def precise(model: Model, start: Any, errors: Sequence[Any] = (), digits: int = 0) -> Precise | None:
    """The least sum of squares near a start, in wide numbers; the `errors` of rows divide residuals."""
    if model.rows * len(model.whole.live) > (MOST_ASKED if digits else MOST_OPERATIONS):
        return None
    try:
        return _steps(model, start, errors, digits)
    except TimeoutError:
        return None


def _steps(model: Model, start: Any, errors: Any, digits: int) -> Precise | None:
    bits = BITS + BITS_A_DIGIT * digits
    settled = min(SETTLED, 10.0 ** -(digits + GUARD))
    values: list[Any] = [float(value) for value in start]
    last = np.inf
    rate = 0.0
    for steps in range(1, MOST_STEPS + 1):  # noqa: B007
        context, normal, slope, squares = _normal(model, values, errors, bits)
        try:
            move = context.lu_solve(normal, -slope)
        except ZeroDivisionError:
            return None
        values = [value + move[j] for j, value in enumerate(values)]
        size = _size(move, values)
        rate = size / last
        last = size
        if size < settled or rate >= 1:
            break
    inverse = context.inverse(normal)
    count = len(values)
    # What an estimate makes of the model may be the rounding of the wide numbers alone.
    parts = [abs(value) * context.sqrt(normal[j, j]) for j, value in enumerate(values)]
    values = [0 * value if part < SETTLED**3 * max(parts) else value for value, part in zip(values, parts, strict=True)]
    return Precise(
        np.array([float(value) for value in values]),
        np.array([[float(inverse[i, j]) for j in range(count)] for i in range(count)]),
        float(squares),
        steps,
        _checked(model, values, errors, bits + MORE_BITS, rate, (inverse, squares)) if digits else None,
    )


def _checked(model: Model, values: list[Any], errors: Any, bits: int, rate: float, last: tuple[Any, Any]) -> Long:
    """The numbers at the end, and how many of their digits are right.

    Estimates are as far from the minimum as the next step, with more bits, and all that follow it at the `rate` of the
    last can lead; the rest is as far from its limit as it was moved by the last step.
    """
    context, normal, slope, squares = _normal(model, values, errors, bits)
    inverse = context.inverse(normal)
    places = range(len(values))
    moved = _size(context.lu_solve(normal, -slope), values) / max(1 - rate, EPSILON)
    changes = [abs(last[0][j, j] * last[1] / (inverse[j, j] * squares) - 1) for j in places if squares]
    away = max([moved, *map(float, changes)])
    known = bits if away == 0 else int(-np.log10(2 * away))
    return Long(context, values, [inverse[j, j] for j in places], squares, max(known, 0))


def _size(move: Any, values: Sequence[Any]) -> float:
    """The largest move of a value, relative to it."""
    return max(float(abs(move[j]) / (abs(value) or 1)) for j, value in enumerate(values))


def _normal(model: Model, values: list[Any], errors: Any, bits: int) -> tuple[Any, Any, Any, Any]:
    """The context of the numbers, `J'J`, `J'r` and the sum of squares."""
    count, responses = len(values), model.responses
    normal: Any = None
    slope: Any = None
    context: Any = None
    squares: Any = 0
    for kernels, row in _rows(model, bits):
        if context is None:
            context = kernels.system.number(0.0).context
            normal, slope = context.zeros(count), context.zeros(count, 1)
        given = {name: float(column[row]) for name, column in model.columns.items()}
        given |= {**model.constants, **dict(zip(model.names, values, strict=True))}
        found = evaluate(model.whole, given, kernels=kernels)
        outputs = [found[node] for node in model.whole.outputs]
        for i in range(responses):
            error = float(errors[min(i, len(errors) - 1)][row]) if errors else 1.0
            residual = outputs[i] / error
            first = responses + i * count
            partials = [one / error for one in outputs[first : first + count]]
            squares += residual * residual
            for j, a in enumerate(partials):
                slope[j] += a * residual
                for k in range(j + 1):
                    normal[j, k] += a * partials[k]
    for j in range(count):
        for k in range(j):
            normal[k, j] = normal[j, k]
    return context, normal, slope, squares


def _rows(model: Model, bits: int) -> Iterator[tuple[NumberKernels, int]]:
    for row in range(model.rows):
        yield NumberKernels(load(SYSTEM, bits)), row  # a new one for its clock
