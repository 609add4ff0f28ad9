"""Pictures from top to bottom: what those to the right show, and where they are chosen."""

import re
import xml.etree.ElementTree as ET

import pytest
from support.calls import call
from support.pictures import DRAWN, SVG, drawn, picture, posed_network

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.lessons.drawing import drawing

LECTURE = ("2*x*y+y+3", "--x", "40", "--y", "4")


@pytest.mark.parametrize("style", ["circuit", "boxes"])
@pytest.mark.parametrize("name", [*DRAWN, "network"])
def test_a_picture_that_goes_down_has_the_texts_and_wires_of_one_to_the_right(name: str, style: str) -> None:
    report = drawing(posed_network(2, 3, 2)) if name == "network" else drawn(name)
    right, down = (picture(report, style=style, direction=direction) for direction in ("LR", "TB"))
    shown = [
        [text.text or "" for text in svg.iter(f"{SVG}text") if not text.attrib["class"].endswith("bold")]
        for svg in (right, down)
    ]  # the title has several lines where a picture is narrow
    assert sorted(shown[0]) == sorted(shown[1])
    outlines: dict[str | None, list[tuple[float, ...]]] = {}
    for group in down.iter(f"{SVG}g"):
        for one in group.iter(f"{SVG}rect"):
            x, y, width, height = (float(one.attrib[side]) for side in ("x", "y", "width", "height"))
            outlines.setdefault(group.attrib.get("data-node"), []).append((x, y, x + width, y + height))
    wires = [group for group in down.iter(f"{SVG}g") if group.attrib["class"] == "wire"]
    assert len(wires) == sum(group.attrib["class"] == "wire" for group in right.iter(f"{SVG}g"))
    for wire in wires:
        (path,) = [path.attrib["d"] for path in wire.iter(f"{SVG}path")]
        points = [[float(one) for one in pair.split(",")] for pair in re.findall(r"[-\d.]+,[-\d.]+", path)]
        assert points[0][1] < points[-1][1]
        # It ends at the upper half of the outline that it goes into.
        ends = [box for box in outlines.get(wire.attrib["data-user"], []) if box[0] < points[-1][0] < box[2]]
        assert not ends or any(-1 <= points[-1][1] - top <= (low - top) / 2 for _, top, _, low in ends)


@pytest.mark.parametrize("name", ["powers", "fraction", "branch"])
def test_operands_enter_from_left_to_right_where_a_picture_goes_down(name: str) -> None:
    wires: dict[str, list[tuple[int, float]]] = {}
    for wire in picture(drawn(name), direction="TB").iter(f"{SVG}g"):
        words = [text for text in wire.iter(f"{SVG}text") if text.attrib["class"] in ("label", "still")]
        if wire.attrib["class"] == "wire" and words:
            wires.setdefault(wire.attrib["data-user"], []).append(
                (int(wire.attrib["data-place"]), float(words[0].attrib["x"]))
            )
    assert wires
    for ends in wires.values():
        assert [x for _, x in sorted(ends)] == sorted(x for _, x in ends)


def size(svg: ET.Element) -> tuple[float, float]:
    width, height = map(float, svg.attrib["viewBox"].split()[2:])
    return width, height


def test_a_wide_graph_goes_down_by_itself_and_others_to_the_right() -> None:
    chain = drawing(pose(Source(f"{'exp(sin(' * 12}x{'))' * 12}"), {"x": 1}))
    for report, chosen in ((chain, "TB"), (drawn("lecture"), "LR"), (drawn("neuron"), "LR")):
        other = {"TB": "LR", "LR": "TB"}[chosen]
        for direction, told in ((None, chosen), (other, other)):
            assert f"rankdir={told};" in render(report, "dot", Page(direction=direction))
            assert render(report, "mermaid", Page(direction=direction)).startswith(f"flowchart {told}\n")
            width, height = size(picture(report, direction=direction))
            assert (width > height) == (told == "LR")
            scene = render(report, "tikz", Page(direction=direction))
            assert scene == render(report, "tikz", Page(direction=told))


def test_a_direction_is_for_pictures_and_one_of_two() -> None:
    status, out, err = call("graph", *LECTURE, "--rankdir", "TB", "--format", "mermaid")
    assert (status, out.splitlines()[0], err) == (0, "flowchart TB", "")
    status, _, err = call("graph", *LECTURE, "--rankdir", "TB")
    assert (status, err.splitlines()[0]) == (2, "error: `--rankdir` is for pictures, and `tree` is none")
    status, _, err = call("graph", *LECTURE, "--rankdir", "BT", "--format", "svg")
    assert (status, err.splitlines()[0]) == (2, "error: `--rankdir` has no choice `BT`")
