"""The README's commands are run and their output compared; it is short, and its links lead somewhere."""

import re
from pathlib import Path

import pytest
from support.sessions import PYTHON, ROOT, Session, check, parametrised

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


@parametrised(TEXT)
def test_commands_in_the_readme_print_what_is_shown(session: Session, tmp_path: Path) -> None:
    check(session, tmp_path)


def test_python_in_the_readme_runs() -> None:
    for block in PYTHON.findall(TEXT):
        exec(compile(block, str(README), "exec"), {})


def test_readme_is_read_in_two_minutes() -> None:
    assert len(TEXT) < 6000


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", TEXT))
def test_links_of_the_readme_lead_somewhere(target: tuple[str, str]) -> None:
    assert (ROOT / "".join(target).partition("#")[0]).exists()
