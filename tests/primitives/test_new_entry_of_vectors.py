"""Adding a function of vectors is adding an entry: with a definition alone, in every command and number system.

The entries are added while a test runs, and nothing else is. The references are mpmath's numbers.
"""

import csv
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import mp  # type: ignore[import-untyped, unused-ignore]

from autograd_cli import gradient
from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.graphs.graph import Function
from autograd_cli.primitives import Entry
from autograd_cli.rows.tensors import TensorKernel
from autograd_cli.sweeps.reverse import gradient as reverse_gradient

pytestmark = pytest.mark.usefixtures("entries")

ENTRIES = (
    Entry("rms", "x", (), summary="root mean square", kind="reduction", shape="definition",
          definition="sqrt(mean(x^2))", latex=r"\operatorname{{rms}} {x}"),
    Entry("unit", "x", (), summary="x at length 1", kind="scan", shape="definition", definition="x/norm(x)"),
    Entry("cosine", "x y", (), summary="cosine of an angle", kind="reduction", shape="definition",
          definition="dot(unit(x), unit(y))"),
    Entry("spread_out", "x #axis=all", (), summary="mean square about the mean", kind="reduction", shape="definition",
          definition="mean(x^2, axis) - mean(x, axis)^2"),
)  # fmt: skip
FORMULA = "rms(x)*cosine(x, y) + sum(unit(x*y))"
AT = {"x": [1.0, 2.0, 3.0], "y": [2.0, 0.5, -1.0]}
BINDINGS = [f"{name}={json.dumps(value)}" for name, value in AT.items()]


def exact(*numbers: Any) -> Any:
    x, y = numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]
    lengths = [mp.sqrt(sum(one**2 for one in part)) for part in (x, y)]
    products = [a * b for a, b in zip(x, y, strict=True)]
    cosine = sum(products) / (lengths[0] * lengths[1])
    return lengths[0] / mp.sqrt(len(x)) * cosine + sum(products) / mp.sqrt(sum(one**2 for one in products))


def reference(*places: int, at: Sequence[float] = (*AT["x"], *AT["y"])) -> Any:
    """The value, or its derivative with respect to the numbers at these places, to 60 digits."""
    with mp.workdps(60):
        return mp.diff(exact, tuple(map(mp.mpf, at)), tuple(places.count(i) for i in range(len(at))))


GRADIENT = {"x": range(3), "y": range(3, 6)}


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_value_and_gradient_in_both_sweeps(run: Callable[..., str], mode: str) -> None:
    report = json.loads(run("eval", FORMULA, "--mode", mode, "--json", *BINDINGS))
    assert report["value"] == pytest.approx(float(reference()), rel=1e-14)
    for name, places in GRADIENT.items():
        wanted = [float(reference(place)) for place in places]
        assert report["gradient"][name] == pytest.approx(wanted, rel=1e-14, abs=1e-15)


def test_fifty_digits(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", FORMULA, "--digits", "50", "--json", *BINDINGS))
    given = [report["value"], *(one for name in GRADIENT for one in report["gradient"][name])]
    with mp.workdps(55):
        for number, places in zip(given, [(), *((place,) for place in range(6))], strict=True):
            assert abs(mp.mpf(str(number)) - reference(*places)) < mp.mpf(10) ** -49


def test_exact_fractions(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", "rms(x)*sum_of_squares(unit(y))", "x=[7, 1]", "y=[3, 4]", "--exact", "--json"))
    assert report["value"] == "5"
    assert report["gradient"] == {"x": ["7/10", "1/10"], "y": ["0", "0"]}


def test_proof_of_the_floats(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", FORMULA, "--verify", "--json", *BINDINGS))
    assert report["verified"]["value"]["digits"] >= 14


def test_bounds_hold_the_values_of_the_box(run: Callable[..., str]) -> None:
    report = json.loads(run("eval", "rms([x, 2])", "x=1..2", "--json"))
    low, high = report["value"]
    assert low <= math.sqrt(2.5) <= math.sqrt(4) <= high
    assert high - low < 0.5


def test_trace_shows_one_gate_and_expand_the_inside(run: Callable[..., str]) -> None:
    trace = json.loads(run("trace", FORMULA, "--json", *BINDINGS))
    shown = [step["operation"] for step in trace["forward"] if step["operands"]]
    assert shown == ["rms(x)", "cosine(x, y)", "v1*v2", "x*y", "unit(v4)", "sum(v5)", "v3 + v6"]
    last = {step["label"]: step["adjoint"] for step in trace["backward"]}
    assert last["x"] == pytest.approx([float(reference(place)) for place in range(3)])
    for step in trace["backward"]:
        if step["shares"]:
            total = np.sum([share["contribution"] for share in step["shares"]], axis=0)
            assert total == pytest.approx(np.array(step["adjoint"]), rel=1e-13)
    inside = json.loads(run("trace", FORMULA, "--expand", "rms,cosine,unit", "--json", *BINDINGS))
    assert {"mean", "norm", "dot", "sqrt"} <= {step["primitive"] for step in inside["forward"]}
    assert inside["value"] == trace["value"]


def test_pullback_of_a_gate_is_the_sweep_over_its_definition(run: Callable[..., str]) -> None:
    trace = json.loads(run("trace", "2*rms(x)", "x=[1, 2]", "--json"))
    (share,) = trace["backward"][-1]["shares"]
    report = gradient(share["pullback"], {"g": 2.0, "v1": math.sqrt(2.5), "x": [1.0, 2.0]}, wrt=[])
    assert np.array(report.value) == pytest.approx(np.array(share["contribution"]))


def test_what_is_used_inside_and_outside_is_shown(run: Callable[..., str]) -> None:
    trace = json.loads(run("trace", "rms(x) + mean(x^2)", "x=[1, 2]", "--json"))
    assert [step["primitive"] for step in trace["forward"]][2:] == ["power", "mean", "sqrt", "add"]


def test_graph_diff_and_functions(run: Callable[..., str]) -> None:
    for form in ("tree", "dot", "mermaid"):
        assert "cosine" in run("graph", FORMULA, "--format", form, *BINDINGS)
    report = json.loads(run("diff", "rms([x, y])", "--json"))
    value = gradient(report["derivatives"][0]["text"], {"x": 3.0, "y": 4.0}, wrt=[]).value
    assert value == pytest.approx(3 / (2 * math.sqrt(12.5)))
    names: dict[str, Any] = {}
    exec(run("diff", "rms([x, y])", "--format", "python"), names)
    assert names["derivative"](3.0, 4.0)[0] == pytest.approx(value)
    assert r"\sqrt" in run("diff", "rms([x, y])", "--format", "latex")
    (described,) = json.loads(run("functions", "cosine", "--json"))["functions"]
    assert described["definition"] == "dot(unit(x), unit(y))"
    assert described["latex"] == r"\operatorname{cosine}(x, y)"


def test_hessian_jacobian_and_taylor(run: Callable[..., str]) -> None:
    report = json.loads(run("hessian", FORMULA, "--wrt", "x", "--json", *BINDINGS))
    found = np.array(report["hessian"]["x"]["x"])
    wanted = np.array([[float(reference(i, j)) for j in range(3)] for i in range(3)])
    assert found == pytest.approx(wanted, abs=1e-14)
    report = json.loads(run("jacobian", "unit(x)", "x=[3, 4]", "--json"))
    assert np.array(report["jacobian"]["x"]) == pytest.approx(np.array([[0.128, -0.096], [-0.096, 0.072]]))
    report = json.loads(run("taylor", "rms([x, 1])", "x=2", "--order", "3", "--json"))
    with mp.workdps(50):
        wanted = [float(one) for one in mp.taylor(lambda x: mp.sqrt((x * x + 1) / 2), 2, 3)]
    assert report["coefficients"] == pytest.approx(wanted, rel=1e-13)


def test_check_finds_all_ways_agree(run: Callable[..., str]) -> None:
    report = json.loads(run("check", FORMULA, "--json", *BINDINGS))
    assert report["agrees"] is True
    assert len(report["ways"]) == 7


ROWS = [(1.0, 2.0), (-0.5, 0.25), (3.0, -4.0)]
OF_NUMBERS = "rms([x, y])*cosine([x, 2], [y, 1])"


def alone(x: float, y: float) -> list[float]:
    report = gradient(OF_NUMBERS, {"x": x, "y": y})
    assert report.gradient is not None
    return [report.value, *report.gradient.values()]


def test_batch(run: Callable[..., str], tmp_path: Path) -> None:
    table, result = tmp_path / "rows.csv", tmp_path / "result.csv"
    table.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in ROWS))
    run("batch", str(table), "-e", OF_NUMBERS, "-o", str(result))
    for point, row in zip(ROWS, csv.DictReader(result.read_text().splitlines()), strict=True):
        assert [float(row[name]) for name in ("value", "d_x", "d_y")] == pytest.approx(alone(*point), rel=1e-14)


def test_rows_of_vectors() -> None:
    points = [AT, {"x": [0.5, -1.0, 2.0], "y": [1.0, 1.0, 3.0]}]
    lowered = pose(Source(FORMULA), {name: np.array(value) for name, value in AT.items()}).lowered
    back = reverse_gradient(lowered.function, tuple(lowered.inputs.values()))
    kernel = TensorKernel(Function(back.graph, back.inputs, lowered.function.outputs + back.outputs), ("x", "y"))
    outputs, flags = [np.empty(2) for _ in range(kernel.outputs)], np.empty(2, dtype=np.uint8)
    kernel.run([np.array([point[name] for point in points]) for name in kernel.inputs], outputs, flags)
    for row, point in enumerate(points):
        at = [*point["x"], *point["y"]]
        wanted = [float(reference(*places, at=at)) for places in [(), *((place,) for place in range(6))]]
        assert [output[row] for output in outputs] == pytest.approx(wanted, rel=1e-14, abs=1e-15)


def test_an_axis_goes_into_the_definition() -> None:
    report = gradient("sum(spread_out(x, axis=0))", {"x": [[1.0, 2.0], [3.0, 6.0]]})
    assert report.value == 5.0
    assert report.gradient == {"x": [[-1.0, -2.0], [1.0, 2.0]]}
    assert gradient("spread_out(x)", {"x": [[1.0, 2.0], [3.0, 6.0]]}).value == 3.5


def test_errors_and_findings_are_told_of_the_call(run: Callable[..., str]) -> None:
    error = json.loads(run("eval", "3 + cosine(x, y)", "x=[1, 2]", "y=[1, 2, 3]", "--json", status=2))["error"]
    assert (error["code"], error["span"]) == ("shape", [4, 16])
    assert "cosine(x, y)" in error["message"]
    report = json.loads(run("eval", "3 + cosine(x, y)", "x=[0, 0]", "y=[1, 2]", "--json", status=1))
    assert {tuple(span) for finding in report["findings"] for span in finding["spans"]} == {(4, 16)}
    assert "domain" in [finding["kind"] for finding in report["findings"]]
