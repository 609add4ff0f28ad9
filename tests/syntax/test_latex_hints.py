"""Formulas of lectures in LaTeX, each read as it is meant or refused; and what hints say to write is read."""

import re
from collections.abc import Iterator
from pathlib import Path

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
        (r"-\ln z_2", "latex-number-below", r"(\sum_{k=2}^{2} z_{k})"),
        (r"\sum_k \max(0, z_k - z_{n} + 1)", "latex-variable-below", r"(\sum_{j=n}^{n} z_{j})"),
        (r"\frac12 z_{n-1} + n", "latex-place", r"\mathrm{z\_n1}"),
        (r"x + \dot{x}^2", "latex-dotted", r"\mathrm{x\_dot}"),
        (r"1 - \frac{x}{\mathrm{SS_{tot}}}", "latex-upright-label", r"\mathrm{SS\_tot}"),
        (r"(x^{*} - 1)^2", "latex-mark", r"\mathrm{x\_star}"),
        (r"\beta^* x", "latex-mark", r"\mathrm{beta\_star}"),
        (r"x e^-x", "latex-signed", "^{-x}"),
        (r"\mathbb{1} + 2", "latex-function-command", "[x > 0]"),
        (r"P(X = n) = x^n (1 - x)", "latex-left-side", "p"),
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
    assert way in error.fields.values() or case == "latex-left-side"
    stop = len(text) if way == "^{-n}" else error.span.stop
    assert parse(Source(text[: error.span.start] + way + text[stop:], notation="latex", names=names))


def test_the_first_element_in_place_of_one_below_is_read() -> None:
    text = r"\frac{e^{z_0}}{\sum_{j=1}^{3} e^{z_j}}"
    assert unparse(parse(Source(text, names={"z": 1}))) == "exp(z[0])/sum(exp(z[j - 1]), j = 1:3)"


def test_lines_that_a_double_backslash_ends_are_latex() -> None:
    assert unparse(parse(Source(r"f(x) = x^2 \\ f(3)"))) == "f(x) = x^2\nf(3)"


LECTURES = Path(__file__).parents[1] / "references" / "lectures.txt"
# The fields of an error that hold what may be written in place of the marked text.
READINGS = ("first", "second", "product", "inverse", "value", "upright", "transposed")


def lectures() -> Iterator[tuple[str, str, dict[str, int]]]:
    """The formulas of the list, each with its reading or the case of its error, and the axes of its names."""
    lines = [line for line in LECTURES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for formula, meaning in zip(lines[::2], lines[1::2], strict=True):
        text, _, axes = formula.rpartition(" ; ") if re.search(r" ; \w+:\d", formula) else (formula, "", "")
        yield text, meaning.strip(), {name: int(count) for name, count in re.findall(r"(\w+):(\d)", axes)}


def refusal(text: str, names: dict[str, int]) -> AutogradError | None:
    try:
        parse(Source(text, notation="latex", names=names))
    except AutogradError as error:
        return error
    return None


@pytest.mark.parametrize(("text", "meaning", "names"), [*lectures()])
def test_a_lecture_s_formula_is_read_as_it_is_meant_or_refused(text: str, meaning: str, names: dict[str, int]) -> None:
    error = refusal(text, names)
    if error is None:
        read = unparse(parse(Source(text, notation="latex", names=names)))
        assert read.replace("\n", " // ") == meaning
        return
    assert f"! {error.case}" == meaning
    assert error.hint
    assert error.span is not None
    start, stop = error.span
    for reading in [error.fields[field] for field in READINGS if field in error.fields and error.case != "latex-log"]:
        # What is to be written is not refused in turn, whatever else in the text is.
        further = refusal(f"{text[:start]}{reading}{text[stop:]}", names)
        if further is not None and further.case == error.case:
            assert further.span is not None
            assert not start <= further.span.start < start + len(reading)
