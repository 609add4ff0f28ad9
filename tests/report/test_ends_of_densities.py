"""Second and third derivatives of incomplete gamma and beta functions at the ends of x, by every way.

The reference is what differences by mpmath beside the end tend to; no rule of the table is in it.
"""

import csv
import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]
from support import batches
from support.calls import call
from support.node import needs_node, number
from support.node import run as run_by_node
from support.row_kernels import of_text

from autograd_cli import gradient
from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.export.javascript import javascript
from autograd_cli.report.matrices import hessian_report
from autograd_cli.special.gammas import beta_density_abx

DIGITS = 200
# How near to the end the reference is, in digits, and what is infinite there.
NEAR, INFINITE = 40, 1e9
GAMMA = [(f"gammainc({a}, x)", f"gamma_density({a}, x)", 0) for a in ("1/2", "1", "3/2", "2", "5/2", "3", "7/2")]
BETA = [
    (f"betainc({a}, {b}, x)", f"beta_density({a}, {b}, x)", end)
    for a, b in (("1/2", "1/2"), ("1", "3"), ("3/2", "1/3"), ("2", "5/2"), ("3", "1"), ("1", "1"))
    for end in (0, 1)
]
ENDS = GAMMA + BETA


def limit(text: str, end: int, order: int) -> float:
    """The derivative beside the end, rounded to what it tends to."""
    name, _, rest = text.partition("(")
    *shapes, _ = rest.split(", ")

    def function(x: Any) -> Any:
        if name == "gammainc":
            return mp.gammainc(parameters[0], 0, x, regularized=True)
        return mp.betainc(*parameters, 0, x, regularized=True)

    with mp.workdps(DIGITS):
        parameters = [mp.mpf(int(one.split("/")[0])) / int((one + "/1").split("/")[1]) for one in shapes]
        beside = mp.mpf(10) ** -NEAR
        value = mp.diff(function, beside if end == 0 else 1 - beside, order, h=beside / 10**20)
        if abs(value) > INFINITE:
            return math.copysign(math.inf, float(mp.sign(value)))
        return 0.0 if abs(value) < 1 / INFINITE else float(value)


def curvature(text: str, end: int) -> float:
    return hessian_report(pose(Source(text), {"x": float(end)})).hessian["x"]["x"]


@pytest.mark.parametrize(("text", "density", "end"), ENDS)
def test_one_point_has_the_limits_from_inside(text: str, density: str, end: int) -> None:
    second, third = (limit(text, end, order) for order in (2, 3))
    assert curvature(text, end) == pytest.approx(second)
    assert curvature(density, end) == pytest.approx(third)
    complement = text.replace("inc(", "incc(")
    assert curvature(complement, end) == pytest.approx(-second)
    words = [f"x={end}", "--order", "3", "--format", "json"]
    coefficients = json.loads(call("taylor", text, *words)[1])["coefficients"]
    assert [number(one) for one in coefficients[2:]] == pytest.approx([second / 2, third / 6])


@pytest.mark.parametrize(("text", "density", "end"), ENDS)
def test_other_numbers_and_formulas_have_them_too(text: str, density: str, end: int) -> None:
    second = limit(text, end, 2)
    for option in (["--digits", "20"], ["--exact"]):
        answer = json.loads(call("eval", density, f"x={end}", *option, "--format", "json")[1])
        partial = answer["gradient"]["x"]
        assert float(Fraction(partial) if "/" in partial else number(partial)) == pytest.approx(second), option
    formula = call("diff", text, "--order", "2")[1].strip()
    assert gradient(formula, {"x": end}).value == pytest.approx(second)
    scope: dict[str, Any] = {}
    exec(call("diff", text, "--order", "2", "--format", "python")[1], scope)
    assert scope["derivative"](float(end)) == pytest.approx(second)
    ways = json.loads(call("check", density, f"x={end}", "--format", "json")[1])
    assert number(ways["ways"][0]["partials"]["x"]["value"]) == pytest.approx(second)


def test_rows_have_them(tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    table.write_text("x\n0\n0.5\n1\n")
    for text, density, end in ENDS:
        rows = [*csv.DictReader(batches.run(["-e", density, table], tmp_path).lines)]
        assert float(rows[2 * end]["d_x"]) == pytest.approx(limit(text, end, 2)), density


@needs_node
@pytest.mark.parametrize(("text", "density", "end"), ENDS)
def test_javascript_has_them(text: str, density: str, end: int) -> None:
    code = javascript(of_text(density))
    found = run_by_node(f"{code.helpers}print((({code.parameters[0]})=>{{{code.body}}})({end}))")
    assert number(found[1]) == pytest.approx(limit(text, end, 2))


def test_polynomials_have_derivatives_of_any_order() -> None:
    assert [beta_density_abx(0, 0, 200, a, b, 0.0) for a, b in ((1.0, 5.0), (2.0, 3.0))] == [0.0, 0.0]
    assert beta_density_abx(0, 0, 200, 2.0, 3.5, 0.0) == -math.inf  # beyond doubles


def test_the_lower_branch_of_lambert_has_limits_at_zero() -> None:
    report = json.loads(call("hessian", "lambertw_lower(x)", "x=0", "--json")[1])
    assert "-Infinity" in json.dumps(report["hessian"])
    assert "NaN" not in json.dumps(report["hessian"])
