"""Which types the columns of tables of text get: by their first rows, or by all where nothing written can be undone.

Takes: tables, and whether they can be read again and the target is there only when it is complete. Returns: the types,
and the blocks that were taken for them. Where a later row does not fit, the run begins again with that column as text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from autograd_cli.data.delimited import Delimited
from autograd_cli.data.dialects import OBJECTS, SEPARATORS
from autograd_cli.data.jsonlines import JsonLines
from autograd_cli.data.rows import Rows
from autograd_cli.data.streams import PIECE
from autograd_cli.data.tables import Layout, Table
from autograd_cli.data.types import inferred

Opener = Callable[[Callable[[int], None]], Table]


class Plan(NamedTuple):
    """How types are found: `again` where tables can be read again, `whole` where the target appears when complete."""

    again: bool
    whole: bool

    @property
    def mends(self) -> bool:
        """Whether a run can begin again."""
        return self.again and self.whole


def has_no_types(table: Table, format: str) -> bool:
    """Whether a table is of text, and a target of another kind has types."""
    return format not in SEPARATORS and (
        isinstance(table, Delimited) or (isinstance(table, JsonLines) and format not in OBJECTS)
    )


def with_types(
    layout: Layout, table: Table, openers: Sequence[Opener], format: str, plan: Plan, texts: frozenset[str]
) -> tuple[Layout, Iterable[Any]]:
    """The layout with the types of the columns carried through, and the blocks of the first table.

    `texts` are columns that did not fit before. Of a pipe, rows of JSON are not kept waiting for others to come: its
    columns stay text.
    """
    names = [name for name in layout.carried if name not in (*layout.numbers, *layout.types, *texts)]
    if not names or not has_no_types(table, format) or (not plan.again and format in OBJECTS):
        return layout, table.blocks()
    blocks, first = table.blocks(), []
    if plan.again and (texts or not plan.whole):  # after one misfit all rows are looked at, so that there is no other
        parts = _all_rows(openers)
    else:
        size = 0
        while size < PIECE and (block := next(blocks, None)) is not None:
            first.append(block)
            size += len(block.data)
        parts = map(table.rows, first)
    types = {**layout.types, **inferred(parts, names, format), **dict.fromkeys(texts, "text")}
    return layout._replace(types=types), chain(first, blocks)


def _all_rows(openers: Sequence[Opener]) -> Iterator[Rows]:
    for opener in openers:
        table = opener(lambda count: None)
        yield from map(table.rows, table.blocks())
