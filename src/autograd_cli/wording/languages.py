"""The words of tables, pictures, pages and sheets in other languages than English.

Takes: an English text, as a layout has it. Returns: the text in a language. What its catalogue does not have, as
a name or a formula, stays as it is.
"""

import importlib
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

ENGLISH = "en"
# The languages, each with the module that has its `WORDS` and `SUMMARIES`, imported when it is asked for.
CATALOGUES: Mapping[str, str] = {"ko": "autograd_cli.wording.korean"}
LANGUAGES = (ENGLISH, *CATALOGUES)

FIELD = r"\{(\w+)\}"
# What a field of these names can be; any other one is any text.
NUMBER = r"-?(?:[0-9][0-9.,]*(?:e[-+]?[0-9]+)?|inf|nan)"
FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("count", "number", "kept", "first", "second"), NUMBER),
    **dict.fromkeys(("own", "total"), r"[-+0-9.,einfa?\[\]() ]+"),
    "sign": r"[-+*/]",
    "term": "[^;]+?",
}
# Fields with words of ours.
SPOKEN = frozenset(["names", "reason"])


class Word(str):
    """A text of ours among cells that are formulas, which are the same in every language."""

    __slots__ = ()


class Pattern(NamedTuple):
    """An English text with fields as an expression that matches it, and the other language's text."""

    expression: re.Pattern[str]
    template: str


class Catalogue(NamedTuple):
    """The texts without fields, and those with fields, the most particular first."""

    words: Mapping[str, str]
    patterns: tuple[Pattern, ...]


def translated(text: str, language: str, whole: bool = False) -> str:
    """A text in a language, as a `whole` or else part by part where the catalogue does not have it.

    Example:
        >>> translated("1, the largest", "ko"), translated("d/dx", "ko"), translated("node", "en")
        ('1, 최댓값', 'd/dx', 'node')
    """
    if language == ENGLISH or not text:
        return text
    found = _whole(text, language)
    if found is not None or whole:
        return text if found is None else found
    for separator in ("; ", ", "):
        if separator in text:
            return separator.join(translated(part, language) for part in text.split(separator))
    return text


def catalogue_of(language: str) -> Mapping[str, str]:
    """Every English text with the one of the language."""
    module = importlib.import_module(CATALOGUES[language])
    texts: Mapping[str, str] = module.WORDS | module.SUMMARIES
    return texts


def _whole(text: str, language: str) -> str | None:
    """A text that the catalogue has as one; None for any other."""
    catalogue = _catalogue(language)
    if text in catalogue.words:
        return catalogue.words[text]
    for expression, template in catalogue.patterns:
        if match := expression.fullmatch(text):
            fields = match.groupdict()
            fields |= {name: translated(fields[name], language) for name in SPOKEN & fields.keys()}
            return template.format(**fields)
    return None


@cache
def _catalogue(language: str) -> Catalogue:
    texts: Mapping[str, str] = catalogue_of(language)
    words = {english: own for english, own in texts.items() if not re.search(FIELD, english)}
    fielded = sorted(texts.keys() - words.keys(), key=lambda english: (-len(re.sub(FIELD, "", english)), english))
    return Catalogue(words, tuple(Pattern(_expression(english), texts[english]) for english in fielded))


def _expression(english: str) -> re.Pattern[str]:
    """What matches a text with fields."""
    pieces = re.split(FIELD, english)
    for i, piece in enumerate(pieces):
        pieces[i] = f"(?P<{piece}>{FIELDS.get(piece, '.+?')})" if i % 2 else re.escape(piece)
    return re.compile("".join(pieces))
