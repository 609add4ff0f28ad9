"""What a person meant, where the grammar only knows what it did not expect.

In: the tokens read so far and the one that did not fit, or the character that begins no token. Out: the one error, with
span, message and a hint that would work. It knows people's habits, not the parser's states.
"""

from collections.abc import Sequence, Set

from autograd_cli.errors import AutogradError, Source, Span, visible
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.syntax.builder import AmbiguousForm, Token, canonical_name

OPENING = {"LPAR": "(", "LSQB": "["}
CLOSING = {"RPAR": ")", "RSQB": "]"}
CLOSES = {"(": ")", "[": "]"}
STARTS_OPERAND = {"NUMBER", "FOREIGN_NUMBER", "NAME", "LPAR", "LSQB", "ROOT", "INFINITY"}
ENDS_OPERAND = {"NUMBER", "NAME", "RPAR", "RSQB", "QUOTE", "INFINITY", "SUPERSCRIPT"}
KEYWORDS = {"GIVEN", "AND", "OR", "NOT"}

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
    '"': ("quotes have no meaning within a formula", None),
    "`": ("quotes have no meaning within a formula", None),
}


def diagnose_character(source: Source, offset: int) -> AutogradError:
    """The error for a character with which no token begins."""
    character = source.text[offset]
    message, hint = HABITS.get(character, (f"`{visible(character)}` cannot stand here", None))
    if not character.isprintable():
        message, hint = (
            f"an invisible character, {visible(character)}, stands here",
            "delete it, or type the formula anew",
        )
    width = 2 if source.text[offset : offset + 2] in ("&&", "||") else 1
    return AutogradError(message, code="character", span=Span(offset, offset + width), source=source, hint=hint)


def diagnose_token(source: Source, before: Sequence[Token], token: Token, expected: Set[str]) -> AutogradError:
    """The error for a token the grammar does not expect after those `before` it."""
    at_end = token.type == "$END"
    end = len(source.text.rstrip())
    span = Span(end, end) if at_end else Span(token.start_pos, token.end_pos)
    previous = before[-1] if before else None
    open_brackets, mismatch = _brackets(before, token)

    def error(message: str, hint: str | None = None, span: Span = span) -> AutogradError:
        return AutogradError(message, code="syntax", span=span, source=source, hint=hint)

    if mismatch:
        return error(*mismatch)
    if previous and previous.type in ENDS_OPERAND and token.type in STARTS_OPERAND | {"QUOTE"}:
        return error(*_missing_operator(source.text, before, previous, token))
    if (at_end or token.type == "SEMICOLON") and open_brackets and not (expected & STARTS_OPERAND):
        bracket = open_brackets[-1]
        sign = OPENING[bracket.type]
        return error(
            f"this `{sign}` is never closed", f"add `{CLOSES[sign]}`", Span(bracket.start_pos, bracket.end_pos)
        )
    if token.type in ("ASSIGN", "EQUAL") and not (expected & STARTS_OPERAND):
        return error(
            "`=` gives a name to a whole line, and stands once in it",
            "`==` compares; `a = ...` stands on a line of its own, or before a `;`",
        )
    if token.type in KEYWORDS and expected & STARTS_OPERAND:
        return error(f"`{token}` is a word of the language, and cannot be a name", f"call it `{token}_`, for example")
    found = "the end" if at_end else "the end of the line" if token.type == "NEWLINE" else f"`{token}`"
    if expected & STARTS_OPERAND:
        message = f"expected a number, a name, `(` or `-`, but found {found}"
        return error(message, _operand_hint(previous, token, bool(open_brackets)))
    wanted = "an operator" + (f" or `{CLOSES[OPENING[open_brackets[-1].type]]}`" if open_brackets else " or the end")
    return error(f"expected {wanted}, but found {found}")


def diagnose_two_readings(source: Source, form: AmbiguousForm) -> AutogradError:
    """The error for `1/2x` and its like, with both readings spelled out."""
    a, b, c = (source.slice(part) for part in form.parts)
    first, second = (f"`{reading.format(a=a, b=b, c=c)}`" for reading in form.readings)
    return AutogradError(
        f"`{source.slice(form.span)}` can be read in two ways",
        code="ambiguous",
        span=form.span,
        source=source,
        hint=_power_of_function(source, form) or f"write {first} or {second}",
    )


def _power_of_function(source: Source, form: AmbiguousForm) -> str | None:
    """The hint for `sin^2(x)`."""
    base, exponent, argument = (source.slice(part) for part in form.parts)
    if form.sign == "^" and base in FUNCTIONS and argument.startswith("("):
        return f"the power of a function's value is `{base}{argument}^{exponent}`"
    return None


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
        return "a number is never transposed", "`'` transposes a matrix"
    if previous.type == "NAME" and name in FUNCTIONS and token.type in ("NAME", "NUMBER"):
        return f"the argument of `{name}` needs parentheses", f"write `{name}({token})`"
    if previous.type == "QUOTE" and token.type == "LPAR" and len(before) > 1:
        return (
            f"`{before[-2]}'(...)` is not a derivative here",
            f'the derivative of a formula is given by `autograd diff "{before[-2]}(x)"`',
        )
    if previous.type == "NUMBER" and token.type == "NUMBER":
        return "two numbers stand side by side", f"write `{previous}*{token}` for the product"
    line_start = max(text.rfind("\n", 0, token.start_pos), text.rfind(";", 0, token.start_pos)) + 1
    repaired = f"{text[line_start : previous.end_pos]}*{text[token.start_pos :]}".splitlines()[0].strip()
    shown = repaired if len(repaired) <= 60 else f"{previous}*{token}"
    return f"an operator is missing before `{token}`", f"for a product write `{shown}`"


def _operand_hint(previous: Token | None, token: Token, in_brackets: bool) -> str | None:
    """What to do where an operand should stand."""
    if token.type == "NEWLINE" and not in_brackets:
        return "a formula goes on in the next line only within parentheses"
    if previous is not None and str(previous) in ("*", "/") and str(token) in ("*", "/"):
        return "a power is `x^2` or `x**2`; comments begin with `#`"
    if previous is not None and previous.type == "COMMA" and token.type == "RPAR":
        return "delete the last `,`"
    if token.type in ("LESS", "GREATER", "ASSIGN") and previous is not None and str(previous) in ("=", "<", ">"):
        return "comparisons are `<`, `<=`, `>`, `>=`, `==` and `!=`"
    return None
