"""Functions that other systems have: what the hint says to write is what they compute, and no spelling is guessed."""

from typing import Any

import numpy
import pytest
import scipy.special
from support.calls import call

from autograd_cli import gradient
from autograd_cli.commands import COMMANDS
from autograd_cli.errors import AutogradError
from autograd_cli.primitives import FUNCTIONS, Entry, foreign
from autograd_cli.primitives.foreign import Advice, parameters

TABLE = foreign._table()
FORMULAS = [advice for forms in TABLE.values() for advice in forms if advice.call]
OTHERS = [name for name, forms in TABLE.items() if not forms[0].call]

# A number for each parameter, and what takes vectors, matrices, lengths in its place.
NUMBERS = dict(zip("xyzabtdrnkps", (0.7, 0.3, 1.2, 1.6, 2.5, 0.4, 0.9, 1.1, 3.0, 2.0, 0.6, 1.5), strict=True))
VECTOR, OTHER = numpy.array([1.5, 0.5, 2.0]), numpy.array([0.25, 1.0, 0.5])
MATRIX = numpy.array([[2.0, 1.0], [1.0, 3.0]])
OF_VECTORS = [
    "norm2",
    "sumsquares",
    "lse",
    "log_mean_exp",
    "softmin",
    "mae",
    "l1_loss",
    "mse_loss",
    "rmse",
    "bce",
    "binary_cross_entropy",
    "cosine_similarity",
    "normalize",
    "average",
    "avg",
    "total",
    "product",
    "sumsq",
    "sumsqr",
    "rms",
    "var",
    "std",
    "variance",
    "sd",
    "stdev",
    "stddev",
    "cov",
    "corr",
    "cor",
    "correl",
    "corrcoef",
    "norm1",
    "norm_inf",
    "norminf",
    "dist",
    "distance",
    "inner",
    "vdot",
    "sumproduct",
    "cross",
    "diff",
    "trapz",
    "trapezoid",
    "cumprod",
    "len",
    "numel",
    "concatenate",
    "hstack",
    "cat",
    "vstack",
    "reverse",
    "amax",
    "amin",
    "percentile",
    "prctile",
    "iqr",
]
OF_LENGTHS = {"range", "identity", "fill", "full"}
# Functions whose arguments or results have another form there: a tuple, a matrix of pairs, a class.
TUPLES = {"eig", "eigh", "concatenate", "hstack", "vstack", "select", "piecewise", "airy"}
OTHERWISE_CALLED = {*TUPLES, "sinc", "corrcoef", "matrix", "float32", "pi", "heaviside(x)"}


def arguments(advice: Advice) -> dict[str, Any]:
    name, names = advice.call.partition("(")[0], parameters(advice.call)
    if "A" in names:
        return {part: MATRIX if part in "AB" else OTHER[:2] for part in names}
    if name in OF_VECTORS or advice.formula == "logsumexp(x)":
        return dict(zip(names, (VECTOR, 30.0 if names[-1] == "q" else OTHER), strict=False))
    return {part: NUMBERS.get(part, 1.0) for part in names}


@pytest.mark.parametrize("advice", FORMULAS, ids=lambda advice: advice.call)
def test_what_the_hint_says_to_write_is_what_the_other_system_computes(advice: Advice) -> None:
    name, values = advice.call.partition("(")[0], arguments(advice)
    formula = advice.formula
    if name in OF_LENGTHS:
        formula = f"n = 3\n{formula}".replace("ones(n)", "ones(3)").replace("eye(n)", "eye(3)")
        values = {part: value for part, value in values.items() if part != "n"}
    report = gradient(formula, {part: numpy.asarray(value).tolist() for part, value in values.items()}, wrt=[])
    modules = (scipy.special, numpy, numpy.linalg)
    reference = next((getattr(module, name) for module in modules if hasattr(module, name)), None)
    if reference is not None and OTHERWISE_CALLED.isdisjoint((name, advice.call)):
        whole = {**values, "n": 3} if name in OF_LENGTHS else values
        expected = reference(*(whole[part] for part in parameters(advice.call)))
        numpy.testing.assert_allclose(numpy.asarray(report.value, float), expected, rtol=1e-13)


@pytest.mark.parametrize("name", OTHERS)
def test_what_cannot_be_written_here_is_said_and_no_other_name_proposed(name: str) -> None:
    with pytest.raises(AutogradError) as caught:
        gradient(f"{name}(x)", {"x": 1})
    assert caught.value.code == "unknown-function"
    assert "cannot be computed here" in caught.value.hint or "is differentiated with" in caught.value.hint


def test_commands_of_hints_exist() -> None:
    assert {forms[0].command for forms in TABLE.values()} - {""} <= set(COMMANDS)


def test_an_entry_of_the_table_hides_its_name_and_is_what_formulas_are_made_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [name for name in TABLE if name in FUNCTIONS] == []
    assert TABLE["i0"][0].formula == "besseli(0, x)"
    assert [form.absent for form in TABLE["hankel1"]] == ["such Bessel functions"]
    entry = Entry("hankel1", "n x", ("0", "hankel1(n - 1, x) - n/x*hankel1(n, x)"), summary="of the test")
    monkeypatch.setitem(FUNCTIONS, "hankel1", (entry,))
    assert "hankel1" not in foreign._table.__wrapped__()


@pytest.mark.parametrize(
    ("formula", "hint"),
    [
        ("sind(2x + 1)", "write `sin(pi/180*(2*x + 1))`"),
        ("tg(x + 1)^2", "write `tan(x + 1)`"),
        ("Sec(x)", "write `sec(x)`"),
        ("Heaviside(x)", "write `heaviside(x, 1/2)`"),
        ("Heaviside(x, 0)", "write `heaviside(x, 0)`"),
        ("unitstep(x)", "write `step(x)`"),
        ("range(3)", "write `arange(3)`"),
        ("corr(x)", "`corr(x, y)` is written `dot(x - mean(x)"),
        ("stdev([x, 2])", "write `std([x, 2], ddof=1)`; divided by n"),
        ("if(x > 0, 1, 2)", "write `where(x > 0, 1, 2)`"),
        ("derivative(x^2)", 'a formula is differentiated with `autograd diff "x^2"`'),
        ("Sin(x)", "write `sin(x)`"),
        ("sigmiod(x)", "did you mean `sigmoid`?"),
        ("SIGMIOD(x)", "did you mean `sigmoid`?"),
        ("qr([[2, 1], [1, 2]])", "a matrix's decompositions cannot be computed here"),
        # A factor has one or two letters; a longer name before a parenthesis is a function.
        ("q(x)", "for a product write `q*(x)`"),
        ("bliss(x)", "`autograd functions` lists all functions"),
    ],
)
def test_hint_for_an_unknown_function(formula: str, hint: str) -> None:
    _, _, printed = call("eval", formula, "x=1")
    assert f"hint: {hint}" in printed


def test_functions_names_the_nearest_one_in_capitals_too() -> None:
    assert call("functions", "SIGMIOD")[2].endswith("hint: did you mean `sigmoid`?\n")
    assert call("functions", "nerual")[2].endswith("hint: did you mean `neural`?\n")  # a group
