"""Formulas as Python writes them: two hundred, each worth what NumPy or SymPy says; what is refused, and where."""

import math
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy
import pytest
import scipy
import scipy.linalg
import scipy.special
import sympy  # type: ignore[import-untyped]

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import read_array
from autograd_cli.errors import AutogradError, Source, Span
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.products import values_alone
from autograd_cli.syntax.ast import Name
from autograd_cli.syntax.notations.calls import _filled
from autograd_cli.syntax.notations.python_names import FORMS, INSTEAD, VALUES, _forms
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.unparse import unparse

LISTED = Path(__file__).parents[1] / "references" / "python.txt"


def listed() -> Iterator[tuple[str, dict[str, tuple[int, ...]]]]:
    """The formulas of the list, each with the shapes of the names that are no numbers."""
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        formula, _, shapes = line.partition("  # ")
        if formula and not formula.startswith("#"):
            pairs = [part.partition(":")[::2] for part in shapes.replace(": ", ":").split()]
            yield formula, {name: tuple(map(int, lengths.split(","))) for name, lengths in pairs}


FORMULAS = [*listed()]


class Tensor(numpy.ndarray[Any, Any]):
    """An array with the methods that PyTorch's tensors have beside NumPy's, by NumPy's own functions."""

    def pow(self, power: float) -> Any:
        return self**power

    def exp(self) -> Any:
        return numpy.exp(self)

    def sqrt(self) -> Any:
        return numpy.sqrt(self)

    def abs(self) -> Any:
        return numpy.abs(self)

    def add(self, other: Any) -> Any:
        return self + other

    def sub(self, other: Any) -> Any:
        return self - other

    def norm(self) -> Any:
        return numpy.sqrt(numpy.sum(numpy.asarray(self * self)))

    def t(self) -> Any:
        return self.T

    def clamp(self, min: float) -> Any:
        return numpy.maximum(self, min)

    def sum(self, *, dim: int | None = None, axis: int | None = None) -> Any:  # type: ignore[override]
        return numpy.sum(numpy.asarray(self), axis=dim if axis is None else axis).view(Tensor)

    def var(self, *, unbiased: bool) -> Any:  # type: ignore[override]
        return numpy.var(numpy.asarray(self), ddof=int(unbiased))


class Torch:
    """PyTorch's functions that the list has, by their definitions, of NumPy and SciPy."""

    tanh, exp, log, sqrt, abs, log1p, expm1, square = (
        *(numpy.tanh, numpy.exp, numpy.log, numpy.sqrt, numpy.abs, numpy.log1p, numpy.expm1, numpy.square),
    )
    where, dot, matmul, atan2, reciprocal, stack = (
        *(numpy.where, numpy.dot, numpy.matmul, numpy.arctan2, numpy.reciprocal, numpy.stack),
    )
    erf, sigmoid, lgamma, digamma = scipy.special.erf, scipy.special.expit, scipy.special.gammaln, scipy.special.psi
    tensor, max = numpy.array, numpy.maximum

    @staticmethod
    def sum(x: Any) -> Any:
        return numpy.sum(numpy.asarray(x))

    @staticmethod
    def relu(x: Any) -> Any:
        return numpy.where(x > 0, x, 0)

    @staticmethod
    def rsqrt(x: Any) -> Any:
        return 1 / numpy.sqrt(x)

    @staticmethod
    def norm(x: Any) -> Any:
        return numpy.sqrt(numpy.sum(numpy.asarray(x * x)))

    @staticmethod
    def logdet(x: Any) -> Any:
        return numpy.log(numpy.linalg.det(x))

    @staticmethod
    def clamp(x: Any, min: float, max: float) -> Any:
        return numpy.minimum(numpy.maximum(x, min), max).view(Tensor)

    @staticmethod
    def softmax(x: Any, dim: int) -> Any:
        return numpy.exp(x) / numpy.sum(numpy.asarray(numpy.exp(x)), axis=dim)

    @staticmethod
    def log_softmax(x: Any, dim: int) -> Any:
        return numpy.log(Torch.softmax(x, dim))

    @staticmethod
    def logsumexp(x: Any, dim: int) -> Any:
        return numpy.log(numpy.sum(numpy.asarray(numpy.exp(x)), axis=dim))

    @staticmethod
    def softplus(x: Any) -> Any:
        return numpy.log(1 + numpy.exp(x))

    @staticmethod
    def mse_loss(x: Any, y: Any) -> Any:
        return numpy.sum(numpy.asarray((x - y) ** 2)) / len(x)

    @staticmethod
    def leaky_relu(x: Any, slope: float) -> Any:
        return numpy.where(x > 0, x, slope * x)

    @staticmethod
    def elu(x: Any) -> Any:
        return numpy.where(x > 0, x, numpy.exp(x) - 1)


def reference(formula: str, values: dict[str, Any]) -> float:
    """What the libraries themselves say of a formula."""
    *before, last = formula.split("; ")
    if "sp." in formula:
        names: dict[str, Any] = {
            "sp": sympy,
            "k": sympy.Symbol("k"),
            **{name: sympy.Float(value, 30) for name, value in values.items()},
        }
        return float(sympy.N(eval(last, names)))
    names = {"np": numpy, "math": math, "scipy": scipy, "torch": Torch, "F": Torch}
    names |= {name: numpy.asarray(value).view(Tensor) for name, value in values.items()}
    if "torch" not in formula and "F." not in formula and ".t()" not in formula:
        names |= {name: numpy.asarray(value) for name, value in values.items() if isinstance(value, list)}
        names |= {name: numpy.float64(value) for name, value in values.items() if not isinstance(value, list)}
    if any(method in formula for method in (".norm()", "dim=", ".pow(", ".abs()", ".clamp(")):
        names |= {name: numpy.asarray(value).view(Tensor) for name, value in values.items()}
    for statement in before:
        exec(statement, names)
    return float(numpy.sum(numpy.asarray(eval(last, names))))


def point(names: Any, shapes: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    """Values between 0.2 and 0.9, the same in each run."""
    numbers = numpy.random.default_rng(19)
    values = {name: numpy.round(numbers.uniform(0.2, 0.9, shapes.get(name, ())), 3) for name in sorted(names)}
    # A square matrix has a positive determinant.
    square = {name: value + numpy.eye(len(value)) for name, value in values.items() if value.shape == (2, 2)}
    return {name: value.tolist() for name, value in (values | square).items()}


def outcome(formula: str, shapes: dict[str, tuple[int, ...]]) -> tuple[float, float] | None:
    """What we and the libraries say of a formula; None where we do not read it."""
    source = Source(formula, notation="python")
    try:
        names = {tree.name for tree in parse(source).free_names()}
        names -= {"pi", "e", "inf"} | {part.split(" = ")[0] for part in formula.split("; ")[:-1]}
        values = point(names, shapes)
        problem = pose(source, {name: read_array(name, value) for name, value in values.items()})
    except AutogradError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value: Any = values_alone(problem).value if problem.has_several_outputs else worth(problem)
        return float(numpy.sum(value)), reference(formula, values)


def worth(problem: Problem) -> float:
    value = evaluation(problem, differentiate=False).value
    assert isinstance(value, float)
    return value


def test_of_two_hundred_formulas_at_least_nine_in_ten_are_read_and_none_wrongly() -> None:
    assert len(FORMULAS) == 200
    outcomes = {formula: outcome(formula, shapes) for formula, shapes in FORMULAS}
    wrong = {formula: pair for formula, pair in outcomes.items() if pair and not math.isclose(*pair, rel_tol=1e-9)}
    assert not wrong
    unread = [formula for formula, pair in outcomes.items() if pair is None]
    assert len(unread) <= 10, unread


# What a formula means, where that is not plain from the list.
MEANS = {
    "import numpy as np\nx**2": "x^2",
    "lambda x, y: x*y + y": "x*y + y",
    "f = lambda x: x**2\nf(a) + f(b)": "f(x) = x^2\nf(a) + f(b)",
    "def f(x):\n    return x**2\n\nf(a)": "f(x) = x^2\nf(a)",
    'def f(x, y):\n    """A function."""\n    s = x + y\n    return s*x': "s = x + y\ns*x",
    "def abs(x):\n    return x**2\n\nnp.abs(a) + abs(a)": "abs(x) = x^2\nabs(a) + abs(a)",
    "  x + 1": "x + 1",
    "-x**-2": "-x^-2",
    "x//y - x % y": "floor(x/y) - mod(x, y)",
    "1_000 + 0x10 + 1e-3 + .5": "1000 + 16 + 1e-3 + .5",
    "(x > 0) & ~(y > 0) | (z == 1)": "x > 0 and not y > 0 or z == 1",
    "A.shape[1]*x.size + len(x)": "length(A, axis=1)*length(x) + length(x, axis=0)",
    "A[i, 1:] + x[::2] + y[-1]": "A[i, 1:] + x[::2] + y[-1]",
    "sum(i*j for i in range(1, 3) for j in range(n + 1))": "sum(sum(i*j, j = 0:n), i = 1:2)",
    "np.array([[1, 2], [3, x]]) @ v": "[[1, 2], [3, x]] @ v",
    "np.std(x, ddof=1) + torch.std(x) + torch.var(x, unbiased=False)": (
        "std(x, ddof=1) + std(x, ddof=1) + var(x, ddof=0)"
    ),
    "np.e*e": "exp(1)*e",
    "given + π": "`given` + π",
    "scipy.special.huber(delta, r)": "huber(r, delta)",
    "sp.And(x > 0, y > 0, z > 0)": "x > 0 and y > 0 and z > 0",
    "jax.nn.relu(x) + tf.reduce_sum(y)": "relu(x) + sum(y)",
    "math.comb(n, k) + scipy.special.binom(n, k)": "comb(n, k) + binom(n, k)",
    "max(x, y) + np.max(A, axis=0)": "max(x, y) + max(A, axis=0)",
    "sp.Integer(2)*x + scipy.special.kn(2, x)": "2*x + besselk(2, x)",
    "torch.cat([A, B], dim=1) + torch.stack((x, y), dim=1)": "concat(A, B, axis=1) + stack(x, y)'",
    "np.hstack([A, B]) + np.column_stack([x, y])": "concat(A', B')' + stack(x, y)'",
    "scipy.special.lambertw(x, -1) + scipy.special.lambertw(x, k=-1)": "lambertw(x, -1) + lambertw(x, -1)",
    "sp.LambertW(x, -1)": "LambertW(x, -1)",
    "scipy.special.comb(n, k, exact=True)": "where(k < 0 or k > n, 0, binomial(n, k))",
    "jax.lax.lgamma(x) + jax.scipy.special.logit(x)": "lgamma(x) + logit(x)",
    "jax.nn.identity(x) + jax.nn.log1mexp(x)": "x + log1mexp(-x)",
    "-np.sum(y*np.log(p) + (1-y)*np.log(1-p))": "-sum(y*log(p) + (1 - y)*log(1 - p))",
    "np.mean((y - X@w)**2) + lam*np.dot(w, w)": "mean((y - X @ w)^2) + lam*(w @ w)",
    "np.linalg.norm(A @ x - b)**2": "norm(A @ x - b)^2",
    "np.sum(np.maximum(0, 1 - y*(X @ w)))": "sum(max(0, 1 - y*(X @ w)))",
    "S*norm.cdf(d1) - K*np.exp(-r*T)*norm.cdf(d2)": "S*normal_cdf(d1) - K*exp(-r*T)*normal_cdf(d2)",
    "scipy.stats.norm.pdf(x, loc=mu, scale=sigma)": "exp(normal_lpdf(x, mu, sigma))",
    "np.exp(-Ea/(8.314*T))": "exp(-Ea/(8.314*T))",
    "np.trapz(y, x) + np.cumsum(x)[-1]": "trapezoid(y, x) + cumsum(x)[-1]",
    "np.sum(np.diff(x)**2)": "sum(differences(x')'^2)",
    "np.trace(A.T @ A) + np.linalg.det(A)": "trace(A' @ A) + det(A)",
    "sum(w[i]*x[i] for i in range(3))": "sum(w[i]*x[i], i = 0:2)",
    "math.log(x, 2) + math.hypot(x, y, z)": "log(x, 2) + hypot(hypot(x, y), z)",
    "torch.nn.functional.softplus(x) - F.log_softmax(z, dim=0)[1]": "softplus(x) - log_softmax(z, axis=0)[1]",
    "F.mse_loss(x, y) + x.pow(2).sum().sqrt()": "mse(x, y) + sqrt(sum(x^2))",
    "(x - x.mean())/np.std(x)": "(x - mean(x))/std(x)",
    "sp.Rational(1, 3)*x**3 + sp.sqrt(x)*sp.exp(-x)": "1/3*x^3 + sqrt(x)*exp(-x)",
    "1e-3*x if x < 1 else x": "where(x < 1, 1e-3*x, x)",
    "np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)": "log1p(exp(-abs(x))) + max(x, 0)",
    "np.average(x, weights=w) + np.average(x)": "sum(x*w)/sum(w) + mean(x)",
    "np.round(x, 2) + np.percentile(x, 50)": "round(x*10^2)/10^2 + quantile(x, 50/100)",
    "jnp.tanh(W @ x + b) + tf.reduce_mean(tf.square(x - y))": "tanh(W @ x + b) + mean(square(x - y))",
    "np.sinc(x/np.pi) + special.gammaln(x)": "sin_over_x(pi*(x/pi)) + gammaln(x)",
    "A[:, 0] + x.dot(y) + x.max() - x.min()": "A[:, 0] + x @ y + max(x) - min(x)",
    "2**-x - x**0.5 + 4/3*np.pi*r**3": "2^-x - x^0.5 + 4/3*pi*r^3",
}

# What is refused: the case, and the place that carets mark.
REFUSED = {
    "x^2": ("python-xor", "x^2"),
    "x and y": ("python-logic", "x"),
    "x & (y > 0)": ("python-bits", "x"),
    "~x": ("python-bits", "~x"),
    "x +* 2": ("python-syntax", "*"),
    "é + sin(x": ("python-syntax", "("),
    "sum(x**2 for x in xs)": ("python-loop", "xs"),
    "sum(i for i in range(9) if i > 2)": ("python-loop", "i > 2"),
    "[x for x in range(3)]": ("python-sign", "[x for x in range(3)]"),
    "x[None, None]": ("python-sign", "None"),
    "1j*x": ("python-sign", "1j"),
    "'x'": ("python-sign", "'x'"),
    "x.values + 1": ("python-attribute", "x.values"),
    "np.newaxis": ("python-attribute", "np.newaxis"),
    "np.random.gamma(x)": ("python-other", "np.random.gamma"),
    "np.cov(x, y)": ("python-other", "np.cov"),
    "np.linalg.eigvals(A)[0]": ("python-other", "np.linalg.eigvals"),
    "np.linalg.eigh(A)[0]": ("python-other", "np.linalg.eigh"),
    "torch.linalg.eig(A)[0]": ("python-other", "torch.linalg.eig"),
    "np.linalg.norm(A, 'fro')": ("python-sign", "'fro'"),
    "scipy.stats.norm(mu, sigma).pdf(x)": ("python-other", "scipy.stats.norm"),
    "scipy.stats.poisson.pmf(k, mu)": ("python-other", "scipy.stats.poisson.pmf"),
    "scipy.constants.k*T": ("python-attribute", "scipy.constants.k"),
    "np.trapezoid(y, dx=0.1)": ("python-argument", "dx=0.1"),
    "np.einsum('ij,j->i', A, x)": ("python-instead", "np.einsum"),
    "sum(a*b for a, b in zip(w, x))": ("python-loop", "a, b"),
    "F.mse_loss(x, y, reduction='none')": ("python-argument", "reduction='none'"),
    "round(x, 2)": ("python-arguments", "round(x, 2)"),
    "x[..., 0]": ("python-sign", "..."),
    "np.choose(n, x)": ("python-other", "np.choose"),
    "np.float32(x)": ("python-other", "np.float32"),
    "sp.div(x, y)[0]": ("python-other", "sp.div"),
    "sp.LT(x, y)": ("python-other", "sp.LT"),
    "np.concatenate(A)": ("python-list", "np.concatenate(A)"),
    "np.hstack([x, y], dtype=int)": ("python-argument", "dtype=int"),
    "F.cross_entropy(x, y)": ("python-instead", "F.cross_entropy"),
    "sp.diff(f, x)": ("python-other", "sp.diff"),
    "scipy.special.airy(x)[0]": ("python-other", "scipy.special.airy"),
    "mpmath.betainc(a, b, 0, x, regularized=True)": ("python-argument", "regularized=True"),
    "sp.betainc(a, b, x)": ("python-arguments", "sp.betainc(a, b, x)"),
    "math.remainder(x, y)": ("python-other", "math.remainder"),
    "np.sum(A, keepdims=True)": ("python-argument", "keepdims=True"),
    "torch.max(A, 1)": ("python-arguments", "torch.max(A, 1)"),
    "np.log(x, 2)": ("python-arguments", "np.log(x, 2)"),
    "x.std(0)": ("two-readings", "x.std(0)"),
    "torch.std(x, False)": ("python-arguments", "torch.std(x, False)"),
    "np.std(x, 0, 1)": ("python-arguments", "np.std(x, 0, 1)"),
    "x.std()": ("two-readings", "x.std()"),
    "z.max(dim=1, keepdim=True)": ("python-argument", "dim=1"),
    "x.transpose(0, 1, 2)": ("python-arguments", "x.transpose(0, 1, 2)"),
    "x.sort()": ("python-other", "x.sort"),
    "Piecewise((x, x > 0))": ("python-piecewise", "(x, x > 0)"),
    "x, y = 1, 2\nx": ("left-side", "x, y"),
    "for i in x:\n    i": ("python-sign", "for i in x:\n    i"),
    "def f(x, y=2):\n    return x\n\nf(x)": ("python-parameters", "def f(x, y=2):\n    return x"),
    "nn.ReLU()(x)": ("python-sign", "nn.ReLU()"),
    "x + 1\ny": ("unnamed-statement", "x + 1"),
    "f(*x)": ("python-sign", "*x"),
}


@pytest.mark.parametrize("text", MEANS)
def test_python_is_read_as_python_means_it(text: str) -> None:
    assert unparse(parse(Source(text, notation="python"))) == MEANS[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_another_meaning_or_none_is_refused_where_it_stands(text: str) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(text, notation="python"))
    case, marked = REFUSED[text]
    assert caught.value.source is not None
    assert caught.value.span is not None
    assert (caught.value.case, caught.value.source.slice(caught.value.span)) == (case, marked)
    assert caught.value.message


@pytest.mark.parametrize("name", INSTEAD)
def test_what_is_written_instead_is_read(name: str) -> None:
    assert parse(Source(INSTEAD[name], notation="python"))


def test_every_node_has_its_place_in_the_text() -> None:
    text = "α = np.exp(-x**2); α*x.sum() if x[0] > 0 else -1.5"
    program = parse(Source(text, notation="python"))
    places = {text[tree.span.start : tree.span.stop] for tree in program.walk()}
    assert {"np.exp(-x**2)", "-x**2", "x**2", "x.sum()", "x[0] > 0", "-1.5", "α*x.sum()"} <= places


def test_a_function_of_the_program_hides_no_function_of_a_library() -> None:
    text = "def abs(x):\n    return x**2\n\nnp.abs(a)*10 + abs(a)"
    problem = pose(Source(text, notation="python"), {"a": -3.0})
    assert evaluation(problem, differentiate=False).value == 39


# A formula whose reading the values decide, and what NumPy says of the same arrays.
MATRIX = numpy.array([[1.0, 2], [3, 4], [5, 8]])
VECTOR = numpy.array([1.0, 3, 7])
WORTH: list[tuple[str, Any]] = [
    ("torch.std(A, 1)", numpy.std(MATRIX, 1, ddof=1)),
    ("torch.var(A, 0)", numpy.var(MATRIX, 0, ddof=1)),
    ("torch.var(A, 0, unbiased=False)", numpy.var(MATRIX, 0)),
    ("np.std(A, 1)", numpy.std(MATRIX, 1)),
    ("np.std(A, 1, ddof=1)", numpy.std(MATRIX, 1, ddof=1)),
    ("A.std(0, ddof=1)", numpy.std(MATRIX, 0, ddof=1)),
    ("np.clip(x, max=2) + np.clip(x, 2)", numpy.minimum(VECTOR, 2) + numpy.maximum(VECTOR, 2)),
    ("len(A) + 10*A.shape[0] + 100*A.shape[1] + 1000*len(x)", 3233 + 0 * MATRIX[0, 0]),
    ("B = A*2; len(B) + B[0, 0]", 5.0),
    ("sum(A[k, 1]*x[k] for k in range(len(A)))", MATRIX[:, 1] @ VECTOR),
    ("F.T @ x", MATRIX.T @ VECTOR),
    ("sp[0] + np.sum(sp)", 12.0),
    ("np.where(sp.And(y > 0, y < 3) & (y > 1), y, 0)", 2.0),
    ("np.where(~sp.Or(y > 3, sp.Not(y > 0)) and sp.Ge(y, 2), y, 0)", 2.0),
]


@pytest.mark.parametrize(("text", "expected"), WORTH)
def test_what_the_values_decide_is_read_by_them(text: str, expected: Any) -> None:
    values = {"A": MATRIX, "F": MATRIX, "x": VECTOR, "sp": VECTOR, "y": numpy.array(2.0)}
    names = {"A", "F", "x", "sp", "y"} & set(re.findall(r"\w+", text))
    if "sp." in text or "F." not in text:
        names -= {"sp" if "sp." in text else "", "F"}
    problem = pose(Source(text, notation="python"), {name: read_array(name, values[name].tolist()) for name in names})
    value: Any = values_alone(problem).value if problem.has_several_outputs else worth(problem)
    assert numpy.allclose(value, expected, rtol=1e-12)


# Functions that libraries have by a name of the language with another meaning, and what the libraries say.
NEAR_SYMMETRIC = numpy.array([[4.0, 1.0], [0.5, 3.0]])
OWN_MEANING: list[tuple[str, Any]] = [
    ("mpmath.gammainc(2)", mpmath.gammainc(2)),
    ("mpmath.gammainc(2, y)", mpmath.gammainc(2, 0.3)),
    ("mpmath.gammainc(2, y, 1.5)", mpmath.gammainc(2, 0.3, 1.5)),
    ("mpmath.gammainc(2, b=y)", mpmath.gammainc(2, b=0.3)),
    ("mpmath.betainc(2, 3)", mpmath.betainc(2, 3)),
    ("mpmath.betainc(2, 3, y)", mpmath.betainc(2, 3, 0.3)),
    ("mpmath.betainc(2, 3, y, 0.8, regularized=False)", mpmath.betainc(2, 3, 0.3, 0.8)),
    ("mpmath.betainc(2, 3, x2=y)", mpmath.betainc(2, 3, x2=0.3)),
    ("sp.betainc(2, 3, y, 0.8)", sympy.betainc(2, 3, 0.3, 0.8).evalf()),
    ("mpmath.frac(-y) + sp.frac(-y)", mpmath.frac(-0.3) + sympy.frac(-0.3)),
    ("mpmath.fmod(-y, 1.7)", mpmath.fmod(-0.3, 1.7)),
    ("sp.Li(y + 3)", sympy.Li(3.3).evalf()),
    ("np.linalg.norm(x, -np.inf)", numpy.linalg.norm(VECTOR, -numpy.inf)),
    ("np.linalg.norm(x - 3, 0)", numpy.linalg.norm(VECTOR - 3, 0)),
    ("np.linalg.cholesky(A)", numpy.linalg.cholesky(NEAR_SYMMETRIC)),
    ("scipy.linalg.cholesky(A)", scipy.linalg.cholesky(NEAR_SYMMETRIC)),
    ("np.linalg.eigvalsh(A)", numpy.linalg.eigvalsh(NEAR_SYMMETRIC)),
    ("scipy.linalg.eigvalsh(A)", scipy.linalg.eigvalsh(NEAR_SYMMETRIC)),
    ("jnp.linalg.eigvalsh(A)", numpy.linalg.eigvalsh((NEAR_SYMMETRIC + NEAR_SYMMETRIC.T) / 2)),
    ("tf.nn.leaky_relu(-y) + F.leaky_relu(-y)", -0.2 * 0.3 - 0.01 * 0.3),
]


@pytest.mark.parametrize(("text", "expected"), OWN_MEANING)
def test_a_function_of_a_library_means_what_it_means_there(text: str, expected: Any) -> None:
    values = {"A": NEAR_SYMMETRIC, "x": VECTOR, "y": numpy.array(0.3)}
    names = values.keys() & set(re.findall(r"\w+", text))
    problem = pose(Source(text, notation="python"), {name: read_array(name, values[name].tolist()) for name in names})
    value: Any = values_alone(problem).value if problem.has_several_outputs else worth(problem)
    assert numpy.allclose(value, numpy.array(expected, dtype=float), rtol=1e-12)


def test_no_form_of_a_function_hides_a_later_one() -> None:
    """Each form is the first that fits its calls: by places, then by the names of the arguments after these."""
    for family, name in _forms():
        forms = _forms()[family, name]
        for i, form in enumerate(forms):
            for count in range(len(form.parameters) + 1):
                if form.named & {*form.parameters[:count]}:
                    continue
                trees = [Name(Span(0, 0), one) for one in form.parameters[:count]]
                named = {one: Name(Span(0, 0), one) for one in form.parameters[count:]}
                earlier = [one for one in forms[:i] if _filled(one, trees, named) is not None]
                assert not earlier, (family, name, form)


def test_the_forms_of_libraries_are_formulas_of_the_language() -> None:
    for line in FORMS.strip().splitlines():
        parse_expression(line.partition(" = ")[2].strip())
    assert all(parse_expression(value) for value in VALUES.values())


@pytest.mark.parametrize("call", ["x.std()", "x.std(1)", "x.std(dim=1)", "x.var(axis=0)", "x.var(dim=1, keepdim=True)"])
def test_both_readings_of_a_deviation_are_read(call: str) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(call, notation="python"))
    written = re.findall("`(.+?)`", str(caught.value.hint))
    assert len(written) == 2
    assert all(parse(Source(one, notation="python")) for one in written)
