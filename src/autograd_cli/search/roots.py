"""All roots of equations in a box, each proved to be one, by branch and prune in rigorous enclosures.

Takes functions whose outputs are to be 0, a range for each unknown, values of the other inputs. Returns the roots, and
the boxes in which neither a root was proved nor that there is none.

*Source*: Hansen & Walster 2003, chapter 11; Neumaier 1990, chapter 5.
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, inf, isfinite, log10, nextafter
from typing import Any, NamedTuple

import numpy as np
from flint import arb

from autograd_cli.enclosures.enclosure import UNDEFINED, Enclosure
from autograd_cli.graphs.graph import Function
from autograd_cli.run.evaluate import evaluate
from autograd_cli.search.proof import Enclosing
from autograd_cli.search.task import Intervals

Box = tuple[tuple[float, float], ...]
# So many boxes are looked at; one whose sides are such a share of the first one's is given up, and after so many such
# that are not settled all is: every point of a range may be a root, while a multiple root leaves some dozens.
MOST_BOXES, LEAST_SIDE, MOST_SMALL = 20_000, 1e-9, 1000
# Boxes of such shares have candidates, at which the Jacobian is singular where it is this less than elsewhere.
SMALL, SINGULAR = 1e-5, 1e-6
# Boxes that are apart by no more of the first one's side are around one multiple root.
NEXT_TO = 1e-7
# Decimal places of a double.
MOST_PLACES = 20
# Where a side is cut: not in the middle, where roots of written equations often are.
CUT = 0.4871
# An image that is narrower than the box by this is gone on with; steps of Newton's method to a candidate.
NARROWER, MOST_STEPS = 0.7, 12
# A root's box is made narrower until it changes by less than this, so many times at the most.
SETTLED, MOST_NARROWED = 0.99, 100
# The radii of the boxes around a candidate, as shares of the side of the box that it was found from.
RADII = (0.5, 0.1, 1e-2, 1e-4)
WIDE_RADII = (100.0, 4.0, 1.5)


class Found(NamedTuple):
    """A root: the double next to it, a small box that has it, and the largest box known to have no other."""

    point: tuple[float, ...]
    near: Box
    alone: Box


class Candidate(NamedTuple):
    """What may be a root in a small box that is not settled: the point with the least `residual`, the largest there.

    The Jacobian is `singular` at a multiple root.
    """

    point: tuple[float, ...]
    residual: float
    singular: bool


class Roots(NamedTuple):
    """The roots, the boxes that are not settled with a candidate of each small one, and how many boxes were looked at.

    Ctrl-C may have `interrupted` that, or it was `stopped` after too many.
    """

    found: list[Found]
    unsettled: list[Box]
    candidates: list[Candidate | None]
    boxes: int
    interrupted: bool = False
    stopped: bool = False


def all_roots(
    functions: Sequence[Function],
    over: Intervals,
    fixed: Mapping[str, float],
    tell: Callable[[int, float], None] = lambda count, left: None,
) -> Roots:
    """The roots in a bounded box, sorted; `tell` is called with how many boxes were looked at, and how many are left.

    Ctrl-C ends the search, and what is left is not settled.
    """
    with np.errstate(all="ignore"):
        return _Search(functions, over, fixed).run(tell)


class _Search:
    """The boxes still to be looked at, and the roots so far."""

    def __init__(self, functions: Sequence[Function], over: Intervals, fixed: Mapping[str, float]) -> None:
        self.functions = functions
        self.names = tuple(over)
        self.whole: Box = tuple(over.values())
        self.sides = [high - low for low, high in self.whole]
        self.equations = Enclosing(functions, self.names, fixed)
        self.roots: list[Found] = []

    def run(self, tell: Callable[[int, float], None]) -> Roots:
        stack: list[Box] = [self.whole]
        unsettled: list[Box] = []
        boxes, interrupted = 0, False
        while stack and boxes < MOST_BOXES and len(unsettled) < MOST_SMALL and not interrupted:
            box = stack[-1]
            boxes += 1
            try:
                tell(boxes, len(stack))
                parts = self.rest(box)
                small = [part for part in parts if max(self.shares(part)) < LEAST_SIDE]
                left = [part for part in small if not self.settles(part)]
            except KeyboardInterrupt:
                interrupted = True
                continue
            stack.pop()
            stack += [part for part in parts if part not in small]
            unsettled += left
        joined = self.joined([*unsettled, *stack])
        stopped = bool(stack) and not interrupted
        return Roots(sorted(self.roots), joined, [*map(self.candidate, joined)], boxes, interrupted, stopped)

    def joined(self, boxes: Sequence[Box]) -> list[Box]:
        """Boxes that touch, or almost do, as one that has them all, but for those with a root between them."""
        found: list[Box] = []
        gaps = [NEXT_TO * side for side in self.sides]
        for box in boxes:
            whole = box
            apart = []
            for one in found:
                both = tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(whole, one, strict=True))
                touch = _meets(whole, one, [0.0] * len(gaps))
                close = _meets(whole, one, gaps) and not any(
                    _meets(both, root.near, [0.0] * len(gaps)) for root in self.roots
                )
                if touch or close:
                    whole = both
                else:
                    apart.append(one)
            found = [*apart, whole]
        return found

    def candidate(self, box: Box) -> Candidate | None:
        """The best of a small box's middle, its shortest point, and what Newton's method leads to from the middle."""
        if max(self.shares(box)) > SMALL:
            return None
        points = [tuple(_shortest(low, high) for low, high in box), tuple((low + high) / 2 for low, high in box)]
        at = np.array(points[-1])
        for _ in range(MOST_STEPS):
            residuals, matrix = self.equations.floats.at(at)
            if not (np.isfinite(residuals).all() and np.isfinite(matrix).all()):
                break
            at = np.clip(at + np.linalg.lstsq(matrix, -residuals, rcond=None)[0], *np.transpose(box))
            points.append(tuple(at.tolist()))
        largest = [float(np.abs(self.equations.floats.at(point)[0]).max()) for point in points]
        residual = min((one for one in largest if isfinite(one)), default=inf)
        elsewhere = [np.abs(self.equations.floats.at(one)[0]).max() for one in zip(*self.whole, strict=True)]
        if not residual < max(elsewhere):  # as at a pole
            return None
        point = points[largest.index(residual)]
        return Candidate(point, residual, self.is_singular(point))

    def is_singular(self, point: Sequence[float]) -> bool:
        """Whether the Jacobian is singular at a point, beside that at two corners of what is looked over."""
        matrix, *others = (self.equations.floats.at(one)[1] for one in (point, *zip(*self.whole, strict=True)))
        if not np.isfinite(matrix).all():
            return False
        scale = max(np.abs(one).max() for one in (matrix, *others) if np.isfinite(one).all())
        return bool(np.linalg.svd(matrix, compute_uv=False).min() <= SINGULAR * scale)

    def shares(self, box: Box) -> list[float]:
        """The sides of a box as shares of the first one's."""
        return [(high - low) / side for (low, high), side in zip(box, self.sides, strict=True)]

    def settles(self, box: Box) -> bool:
        """Whether a small box, as one at an end of the ranges, is in a larger one with a root alone."""
        self.look_for(box, WIDE_RADII)
        return any(_covers(one.alone, box) for one in self.roots)

    def rest(self, box: Box) -> list[Box]:
        """What remains to be looked at of a box."""
        if any(_covers(one.alone, box) for one in self.roots) or self.excluded(box):
            return []
        middle = [arb((low + high) / 2) for low, high in box]
        sides = [Enclosure(arb(low), arb(high)) for low, high in box]
        image = self.equations.krawczyk(middle, sides)
        if image is not None:
            if self.equations.is_inside(image, sides):
                self.record(box)
                return []
            narrow = _met(image, box)
            if narrow is None:
                return []
            if _size(narrow) < NARROWER * _size(box):
                return [narrow]
        self.look_for(box)
        return self.halves(box)

    def excluded(self, box: Box) -> bool:
        """Whether some equation cannot hold in a box."""
        given = {name: Enclosure(arb(low), arb(high)) for name, (low, high) in zip(self.names, box, strict=True)}
        for function in self.functions:
            values = evaluate(function, {**self.equations.fixed, **given}, self.equations.system)
            for output in function.outputs:
                one = values[output]
                if one is UNDEFINED or one.lower > 0 or one.upper < 0:
                    return True
        return False

    def look_for(self, box: Box, radii: Sequence[float] = RADII) -> None:
        """Looks for a root by Newton's method from the middle, and proves it alone in a box as large as may be."""
        point = np.array([(low + high) / 2 for low, high in box])
        for _ in range(MOST_STEPS):
            residuals, matrix = self.equations.floats.at(point)
            if not (np.isfinite(residuals).all() and np.isfinite(matrix).all()):
                return
            move = np.linalg.lstsq(matrix, -residuals, rcond=None)[0]
            point = point + move
            if np.max(np.abs(move) / (np.abs(point) + 1e-300)) < 1e-15:
                break
        inside = all(
            low - (high - low) <= value <= high + (high - low) for value, (low, high) in zip(point, box, strict=True)
        )
        if not inside or any(_has(one.alone, point) for one in self.roots):
            return
        middle = [arb(float(value)) for value in point]
        for share in radii:
            around = tuple(
                (nextafter(value - share * (high - low), -inf), nextafter(value + share * (high - low), inf))
                for value, (low, high) in zip(point.tolist(), box, strict=True)
            )
            sides = [Enclosure(arb(low), arb(high)) for low, high in around]
            image = self.equations.krawczyk(middle, sides)
            if image is not None and self.equations.is_inside(image, sides):
                self.record(around)
                return

    def record(self, alone: Box) -> None:
        """Keeps the root that a box has alone, unless it is there already or outside of what is looked over."""
        near = self.tightened(alone)
        if any(_covers(one.alone, near) for one in self.roots):
            return
        if any(high < low_ or low > high_ for (low, high), (low_, high_) in zip(near, self.whole, strict=True)):
            return
        self.roots.append(Found(tuple((low + high) / 2 for low, high in near), near, alone))

    def tightened(self, box: Box) -> Box:
        """The smallest box that Krawczyk's operator leads to from one that has a root."""
        for _ in range(MOST_NARROWED):
            middle = [arb((low + high) / 2) for low, high in box]
            image = self.equations.krawczyk(middle, [Enclosure(arb(low), arb(high)) for low, high in box])
            narrow = None if image is None else _met(image, box)
            if narrow is None or _size(narrow) >= SETTLED * _size(box):
                break
            box = narrow
        return box

    def halves(self, box: Box) -> list[Box]:
        """The box cut at its longest side, as a share of the first one's."""
        shares = self.shares(box)
        place = max(range(len(box)), key=shares.__getitem__)
        low, high = box[place]
        at = low + CUT * (high - low)
        return [(*box[:place], part, *box[place + 1 :]) for part in ((low, at), (at, high))]


def _shortest(low: float, high: float) -> float:
    """The number with the fewest digits after the point near the middle of an interval."""
    middle, size = (low + high) / 2, max(abs(low), abs(high))
    places = range(-ceil(log10(size)) if size else 0, MOST_PLACES)
    rounded = (round(middle, place) + 0.0 for place in places)  # -0.0 + 0.0 is 0.0
    return next((one for one in rounded if low <= one <= high), middle)


def _covers(outer: Box, inner: Box) -> bool:
    return all(a <= low and high <= b for (a, b), (low, high) in zip(outer, inner, strict=True))


def _has(box: Box, point: Any) -> bool:
    return all(low <= value <= high for value, (low, high) in zip(point, box, strict=True))


def _size(box: Box) -> float:
    return sum(high - low for low, high in box)


def _met(image: Any, box: Box) -> Box | None:
    """The part of a box that an image meets, rounded outward; None where there is none."""
    found = []
    for i, (low, high) in enumerate(box):
        ball = image[i, 0]
        if ball.lower() > high or ball.upper() < low:
            return None
        first, last = nextafter(float(ball.lower()), -inf), nextafter(float(ball.upper()), inf)
        found.append((max(low, first), min(high, last)))
    return tuple(found)


def _meets(box: Box, other: Box, gaps: Sequence[float]) -> bool:
    """Whether no side of two boxes is apart by more than a gap."""
    return all(a <= d + gap and c <= b + gap for (a, b), (c, d), gap in zip(box, other, gaps, strict=True))
