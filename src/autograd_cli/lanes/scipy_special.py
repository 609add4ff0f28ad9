"""SciPy's special functions for many rows: as ufuncs for arrays, and as addresses that compiled loops call.

Takes: a function's name after `PREFIX`, as kernels write it. Returns: the function. SciPy is imported when the first
one is wanted. It decides nothing about where a function is accurate: the kernels that call it do.

*Source*: SciPy's documentation, "Cython API for special functions"; Numba's, "Calling C functions from compiled code".
"""

import ctypes
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

PREFIX = "scipy."
# What is one of the results of a function, or the real one of a complex result: the function, and which it is.
PARTS: dict[str, tuple[str, int | None]] = {
    "lambertw": ("lambertw", None),
    "lambertw_lower": ("lambertw", None),
    "fresnels": ("fresnel", 0),
    "fresnelc": ("fresnel", 1),
    "sine_integral": ("sici", 0),
    "cosine_integral": ("sici", 1),
    "sinh_integral": ("shichi", 0),
    "cosh_integral": ("shichi", 1),
}
# What a function takes after its operands.
FURTHER: dict[str, tuple[int, ...]] = {"lambertw_lower": (-1,)}
# What a function's name begins with that has several types, and the end of the signature of any.
SEVERAL, LAST = ("", "__pyx_fuse_0", "__pyx_fuse_1", "__pyx_fuse_2"), "int __pyx_skip_dispatch"


@cache
def is_there() -> bool:
    """Whether SciPy is installed."""
    return find_spec("scipy") is not None


@cache
def ufunc(name: str) -> Callable[..., Any]:
    """A function of arrays. Raises: `ModuleNotFoundError` without SciPy, `AttributeError` for an unknown name."""
    name = name.removeprefix(PREFIX)
    of_all, part = PARTS.get(name, (name, None))
    function: Callable[..., Any] = getattr(import_module("scipy.special"), of_all)
    if name not in PARTS:
        return function
    further = FURTHER.get(name, ())
    return lambda *operands: function(*operands, *further).real if part is None else function(*operands)[part]


@cache
def address(name: str, count: int) -> int | None:
    """Where a compiled function of so many doubles begins, which gives one; None where SciPy has none of that name."""
    name = name.removeprefix(PREFIX)
    if name in PARTS:
        return None
    functions: dict[str, Any] = import_module("scipy.special.cython_special").__pyx_capi__
    wanted = f"double ({', '.join(['double'] * count)}, {LAST})".encode()
    kind = ctypes.pythonapi.PyCapsule_GetName
    kind.restype, kind.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    for capsule in [functions[f"{start}{name}"] for start in SEVERAL if f"{start}{name}" in functions]:
        if kind(capsule) == wanted:
            found: int | None = pointer(capsule, wanted)
            return found
    return None
