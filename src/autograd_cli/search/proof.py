"""Proofs that a box has exactly one root of equations, by Krawczyk's operator in rigorous enclosures.

Takes functions whose outputs are to be 0, a point next to a root, values of the other inputs. Returns a box. Numbers
written in a formula are what they say, and values are the doubles given.

*Source*: Krawczyk 1969; Rump 1983 (inflation of boxes); Moore, Kearfott & Cloud 2009, section 8.2: where the operator
maps a box into its inside, the box has exactly one root.
"""

from collections.abc import Mapping, Sequence
from math import inf, nextafter
from typing import Any, NamedTuple

import numpy as np
from flint import arb, arb_mat

from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure, point, truth
from autograd_cli.graphs.analysis import LEAVES, described
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.templates import condition_template
from autograd_cli.run.evaluate import evaluate
from autograd_cli.search.system import System
from autograd_cli.systems.systems import NumberSystem, load

BITS = 128
# The first box has a radius of such a share of the scale; it is made wider until it is proved.
FIRST_RADIUS, WIDER, MOST_WIDENED = 1e-13, 30.0, 8


class Enclosed(NamedTuple):
    """Residuals and Jacobian over a box, as matrices of balls."""

    residuals: Any
    jacobian: Any


class Enclosing:
    """Equations in enclosures."""

    def __init__(
        self, functions: Sequence[Function], names: Sequence[str], fixed: Mapping[str, float], bits: int = BITS
    ) -> None:
        self.bits = bits
        self.system: NumberSystem = load("balls", bits)
        self.floats = System(functions, names, fixed)
        self.names = tuple(names)
        self.fixed: dict[str, Any] = {name: point(value) for name, value in fixed.items()}

    def over(self, box: Sequence[Enclosure], smooth: bool) -> Enclosed | None:
        """The enclosures over a box; None where some operation may be undefined there, or where it must be continuous
        and may not be."""
        given = {**self.fixed, **dict(zip(self.names, box, strict=True))}
        size = self.floats.size
        residuals = arb_mat(size, 1)
        matrix = arb_mat(size, len(box))
        first = 0
        for function, whole, places in self.floats.parts:
            values = evaluate(whole, given, self.system)
            if smooth and not is_unbroken(function, values, self.system):
                return None
            numbers = [values[node] for node in whole.outputs]
            if any(one is UNDEFINED or not one.is_bounded for one in numbers):
                return None
            count = len(function.outputs)
            for i in range(count):
                residuals[first + i, 0] = numbers[i].ball
            for (i, j), number in zip(places, numbers[count:], strict=True):
                matrix[first + i, j] = number.ball
            first += count
        return Enclosed(residuals, matrix)

    def krawczyk(self, middle: Sequence[Any], box: Sequence[Enclosure]) -> Any | None:
        """What Krawczyk's operator makes of a box: a column of balls; None where it does not apply."""
        over = self.over(box, smooth=True)
        there = self.over([Enclosure(one, one) for one in middle], smooth=False)
        if over is None or there is None:
            return None
        _, slopes = self.floats.at([float(one) for one in middle])
        try:
            inverse = np.linalg.inv(slopes)
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(inverse).all():
            return None
        count = len(box)
        matrix = arb_mat(count, count, [float(one) for one in inverse.ravel()])
        identity = arb_mat(count, count, [float(i == j) for i in range(count) for j in range(count)])
        center = arb_mat(count, 1, [arb(one) for one in middle])
        offset = arb_mat(count, 1, [one.ball - two for one, two in zip(box, middle, strict=True)])
        return center - matrix * there.residuals + (identity - matrix * over.jacobian) * offset

    def is_inside(self, image: Any, box: Sequence[Enclosure]) -> bool:
        """Whether a column of balls is in the inside of a box."""
        return all(
            bool(image[i, 0].lower() > one.lower and image[i, 0].upper() < one.upper) for i, one in enumerate(box)
        )


def proved_box(
    functions: Sequence[Function], at: Mapping[str, float], scales: Sequence[float], fixed: Mapping[str, float]
) -> dict[str, tuple[float, float]] | None:
    """The bounds of a box around a point that is proved to have exactly one root, as doubles; None where none is.

    Its sides are small shares of the values, or where no such box is proved of the `scales`.
    """
    equations = Enclosing(functions, tuple(at), fixed)
    middle = [arb(value) for value in at.values()]
    largest = max(map(abs, at.values()), default=0.0) or 1.0
    own = [abs(value) or 1e-3 * largest for value in at.values()]
    for sizes in (own, [max(pair) for pair in zip(own, scales, strict=True)]):
        for widened in range(MOST_WIDENED):
            radius = FIRST_RADIUS * WIDER**widened
            box = [_around(value, radius * size) for value, size in zip(at.values(), sizes, strict=True)]
            image = equations.krawczyk(middle, box)
            if image is not None and equations.is_inside(image, box):
                return {name: (float(one.lower), float(one.upper)) for name, one in zip(at, box, strict=True)}
    return None


def is_unbroken(function: Function, values: Sequence[Any], system: NumberSystem, kinks: bool = False) -> bool:
    """Whether every operation is defined and without a jump all over a box; with `kinks` without a kink too.

    `values` are the enclosures by node.
    """
    nodes = function.graph.nodes
    for node in function.live:
        record = nodes[node]
        if record.primitive in LEAVES or not record.operands:
            continue
        entry = described(record.primitive)
        operands = [values[operand] for operand in record.operands]
        if any(one is UNDEFINED for one in (*operands, values[node])):
            return False
        broken = (entry.pole, entry.jump, *([entry.kink] if kinks else []))
        for text, needed in ((entry.domain, True), *((one, False) for one in broken)):
            if text:
                rule = condition_template(entry.name, text, len(operands))
                inputs = dict(zip(rule.names, (*operands, values[node]), strict=True))
                held = truth(evaluate(rule.function, inputs, system)[rule.function.outputs[0]])
                if held is not needed:
                    return False
    return True


def _around(value: float, radius: float) -> Enclosure:
    """A box of doubles around a double."""
    return Enclosure(arb(nextafter(value - radius, -inf)), arb(nextafter(value + radius, inf)))
