"""Small inputs that ask for much: an answer, or a refusal that states the limit; never a traceback, never a hang."""

import pytest
from test_command import call

from autograd_cli import gradient
from autograd_cli.errors import AutogradError

LARGE = [
    ("19 zeros", 'sum(zeros(100000, 100000))*x', "an array of 100,000 x 100,000 numbers"),
    ("19 identity", "sum(eye(1000000))*x", "an array of 1,000,000 x 1,000,000 numbers"),
    ("19 outer product", "sum(outer(ones(100000), ones(100000)))*x", "an array of 100,000 x 100,000 numbers"),
    ("19 diagonal", "sum(diag(ones(200000)*x))", "an array of 200,000 x 200,000 numbers"),
    ("19 beyond any index", "sum(zeros(100000000000000000000))*x", "an array of 100,000,000,000,000,000,000 numbers"),
    ("19 broadcast", "sum(reshape(ones(100000), 100000, 1)*ones(100000))*x", "an array of 100,000 x 100,000 numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "message"), [row[1:] for row in LARGE], ids=[row[0] for row in LARGE])
def test_an_array_beyond_the_limit_is_refused_before_it_is_made(formula: str, message: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient(formula, {"x": 1})
    assert (caught.value.code, caught.value.message) == ("too-large", f"{message} has more than 100,000,000")


EXPONENTS = [
    ("18 beyond", ["eval", "1e99999999999999999999*x", "--x", "1"], 1, "is beyond the largest double"),
    ("18 below", ["eval", "1e-99999999999999999999*x", "--x", "1"], 0, "is below the smallest double"),
    ("18 derivative", ["diff", "1e99999999999999999999*x"], 2, "has more than 10,000 digits"),
    ("18 digits", ["eval", "1e99999999999999999999*x", "--x", "1", "--digits", "20"], 2, "is beyond 1,000,000,000"),
    ("18 fractions", ["eval", "1e99999999999999999999*x", "--x", "1", "--exact"], 2, "more than 100,000 digits"),
    ("18 value", ["eval", "x", "--x", "1e99999999999999999999"], 2, "is beyond the largest double"),
    ("18 steps", ["batch", "-e", "x", "--x", "0:1:1e-399"], 2, "the grid has 1.0e399 points"),
]


@pytest.mark.parametrize(("words", "status", "told"), [row[1:] for row in EXPONENTS], ids=[row[0] for row in EXPONENTS])
def test_an_exponent_of_any_length_is_read(words: list[str], status: int, told: str) -> None:
    done = call(*words)
    assert done[0] == status
    assert told in done[2]


@pytest.mark.parametrize("words", [["2*3"], ["sum(x)", "--x", "[]"]])
@pytest.mark.parametrize("format", [[], ["--json"]])
def test_a_check_without_a_variable_has_a_value(words: list[str], format: list[str]) -> None:
    assert call("check", *words, *format)[0] == 0


EMPTY = [
    ("15 softmax", ["eval", "softmax(zeros(0))"], 0),
    ("15 inverse", ["eval", "inv(zeros(0, 0))"], 0),
    ("15 slice", ["eval", "x[5:2]", "--x", "[1, 2]"], 0),
    ("15 direction", ["eval", "x[5:2]", "--x", "[1, 2]", "--direction", "x=[1, 0]"], 0),
    ("15 jacobian", ["jacobian", "x", "--x", "[]"], 0),
    ("15 jacobian of a slice", ["jacobian", "x[5:2]", "--x", "[1, 2]"], 0),
    ("15 hessian", ["hessian", "sum(x)", "--x", "[]"], 0),
    ("15 tangent", ["tangent", "x[5:2]", "--x", "[1, 2]"], 2),
    ("15 trace", ["trace", "sum(x)", "--x", "[]"], 0),
]


@pytest.mark.parametrize(("words", "status"), [row[1:] for row in EMPTY], ids=[row[0] for row in EMPTY])
@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_an_empty_vector_is_a_vector(words: list[str], status: int, format: str) -> None:
    if format == "csv" and words[0] in ("trace", "tangent"):
        return
    assert call(*words, "--format", format)[0] == status
