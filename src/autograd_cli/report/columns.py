"""Which columns are meant by names that a table spells otherwise, and what a table of one column may be separated by.

Takes a name, and the columns of a table. Returns the column, or words for a hint. What is computed is not known here.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

# The unit behind a quantity, in `T [K]`, `U (mV)`, `p / bar` and `t in s`.
UNIT = re.compile(r"(.*?\S)\s*(?:[\[({<].*[\])}>]|/\s*\S+|\bin\s+\S+)")
# How letters are written where a keyboard lacks them; brackets are all alike.
SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "[": "(", "{": "(", "]": ")", "}": ")"})
BETWEEN_WORDS = r"[\s_-]+"


class Separation(NamedTuple):
    """What separates cells, in words, and what is to be done."""

    sign: str
    remedy: str


SEPARATIONS = {
    "\t": Separation("tabs", "`--from tsv` reads it"),
    ";": Separation("`;`", "write `--delimiter ';'`"),
    "|": Separation("`|`", "write `--delimiter '|'`"),
}
# What names may have in them, so that one of the parts must be wanted.
COMMAS = Separation("`,`", "`--from csv` without `--delimiter` reads it")
BLANKS = Separation("blanks", "write `--delimiter space`")


def separation(columns: Sequence[str], wanted: str) -> Separation | None:
    """What seems to separate the cells of a table that has one column, of which a part is `wanted`."""
    if len(columns) != 1:
        return None
    found = next((one for sign, one in SEPARATIONS.items() if sign in columns[0]), None)
    if found is not None:
        return found
    parts = ((COMMAS, [part.strip() for part in columns[0].split(",")]), (BLANKS, columns[0].split()))
    return next((one for one, words in parts if len(words) > 1 and wanted in words), None)


def column_meant(name: str, columns: Sequence[str]) -> str | None:
    """The one column that a name is but for its unit, capitals, umlauts, brackets and blanks; None for none or several.

    Example:
        >>> columns = ["Länge (mm)", "Kraft [N]", "T / K"]
        >>> [column_meant(name, columns) for name in ("Kraft", "laenge (mm)", "kraft(N)", "t", "F")]
        ['Kraft [N]', 'Länge (mm)', 'Kraft [N]', 'T / K', None]
    """
    own = _spellings(name)
    found = [one for one in columns if _without_unit(one) == name]
    found = found or [one for one in columns if own & (_spellings(one) | _spellings(_without_unit(one)))]
    return found[0] if len(found) == 1 else None


def _without_unit(column: str) -> str:
    found = UNIT.fullmatch(column)
    return found[1] if found else column


def _spellings(text: str) -> set[str]:
    """A text in small letters, with umlauts as two letters and as one, and without what is between words."""
    low = re.sub(BETWEEN_WORDS, "", text.casefold())
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", low) if not unicodedata.combining(sign))
    return {low.translate(SPELLED), bare.translate(SPELLED)}
