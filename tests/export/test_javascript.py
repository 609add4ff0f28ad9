"""Functions as JavaScript: what they give under Node, beside the program's own float kernels."""

import json
import math
import random
from typing import Any

import pytest
from support.node import needs_node, number, run

from autograd_cli import numerics
from autograd_cli.export.helpers import HELPERS
from autograd_cli.export.javascript import UnsupportedError, _Script, javascript
from autograd_cli.graphs.graph import INPUT, Function, Graph
from autograd_cli.graphs.templates import template
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.run.evaluate import evaluate

# What JavaScript has no function for, and what is made of these.
WITHOUT = {
    *(f"bessel{kind}{slope}" for kind in "jyik" for slope in ("", "_slope", "_slope_by_x")),
    *("ellipk", "ellipe", "ellipk_derivative", "ellipe_derivative", "dilogarithm"),
    *("zeta", "zeta_slope", "zeta_curvature", "dilogarithm_slope_by_x", "sinh_over_x_by_x"),
    *("ive", "kve", "ive_slope", "kve_slope", "ive_slope_by_x", "kve_slope_by_x"),
    *(
        "airyai_curvature",
        "airyai_curvature_by_x",
        "airybi_curvature",
        "airybi_curvature_by_x",
        "airyai",
        "airybi",
        "airyaiprime",
        "airybiprime",
    ),
    *("normal_quantile", "normal_quantile_slope", "erfinv", "erfinv_slope", "erfcinv", "erfcinv_slope"),
    *("erfcx_derivative", "inverse_mills_slope"),
    *("dawsn", "dawsn_derivative", "erfi"),
    *("fresnels", "fresnelc", "owens_t"),
    *("ellipkinc", "ellipeinc", "ellipkinc_derivative", "ellipeinc_derivative"),
    *("elliprf", "elliprd", "elliprj", "elliprc", "carlson_integral"),
    *("polylog", "polylog_derivative"),
    *("lambertw", "lambertw_slope", "lambertw_lower", "lambertw_lower_slope", "lambertw_lower_slope_by_x"),
    *("lambertw_branch", "expi", "exp1", "expn"),
    *("sine_integral", "cosine_integral", "sinh_integral", "cosh_integral"),
    *("gammainc", "gammaincc", "gammainc_a", "gamma_density_ax"),
    *("betainc", "betaincc", "betainc_ab", "beta_density_abx"),
    *("sinc_derivative", "exprel_derivative"),
}
ELEMENTWISE = [
    name for name, entry in PRIMITIVES.items() if entry.kind == "elementwise" and entry.names and not entry.shape
]
# The same doubles, and so many units in the last place of the exact ones for the rest.
SAME = {"add", "subtract", "multiply", "divide", "negative", "sqrt", "abs", "square", "max", "min", "floor", "where"}
ULPS = 4
# Of these the float kernels have all digits near a zero, where the script loses some; the unit is then an operand's.
NEAR_ZERO = {"logaddexp", "logsubexp", "sigmoid_residual"}
# Of these, whose zeros are where terms of size 1 and more cancel, it is at least that of 1.
NEAR_ZERO_OF_TERMS = {"lgamma", "digamma", "polygamma", "lbeta", "polygamma_difference", "factorial_slope"}
# The gamma family.
GAMMAS = ("gamma", "lgamma", "factorial", "factorial_slope", "digamma", "trigamma", "polygamma", "polygamma_difference")
BETAS = ("lbeta", "beta", "beta_by_a", "beta_by_b", "gamma_density", "beta_density")
BETAS += ("binomial", "binomial_by_n", "binomial_by_k")
WIDER = dict.fromkeys((*GAMMAS, *BETAS), 10)


def of_entry(name: str) -> Function:
    graph = Graph()
    operands = tuple(graph.add(INPUT, (), parameter) for parameter in PRIMITIVES[name].names)
    return Function(graph, operands, (graph.add(name, operands),))


def supported() -> list[str]:
    return [name for name in ELEMENTWISE if name not in WITHOUT]


@pytest.mark.parametrize("name", sorted(WITHOUT))
def test_what_has_no_kernel_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(UnsupportedError):
        javascript(of_entry(name))


def test_no_variable_of_a_long_script_hides_a_helper() -> None:
    script = _Script()
    names = {script.fresh() for _ in range(150_000)}
    assert len(names) == 150_000
    assert names.isdisjoint(HELPERS)


@needs_node
def test_every_other_elementwise_function_is_within_4_ulp_of_the_floats() -> None:
    cases: list[tuple[str, Function, list[list[float]]]] = []
    for name in supported():
        if PRIMITIVES[name].sharp:  # by its definition, as in rows
            continue
        chosen = random.Random(name)
        inside = template(PRIMITIVES[name].domain or "1", PRIMITIVES[name].names).function
        points: list[list[float]] = []
        while len(points) < 200:
            scale = chosen.choice((1.0, 1.0, 4.0, 30.0, *[300.0] * (name in BETAS)))
            point = [chosen.uniform(-scale, scale) for _ in PRIMITIVES[name].names]
            if "floor" in PRIMITIVES[name].domain:  # an order or a count
                point = [float(round(one)) if chosen.random() < 0.3 else one for one in point]
            given = dict(zip((*PRIMITIVES[name].names, "out"), (*point, 0.0), strict=True))
            if evaluate(inside, given)[inside.outputs[0]]:
                points.append(point)
        cases.append((name, of_entry(name), points))
    script = []
    for name, function, points in cases:
        code = javascript(function)
        call = f"(()=>{{{code.helpers}return({','.join(code.parameters)})=>{{{code.body}}}}})()"
        script.append(f"[{json.dumps(name)},{json.dumps(points)}.map((x)=>{call}(...x)[0])]")
    found = dict(run(f"print([{','.join(script)}])"))
    worst: dict[str, float] = {}
    for name, function, points in cases:
        for point, answer in zip(points, found[name], strict=True):
            values: list[Any] = evaluate(function, dict(zip(PRIMITIVES[name].names, point, strict=True)))
            wanted = values[function.outputs[0]]
            distance = ulps(number(answer), wanted)
            if name in NEAR_ZERO or name in NEAR_ZERO_OF_TERMS:
                least = 1.0 if name in NEAR_ZERO_OF_TERMS else wanted
                distance *= math.ulp(wanted) / max(map(math.ulp, (*point, wanted, least)))
            worst[name] = max(worst.get(name, 0.0), distance)
    assert {name: far for name, far in worst.items() if far > (0 if name in SAME else WIDER.get(name, ULPS))} == {}


def ulps(found: float, wanted: float) -> float:
    """How far two doubles are apart, in units of the last place of the one that is wanted."""
    if found == wanted or (math.isnan(found) and math.isnan(wanted)):
        return 0.0
    return abs(found - wanted) / math.ulp(wanted) if math.isfinite(wanted) and math.isfinite(found) else math.inf


@needs_node
def test_binomials_of_whole_numbers_are_whole_and_beyond_them_zero() -> None:
    code = javascript(of_entry("binomial"))
    pairs = [[n, k] for n in range(40) for k in range(-2, 42)]
    call = f"(()=>{{{code.helpers}return({','.join(code.parameters)})=>{{{code.body}}}}})()"
    found = run(f"print({json.dumps(pairs)}.map((x)=>{call}(...x)[0]))")
    assert found == [math.comb(n, k) if k >= 0 else 0 for n, k in pairs]


@needs_node
def test_the_script_answers_soon_also_at_points_where_no_sum_converges() -> None:
    points = {
        "polygamma": ([1e300, 2.0], [3.0, -1e300], [1.0, 1e300]),
        "polygamma_difference": ([0.0, 1e17, 5.0 - 1e17], [1.0, 1e300, -1e300]),
        "beta": ([1e300, 1e-300], [1e300, 1e300], [1.0, 1e300]),
        "gamma_density": ([1e5, 1e300], [1e5, 1e-300], [500.0, math.nan]),
        "beta_density": ([1e300, 1e300, 0.5], [1e5, 20.0, 0.0], [300.0, 300.0, math.nan]),
    }
    for name, given in points.items():
        code = javascript(of_entry(name))
        texts = json.dumps([[repr(x) for x in point] for point in given]).replace("nan", "NaN")
        call = f"(({','.join(code.parameters)})=>{{{code.body}}})"
        assert len(run(f"{code.helpers}print({texts}.map((x)=>{call}(...x.map(Number))[0]))")) == len(given)


@needs_node
def test_special_values_are_those_of_ieee_754() -> None:
    points = [-math.inf, -1.0, -0.0, 0.0, 0.5, 1.0, 2.5, math.inf, math.nan]
    for name in ("power", "round", "sigmoid", "relu", "sign", "mod", "hypot", "max", "exp", "log1p"):
        function = of_entry(name)
        code = javascript(function)
        names = PRIMITIVES[name].names
        pairs = [[x, y][: len(names)] for x in points for y in (points if len(names) > 1 else [0.0])]
        given = json.dumps([[repr(x) for x in pair] for pair in pairs]).replace("inf", "Infinity").replace("nan", "NaN")
        answers = run(
            f"{code.helpers}const f=({','.join(code.parameters)})=>{{{code.body}}};"
            f"print({given}.map((x)=>f(...x.map(Number))[0]))"
        )
        for pair, answer in zip(pairs, answers, strict=True):
            wanted = float(numerics.float_kernel(name)(*pair))
            assert ulps(number(answer), wanted) <= 1, (name, pair)
            assert math.copysign(1, number(answer)) == math.copysign(1, wanted) or wanted != wanted, (name, pair)
