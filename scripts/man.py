"""Writes the man pages and the completion files of shells, from the commands as they are declared.

    python scripts/man.py FOLDER    writes FOLDER/man/man1/autograd.1 and the like

Takes the commands' names, options and help texts. Returns files below a `share` folder, which the build puts into the
wheel. It runs in the build's own environment, so it loads no library but those that `[build-system]` requires.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from typer.main import get_command

from autograd_cli.cli import app
from autograd_cli.errors import STATUSES
from autograd_cli.version import __version__

COMPLETION = "_AUTOGRAD_COMPLETE"
# Where each shell looks for completions below a prefix's `share`. Zsh loads them as functions, which this text is not.
COMPLETIONS = {
    "bash": "bash-completion/completions/autograd",
    "fish": "fish/vendor_completions.d/autograd.fish",
}
# Characters that roff reads as signs of its own, or prints as others.
ROFF = {"\\": "\\e", "-": "\\-", "^": "\\(ha", "~": "\\(ti", "`": "\\(ga", "'": "\\(aq"}
VALUES = (
    ("NAME=VALUE, --NAME VALUE", "The value of a variable: a number or an expression of numbers, as in x=pi/2."),
    ("NAME=[1, 2]", "A vector; a matrix is a list of rows."),
    ("NAME=@FILE", "The value in a .json, .csv or .npy file, or one of several, as @a.npz:w or @a.csv:w."),
    ("--", "Ends the options: what follows is the formula, even if it begins with a dash."),
)


def pages() -> Iterator[tuple[str, str]]:
    """The name and the text of each page, `autograd` first."""
    group = get_command(app)
    commands = {name: group.get_command(None, name) for name in group.list_commands(None)}  # type: ignore[attr-defined]
    others = [f"autograd-{name}" for name in commands]
    meanings = [(str(number), f"{meaning[:1].upper()}{meaning[1:]}.") for number, meaning in STATUSES.items()]
    yield (
        "autograd",
        page(
            "autograd",
            paragraphs(group.help)[0],
            [
                section("SYNOPSIS", bold("autograd COMMAND [OPTIONS] [FORMULA] [NAME=VALUE]...")),
                section("DESCRIPTION", *filled(paragraphs(group.help)[1:])),
                section(
                    "COMMANDS",
                    *listed((f"autograd-{name}(1)", paragraphs(each.help)[0]) for name, each in commands.items()),
                ),
                section("VALUES", *listed(VALUES)),
                section("OPTIONS", *listed(options(group, "autograd"))),
                section("EXIT STATUS", *listed(meanings)),
                section("EXAMPLES", ".EX", text('autograd eval "2*x*y+y+3" --x 40 --y 4'), ".EE"),
                section("SEE ALSO", references(others)),
            ],
        ),
    )
    for name, command in commands.items():
        yield f"autograd-{name}", command_page(name, command, ["autograd", *others])


def command_page(name: str, command: Any, others: Sequence[str]) -> str:
    """The page of a command; paragraphs of its help that begin `Example` or `Exit status` get their own sections."""
    first, *rest = paragraphs(command.help)
    examples = [lines(each) for each in rest if each.startswith("Example")]
    prose = [each for each in rest if not each.startswith(("Example", "Exit status"))]
    arguments = [
        (parameter.make_metavar(_context(command, name)), parameter.help or "")
        for parameter in command.params
        if parameter.param_type_name == "argument"
    ]
    usage = " ".join(command.collect_usage_pieces(_context(command, name)))
    return page(
        f"autograd-{name}",
        first,
        [
            section("SYNOPSIS", bold(f"autograd {name} {usage}")),
            section("DESCRIPTION", *filled([first, *prose]), *listed(arguments)),
            section("OPTIONS", *listed(options(command, name))),
            section(
                "EXIT STATUS", *(part for each in rest if each.startswith("Exit status") for part in statuses(each))
            ),
            section("EXAMPLES", *(line for each in examples for line in (".EX", *map(text, each), ".EE"))),
            section("SEE ALSO", references([each for each in others if each != f"autograd-{name}"])),
        ],
    )


def options(command: Any, name: str) -> list[tuple[str, str]]:
    """The options of a command, each with its help."""
    records = [
        parameter.get_help_record(_context(command, name))
        for parameter in command.params
        if parameter.param_type_name == "option"
    ]
    return [(option, meaning) for option, meaning in filter(None, records)]


def paragraphs(help: str | None) -> list[str]:
    return [each.strip("\n") for each in (help or "").replace("\b\n", "").split("\n\n") if each.strip()]


def lines(paragraph: str) -> list[str]:
    """The lines below a paragraph's heading, or what follows the heading on its line."""
    _, _, rest = paragraph.partition(":")
    return [line.strip() for line in rest.strip().split("\n")]


def statuses(paragraph: str) -> Iterator[str]:
    """Exit statuses as a list, `0 done; 2 not understood`; any other sentence as it is."""
    rest = joined(" ".join(lines(paragraph)))
    return listed(map(status, rest.split(";"))) if rest[:1].isdigit() else filled([f"{rest[:1].upper()}{rest[1:]}"])


def status(line: str) -> tuple[str, str]:
    number, _, meaning = line.strip().rstrip(".").partition(" ")
    return number, f"{meaning[:1].upper()}{meaning[1:]}."


def page(name: str, summary: str, sections: Sequence[str]) -> str:
    head = f'.TH {name.upper()} 1 "" "autograd {__version__}" "User Commands"'
    named = section("NAME", f"{text(name)} \\- {text(joined(summary).rstrip('.'))}")
    return "\n".join([head, named, *filter(None, sections), ""])


def section(title: str, *body: str) -> str:
    return "\n".join([f".SH {title}", *body]) if body else ""


def filled(texts: Sequence[str]) -> Iterator[str]:
    for number, each in enumerate(texts):
        if number:
            yield ".PP"
        yield text(joined(each))


def listed(items: Any) -> Iterator[str]:
    for term, meaning in items:
        yield from (".TP", bold(term), text(joined(meaning)))


def references(names: Sequence[str]) -> str:
    return ",\n".join(f".BR {text(name)} (1)" for name in names).replace("(1),", "(1) ,")


def bold(words: str) -> str:
    return f"\\fB{text(words)}\\fR"


def joined(paragraph: str) -> str:
    return " ".join(paragraph.split())


def text(words: str) -> str:
    """The words as roff prints them: signs escaped, other scripts by their code points."""
    escaped = "".join(ROFF.get(sign) or (sign if sign.isascii() else f"\\[u{ord(sign):04X}]") for sign in words)
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


def _context(command: Any, name: str) -> Any:
    return command.context_class(command, info_name=name)


def completion(shell: str) -> str:
    """The script that a shell loads, as the command prints it."""
    environment = {**os.environ, COMPLETION: f"source_{shell}"}
    words = [sys.executable, "-m", "autograd_cli"]
    return subprocess.run(words, env=environment, check=True, capture_output=True, encoding="utf-8").stdout.lstrip()


def write(folder: Path) -> list[Path]:
    """The files, paths relative to the folder, which is a `share`."""
    files = {f"man/man1/{name}.1": each for name, each in pages()}
    files |= {path: completion(shell) for shell, path in COMPLETIONS.items()}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return [Path(name) for name in files]


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    for written in write(Path(sys.argv[1])):
        print(written)
