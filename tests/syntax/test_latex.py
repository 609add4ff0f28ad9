"""Formulas in LaTeX: a hundred of textbooks, each worth what is written beside it; what is refused; ours read back."""

import math
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy
import pytest
from support.calls import call

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import read_array
from autograd_cli.errors import AutogradError, Source
from autograd_cli.primitives import CONSTANTS
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.products import values_alone
from autograd_cli.syntax.ast import Assignment
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.notations.latex import GRAMMAR
from autograd_cli.syntax.parser import parse, parse_expression
from autograd_cli.syntax.unparse import unparse

REFERENCES = Path(__file__).parents[1] / "references"


def listed() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The formulas of the list, each with what it means, and the shapes or values of its names."""
    lines = [line for line in (REFERENCES / "latex.txt").read_text(encoding="utf-8").splitlines() if line]
    formulas = [line for line in lines if not line.startswith("#")]
    for formula, meaning in zip(formulas[::2], formulas[1::2], strict=True):
        text, _, facts = meaning.strip().partition(" ; ")
        facts = re.sub(r"([:=]) ", r"\1", facts.replace(" =", "="))
        known: dict[str, Any] = {}
        for fact in facts.split():
            name, sign, value = re.fullmatch(r"(\w+)([:=])(.*)", fact).groups()  # type: ignore[union-attr]
            known[name] = tuple(map(int, value.split(","))) if sign == ":" else float(value)
        yield formula, text, known


FORMULAS = [*listed()]


def values_of(text: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Values between 0.2 and 0.9, the same in each run."""
    numbers = numpy.random.default_rng(19)
    names = {str(tree.name) for tree in parse_expression(text).free_names()} | known.keys()
    drawn = {}
    for name in sorted(names - {"pi", "e"}):
        fact = known.get(name, ())
        drawn[name] = fact if isinstance(fact, float) else numbers.uniform(0.2, 0.9, fact).round(3).tolist()
    return drawn


def worth(problem: Problem) -> float:
    """The value, or the sum of those of several outputs."""
    if problem.has_several_outputs:
        return float(numpy.sum(numpy.asarray(values_alone(problem).value)))
    value = evaluation(problem, differentiate=False).value
    assert isinstance(value, float)
    return value


def outcome(formula: str, text: str, known: Mapping[str, Any]) -> tuple[float, float] | None:
    """What a formula is worth in LaTeX and in the language; None where it is not read."""
    values = {name: read_array(name, value) for name, value in values_of(text, known).items()}
    try:
        read = worth(pose(Source(formula, notation="latex"), {}, values))
    except AutogradError:
        return None
    return read, worth(pose(Source(text), {}, values))


def test_of_a_hundred_formulas_at_least_ninety_are_read_and_none_wrongly() -> None:
    assert len(FORMULAS) == 100
    outcomes = {row[0]: outcome(*row) for row in FORMULAS}
    wrong = {formula: pair for formula, pair in outcomes.items() if pair and not math.isclose(*pair, rel_tol=1e-9)}
    assert not wrong
    unread = [formula for formula, pair in outcomes.items() if pair is None]
    assert len(unread) <= 10, unread


# The text, the names that have values with the numbers of their axes, and what it means.
MEANS: list[tuple[str, dict[str, int], str]] = [
    (r"\frac12 x^{2} + \dfrac{a}{b} c", {}, "1/2*x^2 + a/b*c"),
    (r"\sqrt[3]{x} + \sqrt[n]{x} + \sqrt2", {}, "cbrt(x) + x^(1/n) + sqrt(2)"),
    (r"$$ 2 \pi r $$", {}, "2*pi*r"),
    (r"\[ \left( x + 1 \right) (x - 1) . \]", {}, "(x + 1)*(x - 1)"),
    (r"-2x^2", {}, "-2*x^2"),
    (r"-(x + 1)y", {}, "-(x + 1)*y"),
    (r"\sin^2 x \cos 2y", {}, "sin(x)^2*cos(2*y)"),
    (r"\sin x^2", {}, "sin(x^2)"),
    (r"\ln 2x", {}, "log(2*x)"),
    (r"\log_{10} x + \log_2(x) + \lg x", {}, "log10(x) + log2(x) + log10(x)"),
    (r"e^{-x} + \exp(x)", {}, "exp(-x) + exp(x)"),
    (r"e^{x}", {"e": 0}, "e^x"),
    (r"|x - 1||y| + \lvert z \rvert", {}, "abs(x - 1)*abs(y) + abs(z)"),
    (r"\lfloor x \rfloor + \lceil y \rceil", {}, "floor(x) + ceil(y)"),
    (r"n! \binom{n}{k}", {}, "factorial(n)*binomial(n, k)"),
    (r"x_{1} + x_2 + V_{\max} + \hat{y} + \mathbf{w}_0", {}, "x_1 + x_2 + V_max + y_hat + w_0"),
    (r"x_{1}", {"x1": 0}, "x1"),
    (r"\mathrm{rate} \cdot t", {}, "rate*t"),
    (r"\sigma(x) \Gamma(y) \Phi(z)", {}, "sigmoid(x)*gamma(y)*normal_cdf(z)"),
    (r"\sigma(x) + \sigma", {}, "sigma*x + sigma"),
    (r"\sigma(x)", {"sigma": 0}, "sigma*x"),
    (r"k(x - 1)^2", {"k": 0}, "k*(x - 1)^2"),
    (r"r N(1 - N)", {}, "r*N*(1 - N)"),
    (r"\operatorname{softplus}(x) + \operatorname{artanh} x", {}, "softplus(x) + atanh(x)"),
    (r"\sum_{k=1}^{10} k^2 + 1", {}, "sum(k^2, k = 1:10) + 1"),
    (r"\sum_{i=1}^n x_i y_i", {"x": 1, "y": 1}, "sum(x[i - 1]*y[i - 1], i = 1:n)"),
    (r"\sum_{k=0}^n a_k x^k", {"a": 1}, "sum(a[k]*x^k, k = 0:n)"),
    (r"\prod_{i=1}^{3} \left(1 + x_i\right)", {"x": 1}, "prod(1 + x[i - 1], i = 1:3)"),
    (r"\sum_j e^{z_j}", {"z": 1}, "sum(exp(z[j]), j = 0:length(z) - 1)"),
    (r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", {}, "where(x > 0, x, 0)"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & x \end{pmatrix}", {}, "[[1, 2], [3, x]]"),
    (r"\begin{bmatrix} 1 \\ x \end{bmatrix}", {}, "[1, x]"),
    (r"W x + b", {"W": 2, "x": 1, "b": 1}, "W @ x + b"),
    (r"x^T A x", {"x": 1, "A": 2}, "x' @ A @ x"),
    (r"x^\top y + x \cdot y", {"x": 1, "y": 1}, "x' @ y + dot(x, y)"),
    (r"A^{-1} b \odot c", {"A": 2, "b": 1, "c": 1}, "solve(A, b)*c"),
    (r"x^T", {"T": 0}, "x^T"),
    (r"\lVert x \rVert_1 + \|y\|", {"x": 1, "y": 1}, "norm1(x) + norm(y)"),
    (r"f(x) = x^2 \\ f(a) + f(b)", {}, "f(x) = x^2\nf(a) + f(b)"),
    (r"\begin{align*} z &= wx + b \\ a &= \sigma(z) \end{align*}", {}, "z = w*x + b\na = sigmoid(z)"),
    (
        r"\begin{align} y &= x^2 \\ &\quad - 3x + \\ &\quad \sum_{k=1}^{2} k \end{align}",
        {},
        "y = x^2 - 3*x + sum(k, k = 1:2)",
    ),
    (r"y = x^2 \\ -y^2 + x", {}, "y = x^2\n-y^2 + x"),
    (r"x_{1} = a \\ + x_2", {}, "x_1 = a + x_2"),
    (r"x = a \\ - x_2", {}, "x = a - x_2"),
    (r"x_{1} = a \\ - x_1", {}, "x_1 = a\n-x_1"),
    (r"f(x) = x^2 \\ -f(a)", {}, "f(x) = x^2\n-f(a)"),
    (r"y = x \\ \\ & + a \\ \\ y^2", {}, "y = x + a\ny^2"),
    (r"u = x^2; -3 + a", {}, "u = x^2\n-3 + a"),
    (r"a = x^2 \\ b = 2x \\ -a + b", {}, "a = x^2\nb = 2*x\n-a + b"),
    (r"E = mc^2", {}, "E = m*c^2"),
    (r"mgh", {"m": 0, "g": 0, "h": 0}, "m*g*h"),
    (r"0 < x \le 1", {}, "0 < x <= 1"),
    (r"a/b \cdot c", {}, "a/b*c"),
    (r"y \cdot A^\top x", {"A": 2, "x": 1, "y": 1}, "dot(y, A' @ x)"),
    (r"A^\top x y^\top", {"A": 2, "x": 1, "y": 1}, "outer(A' @ x, y)"),
    (r"(A x)^\top y + -2 x^\top y", {"A": 2, "x": 1, "y": 1}, "(A @ x)' @ y + -2*x' @ y"),
    (r"A(B + C)^{-1} + A(B + C)^\top", {"A": 2, "B": 2, "C": 2}, "A @ inv(B + C) + A @ (B + C)'"),
    (r"x(1 + y)! + 2x(1 + y)^{n}", {"x": 0}, "x*factorial(1 + y) + 2*x*(1 + y)^n"),
    (r"1/x + (1/x)(1 + y) + \cos(x) (1 + y)", {"x": 0}, "1/x + 1/x*(1 + y) + cos(x)*(1 + y)"),
    (r"2e x + 2e^{3}", {}, "2*e*x + 2*exp(3)"),
    ("x + % the rest\ny", {}, "x + y"),
    (r"|x| y + |z| w - ||x| - |y||", {}, "abs(x)*y + abs(z)*w - abs(abs(x) - abs(y))"),
    (
        r"\sum_i \sum_j A_{ij}",
        {"A": 2},
        "sum(sum(A[i, j], j = 0:length(A, axis=1) - 1), i = 0:length(A, axis=0) - 1)",
    ),
    (r"\sum_{i,j=1}^{3} A_{i,j}", {"A": 2}, "sum(sum(A[i - 1, j - 1], j = 1:3), i = 1:3)"),
    (r"\sum_{i=2}^n (x_i - x_{i-1}) x_{i+1}", {"x": 1}, "sum((x[i - 1] - x[i - 2])*x[i], i = 2:n)"),
    (r"\sum x y^\top A x", {"A": 2, "x": 1, "y": 1}, "sum(outer(x, y) @ A @ x)"),
    (r"x_0 x_{1}^{2} + A_{0,1}", {"x": 1, "A": 2}, "x[0]*x[1]^2 + A[0, 1]"),
    (r"\alpha \beta_2 x_{1}", {"α": 0, "β₂": 0, "x₁": 0}, "α*β₂*x₁"),
    (r"\lambda_1 \mid w \mid + 2 \mid x - y \mid", {}, "lambda_1*abs(w) + 2*abs(x - y)"),
    (r"\sinh^{-1} x = \ln(x + \sqrt{x^2 + 1})", {}, "log(x + sqrt(x^2 + 1))"),
    (r"\Delta f = \frac{v}{u} f_0", {}, "v/u*f_0"),
    (r"L = \frac{1}{2} \sum_{k=1}^2 L_k", {"L": 1}, "1/2*sum(L[k - 1], k = 1:2)"),
    (r"(2x \bmod n) + 1", {}, "mod(2*x, n) + 1"),
    (r"6.02 \cdot 10^{23} x + 2 \times 10^{-3}", {}, "6.02e23*x + 2e-3"),
    (r"\ln \sum e^{x} + \ln \det A", {"x": 1, "A": 2}, "logsumexp(x) + logdet(A)"),
    (
        r"\| x \|^2 + \lVert A x - y \rVert_2^2",
        dict.fromkeys("xy", 1) | {"A": 2},
        "sum_of_squares(x) + sum_of_squares(A @ x - y)",
    ),
    (r"x^{\odot 2} \oslash y", {"x": 1, "y": 1}, "x^2/y"),
    (r"10^{-3} \cdot 10^{-3}", {}, "1e-3*1e-3"),
    (r"2^{\left[n-1\right]} + 2^{\left[x > y\right]}", {}, "2^(n - 1) + 2^(x > y)"),
    (r"\operatorname{erf}\left[x+1\right]", {}, "erf(x + 1)"),
    (r"-\frac{G M m}{r}", {}, "-G*M*m/r"),
    (r"\operatorname{mean}(A, \mathrm{axis} = 0)", {"A": 2}, "mean(A, axis=0)"),
    (r"\text{flow (L/min)} \, V_{\mathrm{max}}", {"flow (L/min)": 0}, "`flow (L/min)`*V_max"),
    (r"T_{\mathrm{i}} + i", {"i": 0}, "T_i + i"),
    (r"\log_{10}^{2} x + \ln \prod_{k=1}^{3} k", {}, "log10(x)^2 + log(prod(k, k = 1:3))"),
    (r"\mathrm{속도} \, t", {}, "속도*t"),
    (r"\alpha + α", {}, "α + α"),
    (r"\operatorname{Li}_2(x) + \operatorname{Li}_{2}(y)", {}, "dilogarithm(x) + dilogarithm(y)"),
    (r"\operatorname{Li}_3(x) \mathrm{Li}_{s}(x)", {"s": 0}, "polylog(3, x)*polylog(s, x)"),
    (r"\operatorname{E}_1(x) + \operatorname{E}_{n}(x)", {}, "exp1(x) + expn(n, x)"),
    (
        r"\operatorname{W}_0(x) \operatorname{W}(x) \operatorname{W}'(x)",
        {},
        "lambertw(x)*lambertw(x)*lambertw_slope(x)",
    ),
    (r"\operatorname{W}_{-1}(x)", {}, "lambertw_lower(x)"),
    (r"\operatorname{J}_{-1}(x) - \operatorname{K}_\nu(x)", {}, "besselj(-1, x) - besselk(nu, x)"),
    (r"\operatorname{J}_{1}^2(x) + \operatorname{Li}_2^{3}\left(y\right)", {}, "besselj(1, x)^2 + dilogarithm(y)^3"),
    (r"J_1^2 \cdot (x) + f^2 \cdot (y)", {}, "J_1^2*x + f^2*y"),
    (r"\operatorname{Ai}'(x) \operatorname{Bi}'(x)", {}, "airyaiprime(x)*airybiprime(x)"),
    (r"\operatorname{E}_1(x)", {"E_1": 0}, "exp1(x)"),
    (r"\alpha \beta", {"alpha": 0}, "alpha*beta"),
    (r"\mathcal{L} = \frac12 (y - \hat{y})^2", {}, "L = 1/2*(y - y_hat)^2"),
    (r"\mathcal{L}(w) = -y\ln\sigma(wx) + \lambda\mathscr R", {}, "L = -y*log_sigmoid(w*x) + lambda*R"),
    (r"\operatorname{ReLU}(wx + b) + \mathrm{Softplus}(x)", {}, "relu(w*x + b) + softplus(x)"),
    (r"\frac{1}{4\pi\varepsilon_0}\frac{q_1 q_2}{r^2}", {}, "1/(4*pi*varepsilon_0)*(q_1*q_2/r^2)"),
    (r"E_n = -\frac{13.6\,\mathrm{eV}}{n^2}", {}, "E_n = -13.6*eV/n^2"),
    (r"\gamma = \frac{1}{\sqrt{1 - v^2/c^2}}", {}, "gamma = 1/sqrt(1 - v^2/c^2)"),
    (r"c = \sqrt{a^2 + b^2 - 2ab\cos\gamma}", {}, "c = sqrt(a^2 + b^2 - 2*a*b*cos(gamma))"),
    (
        r"d_1 = \frac{\ln(S/K) + (r + \frac{\sigma^2}{2})T}{\sigma\sqrt{T}}",
        {"T": 0},
        "d_1 = (log(S/K) + (r + sigma^2/2)*T)/(sigma*sqrt(T))",
    ),
    (
        r"C = S_0 \Phi(d_1) - K e^{-r T} \Phi(d_2)",
        {},
        "C = S_0*normal_cdf(d_1) - K*exp(-r*T)*normal_cdf(d_2)",
    ),
    (r"k = A e^{-E_\mathrm{a}/(RT)}", {}, "k = A*exp(-E_a/(R*T))"),
    (r"v = \frac{V_{\max}[S]}{K_m + [S]}", {}, "v = V_max*S/(K_m + S)"),
    (
        r"\|Ax - b\|^2 + \lambda\|x\|_1",
        {"A": 2, "x": 1, "b": 1},
        "sum_of_squares(A @ x - b) + lambda*norm1(x)",
    ),
    (r"\tanh(\mathbf{w}^\top \mathbf{x} + b)", {"w": 1, "x": 1}, "tanh(w' @ x + b)"),
    (r"\mathbf{x}^{\mathsf T} \mathbf{A} \mathbf{x}", {"A": 2, "x": 1}, "x' @ A @ x"),
    (r"\operatorname{tr}(A^\top B)", {"A": 2, "B": 2}, "trace(A' @ B)"),
    (r"A\sin(\omega t + \varphi_0)e^{-\gamma t}", {}, "A*sin(omega*t + varphi_0)*exp(-gamma*t)"),
    (r"\hbar\omega\left(n + \tfrac12\right)", {"omega": 0}, "hbar*omega*(n + 1/2)"),
    (r"\sqrt{(pc)^2 + (mc^2)^2}", {}, "sqrt((p*c)^2 + (m*c^2)^2)"),
    (r"\binom{n}{k} p^k (1-p)^{n-k}", {}, "binomial(n, k)*p^k*(1 - p)^(n - k)"),
    (r"\frac{\lambda^k e^{-\lambda}}{k!}", {}, "lambda^k*exp(-lambda)/factorial(k)"),
    (
        r"\frac{\Gamma(\alpha+\beta)}{\Gamma(\alpha)\Gamma(\beta)} x^{\alpha-1}(1-x)^{\beta-1}",
        {"x": 0},
        "gamma(alpha + beta)/(gamma(alpha)*gamma(beta))*x^(alpha - 1)*(1 - x)^(beta - 1)",
    ),
    (r"1.602\times10^{-19} q + 9.81\,\mathrm{m}\,\mathrm{s}^{-2}", {}, "1.602e-19*q + 9.81*m*s^-2"),
    (r"\text{loss} = \text{mse} + \lambda \text{reg}", {"mse": 0}, "loss = mse + lambda*reg"),
    (r"\sum_{k=0}^{n} \binom{n}{k} x^k y^{n-k}", {}, "sum(binomial(n, k)*x^k*y^(n - k), k = 0:n)"),
    (
        r"f(x) = \begin{cases} x^2, & x \geq 0, \\ -x, & x < 0. \end{cases}",
        {},
        "f = where(x >= 0, x^2, -x)",
    ),
    (r"10\log_{10}\left(\frac{P}{P_0}\right)\,\mathrm{dB}", {}, "10*log10(P/P_0)*dB"),
    (
        r"\det\left(\begin{pmatrix} a & b \\ c & d \end{pmatrix}\right) + \max\{0, 1 - yz\}",
        {},
        "det([[a, b], [c, d]]) + max(0, 1 - y*z)",
    ),
    (
        r"\begin{cases} 2 & \text{if } x = 0 \text{ and } n \ge 1 \\ 0 & \text{otherwise} \end{cases}",
        {},
        "where(x == 0 and n >= 1, 2, 0)",
    ),
    (r"\begin{cases} \frac{1}{x} & x \ne 0 \\ 1 & x = 0 \end{cases}", {}, "where(x != 0, 1/x, 1)"),
    (r"v &= x^{2} < u \\ v y", {}, "v = x^2 < u\nv*y"),
    (r"w_{t+1} = w_t - \eta g_t", {"w_t": 0}, "w_t - eta*g_t"),
    (r"\frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}", {}, "m_hat_t/(sqrt(v_hat_t) + epsilon)"),
]

# What is refused: the case, and the place that carets mark.
REFUSED = {
    r"\log x": ("latex-log", r"\log"),
    "a/2b": ("two-readings", "a/2b"),
    r"1\,000\,x": ("two-readings", r"1\,000"),
    r"3.141\,592\,x": ("two-readings", r"3.141\,592"),
    r"2\;000~345.5 x": ("two-readings", r"2\;000~345.5"),
    "y + 10 500 x": ("two-readings", "10 500"),
    "{-x}^2": ("two-readings", "{-x}^2"),
    "{a + b}^{2}": ("two-readings", "{a + b}^{2}"),
    r"y^2/2\sigma^2": ("two-readings", r"y^2/2\sigma^2"),
    "f(x)": ("latex-called-below", "f(x)"),
    r"f^2(x)": ("two-readings", "f^2"),
    "J_{1}(2x)": ("two-readings", "J_{1}(2x)"),
    "f_1(x)": ("latex-called-below", "f_1(x)"),
    "J_1^2(x)": ("two-readings", "J_1^2(x)"),
    "W_{-1}(x)": ("two-readings", "W_{-1}(x)"),
    r"\operatorname{W}_0^2(x)": ("two-readings", r"\operatorname{W}_0^2(x)"),
    r"\operatorname{J}_1^\alpha(x)": ("two-readings", r"\operatorname{J}_1^\alpha(x)"),
    "K(x)": ("two-readings", "K(x)"),
    "K^{(1)}(x)": ("latex-label", "K^{(1)}"),
    "x_{max}": ("two-readings", "max"),
    "1,234 x": ("two-readings", "1,234"),
    r"f^2(x)^3": ("two-readings", "f^2"),
    r"\Phi^{-1}(x)^{2}": ("two-readings", r"\Phi^{-1}"),
    "mgh": ("two-readings", "mgh"),
    "tanh(x)": ("two-readings", "tanh"),
    r"\frac{dy}{dx}": ("latex-differential", "dy"),
    r"\frac{d}{d x} x^2": ("latex-differential", r"\frac{d}{d x}"),
    r"\frac{d^2 y}{d x^2}": ("latex-differential", r"\frac{d^2 y}{d x^2}"),
    "x^12": ("two-readings", "12"),
    "x^T": ("latex-power-t", "x^T"),
    "x^{(n)}": ("latex-label-of", "x^{(n)}"),
    r"\sin^{-1} x": ("latex-inverse", r"\sin^{-1}"),
    r"\sin x y": ("two-readings", r"\sin x y"),
    r"2 \sin \omega t + 1": ("two-readings", r"\sin \omega t"),
    r"\sin x \cos y z": ("two-readings", r"\cos y z"),
    r"\sin^{-2}(x)": ("latex-negative-power", r"\sin^{-2}"),
    r"\exp^{-1}(x)": ("latex-negative-power", r"\exp^{-1}"),
    r"\frc{x}{y}": ("latex-near-command", r"\frc"),
    r"\erf(x)": ("latex-function-command", r"\erf"),
    r"\sqrt{(x}": ("closed-otherwise", "}"),
    r"x^{2})": ("closes-nothing", ")"),
    r"\left( x + 1": ("never-closed", r"\left("),
    "c_{k-1} + k": ("latex-place", "c_{k-1}"),
    "e^{i x}": ("latex-imaginary", "i"),
    "|a|b|c|": ("latex-bars", "|a|"),
    r"\sum_{i=1}^n x_{i-1}": ("latex-element", "x_{i-1}"),
    r"\sum_{i=1}^{\infty} x^i": ("latex-infinite", r"\infty"),
    r"\sum_i x": ("latex-range", r"\sum_i x"),
    r"\int x": ("latex-calculus", r"\int"),
    "f'(x)": ("latex-prime", "'"),
    r"\foo x": ("latex-command", r"\foo"),
    r"\frac{x": ("never-closed", "{"),
    r"x +": ("latex-end", ""),
    r"x = 1 + \\": ("latex-end", ""),
    r"c^2 = a^2": ("latex-left-side", "c^2"),
    "x + 1 ; y": ("unnamed-statement", "x + 1"),
    r"\begin{cases} x & x > 0 \\ y & x < 2 \end{cases}": ("latex-cases", "y & x < 2"),
    r"\mathrm{max}": ("latex-function", r"\mathrm{max}"),
    "n!!": ("double-factorial", "n!!"),
    "1/x(1 + y) + x": ("two-readings", "1/x(1 + y)"),
    r"\cos x(1 + y) + x": ("two-readings", r"\cos x(1 + y)"),
    r"\sin 2x(1 + y)^2 + x": ("two-readings", r"\sin 2x(1 + y)"),
    r"\frac{1e-3}{x}": ("two-readings", "1e-3"),
    "x % y": ("latex-comment", "% y"),
    r"a + b \bmod n": ("latex-token", r"\bmod"),
    r"a \Delta x": ("latex-difference", r"\Delta x"),
    r"\sum x": ("latex-sum", r"\sum x"),
    r"\sum_{i=0}^n x_{i-1}": ("latex-element", "x_{i-1}"),
    r"x \text{ with } y": ("latex-prose", r"\text{ with }"),
    r"\mathcal{L} = L + 1": ("latex-fonts", "L"),
    r"\mathbb{E}[x^2] - 1": ("latex-expectation", r"\mathbb{E}["),
    r"\mathrm{E}\left[x\right]": ("latex-expectation", r"\mathrm{E}\left["),
    r"9.81\,\mathrm{m/s^2} \cdot t": ("latex-upright", r"\mathrm{m/s^2}"),
    r"10\log_{10}\frac{P}{P_0}\,\mathrm{dB}": ("latex-token", r"\mathrm{dB}"),
    r"\mathrm{pH} = -\log_{10}[\mathrm{H}^+]": ("latex-token", "+"),
    r"x \in \mathbb{R}": ("latex-relation", r"\in"),
    r"\langle x, y \rangle": ("latex-function-command", r"\langle"),
    r"a \equiv b \pmod n": ("latex-function-command", r"\pmod"),
    r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}": ("latex-environment", r"\begin"),
    r"PV = n": ("latex-left-side", "PV"),
    r"s^2 = \frac{1}{n-1}": ("latex-left-side", "s^2"),
    r"\operatorname{W}_{-2}(x)": ("latex-called-below", r"\operatorname{W}_{-2}(x)"),
    r"C = S\,N(d_1) - K": ("two-readings", "N(d_1)"),
    r"k = A e^{-E_a/RT}": ("two-readings", "-E_a/RT"),
    r"\sum_{i<j} x_i x_j": ("latex-token", "<"),
    r"\frac{z[0]}{2} + z_{1}": ("two-readings", "z[0]"),
    r"\sum_{k=1}^{3} 2 z_1\left[k\right]^2": ("two-readings", r"z_1\left[k\right]"),
    r"\hat{z}[0, 1]": ("two-readings", r"\hat{z}[0, 1]"),
    r"m\ddot{x} + kx": ("latex-dotted", r"\ddot{x}"),
    r"\lim_{x\to0} \frac{\sin x}{x}": ("latex-calculus", r"\lim"),
}


@pytest.mark.parametrize(("text", "names", "meaning"), MEANS)
def test_latex_is_read_as_it_is_meant(text: str, names: dict[str, int], meaning: str) -> None:
    assert unparse(parse(Source(text, notation="latex", names=names))) == meaning


@pytest.mark.parametrize("text", REFUSED)
def test_what_latex_leaves_open_is_refused_where_it_stands(text: str) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(text, notation="latex"))
    case, marked = REFUSED[text]
    assert caught.value.source is not None
    assert caught.value.span is not None
    assert (caught.value.case, caught.value.source.slice(caught.value.span)) == (case, marked)
    assert caught.value.message


@pytest.mark.parametrize("text", ["x y", "w x"])
def test_a_product_of_vectors_names_its_sign(text: str) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(text, notation="latex", names=dict.fromkeys("wxy", 1)))
    assert caught.value.case == "latex-vectors"


def test_the_grammar_has_the_signs_that_our_own_latex_has() -> None:
    """What comes back of our own LaTeX is the same tree, the same LaTeX, or the same value; the rest is refused."""
    texts = [line.partition(" ; ")[0] for line in (REFERENCES / "textbook.txt").read_text().splitlines()]
    counts = {"same": 0, "latex": 0, "value": 0, "refused": 0}
    for text in texts:
        if not text or text.startswith("#"):
            continue
        tree = parse_expression(text)
        written = latex(tree)
        names = dict.fromkeys((one.name for one in tree.free_names() if one.name not in CONSTANTS), 0)
        try:
            back = parse(Source(written, notation="latex", names=names)).statements[-1]
        except AutogradError:
            counts["refused"] += 1
            continue
        if unparse(back) == unparse(tree):
            counts["same"] += 1
        elif latex(back) == written:
            counts["latex"] += 1
        else:
            point = {name: 0.3 + 0.1 * i for i, name in enumerate(names)}
            renamed = {one.name: point[one.name] for one in back.free_names() if one.name in point}
            assert math.isclose(
                worth(pose(Source(unparse(back)), renamed)), worth(pose(Source(text), point)), rel_tol=1e-12
            ), (text, written)
            counts["value"] += 1
    assert counts["refused"] <= 12, counts
    assert counts["same"] >= 0.9 * sum(counts.values()), counts


@pytest.mark.parametrize("text", [r"\sum\sum A_{ij}", r"\sum x_i"])
def test_a_sum_of_elements_names_its_index(text: str) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(text, notation="latex", names={"A": 2, "x": 1}))
    assert caught.value.case == "latex-sum"


LONG = {
    "calls": "k(x - 1) + ",
    "bars": "|x| y + ",
    "letters": "xy ",
    "columns": "x + & ",
    "postfix": "A(B + C)^{-1} ",
    "rows": r"A y \cdot y + ",
}


@pytest.mark.parametrize("kind", LONG)
def test_the_time_is_proportional_to_the_length(kind: str) -> None:
    """The steps that Python takes for a text four times as long are at most five times as many."""
    names = {"x": 0, "y": 0, "k": 0} if kind != "rows" else {"A": 2, "y": 1}
    names |= dict.fromkeys("ABC", 2) if kind == "postfix" else {}
    last = "A" if kind == "postfix" else r"y \cdot y" if kind == "rows" else "x"
    counts = [steps(Source(LONG[kind] * count + last, notation="latex", names=names)) for count in (50, 200)]
    assert counts[1] <= 5 * counts[0]


def steps(source: Source) -> int:
    """How many lines of our own code run while a text is read."""
    count = 0

    def trace(frame: Any, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    parse(Source("x", notation="latex"))
    sys.settrace(trace)
    try:
        parse(source)
    finally:
        sys.settrace(None)
    return count


def test_latex_is_recognised_where_the_language_has_no_such_signs() -> None:
    assert call("eval", r"\frac{1}{1+e^{-k(x-x_0)}}", "k=1", "x=2", "x_0=2", "--format", "value")[:2] == (
        0,
        "0.5\n0\n0.25\n-0.25\n",
    )
    status, printed, said = call("eval", r"W x", "W=[[1, 2], [3, 4]]", "x=[1, 1]", "--notation", "latex", "--no-grad")
    assert status == 0
    assert "read as W @ x\n" in said
    assert "7" in printed


def test_the_result_of_a_formula_with_a_name_has_it() -> None:
    last = parse(Source(r"f(x, y) = x y", notation="latex")).statements[-1]
    assert isinstance(last, Assignment)
    assert last.name == "f"


def test_every_node_has_its_place_in_the_text() -> None:
    text = r"\frac{\sqrt{x - 3}}{2} + \sin^2 y"
    places = {text[tree.span.start : tree.span.stop] for tree in parse(Source(text, notation="latex")).walk()}
    assert {r"\frac{\sqrt{x - 3}}{2}", r"\sqrt{x - 3}", r"\sin^2 y", "y"} <= places


def test_a_long_formula_is_read() -> None:
    depth = 3000
    program = parse(Source(" + ".join(["x y"] * depth) + r" + " + "(" * depth + "x" + ")" * depth, notation="latex"))
    assert len([*program.walk()]) > 3 * depth


def test_the_grammar_lies_where_the_build_expects_it() -> None:
    assert GRAMMAR.is_file()
