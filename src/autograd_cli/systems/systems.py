"""Number systems: the kernels and the few questions that evaluation and findings ask of numbers.

In: nothing. Out: `FLOAT`, and `load` for the systems that need a library. The graph is the same in all of them.
"""

import importlib
import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from autograd_cli.errors import AutogradError
from autograd_cli.numerals import number_text
from autograd_cli.numerics import float_kernel, has_kernel
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.systems.definitions import definition_kernel


class NumberSystem(NamedTuple):
    """Kernels by primitive, and how a literal's text and a double are numbers of the system.

    `composed` says whether an entry has no kernel of its own here and is computed by its definition. `rule_constant`
    has the constants that a rule of the table names, where they are other numbers than those that a formula names.
    `of_matrices` has functions of whole matrices, each a list of rows of numbers of the system; they raise `ValueError`
    where there is no number, as where the system has no such function.
    """

    kernel: Callable[[str], Callable[..., Any]]
    constant: Callable[[str], Any]
    number: Callable[[float], Any]
    is_nan: Callable[[Any], bool]
    is_finite: Callable[[Any], bool]
    text: Callable[[Any], str]
    composed: Callable[[str], bool] = lambda primitive: False
    rule_constant: Callable[[str], Callable[..., Any]] | None = None
    of_matrices: Callable[[str], Callable[..., Any]] = lambda primitive: _no_matrices

    @property
    def of_doubles(self) -> bool:
        """Whether literals are doubles here, alone or in arrays."""
        return self.constant is float

    def named(self, primitive: str, payload: str | None) -> Any:
        """The number of a node without operands: a constant that a formula, or a rule of the table, names."""
        kernel = self.kernel if payload is None or self.rule_constant is None else self.rule_constant
        return kernel(primitive)()


def _no_matrices(*operands: Any) -> Any:
    raise ValueError("the system has no functions of matrices")


@cache
def _float(primitive: str) -> Callable[..., float]:
    """The float kernel of an entry, by its definition where it has none of its own."""
    try:
        return float_kernel(primitive)
    except KeyError:
        by_definition = definition_kernel(primitive, _float, float)
        sharp = PRIMITIVES[primitive].sharp
        kernel: Callable[..., float] = resolve(NEAREST)(primitive, by_definition) if sharp else by_definition
        return kernel


FLOAT = NumberSystem(
    kernel=_float,
    constant=float,
    number=float,
    is_nan=math.isnan,
    is_finite=math.isfinite,
    text=number_text,
    composed=lambda primitive: not has_kernel(primitive),
)

# What computes the definition of an entry that is `sharp`.
NEAREST = "autograd_cli.systems.nearest:nearest_kernel"
# Name -> "module:function" that makes the system from its precision in bits.
SYSTEMS = {
    "unlimited": "autograd_cli.systems.wide:wide",
    "complex": "autograd_cli.systems.wide:analytic",
    "balls": "autograd_cli.systems.balls:balls",
    "identified": "autograd_cli.systems.identities:identified",
}
# Library -> the extra that has it, where the installation without extras has not.
EXTRAS = {"flint": "rigorous", "scipy": "solve"}


def load(name: str, bits: int) -> NumberSystem:
    """A number system that is imported when first asked for. Raises: `AutogradError` as `resolve` does."""
    system: NumberSystem = resolve(SYSTEMS[name])(bits)
    return system


def resolve(dotted: str) -> Any:
    """What a registry's `module:name` stands for, imported when first asked for.

    Raises: `AutogradError` with code `missing-extra` where it needs a library that is not installed.
    """
    module, _, name = dotted.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as problem:
        if problem.name not in EXTRAS:
            raise
        extra = EXTRAS[problem.name]
        raise AutogradError("missing-extra", extra, extra=extra, library=problem.name) from None
