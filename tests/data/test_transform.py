"""`autograd_cli.batch`: a function from table to table."""

import math
import pickle
import re
from typing import Any

import pandas
import polars
import pytest

from autograd_cli import AutogradError, AutogradWarning, batch, gradient


class TestTransform:
    def test_it_can_be_pickled_and_gives_what_gradient_gives(self) -> None:
        transform = pickle.loads(pickle.dumps(batch("x^k*y", {"k": 2}, wrt=["x", "y"])))
        frame = polars.DataFrame({"x": [1.0, 3.0, None], "y": [2, 5, 1]})
        found = transform(frame)
        assert found.columns == ["x", "y", "value", "d_x", "d_y", "error"]
        assert found.rows() == [
            (1.0, 2, 2.0, 4.0, 1.0, None),
            (3.0, 5, 45.0, 30.0, 9.0, None),
            (None, 1, None, None, None, "`x` is missing"),
        ]

    def test_what_it_gave_does_not_change_afterwards(self) -> None:
        transform = batch("2x")
        first = transform(polars.DataFrame({"x": [1.0]}))
        transform(polars.DataFrame({"x": [5.0]}))
        assert first.rows() == [(1.0, 2.0, 2.0, None)]

    @pytest.mark.parametrize(
        ("transform", "table", "words"),
        [
            (
                batch("k/x", {"k": 1}, differentiate=False),
                {"x": [1.0, 0.0, 0.0]},
                "2 of 3 rows have an infinite result; row 2: `k/x` has",
            ),
            (
                batch("2*x"),
                {"x": [1, 2**53 + 1]},
                "1 of 2 rows has a number that doubles lack; row 2: `x` is `9007199254740993`",
            ),
            (
                batch("x^2", uncertainty={"x": 0.1}),
                {"x": [0.0, 1.0]},
                "1 of 2 rows has no uncertainty to first order; row 1: `u` is 0",
            ),
            (batch("tau*x"), {"x": [1.0]}, "name: `tau` is a constant here"),
        ],
    )
    def test_it_warns_of_what_rows_have_that_do_not_fail(self, transform: Any, table: Any, words: str) -> None:
        for own in (polars.DataFrame(table), pandas.DataFrame(table)):
            with pytest.warns(AutogradWarning, match=re.escape(words)) as warned:
                transform(own)
            assert [one.filename for one in warned] == [__file__]
        with pytest.warns(AutogradWarning, match=re.escape(words.partition("; row")[0][-17:])):
            transform(polars.LazyFrame(table)).collect()

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            ("1,5", "`x` is `1,5`, not a number; decimals have a point"),
            ("1.5±0.1", '`x` is `1.5±0.1`, not a number; `uncertainty="x"` reads such cells'),
        ],
    )
    def test_what_is_wrong_with_a_row_is_in_words_of_python(self, cell: str, words: str) -> None:
        assert batch("x^2")(polars.DataFrame({"x": [cell]}))["error"].to_list() == [words]

    def test_values_that_are_equal_and_not_the_same_give_different_tables(self) -> None:
        frame = polars.DataFrame({"x": [-1.0]})
        found = [batch("atan2(a, x)", {"a": zero})(frame)["value"].item() for zero in (0.0, -0.0)]
        assert found == [math.pi, -math.pi]

    def test_it_takes_tables_longer_than_a_block_and_empty_ones(self) -> None:
        frame = polars.DataFrame({"x": [float(i) for i in range(150_000)]})
        assert batch("x + 1")(frame)["value"].to_list() == [i + 1.0 for i in range(150_000)]
        assert batch("x + 1")(frame.head(0)).height == 0

    def test_arrow_tables_stay_arrow_tables(self) -> None:
        arrow = pytest.importorskip("pyarrow")
        table = arrow.table({"x": [1.0, -1.0]})
        found = batch("log(x)")(table)
        assert isinstance(found, arrow.Table)
        assert found["value"].to_pylist() == [0.0, None]
        (part,) = table.to_batches()
        assert isinstance(batch("log(x)")(part), arrow.RecordBatch)
        assert batch("log(x)")(part.slice(0, 0)).num_rows == 0

    @pytest.mark.parametrize(
        ("expression", "columns", "code"),
        [("x*q", ["x"], "missing-binding"), ("x", ["x", "value"], "usage"), ("x", ["x", "d_x"], "usage")],
    )
    def test_what_makes_no_sense_is_an_error(self, expression: str, columns: list[str], code: str) -> None:
        with pytest.raises(AutogradError) as caught:
            batch(expression)(polars.DataFrame({name: [1.0] for name in columns}))
        assert caught.value.code == code

    def test_value_for_a_column_is_an_error(self) -> None:
        with pytest.raises(AutogradError, match="`x` is a column of the table, and bound to a value as well"):
            batch("x*y", {"x": 2.0})(polars.DataFrame({"x": [1.0], "y": [1.0]}))

    def test_formula_is_read_at_once(self) -> None:
        with pytest.raises(AutogradError):
            batch("x +")


def test_a_name_that_the_formula_has_not_is_refused_before_any_table_in_python_too() -> None:
    with pytest.raises(AutogradError) as caught:
        batch("x*y", wrt="z")
    assert (caught.value.code, caught.value.hint) == ("unknown-name", "it has `x`, `y`")
    assert gradient("x*y", {"x": 2, "y": 3}, wrt="x, y").gradient == {"x": 3.0, "y": 2.0}
    both = batch("x*y", wrt="x, y")(polars.DataFrame({"x": [2.0], "y": [3.0]}))
    assert both.row(0, named=True) == {"x": 2.0, "y": 3.0, "value": 6.0, "d_x": 3.0, "d_y": 2.0, "error": None}


def test_uncertainties_are_in_a_column_that_is_called_as_those_in_cells_are() -> None:
    frame = polars.DataFrame({"x": [1.0, 2.0], "x ±": [0.1, 0.2]})
    found = batch("3x", uncertainty={"x": "x ±"})(frame)
    renamed = batch("3x", uncertainty={"x": "s"})(frame.rename({"x ±": "s"}))
    assert found.rows() == renamed.rows()


def test_results_stand_alone_where_no_column_is_carried() -> None:
    frame = polars.DataFrame({"x": [1.0, 3.0]})
    alone = batch("x^2", columns=[])
    expected = [(1.0, 2.0, None), (9.0, 6.0, None)]
    assert alone(frame).rows() == expected
    assert alone(frame.lazy()).collect().rows() == expected
    assert alone({"x": [1.0, 3.0]}).rows() == expected  # type: ignore[attr-defined]
