"""Shapes of variables that have no values: declared, or seen from how they are indexed; and where one is missing.

Takes a program, or what it was lowered to. Returns shapes by name, and notes on variables that are numbers where a
vector may be meant.
"""

from collections.abc import Collection
from typing import Literal

from autograd_cli.errors import AutogradError, Finding, Span
from autograd_cli.graphs.analysis import LEAVES
from autograd_cli.graphs.graph import INPUT, SCALAR, NodeId, Shape
from autograd_cli.graphs.lower import Lowered
from autograd_cli.graphs.statics import whole_number
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.syntax.ast import Index, Name, Number, Operation, Program
from autograd_cli.syntax.symbols import symbol

# Of functions that mean something of a vector, and little of a number.
VECTOR_KINDS = ("reduction", "scan")
# What a variable's shape would not mend.
NOT_OF_SHAPES = ("declared", "declaration", "bound", "bound-of-variable", "element-of-index")
TRANSPOSE = "'"
LATEX, READ_AS_NUMBER = "latex", "number-in-latex"
# The advice in place of hints that LaTeX cannot follow.
IN_LATEX = {
    "two-axes": "axis-in-latex",
    "lengths-transposed": "transpose-in-latex",
    "bound-of-variable": "bound-in-latex",
    "element-of-index": "last-in-latex",
}


def indexed_shapes(program: Program) -> dict[str, Shape]:
    """The shapes of free names that are used by their elements alone, as `x` is in `x[0]*x[1]`.

    An element that is not named changes nothing, so that the largest index says enough.
    """
    bases: dict[int, Name] = {}
    places: dict[str, list[tuple[int, ...]]] = {}
    for tree in program.walk():
        if isinstance(tree, Index) and isinstance(tree.base, Name):
            numbers = [part for part in tree.subscripts if isinstance(part, Number) and part.text.isdigit()]
            if len(numbers) == len(tree.subscripts) <= 2:
                bases[id(tree.base)] = tree.base
                places.setdefault(tree.base.name, []).append(
                    tuple(whole_number(part.text, part.span) for part in numbers)
                )
    if not places:
        return {}
    own = {*program.declared, *(name.name for name in program.free_names() if id(name) not in bases)}
    return {
        name: tuple(max(place) + 1 for place in zip(*indices, strict=True))
        for name, indices in places.items()
        if name not in own and len({len(index) for index in indices}) == 1
    }


def taken_for_numbers(
    lowered: Lowered, known: Collection[str], case: Literal["number", "one-number"] = "number", notation: str = ""
) -> tuple[Finding, ...]:
    """The notes on functions of vectors that are given numbers: their variables have no values, or `one-number` each.

    `known` are the names that the program itself says to be numbers. Of several variables in an argument one is named.
    """
    rows = [PRIMITIVES[name] for name in lowered.function.entries - LEAVES]
    if not any(row.kind in VECTOR_KINDS or (row.variadic and case == "number") for row in rows):
        return ()
    graph = lowered.function.graph
    free: dict[NodeId, str] = {}
    spans: dict[str, dict[Span, None]] = {}
    for node in lowered.function.live:
        record = graph.nodes[node]
        if record.primitive == INPUT and record.shape == SCALAR and record.payload not in known:
            free[node] = record.payload or ""
        names = [free[operand] for operand in record.operands if operand in free]
        if not names:
            continue
        free[node] = names[0]
        row = PRIMITIVES[record.primitive]
        numbers = all(graph.nodes[operand].shape == SCALAR for operand in record.operands)
        # `max(x, x)` has one operand as well, which matters nothing where the variable may be a vector.
        alone = case == "number" and row.variadic and len(record.operands) == 1
        if numbers and (row.kind in VECTOR_KINDS or alone):
            spans.setdefault(names[0], {}).update(dict.fromkeys(graph.origins[node]))
    case_of = READ_AS_NUMBER if case == "number" and notation == LATEX else case
    return tuple(Finding("name", tuple(places), case=case_of, name=name) for name, places in spans.items())


def transposed_numbers(text: str, program: Program, lowered: Lowered) -> tuple[Finding, ...]:
    """The notes on `x'` of numbers in a text, which is `x` itself, where a derivative may have been meant."""
    in_latex = program.notation == LATEX
    if TRANSPOSE not in text and not in_latex:
        return ()
    case = READ_AS_NUMBER if in_latex else "transposed"
    nodes = lowered.function.graph.nodes
    alone = all(nodes[node].shape == SCALAR for node in lowered.function.live)
    numbers = {name for name, node in lowered.inputs.items() if nodes[node].shape == SCALAR}
    places: dict[str, list[Span]] = {}
    for tree in program.walk():
        operand = tree.operands[0] if isinstance(tree, Operation) and _is_transpose(tree.primitive) else None
        if isinstance(operand, Name) and (alone or operand.name in numbers):
            places.setdefault(operand.name, []).append(tree.span)
    return tuple(Finding("name", tuple(spans), case=case, name=name) for name, spans in places.items())


def _is_transpose(primitive: str) -> bool:
    row = PRIMITIVES.get(primitive)
    return row is not None and row.kind == "rearrangement" and row.notation == "postfix"


def with_shape_hint(error: AutogradError, program: Program, nameless: Collection[str] = ()) -> AutogradError:
    """The error of shapes that do not fit, with a hint that the program's notation can follow.

    It is the way to say what shape a variable has, where one of the `nameless`, without a value, is in the marked text.
    """
    if error.code != "shape" or error.span is None or error.source is None:
        return error
    in_latex = program.notation == LATEX
    text = error.source.slice(error.span)
    name = None if error.case in NOT_OF_SHAPES else next((name for name in nameless if name in text), None)
    if name is not None:
        return error.replace(advice="open-shape-in-latex" if in_latex else "open-shape", variable=name)
    if not in_latex or error.case not in IN_LATEX:
        return error
    named = error.fields.get("name")
    return error.replace(advice=IN_LATEX[error.case], symbol=symbol(named) if isinstance(named, str) else None)
