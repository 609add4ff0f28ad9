"""The documentation's commands are run and their output compared; its lists are those of the code.

In `tests`, `python -m project.test_docs --write` puts below each command what it prints now, for a person to read in
the diff.
"""

import doctest
import re
import runpy
import shutil
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from support.house import FLOORS
from support.sessions import PYTHON, ROOT, Session, check, rewritten, sessions

from autograd_cli import gradient
from autograd_cli.cli import LazyGroup
from autograd_cli.commands import COMMANDS
from autograd_cli.numerals import number_text

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
SHOWN = [(page, session) for page in PAGES for session in sessions(page.read_text(encoding="utf-8"))]
SYSTEMS = re.compile(r"^\| `([^`]+)` \| `([a-z]=[^`]+)` \|.*\| ([^|]+) \|$", re.MULTILINE)
# Said of all commands in one place, and not page by page.
COMMON = {"--help", "--color", "--no-color"}
# Commands whose lines of JSON are rows of the user's own table, with results added.
TABLES = {"batch"}


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "session"), SHOWN, ids=[f"{page.stem}: {session[0][0][:60]}" for page, session in SHOWN]
)
def test_commands_in_the_documentation_print_what_is_shown(page: Path, session: Session, tmp_path: Path) -> None:
    check(session, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_python_in_the_documentation_runs(page: Path) -> None:
    """The blocks of a page share their names; what an interactive block shows is what it prints."""
    names: dict[str, Any] = {}
    for kind, block in re.findall(r"^```(python|pycon)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
        if kind == "python":
            exec(compile(block, str(page), "exec"), names)
        else:
            shown = doctest.DocTestParser().get_doctest(block, names, page.stem, str(page), 0)
            shown.globs = names
            assert doctest.DocTestRunner().run(shown, clear_globs=False).failed == 0


def test_what_a_missing_program_would_print_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    shown = "```console\n$ echo 1\n1\n$ echo '[2]' | jq -c .\n[2]\n```"
    assert rewritten(shown) == shown


def test_the_idea_fits_in_a_hundred_lines() -> None:
    code = "".join(PYTHON.findall(text("internals.md")))
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 110


def test_picture_of_the_house_has_every_room_on_its_floor() -> None:
    shown = {
        room: float(floor.replace("½", ".5"))
        for floor, rooms in re.findall(r"^\| (-?\d+½?) \| (`.*?`) \|", text("internals.md"), re.MULTILINE)
        for room in re.findall(r"`(\w+)`", rooms)
    }
    assert shown == {room: floor for room, floor in FLOORS.items() if room}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        assert target.startswith("https://") or (DOCS / target.partition("#")[0]).exists(), target


def test_index_has_every_page() -> None:
    linked = set(re.findall(r"\]\(([a-z]+\.md)\)", text("README.md")))
    assert linked == {page.name for page in PAGES} - {"README.md"}


def test_tables_made_from_the_code_are_up_to_date() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "docs.py"))
    assert [path.name for path, _ in script["out_of_date"]()] == [], "run `python scripts/docs.py`"


@pytest.mark.parametrize("command", COMMANDS)
def test_page_of_a_command_has_its_options(command: str) -> None:
    parameters = LazyGroup(name="autograd").get_command(None, command).params
    options = {option for one in parameters for option in one.opts if option.startswith("-")} - COMMON
    assert options
    page = text(f"{command}.md")
    assert [option for option in sorted(options) if not re.search(rf"{option}(?![\w-])", page)] == []


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - TABLES))
def test_schema_of_a_command_is_listed(command: str) -> None:
    assert f"| `autograd.{command}/1` | [`autograd {command}`]({command}.md) |" in text("json.md")


@pytest.mark.parametrize(("formula", "point", "ours"), SYSTEMS.findall(text("derivatives.md")))
def test_comparison_with_other_systems_has_what_we_give(formula: str, point: str, ours: str) -> None:
    values = {name: float(value) for name, value in (word.split("=") for word in point.split())}
    given = gradient(formula, values).gradient or {}
    assert ", ".join(number_text(partial + 0.0) for partial in given.values()) == ours


PICTURES = runpy.run_path(str(DOCS / "pictures.py"))


@pytest.mark.parametrize("name", PICTURES["commands"]())
def test_a_picture_of_a_graph_is_what_its_command_draws(name: str) -> None:
    path = DOCS / "images" / f"{name}.svg"
    assert path.read_text(encoding="utf-8") == PICTURES["made"](PICTURES["commands"]()[name])
    assert f"](images/{path.name})" in text(f"{name.partition('-')[0]}.md")


@pytest.mark.parametrize("path", sorted((DOCS / "images").glob("trace*.svg")), ids=lambda path: path.stem)
def test_picture_shows_what_the_command_prints(path: Path) -> None:
    script = runpy.run_path(str(DOCS / "picture.py"))
    shown = [unescape(piece) for piece in re.findall(r">([^<]*)</text>", path.read_text(encoding="utf-8"))]
    printed = re.sub(r"\x1b\[[0-9;]*m", "", script["printed"]())
    wanted = f"{script['TITLE']} $ {script['SHOWN']} {printed}"
    assert " ".join(shown).split() == wanted.split()


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m project.test_docs --write")
    for each in PAGES:
        new = rewritten(each.read_text(encoding="utf-8"))
        assert "Traceback" not in new, each
        each.write_text(new, encoding="utf-8")
