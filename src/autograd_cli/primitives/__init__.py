"""The table of primitives: what every function means, once, as data.

Takes: nothing. Returns: `PRIMITIVES`, `FUNCTIONS`, `CONSTANTS`, and the conventions `KINKS`, `UNGUARDED`, `LACKING`.
Evaluation, both sweeps, findings, help and tests are read from here. Nothing is computed here: rules and conditions are
text in the expression language itself, parsed and lowered when first met.

To add a function, add an entry to the file of its group and run `python scripts/table.py`, which checks the table and
writes the index. A group's file is imported when one of its names is met.

In a rule the parameters stand for the operands, `out` for the result. There is one rule a parameter, the derivative of
the result with respect to it; "0" says that nothing flows there. Of a parameter written `*x` there may be any number:
its rule holds for each, with `x` the one at hand and `xs`, as an argument, for all of them.

An entry with a `shape` is not elementwise: it takes vectors and matrices apart or puts them together. Its rules are
pullbacks, the adjoint of each operand from `g`, the adjoint of the result. For an entry that puts its operands side by
side, `part` is the place of the one at hand in the result.
"""

import importlib
from _collections_abc import dict_items, dict_keys, dict_values
from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeVar, overload

from autograd_cli.primitives.conventions import KINKS, LACKING, UNGUARDED
from autograd_cli.primitives.entry import Entry
from autograd_cli.primitives.index import CALLS, GROUPS

__all__ = ["CONSTANTS", "FUNCTIONS", "KINKS", "LACKING", "PRIMITIVES", "UNGUARDED", "Entry", "LazyTable"]

T = TypeVar("T")
D = TypeVar("D")


class LazyTable(dict[str, T]):
    """Values by name, made when first looked up, which then costs what it costs in any `dict`.

    `values` and `items` make all of them. A name may be set to something else, or added.
    """

    def __init__(self, names: Collection[str], make: Callable[[str], T]) -> None:
        super().__init__()
        self._names, self._make = names, make

    def __missing__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        value = self[name] = self._make(name)
        return value

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._names

    def __iter__(self) -> Iterator[str]:
        yield from self._names
        yield from [name for name in super().__iter__() if name not in self._names]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def get(self, name: str, default: None = None, /) -> T | None: ...
    @overload
    def get(self, name: str, default: D, /) -> T | D: ...
    def get(self, name: str, default: Any = None, /) -> Any:
        # `dict.get` asks nobody what is missing.
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> "dict_keys[str, T]":
        return self._complete().keys()

    def values(self) -> "dict_values[str, T]":
        return self._complete().values()

    def items(self) -> "dict_items[str, T]":
        return self._complete().items()

    def _complete(self) -> dict[str, T]:
        """All of them, in the order of their names, whichever was looked up first."""
        return {name: self[name] for name in self}


def _entry(name: str) -> Entry:
    entries: tuple[Entry, ...] = importlib.import_module(f"{__name__}.{GROUPS[name]}").ENTRIES
    return next(entry for entry in entries if entry.name == name)


def _callees(name: str) -> tuple[Entry, ...]:
    return tuple([PRIMITIVES[callee] for callee in CALLS[name]])


PRIMITIVES = LazyTable(GROUPS, _entry)

# The entries a call may mean, by the name in the call; a function with two arities has two.
FUNCTIONS = LazyTable(CALLS, _callees)

# The entry of a constant by each of its names, the signs among them.
CONSTANTS = {name: name for name, group in GROUPS.items() if group == "constants"} | {"π": "pi", "τ": "tau"}
