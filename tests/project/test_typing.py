"""What the documents show of Python passes a strict type checker."""

from pathlib import Path

import pytest
from mypy import api
from support.sessions import PYTHON

ROOT = Path(__file__).parents[2]
# What a notebook does with the results.
USES = """
from autograd_cli import gradient, minimize

result = gradient("2*x*y + y + 3", {"x": 40, "y": 4.0})
slope: float = result.gradient["x"] * 2 + result.value
names: list[str] = [finding.kind for finding in result.findings]
rows: list[list[float]] = gradient("sum(A)", {"A": [[1.0, 2.0]]}).gradient["A"]
least: float = minimize("x^2", {"x": 1.0}).point["x"]
"""
WRONG = """
from autograd_cli import gradient

text: str = gradient("x^2", {"x": 3}).gradient["x"]
gradient("x^2", x=3)
"""


def checked(text: str, folder: Path) -> tuple[str, int]:
    """What the type checker says of a program, and its status."""
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    cache = ["--cache-dir", str(ROOT / ".mypy_cache")]
    out, err, status = api.run(["--strict", "--config-file", str(ROOT / "pyproject.toml"), *cache, str(path)])
    return out + err, status


@pytest.mark.slow
def test_documented_uses_pass_a_strict_type_checker(tmp_path: Path) -> None:
    shown = PYTHON.findall((ROOT / "docs" / "python.md").read_text(encoding="utf-8"))
    assert shown
    said, status = checked("\n".join([*shown, USES]), tmp_path)
    assert status == 0, said


@pytest.mark.slow
def test_wrong_uses_do_not(tmp_path: Path) -> None:
    said, status = checked(WRONG, tmp_path)
    assert status == 1
    assert "program.py:4: error" in said
    assert "program.py:5: error" in said
