"""Calls: which entry a name with so many arguments means, what stands for arguments left out, and what is refused.

In: a call as parsed, and the entries of its name. Out: nodes for the arguments, or the error that says what to write.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NoReturn

from autograd_cli.errors import refuse
from autograd_cli.graph.graph import Graph, NodeId, Shape
from autograd_cli.graph.shapes import (
    ALL,
    FIRST,
    ONE,
    fits,
)
from autograd_cli.primitives import FUNCTIONS, Entry, foreign
from autograd_cli.syntax.ast import (
    Call,
    Keyword,
)
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse

# How much alike a misspelt name must be: `sigmiod` is near `sigmoid`, `bessel` is not near `selu`.
NEAR = 0.65
# A text of more characters than this is not repeated within a message.
LONGEST_SHOWN = 60
# A name of more letters than this, and no variable, is not meant as a factor before a parenthesis.
LONGEST_FACTOR = 2


def as_product(tree: Call) -> str:
    """A call as the product it may have been meant as, its arguments in full where they are short."""
    arguments = ", ".join(map(unparse, tree.arguments)) if tree.span.stop - tree.span.start <= 40 else "..."
    return f"{tree.function}*({arguments})"


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
        words.append(shown if default in (None, ALL, ONE, FIRST) else f"{shown} = {default}")
    # An axis may be left out.
    if words and row.statics == ("axis",):
        words[-1] = "axis=0"
    return f"{row.call}({', '.join(words)})"


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
    if row.shape:
        return operands
    if row.variadic:
        fixed = len(row.names) - 1
        return (*operands[:fixed], *dict.fromkeys(operands[fixed:]))
    missing = row.defaults[len(operands) :]
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


def refuse_unknown(tree: Call, variable: bool, definitions: Iterable[str]) -> NoReturn:
    """Refuses a call of a name that is no function: a `variable`, another language's function, or a misspelt one.

    Raises: `AutogradError` with code `unknown-function`.
    """
    name = tree.function
    if variable:
        refuse("unknown-function", "variable", tree.name_span, name=name, product=as_product(tree))
    known = [*FUNCTIONS, *definitions]
    advice = None if name.lower() in known else foreign.advice(name, len(tree.arguments))
    if advice is not None:
        case, fields = _case_of(advice, tree)
        refuse("unknown-function", case, tree.name_span, name=name, **fields)
    near = get_close_matches(name, known, 1, NEAR) or get_close_matches(name.lower(), known, 1, NEAR)
    if near:
        refuse("unknown-function", "near", tree.name_span, name=name, near=near[0])
    if len(tree.arguments) == 1 and len(name) <= LONGEST_FACTOR:
        refuse("unknown-function", "product", tree.name_span, name=name, product=as_product(tree))
    refuse("unknown-function", "listed", tree.name_span, name=name)


def _case_of(advice: foreign.Advice, tree: Call) -> tuple[str, dict[str, str]]:
    """The case of the error for a function of another system, and its fields: the call at hand where it is short."""
    if advice.absent:
        return "absent", {"what": advice.absent}
    if advice.command:
        return "command", {"command": advice.command}
    names = foreign.parameters(advice.call)
    if len(names) == len(tree.arguments) and not advice.remark:
        formula = unparse(substitute(parse_expression(advice.formula), dict(zip(names, tree.arguments, strict=True))))
        if len(formula) <= LONGEST_SHOWN:
            return "elsewhere", {"here": formula}
    fields = {"call": advice.call, "here": advice.formula, "remark": advice.remark}
    return ("elsewhere-with-remark" if advice.remark else "elsewhere-in-general"), fields
