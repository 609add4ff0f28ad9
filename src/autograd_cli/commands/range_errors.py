"""Texts that are not ranges by name, and the ranges that they were meant to be.

Takes the text of an option whose values are as `x=0..5,y=1..2`, and the names that may have ranges. Returns the error.
"""

import re
from collections.abc import Sequence

from autograd_cli.errors import AutogradError
from autograd_cli.numerals import split_outside
from autograd_cli.syntax.names import canonical_name, written_name

NUMBER = r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:pi|inf)"
NAME = r"[^\W\d]\w*"
LESS, GREATER = "<=|=<|<|≤", ">=|=>|>|≥"
# `x=-5,5`, `x=[-5, 5]`, `x in (-5, 5)` and `x=-5 to 5`.
PAIR = re.compile(rf"({NAME})\s*(?:=|:|in\b|∈)\s*[(\[]?\s*({NUMBER})\s*(?:,|;|\.{{3}}|…|\bto\b)\s*({NUMBER})\s*[)\]]?")
# A range without a name; a variable below, above and between numbers.
ALONE = re.compile(rf"({NUMBER})?\.\.({NUMBER})?")
BETWEEN = re.compile(rf"({NUMBER})\s*(?:{LESS})\s*({NAME})\s*(?:{LESS})\s*({NUMBER})")
ABOVE = re.compile(rf"({NAME})\s*(?:{GREATER})\s*({NUMBER})")
BELOW = re.compile(rf"({NAME})\s*(?:{LESS})\s*({NUMBER})")
# A range of this width stands for one that must have both ends, and was given one.
WIDTH = 10
OPEN_ENDED = "bounds"


def not_ranges(option: str, text: str, part: str, known: Sequence[str]) -> AutogradError:
    """The error for a `part` of an option's text that is not a name and a range: with what was meant, or an example."""
    meant = _meant(text.strip(), known)
    if meant is None:
        meant = _example(text, part, known)
    elif option == OPEN_ENDED or not re.search(r"=\.\.|\.\.(?:,|$)", meant):
        return AutogradError("option", "range-meant", option=option, text=text.strip(), meant=meant)
    else:
        meant = ",".join(map(_with_ends, meant.split(",")))
    return AutogradError("option", "range", option=option, text=part.strip(), example=meant)


def range_down(option: str, name: str, low: str, high: str) -> AutogradError:
    """The error for a range whose ends are in the other order."""
    return AutogradError(
        "binding", "range-down", option=option, name=name, written=written_name(name), start=low, stop=high
    )


def range_of_one_value(name: str, low: str, high: str) -> AutogradError:
    """The error for a range from a number to itself."""
    return AutogradError(
        "option", "range-of-one-value", name=name, written=written_name(name), start=low or high, stop=high or low
    )


def _meant(text: str, known: Sequence[str]) -> str | None:
    """The ranges that a text was meant to be, None where that is not clear."""
    if alone := ALONE.fullmatch(text):
        return ",".join(f"{written_name(name)}={alone[1] or ''}..{alone[2] or ''}" for name in known) or None
    found = PAIR.findall(text)
    if found and not PAIR.sub("", text).strip(", "):
        return ",".join(f"{name}={low}..{high}" for name, low, high in found)
    parts = [_of_inequality(part.strip()) for part in re.split(r",|\band\b", text)]
    return ",".join(part for part in parts if part) if all(parts) else None


def _of_inequality(text: str) -> str | None:
    """The range of `x >= 1`, `1 <= x` or `0 < x < 1`; of a range itself the same."""
    if between := BETWEEN.fullmatch(text):
        return f"{between[2]}={between[1]}..{between[3]}"
    turned = re.sub(rf"^({NUMBER})\s*({LESS}|{GREATER})\s*({NAME})$", _turned, text)
    if above := ABOVE.fullmatch(turned):
        return f"{above[1]}={above[2]}.."
    if below := BELOW.fullmatch(turned):
        return f"{below[1]}=..{below[2]}"
    return text if ".." in text and "=" in text else None


def _turned(found: re.Match[str]) -> str:
    """`x > 1` of `1 < x`."""
    number, sign, name = found.groups()
    return f"{name} {'>' if re.fullmatch(LESS, sign) else '<'} {number}"


def _with_ends(part: str) -> str:
    """The range with an end that it lacks, at a distance from the other."""
    name, _, ends = part.partition("=")
    low, _, high = ends.partition("..")
    try:
        return f"{name}={low or f'{float(high) - WIDTH:g}'}..{high or f'{float(low) + WIDTH:g}'}"
    except ValueError:
        return f"{name}=0..5"


def _example(text: str, part: str, known: Sequence[str]) -> str:
    """The text with a range of the name that the part has, else ranges of the first names that there are."""
    own = canonical_name(split_outside(part, "=")[0].strip())
    if own in known:
        return ",".join(f"{written_name(own)}=0..5" if one == part else one for one in split_outside(text, ",")[::2])
    first, *others = known or ("x", "y")
    return f"{written_name(first)}=0..5" + "".join(f",{written_name(name)}=1..2" for name in others[:1])
