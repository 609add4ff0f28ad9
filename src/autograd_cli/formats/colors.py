"""Colours of a terminal, where they are wanted.

Takes a choice (`auto`, `always`, `never`), a stream and the environment. Returns whether to colour, and coloured text.
"""

import os
from typing import TextIO

BOLD, RED, YELLOW, CYAN = "1", "1;31", "1;33", "36"
# What asks for colours on any stream, unless it is empty or 0.
FORCING = ("FORCE_COLOR", "CLICOLOR_FORCE")


def wants_color(choice: str, stream: TextIO | None) -> bool:
    """Whether what goes to a stream is coloured: as chosen, else as the environment says, else on a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in FORCING):
        return True
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def styled(text: str, style: str, colored: bool) -> str:
    """The text in a style, where it is `colored`."""
    return f"\x1b[{style}m{text}\x1b[0m" if colored else text


def message(text: str, style: str, colored: bool) -> str:
    """An error or a finding: its first word, its carets and the word `hint` in colours."""
    if not colored:
        return text
    first, colon, rest = text.partition(":")
    lines = (colon + rest).split("\n")
    for i, line in enumerate(lines):
        if "^" in line and not line.strip(" ^"):
            lines[i] = styled(line, style, True)
        elif line.startswith("hint:"):
            lines[i] = styled("hint", BOLD, True) + line.removeprefix("hint")
    return styled(first, style, True) + "\n".join(lines)
