"""`autograd batch`: what goes in comes out, row by row, with the value and the partials that one point would have."""

# ruff: noqa: E501, whole messages stand on one line

import json
from pathlib import Path

import polars
import pytest
from support.batches import FORMULA, POINTS, run

from autograd_cli import gradient
from autograd_cli.numerals import json_number


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        # table, words, output
        (POINTS, ["-e", FORMULA], "id,x,y,value,d_x,d_y,error\na,40,4,327.0,8.0,81.0,\nb,1.5,-2,-5.0,-4.0,4.0,\n"),
        (POINTS, ["-e", FORMULA, "--wrt", "y"], "id,x,y,value,d_y,error\na,40,4,327.0,81.0,\nb,1.5,-2,-5.0,4.0,\n"),
        (POINTS, ["-e", FORMULA, "--no-grad"], "id,x,y,value,error\na,40,4,327.0,\nb,1.5,-2,-5.0,\n"),
        (
            POINTS,
            ["-e", "x*z", "--z", "3", "--columns", "x,x", "--columns", "x", "--wrt", "x"],
            "x,value,d_x,error\n40,120.0,3.0,\n1.5,4.5,3.0,\n",
        ),
        (POINTS, ["-e", "x", "--prefix", "f_"], "id,x,y,f_value,f_d_x,f_error\na,40,4,40.0,1.0,\nb,1.5,-2,1.5,1.0,\n"),
        (
            POINTS,
            ["-e", "x", "--to", "tsv"],
            "id\tx\ty\tvalue\td_x\terror\na\t40\t4\t40.0\t1.0\t\nb\t1.5\t-2\t1.5\t1.0\t\n",
        ),
        ("x,n\n1,007\n", ["-e", "x"], "x,n,value,d_x,error\n1,007,1.0,1.0,\n"),
        # What stands in a cell stays as it stands.
        ('x,t\n 1e0 ,"a, ""b"""\n', ["-e", "x"], 'x,t,value,d_x,error\n 1e0 ,"a, ""b""",1.0,1.0,\n'),
        ("\ufeffx, y\r\n1,2\r\n", ["-e", "x*y"], "x,y,value,d_x,d_y,error\n1,2,2.0,2.0,1.0,\n"),
        ("x\n\n1\n\n2\n\n", ["-e", "x"], "x,value,d_x,error\n1,1.0,1.0,\n2,2.0,1.0,\n"),
        ("x\n5", ["-e", "x"], "x,value,d_x,error\n5,5.0,1.0,\n"),
        ("x\n", ["-e", "x"], "x,value,d_x,error\n"),
        ("x,µ\n1,2\n", ["-e", "x*μ", "--quiet"], "x,µ,value,d_x,d_μ,error\n1,2,2.0,2.0,1.0,\n"),
        # A column is a variable, whatever the name means elsewhere.
        ("e\n2\n", ["-e", "2e"], "e,value,d_e,error\n2,4.0,2.0,\n"),
        ("x\n1\n", ["-e", "given k = 5; k*x"], "x,value,d_k,d_x,error\n1,5.0,1.0,5.0,\n"),
        # Not finite, as the contract spells it; nan is a number that somebody wrote.
        (
            "x\nnan\nInfinity\n-inf\n",
            ["-e", "x"],
            "x,value,d_x,error\nnan,NaN,1.0,\nInfinity,Infinity,1.0,\n-inf,-Infinity,1.0,\n",
        ),
        # The bytes with which compressed data begins.
        ("f,x\nx^2,3\n", ["-e", "x"], "f,x,value,d_x,error\nx^2,3,3.0,1.0,\n"),
    ],
)
def test_table_comes_out_with_its_results(text: str, words: list[str], wanted: str, here: Path) -> None:
    answer = run(["-", *words], here, text.encode())
    assert (answer.status, answer.errors, answer.output) == (0, "", wanted)


FAILING = [
    # cells of x and y, formula, complaint
    ("abc,1", "x*y", "`x` is `abc`, not a number"),
    (",1", "x*y", "`x` is missing"),
    (" ,1", "x*y", "`x` is missing"),
    ("1", "x*y", "`y` is missing"),
    ("1,2,3", "x*y", "the row has 3 cells, and the table 2 columns: `3` is left over"),
    ("1e999,1", "x*y", "`x` is `1e999`, beyond the largest double"),
    ("@secret.json,1", "x*y", "`x` is `@secret.json`, not a number"),
    ("2*3,1", "x*y", "`x` is `2*3`, not a number"),
    ("\x1b[31m,1", "x*y", "`x` is `\\x1b[31m`, not a number"),
    ("-1,1", "log(x)*y", "`log(x)` needs `x > 0`, but `x = -1`"),
    (
        "-8,1",
        "x^(y/3)",
        "`x^(y/3)` needs `x > 0 or y/3 == floor(y/3)`, but `x = -8` and `y/3 = 0.3333333333333333`; the real cube root is `cbrt(x)`",
    ),
]


@pytest.mark.parametrize(("row", "formula", "complaint"), FAILING)
def test_row_that_fails_is_kept_in_its_place(row: str, formula: str, complaint: str, here: Path) -> None:
    answer = run(["-", "-e", formula], here, f"x,y\n1,2\n{row}\n3,4\n".encode())
    assert answer.status == 1
    assert len(answer.lines) == 4
    assert answer.errors == f"standard input, line 3: {complaint}\n1 of 3 rows failed\n"
    assert (complaint.replace("\\x1b", "\x1b") if "1b" not in complaint else complaint) in answer.lines[2].replace(
        '""', '"'
    )
    kept = polars.read_csv(answer.output.encode())
    assert kept["error"].is_null().to_list() == [True, False, True]
    assert kept[1, "value"] is None
    assert kept[1, "d_x"] is None


# The point, and what eval gives there.
KEPT = [
    ("D13 pole", "y/x", [0.0, 1.0]),
    ("D13 value without a derivative", "atan2(x, y)", [0.0, 0.0]),
    ("D13 edge", "log(x)*y", [0.0, 1.0]),
    ("D13 infinite slope", "sqrt(x)*y", [0.0, 1.0]),
    ("D13 one partial", "x^y", [-2.0, 3.0]),
    ("42 pole of a negative", "x/y", [-1.0, 0.0]),
    ("42 outside", "log(x) + y", [-1.0, 1.0]),
]  # fmt: skip


@pytest.mark.parametrize("many", [1, 300])
@pytest.mark.parametrize(("formula", "point"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT])
def test_a_row_keeps_the_numbers_that_eval_has(formula: str, point: list[float], many: int, here: Path) -> None:
    alone = gradient(formula, dict(zip("xy", point, strict=True)))
    rows = "".join(f"{x},{y}\n" for x, y in [point] * many)
    answer = run(["-", "-e", formula, "--to", "jsonl"], here, f"x,y\n{rows}".encode())
    failed = any(value != value for value in (alone.value, *alone.gradient.values()))
    assert answer.status == int(failed)
    assert len(answer.lines) == many
    wanted = {"value": alone.value, **{f"d_{name}": one for name, one in alone.gradient.items()}}
    for line in {*answer.lines}:
        found = json.loads(line)
        assert {name: found[name] for name in wanted} == {
            name: None if value != value else json_number(value) for name, value in wanted.items()
        }
        assert bool(found["error"]) == failed


def test_a_formula_in_other_signs_than_ascii_is_told_as_it_was_read(here: Path) -> None:
    Path("table.csv").write_text("x,y\n4,2\n", encoding="utf-8")
    assert run(["table.csv", "-e", "√x × y²"], here).errors == "read as sqrt(x)*y^2\n"
    assert run(["table.csv", "-e", "√x × y²", "--quiet"], here).errors == ""


def test_infinite_derivative_is_told_and_kept(here: Path) -> None:
    answer = run(["-", "-e", "sqrt(x)"], here, b"x\n0\n")
    assert (answer.status, answer.output) == (0, "x,value,d_x,error\n0,0.0,Infinity,\n")
    assert answer.errors == (
        "standard input, line 2: `sqrt(x)` is at the edge of its domain, where `x == 0`; the limits from inside are used\n"
        "1 of 1 row has an infinite result\n"
    )


@pytest.mark.parametrize(
    ("words", "status", "lines"),
    [
        (["--on-error", "keep"], 1, 4),
        (["--on-error", "skip"], 1, 3),
        (["--on-error", "stop"], 1, 2),
    ],
)
def test_what_becomes_of_a_row_that_fails(words: list[str], status: int, lines: int, here: Path) -> None:
    answer = run(["-", "-e", "log(x)", *words], here, b"x\n1\n-1\n2\n")
    assert (answer.status, len(answer.lines)) == (status, lines)
    assert ("error" in answer.lines[0]) == (words[1] == "keep")


def test_stopping_leaves_no_file(here: Path) -> None:
    answer = run(["-", "-e", "log(x)", "--on-error", "stop", "-o", "out.csv"], here, b"x\n1\n-1\n")
    assert answer.errors == (
        "error: standard input, line 3: `log(x)` needs `x > 0`, but `x = -1`\nhint: `--on-error keep` goes on\n"
    )
    assert sorted(path.name for path in here.iterdir()) == ["points.csv", "standard-input", "standard-output"]


def test_rejects_go_to_a_file_with_their_lines(here: Path) -> None:
    text = 'x,t\n1,"two\nlines"\n-1,a\n\nabc,"b, c"\n'
    answer = run(["-", "-e", "log(x)", "--errors", "rejects.csv", "--on-error", "skip"], here, text.encode())
    assert answer.output == 'x,t,value,d_x\n1,"two\nlines",0.0,1.0\n'
    assert (here / "rejects.csv").read_text(encoding="utf-8") == (
        'x,t,line,error\n-1,a,4,"`log(x)` needs `x > 0`, but `x = -1`"\nabc,"b, c",6,"`x` is `abc`, not a number"\n'
    )
