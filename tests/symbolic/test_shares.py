"""Elements of a softmax: their derivatives as textbooks have them, and with the values that they must have."""

import re
from itertools import product

import mpmath
import pytest
from support.calls import call

POINT = [0.3, -1.25, 2.0, 0.75, -0.5, 1.5, 0.1, -2.0, 0.9, 1.1, -0.6, 0.2]


def written(command: str, formula: str, *options: str) -> list[str]:
    status, output, _ = call(command, formula, *options)
    assert status == 0
    return [line.partition(" = ")[2] or line for line in output.splitlines()]


@pytest.mark.parametrize("length", [2, 3, 5])
def test_the_jacobian_of_a_softmax_is_that_of_textbooks(length: int) -> None:
    """p[i]*(1 - p[i]), and -p[i]*p[j] elsewhere (Goodfellow 2016, 6.2)."""
    entries = written("jacobian", f"given v = vector({length}); softmax(v)", "--format", "value")
    p = [f"softmax(v)[{place}]" for place in range(length)]
    for (i, j), entry in zip(product(range(length), repeat=2), entries, strict=True):
        assert entry == (f"{p[i]}*(1 - {p[i]})" if i == j else f"-{p[min(i, j)]}*{p[max(i, j)]}")


FORMULAS = [
    ("logsumexp(x) - x[0]", ["softmax(x)[0] - 1", "softmax(x)[1]", "softmax(x)[2]"]),
    ("log_softmax(x)[1]", ["-softmax(x)[0]", "1 - softmax(x)[1]", "-softmax(x)[2]"]),
    ("-log(softmax(x)[2])", ["softmax(x)[0]", "softmax(x)[1]", "softmax(x)[2] - 1"]),
    ("x[2]*logaddexp(x[0], x[1])", ["x[2]*sigmoid(x[0] - x[1])", "x[2]*sigmoid(x[1] - x[0])", "logaddexp(x[0], x[1])"]),
]


@pytest.mark.parametrize(("formula", "derivatives"), FORMULAS)
def test_derivatives_towards_elements_are_in_elements_of_the_softmax(formula: str, derivatives: list[str]) -> None:
    assert written("diff", f"given x = vector(3); {formula}") == derivatives


def test_a_textbook_has_the_same() -> None:
    assert written("diff", "given v = vector(3); softmax(v)[1]", "--wrt", "v[1]", "--textbook") == [
        "softmax(v)[1]*(1 - softmax(v)[1])"
    ]


def test_a_textbook_names_nothing_that_it_does_not_write() -> None:
    assert "u" not in re.findall(
        r"\w+", written("diff", "given v = vector(3); softmax(2*v)[0]*softmax(v)[0]", "--wrt", "v[0]", "--textbook")[-1]
    )


def test_of_two_elements_one_is_the_complement_of_the_other() -> None:
    assert written("diff", "given v = vector(2); softmax(v)[1]", "--wrt", "v[1]") == ["softmax(v)[1]*softmax(v)[0]"]


def softmax_jacobian(values: list[float]) -> list[float]:
    powers = [mpmath.exp(value) for value in values]
    p = [power / sum(powers) for power in powers]
    return [float(p[i] * ((i == j) - p[j])) for i, j in product(range(len(p)), repeat=2)]


@pytest.mark.parametrize("length", [2, 4, 7, 12])
def test_the_formulas_have_the_values(length: int) -> None:
    status, output, _ = call("jacobian", f"given v = vector({length}); softmax(v)", "--format", "value")
    assert status == 0
    lines = output.splitlines()
    shared = [line for line in lines if " = " in line]
    program = "; ".join([*shared, f"[{', '.join(lines[len(shared) :])}]"])
    status, output, _ = call("eval", program, f"v={POINT[:length]}", "--format", "value", "--no-grad")
    found = [float(number) for number in re.findall(r"[-+.\de]+", output)]
    assert found == pytest.approx(softmax_jacobian(POINT[:length]), rel=1e-12)


def test_python_has_them_in_numbers() -> None:
    _, code, _ = call("diff", "given v = vector(3); softmax(v)[1]", "--format", "python")
    names: dict[str, object] = {}
    exec(code, names)
    derivative = names["derivative"]
    assert callable(derivative)
    assert derivative(*POINT[:3]) == pytest.approx(softmax_jacobian(POINT[:3])[3:6], rel=1e-12)
