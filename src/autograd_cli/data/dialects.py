"""What tables may be, and how those of text are written: the sign between cells, how a line of comment begins.

Takes the values of `--delimiter`, `--comment`, `--skip`, `--decimal` and `--encoding`. Returns a `Dialect`.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from autograd_cli.data.text import is_encoding
from autograd_cli.errors import AutogradError

# What a table may be.
FORMATS = ("csv", "tsv", "jsonl", "json", "parquet", "arrow")
# Those of objects: one to a line, or in a list. Both are read from either.
OBJECTS = ("jsonl", "json")
# Format -> what separates its cells.
SEPARATORS = {"csv": ",", "tsv": "\t"}
# What a shell makes it hard to write.
NAMED = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
# Between the cells of columns that are aligned: there any number of blanks is one separator.
ALIGNED = " "
# What numbers and quoted cells are written with.
TAKEN = frozenset('"\n\r+-._')


class Dialect(NamedTuple):
    """What separates the cells of each format, and what a line of comment begins with; nothing where there are none.

    So many lines are skipped before the header, and numbers that are read may have a decimal `comma`. Without an
    `encoding` text is UTF-8, or what its byte-order mark says.
    """

    separators: Mapping[str, str] = SEPARATORS
    comment: bytes = b""
    skip: int = 0
    comma: bool = False
    encoding: str = ""

    @property
    def usual(self) -> bool:
        """Whether no option says what separates cells."""
        return self.separators is SEPARATORS


USUAL = Dialect()


def read_dialect(
    delimiter: str | None,
    comment: str | None,
    skip: int | None,
    decimal: str | None,
    reads: Collection[str],
    writes: Collection[str],
    encoding: str | None = None,
) -> Dialect:
    """The dialect that the options ask for, where tables of these formats are read and written.

    Raises: `AutogradError` with code `option`, or with code `usage` where no table is of such a format.
    """
    separators = SEPARATORS
    if decimal not in (None, ".", ","):
        raise AutogradError("option", "decimal", decimal=decimal)
    if decimal == "," and delimiter is None and "csv" in reads:
        delimiter = ";"
    if delimiter is not None:
        sign = NAMED.get(delimiter, delimiter)
        if len(sign) != 1 or not sign.isascii() or sign.isalnum() or sign in TAKEN:
            raise AutogradError("option", "delimiter", delimiter=delimiter)
        if "csv" not in (*reads, *writes):
            raise AutogradError("usage", "no-delimiter", formats=sorted({*reads, *writes}))
        separators = {**SEPARATORS, "csv": sign}
    if comment is not None and (not comment or not comment.isprintable() or '"' in comment):
        raise AutogradError("option", "comment", comment=comment)
    if encoding is not None and not is_encoding(encoding):
        raise AutogradError("option", "encoding", encoding=encoding)
    for option, given in (("comment", comment), ("skip", skip), ("decimal", decimal), ("encoding", encoding)):
        if given is not None and not any(one in SEPARATORS for one in reads):
            raise AutogradError("usage", "no-lines", option=option)
    return Dialect(separators, (comment or "").encode(), skip or 0, decimal == ",", encoding or "")
