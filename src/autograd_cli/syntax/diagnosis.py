"""What a person meant, where the grammar only knows what it did not expect.

In: the tokens read so far and the one that did not fit, or the character that begins no token. Out: the one error, with
its span and its case. It knows people's habits, not the parser's states.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from typing import Any

from autograd_cli.errors import AutogradError, Source, Span, visible
from autograd_cli.numerals import split_outside
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.syntax.bars import (
    BARS,
    CLOSES,
    CLOSING,
    ENDS_OPERAND,
    ENDS_STATEMENT,
    OPENING,
    STARTS_OPERAND,
    AmbiguousBarsError,
)
from autograd_cli.syntax.builder import SUPERSCRIPTS, AmbiguousFormError
from autograd_cli.syntax.dotted import Case, meant_by_point
from autograd_cli.syntax.habits import LAST_NAME, left_division, number_before, number_with_commas
from autograd_cli.syntax.idioms import function_meant, in_python
from autograd_cli.syntax.names import canonical_name, identifier, stranger
from autograd_cli.syntax.parser import LONGEST_SHOWN, parse, parses
from autograd_cli.syntax.side_by_side import SIMPLE_OPERAND, missing_operator, statement
from autograd_cli.syntax.tokens import Token

OPENS = {closing: opening for opening, closing in CLOSES.items()}
KEYWORDS = {"GIVEN", "AND", "OR", "NOT"}
ENDS_BINDING = ENDS_STATEMENT | {"COMMA"}
COMPARISON_PARTS = {"LESS", "GREATER", "ASSIGN", "EQUAL"}
BINARY = {"PLUS", "MINUS", "TIMES", "OVER", "CARET", "AT"}

# Comparisons as others write them, and how they are written here.
COMPARISONS_MEANT = {
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "><": "!=",
    "===": "==",
    "!==": "!=",
    "==": "==",
    "<=>": "==",
}

# A character people write by habit, and the case of the error for it.
HABITS = {
    "&": "ampersand",
    "&&": "ampersands",
    "%": "percent",
    ".": "point",
    "{": "brace",
    "}": "brace",
    "\\": "backslash",
    "$": "dollar",
    "?": "question",
    "~": "tilde",
    **dict.fromkeys('"`“”‘', "quote"),
    **dict.fromkeys("’′", "prime"),
    **dict.fromkeys("‐‑‒–—", "dash"),
}
SIGNED_OPERAND = re.compile(r"[-+−]?\s*[\w.]+(?:\([^()]*\))?")
# Numbers with commas between them.
WITH_COMMAS = re.compile(r"[\d.]+(?:,[\d.]+)+")
# Braces around a power that are no parentheses: what follows is not part of a name, and does not make it a call.
SIMPLE_BRACES = re.compile(r"\^\{([0-9]+(?=\}(?!\w))|\w+(?=\}(?![\w(])))\}")
PARENTHESES = str.maketrans("{}", "()")
SIMPLE_PARENTHESIS = re.compile(r"\([^()]*\)")


def diagnose_character(source: Source, offset: int) -> AutogradError:
    """The error for a character with which no token begins."""
    character = source.text[offset]
    double = source.text[offset : offset + 2]
    sign = double if double in HABITS else character
    case, fields = (HABITS[sign], {"sign": sign}) if sign in HABITS else stranger(character)
    fields = {**fields, "percent": number_before(source.text, offset)} if case == "percent" else fields
    if sign == "%" and source.kind == "formula" and (meant := in_python(source.text)):
        case, fields = "remainder", {"formula": meant}
    if character == ".":
        case, fields = meant_by_point(source, offset) or (case, fields)
    if character == "\\":
        case, fields = left_division(source.text, offset) or (case, fields)
    if not character.isprintable():
        case, fields = "invisible", {"escape": visible(character)}
    return AutogradError("character", case, span=Span(offset, offset + len(sign)), source=source, **fields)


def diagnose_token(source: Source, before: Sequence[Token], token: Token, expected: Set[str]) -> AutogradError:
    """The error for a token the grammar does not expect after those `before` it.

    Raises: `AutogradError` with code `character`, where one of the names is none.
    """
    at_end = token.type == "$END"
    end = len(source.text.rstrip())
    span = Span(end, end) if at_end else Span(token.start_pos, token.end_pos)
    previous = before[-1] if before else None
    for word in (previous, token):
        if word is not None and word.type == "NAME":
            identifier(word)  # a sign that no name has is the better cause
    open_brackets, mismatch = _brackets(before, token)

    def error(case: str, span: Span = span, **fields: Any) -> AutogradError:
        return AutogradError("syntax", case, span=span, source=source, **fields)

    if mismatch:
        case, fields = mismatch
        return error(case, **fields)
    if previous and previous.type in ENDS_OPERAND and token.type in STARTS_OPERAND | {"QUOTE"}:
        case, fields = missing_operator(source.text, before, previous, token, open_brackets)
        word = next((one for one in (previous, token) if str(one) == fields.get("word")), token)
        return error(case, Span(word.start_pos, word.end_pos), **fields)
    if previous and previous.type in ENDS_OPERAND:
        expected = expected - STARTS_OPERAND  # the `(` of a call begins no operand
    if previous and previous.type == "ROOT":
        operand = SIGNED_OPERAND.match(source.text, token.start_pos)
        return error("root", operand=operand[0] if operand else "x")
    current = statement(before)
    in_given = bool(current) and current[0].type == "GIVEN"
    if in_given and "ASSIGN" in expected and (at_end or token.type in ENDS_BINDING):
        return error("given-without-value")
    if (at_end or token.type == "SEMICOLON") and open_brackets and not (expected & STARTS_OPERAND):
        bracket = open_brackets[-1]
        sign = OPENING[bracket.type]
        place = before.index(bracket)
        call = sign == "(" and place > 0 and before[place - 1].type == "NAME"
        if token.type == "SEMICOLON" and (call or sign == "["):
            case = "semicolon-in-call" if call else "semicolon-in-vector"
            return error(case, Span(bracket.start_pos, bracket.end_pos), sign=sign)
        return error("never-closed", Span(bracket.start_pos, bracket.end_pos), sign=sign, closing=CLOSES[sign])
    if token.type in ("ASSIGN", "EQUAL") and not (expected & STARTS_OPERAND):
        return error("equals-in-given" if in_given else "equals")
    if token.type == "BANG" and expected & STARTS_OPERAND:
        return AutogradError("character", "exclamation", span=span, source=source)
    if token.type == "NOT" and expected & STARTS_OPERAND:
        return error("not")
    if token.type == "ASSIGN" and previous and previous.type in KEYWORDS and len(current) == 1:
        return error("reserved", Span(previous.start_pos, previous.end_pos), word=str(previous))
    if token.type in KEYWORDS and expected & STARTS_OPERAND:
        return error("reserved", word=str(token))
    found = "the end" if at_end else "the end of the line" if token.type == "NEWLINE" else f"`{token}`"
    if expected & STARTS_OPERAND:
        if f"{previous or ''}{token}" == "->" and previous and previous.end_pos == token.start_pos:
            formula = function_meant(source.text)
            case = "arrow" if formula is None else "arrow-of-formula"
            return error(case, Span(previous.start_pos, span.stop), formula=formula)
        if meant := COMPARISONS_MEANT.get(f"{previous or ''}{token}"):
            both = Span(previous.start_pos if previous else span.start, span.stop)
            return error("comparison-meant", both, text=source.slice(both), meant=meant)
        last = None if previous is None else str(previous)
        case = _operand_case(previous, token, bool(open_brackets))
        if case == "operand-at-end" and len(before) > 1 and before[-2].type not in ENDS_OPERAND:
            case = "operand"  # without the last sign another one would be at the end
        formula = in_python(source.text) if case == "whole-division" else None
        case = "whole-division-of-formula" if formula else case
        return error(case, found=found, sign=last, formula=formula)
    wanted = "an operator" + (f" or `{CLOSES[OPENING[open_brackets[-1].type]]}`" if open_brackets else " or the end")
    case, fields = _operator_case(source.text, previous, token, open_brackets)
    return error(case, wanted=wanted, found=found, **fields)


def diagnose_two_readings(source: Source, form: AmbiguousFormError) -> AutogradError:
    """The error for `1/2x` and its like, with both readings spelled out."""
    first, *others = (_shortened(source.slice(part)) for part in form.parts)
    whole = source.slice(form.span)
    text = whole if len(whole) <= LONGEST_SHOWN else f"{first}{form.sign}{''.join(others)}"
    if form.sign == "√":
        readings = _root_readings(first, *others)
    else:
        product = "*".join(others)
        one, other = (reading.format(a=first, sign=form.sign, b=product) for reading in form.readings)
        readings = one, other
    case, fields = _power_of_function(source, form) or (
        "two-readings",
        dict(zip(("first", "second"), readings, strict=True)),
    )
    return AutogradError("ambiguous", case, span=form.span, source=source, text=text, **fields)


def diagnose_bars(source: Source, form: AmbiguousBarsError) -> AutogradError:
    """The error for bars that can be paired in two ways, with both spelled as calls."""
    span = Span(form.places[0].start, form.places[-1].stop)
    text = source.slice(span)
    readings = []
    for way in form.ways:
        reading, place = "", span.start
        for bar, kind in zip(form.places, way, strict=True):
            call = "norm(" if source.slice(bar) == "‖" else "abs("
            reading += source.text[place : bar.start] + (call if kind in BARS else ")")
            place = bar.stop
        readings.append(reading if len(text) <= LONGEST_SHOWN else "abs(...)")
    first, second = readings
    shown = text if len(text) <= LONGEST_SHOWN else "|...|"
    return AutogradError("ambiguous", "two-readings", span=span, source=source, text=shown, first=first, second=second)


def diagnose_braces(source: Source, refused: AutogradError) -> AutogradError:
    """The error for braces around a power, as LaTeX has them, in a formula whose functions are written as here.

    It is `refused` as LaTeX. Elsewhere than after `^` braces are those of names in LaTeX.
    """
    text = source.text
    if refused.fields.get("text") not in FUNCTIONS or text.count("{") != text.count("^{"):
        return refused.within(source)
    meant = SIMPLE_BRACES.sub(r"^\1", text).translate(PARENTHESES)
    if parses(meant) and len(meant) <= LONGEST_SHOWN:
        brace = text.index("{")
        return AutogradError("character", "braces", span=Span(brace, brace + 1), source=source, sign="{", formula=meant)
    try:
        parse(Source(text.translate(PARENTHESES)))
    except AutogradError as error:
        if error.code == "ambiguous" and error.span is not None:
            fields: dict[str, Any] = {**error.fields, "text": source.slice(error.span)}
            return AutogradError(error.code, error.case, span=error.span, source=source, **fields)
    return refused.within(source)


def _root_readings(signs: str, operand: str, rest: str) -> tuple[str, str]:
    """`√x^2`: what follows a root may belong to it, or to what is below it."""
    roots = signs.split() if " " in signs else list(signs)
    opened, closed = "".join(f"{root}(" for root in roots), ")" * len(roots)
    product = "*" if rest[0] not in "^*²[!⁺⁻⁰¹³⁴⁵⁶⁷⁸⁹" else ""
    rest = rest.strip()
    return f"{opened}{operand}{closed}{product}{rest}", f"{opened}{operand}{product}{rest}{closed}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN // 3 else "..."


def _power_of_function(source: Source, form: AmbiguousFormError) -> Case | None:
    """The case of `sin^-1(x)`, `sin^2x` and `sin^2(x)cos(x)`."""
    if form.sign != "^":
        return None
    base, exponent, *factors = (source.slice(part).strip() for part in form.parts)
    if base not in FUNCTIONS or not factors:
        return None
    argument, *others = factors
    exponent = exponent.translate(SUPERSCRIPTS)
    simple = argument if SIMPLE_PARENTHESIS.fullmatch(argument) else None
    if simple is None and SIMPLE_OPERAND.fullmatch(argument) and canonical_name(argument) not in FUNCTIONS:
        simple = f"({argument})"
    fields = {"value": f"{base}{simple or '(...)'}", "exponent": "*".join((exponent, *others))}
    if exponent.strip("()") == "-1" and f"a{base}" in FUNCTIONS:
        return "inverse-function", {**fields, "inverse": f"a{base}{simple or ''}"}
    return "power-of-function", fields


def _brackets(before: Sequence[Token], token: Token) -> tuple[list[Token], Case | None]:
    """The brackets open at a token, and what is wrong if the token closes the wrong one or none."""
    stack: list[Token] = []
    for earlier in before:
        if earlier.type in OPENING:
            stack.append(earlier)
        elif earlier.type in CLOSING and stack:
            stack.pop()
    if token.type not in CLOSING:
        return stack, None
    if not stack:
        return stack, ("closes-nothing", {"sign": str(token), "opening": OPENS[str(token)]})
    opening = OPENING[stack[-1].type]
    if CLOSES[opening] != str(token):
        return stack, ("closed-otherwise", {"sign": str(token), "opening": opening, "closing": CLOSES[opening]})
    return stack, None


def _operand_case(previous: Token | None, token: Token, in_brackets: bool) -> str:
    """The case where an operand should stand."""
    if previous is None and token.type == "ASSIGN":
        return "leading-equals"
    if token.type == "NEWLINE" and not in_brackets:
        return "operand-on-next-line"
    if previous is not None and str(previous) == str(token) == "/":
        return "whole-division"
    if previous is not None and token.type == "ASSIGN" and previous.type in BINARY:
        return "augmented"
    if previous is not None and str(previous) in ("*", "/", "**") and str(token) in ("*", "/"):
        return "two-operators"
    if previous is not None and previous.type == "COMMA" and token.type == "RPAR":
        return "last-comma"
    if token.type == "$END" and previous is not None and previous.type in BINARY:
        return "operand-at-end"
    if token.type in COMPARISON_PARTS and previous is not None and previous.type in COMPARISON_PARTS:
        return "comparison"
    return "operand"


def _operator_case(text: str, previous: Token | None, token: Token, open_brackets: Sequence[Token]) -> Case:
    """The case where an operator should stand."""
    if previous is None:
        return "operator", {}
    numbers = WITH_COMMAS.match(text, previous.start_pos)
    if previous.type == "NUMBER" and token.type == "COMMA" and not open_brackets and numbers:
        return number_with_commas(numbers[0])
    if token.type == "COMMA" and "->" in text and (formula := function_meant(text)):
        return "arrow-of-formula", {"formula": formula}
    if token.type == "COMMA" and (vector := _as_vector(text, open_brackets)):
        return "comma-in-vector", {"vector": vector}
    if token.type == "COMMA" and not open_brackets:
        return "comma" if text[token.end_pos :].strip() else "comma-at-end", {}
    if token.type == "COLON" and text.startswith("=", token.end_pos):
        return "colon-equals", {}
    if token.type == "COLON" and open_brackets:
        function = LAST_NAME.search(text[: open_brackets[-1].start_pos])
        if function is not None and any(row.indexed for row in FUNCTIONS.get(function[1], ())):
            return "range-without-index", {"function": function[1]}
    if previous.type == token.type == "SUPERSCRIPT":
        power = unicodedata.normalize("NFKC", f"{previous}{token}").replace("−", "-")
        return "long-superscript", {"power": power if power.isdigit() else f"({power})"}
    return "operator", {}


def _as_vector(text: str, open_brackets: Sequence[Token]) -> str | None:
    """Formulas with commas, also in parentheses, as a vector; None where that is long, or is no formula either."""
    inner = text.strip()
    if open_brackets:
        alone = len(open_brackets) == 1 and not text[: open_brackets[0].start_pos].strip()
        if not (alone and inner.endswith(")")):
            return None
        inner = inner[1:-1]
    parts = [part.strip() for part in split_outside(inner, ",")[::2]]
    simple = all(parts) and not any(sign in inner for sign in "\n;=")
    vector = f"[{', '.join(parts)}]"
    return vector if simple and len(inner) <= LONGEST_SHOWN and parses(vector) else None
