"""Arguments of calls from Python: of any numeric type, by name of anything that has keys, or refused in words."""

import math
import re
import threading
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas
import polars
import pytest

from autograd_cli import (
    AutogradError,
    batch,
    check,
    diff,
    fit,
    gradient,
    graph,
    hessian,
    jacobian,
    minimize,
    same,
    solve,
    tangent,
    taylor,
    trace,
)

POINT = {"x": 2.0, "y": 3.0}
A = {"A": [[1, 2], [3, 4]]}
TABLE = polars.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.1, 5.9]})


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (lambda: gradient("x*y", pandas.Series(POINT)), lambda: gradient("x*y", POINT)),
        (lambda: gradient("x*y", {"x": np.float32(2), "y": np.array(3)}), lambda: gradient("x*y", POINT)),
        (lambda: gradient("x*y", {"x": np.int64(2), "y": Fraction(3)}), lambda: gradient("x*y", {"x": 2, "y": 3.0})),
        (lambda: gradient("x*y", POINT, wrt=np.array(["y"])), lambda: gradient("x*y", POINT, wrt=["y"])),
        (lambda: gradient("x*y", POINT, literals=np.False_), lambda: gradient("x*y", POINT)),
        (lambda: jacobian("v*2", {"v": polars.Series([1.0, 2.0])}), lambda: jacobian("v*2", {"v": [1.0, 2.0]})),
        (lambda: jacobian("v*2", {"v": pandas.Series([1.0, 2.0])}), lambda: jacobian("v*2", {"v": [1.0, 2.0]})),
        (lambda: jacobian("v*2", {"v": pandas.Series([1, 2])}), lambda: jacobian("v*2", {"v": [1, 2]})),
        (lambda: jacobian("v*2", {"v": TABLE["x"].to_arrow()}), lambda: jacobian("v*2", {"v": [1.0, 2.0, 3.0]})),
        (
            lambda: jacobian("v*2", {"v": np.ma.masked_array([1.0, 2.0], [False, True])}),
            lambda: jacobian("v*2", {"v": [1.0, np.nan]}),
        ),
        (lambda: jacobian("v*2", {"v": range(3)}), lambda: jacobian("v*2", {"v": [0, 1, 2]})),
        (lambda: jacobian("A*2", {"A": TABLE}), lambda: jacobian("A*2", {"A": TABLE.to_numpy()})),
        (lambda: hessian("x*y", POINT, times=pandas.Series({"x": 1})), lambda: hessian("x*y", POINT, times={"x": 1})),
        (lambda: taylor("exp(x)", {"x": 0}, order=np.int64(3)), lambda: taylor("exp(x)", {"x": 0}, order=3)),
        (lambda: tangent("x*y", POINT, order=np.uint8(2)), lambda: tangent("x*y", POINT, order=2)),
        (lambda: trace("[x*y, x]", POINT, seed=np.array([1, 2])), lambda: trace("[x*y, x]", POINT, seed=[1.0, 2.0])),
        (lambda: check("x*y", POINT, tolerance=np.float32(0.5)), lambda: check("x*y", POINT, tolerance=0.5)),
        (
            lambda: check("x*y", POINT, against=pandas.Series({"x": "y"})),
            lambda: check("x*y", POINT, against={"x": "y"}),
        ),
        (lambda: same("relu(x)", "max(x, 0)", expand="relu"), lambda: same("relu(x)", "max(x, 0)", expand=["relu"])),
        (lambda: graph("relu(x)", expand="relu"), lambda: graph("relu(x)", expand=["relu"])),
        (lambda: diff("x*y", np.array(["x", "y"])), lambda: diff("x*y", ["x", "y"])),
        (
            lambda: minimize("x^2", ranges={"x": (np.float64(-1), 1)}, starts=np.int64(2)),
            lambda: minimize("x^2", ranges={"x": (-1, 1)}, starts=2),
        ),
        (lambda: fit("y = a*x", TABLE, level=np.float64(0.9)), lambda: fit("y = a*x", TABLE, level=0.9)),
    ],
)
def test_arguments_are_read_in_the_types_of_other_libraries(given: Callable[[], Any], plain: Callable[[], Any]) -> None:
    assert given().render("json") == plain().render("json")


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: gradient("x^2", {"x": 1}, wrt=3), "`wrt` takes a list of texts or a text, and `3` is not"),
        (lambda: gradient("x^2", {"x": 1}, literals="yes"), "`literals` takes True or False, and `'yes'` is not"),
        (lambda: gradient("x^2", {3: 1}), "the values are not given by name"),
        (lambda: gradient("x", {"x": np.array(["2020-01-01"], "M8[D]")}), "its elements are times"),
        (lambda: gradient("x^2", {"x": 1}, wrt=" "), "`wrt` names nothing"),
        (lambda: taylor("x^2", {"x": 1}, order=2.5), "`order` takes a whole number, and `2.5` is not"),
        (lambda: taylor("x^2", {"x": 1}, order=True), "`order` takes a whole number, and `True` is not"),
        (lambda: diff("x^2", 3), "`wrt` takes a list of texts or a text"),
        (lambda: check("x^2", {"x": 1}, tolerance="a"), "`tolerance` takes a number, and `'a'` is not"),
        (lambda: check("x^2", against=["x=2*x"]), "`against` takes a dictionary by name"),
        (lambda: check("x^2", against={"x": "2*x"}, over={"x": (0, 1)}, random=2.5), "`random` takes a whole number"),
        (lambda: graph("x^2", {"x": 1}, stage="none"), "`stage` has no choice `none`"),
        (lambda: graph("x^2", {"x": 1}, stage="values", seed=[1]), "exclude each other"),
        (lambda: graph("x^2", seed=[1]), "`seed` is of use with `values` only"),
        (lambda: trace("x^2", {"x": 1}, seed=["a"]), "`seed` takes a list of numbers"),
        (lambda: solve([], {"x": 1}), "there is no equation"),
        (lambda: solve(3, {"x": 1}), "the expression is not text"),
        (lambda: solve("x = 2", {"x": 1}, over={"x": (0, 3)}), "`x` has a value and a range in `over`"),
        (lambda: solve("x = 2", over={"x": (0, 3)}, wrt="x"), "`over` and `wrt` exclude each other"),
        (lambda: solve("x = 2", over={"x": (0, 3)}, starts=3), "`over` and `starts` exclude each other"),
        (lambda: solve("x = 2", over={"x": (0, 3)}, kinks="torch"), "`over` and `kinks` exclude each other"),
        (lambda: minimize("x^2", {"x": 1}, ranges={"x": (0, 1)}), "`x` has a value, and another in `ranges`"),
        (lambda: minimize("x^2", {"x": 1}, digits=2.5), "`digits` takes a whole number"),
        (lambda: minimize("x <= 1", {"x": 1}), "`x <= 1` is a comparison"),
        (lambda: batch("x", differentiate=False, wrt="x"), "`wrt` and `differentiate=False` exclude each other"),
        (lambda: batch("x", differentiate=False, order=2), "`order` and `differentiate=False` exclude each other"),
        (lambda: batch("x", order=3), "`batch` has derivatives of order 1 and 2"),
        (lambda: batch("x", shares=True), "`shares` needs uncertainties"),
        (lambda: batch(3), "the expression is not text"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(refused: Callable[[], Any], words: str) -> None:
    with pytest.raises(AutogradError, match=re.escape(words)):
        refused()


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: minimize("sin(x)*x", ranges={"x": (-20, 20)}, starts=50), '`bounds={"x": (-20, 20)}` keeps it inside'),
        (lambda: minimize("x^4 - x^2 + x/9", ranges={"x": (-2, 2)}), "`starts=20` keeps the best of 20"),
        (lambda: minimize("a*x", {"x": 1, "a": 2}), "`unknowns` names those to search for, and others keep their"),
    ],
)
def test_findings_say_what_a_call_can_be_given(ask: Callable[[], Any], words: str) -> None:
    assert words in "; ".join(finding.message for finding in ask().findings)


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (
            lambda: minimize("sum((A - 1)^2)", A, unknowns="A[0,1]"),
            lambda: minimize("sum((A - 1)^2)", A, unknowns=["A[0, 1]"]),
        ),
        (lambda: jacobian("A*2", A, wrt="A[0,1],A[1, 0]"), lambda: jacobian("A*2", A, wrt=["A[0, 1]", "A[1, 0]"])),
        (
            lambda: diff("given A = matrix(2, 2); sum(A^2)", "A[0,1]"),
            lambda: diff("given A = matrix(2, 2); sum(A^2)", ["A[0, 1]"]),
        ),
        (
            lambda: minimize("(`a b` - 1)^2", {"a b": 3}, bounds={"`a b`": (2, 4)}),
            lambda: minimize("(`a b` - 1)^2", {"a b": 3}, bounds={"a b": (2, 4)}),
        ),
    ],
)
def test_names_of_elements_and_in_backticks_are_read(given: Callable[[], Any], plain: Callable[[], Any]) -> None:
    assert given().render("json") == plain().render("json")


def test_calls_in_several_threads_do_not_disturb_each_other() -> None:
    wrong = []

    def ask(start: int) -> None:
        for i in range(start, start + 40):
            found = gradient(f"sin({i}*x) + x^{i % 7}", {"x": 0.5})
            right = i * math.cos(i * 0.5) + (i % 7) * 0.5 ** (i % 7 - 1)
            if not math.isclose(found.gradient["x"], right, rel_tol=1e-12):
                wrong.append(i)

    threads = [threading.Thread(target=ask, args=(1000 * n,)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not wrong
