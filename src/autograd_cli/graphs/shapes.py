"""The shape of a row's result from the shapes of its operands; the places and axes that belong to the structure.

In: a row, shapes, whole numbers. Out: a shape, or a `Mismatch` that says which lengths disagree. Nothing is known here
of texts and nodes.
"""

from collections.abc import Callable, Sequence
from functools import cache
from math import prod

from autograd_cli.graphs.graph import SCALAR, Shape, broadcast
from autograd_cli.numerals import shape_text
from autograd_cli.primitives import Entry
from autograd_cli.primitives.entry import Signature

# A whole number, or the word that stands for none: an axis may be `all`.
Static = int | str
ALL, ONE, FIRST = "all", "one", "first"
# The shape of whole numbers in order, whose payload has start, stop and step.
RANGE = "range"
# The shape of an entry that is its definition's; such an entry is written out as it is lowered.
AS_DEFINED = "definition"
# From the operands' shapes, the whole numbers, and the shape of the operand of which only the shape is read.
ShapeRule = Callable[[Sequence[Shape], Sequence[Static], Shape], Shape]
# What a double takes.
BYTES = 8


class Mismatch(Exception):  # noqa: N818 - what it is, not that it is an error
    """Shapes that do not go together: the case of the error and its fields. `positions` are those of the operands."""

    def __init__(self, case: str, positions: tuple[int, ...] = (), **fields: str | int) -> None:
        super().__init__(case)
        self.case, self.positions, self.fields = case, positions, fields


def shape_words(shape: Shape) -> str:
    """A shape as messages have it: as NumPy writes it, and that of a number in words.

    Example:
        >>> shape_words((3,)), shape_words((3, 2)), shape_words(())
        ('(3,)', '(3, 2)', 'a scalar')
    """
    return shape_text(shape) or "a scalar"


def size(shape: Shape) -> int:
    """How many elements there are."""
    return prod(shape)


def result_shape(row: Entry, shapes: Sequence[Shape], statics: Sequence[Static] = (), like: Shape = SCALAR) -> Shape:
    """The shape of a row's result. `like` is the shape of the operand of which only the shape is read.

    Raises: `Mismatch`.
    """
    if not row.shape:
        return elementwise(shapes)
    if row.lengths is not None:
        return _by_lengths(row.lengths, shapes)
    return SHAPES[row.shape](shapes, statics, like)


def elementwise(shapes: Sequence[Shape]) -> Shape:
    """The shape that operands broadcast to."""
    result = SCALAR
    for position, shape in enumerate(shapes):
        try:
            result = broadcast(result, shape)
        except ValueError as problem:
            one, other = problem.args[0]
            first = next(i for i, earlier in enumerate(shapes) if _disagree(earlier, shape))
            raise Mismatch("lengths", (first, position), one=one, other=other) from None
    return result


def axis_of(shape: Shape, axis: Static) -> int | None:
    """The axis as a number from 0, None for all elements; `one` asks for a choice where there are two."""
    if axis == ALL or (axis == ONE and len(shape) < 2):
        return None
    if axis == ONE:
        raise Mismatch("two-axes", (0,), shape=shape_words(shape))
    if not shape:
        raise Mismatch("axis-of-number", (0,))
    if not isinstance(axis, int) or not -len(shape) <= axis < len(shape):
        raise Mismatch("no-axis", (0,), axis=axis, shape=shape_words(shape))
    return axis % len(shape)


def _disagree(a: Shape, b: Shape) -> bool:
    try:
        broadcast(a, b)
    except ValueError:
        return True
    return False


def fits(row: Entry, shapes: Sequence[Shape]) -> bool:
    """Whether operands have as many dimensions each as the row's signature has."""
    if row.lengths is None:
        return True
    wanted, _ = row.lengths
    return len(wanted) == len(shapes) and all(
        len(shape) == len(names) for shape, names in zip(shapes, wanted, strict=True)
    )


def _by_lengths(lengths: Signature, shapes: Sequence[Shape]) -> Shape:
    wanted, result = lengths
    known: dict[str, tuple[int, int]] = {}
    for position, (names, shape) in enumerate(zip(wanted, shapes, strict=True)):
        if len(names) != len(shape):
            kinds = ("a scalar", "a vector", "a matrix")
            raise Mismatch("dimensions", (position,), needed=kinds[len(names)], given=kinds[len(shape)])
        for name, length in zip(names, shape, strict=True):
            other, where = known.setdefault(name, (length, position))
            if other != length:
                if where == position:
                    raise Mismatch("not-square", (position,), shape=shape_words(shape))
                raise Mismatch("lengths", (where, position), one=other, other=length)
    return tuple(known[name][0] for name in result)


def _reduce(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    shape = shapes[0]
    axis = axis_of(shape, statics[0])
    return SCALAR if axis is None else shape[:axis] + shape[axis + 1 :]


def _reduce_some(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    result = _reduce(shapes, statics, like)
    axis = axis_of(shapes[0], statics[0])
    if 0 in (shapes[0] if axis is None else shapes[0][axis : axis + 1]) and 0 not in result:
        raise Mismatch("no-elements", (0,), shape=shape_words(shapes[0]))
    return result


def _pair(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    _same_shapes(shapes)
    if not size(shapes[0]):
        raise Mismatch("no-elements", (0,), shape=shape_words(shapes[0]))
    return SCALAR


def _reduce_pair(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    _same_shapes(shapes)
    return _reduce(shapes, statics, like)


def _same_shapes(shapes: Sequence[Shape], case: str = "shapes") -> None:
    first = shapes[0]
    for position, shape in enumerate(shapes[1:], 1):
        if shape != first:
            raise Mismatch(case, (0, position), one=shape_words(first), other=shape_words(shape))


def _same(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    axis_of(shapes[0], statics[0])
    return shapes[0]


def _stack(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    if not shapes:
        return (0,)
    _same_shapes(shapes, "elements")
    if len(shapes[0]) > 1:
        raise Mismatch("three-dimensions", (0,))
    return (len(shapes), *shapes[0])


def _concat(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    first = shapes[0]
    if not first:
        raise Mismatch("number-joined", (0,))
    axis = axis_of(first, 0 if statics[0] == FIRST else statics[0]) or 0
    for position, shape in enumerate(shapes[1:], 1):
        if len(shape) != len(first) or shape[:axis] + shape[axis + 1 :] != first[:axis] + first[axis + 1 :]:
            raise Mismatch("shapes", (0, position), one=shape_words(first), other=shape_words(shape))
    return (*first[:axis], sum(shape[axis] for shape in shapes), *first[axis + 1 :])


def _index(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    place = parse_place(str(statics[0]))
    kept = [len(range(*part)) for part in place if isinstance(part, tuple)]
    return (*kept, *shapes[0][len(place) :])


def _lengths(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    lengths = tuple(static for static in statics if isinstance(static, int))
    if not 1 <= len(lengths) <= 2:
        raise Mismatch("how-many-lengths")
    if any(length < 0 for length in lengths):
        raise Mismatch("negative-length")
    if shapes and size(lengths) != size(shapes[0]):
        raise Mismatch(
            "sizes",
            (0,),
            one=shape_words(shapes[0]),
            elements=size(shapes[0]),
            other=shape_words(lengths),
            others=size(lengths),
        )
    return lengths


def _range(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    ((start, stop, step),) = (part for part in parse_place(str(statics[0])) if isinstance(part, tuple))
    return (len(range(start, stop, step)),)


def _length(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    axis_of(like, statics[0])
    return SCALAR


def _square(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
    (n,) = statics
    return _lengths((), (n, n), like)


def _like(fits: Callable[[Shape, Sequence[Static], Shape], bool]) -> ShapeRule:
    """The shape of another value, if this one can have it."""

    def rule(shapes: Sequence[Shape], statics: Sequence[Static], like: Shape) -> Shape:
        try:
            fitting = fits(shapes[0], statics, like)
        except ValueError:
            fitting = False
        if not fitting:
            raise Mismatch("shapes", (0,), one=shape_words(shapes[0]), other=shape_words(like))
        return like

    return rule


def _at_place(operand: Shape, statics: Sequence[Static], like: Shape) -> bool:
    place = str(statics[0])
    return within(place, like) and _index([like], (place,), SCALAR) == operand


def within(place: str, shape: Shape) -> bool:
    """Whether a place is one of a value of the shape; a number below 0 counts from the end."""
    parts = parse_place(place)
    return len(parts) <= len(shape) and all(
        _slice_within(part, length) if isinstance(part, tuple) else -length <= part < length
        for part, length in zip(parts, shape, strict=False)
    )


def _slice_within(part: tuple[int, ...], length: int) -> bool:
    if len(part) == 2:
        return 0 <= part[0] <= part[1] <= length
    places = range(*part) if part[2] else range(0)
    return bool(places) and min(places) >= 0 and max(places) < length


SHAPES: dict[str, ShapeRule] = {
    "reduce": _reduce,
    "reduce_some": _reduce_some,
    "pair": _pair,
    "reduce_pair": _reduce_pair,
    "scalar": lambda shapes, statics, like: SCALAR,
    "same": _same,
    "side_by_side": _stack,
    "end_to_end": _concat,
    "place": _index,
    "lengths": _lengths,
    RANGE: _range,
    "vector": lambda shapes, statics, like: (size(shapes[0]),),
    "axis_length": _length,
    "square_matrix": _square,
    "broadcast": _like(lambda operand, statics, like: broadcast(operand, like) == like),
    "summed": _like(lambda operand, statics, like: broadcast(operand, like) == operand),
    "rearranged": _like(lambda operand, statics, like: size(operand) == size(like)),
    "repeated": _like(lambda operand, statics, like: _reduce([like], statics, SCALAR) == operand),
    "placed": _like(_at_place),
    # That of the definition, which takes the entry's place.
    AS_DEFINED: lambda shapes, statics, like: SCALAR,
}


# A place: for each of the first axes a number, or the start and the stop of a slice, and its step if that is not 1.
# The stop is some whole steps from the start, and may be below 0 where the step is.
Part = int | tuple[int, ...]
Place = tuple[Part, ...]


def place_text(place: Place) -> str:
    """A place as a node's payload and a reader have it.

    Example:
        >>> place_text((0, (1, 3)))
        '0, 1:3'
    """
    return ", ".join(":".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in place)


@cache
def parse_place(text: str) -> Place:
    """The place that a payload is."""
    return tuple(tuple(map(int, part.split(":"))) if ":" in part else int(part) for part in text.split(","))


def part_of(row: Entry, shapes: Sequence[Shape], statics: Sequence[Static], position: int) -> str:
    """The place of one operand in the result of a row that puts its operands side by side."""
    if row.shape == "side_by_side":
        return place_text((position,))
    axis = axis_of(shapes[0], 0 if statics[0] == FIRST else statics[0]) or 0
    start = sum(shape[axis] for shape in shapes[:position])
    place: list[Part] = [(0, length) for length in shapes[position][:axis]]
    return place_text((*place, (start, start + shapes[position][axis])))
