"""LLVM through llvmlite: text of IR to machine code in memory, for this machine.

In: IR, and the scalar kernels it calls. Out: addresses of functions. It knows nothing of graphs.
"""

import ctypes
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import llvmlite.binding as llvm

from autograd_cli.lanes import scipy_special
from autograd_cli.rows.llvm_names import ONE_OPERAND, TWO_OPERANDS, VARIANTS
from autograd_cli.systems.systems import FLOAT

LANGUAGE_OF_VECTORS = "x86_64"


class Host(NamedTuple):
    """How many doubles a vector has, and the vector functions by name and number of operands.

    `sticky` says whether the processor notes underflows in a register, as x86-64 does in MXCSR.
    """

    width: int
    sticky: bool
    vector_functions: Mapping[tuple[str, int], str]


class Code:
    """Compiled functions; they are there as long as this is."""

    def __init__(self, text: str, level: int) -> None:
        _start()
        module = llvm.parse_assembly(text)
        machine = _machine(level)
        self._engine = llvm.create_mcjit_compiler(module, machine)
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """A function's address."""
        found: int = self._engine.get_function_address(name)
        return found


@cache
def host() -> Host:
    """What this machine has."""
    _start()
    features = llvm.get_host_cpu_features()
    here = next(feature for feature in VARIANTS if not feature or features.get(feature, False))
    return variant(here) if llvm.get_process_triple().startswith(LANGUAGE_OF_VECTORS) else Host(2, False, {})


def variant(feature: str) -> Host:
    """What a machine of x86-64 has whose best vectors are those of a feature."""
    letter, width = VARIANTS[feature]
    return Host(width, True, _vector_functions(letter, width))


def provide(name: str, count: int) -> None:
    """Makes a scalar kernel callable from IR, as `autograd.` and its name; a function of SciPy's by its own."""
    _provided(name, count)


@cache
def _provided(name: str, count: int) -> Any:
    of_scipy = name.startswith(scipy_special.PREFIX)
    address = scipy_special.address(name, count) if of_scipy else None
    callback = None
    if address is None:
        prototype = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * count)
        callback = prototype(scipy_special.ufunc(name) if of_scipy else FLOAT.kernel(name))
        address = ctypes.cast(callback, ctypes.c_void_p).value
    assert address is not None
    llvm.add_symbol(name if of_scipy else f"autograd.{name}", address)
    return callback  # which the cache keeps alive


@cache
def _start() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    with suppress(RuntimeError):  # elsewhere its functions are part of the C library, which is loaded
        llvm.load_library_permanently("libm.so.6")


def _machine(level: int) -> Any:
    target = llvm.Target.from_default_triple()
    features = llvm.get_host_cpu_features().flatten()
    return target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=level, jit=True)


def _vector_functions(letter: str, width: int) -> dict[tuple[str, int], str]:
    try:
        library = ctypes.CDLL("libmvec.so.1")
    except OSError:
        return {}
    names = {(name, 1): f"_ZGV{letter}N{width}v_{name}" for name in ONE_OPERAND}
    names |= {(name, 2): f"_ZGV{letter}N{width}vv_{in_c}" for name, in_c in TWO_OPERANDS.items()}
    there = {}
    for key, symbol in names.items():
        try:
            function = getattr(library, symbol)
        except AttributeError:
            continue
        address = ctypes.cast(function, ctypes.c_void_p).value
        assert address is not None
        llvm.add_symbol(symbol, address)
        there[key] = symbol
    return there
