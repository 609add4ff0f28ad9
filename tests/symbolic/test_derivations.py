"""Derivations compared with how a textbook writes them, line by line."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from derivations import DERIVATIONS, Derivation

from autograd_cli.ask.problem import pose_open
from autograd_cli.errors import Source
from autograd_cli.formats.latex import derivation as latex_of
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


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX is installed")
def test_all_derivations_are_typeset_by_tex(tmp_path: Path) -> None:
    lines = [latex_of(derivation(row), "align*") for row in DERIVATIONS]
    head = r"\documentclass{article}\usepackage{amsmath}\begin{document}"
    (tmp_path / "sheet.tex").write_text("\n".join([head, *lines, r"\end{document}"]), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout[-1000:]
