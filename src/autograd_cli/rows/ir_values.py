"""Numbers and truths in a language to compile, on which Python's operators emit; what constants give is computed here.

Takes: whatever writes the instructions, and the name of a register or a constant. Returns: what an operator's
instruction gives. Equal names are not merged here; the writers do that.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from autograd_cli.numerics import arithmetic

# Operations by the names that LLVM has for them.
ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "fadd": arithmetic.add,
    "fsub": arithmetic.subtract,
    "fmul": arithmetic.multiply,
    "fdiv": arithmetic.divide,
}
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "olt": float.__lt__,
    "ole": float.__le__,
    "ogt": float.__gt__,
    "oge": float.__ge__,
    "oeq": float.__eq__,
    "une": float.__ne__,
}


class Writer(ABC):
    """The mathematics of `vectormath.py` in a language, of which the operations are those of more than constants."""

    constants: Any

    @abstractmethod
    def value(self, x: Any) -> "Value":
        """A value, or the constant of a number."""

    @abstractmethod
    def operation(self, operation: str, a: "Value", b: "Value") -> "Value": ...

    @abstractmethod
    def comparison(self, how: str, a: "Value", b: "Value") -> "Mask": ...

    @abstractmethod
    def choice(self, mask: "Mask", chosen: "Value", other: "Value") -> "Value": ...

    @abstractmethod
    def number(self, mask: "Mask") -> "Value":
        """1 where the mask holds, else 0."""

    @abstractmethod
    def lost(self, x: "Value", y: "Value", product: "Value") -> "Value":
        """The error of a product."""

    @abstractmethod
    def negative(self, x: "Value") -> "Value": ...

    @abstractmethod
    def logic(self, operation: str, a: "Mask", b: "Mask") -> "Mask": ...

    @abstractmethod
    def boolean(self, truth: bool) -> "Mask": ...

    @abstractmethod
    def loaded(self, constant: float) -> str:
        """The name of a constant, loaded from the table."""

    # What `Mathematics` asks for, of constants

    def where(self, mask: "Mask", chosen: Any, other: Any) -> "Value":
        a, b = self.value(chosen), self.value(other)
        if mask.constant is not None:
            return a if mask.constant else b
        return a if a.key == b.key else self.choice(mask, a, b)

    def truth(self, mask: "Mask") -> "Value":
        if mask.constant is not None:
            return self.value(float(mask.constant))
        result = self.number(mask)
        result.mask = mask
        return result

    def product_error(self, x: Any, y: Any, product: Any) -> "Value":
        factors = self.value(x), self.value(y)
        if any(one.constant is not None and abs(math.frexp(one.constant)[0]) == 0.5 for one in factors):
            return self.value(0.0)
        return self.lost(*factors, self.value(product))

    def known(self, x: Any) -> float | None:
        return self.value(x).constant

    # What values ask for

    def arithmetic(self, operation: str, left: Any, right: Any) -> "Value":
        a, b = self.value(left), self.value(right)
        if a.constant is not None and b.constant is not None:
            return self.value(ARITHMETIC[operation](a.constant, b.constant))
        if operation == "fmul" and 1.0 in (a.constant, b.constant):  # 1*x -> x
            return b if a.constant == 1.0 else a
        return self.operation(operation, a, b)

    def compare(self, how: str, left: Any, right: Any) -> "Mask":
        a, b = self.value(left), self.value(right)
        if a.constant is not None and b.constant is not None:
            return self.boolean(COMPARISONS[how](a.constant, b.constant))
        if a.mask is not None and b.constant == 0.0 and how in ("une", "oeq"):
            return a.mask if how == "une" else ~a.mask
        return self.comparison(how, a, b)


class Value:
    """A number, or a vector of doubles in IR, or a constant; operators emit."""

    __slots__ = ("constant", "emitter", "key", "literal", "mask", "negated", "size")

    def __init__(self, emitter: "Writer", name: str, constant: float | None = None) -> None:
        self.emitter = emitter
        self.literal = name
        # Under which name operations on it are known: that of its first loading.
        self.key = name
        self.constant = constant
        # What it was made of, for the few laws by which operations are spared.
        self.mask: Mask | None = None
        self.negated: Value | None = None
        self.size = False

    @property
    def name(self) -> str:
        """How an operand is written; a constant may first have to be loaded."""
        if self.constant and self.emitter.constants is not None:
            return self.emitter.loaded(self.constant)
        return self.literal

    def __add__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fadd", self, other)

    def __radd__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fadd", other, self)

    def __sub__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fsub", self, other)

    def __rsub__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fsub", other, self)

    def __mul__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fmul", self, other)

    def __rmul__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fmul", other, self)

    def __truediv__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fdiv", self, other)

    def __rtruediv__(self, other: Any) -> "Value":
        return self.emitter.arithmetic("fdiv", other, self)

    def __neg__(self) -> "Value":
        return self.emitter.negative(self)

    def __lt__(self, other: Any) -> "Mask":
        return self.emitter.compare("olt", self, other)

    def __le__(self, other: Any) -> "Mask":
        return self.emitter.compare("ole", self, other)

    def __gt__(self, other: Any) -> "Mask":
        return self.emitter.compare("ogt", self, other)

    def __ge__(self, other: Any) -> "Mask":
        return self.emitter.compare("oge", self, other)

    def __eq__(self, other: Any) -> "Mask":  # type: ignore[override]
        return self.emitter.compare("oeq", self, other)

    def __ne__(self, other: Any) -> "Mask":  # type: ignore[override]
        return self.emitter.compare("une", self, other)

    __hash__ = None  # type: ignore[assignment]


class Mask:
    """A truth value, or a vector of them in IR, or a constant."""

    __slots__ = ("constant", "emitter", "name")

    def __init__(self, emitter: "Writer", name: str, constant: bool | None = None) -> None:
        self.emitter = emitter
        self.name = name
        self.constant = constant

    def __and__(self, other: "Mask") -> "Mask":
        for one, another in ((self, other), (other, self)):
            if one.constant is not None:
                return another if one.constant else one
        return self if self.name == other.name else self.emitter.logic("and", self, other)

    def __or__(self, other: "Mask") -> "Mask":
        for one, another in ((self, other), (other, self)):
            if one.constant is not None:
                return one if one.constant else another
        return self if self.name == other.name else self.emitter.logic("or", self, other)

    def __invert__(self) -> "Mask":
        if self.constant is not None:
            return self.emitter.boolean(not self.constant)
        return self.emitter.logic("xor", self, self.emitter.boolean(True))

    def __eq__(self, other: Any) -> "Mask":  # type: ignore[override]
        if self.constant is not None and other.constant is not None:
            return self.emitter.boolean(self.constant == other.constant)
        return ~self.emitter.logic("xor", self, other)

    __hash__ = None  # type: ignore[assignment]
