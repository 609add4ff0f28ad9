"""The table's elementwise rows with their references: which have derivatives, where to look, and sweeps over one."""

import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli import gradient
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import Lowered, lower
from autograd_cli.graphs.templates import condition_template
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.report.catalogue import written
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.forward import gradient_by_columns
from autograd_cli.sweeps.reverse import gradient as reverse_gradient
from autograd_cli.syntax.parser import parse
from support.defined_rows import ROWS as DEFINED
from support.float_rows import ROWS as KERNELS
from support.float_rows import Row
from support.partial_rows import partial_rows
from support.special_rows import ROWS as OVER_LIBRARIES

REFERENCES = {row.name: row for row in (*KERNELS, *DEFINED, *OVER_LIBRARIES)}
REFERENCES |= {
    "mod": Row("mod", lambda x, y: x - y * mp.floor(x / y), REFERENCES["mod"].points),
    "power_constant": Row(
        "power_constant", lambda x, y: x**y, next(row for row in KERNELS if row.name == "power").points
    ),
}
REFERENCES |= partial_rows(REFERENCES)
# Rows without a derivative to compare: piecewise constant, selecting, or without operands.
ELEMENTWISE = [row for row in PRIMITIVES.values() if not row.shape]
PIECEWISE_CONSTANT = {row.name for row in ELEMENTWISE if row.rules and all(rule == "0" for rule in row.rules)}
SELECTING = {"where", "min", "max", "clamp", "abs"}
DIFFERENTIABLE = [row for row in ELEMENTWISE if row.rules and row.name not in PIECEWISE_CONSTANT | SELECTING]
# Digits carried by a derivative's reference, until two agree, and how many places the two points of a difference are
# apart, relative to the argument; most of the rest is for what cancels.
PLACES = {50: 12, 150: 10, 340: 12, 900: 60}
# With so many digits what is 0 is so to doubles too.
MANY = 340
MOST_POINTS = 150


def formula(row: Entry) -> str:
    return f"({written(row)})" if row.operator else f"{row.call}({', '.join(row.names)})"


@cache
def swept(name: str, mode: str) -> tuple[Lowered, Function]:
    """The row's function of its parameters and, as outputs, its value and all its partials."""
    row = PRIMITIVES[name]
    lowered = lower(parse(Source(formula(row))))
    wanted = tuple(lowered.inputs[parameter] for parameter in row.names)
    sweep = reverse_gradient if mode == "reverse" else gradient_by_columns
    partials = sweep(lowered.function, wanted).outputs
    return lowered, Function(lowered.function.graph, lowered.function.inputs, lowered.function.outputs + partials)


def outputs(name: str, point: Sequence[float], mode: str = "reverse") -> list[float]:
    _, function = swept(name, mode)
    values = evaluate(function, dict(zip(PRIMITIVES[name].names, point, strict=True)))
    return [values[number] for number in function.outputs]


def settled(
    compute: Callable[[int], Any],
    digits: Iterable[int],
    relative: float,
    confirmed: Callable[[Any], bool] | None = None,
) -> Any:
    """A number at the first digits at which it is that of the digits before, and not 0; else at the last ones.

    One that is `confirmed`, as by another way to it, needs no more, but for 0, which needs many.
    """
    last = None
    for carried in digits:
        number = compute(carried)
        if confirmed and (number or carried >= MANY) and confirmed(number):
            break
        if last and number and mp.isfinite(number) and abs(number - last) <= relative * abs(number):
            break
        last = number
    return number


def exact_partial(
    exact: Callable[..., Any], point: Sequence[float], position: int, confirmed: Callable[[Any], bool] | None = None
) -> Any:
    """The partial, to more digits than a double has; to those of a double where it is `confirmed`."""
    return settled(lambda digits: _difference(exact, point, position, digits), PLACES, 1e-18, confirmed)


def _difference(exact: Callable[..., Any], point: Sequence[float], position: int, digits: int) -> Any:
    """The partial by a central difference: of 900 digits, with h = 1e-60 |x|, it is right to some 120 digits."""
    with mp.workdps(digits):
        x = [mp.mpf(value) for value in point]
        h = mp.mpf(10) ** -PLACES[digits] * (min(abs(x[position]), 1) or mp.mpf(10) ** -400)
        up, down = ([*x[:position], x[position] + side, *x[position + 1 :]] for side in (h, -h))
        return mp.re(exact(*up) - exact(*down)) / (2 * h)


def points(row: Entry) -> list[tuple[float, ...]]:
    """A sample of the kernel's points, the same at every run. No number is 0 but those that are orders."""
    orders = {place for place, name in enumerate(row.names) if name in row.integers}
    all_points = list(REFERENCES[row.name].points)
    most = row.slow or MOST_POINTS
    chosen = all_points if len(all_points) <= most else random.Random(7).sample(all_points, most)
    inside = [point for point in chosen if all(x or place in orders for place, x in enumerate(point))]
    return [point for point in inside if smooth(row, point)]


def smooth(row: Entry, point: Sequence[float]) -> bool:
    """Whether a point is at no kink, and the entry promises its accuracy there."""
    return not any(holds(row, text, point) for text in (row.exempt, row.kink) if text)


def holds(row: Entry, text: str, point: Sequence[float]) -> bool:
    """Whether a condition of an entry holds at a point."""
    function = condition_template(row.name, text, len(point)).function
    names = dict(zip(function.input_names, (*point, outputs(row.name, point)[0]), strict=True))
    return bool(evaluate(function, names)[function.outputs[0]])


def identify(value: object) -> object:
    """A row's name in the name of a test."""
    return value.name if isinstance(value, Entry) else value


def ordinary(row: Entry) -> list[tuple[float, ...]]:
    """Points of moderate size at which the row is smooth."""
    moderate = [p for p in REFERENCES[row.name].points if 0.0 not in p and all(1e-3 < abs(x) < 40 for x in p)]
    # Of orders that are not whole, Python's spelling refuses some, and mpmath takes seconds next to whole ones.
    moderate = [p for p in moderate if all(p[row.names.index(name)] % 1 == 0 for name in row.fixed)]
    shaken = random.Random(4)
    if len(moderate) < 12 and not row.integers:
        moderate += [tuple(shaken.uniform(0.2, 0.9) for _ in row.names) for _ in range(4)]
        moderate += [tuple(shaken.uniform(1.1, 3.0) for _ in row.names) for _ in range(4)]
    kept = []
    for point in random.Random(3).sample(moderate, min(12, len(moderate))):
        smooth_in = [name for name in row.names if name not in row.undifferentiated]
        findings = gradient(formula(row), dict(zip(row.names, point, strict=True)), wrt=smooth_in).findings
        if not findings:
            kept.append(point)
    return kept[:6]
