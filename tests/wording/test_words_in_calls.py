"""Messages and hints of calls from Python: arguments in place of a shell's words."""

import ast
import pickle
import re
from collections.abc import Callable
from typing import Any

import polars
import pytest

import autograd_cli
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


T = polars.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.1, 5.9]})
PUBLIC = {name: getattr(autograd_cli, name) for name in autograd_cli.__all__} | {"T": T}
# A call that is a mistake, what its hint has in backticks, and a call of who follows it.
FOLLOWED = [
    ('gradient("x*y", {"x": 1}, wrt="")', 'wrt="x,y"', 'gradient("x*y", {"x": 1, "y": 2}, wrt="x,y")'),
    ('gradient("d/dx x^2", {"x": 1})', 'diff("x^2", wrt="x")', 'diff("x^2", wrt="x")'),
    ('gradient("grad(x^2)", {"x": 1})', 'diff("x^2")', 'diff("x^2")'),
    ('gradient("∂x", {"x": 1})', 'diff("x^2*y", wrt="x")', 'diff("x^2*y", wrt="x")'),
    ('gradient("[x, y]", {"x": 1, "y": 2})', "jacobian", 'jacobian("[x, y]", {"x": 1, "y": 2})'),
    ('trace("[x, y]", {"x": 1, "y": 2})', "seed=[1, 1]", 'trace("[x, y]", {"x": 1, "y": 2}, seed=[1, 1])'),
    (
        'hessian("x*y", {"x": 1, "y": 2}, times={"x": float("nan")})',
        '{"x": 1, "y": 0}',
        'hessian("x*y", {"x": 1, "y": 2}, times={"x": 1, "y": 0})',
    ),
    ('diff("x^2*y", "x,y", order=3)', 'wrt="x,y,y"', 'diff("x^2*y", wrt="x,y,y", order=3)'),
    ('check("x", {"x": 1}, tolerance=2)', "tolerance=1e-9", 'check("x", {"x": 1}, tolerance=1e-9)'),
    ('check("x*y", random=2)', 'against={"x": "2*x*y"}', 'check("x^2*y", against={"x": "2*x*y"})'),
    (
        'check("x*y", against={"x": "y"}, random=2)',
        'over={"x": (0, 5)}',
        'check("x^2", against={"x": "2*x"}, random=2, over={"x": (0, 5)})',
    ),
    (
        'check("w @ w", {"w": [1, 2]}, adjoints={"w": 1})',
        'adjoints={"w[0]": 1}',
        'check("w @ w", {"w": [1, 2]}, adjoints={"w[0]": 1})',
    ),
    ('check("3", study=True)', 'check("x^2", {"x": 3}, study=True)', 'check("x^2", {"x": 3}, study=True)'),
    (
        'minimize("x^2", {"x": 1}, starts=9)',
        'ranges={"x": (-10, 10)}',
        'minimize("x^2", ranges={"x": (-10, 10)}, starts=9)',
    ),
    (
        'minimize("x^2", {"x": 1}, bounds={"x": 3})',
        'bounds={"x": (0, 1)}',
        'minimize("x^2", {"x": 1}, bounds={"x": (0, 1)})',
    ),
    ('minimize("x^2", {"x": 1}, digits=0)', "digits=50", 'minimize("x^2", {"x": 1}, digits=50)'),
    ('minimize("x^2 <= 1", {"x": 1})', 'subject_to="x^2 <= 1"', 'minimize("x", {"x": 1}, subject_to="x^2 <= 1")'),
    (
        'minimize("x^2", ranges={"x": (0, 1)}, bounds={"x": (2, 3)})',
        '{"x": 2}',
        'minimize("x^2", {"x": 2}, bounds={"x": (2, 3)})',
    ),
    ('solve([], {"x": 1})', 'solve("x^2 = 2", {"x": 1})', 'solve("x^2 = 2", {"x": 1})'),
    ('solve("x = 2", over={"x": (0, None)})', 'over={"x": (0, 5)}', 'solve("x = 2", over={"x": (0, 5)})'),
    ('solve("x*y = 2", over={"x": (0, 1), "y": (0, 2)})', '{"a": 2}', 'solve("a*x = 2", {"a": 2}, over={"x": (0, 2)})'),
    ('fit("y = a*exp(b*x)", T)', '{"b": 1}', 'fit("y = a*exp(b*x)", T, {"b": 1})'),
    (
        'fit("y = a*x", T, starts=3)',
        'ranges={"b": (0.1, 10)}',
        'fit("y = a*x^b", T, ranges={"b": (0.1, 10)}, starts=3)',
    ),
    ('fit("y = a*x", T, errors=-1)', "errors=0.1", 'fit("y = a*x", T, errors=0.1)'),
    ('fit("y = a + b*x", T, fix={"a": [1, 2]})', 'fix={"a": 1}', 'fit("y = a + b*x", T, fix={"a": 1})'),
    ('fit("y = a + b*x", T, level=95)', "level=0.99", 'fit("y = a + b*x", T, level=0.99)'),
    ('batch("x*y", uncertainty={"x": -1})(T)', 'uncertainty={"x": 0.1}', 'batch("x*y", uncertainty={"x": 0.1})(T)'),
    ('batch("x*y", shares=True)', 'uncertainty={"m": "m_err"}', 'batch("x*y", uncertainty={"x": "y"}, shares=True)(T)'),
    ('batch("x*y", order=0)', "order=2", 'batch("x*y", order=2)(T)'),
    ('batch("sum(x^k, k=1:y)")(T)', '{"n": 10}', 'batch("sum(x^k, k=1:n)", {"n": 10})(T)'),
]


@pytest.mark.parametrize(("mistake", "hint", "right"), FOLLOWED, ids=[row[0] for row in FOLLOWED])
def test_hints_of_calls_are_python_that_runs(mistake: str, hint: str, right: str) -> None:
    with pytest.raises(AutogradError) as raised:
        eval(mistake, PUBLIC)
    parts = re.findall("`([^`]*)`", raised.value.hint or "")
    assert hint in parts
    for part in parts:
        if part.startswith("{") or re.match(r"\w+=[^=]", part):
            ast.parse(f"f({part})")
    eval(right, PUBLIC)
    if hint not in ("jacobian", 'uncertainty={"m": "m_err"}'):
        assert hint in right
