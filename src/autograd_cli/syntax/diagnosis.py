"""What a person meant, where the grammar only knows what it did not expect.

In: the tokens read so far and the one that did not fit, or the character that begins no token. Out: the one error, with
span, message and a hint that would work. It knows people's habits, not the parser's states.
"""

import re
from collections.abc import Sequence, Set

from autograd_cli.errors import AutogradError, Source, Span, visible
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.syntax.builder import (
    ASSIGNMENT_HINT,
    MISPLACED_ASSIGNMENT,
    AmbiguousFormError,
    canonical_name,
    identifier,
    stranger,
)
from autograd_cli.syntax.machine import Token

OPENING = {"LPAR": "(", "LSQB": "["}
CLOSING = {"RPAR": ")", "RSQB": "]"}
CLOSES = {"(": ")", "[": "]"}
STARTS_OPERAND = {"NUMBER", "FOREIGN_NUMBER", "NAME", "LPAR", "LSQB", "ROOT", "INFINITY"}
ENDS_OPERAND = {"NUMBER", "NAME", "RPAR", "RSQB", "QUOTE", "INFINITY", "SUPERSCRIPT"}
KEYWORDS = {"GIVEN", "AND", "OR", "NOT"}
ENDS_STATEMENT = {"NEWLINE", "SEMICOLON"}
ENDS_BINDING = ENDS_STATEMENT | {"COMMA"}
COMPARISON_PARTS = {"LESS", "GREATER", "ASSIGN", "EQUAL"}
GIVEN_HINT = "as in `given x = 40, y = 4`"

# A character people write by habit: what to say, and what helps.
HABITS = {
    "|": ("`|` is not an operator", "the absolute value is `abs(x)`, a disjunction is `a or b`"),
    "&": ("`&` is not an operator", "write `and`, as in `x > 0 and x < 1`"),
    "!": ("`!` is not an operator", "the factorial of x is `gamma(x + 1)`; `not a` negates, `!=` compares"),
    "%": ("`%` is not an operator", "5% is `5/100`; the remainder is `mod(x, y)`"),
    ".": ("`.` stands only within numbers", "a number is `0.5` or `.5`; a product is `x*y`"),
    "{": ("`{` does not group", "group with `(` and `)`"),
    "}": ("`}` does not group", "group with `(` and `)`"),
    "\\": ("`\\` has no meaning here", "write LaTeX's `\\sin x` as `sin(x)`, `\\frac{a}{b}` as `a/b`"),
    "$": ("`$` has no meaning here", "write the formula without dollar signs; in a shell, quote it with '...'"),
    "?": ("`?` is not an operator", "a choice is `where(condition, a, b)`"),
    "~": ("`~` is not an operator", "`not a` negates a condition"),
    **dict.fromkeys('"`“”‘', ("quotes have no meaning within a formula", "delete them")),
    **dict.fromkeys("’′", ("only a straight `'` transposes", "`A'` is the transpose of a matrix")),
    **dict.fromkeys("‐‑‒–—", ("a dash is not a minus sign", "write `-`")),
}

# A text of more characters than this is not repeated within a message.
LONGEST_SHOWN = 60
SIMPLE_OPERAND = re.compile(r"[\w.]+")
SIMPLE_PARENTHESIS = re.compile(r"\([^()]*\)")


def diagnose_character(source: Source, offset: int) -> AutogradError:
    """The error for a character with which no token begins."""
    character = source.text[offset]
    message, hint = HABITS.get(character) or stranger(character)
    if not character.isprintable():
        message, hint = (
            f"an invisible character, {visible(character)}, stands here",
            "delete it, or type the formula anew",
        )
    width = 1
    if source.text[offset : offset + 2] in ("&&", "||"):
        width, message = 2, f"`{2 * character}` is not an operator"
    return AutogradError(message, code="character", span=Span(offset, offset + width), source=source, hint=hint)


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

    def error(message: str, hint: str | None = None, span: Span = span) -> AutogradError:
        return AutogradError(message, code="syntax", span=span, source=source, hint=hint)

    if mismatch:
        return error(*mismatch)
    if previous and previous.type in ENDS_OPERAND and token.type in STARTS_OPERAND | {"QUOTE"}:
        return error(*_missing_operator(source.text, before, previous, token))
    if previous and previous.type in ENDS_OPERAND:
        expected = expected - STARTS_OPERAND  # the `(` of a call begins no operand
    if previous and previous.type == "ROOT":
        operand = SIMPLE_OPERAND.match(source.text, token.start_pos) if token.type in STARTS_OPERAND else None
        return error("`√` needs parentheses", f"write `√({operand[0] if operand else 'x'})`")
    statement = _statement(before)
    in_given = bool(statement) and statement[0].type == "GIVEN"
    if in_given and "ASSIGN" in expected and (at_end or token.type in ENDS_BINDING):
        return error("a `given` has a value for every name", GIVEN_HINT)
    if (at_end or token.type == "SEMICOLON") and open_brackets and not (expected & STARTS_OPERAND):
        bracket = open_brackets[-1]
        sign = OPENING[bracket.type]
        return error(
            f"this `{sign}` is never closed", f"add `{CLOSES[sign]}`", Span(bracket.start_pos, bracket.end_pos)
        )
    if token.type in ("ASSIGN", "EQUAL") and not (expected & STARTS_OPERAND):
        return error(
            MISPLACED_ASSIGNMENT,
            GIVEN_HINT if in_given else ASSIGNMENT_HINT,
        )
    if token.type == "NOT" and expected & STARTS_OPERAND:
        return error("`not` needs parentheses here", "as in `2*(not x)`")
    if token.type == "ASSIGN" and previous and previous.type in KEYWORDS and len(statement) == 1:
        message = f"`{previous}` is a word of the language, and cannot be a name"
        return error(message, f"call it `{previous}_`, for example", Span(previous.start_pos, previous.end_pos))
    if token.type in KEYWORDS and expected & STARTS_OPERAND:
        return error(f"`{token}` is a word of the language, and cannot be a name", f"call it `{token}_`, for example")
    found = "the end" if at_end else "the end of the line" if token.type == "NEWLINE" else f"`{token}`"
    if expected & STARTS_OPERAND:
        message = f"expected a number, a name, `(` or `-`, but found {found}"
        return error(message, _operand_hint(previous, token, bool(open_brackets)))
    wanted = "an operator" + (f" or `{CLOSES[OPENING[open_brackets[-1].type]]}`" if open_brackets else " or the end")
    return error(f"expected {wanted}, but found {found}", _operator_hint(source.text, previous, token, open_brackets))


def diagnose_two_readings(source: Source, form: AmbiguousFormError) -> AutogradError:
    """The error for `1/2x` and its like, with both readings spelled out."""
    a, b, c = (_shortened(source.slice(part)) for part in form.parts)
    first, second = (f"`{reading.format(a=a, b=b, c=c)}`" for reading in form.readings)
    whole = source.slice(form.span)
    return AutogradError(
        f"`{whole if len(whole) <= LONGEST_SHOWN else f'{a}{form.sign}{b}{c}'}` can be read in two ways",
        code="ambiguous",
        span=form.span,
        source=source,
        hint=_power_of_function(source, form) or f"write {first} or {second}",
    )


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN // 3 else "..."


def _power_of_function(source: Source, form: AmbiguousFormError) -> str | None:
    """The hint for `sin^2(x)`."""
    base, exponent, argument = (source.slice(part) for part in form.parts)
    if form.sign != "^" or base not in FUNCTIONS:
        return None
    value = f"{base}{argument if SIMPLE_PARENTHESIS.fullmatch(argument) else '(...)'}"
    inverse = f"; the inverse function is `a{base}`" if exponent == "-1" and f"a{base}" in FUNCTIONS else ""
    return f"the power of a function's value is `{value}^{exponent}`{inverse}"


def _statement(before: Sequence[Token]) -> Sequence[Token]:
    """The tokens of the statement that is being read."""
    start = next((i for i in range(len(before), 0, -1) if before[i - 1].type in ENDS_STATEMENT), 0)
    return before[start:]


def _brackets(before: Sequence[Token], token: Token) -> tuple[list[Token], tuple[str, str | None] | None]:
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
        return stack, (
            f"this `{token}` closes nothing",
            f"delete it, or open it with `{'(' if token.type == 'RPAR' else '['}`",
        )
    wanted = CLOSES[OPENING[stack[-1].type]]
    if wanted != str(token):
        return stack, (f"`{OPENING[stack[-1].type]}` is closed by `{token}`", f"close it with `{wanted}`")
    return stack, None


def _missing_operator(text: str, before: Sequence[Token], previous: Token, token: Token) -> tuple[str, str | None]:
    """Message and hint for two operands side by side."""
    name = canonical_name(str(previous))
    if previous.type == "NUMBER" and token.type == "LSQB":
        return "a number is never indexed", "a product is written with `*`"
    if token.type == "QUOTE":
        what = "a number" if previous.type == "NUMBER" else "a power without parentheses"
        return f"{what} is never transposed", "`'` transposes a matrix"
    if previous.type == "NAME" and name in FUNCTIONS and token.type in ("NAME", "NUMBER"):
        operand = SIMPLE_OPERAND.match(text, token.start_pos)
        shown = operand[0] if operand and operand[0] not in FUNCTIONS else "..."
        return f"the argument of `{name}` needs parentheses", f"write `{name}({shown})`"
    if previous.type == "SUPERSCRIPT" and len(before) > 1 and canonical_name(str(before[-2])) in FUNCTIONS:
        return f"the argument of `{before[-2]}` is missing", f"write `{before[-2]}(...){previous}`"
    if previous.type == "QUOTE" and token.type == "LPAR":
        primed = next(earlier for earlier in reversed(before) if earlier.type != "QUOTE")
        if primed.type == "NAME":
            return (
                f"`{text[primed.start_pos : previous.end_pos]}(...)` is not a derivative here",
                f"write the formula itself, `{primed}(x)`: `autograd diff` prints its derivative",
            )
    if "if" in (str(previous), str(token)) or "else" in (str(previous), str(token)):
        return "`if` and `else` are not part of the language", "a choice is `where(condition, a, b)`"
    if str(token) in ("mod", "xor"):
        return f"`{token}` is not an operator", "the remainder is `mod(x, y)`; conditions are joined by `and` and `or`"
    if previous.type == "NUMBER" and token.type == "NUMBER":
        if token.start_pos == previous.end_pos:
            return f"`{previous}{token}` is not a number", "a number has one decimal point"
        return "two numbers stand side by side", f"write `{previous}*{token}` for the product"
    ends = (text.rfind(sign, 0, token.start_pos) + 1 for sign in "\r\n;")
    line_start = min(max(ends), previous.start_pos)
    repaired = f"{text[line_start : previous.end_pos]}*{text[token.start_pos :]}".splitlines()[0].strip()
    whole = len(repaired) <= LONGEST_SHOWN and all(repaired.count(a) == repaired.count(b) for a, b in CLOSES.items())
    shown = repaired if whole else f"{previous}*{token}"
    return f"an operator is missing before `{token}`", f"for a product write `{shown}`"


def _operand_hint(previous: Token | None, token: Token, in_brackets: bool) -> str | None:
    """What to do where an operand should stand."""
    if token.type == "NEWLINE" and not in_brackets:
        return "a formula goes on in the next line only within parentheses"
    if previous is not None and str(previous) == str(token) == "/":
        return "whole-number division is `floor(x/y)`; comments begin with `#`"
    if previous is not None and str(previous) in ("*", "/", "**") and str(token) in ("*", "/"):
        return "two operators stand side by side; a power is `x^2` or `x**2`"
    if previous is not None and previous.type == "COMMA" and token.type == "RPAR":
        return "delete the last `,`"
    if token.type in COMPARISON_PARTS and previous is not None and previous.type in COMPARISON_PARTS:
        return "comparisons are `<`, `<=`, `>`, `>=`, `==` and `!=`"
    return None


def _operator_hint(text: str, previous: Token | None, token: Token, open_brackets: Sequence[Token]) -> str | None:
    """What to do where an operator should stand."""
    if previous is None:
        return None
    digits = SIMPLE_OPERAND.match(text, token.end_pos)
    if previous.type == "NUMBER" and token.type == "COMMA" and not open_brackets and digits:
        return f"a number is written with a point: `{previous}.{digits[0]}`"
    if token.type == "COMMA" and not open_brackets:
        return "a formula has one result; a `,` separates the arguments of a function"
    if previous.type == token.type == "SUPERSCRIPT":
        return "a power of two digits is written with `^`, as in `x^23`"
    return None
