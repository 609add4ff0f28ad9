"""Number systems: the kernels and the few questions that evaluation and findings ask of numbers.

In: nothing. Out: `FLOAT`, and `load` for the systems that need a library. The graph is the same in all of them.
"""

import importlib
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from autograd_cli.numerals import number_text
from autograd_cli.numerics import float_kernel


class NumberSystem(NamedTuple):
    """Kernels by primitive, and how a literal's text and a double are numbers of the system."""

    kernel: Callable[[str], Callable[..., Any]]
    constant: Callable[[str], Any]
    number: Callable[[float], Any]
    is_nan: Callable[[Any], bool]
    is_finite: Callable[[Any], bool]
    text: Callable[[Any], str]


FLOAT = NumberSystem(float_kernel, float, float, math.isnan, math.isfinite, number_text)

# Name -> "module:function" that makes the system from its precision in bits.
SYSTEMS = {"unlimited": "autograd_cli.execute.unlimited:unlimited"}


def load(name: str, bits: int) -> NumberSystem:
    """A number system that is imported when first asked for."""
    system: NumberSystem = resolve(SYSTEMS[name])(bits)
    return system


def resolve(dotted: str) -> Any:
    """What a registry's `module:name` stands for, imported when first asked for."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)
