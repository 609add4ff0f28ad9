"""The stages of a graph, and the passes without values: structure, values, symbolic rules, gradients."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import numpy as np
import pytest
from support.calls import call

from autograd_cli.ask.problem import pose, pose_open
from autograd_cli.ask.values import read_array
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.formats.notation import Notation
from autograd_cli.formats.tangents import partial_text
from autograd_cli.lessons.drawing import STAGES, drawing
from autograd_cli.lessons.trace import trace
from autograd_cli.report.differentiation import differentiation
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.products import seeded

LECTURE = "2*x*y + y + 3"
POINT = {"x": 40.0, "y": 4.0}
BRANCHES = "where(x > y, x - y, y^2)"
BROADCAST = "given x = vector(4); y = gam*x + bet; sum(y^3)"
FORK = "given x=[1,2], w=[3,4]; y = x*w; z = y + x; sum(z*y)"
MATRIX = "A=[[0.123, -0.2], [0.31, 0.4], [0.5, 0.61]]"
PRODUCT = "given A = matrix(2, 3), x = vector(3); y = A @ x; sum(y^2)"
V2, V3 = "v2\N{COMBINING DOT ABOVE}", "v3\N{COMBINING DOT ABOVE}"
PROGRAMS = [
    (LECTURE, POINT),
    ("z = (x - y)/(x + y)^2; z", {"x": 3.0, "y": 1.0}),
    ("where(x > y, x - y, y^2)", {"x": 3.0, "y": 1.0}),
    ("a = x^2; b = sin(a); y = exp(b)", {"x": 1.5}),
    ("s = w*x + b; sigmoid(s)*relu(s)", {"w": 2.0, "x": 1.0, "b": -1.0}),
    ("where(x > 0, where(y > 2, x*y, -y), y^2)", {"x": 3.0, "y": 1.0}),
    ("max(x, y, 2) - tanh(x)/y", {"x": 3.0, "y": 1.5}),
    ("max(x, y) + x^y + tan(x)*leaky_relu(y)", {"x": 3.0, "y": 1.5}),
]


def test_symbolic_backward_pass_of_the_lecture() -> None:
    report = trace(pose_open(Source(LECTURE)))
    formulas = {step.label: (step.name, step.formula) for step in report.backward or ()}
    assert formulas["v4"] == ("v4\u0304", "1")
    assert formulas["y"] == ("\u0233", "v3\u0304*1 + v2\u0304*v1")
    assert formulas["x"] == ("x\u0304", "v1\u0304*2")
    assert {one.symbol: one.text for one in report.derivatives or ()} == {"d/dx": "2*y", "d/dy": "2*x + 1"}


@pytest.mark.parametrize(("text", "point"), PROGRAMS)
def test_formulas_of_adjoints_evaluate_to_the_adjoints(text: str, point: dict[str, float]) -> None:
    """The symbolic backward pass, read as a program of the language, gives the numbers of the numeric one."""
    symbolic = trace(pose_open(Source(text)))
    numeric = trace(pose(Source(text), point))
    known: dict[str, Any] = {step.label: step.value for step in numeric.forward if not step.label[0].isdigit()}
    for step, same in zip(symbolic.backward or (), numeric_steps(symbolic, numeric), strict=True):
        value = evaluation(pose(Source(step.formula), {}, known), differentiate=False).value
        if same is not None:
            assert value == pytest.approx(same, rel=1e-14)
        known[step.name] = value


def numeric_steps(symbolic: Any, numeric: Any) -> list[Any]:
    """The adjoints of the numeric pass in the order of the symbolic one; None for a node that is not selected."""
    adjoints = {step.node: step.adjoint for step in numeric.backward}
    return [adjoints.get(step.node) for step in symbolic.backward]


@pytest.mark.parametrize(("text", "point"), PROGRAMS)
def test_derivatives_are_those_that_diff_prints(text: str, point: dict[str, float]) -> None:
    expected = differentiation(pose_open(Source(text)))
    report = trace(pose_open(Source(text)))
    assert (report.shared, report.derivatives) == (expected.shared, expected.derivatives)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(("text", "point"), PROGRAMS)
def test_a_stage_has_what_it_is_called_for(text: str, point: dict[str, float], stage: str) -> None:
    drawn = drawing(pose(Source(text), point), stage=stage)
    flowing = [edge for edge in drawn.edges if edge.pullback is not None]
    assert all((vertex.value is None) == (stage in ("structure", "rules")) for vertex in drawn.nodes)
    assert bool(flowing) == (stage in ("rules", "gradients"))
    assert all((edge.contribution is None) == (stage == "rules") for edge in flowing)
    assert any(vertex.gradient is not None for vertex in drawn.nodes) == (stage == "gradients")
    assert not any("None" in render(drawn, notation, Page()) for notation in ("tree", "dot", "mermaid", "json"))
    schema = json.loads((files("autograd_cli") / "schemas" / "graph-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(render(drawn, "json", Page())), schema)


@pytest.mark.parametrize("format", ["table", "markdown", "latex", "json"])
def test_every_format_has_the_passes_without_values(format: str) -> None:
    text = render(trace(pose_open(Source(LECTURE))), format, Page())
    assert "None" not in text
    assert {"json": '"value": null', "latex": r"\bar{v_{3}} \cdot 1 + \bar{v_{2}} v_{1}"}.get(format, "v2̄*v1") in text


def test_trace_in_symbols_follows_the_schema() -> None:
    schema = json.loads((files("autograd_cli") / "schemas" / "trace-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(render(trace(pose_open(Source(LECTURE))), "json", Page())), schema)


CALLS = [
    ("a seed in symbols", ["trace", "[x*y, sin(x)]", "--seed", "1,-2"], 0, "v3̄ = [1, -2]"),
    ("a seed too many", ["trace", "[x*y, sin(x)]", "x=1", "y=2", "--seed", "1,2,3"], 2, "there are 2 outputs"),
    ("no seed for a vector", ["graph", "[x, x^2]", "x=1"], 2, "`--seed 1,1` gives its elements weights"),
    ("a seed forwards", ["trace", "x^2", "x=1", "--seed", "1", "--mode", "forward"], 2, "exclude each other"),
    ("a seed without gradients", ["graph", "x^2", "x=1", "--seed", "1", "--no-grad"], 2, "exclude each other"),
    ("structure without values", ["graph", LECTURE], 0, "v4 = v3 + 3\n"),
    ("values alone", ["graph", LECTURE, "x=40", "y=4", "--no-grad"], 0, "├── v3 = v2 + y = 324\n"),
    ("rules without values", ["graph", LECTURE, "--stage", "rules"], 0, "y  local v1\n"),
    ("structure though values are given", ["graph", LECTURE, "x=40", "--stage=structure"], 0, "└── 3\n"),
    ("structure of a vector", ["graph", "[x*y, sin(x)]"], 0, "v3 = [v1, v2] (2,)\n"),
    ("shapes without values", ["trace", "given A = matrix(2, 3), x = vector(3); sum_of_squares(A @ x)"], 0, "A' @ v1̄"),
    ("given values", ["graph", "given x = 2; x^2"], 0, "= 4  gradient 1"),
    ("one value is missing", ["graph", LECTURE, "x=40"], 2, "`y` has no value"),
    ("values are asked for", ["graph", LECTURE, "--stage", "values"], 2, "`x` and `y` have no value"),
    ("no such stage", ["graph", LECTURE, "--stage", "3"], 2, "choose structure, values, rules, gradients"),
    ("rules of the first branch", ["graph", BRANCHES, "--stage", "rules"], 0, "v2 = x - y  local where(v1, 1, 0)\n"),
    ("rules of the second branch", ["graph", BRANCHES, "--stage", "rules"], 0, "v3 = y^2  local where(v1, 0, 1)\n"),
    ("sum over what is broadcast", ["graph", BROADCAST, "--stage", "rules"], 0, "bet  contribution sum_to(g, bet)\n"),
    ("contributions of all edges", ["graph", BROADCAST, "--stage", "rules"], 0, "v1 = gam*x (4,)  contribution g\n"),
    ("what g is", ["graph", BROADCAST, "--stage", "rules"], 0, "\ng: the gradient at the node one level up\n"),
    ("broadcast in DOT", ["graph", BROADCAST, "--stage", "rules", "--format", "dot"], 0, ">sum_to(g*x, gam)<"),
    ("what g is in DOT", ["graph", BROADCAST, "--stage", "rules", "--format", "dot"], 0, 'label="g: the gradient at'),
    (
        "what g is in Mermaid",
        ["graph", BROADCAST, "--stage", "rules", "--format", "mermaid"],
        0,
        'note["g: the gradient',
    ),
    ("sum of vectors", ["trace", FORK, "--show", "backward"], 0, "g               [7, 18] = [4, 10] + [3, 8]\n"),
    (
        "what spread is",
        ["trace", FORK, "--show", "backward"],
        0,
        "\nspread: x repeated along an axis of another's shape\n",
    ),
    (
        "small matrix",
        ["trace", "sum(A*A)", MATRIX, "--show", "forward"],
        0,
        "[[0.123, -0.2], [0.31, 0.4], [0.5, 0.61]]\n",
    ),
    ("large vector", ["trace", "sum(x)", f"x={[1.25] * 13}", "--show", "forward"], 0, "[1.25, ..., 1.25]\n"),
    ("tangents of vectors", ["trace", BROADCAST, "--mode", "forward", "--show", "backward"], 0, f"{V3} = sum({V2})\n"),
    ("derivatives of vectors", ["trace", BROADCAST, "--show", "backward"], 0, "\nd/dgam       3*sum(x*y^2)\n"),
    ("contributions of vectors", ["trace", BROADCAST, "--show", "backward"], 0, "\ny      v2     g*3*y^2   "),
    ("transposes", ["trace", PRODUCT, "--mode", "forward", "--show", "backward"], 0, " @ x + A @ "),
    ("sum in LaTeX", ["trace", BROADCAST, "--format", "latex"], 0, r"\(\sum \bar{v_{1}} \odot x\)"),
    ("ones in LaTeX", ["trace", BROADCAST, "--format", "latex"], 0, r"\(\bar{v_{3}} \mathbf{1}\)"),
    ("number first in LaTeX", ["trace", BROADCAST, "--format", "latex"], 0, r"\(3 \bar{v_{2}} \odot y^{\odot 2}\)"),
    (
        "numbers in LaTeX",
        ["trace", FORK, "--format", "latex"],
        0,
        r"\(\bar{v_{1}} \odot y\) & \(\begin{pmatrix} 3 \\ 8",
    ),
    ("a textbook without numbers", ["trace", "sigmoid(x)", "--textbook"], 0, "are written as in a textbook\n"),
    ("a textbook", ["trace", "sigmoid(x)", "x=1", "--textbook"], 0, "in a textbook; the numbers come from rules that"),
    ("a program", ["check", "v = x^2\n w = v*x\n w^2 - 1", "x=2"], 0, "the program: "),
    (
        "another word for g",
        ["graph", "given g=vector(2); sum(g*t)", "--stage", "rules"],
        0,
        "\ng_: the gradient at the",
    ),
    ("g that is a factor", ["graph", "g*t", "--stage", "rules", "--format", "mermaid"], 0, '"× g"| n2\n  n2 -->'),
    ("large factor of what is broadcast", ["trace", "sum(w*x)", "w=2", "x=[1000,2]"], 0, "so the gradient of w grows"),
    ("rules and values", ["graph", BRANCHES, "x=1", "y=3", "--stage", "rules"], 0, "v3 = y^2  local where(v1, 0, 1)\n"),
    ("rules in DOT", ["graph", BRANCHES, "--stage", "rules", "--format", "dot"], 0, "× where(v1, 1, 0)"),
    ("rules in Mermaid", ["graph", BRANCHES, "--stage", "rules", "--format", "mermaid"], 0, "× where(v1, 0, 1)"),
    ("partials of branches", ["trace", BRANCHES], 0, "v3     v4     where(v1, 0, 1)   v3̄ = where(v1, 0, v4̄*1)\n"),
    (
        "branches in LaTeX",
        ["trace", BRANCHES, "--format", "latex"],
        0,
        r"\(\begin{cases} 0 & v_{1} \\ \bar{v_{4}} \cdot 1 & \text{otherwise} \end{cases}\)",
    ),
    (
        "branches forwards in LaTeX",
        ["trace", BRANCHES, "--format", "latex", "--mode", "forward"],
        0,
        r"\begin{cases} \dot{v_{2}} \cdot 1 & v_{1} \\ 0 & \text{otherwise} \end{cases} + "
        r"\begin{cases} 0 & v_{1} \\ \dot{v_{3}} \cdot 1 & \text{otherwise} \end{cases}",
    ),
    (
        "a slice in LaTeX",
        ["trace", "sum(w[0:2])", "w=[1,2,3]", "--format", "latex"],
        0,
        r"\operatorname{scatter}\left(\bar{v_{1}}, w, 0:2\right)",
    ),
    (
        "the length of an identity in LaTeX",
        ["trace", "trace(A @ A)", "A=[[1,2],[3,4]]", "--format", "latex"],
        0,
        r"I_{\operatorname{length}\left(v_{1}, 0\right)}",
    ),
    ("a negative factor", ["trace", "x - y", "--format", "latex"], 0, r"\bar{v_{1}} \cdot \left(-1\right)"),
    ("a negative number", ["trace", "x - y", "x=1", "y=2", "--format", "latex"], 0, r"\(1 \cdot (-1)\)"),
    (
        "a negative number first",
        ["trace", "x - y", "--format", "latex", "--mode", "forward"],
        0,
        r"\(\dot{x} \cdot 1 + \dot{y} \cdot \left(-1\right)\)",
    ),
    (
        "nothing flows back",
        ["trace", "where(x > 0, where(y > 2, x*y, -y), y^2)", "x=1", "y=-3"],
        0,
        f"\nx{' ' * 46}0\n",
    ),
    (
        "nothing in LaTeX",
        ["trace", "where(x > 0, where(y > 2, x*y, -y), y)", "x=1", "y=1", "--format", "latex"],
        0,
        r"\(\bar{x}\) & \(0\) & \(0\)",
    ),
    ("a seed in LaTeX", ["trace", "[x, x^2]", "x=1", "--seed", "2,-3", "--format", "latex"], 0, r"& \([2, -3]\) &"),
    (
        "products by elements in LaTeX",
        ["trace", "sum(w*sigmoid(x))", "x=[1, 2]", "w=[3, 4]", "--format", "latex"],
        0,
        r"\(\bar{v_{2}} \odot w\)",
    ),
    ("the name that was written", ["trace", "ln(x)*arcsin(y)"], 0, "v1     ln(x)\ny\nv2     arcsin(y)\n"),
    ("a number by itself", ["trace", "5"], 0, "result = 5\n"),
    ("a number with literals", ["trace", "5.0", "--literals"], 0, "result = 5\n"),
    ("a constant by itself", ["trace", "pi"], 0, "result = pi = 3.14"),
    ("no gradients and rules", ["graph", LECTURE, "--stage", "rules", "--no-grad"], 2, "exclude each other"),
]


@pytest.mark.parametrize(("words", "status", "printed"), [row[1:] for row in CALLS], ids=[row[0] for row in CALLS])
def test_stages_from_the_command_line(words: list[str], status: int, printed: str) -> None:
    code, output, errors = call(*words)
    assert code == status, errors
    assert printed in output + errors


@pytest.mark.parametrize(("text", "point"), PROGRAMS)
def test_formulas_of_tangents_evaluate_to_the_tangents(text: str, point: dict[str, float]) -> None:
    symbolic = trace(pose_open(Source(text)), mode="forward").tangents or ()
    numeric = trace(pose(Source(text), point), mode="forward")
    tangents = {step.node: step.tangents for step in numeric.tangents or ()}
    values = {step.label: step.value for step in numeric.forward if not step.label[0].isdigit()}
    for name in point:
        known: dict[str, Any] = dict(values)
        for step in symbolic:
            seed = step.name if step.shares else str(float(step.label == name))
            formula = step.formula if step.shares and step.formula else seed
            if step.node in tangents:
                known[step.name] = evaluation(pose(Source(formula), {}, known), differentiate=False).value
                assert known[step.name] == pytest.approx(tangents[step.node][name], rel=1e-14)
            else:
                known[step.name] = 0.0


def test_forward_mode_has_local_partials_incoming_tangents_and_sums() -> None:
    text = render(trace(pose(Source(LECTURE), POINT), mode="forward"), "table", Page())
    assert "v2     y                1   v1 = 80                  80" in text
    assert "       y                1   1               81 = 80 + 1" in text
    latex = render(trace(pose(Source(LECTURE), POINT), mode="forward"), "latex", Page())
    assert r"\(\dot{v_{1}} y + \dot{y} v_{1}\) & \(8\) & \(80\)" in latex


def test_forward_mode_of_vectors_has_factors_and_sums_of_every_sweep() -> None:
    text = render(
        trace(pose(Source("y = x^2; sum(x*y + y)"), {"x": read_array("x", [3, 4])}), mode="forward"), "table", Page()
    )
    assert "y      x      [1, 0]        2*x = [6, 8]     [6, 0]" in text
    assert "       y      [0, 8]        x = [3, 4]       [0, 48] = [0, 16] + [0, 32]" in text
    assert "v3     v2     [0, 56]       dv3/dv2, 1 x 2   56" in text


@pytest.mark.parametrize(
    ("formula", "point"),
    [
        ("sum(x*x^2 + x)", {"x": [3, 4]}),
        ("sum((A @ x)*x)", {"A": [[1, 2], [3, 4]], "x": [3, 4]}),
        ("sum(where(x > 0, x^2*x, 3*x) + b)", {"x": [3, -4], "b": 2.0}),
        ("where(x > 0, x*y, log(x)) + x", {"x": 3.0, "y": -2.0}),
    ],
)
def test_contributions_of_a_forward_sweep_add_up_to_the_tangent(formula: str, point: dict[str, Any]) -> None:
    bound = {name: read_array(name, one) if isinstance(one, list) else one for name, one in point.items()}
    told = trace(pose(Source(formula), bound), mode="forward")
    assert told.tangents
    shapes = {step.node: step.shape for step in told.forward}
    for step in (one for one in told.tangents if one.shares):
        for name, tangent in step.tangents.items():
            parts = [np.broadcast_to(one.contributions.get(name, 0.0), shapes[step.node]) for one in step.shares]
            assert np.sum(parts, axis=0) == pytest.approx(np.array(tangent), rel=1e-14)


SEEDED = [
    ("relu(x)", {"x": [1, -2, 3, 0.5, -1]}, [4, -1, 5, 9, 2]),
    ("[x*y, sin(x), x]", {"x": 1.0, "y": 2.0}, [1, -2, 0.5]),
    ("A @ x", {"A": [[1, 2], [3, 4], [5, 6]], "x": [1, -1]}, [1, 2, 3]),
    ("softmax(x)*y", {"x": [1, 2], "y": 3.0}, [1, -1]),
    ("outer(x, x)", {"x": [1, 2]}, [1, 2, 3, 4]),
    ("x^2", {"x": 3.0}, [2]),
]


@pytest.mark.parametrize(("text", "values", "seed"), SEEDED)
def test_a_seeded_trace_and_drawing_give_what_eval_gives(text: str, values: dict[str, Any], seed: list[float]) -> None:
    problem = pose(Source(text), {name: read_array(name, value) for name, value in values.items()})
    expected = seeded(problem, seed).gradient or {}
    report = trace(problem, seed=seed)
    adjoints = {step.label: step.adjoint for step in report.backward or ()}
    drawn = {vertex.label: vertex.gradient for vertex in drawing(problem, seed=seed).nodes}
    for name, partial in expected.items():
        np.testing.assert_allclose(adjoints[name], partial, rtol=1e-14)
        np.testing.assert_allclose(drawn[name], partial, rtol=1e-14)


def test_the_upstream_vector_meets_the_transposed_jacobian() -> None:
    words = ["trace", "relu(x)", "x=[1,-2,3,0.5,-1]", "--seed", "4,-1,5,9,2", "--jacobians"]
    status, output, _ = call(*words)
    assert status == 0
    assert "d v1 / d x, transposed, times v1̄\n" in output
    rows = [line.split() for line in output.splitlines() if line.startswith("x[")]
    assert rows == [
        ["x[0]", "1", "4", "4"],
        ["x[1]", "0", "-1", "0"],
        ["x[2]", "1", "5", "5"],
        ["x[3]", "1", "9", "9"],
        ["x[4]", "0", "2", "0"],
    ]


PARTS_SHOWN = [
    ("backward", ["--show", "backward"], ["backward pass"]),
    ("two", ["--show", "gates", "--show", "forward"], ["forward pass", "gates"]),
    ("a list", ["--show=forward,backward"], ["forward pass", "backward pass"]),
    ("tangents", ["--show", "backward", "--mode", "forward", "--wrt", "x"], ["tangents towards x"]),
]


@pytest.mark.parametrize(("words", "titles"), [row[1:] for row in PARTS_SHOWN], ids=[row[0] for row in PARTS_SHOWN])
def test_the_parts_of_a_trace_are_shown_apart(words: list[str], titles: list[str]) -> None:
    status, output, errors = call("trace", LECTURE, "x=40", "y=4", *words)
    assert status == 0, errors
    found = [
        line for line in output.splitlines() if line in ("forward pass", "gates", "backward pass") or "towards" in line
    ]
    assert found == titles
    status, output, _ = call("trace", LECTURE, "x=40", "y=4", *words, "--json")
    assert len(json.loads(output)["forward"]) == 8, "JSON has everything"


def test_a_part_that_is_none_is_refused() -> None:
    status, _, errors = call("trace", LECTURE, "x=40", "y=4", "--show", "sideways")
    assert status == 2
    assert "choose forward, gates, backward" in errors


WRITTEN = [
    ("x^y", "x", "y*x^(y - 1)"),
    ("x^y", "y", "v1*log(x)"),
    ("x^-2", "x", "-2/x^3"),
    ("tan(x)", "x", "1/cos(x)^2"),
    ("tanh(x)", "x", "sech(x)^2"),
    ("leaky_relu(x)", "x", "where(x > 0, 1, 0.01)"),
    ("max(x, y)", "y", "where(y > x, 1, where(y < x, 0, 1/2))"),
    ("gelu(x)", "x", "normal_cdf(x) + x*exp(-x^2/2)/sqrt(2*pi)"),
    ("hypot(x, y)", "x", "x/hypot(x, y)"),
    ("atan2(y, x)", "y", "x/(x^2 + y^2)"),
    ("clamp(x, 0, 1)", "x", "where(0 < x and x < 1, 1, where(x == 0 or x == 1, 1/2, 0))"),
    ("sqrt(x)", "x", "1/(2*v1)"),
    ("exp(x)", "x", "v1"),
]


@pytest.mark.parametrize(
    ("text", "name", "formula", "keeps"),
    [
        ("sigmoid(x)", "x", "v1*(1 - v1)", ("v1",)),
        ("tanh(x)", "x", "1 - v1^2", ("v1",)),
        ("asin(x)", "x", "1/sqrt(1 - x^2)", ("x",)),
        ("x/y", "y", "-x/y^2", ("y", "x")),
        ("x^3", "x", "3*x^2", ("x", "3")),
        ("x^y", "y", "x^y*log(x)", ("x", "y")),
        ("log10(x)", "x", "1/(x*log(10))", ("x",)),
        ("sin(x)", "x", "cos(x)", ("x",)),
    ],
)
def test_a_textbook_has_its_partials_and_keeps_what_they_read(
    text: str, name: str, formula: str, keeps: tuple[str, ...]
) -> None:
    point = {"x": 0.25, "y": 2.0}
    problem = pose(Source(text), {name: value for name, value in point.items() if name in text})
    taught, usual = trace(problem, textbook=True), trace(problem)
    (share,) = (share for step in taught.backward or () if step.label == name for share in step.shares)
    assert share.formula == formula
    assert {*taught.forward[-1].keeps} == {*keeps}
    assert taught.memory.kept == len(keeps)
    assert [step.adjoint for step in taught.backward or ()] == [step.adjoint for step in usual.backward or ()]


@pytest.mark.parametrize(("text", "name", "formula"), WRITTEN)
def test_local_partials_are_written_as_diff_writes_them(text: str, name: str, formula: str) -> None:
    steps = {step.label: step for step in trace(pose_open(Source(text))).backward or ()}
    assert [share.formula for share in steps[name].shares] == [formula]


IN_WORDS = [
    ("max(w, z)", {"w": 1.0, "z": 2.0}, {"z": "1, the largest", "w": "0"}),
    ("min(w, z)", {"w": 1.0, "z": 2.0}, {"w": "1, the smallest", "z": "0"}),
    ("max(w, y, z)", {"w": 2.0, "y": 1.0, "z": 2.0}, {"w": "0.5, one of 2 largest", "y": "0"}),
    ("relu(x)", {"x": 3.0}, {"x": "1, passes"}),
    ("relu(x)", {"x": -2.0}, {"x": "0, blocks"}),
    ("where(x > 0, x, 0.1)", {"x": -0.5}, {"x": "0"}),
]


@pytest.mark.parametrize(("text", "point", "shown"), IN_WORDS)
def test_what_is_routed_is_said_in_words(text: str, point: dict[str, float], shown: dict[str, str]) -> None:
    steps = {step.label: step for step in trace(pose(Source(text), point)).backward or ()}
    for name, words in shown.items():
        (share,) = steps[name].shares
        assert share.partial is not None
        assert partial_text(share, Notation().brief(share.partial)) == words


def test_the_index_of_a_sum_keeps_its_name() -> None:
    report = trace(pose(Source("given n = 4; sum(x^k, k = 1:n-1) + sum(j, j = 1:2)"), {"x": 2.0}), wrt=["x"])
    steps = {step.label: step for step in report.forward}
    assert steps["k"].operation == "1:n - 1"
    assert steps["j"].operation == "1:2"
    assert "x^k" in {step.operation for step in report.forward}


def test_an_index_whose_name_means_something_else_as_well_is_written_as_numbers() -> None:
    report = trace(pose(Source("k*sum(x^k, k = 1:3)"), {"x": 2.0, "k": 5.0}))
    assert {"k", "arange(1, 4)"} <= {step.label for step in report.forward}
