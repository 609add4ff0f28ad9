"""Derivations compared with how a textbook writes them, line by line."""

import re

import pytest
from derivations import DERIVATIONS, Derivation

from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.report.differentiation import differentiation
from autograd_cli.report.steps import Section

# Two signs in a row, a factor or an exponent 1, a term 0.
UNTIDY = re.compile(r"[-+*/] ?-|--|(?<![\w.])1\*|\*1(?![\d.])|\^1(?![\d.])|\+ 0(?![\d.])")


def derivation(row: Derivation) -> Section:
    (section,) = differentiation(pose_open(Source(row.formula)), wrt=(row.variable,), steps=True).steps or ()
    return section


@pytest.mark.parametrize("row", DERIVATIONS, ids=lambda row: row.name)
def test_a_derivation_is_the_textbooks_line_by_line(row: Derivation) -> None:
    lines = [line.text for part in derivation(row).parts for line in part.lines]
    expected = [forms for forms in row.lines if "" not in forms or {*forms} & {*lines}]
    assert len(lines) == len(expected)
    for line, forms in zip(lines, expected, strict=True):
        assert line in forms


@pytest.mark.parametrize("row", DERIVATIONS, ids=lambda row: row.name)
def test_no_line_has_two_signs_in_a_row(row: Derivation) -> None:
    for part in derivation(row).parts:
        for line in part.lines:
            assert not UNTIDY.search(line.text.replace("^-", "^")), line.text
