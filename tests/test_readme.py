"""The README's commands are run and their output compared; its lists are those of the code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_cli.errors import CODES

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")


def sessions() -> list[tuple[str, str]]:
    """Each command shown after a `$`, with the output shown below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL):
        for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = session.partition("\n")
            found.append((command, output.strip()))
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command[:60] for command, _ in sessions()])
def test_command_in_the_readme_prints_what_is_shown(command: str, output: str, tmp_path: Path) -> None:
    if "| jq" in command and not _installed("jq"):
        pytest.skip("jq is not installed")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == output


def test_python_in_the_readme_runs() -> None:
    for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(compile(block, str(README), "exec"), {})


def test_readme_lists_every_error_code() -> None:
    rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in CODES.items())
    assert f"| code | meaning |\n|---|---|\n{rows}\n" in TEXT


def _installed(program: str) -> bool:
    return subprocess.run(["which", program], capture_output=True, check=False).returncode == 0
