"""The page that plays the sweeps, as a text: its policy, its size, its numbers, and its script under Node."""

import json
import math
import random
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from support.lessons import unpacked
from support.node import at_points, needs_node, number, run

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.errors import Source
from autograd_cli.formats import Page
from autograd_cli.formats.notation import Notation
from autograd_cli.graphs.graph import CONSTANT
from autograd_cli.lessons.lesson import Lesson, brief, lesson
from autograd_cli.lessons.lesson_formulas import MOST_DERIVED_LINES
from autograd_cli.lessons.trace import trace
from autograd_cli.numerals import elements, named_elements, short_text, table_text
from autograd_cli.pages.repeats import expanded, without_repeats
from autograd_cli.pages.script import FOLDER, MODULES, joined
from autograd_cli.pages.writer import defined, render
from autograd_cli.report.evaluation import evaluation, listed

NETWORK, NETWORK_POINT = Path("samples/mlp.ag"), Path("samples/mlp.json")
LECTURE = "2*x*y + y + 3"
POINT = {"x": 40.0, "y": 4.0}
GATES = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
NEURON = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}
BRANCH = "where(x > y, log(x - y), y^2)*abs(x) + max(x, y, 1)"
CASES = [
    pytest.param(LECTURE, POINT, id="the lecture's example"),
    pytest.param(GATES, NEURON, id="the neuron as gates"),
    pytest.param(BRANCH, {"x": 3.0, "y": 1.0}, id="a branch"),
    pytest.param("sigmoid(a*b) + a^b*relu(b - 2)", {"a": 1.5, "b": 0.25}, id="a relu that blocks"),
]


def made(text: str, values: dict[str, float], **options: bool) -> tuple[Problem, Lesson]:
    problem = pose(Source(text), values)
    return problem, lesson(problem, **options)


def document(text: str, values: dict[str, float], **options: bool) -> str:
    return render(made(text, values, **options)[1], Page())


def within(page: str) -> str:
    """What the script of a page puts into it."""
    return unpacked(page).markup


def test_the_functions_of_a_program_are_typeset() -> None:
    assert made("f(x) = x^2\ny = f(a) + 1\ny", {"a": 2.0})[1].latex == (
        r"f\left(x\right) = x^{2}",
        r"y = f\left(a\right) + 1",
        "y",
    )


@pytest.mark.parametrize(("text", "values"), CASES)
def test_captions_have_the_numbers_of_the_trace(text: str, values: dict[str, float]) -> None:
    problem, report = made(text, values)
    traced = trace(problem)
    assert traced.backward is not None
    taken = {step.node: step for step in traced.forward if step.selected}
    for node, own in zip(report.graph.nodes, report.shown, strict=True):
        assert (own.taken is None or bool(report.numbers[own.taken])) == (node.node in taken)
        assert own.value is not None
        assert node.node not in taken or report.numbers[own.value] == taken[node.node].value
    adjoints = {step.node: step.adjoint for step in traced.backward}
    for node, own in zip(report.graph.nodes, report.shown, strict=True):
        if own.gradient is not None and node.node in adjoints:
            assert report.numbers[own.gradient] == adjoints[node.node]
    flows = {
        (edge.operand, edge.user, report.numbers[flow.contribution])
        for edge, flow in zip(report.graph.edges, report.flows, strict=True)
        if flow.contribution is not None and {edge.user, edge.operand} <= taken.keys()
    }
    shares = {(step.node, share.user, share.contribution) for step in traced.backward for share in step.shares}
    assert flows == shares


def network() -> tuple[Problem, Lesson]:
    values = {name: np.array(value) for name, value in json.loads(NETWORK_POINT.read_text(encoding="utf-8")).items()}
    problem = pose(Source(NETWORK.read_text(encoding="utf-8")), values)
    return problem, lesson(problem)


@needs_node
def test_a_network_has_the_numbers_of_the_trace_here_and_in_the_script() -> None:
    problem, report = network()
    traced = trace(problem)
    assert traced.backward is not None
    wanted = {step.node: step.value for step in traced.forward}
    adjoints = {step.node: step.adjoint for step in traced.backward}
    assert report.program is not None
    point = {name: one for label, value in report.inputs.items() for name, one in named_elements(label, listed(value))}
    (there,) = at_points(report, [point])
    captions = [caption.partition(": ")[2] for caption in there["captions"][1:]]
    assert captions == [step.caption for step in report.steps]
    for vertex, own in zip(report.graph.nodes, report.shown, strict=True):
        for slot, expected in ((own.value, wanted), (own.gradient, adjoints)):
            if slot is not None:
                assert report.numbers[slot] == expected[vertex.node]
                found = list(elements(there["numbers"][slot]))
                assert found == pytest.approx(list(elements(expected[vertex.node])), rel=1e-14)


MATRIX, VECTOR = [[1.0, -2.0], [0.5, 3.0], [2.0, 0.25]], [0.5, -1.5]


@needs_node
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("sum_of_squares(A @ x + 1)", {"A": MATRIX, "x": VECTOR}),
        ("sum(exp(x)*x - sin(x))", {"x": VECTOR}),
        ("dot(softmax(x), x)", {"x": VECTOR}),
        ("sum(outer(x, x) @ x)", {"x": VECTOR}),
        ("sum(cumsum(x)/norm(x))", {"x": VECTOR}),
        ("sum(A' @ (A @ x))*x[0]", {"A": MATRIX, "x": VECTOR}),
        ("sum(relu(A @ x) + max(x))", {"A": MATRIX, "x": VECTOR}),
    ],
)
def test_jacobians_are_those_of_the_trace_here_and_in_the_script(text: str, values: dict[str, Any]) -> None:
    problem = pose(Source(text), {name: np.array(value) for name, value in values.items()})
    report = lesson(problem)
    assert report.jacobians
    moved = {name: np.array(value) * 1.25 for name, value in values.items()}
    point = {one: number for label, value in moved.items() for one, number in named_elements(label, listed(value))}
    (there,) = at_points(report, [point])
    here = trace(problem, jacobians=True).jacobians
    elsewhere = trace(pose(Source(text), moved), jacobians=True).jacobians
    assert here is not None
    assert elsewhere is not None
    compared = 0
    for one in report.jacobians:
        edge = report.graph.edges[one.edge]
        for numbers, known in ((report.numbers, here), (there["numbers"], elsewhere)):
            same = [local for local in known if (local.node, local.operand) == (edge.user, edge.operand)]
            uses = [other for other in report.graph.edges if (other.user, other.operand) == (edge.user, edge.operand)]
            if same and len(uses) == 1:  # of an operand in two places the trace has the sum
                (local,) = same
                assert local.values is not None
                flat = [value for row in local.values for value in row]
                assert (one.rows, one.columns) == (local.rows, local.columns)
                assert list(one.places) == [place for place, value in enumerate(flat) if value is not None]
                found = numbers[one.numbers]
                assert found == pytest.approx([value for value in flat if value is not None], rel=1e-12)
                compared += 1
    assert compared >= 2


def test_jacobians_of_large_matrices_are_left_out() -> None:
    report = lesson(pose(Source("sum(exp(x)) + sum(exp(y))"), {"x": np.ones(9), "y": np.ones(8)}))
    shapes = [(one.rows, one.columns) for one in report.jacobians]
    assert shapes == [(8, 8), (1, 8)]


@needs_node
@pytest.mark.parametrize(
    ("text", "point"),
    [
        (LECTURE, POINT),
        ("log(x)", {"x": -1.0}),
        ("1/x + sqrt(x)", {"x": 0.0}),
        ("abs(x)*max(x, y)", {"x": 0.0, "y": 0.0}),
        ("where(x > y, log(x), 2)", {"x": -1.0, "y": -2.0}),
        ("where(x > y, log(x), 2)", {"x": -1.0, "y": 2.0}),
        ("floor(x)*x + relu(x)", {"x": 0.0}),
        ("asin(x)*y", {"x": 1.0, "y": 0.0}),
        ("exp(x)", {"x": 1000.0}),
    ],
)
def test_other_points_have_the_findings_and_gradients_that_eval_has(text: str, point: dict[str, float]) -> None:
    _, report = made(text, dict.fromkeys(point, 1.25))
    (there,) = at_points(report, [point])
    answer = evaluation(pose(Source(text), point))
    expected = [(one.kind, one.cause) for one in answer.findings]
    assert [one for one in map(tuple, there["findings"]) if one[0] != "overflow"] == [
        one for one in expected if one[0] != "overflow"
    ]
    assert {kind for kind, _ in there["findings"]} == {kind for kind, _ in expected}
    assert answer.gradient is not None
    for vertex, own in zip(report.graph.nodes, report.shown, strict=True):
        if vertex.label in answer.gradient and own.gradient is not None:
            assert repr(number(there["numbers"][own.gradient])) == repr(answer.gradient[vertex.label])


@needs_node
@pytest.mark.parametrize(("text", "values"), CASES)
def test_the_script_gives_the_captions_that_json_has(text: str, values: dict[str, float]) -> None:
    _, report = made(text, values)
    (there,) = at_points(report, [values])
    first, *captions = there["captions"]
    assert first.startswith(" the graph of")
    pattern = re.compile(r"(?:forward|backward) \d+/\d+: (.*?)(?: \(not selected\))?")
    for step, caption in zip(report.steps, captions, strict=True):
        match = pattern.fullmatch(caption)
        assert match is not None
        assert match[1] == step.caption or "is not selected" in match[1]


@needs_node
def test_numbers_are_written_as_the_program_writes_them() -> None:
    chosen = random.Random(18)
    numbers = [chosen.uniform(-1, 1) * 10.0 ** chosen.randint(-12, 20) for _ in range(500)]
    numbers += [0.0, -0.0, 327.0, 1e16, 123456789.5, 1e-5, 0.0001, 100000.0, 1e22, 2 / 3, math.inf, -math.inf, math.nan]
    given = json.dumps([repr(one) for one in numbers]).replace("inf", "Infinity").replace("nan", "NaN")
    script = f"const settled = [], document = {{ querySelectorAll: () => [] }};{joined(('numbers.js', 'maps.js'))}"
    shown = run(f"{script}print({given}.map(Number).map((x) => [fullText(x), shortText(x), roundText(x)]))")
    rounded = run(f"{script}notation.digits = 3; print({given}.map(Number).map(shortText))")
    for one, (full, short, element), three in zip(numbers, shown, rounded, strict=True):
        assert (full, short) == (table_text(one), short_text(one))
        assert (element, three) == (brief(one), Notation(3).short(one))


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    text = document(LECTURE, POINT)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    hashes = [
        f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'"
        for part in re.findall(r"<(?:style|script type=\"module\")>(.*?)</(?:style|script)>", text, re.DOTALL)
    ]
    assert policy[1].split("; ")[:3] == ["default-src 'none'", f"style-src {hashes[0]}", f"script-src {hashes[1]}"]
    assert not re.search(r"(?:src|href|style|onclick)=|@import|url\(|https?:(?!//www\.w3\.org)", text)


def test_nothing_that_is_written_ends_the_script_or_a_tag() -> None:
    text = document('x  # </script><img src="x">', {"x": 1.0})
    assert text.count("</script>") == 1
    assert "<img" not in text


@pytest.mark.parametrize(("text", "values"), CASES)
def test_the_markup_is_well_formed_and_every_number_has_its_place(text: str, values: dict[str, float]) -> None:
    _, report = made(text, values)
    page = render(report, Page())
    body = f"<main>{within(page)}</main>"
    body = re.sub(r"<(input [^>]*)>", r"<\1/>", body).replace(" hidden>", ' hidden="">')
    tree = ElementTree.fromstring(body)
    identifiers = [one.attrib["id"] for one in tree.iter() if "id" in one.attrib]
    assert len(identifiers) == len({*identifiers})
    source = "".join((FOLDER / name).read_text(encoding="utf-8") for name in MODULES)
    scripted = {*re.findall(r'byId\("(\w+)"\)', source)}
    assert scripted <= {*identifiers}
    drawn = {one.attrib["data-n"] for one in tree.iter() if "data-n" in one.attrib}
    nodes = {str(i) for i, node in enumerate(report.graph.nodes)}
    assert {str(i) for i, node in enumerate(report.graph.nodes) if node.primitive != CONSTANT} <= drawn <= nodes


def test_a_page_is_at_most_20_kb_and_700_bytes_for_each_node() -> None:
    # The network has vectors, tables with colours, Jacobians, layers that are folded, and gradient descent.
    for report in (network()[1], *(made(*parameter.values)[1] for parameter in CASES)):
        assert len(render(report, Page()).encode()) <= 20_000 + 700 * len(report.graph.nodes)


@needs_node
def test_where_doubles_lose_digits_the_page_begins_with_the_numbers_of_eval() -> None:
    problem, report = made("(x + 1) - 1 + 0*y", {"x": 1e-17, "y": 2.0})
    assert report.exact
    assert evaluation(problem).value == 1e-17 == report.value
    page = render(report, Page())
    assert '"start":[' in unpacked(page).data
    assert "recomputed" in unpacked(page).data
    (there,) = at_points(report, [{"x": 1e-17, "y": 2.0}])
    result = report.shown[-1].value
    assert result is not None
    assert (report.numbers[result], number(there["numbers"][result])) == (1e-17, 0.0)


def test_derivations_that_would_be_long_are_left_out() -> None:
    assert len(made("x*y*sin(x*y)", {"x": 1.0, "y": 2.0})[1].derivations) == 2
    many = "+".join(f"a{i}" for i in range(13))
    long = "exp(sin(x*y)*cos(x/y)*tan(x*y)/log(x*y)*sqrt(x*y))/(1 + exp(x*y)*atan(x*y))"
    assert made(many, {f"a{i}": 1.0 for i in range(13)})[1].derivations == ()
    counts = [sum(len(part.lines) for part in one.parts) for one in made(long, {"x": 1.0, "y": 2.0})[1].derivations]
    assert sum(counts) <= MOST_DERIVED_LINES


def test_the_gradient_of_a_network_is_written_with_what_its_parts_share() -> None:
    report = network()[1]
    assert r"u_{4} = A_{1}^\top u_{3} \odot f_{1} \odot \sigma(-u_{1})" in report.shared
    assert report.partials["A1"] == r"\frac{\partial L}{\partial A_{1}} = u_{3} \otimes f_{1}"
    assert within(render(report, Page())).count("<p><math>") == len(report.shared) + len(report.partials) == 12


def test_short_derivations_are_open_unless_a_class_is_asked_first() -> None:
    opened = '<details id="derivation" open="">'
    assert opened in within(document(LECTURE, POINT))
    assert opened not in within(document(LECTURE, POINT, blank=True))
    assert opened not in within(document(GATES, NEURON))


@pytest.mark.parametrize("seed", [*range(20), 3000])
def test_markup_without_repeats_is_the_same_when_these_are_put_back(seed: int) -> None:
    chosen = random.Random(seed)
    parts = ["<mi>x</mi>", "<mo>+</mo>", '<mspace width="0.17em"/>', "AB", "é", "&lt;", "#", "<mn>10</mn>"]
    markup = "".join(chosen.choices(parts, k=10 * seed))
    short = without_repeats(markup)
    assert expanded(short) == markup
    size = len("".join([short.text, *short.signs]).encode()) + len(short.signs)
    assert size <= (0.9 if seed > 4 else 1) * len(markup.encode())


def test_a_long_program_has_a_picture_of_what_is_near_the_result() -> None:
    text = "".join(f"a{i + 1} = a{i}*x + {i}\n" for i in range(450))
    page = document(f"a0 = x\n{text}a450", {"x": 0.5})
    assert within(page).count('class="gate"') == 400


def test_a_function_without_javascript_has_a_page_that_says_so() -> None:
    _, report = made("dilogarithm(x)*y", {"x": 0.5, "y": 3.0})
    assert report.program is None
    page = render(report, Page())
    assert "there is no JavaScript for `dilogarithm`" in within(page)
    assert 'type="range" min' not in within(page).replace('id="step" type="range"', "")
    assert report.steps[-1].caption.startswith("d/dx += ")


def test_the_script_is_one_that_node_can_read() -> None:
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    script = f"async () => {{{defined(made(LECTURE, POINT)[1])}{joined()}}}"
    done = subprocess.run(["node", "--check", "-"], input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_derivative_of_several_variables_is_partial_also_where_one_is_wanted() -> None:
    for text, sign in (("x*y", r"\partial"), ("x^2", "d")):
        values = dict.fromkeys({*text} & {*"xy"}, 2.0)
        partials = lesson(pose(Source(text), values), wrt=["x"]).partials
        assert partials["x"].startswith(rf"\frac{{{sign} f}}{{{sign} x}} = ")


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("y = w*x + b; sum(y^3)", "d/dv1 += [27, 48] × 1; d/db += sum_to(g, b) = 75 for g = [27, 48]"),
        ("y = w*x + b; sum(y^3)", "d/dw += sum_to(g*x, w) = 123 for g = [27, 48]; d/dx += [27, 48] × 1"),
        ("y = x/w - b; sum(y)", "d/dw += sum_to(-g*v1/w, w) = -3 for g = [1, 1]"),
        ("A = [[1, 2], [3, 4]]; sum((A*w + x)*[b, 3])", "d/dx += sum_to(g, x) = [4, 6] for g = [[2, 3], [2, 3]]"),
    ],
)
def test_captions_sum_what_comes_back_to_an_operand_that_is_broadcast(text: str, caption: str) -> None:
    values = {"x": np.array([1.0, 2.0]), "w": 1.0, "b": 2.0}
    steps = lesson(pose(Source(text), values)).steps
    assert any(caption in step.caption for step in steps), [step.caption for step in steps]
