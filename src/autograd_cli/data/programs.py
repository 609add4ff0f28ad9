"""Program files as a table: a row for each file, with the values that the program itself gives.

In: paths of programs. Out: a table whose rows have the file's name, the values of its inputs, and their own formulas.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import polars

from autograd_cli.ask.problem import pose
from autograd_cli.data.compute import EXPRESSION
from autograd_cli.data.points import read_text
from autograd_cli.data.rows import ObjectRows
from autograd_cli.data.tables import expanded
from autograd_cli.errors import AutogradError, Source
from autograd_cli.numerals import json_number, named_elements
from autograd_cli.report.evaluation import listed

FILE = "file"


class Programs:
    """Programs, each a row. Their columns are the file's name and the inputs of all of them.

    Raises: `FileError`; `AutogradError` with code `usage` where an input has the name of the column of files.
    """

    file = ""
    place = "row"

    def __init__(self, paths: Sequence[str], constants: Mapping[str, Any]) -> None:
        self.paths = expanded(paths)
        self.texts = [read_text(path) for path in self.paths]
        known = [_values(text, constants) for text in self.texts]
        self._known = known
        self.values = [{name: one for name, one in values.items() if name not in constants} for values in known]
        inputs = dict.fromkeys(name for values in self.values for name in values)
        if FILE in inputs:
            raise AutogradError("usage", "variable-is-column", name=FILE)
        self.names = (FILE, *inputs)

    def expect(self, numbers: Collection[str], text: bool, whole: bool) -> None:
        """Takes no notice: there are few."""

    @property
    def elements(self) -> Mapping[str, Sequence[str]]:
        """By input, the names of its numbers in any of the programs."""
        found: dict[str, dict[str, None]] = {}
        for values in self._known:
            for name, value in values.items():
                found.setdefault(name, {}).update((one, None) for one, _ in named_elements(name, value))
        return {name: list(names) for name, names in found.items()}

    @property
    def types(self) -> Mapping[str, Any]:
        return dict.fromkeys(self.names, polars.String)

    def blocks(self) -> Iterator[int]:
        yield from range(len(self.paths))

    def rows(self, block: int) -> ObjectRows:
        """One program."""
        written = {FILE: self.paths[block], **self.values[block]}
        found = {**written, EXPRESSION: self.texts[block]}
        return ObjectRows([found], [json.dumps(written, ensure_ascii=False)], [block + 1], {}, tuple(written))


def _plain(value: Any) -> Any:
    """A value as JSON has it: vectors and matrices as lists."""
    return [_plain(part) for part in value] if isinstance(value, list) else json_number(value)


def _values(text: str, constants: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a program's inputs. What is wrong with it comes to light when it is computed."""
    try:
        values = pose(Source(text), {}, constants).values
        return {name: _plain(listed(value)) for name, value in values.items()}
    except AutogradError:
        return {}
