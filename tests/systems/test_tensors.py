"""Vectors and matrices: every row, and networks, computed in ways that do not know of each other.

A row's value and derivatives are compared with those of a scalar program: the same formula written out, element by
element, by numbers that write themselves down; and with what JAX computes in float64 (`references/tensors.json`).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from references.tensors import CASES, LENGTHS, NETWORKS, Case, Network
from support.amounts import amount

from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import INPUT, SCALAR, Function
from autograd_cli.primitives import PRIMITIVES
from autograd_cli.rows.tensors import TensorKernel
from autograd_cli.run.evaluate import evaluate
from autograd_cli.sweeps.forward import push_forward
from autograd_cli.sweeps.reverse import pull_back

REFERENCES = json.loads((Path(__file__).parents[1] / "references" / "tensors.json").read_text(encoding="utf-8"))
# Those that are nothing but a definition have references of their own.
ROWS = [row.name for row in PRIMITIVES.values() if row.shape and row.shape != "definition"]
# How far apart two ways may be, relative to the largest element of what is compared.
BOUND = 1e-12
LONGEST = 3


# A formula and everything that the sweeps make of it


class Swept(NamedTuple):
    """What the sweeps give at a point: the value, J'w, J v, and the derivative of J'w along v, found in two ways."""

    value: Any
    adjoints: dict[str, Any]
    tangent: Any
    curvature: dict[str, Any]
    curvature_backwards: dict[str, Any]


def sweep(text: str, values: Mapping[str, Any], directions: Mapping[str, Any], weights: Any = None) -> Swept:
    """All derivatives of a formula along directions; `weights` are those of its results where there are several.

    Every node's value has the shape that the node says it has.
    """
    problem = pose(Source(text), dict(values))
    function, names = problem.function, list(problem.lowered.inputs)
    graph, wanted = function.graph, tuple(problem.lowered.inputs.values())
    (output,) = function.outputs
    seed = graph.add(INPUT, (), "w", None, graph.nodes[output].shape)
    moved = [
        graph.add(INPUT, (), f"v {name}", None, graph.nodes[node].shape)
        for name, node in zip(names, wanted, strict=True)
    ]
    back = pull_back(function, wanted, (seed,))
    forward = push_forward(function, wanted, moved)
    curved = push_forward(back, wanted, moved)
    # The derivatives of J'w along v are those of the number v . J'w.
    curved_backwards = pull_back(back, wanted, moved)
    stages = (function, back, forward, curved, curved_backwards)
    whole = Function(graph, function.inputs, tuple(output for stage in stages for output in stage.outputs))
    given = {f"v {name}": directions[name] for name in names} | problem.values
    found = evaluate(whole, {"w": 1.0 if weights is None else weights, **given})
    for number in whole.live:
        node = graph.nodes[number]
        assert np.shape(found[number]) == node.shape, node
        assert isinstance(found[number], np.ndarray if node.shape else float), node

    def named(stage: Function) -> dict[str, Any]:
        return dict(zip(names, [found[number] for number in stage.outputs], strict=True))

    return Swept(found[output], named(back), found[forward.outputs[0]], named(curved), named(curved_backwards))


# The same, written out


class Written:
    """A number that writes down what is done with it, as statements of a scalar program."""

    def __init__(self, program: list[str], text: str) -> None:
        self.program, self.text = program, text

    def _done(self, text: str) -> "Written":
        name = f"t{len(self.program)}"
        self.program.append(f"{name} = {text}")
        return Written(self.program, name)

    def __add__(self, other: Any) -> "Written":
        return NotImplemented if isinstance(other, np.ndarray) else self._done(f"{self.text} + {written(other)}")

    def __radd__(self, other: Any) -> "Written":
        return self._done(f"{written(other)} + {self.text}")

    def __sub__(self, other: Any) -> "Written":
        return NotImplemented if isinstance(other, np.ndarray) else self._done(f"{self.text} - {written(other)}")

    def __mul__(self, other: Any) -> "Written":
        return NotImplemented if isinstance(other, np.ndarray) else self._done(f"{self.text} * {written(other)}")

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Written":
        return NotImplemented if isinstance(other, np.ndarray) else self._done(f"{self.text} / {written(other)}")

    def __rtruediv__(self, other: Any) -> "Written":
        return self._done(f"{written(other)} / {self.text}")

    def __pow__(self, other: Any) -> "Written":
        return self._done(f"{self.text}^{written(other)}")

    def __neg__(self) -> "Written":
        return self._done(f"-{self.text}")

    def call(self, function: str, *others: Any) -> "Written":
        return self._done(f"{function}({', '.join([self.text, *map(written, others)])})")

    # NumPy calls these on the elements of an array of objects.
    def exp(self) -> "Written":
        return self.call("exp")

    def log(self) -> "Written":
        return self.call("log")

    def sqrt(self) -> "Written":
        return self.call("sqrt")

    def tanh(self) -> "Written":
        return self.call("tanh")


def written(value: Any) -> str:
    """A number or a `Written` one, as the program has it."""
    return value.text if isinstance(value, Written) else f"({float(value)!r})"


def determinant(matrix: Any) -> Any:
    """By minors along the first row."""
    total: Any = 0 if len(matrix) else 1
    for j in range(len(matrix)):
        minor = np.delete(matrix[1:], j, 1)
        total = total + (-1) ** j * (matrix[0, j] * determinant(minor))
    return total


def inverse(matrix: Any) -> Any:
    """By Cramer's rule."""
    result = np.empty(matrix.shape, dtype=object)
    for i, j in np.ndindex(matrix.shape):
        minor = np.delete(np.delete(matrix, j, 0), i, 1)
        result[i, j] = (-1) ** (i + j) * determinant(minor) * (1 / determinant(matrix))
    return result


def extreme(function: str, x: Any, axis: int | None = None) -> Any:
    """The smallest or largest element, by one call of the scalar function."""
    if axis is not None:
        return np.array([extreme(function, part) for part in (x.T if axis == 0 else x)], dtype=object)
    first, *others = x.ravel()
    return first.call(function, *others) if others else first


def ordered(x: Any) -> Any:
    """The elements in ascending order: the smallest one, and the others in theirs."""
    rest, result = list(x), []
    while rest:
        result.append(rest[0])
        for i in range(1, len(rest)):
            one = result[-1]
            result[-1], rest[i] = one.call("min", rest[i]), one.call("max", rest[i])
        rest = rest[1:]
    return np.array(result, dtype=object)


def cholesky(matrix: Any) -> Any:
    """Row by row."""
    result = np.zeros(matrix.shape, dtype=object)
    for i, j in np.ndindex(matrix.shape):
        rest = matrix[i, j] - result[i, :j] @ result[j, :j] if 0 < j <= i else matrix[i, j]
        result[i, j] = rest.call("sqrt") if i == j else rest / result[j, j] if j < i else 0.0
    return result


# How often a matrix is halved before its exponential is a polynomial of so many terms, and then squared.
HALVED, TERMS = 3, 14


def exponential(matrix: Any) -> Any:
    """By the series of a matrix made small, and squares."""
    result = one = np.eye(len(matrix))
    for k in range(TERMS, 0, -1):
        result = one + matrix @ result * (1 / (k * 2.0**HALVED))
    for _ in range(HALVED):
        result = result @ result
    return result


def exponential_along(matrix: Any, way: Any) -> Any:
    """What the exponential of a matrix with the other one above its second block has there."""
    n = len(matrix)
    return exponential(np.block([[matrix, way], [np.zeros((n, n)), matrix]]))[:n, n:]


def rotated(matrix: Any) -> tuple[Any, Any]:
    """The eigenvalues, ascending, and the eigenvectors of a symmetric matrix, by Jacobi's rotations."""
    n = len(matrix)
    vectors = np.eye(n)
    for p, q in 5 * [(i, j) for i in range(n) for j in range(i + 1, n)]:
        angle = (2 * matrix[p, q]).call("atan2", matrix[q, q] - matrix[p, p]) * 0.5
        rotation = np.eye(n).astype(object)
        rotation[p, p] = rotation[q, q] = angle.call("cos")
        rotation[p, q], rotation[q, p] = angle.call("sin"), -angle.call("sin")
        matrix, vectors = rotation.T @ matrix @ rotation, vectors @ rotation
    return np.diag(matrix), vectors


WRITTEN = SimpleNamespace(
    **{name: getattr(np, name) for name in ("sum", "prod", "cumsum", "outer", "trace", "diag", "stack", "concatenate")},
    **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "reshape", "eye", "tanh", "arange")},
    least=lambda x, axis=None: extreme("min", x, axis),
    largest=lambda x, axis=None: extreme("max", x, axis),
    sort=ordered,
    cholesky=cholesky,
    det=determinant,
    inv=inverse,
    expm=exponential,
    expm_frechet=exponential_along,
    eigvalsh=lambda matrix: rotated(matrix)[0],
    eigvecsh=lambda matrix: rotated(matrix)[1],
    sigmoid=lambda x: 1 / (1 + np.exp(-x)),
    relu=lambda x: np.array([one.call("max", 0) for one in x], dtype=object),
    softmax=lambda x: np.exp(x) / np.sum(np.exp(x)),
)


def write_out(function: Any, values: Mapping[str, Any], weights: Any) -> tuple[str, Any]:
    """The scalar program of the weighted sum of what a function gives, and a map from operands to its inputs' names."""
    program: list[str] = []
    names = {name: elements_named(name, value) for name, value in values.items()}
    operands = {
        name: np.vectorize(lambda text: Written(program, text), otypes=[object])(one)[()] for name, one in names.items()
    }
    result = np.asarray(function(operands), dtype=object)
    terms = [
        f"({weight!r})*{written(one)}" for weight, one in zip(np.ravel(weights).tolist(), result.ravel(), strict=True)
    ]
    return "\n".join([*program, f"L = {' + '.join(terms) or '0'}"]), names


def elements_named(name: str, value: Any) -> Any:
    """A name for each element: `A_0_1`."""
    result = np.empty(np.shape(value), dtype=object)
    for place in np.ndindex(result.shape):
        result[place] = "_".join([name, *map(str, place)])
    return result


# Comparing


def assert_near(got: Any, expected: Any, what: str, bound: float = BOUND) -> None:
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    assert got.shape == expected.shape, what
    size = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    np.testing.assert_allclose(got, expected, rtol=0, atol=bound * size, err_msg=what)


def product(x: Any, y: Any) -> float:
    return float(np.sum(np.multiply(x, y)))


def examine(text: str, function: Any, values: Mapping[str, Any], result: tuple[int, ...]) -> None:
    """Compares all derivatives of a formula with each other, and with those of the same formula written out."""
    random = np.random.default_rng(5)
    weights = random.normal(size=result) if result else 1.0
    directions = {
        name: random.normal(size=np.shape(value)) if np.shape(value) else 0.7 for name, value in values.items()
    }
    got = sweep(text, values, directions, weights)
    assert np.shape(got.value) == result
    # <w, J v> = <J'w, v>; and so forward mode is reverse mode, along every v.
    by_reverse = sum(product(got.adjoints[name], directions[name]) for name in got.adjoints)
    assert_near(product(weights, got.tangent), by_reverse, "dot-product identity")
    for name, adjoint in got.adjoints.items():
        assert np.shape(adjoint) == np.shape(values[name])
        assert_near(got.curvature_backwards[name], got.curvature[name], f"second order, d/d{name}")
    program, names = write_out(function, values, weights)
    points, ways = {}, {}
    for name, texts in names.items():
        for place in np.ndindex(texts.shape):
            points[texts[place]] = float(np.asarray(values[name])[place])
            ways[texts[place]] = float(np.asarray(directions[name])[place])
    used = {name: value for name, value in points.items() if name in program}
    alone = sweep(program, used, ways)
    assert_near(product(weights, got.value), alone.value, "value")
    for name in got.adjoints:
        for found, scalars, order in ((got.adjoints, alone.adjoints, 1), (got.curvature, alone.curvature, 2)):
            expected = np.vectorize(lambda text, scalars=scalars: scalars.get(text, 0.0), otypes=[float])(names[name])
            assert_near(found[name], expected[()], f"order {order}, d/d{name}")


def examine_case(case: Case, lengths: Mapping[str, int], seed: int) -> None:
    code = compile(case.python.format(**lengths), case.text, "eval")

    def function(operands: Mapping[str, Any]) -> Any:
        return eval(code, {"xp": WRITTEN, **operands})

    values = case.values(lengths, seed)
    result = np.shape(
        function({name: np.asarray(elements_of(value), dtype=object)[()] for name, value in values.items()})
    )
    examine(case.text.format(**lengths), function, values, result)


def elements_of(value: Any) -> Any:
    return np.vectorize(lambda one: Written([], repr(float(one))), otypes=[object])(value)


# Rows


def each_case() -> list[Any]:
    return [pytest.param(case, id=case.text) for row in ROWS for case in CASES[row]]


def test_every_row_has_cases() -> None:
    assert set(CASES) == set(ROWS)
    assert all(CASES.values())


@pytest.mark.parametrize("case", each_case())
@given(data=st.data())
@settings(max_examples=amount("SHAPES", 10, 100))
def test_row_is_the_scalar_program_at_any_shape(case: Case, data: st.DataObject) -> None:
    lengths = {name: data.draw(st.integers(case.least, LONGEST), name) for name in case.lengths}
    examine_case(case, lengths, data.draw(st.integers(0, 9), "seed"))


@pytest.mark.parametrize("length", [0, 1])
@pytest.mark.parametrize("case", each_case())
def test_row_is_the_scalar_program_where_it_is_empty_or_single(case: Case, length: int) -> None:
    examine_case(case, dict.fromkeys(case.lengths, max(length, case.least)), 0)


@pytest.mark.parametrize("row", REFERENCES, ids=lambda row: f"{row['row']}: {row['text'].splitlines()[-1]}")
def test_value_and_gradient_are_jax_s(row: dict[str, Any]) -> None:
    weights = row["weights"]
    got = sweep(
        row["text"], {name: array(value) for name, value in row["values"].items()}, row["values"], array(weights)
    )
    assert_near(product(weights, got.value), row["value"], "value")
    for name, expected in row["gradient"].items():
        assert_near(got.adjoints.get(name, np.zeros(np.shape(expected))), expected, f"d/d{name}")


def test_references_are_of_the_formulas_as_they_stand() -> None:
    texts = [case.text.format(**LENGTHS) for row in ROWS for case in CASES[row]]
    assert {row["text"] for row in REFERENCES} == {*texts, *(network.text for network in NETWORKS)}


def array(value: Any) -> Any:
    return np.array(value) if isinstance(value, list) else value


# Rows of a table: many values of every input at once


@pytest.mark.parametrize("length", [0, 1, 2, 3])
@pytest.mark.parametrize("case", each_case())
def test_kernel_of_rows_is_each_row_alone(case: Case, length: int) -> None:
    lengths = {name: max(case.least, length + place) for place, name in enumerate(case.lengths)}
    points = [case.values(lengths, seed) for seed in range(3)]
    problem = pose(Source(case.text.format(**lengths)), points[0])
    wanted = tuple(problem.lowered.inputs.values())
    (output,) = problem.function.outputs
    seeds = np.random.default_rng(1).normal(size=problem.function.graph.nodes[output].shape)
    seed = problem.function.graph.add(INPUT, (), "w", None, np.shape(seeds))
    back = pull_back(problem.function, wanted, (seed,))
    whole = Function(back.graph, (*back.inputs, seed), (output, *back.outputs))
    names = list(problem.lowered.inputs)
    for moving in {*((name,) for name in names), tuple(names)}:
        kernel = TensorKernel(whole, moving)
        columns = [
            seeds if name == "w" else np.stack([point[name] for point in points]) if name in moving else points[0][name]
            for name in kernel.inputs
        ]
        outputs = [np.empty(len(points)) for _ in range(kernel.outputs)]
        flags = np.empty(len(points), dtype=np.uint8)
        kernel.run(columns, outputs, flags)
        assert not flags.any()
        for row, point in enumerate(points):
            given = {name: point[name] if name in moving else points[0][name] for name in names}
            found = evaluate(whole, {**given, "w": seeds})
            flat = np.concatenate([np.ravel(found[number]) for number in whole.outputs])
            assert_near([one[row] for one in outputs], flat, f"row {row} by {moving}", 1e-14)


# Networks


@pytest.mark.parametrize("network", NETWORKS, ids=lambda one: f"{one.layers} {one.activation} {one.loss}")
def test_network_is_the_scalar_program(network: Network) -> None:
    examine(network.text, lambda operands: network.python(WRITTEN, operands), network.values(), SCALAR)
