"""Program files as a table: a row for each file, with the values that the program itself gives.

In: paths of programs. Out: a table whose rows have the file's name and their own formulas.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars

from autograd_cli.data.compute import EXPRESSION
from autograd_cli.data.points import read_text
from autograd_cli.data.rows import ObjectRows
from autograd_cli.data.tables import expanded

FILE = "file"


class Programs:
    """Programs, each a row."""

    file = ""
    place = "row"
    names = (FILE, EXPRESSION)

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = expanded(paths)
        self.texts = [read_text(path) for path in self.paths]

    @property
    def types(self) -> Mapping[str, Any]:
        return dict.fromkeys(self.names, polars.String)

    def blocks(self) -> Iterator[int]:
        yield from range(len(self.paths))

    def rows(self, block: int) -> ObjectRows:
        """One program."""
        found = {FILE: self.paths[block], EXPRESSION: self.texts[block]}
        return ObjectRows([found], [""], [block + 1], {}, self.names)
