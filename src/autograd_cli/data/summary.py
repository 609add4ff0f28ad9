"""What became of rows: how many there were, and what is to be said of them.

Takes the blocks that are done. Returns their sum, with the first of those rows of which something is to be said.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from autograd_cli.data.block import Looked, Sample

# So many failing rows are told of.
FIRST = 5


class Failure(NamedTuple):
    """A row that failed: where it stands, as a person finds it, and what is wrong."""

    place: str
    message: str


@dataclass(slots=True)
class Summary:
    """How many rows there were, failed, have an infinite result or a number read as 0, with the first of these.

    `looked` has in how many it was looked whether digits cancel, and `kinds` by kind how many have such a finding.
    `notes` are said of all rows alike.
    """

    rows: int = 0
    failed: int = 0
    first: list[Failure] = field(default_factory=list)
    infinite: int = 0
    first_infinite: list[Failure] = field(default_factory=list)
    looked: Looked = field(default_factory=Looked)
    kinds: Counter[str] = field(default_factory=Counter)
    inexact: int = 0
    first_inexact: list[Failure] = field(default_factory=list)
    still: int = 0
    first_still: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Done | Summary") -> None:
        """Counts further rows."""
        self.rows += other.rows
        self.failed += other.failed
        self.first += other.first[: FIRST - len(self.first)]
        self.infinite += other.infinite
        self.first_infinite += other.first_infinite[: FIRST - len(self.first_infinite)]
        self.add_looked(other.looked)
        self.kinds.update(other.kinds)
        self.inexact += other.inexact
        self.first_inexact += other.first_inexact[: FIRST - len(self.first_inexact)]
        self.still += other.still
        self.first_still += other.first_still[: FIRST - len(self.first_still)]
        if isinstance(other, Summary):
            self.notes = [*dict.fromkeys([*self.notes, *other.notes])]

    def add_looked(self, other: Looked) -> None:
        """Counts further rows in which it was looked whether digits cancel."""
        self.looked = Looked(*map(sum, zip(self.looked, other, strict=True)))


class Done(NamedTuple):
    """A block with its results, ready to be written."""

    encoded: Any
    rejects: Any
    rows: int
    failed: int
    first: Sequence[Failure]
    infinite: int
    first_infinite: Sequence[Failure]
    looked: Looked
    kinds: Counter[str]
    inexact: int
    first_inexact: Sequence[Failure]
    still: int
    first_still: Sequence[Failure]
    sample: Sample | None
