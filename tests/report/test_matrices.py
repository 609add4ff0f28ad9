"""Jacobians and Hessians: values against closed forms, patterns, colours, sweeps, and what is printed of them."""

import json
import math
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from typing import Any

import numpy
import pytest
from references.more_garbow_hillstrom import SYSTEMS, Entries, brown_almost_linear
from support.amounts import amount
from support.calls import call
from support.schemas import validate

from autograd_cli.ask.problem import Problem, pose
from autograd_cli.ask.values import read_array
from autograd_cli.cli import main
from autograd_cli.errors import AutogradError, Source
from autograd_cli.report.derivative_matrices import Hessian, Jacobian
from autograd_cli.report.matrices import hessian_report, jacobian_report, product_report, sparsity_report
from autograd_cli.report.products import directional
from autograd_cli.sweeps.coloring import color_columns, color_symmetric, stands_alone
from autograd_cli.sweeps.higher import HESSIAN_MODES, JACOBIAN_MODES
from autograd_cli.sweeps.sparsity import Pattern

# Powell's function and Wood's have four variables a block.
CASES = [
    pytest.param(name, n, marks=pytest.mark.slow if n > 100 else ())
    for name in SYSTEMS
    for n in (2, 4, 8, 100, 600)
    if n > 2 or name.endswith(("brock", "diagonal"))
]


def posed(text: str, **values: float) -> Problem:
    return pose(Source(text), values)


def entries(report: Jacobian | Hessian) -> Entries:
    return {(i, j): value for i, j, value in report.entries()}


def nearly(wanted: Any) -> Any:
    return pytest.approx(wanted, rel=1e-13, abs=1e-12)


@pytest.mark.parametrize(("name", "n"), CASES)
def test_jacobian_of_a_system_is_its_closed_form(name: str, n: int) -> None:
    system = SYSTEMS[name][0](n)
    report = jacobian_report(posed(system.vector, **system.values), wrt=[*system.values])
    found = entries(report)
    if report.layout == "sparse":
        assert found.keys() == system.jacobian.keys()
    assert {place: value for place, value in found.items() if value} == nearly(
        {place: value for place, value in system.jacobian.items() if value}
    )


@pytest.mark.parametrize(("name", "n"), CASES)
def test_hessian_of_a_sum_of_squares_is_its_closed_form(name: str, n: int) -> None:
    system = SYSTEMS[name][0](n)
    report = hessian_report(posed(system.sum_of_squares, **system.values), wrt=[*system.values])
    found = entries(report)
    if report.layout == "sparse":
        assert found.keys() == system.hessian.keys()
    assert found == nearly({place: system.hessian.get(place, 0.0) for place in found})


@pytest.mark.parametrize(("name", "n"), CASES)
def test_pattern_is_exact_and_the_sweeps_do_not_grow(name: str, n: int) -> None:
    build, jacobian_sweeps, hessian_sweeps = SYSTEMS[name]
    system = build(n)
    for text, what, matrix, most in (
        (system.vector, "jacobian", system.jacobian, jacobian_sweeps),
        (system.sum_of_squares, "hessian", system.hessian, hessian_sweeps),
    ):
        report = sparsity_report(posed(text, **system.values), what, wrt=[*system.values])
        assert {(i, j) for i, row in enumerate(report.pattern) for j in row} == matrix.keys()
        assert report.sweeps <= most
        assert report.sweeps_without_colors >= n


@pytest.mark.slow
def test_matrices_of_thousands_of_variables_are_exact_in_as_few_sweeps() -> None:
    """10,000 with `AUTOGRAD_LONG=1`. The other systems, and both matrices of each, are in the benchmark `sparse.py`."""
    n = amount("VARIABLES", 2000, 10_000)
    system = SYSTEMS["Broyden tridiagonal"][0](n)
    broyden = jacobian_report(posed(system.vector, **system.values), wrt=[*system.values])
    assert broyden.cost.sweeps == 3
    assert_exact(broyden, system.jacobian)
    system = SYSTEMS["extended Rosenbrock"][0](n)
    rosenbrock = hessian_report(posed(system.sum_of_squares, **system.values), wrt=[*system.values])
    assert rosenbrock.cost.sweeps == 2
    assert_exact(rosenbrock, system.hessian)


def assert_exact(report: Jacobian | Hessian, wanted: Entries) -> None:
    found = entries(report)
    assert found.keys() == wanted.keys()
    assert all(abs(found[place] - value) <= 1e-13 * max(1, abs(value)) for place, value in wanted.items())


@pytest.mark.parametrize("n", [2, 3, 10, 40])
@pytest.mark.parametrize("mode", JACOBIAN_MODES)
def test_dense_jacobian_is_its_closed_form(n: int, mode: str) -> None:
    system = brown_almost_linear(n)
    report = jacobian_report(posed(system.vector, **system.values), mode=mode)
    assert entries(report) == nearly(system.jacobian)
    assert report.cost.sweeps == n


@pytest.mark.slow
def test_columns_of_a_dense_jacobian_of_ten_thousand_rows_are_its_closed_form() -> None:
    """All columns together would be 10^8 numbers, which is refused."""
    n, columns = 10_000, (0, 4_999, 9_999)
    point = [1.0 + 1e-5 * (i % 5) for i in range(n)]
    problem = pose(Source(f"concat(x[:-1] + sum(x) - {n + 1}, [prod(x) - 1])"), {"x": read_array("x", point)})
    report = jacobian_report(problem, wrt=[f"x[{j}]" for j in columns])
    assert report.cost.sweeps == len(columns)
    numbers = list(report.numbers())
    rows = [numbers[i : i + len(columns)] for i in range(0, len(numbers), len(columns))]
    for i, row in enumerate(rows[:-1]):
        assert row == [1.0 + (i == j) for j in columns]
    product = math.prod(point)
    assert rows[-1] == pytest.approx([product / point[j] for j in columns], rel=1e-12)
    with pytest.raises(AutogradError, match="the matrix has 100000000 entries"):
        jacobian_report(problem)


@pytest.mark.parametrize("n", [2, 3, 10, 20])
@pytest.mark.parametrize("mode", HESSIAN_MODES)
def test_dense_hessian_is_its_closed_form(n: int, mode: str) -> None:
    system = brown_almost_linear(n)
    report = hessian_report(posed(system.sum_of_squares, **system.values), mode=mode)
    found = entries(report)
    assert found == pytest.approx(system.hessian, rel=1e-12)
    assert all(found[i, j] == found[j, i] for i, j in found)


@pytest.mark.slow
def test_tridiagonal_matrices_take_three_sweeps_at_any_size() -> None:
    for n in (4, 50, 1000):
        names = [f"x{i}" for i in range(n)]
        chain = " + ".join(f"cos({a} - {b})" for a, b in pairwise(names))
        point = dict.fromkeys(names, 0.5)
        assert sparsity_report(posed(chain, **point), "hessian").sweeps == 3
        system = SYSTEMS["Broyden tridiagonal"][0](n)
        for mode in JACOBIAN_MODES:
            assert sparsity_report(posed(system.vector, **system.values), "jacobian", mode=mode).sweeps == 3


def test_arrow_takes_two_sweeps_where_distance_two_would_take_all() -> None:
    names = [f"y{i}" for i in range(300)]
    text = " + ".join(f"x*{name}^2" for name in names)
    report = sparsity_report(posed(text, x=1.0, **dict.fromkeys(names, 1.0)), "hessian")
    assert (report.sweeps, report.sweeps_without_colors) == (2, 301)


PATTERNS = {
    "diagonal": [[i] for i in range(6)],
    "full": [list(range(5))] * 5,
    "arrow": [list(range(6)), *[[0, i] for i in range(1, 6)]],
    "cycle": [sorted({i, (i + 1) % 7, (i - 1) % 7}) for i in range(7)],
    "grid": [
        sorted(
            5 * a + b for a, b in ((i, j), (i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)) if 0 <= a < 5 and 0 <= b < 5
        )
        for i in range(5)
        for j in range(5)
    ],
    "without diagonal": [[1], [0, 2], [1, 3], [2]],
    "two hubs": [[0, 1, *range(2, 9)], [0, 1, *range(2, 9)], *[[0, 1, i] for i in range(2, 9)]],
}


@pytest.mark.parametrize("name", PATTERNS)
def test_each_entry_stands_alone_in_the_row_of_one_of_its_ends(name: str) -> None:
    rows = PATTERNS[name]
    pattern = Pattern(tuple(map(tuple, rows)), len(rows))
    colors = color_symmetric(pattern)
    alone = stands_alone(pattern, colors)
    for i, row in enumerate(rows):
        for j in row:
            assert alone[i][colors[j]] == j or alone[j][colors[i]] == i


@pytest.mark.parametrize("name", PATTERNS)
def test_no_row_has_two_columns_of_one_color(name: str) -> None:
    pattern = Pattern(tuple(map(tuple, PATTERNS[name])), len(PATTERNS[name]))
    colors = color_columns(pattern)
    assert all(len({colors[j] for j in row}) == len(row) for row in pattern.rows)


FORMULAS = [
    ("x^3*y + sin(x*z)/y", {"x": 0.7, "y": 1.3, "z": -0.4}),
    ("exp(-x*y) + log(y + z^2)", {"x": 0.7, "y": 1.3, "z": -0.4}),
    ("where(x > y, x*z^2, sqrt(x))", {"x": 0.7, "y": 1.3, "z": -0.4}),
    ("where(x > 0, sqrt(x)*y, x^2*y)", {"x": -1.0, "y": 2.0}),
    ("hypot(x, y)*atan2(y, x) + x^y", {"x": 0.7, "y": 1.3}),
    ("max(x*y, z)^2 + min(x, y)*abs(z)", {"x": 0.7, "y": 1.3, "z": -0.4}),
    ("relu(x*y)*sigmoid(z) + tanh(x)^3", {"x": 0.7, "y": 1.3, "z": -0.4}),
]


@pytest.mark.parametrize(("text", "point"), FORMULAS, ids=[text for text, _ in FORMULAS])
def test_modes_agree_and_the_product_is_that_of_the_matrix(text: str, point: dict[str, float]) -> None:
    problem = posed(text, **point)
    reports = [entries(hessian_report(problem, mode=mode)) for mode in HESSIAN_MODES]
    assert all(other == nearly(reports[0]) for other in reports)
    vector = {name: 0.5 * (i + 1) for i, name in enumerate(point)}
    product = product_report(problem, vector).product
    matrix: Any = hessian_report(problem).hessian
    assert product == nearly({a: sum(row[b] * vector[b] for b in vector) for a, row in matrix.items()})


@pytest.mark.parametrize(("text", "point"), FORMULAS, ids=[text for text, _ in FORMULAS])
def test_hessian_is_the_jacobian_of_the_gradient(text: str, point: dict[str, float]) -> None:
    """Against central differences of the gradient: another way, if a coarse one."""
    report = hessian_report(posed(text, **point))
    step = 1e-6
    for name in point:
        above, below = (hessian_report(posed(text, **{**point, name: point[name] + h})) for h in (step, -step))
        for other in point:
            slope = (above.gradient[other] - below.gradient[other]) / (2 * step)
            assert report.hessian[other][name] == pytest.approx(slope, rel=1e-6, abs=1e-7)


def test_only_the_rows_that_leave_a_domain_are_undefined() -> None:
    report = jacobian_report(posed("[x*y, log(x), log(x)*y]", x=-1.0, y=2.0))
    nan = pytest.approx(float("nan"), nan_ok=True)
    assert list(report.numbers()) == [2, -1, nan, 0, nan, nan]
    assert report.failed
    (finding,) = report.findings
    assert finding.kind == "domain"


def test_second_partial_through_a_node_outside_its_domain_is_undefined() -> None:
    report = hessian_report(posed("log(x)*y + y^2", x=-1.0, y=2.0))
    assert list(map(str, report.numbers())) == ["nan", "nan", "nan", "2.0"]


def test_second_derivatives_survive_an_overflow_on_the_way() -> None:
    report = hessian_report(posed("log(exp(x^2) + 1)", x=30.0))
    assert report.hessian["x"]["x"] == pytest.approx(2.0, rel=1e-14)
    assert [finding.kind for finding in report.findings] == ["recomputed"]


def test_too_large_a_matrix_is_refused_before_it_is_built() -> None:
    names = [f"x{i}" for i in range(3000)]
    total = "+".join(names)
    text = f"s = {total}\n[{', '.join(f's*{name}' for name in names)}]"
    with pytest.raises(AutogradError, match="9000000 entries") as caught:
        jacobian_report(posed(text, **dict.fromkeys(names, 1.0)))
    assert caught.value.code == "too-large"


SHAPES: list[tuple[str, dict[str, Any]]] = [
    ("x*y", {"x": 2.0, "y": 3.0}),
    ("[x*y, sin(x), y]", {"x": 2.0, "y": 3.0}),
    ("sum((A@x)^2)*y", {"A": [[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]], "x": [1.0, -2.0, 0.3], "y": 0.7}),
    ("A@x*y", {"A": [[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]], "x": [1.0, -2.0, 0.3], "y": 0.7}),
    ("A@A", {"A": [[1.0, 2.0], [3.0, 4.0]]}),
]


@pytest.mark.parametrize(("text", "values"), SHAPES)
def test_a_dense_jacobian_has_the_output_s_shape_and_then_the_input_s(text: str, values: dict[str, Any]) -> None:
    """Against forward sweeps along each element, which give derivatives of the output's shape."""
    problem = pose(Source(text), {name: read_array(name, value) for name, value in values.items()})
    report = jacobian_report(problem)
    output = numpy.shape(report.value)
    for name, value in values.items():
        block = numpy.array(report.jacobian[name])  # type: ignore[index]
        assert block.shape == output + numpy.shape(value)
        for place in numpy.ndindex(numpy.shape(value)):
            unit = numpy.zeros(numpy.shape(value))
            unit[place] = 1.0
            along = directional(problem, {name: read_array(name, unit.tolist())}).derivative
            assert block[(..., *place)] == pytest.approx(numpy.array(along), rel=1e-14)


@pytest.mark.parametrize(("text", "values"), [row for row in SHAPES if row[0][0] not in "[A"])
def test_a_dense_hessian_has_the_shapes_of_both_inputs(text: str, values: dict[str, Any]) -> None:
    """Against the Hessian times each unit vector, for which there is no matrix."""
    problem = pose(Source(text), {name: read_array(name, value) for name, value in values.items()})
    report = hessian_report(problem)
    for name, value in values.items():
        for place in numpy.ndindex(numpy.shape(value)):
            unit = numpy.zeros(numpy.shape(value))
            unit[place] = 1.0
            product = product_report(problem, {name: read_array(name, unit.tolist())}).product
            for other, size in values.items():
                block = numpy.array(report.hessian[other][name])  # type: ignore[index]
                assert block.shape == numpy.shape(size) + numpy.shape(value)
                assert block[(..., *place)] == pytest.approx(numpy.array(product[other]), rel=1e-14, abs=1e-14)


def test_large_sparse_matrix_is_written_by_its_entries(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"x{i}" for i in range(150)]
    words = [f"[{', '.join(f'{name}^2' for name in names)}]", *(f"{name}=2" for name in names)]
    assert main(["jacobian", *words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    validate(document, "jacobian")
    assert document["layout"] == "sparse"
    matrix = document["jacobian"]
    assert matrix["shape"] == [150, 150]
    assert (matrix["rows"][7], matrix["columns"][7]) == ("x7^2", "x7")
    assert matrix["entries"][7] == [7, 7, 4.0]
    assert main(["jacobian", *words, "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["row,column,value", "x0^2,x0,4.0"]
    assert len(lines) == 151
    assert main(["jacobian", *words]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 155


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["hessian", "[x, y]", "x=1", "y=2"], "the result is a vector of 2, but this needs one number"),
        (["hessian", "x*y", "x=1", "y=2", "--times", "z=1"], "the direction has `z`"),
        (["hessian", "x*y", "x=1", "y=2", "--times", "1,2"], "`--times` has `1`, which is not a name and a value"),
        (["hessian", "x*y", "x=1", "y=2", "--times", "x=1,x=2"], "`--times` has `x` twice"),
        (["hessian", "x*y", "x=1", "y=2", "--times", "x=inf"], "the direction's `x` is not finite"),
        (["hessian", "x*y", "x=1", "y=2", "--times", "x=1", "--sparsity"], "exclude each other"),
        (["hessian", "x*y", "x=1", "y=2", "--mode", "over"], "there is no mode `over`"),
        (["jacobian", "[x, y]", "x=1", "y=2", "--mode", "sideways"], "there is no mode `sideways`"),
        (["jacobian", "polygamma(n, x)", "n=1", "x=2"], "takes whole numbers"),
        (["jacobian", "[x, y]", "--sparsity", "z=1"], "the formula has no variable `z`"),
    ],
)
def test_mistakes_are_told(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_structure_of_ten_thousand_variables_is_drawn_small() -> None:
    n = 10_000
    text = "[" + ",".join(f"x{i}^2" for i in range(n)) + "]"
    done = subprocess.run(
        [sys.executable, "-m", "autograd_cli", "jacobian", "-", "--sparsity"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) < 30
    assert "1 sweep instead of 10000" in done.stdout


@pytest.mark.parametrize("written", ["A[0, 1],x", "A[0,1],x", "x,A[ 0 ,1 ]"])
def test_an_element_of_a_matrix_can_be_chosen_among_others(written: str) -> None:
    # d((A @ x)[0])/d(A[0, 1]) = x[1] = 3, of the other result it is 0.
    status, out, err = call("jacobian", "A@x", "A=[[1,2],[4,5]]", "x=[2,3]", "--wrt", written, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["jacobian"] == {"A[0, 1]": [3.0, 0.0], "x": [[1.0, 2.0], [4.0, 5.0]]}


def test_an_element_that_a_matrix_lacks_is_refused_with_its_elements() -> None:
    status, _, err = call("jacobian", "A@x", "A=[[1,2],[4,5]]", "x=[2,3]", "--wrt", "A[2,2]")
    assert status == 2
    assert "no variable `A[2, 2]`" in err


def test_a_product_with_a_dense_hessian_has_no_list_of_its_entries() -> None:
    peaks = []
    for count in (1000, 2000):
        problem = pose(Source("sum(x^4) + sum(x)^2"), {"x": numpy.ones(count)})
        tracemalloc.start()
        report = product_report(problem, {"x": numpy.ones(count)})
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert report.product["x"] == [12.0 + 2.0 * count] * count
    assert peaks[1] < 2.4 * peaks[0]
