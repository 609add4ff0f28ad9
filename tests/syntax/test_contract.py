"""The language's forms one by one: what each is read as, or with which readings it is refused; nothing else changes."""

import json
from pathlib import Path

import pytest
from support.calls import call

from autograd_cli import gradient
from autograd_cli.errors import AutogradError, Source, render_error
from autograd_cli.syntax.parser import parse
from autograd_cli.syntax.unparse import unparse

READ = [
    # Numbers.
    *[("3", "3"), (".5", ".5"), ("3.", "3."), ("1e-3", "1e-3"), ("1e−3", "1e-3"), ("2(3)", "2*3")],
    *[("2e3", "2e3"), ("2e", "2*e"), ("2e - 1", "2*e - 1"), ("½", "1/2"), ("½x", "1/2*x"), ("¾(x+1)", "3/4*(x + 1)")],
    *[("x^½", "x^(1/2)"), ("⅓ + ⅒", "1/3 + 1/10")],
    # Names.
    *[("`Flow rate (L/min)`*2", "`Flow rate (L/min)`*2"), ("`x`", "x"), ("2`a b`", "2*`a b`")],
    *[("`a b` = 3\n`a b`^2", "`a b` = 3\n`a b`^2"), ("x₀ + µ", "x₀ + μ")],
    # Operators and postfixes.
    *[("x**2", "x^2"), ("-x^2", "-x^2"), ("2^3^2", "2^(3^2)"), ("x!", "factorial(x)"), ("2^3!", "2^factorial(3)")],
    *[("-3!", "-factorial(3)"), ("2x!", "2*factorial(x)"), ("(x!)!", "factorial(factorial(x))")],
    *[("x! == 6", "factorial(x) == 6"), ("n != 120", "n != 120"), ("x[0]!", "factorial(x[0])"), ("A'", "A'")],
    *[("x[1:]", "x[1:]"), ("x[::2]", "x[::2]"), ("x[1:n:2]", "x[1:n:2]"), ("A[:, ::2]", "A[:, ::2]")],
    *[("x[::-1]", "x[::-1]"), ("30°", "radians(30)"), ("sin(30°)", "sin(radians(30))"), ("x° + 1", "radians(x) + 1")],
    # Products without a sign.
    *[("2x", "2*x"), ("3 sin(x)", "3*sin(x)"), ("(x+1)(x-1)", "(x + 1)*(x - 1)"), ("2(3)(4)", "2*3*4")],
    *[("cos(x)sin(x)", "cos(x)*sin(x)"), ("(1/2)x", "1/2*x"), ("sin(x) y", "sin(x)*y"), ("(x+1)²(x-1)²", None)],
    *[("(x)^2", "x^2"), ("(a)(b)^2", "a*b^2"), ("(a)(b)!", "a*factorial(b)"), ("-(a)(b)", "-(a*b)")],
    # Pasted signs.
    *[("a×b·c⋅d∗e∙f", "a*b*c*d*e*f"), ("a÷b∕c⁄d", "a/b/c/d"), ("a−b ≤ c", "a - b <= c"), ("∞ ≥ x ≠ y", None)],
    *[("√x", "sqrt(x)"), ("√2", "sqrt(2)"), ("√(x+1)", "sqrt(x + 1)"), ("√√x", "sqrt(sqrt(x))"), ("∛x", "cbrt(x)")],
    *[("√sin(x)", "sqrt(sin(x))"), ("2√3", "2*sqrt(3)"), ("√x/2", "sqrt(x)/2"), ("√(x)(y)", "sqrt(x)*y")],
    *[("√(x)^2", "sqrt(x)^2"), ("2π*r", "2*π*r"), ("σ(x)", "σ(x)"), ("Γ(x)Φ(y)", "Γ(x)*Φ(y)"), ("log₂(x)", "log₂(x)")],
    *[("x²", "x^2"), ("x⁻¹", "x^-1"), ("x¹⁰", "x^10"), ("2²", "2^2"), ("x⁴", "x^4"), ("-x²", "-x^2")],
    *[("sin²(x)", "sin(x)^2"), ("sin^2(x)", "sin(x)^2"), ("sin⁻²(x)", "sin(x)^-2"), ("2sin²(x)cos(x)", None)],
    *[("|x|", "abs(x)"), ("2|x|", "2*abs(x)"), ("||x|-1|", "abs(abs(x) - 1)"), ("|2|x||", "abs(2*abs(x))")],
    *[("|x||y|", "abs(x)*abs(y)"), ("|x-1|y + |x-2|z", "abs(x - 1)*y + abs(x - 2)*z"), ("|-x|^2", "abs(-x)^2")],
    *[("(|x|)", "abs(x)"), ("max(|x|, |y|)", "max(abs(x), abs(y))"), ("|x|²", "abs(x)^2")],
    *[("‖x‖", "norm(x)"), ("‖x‖²", "norm(x)^2"), ("⌊x⌋⌈y⌉", "floor(x)*ceil(y)"), ("|⌊x/2⌋|", "abs(floor(x/2))")],
    *[("y = |x|; |y|", "y = abs(x)\nabs(y)"), ("|x| < 1 and |y| > 2", "abs(x) < 1 and abs(y) > 2")],
]


@pytest.mark.parametrize(("text", "printed"), READ)
def test_a_form_with_one_reading_is_read(text: str, printed: str | None) -> None:
    tree = parse(Source(text))
    assert printed is None or unparse(tree) == printed
    assert parse(Source(unparse(tree))) == tree


SAME = [
    ("(x+1)²(x-1)²", "(x+1)^2*(x-1)^2"),
    ("∞ ≥ x ≠ y", "inf >= x != y"),
    ("2sin²(x)cos(x)", "2*sin(x)^2*cos(x)"),
    # Operators from the loosest to those that bind tightest, and to which side equal ones do.
    ("not a or b and c", "(not a) or (b and c)"),
    ("not a < b", "not (a < b)"),
    ("a < b + 1 and c", "(a < (b + 1)) and c"),
    ("a + b*c - d", "(a + (b*c)) - d"),
    ("a/b*c", "(a/b)*c"),
    ("a @ b*c", "(a @ b)*c"),
    ("a/b @ c", "(a/b) @ c"),
    ("-a*b", "(-a)*b"),
    ("-x^2", "-(x^2)"),
    ("x^-y^2", "x^(-(y^2))"),
    ("2^3^2", "2^(3^2)"),
    ("-A'", "-(A')"),
    ("-x[0]^2", "-((x[0])^2)"),
    # Names in NFC, and signs of files and editors that mean nothing.
    ("cafe\u0301 + µ", "caf\u00e9 + μ"),
    ("\ufeffx + 1", "x + 1"),
    ("y = 3 # three\r\n\u00a0y*x", "y = 3; y*x"),
    ("f(a,\n  b)", "f(a, b)"),
]


@pytest.mark.parametrize(("text", "same"), SAME)
def test_a_form_is_the_plain_one(text: str, same: str) -> None:
    assert parse(Source(text)) == parse(Source(same))


# A text, the code, and the readings that the hint shows.
REFUSED: list[tuple[str, str, list[str]]] = [
    ("1_000", "number", ["1000"]),
    ("0x10", "number", ["16"]),
    ("0b1", "number", ["1"]),
    ("1,000", "syntax", ["1000"]),
    ("1e- 1", "ambiguous", ["1*e - 1", "1e-1"]),
    ("3e-.5", "ambiguous", ["3*e - .5", "3*10^(-.5)"]),
    ("1.10(2)", "ambiguous", ["1.10*2"]),
    ("1/2x", "ambiguous", ["1/(2*x)", "1/2*x"]),
    ("1/½x", "ambiguous", ["1/(½*x)", "1/½*x"]),
    ("1/2(x)(y)", "ambiguous", ["1/(2*(x)*(y))", "1/2*(x)*(y)"]),
    ("1/-2x", "ambiguous", ["1/(-2*x)", "1/-2*x"]),
    ("2^2x", "ambiguous", ["2^(2*x)", "2^2*x"]),
    ("1/(x)(y)", "ambiguous", ["1/((x)*(y))", "1/(x)*(y)"]),
    ("2^(x)(y)", "ambiguous", ["2^((x)*(y))", "2^(x)*(y)"]),
    ("(x)^2(y)", "ambiguous", ["(x)^(2*(y))", "(x)^2*(y)"]),
    ("A@(b)(c)", "ambiguous", ["A @ ((b)*(c))", "A @ (b)*(c)"]),
    ("A @ 2x", "ambiguous", ["A @ (2*x)", "A @ 2*x"]),
    ("x²y", "syntax", ["x²*y"]),
    ("x! y", "syntax", ["x!*y"]),
    ("A'(x)", "syntax", []),
    ("x!!", "ambiguous", ["(x!)!"]),
    ("n!=120", "ambiguous", ["n != 120", "n! == 120"]),
    ("a*(x + 1)!=b", "ambiguous", ["a*(x + 1) != b", "a*(x + 1)! == b"]),
    ("n! = 120", "assignment", []),
    ("2½", "ambiguous", ["2 + 1/2", "2*1/2"]),
    ("||x||", "ambiguous", ["norm(x)", "abs(abs(x))"]),
    ("|2|(b)|c|", "ambiguous", ["abs(2abs((b))c)", "abs(2)(b)abs(c)"]),
    ("sin⁻¹(x)", "ambiguous", ["sin(x)^-1", "asin(x)"]),
    ("sin^-1(x)", "ambiguous", ["sin(x)^-1", "asin(x)"]),
    ("sin^2x", "ambiguous", ["sin(x)^2"]),
    ("sin^2(x)cos(x)", "ambiguous", ["sin(x)^2*cos(x)"]),
    ("1/sin^2(x)cos(x)", "ambiguous", ["sin(x)^2*cos(x)"]),
    ("1/sin²(x)cos(x)", "ambiguous", ["1/(sin²(x)*cos(x))", "1/sin²(x)*cos(x)"]),
    ("f²(x)", "ambiguous", ["f(x)^2", "f^2*(x)"]),
    ("x²(y + 1)", "ambiguous", ["x(y + 1)^2", "x^2*(y + 1)"]),
    ("√2x", "ambiguous", ["√(2)*x", "√(2*x)"]),
    ("√x^2", "ambiguous", ["√(x)^2", "√(x^2)"]),
    ("√x²", "ambiguous", ["√(x)²", "√(x²)"]),
    ("√x!", "ambiguous", ["√(x)!", "√(x!)"]),
    ("√x[0]", "ambiguous", ["√(x)[0]", "√(x[0])"]),
    ("√√x^2", "ambiguous", ["√(√(x))^2", "√(√(x^2))"]),
    ("√sin(x)y", "ambiguous", ["√(sin(x))*y", "√(sin(x)*y)"]),
    ("2√3x", "ambiguous", ["√(3)*x", "√(3*x)"]),
    ("√-1", "syntax", ["√(-1)"]),
    ("∜x", "character", ["x^(1/4)"]),
    ("x 2", "syntax", ["x*2"]),
    ("2 3", "syntax", ["2*3"]),
    ("x y", "syntax", ["x*y"]),
    ("(x)2", "syntax", ["(x)*2"]),
    ("sin x", "syntax", ["sin(x)"]),
    ("sin²x", "syntax", ["sin²(x)"]),
    ("2x²y", "syntax", ["2x²*y"]),
    ("`a b`(x)", "syntax", []),
    ("|x", "syntax", []),
    ("(|x)|", "syntax", []),
    ("a | b", "character", []),
    ("a || b", "character", []),
    ("!(x > 0)", "character", ["x!"]),
    ("‖x|", "character", []),
]


@pytest.mark.parametrize(("text", "code", "readings"), REFUSED)
def test_a_form_with_two_readings_is_refused_and_each_can_be_written(text: str, code: str, readings: list[str]) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(text))
    error = caught.value
    assert error.code == code
    assert error.span is not None
    assert 0 <= error.span.start < error.span.stop <= len(text) or error.span.start == len(text)
    hint = render_error(error).partition("hint: ")[2]
    for reading in readings:
        assert f"`{reading}`" in hint
        parse(Source(reading))
    assert len({unparse(parse(Source(reading))) for reading in readings}) == len(readings)


# Programs, in which names mean what their place says, and what no place in a program has.
PROGRAMS: list[tuple[str, list[str], float | str]] = [
    ("a = x^2; a + 1", ["x=3"], 10),
    ("f(a, b) = a*b\nf(x,\n  f(x, 2))  # twice", ["x=3"], 18),
    ("given x = 40; x + 2", [], 42),
    ("given x = 40; x + 2", ["x=1"], 3),
    (";; y = 2; ; y*x;", ["x=3"], 6),
    ("y = 2*x", ["x=3"], 6),
    ("f(e) = 2*e; f(3)", [], 6),
    ("sin = 3; sin*sin(0)", [], 0),
    ("given e = 5; 2e", [], 10),
    ("n = 3; sum(k*x, k = 1:n)", ["x=2"], 12),
    ("sum(k, k = 2:1) + prod(k, k = 2:1)", [], 1),
    ("not x or x < 1 and 0 < x", ["x=0.5"], 1),
    ("0 < x < 1", ["x=1.5"], 0),
    ("where(x > 0, x, 1/0)", ["x=2"], 2),
    ("y*x; y = 3", ["x=1"], "result"),
    ("f(x) = x^2", [], "result"),
    ("given x = 3", [], "result"),
    ("y = x; y = 2; y", ["x=1"], "assignment"),
    ("f(x) = x; f(x) = 2*x; f(3)", [], "assignment"),
    ("y = 2*x; y", ["x=1", "y=3"], "assignment"),
    ("y = sin(x) = 0.5", ["x=1"], "syntax"),
    ("x + y = 3", ["x=1", "y=2"], "assignment"),
    ("f(2) = 3; f(1)", [], "assignment"),
    ("y = z; z = x; y", ["x=1"], "order"),
    ("f(x) = f(x - 1); f(2)", [], "order"),
    ("f(x) = g(x); g(x) = f(x); f(2)", [], "order"),
    ("given and = 3; 2", [], "syntax"),
    ("x(y + 1)", ["x=2", "y=3"], "unknown-function"),
    ("sum(x[k], k = 0:3)", ["x=[1, 2, 3]"], "shape"),
    ("sum(f, 1:5)", ["f=2"], "syntax"),
    ("sum(x[i], i in 0:2)", ["x=[1, 2, 3]"], "syntax"),
]


@pytest.mark.parametrize(("text", "values", "given"), PROGRAMS)
def test_a_program_has_its_value_or_is_refused(text: str, values: list[str], given: float | str) -> None:
    status, printed, _ = call("eval", text, *values, "--json")
    report = json.loads(printed)
    assert (report["value"] if status == 0 else report["error"]["code"]) == given


VALUES = [
    ("|x - 5|", {"x": 3}, 2, -1),
    ("x! + 0", {"x": 4}, 24, 24 * (1 + 1 / 2 + 1 / 3 + 1 / 4 - 0.5772156649015329)),
    ("x°", {"x": 180}, 3.141592653589793, 0.017453292519943295),
    ("2π*x", {"x": 1}, 6.283185307179586, 6.283185307179586),
    ("√x + ∛8", {"x": 4}, 4, 0.25),
    ("sin²(x) + cos²(x)", {"x": 1}, 1, 0),
    ("x⁻¹", {"x": 2}, 0.5, -0.25),
    ("½x²", {"x": 3}, 4.5, 3),
    ("⌊7/2⌋x", {"x": 2}, 6, 3),
    ("`net weight`^2", {"net weight": 3}, 9, 6),
    ("exp(-1/τ)", {"τ": 1}, 0.36787944117144233, 0.36787944117144233),
]


@pytest.mark.parametrize(("text", "point", "value", "partial"), VALUES)
def test_a_pasted_form_has_its_value_and_derivative(
    text: str, point: dict[str, float], value: float, partial: float
) -> None:
    report = gradient(text, point)
    assert report.value == pytest.approx(value, rel=1e-14)
    assert [*report.gradient.values()] == pytest.approx([partial], rel=1e-13, abs=1e-15)


def test_a_slice_with_a_step_is_python_s() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    for start in (None, 0, 1, 4, -1, -3):
        for stop in (None, 0, 2, 5, -1):
            for step in (None, 1, 2, 3, 7, -1, -2):
                part = ":".join("" if end is None else str(end) for end in (start, stop, step))
                taken = [int(i in range(*slice(start, stop, step).indices(5))) for i in range(5)]
                if any(taken):
                    report = gradient(f"sum(x[{part}]*x[{part}])", {"x": values})
                    assert report.value == sum(value**2 for value in values[start:stop:step]), part
                    assert report.gradient["x"] == [2 * value * t for value, t in zip(values, taken, strict=True)]


def test_a_sign_means_the_table_s_function_whatever_the_program_defines() -> None:
    assert gradient("abs(x) = x^2; sqrt(x) = 7; |y| + √y", {"y": 4}).value == 6


@pytest.mark.parametrize(("value", "word"), [([1, 2], "norm(v)"), ([[1, 2], [3, 4]], "det(v)")])
def test_bars_around_a_vector_or_matrix_have_two_readings(value: object, word: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient("sum(|v|)", {"v": value})
    assert caught.value.code == "ambiguous"
    assert word in str(caught.value.hint)
    assert "abs(v)" in str(caught.value.hint)


def test_bars_of_any_number_are_paired() -> None:
    for depth in (10, 5000):
        assert unparse(parse(Source("|(" * depth + "x" + ")|" * depth))) == "abs(" * depth + "x" + ")" * depth
    assert unparse(parse(Source(" + ".join(["|x|"] * 5000)))) == " + ".join(["abs(x)"] * 5000)


READ_AS = [
    (["½x²−√y", "--x", "2", "--y", "4"], "read as 1/2*x^2 - sqrt(y)"),
    (["2x", "--x", "2", "--explain"], "read as 2*x"),
    (["2x", "--x", "2"], ""),
    (["x²", "--x", "2", "--quiet"], ""),
    (["x²", "--x", "2", "--json"], "read as x^2"),
    (["# größer\n2x", "--x", "2"], ""),
]


@pytest.mark.parametrize(("words", "said"), READ_AS)
def test_what_a_text_of_other_signs_is_read_as_is_printed_beside_the_result(words: list[str], said: str) -> None:
    status, printed, errors = call("eval", *words)
    assert (status, errors.strip()) == (0, said)
    assert "read as" not in printed


def test_a_name_in_backticks_is_bound_and_listed() -> None:
    _, printed, _ = call("eval", "`Flow, net`*2", "`Flow, net`=3", "--wrt", "`Flow, net`", "--json")
    assert json.loads(printed)["gradient"] == {"Flow, net": 2.0}


CORPORA = Path(__file__).parents[1] / "golden" / "readings.json"


def test_what_stood_before_is_read_as_before() -> None:
    """The formulas of all samples, documents and tests, each printed as before there were pasted signs."""
    readings = json.loads(CORPORA.read_text(encoding="utf-8"))
    assert len(readings) > 3000
    assert {text: unparse(parse(Source(text))) for text in readings} == readings
