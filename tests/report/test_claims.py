"""Partial derivatives and adjoints that somebody claims, against those that are."""

import json
from pathlib import Path

import pytest
from support.calls import call

# The words after `check`, the status, what is printed.
CLAIMS = [
    (["x^2*sin(y)", "--against", "x=2*x*sin(y)", "--against", "y=x^2*cos(y)"], 0, "2 claims right"),
    (["x^2*y", "--against", "d/dx=2*x*y", "--against", "∂f/∂y = x^2"], 0, "2 claims right"),
    (["x^2*y", "--against", "x=2xy"], 2, "for the product write `x*y`"),
    (["sin(x^2)", "--against", "x=cos(x^2)"], 1, "the factor `2*x` is missing in the claim"),
    (["x^2*sin(x)", "--against", "x=2*x*sin(x)"], 1, "the term `x^2*cos(x)` is missing in the claim"),
    ([r"\sin^2 x", "--against", r"x=2\sin(x)\cos(x)"], 0, "equal"),
    ([r"\sin^2 x", "--against", "x=2*sin(x)*cos(x)"], 0, "equal"),
    (["sin(x)^2", "--against", r"x=2\sin(x)\cos(x)"], 0, "equal"),
    ([r"\frac12 k x^2", "x=-0.5", "--against", r"k=\frac18", "k=1"], 0, "right at 1 point"),
    ([r"k x^2 + \frac12", "--against", "x=2 k(x)"], 0, "equal"),
    (["x**2*np.sin(x)", "--notation", "python", "--against", "x=2*x*np.sin(x)+x**2*np.cos(x)"], 0, "equal"),
    (["x**2*np.sin(x)", "--notation", "python", "--against", "x=2*x*np.sin(x)"], 1, "is missing in the claim"),
    (["f3 = w*x + b2; L = (f3 - y)^2/2", "--against", "b2=f3-y"], 0, "equal"),
    (["f3 = w*x + b2; L = (f3 - y)^2/2", "--against", "b2=f3"], 1, "the claim has the term `y` too many"),
    (["f3 = w*x + b2; L = (f3 - y)^2", "w=1", "x=2", "b2=3", "y=1", "--against", "b2=2*L/(f3-y)"], 0, "right at 1"),
    (["f(x) = x^2; f(x)*y", "--against", "y=f(x)"], 0, "equal"),
    (["z = w @ x; (z - y)^2", "w=[1, 2]", "x=[3, 4]", "y=1", "--against", "w=2*(z-y)*x"], 0, "right at 1 point"),
    ([r"z = w x \\ (z_0 - z)^2", "--against", "w=-2 x (z_0 - z)"], 0, "equal"),
    (["cos(x)", "--against", "x=sin(x)"], 1, "the sign is the other one"),
    (["sigmoid(x)", "--against", "x=sigmoid(x)*(1 - sigmoid(x))"], 0, "equal"),
    (["relu(x)", "--against", "x=where(x > 0, 1, 0)"], 0, "equal"),
    (["abs(x)", "--against", "x=x/abs(x)"], 0, "equal where both are defined"),
    (["exp(x)", "x=1", "--against", "x=e"], 0, "right at 1 point"),
    (["x^3", "x=1", "--against", "x=3*x"], 0, "right at 1 point"),
    (["x^3", "x=2", "--against", "x=3*x"], 1, "the factor `x` is missing in the claim"),
    (["x^3", "x=2", "--against", "x=exp(1000*x)"], 1, "0 of 1 claim right"),
    (["log(x)", "x=0", "--against", "x=-1/x"], 1, "0 of 1 claim right"),
    (["x^3", "--random", "9", "--over", "x=1..5", "--against", "x=3*x"], 1, "0 of 1 claim right"),
    (["x^3", "--random", "9", "--over", "x=1..5", "--against", "x=3*x^2"], 0, "right at 9 points"),
    (["a*x^3", "a=2", "--random", "9", "--over", "x=1..5", "--against", "x=6*x^2"], 0, "right at 9 points"),
    (["given w = vector(3); w @ w", "--against", "w=2*w"], 0, "equal"),
    (["given w = vector(3); w @ w", "--against", "w[1]=2*w[1]"], 0, "equal"),
    (["given w = vector(3); w @ w", "--against", "w=w"], 1, "the factor `2` is missing"),
    (["w @ w", "w=[1, 2]", "--against", "w=2*w"], 0, "right at 1 point"),
    (["sqrt(x)", "x=-1", "--against", "x=1/(2*sqrt(x))"], 1, "not settled: both are nan at the point"),
    (["log(x)", "--random", "9", "--over", "x=-2..-1", "--against", "x=log(x)"], 1, "both are nan at all 9 points"),
    (["sum(sqrt(v))", "v=[-1, 4]", "--against", "v=0.5/sqrt(v)"], 1, "not settled: both are nan at the point"),
    (["sum(sqrt(v))", "v=[-1, 4]", "--against", "v=1/sqrt(v)"], 1, "the factor `2` too many"),
    (["given x = 3; x^2", "--against", "x=2*x"], 0, "right at 1 point"),
    (["sin(x)", "x=1", "--against", "x=0.5403023"], 0, "right to the 7 digits given"),
    (["sin(x)", "x=1", "--against", "x=0.54"], 0, "right to the 2 digits given"),
    (["sin(x)", "x=1", "--against", "x=0.5"], 1, "0.5403023   different"),
    (["sin(x)", "x=1", "--against", "x=0.54030"], 0, "right to the 5 digits given"),
    (["sin(x)", "x=1", "--against", "x=0.54031"], 1, "different"),
    (["x^3", "--against", "x=3x^2+1"], 1, "the claim has the term `1` too many"),
    (["x^3", "x=2", "--against", "x=3x^2*x"], 1, "the claim has the factor `x` too many"),
    (["sqrt(x)", "x=2", "--against", "x=0.36"], 1, "0.3535534   different"),
    (["x^3", "x=2", "--against", "x=-12"], 1, "the sign is the other one"),
    (["sin(x)", "x=1", "--against", "x=-0.5403"], 1, "the sign is the other one"),
    (["3*x", "x=2", "--against", "x=-0.30 + 2.70"], 1, "2.4       3   different"),
    (["x^2 + sin(x)", "x=1", "--against", "x=-2 - 0.5403"], 1, "the sign is the other one"),
    (["x^2 + sin(x)", "x=1", "--against", "x=2 + 0.5403"], 0, "right to the 5 digits given"),
    (["x^2 + sin(x)", "x=1", "--against", "x=2 + 0.5413"], 1, "different"),
    (["sin(x)", "x=1", "--against", "x=0.5403024"], 1, "different"),
    (
        ["sin(x)", "x=1", "--against", "x=0.5403023058681390", "--tolerance", "1e-17"],
        1,
        "0.540302305868139   0.54030230586814 ",
    ),
    (["81.3*x", "x=1", "--against", "x=81"], 1, "81.3   different"),
    (["sum(sin(x))", "x=[0, 1]", "--against", "x=[1, 0.5403]"], 0, "right to the 4 digits given"),
    (["sum(w*x)", "w=[1, 2]", "x=[3, 4]", "--against", "x=[1, 3]"], 1, "d/dx[1]   [1, 3]"),
    (["sum(w*x)", "w=[1, 2]", "x=[3, 4]", "--against", "x=[1, 3]"], 1, "3       2   different"),
    (["sum(w*x)", "w=[1, 2]", "x=[3, 4]", "--against", "x=[4, 2]"], 1, "4       1   different"),
    (["3*w*x", "w=1", "x=3", "--against", "x=2"], 1, "2       3   different"),
    (["x^2", "--against", "x=2"], 1, "the factor `x` is missing in the claim"),
    (["w @ w", "w=[1, 2]", "--against", "w=2"], 2, "d/dw has 2 numbers, and the claim 1 number"),
    (["x^2", "--against", "z=2*x"], 2, "no variable `z`"),
    (["x^2", "--against", "x=2*z"], 2, "`2*z` has `z`, which is not a variable of the formula"),
    (["x^2", "--against", "2*x"], 2, "is not a variable and a formula"),
    (["x^2", "--against", "x=2*x", "--against", "x=x"], 2, "has `x` twice"),
    (["x*y", "x=inf", "--against", "x=y"], 2, "`y` has no value"),
    (["x*y^2", "x=3", "--against", "x=y^2", "--against", "y=6*y"], 0, "2 claims right"),
    (["given a=2; a*x^2", "--against", "x=2*a*x"], 0, "1 claim right"),
    (["given a=2; a*x^2", "--against", "x=4*x", "--against", "a=x^2"], 0, "2 claims right"),
    (["given a=2; a*x^2", "--against", "x=3*x"], 1, "the factor `4/3` is missing in the claim"),
    (["given n=3; n*sum(x^k, k=1:n)", "--against", "x=n*(1 + 2*x + n*x^2)"], 0, "1 claim right"),
    (["`my x`^2", "--against", "`my x`=2*`my x`"], 0, "equal"),
    (["`my x`^2", "--against", "d/d`my x`=2*`my x`"], 0, "equal"),
    (["w @ w", "w=[1, 2]", "--against", "w[ 0 ]=2", "--against", "dL/dw[1]=4"], 0, "2 claims right"),
    (["w @ w", "w=[1, 2]", "--against", "w[0]=2", "--against", "w[ 0]=2"], 2, "has `w[0]` twice"),
    (["x @ A @ x", "x=[1, 2]", "A=[[1, 2], [3, 4]]", "--against", "A[0,1]=2"], 0, "1 claim right"),
    (["x^2", "--random", "9", "--against", "x=2*x"], 2, "`x` has none"),
    (["x^2", "x=1", "--over", "x=1..2"], 2, "is for claimed partials"),
    (["x^2", "x=1", "--over", "x=1..2", "--against", "x=2*x"], 2, "`x` has a value, and a range in `--over`"),
    (["x^2", "x=1", "--random", "9", "--against", "x=2*x"], 2, "every variable has a value"),
    (["x^2", "--random", "9", "--over", "x=1..2,z=1..2", "--against", "x=2*x"], 2, "`--over` has `z`"),
    (["given a=3; a*x^2", "--random", "9", "--over", "x=1..2,a=1..2", "--against", "x=6*x"], 1, "`a/3` is missing"),
    (["given w=vector(2); w @ w", "--random", "9", "--over", "w=1..2", "--against", "w=2*w"], 0, "right at 9 points"),
    (
        ["given w=vector(2); w @ w", "--random", "9", "--over", "w[0]=0..1,w[1]=1..2", "--against", "w=2*w"],
        0,
        "9 points",
    ),
    (["x^2*y", "x=1", "y=2", "--wrt", "y", "--against", "x=4"], 2, "`--wrt` and `--against` exclude each other"),
    (["x^2*y", "x=1", "y=2", "--wrt", "y", "--adjoints", "x=4"], 2, "`--wrt` and `--adjoints` exclude each other"),
    (["x^2", "x=1", "--study", "--tolerance", "1e-3"], 2, "`--tolerance` and `--study` exclude each other"),
    (["x^2", "x=1", "--study", "--against", "x=2"], 2, "exclude each other"),
]
ADJOINTS = [
    (["2*x*y+y+3", "x=40", "y=4", "--adjoints", "v1=4,y=81,x=8,v4=1"], 0, "4 adjoints right"),
    (["2*x*y+y+3", "x=40", "y=4", "--adjoints", "y=80"], 1, "80 is one of the two uses of `y`: 81 = 1 + 80"),
    (["w*x + w*y", "w=1", "x=0.2", "y=0.0356", "--adjoints", "w=0.23"], 1, "0.23 is cut off and not rounded: 0.2356"),
    (
        ["w*x + w*y", "w=1", "x=0.23", "y=0.0056", "--adjoints", "w=0.23"],
        1,
        "0.23 is one of the two uses of `w`: 0.2356 = 0.0056 + 0.23; or it is cut off and not rounded",
    ),
    (["x*y-y", "x=3", "y=4", "--adjoints", "y=3"], 1, "3 is one of the two uses of `y`: 2 = -1 + 3"),
    (["y*a+y*b+y*c", "y=1", "a=2", "b=5", "c=9", "--adjoints", "y=11"], 1, "11 is 2 of the 3 uses of `y`: 16 ="),
    (["x-y", "x=3", "y=4", "--adjoints", "y=1"], 1, "the sign is the other one: -1"),
    (["3*sin(x)", "x=0", "--adjoints", "x=1"], 1, "1 is the local partial of `v1`, not times its adjoint: 3*1 = 3"),
    (
        ["5*(2*x)^2", "x=1", "--adjoints", "x=20"],
        1,
        "20 is the adjoint of `v1`, not times the local partial: 20*2 = 40",
    ),
    (["3*x*y", "x=5", "y=7", "--adjoints", "v1=15"], 1, "15 is the value of `v1`, not its adjoint: 7"),
    (["3*x*y", "x=5", "y=7", "--adjoints", "v1=2"], 1, "it is 7"),
    (["a = x^2; b = 3*a", "x=5", "--adjoints", "a=3,x=30"], 0, "2 adjoints right"),
    (["sin(x)", "x=1", "--adjoints", "x=0.5403023"], 0, "right to the 7 digits given"),
    (["sin(x)", "x=1", "--adjoints", "x=-0.54"], 1, "the sign is the other one"),
    (["sin(x)", "x=1", "--adjoints", "x=0.5403024"], 1, "it is 0.5403023"),
    (["sin(x)", "x=1", "--adjoints", "x=0.5403023058681390", "--tolerance", "1e-17"], 1, "it is 0.54030230586814"),
    (["x*y", "x=5", "y=7", "--adjoints", "z=2"], 2, "the trace has no node `z`"),
    (["x*2", "x=5", "--adjoints", "x=2,x=3"], 2, "has `x` twice"),
    (["w @ w", "w=[1, 2]", "--adjoints", "w=2"], 2, "the adjoint of `w` is not one number"),
    (["w @ w", "w=[1, 2]", "--adjoints", "w=[2, 4]"], 0, "2 adjoints right"),
    (["w @ w", "w=[1, 2]", "--adjoints", "w[1]=4"], 0, "1 adjoint right"),
    (["sum(w*w)", "w=[1, 2]", "--adjoints", "w[1]=2"], 1, "2 is one of the two uses of `w[1]`: 4 = 2 + 2"),
    (["sum((A@x)^2)", "A=[[1,2],[3,4]]", "x=[3,4]", "--adjoints", "A[0,1]=88,v1=[11,50]"], 1, "the value of `v1[0]`"),
    (["sum(exp(x))", "x=[1, 2]", "--adjoints", "x=[2.718, 7.4]"], 0, "right to the 4 digits given"),
    (["w @ w", "w=[1, 2]", "--adjoints", "w=[1]"], 2, "the adjoint of `w` has the shape (2,), and the claim (1,)"),
    (["w @ w", "w=[1, 2]", "--adjoints", "w[2]=1"], 2, "`w` has no element `w[2]`: its shape is (2,)"),
    (["w @ w", "w=[1, 2]", "--adjoints", "w[1]=[1]"], 2, "`w[1]` is one element of `w`"),
    (["w @ w", "w=[1, 2]", "--adjoints", "w=[1,2],w[1]=1"], 2, "has `w[1]` twice"),
    (["x*y", "x=5", "y=7", "--adjoints", "x[0]=2"], 2, "the trace has no node `x[0]`"),
    (["x*y", "--adjoints", "x=2"], 2, "no value"),
]


@pytest.mark.parametrize(
    ("words", "status", "shown"), CLAIMS + ADJOINTS, ids=lambda one: " ".join(one)[:70] if isinstance(one, list) else ""
)
def test_claims_are_checked_and_the_mistake_is_named(words: list[str], status: int, shown: str) -> None:
    code, out, err = call("check", *words)
    assert (code, shown in out + err) == (status, True), out + err


@pytest.mark.parametrize(
    ("name", "text"),
    [("points.csv", "x,y\n1,2\n0,5\n"), ("points.json", '{"x": [1, 0], "y": [2, 5]}')],
)
def test_claims_are_checked_at_the_points_of_a_file(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    right = call("check", "x^2*y", "--points", str(path), "--against", "x=2*x*y", "--json")
    assert (right[0], json.loads(right[1])["points"]) == (0, 2)
    code, out, _ = call("check", "x^2*y", "--points", str(path), "--against", "x=2*x*y + 1 - x", "--json")
    assert (code, json.loads(out)["claims"]["x"]["difference"]["point"]) == (1, {"x": 0.0, "y": 5.0})


def test_points_without_a_number_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x\n4\n-1\n9\n", encoding="utf-8")
    code, out, _ = call("check", "sqrt(x)", "--points", str(path), "--against", "x=0.5/sqrt(x)", "--json")
    claim = json.loads(out)["claims"]["x"]
    assert (code, claim["agrees"], claim["compared"]) == (0, True, 2)
    assert claim["message"] == "right at 2 of 3 points; both are nan at the others"


def test_points_of_a_vector_are_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "points.json"
    path.write_text('{"w": [[1, 2], [3, 4], [5, 6]]}', encoding="utf-8")
    words = ("check", "given w = vector(2); w[0]*w[1]^2", "--points", str(path))
    code, out, _ = call(*words, "--against", "w=[w[1]^2, 2*w[0]*w[1]]")
    assert (code, "right at 3 points" in out) == (0, True)
    code, out, _ = call(*words, "--against", "w=[w[1]^2, 2*w[0]*w[1] + w[0] - 1]", "--json")
    assert (code, json.loads(out)["claims"]["w"]["difference"]["point"]) == (1, {"w[0]": 3.0, "w[1]": 4.0})
    path.write_text('{"w": [1, 2]}', encoding="utf-8")
    code, _, err = call(*words, "--against", "w[0]=w[1]^2")
    assert (code, "`w` has the shape (2,), and its points in" in err) == (2, True)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ('{"x": []}', ["x^2"], "there is no point in"),
        ('{"x": [1, 2]}', ["x^2", "x=1"], "`x` has a value, and points in"),
    ],
)
def test_points_that_would_not_be_used_are_an_error(text: str, words: list[str], shown: str, tmp_path: Path) -> None:
    path = tmp_path / "points.json"
    path.write_text(text, encoding="utf-8")
    code, _, err = call("check", *words, "--points", str(path), "--against", "x=2*x")
    assert (code, shown in err) == (2, True)


def test_points_go_before_what_the_formula_gives(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,a\n1,2\n3,4\n", encoding="utf-8")
    code, out, _ = call("check", "given a = 2; a*x^2", "--points", str(path), "--against", "x=4*x", "--json")
    assert (code, json.loads(out)["claims"]["x"]["difference"]["point"]) == (1, {"a": 4.0, "x": 3.0})


def test_columns_of_different_lengths_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "points.json"
    path.write_text('{"x": [1, 0], "y": [2]}', encoding="utf-8")
    code, _, err = call("check", "x*y", "--points", str(path), "--against", "x=y")
    assert (code, "columns of different lengths: `x` 2, `y` 1" in err) == (2, True)


def test_drawn_points_are_the_same_each_time() -> None:
    words = ("check", "sin(x)", "--random", "5", "--over", "x=0..5", "--against", "x=1", "--json")
    assert call(*words) == call(*words)
