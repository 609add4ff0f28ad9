"""Several results in a pass of `batch`: formulas, vectors, kept intermediates, second derivatives, and their names."""

import math
import pickle
from pathlib import Path

import polars
import pytest
from support.batches import Answer, run

from autograd_cli import batch
from autograd_cli.ask.problem import pose
from autograd_cli.errors import Source
from autograd_cli.report.matrices import hessian_report

OPTIONS = "S,K,T\n100,95,0.5\n50,60,1\n-1,60,1\n"
CALL = """given r = 0.02, s = 0.3
d1 = (log(S/K) + (r + s^2/2)*T)/(s*sqrt(T))
d2 = d1 - s*sqrt(T)
price = S*normal_cdf(d1) - K*exp(-r*T)*normal_cdf(d2)
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def columns_of(answer: Answer) -> list[str]:
    return answer.lines[0].split(",")


def test_price_delta_gamma_and_intermediates_come_in_one_pass(here: Path) -> None:
    (here / "options.csv").write_text(OPTIONS)
    (here / "call.ag").write_text(CALL)
    answer = run(["options.csv", "-f", "call.ag", "--wrt", "S,T", "--order", "2", "--keep", "d1,d2"], here)
    second = "d2_price_S_S,d2_price_S_T"
    assert columns_of(answer)[3:] == f"price,d1,d2,d_price_S,d_price_T,{second},d2_price_T_T,error".split(",")
    for line, (price, strike, years) in zip(answer.lines[1:3], [(100, 95, 0.5), (50, 60, 1)], strict=True):
        row = dict(zip(columns_of(answer), line.split(","), strict=True))
        problem = pose(Source(CALL), {"S": price, "K": strike, "T": years})
        alone = hessian_report(problem, wrt=["S", "T"])
        assert float(row["price"]) == pytest.approx(alone.value, rel=1e-13)
        assert float(row["d_price_S"]) == pytest.approx(alone.gradient["S"], rel=1e-13)
        for i, j in (("S", "S"), ("S", "T"), ("T", "T")):
            assert float(row[f"d2_price_{i}_{j}"]) == pytest.approx(alone.hessian[i][j], rel=1e-12)
        assert float(row["d1"]) - float(row["d2"]) == pytest.approx(0.3 * math.sqrt(years), rel=1e-13)
    assert answer.lines[3].startswith('-1,60,1,,,,,,,,,"`log(S/K)` needs')


@pytest.mark.parametrize(
    ("words", "columns", "first"),
    [
        (["-e", "x*y", "-e", "x/y", "--wrt", "y"], "value1,value2,d_value1_y,d_value2_y", [6, 1.5, 3, -0.75]),
        (["-e", "a = x*y", "-e", "a/y"], "a,value2,d_a_x,d_a_y,d_value2_x,d_value2_y", [6, 3, 2, 3, 1, 0]),
        (["-e", "a = x*y", "-e", "a = x*y; a^2", "--wrt", "x"], "a,value2,d_a_x,d_value2_x", [6, 36, 2, 24]),
        (["-e", "[x, x*y]", "--no-grad"], "value[0],value[1]", [3, 6]),
        (["-e", "w = [x, x*y]*2", "--wrt", "y"], "w[0],w[1],d_w[0]_y,d_w[1]_y", [6, 12, 0, 6]),
        (["-e", "a = x^2; b = y; [b, a]", "--wrt", "x"], "b,a,d_b_x,d_a_x", [2, 9, 0, 6]),
        (["-e", "x^2*y", "--order", "2"], "value,d_x,d_y,d2_x_x,d2_x_y,d2_y_y", [18, 12, 9, 4, 6, 0]),
        (["-e", "u = x*y; sin(u)*0 + u", "--keep", "u", "--wrt", "x"], "value,u,d_value_x", [6, 6, 2]),
        (["-e", "x", "--rename", "value=f,d_x=slope,error=why"], "f,slope", [3, 1]),
        (["-e", "value1 + x", "-e", "y", "--value1", "4", "--no-grad"], "value1,value2", [7, 2]),
        (["-e", "(x\n+ y)", "-e", "# a note\ny", "--no-grad"], "value1,value2", [5, 2]),
    ],
)  # fmt: skip
def test_results_have_their_names(words: list[str], columns: str, first: list[float], here: Path) -> None:
    (here / "p.csv").write_text("x,y\n3,2\n")
    answer = run(["p.csv", *words], here)
    assert answer.errors == ""
    assert columns_of(answer)[2:-1] == columns.split(",")
    assert list(map(float, answer.lines[1].split(",")[2:-1])) == pytest.approx(first)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-e", "x*y", "--keep", "q"], "`--keep` has `q`, to which the formula assigns nothing"),
        (["-e", "u = x; u*y", "--keep", "q"], "hint: it assigns to `u`"),
        (["-e", "a = x", "-e", "a = y"], "two results would have the name `a`"),
        (["-e", "x", "--rename", "value"], "`--rename` has `value`, which is not two names"),
        (["-e", "x", "--rename", "value=a", "--rename", "value=b"], "`--rename` has `value` twice"),
        (["-e", "x", "--rename", "d_y=a"], "`--rename` has `d_y`, and there is no such result"),
        (["-e", "x", "--order", "3"], "`batch` has derivatives of order 1 and 2"),
        (["-e", "y2 = x", "--order", "2", "--no-grad"], "`--order` and `--no-grad` exclude each other"),
        (["--keep", "u"], "`--keep` goes with a formula for all rows"),
        (["-e", "x", "--rename", "value=y"], "the result `y` would have the name of a column of `p.csv`"),
        (["-e", "y = 2*x"], "hint: assign another name, as in `new_y = ...`"),
        (["-e", "x", "-e", "x*(y"], "this `(` is never closed"),
    ],
)
def test_results_that_make_no_sense_are_refused_before_any_work(words: list[str], message: str, here: Path) -> None:
    (here / "p.csv").write_text("x,y\n3,2\n")
    answer = run(["p.csv", *words], here)
    assert (answer.status, answer.lines) == (2, [])
    assert message in answer.errors


def test_several_results_are_a_function_in_python_too() -> None:
    transform = pickle.loads(pickle.dumps(batch(["a = x*y", "a^2"], wrt="x", order=2, keep="a")))
    row = transform(polars.DataFrame({"x": [3.0], "y": [2.0]})).row(0, named=True)
    assert row == {
        "x": 3.0, "y": 2.0, "a": 6.0, "value2": 36.0, "d_a_x": 2.0, "d2_a_x_x": 0.0,
        "d_value2_x": 24.0, "d2_value2_x_x": 8.0, "error": None,
    }  # fmt: skip
