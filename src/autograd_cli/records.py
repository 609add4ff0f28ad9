"""Dataclasses that are made quickly: each call makes those that its modules declare.

Takes: a class. Returns: the dataclass.
"""

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[Kind]) -> type[Kind]:
    """A class as a dataclass that is frozen for the type checker alone: that `dataclass` freezes it takes its time.

    So does the text of a comparison, a hash and a representation that `dataclass` would write and compile.
    """
    made: Any = dataclass(eq=False, repr=False)(kind)
    names = [one.name for one in fields(made)]
    values = attrgetter(*names)
    made.__eq__ = lambda self, other: values(self) == values(other) if type(self) is type(other) else NotImplemented
    made.__hash__ = lambda self: hash(values(self))
    made.__repr__ = lambda self: f"{kind.__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"
    return kind
