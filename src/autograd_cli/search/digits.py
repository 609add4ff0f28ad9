"""Digits of a root or a minimum, as many as are asked for: Newton's steps in many bits, then a proof of a small box.

Takes functions whose outputs are to be 0, a point next to a root, the other inputs in any precision. Returns texts of
which every digit is proved, or None: a multiple root has no such proof, and neither has one at a kink or a jump.

*Source*: Krawczyk 1969; Rump 2010, Acta Numerica 19, section 13 (verified zeros of systems).
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from flint import arb, arb_mat

from autograd_cli.enclosures.decimals import BITS_A_DIGIT, below_digits, digits_text, has_digits, read
from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure, enclosing
from autograd_cli.graphs.graph import Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.search.proof import Enclosing
from autograd_cli.search.system import input_nodes
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.systems.systems import NumberSystem

# Bits beyond those of the digits, how often they are doubled, and how many steps there are for each digit.
SPARE_BITS, MOST_DOUBLED, STEPS_A_DIGIT, LEAST_STEPS = 96, 3, 0.5, 20
# The box has so many times the last step for its radius, or so many units of rounding.
WIDER, UNITS = 4, 2**24


class Settled(NamedTuple):
    """The digits of the unknowns by name, those of the outputs of a function at the root, the residuals of the unknowns
    as they are written, and the digits of their partials, a list for each parameter; None where they are not proved."""

    unknowns: dict[str, str]
    outputs: list[str]
    residuals: list[float]
    partials: list[list[str]] | None = None


def settled(
    functions: Sequence[Function],
    at: Mapping[str, float],
    fixed: Mapping[str, float],
    inputs: Callable[[NumberSystem], Mapping[str, Any]],
    digits: int,
    value: Function | None = None,
    parameters: Sequence[str] = (),
) -> Settled | None:
    """So many digits of the root next to a point, of a `value` there, and of the root's partials by `parameters`.

    `inputs` gives the `fixed` ones in a system. What is 0 to so many digits after the point is 0. None where the digits
    could not be proved.
    """
    bits = ceil(digits * BITS_A_DIGIT) + SPARE_BITS
    settled: Settled | None = None
    for doubled in range(MOST_DOUBLED):
        equations = Enclosing(functions, tuple(at), fixed, bits << doubled)
        equations.fixed = dict(inputs(equations.system))
        box = _proved(equations, [*at.values()], digits, bits << doubled)
        if box is None:
            continue
        found = [*box]
        if value is not None:
            values = evaluate(value, {**equations.fixed, **dict(zip(at, box, strict=True))}, equations.system)
            found += [values[node] for node in value.outputs]
        texts = _texts(found, digits)
        if settled is None and texts is not None:
            written = equations.over([read(text) for text in texts[: len(at)]], smooth=False)
            left = [float(written.residuals[i, 0].mid()) for i in range(len(at))] if written else []
            settled = Settled(dict(zip(at, texts, strict=False)), texts[len(at) :], left)
        if settled is not None:
            moves = _implicit(functions, [*at], parameters, fixed, equations, box)
            partials = [_texts(column, digits) for column in moves]
            known = [column for column in partials if column is not None]
            if len(known) == len(parameters):
                return settled._replace(partials=known)
    return settled


def _texts(values: Sequence[Any], digits: int) -> list[str] | None:
    """The digits of enclosures, None where some have fewer."""
    if not all(one is not UNDEFINED and (has_digits(one, digits) or below_digits(one, digits)) for one in values):
        return None
    return [digits_text(one, digits) if has_digits(one, digits) else "0" for one in values]


def _implicit(
    functions: Sequence[Function],
    names: list[str],
    parameters: Sequence[str],
    fixed: Mapping[str, float],
    equations: Enclosing,
    box: Sequence[Enclosure],
) -> list[list[Enclosure]]:
    """The partials of a root in a box by parameters, a column for each; none where they are not enclosed."""
    if not parameters:
        return []
    others = {name: value for name, value in fixed.items() if name not in parameters}
    whole = Enclosing(functions, (*names, *parameters), others, equations.bits)
    whole.fixed = {name: equations.fixed[name] for name in others}
    over = whole.over([*box, *(equations.fixed[name] for name in parameters)], smooth=True)
    if over is None:
        return []
    count, size = len(names), len(parameters)
    slopes = arb_mat(count, count, [over.jacobian[i, j] for i in range(count) for j in range(count)])
    by = arb_mat(count, size, [-over.jacobian[i, count + j] for i in range(count) for j in range(size)])
    try:
        moves = slopes.solve(by)
    except ZeroDivisionError:
        return []
    return [[enclosing(moves[i, j]) for i in range(count)] for j in range(size)]


def _proved(equations: Enclosing, start: Sequence[float], digits: int, bits: int) -> list[Enclosure] | None:
    """A box that has exactly one root, as small as so many bits can tell."""
    count = len(start)
    _, slopes = equations.floats.at([*start])
    try:
        inverse = arb_mat(count, count, [float(one) for one in np.linalg.inv(slopes).ravel()])
    except (np.linalg.LinAlgError, ValueError):
        return None
    middle = [arb(one) for one in start]
    sizes = [max(abs(one), arb(2) ** -bits) for one in middle]
    last: list[Any] = sizes
    # The inverse of the doubles is good for some digits a step.
    for _ in range(LEAST_STEPS + int(STEPS_A_DIGIT * digits)):
        there = equations.over([Enclosure(one, one) for one in middle], smooth=False)
        if there is None:
            return None
        move = inverse * there.residuals
        moves = [abs(move[i, 0].mid()) for i in range(count)]
        middle = [(one - move[i, 0]).mid() for i, one in enumerate(middle)]
        sizes = [max(size, abs(one)) for size, one in zip(sizes, middle, strict=True)]
        done = all(step <= UNITS * size * arb(2) ** -bits for step, size in zip(moves, sizes, strict=True))
        last = moves
        if done:
            break
    radii = [max(WIDER * step, UNITS * size * arb(2) ** -bits) for step, size in zip(last, sizes, strict=True)]
    box = [Enclosure((one - radius).lower(), (one + radius).upper()) for one, radius in zip(middle, radii, strict=True)]
    image = equations.krawczyk(middle, box)
    if image is None or not equations.is_inside(image, box):
        return None
    return [enclosing(image[i, 0]) for i in range(count)]


def long_minimum(
    function: Function,
    at: Mapping[str, float],
    fixed: Mapping[str, float],
    inputs: Callable[[NumberSystem], Mapping[str, Any]],
    digits: int,
) -> Settled | None:
    """So many digits of the point next to one at which the gradient is 0, and of the value there."""
    slopes = gradient(function, tuple(input_nodes(function, tuple(at)).values()))
    return settled([slopes], at, fixed, inputs, digits, function)
