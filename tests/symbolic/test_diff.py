"""`autograd diff`: every row of the table at three orders, generated formulas, a textbook's formulas, notations.

A derivative's text is parsed again, and compared as a number: with the row's 50-digit reference differentiated
numerically, and with the nodes that the sweep appended.
"""

import json
import math
import random
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sympy
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support.amounts import LONG, amount
from support.calls import call
from support.derivatives import BITS, DIFFERENTIATED, derived, program, value, wide
from support.table_rows import DIFFERENTIABLE, PIECEWISE_CONSTANT, REFERENCES, formula, ordinary

from autograd_cli import AutogradError
from autograd_cli import gradient as gradient_at
from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.formats import Page, render
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import lower
from autograd_cli.primitives import PRIMITIVES, Entry
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.forward import gradient_by_columns
from autograd_cli.sweeps.reverse import gradient
from autograd_cli.symbolic.write import operation_count
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.unparse import unparse
from autograd_cli.systems.systems import FLOAT

TEXTBOOK = Path(__file__).parents[1] / "references" / "textbook.txt"
# How many formulas are generated; more were tried by hand, with other seeds.
GENERATED = amount("GENERATED", 1000, 20_000)
SEED = 6 if LONG else 5


# Single derivatives, as a person would write them.

WRITTEN = [
    # A call whose parts are those of a product beside it.
    ("y*y + mod(y, 2)/y^0.5", "y", "(2*y^2.5 + y - 0.5*mod(y, 2))/y^1.5"),
    ("x^2*sin(y)", "x", "2*x*sin(y)"),
    # The user's order, also where a part of the product is an intermediate result.
    ("a*b*c*d", "d", "a*b*c"),
    ("d*c*b*a", "a", "d*c*b"),
    ("a*b*c*d*f*g*h", "h", "a*b*c*d*f*g"),
    ("x^2*sin(y)", "y", "x^2*cos(y)"),
    ("x^2*sin(y)", "x,y", "2*x*cos(y)"),
    ("3*x^2 + 2*x + 1", "x", "6*x + 2"),
    ("1e30*x^2 - 1e400*x", "x", "2e30*x - 1e400"),
    ("12345678901234567890123*x", "x", "12345678901234567890123"),
    ("(2*x + 1)^5", "x", "10*(2*x + 1)^4"),
    ("1/x", "x", "-1/x^2"),
    ("x^(1/3)", "x", "1/(3*x^(2/3))"),
    ("x^0.5", "x", "0.5/sqrt(x)"),
    ("0.1*x^3", "x", "0.3*x^2"),
    ("8.314*x^2/3", "x", "16.628*x/3"),
    ("1/sqrt(x)", "x", "-1/(2*x^(3/2))"),
    ("sin(x^2)/x", "x", "2*cos(x^2) - sin(x^2)/x^2"),
    ("exp(-x^2/2)", "x", "-x*exp(-x^2/2)"),
    ("x*log(x) - x", "x", "log(x)"),
    ("-y*log(sigmoid(s)) - (1 - y)*log(1 - sigmoid(s))", "s", "(1 - y)*sigmoid(s) - y*sigmoid(-s)"),
    ("x^2*(1/x + y)", "x", "1 + 2*x*y"),
    ("log(sigmoid(x)/(1 - sigmoid(x)))", "x", "1"),
    ("log(x)/x^2", "x", "(1 - 2*log(x))/x^3"),
    ("x/(x^2 + 1)", "x", "(1 - x^2)/(x^2 + 1)^2"),
    ("x*y/(x + y)", "x", "y^2/(x + y)^2"),
    ("(x - 1)/(x + 1)", "x", "2/(x + 1)^2"),
    ("x/sqrt(x^2 + 1)", "x", "1/(x^2 + 1)^(3/2)"),
    ("exp(x)*sin(x)", "x", "exp(x)*(sin(x) + cos(x))"),
    ("exp(x)/exp(-x)", "x", "2*exp(2*x)"),
    ("y/exp(-2*x)", "x", "2*y*exp(2*x)"),
    ("exp(x)*exp(y)", "x", "exp(x)*exp(y)"),
    ("exp(2*x)*exp(x)", "x", "3*exp(3*x)"),
    ("x + exp(2*x)*exp(x)", "x", "1 + 3*exp(3*x)"),
    ("tan(x)", "x", "1/cos(x)^2"),
    ("tanh(x)", "x", "sech(x)^2"),
    ("asin(x)", "x", "1/sqrt((1 - x)*(1 + x))"),
    ("atan(x)", "x", "1/(1 + x^2)"),
    ("atan2(y, x)", "y", "x/(x^2 + y^2)"),
    ("hypot(x, y)", "y", "y/hypot(x, y)"),
    ("x^x", "x", "x^x*(1 + log(x))"),
    ("x^n", "x", "n*x^(n - 1)"),
    ("x^y", "y", "x^y*log(x)"),
    ("2^x", "x", "2^x*log(2)"),
    ("e^x", "x", "e^x"),
    ("max(x, y)", "x", "where(x > y, 1, where(x < y, 0, 1/2))"),
    ("clamp(x, 0, 1)", "x", "where(0 < x and x < 1, 1, where(x == 0 or x == 1, 1/2, 0))"),
    ("leaky_relu(x)", "x", "where(x > 0, 1, 0.01)"),
    ("where(x > 0, x^2, -x)", "x", "where(x > 0, 2*x, -1)"),
    ("where(x == 0, 1, sin(x)/x)", "x", "where(x == 0, 0, cos(x)/x - sin(x)/x^2)"),
    ("erf(x)", "x", "2*exp(-x^2)/sqrt(pi)"),
    ("(1 - x)^2 + 100*(y - x^2)^2", "x", "2*(x - 1) - 400*x*(y - x^2)"),
    ("A*exp(-gamma*t)*cos(omega*t)", "t", "-A*exp(-gamma*t)*(gamma*cos(omega*t) + omega*sin(omega*t))"),
    ("sqrt(x^2)", "x", "x/sqrt(x^2)"),
    ("3.814697265625*x^6*tan(x) - x", "x", "3.814697265625*6*x^5*tan(x) + 3.814697265625*x^6/cos(x)^2 - 1"),
    ("x + y", "x", "1"),
    ("y^2 + 0*x", "x", "0"),
]


@pytest.mark.parametrize(("text", "wrt", "expected"), WRITTEN)
def test_derivative_is_written_as_a_person_would(text: str, wrt: str, expected: str) -> None:
    (one,) = derived(text, wrt).derivatives
    assert one.text == expected


# Every row of the table.


def exact_derivative(row: Entry, point: Sequence[float], position: int, order: int) -> Any:
    """The row's reference differentiated numerically, by central differences with digits to spare."""
    with mp.workdps(60 + 30 * order):
        h = mp.mpf(10) ** -20
        x = [mp.mpf(one) for one in point]
        sides = [
            (-1) ** k
            * mp.binomial(order, k)
            * REFERENCES[row.name].exact(*x[:position], x[position] + (mp.mpf(order) / 2 - k) * h, *x[position + 1 :])
            for k in range(order + 1)
        ]
        return mp.re(mp.fsum(sides)) / h**order


# Of an entry with an order the next derivative is the entry itself, of the next order.
ORDERS = [(row, position, order) for row, position in DIFFERENTIATED for order in ((1,) if row.integers else (1, 2, 3))]


@pytest.mark.parametrize(("row", "position", "order"), ORDERS, ids=lambda one: getattr(one, "name", one))
def test_row_text_parsed_again_is_its_50_digit_reference(row: Entry, position: int, order: int) -> None:
    name = row.names[position]
    report = derived(formula(row), name, order=order)
    points = ordinary(row)
    assert points
    for point in points[: 1 if row.slow else 3]:
        got = value(program(report), dict(zip(row.names, point, strict=True)), wide())
        exact = exact_derivative(row, point, position, order)
        scale = max(abs(exact), abs(exact_derivative(row, point, position, 1)) * mp.mpf(10) ** -3)
        assert abs(got - exact) <= mp.mpf(10) ** -25 * scale, (point, mp.nstr(got, 20), mp.nstr(exact, 20))


@pytest.mark.parametrize("name", sorted(PIECEWISE_CONSTANT - {"pi", "e", "tau", "inf"}))
def test_row_without_a_derivative_has_0(name: str) -> None:
    row = PRIMITIVES[name]
    variable = next(name for name in row.names if name not in row.undifferentiated)
    assert derived(formula(row), variable).derivatives[0].text == "0"


# Generated formulas: the text and the sweep's nodes are the same function.

CALLS = [
    row
    for row in PRIMITIVES.values()
    if row.call
    and row.parameters
    and not row.undifferentiated
    and not row.shape
    and row.name not in ("gamma", "lgamma", "digamma", "gaussian")
]
LEAVES = ("x", "y", "z", "x", "y", "2", "3", "0.5", "1.25", "pi", "10")
EXPONENTS = ("2", "3", "-1", "0.5", "(1/3)", "1.5", "x", "y")


def generated(chance: random.Random, depth: int) -> str:
    """A formula of any functions of the table."""
    form = chance.random()
    if depth == 0 or form < 0.12:
        return chance.choice(LEAVES)
    first = generated(chance, depth - 1)
    if form < 0.56:
        return f"({first}){chance.choice('+-*/')}({generated(chance, depth - 1)})"
    if form < 0.64:
        return f"({first})^{chance.choice(EXPONENTS)}"
    if form < 0.68:
        return f"-({first})"
    if form < 0.72:
        sign = chance.choice(("<", ">", "<=", "=="))
        return f"where(({first}) {sign} {chance.choice(LEAVES)}, {generated(chance, depth - 1)}, {first})"
    row = chance.choice(CALLS)
    count = 2 if row.variadic else len(row.names)
    return f"{row.call}({', '.join([first, *(generated(chance, depth - 1) for _ in range(count - 1))])})"


def sweeps(text: str, wrt: str, order: int, sweep: Callable[..., Function] = gradient_by_columns) -> Function:
    """The nodes that the sweeps append, with nothing done to them."""
    lowered = lower(parse(Source(text)))
    function = lowered.function
    for _ in range(order):
        function = sweep(function, (lowered.inputs[wrt],))
    return function


@pytest.mark.slow
def test_text_has_the_value_of_the_sweep_wherever_that_is_finite() -> None:
    """Of the forward sweep, whose nodes they are; and of the reverse sweep, where the formula itself has a value."""
    chance = random.Random(SEED)
    outcomes: Counter[str] = Counter()
    for _ in range(GENERATED):
        text = generated(chance, chance.choice((1, 2, 3, 3, 4)))
        inputs = tuple(lower(parse(Source(text))).inputs)
        if not inputs:
            continue
        wrt, order = chance.choice(inputs), chance.choice((1, 1, 2))
        report = derived(text, wrt, order=order)
        written = program(report)
        assert unparse(parse(Source(written))) == written
        for low in (0.1, -4.0):
            point = {name: round(chance.uniform(low, 4.0), 3) for name in inputs}
            try:
                outcomes[compared(text, wrt, order, report, point)] += 1
            except TimeoutError:  # numbers with more digits than anything is worth
                outcomes["too long"] += 1
        special = {name: chance.choice((0.0, 0.0, 1.0, -1.0, 2.0, 0.5)) for name in inputs}
        everywhere = derived(text, wrt, order=order, everywhere=True)
        try:
            outcomes[f"special, {compared(text, wrt, order, everywhere, special)}"] += 1
        except TimeoutError:
            outcomes["too long"] += 1
    assert outcomes["special, equal"] > GENERATED / 3
    assert outcomes["special, condition"] == 0
    assert outcomes["equal"] > GENERATED
    assert outcomes["condition"] + outcomes["too long"] < GENERATED / 100


def compared(text: str, wrt: str, order: int, report: Differentiation, point: dict[str, float]) -> str:
    """How a derivative's text and the sweeps' nodes compare at a point; it fails where they differ."""
    told = (text, wrt, order, point, program(report))
    function, backwards = sweeps(text, wrt, order), sweeps(text, wrt, order, gradient)
    expected = evaluate(function, point, wide())[function.outputs[0]]
    if not mp.isfinite(value(text, point, wide())):
        return "not finite"  # where there is no value there is no derivative, whatever the nodes come to
    if not mp.isfinite(expected):  # through what is constant where a domain ends, a reverse sweep need not go
        function = backwards
        expected = evaluate(function, point, wide())[function.outputs[0]]
        if not mp.isfinite(expected):
            return "not finite"
    if any(value(program(report, condition), point, wide()) == 0 for condition in report.conditions):
        return "condition"
    got = value(program(report), point, wide())
    scale = max(abs(expected), mp.mpf(10) ** -30)
    if abs(got - expected) > mp.mpf(10) ** -40 * scale:  # what cancels needs more digits
        expected = evaluate(function, point, wide(3 * BITS))[function.outputs[0]]
        got = value(program(report), point, wide(3 * BITS))
        assert abs(got - expected) <= mp.mpf(10) ** -40 * scale, told
    ours, theirs = value(program(report), point), evaluate(function, point)[function.outputs[0]]
    if math.isfinite(ours) and math.isfinite(theirs):  # in floats, as near as rounding lets either of them come
        rounding = 1e-9 * scale + 4 * abs(theirs - expected)
        error = abs(ours - expected)
        assert error <= rounding or error <= sensitivity(program(report), point), told
    return "equal"


def sensitivity(text: str, point: dict[str, float]) -> float:
    """By how much rounding errors of the single operations can change a result: 1e-12 times its condition."""
    function = lower(parse(Source(text))).function
    nodes, numbers = function.graph.nodes, function.live
    values = evaluate(function, point)
    total = 0.0
    for start, changed in enumerate(numbers):
        if nodes[changed].operands:
            moved = list(values)
            moved[changed] *= 1 + 2.0**-26
            for number in numbers[start + 1 :]:
                if nodes[number].operands:
                    operands = [moved[operand] for operand in nodes[number].operands]
                    moved[number] = FLOAT.kernel(nodes[number].primitive)(*operands)
            change = abs(moved[function.outputs[0]] - values[function.outputs[0]])
            total += change / 2.0**-26 if math.isfinite(change) else math.inf
    return 1e-12 * total


CONDITIONS = [
    ("x^y", "y", {"x": 0.0, "y": 2.0}, "x != 0", 0.0),
    ("hypot(x, y)", "x", {"x": 0.0, "y": 0.0}, "x != 0 or y != 0", 0.0),
    ("x^n", "x", {"x": 0.0, "n": 0.0}, "x != 0 or n != 0", 0.0),
    ("xlogy(x, y)", "y", {"x": 0.0, "y": 0.0}, "x != 0 or y != 0", 0.0),
]


@pytest.mark.parametrize(("text", "wrt", "point", "condition", "derivative"), CONDITIONS)
def test_condition_tells_where_only_the_sweep_has_a_value(
    text: str, wrt: str, point: dict[str, float], condition: str, derivative: float
) -> None:
    report = derived(text, wrt)
    assert sorted(report.conditions[0].split(" or ")) == sorted(condition.split(" or "))
    function = sweeps(text, wrt, 1)
    assert evaluate(function, point)[function.outputs[0]] == derivative
    assert math.isnan(value(program(report), point))
    (finding,) = report.findings
    assert finding.kind == "domain"
    everywhere = derived(text, wrt, everywhere=True)
    assert everywhere.conditions == ()
    assert value(program(everywhere), point) == derivative


@pytest.mark.parametrize(
    "text", ["2^x", "e^x", "x^3", "x^(1/3)", "x^e", "hypot(1, x)", "atan2(1, x)", "sqrt(x)", "xlogy(2, x)", "x^x*0 + x"]
)
def test_no_condition_where_none_is_needed(text: str) -> None:
    assert derived(text, "x", order=2).conditions == ()


VECTORS = [
    ("sum_of_squares([[1, 2], [3, 4]] @ [x, y] - [1, 1])", "x", "20*x + 28*y - 8"),
    ("w = [x, y]; norm(w)", "y", "y/hypot(x, y)"),
    ("logsumexp([x, y])", "x", "sigmoid(x - y)"),
    ("det([[x, y], [1, x]])", "x", "2*x"),
    ("prod([x, y, z])", "y", "x*z"),
    ("sum([x, y]^2*[1, 3])", "y", "6*y"),
]


@pytest.mark.parametrize(("text", "wrt", "expected"), VECTORS)
def test_vectors_that_the_text_puts_together_are_written_out(text: str, wrt: str, expected: str) -> None:
    report = derived(text, wrt)
    assert program(report) == expected
    point = {"x": 0.75, "y": -1.25, "z": 2.5}
    alone = gradient_at(text, {name: point[name] for name in report.variables}).gradient
    assert alone is not None
    assert value(expected, point) == pytest.approx(alone[wrt], rel=1e-13)


def test_guard_that_the_user_wrote_stays() -> None:
    text = "where(x == 0 and y == 0, 0, x*y/(x^2 + y^2))"
    report = derived(text, "x")
    assert report.conditions == ()
    assert value(program(report), {"x": 0.0, "y": 0.0}) == 0


ACCURATE = ["(1 - x)*(1 + x)", "(1 - x)*(1 + x)*y", "asin(x)", "atanh(x)", "sin(x)*(1 - x)*(1 + x)"]


@pytest.mark.parametrize("text", ACCURATE)
def test_product_of_sums_is_not_multiplied_out(text: str) -> None:
    (one,) = derived(text, "x").derivatives
    assert "1 - x^2" not in one.text
    x = 1 - 2.0**-40
    point = dict.fromkeys(("x", "y"), x)
    exact = value(one.text, point, wide())
    assert value(one.text, point) == pytest.approx(float(exact), rel=1e-15)


# Size and speed.


def test_deep_chain_does_not_swell() -> None:
    text = "x"
    for _ in range(16):
        text = f"sin(u*({text}))"
    report = derived(text, "x")
    nodes = lower(parse(Source(program(report)))).function
    trees = [parse_expression(text) for text in (*(one.text for one in report.shared), report.derivatives[0].text)]
    assert report.cost.operations <= 110
    assert len(nodes.live) <= 110
    assert sum(map(operation_count, trees)) == report.cost.operations
    assert derived("sin(" * 16 + "x" + ")" * 16, "x").cost.operations <= 64


def test_long_program_does_not_swell() -> None:
    # Written out, its derivative has more operations than are counted.
    lines = [f"x{i + 1} = sin(x{i})*x + {i}*x{i}/(1 + {i}*x)" for i in range(60)]
    assert derived("\n".join(["x0 = x", *lines]), "x").cost.operations <= 20 * 60


DEEP = """
import sys
from autograd_cli.errors import Source
from autograd_cli.ask.problem import pose_open
from autograd_cli.report.differentiation import differentiation
n = int(sys.argv[1])
report = differentiation(pose_open(Source({text})), wrt=["x"])
assert report.cost.operations < 8 * n, report.cost.operations
"""
# So deep that anything that recurs overflows.
DEPTH = 20_000 if LONG else 5000
SHAPES = [
    "'sin(' * n + 'x' + ')' * n",
    "'+'.join(f'sin({i}*x)' for i in range(n))",
    "'x+(' * n + 'x*x' + ')' * n",
    "'where(x > 0, ' * n + 'x*x' + ', 1)' * n",
]


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_depth_and_length_cost_memory_and_nothing_else(shape: str) -> None:
    subprocess.run([sys.executable, "-c", DEEP.format(text=shape), str(DEPTH)], check=True)


def textbook() -> list[tuple[str, str]]:
    lines = TEXTBOOK.read_text(encoding="utf-8").splitlines()
    rows = [line.partition(";") for line in lines if line and not line.startswith("#")]
    return [(text.strip(), variable.strip()) for text, _, variable in rows]


def sympy_operations(text: str, variable: str) -> int:
    """The operations of SymPy's derivative, counted in its text as in ours."""
    names = {name: sympy.Symbol(name) for name in pose_open(Source(text)).lowered.inputs}
    readable = re.sub(r"\blambda\b", "lambda_", text).replace("^", "**")
    known = {name.replace("lambda", "lambda_"): symbol for name, symbol in names.items()} | {"cbrt": sympy.cbrt}
    derivative = str(sympy.parse_expr(readable, local_dict=known).diff(names[variable]))
    return operation_count(parse_expression(derivative.replace("**", "^")))


@pytest.mark.slow
def test_textbook_derivatives_have_no_more_operations_than_those_of_sympy() -> None:
    rows = textbook()
    assert len(rows) >= 200
    ratios = []
    for text, variable in rows:
        ours, theirs = derived(text, variable).cost.operations, sympy_operations(text, variable)
        ratios.append(Fraction(ours, theirs) if theirs else Fraction(1 + ours))
    assert statistics.median(ratios) <= Fraction(11, 10)
    assert statistics.mean(ratios) <= 1


@pytest.mark.parametrize(("text", "variable"), textbook()[::4])
def test_textbook_derivative_is_that_of_the_sweep(text: str, variable: str) -> None:
    report = derived(text, variable)
    function = sweeps(text, variable, 1)
    point = {name: 0.3 + 0.07 * i for i, name in enumerate(report.variables)}
    expected = evaluate(function, point)[function.outputs[0]]
    if math.isfinite(expected):
        assert value(program(report), point) == pytest.approx(expected, rel=1e-12)


def test_forward_and_reverse_nodes_give_the_same_function() -> None:
    text = "exp(x*y)*sin(x + y)/(1 + x^2)"
    lowered = lower(parse(Source(text)))
    point = {"x": 0.3, "y": 1.7}
    for sweep in (gradient, gradient_by_columns):
        function = sweep(lowered.function, (lowered.inputs["x"],))
        expected = evaluate(function, point)[function.outputs[0]]
        assert value(program(derived(text, "x")), point) == pytest.approx(expected, rel=1e-14)


# Which derivatives.

WANTED = [
    ("x^3*y^2", (), None, {"d/dx": "3*x^2*y^2", "d/dy": "2*x^3*y"}),
    ("x^3*y^2", (), 2, {"d^2/dx^2": "6*x*y^2", "d^2/dx dy": "6*x^2*y", "d^2/dy^2": "2*x^3"}),
    ("x^3*y^2", ("x",), 3, {"d^3/dx^3": "6*y^2"}),
    ("x^3*y^2", ("x,y",), None, {"d^2/dx dy": "6*x^2*y"}),
    ("x^3*y^2", ("y,x,x",), 3, {"d^3/dy dx^2": "12*x*y"}),
    ("x^3*y^2", ("x", "y"), 2, {"d^2/dx^2": "6*x*y^2", "d^2/dy^2": "2*x^3"}),
    ("x^3*y^2", ("x", "x"), None, {"d/dx": "3*x^2*y^2"}),
    ("given x = 3; y = x^2; 2*y*x", (), None, {"d/dx": "6*x^2"}),
]


@pytest.mark.parametrize(("text", "wrt", "order", "expected"), WANTED)
def test_wanted_derivatives(text: str, wrt: tuple[str, ...], order: int | None, expected: dict[str, str]) -> None:
    assert {one.symbol: one.text for one in derived(text, *wrt, order=order).derivatives} == expected


REFUSED = [
    ("x^2", ("y",), None, "no variable `y`"),
    ("x^2", (",",), None, "names no variable"),
    ("x*y", ("x,y",), 3, "is of order 2, and `--order` is 3"),
    ("x", (), 0, "is not an order"),
    ("x", (), 21, "is not an order"),
    ("2", (), None, "has no variables"),
    ("+".join(f"x{i}" for i in range(50)), (), 2, "more than 1000"),
    ("polygamma(n, x)", ("n",), None, "takes whole numbers"),
]


@pytest.mark.parametrize(("text", "wrt", "order", "message"), REFUSED)
def test_what_has_no_derivative_is_refused(text: str, wrt: tuple[str, ...], order: int | None, message: str) -> None:
    with pytest.raises(AutogradError, match=re.escape(message)):
        derived(text, *wrt, order=order)


def test_names_of_a_program_are_kept_where_the_result_is_large() -> None:
    text = (Path(__file__).parents[2] / "samples" / "black_scholes.ag").read_text(encoding="utf-8")
    report = derived(text)
    assert {"spread", "d1"} <= {one.name for one in report.shared}
    assert not {one.name for one in report.shared} & {*report.variables, "pi", "e"}


def test_kinks_of_other_systems_are_theirs_here_too() -> None:
    assert derived("abs(x)", "x").derivatives[0].text == "sign(x)"
    assert derived("abs(x)", "x", kinks="jax").derivatives[0].text == "where(x >= 0, 1, -1)"


def test_expanded_function_is_differentiated_by_its_definition() -> None:
    problem = pose_open(Source("sigmoid(x)"), ["sigmoid"])
    assert differentiation(problem).derivatives[0].text == "exp(-x)/(1 + exp(-x))^2"


# The derivation.

STEPS = {
    "x^2*sin(y)": """\
x^2*sin(y), differentiated with respect to x; y held constant

∂/∂x(x^2*sin(y))
  = ∂/∂x(x^2)*sin(y)   constant factor
  = 2*x*sin(y)         power rule

power rule   (x^n)' = n*x^(n - 1)

2*x*sin(y)""",
    "a = x^2; b = sin(a); exp(b)": """\
a = x^2; b = sin(a); exp(b), differentiated with respect to x

a = x^2
a'
  = 2*x                          power rule

b = sin(a)
b'
  = cos(a)*a'                    chain rule

(exp(b))'
  = exp(b)*b'                    chain rule
  = exp(sin(x^2))*cos(x^2)*2*x   substituted
  = 2*x*exp(sin(x^2))*cos(x^2)   simplified

power rule   (x^n)' = n*x^(n - 1)
chain rule   (sin(u))' = cos(u)*u'
chain rule   (exp(u))' = exp(u)*u'

2*x*exp(sin(x^2))*cos(x^2)""",
}


@pytest.mark.parametrize("text", STEPS)
def test_steps_are_lines_with_the_rules_beside_them(text: str) -> None:
    assert render(derived(text, "x", steps=True), "text", Page()) == STEPS[text]


def test_steps_of_higher_orders_differentiate_what_came_before() -> None:
    report = derived("x^3*y", "x,y", steps=True)
    assert report.steps is not None
    assert [(one.formula, one.variable, one.derivative) for one in report.steps] == [
        ("x^3*y", "x", "3*x^2*y"),
        ("3*x^2*y", "y", "3*x^2"),
    ]


def value_or_code(text: str, values: dict[str, float]) -> float | str:
    """A formula's number, nan as text; or the code of the error that it is."""
    named = {name: value for name, value in values.items() if re.search(rf"\b{name}\b", text)}
    try:
        value = gradient_at(text, named).value
    except AutogradError as error:
        return error.code
    return "nan" if value != value else value


@pytest.mark.parametrize("row", DIFFERENTIABLE, ids=lambda row: row.name)
def test_every_row_has_its_step(row: Entry) -> None:
    name = next(name for name in row.names if name not in row.undifferentiated)
    report = derived(f"2*{formula(row)}", name, steps=True)
    assert report.steps is not None
    (section,) = report.steps
    assert section.derivative == report.derivatives[0].text
    assert all(line.rules for part in section.parts for line in part.lines)
    plain = derived(f"2*{formula(row)}", name).derivatives[0].text
    for size in (0.3, 1.7):
        values = {one: 1.0 if one in row.integers else size + i / 3 for i, one in enumerate(report.variables)}
        taught, accurate = (value_or_code(text, values) for text in (section.derivative, plain))
        assert taught == accurate or math.isclose(float(taught), float(accurate), rel_tol=1e-9, abs_tol=1e-12)


# The command.


def test_command_prints_the_formula_alone() -> None:
    assert call("diff", "x^2*sin(y)", "--wrt", "x") == (0, "2*x*sin(y)\n", "")
    assert call("diff", "x^2*sin(y)") == (0, "d/dx = 2*x*sin(y)\nd/dy = x^2*cos(y)\n", "")


def test_what_is_printed_goes_into_eval() -> None:
    text = "+".join(f"sin(x^2 + {i})*exp(x^2 + {i})" for i in range(8))
    status, out, err = call("diff", text, "--wrt", "x")
    assert (status, err) == (0, "")
    assert " = " in out
    direct = json.loads(call("eval", text, "--x", "0.7", "--json")[1])["gradient"]["x"]
    assert float(call("eval", "-", "--x", "0.7", "--format", "value", "--no-grad", stdin=out)[1]) == pytest.approx(
        direct
    )


def test_command_takes_no_values() -> None:
    status, out, err = call("diff", "x^2", "--x", "3")
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "error: `x` is given a value, but the derivative as a formula takes none",
        "hint: leave `x=3` out, or ask `autograd eval` for numbers",
    ]


def test_condition_is_told_on_standard_error() -> None:
    status, out, err = call("diff", "x^y", "--wrt", "y")
    assert (status, out) == (0, "x^y*log(x)\n")
    assert err.startswith("domain: written for `x != 0`")
    assert call("diff", "x^y", "--wrt", "y", "--quiet", "--strict") == (1, out, "")


POINTS = [
    ("where(x == 0, 1, x)", "where(x == 0, 0, 1)\n", 1),
    ("where(y == 0 or x != 1, x^2, 2*x)", "where(y == 0 or x != 1, 2*x, 2)\n", 1),
    ("where(y == 0, x, x^2)", "where(y == 0, 1, 2*x)\n", 0),
    ("where(x > 0, x, x^2)", "where(x > 0, 1, 2*x)\n", 0),
]


@pytest.mark.parametrize(("text", "written", "notes"), POINTS)
def test_a_condition_that_holds_at_single_points_is_noted(text: str, written: str, notes: int) -> None:
    status, out, err = call("diff", text, "--wrt", "x")
    assert (status, out, err.count("distinguishes single points")) == (0, written, notes)


JSON = [
    ["x^2*sin(y)"],
    ["x^y", "--wrt", "x,y"],
    ["sin(x^2)/x", "--steps"],
    ["-f", "samples/black_scholes.ag", "--order", "2"],
]


@pytest.mark.parametrize("words", JSON)
def test_json_follows_its_schema(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    status, out, err = call("diff", *words, "--json")
    assert (status, err) == (0, "")
    schema = json.loads((files("autograd_cli") / "schemas" / "diff-1.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(out))
