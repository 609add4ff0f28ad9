"""What a name is: which characters it may have, how it is compared, and names in lists and in backticks.

In: words of a formula or of a command line. Out: canonical names, or the error for a character of no name.
"""

import re
import sys
import unicodedata
from typing import Any

from autograd_cli.errors import Span, refuse
from autograd_cli.numerals import owner, place_in
from autograd_cli.syntax.ast import Quoted, Tree
from autograd_cli.syntax.tokens import Token

RESERVED = ("given", "and", "or", "not")
# A word of a list of names.
LISTED = r"(?:`[^`]*`|\[[0-9\s,]*\]|[^,`])+"
# Signs of mathematics that are written otherwise here, by the case of their error.
SIGNS = {
    "∂": "partial",
    "∇": "partial",
    "∑": "sum",
    "∏": "product",
    "∫": "integral",
    "↦": "maps-to",
    "ᵀ": "transpose",
    "⊤": "transpose",
}


def stranger(character: str) -> tuple[str, dict[str, Any]]:
    """Case and fields of the error for a character that is no part of the language."""
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return _character_case(character), {"sign": character, "name": name}


def canonical_name(name: str) -> str:
    """The name as it is compared: in NFC, and with one letter for the micro sign and mu.

    One that is written in backticks, as a formula has it, is so already.
    """
    if isinstance(name, Quoted):
        return name
    return sys.intern(name if name.isascii() else unicodedata.normalize("NFC", name).replace("µ", "μ"))


def is_name(text: str) -> bool:
    """Whether a text can be a variable's name."""
    if text.isascii():
        return text.isidentifier() and text not in RESERVED
    return _is_letter(text[0]) and all(_is_letter(c) or _continues_name(c) for c in text)


def name_in(text: str) -> str | None:
    """The name that a word is, by itself or in backticks; None where it is none.

    Example:
        >>> name_in("x_1"), name_in("`Flow rate (L/min)`"), name_in("Flow rate")
        ('x_1', 'Flow rate (L/min)', None)
    """
    if len(text) > 2 and text[0] == text[-1] == "`" and "`" not in text[1:-1]:
        return canonical_name(text[1:-1])
    return canonical_name(text) if is_name(text) else None


def written_name(name: str) -> str:
    """A name as formulas and lists have it, in backticks where it needs them."""
    return name if is_name(name) else f"`{name}`"


def written_element(name: str) -> str:
    """A name, or that of an element, as formulas have it.

    Example:
        >>> written_element("A[0, 1]"), written_element("flow rate[2]")
        ('A[0, 1]', '`flow rate`[2]')
    """
    value = owner(name)
    return written_name(value) + name[len(value) :]


def element_in(text: str) -> str:
    """The name that a word means, or that of an element: either is in backticks where a formula needs them, or without.

    After a blank a number in brackets is part of a name, as a unit is.

    Example:
        >>> element_in("x_1"), element_in("A[0,1]"), element_in("`flow rate`[2]"), element_in("flow rate [1]")
        ('x_1', 'A[0, 1]', 'flow rate[2]', 'flow rate [1]')
    """
    if isinstance(text, Quoted):
        return text
    word = text.strip()
    base, place = place_in(word)
    if base.endswith(" "):
        return canonical_name(word)
    name = name_in(base) or canonical_name(base)
    return f"{name}[{', '.join(map(str, place))}]" if place else name


def names_in(listed: str) -> list[str]:
    """The words of a list such as ``x,`Flow rate, net` ``, without backticks; a comma within them parts nothing.

    Neither does one in the place of an element.

    Example:
        >>> names_in("x,A[0,1], `a, b`"), names_in("F [N],y")
        (['x', 'A[0, 1]', 'a, b'], ['F [N]', 'y'])
    """
    words = re.findall(LISTED, listed) if "`" in listed or "[" in listed else listed.split(",")
    return [element_in(word) for word in words]


def identifier(token: Tree | Token) -> str:
    """The canonical name. The lexer lets any sign through that is not the language's own; here it must be a letter."""
    assert not isinstance(token, Tree)
    text = str(token)
    if not text.isascii():
        for i, character in enumerate(text):
            if not (_is_letter(character) or (i > 0 and _continues_name(character))):
                case, fields = stranger(character)
                place = token.start_pos + i
                refuse("character", case, Span(place, place + 1), **fields)
    return canonical_name(text)


def _character_case(character: str) -> str:
    if character in SIGNS:
        return SIGNS[character]
    if unicodedata.decomposition(character).startswith("<super>"):
        return "superscript"
    if unicodedata.decomposition(character).startswith("<fraction>"):
        return "fraction"
    return "digit" if character.isnumeric() else "letter"


def _is_letter(character: str) -> bool:
    return character == "_" or (unicodedata.category(character).startswith("L") and character not in SIGNS)


def _continues_name(character: str) -> bool:
    return character in "0123456789₀₁₂₃₄₅₆₇₈₉" or unicodedata.category(character).startswith("M")
