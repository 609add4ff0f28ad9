"""Python: the derivative as a function to paste, with all that it needs and nothing but the standard library.

In: a `Differentiation`. Out: imports, definitions of what Python lacks, the function. What the table defines is written
by its definition; the rest is spelled here. Like Python, and unlike IEEE 754, it raises where there is no value.
"""

import ast
import keyword
import unicodedata
from collections.abc import Mapping, Sequence

from autograd_cli.errors import AutogradError
from autograd_cli.formats import Page, python_special
from autograd_cli.primitives import CONSTANTS, FUNCTIONS, PRIMITIVES, Entry
from autograd_cli.report.differentiation import Differentiation
from autograd_cli.special.density_terms import IN_PARAMETERS
from autograd_cli.symbolic.shares import written_out
from autograd_cli.syntax.ast import Call, Comparison, Index, Name, Number, Operation, Range, Tree
from autograd_cli.syntax.parser import parse_expression
from autograd_cli.syntax.unparse import unparse

MATH = frozenset(
    [
        "exp",
        "expm1",
        "exp2",
        "log",
        "log1p",
        "log2",
        "log10",
        "sqrt",
        "cbrt",
        "hypot",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "atan2",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "erf",
        "erfc",
        "gamma",
        "lgamma",
        "floor",
        "ceil",
        "pi",
        "e",
        "tau",
        "inf",
    ]
)
BUILT_IN = frozenset({"abs", "min", "max", "round"})
# Value and slope of the Airy functions at 0.
AIRY_AI = "0.3550280538878172, -0.2588194037928068"
AIRY_BI = "0.6149266274460007, 0.4482883573538264"


def _airy(name: str, result: str, start: str, far: str = "") -> str:
    """An Airy function or its derivative; right of 1 by a formula, where the steps from 0 would lose all digits."""
    right = f"    if x > 1:\n        return {far}\n" if far else ""
    return f'''\
def {name}(x):
    """The Airy function {name}, by Taylor series of y'' = x*y from 0 to x."""
{right}    steps = int(2*abs(x)) + 1
    step, (value, slope) = x/steps, ({start})
    for i in range(steps):
        series = [value, slope, i*step*value/2]
        for k in range(1, 30):
            series.append((i*step*series[k] + series[k - 1])/((k + 1)*(k + 2)))
        value = fsum(one*step**k for k, one in enumerate(series))
        slope = fsum(k*one*step**(k - 1) for k, one in enumerate(series) if k)
    return {result}'''


# Where a definition by the table would lose digits, overflow or not exist.
DEFINITIONS = {
    **python_special.DEFINITIONS,
    "sign": "def sign(x):\n    return (x > 0) - (x < 0)",
    "step": "def step(x):\n    return int(x > 0)",
    "mod": "def mod(x, y):\n    return x % y",
    "count_equal": "def count_equal(y, *x):\n    return sum(y == one for one in x)",
    "xlogy": "def xlogy(x, y):\n    return x*log(y) if x else 0.0",
    "sech": "def sech(x):\n    return 2*exp(-abs(x))/(1 + exp(-2*abs(x)))",
    "sigmoid": "def sigmoid(x):\n    return 1/(1 + exp(-x)) if x >= 0 else exp(x)/(1 + exp(x))",
    "softplus": "def softplus(x):\n    return max(x, 0) + log1p(exp(-abs(x)))",
    "log_sigmoid": "def log_sigmoid(x):\n    return min(x, 0) - log1p(exp(-abs(x)))",
    "logaddexp": "def logaddexp(x, y):\n    return max(x, y) + log1p(exp(-abs(x - y)))",
    "direction": "def direction(x, y):\n    return x/hypot(x, y) if x or y else 0.0",
    "sin_over_x": "def sin_over_x(x):\n    return sin(x)/x if x else 1.0",
    "sinc_derivative": '''\
def sinc_derivative(x, n):
    """The n-th derivative of sin(x)/x, by its series near 0, by recurrence elsewhere."""
    n = int(n)
    if abs(x) < n + 2:
        terms, power = [], 1.0
        for k in range(n + 60):
            if (n + k) % 2 == 0:
                terms.append((-1)**((n + k)//2)*power/(n + k + 1))
            power *= x/(k + 1)
        return fsum(terms)
    value = sin(x)/x
    for k in range(1, n + 1):
        value = (sin(x + k*pi/2) - k*value)/x
    return value''',
    "exprel_derivative": '''\
def exprel_derivative(x, n):
    """The integral of t^n exp(x t) for t from 0 to 1, by series of positive terms, by recurrence far out."""
    n = int(n)
    if abs(x) < 2*n + 4:
        terms = [(1.0 if x >= 0 else exp(x))/(n + 1)]
        for k in range(1, 60 + 8*n):
            terms.append(terms[-1]*(x*(n + k)/(k*(n + k + 1)) if x >= 0 else -x/(n + k + 1)))
        return fsum(terms)
    value = expm1(x)/x
    for k in range(1, n + 1):
        value = (exp(x) - k*value)/x
    return value''',
    "digamma": '''\
def digamma(x):
    """The derivative of lgamma, by reflection, recurrence and its asymptotic series."""
    if x < -10:
        beyond = x - floor(x)
        return digamma(1 - x) - pi/tan(pi*beyond) if beyond else float("nan")
    value = 0.0
    while x < 10:
        value -= 1/x
        x += 1
    bernoulli = (1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6)
    return value + log(x) - 1/(2*x) - fsum(b/(2*k*x**(2*k)) for k, b in enumerate(bernoulli, 1))''',
    "polygamma": '''\
def polygamma(n, x):
    """The n-th derivative of digamma, by reflection, recurrence and its asymptotic series."""
    n, value = int(n), 0.0
    if n == 0:
        return digamma(x)
    if x < -20:
        beyond = x - floor(x)
        if not beyond:
            return float("nan")
        cotangent, slopes = 1/tan(pi*beyond), [0, 1]
        for _ in range(n):
            slopes = [k*slopes[k] for k in range(1, len(slopes))]
            slopes = [-a - b for a, b in zip(slopes + [0, 0], [0, 0] + slopes)]
        waves = fsum(slope*cotangent**k for k, slope in enumerate(slopes))
        return (-1)**n*polygamma(n, 1 - x) - pi**(n + 1)*waves
    while x < 20 + n:
        value += factorial(n)/x**(n + 1)
        x += 1
    bernoulli = (1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6)
    terms = (b*factorial(2*k + n - 1)/(factorial(2*k)*x**(2*k + n)) for k, b in enumerate(bernoulli, 1))
    return (-1)**(n + 1)*(value + factorial(n - 1)/x**n + factorial(n)/(2*x**(n + 1)) + fsum(terms))''',
    "besselj": '''\
def besselj(n, x):
    """The Bessel function J_n(x) of a whole order, by its series near 0, by recurrence from high orders elsewhere."""
    if n != int(n):
        raise ValueError("the order is not a whole number")
    n, sign = int(n), 1
    if n < 0:
        n, sign = -n, (-1)**n
    if x*x < n + 1:
        power = 1.0
        for k in range(1, n + 1):
            power *= x/(2*k)
        terms = [power]
        for k in range(1, 40):
            terms.append(-terms[-1]*(x/2)**2/(k*(n + k)))
        return sign*fsum(terms)
    above, here, total, value = 0.0, 1e-300, 0.0, 0.0
    for k in range(2*int(max(n, abs(x))/2 + 30 + 5*max(n, abs(x))**(1/3)), 0, -1):
        above, here = here, 2*k/x*here - above
        if abs(here) > 1e200:
            above, here, total, value = above*1e-200, here*1e-200, total*1e-200, value*1e-200
        if k - 1 == n:
            value = here
        if k % 2:
            total += here if k == 1 else 2*here
    return sign*value/total''',
    "bessely": '''\
def bessely(n, x):
    """The Bessel function Y_n(x) of a whole order, by recurrence from series of the functions J_k for Y_0 and Y_1."""
    if n != int(n):
        raise ValueError("the order is not a whole number")
    n, sign = int(n), 1
    if n < 0:
        n, sign = -n, (-1)**n
    highest = 2*int(x/2 + 20 + 5*x**(1/3))
    j = [0.0]*highest + [1e-300, 0.0]
    for k in range(highest, 0, -1):
        j[k - 1] = 2*k/x*j[k] - j[k + 1]
        if abs(j[k - 1]) > 1e50:
            j = [value*1e-200 for value in j]
    total = j[0] + 2*fsum(j[2::2])
    log_half = log(x/2) + 0.5772156649015329
    series = range(1, highest//2)
    here = log_half*j[0] - 2*fsum((-1)**k*j[2*k]/k for k in series)
    above = log_half*j[1] - j[0]/x + fsum((-1)**k*(j[2*k - 1] - j[2*k + 1])/k for k in series)
    here, above = 2/pi*here/total, 2/pi*above/total
    for k in range(1, n + 1):
        here, above = above, 2*k/x*above - here
    return sign*here''',
    "ive": '''\
def ive(n, x):
    """exp(-|x|) times the modified Bessel function I_n(x), by the terms of its series around the largest."""
    if x < 0:
        return (-1)**int(n)*ive(n, -x)
    n = abs(n) if n == int(n) else n
    if x == 0:
        return 1.0 if n == 0 else 0.0
    largest, width = int((hypot(n, x) - n)/2), int(20*sqrt(x)) + 60
    terms = []
    for k in range(max(0, largest - width), largest + width):
        size = exp((n + 2*k)*log(x/2) - lgamma(k + 1) - lgamma(n + k + 1) - x)
        terms.append(size if n + k + 1 > 0 or floor(n + k + 1) % 2 == 0 else -size)
    return fsum(terms)''',
    "besseli": '''\
def besseli(n, x):
    """The modified Bessel function I_n(x)."""
    return exp(abs(x))*ive(n, x)''',
    "kve": '''\
def kve(n, x):
    """exp(x) times the modified Bessel function K_n(x), the integral of exp(x - x cosh(t)) cosh(n t)."""
    step, terms, t, exponent = 1/(8 + sqrt(x)), [0.5], 0.0, 0.0
    while exponent > -745:
        t += step
        exponent = abs(n)*t - 2*x*sinh(t/2)**2
        terms.append(exp(exponent)*(1 + exp(-2*abs(n)*t))/2)
    return step*fsum(terms)''',
    "besselk": '''\
def besselk(n, x):
    """The modified Bessel function K_n(x)."""
    return exp(-x)*kve(n, x)''',
    "ellipk": "def ellipk(m):\n    return ellipk_derivative(m, 0)",
    "ellipe": "def ellipe(m):\n    return ellipe_derivative(m, 0)",
    "ellipk_derivative": '''\
def ellipk_derivative(m, n):
    """The n-th derivative of the elliptic integral K, by the trapezoidal rule over a period."""
    count = 64 + int(40*(sqrt(1 - m) + 1/sqrt(1 - m)))
    angles = [pi*(k + 0.5)/(2*count) for k in range(count)]
    terms = (sin(t)**(2*n)/(1 - m + m*cos(t)**2)**(n + 0.5) for t in angles)
    return gamma(n + 0.5)/gamma(0.5)*pi/(2*count)*fsum(terms)''',
    "ellipe_derivative": '''\
def ellipe_derivative(m, n):
    """The n-th derivative of the elliptic integral E, by the trapezoidal rule over a period."""
    count = 64 + int(40*(sqrt(1 - m) + 1/sqrt(1 - m)))
    angles = [pi*(k + 0.5)/(2*count) for k in range(count)]
    terms = (sin(t)**(2*n)/(1 - m + m*cos(t)**2)**(n - 0.5) for t in angles)
    return gamma(n - 0.5)/gamma(-0.5)*pi/(2*count)*fsum(terms)''',
    "zeta": '''\
def zeta(s, q):
    """The sum of 1/(q + k)**s over k = 0, 1, 2, ..., its end by the Euler-Maclaurin formula."""
    terms = []
    while q < s + 20 and (not terms or terms[-1]*(1 + q) > 1e-17*terms[0]):
        terms.append(q**-s)
        q += 1
    terms += [q**(1 - s)/(s - 1), q**-s/2]
    term = s*q**(-s - 1)/2
    for k, bernoulli in enumerate((1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6), 1):
        terms.append(bernoulli*term)
        term *= (s + 2*k - 1)*(s + 2*k)/((2*k + 1)*(2*k + 2)*q*q)
    return fsum(terms)''',
    "dilogarithm": '''\
def dilogarithm(x):
    """The sum of x**k/k**2 over k = 1, 2, ...; DLMF 25.12."""
    if x < -1:
        return -pi*pi/6 - log(-x)**2/2 - dilogarithm(1/x)
    if x > 0.5:
        return pi*pi/6 - (log(x)*log1p(-x) if x < 1 else 0) - dilogarithm(1 - x)
    if x < -0.5:
        return dilogarithm(x*x)/2 - dilogarithm(-x)
    return fsum(x**k/k**2 for k in range(1, 60))''',
    "airyai": _airy("airyai", "value", AIRY_AI, "sqrt(x/3)/pi*besselk(1/3, 2*x*sqrt(x)/3)"),
    "airyaiprime": _airy("airyaiprime", "slope", AIRY_AI, "-x/(pi*sqrt(3))*besselk(2/3, 2*x*sqrt(x)/3)"),
    "airybi": _airy("airybi", "value", AIRY_BI),
    "airybiprime": _airy("airybiprime", "slope", AIRY_BI),
}
HELPERS = frozenset({"fsum", "factorial", "comb", "inf"})
OPERATORS: dict[str, ast.operator] = {
    "add": ast.Add(),
    "subtract": ast.Sub(),
    "multiply": ast.Mult(),
    "divide": ast.Div(),
    "power": ast.Pow(),
}
COMPARATORS: dict[str, ast.cmpop] = {
    "less": ast.Lt(),
    "less_equal": ast.LtE(),
    "greater": ast.Gt(),
    "greater_equal": ast.GtE(),
    "equal": ast.Eq(),
    "not_equal": ast.NotEq(),
}
# Python's own parser takes no deeper nesting.
DEEPEST = 90


def render(report: Differentiation, page: Page) -> str:
    """Imports, definitions, and one function of the formula's variables."""
    if report.shapes:
        raise AutogradError("unsupported", "python-arrays")
    spelling = _Spelling()
    names = _names((*report.variables, *(one.name for one in report.shared)))
    lines = [f"    {names[one.name]} = {spelling.text(one.text, names)}" for one in report.shared]
    results = [spelling.text(one.text, names) for one in report.derivatives]
    told = ", ".join(one.symbol for one in report.derivatives)
    expression = " ".join(report.expression.split())
    title = f"{told} of {expression}".replace("\\", "\\\\").replace('"', '\\"')
    function = [
        f"def derivative({', '.join(names[name] for name in report.variables)}):",
        f'    """{title}"""',
        *lines,
        f"    return {', '.join(results)}",
    ]
    used = spelling.imports()
    parts = [f"from math import {', '.join(used)}"] if used else []
    return "\n\n\n".join([*parts, *spelling.definitions.values(), "\n".join(function)])


class _Spelling:
    """Formulas in Python, and the functions that they turn out to need."""

    def __init__(self) -> None:
        self.definitions: dict[str, str] = {}
        self._begun: set[str] = set()
        self.used: set[str] = set()

    def imports(self) -> list[str]:
        return sorted(self.used)

    def text(self, formula: str, names: Mapping[str, str]) -> str:
        tree = parse_expression(formula)
        return ast.unparse(self.expression(written_out(tree, names) if ")[" in formula else tree, names))

    def expression(self, root: Tree, names: Mapping[str, str]) -> ast.expr:
        """Python's tree of a formula, from its leaves up."""
        made: dict[int, tuple[ast.expr, int]] = {}
        for tree in reversed(list(root.walk())):
            children = [made[id(child)] for child in tree.children if child is not None]
            depth = 1 + max((depth for _, depth in children), default=0)
            if depth > DEEPEST:
                raise AutogradError("too-large", "python-depth", most=DEEPEST)
            made[id(tree)] = self.node(tree, [child for child, _ in children], names), depth
        return made[id(root)][0]

    def node(self, tree: Tree, parts: Sequence[ast.expr], names: Mapping[str, str]) -> ast.expr:
        match tree:
            case Number(text=text):
                return ast.Constant(int(text) if text.isdigit() else float(text))
            case Name(name=name):
                if name in names:
                    return ast.Name(names[name])
                if name in CONSTANTS:
                    self.used.add(name)
                return ast.Name(name)
            case Index() if (element := unparse(tree)) in names:
                return ast.Name(names[element])
            case Comparison(comparators=comparators):
                return ast.Compare(parts[0], [COMPARATORS[sign] for sign in comparators], list(parts[1:]))
            case Operation(primitive="negative"):
                return ast.UnaryOp(ast.USub(), parts[0])
            case Operation(primitive="logical_not"):
                return ast.UnaryOp(ast.Not(), parts[0])
            case Operation(primitive="logical_and" | "logical_or" as primitive):
                sign = ast.And() if primitive == "logical_and" else ast.Or()
                return ast.BoolOp(sign, [ast.Call(ast.Name("bool"), [part], []) for part in parts])
            case Operation(primitive="power", operands=(_, exponent)) if not _is_whole(exponent):
                self.used.add("pow")  # which refuses what `**` would make a complex number of
                return ast.Call(ast.Name("pow"), list(parts), [])
            case Operation(primitive=primitive):
                return ast.BinOp(parts[0], OPERATORS[primitive], parts[1])
            case Range():
                end = ast.BinOp(parts[1], ast.Add(), ast.Constant(1))
                return ast.Call(ast.Name("range"), [parts[0], end], [])
            case Call(function=function, arguments=(_, Range(name=name))):
                self.used |= {function} & MATH
                loop = ast.comprehension(ast.Name(name), parts[1], [], 0)
                return ast.Call(ast.Name(function), [ast.GeneratorExp(parts[0], [loop])], [])
            case Call(function="where"):
                return ast.IfExp(*parts)
            case Call():
                return self.call(tree, list(parts))
            case _:
                raise AssertionError(tree)

    def call(self, tree: Call, parts: list[ast.expr]) -> ast.expr:
        row = next(row for row in FUNCTIONS[tree.function] if row.takes(len(tree.arguments)))
        parts += [ast.Constant(float(default)) for default in row.defaults[len(parts) :] if default is not None]
        if row.call in MATH:
            self.used.add(row.call)
        elif row.call not in BUILT_IN:
            self.define(row, tree.arguments)
        return ast.Call(ast.Name(row.call), parts, [])

    def define(self, row: Entry, operands: Sequence[Tree] = ()) -> None:
        """The definition of a row that Python lacks, after those of what it calls."""
        orders = operands[: IN_PARAMETERS.get(row.name, 0)]
        in_parameters = any(not isinstance(order, Number) or order.text != "0" for order in orders)
        if row.name in python_special.UNWRITTEN or in_parameters:
            raise AutogradError("unsupported", "python-function", name=row.call)
        if row.name in self._begun:  # also where two functions call each other
            return
        self._begun.add(row.name)
        if row.name in DEFINITIONS:
            text = DEFINITIONS[row.name]
            called = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
            self.used |= called & (MATH | HELPERS)
            for other in sorted(called & DEFINITIONS.keys() - {row.name}):
                self.define(PRIMITIVES[other])
        else:
            own = _names(row.names)
            body = self.text(row.definition, own)
            text = f"def {row.call}({', '.join(own.values())}):\n    return {body}"
        self.definitions[row.name] = text


def _is_whole(exponent: Tree) -> bool:
    if isinstance(exponent, Operation) and exponent.primitive == "negative":
        (exponent,) = exponent.operands
    return isinstance(exponent, Number) and exponent.text.isdigit()


def _names(names: Sequence[str]) -> dict[str, str]:
    """For each name one that Python lets a variable have, that hides no function, and that no other has.

    Python takes names for one that are equal by NFKC, as `ϕ` and `φ` are, and has no subscripts: `x₁` becomes `x1`.
    """
    spelled = {name: name for name in names if _is_free(name)}
    for name in names:
        signs = unicodedata.normalize("NFKC", name)
        other = "".join(sign if f"_{sign}".isidentifier() else "_" for sign in signs)
        other = "_".join(filter(None, other.split("_"))) if "[" in name else other
        other = other if other.isidentifier() else f"_{other}"
        while name not in spelled and (not _is_free(other) or other in spelled.values()):
            other += "_"
        spelled.setdefault(name, other)
    return spelled


def _is_free(name: str) -> bool:
    """Whether a variable of Python may have a name as it is, in a function that calls others."""
    hides = name in PRIMITIVES or name in FUNCTIONS or name in CONSTANTS or name in BUILT_IN | HELPERS | {"pow", "bool"}
    plain = name.isidentifier() and unicodedata.is_normalized("NFKC", name)
    return plain and not (hides or keyword.iskeyword(name) or name == "derivative")
