"""What a table is by its first bytes, where its name does not say.

Takes: bytes, and where the line of names is among them. Returns: a format, and what separates cells where that is not
the format's usual sign.
"""

import re

from autograd_cli.data.dialects import Dialect

# How a file of typed columns begins, and a spreadsheet.
MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow"}
ARCHIVE = b"PK\x03\x04"
JSON = re.compile(rb'\{\s*(?:["}]|$)|\[\s*(?:[{\]]|$)')
QUOTED = re.compile(rb'"[^"]*"')
BOM = b"\xef\xbb\xbf"


def typed_format(start: bytes) -> str | None:
    """The format of typed columns that bytes begin; None where they begin none."""
    return next((kind for sign, kind in MAGIC.items() if start.startswith(sign)), None)


def recognised(start: bytes, dialect: Dialect) -> tuple[str, str | None]:
    """The format of what begins so; with the separator of its cells where that is a semicolon.

    Text is separated by commas unless the line of names has none, but tabs or semicolons.
    """
    if typed := typed_format(start):
        return typed, None
    text = start.removeprefix(BOM)
    if JSON.match(text.lstrip()):
        return "jsonl", None
    lines = text.splitlines()[dialect.skip :]
    names = (line for line in lines if line.strip() and not (dialect.comment and line.startswith(dialect.comment)))
    unquoted = QUOTED.sub(b"", next(names, b""))
    if dialect.usual and b"," not in unquoted:
        if b"\t" in unquoted:
            return "tsv", None
        if b";" in unquoted:
            return "csv", ";"
    return "csv", None
