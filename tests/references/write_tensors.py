"""Writes `tensors.json`: value and gradient of each formula and network in `tensors.py`, in JAX's float64.

Run as `python -m references.write_tensors` in `tests/`, where JAX is installed; the tests read what it wrote. A result
that is no number is weighted, element by element, and summed.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from references.tensors import CASES, LENGTHS, NETWORKS

DATA = Path(__file__).parent / "tensors.json"

XP = SimpleNamespace(
    **{
        name: getattr(jnp, name) for name in ("sum", "prod", "cumsum", "outer", "trace", "diag", "stack", "concatenate")
    },
    **{name: getattr(jnp, name) for name in ("exp", "log", "sqrt", "reshape", "eye", "tanh", "arange")},
    least=jnp.min,
    largest=jnp.max,
    sort=jnp.sort,
    cholesky=jnp.linalg.cholesky,
    det=jnp.linalg.det,
    inv=jnp.linalg.inv,
    expm=jax.scipy.linalg.expm,
    expm_frechet=partial(jax.scipy.linalg.expm_frechet, compute_expm=False),
    eigvalsh=jnp.linalg.eigvalsh,
    eigvecsh=lambda matrix: jnp.linalg.eigh(matrix)[1],
    sigmoid=jax.nn.sigmoid,
    relu=jax.nn.relu,
    softmax=jax.nn.softmax,
)


def reference(function: Callable[[Mapping[str, Any]], Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Value, weights and gradient at a point, as JSON has them."""
    given = {name: jnp.asarray(value, dtype=jnp.float64) for name, value in values.items()}
    shape = jnp.shape(function(given))
    weights = np.random.default_rng(9).normal(size=shape) if shape else 1.0
    value, gradient = jax.value_and_grad(lambda point: jnp.sum(weights * function(point)))(given)
    return {
        "values": {name: np.asarray(one).tolist() for name, one in given.items()},
        "weights": np.asarray(weights).tolist(),
        "value": float(value),
        "gradient": {name: np.asarray(one).tolist() for name, one in gradient.items()},
    }


def main() -> None:
    jax.config.update("jax_enable_x64", True)
    rows = []
    for row, cases in CASES.items():
        for case in cases:
            lengths = {name: LENGTHS[name] for name in case.lengths}
            code = compile(case.python.format(**LENGTHS), case.text, "eval")

            def function(given: Mapping[str, Any], code: Any = code) -> Any:
                return eval(code, {"xp": XP, **given})

            rows.append({"row": row, "text": case.text.format(**LENGTHS), **reference(function, case.values(lengths))})
    for network in NETWORKS:
        rows.append(
            {"row": "network", "text": network.text, **reference(partial(network.python, XP), network.values())}
        )
    lines = ",\n".join(json.dumps(row) for row in rows)
    DATA.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
