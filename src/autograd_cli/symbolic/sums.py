"""Sums of vectors of whole numbers, written as the sums over an index that they were.

Takes: trees with `sum(arange(1, 31)*x)` in them, the shapes of variables, the names that indices had. Returns: the
trees with `sum(k*x, k = 1:30)`. It recurses, and is meant for what a person reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from autograd_cli.graphs.graph import Shape
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES
from autograd_cli.syntax.ast import (
    NOWHERE,
    Call,
    Comparison,
    Index,
    Keyword,
    Name,
    Number,
    Operation,
    Range,
    Slice,
    Tree,
)

# Axes by how many come after them, the last being 0.
LAST, BEFORE = 0, 1
USUAL = "kjimnl"


class NotSumsError(Exception):
    """A tree with vectors that no sum over an index runs through."""


class Extent(NamedTuple):
    """The whole numbers that an index runs through, and its name where it had one."""

    start: int
    stop: int
    name: str = ""


class Place(NamedTuple):
    """An index, and where it begins."""

    name: str
    start: int


UNIT = Number(NOWHERE, "1")
Places = Mapping[int, Place]
# Start and stop of a range, and the name of the index that it was.
IndexNames = Mapping[tuple[int, int], str]


def with_sums(trees: Sequence[Tree], shapes: Mapping[str, Shape], names: IndexNames) -> tuple[Tree, ...]:
    """The trees with sums over an index. Raises: `NotSumsError`."""
    return tuple(_Sums(shapes, names).at(tree, {}) for tree in trees)


def without_index(conditions: Sequence[Tree]) -> tuple[Tree, ...]:
    """The conditions but for those that hold for every value of an index. Raises: `NotSumsError` for other such."""
    kept: list[Tree] = []
    for condition in conditions:
        if not any(_range(part) for part in condition.walk()):
            kept.append(condition)
            continue
        first, *others = condition.children
        numbers = _never_zero(first)
        if 0 in numbers:
            kept += without_index([one for one in others if one is not None])
    return tuple(kept)


def _never_zero(tree: Tree | None) -> range:
    """The numbers of which a condition says that they are not 0. Raises: `NotSumsError` for another condition."""
    match tree:
        case Comparison(comparators=("not_equal",), operands=(left, Number(text="0"))):
            column = left.arguments[0] if isinstance(left, Call) and left.arguments else left
            numbers = _range(left) or _range(column)
            if numbers is not None:
                return numbers
    raise NotSumsError


def _range(tree: Tree | None) -> range | None:
    """The whole numbers of `arange(a, b)`."""
    if isinstance(tree, Call) and any(row.shape == "range" for row in FUNCTIONS.get(tree.function, ())):
        return range(*map(_whole, tree.arguments))
    return None


def _whole(tree: Tree | None) -> int:
    if isinstance(tree, Operation) and len(tree.operands) == 1:
        return -_whole(tree.operands[0])
    if not isinstance(tree, Number):
        raise NotSumsError
    return int(tree.text)


def _number(value: int) -> Tree:
    number = Number(NOWHERE, str(abs(value)))
    return Operation(NOWHERE, "negative", (number,)) if value < 0 else number


class _Sums:
    def __init__(self, shapes: Mapping[str, Shape], names: IndexNames) -> None:
        self.shapes, self.names = shapes, names
        self.used: list[str] = []

    def at(self, tree: Tree, places: Places) -> Tree:
        """An element of a tree as a number; the element is the one at the indices' places."""
        numbers = _range(tree)
        if numbers is not None:
            return self.offset(places, LAST, numbers.start, numbers.step)
        match tree:
            case Number():
                return tree
            case Name(name=name):
                axes = range(len(self.shapes.get(name, ())) - 1, -1, -1)
                subscripts = tuple(self.offset(places, axis, 0) for axis in axes)
                return Index(NOWHERE, tree, subscripts) if subscripts else tree
            case Index(base=Name(), subscripts=subscripts):
                return replace(tree, subscripts=tuple(self.subscripts(subscripts, places)))
            case Operation(primitive=primitive, operands=operands) if not PRIMITIVES[primitive].shape:
                parts = tuple(self.at(operand, places) for operand in operands)
                if PRIMITIVES[primitive].level == "product" and parts[-1] == UNIT:
                    return parts[0]
                return replace(tree, operands=parts)
            case Comparison(operands=operands):
                return replace(tree, operands=tuple(self.at(operand, places) for operand in operands))
            case Call(function=function, arguments=(values, Keyword(value=Number(text=text)))) if self.is_sum(function):
                reduced, kept = (BEFORE, LAST) if text == "0" else (LAST, BEFORE)
                return self.total(function, values, reduced, {kept: places[LAST]})
            case Call(function=function, arguments=(values,)) if self.is_sum(function):
                return self.whole(function, values)
            case Call(function=function, arguments=arguments):
                return self.called(tree, function, arguments, places)
        raise NotSumsError

    def called(self, tree: Call, function: str, arguments: tuple[Tree, ...], places: Places) -> Tree:
        row = FUNCTIONS[function][0]
        if not row.shape:
            return replace(tree, arguments=tuple(self.at(argument, places) for argument in arguments))
        if row.kind == "construction" and row.shape == "lengths":
            return Number(NOWHERE, "1" if row.name == "ones" else "0")
        if row.kind == "product" and row.lengths == ((("m",), ("n",)), ("m", "n")):
            left, right = arguments
            parts = self.at(left, {LAST: places[BEFORE]}), self.at(right, {LAST: places[LAST]})
            return parts[0] if parts[1] == UNIT else Operation(NOWHERE, "multiply", parts)
        if row.view and row.shape == "lengths" and len(arguments) == 3 and _whole(arguments[2]) == 1:
            return self.at(arguments[0], {LAST: places[BEFORE]})
        raise NotSumsError

    def is_sum(self, function: str) -> bool:
        return bool(FUNCTIONS[function][0].indexed)

    def subscripts(self, subscripts: Sequence[Tree], places: Places) -> Iterator[Tree]:
        axis = sum(isinstance(part, Slice) for part in subscripts)
        for part in subscripts:
            if isinstance(part, Slice):
                axis -= 1
                step = 1 if part.step is None else _whole(part.step)
                yield self.offset(places, axis, 0 if part.start is None else _whole(part.start), step)
            else:
                yield part

    def offset(self, places: Places, axis: int, first: int, step: int = 1) -> Tree:
        """What is `first` where the index begins, and goes on in steps."""
        if axis not in places:
            raise NotSumsError
        name, start = places[axis]
        index: Tree = Name(NOWHERE, name)
        if step == -1 and first + start > 0:
            return Operation(NOWHERE, "subtract", (Number(NOWHERE, str(first + start)), index))
        if step != 1:
            index = Operation(NOWHERE, "multiply", (_number(step), index))
        rest = first - step * start
        if not rest:
            return index
        return Operation(NOWHERE, "add" if rest > 0 else "subtract", (index, Number(NOWHERE, str(abs(rest)))))

    def whole(self, function: str, values: Tree) -> Tree:
        """The sum of all elements."""
        extents = self.extents(values)
        if not any(extent.name for extent in extents.values()):
            raise NotSumsError
        if BEFORE not in extents:
            return self.total(function, values, LAST, {})
        name = self.fresh(extents[BEFORE])
        self.used.append(name)
        inner = self.total(function, values, LAST, {BEFORE: Place(name, extents[BEFORE].start)})
        self.used.pop()
        return self.ranged(function, inner, name, extents[BEFORE])

    def total(self, function: str, values: Tree, axis: int, places: Places) -> Tree:
        """The sum along an axis."""
        extents = self.extents(values)
        if axis not in extents:
            raise NotSumsError
        name = self.fresh(extents[axis])
        self.used.append(name)
        body = self.at(values, {**places, axis: Place(name, extents[axis].start)})
        self.used.pop()
        return self.ranged(function, body, name, extents[axis])

    def ranged(self, function: str, body: Tree, name: str, extent: Extent) -> Tree:
        index = Range(NOWHERE, name, _number(extent.start), _number(extent.stop))
        return Call(NOWHERE, function, (body, index), NOWHERE)

    def fresh(self, extent: Extent) -> str:
        """The name that an index had, or one that nothing has."""
        names: list[str] = [extent.name, *self.names.values(), *USUAL]
        return next(name for name in names if name and name not in self.used and name not in self.shapes)

    def extents(self, tree: Tree) -> dict[int, Extent]:
        """What the indices of a vector or matrix run through, by axis; those of its ranges come first."""
        numbers = _range(tree)
        if numbers is not None:
            named = self.names.get((numbers.start, numbers.stop), "") if numbers.step == 1 else ""
            return {LAST: Extent(numbers.start, numbers.stop - 1, named) if named else Extent(0, len(numbers) - 1)}
        match tree:
            case Name(name=name):
                lengths = self.shapes.get(name, ())
                return {axis: Extent(0, length - 1) for axis, length in enumerate(reversed(lengths))}
            case Call(function=function, arguments=(values, Keyword(value=Number(text=text)))) if self.is_sum(function):
                found = self.extents(values)
                kept = LAST if text == "0" else BEFORE
                return {LAST: found[kept]} if kept in found else {}
            case Call(function=function, arguments=(_,)) if self.is_sum(function):
                return {}
            case Call(function=function, arguments=arguments) if FUNCTIONS[function][0].shape:
                row = FUNCTIONS[function][0]
                if row.kind == "construction":
                    return {axis: Extent(0, _whole(one) - 1) for axis, one in enumerate(reversed(arguments))}
                if row.view and len(arguments) == 3 and _whole(arguments[2]) == 1:
                    return {BEFORE + axis: one for axis, one in self.extents(arguments[0]).items()}
                if row.kind == "product":
                    before, last = (self.extents(argument).get(LAST) for argument in arguments)
                    return {axis: one for axis, one in ((BEFORE, before), (LAST, last)) if one is not None}
                raise NotSumsError
            case Index(subscripts=subscripts):
                slices = [part for part in subscripts if isinstance(part, Slice)]
                return {
                    axis: Extent(0, len(range(*map(_whole, filter(None, part.children)))) - 1)
                    for axis, part in enumerate(reversed(slices))
                    if part.stop is not None
                }
        merged: dict[int, Extent] = {}
        for child in tree.children:
            for axis, extent in self.extents(child).items() if child is not None else ():
                if axis not in merged or (extent.name and not merged[axis].name):
                    merged[axis] = extent
        return merged
