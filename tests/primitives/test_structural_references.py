"""What each entry of vectors and matrices is: one independent reference, by NumPy, SciPy or a sum."""

import re
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from scipy import linalg, special

from autograd_cli import gradient
from autograd_cli.primitives import PRIMITIVES

A = np.array([[2.0, -1.0, 0.5], [1.5, 3.0, -2.0], [0.25, 1.0, 4.0]])
B = np.array([[1.0, 2.0, -1.0], [0.5, -3.0, 1.0], [2.0, 0.125, -0.5]])
V, W = np.array([0.5, -2.0, 3.0]), np.array([1.25, 4.0, -0.75])
VALUES = {"A": A, "B": B, "v": V, "w": W, "s": 1.5}

# Entry -> a formula with it, and what its value, or with a name the gradient with respect to that, is.
REFERENCES: dict[str, tuple[str, str, Callable[[], Any]]] = {
    "matmul": ("sum((A @ B)*B)", "", lambda: sum(A[i, k] * B[k, j] * B[i, j] for i, j, k in np.ndindex(3, 3, 3))),
    "matrix_vector": ("sum((A @ v)*w)", "", lambda: np.einsum("ij,j,i", A, V, W)),
    "vector_matrix": ("sum((v @ A)*w)", "", lambda: np.einsum("i,ij,j", V, A, W)),
    "dot": ("dot(v, w)", "", lambda: sum(V[i] * W[i] for i in range(3))),
    "outer": ("sum(outer(v, w)*A)", "", lambda: sum(V[i] * W[j] * A[i, j] for i, j in np.ndindex(3, 3))),
    "transpose": ("sum(A'*B)", "", lambda: sum(A[j, i] * B[i, j] for i, j in np.ndindex(3, 3))),
    "sum": ("sum(sum(A, axis=0)*w)", "", lambda: A.sum(axis=0) @ W),
    "mean": ("mean(A)", "", lambda: np.mean(A)),
    "prod": ("prod(v)", "", lambda: V[0] * V[1] * V[2]),
    "min_over": ("min(A)", "", lambda: A.min()),
    "max_over": ("sum(max(A, axis=1)*w)", "", lambda: A.max(axis=1) @ W),
    "norm": ("norm(v)", "", lambda: np.linalg.norm(V)),
    "sum_of_squares": ("sum_of_squares(v)", "", lambda: V @ V),
    "mse": ("mse(v, w)", "", lambda: np.mean((V - W) ** 2)),
    "logsumexp": ("logsumexp(v)", "", lambda: special.logsumexp(V)),
    "cross_entropy": ("cross_entropy(v, w)", "", lambda: -(W * special.log_softmax(V)).sum()),
    "softmax": ("dot(softmax(v), w)", "", lambda: special.softmax(V) @ W),
    "log_softmax": ("dot(log_softmax(v), w)", "", lambda: special.log_softmax(V) @ W),
    "cumsum": ("dot(cumsum(v), w)", "", lambda: np.cumsum(V) @ W),
    "flip": ("dot(flip(v), w)", "", lambda: V[::-1] @ W),
    "roll": ("dot(roll(v, -4), w)", "", lambda: np.roll(V, -4) @ W),
    "sort_by": ("dot(sort_by(v, w), w)", "", lambda: V[np.argsort(W)] @ W),
    "unsort_by": ("dot(unsort_by(v, w), w)", "", lambda: V[np.argsort(np.argsort(W))] @ W),
    "trace": ("trace(A)", "", lambda: np.trace(A)),
    "det": ("det(A)", "", lambda: np.linalg.det(A)),
    "cofactor": ("sum(cofactor(A)*B)", "", lambda: (np.linalg.det(A) * np.linalg.inv(A).T * B).sum()),
    "det_sign": ("det_sign(B)", "", lambda: np.linalg.slogdet(B)[0]),
    "logdet": ("logdet(A)", "", lambda: np.linalg.slogdet(A)[1]),
    "inv": ("sum(inv(A)*B)", "", lambda: (np.linalg.inv(A) * B).sum()),
    "solve": ("dot(solve(A, v), w)", "", lambda: np.linalg.solve(A, V) @ W),
    "solve_matrix": ("sum(solve(A, B)*B)", "", lambda: (np.linalg.solve(A, B) * B).sum()),
    "cholesky": ("sum(cholesky(A)*B)", "", lambda: (np.linalg.cholesky((A + A.T) / 2) * B).sum()),
    "expm": ("sum(expm(A)*B)", "", lambda: (np.array(mpmath.expm(mpmath.matrix(A)).tolist(), dtype=float) * B).sum()),
    "expm_frechet": (
        "sum(expm_frechet(A, B)*B)",
        "",
        lambda: (linalg.expm_frechet(A, B, compute_expm=False) * B).sum(),
    ),
    "eigvalsh": ("dot(eigvalsh(A), v)", "", lambda: np.linalg.eigvalsh((A + A.T) / 2) @ V),
    "eigvecsh": ("sum(eigvecsh(A)^2*B)", "", lambda: (np.linalg.eigh((A + A.T) / 2)[1] ** 2 * B).sum()),
    "tied": ("dot(tied([[2, 0, 0], [0, 2, 0], [0, 0, 3]], [2, 2, 3]), v)", "", lambda: 2 * V[2]),
    "diag": ("sum(diag(v)*A)", "", lambda: V @ np.diagonal(A)),
    "diagonal": ("dot(diag(A), v)", "", lambda: A[0, 0] * V[0] + A[1, 1] * V[1] + A[2, 2] * V[2]),
    "stack": ("dot([s, 2, s^2], v)", "", lambda: np.array([1.5, 2.0, 2.25]) @ V),
    "concat": ("dot(concat(v, w)[1:4], w)", "", lambda: np.concatenate([V, W])[1:4] @ W),
    "index": ("A[1, 2] + dot(A[1], v)", "", lambda: A[1, 2] + A[1] @ V),
    "scatter": ("3*v[1] + s*v[2]", "v", lambda: np.array([0.0, 3.0, 1.5])),
    "reshape": ("sum(reshape(concat(v, w), 2, 3)*A[:2])", "", lambda: (np.stack([V, W]) * A[:2]).sum()),
    "reshaped": ("dot(flatten(A), flatten(B))", "A", lambda: B),
    "flatten": ("dot(flatten(A), flatten(B'))", "", lambda: A.ravel() @ B.T.ravel()),
    "spread": ("dot(sum(A, axis=0), w)", "A", lambda: np.tile(W, (3, 1))),
    "expand": ("s*sum(v)", "v", lambda: np.full(3, 1.5)),
    "sum_to": ("dot(A @ v + s, w)", "s", lambda: W.sum()),
    "length": ("length(v) + length(A, axis=1)", "", lambda: 6),
    "eye": ("sum(eye(3)*A)", "", lambda: np.trace(A)),
    "arange": ("dot(arange(5, -1, -2), v) + arange(3) @ w", "", lambda: 5 * V[0] + 3 * V[1] + V[2] + W[1] + 2 * W[2]),
    "zeros": ("sum(zeros(3) + v)", "", lambda: V.sum()),
    "ones": ("sum(ones(3, 3)*A)", "", lambda: A.sum()),
}


def test_every_structural_entry_has_one_reference() -> None:
    assert REFERENCES.keys() == {row.name for row in PRIMITIVES.values() if row.shape not in ("", "definition")}


@pytest.mark.parametrize("name", REFERENCES)
def test_structural_entry_is_its_reference(name: str) -> None:
    text, towards, reference = REFERENCES[name]
    result = gradient(text, {one: value for one, value in VALUES.items() if re.search(rf"\b{one}\b", text)})
    found = result.gradient[towards] if towards else result.value
    np.testing.assert_allclose(found, reference(), rtol=1e-14, atol=1e-15)
