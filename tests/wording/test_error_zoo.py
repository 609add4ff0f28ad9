"""The error zoo: every mistake in `samples/errors/` is answered with the status, code and words that stand there.

A file is one kind of mistake; `also` has more of the kind. `followed` is the command of a person who does what the
hint says: it succeeds. In `tests`, `python -m wording.test_error_zoo --write` writes down what is answered now, for a
person to read and judge in the diff. A new mistake is a file with a comment, `command`, `followed` if there is a hint,
and what the command finds: `stdin`, `files`, and so on.
"""

import io
import json
import os
import re
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy
import pytest
from support.mistakes import PATHS, ZOO

from autograd_cli import cli
from autograd_cli.errors import CODES, AutogradError, Source, visible
from autograd_cli.syntax.parser import parse

# What only tables come to, which are no reports that could be asked for as JSON; and what no command here comes to.
UNREACHED = {"missing-extra", "row"}
ANSWERED = re.compile(r"^\n?status = .*", re.MULTILINE | re.DOTALL)


# What a hint shows that is not to be deleted; of that the words, the options and the sign it begins with.
SHOWN = re.compile(r"(?<!delete )(?<!delete the last )`(?:\.\.\.)?([^`]+)`")
PARTS = re.compile(r"-*\w{2,}|^\W|^\w")
ALSO = "\n[[also]]\n"
# Hints that say what the language or a file is, with nothing that could be written instead.
EXPLAINED = "nothing to write"


@dataclass(frozen=True)
class Answer:
    """What a command line came to: its status, the error's code as JSON has it, all that was printed."""

    status: int
    code: str
    message: str


# Each reading of a text that has several, and each product that a blank may have meant.
ADVICE = re.compile(r"(?:for a product )?write (`[^.`]{2,}`(?: or `[^`]*`)?)(?: for the product)?")


def mistakes(chosen: Callable[[dict[str, Any]], object] = lambda _: True) -> Any:
    """The zoo, or those of it that are chosen."""
    names = [name for name, mistake in ZOO.items() if chosen(mistake)]
    return pytest.mark.parametrize("mistake", [ZOO[name] for name in names], ids=names)


def hint_of(mistake: dict[str, Any]) -> str:
    return str(mistake.get("message", "")).partition("\nhint: ")[2].rstrip("\n")


@mistakes()
def test_mistake_gets_the_whole_answer_that_the_zoo_has(mistake: dict[str, Any], tmp_path: Path) -> None:
    given = answer(mistake, words(mistake["command"]), tmp_path)
    assert given == Answer(mistake["status"], mistake["code"], mistake["message"])


@mistakes(lambda mistake: "--format" not in shlex.split(mistake["command"]))
def test_mistake_is_the_result_where_json_is_asked_for(mistake: dict[str, Any], tmp_path: Path) -> None:
    command, *others = words(mistake["command"])
    given = answer(mistake, [command, "--json", *others], tmp_path)
    error = json.loads(given.message)["error"]
    assert (given.status, error["code"]) == (mistake["status"], mistake["code"])
    assert mistake["message"].startswith(f"error: {visible(error['message'])}\n")


@mistakes(hint_of)
def test_who_follows_the_hint_has_a_result(mistake: dict[str, Any], tmp_path: Path) -> None:
    if mistake["followed"] == EXPLAINED:
        assert "`" not in hint_of(mistake)
        return
    found = {
        "stdin": mistake.get("followed_stdin", mistake.get("stdin", "")),
        "files": {**mistake.get("files", {}), **mistake.get("followed_files", {})},
        "directories": mistake.get("followed_directories", ()),
        "archives": mistake.get("followed_archives", {}),
    }
    status, printed, error = run(found, words(mistake["followed"]), tmp_path)
    assert (status, error) == (0, None), printed


@mistakes(hint_of)
def test_following_the_hint_is_writing_what_it_has(mistake: dict[str, Any]) -> None:
    """What is written has a word, an option or the first sign of one of the texts that the hint shows."""
    texts = [text.removeprefix("autograd ") for text in SHOWN.findall(hint_of(mistake))]
    parts = [part for text in texts for part in PARTS.findall(text)]
    written = "\n".join([mistake["followed"], *mistake.get("followed_files", {}).values()])
    assert not parts or any(part in written for part in parts), (parts, written)


@mistakes(lambda mistake: bool(ADVICE.fullmatch(hint_of(mistake)) and mistake["code"] in ("syntax", "ambiguous")))
def test_each_text_that_a_hint_says_to_write_can_be_read(mistake: dict[str, Any]) -> None:
    for text in re.findall("`([^`]*)`", hint_of(mistake)):
        parse(Source(text))


def test_hints_and_what_follows_of_them_go_together() -> None:
    assert [name for name, mistake in ZOO.items() if bool(hint_of(mistake)) != ("followed" in mistake)] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_mistake_begins_by_saying_what_a_person_did(path: Path) -> None:
    first, second, *_ = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].*\.", first)
    assert second.startswith("command = ")


def test_zoo_has_every_code() -> None:
    assert {mistake["code"] for mistake in ZOO.values()} == CODES.keys() - UNREACHED


def words(command: str) -> list[str]:
    """What a shell would hand over."""
    program, *others = shlex.split(command)
    assert program == "autograd"
    return others


def answer(mistake: dict[str, Any], arguments: list[str], folder: Path) -> Answer:
    """The answer to a command line that is a mistake."""
    status, printed, error = run(mistake, arguments, folder)
    assert error is not None, printed
    return Answer(status, error.code, printed)


def run(mistake: dict[str, Any], arguments: list[str], folder: Path) -> tuple[int, str, AutogradError | None]:
    """What comes of a command line in a folder with the mistake's files: its status, what it prints, its error."""
    encoding = mistake.get("encoding", "utf-8")
    for name in mistake.get("directories", ()):
        (folder / name).mkdir()
    for name, text in mistake.get("files", {}).items():
        (folder / name).write_bytes(text.encode(encoding))
    for name, numbers in mistake.get("archives", {}).items():
        numpy.savez(folder / name, **numbers)
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
    error = told.call_args.args[0] if told.called else None
    return status, stdout.getvalue() + stderr.getvalue(), error


def write(path: Path) -> None:
    """Writes the answers below the mistakes of a file."""
    first, *others = path.read_text(encoding="utf-8").split(ALSO)
    try:
        parts = [answered(first, "\n"), *(answered(other, "") for other in others)]
    except pytest.skip.Exception as reason:
        print(f"{path.name} is left as it is: {reason}", file=sys.stderr)
        return
    path.write_text(ALSO.join(parts), encoding="utf-8")


def answered(text: str, gap: str) -> str:
    """The text of a mistake with its answer, whatever it had."""
    head = ANSWERED.sub("", text).rstrip("\n")
    mistake = tomllib.loads(head)
    with tempfile.TemporaryDirectory() as folder:
        given = answer(mistake, words(mistake["command"]), Path(folder))
    snapshot = f"status = {given.status}\ncode = \"{given.code}\"\nmessage = '''\n{given.message}'''\n"
    return f"{head}\n{gap}{snapshot}"


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m wording.test_error_zoo --write")
    for each in PATHS:
        write(each)
