"""Points at which this program, or another one, once gave a wrong number, or none: each has its right answer here.

A point is asked for in every way there is: both modes, as a row of a table, with digits, as a row of a Jacobian, and as
it is checked. The right numbers are those of mpmath with sixty digits at these doubles; a derivative that policy
decides, at a kink or at a condition that is met exactly, has the value of the policy and the finding that says so.
Then come command lines with what they answer: a status, and text on one of the streams.
"""

import json
import math
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import mpmath
import pytest
from support.calls import call

from autograd_cli.numerals import element_names

WAYS = ("reverse", "forward", "digits", "batch", "jacobian")
# What is promised of a number; digits and tables read `0.1` as a tenth, and print as many as they are asked for.
RELATIVE, ABSOLUTE, DIGITS = 1e-12, 1e-320, 12
RUMP = "333.75*b^6 + a^2*(11*a^2*b^2 - b^6 - 121*b^4 - 2) + 5.5*b^8 + a/(2*b)"


class Point(NamedTuple):
    """A formula at a point, its value, its partials by name or element, and the kinds of its findings.

    Numbers are texts that mpmath evaluates, the inputs' names among them. `ways` are those that can be asked.
    """

    id: str
    formula: str
    point: str
    value: str
    partials: str
    kinds: tuple[str, ...] = ()
    ways: tuple[str, ...] = WAYS


SCALARS = ("reverse", "forward", "batch", "jacobian")
FLOATS = ("reverse", "forward", "jacobian")
JUMP, KINK, DOMAIN, EDGE, AGAIN = ("jump",), ("kink",), ("domain",), ("boundary",), ("recomputed",)

POINTS = [
    # Equal parts that are no dyadic fractions: settled, not printed as 0.
    Point("equal-floor", "floor(x*0.1*10)", "x=1", "1", "x=0", JUMP),
    Point("equal-angle", "atan2(x/3 - 1/3, -1)", "x=1", "pi", "x=-1/mpf(3)", JUMP),
    Point("equal-thirds", "max(x/3, y/3)", "x=1 y=1", "1/mpf(3)", "x=1/mpf(6) y=1/mpf(6)", KINK),
    Point("equal-elements", "max(x)", "x=[0.1,0.1,0.05]", "0.1", "x[0]=0.5 x[1]=0.5 x[2]=0", KINK),
    Point("equal-products", "min(r1*a, r2*a)", "r1=1.1 r2=1.1 a=0.5", "0.55", "r1=0.25 r2=0.25 a=1.1", KINK),
    Point("equal-bound", "clamp(x, 0, 0.1)", "x=0.1", "0.1", "x=0.5", KINK),
    Point("equal-condition", "where(x/3 >= 1/3, x^2, 9)", "x=1", "1", "x=2", JUMP),
    Point("equal-roots", "max(sqrt(x), sqrt(y))", "x=2 y=2", "sqrt(2)", "x=sqrt(2)/8 y=sqrt(2)/8", KINK),
    Point("equal-round", "round(x*0.1*10 + 0.5)", "x=1", "2", "x=0", JUMP),
    Point("equal-sign", "sign(x/3 - 1/3)", "x=1", "0", "x=0", JUMP),
    Point("equal-leaky", "leaky_relu(x/3 - 1/3)", "x=1", "0", "x=0.01/3", KINK),
    # What is not selected contributes nothing.
    Point("unselected-part", "[sqrt(x), y][1]", "x=0 y=2", "2", "x=0 y=1"),
    Point("unselected-element", "sqrt(v)[0]", "v=[4,0]", "2", "v[0]=0.25 v[1]=0"),
    Point("unselected-last", "log(a)[-1]", "a=[0,1,2,3]", "log(3)", "a[0]=0 a[1]=0 a[2]=0 a[3]=1/mpf(3)"),
    Point(
        "unselected-root",
        "sqrt(XS^2 + alpha*YS^2)[0, 0]",
        "XS=[[1,0],[0,0]] YS=[[1.5,0],[0,0]] alpha=0.5",
        "sqrt(2.125)",
        "XS[0,0]=1/sqrt(2.125) XS[0,1]=0 XS[1,0]=0 XS[1,1]=0 "
        "YS[0,0]=0.75/sqrt(2.125) YS[0,1]=0 YS[1,0]=0 YS[1,1]=0 alpha=1.125/sqrt(2.125)",
        ways=("reverse", "forward", "digits", "jacobian"),
    ),
    Point("unselected-trace", "trace([[x, sqrt(y)], [1, x]])", "x=2 y=0", "4", "x=2 y=0"),
    Point("unselected-square", "v = [a, acos(b)]; v[0]^2", "a=3 b=1", "9", "a=6 b=0"),
    Point("unselected-concat", "concat(sqrt(v), [1])[2]", "v=[0,4]", "1", "v[0]=0 v[1]=0"),
    Point("unselected-flip", "flip(sqrt(v))[1]", "v=[4,0]", "2", "v[0]=0.25 v[1]=0"),
    Point("unselected-cumsum", "cumsum(sqrt(v))[0]", "v=[4,0]", "2", "v[0]=0.25 v[1]=0"),
    Point("unselected-diag", "diag(sqrt(v))[0, 0]", "v=[4,0]", "2", "v[0]=0.25 v[1]=0"),
    Point(
        "unselected-row",
        "sum(sqrt(A), axis=1)[0]",
        "A=[[4,1],[0,0]]",
        "3",
        "A[0,0]=0.25 A[0,1]=0.5 A[1,0]=0 A[1,1]=0",
        ways=("reverse", "forward", "digits", "jacobian"),
    ),
    Point(
        "unselected-quotient",
        "(w/d)[0]",
        "w=[1,2,3] d=[1,0,1]",
        "1",
        "w[0]=1 w[1]=0 w[2]=0 d[0]=-1 d[1]=0 d[2]=0",
    ),
    Point("unselected-argument", "max(sqrt(x), y)", "x=0 y=1", "1", "x=0 y=1"),
    Point("unselected-logarithm", "max(log(a))", "a=[0,1,2]", "log(2)", "a[0]=0 a[1]=0 a[2]=0.5"),
    Point("unselected-floor", "max(sqrt(x*x + y*y), 1e-10)", "x=0 y=0", "1e-10", "x=0 y=0"),
    Point("unselected-clamp", "clamp(sqrt(x), 1, 2)", "x=0", "1", "x=0"),
    Point("unselected-relu", "relu(sqrt(x) - 1)", "x=0", "0", "x=0"),
    # A factor 0 selects nothing.
    Point("factor-zero", "sum([1, 0]*sqrt(v))", "v=[4,0]", "2", "v[0]=0.25 v[1]=nan", EDGE),
    Point("factor-step", "step(-x)*sqrt(x)", "x=0", "0", "x=nan", ("jump", "boundary")),
    Point("logarithms", "exp(logaddexp(log(x), log(y)))", "x=0 y=0.5", "0.5", "x=nan y=1", EDGE),
    # What underflows on the way keeps no digits of a subnormal number.
    Point("subnormal-exp", "log(exp(x))", "x=-730", "x", "x=1", AGAIN),
    Point("subnormal-erfc", "log(erfc(x))", "x=27", "log(erfc(x))", "x=-2*exp(-x*x)/sqrt(pi)/erfc(x)", AGAIN),
    Point(
        "subnormal-normal",
        "log(normal_cdf(x))",
        "x=-38",
        "log(erfc(-x/sqrt(2))/2)",
        "x=exp(-x*x/2)/sqrt(2*pi)/(erfc(-x/sqrt(2))/2)",
        AGAIN,
    ),
    Point("subnormal-sigmoid", "log(sigmoid(x))", "x=-730", "-log(1 + exp(-x))", "x=1/(1 + exp(x))", AGAIN),
    Point(
        "subnormal-softplus",
        "log(softplus(x))",
        "x=-730",
        "log(log1p(exp(x)))",
        "x=1/(1 + exp(-x))/log1p(exp(x))",
        AGAIN,
    ),
    Point(
        "subnormal-gelu",
        "log(-gelu(x))",
        "x=-38.2",
        "log(-x*erfc(-x/sqrt(2))/2)",
        "x=1/x + exp(-x*x/2)/sqrt(2*pi)/(erfc(-x/sqrt(2))/2)",
        AGAIN,
        SCALARS,
    ),
    Point(
        "subnormal-quotient",
        "exp(-x^2)/erfc(x)",
        "x=26.8",
        "exp(-x*x)/erfc(x)",
        "x=-2*x*exp(-x*x)/erfc(x) + 2/sqrt(pi)*(exp(-x*x)/erfc(x))**2",
        AGAIN,
        SCALARS,
    ),
    Point(
        "subnormal-product",
        "x*y*1e300",
        "x=1e-160 y=1.234567890123e-155",
        "x*y*mpf(1e300)",
        "x=y*mpf(1e300) y=x*mpf(1e300)",
        AGAIN,
    ),
    Point("subnormal-factor", "exp(x)*1e300", "x=-720.5", "exp(x)*mpf(1e300)", "x=exp(x)*mpf(1e300)", AGAIN),
    # A condition that holds at the point alone takes the branch's derivative.
    Point("alone-expm1", "where(x == 0, 1, (exp(x) - 1)/x)", "x=0", "1", "x=0", JUMP),
    Point("alone-log", "where(x == 1, 1, log(x)/(x - 1))", "x=1", "1", "x=0", JUMP),
    Point("alone-sin_over_x", "where(x != 0, sin(x)/x, 1)", "x=0", "1", "x=0", JUMP),
    # An infinite input is a value: a limit that exists is given, and a nan is explained.
    Point("infinite-inner", "logaddexp(logaddexp(x, y), z)", "x=-inf y=-inf z=2", "2", "x=0 y=0 z=1"),
    Point("infinite-bell", "exp(-x^2)", "x=inf", "0", "x=0"),
    Point("infinite-bell-below", "exp(-x^2)", "x=-inf", "0", "x=0"),
    Point("infinite-bells", "exp(-sum_of_squares([x, y]))", "x=inf y=-inf", "0", "x=0 y=0"),
    Point("infinite-tower", "exp(-exp(x))", "x=inf", "0", "x=0"),
    Point("infinite-product-of-slopes", "x*sigmoid(x)", "x=inf", "inf", "x=1"),
    Point("infinite-logarithm", "log(1 + x^2)", "x=inf", "inf", "x=0"),
    Point("infinite-without-limit", "hypot(x, y)", "x=inf y=inf", "inf", "x=nan y=nan", DOMAIN),
    Point("infinite-norm-without-limit", "norm([x, y])", "x=inf y=inf", "inf", "x=nan y=nan", DOMAIN),
    Point("infinite-terms", "logaddexp(x, y)", "x=-inf y=-inf", "-inf", "x=nan y=nan", DOMAIN),
    Point("infinite-vector", "logsumexp([x, y, z])", "x=-inf y=-inf z=2", "2", "x=0 y=0 z=1"),
    Point("infinite-angle", "atan2(y, x)", "x=-inf y=1", "pi", "x=0 y=0"),
    Point("infinite-angle-below", "atan2(y, x)", "x=-inf y=-1", "-pi", "x=0 y=0"),
    Point("infinite-angle-up", "atan2(y, x)", "x=1 y=inf", "pi/2", "x=0 y=0"),
    Point("infinite-angles", "atan2(y, x)", "x=-inf y=-inf", "-3*pi/4", "x=0 y=0"),
    Point("infinite-outer", "logaddexp(x, logaddexp(y, z))", "x=-inf y=-inf z=2", "2", "x=0 y=0 z=1"),
    Point("infinite-sum", "logsumexp([x, y])", "x=1 y=inf", "inf", "x=0 y=1"),
    Point("infinite-softmax", "softmax([x])[0]", "x=-inf", "1", "x=0"),
    Point("infinite-softmax-2", "softmax([x, y])[0]", "x=1 y=inf", "0", "x=0 y=0"),
    Point("infinite-hypot", "hypot(x, y)", "x=inf y=1", "inf", "x=1 y=0"),
    Point("infinite-norm", "norm([x, y])", "x=1 y=-inf", "inf", "x=0 y=-1"),
    Point("infinite-interval-free", "x*tanh(x)", "x=-inf", "inf", "x=-1"),
    Point("infinite-quotient", "x/(1 + x)", "x=inf", "nan", "x=nan", DOMAIN),
    Point("infinite-decay", "x*exp(-x)", "x=inf", "nan", "x=nan", DOMAIN),
    Point("infinite-zero", "0*x", "x=inf", "nan", "x=0", DOMAIN),
    Point("infinite-mean", "mean([x, y])", "x=inf y=-inf", "nan", "x=0.5 y=0.5", DOMAIN),
    Point(
        "infinite-product",
        "(W @ x)[0]",
        "W=[[1,2],[3,4]] x=[1,inf]",
        "inf",
        "W[0,0]=1 W[0,1]=inf W[1,0]=0 W[1,1]=0 x[0]=1 x[1]=2",
        ways=("reverse", "forward", "digits", "jacobian"),
    ),
    # The constant `inf` is meant as it is written.
    Point("constant-clamp", "clamp(x, 0, inf)", "x=1", "1", "x=1"),
    Point("constant-where", "where(x < inf, x, 2)", "x=1", "1", "x=1"),
    Point("constant-max", "max(-inf, x)", "x=1", "1", "x=1"),
    Point("constant-sum", "logsumexp([-inf, -inf + x])", "x=1", "-inf", "x=nan", DOMAIN),
    Point("constant-inverse", "1/inf + x", "x=1", "1", "x=1"),
    # A root has no derivative where a norm has one by convention.
    Point("root-of-squares", "sqrt(x^2 + y^2)", "x=0 y=0", "0", "x=nan y=nan", EDGE),
    Point("hypot-at-zero", "hypot(x, y)", "x=0 y=0", "0", "x=0 y=0", KINK),
    Point("norm-at-zero", "norm([x, y])", "x=0 y=0", "0", "x=0 y=0", KINK),
    Point("deviation-of-equals", "sqrt(mean((x - mean(x))^2))", "x=[1,1]", "0", "x[0]=nan x[1]=nan", EDGE),
    # Where another system gives another number by convention or by loss.
    Point("written-branch", "where(x > 0, x, 0.1*x)", "x=-0.5", "x*mpf(0.1)", "x=mpf(0.1)"),
    Point("removable", "expm1(x)/x", "x=0", "nan", "x=nan", DOMAIN),
    Point("pole", "1/x", "x=0", "inf", "x=nan", DOMAIN),
    Point("angle-at-zero", "atan2(x, x)", "x=0", "0", "x=nan", DOMAIN, SCALARS),
    Point("logarithm-at-zero", "log(x)", "x=0", "-inf", "x=inf", EDGE),
    Point("root-at-zero", "sqrt(x)", "x=0", "0", "x=inf", EDGE),
    Point(
        "resonance",
        "1/(ka - CL/V)",
        "ka=0.16666666666666666 CL=5 V=30",
        "1/(ka - CL/V)",
        "ka=-1/(ka - CL/V)**2 CL=1/(ka - CL/V)**2/V V=-CL/V**2/(ka - CL/V)**2",
        AGAIN,
        SCALARS,
    ),
    Point("sum_of_squares", "sum_of_squares(x)", "x=[3,4]", "25", "x[0]=6 x[1]=8"),
    Point("sin_over_x", "sin_over_x(x)", "x=0.5", "sin(x)/x", "x=cos(x)/x - sin(x)/x**2"),
    Point("round-half", "round(x)", "x=2.5", "2", "x=0", JUMP),
    Point("step-at-zero", "step(x)", "x=0", "0", "x=0", JUMP),
]
ASKED = [(point, way) for point in POINTS for way in point.ways]


@pytest.mark.parametrize(("point", "way"), ASKED, ids=[f"{point.id}-{way}" for point, way in ASKED])
def test_a_reported_point_has_the_right_numbers(point: Point, way: str, tmp_path: Path) -> None:
    found = _asked(point, way, tmp_path)
    inputs = _inputs(point.point)
    expected = {"value": _number(point.value, inputs)}
    expected |= {f"d_{name}": _number(text, inputs) for name, text in _pairs(point.partials)}
    undefined = any(math.isnan(one) for one in expected.values())
    assert found.status == (1 if undefined else 0)
    tolerance = 10.0 ** (1 - DIGITS) if way == "digits" else RELATIVE
    assert found.numbers == {
        name: pytest.approx(one, rel=tolerance, abs=ABSOLUTE, nan_ok=True) for name, one in expected.items()
    }
    if way in ("reverse", "forward", "jacobian"):
        assert found.kinds == point.kinds
    elif undefined:
        assert found.kinds, "nan is explained"


# A formula, a point, what is asked for, the entries of the Hessian row by row or the coefficients, and the status.
SECOND: list[tuple[str, str, str, str, list[float], int]] = [
    ("norm", "hessian", "norm(x)^2", "x=[0,0]", [2, 0, 0, 2], 0),
    ("norm-of-residuals", "hessian", "norm(y - r)^2", "y=[1,2] r=[1,2]", [2, 0, 0, 2, -2, 0, 0, -2] * 2, 0),
    ("norm-of-numbers", "hessian", "norm([x, y])^2", "x=0 y=0", [2, 0, 0, 2], 0),
    ("hypot", "hessian", "hypot(x, y)^2", "x=0 y=0", [2, 0, 0, 2], 0),
    ("abs", "hessian", "abs(x)^2", "x=0", [2], 0),
    ("cube", "hessian", "norm(x)^3", "x=[0,0]", [0, 0, 0, 0], 0),
    # A first derivative that jumps leaves nothing to be put right.
    ("kink", "hessian", "abs(x)", "x=0", [0], 0),
    ("cone", "hessian", "norm(x)", "x=[0,0]", [math.nan] * 4, 1),
    ("quadrants", "hessian", "abs(x)*abs(y)", "x=0 y=0", [0, 0, 0, 0], 0),
    ("alone", "hessian", "where(x != 0, sin(x)/x, 1)", "x=0", [0], 0),
    ("bell", "hessian", "exp(-x^2)", "x=inf", [0], 0),
    ("norm-series", "taylor", "norm([x, 0])^2", "x=0", [0, 0, 1, 0, 0, 0], 0),
    ("hypot-series", "taylor", "hypot(x, 0)^2", "x=0", [0, 0, 1, 0, 0, 0], 0),
    ("abs-series", "taylor", "abs(x)^2", "x=0", [0, 0, 1, 0, 0, 0], 0),
    ("kink-series", "taylor", "abs(x)", "x=0", [0, 0, 0, 0, 0, 0], 1),
    ("late-kink-series", "taylor", "abs(x)^3", "x=0", [0, 0, 0, 0, 0, 0], 1),
]


@pytest.mark.parametrize(
    ("command", "formula", "point", "numbers", "expected"),
    [row[1:] for row in SECOND],
    ids=[row[0] for row in SECOND],
)
def test_a_reported_kink_has_the_right_second_derivatives(
    command: str, formula: str, point: str, numbers: list[float], expected: int
) -> None:
    status, out, _ = call(command, formula, *point.split(), "--json")
    report = json.loads(out)
    assert status == expected
    found = report["hessian" if command == "hessian" else "coefficients"]
    assert sorted(map(_float, _flat(found))) == pytest.approx(sorted(numbers), nan_ok=True)
    assert report["findings"] or point == "x=inf"


@pytest.mark.parametrize("formula", ["abs(x)", "abs(x)^3", "max(x, 0)"])
def test_no_series_is_printed_where_each_side_has_its_own(formula: str) -> None:
    status, out, _ = call("taylor", formula, "x=0")
    assert status == 1
    assert "there is no Taylor series here: the function has another one on each side" in out
    assert "≈" not in out


class Found(NamedTuple):
    """What a way answers: its status, the numbers as `batch` names them, the kinds of findings, or complaints."""

    status: int
    numbers: dict[str, float]
    kinds: tuple[str, ...]


def _asked(point: Point, way: str, folder: Path) -> Found:
    words = [point.formula, *point.point.split()]
    if way == "batch":
        out = folder / "row.jsonl"
        status, _, err = call("batch", "-e", *words, "-o", str(out))
        row = json.loads(out.read_text())
        names = [name for name in row if name == "value" or name.startswith("d_")]
        return Found(status, {name: _float(row[name]) for name in names}, tuple(err.splitlines()))
    if way == "jacobian":
        status, text, _ = call("jacobian", f"{_bracketed(point.formula)}", *words[1:], "--json")
        report = json.loads(text)
        numbers = {"value": report["value"][0]} | _elements({n: one[0] for n, one in report["jacobian"].items()})
    else:
        option = ("--digits", str(DIGITS)) if way == "digits" else ("--mode", way)
        status, text, _ = call("eval", *words, *option, "--json")
        report = json.loads(text)
        numbers = {"value": report["value"]} | _elements(report["gradient"])
    kinds = tuple(finding["kind"] for finding in report["findings"])
    return Found(status, {name: _float(one) for name, one in numbers.items()}, kinds)


def _bracketed(formula: str) -> str:
    """A formula as a vector of one result."""
    program, _, result = formula.rpartition("; ")
    return f"{program}; [{result}]" if program else f"[{result}]"


def _elements(partials: dict[str, Any]) -> dict[str, Any]:
    """Partials by element."""
    return {f"d_{name}{place}": one for name, whole in partials.items() for place, one in _places(whole)}


def _places(value: Any) -> list[tuple[str, Any]]:
    """The elements of nested lists with their indices, as they are named."""
    shape, inner = [], value
    while isinstance(inner, list):
        shape.append(len(inner))
        inner = inner[0]
    flat = [value]
    for _ in shape:
        flat = [one for row in flat for one in row]
    return list(zip((name.replace(", ", ",") for name in element_names("", tuple(shape))), flat, strict=True))


def _flat(value: Any) -> list[Any]:
    """The numbers of nested lists and objects."""
    if isinstance(value, dict):
        value = [*value.values()]
    return [one for part in value for one in _flat(part)] if isinstance(value, list) else [value]


def _float(written: Any) -> float:
    return math.nan if written is None else float(written)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Names and the texts of their numbers, of `x=-1/mpf(3) y[0]=2 / x`."""
    parts = re.split(r"(?:^|\s)([^\W\d]\w*(?:\[[\d,]+\])?)=", text)
    return [(name, one.strip()) for name, one in zip(parts[1::2], parts[2::2], strict=True)]


def _inputs(point: str) -> dict[str, Any]:
    return {name: mpmath.mpf(float(text)) for name, text in _pairs(point) if not text.startswith("[")}


def _number(text: str, inputs: dict[str, Any]) -> float:
    """The double nearest to what mpmath makes of a text with sixty digits."""
    with mpmath.workdps(60):
        names = {name: getattr(mpmath, name) for name in dir(mpmath)}
        return float(mpmath.mpf(eval(text, {**names, **inputs})))


class Answer(NamedTuple):
    """Words of a command line, standard input, the status, and what is found in what is printed, on either stream."""

    id: str
    words: tuple[str, ...]
    status: int
    said: str
    stdin: str = ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(shlex.split(text))


ANSWERS = [
    # Names that may be products, and constants that may be variables.
    *(
        Answer(f"read-twice-{i}", ("diff", formula), 2, re.escape(f"hint: write `{reading}`, or begin with `given"))
        for i, (formula, reading) in enumerate(
            [
                ("z=2xy+y+3", "x*y"),
                ("2xy+y+3", "x*y"),
                ("lnx", "ln(x)"),
                ("cosx", "cos(x)"),
                ("sin2x", "sin(2*x)"),
                ("xⁿ", "x^n"),
                ("2πx", "pi*x"),
                ("ax^2+bx+c", "a*x"),
            ]
        )
    ),
    Answer("read-twice-wanted", _words("diff 'xe^x' --wrt x"), 2, re.escape("write `x*e`")),
    Answer("read-twice-sparse", _words("jacobian --sparsity '[2xy, y]'"), 2, re.escape("write `x*y`")),
    Answer("read-once", _words("diff xy"), 0, r"1\nname: `xy` is read as one variable; the product is `x\*y`"),
    Answer("constant", _words("eval 'A*exp(-t/tau)' A=1 t=2"), 0, "name: `tau` is a constant here, two pi"),
    Answer("constant-base", _words("eval 'k*e^2/r' k=9e9 r=1"), 0, "66501504890.37585"),
    Answer("constant-sign", _words("diff 'π*x^2'"), 0, re.escape("2*pi*x")),
    Answer("constant-bound", _words("eval 'A*exp(-t/tau)' A=1 t=2 tau=3"), 0, "0.11409269311835378"),
    Answer("constant-wanted", _words("diff 'exp(-t/tau)' --wrt tau"), 0, re.escape("t*exp(-t/tau)/tau^2")),
    Answer("constant-wanted-e", _words("diff 'a*(1 - e^2)' --wrt e"), 0, re.escape("-2*a*e")),
    # Functions of vectors without values.
    *(
        Answer(f"vector-{formula}", ("diff", formula), 0, "is read as a number; `given . = vector")
        for formula in ("mean(x^2)", "softmax(x)", "logsumexp(x)", "norm(x - y)", "mse(y, w*x)")
    ),
    Answer("vector-given", _words("diff 'given x = [0, 0, 0]; mean(x^2)' --wrt x"), 0, re.escape("2*x/3")),
    Answer("vector-indexed", _words("diff 'x[0]*x[1]'"), 0, re.escape("d/dx[0] = x[1]")),
    Answer("vector-needed", _words("diff 'dot(w, x)'"), 2, re.escape("`given w = vector(3);`")),
    # Numbers and what looks like one.
    Answer("exponent-cut", _words("eval '1e- 1'"), 2, re.escape("write `1*e - 1` or `1e-1`")),
    Answer("exponent-fraction", _words("eval '3e-.5'"), 2, re.escape("write `3*e - .5` or `3*10^(-.5)`")),
    Answer("thousands", _words("eval x^2 x=1,000"), 2, re.escape("write `1000` or `1.000`")),
    Answer("thousands-point", _words("eval 1,000.5"), 2, re.escape("`1000.5`")),
    Answer("elements", _words("eval 1.1,1"), 2, re.escape("`[1.1, 1]`")),
    Answer(
        "power-of-an-infinite-number", _words("eval 'x^(sinh(1024))' x=-1.5"), 1, r"needs `x > 0 or sinh\(1024\) =="
    ),
    Answer("too-large", _words("eval x x=1e400"), 2, "beyond the largest double"),
    Answer("too-large-in-json", _words("eval x --at -"), 2, "beyond the largest double", '{"x": 1e400}'),
    Answer("too-large-element", _words("eval 'sum(x)' x=[1e400,1]"), 2, "beyond the largest double"),
    Answer("too-small", _words("eval 1/x x=1e-400"), 1, "below the smallest double, and is read as 0"),
    Answer("too-small-in-json", _words("eval 1/x --at -"), 1, "below the smallest double", '{"x": 1e-400}'),
    Answer("nan-element", _words("eval 'sum(x)' x=[nan,1]"), 0, re.escape("`x[0]` is bound to nan")),
    Answer("literal-too-large", _words("eval x*1e-320*1e320 x=0.3"), 0, "`1e320` is beyond the largest double"),
    Answer(
        "literal-too-large-digits", _words("eval x*1e-320*1e320 x=0.3 --digits 10 --format value"), 0, r"^0\.3\S*\n1\n"
    ),
    Answer("infinity-meant", _words("eval 'clamp(x, 0, inf)' x=1 --strict --format value"), 0, "^1\n1\n$"),
    # Uncertain values.
    Answer("digits-in-parentheses", _words("eval x^2 'x=1.10(2)' --format value"), 0, r"^1\.21\d*\n0\.044"),
    Answer("digits-in-parentheses-2", _words("eval x*2 'x=1.5(2)' --format value"), 0, r"^3\n0\.4\n2\n"),
    Answer("plus-minus", _words("eval v^2 v=3.02+-0.05 --format value"), 0, r"^9\.1204\n0\.302"),
    Answer("exact-exponent", _words("eval x^y x=-2±0.1 y=3±0"), 1, r"-8 ± 1\.2"),
    Answer("exact-root", _words("eval 'sqrt(x)*y' x=0±0 y=2±0.1"), 0, "= 0 ± 0"),
    Answer("first-order", _words("eval x^2 x=0±10"), 0, "to first order the value has no uncertainty here"),
    Answer("first-order-kink", _words("eval 'abs(x)' x=0±0.1"), 0, "to first order the value has no uncertainty here"),
    # Intervals.
    Answer("interval-pole", _words("eval 'tan(x)' x=1..2"), 0, re.escape("`tan(x)` has no bounds for `x` in 1..2")),
    Answer("interval-power", _words("eval x^y x=-2..-1 y=2"), 1, "with respect to `y` is not defined everywhere"),
    Answer("interval-line", _words("eval x^2 x=-inf..inf --strict"), 0, re.escape("[0, inf]")),
    # Conditions as they are told.
    Answer("condition-clamp", _words("eval 'clamp(x, -1, 1)' x=1"), 0, re.escape("here: `x == -1 or x == 1`; 0.5")),
    Answer("condition-default", _words("eval 'leaky_relu(x)' x=0"), 0, re.escape("here: `x == 0`; 0.01")),
    Answer("condition-exact", _words("eval 'max(sqrt(x), sqrt(y))' x=2 y=2 --exact"), 2, "is not a fraction"),
    Answer(
        "removable-local", _words("eval expm1(x)/x x=0"), 1, re.escape("(local partials in torch: inf, nan; in jax")
    ),
    # Checks.
    Answer("check-logarithm", _words("check 'where(x > 0, x^2*log(x), 0)' x=0"), 0, "7 ways agree"),
    Answer("check-sign", _words("check 'sign(x/3 - 1/3)' x=1"), 0, "ways agree"),
    Answer("check-alone", _words("check 'where(x == 0, 1, (exp(x) - 1)/x)' x=0"), 1, "disagree"),
    Answer("check-ties", _words("check 'max(x/3, y/3)' x=1 y=1"), 0, "agree"),
    Answer("check-infinite", _words("check 'exp(-x^2)' x=inf"), 0, "agree"),
    Answer("study-kink", _words("check 'relu(x)' x=0 --study"), 0, r"d/dx +0 +0 +1 "),
    Answer("study-abs", _words("check 'abs(x)' x=0 --study"), 0, r"d/dx +0 +-1 +1 "),
    # Pictures and traces: what flows along an edge.
    Answer("fork", _words("graph 2*x*y+y+3 x=40 y=4 --format dot --jacobians"), 0, r"81 = (80 \+ 1|1 \+ 80)"),
    Answer(
        "fork-zero",
        _words("graph 'z = (x - y)/(x + y)^2' x=3 y=1 --format dot"),
        0,
        r"0 = (0\.0625 - 0\.0625|-0\.0625 \+ 0\.0625)",
    ),
    Answer("branch", _words("graph 'where(x>0,x,0.1*x)' x=-0.5 --jacobians"), 0, r"x = -0\.5\s+gradient 0 .*local 0"),
    Answer(
        "branch-traced",
        _words("trace 'where(x>0,x,0.1*x)' x=-0.5 --format latex"),
        0,
        re.escape(r"\(1 \cdot 0 + 1 \cdot 0.1\)"),
    ),
    # Hints that can be followed.
    Answer("hint-mod", _words("eval '5 mod 3'"), 2, re.escape("write `mod(5, 3)`")),
    Answer("hint-for", _words("eval 'x^2 for x' x=1"), 2, "`for` is not part of the language"),
    Answer("hint-brackets", _words("eval 'Sin[x]' x=1"), 2, "`sin` is a function"),
    Answer("hint-module", _words("eval 'np.exp(x)' x=1"), 2, re.escape("hint: write `exp(x)`")),
    Answer("hint-spreadsheet", _words("eval '=SQRT(A1^2+B1^2)' A1=1 B1=2"), 2, "leave out the first `=`"),
    Answer("hint-constant", _words("eval 'E**x' x=1"), 2, "write `e`"),
    Answer("hint-separator", _words("eval 'log(x; 2)' x=2"), 2, "arguments are separated by `,`"),
    Answer("formula-of-dashes", _words("eval --format value -- --x x=3"), 0, "^3\n1\n$"),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=[answer.id for answer in ANSWERS])
def test_a_reported_command_line_has_the_right_answer(answer: Answer) -> None:
    status, out, err = call(*answer.words, stdin=answer.stdin)
    assert status == answer.status, out + err
    assert re.search(answer.said, out + err), out + err


MEANT = "betaln deg frac gammainc median sort cholesky std var zeta tril trapz LambertW expm cross kron re float"


@pytest.mark.parametrize("name", MEANT.split())
def test_a_function_that_another_system_has_is_no_slip_of_one_here(name: str) -> None:
    _, _, err = call("eval", f"{name}(x)", "x=1")
    assert "did you mean" not in err


# A table's text and its suffix, the words beside it, the status, the lines of the results, and what stderr says.
ROWS: list[tuple[str, str, str, str, int, list[str], str]] = [
    ("returns", "x,y\r1,2\r3,4\r", ".csv", "-e x*y --no-grad", 0, ["x,y,value,error", "1,2,2.0,", "3,4,12.0,"], ""),
    ("returns-alone", "x\r1\r3\r", ".csv", "-e x --no-grad", 0, ["x,value,error", "1,1.0,", "3,3.0,"], ""),
    ("returns-tabs", "x\ty\r1\t2\r", ".tsv", "-e x*y --no-grad", 0, ["x\ty\tvalue\terror", "1\t2\t2.0\t"], ""),
    (
        *("returns-json", '{"x":3}\r{"x":4}\r', ".jsonl", "-e x --no-grad --to jsonl", 0),
        *(['{"x":3,"value":3.0,"error":null}', '{"x":4,"value":4.0,"error":null}'], ""),
    ),
    ("list", '[{"x":3}]', ".jsonl", "-e x --no-grad", 0, ['{"x":3,"value":3.0,"error":null}'], ""),
    ("semicolons", "x;y\n1;2\n", ".csv", "-e x*y", 2, [], "write `--delimiter ';'`"),
    ("comment", "# a\nx,y\n1,2\n", ".csv", "-e x*y", 2, [], "`--comment '#'` skips comments"),
    ("twice", "x\n1\n", ".csv", "-e x^3 -e -x --no-grad", 0, ["x,value1,value2,error", "1,1.0,-1.0,"], ""),
    ("nothing", "x\n1\n", ".csv", "-e x --columns ''", 2, [], "`--columns` names nothing"),
    ("wanted-nothing", "x\n1\n", ".csv", "-e x --wrt ,", 2, [], "`--wrt` names nothing"),
    (
        "too-large",
        "x\n1e400\n",
        ".csv",
        "-e x -q",
        1,
        ["x,value,d_x,error", '1e400,,,"`x` is `1e400`, beyond the largest double"'],
        "",
    ),
    (
        "kink",
        "x\n0\n1\n",
        ".csv",
        "-e 'abs(x)' --findings --no-grad",
        0,
        ["x,value,findings,error", "0,0.0,,", "1,1.0,,"],
        "",
    ),
    (
        *("kink-of-slope", "x\n0\n1\n", ".csv", "-e 'abs(x)' --findings", 0),
        *(["x,value,d_x,findings,error", "0,0.0,0.0,kink,", "1,1.0,1.0,,"], "kink in 1 of 2"),
    ),
    (
        *("alone", "x\n0\n", ".csv", "-e 'where(x == 0, 1, sin(x)/x)' --findings", 0),
        *(["x,value,d_x,findings,error", "0,1.0,0.0,jump,"], "jump in 1 of 1"),
    ),
    (
        *("recomputed", "x\n-730\n", ".csv", "-e 'log(exp(x))' --findings --strict", 0),
        *(["x,value,d_x,findings,error", "-730,-730.0,1.0,recomputed,"], "recomputed in 1 of 1"),
    ),
    ("strict", "x\n0\n", ".csv", "-e 'abs(x)' --strict", 1, ["x,value,d_x,error", "0,0.0,0.0,"], "kink in 1 of 1"),
    ("convention", "x\n0\n", ".csv", "-e 'abs(x)' --kinks jax", 0, ["x,value,d_x,error", "0,0.0,1.0,"], ""),
]


@pytest.mark.parametrize(
    ("text", "suffix", "words", "expected", "lines", "said"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_reported_table_has_the_right_rows(
    text: str, suffix: str, words: str, expected: int, lines: list[str], said: str, tmp_path: Path
) -> None:
    table, out = tmp_path / f"t{suffix}", tmp_path / f"out{suffix}"
    table.write_bytes(text.encode())
    status, _, err = call("batch", str(table), *shlex.split(words), "-o", str(out))
    assert (status, out.read_text().splitlines() if out.exists() else []) == (expected, lines), err
    assert said in err if said else not err
