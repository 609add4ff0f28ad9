"""What mixes the elements of vectors and matrices, as forms: products, sums, and parts put together.

Takes: a node that is not elementwise, and the forms of its operands. Returns: a form in functions that users call. What
is linear has numbers and scalar factors drawn out of it. Elementwise forms broadcast, and so hardly anything need be
spread; `fitted` gives a form the shape of its node where that is read.
"""

from collections.abc import Callable, Sequence
from functools import cache

from autograd_cli.graphs.graph import SCALAR, Node, Shape, broadcast
from autograd_cli.graphs.shapes import ALL, Part, axis_of, parse_place, place_text, size
from autograd_cli.graphs.templates import OUT, values_read
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.symbolic.form import ONE
from autograd_cli.symbolic.forms import Forms

# A base and its exponent.
Factor = tuple[int, int]


def mixed(forms: Forms, node: Node, parts: Sequence[int], shapes: Sequence[Shape], own: bool) -> int:
    """The form of a node whose operands have these forms and shapes; the user's `own` stays as it is written."""
    row = PRIMITIVES[node.primitive]
    own = own and not row.internal
    if not own:
        if row.view and not forms.shapes[parts[0]]:
            return parts[0]
        if node.primitive in LAWS:
            return LAWS[node.primitive](forms, node, parts[0], shapes[0])
    if own or not _is_linear(node.primitive):
        fitting = [fitted(forms, *one) for one in zip(parts, shapes, strict=True)]
        return forms.call(node.primitive, fitting, node.payload, node.shape)
    coefficient, outside, inside = ONE, list[Factor](), []
    for part, shape in zip(parts, shapes, strict=True):
        factors = forms.factors(part)
        scalars = [one for one in factors if not _shape(forms, one)]
        coefficient *= forms.split(part)[0]
        outside += scalars
        inside.append(fitted(forms, forms.multiply(ONE, [one for one in factors if one not in scalars]), shape))
    made = SIMPLER.get(node.primitive, _product)(forms, node, inside)
    return forms.multiply(coefficient, [*outside, (made, forms.one)])


def fitted(forms: Forms, form: int, shape: Shape) -> int:
    """The form in a shape that it broadcasts to: a number as a vector of it."""
    if forms.shapes[form] == shape:
        return form
    if form == forms.zero:
        return forms.call("zeros", (), None, shape)
    if len(forms.shapes[form]) == 1 and shape[1:] == forms.shapes[form]:
        return forms.call("outer", (forms.call("ones", (), None, shape[:1]), form), None, shape)
    return forms.multiply(ONE, [(form, forms.one), (forms.call("ones", (), None, shape), forms.one)])


@cache
def _is_linear(primitive: str) -> bool:
    """Whether an entry is linear in each of its operands: a product, or one whose rule reads neither it nor the result.

    What puts several operands together is linear only in all of them at once.
    """
    row = PRIMITIVES[primitive]
    if row.kind == "product":
        return True
    unary = len(row.names) == 1 and not row.variadic and bool(row.rules)
    return unary and not any(values_read(rule) & {*row.names, OUT} for rule in row.rules)


def _shape(forms: Forms, factor: Factor) -> Shape:
    return broadcast(forms.shapes[factor[0]], forms.shapes[factor[1]])


def _product(forms: Forms, node: Node, parts: Sequence[int]) -> int:
    """A product without the identity matrix, A @ eye(n) -> A; any other call as it is."""
    unit = [forms.forms[part].value == "eye" for part in parts]
    if PRIMITIVES[node.primitive].kind == "product" and any(unit):
        return parts[unit.index(True) - 1]
    return forms.call(node.primitive, parts, node.payload, node.shape)


def _transpose(forms: Forms, node: Node, parts: Sequence[int]) -> int:
    """A'' -> A, outer(x, y)' -> outer(y, x), and (A' @ B)' -> B' @ A."""
    (part,) = parts
    found = forms.forms[part]
    if found.value == "transpose":
        return found.parts[0]
    if found.value in ("diag", "eye"):
        return part
    if found.value in ("outer", "ones"):
        return forms.call(str(found.value), found.parts[::-1], None, node.shape)
    if found.value == "matmul" and any(forms.forms[one].value == "transpose" for one in found.parts):
        turned = (_transpose(forms, Node("", (), None, forms.shapes[one][::-1]), (one,)) for one in found.parts[::-1])
        return forms.call("matmul", tuple(turned), None, node.shape)
    return forms.call("transpose", parts, None, node.shape)


def _reshaped(forms: Forms, node: Node, parts: Sequence[int]) -> int:
    """reshape(flatten(A), m, n) -> A; `reshaped` is for rules, which know the shape of another value alone."""
    (part,) = parts
    while forms.forms[part].value in ("reshape", "flatten"):
        (part,) = forms.forms[part].parts
    if forms.shapes[part] == node.shape:
        return part
    name = "flatten" if len(node.shape) < len(forms.shapes[part]) else "reshape"
    return forms.call(name, (part,), None, node.shape)


def _spread(forms: Forms, node: Node, part: int, shape: Shape) -> int:
    """A vector along the second axis as outer(x, ones(n)); along any other it broadcasts."""
    if len(node.shape) < 2 or node.payload != "1" or not forms.shapes[part]:
        return part
    ones = forms.call("ones", (), None, node.shape[1:])
    outer = Node("outer", (), None, node.shape)
    return mixed(forms, outer, [part, ones], [shape, node.shape[1:]], own=False)


def _sum(forms: Forms, node: Node, part: int, shape: Shape) -> int:
    payload = node.payload or ALL
    return _summed(forms, part, shape, axis_of(shape, int(payload) if payload.isdigit() else payload))


def _sum_to(forms: Forms, node: Node, part: int, shape: Shape) -> int:
    """What was broadcast summed: over all elements, over the rows, or over an axis that is kept with the length 1."""
    target = node.shape
    if size(target) == 1:
        return fitted(forms, _summed(forms, part, shape, None), target)
    axis = 1 if len(target) == 2 and target[1] == 1 else 0
    total = _summed(forms, part, shape, axis)
    length = (shape[1 - axis],)
    return total if target == length else forms.call("reshape", (fitted(forms, total, length),), None, target)


def _summed(forms: Forms, form: int, shape: Shape, axis: int | None) -> int:
    """The sum over an axis, or over all elements, of a form that has the shape; what is the same along it is drawn out.

    sum(2*x*g) -> 2*g*sum(x), for a number g.
    """
    axis = None if len(shape) < 2 else axis
    factors = forms.factors(form)
    same = [one for one in factors if len(_shape(forms, one)) < (2 if axis == 0 else 1)]
    rest = forms.multiply(ONE, [one for one in factors if one not in same])
    coefficient = forms.split(form)[0]
    result = SCALAR if axis is None else (shape[1 - axis],)
    if not forms.shapes[rest]:
        return forms.multiply(coefficient * (size(shape) if axis is None else shape[axis]), [(rest, forms.one), *same])
    total = forms.call("sum", (fitted(forms, rest, shape),), ALL if axis is None else str(axis), result)
    return forms.multiply(coefficient, [*same, (total, forms.one)])


def _scattered(forms: Forms, node: Node, part: int, shape: Shape) -> int:
    """A part of zeros, placed along the last axis first."""
    place: list[Part] = list(parse_place(node.payload or ""))
    place += [(0, length) for length in node.shape[len(place) :]]
    form = fitted(forms, part, shape)
    first, last = place[0], place[-1]
    across = node.shape[1:]
    if across and isinstance(first, int):
        form = _placed(forms, form, last, across, 0)
    elif across:
        assert not isinstance(first, int)
        rows = (len(range(*first)), *across)
        if isinstance(last, int):
            form = forms.call("outer", (form, _placed(forms, forms.one, last, across, 0)), None, rows)
        else:
            form = _placed(forms, form, last, rows, 1)
    return _placed(forms, form, first, node.shape, 0)


def _placed(forms: Forms, form: int, part: Part, shape: Shape, axis: int) -> int:
    """A form joined with the zeros before and after it along an axis; every other element by a product."""
    length = shape[axis]
    if isinstance(part, int):
        form = forms.call("stack", (form,), None, (1, *shape[1:]))
        part = (part, part + 1)
    if len(part) == 3:
        chosen = forms.call("eye", (), None, (length, length))
        if axis == 0:
            place, lengths = place_text(((0, length), part)), (length, len(range(*part)))
        else:
            place, lengths = place_text((part,)), (len(range(*part)), length)
        pair = (forms.call("index", (chosen,), place, lengths), form)
        factors = pair if axis == 0 else pair[::-1]
        return forms.call("matmul" if len(shape) == 2 else "matrix_vector", factors, None, shape)
    sides = [(*shape[:axis], count, *shape[axis + 1 :]) for count in (part[0], length - part[1])]
    before, after = ([forms.call("zeros", (), None, side)] if side[axis] else [] for side in sides)
    parts = [*before, form, *after]
    return form if len(parts) == 1 else forms.call("concat", parts, str(axis), shape)


# Entries that are written by others; those of the user's own too that only rules need.
LAWS: dict[str, Callable[[Forms, Node, int, Shape], int]] = {
    "expand": lambda forms, node, part, shape: part,
    "spread": _spread,
    "sum": _sum,
    "sum_to": _sum_to,
    "scatter": _scattered,
}
# Linear ones that are less for some operands.
SIMPLER: dict[str, Callable[[Forms, Node, Sequence[int]], int]] = {
    "transpose": _transpose,
    "reshape": _reshaped,
    "flatten": _reshaped,
    "reshaped": _reshaped,
}
