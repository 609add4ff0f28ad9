"""The bytes of a table of text as its reader takes them: as UTF-8, with one blank for each run of blanks between cells.

Takes and returns pieces of bytes, in which lines keep their numbers. What cells and lines mean is not known here.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from autograd_cli.errors import AutogradError

BLANK = b" "
RUNS, LINE_ENDS = re.compile(rb"[ \t]+"), re.compile(rb" ?\r?\n ?")


# How text begins that says by itself in which encoding it is.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
UTF_8 = "utf-8"


def is_encoding(name: str) -> bool:
    """Whether there is an encoding of text with this name."""
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def encoding_of(start: bytes, named: str) -> str:
    """The encoding of text that begins so: the one that is named, or that of its byte-order mark, or else UTF-8."""
    return named or next((encoding for mark, encoding in MARKS.items() if start.startswith(mark)), UTF_8)


def in_utf_8(pieces: Iterator[bytes], named: str, file: str) -> Iterator[bytes]:
    """The bytes in UTF-8; those that are in it already as they are. Raises: `AutogradError` with code `encoding`.

    Example:
        >>> b"".join(in_utf_8(iter(["a,b\\nµ".encode("utf-16")]), "", "t.csv")).decode()
        'a,b\\nµ'
    """
    first = next(pieces, b"")
    encoding = encoding_of(first, named)
    if encoding == UTF_8 and (meant := _without_mark(first)):
        raise AutogradError("encoding", "no-mark", path=file, encoding=meant)
    if codecs.lookup(encoding).name == UTF_8:
        yield first
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in chain((first,), pieces):
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeError:
        raise AutogradError("encoding", "other", path=file, encoding=encoding) from None


def _without_mark(start: bytes) -> str | None:
    """The encoding of text whose first characters have two bytes each, one of them 0; None of any other."""
    low, high = start[:16:2], start[1:16:2]
    if len(high) < 2 or any(low) == any(high):
        return None
    return "utf-16-le" if all(low) else "utf-16-be" if all(high) else None


def with_single_blanks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes with one blank for each run of blanks and tabs, and none at the ends of lines; quoted cells are kept.

    Example:
        >>> b"".join(with_single_blanks(iter([b'  x \\t y \\n 1', b'    "a  b"  \\n'])))
        b'x y\\n1 "a  b"\\n'
    """
    quoted, begins, held = False, True, b""
    for arrived in pieces:
        piece = held + arrived
        open_at_end = quoted ^ (piece.count(b'"') % 2 == 1)
        kept = piece if open_at_end else piece.rstrip(b" \t\r")
        held = RUNS.sub(BLANK, piece[len(kept) :])  # a line may end after it, in the next piece
        if not kept:
            continue
        parts = kept.split(b'"')
        for i, part in enumerate(parts):
            if not quoted ^ (i % 2 == 1):
                parts[i] = LINE_ENDS.sub(b"\n", RUNS.sub(BLANK, part))
        if begins and not quoted:
            parts[0] = parts[0].removeprefix(BLANK)
        quoted, begins = open_at_end, kept.endswith(b"\n")
        yield b'"'.join(parts)
