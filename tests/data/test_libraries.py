"""`autograd_cli.batch` in Python: what is given comes back, with results beside it, whatever library it is of."""

import math
import subprocess
import sys
from typing import Any

import numpy
import polars
import pytest

from autograd_cli import batch
from autograd_cli.errors import AutogradError

DATA: dict[str, list[Any]] = {"id": ["a", "b", "c"], "m": [2.01, 1.98, None], "m_err": [0.01, 0.02, 0.03]}
SQUARE = batch("m^2", uncertainty={"m": "m_err"}, sensitivity=True)
NAMES = ["id", "m", "m_err", "value", "u", "d_m", "s_m", "error"]


def test_polars_frames_stay_frames_and_lazy_ones_lazy() -> None:
    frame = polars.DataFrame(DATA)
    found = SQUARE(frame)
    assert found.columns == NAMES
    assert found["u"].to_list() == pytest.approx([2 * 2.01 * 0.01, 2 * 1.98 * 0.02, None])
    lazy = SQUARE(frame.lazy())
    assert isinstance(lazy, polars.LazyFrame)
    assert lazy.collect_schema() == found.schema
    assert lazy.collect().equals(found)
    part = lazy.filter(polars.col("value") > 4).select("id", "u")
    assert part.collect(engine="streaming").equals(found.filter(polars.col("value") > 4).select("id", "u"))
    lists = polars.LazyFrame({"x": [[3.0, 4.0], [6.0, 8.0]]})
    assert batch("norm(x)")(lists).collect()["value"].to_list() == [5, 10]


@pytest.mark.parametrize("kind", ["polars", "lazy", "dictionary", "pandas", "pyarrow"])
def test_results_have_other_names_beside_chosen_columns(kind: str) -> None:
    data = {"id": ["a", "b"], "x": [2.0, 3.0], "value": [0, 0]}
    made: dict[str, Any] = {"polars": polars.DataFrame, "lazy": polars.LazyFrame, "dictionary": dict}
    if kind == "pandas":
        made["pandas"] = pytest.importorskip("pandas").DataFrame
    elif kind == "pyarrow":
        made["pyarrow"] = pytest.importorskip("pyarrow").table
    found = batch("x^2", rename={"d_x": "slope"}, columns="x,id,x")(made[kind](data))
    whole = polars.DataFrame(found.collect() if kind == "lazy" else found)
    assert whole.columns == ["x", "id", "value", "slope", "error"]
    assert whole["slope"].to_list() == [4, 6]
    with pytest.raises(AutogradError, match="the result `value` would have the name of a column"):
        batch("x^2")(made[kind](data))
    with pytest.raises(AutogradError, match="has `q`, and there is no such result"):
        batch("x^2", rename={"q": "a"}, columns="x")(made[kind](data))
    with pytest.raises(AutogradError, match="the table has no column `z`"):
        batch("x^2", columns=["z"])(made[kind](data))


def test_conventions_and_percentages_are_those_of_the_command() -> None:
    assert batch("abs(x)", kinks="jax")({"x": [0.0]})["d_x"].item() == 1
    with pytest.raises(AutogradError, match="no conventions `mine`"):
        batch("abs(x)", kinks="mine")
    assert batch("x^2", uncertainty={"x": "1%"})({"x": [3.0]})["u"].item() == pytest.approx(0.18)
    with pytest.raises(AutogradError, match="names nothing"):
        batch("x^2", uncertainty="")({"x": [3.0]})


@pytest.mark.parametrize("given", [None, [{"x": 1}], numpy.ones((2, 2)), polars.Series("x", [1.0]), "x"])
def test_what_is_not_a_table_is_said_to_be_none(given: Any) -> None:
    with pytest.raises(AutogradError, match=f"of the type `{type(given).__name__}` is not a table"):
        batch("x^2")(given)


def test_lazy_frames_are_refused_before_they_are_collected() -> None:
    with pytest.raises(AutogradError, match="`q` is neither a column"):
        batch("x*q")(polars.LazyFrame({"x": [1.0]}))


def test_pandas_frames_keep_their_index_their_types_and_columns_that_are_no_names() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(DATA, index=[10, 20, 30]).astype({"id": "category"})
    frame[7] = [1, 2, 3]
    before = frame.copy()
    found = SQUARE(frame)
    assert isinstance(found, pandas.DataFrame)
    assert list(found.index) == [10, 20, 30]
    assert list(found.columns) == [*NAMES[:3], 7, *NAMES[3:]]
    pandas.testing.assert_frame_equal(found[frame.columns], before)
    pandas.testing.assert_frame_equal(frame, before)
    assert list(found["value"])[:2] == [2.01**2, 1.98**2]
    assert math.isnan(found["u"][30])
    assert found["error"][30] == "`m` is missing"
    assert pandas.isna(found["error"][10])


def test_pandas_columns_of_integers_lists_and_uncertain_cells_are_read() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"n": pandas.array([1, 2, None], dtype="Int64"), "w": [[1, 2], [3, 4], [5, 6]]})
    assert list(batch("n*sum(w)")(frame)["value"])[:2] == [3, 14]
    cells = pandas.DataFrame({"x": ["2.00(1)", "3±0.2", None]})
    found = batch("x^2", uncertainty="x")(cells)
    assert list(found["u"])[:2] == pytest.approx([0.04, 1.2])
    assert list(cells["x"])[:2] == list(found["x"])[:2]
    with pytest.raises(AutogradError, match="`t` of the table holds datetime"):
        batch("t")(pandas.DataFrame({"t": pandas.to_datetime(["2026-01-01"])}))


def test_arrow_tables_keep_their_types_and_what_their_schema_says() -> None:
    arrow = pytest.importorskip("pyarrow")
    schema = arrow.schema(
        [("id", arrow.dictionary(arrow.int8(), arrow.string())), ("x", arrow.float32())], {"by": "me"}
    )
    table = arrow.table([arrow.array(["a", "b"]).dictionary_encode().cast(schema.field("id").type), [1.5, 2.5]], schema)
    found = batch("x^2")(table)
    assert found.schema.names == ["id", "x", "value", "d_x", "error"]
    assert [found.schema.field(i) for i in range(2)] == [schema.field(i) for i in range(2)]
    assert found.schema.metadata == {b"by": b"me"}
    assert found["value"].to_pylist() == [2.25, 6.25]


def test_a_dictionary_of_arrays_becomes_a_frame() -> None:
    found: Any = batch("x*y")({"x": numpy.array([1.0, 2.0]), "y": numpy.array([3.0, 4.0])})
    assert found["value"].to_list() == [3, 8]


def test_a_transform_takes_covariances_shares_and_second_partials() -> None:
    table = polars.DataFrame({"U": [5.0], "I": [0.2]})
    covariance = {"U": {"U": 0.0025, "I": 0.0004}, "I": {"U": 0.0004, "I": 0.0001}}
    found = batch("U/I", covariance=covariance, shares=True, second="U,I")(table)
    assert found["u"].item() == pytest.approx(math.sqrt(25 * 0.0025 + 125**2 * 0.0001 - 2 * 5 * 125 * 0.0004))
    assert found["share_U"].item() + found["share_I"].item() == pytest.approx(1)
    assert [name for name in found.columns if name.startswith("d2")] == ["d2_U_U", "d2_U_I", "d2_I_I"]


@pytest.mark.parametrize("option", ["wrt", "second"])
def test_names_that_the_formula_has_not_are_refused_at_once(option: str) -> None:
    with pytest.raises(AutogradError, match="no variable `z`"):
        batch("x*y", **{option: "z"})  # type: ignore[arg-type]


def test_no_library_is_imported_that_the_table_is_not_of() -> None:
    text = (
        "import polars, sys; from autograd_cli import batch; batch('x^2')(polars.DataFrame({'x': [1.0]})); "
        "assert not {'pandas', 'pyarrow'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", text], check=True)
