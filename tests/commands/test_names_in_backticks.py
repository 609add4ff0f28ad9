"""Names in backticks, with blanks, units and brackets, in every command and table that has names."""

import json
import shlex
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest
from support.batches import Answer, run
from support.calls import call

import autograd_cli
from autograd_cli.syntax.names import written_element

NAMES = ["F N", "F [N]", "Temp [°C]", "a [1/s]", "[N]", "F[", "d_x[0]", "A[0, 1]", "Länge (mm)"]


def quoted(name: str) -> str:
    return f"`{name}`"


def json_of(*words: str, stdin: str = "") -> Any:
    status, out, told = call(*words, stdin=stdin)
    assert status == 0, told
    return json.loads(out)


def of_table(name: str, folder: Path, *words: str) -> Answer:
    """The answer of `batch` to a table in which a product has a row with a number missing."""
    table = f'L,"{name}","{name}_err"\n12.5,3.20,0.1\n4,,0.2\n'
    return run(["-", "-e", f"{quoted(name)}*L", "--to", "jsonl", *words], folder, table.encode())


@pytest.mark.parametrize("name", NAMES)
def test_a_column_is_read_by_its_name(name: str, tmp_path: Path) -> None:
    answer = of_table(name, tmp_path)
    first, second = map(json.loads, answer.lines)
    assert (answer.status, first["value"], first["d_L"], first[f"d_{name}"]) == (1, 40.0, 3.2, 12.5)
    assert second["value"] is None
    assert "missing" in second["error"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("given", ["*_err", "{}=0.1", "`{}`=0.1"])
def test_a_column_has_an_uncertainty(name: str, given: str, tmp_path: Path) -> None:
    if "," in name and "`" not in given:
        pytest.skip("a comma parts the words of a list outside of backticks")
    answer = of_table(name, tmp_path, "--uncertainty", given.format(name))
    assert json.loads(answer.lines[0])["u"] == pytest.approx(1.25)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_has_such_columns(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(f'L,"{name}"\n12.5,3.20\n4,\n', encoding="utf-8")
    assert run(["in", "-e", f"{quoted(name)}*L", "-o", "out", "--jobs", "1"], tmp_path).status == 1
    assert polars.read_csv(tmp_path / "out" / "a.csv")["value"].to_list() == [40.0, None]


@pytest.mark.parametrize("name", NAMES)
def test_a_grid_has_such_columns(name: str, tmp_path: Path) -> None:
    answer = run(["-e", f"2*{quoted(name)}", f"{quoted(name)}=1:3", "--to", "jsonl"], tmp_path)
    assert (answer.status, [json.loads(line)["value"] for line in answer.lines]) == (0, [2, 4, 6])


@pytest.mark.parametrize("name", NAMES)
def test_objects_have_such_keys(name: str, tmp_path: Path) -> None:
    line = json.dumps({name: 3.2, "L": 12.5})
    words = ["-", "--from", "jsonl", "-e", f"{quoted(name)}*L", "--order", "2"]
    found = json.loads(run(words, tmp_path, line.encode()).output)
    assert (found["value"], found[f"d2_{name}_L"]) == (40.0, 1.0)


@pytest.mark.parametrize("name", NAMES)
def test_conditions_name_them_as_formulas_do(name: str, tmp_path: Path) -> None:
    answer = run(["-e", f"1/{quoted(name)}", f"{quoted(name)}=0,1", "--to", "jsonl"], tmp_path)
    assert f"has a pole where `{written_element(name)} == 0`" in json.loads(answer.lines[0])["error"]


@pytest.mark.parametrize("name", NAMES)
def test_python_has_such_columns(name: str) -> None:
    transform = autograd_cli.batch(f"{quoted(name)}*L", wrt=quoted(name), uncertainty={name: 0.1})
    given = {"L": [12.5], name: [3.2]}
    assert transform(polars.DataFrame(given))["value"].to_list() == [40.0]
    found = transform(pandas.DataFrame(given))
    assert (found[f"d_{name}"].tolist(), found["u"].tolist()) == ([12.5], [1.25])


@pytest.mark.parametrize("name", NAMES)
def test_points_have_such_names(name: str) -> None:
    at, text = [f"{quoted(name)}=3", "y=2"], f"{quoted(name)}^2*y"
    assert json_of("eval", text, *at, "--json")["gradient"] == {name: 12, "y": 9}
    assert json_of("check", text, *at, "--json")["agrees"]
    assert json_of("hessian", text, *at, "--json")["hessian"] == {name: {name: 4, "y": 6}, "y": {name: 6, "y": 0}}


@pytest.mark.parametrize("name", ["F N", "F [N]", "[N]", "F["])
def test_unknowns_have_such_names(name: str) -> None:
    own = quoted(name)
    found = json_of("minimize", f"({own} - y)^2", f"{own}=3", "y=1", "--for", own, "--wrt", "y", "--json")
    assert found["point"] == {name: pytest.approx(1)}
    assert found["derivatives"] == {"y": {name: pytest.approx(1)}}
    limited = json_of("minimize", f"{own}^2", f"{own}=3", "--subject-to", f"{own} >= 2", "--json")
    assert limited["point"] == {name: pytest.approx(2)}
    for more in ((), ("--digits", "20")):
        words = ["solve", f"{own}^2 = y", f"{own}=3", "y=2", "--for", own, "--wrt", "y", *more, "--json"]
        assert json_of(*words)["point"] == {name: pytest.approx(2**0.5)}
    boxed = json_of("solve", f"{own}^2 = y", "y=2", "--over", f"{own}=0..5", "--json")
    assert boxed["proved"]
    assert [root["point"] for root in boxed["roots"]] == [{name: pytest.approx(2**0.5)}]


TWICE = ["a*b", "a+b", "2", "-1", "[0]", "e ", "a,b", "x y"]


@pytest.mark.parametrize("name", TWICE)
def test_results_have_such_names(name: str, tmp_path: Path) -> None:
    own, table = quoted(name), b"a,b,zz\n2,3,5\n"
    words = ["-", "--no-grad", "--to", "jsonl", "--prefix", "r_"]
    named = run([*words, "-e", f"{own} = zz*2", "-e", f"{own}^2"], tmp_path, table)
    assert [*json.loads(named.output).values()][3:5] == [10, 100]
    kept = run([*words, "-e", f"{own} = zz*2; {own}^2 + a + b", "--keep", own], tmp_path, table)
    found = json.loads(kept.output)
    assert (found["r_value"], found[f"r_{name}"]) == (105, 10)


@pytest.mark.parametrize(
    "words",
    [
        ["-e", "error = a*b"],
        ["-e", "q = a*b", "--rename", "q=error"],
        ["-e", "error = a*b; error + 1", "--keep", "error"],
        ["-e", "value = a*b; value + 1", "--keep", "value"],
        ["-e", "q = a*b; q + 1", "--keep", "q", "--rename", "q=value"],
        ["-e", "q = a*b; 2*q", "--keep", "q", "--rename", "value=q"],
        ["-e", "q = a*b", "--rename", "q=d_q_a"],
        ["-e", "d_value_a = a*b; 2*d_value_a", "--keep", "d_value_a"],
    ],
    ids=" ".join,
)
def test_results_of_one_name_are_refused_before_any_work(words: list[str], tmp_path: Path) -> None:
    answer = run(["-", *words], tmp_path, b"a,b\n2,3\n")
    assert (answer.status, answer.output) == (2, "")
    assert "two results would have the name" in answer.errors


@pytest.mark.parametrize("name", ["a*b", "-1", "x^2", "flow rate"])
def test_models_and_series_keep_backticks(name: str) -> None:
    own = quoted(name)
    model = json_of("tangent", f"{own}^2*a", f"{own}=2", "a=3", "--json")["formula"]
    assert json_of("eval", model, f"{own}=2.5", "a=3", "--json")["value"] == 12 + 12 * 0.5
    status, text, _ = call("taylor", f"{own}^2", f"{own}=3", "--order", "1", "--format", "text")
    assert (status, text.strip()) == (0, f"9 + 6*({own} - 3)")


@pytest.mark.parametrize("name", NAMES)
def test_the_hint_at_a_missing_value_is_a_line_that_works(name: str) -> None:
    formula = f"2*{quoted(name)} + y"
    status, _, told = call("eval", formula)
    assert status == 2
    hint = told.partition("hint: give values: ")[2]
    assert json_of("eval", formula, *shlex.split(hint), "--json")["value"] == 3.0
