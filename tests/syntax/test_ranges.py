"""Sums and products over an index: the range form is the written-out form, in every way of asking."""

import json
from pathlib import Path

import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.errors import AutogradError
from autograd_cli.syntax.latex import latex
from autograd_cli.syntax.parser import parse_expression

X, A = "x=[0.3,-1.2,2.5]", "A=[[1.5,2],[-3,4]]"
# A form with ranges, the same written out, and values.
SAME = [
    ("sum(y^k/k, k = 1:3)", "y + y^2/2 + y^3/3", ["y=0.7"]),
    ("prod(y + k, k = 0:2)", "y*(y + 1)*(y + 2)", ["y=0.7"]),
    ("prod(y - k, k = 0:2)", "y*(y - 1)*(y - 2)", ["y=1"]),
    ("sum(y^k, k = 0:2)", "1 + y + y^2", ["y=0"]),
    ("2*sum(y, k = 1:3)^2", "2*(y + y + y)^2", ["y=0.7"]),
    ("prod(y, k = 2:3)", "y*y", ["y=-0.7"]),
    ("y + sum(y, k = 3:2) + prod(y, k = 3:2)", "y + 0 + 1", ["y=0.7"]),
    ("sum(k*x[k]^2, k = 0:length(x)-1)", "x[1]^2 + 2*x[2]^2", [X]),
    ("sum((x[k+1] - x[k])^2, k = 0:length(x)-2)", "(x[1] - x[0])^2 + (x[2] - x[1])^2", [X]),
    ("sum(x[k]*x[2-k]*exp(k), k = 0:2)", "x[0]*x[2] + x[1]^2*exp(1) + x[2]*x[0]*exp(2)", [X]),
    ("sum(x[2*k]*k, k = 0:1)", "x[2]", [X]),
    ("sum(x[-k]*k, k = 1:2)", "x[-1] + 2*x[-2]", [X]),
    ("sum(A[k, k], k = 0:1) + sum(A[k, 0]*A[1, k]*k, k = 0:1)", "A[0,0] + A[1,1] + A[1,0]*A[1,1]", [A]),
    ("sum(sum(A[j, k]*j^2*y^k, j = 0:1), k = 0:1)", "A[1,0] + A[1,1]*y", [A, "y=0.7"]),
    ("sum(sum(A[k, j]*j, j = 0:1)^2, k = 0:1)", "A[0,1]^2 + A[1,1]^2", [A]),
    ("sum(sum(x[j], j = 0:k)^2, k = 0:2)", "x[0]^2 + (x[0]+x[1])^2 + (x[0]+x[1]+x[2])^2", [X]),
    (
        "sum(sum(exp(x[i] - x[j]), j = i+1:2), i = 0:2)",
        "exp(x[0]-x[1]) + exp(x[0]-x[2]) + exp(x[1]-x[2])",
        [X],
    ),
    ("sum(prod(x[j] + k, j = 0:k), k = 0:1)", "x[0] + (x[0] + 1)*(x[1] + 1)", [X]),
    ("sum(sum(x[k-j], j = 0:k)*k, k = 0:2)", "x[1]+x[0] + 2*(x[2]+x[1]+x[0])", [X]),
    ("sum(sum(sum(i*j*k*y^i, k = 1:2), j = 1:2), i = 1:2)", "9*y + 18*y^2", ["y=0.7"]),
    ("sum(sum(sum(y^i, k = i:j), j = i:2), i = 1:2)", "3*y + y^2", ["y=0.7"]),
    ("sum(norm(x*k), k = 1:2)", "norm(x) + norm(x*2)", [X]),
    ("sum(sum(x*k)^2, k = 1:2)", "sum(x)^2 + (2*sum(x))^2", [X]),
    ("sum(sum(x[0:k])^2, k = 1:2)", "x[0]^2 + (x[0] + x[1])^2", [X]),
    ("f(a, k) = a^k/k; sum(f(y, k + 1), k = 0:1)", "y + y^2/2", ["y=0.7"]),
    ("S(n) = sum(y^k, k = 1:n); S(2)*S(1)", "(y + y^2)*y", ["y=0.7"]),
    ("m = length(x) - 1; sum(x[k], k = 1:m)", "x[1] + x[2]", [X]),
    ("sum(max(y, k)*abs(y - k), k = 0:1)", "max(y, 0)*abs(y) + max(y, 1)*abs(y - 1)", ["y=0.7"]),
    ("sum(where(k == 0, 1, sin(k*y)/k), k = 0:2)", "1 + sin(y) + sin(2*y)/2", ["y=0.7"]),
    ("sum(where(y > k, sqrt(y - k), 0), k = 0:2)", "sqrt(y) + sqrt(y - 1)", ["y=1.5"]),
    ("sum(y*e, e = 1:2) + e*y", "3*y + exp(1)*y", ["y=0.7"]),
    ("sum(mod(k, 2)*y^floor(k/2), k = 1:4)", "1 + y", ["y=0.7"]),
    ("sum(x[max(k - 1, 0)]*k, k = 0:2)", "x[0] + 2*x[1]", [X]),
    ("sum(sum(x[j]*k, j = max(0, k-1):min(2, k+1)), k = 0:2)", "x[0]+x[1]+x[2] + 2*(x[1]+x[2])", [X]),
    ("sum(y^arange(3)) + sum(linspace(y, 2*y, 3))", "1 + y + y^2 + 4.5*y", ["y=0.7"]),
    ("sum(arange(1, 4)*x) + sum(arange(4, 0, -2)*x[:2])", "x[0]+2*x[1]+3*x[2] + 4*x[0] + 2*x[1]", [X]),
]
WAYS = [
    ["eval", "--mode", "reverse"],
    ["eval", "--mode", "forward"],
    ["eval", "--digits", "20"],
    ["hessian"],
    ["jacobian"],
]


def numbers(found: object) -> list[float]:
    if isinstance(found, dict):
        return [number for key in sorted(found) for number in numbers(found[key])]
    if isinstance(found, list):
        return [number for one in found for number in numbers(one)]
    return [] if found is None or isinstance(found, bool) else [float(found)]  # type: ignore[arg-type]


def answer(way: list[str], formula: str, values: list[str]) -> list[float]:
    status, out, err = call(way[0], formula, *values, *way[1:], "--json")
    assert status == 0, err
    found = json.loads(out)
    keys = ("value", "gradient", "hessian", "jacobian")
    return [number for key in keys for number in numbers(found.get(key))]


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
@pytest.mark.parametrize(("ranged", "written", "values"), SAME)
def test_a_range_means_what_is_written_out(ranged: str, written: str, values: list[str], way: list[str]) -> None:
    assert answer(way, ranged, values) == pytest.approx(answer(way, written, values), rel=1e-13, abs=1e-13)


REFUSED = [
    # A formula, values, the code, the text that is marked.
    ("sum(k, k = 1:2:9)", [], "syntax", "k = 1:2:9"),
    ("sum(k, axis = 1:2)", [], "syntax", "axis = 1:2"),
    ("sum(k = 1:2, k)", [], "syntax", "k = 1:2"),
    ("[k = 1:2]", [], "syntax", "k = 1:2"),
    ("sum(j*k, k = 1:2, j = 1:3)", [], "syntax", "j = 1:3"),
    ("sin(k, k = 1:2)", [], "argument-count", "k = 1:2"),
    ("f(x) = x^2; f(k, k = 1:2)", [], "argument-count", "k = 1:2"),
    ("sum(x[k], k = 0:3)", [X], "shape", "k"),
    ("sum(x[k-1], k = 0:2)", [X], "shape", "k-1"),
    ("sum(x[k-1:k+1], k = 0:2)", [X], "shape", "k-1"),
    ("sum(sum(x[j+k], j = 0:2), k = 0:2)", [X], "shape", "j+k"),
    ("sum(k, k = 1:n)", [], "missing-binding", "n"),
    ("sum(k, k = 1:n)", ["n=2.5"], "shape", "n"),
    ("sum(k, k = 1:n)", ["n=[1,2]"], "shape", "n"),
    ("sum(k, k = 1/2:3)", [], "shape", "1/2"),
    ("sum(k, k = 1:x[0])", [X], "shape", "x[0]"),
    ("sum(x^k, k = 1:n)", ["n=2", "x=1", "--wrt", "n"], "integer", "n"),
    ("sum(k, k = 1:10^7)", [], "too-large", "k = 1:10^7"),
    ("sum(sum(j*k, j = 1:2000), k = 1:1000)", [], "too-large", "j = 1:2000"),
    ("sum(norm(x*k), k = 1:20000)", [X], "too-large", "sum(norm(x*k), k = 1:20000)"),
    ("arange(1, 2, 3, 4)", [], "shape", "arange(1, 2, 3, 4)"),
    ("arange(1, 2, 0)", [], "shape", "arange(1, 2, 0)"),
    ("arange(2.5)", [], "shape", "2.5"),
    ("sum(j, k = 1:2) + k", ["j=1"], "missing-binding", "k"),
]


@pytest.mark.parametrize(("formula", "values", "code", "marked"), REFUSED)
def test_what_a_range_cannot_be_is_refused_at_its_place(
    formula: str, values: list[str], code: str, marked: str
) -> None:
    status, out, _ = call("eval", formula, *values, "--json")
    assert status == 2
    error = json.loads(out)["error"]
    start, stop = error["span"]
    assert (error["code"], formula[start:stop]) == (code, marked)


LATEX = [
    ("sum(x^k/k, k = 1:n-1)", r"\sum_{k=1}^{n - 1} \frac{x^{k}}{k}"),
    ("sum(a + k, k = 1:2)*b", r"\left(\sum_{k=1}^{2} \left(a + k\right)\right) b"),
    ("a + prod(sin(k)*b, k = 1:2) - b", r"a + \prod_{k=1}^{2} \sin k \cdot b - b"),
    ("sum(sum(x[j]*k, j = 0:k), k = 0:2)^2", None),
]


@pytest.mark.parametrize(("text", "written"), LATEX)
def test_latex_has_the_sum_sign_with_its_bounds(text: str, written: str | None) -> None:
    found = latex(parse_expression(text))
    assert found == (written or r"\left(\sum_{k=0}^{2} \sum_{j=0}^{k} x_{j} k\right)^{2}")


def test_sums_inside_each_other_are_limited() -> None:
    formula = "sum(" * 1000 + "1" + "".join(f", k{i} = 1:2)" for i in range(1000))
    with pytest.raises(AutogradError) as refused:
        gradient(formula, {})
    assert refused.value.code == "too-large"


def test_a_number_of_terms_is_no_column(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x,n\n1,2\n")
    status, _, err = call("batch", str(table), "-e", "sum(x^k, k = 1:n)")
    assert status == 2
    assert "cannot be a column" in err
    table.write_text("x\n2\n3\n")
    found = tmp_path / "found.csv"
    status, _, err = call("batch", str(table), "-e", "sum(x^k/k, k = 1:n)", "n=2", "-o", str(found))
    assert (status, found.read_text().split()) == (0, ["x,value,d_x,error", "2,4.0,3.0,", "3,7.5,4.0,"]), err


WRITTEN_BACK = [
    # A formula, and its derivative towards x; None: it is only compared.
    ("sum(x^k/k, k = 1:30)", "sum(x^(k - 1), k = 1:30)"),
    ("sum(sqrt(x - k), k = -9:0)", "sum(1/sqrt(x - k), k = -9:0)/2"),
    ("sum(exp(-k*x)/(k + a), k = 2:9)", "-sum(k*exp(-k*x)/(k + a), k = 2:9)"),
    ("sum(sum(sin(j*k*x), j = 1:9), k = 1:9)", "sum(sum(j*k*cos(j*k*x), j = 1:9), k = 1:9)"),
    ("sum(x^k, k = 0:9)", "sum(k*x^(k - 1), k = 0:9)"),
    ("given v = vector(3); sum(exp(k*x)*v[2-k], k = 0:2)", "sum(k*exp(k*x)*v[2 - k], k = 0:2)"),
    ("sum(sum(x^j*a^k, j = 1:3), k = 2:5)", None),
    ("sum(sum(x^j*k, j = 1:k), k = 1:12)", None),
    ("a*sum(sin(k*x)*a^2, k = 1:4)^2", None),
    ("sum(sum(sin(j*x), j = 1:3)^k, k = 1:4)", None),
    ("sum(where(k > 3, x, x^2), k = 0:90)", None),
    ("given v = vector(3); sum(v[k]*exp(-k*x)*v[2-k], k = 0:2)", None),
    ("given A = matrix(2, 3); sum(sum(A[k, j]*x^j + k, j = 0:2)^2, k = 0:1)", None),
]


@pytest.mark.parametrize(("formula", "written"), WRITTEN_BACK)
def test_derivatives_are_written_as_sums_over_the_index(formula: str, written: str | None) -> None:
    status, out, err = call("diff", formula, "--wrt", "x", "--json")
    assert status == 0, err
    (found,) = json.loads(out)["derivatives"]
    assert found["text"] == written or (written is None and " = " in found["text"] and "arange" not in found["text"])
    point = {"x": 0.7, "a": 0.3, "v": [0.5, -1.5, 2.0], "A": [[0.5, 1.0, -2.0], [0.25, 3.0, 1.5]]}
    values = {name: point[name] for name in json.loads(out)["variables"]}
    used = {name: value for name, value in values.items() if name in {*found["text"]}}
    body = formula.partition(";")[2] or formula
    assert gradient(found["text"], used).value == pytest.approx(gradient(body, values).gradient["x"], rel=1e-13)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["diff", "given n=3; n*sum(x^k, k=1:n)"], "3*sum(k*x^(k - 1), k = 1:3)"),
        (["diff", "given n=3; n*sum(x^k, k=1:n)", "--textbook"], "9*x^2 + 6*x + 3"),
        (["hessian", "given n=3; n*sum(x^k, k=1:n)", "--format", "markdown"], "6 + 18*x"),
    ],
)
def test_a_name_that_counts_terms_is_one_number_in_all_of_a_formula(words: list[str], written: str) -> None:
    status, out, err = call(*words)
    assert (status, written in out) == (0, True), out
    assert "it is 3 throughout" in err
    assert call("diff", words[1], "--wrt", "n")[0] == 2
