"""The table, walked: every text in it, every value and every derivative against 50 digits, in both sweeps.

A row's reference is the function in mpmath numbers that `support.float_rows` has for its kernel; the derivative's
reference is that function differentiated numerically at some hundred digits. No derivative is written by hand.
"""

import itertools
import math
import random
import runpy
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.calls import call
from support.float_rows import error_in_ulps
from support.table_rows import (
    DIFFERENTIABLE,
    ELEMENTWISE,
    REFERENCES,
    exact_partial,
    formula,
    holds,
    identify,
    ordinary,
    outputs,
    points,
    settled,
    swept,
)

from autograd_cli import AutogradError, gradient
from autograd_cli.ask.problem import pose
from autograd_cli.enclosures.decimals import digits_text, has_digits
from autograd_cli.errors import Source
from autograd_cli.graphs.continuous import pairs
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import lower
from autograd_cli.graphs.templates import condition_template, partial_template
from autograd_cli.primitives import FUNCTIONS, KINKS, PRIMITIVES, Entry, LazyTable
from autograd_cli.report.catalogue import catalogue
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.forward import push_forward
from autograd_cli.sweeps.reverse import gradient as reverse_gradient
from autograd_cli.syntax.ast import Call, Name
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.systems.systems import FLOAT, load

PARTIALS = [(row, position) for row in DIFFERENTIABLE for position, rule in enumerate(row.rules) if rule != "0"]


# References that take seconds.
LONGEST = ("betainc_ab", "beta_density_abx", "owens_t_slope")
LONG = (
    *("normal_cdf", "gelu", "gelu_derivative", "gamma", "digamma", "lgamma", "gammainc_a", "betainc_ab"),
    *("owens_t_slope", "carlson_integral"),
)


@pytest.mark.parametrize(
    ("row", "position"),
    [pytest.param(*pair, marks=pytest.mark.slow if pair[0].name in LONG else ()) for pair in PARTIALS],
    ids=identify,
)
def test_partial_is_within_its_bound_over_the_whole_domain(row: Entry, position: int) -> None:
    reference = REFERENCES[row.name]
    bound = row.bound
    misses = []
    for point in points(row):
        value = outputs(row.name, point)[1 + position]
        # Two ways that have the same number need no third.
        exact = exact_partial(
            reference.exact, point, position, lambda one, value=value: error_in_ulps(value, one) <= bound
        )
        needed = row.partial_domains[position] if row.partial_domains else ""
        if needed and not holds(row, needed, point):
            assert math.isnan(value)
            continue
        # The sign of a zero partial says nothing that a step in any direction would not say.
        error = error_in_ulps(abs(value), abs(exact)) if value == 0 else error_in_ulps(value, exact)
        zero, width, size = row.zeros or (math.inf, 0.0, 0.0)
        cancels = abs(abs(point[position]) - zero) < width
        if error > bound and not (cancels and abs(value - exact) <= bound * math.ulp(size)):
            misses.append((error, point, value, float(exact)))
    assert not misses, sorted(misses)[-3:]


NAMED = [
    ("sigmoid", 40.0), ("sigmoid", -745.0), ("tanh", 30.0), ("tanh", 372.0), ("asin", 1 - 2.0**-53), ("asin", 0.999999),
    ("asinh", 1e200), ("erf", 24.0), ("erf", 26.5), ("sin_over_x", 1e-6), ("sin_over_x", 1e-300), ("sin", 1e300),
    ("atan", 1e160),
    ("softsign", 1e160), ("log1p", -1 + 2.0**-53), ("acosh", 1 + 2.0**-52), ("atanh", -1 + 2.0**-53), ("silu", -740.0),
    ("gelu", -38.0), ("logit", 5e-324), ("log10", 3e-309), ("lgamma", 1.0), ("lgamma", 2.0), ("exp", -745.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "x"), NAMED)
def test_partial_at_a_difficult_place(name: str, x: float) -> None:
    exact = exact_partial(REFERENCES[name].exact, (x,), 0)
    assert error_in_ulps(outputs(name, (x,))[1], exact) <= PRIMITIVES[name].bound


def test_every_differentiable_row_has_a_reference() -> None:
    assert {row.name for row in DIFFERENTIABLE} <= set(REFERENCES)


@pytest.mark.parametrize("row", DIFFERENTIABLE, ids=lambda row: row.name)
def test_forward_mode_gives_what_reverse_mode_gives(row: Entry) -> None:
    for point in points(row)[:40]:
        assert outputs(row.name, point, "forward") == pytest.approx(
            outputs(row.name, point), rel=1e-15, abs=0, nan_ok=True
        )


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, marks=pytest.mark.slow if row.name in LONGEST else ()) for row in DIFFERENTIABLE],
    ids=lambda row: row.name,
)
def test_dot_product_identity(row: Entry) -> None:
    """The JVP along v equals the gradient times v."""
    lowered, function = swept(row.name, "reverse")
    numbers = tuple(lowered.inputs[name] for name in row.names)
    steps = (1.5, -0.75, 0.5, -1.25, 0.8, -0.6, 1.1, -0.9)
    direction = [0.0 if name in row.undifferentiated else c for name, c in zip(row.names, steps, strict=False)]
    seeds = tuple(function.graph.constant(str(component)) for component in direction)
    along = push_forward(lowered.function, numbers, seeds)
    for point in ordinary(row):
        names = dict(zip(row.names, point, strict=True))
        jvp = evaluate(along, names)[along.outputs[0]]
        partials = outputs(row.name, point)[1:]
        terms = [a * b for a, b in zip(partials, direction, strict=True)]
        assert jvp == pytest.approx(sum(terms), rel=1e-13, abs=1e-15 * max(map(abs, terms)))


@pytest.mark.parametrize(
    ("row", "position"),
    [pytest.param(*pair, marks=pytest.mark.slow if pair[0].name in LONGEST else ()) for pair in PARTIALS],
    ids=identify,
)
def test_second_derivative_is_that_of_the_reference(row: Entry, position: int) -> None:
    """The sweep over the sweep, against the reference differentiated twice."""
    lowered, function = swept(row.name, "reverse")
    number = lowered.inputs[row.names[position]]
    first = Function(function.graph, function.inputs, (function.outputs[1 + position],))
    second = reverse_gradient(first, (number,))
    exact = REFERENCES[row.name].exact
    chosen = ordinary(row)
    assert chosen
    for point in chosen[: 2 if row.slow else 6]:
        names = dict(zip(row.names, point, strict=True))
        value = evaluate(second, names)[second.outputs[0]]
        with mp.workdps(140):
            x = [mp.mpf(one) for one in point]
            h = mp.mpf(10) ** -30
            sides = [exact(*x[:position], x[position] + s * h, *x[position + 1 :]) for s in (1, 0, -1)]
            reference = float(mp.re((sides[0] - 2 * sides[1] + sides[2]) / h**2))
        scale = max(abs(reference), abs(outputs(row.name, point)[1 + position]), 1e-300)
        assert value == pytest.approx(reference, rel=1e-10, abs=1e-13 * scale), point


# The rows that are derivatives themselves are met as such.
OF_ONE_VARIABLE = [row for row in DIFFERENTIABLE if len(row.names) == 1 and not row.internal]
FAR_OUT = [sign * x for x in (30.0, 372.0, 720.0, 800.0, 1e5, 1.2e154, 1e160, 1e200, 1e300) for sign in (1, -1)]


@pytest.mark.parametrize("row", OF_ONE_VARIABLE, ids=lambda row: row.name)
def test_first_three_derivatives_are_numbers_far_out(row: Entry) -> None:
    """No 0 times infinity on the way to a derivative that tends to 0."""
    lowered, function = swept(row.name, "reverse")
    wanted = tuple(lowered.inputs.values())
    orders = [Function(function.graph, function.inputs, (function.outputs[1],))]
    while len(orders) < 3:
        orders.append(reverse_gradient(orders[-1], wanted))
    for x in FAR_OUT:
        if math.isfinite(outputs(row.name, (x,))[0]):
            names = {row.names[0]: x}
            derivatives = [evaluate(order, names)[order.outputs[0]] for order in orders]
            assert not any(map(math.isnan, derivatives)), (x, derivatives)


@pytest.mark.parametrize("row", PRIMITIVES.values(), ids=lambda row: row.name)
def test_every_text_of_a_row_is_in_the_language(row: Entry) -> None:
    count = max(len(row.names), 3) if row.variadic else len(row.names)
    conditions = [row.domain, row.boundary, row.pole, row.kink, row.jump, row.exempt]
    conditions += [row.exempt_in_rows, *row.partial_domains]
    for text in filter(None, () if row.shape else conditions):
        assert condition_template(row.name, text, count).uses <= {*row.names, "out"} | {f"x{i}" for i in range(count)}
    for position in range(count if row.rules and not row.shape else 0):
        for preset in ("autograd-1", *KINKS):
            partial_template(row.name, position, count, preset)
    assert len(row.rules) == len(row.names) or row.expansion or row.shape == "definition" or row.sharp
    for text in (*row.rules, row.definition, *(conditions if row.shape else ())):
        trees = list(parse_expression(text).walk()) if text else []
        called = {part.function for part in trees if isinstance(part, Call)}
        names = {part.name for part in trees if isinstance(part, Name)}
        assert called <= set(FUNCTIONS)
        known = {*row.names, *row.statics, "out", "xs", *IN_MATH} | ({"g", "part"} if row.shape else set())
        assert names <= known
    assert set(row.undifferentiated) <= set(row.names)
    assert row.form.format(**dict.fromkeys((*row.names, *row.statics), "u"))


@pytest.mark.parametrize(
    "row",
    [row for row in PRIMITIVES.values() if not (row.internal and row.operator)],
    ids=lambda row: row.name,
)
def test_every_row_has_an_example_that_runs(row: Entry) -> None:
    assert row.examples
    for text in row.examples:
        value = gradient(text).value
        if row.name in REFERENCES and row.call:
            (call,) = parse(Source(text)).statements
            assert isinstance(call, Call)
            arguments = [gradient_of(argument, text) for argument in call.arguments]
            if 0.0 in arguments:
                continue
            defaults = [float(default) for default in row.defaults[len(arguments) :] if default is not None]
            exact = REFERENCES[row.name].exact(*map(mp.mpf, (*arguments, *defaults)))
            assert value == pytest.approx(float(mp.re(exact)), rel=1e-14)


def gradient_of(tree: Any, text: str) -> float:
    return gradient(text[tree.span.start : tree.span.stop]).value


@pytest.mark.parametrize(
    ("text", "point"),
    [(row.definition, row) for row in DIFFERENTIABLE if row.definition],
    ids=[row.name for row in DIFFERENTIABLE if row.definition],
)
def test_definition_has_the_value_of_the_row(text: str, point: Entry) -> None:
    row = point
    for arguments in ordinary(row):
        names = dict(zip(row.names, arguments, strict=True))
        wanted = [name for name in row.names if name not in row.undifferentiated]
        direct = gradient(formula(row), names, wrt=wanted)
        expanded = gradient(text, {name: value for name, value in names.items() if name in text}, wrt=wanted)
        assert expanded.value == pytest.approx(direct.value, rel=1e-9, abs=1e-13)
        assert expanded.gradient is not None
        assert direct.gradient is not None
        for name, slope in expanded.gradient.items():
            assert slope == pytest.approx(direct.gradient[name], rel=1e-8, abs=1e-11)


@pytest.mark.parametrize(
    "alias", [(alias, row) for row in PRIMITIVES.values() for alias in row.aliases], ids=lambda a: a[0]
)
def test_alias_means_its_row(alias: tuple[str, Entry]) -> None:
    name, row = alias
    assert row in FUNCTIONS[name]


# Policy autograd-1 at the places without a derivative: value, partials by parameter, kinds of the findings.
POLICY = [
    ("relu(x)", {"x": 0}, [0], ["kink"]),
    ("abs(x)", {"x": 0}, [0], ["kink"]),
    ("hypot(x, y)", {"x": 0, "y": 0}, [0, 0], ["kink"]),
    ("clamp(x, 0, 1)", {"x": 0}, [0.5], ["kink"]),
    ("clamp(x, 0, 1)", {"x": 1}, [0.5], ["kink"]),
    ("clamp(x, y, z)", {"x": 1, "y": 1, "z": 1}, [1 / 3] * 3, ["kink"]),
    ("clamp(x, y, z)", {"x": 1, "y": 2, "z": 1}, [0, 0, 1], []),
    ("clamp(x, y, z)", {"x": 3, "y": 1, "z": 1}, [0, 0, 1], []),
    ("clamp(x, y, z)", {"x": 0, "y": 1, "z": 1}, [0, 0.5, 0.5], ["kink"]),
    ("xlogy(x, y)", {"x": 0, "y": 0}, [-math.inf, 0], ["boundary"]),
    ("mod(x, y)", {"x": 1, "y": 0.1}, [1, -9], []),
    ("clamp(x, 0, 1)", {"x": 2}, [0], []),
    ("relu6(x)", {"x": 0}, [0], ["kink"]),
    ("relu6(x)", {"x": 6}, [0], ["kink"]),
    ("hardtanh(x)", {"x": 1}, [0], ["kink"]),
    ("hardtanh(x)", {"x": -1}, [0], ["kink"]),
    ("leaky_relu(x, 0.1)", {"x": 0}, [0.1], ["kink"]),
    ("leaky_relu(x, -1)", {"x": 0}, [0], ["kink"]),
    ("elu(x)", {"x": 0}, [1], []),
    ("elu(x, 2)", {"x": 0}, [1], ["kink"]),
    ("selu(x)", {"x": 0}, [1.0507009873554805], ["kink"]),
    ("softsign(x)", {"x": 0}, [1], []),
    ("max(x, y)", {"x": 1, "y": 1}, [0.5, 0.5], ["kink"]),
    ("min(x, y, z)", {"x": 1, "y": 1, "z": 1}, [1 / 3] * 3, ["kink"]),
    ("sqrt(x)", {"x": 0}, [math.inf], ["boundary"]),
    ("sqrt(x)", {"x": -0.0}, [math.inf], ["boundary"]),
    ("log(x)", {"x": -0.0}, [math.inf], ["boundary"]),
    ("log2(x)", {"x": -0.0}, [math.inf], ["boundary"]),
    ("logit(x)", {"x": -0.0}, [math.inf], ["boundary"]),
    ("cbrt(x)", {"x": 0}, [math.inf], ["kink"]),
    ("log(x)", {"x": 0}, [math.inf], ["boundary"]),
    ("log1p(x)", {"x": -1}, [math.inf], ["boundary"]),
    ("asin(x)", {"x": 1}, [math.inf], ["boundary"]),
    ("acos(x)", {"x": -1}, [-math.inf], ["boundary"]),
    ("acosh(x)", {"x": 1}, [math.inf], ["boundary"]),
    ("atanh(x)", {"x": 1}, [math.inf], ["boundary"]),
    ("logit(x)", {"x": 0}, [math.inf], ["boundary"]),
    ("x^0.5", {"x": 0}, [math.inf], ["boundary"]),
    ("x^1.5", {"x": 0}, [0], ["boundary"]),
    ("x^-2", {"x": 0}, [math.nan], ["domain"]),
    ("1/x", {"x": 0}, [math.nan], ["domain"]),
    ("gamma(x)", {"x": 0}, [math.nan], ["domain"]),
    ("gamma(x)", {"x": -3}, [math.nan], ["domain"]),
    ("log(x)", {"x": -1}, [math.nan], ["domain"]),
    ("asin(x)", {"x": 2}, [math.nan], ["domain"]),
    ("acosh(x)", {"x": 0}, [math.nan], ["domain"]),
    ("log(x, b)", {"x": 2, "b": 1}, [math.nan, math.nan], ["domain"]),
    ("xlogy(x, y)", {"x": 0, "y": -1}, [math.nan, math.nan], ["domain"]),
    ("atan2(y, x)", {"y": 0, "x": 0}, [math.nan, math.nan], ["domain"]),
    ("floor(x)", {"x": 2}, [0], ["jump"]),
    ("ceil(x)", {"x": 2}, [0], ["jump"]),
    ("round(x)", {"x": 2.5}, [0], ["jump"]),
    ("sign(x)", {"x": 0}, [0], ["jump"]),
    ("mod(x, y)", {"x": -7, "y": 3}, [1, 3], []),
    ("mod(x, y)", {"x": 6, "y": 3}, [1, -2], ["jump"]),
    ("mod(x, y)", {"x": 6, "y": 0}, [math.nan, math.nan], ["domain"]),
]


@pytest.mark.parametrize(("text", "values", "partials", "kinds"), POLICY)
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_policy_where_there_is_no_derivative(
    text: str, values: dict[str, float], partials: list[float], kinds: list[str], mode: str
) -> None:
    report = gradient(text, values, mode=mode)
    assert report.gradient is not None
    assert list(report.gradient.values()) == pytest.approx(partials, nan_ok=True)
    assert [finding.kind for finding in report.findings] == kinds


# What other systems give, measured: text, point, partials by preset (None where the preset does not cover the cell).
NAN = math.nan
MEASURED = [
    ("relu(x)", {"x": 0}, {"torch": [0], "jax": [0], "tf": [0]}),
    ("abs(x)", {"x": 0}, {"torch": [0], "jax": [1], "tf": [0]}),
    ("max(x, 0)", {"x": 0}, {"torch": [0.5], "jax": [0.5], "tf": [1]}),
    ("max(x, y)", {"x": 1, "y": 1}, {"torch": [0.5, 0.5], "jax": [0.5, 0.5], "tf": [1, 0]}),
    ("min(x, y)", {"x": 1, "y": 1}, {"torch": [0.5, 0.5], "jax": [0.5, 0.5], "tf": [1, 0]}),
    ("clamp(x, 0, 1)", {"x": 0}, {"torch": [1], "jax": [0.5], "tf": [1]}),
    ("clamp(x, 0, 1)", {"x": 1}, {"torch": [1], "jax": [0.5], "tf": [1]}),
    ("leaky_relu(x, 0.1)", {"x": 0}, {"torch": [0.1], "jax": [1], "tf": [0.1]}),
    ("sqrt(x)", {"x": 0}, {"torch": [math.inf], "jax": [math.inf], "tf": [math.inf]}),
    ("log(x)", {"x": -1}, {"torch": [-1], "jax": [-1], "tf": [-1]}),
    ("hypot(x, y)", {"x": 0, "y": 0}, {"torch": [NAN, NAN], "jax": [0.5, 0.5]}),
    ("x^y", {"x": 0, "y": 2}, {"torch": [0, 0], "jax": [0, 0], "tf": [0, 0]}),
    ("x^y", {"x": 0, "y": 0}, {"torch": [0, 0], "jax": [NAN, 0], "tf": [NAN, 0]}),
    ("x^0", {"x": 0}, {"torch": [0], "jax": [0], "tf": [NAN]}),
    ("where(x > 0, sqrt(x), 0)", {"x": 0}, {"torch": [NAN], "jax": [NAN], "tf": [0]}),
    ("where(x > 0, sqrt(x), x)", {"x": -1}, {"torch": [NAN], "jax": [NAN], "tf": [1]}),
    ("x*log(x)", {"x": 0}, {"torch": [NAN], "jax": [NAN], "tf": [NAN]}),
    ("1/(1+exp(-x))", {"x": -1000}, {"torch": [NAN], "jax": [NAN], "tf": [NAN]}),
    ("relu(x)-relu(-x)", {"x": 0}, {"torch": [0], "jax": [0], "tf": [0]}),
]


@pytest.mark.parametrize(
    ("text", "values", "preset", "partials"),
    [(text, values, preset, partials) for text, values, cells in MEASURED for preset, partials in cells.items()],
)
def test_preset_gives_what_its_system_gives(
    text: str, values: dict[str, float], preset: str, partials: list[float]
) -> None:
    report = gradient(text, values, kinks=preset)
    assert report.gradient is not None
    assert list(report.gradient.values()) == pytest.approx(partials, nan_ok=True)


def test_finding_says_what_the_other_presets_give() -> None:
    assert gradient("abs(x)", {"x": 0}).findings[0].message.endswith("0 is used (jax: 1)")
    assert (
        gradient("abs(x)", {"x": 0}, kinks="jax")
        .findings[0]
        .message.endswith("1 is used (autograd-1: 0; torch: 0; tf: 0)")
    )
    assert "(torch: -1; jax: -1; tf: -1)" in gradient("log(x)", {"x": -1}).findings[0].message
    assert "(" not in gradient("relu(x)", {"x": 0}).findings[0].message.partition("is used")[2]


def test_power_of_a_constant_exponent_does_not_build_a_logarithm() -> None:
    lowered = lower(parse(Source("x^3")))
    reverse_gradient(lowered.function, tuple(lowered.inputs.values()))
    assert {"log", "xlogy"}.isdisjoint(node.primitive for node in lowered.function.graph.nodes)


def test_partial_of_a_power_may_be_differentiated_by_its_exponent_at_zero() -> None:
    """The exponent depends on nothing wanted in the first sweep, and is what the second is for."""
    lowered = lower(parse(Source("x^y")))
    first = reverse_gradient(lowered.function, (lowered.inputs["x"],))
    mixed = reverse_gradient(first, (lowered.inputs["y"],))
    assert evaluate(mixed, {"x": 2.0, "y": 0.0})[mixed.outputs[0]] == 0.5


def test_integer_parameter_is_not_differentiable() -> None:
    assert gradient("polygamma(1, x)", {"x": 2}).gradient == pytest.approx({"x": float(mp.polygamma(2, 2))})
    with pytest.raises(AutogradError, match="whole numbers"):
        gradient("polygamma(n, x)", {"n": 1, "x": 2})
    assert gradient("polygamma(n, x)", {"n": 1, "x": 2}, wrt="x").gradient is not None


def test_catalogue_has_every_row() -> None:
    entries = catalogue().functions
    assert [entry.name for entry in entries] == sorted(PRIMITIVES, key=lambda name: PRIMITIVES[name].internal)
    (sigmoid,) = catalogue("sigmoid").functions
    assert sigmoid.keeps == ("x", "out")
    assert sigmoid.derivatives == {"x": "out*sigmoid(-x)"}
    assert pose(Source("1"), {}).values == {}


@pytest.mark.parametrize("name", ["power", "log_base", "tan", "hypot", "atan2", "gelu", "erf", "beta", "cauchy_lpdf"])
def test_derivatives_that_are_shown_are_those_that_are_computed(name: str) -> None:
    (entry,) = (one for one in catalogue().functions if one.name == name)
    point = {parameter: 0.6 + i / 4 for i, parameter in enumerate(entry.rules)}
    assert entry.derivatives != entry.rules
    for parameter in entry.rules:
        texts = (entry.derivatives[parameter], entry.rules[parameter])
        shown, computed = (
            gradient(f"out = {entry.call}; {text} + 0*out*{'*'.join(point)}", point, wrt=[]).value for text in texts
        )
        assert shown == pytest.approx(computed, rel=1e-14)


def test_derivative_of_any_number_of_arguments_is_shown_for_two() -> None:
    assert next(one for one in catalogue("max").functions).derivatives == {"x": "where(x > y, 1, where(x < y, 0, 1/2))"}


TABLE = Path(__file__).parents[2] / "scripts" / "table.py"


def test_index_is_what_the_script_writes() -> None:
    script = runpy.run_path(str(TABLE))
    assert script["index"]() == script["INDEX"].read_text(encoding="utf-8")


def test_table_has_no_faults() -> None:
    assert runpy.run_path(str(TABLE))["all_faults"]() == []


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("sin", {"summary": ""}, "has no summary"),
    ("sin", {"examples": ()}, "has no example"),
    ("sin", {"group": "trigonomtric"}, "has an unknown group: 'trigonomtric'"),
    ("dot", {"kind": "produkt"}, "has an unknown kind: 'produkt'"),
    ("dot", {"kind": "elementwise"}, "is of the kind elementwise and has the shape 'n, n -> '"),
    ("sum", {"shape": "reduces"}, "has an unknown rule for its shape: 'reduces'"),
    ("dot", {"shape": "n -> "}, "has 2 operands, and a shape of 1"),
    ("prod", {"expansion": "thirds"}, "has an unknown expansion: 'thirds'"),
    ("hypot", {"rules": ("1",)}, "has 2 operands, and 1 rules"),
    ("where", {"guards": ("", "c")}, "has 3 operands, and 2 guards"),
    ("where", {"guards": ("", "c", "not d")}, "has no parameter 'd', which it names"),
    ("power", {"integers": ("n",)}, "has no parameter 'n', which it names"),
    ("power", {"constant": ("y", "powers")}, "names an unknown entry: 'powers'"),
    ("power_constant", {"variant_of": "pow"}, "names an unknown entry: 'pow'"),
    ("sin", {"rules": ("cosine(x)",)}, "has rules with an unknown function 'cosine'"),
    ("sin", {"definition": "cosine(x)"}, "has definition with an unknown function 'cosine'"),
    ("log", {"domain": "y > 0"}, "has domain with an unknown name 'y'"),
    ("sin", {"latex": "{u}"}, "has LaTeX that is no form of its parameters: 'u'"),
    ("sin", {"latex": r"\operatorname{{sin}}({x})"}, "has the LaTeX that it would have without"),
]


@pytest.mark.parametrize(
    ("name", "columns", "fault"), FAULTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_fault_of_an_entry_is_found(name: str, columns: dict[str, Any], fault: str) -> None:
    assert fault in list(runpy.run_path(str(TABLE))["faults"](PRIMITIVES[name]._replace(**columns)))


def test_rule_that_does_not_parse_is_found() -> None:
    (fault,) = runpy.run_path(str(TABLE))["faults"](PRIMITIVES["sin"]._replace(rules=("cos(x",)))
    assert fault.startswith("has rules that do not parse: 'cos(x'")


def test_lazy_table_makes_a_value_when_it_is_looked_up() -> None:
    made = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    table = LazyTable(("a", "b", "c"), make)
    assert "b" in table
    assert list(table) == ["a", "b", "c"]
    assert made == []
    assert (table["b"], table.get("c"), table.get("d"), table.get("d", 4)) == ("B", "C", None, 4)
    assert made == ["b", "c"]
    table["d"] = "added"
    assert len(table) == 4
    assert list(table.items()) == [("a", "A"), ("b", "B"), ("c", "C"), ("d", "added")]
    with pytest.raises(KeyError):
        table["e"]


def test_lazy_table_has_the_order_of_its_names_whichever_were_looked_up_first() -> None:
    table = LazyTable(("a", "b", "c"), str.upper)
    assert [table[name] for name in "cba"] == ["C", "B", "A"]
    assert [*table.keys()] == ["a", "b", "c"]
    assert [*table.values()] == ["A", "B", "C"]
    assert [*table.items()] == [("a", "A"), ("b", "B"), ("c", "C")]


# Bits of the systems of many bits, and how many of them a kernel or a definition may lose: what is left is 50 digits.
BITS, LOST_BITS = 240, 60
# What a reference is computed in, until two of them agree.
REFERENCE_BITS = (BITS + 120, 2 * BITS, 4 * BITS, 4 * BITS + 3000)
REFERRED = [row for row in ELEMENTWISE if row.name in REFERENCES]
# Their references take seconds at hundreds of digits.
SLOW = (
    *("gamma", "digamma", "lgamma", "owens_t", "owens_t_slope", "owens_t_slope_by_h", "carlson_integral"),
    *("ellipkinc_derivative", "ellipeinc_derivative", "ellipe_derivative", "beta_density_abx", "kve_slope_by_x"),
)


@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=pytest.mark.slow) if row.name in SLOW else row for row in REFERRED], ids=identify
)
def test_no_kernel_and_no_definition_loses_digits(row: Entry) -> None:
    """The entry and its worst point are named; an entry whose definition loses digits needs a kernel of its own."""
    chosen = random.Random(5).sample(points(row), min(24, len(points(row))))
    references = [settled(partial(_at, row, point), REFERENCE_BITS, 2.0 ** -(BITS + 20)) for point in chosen]
    for system in ("unlimited", "complex", "balls"):
        worst: tuple[float, tuple[float, ...]] = (0.0, ())
        for point, true in zip(chosen, references, strict=True):
            numbers = load(system, BITS)
            try:
                value = numbers.kernel(row.name)(*map(numbers.number, point))
            except (ArithmeticError, ValueError, TimeoutError):
                continue  # a pole of the complex functions, or numbers beyond measure
            with mp.workprec(2 * BITS):
                if system == "balls":
                    value = mp.mpf(digits_text(value, 55)) if has_digits(value, 55) else true
                else:
                    value = mp.mpf(getattr(value, "real", value)) if numbers.is_finite(value) else true
                # An exponent beyond 2^64 counts as 0.
                if isinstance(true, mp.mpf) and mp.isfinite(true) and true != 0 and value != 0:
                    worst = max(worst, (float(abs(value / true - 1)), point))
        bound = 2.0 ** (LOST_BITS - BITS) * 2.0 ** (system == "balls")
        assert worst[0] < bound, f"{row.name} at {worst[1]} in {system}"


def _at(row: Entry, point: tuple[float, ...], bits: int) -> Any:
    """The function of a row in mpmath numbers of so many bits."""
    with mp.workprec(bits):
        return REFERENCES[row.name].exact(*map(mp.mpf, point))


# The entries that are exact, by NumPy.
IN_NUMPY: dict[str, Callable[..., Any]] = {
    "abs": np.abs,
    "sign": np.sign,
    "step": lambda x: np.heaviside(x, 0),
    "floor": np.floor,
    "ceil": np.ceil,
    "trunc": np.trunc,
    "round": np.rint,
    "min": np.minimum,
    "max": np.maximum,
    "clamp": np.clip,
    "count_equal": np.equal,
    "where": lambda c, x, y: np.where(c != 0, x, y),
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_not": np.logical_not,
}
IN_MATH = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf}


def test_every_elementwise_entry_has_one_independent_reference() -> None:
    tables = (REFERENCES.keys(), IN_NUMPY.keys(), IN_MATH.keys())
    names = [name for table in tables for name in table]
    assert sorted(names) == sorted(row.name for row in ELEMENTWISE)


@pytest.mark.parametrize("name", IN_NUMPY)
def test_exact_entry_is_what_numpy_has(name: str) -> None:
    row = PRIMITIVES[name]
    count = max(2, len(row.names)) if row.variadic else len(row.names)
    for point in itertools.product((-2.5, -1.0, -0.5, 0.0, 0.5, 1.5, 2.0, 3.0), repeat=count):
        if name != "clamp" or point[1] <= point[2]:
            assert FLOAT.kernel(name)(*point) == float(IN_NUMPY[name](*point)), point


SIX = "[[1,0,0,0,0,0],[0,1,0,0,0,0],[0,0,1,0,0,0],[0,0,0,1,0,0],[0,0,0,0,1,0],[0,0,0,0,0,x]]"


@pytest.mark.parametrize(
    ("name", "limit", "words", "printed"),
    [
        ("sin", "`--exact` refuses", ("eval", "sin(x)", "x=1", "--exact"), "is not a fraction"),
        ("det", "refuse more than 5 rows", ("eval", f"det({SIX})", "x=1", "--digits", "20"), "the limit is 5"),
        ("relu", "no complex step", ("check", "relu(x)", "x=1"), "`relu` is not analytic"),
        ("square", "", ("eval", "square(x)", "x=1", "--exact"), "square(x) = 1"),
    ],
)
def test_limits_of_an_entry_are_what_happens(name: str, limit: str, words: tuple[str, ...], printed: str) -> None:
    (described,) = catalogue(name).functions
    assert limit in "; ".join(described.limits)
    assert bool(described.limits) == bool(limit)
    _, out, error = call(*words)
    assert printed in out + error


def test_constants_are_those_of_the_standard_library() -> None:
    assert {name: FLOAT.kernel(name)() for name in IN_MATH} == IN_MATH


@pytest.mark.parametrize(("quotient", "formula"), pairs())
def test_a_formula_that_continues_a_quotient_has_its_values_and_a_value_where_it_has_none(
    quotient: str, formula: str
) -> None:
    for x in (-0.7, 0.3, 0.9, 2.0):
        given = gradient(quotient, {"x": x}).value
        assert given is None or math.isnan(given) or math.isclose(gradient(formula, {"x": x}).value, given)
    place = 1.0 if "log(x)" in quotient else 0.0
    (finding,) = gradient(quotient, {"x": place}).findings
    assert finding.continuous == formula
    there = gradient(formula, {"x": place})
    assert math.isclose(there.value, gradient(quotient, {"x": place + 1e-9}).value, rel_tol=1e-8, abs_tol=1e-8)
    assert math.isfinite(there.gradient["x"])


def test_what_stands_for_the_variable_of_a_quotient_stands_in_the_formula() -> None:
    (finding,) = gradient("1 + sin(2*pi*t)/(2*pi*t)", {"t": 0}).findings
    assert finding.continuous == "sin_over_x(2*pi*t)"
    (factor,) = gradient("sin(2*t)/t", {"t": 0}).findings
    assert factor.continuous == "2*sin_over_x(2*t)"
    (other,) = gradient("sin(t^2)/t", {"t": 0}).findings
    assert other.continuous is None


@pytest.mark.parametrize("entry", [row for row in PRIMITIVES.values() if row.smooth], ids=lambda row: row.name)
def test_entry_that_is_smooth_has_no_finding_where_its_definition_changes_branch(entry: Entry) -> None:
    assert "where(x < 0" in entry.definition
    last = dict.fromkeys(entry.names[1:], 0.3)
    below, there, above = (gradient(formula(entry), {"x": x, **last}) for x in (-1e-9, 0.0, 1e-9))
    assert there.findings == ()
    for one in (below, above):
        assert one.value == pytest.approx(there.value, abs=1e-8)
        assert one.gradient == pytest.approx(there.gradient, abs=1e-8)
    shown = call("functions", entry.name)[1]
    assert "jump" not in shown
    assert "pole" not in shown
