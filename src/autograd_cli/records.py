"""Dataclasses that are made quickly: each call makes those that its modules declare; and what reports have in common.

Takes: a class. Returns: the dataclass.
"""

import importlib
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

Kind = TypeVar("Kind")
FORMATS, NOTEBOOK = "autograd_cli.formats", "autograd_cli.formats.notebook"


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


class Shown:
    """What a command prints and a function of the package returns.

    `FORMS` are the forms it can be printed in, as `formats` lists them; that is imported when one is asked for.
    """

    __slots__ = ()
    FORMS: ClassVar[tuple[str, ...]]

    def render(self, format: str) -> str:
        """The text that the command prints with `--format`. Raises: `AutogradError` for a format it has not."""
        return cast(str, importlib.import_module(FORMATS).written(self, format))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows, by media type."""
        return cast(dict[str, str], importlib.import_module(NOTEBOOK).bundle(self))
