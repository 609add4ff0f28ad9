"""Formulas made by Hypothesis: values, partials and second partials against SymPy's derivatives at 50 digits.

The tolerance is that of the agreement: 1e-12 times the condition, which is how much relative errors of the single
operations are amplified. It is measured on the graph itself, by changing one node's value after the other.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from mpmath import mp

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.errors import Source, Span
from autograd_cli.graphs.graph import Function
from autograd_cli.primitives import FUNCTIONS
from autograd_cli.report.evaluation import MODES as SWEEPS
from autograd_cli.run.evaluate import evaluate
from autograd_cli.syntax.ast import Assignment, Call, Comparison, Name, Number, Operation, Program, Tree
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT, resolve

TOLERANCE = 1e-12
# The relative change by which a condition is measured: the root of a double's precision.
CHANGE = 2.0**-26
# Numbers beyond these are left to the tests of overflow and underflow.
LARGEST, SMALLEST = 1e100, 1e-100

Point = Mapping[str, float]


class UndecidedError(Exception):
    """An example of which these tests cannot tell whether it is right: undefined, out of range or ill-conditioned."""


def decide(decidable: bool) -> None:
    if not decidable:
        raise UndecidedError


@contextmanager
def decided_only() -> Iterator[None]:
    """Passes over an example that cannot be decided."""
    try:
        yield
    except UndecidedError:
        reject()


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
SHORT = st.recursive(LEAVES, smooth, max_leaves=4)
MODES = {mode: resolve(name) for mode, name in SWEEPS.items()}
MODE = st.sampled_from(sorted(MODES))
POINTS = st.fixed_dictionaries({name: st.floats(-4, 4).map(lambda v: round(v, 6)) for name in NAMES})


# The reference.


def sympy_of(tree: Tree) -> Any:
    """A smooth tree as SymPy has it."""
    match tree:
        case Number(text=text):
            return sympy.Rational(text)
        case Name(name=name):
            return SYMBOLS[name]
        case Operation(primitive="negative", operands=(operand,)):
            return -sympy_of(operand)
        case Operation(primitive=primitive, operands=operands):
            return BINARY[primitive](*(sympy_of(operand) for operand in operands))
        case Call(function=function, arguments=arguments):
            return SYMPY[function](*(sympy_of(argument) for argument in arguments))
    raise AssertionError(tree)


# SymPy's second derivative of an absolute value, which is 0 away from the kink.
MODULES = [{"DiracDelta": lambda x, *_: mp.nan if x == 0 else mp.zero}, "mpmath"]


def exact(expression: Any, point: Point) -> Any:
    """A SymPy expression's value at doubles as a real number of 50 digits and more, nan where it has none."""
    function = sympy.lambdify(list(SYMBOLS.values()), expression, MODULES)
    with mp.workdps(70):
        try:
            value = mp.mpmathify(function(*(mp.mpf(point.get(name, 0.0)) for name in NAMES)))
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            return mp.nan
        return value if isinstance(value, mp.mpf) else mp.nan


# The graph's own numbers.


def posed(tree: Tree, point: Point) -> Problem:
    """The problem of a tree, at the part of a point that it names."""
    named = {part.name for part in tree.walk() if isinstance(part, Name)}
    return pose(Source(unparse(tree)), {name: value for name, value in point.items() if name in named})


def swept(problem: Problem, *modes: str) -> Function:
    """The function whose outputs are the value and the partials by all inputs, in their order."""
    wanted = tuple(problem.lowered.inputs.values())
    function = problem.function
    for mode in modes:
        outputs = [
            MODES[mode](Function(function.graph, function.inputs, (i,)), wanted).outputs for i in function.outputs
        ]
        function = Function(function.graph, function.inputs, (*function.outputs, *itertools.chain(*outputs)))
    return function


def moderate(problem: Problem, *further: str) -> bool:
    """Whether all numbers that derivatives take are far from overflow and underflow, and none is nan."""
    function = swept(problem, "reverse", *further)
    values = evaluate(function, problem.values)
    return all(values[i] == 0 or SMALLEST < abs(values[i]) < LARGEST for i in function.live)


def amplification(function: Function, point: Point, output: int) -> float:
    """By how much an output changes, at most, for a relative change of 1 of every node's value; to first order."""
    nodes, numbers = function.graph.nodes, Function(function.graph, function.inputs, (output,)).live
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
    if error > allowed:  # of a condition of a million and more nothing can be said to first order
        decide(allowed < 1e-6 * max(abs(float(reference)), abs(value)))
    assert error <= allowed, f"{what} is {value}, not {mp.nstr(reference, 17)}; allowed is {allowed:.2g}"


def assert_as_sympy(program: Tree, plain: Tree, point: Point) -> None:
    """A program's value and partials, in both modes, are those of the smooth tree that it is at a point."""
    expression = sympy_of(plain)
    problem = posed(program, point)
    inputs = tuple(problem.lowered.inputs)
    decide(moderate(posed(plain, point)))
    expected = [exact(expression, point)] + [exact(sympy.diff(expression, SYMBOLS[name]), point) for name in inputs]
    decide(all(mp.isfinite(reference) for reference in expected))
    for mode in MODES:
        function = swept(problem, mode)
        values = evaluate(function, problem.values)
        for name, i, reference in zip(("value", *inputs), function.outputs, expected, strict=True):
            what = f"{name} of {problem.source.text!r} at {problem.values} by {mode}"
            assert_near(function, problem.values, i, values[i], reference, what)


def assert_second_partials_as_sympy(program: Tree, plain: Tree, point: Point, first: str, second: str) -> None:
    """The partials of the partials, by a sweep over a sweep, are those of the smooth tree that it is at a point."""
    expression = sympy_of(plain)
    problem = posed(program, point)
    wanted = problem.lowered.inputs
    decide(moderate(posed(plain, point), second))
    partials = MODES[first](problem.function, tuple(wanted.values()))
    for name, partial in zip(wanted, partials.outputs, strict=True):
        function = MODES[second](Function(partials.graph, partials.inputs, (partial,)), tuple(wanted.values()))
        values = evaluate(function, problem.values)
        for other, i in zip(wanted, function.outputs, strict=True):
            reference = exact(sympy.diff(expression, SYMBOLS[name], SYMBOLS[other]), point)
            decide(mp.isfinite(reference))
            what = f"{name}, {other} of {problem.source.text!r} at {problem.values} by {second} over {first}"
            assert_near(function, problem.values, i, values[i], reference, what)


# Many examples are outside some domain.
PATIENT = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@PATIENT
@given(SMOOTH, POINTS)
def test_smooth_formulas_are_differentiated_as_sympy_does(tree: Tree, point: Point) -> None:
    with decided_only():
        assert_as_sympy(tree, tree, point)


@PATIENT
@given(SHORT, POINTS, MODE, MODE)
def test_a_sweep_over_a_sweep_gives_second_partials(tree: Tree, point: Point, first: str, second: str) -> None:
    with decided_only():
        assert_second_partials_as_sympy(tree, tree, point, first, second)


# Guards: only the selected branch is read, which mostly is the one that is defined.


def where(condition: Tree, a: Tree, b: Tree) -> Tree:
    return call("where", condition, a, b)


# Small trees that are undefined, infinite or overflow on one side of something.
PARTIAL = st.sampled_from(
    ["log(x)", "sqrt(y)", "sqrt(-z)", "1/(x - abs(x))", "x^y", "(y - 1)^0.5", "log(log(z))", "exp(500*x)*exp(500*y)"]
).map(lambda text: parse_expression(text.replace("abs(x)", "sqrt(square(x))")))
SHARED = ("u", "v")
ATOMS = LEAVES | PARTIAL | st.sampled_from(SHARED).map(lambda name: Name(NOWHERE, name))


def comparison(sign: str, a: Tree, b: Tree) -> Tree:
    return Comparison(NOWHERE, (sign,), (a, b))


CONDITIONS = st.recursive(
    st.builds(comparison, st.sampled_from(sorted(COMPARATORS)), LEAVES, LEAVES),
    lambda conditions: st.one_of(
        st.builds(operation, st.sampled_from(["logical_and", "logical_or"]), conditions, conditions),
        st.builds(operation, st.just("logical_not"), conditions),
        # What the second operand asks is defined only where the first says so.
        st.builds(
            lambda sign, part: operation(
                "logical_and",
                comparison("greater", part, number("0")),
                comparison(sign, call("log", part), number("1")),
            ),
            st.sampled_from(sorted(COMPARATORS)),
            LEAVES,
        ),
    ),
    max_leaves=3,
)
GUARDED = st.recursive(
    ATOMS,
    lambda trees: st.one_of(
        st.builds(where, CONDITIONS, trees, trees),
        st.builds(where, CONDITIONS, trees, trees),
        st.builds(operation, st.sampled_from(["add", "multiply", "divide"]), trees, trees),
        st.builds(call, st.sampled_from(["sin", "exp", "square"]), trees),
        st.builds(lambda condition, tree: operation("multiply", condition, tree), CONDITIONS, trees),
    ),
    max_leaves=8,
)
SHARES = st.fixed_dictionaries({name: PARTIAL | GUARDED.filter(lambda tree: not shares(tree)) for name in SHARED})


def shares(tree: Tree) -> bool:
    return any(isinstance(part, Name) and part.name in SHARED for part in tree.walk())


def taken(tree: Tree, shared: Mapping[str, Tree], point: Point) -> Tree:
    """The tree without its conditions: each is its truth at the point, each choice the branch it selects."""

    def part(child: Tree) -> Tree:
        return taken(child, shared, point)

    def true(condition: Tree) -> bool:
        value = exact(sympy_of(part(condition)), point)
        decide(not mp.isnan(value))
        return bool(value != 0)

    def truth(value: bool) -> Tree:
        return number("1" if value else "0")

    match tree:
        case Name(name=name) if name in shared:
            return part(shared[name])
        case Call(function="where", arguments=(condition, a, b)):
            return part(a) if true(condition) else part(b)
        case Call(function=function, arguments=arguments):
            return call(function, *map(part, arguments))
        case Operation(primitive="logical_and", operands=(a, b)):
            return truth(true(a) and true(b))
        case Operation(primitive="logical_or", operands=(a, b)):
            return truth(true(a) or true(b))
        case Operation(primitive="logical_not", operands=(a,)):
            return truth(not true(a))
        case Operation(primitive=primitive, operands=operands):
            return operation(primitive, *map(part, operands))
        case Comparison(comparators=(sign,), operands=(a, b)):
            left, right = (exact(sympy_of(part(side)), point) for side in (a, b))
            decide(not mp.isnan(left) and not mp.isnan(right))
            return truth(COMPARATORS[sign](left, right))
    return tree


def program_of(shared: Mapping[str, Tree], tree: Tree) -> Program:
    return Program(NOWHERE, (*(Assignment(NOWHERE, name, NOWHERE, value) for name, value in shared.items()), tree))


@PATIENT
@given(SHARES, GUARDED, POINTS)
def test_an_unselected_branch_contributes_nothing(shared: Mapping[str, Tree], tree: Tree, point: Point) -> None:
    with decided_only():
        assert_as_sympy(program_of(shared, tree), taken(tree, shared, point), point)


@PATIENT
@given(SHARES, GUARDED, POINTS, MODE, MODE)
def test_an_unselected_branch_contributes_nothing_to_second_partials(
    shared: Mapping[str, Tree], tree: Tree, point: Point, first: str, second: str
) -> None:
    with decided_only():
        plain = taken(tree, shared, point)
        assert_second_partials_as_sympy(program_of(shared, tree), plain, point, first, second)


THREE_DEEP = "where(x > 0, where(x > 1, where(x > 2, log(x - 2), sqrt(x - 1)), x^2*y), exp(x)/x)"
EXAMPLES = [
    # a formula with guards, a point, and the formula it is there
    (THREE_DEEP, {"x": 3.5, "y": 2.0}, "log(x - 2) + 0*y"),
    (THREE_DEEP, {"x": 1.5, "y": 2.0}, "sqrt(x - 1) + 0*y"),
    (THREE_DEEP, {"x": 0.5, "y": 2.0}, "x^2*y"),
    (THREE_DEEP, {"x": -0.5, "y": 2.0}, "exp(x)/x + 0*y"),
    ("u = log(x); where(x > 0, u, 1) + where(y > 0, u*y, 2*y)", {"x": -1.0, "y": -2.0}, "0*x + 1 + 2*y"),
    ("u = log(x); where(x > 0, u, 1) + where(y > 0, u*y, 2*y)", {"x": 2.0, "y": -2.0}, "log(x) + 2*y"),
    ("u = log(x); where(x > 0, u, 1) + where(y > 0, u*y, 2*y)", {"x": 2.0, "y": 2.0}, "log(x) + log(x)*y"),
    ("u = sqrt(x); u*where(y > 0, u, 1/(y + 2))", {"x": 2.0, "y": -2.0 + 1e-9}, "sqrt(x)/(y + 2)"),
    ("u = 1/x; v = where(y > 0, u, y); where(y > 1, u*v, v^2)", {"x": 0.0, "y": -3.0}, "y^2 + 0*x"),
    ("where(x > 0 and log(x) > y, x*y, x^2)", {"x": -1.0, "y": 3.0}, "x^2 + 0*y"),
    ("where(x < 0 or log(x) > y, x^3*y, x^2)", {"x": -1.0, "y": 3.0}, "x^3*y"),
    ("where(not (x > 0), x^2, 1/x)", {"x": 0.0}, "x^2"),
    ("(x > 0)*x^2 + (x <= 0)*exp(x)", {"x": -1.0}, "exp(x)"),
    ("where(x > 0, exp(1000*x)*x, x^3)", {"x": -1.0}, "x^3"),
    ("where(x < 0, exp(-1000*x)/exp(-1000*x), sin(x))", {"x": 1.0}, "sin(x)"),
    # Both are wanted, so a sweep for x alone may not take y for a constant.
    ("x^y", {"x": 1.0, "y": 0.0}, "x^y"),
]


@pytest.mark.parametrize(("text", "point", "plain"), EXAMPLES)
def test_guards_by_example(text: str, point: Point, plain: str) -> None:
    program, tree = parse(Source(text)), parse_expression(plain)
    assert_as_sympy(program, tree, point)
    for first, second in itertools.product(MODES, MODES):
        assert_second_partials_as_sympy(program, tree, point, first, second)


def test_the_condition_of_a_formula_is_what_its_operations_amplify() -> None:
    function = pose(Source("sin(x) - y"), {"x": 1.0, "y": 0.84147}).function
    measured = amplification(function, {"x": 1.0, "y": 0.84147}, function.outputs[0])
    assert measured == pytest.approx(math.sin(1) + (math.sin(1) - 0.84147), rel=1e-6)
