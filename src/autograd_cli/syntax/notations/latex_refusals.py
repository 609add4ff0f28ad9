"""The errors of a text in LaTeX that its grammar does not read.

Takes: the text and where the grammar stopped. Returns nothing: the error is raised.
"""

import re
from typing import Any, NoReturn

from autograd_cli.errors import Source, Span, refuse
from autograd_cli.syntax.ast import Name, Tree
from autograd_cli.syntax.notations.latex_names import LETTERS, ORDERED, SUBSCRIPTED
from autograd_cli.syntax.notations.latex_nodes import DividedError, Inverse, Subscripted

COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
COMMENT = re.compile(r"%[^\n]*[^\s$]")
# Functions that are one letter, with an order below it or without.
CALLED = {"K": "ellipk", "E": "ellipe"}
# The inverses that have a name of their own.
INVERSES = {"erf": "erfinv", "erfc": "erfcinv", "Phi": "probit"}
# The digits before a comma.
THOUSANDS = re.compile(r"\d+$")
CALCULUS = {"int", "iint", "oint", "partial", "nabla", "lim", "limsup", "liminf", "prime", "dot", "ddot"}


def refuse_character(text: str, place: int) -> NoReturn:
    found = COMMAND.match(text, place)
    sign = found[0] if found is not None else text[place]
    case = "latex-calculus" if found is not None and found[1] in CALCULUS else "latex-command"
    if sign in ("'", "’", "′"):
        case = "latex-calculus"
    refuse("syntax", case, Span(place, place + len(sign)), sign=sign)


def check_comment(text: str, stop: int) -> None:
    """Refuses what a `%` hides of the last line, where the formula ends at `stop`: it may be a remainder."""
    found = COMMENT.search(text, stop)
    if found is not None:
        refuse("ambiguous", "latex-comment", Span(*found.span()), text=found[0].strip())


def refuse_called(source: Source, head: Tree, argument: Span) -> NoReturn:
    """Refuses a name before a parenthesis, which is a factor or a function."""
    shown, inner = source.slice(head.span), source.slice(argument)
    name = head.name if isinstance(head, Name) else ""
    call = rf"\operatorname{{{CALLED.get(name, name)}}}{inner}"
    if isinstance(head, Subscripted):
        order = "".join(head.parts)
        call = rf"\operatorname{{{head.base}{order}}}{inner}"
        if (label := f"{head.base}_{order}") in SUBSCRIPTED:
            call = rf"\operatorname{{{SUBSCRIPTED[label]}}}{inner}"
        elif head.base in ORDERED and "," not in head.parts:
            call = rf"\operatorname{{{ORDERED[head.base]}}}({order}, {inner[1:]}"
    text = source.text[head.span.start : argument.stop]
    refuse(
        "ambiguous",
        "two-readings",
        Span(head.span.start, argument.stop),
        text=text,
        first=rf"{shown} \cdot {inner}",
        second=call,
    )


def refuse_power_of_function(source: Source, span: Span, base: Name, power: Tree, argument: Span) -> NoReturn:
    r"""Refuses `f^2(x)`, which is a product or the power of a value; of `\Phi^{-1}(x)` the inverse is named."""
    shown, inner = source.slice(span), source.slice(argument)
    if source.slice(power.span).startswith("("):
        refuse("ambiguous", "latex-label", span, text=shown)
    called = source.slice(base.span) if base.name in LETTERS else rf"\operatorname{{{base.name}}}"
    call = rf"({called}{inner})^{{{source.slice(power.span)}}}"
    if base.name in INVERSES:
        call = rf"\operatorname{{{INVERSES[base.name]}}}{inner}"
    text = source.text[span.start : argument.stop]
    refuse("ambiguous", "two-readings", span, text=text, first=rf"{shown} \cdot {inner}", second=call)


def refuse_inverse(node: Inverse) -> NoReturn:
    name = node.name
    inverse = rf"\arc{name}" if name in ("sin", "cos", "tan") else rf"\operatorname{{{INVERSES.get(name, f'a{name}')}}}"
    refuse("ambiguous", "latex-inverse", node.place, name=rf"\{name}", inverse=inverse)


def refuse_token(text: str, token: Any) -> NoReturn:
    if token.type == "$END":
        stop = len(text.rstrip())
        if not text.strip():
            refuse("empty", "formula")
        refuse("syntax", "latex-end", Span(stop, stop))
    place = Span(token.start_pos, token.end_pos)
    number = THOUSANDS.search(text[: place.start])
    if str(token) == "," and number is not None and text[place.stop : place.stop + 1].isdigit():
        digits = re.match(r"\d+", text[place.stop :])
        assert digits is not None
        whole, rest = number[0], digits[0]
        shown = {"text": f"{whole},{rest}", "first": f"{whole}{rest}", "second": f"{whole}.{rest}"}
        refuse("ambiguous", "two-readings", Span(number.start(), place.stop + len(rest)), **shown)
    refuse("syntax", "latex-token", place, sign=str(token))


def refuse_divided(source: Source, form: DividedError) -> NoReturn:
    left, right = source.slice(form.left), source.slice(form.right)
    head, rest = source.text[form.right.start : form.first], source.text[form.first : form.right.stop]
    readings = {"first": rf"\frac{{{left}}}{{{right}}}", "second": rf"\frac{{{left}}}{{{head.strip()}}} {rest.strip()}"}
    refuse("ambiguous", "two-readings", form.span, text=source.slice(form.span), **readings)
