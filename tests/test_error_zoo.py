"""The error zoo: every mistake in `samples/errors/` is answered with the status, code and words that stand there.

`python tests/test_error_zoo.py --write` writes down what is answered now, for a person to read and judge in the diff. A
new mistake is a file with nothing but a comment, `command` and what the command finds: `stdin`, `files`, and so on.
"""

import io
import json
import os
import re
import shlex
import sys
import tempfile
import tomllib
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from autograd_cli import cli
from autograd_cli.errors import CODES, AutogradError, visible

ZOO = Path(__file__).parents[1] / "samples" / "errors"
PATHS = sorted(ZOO.glob("*.toml"))
# What only tables come to, which are no reports that could be asked for as JSON; and what no command here comes to.
UNREACHED = {"missing-extra", "row"}
ANSWERED = re.compile(r"^\n?status = .*", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What a command line came to: its status, the error's code as JSON has it, all that was printed."""

    status: int
    code: str
    message: str


def mistakes(without: str = " ") -> Any:
    """The zoo's files, but for those whose command has a certain word."""
    chosen = [path for path in PATHS if without not in shlex.split(read(path)["command"])]
    return pytest.mark.parametrize("path", chosen, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@mistakes()
def test_mistake_gets_the_whole_answer_that_the_zoo_has(path: Path, tmp_path: Path) -> None:
    mistake = read(path)
    given = answer(mistake, words(mistake), tmp_path)
    assert given == Answer(mistake["status"], mistake["code"], mistake["message"])


@mistakes(without="--format")
def test_mistake_is_the_result_where_json_is_asked_for(path: Path, tmp_path: Path) -> None:
    mistake = read(path)
    command, *others = words(mistake)
    given = answer(mistake, [command, "--json", *others], tmp_path)
    error = json.loads(given.message)["error"]
    assert (given.status, error["code"]) == (mistake["status"], mistake["code"])
    assert mistake["message"].startswith(f"error: {visible(error['message'])}\n")


@mistakes()
def test_mistake_begins_by_saying_what_a_person_did(path: Path) -> None:
    first, second, *_ = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].*\.", first)
    assert second.startswith("command = ")


def test_zoo_has_every_code() -> None:
    assert {read(path)["code"] for path in PATHS} == CODES.keys() - UNREACHED


def words(mistake: dict[str, Any]) -> list[str]:
    """What a shell would hand over."""
    program, *others = shlex.split(mistake["command"])
    assert program == "autograd"
    return others


def answer(mistake: dict[str, Any], arguments: list[str], folder: Path) -> Answer:
    """The answer to a command line, given in a folder with the mistake's files."""
    encoding = mistake.get("encoding", "utf-8")
    for name in mistake.get("directories", ()):
        (folder / name).mkdir()
    for name, text in mistake.get("files", {}).items():
        (folder / name).write_bytes(text.encode(encoding))
    for name in mistake.get("unreadable", ()):
        (folder / name).chmod(0)
        if os.access(folder / name, os.R_OK):
            pytest.skip("who runs the tests may read every file")
    stdin = io.TextIOWrapper(io.BytesIO(mistake.get("stdin", "").encode(encoding)))
    with (
        chdir(folder),
        mock.patch.object(sys, "stdin", stdin),
        mock.patch.object(cli, "_tell", side_effect=cli._tell) as told,
        redirect_stdout(io.StringIO()) as stdout,
        redirect_stderr(io.StringIO()) as stderr,
    ):
        status = cli.main(arguments)
    error: AutogradError = told.call_args.args[0]
    return Answer(status, error.code, stdout.getvalue() + stderr.getvalue())


def write(path: Path) -> None:
    """Writes the answer below the mistake."""
    head = ANSWERED.sub("", path.read_text(encoding="utf-8")).rstrip("\n")
    mistake = tomllib.loads(head)
    try:
        with tempfile.TemporaryDirectory() as folder:
            given = answer(mistake, words(mistake), Path(folder))
    except pytest.skip.Exception as reason:
        print(f"{path.name} is left as it is: {reason}", file=sys.stderr)
        return
    snapshot = f"status = {given.status}\ncode = \"{given.code}\"\nmessage = '''\n{given.message}'''\n"
    path.write_text(f"{head}\n\n{snapshot}", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_error_zoo.py --write")
    for each in PATHS:
        write(each)
