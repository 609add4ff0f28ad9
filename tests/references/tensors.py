"""The rows that take vectors and matrices apart or put them together, each as formulas, and networks made of them.

Out: `CASES`, by row, and `NETWORKS`. Beside the formula in the language stands the same in Python, over a namespace
`xp`: NumPy's functions, and a few that `xp` has to bring. The tests evaluate it on numbers that write themselves down
as a scalar program, `write_tensors.py` in JAX.
"""

import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

# What the elements of an operand are: by the word after its shape.
KINDS: dict[str, Callable[[Any, tuple[int, ...]], Any]] = {
    "any": lambda random, shape: random.normal(size=shape),
    "positive": lambda random, shape: np.exp(random.normal(size=shape) / 2),
    # All different, and far apart: there is no tie, and none is near.
    "distinct": lambda random, shape: random.permutation(np.arange(np.prod(shape, dtype=int)) - 1.5).reshape(shape),
    # A matrix that is well away from singular, with a positive determinant.
    "regular": lambda random, shape: random.uniform(-1, 1, size=shape) + 3 * np.eye(shape[0]),
    # One whose eigenvalues are far apart.
    "apart": lambda random, shape: random.uniform(-1, 1, size=shape) + np.diag(4.0 * np.arange(shape[0])),
}


class Case(NamedTuple):
    """A formula in the language, the same in Python, and its inputs: a name, its lengths, its kind, `A: m n regular`.

    `{m}` in the formula is the length m. `least` is the least length that there can be.
    """

    text: str
    python: str
    inputs: str
    least: int = 0

    @property
    def signature(self) -> dict[str, tuple[list[str], str]]:
        """By input's name, its lengths and its kind."""
        result = {}
        for declared in self.inputs.split(","):
            name, _, rest = declared.partition(":")
            words = rest.split()
            kind = words.pop() if words and words[-1] in KINDS else "any"
            result[name.strip()] = (words, kind)
        return result

    @property
    def lengths(self) -> list[str]:
        """The letters that stand for lengths."""
        words = (word for lengths, _ in self.signature.values() for word in lengths if word.isalpha())
        return list(dict.fromkeys(words))

    def values(self, lengths: Mapping[str, int], seed: int = 0) -> dict[str, Any]:
        """Values for the inputs, the same in every run."""
        random = np.random.default_rng([seed, zlib.crc32(self.text.encode())])
        result = {}
        for name, (words, kind) in self.signature.items():
            shape = tuple(lengths[word] if word.isalpha() else int(word) for word in words)
            value = KINDS[kind](random, shape)
            result[name] = float(value) if shape == () else value
        return result


# fmt: off
CASES: dict[str, tuple[Case, ...]] = {
    "matmul": (Case("A @ B", "A @ B", "A: m k, B: k n"), Case("A @ A", "A @ A", "A: n n")),
    "matrix_vector": (Case("A @ x", "A @ x", "A: m k, x: k"),),
    "vector_matrix": (Case("x @ A", "x @ A", "x: k, A: k n"),),
    "dot": (
        Case("x @ y", "x @ y", "x: n, y: n"),
        Case("dot(x, y)", "x @ y", "x: n, y: n"),
        Case("dot(x, x)", "x @ x", "x: n"),
    ),
    "outer": (Case("outer(x, y)", "xp.outer(x, y)", "x: m, y: n"), Case("outer(x, x)", "xp.outer(x, x)", "x: n")),
    "transpose": (
        Case("A'", "A.T", "A: m n"),
        Case("transpose(A) @ x", "A.T @ x", "A: m n, x: m"),
        Case("x' @ x", "x @ x", "x: n"),
    ),
    "sum": (
        Case("sum(a)", "a", "a:"),
        Case("sum(x)", "xp.sum(x)", "x: n"),
        Case("sum(A)^2", "xp.sum(A)**2", "A: m n"),
        Case("sum(A, axis=0)^2", "xp.sum(A, axis=0)**2", "A: m n"),
        Case("sum(A, 1)^2", "xp.sum(A, axis=1)**2", "A: m n"),
        Case("sum(A, axis=-1)^2", "xp.sum(A, axis=1)**2", "A: m n"),
        Case("sum(x, axis=0)^2", "xp.sum(x)**2", "x: n"),
    ),
    "mean": (
        Case("mean(x)^2", "(xp.sum(x)/{n})**2", "x: n", 1),
        Case("mean(A)^2", "(xp.sum(A)/({m}*{n}))**2", "A: m n", 1),
        Case("mean(A, axis=0)^2", "(xp.sum(A, axis=0)/{m})**2", "A: m n", 1),
        Case("mean(A, 1)^2", "(xp.sum(A, axis=1)/{n})**2", "A: m n", 1),
        Case("mean(a)", "a", "a:"),
    ),
    "prod": (
        Case("prod(x)", "xp.prod(x)", "x: n"),
        Case("prod(A)", "xp.prod(A)", "A: m n"),
        Case("prod(A, axis=0)", "xp.prod(A, axis=0)", "A: m n"),
        Case("prod(A, axis=1)", "xp.prod(A, axis=1)", "A: m n"),
        Case("prod(a)", "a", "a:"),
    ),
    "min_over": (
        Case("min(x)^2", "xp.least(x)**2", "x: n distinct", 1),
        Case("min(A)^2", "xp.least(A)**2", "A: m n distinct", 1),
        Case("min(A, axis=0)^2", "xp.least(A, 0)**2", "A: m n distinct", 1),
        Case("min(A, axis=1)^2", "xp.least(A, 1)**2", "A: m n distinct", 1),
    ),
    "max_over": (
        Case("max(x)^2", "xp.largest(x)**2", "x: n distinct", 1),
        Case("max(A)^2", "xp.largest(A)**2", "A: m n distinct", 1),
        Case("max(A, axis=0)^2", "xp.largest(A, 0)**2", "A: m n distinct", 1),
        Case("max(A, axis=1)^2", "xp.largest(A, 1)**2", "A: m n distinct", 1),
    ),
    "norm": (
        Case("norm(x)", "xp.sqrt(xp.sum(x*x))", "x: n positive", 1),
        Case("norm(A)", "xp.sqrt(xp.sum(A*A))", "A: m n positive", 1),
        Case("norm(a)", "a", "a: positive"),
    ),
    "sum_of_squares": (
        Case("sum_of_squares(x)", "xp.sum(x*x)", "x: n"),
        Case("sum_of_squares(A)", "xp.sum(A*A)", "A: m n"),
        Case("sum_of_squares(a)", "a*a", "a:"),
    ),
    "mse": (
        Case("mse(x, y)", "xp.sum((x - y)**2)/{n}", "x: n, y: n", 1),
        Case("mse(A, B)", "xp.sum((A - B)**2)/({m}*{n})", "A: m n, B: m n", 1),
        Case("mse(a, b)", "(a - b)**2", "a:, b:"),
    ),
    "logsumexp": (
        Case("logsumexp(x)", "xp.log(xp.sum(xp.exp(x)))", "x: n", 1),
        Case("logsumexp(A, axis=0)", "xp.log(xp.sum(xp.exp(A), axis=0))", "A: m n", 1),
        Case("logsumexp(A, 1)", "xp.log(xp.sum(xp.exp(A), axis=1))", "A: m n", 1),
        Case("logsumexp(a)", "a", "a:"),
    ),
    "cross_entropy": (
        Case("cross_entropy(x, y)", "-xp.sum(y*(x - xp.log(xp.sum(xp.exp(x)))))", "x: n, y: n positive", 1),
        Case("cross_entropy(A, B, axis=0)", "-xp.sum(B*(A - xp.log(xp.sum(xp.exp(A), axis=0))), axis=0)",
             "A: m n, B: m n positive", 1),
        Case("cross_entropy(A, B, axis=1)", "-xp.sum(B*(A - xp.log(xp.sum(xp.exp(A), axis=1))[:, None]), axis=1)",
             "A: m n, B: m n positive", 1),
    ),
    "softmax": (
        Case("softmax(x)", "xp.exp(x)/xp.sum(xp.exp(x))", "x: n"),
        Case("softmax(A, axis=0)", "xp.exp(A)/xp.sum(xp.exp(A), axis=0)", "A: m n"),
        Case("softmax(A, 1)", "xp.exp(A)/xp.sum(xp.exp(A), axis=1)[:, None]", "A: m n"),
    ),
    "log_softmax": (
        Case("log_softmax(x)", "x - xp.log(xp.sum(xp.exp(x)))", "x: n", 1),
        Case("log_softmax(A, axis=0)", "A - xp.log(xp.sum(xp.exp(A), axis=0))", "A: m n", 1),
        Case("log_softmax(A, axis=1)", "A - xp.log(xp.sum(xp.exp(A), axis=1))[:, None]", "A: m n", 1),
    ),
    "cumsum": (
        Case("cumsum(x)^2", "xp.cumsum(x)**2", "x: n"),
        Case("cumsum(A, axis=0)^2", "xp.cumsum(A, axis=0)**2", "A: m n"),
        Case("cumsum(A, axis=1)^2", "xp.cumsum(A, axis=1)**2", "A: m n"),
    ),
    "flip": (
        Case("flip(x)*x", "x[::-1]*x", "x: n"),
        Case("flip(A, axis=0)*A", "A[::-1]*A", "A: m n"),
        Case("flip(A, axis=1)*A", "A[:, ::-1]*A", "A: m n"),
    ),
    "roll": (Case("roll(x, 1)*x", "xp.concatenate([x[-1:], x[:-1]])*x", "x: n"),),
    "sort_by": (Case("sort(x)^2", "xp.sort(x)**2", "x: n distinct"),),
    "unsort_by": (Case("unsort_by(sort(x), x)*x", "x*x", "x: n distinct"),),
    "trace": (
        Case("trace(A)^2", "xp.trace(A)**2", "A: n n"),
        Case("trace(A @ B)", "xp.trace(A @ B)", "A: m n, B: n m"),
    ),
    "det": (Case("det(A)", "xp.det(A)", "A: n n regular"),),
    "cofactor": (Case("cofactor(A)", "xp.det(A)*xp.inv(A).T", "A: n n regular", 1),),
    "det_sign": (Case("det_sign(A)*A", "A", "A: n n regular"),),
    "logdet": (Case("logdet(A)", "xp.log(xp.det(A))", "A: n n regular"),),
    "inv": (Case("inv(A)", "xp.inv(A)", "A: n n regular"),),
    "solve": (Case("solve(A, x)", "xp.inv(A) @ x", "A: n n regular, x: n"),),
    "solve_matrix": (Case("solve(A, B)", "xp.inv(A) @ B", "A: n n regular, B: n k"),),
    "cholesky": (Case("cholesky(A)", "xp.cholesky((A + A.T)/2)", "A: n n regular"),),
    "expm": (Case("expm(A)", "xp.expm(A)", "A: n n"),),
    "expm_frechet": (Case("expm_frechet(A, B)", "xp.expm_frechet(A, B)", "A: n n, B: n n"),),
    "eigvalsh": (Case("eigvalsh(A)", "xp.eigvalsh((A + A.T)/2)", "A: n n apart"),),
    "eigvecsh": (Case("eigvecsh(A)^2", "xp.eigvecsh((A + A.T)/2)**2", "A: n n apart"),),
    "tied": (Case("tied(A, eigvalsh(A))*A", "xp.arange(len(A))*A", "A: n n apart"),),
    "diag": (Case("diag(x)", "xp.diag(x)", "x: n"), Case("diag(x) @ A", "x[:, None]*A", "x: m, A: m n")),
    "diagonal": (Case("diag(A)^2", "xp.diag(A)**2", "A: n n"),),
    "stack": (
        Case("[a, b, a*b]^2", "xp.stack([a, b, a*b])**2", "a:, b:"),
        Case("[x, y, x*y]", "xp.stack([x, y, x*y])", "x: n, y: n"),
        Case("stack(x, x)", "xp.stack([x, x])", "x: n"),
        Case("[[a, b], [b, 2]] @ [a, 1]", "xp.stack([a*a + b, b*a + 2])", "a:, b:"),
    ),
    "concat": (
        Case("concat(x, y, x)", "xp.concatenate([x, y, x])", "x: m, y: n"),
        Case("concat(A, B)", "xp.concatenate([A, B])", "A: m n, B: k n"),
        Case("concat(A, B, axis=1)", "xp.concatenate([A, B], axis=1)", "A: m n, B: m k"),
        Case("concat(A, B, axis=-1)", "xp.concatenate([A, B], axis=1)", "A: m n, B: m k"),
    ),
    "index": (
        Case("x[0]*x[-1]", "x[0]*x[-1]", "x: n", 1),
        Case("x[1:]*x[:-1]", "x[1:]*x[:-1]", "x: n"),
        Case("x[-2:]", "x[-2:]", "x: n"),
        Case("x[2:1]", "x[2:1]", "x: n"),
        Case("x[:]^2", "x[:]**2", "x: n"),
        Case("A[0]*A[-1]", "A[0]*A[-1]", "A: m n", 1),
        Case("A[0, :]", "A[0, :]", "A: m n", 1),
        Case("A[:, -1]", "A[:, -1]", "A: m n", 1),
        Case("A[0, -1]^2", "A[0, -1]**2", "A: m n", 1),
        Case("A[1:, :-1]^2", "A[1:, :-1]**2", "A: m n"),
        Case("A[1:]^2", "A[1:]**2", "A: m n"),
    ),
    "reshape": (
        Case("reshape(A, {n}, {m})^2", "xp.reshape(A, ({n}, {m}))**2", "A: m n"),
        Case("reshape(x, {n}, 1)*y", "x[:, None]*y", "x: n, y: m"),
        Case("reshape(x, 1, {n})", "x[None, :]", "x: n"),
        Case("reshape(a, 1)", "xp.stack([a])", "a:"),
    ),
    "reshaped": (
        Case("reshaped(A, B)^2", "xp.reshape(A, ({n}, 2))**2", "A: 2 n, B: n 2"),
        Case("reshaped(A, x)^2", "xp.reshape(A, ({n},))**2", "A: 1 n, x: n"),
    ),
    "flatten": (
        Case("flatten(A)^2", "xp.reshape(A, ({m}*{n},))**2", "A: m n"),
        Case("flatten(x)", "x", "x: n"),
        Case("flatten(a)", "xp.stack([a])", "a:"),
    ),
    "spread": (
        Case("spread(x, A, axis=0)*A", "x*A", "x: n, A: m n"),
        Case("spread(x, A, axis=1)*A", "x[:, None]*A", "x: m, A: m n"),
        Case("spread(a, A)*A", "a*A", "a:, A: m n"),
        Case("spread(a, x)", "a + 0*x", "a:, x: n"),
    ),
    "expand": (
        Case("expand(a, x)", "a + 0*x", "a:, x: n"),
        Case("expand(x, A)*A", "x*A", "x: n, A: m n"),
        Case("expand(B, A)*A", "B*A", "B: m 1, A: m n"),
    ),
    "sum_to": (
        Case("sum_to(A, x)^2", "xp.sum(A, axis=0)**2", "A: m n, x: n"),
        Case("sum_to(A, a)^2", "xp.sum(A)**2", "A: m n, a:"),
        Case("sum_to(A, B)^2", "xp.sum(A, axis=1)[:, None]**2", "A: m n, B: m 1"),
    ),
    "scatter": (
        Case("scatter(a, x, 0)*y", "xp.concatenate([xp.stack([a]), 0*x[1:]])*y", "a:, x: n, y: n", 1),
    ),
    "length": (
        Case("length(A)*a", "{m}*{n}*a", "A: m n, a:"),
        Case("length(A, 0)*a", "{m}*a", "A: m n, a:"),
        Case("length(A, axis=1)*x", "{n}*x", "A: m n, x: k"),
        Case("length(x)*a", "{n}*a", "x: n, a:"),
    ),
    "eye": (Case("eye({n}) @ x", "x", "x: n"), Case("eye({n})*x + a", "xp.eye({n})*x + a", "a:, x: n")),
    "arange": (Case("arange({n})*x + a", "xp.arange({n})*x + a", "a:, x: n"),),
    "zeros": (Case("zeros({n}) + a*x", "a*x", "a:, x: n"), Case("zeros({m}, {n}) + A", "A", "A: m n")),
    "ones": (Case("ones({n})*x", "x", "x: n"), Case("ones({m}, {n}) @ x + 0*y", "xp.sum(x) + 0*y", "y: m, x: n")),
}
# fmt: on

LENGTHS = {"m": 3, "n": 4, "k": 2}
ACTIVATIONS = ("sigmoid", "tanh", "relu", "softmax")
LOSSES = ("sum_of_squares", "mse", "cross_entropy")


class Network(NamedTuple):
    """A network of layers `f = activation(A @ f + b)` and the loss at its end."""

    layers: int
    activation: str
    loss: str
    widths: tuple[int, ...] = (3, 2)

    @property
    def width(self) -> list[int]:
        """The lengths of the input and of each layer's output."""
        return [self.widths[i % len(self.widths)] for i in range(self.layers + 1)]

    @property
    def text(self) -> str:
        """The program. Under cross-entropy the last layer has logits, and no activation."""
        lines = []
        for i in range(self.layers):
            line = f"A{i} @ {f'f{i}' if i else 'x'} + b{i}"
            logits = i == self.layers - 1 and self.loss == "cross_entropy"
            lines.append(f"f{i + 1} = {line if logits else f'{self.activation}({line})'}")
        end = f"f{self.layers}"
        return "\n".join(
            [
                *lines,
                f"L = sum_of_squares({end} - y)" if self.loss == "sum_of_squares" else f"L = {self.loss}({end}, y)",
            ]
        )

    def python(self, xp: Any, values: Mapping[str, Any]) -> Any:
        """The loss in Python."""
        f = values["x"]
        for i in range(self.layers):
            f = values[f"A{i}"] @ f + values[f"b{i}"]
            if i < self.layers - 1 or self.loss != "cross_entropy":
                f = getattr(xp, self.activation)(f)
        y = values["y"]
        if self.loss == "cross_entropy":
            return -xp.sum(y * (f - xp.log(xp.sum(xp.exp(f)))))
        return xp.sum((f - y) ** 2) / (1 if self.loss == "sum_of_squares" else self.width[-1])

    def values(self) -> dict[str, Any]:
        """Values for the inputs, the same in every run; of a size at which no layer saturates."""
        random = np.random.default_rng(self.layers)
        width = self.width
        result: dict[str, Any] = {}
        for i in range(self.layers):
            result[f"A{i}"] = random.normal(size=(width[i + 1], width[i]))
            result[f"b{i}"] = random.normal(size=width[i + 1])
        return {**result, "x": random.normal(size=width[0]), "y": np.abs(random.normal(size=width[-1]))}


NETWORKS = [
    Network(layers, activation, loss)
    for layers in range(2, 11)
    for i, activation in enumerate(ACTIVATIONS)
    for j, loss in enumerate(LOSSES)
    if layers < 4 or (layers + i + j) % 3 == 0
]
