"""Every function of NumPy, SciPy, SymPy, mpmath, `math` and `statistics` that is read, against the library itself.

The names are those of the libraries, not of our table: what is read is what they compute, or it is refused.
"""

import math
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy
import pytest
import scipy
import scipy.linalg
import scipy.special
import scipy.stats
import sympy  # type: ignore[import-untyped]

from autograd_cli.ask.problem import pose
from autograd_cli.ask.values import read_array
from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.products import values_alone
from autograd_cli.syntax.ast import Call
from autograd_cli.syntax.parser import parse

LIBRARIES: dict[str, Any] = {
    "np": numpy,
    "np.linalg": numpy.linalg,
    "scipy.special": scipy.special,
    "scipy.linalg": scipy.linalg,
    "scipy.stats.norm": scipy.stats.norm,
    "sp": sympy,
    "mpmath": mpmath.mp,
    "math": math,
    "statistics": statistics,
}
NUMBERS = (0.3, 0.7, -0.3, -1.7, 2.0, 3.0, -2.0, 0.0, 1.0, -1.0, 2.5, -2.5, 0.5, 1.5, 5.25)
# Where a function is defined, by its arguments, if the library says so with a nan, an infinity or another function.
DOMAINS: dict[str, Callable[..., bool]] = {
    "huber": lambda delta, r: delta >= 0,
    "pseudo_huber": lambda delta, r: delta >= 0,
    "gdtr": lambda a, b, x: a > 0,
    "elliprc": lambda x, y: y != 0,
    **dict.fromkeys(("yv", "yve"), lambda n, x: x > 0),
    **dict.fromkeys(("ive", "jve"), lambda n, x: n >= 0 or x != 0),
    **dict.fromkeys(("expn", "spherical_jn", "spherical_yn", "spherical_in", "spherical_kn"), lambda n, x: n >= 0),
    **dict.fromkeys(("root", "nthroot"), lambda x, n: n >= 1),
    "elliptic_pi": lambda n, m: max(n, m) < 1,
    **dict.fromkeys(("cdf", "sf", "pdf", "ppf", "isf"), lambda x, loc=0, scale=1: scale > 0),
}


def is_pole(x: float) -> bool:
    """Whether the gamma function has a pole there."""
    return x <= 0 and x == int(x)


# Where a library has a value, or an infinity, and we have none: derivatives in parameters, continuations beyond the
# domain, and quotients of poles are not covered.
UNCOVERED: dict[str, Callable[..., bool]] = {
    "loggamma": lambda x: x < 0 and is_pole(x),
    "zeta": lambda s, q=1: s <= 1,
    **dict.fromkeys(("zetac", "dirichlet_eta"), lambda s: s <= 1),
    **dict.fromkeys(("beta", "betaln"), lambda a, b: min(a, b) <= 0),
    **dict.fromkeys(("binom", "binomial"), lambda n, k: min(n, k, n - k) <= -1 and (n, k) != (int(n), int(k))),
    **dict.fromkeys(("ellipeinc", "ellipkinc", "elliptic_f"), lambda phi, m: m > 1 or (m == 1 and abs(phi) > 1.6)),
    "ellippi": lambda n, m: max(n, m) >= 1,
    "elliprj": lambda x, y, z, p: p < 0,
    "expn": lambda n, x: n != int(n),
    **dict.fromkeys(("poch", "RisingFactorial"), lambda x, n: is_pole(x) or is_pole(x + n)),
    "FallingFactorial": lambda x, n: is_pole(x + 1),
    "spherical_kn": lambda n, x: x < 0,
    **dict.fromkeys(("lowergamma", "uppergamma"), lambda s, x: s <= 0),
    "gammainc": lambda *operands: min(operands) < 0,
    **dict.fromkeys(
        ("betainc", "betainc_regularized"),
        lambda a, b, *ends: min(a, b) <= 0 or any(not 0 <= one <= 1 for one in ends),
    ),
    "polygamma": lambda n, x: n < 0 or n != int(n),
    "polylog": lambda s, z: z > 1,
    **dict.fromkeys(("lambertw", "LambertW"), lambda x, k=0: k not in (0, -1)),
}
# Points of functions of two numbers that have a value at few of the others.
OF_THEIR_OWN = dict.fromkeys(("lambertw", "LambertW"), ((-0.2, -1.0), (-0.2, 0.0), (1.5, 0.0), (0.5, -1.0)))
# What no number is given to there, and is read of numbers here: by library.
OF_OTHERS = {
    "np": "round around clip cumsum cumprod eye identity ones zeros linspace",
    "np.linalg": "",
    "scipy.special": "",
    "scipy.linalg": "",
    "scipy.stats.norm": "",
    "sp": "And Or Not Eq Ne Lt Le Gt Ge ITE Array Identity eye ones zeros Range Product product expint",
    "mpmath": "eye ones zeros linspace expint psi",
    "math": "comb perm factorial fsum prod dist",
    "statistics": "mean fmean pstdev pvariance stdev variance",
}


def points(count: int) -> Iterator[tuple[float, ...]]:
    """Numbers of every kind, the same in each run."""
    numbers = numpy.random.default_rng(19)
    if count == 1:
        yield from ((one,) for one in NUMBERS)
        return
    for _ in range(10):
        yield tuple(numbers.choice(NUMBERS, count).tolist())
    for _ in range(3):
        yield tuple(numbers.uniform(0.1, 0.9, count).round(3).tolist())
    yield tuple(float(i + 1) for i in range(count))
    yield tuple(float(count - i) for i in range(count))


def names_of(library: Any) -> list[str]:
    """The public functions."""
    return [name for name in dir(library) if name[0] != "_" and callable(getattr(library, name))]


def is_read(text: str) -> bool:
    """Whether a text is read, with functions of the language alone in it."""
    try:
        program = parse(Source(text, notation="python"))
    except AutogradError:
        return False
    return all(tree.function in FUNCTIONS for tree in program.walk() if isinstance(tree, Call))


def worth(text: str, values: dict[str, Any]) -> Any:
    """What we say, as an array of complex numbers; None where we say nothing."""
    try:
        problem = pose(Source(text, notation="python"), {name: read_array(name, v) for name, v in values.items()})
        if problem.has_several_outputs:
            return numpy.array(values_alone(problem).value, dtype=complex)
        return numpy.array(evaluation(problem, differentiate=False).value, dtype=complex)
    except AutogradError:
        return None


def said(library: str, function: Any, arguments: Sequence[float]) -> Any:
    """What the library says, as an array of complex numbers; None where it raises or gives no number."""
    try:
        if library == "sp":
            exact = [sympy.Integer(int(one)) if one == int(one) else sympy.Float(one, 20) for one in arguments]
            return numpy.array(complex(sympy.N(function(*exact), 15)))
        if library == "mpmath":
            return numpy.array(function(*map(mpmath.mpf, arguments))).astype(complex)
        return numpy.array(function(*arguments)).astype(complex)
    except Exception:
        return None


def agree(ours: Any, theirs: Any) -> bool:
    """Whether two values are one: our nan is the library's, or a complex number; infinities have their signs.

    SymPy's infinity without a sign is a nan of two parts.
    """
    if ours.shape != theirs.shape:
        return False
    unsigned = numpy.isnan(theirs.imag)
    beyond = numpy.abs(theirs.imag) > 1e-14 * numpy.abs(theirs.real).clip(1, 1e300)
    close = numpy.isclose(ours, theirs, rtol=1e-8, atol=1e-14, equal_nan=True)
    return bool(numpy.all(numpy.select([unsigned, beyond], [~numpy.isfinite(ours), numpy.isnan(ours)], close)))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.filterwarnings("ignore")
def test_a_function_of_numbers_is_what_the_library_computes(library: str, count: int) -> None:
    arguments = "xyzw"[:count]
    wrong: list[Any] = []
    silent = []
    for name in names_of(LIBRARIES[library]):
        text = f"{library}.{name}({', '.join(arguments)})"
        if name in OF_OTHERS[library].split() or not is_read(text):
            continue
        same, seen = 0, 0
        drawn = [*points(count)][7 if library in ("sp", "mpmath") and count > 1 else 0 :]
        for point in [*drawn, *(OF_THEIR_OWN.get(name, ()) if count == 2 else ())]:
            if not DOMAINS.get(name, lambda *_: True)(*point):
                continue
            ours = worth(text, dict(zip(arguments, point, strict=True)))
            theirs = None if ours is None else said(library, getattr(LIBRARIES[library], name), point)
            seen += ours is not None
            if theirs is not None:
                lacking = numpy.isnan(ours) & UNCOVERED.get(name, lambda *_: False)(*point)
                right = agree(ours, numpy.where(lacking, numpy.nan, theirs))
                same += right and not numpy.isnan(ours).all()
                wrong += [] if right else [(text, point, ours, theirs)]
        if seen and not same:
            silent.append(text)
    assert not wrong
    assert not silent


VALUES = {
    "x": [0.3, -1.2, 2.5],
    "y": [1.5, 0.4, -0.7],
    "p": [0.2, 0.3, 0.5],
    "A": [[4.0, 1.0, 0.2], [0.5, 3.0, -0.6], [0.1, 0.7, 5.0]],
    "B": [[0.3, 1.5, -2.0], [0.8, -0.4, 1.1], [0.7, 0.2, 0.9]],
    "s": 0.7,
}
CALLS = (
    *("x", "A", "x, y", "A, B", "A, x", "x, A", "x, s", "x, 2", "x, 0", "A, 1", "A, -1", "A, axis=0", "A, axis=1"),
    *("x, axis=0", "x, ddof=1", "A, axis=1, ddof=1", "x, ord=3", "A, 'fro'", "A, k=1", "x, p", "s, x, y"),
    *("[x, y]", "(A, B)", "[A, B], 1", "[A, B], axis=0", "[x, y], axis=1", "[[x, y], [x, y]]", "A, 0", "A, 1, 0"),
    *("p, scale=2", "p, 1, 2"),
    *("x > 0, x, y", "p, q=0.5", "x, keepdims=False", "x, axis=None", "x, decimals=1", "x, y, 0", "A, [0, 1]"),
)
# Arguments that functions of a small domain are not given, and conditions, which NumPy computes with in 16 bits.
OUTSIDE, ROUNDED = re.compile(r"\b[xyABs0]\b"), re.compile(r"\(x > 0\)")
KINDS = [*(one for one in LIBRARIES if one not in ("sp", "mpmath")), "method", "bare"]


def calls_of(kind: str) -> Iterator[str]:
    """The calls of all functions of a library, of Python's own and of the methods of arrays."""
    if kind == "method":
        for name in names_of(numpy.ndarray):
            for call in CALLS:
                base, _, rest = call.partition(", ")
                yield from [f"{base}.{name}({rest})"] * base.isalpha()
    elif kind == "bare":
        yield from (f"{name}({call})" for name in OF_PYTHON for call in CALLS)
    else:
        # Special functions are of elements alone.
        calls = CALLS[:: 3 if kind == "scipy.special" else 1]
        yield from (f"{kind}.{name}({call})" for name in names_of(LIBRARIES[kind]) for call in calls)


OF_PYTHON = (
    "abs",
    "max",
    "min",
    "sum",
    "pow",
    "round",
    "len",
    "int",
    "float",
    "divmod",
    "sorted",
    "any",
    "all",
    "bool",
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore")
def test_a_function_of_vectors_and_matrices_is_what_the_library_computes(kind: str) -> None:
    modules = {"np": numpy, "scipy": scipy, "math": math, "statistics": statistics}
    wrong: list[Any] = []
    compared = 0
    for text in calls_of(kind):
        values = {name: value for name, value in VALUES.items() if re.search(rf"\b{name}\b", text)}
        name, _, inside = text.partition("(")
        outside = name.rpartition(".")[2] in {*DOMAINS, *UNCOVERED} and OUTSIDE.search(inside)
        if outside or ROUNDED.search(text) or not is_read(text):
            continue
        ours = worth(text, values)
        if ours is None:
            continue
        try:
            arrays = {name: numpy.array(v) if isinstance(v, list) else v for name, v in values.items()}
            theirs = numpy.array(eval(text, modules | arrays)).astype(complex)
        except Exception:
            continue
        compared += 1
        wrong += [] if agree(ours, theirs) else [(text, ours, theirs)]
    assert not wrong
    assert compared


LINES = Path(__file__).parents[1] / "references" / "python_lines.txt"


@pytest.mark.parametrize("line", [one for one in LINES.read_text(encoding="utf-8").splitlines() if one[:1] != "#"])
@pytest.mark.filterwarnings("ignore")
def test_a_line_of_a_program_is_worth_what_the_libraries_give_or_refused(line: str) -> None:
    text, _, refused = line.partition(" ! ")
    values = {name: value for name, value in VALUES.items() if re.search(rf"\b{name}\b", text)}
    if refused:
        with pytest.raises(AutogradError) as caught:
            pose(Source(text, notation="python"), {name: read_array(name, value) for name, value in values.items()})
        assert caught.value.case == refused
        return
    modules = {"np": numpy, "scipy": scipy, "math": math, "statistics": statistics}
    arrays = {name: numpy.array(value) if isinstance(value, list) else value for name, value in values.items()}
    assert agree(worth(text, values), numpy.array(eval(text, modules | arrays)).astype(complex))


# Calls at guards of their formulas, and the conditions that are said of the calls there.
GUARDED: dict[str, tuple[dict[str, float], list[str]]] = {
    "scipy.special.factorial(x)": ({"x": 0.0}, ["x == 0"]),
    "scipy.special.perm(n, k)": ({"n": 5.0, "k": 5.0}, ["k == n"]),
    "scipy.special.rel_entr(x, y)": ({"x": 0.0, "y": 0.0}, ["x + y == 0", "x == 0", "y == 0"]),
    "scipy.special.kl_div(x, y)": ({"x": 0.0, "y": 2.0}, ["x == 0", "x/y == 0"]),
}


@pytest.mark.parametrize("text", GUARDED)
def test_findings_at_a_guard_of_a_call_s_formula_have_the_whole_call_s_text(text: str) -> None:
    point, conditions = GUARDED[text]
    problem = pose(Source(text, notation="python"), {name: read_array(name, value) for name, value in point.items()})
    found = evaluation(problem)
    assert found.value == getattr(scipy.special, re.findall(r"\w+", text)[2])(*point.values())
    assert {one.text for one in found.findings} == {text}
    assert sorted(str(one.where) for one in found.findings) == conditions
