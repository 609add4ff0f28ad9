"""Names of data that are no identifiers: in backticks, and by `--let`, in every kind of file."""

import json
from pathlib import Path

import polars
import pytest
from support.calls import call

COLUMN = "Flow rate (L/min)"
LET = f"--let=q={COLUMN}"
WRITERS = {
    "csv": polars.DataFrame.write_csv,
    "jsonl": polars.DataFrame.write_ndjson,
    "parquet": polars.DataFrame.write_parquet,
}


@pytest.mark.parametrize("format", WRITERS)
@pytest.mark.parametrize(
    ("formula", "words", "columns"),
    [
        ("q^2*p", [LET], {COLUMN: 2, "p": 3, "value": 12, "d_q": 12, "d_p": 4}),
        ("q^2*p", [LET, "--wrt=q", f"--columns=`{COLUMN}`"], {COLUMN: 2, "value": 12, "d_q": 12}),
        ("q^2*p", ["--let", f"q=`{COLUMN}`", "--columns=p"], {"p": 3, "value": 12, "d_q": 12, "d_p": 4}),
        (f"`{COLUMN}`^2*p", [f"--wrt=p,`{COLUMN}`", "--columns=p"], {"p": 3, "value": 12, f"d_{COLUMN}": 12, "d_p": 4}),
    ],
)
def test_a_column_of_any_name_is_a_variable(
    format: str, formula: str, words: list[str], columns: dict[str, float], tmp_path: Path
) -> None:
    path = tmp_path / f"flow.{format}"
    WRITERS[format](polars.DataFrame({COLUMN: [2.0], "p": [3.0]}), str(path))  # type: ignore[operator]
    results = tmp_path / "results.jsonl"
    assert call("batch", str(path), "-e", formula, "-o", str(results), *words) == (0, "", "")
    assert json.loads(results.read_text()) == {**columns, "error": None}


@pytest.mark.parametrize("command", ["eval", "trace", "jacobian", "hessian", "tangent", "graph"])
def test_a_value_of_any_name_in_a_file_is_that_of_the_short_name(command: str, tmp_path: Path) -> None:
    path = tmp_path / "point.json"
    path.write_text(json.dumps({COLUMN: 2, "p": 3}))
    assert call(command, "q^2*p", "--at", str(path), LET) == call(command, "q^2*p", "q=2", "p=3")


def test_the_data_of_a_fit_have_short_names(tmp_path: Path) -> None:
    path = tmp_path / "flow.csv"
    path.write_text(f"{COLUMN},measured y\n1,3\n2,5\n4,9\n")
    words = ["-e", "y = a*q + b", LET, "--let", "y=measured y", "--json"]
    status, out, err = call("fit", str(path), *words)
    assert (status, err) == (0, "")
    assert [round(one["estimate"], 9) for one in json.loads(out)["parameters"].values()] == [2, 1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["eval", "q", "q=1", "--let", "q"], "`--let` has `q`, which is not a name and what the data call it"),
        (["eval", "q", "q=1", "--let", "2q=x"], "`--let` has `2q=x`, which is not a name and what the data call it"),
        (["eval", "q", "q=1", "--let", "r=Rate"], "the formula has no variable `r`"),
        (["diff", "q^2", "--let", "r=Rate"], "the formula has no variable `r`"),
        (["batch", "TABLE", "-e", "q", "--let", "q=Rate"], "has no column `Rate`"),
        (["batch", "TABLE", "-e", "p", LET], "the formula has no variable `q`"),
        (["batch", "TABLE", "-e", "p", f"--let=p={COLUMN}"], "`p` is a column of"),
        (["batch", "TABLE", LET], "`--let` goes with a formula for all rows"),
    ],
)
def test_a_short_name_is_of_something_and_of_use(words: list[str], message: str, tmp_path: Path) -> None:
    path = tmp_path / "flow.csv"
    path.write_text(f"{COLUMN},p\n2,3\n")
    status, _, err = call(*[str(path) if word == "TABLE" else word for word in words])
    assert status == 2
    assert message in err
