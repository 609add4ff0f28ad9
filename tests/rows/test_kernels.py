"""The kernels for many rows: every row of the table against 50 digits, formulas against the scalar evaluator, flags.

A backend whose library is not installed is skipped with the reason.
"""

import importlib
import itertools
import math
import random
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.float_rows import EXACT, MANY, Row, error_in_ulps, same
from support.float_rows import ROWS as NUMERICS
from support.row_kernels import BACKENDS, HERE, of_row, of_text, run
from support.special_rows import EXACT as OF_LIBRARIES
from support.table_rows import REFERENCES, holds

import autograd_cli.rows
from autograd_cli import AutogradError
from autograd_cli.extras import install_command
from autograd_cli.graphs.graph import Function
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.rows.kernel import NOT_FINITE, POLE, UNDERFLOW, Kernel, compile_kernel
from autograd_cli.run.evaluate import evaluate
from autograd_cli.run.recompute import mended
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.systems.definitions import definition_kernel
from autograd_cli.systems.systems import FLOAT

DIGITS = 50
# Of the special values of many operands so many combinations are tried.
MOST_SPECIAL = 800
# mpmath takes long for these.
FEWER = {"digamma": 150, "polygamma": 60, "sinc_derivative": 80, "lgamma": 300}

for_backends = pytest.mark.parametrize("backend", BACKENDS)


def at_points(kernel: Kernel, points: Sequence[Sequence[float]]) -> list[float]:
    columns = [np.array(column, dtype=float) for column in zip(*points, strict=True)]
    (values,), _ = run(kernel, columns, len(points))
    return [float(value) for value in values]


@cache
def references(name: str) -> tuple[list[tuple[float, ...]], list[Any], float]:
    """Points of a row, the exact results, and the bound."""
    row: Row = EXACTLY[name]
    points = list(row.points)
    if len(points) > FEWER.get(name, 600):
        points = random.Random(5).sample(points, FEWER.get(name, 600))
    with mp.workdps(DIGITS):
        return (
            points,
            [row.exact(*map(mp.mpf, point)) for point in points],
            _bound(name),
        )


def _bound(name: str) -> float:
    """How far a value may be off in rows."""
    return max(EXACTLY[name].bound, PRIMITIVES[name].bound_of_rows)


# The reference of `mod` that is also good for huge quotients.
EXACTLY = REFERENCES | {row.name: row for row in NUMERICS}
MEASURED = sorted(EXACTLY)


# Calls with whole numbers that compiled rows know, and between which powers of ten the other operands are.
KNOWN = {
    "carlson_integral(3, 1, 3, 0, x, y, z, p)": [(-2.0, 2.0)] * 4,
    "carlson_integral(1, 1, 5, 0, x, y, z, p)": [(-2.0, 2.0)] * 4,
    "carlson_integral(3, 1, 1, 2, x, y, z, p)": [(-2.0, 2.0)] * 4,
    "carlson_integral(1, 1, 1, 4, x, y, z, p)": [(-11.0, -8.0)] * 4,
    "carlson_integral(5, 3, 3, 0, x, y, z, p)": [(-11.0, -8.0)] * 4,
    **{
        f"{name}({n}, x)": [(-1.0, 3.0)]
        for name in (
            *("besselj", "besselj_slope", "bessely", "bessely_slope", "besselk", "besselk_slope"),
            *("ive_slope", "kve", "kve_slope"),
        )
        for n in ("0.0", "1.0", "4.0", "0.3")
    },
    "erfcx_derivative(x, 1)": [(-1.0, 1.0)],
    "ellipkinc_derivative(x, y, 1)": [(-6.0, 1.0), (-9.0, -1e-6)],
    "ellipeinc_derivative(x, y, 1)": [(-6.0, 1.0), (-9.0, -1e-6)],
}


@for_backends
@pytest.mark.parametrize("text", KNOWN)
def test_a_call_with_known_whole_numbers_stays_within_its_bound(text: str, backend: str) -> None:
    name, _, rest = text[:-1].partition("(")
    words = rest.split(", ")
    names = [word for word in words if word.isalpha()]
    draw = random.Random(text)
    columns = {one: [10 ** draw.uniform(*ends) for _ in range(8)] for one, ends in zip(names, KNOWN[text], strict=True)}
    function = of_text(text, differentiated=False)
    kernel = compile_kernel(function, backend)
    (values,), flags = run(kernel, [np.array(columns[one]) for one in function.input_names], 8)
    assert not flags.any()
    for place, value in enumerate(values):
        point = [columns[word][place] if word in columns else float(word) for word in words]
        with mp.workdps(DIGITS):
            error = error_in_ulps(float(value), REFERENCES[name].exact(*map(mp.mpf, point)))
        assert error <= _bound(name), (point, error)


# Of what takes long to know, all backends are asked in one test.


@pytest.mark.parametrize("name", MEASURED)
def test_a_row_stays_within_its_bound_of_fifty_digits(name: str) -> None:
    points, exact, bound = references(name)
    row = PRIMITIVES[name]
    if row.sharp and row.exempt_in_rows:
        promised = [not holds(row, row.exempt_in_rows, point) for point in points]
        points, exact = (list(itertools.compress(one, promised)) for one in (points, exact))
    for backend in HERE if points else ():
        values = at_points(compile_kernel(of_row(name, len(points[0])), backend), points)
        with mp.workdps(DIGITS):
            errors = [(error_in_ulps(*pair), p) for *pair, p in zip(values, exact, points, strict=True)]
        worst, where = max(errors)
        assert worst <= bound, f"{name}{where} by {backend} is off by {worst} ulp"


WITH_SPECIAL_VALUES = [name for name, row in PRIMITIVES.items() if row.parameters and not row.shape]
# How many times its bound a value may be off outside of the domain, where 1 - m*sin(phi)^2 cancels for one.
OUTSIDE = {"ellipkinc_slope_by_m": 4, "ellipkinc_slope_by_phi": 3, "ellipeinc_slope_by_phi": 2}


@pytest.mark.parametrize("name", WITH_SPECIAL_VALUES)
def test_a_row_has_the_scalar_kernel_s_special_values(name: str) -> None:
    row = PRIMITIVES[name]
    count = 3 if row.variadic else len(row.names)
    values = [*MANY, -1e300, -745.2, -171.5, -1e-9, 1e-9, 710.5, 2.0**53, 1e160, 1e300]
    values = values if count < 3 else MANY[::2]
    draw = random.Random(7)
    if len(values) ** count <= MOST_SPECIAL:
        points = list(itertools.product(values, repeat=count))
    else:
        points = [tuple(draw.choice(values) for _ in range(count)) for _ in range(MOST_SPECIAL)]
    points += [
        tuple(case[:-1])
        for known, cases in [*EXACT, *OF_LIBRARIES]
        if known == name
        for case in cases
        if len(case) == count + 1
    ]
    # Rows have the definition of an entry that is `sharp` as it is written.
    written = row.sharp and FLOAT.composed(name)
    scalar = definition_kernel(name, FLOAT.kernel, float) if written else FLOAT.kernel(name)
    known = [scalar(*point) for point in points]
    bound = _bound(name) if name in EXACTLY else 4.0
    columns = [np.array(column, dtype=float) for column in zip(*points, strict=True)]
    function = of_row(name, count)
    for backend in HERE:
        (values,), flags = run(compile_kernel(function, backend), columns, len(points))
        for point, value, flag, expected in zip(points, map(float, values), flags, known, strict=True):
            if same(value, expected):
                continue
            # What is not finite within a definition is flagged, and computed again one by one.
            if flag and math.isnan(value) and FLOAT.composed(name):
                inputs = dict(zip(function.input_names, point, strict=True))
                value = mended(function, inputs, evaluate(function, inputs))[function.outputs[0]]
                if same(value, expected):
                    continue
            error = abs(value - expected) / (2 * bound * math.ulp(expected)) if expected else math.inf
            near = error <= 1 or (error <= OUTSIDE.get(name, 1) and not holds(row, row.domain, point))
            assert near, f"{name}{point} by {backend} is {value}, not {expected}"


@for_backends
@pytest.mark.parametrize("rows", [0, 1, 3, 8, 13, 8192, 8195, 20001])
def test_any_number_of_rows_is_computed(rows: int, backend: str) -> None:
    kernel = compile_kernel(of_text("2*x*y+y+3"), backend)
    x = np.arange(rows, dtype=float)
    (value, d_x, d_y), flags = run(kernel, [x, 4.0], rows)
    assert kernel.inputs == ("x", "y")
    assert np.array_equal(value, 8 * x + 7)
    assert np.array_equal(d_x, np.full(rows, 8.0))
    assert np.array_equal(d_y, 2 * x + 1)
    assert not flags.any()


FORMULAS = [
    "2*x*y+y+3",
    "sigmoid(x*y + z)",
    "sin(x*y)+log(x)*sqrt(y)+tanh(x/y)+x^y",
    "x*normal_cdf((log(x/y)+z)/0.3) - y*exp(-z)*normal_cdf((log(x/y)-z)/0.3)",
    "where(x > 1, sqrt(x - 1), y*x) + where(y > 1 and x < 2, log(y - 1)*x, z^2)",
    "where(x > 1, where(y > 1, log(x - 1)*sqrt(y - 1), atan(x*y)), exp(-x))*z",
    "max(x, y, z)*min(x*y, 2) + clamp(x, 0.5, z) + relu(y - x) + abs(x - z)",
    "gelu(x - y)*silu(y - x) + softplus(z - x) + elu(x - 2) + selu(y - 2) + leaky_relu(z - 2)",
    "erf(x)*erfc(y) + gauss(z) + normal_cdf(x - 3)*lgamma(y) + gamma(z)",
    "hypot(x, y)*atan2(y, x) + cbrt(z)*log(x, 2) + mod(7x, y) + sin_over_x(3z) + xlogy(x, y) + logaddexp(x, y)",
    "x^2 + y^3 + z^4 + x^-1 + y^-2 + z^0.5 + x^2.5 + 2^y",
    "asin(x/4)*acos(y/4) + asinh(z)*acosh(1 + x)*atanh(y/4) + sinh(x)*cosh(y) + tan(z/3)",
    "floor(x)*y + ceil(y)*z + round(z)*x + sign(x - 1) + (not (x > 1)) + (x > 1 or y > 1)*z",
    "100*(y - x^2)^2 + (1 - x)^2 + 100*(z - y^2)^2 + (1 - y)^2",
    "x", "3", "pi*x + inf^-1", "x + x",
]  # fmt: skip


def near_scalar(function: Function, names: Sequence[str], point: Mapping[str, float], found: Sequence[float]) -> bool:
    values = evaluate(function, point)
    largest = max([1e-3, *(abs(v) for v in values if v is not None and math.isfinite(v) and abs(v) < 1e6)])
    return all(
        same(value, values[number]) or abs(value - values[number]) <= 64 * math.ulp(max(largest, abs(values[number])))
        for value, number in zip(found, function.outputs, strict=True)
    )


@for_backends
@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_has_the_scalar_evaluator_s_value_and_partials(text: str, backend: str) -> None:
    function = of_text(text)
    kernel = compile_kernel(function, backend)
    chosen = np.random.default_rng(3)
    rows = 203
    columns = [chosen.uniform(0.1, 3.0, rows) for _ in kernel.inputs]
    outputs, flags = run(kernel, columns, rows)
    assert not flags.any(), "everyday rows are not flagged"
    for row in range(rows):
        point = {name: float(column[row]) for name, column in zip(kernel.inputs, columns, strict=True)}
        assert near_scalar(function, kernel.inputs, point, [float(output[row]) for output in outputs]), point


FLAGGED: list[tuple[str, dict[str, float], int]] = [
    ("2*x*y+y+3", {"x": 40.0, "y": 4.0}, 0),
    ("2*x*y+y+3", {"x": 0.0, "y": 0.0}, 0),
    ("log(x)", {"x": -1.0}, NOT_FINITE),
    ("log(x)", {"x": 0.0}, NOT_FINITE),
    ("where(x > 0, log(x), x)", {"x": -1.0}, 0),
    ("where(x > 0, where(y > 0, log(x)*log(y), y), x)", {"x": -1.0, "y": -1.0}, 0),
    ("where(x > 0, where(y > 0, log(x)*log(y), y), x)", {"x": 1.0, "y": -1.0}, 0),
    ("where(x > 0, where(y > 0, log(x)*log(y), sqrt(y)), x)", {"x": 1.0, "y": -1.0}, NOT_FINITE),
    ("where(x > 0, sqrt(x), x) + sqrt(x)", {"x": -1.0}, NOT_FINITE),
    ("1/(1+exp(-x))", {"x": -800.0}, NOT_FINITE),
    ("log(exp(x))", {"x": -800.0}, NOT_FINITE | UNDERFLOW),
    ("x/sqrt(x^2+1)", {"x": 1e200}, NOT_FINITE),
    ("tanh(1e300*x)", {"x": 1e300}, NOT_FINITE),
    ("x/(1 + exp(-y))", {"x": 1.0, "y": 760.0}, 0),
    ("x*y/z", {"x": 0.0, "y": 2.0, "z": 2.0}, 0),
    ("x*y/z", {"x": 1e-200, "y": 1e-200, "z": 1e-300}, UNDERFLOW),
    ("x*y*z", {"x": 1e-200, "y": 1e-200, "z": 1e300}, UNDERFLOW),
    ("x*y*z*w", {"x": 1e-200, "y": 1e-200, "z": 1.0, "w": 1e300}, UNDERFLOW),
    ("atan2(y, x)", {"y": 0.0, "x": 0.0}, POLE),
    ("atan2(y, 0)", {"y": 0.0}, POLE),
    ("x + 1e400", {"x": 1.0}, NOT_FINITE),
    ("min(x, inf)", {"x": 1.0}, 0),
]


@for_backends
@pytest.mark.parametrize(("text", "point", "reasons"), FLAGGED)
def test_a_row_is_flagged_where_floats_are_not_to_be_trusted(
    text: str, point: dict[str, float], reasons: int, backend: str
) -> None:
    kernel = compile_kernel(of_text(text), backend)
    for rows in (1, 11):
        _, flags = run(kernel, [np.full(rows, point[name]) for name in kernel.inputs], rows)
        found = set(flags.tolist())
        assert len(found) == 1
        (flag,) = found
        assert bool(flag) == bool(reasons)
        assert flag & reasons == reasons


@for_backends
@pytest.mark.parametrize("text", ["x/3", "x/-3", "x/sqrt(2)", "x/y*(1/y)", "x/-y*(1/-y)"])
def test_a_quotient_of_zero_keeps_its_sign(text: str, backend: str) -> None:
    function = of_text(text, differentiated=False)
    kernel = compile_kernel(function, backend)
    for x in (0.0, -0.0):
        point = {name: {"x": x, "y": 3.0}[name] for name in kernel.inputs}
        (values,), _ = run(kernel, [np.full(9, one) for one in point.values()], 9)
        expected = evaluate(function, point)[function.outputs[0]]
        assert all(same(float(value), expected) for value in values)


HOSTS = ["avx2", "", "none"]


@pytest.mark.skipif(not find_spec("llvmlite"), reason="llvmlite is not installed")
@pytest.mark.parametrize("text", FORMULAS[:12])
@pytest.mark.parametrize("feature", HOSTS)
def test_other_vectors_than_this_machine_s_give_the_same(
    feature: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    llvm = importlib.import_module("autograd_cli.rows.llvm")
    host = llvm.host()
    if not host.sticky:
        pytest.skip("this machine is not one of x86-64")
    if host.width < 8 and feature == "avx2":
        pytest.skip("these are this machine's own vectors, or it has none such")
    other = llvm.Host(2, False, {}) if feature == "none" else llvm.variant(feature)
    monkeypatch.setattr(llvm, "host", lambda: other)
    function = of_text(text)
    kernel = compile_kernel(function, "llvm")
    columns = [np.random.default_rng(5).uniform(0.1, 3.0, 37) for _ in kernel.inputs]
    outputs, flags = run(kernel, columns, 37)
    assert not flags.any()
    for row in range(37):
        point = {name: float(column[row]) for name, column in zip(kernel.inputs, columns, strict=True)}
        assert near_scalar(function, kernel.inputs, point, [float(output[row]) for output in outputs]), point


PARTIALS = [
    name
    for name in MEASURED
    if any(rule != "0" for rule in PRIMITIVES[name].rules)
    and name not in ("digamma", "polygamma", "sinc_derivative", "gamma", "lgamma", "power_constant")
]


@pytest.mark.parametrize("name", PARTIALS)
def test_a_row_s_partials_are_those_of_the_scalar_evaluator(name: str) -> None:
    points = random.Random(6).sample(list(EXACTLY[name].points), min(200, len(EXACTLY[name].points)))
    one = of_row(name, len(points[0]))
    function = gradient(one, one.inputs)
    kernels = {backend: compile_kernel(function, backend) for backend in HERE}
    columns = [np.array(column) for column in zip(*points, strict=True)]
    found = {backend: run(kernel, columns, len(points)) for backend, kernel in kernels.items()}
    exempt = [text for text in (PRIMITIVES[name].exempt, PRIMITIVES[name].exempt_in_rows) if text]
    zero, width, size = PRIMITIVES[name].zeros or (math.inf, 0.0, 0.0)
    for row, point in enumerate(points):
        if any(holds(PRIMITIVES[name], text, point) for text in exempt):
            continue
        values = evaluate(function, dict(zip(function.input_names, point, strict=True)))
        for (backend, (outputs, flags)), place in itertools.product(found.items(), range(len(function.outputs))):
            expected, value = values[function.outputs[place]], float(outputs[place][row])
            if flags[row] or not math.isfinite(expected):
                assert flags[row]
                continue
            allowed = max(8.0, 4.0 + PRIMITIVES[name].bound_of_rows) * math.ulp(
                size if any(abs(abs(x) - zero) < width for x in point) else expected
            )
            assert abs(value - expected) <= allowed, f"{name}{point} by {backend}: {value}, not {expected}"


def test_a_backend_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    monkeypatch.delitem(sys.modules, "autograd_cli.rows.compiled", raising=False)
    monkeypatch.delitem(sys.modules, "autograd_cli.rows.llvm", raising=False)
    monkeypatch.delattr(autograd_cli.rows, "llvm", raising=False)
    function = of_text("x^2")
    assert compile_kernel(function).backend == "numpy"
    with pytest.raises(AutogradError) as caught:
        compile_kernel(function, "llvm")
    assert caught.value.code == "missing-extra"
    assert caught.value.hint == f"install it with `{install_command('batch')}`"


@for_backends
def test_threads_run_one_kernel_at_once(backend: str) -> None:
    kernel = compile_kernel(of_text("sin(x)*exp(y)/sqrt(x)"), backend)
    columns = [np.random.default_rng(i).uniform(0.5, 2.0, 20_000) for i in range(2)]
    alone, _ = run(kernel, columns, 20_000)
    with ThreadPoolExecutor(4) as pool:
        for outputs, flags in pool.map(lambda _: run(kernel, columns, 20_000), range(8)):
            assert not flags.any()
            assert all(np.array_equal(*pair) for pair in zip(outputs, alone, strict=True))


@pytest.mark.skipif(not find_spec("llvmlite"), reason="there is no compiler")
def test_threads_that_want_the_closer_look_at_once_share_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = importlib.import_module("autograd_cli.rows.compiled")
    made: list[str] = []
    own = compiled.llvm.Code

    def code(text: str, level: int) -> Any:
        made.append(text)
        return own(text, level)

    monkeypatch.setattr(compiled.llvm, "Code", code)
    for _ in range(3):
        made.clear()
        kernel = compile_kernel(of_text("log(exp(-x)) + y*x"), "llvm")
        columns = [np.linspace(700.0, 760.0, 50_000), np.linspace(1.0, 2.0, 50_000)]
        alone, flags = run(kernel, columns, 50_000)
        assert flags.any()
        again = compile_kernel(of_text("log(exp(-x)) + y*x"), "llvm")
        with ThreadPoolExecutor(4) as pool:
            found = [*pool.map(run, [again] * 8, [columns] * 8, [50_000] * 8)]
        for outputs, own_flags in found:
            assert all(np.array_equal(*pair, equal_nan=True) for pair in zip(outputs, alone, strict=True))
            assert np.array_equal(own_flags, flags)
        assert len(made) == 4
