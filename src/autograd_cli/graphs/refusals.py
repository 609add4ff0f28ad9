"""Calls of names that are no functions, and shapes that do not go together: what the errors say.

In: a call or an operation as parsed. Out: the error. It is imported for an error alone, since names of other systems
come with it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from autograd_cli.errors import AutogradError, Span, near_names, refuse
from autograd_cli.graphs.graph import Shape
from autograd_cli.graphs.shapes import Mismatch, shape_words
from autograd_cli.primitives import FUNCTIONS, PRIMITIVES, foreign
from autograd_cli.syntax.ast import Call, Name, Operation, Tree, Vector
from autograd_cli.syntax.names import is_name
from autograd_cli.syntax.parser import LONGEST_SHOWN, parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import PRODUCT, level, unparse, written_name

# How much alike a misspelt name must be: `sigmiod` is near `sigmoid`, `bessel` is not near `selu`.
NEAR = 0.65
# A name of more letters than this, and no variable, is not meant as a factor before a parenthesis.
LONGEST_FACTOR = 2
# What stands above a matrix on paper.
TRANSPOSE = "T"


def refuse_unknown(tree: Call, variable: bool, definitions: Iterable[str]) -> NoReturn:
    """Refuses a call of a name that is no function: a `variable`, another language's function, or a misspelt one.

    Raises: `AutogradError` with code `unknown-function`.
    """
    name = tree.function
    if variable:
        refuse("unknown-function", "variable", tree.name_span, name=name, product=as_product(tree))
    known = [*FUNCTIONS, *definitions]
    count = len(tree.arguments)
    takes = [one for one in known if one not in FUNCTIONS or any(row.takes(count) for row in FUNCTIONS[one])]
    advice = None if name.lower() in takes else foreign.advice(name, count)
    same = next((one for one in takes if foreign.plain(one) == foreign.plain(name)), None)
    if same is not None and advice is None and len(tree.arguments) > 0:
        here = f"{same}({', '.join(map(unparse, tree.arguments))})"
        if len(here) <= LONGEST_SHOWN:
            refuse("unknown-function", "elsewhere", tree.name_span, name=name, here=here)
    if advice is not None:
        case, fields = _case_of(advice, tree)
        refuse("unknown-function", case, tree.name_span, name=name, **fields)
    near = near_names(name, known, NEAR) or near_names(name.lower(), known, NEAR)
    if near:
        refuse("unknown-function", "near", tree.name_span, name=name, near=near[0])
    if len(tree.arguments) == 1 and len(name) == 2 and name[0] == "d" and tree.span.stop - tree.span.start <= 40:
        fields = {"variable": name[1], "formula": unparse(tree.arguments[0]), "product": as_product(tree)}
        refuse("unknown-function", "leibniz", tree.name_span, name=name, **fields)
    if len(tree.arguments) == 1 and len(name) <= LONGEST_FACTOR:
        case = "product-or-transpose" if name == TRANSPOSE else "product"
        refuse("unknown-function", case, tree.name_span, name=name, product=as_product(tree))
    refuse("unknown-function", "listed", tree.name_span, name=name)


def _case_of(advice: foreign.Advice, tree: Call) -> tuple[str, dict[str, str]]:
    """The case of the error for a function of another system, and its fields: the call at hand where it is short."""
    if advice.absent:
        return "absent", {"what": advice.absent}
    if advice.command:
        formula, *others = map(unparse, tree.arguments) if tree.arguments else ("",)
        if advice.command != "diff" or not 0 < len(formula) <= LONGEST_SHOWN or not all(map(is_name, others)):
            return "command", {"command": advice.command}
        further = f" --wrt {','.join(others)}" if others else ""
        return "command-of-formula", {"command": advice.command, "formula": formula, "further": further}
    names = foreign.parameters(advice.call)
    if len(names) == len(tree.arguments):
        formula = unparse(substitute(parse_expression(advice.formula), dict(zip(names, tree.arguments, strict=True))))
        if len(formula) <= LONGEST_SHOWN:
            case = "elsewhere-with-remark" if advice.remark else "elsewhere"
            return case, {"here": formula, "remark": advice.remark}
    fields = {"call": advice.call, "here": advice.formula, "remark": advice.remark}
    return ("elsewhere-in-general-with-remark" if advice.remark else "elsewhere-in-general"), fields


def refuse_bars(tree: Call, shape: Shape) -> NoReturn:
    """Refuses `|v|` of a vector or matrix, which has several meanings. Raises: `AutogradError`, code `ambiguous`."""
    text = unparse(tree.arguments[0])
    text = text if len(text) <= LONGEST_SHOWN else "..."
    kind, other, what = "a vector", f"norm({text})", "its length"
    if len(shape) == 2:
        kind, other, what = "a matrix", f"det({text})", "the determinant"
    refuse("ambiguous", "bars-of-array", tree.span, text=text, kind=kind, other=other, what=what)


def as_product(tree: Call) -> str:
    """A call as the product it may have been meant as, its arguments in full where they are short."""
    arguments = ", ".join(map(unparse, tree.arguments)) if tree.span.stop - tree.span.start <= 40 else "..."
    return f"{tree.function}*({arguments})"


def _fitting(tree: Tree, shapes: Sequence[Shape]) -> tuple[str, dict[str, str]]:
    """The case of lengths that disagree, and what would fit: a matrix transposed, or a part of the longer vector."""
    if not isinstance(tree, Operation) or len(shapes) != 2 or not all(shapes):
        return "lengths", {}
    left, right = tree.operands
    (rows, *columns), (length, *_) = shapes
    if columns and rows == length and isinstance(left, Name) and PRIMITIVES[tree.primitive].operator == "@":
        factor = unparse(right) if level(right) > PRODUCT else f"({unparse(right)})"
        return "lengths-transposed", {"name": left.name, "meant": f"{written_name(left.name)}' @ {factor}"}
    if len(shapes[0]) == len(shapes[1]) == 1 and not PRIMITIVES[tree.primitive].shape:
        vector = left if rows > length else right
        longer = unparse(vector) if isinstance(vector, Name | Vector) else f"({unparse(vector)})"
        if len(longer) <= LONGEST_SHOWN:
            return "lengths-of-vectors", {"meant": f"{longer}[0:{min(rows, length)}]"}
    return "lengths", {}


def shapes_refused(tree: Tree, shapes: Sequence[Shape], mismatch: Mismatch, operands: Sequence[Span]) -> AutogradError:
    """The error for shapes that do not go together: both shapes, what disagrees, and both places."""
    text = unparse(tree)
    fields: dict[str, Any] = {**mismatch.fields}
    sign = f" {PRIMITIVES[tree.primitive].operator} " if isinstance(tree, Operation) and len(shapes) == 2 else ", "
    case = mismatch.case
    if case == "lengths" and len(shapes) <= 3:
        fields["operands"] = sign.join(map(shape_words, shapes))
        case, meant = _fitting(tree, shapes)
        fields |= meant
    return AutogradError(
        "shape",
        case,
        span=tree.span,
        marks=tuple(operands[position] for position in mismatch.positions if position < len(operands)),
        text=text if len(text) <= LONGEST_SHOWN else None,
        **fields,
    )
