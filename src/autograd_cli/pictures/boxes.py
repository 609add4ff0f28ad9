"""The boxes that micrograd draws: of every node its name, its value and its gradient side by side.

Takes: `Parts`. Returns: a `Scene`. A gate's sign is in a circle before its box; wires have no numbers but local
derivatives.
"""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from autograd_cli.pictures.flow import Flow
from autograd_cli.pictures.frame import framed, local_key
from autograd_cli.pictures.layout import Box, Place
from autograd_cli.pictures.nested import frames_of, placed
from autograd_cli.pictures.parts import RESULT, Part, Parts, Wire
from autograd_cli.pictures.scene import Group, Mark, Outline, Path, Role, Scene, Text, text_width
from autograd_cli.pictures.wires import BEFORE, LINE, NUMBERS, WORDS, drawn, ports, words_length
from autograd_cli.wording.languages import translated

# The height of a row of a box, what is free beside its texts, and the circle before it with what joins them.
ROW, BESIDE, JOINED = 26.0, 8.0, 16.0
CIRCLE, PORTS = 30.0, 14.0
# What a circle leaves free beside its first and its last input.
ROUND = 18.0


class Record(NamedTuple):
    """The columns of a box with their lines, how wide they are, and what is before it: words and a circle, `sign` long
    and so much across the flow; the `size` of the box is also along the flow and across it."""

    columns: tuple[tuple[tuple[str, ...], Role], ...]
    widths: tuple[float, ...]
    height: float
    size: tuple[float, float]
    sign: float
    breadth: float
    words: float
    ports: tuple[float, ...]
    reach: float

    @property
    def length(self) -> float:
        return self.words + (self.sign + JOINED if self.sign else 0.0) + self.size[0]

    def inset(self, offset: float) -> float:
        """How far behind its beginning a sign's outline is, so far from its line."""
        radius = min(self.breadth, self.sign) / 2
        corner = min(radius, max(0.0, abs(offset) - (self.breadth / 2 - radius)))
        return float(radius - (radius**2 - corner**2) ** 0.5)


def boxes(parts: Parts) -> Scene:
    """The scene of boxes."""
    bare = without_result(parts)
    flow = Flow(parts.down)
    records = [_record(part, wires, flow) for part, wires in zip(bare.parts, bare.entering, strict=True)]
    halves = [max(one.size[1], one.breadth) / 2 for one in records]
    sizes = [Box(one.length, half, max(half, one.reach)) for one, half in zip(records, halves, strict=True)]
    layout = placed(bare, sizes, [record.ports for record in records])
    groups = frames_of(bare, layout)
    for i, wire in enumerate(bare.wires):
        ends = layout.parts[wire.source], layout.parts[wire.target]
        start = (ends[0].x + records[wire.source].length, ends[0].y)
        record = records[wire.target]
        gate = ends[1].x + record.words
        offset = layout.intos[i]
        end = (gate + record.inset(offset), ends[1].y + offset)
        groups.append(drawn(wire, flow, start, end, ends, layout.numbers[i], layout.before[i], layout.after[i], gate))
    groups += [_drawn(part, records[i], layout.parts[i], flow) for i, part in enumerate(bare.parts)]
    return framed(parts.title, flow.point(layout.width, layout.height), groups, box_legend(bare))


def box_legend(parts: Parts) -> list[Mark]:
    """A box with what its columns are, and the key of what is on wires."""
    sample = [part for part in parts.parts if not part.still]
    cells: list[tuple[str, Role]] = [("name", "ink")]
    cells += [("value", "value")] * any(part.value for part in sample)
    cells += [("gradient", "gradient")] * any(part.gradient for part in sample)
    marks: list[Mark] = []
    x, height = 0.0, 0.7 * ROW
    for text, role in cells if len(cells) > 1 else ():
        marks += [Path(((x, -height), (x, -height), (x, 0.0), (x, 0.0)), "ink")] * bool(x)
        word = translated(text, parts.language)
        width = text_width(word, WORDS) + BESIDE
        marks.append(Text(x + width / 2, -0.22 * ROW, word, role, WORDS))
        x += width
    marks += [Outline(0.0, -height, x, height, 3, "ink")] * bool(x)
    return [*marks, *local_key(parts, x + BESIDE if x else 0.0, -0.22 * ROW)]


def without_result(parts: Parts) -> Parts:
    """The parts that have a box, and wires without values and gradients, which are in the boxes."""
    *others, result = parts.parts
    *wires, last = parts.wires
    named = [
        part._replace(name=result.sign)
        if i == last.source and result.sign != translated(RESULT, parts.language)
        else part
        for i, part in enumerate(others)
    ]
    bare = tuple(wire._replace(value=(), gradient=()) for wire in wires)
    return parts._replace(parts=tuple(named), wires=bare)


def _record(part: Part, wires: Sequence[Wire], flow: Flow) -> Record:
    role: Role = "still" if part.still else "ink"
    name = part.name or part.sign
    title = tuple(text for text in (name, part.shape, *(part.total if not part.gradient else ())) if text)
    columns: list[tuple[tuple[str, ...], Role]] = [(title, role)]
    cells: tuple[tuple[tuple[str, ...], Role], ...] = ((part.value, "value"), (part.gradient, "gradient"))
    columns += [(lines, own) for lines, own in cells if lines]
    widths = tuple(max(text_width(text, NUMBERS) for text in lines) + 2 * BESIDE for lines, _ in columns)
    rows = max(len(lines) for lines, _ in columns)
    height = ROW + (rows - 1) * NUMBERS * LINE
    size = flow.point(fsum(widths), height)
    if part.kind != "gate":
        return Record(tuple(columns), widths, height, size, 0.0, 0.0, 0.0, (0.0,), 0.0)
    entered = ports(wires, PORTS, flow)
    circle = max(CIRCLE, entered[-1] - entered[0] + ROUND)
    text = text_width(part.sign, NUMBERS) + 12
    if flow.down:
        sign, breadth = CIRCLE, max(circle, text)
    else:
        sign, breadth = max(circle if len(wires) < 3 else CIRCLE, text), circle
    reach = entered[-1] + BEFORE + text_width(wires[-1].mark, WORDS) if flow.down else 0.0
    return Record(tuple(columns), widths, height, size, sign, breadth, words_length(wires, flow), entered, reach)


def _drawn(part: Part, record: Record, place: Place, flow: Flow) -> Group:
    role: Role = "still" if part.still else "ink"
    marks: list[Mark] = []
    along, across = place.x + record.words, place.y
    if part.kind == "gate":
        x, y, width, height = flow.rectangle(along, across - record.breadth / 2, record.sign, record.breadth)
        marks.append(Outline(x, y, width, height, min(height, width) / 2, role, dashed=part.still))
        drop = 0.45 if part.sign == "*" else 0.35
        marks.append(Text(x + width / 2, y + height / 2 + drop * NUMBERS, part.sign, role, NUMBERS))
        along += record.sign
        start, end = flow.point(along, across), flow.point(along + JOINED, across)
        marks.append(Path((start, start, end, end), role))
        along += JOINED
    x, top, width, height = flow.rectangle(along, across - record.size[1] / 2, *record.size)
    y = top + height / 2
    marks.append(Outline(x, top, width, height, 4, role, dashed=part.still))
    for i, ((lines, own), width) in enumerate(zip(record.columns, record.widths, strict=True)):
        if i:
            marks.append(Path(((x, top), (x, top), (x, top + record.height), (x, top + record.height)), role))
        baseline = y + 0.35 * NUMBERS - (len(lines) - 1) * NUMBERS * LINE / 2
        for text in lines:
            is_total = not i and text in part.total
            size = WORDS if text == part.shape or is_total else NUMBERS
            shown: Role = "label" if text == part.shape else "gradient" if is_total else own
            step = part.steps[shown == "gradient"] if shown in ("value", "gradient") else 0
            marks.append(Text(x + width / 2, baseline, text, shown, size, step=step))
            baseline += NUMBERS * LINE
        x += width
    return Group(part.kind, (("node", str(part.node)), ("key", part.key)), tuple(marks))
