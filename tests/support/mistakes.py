"""The mistakes in `samples/errors/`: a file is one kind, `also` has more of the kind."""

import shlex
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "samples" / "errors"
PATHS = sorted(FOLDER.glob("*.toml"))


def read(text: str) -> list[dict[str, Any]]:
    """The mistakes of a file."""
    first = tomllib.loads(text)
    return [first, *first.pop("also", ())]


ZOO = {
    f"{path.stem}-{place}" if place else path.stem: mistake
    for path in PATHS
    for place, mistake in enumerate(read(path.read_text(encoding="utf-8")))
}
# What is given as a formula in a command line.
FORMULAS = [word for mistake in ZOO.values() for word in shlex.split(mistake["command"])[2:3]]
