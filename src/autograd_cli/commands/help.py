"""Help as text that fits the terminal: what a command does, how it is called, its words, its options.

Takes a command of the option parser and its context. Returns nothing; the text goes to a formatter of the parser's.
"""

import re
import sys
from collections.abc import Sequence
from typing import Any

from autograd_cli.formats.colors import BOLD, CYAN, styled, wants_color

# Where a context has what the words of the command line say of colours.
COLOR = "autograd.color"
KINDS = ("argument", "option")
# How the parser writes a default that is told in words.
DEFAULT = r"\[default: \((.*)\)\]"


def write_help(command: Any, context: Any, formatter: Any, commands: Sequence[tuple[str, str]] = ()) -> None:
    """Writes the help of a command, or of the group that has these `commands`."""
    colored = context.color = wants_color(context.meta.get(COLOR, "auto"), sys.stdout)

    def section(title: str, rows: Sequence[tuple[str, str]]) -> None:
        if rows:
            with formatter.section(styled(title, BOLD, colored)):
                formatter.write_dl([(styled(first, CYAN, colored), second) for first, second in rows])

    pieces = " ".join(command.collect_usage_pieces(context))
    formatter.write_usage(context.command_path, pieces, styled("Usage:", BOLD, colored) + " ")
    for paragraph in (command.help or "").split("\n\n"):
        formatter.write_paragraph()
        title, colon, rest = paragraph.partition(":\n")
        if colon:  # a heading, and lines as they are
            formatter.write(f"{styled(title, BOLD, colored)}:\n")
            formatter.write("".join(f"  {line.strip()}\n" for line in rest.split("\n")))
        elif paragraph.startswith("Example: "):
            formatter.write(f"{styled('Example', BOLD, colored)}:{paragraph.removeprefix('Example:')}\n")
        else:
            formatter.write_text(paragraph.replace("\n", " "))
    parameters = [(one, one.get_help_record(context)) for one in command.get_params(context)]
    records = {kind: [_plain(row) for one, row in parameters if row and one.param_type_name == kind] for kind in KINDS}
    section("Words", records["argument"])
    section("Commands", commands)
    section("Options", records["option"])


def _plain(row: tuple[str, str]) -> tuple[str, str]:
    """A row with its default as it is typed."""
    first, second = row
    return first, re.sub(DEFAULT, r"[default: \1]", second)
