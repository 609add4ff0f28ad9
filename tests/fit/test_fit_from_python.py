"""Fits from Python: the reports of the command, of tables in memory, and what is refused."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import polars
import pytest
from support.calls import call

from autograd_cli import AutogradError, fit

X = np.linspace(0.0, 4.0, 25)
DATA = {"x": X, "y": 2.5 * np.exp(-1.3 * X) + 0.4 + 0.05 * np.sin(37.0 * X + 1.0), "sy": 0.05 + 0.02 * X}
MODEL = "y = a*exp(-b*x) + c"
STARTS = {"b": 1}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ()),
        ({"errors": "sy", "absolute": True}, ("--y-error", "sy", "--absolute")),
        ({"errors": "5%"}, ("--y-error", "5%")),
        ({"errors": 0.1, "correlation": True}, ("--y-error", "0.1", "--correlation")),
        ({"errors": np.int64(1)}, ("--y-error", "1.0")),
        ({"fix": {"c": 0.5}, "level": 0.9}, ("--fix", "c=0.5", "--level", "0.9")),
        ({"bounds": {"b": (None, 1), "c": (0, 9)}, "trace": True}, ("--bounds", "b=..1,c=0..9", "--trace")),
        ({"robust": "huber", "scale": 0.1}, ("--robust", "huber", "--scale", "0.1")),
        ({"digits": 20, "profile": True}, ("--digits", "20", "--profile")),
        ({"ranges": {"b": (0.1, 10)}, "starts": 4, "seed": 3}, ("b=0.1..10", "--starts", "4", "--seed", "3")),
    ],
)
def test_a_fit_is_what_the_command_prints(given: dict[str, Any], words: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    polars.DataFrame(DATA).write_csv(path)
    start = () if "ranges" in given else ("b=1",)
    document = json.loads(call("fit", str(path), "-e", MODEL, *start, *words, "--json")[1])
    assert json.loads(fit(MODEL, DATA, STARTS if start else None, **given).render("json")) == document


@pytest.mark.parametrize(
    "table",
    [
        DATA,
        polars.DataFrame(DATA),
        polars.DataFrame(DATA).lazy(),
        pandas.DataFrame(DATA, index=X),
        polars.DataFrame(DATA).to_arrow(),
        {name: column.tolist() for name, column in DATA.items()},
    ],
    ids=["dictionary", "polars", "lazy", "pandas", "arrow", "lists"],
)
def test_tables_of_every_library_have_the_same_fit(table: Any) -> None:
    found = fit(MODEL, table, STARTS)
    assert found.converged
    assert found == fit(MODEL, DATA, STARTS)


def test_rows_with_missing_numbers_are_left_out_and_other_columns_are_not_read() -> None:
    table = {"x": [1, 2, None, 4.5, np.nan], "y": [3, 5, 7, 10, 1], "name": [*"vwxyz"]}
    found = fit("y = a + b*x", table)
    assert (found.rows, found.left_out, found.failed) == (3, 2, True)
    assert found.remarks == ("row 3: `x` is missing", "row 5: `x` is not finite")
    assert not fit("y = a + b*x", table, max_errors=2).failed
    assert found.parameters["b"].estimate == pytest.approx(np.polyfit([1, 2, 4.5], [3, 5, 10], 1)[0])


def test_rows_are_named_that_the_model_lacks_or_whose_numbers_doubles_lack() -> None:
    found = fit("y = a + b*log(x)", {"x": [1, 2, 0, 4], "y": [3, 5, 7, 9]}, max_errors=1)
    assert str(found.remarks).startswith("('row 3: at the start of the search `log(x)`")
    found = fit("y = a + b*x", pandas.DataFrame({"x": [1, 2, 2**53 + 1], "y": [3, 5, 7]}))
    assert str(found.remarks).startswith("('row 3: `x` is `9007199254740993`")


def test_a_column_may_be_called_as_the_uncertainties_in_cells_are() -> None:
    table = {"x": [1, 2, 3], "y": [2, 4.1, 6], "y ±": [0.1, 0.1, 0.2]}
    renamed = {"x": table["x"], "y": table["y"], "s": table["y ±"]}
    found, plain = fit("y = a + b*x", table, errors="y ±"), fit("y = a + b*x", renamed, errors="s")
    assert found.converged
    assert {name: one.estimate for name, one in found.parameters.items()} == {
        name: one.estimate for name, one in plain.parameters.items()
    }


def test_equations_in_latex_are_read() -> None:
    found = fit(r"y = \frac{x}{a}", {"x": [1, 2, 3], "y": [2, 4, 6]}, {"a": 1})
    assert found.parameters["a"].estimate == pytest.approx(0.5)


def test_a_notebook_shows_a_table() -> None:
    assert "text/html" in fit(MODEL, DATA, STARTS)._repr_mimebundle_()


@pytest.mark.parametrize(
    ("refused", "code", "words"),
    [
        (lambda: fit(MODEL, DATA), "missing-binding", "`b` needs a start"),
        (lambda: fit("y + 1", DATA), "result", "is not an equation"),
        (lambda: fit("Y = a*x", DATA), "usage", "the left side of the equation has no column"),
        (lambda: fit(MODEL, DATA, {"b": 1, "d": 1}), "unknown-binding", "`d`"),
        (lambda: fit(MODEL, DATA, STARTS, bounds={"d": (0, 1)}), "unknown-name", "`bounds` has `d`"),
        (lambda: fit(MODEL, DATA, STARTS, errors="z"), "unknown-name", "no column `z`"),
        (lambda: fit(MODEL, DATA, STARTS, errors=["sy", 1]), "option", "`errors` has 2 columns"),
        (lambda: fit(MODEL, DATA, STARTS, absolute=True), "usage", "`absolute` is of use with `errors` only"),
        (lambda: fit(MODEL, DATA, STARTS, robust="squares"), "option", "`robust` has no choice `squares`"),
        (lambda: fit(MODEL, DATA, STARTS, robust="huber", digits=20), "usage", "`digits` and `robust`"),
        (lambda: fit(MODEL, DATA, STARTS, errors=True), "option", "`errors` has True"),
        (lambda: fit(MODEL, DATA, STARTS, errors=math.nan), "option", "`errors` has nan"),
        (lambda: fit(MODEL, DATA, STARTS, digits=2.5), "option", "`digits` takes a whole number, and `2.5` is not"),  # type: ignore[arg-type]
        (lambda: fit(MODEL, DATA, {"b": 1}, fix={"b": 2}), "usage", "`b` has a value, and another in `fix`"),
        (lambda: fit(MODEL, DATA, {"b": 1}, ranges={"b": (1, 2)}), "usage", "`b` has a value, and another in `ranges`"),
        (lambda: fit(MODEL, DATA, STARTS, seed=-1), "option", "`seed` takes a whole number from 0 on"),
        (lambda: fit(MODEL, DATA, ranges={"b": (1, 2)}, starts=-3), "option", "`starts` takes a whole number from 1"),
        (
            lambda: fit(MODEL, DATA, ranges={"b": (1, 2)}, starts=2.5),
            "option",
            "`starts` takes a whole number, and `2.5`",
        ),  # type: ignore[arg-type]
        (lambda: fit(MODEL, DATA, STARTS, max_errors=-1), "option", "`max_errors` takes a whole number from 0 on"),
        (lambda: fit(MODEL, DATA, STARTS, robust="huber", scale=math.nan), "option", "is not finite and positive"),
        (lambda: fit(MODEL, DATA, STARTS, robust="huber", scale=0), "option", "`scale=0` is not finite and positive"),
        (lambda: fit(MODEL, DATA, STARTS, level=95), "option", "`level=95` is not between 0 and 1"),
        (lambda: fit(MODEL, DATA, STARTS, starts=5), "option", '`ranges={"b": (0.1, 10)}`'),
        (lambda: fit("y = a + b*x", DATA, fix={"a": 5}, ranges={"a": (1, 2)}), "unsupported", "`a` has a range, 1..2"),
        (lambda: fit("y = a*x", {"x": [1, 2], "y": [1.0]}), "usage", "differ in length"),
        (lambda: fit("y = a*x", pandas.DataFrame([[1, 2, 3]], columns=[*"xyx"])), "usage", "two columns of the table"),
        (lambda: fit("y = a*x", {"x": [], "y": []}), "usage", "no row"),
        (lambda: fit("y = a + log(x - b)", DATA, {"b": 1}), "row", "row 1: at the start of the search"),
    ],
)
def test_what_cannot_be_fitted_is_an_error(refused: Callable[[], Any], code: str, words: str) -> None:
    with pytest.raises(AutogradError) as caught:
        refused()
    assert caught.value.code == code
    assert words in f"{caught.value}\n{caught.value.hint}"
    assert "--" not in f"{caught.value}\n{caught.value.hint}"
