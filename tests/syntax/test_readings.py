"""Names with two readings: refused with both where no value says that they are names, noted where read as one."""

import json

import pytest
from support.calls import call

# A formula, the name that is refused, what it may have been meant for.
PRODUCTS = [
    ("2xy+y+3", "xy", "x*y"),
    ("xy + y", "xy", "x*y"),
    ("2xy", "xy", "x*y"),
    ("lnx", "lnx", "ln(x)"),
    ("cosx", "cosx", "cos(x)"),
    ("sin2x", "sin2x", "sin(2*x)"),
    ("sin2", "sin2", "sin(2)"),
    ("2πx", "πx", "pi*x"),
    ("xⁿ", "xⁿ", "x^n"),
    ("3 + rateⁿ", "rateⁿ", "rate^n"),
    ("pix", "pix", "pi*x"),
    ("xe^x", "xe", "x*e"),
    ("xe + e", "xe", "x*e"),
    ("ax^2+bx+c", "ax", "a*x"),
    ("xyz + x*y*z", "xyz", "x*y*z"),
]


@pytest.mark.parametrize(("formula", "name", "product"), PRODUCTS)
def test_a_name_that_may_be_a_product_is_refused_with_both_readings(formula: str, name: str, product: str) -> None:
    status, _, told = call("diff", formula)
    assert (status, told.splitlines()[0]) == (2, f"error: `{name}` can be read in two ways")
    assert told.splitlines()[-1] == f"hint: write `{product}`, or begin with `given {name} = 1;` for one name"
    # Both readings can be read, and so can the name that an option says to be one.
    assert call("diff", f"({product})*z")[0] == 0
    assert call("diff", f"given {name} = 1; {name}*z")[0] == 0
    assert call("diff", f"{name}*z", "--wrt", name)[0] == 0
    assert call("hessian", formula, "--sparsity")[0] == 2


@pytest.mark.parametrize(("formula", "name", "product"), PRODUCTS)
@pytest.mark.parametrize("words", [(), ("--x", "2"), ("--t", "2")])
def test_it_is_refused_where_values_are_missing_or_too_many(
    formula: str, name: str, product: str, words: tuple[str, ...]
) -> None:
    status, _, told = call("eval", formula, *words)
    assert (status, told.splitlines()[0]) == (2, f"error: `{name}` can be read in two ways")
    assert told.splitlines()[-1] == f"hint: write `{product}`; as one name it takes a value, `--{name} 1`"
    assert "two ways" not in call("eval", formula, f"{name}=1")[2]


ONE_NAME = [
    "rate*x",
    "mode*x",
    "wheret + x",
    "x1*y1",
    "log_x*y",
    "theta + the",
    "e1*x",
    "xyz + x",
    "speed*time",
    "alpha*beta1_",
]


@pytest.mark.parametrize("formula", ONE_NAME)
def test_a_name_with_one_reading_is_a_name(formula: str) -> None:
    status, _, told = call("diff", formula)
    assert (status, told) == (0, "")


def test_a_name_of_two_letters_is_one_and_a_note_says_so() -> None:
    status, output, told = call("diff", "dt*v", "--wrt", "v")
    assert (status, output) == (0, "dt\n")
    assert told.splitlines()[0] == "name: `dt` is read as one variable; the product is `d*t`"
    assert call("diff", "dt*v", "--wrt", "dt", "--strict")[2] == ""


@pytest.mark.parametrize(
    ("words", "noted"),
    [
        (["A*exp(-t/tau)", "--A", "1", "--t", "2"], ["tau"]),
        (["k*e/r", "--k", "1", "--r", "1"], ["e"]),
        (["k*e^2", "--k", "1"], []),
        (["e^x*tau", "--x", "1"], ["tau"]),
        (["A*exp(-t/tau)", "--A", "1", "--t", "2", "--tau", "3"], []),
        (["given tau = 2; A*tau", "--A", "1"], []),
        (["tau = 2*x; A*tau", "--A", "1", "--x", "2"], []),
        (["pi*x", "--x", "1"], []),
    ],
)
def test_a_constant_that_may_be_meant_as_a_variable_is_noted(words: list[str], noted: list[str]) -> None:
    status, output, _ = call("eval", *words, "--strict", "--json")
    findings = json.loads(output)["findings"]
    assert [finding["name"] for finding in findings if finding["kind"] == "name"] == noted
    assert status == 0


def test_a_constant_named_as_a_variable_is_one() -> None:
    assert call("diff", "exp(-t/tau)", "--wrt", "tau")[:2] == (0, "t*exp(-t/tau)/tau^2\n")
    assert call("diff", "a*(1 - e^2)", "--wrt", "e")[:2] == (0, "-2*a*e\n")
