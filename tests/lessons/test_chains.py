"""Chains of local factors: their products are the gradient, and what they share is computed once."""

import json
from importlib.resources import files
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.calls import call

from autograd_cli.ask.problem import pose, pose_open
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.lessons.trace import trace
from autograd_cli.lessons.traced import Chain, Trace
from autograd_cli.report.evaluation import evaluation

SAMPLES = Path(__file__).parents[2] / "samples"
PROGRAMS = [
    ("2*x*y + y + 3", {"x": 40.0, "y": 4.0}),
    ("a = x^2; b = sin(a); y = exp(b)", {"x": 1.5}),
    ("s = w*x + b; sigmoid(s)*relu(s)", {"w": 2.0, "x": 1.0, "b": -1.0}),
    ("s = x*y; t = exp(s)*s; r = s - t; t*r + x", {"x": 0.5, "y": 1.5}),
    ("where(x > y, x - y, y^2)", {"x": 3.0, "y": 1.0}),
    ("where(x > 0, where(y > 2, x*y, -y), y^2)", {"x": 3.0, "y": 1.0}),
    ("c = where(x > 0, x^2, -x); where(c > y, sin(c), c*y)", {"x": 3.0, "y": 1.0}),
    ("where(x > y, 2*x, x) + y", {"x": 1.0, "y": 3.0}),
    ("(x - y)/(x + y)^2", {"x": 3.0, "y": 1.0}),
    ("x", {"x": 3.0}),
]


def chain_of(report: Trace, label: str) -> Chain:
    return next(chain for chain in report.chains or () if chain.label == label)


@pytest.mark.parametrize(("text", "point"), PROGRAMS)
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_products_of_factors_add_up_to_the_gradient(text: str, point: dict[str, float], mode: str) -> None:
    report = trace(pose(Source(text), point), chains=True, mode=mode)
    for chain in report.chains or ():
        assert sum(product.value or 0 for product in chain.products) == pytest.approx(chain.value, rel=1e-14)
        for product in chain.products:
            assert product.value == pytest.approx(prod(factor.value or 0 for factor in product.factors), rel=1e-14)
    gradient = {chain.label: chain.value for chain in report.chains or () if chain.label in point}
    assert gradient == pytest.approx({name: (report.gradient or {})[name] for name in gradient}, rel=1e-14)


@pytest.mark.parametrize(("text", "point"), PROGRAMS)
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_formulas_of_chains_evaluate_to_the_gradient(text: str, point: dict[str, float], mode: str) -> None:
    """Without values the sum of products of the formulas gives the partials at either side of a condition."""
    report = trace(pose_open(Source(text)), chains=True, mode=mode)
    for at in (point, {name: -value for name, value in point.items()}):
        numeric = trace(pose(Source(text), at))
        known: dict[str, Any] = {step.label: step.value for step in numeric.forward if not step.label[0].isdigit()}
        adjoints: dict[str, str] = {}
        for chain in report.chains or ():
            total = 0.0
            for product in chain.products:
                formulas = [factor.formula or adjoints[factor.derivative] for factor in product.factors]
                problem = pose(Source("*".join(f"({formula})" for formula in formulas)), {}, known)
                total += evaluation(problem, differentiate=False).value
            adjoints[chain.derivative] = repr(total)
            if chain.label in at:
                assert total == pytest.approx((numeric.gradient or {})[chain.label], rel=1e-14)


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("s = w*x + b; t = tanh(s)*s; L = (t - y)^2/2 + t", ["1 + t - y", "tanh(s) + s*sech(s)^2", "x"]),
        ("t = w*x; L = where(t > 2*y, sin(t/y)*y, -t)", ["where(t > 2*y, 0, -1) + where(t > 2*y, cos(t/y), 0)", "x"]),
        ("given v = vector(3); t = w*x; L = (t - sum(v))^2", ["2*(t - v1)", "x"]),
    ],
)
def test_formulas_of_chains_have_the_names_of_their_ends_alone(text: str, formulas: list[str]) -> None:
    report = trace(pose_open(Source(text)), chains=True)
    (product,) = chain_of(report, "w").products
    assert [factor.formula for factor in product.factors] == formulas


def test_a_chain_through_a_branch_has_its_condition_as_a_factor() -> None:
    status, output, _ = call("trace", "where(x>0,x^2,-x)", "--chains")
    assert status == 0
    assert "where(v1, 0, 1) · (-1)\n" in output
    assert "+ where(v1, 1, 0) · (2*x)\n" in output


@pytest.mark.parametrize(("text", "point"), PROGRAMS)
def test_a_chain_leads_from_the_result_to_the_input_without_a_gap(text: str, point: dict[str, float]) -> None:
    report = trace(pose_open(Source(text)), chains=True)
    for chain in report.chains or ():
        for product in chain.products:
            names = [(factor.of, factor.towards) for factor in product.factors]
            assert names[0][0] == report.forward[-1].label
            assert names[-1][1] == chain.label
            assert all(before[1] == after[0] for before, after in pairwise(names))


def test_chains_of_a_network_begin_with_what_is_computed_once() -> None:
    status, output, _ = call(
        "trace", "-f", str(SAMPLES / "mlp.ag"), "--at", str(SAMPLES / "mlp.json"), "--chains", "--wrt", "A1,b0,A0"
    )
    assert status == 0
    rows = [line.split(maxsplit=1) for line in output.splitlines() if line.startswith("∂L")]
    assert {label: " ".join(rest.split()) for label, rest in rows} == {
        "∂L/∂A1": "∂L/∂f2 · ∂f2/∂A1 1x2 · 2x6",
        "∂L/∂b0": "[∂L/∂f2] · ∂f2/∂f1 · ∂f1/∂b0 1x2 · 2x3 · 3x3",
        "∂L/∂A0": "[∂L/∂f2 · ∂f2/∂f1] · ∂f1/∂A0 1x2 · 2x3 · 3x6",
    }


def test_a_beginning_in_brackets_has_been_written_before() -> None:
    status, output, _ = call(
        "trace", "-f", str(SAMPLES / "mlp5.ag"), "--at", str(SAMPLES / "mlp5.npz"), "--chains", "--json"
    )
    assert status == 0
    written: set[tuple[str, ...]] = set()
    counts = []
    for chain in json.loads(output)["chains"]:
        for product in chain["products"]:
            names = [f"{factor['of']}/{factor['towards']}" for factor in product["factors"]]
            sizes = [(factor["rows"], factor["columns"]) for factor in product["factors"]]
            assert all(before[1] == after[0] for before, after in pairwise(sizes))
            known = product["known"]
            assert not known or tuple(names[:known]) in written
            assert tuple(names[: known + 1]) not in written or known + 1 == len(names)
            written |= {tuple(names[: i + 1]) for i in range(len(names))}
            counts.append(known)
    assert max(counts) == 5


def test_the_modes_bracket_the_longest_chain_from_either_end() -> None:
    text = render(trace(pose_open(Source("a = x^2; b = sin(a); y = exp(b)")), chains=True), "table", Page())
    assert "reverse mode   (∂y/∂b · ∂b/∂a) · ∂a/∂x" in text
    assert "forward mode   ∂y/∂b · (∂b/∂a · ∂a/∂x)" in text
    assert "y · cos(a) · (2*x)" in text


@pytest.mark.parametrize("notation", ["table", "markdown", "latex", "json"])
def test_every_format_has_the_chains(notation: str) -> None:
    for problem in (pose(Source("s = x*y; s + y"), {"x": 1.0, "y": 2.0}), pose_open(Source("s = x*y; s + y"))):
        text = render(trace(problem, chains=True), notation, Page())
        assert "None" not in text
        assert {"json": '"derivative": "∂v1/∂y"', "latex": r"\frac{\partial v_{1}}{\partial y}"}.get(
            notation, "∂v1/∂s · ∂s/∂y"
        ) in text
    schema = json.loads((files("autograd_cli") / "schemas" / "trace-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(render(trace(problem, chains=True), "json", Page())), schema)


def test_latex_braces_what_is_computed_once() -> None:
    text = render(trace(pose_open(Source("a = x*w; b = sin(a); y = b*c")), chains=True), "latex", Page())
    assert r"\underbrace{\frac{\partial y}{\partial b} \, \frac{\partial b}{\partial a}}_{\bar{a}}" in text
