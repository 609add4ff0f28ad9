"""What tables may be, and how those of text are written: the sign between cells, how a line of comment begins.

Takes the values of `--delimiter` and `--comment`. Returns a `Dialect`. What a cell means is not known here: a decimal
comma is not read in any dialect.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from autograd_cli.errors import AutogradError

# What a table may be.
FORMATS = ("csv", "tsv", "jsonl", "json", "parquet", "arrow")
# Those of objects: one to a line, or in a list. Both are read from either.
OBJECTS = ("jsonl", "json")
# Format -> what separates its cells.
SEPARATORS = {"csv": ",", "tsv": "\t"}
# What a shell makes it hard to write.
NAMED = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
# What numbers and quoted cells are written with.
TAKEN = frozenset('"\n\r+-._')


class Dialect(NamedTuple):
    """What separates the cells of each format, and what a line of comment begins with; nothing where there are none."""

    separators: Mapping[str, str] = SEPARATORS
    comment: bytes = b""


USUAL = Dialect()


def read_dialect(
    delimiter: str | None, comment: str | None, reads: Collection[str], writes: Collection[str]
) -> Dialect:
    """The dialect that the options ask for, where tables of these formats are read and written.

    Raises: `AutogradError` with code `option`, or with code `usage` where no table is of such a format.
    """
    separators = SEPARATORS
    if delimiter is not None:
        sign = NAMED.get(delimiter, delimiter)
        if len(sign) != 1 or not sign.isascii() or sign.isalnum() or sign in TAKEN:
            raise AutogradError("option", "delimiter", delimiter=delimiter)
        if "csv" not in (*reads, *writes):
            raise AutogradError("usage", "no-delimiter", formats=sorted({*reads, *writes}))
        separators = {**SEPARATORS, "csv": sign}
    if comment is not None:
        if not comment or not comment.isprintable() or '"' in comment:
            raise AutogradError("option", "comment", comment=comment)
        if not any(one in SEPARATORS for one in reads):
            raise AutogradError("usage", "no-comments")
    return Dialect(separators, (comment or "").encode())
