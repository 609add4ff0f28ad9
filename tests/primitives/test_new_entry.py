"""Adding a function is adding an entry: entries with a definition, in every command, format and number system.

The entries are added while a test runs, and nothing else is: no kernel, no spelling, no rule but what the entry holds.
The references are mpmath's numbers.
"""

import ast
import csv
import json
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli import gradient
from autograd_cli.errors import Source
from autograd_cli.graphs.analysis import described, reading_conditions
from autograd_cli.graphs.graph import Function
from autograd_cli.graphs.lower import lower
from autograd_cli.primitives import Entry
from autograd_cli.rows.kernel import compile_kernel
from autograd_cli.sweeps.reverse import gradient as reverse_gradient
from autograd_cli.syntax.parser import parse

pytestmark = pytest.mark.usefixtures("entries")

ENTRIES = (
    # A rule of its own, and a definition.
    Entry("versin", "x", "sin(x)", summary="versed sine, 1 - cos(x)", definition="2*sin(x/2)^2"),
    # A guard: what is not selected contributes nothing, infinite or not.
    Entry("when", "c x", ("0", "1"), summary="x where c, else 0", guards=("", "c"), definition="where(c, x, 0)"),
    # Rules, poles and LaTeX left to the definition; the definition of the last is made of one of them.
    Entry("secant", "x", (), summary="1/cos(x)", definition="1/cos(x)"),
    Entry("unless", "c x", (), summary="x where not c, else 0", definition="where(c, 0, x)"),
    Entry("loggap", "x y", (), summary="log(x - y)", definition="log(x - y)"),
    Entry("hat", "x width=1", (), summary="a triangle", definition="max(1 - abs(x)/width, 0)"),
    Entry("turn", "x", (), summary="sin(2*pi*x)", definition="sin(tau*x)"),
    Entry("sectan", "x", (), summary="sec(x)*tan(x)", definition="secant(x)*sin(x)/cos(x)"),
)

FORMULA = "versin(x)*secant(y) + when(x > 0, sectan(x*y)) + unless(x < 0, y)"
AT = {"x": "0.75", "y": "0.5"}  # both of which a double holds


def exact(x: Any, y: Any) -> Any:
    z = x * y
    return (1 - mp.cos(x)) / mp.cos(y) + mp.sin(z) / mp.cos(z) ** 2 + y


def partial(*orders: int, x: float = 0.75, y: float = 0.5) -> Any:
    """A derivative of the formula to 60 digits, of an order in each variable."""
    with mp.workdps(60):
        return mp.diff(exact, (mp.mpf(x), mp.mpf(y)), orders)


VALUE = {"value": (0, 0), "x": (1, 0), "y": (0, 1)}


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_value_and_gradient_in_both_sweeps(run: Callable[..., str], mode: str) -> None:
    report = json.loads(run("eval", FORMULA, "--mode", mode, "--json", *bindings()))
    assert report["findings"] == []
    given = {"value": report["value"], **report["gradient"]}
    for name, orders in VALUE.items():
        assert given[name] == pytest.approx(float(partial(*orders)), rel=1e-15)


def bindings() -> list[str]:
    return [f"{name}={value}" for name, value in AT.items()]


def test_fifty_digits(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", FORMULA, "--digits", "50", "--json", *bindings()))
    given = {"value": report["value"], **report["gradient"]}
    for name, orders in VALUE.items():
        with mp.workdps(55):
            assert abs(mp.mpf(str(given[name])) - partial(*orders)) < mp.mpf(10) ** -49


def test_exact_fractions(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", "hat(x, 2) + when(0, sqrt(y)) + versin(0)*y", "x=1/3", "y=2", "--exact", "--json"))
    assert Fraction(report["value"]) == Fraction(5, 6)
    assert {name: Fraction(value) for name, value in report["gradient"].items()} == {"x": Fraction(-1, 2), "y": 0}


def test_proof_of_the_floats(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", FORMULA, "--verify", "--json", *bindings()))
    assert all(digits >= 14 for digits in numbers(report["verified"], "digits"))


def numbers(found: Any, key: str) -> list[float]:
    """The values of a key, however deep."""
    if isinstance(found, dict):
        return [one for name, part in found.items() for one in ([part] if name == key else numbers(part, key))]
    return [one for part in found for one in numbers(part, key)] if isinstance(found, list) else []


def test_bounds_hold_the_values_of_the_box(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", FORMULA, "x=0.75..1", "y=0.5", "--json"))
    low, high = report["value"]
    slope_low, slope_high = report["gradient"]["x"]
    for x in np.linspace(0.75, 1, 7):
        assert low <= float(partial(0, 0, x=float(x))) <= high
        assert slope_low <= float(partial(1, 0, x=float(x))) <= slope_high
    assert high - low < 1.5 * float(partial(0, 0, x=1.0) - partial(0, 0))


def test_uncertainty(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", FORMULA, "x=0.75±0.01", "y=0.5", "--json"))
    assert report["uncertainty"]["standard"] == pytest.approx(0.01 * float(partial(1, 0)), rel=1e-12)


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_vectors_and_matrices(run: Callable[..., str], mode: str) -> None:
    text = f"sum({FORMULA})"
    report = json.loads(run("eval", text, "x=[[0.75, 0.5], [1, 0.25]]", "y=[0.5, 0.25]", "--mode", mode, "--json"))
    cells = [[(0.75, 0.5), (0.5, 0.25)], [(1.0, 0.5), (0.25, 0.25)]]
    assert report["value"] == pytest.approx(sum(float(partial(0, 0, x=x, y=y)) for row in cells for x, y in row))
    for row, given in zip(cells, report["gradient"]["x"], strict=True):
        assert given == pytest.approx([float(partial(1, 0, x=x, y=y)) for x, y in row], rel=1e-14)
    columns = [sum(float(partial(0, 1, x=x, y=y)) for x, y in column) for column in zip(*cells, strict=True)]
    assert report["gradient"]["y"] == pytest.approx(columns, rel=1e-14)


@pytest.mark.parametrize("system", [("--digits", "30"), ()])
def test_vectors_in_other_number_systems(run: Callable[..., str], system: Sequence[str]) -> None:
    report = json.loads(run("eval", f"sum({FORMULA})", "x=[0.75, 0.5]", "y=0.5", *system, "--json"))
    slopes = [float(one) for one in report["gradient"]["x"]]
    assert slopes == pytest.approx([float(partial(1, 0, x=x)) for x in (0.75, 0.5)], rel=1e-14)


def test_constants_of_a_definition_are_numbers_beside_arrays(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", "sum(turn(x))", "x=[0.125, 0.25]", "--json"))
    assert report["value"] == pytest.approx(math.sin(math.pi / 4) + 1, rel=1e-15)
    assert report["gradient"]["x"] == pytest.approx([math.tau * math.cos(math.pi / 4), 0], abs=1e-15)


def test_trace_shows_one_gate_and_expand_the_inside(run: Callable[..., str]) -> None:
    trace = json.loads(run("trace", "versin(x)*secant(x)", "x=0.75", "--json"))
    assert [step["operation"] for step in trace["forward"]][1:3] == ["versin(x)", "secant(x)"]
    inside = json.loads(run("trace", "versin(x)*secant(x)", "x=0.75", "--expand", "versin,secant", "--json"))
    assert {step["primitive"] for step in inside["forward"]} >= {"sin", "cos", "power", "divide"}
    assert inside["value"] == pytest.approx(trace["value"], rel=1e-15)


def test_graph_names_the_entry(run: Callable[..., str]) -> None:
    for form in ("tree", "dot", "mermaid", "json"):
        assert "versin" in run("graph", FORMULA, "--format", form, *bindings())


def test_diff_in_every_format(run: Callable[..., str]) -> None:
    report = json.loads(run("diff", FORMULA, "--json"))
    lines = [f"{one['name']} = {one['text']}" for one in report["shared"]] + [report["derivatives"][0]["text"]]
    read_back = gradient("\n".join(lines), {"x": 0.75, "y": 0.5}).value
    assert read_back == pytest.approx(float(partial(1, 0)), rel=1e-14)
    assert r"\operatorname{secant}(y)" in run("diff", FORMULA, "--format", "latex")
    assert "secant(y)" in run("diff", FORMULA)


def test_python_code_computes_the_gradient(run: Callable[..., str]) -> None:
    code = run("diff", FORMULA, "--format", "python")
    ast.parse(code)
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["derivative"](0.75, 0.5) == pytest.approx([float(partial(1, 0)), float(partial(0, 1))], rel=1e-14)


def test_jacobian_and_hessian(run: Callable[..., str]) -> None:
    hessian = json.loads(run("hessian", FORMULA, "--json", *bindings()))
    mixed = float(partial(1, 1))
    wanted = [[float(partial(2, 0)), mixed], [mixed, float(partial(0, 2))]]
    found = [[hessian["hessian"][row][column] for column in "xy"] for row in "xy"]
    assert np.array(found) == pytest.approx(np.array(wanted), rel=1e-13)
    jacobian = json.loads(run("jacobian", f"[versin(x), {FORMULA}]", "--json", *bindings()))
    found = np.column_stack([np.array(jacobian["jacobian"][name]) for name in "xy"])
    assert found == pytest.approx(np.array([[math.sin(0.75), 0], [partial(1, 0), partial(0, 1)]], dtype=float))


def test_taylor_coefficients(run: Callable[..., str]) -> None:
    report = json.loads(run("taylor", FORMULA, "--wrt", "x", "--order", "6", "--json", *bindings()))
    with mp.workdps(80):
        wanted = [float(one) for one in mp.taylor(lambda x: exact(x, mp.mpf("0.5")), mp.mpf("0.75"), 6)]
    assert report["coefficients"] == pytest.approx(wanted, rel=1e-12)


def test_tangent(run: Callable[..., str]) -> None:
    report = json.loads(run("tangent", FORMULA, "--json", *bindings()))
    assert report["gradient"]["x"] == pytest.approx(float(partial(1, 0)), rel=1e-14)


def test_check_finds_all_ways_agree(run: Callable[..., str]) -> None:
    report = json.loads(run("check", FORMULA, "--json", *bindings()))
    assert report["agrees"] is True
    assert all(way["partials"] for way in report["ways"])
    rest_on = {"versin", "secant", "when", "sectan", "unless"}
    assert all(set(way["definitions"]) == rest_on for way in report["ways"])
    (own,) = {tuple(way["definitions"]) for way in json.loads(run("check", "sin(x)", "x=1", "--json"))["ways"]}
    assert own == ()
    assert "by the definition of `tan`" in run("check", "tan(x)", "x=1")


ROWS = [(0.75, 0.5), (-0.5, 0.25), (0.0, 1.0), *((0.01 * i, 1 / (i + 1)) for i in range(1, 40))]


def test_batch(run: Callable[..., str], tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in ROWS))
    result = tmp_path / "result.csv"
    run("batch", str(table), "-e", FORMULA, "-o", str(result))
    for (x, y), row in zip(ROWS, csv.DictReader(result.read_text().splitlines()), strict=True):
        assert [float(row[name]) for name in ("value", "d_x", "d_y")] == pytest.approx(alone(x, y), rel=1e-14)


def alone(x: float, y: float) -> list[float]:
    report = gradient(FORMULA, {"x": x, "y": y})
    assert report.gradient is not None
    return [report.value, *report.gradient.values()]


@pytest.mark.parametrize("backend", ["numpy", "llvm"])
def test_both_back_ends(backend: str) -> None:
    if backend == "llvm":
        pytest.importorskip("llvmlite")
    lowered = lower(parse(Source(FORMULA)))
    wanted = tuple(lowered.inputs.values())
    partials = reverse_gradient(lowered.function, wanted).outputs
    kernel = compile_kernel(Function(lowered.function.graph, wanted, lowered.function.outputs + partials), backend)
    columns = [np.array(column) for column in zip(*ROWS, strict=True)]
    outputs, flags = [np.empty(len(ROWS)) for _ in range(3)], np.empty(len(ROWS), dtype=np.uint8)
    kernel.run([columns["xy".index(name)] for name in kernel.inputs], outputs, flags)
    assert kernel.backend == backend
    for row, (x, y) in enumerate(ROWS):
        assert [output[row] for output in outputs] == pytest.approx(alone(x, y), rel=1e-14)


def test_functions_lists_the_entry(run: Callable[..., str]) -> None:
    (secant,) = json.loads(run("functions", "secant", "--json"))["functions"]
    assert secant["derivatives"]["x"]
    assert secant["pole"] == "cos(x) == 0"
    assert "versin" in run("functions")


def test_what_is_not_selected_contributes_nothing() -> None:
    for text in ("when(x, sqrt(y))", "unless(x == 0, sqrt(y))", "unless(not x, log(y))"):
        report = gradient(text, {"x": 0, "y": 0})
        assert (report.value, report.gradient) == (0, {"x": 0, "y": 0})
    assert reading_conditions("unless") == (None, ("c", False))


@pytest.mark.parametrize(
    ("text", "point", "kind", "words"),
    [
        ("loggap(x, y)", {"x": 1, "y": 2}, "domain", "`loggap(x, y)` needs `x - y > 0`"),
        ("loggap(x, y)", {"x": 2, "y": 2}, "boundary", "where `x - y == 0`"),
        ("hat(x)", {"x": 0}, "kink", "`hat(x)` has no derivative here"),
        ("hat(x, w)", {"x": 1, "w": 0}, "domain", "`hat(x, w)` has a pole where `w == 0`"),
        ("when(x, loggap(x, 2*x))", {"x": 1}, "domain", "`loggap(x, 2*x)` needs `x - 2*x > 0`"),
    ],
)
def test_finding_at_a_node_of_the_definition_is_told_of_the_entry(
    text: str, point: dict[str, float], kind: str, words: str
) -> None:
    findings = gradient(text, point).findings
    assert findings[0].kind == kind
    assert words in findings[0].message
    start, stop = findings[0].spans[0]
    assert text[start:stop] in findings[0].message


def test_findings_of_arrays_and_of_intervals_are_the_entry_s_own(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", "sum(loggap(x, y))", "x=[3, 1]", "y=2", "--json", status=1))
    assert [finding["kind"] for finding in report["findings"]] == ["domain"]
    report = json.loads(run("eval", "loggap(x, y)", "x=1..3", "y=2", "--json"))
    assert [finding["kind"] for finding in report["findings"]] == ["domain"]


def test_an_entry_that_gives_one_condition_gives_them_all() -> None:
    assert described("xlogy").pole == ""
    assert described("softsign").kink == ""


def test_overflow_on_the_way_through_a_definition_is_mended() -> None:
    assert gradient("when(1, exp(x))/exp(x)", {"x": 1000}).value == pytest.approx(1)
