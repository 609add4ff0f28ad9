"""How functions are spelled in LLVM's IR, in C and in glibc's vector mathematics, and what machine code does with them.

Takes: nothing. Returns: names. `emitter.py` and `llvm.py` write and load by them.
"""

# Of the mathematics of `vectormath.py`, what is an intrinsic function.
INTRINSICS = {
    "sqrt": "sqrt",
    "floor": "floor",
    "ceil": "ceil",
    "round": "roundeven",
    "minimum": "minimum",
    "maximum": "maximum",
    "absolute": "fabs",
    "copysign": "copysign",
    "fma": "fma",
}
# Where C has another name for a function.
IN_C = {"power": "pow", "gamma": "tgamma"}
# Functions of C that write a sign elsewhere, to an address that they are given, and the name under which they do.
REENTRANT = {"lgamma": "lgamma_r"}
# Functions of the table's names, and whether glibc's vector mathematics has them; all were measured to be within
# 2.5 ulp over their whole domains, with the special values of IEEE 754 (`tests/rows/test_kernels.py` measures again).
ONE_OPERAND = (
    "acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1",
    "log", "log10", "log1p", "log2", "sin", "sinh", "tan", "tanh",
)  # fmt: skip
TWO_OPERANDS = {"atan2": "atan2", "hypot": "hypot", "power": "pow"}
# Letter and width of the vector functions' names, by the feature of the processor they need.
# Source: "x86 psABI vector function ABI", glibc's `sysdeps/x86/fpu/bits/math-vector.h`.
VARIANTS = {"avx512f": ("e", 8), "avx2": ("d", 4), "": ("b", 2)}
# Entries that are arithmetic in the end, so that an underflow of theirs sets the processor's mark.
MARKED = frozenset({"multiply", "divide", "square", "exp", "sigmoid", "sech", "gauss", "gaussian"})
