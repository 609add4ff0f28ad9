"""The pictures of `graph.md`, made by the commands of that page.

`python docs/pictures.py` writes `docs/images/graph-NAME.svg`, where the page's command writes `NAME.svg`.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent
COMMAND = re.compile(r"^\$ autograd (graph .* --output (\w+)\.svg)$", re.MULTILINE)


def commands() -> dict[str, list[str]]:
    """The words of each command that writes a picture, by the picture's name."""
    return {
        name: shlex.split(words) for words, name in COMMAND.findall((DOCS / "graph.md").read_text(encoding="utf-8"))
    }


def made(words: list[str]) -> str:
    """What a command draws."""
    command = [sys.executable, "-m", "autograd_cli", *words[:-2], "--format", "svg"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


if __name__ == "__main__":
    for name, words in commands().items():
        (DOCS / "images" / f"graph-{name}.svg").write_text(made(words), encoding="utf-8")
