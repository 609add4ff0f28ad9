"""Uncertainties over tables: from columns, rules, cells and covariances, as the package `uncertainties` has them."""

import csv
import io
import json
import math
import random
from pathlib import Path
from typing import Any

import numpy
import polars
import pytest
import uncertainties
from support.batches import Answer, run
from support.calls import call
from uncertainties import umath

LAB = "id,m,m_err,v,v_err\na,2.01,0.01,3.5,0.05\nb,1.98,0.02,4.1,0.04\nc,2.2,0,4,0\n"
ENERGY = ["lab.csv", "-e", "m*v^2/2", "--columns", "id"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, which is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab.csv").write_text(LAB)
    return tmp_path


def rows_of(answer: Answer) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(answer.output))]


def number(text: str) -> float:
    return float(text) if text else math.nan


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-12, abs=1e-300)


# Source: JCGM 100:2008, H.2, the impedance of a circuit element; H.1, an end gauge.
IMPEDANCE = ["R = V/I*cos(p)", "X = V/I*sin(p)", "Z = V/I"]
OBSERVED = [
    [5.007, 4.994, 5.005, 4.990, 4.999],
    [0.019663, 0.019639, 0.019640, 0.019685, 0.019678],
    [1.0456, 1.0438, 1.0468, 1.0428, 1.0433],
]
GAUGE = "L = s + d - s*(a*t + h*g)"
GAUGE_AT = {"s": (50.000623e6, 25), "d": (215, 9.7), "a": (0, 0.58e-6), "t": (-0.1, 0.41), "h": (11.5e-6, 1.2e-6)}


def test_the_correlated_example_of_the_gum_agrees_with_it_and_in_every_row_with_the_package(here: Path) -> None:
    names = ("V", "I", "p")
    matrix = (numpy.cov(OBSERVED) / 5).tolist()
    measured = [sum(one) / 5 for one in OBSERVED]
    table = {a: dict(zip(names, row, strict=True)) for a, row in zip(names, matrix, strict=True)}
    (here / "covariances.json").write_text(json.dumps(table))
    source = random.Random(1)
    points = [measured, *([one * source.uniform(0.5, 2) for one in measured] for _ in range(40))]
    lines = (",".join(map(repr, point)) for point in points)
    (here / "points.csv").write_text("\n".join(["V,I,p", *lines]))
    formulas = [word for text in IMPEDANCE for word in ("-e", text)]
    answer = run(["points.csv", *formulas, "--covariance", "covariances.json", "--shares"], here)
    assert answer.status == 0
    found = rows_of(answer)
    assert [float(found[0][f"u_{name}"]) for name in "RXZ"] == pytest.approx([0.071, 0.295, 0.236], abs=0.0007)
    factor = numpy.linalg.cholesky(numpy.array(matrix))
    for point, row in zip(points, found, strict=True):
        unit = [uncertainties.ufloat(0, 1) for _ in names]
        volts, amperes, phase = (
            one + sum(c * u for c, u in zip(line, unit, strict=True)) for one, line in zip(point, factor, strict=True)
        )
        whole = volts / amperes
        for name, theirs in {"R": whole * umath.cos(phase), "X": whole * umath.sin(phase), "Z": whole}.items():
            assert float(row[name]) == near(theirs.nominal_value)
            assert float(row[f"u_{name}"]) == near(theirs.std_dev)
            assert sum(float(row[f"share_{name}_{one}"]) for one in names) == pytest.approx(1)


def test_the_end_gauge_of_the_gum_agrees_with_it_and_in_every_row_with_the_package(here: Path) -> None:
    spread = {**GAUGE_AT, "g": (0, 0.029)}
    source = random.Random(2)
    tables = [spread, *({k: (v + source.gauss(0, u), u) for k, (v, u) in spread.items()} for _ in range(40))]
    header = [word for name in spread for word in (name, f"u({name})")]
    lines = (",".join(repr(number) for pair in one.values() for number in pair) for one in tables)
    (here / "gauge.csv").write_text("\n".join([",".join(header), *lines]))
    answer = run(["gauge.csv", "-e", GAUGE, "--uncertainty", "u(*)", "--no-grad"], here)
    assert answer.lines[0] == f"{','.join(header)},L,u_L,error"
    found = rows_of(answer)
    assert round(float(found[0]["u_L"]), 1) == 31.7
    for one, row in zip(tables, found, strict=True):
        x = {name: uncertainties.ufloat(*pair) for name, pair in one.items()}
        theirs = x["s"] + x["d"] - x["s"] * (x["a"] * x["t"] + x["h"] * x["g"])
        assert float(row["u_L"]) == near(theirs.std_dev)


@pytest.mark.parametrize(
    ("words", "names", "first"),
    [
        (["m=m_err,v=v_err"], "value,u,d_m,d_v", [0.01, 0.05]),
        (["*_err"], "value,u,d_m,d_v", [0.01, 0.05]),
        (["m=0.01", "--uncertainty", "v=1%"], "value,u,d_m,d_v", [0.01, 0.035]),
        (["m=m_err", "--wrt", "v"], "value,u,d_v", [0.01, 0]),
        (["`v`=`v_err`", "--no-grad"], "value,u", [0, 0.05]),
        (["*_err", "--no-grad", "--shares"], "value,u,share_m,share_v", [0.01, 0.05]),
        (["*_err", "--sensitivity", "--wrt", "m"], "value,u,d_m,s_m", [0.01, 0.05]),
    ],
)
def test_uncertainties_come_from_columns_numbers_and_rules(
    here: Path, words: list[str], names: str, first: list[float]
) -> None:
    answer = run([*ENERGY, "--uncertainty", *words], here)
    assert answer.lines[0] == f"id,{names},error"
    row = rows_of(answer)[0]
    u = math.hypot(3.5**2 / 2 * first[0], 2.01 * 3.5 * first[1])
    assert float(row["u"]) == near(u)
    if "share_m" in row:
        assert float(row["share_m"]) == near((3.5**2 / 2 * first[0] / u) ** 2)
    if "s_m" in row:
        assert float(row["s_m"]) == 1


CELLS = [
    ("2.01±0.01", 0.01),
    ("2.01 +/- 0.01", 0.01),
    ("2.01+-1e-2", 0.01),
    ("2.01(1)", 0.01),
    ("(2.01±0.01)e0", 0.01),
    ("(0.201 +/- 0.001)e1", 0.01),
    ("2.01±1%", 0.0201),
    ("2.01", 0),
]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_cells_have_their_own_uncertainties_as_eval_reads_them(here: Path, kind: str) -> None:
    frame = polars.DataFrame({"x": [cell for cell, _ in CELLS], "y": [3.0] * len(CELLS)})
    path = here / f"cells.{kind}"
    {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}[kind](path)
    answer = run([path, "-e", "x*y", "--uncertainty", "x", "--to", "csv"], here)
    assert answer.status == 0
    for (cell, u), row in zip(CELLS, rows_of(answer), strict=True):
        assert row["x"] == cell
        assert (float(row["value"]), float(row["u"])) == (2.01 * 3, near(3 * u))
        if u:
            alone = json.loads(call("eval", "x*y", f"x={cell}", "y=3", "--json")[1])
            assert float(row["u"]) == near(alone["uncertainty"]["standard"])


def test_a_rule_looks_at_columns_as_the_table_calls_them(here: Path) -> None:
    table = b"F [N],F [N]_err,m,m_err\n3,0.5,1,0.1\n"
    for name in ("f", "F"):
        words = [
            "-",
            "-e",
            f"{name}*m",
            "--let",
            f"{name}=F [N]",
            "--uncertainty",
            "*_err",
            "--no-grad",
            "--columns",
            "m",
        ]
        answer = run(words, here, table)
        assert answer.status == 0
        assert float(answer.lines[1].split(",")[2]) == near(math.hypot(0.5, 0.3))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("m=-0.1", "the uncertainty of `m`, -0.1, must be finite and not negative", "as in `--uncertainty m=0.1`"),
        (
            "m=0,1",
            "no variable of the formula is `1`",
            "a comma separates variables, and decimals have a point: `m=0.1`",
        ),
        ("v=1,m=0,25", "no variable of the formula is `25`", "decimals have a point: `m=0.25`"),
    ],
)
def test_uncertainties_that_are_none_have_hints_of_their_own(here: Path, text: str, message: str, hint: str) -> None:
    answer = run([*ENERGY, "--uncertainty", text], here)
    assert answer.status == 2
    assert message in answer.errors
    assert hint in answer.errors


# In a cell no product is meant. Source: JCGM 100:2008, 7.2.2.
BRACKETED = [
    ("300(5)", 300, 5),
    ("1234.5(1.2)", 1234.5, 1.2),
    ("2(1)e3", 2000, 1000),
    ("2.0 (1)", 2, 0.1),
    ("2.0(0.3)e-2", 0.02, 0.003),
    ("100.02147(35)", 100.02147, 0.00035),
    ("-1.5 ( 2 )", -1.5, 0.2),
    ("2.01±0.01", 2.01, 0.01),
    ("2.01+-1%", 2.01, 0.0201),
]


@pytest.mark.parametrize(("cell", "value", "u"), BRACKETED)
def test_a_cell_in_brackets_has_its_uncertainty_with_a_comma_too(here: Path, cell: str, value: float, u: float) -> None:
    for text, *options in ((cell, "--delimiter", ";"), (cell.replace(".", ","), "--decimal", ",")):
        answer = run(["-", "-e", "x", "--uncertainty", "x", *options], here, f"x;y\n{text};1\n".encode())
        _, found, spread, _, error = answer.lines[1].split(";")[1:]
        assert (float(found), float(spread), error) == (value, near(u), "")
        assert f"{text};" in answer.lines[1]
    answer = run(["-", "--from", "jsonl", "-e", "x", "--uncertainty", "x"], here, json.dumps({"x": cell}).encode())
    row = json.loads(answer.output)
    assert (row["value"], row["u"]) == (value, near(u))


@pytest.mark.parametrize("cell", [cell for cell, u in CELLS if u])
def test_cells_with_uncertainties_that_nothing_asks_for_fail_and_say_what_reads_them(here: Path, cell: str) -> None:
    reason = f"`x` is `{cell}`, not a number; `--uncertainty x` reads such cells"
    for words, text in ((["-"], f"x\n{cell}\n"), (["-", "--from", "jsonl"], json.dumps({"x": cell}))):
        answer = run([*words, "-e", "2*x", "--to", "jsonl"], here, text.encode())
        assert json.loads(answer.output)["error"] == reason


def test_the_option_that_reads_cells_has_the_variable_that_their_column_is(here: Path) -> None:
    words = ["-", "-e", "2*f", "--let", "f=F [N]"]
    reading = "`--uncertainty f` reads such cells"
    answer = run(words, here, b"F [N]\n2(1)\n")
    assert reading in answer.output
    answer = run([*words, "--uncertainty", "f"], here, b"F [N]\n2(1)\n")
    assert answer.lines[1] == "2(1),4.0,2.0,2.0,"


def test_values_for_all_rows_have_uncertainties_too_and_elements_of_vectors(here: Path) -> None:
    answer = run([*ENERGY[:2], "k*m", "--k", "3±1%", "--wrt", "m", "--columns", "id"], here)
    assert [row["u"] for row in rows_of(answer)] == [repr(m * 0.03) for m in (2.01, 1.98, 2.2)]
    lines = '{"x": [3, 4], "e": [0.3, 0.4]}\n{"x": [3, 4], "e": [0, 0]}\n'
    answer = run(["-", "--from", "jsonl", "-e", "norm(x)", "--uncertainty", "x=e", "--shares"], here, lines.encode())
    first, second = map(json.loads, answer.lines)
    assert first["u"] == near(math.hypot(0.6 * 0.3, 0.8 * 0.4))
    assert first["share_x[0]"] + first["share_x[1]"] == near(1)
    assert (second["u"], second["share_x[0]"]) == (0, 0)
    answer = run(["-e", "x*k", "--x", "1:3:1", "--k", "2±0.1"], here)
    assert [row["u"] for row in rows_of(answer)] == [repr(0.1 * x) for x in (1, 2, 3)]


def test_rows_whose_uncertainty_is_missing_or_negative_fail_and_keep_their_value(here: Path) -> None:
    (here / "odd.csv").write_text("x,e\n2,\n3,-1\n4,inf\n-1,0.1\n0,0\n0,0.5\nz,0\n5,nan\n")
    answer = run(["odd.csv", "-e", "sqrt(x)", "--uncertainty", "x=e", "-q"], here)
    found = rows_of(answer)
    assert answer.status == 1
    assert [number(row["value"]) for row in found[:3]] == [math.sqrt(x) for x in (2, 3, 4)]
    assert [row["u"] for row in found] == ["", "", "", "", "0.0", "Infinity", "", "NaN"]
    assert [row["error"] for row in found][:3] == [
        "`e` is missing",
        "the uncertainty `e` is -1.0, and must be finite and not negative",
        "the uncertainty `e` is inf, and must be finite and not negative",
    ]
    assert [bool(row["error"]) for row in found] == [True, True, True, True, False, False, True, False]


def test_squares_that_leave_the_range_of_doubles_are_computed_without_them(here: Path) -> None:
    (here / "far.csv").write_text("x,e\n1e-180,1e-190\n1e180,1e170\n")
    answer = run(["far.csv", "-e", "3*x", "--uncertainty", "x=e", "--shares"], here)
    assert [(float(row["u"]), row["share_x"]) for row in rows_of(answer)] == [
        (near(3e-190), "1.0"),
        (near(3e170), "1.0"),
    ]
    alone = json.loads(call("eval", "3*x", "x=1e-180±1e-190", "--json")[1])
    assert alone["uncertainty"]["standard"] == near(3e-190)


def test_findings_count_rows_without_uncertainty_to_first_order(here: Path) -> None:
    (here / "flat.csv").write_text("x,e\n0,0.1\n1,0.1\n0,0\n")
    answer = run(["flat.csv", "-e", "x^2", "--uncertainty", "x=e", "--findings"], here)
    assert [row["findings"] for row in rows_of(answer)] == ["precision", "", ""]
    assert "findings by rows: precision in 1 of 3" in answer.errors


def test_rows_without_uncertainty_to_first_order_are_counted_without_findings_too(here: Path) -> None:
    (here / "flat.csv").write_text("x,e\n0,0.1\n1,0.1\n0,0\n")
    told = run(["flat.csv", "-e", "x^2", "--uncertainty", "x=e"], here).errors.splitlines()
    assert told == [
        "flat.csv, line 2: `u` is 0 to first order, since the derivatives are 0",
        "1 of 3 rows has no uncertainty to first order",
    ]


@pytest.mark.parametrize("cell", ["", "-1", "abc"])
@pytest.mark.parametrize(("formula", "x"), [("sqrt(x)", 0), ("x^2", 3), ("log(x)", 0)])
def test_why_an_uncertainty_is_none_is_said_where_a_result_is_infinite_too(
    here: Path, formula: str, x: int, cell: str
) -> None:
    (here / "edge.csv").write_text(f"x,e\n{x},{cell}\n")
    (row,) = rows_of(run(["edge.csv", "-e", formula, "--uncertainty", "x=e", "-q"], here))
    assert "`e` is" in row["error"]
    assert row["d_x"] != ""


def test_uncertainties_that_cancel_are_no_lack_of_a_first_order(here: Path) -> None:
    (here / "same.json").write_text(json.dumps({a: {"a": 0.01, "b": 0.01} for a in "ab"}))
    words = ["a=1", "b=1", "--covariance", str(here / "same.json")]
    (row,) = rows_of(run(["-e", "a-b", *words, "--findings"], here))
    assert (row["u"], row["d_a"], row["d_b"], row["findings"]) == ("0.0", "1.0", "-1.0", "")
    report = json.loads(call("eval", "a-b", *words, "--json")[1])
    assert (report["uncertainty"]["standard"], report["findings"]) == (0, [])
    told = call("eval", "(a-b)^2", *words)[2]
    assert "an interval, as in `a=0.9..1.1`, bounds it" in told


@pytest.mark.parametrize(
    ("name", "given", "interval"),
    [
        ("x", "1±0.5", "x=0.5..1.5"),
        ("x", "1e300±1", "x=9.999999999999999e+299..1.0000000000000002e+300"),
        ("`a b`", "1±0.5", "'`a b`=0.5..1.5'"),
    ],
)
def test_the_interval_that_is_advised_has_the_value_inside(name: str, given: str, interval: str) -> None:
    told = call("eval", f"({name} - {name})^2", f"{name}={given}")[2]
    assert f"an interval, as in `{interval}`, bounds it" in told
    status, out, _ = call("eval", f"({name} - {name})^2", interval.strip("'"), "--json")
    assert (status, json.loads(out)["value"][0]) == (0, 0)


def test_relative_sensitivities_are_undefined_where_the_value_is_zero_or_infinite(here: Path) -> None:
    answer = run(["-e", "x*y^2", "--x", "0,2,1e200,inf", "--y", "3", "--sensitivity"], here)
    found = rows_of(answer)
    assert [(row["s_x"], row["s_y"]) for row in found] == [("", ""), ("1.0", "2.0"), ("1.0", "2.0"), ("", "")]
    assert {found[i]["error"] for i in (0, 3)} == {"s_x and s_y are not defined where the value is 0 or infinite"}
    assert answer.status == 1
    for kind, text in {
        "csv": "x,y,value,d_x,d_y,s_x,s_y\n2.0,3.0,18.0,9.0,12.0,1.0,2.0\n",
        "value": "18\n9\n12\n1\n2\n",
    }.items():
        assert call("eval", "x*y^2", "x=2", "y=3", "--sensitivity", "--format", kind)[1] == text
    alone = call("eval", "x - y", "x=1", "y=1", "--sensitivity", "--json")
    assert (alone[0], json.loads(alone[1])["sensitivity"]) == (1, {"x": "NaN", "y": "NaN"})
    beyond = call("eval", "x*y", "x=1e200", "y=1e150", "--sensitivity", "--json")
    assert (beyond[0], json.loads(beyond[1])["sensitivity"]) == (1, {"x": "NaN", "y": "NaN"})


def test_second_partials_are_those_among_the_names_asked_for(here: Path) -> None:
    answer = run([*ENERGY, "--second", "v"], here)
    assert answer.lines[:2] == ["id,value,d_m,d_v,d2_v_v,error", "a,12.31125,6.125,7.034999999999999,2.01,"]
    answer = run([*ENERGY, "--second", "v", "--wrt", "m", "--uncertainty", "m=m_err"], here)
    assert answer.lines[0] == "id,value,u,d_m,d2_v_v,error"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--uncertainty", "w=m_err"], "no variable of the formula is `w`"),
        (["--uncertainty", "m=q_err"], "`lab.csv` has no column `q_err`"),
        (["--uncertainty", "m=-1"], "must be finite and not negative"),
        (["--uncertainty", "*_u"], "no variable has such a column"),
        (["--uncertainty", "m=1,m=2"], "has `m` twice"),
        (["--uncertainty", "m="], "no variable of the formula"),
        (["--shares"], "needs uncertainties"),
        (["--sensitivity", "--no-grad"], "exclude each other"),
        (["--uncertainty", "m=1", "--covariance", "c.json"], "the covariances give it one as well"),
        (["--covariance", "d.json"], "name no variable of the formula"),
        (["--uncertainty", "m=1", "--prefix", "", "--rename", "u=id"], "`id`"),
    ],
)
def test_uncertainties_that_cannot_be_are_refused_before_any_work(here: Path, words: list[str], message: str) -> None:
    (here / "c.json").write_text('{"m": {"m": 1}}')
    (here / "d.json").write_text('{"q": {"q": 1}}')
    answer = run([*ENERGY, *words], here)
    assert (answer.status, answer.output) == (2, "")
    assert message in answer.errors
