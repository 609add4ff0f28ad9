"""What is a whole number before anything is computed: axes, lengths, places, and the shapes that are declared.

Takes: trees of calls and subscripts, the entry called, and what is known of names. Returns: numbers, texts of places,
shapes. It adds no node.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from autograd_cli.errors import Span, refuse
from autograd_cli.graphs.calls import operand_count, reads_shapes_alone, signature
from autograd_cli.graphs.graph import Shape
from autograd_cli.graphs.shapes import (
    ALL,
    RANGE,
    Mismatch,
    Part,
    Place,
    Static,
    axis_of,
    place_text,
    shape_words,
    size,
)
from autograd_cli.primitives import Entry
from autograd_cli.syntax.ast import Call, Index, Keyword, Name, Number, Operation, Slice, Tree
from autograd_cli.syntax.unparse import sign, unparse

# What declares the shape of an input without a value, and how many lengths it takes.
SHAPES = {"vector": 1, "matrix": 2}
# A length, an axis or a place has no more digits: an array has at most a few.
MOST_DIGITS = 1000


class Known(NamedTuple):
    """What a whole number can be read from: parameters that are such numbers, shapes of names, values that count."""

    statics: Mapping[str, Static]
    shape_of: Callable[[str, Span], Shape]
    # The whole number that any other tree is, None where it is none.
    whole: Callable[[Tree], int | None]


def declared_shape(expression: Tree) -> Shape | None:
    """The shape that `vector(3)` or `matrix(3, 2)` declares after `given`; None for a value.

    Raises: `AutogradError` with code `shape`.
    """
    if not isinstance(expression, Call) or expression.function not in SHAPES:
        return None
    lengths = [part for part in expression.arguments if isinstance(part, Number) and part.text.isdigit()]
    if not len(lengths) == len(expression.arguments) == SHAPES[expression.function]:
        refuse("shape", "declaration", expression.span)
    return tuple(whole_number(part.text, part.span) for part in lengths)


def whole_number(text: str, span: Span) -> int:
    """The number of these digits. Raises: `AutogradError` with code `too-large`, as Python refuses some thousand."""
    if len(text) > MOST_DIGITS:
        refuse("too-large", "whole-number", span, digits=len(text), most=MOST_DIGITS)
    return int(text)


def static_arguments(row: Entry, tree: Call, known: Known) -> dict[str, Static]:
    """The whole numbers of a call by name, defaults filled in."""
    given = [argument for argument in tree.arguments if not isinstance(argument, Keyword)][operand_count(row) :]
    named = {argument.name: argument.value for argument in tree.arguments if isinstance(argument, Keyword)}
    found: dict[str, Static] = {}
    for parameter in row.signature:
        name = parameter.name
        if not parameter.static:
            continue
        if row.shape == RANGE:
            return {name: _bounds([static(value, known, row) for value in given])}
        if parameter.many:
            return {f"length{i}": static(value, known, row) for i, value in enumerate(given)}
        if row.variadic or not given:
            value = named.pop(name, None)
            default = parameter.default or ALL
            found[name] = (
                static(value, known, row) if value is not None else int(default) if default.isdigit() else default
            )
        else:
            found[name] = static(given.pop(0), known, row)
    for keyword in named.values():
        refuse("argument-count", "no-such", keyword.span, function=row.call, signature=signature(row))
    return found


def _bounds(numbers: Sequence[Static]) -> str:
    """Start, stop and step of `arange`, from as many arguments as there are. Raises: `Mismatch`."""
    bounds = [number for number in numbers if isinstance(number, int)]
    if len(bounds) > 3:
        raise Mismatch("how-many-bounds")
    start, stop, step = (*([0] if len(bounds) == 1 else []), *bounds, 1)[:3]
    if not step:
        raise Mismatch("no-range-step")
    return place_text(((start, start + len(range(start, stop, step)) * step, step),))


def static(tree: Tree, known: Known, row: Entry | None = None) -> Static:
    """The whole number that an axis, a length or a place is. Raises: `AutogradError` with code `shape`."""
    match tree:
        case Number(text=text) if text.isdigit():
            return whole_number(text, tree.span)
        case Name(name=name) if name in known.statics:
            return known.statics[name]
        case Operation(primitive=primitive, operands=(operand,)) if sign(primitive) == "-":
            value = static(operand, known, row)
            if isinstance(value, int):
                return -value
        case Call(function=function, arguments=(Name(name=name), *axes)) if reads_shapes_alone(function):
            shape = known.shape_of(name, tree.span)
            axis = axis_of(shape, static(axes[0], known, row) if axes else ALL)
            return size(shape) if axis is None else shape[axis]
    found = known.whole(tree)
    if found is not None:
        return found
    if row is None:
        return refuse("shape", "static-index", tree.span)
    case = "static-bound" if row.shape == RANGE else "static-argument"
    return refuse("shape", case, tree.span, argument=row.statics[-1], function=row.call)


def place_in(tree: Index, shape: Shape, known: Known) -> Place:
    """The place of `base[subscripts]` within the base's shape, in numbers from 0."""
    if len(tree.subscripts) > len(shape):
        if not shape:
            refuse("shape", "number-indexed", tree.span, text=unparse(tree))
        refuse("shape", "too-many-indices", tree.span, text=unparse(tree), shape=shape_words(shape), axes=len(shape))
    return tuple(_subscript(part, length, known) for part, length in zip(tree.subscripts, shape, strict=False))


def _subscript(tree: Tree, length: int, known: Known) -> Part:
    """A subscript within an axis of a length: a number, or start, stop and step of a slice, as in Python."""
    if isinstance(tree, Slice):
        ends = [None if end is None else _from_start(end, known, length) for end in tree.children[:2]]
        ends.append(None if tree.step is None else static(tree.step, known))
        if ends[2] == 0:
            refuse("shape", "no-step", tree.span)
        start, stop, step = slice(*ends).indices(length)
        if step == 1:
            return start, max(start, stop)
        # The stop is the first one not taken, and none below 0, which Python would count from the end.
        count = len(range(start, stop, step))
        return (start, start + count * step, step) if count else (0, 0)
    number = _from_start(tree, known, length)
    assert isinstance(number, int)
    if not -length <= number < length:
        if not length:
            refuse("shape", "no-element-of-none", tree.span, index=number, length=length)
        refuse("shape", "no-element", tree.span, index=number, length=length, last=length - 1)
    return number % length


def _from_start(tree: Tree, known: Known, length: int) -> Static:
    """A place along an axis. What is computed counts from the start, and only what has its own sign from the end."""
    place = static(tree, known)
    if isinstance(place, int) and place < 0 and not (isinstance(tree, Operation) and len(tree.operands) == 1):
        refuse("shape", "element-of-index", tree.span, index=place, length=length, known=f"0:{length - 1}")
    return place
