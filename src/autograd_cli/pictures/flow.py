"""The direction of a picture: from left to right, or down from the top.

A layout counts along the way that values take and across it, and so do outlines and wires until they are marks of a
scene. Takes: `Parts`. Returns: whether it is drawn `down`; points and rectangles of a scene.
"""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from autograd_cli.pictures.scene import Point

# As Graphviz and Mermaid call them: from left to right, from top to bottom.
DIRECTIONS = (RIGHT, DOWN) = ("LR", "TB")
# A picture that would be wider than this to the right, and so many times as wide as high, goes down by itself.
WIDE, WIDER = 2000.0, 4.0
# About the width of a letter of a number and of a sign, the height of a number; what a gate and two gaps take; what a
# wire takes besides numbers, and the rest of the picture.
LETTER, SIGN, LINE, GATE, BETWEEN, WIRE, AROUND = 8.5, 9.8, 17.0, 56.0, 65.0, 20.0, (90.0, 150.0)


# A wire by its ends and its numbers.
Way = tuple[int, int, Sequence[str]]


def goes_down(ways: Sequence[Way], signs: Sequence[str]) -> bool:
    """Whether a graph of parts with these signs is better drawn down, by how large it is to the right, about.

    Each way goes to a later part, and those to earlier parts come first.
    """
    ranks = [0] * len(signs)
    for source, target, _ in reversed(ways):
        if ranks[source] <= ranks[target]:
            ranks[source] = ranks[target] + 1
    width = [0.0] * (max(ranks, default=0) + 1)
    gate, height = [0.0] * len(width), [0.0] * len(width)
    for _, target, numbers in ways:
        rank = ranks[target]
        width[rank] = max(width[rank], LETTER * max(map(len, numbers), default=0))
        height[rank] += LINE * len(numbers) + WIRE
        gate[rank] = GATE + BETWEEN
    for sign, rank in zip(signs, ranks, strict=True):
        gate[rank] = max(gate[rank], SIGN * len(sign) + BETWEEN + WIRE) if gate[rank] else 0.0
    across, high = fsum(width) + fsum(gate) + AROUND[0], max(height) + AROUND[1]
    return across > WIDE and across > WIDER * high


class Flow(NamedTuple):
    """The direction of a scene, with its points and rectangles."""

    down: bool = False

    @property
    def direction(self) -> str:
        """What Graphviz and Mermaid call it."""
        return DOWN if self.down else RIGHT

    def point(self, along: float, across: float) -> Point:
        """A point of the scene."""
        return (across, along) if self.down else (along, across)

    def rectangle(
        self, along: float, across: float, length: float, breadth: float
    ) -> tuple[float, float, float, float]:
        """The left upper corner in the scene, the width and the height, from the least `along` and `across`."""
        return (*self.point(along, across), *self.point(length, breadth))
