"""Pictures of graphs: each wire has its own numbers, nothing overlaps, and the bytes are the same every time."""

import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from support.calls import AUTOGRAD, call, on_terminal
from support.pictures import DRAWN, SVG, boxes, drawn, picture, posed_network

from autograd_cli.ask.problem import pose
from autograd_cli.ask.values import read_array
from autograd_cli.errors import Source
from autograd_cli.formats import Page, encoded, render
from autograd_cli.lessons.drawing import drawing
from autograd_cli.numerals import Values
from autograd_cli.pictures.circuit import laid_out
from autograd_cli.pictures.frame import title_lines
from autograd_cli.pictures.parts import parts_of
from autograd_cli.pictures.png import COVERED, FONT
from autograd_cli.pictures.themes import THEMES

LECTURE = ("2*x*y+y+3", "--x", "40", "--y", "4")
VARIANTS: dict[str, dict[str, Any]] = {
    "circuit": {},
    "boxes": {"style": "boxes"},
    "rounded": {"significant": 2},
    "partials": {"partials": True},
    "down": {"direction": "TB", "partials": True},
    "boxes down": {"direction": "TB", "style": "boxes"},
}


def numbers(svg: Any, role: str) -> list[float]:
    """The numbers in the texts of a role, in their order."""
    texts = [text.text for text in svg.iter(f"{SVG}text") if text.attrib["class"] == role]
    return [float(number) for text in texts for number in re.findall(r"-?[\d.]+(?:e[+-]?\d+)?", text)]


def flat(value: Values | None) -> list[float]:
    if value is None:
        return []
    return [value + 0.0] if isinstance(value, int | float) else [one for part in value for one in flat(part)]


@pytest.mark.parametrize("name", DRAWN)
def test_each_wire_has_the_value_and_what_flows_back_along_it(name: str) -> None:
    report = drawn(name)
    vertices = {vertex.node: vertex for vertex in report.nodes}
    waiting: dict[tuple[str, str, str], Any] = {}
    places: dict[int, int] = {}
    for arrow in report.edges:
        place = places[arrow.user] = places.get(arrow.user, -1) + 1
        waiting[str(arrow.operand), str(arrow.user), str(place)] = arrow
    wires = [group for group in picture(report).iter(f"{SVG}g") if group.attrib["class"] == "wire"]
    for wire in wires:
        value, gradient = numbers(wire, "value"), numbers(wire, "gradient")
        operand = vertices[int(wire.attrib["data-operand"])]
        if not wire.attrib["data-user"]:
            assert value == pytest.approx(flat(report.value), rel=1e-3)
            assert gradient == pytest.approx(flat(operand.gradient), rel=1e-3)
            continue
        arrow = waiting.pop((wire.attrib["data-operand"], wire.attrib["data-user"], wire.attrib["data-place"]))
        if "dashed" in wire.find(f"{SVG}path").attrib["class"]:
            assert not value
            assert not gradient
            assert not any(flat(arrow.contribution))
        else:
            assert value == pytest.approx(flat(operand.value), rel=1e-3)
            assert gradient == pytest.approx(flat(arrow.contribution), rel=1e-3)
    # What is not drawn is a constant in a gate's sign.
    assert all(arrow.contribution is None and not vertices[arrow.operand].operands for arrow in waiting.values())


def test_a_fork_shows_its_parts_and_their_sum() -> None:
    svg = picture(drawn("lecture"))
    wires = [group for group in svg.iter(f"{SVG}g") if group.attrib.get("data-operand") == "3"]
    assert [numbers(wire, "gradient") for wire in wires] == [[80.0], [1.0]]
    assert "81 = 1 + 80" in [box.text for box in boxes(svg)]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", [*DRAWN, "network"])
def test_no_two_texts_overlap_and_all_are_inside(name: str, variant: str) -> None:
    report = drawing(posed_network(2, 3, 2)) if name == "network" else drawn(name)
    svg = picture(report, **VARIANTS[variant])
    width, height = map(float, svg.attrib["viewBox"].split()[2:])
    found = boxes(svg)
    for box in found:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= width
        assert box.bottom <= height
    for one, other in combinations(found, 2):
        assert not one.meets(other), (one, other)
    points = [float(x) for path in svg.iter(f"{SVG}path") for x in re.findall(r"-?[\d.]+", path.attrib["d"])]
    assert min(points) >= 0
    assert max(points) <= max(width, height)
    assert "-0" not in [box.text for box in found]


@pytest.mark.parametrize("stage", ["structure", "values", "rules"])
def test_a_stage_has_what_it_is_called_for(stage: str) -> None:
    svg = picture(drawn("lecture", stage=stage))
    roles = {text.attrib["class"] for text in svg.iter(f"{SVG}text")} & {"value", "gradient", "local"}
    # The sum at a fork is red in symbols as well.
    assert roles == {"structure": set(), "values": {"value"}, "rules": {"local", "gradient"}}[stage]


@pytest.mark.slow
@pytest.mark.parametrize("format", ["svg", "tikz", "dot", "mermaid", "png", "pdf"])
def test_the_same_picture_has_the_same_bytes(format: str) -> None:
    written = []
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PATH": ""}
        command = [*AUTOGRAD, "graph", *LECTURE, "--format", format]
        written.append(subprocess.run(command, capture_output=True, check=True, env=environment).stdout)
    assert written[0] == written[1] != b""


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES)
def test_every_color_has_contrast_on_its_paper(theme: str) -> None:
    paper = luminance(THEMES[theme]["paper"])
    for role, color in THEMES[theme].items():
        lighter, darker = sorted((paper, luminance(color)), reverse=True)
        assert role == "paper" or (lighter + 0.05) / (darker + 0.05) >= 4.5, role


@pytest.mark.parametrize("name", ["lecture", "neuron", "one gate", "names", "layers"])
def test_trees_and_the_neuron_have_no_crossing(name: str) -> None:
    assert laid_out(parts_of(drawn(name), Page()))[1].crossings == 0


# The sizes of networks written gate by gate, and how many crossings Graphviz has, by pygraphviz 2.0.4, drawing our DOT.
CROSSINGS = [
    ((3, 3), 11),
    ((2, 3, 1), 6),
    ((2, 2, 4, 1), 15),
    ((4, 4, 1), 45),
    ((2, 4), 14),
    ((3, 2, 4, 2), 27),
    ((4, 2, 1), 5),
    ((3, 4), 28),
    ((4, 4, 2), 46),
    ((3, 4, 3, 1), 51),
    ((2, 2, 2), 2),
    ((3, 3, 4), 36),
    ((2, 2, 3, 2), 13),
    ((3, 4, 2), 35),
    ((3, 4, 3, 2), 59),
    ((2, 4, 4), 65),
    ((3, 4, 3), 50),
    ((3, 3, 1), 11),
    ((3, 2), 5),
    ((2, 3, 2), 11),
]


@pytest.mark.slow
def test_networks_have_few_crossings_beside_graphviz() -> None:
    ours = sum(laid_out(parts_of(drawing(posed_network(*sizes)), Page()))[1].crossings for sizes, _ in CROSSINGS)
    assert ours <= 0.85 * sum(theirs for _, theirs in CROSSINGS)


def test_a_weight_does_not_hold_its_product_among_those_of_another_input() -> None:
    """Two inputs to two neurons: K(2, 2) between two lines has one crossing."""
    assert laid_out(parts_of(drawing(posed_network(2, 2)), Page()))[1].crossings == 1


def test_the_neurons_of_a_layer_are_in_one_column() -> None:
    parts = parts_of(drawing(posed_network(2, 3, 2)), Page())
    places = laid_out(parts)[1].parts
    columns = {part.name: place.left for part, place in zip(parts.parts, places, strict=True) if part.sign == "tanh"}
    assert columns["h0_0"] == columns["h0_1"] == columns["h0_2"] < columns["h1_0"] == columns["h1_1"]


@pytest.mark.parametrize(("name", "places"), [("powers", 2), ("fraction", 2), ("branch", 3)])
def test_operands_are_marked_and_enter_from_top_to_bottom_where_their_order_counts(name: str, places: int) -> None:
    wires: dict[str, list[tuple[int, float]]] = {}
    marks = []
    for wire in picture(drawn(name)).iter(f"{SVG}g"):
        words = [text for text in wire.iter(f"{SVG}text") if text.attrib["text-anchor"] == "end"]
        if wire.attrib["class"] == "wire" and words:
            marks += [text.text for text in words]
            end = float(words[0].attrib["y"])
            wires.setdefault(wire.attrib["data-user"], []).append((int(wire.attrib["data-place"]), end))
    assert max(map(len, wires.values())) == places
    for ends in wires.values():
        assert [y for _, y in sorted(ends)] == sorted(y for _, y in ends)
    words = {"powers": {"base", "exponent", "+", "−"}, "fraction": {"num.", "den.", "+", "−"}}
    assert set(marks) == words.get(name, {"if", "then", "else", "left", "right", "+", "−"})


def test_a_long_title_has_lines_by_its_statements() -> None:
    program = "; ".join(f"name{i} = x + {i}" for i in range(2, 5)) + "; name2*name3*name4"
    svg = picture(drawing(pose(Source(program), {"x": 1})), direction="TB")
    lines = [text.text for text in svg.iter(f"{SVG}text") if text.attrib["class"].endswith("bold")]
    assert lines == ["name2 = x + 2; name3 = x + 3; name4 = x + 4;", "name2*name3*name4"]
    many = "; ".join(f"name{i} = x^{i} + x^{i}*sin(x)" for i in range(2, 9)) + "; name8"
    lines = title_lines(many, 44)
    assert len(lines) == 4
    assert all(len(line) <= 44 for line in lines)
    assert lines[-1].endswith("…")
    assert title_lines("first*second + third*fourth + fifth*sixth - x", 20) == [
        "first*second +",
        "third*fourth +",
        "fifth*sixth - x",
    ]
    assert title_lines("exp(" * 20 + "x" + ")" * 20, 44) == ["exp(" * 11, "exp(" * 9 + "x" + ")" * 7, ")" * 13]


def test_a_sum_of_large_matrices_at_a_fork_is_its_total() -> None:
    matrix = [[1.25, 2.5, 3.75], [4.125, 5, 6], [7, 8, 9.5]]
    parts = parts_of(drawing(pose(Source("sum(A) + sum_of_squares(A)"), {"A": read_array("A", matrix)})), Page())
    (total,) = [part.total for part in parts.parts if part.total]
    # By hand: 1 + 2*A.
    assert [[float(one) for one in row.strip("[ ]").split()] for row in total] == [
        [1 + 2 * one for one in row] for row in matrix
    ]
    assert max(map(len, total)) <= 30


def test_lines_in_a_box_have_its_color() -> None:
    for group in picture(drawn("names"), style="boxes").iter(f"{SVG}g"):
        assert group.attrib["class"] == "wire" or {p.attrib["class"] for p in group.iter(f"{SVG}path")} <= {"ink"}


def test_gates_have_the_signs_and_names_of_the_trace() -> None:
    texts = [box.text for box in boxes(picture(drawn("neuron")))]
    assert [sign for sign in texts if sign in ("*-1", "exp", "+1", "1/·")] == ["*-1", "exp", "+1", "1/·"]
    assert [f"v{i}" for i in range(1, 9)] == sorted(text for text in texts if re.fullmatch(r"v\d", text))
    assert {"e", "d", "L"} <= {box.text for box in boxes(picture(drawn("names")))}


@pytest.mark.parametrize("format", ["svg", "tikz", "dot", "mermaid"])
def test_the_operand_in_a_sign_is_not_called_as_an_input(format: str) -> None:
    drawn = render(drawing(pose(Source("1/(1 - x)"), {"x": 3})), format, Page())
    dot = r"{\cdot}" if format == "tikz" else "·"
    assert f"1-{dot}" in drawn
    assert f"1/{dot}" in drawn
    assert "1-x" not in drawn.replace("1/(1 - x)", "")


def test_dot_and_mermaid_have_the_wires_of_the_picture() -> None:
    for name in DRAWN:
        report = drawn(name)
        wires = [group for group in picture(report).iter(f"{SVG}g") if group.attrib["class"] == "wire"]
        assert render(report, "dot", Page()).count(" -> ") == len(wires)
        assert len(re.findall(r" -\.?-> ?", render(report, "mermaid", Page()))) == len(wires)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((*LECTURE, "--style", "boxes"), ["name", "value", "gradient"]),
        (("2*x*y+y+3", "--stage", "rules", "--style", "boxes"), ["× local derivative", "y: the gradient at y"]),
        (
            ("given A = matrix(2, 3), x = vector(3); sum(A @ x)", "--stage", "rules"),
            ["contribution", "g: the gradient at", "outer: matrix of all products", "spread: x repeated"],
        ),
        (("2*x*y+y+3",), []),
    ],
)
def test_the_legend_says_what_is_shown(words: tuple[str, ...], expected: list[str]) -> None:
    status, out, _ = call("graph", *words, "--format", "svg")
    svg = ET.fromstring(out)
    (legend,) = [group for group in svg.iter(f"{SVG}g") if group.attrib["class"] == "legend"] or [ET.Element("g")]
    texts = [text.text or "" for text in legend.iter(f"{SVG}text")]
    assert status == 0
    assert len(texts) == len(expected)
    assert all(text.startswith(start) for text, start in zip(texts, expected, strict=True))


def test_a_fork_shows_its_sum_in_boxes_of_rules_as_well_and_a_program_its_title() -> None:
    _, out, _ = call("graph", "given x = 2; x^2 + x", "--stage", "rules", "--style", "boxes", "--format", "svg")
    texts = [box.text for box in boxes(ET.fromstring(out))]
    assert "x = v2*1 + v1*(2*x)" in texts
    assert texts[0] == "x^2 + x"


def test_bars_of_adjoints_are_lines_above_their_names() -> None:
    report = drawn("lecture", stage="rules")
    svg = picture(report)
    texts = {text.text: text for text in svg.iter(f"{SVG}text")}
    assert not any("\N{COMBINING MACRON}" in normalize("NFD", text) for text in texts)
    text = texts["y = v3*1 + v2*v1"]
    (group,) = [one for one in svg.iter(f"{SVG}g") if text in list(one)]
    marks = list(group)
    bars = []
    for mark in marks[marks.index(text) + 1 :]:
        if "bar" not in mark.attrib["class"].split():
            break
        bars.append([float(end.split(",")[0]) for end in re.split("[ML]", mark.attrib["d"])[1:]])
    width = float(text.attrib["textLength"]) / 16
    left = float(text.attrib["x"]) - {"start": 0, "middle": 8, "end": 16}[text.attrib["text-anchor"]] * width
    assert [(round((a - left) / width), round((b - left) / width)) for a, b in bars] == [(0, 1), (4, 6), (11, 13)]
    names = [rf"$\overline{{\texttt{{{name}}}}}$" for name in ("y", "v3", "v2")]
    assert "{}~=~{}*1~+~{}*v1".format(*names) in render(report, "tikz", Page())


def test_png_and_pdf_are_pictures() -> None:
    image = pytest.importorskip("PIL.Image")
    pixels = image.open(io.BytesIO(encoded(drawn("lecture"), "png", Page()))).convert("RGB")
    colors = {color for _, color in pixels.getcolors(1 << 20)}
    for role in ("paper", "value", "gradient", "ink"):
        assert tuple(bytes.fromhex(THEMES["light"][role][1:])) in colors, role
    written = encoded(drawn("lecture"), "pdf", Page())
    assert written.startswith(b"%PDF-")
    assert b"/Subtype /Image" not in written


@pytest.mark.parametrize("name", ["branch", "repeated"])
def test_no_pixel_at_an_edge_of_a_png_lets_what_is_behind_it_through(name: str) -> None:
    image = pytest.importorskip("PIL.Image")
    shown = image.open(io.BytesIO(encoded(drawn(name), "png", Page())))
    assert shown.convert("RGBA").getchannel("A").getextrema() == (255, 255)


def test_the_font_has_the_letters_that_are_counted_on() -> None:
    fonts = pytest.importorskip("fontTools.ttLib")
    covered = fonts.TTFont(FONT).getBestCmap()
    assert {chr(code) for code in range(0x10000) if COVERED.fullmatch(chr(code))} == {chr(code) for code in covered}


def test_a_picture_is_chosen_by_the_suffix(tmp_path: Any) -> None:
    for suffix, start in {"svg": "<svg", "tex": "\\IfFileExists", "dot": "digraph", "gv": "digraph"}.items():
        path = tmp_path / f"g.{suffix}"
        assert call("graph", *LECTURE, "-o", str(path)) == (0, "", "")
        assert path.read_text(encoding="utf-8").startswith(start)
    for suffix, start in {"png": b"\x89PNG", "pdf": b"%PDF"}.items():
        path = tmp_path / f"g.{suffix}"
        assert call("graph", *LECTURE, "-o", str(path)) == (0, "", "")
        assert path.read_bytes().startswith(start)
    status, out, err = call("graph", *LECTURE, "-o", str(tmp_path / "g.gif"))
    assert (status, out) == (2, "")
    assert "svg, tikz, png, pdf" in err


@pytest.mark.parametrize("style", ["circuit", "boxes"])
def test_a_picture_in_steps_begins_bare_and_ends_whole(style: str, tmp_path: Path) -> None:
    folder = tmp_path / "steps"
    whole = tmp_path / "whole.svg"
    assert call("graph", *LECTURE, "--style", style, "--frames", str(folder)) == (0, "", "")
    assert call("graph", *LECTURE, "--style", style, "-o", str(whole)) == (0, "", "")
    paths = sorted(folder.iterdir())
    # The graph, the inputs, four gates, the seed, four gates.
    assert [path.name for path in paths] == [f"{i:02}.svg" for i in range(11)]
    assert paths[-1].read_text(encoding="utf-8") == whole.read_text(encoding="utf-8")
    shown = [
        len(re.findall('<text [^>]*class="(?:value|gradient)"', path.read_text(encoding="utf-8"))) for path in paths
    ]
    assert shown == sorted(shown)
    assert len(set(shown)) == len(shown)
    status, _, err = call("graph", *LECTURE, "--frames", str(folder))
    assert status == 2
    assert "not empty" in err


def test_bytes_are_not_written_on_a_terminal() -> None:
    assert "not text" in on_terminal(["graph", *LECTURE, "--format", "png"], 80, {}, 2)


@pytest.mark.parametrize("option", ["--style=boxes", "--theme=dark"])
def test_options_of_pictures_are_refused_elsewhere(option: str) -> None:
    status, _, err = call("graph", *LECTURE, option)
    assert status == 2
    assert "for pictures" in err


def test_a_missing_library_is_named_with_what_installs_it() -> None:
    program = (
        "import sys; sys.modules['resvg_py'] = None\n"
        "from autograd_cli.cli import main\n"
        f"sys.exit(main(['graph', *{list(LECTURE)!r}, '--format', 'png']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "resvg-py" in done.stderr
    assert "pictures]" in done.stderr
    assert done.stdout == ""
