"""What `batch` refuses before any work, and what it says."""

# ruff: noqa: E501, whole messages stand on one line

import json
from pathlib import Path

import pytest
from support.batches import run


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "words", [["-o", "/dev/full"], ["-o", "/dev/full", "--to", "parquet"], ["--errors", "/dev/full"]]
)
def test_full_disk_is_one_message(words: list[str], here: Path) -> None:
    (here / "in.csv").write_text("x\nabc\n", encoding="utf-8")
    answer = run(["in.csv", "-e", "x", *words], here)
    assert (answer.status, answer.errors) == (3, "error: `/dev/full` cannot be written: no space left on device\n")


# fmt: off
REFUSED = [
    # words, message
    (["points.csv", "-e", "x*zz"], "error: `zz` is neither a column nor bound to a value\n  x*zz\n    ^^\nhint: a value for all rows is given as `--zz 1`; the columns are `id`, `x`, `y`\n"),
    (["points.csv", "-e", "X*y"], "error: `X` is neither a column nor bound to a value\n  X*y\n  ^\nhint: did you mean `x`?\n"),
    (["points.csv", "-e", "x*y", "--x", "3"], "error: `x` is a column of `points.csv`, and bound to a value as well\nhint: leave one of them out\n"),
    (["points.csv", "-e", "x", "--q", "3"], "error: the formula has no variable `q`\nhint: it has `x`\n"),
    (["points.csv", "-e", "x", "--x", "1,2"], "error: `x` has several values, and the rows come from a file\nhint: a grid takes no file; one value is the same for all rows\n"),
    (["points.csv", "-e", "x", "--columns", "q"], "error: `points.csv` has no column `q`\nhint: it has `id`, `x`, `y`\n"),
    (["points.csv", "--expr-column", "q"], "error: `points.csv` has no column `q`\nhint: it has `id`, `x`, `y`\n"),
    (["points.csv", "--expr-column", "x", "-e", "x"], "error: `--expr-column` and `--expr` exclude each other\nhint: give one of them\n"),
    (["-e", "x*y", "x=0:1:1", "y=3", "q=3"], "error: the formula has no variable `q`\nhint: it has `x`, `y`\n"),
    (["-e", "x*y", "x=0:1:1", "y=3", "--w=[1,2]"], "error: the formula has no variable `w`\nhint: it has `x`, `y`\n"),
    (["points.csv", "-e", "x", "-o", "o.csv", "--errors", "./o.csv"], "error: the results and `--errors` would go to one file, `./o.csv`\nhint: name another for one of them\n"),
    (["points.csv", "-e", "x", "--errors", "-"], "error: the results and `--errors` would go to one file, standard output\nhint: name another for one of them\n"),
    (["points.csv", "-e", "x", "--errors", ""], "error: `--errors` names no file\nhint: as in `--errors failed.csv`\n"),
    (["points.csv", "-e", "x", "--jobs", "0"], "error: `--jobs 0` is less than one core\nhint: as in `--jobs 2`\n"),
    (["points.csv", "-e", "x", "--wrt", "x", "--no-grad"], "error: `--no-grad` and `--wrt` exclude each other\nhint: give one of them\n"),
    (["points.csv"], 'error: there is no formula\nhint: give one for all rows with `--expr "x*y"`, or name the column that has one in each row with `--expr-column NAME`; the columns are `id`, `x`, `y`\n'),
    (
        ["points.csv", "points.tsv", "-e", "x"],
        "error: `points.tsv` cannot be read: no such file or directory\nhint: did you mean `points.csv`?\n",
    ),
    (["2*x*y"], "error: no file fits `2*x*y`\nhint: a formula for all rows is given with `--expr`\n"),
    (["x + y"], "error: `x + y` cannot be read: no such file or directory\nhint: a formula for all rows is given with `--expr`\n"),
    (["q*.csv", "-e", "x"], "error: no file fits `q*.csv`\n"),
    (["points.txt", "-e", "x"], "error: `points.txt` cannot be read: no such file or directory\n"),
    (["points.csv", "-e", "x", "--to", "xlsx"], "error: there is no format `xlsx`\nhint: choose csv, tsv, jsonl, json, parquet, arrow\n"),
    (["points.csv", "-e", "x", "--on-error", "cry"], "error: `--on-error` has no choice `cry`\nhint: choose keep, skip, stop\n"),
    (["points.csv", "-e", "x", "--errors", "e.parquet"], "error: `--errors` writes text, and `e.parquet` is parquet\nhint: give it a name that ends in .csv, .tsv or .jsonl\n"),
    (["points.csv", "-e", "x(", "-o", "o.csv"], "error: expected a number, a name, `(` or `-`, but found the end\n  x(\n    ^\n"),
    (["-e", "x"], 'error: there is no table and no grid\nhint: as in `autograd batch points.csv -e "x*y"`, `-` for standard input, or `autograd batch -e "x^2" --x 0:1:0.1`\n'),
    (["-e", "value*x", "value=1,2", "x=1"], "error: the result `value` would have the name of a column of the table\nhint: `--rename value=new_value` names it `new_value`, and `--prefix new_` all results alike\n"),
    (["-e", "x", "--x", "0:1:0"], "error: `x` never gets from 0 to 1 in steps of 0\nhint: as in `0:10:0.1`\n"),
    (["-e", "x", "--x", "0:1:-0.5"], "error: `x` never gets from 0 to 1 in steps of -0.5\nhint: the step goes the other way: `0:1:0.5`\n"),
    (["-e", "x", "--x", "1,,2"], "error: the values of `x` cannot be read: ``\nhint: as in `0:10:0.1` (start, end, step), `0:24#7` (7 points), `1e-3:1e3#13log` or `1,2,3`\n"),
    (["-e", "x", "--x", "0:[1, 2]"], "error: the values of `x` cannot be read: `0:[1, 2]`\nhint: as in `0:10:0.1` (start, end, step), `0:24#7` (7 points), `1e-3:1e3#13log` or `1,2,3`\n"),
    (["points.csv", "a.ag"], "error: programs cannot be mixed with a table or a formula: each is a row of its own\nhint: the program's result for each row of a table: `autograd batch points.csv --file a.ag`\n"),
    (["points.csv", "-e", "x", "--progress", "--no-progress"], "error: `--progress` and `--no-progress` exclude each other\nhint: give one of them\n"),
    (["points.csv", "-e", "x", "--jobs", "-1"], "error: `--jobs -1` is less than one core\nhint: as in `--jobs 2`\n"),
    (["points.csv", "-e", "x", "--format", "csv"], "error: `batch` has no option `--format`\nhint: write `--to csv`\n"),
    (["points.csv", "-e", "x", "--digits", "3"], "error: `batch` has no option `--digits`, and the formula no variable `digits`\nhint: `autograd eval`, `autograd jacobian`, `autograd hessian`, `autograd taylor` and `autograd tangent` have that option\n"),
]
# fmt: on


@pytest.mark.parametrize(("option", "called"), [("--json", "--to json"), ("--ndjson", "--to jsonl")])
def test_an_option_of_other_commands_has_its_own_name_in_the_hint(option: str, called: str, here: Path) -> None:
    answer = run(["points.csv", "-e", "x", option], here)
    assert json.loads(answer.output)["error"]["hint"] == f"write `{called}`"


def test_program_with_a_variable_of_the_column_s_name_is_refused(here: Path) -> None:
    (here / "a.ag").write_text("given file = 3; file^2", encoding="utf-8")
    answer = run(["a.ag"], here)
    message = "error: a program has the variable `file`, which is the name of the column of the programs' files\n"
    assert (answer.status, answer.errors) == (2, f"{message}hint: rename the variable\n")


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_request_that_makes_no_sense_is_refused_before_any_work(words: list[str], message: str, here: Path) -> None:
    answer = run(words, here)
    assert (answer.errors, answer.output) == (message, "")
    assert answer.status in (2, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "error: standard input is empty\nhint: the first line names the columns, as in `x,y`\n"),
        ("x,x\n1,2\n", "error: standard input has two columns named `x`\nhint: rename one of them\n"),
        ("x,value\n1,2\n", "error: the result `value` would have the name of a column of standard input\nhint: `--rename value=new_value` names it `new_value`, and `--prefix new_` all results alike\n"),
        ("x,error\n1,2\n", "error: the result `error` would have the name of a column of standard input\nhint: `--rename error=new_error` names it `new_error`, and `--prefix new_` all results alike\n"),
        ('x,y\n1,"2\n3,4\n', "error: standard input: a quotation mark after line 1 is never closed\nhint: add the closing one; inside a cell a quotation mark is written twice\n"),
    ],
)  # fmt: skip
def test_table_that_makes_no_sense_is_refused(text: str, message: str, here: Path) -> None:
    answer = run(["-", "-e", "x"], here, text.encode())
    assert (answer.errors, answer.output.replace("x,y,value,d_x,error\n", "")) == (message, "")


def test_text_in_another_encoding_is_refused_with_its_line(here: Path) -> None:
    answer = run(["-", "-e", "x"], here, "x,t\n1,a\n2,\u00e9\n".encode("latin-1"))
    assert answer.status == 2
    assert answer.errors == (
        "error: standard input is not UTF-8 text: a byte in line 3 belongs to no character\n"
        "hint: `--encoding latin-1` or `--encoding cp1252` reads what Windows programs write\n"
    )
