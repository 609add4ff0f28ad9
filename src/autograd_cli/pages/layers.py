"""What a script needs to fold a layer of the picture into its frame: what is within it, and how much narrower it gets.

Takes: the parts of a circuit and its scene. Returns: a `Layer` for each frame.
"""

from collections.abc import Iterator
from typing import NamedTuple

from autograd_cli.pictures.parts import Parts
from autograd_cli.pictures.scene import Group, Mark, Outline, Scene, Text, text_box, text_width
from autograd_cli.pictures.wires import SIGNS

# What is free beside the name in a folded layer, and between its edge and what is beside it.
BESIDE, EDGE = 24.0, 10.0
Span = tuple[float, float]


class Layer(NamedTuple):
    """Where the cut begins and ends, and the places of the parts and of the wires within the frame."""

    start: float
    end: float
    parts: tuple[int, ...]
    wires: tuple[int, ...]


def layers(parts: Parts, scene: Scene) -> tuple[Layer, ...]:
    """The layers, none where one is within another."""
    frames = [group for group in scene.groups if group.name == "frame"]
    if any(cluster.parent is not None for cluster in parts.clusters):
        return ()
    wires = [group for group in scene.groups if group.name == "wire"]
    drawn = [group for group in scene.groups if dict(group.facts).keys() >= {"node", "key"}]
    found = []
    for i, frame in enumerate(frames):
        inside = [place for place, part in enumerate(parts.parts) if part.cluster == i]
        within = [place for place, wire in enumerate(parts.wires) if {wire.source, wire.target} <= {*inside}]
        others = [group for place, group in enumerate(drawn) if place not in inside]
        others += [group for place, group in enumerate(wires) if place not in within]
        others += [group for group in frames if group is not frame]
        found.append(Layer(*_cut(frame, others), tuple(inside), tuple(within)))
    return tuple(found)


def _cut(frame: Group, others: list[Group]) -> Span:
    """The widest stretch of a frame that nothing is above or below, less the room for the frame's name."""
    box, name = frame.marks
    assert isinstance(box, Outline)
    assert isinstance(name, Text)
    left, right = box.x + EDGE, box.x + box.width - EDGE
    taken = sorted(_spans(box, [mark for group in others for mark in group.marks]))
    start = left
    gaps: list[Span] = []
    for begin, end in [*taken, (right, right)]:
        gaps.append((min(start, right), max(min(begin, right), min(start, right))))
        start = max(start, end)
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    kept = text_width(name.text, SIGNS) + 2 * BESIDE - (box.width - (end - start))
    return round(start + min(max(0.0, kept), end - start), 1), round(end, 1)


def _spans(box: Outline, marks: list[Mark]) -> Iterator[Span]:
    """What texts and outlines take from left to right, but for words within the frame."""
    for mark in marks:
        if isinstance(mark, Outline):
            yield mark.x, mark.x + mark.width
        elif isinstance(mark, Text):
            left, top, right, _ = text_box(mark)
            within = box.y < top < box.y + box.height and box.x < left < box.x + box.width
            if not within:
                yield left, right
