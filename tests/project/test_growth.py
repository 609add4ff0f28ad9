"""What CONTRIBUTING says is all that a new format, command, option or entry touches: each is built in a copy and run.

A count is of the files written in the source by hand; a page in `docs/` is one more.
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
SCRIPTS = Path(__file__).parents[2] / "scripts"

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
        "models.tangent(problem, wrt=call.wrt, order=order",
        "models.tangent(problem, wrt=call.wrt, order=2 if twice else order",
    ),
}
# An entry with kernels of its own: in doubles, in mpmath's numbers, in intervals, and in Python.
ENTRY = {
    "primitives/special.py": (
        '    Entry("lbeta", ',
        """\
    Entry("hyp0f1",     "a x",   ("0", "hyp0f1(a + 1, x)/a"),
          summary="confluent hypergeometric limit function", examples=("hyp0f1(1, 1)",),
          rounding=20.0, fixed=("a",), domain="a > 0", reference="DLMF 16.2"),
    Entry("lbeta", """,
    ),
    "special/classical.py": (
        "def lbeta(",
        '''\
def hyp0f1(a: float, x: float) -> float:
    """The confluent hypergeometric limit function for a > 0 and moderate x, else nan."""
    if not 0.0 < a < 1e4 or not abs(x) < 1e4:
        return nan
    return rounded(_wide_hyp0f1(CONTEXT, CONTEXT.mpf(a), CONTEXT.mpf(x)))


def lbeta(''',
        "def _wide_digamma(",
        """\
def _wide_hyp0f1(m: Any, a: Any, x: Any) -> Any:
    return m.hyp0f1(a.real, x)


def _wide_digamma(""",
        '    "polygamma": _wide_polygamma,\n',
        '    "polygamma": _wide_polygamma,\n    "hyp0f1": _wide_hyp0f1,\n',
    ),
    "enclosures/special_balls.py": (
        "def normal_cdf(",
        '''\
def hyp0f1(a: Enclosure, x: Enclosure) -> Enclosure:
    """The confluent hypergeometric limit function."""
    return enclosing(x.ball.hypgeom_0f1(a.ball))


def normal_cdf(''',
        '    "polygamma": polygamma,\n',
        '    "polygamma": polygamma,\n    "hyp0f1": hyp0f1,\n',
    ),
    "formats/python.py": (
        '    "bessely": ',
        '''\
    "hyp0f1": ''\'\\
def hyp0f1(a, x):
    """The confluent hypergeometric limit function, by its series."""
    return fsum(x**k*gamma(a)/(factorial(k)*gamma(a + k)) for k in range(60))''\',
    "bessely": ''',
    ),
}
HYPERGEOMETRIC = "1.962786427936178114696513868346"


@pytest.mark.parametrize(
    ("written", "most", "words", "expected"),
    [
        (FORMAT, 3 - 1, ("eval", "2*x*y+y+3", "x=40", "y=4", "--format", "line"), "327.0 | 8.0 | 81.0"),
        (FORMAT, 3 - 1, ("taylor", "exp(x)", "x=0", "--order", "1", "--format", "line"), "1.0 | 1.0"),
        (COMMAND, 5 - 1, ("slope", "2*x*y+y+3", "x=40", "y=4", "--json"), '"slope": 89.0'),
        (COMMAND, 5 - 1, ("slope", "x*y", "x=1", "y=2"), "3.0"),
        (COMMAND, 5 - 1, ("slope", "--help"), "--quiet"),
        (OPTION, 1, ("tangent", "x^2", "x=1", "--twice", "--json"), '"order": 2'),
        (ENTRY, 4, ("eval", "hyp0f1(2, x)", "x=1.5", "--json"), '"gradient": {"x": 0.8018684264'),
        (ENTRY, 4, ("eval", "hyp0f1(2, x)", "x=1.5", "--digits", "30"), HYPERGEOMETRIC[:29]),
        (ENTRY, 4, ("eval", "hyp0f1(2, x)", "x=1.5..1.6", "--json"), '"value": [1.96278'),
        (ENTRY, 4, ("check", "hyp0f1(2, x*y)", "x=3", "y=0.5"), "hyp0f1(2, x*y): 7 ways agree"),
        (ENTRY, 4, ("batch", "rows.csv", "-e", "hyp0f1(2, x)"), f"1.5,{HYPERGEOMETRIC[:17]}"),
        (ENTRY, 4, ("diff", "hyp0f1(2, x)", "--format", "python"), "def hyp0f1(a, x):"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_addition_touches_few_files(
    written: Mapping[str, str | tuple[str, ...]], most: int, words: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    copy = tmp_path / "src" / "autograd_cli"
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

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(copy.parent)}
        return subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
        )

    if written is ENTRY:
        (tmp_path / "scripts").mkdir()
        shutil.copy(SCRIPTS / "table.py", tmp_path / "scripts")
        (tmp_path / "rows.csv").write_text("x\n1.5\n")
        indexed = run("scripts/table.py")
        assert indexed.returncode == 0, indexed.stderr
    ran = run("-m", "autograd_cli", *words)
    assert expected in ran.stdout + ran.stderr
    assert ran.returncode == (2 if ran.stderr else 0)
