"""Gradients of vectors and matrices as formulas: as a person would write them, and with the values of the sweep."""

import json
import random
from typing import Any

import numpy as np
import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.report.differentiation import Differentiation, differentiation
from autograd_cli.run.evaluate import evaluate

SHAPES = "given x = vector(3), y = vector(3), W = matrix(2, 3), A = matrix(3, 3), b = vector(2)\n"

# Values for these shapes.
POINT = """given x = [0.3, -0.7, 1.1], y = [0.2, 0.5, 0.3], W = [[1, 2, -1], [0.5, 0, 3]], b = [0.4, -0.2]
given A = [[1, -2, 0.5], [0.3, 1, 2], [-1, 0.2, 0.7]]
"""
WRITTEN = [
    ("sum(x)", {"x": "ones(3)"}),
    ("mean(x^2)", {"x": "2*x/3"}),
    ("x @ y", {"x": "y", "y": "x"}),
    ("x' @ A @ x", {"x": "x @ A + A @ x", "A": "outer(x, x)"}),
    ("norm(x)", {"x": "x/norm(x)"}),
    ("norm(x - y)^2", {"x": "2*(x - y)", "y": "2*(y - x)"}),
    ("sum_of_squares(W @ x + b)", {"u": "W @ x + b", "x": "2*(W' @ u)", "W": "2*outer(u, x)", "b": "2*u"}),
    ("logsumexp(x)", {"x": "softmax(x)"}),
    ("softmax(x) @ y", {"x": "softmax(x)*(y - sum(y*softmax(x)))", "y": "softmax(x)"}),
    ("cross_entropy(x, y)", {"x": "softmax(x)*sum(y) - y", "y": "-log_softmax(x)"}),
    ("-sum(y*log(softmax(x)))", {"x": "softmax(x)*sum(y) - y", "y": "-log(softmax(x))"}),
    (
        "p = sigmoid(x); -mean(y*log(p) + (1 - y)*log(1 - p))",
        {
            "p": "sigmoid(x)",
            "x": "(p*(1 - y) - y*sigmoid(-x))/3",
            "y": "log(1 - p)/3 - log(p)/3",
        },
    ),
    ("trace(A @ A)", {"A": "2*A'"}),
    ("dot(reshaped(x, y), y)", {"x": "y", "y": "x"}),
    (
        "median(x)",
        {"u": "abs(2 - cumsum(ones(3)))", "x": "where(sum(u < 1) > 0, unsort_by(where(u < 1, 1 - u, 0), x), 0)"},
    ),
    ("det(A)", {"A": "cofactor(A)"}),
    ("logdet(A @ A' + eye(3))", {"u": "inv(A @ A' + eye(3))", "A": "u' @ A + u @ A"}),
    ("solve(A, x) @ y", {"u": "solve(A', y)", "x": "u", "y": "solve(A, x)", "A": "-outer(u, solve(A, x))"}),
    ("sum(x/x)", {"x": "zeros(3)"}),
    ("sum(A*x)", {"x": "sum(A, axis=0)", "A": "outer(ones(3), x)"}),
    ("sum(sum(A, axis=1)*x)", {"x": "sum(A, axis=1)", "A": "outer(x, ones(3))"}),
    ("max(x)", {"u": "x == max(x)", "x": "u/sum(u)"}),
    ("sum(flatten(A)^2)", {"A": "2*A"}),
    ("sum(softmax(A, axis=1)[:, 0])*a", {"a": "sum(softmax(A, axis=1)[0:3, 0])"}),
    (
        "s = sigmoid(W @ x); sum((W' @ s)*y)",
        {"u": "s*(W @ y)*sigmoid(-(W @ x))", "s": "sigmoid(W @ x)", "x": "W' @ u", "y": "W' @ s"},
    ),
    ("x[0]*x[1]", {"x[0]": "x[1]", "x[1]": "x[0]", "x[2]": "0"}),
    ("sum(abs(x)) + a*sum(x)", {"x": "a + sign(x)", "a": "sum(x)"}),
]

# A network of three layers, and what else has parts that are shared, left out or put together.
PROGRAMS = [
    """given f0 = vector(3), A0 = matrix(4, 3), b0 = vector(4), A1 = matrix(4, 4), b1 = vector(4)
given A2 = matrix(2, 4), b2 = vector(2), y = vector(2)
f1 = sigmoid(A0 @ f0 + b0); f2 = sigmoid(A1 @ f1 + b1); f3 = sigmoid(A2 @ f2 + b2); sum_of_squares(f3 - y)""",
    "given X = matrix(5, 3), w = vector(3), t = vector(5); p = sigmoid(X @ w); -mean(t*log(p) + (1 - t)*log(1 - p))",
    "given Q = matrix(2, 4), K = matrix(3, 4), V = matrix(3, 4); sum((softmax(Q @ K'/2, axis=1) @ V)^2)",
    "given v = vector(20); sum(100*(v[1:] - v[:19]^2)^2 + (1 - v[:19])^2) + v[3]*sum(v[::3]^3)",
    "given M = matrix(5, 5); sum(M[1:3, 2:4]^2) + M[0, 4]*sum(M[:, 1]^2) + sum(M[2]^2) + sum(M[::2, 1]*M[1, ::2])",
    "given M = matrix(5, 5), r = vector(5); sum((M + r)^2/(1 + M[:, ::2] @ r[:3])) + sum(max(M, r))",
    "given v = vector(14); sum(v^v[2]) + dot(v/norm(v), flip(cumsum(v))) + std(v) + sum(layer_norm(v)*v)",
    "given A = matrix(4, 4), B = matrix(4, 4); sum(inv(A)' @ diag(B)) + trace(solve(A, B)) + sum(reshape(A, 2, 8)*2)",
    SHAPES + "sum(concat(x, [1], y)^2) + sum(diag(x) @ A) + sum(outer(x, y)*A) + min(A) + prod(A @ x)*sum(x)",
]


def derived(text: str) -> Differentiation:
    return differentiation(pose_open(Source(text)))


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_the_gradient_of_a_vector_is_a_formula_of_vectors(text: str, expected: dict[str, str]) -> None:
    report = derived(SHAPES + text)
    written = {one.name: one.text for one in report.shared} | {one.wrt[0]: one.text for one in report.derivatives}
    assert {name: written[name] for name in expected} == expected


@pytest.mark.parametrize("text", [*PROGRAMS, *(SHAPES + row[0] for row in WRITTEN)])
def test_the_text_is_read_again_and_has_the_value_of_the_sweep(text: str) -> None:
    report = derived(text)
    problem = pose_open(Source(text))
    shapes = {name: problem.function.graph.nodes[node].shape for name, node in problem.lowered.inputs.items()}
    draw = random.Random(text)
    point = {name: np.array([draw.uniform(0.3, 1.7) for _ in range(int(np.prod(shape)))]).reshape(shape)
             for name, shape in shapes.items()}  # fmt: skip
    known: dict[str, Any] = {name: value if value.shape else float(value) for name, value in point.items()}
    swept = gradient(text, {name: value.tolist() for name, value in point.items()}).gradient
    assert swept is not None
    for one in report.derivatives:
        program = "\n".join([*(f"{part.name} = {part.text}" for part in report.shared), one.text])
        again = pose_open(Source(program), shapes=shapes)
        function = again.function
        value = evaluate(function, {name: known[name] for name in again.lowered.inputs})[function.outputs[0]]
        name, _, place = one.wrt[0].partition("[")
        expected = np.array(swept[name])[tuple(map(int, place[:-1].split(","))) if place else ()]
        assert np.shape(value) == expected.shape
        np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-12)


TEXTBOOK = [
    ("cross_entropy(x, y)", "x", "softmax(x)*sum(y) - y"),
    ("p = sigmoid(A @ x); -mean(y*log(p) + (1 - y)*log(1 - p)) + 0.01*sum(x^2)", "x",
     "0.02*x + A' @ (sigmoid(A @ x) - y)/3"),
    ("sum(tanh(x)^3)", "x", "3*tanh(x)^2*(1 - tanh(x)^2)"),
    ("sum(sech(x)^2)", "x", "-2*sech(x)^2*tanh(x)"),
    ("sum(sigmoid(x))", "x", "sigmoid(x)*(1 - sigmoid(x))"),
    ("sum(x*(y + 1)^2)", "y", "2*x*(y + 1)"),
    ("sum_of_squares(W @ x - b)/2", "W", "outer(W @ x - b, x)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wrt", "expected"), TEXTBOOK)
def test_a_textbook_keeps_vectors_whole(text: str, wrt: str, expected: str) -> None:
    words = [f"{SHAPES}{text}", "--wrt", wrt, "--textbook"]
    assert call("diff", *words)[1].splitlines()[-1] == expected
    (_, taught, _), (_, own, _) = (call("diff", *one) for one in (words, words[:-1]))
    np.testing.assert_allclose(
        *(json.loads(call("eval", f"{POINT}{one}", "--no-grad", "--json")[1])["value"] for one in (taught, own)),
        rtol=1e-12,
    )


CALLS = [
    (["logsumexp(x)", "x=[1, 2, 3]"], 0, "softmax(x)\n"),
    (["a*logsumexp(x)", "x=[1, 2, 3]", "a=2", "--wrt", "x"], 0, "a*softmax(x)\n"),
    (["given x = [1, 2]; x @ x"], 0, "2*x\n"),
    (["given x = vector(3); x @ x", "--wrt", "x[1]"], 0, "2*x[1]\n"),
    (["given x = vector(2); x @ x*a", "--wrt", "a,x"], 0, "d^2/dx[0] da = 2*x[0]\nd^2/dx[1] da = 2*x[1]\n"),
    (["given x = vector(3), A = matrix(3, 3); x @ A @ x", "--wrt", "A", "--format", "latex"], 0, "x \\otimes x\n"),
    (["given A = matrix(2, 2), x = vector(2); sum(A @ x)", "--format", "latex", "--wrt", "x"], 0,
     "A^\\top \\mathbf{1}\n"),
    (["given x = vector(3); sum(tanh(x))", "--format", "latex"], 0,
     "\\left(\\operatorname{sech} x\\right)^{\\odot 2}\n"),
    (["given x = vector(2); sum(x^2)", "--format", "python"], 2,
     "error: a function in Python is of numbers, and these"),
    (["given x = vector(2); x[0]*x[1]", "--wrt", "x[0]", "--format", "python"], 0,
     'def derivative(x_0, x_1):\n    """d/dx[0] of given x = vector(2); x[0]*x[1]"""\n    return x_1\n'),
    (["given x = vector(2); x @ x", "x=[1, 2, 3]"], 2, "error: `x` is declared as (2,), and its value is (3,)"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "status", "told"), CALLS)
def test_the_command_reads_shapes_and_writes_formulas_of_vectors(words: list[str], status: int, told: str) -> None:
    done = call("diff", *words)
    assert done[0] == status
    assert done[1] == told if status == 0 else done[2].startswith(told)
