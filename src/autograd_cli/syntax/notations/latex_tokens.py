r"""The tokens of LaTeX between lexer and parser: which bars open, which `(` may call, which lines end a formula.

Takes: tokens as the lexer cuts them. Returns: those that the grammar reads. A plain bar closes the one that is open in
the same brackets where an operand ends, else it opens; `&` and `\\` mean nothing outside of cases and matrices but
the end of a formula, and a comma or point at the end of a line nothing.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from autograd_cli.errors import Span, refuse
from autograd_cli.syntax.tokens import Token

OPENING = {
    "LPAR": "RPAR",
    "LSQB": "RSQB",
    "LBRACE": "RBRACE",
    "CURLY_OPEN": "CURLY_CLOSE",
    "FLOOR_OPEN": "FLOOR_CLOSE",
    "CEIL_OPEN": "CEIL_CLOSE",
    "BEGIN_CASES": "END_CASES",
    "BEGIN_MATRIX": "END_MATRIX",
}
CLOSING = {closing: opening for opening, closing in OPENING.items()}
# What a bar that opens is where it closes, and the bars that do not say which they are.
BARS = {"BAR_OPEN": "BAR_CLOSE", "NORM_OPEN": "NORM_CLOSE"}
PLAIN = {"|", "\\|", "\\Vert"}
NAMES = {"LETTER", "GREEK", "WORD"}
ENDS_OPERAND = {*NAMES, "NUMBER", "INFINITY", "BANG", "TOP", "FRAC_DIGITS", "BAR_CLOSE", "NORM_CLOSE", *CLOSING}
STARTS_OPERAND = {
    *NAMES,
    *("NUMBER", "INFINITY", "FRAC", "FRAC_DIGITS", "SQRT", "BINOM", "BIG", "FUNCTION", "ACCENT", "FONT"),
    *("LPAR", "LSQB", "LBRACE", "FLOOR_OPEN", "CEIL_OPEN"),
}
CONTINUES = {"PLUS", "MINUS", "TIMES", "OVER", "EQUALS"}
ENVIRONMENTS = {"BEGIN_CASES", "BEGIN_MATRIX"}


class Reading:
    """The `postlex` of Lark's parser."""

    always_accept: ClassVar[tuple[str, ...]] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return iter(read_tokens([*stream]))


def read_tokens(tokens: list[Token]) -> list[Token]:
    """The tokens that count. Raises: `AutogradError` with code `ambiguous` for bars that pair in several ways."""
    return _with_calls(_with_bars(_in_lines(tokens)))


def _in_lines(tokens: list[Token]) -> list[Token]:
    """Without what parts columns, and with a separator between formulas."""
    kept: list[Token] = []
    environments: list[str] = []
    depth = [0]
    for i, token in enumerate(tokens):
        kind = token.type
        following = next((one for one in tokens[i + 1 :] if one.type != "AMP"), None)
        after = "" if following is None else following.type
        if kind in OPENING:
            if kind in ENVIRONMENTS:
                environments.append(kind)
                depth.append(0)
            else:
                depth[-1] += 1
        elif kind in CLOSING:
            if CLOSING[kind] in ENVIRONMENTS:
                environments = environments[:-1]
                depth = depth[:-1] or [0]
            else:
                depth[-1] -= 1
        if (
            kind == "COMMA"
            and depth[-1] == 0
            and (after in ("", "ROW", "END_CASES") or environments[-1:] == ["BEGIN_CASES"])
        ):
            continue
        if not environments and kind == "AMP":
            continue
        if not environments and (kind == "ROW" or (kind == "SEMICOLON" and depth[-1] == 0)):
            if after not in CONTINUES and after and kept:
                kept.append(token.update("SEPARATOR"))
            continue
        kept.append(token)
    while kept and kept[-1].type == "SEPARATOR":
        kept.pop()
    return kept


def _with_bars(tokens: list[Token]) -> list[Token]:
    levels: list[list[int]] = [[]]
    for i, token in enumerate(tokens):
        kind = token.type
        previous = tokens[i - 1].type if i else ""
        if kind in OPENING:
            levels.append([])
        elif kind in CLOSING and len(levels) > 1:
            levels.pop()
        elif kind in ("COMMA", "SEPARATOR", "AMP", "ROW"):
            levels[-1] = []
        elif str(token) in PLAIN:
            opened = levels[-1]
            if opened and previous in ENDS_OPERAND and tokens[opened[-1]].type == kind:
                following = tokens[i + 1].type if i + 1 < len(tokens) else ""
                if following in STARTS_OPERAND and _bars_after(tokens, i) > 1:
                    first = tokens[opened[0]]
                    refuse("ambiguous", "latex-bars", Span(first.start_pos, token.end_pos))
                tokens[i] = token.update(BARS[kind])
                opened.pop()
            else:
                opened.append(i)
    return tokens


def _bars_after(tokens: Sequence[Token], place: int) -> int:
    """How many plain bars there are behind one in the same brackets."""
    depth = count = 0
    for token in tokens[place + 1 :]:
        depth += (token.type in OPENING) - (token.type in CLOSING)
        if depth < 0 or (depth == 0 and token.type in ("COMMA", "SEPARATOR", "AMP", "ROW")):
            break
        count += depth == 0 and str(token) in PLAIN
    return count


def _with_calls(tokens: list[Token]) -> list[Token]:
    """With `(` right after a name as a terminal of its own: it may be a call's."""
    ends: list[bool] = []
    groups: list[bool] = []
    for i, token in enumerate(tokens):
        kind = token.type
        previous = tokens[i - 1].type if i else ""
        before = ends[i - 1] if i else False
        name = False
        if kind == "SUB":
            name = before  # whether what it is below is a name
        elif kind == "LBRACE":
            groups.append(previous in ("ACCENT", "FONT") or (previous == "SUB" and before))
        elif kind == "RBRACE":
            name = groups.pop() if groups else False
        elif kind in NAMES:
            name = before if previous == "SUB" else previous not in ("CARET", "FRAC", "BINOM", "SQRT")
        elif kind in ("NUMBER", "FUNCTION"):
            name = previous == "SUB" and before
        if kind == "LPAR" and before and previous != "SUB":
            tokens[i] = token.update("APPLY")
        ends.append(name)
    return tokens


def runs(tokens: Sequence[Token]) -> Iterator[tuple[str, Span]]:
    """The letters that touch, as `mgh`: their text and place; exponents and subscripts stand alone."""
    run: list[Token] = []
    for i, token in enumerate(tokens):
        alone = i > 0 and tokens[i - 1].type in ("CARET", "SUB", "ACCENT", "FONT")
        if run and (token.type != "LETTER" or token.start_pos != run[-1].end_pos or alone):
            yield "".join(map(str, run)), Span(run[0].start_pos, run[-1].end_pos)
            run = []
        if token.type == "LETTER" and not alone:
            run.append(token)
    if run:
        yield "".join(map(str, run)), Span(run[0].start_pos, run[-1].end_pos)
