"""The circuit of a lesson as SVG that a script can play: every part and wire in its order, with room for its numbers.

Takes: a `Lesson`. Returns: an `svg` element without styles, and which numbers each wire shows. Where numbers change,
each has the room of `ROOM` characters; the script fits longer ones in.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from autograd_cli.formats import Page
from autograd_cli.graphs.graph import NodeId, Shape
from autograd_cli.lessons.drawing import Drawing
from autograd_cli.lessons.lesson import Lesson
from autograd_cli.numerals import shape_text
from autograd_cli.pages.layers import Layer, layers
from autograd_cli.pictures.circuit import circuit
from autograd_cli.pictures.flow import RIGHT
from autograd_cli.pictures.parts import LONGEST_FULL, Parts, Wire, parts_of
from autograd_cli.pictures.scene import Anchor, Group, Mark, Path, Role, Text, pieces
from autograd_cli.pictures.wires import NUMBERS, SIGNS, WORDS
from autograd_cli.wording.languages import translated

# So many gates are drawn, those nearest to the result.
MOST_GATES = 400
# The room for a number that changes.
ROOM = 7
# The page has the title above the picture and a legend below it, and what is cut off there.
ELSEWHERE, CUT, LEGEND = frozenset(("title", "legend")), 22.0, 34.0
# The sizes of letters that the page's style sheet has, by group and by role, and where texts are anchored.
SIZES: Mapping[str, float] = {"wire": NUMBERS, "leaf": SIGNS, "gate": SIGNS, "result": SIGNS}
SIZES_BY_ROLE: Mapping[Role, float] = {"label": WORDS, "frame": WORDS}
ANCHORS: Mapping[str, Anchor] = {"leaf": "end", "result": "start", "frame": "start"}


class Wiring(NamedTuple):
    """What a wire shows: its operand's place among the nodes, and its edge's among the edges, if it is one."""

    operand: int
    edge: int | None


class Picture(NamedTuple):
    """The element, and what its wires show, in their order."""

    svg: str
    width: float
    wires: tuple[Wiring, ...]
    layers: tuple[Layer, ...]


def picture(report: Lesson, page: Page) -> Picture:
    """The picture of a lesson."""
    drawing = report.graph
    parts = parts_of(drawing, page._replace(most=MOST_GATES, direction=RIGHT))
    if report.reason is None:
        parts = _with_room(parts, drawing)
    # The page has the title.
    scene = circuit(parts._replace(title=""))
    place = {vertex.node: i for i, vertex in enumerate(drawing.nodes)}
    width, height = number(scene.width), number(scene.height - CUT - LEGEND)
    name = translated(f"the graph of {parts.title}", page.language)
    lines = [
        f'<svg id="graph" width="{width}" height="{height}" viewBox="0 {number(CUT)} {width} {height}" role="group"'
        f' aria-label="{escape(name, quote=True)}">'
    ]
    moving = report.reason is None
    lines += [_group(group, place, moving) for group in scene.groups if group.name not in ELSEWHERE]
    wirings = tuple(_wirings(parts.wires, drawing, place))
    return Picture("".join([*lines, "</svg>"]), scene.width, wirings, layers(parts, scene))


def number(length: float) -> str:
    """A length, to the next pixel."""
    return f"{length:.0f}"


def _with_room(parts: Parts, drawing: Drawing) -> Parts:
    """The parts with a text wherever there may be a number, also at other points."""
    carries = {(edge.operand, edge.user) for edge in drawing.edges if edge.term is not None}
    shapes = {vertex.node: vertex.shape for vertex in drawing.nodes}
    wires = [
        wire
        if wire.still
        else wire._replace(
            value=_room(shapes[wire.operand]),
            gradient=_room(shapes[wire.operand]) if wire.user is None or (wire.operand, wire.user) in carries else (),
        )
        for wire in parts.wires
    ]
    uses: dict[NodeId, int] = {}
    for wire in wires:
        uses[wire.operand] = uses.get(wire.operand, 0) + bool(wire.gradient and not shapes[wire.operand])
    forks = {node: _room(()) * (count + 1) for node, count in uses.items() if count > 1}
    found = tuple(
        part._replace(total=forks.get(part.node, ()) if part.kind != "result" else ()) for part in parts.parts
    )
    return parts._replace(parts=found, wires=tuple(wires))


def _room(shape: Shape) -> tuple[str, ...]:
    """What takes as much room as a value of a shape does, as `rowsText` writes it."""
    if not shape:
        return ("0" * ROOM,)
    if not all(0 < length <= LONGEST_FULL for length in shape):
        return (shape_text(shape),)
    columns = shape[1] if len(shape) == 2 else 1
    return (f"[ {' '.join(['0' * ROOM] * columns)} ]",) * shape[0]


def _wirings(wires: Sequence[Wire], drawing: Drawing, place: Mapping[NodeId, int]) -> list[Wiring]:
    edges: dict[tuple[NodeId, int], int] = {}
    met: dict[NodeId, int] = {}
    for i, edge in enumerate(drawing.edges):
        edges[edge.user, met.get(edge.user, 0)] = i
        met[edge.user] = met.get(edge.user, 0) + 1
    return [Wiring(place[wire.operand], None if wire.user is None else edges[wire.user, wire.place]) for wire in wires]


def _group(group: Group, place: Mapping[NodeId, int], moving: bool) -> str:
    """A group; a part of the circuit can be reached by the keyboard, but for constants.

    Of a wire with numbers that change there is the first line of each, without a text: the script has the others.
    """
    facts = dict(group.facts)
    attributes = ""
    if "node" in facts:
        node = NodeId(int(facts["node"]))
        attributes = f' data-n="{place[node]}"'
    met: set[Role] = set()
    marks = ""
    for mark in group.marks:
        if isinstance(mark, Text) and moving and group.name == "wire" and mark.role in ("value", "gradient"):
            if mark.role in met:
                continue
            met.add(mark.role)
            mark = mark._replace(text=mark.text if "(" in mark.text else "")
        marks += _mark(mark, group.name)
    return f'<g class="{group.name}"{attributes}>{marks}</g>'


def _mark(mark: Mark, group: str) -> str:
    """A mark of a group; what is drawn in ink is so by default, and so is what the style sheet has."""
    classes = [mark.role] * (mark.role != "ink") + ["dashed"] * (not isinstance(mark, Text) and mark.dashed)
    kind = f' class="{" ".join(classes)}"' if classes else ""
    if isinstance(mark, Text):
        size = SIZES_BY_ROLE.get(mark.role, SIZES.get(group))
        anchor = "end" if group == "wire" and mark.role == "label" else ANCHORS.get(group, "middle")
        further = "" if mark.size == size else f' font-size="{round(mark.size, 1):g}"'
        further += "" if mark.anchor == anchor else f' text-anchor="{mark.anchor}"'
        start = f'<text x="{number(mark.x)}" y="{number(mark.y)}"{kind}{further}'
        return f"{start}>{escape(mark.text)}</text>" if mark.text else f"{start}/>"
    if isinstance(mark, Path):
        return f'<path d="{_commands(mark)}"{kind}/>'
    box = f'x="{number(mark.x)}" y="{number(mark.y)}" width="{number(mark.width)}" height="{number(mark.height)}"'
    return f'<rect {box} rx="{number(mark.radius)}"{kind}/>'


def _commands(path: Path) -> str:
    """A path's commands; the lines of a circuit that are straight are level."""
    x, y = path.points[0]
    parts = [f"M{number(x)},{number(y)}"]
    for one, two, end, straight in pieces(path):
        level = straight and number(end[1]) == number(y)
        parts.append(
            f"H{number(end[0])}" if level else f"C{' '.join(f'{number(a)},{number(b)}' for a, b in (one, two, end))}"
        )
        y = end[1]
    return "".join(parts)
