"""The functions that need mpmath: the float kernels, found here by name, and those in any mpmath context.

A float kernel takes floats and returns one float, correct nearly to the last digit, computed with digits and exponents
to spare. Like every float kernel it never raises. A `wide_function` takes a context and its numbers, real or complex,
and returns one of its numbers; it raises `ZeroDivisionError` where IEEE 754 has the answer.

The kernels of the entries in `primitives/special_X.py` are in the module `X`, all others in `classical`; each module is
imported when one of its kernels is wanted. It decides nothing about which function is used when: `numerics` and
`systems/wide.py` do, and load this package only when one of these is wanted, since importing mpmath takes some 40 ms.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from autograd_cli.primitives.index import GROUPS

# What the names of files of entries begin with whose kernels have a module of their own, and where all others are.
OWN, OTHERS = "special_", "classical"


def __getattr__(name: str) -> Any:
    """A kernel by its name. Raises: `AttributeError` for any other name."""
    return getattr(import_module(f"{__name__}.{_module(GROUPS.get(name, ''))}"), name)


def wide_function(primitive: str) -> Callable[..., Any] | None:
    """The function of an mpmath context and its numbers for an entry; None where it has none here."""
    module = import_module(f"{__name__}.{_module(GROUPS.get(primitive, ''))}")
    found: Callable[..., Any] | None = module.WIDE.get(primitive)
    return found


def _module(group: str) -> str:
    return group.removeprefix(OWN) if group.startswith(OWN) else OTHERS
