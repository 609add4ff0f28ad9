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

from autograd_cli.fitting.algebra import EPSILON, Linear
from autograd_cli.fitting.model import Model
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
# What is no larger than so many roundings of the terms that cancel in it is 0.
ROUNDINGS = 2.0**32


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


class _Normal(NamedTuple):
    """The context of the numbers, `J'J`, `J'r` and the sum of squares, with the sizes of what cancels in the last two.

    `terms` are those of `J'r`, `term_squares` is the sum of squares of the terms of residuals.
    """

    context: Any
    matrix: Any
    slope: Any
    squares: Any
    terms: Any
    term_squares: Any

    def least(self, inverse: Any) -> list[Any]:
        """The sizes from which estimates are more than the rounding of the wide numbers."""
        unit, places = self.context.eps * ROUNDINGS, range(len(self.terms))
        return [unit * sum(abs(inverse[j, k]) * self.terms[k] for k in places) for j in places]

    def more_than_rounding(self) -> Any:
        """The sum of squares, 0 where it is rounding alone."""
        unit = self.context.eps * ROUNDINGS
        return self.squares if self.squares > unit * unit * self.term_squares else 0 * self.squares


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
    # An estimate of 0 has no digit where rounding may move it.
    relative = np.divide(moved, np.abs(values), out=np.sign(moved), where=values != 0.0)
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
        normal = _normal(model, values, errors, bits)
        try:
            move = normal.context.lu_solve(normal.matrix, -normal.slope)
        except ZeroDivisionError:
            return None
        values = [value + move[j] for j, value in enumerate(values)]
        size = _size(move, values)
        rate = size / last
        last = size
        if size < settled or rate >= 1:
            break
    inverse, squares = normal.context.inverse(normal.matrix), normal.more_than_rounding()
    count = len(values)
    least = normal.least(inverse)
    values = [value if abs(value) > one else 0 * value for value, one in zip(values, least, strict=True)]
    return Precise(
        np.array([float(value) for value in values]),
        np.array([[float(inverse[i, j]) for j in range(count)] for i in range(count)]),
        float(squares),
        steps,
        _checked(_normal(model, values, errors, bits + MORE_BITS), values, least, rate, (inverse, squares))
        if digits
        else None,
    )


def _checked(normal: _Normal, values: list[Any], least: list[Any], rate: float, last: tuple[Any, Any]) -> Long:
    """The numbers at the end, and how many of their digits are right, by `normal` with more bits.

    Estimates are as far from the minimum as the next step and all that follow it at the `rate` of the last can lead;
    one of 0 has its digits where that is `least` at most. The rest is as far from its limit as the last step moved it.
    """
    inverse, squares = normal.context.inverse(normal.matrix), normal.more_than_rounding()
    move = normal.context.lu_solve(normal.matrix, -normal.slope)
    places = range(len(values))
    moved = [float(abs(move[j] / values[j] if values[j] else move[j] > least[j])) for j in places]
    changes = [abs(last[0][j, j] * last[1] / (inverse[j, j] * squares) - 1) for j in places if squares]
    away = max([max(moved) / max(1 - rate, EPSILON), *map(float, changes)])
    known = normal.context.prec if away == 0 else int(-np.log10(2 * away))
    return Long(normal.context, values, [inverse[j, j] for j in places], squares, max(known, 0))


def _size(move: Any, values: Sequence[Any]) -> float:
    """The largest move of a value, relative to it."""
    return max(float(abs(move[j]) / (abs(value) or 1)) for j, value in enumerate(values))


def _normal(model: Model, values: list[Any], errors: Any, bits: int) -> _Normal:
    count, responses = len(values), model.responses
    normal: Any = None
    slope: Any = None
    terms: Any = None
    context: Any = None
    squares: Any = 0
    term_squares: Any = 0
    for kernels, row in _rows(model, bits):
        if context is None:
            context = kernels.system.number(0.0).context
            normal, slope, terms = context.zeros(count), context.zeros(count, 1), context.zeros(count, 1)
        given = {name: float(column[row]) for name, column in model.columns.items()}
        given |= {**model.constants, **dict(zip(model.names, values, strict=True))}
        found = evaluate(model.whole, given, kernels=kernels)
        outputs = [found[node] for node in model.whole.outputs]
        for i in range(responses):
            error = float(errors[min(i, len(errors) - 1)][row]) if errors else 1.0
            residual = outputs[i] / error
            first = responses + i * count
            partials = [one / error for one in outputs[first : first + count]]
            term = abs(residual) + sum(abs(one * value) for one, value in zip(partials, values, strict=True))
            squares += residual * residual
            term_squares += term * term
            for j, a in enumerate(partials):
                slope[j] += a * residual
                terms[j] += abs(a) * term
                for k in range(j + 1):
                    normal[j, k] += a * partials[k]
    for j in range(count):
        for k in range(j):
            normal[k, j] = normal[j, k]
    return _Normal(context, normal, slope, squares, terms, term_squares)


def _rows(model: Model, bits: int) -> Iterator[tuple[NumberKernels, int]]:
    for row in range(model.rows):
        yield NumberKernels(load(SYSTEM, bits)), row  # a new one for its clock
