"""The terminal sessions that documents show: found, run, and compared with what stands there.

In: a Markdown text. Out: its blocks of commands with their outputs, what a command prints, the text with true outputs.
A command that needs no shell is called in this process, which saves its start.
"""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import IO
from unittest import mock

import pytest

from autograd_cli.cli import main

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Programs that a reader may have or not.
OPTIONAL = ("jq", "dot")
# A call of the command in which the shell has nothing to do but to take quotes away.
PLAIN = r"""autograd (?:[^|&;<>()$`\\"'*?\[\]#~{}!\n]|"[^"$`\\]*"|'[^']*')+"""
ALONE = re.compile(rf"""(?P<call>{PLAIN}?)(?: 2>&1)?(?:; echo (?P<status>\$\?|"status \$\?"))?""")
# Into a pipe; but a table may be longer than what its reader takes.
PIPED = re.compile(rf"(?P<call>(?!autograd batch ){PLAIN}?)(?P<joined> 2>&1)? \| (?P<rest>.*)", re.DOTALL)

Session = list[tuple[str, str]]


def sessions(text: str) -> list[Session]:
    """The blocks of a text: commands, shown after a `$`, each with the output shown below it."""
    return [_commands(block) for block in BLOCK.findall(text)]


def parametrised(text: str) -> pytest.MarkDecorator:
    """A test for each block of a text, named by its first command."""
    found = sessions(text)
    return pytest.mark.parametrize("session", found, ids=[session[0][0][:60] for session in found])


def check(session: Session, folder: Path) -> None:
    """Runs a block's commands, one after the other in one folder, and compares what they print."""
    if lacking := next((program for command, _ in session for program in _missing(command)), None):
        pytest.skip(f"{lacking} is not installed")
    for command, output in session:
        assert run(command, folder) == output


def run(command: str, folder: Path) -> str:
    """What a command prints, without the blanks around it. In the folder, `samples` are the project's own."""
    if not (folder / "samples").exists():
        (folder / "samples").symlink_to(ROOT / "samples")
    if alone := ALONE.fullmatch(command):
        status, printed, _ = _called(alone["call"], folder, apart=False)
        return (printed + (alone["status"] or "").strip('"').replace("$?", str(status))).strip("\n")
    if piped := PIPED.fullmatch(command):
        _, printed, said = _called(piped["call"], folder, apart=not piped["joined"])
        if not said:  # else the shell says when it is printed
            return _of_shell(piped["rest"], folder, printed)
    return _of_shell(command, folder)


def _of_shell(command: str, folder: Path, given: str = "") -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip("\n")


def _called(command: str, folder: Path, apart: bool) -> tuple[int, str, str]:
    """The status of a call in a folder, and what it prints: to both streams together, or to each."""
    nothing = mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    with _file() as out, _file() as err, chdir(folder), nothing:
        with redirect_stdout(out), redirect_stderr(err if apart else out):
            status = main(shlex.split(command)[1:])
        return status, _text(out), _text(err)


def _file() -> IO[str]:
    """A file of text, which has a descriptor for those who write bytes, and every line of which is there at once."""
    return tempfile.TemporaryFile("w+", buffering=1, encoding="utf-8", newline="")


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def rewritten(text: str) -> str:
    """The text, each command followed by what it prints now; where a program is missing that it needs, by the same."""

    def block(match: re.Match[str]) -> str:
        lines = []
        with tempfile.TemporaryDirectory() as folder:
            for command, shown in _commands(match[1]):
                output = shown if _missing(command) else run(command, Path(folder))
                lines += [f"$ {command}", *([output] if output else [])]
        return "\n".join(["```console", *lines, "```"])

    return BLOCK.sub(block, text)


def _commands(block: str) -> Session:
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        found.append((command, output.strip("\n")))
    return found


def _missing(command: str) -> list[str]:
    """The programs that a command pipes into and this machine does not have."""
    return [program for program in OPTIONAL if f"| {program}" in command and shutil.which(program) is None]
