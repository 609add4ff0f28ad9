"""Dataclasses that are made quickly: each call makes those that its modules declare; and what reports have in common.

Takes: a class. Returns: the dataclass.
"""

import importlib
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import Any, ClassVar, Literal, TypeVar, cast, dataclass_transform, overload

Kind = TypeVar("Kind")
FORMATS, NOTEBOOK = "autograd_cli.formats", "autograd_cli.formats.notebook"


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[Kind]) -> type[Kind]:
    """A class as a dataclass that is frozen for the type checker alone: that `dataclass` freezes it takes its time.

    So does the text of a comparison, a hash and a representation that `dataclass` would write and compile.
    """
    made: Any = initialized(dataclass(init=False, eq=False, repr=False)(kind))
    names = [one.name for one in fields(made)]
    shown = [one.name for one in fields(made) if one.repr]
    values = attrgetter(*names)
    made.__eq__ = lambda self, other: values(self) == values(other) if type(self) is type(other) else NotImplemented
    made.__hash__ = lambda self: hash(values(self))
    made.__repr__ = lambda self: f"{kind.__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"
    return kind


def initialized(kind: type[Kind]) -> type[Kind]:
    """A dataclass that was made without `__init__`, with one that sets its fields and calls its `__post_init__`.

    `dataclass` writes and compiles one for each class, at 0.1 ms each; here those with as many fields share theirs.
    Only what is set once for all can be a default.
    """
    made: Any = kind
    entries = fields(made)
    given = [one for one in entries if one.init]
    assert all(one.default_factory is MISSING and not one.kw_only for one in given), kind
    names = tuple(one.name for one in given)
    later = hasattr(made, "__post_init__")
    code = _initializer(len(names), later).replace(
        co_varnames=("self", *names), co_names=(*names, "__post_init__") if later else names
    )
    defaults = tuple(one.default for one in given if one.default is not MISSING)
    made.__init__ = FunctionType(code, {}, "__init__", defaults)
    return kind


@cache
def _initializer(count: int, later: bool) -> CodeType:
    """The code of an `__init__` that sets so many attributes, and calls `__post_init__` where that is to be done."""
    parameters = "".join(f", p{i}" for i in range(count))
    body = "".join(f"\n    self.p{i} = p{i}" for i in range(count)) + ("\n    self.__post_init__()" if later else "")
    made: dict[str, Any] = {}
    exec(f"def __init__(self{parameters}):{body or ' pass'}", made)
    code: CodeType = made["__init__"].__code__
    return code


class Shown:
    """What a command prints and a function of the package returns.

    `FORMS` are the forms it can be printed in, as `formats` lists them; that is imported when one is asked for.
    `LAYOUT` is what makes its document, `SCHEMA` the name of its JSON, and `OPTIONAL` fields are left out there where
    they are None.
    """

    __slots__ = ()
    SCHEMA: ClassVar[str]
    FORMS: ClassVar[tuple[str, ...]] = ("document",)
    LAYOUT: ClassVar[str]
    OPTIONAL: ClassVar[tuple[str, ...]] = ()

    @property
    def failed(self) -> bool:
        """Whether the command ends with status 1: where what should agree or have converged did not."""
        return not (getattr(self, "agrees", True) and getattr(self, "converged", True))

    @overload
    def render(self, format: Literal["png", "pdf"]) -> bytes: ...  # type: ignore[overload-overlap]

    @overload
    def render(self, format: str) -> str: ...

    def render(self, format: str) -> str | bytes:
        """What the command prints with `--format`, text or bytes. Raises: `AutogradError` for a format it has not."""
        return cast(str | bytes, importlib.import_module(FORMATS).written(self, format))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows, by media type."""
        return cast(dict[str, str], importlib.import_module(NOTEBOOK).bundle(self))
