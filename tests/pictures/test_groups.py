"""Gates that belong together: in one frame, with nothing else in it, and with the numbers that they have without it."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from support.calls import call
from support.pictures import NEURON, SVG, boxes

POINT = ("w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3")
MLP = "f1 = sigmoid(A @ x + b); f2 = tanh(B @ f1 + f1[0]); norm(f2)"
MLP_POINT = ("A=[[1,2],[3,4],[0,1]]", "x=[1,-1]", "b=[0,0.5,1]", "B=[[1,0,2],[3,1,1]]")
# Formula and values, the names that are grouped, and the gates of each group, an outer one first.
GROUPED = {
    "neuron by its gates": ((NEURON, *POINT), ["sigmoid"], [("sigmoid", 4)]),
    "neuron of one gate": (("sigmoid(w0*x0 + w1*x1 + w2)", *POINT), ["sigmoid"], [("sigmoid", 4)]),
    "numbers of its own": (("1/(exp(-x) + 1)", "x=1", "--literals"), ["sigmoid"], [("sigmoid", 4)]),
    "used twice": (("sigmoid(x)*sigmoid(y) + sigmoid(x)", "x=1", "y=2"), ["sigmoid"], [("sigmoid", 4)] * 2),
    "one in another": (("sigmoid(sigmoid(x))", "x=1"), ["sigmoid"], [("sigmoid", 4)] * 2),
    "a part in common": (("sigmoid(x) + silu(x)", "x=1"), ["sigmoid", "silu"], [("sigmoid", 4), ("silu", 1)]),
    "entries in an entry": (("mish(x)", "x=1"), ["mish", "softplus"], [("mish", 16), ("softplus", 3)]),
    "a function in a value": (
        ("g(u) = u*sigmoid(u); h = g(x) + g(y); h^2", "x=1", "y=2"),
        ["h", "g", "sigmoid"],
        [("h", 11), ("g", 5), ("sigmoid", 4), ("g", 5), ("sigmoid", 4)],
    ),
    "inside used outside": (("e = exp(x); s = (e + 1)*e; e*s*x", "x=1"), ["s", "e"], [("e", 1), ("s", 2)]),
    "layers": ((MLP, *MLP_POINT), [], [("f1", 3), ("f2", 4)]),
    "layers and entries": ((MLP, *MLP_POINT), ["sigmoid"], [("f1", 6), ("sigmoid", 4), ("f2", 4)]),
    "along an axis": (("softmax(x)[0]", "x=[1,2]"), ["softmax"], [("softmax", 4)]),
}


def options(names: list[str]) -> list[str]:
    return [word for name in names for word in ("--group", name)]


def written(*words: str) -> str:
    status, out, err = call("graph", *words)
    assert (status, err) == (0, "")
    return out


@pytest.mark.parametrize("name", GROUPED)
@pytest.mark.parametrize("style", ["circuit", "boxes"])
@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_a_frame_has_the_gates_of_its_group_and_nothing_else(name: str, style: str, direction: str) -> None:
    words, names, expected = GROUPED[name]
    groups = json.loads(written(*words, *options(names), "--json"))["groups"]
    assert [(group["name"], len(group["nodes"])) for group in groups] == expected
    svg = ET.fromstring(written(*words, *options(names), "--format", "svg", "--style", style, "--rankdir", direction))
    frames = []
    outlines: list[tuple[int, bool, list[float]]] = []
    for group in svg.iter(f"{SVG}g"):
        rectangles = [one.attrib for one in group.iter(f"{SVG}rect")]
        sides = [[float(one[side]) for side in ("x", "y", "width", "height")] for one in rectangles]
        if group.attrib["class"] == "frame":
            frames += sides
        elif "data-node" in group.attrib:
            outlines += [(int(group.attrib["data-node"]), group.attrib["class"] == "gate", one) for one in sides]
    assert len(frames) == len(groups)
    for group, (left, top, width, height) in zip(groups, frames, strict=True):
        for node, is_gate, (x, y, across, down) in outlines:
            inside = left <= x and x + across <= left + width and top <= y and y + down <= top + height
            apart = x + across < left or left + width < x or y + down < top or top + height < y
            assert inside or apart
            # A constant is beside the gate that uses it.
            assert inside == (node in group["nodes"]) or not is_gate
    texts = boxes(svg)
    assert not any(one.meets(other) for one, other in combinations(texts, 2))
    for text in texts:
        for left, top, width, height in frames:
            level = top < (text.top + text.bottom) / 2 < top + height
            assert not level or not any(text.left < edge < text.right for edge in (left, left + width)), text


def test_the_lecture_boxes_the_same_four_gates_of_both_neurons() -> None:
    shown = []
    for formula in (NEURON, "sigmoid(w0*x0 + w1*x1 + w2)"):
        svg = ET.fromstring(written(formula, *POINT, "--group", "sigmoid", "--format", "svg"))
        shown.append([(box.left, box.top, box.text) for box in boxes(svg)][1:])
    assert shown[0] == shown[1]


@pytest.mark.parametrize("name", ["used twice", "entries in an entry", "layers and entries"])
def test_wires_in_a_frame_have_the_numbers_of_the_formula_written_out(name: str) -> None:
    words, names, _ = GROUPED[name]
    found = []
    for option in ("--group", "--expand"):
        svg = ET.fromstring(written(*words, *(part for one in names for part in (option, one)), "--format", "svg"))
        wires = [group for group in svg.iter(f"{SVG}g") if group.attrib["class"] == "wire"]
        found.append(
            {
                (*(wire.attrib[f"data-{key}"] for key in ("operand", "user", "place")),): [
                    text.text for text in wire.iter(f"{SVG}text")
                ]
                for wire in wires
            }
        )
    assert found[0] == found[1]


def test_dot_and_mermaid_have_the_groups_as_well() -> None:
    words, names, _ = GROUPED["layers and entries"]
    dot = written(*words, *options(names), "--format", "dot")
    mermaid = written(*words, *options(names), "--format", "mermaid")
    assert re.findall(r'subgraph cluster_\d+ { label="(\w+)"', dot) == ["f1", "sigmoid", "f2"]
    assert re.findall(r'subgraph group\d+\["(\w+)"\]', mermaid) == ["f1", "sigmoid", "f2"]
    assert dot.count("}") == 4
    assert mermaid.count("end\n") == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x*y", "x=1", "y=2", "--group", "sigmoid", "--format", "svg"), "`sigmoid` has no gates"),
        (("a = x*y; tanh(a)", "--group", "b", "--format", "svg"), "`tanh` or `a`"),
        (("sigmoid(x)", "--group", "sigmoid", "--max-nodes", "3"), "`--max-nodes` is for pictures"),
    ],
)
def test_what_cannot_be_drawn_together_is_refused_with_a_hint(words: tuple[str, ...], said: str) -> None:
    status, out, err = call("graph", *words)
    assert (status, out) == (2, "")
    assert said in err
    assert "hint: " in err


def wires_of(*words: str) -> list[tuple[str, str, list[str]]]:
    """The source, the target and the gradients of each wire, by the keys of parts."""
    svg = ET.fromstring(written(*words, "--format", "svg"))
    wires = [group for group in svg.iter(f"{SVG}g") if group.attrib["class"] == "wire"]
    return [
        (
            wire.attrib["data-operand"],
            wire.attrib["data-user"],
            [text.text or "" for text in wire.iter(f"{SVG}text") if text.attrib["class"] == "gradient"],
        )
        for wire in wires
    ]


def test_a_folded_group_is_one_gate_with_one_wire_from_each_node_before_it() -> None:
    folded = wires_of("tanh(x)*x + x", "x=1", "--group", "tanh", "--fold")
    whole = wires_of("tanh(x)*x + x", "x=1")
    assert [gradients for _, _, gradients in folded] == [gradients for _, _, gradients in whole]
    layers = written(MLP, *MLP_POINT, "--fold", "--format", "dot")
    gates = [
        line for line in layers.splitlines() if "[label=<" in line and "plaintext" not in line and "->" not in line
    ]
    assert [re.findall(r"label=<(\w+)", line) for line in gates] == [["f1"], ["f2"], ["norm"]]
    assert layers.count(" -> ") == 7  # A, x, b; B, f1; f2; the result
    assert ' [label=<f1<br/><font point-size="10">(3,)</font>>' in layers


def test_what_flows_into_and_out_of_a_folded_group_is_what_flows_through_its_gates() -> None:
    words = ("g(u) = exp(u)*u; s = g(x); s + exp(x)", "x=1")
    # From `x` into `g` both ways together; then from `exp` inside of it, from `g` itself, and from the sum.
    assert [flow for *_, flow in wires_of(*words, "--group", "g", "--fold")] == [["8.154845"], ["1"], ["1"], ["1"]]
    into = [float(flow) for operand, _, (flow,) in wires_of(*words) if operand == "0"]
    assert sum(into) == pytest.approx(8.154845)
    shown = boxes(ET.fromstring(written(*words, "--group", "g", "--fold", "--format", "svg")))
    assert [box.text for box in shown].count("2.718282") == 2
    named = boxes(
        ET.fromstring(
            written("a = x*y; a + 2", "x=1", "y=2", *["--group", "a", "--fold", "--style", "boxes", "--format", "svg"])
        )
    )
    assert [box.text for box in named].count("a") == 2


@pytest.mark.parametrize(("count", "signs"), [(1, ["norm"]), (3, ["+", "tanh", "norm"]), (99, None)])
def test_the_gates_nearest_to_the_result_are_drawn_and_the_rest_is_named(count: int, signs: list[str] | None) -> None:
    words = (MLP, *MLP_POINT, "--format", "svg")
    status, out, err = call("graph", *words, "--max-nodes", str(count))
    assert status == 0
    if signs is None:
        assert (out, err) == (written(*words), "")
        return
    svg = ET.fromstring(out)
    texts = [box.text for box in boxes(svg)]
    assert len([group for group in svg.iter(f"{SVG}g") if group.attrib["class"] == "gate"]) == count
    assert [text for text in texts if text in ("@", "+", "tanh", "sigmoid", "norm")] == signs
    assert any(text.startswith("… ") for text in texts)
    assert f"of 8 gates the {count} nearest to the result" in err
    assert call("graph", *words, "--max-nodes", str(count), "--quiet") == (0, out, "")


def test_a_tree_names_the_groups_of_gates_and_folds_them() -> None:
    # sigmoid(x) = 1/(1 + exp(-x)) has the gates -x, exp, + and /; its slope at 0 is 1/4, and 2*(1/2)*(1/4) = 1/4.
    words = ("graph", "sigmoid(x)^2", "x=0", "--group", "sigmoid")
    status, out, _ = call(*words)
    assert status == 0
    assert sum(line.endswith("  group sigmoid") for line in out.splitlines()) == 4
    status, out, _ = call(*words, "--fold")
    assert status == 0
    assert out.splitlines() == [
        "v5 = v4^2 = 0.25  gradient 1",
        "├── v4 = sigmoid = 0.5  gradient 1",
        "│   └── x = 0  gradient 0.25",
        "└── 2 = 2",
    ]
