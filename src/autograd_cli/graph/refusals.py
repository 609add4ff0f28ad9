"""Calls of names that are no functions: what the error says they may have been meant as.

In: a call as parsed. Out: the error. It is imported for an error alone, since names of other systems come with it.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

from autograd_cli.errors import refuse
from autograd_cli.primitives import FUNCTIONS, foreign
from autograd_cli.syntax.ast import Call
from autograd_cli.syntax.diagnosis import LONGEST_SHOWN
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.substitute import substitute
from autograd_cli.syntax.unparse import unparse

# How much alike a misspelt name must be: `sigmiod` is near `sigmoid`, `bessel` is not near `selu`.
NEAR = 0.65
# A name of more letters than this, and no variable, is not meant as a factor before a parenthesis.
LONGEST_FACTOR = 2


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


def as_product(tree: Call) -> str:
    """A call as the product it may have been meant as, its arguments in full where they are short."""
    arguments = ", ".join(map(unparse, tree.arguments)) if tree.span.stop - tree.span.start <= 40 else "..."
    return f"{tree.function}*({arguments})"
