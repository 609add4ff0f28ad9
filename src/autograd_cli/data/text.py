"""The bytes of a table of text as its reader takes them: one blank for each run of blanks between cells.

Takes and returns pieces of bytes, in which lines keep their numbers. What cells and lines mean is not known here.
"""

import re
from collections.abc import Iterator

BLANK = b" "
RUNS, LINE_ENDS = re.compile(rb"[ \t]+"), re.compile(rb" ?\r?\n ?")


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
