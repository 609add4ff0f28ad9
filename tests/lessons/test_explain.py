"""Trace and graph against the lecture notes: the numbers on every node, and the notations they are drawn in."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.calls import call
from support.schemas import validate

from autograd_cli.ask.problem import Problem, pose, pose_graph
from autograd_cli.ask.values import read_array
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render, terminal, terminal_tree
from autograd_cli.formats.json import plain
from autograd_cli.lessons.drawing import drawing
from autograd_cli.lessons.gates import gate
from autograd_cli.lessons.trace import trace
from autograd_cli.report.catalogue import catalogue
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.study import study

NEURON = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
NEURON_POINT = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}


def lecture() -> Problem:
    return pose(Source("2*x*y+y+3"), {"x": 40.0, "y": 4.0})


def test_forward_pass_of_the_lecture_s_graph() -> None:
    steps = {step.label: step.value for step in trace(lecture()).forward}
    assert steps == {"2": 2, "x": 40, "v1": 80, "y": 4, "v2": 320, "v3": 324, "3": 3, "v4": 327}


def test_backward_pass_of_the_lecture_s_graph_with_its_literals() -> None:
    steps = {step.label: step.adjoint for step in trace(lecture(), literals=True).backward or ()}
    assert steps == {"v4": 1, "3": 1, "v3": 1, "v2": 1, "y": 81, "v1": 4, "x": 8, "2": 160}


def test_adjoint_of_a_fork_is_the_sum_of_its_shares() -> None:
    (y,) = [step for step in trace(lecture()).backward or () if step.label == "y"]
    assert [(share.label, share.upstream, share.formula, share.contribution) for share in y.shares] == [
        ("v3", 1, "1", 1),
        ("v2", 1, "v1", 80),
    ]


def test_tangents_of_forward_mode_are_the_columns() -> None:
    steps = {step.label: dict(step.tangents) for step in trace(lecture(), mode="forward").tangents or ()}
    assert steps["v4"] == {"x": 8, "y": 81}
    assert steps["v1"] == {"x": 2, "y": 0}


@pytest.mark.parametrize(
    ("text", "values", "gate", "keeps"),
    [
        ("x + y", {"x": 3, "y": 4}, "passes on", ()),
        ("x - y", {"x": 3, "y": 4}, "passes on, second negated", ()),
        ("x * y", {"x": 3, "y": 4}, "swaps its inputs", ("x", "y")),
        ("square(x)", {"x": 3}, "scales", ("x",)),
        ("exp(x)", {"x": 3}, "scales", ("v1",)),
        ("relu(x)", {"x": 3}, "passes or blocks", ("x",)),
        ("sigmoid(x)", {"x": 3}, "scales", ("x", "v1")),
        ("max(x, y)", {"x": 3, "y": 4}, "routes", ("x", "y", "v1")),
    ],
)
def test_gate_pattern_and_what_it_keeps(text: str, values: dict[str, float], gate: str, keeps: tuple[str, ...]) -> None:
    last = trace(pose(Source(text), values)).forward[-1]
    assert (last.gate, set(last.keeps)) == (gate, set(keeps))


@pytest.mark.parametrize(
    ("primitive", "count", "words"),
    [
        ("clamp", 3, "routes"),
        ("cumsum", 1, "mixes"),
        ("eigvalsh", 1, "mixes"),
        ("max_over", 1, "routes"),
        ("tril", 1, "passes on, rearranged"),
        ("flip", 1, "passes on, rearranged"),
        ("where", 3, "routes"),
    ],
)
def test_a_gate_says_what_comes_back(primitive: str, count: int, words: str) -> None:
    assert gate(primitive, count) == words


def test_node_used_twice_is_a_fork() -> None:
    gates = {step.label: step.gate for step in trace(lecture()).forward}
    assert gates["y"] == "sums over its uses"
    assert gates["x"] == ""
    squared = trace(pose(Source("s = x + y; s*s"), {"x": 1, "y": 2}))
    assert {step.label: step.gate for step in squared.forward}["s"] == "passes on, sums over its uses"


def test_neuron_of_cs231n_node_by_node() -> None:
    told = trace(pose(Source(NEURON), NEURON_POINT))
    values = [round(step.value, 2) for step in told.forward if step.operands]
    assert values == [-2.0, 6.0, 4.0, 1.0, -1.0, 0.37, 1.37, 0.73]
    adjoints = {step.label: round(step.adjoint, 2) for step in told.backward or ()}
    assert adjoints["w0"] == -0.2
    assert adjoints["x0"] == 0.39
    assert adjoints["w1"] == -0.39
    assert adjoints["x1"] == -0.59
    assert adjoints["w2"] == 0.2
    assert [adjoints[label] for label in ("v8", "v7", "v6", "v5")] == [1.0, -0.53, -0.53, -0.2]


def test_names_of_a_program_stand_in_the_trace() -> None:
    told = trace(pose(Source("s = x*y; loss = (s - 1)^2"), {"x": 3, "y": 4}))
    assert [step.label for step in told.forward] == ["x", "y", "s", "1", "v1", "2", "loss"]


@pytest.mark.parametrize(
    ("formula", "values", "unselected"),
    [
        ("where(x > 0, sqrt(x), x)", {"x": -1}, {"v2"}),
        ("where(x > 0, sqrt(x - 2), x)", {"x": -1}, {"v2", "v3"}),
        ("clamp(x, -1, 2)", {"x": 0.5}, {"v1"}),
    ],
)
def test_node_that_a_row_names_has_a_row_also_where_it_is_not_selected(
    formula: str, values: dict[str, float], unselected: set[str]
) -> None:
    told = trace(pose(Source(formula), values))
    for form, label in (("table", "{}"), ("latex", r"\(v_{{{}}}\)")):
        rows = render(told, form, Page()).split("gates")[0].splitlines()
        absent = {row.split()[0] for row in rows if "(not selected)" in row}
        assert absent == {label.format(name if form == "table" else name[1:]) for name in unselected}
    labels = {row.split()[0] for row in render(told, "table", Page()).splitlines() if row.strip()}
    assert {name for step in told.forward for name in re.findall(r"v\d+", step.operation)} <= labels


def test_unselected_branch_has_no_value_and_no_gate() -> None:
    told = trace(pose(Source("where(x > 0, sqrt(x), x)"), {"x": -1}))
    assert {step.primitive: step.selected for step in told.forward}["sqrt"] is False
    passes = render(told, "table", Page()).replace(told.expression, "")
    assert [line.split() for line in passes.splitlines() if "sqrt" in line] == [["v2", "sqrt(x)", "(not", "selected)"]]
    assert {step.label: step.adjoint for step in told.backward or ()}["x"] == 1


def test_large_input_of_a_product_is_noted() -> None:
    (note,) = trace(pose(Source("w*x"), {"w": 0.5, "x": 1000}), wrt=["w"]).notes
    assert "gradient of w grows" in note


@pytest.mark.parametrize(
    ("text", "freed", "kept"), [("2*x*y+y+3", 3, 3), ("x + y + z + x + y", 5, 0), ("sin(sin(sin(x)))", 2, 3)]
)
def test_values_held_when_freed_and_when_kept(text: str, freed: int, kept: int) -> None:
    values = {name: 2.0 for name in "xyz" if name in text}
    memory = trace(pose(Source(text), values)).memory
    assert (memory.freed, memory.kept) == (freed, kept)


@pytest.mark.parametrize("name", ["trace", "graph"])
def test_json_follows_the_shipped_schema(name: str) -> None:
    build = {"trace": trace, "graph": drawing}[name]
    for text, values in [
        ("2*x*y+y+3", {"x": 40, "y": 4}),
        ("log(x) + relu(y)", {"x": -1, "y": 0}),
        (NEURON, NEURON_POINT),
    ]:
        validate(json.loads(json.dumps(plain(build(pose(Source(text), values))))), name)
    validate(json.loads(json.dumps(plain(build(lecture(), literals=True)))), name)


def test_dot_has_value_and_gradient_on_each_edge() -> None:
    text = render(drawing(lecture(), literals=True), "dot", Page())
    assert 'n0 [label="2", shape=plaintext]' in text
    assert 'n0 -> n2 [label=<<font color="darkgreen">2</font><br/><font color="red3">160</font>>]' in text
    assert "blue" in render(drawing(lecture()), "dot", Page(partials=True))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("text", ["2*x*y+y+3", "where(x < y, max(x, y), x >= y) and x", "-x"])
def test_graphviz_draws_the_dot(text: str) -> None:
    values = {name: 2.0 for name in "xy" if name in text}
    source = render(drawing(pose(Source(text), values)), "dot", Page(partials=True))
    done = subprocess.run(["dot", "-Tsvg"], input=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "<svg" in done.stdout


def test_tree_shows_a_shared_node_once() -> None:
    text = render(drawing(pose(Source("s = x*y; s*s + s"), {"x": 3, "y": 4})), "tree", Page())
    assert text.count("s = x*y = 12") == 1
    assert text.count("s (above)") >= 1


def test_mermaid_escapes_what_it_would_read() -> None:
    assert '(("#lt;<br/>v1"))' in render(drawing(pose(Source("x < y"), {"x": 1, "y": 2})), "mermaid", Page())


FORKS = [
    ("2 lecture", "2*x*y+y+3", {"x": 40, "y": 4}),
    ("2 opposite shares", "z = (x - y)/(x + y)^2; z", {"x": 3, "y": 1}),
    ("2 branch", "where(x > y, x - y, y^2)", {"x": 3, "y": 1}),
    ("2 twice by one user", "x*x + max(x, 2)", {"x": 3}),
    ("2 shared node", "s = x*y; s*s + exp(s)", {"x": 3, "y": -0.25}),
    ("3 leaky", "where(x > 0, x, 0.1*x)", {"x": -0.5}),
    ("3 nested", "where(x > 0, where(x > 1, x, 3*x), 0.1*x)", {"x": 0.5}),
    ("3 vector", "where(x > 0, x, 0.1*x) @ [1, 2]", {"x": [-0.5, 2]}),
]


@pytest.mark.parametrize(("text", "values"), [row[1:] for row in FORKS], ids=[row[0] for row in FORKS])
def test_what_flows_through_the_edges_adds_up_to_the_gradient(text: str, values: dict[str, Any]) -> None:
    drawn = drawing(pose(Source(text), {name: read_array(name, value) for name, value in values.items()}))
    gradients = {vertex.node: vertex.gradient for vertex in drawn.nodes}
    carried: dict[int, Any] = {}
    for edge in drawn.edges:
        if edge.contribution is None:
            continue
        carried[edge.operand] = carried.get(edge.operand, 0) + np.array(edge.contribution)
        if edge.partial is not None:
            np.testing.assert_array_equal(np.array(gradients[edge.user]) * edge.partial, edge.contribution)
    assert carried
    for node, total in carried.items():
        np.testing.assert_allclose(total, gradients[node], rtol=1e-15)


def test_the_trace_of_a_branch_not_taken_has_a_partial_of_0() -> None:
    (x,) = [
        step for step in trace(pose(Source("where(x > 0, x, 0.1*x)"), {"x": -0.5})).backward or () if step.label == "x"
    ]
    assert [(share.formula, share.partial, share.contribution) for share in x.shares] == [
        ("0", 0, 0),
        ("0.1", 0.1, 0.1),
    ]


PLAIN = [
    lambda: trace(lecture(), literals=True),
    lambda: trace(pose(Source("relu(x) @ x"), {"x": read_array("x", [1, -2])})),
    lambda: evaluation(pose(Source("größe*日本 + e\u0301"), {"größe": 1.0, "日本": 2.0, "e\u0301": 3.0})),
    lambda: catalogue("sigmoid"),
    lambda: catalogue(None),
    lambda: study(pose(Source("sin(x)*exp(x)"), {"x": 1.0})),
]  # fmt: skip


@pytest.mark.parametrize("report", PLAIN)
def test_a_pipe_has_the_table_of_an_unlimited_terminal(report: Callable[[], Any]) -> None:
    made = report()
    assert render(made, "table", Page()) == terminal.table(made, Page())


@pytest.mark.parametrize(
    "text", ["2*x*y+y+3", "where(x > y, x - y, y^2)", "sin(x*y)*x*y", "sin(" * 200 + "x*y" + ")" * 200]
)
def test_a_pipe_has_the_tree_of_an_unlimited_terminal(text: str) -> None:
    drawn = drawing(pose(Source(text), {"x": 1.0, "y": 2.0}))
    assert render(drawn, "tree", Page(partials=True)) == terminal_tree.tree(drawn, Page(partials=True))


def test_the_drawing_of_a_deep_formula_grows_with_its_depth() -> None:
    shallow, deep = (
        len(render(drawing(pose(Source("sin(" * n + "x" + ")" * n), {"x": 1.0})), "tree", Page())) for n in (500, 5000)
    )
    assert deep < 11 * shallow


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2*x*y+y+3", {"x": 40, "y": 4}),
        ("where(x > 0, sqrt(x), x^2/3)", {"x": -2}),
        ("max(x, y, 1e-3) + pi", {"x": 1, "y": 2}),
    ],
)
def test_graph_is_read_back_from_its_json(text: str, values: dict[str, float]) -> None:
    problem = pose(Source(text), values)
    document = json.loads(render(drawing(problem), "json", Page()))
    again = pose_graph(Source(text), document, {})
    assert (evaluation(again).value, evaluation(again).gradient) == (
        evaluation(problem).value,
        evaluation(problem).gradient,
    )


@pytest.mark.parametrize("text", ["2*x*y+sin(x)", "h=sin(x)*y; h^2+exp(h)", "u=x+y; exp(x)*u/exp(x)^2"])
@pytest.mark.parametrize("options", [[], ["--order", "2"], ["--steps"]])
def test_the_derivative_of_a_graph_is_that_of_its_formula(text: str, options: list[str]) -> None:
    for point in ([], ["x=1", "y=2"]):
        graph = call("graph", text, *point, "--json")[1]
        assert call("diff", "-", *options, stdin=graph)[:2] == call("diff", text, *options)[:2]


def test_the_derivative_of_a_graph_of_matrices_is_that_of_its_formula() -> None:
    words = ["sum((A@x)^2)*exp(sum(x))", "A=[[1,2],[3,4]]", "x=[1,2]"]
    assert call("diff", "-", stdin=call("graph", *words, "--json")[1])[:2] == call("diff", *words)[:2]


@pytest.mark.parametrize(
    ("words", "said"),
    [(["x=[1,2]"], "`x` is a scalar in the graph"), (["z=[1,2]"], "no variable `z`"), (["x=1"], "takes none")],
)
def test_what_a_graph_has_no_place_for_is_refused(words: list[str], said: str) -> None:
    status, _, err = call("diff", "-", *words, stdin=call("graph", "x*y", "--json")[1])
    assert status == 2
    assert said in err


def test_latex_has_the_lecture_s_tables() -> None:
    text = render(trace(lecture()), "latex", Page())
    assert r"\(v_{2}\) & \(v_{1} y\) & \(320\) \\" in text
    assert r"\(\bar{y}\) & \(1 \cdot 1 + 1 \cdot 80\) & \(81\) \\" in text
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") == 2


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["x*y", "x=1", "y=2", "--show", "gates"], [r"\(v_{1}\) & \(x y\) & swaps its inputs & \(y\), \(x\) \\"]),
        (
            ["`a_b, c`*y", "`a_b, c`=1", "y=2", "--show", "gates"],
            [r"\(v_{1}\) & \(\text{a\_b, c} \, y\) & swaps its inputs & \(y\), \(\text{a\_b, c}\) \\"],
        ),
        (["x*y", "x=1", "y=2", "--show", "forward", "--cost"], [r"the value alone &  & \(1\) & \(1\) \\"]),
        (
            ["sum(A@x)", "x=[1,2]", "A=[[1,2],[3,4]]", "--show", "forward", "--jacobians"],
            [
                r"\(v_{1}\) & \(x\) & \(2 \times 2\) & \(4\) & \(100 \%\) \\",
                r"d v1 / d x & \(x_{0}\) & \(x_{1}\) \\ \hline",
                r"\({v_{1}}_{1}\) & \(3\) & \(4\) \\",
            ],
        ),
    ],
)
def test_latex_has_the_other_tables_too(words: list[str], lines: list[str]) -> None:
    status, text, _ = call("trace", *words, "--format", "latex")
    assert status == 0
    assert not {*lines} - {*text.splitlines()}


def test_operations_and_values_kept_have_names_in_backticks() -> None:
    _, text, _ = call("trace", "`a_b, c`*y", "`a_b, c`=1", "y=2", "--show", "gates")
    assert "v1     `a_b, c`*y   swaps its inputs       y, `a_b, c`\n" in text


def test_functions_json_follows_the_shipped_schema() -> None:
    for name in (None, "sigmoid", "log"):
        validate(json.loads(render(catalogue(name), "json", Page())), "functions")


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "gelu", "relu"])
def test_function_written_out_gives_the_same(name: str) -> None:
    point = {"x": 0.75}
    whole = evaluation(pose(Source(f"{name}(x)"), point))
    parts = evaluation(pose(Source(f"{name}(x)"), point, expand=[name]))
    assert parts.value == pytest.approx(whole.value, rel=1e-14)
    assert parts.gradient == pytest.approx(whole.gradient, rel=1e-13)


def test_one_gate_and_many_gates_part_where_floats_overflow() -> None:
    problem = pose(Source("sigmoid(w2)"), {"w2": -720}, expand=["sigmoid"])
    report = evaluation(problem)
    (finding,) = report.findings
    assert finding.kind == "recomputed"
    assert report.gradient == evaluation(pose(Source("sigmoid(w2)"), {"w2": -720})).gradient
    assert any("loses every digit" in note for note in trace(pose(Source("sigmoid(w2)"), {"w2": -720})).notes)


@pytest.mark.parametrize("format", ["csv", "table", "dot", "mermaid", "tree", "json"])
def test_no_format_prints_what_a_terminal_obeys(format: str) -> None:
    name = "a\x1b[31m\u202e\x7fb"
    document = json.loads(render(drawing(pose(Source("2*q"), {"q": 1.0})), "json", Page()))
    text = json.dumps(document).replace('"q"', json.dumps(name))
    problem = pose_graph(Source("2*q"), json.loads(text), {})
    report = drawing(problem) if format in ("dot", "mermaid", "tree", "json") else evaluation(problem)
    shown = render(report, format, Page())
    assert not {"\x1b", "\x7f"} & set(shown)
    assert format == "json" or "\u202e" not in shown
