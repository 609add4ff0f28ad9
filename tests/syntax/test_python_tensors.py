"""Functions of PyTorch, TensorFlow and JAX, by the formulas that their documentation gives.

The expected numbers are computed here with `math` and NumPy alone; JAX's have been compared with JAX itself.
"""

import math
import re
from typing import Any

import numpy
import pytest

from autograd_cli.ask.problem import pose
from autograd_cli.ask.values import read_array
from autograd_cli.errors import AutogradError, Source
from autograd_cli.report.evaluation import evaluation
from autograd_cli.report.products import values_alone

X = numpy.array([0.3, -1.2, 2.5, -4.0])
Y = numpy.array([1.0, 0.0, 1.0, 0.0])
A = numpy.array([[4.0, 1.0, 0.2], [0.5, 3.0, -0.6]])
VALUES: dict[str, Any] = {"x": X.tolist(), "y": Y.tolist(), "A": A.tolist(), "u": 0.7, "v": -1.7, "h": 2.5, "w": -2.5}
P = 1 / (1 + numpy.exp(-X))


def gelu(u: float) -> float:
    return u / 2 * (1 + math.erf(u / math.sqrt(2)))


def gelu_tanh(u: float) -> float:
    return u / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3)))


def elu(u: float, alpha: float = 1) -> float:
    return u if u > 0 else alpha * (math.exp(u) - 1)


def huber(r: float, delta: float) -> float:
    return r**2 / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)


SCALE, SELU = 1.0507009873554805, 1.6732632423543772
HUBER, HALF = ([huber(r, delta) for r in X - Y] for delta in (1, 0.5))
CROSS = -numpy.mean(Y * numpy.log(P) + (1 - Y) * numpy.log(1 - P))
NORMAL = math.erfc(-0.7 / math.sqrt(2)) / 2

DOCUMENTED: dict[str, Any] = {
    # PyTorch
    "F.gelu(v)": gelu(-1.7),
    "F.gelu(v, approximate='none')": gelu(-1.7),
    "F.gelu(v, approximate='tanh')": gelu_tanh(-1.7),
    "F.leaky_relu(v)": -0.017,
    "F.leaky_relu(v, negative_slope=0.2)": -0.34,
    "F.elu(v)": elu(-1.7),
    "F.elu(v, alpha=0.5)": elu(-1.7, 0.5),
    "F.selu(v)": SCALE * elu(-1.7, SELU),
    "F.celu(v, 2.0)": 2 * (math.exp(-0.85) - 1),
    "F.silu(v)": -1.7 / (1 + math.exp(1.7)),
    "F.mish(u)": 0.7 * math.tanh(math.log1p(math.exp(0.7))),
    "F.softplus(u)": math.log1p(math.exp(0.7)),
    "F.softplus(u, beta=2)": math.log1p(math.exp(1.4)) / 2,
    "F.softsign(v)": -1.7 / 2.7,
    "F.tanhshrink(v)": -1.7 - math.tanh(-1.7),
    "F.softshrink(x)": [0, -0.7, 2, -3.5],
    "F.softshrink(x, lambd=1)": [0, -0.2, 1.5, -3],
    "F.hardshrink(x)": [0, -1.2, 2.5, -4],
    "F.hardshrink(x, lambd=2)": [0, 0, 2.5, -4],
    "F.threshold(x, 1, 20)": [20, 20, 2.5, 20],
    "F.hardtanh(x)": [0.3, -1, 1, -1],
    "F.hardsigmoid(x)": [3.3 / 6, 1.8 / 6, 5.5 / 6, 0],
    "F.hardswish(x)": [0.3 * 3.3 / 6, -1.2 * 1.8 / 6, 2.5 * 5.5 / 6, 0],
    "F.relu6(10*x)": [3, 0, 6, 0],
    "F.logsigmoid(v)": -math.log1p(math.exp(1.7)),
    "F.softmin(x, dim=0)": numpy.exp(-X) / numpy.exp(-X).sum(),
    "F.mse_loss(x, y)": numpy.mean((X - Y) ** 2),
    "F.mse_loss(x, y, reduction='sum') + F.l1_loss(x, y, reduction='sum')": ((X - Y) ** 2 + abs(X - Y)).sum(),
    "F.l1_loss(x, y)": numpy.mean(abs(X - Y)),
    "F.smooth_l1_loss(x, y)": numpy.mean(HUBER),
    "F.huber_loss(x, y)": numpy.mean(HUBER),
    "F.huber_loss(x, y, delta=0.5)": numpy.mean(HALF),
    "F.binary_cross_entropy(torch.sigmoid(x), y)": CROSS,
    "F.binary_cross_entropy_with_logits(x, y)": CROSS,
    "torch.std(x)": X.std(ddof=1),
    "torch.std(x, unbiased=False)": X.std(),
    "A - torch.amax(A, 1, keepdim=True)": A - A.max(1, keepdims=True),
    "torch.std(A, dim=-1, keepdim=True)": A.std(1, ddof=1, keepdims=True),
    "A.transpose(-2, -1) + torch.transpose(A, 0, 1) + A.permute(1, 0)": 3 * A.T,
    "torch.var(A, dim=1)": A.var(1, ddof=1),
    "torch.var(x, correction=0)": X.var(),
    "torch.round(torch.stack([h, w, v]))": [2, -2, -2],
    "torch.fmod(w, 2)": -0.5,
    "torch.remainder(w, 2)": 1.5,
    "w % 2": 1.5,
    "torch.floor_divide(w, 2)": -2,
    "torch.frac(v)": -0.7,
    "torch.sign(v) + torch.trunc(v)": -2,
    "torch.logit(u)": math.log(0.7 / 0.3),
    "torch.lerp(u, v, 0.25)": 0.7 + 0.25 * (-1.7 - 0.7),
    "torch.addcmul(u, v, h)": 0.7 - 1.7 * 2.5,
    "torch.sinc(u)": math.sin(0.7 * math.pi) / (0.7 * math.pi),
    "torch.heaviside(0*u, h)": 2.5,
    "torch.logaddexp(u, v)": math.log(math.exp(0.7) + math.exp(-1.7)),
    "torch.clamp(x, min=-1, max=1)": [0.3, -1, 1, -1],
    "torch.clamp(x, max=1)": [0.3, -1.2, 1, -4],
    "torch.norm(x) + torch.linalg.vector_norm(x)": 2 * numpy.linalg.norm(X),
    "torch.special.expit(u)": 1 / (1 + math.exp(-0.7)),
    "torch.special.ndtr(u)": NORMAL,
    "torch.special.log_ndtr(u)": math.log(NORMAL),
    "torch.special.entr(u)": -0.7 * math.log(0.7),
    "torch.special.xlog1py(h, u)": 2.5 * math.log1p(0.7),
    "torch.special.gammaln(h)": math.lgamma(2.5),
    "torch.special.bessel_j0(0*u) + torch.special.bessel_j1(0*u)": 1,
    "torch.prelu(v, u)": -1.7 * 0.7,
    "torch.cumsum(x, dim=0)": X.cumsum(),
    "torch.diff(x)": numpy.diff(X),
    "torch.quantile(x, 0.3)": numpy.quantile(X, 0.3),
    "torch.max(x) - torch.amin(x)": 6.5,
    "torch.max(u, v)": 0.7,
    # TensorFlow
    "tf.math.reduce_std(x)": X.std(),
    "tf.math.reduce_variance(A, axis=0)": A.var(0),
    "tf.reduce_mean(A, axis=1)": A.mean(1),
    "tf.math.reduce_logsumexp(x)": math.log(numpy.exp(X).sum()),
    "tf.nn.leaky_relu(v)": -0.34,
    "tf.nn.gelu(v)": gelu(-1.7),
    "tf.nn.gelu(v, approximate=True)": gelu_tanh(-1.7),
    "tf.nn.elu(v) + tf.nn.selu(v)": elu(-1.7) + SCALE * elu(-1.7, SELU),
    "tf.nn.l2_loss(x)": (X**2).sum() / 2,
    "tf.math.squared_difference(u, v)": 2.4**2,
    "tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=x)": -(Y * numpy.log(P) + (1 - Y) * numpy.log(1 - P)),
    "tf.round(tf.stack([h, w]))": [2, -2],
    "tf.math.floormod(w, 2)": 1.5,
    "tf.truncatemod(w, 2)": -0.5,
    "tf.linalg.matvec(A, x[:3])": A @ X[:3],
    "tf.norm(x)": numpy.linalg.norm(X),
    # JAX
    "jax.nn.gelu(v)": gelu_tanh(-1.7),
    "jax.nn.gelu(v, approximate=False)": gelu(-1.7),
    "jax.nn.gelu(v, approximate=True)": gelu_tanh(-1.7),
    "jax.nn.leaky_relu(v)": -0.017,
    "jax.nn.elu(v, 2.0)": elu(-1.7, 2),
    "jax.nn.celu(v)": elu(-1.7),
    "jax.nn.hard_tanh(v) + jax.nn.soft_sign(v)": -1 - 1.7 / 2.7,
    "jax.nn.hard_silu(u)": 0.7 * 3.7 / 6,
    "jax.nn.squareplus(u)": (0.7 + math.sqrt(0.49 + 4)) / 2,
    "jax.nn.logsumexp(x)": math.log(numpy.exp(X).sum()),
    "jax.lax.round(h) + 10*jax.lax.round(w)": 3 - 30,
    "jnp.round(h) + 10*jnp.round(w)": 2 - 20,
    "jax.lax.clamp(0.0, v, 1.0)": 0,
    "jnp.std(x)": X.std(),
    "jnp.var(x, ddof=1)": X.var(ddof=1),
    "jnp.fmod(w, 2) + jnp.mod(w, 2)": -0.5 + 1.5,
    "jax.scipy.special.expit(u) + jax.scipy.special.logit(u)": 1 / (1 + math.exp(-0.7)) + math.log(0.7 / 0.3),
    "jax.scipy.stats.norm.pdf(u)": math.exp(-0.245) / math.sqrt(2 * math.pi),
}


def worth(text: str) -> Any:
    """The value of a text. Raises: `AutogradError`."""
    named = VALUES.keys() & {*re.findall(r"\b\w\b", text)}
    problem = pose(Source(text, notation="python"), {name: read_array(name, VALUES[name]) for name in named})
    if problem.has_several_outputs:
        return values_alone(problem).value
    return evaluation(problem, differentiate=False).value


@pytest.mark.parametrize("text", DOCUMENTED)
def test_a_function_is_what_its_documentation_says(text: str) -> None:
    assert numpy.allclose(worth(text), DOCUMENTED[text], rtol=1e-12, atol=1e-14)


# What has a name of the language, or of other systems, and means something else there.
OTHERWISE = [
    *("torch.binomial(x, y)", "torch.combinations(x, 2)", "torch.corrcoef(x, y)", "torch.equal(x, y)"),
    *("torch.fill(x, 2.0)", "torch.range(5)", "torch.select(x, 0, 1)", "torch.sinc_(x)", "torch.sort(x)"),
    *(
        "torch.median(x)",
        "F.normalize(x)",
        "F.kl_div(x, y)",
        "F.cross_entropy(x, y)",
        "F.nll_loss(x, y)",
        "F.layer_norm(x)",
    ),
    *("F.mse_loss(x, y, reduction='none')", "F.smooth_l1_loss(x, y, beta=2)", "F.softplus(x, threshold=5)"),
    *("jax.lax.pmax(x, 0)", "jax.lax.pmin(x, 0)", "jax.nn.normalize(x)", "tf.nn.l2_normalize(x)"),
]


@pytest.mark.parametrize("text", OTHERWISE)
def test_what_means_something_else_is_refused(text: str) -> None:
    with pytest.raises(AutogradError) as caught:
        pose(Source(text, notation="python"), {name: read_array(name, [0.3, 0.7]) for name in "xy" if name in text})
    assert caught.value.hint
