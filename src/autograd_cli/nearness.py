"""Which of the known words a word is a misspelling of.

Takes: a word, and the words that there are. Returns: the nearest one, or none. Loaded for an error alone.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher

# A word of fewer letters has no slip but two letters that changed places.
SHORTEST = 3


def nearest(word: str, known: Iterable[str], least: float) -> list[str]:
    """The known word that a word is a misspelling of, in a list; empty where there is none.

    One that differs in capitals alone comes first, then the one of the fewest slips, then the one of the largest share
    of letters in common; the share is at least `least`, or there is one slip. Where there is none, capitals do not
    count.

    Example:
        >>> nearest("sni", ["sinint", "sin", "sinh"], 0.6), nearest("X", ["y", "x"], 0.6), nearest("nl", ["ln"], 0.6)
        (['sin'], ['x'], ['ln'])
        >>> nearest("SIGMIOD", ["sigmoid", "sign"], 0.6)
        ['sigmoid']
    """
    known = [one for one in known if one != word]
    alike = [one for one in known if one.lower() == word.lower()]
    if alike:
        return [min(alike, key=lambda one: one != word.lower())]
    small = {one.lower(): one for one in reversed(known)}
    return _nearest(word, known, least) or [small[one] for one in _nearest(word.lower(), [*small], least)]


def _nearest(word: str, known: Iterable[str], least: float) -> list[str]:
    """The known word of the fewest slips, capitals among them."""
    found = []
    matcher = SequenceMatcher(None, b=word)
    for one in known:
        matcher.set_seq1(one)
        # Upper bounds of the share, which are cheap, before the share itself.
        likely = matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least
        share = matcher.ratio() if likely else 0.0
        if share >= least or _is_slip(word, one):
            found.append((slips(word, one), -share, one))
    return [min(found, key=lambda each: each[:2])[2]] if found else []


def _is_slip(word: str, other: str) -> bool:
    """Whether a word has one slip; of a short one, two letters that changed places."""
    if len(word) < SHORTEST:
        return len(word) == len(other) and sorted(word) == sorted(other)
    return abs(len(word) - len(other)) <= 1 and slips(word, other) <= 1


def slips(word: str, other: str) -> int:
    """How many letters are missing, superfluous, others or exchanged with the next one; none is changed twice.

    Source: Damerau 1964, "A technique for computer detection and correction of spelling errors".

    Example:
        >>> slips("sni", "sin"), slips("sni", "sinint"), slips("csoh", "csch"), slips("csoh", "cosh")
        (1, 3, 1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word):
        earlier, before, row = before, row, [i + 1]
        for j, wanted in enumerate(other):
            row.append(min(before[j] + (letter != wanted), before[j + 1] + 1, row[j] + 1))
            if i and j and letter == other[j - 1] and word[i - 1] == wanted:
                row[-1] = min(row[-1], earlier[j - 1] + 1)
    return row[-1]
