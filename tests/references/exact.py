"""SymPy expressions to 50-digit values and derivatives, with the size that rounding errors are measured against.

In: a formula in Python's notation and the doubles at which it is wanted. Out: numbers as text. None of the project's
own code takes part.
"""

import ast
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy
from mpmath import mp, mpf  # type: ignore[import-untyped, unused-ignore]

DIGITS = 50
# The working precision, far beyond what is kept, so that nothing that cancels shows.
WORKING_DIGITS = 150
# What a double rounds away: operands are moved by this to see how much the result follows, so that where the first
# derivative vanishes the second is seen.
ROUNDING = mpf(2) ** -53

NAMES = ("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "erf", "pi")
FUNCTIONS: dict[str, Any] = {name: getattr(sympy, name) for name in NAMES}


def transcribe(text: str, names: Sequence[str]) -> sympy.Expr:
    """The expression of a formula in Python's notation. A number written is exactly the double it denotes."""
    tree = ast.fix_missing_locations(_ExactNumbers().visit(ast.parse(text.strip(), mode="eval")))
    symbols = {name: sympy.Symbol(name, real=True) for name in names}
    scope = {"__builtins__": {}, **FUNCTIONS, "Rational": sympy.Rational, **symbols}
    result: sympy.Expr = sympy.sympify(eval(compile(tree, text, "eval"), scope))
    return result


def evaluate(expression: sympy.Expr, point: Mapping[str, float]) -> tuple[Any, Any]:
    """The value of an expression, and the size of its rounding errors in units of one relative rounding.

    A double's relative rounding in each operation adds up to at most the size times 2^-53: the operation's own and,
    followed to the result, those of its operands.
    """
    known: dict[sympy.Basic, tuple[Any, Any]] = {}
    with mp.workdps(WORKING_DIGITS):
        for part in sympy.postorder_traversal(expression):
            if part in known or not isinstance(part, sympy.Expr):
                continue
            if part.is_Symbol:
                known[part] = (mpf(point[part.name]), mpf(0))
            elif not part.args:
                value = mpf(sympy.N(part, WORKING_DIGITS))
                known[part] = (value, mpf(0) if value == float(value) else abs(value))
            else:
                operation = sympy.lambdify(_places(len(part.args)), part.func(*_places(len(part.args))), "mpmath")
                operands = [known[operand] for operand in part.args]
                known[part] = _operate(operation, operands)
        return known[expression]


def reference(expression: sympy.Expr, point: Mapping[str, float]) -> dict[str, Any]:
    """Value and partials at a point as text, with the size of the rounding errors of each."""
    partials = {name: expression.diff(sympy.Symbol(name, real=True)) for name in point}
    value, size = evaluate(expression, point)
    results = {name: evaluate(partial, point) for name, partial in partials.items()}
    return {
        "value": written(value),
        "gradient": {name: written(partial) for name, (partial, _) in results.items()},
        "size": {"value": float(size), **{name: float(size) for name, (_, size) in results.items()}},
    }


def curvature(expression: sympy.Expr, point: Mapping[str, float], slack: Mapping[str, float]) -> dict[str, float]:
    """How far the value and each partial can be off where the point is known but for a slack in each coordinate.

    That is the first term of the Taylor series about a stationary point that does not vanish.
    """
    symbols = {name: sympy.Symbol(name, real=True) for name in point}
    off: dict[str, float] = {"value": 0.0}
    for name in point:
        moves = (
            abs(evaluate(expression.diff(symbols[name], symbols[other]), point)[0]) * slack[other] for other in point
        )
        off[name] = float(sum(moves))
        off["value"] += off[name] * slack[name] / 2
    return off


def written(number: Any) -> str:
    """The number in 50 digits."""
    text: str = mp.nstr(number, DIGITS, strip_zeros=True)
    return text


def _operate(operation: Any, operands: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    values = [value for value, _ in operands]
    result = operation(*values)
    size = abs(result)
    for i, (value, error) in enumerate(operands):
        if error:
            moved = operation(*values[:i], value + ROUNDING * error, *values[i + 1 :])
            size += abs(moved - result) / ROUNDING
    return result, size


def _places(count: int) -> tuple[sympy.Symbol, ...]:
    return tuple(sympy.Symbol(f"place{i}") for i in range(count))


class _ExactNumbers(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        assert isinstance(node.value, int | float)
        fraction = Fraction(node.value)
        parts: list[ast.expr] = [ast.Constant(fraction.numerator), ast.Constant(fraction.denominator)]
        return ast.Call(ast.Name("Rational", ast.Load()), parts, [])
