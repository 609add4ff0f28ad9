"""Parts in groups: each group has a layout of its own, and is one box of the layout around it.

Takes: the parts, their boxes and the ports of their inputs. Returns: where parts, numbers and groups are, and the
points that wires pass. Nothing that is outside of a group can be in its frame.
"""

from collections.abc import Sequence
from typing import NamedTuple

from autograd_cli.pictures.columns import Link
from autograd_cli.pictures.flow import Flow
from autograd_cli.pictures.layout import Box, Layout, Place, layout
from autograd_cli.pictures.parts import Parts, Wire
from autograd_cli.pictures.scene import Group, Outline, Point, Text, text_width
from autograd_cli.pictures.wires import WORDS, inputs, wire_box

# What is free in a frame: above for its name, and elsewhere.
TOP, EDGE = 22.0, 10.0
ROUND = 8.0


class Frame(NamedTuple):
    """Where the frame of a group is along the flow and across it: its corner, and its size."""

    along: float
    across: float
    length: float
    breadth: float


class Placed(NamedTuple):
    """The places of the parts and of the wires' numbers; of each wire the points between the source and its numbers,
    and between these and the target; how far from the line of the target it arrives."""

    parts: list[Place]
    numbers: list[Place]
    before: list[list[Point]]
    after: list[list[Point]]
    intos: list[float]
    frames: list[Frame]
    width: float
    height: float
    crossings: int


# What a layout is made of: a part, a group, the numbers of a wire, where a wire comes in, where those of a part go out.
Item = tuple[str, int]


class _Level(NamedTuple):
    """The layout within a group, or around all of them, by its items and links; the box of the group with its frame,
    and what is free in it before the layout, and beside it."""

    layout: Layout
    items: dict[Item, int]
    links: dict[Item, int]
    box: Box
    margin: float
    head: float


def placed(parts: Parts, boxes: Sequence[Box], ports: Sequence[Sequence[float]]) -> Placed:
    """The places of the parts, whose boxes these are, and of the wires behind them, which enter at the ports."""
    return _Nested(parts, boxes, ports).placed()


def frames_of(parts: Parts, places: Placed) -> list[Group]:
    """The frames of the groups with their names."""
    flow = Flow(parts.down)
    found = []
    for cluster, frame in zip(parts.clusters, places.frames, strict=True):
        x, y = flow.point(*frame[:2])
        name = Text(x + EDGE, y + 0.7 * TOP, cluster.name, "frame", WORDS, "start", bold=True)
        outline = Outline(x, y, *flow.point(*frame[2:]), ROUND, "frame")
        found.append(Group("frame", (("name", cluster.name),), (outline, name)))
    return found


class _Nested:
    def __init__(self, parts: Parts, boxes: Sequence[Box], ports: Sequence[Sequence[float]]) -> None:
        self.parts, self.boxes, self.flow = parts, boxes, Flow(parts.down)
        self.ports = [ports[wire.target][place] for wire, place in zip(parts.wires, inputs(parts), strict=True)]
        self.ways = [
            (self.chain(parts.parts[wire.source].cluster), self.chain(parts.parts[wire.target].cluster))
            for wire in parts.wires
        ]
        self.levels: dict[int, _Level] = {}

    def chain(self, cluster: int | None) -> tuple[int, ...]:
        """The groups that something is in, the outermost first."""
        found: list[int] = []
        while cluster is not None:
            found.append(cluster)
            cluster = self.parts.clusters[cluster].parent
        return tuple(reversed(found))

    def home(self, wire: int) -> int:
        """In how many groups both ends of a wire are."""
        source, target = self.ways[wire]
        return sum(one == other for one, other in zip(source, target, strict=False))

    def placed(self) -> Placed:
        clusters = self.parts.clusters
        for cluster in reversed(range(len(clusters))):
            self.levels[cluster] = self.level(cluster, len(self.chain(cluster)))
        top = self.levels[-1] = self.level(-1, 0)
        wires = range(len(self.parts.wires))
        found = Placed(
            [Place(0, 0, 0, 0)] * len(self.parts.parts),
            [Place(0, 0, 0, 0)] * len(wires),
            [[] for _ in wires],
            [[] for _ in wires],
            [0.0] * len(wires),
            [Frame(0, 0, 0, 0)] * len(clusters),
            top.layout.width,
            top.layout.height,
            sum(level.layout.crossings for level in self.levels.values()),
        )
        corners = {-1: (0.0, 0.0)}
        for cluster in (-1, *range(len(clusters))):
            self.settle(cluster, corners, found)
        for i in wires:
            self.follow(i, corners, found)
        return found

    def level(self, cluster: int, depth: int) -> _Level:
        """The layout within a group, those within it being there."""
        parts = self.parts
        items: dict[Item, int] = {}
        boxes: list[Box] = []

        def add(item: Item, box: Box) -> None:
            items[item] = len(boxes)
            boxes.append(box)

        for i, part in enumerate(parts.parts):
            if (-1 if part.cluster is None else part.cluster) == cluster:
                add(("part", i), self.boxes[i])
        for i, inner in enumerate(parts.clusters):
            if (-1 if inner.parent is None else inner.parent) == cluster:
                add(("group", i), self.levels[i].box)
        links: dict[Item, int] = {}
        joined: list[Link] = []
        for i, wire in enumerate(parts.wires):
            source, target = ((-1, *way) for way in self.ways[i])
            leaves, enters = source[depth : depth + 1] == (cluster,), target[depth : depth + 1] == (cluster,)
            if leaves and enters and self.home(i) == depth:
                add(("wire", i), wire_box(wire, self.flow))
                links["pre", i] = len(joined)
                joined.append(self.left(wire, source[depth + 1 :], items, items["wire", i]))
            elif leaves and not enters and ("out", wire.source) not in items:
                add(("out", wire.source), Box(0.0, 0.0, 0.0, end=1))
                links["out", wire.source] = len(joined)
                joined.append(self.left(wire, source[depth + 1 :], items, items["out", wire.source]))
            elif enters and not leaves:
                add(("in", i), Box(0.0, 0.0, 0.0, end=-1))
            if enters and (not leaves or self.home(i) == depth):
                links["post", i] = len(joined)
                start = items["wire" if leaves else "in", i]
                joined.append(self.entered(i, target[depth + 1 :], items, start))
        arranged = layout(boxes, joined)
        lines = [arranged.places[place].y for (kind, _), place in items.items() if kind == "out"]
        name = text_width(parts.clusters[cluster].name if cluster >= 0 else "", WORDS) + 2 * EDGE
        # Where wires go down the name is left of them all.
        head, least = (name, 2 * TOP) if self.flow.down else (TOP, name)
        line = head + (lines[0] if lines else arranged.height / 2)
        # Where wires come in or go out there is room beside the parts.
        free = [0.0 if end in {kind for kind, _ in items} else 2 * EDGE for end in ("in", "out")]
        width = max(free[0] + arranged.width + free[1], least)
        box = Box(width, line, head + arranged.height + EDGE - line)
        return _Level(arranged, items, links, box, (width - arranged.width + free[0] - free[1]) / 2, head)

    def left(self, wire: Wire, inner: Sequence[int], items: dict[Item, int], target: int) -> Link:
        """The link out of the source of a wire, or of the group that it is in."""
        if not inner:
            return Link(items["part", wire.source], target)
        level = self.levels[inner[0]]
        out = level.layout.places[level.items["out", wire.source]].y + level.head - level.box.above
        return Link(items["group", inner[0]], target, out=out)

    def entered(self, i: int, inner: Sequence[int], items: dict[Item, int], source: int) -> Link:
        """The link into the target of a wire, or into the group that it is in."""
        wire = self.parts.wires[i]
        if not inner:
            return Link(source, items["part", wire.target], self.ports[i], free=not wire.mark)
        level = self.levels[inner[0]]
        into = level.layout.places[level.items["in", i]].y + level.head - level.box.above
        return Link(source, items["group", inner[0]], into)

    def settle(self, cluster: int, corners: dict[int, Point], found: Placed) -> None:
        """Moves what is within a group to where the group is, and finds the corners of those within it."""
        level = self.levels[cluster]
        x, y = corners[cluster]
        for (kind, i), place in level.items.items():
            moved = level.layout.places[place]
            moved = Place(moved.x + x, moved.y + y, moved.left + x, moved.right + x)
            if kind == "part":
                found.parts[i] = moved
            elif kind == "wire":
                found.numbers[i] = moved
            elif kind == "group":
                inner = self.levels[i]
                top = moved.y - inner.box.above
                corners[i] = moved.x + inner.margin, top + inner.head
                found.frames[i] = Frame(moved.x, top, inner.box.width, inner.box.above + inner.box.below)

    def follow(self, i: int, corners: dict[int, Point], found: Placed) -> None:
        """The points that a wire passes, and where it arrives."""
        wire = self.parts.wires[i]
        source, target = ((-1, *way) for way in self.ways[i])
        home = self.home(i)
        for depth in range(len(source) - 1, home, -1):
            level = self.levels[source[depth]]
            found.before[i] += self.bends(source[depth], corners, level.links["out", wire.source])
            y = corners[source[depth]][1] + level.layout.places[level.items["out", wire.source]].y
            outside = self.levels[source[depth - 1]]
            column = outside.layout.places[outside.items["group", source[depth]]]
            x = corners[source[depth]][0] + level.layout.width
            found.before[i] += [(x, y), (corners[source[depth - 1]][0] + column.right, y)]
        found.before[i] += self.bends(source[home], corners, self.levels[source[home]].links["pre", i])
        for depth in range(home, len(target)):
            if depth > home:
                level, outside = self.levels[target[depth]], self.levels[target[depth - 1]]
                y = corners[target[depth]][1] + level.layout.places[level.items["in", i]].y
                column = outside.layout.places[outside.items["group", target[depth]]]
                found.after[i] += [(corners[target[depth - 1]][0] + column.left, y), (corners[target[depth]][0], y)]
            found.after[i] += self.bends(target[depth], corners, self.levels[target[depth]].links["post", i])
        last = self.levels[target[-1]]
        found.intos[i] = last.layout.intos[last.links["post", i]]

    def bends(self, cluster: int, corners: dict[int, Point], link: int) -> list[Point]:
        x, y = corners[cluster]
        routes = self.levels[cluster].layout.routes[link]
        return [(end + x, line + y) for left, right, line in routes for end in (left, right)]
