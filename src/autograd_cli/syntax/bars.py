"""The stream of tokens between the lexer and the parser: which newlines count, and which bars open and close.

Takes: tokens as the lexer cuts them. Returns: those that the grammar reads. A newline within brackets is a blank. A bar
opens where an operand has to be; after an operand it closes the bar that is open in the same pair of brackets, or opens
one where a product may begin without a sign, as in `2|x|`. The tokens on both sides tell, since operands and operators
alternate; a form that can be paired in two ways is refused.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NoReturn

from autograd_cli.errors import Span, refuse
from autograd_cli.syntax.tokens import Token

OPENING = {"LPAR": "(", "LSQB": "[", "FLOOR_OPEN": "⌊", "CEIL_OPEN": "⌈"}
CLOSING = {"RPAR": ")", "RSQB": "]", "FLOOR_CLOSE": "⌋", "CEIL_CLOSE": "⌉"}
CLOSES = {OPENING[opening]: CLOSING[closing] for opening, closing in zip(OPENING, CLOSING, strict=True)}
# A bar that opens, and the same sign where it closes.
BARS = {"BAR_OPEN": "BAR_CLOSE", "NORM_OPEN": "NORM_CLOSE"}
ENDS_STATEMENT = {"NEWLINE", "SEMICOLON"}
SEPARATES = ENDS_STATEMENT | {"COMMA", "COLON", "ASSIGN"}
# What an operand may end with, and of these what another factor may follow without a sign.
ENDS_OPERAND = {
    *("NUMBER", "FRACTION", "FOREIGN_NUMBER", "CUT_NUMBER", "NAME", "QUOTED", "INFINITY"),
    *("SUPERSCRIPT", "QUOTE", "BANG", "DEGREE", *CLOSING, *BARS.values()),
}
BEFORE_FACTOR = {"NUMBER", "FRACTION", "RPAR", "FLOOR_CLOSE", "CEIL_CLOSE", *BARS.values()}
STARTS_OPERAND = {
    *("NUMBER", "FRACTION", "FOREIGN_NUMBER", "CUT_NUMBER", "NAME", "QUOTED", "INFINITY", "ROOT", *OPENING, *BARS),
}
# What may stand before an operand, after a bar that opens.
PREFIXES = {"PLUS", "MINUS", "NOT"}
# What follows a factor without a sign; a number does not.
AFTER_FACTOR = STARTS_OPERAND - {"NUMBER", "FRACTION", "FOREIGN_NUMBER", "CUT_NUMBER"}
# How many bars are tried out in both ways.
MOST_BARS = 200

# A way to tell the bars of a segment: their kinds in order.
Way = tuple[str, ...]


class AmbiguousBarsError(Exception):
    """Bars that can be paired in two ways: for each way the places that open and those that close."""

    def __init__(self, places: Sequence[Span], ways: tuple[Way, Way]) -> None:
        super().__init__(places)
        self.places, self.ways = places, ways


class Reading:
    """The `postlex` of Lark's parser: it reads the tokens on their way from the lexer."""

    always_accept: ClassVar[tuple[str, ...]] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return read_tokens(stream)


def read_tokens(tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens that count, each bar as one that opens or one that closes.

    They are passed on one by one up to the first bar of a statement, so that an error is met where the text has it.
    Raises: `AutogradError` with codes `character` and `syntax` for bars that are none, `AmbiguousBarsError`.
    """
    previous: Token | None = None
    counted = _without_newlines_in_brackets(tokens)
    for token in counted:
        if token.type not in BARS:
            yield token
            previous = token
            continue
        statement = [token]
        problem = None
        try:
            for further in counted:
                statement.append(further)
                if further.type in ENDS_STATEMENT:
                    break
        except Exception as error:
            problem = error
        yield from _paired(statement, previous, problem is None)
        if problem is not None:
            raise problem
        previous = statement[-1]


def _without_newlines_in_brackets(tokens: Iterator[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        kind = token.type
        if kind in OPENING:
            depth += 1
        elif kind in CLOSING:
            depth -= 1
        elif kind == "NEWLINE" and depth > 0:
            continue
        yield token


def _paired(tokens: list[Token], previous: Token | None, whole: bool) -> list[Token]:
    """The tokens of a statement from its first bar on, the bars told apart; a part of one is not complained of."""
    levels: list[list[int]] = [[]]
    for i, token in enumerate(tokens):
        kind = token.type
        if kind in OPENING:
            levels.append([])
        elif kind in CLOSING:
            _tell(tokens, levels.pop(), previous, whole)
            levels = levels or [[]]
        elif kind in SEPARATES:
            _tell(tokens, levels[-1], previous, whole)
            levels[-1] = []
        elif kind in BARS:
            levels[-1].append(i)
    for bars in levels:
        _tell(tokens, bars, previous, whole)
    return tokens


def _tell(tokens: list[Token], bars: list[int], previous: Token | None, whole: bool) -> None:
    """Tells the bars of one level apart, in place. Raises: as `read_tokens`."""
    kinds: list[str] = []
    opened: list[int] = []
    for bar in bars:
        choices = _choices(tokens, bar, previous, tokens[opened[-1]].type if opened else "", kinds)
        if len(choices) > 1:
            kinds = list(_only_way(tokens, bars, previous))
            opened = []
            break
        if not choices and not whole:
            break
        if not choices:
            _refuse_operator(tokens, bar)
        kinds.append(choices[0])
        if choices[0] in BARS:
            opened.append(bar)
        else:
            opened.pop()
    if opened and whole:
        for bar in opened:
            if bar and tokens[bar - 1].type in ENDS_OPERAND:
                _refuse_operator(tokens, bar)
        if previous is not None and opened[0] == 0 and previous.type in ENDS_OPERAND:
            _refuse_operator(tokens, 0)
        last = tokens[opened[-1]]
        refuse("syntax", "never-closed", Span(last.start_pos, last.end_pos), sign=str(last), closing=str(last))
    for bar, kind in zip(bars, kinds, strict=False):
        tokens[bar] = tokens[bar].update(kind)


def _refuse_operator(tokens: Sequence[Token], bar: int) -> NoReturn:
    """Refuses a bar that is neither opened nor closed, as the operator it may be meant for."""
    following = tokens[bar + 1] if bar + 1 < len(tokens) else None
    double = following is not None and following.type == "BAR_OPEN" and following.start_pos == tokens[bar].end_pos
    stop = following.end_pos if following is not None and double else tokens[bar].end_pos
    refuse("character", "bars" if double else "bar", Span(tokens[bar].start_pos, stop), sign=str(tokens[bar]))


def _choices(
    tokens: Sequence[Token], bar: int, previous: Token | None, opened: str, before: Sequence[str]
) -> list[str]:
    """What a bar may be after those `before` it, of which the kind `opened` is open."""
    kind = tokens[bar].type
    last = tokens[bar - 1] if bar else previous
    last_kind = "" if last is None else before[-1] if last.type in BARS and bar else last.type
    following = tokens[bar + 1].type if bar + 1 < len(tokens) else ""
    if last_kind not in ENDS_OPERAND:
        return [kind]
    choices = []
    if last_kind in BEFORE_FACTOR and (following in STARTS_OPERAND or following in PREFIXES):
        choices.append(kind)
    if opened == kind and (not choices or following not in STARTS_OPERAND or following in AFTER_FACTOR):
        choices.append(BARS[kind])
    return choices


def _only_way(tokens: Sequence[Token], bars: Sequence[int], previous: Token | None) -> Way:
    """The one way to pair bars of which some could be either. Raises: as `read_tokens`."""
    first, last = tokens[bars[0]], tokens[bars[-1]]
    span = Span(first.start_pos, last.end_pos)
    if len(bars) > MOST_BARS:
        refuse("syntax", "many-bars", span, most=MOST_BARS)
    # Ways by what is open at their ends; two of each tell that there are several.
    ways: dict[Way, list[Way]] = {(): [()]}
    for bar in bars:
        longer: dict[tuple[Way, str], list[Way]] = {}
        for open_bars, found in ways.items():
            for way in found:
                for kind in _choices(tokens, bar, previous, open_bars[-1] if open_bars else "", way):
                    now = (*open_bars, kind) if kind in BARS else open_bars[:-1]
                    longer.setdefault((now, kind), []).append((*way, kind))
        ways = {}
        for (now, _), found in longer.items():
            ways.setdefault(now, []).extend(found[:2])
    balanced = ways.get((), [])
    if not balanced:
        refuse("syntax", "bars-unpaired", span)
    if len(balanced) > 1:
        places = [Span(tokens[bar].start_pos, tokens[bar].end_pos) for bar in bars]
        raise AmbiguousBarsError(places, (balanced[0], balanced[1]))
    return balanced[0]
