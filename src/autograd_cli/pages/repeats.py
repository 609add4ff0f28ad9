"""Text in which what is there many times is written once: pictures, MathML and data repeat their tags and words.

Takes: text. Returns: a shorter text, and what its signs stand for. A script puts them back (`data.js`).

*Source*: P. Gage 1994, "A new algorithm for data compression" (byte pair encoding), here with tags and words
as the units.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

TOKEN = re.compile(r"<[a-z/]+>|&\w+;|\w+|.", re.DOTALL)
# Signs of one and two bytes that stand for others; those that the text has are left out.
SIGNS = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ#%@^_|~!?;*=+&", "".join(map(chr, range(0xC0, 0x250))))
# What a sign costs beside its own length and that of what it stands for: the end of its line.
ENTRY = 1
# What repeats is read off so many characters, of a longer text off pieces of this length from everywhere in it.
READ, PIECE = 24_000, 1_000
# In one pass signs are chosen that save this share of what the best one saves, or more.
WORTH = 0.6

Sequences = tuple[str, ...]


class Short(NamedTuple):
    """The text, and its signs, each followed by what it stands for, in which there are signs before it alone."""

    text: str
    signs: tuple[str, ...]


def without_repeats(text: str) -> Short:
    """The text with a sign wherever that makes it shorter.

    Example:
        >>> without_repeats("<mi>x</mi><mi>x</mi><mi>x</mi>")
        Short(text='BBB', signs=('Ax</mi>', 'B<mi>A'))
    """
    signs = tuple(_signs(text))
    return Short(reduce(lambda short, entry: short.replace(entry[1:], entry[0]), signs, text), signs)


def expanded(short: Short) -> str:
    """The text again."""
    return reduce(lambda text, entry: text.replace(entry[0], entry[1:]), reversed(short.signs), short.text)


def _signs(text: str) -> Iterator[str]:
    """Each sign with what it stands for, those first that others stand for."""
    free = [sign for signs in SIGNS for sign in signs if sign not in text]
    stride = PIECE * max(1, -(-len(text) // READ))
    tokens = TOKEN.findall("".join(text[i : i + PIECE] for i in range(0, len(text), stride)))
    while free:
        chosen = _most_repeated(tokens, free)
        if not chosen:
            return
        free = free[len(chosen) :]
        yield from (sign + "".join(sequence) for sequence, sign in chosen.items())
        tokens = _replaced(tokens, chosen)


def _most_repeated(tokens: Sequence[str], free: Sequence[str]) -> dict[Sequences, str]:
    """Signs for the tokens, or pairs that follow each other, that they shorten most; no token is in two of them."""
    counts: Counter[Sequences] = Counter(pairwise(tokens))
    counts.update((token,) for token in tokens if len(token) > 1)
    cost = len(free[0].encode())
    saved: list[tuple[int, Sequences]] = []
    for sequence, count in counts.items():
        if count > 1:
            length = len("".join(sequence).encode())
            saved.append((count * (length - cost) - (length + cost + ENTRY), sequence))
    saved.sort(key=lambda one: -one[0])
    chosen: dict[Sequences, str] = {}
    met: set[str] = set()
    for most, sequence in saved:
        if most <= 0 or most < WORTH * saved[0][0] or len(chosen) == len(free):
            break
        if met.isdisjoint(sequence):
            met.update(sequence)
            chosen[sequence] = free[len(chosen)]
    return chosen


def _replaced(tokens: Sequence[str], signs: dict[Sequences, str]) -> list[str]:
    found: list[str] = []
    i = 0
    while i < len(tokens):
        one, two = (tokens[i],), (*tokens[i : i + 2],)
        sign = signs.get(two) or signs.get(one)
        found.append(sign or tokens[i])
        i += 2 if two in signs else 1
    return found
