"""Derivatives within 4 units in the last place of the exact ones: at the worst points known, and at random ones.

Of those that may be further off the table says how far. The reference is Arb at the same doubles. Every way of
computing floats is measured: one point, NumPy, and LLVM.
"""

import math
import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from flint import arb, ctx
from support.row_kernels import BACKENDS, of_text, run

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.evaluation import evaluation
from autograd_cli.rows.kernel import UNDERFLOW, compile_kernel
from autograd_cli.run.evaluate import evaluate

PRECISION = 300
# What is promised, in units in the last place.
PROMISED = 4.0
MANY, FEW = 2000, 300

Point = tuple[float, ...]


def uniform(low: float, high: float) -> Callable[[random.Random], float]:
    return lambda draw: draw.uniform(low, high)


def sized(low: float, high: float, signed: bool = True) -> Callable[[random.Random], float]:
    """Numbers whose binary exponents are between two."""
    return lambda draw: 2.0 ** draw.uniform(low, high) * (draw.choice((-1, 1)) if signed else 1)


class Measured(NamedTuple):
    """A formula, one of its partials, where it is measured, the places at which it is 0, and how far it may be off."""

    text: str
    position: int
    exact: Callable[..., Any]
    draws: Sequence[Sequence[Callable[[random.Random], float]]]
    worst: Sequence[Point] = ()
    zero: Callable[..., bool] = lambda *_: False
    bound: float = PROMISED

    def points(self, count: int) -> list[Point]:
        draw = random.Random(f"{self.text} {self.position}")
        each = count // len(self.draws)
        drawn = [tuple(one(draw) for one in draws) for draws in self.draws for _ in range(each)]
        return [*self.worst, *(point for point in drawn if not self.zero(*point))]


def bell(x: Any) -> Any:
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


def share(x: Any) -> Any:
    return (-x / arb(2).sqrt()).erfc() / 2


def logistic(x: Any) -> Any:
    return 1 / (1 + (-x).exp())


def literal_power(c: str) -> Measured:
    exponent = arb(float(c))
    return Measured(
        f"x^{c}",
        0,
        lambda x: exponent * x ** (exponent - 1),
        [[sized(-200, 200, signed=False)], [uniform(0.01, 10)]],
        [(1e-300,), (1e300,), (2.9022009594721986e59,)],
    )


LARGE = sized(-300, 300, signed=False)
MEASURED = [
    *map(literal_power, ("1.1", "0.1", "0.7", "2.3", "1.0000001", "3.7", "0.3333333333333333")),
    Measured(
        "cbrt(x)",
        0,
        lambda x: 1 / (3 * (x if x > 0 else -x).root(3) ** 2),
        [[sized(-1000, 1000)]],
        [(-2.533038126550762e-207,), (1.2468417134516182e-36,), (5e-324,), (1.7e308,)],
    ),
    Measured(
        "coth(x)",
        0,
        lambda x: -1 / x.sinh() ** 2,
        [[uniform(-20, 20)]],
        [(-1.170306086375501,), (-1.8153070419561204,)],
        bound=PRIMITIVES["coth"].bound_of_rows,
    ),
    Measured(
        "tanh(x)",
        0,
        lambda x: 1 / x.cosh() ** 2,
        [[uniform(-20, 20)], [uniform(-350, 350)]],
        [(17.024463218156768,), (15.642956215406599,), (-8.674823270281827,)],
    ),
    Measured(
        "gelu(x)",
        0,
        lambda x: share(x) + x * bell(x),
        [[uniform(-8, 8)], [uniform(-37.5, 37.5)]],
        [(-4.689571513360635,), (-1.5824717817020861,)],
        lambda x: abs(x + 0.7517915246935645) < 2e-2,
    ),
    Measured(
        "silu(x)",
        0,
        lambda x: logistic(x) * (1 + x * logistic(-x)),
        [[uniform(-8, 8)], [uniform(-700, 700)]],
        [(-3.84110796136126,), (-6.616280038057749,), (-0.5664670249909918,)],
        lambda x: abs(x + 1.2784645427610737) < 2e-2,
    ),
    Measured(
        "atan(x)",
        0,
        lambda x: 1 / (1 + x * x),
        [[uniform(-10, 10)], [sized(-500, 500)]],
        [(-0.09946098263182535,), (-7.978032830028285,)],
    ),
    Measured(
        "log(x, b)",
        0,
        lambda x, b: 1 / (x * b.log()),
        [[LARGE, LARGE]],
        [(1.2476546199574462e-66, 0.5981615474535327)],
        lambda x, b: abs(b - 1) < 1e-2,
    ),
    Measured(
        "log(x, b)",
        1,
        lambda x, b: -x.log() / (b * b.log() ** 2),
        [[LARGE, LARGE]],
        [(7.433701616903056e-18, 3.983911493432131e-62), (1.5202336501945706e74, 10.021186998051883)],
        lambda x, b: abs(b - 1) < 1e-2 or abs(x - 1) < 1e-2,
    ),
    Measured(
        "inversion(x, y)",
        1,
        lambda x, y: -2 * x * y / (x * x + y * y) ** 2,
        [[sized(-10, 10), sized(-10, 10)], [sized(-140, 140), sized(-140, 140)]],
        [(-0.001230800459143028, -34.576873169985575), (-5.188961281680893e-10, 3.1016236498216124e-08)],
    ),
    Measured(
        "inversion(x, y)",
        0,
        lambda x, y: (y - x) * (y + x) / (x * x + y * y) ** 2,
        [[sized(-10, 10), sized(-10, 10)], [sized(-140, 140), sized(-140, 140)]],
        bound=PRIMITIVES["inversion"].bound,
    ),
    *(
        Measured(
            f"{name}(x)", 0, exact, [[uniform(-1.6, 1.6)], [uniform(-1e3, 1e3)]], bound=PRIMITIVES[name].bound_of_rows
        )
        for name, exact in (
            ("tan", lambda x: 1 / x.cos() ** 2),
            ("cot", lambda x: -1 / x.sin() ** 2),
            ("sec", lambda x: x.sin() / x.cos() ** 2),
            ("csc", lambda x: -x.cos() / x.sin() ** 2),
        )
    ),
    Measured(
        "direction(x, y)",
        1,
        lambda x, y: -x * y / (x * x + y * y).sqrt() ** 3,
        [[sized(-10, 10), sized(-10, 10)], [sized(-140, 140), sized(-140, 140)]],
    ),
]


def identify(value: Any) -> str:
    return f"{value.text} by {value.position}" if isinstance(value, Measured) else str(value)


def units(value: float, exact: Any) -> float:
    """How far a float is from the exact number, in units of its last place."""
    double = float(exact)
    if math.isinf(double) or not math.isfinite(value):
        return 0.0 if value == double else math.inf
    return float(abs(arb(value) - exact) / arb(max(math.ulp(double), 5e-324)))


def worst_of(measured: Measured, points: Sequence[Point], values: Sequence[float]) -> tuple[float, Point]:
    with ctx.workprec(PRECISION):
        exact = [measured.exact(*map(arb, point)) for point in points]
        return max((units(*pair), point) for *pair, point in zip(values, exact, points, strict=True))


@pytest.mark.parametrize("measured", MEASURED, ids=identify)
def test_partial_at_one_point_is_within_four_units(measured: Measured) -> None:
    points = measured.points(MANY)
    function = of_text(measured.text)
    output = function.outputs[1 + measured.position]
    values = [evaluate(function, dict(zip(function.input_names, point, strict=True)))[output] for point in points]
    assert worst_of(measured, points, values) <= (measured.bound, (math.inf,))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("measured", MEASURED, ids=identify)
def test_partial_in_many_rows_is_within_four_units(measured: Measured, backend: str) -> None:
    points = measured.points(MANY)
    columns = [np.array(column) for column in zip(*points, strict=True)]
    outputs, _ = run(compile_kernel(of_text(measured.text), backend), columns, len(points))
    values = [float(value) for value in outputs[1 + measured.position]]
    assert worst_of(measured, points, values) <= (measured.bound, (math.inf,))


# Where an entry's own output is below the normal doubles


def power_below(draw: random.Random) -> Point:
    """A base and an exponent of a power that is subnormal."""
    y = 2.0 ** draw.uniform(0.2, 8)
    return 2.0 ** (draw.uniform(-1070, -1023) / y), y


TINY = sized(-1073, -1022)
BELOW = [
    Measured("x/y", 1, lambda x, y: -x / y**2, [[TINY, sized(-50, 0)]], [(-7.4e-323, 1.5277231270909227e-09)]),
    Measured("direction(x, y)", 1, lambda x, y: -x * y / (x * x + y * y).sqrt() ** 3, [[TINY, sized(-50, 0)]]),
    Measured("inversion(x, y)", 1, lambda x, y: -2 * x * y / (x * x + y * y) ** 2, [[TINY, sized(-50, 0)]]),
    Measured("x^y", 0, lambda x, y: y * x ** (y - 1), [], [(5.916466834397997e-292, 1.0951716856602904)]),
    Measured("x^y", 1, lambda x, y: x**y * x.log(), [], [(5.916466834397997e-292, 1.0951716856602904)]),
]


def points_below(measured: Measured) -> list[Point]:
    if measured.draws:
        return measured.points(FEW)
    draw = random.Random(3)
    return [*measured.worst, *(power_below(draw) for _ in range(FEW))]


@pytest.mark.parametrize("measured", BELOW, ids=identify)
def test_partial_through_a_subnormal_result_is_within_four_units(measured: Measured) -> None:
    points = points_below(measured)
    names = list(of_text(measured.text).input_names)
    values = []
    for point in points:
        report = evaluation(pose(Source(measured.text), dict(zip(names, point, strict=True))))
        values.append((report.gradient or {})[names[measured.position]])
    assert worst_of(measured, points, values) <= (PROMISED, (math.inf,))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("measured", BELOW, ids=identify)
def test_row_whose_partial_lost_digits_to_a_subnormal_result_is_flagged(measured: Measured, backend: str) -> None:
    points = points_below(measured)
    columns = [np.array(column) for column in zip(*points, strict=True)]
    outputs, flags = run(compile_kernel(of_text(measured.text), backend), columns, len(points))
    with ctx.workprec(PRECISION):
        exact = [measured.exact(*map(arb, point)) for point in points]
        wrong = [
            point
            for value, right, flag, point in zip(outputs[1 + measured.position], exact, flags, points, strict=True)
            if units(float(value), right) > PROMISED and not flag & UNDERFLOW
        ]
    assert not wrong


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize(
    ("text", "values", "gradient"),
    [
        ("norm([z, z])", {"z": 5e-324}, [math.sqrt(2)]),
        ("norm([x, y])", {"x": 5e-324, "y": 5e-324}, [math.sqrt(0.5), math.sqrt(0.5)]),
        ("norm([x, y, y])", {"x": 1e-310, "y": 5e-324}, [1.0, 2 * 5e-324 / 1e-310]),
    ],
)
def test_norm_of_subnormal_numbers_has_its_slopes(
    text: str, values: dict[str, float], gradient: list[float], mode: str
) -> None:
    report = evaluation(pose(Source(text), values), mode=mode)
    assert [*(report.gradient or {}).values()] == pytest.approx(gradient, rel=1e-12)
