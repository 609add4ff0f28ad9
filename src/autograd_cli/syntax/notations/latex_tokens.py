r"""The tokens of LaTeX between lexer and parser: which bars open, which `(` may call, which lines end a formula.

Takes: tokens as the lexer cuts them. Returns: those that the grammar reads. A plain bar closes the one that is open in
the same brackets where an operand ends, else it opens; `&` and `\\` mean nothing outside of cases and matrices but
the end of a formula, and a comma or point at the end of a line nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile
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
PLAIN = {"|", "\\vert", "\\mid", "\\|", "\\Vert"}
NAMES = {"LETTER", "GREEK", "WORD", "PHRASE"}
ENDS_OPERAND = {*NAMES, "NUMBER", "INFINITY", "BANG", "TOP", "FRAC_DIGITS", "BAR_CLOSE", "NORM_CLOSE", *CLOSING}
STARTS_OPERAND = {
    *NAMES,
    *("NUMBER", "INFINITY", "FRAC", "FRAC_DIGITS", "SQRT", "BINOM", "BIG", "FUNCTION", "ORDERED", "ACCENT", "FONT"),
    *("LPAR", "LSQB", "LBRACE", "FLOOR_OPEN", "CEIL_OPEN"),
}
SIGNS = {"PLUS", "MINUS"}
# What ends the reach of a bar in the same brackets.
PARTING = {"COMMA", "SEPARATOR", "AMP", "ROW"}
CONTINUES = {"PLUS", "MINUS", "TIMES", "OVER", "EQUALS"}
ENVIRONMENTS = {"BEGIN_CASES", "BEGIN_MATRIX"}


class Reading:
    """The `postlex` of Lark's parser."""

    always_accept: ClassVar[tuple[str, ...]] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return iter(read_tokens([*stream]))


def read_tokens(tokens: list[Token]) -> list[Token]:
    """The tokens that count. Raises: `AutogradError` with code `ambiguous` for bars that pair in several ways."""
    _check_numbers(tokens)
    return _with_calls(_with_bars(_with_pairs(_in_lines(tokens))))


def _check_numbers(tokens: Sequence[Token]) -> None:
    """Refuses `1e-3` and `2E5`, which may be a number as programs write it, or a product with e."""
    for i, letter in enumerate(tokens[1:-1], 1):
        if letter.type != "LETTER" or str(letter) not in "eE" or tokens[i - 1].type != "NUMBER":
            continue
        sign = str(tokens[i + 1]) if tokens[i + 1].type in ("PLUS", "MINUS") else ""
        parts = tokens[i - 1 : i + 2 + bool(sign)]
        touching = all(one.end_pos == other.start_pos for one, other in pairwise(parts))
        if not touching or parts[-1].type != "NUMBER" or not str(parts[-1]).isdigit():
            continue
        if i > 1 and tokens[i - 2].type in ("CARET", "SUB"):
            continue
        span = Span(parts[0].start_pos, parts[-1].end_pos)
        number, exponent = str(parts[0]), f"{sign.replace('+', '')}{parts[-1]}"
        readings = {
            "first": rf"({number} \cdot 10^{{{exponent}}})",
            "second": f"{number} {letter} {sign or chr(92) + 'cdot'} {parts[-1]}",
        }
        refuse("ambiguous", "two-readings", span, text="".join(map(str, parts)), **readings)


def _in_lines(tokens: list[Token]) -> list[Token]:
    """Without what parts columns, and with a separator between formulas."""
    kept: list[Token] = []
    environments: list[str] = []
    depth = [0]
    following = [""]
    for token in reversed(tokens):
        following.append(following[-1] if token.type == "AMP" else token.type)
    following.pop()
    first = 0
    for i, (token, after) in enumerate(zip(tokens, reversed(following), strict=True)):
        kind = token.type
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
            if (
                after not in ("", "ROW")
                and kept
                and (kind == "SEMICOLON" or not _goes_on(kept[first:], islice(tokens, i + 1, None)))
            ):
                kept.append(token.update("SEPARATOR"))
                first = len(kept)
            continue
        kept.append(token)
    while kept and kept[-1].type == "SEPARATOR":
        kept.pop()
    return kept


def _goes_on(formula: Sequence[Token], rest: Iterable[Token]) -> bool:
    r"""Whether a line goes on with the formula before it: a sign parts them, and it is no formula itself.

    A line with the name that the one before defines is one, `y = x^2 \\ -y`, and so is one with an `=` behind its sign.
    """
    line = [*takewhile(lambda token: token.type != "ROW", rest)]
    signs = [token.type for token in line if token.type != "AMP"][:1]
    if signs == ["EQUALS"]:
        return True
    if not CONTINUES & {formula[-1].type, *signs} or _equals(line) is not None:
        return False
    stop = _equals(formula)
    if stop is None:
        return True
    left, texts = _texts(takewhile(lambda token: token.type != "LPAR", formula[:stop])), [*_texts(line), ""]
    places = range(len(texts) - len(left))
    return not any(texts[i : i + len(left)] == left and texts[i + len(left)] != "_" for i in places)


def _equals(tokens: Sequence[Token]) -> int | None:
    """The place of the first `=` outside of brackets; None without one."""
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token.type in OPENING) - (token.type in CLOSING)
        if token.type == "EQUALS" and depth == 0:
            return i
    return None


def _texts(tokens: Iterable[Token]) -> list[str]:
    """The texts of tokens, without the braces that group them."""
    return [str(token) for token in tokens if token.type not in ("LBRACE", "RBRACE", "AMP")]


def _with_pairs(tokens: list[Token]) -> list[Token]:
    r"""With pairs of `\mid` in the same brackets as bars, `\mid x \mid`; one alone parts arguments."""
    levels: list[list[int]] = [[]]
    for i, token in enumerate(tokens):
        kind = token.type
        if kind == "MID":
            levels[-1].append(i)
        elif kind in OPENING:
            levels.append([])
        elif kind in PARTING or (kind in CLOSING and len(levels) > 1):
            _as_bars(tokens, levels[-1])
            levels[-1] = []
            if kind in CLOSING:
                levels.pop()
    _as_bars(tokens, levels[0])
    return tokens


def _as_bars(tokens: list[Token], places: Sequence[int]) -> None:
    if len(places) % 2 == 0:
        for place in places:
            tokens[place] = tokens[place].update("BAR_OPEN")


def _with_bars(tokens: list[Token]) -> list[Token]:
    spare = _spare_bars(tokens)
    levels: list[list[int]] = [[]]
    for i, token in enumerate(tokens):
        kind = token.type
        previous = tokens[i - 1].type if i else ""
        if kind in OPENING:
            levels.append([])
        elif kind in CLOSING and len(levels) > 1:
            levels.pop()
        elif kind in PARTING:
            levels[-1] = []
        elif kind in BARS and str(token) in PLAIN:
            opened = levels[-1]
            if opened and previous in ENDS_OPERAND and tokens[opened[-1]].type == kind:
                following = tokens[i + 1].type if i + 1 < len(tokens) else ""
                if following in STARTS_OPERAND and spare[i] > 1:
                    first = tokens[opened[0]]
                    refuse("ambiguous", "latex-bars", Span(first.start_pos, token.end_pos))
                tokens[i] = token.update(BARS[kind])
                opened.pop()
            else:
                opened.append(i)
    return tokens


def _spare_bars(tokens: Sequence[Token]) -> dict[int, int]:
    """By plain bar, how many more can close than must open behind it in the same brackets: two close it and another."""
    spare: dict[int, int] = {}
    levels = [0]
    after = ""
    for i in range(len(tokens) - 1, -1, -1):
        token, kind = tokens[i], tokens[i].type
        before = tokens[i - 1].type if i else ""
        if kind in CLOSING:
            levels.append(0)
        elif kind in OPENING and len(levels) > 1:
            levels.pop()
        elif kind in PARTING:
            levels[-1] = 0
        elif kind in BARS and str(token) in PLAIN:
            spare[i] = levels[-1]
            closes = before in ENDS_OPERAND or not (after in STARTS_OPERAND or after in SIGNS or after in BARS)
            levels[-1] += 1 if closes else -1
        after = kind
    return spare


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
