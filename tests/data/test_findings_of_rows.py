"""The findings of rows: of the kinds that `eval` has at each point, however many rows there are."""

import json
import random
from pathlib import Path

import pytest
from support.calls import call

# Formulas, and numbers among which some are on kinks, jumps, edges and poles of theirs.
SPECIAL = (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1.5, -2.0, 800.0, 1e200, 1e-200)
COUNTED = "findings by rows: kink in 1 of 3\n"
FORMULAS = [
    "abs(x)*sqrt(y)",
    "max(x, y)*floor(x) + log(y)",
    "where(x > y, relu(x), 1/y)",
    "log(exp(x)) + clamp(y, -1, 1)",
    "x^y",
    "hypot(x, y)^2 + sign(x*y)",
    "atan2(x, y) + asin(x)",
    "mod(x, y)*hypot(x, 1)",
    "where(x == 0, 1, sin(x)/x)*abs(y)",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_row_has_findings_of_the_kinds_that_eval_has(formula: str, tmp_path: Path) -> None:
    draw = random.Random(formula)
    points = [(draw.choice(SPECIAL), draw.choice(SPECIAL)) for _ in range(150)]
    table, out = tmp_path / "t.csv", tmp_path / "out.jsonl"
    table.write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in points))
    call("batch", str(table), "-e", formula, "--findings", "--careful", "--quiet", "-o", str(out))
    found = [json.loads(line)["findings"] or "" for line in out.read_text().splitlines()]
    by_point = dict(zip(map(repr, points), zip(points, found, strict=True), strict=True))
    assert [found for _, found in by_point.values()] == [_kinds(formula, *point) for point, _ in by_point.values()]


def _kinds(formula: str, x: float, y: float) -> str:
    report = json.loads(call("eval", formula, f"x={x!r}", f"y={y!r}", "--json")[1])
    return " ".join(sorted({finding["kind"] for finding in report["findings"]}))


@pytest.mark.parametrize(
    ("options", "status", "header", "counted"),
    [
        ((), 0, "x,value,d_x,error", ""),
        (("--findings",), 0, "x,value,d_x,findings,error", "findings by rows: kink in 1 of 3\n"),
        (("--strict",), 1, "x,value,d_x,error", "findings by rows: kink in 1 of 3\n"),
        (("--findings", "--quiet"), 0, "x,value,d_x,findings,error", ""),
        (
            ("--findings", "--prefix", "n_"),
            0,
            "x,n_value,n_d_x,n_findings,n_error",
            "findings by rows: kink in 1 of 3\n",
        ),
    ],
)
def test_findings_are_counted_where_they_are_asked_for(
    options: tuple[str, ...], status: int, header: str, counted: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    (tmp_path / "t.csv").write_text("x\n0\n1\n-2\n")
    found, _, err = call("batch", str(tmp_path / "t.csv"), "-e", "abs(x)", *options, "-o", str(out))
    assert (found, out.read_text().splitlines()[0], err) == (status, header, counted)


@pytest.mark.parametrize(("formula", "status"), [("log(exp(x))", 0), ("abs(x + 730)", 1)])
def test_a_row_that_was_recomputed_is_no_failure_under_strict(formula: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("x\n-730\n1\n")
    out = str(tmp_path / "out.csv")
    assert call("batch", str(tmp_path / "t.csv"), "-e", formula, "--strict", "-o", out)[0] == status


@pytest.mark.parametrize(("preset", "slope"), [("autograd-1", 0.0), ("jax", 1.0)])
def test_rows_take_the_conventions_of_a_preset(preset: str, slope: float, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    call("batch", "-e", "abs(x)", "x=0,1", "--kinks", preset, "-o", str(out))
    assert [json.loads(line)["d_x"] for line in out.read_text().splitlines()] == [slope, 1.0]


def test_a_row_that_is_not_computed_says_so(tmp_path: Path) -> None:
    _, _, err = call("batch", "-e", "polygamma(1e300, x)", "x=2,3", "-o", str(tmp_path / "out.csv"))
    assert "`polygamma(1e300, x)` is not computed for such arguments" in err
