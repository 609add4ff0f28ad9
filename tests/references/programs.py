"""The sample programs with data, written once more in NumPy from their sources, for complex numbers too.

Out: `PROGRAMS`, by the sample's name a function of the inputs; and the gradient of such a function, by complex steps.

*Source*: Squire & Trapp 1998: f(x + ih) has f'(x)*h as its imaginary part, and no difference is taken.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

STEP = 1e-30


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def network(layers: int) -> Callable[..., Any]:
    def loss(x: Any, y: Any, **weights: Any) -> Any:
        for i in range(layers):
            x = sigmoid(weights[f"A{i}"] @ x + weights[f"b{i}"])
        return np.sum((y - x) ** 2)

    return loss


def linear_regression(w: Any, b: Any, speed: Any, distance: Any) -> Any:
    return np.mean((distance - b - w * speed) ** 2)


def logistic_regression(w: Any, b: Any, temperature: Any, distress: Any) -> Any:
    likely = sigmoid(b + w * temperature)
    return -np.sum(distress * np.log(likely) + (1 - distress) * np.log(1 - likely))


def softmax_classifier(decay: Any, X: Any, W: Any, b: Any, Y: Any) -> Any:  # noqa: N803
    powers = np.exp(X @ W + b)
    likely = powers / np.sum(powers, axis=1, keepdims=True)
    return -np.sum(Y * np.log(likely)) / len(X) + decay * np.sum(W**2)


def matrix_factorisation(decay: Any, known: Any, R: Any, U: Any, V: Any) -> Any:  # noqa: N803
    error = sum((known[i, j] * (R[i, j] - np.sum(U[i] * V[j]))) ** 2 for i in range(len(R)) for j in range(len(R[0])))
    return error + decay * (np.sum(U**2) + np.sum(V**2))


def gaussian_likelihood(mu: Any, S: Any, X: Any) -> Any:  # noqa: N803
    determinant = S[0, 0] * S[1, 1] - S[0, 1] * S[1, 0]
    inverse = np.array([[S[1, 1], -S[0, 1]], [-S[1, 0], S[0, 0]]]) / determinant
    each = [-np.log(2 * np.pi) - np.log(determinant) / 2 - (x - mu) @ inverse @ (x - mu) / 2 for x in X]
    return sum(each)


PROGRAMS: dict[str, Callable[..., Any]] = {
    "gaussian_likelihood": gaussian_likelihood,
    "linear_regression": linear_regression,
    "logistic_regression": logistic_regression,
    "matrix_factorisation": matrix_factorisation,
    "mlp": network(2),
    "mlp5": network(5),
    "softmax_classifier": softmax_classifier,
}


def complex_gradient(function: Callable[..., Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The partials by input, in its shape."""
    point = {name: np.asarray(value, dtype=complex) for name, value in inputs.items()}
    partials = {}
    for name, value in point.items():
        partials[name] = np.empty(value.shape)
        for place in np.ndindex(*value.shape):
            moved = value.copy()
            moved[place] += 1j * STEP
            partials[name][place] = function(**{**point, name: moved}).imag / STEP
    return partials
