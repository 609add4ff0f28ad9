"""Dataclasses that are made quickly: each call makes those that its modules declare.

Takes: a class. Returns: the dataclass.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[Kind]) -> type[Kind]:
    """A class as a dataclass that is frozen for the type checker alone: that `dataclass` freezes it takes its time."""
    return dataclass(unsafe_hash=True)(kind)
