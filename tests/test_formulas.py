"""Formulas made by Hypothesis: values, partials and second partials against SymPy's derivatives at 50 digits.

The tolerance is that of the agreement: 1e-12 times the condition, which is how much relative errors of the single
operations are amplified. It is measured on the graph itself, by changing one node's value after the other.
"""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mpmath import mp

from autograd_cli.errors import Source, Span
from autograd_cli.execute.evaluate import evaluate
from autograd_cli.execute.systems import FLOAT
from autograd_cli.graph.analysis import live
from autograd_cli.graph.graph import CONSTANT, INPUT, Function
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.problem import Problem, pose
from autograd_cli.report.evaluation import MODES
from autograd_cli.syntax.ast import Assignment, Call, Comparison, Name, Number, Operation, Program, Tree
from autograd_cli.syntax.unparse import unparse

TOLERANCE = 1e-12
# The relative change by which a condition is measured: the root of a double's precision.
CHANGE = 2.0**-26
# Numbers beyond these are left to the tests of overflow and underflow.
LARGEST, SMALLEST = 1e100, 1e-100

Point = Mapping[str, float]

# What the functions of the language are to SymPy.
SYMPY: dict[str, Callable[..., Any]] = {
    "exp": sympy.exp,
    "exp2": lambda x: 2**x,
    "expm1": lambda x: sympy.exp(x) - 1,
    "log": lambda x, b=sympy.E: sympy.log(x) / sympy.log(b),
    "log1p": lambda x: sympy.log(1 + x),
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "sqrt": sympy.sqrt,
    "square": lambda x: x**2,
    "hypot": lambda x, y: sympy.sqrt(x**2 + y**2),
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "asinh": sympy.asinh,
    "acosh": sympy.acosh,
    "atanh": sympy.atanh,
    "erf": sympy.erf,
    "erfc": sympy.erfc,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "log_sigmoid": lambda x: -sympy.log(1 + sympy.exp(-x)),
    "silu": lambda x: x / (1 + sympy.exp(-x)),
    "logaddexp": lambda x, y: sympy.log(sympy.exp(x) + sympy.exp(y)),
    "xlogy": lambda x, y: x * sympy.log(y),
}
BINARY = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
}
COMPARATORS = {
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
}
NAMES = ("x", "y", "z")
SYMBOLS = {name: sympy.Symbol(name, real=True) for name in NAMES}
UNARY_CALLS = sorted(name for name in SYMPY if name in FUNCTIONS and FUNCTIONS[name][0].takes(1))
BINARY_CALLS = sorted(name for name in ("hypot", "logaddexp") if name in FUNCTIONS)


# Formulas, as trees.

NOWHERE = Span(0, 0)
LITERALS = ("2", "3", "0.5", "1.25")  # exactly doubles, so that SymPy means the same
LEAVES = st.sampled_from(NAMES).map(lambda name: Name(NOWHERE, name)) | st.sampled_from(LITERALS).map(
    lambda text: Number(NOWHERE, text)
)
EXPONENTS = st.sampled_from(["2", "3", "0.5", "1.25"]).map(lambda text: Number(NOWHERE, text))


def operation(primitive: str, *operands: Tree) -> Tree:
    return Operation(NOWHERE, primitive, operands)


def call(function: str, *arguments: Tree) -> Tree:
    return Call(NOWHERE, function, arguments, NOWHERE)


def number(text: str) -> Tree:
    return Number(NOWHERE, text)


def positive(tree: Tree) -> Tree:
    """A tree that is positive whatever its part is."""
    return operation("add", call("square", tree), number("0.5"))


def within(function: str, tree: Tree) -> Tree:
    """A tree made of another that lies in the domain of a function."""
    if function in ("log", "log2", "log10", "sqrt"):
        return positive(tree)
    if function in ("asin", "acos", "atanh", "log1p"):
        return operation("divide", call("sin", tree), number("2"))
    return operation("add", positive(tree), number("1.25")) if function == "acosh" else tree


def smooth(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """The forms whose value has all derivatives wherever it is defined."""
    forms = [
        st.builds(operation, st.sampled_from(["add", "subtract", "multiply", "divide"]), trees, trees),
        st.builds(operation, st.just("negative"), trees),
        st.builds(lambda base, exponent: operation("power", base, exponent), trees, EXPONENTS),
        st.builds(lambda base, exponent: operation("power", positive(base), exponent), trees, trees),
        st.builds(call, st.sampled_from(UNARY_CALLS), trees),
        st.builds(lambda name, tree: call(name, within(name, tree)), st.sampled_from(UNARY_CALLS), trees),
    ]
    if BINARY_CALLS:
        forms.append(st.builds(call, st.sampled_from(BINARY_CALLS), trees, trees))
    return st.one_of(forms)


SMOOTH = st.recursive(LEAVES, smooth, max_leaves=8)
POINTS = st.fixed_dictionaries({name: st.floats(-4, 4).map(lambda v: round(v, 6)) for name in NAMES})


# The reference.


def sympy_of(tree: Tree, names: Mapping[str, Any]) -> Any:
    """A smooth tree as SymPy has it."""
    match tree:
        case Number(text=text):
            return sympy.Rational(text)
        case Name(name=name):
            return names[name]
        case Operation(primitive="negative", operands=(operand,)):
            return -sympy_of(operand, names)
        case Operation(primitive=primitive, operands=operands):
            return BINARY[primitive](*(sympy_of(operand, names) for operand in operands))
        case Call(function=function, arguments=arguments):
            return SYMPY[function](*(sympy_of(argument, names) for argument in arguments))
    raise AssertionError(tree)


def exact(expression: Any, point: Point) -> Any:
    """A SymPy expression's value at doubles as a real number of 50 digits, nan where it has none."""
    with mp.workdps(70):
        try:
            value = mp.mpmathify(
                sympy.lambdify(list(SYMBOLS.values()), expression, "mpmath")(*(mp.mpf(point[name]) for name in NAMES))
            )
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            return mp.nan
        return value if isinstance(value, mp.mpf) else mp.nan


# The graph's own numbers.


def swept(problem: Problem, mode: str) -> Function:
    """The function whose outputs are the value and the partials by all inputs, in their order."""
    wanted = tuple(problem.lowered.inputs.values())
    partials = MODES[mode](problem.function, wanted).outputs
    return Function(problem.function.graph, problem.function.inputs, problem.function.outputs + partials)


def moderate(function: Function, values: Sequence[Any]) -> bool:
    """Whether all numbers of an evaluation are far from overflow and underflow, and none is nan."""
    return all(values[i] == 0 or SMALLEST < abs(values[i]) < LARGEST for i in live(function))


def amplification(function: Function, point: Point, output: int) -> float:
    """By how much an output changes, at most, for a relative change of 1 of every node's value; to first order."""
    nodes, numbers = function.graph.nodes, live(Function(function.graph, function.inputs, (output,)))
    kernels = {nodes[i].primitive: FLOAT.kernel(nodes[i].primitive) for i in numbers if nodes[i].operands}
    values = evaluate(function, point)
    total = 0.0
    for start, changed in enumerate(numbers):
        if nodes[changed].operands:
            moved = list(values)
            moved[changed] *= 1 + CHANGE
            for i in numbers[start + 1 :]:
                if nodes[i].operands:
                    moved[i] = kernels[nodes[i].primitive](*[moved[operand] for operand in nodes[i].operands])
            total += abs(moved[output] - values[output]) / CHANGE
    return total


def assert_near(function: Function, point: Point, output: int, value: float, reference: Any, what: str) -> None:
    """A number is the exact one within 1e-12 times its condition."""
    error = abs(mp.mpf(value) - reference)
    if error <= TOLERANCE * abs(reference):
        return
    allowed = TOLERANCE * (abs(float(reference)) + amplification(function, point, output))
    assert error <= allowed, f"{what} is {value}, not {mp.nstr(reference, 17)}; allowed is {allowed:.2g}"


def check_against_sympy(program: Tree, plain: Tree, names: Mapping[str, Any], point: Point) -> None:
    """A program's value and partials, in both modes, are those of the smooth tree that it is at a point."""
    text = unparse(program)
    used = {part.name for part in program.walk() if isinstance(part, Name)} & set(NAMES)
    bound = {name: point[name] for name in NAMES if name in used}
    problem = pose(Source(text), bound)
    inputs = tuple(problem.lowered.inputs)
    functions = {mode: swept(problem, mode) for mode in MODES}
    values = {mode: evaluate(function, bound) for mode, function in functions.items()}
    outputs = {mode: [values[mode][i] for i in functions[mode].outputs] for mode in MODES}
    assume(all(map(math.isfinite, outputs["reverse"])))
    taken = sympy_of(plain, names)
    expected = [exact(taken, point)] + [exact(sympy.diff(taken, SYMBOLS[name]), point) for name in inputs]
    assume(all(mp.isfinite(number) for number in expected))
    for mode, function in functions.items():
        for name, i, reference in zip(("value", *inputs), function.outputs, expected, strict=True):
            what = f"{name} of {text!r} at {bound} by {mode}"
            assert_near(function, bound, i, values[mode][i], reference, what)


# No deadline, and many examples are outside some domain.
MODEST = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@MODEST
@given(SMOOTH, POINTS)
def test_smooth_formulas_are_differentiated_as_sympy_does(tree: Tree, point: Point) -> None:
    check_against_sympy(tree, tree, SYMBOLS, point)
