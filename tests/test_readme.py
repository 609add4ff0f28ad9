"""The README's commands are run and their output compared; its lists are those of the code."""

from pathlib import Path

from sessions import PYTHON, ROOT, Session, check, parametrised

from autograd_cli.errors import CODES
from autograd_cli.formats import Page, render
from autograd_cli.report.catalogue import catalogue

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


@parametrised(TEXT)
def test_commands_in_the_readme_print_what_is_shown(session: Session, tmp_path: Path) -> None:
    check(session, tmp_path)


def test_python_in_the_readme_runs() -> None:
    for block in PYTHON.findall(TEXT):
        exec(compile(block, str(README), "exec"), {})


def test_readme_lists_every_error_code() -> None:
    rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in CODES.items())
    assert f"| code | meaning |\n|---|---|\n{rows}\n" in TEXT


def test_readme_lists_the_functions_there_are() -> None:
    shown = TEXT.partition("<!-- functions -->\n")[2].partition("\n<!-- end of functions -->")[0]
    assert shown == render(catalogue(), "markdown", Page())
