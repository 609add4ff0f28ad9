"""Objects of JSON that are not one to a line: a list of them, one after the other, or each over several lines.

Takes: pieces of bytes. Returns: blocks with an object a line, as its text was, numbered as objects; whether a text is
of this kind. No more is held than a piece and an object.
"""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from autograd_cli.data.delimited import LONGEST_LINE, too_long
from autograd_cli.errors import FileError

DECODE = json.JSONDecoder().raw_decode
# What begins a list of objects, and an object that goes over several lines.
ARRAY, SPREAD = re.compile(r"\[\s*(?:[{\]]|$)"), re.compile(r"\{[ \t]*\r?\n")
# What is between objects; and what of it, without blanks, may be there, in a list and outside, and at the end.
BETWEEN = re.compile(r"[\s,\[\]]*")
WITHIN, OUTSIDE, END_WITHIN, END_OUTSIDE = map(re.compile, (r",|\](\[\])*\[?", r"(\[\])*\[?", r"\](\[\])*", r"(\[\])*"))
# A line's end in an object is a blank: in a string there is none.
FOLD = re.compile(r"(,)?\s*\n\s*")
# An error so near to the end may be one of a text that goes on, and so is a string's beginning.
CUT, UNTERMINATED = 64, "Unterminated"
# A longer object that is not whole yet is read again only when there is twice as much of it.
LONG = 1 << 20


class Objects(NamedTuple):
    """A block: a line for each object, the number of the first, and the values, read already to find their ends."""

    data: bytes
    first: int
    values: Sequence[Any]


def are_spread(data: bytes) -> bool:
    """Whether a text of JSON that begins so has another form than an object a line."""
    text = data.decode(errors="ignore").lstrip()
    if ARRAY.match(text) or SPREAD.match(text):
        return True
    try:
        _, stop = DECODE(text)
    except (ValueError, RecursionError):
        return False
    return text[0] == "{" and ("\n" in text[:stop] or text[stop:].lstrip(" \t").startswith("{"))


def spread_objects(pieces: Iterator[bytes], file: str) -> Iterator[Objects]:
    """The objects, a line for each. Raises: `FileError` where the text is not JSON, or ends too early."""
    held, number, line, enough, inside = "", 1, 1, 0, False
    decoder = codecs.getincrementaldecoder("utf-8")()
    last = False
    while not last:
        if len(held) > LONGEST_LINE:
            raise too_long(file, line)
        piece = next(pieces, None)
        last = piece is None
        try:
            held += decoder.decode(piece or b"", last)
        except UnicodeDecodeError:
            raise FileError("file", "not-text-in", path=file, line=line) from None
        if len(held) < enough and not last:
            continue
        found: list[str] = []
        values: list[Any] = []
        place = 0
        while True:
            start = BETWEEN.match(held, place).end()  # type: ignore[union-attr]
            signs = "".join(held[place:start].split())
            if start == len(held):
                if last and not (END_WITHIN if inside else END_OUTSIDE).fullmatch(signs):
                    raise FileError("file", "json-cut-short", path=file, number=number + len(found) - 1)
                break
            try:
                value, stop = DECODE(held, start)
            except json.JSONDecodeError as problem:
                if not last and (problem.pos > len(held) - CUT or problem.msg.startswith(UNTERMINATED)):
                    break
                raise _not_json(problem.msg, held, place, problem.pos, line, file) from None
            except RecursionError as problem:
                raise _not_json(str(problem), held, place, start, line, file) from None
            if stop > len(held) - CUT and not last and held[start] not in '{["':  # of a number more digits may follow
                break
            if not (WITHIN if inside else OUTSIDE).fullmatch(signs):
                raise _not_json("Expecting ',' delimiter", held, place, start, line, file)
            inside = signs[-1:] in ("[", ",")
            line += held.count("\n", place, stop)
            text = held[start:stop]
            found.append(FOLD.sub(_folded, text) if "\n" in text else text)
            values.append(value)
            place = stop
        held = held[place:]
        enough = 2 * len(held) if len(held) > LONG else 0
        if found:
            yield Objects("\n".join([*found, ""]).encode(), number, values)
            number += len(found)


def _folded(found: re.Match[str]) -> str:
    return ", " if found[1] else ""


def _not_json(reason: str, held: str, place: int, error: int, line: int, file: str) -> FileError:
    told = (reason[:1].lower() + reason[1:]).removesuffix(" at")
    return FileError("file", "not-json", path=file, line=line + held.count("\n", place, error), reason=told)
