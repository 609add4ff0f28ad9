"""LLVM IR as text: the mathematics of `vectormath.py` for vectors of some width, or for scalars at width 1.

In: operations, one after the other. Out: lines of a basic block, and the functions they call. Equal operations are
emitted once, so that an exponential is shared between a value and its partials; nothing is reordered or contracted, so
that a lane is computed as the scalar kernels do it. It knows no library: `llvm.py` compiles the text.

*Source*: the LLVM Language Reference, "Instruction Reference" and "Intrinsic Functions".
"""

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograd_cli.lanes.scipy_special import PREFIX
from autograd_cli.rows.ir_values import Mask, Value, Writer
from autograd_cli.rows.llvm_names import IN_C, INTRINSICS, REENTRANT


class Emitter(Writer):
    """Emits into `lines`; `declared` are the functions called, and `fallbacks` the rows whose scalar kernel is, or
    SciPy's functions.

    `vector_functions` has the name of a function of whole vectors for what has one; `own` are elementary functions that
    are emitted as instructions.

    Invariants: a line reads only values of lines above it, in its own block or in one that always runs before it; the
    values of a cold block are unknown after it but for the one that its `phi` takes over. `block` is the label of the
    block to which the next line belongs, which the `phi` of a caller's loop names as well.
    """

    def __init__(
        self,
        width: int,
        vector_functions: Mapping[tuple[str, int], str],
        own: Mapping[str, Callable[..., Value]],
    ) -> None:
        self.width = width
        self.own = own
        self.vector_functions = vector_functions
        self.real = "double" if width == 1 else f"<{width} x double>"
        self.truth_type = "i1" if width == 1 else f"<{width} x i1>"
        self.suffix = "f64" if width == 1 else f"v{width}f64"
        # Constants by value in a table from which each use loads its own, or None where they are literals. LLVM keeps
        # literals in registers over a whole loop, from which a call spills them, every one in all lanes.
        self.constants: dict[float, int] | None = None
        self.lines: list[str] = []
        self.block = "body"
        self.declared: dict[str, str] = {}
        self.each: dict[tuple[str, int], str] = {}
        self.fallbacks: set[tuple[str, int]] = set()
        # The names of divisors whose reciprocal is wanted as well.
        self.reciprocals: set[str] = set()
        # How many calls there are so far; each spills all registers.
        self.calls = 0
        self._count = 0
        self._known: dict[tuple[str, ...], Any] = {}

    # What `vectormath.Mathematics` asks for

    def elementary(self, name: str, *operands: Any) -> Value:
        values = [self.value(operand) for operand in operands]
        if name == "fmod":
            return self._operation("frem", *values)
        if name in INTRINSICS:
            return self.intrinsic(name, *values)
        own = self.own.get(name)
        if own is not None:
            return own(self, *values)
        vector_function = self.vector_functions.get((name, len(values)))
        if vector_function is not None:
            return self._call(vector_function, *values)
        if name.startswith(PREFIX):
            self.fallbacks.add((name, len(values)))
        if self.width == 1 and name not in REENTRANT:
            return self._call(IN_C.get(name, name), *values)
        return self._call(self._each(IN_C.get(name, name), len(values), masked=False), *values)

    def choice(self, mask: Mask, chosen: Value, other: Value) -> Value:
        return self._line(
            ("select", mask.name, chosen.key, other.key),
            f"select {self.truth_type} {mask.name}, {self.real} {chosen.name}, {self.real} {other.name}",
        )

    def number(self, mask: Mask) -> Value:
        return self.where(mask, 1.0, 0.0)

    def absolute(self, x: Any) -> Value:
        value = self.value(x)
        if value.constant is not None:
            return self.value(abs(value.constant))
        if value.size:
            return value
        result = self.intrinsic("absolute", value.negated if value.negated is not None else value)
        result.size = True
        return result

    def copysign(self, size: Any, sign: Any) -> Value:
        return self.intrinsic("copysign", self.value(size), self.value(sign))

    def lost(self, x: Value, y: Value, product: Value) -> Value:
        return self.fma(x, y, -product)

    def lanes(self, name: str, mask: Mask, value: Any, *operands: Any) -> Value:
        plain = self.value(value)
        if mask.constant is False:
            return plain
        values = [self.value(operand) for operand in operands]
        self.fallbacks.add((name, len(values)))
        function = self._each(f"autograd.{name}", len(values), masked=True)
        arguments = ", ".join(f"{self.real} {one.name}" for one in (plain, *values))
        call = f"call {self.real} @{function}({self.truth_type} {mask.name}, {arguments})"
        return self.rarely(mask, lambda: self._line(None, call), plain)

    def rarely(self, mask: Mask, chosen: Callable[[], Value], other: Any) -> Value:
        plain = self.value(other)
        if mask.constant is False:
            return plain
        some = self.any(mask)
        self._count += 1
        cold, join, before = f"cold{self._count}", f"join{self._count}", self.block
        self.lines += [f"br i1 {some}, label %{cold}, label %{join}, !prof !0", f"{cold}:"]
        self.block = cold
        # What is computed here is not there on the other way.
        outside, self._known = self._known, dict(self._known)
        result = chosen()
        self._known = outside
        self.lines += [f"br label %{join}", f"{join}:"]
        end, self.block = self.block, join
        return self._line(None, f"phi {self.real} [ {plain.literal}, %{before} ], [ {result.literal}, %{end} ]")

    # What the vector functions of our own ask for

    def fma(self, x: Any, y: Any, z: Any) -> Value:
        """x*y + z, rounded once."""
        return self.intrinsic("fma", self.value(x), self.value(y), self.value(z))

    def scale(self, x: Value, n: Value) -> Value:
        """x*2^n for whole n of at most 2000, rounded once; x is between 1/4 and 4."""
        if self.width == 8:
            # One instruction of AVX-512; 4 is the rounding in force.
            function = "llvm.x86.avx512.mask.scalef.pd.512"
            self.declared[function] = f"{self.real} @{function}({self.real}, {self.real}, {self.real}, i8, i32)"
            operands = f"{self.real} {x.name}, {self.real} {n.name}, {self.real} {x.name}, i8 -1, i32 4"
            return self._line((function, x.key, n.key), f"call {self.real} @{function}({operands})")
        # In two steps, the first of which is exact.
        half = self.elementary("floor", n * 0.5)
        return x * self._power_of_two(half) * self._power_of_two(n - half)

    def _power_of_two(self, n: Value) -> Value:
        """2^n for whole n between -1022 and 1023: the low bits of n + 1.5*2^52 are n, and become the exponent."""
        bits_type = "i64" if self.width == 1 else f"<{self.width} x i64>"
        shifted = (n + 1023.0) + 6755399441055744.0
        bits = self.line(f"bitcast {self.real} {shifted.name} to {bits_type}").name
        by = "52" if self.width == 1 else f"<{', '.join(['i64 52'] * self.width)}>"
        moved = self.line(f"shl {bits_type} {bits}, {by}").name
        return self.line(f"bitcast {bits_type} {moved} to {self.real}")

    # The operations themselves

    def value(self, x: Any) -> Value:
        if isinstance(x, Value):
            return x
        number = float(x)
        one = _written(number)
        return Value(self, one if self.width == 1 else f"<{', '.join([f'double {one}'] * self.width)}>", number)

    def loaded(self, constant: float) -> str:
        assert self.constants is not None
        place = self.constants.setdefault(constant, len(self.constants))
        self._count += 1
        one, first, whole = f"%k{self._count}", f"%f{self._count}", f"%s{self._count}"
        self.lines.append(f"{one} = load double, ptr getelementptr (double, ptr @constants, i64 {place}), align 8")
        if self.width == 1:
            return one
        indices = f"<{self.width} x i32> zeroinitializer"
        self.lines += [
            f"{first} = insertelement {self.real} poison, double {one}, i32 0",
            f"{whole} = shufflevector {self.real} {first}, {self.real} poison, {indices}",
        ]
        return whole

    def named(self, name: str) -> Value:
        """A value that is there under a name."""
        return Value(self, name)

    def boolean(self, truth: bool) -> Mask:
        one = "true" if truth else "false"
        return Mask(self, one if self.width == 1 else f"<{', '.join([f'i1 {one}'] * self.width)}>", truth)

    def operation(self, operation: str, a: Value, b: Value) -> Value:
        if operation == "fdiv" and b.constant is not None and _is_power_of_two(b.constant):
            return self.arithmetic("fmul", a, 1.0 / b.constant)  # x/2^n -> x*2^-n, exactly
        if operation == "fdiv" and (b.constant is not None or b.key in self.reciprocals):
            return self._quotient(a, b)
        if operation in ("fadd", "fmul") and b.key < a.key:
            a, b = b, a
        return self._operation(operation, a, b)

    def negative(self, x: Value) -> Value:
        if x.constant is not None:
            return self.value(-x.constant)
        if x.negated is not None:  # -(-x) -> x
            return x.negated
        result = self._line(("fneg", x.key), f"fneg {self.real} {x.name}")
        result.negated = x
        return result

    def comparison(self, how: str, a: Value, b: Value) -> Mask:
        name = self._line((how, a.key, b.key), f"fcmp {how} {self.real} {a.name}, {b.name}").name
        return Mask(self, name)

    def logic(self, operation: str, a: Mask, b: Mask) -> Mask:
        line = self._line((operation, a.name, b.name), f"{operation} {self.truth_type} {a.name}, {b.name}")
        return Mask(self, line.name)

    def intrinsic(self, name: str, *operands: Value) -> Value:
        return self._call(f"llvm.{INTRINSICS[name]}.{self.suffix}", *operands)

    def any(self, mask: Mask) -> str:
        """The name of an i1: whether the mask holds in some lane."""
        if self.width == 1:
            return mask.name
        bits = self._line(None, f"bitcast {self.truth_type} {mask.name} to i{self.width}").name
        return self._line(None, f"icmp ne i{self.width} {bits}, 0").name

    def line(self, text: str) -> Value:
        """A value from an instruction that is none of the above."""
        return self._line(None, text)

    def module(self) -> str:
        """Declarations and the functions that go lane by lane, to stand beside the emitted body."""
        parts = [f"declare {text}" for text in self.declared.values()]
        if self.constants:
            table = ", ".join(f"double {_written(constant)}" for constant in self.constants)
            parts.append(f"@constants = global [{len(self.constants)} x double] [{table}]")
        for (name, count), function in self.each.items():
            parts += _lane_by_lane(self, name, count, function)
        return "\n".join(parts)

    def _quotient(self, a: Value, b: Value) -> Value:
        """a/b, correctly rounded, from the reciprocal, which is known or wanted anyway, and one correction.

        Where something is infinite on the way it is nan, which has the row flagged.
        Source: Markstein 1990, "Computation of elementary functions on the IBM RISC System/6000", section 3.
        """
        reciprocal = self.value(1.0 / b.constant) if b.constant else self._operation("fdiv", self.value(1.0), b)
        if a.constant == 1.0:
            return reciprocal
        near = self.arithmetic("fmul", a, reciprocal)
        # Of a zero the correction loses the sign.
        return self.copysign(self.fma(self.fma(-near, b, a), reciprocal, near), near)

    # How they are written

    def _operation(self, operation: str, *operands: Value) -> Value:
        names = ", ".join(operand.name for operand in operands)
        return self._line((operation, *(operand.key for operand in operands)), f"{operation} {self.real} {names}")

    def _call(self, function: str, *operands: Value) -> Value:
        if function not in self.each.values():
            self.declared[function] = f"{self.real} @{function}({', '.join([self.real] * len(operands))}) nounwind"
        key = (function, *(operand.key for operand in operands))
        arguments = ", ".join(f"{self.real} {operand.name}" for operand in operands)
        self.calls += key not in self._known and not function.startswith("llvm.")
        return self._line(key, f"call {self.real} @{function}({arguments})")

    def _each(self, name: str, count: int, *, masked: bool) -> str:
        function = f"{'lanes' if masked else 'each'}.{name}"
        self.each[name, count] = function
        scalar = ", ".join(["double"] * count + ["ptr"] * (name in REENTRANT))
        self.declared[name] = f"double @{REENTRANT.get(name, name)}({scalar}) nounwind"
        return function

    def _line(self, key: tuple[str, ...] | None, text: str) -> Value:
        if key is not None and key in self._known:
            found: Value = self._known[key]
            return found
        self._count += 1
        value = Value(self, f"%v{self._count}")
        self.lines.append(f"{value.name} = {text}")
        if key is not None:
            self._known[key] = value
        return value


def _written(number: float) -> str:
    return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"


def _is_power_of_two(x: float) -> bool:
    return abs(math.frexp(x)[0]) == 0.5 and 2.0**-1000 < abs(x) < 2.0**1000


def _lane_by_lane(emitter: Emitter, name: str, count: int, function: str) -> Sequence[str]:
    """A function of vectors that calls one of scalars for every lane, or for those in a mask."""
    width, real = emitter.width, emitter.real
    masked = function.startswith("lanes.")
    operands = [f"%x{i}" for i in range(count)]
    parameters = ([f"{emitter.truth_type} %mask", f"{real} %value"] if masked else []) + [
        f"{real} {operand}" for operand in operands
    ]
    scalar = REENTRANT.get(name, name)
    further = ", ptr %sign" if name in REENTRANT else ""
    lines = [f"define internal {real} @{function}({', '.join(parameters)}) noinline cold nounwind {{", "entry:"]
    if further:
        lines.append("%sign = alloca i32")
    if width == 1:
        arguments = ", ".join(f"double {operand}" for operand in operands)
        lines += [f"%result = call double @{scalar}({arguments}{further})", "ret double %result", "}"]
        return lines
    initial = "%value" if masked else "zeroinitializer"
    lines += [
        "br label %loop",
        "loop:",
        "%i = phi i32 [ 0, %entry ], [ %next, %latch ]",
        f"%so_far = phi {real} [ {initial}, %entry ], [ %after, %latch ]",
    ]
    if masked:
        lines += [
            f"%wanted = extractelement {emitter.truth_type} %mask, i32 %i",
            "br i1 %wanted, label %compute, label %latch",
        ]
    else:
        lines.append("br label %compute")
    lines.append("compute:")
    lines += [f"%y{i} = extractelement {real} {operand}, i32 %i" for i, operand in enumerate(operands)]
    arguments = ", ".join(f"double %y{i}" for i in range(count))
    before = "[ %so_far, %loop ], " if masked else ""
    lines += [
        f"%one = call double @{scalar}({arguments}{further})",
        f"%set = insertelement {real} %so_far, double %one, i32 %i",
        "br label %latch",
        "latch:",
        f"%after = phi {real} {before}[ %set, %compute ]",
        "%next = add i32 %i, 1",
        f"%more = icmp ult i32 %next, {width}",
        "br i1 %more, label %loop, label %exit",
        "exit:",
        f"ret {real} %after",
        "}",
    ]
    return lines
