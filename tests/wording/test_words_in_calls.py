"""Messages and hints of calls from Python: arguments in place of a shell's words."""

import pickle
import re
from collections.abc import Callable
from typing import Any

import polars
import pytest

from autograd_cli import AutogradError, batch, gradient, minimize, page, solve, trace

TABLE = polars.DataFrame({"x": [1.0], "value": [2.0]})


@pytest.mark.parametrize(
    ("ask", "hint"),
    [
        (lambda: gradient("x^2"), 'give values: {"x": 1}'),
        (lambda: gradient("x*y"), 'give values: {"x": 1, "y": 1}'),
        (lambda: gradient("sin*x", {"x": 2}), 'as a variable it takes a value, {"sin": 1}'),
        (lambda: gradient("A@x", {"x": [1, 2]}), '`numpy.load("values.npz")`, or write `{"A": [[1, 2], [3, 4]]}`'),
        (lambda: trace("x*y", {"x": 2}), 'give values: {"y": 1}'),
        (lambda: page("x*y", {"x": 2}), 'give values: {"y": 1}'),
        (lambda: minimize("x^2"), 'give values: {"x": 1}'),
        (lambda: minimize("log(x)", {"x": -1}), '`ranges={"x": (0.1, 10)}, starts=20`'),
        (lambda: solve("x^2 = 2"), 'give values: {"x": 1}'),
        (lambda: batch("x*y")(TABLE), 'a value for all rows is given as `{"y": 1}`'),
        (
            lambda: batch("x^2")(TABLE),
            '`rename={"value": "new_value"}` names it `new_value`, and `prefix="new_"` begins',
        ),
        (lambda: batch("x^2", rename={"value": "x"})(TABLE), '`rename={"value": "new_x"}` names it `new_x`'),
        (lambda: batch("x^2", uncertainty="")(TABLE), "as in `uncertainty"),
        (lambda: solve("x^2 = 2", over={"x": (3, -3)}), "as in `over"),
    ],
)
def test_a_hint_of_a_call_has_arguments(ask: Callable[[], Any], hint: str) -> None:
    with pytest.raises(AutogradError) as raised:
        ask()
    assert hint in (raised.value.hint or "")
    assert not re.search(r"--\w", f"{raised.value.message} {raised.value.hint}")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: minimize("x^2", {"x": 1}, unknowns="z"), "`unknowns` has `z`"),
        (lambda: minimize("x^2", {"x": 1}, bounds={"z": (0, 1)}), "`bounds` has `z`"),
        (lambda: batch("x^2", keep="a")(TABLE.drop("value")), "`keep` has `a`"),
    ],
)
def test_a_message_of_a_call_has_parameters(ask: Callable[[], Any], message: str) -> None:
    with pytest.raises(AutogradError, match=message):
        ask()


def test_functions_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(gradient)) is gradient
