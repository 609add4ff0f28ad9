"""Small inputs that ask for much: an answer, or a refusal that states the limit; never a traceback, never a hang."""

import json

import pytest
from support.calls import call

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
    ("18 beyond", ["eval", "1e99999999999999999999*x", "--x", "1"], 0, "is beyond the largest double"),
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


DIGITS = "1" * 5000
LONG = [
    (["eval", f"zeros({DIGITS})"], 2, "has more than 100,000,000"),
    (["eval", f"x[{DIGITS}]", "--x", "[1, 2]"], 2, "there is no element"),
    (["eval", f"sum(x, axis={DIGITS})", "--x", "[1, 2]"], 2, "there is no axis"),
    (["eval", f"given x = vector({DIGITS}); sum(x)"], 2, "has more than 100,000,000"),
    (["diff", f"x[{DIGITS}]"], 2, "has more than 100,000,000"),
    (["diff", f"x^{DIGITS}"], 0, ""),
    (["eval", "x*3", "--exact", "--x", f"0.{DIGITS}"], 0, ""),
    (["check", f"x*3.{DIGITS}", "--x", "1"], 0, ""),
]


@pytest.mark.parametrize(("words", "status", "told"), LONG, ids=lambda one: one[0] if isinstance(one, list) else "")
def test_a_number_has_as_many_digits_as_one_writes(words: list[str], status: int, told: str) -> None:
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


def doubling(body: str, length: int) -> str:
    """A chain of functions, each of which calls the one before it twice."""
    return (
        "f0(x) = x + 1\n"
        + "".join(f"f{i}(x) = {body.format(f=f'f{i - 1}')}\n" for i in range(1, length))
        + f"f{length - 1}(x)"
    )


@pytest.mark.parametrize("length", [20, 60])
def test_functions_that_double_are_refused_at_a_stated_size(length: int) -> None:  # 28
    with pytest.raises(AutogradError) as caught:
        gradient(doubling("{f}({f}(x))", length), {"x": 1})
    assert caught.value.code == "too-large"
    assert caught.value.message.startswith("functions are called with more than 2")


@pytest.mark.slow
def test_functions_that_share_their_arguments_are_linear() -> None:  # 28
    assert gradient(doubling("{f}(x) + {f}(x + 1) - {f}(x)", 60), {"x": 1}).gradient == {"x": 1}
    many = "f(x) = x + 1\n" + " + ".join(f"f({i}*x)" for i in range(25_000))
    assert gradient(many, {"x": 0}).value == 25_000


@pytest.mark.slow
def test_a_series_of_ever_new_functions_is_refused_at_a_stated_size() -> None:  # 30
    done = call("taylor", "gamma(x)*tan(x)/x^x", "x=1", "--order", "200")
    assert done[0] == 2
    assert "this many terms of the series take more than 10,000,000 products" in done[2]
    assert call("taylor", "sin(exp(x))*tan(x)", "x=1", "--order", "200")[0] == 0


@pytest.mark.slow
def test_a_long_table_shows_both_ends_and_json_has_all() -> None:  # 30
    done = call("jacobian", "x*ones(30000)", "x=2")
    assert done[0] == 0
    assert 100 < done[1].count("\n") < 300
    assert len(json.loads(call("jacobian", "x*ones(30000)", "x=2", "--json")[1])["value"]) == 30_000
