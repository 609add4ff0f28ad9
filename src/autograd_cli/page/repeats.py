"""Markup in which what is there many times is written once, since formulas in MathML repeat their tags and their parts.

Takes: markup. Returns: a shorter text, and what its signs stand for. A script puts them back, the last sign first.

*Source*: P. Gage 1994, "A new algorithm for data compression" (byte pair encoding), here with tags as the units.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

TOKEN = re.compile(r"<[^>]*>|&\w+;|.", re.DOTALL)
# Signs of one and two bytes that stand for others; those that the markup has are left out.
SIGNS = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ#%@^_`|~!?;", "".join(map(chr, range(0xC0, 0x250))))
# What a sign costs beside its own length and that of what it stands for: two quotation marks and a comma.
ENTRY = 3


class Short(NamedTuple):
    """The text, and its signs, each followed by what it stands for, in which there are signs before it alone."""

    text: str
    signs: tuple[str, ...]


def without_repeats(markup: str) -> Short:
    """The markup with a sign wherever that makes it shorter.

    Example:
        >>> without_repeats("<mi>x</mi><mi>x</mi><mi>x</mi>")
        Short(text='BBB', signs=('Ax</mi>', 'B<mi>A'))
    """
    tokens = TOKEN.findall(markup)
    free = (sign for signs in SIGNS for sign in signs if sign not in markup)
    found: list[str] = []
    for sign in free:
        best, saved = _most_repeated(tokens, len(sign.encode()))
        if saved <= 0:
            break
        found.append(sign + "".join(best))
        tokens = _replaced(tokens, best, sign)
    return Short("".join(tokens), tuple(found))


def expanded(short: Short) -> str:
    """The markup again."""
    text = short.text
    for entry in reversed(short.signs):
        text = text.replace(entry[0], entry[1:])
    return text


def _most_repeated(tokens: Sequence[str], cost: int) -> tuple[tuple[str, ...], int]:
    """The token, or the two that follow each other, that a sign of so many bytes shortens most, and by how much."""
    counts: Counter[tuple[str, ...]] = Counter(pairwise(tokens))
    counts.update((token,) for token in tokens if len(token) > 1)
    best: tuple[str, ...] = ()
    most = 0
    for sequence, count in counts.items():
        if count > 1:
            length = sum(len(token.encode()) for token in sequence)
            saved = count * (length - cost) - (length + cost + ENTRY)
            if saved > most:
                best, most = sequence, saved
    return best, most


def _replaced(tokens: Sequence[str], sequence: tuple[str, ...], sign: str) -> list[str]:
    found = []
    i = 0
    while i < len(tokens):
        if tuple(tokens[i : i + len(sequence)]) == sequence:
            found.append(sign)
            i += len(sequence)
        else:
            found.append(tokens[i])
            i += 1
    return found
