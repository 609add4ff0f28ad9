"""The pictures of graphs in the pages, made by the commands of each page.

`python docs/pictures.py` writes `docs/images/PAGE-NAME.svg`, where a command on a page writes `NAME.svg`.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent
PAGES = ("graph", "quiz", "teaching")
COMMAND = re.compile(r"^\$ autograd ((?:graph|quiz) .* --output (\w+)\.svg)$", re.MULTILINE)


def commands() -> dict[str, list[str]]:
    """The words of each command that writes a picture, by the picture's name, that of its page first."""
    return {
        f"{page}-{name}": shlex.split(words)
        for page in PAGES
        for words, name in COMMAND.findall((DOCS / f"{page}.md").read_text(encoding="utf-8"))
    }


def made(words: list[str]) -> str:
    """What a command draws."""
    command = [sys.executable, "-m", "autograd_cli", *words[:-2], "--format", "svg"]
    return subprocess.run(command, cwd=DOCS.parent, capture_output=True, encoding="utf-8", check=True).stdout


if __name__ == "__main__":
    for name, words in commands().items():
        (DOCS / "images" / f"{name}.svg").write_text(made(words), encoding="utf-8")
