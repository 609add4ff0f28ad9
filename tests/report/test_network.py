"""Networks, and what is told of programs with vectors and matrices: shapes, pullbacks, drawings, the way back."""

import json
import math
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from references.golden import SAMPLES, printed
from references.programs import PROGRAMS, complex_gradient
from support.calls import call
from support.schemas import validate

from autograd_cli.ask.problem import Problem, pose, pose_graph, pose_open
from autograd_cli.ask.values import read_array
from autograd_cli.data.weights import drawn
from autograd_cli.errors import AutogradError, Source
from autograd_cli.formats import Page, render
from autograd_cli.graphs.analysis import edges
from autograd_cli.graphs.checkpoints import layer_ends, schedule
from autograd_cli.graphs.cost import operations
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.shapes import size
from autograd_cli.graphs.templates import OURS
from autograd_cli.lessons.drawing import drawing
from autograd_cli.lessons.trace import trace
from autograd_cli.numerals import elements, shape_of
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.report.cost import compare
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.network import LOSSES, network
from autograd_cli.run.checkpoints import run as run_schedule
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.jacobians import local_jacobian, possible, structure
from autograd_cli.sweeps.forward import push_forward
from autograd_cli.sweeps.reverse import gradient

EXAMPLES = [example for row in PRIMITIVES.values() if row.shape for example in row.examples]


def posed(text: str, **values: Any) -> Problem:
    return pose(Source(text), {name: read_array(name, value) for name, value in values.items()})


def mlp() -> Problem:
    point = json.loads((SAMPLES / "mlp.json").read_text(encoding="utf-8"))
    return posed((SAMPLES / "mlp.ag").read_text(encoding="utf-8"), **point)


# Both passes.


def test_each_node_of_a_network_has_its_shape() -> None:
    shapes = {step.label: step.shape for step in trace(mlp()).forward}
    assert shapes["A0"] == (3, 2)
    assert [shapes[label] for label in ("v1", "v2", "f1", "v3", "f2", "v5", "L")] == [
        (3,),
        (3,),
        (3,),
        (2,),
        (2,),
        (2,),
        (),
    ]


def test_contributions_of_a_network_are_those_of_the_blackboard() -> None:
    told = {step.label: [share.pullback for share in step.shares] for step in trace(mlp()).backward or ()}
    assert told["A1"] == ["outer(g, f1)"]
    assert told["f1"] == ["A1' @ g"]
    assert told["b1"] == ["g"]
    assert told["v4"] == ["g*f2*sigmoid(-v4)"]
    assert told["f2"] == ["-g"]
    assert told["v5"] == ["2*g*v5"]


def test_adjoints_of_the_inputs_are_the_gradient() -> None:
    told = trace(mlp())
    adjoints = {step.label: step.adjoint for step in told.backward or ()}
    assert {name: adjoints[name] for name in told.gradient or {}} == told.gradient


@pytest.mark.parametrize(
    ("text", "values", "label", "pullbacks"),
    [
        ("sum(x*c)", {"x": [1, 2], "c": 3}, "c", ["sum_to(g*x, c)"]),
        ("sum(where(x > 0, x^2, -x))", {"x": [1, -2]}, "v2", ["where(v1, g, 0)"]),
        ("sum(where(x > 0, x^2, -x))", {"x": [1, -2]}, "v3", ["where(v1, 0, g)"]),
        ("x @ x", {"x": [1, 2]}, "x", ["g*x", "g*x"]),
        ("concat(x, y) @ [1, 2, 3]", {"x": [1, 2], "y": [3]}, "y", ["g[2:3]"]),
        ("[a, b] @ [2, 3]", {"a": 1, "b": 2}, "b", ["g[1]"]),
        ("sum(A, axis=1)[0]", {"A": [[1, 2], [3, 4]]}, "A", ["spread(g, A, 1)"]),
        ("sum(A[0, 0:1])", {"A": [[1, 2], [3, 4]]}, "A", ["scatter(g, A, 0, 0:1)"]),
        ("mean(x)", {"x": [1, 2]}, "x", ["spread(g/length(x), x)"]),
        ("prod(x)", {"x": [1, 2]}, "x", ["g*prod(others)"]),
        ("g @ g", {"g": [1, 2]}, "g", ["g_*g", "g_*g"]),
        ("norm(x/y)", {"x": [1, 2], "y": [3, 4]}, "y", ["-g*v1/y"]),
    ],
)
def test_contribution_is_the_row_s_rule_in_labels(
    text: str, values: dict[str, Any], label: str, pullbacks: list[str]
) -> None:
    (step,) = [step for step in trace(posed(text, **values)).backward or () if step.label == label]
    assert [share.pullback for share in step.shares] == pullbacks


@pytest.mark.parametrize(
    ("text", "values", "operation"),
    [
        ("A'", {"A": [[1, 2]]}, "A'"),
        ("A[1:, 0]", {"A": [[1, 2], [3, 4]]}, "A[1:2, 0]"),
        ("sum(A, 1)", {"A": [[1, 2]]}, "sum(A, axis=1)"),
        ("sum(A)", {"A": [[1, 2]]}, "sum(A)"),
        ("reshape(x, 1, 2)", {"x": [1, 2]}, "reshape(x, 1, 2)"),
        ("x @ y", {"x": [1, 2], "y": [1, 2]}, "dot(x, y)"),
        ("A @ y", {"A": [[1, 2]], "y": [1, 2]}, "A @ y"),
        ("A @ eye(2)", {"A": [[1, 2]]}, "A @ eye(2)"),
        ("A @ zeros(2)", {"A": [[1, 2]]}, "A @ zeros(2)"),
    ],
)
def test_operation_is_written_as_in_the_language(text: str, values: dict[str, Any], operation: str) -> None:
    assert trace(posed(text, **values), differentiate=False).forward[-1].operation == operation


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("A @ x", "swaps its inputs"),
        ("sum(x)", "spreads"),
        ("A'", "passes on, rearranged"),
        ("max(x)", "routes"),
        ("sum_of_squares(x)", "scales"),
        ("softmax(x)", "mixes"),
        ("prod(x)", "scales"),
    ],
)
def test_gate_of_a_row_that_is_not_elementwise(text: str, gate: str) -> None:
    values = {name: value for name, value in {"A": [[1, 2], [3, 5]], "x": [1, 2]}.items() if name in text}
    told = trace(posed(f"y = {text}; sum(y)", **values))
    assert {step.label: step.gate for step in told.forward}["y"] == gate


def test_tangents_have_a_sweep_for_each_element() -> None:
    told = trace(posed("A @ x @ x", A=[[1, 2], [3, 4]], x=[5, 6]), mode="forward")
    last = (told.tangents or ())[-1]
    assert list(last.tangents) == ["A[0, 0]", "A[0, 1]", "A[1, 0]", "A[1, 1]", "x[0]", "x[1]"]
    assert list(elements(told.gradient["A"])) == [last.tangents[name] for name in list(last.tangents)[:4]]  # type: ignore[index]


def test_tables_of_the_network_fit_into_80_columns() -> None:
    tables = render(trace(mlp()), "table", Page(width=80)).partition("memory: ")[0]
    assert max(map(len, tables.splitlines())) <= 80


# Local Jacobians.


def test_jacobian_of_an_elementwise_node_is_diagonal() -> None:
    text, point = (SAMPLES / "mlp5.ag").read_text(encoding="utf-8"), dict(np.load(SAMPLES / "mlp5.npz"))
    told = trace(posed(text, **point), jacobians=True)
    (one,) = [one for one in told.jacobians or () if one.label == "f2"]
    assert (one.rows, one.columns, one.possible) == (5, 5, 5)
    assert one.values is not None
    assert all((value is not None) == (i == j) for i, row in enumerate(one.values) for j, value in enumerate(row))
    (line,) = [line for line in render(told, "table", Page()).splitlines() if line.split()[:2] == ["f2", "v4"]]
    assert line.split()[2:] == ["5", "x", "5", "5", "20", "%"]


def test_product_of_the_jacobians_along_a_chain_is_the_gradient() -> None:
    told = trace(mlp(), jacobians=True)
    formed = {
        (one.label, one.towards): np.array([[value or 0.0 for value in row] for row in one.values or ()])
        for one in told.jacobians or ()
    }
    chain = np.eye(1)
    for step in [("L", "v5"), ("v5", "f2"), ("f2", "v4"), ("v4", "v3"), ("v3", "f1"), ("f1", "v2"), ("v2", "v1")]:
        chain = chain @ formed[step]
    assert told.gradient is not None
    assert (chain @ formed["v1", "x"])[0] == pytest.approx(told.gradient["x"], rel=1e-13)
    assert (chain @ formed["v1", "A0"])[0] == pytest.approx(list(elements(told.gradient["A0"])), rel=1e-13)


@pytest.mark.parametrize(
    "text",
    [
        *EXAMPLES,
        "sum([1, 2]*3)",
        "[[1], [2]]*[3, 4, 5]",
        "cumsum([[1, 2], [3, 4]], axis=1)",
        "softmax([[1, 2], [3, 4]], axis=0)",
        "solve([[2, 1], [1, 3]], [[2, 3, 4], [5, 6, 7]])",
        "[[1, 2], [3, 4]][:, 1]",
        "spread([1, 2], [[0, 0, 0], [0, 0, 0]], axis=1)",
        "[[1, 2, 3], [4, 5, 6]] @ [[1, 2], [3, 4], [5, 6]]",
        "flip([[1, 2], [3, 4]], axis=0)",
        "sum([[1, 2], [3, 4]], axis=0)",
    ],
)
def test_structure_of_a_jacobian_has_all_its_numbers_and_is_counted_right(text: str) -> None:
    problem = pose(Source(text), {})
    lowered = problem.with_literals()
    graph = lowered.function.graph
    values = evaluate(lowered.function, problem.literal_values(lowered))
    for number in lowered.function.live:
        node = graph.nodes[number]
        for operand, edge in zip(node.operands, edges(node.primitive, len(node.operands)), strict=True):
            if edge.flows:
                there = structure(graph, number, operand)
                assert possible(graph, number, operand) == there.sum(), node
                assert not np.any(local_jacobian(graph, number, operand, values, OURS)[~there]), node


def test_large_jacobian_is_told_by_its_shape_and_share() -> None:
    told = trace(posed("sum_of_squares(A @ x)", A=np.ones((50, 40)), x=np.ones(40)), jacobians=True)
    sizes = {(one.towards, one.rows, one.columns, one.possible, one.values) for one in told.jacobians or ()}
    assert sizes == {("A", 50, 2000, 2000, None), ("x", 50, 40, 2000, None), ("v1", 1, 50, 50, None)}


def test_jacobians_of_numbers_are_their_partials() -> None:
    told = trace(posed("2*x*y + y + 3", x=40, y=4), jacobians=True)
    assert [(one.label, one.towards, one.values) for one in told.jacobians or ()] == [
        ("v1", "x", ((2.0,),)),
        ("v2", "v1", ((4.0,),)),
        ("v2", "y", ((80.0,),)),
        ("v3", "v2", ((1.0,),)),
        ("v3", "y", ((1.0,),)),
        ("v4", "v3", ((1.0,),)),
    ]


# Costs.


def test_cost_of_the_notes_network_is_counted_by_its_shapes() -> None:
    cost = trace(mlp(), cost=True).cost
    assert cost is not None
    # A0 x: 6, + b0: 3, sigmoid: 3, A1 f1: 6, + b1: 2, sigmoid: 2, y - f2: 2, sum_of_squares: 2.
    assert cost.value == 26
    assert (cost.reverse.sweeps, cost.separate.sweeps, cost.forward.sweeps) == (1, 6, 21)


@pytest.mark.parametrize("name", PROGRAMS)
def test_costs_are_those_of_the_sweeps_done_one_by_one(name: str) -> None:
    report = json.loads(printed(SAMPLES / f"{name}.ag"))
    text = (SAMPLES / f"{name}.ag").read_text(encoding="utf-8")
    problem = posed(text, **report["inputs"])
    function, wanted = problem.function, tuple(problem.wanted(None).values())
    graph = function.graph
    primal = set(function.live)

    def count(outputs: Sequence[int]) -> int:
        numbers = {*Function(graph, (), tuple(outputs)).live} - primal
        return sum(operations(graph, number) for number in numbers)

    cost = compare(function, wanted)
    assert cost.reverse.operations == cost.value + count(gradient(function, wanted).outputs)
    assert cost.separate.operations == cost.value + sum(count(gradient(function, [one]).outputs) for one in wanted)
    sweeps = 0
    for one in wanted:
        seed = graph.add("input", (), f"seed of {one}", None, graph.nodes[one].shape)
        sweeps += size(graph.nodes[one].shape) * count(push_forward(function, (one,), (seed,)).outputs)
    # It is counted on one sweep for all inputs; one by one, some signs are written otherwise.
    assert cost.forward.operations == pytest.approx(cost.value + sweeps, rel=0.02)
    assert cost.reverse.operations < cost.separate.operations < cost.forward.operations


@pytest.mark.parametrize("name", ["neuron", "neuron_gates", "mlp", "mlp5"])
def test_eval_and_trace_count_the_same_operations(name: str) -> None:
    file = next(
        (SAMPLES / f"{name}{suffix}" for suffix in (".json", ".npz") if (SAMPLES / f"{name}{suffix}").exists()), None
    )
    words = ["-f", str(SAMPLES / f"{name}.ag"), *(["--at", str(file)] if file else []), "--json"]
    compared = json.loads(call("trace", *words, "--cost")[1])["cost"]
    for mode in ("reverse", "forward"):
        assert json.loads(call("eval", *words, "--mode", mode)[1])["cost"] == compared[mode]
    assert json.loads(call("eval", *words, "--no-grad", "--cost")[1])["cost"]["operations"] == compared["value"]
    assert compared["forward"]["operations"] > compared["reverse"]["operations"]


# What the backward pass keeps.


def test_bytes_are_told_of_what_a_node_keeps() -> None:
    told = {step.label: (step.keeps, step.bytes) for step in trace(mlp()).forward}
    assert told["v1"] == (("x", "A0"), 8 * (2 + 6))
    assert told["v2"] == ((), 0)
    assert told["f1"] == (("v2", "f1"), 8 * (3 + 3))
    assert told["L"] == (("v5",), 8 * 2)


def test_without_a_gradient_it_is_said_what_a_backward_pass_would_keep() -> None:
    told = trace(mlp(), differentiate=False)
    assert (told.memory.kept, told.memory.bytes) == (26, 208)
    value = render(evaluation(mlp(), differentiate=False, cost=True), "table", Page())
    assert value.endswith("a backward pass would keep 26, 208 bytes")
    assert not any(step.bytes for step in told.forward)


DEEP = network([6] * 13, weights="n.npz", program="n.ag", activation="tanh", columns=20)
CHAIN = "given x = 0.5; " + "; ".join(f"f{i} = sin({f'f{i - 1}' if i else 'x'}) + cos(x)^2" for i in range(40))
CHECKPOINTED = [
    ("deep", posed(DEEP.program, **drawn(DEEP.arrays, 3))),
    ("mlp", mlp()),
    ("numbers", posed(CHAIN)),
    ("no names", posed("sin(cos(tanh(exp(sin(x)*x))))", x=0.25)),
    ("skips", posed("a = x*y; b = sin(a) + x; c = tanh(b) + a; d = c*b + a; sum(d^2 + a)", x=[1, 2], y=0.5)),
    ("one", posed("x^2", x=3)),
    ("constants", posed("a = pi*x; b = sin(a)*pi; c = (A @ eye(2)) * b; sum(c/tau)", x=0.3, A=[[1, 2]])),
    ("a result that is an input", posed("x", x=3)),
    ("a named result", posed("y = x*x; y", x=3)),
]


@pytest.mark.parametrize(("name", "problem"), CHECKPOINTED, ids=[name for name, _ in CHECKPOINTED])
@pytest.mark.parametrize("every", [1, 2, 3, 5, 100])
def test_checkpoints_change_no_bit_of_the_gradient(name: str, problem: Problem, every: int) -> None:
    with_them = evaluation(problem, checkpoint=every)
    without = evaluation(problem)
    assert (with_them.value, with_them.gradient) == (without.value, without.gradient)
    assert with_them.checkpoint is not None
    assert with_them.checkpoint.held <= with_them.checkpoint.without


def test_checkpoints_hold_less_and_say_what_is_measured() -> None:
    (_, problem), *_ = CHECKPOINTED
    told = [evaluation(problem, checkpoint=every).checkpoint for every in (1, 3, 4, 100)]
    kept, few, fewer, all_of_them = (one for one in told if one is not None)
    assert (kept.kept, few.kept, fewer.kept, all_of_them.kept) == (12, 4, 3, 0)
    assert few.names == ("f3", "f6", "f9", "f12")
    assert few.held < kept.held < kept.without
    assert few.held < few.without / 2
    # Without a layer kept nothing is done twice, and what is counted while it runs is what the schedule foretells.
    assert all_of_them.recomputed == 0
    assert all_of_them.held == all_of_them.without == few.without


def test_bytes_held_are_those_that_python_counts() -> None:
    made = network([64] * 25, weights="n.npz", program="n.ag", activation="tanh", columns=200)
    problem = posed(made.program, **drawn(made.arrays, 3))
    peaks = []
    for every in (5, 100):
        evaluation(problem, checkpoint=every)  # templates are made once
        function = problem.function
        swept = gradient(function, (problem.wanted(None)["x"],))
        whole = Function(function.graph, function.inputs, function.outputs + swept.outputs)
        ends = layer_ends(function, [*problem.lowered.names.values()])
        plan = schedule(whole, function, ends[every - 1 :: every])
        tracemalloc.start()
        ran = run_schedule(whole, function, Source(""), problem.values, plan, swept.outputs, OURS)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        results = sum(output.nbytes for output in ran.outputs if hasattr(output, "nbytes"))
        peaks.append((peak - results, ran.held))
    for measured, counted in peaks:
        # Beside the values that are held there are those that a kernel makes on the way, and Python's own.
        assert counted < measured + 1 < counted + 1.5e6
    assert peaks[0][1] < peaks[1][1] / 2


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a = x - 1; b = relu(a); c = b*x; sum(log(c - 3))", {"kink", "domain"}),
        ("a = x - 1; b = relu(a); c = b*x; sum(c) + norm(b - b)", {"kink"}),
        ("a = x - 1; b = where(x > 2.5, relu(a), a); sum(b)", set()),
        ("a = x - 1; b = where(x > 0, relu(a), a); sum(b*floor(x))", {"kink", "jump"}),
        ("a = x - 1; b = exp(800*a); sum(b)", {"overflow"}),
        ("a = x - 1; b = where(x == 2, a, x); b*x", {"jump"}),
        ("a = x - 2; b = relu(a); b*x", {"kink"}),
    ],
)
def test_checkpoints_explain_what_is_to_be_explained(text: str, kinds: set[str]) -> None:
    problem = posed(text, x=[1, 2, 3] if "sum" in text else 2)
    with_them, without = evaluation(problem, checkpoint=1), evaluation(problem)
    assert with_them.findings == without.findings
    assert {finding.kind for finding in without.findings} == kinds
    assert repr(with_them.gradient) == repr(without.gradient)


def test_overflow_is_recomputed_with_checkpoints_as_without() -> None:
    problem = posed("a = exp(-x); b = 1 + a; 1/b", x=-800)
    assert evaluation(problem, checkpoint=1).findings == evaluation(problem).findings
    assert evaluation(problem, checkpoint=1).gradient == evaluation(problem).gradient


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--checkpoint", "0"], "`--checkpoint` takes a whole number from 1 on"),
        (["--checkpoint", "two"], "`--checkpoint` takes a whole number from 1 on"),
        (["--checkpoint", "2", "--no-grad"], "`--checkpoint` is for a backward pass, and no derivative is wanted"),
        (
            ["--checkpoint", "2", "--mode", "forward"],
            "`--checkpoint` is for a backward pass, and forward mode keeps nothing for one",
        ),
    ],
)
def test_checkpoints_that_make_no_sense_are_refused(words: list[str], message: str) -> None:
    for command in ("eval", "trace"):
        done = run(command, "x^2", "--x", "3", *words)
        assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"error: {message}")


def test_checkpoints_in_json_follow_the_shipped_schemas() -> None:
    validate(json.loads(render(evaluation(mlp(), checkpoint=1), "json", Page())), "eval")
    validate(json.loads(render(trace(mlp(), checkpoint=1), "json", Page())), "trace")


# Every row, in every notation.


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("literals", [False, True])
def test_row_is_told_and_drawn_in_every_notation(example: str, literals: bool) -> None:
    problem = pose(Source(f"sum({example})"), {})
    told = trace(problem, literals=literals, jacobians=True, cost=True)
    for notation in ("table", "json", "markdown", "latex"):
        assert render(told, notation, Page())
    picture = drawing(problem, literals=literals)
    for notation in ("tree", "dot", "mermaid"):
        assert render(picture, notation, Page(partials=True))
    validate(json.loads(render(told, "json", Page())), "trace")
    validate(json.loads(render(picture, "json", Page())), "graph")


@pytest.mark.parametrize("example", EXAMPLES)
def test_row_is_read_back_from_its_json(example: str) -> None:
    problem = pose(Source(f"given s = 3; sum(s*{example})"), {})
    document = json.loads(render(drawing(problem), "json", Page()))
    wanted, given = evaluation(problem), evaluation(pose_graph(Source(""), document, {}))
    assert (given.value, given.gradient) == (wanted.value, wanted.gradient)


@pytest.mark.parametrize("text", ["sum(x)", "sum_of_squares(x)", "softmax(x)", "mean(x)^2", "max(x, 2) + norm(x)"])
def test_reduction_of_a_number_is_that_of_one_element(text: str) -> None:
    whole = evaluation(posed(f"sum({text})", x=[3]))
    one = evaluation(posed(text, x=3))
    assert (one.value, [one.gradient["x"]]) == (whole.value, whole.gradient["x"])  # type: ignore[index]
    assert "None" not in render(trace(posed(text, x=3)), "table", Page())


@pytest.mark.parametrize(
    "text",
    ["expand(x, t)", "sum_to(x, [t, t])", "reshaped(x, [t, t])", "spread(x, [t, t], axis=0)", "scatter(x, [t, t], 0)"],
)
def test_shape_of_another_value_that_cannot_be_had_is_refused(text: str) -> None:
    with pytest.raises(AutogradError) as caught:
        posed(text, x=[1, 2, 3], t=1)
    assert caught.value.code == "shape"


def test_network_is_read_back_from_its_json() -> None:
    document = json.loads(render(drawing(mlp()), "json", Page()))
    assert evaluation(pose_graph(Source(""), document, {})).gradient == evaluation(mlp()).gradient
    with pytest.raises(AutogradError, match=r"`x` is \(2,\) in the graph, and its value is a scalar"):
        pose_graph(Source(""), document, {"x": 3.0})


@pytest.mark.parametrize(
    ("number", "changed"),
    [
        (0, {"shape": [2, 2]}),
        (2, {"shape": [4]}),
        (2, {"shape": "3"}),
        (2, {"shape": [1, 2, 3]}),
        (2, {"shape": [-3]}),
        (4, {"shape": []}),
        (13, {"shape": [2]}),
    ],
)
def test_graph_whose_shapes_do_not_agree_is_refused(number: int, changed: dict[str, Any]) -> None:
    document = json.loads(render(drawing(mlp()), "json", Page()))
    document["nodes"][number] |= changed
    with pytest.raises(AutogradError) as caught:
        pose_graph(Source(""), document, {})
    assert caught.value.code in ("graph", "shape")


# Networks as programs.


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, stdout: Any = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograd_cli", *words]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


def test_no_file_is_written_that_nobody_named(folder: Path) -> None:
    Path("net.npz").write_text("trained")
    Path("network.npz").write_text("trained")
    with open("net.ag", "w", encoding="utf-8") as file:
        assert run("network", "3-2", stdout=file).stderr == ""
    assert run("network", "3-2", "-o", "net.ag").returncode == 0
    assert run("network", "3-2").returncode == 0
    assert {path.name: path.read_text()[:7] for path in folder.iterdir()} == {
        "net.npz": "trained",
        "network.npz": "trained",
        "net.ag": "# A net",
    }


def test_network_is_written_with_its_weights_where_they_are_named(folder: Path) -> None:
    words = ["784-256-64-10", "--activation", "relu", "--loss", "cross_entropy", "--weights", "net.npz"]
    with open("net.ag", "w", encoding="utf-8") as file:
        done = run("network", *words, stdout=file)
    assert (done.returncode, done.stderr) == (0, "weights: net.npz, 218058 parameters, and a sample\n")
    assert Path("net.ag").read_text(encoding="utf-8").splitlines()[4:] == [
        "given A0 = matrix(256, 784), b0 = vector(256)",
        "given A1 = matrix(64, 256), b1 = vector(64)",
        "given A2 = matrix(10, 64), b2 = vector(10)",
        "given x = vector(784), y = vector(10)",
        "",
        "f1 = relu(A0 @ x + b0)   # 784 -> 256",
        "f2 = relu(A1 @ f1 + b1)  # 256 -> 64",
        "f3 = A2 @ f2 + b2        # 64 -> 10, the logits",
        "L = cross_entropy(f3, y)",
    ]
    report = json.loads(run("eval", "--file", "net.ag", "--at", "net.npz", "--json").stdout)
    shapes = {name: shape_of(partial) for name, partial in report["gradient"].items()}
    assert shapes["A0"] == (256, 784)
    assert shapes["b2"] == (10,)
    assert 0.5 < report["value"] < 10


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("columns", [None, 5])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "selu", "gelu", "sin"])
def test_network_evaluates_at_once(loss: str, columns: int | None, activation: str) -> None:
    made = network((4, 3, 2), weights="n.npz", program="n.ag", activation=activation, loss=loss, columns=columns)
    report = evaluation(posed(made.program, **drawn(made.arrays, made.seed)))
    assert math.isfinite(report.value)  # type: ignore[arg-type]
    assert report.gradient is not None
    assert {name: shape_of(value) for name, value in report.gradient.items()} == {
        name: draw.shape for name, draw in made.arrays.items()
    }
    assert max(map(len, made.program.splitlines())) <= 110


@pytest.mark.parametrize("columns", [None, 5])
def test_network_is_drawn_with_its_shapes_before_it_has_weights(columns: int | None) -> None:
    made = network((4, 3, 2), weights=None, program="n.ag", columns=columns)
    shapes = {
        vertex.label: vertex.shape for vertex in drawing(pose_open(Source(made.program))).nodes if not vertex.operands
    }
    assert {name: shapes[name] for name in made.arrays} == {name: draw.shape for name, draw in made.arrays.items()}


def test_loss_of_columns_is_the_mean_of_those_of_its_samples() -> None:
    for loss in LOSSES:
        many = network((4, 3, 2), weights="n.npz", program="n.ag", loss=loss, columns=3)
        one = network((4, 3, 2), weights="n.npz", program="n.ag", loss=loss)
        arrays = drawn(many.arrays, 7)
        singles = [
            evaluation(posed(one.program, **{**arrays, "x": arrays["x"][:, i], "y": arrays["y"][:, i]}))
            for i in range(3)
        ]
        whole = evaluation(posed(many.program, **arrays))
        assert whole.value == pytest.approx(sum(single.value for single in singles) / 3)  # type: ignore[misc]
        first = [list(elements(single.gradient["A0"])) for single in singles]  # type: ignore[index]
        mean = [sum(parts) / 3 for parts in zip(*first, strict=True)]
        assert list(elements(whole.gradient["A0"])) == pytest.approx(mean)  # type: ignore[index]


def test_weights_and_program_never_go_to_one_file(folder: Path) -> None:
    done = call("network", "2-2", "--weights", str(folder / "n.npz"), "-o", str(folder / "n.npz"))
    assert (done[0], done[2].partition(",")[0]) == (2, "error: the program and `--weights` would go to one file")
    assert not (folder / "n.npz").exists()


def test_seed_decides_the_weights() -> None:
    made = network((4, 3, 2), weights="n.npz", program="n.ag")
    first, again, other = (drawn(made.arrays, seed) for seed in (1, 1, 2))
    assert all((first[name] == again[name]).all() for name in first)
    assert (first["A0"] != other["A0"]).any()
    assert not first["b0"].any()


@pytest.mark.parametrize(("activation", "wanted"), [("relu", 2 / 400), ("tanh", 2 / 500), ("selu", 1 / 400)])
def test_variance_of_the_weights_is_that_of_the_initialisation(activation: str, wanted: float) -> None:
    made = network((400, 100, 2), weights="n.npz", program="n.ag", activation=activation)
    assert drawn(made.arrays, 0)["A0"].var() == pytest.approx(wanted, rel=0.05)


def test_network_in_json_follows_the_shipped_schema(folder: Path) -> None:
    report = json.loads(run("network", "3-2", "--weights", "w.npz", "--json").stdout)
    validate(report, "network")
    assert (folder / "w.npz").exists()


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ([], "there are no sizes", "as in `autograd network 784-256-64-10`"),
        (["784"], "a network has at least two sizes: of its input and of its output", "as in"),
        (["784x256"], "`784x256` in `784x256` is not a size", "write `784-256`"),
        (["784,256"], "`784,256` in `784,256` is not a size", "write `784-256`"),
        (["3-a-2"], "`a` in `3-a-2` is not a size", "as in"),
        (["3-0"], "a layer cannot have size 0", "as in"),
        (["3", "2"], "the sizes are one word, but there are 2", "write them as one word: 3-2"),
        (["3-2", "--activation", "reluu"], "there is no activation `reluu`", "did you mean `relu`?"),
        (["3-2", "--activation", "hypot"], "`hypot` is not an activation: it is not a function of one number", "as in"),
        (["3-2", "--loss", "mes"], "there is no loss `mes`", "did you mean `mse`?"),
        (["3-2", "--seed", "x"], "`--seed` takes a whole number from 0 on", "as in `--seed 1`"),
        (["3-2", "--columns", "0"], "`--columns` takes a whole number from 1 on", "as in"),
        (["3-2", "--weights", "w.npy"], "`--weights` takes an .npz file, and `w.npy` is not one", "as in net.npz"),
        (["99999-99999"], "the network has 10000099998 numbers, and the limit is 100000000", "choose smaller layers"),
    ],
)
def test_mistake_in_a_network_gets_its_hint(folder: Path, words: list[str], message: str, hint: str) -> None:
    done = run("network", *words)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first == f"error: {message}"
    assert second.startswith(f"hint: {hint}")
    assert not list(folder.iterdir())


def test_weights_that_cannot_be_written_are_status_3(folder: Path) -> None:
    done = run("network", "3-2", "--weights", "nowhere/w.npz")
    assert (done.returncode, done.stdout) == (3, "")
    assert "there is no folder `nowhere`: make it first" in done.stderr


# Samples with data.


@pytest.mark.parametrize("name", PROGRAMS)
def test_sample_with_data_is_as_its_source_has_it(name: str) -> None:
    report = json.loads(printed(SAMPLES / f"{name}.ag"))
    inputs = {name: np.asarray(value) for name, value in report["inputs"].items()}
    assert report["value"] == pytest.approx(float(PROGRAMS[name](**inputs)), rel=1e-12)
    for input_name, wanted in complex_gradient(PROGRAMS[name], inputs).items():
        given = np.asarray(report["gradient"][input_name])
        assert given.shape == wanted.shape
        assert given == pytest.approx(wanted, rel=1e-11, abs=1e-12 * np.abs(wanted).max())


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("linear_regression", {"w": 3.93240876, "b": -17.57909489}),
        ("logistic_regression", {"w": -0.23216274, "b": 15.04290165}),
    ],
)
def test_sample_is_stationary_at_the_published_fit(name: str, point: dict[str, float]) -> None:
    report = json.loads(printed(SAMPLES / f"{name}.ag"))
    text = (SAMPLES / f"{name}.ag").read_text(encoding="utf-8")
    gradient = evaluation(posed(text, **{**report["inputs"], **point}), wrt=[*point]).gradient or {}
    # The coordinates are known to eight digits, and the second derivatives are below 1e4.
    assert list(gradient.values()) == pytest.approx([0, 0], abs=1e-4)


def test_likelihood_of_the_points_is_largest_at_their_mean_and_covariance() -> None:
    report = json.loads(printed(SAMPLES / "gaussian_likelihood.ag"))
    points = np.asarray(report["inputs"]["X"])
    text = (SAMPLES / "gaussian_likelihood.ag").read_text(encoding="utf-8")
    best = evaluation(posed(text, X=points, mu=points.mean(axis=0), S=np.cov(points.T, bias=True)), wrt=["mu", "S"])
    assert list(elements([*(best.gradient or {}).values()])) == pytest.approx([0] * 6, abs=1e-12)
    assert best.value > report["value"]  # type: ignore[operator]
