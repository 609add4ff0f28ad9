"""What CONTRIBUTING says is all that a new format, command or option touches: each is built in a copy and run.

A count is of the files written in the source; a page in `docs/` is one more.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import autograd_cli

SOURCE = Path(autograd_cli.__file__).parent

FORMAT = {
    "formats/numbers_in_a_line.py": '''\
"""The numbers in a line."""

from typing import Any

from autograd_cli.formats import Page


def render(report: Any, page: Page) -> str:
    return " | ".join(map(str, report.numbers()))
''',
    "formats/__init__.py": (
        "FORMATS = {\n",
        'FORMATS = {\n    "line": _format("autograd_cli.formats.numbers_in_a_line:render", "numbers", ".line"),\n',
    ),
}
COMMAND = {
    "report/slope.py": '''\
"""The sum of the partials."""

from dataclasses import dataclass
from typing import ClassVar

from autograd_cli.ask.problem import Problem
from autograd_cli.errors import Finding
from autograd_cli.report.evaluation import evaluation


@dataclass(frozen=True, slots=True)
class Slope:
    SCHEMA: ClassVar[str] = "autograd.slope/1"
    FORMS: ClassVar[tuple[str, ...]] = ("formula",)
    slope: float
    findings: tuple[Finding, ...] = ()
    failed: ClassVar[bool] = False

    def text(self) -> str:
        return str(self.slope)

    def latex(self) -> str:
        return str(self.slope)


def slope(problem: Problem) -> Slope:
    report = evaluation(problem)
    return Slope(sum(report.gradient.values()), report.findings)
''',
    "commands/slope.py": '''\
"""`autograd slope`."""

from autograd_cli.ask.problem import Problem
from autograd_cli.commands.call import Call
from autograd_cli.commands.command import command
from autograd_cli.report import slope as slopes


@command(slopes.Slope)
def slope(problem: Problem, call: Call) -> slopes.Slope:
    """The sum of the partials."""
    return slopes.slope(problem)
''',
    "commands/__init__.py": (
        "COMMANDS = {\n",
        'COMMANDS = {\n    "slope": Listed("autograd_cli.commands.slope:slope", "The sum of the partials."),\n',
    ),
}
OPTION = {
    "commands/tangent.py": (
        "    call: Call,\n",
        '    call: Call,\n    twice: Annotated[bool, typer.Option("--twice", help="The quadratic one.")] = False,\n',
        "order=order",
        "order=2 if twice else order",
    ),
}


@pytest.mark.parametrize(
    ("written", "most", "words", "expected"),
    [
        (FORMAT, 3 - 1, ("eval", "2*x*y+y+3", "x=40", "y=4", "--format", "line"), "327.0 | 8.0 | 81.0"),
        (FORMAT, 3 - 1, ("taylor", "exp(x)", "x=0", "--order", "1", "--format", "line"), "1.0 | 1.0"),
        (COMMAND, 5 - 1, ("slope", "2*x*y+y+3", "x=40", "y=4", "--json"), '"slope": 89.0'),
        (COMMAND, 5 - 1, ("slope", "x*y", "x=1", "y=2"), "3.0"),
        (COMMAND, 5 - 1, ("slope", "--help"), "--quiet"),
        (OPTION, 1, ("tangent", "x^2", "x=1", "--twice", "--json"), '"order": 2'),
    ],
    ids=["format", "format of another command", "command", "command as text", "command's help", "option"],
)
def test_an_addition_touches_few_files(
    written: Mapping[str, str | tuple[str, ...]], most: int, words: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    copy = tmp_path / "autograd_cli"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert len(written) <= most
    for name, text in written.items():
        file = copy / name
        if isinstance(text, tuple):
            changed = file.read_text(encoding="utf-8")
            for old, new in zip(text[::2], text[1::2], strict=True):
                assert old in changed
                changed = changed.replace(old, new, 1)
            text = changed
        file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "autograd_cli", *words]
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert expected in ran.stdout, ran.stderr
    assert ran.returncode == 0
