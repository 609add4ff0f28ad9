"""The parser's machine: a text is cut into tokens, and the tokens are reduced by the grammar's LALR(1) table.

In: the tables that `generate.py` makes of the grammar, a builder with a method a rule, a text. Out: what the builder's
first rule gives. The machine knows nothing of the language; what is there to be known is in the tables.

*Source*: Aho, Lam, Sethi & Ullman 2006, Compilers, algorithm 4.44.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

END = "$END"


class Token(NamedTuple):
    """A word of the text: the terminal it is, itself, and its place in code points, the end excluded."""

    type: str
    text: str
    start_pos: int
    end_pos: int

    def __str__(self) -> str:
        return self.text


class Tables(NamedTuple):
    """A grammar, ready for use.

    `pattern` has a group for each terminal, in the order in which they are tried; a word in `keywords` is a terminal of
    its own. A rule is its nonterminal, how many values it takes, the builder's method ("" where the one value stays as
    it is, "*" where the values are a list for the rule above), and whether some of its values are such lists. A row is
    a state's steps: pairs of a symbol's number and a state to go on to, or the complement of a rule to reduce by.
    """

    pattern: str
    keywords: dict[str, str]
    ignored: tuple[str, ...]
    symbols: tuple[str, ...]
    rules: tuple[tuple[str, int, str, bool], ...]
    rows: tuple[str, ...]


class UnexpectedCharacterError(Exception):
    """A character with which no token begins."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class UnexpectedTokenError(Exception):
    """A token for which the table has no step, and those for which it has."""

    def __init__(self, token: Token, expected: Set[str]) -> None:
        super().__init__(token)
        self.token, self.expected = token, expected


class Rows(dict[int, dict[str, int]]):
    """A table's rows by state, each read when first met: a formula meets a tenth of them."""

    def __init__(self, tables: Tables) -> None:
        super().__init__()
        self.tables = tables

    def __missing__(self, state: int) -> dict[str, int]:
        numbers = map(int, self.tables.rows[state].split())
        row = self[state] = {self.tables.symbols[symbol]: step for symbol, step in zip(numbers, numbers, strict=True)}
        return row


class Machine:
    """A parser. `postlex` may change the stream of tokens on its way from the text to the table."""

    def __init__(
        self, tables: Tables, builder: object, postlex: Callable[[Iterator[Token]], Iterable[Token]] = iter
    ) -> None:
        self.pattern = re.compile(tables.pattern)
        self.keywords = tables.keywords
        self.ignored = frozenset(tables.ignored)
        self.postlex = postlex
        self.rows = Rows(tables)
        self.rules = [
            (origin, length, _callback(builder, method), spliced) for origin, length, method, spliced in tables.rules
        ]

    def lex(self, text: str) -> Iterable[Token]:
        """The tokens of a text. Raises: `UnexpectedCharacterError`."""
        return self.postlex(self._words(text))

    def parse(self, text: str) -> Any:
        """What the builder makes of a text. Raises: `UnexpectedCharacterError`, `UnexpectedTokenError`."""
        rows, rules = self.rows, self.rules
        states: list[int] = [0]
        values: list[Any] = []
        for token in chain(self.lex(text), (Token(END, "", len(text), len(text)),)):
            kind = token.type
            while True:
                step = rows[states[-1]].get(kind)
                if step is None:
                    raise UnexpectedTokenError(token, {symbol for symbol in rows[states[-1]] if symbol.isupper()})
                if step >= 0:
                    break
                origin, length, build, spliced = rules[~step]
                children = values[len(values) - length :]
                if length:
                    del values[-length:], states[-length:]
                values.append(build(_spliced(children) if spliced else children))
                states.append(rows[states[-1]][origin])
            states.append(step)
            values.append(token)
        return values[0]

    def _words(self, text: str) -> Iterator[Token]:
        keywords, ignored = self.keywords, self.ignored
        place = 0
        for match in self.pattern.finditer(text):
            start, stop = match.span()
            if start != place:
                break
            place = stop
            kind = match.lastgroup
            assert kind is not None
            if kind not in ignored:
                word = match.group()
                yield Token(keywords.get(word, kind), word, start, stop)
        if place != len(text):
            raise UnexpectedCharacterError(place)


def _callback(builder: object, method: str) -> Callable[[list[Any]], Any]:
    callback: Callable[[list[Any]], Any] = (
        itemgetter(0) if method == "" else _itself if method == "*" else getattr(builder, method)
    )
    return callback


def _itself(values: list[Any]) -> list[Any]:
    """The values, for the rule above; no copy, or a list of n would cost n^2."""
    return values


def _spliced(values: list[Any]) -> list[Any]:
    """The values with what is in lists in their place. The first list grows: a long one is not copied at each step."""
    result = values[0] if values and isinstance(values[0], list) else values[:1]
    for value in values[1:]:
        if isinstance(value, list):
            result += value
        else:
            result.append(value)
    return result
