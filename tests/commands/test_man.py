"""The man pages: what each command declares is on its page, and the pages are well-formed roff."""

import runpy
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from support.sessions import ROOT
from typer.main import get_command

from autograd_cli.cli import app

SCRIPT = ROOT / "scripts" / "man.py"
MAN: dict[str, Any] = runpy.run_path(str(SCRIPT))
PAGES: dict[str, str] = dict(MAN["pages"]())
GROUP: Any = get_command(app)
LINTERS = {
    "groff": ["-man", "-ww", "-z", "-Tutf8"],
    "mandoc": ["-Tlint", "-Werror"],
}


def test_every_command_has_a_page() -> None:
    assert list(PAGES) == ["autograd", *(f"autograd-{name}" for name in GROUP.list_commands(None))]


@pytest.mark.parametrize("name", GROUP.list_commands(None))
def test_page_of_a_command_has_its_options_and_its_help(name: str) -> None:
    command = GROUP.get_command(None, name)
    page = PAGES[f"autograd-{name}"]
    options = [option for each in command.params for option in each.opts if option.startswith("-")]
    assert options
    assert [option for option in options if MAN["text"](option) not in page] == []
    paragraphs = MAN["paragraphs"](command.help)
    examples = [line for each in paragraphs if each.startswith("Example") for line in MAN["lines"](each)]
    prose = [MAN["joined"](each) for each in paragraphs if not each.startswith(("Example", "Exit status"))]
    assert examples
    assert [each for each in [*examples, *prose] if MAN["text"](each) not in page] == []


@pytest.mark.parametrize("linter", LINTERS)
def test_pages_are_well_formed(linter: str, tmp_path: Path) -> None:
    if shutil.which(linter) is None:
        pytest.skip(f"{linter} is not installed")
    for name, page in PAGES.items():
        path = tmp_path / f"{name}.1"
        path.write_text(page, encoding="utf-8")
        done = subprocess.run([linter, *LINTERS[linter], path], capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), name


def test_signs_of_roff_are_printed_as_they_are() -> None:
    assert MAN["text"](r".x^2 'a' -1 \ ±") == r"\&.x\(ha2 \(aqa\(aq \-1 \e \[u00B1]"


def test_pages_are_made_with_the_libraries_of_the_build_alone() -> None:
    """The build makes them in an environment of its own."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    script = f"import runpy, sys; dict(runpy.run_path({str(SCRIPT)!r})['pages']()); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True).stdout
    required = {each.partition(">")[0] for each in metadata["build-system"]["requires"]}
    groups = [metadata["project"]["dependencies"], *metadata["project"]["optional-dependencies"].values()]
    other = {each.partition(">")[0] for group in groups for each in group} - required - {"rich"}  # which typer requires
    homes = packages_distributions()
    assert {name for module in loaded.split() for name in homes.get(module, []) if name in other} == set()
