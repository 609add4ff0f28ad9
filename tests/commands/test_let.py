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
        ("q^2*p", [LET, f"--wrt=`{COLUMN}`", f"--columns=q,`{COLUMN}`"], {COLUMN: 2, "value": 12, "d_q": 12}),
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


UNITS = "Länge (mm),Kraft [N],T / K,t in s\n1,2,3,4\n3,4,5,6\n5,7,9,10\n"


@pytest.mark.parametrize(
    ("words", "lets"),
    [
        (("batch", "-e", "Kraft/Länge"), ("Kraft=Kraft [N]", "Länge=Länge (mm)")),
        (("batch", "-e", "kraft*2 + laenge"), ("kraft=Kraft [N]", "laenge=Länge (mm)")),
        (("batch", "-e", "T*Kraft"), ("T=T / K", "Kraft=Kraft [N]")),
        (("batch", "-e", "2*t"), ("t=t in s",)),
        (("batch", "-e", "Krft*2"), ("Krft=Kraft [N]",)),
    ],
)
def test_names_without_their_units_are_given_by_let(
    words: tuple[str, ...], lets: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "u.csv"
    path.write_text(UNITS, "utf-8")
    command, *formula = words
    status, _, err = call(command, str(path), *formula)
    typed = " ".join(f'--let "{one}"' for one in lets)
    assert status == 2
    assert f"hint: columns are given short names: `{typed}`" in err
    followed = [f"--let={one}" for one in lets]
    assert call(command, str(path), *formula, *followed, "-o", str(tmp_path / "o.csv"))[0] == 0


@pytest.mark.parametrize("command", ["batch", "fit"])
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("laenge (mm)", "Länge (mm)"),
        ("LÄNGE [mm]", "Länge (mm)"),
        ("Lange", "Länge (mm)"),
        ("Kraft (N)", "Kraft [N]"),
        ("kraft[n]", "Kraft [N]"),
        ("T/K", "T / K"),
    ],
)
def test_a_column_is_meant_whatever_its_brackets_and_umlauts(
    command: str, name: str, meant: str, tmp_path: Path
) -> None:
    path = tmp_path / "u.csv"
    path.write_text(UNITS, "utf-8")
    status, _, err = call(command, str(path), "-e", "T = a*q" if command == "fit" else "q", "--let", f"q={name}")
    assert status == 2
    assert f"has no column `{name}`\nhint: did you mean `{meant}`?\n" in err


@pytest.mark.parametrize("command", ["batch", "fit"])
@pytest.mark.parametrize(
    ("table", "remedy"),
    [
        ("U (mV);I\n1.5;2\n2.5;3\n4;5\n", "--delimiter ';'"),
        ("U|I\n1.5|2\n2.5|3\n4|5\n", "--delimiter '|'"),
        ("U  I\n1.5  2\n2.5  3\n 4  5\n", "--delimiter space"),
    ],
)
def test_a_table_of_one_column_may_be_separated_otherwise(
    command: str, table: str, remedy: str, tmp_path: Path
) -> None:
    path = tmp_path / "d.csv"
    path.write_text(table)
    column = "U (mV)" if "mV" in table else "U"
    words = (command, str(path), "-e", "I = a*u" if command == "fit" else "u*I", "--let", f"u={column}")
    status, _, err = call(*words)
    assert status == 2
    assert f"write `{remedy}`" in err
    assert call(*words, *remedy.replace("'", "").split(), "-o", str(tmp_path / "o.json"))[0] == 0
