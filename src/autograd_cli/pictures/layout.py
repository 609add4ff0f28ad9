"""A layered layout: boxes in columns from left to right, so that no two of them overlap.

Takes: boxes with their sizes, and links between them without a cycle. Returns: the place of each box, and for each link
the points it passes. It knows nothing of what the boxes hold, nor of fonts.

*Source*: Sugiyama, Tagawa & Toda 1981; the weights of straight links are those of Gansner et al. 1993.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from autograd_cli.pictures.columns import Column, Joint, Link, columns_of
from autograd_cli.pictures.order import arrivals, ordered
from autograd_cli.pictures.places import heights

# Between columns: at the least, and for each unit by which a link rises or falls there, up to the most.
NEAREST, SLOPE, FARTHEST = 22.0, 0.3, 90.0


class Box(NamedTuple):
    """A box about its line: `above` and `below` are its reach from there.

    `side` is where it is in its column, -1 at the left, 0 in the middle, 1 at the right. One that is `early` comes
    directly after what is before it, any other directly before what is behind it; `end` puts it into the first column
    (-1) or the last one (1).
    """

    width: float
    above: float
    below: float
    side: int = 0
    early: bool = False
    end: int = 0


class Place(NamedTuple):
    """Where a box is: its left edge and its line, and the column's left and right edge."""

    x: float
    y: float
    left: float
    right: float


class Layout(NamedTuple):
    """`routes` has for each link the places (left, right, y) of the columns it crosses between its two boxes.

    `intos` is how far from the line of its target each link arrives.
    """

    places: tuple[Place, ...]
    routes: tuple[tuple[tuple[float, float, float], ...], ...]
    intos: tuple[float, ...]
    width: float
    height: float
    crossings: int


def layout(boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    """The places, within `(0, 0)` and `(width, height)`."""
    ends = {i: box.end for i, box in enumerate(boxes) if box.end}
    columns, joints, chains = columns_of([box.early for box in boxes], links, ends)
    columns, crossings = ordered(columns, joints)
    joints = arrivals(columns, joints)
    above = [box.above for box in boxes]
    below = [box.below for box in boxes]
    lines = heights(columns, joints, above, below, len(boxes))
    top = min((lines[i] - above[i] for i in range(len(boxes))), default=0.0)
    bends = [lines[item] for chain in chains for item in chain]
    top = min([top, *(bend - 1 for bend in bends)])
    lines = [line - top for line in lines]
    edges = _edges(columns, joints, boxes, lines)
    column_of = {item: i for i, column in enumerate(columns) for item in column}
    places = []
    for i, box in enumerate(boxes):
        left, right = edges[column_of[i]]
        spare = right - left - box.width
        places.append(Place(left + spare * (box.side + 1) / 2, lines[i], left, right))
    routes = tuple(tuple((*edges[column_of[item]], lines[item]) for item in chain) for chain in chains)
    height = max([lines[i] + below[i] for i in range(len(boxes))] + [lines[item] + 1 for c in chains for item in c])
    last = accumulate(len(chain) + 1 for chain in chains)
    intos = tuple(joints[end - 1].into for end in last)
    return Layout(tuple(places), routes, intos, edges[-1][1] if edges else 0.0, height, crossings)


def _edges(
    columns: Sequence[Column], joints: Sequence[Joint], boxes: Sequence[Box], lines: Sequence[float]
) -> list[tuple[float, float]]:
    """The left and right edge of each column."""
    column_of = {item: i for i, column in enumerate(columns) for item in column}
    steepest = [0.0] * len(columns)
    for joint in joints:
        gap = column_of[joint.source]
        steepest[gap] = max(steepest[gap], abs(lines[joint.target] + joint.into - lines[joint.source] - joint.out))
    edges = []
    left = 0.0
    for i, column in enumerate(columns):
        right = left + max((boxes[item].width for item in column if item < len(boxes)), default=0.0)
        edges.append((left, right))
        left = right + min(NEAREST + SLOPE * steepest[i], FARTHEST)
    return edges
