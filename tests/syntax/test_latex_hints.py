"""Hints of LaTeX at elements, words and powers: what they say is read."""

import pytest

from autograd_cli.errors import AutogradError, Source
from autograd_cli.syntax.parser import parse
from autograd_cli.syntax.unparse import unparse


@pytest.mark.parametrize("text", [r"e^{z[0]}", r"\frac12 z\left[n\right]", r"\frac12 A[0, n]"])
def test_brackets_after_a_vector_are_an_element_or_a_factor(text: str) -> None:
    with pytest.raises(AutogradError) as caught:
        parse(Source(text, notation="latex", names={"z": 1, "A": 2, "n": 0}))
    assert caught.value.case == "two-readings"
    assert parse(Source(caught.value.fields["second"], notation="latex", names={"z": 1, "A": 2, "n": 0}))


@pytest.mark.parametrize(
    ("text", "case", "way"),
    [
        (r"\frac{e^{z_1}}{\sum_{j=1}^{3} e^{z_j}}", "latex-number-below", r"\mathrm{z\_1}"),
        (r"\frac12 z_{n-1} + n", "latex-subscript", r"\mathrm{z\_n1}"),
        (r"\frac12 x**(-n)", "latex-function-command", "^{-n}"),
    ],
)
def test_what_a_hint_says_is_read(text: str, case: str, way: str) -> None:
    names = {"z": 1, "n": 0, "x": 0}
    with pytest.raises(AutogradError) as caught:
        parse(Source(text, notation="latex", names=names))
    error = caught.value
    assert error.case == case
    assert error.span is not None
    assert way in error.fields.values()
    stop = len(text) if way.startswith("^") else error.span.stop
    assert parse(Source(text[: error.span.start] + way + text[stop:], notation="latex", names=names))


def test_the_first_element_in_place_of_one_below_is_read() -> None:
    text = r"\frac{e^{z_0}}{\sum_{j=1}^{3} e^{z_j}}"
    assert unparse(parse(Source(text, names={"z": 1}))) == "exp(z[0])/sum(exp(z[j - 1]), j = 1:3)"


def test_lines_that_a_double_backslash_ends_are_latex() -> None:
    assert unparse(parse(Source(r"f(x) = x^2 \\ f(3)"))) == "f(x) = x^2\nf(3)"
