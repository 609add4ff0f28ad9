"""The errors of a text in LaTeX that its grammar does not read.

Takes: the text and where the grammar stopped. Returns nothing: the error is raised.
"""

import re
from collections.abc import Sequence
from typing import Any, NoReturn

from autograd_cli.errors import LONGEST_LINE, Source, Span, near_names, refuse
from autograd_cli.numerals import split_outside
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.syntax.ast import Name, Tree
from autograd_cli.syntax.notations.latex_names import LETTERS, ORDERED, SUBSCRIPTED, UPRIGHT, subscripted
from autograd_cli.syntax.notations.latex_nodes import DividedError, Inverse, Subscripted
from autograd_cli.syntax.parser import LONGEST_SHOWN, parses

COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
BRACED = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}")
COMMENT = re.compile(r"%[^\n]*[^\s$]")
# Functions that are one letter, with an order below it or without.
CALLED = {"K": r"\operatorname{ellipk}", "E": r"\operatorname{ellipe}", "N": r"\Phi"}
# How brackets are made large.
LARGE = re.compile(r"\\(?:left|[bB]igg?l?)\s*$")
# The inverses that have a name of their own.
INVERSES = {"erf": "erfinv", "erfc": "erfcinv", "Phi": "probit"}
# Digits around a comma, which braces may keep from being one of a list.
WITH_COMMA = re.compile(r"([\d.]*\d)\{?,\}?(\d+)")
# What a number stands in that is a symbol.
FONTED = re.compile(r"\\(mathbb|mathbf|boldsymbol|bm)\s*\{?\s*$")
# A number and groups of three digits behind a blank each; an exponent or a subscript ends with its first digits.
DIGIT_GROUPS = re.compile(r"(?<![\w.^])(?<!\^ )\d+(?:\.\d+)?(?:(?:\\[,;:! ]|~|[ ])\d{3}(?!\d))+(?:\.\d+)?")
DIGITS_APART = re.compile(r"\\[,;:! ]|[~ ]")
# Brackets with the signs before them, and what closes each; a brace with a backslash is one that is printed.
BRACKET = re.compile(r"(?:\\left|\\right)?\s*(?:\\[{}]|[(){}\[\]])|\\.", re.DOTALL)
PAIRS = {"(": ")", "[": "]", "{": "}", "\\{": "\\}"}
# A short argument without parentheses that ends a text, and what may follow it up to a sign.
UNBRACKETED = r"\s*((?:[\w.]|\\[A-Za-z]+|[\^_]\{\w+\}|\^|[ ])+)$"
FOLLOWING = re.compile(r"(?:\w|\\[A-Za-z]+|[\^_]\{\w+\}|\^|[ ])+")
# What a parenthesis begins; and an argument in braces, or without any up to a sign.
OPENED = re.compile(r"\s*(?:\\left\s*)?\(")
ARGUMENT = re.compile(r"\s*(?:\{(?P<braced>[^{}]+)\}|(?P<bare>(?:\w|\\[A-Za-z]+)+))\s*(?=$|[-+=,;)\]}&]|\\right)")
# A power as programs write it.
POWER = re.compile(r"(?P<sign>\*\*)\s*(?P<exponent>-?[\w.]+|\([^()]*\))")
EXPONENT = re.compile(r"\^\s*\{?([^{}]*)\}?\s*$")
# So much of a command is that of the one it is a slip for.
ALIKE = 0.7
# Relations and arrows, which a text about a formula has, and what other commands are here.
RELATIONS = frozenset(
    [
        *("in", "notin", "subset", "forall", "exists", "sim", "approx", "propto", "ll", "gg", "leftarrow", "gets"),
        *("to", "mapsto", "rightarrow", "Rightarrow", "implies", "iff"),
    ]
)
INSTEAD = {
    "langle": r"x \cdot y",
    "pmod": r"a \bmod b",
    "dagger": r"x^\top",
    "pm": "+` or `-",
    "mp": "-` or `+",
    "circ": r"\frac{\pi}{180} x` for degrees, or `E_0",
    "%": r"\frac{x}{100}` or `a \bmod b",
    "choose": r"\binom{n}{k}",
    "textbf": r"\mathbf{x}",
    **dict.fromkeys(("big", "Big", "bigg", "Bigg"), r"\lvert x \rvert"),
    "underbrace": "(a + b)",
    "overbrace": "(a + b)",
    ":": r"\frac{a}{b}",
}
UNITS = {"SI", "si", "qty", "unit"}
# Letters that are drawn as a script, and expectations and probabilities.
SCRIPT = re.compile(r"\\math(?:cal|scr|frak)")
EXPECTED = re.compile(
    r"(?:(?<![A-Za-z\\])[EP]|\\(?:operatorname|mathrm)\s*\{\s*(?:E|P|Pr|Var|Cov)\s*\})\s*(?:\\left\s*)?\[|"
    r"\\mathbb\s*(?:\{\s*[EP]\s*\}|[EP])\s*(?:\\left\s*)?[(\[]"
)
CALCULUS = {"int", "iint", "oint", "partial", "nabla", "lim", "limsup", "liminf", "prime", "dot", "ddot"}
# A derivative by time, and a label within an upright word.
DOTTED = re.compile(r"\\(d?dot)\s*(?:\{\s*\\?([A-Za-z]+)\s*\}|\\?([A-Za-z]+))")
LABELLED = re.compile(r"\\[a-z]+\{\s*(\w+)_\{?(\w+)\}?\s*\}")
# A mark above a name, and an exponent of which the sign alone stands above.
MARK = r"(\*|\\ast|\\star|\+|-)"
MARKED = re.compile(rf"(\\?[A-Za-z]+)\s*\^\s*(?:\{{\s*{MARK}\s*\}}|{MARK}(?![*}}]))")
SIGNED = re.compile(r"\^\s*([-+]\s*(?:\d+|\w|\\[A-Za-z]+))")
MARKS = {"+": "plus", "-": "minus"}


def refuse_character(text: str, place: int, terminals: Sequence[str]) -> NoReturn:
    """Refuses a sign or command that begins no token; `terminals` are the patterns of the grammar."""
    found = COMMAND.match(text, place)
    sign = found[0] if found is not None else text[place]
    span = Span(place, place + len(sign))
    if dotted := DOTTED.match(text, place):
        refuse(
            "syntax",
            "latex-dotted",
            Span(*dotted.span()),
            sign=dotted[0],
            meant=_word(dotted[2] or dotted[3], dotted[1]),
        )
    if sign in ("'", "’", "′") or (found is not None and found[1] in CALCULUS):
        primed = found is None or found[1] == "prime"
        refuse("syntax", "latex-prime" if primed else "latex-calculus", span, sign=sign)
    if sign[1:] in RELATIONS:
        refuse("syntax", "latex-relation", span, sign=sign)
    if sign.lstrip("\\") in INSTEAD:
        refuse("syntax", "latex-function-command", span, sign=sign, meant=INSTEAD[sign.lstrip("\\")])
    if sign[1:] in FUNCTIONS:
        refuse("syntax", "latex-function-command", span, sign=sign, meant=_called(sign[1:], text[span.stop :]))
    if sign[1:] in UNITS:
        refuse("syntax", "latex-upright", span, text=sign)
    if sign == "." and LARGE.search(text[:place]):
        refuse("syntax", "latex-at", span)
    if sign == r"\begin":
        refuse("syntax", "latex-environment", span, sign=text[place : text.find("}", place) + 1])
    if UPRIGHT.match(text, place) and "}" in text[place:]:
        found = BRACED.match(text, text.index("{", place))
        whole = Span(place, found.end() if found is not None else text.index("}", place) + 1)
        shown = text[whole.start : whole.stop]
        if labelled := LABELLED.fullmatch(shown):
            refuse("syntax", "latex-upright-label", whole, text=shown, meant=_word(*labelled.groups()))
        refuse("syntax", "latex-upright", whole, text=shown)
    near = near_names(sign[1:], _commands(terminals), ALIKE)
    if near:
        refuse("syntax", "latex-near-command", span, sign=sign, near=f"\\{near[0]}")
    refuse("syntax", "latex-command", span, sign=sign)


def _called(function: str, rest: str) -> str:
    """The call of a function whose argument the `rest` of a text begins with, in parentheses."""
    head = rf"\operatorname{{{function}}}"
    if OPENED.match(rest):
        return head
    found = ARGUMENT.match(rest)
    call = f"{head}({(found['braced'] or found['bare']).strip()})" if found else ""
    takes = any(row.takes(1) for row in FUNCTIONS[function])
    return call if found and takes and len(call) <= LONGEST_SHOWN and parses(call, "latex") else f"{head}(...)"


def _commands(terminals: Sequence[str]) -> list[str]:
    """The commands that the grammar reads, by themselves."""
    words = {word for pattern in terminals for word in re.findall("[A-Za-z]{2,}", pattern)}
    return [word for word in sorted(words) if any(re.fullmatch(one, f"\\{word}") for one in terminals)]


def check_comment(text: str, stop: int) -> None:
    """Refuses what a `%` hides of the last line, where the formula ends at `stop`: it may be a remainder."""
    found = COMMENT.search(text, stop)
    if found is not None:
        refuse("ambiguous", "latex-comment", Span(*found.span()), text=found[0].strip())


def check_groups(text: str, stop: int) -> None:
    r"""Refuses `1\,000` up to `stop`: one number with its digits in groups, or a product as LaTeX has it."""
    found = DIGIT_GROUPS.search(text, 0, stop)
    if found is not None:
        first, second = (DIGITS_APART.sub(sign, found[0]) for sign in ("", r" \\cdot "))
        refuse("ambiguous", "two-readings", Span(*found.span()), text=found[0], first=first, second=second)


def check_fonts(text: str, tokens: Sequence[Any]) -> None:
    r"""Refuses `\mathcal{L}` beside another `L`, and `\mathbb{E}[x]`, which is no product."""
    expected = EXPECTED.search(text)
    if expected is not None:
        refuse("ambiguous", "latex-expectation", Span(*expected.span()), text=expected[0])
    scripts: dict[str, Any] = {}
    for i, token in enumerate(tokens):
        before = [one for one in tokens[max(0, i - 2) : i] if str(one) != "{"]
        if token.type == "LETTER" and before and SCRIPT.match(str(before[-1])):
            scripts[str(token)] = (i, before[-1])
    for i, token in enumerate(tokens):
        place, font = scripts.get(str(token), (i, token))
        if token.type == "LETTER" and place != i and not SCRIPT.match("".join(map(str, tokens[max(0, i - 2) : i]))):
            script = text[font.start_pos : text.index(str(token), font.end_pos) + 1]
            span = Span(token.start_pos, token.end_pos)
            refuse("ambiguous", "latex-fonts", span, script=f"{script}{'}' * script.count('{')}", letter=str(token))


def refuse_called(source: Source, head: Tree, argument: Span) -> NoReturn:
    """Refuses a name before a parenthesis, which is a factor or a function."""
    shown, inner = source.slice(head.span), written(source, argument)
    name = head.name if isinstance(head, Name) else ""
    call = CALLED.get(name, rf"\operatorname{{{name}}}") + inner
    text = source.text[head.span.start : argument.stop]
    span, first = Span(head.span.start, argument.stop), rf"{shown} \cdot {inner}"
    known = name in FUNCTIONS or name in CALLED
    if isinstance(head, Subscripted):
        call = _subscripted_call(head, inner)
        known = bool(call)
    if not known:
        refuse("ambiguous", "latex-called-below", span, text=text, first=first)
    refuse("ambiguous", "two-readings", span, text=text, first=first, second=call)


def written(source: Source, span: Span) -> str:
    r"""The text at a place, with the `\left` before its first bracket."""
    before = LARGE.search(source.text[: span.start], max(0, span.start - LONGEST_SHOWN))
    return source.text[before.start() if before is not None else span.start : span.stop]


def refuse_brackets(source: Source, span: Span, head: Tree, brackets: re.Match[str]) -> NoReturn:
    """Refuses brackets after a name, which are a place in a vector or a factor."""
    shown = source.slice(head.span)
    element = f"{shown}_{{{brackets[1]}}}" if isinstance(head, Name) else f"{{{shown}}}_{{{brackets[1]}}}"
    readings = {"first": element, "second": rf"{shown} \cdot [{brackets[1]}]"}
    refuse("ambiguous", "two-readings", span, text=source.slice(span), **readings)


def _subscripted_call(head: Subscripted, inner: str) -> str:
    """The call that a name with something below it may be; empty where no function has the name."""
    order = "".join(head.parts)
    if (label := subscripted(head)) in SUBSCRIPTED:
        name = SUBSCRIPTED[label].replace("_", r"\_")
        return rf"\operatorname{{{name}}}{inner}"
    if head.base in ORDERED and "," not in head.parts:
        return rf"\operatorname{{{ORDERED[head.base]}}}" + inner.replace("(", f"({order}, ", 1)
    return rf"\operatorname{{{head.base}{order}}}{inner}" if f"{head.base}{order}" in FUNCTIONS else ""


def refuse_power_of_ordered(source: Source, span: Span, head: Subscripted, power: Tree, argument: Span) -> NoReturn:
    """Refuses `J_1^2(x)`, which is a product or the power of a value."""
    shown, inner = source.slice(span), written(source, argument)
    call = rf"({_subscripted_call(head, inner)})^{{{source.slice(power.span)}}}"
    text = source.text[span.start : argument.stop]
    whole = Span(span.start, argument.stop)
    refuse("ambiguous", "two-readings", whole, text=text, first=rf"{shown} \cdot {inner}", second=call)


def refuse_label(source: Source, span: Span, base: Tree, above: str) -> NoReturn:
    """Refuses `W^{[1]}`, whose label may stand below instead."""
    text, label = source.slice(span), above.strip("{}()[] ")
    if not isinstance(base, Name) or not (label.isascii() and label.isalnum()):
        refuse("ambiguous", "latex-label", span, text=text)
    shown = source.slice(base.span)
    fields = {"power": f"{shown}^{{{label}}}", "below": f"{shown}_{{{label}}}", "name": f"{base.name}_{label}"}
    refuse("ambiguous", "latex-label-of", span, text=text, **fields)


def refuse_power_of_function(source: Source, span: Span, base: Name, power: Tree, argument: Span) -> NoReturn:
    r"""Refuses `f^2(x)`, which is a product or the power of a value; of `\Phi^{-1}(x)` the inverse is named."""
    shown, inner = source.slice(span), written(source, argument)
    if source.slice(power.span).startswith("("):
        refuse("ambiguous", "latex-label", span, text=shown)
    called = source.slice(base.span) if base.name in LETTERS else rf"\operatorname{{{base.name}}}"
    stem = base.name.rstrip("'")
    primes = base.name[len(stem) :]
    if primes and base.name not in LETTERS:
        called = rf"\operatorname{{{stem}}}{primes}"
    call = rf"({called}{inner})^{{{source.slice(power.span)}}}"
    if primes:  # no name has a prime, and so it is no product
        refuse("ambiguous", "latex-primed-power", span, text=shown, value=call)
    if base.name in INVERSES:
        call = rf"\operatorname{{{INVERSES[base.name]}}}{inner}"
    text = source.text[span.start : argument.stop]
    refuse("ambiguous", "two-readings", span, text=text, first=rf"{shown} \cdot {inner}", second=call)


def refuse_inverse(source: Source, node: Inverse) -> NoReturn:
    r"""Refuses `\sin^{-1} x`: the inverse function or a power, which alone `\sin^{-2} x` is."""
    name, shown, argument = node.name, source.slice(node.place), source.text[node.place.stop : node.span.stop]
    function = shown.partition("^")[0].rstrip()
    exponent = EXPONENT.search(shown)
    power = exponent[1].strip() if exponent else "-1"
    value = rf"({function}{argument})^{{{power}}}"
    own = INVERSES.get(name, f"a{name}")
    if power != "-1" or own not in FUNCTIONS:
        refuse("ambiguous", "latex-negative-power", node.place, text=shown, value=value)
    inverse = rf"\arc{name}"
    if name not in ("sin", "cos", "tan"):
        inverse = rf"\operatorname{{{own}}}"
        argument = argument if argument.lstrip().startswith("(") else f"({argument.strip()})"
    refuse("ambiguous", "latex-inverse", node.place, text=shown, inverse=f"{inverse}{argument}", value=value)


def refuse_token(text: str, token: Any, function: str) -> NoReturn:
    """Refuses a token that the grammar does not expect; `function` is the pattern of a function's sign."""
    if token.type == "$END":
        stop = len(text.rstrip())
        if not text.strip():
            refuse("empty", "formula")
        _check_brackets(text, stop)
        refuse("syntax", "latex-end", Span(stop, stop))
    place = Span(token.start_pos, token.end_pos)
    _check_brackets(text, place.stop)
    _check_argument(text, place, function)
    power = POWER.search(text, max(0, place.start - 1))
    if str(token) == "*" and power is not None and place.start <= power.end("sign") <= place.stop + 1:
        meant = f"^{{{power['exponent'].strip('()')}}}"
        refuse("syntax", "latex-function-command", Span(*power.span("sign")), sign="**", meant=meant)
    found = WITH_COMMA.search(text, max(0, place.start - LONGEST_SHOWN))
    if str(token) == "," and found is not None and found.start() < place.start < found.end():
        whole, rest = found.groups()
        shown = {"text": found[0], "first": whole + rest, "second": f"{whole.replace('.', '')}.{rest}"}
        refuse("ambiguous", "two-readings", Span(*found.span()), **shown)
    font = FONTED.search(text[: place.start], max(0, place.start - LONGEST_SHOWN))
    if token.type == "NUMBER" and font is not None:
        span = Span(font.start(), place.stop + ("{" in font[0] and text.startswith("}", place.stop)))
        meant = "[x > 0]" if font[1] == "mathbb" else r"\operatorname{ones}(n)"
        refuse("syntax", "latex-function-command", span, sign=text[span.start : span.stop], meant=meant)
    signed, marked = (
        next((one for one in form.finditer(text) if one.start() < place.start <= one.end()), None)
        for form in (SIGNED, MARKED)
    )
    if signed is not None:
        refuse("syntax", "latex-signed", Span(*signed.span()), text=signed[0], meant=f"^{{{signed[1]}}}")
    if marked is not None:
        meant = _word(marked[1].lstrip("\\"), MARKS.get(marked[2] or marked[3], "star"))
        refuse("syntax", "latex-mark", Span(*marked.span()), text=marked[0], meant=meant)
    *left, right = split_outside(text, "=")
    if left and place.start < len(text) - len(right) and parses(right, "latex"):
        refuse("assignment", "latex-left-side", Span(0, len("".join(left[:-1]).rstrip())))
    refuse("syntax", "latex-token", place, sign=str(token))


def _word(name: str, label: str) -> str:
    """A name and its label as one word."""
    return rf"\mathrm{{{name}\_{label}}}"


def _check_brackets(text: str, stop: int) -> None:
    """Refuses brackets up to a place that do not pair; those still open only where the text ends there."""
    opened: list[tuple[str, Span]] = []
    for found in BRACKET.finditer(text, 0, stop):
        sign, span = found[0].strip(), Span(*found.span())
        bare = re.sub(r"\\(?:left|right)\s*", "", sign)
        span = Span(span.stop - len(sign), span.stop)
        if bare in PAIRS:
            opened.append((sign, span))
        elif bare in PAIRS.values():
            if not opened:
                opening = next(one for one, closing in PAIRS.items() if closing == bare)
                refuse(
                    "syntax",
                    "closes-nothing",
                    span,
                    sign=sign,
                    opening=sign.replace("right", "left").replace(bare, opening),
                )
            opening, _ = opened.pop()
            closing = _closing(opening)
            if bare != closing[-len(bare) :]:
                refuse("syntax", "closed-otherwise", span, opening=opening, sign=sign, closing=closing)
    if opened and stop == len(text.rstrip()):
        opening, span = opened[-1]
        refuse("syntax", "never-closed", span, sign=opening, closing=_closing(opening))


def _closing(opening: str) -> str:
    bare = opening.removeprefix(r"\left").strip()
    return (r"\right" if opening != bare else "") + PAIRS[bare]


def _check_argument(text: str, place: Span, function: str) -> None:
    r"""Refuses `\sin \omega t`, whose argument may end before or behind the `t`, with both readings."""
    first = max(0, place.start - LONGEST_SHOWN)
    before = re.search(f".*({function}){UNBRACKETED}", text[first : place.start])
    after = FOLLOWING.match(text, place.start)
    if before is None or after is None or len(text) > LONGEST_LINE:
        return
    called, argument, rest = before[1], before[2].strip(), after[0].strip()
    span = Span(first + before.start(1), place.start + len(after[0].rstrip()))
    readings = rf"{called}({argument} {rest})", rf"{called}({argument}) {rest}"
    if all(parses(f"{text[: span.start]}{reading}{text[span.stop :]}", "latex") for reading in readings):
        shown = {"text": text[span.start : span.stop], **dict(zip(("first", "second"), readings, strict=True))}
        refuse("ambiguous", "two-readings", span, **shown)


def refuse_divided(source: Source, form: DividedError) -> NoReturn:
    left, right = written(source, form.left), source.slice(form.right)
    head, rest = source.text[form.right.start : form.first], source.text[form.first : form.right.stop]
    readings = {"first": rf"\frac{{{left}}}{{{right}}}", "second": rf"\frac{{{left}}}{{{head.strip()}}} {rest.strip()}"}
    refuse("ambiguous", "two-readings", form.span, text=source.slice(form.span), **readings)
