"""Calls: which entry a name with so many arguments means, and what stands for arguments left out.

In: a call as parsed, and the entries of its name. Out: the entry, nodes for the arguments, or the error that says how
many it takes. A name that is no function is refused elsewhere (`refusals`).
"""

from collections.abc import Sequence
from typing import NoReturn

from autograd_cli.errors import refuse
from autograd_cli.graphs.graph import SCALAR, Graph, NodeId, Shape
from autograd_cli.graphs.shapes import (
    ALL,
    AS_DEFINED,
    FIRST,
    ONE,
    fits,
)
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.syntax.ast import (
    Call,
    Definition,
    Keyword,
    Operation,
)
from autograd_cli.syntax.unparse import unparse


def structured(name: str) -> bool:
    """Whether some arguments of a function are no operands: axes, lengths, shapes."""
    return any(row.statics or row.like is not None for row in FUNCTIONS.get(name, ()))


def reads_shapes_alone(name: str) -> bool:
    """Whether a function's value is known from a shape."""
    return any(not row.names and row.like is not None for row in FUNCTIONS.get(name, ()))


def signature(row: Entry) -> str:
    """How a row's call is written, `log(x, b)` for example."""
    words = []
    for name, many, _, _, default in row.signature:
        shown = f"{name}, ..." if many else name
        if default in (ALL, ONE, FIRST):  # an axis, which may be left out
            words.append("axis=0")
        else:
            words.append(shown if default is None else f"{shown} = {default}")
    return f"{row.call or row.aliases[0]}({', '.join(words)})"


def refuse_count(tree: Call, count: int, signatures: Sequence[str], most: int) -> NoReturn:
    case = "count" if count else "none"
    refuse(
        "argument-count",
        case,
        tree.span,
        function=tree.function,
        count=count,
        wanted=most,
        signatures=signatures,
    )


def operand_count(row: Entry) -> int:
    """How many arguments of a row are values or give a shape; they come first."""
    return len(row.signature) - len(row.statics)


def accepts(row: Entry, rows: Sequence[Entry], positional: int, keywords: int) -> bool:
    """Whether a row of several takes a call; an axis goes by its name where any number of arguments may stand."""
    most = operand_count(row) if any(one.variadic for one in rows) else len(row.defaults)
    return (
        row.takes(positional + keywords)
        and keywords <= len(row.statics)
        and (row.variadic or positional <= most)
        and positional >= sum(default is None for default in row.defaults)
    )


def with_defaults(graph: Graph, row: Entry, operands: tuple[NodeId, ...]) -> tuple[NodeId, ...]:
    """The operands with defaults filled in. Of any number of arguments, equal ones are one: `max(x, x)` is no tie."""
    if row.shape not in ("", AS_DEFINED):
        return operands
    if row.variadic:
        fixed = len(row.names) - 1
        return (*operands[:fixed], *dict.fromkeys(operands[fixed:]))
    missing = [one.default for one in row.signature if not one.static][len(operands) :]
    return (*operands, *(graph.constant(default) for default in missing if default is not None))


def entry_called(tree: Call, shapes: Sequence[Shape] | None = None) -> Entry:
    """The entry that a call of a function of the table means; the operands' shapes, where known, choose among several.

    Raises: `AutogradError` with code `argument-count`.
    """
    rows, count = FUNCTIONS[tree.function], len(tree.arguments)
    if len(rows) == 1:
        if rows[0].takes(count):
            return rows[0]
    else:
        keywords = sum(isinstance(argument, Keyword) for argument in tree.arguments)
        fitting = [row for row in rows if accepts(row, rows, count - keywords, keywords)]
        if shapes is not None and len(fitting) > 1:
            # Of one vector `max` is its largest element, of one number it is that number.
            fitting = [row for row in fitting if fits(row, shapes) and bool(row.shape) == any(shapes)] or fitting
        if fitting:
            return fitting[0]
    return refuse_count(tree, count, [signature(row) for row in rows], len(rows[0].defaults))


def operator_entry(row: Entry, tree: Operation, shapes: Sequence[Shape]) -> Entry | None:
    """The entry of `A @ B` or `A'` for operands of these shapes; None where it changes nothing, as `x'` of a vector.

    Raises: `AutogradError` with code `shape`.
    """
    if row.notation == "postfix":
        return row if fits(row, shapes) else None
    if SCALAR in shapes:
        refuse("shape", "matrix-product-of-numbers", tree.span, text=unparse(tree))
    return next(one for one in (row, *(PRIMITIVES[name] for name in row.variants)) if fits(one, shapes))


def definition_called(tree: Call, definition: Definition) -> Definition:
    """A definition that takes the arguments of a call. Raises: `AutogradError` with code `argument-count`."""
    refuse_names(tree, tree.function in FUNCTIONS)
    count, wanted = len(tree.arguments), len(definition.parameters)
    if count != wanted:
        refuse_count(tree, count, [f"{definition.name}({', '.join(definition.parameters)})"], wanted)
    return definition


def refuse_names(tree: Call, known: bool = True) -> None:
    """Refuses arguments by name of a function of the table that has none. Raises: as `definition_called`."""
    for argument in tree.arguments:
        if known and isinstance(argument, Keyword):
            refuse("argument-count", "elementwise", argument.span, function=tree.function, name=argument.name)
