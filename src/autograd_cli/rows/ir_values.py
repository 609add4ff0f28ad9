"""Numbers and truths in LLVM IR, on which Python's operators emit.

Takes: whatever writes the instructions, and the name of a register or a constant. Returns: what an operator's
instruction gives. Equal names are not merged here; `emitter.py` does that.
"""

from typing import Any, Protocol


class Writer(Protocol):
    """What values need of the emitter that made them."""

    @property
    def constants(self) -> Any: ...
    def arithmetic(self, operation: str, left: Any, right: Any) -> "Value": ...
    def negative(self, x: "Value") -> "Value": ...
    def compare(self, how: str, left: Any, right: Any) -> "Mask": ...
    def logic(self, operation: str, a: "Mask", b: "Mask") -> "Mask": ...
    def boolean(self, truth: bool) -> "Mask": ...
    def loaded(self, constant: float) -> str: ...


class Value:
    """A vector of doubles in IR, or a constant; operators emit."""

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
    """A vector of truth values in IR, or a constant."""

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
