"""Sums and products over an index: the body as vectors and matrices, one axis an index, or term by term.

Takes: a call such as `sum(x^k, k = 0:n)`, and the lowering that meets it. Returns: the node of its value. A body whose
parts are numbers becomes elementwise entries of `arange`, two nested ones matrices; where the inner bounds depend on
the outer index, what lies outside them is not selected. A body with vectors of its own is written out term by term.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from autograd_cli.errors import refuse
from autograd_cli.graphs.bounds import Form, linear, refuse_bound, whole
from autograd_cli.graphs.expressions import Lowering, comparison, operation
from autograd_cli.graphs.graph import SCALAR, NodeId
from autograd_cli.graphs.shapes import ALL, Part, place_text
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.syntax.ast import Call, Comparison, Definition, Index, Keyword, Name, Operation, Range, Slice, Tree

# The most elements of a sum's vector or matrix, the most terms that are written out, and how deep sums may be nested.
MOST_ELEMENTS = 10**6
MOST_TERMS = 10**4
MOST_NESTED = 20
# The axes of a body with one index, and with two.
OUTER, INNER = 1, 2


class NotVectorsError(Exception):
    """A body that cannot be written with vectors and matrices."""


class Value(NamedTuple):
    """A node in a body, and the axes along which its elements belong to the indices; 0 for what no index changes."""

    node: NodeId
    axes: int


class Extent(NamedTuple):
    """The whole numbers that an index runs through."""

    start: int
    terms: int


Names = Mapping[str, Value]


def total(lowering: Lowering, tree: Call, scope: Mapping[str, NodeId]) -> NodeId:
    """The node of a sum or product over an index.

    Raises: `AutogradError` with codes `argument-count`, `shape`, `too-large`, and those of the body.
    """
    index = _parts(lowering, tree)[2]
    lowering.nested += 1
    if lowering.nested > MOST_NESTED:
        refuse("too-large", "nested-sums", tree.span, most=MOST_NESTED)
    start, stop = (whole(lowering, bound, scope) for bound in (index.start, index.stop))
    for bound, value in zip(index.children, (start, stop), strict=True):
        if value is None:
            refuse_bound(lowering, bound, scope)
    assert start is not None
    assert stop is not None
    extent = Extent(start, max(0, stop - start + 1))
    if extent.terms > MOST_ELEMENTS:
        refuse("too-large", "terms", index.span, count=extent.terms, most=MOST_ELEMENTS)
    names = {name: Value(node, 0) for name, node in scope.items()}
    try:
        node = _Body(lowering, extent).total(tree, names) if extent.terms else _nothing(lowering, tree, scope)
    except NotVectorsError:
        node = _term_by_term(lowering, tree, extent, scope)
    lowering.nested -= 1
    return node


def _parts(lowering: Lowering, tree: Call) -> tuple[Entry, Tree, Range]:
    """The entry that is taken over an index, its body and the index."""
    rows = () if tree.function in lowering.definitions else FUNCTIONS.get(tree.function, ())
    entry = next((row for row in rows if row.indexed), None)
    body, *between, index = tree.arguments
    assert isinstance(index, Range)
    if between:
        refuse("syntax", "several-indices" if isinstance(between[-1], Range) else "index-alone", index.span)
    if entry is None:
        known = [row.call for row in PRIMITIVES.values() if row.indexed]
        refuse("argument-count", "no-index", index.span, function=tree.function, known=known)
    return entry, body, index


def _nothing(lowering: Lowering, tree: Call, scope: Mapping[str, NodeId]) -> NodeId:
    """What a sum or product of no terms is; the names in its body are names of the formula all the same."""
    for name in tree.free_names():
        if name.name not in scope:
            lowering.name(name, scope)
    return lowering.graph.constant(_parts(lowering, tree)[0].indexed[0], lowering.origin or tree.span)


def _term_by_term(lowering: Lowering, tree: Call, extent: Extent, scope: Mapping[str, NodeId]) -> NodeId:
    entry, body, index = _parts(lowering, tree)
    lowering.terms += extent.terms
    if lowering.terms > MOST_TERMS:
        refuse("too-large", "written-out-terms", tree.span, count=lowering.terms, most=MOST_TERMS)
    graph = lowering.graph
    found = None
    for number in range(extent.start, extent.start + extent.terms):
        term = lowering.expression(body, {**scope, index.name: graph.constant(str(number))})
        found = term if found is None else lowering.add(PRIMITIVES[entry.indexed[1]], (found, term), tree)
    assert found is not None, "a sum of no terms is written as a number"
    return found


class _Body:
    """A body under way: the index along axis 0, and, while a sum within is lowered, another along axis 1."""

    def __init__(self, lowering: Lowering, outer: Extent) -> None:
        self.lowering, self.graph = lowering, lowering.graph
        self.extents = [outer]
        # The nodes of the indices, the outer one's first.
        self.indices: list[NodeId] = []
        # Whether the body is met beyond the bounds as well, where it is not selected.
        self.beyond = False

    def total(self, tree: Call, names: Names) -> NodeId:
        entry, body, index = _parts(self.lowering, tree)
        value = self.value(body, {**names, index.name: self.index(index, 0)})
        if not value.axes:
            return self.repeated(entry, value.node, self.extents[0].terms, tree)
        return self.lowering.add(entry, (value.node,), tree, {"axis": ALL})

    def repeated(self, entry: Entry, node: NodeId, count: int, tree: Call) -> NodeId:
        """So many equal terms: a product with their number, or a power."""
        row = PRIMITIVES[entry.indexed[2]]
        return self.lowering.add(row, (node, self.graph.constant(str(count))), tree)

    def index(self, index: Range, axis: int) -> Value:
        """The value of an index: a vector of whole numbers."""
        extent = self.extents[axis]
        node = self.whole_numbers(Fraction(extent.start), 1, extent.terms)
        self.graph.origins[node] = [*self.graph.origins[node], self.lowering.origin or index.span]
        self.indices.append(node)
        return Value(node, INNER if axis else OUTER)

    def whole_numbers(self, start: Fraction, step: int, count: int) -> NodeId:
        first = int(start)
        payload = place_text(((first, first + step * count, step),))
        return self.graph.add("arange", (), payload, None, (count,))

    def placed(self, value: Value) -> Value:
        """A value as it stands beside the inner index: what the outer one changes is a column."""
        shape = self.graph.nodes[value.node].shape
        if value.axes != OUTER or len(self.extents) == 1 or len(shape) == 2:
            return value
        return Value(self.graph.add("reshape", (value.node,), None, None, (*shape, 1)), OUTER)

    def value(self, root: Tree, names: Names) -> Value:
        """The value of a tree in the body. Raises: `NotVectorsError`, and as `Lowering.expression` does."""
        lowering = self.lowering
        values: list[Value] = []
        depends = _dependent(root, names)
        # As in `Lowering.expression`; the numbers of the trees that depend on an index go along.
        stack: list[tuple[Tree, Names, set[int], int | None]] = [(root, names, depends, None)]
        while stack:
            tree, names, depends, place = stack.pop()
            if id(tree) not in depends:
                node = lowering.expression(tree, {name: value.node for name, value in names.items()})
                values.append(Value(node, 0))
            elif isinstance(tree, Name):
                values.append(self.placed(names[tree.name]))
            elif isinstance(tree, Index):
                values.append(self.element(tree, names, depends))
            elif isinstance(tree, Call) and tree.index is not None:
                values.append(self.inner(tree, names))
            elif not isinstance(tree, Operation | Comparison | Call):
                raise NotVectorsError
            elif place is None:
                if any(isinstance(child, Keyword) for child in tree.children):
                    raise NotVectorsError
                stack.append((tree, names, depends, len(values)))
                stack.extend([(child, names, depends, None) for child in reversed(tree.children)])
            else:
                operands = values[place:]
                del values[place:]
                callee = lowering.callee(tree) if isinstance(tree, Call) else None
                if isinstance(callee, Definition):
                    inside = dict(zip(callee.parameters, operands, strict=True))
                    stack.append((callee.body, inside, _dependent(callee.body, inside), None))
                    lowering.terms += 1
                    if lowering.terms > MOST_TERMS:
                        refuse("too-large", "written-out-terms", tree.span, count=lowering.terms, most=MOST_TERMS)
                else:
                    values.append(self.elementwise(tree, callee, operands, names))
        (result,) = values
        return result

    def elementwise(self, tree: Tree, callee: Entry | None, operands: list[Value], names: Names) -> Value:
        """An operation or a call of numbers, of which some depend on an index."""
        axes = 0
        for operand in operands:
            axes |= operand.axes
            if not operand.axes and self.graph.nodes[operand.node].shape != SCALAR:
                raise NotVectorsError
        row = PRIMITIVES.get(tree.primitive) if isinstance(tree, Operation) else callee
        if row is not None and row.shape:
            raise NotVectorsError
        nodes = tuple(operand.node for operand in operands)
        if isinstance(tree, Operation):
            return Value(operation(self.lowering, tree, nodes), axes)
        if isinstance(tree, Comparison):
            return Value(comparison(self.lowering, tree, nodes), axes)
        assert isinstance(tree, Call)
        assert callee is not None
        scope = {name: value.node for name, value in names.items()}
        return Value(self.lowering.primitive(callee, nodes, tree, scope), axes)

    def form(self, tree: Tree, names: Names) -> Form:
        """A bound or a subscript as a linear form in the indices."""
        if any(isinstance(part, Index | Slice) for part in tree.walk()):
            raise NotVectorsError
        lowering = self.lowering
        literals, lowering.literals = lowering.literals, False
        node = self.value(tree, names).node
        lowering.literals = literals
        places = {(self.indices[-1], False): len(self.indices) - 1}
        if len(self.indices) == 2:
            places[self.indices[0], True] = 0
        form = linear(lowering, node, tree.span, places)
        if form is None or any(factor.denominator != 1 for factor in form.values()):
            raise NotVectorsError
        return form

    def element(self, tree: Index, names: Names, depends: set[int]) -> Value:
        """`x[k]`, `W[k, j]`, `x[n - k]`: a slice of what is indexed, its axes in the order of the indices."""
        if id(tree.base) in depends:
            raise NotVectorsError
        scope = {name: value.node for name, value in names.items()}
        base = self.lowering.expression(tree.base, scope)
        shape = self.graph.nodes[base].shape
        if len(shape) != len(tree.subscripts):
            raise NotVectorsError
        place: list[Part] = []
        along: list[int] = []
        for subscript, length in zip(tree.subscripts, shape, strict=True):
            form = self.form(subscript, names)
            offset = int(form.pop(None, Fraction(0)))
            if not form:
                first, last = offset, offset
                place.append(offset)
            else:
                if len(form) > 1:
                    raise NotVectorsError
                ((axis, factor),) = form.items()
                assert axis is not None
                extent, step = self.extents[axis], int(factor)
                first = offset + step * extent.start
                last = first + step * (extent.terms - 1)
                along.append(axis)
                place.append((first, last + step) if step == 1 else (first, last + step, step))
            if not (0 <= first < length and 0 <= last < length):
                # What has a sign counts from the end, as it does term by term.
                if self.beyond or (isinstance(subscript, Operation) and len(subscript.operands) == 1):
                    raise NotVectorsError
                wrong = last if 0 <= first < length else first
                text = f"0:{length - 1}" if length else "nothing"
                refuse("shape", "element-of-index", subscript.span, index=wrong, length=length, known=text)
        node = self.lowering.add(PRIMITIVES["index"], (base,), tree, {"place": place_text(tuple(place))})
        if along == [0, 0] or along == [1, 1]:
            node = self.lowering.add(PRIMITIVES["diagonal"], (node,), tree)
        elif along == [1, 0]:
            node = self.lowering.add(PRIMITIVES["transpose"], (node,), tree)
        return self.placed(Value(node, sum(INNER if axis else OUTER for axis in {*along})))

    def inner(self, tree: Call, names: Names) -> Value:
        """A sum within the body, whose terms or bounds depend on the outer index."""
        if len(self.extents) == 2:
            raise NotVectorsError
        entry, body, index = _parts(self.lowering, tree)
        start, stop = (self.form(bound, names) for bound in index.children)
        rows = _rows(start, stop, self.extents[0])
        lowest, highest = (
            [bound.get(None, Fraction(0)) + bound.get(0, Fraction(0)) * row for row in rows] for bound in (start, stop)
        )
        if not rows:
            return Value(_nothing(self.lowering, tree, {name: value.node for name, value in names.items()}), 0)
        extent = Extent(int(min(lowest)), int(max(highest) - min(lowest)) + 1)
        elements = extent.terms * self.extents[0].terms
        if elements > MOST_ELEMENTS:
            refuse("too-large", "terms", index.span, count=elements, most=MOST_ELEMENTS)
        triangular = 0 in start or 0 in stop
        beyond, self.beyond = self.beyond, triangular
        self.extents.append(extent)
        own = self.index(index, 1)
        value = self.value(body, {**names, index.name: own})
        node = value.node
        if triangular:
            selected = self.within(own.node, start, stop, tree)
            neutral = self.graph.constant(entry.indexed[0])
            node = self.lowering.add(PRIMITIVES["where"], (selected, node, neutral), tree)
            value = Value(node, OUTER | INNER)
        self.extents.pop()
        self.indices.pop()
        self.beyond = beyond
        if value.axes & INNER:
            axis = 1 if value.axes & OUTER else ALL
            return Value(self.lowering.add(entry, (node,), tree, {"axis": axis}), value.axes & OUTER)
        if value.axes:
            node = self.graph.add("reshape", (node,), None, None, (self.extents[0].terms,))
        return Value(self.repeated(entry, node, extent.terms, tree), value.axes)

    def within(self, inner: NodeId, start: Form, stop: Form, tree: Call) -> NodeId:
        """Which elements of the matrix are within the bounds of the inner index."""
        origin = self.lowering.origin or tree.span
        conditions = [
            self.graph.add("less_equal", pair, None, origin, (self.extents[0].terms, self.extents[1].terms))
            for pair in ((self.bound(start), inner), (inner, self.bound(stop)))
        ]
        shape = self.graph.nodes[conditions[0]].shape
        return self.graph.add("logical_and", tuple(conditions), None, origin, shape)

    def bound(self, form: Form) -> NodeId:
        """A bound of the inner index as a column, or the number that it is."""
        step = int(form.get(0, Fraction(0)))
        first = form.get(None, Fraction(0)) + step * self.extents[0].start
        if not step:
            return self.graph.constant(str(int(first)))
        return self.placed(Value(self.whole_numbers(first, step, self.extents[0].terms), OUTER)).node


def _rows(start: Form, stop: Form, outer: Extent) -> tuple[int, ...]:
    """The first and the last value of the outer index for which the inner one has any; nothing where there is none."""
    first, last = outer.start, outer.start + outer.terms - 1
    offset, factor = (stop.get(axis, Fraction(0)) - start.get(axis, Fraction(0)) for axis in (None, 0))
    if factor > 0:
        first = max(first, ceil(-offset / factor))
    elif factor < 0:
        last = min(last, floor(-offset / factor))
    elif offset < 0:
        return ()
    return (first, last) if first <= last else ()


def _dependent(root: Tree, names: Names) -> set[int]:
    """The trees, by `id`, whose values an index changes."""
    changing = {name for name, value in names.items() if value.axes}
    found: set[int] = set()
    for tree in reversed([*root.walk()]):
        named = isinstance(tree, Name) and tree.name in changing
        if named or any(id(child) in found for child in tree.children):
            found.add(id(tree))
    return found
